"""Does what was decided, and writes down what Discord said to it."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias

import discord

from cogs._answers import NO_ANSWER, Unanswered, facts, is_away
from cogs.moderation.notices import Notices
from cogs.moderation.nudge import Nudges
from cogs.moderation.places import NowhereError, Places
from cogs.moderation.repost import Author, ReplacedError, Reposter, StoppedError
from discord_bot.moderation.cases import (
    TIME_OUTS,
    Case,
    CaseMessage,
    Decision,
    Handled,
    Outcome,
    Step,
    StepKind,
    TimeOut,
)
from discord_bot.moderation.policy import MessageKind, Place
from discord_bot.wording import Texts

if TYPE_CHECKING:
    from discord_bot.bot import FanBot

log = logging.getLogger(__name__)

ShowCard: TypeAlias = Callable[["FanBot", int, int], Awaitable[None]]
"""Posts or renews the card of a case in the moderators' log: the bot, case number, guild id."""
_WEBHOOKS, _PAUSES = "manage_webhooks", "moderate_members"
_TAKING_DOWN = {
    MessageKind.THREAD_TITLE: "manage_threads",
    MessageKind.NICKNAME: "manage_nicknames",
}
"""The permission for taking something down, where it is not *Manage Messages*."""
_SLACK = timedelta(minutes=2)
"""How much later than the step says a pause may end: it is set after the step was taken."""
_UPON_MEMBERS = frozenset({"manage_nicknames", _PAUSES})
"""The permissions that serve only upon members whose roles stand below the bot's."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What Discord said to an act.

    ``detail`` is a permission that is missing, or a key of ``moderation.acting.detail``: see
    ``detail_text``. ``message_id`` is that of a message that was posted.
    """

    outcome: Outcome
    detail: str | None = None
    message_id: int | None = None


DONE = Answer(Outcome.DONE)
EDITED = Answer(Outcome.GONE, "edited")
DELETED = Answer(Outcome.GONE, "deleted")
NOWHERE = Answer(Outcome.GONE, "deleted")
"""The bot is in that server no more, or the place is of no use: that was nobody's deleting."""
LEFT = Answer(Outcome.GONE, "left")
OVER = Answer(Outcome.GONE, "over")
FAILED = Answer(Outcome.FAILED, "failed")
LATER = Answer(Outcome.FAILED, "failed")
"""Discord itself is away: nothing is decided yet, and it is tried again."""


def detail_text(texts: Texts, detail: str) -> str:
    """What a case's ``detail`` means, in words; a permission is told as one that is missing."""
    found = texts.find(f"moderation.acting.detail.{detail}")
    if found is not None:
        return found
    permission = texts(f"moderation.acting.permission.{detail}")
    return texts("moderation.acting.needs", permission=permission)


def permission_for(message: CaseMessage) -> str:
    """What the bot must be allowed to take a message down, or put a title or nickname back."""
    return _TAKING_DOWN.get(message.kind, "manage_messages")


class Cards:
    """Renews cards one at a time for each case: many repeats must not queue as many edits."""

    def __init__(self, bot: FanBot, show: ShowCard) -> None:
        self._bot = bot
        self._show = show
        self._stale: dict[int, bool] = {}

    async def renew(self, case: Case) -> None:
        """Show a case as it is now."""
        if case.id in self._stale:
            self._stale[case.id] = True
            return
        self._stale[case.id] = True
        try:
            while self._stale[case.id]:
                self._stale[case.id] = False
                await self._show(self._bot, case.number, case.guild_id)
        finally:
            del self._stale[case.id]


class Acting:
    """Takes down, gives back, lets pause, and records each with ``ModerationService``."""

    def __init__(self, bot: FanBot, notices: Notices, show: ShowCard) -> None:
        self._bot = bot
        self._service = bot.services.moderation
        self._notices = notices
        self.places = Places(bot)
        self.reposter = Reposter(bot, self.places)
        self.nudges = Nudges(bot)
        self.cards = Cards(bot, show)
        self.waits = False
        """Whether something was left for when Discord answers again."""

    # --- a message ------------------------------------------------------------------------------

    async def act(
        self,
        decision: Decision,
        place: Place,
        is_newest: Callable[[], bool],
        *,
        has_files: bool = False,
        quietly: bool = False,
    ) -> None:
        """Do what was decided about a message, unless its author was faster.

        ``quietly``: people talk of something else by now, so nothing is said where they do.
        """
        if decision.case is None or decision.message is None:
            return
        case: Case | None = decision.case
        if decision.message.is_pending:
            await self._service.trying(decision.message.id, self._bot.now())
            # Only now: its author may have changed it while that was written down.
            answer = await self.take_down(decision.message) if is_newest() else EDITED
            if answer is LATER:
                self.waits = True
                return
            case = await self.answered(
                decision.message,
                answer,
                decision.time_out,
                has_files=has_files,
                has_author=not place.is_webhook,
                quietly=quietly,
            )
        if case is not None:
            await self.cards.renew(case)
        if decision.pile_on is not None and not quietly:
            await self._notices.pile_on(place, decision.pile_on)

    async def answered(
        self,
        message: CaseMessage,
        answer: Answer,
        time_out: TimeOut | None = None,
        *,
        has_files: bool = False,
        has_author: bool = True,
        quietly: bool = False,
    ) -> Case | None:
        """Record what Discord said to taking a message down, and do what follows from it.

        Returns the case, or None where its author asked to be forgotten meanwhile. Who took back
        what they wrote does not pause for it; behind a webhook nobody is there to be told.
        """
        owed = answer.outcome is Outcome.DONE and has_author
        case = await self._service.record(
            message.id, answer.outcome, answer.detail, self._bot.now(), owed=owed
        )
        if case is None:
            return None
        until = None
        if time_out is not None:
            if answer.outcome is Outcome.GONE:
                case = await self._record_step(time_out.step_id, answer)
            else:
                case, until = await self.pause(case, time_out, message.written_at)
        if owed:
            done = replace(message, outcome=Outcome.DONE)
            await self.nudges.tell(case, done, until, has_files=has_files, quietly=quietly)
            await self._service.told(message.id)
        return case

    async def take_down(self, message: CaseMessage) -> Answer:
        """Take a message out of its channel, or a title or nickname back."""
        permission = permission_for(message)
        try:
            answer = await self._take_down(message)
        except NowhereError:
            return NOWHERE
        except NO_ANSWER as error:
            return await self._refusal(error, message.guild_id, message.channel_id, permission)
        self._notices.allowed(message.guild_id, message.channel_id, permission)
        return answer

    async def _take_down(self, message: CaseMessage) -> Answer:
        if message.kind is MessageKind.NICKNAME:
            return await self._unname(message)
        if message.kind is MessageKind.THREAD_TITLE:
            return await self._retitle(message)
        assert message.message_id is not None, "everything else is a message"
        channel = self._bot.get_partial_messageable(message.channel_id, guild_id=message.guild_id)
        await channel.get_partial_message(message.message_id).delete()
        return DONE

    async def _unname(self, message: CaseMessage) -> Answer:
        """Take a nickname away; where a stop came right after it was, it is gone already."""
        member = await self.places.member(message.guild_id, message.author_id)
        if member.nick == message.text:
            await member.edit(nick=None, reason=self._reason(message.guild_id))
            return DONE
        return EDITED if member.nick or message.tried_at is None else DONE

    async def _retitle(self, message: CaseMessage) -> Answer:
        """Give a thread another title, unless it was given that right before a stop."""
        thread = await self.places.channel(message.guild_id, message.channel_id)
        title = self._bot.texts(message.guild_id)("moderation.acting.title")
        if isinstance(thread, discord.Thread) and thread.name == message.text:
            await thread.edit(name=title, reason=self._reason(message.guild_id))
            return DONE
        return EDITED if thread.name != title or message.tried_at is None else DONE

    # --- pauses ---------------------------------------------------------------------------------

    async def pause(
        self, case: Case, time_out: TimeOut, since: datetime
    ) -> tuple[Case, datetime | None]:
        """Let a member pause, and record it; returns the case and until when they do."""
        until = since + time_out.span
        if until <= self._bot.now():
            return await self._record_step(time_out.step_id, OVER), None
        answer = await self._time_out(case, time_out.user_id, until)
        case = await self._record_step(time_out.step_id, answer)
        return case, until if answer.outcome is Outcome.DONE else None

    async def _time_out(
        self, case: Case, user_id: int, until: datetime, *, lift: bool = False
    ) -> Answer:
        """Set a time-out ``until`` then, or lift it. A longer one, which others set, stays."""
        where = case.messages[-1].channel_id if case.messages else 0
        try:
            member = await self.places.member(case.guild_id, user_id)
            running = member.timed_out_until
            if lift:
                if running is not None and running <= until + _SLACK:
                    await member.timeout(None, reason=self._reason(case.guild_id))
            elif running is None or running < until:
                await member.timeout(until, reason=self._reason(case.guild_id))
        except (NowhereError, discord.NotFound):
            return LEFT
        except NO_ANSWER as error:
            return await self._refusal(error, case.guild_id, where, _PAUSES)
        self._notices.allowed(case.guild_id, where, _PAUSES)
        return DONE

    # --- what moderators decided ----------------------------------------------------------------

    async def carry_out(self, handled: Handled) -> Case:
        """Do what a moderator's step asks of Discord, record it, and renew the case's card."""
        case = handled.case
        for time_out in handled.time_outs:
            case, _ = await self.pause(case, time_out, self._bot.now())
        if handled.restore or handled.lift:
            case = await self._undo(handled)
        elif handled.time_outs:
            case = await self._service.cases.get(case.guild_id, case.number)
        await self.cards.renew(case)
        return case

    async def _undo(self, handled: Handled, *, after_crash: bool = False) -> Case:
        """Give messages back and lift pauses; one answer stands for all of it."""
        answers: list[Answer] = []
        still_down: list[int] = []
        posted: dict[int, int] = {}
        for message in handled.restore:
            since = handled.step.taken_at if after_crash else None
            answer = await self.give_back(message, unless_since=since)
            answers.append(answer)
            if answer.outcome is not Outcome.DONE:
                still_down.append(message.id)
            elif answer.message_id is not None:
                posted[message.id] = answer.message_id
        pauses = handled.case.pauses(before=handled.step.id)
        for user_id in handled.lift:
            until = pauses[user_id]
            answers.append(await self._time_out(handled.case, user_id, until, lift=True))
        worst = max(answers, key=lambda answer: _WORST.index(answer.outcome), default=DONE)
        if worst.outcome is Outcome.GONE and not still_down:
            worst = DONE  # who left the server has no pause to lift
        return await self._service.cases.record_step(
            handled.step.id,
            worst.outcome,
            worst.detail,
            self._bot.now(),
            still_down=still_down,
            posted=posted,
        )

    async def give_back(
        self,
        message: CaseMessage,
        text: str | None = None,
        author: Author | None = None,
        *,
        unless_since: datetime | None = None,
    ) -> Answer:
        """Post a message again under its author's name; ``text`` is what they changed it to.

        ``unless_since``: it may stand already since that moment, and then it stays as it is.
        """
        permission = _TAKING_DOWN.get(message.kind, _WEBHOOKS)
        try:
            if unless_since is not None:
                stands = await self.reposter.stands(message, unless_since)
                if stands is not None:
                    return Answer(Outcome.DONE, message_id=stands)
            shown = author or await self.reposter.author_of(message)
            posted = await self.reposter.put_back(message, text or message.text or "", shown)
        except ReplacedError:
            return EDITED
        except (NowhereError, discord.NotFound):
            return Answer(Outcome.FAILED, "nowhere")
        except StoppedError:
            return Answer(Outcome.FAILED, "automod")
        except NO_ANSWER as error:
            return await self._refusal(error, message.guild_id, message.channel_id, permission)
        self._notices.allowed(message.guild_id, message.channel_id, permission)
        return Answer(Outcome.DONE, message_id=posted)

    # --- after a restart ------------------------------------------------------------------------

    async def finish_step(self, case: Case, step: Step) -> Case:
        """Do an act of a step that was intended when the bot stopped."""
        if step.kind in TIME_OUTS:
            if not step.about_id or step.minutes is None:
                return await self._record_step(step.id, LEFT)
            span = timedelta(minutes=step.minutes)
            time_out = TimeOut(step.about_id, span, step.id)
            return (await self.pause(case, time_out, step.taken_at))[0]
        if step.kind is StepKind.REWORDED:
            # The new words were never written down: the old ones wait for their author again.
            return await self._record_step(step.id, FAILED)
        restore = tuple(
            message
            for message in case.messages
            if message.restored_at == step.taken_at and message.text is not None
        )
        lift = case.pausing(step.taken_at, before=step.id)
        return await self._undo(Handled(case, step, restore, lift), after_crash=True)

    # --- shared ---------------------------------------------------------------------------------

    async def _record_step(self, step_id: int, answer: Answer) -> Case:
        return await self._service.cases.record_step(
            step_id, answer.outcome, answer.detail, self._bot.now()
        )

    def _reason(self, guild_id: int) -> str:
        """What Discord's audit log says."""
        return self._bot.texts(guild_id)("moderation.acting.reason")

    async def _refusal(
        self, error: Unanswered, guild_id: int, channel_id: int, permission: str
    ) -> Answer:
        """What an error of Discord means for a case. What is nobody's doing is logged."""
        if isinstance(error, discord.NotFound):
            return DELETED
        if isinstance(error, discord.Forbidden):
            return await self._forbidden(guild_id, channel_id, permission)
        where = {"guild_id": guild_id, "channel_id": channel_id}
        log.warning("Discord failed to act", extra={**where, **facts(error)})
        return LATER if is_away(error) else FAILED

    async def _forbidden(self, guild_id: int, channel_id: int, permission: str) -> Answer:
        """Tell moderators what is missing: a permission, or a place above a member."""
        guild = self._bot.get_guild(guild_id)
        may = guild is not None and getattr(guild.me.guild_permissions, permission)
        if permission in _UPON_MEMBERS and may:
            await self._notices.outranked(guild_id)
            return Answer(Outcome.REFUSED, "rank")
        await self._notices.missing(guild_id, channel_id, permission)
        return Answer(Outcome.REFUSED, permission)


_WORST = (Outcome.DONE, Outcome.GONE, Outcome.REFUSED, Outcome.FAILED)
