"""What the shipped pack may say: sources, nothing private, no spoilers, and fair choices."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from discord_bot.folding import fold
from discord_bot.pack_files import Character, Confidence, Person
from discord_bot.packs import data_directory, load_pack
from discord_bot.trivia.generate import generate
from discord_bot.trivia.grading import NameBook, grade
from discord_bot.trivia.model import Question

ROOT = Path(__file__).parents[1]
PACK = load_pack()
WRITTEN = PACK.questions
ALL = (*WRITTEN, *generate(PACK))
NAMES = NameBook.from_pack(PACK)
LONGEST_SHARE = 0.45
"""The right answer may be the longest one in this share of questions; chance would be a quarter."""


def texts(question: Question) -> tuple[str, ...]:
    """Everything of a question that members see."""
    return (question.prompt, question.answer, *question.distractors, question.explanation)


def has_word(words: str, text: str) -> str | None:
    """The first of some words (a regular expression) that stands in a text."""
    match = re.search(rf"\b(?:{words})\b", text, flags=re.IGNORECASE)
    return match[0] if match else None


# --- number, form and sources ---------------------------------------------------------------------


def test_there_are_at_least_150_written_questions_in_every_category() -> None:
    assert len(WRITTEN) >= 150
    asked = Counter(question.category for question in WRITTEN)
    assert [key for key in PACK.categories if asked[key] < 5] == []


def test_there_are_questions_for_who_has_seen_only_the_first_season() -> None:
    assert sum(question.season <= 1 for question in WRITTEN) >= 60


def test_every_written_question_names_its_source_by_address_and_explains() -> None:
    for question in WRITTEN:
        assert re.fullmatch(r"https?://\S+\.\S+", question.source), question.id
        assert question.explanation, question.id


def test_no_question_is_asked_twice() -> None:
    prompts = Counter(fold(question.prompt) for question in WRITTEN)
    assert [prompt for prompt, count in prompts.items() if count > 1] == []


def test_every_row_of_the_tables_has_an_address_as_its_source() -> None:
    show, cast = PACK.show, PACK.cast
    rows = (*show.seasons, *show.episodes, *cast.people, *cast.characters, *PACK.calendar.events)
    assert [row for row in rows if not row.source.startswith(("https://", "http://"))] == []


# --- choices --------------------------------------------------------------------------------------


def test_no_distractor_is_also_right_or_stands_twice() -> None:
    for question in ALL:
        wrong = [fold(text) for text in question.distractors]
        right = {fold(text) for text in (question.answer, *question.aliases)}
        assert len(set(wrong)) == len(wrong), question.id
        assert not right & set(wrong), question.id


def test_typed_answers_are_graded_as_the_question_says() -> None:
    for question in ALL:
        if question.typed:
            for text in (question.answer, *question.aliases):
                assert grade(text, question, NAMES).correct, (question.id, text)
            for text in question.distractors:
                assert not grade(text, question, NAMES).correct, (question.id, text)


def test_the_right_answer_is_not_given_away_by_its_length() -> None:
    choices = [question for question in WRITTEN if question.distractors]
    longest = [
        question.id
        for question in choices
        if len(question.answer) > max(map(len, question.distractors))
    ]
    assert len(longest) <= LONGEST_SHARE * len(choices), longest


ANSWER_IN_PROMPT: dict[str, str] = {}
"""Questions whose prompt has the answer in it, and why that gives nothing away."""


def test_no_prompt_gives_its_answer_away() -> None:
    given_away = [
        question.id
        for question in WRITTEN
        if f" {fold(question.answer)} " in f" {fold(question.prompt)} "
    ]
    assert given_away == list(ANSWER_IN_PROMPT)


CHOICES = "(?:which|who|what) of (?:these|the following)"


def test_a_question_that_speaks_of_its_choices_is_not_asked_to_be_typed() -> None:
    speaking = [
        question.id
        for question in ALL
        if question.typed
        and has_word("(?:which|who|what) of (?:these|the following)", question.prompt)
    ]
    assert speaking == []


# --- nothing private ------------------------------------------------------------------------------

PRIVATE = (
    "dat(?:es?|ed|ing)|girlfriends?|boyfriends?|partners?|lovers?|husbands?|wi(?:fe|ves)|spouses?"
    "|married|marriage|weddings?|engaged|engagement|divorc\\w+|crush(?:es)?|single|couples?"
    "|mother|mum|mom|father|dad|parents?|sisters?|brothers?|siblings?|twins?|child(?:ren)?|sons?"
    "|daughters?|family|families|cousins?|gay|bi|bisexual\\w*|lesbian|straight|trans|transgender"
    "|transmasculine|non-?binary|queer|asexual\\w*|aromantic|aroace|pansexual\\w*|sexualit(?:y|ies)"
    "|orientation|gender|pronouns?|com(?:e|es|ing) out|came out|outed|religio\\w+|church"
    "|health|ill|illness\\w*|sick\\w*|disab\\w+|autis\\w+|adhd|dyslexi\\w+|dyspraxi\\w+|diabet\\w+"
    "|surger\\w+|therap\\w+|hospitals?|weight|height|tall|salary|earns?|net worth|rich(?:est)?"
    "|arrest\\w*|rumou?rs?|addict\\w*|drugs?|lives in|address"
)
"""Words of a real person's private life. Not all of them always are: see ``REVIEWED``."""
SUFFERING = (
    "anorexi\\w+|bulimi\\w+|eating disorders?|self-?harm\\w*|suicid\\w+|ocd|depressi\\w+"
    "|psychiatr\\w+|panic attacks?|anxiet\\w+|calories|mental health|mentally ill"
    "|cuts? (?:him|her|them)sel\\w+"
)
"""What characters suffer is no quiz question either."""

INNOCENT = (
    "Children's & Family Emmys?",
    "com(?:es|ing) out (?:on Netflix|in (?:paperback|hardback))",
)
"""Phrases (regular expressions) in which such a word is nothing private."""
REVIEWED = {
    "from-which-year-do-osemans-first-drawings-of-nick-and-char": "drawings date from a year",
}
"""Questions that have such a word, and why it is nothing private there."""


def people_in(text: str) -> Iterator[Person]:
    """The real people whom a text names, in full or by a name that no character has."""
    fictional = {word for item in PACK.cast.characters for word in item.name.split()}
    for person in PACK.cast.people:
        names = [person.name, *(alias for alias in person.aliases if alias not in fictional)]
        if re.search(rf"\b(?:{'|'.join(map(re.escape, names))})\b", text):
            yield person


def private_words(question: Question) -> str | None:
    """A private word in a question that speaks of a real person; titles and names do not count."""
    text = " \n ".join(texts(question))
    if not any(people_in(text)):
        return None
    for title in (PACK.show.title, *(episode.title for episode in PACK.show.episodes)):
        text = re.sub(rf"“{re.escape(title)}”", " ", text)
    for name in (*PACK.cast.people, *PACK.cast.characters):
        text = text.replace(name.name, " ")
    first = "|".join(item.name.split()[0] for item in PACK.cast.characters)
    text = re.sub(rf"\b(?:{first})'s (?:mother|father|brother|sister|aunt)\b", " ", text)
    return has_word(PRIVATE, re.sub("|".join(INNOCENT), " ", text))


def test_no_question_asks_about_a_real_persons_private_life() -> None:
    found = {question.id: word for question in ALL if (word := private_words(question))}
    unreviewed = {key: word for key, word in found.items() if key not in REVIEWED}
    assert unreviewed == {}
    assert [key for key in REVIEWED if key not in found] == [], "reviewed, but no longer there"


def test_no_question_asks_about_what_characters_suffer() -> None:
    found = {
        question.id: word
        for question in ALL
        if (word := has_word(SUFFERING, " ".join(texts(question))))
    }
    assert found == {}


def test_what_people_said_of_themselves_is_kept_for_the_filter_and_never_asked() -> None:
    said = [statement.text for person in PACK.cast.people for statement in person.statements]
    assert said
    shown = " ".join(text for question in ALL for text in texts(question))
    assert [text for text in said if text in shown] == []


def test_facts_known_from_memory_are_principal_parts_alone() -> None:
    main = {item.actor for item in PACK.cast.characters if item.prominence == "main"}
    for person in PACK.cast.people:
        assert person.confidence is not Confidence.MEMORY or person.id in main, person.id
    for character in PACK.cast.characters:
        if character.confidence is Confidence.MEMORY:
            assert character.prominence == "main", character.id


# --- spoilers -------------------------------------------------------------------------------------

NOT_THE_CHARACTER: dict[tuple[str, str], str] = {}
"""A question and a name in it that means somebody else there, and whom."""


def spoiling_names() -> dict[str, int]:
    """Each name that means one character or actor alone, and the season that it gives away."""
    known: dict[str, int] = {}
    words: Counter[str] = Counter()
    for item in (*PACK.cast.people, *PACK.cast.characters):
        forms = {form for form in (item.name, *item.aliases) if "'" not in form}
        words.update({word for form in forms for word in form.split()} | forms)
        for form in forms:
            known[form] = _spoils(item)
    return {form: spoils for form, spoils in known.items() if words[form] == 1 or " " in form}


def _spoils(item: Person | Character) -> int:
    if isinstance(item, Character):
        return item.spoils
    return min((part.spoils for part in PACK.cast.characters if part.actor == item.id), default=0)


def test_no_question_names_anybody_who_spoils_more_than_its_season() -> None:
    names = spoiling_names()
    found = [
        (question.id, name)
        for question in ALL
        for name, spoils in names.items()
        if spoils > question.season
        and re.search(rf"\b{re.escape(name)}\b", " \n ".join(texts(question)))
        and (question.id, name) not in NOT_THE_CHARACTER
    ]
    assert found == []


def test_no_question_is_above_the_last_season() -> None:
    assert max(question.season for question in ALL) <= max(
        season.number for season in PACK.show.seasons if season.status == "released"
    )


# --- the code knows no show -----------------------------------------------------------------------


def shown_names() -> list[str]:
    """The pack's name, the show's title, and the full name of everybody who has a surname."""
    people = [item.name for item in (*PACK.cast.people, *PACK.cast.characters)]
    full = [name for name in people if " " in name]
    return [PACK.name, PACK.show.title, *full]


@pytest.mark.parametrize("folder", ["discord_bot", "cogs"])
def test_no_code_names_the_show_or_its_people(folder: str) -> None:
    pattern = re.compile("|".join(map(re.escape, shown_names())), flags=re.IGNORECASE)
    named = {
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in {".py", ".sql"} and data_directory() not in path.parents
        for match in pattern.finditer(path.read_text(encoding="utf-8"))
    }
    assert named == set()


def test_the_wording_that_other_packs_fall_back_to_names_no_show() -> None:
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, shown_names()))})\b", flags=re.IGNORECASE)
    english = PACK.wording.texts("en").entries
    assert [key for key, text in english.items() if pattern.search(text)] == []
