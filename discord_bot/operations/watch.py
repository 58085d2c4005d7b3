"""Which features work: told by their loops, and passed on once when it changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime

TOLERATED = 1
"""Failures in a row that are nobody's concern: the next try mends most of them."""


class FeatureWatch:
    """What is wrong with which feature, in memory: a restart looks anew.

    A feature may have several parts, each with a loop of its own; it is well when all of them are.
    """

    def __init__(self, features: Iterable[str]) -> None:
        self._features = tuple(features)
        self._failures: Counter[tuple[str, str]] = Counter()
        self._first: dict[tuple[str, str], datetime] = {}
        self._problems: dict[tuple[str, str], str] = {}

    def failed(self, feature: str, problem: str, now: datetime, part: str = "") -> bool:
        """A try of a feature failed; returns whether it counts as broken only from now on.

        ``problem`` is a sentence of ours, and nothing that a member wrote.
        """
        self._failures[feature, part] += 1
        self._first.setdefault((feature, part), now)
        if self._failures[feature, part] <= TOLERATED:
            return False
        was_well = feature not in self.failing
        self._problems[feature, part] = problem
        return was_well

    def works(self, feature: str, part: str = "") -> bool:
        """A try of a feature went well; returns whether it counted as broken until now."""
        if not self._failures:  # as always, but for the worst of days
            return False
        self._failures.pop((feature, part), None)
        self._first.pop((feature, part), None)
        was_ill = self._problems.pop((feature, part), None) is not None
        return was_ill and feature not in self.failing

    @property
    def failing(self) -> Mapping[str, str]:
        """The features that are broken, with what is wrong."""
        found: dict[str, str] = {}
        for (feature, _), problem in self._problems.items():
            found[feature] = f"{found[feature]} {problem}" if feature in found else problem
        return found

    @property
    def since(self) -> Mapping[str, datetime]:
        """The features that are broken, with when the first of the failures in a row was."""
        found: dict[str, datetime] = {}
        for feature, part in self._problems:
            first = self._first[feature, part]
            found[feature] = min(first, found.get(feature, first))
        return found

    @property
    def states(self) -> Mapping[str, bool]:
        """Every feature, with whether it works."""
        failing = self.failing
        return {feature: feature not in failing for feature in self._features}
