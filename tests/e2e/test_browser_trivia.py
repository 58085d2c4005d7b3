"""A person plays trivia in a real browser: a whole game by clicking, and one by typing."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, Page, expect

from discord_bot.demo.session import Demo
from discord_bot.demo.world import MEMBER
from discord_bot.trivia.game import GAP_MAX
from discord_bot.trivia.model import Round
from discord_bot.trivia.store import GameStore
from tests.e2e.browsing import IN_A_BROWSER, message, room

PATIENCE = 15_000

pytestmark = IN_A_BROWSER


@pytest.fixture
async def page(browser: Browser, demo: Demo) -> Page:
    page = await browser.new_page(viewport={"width": 1200, "height": 900})
    await page.goto(demo.address("trivia", MEMBER))
    await expect(room(page).locator("#preview-app")).to_have_attribute("aria-busy", "false")
    return page


async def command(page: Page, demo: Demo, name: str, **options: object) -> None:
    """Send a slash command; its options are filled in as the client would."""
    async with demo.turn:
        await demo.members[MEMBER].slash(demo.channels["trivia"], name, **options)


async def type_command(page: Page, text: str) -> None:
    """Type a slash command into the composer and send it without options."""
    box = room(page).locator("#channel-composer-input")
    await box.press_sequentially(text, delay=15)
    await page.wait_for_timeout(600)
    await page.keyboard.press("Enter")
    await page.wait_for_timeout(400)
    await page.keyboard.press("Escape")
    await page.keyboard.press("Enter")


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
    await type_command(page, "/trivia play")
    await expect(message(page, "starts a game")).to_be_visible(timeout=PATIENCE)
    for number in range(1, 6):
        question = message(page, f"Question {number} of 5")
        await expect(question).to_be_visible(timeout=PATIENCE)
        round_ = await open_round(demo)
        await expect(question).to_contain_text("Time is up")
        await question.get_by_role("button", name=round_.question.answer, exact=False).click()
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
    await command(page, demo, "trivia play", mode="typed", rounds=2)
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
