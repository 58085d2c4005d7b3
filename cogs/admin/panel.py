"""The panel of ``/setup``: pages of menus and buttons, each with what is set now in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

import discord
from discord import ui

from cogs.admin.checkup import warnings_for
from cogs.admin.views import MENU_LIMIT, AdminItem, button, menu
from cogs.admin.words import Words, concerns
from discord_bot.guilds import Feature, GuildSettings
from discord_bot.times import COMMON_ZONES
from discord_bot.wording import Texts

POSTABLE = [discord.ChannelType.text, discord.ChannelType.news]
NO_TIME = "none"
"""The option with which the daily post is switched off."""


class Page(StrEnum):
    """The pages, in their order."""

    FEATURES = "features"
    CHANNELS = "channels"
    VIEWING = "viewing"
    PEOPLE = "people"


PAGE_OF = {
    "daily_channel": Page.CHANNELS,
    "news_channel": Page.CHANNELS,
    "log_channel": Page.CHANNELS,
    "daily_time": Page.CHANNELS,
    "ceiling": Page.VIEWING,
    "language": Page.VIEWING,
    "timezone": Page.VIEWING,
    "moderator_role": Page.PEOPLE,
    "relaxed": Page.PEOPLE,
    "solo_on_boards": Page.PEOPLE,
}
"""Where each setting stands; what is not here is a feature's switch."""


@dataclass(frozen=True, slots=True)
class PanelState:
    """What the panel shows: a server's settings, and what its menus depend on.

    ``commands`` are clickable mentions of the commands that set the same by typing.
    """

    words: Words
    settings: GuildSettings
    guild: discord.Guild
    features: tuple[Feature, ...]
    now: datetime
    reads_messages: bool
    commands: dict[str, str]

    @property
    def texts(self) -> Texts:
        """The texts of whoever looks."""
        return self.words.texts


def panel(state: PanelState, page: Page) -> ui.LayoutView:
    """One page of the panel, within Discord's 40 components and 4,000 characters."""
    texts = state.texts
    view = ui.LayoutView(timeout=None)
    accent = discord.Colour.from_str(state.words.pack.show.accent)
    container: ui.Container[Any] = ui.Container(accent_colour=accent)
    heading = f"## {texts('setup.title')}\n{texts(f'setup.lead.{page}')}"
    container.add_item(ui.TextDisplay(heading))
    container.add_item(ui.Separator())
    for item in _PAGES[page](state):
        container.add_item(item)
    container.add_item(ui.Separator())
    hint = texts("setup.by_typing", command=state.commands["settings show"])
    container.add_item(ui.TextDisplay(f"-# {hint}"))
    view.add_item(container)
    tabs: ui.ActionRow[Any] = ui.ActionRow()
    for other in Page:
        style = discord.ButtonStyle.primary if other is page else discord.ButtonStyle.secondary
        label = texts(f"setup.page.{other}")
        tabs.add_item(button(f"setup:page:{other}", label, style, disabled=other is page))
    view.add_item(tabs)
    return view


def _text(state: PanelState, key: str, hint: str | None = None) -> ui.TextDisplay[Any]:
    """A setting's name and value, its hint, and what stands in its way."""
    value = state.words.value(key, getattr(state.settings, key))
    lines = [f"**{state.words.name(key)}**: {value}"]
    if hint is not None:
        lines.append(f"-# {hint}")
    lines += warnings_for(key, state.settings, state.guild, state.texts)
    return ui.TextDisplay("\n".join(lines))


def _row(item: AdminItem) -> ui.ActionRow[Any]:
    return ui.ActionRow(item)


def _switch(state: PanelState, key: str, text: str) -> ui.Section[Any]:
    """A text with a button that switches; it says what it will do, so an old one does no harm."""
    is_on = bool(getattr(state.settings, key))
    label = state.texts("setup.switch_off" if is_on else "setup.switch_on")
    style = discord.ButtonStyle.secondary if is_on else discord.ButtonStyle.success
    toggle = button(f"setup:{key}:{'off' if is_on else 'on'}", label, style)
    return ui.Section(text, accessory=toggle)


# --- features -------------------------------------------------------------------------------------


def _features(state: PanelState) -> Iterator[ui.Item[Any]]:
    texts = state.texts
    for feature in state.features:
        key = f"{feature}_on"
        value = state.words.value(key, getattr(state.settings, key))
        lines = [f"**{state.words.feature(feature)}**: {value}"]
        lines.append(f"-# {texts(f'setup.about.{feature}')}")
        until = state.settings.paused_until(feature, state.now)
        if until is not None:
            lines.append(texts("pause.until", until=int(until.timestamp())))
        yield _switch(state, key, "\n".join(lines))
    if not state.reads_messages:
        yield ui.Separator()
        yield ui.TextDisplay(texts("intent.notice"))
        yield _row(button("automod:ask", texts("intent.offer"), emoji="🛡️"))


# --- channels -------------------------------------------------------------------------------------


def _channels(state: PanelState) -> Iterator[ui.Item[Any]]:
    for key in ("daily_channel", "news_channel", "log_channel"):
        if concerns(key, state.features):
            yield _text(state, key, state.texts(f"setup.hint.{key}"))
            yield _row(_channel_menu(state, key))
            if key == "daily_channel":
                yield from _daily_time(state)


def _channel_menu(state: PanelState, key: str) -> AdminItem:
    chosen = getattr(state.settings, key)
    select: ui.ChannelSelect[Any] = ui.ChannelSelect(
        custom_id=f"setup:{key}",
        channel_types=POSTABLE,
        placeholder=state.words.name(key),
        min_values=0,
        default_values=[]
        if chosen is None or state.guild.get_channel(chosen) is None
        else [discord.SelectDefaultValue(id=chosen, type=discord.SelectDefaultValueType.channel)],
    )
    return AdminItem.of(select)


def _daily_time(state: PanelState) -> Iterator[ui.Item[Any]]:
    texts, chosen = state.texts, state.settings.daily_time
    hint = texts("setup.hint.daily_time", timezone=state.settings.timezone)
    yield _text(state, "daily_time", hint)
    hours = [f"{hour:02}:00" for hour in range(24)]
    options = [discord.SelectOption(label=texts("setup.nothing"), value=NO_TIME)]
    options += [
        discord.SelectOption(label=hour, value=hour, default=hour == chosen) for hour in hours
    ]
    yield _row(menu("setup:daily_time", options, state.words.name("daily_time")))
    yield _row(button("setup:ask:time", texts("setup.exact_time")))


# --- spoilers, language and time zone -------------------------------------------------------------


def _viewing(state: PanelState) -> Iterator[ui.Item[Any]]:
    texts = state.texts
    yield _text(state, "ceiling", texts("setup.hint.ceiling"))
    yield from _menu_of(state, "ceiling", _ceilings(state), "settings spoilers")
    yield _text(state, "language", texts("setup.hint.language"))
    yield from _menu_of(state, "language", _languages(state), "settings language")
    clock = state.now.astimezone(ZoneInfo(state.settings.timezone)).strftime("%H:%M")
    yield _text(state, "timezone", texts("setup.hint.timezone", clock=clock))
    yield _row(menu("setup:timezone", _zones(state), state.words.name("timezone")))
    yield _row(button("setup:ask:zone", texts("setup.other_zone")))


def _menu_of(
    state: PanelState, key: str, options: list[discord.SelectOption], command: str
) -> Iterator[ui.Item[Any]]:
    """A menu, and the command that takes what does not fit into it."""
    yield _row(menu(f"setup:{key}", options[:MENU_LIMIT], state.words.name(key)))
    if len(options) > MENU_LIMIT:
        hint = state.texts("setup.not_in_list", command=state.commands[command])
        yield ui.TextDisplay(f"-# {hint}")


def _ceilings(state: PanelState) -> list[discord.SelectOption]:
    chosen = state.settings.ceiling
    seasons = {season.number: season.title for season in state.words.pack.show.seasons}
    named = {0: state.texts("setup.ceiling.option_nothing"), **seasons}
    return [
        discord.SelectOption(label=title[:100], value=str(number), default=number == chosen)
        for number, title in named.items()
    ]


def _languages(state: PanelState) -> list[discord.SelectOption]:
    chosen = state.settings.language
    return [
        discord.SelectOption(
            label=state.words.language(locale)[:100], value=locale, default=locale == chosen
        )
        for locale in sorted(state.words.pack.wording.languages)
    ]


def _zones(state: PanelState) -> list[discord.SelectOption]:
    chosen = state.settings.timezone
    names = dict.fromkeys([*COMMON_ZONES, chosen])
    return [discord.SelectOption(label=name, value=name, default=name == chosen) for name in names]


# --- people and games -----------------------------------------------------------------------------


def _people(state: PanelState) -> Iterator[ui.Item[Any]]:
    texts, chosen = state.texts, state.settings.moderator_role
    yield _text(state, "moderator_role", texts("setup.hint.moderator_role"))
    select: ui.RoleSelect[Any] = ui.RoleSelect(
        custom_id="setup:moderator_role",
        placeholder=state.words.name("moderator_role"),
        min_values=0,
        default_values=[]
        if chosen is None or state.guild.get_role(chosen) is None
        else [discord.SelectDefaultValue(id=chosen, type=discord.SelectDefaultValueType.role)],
    )
    yield _row(AdminItem.of(select))
    for key in ("relaxed", "solo_on_boards"):
        if concerns(key, state.features):
            value = state.words.value(key, getattr(state.settings, key))
            hint = texts(f"setup.hint.{key}")
            yield _switch(state, key, f"**{state.words.name(key)}**: {value}\n-# {hint}")


_PAGES = {
    Page.FEATURES: _features,
    Page.CHANNELS: _channels,
    Page.VIEWING: _viewing,
    Page.PEOPLE: _people,
}
