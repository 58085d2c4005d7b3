"""What a headline says has happened, by its words; and what kind of piece it is."""

from __future__ import annotations

import re

from discord_bot.news.clustering.event_names import ONCE, PERSONAL, Event, Form
from discord_bot.news.clustering.event_words import EVENTS, FORMS, NOT, OVER

__all__ = [
    "NOT",
    "ONCE",
    "PERSONAL",
    "Event",
    "Form",
    "event_places",
    "events_in",
    "forms_in",
]

_EVENT_WORDS = {event: re.compile(rf"\b(?:{words})\b") for event, words in EVENTS.items()}
_FORM_WORDS = {form: re.compile(rf"\b(?:{words})\b") for form, words in FORMS.items()}


def events_in(folded: str) -> frozenset[Event]:
    """The events that a folded headline names, without those that only lend their words."""
    return frozenset(event_places(folded))


def event_places(folded: str) -> dict[Event, int]:
    """The same events, each with the place of its first word."""
    found = {
        event: match.start()
        for event, words in _EVENT_WORDS.items()
        if (match := words.search(folded)) is not None
    }
    lent = {other for event in found for other in OVER.get(event, ())}
    return {event: place for event, place in found.items() if event not in lent}


def forms_in(folded: str) -> frozenset[Form]:
    """The kinds of piece that a folded headline shows itself to be."""
    return frozenset(form for form, words in _FORM_WORDS.items() if words.search(folded))
