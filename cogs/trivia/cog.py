"""The commands of trivia."""

from __future__ import annotations

import logging
from collections.abc import Coroutine, Iterable
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal

import discord
from discord import app_commands
from discord.ext import commands, tasks

from cogs._clocks import Retries, sleep, wake
from cogs._components import Interaction, number, outdated, reply
from cogs._cooldowns import Cooldown, each_channel, each_member
from cogs._members import FOR_MODERATORS, is_moderator
from cogs.trivia.boards import Boards
from cogs.trivia.daily import Daily, set_preferences
from cogs.trivia.play import Play
from cogs.trivia.review import Review
from cogs.trivia.views import AnswerDialog, Level, TriviaButton
from discord_bot.errors import UserError
from discord_bot.guilds import Feature, GuildSettings
from discord_bot.pack_files import Difficulty
from discord_bot.trivia.game import DUEL_ROUNDS
from discord_bot.trivia.model import Mode
from discord_bot.trivia.periods import Period
from discord_bot.trivia.turns import MAX_ROUNDS, StartRequest

if TYPE_CHECKING:
    from discord_bot.bot import FanBot

log = logging.getLogger(__name__)

DEFAULT_ROUNDS = 5
MAX_GUESS_LENGTH = 80
"""A message longer than this is talk, not an answer."""
FAILURE_PAUSE = 5.0
"""Seconds before a tick that failed is tried again for the first time."""
LONGEST_SLEEP = timedelta(hours=1)
"""The clock wakes at least so often, should the time of the machine be set anew under it."""
_THREAD_MINUTES: Literal[60] = 60


class Trivia(commands.Cog):
    """Cast trivia in channels."""

    trivia = app_commands.Group(name="trivia", description="Play cast trivia", guild_only=True)

    def __init__(self, bot: FanBot) -> None:
        self.bot = bot
        self.play = Play(bot, self.wake)
        self.daily = Daily(bot)
        self.boards = Boards(bot)
        self.review = Review(bot)
        self._changed = False
        self._retries = Retries(FAILURE_PAUSE)
        self._starting = Cooldown(1, 5, each_channel)
        self._drawing = Cooldown(3, 15, each_member)
        self._writing = Cooldown(3, 60, each_member)

    async def cog_load(self) -> None:
        """Make old buttons work and let the clock run."""
        self.bot.add_dynamic_items(TriviaButton)
        self.bot.hearers.append(self.hear)
        self.bot.services.guilds.listeners.append(self._settings_changed)
        self.clock.start()

    async def cog_unload(self) -> None:
        """Stop the clock, and let what is being shown reach its channel."""
        self.bot.hearers.remove(self.hear)
        self.bot.services.guilds.listeners.remove(self._settings_changed)
        self.clock.cancel()
        await self.play.finish()

    @tasks.loop(seconds=LONGEST_SLEEP.total_seconds())
    async def clock(self) -> None:
        """Do what is due, then sleep until the next thing is. One failure must not stop games."""
        self._changed = False
        try:
            await self.play.tick()
            await self.daily.post_due()
            pause = await self._pause()
            self.bot.feature_works(Feature.TRIVIA)
            self._retries.worked()
        except Exception:
            log.exception("a tick of trivia failed; the next one tries again")
            self.bot.feature_failed(Feature.TRIVIA, "Games and daily posts do not go on.")
            pause = self._retries.failed()
        # A game that changed since the tick began may be due earlier than what was just read.
        sleep(self.clock, 0 if self._changed else pause, self.bot.now())

    def _settings_changed(self, _settings: GuildSettings) -> None:
        self.wake()

    def wake(self) -> None:
        """A game has changed: look again at once what is due when."""
        self._changed = True
        wake(self.clock)

    async def _pause(self) -> float:
        """The seconds until something is due, held to the longest sleep."""
        now = self.bot.now()
        games, post = await self.play.next_due(), self.bot.services.daily.next_post(now)
        known = (games, post, self.daily.again_at, now + LONGEST_SLEEP)
        due = min(moment for moment in known if moment is not None)
        return max(0.0, (due - now).total_seconds())

    @clock.before_loop
    async def _ready(self) -> None:
        await self.bot.wait_until_ready()

    @commands.Cog.listener()
    async def on_member_forgotten(self, user_id: int | None) -> None:
        """A member asked to be forgotten, None for anybody; the database has done so."""
        self.boards.forget(user_id)

    def hear(self, message: discord.Message) -> Coroutine[Any, Any, None] | None:
        """Hear answers to typed questions; all other messages cost one look into memory."""
        if not self.bot.services.games.has_typed_game(message.channel.id):
            return None
        if message.author.bot or message.guild is None or not message.content:
            return None
        return self.play.hear(message) if len(message.content) <= MAX_GUESS_LENGTH else None

    async def pressed(
        self, interaction: Interaction, what: str, target: int, choice: int | None
    ) -> None:
        """A button of any run of the bot was pressed."""
        if choice is not None:
            await self._chosen(interaction, what, target, choice)
        elif what == "type":
            await interaction.response.send_modal(AnswerDialog(interaction, target))
        elif what in {"accept", "decline"}:
            await self.play.decide(interaction, target, accepted=what == "accept")
        elif what in {"approve", "edit", "reject"}:
            await self.review.pressed(interaction, what, target)
        elif what in {"daily", "share"}:
            await (self.daily.open if what == "daily" else self.daily.share)(interaction)
        else:
            doing = {
                "go": self.play.next_lightning,
                "resume": self.play.resume,
                "again": self.play.again,
            }
            if what not in doing:
                raise outdated()
            await doing[what](interaction, target)

    async def _chosen(self, interaction: Interaction, what: str, target: int, choice: int) -> None:
        """A choice of a question was pressed; ``daily3`` is the third of the daily five."""
        if what == "answer":
            await self.play.answer(interaction, target, choice)
        elif what == "fast":
            await self.play.answer_lightning(interaction, target, choice)
        elif what.startswith("daily"):
            place = number(what.removeprefix("daily"))
            await self.daily.answer(interaction, target, place, choice)
        else:
            raise outdated()

    @trivia.command(name="play", description="Start a game of trivia for everyone in this channel")
    @app_commands.describe(
        rounds="How many questions, 1 to 25 (5 if left out)",
        category="Only this category",
        difficulty="Only this difficulty",
        mode="Buttons, typed answers, a lightning minute, or a duel",
        opponent="Whom you challenge to a duel",
        season="No spoilers beyond this season",
        thread="Play in a thread of its own",
    )
    async def play_command(
        self,
        interaction: Interaction,
        rounds: app_commands.Range[int, 1, MAX_ROUNDS] | None = None,
        category: str | None = None,
        difficulty: Level | None = None,
        mode: Literal["buttons", "typed", "lightning", "duel"] | None = None,
        opponent: discord.Member | None = None,
        season: app_commands.Range[int, 0, 99] | None = None,
        thread: bool = False,
    ) -> None:
        """Start a game."""
        self._starting.spend(interaction)
        usual = Mode.BUTTONS if opponent is None else Mode.DUEL
        chosen = usual if mode is None else Mode(mode)
        if opponent is not None and opponent.bot:
            raise UserError("trivia.refused.bot_duel")
        self._check_category(category)
        self._check_channel(interaction, thread=thread)
        assert interaction.guild_id is not None, "the group is guild_only"
        assert interaction.channel_id is not None, "a command of a server has a channel"
        request = StartRequest(
            guild_id=interaction.guild_id,
            channel_id=interaction.channel_id,
            user_id=interaction.user.id,
            mode=chosen,
            rounds=rounds or (DUEL_ROUNDS if chosen is Mode.DUEL else DEFAULT_ROUNDS),
            category=category,
            difficulty=None if difficulty is None else Difficulty(difficulty),
            season=season,
            opponent_id=opponent.id if opponent is not None and chosen is Mode.DUEL else None,
        )
        self.bot.services.games.check(request, self.bot.now())
        if thread:
            await interaction.response.defer()
            request = replace(request, channel_id=await self._open_thread(interaction))
        await self.play.start(interaction, request)

    def _check_category(self, category: str | None) -> None:
        if category is not None and category not in self.bot.services.bank.categories():
            raise UserError("trivia.refused.unknown_category", category=category[:80])

    def _check_channel(self, interaction: Interaction, *, thread: bool) -> None:
        """Refuse before anything begins where the bot could not post."""
        in_thread = isinstance(interaction.channel, discord.Thread) or thread
        needed = ["view_channel", "embed_links"]
        needed.append("send_messages_in_threads" if in_thread else "send_messages")
        if thread:
            needed.append("create_public_threads")
        allowed, texts = interaction.app_permissions, self.bot.texts(interaction)
        lacking = [name for name in needed if not getattr(allowed, name)]
        if lacking:
            listed = ", ".join(f"*{texts(f'trivia.permission.{name}')}*" for name in lacking)
            raise UserError("trivia.refused.wrong_channel", permissions=listed)

    async def _open_thread(self, interaction: Interaction) -> int:
        channel = interaction.channel
        if not isinstance(channel, discord.TextChannel):
            raise UserError("trivia.refused.no_thread")
        texts = self.bot.texts(channel.guild.id)
        name = texts("trivia.game.thread_name", member=interaction.user.display_name)[:100]
        made = await channel.create_thread(
            name=name, type=discord.ChannelType.public_thread, auto_archive_duration=_THREAD_MINUTES
        )
        return made.id

    @play_command.autocomplete("category")
    async def _play_categories(
        self, _interaction: Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        return self._offer(typed)

    def _offer(
        self, typed: str, among: Iterable[str] | None = None
    ) -> list[app_commands.Choice[str]]:
        """Categories whose name has what was typed: those with questions, or those of ``among``."""
        named = self.bot.services.pack.categories
        offered = self.bot.services.bank.categories() if among is None else among
        labels = {name: named[name].name if name in named else name for name in offered}
        return [
            app_commands.Choice(name=label, value=name)
            for name, label in sorted(labels.items(), key=lambda item: item[1])
            if typed.casefold() in label.casefold()
        ][:25]

    @trivia.command(name="stop", description="Stop the game in this channel")
    async def stop(self, interaction: Interaction) -> None:
        """End the channel's game; what was answered counts."""
        await interaction.response.defer(ephemeral=True)
        game = await self.bot.services.games.stop(
            interaction.channel_id or 0,
            interaction.user.id,
            self.bot.now(),
            may_decide=is_moderator(interaction),
        )
        await self.play.present(game.id)
        await reply(interaction, self.bot.texts(interaction)("trivia.game.stopped"))

    @trivia.command(name="skip", description="Skip the open question, or vote to skip it")
    async def skip(self, interaction: Interaction) -> None:
        """Skip the open question."""
        await interaction.response.defer(ephemeral=True)
        skip = await self.bot.services.games.skip(
            interaction.channel_id or 0,
            interaction.user.id,
            self.bot.now(),
            may_decide=is_moderator(interaction),
        )
        texts = self.bot.texts(interaction)
        if skip.skipped:
            await self.play.present(skip.game_id)
            await reply(interaction, texts("trivia.game.skipped"))
        else:
            voted = texts("trivia.game.skip_vote", votes=skip.votes, needed=skip.needed)
            await reply(interaction, voted)

    @trivia.command(name="daily", description="Five questions a day, for you alone")
    async def daily_command(self, interaction: Interaction) -> None:
        """Open today's five, or go on where they were left."""
        await self.daily.open(interaction)

    @trivia.command(name="leaderboard", description="Who knows the most")
    @app_commands.describe(period="Since when", category="Only this category")
    async def leaderboard(
        self,
        interaction: Interaction,
        period: Literal["today", "week", "month", "season", "all"] = "week",
        category: str | None = None,
    ) -> None:
        """Show the leaderboard as a picture and as text."""
        self._drawing.spend(interaction)
        self._check_category(category)
        await interaction.response.defer()
        await self.boards.leaderboard(interaction, Period(period), category)

    @leaderboard.autocomplete("category")
    async def _board_categories(
        self, _interaction: Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        return self._offer(typed)

    @trivia.command(name="profile", description="How you, or another member, play")
    @app_commands.describe(member="Whose profile; yours if left out")
    async def profile(self, interaction: Interaction, member: discord.Member | None = None) -> None:
        """Show a profile as a picture and as text."""
        self._drawing.spend(interaction)
        await interaction.response.defer(ephemeral=True)
        await self.boards.profile(interaction, member)

    @trivia.command(name="preferences", description="Your own spoiler limit, and the leaderboards")
    @app_commands.describe(
        season="No spoilers beyond this season in your daily",
        boards="Whether you appear on the leaderboards",
    )
    async def preferences(
        self,
        interaction: Interaction,
        season: app_commands.Range[int, 0, 99] | None = None,
        boards: bool | None = None,
    ) -> None:
        """Choose for oneself, or see what one chose."""
        await set_preferences(interaction, season, boards)

    @trivia.command(name="suggest", description="Suggest a question for this server")
    @app_commands.describe(
        category="Its category",
        difficulty="How hard it is",
        season="The earliest season whose viewers it does not spoil",
    )
    async def suggest(
        self,
        interaction: Interaction,
        category: str,
        difficulty: Level,
        season: app_commands.Range[int, 0, 99],
    ) -> None:
        """Open the form for a question of one's own."""
        self._writing.spend(interaction)
        form = self.review.form(interaction, category, Difficulty(difficulty), season)
        await interaction.response.send_modal(form)

    @suggest.autocomplete("category")
    async def _suggest_categories(
        self, _interaction: Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        return self._offer(typed, self.bot.services.pack.categories)

    @trivia.command(name="report", description="Tell the moderators what is wrong with a question")
    @app_commands.describe(reason="What is wrong", question="Which of the last questions here")
    async def report(
        self,
        interaction: Interaction,
        reason: Literal["wrong", "ambiguous", "spoiler", "disrespectful", "typo"],
        question: str,
    ) -> None:
        """Report a question that was asked in this channel or in one's own daily."""
        self._writing.spend(interaction)
        await interaction.response.defer(ephemeral=True)
        await self.review.report(interaction, question, reason)

    @report.autocomplete("question")
    async def _recent(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        recent = await self.bot.services.display.recent(
            interaction.channel_id or 0, interaction.guild_id or 0, interaction.user.id
        )
        return [
            app_commands.Choice(name=prompt[:100], value=question_id)
            for question_id, prompt in recent
            if typed.casefold() in prompt.casefold()
        ][:25]

    @trivia.command(
        name="insights",
        description="For moderators: which questions fare badly here",
        extras=FOR_MODERATORS,
    )
    async def insights(self, interaction: Interaction) -> None:
        """Show how this server's questions fare."""
        if not is_moderator(interaction):
            raise UserError("errors.not_allowed")
        await interaction.response.defer(ephemeral=True)
        await self.boards.insights(interaction)
