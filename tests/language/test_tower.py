"""The tower over the engine: what it is shown of a text, and that its view and the engine's both count."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whence.language import decode
from whence.language.component import text_of
from whence.language.encode import Text, shipped, shipped_with_tower
from whence.language.layout import Words
from whence.language.tokens import blank
from whence.language.tower import AROUND, BLOCK, blocks


@given(st.lists(st.integers(0, 2), max_size=1500))
def test_every_word_is_read_once_and_shown_what_stands_around_it(breaks: list[int]) -> None:
    found = list(blocks(breaks))
    assert [i for _, low, high, _ in found for i in range(low, high)] == list(range(len(breaks)))
    for first, low, high, end in found:
        assert first in (0, max(low - AROUND, 0))
        assert end == len(breaks) or end == high + AROUND
        assert high - low <= BLOCK + AROUND


def test_a_block_ends_where_a_sentence_may() -> None:
    breaks = [int(i % 30 == 0) for i in range(1200)]
    found = list(blocks(breaks))
    assert len(found) > 2
    assert all(breaks[later[1]] for _, later in pairwise(found))


def test_paragraphs_are_told_from_sentences() -> None:
    text = text_of(Words.of(blank()("He left. She stayed.\n\nThey met.")))
    assert text == Text(
        ["He", "left", ".", "She", "stayed", ".", "They", "met", "."], [0, 0, 0, 1, 0, 0, 2, 0, 0]
    )


def test_a_long_text_reads_alike_in_its_first_block_whatever_stands_far_behind() -> None:
    words = ["The", "minister", "met", "rebels", "on", "Monday", "."] * 200
    breaks = [int(i % 7 == 0) for i in range(len(words))]
    network = shipped_with_tower()
    (whole,) = network.encode([Text(words, breaks)])
    (part,) = network.encode([Text(words[: BLOCK + 2 * AROUND], breaks[: BLOCK + 2 * AROUND])])
    assert whole.events.shape[0] == len(words)
    assert whole.events[: BLOCK // 2] == pytest.approx(part.events[: BLOCK // 2], abs=1e-4)


def test_engine_and_tower_both_count() -> None:
    network = shipped_with_tower()
    (told,) = network.encode([Text(["Rebels", "attacked", "the", "town", "."], [0] * 5)])
    assert network.tower is not None
    claim = decode._mean(told, network.tower, network.inventory, "claim")
    both = [
        np.log(decode.probabilities(scores))
        for scores in (
            told.tags[:, network.inventory.columns["claim"]],
            told.events[:, network.tower.columns["claim"]],
        )
    ]
    apart = claim[1] - ((1 - decode.SHARE) * both[0] + decode.SHARE * both[1])[1]
    assert apart == pytest.approx(apart[0], abs=1e-3)
    assert np.exp(claim).sum(1) == pytest.approx(1, abs=1e-5)


def test_the_labels_of_the_tower_are_those_of_the_engine() -> None:
    network = shipped_with_tower()
    assert network.tower is not None
    assert network.tower.roles == network.inventory.roles
    for head in ("claim", "status", "mode"):
        assert network.tower.labels[head] == getattr(network.inventory, head)


def test_without_a_tower_the_engine_tells_events_alone() -> None:
    network = shipped()
    (told,) = network.encode([Text(["Rebels", "attacked", "the", "town", "."], [0] * 5)])
    assert network.tower is None
    assert not told.events.size
    events = decode.events(told, network.pairs, None, network.inventory, range(5))
    assert [(e.token, e.types[0][0]) for e in events] == [(1, "ASSAULT")]
