"""The news at work: reads what is due, delivers, and acts on buttons and on what servers change."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import discord
from discord.ext import commands, tasks

from cogs._clocks import Retries, sleep, wake
from cogs._components import Interaction, reply
from cogs.news import lookup
from cogs.news.beginning import Beginning
from cogs.news.checkup import missing_in
from cogs.news.deciding import Deciding
from cogs.news.held_card import DECISIONS
from cogs.news.items import NewsItem, Press
from cogs.news.mending import Mending
from cogs.news.policy import Policy
from cogs.news.sender import DiscordSender
from cogs.news.subscriptions import Subscriptions
from discord_bot.guilds import Feature, GuildSettings
from discord_bot.news.posts import delivery_of

if TYPE_CHECKING:
    from discord_bot.bot import FanBot

log = logging.getLogger(__name__)

LONGEST_SLEEP = timedelta(hours=1)
"""The clocks wake at least so often, should the time of the machine be set anew under them."""
FINISHING = 6.0
"""Seconds in which posts that are under way can arrive when the bot stops."""
FAILURE_PAUSE = 15.0
"""Seconds before a tick that failed is tried again for the first time."""


class News(commands.Cog):
    """Season news in channels. Reading is slow at times, so delivering has a clock of its own."""

    def __init__(self, bot: FanBot) -> None:
        self.bot = bot
        self._service = bot.services.news
        self._sender = DiscordSender(bot)
        self.subscriptions = Subscriptions(bot, self.wake)
        self.beginning = Beginning(bot, self.subscriptions, self.wake)
        self.deciding = Deciding(bot, self.wake)
        self.mending = Mending(bot, self.subscriptions, self.wake)
        self.policy = Policy(bot, self.subscriptions)
        self._feeds_changed = False
        self._posts_changed = False
        self._read_retries, self._post_retries = Retries(FAILURE_PAUSE), Retries(FAILURE_PAUSE)

    async def cog_load(self) -> None:
        """Make old buttons work and let the clocks run."""
        self.bot.add_dynamic_items(NewsItem)
        self.bot.services.guilds.listeners.append(self._settings_changed)
        self.bot.services.changes.listeners.append(self._told)
        self.reading.start()
        self.delivering.start()

    async def cog_unload(self) -> None:
        """Stop the clocks, and let what is under way arrive; else it is looked for at a start."""
        self.bot.services.guilds.listeners.remove(self._settings_changed)
        self.bot.services.changes.listeners.remove(self._told)
        self.reading.cancel()
        self.delivering.cancel()
        with suppress(TimeoutError):
            async with asyncio.timeout(FINISHING):
                await self._service.courier.settle()

    # --- clocks ---------------------------------------------------------------------------------

    def wake(self) -> None:
        """Something is followed, or is to be posted, that was not before."""
        self._feeds_changed = self._posts_changed = True
        wake(self.reading)
        wake(self.delivering)

    def _settings_changed(self, _settings: GuildSettings) -> None:
        self.wake()

    def _told(self, table: str) -> None:
        """Another process has put something here to do: posts for these servers, or feeds."""
        if table == "news_deliveries":
            self._posts_changed = True
            wake(self.delivering)
        elif table in {"news_feeds", "news_subscriptions"}:
            self._feeds_changed = True
            wake(self.reading)

    @tasks.loop(seconds=LONGEST_SLEEP.total_seconds())
    async def reading(self) -> None:
        """Read what is due, then sleep until the next is. One failure must not stop it."""
        self._feeds_changed = False
        try:
            report = await self._service.poll(self.bot.now())
            pause = self._seconds_until(await self._service.next_due(self.bot.now()))
            self._read_retries.worked()
            if report.is_well:
                self.bot.feature_works(Feature.NEWS, "reading")
            else:  # the log says why
                self.bot.feature_failed(Feature.NEWS, "Feeds can't be read.", "reading")
        except Exception:
            log.exception("reading feeds failed; the next round tries again")
            self.bot.feature_failed(Feature.NEWS, "Feeds can't be read.", "reading")
            pause = self._read_retries.failed()
        sleep(self.reading, 0 if self._feeds_changed else pause, self.bot.now())
        self._posts_changed = True
        wake(self.delivering)

    @tasks.loop(seconds=LONGEST_SLEEP.total_seconds())
    async def delivering(self) -> None:
        """Post what is due, then sleep until the next is."""
        self._posts_changed = False
        try:
            await self._service.deliver(self._sender)
            pause = self._seconds_until(await self._service.outbox.next_due())
            self.bot.feature_works(Feature.NEWS, "delivering")
            self._post_retries.worked()
        except Exception:
            log.exception("delivering news failed; the next round tries again")
            self.bot.feature_failed(Feature.NEWS, "News can't be posted.", "delivering")
            pause = self._post_retries.failed()
        sleep(self.delivering, 0 if self._posts_changed else pause, self.bot.now())

    def _seconds_until(self, due: datetime | None) -> float:
        now = self.bot.now()
        latest = now + LONGEST_SLEEP
        return max(0.0, (min(due or latest, latest) - now).total_seconds())

    @reading.before_loop
    @delivering.before_loop
    async def _wait(self) -> None:
        await self.bot.wait_until_ready()

    # --- what servers change --------------------------------------------------------------------

    @commands.Cog.listener()
    async def on_guild_channel_update(
        self, _before: discord.abc.GuildChannel, after: discord.abc.GuildChannel
    ) -> None:
        """A channel may have given back what the bot lacked there."""
        await self._channels_back(after.guild)

    @commands.Cog.listener()
    async def on_guild_role_update(self, _before: discord.Role, after: discord.Role) -> None:
        """So may a role."""
        await self._channels_back(after.guild)

    @commands.Cog.listener()
    async def on_member_update(self, _before: discord.Member, after: discord.Member) -> None:
        """And a role that the bot was given: of itself Discord tells it without any intent."""
        if after.id == after.guild.me.id:
            await self._channels_back(after.guild)

    @commands.Cog.listener()
    async def on_guild_available(self, guild: discord.Guild) -> None:
        """Permissions may have come back while the bot was away."""
        await self._channels_back(guild)

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """The bot was sent away: what the server follows rests until somebody resumes it."""
        await self._service.follow.left(guild.id, self.bot.now())

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Servers may have sent the bot away while it was not there."""
        for guild_id in filter(self.bot.services.guilds.shards.serves, self._service.book.guilds()):
            if self.bot.get_guild(guild_id) is None:
                await self._service.follow.left(guild_id, self.bot.now())

    async def _channels_back(self, guild: discord.Guild) -> None:
        """Open parked channels in which the bot may post again."""
        for channel_id in await self._service.outbox.parked(guild.id):
            channel = guild.get_channel_or_thread(channel_id)
            if channel is None or missing_in(channel):
                continue
            await self._service.outbox.channel_back(channel_id)
            log.info(
                "a parked channel is open again",
                extra={"guild_id": guild.id, "channel_id": channel_id},
            )
            self.wake()

    # --- buttons --------------------------------------------------------------------------------

    async def pressed(self, interaction: Interaction, press: Press) -> None:
        """A button or menu of any run of the bot was used."""
        await self._act_for(press)(interaction, press)

    def _act_for(self, press: Press) -> Callable[[Interaction, Press], Awaitable[Any]]:
        what = press.what
        if what == "why":
            return self._why
        if what in DECISIONS:
            return self.deciding.on_card
        for beginning, act in (
            ("queue", self.deciding.in_queue),
            ("begin", self.beginning.pressed),
            ("policy", self.policy.pressed),
            ("history", self.mending.pressed),
            ("status", self.mending.pressed),
            ("replay", self.mending.pressed),
            ("discard", self.mending.pressed),
            ("move", self.mending.pressed),
            ("retry", self.mending.pressed),
        ):
            if what.startswith(beginning):
                return act
        return self.subscriptions.pressed

    async def _why(self, interaction: Interaction, press: Press) -> None:
        """Why a post is here: where it comes from, and for moderators its whole way."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        guild_id = interaction.guild_id or 0
        delivery_id = delivery_of(press.mark)
        trails = (
            ()
            if delivery_id is None
            else await self._service.records.of_post(guild_id, delivery_id)
        )
        look = self.subscriptions.look(interaction)
        if not trails:
            await reply(interaction, look.texts("news.why.unknown"))
        elif self.mending.is_moderator(interaction):
            await interaction.followup.send(view=lookup.why(look, guild_id, trails), ephemeral=True)
        else:
            await reply(interaction, lookup.why_for_members(look, trails), suppress_embeds=True)
