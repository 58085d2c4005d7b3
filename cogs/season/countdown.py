"""What a countdown says, as a picture and as an embed."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from datetime import datetime, timedelta

import discord

from cogs.season.look import Look, title_of
from discord_bot import pictures
from discord_bot.pictures import CountdownPicture, CountdownStep, PicturesBusy
from discord_bot.pictures.names import group_digits
from discord_bot.season import rules
from discord_bot.season.model import Event, Origin, When
from discord_bot.wording import Texts

FILE = "countdown.png"
ANNOUNCED_SHOWN = 5
_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)


def figure(texts: Texts, when: When | None, now: datetime, zone: str) -> tuple[str, str]:
    """The number of a countdown and what it counts, or a word and nothing."""
    if when is None:
        return texts("season.countdown.figure_open"), texts("season.countdown.unit_open")
    days = rules.days_left(when, now, zone)
    left = when.moment(zone) - now
    if when.clock is not None and timedelta() < left < _DAY:
        unit, length = ("hours", _HOUR) if left >= _HOUR else ("minutes", timedelta(minutes=1))
        count = math.ceil(left / length)
    elif days > 0:
        unit, count = "days", days
    elif days < 0:
        unit, count = "ago", -days
    elif now >= when.moment(zone) and when.clock is not None:
        return texts("season.countdown.out"), ""
    else:
        return texts("season.countdown.figure_today"), ""
    return group_digits(count), texts(f"season.countdown.{unit}", count=count)


def picture(look: Look, event: Event, now: datetime) -> CountdownPicture:
    """The card of an event. The way there is shown once the first reminder is near."""
    number, unit = figure(look.texts, event.when, now, look.zone)
    steps: tuple[CountdownStep, ...] = ()
    if event.when is not None and now < event.when.over_at(look.zone):
        steps = tuple(
            CountdownStep(_step(look.texts, days), passed)
            for days, passed in rules.steps(event.when, now, look.zone)
        )
    return CountdownPicture(
        figure=number,
        unit=unit,
        title=event.title,
        date=look.texts("season.countdown.date_open")
        if event.when is None
        else look.date(event.when),
        kind=look.texts(f"season.kind.{event.kind}"),
        emblem=look.pack.show.emblem.correct,
        accent=look.pack.show.accent,
        steps=steps,
    )


def _step(texts: Texts, days: int) -> str:
    if days == 0:
        return texts("season.countdown.step_last")
    return texts("season.countdown.step", count=days)


async def draw(look: Look, event: Event, now: datetime) -> discord.File | None:
    """The card as a file with the same in words; None while too many pictures are asked for."""
    card = picture(look, event, now)
    try:
        drawn = await pictures.render(card)
    except PicturesBusy:
        return None
    words = pictures.describe(card, pictures.ALT_TEXT_LIMIT)
    return discord.File(io.BytesIO(drawn), filename=FILE, description=words)


def show_picture(embed: discord.Embed, file: discord.File | None) -> list[discord.File]:
    """Put the picture into the embed, if there is one; returns the files to send."""
    if file is None:
        return []
    embed.set_image(url=f"attachment://{FILE}")
    return [file]


def when_line(look: Look, when: When | None, now: datetime) -> str:
    """When it is, and how long until then."""
    texts = look.texts
    if when is None:
        return texts("season.countdown.open")
    values = {"date": look.stamp(when), "relative": look.relative(when)}
    if now >= when.over_at(look.zone):
        return texts("season.countdown.was", **values)
    if when.clock is None and rules.days_left(when, now, look.zone) == 0:
        return texts("season.countdown.is_today", date=values["date"])
    return texts("season.countdown.comes", **values)


def embed(look: Look, event: Event, now: datetime, others: Sequence[Event] = ()) -> discord.Embed:
    """One event, and what comes after it."""
    texts = look.texts
    lines = [when_line(look, event.when, now), "", f"-# {look.source(event.source)}"]
    if event.origin is not Origin.PACK:
        key = "of_server" if event.is_own else "changed"
        lines.append(f"-# {texts(f'season.countdown.{key}')}")
    shown = discord.Embed(
        title=title_of(event.title)[:256], description="\n".join(lines), colour=look.colour
    )
    if others:
        shown.add_field(
            name=texts("season.countdown.next_title"), value=_listed(look, others), inline=False
        )
    return shown


def nothing_embed(
    look: Look, announced: Sequence[Event], latest: Event | None, now: datetime
) -> discord.Embed:
    """There is no day to count down to: what is announced, and the newest that is out."""
    texts = look.texts
    shown = discord.Embed(
        title=texts("season.countdown.nothing_title"),
        description=texts("season.countdown.nothing"),
        colour=look.colour,
    )
    if announced:
        shown.add_field(
            name=texts("season.countdown.announced_title"),
            value=_listed(look, announced),
            inline=False,
        )
    if latest is not None and latest.when is not None:
        shown.add_field(
            name=texts("season.countdown.latest_title"),
            value=f"{look.sourced(latest)}\n{when_line(look, latest.when, now)}"[:1024],
            inline=False,
        )
    if not shown.fields:
        shown.description = texts("season.countdown.nothing_at_all")
    return shown


def _listed(look: Look, events: Sequence[Event]) -> str:
    """Events a line each, as far as a field holds them; the rest is counted."""
    lines: list[str] = []
    room = 1024 - 40
    for event in events[:ANNOUNCED_SHOWN]:
        line = f"• {look.sourced(event)}"
        room -= len(line) + 1
        if room < 0:
            break
        lines.append(line)
    if len(events) > len(lines):
        lines.append(look.texts("season.countdown.more", count=len(events) - len(lines)))
    return "\n".join(lines)
