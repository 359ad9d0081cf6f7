"""Why are two claims held to speak of one happening: what speaks for it, and what against?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from whence.corroborate.compare import compare
from whence.corroborate.match import holds, printed
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
    decisive = _decisive(one, two)
    likeness = compare(one, two)
    signs = (Sign(what, round(told, 1)) for what, told in likeness._asdict().items())
    return Why(
        one=one.claim.id,
        two=two.claim.id,
        joined=decisive is not None or holds(likeness.total),
        decisive=decisive,
        signs=tuple(s for s in signs if abs(s.score) >= _SHOWN),
    )


def bonds(told: Sequence[Told], most: int = 40) -> list[Why]:
    """The strongest pairs that together reach every claim: how a group hangs together.

    A group that pairs hold is shown by pairs that hold: where a pair would not be joined by itself, nothing nearer binds
    its second claim. Of many claims the first ``most`` are looked at.
    """
    shown = told[:most]
    # What binds each claim that is still outside to those within, and how strongly.
    outside = {n: (_strength(shown[0], claim), 0) for n, claim in enumerate(shown[1:], 1)}
    found = []
    while outside:
        new = max(outside, key=lambda n: (outside[n][0], -n))
        _, within = outside.pop(new)
        found.append(why(shown[within], shown[new]))
        for n, (known, _) in outside.items():
            strength = _strength(shown[new], shown[n])
            if strength > known:
                outside[n] = strength, new
    return found


def _strength(one: Told, two: Told) -> tuple[bool, float]:
    likeness = compare(one, two).total
    return _decisive(one, two) is not None or holds(likeness), likeness


def _decisive(one: Told, two: Told) -> str | None:
    """A reason that goes before all others, in words."""
    if printed(one) is not None and printed(one) == printed(two):
        return "the same sentence"
    a, b = one.claim, two.claim
    if one.article == two.article and a.trigger == b.trigger and a.title == b.title:
        return "told on the same word"
    return None
