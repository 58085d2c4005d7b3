"""Moderation over a database, and a judge whose verdicts hang on a word."""

from __future__ import annotations

import itertools
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from discord_bot.guilds import Feature, GuildService
from discord_bot.moderation.cases import Decision, Handled, Outcome
from discord_bot.moderation.model import (
    BREACHES,
    Label,
    Post,
    Reason,
    Stage,
    Target,
    TargetKind,
    Verdict,
)
from discord_bot.moderation.policy import Place
from discord_bot.moderation.service import ModerationService
from discord_bot.storage.database import Database

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
GUILD, CHANNEL = 2**59, 2**59 + 1
ALICE, BOB, CAROL, DAN = (2**60 + number for number in range(4))
MODERATOR, COLLEAGUE = 2**61, 2**61 + 1

WORDS = {
    "clown": (Label.HARASSMENT, 0.95),
    "meh": (Label.HARASSMENT, 0.6),
    "guess": (Label.SPECULATION, 0.9),
    "hmm": (Label.SPECULATION, 0.6),
    "perhaps": (Label.SPECULATION, 0.4),
    "gaydar": (Label.STEREOTYPING, 0.9),
}


@dataclass
class WordJudge:
    """Calls a text a breach for a word in it; ``unsure`` and ``broken`` are words, too."""

    threads: list[str] = field(default_factory=list)
    words: dict[str, tuple[Label, float]] = field(default_factory=lambda: dict(WORDS))

    def first(self, post: Post) -> Verdict:
        if "broken" in post.text:
            raise ValueError("the judge has lost its glasses")
        for match in re.finditer(r"[a-z]+", post.text.lower()):
            if match[0] in self.words:
                label, confidence = self.words[match[0]]
                return Verdict(
                    leading=label,
                    confidence=confidence,
                    target=Target(TargetKind.PERSON, "Kit Connor"),
                    evidence=(match.span(),),
                    reasons=(Reason(f"like_{label}", {"words": match[0]}),),
                    rules=(f"says-{match[0]}",),
                    stage=Stage.RULES,
                )
        return Verdict(confidence=0.01)

    def warm_up(self) -> None:
        """Nothing to get ready for."""

    def is_unsure(self, verdict: Verdict) -> bool:
        return verdict.confidence == 0.6

    def second(self, post: Post, verdict: Verdict) -> Verdict:
        self.threads.append(threading.current_thread().name)
        if "fine" in post.text:
            return Verdict(confidence=0.02, stage=Stage.SECOND)
        return verdict


@dataclass
class House:
    """Moderation over one database, with the words that tests use most."""

    database: Database
    guilds: GuildService
    judge: WordJudge
    moderation: ModerationService
    now: datetime = NOW
    numbers: Callable[[], int] = field(default_factory=lambda: itertools.count(5000).__next__)

    async def says(self, author: int, text: str, **place: object) -> Decision:
        """A member writes something in the channel."""
        values = {"channel_id": CHANNEL, "message_id": self.numbers(), **place}
        where = Place(guild_id=GUILD, author_id=author, **values)  # type: ignore[arg-type]
        return await self.moderation.review(Post(text), where, self.now)

    async def enforce(self, *labels: Label) -> None:
        chosen = frozenset(labels or BREACHES)
        await self.moderation.policies.change(GUILD, MODERATOR, self.now, enforced=chosen)

    async def done(self, decision: Decision) -> None:
        """Discord did what was decided."""
        assert decision.message is not None
        await self.moderation.record(decision.message.id, Outcome.DONE, None, self.now)

    async def taken_down(self, author: int, text: str, **place: object) -> Decision:
        decision = await self.says(author, text, **place)
        assert decision.action.takes_down
        await self.done(decision)
        return decision

    async def upheld(self, author: int, text: str) -> Handled:
        """A breach that a moderator upholds, in a case of its own."""
        decision = await self.says(author, text)
        assert decision.case_number is not None
        return await self.moderation.cases.uphold(GUILD, decision.case_number, MODERATOR, self.now)

    def wait(self, **span: float) -> None:
        self.now += timedelta(**span)


async def open_house(database: Database) -> House:
    new_id = itertools.count(1).__next__
    guilds = await GuildService.open(database, new_id)
    await guilds.change(GUILD, MODERATOR, NOW, moderation_on=True)
    judge = WordJudge()
    moderation = await ModerationService.open(database, guilds, judge, new_id)
    assert guilds.get(GUILD).is_active(Feature.MODERATION, NOW)
    return House(database, guilds, judge, moderation)


async def reopened(house: House) -> House:
    """The bot after a restart: nothing in memory but what the database gives."""
    house.moderation.close()
    new_id = itertools.count(100_000).__next__
    guilds = await GuildService.open(house.database, new_id)
    moderation = await ModerationService.open(house.database, guilds, house.judge, new_id)
    return House(house.database, guilds, house.judge, moderation, house.now, house.numbers)
