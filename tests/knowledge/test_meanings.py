"""Directions travel as signed bytes and come back as they were, near enough."""

from __future__ import annotations

import numpy as np
import pytest

from whence.knowledge.meanings import decode, directions, unit


@pytest.mark.parametrize(("of", "width"), [("wording", 64), ("gist", 48)])
def test_a_direction_is_as_many_bytes_as_the_map_is_wide(of, width):
    turn = directions(of)
    assert len(turn.encode(np.ones(turn.turn.shape[0], dtype=np.float32))) == width


def test_a_code_gives_its_direction_back():
    turn = directions("wording")
    vector = np.linspace(-1, 1, turn.turn.shape[0], dtype=np.float32)
    exact = unit((unit(vector) - turn.usual) @ turn.turn)
    assert float(exact @ decode(turn.encode(vector))) > 0.999


def test_nothing_has_no_direction():
    assert not unit(np.zeros(4, dtype=np.float32)).any()
