"""A person plays trivia in a real browser: a whole game by clicking, and one by typing."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Browser, Page, expect

from discord_bot.demo.session import Demo
from discord_bot.demo.world import MEMBER, MODERATOR
from discord_bot.trivia.game import GAP_MAX
from discord_bot.trivia.model import Round
from discord_bot.trivia.store import GameStore
from tests.e2e.browsing import IN_A_BROWSER, message, room

PATIENCE = 15_000
LETTERS = "ABCDE"

pytestmark = IN_A_BROWSER


@pytest.fixture
async def page(browser: Browser, demo: Demo) -> Page:
    page = await browser.new_page(viewport={"width": 1200, "height": 900})
    await page.goto(demo.address("trivia", MEMBER))
    await expect(room(page).locator("#preview-app")).to_have_attribute("aria-busy", "false")
    return page


async def use_command(page: Page, name: str, **options: str) -> None:
    """Type a slash command, pick it, fill in its options and send it, as a person does."""
    here = room(page)
    await here.locator("#channel-composer-input").press_sequentially(f"/{name}", delay=15)
    await here.get_by_role("option", name=f"/{name}").first.click()
    for option, value in options.items():
        offered = here.locator(f'.command-suggestion[data-value="{option}"]')
        if not await offered.is_visible():
            await here.locator(".command-ghost").click()
        await offered.click()
        await page.keyboard.type(value)
        await page.keyboard.press("Tab")
    await here.get_by_role("button", name="Send").click()


async def open_round(demo: Demo) -> Round:
    async with demo.services.database.reading() as connection:
        game = await GameStore.active_in(connection, demo.channels["trivia"].id)
        assert game is not None
        round_ = await GameStore.latest_round(connection, game.id)
    assert round_ is not None
    return round_


async def time_passes(demo: Demo, seconds: float) -> None:
    async with demo.turn:
        await demo.env.advance_time(seconds)


async def test_a_whole_game_by_clicking(demo: Demo, page: Page) -> None:
    await use_command(page, "trivia play")
    await expect(message(page, "starts a game")).to_be_visible(timeout=PATIENCE)
    for number in range(1, 6):
        question = message(page, f"Question {number} of 5")
        await expect(question).to_be_visible(timeout=PATIENCE)
        round_ = await open_round(demo)
        await expect(question).to_contain_text("Time is up")
        assert round_.right_choice is not None
        right = re.compile(rf"^{LETTERS[round_.right_choice]}\. ")
        await question.get_by_role("button", name=right).click()
        receipt = message(page, "You chose")
        await expect(receipt).to_contain_text(round_.question.answer, timeout=PATIENCE)
        await time_passes(demo, (round_.deadline_at - demo.env.now()).total_seconds() + 1.5)
        await expect(question).to_contain_text("The answer:", timeout=PATIENCE)
        await expect(question).to_contain_text("Mira")
        await time_passes(demo, GAP_MAX)
    final = message(page, "The final standings")
    await expect(final).to_be_visible(timeout=PATIENCE)
    await expect(final).to_contain_text("🥇")
    await expect(final).to_contain_text("Mira")
    await expect(final.get_by_role("button", name="Play again")).to_be_visible()


async def test_a_whole_game_by_typing(demo: Demo, page: Page) -> None:
    await use_command(page, "trivia play", mode="typed", rounds="2")
    for number in (1, 2):
        question = message(page, f"Question {number} of 2")
        await expect(question).to_be_visible(timeout=PATIENCE)
        round_ = await open_round(demo)
        box = room(page).locator("#channel-composer-input")
        await box.fill(round_.question.answer.upper())
        await box.press("Enter")
        await expect(question).to_contain_text("The answer:", timeout=PATIENCE)
        await expect(question).to_contain_text("Mira")
        await time_passes(demo, GAP_MAX)
    await expect(message(page, "The final standings")).to_contain_text("Mira", timeout=PATIENCE)


async def test_the_daily_five_by_clicking_and_only_the_grid_is_shared(
    demo: Demo, page: Page
) -> None:
    await use_command(page, "trivia daily")
    for number in range(1, 6):
        card = message(page, f"Daily {number} of 5")
        await expect(card).to_be_visible(timeout=PATIENCE)
        await card.get_by_role("button", name=re.compile(r"^A\. ")).click()
    done = message(page, "That was today's five!")
    await expect(done).to_contain_text("Five new ones wait for you tomorrow", timeout=PATIENCE)
    await done.get_by_role("button", name="Share").click()
    await page.goto(demo.address("trivia", MODERATOR))
    await expect(page.locator("#where")).to_have_text("# trivia · as Jonas")
    shared = message(page, "daily")
    await expect(shared).to_contain_text("@Mira", timeout=PATIENCE)
    await expect(shared).to_contain_text("/5")
    await expect(message(page, "That was today's five!")).to_have_count(0)


async def test_a_member_is_not_offered_what_moderators_do(demo: Demo, page: Page) -> None:
    box = room(page).locator("#channel-composer-input")
    review = room(page).get_by_role("option", name="/questions review")
    await box.press_sequentially("/", delay=15)
    await expect(room(page).get_by_role("option", name="/trivia play")).to_be_attached()
    await expect(review).to_have_count(0)
    await page.goto(demo.address("trivia", MODERATOR))
    await expect(page.locator("#where")).to_have_text("# trivia · as Jonas")
    await expect(room(page).locator("#preview-app")).to_have_attribute("aria-busy", "false")
    await box.press_sequentially("/", delay=15)
    await expect(review).to_be_attached()
