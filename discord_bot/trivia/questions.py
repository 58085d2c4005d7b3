"""What a server adds to the pack's questions and takes away from them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from discord_bot.errors import UserError
from discord_bot.pack_files import QuestionEntry
from discord_bot.storage.database import Database
from discord_bot.trivia.drafts import Draft, question_of
from discord_bot.trivia.model import Origin, Question
from discord_bot.trivia.questions_store import (
    QuestionStore,
    Reported,
    Submission,
    SubmissionState,
)

REPORTS_TO_REST = 3
"""A question reported by this many members rests until a moderator has looked at it."""
WAITING_LIMIT = 10
"""How many of a member's suggestions may wait at once, so that nobody can bury the queue."""
GUILD_LIMIT = 2000
"""How many questions of its own a server may have: they are held in memory."""


class QuestionService:
    """A server's own questions, suggestions and reports; what games ask for is held in memory."""

    def __init__(
        self,
        database: Database,
        categories: Collection[str],
        new_id: Callable[[], int],
        approved: Iterable[Submission],
        resting: Mapping[int, frozenset[str]],
    ) -> None:
        self._database = database
        self._categories = frozenset(categories)
        self._new_id = new_id
        self._approved: dict[int, dict[str, Submission]] = {}
        self._resting = dict(resting)
        for submission in approved:
            self._remember(submission)

    @classmethod
    async def open(
        cls, database: Database, categories: Collection[str], new_id: Callable[[], int]
    ) -> QuestionService:
        """Read every server's questions and reports once."""
        async with database.reading() as connection:
            approved = await QuestionStore.approved(connection)
            resting = await QuestionStore.resting(connection, REPORTS_TO_REST)
        return cls(database, categories, new_id, approved, resting)

    def _remember(self, submission: Submission) -> None:
        mine = self._approved.setdefault(submission.guild_id, {})
        if submission.state is SubmissionState.APPROVED:
            mine[submission.question.id] = submission
        else:
            mine.pop(submission.question.id, None)

    # --- what games ask for ---------------------------------------------------------------------

    def active(self, guild_id: int) -> tuple[Question, ...]:
        """A server's own questions that may be asked."""
        return tuple(item.question for item in self._approved.get(guild_id, {}).values())

    def resting(self, guild_id: int) -> frozenset[str]:
        """The ids of questions that rest in a server, having been reported too often."""
        return self._resting.get(guild_id, frozenset())

    def author(self, guild_id: int, question_id: str) -> int | None:
        """The member whom a server's question credits, or None."""
        submission = self._approved.get(guild_id, {}).get(question_id)
        return submission.author_id or None if submission is not None else None

    async def refresh(self, guild_id: int | None) -> None:
        """Read what another process changed of a server's questions, or of any."""
        async with self._database.transaction() as connection:
            approved = await QuestionStore.approved(connection, guild_id)
            resting = await QuestionStore.resting(connection, REPORTS_TO_REST, guild_id)
            known = {*self._approved, *self._resting} if guild_id is None else {guild_id}
            for server in known:
                self.forget_guild(server)
            for submission in approved:
                self._remember(submission)
            self._resting.update(resting)

    def forget_guild(self, guild_id: int) -> None:
        """Drop what memory holds of a server whose rows were deleted."""
        self._approved.pop(guild_id, None)
        self._resting.pop(guild_id, None)

    def forget(self, user_id: int) -> None:
        """Credit a member no longer; the database was told by privacy's forget."""
        for mine in self._approved.values():
            for question_id, submission in mine.items():
                if submission.author_id == user_id:
                    mine[question_id] = replace(submission, author_id=0)

    # --- writing --------------------------------------------------------------------------------

    async def submit(
        self,
        guild_id: int,
        author_id: int,
        draft: Draft,
        ceiling: int,
        now: datetime,
        *,
        approved: bool,
    ) -> Submission:
        """Add a question: a moderator's is approved at once, a member's waits in the queue.

        Raises ``UserError`` for a draft that does not hold, too many waiting, or a full server.
        """
        question = question_of(draft, f"server-{self._new_id()}", self._categories, ceiling)
        submission = Submission(
            question=question,
            guild_id=guild_id,
            author_id=author_id,
            state=SubmissionState.APPROVED if approved else SubmissionState.SUGGESTED,
            created_at=now,
            reviewer_id=author_id if approved else None,
            decided_at=now if approved else None,
        )
        async with self._database.transaction() as connection:
            if not approved:
                waiting = await QuestionStore.waiting(connection, guild_id, author_id)
                if waiting >= WAITING_LIMIT:
                    raise UserError("trivia.draft.too_many", count=waiting)
            self._check_room(guild_id, 1)
            await QuestionStore.insert(connection, submission)
        self._remember(submission)
        return submission

    def _check_room(self, guild_id: int, wanted: int) -> None:
        if len(self._approved.get(guild_id, {})) + wanted > GUILD_LIMIT:
            raise UserError("trivia.draft.full", limit=GUILD_LIMIT)

    async def add_many(
        self, guild_id: int, author_id: int, entries: Iterable[QuestionEntry], now: datetime
    ) -> int:
        """Add questions of an imported file, all or none; returns how many.

        Raises ``UserError`` where the server would have too many.
        """
        submissions = [
            Submission(
                question=replace(
                    Question.from_entry(entry, Origin.GUILD), id=f"server-{self._new_id()}"
                ),
                guild_id=guild_id,
                author_id=author_id,
                state=SubmissionState.APPROVED,
                created_at=now,
                reviewer_id=author_id,
                decided_at=now,
            )
            for entry in entries
        ]
        self._check_room(guild_id, len(submissions))
        async with self._database.transaction() as connection:
            for submission in submissions:
                await QuestionStore.insert(connection, submission)
        for submission in submissions:
            self._remember(submission)
        return len(submissions)

    async def edit(self, guild_id: int, question_id: str, draft: Draft, ceiling: int) -> Submission:
        """Give a server's question new texts. Rounds that asked the old ones keep them.

        Raises ``UserError`` for an unknown question or a draft that does not hold.
        """
        question = question_of(draft, question_id, self._categories, ceiling)
        async with self._database.transaction() as connection:
            submission = await QuestionStore.get(connection, guild_id, question_id)
            if submission is None:
                raise UserError("trivia.draft.unknown_question")
            await QuestionStore.rewrite(connection, question)
        changed = replace(submission, question=question)
        self._remember(changed)
        return changed

    async def decide(
        self,
        guild_id: int,
        question_id: str,
        state: SubmissionState,
        moderator_id: int,
        reason: str | None,
        now: datetime,
    ) -> Submission:
        """Approve, reject or retire a question.

        Raises ``UserError`` for an unknown question, or one that another moderator decided first.
        """
        async with self._database.transaction() as connection:
            submission = await QuestionStore.get(connection, guild_id, question_id)
            if submission is None:
                raise UserError("trivia.draft.unknown_question")
            expected = (
                SubmissionState.APPROVED
                if state is SubmissionState.RETIRED
                else SubmissionState.SUGGESTED
            )
            if submission.state is not expected:
                raise UserError("trivia.draft.decided", state=submission.state.value)
            await QuestionStore.decide(connection, submission, state, moderator_id, reason, now)
        decided = replace(
            submission, state=state, reviewer_id=moderator_id, reason=reason, decided_at=now
        )
        self._remember(decided)
        return decided

    async def get(self, guild_id: int, question_id: str) -> Submission | None:
        """A server's question, or None."""
        async with self._database.reading() as connection:
            return await QuestionStore.get(connection, guild_id, question_id)

    async def in_state(self, guild_id: int, state: SubmissionState) -> list[Submission]:
        """A server's questions in a state, oldest first."""
        async with self._database.reading() as connection:
            return await QuestionStore.in_state(connection, guild_id, state)

    # --- reports --------------------------------------------------------------------------------

    async def report(
        self, guild_id: int, question_id: str, user_id: int, reason: str, now: datetime
    ) -> Reported:
        """A member reports a question; the third member's report makes it rest in the server."""
        async with self._database.transaction() as connection:
            await QuestionStore.report(connection, guild_id, question_id, user_id, reason, now)
            reported = await QuestionStore.reported_in(connection, guild_id)
        self._rest(guild_id, reported)
        return next(item for item in reported if item.question_id == question_id)

    async def reported(self, guild_id: int) -> list[Reported]:
        """A server's questions with unresolved reports, the most reported first."""
        async with self._database.reading() as connection:
            return await QuestionStore.reported_in(connection, guild_id)

    async def resolve(
        self, guild_id: int, question_id: str, moderator_id: int, now: datetime
    ) -> int:
        """A moderator has looked at a question: it is asked again; returns how many reports."""
        async with self._database.transaction() as connection:
            count = await QuestionStore.resolve(
                connection, guild_id, question_id, moderator_id, now
            )
            reported = await QuestionStore.reported_in(connection, guild_id)
        self._rest(guild_id, reported)
        return count

    def _rest(self, guild_id: int, reported: Iterable[Reported]) -> None:
        enough = {item.question_id for item in reported if item.count >= REPORTS_TO_REST}
        self._resting[guild_id] = frozenset(enough)
