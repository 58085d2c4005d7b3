"""Stories that wait for a moderator's word, and what it can be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from discord_bot.news.posts import StoryView


class HeldReason(StrEnum):
    """Why a story waits."""

    GOSSIP = "gossip"
    TIER = "tier"
    """The server looks at whatever comes from sources of that tier."""


class HeldDecision(StrEnum):
    """A moderator's word."""

    POST = "post"
    POST_PLAIN = "post_plain"
    """Without picture and preview."""
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Held:
    """A story that waits in one server, or was decided on. ``decider_id`` 0: was forgotten."""

    guild_id: int
    story_id: int
    reason: str
    held_at: datetime
    decision: HeldDecision | None = None
    decided_at: datetime | None = None
    decider_id: int | None = None


@dataclass(frozen=True, slots=True)
class HeldStory:
    """What a moderator decides on. ``why`` is the judgement in words."""

    guild_id: int
    story: StoryView
    reason: str
    why: tuple[str, ...]
    held_at: datetime


@dataclass(frozen=True, slots=True)
class HeldEntry:
    """A story of the queue with what became of it; nothing yet where ``decision`` is None."""

    held: HeldStory
    decision: HeldDecision | None = None
    decided_at: datetime | None = None
    decider_id: int | None = None


@dataclass(frozen=True, slots=True)
class HeldOutcome:
    """A decision that was written down. ``posts`` is in how many channels the story will be."""

    story: StoryView
    decision: HeldDecision
    posts: int
