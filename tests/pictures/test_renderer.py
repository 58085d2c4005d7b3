from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
import time
from dataclasses import replace
from itertools import pairwise

import pytest

from discord_bot import pictures
from discord_bot.pictures import PicturesBusy, Renderer
from tests.pictures.samples import board, insights, profile


@pytest.fixture
def renderer():
    renderer = Renderer(capacity=2)
    yield renderer
    renderer.close()


async def test_pictures_come_back_as_png():
    png = await pictures.render(board())
    assert png.startswith(b"\x89PNG")
    pictures.close()
    assert await pictures.render(board()) == png
    pictures.close()


async def test_the_event_loop_goes_on_while_a_picture_is_drawn(renderer):
    ticks = []

    async def tick():
        while True:
            ticks.append(time.perf_counter())
            await asyncio.sleep(0.002)

    ticker = asyncio.create_task(tick())
    await asyncio.sleep(0)
    started = time.perf_counter()
    for picture in (board(), profile(), insights()):
        await renderer.render(picture)
    took = time.perf_counter() - started
    ticker.cancel()
    gaps = [after - before for before, after in pairwise(ticks)]
    assert len(ticks) > took / 0.1
    assert max(gaps) < took / 2


async def test_too_many_at_once_are_refused_and_later_ones_welcome(renderer):
    first, second = (asyncio.create_task(renderer.render(board())) for _ in range(2))
    await asyncio.sleep(0)
    with pytest.raises(PicturesBusy):
        await renderer.render(board())
    assert await first == await second
    assert await renderer.render(board()) == await first


async def test_who_no_longer_waits_makes_room(renderer):
    first, second = (asyncio.create_task(renderer.render(board())) for _ in range(2))
    await asyncio.sleep(0)
    second.cancel()
    await asyncio.wait([second])
    third = await renderer.render(board())
    assert third == await first


async def test_a_picture_that_cannot_be_drawn_raises_and_frees_its_place(renderer):
    labels = replace(board().labels, streak=lambda count: f"{count / 0}")
    broken = replace(board(), labels=labels)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            await renderer.render(broken)
    assert await renderer.render(board())


async def test_closing_ends_the_thread(renderer):
    await renderer.render(board())
    assert [thread for thread in threading.enumerate() if thread.name.startswith("pictures")]
    renderer.close()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("pictures")]
    renderer.close()


def test_importing_the_package_loads_no_drawing_library():
    heavy = "{'PIL', 'fontTools', 'numpy', 'matplotlib', 'discord'}"
    code = f"import sys, discord_bot.pictures; print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
