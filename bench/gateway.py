"""A Discord on loopback with servers in it, and the bots that stand beside each other.

``Discord`` is the tests' own, and tells a bot of as many servers as it likes, as Discord does: a
bot that may not see members is told of none but itself. ``Client`` starts ``bench.client`` and
reads from ``/proc`` what the process takes, so that nothing that measures runs inside of it.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import random
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import web

from tests.loopback_discord import USER, LoopbackDiscord

ROOT = Path(__file__).resolve().parents[1]
TOKEN = "YmVuY2ggYmVuY2ggYmVuY2g.YmVuY2g.YmVuY2ggYmVuY2ggYmVuY2gu"
"""Has a token's shape, and is none."""
CHANNELS, ROLES, EMOJIS, THREADS = 30, 20, 50, 5
"""How many a server has, all of them kinds that Discord tells every bot of."""
MEMBER_ROLES = 4
_MEMBERS_INTENT = 1 << 1
_JOINED = "2025-01-01T00:00:00.000000+00:00"
_ids = itertools.count(50_000_000)


# --- what Discord says --------------------------------------------------------------------------


def guild_id(number: int) -> int:
    return 1_000_000_000 + number * 10_000


def channel_id(guild: int, number: int) -> int:
    return guild_id(guild) + 100 + number


def user(number: int, *, is_bot: bool = False) -> dict[str, Any]:
    if is_bot:
        return USER | {"bot": True}
    return {
        "id": str(700_000_000 + number),
        "username": f"member{number}",
        "global_name": f"Member {number}",
        "discriminator": "0",
        "avatar": f"{number:032x}",
        "avatar_decoration_data": None,
        "primary_guild": None,
        "public_flags": 0,
    }


def member(guild: int, number: int, *, nick: str | None = None) -> dict[str, Any]:
    """A member without the account, as messages have it beside their author."""
    return {
        "roles": [str(guild_id(guild) + 1 + (number + at) % ROLES) for at in range(MEMBER_ROLES)],
        "nick": nick,
        "avatar": None,
        "banner": None,
        "joined_at": _JOINED,
        "premium_since": None,
        "communication_disabled_until": None,
        "pending": False,
        "deaf": False,
        "mute": False,
        "flags": 0,
    }


def guild(number: int, members: int, *, with_members: bool = False) -> dict[str, Any]:
    """GUILD_CREATE's data for one server."""
    own = guild_id(number)
    present = [{"user": user(0, is_bot=True), **member(number, 0)}]
    if with_members:
        first = number * members
        present += [{"user": user(first + at), **member(number, at)} for at in range(1, members)]
    return {
        "id": str(own),
        "name": f"Server {number}",
        "icon": f"{number:032x}",
        "owner_id": str(700_000_001),
        "afk_timeout": 300,
        "verification_level": 1,
        "default_message_notifications": 1,
        "explicit_content_filter": 2,
        "roles": [_role(own, at) for at in range(ROLES + 1)],
        "emojis": [_emoji(own, at) for at in range(EMOJIS)],
        "features": ["COMMUNITY", "NEWS"],
        "mfa_level": 1,
        "system_channel_flags": 0,
        "joined_at": _JOINED,
        "large": members > 250,
        "unavailable": False,
        "member_count": members,
        "voice_states": [],
        "members": present,
        "channels": [_channel(own, at) for at in range(CHANNELS)],
        "threads": [_thread(own, at) for at in range(THREADS)],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
        "stickers": [],
        "premium_tier": 0,
        "preferred_locale": "en-US",
        "nsfw_level": 0,
        "premium_progress_bar_enabled": False,
    }


def _role(own: int, at: int) -> dict[str, Any]:
    return {
        "id": str(own + at),
        "name": "@everyone" if at == 0 else f"role {at}",
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "position": at,
        "permissions": "2222085723512385" if at else "1071698660929",
        "managed": False,
        "mentionable": False,
        "flags": 0,
    }


def _emoji(own: int, at: int) -> dict[str, Any]:
    return {
        "id": str(own + 200 + at),
        "name": f"leaf_{at}",
        "roles": [],
        "require_colons": True,
        "managed": False,
        "animated": False,
        "available": True,
    }


def _channel(own: int, at: int) -> dict[str, Any]:
    kind = 4 if at < 5 else 2 if at < 8 else 0
    return {
        "id": str(own + 100 + at),
        "type": kind,
        "name": f"channel-{at}",
        "position": at,
        "parent_id": None if kind == 4 else str(own + 100 + at % 5),
        "topic": "What we talk about here, and what we do not." if kind == 0 else None,
        "nsfw": False,
        "rate_limit_per_user": 0,
        "bitrate": 64_000,
        "user_limit": 0,
        "last_message_id": str(own + 999),
        "flags": 0,
        "permission_overwrites": [
            {"id": str(own + role), "type": 0, "allow": "1024", "deny": "2048"}
            for role in (0, 1, 2)
        ],
    }


def _thread(own: int, at: int) -> dict[str, Any]:
    return {
        "id": str(own + 400 + at),
        "guild_id": str(own),
        "parent_id": str(own + 110),
        "owner_id": str(700_000_001),
        "type": 11,
        "name": f"thread {at}",
        "last_message_id": None,
        "message_count": 10,
        "member_count": 5,
        "rate_limit_per_user": 0,
        "total_message_sent": 10,
        "flags": 0,
        "thread_metadata": {
            "archived": False,
            "auto_archive_duration": 1440,
            "archive_timestamp": _JOINED,
            "locked": False,
            "create_timestamp": _JOINED,
        },
    }


def message(
    guild_number: int, channel_number: int, author: int, text: str, *, nick: str | None = None
) -> dict[str, Any]:
    """MESSAGE_CREATE's data for what a member writes."""
    return {
        "id": str(next(_ids)),
        "channel_id": str(channel_id(guild_number, channel_number)),
        "guild_id": str(guild_id(guild_number)),
        "author": user(author),
        "member": member(guild_number, author, nick=nick),
        "content": text,
        "timestamp": "2026-11-26T12:00:00.000000+00:00",
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "embeds": [],
        "components": [],
        "pinned": False,
        "type": 0,
        "flags": 0,
        "channel_type": 0,
        "nonce": str(next(_ids)),
    }


def talk(texts: Sequence[str], count: int, *, guilds: int, seed: int) -> list[dict[str, Any]]:
    """Messages of 200 members in ten channels of each server; one in five has a nickname there."""
    chance = random.Random(seed)
    said = []
    for number in range(count):
        author = chance.randrange(1, 200)
        nick = f"leaf {author}" if author % 5 == 0 else None
        place = chance.randrange(guilds), 10 + chance.randrange(10)
        said.append(message(*place, author, texts[number % len(texts)], nick=nick))
    return said


# --- the server ---------------------------------------------------------------------------------


class Discord(LoopbackDiscord):
    """The loopback Discord with servers in it, for one bot after another or several at once.

    ``members`` is how many each server has. Bots that ask for the members' intent are told of all.
    """

    def __init__(self, guilds: int = 0, members: int = 100) -> None:
        self._guilds, self._members = guilds, members
        self.requests: list[tuple[float, str, str]] = []
        self.on_delete: Callable[[str], None] = lambda _message: None
        routes = [
            web.delete("/channels/{channel}/messages/{message}", self._delete),
            web.post("/users/@me/channels", self._letters),
            web.route("*", "/{rest:.*}", self._other),
        ]
        super().__init__(routes=routes, flags=1 << 18)
        self.arrived: asyncio.Queue[Connection] = asyncio.Queue()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def _ready(self) -> dict[str, Any]:
        waiting = [
            {"id": str(guild_id(number)), "unavailable": True} for number in range(self._guilds)
        ]
        return super()._ready() | {"guilds": waiting}

    async def _gateway(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(max_msg_size=0)
        await socket.prepare(request)
        connection = Connection(socket)
        hello = {"op": 10, "d": {"heartbeat_interval": 45_000}, "s": None, "t": None}
        await socket.send_json(hello)
        async for frame in socket:
            sent = frame.json()
            if sent["op"] == 1:
                connection.beat()
                await socket.send_json({"op": 11, "d": None, "s": None, "t": None})
            elif sent["op"] == 2:
                connection.identified_at = time.monotonic()
                await connection.tell("READY", self._ready())
                sees_members = bool(sent["d"]["intents"] & _MEMBERS_INTENT)
                for number in range(self._guilds):
                    told = guild(number, self._members, with_members=sees_members)
                    await connection.tell("GUILD_CREATE", told)
                await self.arrived.put(connection)
        return socket

    async def _delete(self, request: web.Request) -> web.Response:
        self.on_delete(request.match_info["message"])
        return web.Response(status=204)

    async def _letters(self, request: web.Request) -> web.Response:
        recipient = (await request.json())["recipient_id"]
        who = user(int(recipient) - 700_000_000)
        letters = {"id": str(next(_ids)), "type": 1, "recipients": [who], "last_message_id": None}
        return web.Response(body=json.dumps(letters).encode(), content_type="application/json")

    async def _other(self, request: web.Request) -> web.Response:
        self.requests.append((time.monotonic(), request.method, request.path))
        body = json.dumps({"message": "404: Not Found", "code": 10003}).encode()
        return web.Response(status=404, body=body, content_type="application/json")


class Connection:
    """The server's end of one bot's gateway."""

    def __init__(self, socket: web.WebSocketResponse) -> None:
        self._socket = socket
        self._sequence = 0
        self._beats: list[asyncio.Future[None]] = []
        self.identified_at = 0.0

    def frame(self, event: str, data: dict[str, Any]) -> str:
        """An event as it goes over the wire."""
        self._sequence += 1
        return json.dumps({"op": 0, "t": event, "s": self._sequence, "d": data})

    async def send(self, frame: str) -> None:
        await self._socket.send_str(frame)

    async def tell(self, event: str, data: dict[str, Any]) -> None:
        await self.send(self.frame(event, data))

    def beat(self) -> None:
        for waiting in self._beats:
            if not waiting.done():
                waiting.set_result(None)
        self._beats.clear()

    async def settled(self) -> None:
        """Wait until the bot has dealt with all that it was sent.

        A bot answers the request for a heartbeat after all that came before, and after the second
        its handlers have had their turns, too.
        """
        for _ in range(2):
            answered = asyncio.get_running_loop().create_future()
            self._beats.append(answered)
            await self._socket.send_str('{"op": 1, "d": null, "s": null, "t": null}')
            await answered
            await asyncio.sleep(0.15)


# --- the bots -----------------------------------------------------------------------------------


class Client:
    """A bot in a process of its own. ``moments`` is what it said of its way up, by its name."""

    def __init__(self, process: asyncio.subprocess.Process, began: float) -> None:
        self._process = process
        self._path = Path("/proc") / str(process.pid)
        self.began = began
        self.moments: dict[str, dict[str, float]] = {}

    async def read_until(self, name: str, patience: float = 400.0) -> dict[str, Any]:
        """What it says under that name. Raises where it ends before it has said so."""
        assert self._process.stdout is not None
        async with asyncio.timeout(patience):
            while name not in self.moments:
                line = await self._process.stdout.readline()
                if not line:
                    raise RuntimeError(f"the bot ended before it said {name!r}; see above")
                said = json.loads(line)
                self.moments[said.pop("name")] = said
        return self.moments[name]

    def ask(self, word: str) -> None:
        """Say a word to the process; see ``bench.client``."""
        assert self._process.stdin is not None
        self._process.stdin.write(word.encode() + b"\n")

    def cpu(self) -> float:
        """Seconds of processor time that all its threads took, those that ended included."""
        # The clock of another process, as clock_getcpuclockid(3) of Linux names it.
        return time.clock_gettime((~self._process.pid << 3) | 2)

    def memory(self) -> dict[str, float]:
        """MB that it holds: all of it, and its own without what it shares with other processes."""
        rollup = (self._path / "smaps_rollup").read_text().splitlines()[1:]
        found = {line.split(":")[0]: int(line.split()[1]) / 1024 for line in rollup}
        own = found["Private_Clean"] + found["Private_Dirty"]
        return {"rss_mb": round(found["Rss"], 1), "own_mb": round(own, 1)}

    def children(self) -> list[dict[str, Any]]:
        """The processes that it started, with what each holds in MB."""
        found = []
        for task in (self._path / "task").iterdir():
            for pid in (task / "children").read_text().split():
                status = (Path("/proc") / pid / "status").read_text()
                name = (Path("/proc") / pid / "cmdline").read_text().replace("\0", " ")[:80]
                held = int(status.partition("VmRSS:")[2].split()[0]) / 1024
                found.append({"command": name, "rss_mb": round(held, 1)})
        return found

    async def stop(self) -> None:
        if self._process.returncode is None:
            self._process.kill()
        await self._process.wait()


@asynccontextmanager
async def client(
    kind: str, server: Discord, folder: Path, *options: str, python: Iterable[str] = ()
) -> AsyncIterator[Client]:
    """A bot of a kind of ``bench.client``, connected to ``server``; its files are in a folder."""
    folder.mkdir(parents=True, exist_ok=True)  # noqa: ASYNC240 - nothing runs beside it
    environment = {name: value for name, value in os.environ.items() if "FANBOT" not in name}
    environment |= {
        "PYTHONPATH": str(ROOT),
        "DISCORD_TOKEN": TOKEN,
        "FANBOT_DATABASE": str(folder / "bench.db"),
        "FANBOT_MONITORING": "off",
        "FANBOT_LOG_LEVEL": "WARNING",
    }
    began = time.monotonic()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *python,
        "-m",
        "bench.client",
        kind,
        server.address,
        *options,
        cwd=folder,
        env=environment,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    started = Client(process, began)
    try:
        yield started
    finally:
        await started.stop()


async def connected(
    bot: Client, server: Discord, and_then: Callable[[], Awaitable[None]] | None = None
) -> Connection:
    """Wait until a bot is ready; returns its gateway."""
    connection = await server.arrived.get()
    await bot.read_until("ready")
    if and_then is not None:
        await and_then()
    await connection.settled()
    return connection
