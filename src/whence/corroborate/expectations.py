"""What became of what was planned, feared or demanded?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, NamedTuple

from whence.corroborate.event import Event, StatusAt
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
    A time that only publication bounds makes nothing overdue, and what only distrusted voices tell decides nothing.
    """
    steps = _relied_on(event)
    if not {step.status for step in steps} & _AHEAD:
        return None
    due = event.time.latest if event.time.how in ("stated", "inherited") else None
    return Expectation(event, _outcome(steps, due, now), due)


def _relied_on(event: Event) -> Sequence[StatusAt]:
    """The history as voices tell it that nobody distrusts; all of it where there are none."""
    relied = {
        claim for origin in event.origins.groups if origin.trust != "distrusted" for claim in origin.claims
    }
    return [step for step in event.history if not relied.isdisjoint(step.claims)] or event.history


def _outcome(history: Sequence[StatusAt], due: datetime | None, now: datetime | None) -> Outcome:
    told = {step.status for step in history}
    if told & _CAME:
        if told & _DENIALS:
            return "disputed"
        return "done" if told & _AHEAD == {"requested"} else "confirmed"
    for settled in _SETTLED:
        if settled in told:
            return settled
    if "requested" in told and any(s.negative and s.status == "expected" for s in history):
        return "refused"
    if told & _DENIALS:
        return "denied"
    return "overdue" if now is not None and due is not None and due <= now else "open"
