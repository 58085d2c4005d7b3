"""Values of trivia as the text and the whole numbers that the database keeps."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

from discord_bot.epochs import from_epoch, to_epoch
from discord_bot.pack_files import Difficulty
from discord_bot.trivia.model import Origin, Question


def question_to_json(question: Question) -> str:
    """A question as JSON text, complete enough to be read back."""
    return json.dumps(asdict(question), ensure_ascii=False)


def question_from_json(text: str) -> Question:
    """The question that ``question_to_json`` wrote."""
    values = json.loads(text)
    for name in ("aliases", "distractors"):
        values[name] = tuple(values[name])
    values["difficulty"] = Difficulty(values["difficulty"])
    values["origin"] = Origin(values["origin"])
    return Question(**values)


def to_epoch_ms(moment: datetime) -> int:
    """Whole epoch milliseconds, rounded to the nearest."""
    return round(moment.timestamp() * 1000)


def from_epoch_ms(milliseconds: int) -> datetime:
    """The aware UTC time of epoch milliseconds, exactly."""
    return datetime.fromtimestamp(milliseconds // 1000, UTC) + timedelta(
        milliseconds=milliseconds % 1000
    )


__all__ = [
    "from_epoch",
    "from_epoch_ms",
    "question_from_json",
    "question_to_json",
    "to_epoch",
    "to_epoch_ms",
]
