"""Every statement of every feature is one that both databases understand."""

from __future__ import annotations

import ast
import sqlite3
from datetime import UTC, datetime

import asyncpg
from conftest import ROOT

from discord_bot.storage.database import open_database
from discord_bot.storage.migrate import migrate
from discord_bot.storage.sql import numbered, without_locks

_RUNNERS = {"execute", "execute_many", "fetch_one", "fetch_all"}


def statements():
    """Statements that are written where they are run, or as a constant of the module, by place."""
    for path in sorted((ROOT / "discord_bot").rglob("*.py")):
        if "storage" in path.parts:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        constants = {
            target.id: node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in _RUNNERS:
                first = node.args[0] if node.args else None
                if isinstance(first, ast.Name):
                    first = constants.get(first.id)
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", first.value


async def test_both_databases_understand_every_statement(postgres_address, sqlite_address):
    for address in (postgres_address, sqlite_address):
        async with open_database(address) as database:
            await migrate(database, now=datetime(2024, 1, 1, tzinfo=UTC))
    found = list(statements())
    assert len(found) > 50
    problems = []
    lite = sqlite3.connect(sqlite_address)
    postgres = await asyncpg.connect(postgres_address)
    try:
        for place, sql in found:
            text, names = numbered(sql)
            try:
                await postgres.prepare(text)
            except asyncpg.PostgresError as error:
                problems.append(f"{place}: PostgreSQL: {error}")
            try:
                lite.execute(f"EXPLAIN {without_locks(sql)}", dict.fromkeys(names))
            except sqlite3.Error as error:
                problems.append(f"{place}: SQLite: {error}")
    finally:
        lite.close()
        await postgres.close()
    assert problems == []
