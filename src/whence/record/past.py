"""What did the record know at another moment?"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import BigInteger, ColumnElement, Connection, bindparam, func, not_, select

from whence.corroborate import Event, by_time
from whence.record import tables as t
from whence.record.ask import Conditions, instant
from whence.record.blocks import Shelf, events_of, iso, reached
from whence.record.clock import ticks
from whence.record.judgements import Judgements
from whence.record.keep import chunks
from whence.record.names import leading
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


class Computed(NamedTuple):
    """What was computed for another moment: from which claims, and what came of it."""

    claims: frozenset[int]
    members: Members


class Then(NamedTuple):
    """The events that are asked for, as they were at a moment."""

    kept: tuple[ColumnElement[bool], ...]
    """Which present events were the same then, as conditions."""
    made: Members
    """The others, by their time."""
    members: Members
    """The others and some that are not asked for."""
    names: dict[int, str | None]
    """The events of all claims that the others were computed from."""

    @property
    def events(self) -> list[Event]:
        """The others, by their time."""
        return [event for event, _ in self.made]


class Past:
    """Finds what a question is answered from, and computes the events of another moment."""

    def __init__(self, shelf: Shelf, judgements: Judgements, clock: Callable[[], datetime]) -> None:
        self._shelf = shelf
        self._judgements = judgements
        self._clock = clock
        self._memory: dict[tuple[Scope, str, tuple[int | None, ...]], Computed] = {}

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
        clock = (
            f"the record knew nothing on {iso(ticks(then))} ({started}): what had been published by then is shown, "
            "as it is read and judged today"
        )
        return Known(Scope(published_by=ticks(then)), then, clock)

    def then(self, connection: Connection, conditions: Conditions, scope: Scope) -> Then:
        """The events that are asked for, as ``scope`` has them.

        What all was there by that moment, and nothing came to later, is as it is now and is not looked at. What came about
        partly before and partly after is computed.
        """
        if scope == PRESENT:
            return Then((), [], [], {})
        claims, members = self._computed(connection, conditions, scope)
        gone: set[int] = set()  # present events that stand beside what is computed
        for some in chunks(sorted(claims)):
            e, link = t.event.c, t.event_claim.c
            gone.update(
                connection.execute(
                    select(e.id)
                    .join(t.event_claim, link.event == e.id)
                    .where(link.claim.in_(some), scope.whole)
                ).scalars()
            )
        kept = (scope.whole, *([not_(numbered(t.event.c.id, gone))] if gone else []))
        names: dict[int, str | None] = dict.fromkeys(claims)
        names.update((claim, event.id) for event, mine in members for claim in mine)
        return Then(kept, self._asked(connection, conditions, members), members, names)

    def event(
        self, connection: Connection, conditions: Conditions, scope: Scope, name: str, claims: Collection[str]
    ) -> list[Event]:
        """The event that had this id at another moment; else those that ``claims``, by which it is known, were in.

        Args:
            connection: to the record.
            conditions: those of a question for all events.
            scope: the moment.
            name: the event's id.
            claims: ids of claims of the event that has this id at some moment.
        """
        c = t.claim.c
        seeds: list[int] = []
        for some in chunks(claims):
            seeds += connection.execute(select(c.id).where(c.uid.in_(some), scope.claims)).scalars()
        judged = self._judgements.applied(connection, scope)
        block = reached(connection, seeds, scope)
        made = [m.event for m in events_of(connection, block, self._shelf, judged, scope)]
        found = [event for event in made if event.id == name]
        if not found and not claims:
            # It never was in the record: only a question for that moment computes it.
            found = [e for e, _ in self._computed(connection, conditions, scope).members if e.id == name]
        return found or [event for event in made if not set(claims).isdisjoint(event.claims)]

    def _asked(self, connection: Connection, conditions: Conditions, found: Members) -> Members:
        """Those of computed events that are asked for, by their time."""
        for condition in conditions.told():
            holding: set[int] = set()
            for some in chunks({n for _, members in found for n in members}):
                holding.update(
                    connection.execute(
                        select(t.claim.c.id).where(t.claim.c.id.in_(some), condition)
                    ).scalars()
                )
            found = [(event, members) for event, members in found if not holding.isdisjoint(members)]
        found = [(event, members) for event, members in found if conditions.holds(event)]
        return sorted(found, key=lambda made: by_time(made[0]))

    def _computed(self, connection: Connection, conditions: Conditions, scope: Scope) -> Computed:
        """As `_compute`; what was computed last is kept while nothing changes, for a view asks several times."""
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
        found = self._memory.get(key)
        if found is None:
            found = self._compute(connection, conditions, scope)
            self._memory.clear()
            if len(found.members) <= _KEPT:
                self._memory[key] = found
        return found

    def _compute(self, connection: Connection, conditions: Conditions, scope: Scope) -> Computed:
        """The events that may be asked for and are not as they are now, block by block."""
        judged = self._judgements.applied(connection, scope)
        members: Members = []
        seen: set[int] = set()
        for some in chunks(self._seeds(connection, conditions, scope)):
            block = reached(connection, set(some) - seen, scope) - seen
            seen |= block
            made = events_of(connection, block, self._shelf, judged, scope)
            members += [(m.event, m.claims) for m in made]
        return Computed(frozenset(seen), members)

    def _seeds(self, connection: Connection, conditions: Conditions, scope: Scope) -> list[int]:
        """Claims that may be asked for of which the events are not as they are now."""
        c, link, wanted = t.claim.c, t.event_claim.c, conditions.seeds(scope)
        # From the few events to their claims: joined, a database begins with all claims.
        begun = select(link.claim).where(link.event.in_(select(t.event.c.id).where(scope.begun)))
        found = set(connection.execute(wanted.where(c.id.in_(begun))).scalars())
        if scope.read_by is not None:
            found.update(connection.execute(wanted.where(c.gone > scope.read_by)).scalars())
            for some in chunks(sorted(self._decided_later(connection, scope))):
                found.update(connection.execute(wanted.where(c.id.in_(some))).scalars())
        return sorted(found)

    def _decided_later(self, connection: Connection, scope: Scope) -> set[int]:
        """The claims that what was decided after the moment of ``scope`` has changed since."""
        found: set[int] = set()
        articles: set[int] = set()
        later = self._judgements.later(connection, scope)
        for kind, decision in later:
            found.update(self._judgements.concerned(connection, kind, decision, scope))
            if kind in ("copy", "independent"):
                a = t.article.c
                articles.update(
                    connection.execute(
                        select(a.id).where(
                            a.uid.in_({*decision.articles, *leading(connection, decision.articles).values()})
                        )
                    ).scalars()
                )
        pairs = self._shelf.pairs
        beside = pairs.around(connection, articles, self._judgements.applied(connection)).articles
        for some in chunks(sorted(set(beside) | pairs.sharing(connection, beside))):
            found.update(
                connection.execute(select(t.claim.c.id).where(t.claim.c.article.in_(some))).scalars()
            )
        return found


def numbered(column: ColumnElement[int], numbers: Collection[int]) -> ColumnElement[bool]:
    """Whether a column has one of many numbers: they are written out, for a statement takes so many parameters only."""
    return column.in_(
        bindparam(None, sorted(numbers), expanding=True, literal_execute=True, type_=BigInteger())
    )
