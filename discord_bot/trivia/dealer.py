"""Drawing questions for games and opening their rounds."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from discord_bot.storage.database import Connection
from discord_bot.trivia import bank as question_bank
from discord_bot.trivia import game as rules
from discord_bot.trivia.bank import Criteria, QuestionBank
from discord_bot.trivia.ledger import Ledger
from discord_bot.trivia.model import EndReason, Game, GameState, Mode, Pace, Question, Round
from discord_bot.trivia.questions import QuestionService
from discord_bot.trivia.statistics import QuestionStatistics
from discord_bot.trivia.store import GameStore


class Dealer:
    """Draws questions that a channel has not had, within the transaction it is given."""

    def __init__(
        self,
        bank: QuestionBank,
        questions: QuestionService,
        statistics: QuestionStatistics,
        new_id: Callable[[], int],
        rng: random.Random,
    ) -> None:
        self._bank = bank
        self._questions = questions
        self._statistics = statistics
        self._new_id = new_id
        self._rng = rng

    def pool(self, game: Game) -> tuple[Question, ...]:
        """All that may be asked in a game."""
        return self._bank.pool(
            Criteria(game.ceiling, game.mode, game.category, game.difficulty),
            self._questions.active(game.guild_id),
            self._questions.resting(game.guild_id),
            self._statistics.difficulties,
        )

    async def _draw(
        self, connection: Connection, game: Game, now: datetime, seen: list[str]
    ) -> Question | None:
        pool = self.pool(game)
        question, anew = question_bank.choose(pool, seen, self._rng)
        if question is None:
            return None
        if anew:
            used = [item.id for item in pool]
            await Ledger.forget_seen(connection, game.channel_id, used)
            seen[:] = [item for item in seen if item not in set(used)]
        await Ledger.mark_seen(connection, game, [question.id], now)
        seen.append(question.id)
        return question

    async def open_next(self, connection: Connection, game: Game, now: datetime) -> Game:
        """Open the game's next round; a game for which no question is left ends."""
        seen = await Ledger.seen(connection, game.channel_id)
        question = await self._draw(connection, game, now, seen)
        if question is None:
            ended = rules.end(game, EndReason.EXHAUSTED, now)
            await GameStore.update_game(connection, ended)
            return ended
        choices = () if game.mode is Mode.TYPED else question_bank.choices(question, self._rng)
        opened, round_ = rules.open_round(game, self._new_id(), question, choices, now)
        await GameStore.insert_round(connection, opened, round_)
        await GameStore.update_game(connection, opened)
        return opened

    async def open_lightning(self, connection: Connection, game: Game, now: datetime) -> Game:
        """All questions of a lightning game are drawn at once and share one minute."""
        pool = self.pool(game)
        number = min(rules.LIGHTNING_QUESTIONS, len(pool))
        seconds = rules.LIGHTNING_SECONDS * (
            rules.RELAXED_FACTOR if game.pace is Pace.RELAXED else 1
        )
        deadline = now + timedelta(seconds=seconds)
        game = replace(
            game, state=GameState.OPEN, rounds_total=number, round_number=number, due_at=deadline
        )
        seen = await Ledger.seen(connection, game.channel_id)
        for place in range(1, number + 1):
            question = await self._draw(connection, game, now, seen)
            assert question is not None, "the pool was counted above"
            choices = question_bank.choices(question, self._rng)
            round_ = Round(self._new_id(), game.id, place, question, choices, now, deadline)
            await GameStore.insert_round(connection, game, round_)
        await GameStore.update_game(connection, game)
        return game
