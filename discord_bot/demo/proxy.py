"""The way from a browser to a room's preview: one port for all rooms, and turns for actions."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from aiohttp import ClientConnectionError, ClientSession, web

from discord_bot.demo.rooms import Room, Rooms

CAPABILITY = "X-Simcord-Capability"
"""The header in which a preview's page sends what stands after ``#`` in its address."""

# A page takes its next step from the state it has last seen and says which that was. A room with
# a running clock has moved on by then, so a step that is refused for that alone is taken again from
# the present state. Within JSON, the quotes of a text that a member typed are escaped: only the
# field itself matches, in a plain body and in one with uploads alike.
_REVISION = re.compile(rb'(?<!\\)"published_revision":\s*\d+')

_PASSED_ON = ("Content-Type", "X-Simcord-Context")
_NOT_PASSED_BACK = frozenset(
    {"connection", "content-length", "date", "keep-alive", "server", "transfer-encoding"}
)


class Proxy:
    """Passes requests on to rooms. A room checks its page's context; who may ask, the site does."""

    def __init__(self, rooms: Rooms, session: ClientSession) -> None:
        self._rooms = rooms
        self._session = session

    async def forward(
        self, request: web.Request, room: Room, body: bytes | None = None
    ) -> web.Response:
        """Ask the room what the browser asked; ``body`` replaces the browser's.

        A room that is gone answers 410, upon which its page says to reload.
        """
        headers = {name: request.headers[name] for name in _PASSED_ON if name in request.headers}
        headers[CAPABILITY] = room.capability
        try:
            async with self._session.request(
                request.method,
                f"{room.origin}{request.path_qs}",
                headers=headers,
                data=await request.read() if body is None else body,
            ) as answer:
                passed = {
                    name: value
                    for name, value in answer.headers.items()
                    if name.lower() not in _NOT_PASSED_BACK
                }
                return web.Response(status=answer.status, body=await answer.read(), headers=passed)
        except ClientConnectionError:
            self._rooms.forget(room)
            raise web.HTTPGone(text="This room was closed; reload the page.") from None

    async def open_page(
        self, request: web.Request, room: Room, viewer_id: int, message_id: int | None
    ) -> web.Response:
        """Begin a page that shows a room to one person, down to a message."""
        begin = {"viewer_id": str(viewer_id), "target_id": message_id and str(message_id)}
        return await self.forward(request, room, json.dumps(begin).encode())

    async def act(self, request: web.Request, room: Room) -> web.Response:
        """Do what somebody does in a room, when it is their turn."""
        body = await request.read()
        async with self._rooms.turn:
            self._rooms.point_at(room)
            response = await self.forward(request, room, body)
            revision = _outdated(response)
            if revision is not None:
                fresh = _REVISION.sub(b'"published_revision":%d' % revision, body, count=1)
                response = await self.forward(request, room, fresh)
        return response


def _outdated(response: web.Response) -> int | None:
    """The present revision, if an action was refused only because its page's was older."""
    if response.status != web.HTTPOk.status_code or not isinstance(response.body, bytes):
        return None
    receipt: Mapping[str, object] = json.loads(response.body)
    reasons = receipt.get("diagnostics")
    revision = receipt.get("revision")
    if not isinstance(reasons, list) or not isinstance(revision, int):
        return None
    return revision if any(reason["code"] == "stale-revision" for reason in reasons) else None
