"""``/help`` and ``/about``: what a member can do here, and what this bot is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands, ui
from discord.ext import commands

import discord_bot
from cogs._components import Interaction, reply
from cogs._members import FOR_MODERATORS, is_moderator
from cogs.admin import embeds
from cogs.admin.features import Leaf, commands_of, features
from cogs.admin.views import Press, menu, text_view
from cogs.admin.words import Words
from discord_bot.guilds import Feature
from discord_bot.pack_files import Difficulty
from discord_bot.trivia import scoring

if TYPE_CHECKING:
    from discord_bot.bot import FanBot

START, SERVER, POINTS = "start", "server", "points"


class Help(commands.Cog):
    """Explains."""

    def __init__(self, bot: FanBot) -> None:
        self.bot = bot

    @app_commands.command(name="help", description="What I can do in this server, and how")
    @app_commands.guild_only()
    async def help_command(self, interaction: Interaction) -> None:
        """Show where to begin."""
        view = self._page(interaction, START)
        await interaction.response.send_message(view=view, ephemeral=True)

    async def pressed(self, interaction: Interaction, press: Press) -> None:
        """A page was chosen. One that is not for this member any more is the first page."""
        view = self._page(interaction, press.only or START)
        await interaction.response.edit_message(view=view)

    @app_commands.command(name="about", description="What this bot is, and who made what")
    async def about(self, interaction: Interaction) -> None:
        """Show facts about the bot."""
        facts = embeds.About(
            version=discord_bot.__version__,
            servers=len(self.bot.guilds),
            started_at=self.bot.started_at,
            latency=self.bot.latency,
            homepage=self.bot.services.settings.homepage,
        )
        words = Words(self.bot.texts(interaction), self.bot.services.pack)
        await reply(interaction, "", embed=embeds.about(words, facts))

    # --- pages ----------------------------------------------------------------------------------

    def _on(self, interaction: Interaction) -> list[Feature]:
        settings = self.bot.services.guilds.get(interaction.guild_id or 0)
        return [feature for feature in features(self.bot) if settings.is_on(feature)]

    def _pages(self, interaction: Interaction) -> list[str]:
        """The pages for this member in this server as it is now."""
        on = self._on(interaction)
        pages = [START, *on]
        if Feature.TRIVIA in on:
            pages.append(POINTS)
        if is_moderator(interaction):
            pages.append(SERVER)
        return pages

    def _page(self, interaction: Interaction, wanted: str) -> ui.LayoutView:
        pages = self._pages(interaction)
        page = wanted if wanted in pages else START
        texts = self.bot.texts(interaction)
        if page == START:
            title, lines = texts("help.title"), self._start(interaction)
        else:
            title, lines = texts(f"help.page.{page}"), self._about_page(interaction, page)
        options = [
            discord.SelectOption(
                label=texts(f"help.page.{other}"), value=other, default=other == page
            )
            for other in pages
        ]
        return text_view(
            "\n".join([f"## {title}", *lines]),
            discord.Colour.from_str(self.bot.services.pack.show.accent),
            menu("help:page", options, texts("help.choose")),
        )

    def _start(self, interaction: Interaction) -> list[str]:
        texts, on = self.bot.texts(interaction), self._on(interaction)
        lines = [texts("help.intro")]
        if not on:
            lines.append(texts("help.nothing_on", setup=self.bot.mention("setup")))
        for feature in on:
            told = texts(
                f"help.feature.{feature}",
                play=self.bot.mention("trivia play"),
                daily=self.bot.mention("trivia daily"),
                leaderboard=self.bot.mention("trivia leaderboard"),
            )
            lines.append(f"\n**{texts(f'setup.feature.{feature}')}**\n{told}")
        return [*lines, "", *self._commands(interaction, None, for_moderators=False)]

    def _about_page(self, interaction: Interaction, page: str) -> list[str]:
        if page == POINTS:
            return self._points(interaction)
        texts = self.bot.texts(interaction)
        if page == SERVER:
            mentions = {name: self.bot.mention(name) for name in ("setup", "pause")}
            shown = self.bot.mention("settings show")
            lines = [texts("help.server.text", settings=shown, **mentions)]
            return [*lines, "", *self._commands(interaction, None, for_moderators=True)]
        feature = Feature(page)
        words = Words(texts, self.bot.services.pack)
        settings = self.bot.services.guilds.get(interaction.guild_id or 0)
        lines = [
            texts(
                f"help.{feature}.text",
                play=self.bot.mention("trivia play"),
                daily=self.bot.mention("trivia daily"),
                follow=self.bot.mention("news follow"),
                countdown=self.bot.mention("countdown"),
                season=self.bot.mention("season"),
                calendar=self.bot.mention("calendar remind"),
                ceiling=words.ceiling(settings.ceiling),
            )
        ]
        until = settings.paused_until(feature, self.bot.now())
        if until is not None:
            lines.append(texts("pause.until", until=int(until.timestamp())))
        for key, for_moderators in (("everyone", False), ("moderators", True)):
            listed = self._commands(interaction, feature, for_moderators=for_moderators)
            if listed:
                lines += ["", f"**{texts(f'help.{key}')}**", *listed]
        return lines

    def _points(self, interaction: Interaction) -> list[str]:
        texts = self.bot.texts(interaction)
        settings = self.bot.services.guilds.get(interaction.guild_id or 0)
        solo = "solo_on_boards" if settings.solo_on_boards else "solo"
        rules = texts(
            "help.points.text",
            easy=scoring.BASE_POINTS[Difficulty.EASY],
            medium=scoring.BASE_POINTS[Difficulty.MEDIUM],
            hard=scoring.BASE_POINTS[Difficulty.HARD],
            speed=round(scoring.SPEED_SHARE * 100),
            step=round(scoring.STREAK_STEP * 100),
            cap=scoring.STREAK_CAP,
        )
        return [rules, texts("help.points.lightning"), texts(f"help.points.{solo}")]

    # --- commands -------------------------------------------------------------------------------

    def _commands(
        self, interaction: Interaction, feature: Feature | None, *, for_moderators: bool
    ) -> list[str]:
        """A line for each command that this member may use: its clickable name and what it does."""
        texts = self.bot.texts(interaction)
        lines = []
        for command in commands_of(self.bot, feature):
            if _is_for_moderators(command) is for_moderators and _may_use(interaction, command):
                name = command.qualified_name
                translated = texts.find(f"commands.{name.replace(' ', '_')}.description")
                lines.append(f"{self.bot.mention(name)} {translated or command.description}")
        return lines


def _needed(command: Leaf) -> discord.Permissions | None:
    """What Discord asks of a member before it shows the command."""
    return (command.root_parent or command).default_permissions


def _is_for_moderators(command: Leaf) -> bool:
    return _needed(command) is not None or FOR_MODERATORS.items() <= command.extras.items()


def _may_use(interaction: Interaction, command: Leaf) -> bool:
    if not _is_for_moderators(command):
        return True
    needed = _needed(command)
    if needed is not None and needed.manage_guild:
        return interaction.permissions.manage_guild or interaction.permissions.administrator
    return is_moderator(interaction)
