"""The panels of news: one subscription, all of them, and what holds for all. State is in the rows.

Each press is applied at once and the panel shown anew, so a panel works after a restart and is
never outdated.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import discord
from discord import ui

from cogs.news.embeds import ICONS, Look, kind_text
from cogs.news.escaping import cut, one_line
from cogs.news.items import (
    OPTION_LIMIT,
    PLACEHOLDER_LIMIT,
    NewsItem,
    Press,
    button,
    channel_menu,
    menu,
    row,
)
from cogs.news.words import ceiling_text, line, name_of, options_lines, tier_lines
from discord_bot.news.model import Kind, Tier, Topic
from discord_bot.news.policies import NewsPolicy
from discord_bot.news.subscriptions import Rhythm, Style, Subscription

LISTED = 15
"""Subscriptions on a page of the list; a menu takes 25."""
HOURLY = (1, 2, 3, 4, 6, 8, 10, 12, 15, 20, 30, 60)
"""Posts an hour to choose among."""
SERVERS_OWN = "server"
"""The option that leaves the spoilers to the server's own limit."""
TIERS = tuple(Tier)
_TEXT = 3800


@dataclass(frozen=True, slots=True)
class Setting:
    """What the panels of a server depend on besides their look.

    ``seasons`` are titles by number; ``warnings`` say what stands in the way, ``said`` what came of
    the last press.
    """

    guild: discord.Guild
    zone: str
    seasons: dict[int, str]
    warnings: tuple[str, ...] = ()
    said: str | None = None


def _defaults(guild: discord.Guild, channel_id: int | None) -> list[discord.SelectDefaultValue]:
    if channel_id is None or guild.get_channel_or_thread(channel_id) is None:
        return []
    kind = discord.SelectDefaultValueType.channel
    return [discord.SelectDefaultValue(id=channel_id, type=kind)]


def _channels(
    press: Press, guild: discord.Guild, chosen: int | None, placeholder: str, *, least: int = 1
) -> NewsItem:
    return channel_menu(press, _defaults(guild, chosen), placeholder, least=least)


def _roles(press: Press, guild: discord.Guild, chosen: int | None, placeholder: str) -> NewsItem:
    known = chosen is not None and guild.get_role(chosen) is not None
    kind = discord.SelectDefaultValueType.role
    made: ui.RoleSelect[Any] = ui.RoleSelect(
        custom_id=press.custom_id,
        placeholder=placeholder[:PLACEHOLDER_LIMIT],
        min_values=0,
        default_values=[discord.SelectDefaultValue(id=chosen, type=kind)]
        if known and chosen is not None
        else [],
    )
    return NewsItem(made, press)


def _option(
    label: str, value: str, *, chosen: bool, emoji: str | None = None
) -> discord.SelectOption:
    return discord.SelectOption(
        label=label[:OPTION_LIMIT], value=value, default=chosen, emoji=emoji
    )


# --- one subscription -----------------------------------------------------------------------------


def subscription_panel(look: Look, subscription: Subscription, setting: Setting) -> ui.LayoutView:
    """Everything that can be chosen of a subscription, within Discord's 40 components."""
    texts, number = look.texts, subscription.number
    view = ui.LayoutView(timeout=None)
    container: ui.Container[Any] = ui.Container(accent_colour=look.accent)
    lines = [] if setting.said is None else [setting.said]
    lines.append(f"### {number} · {name_of(subscription)} → <#{subscription.channel_id}>")
    if subscription.paused_at is not None:
        lines.append(f"⏸️ **{texts('news.words.paused')}**")
    lines += options_lines(texts, subscription, setting.zone)
    lines += setting.warnings
    container.add_item(ui.TextDisplay(cut("\n".join(lines), _TEXT)))
    where = texts("news.panel.channel")
    channel = Press("set_channel", number)
    container.add_item(row(_channels(channel, setting.guild, subscription.channel_id, where)))
    for item in _menus(look, subscription, setting):
        container.add_item(row(item))
    container.add_item(row(*_dialogs(look, subscription)))
    container.add_item(row(*_switches(look, subscription)))
    view.add_item(container)
    view.add_item(row(*_acts(look, subscription)))
    return view


def _menus(look: Look, subscription: Subscription, setting: Setting) -> list[NewsItem]:
    texts, options, number = look.texts, subscription.options, subscription.number
    kinds = [
        _option(kind_text(texts, kind), kind.value, chosen=kind in options.kinds, emoji=ICONS[kind])
        for kind in Kind
    ]
    rhythms = [
        _option(texts(f"news.rhythm.{item}"), item.value, chosen=item is options.rhythm)
        for item in Rhythm
    ]
    styles = [
        _option(texts(f"news.style.{item}"), item.value, chosen=item is options.style)
        for item in Style
    ]
    return [
        menu(Press("set_kinds", number), kinds, texts("news.option.kinds"), most=len(kinds)),
        menu(Press("set_rhythm", number), rhythms, texts("news.option.rhythm")),
        menu(Press("set_style", number), styles, texts("news.option.style")),
        _roles(Press("set_role", number), setting.guild, options.role_id, texts("news.panel.role")),
        menu(
            Press("set_ceiling", number),
            _ceilings(look, subscription, setting),
            texts("news.option.ceiling"),
        ),
    ]


def _ceilings(
    look: Look, subscription: Subscription, setting: Setting
) -> list[discord.SelectOption]:
    texts, chosen = look.texts, subscription.options.ceiling
    named = {0: texts("setup.ceiling.option_nothing"), **setting.seasons}
    own = _option(ceiling_text(texts, None), SERVERS_OWN, chosen=chosen is None)
    return [
        own,
        *(
            _option(texts("news.panel.up_to", season=title), str(number), chosen=number == chosen)
            for number, title in list(named.items())[:24]
        ),
    ]


def _dialogs(look: Look, subscription: Subscription) -> list[NewsItem]:
    texts, number = look.texts, subscription.number
    return [
        button(Press("ask_words", number), texts("news.button.words"), emoji="🔎"),
        button(Press("ask_time", number), texts("news.button.time"), emoji="🕕"),
        button(Press("ask_quiet", number), texts("news.button.quiet"), emoji="🌙"),
    ]


def _switches(look: Look, subscription: Subscription) -> list[NewsItem]:
    """Each says what it will do, so that an old one does no harm."""
    texts, options, number = look.texts, subscription.options, subscription.number
    found = []
    for what, is_on in (
        ("elsewhere", Topic.CAST_ELSEWHERE in options.topics),
        ("crosspost", options.crosspost),
    ):
        mark = "off" if is_on else "on"
        label = texts(f"news.button.{what}_{mark}")
        found.append(button(Press(f"flip_{what}", number, mark), label))
    return found


def _acts(look: Look, subscription: Subscription) -> list[NewsItem]:
    texts, number = look.texts, subscription.number
    is_paused = subscription.paused_at is not None
    rest = "resume" if is_paused else "pause"
    return [
        button(Press("sub_test", number), texts("news.button.test"), emoji="👀"),
        button(
            Press(f"sub_{rest}", number),
            texts(f"news.button.{rest}"),
            emoji="▶️" if is_paused else "⏸️",
        ),
        button(
            Press("sub_unfollow", number),
            texts("news.button.unfollow"),
            discord.ButtonStyle.danger,
            emoji="🗑️",
        ),
        button(Press("list", 0), texts("news.button.list"), emoji="📋"),
    ]


# --- all of them ----------------------------------------------------------------------------------


def list_panel(
    look: Look, subscriptions: Sequence[Subscription], page: int, said: str | None = None
) -> ui.LayoutView:
    """What a server follows, with a menu that opens one."""
    texts = look.texts
    last = max(len(subscriptions) - 1, 0) // LISTED
    page = min(page, last)
    shown = subscriptions[page * LISTED : (page + 1) * LISTED]
    lines = [] if said is None else [said]
    lines.append(f"### {texts('news.list.title', count=len(subscriptions))}")
    lines += [line(texts, subscription) for subscription in shown]
    view = ui.LayoutView(timeout=None)
    container: ui.Container[Any] = ui.Container(accent_colour=look.accent)
    container.add_item(ui.TextDisplay(cut("\n".join(lines), _TEXT)))
    view.add_item(container)
    if shown:
        options = [
            _option(
                cut(one_line(f"{item.number} · {item.name}"), OPTION_LIMIT),
                str(item.number),
                chosen=False,
            )
            for item in shown
        ]
        view.add_item(row(menu(Press("open", 0), options, texts("news.list.open"))))
    if last:
        view.add_item(row(*pager(look, "list", page, last)))
    return view


def pager(look: Look, what: str, page: int, last: int) -> list[NewsItem]:
    """Buttons to the pages before and after."""
    texts = look.texts
    before, after = Press(what, max(page - 1, 0), "back"), Press(what, page + 1, "next")
    return [
        button(before, texts("news.button.back"), disabled=page <= 0),
        button(after, texts("news.button.next"), disabled=page >= last),
    ]


# --- what holds for all ---------------------------------------------------------------------------


def policy_panel(look: Look, policy: NewsPolicy, setting: Setting) -> ui.LayoutView:
    """Posts an hour, and what is done with each tier of sources."""
    texts = look.texts
    view = ui.LayoutView(timeout=None)
    container: ui.Container[Any] = ui.Container(accent_colour=look.accent)
    lines = [f"### {texts('news.policy.title')}"]
    lines.append(texts("news.policy.hourly", count=policy.posts_an_hour))
    lines += setting.warnings
    container.add_item(ui.TextDisplay("\n".join(lines)))
    counts = sorted({*HOURLY, policy.posts_an_hour})
    options = [
        _option(
            texts("news.policy.hourly_option", count=count),
            str(count),
            chosen=count == policy.posts_an_hour,
        )
        for count in counts
    ]
    container.add_item(
        row(menu(Press("policy_hourly", 0), options, texts("news.policy.hourly_choose")))
    )
    for place, tier in enumerate(TIERS):
        chosen = policy.tier(tier)
        container.add_item(ui.Separator())
        container.add_item(ui.TextDisplay("\n".join(tier_lines(texts, tier, chosen))))
        placeholder = texts("news.policy.choose_channel")
        press = Press("policy_channel", place)
        select = _channels(press, setting.guild, chosen.channel_id, placeholder, least=0)
        container.add_item(row(select))
        flips = []
        for what, is_on in (("ping", chosen.ping), ("hold", chosen.hold)):
            mark = "off" if is_on else "on"
            label = texts(f"news.button.{what}_{mark}")
            flips.append(button(Press(f"policy_{what}", place, mark), label))
        container.add_item(row(*flips))
    view.add_item(container)
    return view
