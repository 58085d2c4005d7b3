"""The filter as the cogs see it: a post in, a decision out that is written down before it is done.

``ModerationService`` judges and records; what moderators do is ``.cases``, what members answer is
``.appeals``, what a server chose is ``.policies``, and how it goes is ``.figures``.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from discord_bot.errors import FanbotError
from discord_bot.guilds import GuildService
from discord_bot.moderation.appeals_service import AppealService
from discord_bot.moderation.cases import Case, Decision, Missed, Outcome
from discord_bot.moderation.casework import CaseService
from discord_bot.moderation.figures import FigureService
from discord_bot.moderation.model import Label, Post, Verdict
from discord_bot.moderation.policies import PolicyService
from discord_bot.moderation.policy import Place, ServerPolicy
from discord_bot.storage.database import Database


class Judging(Protocol):
    """What the service needs of a judge."""

    def first(self, post: Post) -> Verdict:
        """The first stage's verdict, in tens of microseconds."""
        ...

    def is_unsure(self, verdict: Verdict) -> bool:
        """Whether the second stage should look."""
        ...

    def second(self, post: Post, verdict: Verdict) -> Verdict:
        """The second stage's verdict, in milliseconds."""
        ...


class JudgingError(FanbotError):
    """The judge failed or took too long: the message flows, and is to be checked later."""


class ModerationService:
    """Judges posts and keeps what follows. See the parts for what moderators and members do."""

    policies: PolicyService
    cases: CaseService
    appeals: AppealService
    figures: FigureService

    @classmethod
    async def open(
        cls,
        database: Database,
        guilds: GuildService,
        judge: Judging,
        new_id: Callable[[], int],
    ) -> ModerationService:
        """Read every server's policy and learned exceptions once."""
        raise NotImplementedError

    def policy(self, guild_id: int) -> ServerPolicy:
        """What a server chose, from memory."""
        raise NotImplementedError

    def is_watching(self, place: Place, now: datetime) -> bool:
        """Whether what is written there is judged: cheap, and from memory.

        False where moderation is off or paused, the channel is off, or the author is exempt.
        """
        raise NotImplementedError

    async def review(self, post: Post, place: Place, now: datetime) -> Decision:
        """Judge a post and decide; a breach is written down as *intended* before it is acted upon.

        Nothing touches the database unless there is a breach. A message that was reviewed before
        with the same text gives its case and the action ``none``. Raises ``JudgingError`` where
        the judge failed or took too long: call ``missed``.
        """
        raise NotImplementedError

    async def check(self, post: Post, place: Place) -> Decision:
        """What would be decided, with nothing written or done, for *Check this message*.

        Raises ``JudgingError``.
        """
        raise NotImplementedError

    async def record(
        self, message_id: int, outcome: Outcome, detail: str | None, now: datetime
    ) -> Case:
        """Write what Discord said to the act; ``message_id`` is ``Decision.message.id``.

        Returns the case as it is now, for its card.
        """
        raise NotImplementedError

    async def report(self, reporter_id: int, post: Post, place: Place, now: datetime) -> Decision:
        """A member asks moderators to look at a message: a case, whatever the judge thinks.

        A message that has a case gets the report added to it. Raises ``UserError`` where this
        member reported it already.
        """
        raise NotImplementedError

    async def blocked(
        self, post: Post, place: Place, now: datetime, label: Label = Label.IDENTITY_ATTACK
    ) -> Decision:
        """Discord's AutoMod kept a message from appearing: a case, done already.

        The judge names the label where it sees a breach; else it is ``label``.
        """
        raise NotImplementedError

    async def missed(self, place: Place, now: datetime) -> bool:
        """A message came while judging failed. True for the first since all was well: tell once."""
        raise NotImplementedError

    async def backlog(self, limit: int = 100) -> list[Missed]:
        """The oldest messages that were missed, to be fetched and reviewed now."""
        raise NotImplementedError

    async def caught_up(self, missed: Missed) -> None:
        """A missed message was reviewed, or is gone."""
        raise NotImplementedError

    async def tidy(self, now: datetime) -> int:
        """Close cases that nobody decided in ``cases.EXPIRY``, and delete evidence that is due.

        Returns how many cases were closed. Once a day is enough.
        """
        raise NotImplementedError

    def forget(self, user_id: int) -> None:
        """Drop what memory holds of a member; the database was told by privacy's forget."""
        raise NotImplementedError
