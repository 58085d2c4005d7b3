"""``docs/stored-data.md`` names every column of the schema, and what it promises happens."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from discord_bot.evidence import WORDS
from discord_bot.housekeeping.service import GRACE, HousekeepingService
from discord_bot.housekeeping.tables import GUILD_TABLES, NOBODYS_TABLES
from discord_bot.moderation.policy import ServerPolicy
from discord_bot.privacy import PERSONAL_DATA, Forgetting
from discord_bot.season.notices_store import NoticeStore
from discord_bot.season.reminders import PRIVATE_KEPT
from discord_bot.storage.database import Database, open_database
from discord_bot.storage.migrate import migrate
from tests.moderation.house import ALICE, GUILD, MODERATOR, open_house
from tests.test_privacy import Columns, everything, fill, schema  # noqa: F401 - a fixture

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs/stored-data.md").read_text(encoding="utf-8")
THEN = datetime(2026, 5, 1, 12, tzinfo=UTC)
"""When everything happened: ``fill`` gives all numbers of a row the same value, times as well."""


@dataclass(frozen=True)
class Section:
    """What the page says of a table: its fields, those in italics, why, and how long they stay."""

    fields: list[str]
    words: set[str]
    why: str
    kept: list[str]


def sections() -> dict[str, Section]:
    found = {}
    for part in re.split(r"^### ", PAGE, flags=re.MULTILINE)[1:]:
        name, body = part.split("\n", 1)
        body = re.split(r"^## ", body, flags=re.MULTILINE)[0]
        head = re.search(r"^\*\*Why\*\*: (.+)\. \*\*Kept\*\*: (.+)\.$", body, re.MULTILINE)
        assert head, f"{name} says not why, or not how long"
        rows = re.findall(r"^\| (.*`.*) \| (.+) \|$", body, re.MULTILINE)
        assert all(what.strip() for _, what in rows), name
        first = " ".join(cell for cell, _ in rows)
        found[name] = Section(
            re.findall(r"`(\w+)`", first),
            set(re.findall(r"\*`(\w+)`\*", first)),
            head[1],
            re.split(r"[;,] ", head[2]),
        )
    return found


SECTIONS = sections()
KEPT = {table: "; ".join(section.kept) for table, section in SECTIONS.items()}
DAYS = {
    table: int(match[1])
    for table, kept in KEPT.items()
    if (match := re.search(r"(\d+) days after", kept))
}


def test_every_column_is_on_the_page_once_and_no_other(schema: Columns) -> None:  # noqa: F811
    in_schema = {table: sorted(name for name, _ in columns) for table, columns in schema.items()}
    in_schema["schema_migrations"] = ["applied_at", "checksum", "name", "version"]
    on_page = {table: sorted(section.fields) for table, section in SECTIONS.items()}
    assert on_page == in_schema


def test_the_fields_in_italics_are_those_that_are_encrypted() -> None:
    in_italics = {name: section.words for name, section in SECTIONS.items() if section.words}
    assert in_italics == {words.table: set(words.columns) for words in WORDS}


def test_what_goes_with_its_server_or_with_its_member_does() -> None:
    """Tests of their own hold both lists against the schema, and against what is deleted."""
    hanging = {"trivia_answers", "trivia_skip_votes", "trivia_daily_answers"}
    for table, kept in KEPT.items():
        forgetting = {data.forgetting for data in PERSONAL_DATA if data.table == table}
        assert ("until its server is left" in kept) is (table in {*GUILD_TABLES, *hanging}), table
        assert ("deleted with its member" in kept) is (Forgetting.DELETE in forgetting), table
        anonymised = Forgetting.ANONYMISE in forgetting
        assert ("without its member's number" in kept) is anonymised, table
        nobodys = table in {*NOBODYS_TABLES, "schema_migrations"}
        assert ("for good" in kept) is nobodys, table
    assert f"{GRACE.days} days after the bot was removed" in PAGE


@pytest.fixture
async def database(tmp_path: Path):
    async with open_database(str(tmp_path / "bot.db")) as opened:
        await migrate(opened, now=THEN)
        yield opened


async def tidied(database: Database, schema: Columns, now: datetime) -> set[str]:  # noqa: F811
    """Do every job that deletes by time; the tables that lost a row."""
    before = await everything(database, schema)
    await HousekeepingService(database).tidy(now)
    async with database.transaction() as connection:
        await NoticeStore.purge_private(connection, now - PRIVATE_KEPT)
    after = await everything(database, schema)
    return {table for table, rows in before.items() if len(after[table]) < len(rows)}


async def test_what_has_a_time_goes_when_it_is_over_and_not_before(
    database: Database,
    schema: Columns,  # noqa: F811
) -> None:
    await fill(database, schema, int(THEN.timestamp()), 7)
    async with database.transaction() as connection:
        await connection.execute("DELETE FROM guild_departures")
        for table in (table for table, columns in schema.items() if "day" in dict(columns)):
            await connection.execute(
                f"UPDATE {table} SET day = :day", {"day": THEN.date().isoformat()}
            )
        await connection.execute(  # nobody wants it, so that it has no story
            "INSERT INTO news_entries (feed_id, entry_key, entry_id, title, summary, markdown,"
            " fingerprint, judgement, placed, seen_at) SELECT feed_id, 'unwanted', '', '', '', '',"
            " '', '', '', seen_at FROM news_entries"
        )
    due = {table: days for table, days in DAYS.items() if table != "moderation_messages"}
    assert len(due) >= 7
    by_day = {table for table in due if "day" in dict(schema[table])}
    for days in sorted(set(due.values())):
        expected = {table for table, after in due.items() if after == days}
        end = THEN + timedelta(days=days)
        assert await tidied(database, schema, end - timedelta(seconds=1)) == set()
        assert await tidied(database, schema, end + timedelta(seconds=1)) == expected - by_day
        # A day is over everywhere on Earth within two.
        assert await tidied(database, schema, end + timedelta(days=2)) == expected & by_day
    assert await tidied(database, schema, THEN + timedelta(days=5000)) == set()


async def test_the_words_of_a_closed_case_go_after_thirty_days(database: Database) -> None:
    assert DAYS["moderation_messages"] == ServerPolicy().evidence_days
    house = await open_house(database)
    await house.upheld(ALICE, "such a clown")
    closed = house.now

    async def words(now: datetime) -> dict[str, object]:
        await house.moderation.tidy(now)
        async with database.reading() as connection:
            row = await connection.fetch_one("SELECT * FROM moderation_messages")
        assert row is not None
        assert row["guild_id"] == GUILD
        return {name: row[name] for name in (*SECTIONS["moderation_messages"].words, "text_key")}

    days = timedelta(days=DAYS["moderation_messages"])
    assert (await words(closed + days - timedelta(seconds=1)))["text"] == "such a clown"
    gone = await words(closed + days + timedelta(seconds=1))
    assert gone == {"text": None, "text_key": None, "evidence": "[]", "reasons": "[]"}
    assert await examples(database) == [], "nor does what it taught keep them"
    house.moderation.close()


async def examples(database: Database) -> list[str]:
    async with database.reading() as connection:
        rows = await connection.fetch_all("SELECT text FROM moderation_examples ORDER BY 1")
    return [row["text"] for row in rows]


async def test_a_text_that_was_called_fine_outlasts_its_case(database: Database) -> None:
    house = await open_house(database)
    decision = await house.says(ALICE, "such a clown")
    assert decision.case_number is not None
    await house.moderation.cases.overrule(GUILD, decision.case_number, MODERATOR, house.now)
    house.wait(days=DAYS["moderation_messages"] + 1)
    await house.moderation.tidy(house.now)
    assert await examples(database) == ["such a clown"]
    house.moderation.close()


def test_logs_are_kept_as_long_as_the_page_says() -> None:
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text())
    for service in compose["services"].values():
        assert service["logging"]["options"] == {"max-size": "10m", "max-file": "5"}
    assert "the last 50 MB, five files of 10" in PAGE
    unit = (ROOT / "deploy/fanbot.service").read_text()
    assert "LogNamespace=fanbot" in unit
    journal = (ROOT / "deploy/journald@fanbot.conf").read_text()
    assert "MaxRetentionSec=30day" in journal
    assert "keeps it 30 days" in PAGE
    guide = (ROOT / "docs/deploy.md").read_text()
    assert "journalctl --namespace=fanbot" in guide
    assert "deploy/journald@fanbot.conf" in guide
