"""``/moderation automod``: the lexicon's slurs in a keyword rule of Discord's own AutoMod."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeAlias

import discord
from discord import ui
from discord.ext import commands
from discord.utils import escape_markdown

from cogs._answers import NO_ANSWER
from cogs._components import Interaction, reply
from cogs._members import is_moderator
from cogs.moderation.allowing import AllowButton
from cogs.moderation.rulebook import RuleBook, check_room, counts, refusal, rules_of, seen
from cogs.moderation.setup_choices import guild_of
from discord_bot.errors import UserError
from discord_bot.guilds import Feature
from discord_bot.moderation import native
from discord_bot.moderation.cases import Case
from discord_bot.moderation.model import Post
from discord_bot.moderation.native import Drift, NativeRule
from discord_bot.moderation.policy import MessageKind, Place
from discord_bot.wording import Texts

if TYPE_CHECKING:
    from discord_bot.bot import FanBot

Stopped: TypeAlias = Callable[[Post, Place], Awaitable[None]]
"""Opens a case for what AutoMod kept from appearing."""
_SHOWN_ENTRIES = 1000
"""Characters of what is let through that an answer shows."""


class NativeRules(commands.Cog):
    """Makes, mends and removes one keyword rule in each server that wants it."""

    def __init__(self, bot: FanBot, book: RuleBook, stopped: Stopped) -> None:
        self.bot = bot
        self._book = book
        self._stopped = stopped
        self._service = bot.services.moderation

    async def cog_load(self) -> None:
        """Make old buttons work."""
        self.bot.add_dynamic_items(AllowButton)

    # --- the commands ---------------------------------------------------------------------------

    async def sync(self, interaction: Interaction) -> str:
        """Make the rule or mend it; returns what to say. Raises ``UserError`` where that fails."""
        guild, texts = guild_of(interaction), self.bot.texts(interaction)
        rules = await rules_of(guild)
        standing = await self._book.standing(guild, rules)
        self._book.check_alert(guild, standing.planned)
        if standing.there is None:
            check_room(rules)
        reason = f"Asked for by {interaction.user} ({interaction.user.id})"
        rule = await self._book.write(guild, standing, reason)
        await self._book.keep(guild.id, rule)
        if standing.there is None:
            said = texts("moderation.automod.made", name=rule.name, **counts(standing.planned))
        else:
            key = "mended" if standing.drift else "unchanged"
            said = texts(f"moderation.automod.{key}", name=rule.name)
        return "\n".join([said, *self._notes(texts, guild, standing.planned)])

    async def status(self, interaction: Interaction) -> str:
        """How the rule stands, with the mend."""
        guild, texts = guild_of(interaction), self.bot.texts(interaction)
        standing = await self._book.standing(guild, await rules_of(guild))
        sync = self.bot.mention("moderation automod sync")
        if standing.there is None:
            key = "deleted" if standing.was_made else "none"
            lines = [texts(f"moderation.automod.{key}", command=sync)]
        elif standing.drift:
            lines = [texts("moderation.automod.drifted", name=standing.there.name, command=sync)]
            lines += [f"- {texts(f'moderation.automod.drift.{kind}')}" for kind in Drift
                      if kind in standing.drift]  # fmt: skip
        else:
            size = counts(seen(standing.there))
            lines = [texts("moderation.automod.fine", name=standing.there.name, **size)]
        return "\n".join([*lines, *self._notes(texts, guild, standing.planned)])

    async def remove(self, interaction: Interaction) -> str:
        """Delete the rule; what it stopped stays as cases."""
        guild, texts = guild_of(interaction), self.bot.texts(interaction)
        standing = await self._book.standing(guild, await rules_of(guild))
        if not standing.was_made:
            raise UserError("moderation.automod.refused.none")
        if standing.there is not None:
            self._book.removed.add(standing.there.id)  # Discord tells of it later
            try:
                await standing.there.delete(reason=f"Asked for by {interaction.user.id}")
            except discord.NotFound:
                pass  # somebody was faster
            except NO_ANSWER as error:
                self._book.removed.discard(standing.there.id)
                raise refusal(guild.id, error) from None
        await self._book.forget(guild.id)
        return texts("moderation.automod.removed")

    def _notes(self, texts: Texts, guild: discord.Guild, planned: NativeRule) -> list[str]:
        """What is worth knowing besides."""
        notes = []
        if planned.alert_channel is None:
            notes.append(texts("moderation.automod.no_log"))
        left = native.left_out(self._book.policy(guild))
        if left:
            notes.append(texts("moderation.automod.left_out", count=left))
        return [f"-# {note}" for note in notes]

    # --- what Discord tells ---------------------------------------------------------------------

    @commands.Cog.listener()
    async def on_automod_action(self, execution: discord.AutoModAction) -> None:
        """Discord did something by a rule; where it is ours and stopped a message, it is a case."""
        stopped = execution.action.type is discord.AutoModRuleActionType.block_message
        guild_id = execution.guild_id
        if not stopped or not self.bot.services.guilds.get(guild_id).is_on(Feature.MODERATION):
            return
        if execution.rule_id != await self._book.known(guild_id):
            return
        channel = execution.channel
        place = Place(
            guild_id=guild_id,
            channel_id=execution.channel_id or 0,
            author_id=execution.user_id,
            parent_id=channel.parent_id if isinstance(channel, discord.Thread) else None,
            kind=MessageKind.AUTOMOD,
        )
        # Without the intent for messages' content Discord tells the keyword alone.
        post = Post((execution.content or execution.matched_keyword or "").strip())
        await self._stopped(post, place)

    # --- what moderators overrule ---------------------------------------------------------------

    async def offer_to_allow(self, interaction: Interaction, case: Case) -> None:
        """Say that the rule goes on stopping what was overruled, and offer to let it through."""
        guild = interaction.guild
        if guild is None or await self._book.known(guild.id) is None:
            return
        entries = self._entries(case, self._book.plan(guild))
        if not entries:
            return
        texts, view = self.bot.texts(interaction), ui.View(timeout=None)
        view.add_item(AllowButton.of(texts, guild.id, case.number))
        text = texts("moderation.automod.still_stops", number=case.number, words=_listed(entries))
        await reply(interaction, text, view=view)

    async def allow(self, interaction: Interaction, guild_id: int, number: int) -> None:
        """Put the words of a case on the list of what the rule lets through."""
        allowed = interaction.permissions
        if interaction.guild_id != guild_id or not is_moderator(interaction):
            raise UserError("errors.not_allowed")
        if not (allowed.manage_guild or allowed.administrator):
            raise UserError("setup.admins_only")
        guild, texts = guild_of(interaction), self.bot.texts(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        case = await self._service.cases.get(guild_id, number)
        standing = await self._book.standing(guild, await rules_of(guild))
        rule = standing.there
        if rule is None:
            raise UserError(
                "moderation.automod.none", command=self.bot.mention("moderation automod sync")
            )
        entries = self._entries(case, standing.planned)
        known = rule.trigger.allow_list
        added = [entry for entry in entries if entry not in known]
        if len(known) + len(added) > native.ALLOWED:
            raise UserError(
                "moderation.automod.refused.allow_full", name=rule.name, count=native.ALLOWED
            )
        reason = f"Asked for by {interaction.user} ({interaction.user.id})"
        trigger = discord.AutoModTrigger(
            keyword_filter=rule.trigger.keyword_filter,
            regex_patterns=rule.trigger.regex_patterns,
            allow_list=[*known, *added],
        )
        try:
            await rule.edit(trigger=trigger, reason=reason)
        except NO_ANSWER as error:
            raise refusal(guild_id, error) from None
        said = texts("moderation.automod.allowed", name=rule.name, words=_listed(entries))
        await reply(interaction, said)

    @staticmethod
    def _entries(case: Case, rule: NativeRule) -> tuple[str, ...]:
        """What of a case's words the rule stops, as its list of what is let through takes it."""
        found = [entry for item in case.messages for entry in native.stopped(item.text or "", rule)]
        return tuple(dict.fromkeys(found))


def _listed(entries: tuple[str, ...]) -> str:
    shown = ", ".join(f"“{escape_markdown(entry)}”" for entry in entries)
    return shown if len(shown) <= _SHOWN_ENTRIES else f"{shown[:_SHOWN_ENTRIES]}…"
