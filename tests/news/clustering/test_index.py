"""One story, once: what is told again is found, and what is different is left apart."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discord_bot.news.clustering.index import StoryIndex
from discord_bot.news.clustering.names import Names
from discord_bot.news.model import Entry, Kind
from discord_bot.packs import load_pack

NAMES = Names.from_pack(load_pack("heartstopper"))
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def entry(
    title: str, *, link: str | None = None, summary: str = "", at: datetime | None = NOW
) -> Entry:
    return Entry(f"{title} {link} {at}", link, title, summary, at)


def told(*entries: Entry, source: str = "") -> StoryIndex:
    """An index that knows each of the entries as a story of its own, from 1."""
    index = StoryIndex(NAMES)
    for story_id, item in enumerate(entries, start=1):
        index.add(story_id, item, Kind.OTHER, NOW, source=source)
    return index


def placed(index: StoryIndex, item: Entry, *, source: str = "") -> tuple[int | None, str]:
    place = index.place(item, Kind.OTHER, NOW, source=source)
    assert place.why
    return place.story_id, place.how


RENEWED = entry("Netflix renews Heartstopper for season 4", link="https://a.example/renewed-4-more")


def test_an_index_that_knows_nothing_finds_nothing() -> None:
    assert placed(StoryIndex(), RENEWED) == (None, "new")


def test_one_article_under_another_address_is_one_story() -> None:
    again = entry(
        "Heartstopper: fourth season ordered",
        link="http://m.a.example/renewed-4-more/?utm_source=x",
    )
    assert placed(told(RENEWED), again) == (1, "link")


def test_a_feed_that_gives_all_its_entries_one_link_has_many_stories() -> None:
    first = entry(
        "Heartstopper season 3 episode 4 recap", link="https://pod.example/shows/leaf-talk-show"
    )
    second = entry(
        "Heartstopper season 3 episode 5 recap", link="https://pod.example/shows/leaf-talk-show"
    )
    assert placed(told(first), second) == (None, "new")


def test_one_link_is_one_story_for_two_sources_and_may_be_two_for_one() -> None:
    link = "https://pod.example/shows/leaf-talk-show"
    known = told(entry("Joe Locke wins award for his play", link=link), source="1")
    other = entry("Kit Connor reads your letters", link=link)
    assert placed(known, other, source="2") == (1, "link")
    assert placed(known, other, source="1") == (None, "new")


@pytest.mark.parametrize(
    ("title", "how"),
    [
        ("NETFLIX RENEWS HEARTSTOPPER FOR SEASON 4", "wording"),
        ("Netflix renews Heartstopper for season 4 | Evening Standard", "wording"),
        ("Nick and Charlie to return as Netflix picks up fourth series", "paraphrase"),
    ],
)
def test_other_words_for_the_same_news_are_one_story(title: str, how: str) -> None:
    assert placed(told(RENEWED), entry(title)) == (1, how)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Heartstopper season 3 teaser released", "Heartstopper season 3 trailer released"),
        ("Heartstopper season 2 trailer released", "Heartstopper season 3 trailer released"),
        ("Heartstopper nominated for BAFTA", "Heartstopper wins BAFTA"),
        ("Heartstopper wins GLAAD award", "Heartstopper wins BAFTA award"),
        ("Heartstopper season 3 starts filming", "Heartstopper season 3 wraps filming"),
        ("Heartstopper Volume 5 release date", "Heartstopper Volume 6 release date"),
        ("Heartstopper season 3 delayed", "Heartstopper season 3 gets release date"),
        ("Kit Connor joins new war film", "Kit Connor denies joining new war film"),
        ("Kit Connor joins new play", "Joe Locke joins new play"),
        ("Heartstopper renewed for season 3", "Marsh End renewed for season 3"),
        ("Marsh End starts filming in Leeds", "The Tall Ship starts filming in Leeds"),
        ("Kit Connor joins new film The Marsh", "Kit Connor joins new film of Otto Berg"),
        ("Joe Locke: 'I cried for an hour'", "Joe Locke: 'We never stopped laughing'"),
    ],
)
def test_headlines_that_differ_in_what_matters_are_two_stories(one: str, other: str) -> None:
    assert placed(told(entry(one)), entry(other)) == (None, "new")
    assert placed(told(entry(other)), entry(one)) == (None, "new")


def test_the_same_text_months_later_is_a_repost_and_a_year_later_it_is_news() -> None:
    title = "Heartstopper nominated for GLAAD Media Award"
    index = told(entry(title, link="https://a.example/nominated-for-glaad"))
    for days, expected in [(3, (1, "wording")), (90, (1, "repost")), (364, (None, "new"))]:
        again = entry(title, link=f"https://b.example/{days}", at=NOW + timedelta(days=days))
        assert placed(index, again) == expected


def test_the_same_link_months_later_is_a_repost() -> None:
    again = entry("From the archive: the renewal", link=RENEWED.link, at=NOW + timedelta(days=100))
    assert placed(told(RENEWED), again) == (1, "repost")


def test_a_weekly_column_is_new_every_week() -> None:
    index = told(entry("The week in Heartstopper", summary="A trailer, and a cat."))
    later = entry("The week in Heartstopper", summary="Two interviews.", at=NOW + timedelta(days=7))
    assert placed(index, later) == (None, "new")


def test_the_same_news_weeks_later_is_no_paraphrase() -> None:
    later = entry("Heartstopper gets fourth season", at=NOW + timedelta(days=12))
    assert placed(told(RENEWED), later) == (None, "new")


def test_entries_without_a_date_count_as_told_when_they_are_seen() -> None:
    again = entry("Heartstopper gets greenlight for Season Four", at=None)
    assert placed(told(RENEWED), again)[0] == 1


def test_a_summary_lends_what_the_title_leaves_open() -> None:
    index = told(entry("Heartstopper trailer released", summary="A first look at season 2."))
    assert placed(index, entry("Heartstopper season 2 trailer released"))[0] == 1
    assert placed(index, entry("Heartstopper season 3 trailer released")) == (None, "new")


def test_one_source_that_tells_two_things_in_a_day_is_trusted_to_mean_two() -> None:
    first = entry("Joe Locke says season 3 is the show's most mature yet")
    second = entry("Joe Locke promises a more grown-up Heartstopper in season 3")
    elsewhere = placed(told(first, source="1"), second, source="2")
    assert placed(told(first, source="1"), second, source="1") == (None, "new")
    assert elsewhere[0] in {1, None}


HEADLINES = st.sampled_from(
    [
        "Netflix renews Heartstopper for season 4",
        "Heartstopper season 3 trailer released",
        "Kit Connor joins A24 war film Warfare",
        "Joe Locke nominated for Emmy for Heartstopper",
        "Alice Oseman announces new novel",
        "Primark launches Heartstopper collection",
    ]
)
TITLES = st.one_of(HEADLINES, st.text(max_size=80))
HOURS = st.integers(-2_000, 2_000)


@given(st.lists(st.tuples(TITLES, HOURS), max_size=8), TITLES, HOURS)
def test_a_place_is_the_same_each_time_and_in_each_index(
    known: list[tuple[str, int]], title: str, hours: int
) -> None:
    entries = [entry(text, at=NOW + timedelta(hours=apart)) for text, apart in known]
    item = entry(title, at=NOW + timedelta(hours=hours))
    index = told(*entries)
    first = index.place(item, Kind.OTHER, NOW)
    assert index.place(item, Kind.OTHER, NOW) == first
    assert told(*entries).place(item, Kind.OTHER, NOW) == first


@given(st.lists(st.tuples(TITLES, HOURS), max_size=6), HEADLINES, HOURS)
def test_what_was_added_is_found_again(
    known: list[tuple[str, int]], title: str, hours: int
) -> None:
    index = StoryIndex(NAMES)
    for text, apart in known:
        other = entry(text, at=NOW + timedelta(hours=apart))
        if text != title:
            index.add(1, other, Kind.OTHER, NOW)
    item = entry(title, at=NOW + timedelta(hours=hours))
    index.add(7, item, Kind.OTHER, NOW)
    assert index.place(item, Kind.OTHER, NOW).story_id == 7


@given(
    st.permutations(
        ["Kit Connor joins A24 war film Warfare", "Heartstopper exhibition to open in London"]
    )
)
def test_the_order_of_unrelated_stories_does_not_matter(order: list[str]) -> None:
    index = StoryIndex(NAMES)
    for title in order:
        index.add(len(title), entry(title), Kind.OTHER, NOW)
    again = "Heartstopper's Kit Connor cast in A24's Warfare"
    assert placed(index, entry(again))[0] == len("Kit Connor joins A24 war film Warfare")


def test_what_is_old_is_forgotten_once_much_is_known() -> None:
    index = StoryIndex(NAMES)
    index.add(1, RENEWED, Kind.OTHER, NOW)
    for number in range(2_300):
        at = NOW + timedelta(days=200, minutes=number * 9)
        index.add(number + 2, entry(f"Note {number}", at=at), Kind.OTHER, at)
    assert len(index) == 2_300
    assert placed(index, RENEWED)[0] is None
