"""A process that plays trivia as fast as it can on a database until it is killed.

``python -m tests.trivia.hammer DATABASE PACK``, run by test_kill.py; prints ``ready`` in play.
"""

from __future__ import annotations

import asyncio
import random
import sys
from datetime import UTC, datetime, timedelta

from discord_bot.services import Services
from discord_bot.settings import Settings
from discord_bot.trivia.model import GameState, Mode
from discord_bot.trivia.turns import StartRequest

GUILD, CHANNELS, MEMBERS = 1, range(10, 14), range(20, 26)


class Clock:
    """Runs fast and goes on from the wall clock, so that a later process is never behind."""

    def __init__(self) -> None:
        self.offset = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.offset


async def play(services: Services, clock: Clock, rng: random.Random) -> None:
    games = services.games
    for channel in CHANNELS:
        async with services.database.reading() as connection:
            row = await connection.fetch_one(
                "SELECT game_id FROM trivia_games WHERE channel_id = :id AND ended_at IS NULL",
                {"id": channel},
            )
        if row is None:
            await games.start(StartRequest(GUILD, channel, 20, Mode.BUTTONS, 3), clock())
    for game_id in await services.display.unshown():
        view = await services.display.view(game_id)
        assert view is not None
        if view.game.ended_at is not None:
            await services.display.announced(game_id, clock())
        elif view.game.state is GameState.PAUSED:
            await games.resume(game_id, clock())
        elif view.round is not None and view.round.closed_at is None:
            for member in rng.sample(MEMBERS, 3):
                await games.answer(view.round.id, member, rng.randrange(4), clock())
    clock.offset += timedelta(seconds=rng.choice([2, 20]))
    await games.advance(clock())


async def main(database: str, pack: str) -> None:
    clock, rng = Clock(), random.Random()
    settings = Settings(database=database, pack=pack, _env_file=None)
    async with Services.open(settings, clock=clock, rng=rng) as services:
        # A process killed earlier may have been ahead of the wall clock.
        async with services.database.reading() as connection:
            row = await connection.fetch_one(
                "SELECT COALESCE(MAX(due_at), 0) AS latest FROM trivia_games"
            )
        assert row is not None
        ahead = datetime.fromtimestamp(row["latest"], UTC) - datetime.now(UTC)
        clock.offset = max(timedelta(), ahead)
        await services.games.recover(clock())
        print("ready", flush=True)
        while True:
            await play(services, clock, rng)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
