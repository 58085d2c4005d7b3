"""``/moderation automod``: the lexicon's slurs in a keyword rule of Discord's own AutoMod."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

import discord
from discord.ext import commands

from cogs._answers import NO_ANSWER, Unanswered, facts, why
from cogs._components import Interaction
from cogs.moderation.checkup import with_support
from cogs.moderation.setup_choices import guild_of
from discord_bot.errors import UserError
from discord_bot.guilds import Feature
from discord_bot.moderation import native
from discord_bot.moderation.lexicon import Lexicon, load_english
from discord_bot.moderation.model import Post
from discord_bot.moderation.native import Drift, NativeRule
from discord_bot.moderation.policy import MessageKind, Place, ServerPolicy
from discord_bot.packs import data_directory
from discord_bot.wording import Texts

if TYPE_CHECKING:
    from discord_bot.bot import FanBot

log = logging.getLogger(__name__)

Stopped: TypeAlias = Callable[[Post, Place], Awaitable[None]]
"""Opens a case for what AutoMod kept from appearing."""
_NO_ACCESS = "INVALID_AUTO_MODERATION_CHANNEL_FLAG_ACTION_ACCESS"
"""How Discord refuses an alert channel that a bot sees by its category's permissions only."""
_MESSAGE_LIMIT = 150
"""Characters of what Discord tells an author whose message it stopped."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a server's rule stands: ``there`` is None where it was never made, or was deleted."""

    planned: NativeRule
    there: discord.AutoModRule | None
    was_made: bool
    drift: frozenset[Drift]


class NativeRules(commands.Cog):
    """Looks after one keyword rule in each server that wants it."""

    def __init__(self, bot: FanBot, stopped: Stopped) -> None:
        self.bot = bot
        self._stopped = stopped
        self._service = bot.services.moderation
        self._removed: set[int] = set()
        self._told: set[int] = set()

    @cached_property
    def _lexicon(self) -> Lexicon:
        return load_english(data_directory() / "lexicon")

    # --- what is there --------------------------------------------------------------------------

    async def _known(self, guild_id: int) -> int | None:
        """The id of the rule that was made in a server, or None."""
        text = await self.bot.facts.get(f"automod_rule:{guild_id}")
        return None if text is None else int(text)

    def _policy(self, guild: discord.Guild) -> ServerPolicy:
        """What holds in a server: nothing is stopped in its channels of support, either."""
        return with_support(guild, self._service.policy(guild.id))

    async def _standing(self, guild: discord.Guild, rules: list[discord.AutoModRule]) -> Standing:
        known = await self._known(guild.id)
        there = next((rule for rule in rules if rule.id == known), None)
        channel = self.bot.services.guilds.get(guild.id).log_channel
        alert = channel if channel is not None and guild.get_channel(channel) else None
        planned = native.plan(self._lexicon, self._policy(guild), alert)
        drift = frozenset() if there is None else native.drift(planned, _seen(there))
        return Standing(planned, there, known is not None, drift)

    # --- the commands ---------------------------------------------------------------------------

    async def sync(self, interaction: Interaction) -> str:
        """Make the rule or mend it; returns what to say. Raises ``UserError`` where that fails."""
        guild, texts = guild_of(interaction), self.bot.texts(interaction)
        rules = await _rules(guild)
        standing = await self._standing(guild, rules)
        self._check_alert(guild, standing.planned)
        if standing.there is None:
            _check_room(rules)
        reason = f"Asked for by {interaction.user} ({interaction.user.id})"
        rule = await self._write(guild, standing, reason)
        await self.bot.facts.put(f"automod_rule:{guild.id}", str(rule.id))
        self._told.discard(guild.id)
        if standing.there is None:
            said = texts("moderation.automod.made", name=rule.name, **_counts(standing.planned))
        else:
            key = "mended" if standing.drift else "unchanged"
            said = texts(f"moderation.automod.{key}", name=rule.name)
        return "\n".join([said, *self._notes(texts, guild, standing.planned)])

    async def _write(
        self, guild: discord.Guild, standing: Standing, reason: str
    ) -> discord.AutoModRule:
        planned, there = standing.planned, standing.there
        texts = self.bot.texts(guild.id)
        actions = [
            discord.AutoModRuleAction(
                custom_message=texts("moderation.automod.stopped")[:_MESSAGE_LIMIT]
            )
        ]
        if planned.alert_channel is not None:
            actions.append(discord.AutoModRuleAction(channel_id=planned.alert_channel))
        try:
            if there is None:
                return await guild.create_automod_rule(
                    name=texts("moderation.automod.name"),
                    event_type=discord.AutoModRuleEventType.message_send,
                    trigger=_trigger(planned, []),
                    actions=actions,
                    enabled=True,
                    exempt_roles=_objects(planned.roles),
                    exempt_channels=_objects(planned.channels),
                    reason=reason,
                )
            if not standing.drift:
                return there
            roles = _together(planned.roles, there.exempt_role_ids, native.EXEMPT_ROLES)
            channels = _together(planned.channels, there.exempt_channel_ids, native.EXEMPT_CHANNELS)
            return await there.edit(
                trigger=_trigger(planned, there.trigger.allow_list),
                actions=[*actions, *_pauses(there)],
                enabled=True,
                exempt_roles=_objects(roles),
                exempt_channels=_objects(channels),
                reason=reason,
            )
        except NO_ANSWER as error:
            raise _refusal(guild.id, error) from None

    async def status(self, interaction: Interaction) -> str:
        """How the rule stands, with the mend."""
        guild, texts = guild_of(interaction), self.bot.texts(interaction)
        standing = await self._standing(guild, await _rules(guild))
        sync = self.bot.mention("moderation automod sync")
        if standing.there is None:
            key = "deleted" if standing.was_made else "none"
            lines = [texts(f"moderation.automod.{key}", command=sync)]
        elif standing.drift:
            lines = [texts("moderation.automod.drifted", name=standing.there.name, command=sync)]
            lines += [f"- {texts(f'moderation.automod.drift.{kind}')}" for kind in Drift
                      if kind in standing.drift]  # fmt: skip
        else:
            counts = _counts(_seen(standing.there))
            lines = [texts("moderation.automod.fine", name=standing.there.name, **counts)]
        return "\n".join([*lines, *self._notes(texts, guild, standing.planned)])

    async def remove(self, interaction: Interaction) -> str:
        """Delete the rule; what it stopped stays as cases."""
        guild, texts = guild_of(interaction), self.bot.texts(interaction)
        standing = await self._standing(guild, await _rules(guild))
        if not standing.was_made:
            raise UserError("moderation.automod.refused.none")
        if standing.there is not None:
            self._removed.add(standing.there.id)  # Discord tells of it later
            try:
                await standing.there.delete(reason=f"Asked for by {interaction.user.id}")
            except discord.NotFound:
                pass  # somebody was faster
            except NO_ANSWER as error:
                self._removed.discard(standing.there.id)
                raise _refusal(guild.id, error) from None
        await self.bot.facts.forget(f"automod_rule:{guild.id}")
        return texts("moderation.automod.removed")

    def _notes(self, texts: Texts, guild: discord.Guild, planned: NativeRule) -> list[str]:
        """What is worth knowing besides."""
        notes = []
        if planned.alert_channel is None:
            notes.append(texts("moderation.automod.no_log"))
        left = native.left_out(self._policy(guild))
        if left:
            notes.append(texts("moderation.automod.left_out", count=left))
        return [f"-# {note}" for note in notes]

    def _check_alert(self, guild: discord.Guild, planned: NativeRule) -> None:
        channel = guild.get_channel(planned.alert_channel or 0)
        if channel is not None and not has_own_access(channel):
            raise UserError("moderation.automod.refused.alert", channel=channel.mention)

    # --- what Discord tells ---------------------------------------------------------------------

    @commands.Cog.listener()
    async def on_automod_action(self, execution: discord.AutoModAction) -> None:
        """Discord did something by a rule; where it is ours and stopped a message, it is a case."""
        stopped = execution.action.type is discord.AutoModRuleActionType.block_message
        guild_id = execution.guild_id
        if not stopped or not self.bot.services.guilds.get(guild_id).is_on(Feature.MODERATION):
            return
        if execution.rule_id != await self._known(guild_id):
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

    @commands.Cog.listener()
    async def on_automod_rule_update(self, rule: discord.AutoModRule) -> None:
        """Somebody edited a rule."""
        await self._changed(rule)

    @commands.Cog.listener()
    async def on_automod_rule_delete(self, rule: discord.AutoModRule) -> None:
        """Somebody deleted a rule."""
        await self._changed(rule, is_gone=True)

    async def _changed(self, rule: discord.AutoModRule, *, is_gone: bool = False) -> None:
        """Tell moderators once that the rule is not as it should be any more."""
        guild = rule.guild
        if rule.id in self._removed or guild.id in self._told:
            return
        if rule.id != await self._known(guild.id):
            return
        standing = await self._standing(guild, [] if is_gone else [rule])
        channel_id = self.bot.services.guilds.get(guild.id).log_channel
        if channel_id is None or not (is_gone or standing.drift):
            return
        self._told.add(guild.id)
        command = self.bot.mention("moderation automod sync")
        key = "deleted" if is_gone else "drifted"
        text = self.bot.texts(guild.id)(
            f"moderation.automod.{key}", name=rule.name, command=command
        )
        channel = self.bot.get_partial_messageable(channel_id, guild_id=guild.id)
        try:
            await channel.send(text)
        except NO_ANSWER as error:
            log.warning(
                "moderators could not be told of AutoMod",
                extra={"guild_id": guild.id, **facts(error)},
            )


# --- Discord's rules ------------------------------------------------------------------------------


async def _rules(guild: discord.Guild) -> list[discord.AutoModRule]:
    """The server's rules. Raises ``UserError`` where the bot may not see them."""
    if not guild.me.guild_permissions.manage_guild:
        raise UserError("moderation.automod.refused.manage_server")
    try:
        return await guild.fetch_automod_rules()
    except NO_ANSWER as error:
        raise _refusal(guild.id, error) from None


def _check_room(rules: list[discord.AutoModRule]) -> None:
    keyword = discord.AutoModRuleTriggerType.keyword
    if sum(rule.trigger.type is keyword for rule in rules) >= native.RULES:
        raise UserError("moderation.automod.refused.full", count=native.RULES)


def _refusal(guild_id: int, error: Unanswered) -> UserError:
    log.warning(
        "an AutoMod rule was refused",
        extra={"guild_id": guild_id, **facts(error)},
    )
    if isinstance(error, discord.HTTPException) and _NO_ACCESS in error.text:
        return UserError("moderation.automod.refused.access")
    return UserError("moderation.automod.refused.discord", why=why(error))


def has_own_access(channel: discord.abc.GuildChannel) -> bool:
    """Whether the bot may see and write in a channel otherwise than by its category's permissions.

    Discord refuses an alert channel to a bot whose access is inherited from the category.
    """
    me = channel.guild.me
    mine = channel.permissions_for(me)
    if not (mine.view_channel and mine.send_messages):
        return False
    if me.guild_permissions.administrator:
        return True
    roles = [role for role in me.roles if not role.is_default()]
    overwrites = [channel.overwrites_for(me), *map(channel.overwrites_for, roles)]
    everyone = channel.overwrites_for(channel.guild.default_role)
    return all(
        (getattr(everyone, name) is not False and getattr(me.guild_permissions, name))
        or (
            not channel.permissions_synced
            and any(getattr(overwrite, name) for overwrite in overwrites)
        )
        for name in ("view_channel", "send_messages")
    )


def _seen(rule: discord.AutoModRule) -> NativeRule:
    """A rule of Discord's as the core compares it."""
    kinds = {action.type for action in rule.actions}
    alerts = [action.channel_id for action in rule.actions if action.channel_id is not None]
    return NativeRule(
        keywords=tuple(rule.trigger.keyword_filter),
        patterns=tuple(rule.trigger.regex_patterns),
        roles=frozenset(rule.exempt_role_ids),
        channels=frozenset(rule.exempt_channel_ids),
        alert_channel=alerts[0] if alerts else None,
        blocks=discord.AutoModRuleActionType.block_message in kinds,
        enabled=rule.enabled,
    )


def _counts(rule: NativeRule) -> dict[str, int]:
    return {"words": len(rule.keywords), "patterns": len(rule.patterns)}


def _trigger(planned: NativeRule, allowed: list[str]) -> discord.AutoModTrigger:
    """The words of a rule; what the server lets through stays."""
    return discord.AutoModTrigger(
        keyword_filter=list(planned.keywords),
        regex_patterns=list(planned.patterns),
        allow_list=allowed[: native.ALLOWED],
    )


def _pauses(rule: discord.AutoModRule) -> list[discord.AutoModRuleAction]:
    """Pauses that the server has put into the rule: they stay."""
    timeout = discord.AutoModRuleActionType.timeout
    return [action for action in rule.actions if action.type is timeout]


def _together(planned: frozenset[int], there: set[int], limit: int) -> frozenset[int]:
    """What is exempt by the policy and, as far as there is room, what the server added itself."""
    added = sorted(there - planned)
    return planned | frozenset(added[: limit - len(planned)])


def _objects(ids: frozenset[int]) -> list[discord.Object]:
    return [discord.Object(item) for item in sorted(ids)]
