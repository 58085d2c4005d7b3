"""What is to be shown in Discord: a post with its stories, put together when it is about to go."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from discord_bot.news.model import Kind, Tier, Topic
from discord_bot.news.subscriptions import Style

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_MARK = re.compile(r"d[0-9a-z]{1,13}", re.ASCII)


class PostKind(StrEnum):
    """What a delivery does: post a story or several, edit or publish a post, tell moderators."""

    STORY = "story"
    DIGEST = "digest"
    EDIT = "edit"
    PUBLISH = "publish"
    NOTICE = "notice"

    @property
    def makes_message(self) -> bool:
        """Whether Discord has a message more when it is done."""
        return self in {PostKind.STORY, PostKind.DIGEST, PostKind.NOTICE}


class Origin(StrEnum):
    """Why there is a delivery."""

    NEWS = "news"
    PREVIEW = "preview"
    """The newest story, for a subscription that has just begun."""
    HELD = "held"
    """A moderator let it go out."""
    SCHEDULED = "scheduled"
    OVERFLOW = "overflow"
    """A digest of what was more than a channel takes in an hour."""
    CHANGED = "changed"
    TOLD = "told"


class NoticeKind(StrEnum):
    """What moderators are told."""

    FEED_FAILING = "feed_failing"
    FEED_BACK = "feed_back"
    FEED_QUIET = "feed_quiet"
    CHANNEL_PARKED = "channel_parked"
    DELIVERY_FAILED = "delivery_failed"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to tell moderators; ``values`` fill the placeholders of its wording."""

    kind: NoticeKind
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AlsoBy:
    """Somebody else who reported a story."""

    name: str
    link: str


@dataclass(frozen=True, slots=True)
class StoryView:
    """A story as it is shown in one place. ``is_spoiler``: it gives away more than holds there.

    ``markdown`` is the summary in Discord's markdown, safe as it is; ``summary`` is plain text.
    """

    id: int
    title: str
    summary: str
    link: str | None
    image: str | None
    kind: Kind
    topic: Topic
    tier: Tier
    source: str
    published: datetime | None
    seen_at: datetime
    spoiler_season: int | None
    is_spoiler: bool
    also: tuple[AlsoBy, ...] = ()
    markdown: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """One thing to do in Discord. See ``sending.Sender`` for who does it.

    ``nonce`` has Discord drop a repeat that comes within minutes. ``mark`` stands in the message,
    for ``Sender.find``. ``uncertain_since``: an earlier try may have arrived, not before then.
    ``message_id`` is the message to edit or publish, None for what makes a new one. ``role_id`` is
    the one to ping. ``plain`` asks for no picture and no preview of the link.
    """

    id: int
    kind: PostKind
    origin: Origin
    guild_id: int
    channel_id: int
    stories: tuple[StoryView, ...]
    name: str = ""
    subscription_number: int | None = None
    style: Style = Style.CARD
    role_id: int | None = None
    plain: bool = False
    message_id: int | None = None
    uncertain_since: datetime | None = None
    attempts: int = 1
    notice: Notice | None = None

    @property
    def nonce(self) -> str:
        """The same for every try of this post; Discord takes 25 characters."""
        return str(self.id)

    @property
    def mark(self) -> str:
        """What the message carries to be known by, in a button's custom id."""
        return mark_of(self.id)

    @property
    def overflow(self) -> bool:
        """Whether it bundles what was more than a channel takes in an hour."""
        return self.origin is Origin.OVERFLOW


def mark_of(delivery_id: int) -> str:
    """The mark of a delivery: ``d`` and its id in base 36, in at most 14 characters."""
    digits, rest = "", delivery_id
    while rest:
        rest, digit = divmod(rest, len(_DIGITS))
        digits = _DIGITS[digit] + digits
    return f"d{digits or '0'}"


def delivery_of(mark: str) -> int | None:
    """The delivery's id that a mark stands for; None for what is no mark."""
    return int(mark[1:], 36) if _MARK.fullmatch(mark) else None
