"""Makes the pictures of the documentation: opens the demo in Chromium and uses the bot.

``make pictures`` needs a Chromium on the path. Pictures come from the real bot on the simulated
server, so they show what it looks like now.
"""

from __future__ import annotations

import asyncio
import io
import shutil
from datetime import timedelta
from pathlib import Path

import discord
from PIL import Image
from playwright.async_api import FrameLocator, Page, async_playwright, expect

from discord_bot.demo import open_demo
from discord_bot.demo.incidents import INCIDENTS
from discord_bot.demo.session import Demo
from discord_bot.demo.world import ADMIN, BOT_NAME, MEMBER, MODERATOR
from discord_bot.settings import Settings
from discord_bot.trivia.game import GAP_MAX
from discord_bot.trivia.model import Round
from discord_bot.trivia.store import GameStore

PICTURES = Path(__file__).resolve().parent / "pictures"
ARGUMENTS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]
COLOURS = 256
"""A palette keeps each picture under 100 KB, and the flat colours of a chat lose nothing by it."""

LOADED = "images => images.every(image => image.complete && image.naturalWidth > 0)"
"""Whether all pictures of a message are there."""

PARTY = {
    "title": "Watch party: season 1",
    "source": "https://example.org/watch-party",
    "time": "18:30",
    "zone": "Europe/London",
}
"""A date of the server's own, to count down to."""

SLIP = 4
"""Which of the daily five is answered wrongly, so that the picture shows both marks."""


async def shoot(page: Page, name: str, text: str) -> None:
    """Write what the page shows as a small PNG, once its newest message has ``text`` in it."""
    room = page.frame_locator("#room iframe:not(.away)")
    newest = room.locator(".channel-message").filter(has_text=text).last
    await newest.wait_for()
    async with asyncio.timeout(30):
        while not await newest.locator("img").evaluate_all(LOADED):  # noqa: ASYNC110 - a browser's page
            await asyncio.sleep(0.2)
    await newest.evaluate("message => message.scrollIntoView({block: 'end'})")
    await page.mouse.move(0, 0)  # a button under the pointer is drawn differently
    await page.wait_for_timeout(1200)
    raw = await page.screenshot()
    picture = Image.open(io.BytesIO(raw)).convert("RGB").quantize(COLOURS)
    path = PICTURES / f"{name}.png"
    picture.save(path, optimize=True)
    print(f"{path.name}: {path.stat().st_size // 1024} KB")


async def act(demo: Demo, person: str, channel: str, command: str, **options: object) -> None:
    """Let a person use a slash command."""
    async with demo.turn:
        await demo.members[person].slash(demo.channels[channel], command, **options)


async def ask(
    demo: Demo, page: Page, name: str, person: str, channel: str, command: str, **options: object
) -> None:
    """Use a slash command in the channel that the page shows, and take a picture of the answer."""
    messages = page.frame_locator("#room iframe:not(.away)").locator(".channel-message")
    before = await messages.count()
    await act(demo, person, channel, command, **options)
    await expect(messages).not_to_have_count(before, timeout=30_000)
    await shoot(page, name, BOT_NAME)


async def show(page: Page, demo: Demo, channel: str, person: str) -> None:
    """Go to a channel as a person."""
    await page.goto(demo.address(channel, person))
    await page.wait_for_timeout(1200)


async def current_round(demo: Demo) -> Round:
    """The open question in #trivia."""
    async with demo.services.database.reading() as connection:
        game = await GameStore.active_in(connection, demo.channels["trivia"].id)
        assert game is not None, "a game was started"
        round_ = await GameStore.latest_round(connection, game.id)
    assert round_ is not None, "its first question is open"
    return round_


async def pick(demo: Demo, person: str, choice: int) -> None:
    """Let a person press a button of the open question."""
    async with demo.turn:
        question = demo.channels["trivia"].last_message
        assert question is not None, "the question was posted"
        await demo.members[person].click(question, custom_id=_button(question, choice))
        await demo.env.advance_time(1.3)


def _in_days(demo: Demo, days: int) -> str:
    return (demo.env.now() + timedelta(days=days)).date().isoformat()


def _button(question: discord.Message, choice: int) -> str:
    buttons = [child for row in question.components for child in getattr(row, "children", [])]
    custom_id: str = buttons[choice].custom_id
    return custom_id


async def play(demo: Demo, page: Page) -> None:
    """A game by clicking, and one by typing, each of one question."""
    room = page.frame_locator("#room iframe:not(.away)")
    await show(page, demo, "trivia", MEMBER)
    await act(demo, MEMBER, "trivia", "trivia play", rounds=1, category="characters")
    await shoot(page, "question", "Time is up")
    round_ = await current_round(demo)
    right = round_.right_choice
    assert right is not None, "it has buttons"
    for person, choice in {"imani": right, "casimir": (right + 1) % 4}.items():
        await pick(demo, person, choice)
    await room.locator(".component-button").nth(right).click()
    await shoot(page, "receipt", "You chose")
    await pass_time(demo, (round_.deadline_at - demo.env.now()).total_seconds() + 1.5)
    await shoot(page, "answer", "standings")
    await pass_time(demo, GAP_MAX)
    await act(demo, MEMBER, "trivia", "trivia play", rounds=1, mode="typed", category="episodes")
    round_ = await current_round(demo)
    await pass_time(demo, 4.2)
    box = room.locator("#channel-composer-input")
    await box.fill(round_.question.answer.lower())
    await box.press("Enter")
    await shoot(page, "typed", "standings")


async def pass_time(demo: Demo, seconds: float) -> None:
    """Move the simulated server's clock on."""
    async with demo.turn:
        await demo.env.advance_time(seconds)


async def answer_daily(demo: Demo, room: FrameLocator, number: int, *, rightly: bool) -> None:
    """Press a button of the member's question of the day."""
    card = room.locator(".channel-message", has_text=f"Daily {number} of 5")
    asked = await card.inner_text()
    answers = {item.answer for item in demo.services.bank.all() if item.prompt in asked}
    buttons = card.locator(".component-button")
    labels = [(await button.inner_text())[3:] for button in await buttons.all()]
    chosen = next(place for place, label in enumerate(labels) if (label in answers) is rightly)
    await buttons.nth(chosen).click()


async def look(demo: Demo, page: Page) -> None:
    """The daily, the boards, the panels."""
    await show(page, demo, "lounge", MEMBER)
    await act(demo, MEMBER, "lounge", "trivia daily")
    room = page.frame_locator("#room iframe:not(.away)")
    for number in range(1, 6):
        await answer_daily(demo, room, number, rightly=number != SLIP)
    await shoot(page, "daily", "That was today's five!")
    await ask(demo, page, "leaderboard", MEMBER, "lounge", "trivia leaderboard", period="all")
    await ask(demo, page, "profile", MEMBER, "lounge", "trivia profile")
    await act(demo, MODERATOR, "mod-log", "calendar add", **PARTY, date=_in_days(demo, 12))
    await ask(demo, page, "countdown", MEMBER, "lounge", "countdown")
    await ask(demo, page, "help", MEMBER, "lounge", "help")
    await show(page, demo, "mod-log", ADMIN)
    await act(demo, ADMIN, "mod-log", "setup")
    await (
        page.frame_locator("#room iframe:not(.away)")
        .get_by_role("button", name="Spoilers and language")
        .click()
    )
    await shoot(page, "setup", "Time zone")
    await press(page, "Channels")
    await shoot(page, "setup-channels", "Time of the daily post")
    await show(page, demo, "mod-log", MODERATOR)
    await ask(demo, page, "review", MODERATOR, "mod-log", "questions review")
    await ask(demo, page, "insights", MODERATOR, "mod-log", "trivia insights")


async def news(demo: Demo, page: Page) -> None:
    """What is at an address before it is followed, and what the demo's press has to say."""
    await show(page, demo, "mod-log", MODERATOR)
    for _ in range(11):
        await pass_time(demo, 30)
    await page.clock.set_fixed_time(demo.env.now())  # "2 minutes ago" and not ahead
    await act(demo, MODERATOR, "mod-log", "news follow", what="http://leaf.demo.example")
    await shoot(page, "follow", "Is this what you want to follow")
    await ask(demo, page, "news-list", MODERATOR, "mod-log", "news list")
    await show(page, demo, "season-news", MEMBER)
    await shoot(page, "news", "library")
    await show(page, demo, "mod-log", ADMIN)
    await shoot(page, "held", "private life")


async def press(page: Page, label: str) -> None:
    """Press the newest button with a label in the channel that the page shows."""
    room = page.frame_locator("#room iframe:not(.away)")
    await room.get_by_role("button", name=label, exact=True).last.click()


async def say(demo: Demo, person: str, channel: str, text: str) -> None:
    """Let a person write something, and let the bot look at it."""
    async with demo.turn:
        await demo.members[person].send(demo.channels[channel], text)
    await asyncio.sleep(2)  # the judge works beside the simulated time


async def respect(demo: Demo, page: Page) -> None:
    """The filter: its panel, what moderators see of a case, and what an author is told."""
    await page.clock.set_fixed_time(demo.env.now() + timedelta(minutes=2))
    await act(demo, ADMIN, "mod-log", "settings feature", feature="moderation", on=True)
    await show(page, demo, "mod-log", ADMIN)
    await act(demo, ADMIN, "mod-log", "moderation setup")
    await shoot(page, "filter-watching", "What the filter does here")
    await press(page, "Enforce everything")
    await press(page, "Rules")
    await shoot(page, "filter-rules", "For: the whole server")
    await say(demo, "hugo", "lounge", "so is tobie single in real life or not")
    await say(demo, "dilan", "lounge", "nobody wants you here")
    letter = demo.members["hugo"].user.dm_channel
    await page.goto(f"{demo.url}/{letter.id}/{demo.members['hugo'].id}")
    await shoot(page, "nudge", "The rule")
    await show(page, demo, "mod-log", MODERATOR)
    await shoot(page, "case", f"Case {len(INCIDENTS) + 2}")
    await ask(demo, page, "queue", MODERATOR, "mod-log", "case queue")
    await page.set_viewport_size({"width": 1100, "height": 1280})
    await ask(demo, page, "status", MODERATOR, "mod-log", "status")


async def main() -> None:
    """Make every picture anew."""
    PICTURES.mkdir(exist_ok=True)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    async with open_demo(Settings()) as demo, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        page = await browser.new_page(viewport={"width": 1100, "height": 780})
        await play(demo, page)
        await look(demo, page)
        await news(demo, page)
        await respect(demo, page)
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
