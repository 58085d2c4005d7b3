"""200 games at once in one process: clicks handled a second, and the time from click to answer.

Beside it the same loop over a handler that does nothing but answer, in the same run: what is left
between the two is what fanbot itself costs.
``python -m bench.trivia_clicks [--json FILE] [--quick]``
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import platform
import random
import re
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import discord
from discord import ui

from discord_bot.bot import FanBot
from discord_bot.services import Services
from discord_bot.settings import Settings
from discord_bot.trivia.model import Mode
from discord_bot.trivia.turns import StartRequest
from tests.loopback_discord import GUILD_ID, LoopbackDiscord, click

GAMES, QUICK_GAMES = 200, 10
MEMBERS = 20
IN_FLIGHT = 64
RATE = 200
"""Clicks a second in the measurement of times: one a second in each game."""
FAKE_TOKEN = "bench.bench.bench"


class EmptyHandler(ui.DynamicItem[ui.Button[Any]], template=r"empty:(?P<id>\d+):(?P<choice>\d)"):
    """Answers a click and does nothing else."""

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction, item: ui.Item[Any], _match: re.Match[str], /
    ) -> Self:
        return cls(item)  # type: ignore[arg-type]

    async def callback(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message("You chose A.", ephemeral=True)


def press(bot: FanBot, payload: dict[str, Any]) -> None:
    """Put a click where discord.py's gateway puts it."""
    bot._connection.parse_interaction_create(payload)  # noqa: SLF001 - there is no public door


async def throughput(bot: FanBot, server: LoopbackDiscord, clicks: list[dict[str, Any]]) -> float:
    """Clicks answered a second, with a bounded number under way."""
    gate = asyncio.Semaphore(IN_FLIGHT)

    async def one(payload: dict[str, Any]) -> None:
        async with gate:
            answered = server.expect(payload["id"])
            press(bot, payload)
            await answered

    start = time.perf_counter()
    await asyncio.gather(*map(one, clicks))
    return len(clicks) / (time.perf_counter() - start)


async def latencies(
    bot: FanBot, server: LoopbackDiscord, clicks: list[dict[str, Any]]
) -> list[float]:
    """Seconds from click to answer, clicks coming at an even rate whatever the bot does."""
    start = time.perf_counter()
    waiting = []
    for number, payload in enumerate(clicks):
        await asyncio.sleep(max(0.0, start + number / RATE - time.perf_counter()))
        sent = time.perf_counter()
        waiting.append((sent, server.expect(payload["id"])))
        press(bot, payload)
    return [await answered - sent for sent, answered in waiting]


def _open(settings: Settings) -> AbstractAsyncContextManager[Services]:
    """Services whose clock stands still, so that no round ends while it is measured."""
    now = datetime.now(UTC)
    return Services.open(settings, clock=lambda: now)


async def open_games(services: Services, games: int) -> list[int]:
    """A game in each of as many channels; returns their rounds."""
    for channel in range(games):
        await services.games.start(
            StartRequest(GUILD_ID, 1000 + channel, 1, Mode.BUTTONS, 25), services.clock()
        )
    async with services.database.reading() as connection:
        rows = await connection.fetch_all("SELECT round_id FROM trivia_rounds ORDER BY channel_id")
    return [row["round_id"] for row in rows]


def clicks_on(
    custom_id: Callable[[int, int], str], rng: random.Random, games: int
) -> list[dict[str, Any]]:
    """Every member answers once in every game, in a random order."""
    pairs = [(game, member) for game in range(games) for member in range(MEMBERS)]
    rng.shuffle(pairs)
    return [
        click(1000 + game, 5000 + member, custom_id(game, rng.randrange(4)))
        for game, member in pairs
    ]


def summary(rate: float, times: list[float]) -> dict[str, float]:
    cuts = statistics.quantiles(times, n=100)
    return {
        "clicks_per_second": round(rate),
        "p50_ms": round(cuts[49] * 1000, 2),
        "p99_ms": round(cuts[98] * 1000, 2),
        "max_ms": round(max(times) * 1000, 2),
    }


async def measure(games: int) -> dict[str, dict[str, float]]:
    rng = random.Random(1)
    results = {}
    with tempfile.TemporaryDirectory() as directory:
        settings = Settings(_env_file=None, database=str(Path(directory) / "bench.db"))
        async with LoopbackDiscord() as server, _open(settings) as services:
            rounds = await open_games(services, games)
            async with FanBot(services) as bot:
                await bot.login(FAKE_TOKEN)
                bot.add_dynamic_items(EmptyHandler)
                handlers: dict[str, Callable[[int, int], str]] = {
                    "empty handler": lambda game, choice: f"empty:{game}:{choice}",
                    "fanbot": lambda game, choice: f"trivia:answer:{rounds[game]}:{choice}",
                }
                for name, custom_id in handlers.items():
                    clicks = clicks_on(custom_id, rng, games)
                    half = len(clicks) // 2
                    times = await latencies(bot, server, clicks[:half])
                    rate = await throughput(bot, server, clicks[half:])
                    results[name] = summary(rate, times)
            async with services.database.reading() as connection:
                row = await connection.fetch_one("SELECT COUNT(*) AS answers FROM trivia_answers")
            assert row is not None
            assert row["answers"] == games * MEMBERS, "every click must have been an answer"
    return results


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    logging.disable(logging.WARNING)
    games = QUICK_GAMES if options.quick else GAMES
    results = asyncio.run(measure(games))
    print(f"{games} games, {MEMBERS} members each, Python {platform.python_version()}")
    print(f"{'':14} {'clicks/s':>9} {'p50 ms':>8} {'p99 ms':>8} {'max ms':>8}")
    for name, row in results.items():
        values = row["clicks_per_second"], row["p50_ms"], row["p99_ms"], row["max_ms"]
        print(f"{name:14} {values[0]:>9} {values[1]:>8} {values[2]:>8} {values[3]:>8}")
    if options.json is not None:
        options.json.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
