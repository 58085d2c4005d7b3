"""What servers follow and how they want it, and whether a story is what one of them asked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from discord_bot.folding import fold
from discord_bot.news.model import Entry, Judgement, Kind, Tier, Topic
from discord_bot.news.windows import Quiet

MOST = 50
"""Subscriptions of one server. A menu holds 25; a server with more than twice that is a mistake."""


class Following(StrEnum):
    """What is followed: a source of the pack, the feed of an address, or the show everywhere."""

    SOURCE = "source"
    FEED = "feed"
    SHOW = "show"


class Style(StrEnum):
    """How a story is shown."""

    COMPACT = "compact"
    CARD = "card"


class Rhythm(StrEnum):
    """When stories are posted: as they come, or together."""

    INSTANT = "instant"
    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True)
class Source:
    """A source that the pack lists."""

    key: str
    name: str
    url: str
    tier: Tier
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Options:
    """How a subscription is to be served.

    ``at`` and ``weekday`` (0 is Monday) are when digests come, in the server's zone. ``role_id`` is
    the one to ping, a server's own id being @everyone. Without a ``ceiling`` of its own the
    server's holds. ``crosspost`` publishes what is posted in an announcement channel.
    """

    topics: frozenset[Topic] = frozenset({Topic.SHOW})
    kinds: frozenset[Kind] = frozenset(Kind)
    words_in: tuple[str, ...] = ()
    words_out: tuple[str, ...] = ()
    role_id: int | None = None
    style: Style = Style.CARD
    rhythm: Rhythm = Rhythm.INSTANT
    at: str = "18:00"
    weekday: int = 4
    quiet: Quiet | None = None
    ceiling: int | None = None
    crosspost: bool = False


@dataclass(frozen=True, slots=True)
class Subscription:
    """Something that a server follows. Stories count from ``since`` on."""

    id: int
    guild_id: int
    number: int
    following: Following
    source: str | None
    feed_id: int | None
    name: str
    url: str | None
    channel_id: int
    options: Options
    creator_id: int
    created_at: datetime
    since: datetime
    previewed_at: datetime | None = None
    paused_at: datetime | None = None

    def follows(self, feed_id: int, source: str | None) -> bool:
        """Whether it takes what that feed reports; ``source`` is the feed's key in the pack."""
        if self.following is Following.SHOW:
            return source is not None
        return self.feed_id == feed_id


class Refusal(StrEnum):
    """Why a subscription did not take a story."""

    NOT_FOLLOWED = "not_followed"
    TOPIC = "topic"
    KIND = "kind"
    WORDS_IN = "words_in"
    WORDS_OUT = "words_out"
    PAUSED = "paused"
    BEFORE = "before"
    """Seen before it was followed, or old news when the feed was first read."""


def refusal(subscription: Subscription, entry: Entry, judgement: Judgement) -> Refusal | None:
    """Why what an entry says is not what a subscription asked for; None where it is."""
    options = subscription.options
    if subscription.paused_at is not None:
        return Refusal.PAUSED
    if not options.topics & _topics(judgement):
        return Refusal.TOPIC
    if judgement.kind not in options.kinds:
        return Refusal.KIND
    words = f" {fold(f'{entry.title} {entry.summary}')} "
    if options.words_in and not _has_any(words, options.words_in):
        return Refusal.WORDS_IN
    if _has_any(words, options.words_out):
        return Refusal.WORDS_OUT
    return None


def _topics(judgement: Judgement) -> frozenset[Topic]:
    """What an entry counts as. Gossip on the cast comes before whoever follows the show, too.

    It is never posted by itself: a moderator of theirs sees it and decides.
    """
    if judgement.gossip and judgement.topic is Topic.CAST_ELSEWHERE:
        return frozenset({Topic.CAST_ELSEWHERE, Topic.SHOW})
    return frozenset({judgement.topic})


def _has_any(words: str, wanted: Iterable[str]) -> bool:
    """Whether one of ``wanted`` stands in ``words`` as whole words; both are compared folded."""
    return any(f" {fold(phrase)} " in words for phrase in wanted if phrase.strip())
