"""Several people in several channels while the clock runs."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

import pytest

from discord_bot.demo.world import ADMIN, MEMBER, MODERATOR

pytestmark = pytest.mark.slow  # each opens a demo


async def eventually(check: Callable[[], Awaitable[bool]], seconds: float = 5.0) -> None:
    """Wait as a browser does: by asking again."""
    until = time.monotonic() + seconds
    while not await check():
        assert time.monotonic() < until
        await asyncio.sleep(0.1)


async def test_what_one_says_others_see_without_reloading(visitor):
    mira, jonas = await visitor.enter("lounge", MEMBER), await visitor.enter("lounge", MODERATOR)
    receipt = await mira.say("hello, everyone")
    assert receipt["settlement"] == "settled"
    assert (await mira.look())[-1] == "hello, everyone"

    async def jonas_sees() -> bool:
        return (await jonas.look())[-1] == "hello, everyone"

    await eventually(jonas_sees)


async def test_what_the_bot_says_later_appears_by_itself(visitor, demo):
    page = await visitor.enter("trivia", MEMBER)
    bot = demo.env.bot
    channel = bot.get_partial_messageable(demo.channels["trivia"].id)
    async with demo.turn:
        await demo.env.settle()
        await channel.send("and now the news")

    async def shown() -> bool:
        return "and now the news" in await page.look()

    await eventually(shown)


async def test_an_action_from_an_outdated_page_is_done(visitor, demo):
    """A page's state is older than the room's whenever something has happened in between."""
    mira, jonas = await visitor.enter("lounge", MEMBER), await visitor.enter("lounge", MODERATOR)
    for number in range(3):
        await jonas.say(f"quick {number}")
        assert (await mira.say(f"slow {number}"))["rejected"] is False
    assert (await mira.look())[-6:] == [
        f"{how} {number}" for number in range(3) for how in ("quick", "slow")
    ]


async def test_a_file_from_an_outdated_page_arrives(visitor):
    mira, jonas = await visitor.enter("lounge", MEMBER), await visitor.enter("lounge", MODERATOR)
    await mira.say("something new")
    receipt = await jonas.upload("questions import", "file", "mine.txt", b"not questions at all")
    assert receipt["rejected"] is False
    assert receipt["acknowledgement"] in {"acknowledged", "deferred"}


async def test_a_text_that_looks_like_a_revision_stays_as_it_is(visitor):
    mira, jonas = await visitor.enter("lounge", MEMBER), await visitor.enter("lounge", MODERATOR)
    await jonas.say("first")
    text = 'I mean "published_revision":7 and so on'
    assert (await mira.say(text))["settlement"] == "settled"
    assert (await mira.look())[-1] == text


@pytest.mark.slow
async def test_nothing_is_refused_while_the_clock_ticks(visitor):
    """Everybody talks at once and never looks, for several ticks."""
    people = [MEMBER, MODERATOR, ADMIN, "bea", "hugo", "imani"]
    pages = [
        await visitor.enter(("lounge", "trivia")[number % 2], person)
        for number, person in enumerate(people)
    ]

    async def talk(page, person) -> list[str]:
        receipts = []
        for number in range(5):
            receipts.append((await page.say(f"{person} {number}"))["settlement"])
            await asyncio.sleep(0.15)
        return receipts

    done = await asyncio.gather(*(talk(*pair) for pair in zip(pages, people, strict=True)))
    assert {outcome for receipts in done for outcome in receipts} == {"settled"}


async def test_channels_stay_open_beside_each_other(visitor):
    lounge = await visitor.enter("lounge", MEMBER)
    trivia = await visitor.enter("trivia", MEMBER)
    await visitor.enter("mod-log", ADMIN)
    assert (await lounge.say("still here"))["settlement"] == "settled"
    assert (await trivia.say("here too"))["settlement"] == "settled"
    assert (await lounge.look())[-1] == "still here"


async def test_a_thread_can_be_entered_as_soon_as_it_exists(visitor, demo):
    trivia, member = demo.channels["trivia"], demo.members[MEMBER]
    async with demo.turn:
        await member.slash(trivia, "trivia play", rounds=1, thread=True)
    (thread,) = await visitor.places("thread")
    page = await visitor.enter(thread, "bea")
    assert (await page.say("I know this one"))["settlement"] == "settled"


async def test_a_direct_message_can_be_read_by_its_receiver_alone(visitor, demo):
    async with demo.turn:
        receiver = await demo.env.bot.fetch_user(demo.members["hugo"].id)
        await receiver.send("Your question was approved.")
    (direct,) = await visitor.places("direct")
    page = await visitor.enter(direct, "hugo")
    assert await page.look() == ["Your question was approved."]
    with pytest.raises(AssertionError):
        await visitor.enter(direct, MEMBER)


async def test_a_room_that_was_closed_opens_again_on_reload(visitor):
    page = await visitor.enter("trivia", MEMBER)
    assert (await page.act("close"))["settlement"] == "settled"
    await asyncio.sleep(0.2)
    with pytest.raises(AssertionError):
        await page.look()
    again = await visitor.enter("trivia", MEMBER)
    assert (await again.say("back"))["settlement"] == "settled"


async def test_times_are_shown_in_the_time_zone_of_the_watcher(visitor):
    address = f"{visitor.origin}/demo/world"
    for zone in ("Europe/Vilnius", "No/Such"):
        async with visitor.session.get(
            address, params={"timezone": zone}, headers={"X-Fanbot-Key": visitor.key}
        ) as answer:
            assert answer.status == 200
    page = await visitor.enter("trivia", MEMBER)
    assert page.state["profile"]["timezone"] == "Europe/Vilnius"
