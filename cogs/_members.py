"""What a member may do here, by Discord's permissions and the server's own moderator role."""

from __future__ import annotations

import discord

from cogs._components import Interaction


def is_moderator(interaction: Interaction) -> bool:
    """Whether the member may manage messages or the server, or has the server's moderator role."""
    allowed = interaction.permissions
    if allowed.manage_messages or allowed.manage_guild or allowed.administrator:
        return True
    role = interaction.client.services.guilds.get(interaction.guild_id or 0).moderator_role
    user = interaction.user
    return role is not None and isinstance(user, discord.Member) and user.get_role(role) is not None
