"""What a member may do here, by Discord's permissions and the server's own moderator role."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Iterable

import discord
from discord import app_commands

from cogs._answers import NO_ANSWER, facts
from cogs._components import Interaction
from discord_bot.errors import UserError

log = logging.getLogger(__name__)

FOR_MODERATORS = {"moderators": True}
"""``extras`` of a command that only moderators may use, though its group is everyone's."""


class NotAllowedError(UserError, app_commands.CheckFailure):
    """A ``UserError`` for checks: from there discord.py hands on no errors but its own."""


def is_moderator(interaction: Interaction) -> bool:
    """Whether the member may manage messages or the server, or has the server's moderator role."""
    allowed = interaction.permissions
    if allowed.manage_messages or allowed.manage_guild or allowed.administrator:
        return True
    role = interaction.client.services.guilds.get(interaction.guild_id or 0).moderator_role
    user = interaction.user
    return role is not None and isinstance(user, discord.Member) and user.get_role(role) is not None


def require_pingable(role: discord.Role, allowed: discord.Permissions) -> None:
    """Raise ``UserError`` for a role that the member could not ping either.

    ``allowed`` is what the member may do in the channel of the interaction.
    """
    may_all = allowed.mention_everyone or allowed.administrator
    if role.is_default() and not may_all:
        raise UserError("news.refused.everyone")
    if not role.mentionable and not may_all:
        raise UserError("news.refused.role", role=role.mention)


class DisplayNames:
    """Members' names as a server shows them, remembered for a while: the bot caches no members."""

    def __init__(self, size: int = 2000) -> None:
        self._names: OrderedDict[tuple[int, int], str] = OrderedDict()
        self._size = size

    def note(self, guild_id: int, user_id: int, name: str) -> None:
        """Remember a name that Discord has just sent along."""
        self._names[guild_id, user_id] = name
        self._names.move_to_end((guild_id, user_id))
        while len(self._names) > self._size:
            self._names.popitem(last=False)

    def forget(self, user_id: int | None) -> None:
        """Remember a member's names no longer; nobody's for None."""
        for key in [key for key in self._names if user_id in {key[1], None}]:
            del self._names[key]

    async def of(self, guild: discord.Guild, user_ids: Iterable[int]) -> dict[int, str]:
        """The names of these members; those who left the server, or can't be asked for, are empty.

        What is not remembered is asked of Discord, all at once. Callers ask for one board at most.
        """
        wanted = list(dict.fromkeys(user_ids))
        missing = [item for item in wanted if (guild.id, item) not in self._names]
        for user_id, name in zip(
            missing, await asyncio.gather(*(_ask(guild, item) for item in missing)), strict=True
        ):
            self.note(guild.id, user_id, name)
        return {item: self._names.get((guild.id, item), "") for item in wanted}


async def _ask(guild: discord.Guild, user_id: int) -> str:
    try:
        return (await guild.fetch_member(user_id)).display_name
    except discord.NotFound:
        return ""
    except NO_ANSWER as error:
        log.warning(
            "a member's name could not be read",
            extra={"guild_id": guild.id, "user_id": user_id, **facts(error)},
        )
        return ""
