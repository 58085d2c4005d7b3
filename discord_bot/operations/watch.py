"""Which features work: told by their loops, and passed on once when it changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


class FeatureWatch:
    """What is wrong with which feature, in memory: a restart looks anew."""

    def __init__(self, features: Iterable[str]) -> None:
        self._problems: dict[str, str | None] = dict.fromkeys(features)

    def failed(self, feature: str, problem: str) -> bool:
        """A feature does not work; returns whether it did until now.

        ``problem`` is a sentence of ours, and nothing that a member wrote.
        """
        was_well = self._problems.get(feature) is None
        self._problems[feature] = problem
        return was_well

    def works(self, feature: str) -> bool:
        """A feature works; returns whether it did not until now."""
        was_ill = self._problems.get(feature) is not None
        self._problems[feature] = None
        return was_ill

    @property
    def failing(self) -> Mapping[str, str]:
        """The features that do not work, with what is wrong."""
        return {name: problem for name, problem in self._problems.items() if problem is not None}

    @property
    def states(self) -> Mapping[str, bool]:
        """Every feature, with whether it works."""
        return {name: problem is None for name, problem in self._problems.items()}
