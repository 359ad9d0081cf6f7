"""Learned weights as tables."""

from __future__ import annotations

import numpy as np

from whence.knowledge.weights import Weights, load_weights, parse_weights, write_weights


def test_a_table_is_read_as_it_was_written_without_its_lines_of_zeros() -> None:
    told = Weights(("no", "at"), {"a": 0, "b": 1, "c": 2}, np.array([[0.5, 0], [-1.25, 2], [0, 0.001]]))
    text = write_weights(told, "What it is.\nAnd how.")
    assert text == "# What it is.\n# And how.\nfeature\tno\tat\na\t0.50\t\nb\t-1.25\t2.00\n"
    again = parse_weights(text)
    assert again.columns == told.columns
    assert again.scores(["a", "b", "unseen"]).tolist() == [-0.75, 2.0]


def test_no_known_feature_scores_nothing() -> None:
    assert load_weights("scenes").scores(["never seen"]).tolist() == [0.0] * 8
