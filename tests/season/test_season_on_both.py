"""Both databases keep the same: dates, who is told what, and what became of it."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from discord_bot.errors import UserError
from discord_bot.guilds import GuildService
from discord_bot.pack_files import CalendarEvent
from discord_bot.privacy import PrivacyService
from discord_bot.season.calendars import MOST_OWN, CalendarService
from discord_bot.season.happenings import HappeningService, Remedy
from discord_bot.season.model import Notice, NoticeKind, NoticeState, Origin, When
from discord_bot.season.reminders import ReminderService
from discord_bot.storage.database import Database, open_database
from discord_bot.storage.migrate import migrate
from tests.storage.conftest import (  # noqa: F401 - fixtures
    address,
    postgres_address,
    postgres_server,
    sqlite_address,
)

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
GUILD, OTHER, CHANNEL, ROLE = 2**59, 2**59 + 9, 2**59 + 1, 2**59 + 2
MODERATOR, ALICE = 2**61, 2**60
SOURCE = "https://example.org/date"


def entry(key: str, date: str | None, **more: object) -> CalendarEvent:
    values: dict[str, object] = {"id": key, "title": key.title(), "kind": "release"}
    values |= {"announced": True} if date is None else {"date": date}
    return CalendarEvent.model_validate({**values, "source": f"{SOURCE}/{key}", **more})


PACK = (entry("film", None), entry("book", "2026-12-03"), entry("guest", "2026-12-03", spoils=3))


@dataclass
class Desk:
    """A server's calendar over a database, with its reminders."""

    database: Database
    guilds: GuildService
    calendars: CalendarService
    reminders: ReminderService
    happenings: HappeningService
    now: datetime = NOW
    sent: list[Notice] = field(default_factory=list)

    async def tick(self, **later: float) -> list[tuple[int, str]]:
        """Some time passes; returns who was told what in it."""
        self.now += timedelta(**later)
        await self.reminders.prepare(self.now)
        told = []
        for sending in await self.reminders.claim(self.now):
            notice = sending.notice
            await self.reminders.sent(notice, notice.id + 7, self.now)
            what = f"{notice.event_key} {notice.days if notice.days is not None else 'moved'}"
            told.append((notice.user_id, what))
            self.sent.append(notice)
        return told


_ids = itertools.count(1)


async def open_desk(database: Database, pack: Iterable[CalendarEvent] = PACK) -> Desk:
    new_id = _ids.__next__
    guilds = await GuildService.open(database, new_id)
    calendars = await CalendarService.open(database, guilds, pack, 2, new_id)
    reminders = ReminderService(database, guilds, calendars, new_id)
    return Desk(database, guilds, calendars, reminders, HappeningService(database, calendars))


async def upgraded(desk: Desk, *pack: CalendarEvent) -> Desk:
    """The bot after a restart with another pack."""
    again = await open_desk(desk.database, pack)
    again.now = desk.now
    await again.reminders.recover(again.now)
    return again


@pytest.fixture
async def desk(address: str) -> AsyncIterator[Desk]:  # noqa: F811
    async with open_database(address) as database:
        await migrate(database, now=NOW)
        yield await open_desk(database)


async def test_from_a_date_to_its_day_with_members_and_a_change(desk: Desk) -> None:
    await desk.calendars.remind(GUILD, MODERATOR, CHANNEL, ROLE, desk.now)
    assert await desk.reminders.watch(GUILD, ALICE, "book", desk.now)
    assert not await desk.reminders.watch(GUILD, ALICE, "book", desk.now)
    assert await desk.tick(hours=1) == [], "what fell due this morning was before they asked"
    assert desk.reminders.next_due(desk.now) == datetime(2026, 12, 2, 9, tzinfo=UTC)
    assert await desk.tick(days=5, hours=20) == [(0, "book 1"), (ALICE, "book 1")]
    assert await desk.tick(minutes=1) == []
    when = When.parse("2026-12-20 08:00 Europe/London")
    changed = await desk.calendars.change(GUILD, MODERATOR, "book", when, SOURCE, desk.now)
    assert (changed.origin, changed.source) == (Origin.CHANGED, SOURCE)
    desk.reminders.dates_changed(GUILD)
    assert await desk.tick(minutes=1) == [(0, "book moved"), (ALICE, "book moved")]
    moved = desk.sent[-1]
    assert (str(moved.was), moved.told) == ("2026-12-03", when)
    assert (moved.kind, moved.is_private, desk.sent[-2].role_id) == (NoticeKind.CHANGE, True, ROLE)
    again = await upgraded(desk, *PACK)
    assert await again.tick(minutes=1) == [], "a restart says nothing again"
    assert again.calendars.get(GUILD, "book").when == when
    assert await again.tick(days=17, hours=23) == [(0, "book 0"), (ALICE, "book 0")]
    assert not await again.reminders.unwatch(GUILD, ALICE, "book"), "that is done"


async def test_a_date_that_changes_with_the_pack_is_told_where_it_was_told(desk: Desk) -> None:
    await desk.calendars.remind(GUILD, MODERATOR, CHANNEL, None, desk.now)
    await desk.tick(days=5, hours=21)
    await desk.calendars.remind(OTHER, MODERATOR, CHANNEL, None, desk.now)
    later = await upgraded(desk, PACK[0], entry("book", "2027-02-01"), PACK[2])
    assert await later.tick(minutes=1) == [(0, "book moved")]
    assert later.sent[0].guild_id == GUILD, "nobody was told of the old date in the other server"
    gone = await upgraded(later, PACK[0])
    assert await gone.tick(minutes=1) == [(0, "book moved")]
    assert (gone.sent[0].told, gone.sent[0].title) == (None, "Book")


async def test_the_pack_knows_better_once_it_has_another_date_itself(desk: Desk) -> None:
    theirs = When.parse("2026-12-24")
    await desk.calendars.change(GUILD, MODERATOR, "film", theirs, SOURCE, desk.now)
    same = await upgraded(desk, *PACK)
    assert same.calendars.get(GUILD, "film").when == theirs
    assert same.calendars.get(OTHER, "film").when is None
    newer = await upgraded(desk, entry("film", "2027-01-15"), *PACK[1:])
    assert str(newer.calendars.get(GUILD, "film").when) == "2027-01-15"
    assert newer.calendars.get(GUILD, "film").origin is Origin.PACK
    with pytest.raises(UserError, match=r"season\.refused\.packs"):
        await newer.calendars.remove(GUILD, MODERATOR, "film", desk.now)


async def test_own_dates_are_a_servers_alone_and_not_without_end(desk: Desk) -> None:
    when = When.parse("2026-12-05")
    for number in range(MOST_OWN):
        await desk.calendars.add(GUILD, MODERATOR, f"Party {number}", when, SOURCE, desk.now)
    with pytest.raises(UserError, match=r"season\.refused\.full"):
        await desk.calendars.add(GUILD, MODERATOR, "One more", when, SOURCE, desk.now)
    assert len(desk.calendars.events(GUILD)) == MOST_OWN + len(PACK)
    assert len(desk.calendars.events(OTHER)) == len(PACK)
    again = await upgraded(desk, *PACK)
    assert again.calendars.events(GUILD) == desk.calendars.events(GUILD)


async def test_what_spoils_is_not_told_and_comes_when_it_may_be_known(desk: Desk) -> None:
    await desk.calendars.remind(GUILD, MODERATOR, CHANNEL, None, desk.now)
    with pytest.raises(UserError, match=r"season\.refused\.unknown"):
        await desk.reminders.watch(GUILD, ALICE, "guest", desk.now)
    assert await desk.tick(days=5, hours=21) == [(0, "book 1")]
    await desk.guilds.change(GUILD, MODERATOR, desk.now, ceiling=3)
    assert await desk.tick(minutes=5) == [(0, "guest 1")]


async def test_what_was_under_way_is_looked_for_and_what_failed_is_tried_again(
    desk: Desk,
) -> None:
    await desk.calendars.remind(GUILD, MODERATOR, CHANNEL, None, desk.now)
    desk.now += timedelta(days=5, hours=21)
    await desk.reminders.prepare(desk.now)
    (first,) = await desk.reminders.claim(desk.now)
    assert not first.uncertain
    assert await desk.reminders.claim(desk.now) == [], "it is under way"
    again = await upgraded(desk, *PACK)
    (second,) = await again.reminders.claim(again.now)
    assert second.uncertain
    assert second.notice.id == first.notice.id
    assert second.notice.tried_at is not None
    await again.reminders.try_again(second.notice, "forbidden", again.now, uncertain=False)
    assert await again.reminders.claim(again.now) == []
    (known,) = await again.reminders.failed(GUILD, again.now)
    assert known.detail == "forbidden"
    again.now += timedelta(minutes=5)
    (third,) = await again.reminders.claim(again.now)
    assert (third.uncertain, third.notice.attempts) == (False, 2)
    await again.reminders.try_again(third.notice, "discord:503", again.now, uncertain=True)
    again.now += timedelta(days=1)
    (fourth,) = await again.reminders.claim(again.now)
    assert fourth.uncertain, "it may stand there: it is looked for, though its day is over"
    await again.reminders.try_again(fourth.notice, "forbidden", again.now, uncertain=True)
    again.now += timedelta(days=1)
    assert await again.reminders.claim(again.now) == [], "not for ever"
    notice = await again.reminders.notice(fourth.notice.id)
    assert notice is not None
    assert notice.state is NoticeState.DROPPED


async def test_what_could_not_be_sent_in_its_time_is_dropped(desk: Desk) -> None:
    await desk.calendars.remind(GUILD, MODERATOR, CHANNEL, None, desk.now)
    desk.now += timedelta(days=5, hours=21)
    await desk.reminders.prepare(desk.now)
    assert await desk.tick(days=1) == [(0, "book 0")], "and not that it is tomorrow"


async def test_discords_events_are_made_once_moved_and_forgotten(desk: Desk) -> None:
    event = desk.happenings.check(GUILD, "book", desk.now)
    first = await desk.happenings.begin(GUILD, event, MODERATOR, desk.now)
    assert first.scheduled_id is None
    assert await desk.happenings.begin(GUILD, event, ALICE, desk.now) == first
    assert first.told is not None
    await desk.happenings.shows(GUILD, "book", 77, first.told)
    assert await desk.happenings.outdated(desk.now) == []
    await desk.calendars.change(
        GUILD, MODERATOR, "book", When.parse("2026-12-09"), SOURCE, desk.now
    )
    ((happening, moved, remedy),) = await desk.happenings.outdated(desk.now)
    assert (happening.scheduled_id, remedy) == (77, Remedy.MOVE)
    assert moved is not None
    assert moved.source == SOURCE
    await desk.calendars.change(GUILD, MODERATOR, "book", None, SOURCE, desk.now)
    ((_, _, remedy),) = await desk.happenings.outdated(desk.now)
    assert remedy is Remedy.DELETE
    ((_, _, remedy),) = await desk.happenings.outdated(desk.now + timedelta(days=9))
    assert remedy is Remedy.FORGET
    for key, now in (("film", desk.now), ("guest", desk.now)):
        with pytest.raises(UserError):
            desk.happenings.check(GUILD, key, now)


async def test_a_member_who_is_forgotten_is_in_none_of_it(desk: Desk) -> None:
    await desk.reminders.watch(GUILD, ALICE, "book", desk.now)
    await desk.tick(days=5, hours=21)
    await desk.calendars.change(GUILD, ALICE, "film", When.parse("2027-01-01"), SOURCE, desk.now)
    privacy = PrivacyService(desk.database)
    kept = await privacy.export(ALICE)
    assert {"season_watches", "season_notices", "season_events", "setting_changes"} == set(kept)
    await privacy.forget(ALICE)
    assert await privacy.count(ALICE) == 0
    assert await desk.calendars.editors(GUILD) == {"film": 0}
    assert await desk.tick(days=1) == []


async def test_what_members_were_told_goes_by_itself(desk: Desk) -> None:
    await desk.reminders.watch(GUILD, ALICE, "book", desk.now)
    assert await desk.tick(days=5, hours=21) == [(ALICE, "book 1")]
    notice = desk.sent[0]
    await desk.reminders.recover(desk.now + timedelta(days=29))
    assert await desk.reminders.notice(notice.id) is not None
    await desk.reminders.recover(desk.now + timedelta(days=31))
    assert await desk.reminders.notice(notice.id) is None


async def test_a_date_that_nobody_was_told_changes_in_silence(desk: Desk) -> None:
    await desk.calendars.remind(GUILD, MODERATOR, CHANNEL, None, desk.now)
    await desk.calendars.change(
        GUILD, MODERATOR, "book", When.parse("2027-05-05"), SOURCE, desk.now
    )
    desk.reminders.dates_changed(GUILD)
    assert await desk.tick(hours=1) == []


async def test_while_news_are_paused_reminders_wait_and_stale_ones_do_not_come(
    desk: Desk,
) -> None:
    await desk.calendars.remind(GUILD, MODERATOR, CHANNEL, None, desk.now)
    until = desk.now + timedelta(days=6)
    await desk.guilds.change(GUILD, MODERATOR, desk.now, paused_news_until=until)
    assert await desk.tick(days=5, hours=21) == []
    assert await desk.tick(hours=5) == [(0, "book 1")], "the pause is over and it is still true"
    await desk.guilds.change(GUILD, MODERATOR, desk.now, news_on=False)
    assert await desk.tick(days=1) == []
    await desk.guilds.change(GUILD, MODERATOR, desk.now, news_on=True)
    assert await desk.tick(days=1) == []
