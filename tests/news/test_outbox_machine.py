"""The outbox under everything at once: troubles, deaths, moderators, and time that goes by.

What is held against it is a log that really keeps messages: see ``channel_log``.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections import Counter
from collections.abc import Coroutine
from contextlib import AsyncExitStack, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from discord_bot.errors import UserError
from discord_bot.news.posts import Post, PostKind, mark_of
from discord_bot.news.sending import Trouble
from discord_bot.news.subscriptions import Rhythm
from discord_bot.storage.database import open_database
from tests.news.channel_log import Fault, Message
from tests.news.newsroom import (
    GUILD,
    MODERATOR,
    MODS,
    NEWS,
    SECOND,
    SOURCES,
    THIRD,
    Newsroom,
    open_newsroom,
    reopened,
)

T = TypeVar("T")
CHANNELS = (NEWS, SECOND, THIRD)
MAKES_MESSAGE = {PostKind.STORY, PostKind.DIGEST, PostKind.NOTICE}

channels = st.sampled_from((*CHANNELS, MODS))
sources = st.sampled_from([source.key for source in SOURCES])
faults = st.none() | st.builds(
    Fault,
    st.sampled_from([Trouble.SERVER, Trouble.UNKNOWN]),
    is_done=st.booleans(),
)
faults |= st.builds(Fault, st.sampled_from([Trouble.RATE_LIMITED]), retry_after=st.floats(0, 4000))
faults |= st.builds(Fault, st.sampled_from([Trouble.FORBIDDEN, Trouble.REJECTED]))
spans = st.sampled_from([1, 7, 31, 89, 200, 900, 4000, 90_000]).map(lambda s: timedelta(seconds=s))


class OutboxMachine(RuleBasedStateMachine):
    """A server with two channels that post at once, one with a digest, and its moderators."""

    room: Newsroom

    def __init__(self, migrated: Path) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.stack = AsyncExitStack()
        self.told: list[tuple[str, str, int]] = []
        self.run(self.open(migrated))

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    async def open(self, migrated: Path) -> None:
        directory = self.stack.enter_context(tempfile.TemporaryDirectory())
        path = shutil.copy(migrated, Path(directory, "fanbot.db"))
        database = await self.stack.enter_async_context(open_database(str(path)))
        self.room = await open_newsroom(database)
        # What its memory of nonces saves is saved by luck; the outbox must not need it.
        self.room.discord.nonce_window = timedelta()
        await self.room.news.policies.change(GUILD, MODERATOR, self.room.now, posts_an_hour=3)
        await self.room.follow(None, NEWS)
        await self.room.follow("variety", SECOND, crosspost=True)
        await self.room.follow(None, THIRD, rhythm=Rhythm.DAILY, at="18:00")

    # --- what happens ---------------------------------------------------------------------------

    @rule(source=sources, count=st.integers(1, 4))
    def tells(self, source: str, count: int) -> None:
        for _ in range(count):
            number = len(self.told)
            entry = self.room.say(source, f"Story {number} | {source}")
            self.told.append((entry.id, source, number))
        self.run(self.room.read())

    @precondition(lambda self: self.told)
    @rule(data=st.data(), source=sources)
    def tells_it_too(self, data: st.DataObject, source: str) -> None:
        _, _, number = data.draw(st.sampled_from(self.told))
        self.room.say(source, f"Story {number} | {source} as well")
        self.run(self.room.read())

    @precondition(lambda self: self.told)
    @rule(data=st.data(), words=st.integers(0, 99))
    def corrects_it(self, data: st.DataObject, words: int) -> None:
        entry_id, source, number = data.draw(st.sampled_from(self.told))
        self.room.say(source, f"Story {number} | corrected {words}", entry_id=entry_id)
        self.run(self.room.read())

    @rule(span=spans)
    def time_goes_by(self, span: timedelta) -> None:
        self.room.now += span

    @rule(plans=st.lists(st.lists(faults, max_size=4), min_size=1, max_size=4))
    def delivers(self, plans: list[list[Fault | None]]) -> None:
        """Some rounds, each with its faults, and with time for a retry in between."""
        for plan in plans:
            left = list(plan)
            self.room.discord.fault = lambda _verb, post, left=left: self.allowed(
                post, left.pop(0) if left else None
            )
            self.run(self.room.deliver())
            self.room.now += timedelta(seconds=45)

    @staticmethod
    def allowed(post: Post, fault: Fault | None) -> Fault | None:
        """Nobody edits or finds what is refused for ever: that would be a defect of ours."""
        refused = fault is not None and fault.trouble is Trouble.REJECTED
        return None if refused and not post.kind.makes_message else fault

    @rule(data=st.data())
    def dies_with_posts_under_way(self, data: st.DataObject) -> None:
        self.room.discord.fault = lambda _verb, _post: None
        for post in self.run(self.room.news.outbox.claim(self.room.now)):
            if post.kind.makes_message and data.draw(st.booleans()):
                self.run(self.arrives(post))
        self.run(self.restart())

    async def arrives(self, post: Post) -> None:
        """The post is sent as a courier would; it looks first where it may have been sent."""
        gone = self.room.discord.gone | self.room.discord.closed
        if post.channel_id in gone:
            return
        if post.uncertain_since is None or await self.room.discord.find(post) is None:
            await self.room.discord.send(post)

    async def restart(self) -> None:
        self.room = await reopened(self.room)

    # --- what is done to channels ---------------------------------------------------------------

    @rule(channel=channels, how=st.sampled_from(["gone", "closed"]))
    def breaks(self, channel: int, how: str) -> None:
        getattr(self.room.discord, how).add(channel)

    @rule(channel=channels)
    def is_mended(self, channel: int) -> None:
        self.room.discord.gone.discard(channel)
        self.room.discord.closed.discard(channel)

    @rule(channel=st.sampled_from(CHANNELS), keeps=st.booleans())
    def moderator_opens_it(self, channel: int, keeps: bool) -> None:
        outbox = self.room.news.outbox
        with suppress(UserError):  # it is not parked
            if keeps:
                self.run(outbox.replay(GUILD, channel))
            else:
                self.run(outbox.discard(GUILD, channel, self.room.now))

    @rule()
    def moderator_tries_again(self) -> None:
        for item in self.run(self.room.news.records.failed(GUILD)):
            self.run(self.room.news.outbox.retry(GUILD, item.delivery_id, self.room.now))

    @rule(is_on=st.booleans())
    def switches(self, is_on: bool) -> None:
        self.run(self.room.guilds.change(GUILD, MODERATOR, self.room.now, news_on=is_on))

    @rule(number=st.integers(1, 3))
    def pauses_or_resumes(self, number: int) -> None:
        follow = self.room.news.follow
        change = follow.pause
        if follow.get(GUILD, number).paused_at is not None:
            change = follow.resume
        self.run(change(GUILD, number, MODERATOR, self.room.now))

    # --- what always holds ----------------------------------------------------------------------

    def rows(self) -> list[dict[str, Any]]:
        async def read() -> list[dict[str, Any]]:
            async with self.room.database.reading() as connection:
                rows = await connection.fetch_all("SELECT * FROM news_deliveries")
            return [dict(row) for row in rows]

        return self.run(read())

    @invariant()
    def each_post_is_there_once(self) -> None:
        marks = Counter(message.mark for message in self.room.discord.messages)
        assert not [mark for mark, count in marks.items() if count > 1]
        for row in self.rows():
            if row["state"] == "sent" and row["kind"] in MAKES_MESSAGE and not row["digest_id"]:
                assert marks[mark_of(row["delivery_id"])] == 1

    @invariant()
    def no_channel_has_two_posts_under_way(self) -> None:
        lanes = Counter(row["lane"] for row in self.rows() if row["state"] == "claimed")
        assert not [lane for lane, count in lanes.items() if count > 1]

    @invariant()
    def what_has_ended_says_how(self) -> None:
        for row in self.rows():
            is_open = row["state"] in {"intended", "claimed", "bundled", "parked"}
            assert is_open == (row["ended_at"] is None)
            assert is_open or row["state"] == "sent" or row["detail"]

    # --- the end --------------------------------------------------------------------------------

    def teardown(self) -> None:
        try:
            self.run(self.settle())
            rows = self.rows()
            assert not [row for row in rows if row["ended_at"] is None]
            self.each_post_is_there_once()
            by_mark = {mark_of(row["delivery_id"]): row for row in rows}
            for channel in CHANNELS:
                self.check(self.room.posts(channel), by_mark)
        finally:
            self.run(self.close())
            self.runner.close()

    async def settle(self) -> None:
        """Everything is mended, moderators open what is parked, and some days go by."""
        room = self.room
        room.discord.fault = lambda _verb, _post: None
        room.discord.gone.clear()
        room.discord.closed.clear()
        await room.guilds.change(GUILD, MODERATOR, room.now, news_on=True)
        for channel in CHANNELS:
            await room.news.outbox.channel_back(channel)
        await room.pass_time(timedelta(minutes=20), hours=30)

    def check(self, posts: list[Message], by_mark: dict[str, dict[str, Any]]) -> None:
        sent = [
            (post, by_mark[post.mark]) for post in posts if by_mark[post.mark]["state"] == "sent"
        ]
        keys = [(row["due_at"], row["delivery_id"]) for _, row in sent]
        assert keys == sorted(keys), "in order, channel by channel"
        stories = Counter(story.id for post, _ in sent for story in post.shown.stories)
        assert not [story for story, count in stories.items() if count > 1]
        for post, row in sent:
            edits = [
                other for other in by_mark.values() if other["target_id"] == row["delivery_id"]
            ]
            if row["kind"] == "story" and all(edit["state"] == "sent" for edit in edits):
                self.run(self.is_up_to_date(post))

    async def is_up_to_date(self, post: Post | Message) -> None:
        assert isinstance(post, Message)
        (shown,) = post.shown.stories
        number = post.shown.subscription_number
        if number is None or self.room.news.follow.get(GUILD, number).paused_at is not None:
            return
        async with self.room.database.reading() as connection:
            row = await connection.fetch_one(
                "SELECT title, seen_at FROM news_stories WHERE story_id = :id", {"id": shown.id}
            )
        assert row is not None
        if self.room.now.timestamp() - row["seen_at"] < 2 * 86_400:
            assert shown.title == row["title"]

    async def close(self) -> None:
        await self.room.news.close()
        await self.stack.aclose()


@pytest.mark.slow
def test_whatever_happens_each_delivery_ends_once_or_somebody_knows(migrated: Path) -> None:
    run_state_machine_as_test(
        lambda: OutboxMachine(migrated),
        settings=settings(max_examples=25, stateful_step_count=25, deadline=None),
    )
