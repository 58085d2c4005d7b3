"""What the readers of the formats find: questions as written, not yet checked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something in a file that was left out: where it stands, and why."""

    where: str
    why: str


@dataclass(frozen=True, slots=True)
class RawQuestion:
    """A question as a file has it. ``values`` have the keys of ``QuestionEntry``.

    ``category`` is a name or a key, or None where the format has none. ``guess_typed`` asks to
    judge by the prompt whether the question makes sense without its choices.
    """

    where: str
    values: dict[str, Any]
    category: str | None = None
    source: str | None = None
    guess_typed: bool = field(default=True)


Found = Iterator[RawQuestion | Skipped]
