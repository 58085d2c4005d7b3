"""Import and export: other programs' files in, what does not hold told, and the same out again."""

from __future__ import annotations

import base64
import json
import shutil
import time
import tomllib
from pathlib import Path
from urllib.parse import quote

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from discord_bot.errors import PackError
from discord_bot.pack_files import Category, Difficulty, QuestionEntry
from discord_bot.pack_reading import MAX_BYTES
from discord_bot.packs import check_pack, load_pack
from discord_bot.trivia.exchange import (
    Format,
    ImportResult,
    Target,
    export_questions,
    parse_questions,
    read_questions,
    target_of,
    write_questions,
)
from discord_bot.trivia.generate import generate

TINY = Path(__file__).parents[1] / "packs" / "tiny"


def parse(text: str, name: str = "lamps.yaml", target: Target | None = None) -> ImportResult:
    return parse_questions(text.encode(), name, target)


def entry(**values: object) -> QuestionEntry:
    return QuestionEntry.model_validate(
        {
            "id": "a-lamp",
            "prompt": "Who lit it?",
            "answer": "Vera",
            "category": "lamps",
            "source": "s",
            **values,
        }
    )


# --- Red-DiscordBot's lists -----------------------------------------------------------------------

RED = """\
AUTHOR: Ada Wick
DESCRIPTION: Lamps of the world.
CONFIG:
  max_score: 20
Who trims the wick?:
- The lamplighter
- lamplighter
"When was it lit?":
- 1814-06-01
How many lamps?: 12
Is it dark?:
- yes
- true
Which number is on the badge?:
- 007
Nobody knows?:
"""


def test_a_red_list_gives_questions_to_be_typed() -> None:
    found = parse(RED).questions
    first = found[0]
    assert (first.prompt, first.answer) == ("Who trims the wick?", "The lamplighter")
    assert first.aliases == ("lamplighter",)
    assert first.distractors == ()
    assert first.source == "Ada Wick (lamps.yaml)"
    assert first.category == "lamps"


def test_answers_stay_as_their_author_wrote_them() -> None:
    answers = {item.prompt: item.answer for item in parse(RED).questions}
    assert answers["When was it lit?"] == "1814-06-01"
    assert answers["How many lamps?"] == "12"
    assert answers["Is it dark?"] == "yes"
    assert answers["Which number is on the badge?"] == "007"


def test_a_question_without_an_answer_is_skipped_with_its_line() -> None:
    assert [(item.where, item.why) for item in parse(RED).skipped] == [
        ("line 16", "there is no answer that can be used")
    ]


def test_a_long_answer_is_left_out_and_the_others_kept() -> None:
    found = parse(f"Who?:\n- {'x' * 81}\n- Vera\n")
    assert [item.answer for item in found.questions] == ["Vera"]
    assert found.skipped[0].where == "line 2"
    assert "longer than 80 characters" in found.skipped[0].why


def test_answers_that_differ_by_case_alone_are_one() -> None:
    found = parse("Which command?:\n- SELECT\n- Select\n- a select\n").questions[0]
    assert (found.answer, found.aliases) == ("SELECT", ("a select",))


def test_a_question_with_hundreds_of_answers_is_skipped() -> None:
    answers = "".join(f"- a{number}\n" for number in range(200))
    assert "more than 100 other answers" in parse(f"Name one:\n{answers}").skipped[0].why


@pytest.mark.parametrize(
    "answers", ["{a: b}", "[[a], b]", "[a, {b: c}]", "&x [a, b]\nOther?: *x", "!!binary [{}]"]
)
def test_answers_that_are_no_texts_are_skipped(answers: str) -> None:
    assert "plain texts" in parse(f"Who?: {answers}\n").skipped[-1].why


@pytest.mark.parametrize(
    "text",
    [
        "a: &a [x,x,x]\n" + "".join(f"b{n}: &b{n} [*a,*a,*a]\n" for n in range(50_000)),
        "[" * 1_000_000,
        "a: " + "[" * 1_000_000,
        "a: " + "{b: " * 300_000,
        "- " * 900_000,
        "? " * 900_000,
        "a: '" + "x" * 1_900_000,
        "a: [" + "x, " * 600_000 + "]",
    ],
)
def test_a_file_made_to_hurt_is_refused_quickly(text: str) -> None:
    started = time.monotonic()
    try:
        assert not parse(text).questions or len(text) > 1_000_000
    except PackError as error:
        assert "lamps.yaml" in str(error)  # noqa: PT017 - either refused or skipped
    assert time.monotonic() - started < 60, (
        "bounded, even on a machine that is busy with other things"
    )


# --- Open Trivia DB -------------------------------------------------------------------------------

RESULTS = [
    {
        "category": "Entertainment: Television",
        "type": "multiple",
        "difficulty": "hard",
        "question": "Who said &quot;Light &amp; shade&quot; in 50% of the scenes?",
        "correct_answer": "V&eacute;ra",
        "incorrect_answers": ["Tom", "Gil", "Nora"],
    },
    {
        "category": "Entertainment: Television",
        "type": "multiple",
        "difficulty": "easy",
        "question": "Which of the following is a lamp?",
        "correct_answer": "Lantern",
        "incorrect_answers": ["Ladder", "Lid", "Loft"],
    },
    {
        "category": "History",
        "type": "boolean",
        "difficulty": "easy",
        "question": "Gas lamps are lit by hand.",
        "correct_answer": "True",
        "incorrect_answers": ["False"],
    },
]


def _encoded(value: object, how: str) -> object:
    if isinstance(value, str):
        return base64.b64encode(value.encode()).decode() if how == "base64" else quote(value)
    if isinstance(value, list):
        return [_encoded(item, how) for item in value]
    if isinstance(value, dict):
        return {key: _encoded(item, how) for key, item in value.items()}
    return value


@pytest.mark.parametrize("how", ["html", "percent", "base64"])
@pytest.mark.parametrize("bare", [True, False])
def test_open_trivia_db_is_read_in_each_of_its_encodings(how: str, bare: bool) -> None:
    results = RESULTS if how == "html" else _encoded(RESULTS, how)
    if how != "html":
        plain = [
            {
                **item,
                "question": 'Who said "Light & shade" in 50% of the scenes?',
                "correct_answer": "Véra",
            }
            for item in RESULTS[:1]
        ]
        results = _encoded([*plain, *RESULTS[1:]], how)
    data = results if bare else {"response_code": 0, "results": results}
    found = parse(json.dumps(data), "trivia.json")
    first = found.questions[0]
    assert first.prompt == 'Who said "Light & shade" in 50% of the scenes?'
    assert first.answer == "Véra"
    assert first.distractors == ("Tom", "Gil", "Nora")
    assert first.difficulty is Difficulty.HARD
    assert found.categories[first.category].name == "Entertainment: Television"
    assert "CC BY-SA 4.0" in first.source


def test_a_question_that_needs_its_choices_is_not_asked_to_be_typed() -> None:
    first, second = parse(json.dumps(RESULTS), "trivia.json").questions
    assert first.typed
    assert not second.typed


def test_a_true_or_false_question_is_skipped_with_a_reason() -> None:
    skipped = parse(json.dumps(RESULTS), "trivia.json").skipped
    assert [(item.where, "true-or-false" in item.why) for item in skipped] == [("question 3", True)]


# --- CSV ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_table_is_read_whatever_parts_its_cells(delimiter: str, encoding: str) -> None:
    rows = [
        ["Question", "Answer", "wrong1", "Wrong 2", "wrong_3", "Aliases", "Season", "Difficulty"],
        ['"Who, or what?"', "Véra", "Tom", "Gil", "Nora", "V.|The lady", "1", "Hard"],
    ]
    text = "\r\n".join(delimiter.join(row) for row in rows)
    found = parse_questions(text.encode(encoding), "street.csv")
    only = found.questions[0]
    assert (only.prompt, only.answer) == ("Who, or what?", "Véra")
    assert only.distractors == ("Tom", "Gil", "Nora")
    assert only.aliases == ("V.", "The lady")
    assert (only.season, only.difficulty) == (1, Difficulty.HARD)
    assert only.category == "street"
    assert found.skipped == ()


def test_wrong_answers_may_share_a_cell() -> None:
    found = parse("prompt,answer,distractors\nWho?,Vera,Tom|Gil|Nora\n", "a.csv")
    assert found.questions[0].distractors == ("Tom", "Gil", "Nora")


def test_rows_that_do_not_hold_are_skipped_with_line_and_reason() -> None:
    text = (
        "question,answer,wrong1,wrong2,wrong3,season,notes\n"
        "Fine?,Yes,a,b,c,0,x\n"
        f"{'x' * 301},Yes,,,,,\n"
        f"Long?,{'y' * 81},,,,,\n"
        "Few?,Yes,a,,,,\n"
        "Same?,Yes,a,yes,c,,\n"
        "Season?,Yes,,,,soon,\n"
        "Missing?,,,,,,\n"
        "Too,many,cells,in,this,0,row,here\n"
        '"Two\nlines?",Yes,,,,,\n'
        "Fine?,Yes,a,b,c,0,x\n"
    )
    found = parse(text, "a.csv")
    assert [item.prompt for item in found.questions] == ["Fine?", "Two\nlines?"]
    assert {item.where: item.why for item in found.skipped} == {
        "header": "the column “notes” is not known",
        "line 3": "prompt is longer than 300 characters; shorten it",
        "line 4": "answer is longer than 80 characters; shorten it",
        "line 5": "give three to five distractors, or none for a typed-only question",
        "line 6": "the distractor 'yes' is also given as a right answer",
        "line 7": "season must be a whole number, without quotes",
        "line 8": "answer is missing; add it",
        "line 9": "has more cells than the header; put quotes around texts with commas",
        "line 12": "is there already",
    }


def test_a_misspelt_column_is_told() -> None:
    skipped = parse("question,answer,dificulty\nWho?,Vera,hard\n", "a.csv").skipped
    assert skipped[0].why.endswith('did you mean "difficulty"?')


# --- telling formats apart ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ('[[question]]\nid="x"\nprompt="Who?"\nanswer="Toml"\ncategory="c"\nsource="s"\n', "Toml"),
        ('[{"prompt": "Who?", "answer": "Json", "category": "c", "source": "s"}]', "Json"),
        ("question;answer\nWho?;Csv\n", "Csv"),
        ("Who?:\n- Yaml\n", "Yaml"),
    ],
)
@pytest.mark.parametrize("name", ["questions.txt", "questions"])
def test_a_format_is_told_by_its_content(text: str, answer: str, name: str) -> None:
    assert [item.answer for item in parse(text, name).questions] == [answer]


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (b"", "a.yaml", "is not a list of questions"),
        (b"just text", "a.txt", "is not a list of questions"),
        (b"a: [1\n", "a.yaml", "is not valid YAML: line 2"),
        (b"a: b\n---\nc: d\n", "a.yaml", "more than one document"),
        (b"{", "a.json", "is not valid JSON"),
        (b'{"a": 1}', "a.json", "has no list of questions"),
        (b"[" * 200_000, "a.json", "a.json"),
        (b"x = ", "a.toml", "is not valid TOML"),
        (b"question = 3", "a.toml", "has no [[question]] entries"),
        (b"who,what\n1,2\n", "a.csv", "has no header with the columns question and answer"),
        (b"question,answer\nWho?,V\xe9ra\n", "a.csv", "is not UTF-8 text (line 2)"),
        (b"x" * (MAX_BYTES + 1), "a.csv", "is larger than 2 MiB"),
    ],
)
def test_a_file_of_no_known_format_is_refused_in_one_sentence(
    content: bytes, name: str, told: str
) -> None:
    with pytest.raises(PackError) as caught:
        parse_questions(content, name)
    assert str(caught.value).startswith(name)
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="cannot be read"):
        read_questions(tmp_path / "none.yaml")


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode), st.sampled_from("yjct"))
def test_no_file_at_all_breaks_the_reader(content: bytes, kind: str) -> None:
    name = {"y": "a.yaml", "j": "a.json", "c": "a.csv", "t": "a.toml"}[kind]
    try:
        parse_questions(content, name)
    except PackError as error:
        assert str(error).startswith(name)  # noqa: PT017 - refusing is one way to be right


# --- ids and what is there already ----------------------------------------------------------------


def test_ids_are_made_from_the_question_and_do_not_hang_on_the_others() -> None:
    alone = parse("Who trims the wick?: The lamplighter\n").questions[0]
    assert alone.id == parse(RED).questions[0].id
    assert alone.id.startswith("who-trims-the-wick-")


def test_questions_in_any_script_get_an_id() -> None:
    ids = [item.id for item in parse("誰?: 月\nКто?: Вера\nGen, who?: Ada\n").questions]
    assert len(set(ids)) == 3
    assert not any(item.startswith("gen-") for item in ids)


def test_what_the_pack_has_already_is_skipped() -> None:
    there = entry(prompt="WHO  trims the wick", answer="the Lamplighter")
    found = parse(RED, target=Target((there,)))
    assert "Who trims the wick?" not in [item.prompt for item in found.questions]
    assert ("line 5", "is there already") in [(item.where, item.why) for item in found.skipped]


def test_an_id_that_another_question_has_is_not_taken() -> None:
    text = export_questions([entry(prompt="Another?", answer="One")], Format.TOML)
    found = parse(text, "a.toml", Target((entry(),)))
    assert "belongs to another question" in found.skipped[0].why


def test_a_season_that_the_show_does_not_have_is_skipped() -> None:
    found = parse("question,answer,season\nWho?,Vera,9\n", "a.csv", Target(last_season=3))
    assert found.skipped[0].why == "its season 9 is above the show's last, 3"


def test_a_category_of_the_pack_is_found_by_its_name() -> None:
    target = Target(categories={"making": Category(name="Behind the scenes")})
    text = "question,answer,category\nWho?,Vera,behind the Scenes\n"
    found = parse(text, "a.csv", target)
    assert found.questions[0].category == "making"
    assert found.categories == {}


def test_category_and_season_are_given_to_questions_that_say_none() -> None:
    found = parse_questions(RED.encode(), "a.yaml", category="Street lamps", season=2)
    assert {(item.category, item.season) for item in found.questions} == {("street-lamps", 2)}


# --- writing into a pack --------------------------------------------------------------------------


def bring(path: Path, pack: Path, name: str = "lamps.yaml") -> ImportResult:
    source = path / name
    if not source.exists():
        source.write_text(RED, encoding="utf-8")
    found = read_questions(source, target_of(pack, source.stem))
    write_questions(
        found.questions, pack, source.stem, categories=found.categories, origin=source.name
    )
    return found


def test_an_import_makes_a_pack_where_there_is_none(tmp_path: Path) -> None:
    pack = tmp_path / "gas-light"
    found = bring(tmp_path, pack)
    assert check_pack(pack) == []
    loaded = load_pack(pack)
    assert loaded.show.title == "Gas Light"
    assert [item.prompt for item in loaded.questions] == [item.prompt for item in found.questions]
    assert loaded.categories["lamps"].name == "Lamps"
    written = (pack / "trivia" / "lamps.toml").read_text(encoding="utf-8")
    assert written.startswith('# Imported from "lamps.yaml".')
    assert written.count("[[question]]") == len(found.questions)


def test_importing_a_file_again_replaces_what_it_gave(tmp_path: Path) -> None:
    pack = tmp_path / "gas-light"
    bring(tmp_path, pack)
    before = (pack / "trivia" / "lamps.toml").read_bytes()
    again = bring(tmp_path, pack)
    assert len(again.questions) == 5
    assert (pack / "trivia" / "lamps.toml").read_bytes() == before
    (tmp_path / "lamps.yaml").write_text("Who trims the wick?: The lamplighter\n")
    bring(tmp_path, pack)
    assert len(load_pack(pack).questions) == 1
    assert {path.name for path in (pack / "trivia").iterdir()} == {"lamps.toml", "categories.toml"}


def test_an_import_leaves_what_others_wrote(tmp_path: Path) -> None:
    pack = Path(shutil.copytree(TINY, tmp_path / "street"))
    categories = pack / "trivia" / "categories.toml"
    categories.write_text("# ours\n" + categories.read_text())
    before = (pack / "trivia" / "street.toml").read_bytes()
    (tmp_path / "news.csv").write_text("question,answer,category\nWho?,Vera,Old News\n")
    bring(tmp_path, pack, "news.csv")
    assert check_pack(pack) == []
    assert (pack / "trivia" / "street.toml").read_bytes() == before
    assert categories.read_text().startswith("# ours\n[categories.lamps]")
    assert load_pack(pack).categories["old-news"].name == "Old News"


@pytest.mark.parametrize("name", ["street.csv", "STREET.yaml"])
def test_a_file_that_was_written_by_hand_is_never_replaced(tmp_path: Path, name: str) -> None:
    pack = Path(shutil.copytree(TINY, tmp_path / "street"))
    before = (pack / "trivia" / "street.toml").read_bytes()
    with pytest.raises(PackError, match=r"street\.toml exists"):
        write_questions([entry()], pack, Path(name).stem, origin=name)
    assert (pack / "trivia" / "street.toml").read_bytes() == before


def test_two_files_of_one_name_do_not_replace_each_other(tmp_path: Path) -> None:
    pack = tmp_path / "p"
    write_questions([entry()], pack, "doom", origin="doom.yaml")
    with pytest.raises(PackError, match="rename one of the two"):
        write_questions([entry()], pack, "doom", origin="doom.csv")


def test_a_file_called_categories_does_not_replace_the_categories(tmp_path: Path) -> None:
    pack = tmp_path / "p"
    path = write_questions([entry()], pack, "categories", origin="categories.csv")
    assert path.name == "categories-questions.toml"
    assert check_pack(pack) == []


def test_a_broken_pack_is_told_before_anything_is_written(tmp_path: Path) -> None:
    pack = Path(shutil.copytree(TINY, tmp_path / "street"))
    (pack / "show.toml").write_text("title = ")
    with pytest.raises(PackError, match=r"street/show\.toml.*mend it before importing"):
        target_of(pack, "lamps")


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "pack").write_text("a file where the folder should be")
    with pytest.raises(PackError, match="cannot be written"):
        write_questions([entry()], tmp_path / "pack", "x")


# --- there and back -------------------------------------------------------------------------------

WORDS = st.text(
    st.characters(exclude_categories=("C", "Z")) | st.just(" "), min_size=1, max_size=30
).map(str.strip)
TEXTS = WORDS.filter(bool)


@st.composite
def entries(draw: st.DrawFn) -> QuestionEntry:
    texts = draw(st.lists(TEXTS, min_size=4, max_size=7, unique_by=str.casefold))
    wrong = draw(st.booleans())
    number = draw(st.integers(0, 10**9))
    return entry(
        id=f"q-{number}",
        prompt=f"{texts[0]} {number}",
        answer=texts[1],
        aliases=tuple(texts[2:3]) if draw(st.booleans()) else (),
        distractors=tuple(f"{text} {place}" for place, text in enumerate(texts[1:4]))
        if wrong
        else (),
        difficulty=draw(st.sampled_from(Difficulty)),
        season=draw(st.integers(0, 9)),
        explanation=draw(WORDS),
        source=draw(TEXTS),
        typed=not wrong or draw(st.booleans()),
    )


@settings(max_examples=100, deadline=None)
@given(st.lists(entries(), max_size=4, unique_by=lambda item: item.id))
@pytest.mark.parametrize("fmt", [Format.TOML, Format.JSON, Format.CSV])
def test_what_is_exported_is_read_again_the_same(fmt: Format, items: list[QuestionEntry]) -> None:
    text = export_questions(items, fmt)
    if items or fmt is not Format.TOML:
        found = parse(text, f"a.{fmt}")
        assert found.skipped == ()
        assert list(found.questions) == items


@settings(max_examples=50, deadline=None)
@given(st.lists(entries(), max_size=4, unique_by=lambda item: item.prompt))
def test_red_reads_what_is_exported_for_it(items: list[QuestionEntry]) -> None:
    typed = {item.prompt: [item.answer, *item.aliases] for item in items if item.typed}
    assert yaml.safe_load(export_questions(items, Format.RED)) == typed


@pytest.mark.parametrize("fmt", list(Format))
def test_the_tiny_packs_questions_survive_every_format(fmt: Format) -> None:
    questions = load_pack(TINY).questions
    found = parse(export_questions(questions, fmt), "x.yaml" if fmt == "red" else f"x.{fmt}")
    assert [(item.prompt, item.answer, item.aliases) for item in found.questions] == [
        (item.prompt, item.answer, item.aliases) for item in questions
    ]


def test_generated_questions_get_ids_of_their_own_when_they_come_back() -> None:
    made = generate(load_pack(TINY))
    found = parse(export_questions(made, "toml"), "made.toml")
    assert len(found.questions) + len(found.skipped) == len(made)
    assert not any(item.id.startswith("gen-") for item in found.questions)


def test_a_spreadsheet_never_runs_what_a_member_wrote() -> None:
    evil = entry(prompt='=HYPERLINK("http://example.org")', answer="-1+1", aliases=("@x",))
    text = export_questions([evil], "csv")
    row = text.splitlines()[1]
    assert "\"'=HYPERLINK" in row
    assert ",'-1+1," in row
    assert parse(text, "a.csv").questions[0] == evil


def test_a_toml_file_has_one_table_for_each_question() -> None:
    text = export_questions([entry(), entry(id="b")], "toml")
    assert text.count("[[question]]") == 2
    assert len(tomllib.loads(text)["question"]) == 2


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(ValueError, match="pdf"):
        export_questions([], "pdf")
