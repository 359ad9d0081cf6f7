"""Why are two claims held to speak of one happening: what speaks for it, and what against?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from whence.corroborate.compare import compare, score
from whence.corroborate.match import linked, printed
from whence.corroborate.told import Told

_SHOWN = 0.25
"""Evidence weaker than this is not worth a word."""


class Sign(NamedTuple):
    """One kind of evidence, positive where it speaks for one happening."""

    what: str
    score: float


class Why(NamedTuple):
    """Two claims, whether they would be joined by themselves, and what tells."""

    one: str
    two: str
    joined: bool
    decisive: str | None
    """A reason that goes before all others, in words."""
    signs: tuple[Sign, ...]


def why(one: Told, two: Told) -> Why:
    """What the matcher sees in a pair of claims."""
    decisive = None
    if printed(one) is not None and printed(one) == printed(two):
        decisive = "the same sentence"
    elif (
        one.article == two.article
        and one.claim.trigger == two.claim.trigger
        and one.claim.title == two.claim.title
    ):
        decisive = "told on the same word"
    likeness = compare(one, two)
    signs = (Sign(what, round(told, 1)) for what, told in likeness._asdict().items())
    return Why(
        one=one.claim.id,
        two=two.claim.id,
        joined=decisive is not None or linked(one, two),
        decisive=decisive,
        signs=tuple(s for s in signs if abs(s.score) >= _SHOWN),
    )


def bonds(told: Sequence[Told], most: int = 40) -> list[Why]:
    """For each claim but the first, the earlier claim that it is most like: how a group hangs together."""
    found = []
    for n, claim in enumerate(told[1:most], 1):
        nearest = max(told[:n], key=lambda other: (score(other, claim), -told.index(other)))
        found.append(why(nearest, claim))
    return found
