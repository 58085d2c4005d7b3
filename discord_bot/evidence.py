"""Where people's words are kept, and bringing all of them under one key, or under none."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from discord_bot.errors import StorageError
from discord_bot.moderation.codec import text_key
from discord_bot.sealing import HEAD, MARK, Seal, key_of, missing
from discord_bot.storage.database import Connection, Database, Row

PIECE = 500
"""Rows that are brought over in one transaction."""
_FACT = "evidence_keys"

#: Told how many of how many rows are looked at, and in which table.
Progress: TypeAlias = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Words:
    """A table with people's words: its primary key, and the columns that are kept closed.

    Each column comes with what stands in it where there are no words. A row that ``needs`` a column
    makes no sense without it. ``digest`` is the column that knows repeats of ``text`` by.
    """

    table: str
    key: str
    columns: Mapping[str, str | None]
    needs: str | None = None
    digest: str | None = None


WORDS = (
    Words(
        "moderation_messages",
        "entry_id",
        {"text": None, "evidence": "[]", "reasons": "[]"},
        digest="text_key",
    ),
    Words("moderation_case_steps", "step_id", {"note": None}),
    Words("moderation_appeals", "appeal_id", {"text": "", "answer": None}),
    Words("moderation_examples", "example_id", {"text": ""}, needs="text"),
)
"""What stores close and open. A test writes every column and looks for the words in the file."""
_BY_TABLE = {words.table: words for words in WORDS}


@dataclass(frozen=True, slots=True)
class Brought:
    """How many rows were written anew, and of how many some words are lost."""

    rows: int
    lost: int


def opened(table: str, row: Row, seal: Seal) -> dict[str, Any]:
    """A row of any table with its words as they were written."""
    words = _BY_TABLE.get(table)
    closed = () if words is None else words.columns
    return {name: seal.open(value) if name in closed else value for name, value in row.items()}


class KeyStore:
    """The fact that tells under which keys anything may be kept, to be read without a search."""

    @staticmethod
    async def used(connection: Connection) -> tuple[str, ...]:
        """The names of those keys."""
        row = await connection.fetch_one(
            "SELECT value FROM bot_facts WHERE name = :name", {"name": _FACT}
        )
        return () if row is None else tuple(json.loads(row["value"]))

    @staticmethod
    async def put(connection: Connection, ids: tuple[str, ...]) -> None:
        """Set it."""
        await connection.execute(
            "INSERT INTO bot_facts (name, value) VALUES (:name, :value)"
            " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            {"name": _FACT, "value": json.dumps(ids)},
        )


async def unlock(database: Database) -> None:
    """Note the key that closes from now on, before anything is closed with it.

    Raises ``StorageError``, with the setting and the mend, where the database has words under a key
    that is not set: a bot that can't show its cases had better not start.
    """
    async with database.transaction() as connection:
        seal = connection.seal
        used = await KeyStore.used(connection)
        if not set(used) <= set(seal.ids):
            await _require(connection, seal)
            used = tuple(name for name in used if name in seal.ids)  # the others closed nothing
        if seal.newest is not None and seal.newest not in used:
            await KeyStore.put(connection, (seal.newest, *used))


async def _require(connection: Connection, seal: Seal) -> None:
    lost = set(await census(connection)) - {None, *seal.ids}
    if lost:
        raise missing(map(str, lost), seal)


async def census(connection: Connection) -> dict[str | None, int]:
    """How many texts are under which key; None counts the plain ones."""
    found: Counter[str | None] = Counter()
    for words in WORDS:
        for column, empty in words.columns.items():
            rows = await connection.fetch_all(
                f"SELECT CASE WHEN SUBSTR(c, 1, {len(MARK)}) = '{MARK}'"  # noqa: S608 - names from the list above
                f" THEN SUBSTR(c, 1, {HEAD}) END AS head, COUNT(*) AS total"
                f" FROM (SELECT {column} AS c FROM {words.table}) AS t"
                " WHERE c IS NOT NULL AND c <> :empty GROUP BY 1",
                {"empty": empty or ""},
            )
            for row in rows:
                # Somebody may have written words that begin like ours: key_of tells them apart.
                found[key_of(row["head"] or "")] += row["total"]
    return dict(found)


async def bring_over(
    database: Database, target: Seal, progress: Progress, *, give_up_lost: bool = False
) -> Brought:
    """Have all words kept as ``target`` closes them; the database's own seal opens them.

    May be stopped at any time and begun again: each piece is a transaction, in which what was
    written is read again. ``give_up_lost`` deletes what none of the keys opens. Nobody else may use
    the database. Raises ``StorageError``, having changed nothing, where a key is not set.
    """
    async with database.transaction() as connection:
        seal = connection.seal
        if not give_up_lost:
            await _require(connection, seal)
        if target.newest is not None:
            used = (target.newest, *await KeyStore.used(connection))
            await KeyStore.put(connection, tuple(dict.fromkeys(used)))
    rows = gone = 0
    for words in WORDS:
        brought = await _table(database, words, target, progress)
        rows, gone = rows + brought.rows, gone + brought.lost
    async with database.transaction() as connection:
        left = sum(
            count for key, count in (await census(connection)).items() if key != target.newest
        )
        if left:
            were = "text was" if left == 1 else "texts were"
            raise StorageError(f"{left} {were} written meanwhile; stop the bot and try again.")
        await KeyStore.put(connection, () if target.newest is None else (target.newest,))
    return Brought(rows, gone)


async def _table(database: Database, words: Words, target: Seal, progress: Progress) -> Brought:
    async with database.reading() as connection:
        row = await connection.fetch_one(f"SELECT COUNT(*) AS total FROM {words.table}")  # noqa: S608 - a name from the list above
    assert row is not None, "a count is always a row"
    total, seen, changed, lost = row["total"], 0, 0, 0
    after: int | None = -1
    while after is not None:
        progress(seen, total, words.table)
        async with database.transaction() as connection:
            rows = await _piece(connection, words, after)
            written, gone = await _bring(connection, words, rows, target)
            _compare(words, written, await _piece(connection, words, after), target)
        seen, changed, lost = seen + len(rows), changed + len(written), lost + gone
        after = rows[-1][words.key] if len(rows) == PIECE else None
    return Brought(changed, lost)


async def _piece(connection: Connection, words: Words, after: int) -> list[Row]:
    """The next rows by their primary key."""
    return await connection.fetch_all(
        f"SELECT {words.key}, {', '.join(words.columns)} FROM {words.table}"  # noqa: S608 - names from the list above
        f" WHERE {words.key} > :after ORDER BY {words.key} LIMIT {PIECE}",
        {"after": after},
    )


async def _bring(
    connection: Connection, words: Words, rows: list[Row], target: Seal
) -> tuple[dict[int, dict[str, str | None]], int]:
    """Close what is due; returns the words of each row that was written, and how many were lost."""
    seal = connection.seal
    due = [row for row in rows if _is_due(words, row, target)]
    lost = {row[words.key] for row in due if _is_lost(words, row, seal)}
    written = {row[words.key]: _readable(words, row, seal) for row in due}
    useless = [
        {"key": key}
        for key in lost
        if words.needs and written[key][words.needs] == words.columns[words.needs]
    ]
    await connection.execute_many(f"DELETE FROM {words.table} WHERE {words.key} = :key", useless)  # noqa: S608 - names from the list above
    for gone in useless:
        del written[gone["key"]]
    names = [*words.columns, *([words.digest] if words.digest else [])]
    await connection.execute_many(
        f"UPDATE {words.table} SET {', '.join(f'{name} = :{name}' for name in names)}"  # noqa: S608 - names from the list above
        f" WHERE {words.key} = :key",
        [{"key": key, **_closed(words, values, target)} for key, values in written.items()],
    )
    return written, len(lost)


def _is_due(words: Words, row: Row, target: Seal) -> bool:
    return any(
        row[name] is not None and row[name] != empty and key_of(row[name]) != target.newest
        for name, empty in words.columns.items()
    )


def _is_lost(words: Words, row: Row, seal: Seal) -> bool:
    keys = {key_of(row[name]) for name in words.columns if row[name] is not None}
    return bool(keys - {None, *seal.ids})


def _readable(words: Words, row: Row, seal: Seal) -> dict[str, str | None]:
    """The row's words, or what stands for none where no key opens them."""
    keys = {None, *seal.ids}
    return {
        name: empty
        if row[name] is not None and key_of(row[name]) not in keys
        else seal.open(row[name])
        for name, empty in words.columns.items()
    }


def _compare(
    words: Words, written: Mapping[int, Mapping[str, str | None]], rows: list[Row], target: Seal
) -> None:
    """Whether what was written opens as it was; if not, the transaction must not be committed."""
    there = {row[words.key]: row for row in rows}
    for key, values in written.items():
        if any(target.open(there[key][name]) != value for name, value in values.items()):
            raise StorageError(
                f"Row {key} of {words.table} does not read as it was written, so it was left as it "
                "was; look at it with `fanbot doctor`."
            )


def _closed(words: Words, values: Mapping[str, str | None], target: Seal) -> dict[str, str | None]:
    """The columns to write."""
    closed = {
        name: value if value == words.columns[name] else target.close(value)
        for name, value in values.items()
    }
    if words.digest is None:
        return closed
    return {**closed, words.digest: text_key(values["text"], target)}
