"""The headlines of the last months: found by link, by text, by story, and by what they name."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TypeVar

from discord_bot.news.clustering.headlines import Day, Headline, keys_of
from discord_bot.news.clustering.names import Names
from discord_bot.news.clustering.slots import Slots

MEMORY = timedelta(days=183)
"""For how long the same text or link is known again; what recurs every year is new."""
_VISITS = 400
"""How many headlines are glanced at for one place, those of the rarest keys first."""
_VISITS_OF_A_KEY = 64
"""How many of one key and day, the newest ones."""
_BUSY = 2_000
"""From here on the old is forgotten. A run over an archive of years stays below."""
_ROOM = 20_000
_ROOM_UNFOLDED = 5_000
_ONE_DAY = timedelta(days=1)


_Key = TypeVar("_Key", int, str)


class Archive:
    """Remembers a line for each entry, bounded in number and in age.

    The headlines of a day are taken apart when somebody first looks at that day, and folded up
    again when too many are; so a start from the database is quick.
    """

    def __init__(self, names: Names) -> None:
        self._names = names
        self._days: dict[date, Day] = {}
        self._by_link: dict[str, list[Headline]] = {}
        self._by_text: dict[str, list[Headline]] = {}
        self._by_story: dict[int, list[Headline]] = {}
        self._count = 0
        self._unfolded = 0

    def __len__(self) -> int:
        return self._count

    def add(self, headline: Headline) -> None:
        """Remember a headline of a story."""
        day = self._days.get(headline.at.date())
        if day is None:
            day = self._days[headline.at.date()] = Day()
            self._forget()
        day.add(headline, self._names)
        self._count += 1
        self._unfolded += day.found_by is not None
        if headline.link is not None:
            self._by_link.setdefault(headline.link, []).append(headline)
        if headline.text:
            self._by_text.setdefault(headline.text, []).append(headline)
        assert headline.story_id is not None
        self._by_story.setdefault(headline.story_id, []).append(headline)

    def with_link(self, link: str | None) -> list[Headline]:
        """Those with a canonical link, in the order in which they came."""
        return [] if link is None else self._by_link.get(link, [])

    def with_text(self, text: str) -> list[Headline]:
        """Those with the same words, in the order in which they came."""
        return self._by_text.get(text, [])

    def of_story(self, story_id: int) -> list[Headline]:
        """Those of a story, in the order in which they came."""
        return self._by_story.get(story_id, [])

    def near(self, slots: Slots, at: datetime, window: timedelta, most: int) -> list[Headline]:
        """The headlines around a time that have most in common with one, rare things first."""
        found: list[list[Headline]] = []
        days = self._look_up(at, window)
        for key in sorted(keys_of(slots)):
            found.extend(book[key] for book in days if key in book)
        found.sort(key=len)
        votes: dict[Headline, float] = {}
        visits = 0
        for headlines in found:
            newest = headlines[-_VISITS_OF_A_KEY:]
            for headline in newest:
                votes[headline] = votes.get(headline, 0.0) + 1 / len(headlines)
            visits += len(newest)
            if visits > _VISITS:
                break
        return sorted(votes, key=votes.__getitem__, reverse=True)[:most]

    def _look_up(self, at: datetime, window: timedelta) -> list[dict[str, list[Headline]]]:
        first, last = (at - window).date(), (at + window).date()
        dates = [first + _ONE_DAY * count for count in range((last - first).days + 1)]
        days = [self._days[date_] for date_ in dates if date_ in self._days]
        if self._unfolded > _ROOM_UNFOLDED and any(day.found_by is None for day in days):
            self._fold_up(besides=days)
        for day in days:
            if day.found_by is None:
                self._unfolded += len(day.headlines)
        return [day.look_up(self._names) for day in days]

    def _fold_up(self, *, besides: list[Day]) -> None:
        """Fold up all days but some that are needed now; another is opened again when it is."""
        for day in self._days.values():
            if day.found_by is not None and day not in besides:
                self._unfolded -= len(day.headlines)
                day.fold_up()

    def _forget(self) -> None:
        """Forget what is too old, and the oldest days if that is not enough."""
        if self._count <= _BUSY:
            return
        newest = max(self._days)
        for date_ in sorted(self._days):
            if newest - date_ <= MEMORY and self._count <= _ROOM:
                break
            self._drop(self._days.pop(date_))

    def _drop(self, day: Day) -> None:
        self._count -= len(day.headlines)
        if day.found_by is not None:
            self._unfolded -= len(day.headlines)
        for headline in day.headlines:
            assert headline.story_id is not None
            _take_out(self._by_story, headline.story_id, headline)
            _take_out(self._by_text, headline.text, headline)
            if headline.link is not None:
                _take_out(self._by_link, headline.link, headline)


def _take_out(book: dict[_Key, list[Headline]], key: _Key, headline: Headline) -> None:
    rest = [other for other in book.get(key, ()) if other is not headline]
    if rest:
        book[key] = rest
    else:
        book.pop(key, None)
