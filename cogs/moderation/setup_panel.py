"""The panel of ``/moderation setup``: pages with what is set now in plain words, and its menus."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import discord
from discord import ui

from cogs._policy_words import PolicyWords
from cogs.moderation.checkup import support_channels, warnings_of, with_support
from cogs.moderation.setup_items import (
    Focus,
    Page,
    button,
    channel_menu,
    menu,
    role_menu,
    row,
)
from discord_bot.guilds import Feature, GuildSettings
from discord_bot.moderation.model import BREACHES, Label
from discord_bot.moderation.policy import (
    SURE,
    TRIAL,
    Action,
    ChannelMode,
    Escalation,
    Place,
    ServerPolicy,
    Strictness,
)
from discord_bot.moderation.report import Trial
from discord_bot.wording import Texts

OFF = "0"
"""The option that switches escalation off."""
COUNTS = (2, 3, 4, 5, 7, 10)
DAYS = (7, 14, 30, 60, 90, 180, 365)
MINUTES = (5, 10, 30, 60, 180, 360, 720, 1440, 4320, 10080, 40320)
"""What the menus offer; what was set otherwise stands among it. Pauses end at 28 days."""
LISTED_CHANNELS = 15
LISTED_SUPPORT = 10


@dataclass(frozen=True, slots=True)
class PanelState:
    """What the panel shows: what a server chose, what watching has shown, and what is looked at."""

    texts: Texts
    accent: discord.Colour
    policy: ServerPolicy
    settings: GuildSettings
    guild: discord.Guild
    trial: Trial
    reads_messages: bool
    focus: Focus

    @property
    def words(self) -> PolicyWords:
        """The words for what is set."""
        return PolicyWords(self.texts)


def panel(state: PanelState, page: Page) -> ui.LayoutView:
    """One page of the panel, within Discord's 40 components and 4,000 characters."""
    texts = state.texts
    view = ui.LayoutView(timeout=None)
    container: ui.Container[Any] = ui.Container(accent_colour=state.accent)
    lead = texts(f"moderation.setup.lead.{page}")
    container.add_item(ui.TextDisplay(f"## {texts('moderation.setup.title')}\n{lead}"))
    container.add_item(ui.Separator())
    for item in _PAGES[page](state):
        container.add_item(item)
    view.add_item(container)
    tabs: ui.ActionRow[Any] = ui.ActionRow()
    for other in Page:
        style = discord.ButtonStyle.primary if other is page else discord.ButtonStyle.secondary
        custom_id = state.focus.custom_id("page", other)
        label = texts(f"moderation.setup.page.{other}")
        tabs.add_item(button(custom_id, label, style, disabled=other is page))
    view.add_item(tabs)
    return view


def _text(name: str, value: str, hint: str | None = None) -> ui.TextDisplay[Any]:
    lines = [f"**{name}**: {value}"]
    if hint is not None:
        lines.append(f"-# {hint}")
    return ui.TextDisplay("\n".join(lines))


def _switch(state: PanelState, what: str, text: str, *, is_on: bool) -> ui.Section[Any]:
    """A text with a button that switches; it says what it will do, so an old one does no harm."""
    label = state.texts("setup.switch_off" if is_on else "setup.switch_on")
    style = discord.ButtonStyle.secondary if is_on else discord.ButtonStyle.success
    custom_id = state.focus.custom_id(what, "off" if is_on else "on")
    return ui.Section(text, accessory=button(custom_id, label, style))


# --- watch mode and enforcement -------------------------------------------------------------------


def _watch(state: PanelState) -> Iterator[ui.Item[Any]]:
    texts, settings = state.texts, state.settings
    if not settings.is_on(Feature.MODERATION):
        yield _switch(state, "feature", texts("moderation.setup.is_off"), is_on=False)
    if not state.reads_messages:
        yield ui.TextDisplay(texts("moderation.setup.blind"))
    yield ui.TextDisplay("\n".join(trial_lines(texts, state.trial)))
    warnings = warnings_of(texts, state.guild, state.policy, settings.log_channel)
    if warnings:
        yield ui.TextDisplay("\n".join(warnings))
    for label in BREACHES:
        yield _enforcement(state, label)
    yield ui.ActionRow(
        button(
            state.focus.custom_id("enforce_all", "on"),
            texts("moderation.setup.enforce_all"),
            discord.ButtonStyle.success,
            disabled=len(state.policy.enforced) == len(BREACHES),
        ),
        button(
            state.focus.custom_id("enforce_all", "off"),
            texts("moderation.setup.watch_only"),
            disabled=state.policy.is_watching_only,
        ),
    )


def trial_lines(texts: Texts, trial: Trial) -> list[str]:
    """What watching has shown, in two sentences at most."""
    if trial.since is None:
        return [texts("moderation.setup.trial.none")]
    since = f"<t:{int(trial.since.timestamp())}:D>"
    lines = [
        texts(
            "moderation.setup.trial.would",
            since=since,
            count=trial.total,
            wrong=trial.total_wrong,
            looked_at=sum(trial.looked_at.values()),
        )
    ]
    if not trial.is_over and not trial.enforced:
        over = f"<t:{int((trial.since + TRIAL).timestamp())}:R>"
        lines.append(f"-# {texts('moderation.setup.trial.until', over=over)}")
    return lines


def label_line(texts: Texts, trial: Trial, label: Label) -> str:
    """What watching has shown of one label."""
    if not trial.would.get(label):
        return texts("moderation.setup.trial.quiet")
    return texts(
        "moderation.setup.trial.label",
        count=trial.would.get(label, 0),
        wrong=trial.wrong.get(label, 0),
        looked_at=trial.looked_at.get(label, 0),
    )


def _enforcement(state: PanelState, label: Label) -> ui.Section[Any]:
    texts, is_on = state.texts, label in state.policy.enforced
    now = texts("moderation.setup.enforced" if is_on else "moderation.setup.watched")
    text = f"**{state.words.label(label)}**: {now}\n-# {label_line(texts, state.trial, label)}"
    name = texts("moderation.setup.watch" if is_on else "moderation.setup.enforce")
    style = discord.ButtonStyle.secondary if is_on else discord.ButtonStyle.success
    custom_id = Focus(label).custom_id("enforce", "off" if is_on else "on")
    return ui.Section(text, accessory=button(custom_id, name, style))


# --- rules ----------------------------------------------------------------------------------------


def _rules(state: PanelState) -> Iterator[ui.Item[Any]]:
    texts, words, focus = state.texts, state.words, state.focus
    place = Place(state.guild.id, focus.channel_id, 0) if focus.channel_id else None
    channel = f"<#{focus.channel_id}>"
    whole = texts("moderation.setup.whole_server")
    yield _text(texts("moderation.setup.where"), channel if place else whole)
    hint = texts("moderation.setup.scope_hint")
    known = state.guild.get_channel(focus.channel_id)
    yield channel_menu(focus.custom_id("scope"), known, hint)
    if state.policy.channel_rules:
        channels = (f"<#{channel}>" for channel in sorted(state.policy.channel_rules))
        named = words.listed(channels, "")
        yield ui.TextDisplay(f"-# {texts('moderation.setup.own_rules', channels=named)}")
    lines = [
        f"{'▸ ' if label is focus.label else ''}**{words.label(label)}**: "
        f"{words.rule(state.policy.rule(label, place))}"
        for label in BREACHES
    ]
    yield ui.TextDisplay("\n".join(lines))
    labels = [(label.value, words.label(label)) for label in BREACHES]
    yield menu(focus.custom_id("label"), labels, focus.label, "")
    rule = state.policy.rule(focus.label, place)
    degrees = [
        (degree.value, texts(f"moderation.setup.strict.{degree}", percent=_percent(degree)))
        for degree in Strictness
    ]
    yield menu(focus.custom_id("strictness"), degrees, rule.strictness, "")
    sure = round(SURE * 100)
    for what, now in (("unsure", rule.unsure), ("sure", rule.sure)):
        options = [
            (action.value, texts(f"moderation.setup.when.{what}", what=words.action(action)))
            for action in Action
        ]
        yield menu(focus.custom_id(what), options, now, "")
    yield ui.TextDisplay(f"-# {texts('moderation.setup.rules_hint', percent=sure)}")
    yield row(button(focus.custom_id("usual"), texts("moderation.setup.back_to_usual")))


def _percent(degree: Strictness) -> int:
    return round(degree.threshold * 100)


# --- places ---------------------------------------------------------------------------------------


def _places(state: PanelState) -> Iterator[ui.Item[Any]]:
    texts, words, focus = state.texts, state.words, state.focus
    log_channel = state.settings.log_channel
    name = texts("setup.name.log_channel")
    value = texts("setup.none") if log_channel is None else f"<#{log_channel}>"
    yield _text(name, value, texts("setup.hint.log_channel"))
    known = None if log_channel is None else state.guild.get_channel(log_channel)
    postable = [discord.ChannelType.text, discord.ChannelType.news]
    yield channel_menu(focus.custom_id("log_channel"), known, name, types=postable)
    yield ui.Separator()
    channels = [f"<#{channel}>: {words.mode(mode)}" for channel, mode in _modes(state)]
    channels = _some(texts, channels, LISTED_CHANNELS)
    heading = texts("moderation.setup.channels")
    yield _text(heading, "\n".join(["", *channels]) if channels else texts("setup.none"))
    support = [channel.mention for channel in support_channels(state.guild, state.policy)]
    if support:
        named = ", ".join(_some(texts, support, LISTED_SUPPORT))
        yield ui.TextDisplay(texts("moderation.setup.support", channels=named))
    chosen = state.guild.get_channel(focus.channel_id)
    hint = texts("moderation.setup.channel_hint")
    yield channel_menu(focus.custom_id("place"), chosen, hint)
    if chosen is not None:
        modes = [
            (mode.value, texts(f"moderation.setup.mode_of.{mode}", channel=f"#{chosen.name}"))
            for mode in ChannelMode
        ]
        effective = with_support(state.guild, state.policy).channels
        now = effective.get(chosen.id, ChannelMode.NORMAL)
        yield menu(focus.custom_id("mode"), modes, now, hint)


def _some(texts: Texts, named: list[str], limit: int) -> list[str]:
    """At most so many of what is named, and how many more there are."""
    left = len(named) - limit
    return named if left <= 0 else [*named[:limit], texts("moderation.setup.more", count=left)]


def _modes(state: PanelState) -> list[tuple[int, ChannelMode]]:
    return sorted(state.policy.channels.items(), key=lambda item: (item[1], item[0]))


# --- people ---------------------------------------------------------------------------------------


def _people(state: PanelState) -> Iterator[ui.Item[Any]]:
    texts, words, policy = state.texts, state.words, state.policy
    name = texts("setup.name.moderation.exempt_roles")
    value = words.value("exempt_roles", policy.exempt_roles)
    yield _text(name, value, texts("moderation.setup.hint.exempt_roles"))
    known = [role for role in sorted(policy.exempt_roles) if state.guild.get_role(role)]
    yield role_menu(state.focus.custom_id("exempt_roles"), known[:25], name)
    for what, is_on in (("webhooks", policy.webhooks), ("profiles", policy.profiles)):
        name, value = texts(f"setup.name.moderation.{what}"), words.value(what, is_on)
        hint = texts(f"moderation.setup.hint.{what}")
        yield _switch(state, what, f"**{name}**: {value}\n-# {hint}", is_on=is_on)


# --- what follows ---------------------------------------------------------------------------------


def _after(state: PanelState) -> Iterator[ui.Item[Any]]:
    texts, words, policy = state.texts, state.words, state.policy
    chosen = policy.escalation
    name = texts("setup.name.moderation.escalation")
    hint = texts("moderation.setup.hint.escalation")
    yield _text(name, words.escalation(chosen), hint)
    counts = [(OFF, words.escalation(None))]
    counts += _numbers(
        COUNTS, chosen.count if chosen else None, "moderation.setup.after_cases", texts
    )
    now = str(chosen.count) if chosen else OFF
    yield menu(state.focus.custom_id("count"), counts, now, name)
    if chosen is not None:
        yield from _span(state, chosen)
    for field in ("time_out_minutes", "warning_days", "evidence_days"):
        value = getattr(policy, field)
        if field == "time_out_minutes":
            options = _spans(value, words)
        else:
            options = _numbers(DAYS, value, "moderation.card.days", texts)
        yield _text(
            texts(f"moderation.setup.name.{field}"), dict(options)[str(value)], _hint(texts, field)
        )
        yield menu(state.focus.custom_id(field), options, str(value), "")


def _hint(texts: Texts, field: str) -> str:
    return texts(f"moderation.setup.hint.{field}")


def _span(state: PanelState, chosen: Escalation) -> Iterator[ui.Item[Any]]:
    """How far back an escalation looks, and how long it lets somebody pause."""
    days = _numbers(DAYS, chosen.days, "moderation.setup.within_days", state.texts)
    yield menu(state.focus.custom_id("days"), days, str(chosen.days), "")
    spans = [
        (minutes, state.texts("moderation.setup.pause_for", span=span))
        for minutes, span in _spans(chosen.minutes, state.words)
    ]
    yield menu(state.focus.custom_id("minutes"), spans, str(chosen.minutes), "")


def _numbers(
    usual: tuple[int, ...], chosen: int | None, key: str, texts: Texts
) -> list[tuple[str, str]]:
    """Numbers to choose from, with the one that is set among them."""
    numbers = sorted({*usual, *(() if chosen is None else (chosen,))})
    return [(str(number), texts(key, count=number)) for number in numbers]


def _spans(chosen: int, words: PolicyWords) -> list[tuple[str, str]]:
    return [(str(minutes), words.span(minutes)) for minutes in sorted({*MINUTES, chosen})]


_PAGES = {
    Page.WATCH: _watch,
    Page.RULES: _rules,
    Page.PLACES: _places,
    Page.PEOPLE: _people,
    Page.AFTER: _after,
}
