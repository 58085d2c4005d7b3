"""Which features work: told by their loops, and passed on once when it changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

TOLERATED = 1
"""Failures in a row that are nobody's concern: the next try mends most of them."""


class FeatureWatch:
    """What is wrong with which feature, in memory: a restart looks anew."""

    def __init__(self, features: Iterable[str]) -> None:
        self._failures = dict.fromkeys(features, 0)
        self._problems: dict[str, str] = {}

    def failed(self, feature: str, problem: str) -> bool:
        """A try of a feature failed; returns whether it counts as broken only from now on.

        ``problem`` is a sentence of ours, and nothing that a member wrote.
        """
        self._failures[feature] += 1
        if self._failures[feature] <= TOLERATED:
            return False
        is_news = feature not in self._problems
        self._problems[feature] = problem
        return is_news

    def works(self, feature: str) -> bool:
        """A try of a feature went well; returns whether it counted as broken until now."""
        self._failures[feature] = 0
        return self._problems.pop(feature, None) is not None

    @property
    def failing(self) -> Mapping[str, str]:
        """The features that are broken, with what is wrong."""
        return dict(self._problems)

    @property
    def states(self) -> Mapping[str, bool]:
        """Every feature, with whether it works."""
        return {name: name not in self._problems for name in self._failures}
