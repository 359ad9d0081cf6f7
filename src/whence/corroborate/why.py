"""Why are two claims held to speak of one happening: what speaks for it, and what against?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from whence.corroborate.match import (
    THRESHOLD,
    _party_score,
    _place_score,
    _scene_score,
    _status_score,
    _thing_score,
    _time_score,
    _type_score,
    _word_score,
    printed,
    score,
)
from whence.corroborate.told import Told

_SHOWN = 0.25
"""Evidence weaker than this is not worth a word."""
_PARTS = (
    ("kind of event", _type_score),
    ("time", _time_score),
    ("parties", _party_score),
    ("place", _place_score),
    ("things", _thing_score),
    ("status", _status_score),
    ("words", _word_score),
    ("names in the reports", _scene_score),
)


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
    likeness = score(one, two)
    decisive = None
    if printed(one) is not None and printed(one) == printed(two):
        decisive = "the same sentence"
    elif (
        one.article == two.article
        and one.claim.trigger == two.claim.trigger
        and one.claim.title == two.claim.title
    ):
        decisive = "told on the same word"
    elif one.story == two.story and one.article != two.article and likeness >= THRESHOLD + 1:
        decisive = "copies of one report"
    signs = (Sign(what, round(part(one, two), 1)) for what, part in _PARTS)
    return Why(
        one=one.claim.id,
        two=two.claim.id,
        joined=decisive is not None or likeness >= THRESHOLD,
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
