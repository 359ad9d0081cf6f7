"""The best sequences of states through scores by word (Viterbi 1967), many at once and long ones in stretches.

A text of a thousand words would take a thousand small steps one after the other. It is cut into stretches, and each is gone
through for every state in which the one before it may have ended, all of them side by side (a product of matrices of maxima
and sums); what is best over the whole then takes one step a stretch. The result is that of one go.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from whence.language.extensions import TokenSpan

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Backs = npt.NDArray[np.int8]

NEVER = -1e4
OUTSIDE, BEGIN, INSIDE, END, SINGLE = range(5)
"""States of a layer of spans; which may follow which is part of the weights (`Pairs.transitions`)."""
STRETCH = 32
"""Words of a stretch."""


class Paths(NamedTuple):
    """Which states follow each other: ``transitions`` [layers, states, states] from row to column, and ``first`` and ``last`` [states].

    What is impossible is far below zero, the rest adds to the scores.
    """

    transitions: Floats
    first: Floats
    last: Floats

    @classmethod
    def of_spans(cls, transitions: Floats) -> Paths:
        """A text neither begins inside a span nor ends in one."""
        first, last = np.zeros((2, transitions.shape[1]), dtype=np.float32)
        first[[INSIDE, END]] = last[[BEGIN, INSIDE]] = NEVER
        return cls(transitions, first, last)

    @classmethod
    def of_tags(cls, tags: Sequence[str]) -> Paths:
        """BIO: no O and no tag of another kind goes over into an I- tag."""
        barred = np.zeros((1, len(tags), len(tags)), dtype=np.float32)
        for j, tag in enumerate(tags):
            if tag.startswith("I-"):
                barred[0, [i for i, t in enumerate(tags) if t == "O" or t[2:] != tag[2:]], j] = NEVER
        return cls(barred, barred[0, tags.index("O")], np.zeros(len(tags), dtype=np.float32))


def best_paths(scores: Sequence[Floats], paths: Paths, stretch: int = STRETCH) -> list[Ints]:
    """The best sequences of states of several texts at once.

    ``scores`` [words, layers, states] of each text; result [words, layers] for each. Texts of more than ``stretch`` words
    are gone through in stretches, which pays where states are few: the work grows with their number.
    """
    layers, states = paths.transitions.shape[:2]
    told = [i for i, s in enumerate(scores) if len(s)]
    out: list[Ints] = [np.empty((0, layers), dtype=np.int64)] * len(scores)
    if not told:
        return out
    cuts = [(i, start) for i in told for start in range(0, len(scores[i]), stretch)]
    sizes = [min(stretch, len(scores[i]) - start) for i, start in cuts]
    order = sorted(range(len(cuts)), key=lambda k: -sizes[k])
    place = {cuts[k]: n for n, k in enumerate(order)}
    table = np.zeros((max(sizes), states, len(cuts), layers), dtype=np.float32)
    for (i, start), n in place.items():
        here = scores[i][start : start + stretch]
        table[: len(here), :, n] = here.transpose(0, 2, 1)
        if start + stretch >= len(scores[i]):
            table[len(here) - 1, :, n] += paths.last[:, None]
    live = [sum(size > t for size in sizes) for t in range(max(sizes))]
    firsts = [n for (_, start), n in place.items() if start == 0]
    cut = len(firsts) < len(cuts)
    into = paths.transitions.transpose(1, 2, 0)  # from, to, layer
    entries = np.zeros((states if cut else 1, states, len(cuts), layers), dtype=np.float32)
    if cut:
        entries += into[:, :, None]
    entries[:, :, firsts] = paths.first[:, None, None]
    best, back = _forward(table, live, entries.transpose(1, 0, 2, 3), into)
    chains = [[place[i, start] for start in range(0, len(scores[i]), stretch)] for i in told]
    entered, left = _joined(best, chains)
    found = _backward(back, live, entered, left)
    for i, chain in zip(told, chains, strict=True):
        parts = [found[: len(scores[i]) - k * stretch, n] for k, n in enumerate(chain)]
        out[i] = np.concatenate(parts)
    return out


def best_tags(scores: Sequence[Floats], paths: Paths) -> list[Ints]:
    """The best tags [words] of stretches of text (scores [words, tags]) where `Paths` only bars, as `Paths.of_tags` does.

    Mostly the likeliest tags one by one follow each other well, and are the best path then.
    """
    out = [s.argmax(1) for s in scores]
    barred = paths.transitions[0] < 0
    bad = [
        n
        for n, tags in enumerate(out)
        if len(tags) and (paths.first[tags[0]] < 0 or barred[tags[:-1], tags[1:]].any())
    ]
    found = best_paths(
        [scores[n][:, None] for n in bad], paths, max((len(scores[n]) for n in bad), default=1)
    )
    for n, path in zip(bad, found, strict=True):
        out[n] = path[:, 0]
    return out


def _forward(table: Floats, live: Sequence[int], entries: Floats, into: Floats) -> tuple[Floats, Backs]:
    """Through all stretches at once: what is best by state and entry, and the state before by word, state and entry.

    ``table`` [words, states, stretches, layers], the longest stretches first; ``live``: how many have that word; ``entries``
    [states, entries, stretches, layers]: what it adds to begin with a state; ``into`` [states, states, layers].
    """
    states = len(into)
    best = entries + table[0, :, None]
    back = np.zeros((len(table), *best.shape), dtype=np.int8)
    for t in range(1, len(table)):
        n = live[t]
        step = best[:, None, :, :n] + into[:, :, None, None]
        most = step.max(0)
        came = back[t, :, :, :n]
        for state in range(states - 1, -1, -1):  # of equals the first
            np.copyto(came, np.int8(state), where=step[state] == most)
        best[:, :, :n] = most + table[t, :, None, :n]
    return best, back


def _joined(best: Floats, chains: Sequence[Sequence[int]]) -> tuple[Ints, Ints]:
    """By which state each stretch is entered and left where the stretches of every text (``chains``) are best together.

    ``best`` [states, entries, stretches, layers]; both results [stretches, layers].
    """
    _, _, stretches, layers = best.shape
    entered, left = (np.zeros((stretches, layers), dtype=np.int64) for _ in range(2))
    chains = sorted(chains, key=len, reverse=True)
    total = best[:, 0, [chain[0] for chain in chains]]
    came = []
    for k in range(1, len(chains[0])):
        here = [chain[k] for chain in chains if len(chain) > k]
        step = total[:, : len(here)] + best[:, :, here]  # to, from, text, layer
        came.append(([chain[k - 1] for chain in chains[: len(here)]], here, step.argmax(1)))
        total[:, : len(here)] = step.max(1)
    for chain, states in zip(chains, total.argmax(0), strict=True):
        left[chain[-1]] = states
    for before, here, states in reversed(came):
        entered[here] = left[before] = np.take_along_axis(states, left[here][None], 0)[0]
    return entered, left


def _backward(back: Backs, live: Sequence[int], entered: Ints, left: Ints) -> Ints:
    """The states [words, stretches, layers] of paths by the states that they enter and leave each stretch with."""
    words, _, entries, stretches, layers = back.shape
    size = stretches * layers
    rows = np.arange(size) + (entered.ravel() * size if entries > 1 else 0)
    table = back.reshape(words, -1)
    found = np.zeros((words, size), dtype=np.int64)
    at = left.ravel().copy()
    for t in range(words - 1, 0, -1):
        n = live[t] * layers
        found[t] = at
        at[:n] = table[t, rows[:n] + at[:n] * (entries * size)]
    found[0] = at
    return found.reshape(words, stretches, layers)


def spans_of(states: Ints) -> list[TokenSpan]:
    """Spans of one layer; ``states`` [words] as `best_paths` gives them."""
    starts = np.flatnonzero((states == BEGIN) | (states == SINGLE))
    ends = np.flatnonzero((states == END) | (states == SINGLE))
    return [(int(a), int(b) + 1) for a, b in zip(starts, ends, strict=True)]
