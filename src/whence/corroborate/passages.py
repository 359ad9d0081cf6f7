"""Which passages do two texts have in common, even where words were changed, put in or left out?"""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from whence.corroborate.prints import GRAM, Print

GAP = 16
"""Content words that may differ within one passage: about a sentence."""
LEAST = 8
"""Content words that must agree in a passage: fewer are a name with its titles, or a turn of the trade."""
THIN = 0.3
"""Share of the words of a passage that must agree."""
COMMON = 8
"""A piece found more often than this in one text marks no place in it."""


RETOLD = 0.6
"""Share of the words of a sentence from which on another text tells it again.

Two desks that report one event hardly ever do so for most of their sentences: of 1,320 pairs of PolNeAR articles of one day
by two outlets none does for more than 0.22 of them.
"""
SPREAD = 2.0
"""A sentence told again has at most so many times as many words."""
_TELLING = 5
"""Different words that a sentence must have to be looked for."""


class Run(NamedTuple):
    """Words in a row that are the same in both texts: where they start in each, and how many."""

    one: int
    two: int
    length: int


class Passage(NamedTuple):
    """A stretch of each of two texts (indices of content words, half-open), with the runs of words that agree in it."""

    one: tuple[int, int]
    two: tuple[int, int]
    runs: tuple[Run, ...]
    equal: float
    """Share of the words that agree."""


def passages(one: Print, two: Print) -> tuple[Passage, ...]:
    """The passages that two texts have in common, by their place in the first.

    Runs of equal words are found first; runs that follow each other in both texts with little between them are one
    passage. Passages may stand in another order in the second text: paragraphs move.
    """
    chains: list[list[Run]] = []
    growing: list[list[Run]] = []
    for run in _runs(one.grams, two.grams):
        growing = [chain for chain in growing if chain[-1].one + chain[-1].length + GAP >= run.one]
        before = min(
            (chain for chain in growing if _follows(chain[-1], run)),
            key=lambda chain: _between(chain[-1], run),
            default=None,
        )
        if before is not None:
            before.append(run)
        else:
            growing.append([run])
            chains.append(growing[-1])
    found = []
    for chain in chains:
        first, last = chain[0], chain[-1]
        stretches = (first.one, last.one + last.length), (first.two, last.two + last.length)
        widest = max(end - start for start, end in stretches)
        if (agreeing := _agreeing(chain)) >= LEAST and agreeing >= THIN * widest:
            found.append(Passage(*stretches, tuple(chain), agreeing / widest))
    return tuple(sorted(found))


def retold(one: Print, two: Print) -> tuple[Passage, ...]:
    """The sentences of the first text that stand in the second in other words: most of their words stand close together.

    Sentences mostly quoted are passed over: they are a speaker's, and say nothing of who told them first.
    """
    found = []
    for start, end in one.sentences:
        sought = np.unique(one.words[start:end])
        if len(sought) < _TELLING or 2 * int(one.quoted[start:end].sum()) > end - start:
            continue
        places = np.flatnonzero(np.isin(two.words, sought))
        stretch, agreeing = _densest(two.words, places, round(SPREAD * len(sought)))
        if agreeing >= RETOLD * len(sought):
            found.append(Passage((start, end), stretch, (), agreeing / len(sought)))
    return tuple(found)


def _densest(words: NDArray[np.uint64], places: NDArray[np.int64], width: int) -> tuple[tuple[int, int], int]:
    """The stretch of at most ``width`` words that holds most different ones of those at ``places``, and how many."""
    best, most, first = (0, 0), 0, 0
    inside: Counter[int] = Counter()
    for place in places.tolist():
        inside[int(words[place])] += 1
        # what is too far back goes, and what stands in the stretch a second time
        while place - places[first] >= width or inside[int(words[places[first]])] > 1:
            gone = int(words[places[first]])
            inside[gone] -= 1
            first += 1
            if not inside[gone]:
                del inside[gone]
        if len(inside) > most:
            best, most = (int(places[first]), place + 1), len(inside)
    return best, most


def _runs(one: NDArray[np.uint64], two: NDArray[np.uint64]) -> list[Run]:
    """The longest runs of equal words, by their start in the first text."""
    order = np.argsort(two, kind="stable")
    ranked = two[order]
    left = np.searchsorted(ranked, one, "left")
    counts = np.searchsorted(ranked, one, "right") - left
    counts[counts > COMMON] = 0
    firsts = np.repeat(np.arange(len(one)), counts)
    if not len(firsts):
        return []
    offsets = np.arange(len(firsts)) - np.repeat(np.cumsum(counts) - counts, counts)
    seconds = order[np.repeat(left, counts) + offsets]
    sorting = np.lexsort((firsts, seconds - firsts))
    firsts, seconds = firsts[sorting], seconds[sorting]
    breaks = np.flatnonzero((np.diff(firsts) != 1) | (np.diff(seconds) != 1)) + 1
    begins = np.concatenate(([0], breaks))
    lengths = np.diff(np.concatenate((begins, [len(firsts)]))) + GRAM - 1
    rows = zip(firsts[begins].tolist(), seconds[begins].tolist(), lengths.tolist(), strict=True)
    return sorted(map(Run._make, rows))


def _follows(before: Run, after: Run) -> bool:
    """Whether a run goes on in both texts where another ends, at most `GAP` words later."""
    return (
        after.one > before.one
        and after.two > before.two
        and all(1 - GRAM <= gap <= GAP for gap in _gaps(before, after))
    )


def _between(before: Run, after: Run) -> int:
    return sum(map(abs, _gaps(before, after)))


def _gaps(before: Run, after: Run) -> tuple[int, int]:
    return after.one - before.one - before.length, after.two - before.two - before.length


def _agreeing(chain: list[Run]) -> int:
    """Words that the runs of a chain cover, each once in either text."""
    covered, end_one, end_two = 0, 0, 0
    for run in chain:
        covered += max(0, run.length - max(0, end_one - run.one, end_two - run.two))
        end_one, end_two = run.one + run.length, run.two + run.length
    return covered
