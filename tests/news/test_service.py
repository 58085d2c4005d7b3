"""From feeds to channels over real HTTP and both databases, whatever goes wrong on the way."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from discord_bot.errors import UserError
from discord_bot.news.model import Tier
from discord_bot.news.polling import PollReport
from discord_bot.news.posts import NoticeKind, PostKind
from discord_bot.news.subscriptions import Source
from discord_bot.storage.database import open_database
from discord_bot.storage.migrate import migrate
from tests.news.agency import (
    GUILDS,
    MODERATOR,
    SHOW,
    Agency,
    Item,
    channel,
    open_agency,
    reopened,
    rss,
)
from tests.news.fetching.test_awkward import BROKEN, READABLE
from tests.news.fetching.town import HTML, NOW, Request, Town, open_town, says, silent
from tests.storage.conftest import (  # noqa: F401 - fixtures
    address,
    postgres_address,
    postgres_server,
    sqlite_address,
)

HOUR = timedelta(hours=1)


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    async with open_town() as opened:
        yield opened


@pytest.fixture
async def agency(town: Town, sqlite_address: str) -> AsyncIterator[Agency]:  # noqa: F811
    async with open_database(sqlite_address) as database:
        await migrate(database, now=NOW)
        opened = await open_agency(town, database)
        yield opened
        await opened.news.close()


@pytest.fixture
async def both(town: Town, address: str) -> AsyncIterator[Agency]:  # noqa: F811
    async with open_database(address) as database:
        await migrate(database, now=NOW)
        opened = await open_agency(town, database)
        yield opened
        await opened.news.close()


async def test_from_a_feed_to_the_channels_of_all_who_follow_it(both: Agency) -> None:
    """One story after another: a preview, no backlog, news to all, an edit, and a second source."""
    agency = both
    old = [
        Item(str(number), f"Old story number {number}", NOW - HOUR * number) for number in (1, 2)
    ]
    url = agency.host("news.example", *old, ETag='"1"')
    for guild in GUILDS:
        await agency.follow(url, guild)
    assert (await agency.poll()).read == 1
    assert [agency.titles(guild) for guild in GUILDS] == [["Old story number 1"]] * 3

    agency.serve("news.example", says(304, b""))
    assert (await agency.next_poll()).unchanged == 1
    assert agency.town.requests[-1].headers["if-none-match"] == '"1"'

    new = Item("3", "Heartstopper film wraps filming in Kent", agency.now)
    agency.host("news.example", new, *old, ETag='"2"')
    report = await agency.next_poll()
    assert (report.taken.stories, report.taken.posts) == (1, 3)
    assert [agency.titles(guild)[1:] for guild in GUILDS] == [[new.title]] * 3

    changed = Item("3", "Heartstopper film wraps filming in Kent and London", new.at)
    agency.host("news.example", changed, *old)
    assert (await agency.next_poll()).taken.edits == 3
    assert agency.postbox.titles(channel(GUILDS[1]), PostKind.EDIT) == [changed.title]
    assert len(agency.titles()) == 2

    again = await reopened(agency)
    second = again.host("press.example", Item("x", changed.title, again.now, new.link))
    await again.follow(second)
    await again.poll()
    again.host(
        "press.example",
        Item("y", changed.title, again.now, "https://town.example/3?utm_source=rss"),
    )
    report = await again.next_poll()
    assert report.taken.stories == 0, "it is known by its link after a restart"
    assert len(again.titles()) == 2
    await again.news.close()


async def test_a_long_backlog_comes_as_one_preview(agency: Agency) -> None:
    items = [Item(str(n), f"Story number {n} of many", NOW - timedelta(hours=n)) for n in range(50)]
    await agency.follow(agency.host("long.example", *items[1:]))
    report = await agency.poll()
    assert (report.taken.entries, report.taken.posts) == (49, 1)
    assert agency.titles() == ["Story number 1 of many"]


async def test_entries_without_dates_are_news_from_the_second_reading_on(agency: Agency) -> None:
    url = agency.host("bare.example", Item("1", "First thing without a date", None))
    await agency.follow(url)
    await agency.poll()
    agency.host("bare.example", Item("2", "Another one without any date", None))
    await agency.next_poll()
    assert agency.titles()[-1] == "Another one without any date"


async def test_a_document_that_is_as_it_was_is_not_read_again(agency: Agency) -> None:
    """Of servers that give nothing to ask by; the next one may be."""
    followed = await agency.follow(agency.host("plain.example", Item("1", "The same as ever")))
    assert (await agency.poll()).read == 1
    assert (await agency.next_poll()).unchanged == 1
    agency.host("plain.example", Item("2", "Something else than ever", agency.now))
    assert (await agency.next_poll()).read == 1
    await agency.news.follow.pause(GUILDS[0], followed.number, MODERATOR, agency.now)
    await agency.news.follow.resume(GUILDS[0], followed.number, MODERATOR, agency.now)
    assert (await agency.poll()).read == 1, "begun anew, it is read anew"


# --- feeds that fail ----------------------------------------------------------------------------


async def test_a_failure_is_told_once_to_each_server_and_that_it_is_over(both: Agency) -> None:
    agency = both
    url = agency.host("news.example", Item("1", "An old story of theirs", NOW - HOUR))
    for guild in GUILDS[:2]:
        await agency.follow(url, guild)
    await agency.poll()

    agency.serve("news.example", says(503, b"busy"))
    await agency.next_poll()
    assert "an error of its own (503)" in (await agency.problem() or "")
    assert agency.told() == [], "a hiccup is nobody's concern"
    for _ in range(6):
        assert (await agency.next_poll()).failed == 1
    assert [agency.told(guild) for guild in GUILDS] == [[NoticeKind.FEED_FAILING]] * 2 + [[]]
    (notice,) = agency.postbox.told(GUILDS[0])
    assert notice.values["feed"] == "Town news"
    assert notice.values["url"] == url
    assert "It is tried again; if it stays so, tell the site." in notice.values["problem"]

    await agency.follow(url, GUILDS[2])
    await agency.next_poll()
    assert agency.told(GUILDS[2]) == [NoticeKind.FEED_FAILING], "who follows it later is told, too"
    assert len(agency.told()) == 1

    agency.host("news.example", Item("2", "What was said meanwhile and was kept", agency.now))
    await agency.next_poll()
    for guild in GUILDS:
        assert agency.told(guild) == [NoticeKind.FEED_FAILING, NoticeKind.FEED_BACK]
        assert agency.titles(guild)[-1] == "What was said meanwhile and was kept"
    assert await agency.problem() is None

    agency.serve("news.example", says(404, b""))
    await agency.next_poll()
    assert agency.told()[2:] == [NoticeKind.FEED_FAILING], "another failure is another notice"


async def test_a_feed_that_is_gone_is_told_at_once_and_asked_once_a_day(agency: Agency) -> None:
    await agency.follow(agency.serve("gone.example", says(410, b"")))
    await agency.poll()
    assert agency.told() == [NoticeKind.FEED_FAILING]
    for _ in range(10):
        await agency.next_poll()
    assert len(agency.town.requests) == 11
    assert timedelta(days=8) < agency.now - NOW <= timedelta(days=10)
    assert len(agency.told()) == 1


async def test_a_busy_server_is_left_alone_for_as_long_as_it_asks(agency: Agency) -> None:
    one = agency.town.build("busy.example", says(429, b"", Retry_After="7200"), "/one")
    two = agency.town.build("busy.example", says(body=rss([])), "/two")
    await agency.follow(one)
    await agency.follow(two)
    report = await agency.poll()
    assert (report.failed, report.postponed) == (1, 1)
    assert len(agency.town.requests) == 1
    due = await agency.news.next_due(agency.now)
    assert due is not None
    assert due - NOW >= timedelta(hours=2)
    status = await agency.news.records.status(GUILDS[0], agency.now)
    assert [feed.problem is None for feed in status.feeds] == [False, True]


async def test_a_host_that_is_down_is_not_asked_for_each_of_its_feeds(agency: Agency) -> None:
    for number in range(8):
        await agency.follow(agency.town.build("down.example", silent, f"/{number}"))
    well = agency.host("well.example", Item("1", "Something that can be read"))
    await agency.follow(well)
    report = await agency.poll()
    assert (report.failed, report.postponed, report.read) == (3, 5, 1)
    assert len(agency.town.asked("down.example")) == 3


async def test_a_page_in_place_of_a_feed_marks_nothing_as_seen(agency: Agency) -> None:
    url = agency.host("news.example", Item("1", "An old story of theirs", NOW - HOUR), ETag='"1"')
    await agency.follow(url)
    await agency.poll()
    agency.serve("news.example", says(body=HTML, ETag='"page"'))
    for _ in range(3):
        assert (await agency.next_poll()).failed == 1
    assert agency.town.requests[-1].headers["if-none-match"] == '"1"'
    assert "no feed" in (await agency.problem() or "")
    missed = Item("2", "What came while there was a page", NOW + HOUR)
    agency.host("news.example", missed, ETag='"2"')
    await agency.next_poll()
    assert agency.titles()[-1] == missed.title


async def test_a_feed_that_says_nothing_for_a_month_is_quiet_and_not_dead(agency: Agency) -> None:
    await agency.follow(agency.host("calm.example", Item("1", "The last for a long while")))
    await agency.poll()
    while not agency.told():
        assert agency.now - NOW < timedelta(days=32)
        await agency.next_poll()
    (notice,) = agency.postbox.told(GUILDS[0])
    assert notice.kind is NoticeKind.FEED_QUIET
    assert int(notice.values["since"]) == NOW.timestamp()
    (feed,) = (await agency.news.records.status(GUILDS[0], agency.now)).feeds
    assert (feed.problem, feed.quiet_since) == (None, NOW)
    for _ in range(5):
        await agency.next_poll()
    assert len(agency.told()) == 1


async def test_every_awkward_server_ends_in_entries_or_in_one_sentence(agency: Agency) -> None:
    for number, script in enumerate([*READABLE.values(), *(item[0] for item in BROKEN.values())]):
        await agency.follow(agency.serve(f"host{number}.example", script))
    report = await agency.poll()
    assert (report.read, report.failed) == (len(READABLE), len(BROKEN))
    status = await agency.news.records.status(GUILDS[0], agency.now)
    problems = [feed.problem for feed in status.feeds if feed.problem is not None]
    assert len(problems) == len(BROKEN)
    assert all(len(problem) < 250 and problem.endswith(".") for problem in problems)


# --- faults of ours -----------------------------------------------------------------------------


async def test_a_crash_between_fetching_and_writing_changes_nothing(both: Agency) -> None:
    agency = both
    await agency.follow(
        agency.host("news.example", Item("1", "An old story of theirs", NOW - HOUR))
    )
    await agency.poll()
    agency.host("news.example", Item("2", "Olivia Colman returns for the film", NOW), ETag='"2"')
    agency.wait(hours=2)
    agency.database.failing = 1
    report = await agency.news.poll(agency.now)
    assert (report, report.is_well) == (PollReport(unrecorded=1), False)
    agency.database.failing = 0
    again = await reopened(agency)
    assert (await again.poll()).taken.posts == 1
    assert "if-none-match" not in again.town.requests[-1].headers, "validators went with the rest"
    assert again.titles()[1:] == ["Olivia Colman returns for the film"]
    await again.news.close()


async def test_what_the_index_learned_in_vain_is_forgotten(agency: Agency) -> None:
    """A story of a transaction that failed would be a story that does not exist."""
    await agency.follow(agency.host("news.example"))
    await agency.poll()
    agency.host("news.example", Item("1", "Olivia Colman returns for the film", NOW + HOUR))
    agency.wait(hours=2)
    agency.database.failing = 1
    assert (await agency.poll()).unrecorded == 1
    assert (await agency.poll()).taken.stories == 1
    assert agency.titles() == ["Olivia Colman returns for the film"]


async def test_a_feed_that_breaks_the_judge_does_not_keep_others_from_being_read(
    agency: Agency,
) -> None:
    await agency.follow(agency.host("bad.example", Item("1", "A broken thing to judge")))
    await agency.follow(agency.host("good.example", Item("1", "A fine thing to judge")))
    report = await agency.poll()
    assert (report.read, report.failed) == (1, 1)
    assert agency.titles() == ["A fine thing to judge"]
    status = await agency.news.records.status(GUILDS[0], agency.now)
    assert status.feeds[0].problem is not None
    assert "whoever runs the bot" in status.feeds[0].problem


async def test_two_rounds_at_once_read_each_feed_once(agency: Agency) -> None:
    await agency.follow(agency.host("news.example", Item("1", "Only one of these please")))
    reports = await asyncio.gather(*(agency.news.poll(agency.now) for _ in range(3)))
    assert sum(report.read for report in reports) == 1


async def test_a_database_that_is_gone_is_no_reason_to_raise(agency: Agency) -> None:
    await agency.follow(agency.host("news.example"))
    await agency.database.inner.close()
    report = await agency.news.poll(agency.now)
    assert (report, report.is_well) == (PollReport(began=False), False)


async def test_a_round_that_is_broken_off_leaves_nothing_behind(agency: Agency) -> None:
    asked = asyncio.Event()

    async def never(request: Request, writer: asyncio.StreamWriter) -> None:
        asked.set()
        await silent(request, writer)

    await agency.follow(agency.serve("slow.example", never))
    await agency.follow(agency.host("news.example", Item("1", "What is there in any case")))
    reading = asyncio.create_task(agency.news.poll(agency.now))
    await asked.wait()
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    agency.host("slow.example", Item("1", "What came of it in the end"))
    assert (await agency.poll()).failed == 0
    assert sorted(agency.titles()) == ["What came of it in the end", "What is there in any case"]


async def test_closing_twice_is_fine_and_nothing_is_read_after(agency: Agency) -> None:
    await agency.follow(agency.host("news.example"))
    await agency.poll()
    await agency.news.close()
    await agency.news.close()
    agency.wait(days=1)
    assert not (await agency.news.poll(agency.now)).began


# --- who is read, and where ---------------------------------------------------------------------


async def test_what_nobody_follows_is_not_read(agency: Agency) -> None:
    assert await agency.news.next_due(agency.now) is None
    followed = await agency.follow(agency.host("news.example", Item("1", "A thing of the past")))
    await agency.poll()
    await agency.news.follow.pause(GUILDS[0], followed.number, MODERATOR, agency.now)
    agency.wait(days=1)
    assert await agency.poll() == PollReport()
    assert await agency.news.next_due(agency.now) is None
    agency.host("news.example", Item("2", "A thing said in the pause", agency.now))
    agency.wait(hours=1)
    await agency.news.follow.resume(GUILDS[0], followed.number, MODERATOR, agency.now)
    await agency.poll()
    assert agency.titles() == ["A thing of the past"], "what came in a pause is old news"
    await agency.news.follow.unfollow(GUILDS[0], followed.number, MODERATOR, agency.now)
    assert await agency.news.next_due(agency.now) is None


async def test_a_feed_that_moved_is_asked_where_it_is_once_it_was_read_there(
    agency: Agency,
) -> None:
    new = agency.serve("new.example", says(body=HTML))
    await agency.follow(agency.serve("old.example", says(301, b"", Location=new)))
    assert (await agency.poll()).failed == 1
    await agency.next_poll()
    assert len(agency.town.asked("old.example")) == 2, "a page there is no reason to move"
    agency.host("new.example", Item("1", "A thing at the new address", agency.now))
    assert (await agency.next_poll()).read == 1
    await agency.next_poll()
    assert len(agency.town.asked("old.example")) == 3
    assert len(agency.town.asked("new.example")) == 4


async def test_a_feed_goes_by_its_own_title_unless_somebody_gave_it_one(agency: Agency) -> None:
    url = agency.host("a.example", title="The A Times")
    await agency.follow(url)
    other = agency.host("b.example", title="The B Times")
    await agency.news.follow.follow(
        GUILDS[0], MODERATOR, channel(GUILDS[0]), agency.now, url=other, title="My B"
    )
    await agency.poll()
    assert [item.name for item in agency.news.follow.list(GUILDS[0])] == ["The A Times", "My B"]
    again = await reopened(agency)
    assert [item.name for item in again.news.follow.list(GUILDS[0])] == ["The A Times", "My B"]
    await again.news.close()


async def test_what_a_feed_wishes_is_kept_while_it_does_not_change(agency: Agency) -> None:
    body = rss([Item("1", "A thing with a wish")], extra="<ttl>180</ttl>")
    await agency.follow(agency.serve("slow.example", says(body=body, ETag='"1"')))
    await agency.poll()
    agency.serve("slow.example", says(304, b""))
    for _ in range(3):
        before = agency.now
        await agency.next_poll()
        assert agency.now - before == timedelta(hours=3)


# --- what the pack lists ------------------------------------------------------------------------


def source(key: str, url: str, name: str = "", tier: Tier = Tier.TRADE) -> Source:
    return Source(key, name or key, url, tier)


async def test_a_source_that_the_pack_gained_is_part_of_the_show_and_floods_nobody(
    agency: Agency,
) -> None:
    one = source("one", agency.host("one.example"))
    agency = await reopened(agency, [one])
    await agency.follow()
    await agency.poll()
    agency.wait(days=90)
    items = [Item(str(n), f"Thing {n} of last month", agency.now - HOUR * n) for n in range(1, 40)]
    two = source("two", agency.host("two.example", *items))
    agency = await reopened(agency, [one, two])
    await agency.poll()
    assert len(agency.titles()) <= 1
    agency.host("two.example", Item("n", "Something new of the second", agency.now + HOUR))
    await agency.next_poll()
    await agency.next_poll()
    assert agency.titles()[-1] == "Something new of the second"
    await agency.news.close()


async def test_what_the_pack_says_of_a_source_holds_from_the_next_start_on(agency: Agency) -> None:
    agency = await reopened(agency, [source("one", agency.host("one.example"))])
    followed = await agency.follow(source="one")
    await agency.poll()
    moved = source("one", agency.host("moved.example"), "The One", Tier.OFFICIAL)
    agency = await reopened(agency, [moved])
    (feed,) = (await agency.news.records.status(GUILDS[0], agency.now)).feeds
    assert (feed.name, feed.url, feed.tier) == ("The One", moved.url, Tier.OFFICIAL)
    assert agency.news.follow.get(GUILDS[0], followed.number).name == "The One"

    agency = await reopened(agency, [])
    assert [item.name for item in agency.news.follow.list(GUILDS[0])] == ["The One"]
    agency.wait(days=1)
    assert (await agency.poll()).read == 1, "who chose it follows it on"
    await agency.news.close()


async def test_a_sources_new_address_may_be_followed_by_somebody_already(agency: Agency) -> None:
    new = agency.host("new.example")
    agency = await reopened(agency, [source("one", agency.host("one.example"))])
    await agency.follow(source="one")
    await agency.follow(new, GUILDS[1])
    agency = await reopened(agency, [source("one", new)])
    assert (await agency.poll()).read == 2
    await agency.news.close()


# --- a look before ------------------------------------------------------------------------------


async def test_a_look_at_a_feed_shows_its_newest_entries(agency: Agency) -> None:
    items = [Item(str(n), f"Story number {n}", NOW - HOUR * n) for n in range(7)]
    url = agency.host("news.example", *reversed(items), title="The Times")
    look = await agency.news.look(f" {url} ", agency.now)
    assert (look.title, look.address, look.url, look.entries) == ("The Times", url, url, 7)
    assert [entry.title for entry, _ in look.newest] == [item.title for item in items[:5]]
    assert all(judgement.about_show for _, judgement in look.newest)
    assert await agency.news.next_due(agency.now) is None, "nothing was written down"


async def test_a_look_at_a_page_leads_to_its_one_feed(agency: Agency) -> None:
    url = agency.host("site.example", Item("1", "Something"))
    page = agency.town.build("site.example", says(body=HTML), "/")
    look = await agency.news.look(page, agency.now)
    assert (look.address, look.feeds) == (url, ())


async def test_a_look_at_a_page_with_several_feeds_names_them(agency: Agency) -> None:
    links = b'<link rel="alternate" href="/a"><link rel="alternate" href="/b">'
    page = agency.town.build("site.example", says(body=b"<html>" + links), "/")
    look = await agency.news.look(page, agency.now)
    assert look.address is None
    assert [feed.url for feed in look.feeds] == [
        agency.town.url("site.example", path) for path in ("/a", "/b")
    ]


async def test_a_look_at_a_feed_that_moved_is_one_at_where_it_is(agency: Agency) -> None:
    new = agency.host("new.example", Item("1", "Something"))
    moved = agency.serve("old.example", says(301, b"", Location=new))
    passing = agency.serve("other.example", says(302, b"", Location=new))
    assert (await agency.news.look(moved, agency.now)).address == new
    look = await agency.news.look(passing, agency.now)
    assert (look.address, look.url) == (passing, new)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ("no address", "no address of a web server"),
        ("ftp://files.example/feed", "no http:// or https:// address"),
        ("http://192.168.0.1/feed", "192.168.0.1 is not on the public internet"),
        ("127.0.0.1", "127.0.0.1 is not on the public internet"),
        ("https://nobody.invalid/feed", "No server goes by the name nobody.invalid"),
        ("PAGE", "This is no feed"),
        ("MISSING", "There is nothing at this address (404)"),
        ("LEADS NOWHERE", "There is nothing at this address (404)"),
    ],
)
async def test_a_look_in_vain_says_why(given: str, why: str, agency: Agency) -> None:
    pages = {
        "PAGE": agency.serve("page.example", says(body=b"<html><p>Hello</p></html>")),
        "MISSING": agency.town.url("missing.example"),
        "LEADS NOWHERE": agency.town.build("site.example", says(body=HTML), "/"),
    }
    with pytest.raises(UserError) as raised:
        await agency.news.look(pages.get(given, given), agency.now)
    assert raised.value.key == "news.refused.address"
    assert why in str(raised.value.values["why"])


async def test_an_address_without_a_scheme_is_taken_for_a_safe_one(agency: Agency) -> None:
    with pytest.raises(UserError) as raised:
        await agency.news.look("nobody.invalid/feed", agency.now)
    assert "nobody.invalid" in str(raised.value.values["why"])
    url = agency.host("news.example").replace("http://", "feed://")
    assert (await agency.news.look(url, agency.now)).address is not None


async def test_credentials_are_used_and_not_shown(agency: Agency) -> None:
    url = agency.host("own.example", Item("1", "Something")).replace("//", "//me:hunter2@")
    look = await agency.news.look(url, agency.now)
    assert "hunter2" not in look.url
    await agency.follow(look.address)
    await agency.poll()
    assert "authorization" in agency.town.requests[-1].headers
    agency.serve("own.example", says(404, b""))
    await agency.next_poll()
    (notice,) = agency.postbox.told(GUILDS[0])
    assert "hunter2" not in str(notice.values)


async def test_a_moderator_who_is_forgotten_is_in_no_memory(agency: Agency) -> None:
    await agency.follow(agency.host("news.example"))
    agency.news.forget(MODERATOR)
    assert [item.creator_id for item in agency.news.follow.list(GUILDS[0])] == [0]
    assert SHOW not in [item.name for item in agency.news.follow.list(GUILDS[0])]
