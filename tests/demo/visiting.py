"""What a browser asks of a demo's page, without the browser."""

from __future__ import annotations

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

    async def enter(self, channel: str, username: str) -> Page:
        page = Page(self, self.credential(channel, username))
        await page.open()
        return page

    def credential(self, channel: str, username: str) -> str:
        place, person = self.demo.channels[channel], self.demo.members[username]
        return f"{self.key}.{place.id}.{person.id}"


class Page:
    """A channel's page, as its script uses it."""

    def __init__(self, visitor: Visitor, credential: str) -> None:
        self._visitor = visitor
        self._headers = {"X-Simcord-Capability": credential}
        self._sequence = 0
        self.state: dict = {}

    async def _ask(self, method: str, path: str, body: dict | None = None) -> dict:
        address = f"{self._visitor.origin}{path}"
        async with self._visitor.session.request(
            method, address, json=body, headers=self._headers
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
        envelope = {
            "kind": kind,
            "protocol_version": 3,
            "sequence": self._sequence + 1,
            "request_id": f"{id(self)}-{self._sequence}",
            "generation": self.state["context"]["generation"],
            "bot_generation": self.state["botGeneration"],
            "published_revision": self.state["publishedRevision"],
        }
        receipt = await self._ask("POST", "/api/action", {**what, **envelope})
        self._sequence = receipt["expectedSequence"]
        return receipt

    async def say(self, text: str) -> dict:
        return await self.act("send_message", content=text)
