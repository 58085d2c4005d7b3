"""The demo in a real browser."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from discord import ui
from playwright.async_api import Browser, Page, expect

from discord_bot.demo import open_demo
from discord_bot.demo.world import MEMBER, MODERATOR
from discord_bot.settings import Settings
from tests.e2e.browsing import IN_A_BROWSER, message, room

pytestmark = IN_A_BROWSER


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    page = await browser.new_page(viewport={"width": 1200, "height": 800})
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    yield page
    assert problems == []


async def say(page: Page, text: str) -> None:
    """Type into the channel, as soon as its page has drawn itself."""
    await expect(room(page).locator("#preview-app")).to_have_attribute("aria-busy", "false")
    box = room(page).locator("#channel-composer-input")
    await box.fill(text)
    await box.press("Enter")


async def test_somebody_talks_and_somebody_else_reads_it_in_another_tab(demo, page, browser):
    other = await browser.new_page()
    await page.goto(demo.address("lounge", MEMBER))
    await other.goto(demo.address("lounge", MODERATOR))
    await expect(room(other).locator("#channel-name")).to_have_text("lounge")
    await say(page, "good evening everyone")
    for watcher in (page, other):
        said = message(watcher, "good evening everyone")
        await expect(said).to_be_visible()
        await expect(said.locator(".message-author")).to_have_text("Mira")


async def test_the_bot_speaks_later_while_somebody_types(demo, page):
    """A message due in ten seconds of simulated time appears without reloading, and disturbs
    nobody."""
    await page.goto(demo.address("trivia", MEMBER))
    await expect(room(page).locator("#preview-app")).to_have_attribute("aria-busy", "false")
    box = room(page).locator("#channel-composer-input")
    await box.press_sequentially("half a thou", delay=20)
    bot = demo.env.bot

    async with demo.turn:
        before = demo.env.now()
        await demo.env.advance_time(10)
        assert (demo.env.now() - before).total_seconds() == 10
        await bot.get_partial_messageable(demo.channels["trivia"].id).send("Ten seconds are over.")
    await expect(message(page, "Ten seconds are over.")).to_be_visible()
    await box.press_sequentially("ght", delay=20)
    await expect(box).to_be_focused()
    await expect(box).to_have_value("half a thought")


async def test_the_list_leads_to_channels_and_people(demo, page):
    await page.goto(demo.url)
    await expect(page.locator("#title")).to_have_text(demo.guild.name)
    await expect(page.locator("#channels a")).to_have_count(3)
    await page.get_by_role("link", name="Jonas").click()
    await expect(page.locator("#channels a")).to_have_count(4)
    await page.get_by_role("link", name="mod-log").click()
    await expect(room(page).locator("#channel-name")).to_have_text("mod-log")
    await page.get_by_role("link", name="Mira").click()
    await expect(room(page).locator("#channel-name")).to_have_text("lounge")


async def test_a_channel_with_something_new_is_marked_until_it_is_looked_at(demo, page):
    await page.goto(demo.address("lounge", MEMBER))
    trivia = page.locator("#channels a", has_text="trivia")
    await expect(trivia).not_to_have_class("unread")
    async with demo.turn:
        await demo.members[MODERATOR].send(demo.channels["trivia"], "anyone here?")
    await expect(trivia).to_have_class("unread")
    await trivia.click()
    await expect(message(page, "anyone here?")).to_be_visible()
    await expect(trivia).not_to_have_class("unread")


async def test_what_was_typed_is_there_when_one_comes_back(demo, page):
    await page.goto(demo.address("lounge", MEMBER))
    await room(page).locator("#channel-composer-input").fill("wait, first")
    await page.locator("#channels a", has_text="trivia").click()
    await expect(room(page).locator("#channel-name")).to_have_text("trivia")
    await page.locator("#channels a", has_text="lounge").click()
    await expect(room(page).locator("#channel-composer-input")).to_have_value("wait, first")


async def test_the_page_says_when_the_demo_is_over(page):
    async with open_demo(Settings()) as demo:
        await page.goto(demo.url)
        await expect(page.locator("#channels a")).to_have_count(3)
    await expect(page.locator("#notice")).to_contain_text("demo has ended", timeout=8000)


async def test_the_list_is_a_drawer_on_a_phone(demo, browser):
    page = await browser.new_page(viewport={"width": 390, "height": 760})
    await page.goto(demo.url)
    await expect(page.locator("#where")).to_have_text("# lounge · as Mira")
    trivia = page.get_by_role("link", name="trivia")
    await expect(trivia).not_to_be_visible()
    await page.get_by_role("button", name="Channels and people").click()
    await trivia.click()
    await expect(page.locator("#where")).to_have_text("# trivia · as Mira")
    await expect(trivia).not_to_be_visible()
    width = await page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390


async def test_a_channel_is_named_in_a_private_message_too(demo, page):
    lounge, mira = demo.channels["lounge"], demo.members[MEMBER]
    async with demo.turn:
        view = ui.LayoutView()
        view.add_item(ui.Container(ui.TextDisplay(f"This was in <#{lounge.id}>.")))
        await (await demo.env.bot.fetch_user(mira.id)).send(view=view)
    await page.goto(f"{demo.url}/{mira.user.dm_channel.id}/{mira.id}")
    await expect(message(page, "This was in")).to_contain_text(
        "This was in #lounge.", timeout=20_000
    )
