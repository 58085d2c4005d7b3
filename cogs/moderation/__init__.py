"""The respectful-discussion filter in Discord."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from discord_bot.guilds import Feature

if TYPE_CHECKING:
    from discord_bot.bot import FanBot

FEATURE = Feature.MODERATION
PERMISSIONS = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    embed_links=True,
    attach_files=True,
    read_message_history=True,
    manage_messages=True,
    manage_threads=True,
    manage_webhooks=True,
    moderate_members=True,
)
"""What the cogs need. Taking back nicknames, which a server must ask for, needs *Manage Nicknames*
too, and says so where it is missing."""


async def setup(bot: FanBot) -> None:
    """Add the cogs to the bot."""
    from cogs.moderation.absence import Absence
    from cogs.moderation.appeals_cog import Appeals, ask_appeal
    from cogs.moderation.automod import NativeRules
    from cogs.moderation.board import show
    from cogs.moderation.cases_cog import Cases
    from cogs.moderation.checks_cog import Checks
    from cogs.moderation.cog import Filter
    from cogs.moderation.deciding import Deciding
    from cogs.moderation.letters import Letters
    from cogs.moderation.rulebook import RuleBook
    from cogs.moderation.setup_cog import ModerationSetup
    from cogs.moderation.trial import Trials
    from cogs.moderation.vigil import RuleVigil

    letters = Letters(bot)
    listening = Filter(bot, show, ask_appeal, letters)
    absence = Absence(bot, listening.notices, listening.judge)
    book = RuleBook(bot)
    native = NativeRules(bot, book, listening.stopped)
    deciding = Deciding(bot, listening.acting, letters, native.offer_to_allow)
    appeals = Appeals(bot, deciding, letters)
    for cog in (
        listening,
        Cases(bot, deciding),
        appeals,
        Checks(bot, deciding, appeals),
        native,
        RuleVigil(bot, book),
        ModerationSetup(bot, native),
        Trials(bot),
        absence,
    ):
        await bot.add_cog(cog)
