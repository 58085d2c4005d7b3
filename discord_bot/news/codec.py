"""Values of news as the texts and whole numbers that the database keeps."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter

from discord_bot.epochs import from_epoch, to_epoch
from discord_bot.news.deliveries import Delivery, DeliveryState
from discord_bot.news.model import Entry, Judgement, Kind, Tier, Topic
from discord_bot.news.posts import Notice, NoticeKind, Origin, PostKind
from discord_bot.news.stories import FollowedFeed, Report, Story
from discord_bot.news.subscriptions import Following, Options, Subscription

_Row = Mapping[str, Any]
_OPTIONS = TypeAdapter(Options)
_JUDGEMENT = TypeAdapter(Judgement)
_LONGEST_KEY = 200
"""A longer id of an entry is kept as its digest: PostgreSQL indexes no texts above 2,700 bytes."""


def digest(text: str) -> str:
    """128 bits of SHA-256 in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def entry_key(entry: Entry) -> str:
    """What an entry is known by within its feed."""
    name = f"{entry.id}\n{entry.twin}" if entry.twin else entry.id
    return name if len(name) <= _LONGEST_KEY else f"sha256:{digest(name)}"


def fingerprint(entry: Entry) -> str:
    """What tells an update of an entry from the same entry again."""
    return digest("\0".join((entry.title, entry.summary, entry.link or "", entry.image or "")))


def storable(text: str) -> str:
    """``text`` without what no database takes: NUL, and halves of surrogate pairs."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def _storable(text: str | None) -> str | None:
    return None if text is None else storable(text)


def feed_of(row: _Row) -> FollowedFeed:
    """A row of ``news_feeds``."""
    return FollowedFeed(
        id=row["feed_id"],
        address=row["address"],
        url=row["url"],
        source=row["source"],
        name=row["name"],
        tier=Tier(row["tier"]),
        schedule=row["schedule"],
        next_at=from_epoch(row["next_at"]),
        etag=row["etag"],
        last_modified=row["last_modified"],
        checked_at=from_epoch(row["checked_at"]),
        read_at=from_epoch(row["read_at"]),
        fresh_at=from_epoch(row["fresh_at"]),
        failing_at=from_epoch(row["failing_at"]),
        problem=row["problem"],
    )


def feed_values(feed: FollowedFeed) -> dict[str, Any]:
    """The columns of a feed."""
    return {
        "feed_id": feed.id,
        "address": feed.address,
        "url": feed.url,
        "source": feed.source,
        "name": storable(feed.name),
        "tier": feed.tier,
        "schedule": feed.schedule,
        "next_at": to_epoch(feed.next_at),
        "etag": feed.etag,
        "last_modified": feed.last_modified,
        "checked_at": to_epoch(feed.checked_at),
        "read_at": to_epoch(feed.read_at),
        "fresh_at": to_epoch(feed.fresh_at),
        "failing_at": to_epoch(feed.failing_at),
        "problem": feed.problem,
    }


def story_of(row: _Row) -> Story:
    """A row of ``news_stories``, joined with its feed's name as ``feed_name``."""
    return Story(
        id=row["story_id"],
        feed_id=row["feed_id"],
        source=row["feed_name"],
        title=row["title"],
        summary=row["summary"],
        link=row["link"],
        image=row["image"],
        topic=Topic(row["topic"]),
        kind=Kind(row["kind"]),
        tier=Tier(row["tier"]),
        spoiler_season=row["spoiler_season"],
        published=from_epoch(row["published_at"]),
        seen_at=from_epoch(row["seen_at"]),
        is_gossip=row["gossip_at"] is not None,
        markdown=row["markdown"],
    )


def story_values(story: Story) -> dict[str, Any]:
    """The columns of a story."""
    return {
        "story_id": story.id,
        "feed_id": story.feed_id,
        "title": storable(story.title),
        "summary": storable(story.summary),
        "markdown": storable(story.markdown),
        "link": _storable(story.link),
        "image": _storable(story.image),
        "topic": story.topic,
        "kind": story.kind,
        "tier": story.tier,
        "spoiler_season": story.spoiler_season,
        "published_at": to_epoch(story.published),
        "seen_at": to_epoch(story.seen_at),
        "gossip_at": to_epoch(story.seen_at) if story.is_gossip else None,
    }


def report_of(row: _Row) -> Report:
    """A row of ``news_entries``, joined with its feed's ``feed_name``, ``source`` and ``tier``."""
    return Report(
        feed_id=row["feed_id"],
        feed=row["feed_name"],
        source=row["source"],
        key=row["entry_key"],
        story_id=row["story_id"],
        entry=Entry(
            id=row["entry_id"],
            link=row["link"],
            title=row["title"],
            summary=row["summary"],
            published=from_epoch(row["published_at"]),
            image=row["image"],
            markdown=row["markdown"],
        ),
        judgement=_JUDGEMENT.validate_json(row["judgement"]),
        placed=row["placed"],
        seen_at=from_epoch(row["seen_at"]),
        is_backlog=row["backlog_at"] is not None,
        tier=Tier(row["tier"]),
    )


def report_values(report: Report, link_key: str | None) -> dict[str, Any]:
    """The columns of an entry."""
    entry = report.entry
    return {
        "feed_id": report.feed_id,
        "entry_key": storable(report.key),
        "story_id": report.story_id,
        "entry_id": storable(entry.id),
        "title": storable(entry.title),
        "summary": storable(entry.summary),
        "markdown": storable(entry.markdown),
        "link": _storable(entry.link),
        "link_key": link_key,
        "image": _storable(entry.image),
        "fingerprint": fingerprint(entry),
        "judgement": _JUDGEMENT.dump_json(report.judgement).decode(),
        "placed": storable(report.placed),
        "published_at": to_epoch(entry.published),
        "seen_at": to_epoch(report.seen_at),
        "backlog_at": to_epoch(report.seen_at) if report.is_backlog else None,
    }


def subscription_of(row: _Row) -> Subscription:
    """A row of ``news_subscriptions``, joined with its feed's name, address and source."""
    return Subscription(
        id=row["subscription_id"],
        guild_id=row["guild_id"],
        number=row["number"],
        following=Following(row["following"]),
        source=row["source"],
        feed_id=row["feed_id"],
        name=row["feed_name"] or "",
        url=row["address"],
        channel_id=row["channel_id"],
        options=_OPTIONS.validate_json(row["options"]),
        creator_id=row["creator_user_id"],
        created_at=from_epoch(row["created_at"]),
        since=from_epoch(row["since_at"]),
        previewed_at=from_epoch(row["previewed_at"]),
        paused_at=from_epoch(row["paused_at"]),
    )


def subscription_values(subscription: Subscription) -> dict[str, Any]:
    """The columns of a subscription; its number is the database's to give."""
    return {
        "subscription_id": subscription.id,
        "guild_id": subscription.guild_id,
        "following": subscription.following,
        "feed_id": subscription.feed_id,
        "channel_id": subscription.channel_id,
        "options": _OPTIONS.dump_json(subscription.options).decode(),
        "creator_user_id": subscription.creator_id,
        "created_at": to_epoch(subscription.created_at),
        "since_at": to_epoch(subscription.since),
        "previewed_at": to_epoch(subscription.previewed_at),
        "paused_at": to_epoch(subscription.paused_at),
    }


def delivery_of_row(row: _Row) -> Delivery:
    """A row of ``news_deliveries``."""
    return Delivery(
        id=row["delivery_id"],
        lane=row["lane"],
        guild_id=row["guild_id"],
        channel_id=row["channel_id"],
        kind=PostKind(row["kind"]),
        origin=Origin(row["origin"]),
        state=DeliveryState(row["state"]),
        created_at=from_epoch(row["created_at"]),
        due_at=from_epoch(row["due_at"]),
        subscription_id=row["subscription_id"],
        story_id=row["story_id"],
        digest_id=row["digest_id"],
        target_id=row["target_id"],
        plain=bool(row["plain"]),
        role_id=row["role_id"],
        subject=row["subject"],
        detail=row["detail"],
        attempts=row["attempts"],
        retry_at=from_epoch(row["retry_at"]),
        lease_at=from_epoch(row["lease_at"]),
        tried_at=from_epoch(row["tried_at"]),
        uncertain_at=from_epoch(row["uncertain_at"]),
        ended_at=from_epoch(row["ended_at"]),
        posted_at=from_epoch(row["posted_at"]),
        posted_channel_id=row["posted_channel_id"],
        message_id=row["message_id"],
    )


def delivery_values(delivery: Delivery) -> dict[str, Any]:
    """The columns of a new delivery; its state is the database's to give."""
    return {
        "delivery_id": delivery.id,
        "lane": delivery.lane,
        "guild_id": delivery.guild_id,
        "channel_id": delivery.channel_id,
        "subscription_id": delivery.subscription_id,
        "story_id": delivery.story_id,
        "digest_id": delivery.digest_id,
        "target_id": delivery.target_id,
        "kind": delivery.kind,
        "origin": delivery.origin,
        "state": delivery.state,
        "plain": int(delivery.plain),
        "role_id": delivery.role_id,
        "subject": delivery.subject,
        "created_at": to_epoch(delivery.created_at),
        "due_at": to_epoch(delivery.due_at),
    }


def notice_text(notice: Notice) -> str:
    """A notice as JSON."""
    return json.dumps([notice.kind, dict(notice.values)], ensure_ascii=False)


def notice_of(text: str) -> Notice:
    """What ``notice_text`` wrote."""
    kind, values = json.loads(text)
    return Notice(NoticeKind(kind), values)
