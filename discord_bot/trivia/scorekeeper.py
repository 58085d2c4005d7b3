"""Closing rounds: what was answered becomes points, in one transaction and only once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from discord_bot.guilds import GuildService
from discord_bot.storage.database import Connection
from discord_bot.trivia import game as rules
from discord_bot.trivia.ledger import Ledger
from discord_bot.trivia.model import EndReason, Game, Origin, Pace, Round
from discord_bot.trivia.statistics import QuestionStatistics
from discord_bot.trivia.store import GameStore


class Scorekeeper:
    """Scores rounds as they close, within the transaction it is given."""

    def __init__(self, guilds: GuildService, statistics: QuestionStatistics) -> None:
        self._guilds = guilds
        self._statistics = statistics

    async def close(self, connection: Connection, game: Game, round_: Round, now: datetime) -> Game:
        """End a round and enter what it earned; a round that was closed before stays as it is."""
        streaks = await Ledger.streaks(connection, game.id)
        if not await GameStore.close_round(connection, round_.id, now):
            return game
        moved, _ = rules.close(game, round_, now)
        await self._enter(connection, game, round_, rules.scores(game, round_, streaks), now)
        await self._settle_boards(connection, game, now)
        await GameStore.update_game(connection, moved)
        return moved

    async def _enter(
        self,
        connection: Connection,
        game: Game,
        round_: Round,
        scores: Collection[rules.Score],
        now: datetime,
    ) -> None:
        await Ledger.add_points(connection, game, round_, scores, now)
        if scores and round_.question.origin is not Origin.GUILD:
            correct = sum(score.answer.correct for score in scores)
            await Ledger.count_stats(connection, round_.question.id, len(scores), correct)
            self._statistics.add(round_.question.id, len(scores), correct)

    async def _settle_boards(self, connection: Connection, game: Game, now: datetime) -> None:
        """Points count on the boards once two have played, or alone where a server says so."""
        players = await Ledger.players(connection, game.id)
        if len(players) > 1 or (players and self._guilds.get(game.guild_id).solo_on_boards):
            await Ledger.put_on_boards(connection, game.id, now)

    async def close_lightning(
        self, connection: Connection, game: Game, reason: EndReason, now: datetime
    ) -> Game:
        """End a lightning game: every question's answers are scored in their order."""
        unhurried = replace(game, pace=Pace.RELAXED)  # speed shows in how many one gets through
        streaks: dict[int, int] = {}
        for round_id in await GameStore.round_ids(connection, game.id):
            round_ = await GameStore.round(connection, round_id)
            assert round_ is not None, "its id was read in this transaction"
            if not await GameStore.close_round(connection, round_id, now):
                continue
            scores = rules.scores(unhurried, round_, streaks)
            streaks.update({score.answer.user_id: score.streak for score in scores})
            await self._enter(connection, game, round_, scores, now)
        await self._settle_boards(connection, game, now)
        ended = rules.end(game, reason, now)
        await GameStore.update_game(connection, ended)
        return ended
