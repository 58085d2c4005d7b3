"""A server in which something of every feature is under way when a fault strikes."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.e2e.conftest import World, open_world
from tests.e2e.moderating import Beat, TiredJudge, read
from tests.e2e.newsdesk import Desk, open_press, workshop
from tests.storage.conftest import PostgresServer

PATIENCE = 120.0
"""Seconds that the simulation may take to settle on a machine that has much else to do; less than
the 300 after which asyncpg forgets a statement, for it waits for timers that are due by then."""
STORY, BREACH, EVENT = "A trailer", "you clown", "The hour"
HARMLESS = "hello there"
DAILY = "00:40"
SOURCE = "https://example.org/news/a-date"


@dataclass
class Community:
    """One server with a game, a feed, a filter and a calendar."""

    world: World
    desk: Desk
    beat: Beat
    place: Path | PostgresServer
    """The database's file, or its server."""

    async def begin(self) -> None:
        """A game with one answer, a feed that is followed, a day and a daily that are due soon."""
        world, now = self.world, self.world.env.now()
        await world.services.guilds.change(
            world.guild.id,
            world.admin.id,
            now,
            moderation_on=True,
            log_channel=world.log.id,
            news_channel=self.desk.channel.id,
            daily_channel=world.guild.create_text_channel("daily").id,
            daily_time=DAILY,
        )
        await self.beat.enforce()
        await self.desk.follow()
        await self.desk.pass_time(1)
        moderator = world.moderator
        season = world.guild.create_text_channel("season")
        await moderator.slash(world.log, "calendar remind", channel=season)
        await moderator.slash(
            world.log, "calendar add", title=EVENT, date="2026-01-01", time="01:00", source=SOURCE
        )
        await world.alice.slash(world.trivia, "trivia play", rounds=1)
        await self._answer()

    async def _answer(self) -> None:
        async with self.world.services.database.reading() as connection:
            row = await connection.fetch_one("SELECT round_id FROM trivia_rounds", {})
        assert row is not None
        question = next(item for item in self.world.trivia.history() if item.components)
        await self.world.alice.click(question, custom_id=f"trivia:answer:{row['round_id']}:0")

    async def live(self) -> None:
        """A story comes, somebody is rude, and an hour and a quarter go by."""
        self.desk.publish("/a", STORY)
        await self.world.alice.send(self.world.lounge, BREACH)
        await self.world.bob.send(self.world.lounge, HARMLESS)
        await self.desk.pass_time(75)

    # --- what there is to see -------------------------------------------------------------------

    async def count(self, table: str) -> int:
        async with self.world.services.database.reading() as connection:
            row = await connection.fetch_one(f"SELECT COUNT(*) AS n FROM {table}", {})
        return int(row["n"]) if row else 0

    def standings(self) -> int:
        """How often a game's end was told."""
        return sum(
            "final standings" in " ".join((embed.title or "", embed.description or ""))
            or "final standings" in (embed.author.name or "")
            for message in self.world.trivia.history()
            for embed in message.embeds
        )

    async def trivia(self) -> None:
        """The answer counts once, the end of the game is told once, and there is one daily."""
        assert await self.count("trivia_answers") == 1
        assert await self.count("trivia_question_stats") == 1
        assert self.standings() == 1
        assert len(self.world.guild.channels["daily"].history()) == 1

    async def news(self) -> None:
        """The story is posted once."""
        assert self.desk.titles() == [STORY]

    async def moderation(self) -> None:
        """Nobody reads the breach any more, it is one case, and its author is told at most once."""
        assert BREACH not in self.beat.texts(self.world.lounge)
        assert HARMLESS in self.beat.texts(self.world.lounge)
        assert await self.count("moderation_cases") == 1
        assert len(self.beat.letters(self.world.alice)) <= 1
        cards = [read(message) for message in self.world.log.history() if message.components]
        assert sum("Case 1" in card for card in cards) == 1, "moderators see it once"
        told = Counter(self.beat.texts(self.world.log))
        assert set(told.values()) <= {1}, f"moderators are told each thing once: {told}"

    def warned(self) -> tuple[bool, bool]:
        """Whether moderators were told that messages wait, and that they were looked at."""
        told = self.beat.texts(self.world.log)
        words = ("can't judge messages at the moment", "The filter works again")
        first, last = (any(part in text for text in told) for part in words)
        return first, last

    async def season(self) -> None:
        """The hour is told once."""
        heads = [item.content for item in self.world.guild.channels["season"].history()]
        assert [head for head in heads if EVENT in head] == [f"🎉 **{EVENT}**: the hour has come!"]


@asynccontextmanager
async def open_community(
    database: Path | str, place: Path | PostgresServer
) -> AsyncIterator[Community]:
    """A community, in its own time."""
    judge = TiredJudge()
    judge.gate.set()
    async with open_press() as press, open_world(database, judge, workshop=workshop()) as world:
        world.env.settle_timeout = PATIENCE
        desk = Desk(world, press, world.guild.create_text_channel("news"))
        with world.env.time_context():
            yield Community(world, desk, Beat(world, judge), place)
