"""What moderators follow, carry elsewhere and look up."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discord_bot.errors import UserError
from discord_bot.news import opml
from discord_bot.news.book import SubscriptionBook
from discord_bot.news.deliveries import DeliveryState
from discord_bot.news.holding import HeldDecision
from discord_bot.news.posts import Origin
from discord_bot.news.subscriptions import MOST, Following, Refusal
from tests.news.newsroom import (
    ELSEWHERE,
    GUILD,
    MODERATOR,
    NEWS,
    NOW,
    SECOND,
    SHOW,
    Newsroom,
    reopened,
)

OPML = '<opml version="2.0"><body>{}</body></opml>'


# --- following ----------------------------------------------------------------------------------


async def test_numbers_are_never_given_twice(room: Newsroom) -> None:
    first = await room.follow("variety")
    await room.follow("deadline")
    await room.news.follow.unfollow(GUILD, first.number, MODERATOR, room.now)
    again = await room.follow("variety")
    assert [item.number for item in room.news.follow.list(GUILD)] == [2, 3]
    assert (again.number, again.following, again.name) == (3, Following.SOURCE, "Variety")
    with pytest.raises(UserError, match=r"news\.refused\.unknown"):
        room.news.follow.get(GUILD, 1)
    with pytest.raises(UserError, match=r"news\.refused\.unknown"):
        room.news.follow.get(ELSEWHERE, 2)


@pytest.mark.parametrize(
    ("wish", "key"),
    [
        ({"source": "nobody"}, "source"),
        ({"url": "variety.example/feed"}, "no_address"),
        ({"url": "ftp://variety.example/feed"}, "no_address"),
        ({"url": "http://[::1/feed"}, "no_address"),
        ({"url": "https://"}, "no_address"),
        ({"url": f"https://variety.example/{'x' * 2000}"}, "no_address"),
        ({"url": " https://variety.example/feed "}, "twice"),
        ({"source": "variety"}, "twice"),
    ],
)
async def test_what_cannot_be_followed_is_refused(
    room: Newsroom, wish: dict[str, str], key: str
) -> None:
    await room.follow("variety")
    with pytest.raises(UserError, match=rf"news\.refused\.{key}"):
        await room.news.follow.follow(GUILD, MODERATOR, NEWS, room.now, **wish)  # type: ignore[arg-type]
    assert len(room.news.follow.list(GUILD)) == 1


async def test_a_restart_forgets_nothing_that_is_followed(room: Newsroom) -> None:
    await room.follow("variety", words_in=("nick",), role_id=5)
    await room.follow(None, SECOND)
    begun = await room.news.follow.follow(
        GUILD, MODERATOR, NEWS, room.now, url="https://blog.example/feed", title="  A\n Blog "
    )
    await room.news.follow.pause(GUILD, begun.number, MODERATOR, room.now)
    before = room.news.follow.list(GUILD)
    again = await reopened(room)
    assert again.news.follow.list(GUILD) == before
    assert [item.name for item in before] == ["Variety", SHOW, "A Blog"]


async def test_a_test_shows_the_newest_story_and_writes_nothing(room: Newsroom) -> None:
    begun = await room.follow("variety", words_in=("nick",))
    assert await room.news.follow.test(GUILD, begun.number, room.now) is None
    await room.tells("variety", "Nick in blue", "Charlie in red", "Nick and a rumour")
    before = await room.rows()
    post = await room.news.follow.test(GUILD, begun.number, room.now)
    assert post is not None
    assert ([story.title for story in post.stories], post.origin) == (
        ["Nick in blue"],
        Origin.PREVIEW,
    )
    assert await room.rows() == before


async def test_who_follows_a_feed_is_found_without_asking_everybody(room: Newsroom) -> None:
    await room.follow("variety")
    book = SubscriptionBook(room.news.follow.list(GUILD), SHOW)
    (mine,) = book.of_guild(GUILD)
    assert book.followers(mine.feed_id or 0, "variety") == [mine]
    assert book.followers(-1, "deadline") == []
    book.remove(mine)
    assert book.followers(mine.feed_id or 0, "variety") == []
    assert len(book) == 0


# --- lists of feeds -----------------------------------------------------------------------------


async def test_what_is_exported_is_imported_elsewhere(room: Newsroom) -> None:
    await room.follow("variety")
    await room.follow(None)
    await room.news.follow.follow(
        GUILD,
        MODERATOR,
        NEWS,
        room.now,
        url="https://name:secret@blog.example/feed?a=1&b=<2>",
        title='Nick & "Charlie" \x0b <3',
    )
    text = room.news.follow.export_opml(GUILD, room.now)
    assert "secret" not in text
    imported = await room.news.follow.import_opml(ELSEWHERE, MODERATOR, SECOND, text, room.now)
    assert (len(imported.added), imported.known, imported.refused) == (2, 0, ())
    names = [item.name for item in room.news.follow.list(ELSEWHERE)]
    assert names == ["Variety", 'Nick & "Charlie" <3']
    again = await room.news.follow.import_opml(ELSEWHERE, MODERATOR, SECOND, text, room.now)
    assert (len(again.added), again.known) == (0, 2)


async def test_a_list_is_taken_as_far_as_a_server_has_room(room: Newsroom) -> None:
    outlines = "".join(
        f'<outline text="{number}" xmlUrl="https://b{number}.example/"/>' for number in range(60)
    )
    text = OPML.format(f'<outline text="x" xmlUrl="mailto:x"/>{outlines}')
    imported = await room.news.follow.import_opml(GUILD, MODERATOR, NEWS, text, room.now)
    assert len(imported.added) == MOST
    name, error = imported.refused[0]
    assert (name, error.key) == ("x", "news.refused.no_address")
    assert {error.key for _, error in imported.refused[1:]} == {"news.refused.limit"}
    assert len(imported.refused) == 1 + 60 - MOST


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not xml",
        "<rss/>",
        OPML.format(""),
        OPML.format('<outline text="a folder"/>'),
        OPML.format("".join(f'<outline xmlUrl="https://x/{n}"/>' for n in range(201))),
        '<!DOCTYPE x [<!ENTITY a "aaaa">]>' + OPML.format('<outline xmlUrl="&a;"/>'),
        '<!DOCTYPE x SYSTEM "file:///etc/passwd">' + OPML.format('<outline xmlUrl="x"/>'),
        "<outline>" * 100_000,
        OPML.format('<outline xmlUrl="https://x/" text="' + "x" * 1_000_000 + '"/>'),
        OPML.format('<outline xmlUrl="\ud800"/>'),
    ],
    ids=range(11),
)
def test_hostile_and_empty_lists_are_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(UserError, match=r"news\.refused\.opml"):
        opml.read(text)


def test_folders_and_readers_of_all_kinds_are_understood() -> None:
    text = (
        '<?xml version="1.0" encoding="utf-8"?><OPML version="1.1"><body>'
        '<outline text="Folder"><outline title="One" xmlurl=" https://one.example/ "/>'
        '<outline type="rss" text="Two" xmlUrl="https://two.example/"/></outline>'
        '<outline text="One again" xmlUrl="https://one.example/"/></body></OPML>'
    )
    assert opml.read(text) == (
        opml.Outline("One", "https://one.example/"),
        opml.Outline("Two", "https://two.example/"),
    )


@given(st.lists(st.text(), min_size=1, max_size=20))
def test_any_list_is_read_back(titles: list[str]) -> None:
    outlines = [
        opml.Outline(title, f"https://x.example/{number}") for number, title in enumerate(titles)
    ]
    read = opml.read(opml.write(outlines, NOW))
    assert [item.url for item in read] == [item.url for item in outlines]


# --- looking up ---------------------------------------------------------------------------------


async def test_a_storys_whole_way_is_told(room: Newsroom) -> None:
    await room.follow("variety", NEWS)
    await room.follow("variety", SECOND, words_out=("nick",))
    await room.follow("radio", SECOND)
    await room.tells("variety", "Nick in blue | Variety")
    await room.tells("deadline", "Never followed")
    link = room.feeds.entries["https://variety.example/feed"][0].link
    (trail,) = await room.news.records.why(GUILD, f"{link}?utm_source=newsletter")
    assert trail.story is not None
    assert trail.story.title == "Nick in blue | Variety"
    assert [(entry.source, entry.judgement.why) for entry in trail.entries] == [
        ("Variety", ("no rumour",))
    ]
    assert [why for _, why in trail.subscriptions] == [
        None,
        Refusal.WORDS_OUT,
        Refusal.NOT_FOLLOWED,
    ]
    (delivery,) = trail.deliveries
    assert (delivery.channel_id, delivery.state, delivery.number) == (NEWS, DeliveryState.SENT, 1)
    assert delivery.message_id == room.posts()[0].id
    assert await room.news.records.why(GUILD, "https://nobody.example/1") == ()


async def test_a_post_of_a_source_that_is_followed_no_more_is_still_explained(
    room: Newsroom,
) -> None:
    first = await room.follow("variety")
    await room.follow("radio", SECOND)
    await room.tells("variety", "A new trailer")
    (posted,) = await room.news.records.history(GUILD)
    await room.news.follow.unfollow(GUILD, first.number, MODERATOR, room.now)
    (trail,) = await room.news.records.of_post(GUILD, posted.delivery_id)
    assert trail.story is not None
    assert [why for _, why in trail.subscriptions] == [Refusal.NOT_FOLLOWED]
    assert trail.deliveries


async def test_what_a_moderator_decided_stands_in_the_way_of_a_story(room: Newsroom) -> None:
    await room.follow("fans")
    await room.tells("fans", "A rumour")
    (held,) = await room.news.held.queue(GUILD)
    await room.news.held.decide(GUILD, held.story.id, MODERATOR, HeldDecision.SKIP, room.now)
    link = room.feeds.entries["https://fans.example/feed"][0].link
    (trail,) = await room.news.records.why(GUILD, link or "")
    assert trail.held is not None
    assert (trail.held.decision, trail.held.decider_id) == (HeldDecision.SKIP, MODERATOR)


async def test_the_history_has_the_newest_first_and_nobody_elses(room: Newsroom) -> None:
    await room.follow("variety")
    await room.follow("variety", SECOND, guild=ELSEWHERE)
    await room.tells("variety", "One", "Two", "Three")
    history = await room.news.records.history(GUILD, limit=2)
    assert [item.story.title for item in history] == ["Three", "Two"]
    assert {item.channel_id for item in history} == {NEWS}
    rest = await room.news.records.history(GUILD, limit=2, offset=2)
    assert [item.story.title for item in rest] == ["One"]


async def test_the_status_counts_what_waits_and_what_came(room: Newsroom) -> None:
    await room.follow("variety")
    await room.follow("fans", SECOND)
    await room.tells("variety", "One", "Two")
    await room.tells("fans", "A rumour")
    room.wait(hours=2)
    room.say("fans", "Waits")
    await room.read()
    status = await room.news.records.status(GUILD, room.now)
    assert (status.waiting, status.held, status.sent_today) == (1, 1, 2)
    assert {feed.name: feed.entries for feed in status.feeds} == {"Variety": 2, "A Fan's Blog": 2}
    room.now += timedelta(days=2)
    assert (await room.news.records.status(GUILD, room.now)).sent_today == 0
