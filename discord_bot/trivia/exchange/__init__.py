"""Questions from and to other programs' files."""

from discord_bot.trivia.exchange.exporting import Format, export_questions
from discord_bot.trivia.exchange.importing import (
    ImportResult,
    Target,
    parse_questions,
    read_questions,
)
from discord_bot.trivia.exchange.raw import Skipped
from discord_bot.trivia.exchange.writing import target_of, write_questions

__all__ = [
    "Format",
    "ImportResult",
    "Skipped",
    "Target",
    "export_questions",
    "parse_questions",
    "read_questions",
    "target_of",
    "write_questions",
]
