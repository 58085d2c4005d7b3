"""A server's last days, made of what is kept anyway and of what is counted, on both databases."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discord_bot.errors import StorageError
from discord_bot.guilds import GuildService
from discord_bot.housekeeping.backups import DailyBackups, name_of
from discord_bot.housekeeping.service import HousekeepingService
from discord_bot.ids import IdSource
from discord_bot.news.records import NewsStatus
from discord_bot.operations.counts import CountService
from discord_bot.operations.figures import Figure, Week, by_day, days_until, local_day, start_of
from discord_bot.operations.figures_store import CountStore, FiguresStore
from discord_bot.operations.guild_status_service import GuildStatusService
from discord_bot.operations.queue_store import QueueStore
from discord_bot.operations.watch import FeatureWatch
from discord_bot.storage.database import Database, open_database
from discord_bot.storage.migrate import migrate
from tests.storage.conftest import (  # noqa: F401 - fixtures
    address,
    postgres_address,
    postgres_server,
    sqlite_address,
)

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
GUILD, OTHER = 5, 6
TOKYO = ZoneInfo("Asia/Tokyo")


@pytest.fixture
async def database(address: str) -> AsyncIterator[Database]:  # noqa: F811
    async with open_database(address) as opened:
        await migrate(opened, now=NOW)
        yield opened


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


async def insert(database: Database, table: str, *rows: dict[str, object]) -> None:
    """Rows with the columns that matter."""
    async with database.transaction() as connection:
        for row in rows:
            names = ", ".join(row)
            values = ", ".join(f":{name}" for name in row)
            await connection.execute(f"INSERT INTO {table} ({names}) VALUES ({values})", row)


def case(number: int, **changes: object) -> dict[str, object]:
    usual = {
        "case_id": number,
        "guild_id": GUILD,
        "number": number,
        "state": "open",
        "version": 1,
        "label": "speculation",
        "confidence": 9000,
        "stage": "rules",
        "rules": "[]",
        "kind": "message",
        "action": "log",
        "would": "nudge",
        "user_id": 1,
        "messages": 1,
        "opened_at": at("2026-05-01 10:00"),
        "last_at": at("2026-05-01 10:00"),
        "decided_at": None,
    }
    return usual | changes


def delivery(number: int, **changes: object) -> dict[str, object]:
    usual = {
        "delivery_id": number,
        "lane": 7,
        "guild_id": GUILD,
        "kind": "story",
        "origin": "news",
        "state": "sent",
        "plain": 0,
        "attempts": 1,
        "created_at": at("2026-05-01 09:00"),
        "due_at": at("2026-05-01 09:00"),
        "ended_at": at("2026-05-01 09:00"),
        "posted_at": at("2026-05-01 09:00"),
    }
    return usual | changes


def game(number: int, **changes: object) -> dict[str, object]:
    usual = {
        "game_id": number,
        "guild_id": GUILD,
        "channel_id": number,
        "starter_user_id": 1,
        "mode": "buttons",
        "pace": "normal",
        "rounds_total": 5,
        "ceiling": 1,
        "state": "ended",
        "round_number": 5,
        "unanswered": 0,
        "started_at": at("2026-05-01 08:00"),
    }
    return usual | changes


# --- days -----------------------------------------------------------------------------------------


def test_seven_days_end_with_today_on_the_servers_own_clock() -> None:
    late = datetime(2026, 4, 30, 23, 30, tzinfo=UTC)
    assert days_until(late, UTC)[-1] == date(2026, 4, 30)
    assert days_until(late, TOKYO) == tuple(date(2026, 4, 25) + timedelta(days=n) for n in range(7))


@pytest.mark.parametrize("zone", ["Europe/London", "Asia/Kathmandu", "Australia/Lord_Howe"])
def test_a_quarter_of_an_hour_never_belongs_to_two_days(zone: str) -> None:
    """The clocks change twice within these days, and two of the zones are not at whole hours."""
    clock = ZoneInfo(zone)
    for offset in range(400):
        day = date(2026, 1, 1) + timedelta(days=offset)
        assert start_of(day, clock).timestamp() % 900 == 0
        assert local_day(start_of(day, clock), clock) == day
        assert local_day(start_of(day, clock) - timedelta(seconds=1), clock) < day


ZONES = ["UTC", "Europe/London", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Kiritimati"]
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(st.lists(st.tuples(st.sampled_from(ZONES), MOMENTS), max_size=20))
def test_whatever_the_clock_does_things_are_counted_on_their_day(
    counted: list[tuple[str, datetime]],
) -> None:
    counts = CountService(None, ZONES.__getitem__)  # type: ignore[arg-type] - it is not written down
    for zone, moment in counted:
        counts.count(ZONES.index(zone), Figure.CHECKED, moment)
    days = Counter((ZONES.index(zone), local_day(at, ZoneInfo(zone))) for zone, at in counted)
    assert {(own, day): n for (own, day, _), n in counts.waiting.items()} == days


@given(st.lists(st.tuples(st.sampled_from(Figure), st.integers(0, 2**22), st.integers(0, 50))))
def test_no_count_is_lost_between_quarters_and_days(
    quarters: list[tuple[Figure, int, int]],
) -> None:
    found = by_day(quarters, TOKYO)
    assert sum(found.values()) == sum(total for _, _, total in quarters)


def test_a_share_needs_a_decision() -> None:
    days = (date(2026, 5, 1), date(2026, 5, 2), date(2026, 5, 3))
    week = Week(
        days,
        {
            (days[0], Figure.DECIDED): 4,
            (days[0], Figure.OVERRULED): 1,
            (days[2], Figure.DECIDED): 2,
        },
    )
    assert week.overruled_shares == (0.25, None, 0.0)
    assert not week.is_empty
    assert Week(days, {(date(2026, 4, 1), Figure.NEWS): 3}).is_empty, "that day is not shown"


# --- rows -----------------------------------------------------------------------------------------


async def test_a_week_is_what_the_rows_say(database: Database) -> None:
    await insert(
        database,
        "moderation_cases",
        case(1),
        case(2, action="hold", opened_at=at("2026-04-30 14:59")),
        case(3, action="remove", opened_at=at("2026-04-30 15:00")),  # midnight in Tokyo
        case(4, kind="report"),
        case(5, opened_at=at("2026-04-24 14:59")),  # a second before the seven days
        case(6, state="upheld", decided_at=at("2026-05-01 01:00")),
        case(7, state="overruled", decided_at=at("2026-05-01 02:00")),
        case(8, state="expired", decided_at=at("2026-05-01 03:00")),
        case(9, guild_id=OTHER),
    )
    await insert(
        database,
        "news_deliveries",
        delivery(1),
        delivery(2, kind="digest"),
        delivery(3, state="failed", posted_at=None),
        delivery(4, guild_id=OTHER),
        delivery(5, posted_at=at("2026-04-29 09:00")),
    )
    await insert(
        database, "trivia_games", game(1), game(2, round_number=0), game(3, guild_id=OTHER)
    )
    daily = {"guild_id": GUILD, "ceiling": 1, "started_at": 1}
    await insert(
        database,
        "trivia_dailies",
        {**daily, "play_id": 1, "user_id": 1, "day": "2026-05-01", "finished_at": 2},
        {**daily, "play_id": 2, "user_id": 2, "day": "2026-05-01", "finished_at": None},
        {**daily, "play_id": 3, "user_id": 1, "day": "2026-04-24", "finished_at": 2},
    )
    days = days_until(NOW, TOKYO)
    since = start_of(days[0], TOKYO)
    async with database.reading() as connection:
        quarters = [
            *await FiguresStore.opened(connection, GUILD, since),
            *await FiguresStore.decided(connection, GUILD, since),
            *await FiguresStore.posted(connection, GUILD, since),
            *await FiguresStore.games(connection, GUILD, since),
        ]
        dailies = await FiguresStore.dailies(connection, GUILD, days[0])
    week = Week(days, {**by_day(quarters, TOKYO), **dailies})
    assert week.of(Figure.NOTED) == (0, 0, 0, 0, 0, 0, 4)
    assert week.of(Figure.ACTED) == (0, 0, 0, 0, 0, 1, 1)
    assert week.of(Figure.DECIDED) == (0, 0, 0, 0, 0, 0, 2)
    assert week.overruled_shares[-1] == 0.5
    assert week.of(Figure.NEWS) == (0, 0, 0, 0, 1, 0, 1)
    assert week.of(Figure.GAMES) == (0, 0, 0, 0, 0, 0, 1)
    assert week.of(Figure.DAILIES) == (0, 0, 0, 0, 0, 0, 1)


async def test_the_queue_is_what_waits_in_this_server(database: Database) -> None:
    await insert(
        database,
        "moderation_cases",
        case(1, action="hold"),
        case(2, state="upheld"),
        case(3, guild_id=OTHER),
    )
    message = {
        "guild_id": GUILD,
        "channel_id": 7,
        "user_id": 1,
        "kind": "message",
        "evidence": "[]",
        "reasons": "[]",
        "confidence": 1,
        "action": "hold",
        "would": "hold",
        "outcome": "done",
        "written_at": 1,
    }
    await insert(
        database,
        "moderation_messages",
        {**message, "entry_id": 1, "case_id": 1},
        {**message, "entry_id": 2, "case_id": 1, "restored_at": 5},
        {**message, "entry_id": 3, "case_id": 1, "action": "log"},
        {**message, "entry_id": 4, "case_id": 2},
    )
    appeal = {"case_id": 1, "text": "?", "state": "open", "appealed_at": 1}
    await insert(
        database,
        "moderation_appeals",
        {**appeal, "appeal_id": 1, "guild_id": GUILD, "user_id": 1},
        {**appeal, "appeal_id": 2, "guild_id": GUILD, "user_id": 2, "answered_at": 2},
    )
    missed = {"channel_id": 7, "user_id": 1, "missed_at": 1}
    await insert(
        database,
        "moderation_missed",
        {**missed, "message_id": 1, "guild_id": GUILD},
        {**missed, "message_id": 2, "guild_id": OTHER},
    )
    due = {"state": "intended", "ended_at": None, "posted_at": None}
    await insert(
        database,
        "news_deliveries",
        delivery(1, **due, due_at=at("2026-05-01 11:00")),
        delivery(2, **due, due_at=at("2026-05-01 10:00")),
        delivery(3, **due, due_at=at("2026-05-01 13:00")),  # later
        delivery(4, **{**due, "state": "parked"}),
        delivery(5, **due, kind="notice"),
        delivery(6, **due, guild_id=OTHER),
    )
    async with database.reading() as connection:
        queue = await QueueStore.read(connection, GUILD, NOW)
        nothing = await QueueStore.read(connection, 9, NOW)
    assert (queue.cases, queue.held, queue.appeals, queue.missed, queue.news) == (1, 1, 1, 1, 2)
    assert queue.oldest_news == datetime(2026, 5, 1, 10, tzinfo=UTC)
    assert (nothing.cases, nothing.news, nothing.oldest_news) == (0, 0, None)


# --- counts ---------------------------------------------------------------------------------------


class Slow:
    """A database whose transactions can be made to fail, or to take their time."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.is_gone = False
        self.gate = asyncio.Event()
        self.gate.set()
        self.began = asyncio.Event()
        self.transactions = 0

    def reading(self):
        return self._database.reading()

    @asynccontextmanager
    async def transaction(self):
        self.transactions += 1
        self.began.set()
        if self.is_gone:
            raise StorageError("The disk is gone.")
        async with self._database.transaction() as connection:
            yield connection
            await self.gate.wait()


async def kept(database: Database, guild_id: int = GUILD) -> dict[tuple[str, str], int]:
    async with database.reading() as connection:
        found = await CountStore.since(connection, guild_id, date(2000, 1, 1))
    return {(day.isoformat(), figure.value): total for (day, figure), total in found.items()}


async def test_counts_are_kept_by_the_servers_day_and_added_up(database: Database) -> None:
    zones = {GUILD: "Asia/Tokyo", OTHER: "UTC"}
    counts = CountService(database, zones.__getitem__)
    night = datetime(2026, 5, 1, 15, tzinfo=UTC)
    for guild_id in (GUILD, GUILD, OTHER):
        counts.count(guild_id, Figure.CHECKED, night)
    await counts.flush()
    counts.count(GUILD, Figure.CHECKED, night)
    counts.count(GUILD, Figure.CHECKED, night - timedelta(seconds=1))
    await counts.flush()
    await counts.flush()
    assert await kept(database) == {("2026-05-02", "checked"): 3, ("2026-05-01", "checked"): 1}
    assert await kept(database, OTHER) == {("2026-05-01", "checked"): 1}


async def test_a_message_costs_no_transaction_and_nothing_to_write_costs_none(
    database: Database,
) -> None:
    slow = Slow(database)
    counts = CountService(slow, lambda _: "UTC")
    await counts.flush()
    for _ in range(1000):
        counts.count(GUILD, Figure.CHECKED, NOW)
    assert slow.transactions == 0
    await counts.flush()
    assert slow.transactions == 1
    assert await kept(database) == {("2026-05-01", "checked"): 1000}


async def test_what_could_not_be_written_is_written_the_next_time(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    slow = Slow(database)
    counts = CountService(slow, lambda _: "UTC")
    counts.count(GUILD, Figure.CHECKED, NOW)
    slow.is_gone = True
    with pytest.raises(StorageError):
        await counts.flush()
    counts.count(GUILD, Figure.CHECKED, NOW)
    await counts.close()
    assert "could not be written down" in caplog.text
    slow.is_gone = False
    await counts.flush()
    assert await kept(database) == {("2026-05-01", "checked"): 2}


async def test_who_is_stopped_while_writing_counts_nothing_twice_and_loses_nothing(
    database: Database,
) -> None:
    slow = Slow(database)
    counts = CountService(slow, lambda _: "UTC")
    counts.count(GUILD, Figure.CHECKED, NOW)
    slow.gate.clear()
    writing = asyncio.create_task(counts.flush())
    await slow.began.wait()
    counts.count(GUILD, Figure.CHECKED, NOW)
    writing.cancel()
    slow.gate.set()
    with pytest.raises(asyncio.CancelledError):
        await writing
    await counts.close()
    assert await kept(database) == {("2026-05-01", "checked"): 2}


async def test_counts_go_after_ninety_days_and_with_their_server(database: Database) -> None:
    counts = CountService(database, lambda _: "UTC")
    for guild_id in (GUILD, OTHER):
        for ago in (0, 89, 92):
            day = (NOW - timedelta(days=ago)).date()
            counts.add(guild_id, Figure.CHECKED, day, 1)
    await counts.flush()
    keeping = HousekeepingService(database, [counts.forget_guild])
    assert (await keeping.tidy(NOW)).counts == 2
    assert len(await kept(database)) == 2
    await keeping.left(GUILD, NOW - timedelta(days=30))
    counts.count(GUILD, Figure.CHECKED, NOW)
    counts.count(OTHER, Figure.CHECKED, NOW)
    await keeping.tidy(NOW)
    await counts.flush()
    assert await kept(database) == {}
    assert await kept(database, OTHER) == {
        ("2026-05-01", "checked"): 2,
        ("2026-02-01", "checked"): 1,
    }


# --- all together ---------------------------------------------------------------------------------


class NoNews:
    """A server that follows nothing."""

    async def status(self, guild_id: int, now: datetime):
        return NewsStatus((), (), 0, 0, 0)


async def test_a_database_that_does_not_answer_leaves_the_rest_to_be_told(
    database: Database, tmp_path
) -> None:
    guilds = await GuildService.open(database, IdSource(lambda: NOW))
    slow = Slow(database)
    counts = CountService(slow, lambda _: "UTC")
    watch = FeatureWatch(["trivia"])
    for _ in range(2):
        watch.failed("trivia", "It stopped.", NOW)
    (tmp_path / name_of(NOW.date())).touch()
    backups = DailyBackups(database, tmp_path, 7)
    service = GuildStatusService(slow, guilds, counts, NoNews(), watch, backups)
    counts.count(GUILD, Figure.CHECKED, NOW)
    well = await service.of(GUILD, 0.05, NOW)
    assert well.week is not None
    assert well.week.of(Figure.CHECKED)[-1] == 1, "what was just counted is there"
    slow.is_gone = True
    counts.count(GUILD, Figure.CHECKED, NOW)
    ill = await service.of(GUILD, 0.05, NOW)
    assert (ill.week, ill.queue, ill.news) == (None, None, None)
    assert ill.failing == {"trivia": NOW}
    assert ill.backup.is_made is (database.path is not None)
    assert ill.backup.newest_at is not None


async def test_the_newest_backup_is_known_by_its_name_alone(database: Database, tmp_path) -> None:
    backups = DailyBackups(database, tmp_path / "none", 7)
    assert await backups.newest_at() is None
    (tmp_path / "by-hand.db").touch()
    assert await DailyBackups(database, tmp_path, 7).newest_at() is None
    assert not DailyBackups(database, tmp_path, 0).are_made
