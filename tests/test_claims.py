"""Floors for reading the project's own development texts; the figures of all texts stand in `benchmarks.claims`."""

from __future__ import annotations

import pytest

from benchmarks import claims

FLOORS = {
    "trigger, F1": 0.83,
    "trigger and type, F1": 0.67,
    "actors and recipients, F1": 0.83,
    "places with their role, F1": 0.73,
    "status macro-F1": 0.77,
    "status right": 0.915,
    "chain right": 0.87,
    "time right": 0.66,
    "all of type, parties, status, chain and time right": 0.27,
}


@pytest.fixture(scope="module")
def scores() -> claims.Scores:
    return claims.score("dev", own=True)


@pytest.mark.parametrize("figure", FLOORS)
def test_the_reading_stays_above_its_floors(scores: claims.Scores, figure: str) -> None:
    assert scores.figures()[figure] >= FLOORS[figure]


def test_most_answers_said_to_be_sure_are_right(scores: claims.Scores) -> None:
    for field, told in scores.sure.items():
        sure = [right for said, right in told if said >= 0.8]
        assert sum(sure) >= 0.8 * len(sure), field
