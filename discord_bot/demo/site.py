"""The demo's web page: a list of channels and people beside the channel that is looked at."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from importlib.resources import files
from typing import Any

from aiohttp import web

from discord_bot.demo.proxy import CAPABILITY, Proxy
from discord_bot.demo.rooms import Room, Rooms
from discord_bot.demo.world import PEOPLE, ROLE_COLORS, Place, World

KEY_HEADER = "X-Fanbot-Key"
MAX_BODY = 27 * 1024 * 1024
"""Bytes. A preview takes uploads of 25 MiB and says no itself beyond."""

_NO_KEY = "Open the address that fanbot printed: it has a key at its end."
_PAGE = files("discord_bot.demo") / "page"
_TYPES = {"html": "text/html", "css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
_SECURITY = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self';"
        " connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none';"
        " frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
_ROOM_SECURITY = {
    # What a preview says of itself, but for frames: ours may hold it.
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self'; style-src 'self'; font-src 'self';"
        " connect-src 'self' blob:; img-src 'self' blob:; media-src 'self' blob:;"
        " object-src 'none'; base-uri 'none'; frame-ancestors 'self'"
    ),
    "X-Frame-Options": "SAMEORIGIN",
}
_ROOM_HEAD = (
    '<link rel="stylesheet" href="/demo/room.css">'
    '<script type="module" src="/demo/room.js"></script></head>'
)


class Site:
    """Serves the page on loopback, to whoever has the key from the address that was printed."""

    def __init__(self, world: World, rooms: Rooms, proxy: Proxy, first: Room) -> None:
        self._world = world
        self._rooms = rooms
        self._proxy = proxy
        self._first = first
        self.key = secrets.token_urlsafe(24)

    def application(self) -> web.Application:
        """All routes, behind the check of where a request comes from."""
        app = web.Application(middlewares=[_only_from_here], client_max_size=MAX_BODY)
        app.router.add_get("/", self._index)
        app.router.add_get("/demo/world", self._show_world)
        app.router.add_get("/demo/{name}", self._asset)
        app.router.add_get("/room", self._room)
        app.router.add_post("/api/pages", self._open_page)
        app.router.add_post("/api/action", self._act)
        app.router.add_route("*", "/api/{rest:.+}", self._ask)
        app.router.add_get("/{rest:.+}", self._preview_file)
        return app

    # --- our page ------------------------------------------------------------------------------

    async def _index(self, _request: web.Request) -> web.Response:
        return _file("index.html")

    async def _asset(self, request: web.Request) -> web.Response:
        return _file(request.match_info["name"])

    async def _show_world(self, request: web.Request) -> web.Response:
        """The server as the page lists it; asked for every two seconds."""
        if not self._is_key(request.headers.get(KEY_HEADER, "")):
            raise web.HTTPUnauthorized(text=_NO_KEY)
        self._rooms.use_timezone(request.query.get("timezone", ""))
        world = {
            "title": self._world.guild.name,
            "people": self._people(),
            "places": [self._describe(place) for place in self._world.places()],
        }
        return web.json_response(world, headers=_SECURITY)

    def _people(self) -> list[dict[str, Any]]:
        return [
            {
                "id": str(self._world.members[person.username].id),
                "name": person.name,
                "role": person.role,
                "role_color": f"#{ROLE_COLORS.get(person.role, 0x9A97A8):06x}",
            }
            for person in PEOPLE
        ]

    def _describe(self, place: Place) -> dict[str, Any]:
        # Ids as text: they do not fit the numbers of JavaScript.
        return {
            "id": str(place.channel.id),
            "name": place.channel.name or "Direct messages",
            "kind": place.kind,
            "viewers": [str(viewer) for viewer in place.viewers],
            "latest": str(self._world.latest_message(place.channel.id) or ""),
        }

    # --- the previews --------------------------------------------------------------------------

    async def _room(self, request: web.Request) -> web.Response:
        """A preview's page, dressed for the frame that it is shown in."""
        response = await self._proxy.forward(request.clone(rel_url="/"), self._first)
        assert isinstance(response.body, bytes), "the proxy answers with bytes"
        response.body = response.body.replace(b"</head>", _ROOM_HEAD.encode(), 1)
        response.headers.update(_ROOM_SECURITY)
        return response

    async def _preview_file(self, request: web.Request) -> web.Response:
        """The scripts, styles and fonts of previews, the same for every room."""
        response = await self._proxy.forward(request, self._first)
        if request.path.startswith("/fonts/"):
            # 27 MB that every change of rooms would load again; their names carry a version.
            response.headers["Cache-Control"] = "max-age=86400, immutable"
        return response

    async def _open_page(self, request: web.Request) -> web.Response:
        place, viewer_id = self._credential(request)
        room = await self._rooms.enter(place)
        latest = self._world.latest_message(place.channel.id, viewer_id)
        return await self._proxy.open_page(request, room, viewer_id, latest)

    async def _act(self, request: web.Request) -> web.Response:
        place, _ = self._credential(request)
        return await self._proxy.act(request, await self._rooms.enter(place))

    async def _ask(self, request: web.Request) -> web.Response:
        place, _ = self._credential(request)
        return await self._proxy.forward(request, await self._rooms.enter(place))

    def _credential(self, request: web.Request) -> tuple[Place, int]:
        """Where and as whom a preview's page was opened: ``<key>.<channel>.<person>``.

        That is what the page got after ``#``. Raises HTTP 401 for anything else.
        """
        key, _, rest = request.headers.get(CAPABILITY, "").partition(".")
        channel, _, viewer = rest.partition(".")
        if self._is_key(key) and channel.isdecimal() and viewer.isdecimal():
            for place in self._world.places():
                if place.channel.id == int(channel) and int(viewer) in place.viewers:
                    return place, int(viewer)
        raise web.HTTPUnauthorized(text=_NO_KEY)

    def _is_key(self, given: str) -> bool:
        # As bytes: compare_digest raises for text that is not ASCII.
        return secrets.compare_digest(given.encode(errors="replace"), self.key.encode())


def _file(name: str) -> web.Response:
    """A file of our page. Raises HTTP 404 for any other name."""
    known = {entry.name: entry for entry in _PAGE.iterdir()}
    if name not in known:
        raise web.HTTPNotFound
    kind = _TYPES[name.rpartition(".")[2]]
    body = known[name].read_bytes()
    return web.Response(body=body, content_type=kind, charset="utf-8", headers=_SECURITY)


@web.middleware
async def _only_from_here(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Refuse other names for this computer (DNS rebinding) and other sites' scripts."""
    assert request.transport is not None, "a request that is being handled has a connection"
    port = request.transport.get_extra_info("sockname")[1]
    hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}
    origin = request.headers.get("Origin")
    if request.host not in hosts or (
        origin is not None and origin not in {f"http://{host}" for host in hosts}
    ):
        raise web.HTTPForbidden(text="This page is for this computer alone.")
    return await handler(request)
