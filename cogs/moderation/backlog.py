"""Makes up for what was left: messages that could not be judged, and acts that a stop cut short."""

from __future__ import annotations

import logging
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias

import discord

from cogs._answers import NO_ANSWER, facts
from cogs.moderation import hearing
from cogs.moderation.acting import DELETED, DONE, EDITED, LATER, Acting, Answer
from cogs.moderation.hearing import Heard
from cogs.moderation.notices import Notices
from cogs.moderation.places import NowhereError, Places
from discord_bot.errors import StorageError
from discord_bot.moderation.absences import is_old
from discord_bot.moderation.cases import Case, CaseMessage, Missed, Outcome, Step, TimeOut
from discord_bot.moderation.judging import JudgingError
from discord_bot.moderation.model import Post
from discord_bot.moderation.policy import MessageKind, Place

if TYPE_CHECKING:
    from discord_bot.bot import FanBot

log = logging.getLogger(__name__)

Judge: TypeAlias = Callable[[Heard], Awaitable[object]]
"""Has a message judged and acted upon."""
PIECE = 100
"""How many missed messages are looked at between two looks at how many are left."""
PATIENCE = timedelta(minutes=15)
"""What can't be judged for so long while other messages can, is given up, and counted."""
REMEMBERED = 1000
"""How many missed messages are kept in memory while the database can't be written."""
LONGEST_AWAY = timedelta(days=1)
"""For how long it is tried to take a message down while Discord is away."""


@dataclass(slots=True)
class _Tally:
    """How far a server's backlog was worked off."""

    checked: int = 0
    unread: int = 0


@dataclass(frozen=True, slots=True)
class _Stopped:
    """What Discord's AutoMod kept from appearing while no case could be written."""

    post: Post
    place: Place
    at: datetime


class Backlog:
    """Looks again at what came while judging failed; what judges raises ``JudgingError``."""

    def __init__(
        self,
        bot: FanBot,
        acting: Acting,
        notices: Notices,
        judge: Judge,
        judge_name: Judge,
    ) -> None:
        self._bot = bot
        self._service = bot.services.moderation
        self._cards = acting.cards
        self._places: Places = acting.places
        self._notices = notices
        self._judge = judge
        self._judge_name = judge_name
        self._tallies: dict[int, _Tally] = {}
        self._judged_lately = False
        self._unwritten: OrderedDict[tuple[int, int], tuple[Place, datetime]] = OrderedDict()
        self._stopped: deque[_Stopped] = deque()
        self.waits = True
        """Whether there is anything to look at; at first, perhaps, what the last run left."""

    async def miss(self, place: Place) -> None:
        """Keep a message for later, and tell moderators if it is the first.

        A title goes by its thread's number, and a nickname by that of a message under it.
        """
        self.waits = True
        try:
            is_first = await self._service.missed(place, self._bot.now())
        except StorageError:
            is_first = self._remember(place)
        if is_first:
            await self._notices.failing(place.guild_id)

    def _remember(self, place: Place) -> bool:
        """Keep in memory what can't be written down; returns whether it is a server's first."""
        if place.message_id is None:
            return False
        is_first = self._remembers_none(place.guild_id)
        key = (place.channel_id, place.message_id)
        self._unwritten.setdefault(key, (place, self._bot.now()))
        if len(self._unwritten) > REMEMBERED:
            _, (lost, _) = self._unwritten.popitem(last=False)
            self._tally(lost.guild_id).unread += 1
        return is_first

    def _remembers_none(self, guild_id: int) -> bool:
        """Whether memory keeps nothing of a server."""
        places = [place for place, _ in self._unwritten.values()]
        places += [item.place for item in self._stopped]
        return all(place.guild_id != guild_id for place in places)

    def _tally(self, guild_id: int) -> _Tally:
        return self._tallies.setdefault(guild_id, _Tally())

    async def open_stopped(self, post: Post, place: Place, at: datetime) -> None:
        """Open a case for what AutoMod kept from appearing. Raises ``StorageError``."""
        decision = await self._service.blocked(post, place, at)
        if decision.case is not None:
            await self._cards.renew(decision.case)

    async def keep_stopped(self, post: Post, place: Place) -> None:
        """Keep it in memory for later, for Discord tells of it once; tell moderators if it is new.

        In the database it could not be: that is what failed.
        """
        self.waits = True
        is_first = self._remembers_none(place.guild_id)
        self._stopped.append(_Stopped(post, place, self._bot.now()))
        if len(self._stopped) > REMEMBERED:
            self._tally(self._stopped.popleft().place.guild_id).unread += 1
        if is_first:
            await self._notices.failing(place.guild_id)

    def forget(self, user_id: int | None) -> None:
        """Drop what a member wrote that stands in memory alone; everybody's for None."""
        kept = [item for item in self._stopped if user_id not in {item.place.author_id, None}]
        self._stopped = deque(kept)
        for key, (place, _) in list(self._unwritten.items()):
            if user_id in {place.author_id, None}:
                del self._unwritten[key]

    async def _write_down(self) -> None:
        """Bring into the database what came while it could not be written."""
        for key, (place, at) in list(self._unwritten.items()):
            await self._service.missed(place, at)
            self._unwritten.pop(key, None)
        while self._stopped:
            item = self._stopped[0]
            await self.open_stopped(item.post, item.place, item.at)
            if self._stopped and self._stopped[0] is item:  # else they asked to be forgotten
                self._stopped.popleft()
            self._tally(item.place.guild_id).checked += 1

    def judged(self) -> None:
        """A message was judged: the filter works, at least for others than those that wait."""
        self._judged_lately = True

    async def work(self) -> None:
        """Look at all that was missed; what can't be judged still waits for the next time."""
        if not self.waits:
            return
        await self._write_down()
        failed: list[Missed] = []
        for item in await self._service.backlog(PIECE):
            if await self._look(item):
                await self._settle(item, unread=False)
            else:
                failed.append(item)
        if self._judged_lately:
            for item in failed:
                if self._bot.now() - item.missed_at >= PATIENCE:
                    await self._settle(item, unread=True)
        self._judged_lately = False
        await self._tell_recovered()

    async def _look(self, missed: Missed) -> bool:
        """Whether what was missed was judged, or is gone."""
        try:
            if missed.message_id == missed.channel_id:
                # A title; and the first message of a forum's post, which has the same number.
                await self._look_at_title(missed)
            await self._look_at_message(missed)
        except JudgingError:
            return False
        except (NowhereError, discord.NotFound, discord.Forbidden):
            return True
        except NO_ANSWER as error:
            log.warning(
                "a missed message could not be read",
                extra={"channel_id": missed.channel_id, **facts(error)},
            )
            return False
        return True

    async def _look_at_title(self, missed: Missed) -> None:
        thread = await self._places.channel(missed.guild_id, missed.channel_id)
        if not isinstance(thread, discord.Thread) or thread.owner_id == thread.guild.me.id:
            return
        await self._judge_name(hearing.of_title(thread))
        self.judged()

    async def _look_at_message(self, missed: Missed) -> None:
        message = await self._places.message(missed.guild_id, missed.channel_id, missed.message_id)
        if not hearing.is_written_by_somebody(message, self._bot.application_id or 0):
            return
        kind = MessageKind.MESSAGE if message.edited_at is None else MessageKind.EDIT
        heard = hearing.of_message(message, hearing.place_of(message, kind))
        if heard.post.text:
            await self._judge(heard)
        await self._look_at_nickname(heard.place)
        self.judged()

    async def _look_at_nickname(self, place: Place) -> None:
        """Look at the nickname of whoever wrote a message, where the server wants that."""
        if place.is_webhook or not self._service.policy(place.guild_id).profiles:
            return
        try:
            member = await self._places.member(place.guild_id, place.author_id)
        except discord.NotFound:
            return
        if member.nick and not member.bot:
            own = place._replace(role_ids=hearing.roles_of(member))
            await self._judge_name(hearing.of_nickname(own, member.nick))

    async def _settle(self, missed: Missed, *, unread: bool) -> None:
        await self._service.caught_up(missed)
        tally = self._tally(missed.guild_id)
        tally.unread += unread
        tally.checked += not unread

    async def _tell_recovered(self) -> None:
        """Tell the servers of which nothing is left."""
        left = await self._service.backlog(PIECE)
        self.waits = bool(left or self._unwritten or self._stopped)
        if len(left) == PIECE:
            return  # who knows of whom the rest is
        waiting = {missed.guild_id for missed in left}
        for guild_id in [guild_id for guild_id in self._tallies if guild_id not in waiting]:
            tally = self._tallies.pop(guild_id)
            await self._notices.recovered(guild_id, tally.checked, tally.unread)


class Unfinished:
    """Completes, after a start, what was intended when the bot stopped."""

    def __init__(self, bot: FanBot, acting: Acting, hear: Judge, before: datetime) -> None:
        self._bot = bot
        self._before = before
        self._service = bot.services.moderation
        self._acting = acting
        self._hear = hear

    async def finish(self) -> None:
        """Do what cases wait for, and show the cards that are not there yet."""
        for case in await self._service.cases.unfinished(self._bot.now()):
            await self._finish(case)

    async def _finish(self, case: Case) -> None:
        # What began since is in good hands.
        started = self._before
        pauses = set()
        for message in case.pending_messages:
            pause = case.pause_with(message)
            if pause is not None:
                pauses.add(pause.id)
            if message.written_at <= started:
                await self._take_down(message, _time_out(pause))
            else:
                self._acting.waits = True  # should those hands fail
        for step in case.pending_steps:
            if step.taken_at <= started and step.id not in pauses:
                await self._acting.finish_step(case, step)
        for message in case.owed:
            await self._tell(message)
        await self._acting.cards.renew(case)

    async def _tell(self, message: CaseMessage) -> None:
        """Tell an author what a stop kept from them, unless it was given back meanwhile."""
        assert message.owed_at is not None, "it is among those"
        if message.owed_at > self._before:
            self._acting.waits = True
            return
        case = await self._service.cases.by_id(message.case_id)
        if case is not None and message.is_down:
            await self._acting.nudges.tell(
                case, message, self._until(case, message), quietly=self._is_old(message)
            )
        await self._service.told(message.id)

    def _until(self, case: Case, message: CaseMessage) -> datetime | None:
        """Until when its author pauses for a message; None where they don't, or not any more."""
        pause = case.pause_with(message)
        if pause is None or pause.outcome is not Outcome.DONE or pause.minutes is None:
            return None
        until = pause.taken_at + timedelta(minutes=pause.minutes)
        return until if until > self._bot.now() else None

    def _is_old(self, message: CaseMessage) -> bool:
        return is_old(message.written_at, self._bot.now())

    async def _take_down(self, message: CaseMessage, time_out: TimeOut | None) -> None:
        """Take a message down if it says the same still; what it says now is judged otherwise."""
        found: discord.Message | None = None
        if message.message_id is not None:
            try:
                found = await self._acting.places.message(
                    message.guild_id, message.channel_id, message.message_id
                )
            except discord.NotFound:
                await self._answered(message, _gone(message), time_out)
                return
            except (*NO_ANSWER, NowhereError):
                pass  # taking it down will say why
        if found is None or hearing.text_of(found) == message.text:
            await self._service.trying(message.id, self._bot.now())
            answer = await self._acting.take_down(message)
            if answer is LATER and self._bot.now() - message.written_at < LONGEST_AWAY:
                self._acting.waits = True
                return
            answer = _gone(message) if answer is DELETED else answer
            await self._answered(message, answer, time_out, found)
            return
        await self._answered(message, EDITED, time_out)
        place = hearing.place_of(found, MessageKind.EDIT)
        await self._hear(hearing.of_message(found, place))

    async def _answered(
        self,
        message: CaseMessage,
        answer: Answer,
        time_out: TimeOut | None,
        found: discord.Message | None = None,
    ) -> None:
        """Record an answer; ``found`` is the message as it stood until then, where it did."""
        await self._acting.answered(
            message,
            answer,
            time_out,
            has_files=found is not None and bool(found.attachments),
            has_author=found is None or found.webhook_id is None,
            quietly=self._is_old(message),
        )


def _gone(message: CaseMessage) -> Answer:
    """What it means that a message is gone: where the bot was about to delete it, that it did.

    Its author may have been faster even then; but to keep their words and tell them costs them
    nothing, and to lose the words does.
    """
    return DELETED if message.tried_at is None else DONE


def _time_out(step: Step | None) -> TimeOut | None:
    """A pause that is still to be set."""
    if step is None or not step.is_pending or not step.about_id or step.minutes is None:
        return None
    return TimeOut(step.about_id, timedelta(minutes=step.minutes), step.id)
