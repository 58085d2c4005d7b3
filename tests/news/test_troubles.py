"""Whatever Discord does, whenever the bot dies: each post once, in order, or somebody is told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest

from discord_bot.errors import UserError
from discord_bot.news.courier import PATIENCE as ANSWER_PATIENCE
from discord_bot.news.courier import Courier
from discord_bot.news.deliveries import LEASE, PATIENCE
from discord_bot.news.posts import NoticeKind, Post, PostKind
from discord_bot.news.sending import Sent, Trouble
from discord_bot.news.subscriptions import Rhythm
from tests.news.channel_log import NONCE_WINDOW, Fault
from tests.news.newsroom import ELSEWHERE, GUILD, MODERATOR, MODS, NEWS, SECOND, Newsroom, reopened


def failing(
    *faults: Fault | None, verb: str = "send", kind: PostKind = PostKind.STORY
) -> Callable[[str, Post], Fault | None]:
    """One fault after another for requests of one sort, and none after that."""
    left = list(faults)

    def fault(asked: str, post: Post) -> Fault | None:
        return left.pop(0) if left and asked == verb and post.kind is kind else None

    return fault


# --- who dies when ------------------------------------------------------------------------------


async def test_dying_between_claim_and_send_posts_once_after_the_restart(room: Newsroom) -> None:
    await room.follow("variety")
    room.say("variety", "Claimed")
    await room.read()
    assert len(await room.news.outbox.claim(room.now)) == 1
    again = await reopened(room)
    report = await again.deliver()
    assert (report.sent, report.found) == (1, 0)
    assert again.titles() == ["Claimed"]


@pytest.mark.parametrize("away", [timedelta(seconds=1), NONCE_WINDOW * 2, timedelta(days=3)])
async def test_dying_between_send_and_record_posts_nothing_twice(
    room: Newsroom, away: timedelta
) -> None:
    await room.follow("variety")
    room.say("variety", "Sent, and never recorded")
    await room.read()
    (post,) = await room.news.outbox.claim(room.now)
    await room.discord.send(post)
    room.now += away
    again = await reopened(room)
    report = await again.deliver()
    assert (report.sent, report.found) == (0, 1)
    assert len(again.posts()) == 1
    assert ("story", "sent", None) in await again.rows()


async def test_a_claim_is_nobody_elses_until_its_lease_is_over(room: Newsroom) -> None:
    await room.follow("variety")
    room.say("variety", "First")
    await room.read()
    (post,) = await room.news.outbox.claim(room.now)
    room.wait(seconds=10)
    await room.tells("variety", "Second")
    assert room.titles() == [], "what comes after waits for what is under way"
    room.now += LEASE
    await room.deliver()
    assert room.titles() == ["First", "Second"]
    await room.news.outbox.sent(post, await room.discord.send(post), room.now)
    assert room.titles() == ["First", "Second"]


async def test_a_clock_that_was_set_back_lets_nobody_pass(room: Newsroom) -> None:
    await room.follow("variety")
    room.say("variety", "First")
    await room.read()
    (post,) = await room.news.outbox.claim(room.now)
    room.wait(seconds=-30)
    await room.tells("variety", "Second")
    assert room.titles() == []
    await room.news.outbox.sent(post, await room.discord.send(post), room.now)
    await room.deliver()
    assert room.titles() == ["First", "Second"]


# --- what Discord answers -----------------------------------------------------------------------


async def test_a_server_error_that_posted_all_the_same_is_found(room: Newsroom) -> None:
    await room.follow("variety")
    room.discord.fault = failing(Fault(Trouble.SERVER, is_done=True))
    await room.tells("variety", "Arrived behind a 500")
    assert ("story", "intended", "server: as the test wants it") in await room.rows()
    await room.pass_time(minutes=5)
    assert len(room.posts()) == 1
    assert [verb for verb, _ in room.discord.requests] == ["send", "find"]


async def test_what_did_not_arrive_is_looked_for_and_sent_again(room: Newsroom) -> None:
    await room.follow("variety")
    room.discord.fault = failing(Fault(Trouble.UNKNOWN), Fault(Trouble.SERVER))
    await room.tells("variety", "The third time")
    await room.pass_time(timedelta(seconds=5), minutes=1)
    assert room.titles() == ["The third time"]
    verbs = [verb for verb, _ in room.discord.requests]
    assert verbs == ["send", "find", "send", "find", "send"]


async def test_order_holds_through_troubles(room: Newsroom) -> None:
    await room.follow("variety")
    room.discord.fault = failing(*[Fault(Trouble.SERVER, is_done=True), Fault(Trouble.UNKNOWN)] * 2)
    await room.tells("variety", *(f"Story {number}" for number in range(5)))
    await room.pass_time(hours=2)
    assert room.titles() == [f"Story {number}" for number in range(5)]


async def test_another_channel_does_not_wait_for_a_broken_one(room: Newsroom) -> None:
    await room.follow("variety", NEWS)
    await room.follow("variety", SECOND)
    room.discord.fault = lambda _verb, post: (
        Fault(Trouble.SERVER) if post.channel_id == NEWS else None
    )
    await room.tells("variety", "For both")
    assert (room.titles(NEWS), room.titles(SECOND)) == ([], ["For both"])


async def test_a_rate_limit_is_kept_to_the_second(room: Newsroom) -> None:
    await room.follow("variety")
    room.discord.fault = failing(Fault(Trouble.RATE_LIMITED, retry_after=1234.5))
    await room.tells("variety", "Later")
    begun = room.now
    await room.pass_time(timedelta(seconds=7), minutes=30)
    (post,) = room.posts()
    assert timedelta(seconds=1234.5) <= post.at - begun < timedelta(seconds=1250)


async def test_what_discord_refuses_is_shown_as_failed_and_can_be_tried_again(
    room: Newsroom,
) -> None:
    await room.follow("variety")
    room.discord.fault = failing(Fault(Trouble.REJECTED))
    await room.tells("variety", "Refused", "Taken")
    assert room.titles() == ["Taken"]
    assert room.notices() == [NoticeKind.DELIVERY_FAILED]
    (failed,) = await room.news.records.failed(GUILD)
    assert (failed.story.title, failed.detail) == ("Refused", "rejected: as the test wants it")
    with pytest.raises(UserError, match=r"news\.refused\.not_failed"):
        await room.news.outbox.retry(ELSEWHERE, failed.delivery_id, room.now)
    await room.news.outbox.retry(GUILD, failed.delivery_id, room.now)
    await room.deliver()
    assert room.titles() == ["Taken", "Refused"]


async def test_a_digest_that_is_refused_fails_with_all_its_stories(room: Newsroom) -> None:
    await room.follow("variety", rhythm=Rhythm.DAILY, at="18:00")
    room.discord.fault = failing(Fault(Trouble.REJECTED), kind=PostKind.DIGEST)
    await room.tells("variety", "One", "Two")
    await room.pass_time(hours=8)
    assert await room.rows("ended_at IS NULL") == []
    one, two = reversed(await room.news.records.failed(GUILD))
    await room.news.outbox.retry(GUILD, one.delivery_id, room.now)
    await room.deliver()
    assert room.titles() == ["One"]
    (notice,) = room.posts(MODS)
    assert notice.shown.notice is not None
    digest_id = int(notice.shown.notice.values["delivery_id"])
    await room.news.outbox.retry(GUILD, digest_id, room.now)
    await room.deliver()
    assert room.titles() == ["One", "Two"]
    assert two.state == "failed"


# --- channels that stay broken ------------------------------------------------------------------


async def test_a_channel_that_is_gone_is_parked_with_one_notice_and_replayed(
    room: Newsroom,
) -> None:
    await room.follow("variety")
    await room.follow(None, rhythm=Rhythm.DAILY, at="18:00")
    room.discord.gone.add(NEWS)
    await room.tells("variety", "Missed 1", "Missed 2")
    await room.tells("fans", "Missed in the digest")
    await room.pass_time(hours=10)
    assert room.notices() == [NoticeKind.CHANNEL_PARKED]
    status = await room.news.records.status(GUILD, room.now)
    (parked,) = status.channels
    assert (parked.channel_id, parked.waiting, parked.reason) == (NEWS, 3, "gone: Unknown Channel")
    room.discord.gone.clear()
    await room.pass_time(hours=1)
    assert room.titles() == [], "nothing is tried before a moderator says so"
    with pytest.raises(UserError, match=r"news\.refused\.not_parked"):
        await room.news.outbox.replay(ELSEWHERE, NEWS)
    await room.news.outbox.replay(GUILD, NEWS)
    await room.deliver()
    assert room.titles() == ["Missed 1", "Missed 2", "Missed in the digest"]
    assert (await room.news.records.status(GUILD, room.now)).waiting == 0
    with pytest.raises(UserError, match=r"news\.refused\.not_parked"):
        await room.news.outbox.replay(GUILD, NEWS)


async def test_what_a_parked_channel_missed_can_be_given_up(room: Newsroom) -> None:
    await room.follow("variety")
    room.discord.gone.add(NEWS)
    await room.tells("variety", "Missed 1", "Missed 2")
    assert await room.news.outbox.discard(GUILD, NEWS, room.now) == 2
    room.discord.gone.clear()
    await room.tells("variety", "New")
    assert room.titles() == ["New"]


async def test_what_a_parked_channel_missed_goes_to_the_one_that_takes_its_place(
    room: Newsroom,
) -> None:
    begun = await room.follow("variety")
    room.discord.gone.add(NEWS)
    await room.tells("variety", "Missed")
    await room.news.follow.edit(GUILD, begun.number, MODERATOR, room.now, channel_id=SECOND)
    await room.deliver()
    assert room.titles(SECOND) == ["Missed"]
    (channel,) = (await room.news.records.status(GUILD, room.now)).channels
    assert (channel.channel_id, channel.parked_at) == (SECOND, None)


async def test_a_permission_may_be_missing_for_a_while(room: Newsroom) -> None:
    await room.follow("variety")
    room.discord.closed.add(NEWS)
    await room.tells("variety", "Story")
    await room.pass_time(timedelta(minutes=1), minutes=3)
    room.discord.closed.clear()
    await room.pass_time(minutes=5)
    assert room.titles() == ["Story"]
    assert room.notices() == []


async def test_a_permission_that_stays_missing_parks_until_it_is_back(room: Newsroom) -> None:
    await room.follow("variety")
    room.discord.closed.add(NEWS)
    await room.tells("variety", "Story")
    await room.pass_time(minutes=30)
    assert room.notices() == [NoticeKind.CHANNEL_PARKED]
    assert len(room.discord.requests) == 4, "three tries, and the notice"
    room.discord.closed.clear()
    assert await room.news.outbox.channel_back(NEWS) == 1
    assert await room.news.outbox.channel_back(NEWS) == 0
    await room.deliver()
    assert room.titles() == ["Story"]


async def test_a_long_outage_parks_and_a_short_one_does_not(room: Newsroom) -> None:
    await room.follow("variety")
    room.discord.fault = lambda _verb, _post: Fault(Trouble.SERVER)
    await room.tells("variety", "Story")
    await room.pass_time(PATIENCE / 24 / 6, hours=23)
    assert ("story", "parked", "server: as the test wants it") not in await room.rows()
    await room.pass_time(PATIENCE / 24 / 6, hours=2)
    assert ("story", "parked", "server: as the test wants it") in await room.rows()
    room.discord.fault = lambda _verb, _post: None
    await room.pass_time(hours=1)
    assert room.notices() == [NoticeKind.CHANNEL_PARKED]


async def test_an_uncertain_post_of_a_parked_channel_is_looked_for_before_its_replay(
    room: Newsroom,
) -> None:
    await room.follow("variety")
    room.discord.fault = failing(Fault(Trouble.SERVER, is_done=True))
    await room.tells("variety", "Arrived")
    room.discord.gone.add(NEWS)
    await room.pass_time(minutes=5)
    room.discord.gone.clear()
    await room.pass_time(hours=5)
    await room.news.outbox.replay(GUILD, NEWS)
    await room.deliver()
    assert room.titles() == ["Arrived"]


async def test_edits_that_a_parked_channel_missed_come_once(room: Newsroom) -> None:
    await room.follow(None)
    await room.tells("variety", "Renewed | Variety")
    room.discord.gone.add(NEWS)
    await room.tells("fans", "Breaks it")
    for source in ("deadline", "radio", "fans"):
        await room.tells(source, f"Renewed | {source}")
    room.discord.gone.clear()
    await room.news.outbox.replay(GUILD, NEWS)
    await room.deliver()
    first, second = room.posts()
    assert (first.edits, len(first.shown.stories[0].also), second.titles) == (1, 3, ["Breaks it"])


async def test_what_nobody_mends_in_a_month_is_given_up(room: Newsroom) -> None:
    await room.follow("variety")
    room.discord.gone.add(NEWS)
    await room.tells("variety", "Missed")
    await room.pass_time(timedelta(days=1), days=31)
    assert ("story", "dropped", "too old") in await room.rows()


async def test_each_digest_that_a_parked_channel_missed_is_a_digest(room: Newsroom) -> None:
    await room.follow("variety", rhythm=Rhythm.DAILY, at="18:00")
    room.discord.gone.add(NEWS)
    for day in range(3):
        await room.tells("variety", f"Of day {day}", f"Of day {day}, too")
        await room.pass_time(timedelta(hours=1), days=1)
    await room.pass_time(timedelta(days=1), days=29)
    room.discord.gone.clear()
    await room.news.outbox.replay(GUILD, NEWS)
    await room.deliver()
    assert [post.titles for post in room.posts()] == [["Of day 2", "Of day 2, too"]]
    assert await room.rows("ended_at IS NULL") == []


async def test_a_post_that_was_deleted_is_not_edited_and_nobody_is_bothered(
    room: Newsroom,
) -> None:
    await room.follow(None)
    await room.tells("variety", "Renewed | Variety")
    room.discord.messages.clear()
    await room.tells("deadline", "Renewed | Deadline")
    assert await room.rows("ended_at IS NULL") == []
    assert (room.posts(), room.notices()) == ([], [])


async def test_publishing_that_is_not_allowed_is_told_once_a_day(room: Newsroom) -> None:
    await room.follow("variety", crosspost=True)
    room.discord.fault = lambda verb, _post: Fault(Trouble.FORBIDDEN) if verb == "publish" else None
    for number in range(3):
        await room.tells("variety", f"Story {number}")
        await room.pass_time(minutes=30)
    assert len(room.titles()) == 3
    assert room.notices() == [NoticeKind.DELIVERY_FAILED]


# --- telling moderators -------------------------------------------------------------------------


async def test_notices_wait_for_a_channel_to_be_chosen(room: Newsroom) -> None:
    await room.guilds.change(GUILD, MODERATOR, room.now, log_channel=None)
    await room.follow("fans")
    await room.tells("fans", "A rumour")
    await room.pass_time(timedelta(hours=1), days=6)
    await room.guilds.change(GUILD, MODERATOR, room.now, log_channel=MODS)
    await room.pass_time(minutes=10)
    assert room.notices() == [NoticeKind.HELD]


async def test_notices_do_not_wait_for_ever(room: Newsroom) -> None:
    await room.guilds.change(GUILD, MODERATOR, room.now, log_channel=None)
    await room.follow("fans")
    await room.tells("fans", "A rumour")
    await room.pass_time(timedelta(hours=6), days=8)
    assert await room.rows("ended_at IS NULL") == []
    assert await room.news.held.count(GUILD) == 1, "the story itself still waits"


async def test_a_moderators_channel_that_is_gone_is_tried_seldom(room: Newsroom) -> None:
    await room.follow("fans")
    room.discord.gone.add(MODS)
    await room.tells("fans", "A rumour")
    await room.pass_time(timedelta(minutes=5), hours=5)
    assert len(room.discord.requests) <= 7
    room.discord.gone.clear()
    await room.pass_time(hours=2)
    assert room.notices() == [NoticeKind.HELD]


# --- who never answers --------------------------------------------------------------------------


class Silent:
    """A Discord that does what it is told and never says so."""

    def __init__(self, room: Newsroom) -> None:
        self._log = room.discord
        self.find, self.edit, self.publish = self._log.find, self._log.edit, self._log.publish

    async def send(self, post: Post) -> Sent:
        await self._log.send(post)
        await asyncio.sleep(3600)
        raise AssertionError


async def test_who_never_answers_is_not_waited_for(room: Newsroom) -> None:
    await room.follow("variety")
    room.say("variety", "Story")
    await room.read()
    assert timedelta(seconds=ANSWER_PATIENCE) < LEASE
    courier = Courier(room.news.outbox, room.clock, patience=0.01)
    assert (await courier.deliver(Silent(room))).troubled == 1
    room.wait(minutes=1)
    assert (await courier.deliver(Silent(room))).found == 1
    assert room.titles() == ["Story"]


async def test_who_may_have_been_superseded_sends_nothing_and_the_next_one_does(
    room: Newsroom,
) -> None:
    async def is_sure() -> bool:
        return False

    await room.follow("variety")
    room.say("variety", "Story")
    await room.read()
    unsure = Courier(room.news.outbox, room.clock, is_sure=is_sure)
    assert (await unsure.deliver(room.discord)).unrecorded == 1
    assert room.titles() == []
    room.wait(minutes=2)
    assert (await room.news.courier.deliver(room.discord)).sent == 1
    assert room.titles() == ["Story"]


# --- what is wrong with us ----------------------------------------------------------------------


class Careless:
    """A sender with a defect: it raises what it must not, for one channel."""

    def __init__(self, room: Newsroom, channel: int) -> None:
        self._log, self._channel = room.discord, channel
        self.find, self.edit, self.publish = self._log.find, self._log.edit, self._log.publish

    async def send(self, post: Post) -> object:
        if post.channel_id == self._channel:
            raise KeyError(post.id)
        return await self._log.send(post)


async def test_a_defect_is_raised_once_all_others_are_done_and_ends_one_day(
    room: Newsroom,
) -> None:
    await room.follow("variety", NEWS)
    await room.follow("variety", SECOND)
    room.say("variety", "Story")
    await room.read()
    sender = Careless(room, NEWS)
    with pytest.raises(KeyError):
        await room.news.deliver(sender)  # type: ignore[arg-type]
    assert room.titles(SECOND) == ["Story"]
    for _ in range(30):
        room.wait(hours=1)
        try:
            await room.news.deliver(sender)  # type: ignore[arg-type]
        except KeyError:
            continue
    assert ("story", "parked", "unknown: no answer") in await room.rows()
    assert room.notices() == [NoticeKind.CHANNEL_PARKED]
