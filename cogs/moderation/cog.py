"""Hears what members write and has the filter act upon it."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Coroutine
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeAlias

import discord
from discord.ext import commands, tasks

from cogs._answers import NO_ANSWER
from cogs._components import Interaction
from cogs.moderation import hearing
from cogs.moderation.acting import Acting, ShowCard
from cogs.moderation.backlog import Backlog, Unfinished
from cogs.moderation.hearing import Conversations, Heard, Nicknames, Versions
from cogs.moderation.letters import Letters
from cogs.moderation.notices import Notices
from cogs.moderation.nudge import NudgeButton, Press
from cogs.moderation.rewording import Rewording
from discord_bot.errors import StorageError
from discord_bot.guilds import Feature
from discord_bot.moderation.absences import is_old
from discord_bot.moderation.cases import Case, CaseMessage, CaseState, Decision, StepKind
from discord_bot.moderation.judging import JudgingError
from discord_bot.moderation.model import Post
from discord_bot.moderation.policy import Action, MessageKind, Place, decide_on

if TYPE_CHECKING:
    from discord_bot.bot import FanBot

log = logging.getLogger(__name__)

BACKLOG_MINUTES = 1.0
"""How often what was missed is looked at, while there is anything."""
IDLE_MINUTES = 60.0
TIDY_HOURS = 24.0

AskAppeal: TypeAlias = Callable[[Interaction, int, int], Awaitable[None]]
"""Lets a member appeal, as the first answer to an interaction: it, guild id, case number."""


IN_HAND = timedelta(minutes=2)
"""What was begun so lately may still be under way."""


class Filter(commands.Cog):
    """The filter in channels."""

    def __init__(
        self, bot: FanBot, show_card: ShowCard, ask_appeal: AskAppeal, letters: Letters
    ) -> None:
        self.bot = bot
        self._letters = letters
        self._service = bot.services.moderation
        self._ask_appeal = ask_appeal
        self.notices = Notices(bot)
        self.acting = Acting(bot, self.notices, show_card)
        self._rewording = Rewording(bot, self.acting)
        self._backlog = Backlog(bot, self.acting, self.notices, self._judge, self._judge_name)
        self._unfinished: Unfinished | None = Unfinished(
            bot, self.acting, self.judge, bot.started_at
        )
        self._conversations = Conversations()
        self._nicknames = Nicknames()
        self._versions = Versions()

    async def cog_load(self) -> None:
        """Make old buttons work and let the clocks run."""
        self.bot.add_dynamic_items(NudgeButton)
        self.bot.hearers.append(self.hear)
        self.catch_up.start()
        self.tidy.start()

    async def cog_unload(self) -> None:
        """Stop the clocks, and leave no replies standing in channels."""
        self.bot.hearers.remove(self.hear)
        self.catch_up.cancel()
        self.tidy.cancel()
        await self.acting.nudges.close()

    # --- clocks ---------------------------------------------------------------------------------

    @tasks.loop(minutes=BACKLOG_MINUTES)
    async def catch_up(self) -> None:
        """Complete what the last run left, once, and look at what was missed."""
        try:
            if self.acting.waits and self._unfinished is None:
                self.acting.waits = False
                before = self.bot.now() - IN_HAND
                self._unfinished = Unfinished(self.bot, self.acting, self.judge, before)
            if self._unfinished is not None:
                await self._unfinished.finish()
                self._unfinished = None
            await self._backlog.work()
        except Exception:
            log.exception("catching up failed; the next minute tries again")
        self._set_pace()

    def _set_pace(self) -> None:
        left = self._unfinished is not None or self.acting.waits
        busy = self._backlog.waits or left
        self.catch_up.change_interval(minutes=BACKLOG_MINUTES if busy else IDLE_MINUTES)

    @tasks.loop(hours=TIDY_HOURS)
    async def tidy(self) -> None:
        """Close old cases, and delete evidence that is due."""
        try:
            closed = await self._service.tidy(self.bot.now())
            self.bot.dispatch("evidence_deleted")
            for case in closed:
                await self.acting.cards.renew(case)
                await self._letters.undecided(case)
        except Exception:
            log.exception("tidying failed; tomorrow tries again")

    @catch_up.before_loop
    async def _ready(self) -> None:
        await self.bot.wait_until_ready()

    @tidy.before_loop
    async def _ready_and_warm(self) -> None:
        await self.bot.wait_until_ready()
        try:
            await self._service.warm_up()
        except Exception:
            log.exception("the judge could not get ready beforehand; it goes on without")

    # --- hearing --------------------------------------------------------------------------------

    def hear(self, message: discord.Message) -> Coroutine[Any, Any, None] | None:
        """Somebody wrote something. Where nobody watches, this costs a look into memory."""
        if hearing.is_written_by_somebody(message, self.bot.application_id or 0):
            return self._written(message, MessageKind.MESSAGE)
        return None

    @commands.Cog.listener()
    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Somebody changed what they wrote. Discord tells so of links that it unfolds, too."""
        message = payload.message
        if message.edited_at is None:
            return
        if hearing.is_written_by_somebody(message, self.bot.application_id or 0):
            await self._written(message, MessageKind.EDIT)

    async def _written(self, message: discord.Message, kind: MessageKind) -> None:
        assert message.guild is not None, "is_written_by_somebody was asked first"
        now, policy = self.bot.now(), self._service.policy(message.guild.id)
        place = hearing.place_of(message, kind, with_roles=bool(policy.exempt_roles))
        if not self._service.is_watching(place, now):
            return
        if place.is_webhook and self.acting.reposter.is_own(message.webhook_id):
            return
        heard = hearing.of_message(message, place, self._conversations.before(place, now))
        if self._conversations.has(place, heard.post.text):
            return
        self._conversations.note(place, heard.post.text, now)
        if heard.post.text:
            await self.judge(heard)
        if policy.profiles and isinstance(message.author, discord.Member) and message.author.nick:
            await self._wears(place, message.author.nick)

    async def _wears(self, place: Place, nickname: str) -> None:
        """Look at a nickname once, where a server wants that.

        Discord tells of changed nicknames only bots that may see all members, so that they are
        looked at when somebody writes.
        """
        heard = hearing.of_nickname(place, nickname)
        if not self._service.is_watching(heard.place, self.bot.now()):
            return
        if self._nicknames.is_new(place.guild_id, place.author_id, nickname):
            try:
                stands = await self._may_stand(heard.place, nickname)
            except StorageError:
                self._nicknames.forget(place.author_id)  # with the next message, then
                return
            if not stands and not await self.judge(heard):
                self._nicknames.forget(place.author_id)

    async def _judge_name(self, heard: Heard) -> None:
        """Judge a title or nickname that was missed, unless it may stand. As ``_judge``."""
        if not await self._may_stand(heard.place, heard.post.text):
            await self._judge(heard)

    async def _may_stand(self, place: Place, text: str) -> bool:
        """Whether a nickname or title has a case already that leaves it where it is.

        It does where nothing would be done but log it, now as then, and where moderators gave it
        back. One that was taken back and is worn again is taken back again.
        """
        for case in await self._service.cases.of_member(place.guild_id, place.author_id):
            for item in reversed(case.messages):
                is_same = item.author_id == place.author_id and item.kind is place.kind
                if place.kind is not MessageKind.NICKNAME:
                    is_same = is_same and item.channel_id == place.channel_id
                if is_same and item.text == text:
                    return await self._was_left(case, item, place)
        return False

    async def _was_left(self, case: Case, item: CaseMessage, place: Place) -> bool:
        """Whether the newest case of a nickname or title leaves it be."""
        if case.state is CaseState.OVERRULED:
            return True
        if item.restored_at is not None:  # by moderators, or to its author with other words
            whole = await self._service.cases.by_id(case.id)
            return whole is not None and any(
                step.kind is StepKind.RESTORED and step.taken_at == item.restored_at
                for step in whole.steps
            )
        policy = self._service.policy(place.guild_id)
        return not decide_on(case.label, item.confidence, policy, place).action.takes_down

    @commands.Cog.listener()
    async def on_thread_create(self, thread: discord.Thread) -> None:
        """A thread or a forum post was opened; its first message comes by itself."""
        await self._titled(thread)

    @commands.Cog.listener()
    async def on_thread_update(self, before: discord.Thread, after: discord.Thread) -> None:
        """A title may have changed."""
        if before.name != after.name:
            await self._titled(after)

    async def _titled(self, thread: discord.Thread) -> None:
        if thread.owner_id != thread.guild.me.id:
            await self.judge(hearing.of_title(thread))

    async def judge(self, heard: Heard) -> bool:
        """Judge and act; returns False where that can't be done, and is tried again later."""
        try:
            await self._judge(heard)
            self._backlog.judged()
            self.bot.services.operations.watch.works(Feature.MODERATION)
        except JudgingError as error:
            # Its kind alone: what an error says may have words of the message in it.
            kind = type(error.__cause__).__name__
            await self._miss(heard, kind, "Messages can't be judged, and are kept for later.")
        except StorageError as error:
            self.acting.waits = True  # it may be taken down already, and that not written down
            kind = type(error).__name__
            await self._miss(heard, kind, "Cases can't be written; messages are kept for later.")
        except NO_ANSWER as error:  # it was to say who wrote this
            kind = type(error).__name__
            await self._miss(heard, kind, "Discord is away; messages are kept for later.")
        else:
            return True
        return False

    async def _miss(self, heard: Heard, kind: str, problem: str) -> None:
        """Keep for later what can't be dealt with now."""
        self._failed(heard.place.guild_id, kind, problem)
        await self._backlog.miss(heard.to_find)
        self._set_pace()

    def _failed(self, guild_id: int, kind: str, problem: str) -> None:
        log.warning("judging failed", extra={"guild_id": guild_id, "code": kind})
        # Each server is told by the backlog; who runs the bot sees it here.
        self.bot.services.operations.watch.failed(Feature.MODERATION, problem, self.bot.now())

    async def stopped(self, post: Post, place: Place) -> None:
        """Discord's AutoMod kept a message from appearing: open a case, or do so later.

        What the bot itself gives back has one.
        """
        if self.acting.reposter.is_own(place.author_id):
            return
        try:
            await self._backlog.open_stopped(post, place, self.bot.now())
        except StorageError as error:
            problem = "Cases can't be written; what AutoMod stops is kept for later."
            self._failed(place.guild_id, type(error).__name__, problem)
            await self._backlog.keep_stopped(post, place)
            self._set_pace()

    async def _judge(self, heard: Heard) -> None:
        """Judge and act. Raises ``JudgingError``."""
        message_id = heard.place.message_id or 0
        text = heard.post.text
        self._versions.begin(message_id, text)
        try:
            known = heard if heard.knows_roles else await self._with_roles(heard)
            now = self.bot.now()
            if known is None or not self._service.is_watching(known.place, now):
                return
            decision = await self._service.review(known.post, known.place, now)
            if decision.case is None:
                return

            def is_newest() -> bool:
                return not message_id or self._versions.is_newest(message_id, text)

            quietly = is_old(heard.written_at, now)
            await self.acting.act(
                decision, known.place, is_newest, has_files=heard.has_files, quietly=quietly
            )
            if known.place.kind is MessageKind.NICKNAME:
                await self._named(known.place, decision)
        finally:
            self._versions.end(message_id)

    async def _named(self, place: Place, decision: Decision) -> None:
        """A nickname was dealt with: look at it anew should it be worn again once it was taken."""
        assert decision.case is not None, "there was a breach"
        entry = None if decision.message is None else decision.message.id
        case = await self._service.cases.by_id(decision.case.id)
        messages = () if case is None else case.messages
        if any(item.id == entry and item.is_down for item in messages):
            self._nicknames.was_taken(place.guild_id, place.author_id)

    async def _with_roles(self, heard: Heard) -> Heard | None:
        """The same with its author's roles, which Discord is asked for only where it matters.

        None where nothing would be done, or nobody is there to be judged.
        """
        place = heard.place
        if not self._service.is_watching(place, self.bot.now()):
            return None
        if (await self._service.check(heard.post, place)).would is Action.NONE:
            self._service.passed(place, self.bot.now())
            return None
        try:
            member = await self.acting.places.member(place.guild_id, place.author_id)
        except discord.NotFound:
            return heard  # they have left; their words have not
        return heard._replace(place=place._replace(role_ids=hearing.roles_of(member)))

    # --- what else happens ----------------------------------------------------------------------

    async def pressed(self, interaction: Interaction, press: Press) -> None:
        """A button of a nudge of any run of the bot was pressed."""
        if press.what == "edit":
            await self._rewording.ask(interaction, press)
        elif press.what == "why":
            await self.acting.nudges.why(interaction, press)
        elif press.what == "open":
            await self.acting.nudges.open(interaction, press)
        else:
            await self.acting.nudges.find(interaction, press)
            await self._ask_appeal(interaction, press.guild_id, press.number)

    @commands.Cog.listener()
    async def on_member_forgotten(self, user_id: int | None) -> None:
        """A member asked to be forgotten, None for anybody; the database has done so."""
        self._conversations.forget(user_id)
        self._nicknames.forget(user_id)
        self._rewording.forget(user_id)
        self._backlog.forget(user_id)
