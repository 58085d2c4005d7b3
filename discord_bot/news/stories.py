"""Stories, the entries that report them, and feeds, as they are kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from discord_bot.news.model import Entry, Judgement, Kind, Tier, Topic
from discord_bot.news.posts import AlsoBy, StoryView


@dataclass(frozen=True, slots=True)
class FollowedFeed:
    """A feed that is read. ``schedule`` is the state of its timetable, in that module's JSON.

    ``address`` is as it was followed, ``url`` where it is fetched. ``read_at`` is when it was first
    read; ``fresh_at`` when it last answered as it should, ``failing_at`` since when it does not.
    """

    id: int
    address: str
    url: str
    source: str | None
    name: str
    tier: Tier
    schedule: str
    next_at: datetime
    etag: str | None = None
    last_modified: str | None = None
    checked_at: datetime | None = None
    read_at: datetime | None = None
    fresh_at: datetime | None = None
    failing_at: datetime | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """A story as its first report told it."""

    id: int
    feed_id: int
    source: str
    title: str
    summary: str
    link: str | None
    image: str | None
    topic: Topic
    kind: Kind
    tier: Tier
    spoiler_season: int | None
    published: datetime | None
    seen_at: datetime
    is_gossip: bool = False
    markdown: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """An entry as it is kept: what was made of it, and the story it reports."""

    feed_id: int
    feed: str
    source: str | None
    key: str
    story_id: int | None
    entry: Entry
    judgement: Judgement
    placed: str
    seen_at: datetime
    is_backlog: bool
    tier: Tier = Tier.OTHER


def as_told(story: Story, reports: Sequence[Report]) -> Story:
    """A story by the first of those reports of it that a server may be shown.

    Whoever told it first may be a feed that only others follow: what that says is theirs.
    """
    if not reports or any(report.feed_id == story.feed_id for report in reports):
        return story
    first = next((report for report in reports if not report.judgement.gossip), reports[0])
    entry, judged = first.entry, first.judgement
    return replace(
        story,
        feed_id=first.feed_id,
        source=first.feed,
        title=entry.title,
        summary=entry.summary,
        link=entry.link,
        image=entry.image,
        topic=judged.topic,
        kind=judged.kind,
        tier=first.tier,
        spoiler_season=judged.spoiler_season,
        published=entry.published,
        seen_at=first.seen_at,
        is_gossip=judged.gossip,
        markdown=entry.markdown,
    )


def shown(story: Story, reports: Iterable[Report], ceiling: int) -> StoryView:
    """A story as it is shown where ``ceiling`` is the last season that may be given away."""
    season = story.spoiler_season
    return StoryView(
        id=story.id,
        title=story.title,
        summary=story.summary,
        link=story.link,
        image=story.image,
        kind=story.kind,
        topic=story.topic,
        tier=story.tier,
        source=story.source,
        published=story.published,
        seen_at=story.seen_at,
        spoiler_season=season,
        is_spoiler=season is not None and season > ceiling,
        also=also_by(story, reports),
        markdown=story.markdown,
    )


def also_by(story: Story, reports: Iterable[Report]) -> tuple[AlsoBy, ...]:
    """Who else reported a story, once each, in the order in which they came; no gossip."""
    found = {
        report.feed_id: AlsoBy(report.feed, report.entry.link)
        for report in sorted(reports, key=lambda report: report.seen_at, reverse=True)
        if report.feed_id != story.feed_id
        and report.entry.link is not None
        and not report.judgement.gossip
    }
    return tuple(reversed(found.values()))
