"""The rule in each server's AutoMod: what is planned, what is there, and how one is written."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import discord

from cogs._answers import NO_ANSWER, Unanswered, facts, why
from cogs.moderation.checkup import with_support
from discord_bot.errors import UserError
from discord_bot.moderation import native
from discord_bot.moderation.lexicon import Lexicon, load_english
from discord_bot.moderation.native import Drift, NativeRule
from discord_bot.moderation.policy import ServerPolicy
from discord_bot.packs import data_directory

if TYPE_CHECKING:
    from discord_bot.bot import FanBot

log = logging.getLogger(__name__)

_NO_ACCESS = "INVALID_AUTO_MODERATION_CHANNEL_FLAG_ACTION_ACCESS"
"""How Discord refuses an alert channel that a bot sees by its category's permissions only."""
_RULE, _WRITTEN, _TOLD = "automod_rule:{}", "automod_written:{}", "automod_told:{}"
"""The facts of a server: its rule's id, how it was when all was right, and what is told of it."""
_MESSAGE_LIMIT = 150
"""Characters of what Discord tells an author whose message it stopped."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a server's rule stands: ``there`` is None where it was never made, or was deleted."""

    planned: NativeRule
    there: discord.AutoModRule | None
    was_made: bool
    drift: frozenset[Drift]


class RuleBook:
    """Knows each server's rule. Where Discord refuses, ``UserError`` says why."""

    def __init__(self, bot: FanBot) -> None:
        self._bot = bot
        self._service = bot.services.moderation
        self._facts = bot.facts
        self.removed: set[int] = set()
        """The rules that are being removed by command: nobody is alarmed."""
        self.planned: dict[int, NativeRule] = {}
        """What was planned for each server when its rule was looked at last."""

    @cached_property
    def _lexicon(self) -> Lexicon:
        return load_english(data_directory() / "lexicon")

    async def known(self, guild_id: int) -> int | None:
        """The id of the rule that was made in a server, or None."""
        text = await self._facts.get(_RULE.format(guild_id))
        return None if text is None else int(text)

    def policy(self, guild: discord.Guild) -> ServerPolicy:
        """What holds in a server: nothing is stopped in its channels of support, either."""
        return with_support(guild, self._service.policy(guild.id))

    def plan(self, guild: discord.Guild) -> NativeRule:
        """The rule by what a server chose and what it has."""
        channel = self._bot.services.guilds.get(guild.id).log_channel
        alert = channel if channel is not None and guild.get_channel(channel) else None
        return native.plan(self._lexicon, self.policy(guild), alert)

    async def standing(self, guild: discord.Guild, rules: list[discord.AutoModRule]) -> Standing:
        """How a server's rule stands among its ``rules``."""
        known = await self.known(guild.id)
        there = next((rule for rule in rules if rule.id == known), None)
        planned = self.planned[guild.id] = self.plan(guild)
        drift = frozenset() if there is None else native.drift(planned, seen(there))
        return Standing(planned, there, known is not None, drift)

    async def keep(self, guild_id: int, rule: discord.AutoModRule) -> None:
        """Remember which rule is the server's, as it should be."""
        await self._facts.put(_RULE.format(guild_id), str(rule.id))
        await self.is_right(guild_id, rule)

    async def forget(self, guild_id: int) -> None:
        """A server has no rule any more, by its own wish."""
        for fact in (_RULE, _WRITTEN, _TOLD):
            await self._facts.forget(fact.format(guild_id))

    async def is_right(self, guild_id: int, rule: discord.AutoModRule) -> None:
        """Remember how the rule is now that all is right; what comes next is told again."""
        written, found = _WRITTEN.format(guild_id), fingerprint_of(rule)
        if await self._facts.get(written) != found:
            await self._facts.put(written, found)
        if await self._facts.get(_TOLD.format(guild_id)) is not None:
            await self._facts.forget(_TOLD.format(guild_id))

    async def is_as_written(self, guild_id: int, rule: discord.AutoModRule) -> bool:
        """Whether nobody changed the rule since all was right."""
        return await self._facts.get(_WRITTEN.format(guild_id)) == fingerprint_of(rule)

    async def told(self, guild_id: int) -> str | None:
        """What moderators were told of the rule and is so still."""
        return await self._facts.get(_TOLD.format(guild_id))

    async def note_told(self, guild_id: int, what: str) -> None:
        """Moderators were told."""
        await self._facts.put(_TOLD.format(guild_id), what)

    async def write(
        self, guild: discord.Guild, standing: Standing, reason: str
    ) -> discord.AutoModRule:
        """Make the rule or mend it; what the server allowed or exempted itself stays."""
        planned, there = standing.planned, standing.there
        texts = self._bot.texts(guild.id)
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
            raise refusal(guild.id, error) from None

    def check_alert(self, guild: discord.Guild, planned: NativeRule) -> None:
        """Raise ``UserError`` for a channel that Discord would refuse as the place of alerts."""
        channel = guild.get_channel(planned.alert_channel or 0)
        if channel is not None and not has_own_access(channel):
            raise UserError("moderation.automod.refused.alert", channel=channel.mention)


# --- Discord's rules ------------------------------------------------------------------------------


async def rules_of(guild: discord.Guild) -> list[discord.AutoModRule]:
    """The server's rules. Raises ``UserError`` where the bot may not see them."""
    if not guild.me.guild_permissions.manage_guild:
        raise UserError("moderation.automod.refused.manage_server")
    try:
        return await guild.fetch_automod_rules()
    except NO_ANSWER as error:
        raise refusal(guild.id, error) from None


def check_room(rules: list[discord.AutoModRule]) -> None:
    """Raise ``UserError`` where the server has as many keyword rules as Discord takes."""
    keyword = discord.AutoModRuleTriggerType.keyword
    if sum(rule.trigger.type is keyword for rule in rules) >= native.RULES:
        raise UserError("moderation.automod.refused.full", count=native.RULES)


def refusal(guild_id: int, error: Unanswered) -> UserError:
    """What to tell of an error of Discord, which is logged."""
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


def seen(rule: discord.AutoModRule) -> NativeRule:
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


def fingerprint_of(rule: discord.AutoModRule) -> str:
    """The same for two rules that differ in nothing that the bot looks after."""
    return native.fingerprint(seen(rule))


def counts(rule: NativeRule) -> dict[str, int]:
    """How many words and patterns a rule has, for a text."""
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
