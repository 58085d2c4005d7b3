"""Generated questions: true, never with two right choices, spoiler-safe, and stable by id."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discord_bot.folding import fold
from discord_bot.pack_files import CalendarEvent, Character, Confidence, Episode, Person
from discord_bot.packs import Pack, load_pack
from discord_bot.trivia.generate import generate
from discord_bot.trivia.generators.recipes import MOST
from discord_bot.trivia.model import Difficulty, Origin, Question

TINY = Path(__file__).parents[1] / "packs" / "tiny"
SHIPPED, SMALL = load_pack(), load_pack(TINY)
PACKS = {"shipped": SHIPPED, "tiny": SMALL}
ASKED = {question.id: question for question in generate(SHIPPED)}


@pytest.fixture(params=PACKS.values(), ids=PACKS.keys())
def pack(request: pytest.FixtureRequest) -> Pack:
    found: Pack = request.param
    return found


def kind_of(question: Question) -> str:
    """The kind by the longest known name that the id begins with."""
    names = sorted(TRUTH, key=len, reverse=True)
    return next(name for name in names if question.id.startswith(f"gen-{name}-"))


def subject(question: Question) -> str:
    return question.id.removeprefix(f"gen-{kind_of(question)}-")


# --- what the tables say, read anew ---------------------------------------------------------------


def people(pack: Pack) -> dict[str, Person]:
    return {person.name: person for person in pack.cast.people}


def characters(pack: Pack) -> dict[str, Character]:
    return {character.name: character for character in pack.cast.characters}


def by_id(pack: Pack, character_id: str) -> Character:
    return next(item for item in pack.cast.characters if item.id == character_id)


def plays(pack: Pack, person_id: str | None) -> list[Character]:
    return [item for item in pack.cast.characters if item.actor == person_id]


def season_number(pack: Pack, title: str) -> int:
    return next(item.number for item in pack.show.seasons if item.title == title)


def season_in(pack: Pack, text: str) -> int:
    """The number of the season that a prompt names."""
    return next(item.number for item in pack.show.seasons if item.title in text)


def place(question: Question) -> tuple[int, int]:
    match = re.fullmatch(r"s(\d+)e(\d+)", subject(question))
    assert match is not None
    return int(match[1]), int(match[2])


def episodes(pack: Pack, **wanted: object) -> list[Episode]:
    return [
        item
        for item in pack.show.episodes
        if all(getattr(item, key) == value for key, value in wanted.items())
    ]


def event(pack: Pack, **wanted: object) -> CalendarEvent:
    return next(
        item
        for item in pack.calendar.events
        if all(getattr(item, key) == value for key, value in wanted.items())
    )


def group_in(pack: Pack, prompt: str) -> str:
    return next(key for key, phrase in pack.cast.groups.items() if phrase in prompt)


# --- whether a choice is right, by kind -----------------------------------------------------------

Truth = Callable[[Pack, Question, str], bool]


def true_debut(pack: Pack, question: Question, choice: str) -> bool:
    wanted = season_in(pack, question.prompt)
    return min(item.first_season or 0 for item in plays(pack, people(pack)[choice].id)) == wanted


def true_absence(pack: Pack, question: Question, choice: str) -> bool:
    return season_in(pack, question.prompt) not in characters(pack)[choice].seasons


def true_pair(pack: Pack, question: Question, choice: str) -> bool:
    actor, character = choice.split(" as ")
    return characters(pack)[character].actor == people(pack)[actor].id


def true_order(pack: Pack, question: Question, choice: str) -> bool:
    season = season_in(pack, question.prompt)
    numbers = [
        episodes(pack, season=season, title=title)[0].number for title in choice.split(" → ")
    ]
    return numbers == sorted(numbers)


def true_first_event(pack: Pack, question: Question, choice: str) -> bool:
    others = [event(pack, title=text).date for text in (question.answer, *question.distractors)]
    dates = [day for day in others if day is not None]
    return event(pack, title=choice).date == min(dates)


def true_day(pack: Pack, question: Question, choice: str) -> bool:
    released = next(
        item.released for item in pack.show.seasons if str(item.number) == subject(question)
    )
    return dt.datetime.strptime(choice, "%d %B %Y").date() == released  # noqa: DTZ007 - a day


def true_year(pack: Pack, question: Question, choice: str) -> bool:
    if kind_of(question) == "event-year":
        day = event(pack, id=subject(question)).date
    else:
        number = int(subject(question))
        day = next(item.released for item in pack.show.seasons if item.number == number)
    return day is not None and choice == str(day.year)


def true_job(pack: Pack, question: Question, choice: str) -> bool:
    return next(item for item in pack.cast.people if item.id == subject(question)).job == choice


def true_worker(pack: Pack, question: Question, choice: str) -> bool:
    wanted = next(item for item in pack.cast.people if item.id == subject(question)).job
    return people(pack)[choice].job == wanted


def season_of(pack: Pack, question: Question) -> int:
    return place(question)[0]


TRUTH: dict[str, Truth] = {
    "plays": lambda pack, q, text: by_id(pack, subject(q)) in plays(pack, people(pack)[text].id),
    "part": lambda pack, q, text: characters(pack)[text].actor == subject(q),
    "pair": true_pair,
    "first-season": lambda pack, q, text: (
        season_number(pack, text) == by_id(pack, subject(q)).first_season
    ),
    "first-in": lambda pack, q, text: (
        characters(pack)[text].first_season == season_in(pack, q.prompt)
    ),
    "actor-first-in": true_debut,
    "not-in": true_absence,
    "in-group": lambda pack, q, text: characters(pack)[text].group == group_in(pack, q.prompt),
    "not-in-group": lambda pack, q, text: characters(pack)[text].group != group_in(pack, q.prompt),
    "actor-in-group": lambda pack, q, text: any(
        item.group == group_in(pack, q.prompt) for item in plays(pack, people(pack)[text].id)
    ),
    "crew": true_worker,
    "job": true_job,
    "title": lambda pack, q, text: any(
        (item.season, item.number) == place(q) for item in episodes(pack, title=text)
    ),
    "next": lambda pack, q, text: any(
        (item.season, item.number - 1) == place(q) for item in episodes(pack, title=text)
    ),
    "number": lambda pack, q, text: text == f"Episode {place(q)[1]}",
    "season": lambda pack, q, text: season_number(pack, text) == place(q)[0],
    "of-season": lambda pack, q, text: bool(
        episodes(pack, title=text, season=season_in(pack, q.prompt))
    ),
    "not-of-season": lambda pack, q, text: (
        not episodes(pack, title=text, season=season_in(pack, q.prompt))
    ),
    "order": true_order,
    "season-year": true_year,
    "season-day": true_day,
    "event-year": true_year,
    "event-first": true_first_event,
}


def test_the_answer_is_true_and_no_distractor_is(pack: Pack) -> None:
    for question in generate(pack):
        truth = TRUTH[kind_of(question)]
        right = [text for text in question.distractors if truth(pack, question, text)]
        assert truth(pack, question, question.answer), question
        assert right == [], question


def test_every_kind_of_question_is_made_from_the_shipped_tables() -> None:
    assert {kind_of(question) for question in generate(SHIPPED)} == TRUTH.keys()


def test_there_are_hundreds_of_them() -> None:
    assert len(generate(SHIPPED)) >= 400


# --- form -----------------------------------------------------------------------------------------


def test_ids_are_unique_and_marked_as_generated(pack: Pack) -> None:
    ids = Counter(question.id for question in generate(pack))
    assert [key for key, count in ids.items() if count > 1] == []
    assert all(re.fullmatch(r"gen-[a-z0-9]+(-[a-z0-9]+)*", key) for key in ids)
    assert all(len(key) <= 160 for key in ids)


def test_every_question_keeps_the_limits_of_written_ones(pack: Pack) -> None:
    for question in generate(pack):
        assert question.origin is Origin.GENERATED
        assert 0 < len(question.prompt) <= 300
        assert len(question.explanation) <= 400
        assert all(0 < len(text) <= 80 for text in (question.answer, *question.distractors))
        assert len(question.distractors) in {0, 3, 4, 5}
        assert question.typed or question.multiple_choice
        assert question.source
        assert question.category in pack.categories
        assert "{" not in question.prompt + question.explanation


def test_choices_differ_from_each_other_and_from_every_accepted_form(pack: Pack) -> None:
    for question in generate(pack):
        wrong = [fold(text) for text in question.distractors]
        assert len(set(wrong)) == len(wrong)
        assert not {fold(text) for text in (question.answer, *question.aliases)} & set(wrong)


def test_a_question_to_be_typed_does_not_speak_of_choices(pack: Pack) -> None:
    for question in generate(pack):
        if question.typed:
            assert not re.search(r"of these|here:|only one|three of", question.prompt.casefold())


def test_the_prompt_of_a_question_does_not_give_its_answer_away(pack: Pack) -> None:
    for question in generate(pack):
        if kind_of(question) not in {"order", "event-first"}:
            assert f" {fold(question.answer)} " not in f" {fold(question.prompt)} "


def test_prompts_of_one_kind_are_worded_in_several_ways() -> None:
    for kind in ("plays", "part", "title"):
        prompts = [item.prompt for item in generate(SHIPPED) if kind_of(item) == kind]
        starts = Counter(prompt.split()[0] + prompt.split()[1] for prompt in prompts)
        assert len(starts) > 1


def test_principal_parts_are_easy_and_guests_are_hard() -> None:
    assert ASKED["gen-plays-nick-nelson"].difficulty is Difficulty.EASY
    assert ASKED["gen-plays-geoff"].difficulty is Difficulty.HARD


# --- facts that may not be used -------------------------------------------------------------------


def test_what_is_known_from_memory_is_asked_of_principal_parts_alone() -> None:
    """In the tiny pack a supporting part is from memory; then everything is made so."""
    assert not [item for item in generate(SMALL) if "Pip Kerb" in _texts(item)]
    asked = {item.id for item in generate(_all_from_memory(SMALL)) if "Tom Ember" in _texts(item)}
    assert "gen-plays-tom-ember" in asked
    assert {kind_of(item) for item in generate(_all_from_memory(SMALL)) if item.id in asked} <= {
        "plays",
        "part",
        "pair",
    }


def _all_from_memory(pack: Pack) -> Pack:
    memory = {"confidence": Confidence.MEMORY}
    cast = pack.cast.model_copy(
        update={
            "people": tuple(item.model_copy(update=memory) for item in pack.cast.people),
            "characters": tuple(item.model_copy(update=memory) for item in pack.cast.characters),
        }
    )
    return replace(pack, cast=cast)


def _texts(question: Question) -> str:
    return " ".join((question.prompt, question.answer, question.explanation, *question.distractors))


def test_animals_are_never_among_people(pack: Pack) -> None:
    animals = [item.name for item in pack.cast.characters if item.animal]
    assert animals
    for question in generate(pack):
        assert not any(name in _texts(question) for name in animals)


def test_an_actor_with_two_parts_has_neither_as_a_wrong_answer() -> None:
    questions = {question.id: question for question in generate(SMALL)}
    part = questions["gen-part-ida-moss"]
    assert part.answer == "Vera Lamp"
    assert "The Stranger" in part.aliases
    for question in (part, questions["gen-plays-vera-lamp"], questions["gen-plays-vera-double"]):
        assert not {"The Stranger", "Vera Lamp", "Ida Moss"} & set(question.distractors)


def test_a_title_of_two_episodes_is_asked_only_by_its_place() -> None:
    asked = [item for item in generate(SMALL) if "Blackout" in item.prompt]
    assert {kind_of(item) for item in asked} <= {"order"}


# --- spoilers -------------------------------------------------------------------------------------


def test_nothing_in_a_question_spoils_more_than_its_season(pack: Pack) -> None:
    for question in generate(pack):
        named = _named(pack, question)
        assert [name for name, spoils in named.items() if spoils > question.season] == [], question


def _named(pack: Pack, question: Question) -> dict[str, int]:
    """Every character, actor and episode that a question names, and what each spoils."""
    text = _texts(question)
    known = {item.name: item.spoils for item in pack.cast.characters}
    for person in pack.cast.people:
        parts = plays(pack, person.id)
        if parts:
            known[person.name] = min(part.spoils for part in parts)
    named = {name: spoils for name, spoils in known.items() if re.search(rf"\b{name}\b", text)}
    if question.category == "episodes" and not kind_of(question).startswith("season-"):
        for episode in pack.show.episodes:
            if episode.title in (question.answer, *question.distractors):
                same = episodes(pack, title=episode.title)
                named[episode.title] = min(item.season for item in same)
    return named


def test_wrong_answers_spoil_no_more_than_the_right_one_where_that_is_possible() -> None:
    for character in SHIPPED.cast.characters:
        question = ASKED.get(f"gen-plays-{character.id}")
        if question is not None:
            assert question.season == character.spoils


def test_the_season_of_something_is_asked_only_where_two_may_be_the_answer() -> None:
    for question in generate(SHIPPED):
        if kind_of(question) in {"season", "first-season"}:
            assert question.season >= 2


# --- stability ------------------------------------------------------------------------------------


def test_the_same_tables_give_the_same_questions(pack: Pack) -> None:
    assert generate(pack) == generate(pack)


def test_the_order_of_rows_does_not_matter(pack: Pack) -> None:
    turned = replace(
        pack,
        cast=pack.cast.model_copy(
            update={
                "people": tuple(reversed(pack.cast.people)),
                "characters": tuple(reversed(pack.cast.characters)),
            }
        ),
        calendar=pack.calendar.model_copy(update={"events": tuple(reversed(pack.calendar.events))}),
        show=pack.show.model_copy(update={"episodes": tuple(reversed(pack.show.episodes))}),
    )
    assert sorted(generate(turned), key=lambda item: item.id) == sorted(
        generate(pack), key=lambda item: item.id
    )


def _less(pack: Pack, characters_out: set[str], events_out: set[str], last: int) -> Pack:
    """The pack before some rows were added: characters, events, and a season's last episodes."""
    final = max(episode.season for episode in pack.show.episodes)
    kept = tuple(item for item in pack.show.episodes if item.season < final or item.number <= last)
    cast = [item for item in pack.cast.characters if item.id not in characters_out]
    events = [item for item in pack.calendar.events if item.id not in events_out]
    return replace(
        pack,
        cast=pack.cast.model_copy(update={"characters": tuple(cast)}),
        calendar=pack.calendar.model_copy(update={"events": tuple(events)}),
        show=pack.show.model_copy(update={"episodes": kept}),
    )


def _names(pack: Pack, ids: Iterable[str], events: Iterable[str], last: int) -> set[str]:
    found = {item.name for item in pack.cast.characters if item.id in ids}
    actors = {item.actor for item in pack.cast.characters if item.id in ids}
    found |= {person.name for person in pack.cast.people if person.id in actors}
    found |= {item.title for item in pack.calendar.events if item.id in events}
    found |= {item.title for item in pack.show.episodes if item.number > last}
    return found | {f"Episode {item.number}" for item in pack.show.episodes if item.number > last}


@pytest.mark.slow
@settings(max_examples=15, deadline=None)
@given(
    st.sets(st.sampled_from([item.id for item in SHIPPED.cast.characters]), max_size=3),
    st.sets(st.sampled_from([item.id for item in SHIPPED.calendar.events]), max_size=3),
    st.integers(4, 8),
)
def test_further_rows_leave_ids_prompts_and_answers_as_they_are(
    characters_out: set[str], events_out: set[str], last: int
) -> None:
    before = generate(_less(SHIPPED, characters_out, events_out, last))
    new = _names(SHIPPED, characters_out, events_out, last)
    for question in before:
        now = ASKED[question.id]
        assert (now.prompt, now.answer) == (question.prompt, question.answer)
        for text in set(now.distractors) - set(question.distractors):
            assert any(name in text for name in new) or len(question.distractors) < MOST
