"""What members see: each story once, where it belongs, when they want it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from discord_bot.errors import UserError
from discord_bot.guilds import Feature
from discord_bot.news.holding import HeldDecision
from discord_bot.news.model import Kind, Tier, Topic
from discord_bot.news.policies import TierPolicy
from discord_bot.news.posts import Origin, PostKind
from discord_bot.news.subscriptions import Rhythm
from discord_bot.news.windows import Quiet
from tests.news.newsroom import (
    COLLEAGUE,
    ELSEWHERE,
    GUILD,
    MODERATOR,
    MODS,
    NEWS,
    SECOND,
    SHOW,
    THIRD,
    Newsroom,
    reopened,
)

ROLE = 2**58


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


async def test_a_story_reaches_each_channel_that_follows_once(room: Newsroom) -> None:
    await room.follow("variety", NEWS)
    await room.follow("variety", SECOND)
    await room.follow(None, THIRD)
    await room.tells("variety", "Season four begins filming")
    for channel in (NEWS, SECOND, THIRD):
        assert room.titles(channel) == ["Season four begins filming"]
    await room.read()
    await room.deliver()
    again = await reopened(room)
    await again.read()
    await again.deliver()
    assert len(again.discord.messages) == 3


async def test_a_channel_that_follows_twice_is_told_once(room: Newsroom) -> None:
    await room.follow("variety")
    await room.follow(None)
    await room.tells("variety", "A new trailer")
    assert room.titles() == ["A new trailer"]


async def test_five_outlets_make_one_post_that_names_them_all(room: Newsroom) -> None:
    await room.follow(None)
    await room.tells("variety", "Renewed for season five | Variety")
    for source in ("deadline", "radio", "fans", "studio"):
        room.wait(minutes=20)
        await room.tells(source, f"Renewed for season five | {source}")
    (post,) = room.posts()
    assert post.shown.stories[0].source == "Variety"
    assert [also.name for also in post.shown.stories[0].also] == [
        "Deadline",
        "Radio Times",
        "A Fan's Blog",
        "The Studio",
    ]
    assert post.edits == 4


async def test_what_another_server_follows_by_an_address_is_not_shown_here(room: Newsroom) -> None:
    theirs = "https://copies.example/feed"
    await room.news.follow.follow(
        ELSEWHERE, COLLEAGUE, THIRD, room.now, url=theirs, title="Not the BBC"
    )
    await room.follow("variety")
    await room.follow("deadline")
    copied = room.say(theirs, "Renewed | buy this")
    await room.read()
    for source in ("variety", "deadline"):
        room.wait(minutes=20)
        await room.tells(source, f"Renewed | {source}")
    (mine,) = room.posts(NEWS)
    story = mine.shown.stories[0]
    assert (story.source, story.title) == ("Variety", "Renewed | variety")
    assert [also.name for also in story.also] == ["Deadline"]
    assert await room.news.records.why(GUILD, copied.link or "") == ()
    (other,) = room.posts(THIRD)
    assert other.shown.stories[0].source == "Not the BBC"
    assert [also.name for also in other.shown.stories[0].also] == ["Variety", "Deadline"]


async def test_the_tier_of_a_story_is_that_of_who_tells_it_here(room: Newsroom) -> None:
    theirs = "https://copies.example/feed"
    await room.news.follow.follow(ELSEWHERE, COLLEAGUE, THIRD, room.now, url=theirs)
    await room.follow("variety")
    others = TierPolicy(channel_id=SECOND, ping=False, hold=True)
    await room.news.policies.set_tier(GUILD, MODERATOR, Tier.OTHER, others, room.now)
    room.say(theirs, "Renewed | a copy")
    await room.read()
    await room.tells("variety", "Renewed | Variety")
    assert room.titles(NEWS) == ["Renewed | Variety"]
    assert room.posts(SECOND) == room.posts(MODS) == []


async def test_edits_that_wait_become_one(room: Newsroom) -> None:
    await room.follow(None)
    await room.tells("variety", "Renewed | Variety")
    for source in ("deadline", "radio", "fans"):
        room.say(source, f"Renewed | {source}")
        await room.read()
    await room.deliver()
    (post,) = room.posts()
    assert (post.edits, len(post.shown.stories[0].also)) == (1, 3)


async def test_an_entry_that_is_corrected_changes_its_post(room: Newsroom) -> None:
    await room.follow("variety")
    entry = room.say("variety", "Out on Fryday")
    await room.read()
    await room.deliver()
    room.say("variety", "Out on Friday", entry_id=entry.id)
    await room.read()
    await room.deliver()
    assert room.titles() == ["Out on Friday"]
    (post,) = room.posts()
    assert post.edits == 1


async def test_an_entry_that_names_the_show_only_once_it_is_corrected_is_news_then(
    room: Newsroom,
) -> None:
    await room.follow("variety")
    for title in ("Something unrelated", "Renewed", "Renewed, and why"):
        entry = room.say("variety", title, entry_id="corrected")
        await room.read()
        await room.deliver()
    (post,) = room.posts()
    assert post.titles == [entry.title]
    assert post.edits == 1


async def test_what_changes_while_a_post_is_under_way_is_shown_after_it(room: Newsroom) -> None:
    await room.follow(None)
    room.say("variety", "Renewed | Variety")
    await room.read()
    (claimed,) = await room.news.outbox.claim(room.now)
    room.say("deadline", "Renewed | Deadline")
    await room.read()
    await room.news.outbox.sent(claimed, await room.discord.send(claimed), room.now)
    await room.deliver()
    (post,) = room.posts()
    assert [also.name for also in post.shown.stories[0].also] == ["Deadline"]


async def test_a_post_that_ended_with_its_subscription_is_left_as_it_is(room: Newsroom) -> None:
    """It was shown by a ceiling that is not known any more."""
    begun = await room.follow(None, ceiling=1)
    await room.tells("variety", "The finale | Variety")
    await room.news.follow.unfollow(GUILD, begun.number, MODERATOR, room.now)
    await room.follow("deadline", SECOND)
    await room.tells("deadline", "The finale | Deadline")
    (post,) = room.posts()
    assert post.edits == 0
    assert post.shown.stories[0].is_spoiler


# --- who wants what -----------------------------------------------------------------------------


async def test_kinds_topics_and_words_are_chosen(room: Newsroom) -> None:
    await room.follow("variety", NEWS, kinds=frozenset({Kind.TRAILER}))
    await room.follow("variety", SECOND, words_in=("nick",), words_out=("paywall",))
    await room.follow("variety", THIRD, topics=frozenset({Topic.CAST_ELSEWHERE}))
    await room.tells(
        "variety",
        "The trailer is here",
        "Nick and Charlie, in pictures",
        "Nick speaks (paywall)",
        "Nickname of the year",
        "An actor elsewhere",
        "An unrelated thing",
    )
    assert room.titles(NEWS) == ["The trailer is here"]
    assert room.titles(SECOND) == ["Nick and Charlie, in pictures"]
    assert room.titles(THIRD) == ["An actor elsewhere"]


async def test_what_gives_away_too_much_is_marked_where_it_does(room: Newsroom) -> None:
    await room.follow("variety", NEWS)
    await room.follow("variety", SECOND, ceiling=4)
    await room.tells("variety", "The finale in detail")
    assert [post.shown.stories[0].is_spoiler for post in room.posts(NEWS)] == [True]
    assert [post.shown.stories[0].is_spoiler for post in room.posts(SECOND)] == [False]


async def test_tiers_have_a_channel_a_ping_and_a_hold_of_their_own(room: Newsroom) -> None:
    await room.follow(None, role_id=ROLE)
    await room.news.policies.set_tier(
        GUILD, MODERATOR, Tier.OFFICIAL, TierPolicy(channel_id=SECOND), room.now
    )
    await room.news.policies.set_tier(GUILD, MODERATOR, Tier.TRADE, TierPolicy(hold=True), room.now)
    await room.tells("studio", "From the makers")
    await room.tells("fans", "From a fan")
    await room.tells("deadline", "From the trade")
    assert [(post.titles, post.shown.role_id) for post in room.posts(SECOND)] == [
        (["From the makers"], ROLE)
    ]
    assert [(post.titles, post.shown.role_id) for post in room.posts(NEWS)] == [
        (["From a fan"], None)
    ]
    (held,) = await room.news.held.queue(GUILD)
    assert (held.story.title, held.reason) == ("From the trade", "tier")


async def test_announcements_are_published_after_they_are_posted(room: Newsroom) -> None:
    await room.follow("variety", crosspost=True)
    await room.tells("variety", "Announced")
    (post,) = room.posts()
    assert post.published == 1


# --- when ---------------------------------------------------------------------------------------


async def test_a_daily_digest_comes_at_its_time_on_both_sides_of_the_clock_change(
    room: Newsroom,
) -> None:
    room.now = utc("2026-03-28 09:00")
    await room.guilds.change(GUILD, MODERATOR, room.now, timezone="Europe/London")
    await room.follow("variety", rhythm=Rhythm.DAILY, at="18:00", role_id=ROLE)
    await room.tells("variety", "Saturday's news", "More of Saturday's")
    assert room.posts() == []
    await room.pass_time(until=utc("2026-03-28 20:00"))
    await room.tells("variety", "Sunday's news")
    await room.pass_time(until=utc("2026-03-29 20:00"))
    first, second = room.posts()
    assert first.titles == ["Saturday's news", "More of Saturday's"]
    assert first.at == utc("2026-03-28 18:00")
    assert second.at == utc("2026-03-29 17:00"), "18:00 in London, where clocks went forward"
    assert (first.shown.kind, first.shown.origin) == (PostKind.DIGEST, Origin.SCHEDULED)
    assert first.shown.role_id == ROLE


async def test_a_weekly_digest_comes_on_its_day(room: Newsroom) -> None:
    await room.follow("variety", rhythm=Rhythm.WEEKLY, at="08:00", weekday=2)
    await room.tells("variety", "On Monday")
    await room.pass_time(until=utc("2026-05-07 12:00"))
    (post,) = room.posts()
    assert post.at == utc("2026-05-06 08:00")


async def test_a_digest_that_is_full_goes_on_in_another(room: Newsroom) -> None:
    await room.follow("variety", rhythm=Rhythm.DAILY, at="18:00")
    await room.tells("variety", *(f"Story {number}" for number in range(45)))
    await room.pass_time(hours=8)
    assert [len(post.titles) for post in room.posts()] == [20, 20, 5]


async def test_a_digest_moves_with_what_is_chosen_anew(room: Newsroom) -> None:
    begun = await room.follow("variety", rhythm=Rhythm.DAILY, at="18:00")
    await room.tells("variety", "At six")
    await room.news.follow.edit(GUILD, begun.number, MODERATOR, room.now, at="15:00")
    await room.pass_time(hours=4)
    assert [post.at.hour for post in room.posts()] == [15]


async def test_quiet_hours_end_before_a_story_comes(room: Newsroom) -> None:
    await room.follow("variety", quiet=Quiet("22:00", "07:00"))
    room.now = utc("2026-05-04 23:10")
    await room.tells("variety", "In the night")
    assert room.posts() == []
    await room.pass_time(until=utc("2026-05-05 08:00"))
    assert [post.at for post in room.posts()] == [utc("2026-05-05 07:00")]


async def test_what_was_too_much_before_the_quiet_hours_comes_after_them(room: Newsroom) -> None:
    await room.news.policies.change(GUILD, MODERATOR, room.now, posts_an_hour=1)
    await room.follow("variety", quiet=Quiet("22:00", "07:00"))
    room.now = utc("2026-05-04 21:30")
    await room.tells("variety", "One", "Two", "Three")
    await room.pass_time(hours=12)
    assert [(post.at.hour, post.titles) for post in room.posts()] == [
        (21, ["One"]),
        (7, ["Two", "Three"]),
    ]


async def test_more_than_a_channel_takes_in_an_hour_becomes_a_digest(room: Newsroom) -> None:
    await room.news.policies.change(GUILD, MODERATOR, room.now, posts_an_hour=3)
    await room.follow("variety")
    begun = room.now
    await room.tells("variety", *(f"Story {number}" for number in range(30)))
    assert len(room.posts()) == 3
    await room.pass_time(hours=2)
    assert sorted(room.titles()) == sorted(f"Story {number}" for number in range(30))
    assert [len(post.titles) for post in room.posts()] == [1, 1, 1, 20, 7]
    assert all(post.shown.overflow for post in room.posts()[3:])
    assert room.posts()[3].at >= begun + timedelta(hours=1)


async def test_a_busy_channel_takes_nothing_from_another(room: Newsroom) -> None:
    await room.news.policies.change(GUILD, MODERATOR, room.now, posts_an_hour=1)
    await room.follow("variety", NEWS)
    await room.follow("deadline", SECOND)
    await room.tells("variety", "One", "Two", "Three")
    await room.tells("deadline", "Four")
    assert room.titles(SECOND) == ["Four"]


# --- beginning, resting, ending -----------------------------------------------------------------


async def test_a_new_subscription_shows_the_newest_story_and_no_more_of_the_old(
    room: Newsroom,
) -> None:
    for number in range(5):
        room.say("variety", f"Old {number}")
        room.wait(hours=1)
    await room.follow("variety", role_id=ROLE)
    await room.deliver()
    (preview,) = room.posts()
    assert (preview.titles, preview.shown.origin) == (["Old 4"], Origin.PREVIEW)
    assert preview.shown.role_id is None, "nobody is pinged for a preview"
    await room.follow("variety", SECOND)
    await room.deliver()
    assert room.titles(SECOND) == ["Old 4"]
    await room.tells("variety", "New")
    assert room.titles() == ["Old 4", "New"]


async def test_where_a_moderator_looks_first_nothing_is_previewed(room: Newsroom) -> None:
    await room.news.policies.set_tier(GUILD, MODERATOR, Tier.TRADE, TierPolicy(hold=True), room.now)
    room.say("variety", "Old")
    room.wait(hours=1)
    await room.follow("variety")
    await room.deliver()
    assert room.posts() == []


async def test_a_pause_is_not_caught_up_on(room: Newsroom) -> None:
    begun = await room.follow("variety", rhythm=Rhythm.DAILY, at="18:00")
    await room.tells("variety", "Waits for the digest")
    await room.news.follow.pause(GUILD, begun.number, MODERATOR, room.now)
    await room.tells("variety", "Meanwhile")
    await room.pass_time(timedelta(hours=1), days=2)
    await room.news.follow.resume(GUILD, begun.number, MODERATOR, room.now)
    await room.read()
    room.wait(minutes=1)
    await room.tells("variety", "After")
    await room.pass_time(timedelta(hours=1), days=1)
    assert room.titles() == ["After"]


async def test_what_one_subscription_gives_up_another_of_the_channel_still_brings(
    room: Newsroom,
) -> None:
    first = await room.follow("variety", rhythm=Rhythm.DAILY, at="18:00")
    await room.follow(None, rhythm=Rhythm.DAILY, at="20:00")
    await room.tells("variety", "Wanted by both")
    await room.news.follow.unfollow(GUILD, first.number, MODERATOR, room.now)
    await room.pass_time(hours=9)
    assert [(post.at.hour, post.titles) for post in room.posts()] == [(20, ["Wanted by both"])]


async def test_a_subscription_that_moves_takes_along_what_waits(room: Newsroom) -> None:
    begun = await room.follow("variety", rhythm=Rhythm.DAILY, at="18:00")
    await room.follow("variety", SECOND)
    await room.tells("variety", "Already in the second", "There, too")
    await room.news.follow.edit(GUILD, begun.number, MODERATOR, room.now, channel_id=THIRD)
    await room.pass_time(hours=8)
    assert room.posts(NEWS) == []
    assert room.titles(THIRD) == ["Already in the second", "There, too"]


# --- held ---------------------------------------------------------------------------------------


async def test_gossip_waits_for_a_moderator_who_posts_it(room: Newsroom) -> None:
    await room.follow("fans", NEWS)
    await room.follow(None, SECOND)
    await room.tells("fans", "A rumour about somebody")
    assert room.posts(NEWS) == []
    assert [message.titles for message in room.posts(MODS)] == [["A rumour about somebody"]]
    (held,) = await room.news.held.queue(GUILD)
    assert (held.reason, held.why) == ("gossip", ("a rumour",))
    outcome = await room.news.held.decide(
        GUILD, held.story.id, MODERATOR, HeldDecision.POST, room.now
    )
    assert outcome.posts == 2
    await room.deliver()
    assert room.titles(NEWS) == room.titles(SECOND) == ["A rumour about somebody"]
    assert await room.news.held.count(GUILD) == 0


async def test_gossip_on_the_cast_waits_where_only_the_show_is_followed(room: Newsroom) -> None:
    await room.follow("fans", NEWS)
    await room.tells("fans", "Somebody elsewhere", "A rumour elsewhere")
    assert room.posts(NEWS) == []
    (held,) = await room.news.held.queue(GUILD)
    assert held.story.title == "A rumour elsewhere"


async def test_gossip_may_be_posted_without_its_preview(room: Newsroom) -> None:
    await room.follow("fans")
    await room.tells("fans", "A rumour")
    (held,) = await room.news.held.queue(GUILD)
    await room.news.held.decide(GUILD, held.story.id, MODERATOR, HeldDecision.POST_PLAIN, room.now)
    await room.deliver()
    assert [post.shown.plain for post in room.posts()] == [True]


async def test_gossip_that_is_skipped_stays_out_whoever_tells_it_next(room: Newsroom) -> None:
    await room.follow(None)
    await room.tells("fans", "A rumour | Fans")
    (held,) = await room.news.held.queue(GUILD)
    await room.news.held.decide(GUILD, held.story.id, MODERATOR, HeldDecision.SKIP, room.now)
    await room.tells("radio", "A rumour | Radio")
    assert room.posts() == []
    assert await room.news.held.count(GUILD) == 0


async def test_of_two_moderators_the_first_decides(room: Newsroom) -> None:
    await room.follow("fans")
    await room.tells("fans", "A rumour")
    (held,) = await room.news.held.queue(GUILD)
    ends = await asyncio.gather(
        room.news.held.decide(GUILD, held.story.id, MODERATOR, HeldDecision.POST, room.now),
        room.news.held.decide(GUILD, held.story.id, COLLEAGUE, HeldDecision.SKIP, room.now),
        return_exceptions=True,
    )
    refused = [end for end in ends if isinstance(end, UserError)]
    assert [error.key for error in refused] == ["news.refused.decided"]
    assert refused[0].values["by"] == MODERATOR
    await room.deliver()
    assert room.titles() == ["A rumour"]


async def test_a_word_that_was_given_holds_for_who_follows_by_another_source(
    room: Newsroom,
) -> None:
    await room.news.policies.set_tier(GUILD, MODERATOR, Tier.TRADE, TierPolicy(hold=True), room.now)
    await room.follow("variety", NEWS)
    await room.follow("deadline", SECOND)
    await room.tells("variety", "Looked at | Variety")
    (held,) = await room.news.held.queue(GUILD)
    await room.news.held.decide(GUILD, held.story.id, MODERATOR, HeldDecision.POST, room.now)
    await room.tells("deadline", "Looked at | Deadline")
    assert room.titles(NEWS) == room.titles(SECOND) == ["Looked at | Variety"]


async def test_gossip_that_becomes_news_waits_for_nobody(room: Newsroom) -> None:
    await room.follow(None)
    await room.tells("fans", "They marry | a rumour")
    assert await room.news.held.count(GUILD) == 1
    await room.tells("variety", "They marry | confirmed")
    assert await room.news.held.count(GUILD) == 0
    (post,) = room.posts()
    assert post.shown.stories[0].source == "Variety"
    assert post.shown.stories[0].also == (), "a rumour is no report"


# --- a server that rests ------------------------------------------------------------------------


async def test_a_server_that_pauses_its_news_gets_them_afterwards(room: Newsroom) -> None:
    await room.follow("variety")
    await room.guilds.pause(GUILD, MODERATOR, Feature.NEWS, timedelta(days=4), room.now)
    await room.tells("variety", "Meanwhile")
    await room.pass_time(timedelta(hours=1), days=3, hours=23)
    assert room.posts() == []
    await room.pass_time(hours=2)
    assert room.titles() == ["Meanwhile"]


async def test_news_that_were_switched_off_for_long_are_no_news(room: Newsroom) -> None:
    await room.follow("variety")
    await room.guilds.change(GUILD, MODERATOR, room.now, news_on=False)
    await room.tells("variety", "Old by then")
    await room.pass_time(timedelta(hours=1), days=4)
    await room.tells("variety", "Yesterday's")
    await room.pass_time(timedelta(hours=1), days=1)
    await room.guilds.change(GUILD, MODERATOR, room.now, news_on=True)
    await room.pass_time(hours=1)
    assert room.titles() == ["Yesterday's"]
    assert ("story", "dropped", "switched off") in await room.rows()


async def test_a_server_that_the_bot_left_blocks_nobody_and_piles_nothing_up(
    room: Newsroom,
) -> None:
    await room.follow("variety", THIRD, guild=ELSEWHERE)
    await room.follow("variety")
    room.discord.gone.add(THIRD)
    await room.tells("variety", "First")
    assert room.titles() == ["First"]
    assert await room.news.follow.left(ELSEWHERE, room.now) == 1
    await room.tells("variety", "Second")
    assert room.titles() == ["First", "Second"]
    assert await room.rows(f"guild_id = {ELSEWHERE} AND ended_at IS NULL") == []
    (rests,) = room.news.follow.list(ELSEWHERE)
    assert rests.paused_at is not None


@pytest.mark.parametrize("name", ["at", "role_id"])
async def test_following_and_editing_stand_in_the_servers_history(
    room: Newsroom, name: str
) -> None:
    begun = await room.follow("variety")
    value = "09:00" if name == "at" else ROLE
    await room.news.follow.edit(GUILD, begun.number, COLLEAGUE, room.now, **{name: value})
    history = await room.guilds.history(GUILD)
    assert [(change.key, change.user_id) for change in history[:2]] == [
        ("news.edited", COLLEAGUE),
        ("news.followed", MODERATOR),
    ]


async def test_who_follows_the_show_reads_so_in_the_history(room: Newsroom) -> None:
    await room.follow(None)
    (change, *_) = await room.guilds.history(GUILD)
    assert (change.key, change.value) == ("news.followed", f"1: {SHOW}")
