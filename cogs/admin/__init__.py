"""Looking after a server: its settings, pauses, help, privacy and the first hello."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

if TYPE_CHECKING:
    from discord_bot.bot import FanBot

FEATURE = None
"""Always on: these commands are how everything else is switched on and off."""
PERMISSIONS = discord.Permissions(view_channel=True, send_messages=True, embed_links=True)
"""What the cogs need. AutoMod's rule needs *Manage Server* too, asked for where it is offered."""


async def setup(bot: FanBot) -> None:
    """Add the cogs to the bot."""
    from cogs.admin.alarm import Alarm
    from cogs.admin.arrival import Arrival
    from cogs.admin.cog import Setup
    from cogs.admin.help import Help
    from cogs.admin.housekeeping import Housekeeping
    from cogs.admin.pauses import Pauses
    from cogs.admin.privacy import Privacy
    from cogs.admin.status import Status
    from cogs.admin.unanswered import Unanswered
    from cogs.admin.views import AdminItem

    bot.add_dynamic_items(AdminItem)
    parts = (Setup, Pauses, Help, Privacy, Arrival, Housekeeping, Alarm, Status, Unanswered)
    for part in parts:
        await bot.add_cog(part(bot))
