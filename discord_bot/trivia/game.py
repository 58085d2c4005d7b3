"""The rules of a game as a pure state machine: values in, values out, no clock and no Discord.

::

    CHALLENGED ──accept──▶ OPEN ──close──▶ BETWEEN ──open──▶ OPEN …
        │                   │                 │
        └─decline, expire   │                 └─ stop, or no question left
                            ├─ last round ───▶ ENDED
                            └─ three rounds without an answer ─▶ PAUSED ──resume──▶ BETWEEN
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from discord_bot.trivia import scoring
from discord_bot.trivia.model import Answer, EndReason, Game, GameState, Mode, Pace, Question, Round

MIN_SECONDS, MAX_SECONDS = 15, 60
BASE_SECONDS = {Mode.BUTTONS: 12, Mode.DUEL: 12, Mode.TYPED: 18, Mode.LIGHTNING: 12}
"""Seconds to think, before reading time is added; typing takes longer than clicking."""
CHARACTERS_PER_SECOND = 15
"""Reading speed for reading time. Adults read about 238 words a minute silently (Brysbaert 2019),
some 20 characters a second; a quarter is taken off for second-language readers."""
RELAXED_FACTOR = 2
LIGHTNING_SECONDS = 60
LIGHTNING_QUESTIONS = 40
LIGHTNING_PENALTY = timedelta(seconds=3)
"""A wrong lightning answer costs this long before the next counts, so that blind clicking loses."""
GAP_MIN, GAP_MAX = 6, 14
"""Seconds between a reveal and the next question; grows with the explanation's length."""
UNANSWERED_LIMIT = 3
PAUSE_SECONDS = 600
CHALLENGE_SECONDS = 180
CHANGES_ALLOWED = 1
TYPED_ATTEMPTS = 3
DUEL_ROUNDS = 5
RECOVERY_SECONDS = 15
"""What is left at least of a round that was open while the bot was away."""


class Receipt(StrEnum):
    """What became of an answer; each has a text of its own in the wording file."""

    ACCEPTED = "accepted"
    CHANGED = "changed"
    SAME = "same"
    FINAL = "final"
    LATE = "late"
    NOT_PLAYING = "not_playing"
    WRONG = "wrong"
    NO_ATTEMPTS = "no_attempts"
    HOLD_ON = "hold_on"


@dataclass(frozen=True, slots=True)
class Score:
    """What one answer earned when its round closed."""

    answer: Answer
    points: int
    streak: int


def answer_seconds(mode: Mode, pace: Pace, question: Question, choices: tuple[str, ...]) -> int:
    """The seconds a round takes answers, by the length of what must be read."""
    characters = len(question.prompt) + sum(map(len, choices))
    seconds = BASE_SECONDS[mode] + characters // CHARACTERS_PER_SECOND
    seconds = min(MAX_SECONDS, max(MIN_SECONDS, seconds))
    return seconds * RELAXED_FACTOR if pace is Pace.RELAXED else seconds


def gap_seconds(question: Question) -> int:
    """The seconds between a reveal and the next question."""
    return min(GAP_MAX, GAP_MIN + len(question.explanation) // (2 * CHARACTERS_PER_SECOND))


def open_round(
    game: Game, round_id: int, question: Question, choices: tuple[str, ...], now: datetime
) -> tuple[Game, Round]:
    """The next round of ``game``, open from ``now``."""
    seconds = answer_seconds(game.mode, game.pace, question, choices)
    deadline = now + timedelta(seconds=seconds)
    number = game.round_number + 1
    round_ = Round(round_id, game.id, number, question, choices, now, deadline)
    return replace(game, state=GameState.OPEN, round_number=number, due_at=deadline), round_


def _elapsed_ms(round_: Round, now: datetime) -> int:
    return max(0, round((now - round_.opened_at) / timedelta(milliseconds=1)))


def _refusal(game: Game, round_: Round, member: int, now: datetime) -> Receipt | None:
    if game.players is not None and member not in game.players:
        return Receipt.NOT_PLAYING
    if round_.closed_at is not None or now >= round_.deadline_at:
        return Receipt.LATE
    return None


def answer(
    game: Game, round_: Round, member: int, choice: int, now: datetime
) -> tuple[Round, Receipt]:
    """A member picks a button. A pick may be changed once until time is up.

    The time of the last change is the time that counts. Raises ``IndexError`` for a choice that
    the round does not have.
    """
    correct = round_.choices[choice] == round_.question.answer
    refusal = _refusal(game, round_, member, now)
    if refusal is not None:
        return round_, refusal
    before = round_.answers.get(member)
    if before is not None and before.choice == choice:
        return round_, Receipt.SAME
    if before is not None and before.attempts > CHANGES_ALLOWED:
        return round_, Receipt.FINAL
    attempts = 1 if before is None else before.attempts + 1
    given = Answer(member, choice, correct, attempts, _elapsed_ms(round_, now))
    receipt = Receipt.ACCEPTED if before is None else Receipt.CHANGED
    return replace(round_, answers={**round_.answers, member: given}), receipt


def attempt(
    game: Game, round_: Round, member: int, correct: bool, now: datetime
) -> tuple[Round, Receipt]:
    """A member types an answer, graded elsewhere: three tries, and the first right one stands."""
    refusal = _refusal(game, round_, member, now)
    if refusal is not None:
        return round_, refusal
    before = round_.answers.get(member)
    if before is not None and before.correct:
        return round_, Receipt.SAME
    if before is not None and before.attempts >= TYPED_ATTEMPTS:
        return round_, Receipt.NO_ATTEMPTS
    attempts = 1 if before is None else before.attempts + 1
    given = Answer(member, None, correct, attempts, _elapsed_ms(round_, now))
    receipt = Receipt.ACCEPTED if correct else Receipt.WRONG
    return replace(round_, answers={**round_.answers, member: given}), receipt


def everyone_answered(game: Game, round_: Round) -> bool:
    """Whether a duel's round need not wait: both have used their answer."""
    return game.players is not None and game.players <= round_.answers.keys()


def scores(game: Game, round_: Round, streaks: Mapping[int, int]) -> tuple[Score, ...]:
    """What each answer of a closed round earned; ``streaks`` are the right answers in a row so far.

    The order in which answers came in decides nothing but the speed bonus.
    """
    span = (round_.deadline_at - round_.opened_at) / timedelta(milliseconds=1)
    result = []
    for given in sorted(round_.answers.values(), key=lambda item: (item.elapsed_ms, item.user_id)):
        streak = streaks.get(given.user_id, 0)
        earned = 0
        if given.correct:
            share = 1 - given.elapsed_ms / span if span else 0.0
            earned = scoring.points(round_.question.difficulty, game.pace, share, streak)
        result.append(Score(given, earned, streak + 1 if given.correct else 0))
    return tuple(result)


def close(game: Game, round_: Round, now: datetime) -> tuple[Game, Round]:
    """End a round, and decide what the game waits for next. Closing twice changes nothing."""
    if round_.closed_at is not None:
        return game, round_
    closed = replace(round_, closed_at=now)
    unanswered = 0 if round_.answers or round_.skip_votes else game.unanswered + 1
    game = replace(game, unanswered=unanswered)
    if round_.number >= game.rounds_total:
        return end(game, EndReason.FINISHED, now), closed
    if unanswered >= UNANSWERED_LIMIT:
        due = now + timedelta(seconds=PAUSE_SECONDS)
        return replace(game, state=GameState.PAUSED, due_at=due, message_id=None), closed
    due = now + timedelta(seconds=gap_seconds(round_.question))
    return replace(game, state=GameState.BETWEEN, due_at=due), closed


def end(game: Game, reason: EndReason, now: datetime) -> Game:
    """The game, ended. A game that has ended stays as it is."""
    if game.state is GameState.ENDED:
        return game
    return replace(game, state=GameState.ENDED, due_at=None, ended_at=now, end_reason=reason)


def begin(game: Game, now: datetime) -> Game:
    """A challenged duel is accepted, or a paused game resumed: the next round opens at once."""
    return replace(game, state=GameState.BETWEEN, unanswered=0, message_id=None, due_at=now)


def recover(round_: Round, now: datetime) -> Round:
    """An open round after the bot was away: time is given back, so that nobody loses by it."""
    earliest = now + timedelta(seconds=RECOVERY_SECONDS)
    return replace(round_, deadline_at=max(round_.deadline_at, earliest))


def votes_needed(players: int) -> int:
    """How many skip votes carry: more than half of those who play, and at least two."""
    return max(2, players // 2 + 1)
