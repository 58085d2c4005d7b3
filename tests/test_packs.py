"""Packs: what a good one gives, and that every mistake is told with file, key and mend."""

from __future__ import annotations

import json
import os
import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from discord_bot.errors import PackError
from discord_bot.pack_reading import MAX_BYTES
from discord_bot.pack_schemas import schemas
from discord_bot.packs import check_pack, data_directory, load_pack, write_schemas

TINY = Path(__file__).parent / "packs" / "tiny"
DATA = Path(__file__).parents[1] / "data"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of the tiny pack that a test may break."""
    return Path(shutil.copytree(TINY, tmp_path / "street"))


def problems(folder: Path) -> list[str]:
    return [str(problem) for problem in check_pack(folder)]


# --- good packs -----------------------------------------------------------------------------------


def test_the_shipped_pack_has_no_problem() -> None:
    assert problems(data_directory() / "heartstopper") == []


def test_no_name_gives_the_pack_that_packs_toml_names() -> None:
    assert load_pack().name == tomllib.loads((DATA / "packs.toml").read_text())["default"]
    assert load_pack().path == DATA / load_pack().name


def test_a_bundled_pack_is_found_from_any_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_pack("heartstopper").path == DATA / "heartstopper"


@pytest.mark.parametrize("given", [TINY, str(TINY), f"{TINY}{os.sep}"])
def test_a_path_gives_the_pack_in_that_folder(given: Path | str) -> None:
    tiny = load_pack(given)
    assert (tiny.name, tiny.show.title) == ("tiny", "Lantern Street")
    assert [question.id for question in tiny.questions] == ["vera-first-job", "lamps-of-the-street"]
    assert tiny.questions[1].distractors == ()


def test_an_existing_folder_is_a_path_even_without_a_separator(
    pack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(pack.parent)
    assert load_pack("street").path == pack


def test_a_show_file_alone_is_a_pack(tmp_path: Path) -> None:
    (tmp_path / "show.toml").write_text('title = "Alone"\n')
    alone = load_pack(tmp_path)
    assert alone.questions == ()
    assert alone.cast.people == ()
    assert alone.wording.texts("en")("errors.server_only")


def test_a_file_with_a_byte_order_mark_is_read(pack: Path) -> None:
    path = pack / "show.toml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert problems(pack) == []


def test_categories_are_the_packs_own_and_then_the_default_packs() -> None:
    categories = load_pack(TINY).categories
    assert next(iter(categories)) == "lamps"
    assert categories["cast"] == load_pack().categories["cast"]


def test_question_files_are_read_in_the_order_of_their_names(pack: Path) -> None:
    entry = (
        '[[question]]\nid = "{id}"\nprompt = "Which?"\nanswer = "This"\ncategory = "lamps"\n'
        'source = "s"\n'
    )
    for name in ("z", "a", "m"):
        (pack / "trivia" / f"{name}.toml").write_text(entry.replace("{id}", name))
    ids = [question.id for question in load_pack(pack).questions]
    assert ids == ["a", "m", "vera-first-job", "lamps-of-the-street", "z"]


# --- wording --------------------------------------------------------------------------------------


def test_a_text_that_a_pack_leaves_out_is_the_default_packs() -> None:
    tiny, shipped = load_pack(TINY).wording.texts(), load_pack().wording.texts()
    assert tiny("trivia.refused.no_game") == shipped("trivia.refused.no_game")


def test_any_text_may_name_the_show() -> None:
    assert "Lantern Street" in load_pack(TINY).wording.texts("en")("trivia.refused.off")


def test_a_language_falls_back_key_by_key_to_the_default_packs() -> None:
    french, shipped = (load_pack(pack).wording.texts("fr", "en") for pack in (TINY, None))
    assert french("errors.server_only").startswith("Cela")
    assert french("trivia.game.rounds", count=1) == "une question"
    assert french("trivia.refused.off") == shipped("trivia.refused.off")
    assert "Lantern Street" in french("help.feature.news")


# --- mistakes -------------------------------------------------------------------------------------

CAST, SHOW, STREET = "cast.toml", "show.toml", "trivia/street.toml"

MISTAKES = [
    # file, what is replaced, by what, what must be told
    (SHOW, 'number = 1\ntitle = "Series 1"', "number = 1", ["seasons no. 1 title: is missing"]),
    (SHOW, "accent =", "acent =", ['show.toml: acent: is not a known key; did you mean "accent"?']),
    (SHOW, '"#aa5500"', '"brown"', ["accent: must be a colour"]),
    (SHOW, "2019-10-07", '"last autumn"', ['seasons "Series 1" released: must be a day such as']),
    (SHOW, '"announced"', '"anounced"', ["status: must be ", 'did you mean "announced"?']),
    (SHOW, "default_ceiling = 2", "default_ceiling = 9", ["default_ceiling: 9 is above the last"]),
    (
        SHOW,
        'number = 2\ntitle = "Series 2"',
        'number = 1\ntitle = "Series 2"',
        ["season 1 stands twice"],
    ),
    (
        SHOW,
        "season = 2\nnumber = 3",
        "season = 2\nnumber = 2",
        ['"Daylight" number: season 2 has an episode 2'],
    ),
    (
        SHOW,
        "season = 2\nnumber = 3",
        "season = 7\nnumber = 3",
        ['"Daylight" season: there is no season 7'],
    ),
    (CAST, 'id = "olu-finch"', 'id = "ida-moss"', ['people "ida-moss" id: stands twice']),
    (
        CAST,
        'id = "tom-ember"',
        'id = "Tom Ember"',
        ['characters "Tom Ember" id: must be small letters'],
    ),
    (
        CAST,
        'actor = "olu-finch"',
        'actor = "olu-fish"',
        ['characters "tom-ember" actor: nobody', 'did you mean "olu-finch"?'],
    ),
    (CAST, 'actor = "olu-finch"', 'actor = "bea-lund"', ['"bea-lund" is not an actor']),
    (
        CAST,
        'aliases = ["Tom"]',
        'aliases = ["Véra"]',
        ['characters "tom-ember" aliases: "Véra" is also a name of "vera-lamp"'],
    ),
    (
        CAST,
        'aliases = ["Tom"]',
        'aliases = "Tom"',
        ['characters "tom-ember" aliases: must be a list'],
    ),
    (
        CAST,
        'aliases = ["Tom"]',
        'aliases = ["Tom", 7]',
        ['characters "tom-ember" aliases 2: must be a text'],
    ),
    (
        CAST,
        "seasons = [1]",
        "seasons = [2]",
        ['characters "tom-ember" first_season: is 1, but seasons begin with 2'],
    ),
    (CAST, "seasons = [1]", "seasons = [1, 8]", ["seasons: 8 is above the last season, 3"]),
    (CAST, "spoils = 1", "spoils = 4", ['characters "nora-kerb" spoils: 4 is above']),
    (CAST, 'job = "composer"\n', "", ['people "ned-ashe" job: is missing']),
    (
        CAST,
        'school = "a pupil',
        'shool = "a pupil',
        ['groups shool: is the group of no character; did you mean "school"?'],
    ),
    (
        "calendar.toml",
        'id = "scripts"',
        'id = "lamp-award"',
        ['events "lamp-award" id: stands twice'],
    ),
    (
        "calendar.toml",
        "announced = true",
        "date = 2024-01-01\nannounced = true",
        ['events "series-3": give either a date or announced'],
    ),
    (
        "calendar.toml",
        "date = 2019-10-07",
        'date = 2019-10-07\ntime = "21:00"',
        ['events "series-1": give time = "HH:MM" and its zone together'],
    ),
    (
        "calendar.toml",
        "date = 2019-10-07",
        'date = 2019-10-07\ntime = "9 pm"\nzone = "Europe/London"',
        ['events "series-1" time: must be hours and minutes in quotes, such as "08:00"'],
    ),
    (
        "calendar.toml",
        "date = 2019-10-07",
        'date = 2019-10-07\ntime = "21:00"\nzone = "London"',
        ['events "series-1" zone: is not a time zone; write it like "Europe/London"'],
    ),
    (
        "calendar.toml",
        "date = 2019-10-07",
        'date = 2019-03-31\ntime = "01:30"\nzone = "Europe/London"',
        ['events "series-1": clocks in Europe/London skip 01:30 on 2019-03-31'],
    ),
    (
        "calendar.toml",
        "announced = true",
        'announced = true\ntime = "21:00"\nzone = "Europe/London"',
        ['events "series-3": has a time and no date; leave out time and zone'],
    ),
    (
        "calendar.toml",
        "date = 2019-10-07",
        "date = 2019-10-07\nseason = 9",
        ['events "series-1" season: 9 is above the last season'],
    ),
    (
        STREET,
        'category = "lamps"',
        'category = "lamp"',
        ['question "vera-first-job" category: "lamp" is not in', 'did you mean "lamps"?'],
    ),
    (STREET, "season = 1", "season = 5", ['question "vera-first-job" season: 5 is above']),
    (
        STREET,
        '"She sells matches", ',
        "",
        ['question "vera-first-job": give three to five distractors'],
    ),
    (
        STREET,
        '"She sells matches"',
        '"SHE TRIMS WICKS"',
        ["'she trims wicks' is also given as a right answer"],
    ),
    (
        STREET,
        "distractors =",
        "distracters =",
        ['"vera-first-job" distracters: is not a known key', 'did you mean "distractors"?'],
    ),
    (
        STREET,
        'id = "lamps-of-the-street"',
        'id = "vera-first-job"',
        ["stands in trivia/street.toml already"],
    ),
    (STREET, 'id = "lamps-of-the-street"', 'id = "gen-lamps"', ['begins with "gen-"']),
    (
        STREET,
        'difficulty = "hard"',
        'difficulty = "brutal"',
        ['question "lamps-of-the-street" difficulty: must be '],
    ),
    (
        STREET,
        '"12"',
        "12",
        ['question "lamps-of-the-street" answer: must be a text in straight double quotes'],
    ),
    (
        STREET,
        'prompt = "How',
        'prompt = "' + "x" * 300 + "How",
        ["prompt: is longer than 300 characters"],
    ),
    (
        "wording.toml",
        "off =",
        "of =",
        [
            "trivia.refused.of: is not a text that the bot says",
            'did you mean "trivia.refused.off"?',
        ],
    ),
    (
        "wording.toml",
        "{show}",
        "{who}",
        ["wording.toml: trivia.refused.off: has {who}, which nothing fills"],
    ),
    (
        "wording.toml",
        "{show}",
        "{show.title}",
        ["trivia.refused.off: {show.title} is not a plain placeholder"],
    ),
    (
        "wording.fr.toml",
        "{count} questions",
        "des questions",
        ["trivia.game.rounds.other: lacks {count}"],
    ),
    (
        "wording.fr.toml",
        'one = "une question"\n',
        "",
        ['trivia.game.rounds.other: stands without its "one"'],
    ),
    (
        "news.toml",
        'tier = "official"',
        'tier = "offical"',
        ['sources "The Lamplighter" tier: must be', 'did you mean "official"?'],
    ),
    (
        "news.toml",
        'key = "lampenpost"',
        'key = "lamplighter"',
        ['sources "Lampenpost" key: stands twice; rename the newer one'],
    ),
    (
        "news.toml",
        "https://example.org/lampenpost.xml",
        "https://example.org/lamplighter/feed",
        ['sources "Lampenpost" url: is that of "The Lamplighter" too'],
    ),
    (
        "news.toml",
        'language = "de"',
        'language = "German"',
        ['sources "Lampenpost" language: must be the code of a language, such as en'],
    ),
    (
        "news.toml",
        "olu-finch",
        "olu-fintch",
        ['guests: nobody has the id "olu-fintch"', 'did you mean "olu-finch"?'],
    ),
    (
        "news.toml",
        'name = "Gaslight"',
        'name = "Gaslight"\naliases = ["The Lamplighters\' Scripts"]',
        ['titles "Gaslight" aliases:', 'is also a name of "The Lamplighters\' Scripts"'],
    ),
    (
        "news.toml",
        'elsewhere = ["Tin Harbour"]',
        'elsewhere = ["Gaslight"]',
        ['elsewhere: "Gaslight" is one of [[titles]] as well; keep one of them'],
    ),
    (
        "news.toml",
        "season = 3",
        "season = 9",
        ['titles "Gaslight" season: 9 is above the last season, 3'],
    ),
    (
        "news.toml",
        "season = 2\nwords",
        "season = 8\nwords",
        ["giveaways no. 1 season: 8 is above the last season, 3"],
    ),
    (
        "news.toml",
        'words = ["the stranger is Vera"]',
        "words = []",
        ["giveaways no. 1 words: must have at least 1; add what is missing"],
    ),
    (
        "wording.fr.toml",
        "server_only",
        "serveronly",
        ["errors.serveronly: is not a text that the bot says"],
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "told"), MISTAKES)
def test_a_mistake_is_told_with_file_key_and_mend(
    pack: Path, file: str, old: str, new: str, told: list[str]
) -> None:
    path = pack / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    found = problems(pack)
    assert len(found) == 1, found
    assert found[0].startswith(f"{file}: ")
    for part in told:
        assert part in found[0]


@pytest.mark.parametrize(
    ("file", "content", "told"),
    [
        ("show.toml", b"title = \n", "line 1"),
        ("trivia/street.toml", b'[[question]]\nid = "a\n', "line 2"),
        ("cast.toml", b"[[people]]\nname = '\xe9'\n", "line 2: is not UTF-8 text"),
        ("calendar.toml", b"# " + b"x" * MAX_BYTES, "larger than 2 MiB"),
        ("trivia/street.toml", b"x = " + b"[" * 5000, ""),
        ("wording.fr.toml", b"[errors]\nserver_only = 3\n", "errors.server_only: must be text"),
        ("wording.french.toml", b"", "must be called wording.toml, or wording.fr.toml"),
        ("casts.toml", b"", 'did you mean "cast.toml"?'),
        ("trivia/categories.toml", b'[categories."Big Lamps"]\nname = "x"\n', "Big Lamps"),
    ],
)
def test_a_file_that_cannot_be_read_is_told(
    pack: Path, file: str, content: bytes, told: str
) -> None:
    (pack / file).write_bytes(content)
    found = [text for text in problems(pack) if text.startswith(f"{file}:")]
    assert found
    assert told in found[0]


def test_all_problems_are_gathered_and_the_error_counts_them(pack: Path) -> None:
    for file, old, new in (
        (SHOW, "accent =", "acent ="),
        (CAST, 'actor = "olu-finch"', 'actor = "nobody"'),
        (STREET, "season = 1", "season = 5"),
        (STREET, 'category = "lamps"', 'category = "dark"'),
    ):
        path = pack / file
        path.write_text(path.read_text().replace(old, new, 1))
    found = problems(pack)
    assert len(found) >= 3
    with pytest.raises(PackError) as caught:
        load_pack(pack)
    assert str(caught.value).startswith("street/show.toml: acent: is not a known key")
    assert f"({len(found) - 1} more" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_one_broken_entry_does_not_hide_what_is_wrong_with_the_others(pack: Path) -> None:
    path = pack / STREET
    text = path.read_text().replace("She sells matches", "trims wicks")
    path.write_text(text.replace('id = "lamps-of-the-street"', 'id = "gen-lamps"'))
    assert len(problems(pack)) == 2


def test_a_missing_show_file_says_how_to_make_one(pack: Path) -> None:
    (pack / SHOW).unlink()
    assert any("show.toml: is missing" in text for text in problems(pack))


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("hartstopper", 'did you mean "heartstopper"?'),
        ("no/such/folder", "There is no folder no/such/folder"),
        ("zzz", "there are: heartstopper"),
    ],
)
def test_a_pack_that_does_not_exist_is_refused(given: str, told: str) -> None:
    for function in (load_pack, check_pack):
        with pytest.raises(PackError, match="There is no") as caught:
            function(given)
        assert told in str(caught.value)


# --- schemas --------------------------------------------------------------------------------------


def test_the_committed_schemas_are_those_of_the_models() -> None:
    """Write them anew with ``fanbot check --write-schemas data/schemas``."""
    committed = {
        path.name: path.read_text(encoding="utf-8") for path in (DATA / "schemas").iterdir()
    }
    assert committed == schemas()


def _as_json(value: object) -> object:
    return json.loads(json.dumps(value, default=str))


def test_editors_accept_what_the_bot_accepts_and_underline_a_misspelt_key(tmp_path: Path) -> None:
    write_schemas(tmp_path)
    files: dict[str, Callable[[Path], list[Path]]] = {
        "show": lambda pack: [pack / "show.toml"],
        "cast": lambda pack: [pack / "cast.toml"],
        "calendar": lambda pack: [pack / "calendar.toml"],
        "news": lambda pack: [pack / "news.toml"],
        "categories": lambda pack: [pack / "trivia" / "categories.toml"],
        "wording": lambda pack: sorted(pack.glob("wording*.toml")),
        "trivia": lambda pack: [
            path for path in (pack / "trivia").iterdir() if path.name != "categories.toml"
        ],
    }
    for name, paths in files.items():
        schema = json.loads((tmp_path / f"{name}.schema.json").read_text(encoding="utf-8"))
        validator = jsonschema.Draft202012Validator(schema)
        for pack in (TINY, DATA / "heartstopper"):
            for path in paths(pack):
                validator.validate(_as_json(tomllib.loads(path.read_text(encoding="utf-8"))))
        wrong = {"tilte": "x"} if name != "wording" else {"errors": 3}
        assert not validator.is_valid(wrong)
