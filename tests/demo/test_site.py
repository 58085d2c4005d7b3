"""The page and its gate: who may ask for what."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from importlib.resources import files

import aiohttp
import pytest
import pytest_asyncio
from visiting import Visitor

from discord_bot.demo import open_demo
from discord_bot.demo.session import Demo
from discord_bot.demo.world import ADMIN, MEMBER, MODERATOR
from discord_bot.settings import Settings

PAGE = files("discord_bot.demo") / "page"

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def demo() -> AsyncIterator[Demo]:
    """One for all of these: they only look."""
    async with open_demo(Settings()) as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def visitor(demo: Demo) -> AsyncIterator[Visitor]:
    async with aiohttp.ClientSession() as session:
        yield Visitor(demo, session)


async def test_page_needs_nothing_from_elsewhere():
    for file in PAGE.iterdir():
        addresses = re.findall(r"https?://[^\s\"')]+", file.read_text())
        assert set(addresses) <= {"http://www.w3.org/2000/svg"}, file.name


async def test_page_is_served_without_the_key_and_does_not_tell_it(visitor):
    for name in ["", *(f"demo/{file.name}" for file in PAGE.iterdir())]:
        async with visitor.session.get(f"{visitor.origin}/{name}") as answer:
            assert answer.status == 200, name
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
            assert visitor.key not in await answer.text()


async def test_other_files_are_not_served(visitor):
    for name in ("shell.py", "..%2fsite.py", "index.html%00"):
        async with visitor.session.get(f"{visitor.origin}/demo/{name}") as answer:
            assert answer.status == 404, name


@pytest.mark.parametrize("host", ["fanbot.example", "127.0.0.1", "127.0.0.1:1", "evil.test:{port}"])
async def test_another_name_for_this_computer_is_refused(visitor, host):
    host = host.format(port=visitor.origin.rpartition(":")[2])
    for path in ("/", "/app.js", "/demo/world"):
        async with visitor.session.get(f"{visitor.origin}{path}", headers={"Host": host}) as answer:
            assert answer.status == 403


async def test_localhost_is_this_computer(visitor):
    port = visitor.origin.rpartition(":")[2]
    assert (await visitor.world(Host=f"localhost:{port}")).status == 200


async def test_scripts_of_other_sites_are_refused(visitor):
    assert (await visitor.world(Origin="https://evil.test")).status == 403
    assert (await visitor.world(Origin=visitor.origin)).status == 200


@pytest.mark.parametrize("key", ["", "wrong", "schlüssel"])
async def test_world_is_not_told_without_the_key(visitor, key):
    assert (await visitor.world(key)).status == 401


async def test_world_lists_people_and_places(visitor, demo):
    world = await (await visitor.world()).json()
    assert world["title"] == demo.services.pack.show.title
    assert [person["role"] for person in world["people"][:3]] == ["member", "moderator", "admin"]
    places = {place["name"]: place for place in world["places"]}
    assert list(places) == ["lounge", "trivia", "season-news", "mod-log"]
    staff = {str(demo.members[name].id) for name in (MODERATOR, ADMIN)}
    assert set(places["mod-log"]["viewers"]) == staff
    assert places["lounge"]["latest"] == str(demo.channels["lounge"].history()[-1].id)


async def test_a_member_cannot_enter_the_mod_log_by_address(visitor):
    await visitor.enter("mod-log", MODERATOR)
    with pytest.raises(AssertionError, match="Open the address"):
        await visitor.enter("mod-log", MEMBER)


@pytest.mark.parametrize("credential", ["", "x", "{key}", "{key}.1.2", "{key}..", "{key}.a.b"])
async def test_previews_are_not_reached_without_a_full_credential(visitor, credential):
    headers = {"X-Simcord-Capability": credential.format(key=visitor.key)}
    for method, path in (("POST", "pages"), ("POST", "action"), ("GET", "state")):
        async with visitor.session.request(
            method, f"{visitor.origin}/api/{path}", headers=headers, json={}
        ) as answer:
            assert answer.status == 401


async def test_room_is_dressed_for_our_frame_alone(visitor):
    async with visitor.session.get(f"{visitor.origin}/room") as answer:
        text = await answer.text()
        assert "/demo/room.js" in text
        assert "/app.js" in text
        assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"


async def test_fonts_are_loaded_once(visitor):
    font = "/fonts/noto-sans-mono-v2.014.ttf"
    async with visitor.session.get(f"{visitor.origin}{font}") as answer:
        assert "immutable" in answer.headers["Cache-Control"]
