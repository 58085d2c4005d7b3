"""The events and kinds of piece that headlines tell apart."""

from __future__ import annotations

from enum import StrEnum


class Event(StrEnum):
    """Something that happens once to one thing, as far as headlines tell it apart."""

    RENEWED = "renewed"
    CANCELLED = "cancelled"
    UNDECIDED = "undecided"
    IN_THE_WORKS = "in the works"
    ENDING = "ending"
    DATED = "dated"
    DELAYED = "delayed"
    OUT = "out"
    IN_CINEMAS = "in cinemas"
    RUNTIME = "running time"
    CERTIFIED = "age rating"
    TEASER = "teaser"
    TRAILER = "trailer"
    CLIP = "clip"
    PHOTOS = "photos"
    POSTER = "poster"
    COVER = "cover"
    TITLED = "title"
    EPISODE_TITLES = "episode titles"
    EPISODE_COUNT = "number of episodes"
    FILMING = "filming begins"
    WRAPPED = "filming ends"
    ON_LOCATION = "on location"
    WRITTEN = "scripts"
    JOINS = "joins"
    LEAVES = "leaves"
    RETURNS = "returns"
    DIRECTED = "director"
    NOMINATED = "nominated"
    WON = "won"
    LOST = "lost"
    SPIN_OFF = "spin-off"
    ADAPTED = "adaptation"
    PUBLISHED = "new book"
    RATED = "critics"
    CHARTED = "chart"
    BOX_OFFICE = "box office"
    VIEWED = "viewers"
    SOLD = "sales"
    MUSIC = "music"
    GATHERING = "event"
    EXTENDED = "extended"
    TICKETS = "tickets"
    DRESSED = "clothes"
    BANNED = "banned"
    CAUSE = "cause"
    PETITION = "petition"
    GOODS = "goods"
    DIED = "died"
    TRIBUTE = "tribute"
    CAME_OUT = "came out"
    DATING = "dating"
    ENGAGED = "engaged"
    MARRIED = "married"
    SPLIT = "split"
    HURT = "hurt or ill"
    IN_COURT = "in court"
    LEAKED = "leaked"


PERSONAL = frozenset(
    {
        Event.JOINS,
        Event.LEAVES,
        Event.RETURNS,
        Event.DIRECTED,
        Event.NOMINATED,
        Event.WON,
        Event.LOST,
        Event.DRESSED,
        Event.DIED,
        Event.CAME_OUT,
        Event.DATING,
        Event.ENGAGED,
        Event.MARRIED,
        Event.SPLIT,
        Event.HURT,
    }
)
"""What happens to people, so that it matters who it is."""
ONCE = frozenset(
    {
        Event.RENEWED,
        Event.CANCELLED,
        Event.DATED,
        Event.DELAYED,
        Event.OUT,
        Event.RUNTIME,
        Event.CERTIFIED,
        Event.TEASER,
        Event.TRAILER,
        Event.POSTER,
        Event.COVER,
        Event.TITLED,
        Event.EPISODE_TITLES,
        Event.EPISODE_COUNT,
        Event.FILMING,
        Event.WRAPPED,
        Event.WRITTEN,
        Event.ENDING,
        Event.PETITION,
        Event.DIED,
    }
)
"""What happens to one thing once within days, so that whoever tells of it tells the same."""


class Form(StrEnum):
    """A kind of piece that is no news of the event which its headline names."""

    GUIDE = "a guide"
    LIST = "a list"
    REVIEW = "a review"
    RECAP = "a recap"
    EXPLAINER = "an explanation"
    REACTION = "a reaction"
