"""A Discord on loopback, just enough of it for a bot to start, and to answer clicks over a socket.

simcord stands in for Discord wherever behaviour is tested. This server is for two things it
leaves out on purpose: logging in over real HTTP and a real gateway, and measuring time.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from collections.abc import Iterable
from typing import Any

import discord
from aiohttp import web

APPLICATION_ID = 900
GUILD_ID = 901
_ids = itertools.count(10_000_000)

USER = {"id": str(APPLICATION_ID), "username": "fanbot", "discriminator": "0", "avatar": None}


def _message(channel_id: str) -> dict[str, Any]:
    return {
        "id": str(next(_ids)),
        "channel_id": channel_id,
        "author": USER | {"bot": True},
        "content": "",
        "timestamp": "2026-01-01T00:00:00+00:00",
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "embeds": [],
        "pinned": False,
        "type": 0,
        "components": [],
    }


def answer_json(value: object) -> web.Response:
    # discord.py reads an answer as JSON only if its type is named without a character set.
    return web.Response(body=json.dumps(value).encode(), content_type="application/json")


class LoopbackDiscord:
    """``async with LoopbackDiscord() as server``: discord.py talks to it instead of Discord.

    ``knows_token`` False refuses every token; ``close_code`` closes the gateway after a bot has
    identified itself, 4014 being Discord's word for an intent that was not granted. ``flags`` are
    the application's, ``starts_left`` its starts of the day, ``routes`` are answered besides.
    """

    def __init__(
        self,
        *,
        knows_token: bool = True,
        close_code: int | None = None,
        flags: int = 0,
        starts_left: int = 999,
        routes: Iterable[web.RouteDef] = (),
    ) -> None:
        self._expected: dict[str, asyncio.Future[float]] = {}
        self._knows_token = knows_token
        self._close_code = close_code
        self._flags = flags
        self._starts_left = starts_left
        self._port = 0
        self.identified = asyncio.Event()
        app = web.Application()
        app.router.add_get("/gateway/bot", self._gateway_address)
        app.router.add_get("/gateway", self._gateway)
        app.router.add_get("/users/@me", self._me)
        app.router.add_get("/oauth2/applications/@me", self._application)
        app.router.add_put("/applications/{app}/commands", self._commands)
        app.router.add_post("/channels/{channel}/messages", self._post)
        app.router.add_patch("/channels/{channel}/messages/{message}", self._post)
        app.router.add_post("/interactions/{id}/{token}/callback", self._callback)
        app.add_routes(routes)
        self._runner = web.AppRunner(app, access_log=None)
        self._base = discord.http.Route.BASE

    async def __aenter__(self) -> LoopbackDiscord:
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self._port = self._runner.addresses[0][1]
        discord.http.Route.BASE = f"http://127.0.0.1:{self._port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        discord.http.Route.BASE = self._base
        await self._runner.cleanup()

    def expect(self, interaction_id: str) -> asyncio.Future[float]:
        """The moment, by ``time.perf_counter``, at which that interaction will be answered."""
        future = asyncio.get_running_loop().create_future()
        self._expected[interaction_id] = future
        return future

    async def _gateway_address(self, _request: web.Request) -> web.Response:
        limit = {
            "total": 1000,
            "remaining": self._starts_left,
            "reset_after": 0,
            "max_concurrency": 1,
        }
        address = f"ws://127.0.0.1:{self._port}/gateway"
        return answer_json({"url": address, "shards": 1, "session_start_limit": limit})

    async def _gateway(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json(
            {"op": 10, "d": {"heartbeat_interval": 45_000}, "s": None, "t": None}
        )
        async for frame in socket:
            sent = frame.json()
            if sent["op"] == 1:
                await socket.send_json({"op": 11, "d": None, "s": None, "t": None})
            elif sent["op"] == 2 and self._close_code is not None:
                await socket.close(code=self._close_code)
            elif sent["op"] == 2:
                await socket.send_json({"op": 0, "t": "READY", "s": 1, "d": self._ready()})
                self.identified.set()
        return socket

    def _ready(self) -> dict[str, Any]:
        return {
            "v": 10,
            "user": USER | {"bot": True},
            "guilds": [],
            "session_id": "loopback",
            "resume_gateway_url": f"ws://127.0.0.1:{self._port}/gateway",
            "shard": [0, 1],
            "application": {"id": str(APPLICATION_ID), "flags": 0},
        }

    async def _me(self, _request: web.Request) -> web.Response:
        if not self._knows_token:
            refused = json.dumps({"message": "401: Unauthorized", "code": 0}).encode()
            return web.Response(status=401, body=refused, content_type="application/json")
        return answer_json(USER | {"bot": True, "verified": True})

    async def _application(self, _request: web.Request) -> web.Response:
        return answer_json(
            {
                "id": str(APPLICATION_ID),
                "name": "fanbot",
                "icon": None,
                "description": "",
                "bot_public": True,
                "bot_require_code_grant": False,
                "verify_key": "0",
                "flags": self._flags,
                "owner": USER,
            }
        )

    async def _commands(self, request: web.Request) -> web.Response:
        extra = {"application_id": str(APPLICATION_ID), "version": "1"}
        usual = {"description": ""}  # commands of a message's menu are sent without one
        sent = await request.json()
        return answer_json([{**usual, **item, "id": str(next(_ids)), **extra} for item in sent])

    async def _post(self, request: web.Request) -> web.Response:
        await request.read()
        return answer_json(_message(request.match_info["channel"]))

    async def _callback(self, request: web.Request) -> web.Response:
        expected = self._expected.pop(request.match_info["id"], None)
        if expected is not None:
            expected.set_result(time.perf_counter())
        await request.read()
        identity = request.match_info["id"]
        return answer_json(
            {
                "interaction": {"id": identity, "type": 3, "response_message_id": str(next(_ids))},
                "resource": {"type": 4, "message": _message("1")},
            }
        )


def click(channel_id: int, user_id: int, custom_id: str) -> dict[str, Any]:
    """The gateway's event for a member who presses a button."""
    user = {
        "id": str(user_id),
        "username": f"member{user_id}",
        "discriminator": "0",
        "avatar": None,
    }
    button = {"type": 2, "style": 2, "label": "A", "custom_id": custom_id}
    message = _message(str(channel_id)) | {"components": [{"type": 1, "components": [button]}]}
    return {
        "id": str(next(_ids)),
        "application_id": str(APPLICATION_ID),
        "type": 3,
        "token": "t",
        "version": 1,
        "guild_id": str(GUILD_ID),
        "guild": {"id": str(GUILD_ID), "features": [], "locale": "en-US"},
        "channel": {
            "id": str(channel_id),
            "type": 0,
            "name": "trivia",
            "position": 0,
            "permissions": "0",
        },
        "channel_id": str(channel_id),
        "member": {
            "user": user,
            "roles": [],
            "joined_at": "2026-01-01T00:00:00+00:00",
            "deaf": False,
            "mute": False,
            "flags": 0,
            "permissions": "2147483647",
        },
        "locale": "en-US",
        "guild_locale": "en-US",
        "app_permissions": "2147483647",
        "entitlements": [],
        "authorizing_integration_owners": {},
        "context": 0,
        "attachment_size_limit": 10_485_760,
        "message": message,
        "data": {"component_type": 2, "custom_id": custom_id, "id": 1},
    }
