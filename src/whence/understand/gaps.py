"""How far apart are two events of one sentence? "Released on Monday, nine days after police boarded his ship".

A bare length before "after" or "before" dates neither event, it ties them to each other: what is known of the one tells
the other. Such a clause does not share the time of the clause above it, which is where it would else be put.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from spacy.tokens import Doc, Token

from whence.knowledge.claimrules import ClaimRules
from whence.reading import ClaimTime, Time
from whence.understand.attach import Clause
from whence.understand.offsets import tokens

_UNITS = {
    "TS": timedelta(seconds=1),
    "TM": timedelta(minutes=1),
    "TH": timedelta(hours=1),
    "D": timedelta(days=1),
    "W": timedelta(weeks=1),
    "M": timedelta(days=30.44),
    "Y": timedelta(days=365.24),
}
_VALUE = re.compile(r"P(?P<time>T?)(?P<count>\d+(?:\.\d+)?|X)(?P<unit>[YMWDHS])")
_VAGUE = "X"
"""Stands in a value for a number that is not told."""
_FEW, _MANY = 2, 10
"""So many of a unit are meant by "days", "weeks" and so on without a number."""
_SHORT = timedelta(hours=1)
"""Up to this unit, a number left out may be one as well: "hours after"."""
_AGES = timedelta.max
_UNTOLD = (_AGES, _AGES, _AGES)
"""A length that nothing follows from but the order of the events: "decades", "thousands of years", "65 million years"."""
_DEEP = 40


class Gap(NamedTuple):
    """Two events (by their numbers), the one that came first first, and how far apart they lie at least and at most.

    ``known``: the one whose time tells that of the other. ``time``: the expression of the length. ``unit`` is that of the
    length: no moment told by it is more exact.
    """

    first: int
    second: int
    known: int
    time: int
    least: timedelta
    most: timedelta
    unit: timedelta

    @property
    def told(self) -> int:
        """The event whose time follows from that of the other."""
        return self.second if self.known == self.first else self.first


class Dated(NamedTuple):
    """An event: its trigger, and whether grammar gives it a time of its own."""

    trigger: int
    times: Sequence[int]


def gaps(
    doc: Doc, times: Sequence[Time], events: Sequence[Dated], clause: Clause, rules: ClaimRules
) -> Iterator[Gap]:
    """The pairs of events between which the text tells the distance, in the order of the text."""
    at: dict[int, int] = {}
    for n, event in enumerate(events):
        at.setdefault(event.trigger, n)
    for k, time in enumerate(times):
        bare = time.type == "DURATION" and time.earliest is None
        span = tokens(doc, time.start, time.end)
        if not bare or not time.value or not span or span.stop >= len(doc):
            continue
        vague = _VAGUE in time.value and any(doc[i].lower_ in rules.gap_many for i in span)
        length = (None if vague else length_of(time.value)) or _UNTOLD
        word = doc[span.stop]
        if word.lower_ not in rules.gap_after and word.lower_ not in rules.gap_before:
            continue
        inner = _inner(word, at)
        outer = None if inner is None else _outer(doc, inner, span.start, at, clause)
        if inner is None or outer is None:
            continue
        own = any(times[t].start > word.idx for t in events[at[inner]].times)
        told_of_outer = any(times[t].start < word.idx for t in events[outer].times)
        if own and told_of_outer:
            continue  # both are dated: nothing follows
        for n in (at[inner], *(() if own else _joined(doc[inner], events, at))):
            first, second = (outer, n) if word.lower_ in rules.gap_before else (n, outer)
            yield Gap(first, second, n if own else outer, k, *length)


def _joined(inner: Token, events: Sequence[Dated], at: Mapping[int, int]) -> list[int]:
    """The events joined to one that a gap is told of, without times of their own: "a day after shells killed three and people *fled*"."""
    joined = [at[t.i] for t in inner.conjuncts if t.i > inner.i and t.i in at]
    return [n for n in joined if not events[n].times]


def length_of(value: str) -> tuple[timedelta, timedelta, timedelta] | None:
    """The least and the most that a TIMEX3 duration means, and its unit.

    ``None`` for one of several units, of decades and centuries, and beyond all reckoning.
    """
    told = _VALUE.fullmatch(value)
    if told is None:
        return None
    unit = _UNITS.get(("T" if told["time"] else "") + told["unit"])
    if unit is None:
        return None
    if told["count"] == _VAGUE:
        return (unit * (0 if unit <= _SHORT else _FEW), unit * _MANY, unit)
    try:
        length = unit * float(told["count"])
    except OverflowError:
        return None
    return length, length, unit


def _inner(word: Token, at: Mapping[int, int]) -> int | None:
    """The trigger behind "after": of its clause or phrase, else the next one of the sentence."""
    head = word.head
    if head.i > word.i and head.i in at:
        return int(head.i)
    inside = head.subtree if head.i > word.i else word.sent
    return next((int(t.i) for t in inside if t.i > word.i and t.i in at), None)


def _outer(doc: Doc, inner: int, start: int, at: Mapping[int, int], clause: Clause) -> int | None:
    """The event above: of the clause that the inner one hangs on, else the last one before the length."""
    token = doc[inner]
    for _ in range(_DEEP):
        if token.head == token:
            break
        token = token.head
        if token.i < start:
            found = [n for n in clause.anchor(token.i).events if n != at[inner]]
            if found and not (token.tag_ == "VB" and doc[inner].tag_ == "VBD"):
                return found[0]
            if not found:
                break  # "agreed to pull back, three days after a gunfight *killed* five": what came about is counted from what did
    first = doc[inner].sent.start
    before = next((at[i] for i in range(start - 1, first - 1, -1) if i in at), None)
    return before if before is not None else _below(doc, inner, at, clause)


def _below(doc: Doc, inner: int, at: Mapping[int, int], clause: Clause) -> int | None:
    """The event of the clause that a fronted one belongs to: "Eleven days after farmers cut the road, a court *stopped* the dam"."""
    token = doc[inner]
    for _ in range(_DEEP):
        if token.head == token:
            break
        token = token.head
        found = [n for n in clause.anchor(token.i).events if n != at[inner]] if token.i > inner else []
        if found:
            return found[0]
    return None


def settled(gap: Gap, known: ClaimTime, length: Time, other: str) -> ClaimTime | None:
    """The time of the event that a gap tells, from that of the other, whose trigger is ``other``; ``None`` if none follows."""
    later = gap.told == gap.second
    of_the_day = (
        known.earliest and known.latest and not gap.least and gap.most < known.latest - known.earliest
    )
    try:
        near, far = (gap.least, gap.most) if later else (-gap.most, -gap.least)
        if of_the_day:
            near = far = timedelta(0)  # "hours after" what is known by its day: most likely of that day
        early = None if known.earliest is None else known.earliest + near
        late = None if known.latest is None else known.latest + far
        if early is not None and late is not None:
            early, late = _as_wide(early, late, gap.unit)
        elif known.how != "bounded" or (late if later else early) is not None:
            return None  # "after" something before publication: no bound follows
    except OverflowError:  # farther than the calendar goes: which came first is all that follows
        early, late = (known.earliest, None) if later else (None, known.latest)
    if early is None and late is None:
        return None
    side = "after" if later else "before"
    return ClaimTime(
        earliest=early,
        latest=late,
        sense="within",
        how="stated" if early is not None and late is not None else "bounded",
        reason=f"{length.text!r} {side} {other!r}; {known.reason}",
    )


def _as_wide(early: datetime, late: datetime, unit: timedelta) -> tuple[datetime, datetime]:
    """An interval about its middle that is no narrower than the unit in which it was told."""
    missing = min(unit, timedelta(days=15)) - (late - early)
    pad = max(missing, timedelta(0)) / 2
    return early - pad, late + pad
