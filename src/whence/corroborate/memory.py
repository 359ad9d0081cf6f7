"""What was made ready for comparison, and compared, an earlier time, so that it need not be worked out again?"""

from __future__ import annotations

from collections import OrderedDict

from whence.corroborate.compare import reaching, score
from whence.corroborate.told import Told, names_of
from whence.knowledge.corroboration import rules
from whence.reading import Reading

READINGS = 512
"""Readings whose claims are kept ready, at most."""
PAIRS = 1 << 14
"""Pairs of claims whose likeness is kept, at most; beyond them it is begun anew."""


class _Ready:
    """One reading with those of its claims that were asked for."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.scene = names_of(reading)
        self.claims: dict[int, Told] = {}


class Memory:
    """Claims ready for comparison, those used last, and how alike pairs of them were found.

    A claim is known by the reading that it stands in, the very value and not its id, and by its group of copies. Readings
    never change; one with a correction in it, or in another group, is another. So nothing that is remembered can be out of
    date, and nobody need be told when the record changes or a transaction is taken back.
    """

    def __init__(self, readings: int = READINGS, pairs: int = PAIRS) -> None:
        self._readings, self._pairs = readings, pairs
        self._ready: OrderedDict[int, _Ready] = OrderedDict()
        """By the identity of the reading, which nothing else can have while it is kept here."""
        self._scores: dict[tuple[Told, Told], float] = {}

    def told(self, reading: Reading, index: int, story: str) -> Told:
        """A claim of a reading whose group of copies is ``story``."""
        ready = self._ready.get(id(reading))
        if ready is None:
            ready = self._ready[id(reading)] = _Ready(reading)
            while len(self._ready) > self._readings:
                self._ready.popitem(last=False)
        else:
            self._ready.move_to_end(id(reading))
        told = ready.claims.get(index)
        if told is None or told.story != story:
            told = ready.claims[index] = Told(reading, index, story=story, scene=ready.scene)
        return told

    def score(self, one: Told, two: Told) -> float:
        """As `whence.corroborate.compare.score`; in whatever order they are given."""
        pair = _ordered(one, two)
        known = self._scores.get(pair)
        return self._keep(pair, score(*pair)) if known is None else known

    def joining(self, one: Told, two: Told) -> float | None:
        """The score where two claims may be joined by themselves; others are not scored to the end, nor remembered."""
        pair = _ordered(one, two)
        least = rules().limits.join
        known = self._scores.get(pair)
        if known is not None:
            return known if known >= least else None
        found = reaching(*pair, least)
        return None if found is None else self._keep(pair, found)

    def _keep(self, pair: tuple[Told, Told], found: float) -> float:
        if len(self._scores) >= self._pairs:
            self._scores.clear()
        self._scores[pair] = found
        return found


def _ordered(one: Told, two: Told) -> tuple[Told, Told]:
    return (one, two) if one.key <= two.key else (two, one)
