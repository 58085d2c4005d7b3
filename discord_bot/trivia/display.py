"""What a game's channel is to be shown, and the record of what it was shown.

The database says what happened; these are the outbox. After a restart whatever is open here is
posted, and what was posted is never posted twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from discord_bot.sharding import ALL, Shards
from discord_bot.storage.database import Database
from discord_bot.trivia import scoring
from discord_bot.trivia.daily_store import DailyStore
from discord_bot.trivia.ledger import Ledger
from discord_bot.trivia.model import Game, Round
from discord_bot.trivia.scoring import Standing
from discord_bot.trivia.store import GameStore


@dataclass(frozen=True, slots=True)
class Reveal:
    """A closed round as it is shown: who got it, how fast, and for how many points."""

    round: Round
    points: dict[int, int]


@dataclass(frozen=True, slots=True)
class GameView:
    """Where a game stands, and what its channel has not been shown yet."""

    game: Game
    round: Round | None
    reveals: tuple[Reveal, ...]
    standings: tuple[Standing, ...]
    on_boards: bool


class GameDisplay:
    """Reads what is to be shown, and notes what was."""

    def __init__(self, database: Database, shards: Shards = ALL) -> None:
        self._database = database
        self._shards = shards

    async def view(self, game_id: int) -> GameView | None:
        """Where a game stands and what of it was not shown yet; None for an unknown game."""
        async with self._database.reading() as connection:
            game = await GameStore.game(connection, game_id)
            if game is None:
                return None
            reveals: list[Reveal] = []
            for round_id in await GameStore.unrevealed(connection, game_id):
                round_ = await GameStore.round(connection, round_id)
                assert round_ is not None, "its id was read in this transaction"
                reveals.append(Reveal(round_, await Ledger.round_points(connection, round_id)))
            latest = await GameStore.latest_round(connection, game_id)
            standings = scoring.rank(await Ledger.totals(connection, game_id))
            on_boards = await Ledger.is_on_boards(connection, game_id)
        return GameView(game, latest, tuple(reveals), standings, on_boards)

    async def unshown(self) -> list[int]:
        """The ids of all games that go on or whose end was not told yet."""
        async with self._database.reading() as connection:
            active = [game.id for game in await GameStore.active(connection, self._shards)]
            return sorted({*active, *await GameStore.unannounced(connection, self._shards)})

    async def recent(self, channel_id: int, guild_id: int, user_id: int) -> list[tuple[str, str]]:
        """``(question_id, prompt)`` of a channel's last questions and of a member's dailies."""
        async with self._database.reading() as connection:
            rounds = await GameStore.recent_questions(connection, channel_id)
            dailies = await DailyStore.recent_questions(connection, guild_id, user_id)
        found = {question.id: question.prompt for question in (*rounds, *dailies)}
        return list(found.items())

    async def posted_round(self, round_id: int, message_id: int) -> None:
        """The question stands in the channel as that message."""
        async with self._database.transaction() as connection:
            await GameStore.set_message(connection, round_id, message_id)

    async def posted_game(self, game_id: int, message_id: int) -> None:
        """The challenge, lobby or pause notice stands in the channel as that message."""
        async with self._database.transaction() as connection:
            game = await GameStore.game(connection, game_id)
            if game is not None:
                await GameStore.update_game(connection, replace(game, message_id=message_id))

    async def revealed(self, round_ids: Sequence[int], now: datetime) -> None:
        """The answers of these rounds were shown."""
        async with self._database.transaction() as connection:
            await GameStore.mark_revealed(connection, round_ids, now)

    async def announced(self, game_id: int, now: datetime) -> None:
        """The channel was told how the game ended."""
        async with self._database.transaction() as connection:
            await GameStore.mark_announced(connection, game_id, now)
