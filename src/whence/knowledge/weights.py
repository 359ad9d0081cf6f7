"""Learned weights as readable tables: a line a feature, a column an outcome; fitted by scripts under ``training``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np


class Weights(NamedTuple):
    """A linear score for each outcome: the sum of the lines of the features that hold."""

    columns: tuple[str, ...]
    rows: Mapping[str, int]
    table: np.ndarray

    def scores(self, features: Iterable[str]) -> np.ndarray:
        """One number an outcome; features that were not seen in training count nothing."""
        rows = self.rows
        found: np.ndarray = self.table[[rows[f] for f in features if f in rows]].sum(axis=0)
        return found

    def column(self, name: str) -> int:
        """The place of an outcome in the scores."""
        return self.columns.index(name)


@cache
def load_weights(name: str) -> Weights:
    """The shipped table of that name."""
    text = (files("whence.knowledge") / "data" / f"{name}.tsv").read_text(encoding="utf8")
    return parse_weights(text)


def parse_weights(text: str) -> Weights:
    """A table from its text: comment lines (``#``), the names of the outcomes, then a line a feature."""
    lines = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    table = np.array([[float(cell or 0) for cell in cells[1:]] for cells in lines[1:]])
    return Weights(tuple(lines[0][1:]), {cells[0]: i for i, cells in enumerate(lines[1:])}, table)


def write_weights(weights: Weights, about: str) -> str:
    """The text of a table, rounded to what matters; lines of zeros are left out."""
    out = [*(f"# {line}" for line in about.splitlines()), "\t".join(("feature", *weights.columns))]
    for feature, row in sorted(weights.rows.items()):
        cells = [f"{value:.2f}" if abs(value) >= 0.005 else "" for value in weights.table[row]]
        if any(cells):
            out.append("\t".join((feature, *cells)))
    return "\n".join(out) + "\n"
