"""A server that the filter looks after, with a judge whose verdicts hang on a word.

See ``WORDS`` in ``tests/moderation/house.py``: *clown* is surely harassment, *guess* speculation.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import discord
import pytest
import simcord

from discord_bot.errors import UserError
from discord_bot.moderation.cases import Case
from discord_bot.moderation.model import BREACHES, Label, Post, Verdict
from discord_bot.moderation.policy import Action, Rule
from tests.e2e.conftest import World, open_world
from tests.moderation.house import WordJudge


@dataclass
class TiredJudge(WordJudge):
    """Can't judge while it is down, and never what says *broken*."""

    is_down: bool = False
    heard: list[Post] = field(default_factory=list)
    gate: threading.Event = field(default_factory=threading.Event)
    """The second stage waits until it is set."""

    def first(self, post: Post) -> Verdict:
        if self.is_down:
            raise TimeoutError("the judge has gone to lunch")
        self.heard.append(post)
        return super().first(post)

    def second(self, post: Post, verdict: Verdict) -> Verdict:
        found = super().second(post, verdict)
        self.gate.wait(4)
        return found


@dataclass
class Beat:
    """What stories about moderation need."""

    world: World
    judge: TiredJudge

    @property
    def env(self) -> simcord.Env:
        return self.world.env

    async def enforce(self, *labels: Label) -> None:
        await self.choose(enforced=frozenset(labels or BREACHES))

    async def choose(self, **policy: object) -> None:
        """Change the server's policy."""
        policies, world = self.world.services.moderation.policies, self.world
        await policies.change(world.guild.id, world.admin.id, self.env.now(), **policy)

    async def act(self, action: Action, label: Label = Label.HARASSMENT) -> None:
        """Do one thing about a label, however sure the judge is."""
        policies, world = self.world.services.moderation.policies, self.world
        rule = Rule(unsure=action, sure=action)
        await policies.set_rule(world.guild.id, world.admin.id, label, rule, self.env.now())

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait for what happens beside the simulated time, for two seconds at most."""
        for _ in range(200):
            if holds():
                return
            await asyncio.sleep(0.01)
        pytest.fail("it did not happen")

    async def case(self, number: int = 1) -> Case:
        return await self.world.services.moderation.cases.get(self.world.guild.id, number)

    async def has_no_case(self) -> bool:
        with pytest.raises(UserError, match="unknown_case"):
            await self.case()
        return True

    def texts(self, channel: simcord.ChannelHandle) -> list[str]:
        """What stands in a channel, without cards."""
        return [message.content for message in channel.history() if message.content]

    def letters(self, member: simcord.MemberActor) -> list[discord.Message]:
        """What the bot wrote to somebody."""
        return member.user.dm_channel.history()

    def close_letters(self, member: simcord.MemberActor) -> None:
        """A member takes no direct messages."""
        self.env.inject_error(
            "POST",
            f"/channels/{member.user.dm_channel.id}/messages",
            status=403,
            code=50007,
            message="Cannot send messages to this user",
            times=None,
        )

    def forbid(self, *permissions: str) -> None:
        """Take permissions from the bot, in the whole server."""
        role = next(role for name, role in self.world.guild.roles.items() if name == "TestBot")
        allowed = discord.Permissions(
            self.env.backend.get_role(self.world.guild.id, role.id).permissions
        )
        allowed.update(**dict.fromkeys(permissions, False))
        self.env.backend.edit_role(self.world.guild.id, role.id, {"permissions": allowed.value})


def read(message: discord.Message) -> str:
    """All that can be read in a message, of old and of new kinds."""

    def walk(item: object) -> Iterator[str]:
        if isinstance(item, discord.TextDisplay):
            yield item.content
        for child in getattr(item, "children", []):
            yield from walk(child)

    parts = [message.content, *(text for item in message.components for text in walk(item))]
    return "\n".join(part for part in parts if part)


@asynccontextmanager
async def open_beat(database: Path, **settings: object) -> AsyncIterator[Beat]:
    """A world with moderation on and everything enforced."""
    judge = TiredJudge()
    judge.gate.set()
    async with open_world(database, judge, **settings) as world:
        beat = Beat(world, judge)
        now = world.env.now()
        await world.services.guilds.change(
            world.guild.id, world.admin.id, now, moderation_on=True, log_channel=world.log.id
        )
        await beat.enforce()
        yield beat
