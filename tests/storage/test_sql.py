"""The reader of SQL: where parameters and statements are, and where they only seem to be."""

from __future__ import annotations

import asyncio
import sqlite3

import asyncpg
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from discord_bot.storage.sql import leading_comment, numbered, statements

NOT_PARAMETERS = [
    "'it''s :quoted'",
    '"odd "":name"',
    "'::'",
    r"E'it\'s :escaped'",
    r"e'\\'",
    "$$ :dollar ' $$",
    "$tag$ :tagged $$ ' $tag$",
    "-- :comment ' \n",
    "/* :block ' */",
    "/* a /* :nested */ :still */",
    "::text",
    "a::bigint",
    "name$1:: x",
    "1.5",
    "[1 : 2]",
    " ",
    "\n",
    "''",
    "é",
]


@pytest.mark.parametrize(
    ("sql", "text", "names"),
    [
        ("SELECT :a", "SELECT $1", ("a",)),
        ("SELECT :a, :b, :a", "SELECT $1, $2, $1", ("a", "b")),
        ("SELECT :a::text", "SELECT $1::text", ("a",)),
        ("SELECT ':a' || :a", "SELECT ':a' || $1", ("a",)),
        ("x=:a_1-:b2", "x=$1-$2", ("a_1", "b2")),
        ("(:a,:b)", "($1,$2)", ("a", "b")),
        ("'unclosed :a", "'unclosed :a", ()),
        ("/* unclosed :a", "/* unclosed :a", ()),
        ("SELECT 1 -- :a", "SELECT 1 -- :a", ()),
        ("SELECT nameE'a\\' || :b", "SELECT nameE'a\\' || $1", ("b",)),
        ("", "", ()),
    ],
)
def test_parameters_are_numbered_in_the_order_of_their_names(sql, text, names):
    assert numbered(sql) == (text, names)


@given(
    st.lists(
        st.one_of(
            st.sampled_from(NOT_PARAMETERS).map(lambda text: (text, None)),
            st.sampled_from(["a", "b", "long_name", "_x1"]).map(lambda name: (f":{name}", name)),
        )
    )
)
def test_only_parameters_are_rewritten_whatever_stands_between_them(pieces):
    order = list(dict.fromkeys(name for _, name in pieces if name))
    expected = [f"${order.index(name) + 1}" if name else text for text, name in pieces]
    # A space between pieces: two neighbours could otherwise make one token, as quotes do.
    text, names = numbered(" ".join(text for text, _ in pieces))
    assert text == " ".join(expected)
    assert list(names) == order


@given(st.text())
@example("$a$;")
def test_any_text_is_read_to_its_end_and_loses_nothing(sql):
    text, names = numbered(sql)
    if not names:
        assert text == sql


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


# NUL is the one character that PostgreSQL's text cannot hold; surrogates are not text at all.
_texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))


def test_both_servers_agree_on_what_a_literal_is(postgres_server):
    with asyncio.Runner() as runner:
        postgres = runner.run(asyncpg.connect(postgres_server.address("postgres")))
        lite = sqlite3.connect(":memory:")

        @settings(max_examples=100, deadline=None)
        @given(_texts, _texts)
        def check(quoted, bound):
            sql = f"SELECT {_literal(quoted)} AS q, CAST(:value AS TEXT) AS v -- :not_this"
            text, names = numbered(sql)
            assert names == ("value",)
            assert tuple(runner.run(postgres.fetchrow(text, bound))) == (quoted, bound)
            assert lite.execute(sql, {"value": bound}).fetchone() == (quoted, bound)

        try:
            check()
        finally:
            runner.run(postgres.close())
            lite.close()


def test_a_script_falls_apart_at_the_semicolons_that_end_statements():
    script = (
        "-- why; because\nCREATE TABLE a (b TEXT DEFAULT ';');\n"
        ";;/* ; */ INSERT INTO a VALUES (1);\n-- end"
    )
    assert statements(script) == [
        "-- why; because\nCREATE TABLE a (b TEXT DEFAULT ';')",
        "/* ; */ INSERT INTO a VALUES (1)",
    ]


@pytest.mark.parametrize("script", ["SELECT 1", "SELECT 1; SELECT 2", "SELECT ';", "SELECT 1; /"])
def test_a_script_with_a_lost_end_is_refused(script):
    with pytest.raises(ValueError, match="semicolon"):
        statements(script)


_portable = st.sampled_from(
    ["'a;b'", '"c;d"', "-- e;f\n", "/* g;h */", "x", "1", "(", ")", "''", "'it''s;'", ",", "$1"]
)


@given(st.lists(st.lists(_portable, min_size=1).map(lambda parts: "SELECT " + " ".join(parts))))
def test_sqlite_itself_finds_the_same_ends_of_statements(parts):
    found = statements("".join(f"{part}\n;\n" for part in parts))
    assert found == [part.strip() for part in parts]
    for part in found:
        assert not sqlite3.complete_statement(part)
        assert sqlite3.complete_statement(part + "\n;")


def test_the_reason_is_the_comment_at_the_very_top():
    assert leading_comment("-- Because\n--\n-- of this.\n\n-- Not this.\nSELECT 1;") == (
        "Because of this."
    )
    assert leading_comment("CREATE TABLE a (b TEXT); -- late") == ""
