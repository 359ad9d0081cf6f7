"""What did the record know at another moment?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, func, select

from whence.corroborate import Event, by_time
from whence.record import tables as t
from whence.record.ask import Conditions, instant
from whence.record.blocks import Shelf, events_of, iso, reached
from whence.record.clock import ticks
from whence.record.judgements import Judgements
from whence.record.keep import chunks
from whence.record.scope import PRESENT, Scope

Members = list[tuple[Event, tuple[int, ...]]]
"""Events with the numbers of their claims."""
_KEPT = 5000
"""Events of another moment that are kept at hand, at most."""


class Known(NamedTuple):
    """What a question is answered from, and by which clock, in words."""

    scope: Scope
    moment: datetime
    clock: str | None


class Past:
    """Finds what a question is answered from, and computes the events of another moment."""

    def __init__(self, shelf: Shelf, judgements: Judgements, clock: Callable[[], datetime]) -> None:
        self._shelf = shelf
        self._judgements = judgements
        self._clock = clock
        self._members: dict[tuple[Scope, str, tuple[int | None, ...]], Members] = {}

    def known_at(self, connection: Connection, when: Any) -> Known:
        """What answers a question for a moment, ``None`` for the present."""
        present = self._clock()
        if when is None:
            return Known(PRESENT, present, None)
        then = instant(when, end=True)
        if then >= present:
            return Known(PRESENT, then, None)
        begun = connection.execute(select(func.min(t.article.c.read))).scalar()
        if begun is not None and ticks(then) >= begun:
            return Known(
                Scope(read_by=ticks(then)),
                then,
                f"as the record knew it on {iso(ticks(then))}: articles read by then",
            )
        started = "it is empty" if begun is None else f"it was begun on {iso(begun)}"
        clock = f"the record knew nothing on {iso(ticks(then))} ({started}): what had been published by then is shown"
        return Known(Scope(published_by=ticks(then)), then, clock)

    def events(self, connection: Connection, conditions: Conditions, scope: Scope) -> list[Event]:
        """The events of another moment that are asked for, by their time."""
        found = self._kept_members(connection, conditions, scope)
        for condition in conditions.told():
            holding: set[int] = set()
            for some in chunks({n for _, members in found for n in members}):
                holding.update(
                    connection.execute(
                        select(t.claim.c.id).where(t.claim.c.id.in_(some), condition)
                    ).scalars()
                )
            found = [(event, members) for event, members in found if not holding.isdisjoint(members)]
        return sorted((event for event, _ in found if conditions.holds(event)), key=by_time)

    def _kept_members(self, connection: Connection, conditions: Conditions, scope: Scope) -> Members:
        """As `members`; what was computed last is kept while nothing changes, for a view asks several times."""
        asked = msgspec.structs.replace(
            conditions.query, since=None, until=None, min_origins=None, conflicts=False, overdue=False
        )
        counts = connection.execute(
            select(
                *(
                    select(func.max(x.c.id)).scalar_subquery()
                    for x in (t.claim, t.reading, t.judgement, t.event)
                )
            )
        ).one()
        key = (scope, repr(asked), tuple(counts))
        found = self._members.get(key)
        if found is None:
            found = self.members(connection, conditions, scope)
            self._members.clear()
            if len(found) <= _KEPT:
                self._members[key] = found
        return found

    def members(self, connection: Connection, conditions: Conditions, scope: Scope) -> Members:
        """The events of another moment that may be asked for, with their claims, block by block."""
        seeds = list(connection.execute(conditions.seeds(scope)).scalars())
        judged = self._judgements.applied(connection, scope)
        found: Members = []
        seen: set[int] = set()
        for some in chunks(seeds):
            block = reached(connection, set(some) - seen, scope) - seen
            seen |= block
            found += events_of(connection, block, self._shelf, judged, scope)
        return found
