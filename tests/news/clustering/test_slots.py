"""Headlines taken apart, and that no headline takes long."""

from __future__ import annotations

import time

import pytest

from discord_bot.folding import fold
from discord_bot.news.clustering.events import Event, Form, events_in, forms_in
from discord_bot.news.clustering.names import Names
from discord_bot.news.clustering.numbers import numbers_in
from discord_bot.news.clustering.slots import slots_of
from discord_bot.packs import load_pack

NAMES = Names.from_pack(load_pack("heartstopper"))


@pytest.mark.parametrize(
    ("title", "event"),
    [
        ("Netflix orders a third season", Event.RENEWED),
        ("Heartstopper axed after two seasons", Event.CANCELLED),
        ("Season 3 pushed back to spring", Event.DELAYED),
        ("Season 3 arrives on 3 October", Event.DATED),
        ("Cameras roll on season 3", Event.FILMING),
        ("Empieza el rodaje de la temporada 3", Event.FILMING),
        ("Season 3 has wrapped", Event.WRAPPED),
        ("Dreharbeiten zu Staffel 3 beendet", Event.WRAPPED),
        ("Official trailer is here", Event.TRAILER),
        ("First teaser is here", Event.TEASER),
        ("Kit Connor up for Emmy", Event.NOMINATED),
        ("Kit Connor takes home Emmy", Event.WON),
        ("Kit Connor misses out on Emmy", Event.LOST),
        ("Jonathan Bailey boards the cast", Event.JOINS),
        ("Sebastian Croft won't be back", Event.LEAVES),
    ],
)
def test_an_event_is_known_by_its_words(title: str, event: Event) -> None:
    assert event in events_in(fold(title))


def test_a_trailer_that_is_out_is_a_trailer_and_nobody_who_is_nominated_has_won() -> None:
    assert events_in(fold("Season 3 trailer is finally here")) == {Event.TRAILER}
    assert events_in(fold("Emmy nomination for prize-winning drama")) == {Event.NOMINATED}


def test_forms_are_no_news_of_their_event() -> None:
    assert forms_in(fold("Heartstopper season 3 ending explained")) == {Form.EXPLAINER}
    assert forms_in(fold("Recap: season 3, episode 2")) == {Form.RECAP}
    assert not forms_in(fold("Heartstopper season 3 arrives"))


def test_numbers_count_what_stands_beside_them() -> None:
    numbers = numbers_in(fold("Season 3, volume six: 30m hours on 3 October 2024, S3E4"))
    assert (numbers.seasons, numbers.volumes, numbers.episodes) == ({"3"}, {"6"}, {"4"})
    assert (numbers.days, numbers.years, numbers.amounts) == ({"10-3"}, {"2024"}, {"30000000"})


def test_the_outlet_at_the_end_is_no_part_of_the_headline() -> None:
    plain = slots_of("Heartstopper stars lead parade", "", NAMES)
    assert slots_of("Heartstopper stars lead parade - Yahoo News UK", "", NAMES) == plain


def test_the_author_is_known_by_what_she_made_and_nobody_else_is_her() -> None:
    assert slots_of("Heartstopper creator draws last page", "", NAMES).makers == {"alice-oseman"}
    assert not slots_of("Author Hanne Vries announces new novel", "", NAMES).makers


WORST = [
    "a " * 150,
    "season " * 43,
    "to be the last " * 20,
    "wraps the the the " * 17,
    "s1e1 " * 60,
    "first second third " * 16,
    "'" * 300,
    "“" * 300,
    "a' 'a" * 60,
    "1,000,000 " * 30,
    "sets for 1 " * 28,
    "Ab" * 150,
    "- | – " * 50,
    "released on on on on on on " * 11,
    "pushed to of of of of back " * 11,
]


@pytest.mark.parametrize("text", WORST)
def test_no_headline_takes_long(text: str) -> None:
    best = 1.0
    for _ in range(5):
        start = time.process_time()
        slots_of(text[:300], "", NAMES)
        best = min(best, time.process_time() - start)
    assert best < 0.05  # 1 to 3 ms on a quiet processor
