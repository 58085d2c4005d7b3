"""``/setup`` and ``/settings``: the same choices as a panel and as commands to type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import discord
from discord import app_commands
from discord.ext import commands

from cogs._components import Interaction, one_of, reply
from cogs._members import NotAllowedError
from cogs.admin import embeds
from cogs.admin.checkup import warnings_for
from cogs.admin.choices import Choices, guild_of
from cogs.admin.features import features
from cogs.admin.panel import PAGE_OF, Page, PanelState, panel
from cogs.admin.views import OneLineDialog, Press
from cogs.admin.words import Words
from discord_bot.times import zones_like

if TYPE_CHECKING:
    from discord_bot.bot import FanBot

SUGGESTIONS = 25
"""How many suggestions Discord shows; typing on narrows them down."""
_COMMANDS = ("settings show", "settings spoilers", "settings language")
_MANAGERS = discord.Permissions(manage_guild=True)


class Setup(commands.Cog):
    """What a server chooses."""

    settings = app_commands.Group(
        name="settings",
        description="For those who manage this server: every setting by typing",
        guild_only=True,
        default_permissions=_MANAGERS,
    )

    def __init__(self, bot: FanBot) -> None:
        self.bot = bot
        self.choices = Choices(bot)

    async def interaction_check(self, interaction: Interaction, /) -> bool:  # type: ignore[override]
        """Discord hides these commands from members; a server may have shown them all the same."""
        self._check(interaction)
        return True

    @staticmethod
    def _check(interaction: Interaction) -> None:
        allowed = interaction.permissions
        if not (allowed.manage_guild or allowed.administrator):
            raise NotAllowedError("setup.admins_only")

    def _words(self, interaction: Interaction) -> Words:
        return Words(self.bot.texts(interaction), self.bot.services.pack)

    # --- the panel ------------------------------------------------------------------------------

    def _panel(self, interaction: Interaction, page: Page) -> discord.ui.LayoutView:
        guild = guild_of(interaction)
        state = PanelState(
            words=self._words(interaction),
            settings=self.bot.services.guilds.get(guild.id),
            guild=guild,
            features=features(self.bot),
            now=self.bot.now(),
            reads_messages=self.bot.services.settings.message_content,
            commands={name: self.bot.mention(name) for name in _COMMANDS},
        )
        return panel(state, page)

    @app_commands.command(
        name="setup", description="For those who manage this server: choose what I do and where"
    )
    @app_commands.guild_only()
    @app_commands.default_permissions(_MANAGERS)
    async def setup_command(self, interaction: Interaction) -> None:
        """Show the panel."""
        view = self._panel(interaction, Page.FEATURES)
        await interaction.response.send_message(view=view, ephemeral=True)

    async def pressed(self, interaction: Interaction, press: Press) -> None:
        """A button or menu of a panel of any run of the bot was used."""
        self._check(interaction)
        if press.what == "ask":
            await interaction.response.send_modal(self._dialog(interaction, press.value == "time"))
            return
        await interaction.response.defer()
        if press.what == "page":
            page = one_of(Page, press.value or Page.FEATURES)
        else:
            await self.choices.from_panel(interaction, press)
            page = _page_of(press.what)
        await interaction.edit_original_response(view=self._panel(interaction, page))

    def _dialog(self, interaction: Interaction, asks_time: bool) -> OneLineDialog:
        settings = self.bot.services.guilds.get(guild_of(interaction).id)
        what = "time" if asks_time else "zone"
        default = settings.daily_time if asks_time else settings.timezone
        submit = self._time_typed if asks_time else self._zone_typed
        return OneLineDialog(self.bot.texts(interaction), what, default, submit)

    async def _time_typed(self, interaction: Interaction, typed: str) -> None:
        await self._typed(interaction, Press("daily_time", None, (typed,)))

    async def _zone_typed(self, interaction: Interaction, typed: str) -> None:
        await self._typed(interaction, Press("timezone", None, (typed,)))

    async def _typed(self, interaction: Interaction, press: Press) -> None:
        self._check(interaction)
        await interaction.response.defer()
        await self.choices.from_panel(interaction, press)
        view = self._panel(interaction, _page_of(press.what))
        await interaction.edit_original_response(view=view)

    # --- the commands ---------------------------------------------------------------------------

    async def _tell(self, interaction: Interaction, *keys: str) -> None:
        """Say what the settings are now, and what stands in their way."""
        words, guild = self._words(interaction), guild_of(interaction)
        settings = self.bot.services.guilds.get(guild.id)
        lines = []
        for key in keys:
            value = words.value(key, getattr(settings, key))
            lines.append(words.texts("setup.changed", what=words.name(key), value=value))
            lines += warnings_for(key, settings, guild, words.texts)
        await reply(interaction, "\n".join(lines))

    @settings.command(name="show", description="What is set in this server")
    async def show(self, interaction: Interaction) -> None:
        """Tell every setting, and what stands in its way."""
        words, guild = self._words(interaction), guild_of(interaction)
        settings = self.bot.services.guilds.get(guild.id)
        embed = embeds.settings(words, settings, guild, features(self.bot), self.bot.now())
        await interaction.response.send_message(embed=embed, ephemeral=True)

    @settings.command(name="feature", description="Switch a feature on or off")
    @app_commands.describe(feature="Which feature", on="Whether it is on")
    async def feature(
        self, interaction: Interaction, feature: Literal["trivia", "news", "moderation"], on: bool
    ) -> None:
        """Switch a feature."""
        await interaction.response.defer(ephemeral=True)
        await self.choices.flag(interaction, f"{feature}_on", on=on)
        await self._tell(interaction, f"{feature}_on")

    @settings.command(name="channel", description="Choose where I post, or that I don't")
    @app_commands.describe(what="What is posted there", channel="Where; leave it out for nowhere")
    @app_commands.choices(
        what=[
            app_commands.Choice(name="moderators' log", value="log_channel"),
            app_commands.Choice(name="news", value="news_channel"),
        ]
    )
    async def channel(
        self, interaction: Interaction, what: str, channel: discord.TextChannel | None = None
    ) -> None:
        """Choose a channel."""
        await interaction.response.defer(ephemeral=True)
        await self.choices.channel(interaction, what, None if channel is None else channel.id)
        await self._tell(interaction, what)

    @settings.command(name="daily", description="Where and when the daily trivia post appears")
    @app_commands.describe(
        channel="In which channel",
        time="At what time, in this server's time zone, for example 18:30",
        off="Make no daily posts",
    )
    async def daily(
        self,
        interaction: Interaction,
        channel: discord.TextChannel | None = None,
        time: str | None = None,
        off: bool = False,
    ) -> None:
        """Choose channel and time of the daily post."""
        await interaction.response.defer(ephemeral=True)
        if off:
            await self.choices.no_daily(interaction)
        else:
            await self.choices.daily(interaction, None if channel is None else channel.id, time)
        await self._tell(interaction, "daily_channel", "daily_time")

    @daily.autocomplete("time")
    async def _hours(self, _interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        hours = [f"{hour:02}:00" for hour in range(24)]
        return [app_commands.Choice(name=hour, value=hour) for hour in hours if typed in hour]

    @settings.command(name="spoilers", description="How far members may be told the story")
    @app_commands.describe(season="The last season that may be spoiled; 0 for nothing at all")
    async def spoilers(
        self, interaction: Interaction, season: app_commands.Range[int, 0, 99]
    ) -> None:
        """Choose the spoiler ceiling."""
        await interaction.response.defer(ephemeral=True)
        await self.choices.ceiling(interaction, season)
        await self._tell(interaction, "ceiling")

    @spoilers.autocomplete("season")
    async def _seasons(
        self, interaction: Interaction, typed: str
    ) -> list[app_commands.Choice[int]]:
        nothing = self.bot.texts(interaction)("setup.ceiling.option_nothing")
        seasons = self.bot.services.pack.show.seasons
        named = {0: nothing, **{season.number: season.title for season in seasons}}
        return [
            app_commands.Choice(name=title, value=number)
            for number, title in named.items()
            if str(typed) == str(number) or str(typed).casefold() in title.casefold()
        ][:SUGGESTIONS]

    @settings.command(name="language", description="The language of what everyone reads")
    @app_commands.describe(language="Which of the languages that I speak")
    async def language(self, interaction: Interaction, language: str) -> None:
        """Choose the language."""
        await interaction.response.defer(ephemeral=True)
        await self.choices.language(interaction, language)
        await self._tell(interaction, "language")

    @language.autocomplete("language")
    async def _languages(
        self, interaction: Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        words = self._words(interaction)
        named = {locale: words.language(locale) for locale in words.pack.wording.languages}
        return [
            app_commands.Choice(name=name, value=locale)
            for locale, name in sorted(named.items())
            if typed.casefold() in f"{name} {locale}".casefold()
        ][:SUGGESTIONS]

    @settings.command(name="timezone", description="Where this server's clock hangs")
    @app_commands.describe(zone="A large city near you, for example London")
    async def timezone(self, interaction: Interaction, zone: str) -> None:
        """Choose the time zone."""
        await interaction.response.defer(ephemeral=True)
        await self.choices.timezone(interaction, zone)
        await self._tell(interaction, "timezone")

    @timezone.autocomplete("zone")
    async def _zones(self, _interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        zones = zones_like(typed, SUGGESTIONS)
        return [app_commands.Choice(name=zone, value=zone) for zone in zones]

    @settings.command(name="moderator-role", description="Who counts as a moderator for me")
    @app_commands.describe(role="The role that only moderators have; leave it out for none")
    async def moderator_role(
        self, interaction: Interaction, role: discord.Role | None = None
    ) -> None:
        """Choose the moderators' role."""
        await interaction.response.defer(ephemeral=True)
        await self.choices.moderator_role(interaction, None if role is None else role.id)
        await self._tell(interaction, "moderator_role")

    @settings.command(name="relaxed", description="More time to answer, and no bonus for speed")
    @app_commands.describe(on="Whether games are relaxed")
    async def relaxed(self, interaction: Interaction, on: bool) -> None:
        """Choose how games are played."""
        await interaction.response.defer(ephemeral=True)
        await self.choices.flag(interaction, "relaxed", on=on)
        await self._tell(interaction, "relaxed")

    @settings.command(
        name="solo-boards", description="Whether games played alone count on the leaderboards"
    )
    @app_commands.describe(on="Whether they count")
    async def solo_boards(self, interaction: Interaction, on: bool) -> None:
        """Choose what counts on the leaderboards."""
        await interaction.response.defer(ephemeral=True)
        await self.choices.flag(interaction, "solo_on_boards", on=on)
        await self._tell(interaction, "solo_on_boards")

    @settings.command(name="history", description="Who changed which setting, newest first")
    async def history(self, interaction: Interaction) -> None:
        """Tell who changed what."""
        await interaction.response.defer(ephemeral=True)
        changes = await self.bot.services.guilds.history(guild_of(interaction).id)
        embed = embeds.history(self._words(interaction), changes)
        await interaction.followup.send(embed=embed, ephemeral=True)


def _page_of(key: str) -> Page:
    return PAGE_OF.get(key, Page.FEATURES)
