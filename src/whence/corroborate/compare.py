"""How strongly do two claims look like one happening, field by field?"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from operator import mul
from typing import NamedTuple

from whence.corroborate import fields
from whence.corroborate.deeds import worded_alike
from whence.corroborate.excludes import UNLIKE, VETO, excluded
from whence.corroborate.pair import Pair
from whence.corroborate.told import Told
from whence.corroborate.wording import WORDING, wording
from whence.knowledge.corroboration import happening_weights, rules

SAME = 8.0
"""One sentence, or one trigger, told twice."""

Kinds = dict[str, float]
"""Kinds of evidence that a pair of claims shows in one field, and how much of each; most are there (1) or not."""


class Likeness(NamedTuple):
    """What speaks for (above 0) and against one happening, as log-odds by field; they add up to `total`.

    ``wording`` holds what the words tell: their meaning, the deeds, the likeness of the two reports.
    """

    wording: float
    time: float = 0.0
    place: float = 0.0
    parties: float = 0.0
    things: float = 0.0
    status: float = 0.0

    @property
    def total(self) -> float:
        """The sum, or `VETO` or `UNLIKE` where one field excludes the rest."""
        if min(self) <= VETO:
            return VETO
        return min(UNLIKE, sum(self)) if min(self) <= UNLIKE else sum(self)


def score(one: Told, two: Told) -> float:
    """How strongly two claims are held to speak of one happening; `VETO` if they cannot."""
    return compare(one, two).total


def reaching(one: Told, two: Told, least: float) -> float | None:
    """The `score` of two claims where it is ``least`` or more, which is above `UNLIKE`; else ``None``.

    What excludes one happening is looked for first; where something does, nothing else is worked out.
    """
    pair = Pair(one, two)
    if _decided(pair) is not None or _corrected(pair):
        total = _compared(pair).total
    elif next(excluded(pair), None) is not None:
        return None
    else:
        total = _weighed(pair).total
    return total if total >= least else None


def compare(one: Told, two: Told) -> Likeness:
    """The evidence for and against two claims being one happening."""
    return _compared(Pair(one, two))


def decided(one: Told, two: Told) -> float | None:
    """What goes before all evidence, if anything does."""
    return _decided(Pair(one, two))


def edited(one: Told, two: Told) -> bool:
    """One sentence, edited by the outlet that took the report over; of another day and another place it is a form filled in anew."""
    return _edited(Pair(one, two))


def evidence(one: Told, two: Told) -> dict[str, Kinds]:
    """All that two claims show, by field; each kind has its weight in ``happenings.toml``."""
    pair = Pair(one, two)
    words = {name: much for name, much in zip(WORDING, wording(pair), strict=True) if much}
    return {"wording": words, **{field: dict.fromkeys(told, 1.0) for field, told in _fields(pair).items()}}


def dated_apart(one: Told, two: Told) -> bool:
    """Whether the times of two claims speak against one happening."""
    pair = Pair(one, two)
    weights = happening_weights()["time"]
    return pair.days_apart or pair.refilled or sum(weights[kind] for kind in pair.times) <= -1.0


def _compared(pair: Pair) -> Likeness:
    settled = _decided(pair)
    if settled is not None:
        return Likeness(settled)
    found = _weighed(pair)
    if _corrected(pair):  # who says "not on Monday" speaks of what others date to Monday
        agreed = {field: max(getattr(found, field), 0.0) for field in ("time", "place", "parties")}
        return found._replace(wording=found.wording + rules().limits.corrected, **agreed)
    return found._replace(**dict(excluded(pair)))


def _corrected(pair: Pair) -> bool:
    return pair.one.corrects(pair.two) or pair.two.corrects(pair.one)


def _decided(pair: Pair) -> float | None:
    one, two = pair.one, pair.two
    a, b = one.claim, two.claim
    deed = not pair.letters and pair.deed
    if a.repeated != b.repeated or not (pair.related or deed or worded_alike(one, two)):
        return UNLIKE
    if one.article == two.article and a.title == b.title and a.trigger == b.trigger:
        # An allegation and its denial, or a value and its correction, on one trigger.
        return SAME if a.type == b.type else UNLIKE
    return SAME if _edited(pair) else None


def _edited(pair: Pair) -> bool:
    one, two = pair.one, pair.two
    if one.story != two.story or one.article == two.article or one.root != two.root:
        return False
    if pair.days_apart or pair.far_towns or pair.refilled:
        return False
    return one.claim.type == two.claim.type and pair.edited


def _weighed(pair: Pair) -> Likeness:
    """What the evidence says, before anything excludes."""
    weights = happening_weights()
    told = {field: sum(map(weights[field].__getitem__, kinds)) for field, kinds in _fields(pair).items()}
    if pair.letters and max(told[field] for field in _SUPPORT) < rules().limits.support:
        return Likeness(UNLIKE, **told)  # letters alone make no event
    return Likeness(sum(map(mul, _wording_weights(), wording(pair))), **told)


_SUPPORT = ("time", "place", "parties", "things")


def _fields(pair: Pair) -> dict[str, Iterable[str]]:
    """The kinds of evidence that are there or not, by field."""
    return {
        "time": pair.times,
        "place": fields.place(pair),
        "parties": fields.parties(pair),
        "things": fields.things(pair),
        "status": fields.status(pair),
    }


@cache
def _wording_weights() -> tuple[float, ...]:
    """The weights of `Wording`, in the order of its fields."""
    weights = happening_weights()["wording"]
    return tuple(weights[name] for name in WORDING)
