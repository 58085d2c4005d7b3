"""Looks after the AutoMod rules: they follow what servers choose, and what is wrong is told."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import discord
from discord.ext import commands, tasks

from cogs._answers import NO_ANSWER, facts, is_away
from cogs._clocks import sleep, wake
from cogs.moderation.rulebook import RuleBook, Standing
from discord_bot.errors import UserError
from discord_bot.guilds import Feature, GuildSettings

if TYPE_CHECKING:
    from discord_bot.bot import FanBot

log = logging.getLogger(__name__)

DAY = timedelta(days=1)
"""How often every rule is looked at; besides with what Discord tells and a server chooses."""
RETRY = timedelta(minutes=5)
"""Until a rule is looked at again that Discord did not show."""


class RuleVigil(commands.Cog):
    """Compares each server's rule with what is planned for it."""

    def __init__(self, bot: FanBot, book: RuleBook) -> None:
        self.bot = bot
        self._book = book
        self._service = bot.services.moderation
        self._waiting: set[int] = set()
        self._changed: set[int] = set()
        self._all_at = datetime.min.replace(tzinfo=UTC)

    async def cog_load(self) -> None:
        """Listen to what servers choose, and let the clock run."""
        self.bot.services.guilds.listeners.append(self._settings_changed)
        self._service.policies.listeners.append(self._policy_changed)
        self.looking.start()

    async def cog_unload(self) -> None:
        """Stop the clock."""
        self.looking.cancel()
        self.bot.services.guilds.listeners.remove(self._settings_changed)
        self._service.policies.listeners.remove(self._policy_changed)

    # --- what happens ---------------------------------------------------------------------------

    @commands.Cog.listener()
    async def on_automod_rule_update(self, rule: discord.AutoModRule) -> None:
        """Somebody edited a rule."""
        self._look_soon(rule.guild.id)

    @commands.Cog.listener()
    async def on_automod_rule_delete(self, rule: discord.AutoModRule) -> None:
        """Somebody deleted a rule."""
        self._look_soon(rule.guild.id)

    @commands.Cog.listener()
    async def on_guild_channel_create(self, channel: discord.abc.GuildChannel) -> None:
        """It may be one of support, by its name."""
        self._choice_changed(channel.guild.id)

    @commands.Cog.listener()
    async def on_guild_channel_update(
        self, before: discord.abc.GuildChannel, after: discord.abc.GuildChannel
    ) -> None:
        """It may be one of support now, or none any more."""
        if before.name != after.name:
            self._choice_changed(after.guild.id)

    # --- whether the rule is as it should be ----------------------------------------------------

    def _settings_changed(self, settings: GuildSettings) -> None:
        """The channel for cases may be another."""
        self._choice_changed(settings.guild_id)

    def _policy_changed(self, guild_id: int | None) -> None:
        """Roles or channels may be exempt, or not any more."""
        for server in [*self._book.planned] if guild_id is None else [guild_id]:
            self._choice_changed(server)

    def _choice_changed(self, guild_id: int) -> None:
        guild, before = self.bot.get_guild(guild_id), self._book.planned.get(guild_id)
        if guild is None or before is None or before == self._book.plan(guild):
            return
        self._changed.add(guild_id)
        self._look_soon(guild_id)

    def _look_soon(self, guild_id: int) -> None:
        self._waiting.add(guild_id)
        wake(self.looking)

    @tasks.loop(seconds=DAY.total_seconds())
    async def looking(self) -> None:
        """Look at the rules of which something was heard, and once a day at all."""
        if self._all_at <= self.bot.now():
            self._all_at = self.bot.now() + DAY
            self._waiting |= {guild.id for guild in self.bot.guilds}
        again = set()
        while self._waiting:
            guild_id = self._waiting.pop()
            try:
                await self._look(guild_id)
            except Exception as error:
                again.add(guild_id)
                if not isinstance(error, NO_ANSWER):
                    log.exception("an AutoMod rule could not be looked at")
        self._waiting |= again
        pause = RETRY if again else self._all_at - self.bot.now()
        sleep(self.looking, max(0.0, pause.total_seconds()), self.bot.now())

    @looking.before_loop
    async def _ready(self) -> None:
        await self.bot.wait_until_ready()

    async def _look(self, guild_id: int) -> None:
        """Compare a server's rule with what is planned: mend what only follows, tell of the rest.

        Raises what Discord does where it is away.
        """
        guild, known = self.bot.get_guild(guild_id), await self._book.known(guild_id)
        is_changed = guild_id in self._changed
        self._changed.discard(guild_id)
        if guild is None or known is None or known in self._book.removed:
            return
        if not self.bot.services.guilds.get(guild_id).is_on(Feature.MODERATION):
            return
        try:
            rules = await guild.fetch_automod_rules()
        except NO_ANSWER as error:
            log.warning(
                "an AutoMod rule could not be looked at",
                extra={"guild_id": guild_id, **facts(error)},
            )
            if is_away(error):
                self._changed |= {guild_id} if is_changed else set()
                raise
            self._book.planned[guild_id] = self._book.plan(guild)
            if is_changed:
                reason = self.bot.texts(guild_id)("moderation.automod.refused.manage_server")
                await self._tell(guild_id, "outdated", why=reason)
            return
        standing = await self._book.standing(guild, rules)
        if standing.there is None:
            await self._tell(guild_id, "deleted")
        elif not standing.drift:
            await self._book.is_right(guild_id, standing.there)
        elif await self._book.is_as_written(guild_id, standing.there):
            await self._follow(guild, standing)
        else:
            await self._tell(guild_id, "drifted", name=standing.there.name)

    async def _follow(self, guild: discord.Guild, standing: Standing) -> None:
        """Nobody has changed the rule: what was chosen has changed since, or the lexicon."""
        try:
            self._book.check_alert(guild, standing.planned)
            rule = await self._book.write(guild, standing, "Follows what was chosen for moderation")
        except UserError as refusal:
            reason = self.bot.texts(guild.id)(refusal.key, **refusal.values)
            await self._tell(guild.id, "outdated", why=reason)
        else:
            await self._book.is_right(guild.id, rule)

    async def _tell(self, guild_id: int, key: str, **values: object) -> None:
        """Tell moderators once what is wrong, until it is right again or something else."""
        channel_id = self.bot.services.guilds.get(guild_id).log_channel
        if channel_id is None or await self._book.told(guild_id) == key:
            return
        command = self.bot.mention("moderation automod sync")
        text = self.bot.texts(guild_id)(f"moderation.automod.{key}", command=command, **values)
        channel = self.bot.get_partial_messageable(channel_id, guild_id=guild_id)
        try:
            await channel.send(text)
        except NO_ANSWER as error:
            log.warning(
                "moderators could not be told of AutoMod",
                extra={"guild_id": guild_id, **facts(error)},
            )
            return
        await self._book.note_told(guild_id, key)
