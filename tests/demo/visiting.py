"""What a browser asks of a demo's page, without the browser."""

from __future__ import annotations

import json

import aiohttp

from discord_bot.demo.session import Demo


class Visitor:
    """Somebody with the address of a demo."""

    def __init__(self, demo: Demo, session: aiohttp.ClientSession) -> None:
        self.demo = demo
        self.session = session
        self.origin, self.key = demo.url.split("/#")

    async def world(self, key: str | None = None, **headers: str) -> aiohttp.ClientResponse:
        headers = {"X-Fanbot-Key": self.key if key is None else key, **headers}
        return await self.session.get(f"{self.origin}/demo/world", headers=headers)

    async def enter(self, channel: str | int, username: str) -> Page:
        """Open a channel, by name or by id, as somebody."""
        place = self.demo.channels[channel].id if isinstance(channel, str) else channel
        page = Page(self, f"{self.key}.{place}.{self.demo.members[username].id}")
        await page.open()
        return page

    async def places(self, kind: str) -> list[int]:
        """The ids of all places of a kind that the page lists."""
        listed = (await (await self.world()).json())["places"]
        return [int(place["id"]) for place in listed if place["kind"] == kind]


class Page:
    """A channel's page, as its script uses it."""

    def __init__(self, visitor: Visitor, credential: str) -> None:
        self._visitor = visitor
        self._headers = {"X-Simcord-Capability": credential}
        self._sequence = 0
        self.state: dict = {}

    async def _ask(
        self, method: str, path: str, body: dict | aiohttp.FormData | None = None
    ) -> dict:
        address = f"{self._visitor.origin}{path}"
        sent = {"data": body} if isinstance(body, aiohttp.FormData) else {"json": body}
        async with self._visitor.session.request(
            method, address, headers=self._headers, **sent
        ) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def open(self) -> None:
        self.state = await self._ask("POST", "/api/pages", {})
        self._headers["X-Simcord-Context"] = self.state["context"]["id"]

    async def look(self) -> list[str]:
        """What the page shows now, from top to bottom."""
        self.state = await self._ask("GET", "/api/state")
        return [self.state["messages"][key]["content"] for key in self.state["timeline"]]

    async def act(self, kind: str, **what: object) -> dict:
        """Do something, based on what was last looked at."""
        return await self._send({"kind": kind, **what})

    async def say(self, text: str) -> dict:
        return await self.act("send_message", content=text)

    async def upload(self, command: str, option: str, name: str, content: bytes) -> dict:
        """Run a command whose one option is a file."""
        catalog = await self._ask("GET", "/api/commands")
        (entry,) = [item for item in catalog["entries"] if item["invocation"] == command]
        what = {
            "kind": "run_command",
            "command_id": entry["commandId"],
            "path": entry["path"],
            "schema_fingerprint": entry["schemaFingerprint"],
            "options": {option: {"upload": 0}},
        }
        return await self._send(what, {f"file:{option}": (name, content)})

    async def _send(self, what: dict, files: dict[str, tuple[str, bytes]] | None = None) -> dict:
        body = {
            **what,
            "protocol_version": 3,
            "sequence": self._sequence + 1,
            "request_id": f"{id(self)}-{self._sequence}",
            "generation": self.state["context"]["generation"],
            "bot_generation": self.state["botGeneration"],
            "published_revision": self.state["publishedRevision"],
        }
        if files:
            form = aiohttp.FormData()
            form.add_field("payload", json.dumps(body))
            for field, (name, content) in files.items():
                form.add_field(field, content, filename=name)
        receipt = await self._ask("POST", "/api/action", form if files else body)
        self._sequence = receipt["expectedSequence"]
        return receipt
