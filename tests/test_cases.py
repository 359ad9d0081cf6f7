"""Floors for the hand-made cases of times, clocks, identities, unlisted parties and places; the figures stand in `benchmarks.cases`."""

from __future__ import annotations

import pytest

from benchmarks import cases

FLOORS = [
    (cases.times, "value", 0.975),
    (cases.times, "both", 0.95),
    (cases.clocks, "both", 0.95),
    (cases.identities, "right", 0.965),
    (cases.composed, "both", 0.935),
    (cases.places, "right", 0.88),
]


@pytest.mark.parametrize("score", dict.fromkeys(score for score, _, _ in FLOORS), ids=lambda s: s.__name__)
def test_the_cases_stay_above_their_floors(score) -> None:
    count = score()
    for which, name, floor in FLOORS:
        if which is score:
            assert count[name] / count["all"] >= floor, (name, count[name] / count["all"])
