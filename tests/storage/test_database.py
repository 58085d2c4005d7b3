"""What every feature relies on, the same on SQLite and PostgreSQL."""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress
from datetime import UTC, datetime
from enum import StrEnum

import pytest

from discord_bot.errors import StorageError
from discord_bot.storage.database import BusyError, ConstraintError, open_database
from discord_bot.storage.transactions import Turn, finish

SCHEMA = (
    "CREATE TABLE accounts (name TEXT PRIMARY KEY, amount BIGINT NOT NULL)",
    "CREATE TABLE cases (guild_id BIGINT NOT NULL, number BIGINT NOT NULL, note TEXT,"
    " PRIMARY KEY (guild_id, number))",
    "CREATE TABLE notes (name TEXT NOT NULL REFERENCES accounts (name) ON DELETE CASCADE,"
    " text TEXT NOT NULL)",
)

ADD = "INSERT INTO accounts (name, amount) VALUES (:name, :amount)"


@pytest.fixture
async def bank(database):
    async with database.transaction() as connection:
        for statement in SCHEMA:
            assert await connection.execute(statement) == 0
        await connection.execute_many(
            ADD, [{"name": "ann", "amount": 10}, {"name": "bob", "amount": 20}]
        )
    return database


async def balances(database):
    async with database.reading() as connection:
        rows = await connection.fetch_all("SELECT name, amount FROM accounts ORDER BY name")
    return {row["name"]: row["amount"] for row in rows}


# --- transactions ---------------------------------------------------------------------------------


async def test_a_block_that_ends_well_is_kept_and_one_that_fails_leaves_nothing(bank, caplog):
    async with bank.transaction() as connection:
        await connection.execute(ADD, {"name": "cyd", "amount": 1})
    with pytest.raises(ZeroDivisionError):
        async with bank.transaction() as connection:
            await connection.execute(ADD, {"name": "dee", "amount": 2})
            raise ZeroDivisionError
    assert await balances(bank) == {"ann": 10, "bob": 20, "cyd": 1}
    assert caplog.records == []  # asyncpg complains of transactions that nobody ended


async def test_a_reading_block_sees_one_state_while_a_writer_commits(bank):
    async with bank.reading() as before:
        assert await before.fetch_one("SELECT COUNT(*) AS n FROM accounts") == {"n": 2}
        async with bank.transaction() as connection:
            await connection.execute(ADD, {"name": "cyd", "amount": 1})
            async with bank.reading() as meanwhile:
                assert await meanwhile.fetch_one("SELECT COUNT(*) AS n FROM accounts") == {"n": 2}
        assert await before.fetch_one("SELECT COUNT(*) AS n FROM accounts") == {"n": 2}
    assert len(await balances(bank)) == 3


async def test_a_reading_block_cannot_write(bank):
    for attempt in ("execute", "fetch_all"):
        with pytest.raises(RuntimeError, match="reading"):
            async with bank.reading() as connection:
                await getattr(connection, attempt)("DELETE FROM accounts RETURNING name")
    assert len(await balances(bank)) == 2


async def test_fifty_tasks_that_read_and_then_write_lose_no_update_and_keep_their_order(bank):
    order = []

    async def pay(number):
        async with bank.transaction() as connection:
            row = await connection.fetch_one("SELECT amount FROM accounts WHERE name = 'ann'")
            await asyncio.sleep(0)
            await connection.execute(
                "UPDATE accounts SET amount = :amount WHERE name = 'ann'",
                {"amount": row["amount"] + 1},
            )
            order.append(number)

    async with asyncio.TaskGroup() as group:
        for number in range(50):
            group.create_task(pay(number))
        for _ in range(50):
            group.create_task(balances(bank))
    assert await balances(bank) == {"ann": 60, "bob": 20}
    assert order == list(range(50))


async def test_two_open_databases_write_one_after_another(address, bank):
    async def pay(database):
        for _ in range(20):
            async with database.transaction() as connection:
                row = await connection.fetch_one("SELECT amount FROM accounts WHERE name = 'ann'")
                await connection.execute(
                    "UPDATE accounts SET amount = :amount WHERE name = 'ann'",
                    {"amount": row["amount"] + 1},
                )

    async with open_database(address) as other, asyncio.TaskGroup() as group:
        group.create_task(pay(bank))
        group.create_task(pay(other))
    assert (await balances(bank))["ann"] == 50


async def test_a_lock_of_another_program_is_waited_for(address, bank):
    taken = asyncio.Event()

    async def hold(other):
        async with other.transaction():
            taken.set()
            await asyncio.sleep(0.4)

    async with open_database(address) as other, asyncio.TaskGroup() as group:
        group.create_task(hold(other))
        await taken.wait()
        async with bank.transaction() as connection:
            await connection.execute(ADD, {"name": "cyd", "amount": 1})
    assert len(await balances(bank)) == 3


async def test_a_lock_that_is_never_released_is_given_up_with_a_sentence(address, bank):
    loop = asyncio.get_running_loop()
    async with open_database(address, patience=0.5) as impatient:
        async with bank.transaction():
            start = loop.time()
            with pytest.raises(BusyError, match=r"locked; nothing was written: try again"):
                async with impatient.transaction():
                    pytest.fail("got a lock that another holds")
            assert 0.3 < loop.time() - start < 3
        async with impatient.transaction() as connection:
            await connection.execute(ADD, {"name": "cyd", "amount": 1})
    assert len(await balances(bank)) == 3


async def test_a_transaction_inside_a_transaction_is_a_defect_and_no_deadlock(bank):
    async with bank.transaction() as outer:
        with pytest.raises(RuntimeError, match="open in this task already"):
            async with bank.transaction():
                pytest.fail("opened twice")
        await outer.execute(ADD, {"name": "cyd", "amount": 1})
    assert len(await balances(bank)) == 3


async def test_a_failed_statement_cannot_be_hidden(bank):
    with pytest.raises(RuntimeError, match="A statement failed in this block") as caught:
        async with bank.transaction() as connection:
            await connection.execute(ADD, {"name": "cyd", "amount": 1})
            with suppress(ConstraintError):
                await connection.execute(ADD, {"name": "ann", "amount": 1})
    assert isinstance(caught.value.__cause__, ConstraintError)
    assert await balances(bank) == {"ann": 10, "bob": 20}


async def test_after_a_failed_statement_none_runs_alone(bank):
    with pytest.raises(RuntimeError, match="A statement failed in this block"):
        async with bank.transaction() as connection:
            with suppress(ConstraintError):
                await connection.execute(ADD, {"name": "ann", "amount": 1})
            await connection.execute(ADD, {"name": "cyd", "amount": 1})
    assert await balances(bank) == {"ann": 10, "bob": 20}


async def test_a_connection_ends_with_its_block(bank):
    async with bank.transaction() as kept:
        pass
    async with bank.reading() as kept_reading:
        pass
    for connection in (kept, kept_reading):
        with pytest.raises(RuntimeError, match="block has ended"):
            await connection.fetch_all("SELECT 1 AS one")


# --- cancellation ---------------------------------------------------------------------------------


async def test_a_task_cancelled_at_any_moment_leaves_all_or_nothing(bank):
    async def move():
        async with bank.transaction() as connection:
            await connection.execute("UPDATE accounts SET amount = amount - 1 WHERE name = 'bob'")
            await asyncio.sleep(0)
            await connection.execute("UPDATE accounts SET amount = amount + 1 WHERE name = 'ann'")

    outcomes = set()
    for ticks in range(40):
        before = await balances(bank)
        task = asyncio.create_task(move())
        for _ in range(ticks):
            await asyncio.sleep(0.0001)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        after = await balances(bank)
        moved = {"ann": before["ann"] + 1, "bob": before["bob"] - 1}
        assert after in (before, moved)
        outcomes.add(after == moved)
        async with asyncio.timeout(2), bank.transaction() as connection:
            await connection.execute("UPDATE accounts SET amount = amount")
        assert await balances(bank) == after
    assert outcomes == {True, False}  # early and late enough


async def test_readers_cancelled_at_any_moment_all_come_back(bank):
    for ticks in range(25):
        tasks = [asyncio.create_task(balances(bank)) for _ in range(8)]
        for _ in range(ticks):
            await asyncio.sleep(0.0001)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        async with asyncio.timeout(2):
            found = await asyncio.gather(*(balances(bank) for _ in range(8)))
        assert found == [{"ann": 10, "bob": 20}] * 8


async def test_what_must_not_be_left_half_done_is_awaited_through_every_cancellation():
    steps = []

    async def work():
        for step in range(3):
            await asyncio.sleep(0.01)
            steps.append(step)

    task = asyncio.create_task(finish(work()))
    while not task.done():
        await asyncio.sleep(0.004)
        task.cancel()
    assert task.cancelled()
    assert steps == [0, 1, 2]


async def test_a_cancelled_waiter_gives_its_place_in_the_queue_away(bank):
    inside, done = asyncio.Event(), asyncio.Event()

    async def hold():
        async with bank.transaction():
            inside.set()
            await done.wait()

    async def pay():
        async with bank.transaction() as connection:
            await connection.execute(ADD, {"name": "cyd", "amount": 1})

    holder = asyncio.create_task(hold())
    await inside.wait()
    waiting = [asyncio.create_task(pay()) for _ in range(2)]
    await asyncio.sleep(0.01)
    waiting[0].cancel()
    done.set()
    results = await asyncio.gather(*waiting, holder, return_exceptions=True)
    assert isinstance(results[0], asyncio.CancelledError)
    assert results[1:] == [None, None]
    assert len(await balances(bank)) == 3


async def test_a_statement_cut_off_by_a_timeout_fails_its_block(bank):
    slow = (
        "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 500000)"
        " SELECT COUNT(*) AS n FROM n"
    )
    with pytest.raises(RuntimeError, match="A statement failed"):
        async with bank.transaction() as connection:
            await connection.execute(ADD, {"name": "cyd", "amount": 1})
            with suppress(TimeoutError):
                async with asyncio.timeout(0.01):
                    await connection.fetch_all(slow)
    assert len(await balances(bank)) == 2
    with pytest.raises(TimeoutError):
        async with bank.reading() as connection, asyncio.timeout(0.01):
            await connection.fetch_all(slow)
    for _ in range(3):  # every reader is still there
        assert len(await balances(bank)) == 2


# --- statements -----------------------------------------------------------------------------------


async def test_statements_tell_how_many_rows_they_changed(bank):
    many = "INSERT INTO accounts (name, amount) SELECT name || '2', amount FROM accounts"
    cases = [
        (many, 2),
        ("UPDATE accounts SET amount = amount + 1", 4),
        ("UPDATE accounts SET amount = 0 WHERE name = 'nobody'", 0),
        ("INSERT INTO accounts VALUES ('ann', 1) ON CONFLICT DO NOTHING", 0),
        (
            "INSERT INTO accounts VALUES ('ann', 1)"
            " ON CONFLICT (name) DO UPDATE SET amount = excluded.amount",
            1,
        ),
        ("UPDATE accounts SET amount = 7 WHERE name < 'b' RETURNING name", 2),
        ("WITH rich AS (SELECT 'ann' AS name) UPDATE accounts SET amount = 8"
         " WHERE name IN (SELECT name FROM rich)", 1),
        ("WITH none AS (SELECT 1) UPDATE accounts SET amount = 8 WHERE name = 'nobody'", 0),
        ("INSERT INTO notes VALUES ('ann', 'x')", 1),
        ("WITH a AS (SELECT 1) DELETE FROM accounts WHERE name = 'ann'", 1),  # and its notes
        ("SELECT * FROM accounts", 0),
        ("DELETE FROM accounts", 3),
        ("CREATE TABLE later (x TEXT)", 0),
    ]  # fmt: skip
    async with bank.transaction() as connection:
        for sql, expected in cases:
            assert await connection.execute(sql) == expected, sql


async def test_rows_are_mappings_by_column_name(bank):
    async with bank.reading() as connection:
        row = await connection.fetch_one(
            "SELECT name, amount AS total FROM accounts WHERE name = :name", {"name": "ann"}
        )
        nobody = await connection.fetch_one("SELECT name FROM accounts WHERE name = 'nobody'")
        everybody = await connection.fetch_all("SELECT name FROM accounts ORDER BY amount DESC")
    assert dict(row) == {"name": "ann", "total": 10}
    assert nobody is None
    assert everybody == [{"name": "bob"}, {"name": "ann"}]


async def test_the_portable_subset_means_the_same(bank):
    async with bank.transaction() as connection:
        for note in ("a", "b", "c"):
            row = await connection.fetch_one(
                "INSERT INTO cases (guild_id, number, note)"
                " SELECT :guild, COALESCE(MAX(number), 0) + 1, :note FROM cases"
                " WHERE guild_id = :guild ON CONFLICT DO NOTHING RETURNING number",
                {"guild": 2**62, "note": note},
            )
        assert row == {"number": 3}
        ranked = await connection.fetch_all(
            "SELECT number, RANK() OVER (ORDER BY note DESC) AS place, SUM(number) OVER () AS total"
            " FROM cases WHERE note = :none OR :none IS NULL ORDER BY place LIMIT :limit",
            {"none": None, "limit": 2},
        )
        assert ranked == [
            {"number": 3, "place": 1, "total": 6},
            {"number": 2, "place": 2, "total": 6},
        ]
        claimed = await connection.fetch_one(
            "UPDATE cases SET note = NULL WHERE number ="
            " (SELECT number FROM cases WHERE note IS NOT NULL ORDER BY number LIMIT 1)"
            " RETURNING guild_id, number"
        )
        assert claimed == {"guild_id": 2**62, "number": 1}
        sums = await connection.fetch_one(
            "SELECT SUM(number) AS whole, AVG(number) AS mean, COUNT(note) AS notes,"
            " SUM(CASE WHEN number > :least THEN 1 ELSE 0 END) AS above,"
            " CAST(:echo AS BIGINT) AS echo FROM cases",
            {"least": 1, "echo": 5},
        )
        assert sums == {"whole": 6, "mean": 2.0, "notes": 2, "above": 2, "echo": 5}
        assert [type(sums[key]) for key in ("whole", "mean", "above")] == [int, float, int]


class Mood(StrEnum):
    CALM = "calm"


@pytest.mark.parametrize(
    ("amount", "text"),
    [(2**63 - 1, "é 🍂 'quoted' :name"), (-(2**63), Mood.CALM), (True, ""), (0, "line\nline")],
)
async def test_values_come_back_as_they_were(bank, amount, text):
    async with bank.transaction() as connection:
        await connection.execute(ADD, {"name": "cyd", "amount": amount, "unused": 1})
        await connection.execute(
            "INSERT INTO notes (name, text) VALUES ('cyd', :text)", {"text": text}
        )
        row = await connection.fetch_one(
            "SELECT a.amount, n.text FROM accounts a JOIN notes n ON n.name = a.name"
            " WHERE n.text = :text AND a.amount = :amount",
            {"text": text, "amount": amount},
        )
    assert row == {"amount": amount, "text": text}
    assert type(row["text"]) is str


@pytest.mark.parametrize("value", [datetime(2024, 1, 1, tzinfo=UTC), [1], {"a": 1}, object()])
async def test_a_value_that_only_one_dialect_would_take_is_refused(bank, value):
    with pytest.raises(TypeError, match=r":amount is a"):
        async with bank.transaction() as connection:
            await connection.execute(ADD, {"name": "cyd", "amount": value})


@pytest.mark.parametrize(
    ("sql", "params"),
    [
        (ADD, {"name": "ann", "amount": 1}),
        (ADD, {"name": "private words", "amount": None}),
        ("INSERT INTO notes VALUES ('nobody', :text)", {"text": "private words"}),
    ],
    ids=["unique", "not null", "foreign key"],
)
async def test_a_broken_rule_of_the_schema_is_one_kind_of_error_without_values(bank, sql, params):
    with pytest.raises(ConstraintError) as caught:
        async with bank.transaction() as connection:
            await connection.execute(sql, params)
    assert "private" not in str(caught.value)


async def test_execute_many_is_all_or_nothing(bank):
    rows = [{"name": name, "amount": 1} for name in ("cyd", "dee", "ann")]
    with pytest.raises(ConstraintError):
        async with bank.transaction() as connection:
            await connection.execute_many(ADD, rows)
    assert len(await balances(bank)) == 2


# --- opening and closing --------------------------------------------------------------------------


async def test_closing_waits_for_what_runs_and_refuses_what_comes_later(address, bank):
    async with open_database(address) as other:
        inside = asyncio.Event()

        async def pay():
            async with other.transaction() as connection:
                inside.set()
                await asyncio.sleep(0.05)
                await connection.execute(ADD, {"name": "cyd", "amount": 1})

        paying = asyncio.create_task(pay())
        await inside.wait()
        await other.close()
        assert paying.done()
        await paying
        for block in (other.transaction, other.reading):
            with pytest.raises(StorageError, match="closed already"):
                async with block():
                    pytest.fail("opened after the close")
        await other.close()
    assert len(await balances(bank)) == 3


@pytest.mark.slow
async def test_closing_does_not_wait_for_ever(address, bank, caplog):
    caplog.set_level("CRITICAL", "asyncpg")
    loop = asyncio.get_running_loop()
    inside = asyncio.Event()

    async def stick(other):
        async with other.transaction() as connection:
            await connection.execute(ADD, {"name": "cyd", "amount": 1})
            inside.set()
            await asyncio.sleep(60)

    async with open_database(address) as other:
        stuck = asyncio.create_task(stick(other))
        await inside.wait()
        start = loop.time()
        await other.close()
        assert loop.time() - start < 3
        stuck.cancel()
        (outcome,) = await asyncio.gather(stuck, return_exceptions=True)
        assert isinstance(outcome, asyncio.CancelledError)
    assert len(await balances(bank)) == 2


async def test_a_task_that_waits_too_long_for_its_turn_is_told():
    turn = Turn(patience=0.01)

    async def wait():
        async with turn.taken():
            pytest.fail("two tasks have the turn")

    async with turn.taken():
        with pytest.raises(BusyError, match="Another task of the bot kept the database"):
            await asyncio.create_task(wait())
    async with turn.taken():
        pass


async def test_health_tells_the_facts(bank):
    health = await bank.health()
    assert health.dialect == bank.dialect
    assert health.size > 0
    assert health.server_version[0].isdigit()
    if bank.dialect == "sqlite":
        assert health.journal_mode == "wal"
        assert health.wal_size is not None
        assert bank.path is not None
    else:
        assert (health.journal_mode, health.wal_size, bank.path) == (None, None, None)


HOLD_A_TRANSACTION = f"""
import asyncio, sys
from discord_bot.storage.database import open_database

async def main():
    async with open_database(sys.argv[1]) as database:
        async with database.transaction() as connection:
            await connection.execute({ADD!r}, {{"name": "kept", "amount": 1}})
        async with database.transaction() as connection:
            await connection.execute("UPDATE accounts SET amount = 0")
            for number in range(5000):
                await connection.execute({ADD!r}, {{"name": str(number), "amount": 1}})
            print("in the middle", flush=True)
            await asyncio.sleep(60)

asyncio.run(main())
"""


async def test_a_process_killed_in_a_transaction_leaves_only_what_it_committed(
    address, bank, python
):
    process = python(HOLD_A_TRANSACTION, address)
    assert await asyncio.to_thread(process.stdout.readline) == "in the middle\n"
    process.send_signal(signal.SIGKILL)
    await asyncio.to_thread(process.wait)
    async with bank.transaction() as connection:
        await connection.execute(ADD, {"name": "later", "amount": 2})
    assert await balances(bank) == {"ann": 10, "bob": 20, "kept": 1, "later": 2}
