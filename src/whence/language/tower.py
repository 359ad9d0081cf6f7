"""What a whole text tells of its events: layers over the vectors of its words, read after the engine.

The engine reads windows and shares its layers among all its questions. The tower takes what it makes of the words half way
and at the end, sees the whole text (of a long one, blocks), and answers for events alone: which words trigger claims, of what
type, mode and status, how they lie to the times told, whether a voice tells them, and which words are their arguments.
`training.tower` trains it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

BLOCK = 400
"""Words of a long text that are read together."""
AROUND = 120
"""Words before and after a block that it is shown."""
BREAKS = 3
"""What may stand before a word: nothing, perhaps the end of a sentence, the end of a paragraph."""
HEADS = ("claim", "status", "mode", "way", "voiced")
"""The answers for each word, side by side in this order."""


def blocks(breaks: Sequence[int]) -> Iterator[tuple[int, int, int, int]]:
    """Ranges of words: where what is shown with a block begins, where the block begins and ends, where what is shown ends.

    ``breaks`` tell what stands before each word, as counted by `BREAKS`; a block ends at one if it can.
    """
    total = len(breaks)
    if total <= BLOCK + AROUND:
        yield 0, 0, total, total
        return
    low = 0
    while low < total:
        high = min(low + BLOCK, total)
        if high < total:
            high = next((i for i in range(high, low + BLOCK // 2, -1) if breaks[i]), high)
        yield max(low - AROUND, 0), low, high, min(high + AROUND, total)
        low = high


class Tower:
    """The shipped tower, with its labels by head, the columns they have in its answers, and its roles."""

    def __init__(self, session: Any) -> None:
        told = session.get_modelmeta().custom_metadata_map
        labels: dict[str, list[str]] = json.loads(told["labels"])
        self.labels = {head: tuple(labels[head]) for head in HEADS}
        ends = np.cumsum([len(self.labels[head]) for head in HEADS]).tolist()
        self.columns = {h: slice(end - len(self.labels[h]), end) for h, end in zip(HEADS, ends, strict=True)}
        self.roles: tuple[str, ...] = tuple(json.loads(told["roles"]))
        self.role_bias: Floats = np.array(json.loads(told["role_bias"]), dtype=np.float32)
        self._session = session

    def read(self, shallow: Floats, deep: Floats, breaks: Sequence[int]) -> tuple[Floats, Floats]:
        """Scores of all labels [words, labels], and projections that arguments are scored from [words, 2 roles k].

        ``shallow``, ``deep`` [words, width]: what half of the engine's layers and all of them make of the words.
        """
        before = np.asarray(breaks, dtype=np.int64)
        parts = []
        for first, low, high, end in blocks(breaks):
            feed = {"shallow": shallow[first:end], "deep": deep[first:end], "breaks": before[first:end]}
            found = self._session.run(["tags", "roles"], feed)
            parts.append([part[low - first : high - first] for part in found])
        tags, roles = (np.concatenate(side) for side in zip(*parts, strict=True))
        return tags, roles
