"""How dates are said: as Discord's timestamps, and in words for pictures."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time

import discord
from discord.utils import escape_markdown

from discord_bot.packs import Pack
from discord_bot.season.model import Event, When
from discord_bot.wording import Texts

_NOON = time(12)
_ADDRESS = re.compile(r"https?://[^\s<>]{1,490}")
"""What may stand in a link; a source that could break out of it is shown as text."""


@dataclass(frozen=True, slots=True)
class Look:
    """What the looks of a server's calendar depend on. ``zone`` is the server's."""

    pack: Pack
    texts: Texts
    zone: str

    @property
    def colour(self) -> discord.Colour:
        """The pack's accent."""
        return discord.Colour.from_str(self.pack.show.accent)

    def stamp(self, when: When) -> str:
        """A date as everybody's own clock shows it.

        A day without an hour is shown by its noon in UTC: that is the same day almost everywhere.
        """
        if when.clock is not None:
            return f"<t:{int(when.moment(self.zone).timestamp())}:F>"
        return f"<t:{int(datetime.combine(when.day, _NOON, UTC).timestamp())}:D>"

    def relative(self, when: When) -> str:
        """How long it is until then, or since."""
        return f"<t:{int(when.moment(self.zone).timestamp())}:R>"

    def stamp_or_open(self, when: When | None) -> str:
        """A date, or that it is not known."""
        return self.texts("season.date.unknown") if when is None else self.stamp(when)

    def date(self, when: When | None) -> str:
        """A date in words, for pictures: nobody's clock can be asked there."""
        texts = self.texts
        if when is None:
            return texts("season.date.unknown")
        day = texts(
            "season.date.day",
            weekday=texts(f"season.weekday.d{when.day.weekday()}"),
            day=when.day.day,
            month=texts(f"season.month.m{when.day.month}"),
            year=when.day.year,
        )
        if when.clock is None:
            return day
        return texts("season.date.hour", date=day, clock=f"{when.clock:%H:%M}", zone=when.zone)

    def source(self, source: str) -> str:
        """Where a date comes from, as a link where it is an address."""
        label = self.texts("season.countdown.source")
        if _ADDRESS.fullmatch(source):
            return f"[{label}](<{source}>)"
        return f"{label}: {escape_markdown(source)}"

    def sourced(self, event: Event) -> str:
        """An event in a line: title, date, source, and whether it is the server's own."""
        line = self.texts(
            "season.overview.event",
            title=escape_markdown(event.title),
            date=self.stamp_or_open(event.when),
        )
        own = self.texts("season.overview.mark_own") if event.is_own else ""
        return f"{line} · {self.source(event.source)}{own}"


def title_of(text: str) -> str:
    """A title that pings nobody and breaks out of nothing."""
    return escape_markdown(text)
