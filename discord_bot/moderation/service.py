"""The filter as the cogs see it: a post in, a decision out that is written down before it is done.

``ModerationService`` judges and records; what moderators do is ``.cases``, what members answer is
``.appeals``, what a server chose is ``.policies``, and how it goes is ``.figures``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeAlias

from discord_bot.errors import UserError
from discord_bot.guilds import Feature, GuildService
from discord_bot.moderation.appeals_service import AppealService
from discord_bot.moderation.cases import (
    EXPIRY,
    Case,
    CaseState,
    Decision,
    Missed,
    Outcome,
    StepKind,
)
from discord_bot.moderation.casework import CaseService
from discord_bot.moderation.figures import FigureService
from discord_bot.moderation.intake import Breach, Intake
from discord_bot.moderation.judging import Bench, Judging, JudgingError
from discord_bot.moderation.learning import ExceptionBook
from discord_bot.moderation.learning_store import ExampleStore, MissedStore
from discord_bot.moderation.model import OK_VERDICT, Label, Post, Reason, Verdict
from discord_bot.moderation.piling import PileOns
from discord_bot.moderation.policies import PolicyService
from discord_bot.moderation.policy import (
    Action,
    Decided,
    MessageKind,
    Place,
    ServerPolicy,
    decide,
)
from discord_bot.moderation.steps import Steps
from discord_bot.moderation.store import CaseStore
from discord_bot.moderation.trail_store import MessageStore, StepStore
from discord_bot.storage.database import Database

_LEARNED = Reason("learned")
_STOPPED = Decided(Action.REMOVE, Action.REMOVE)
"""What Discord's AutoMod did."""


Count: TypeAlias = Callable[[int, str, str, datetime], None]
"""Told of each message that was judged: its server, the label, the action, and when."""


def _uncounted(_guild_id: int, _label: str, _action: str, _now: datetime) -> None:
    """For whoever wants no figures."""


class ModerationService:
    """Judges posts and keeps what follows. See the parts for what moderators and members do."""

    def __init__(
        self,
        database: Database,
        guilds: GuildService,
        bench: Bench,
        policies: PolicyService,
        book: ExceptionBook,
        new_id: Callable[[], int],
        count: Count = _uncounted,
    ) -> None:
        self._count = count
        self._database = database
        self._guilds = guilds
        self._bench = bench
        self._book = book
        self._pile_ons = PileOns()
        self._intake = Intake(new_id)
        self._steps = Steps(self._intake, policies, new_id)
        self.policies = policies
        self.cases = CaseService(database, self._steps, policies, book, guilds.shards)
        self.appeals = AppealService(database, self._steps, book, new_id)
        self.figures = FigureService(database, guilds, policies)

    @classmethod
    async def open(
        cls,
        database: Database,
        guilds: GuildService,
        judge: Judging,
        new_id: Callable[[], int],
        count: Count = _uncounted,
    ) -> ModerationService:
        """Read every server's policy and learned exceptions once.

        ``count`` is told of each message that is reviewed.
        """
        policies = await PolicyService.open(database, new_id)
        async with database.reading() as connection:
            book = ExceptionBook(await ExampleStore.all(connection))
        return cls(database, guilds, Bench(judge), policies, book, new_id, count)

    def close(self) -> None:
        """Let go of the second stage's thread."""
        self._bench.close()

    def policy(self, guild_id: int) -> ServerPolicy:
        """What a server chose, from memory."""
        return self.policies.get(guild_id)

    def is_watching(self, place: Place, now: datetime) -> bool:
        """Whether what is written there is judged: cheap, and from memory.

        False where moderation is off or paused, the channel is off, or the author is exempt.
        """
        if not self._guilds.get(place.guild_id).is_active(Feature.MODERATION, now):
            return False
        return self.policies.get(place.guild_id).covers(place)

    async def warm_up(self) -> None:
        """Let the judge get ready for common words; it judges without, only slower."""
        await self._bench.warm_up()

    # --- judging --------------------------------------------------------------------------------

    async def check(self, post: Post, place: Place) -> Decision:
        """What would be decided, with nothing written or done, for *Check this message*.

        Raises ``JudgingError``.
        """
        verdict = await self._bench.judge(post)
        decided = decide(verdict, self.policies.get(place.guild_id), place)
        if decided.would is not Action.NONE and self._is_learned(verdict, post, place):
            reasons = (*verdict.reasons, _LEARNED)
            return Decision(verdict._replace(reasons=reasons), learned=True)
        return Decision(verdict, decided.action, decided.would)

    def _is_learned(self, verdict: Verdict, post: Post, place: Place) -> bool:
        assert verdict.leading is not None, "there is no breach without a label"
        words = [post.text[start:end] for start, end in verdict.evidence]
        return self._book.allows(place.guild_id, verdict.leading, post.text, words)

    async def review(self, post: Post, place: Place, now: datetime) -> Decision:
        """Judge a post and decide; a breach is written down as *intended* before it is acted upon.

        Nothing touches the database unless there is a breach. A message that was reviewed before
        with the same text gives its case and the action ``none``. Raises ``JudgingError`` where
        the judge failed or took too long: call ``missed``.
        """
        decision = await self.check(post, place)
        if decision.would is Action.NONE:
            self.passed(place, now)
            return decision
        label = decision.verdict.leading
        assert label is not None, "there is no breach without a label"
        self._count(place.guild_id, label, decision.action, now)
        breach = Breach(
            post, place, decision.verdict, Decided(decision.action, decision.would), label, now
        )
        async with self._database.transaction() as connection:
            seen = await self._intake.seen(connection, post, place)
            if seen is not None:
                return Decision(decision.verdict, case=seen)
            policy = self.policies.get(place.guild_id)
            written = await self._intake.write(connection, breach, policy)
        pile_on = self._pile_ons.see(place.guild_id, place.aimed_at, place.author_id, now)
        return replace(written, pile_on=pile_on)

    def passed(self, place: Place, now: datetime) -> None:
        """A post was judged and is fine: it is counted, and that is all.

        ``review`` does so by itself; this is for who had to ``check`` before it could review.
        """
        self._count(place.guild_id, "ok", Action.NONE, now)

    async def trying(self, message_id: int, now: datetime) -> None:
        """Write down that Discord is asked now to take a message down: before it is asked.

        After a stop, such a message that is gone was taken down by the bot.
        """
        async with self._database.transaction() as connection:
            await MessageStore.trying(connection, message_id, now)

    async def record(
        self,
        message_id: int,
        outcome: Outcome,
        detail: str | None,
        now: datetime,
        *,
        owed: bool = False,
    ) -> Case | None:
        """Write what Discord said to the act; ``message_id`` is ``Decision.message.id``.

        ``owed``: its author has to be told of it; call ``told`` when they were. Returns the case as
        it is now, with the first and newest of its messages and the first of this author; None
        where they asked to be forgotten meanwhile.
        """
        async with self._database.transaction() as connection:
            found = await MessageStore.case_of(connection, message_id)
            if found is None:
                return None
            case_id, author_id = found
            await MessageStore.answer(connection, message_id, outcome, detail, now, owed=owed)
            case = await CaseStore.few_by_id(connection, case_id)
            assert case is not None, "messages belong to cases"
            await self._steps.write(
                connection, case, StepKind.ACTED, None, now, outcome=outcome, detail=detail
            )
            return await CaseStore.few_by_id(connection, case_id, author_id)

    async def told(self, message_id: int) -> None:
        """The author of a message was told what became of it, or can't be."""
        async with self._database.transaction() as connection:
            await MessageStore.told(connection, message_id)

    # --- what did not come by itself ------------------------------------------------------------

    async def report(
        self, reporter_id: int, post: Post, place: Place, now: datetime, *, note: str | None = None
    ) -> Decision:
        """A member asks moderators to look at a message: a case, whatever the judge thinks.

        ``note`` is what they say to it; moderators alone read it, and who it is from.

        A message that has an open case with the same text gets the report added to it. Raises
        ``UserError`` where this member reported this text of it already, whatever was decided.
        """
        place = place._replace(kind=MessageKind.REPORT)
        verdict = await self._bench.judge(post)
        would = decide(verdict, self.policies.get(place.guild_id), place).would
        label = Label.OK if verdict.leading is None or would is Action.NONE else verdict.leading
        breach = Breach(post, place, verdict, Decided(Action.LOG, would), label, now)
        async with self._database.transaction() as connection:
            case = None
            if place.message_id is not None:
                before = await MessageStore.cases_of(
                    connection, place.guild_id, place.message_id, post.text
                )
                if await StepStore.has_reported(connection, before, reporter_id):
                    raise UserError("moderation.refused.reported")
                case = await CaseStore.open_of(connection, before)
            if case is None:
                policy = self.policies.get(place.guild_id)
                decision = await self._intake.write(connection, breach, policy)
                assert decision.case is not None, "a case was written"
                case = decision.case
            else:
                decision = Decision(verdict, would=would, case=case)
            await self._steps.write(
                connection, case, StepKind.REPORTED, reporter_id, now, note=note
            )
            return replace(decision, case=await CaseStore.few_by_id(connection, case.id))

    async def blocked(
        self, post: Post, place: Place, now: datetime, label: Label = Label.IDENTITY_ATTACK
    ) -> Decision:
        """Discord's AutoMod kept a message from appearing: a case, done already.

        The judge names the label where it sees a breach; else, and where it fails, it is ``label``.
        """
        place = place._replace(kind=MessageKind.AUTOMOD)
        try:
            verdict = await self._bench.judge(post)
        except JudgingError:
            verdict = OK_VERDICT  # Discord tells of it once, and has done what is to be done
        named = verdict.leading if verdict.is_breach and verdict.leading is not None else label
        breach = Breach(post, place, verdict, _STOPPED, named, now, outcome=Outcome.DONE)
        async with self._database.transaction() as connection:
            return await self._intake.write(connection, breach, self.policies.get(place.guild_id))

    async def missed(self, place: Place, now: datetime) -> bool:
        """A message came while judging failed. True for the first since all was well: tell once.

        ``place.message_id`` is where it is found again: of a title the number of its thread, of a
        nickname that of a message under it. What has no such number is not kept.
        """
        if place.message_id is None:
            return False
        async with self._database.transaction() as connection:
            is_first = await MissedStore.count(connection, place.guild_id) == 0
            await MissedStore.insert(connection, place, now)
            return is_first

    async def backlog(self, limit: int = 100) -> list[Missed]:
        """The oldest messages that were missed, to be fetched and reviewed now."""
        async with self._database.reading() as connection:
            return await MissedStore.oldest(connection, limit, self._guilds.shards)

    async def caught_up(self, missed: Missed) -> None:
        """A missed message was reviewed, or is gone."""
        async with self._database.transaction() as connection:
            await MissedStore.delete(connection, missed)

    # --- keeping house --------------------------------------------------------------------------

    async def tidy(self, now: datetime) -> list[Case]:
        """Close cases that nobody decided in ``cases.EXPIRY``, and delete evidence that is due.

        Returns the cases that were closed, whole: renew their cards, and tell the authors of what
        is held. Once a day is enough.
        """
        async with self._database.transaction() as connection:
            old = await CaseStore.untouched(connection, now - EXPIRY)
            old = [case for case in old if self._guilds.shards.serves(case.guild_id)]
            for case in old:
                await CaseStore.move(connection, case, CaseState.EXPIRED, now)
                await self._steps.write(connection, case, StepKind.EXPIRED, None, now)
            known = await CaseStore.guilds(connection)
            for guild_id in filter(self._guilds.shards.serves, known):
                due = now - timedelta(days=self.policies.get(guild_id).evidence_days)
                await MessageStore.delete_evidence(connection, guild_id, due)
                await ExampleStore.delete_breaches(connection, guild_id, due)
            closed = [await CaseStore.by_id(connection, case.id) for case in old]
        return [case for case in closed if case is not None]

    async def refresh(self, guild_id: int | None) -> None:
        """Read what another process changed of what a server's moderators taught, or of any."""
        async with self._database.transaction() as connection:
            self._book.replace(guild_id, await ExampleStore.all(connection, guild_id))

    def forget_guild(self, guild_id: int) -> None:
        """Drop what memory holds of a server whose rows were deleted."""
        self.policies.forget_guild(guild_id)
        self._book.forget_guild(guild_id)

    def forget(self, user_id: int) -> None:
        """Drop what memory holds of a member; the database was told by privacy's forget."""
        self._book.forget(user_id)
        self._pile_ons.forget(user_id)


__all__ = ["Judging", "JudgingError", "ModerationService"]
