"""What a feed's row becomes by an answer, and what its moderators are told of that."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from discord_bot.news import schedule
from discord_bot.news.asking import Answer
from discord_bot.news.fetching.addresses import shown
from discord_bot.news.posts import Notice, NoticeKind
from discord_bot.news.schedule import Timetable
from discord_bot.news.stories import FollowedFeed

_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Checked:
    """A feed before and after an answer, with its timetables."""

    before: FollowedFeed
    feed: FollowedFeed
    timetable_before: Timetable
    timetable: Timetable

    def notices(self, guild_ids: Set[int]) -> Iterator[tuple[Notice, Set[int]]]:
        """What to tell, and which of the servers that follow the feed."""
        was, now = self.timetable_before, self.timetable
        values = {
            "feed": self.feed.name,
            "feed_id": str(self.feed.id),
            "url": shown(self.feed.url),
        }
        if now.is_tellable:
            told = {**values, "problem": self.feed.problem or ""}
            yield Notice(NoticeKind.FEED_FAILING, told), guild_ids - was.told
        if now.failing_as is None and was.told:
            yield Notice(NoticeKind.FEED_BACK, values), guild_ids & was.told
        if now.is_quiet and not was.is_quiet and was.news_at is not None:
            told = {**values, "since": str(int(was.news_at.timestamp()))}
            yield Notice(NoticeKind.FEED_QUIET, told), guild_ids

    def told(self, guild_ids: Set[int]) -> FollowedFeed:
        """The feed once those servers were told what there is to tell."""
        if not self.timetable.is_tellable:
            return self.feed
        timetable = replace(self.timetable, told=self.timetable.told | guild_ids)
        return replace(self.feed, schedule=schedule.dump(timetable))


def after(answer: Answer, now: datetime, *, new: int, chance: float) -> Checked:
    """What an answer makes of a feed; ``new`` is how many entries it never had before."""
    before = schedule.load(answer.feed.schedule, now)
    if answer.wait is not None:
        table = schedule.postponed(before, now, answer.wait, chance=chance)
        feed = answer.feed
    elif answer.failure is not None:
        table = schedule.failed(
            before, now, answer.failure, chance=chance, retry_after=answer.retry_after
        )
        feed = replace(
            answer.feed,
            checked_at=now,
            failing_at=answer.feed.failing_at or now,
            problem=answer.problem,
        )
    else:
        table = _answered(before, answer, now, new, chance)
        feed = _fresh(answer, now)
    written = replace(feed, schedule=schedule.dump(table), next_at=table.next_at)
    return Checked(answer.feed, written, before, table)


def _answered(
    before: Timetable, answer: Answer, now: datetime, new: int, chance: float
) -> Timetable:
    fetched, content = answer.fetched, answer.content
    assert fetched is not None, "others did not answer"
    fresh_for = max(fetched.max_age or timedelta(0), fetched.expires_in or timedelta(0))
    if content is None:
        return schedule.unchanged(before, now, fresh_for=fresh_for, chance=chance)
    times = [entry.published for entry in content.entries if entry.published is not None]
    return schedule.read(
        replace(before, ttl=content.ttl or timedelta(0), skip_hours=content.skip_hours),
        now,
        new=new,
        newest=max(times, default=None),
        fresh_for=fresh_for,
        chance=chance,
    )


def _fresh(answer: Answer, now: datetime) -> FollowedFeed:
    """A feed that answered as it should.

    Where it moved to is remembered once it was read there. Validators go with what was read.
    """
    feed, fetched, content = answer.feed, answer.fetched, answer.content
    assert fetched is not None, "others did not answer"
    feed = replace(
        feed,
        etag=fetched.validators.etag,
        last_modified=fetched.validators.last_modified,
        checked_at=now,
        fresh_at=now,
        failing_at=None,
        problem=None,
    )
    if content is None:
        return feed
    return replace(
        feed,
        url=fetched.moved_to or feed.url,
        name=_name(feed, content.title),
        read_at=feed.read_at or now,
    )


def _name(feed: FollowedFeed, title: str) -> str:
    """A feed that was followed by its address alone goes by its own title once that is known."""
    if feed.source is not None or not title.strip() or feed.name != urlsplit(feed.address).hostname:
        return feed.name
    return title.strip()[:_LONGEST_NAME]
