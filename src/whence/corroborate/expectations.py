"""What became of what was planned, feared or demanded?"""

from __future__ import annotations

from datetime import datetime
from typing import Literal, NamedTuple

from whence.corroborate.event import Event
from whence.reading import Status

Outcome = Literal[
    "confirmed", "done", "failed", "cancelled", "refused", "denied", "disputed", "overdue", "open"
]

_SETTLED: tuple[Literal["failed", "cancelled"], ...] = ("failed", "cancelled")
_AHEAD: frozenset[Status] = frozenset({"expected", "possible", "requested"})
_CAME: frozenset[Status] = frozenset({"happened", "ongoing"})
_DENIALS: frozenset[Status] = frozenset({"negated", "denied"})


class Expectation(NamedTuple):
    """Something told ahead, and what became of it; ``due`` is the moment by which it should have come about, if told."""

    event: Event
    outcome: Outcome
    due: datetime | None


def expectation(event: Event, now: datetime | None = None) -> Expectation | None:
    """What became of an event that was told ahead; ``None`` for one that never was.

    Demanded and done is ``done``, otherwise come about is ``confirmed``; both told and denied is ``disputed``. What nobody
    has told the outcome of is ``overdue`` once its time is over at ``now``, and ``open`` before, or if no moment is given.
    A time that only publication bounds makes nothing overdue.
    """
    told = {step.status for step in event.history}
    if not told & _AHEAD:
        return None
    due = event.time.latest if event.time.how in ("stated", "inherited") else None
    return Expectation(event, _outcome(event, told, due, now), due)


def _outcome(event: Event, told: set[Status], due: datetime | None, now: datetime | None) -> Outcome:
    if told & _CAME:
        if told & _DENIALS:
            return "disputed"
        return "done" if told & _AHEAD == {"requested"} else "confirmed"
    for settled in _SETTLED:
        if settled in told:
            return settled
    if "requested" in told and any(s.negative and s.status == "expected" for s in event.history):
        return "refused"
    if told & _DENIALS:
        return "denied"
    return "overdue" if now is not None and due is not None and due <= now else "open"
