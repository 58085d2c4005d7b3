"""One setting moves the bot to PostgreSQL: a game, a daily and a board are the same there."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from discord_bot.services import Services
from discord_bot.settings import Settings
from discord_bot.trivia.model import GameState, Mode
from discord_bot.trivia.periods import Period
from discord_bot.trivia.turns import StartRequest

pytestmark = pytest.mark.slow  # a whole game each

GUILD, CHANNEL, MEMBERS = 2**40, 2**41, (2**60, 2**60 + 1, 2**60 + 2)


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


async def play_a_game(services: Services, clock: Clock) -> None:
    request = StartRequest(GUILD, CHANNEL, MEMBERS[0], Mode.BUTTONS, 3)
    game = await services.games.start(request, clock.now)
    while True:
        view = await services.display.view(game.id)
        assert view is not None
        if view.game.state is GameState.ENDED:
            return
        if view.game.state is GameState.OPEN:
            assert view.round is not None
            right = view.round.right_choice
            assert right is not None
            clock.now += timedelta(seconds=1)
            for member, choice in zip(MEMBERS, (right, right, (right + 1) % 4), strict=True):
                await services.games.answer(view.round.id, member, choice, clock.now)
        due = await services.games.next_due()
        assert due is not None
        clock.now = max(clock.now, due)
        await services.games.advance(clock.now)


async def play_the_daily(services: Services, clock: Clock) -> None:
    view = await services.daily.open(GUILD, MEMBERS[0], clock.now)
    for item in view.play.items:
        choice = item.choices.index(item.question.answer)
        await services.daily.answer(view.play.id, item.number, MEMBERS[0], choice, clock.now)


async def test_a_game_a_daily_and_a_board(address: str) -> None:
    clock = Clock()
    settings = Settings(_env_file=None, database=address)
    async with Services.open(settings, clock=clock, rng=random.Random(1)) as services:
        await play_a_game(services, clock)
        await play_the_daily(services, clock)
        board = await services.boards.board(GUILD, MEMBERS[2], Period.ALL, None, clock.now)
        assert [place.user_id for place in board.standings] == [MEMBERS[0], MEMBERS[1]]
        assert board.standings[0].points > board.standings[1].points > 0
        profile = await services.boards.profile(GUILD, MEMBERS[0], clock.now)
        assert (profile.answered, profile.correct) == (8, 8)
        exported = await services.privacy.export(MEMBERS[0])
        assert {"trivia_points", "trivia_answers", "trivia_dailies"} <= exported.keys()
        assert await services.privacy.forget(MEMBERS[0]) > 0
    # A second start finds everything as it was left.
    async with Services.open(settings, clock=clock, rng=random.Random(1)) as services:
        board = await services.boards.board(GUILD, MEMBERS[2], Period.ALL, None, clock.now)
        assert [place.user_id for place in board.standings] == [MEMBERS[1]]
