"""Reads SQL just far enough to tell code from quotes and comments, by PostgreSQL's rules.

They are SQLite's too within the portable subset, with one exception: a comment inside a comment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

#: https://www.postgresql.org/docs/current/sql-syntax-lexical.html
#: A quote that is never closed reaches to the end, as it would for the server.
_TOKEN = re.compile(
    r"""
      (?P<comment>    --[^\n]*+ | /\* )
    | (?P<escaped>    [eE]'(?:[^'\\]|\\.|'')*+'? )
    | (?P<quoted>     '(?:[^']|'')*+'? | "(?:[^"]|"")*+"? )
    | (?P<dollar>     (?P<tag>\$(?:[A-Za-z_]\w*+)?\$) .*? (?:(?P=tag)|\Z) )
    | (?P<word>       [^\W\d][\w$]*+ )
    | (?P<cast>       :: )
    | (?P<parameter>  :[A-Za-z_][A-Za-z0-9_]*+ )
    | (?P<end>        ; )
    | (?P<space>      \s++ )
    | (?P<other>      . )
    """,
    re.VERBOSE | re.DOTALL,
)
_COMMENT_EDGE = re.compile(r"/\*|\*/")

_SILENT = frozenset({"comment", "space"})


def _tokens(sql: str) -> Iterator[tuple[str, str]]:
    """Pairs of kind and text; the texts joined are ``sql``."""
    position = 0
    while match := _TOKEN.match(sql, position):
        kind, end = match.lastgroup, match.end()
        assert kind is not None
        if match.group() == "/*":
            end = _comment_end(sql, end)
        yield kind, sql[position:end]
        position = end


def _comment_end(sql: str, position: int) -> int:
    """Where the comment that opened before ``position`` ends; comments nest."""
    depth = 1
    for edge in _COMMENT_EDGE.finditer(sql, position):
        depth += 1 if edge.group() == "/*" else -1
        if depth == 0:
            return edge.end()
    return len(sql)


@lru_cache(maxsize=1024)  # statements are literals in the code; there are a few hundred
def numbered(sql: str) -> tuple[str, tuple[str, ...]]:
    """``sql`` with ``:name`` rewritten to ``$1``, ``$2`` …, and the names in that order.

    A name used twice gets one number. Quotes, comments and ``::casts`` are left alone. An array
    slice with a bare name (``a[1:n]``) would be read as a parameter; put a space before the name.
    """
    numbers: dict[str, int] = {}
    pieces = [
        f"${numbers.setdefault(text[1:], len(numbers) + 1)}" if kind == "parameter" else text
        for kind, text in _tokens(sql)
    ]
    return "".join(pieces), tuple(numbers)


_LOCKS = re.compile(r"\s+FOR UPDATE(?: OF \w+)? SKIP LOCKED\b")


@lru_cache(maxsize=1024)
def without_locks(sql: str) -> str:
    """``sql`` for SQLite, which has no locks of rows: whoever writes there is alone anyway."""
    return _LOCKS.sub("", sql)


def among(column: str, values: Sequence[str]) -> tuple[str, dict[str, str]]:
    """The condition that ``column`` is one of ``values``, with its parameters; none is never met.

    For a handful of values whose number does not change while the process runs: each number is
    another statement to prepare.
    """
    if not values:
        return "1 = 0", {}
    named = {f"among_{number}": value for number, value in enumerate(values)}
    return f"{column} IN ({', '.join(f':{name}' for name in named)})", named


def statements(script: str) -> list[str]:
    """The statements of ``script``, each without its ``;`` but with the comments before it.

    Raises ``ValueError`` when the last one is not ended: most likely its end got lost.
    """
    found: list[str] = []
    pieces: list[str] = []
    has_code = False
    for kind, text in _tokens(script):
        if kind != "end":
            pieces.append(text)
            has_code = has_code or kind not in _SILENT
            continue
        if has_code:
            found.append("".join(pieces).strip())
        pieces, has_code = [], False
    if has_code:
        raise ValueError("the last statement does not end with a semicolon")
    return found


def leading_comment(script: str) -> str:
    """The words of the ``--`` lines that ``script`` begins with, as one line; "" without any."""
    lines: list[str] = []
    for line in script.splitlines():
        if not line.startswith("--"):
            break
        lines.append(line.removeprefix("--").strip())
    return " ".join(line for line in lines if line)
