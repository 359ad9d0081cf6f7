"""How alike are two sets of coreference chains? MUC, B3 and CEAF-e, as counts that add up over documents."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from typing import NamedTuple

import numpy as np
from scipy.optimize import linear_sum_assignment

Chain = frozenset[Hashable]


class Counts(NamedTuple):
    """What recall and precision are shares of; the counts of documents are added before a share is taken."""

    gold_right: float = 0.0
    gold_total: float = 0.0
    found_right: float = 0.0
    found_total: float = 0.0

    @property
    def recall(self) -> float:
        return self.gold_right / self.gold_total if self.gold_total else 0.0

    @property
    def precision(self) -> float:
        return self.found_right / self.found_total if self.found_total else 0.0

    @property
    def f1(self) -> float:
        both = self.recall + self.precision
        return 2 * self.recall * self.precision / both if both else 0.0

    def plus(self, other: Counts) -> Counts:
        return Counts(*(a + b for a, b in zip(self, other, strict=True)))


def chains(groups: Collection[Collection[Hashable]]) -> list[Chain]:
    """Groups as sets of mentions, without singletons."""
    return [c for c in map(frozenset, groups) if len(c) > 1]


def muc(gold: Sequence[Chain], found: Sequence[Chain]) -> Counts:
    """Links of a spanning tree that survive (Vilain et al. 1995)."""
    return Counts(*_kept_links(gold, found), *_kept_links(found, gold))


def _kept_links(these: Sequence[Chain], those: Sequence[Chain]) -> tuple[float, float]:
    chain_of = {m: k for k, chain in enumerate(those) for m in chain}
    kept = total = 0
    for chain in these:
        parts = {chain_of[m] for m in chain if m in chain_of}
        alone = sum(m not in chain_of for m in chain)
        kept += len(chain) - len(parts) - alone
        total += len(chain) - 1
    return kept, total


def b_cubed(gold: Sequence[Chain], found: Sequence[Chain]) -> Counts:
    """For each mention, the share of its chain that the other side's chain holds (Bagga and Baldwin 1998)."""
    return Counts(*_shares(gold, found), *_shares(found, gold))


def _shares(these: Sequence[Chain], those: Sequence[Chain]) -> tuple[float, float]:
    chain_of = {m: chain for chain in those for m in chain}
    empty: Chain = frozenset()
    right = sum(len(chain & chain_of.get(m, empty)) / len(chain) for chain in these for m in chain)
    return right, sum(map(len, these))


def ceaf_e(gold: Sequence[Chain], found: Sequence[Chain]) -> Counts:
    """Chains paired one to one, each pair worth its Dice coefficient (Luo 2005, phi 4)."""
    right = 0.0
    if gold and found:
        alike = np.array([[2 * len(g & f) / (len(g) + len(f)) for f in found] for g in gold])
        right = float(alike[linear_sum_assignment(alike, maximize=True)].sum())
    return Counts(right, len(gold), right, len(found))


METRICS = {"MUC": muc, "B3": b_cubed, "CEAF-e": ceaf_e}
"""The three whose F1 the CoNLL score is the mean of (Pradhan et al. 2012)."""


def conll(counts: dict[str, Counts]) -> float:
    """The mean F1 of the three metrics."""
    return sum(counts[name].f1 for name in METRICS) / len(METRICS)
