"""How well headlines are sorted, held to floors, beside what needs no rules at all."""

from __future__ import annotations

import pytest

from tests.news.clustering.measuring import Told, figures, sorted_alike, sorted_by_index, themes

FLOORS = {False: (0.97, 0.70, 0.80), True: (0.94, 0.64, 0.76)}
"""Precision, recall and F1 of pairs, of the themes that rules were made from and of those aside."""


@pytest.mark.parametrize("aside", [False, True], ids=["rules", "aside"])
def test_stories_are_sorted_better_than_by_wording_alone(aside: bool) -> None:
    of = themes(aside=aside)
    ours = figures(of, sorted_by_index)
    peers = {
        "merge nothing": figures(of, lambda told: list(range(len(told)))),
        "merge everything": figures(of, lambda told: [0] * len(told)),
        **{
            f"token set ratio from {line}": figures(
                of, lambda told, line=line: sorted_alike(told, line)
            )
            for line in (60, 70, 80, 90)
        },
    }
    print("fanbot:", ours)
    for name, peer in peers.items():
        print(f"{name}:", peer)
    precision, recall, f1 = FLOORS[aside]
    assert ours.precision >= precision
    assert ours.recall >= recall
    assert ours.f1 >= f1
    assert ours.false_share <= 0.01
    assert ours.f1 > max(peer.f1 for peer in peers.values()) + 0.1


def test_figures_can_fail() -> None:
    told = (Told("a", 0), Told("b", 0), Told("c", 1))
    assert figures([told], lambda _: [0, 0, 1]).f1 == 1
    assert figures([told], lambda _: [0, 1, 1]).f1 == 0
    assert figures([told], lambda _: [0, 0, 0]).false_share == 1
