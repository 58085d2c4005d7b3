"""How the bot is in one server, and what its moderators should do about it. Values to values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from discord_bot.guilds import Feature, GuildSettings
from discord_bot.operations.figures import Week
from discord_bot.operations.state import OUTBOX_LATE

SLOW = 1.0
"""Seconds between a heartbeat and Discord's answer, from which people notice that the bot is slow:
three are all that Discord gives a command for its first answer."""
BACKUP_OLD = timedelta(hours=48)
"""Copies are made once a day, and looked after every six hours: past this, two were missed."""


class Level(StrEnum):
    """Whether somebody has to do something."""

    WELL = "well"
    OFF = "off"
    """It is not done here, because nobody asked for it or somebody else does it."""
    WAITING = "waiting"
    """All works, and something is up to the moderators or was chosen so."""
    WRONG = "wrong"


class Topic(StrEnum):
    """What is told, in this order."""

    GATEWAY = "gateway"
    DATABASE = "database"
    TRIVIA = "trivia"
    NEWS = "news"
    MODERATION = "moderation"
    QUEUE = "queue"
    MISSED = "missed"
    FEEDS = "feeds"
    CHANNELS = "channels"
    OUTBOX = "outbox"
    HELD_NEWS = "held_news"
    BACKUP = "backup"


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits: open cases, messages held in them, appeals, messages to be judged later, posts.

    ``oldest_news`` is when the oldest of the ``news`` posts should have appeared.
    """

    cases: int = 0
    held: int = 0
    appeals: int = 0
    missed: int = 0
    news: int = 0
    oldest_news: datetime | None = None


@dataclass(frozen=True, slots=True)
class Newsstand:
    """A server's feeds and channels.

    ``failing`` are names and since when, the longest first; ``parked`` the channels where nothing
    is tried any more; ``held`` how many stories wait for a moderator.
    """

    followed: int = 0
    failing: tuple[tuple[str, datetime], ...] = ()
    parked: tuple[int, ...] = ()
    held: int = 0


@dataclass(frozen=True, slots=True)
class Backup:
    """Whether the bot makes copies of its database, and of when the newest is."""

    is_made: bool = False
    newest_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class GuildStatus:
    """Everything at one moment. ``latency`` is in seconds, None before the first heartbeat.

    ``failing`` is since when a feature does not work. Without an answer of the database, ``queue``
    and all after it is None.
    """

    settings: GuildSettings
    latency: float | None
    failing: Mapping[str, datetime] = field(default_factory=dict)
    backup: Backup = Backup()
    queue: Queue | None = None
    news: Newsstand | None = None
    week: Week | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that moderators are told: its text is ``status.<topic>.<state>``."""

    topic: Topic
    state: str
    level: Level = Level.WELL


def findings(status: GuildStatus, now: datetime) -> list[Finding]:
    """What there is to tell, in the order of ``Topic``. What a server does without is left out."""
    return [
        _gateway(status.latency),
        *_database(status),
        *(_feature(feature, status, now) for feature in Feature),
        *_queue(status, now),
        *_newsstand(status, now),
        _backup(status.backup, now),
    ]


def _gateway(latency: float | None) -> Finding:
    if latency is None:
        return Finding(Topic.GATEWAY, "unknown")
    if latency >= SLOW:
        return Finding(Topic.GATEWAY, "slow", Level.WRONG)
    return Finding(Topic.GATEWAY, "well")


def _database(status: GuildStatus) -> Iterator[Finding]:
    if status.queue is None:
        yield Finding(Topic.DATABASE, "silent", Level.WRONG)


def _feature(feature: Feature, status: GuildStatus, now: datetime) -> Finding:
    topic = Topic(feature)
    if not status.settings.is_on(feature):
        return Finding(topic, "off", Level.OFF)
    if feature in status.failing:
        return Finding(topic, "failing", Level.WRONG)
    if status.settings.paused_until(feature, now) is not None:
        return Finding(topic, "paused", Level.WAITING)
    return Finding(topic, "on")


def _queue(status: GuildStatus, now: datetime) -> Iterator[Finding]:
    queue = status.queue
    if queue is None:
        return
    if queue.cases or queue.appeals:
        yield Finding(Topic.QUEUE, "waiting", Level.WAITING)
    elif status.settings.is_active(Feature.MODERATION, now):
        yield Finding(Topic.QUEUE, "empty")
    if queue.missed:
        yield Finding(Topic.MISSED, "waiting", Level.WRONG)


def _newsstand(status: GuildStatus, now: datetime) -> Iterator[Finding]:
    news, queue = status.news, status.queue
    if news is None or queue is None or not status.settings.is_on(Feature.NEWS):
        return
    if not news.followed:
        yield Finding(Topic.FEEDS, "none", Level.OFF)
    elif news.failing:
        yield Finding(Topic.FEEDS, "failing", Level.WRONG)
    else:
        yield Finding(Topic.FEEDS, "well")
    if news.parked:
        yield Finding(Topic.CHANNELS, "parked", Level.WRONG)
    if queue.oldest_news is not None:
        yield _outbox(status, queue.oldest_news, now)
    elif news.followed:
        yield Finding(Topic.OUTBOX, "empty")
    if news.held:
        yield Finding(Topic.HELD_NEWS, "waiting", Level.WAITING)


def _outbox(status: GuildStatus, oldest: datetime, now: datetime) -> Finding:
    if status.settings.paused_until(Feature.NEWS, now) is not None:
        return Finding(Topic.OUTBOX, "paused", Level.WAITING)
    if now - oldest > OUTBOX_LATE:
        return Finding(Topic.OUTBOX, "late", Level.WRONG)
    return Finding(Topic.OUTBOX, "waiting")


def _backup(backup: Backup, now: datetime) -> Finding:
    if not backup.is_made:
        return Finding(Topic.BACKUP, "not_mine", Level.OFF)
    if backup.newest_at is None:
        return Finding(Topic.BACKUP, "none", Level.WAITING)
    if now - backup.newest_at > BACKUP_OLD:
        return Finding(Topic.BACKUP, "old", Level.WRONG)
    return Finding(Topic.BACKUP, "made")
