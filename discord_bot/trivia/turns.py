"""What members ask of a game, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass

from discord_bot.pack_files import Difficulty
from discord_bot.trivia.game import Receipt
from discord_bot.trivia.model import Mode, Round

MAX_ROUNDS = 25


@dataclass(frozen=True, slots=True)
class StartRequest:
    """What a member asks for with ``/trivia play``."""

    guild_id: int
    channel_id: int
    user_id: int
    mode: Mode
    rounds: int
    category: str | None = None
    difficulty: Difficulty | None = None
    season: int | None = None
    opponent_id: int | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of an answer, the round as it is now, and the game if this ended the round."""

    receipt: Receipt
    round: Round | None = None
    closed_game_id: int | None = None


@dataclass(frozen=True, slots=True)
class Skip:
    """The outcome of asking to skip a question."""

    skipped: bool
    votes: int
    needed: int
    game_id: int
