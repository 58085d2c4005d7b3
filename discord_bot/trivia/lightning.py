"""Lightning rounds: one minute in which every member goes through the same questions alone."""

from __future__ import annotations

from datetime import datetime, timedelta

from discord_bot.errors import UserError
from discord_bot.storage.database import Connection
from discord_bot.trivia.game import LIGHTNING_PENALTY, Receipt
from discord_bot.trivia.ledger import Ledger
from discord_bot.trivia.model import Game, GameState, Round
from discord_bot.trivia.store import GameStore


async def refusal(
    connection: Connection, game: Game, round_: Round, user_id: int, now: datetime
) -> Receipt | None:
    """Why a member may not answer this round now: not their next one, or too soon after a miss."""
    last = await Ledger.last_answer(connection, game.id, user_id)
    number, given = (0, None) if last is None else last
    if round_.number != number + 1:
        return Receipt.FINAL
    if given is not None and not given.correct:
        answered_at = round_.opened_at + timedelta(milliseconds=given.elapsed_ms)
        if now < answered_at + LIGHTNING_PENALTY:
            return Receipt.HOLD_ON
    return None


async def next_round(connection: Connection, game_id: int, user_id: int, now: datetime) -> Round:
    """The first round of a lightning game that a member has not answered.

    Raises ``UserError`` when time is up or the member has been through all of them.
    """
    game = await GameStore.game(connection, game_id)
    if game is None or game.state is not GameState.OPEN:
        raise UserError("trivia.refused.lightning_over")
    last = await Ledger.last_answer(connection, game_id, user_id)
    number = 1 if last is None else last[0] + 1
    round_ = await GameStore.round_by_number(connection, game_id, number)
    if round_ is None:
        raise UserError("trivia.refused.lightning_done")
    if now >= round_.deadline_at:
        raise UserError("trivia.refused.lightning_over")
    return round_
