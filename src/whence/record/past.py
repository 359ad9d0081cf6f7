"""What did the record know at another moment?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, select

from whence.corroborate import Event, by_time
from whence.record import tables as t
from whence.record.ask import Conditions, instant
from whence.record.blocks import Shelf, events_of, iso, reached
from whence.record.clock import ticks
from whence.record.judgements import Judgements
from whence.record.keep import chunks
from whence.record.scope import PRESENT, Scope


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
        found = self.members(connection, conditions, scope)
        for condition in conditions.told():
            kept = []
            for event, members in found:
                for some in chunks(members):
                    asked = select(t.claim.c.id).where(t.claim.c.id.in_(some), condition).limit(1)
                    if connection.execute(asked).first() is not None:
                        kept.append((event, members))
                        break
            found = kept
        return sorted((event for event, _ in found if conditions.holds(event)), key=by_time)

    def members(
        self, connection: Connection, conditions: Conditions, scope: Scope
    ) -> list[tuple[Event, tuple[int, ...]]]:
        """The events of another moment that may be asked for, with their claims, block by block."""
        seeds = list(connection.execute(conditions.seeds(scope)).scalars())
        judged = self._judgements.applied(connection, scope)
        found: list[tuple[Event, tuple[int, ...]]] = []
        seen: set[int] = set()
        for some in chunks(seeds):
            block = reached(connection, set(some) - seen, scope) - seen
            seen |= block
            found += events_of(connection, block, self._shelf, judged, scope)
        return found
