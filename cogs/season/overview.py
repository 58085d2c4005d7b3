"""What is out and what is to come, as embeds: the whole show, one season, a server's calendar."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import discord
from discord.utils import escape_markdown

from cogs.season.look import Look
from discord_bot.pack_files import Season
from discord_bot.season import rules
from discord_bot.season.model import Event, EventKind, Notice, Origin, Subscription, When
from discord_bot.wording import Texts

_FIELD = 1024
_ALL = 5500
"""Characters that an embed may have in all its parts, with room to spare."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a server's calendar holds as its members may see it, and how much is kept back."""

    events: Sequence[Event]
    held: int
    ceiling: int
    now: datetime


def whole(look: Look, facts: Facts, mention: Callable[[str], str]) -> discord.Embed:
    """What is out and what is to come, each with its source."""
    texts = look.texts
    out: list[str] = []
    coming: list[str] = []
    named = set()
    for season in sorted(look.pack.show.seasons, key=lambda item: item.number):
        release = _release(season, facts)
        named.add(release.event_key)
        (out if release.is_out(facts.now, look) else coming).append(_season_line(look, release))
    ahead = rules.upcoming(facts.events, facts.now, look.zone)
    coming += [
        f"• {look.sourced(event)}"
        for event in (*ahead, *rules.announced(facts.events))
        if event.key not in named
    ]
    hint = texts("season.overview.hint", countdown=mention("countdown"), season=mention("season"))
    lines = [hint]
    if facts.held:
        lines.append(texts("season.overview.held", count=facts.held))
    shown = discord.Embed(
        title=texts("season.overview.title")[:256],
        description="\n".join(lines),
        colour=look.colour,
    )
    _fields(shown, texts, texts("season.overview.out"), out)
    nothing = [texts("season.overview.nothing_coming")]
    _fields(shown, texts, texts("season.overview.coming"), coming or nothing)
    return shown


@dataclass(frozen=True, slots=True)
class _Release:
    """When a season comes or came out, and who says so: its calendar, else the list of seasons."""

    season: Season
    when: When | None
    source: str
    event_key: str | None = None

    def is_out(self, now: datetime, look: Look) -> bool:
        if self.when is None:
            return self.season.status == "released"
        return self.when.moment(look.zone) <= now


def _release(season: Season, facts: Facts) -> _Release:
    """The calendar knows best: its dates change, by the hour and by moderators of the server."""
    for event in facts.events:
        if event.kind is EventKind.RELEASE and event.season == season.number:
            return _Release(season, event.when, event.source, event.key)
    day = None if season.released is None else When(season.released)
    return _Release(season, day, season.source)


def _season_line(look: Look, release: _Release) -> str:
    texts, season = look.texts, release.season
    count = sum(episode.season == season.number for episode in look.pack.show.episodes)
    title = escape_markdown(season.title)
    episodes = texts("season.overview.episodes", count=count) if count else ""
    date = look.stamp_or_open(release.when)
    line = texts("season.overview.season", title=title, date=date, episodes=episodes)
    return f"• {line} · {look.source(release.source)}"


def about(look: Look, season: Season, facts: Facts) -> discord.Embed:
    """One season: since when it is out, its episodes, and what the calendar has on it."""
    texts = look.texts
    release = _release(season, facts)
    if release.when is None:
        first = texts("season.about.announced", unknown=texts("season.date.unknown"))
    else:
        key = "released" if release.is_out(facts.now, look) else "dated"
        first = texts(f"season.about.{key}", date=look.stamp(release.when))
    shown = discord.Embed(
        title=escape_markdown(season.title)[:256],
        description=f"{first}\n-# {look.source(release.source)}",
        colour=look.colour,
    )
    _episodes(look, season, facts, shown)
    about_it = [event for event in facts.events if event.season == season.number]
    ordered = sorted(about_it, key=lambda event: (event.when is None, str(event.when or "")))
    lines = [f"• {look.sourced(event)}" for event in ordered]
    _fields(shown, texts, texts("season.about.dates"), lines or [texts("season.about.no_dates")])
    return shown


def _episodes(look: Look, season: Season, facts: Facts, shown: discord.Embed) -> None:
    """The titles of a season's episodes, unless they spoil."""
    texts = look.texts
    episodes = [item for item in look.pack.show.episodes if item.season == season.number]
    if episodes and season.number > facts.ceiling:
        held = texts("season.about.titles_held", ceiling=facts.ceiling)
        shown.add_field(name=texts("season.about.titles"), value=held, inline=False)
    elif episodes:
        titles = [
            texts("season.about.episode", number=item.number, title=escape_markdown(item.title))
            for item in sorted(episodes, key=lambda item: item.number)
        ]
        _fields(shown, texts, texts("season.about.titles"), titles)


@dataclass(frozen=True, slots=True)
class Desk:
    """What moderators see of their server's calendar."""

    events: Iterable[Event]
    ceiling: int
    editors: Mapping[str, int]
    subscription: Subscription | None
    troubles: Sequence[tuple[Notice, str]]
    now: datetime


def desk(look: Look, shown: Desk, mention: Callable[[str], str]) -> discord.Embed:
    """The calendar with what members do not see: who changed what, what is hidden, what failed."""
    texts = look.texts
    events = list(shown.events)
    embed = discord.Embed(
        title=texts("season.calendar.title"),
        description=_reminders(look, shown, mention),
        colour=look.colour,
    )
    if shown.troubles:
        lines = [
            texts("season.calendar.trouble", title=escape_markdown(item.title), detail=detail)
            for item, detail in shown.troubles
        ]
        _fields(embed, texts, texts("season.calendar.troubles"), lines)
    for key, listed in (
        ("upcoming", rules.upcoming(events, shown.now, look.zone)),
        ("announced", rules.announced(events)),
        ("own", [event for event in _own(events) if not _ahead(event, shown.now, look)]),
    ):
        lines = [_desk_line(look, event, shown) for event in listed]
        if lines or key == "upcoming":
            heading = texts(f"season.calendar.{key}")
            _fields(embed, texts, heading, lines or [texts("season.calendar.empty")])
    return embed


def _own(events: Iterable[Event]) -> list[Event]:
    return [event for event in events if event.origin is not Origin.PACK]


def _ahead(event: Event, now: datetime, look: Look) -> bool:
    return event.when is None or now < event.when.over_at(look.zone)


def _reminders(look: Look, shown: Desk, mention: Callable[[str], str]) -> str:
    texts = look.texts
    heading = f"**{texts('season.calendar.reminders')}**"
    if shown.subscription is None:
        off = texts("season.calendar.reminders_off", command=mention("calendar remind"))
        return f"{heading}\n{off}"
    on = texts(
        "season.calendar.reminders_on",
        channel=f"<#{shown.subscription.channel_id}>",
        role=role_words(texts, shown.subscription.role_id),
    )
    return f"{heading}\n{on}"


def role_words(texts: Texts, role_id: int | None) -> str:
    """Whom a reminder pings, to follow its channel."""
    if role_id is None:
        return ""
    return texts("season.calendar.reminders_role", role=f"<@&{role_id}>")


def _desk_line(look: Look, event: Event, shown: Desk) -> str:
    texts = look.texts
    marks = ""
    if event.origin is not Origin.PACK:
        marks += texts(f"season.calendar.mark_{'own' if event.is_own else 'changed'}")
    if event.spoils > shown.ceiling:
        marks += texts("season.calendar.mark_spoils", season=event.spoils)
    editor = shown.editors.get(event.key)
    if editor and event.changed_at is not None:
        at = int(event.changed_at.timestamp())
        marks += texts("season.calendar.by", member=f"<@{editor}>", at=at)
    line = texts(
        "season.overview.event",
        title=escape_markdown(event.title),
        date=look.stamp_or_open(event.when),
    )
    return f"• {line} · {look.source(event.source)}{marks}"


def _fields(embed: discord.Embed, texts: Texts, name: str, lines: Sequence[str]) -> None:
    """Lines under a heading, in as many fields as they need; what finds no room is counted."""
    chunks: list[list[str]] = [[]]
    room = min(_FIELD, _ALL - len(embed)) - 40
    left = _ALL - len(embed) - 60
    written = 0
    for line in lines:
        if len(line) + 1 > left:
            break
        if len(line) + 1 > room and chunks[-1]:
            chunks.append([])
            room = _FIELD - 40
        chunks[-1].append(line[: _FIELD - 40])
        room -= len(line) + 1
        left -= len(line) + 1
        written += 1
    if written < len(lines):
        chunks[-1].append(texts("season.calendar.more", count=len(lines) - written))
    for number, chunk in enumerate(item for item in chunks if item):
        embed.add_field(
            name=name if number == 0 else "\u200b", value="\n".join(chunk), inline=False
        )
