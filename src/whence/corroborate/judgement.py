"""What can a person decide about claims and articles that the reader must then respect?"""

from __future__ import annotations

from itertools import combinations, product
from typing import Literal

import msgspec

JudgementKind = Literal["same", "different", "hide", "copy", "independent", "trust", "distrust"]


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """A person's recorded decision.

    ``same`` and ``different`` speak of two or more claims (one event, or not), ``hide`` of claims to leave out,
    ``copy`` and ``independent`` of two or more articles (one origin, or each its own), ``trust`` and ``distrust`` of a
    voice, by its name or the id of its entity. Where two judgements contradict each other the later one in the
    sequence holds.
    """

    id: str
    kind: JudgementKind
    claims: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    """Claims that those of ``claims`` are the same as or different from; without them each of ``claims`` and each other."""
    articles: tuple[str, ...] = ()
    voice: str | None = None
    by: str | None = None
    at: str | None = None
    note: str | None = None

    @property
    def named(self) -> frozenset[str]:
        """The ids of all claims and articles it speaks of."""
        return frozenset((*self.claims, *self.others, *self.articles))

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The pairs of claims that it decides about."""
        return tuple(product(self.claims, self.others) if self.others else combinations(self.claims, 2))
