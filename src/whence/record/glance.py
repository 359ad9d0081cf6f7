"""What does a record look like from afar: pages, counts by time and place, dealings between parties, outlets gone silent?

The database counts for the present; for another moment (``known_at``) the events are computed and counted here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import Any, Literal, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, Connection, Select, and_, case, distinct, func, select

from whence.corroborate import Event
from whence.corroborate.event import EventParty
from whence.corroborate.told import Told
from whence.reading import Reading
from whence.record import tables as t
from whence.record.ask import Conditions, Query
from whence.record.backend import Backend
from whence.record.blocks import Shelf
from whence.record.clock import moment, ticks
from whence.record.errors import UnknownIdError
from whence.record.keep import chunks
from whence.record.past import Past
from whence.record.scope import PRESENT

Order = Literal["newest", "oldest", "origins", "disputed", "read"]
_ENOUGH = 4
"""Publications of an outlet from which on its usual interval is known."""
_FEW = 30
"""One in so many is a few."""
_SILENT = 4
"""An outlet is silent when so many of its usual intervals have passed."""


class Bin(NamedTuple):
    """Events of one status that begin in one stretch of time."""

    number: int
    status: str
    events: int


class Spot(NamedTuple):
    """A place that events are told of. Without ``lat`` only its country is known, or nothing."""

    name: str
    country: str | None
    lat: float | None
    lon: float | None
    radius_km: float | None
    events: int
    event: str
    """Id of one of the events."""


class Dealing(NamedTuple):
    """How often one party is told to act on another, by type of event."""

    actor: Side
    recipient: Side
    type: str
    events: int


class Side(NamedTuple):
    """A party of a dealing."""

    name: str
    entity: str | None
    country: str | None


class Outlet(NamedTuple):
    """An outlet, and whether it publishes as it used to."""

    name: str
    articles: int
    last: datetime
    usual: timedelta | None
    silent: bool


class Page(NamedTuple):
    """Some of the events that are asked for, and how many there are."""

    events: list[Event]
    total: int


class Outline(NamedTuple):
    """The events that are asked for, from farthest off."""

    total: int
    dated: int
    extent: tuple[datetime, datetime] | None


class Glance:
    """Questions about many events at once; `whence.record.Record.glance` is that of a record."""

    def __init__(self, backend: Backend, shelf: Shelf, past: Past, settle: Callable[[], None]) -> None:
        self._backend = backend
        self._shelf = shelf
        self._past = past
        self._settle = settle

    def state(self) -> str:
        """Changes whenever the record's answers may: the last claim, judgement and article."""
        self._settle()
        with self._backend.reading() as connection:
            row = connection.execute(
                select(
                    select(func.max(t.claim.c.id)).scalar_subquery(),
                    select(func.max(t.judgement.c.id)).scalar_subquery(),
                    select(func.max(t.event.c.id)).scalar_subquery(),
                )
            ).one()
        return "-".join(str(n or 0) for n in row)

    def page(self, query: Query, order: Order = "newest", *, offset: int = 0, limit: int = 50) -> Page:
        """Events from ``offset`` on, in an order; those without a time come last."""
        with self._asked(query) as (connection, conditions, then):
            if then is not None:
                ordered = _ordered(then, order)
                return Page(ordered[offset : offset + limit], len(ordered))
            where = conditions.event()
            total = connection.execute(select(func.count()).select_from(t.event).where(*where)).scalar_one()
            # Numbers are sorted, not whole events.
            chosen = (
                select(t.event.c.id).where(*where).order_by(*_ORDERS[order]()).limit(limit).offset(offset)
            )
            return Page(self._events(connection, connection.execute(chosen).scalars()), total)

    def count(self, query: Query) -> int:
        """How many events are asked for."""
        return self.page(query, limit=0).total

    def outline(self, query: Query) -> Outline:
        """How many events there are, how many of them have a time, and from when to when they are."""
        with self._asked(query) as (connection, conditions, then):
            if then is not None:
                known = [(m.earliest, m.latest) for e in then if (m := e.time).earliest or m.latest]
                ends = [m for pair in known for m in pair if m is not None]
                return Outline(len(then), len(known), (min(ends), max(ends)) if ends else None)
            e = t.event.c
            dated = e.start != t.NEVER
            row = connection.execute(
                select(
                    func.count(), func.count(case((dated, 1))),
                    func.min(case((dated, e.start))), func.max(case((dated, e.stop))),
                )
                .select_from(t.event)
                .where(*conditions.event())
            ).one()  # fmt: skip
            return Outline(row[0], row[1], None if row[2] is None else (moment(row[2]), moment(row[3])))

    def extent(self, query: Query) -> tuple[datetime, datetime] | None:
        """From the first to the last moment of the events that have a time."""
        return self.outline(query).extent

    def bulk(self, query: Query) -> tuple[datetime, datetime] | None:
        """From when to when all but a few events at either end begin."""
        with self._asked(query) as (connection, conditions, then):
            if then is not None:
                begun = sorted(m for e in then if (m := e.time.earliest or e.time.latest) is not None)
                few = len(begun) // _FEW
                return (begun[few], begun[-1 - few]) if begun else None
            e = t.event.c
            dated = (e.start != t.NEVER, *conditions.event())
            size = connection.execute(select(func.count()).select_from(t.event).where(*dated)).scalar_one()
            if not size:
                return None
            few = size // _FEW
            starts = select(e.start).where(*dated).limit(1).offset(few)
            first = connection.execute(starts.order_by(e.start)).scalar_one()
            last = connection.execute(starts.order_by(e.start.desc())).scalar_one()
            return moment(first), moment(last)

    def bins(self, query: Query, since: datetime, until: datetime, bins: int) -> list[Bin]:
        """How many events begin in each of ``bins`` equal stretches, by status; undated ones are left out."""
        first, width = ticks(since), max(1, (ticks(until) - ticks(since)) // bins)
        with self._asked(query) as (connection, conditions, then):
            found: Counter[tuple[int, str]] = Counter()
            if then is not None:
                for event in then:
                    begin = event.time.earliest or event.time.latest
                    if begin is not None and since <= begin < until:
                        found[(ticks(begin) - first) // width, event.status] += 1
            else:
                e = t.event.c
                # Integers divided by integers stay integers on both databases.
                number = (e.start - first).op("/", precedence=8, return_type=BigInteger())(width)
                for row in connection.execute(
                    select(number.label("bin"), e.status, func.count())
                    .where(e.start >= first, e.start < ticks(until), *conditions.event())
                    .group_by("bin", e.status)
                ):
                    found[int(row[0]), row[1]] += row[2]
        return [Bin(min(n, bins - 1), status, count) for (n, status), count in sorted(found.items())]

    def spots(self, query: Query) -> list[Spot]:
        """Where the events are told to be, by any of their claims; an event counts once at each of its places."""
        with self._asked(query) as (connection, conditions, then):
            if then is not None:
                return _spots_of(then)
            p, link = t.place.c, t.event_claim.c
            asked = conditions.event()
            wanted = [link.event.in_(select(t.event.c.id).where(*asked))] if asked else []
            # Places are counted by their numbers first: to group by names and centres would sort them all.
            counted = (
                select(
                    t.claim_place.c.place,
                    func.count(distinct(link.event)).label("events"),
                    func.min(link.event).label("event"),
                )
                .join(t.event_claim, link.claim == t.claim_place.c.claim)
                .where(*wanted)
                .group_by(t.claim_place.c.place)
                .subquery()
            )
            rows = connection.execute(
                select(p.name, p.country, p.lat, p.lon, p.radius_km, counted.c.events, t.event.c.uid)
                .join(counted, counted.c.place == p.id)
                .join(t.event, t.event.c.id == counted.c.event)
                .order_by(p.name, p.id)
            )
            return [Spot(*row) for row in rows]

    def dealings(self, query: Query, limit: int = 200) -> list[Dealing]:
        """Who is told to act on whom, those of most events first."""
        with self._asked(query) as (connection, conditions, then):
            if then is not None:
                return _dealings_of(then)[:limit]
            e, c = t.event.c, t.event_claim.c
            actor, recipient = t.party.alias("actor"), t.party.alias("recipient")
            one, two = t.claim_party.alias("one"), t.claim_party.alias("two")
            count = func.count(distinct(e.id))
            rows = connection.execute(
                select(
                    actor.c.name, actor.c.entity, actor.c.country,
                    recipient.c.name, recipient.c.entity, recipient.c.country, e.type, count,
                )
                .select_from(t.event)
                .join(t.event_claim, c.event == e.id)
                .join(one, and_(one.c.claim == c.claim, one.c.role == "actor"))
                .join(two, and_(two.c.claim == c.claim, two.c.role == "recipient"))
                .join(actor, actor.c.id == one.c.party)
                .join(recipient, recipient.c.id == two.c.party)
                .where(*conditions.event())
                .group_by(
                    actor.c.id, actor.c.name, actor.c.entity, actor.c.country,
                    recipient.c.id, recipient.c.name, recipient.c.entity, recipient.c.country, e.type,
                )
                .order_by(count.desc(), actor.c.name, recipient.c.name, e.type)
                .limit(limit)
            )  # fmt: skip
            return [
                Dealing(
                    Side(r[0], r[1] or None, r[2] or None), Side(r[3], r[4] or None, r[5] or None), r[6], r[7]
                )
                for r in rows
            ]

    def fresh(self, since: datetime, *, limit: int = 50) -> Page:
        """Events that no article had told by ``since``, those read last first."""
        self._settle()
        with self._backend.reading() as connection:
            c = t.claim.c
            grouped: Select[Any] = select(t.event_claim.c.event, func.min(c.read).label("first")).join(
                t.claim, c.id == t.event_claim.c.claim
            )
            begun = connection.execute(select(func.min(c.read))).scalar()
            if begun is not None and begun <= ticks(since):  # else all is fresh
                touched = (
                    select(t.event_claim.c.event)
                    .join(t.claim, c.id == t.event_claim.c.claim)
                    .where(c.read > ticks(since))
                )
                grouped = grouped.where(t.event_claim.c.event.in_(touched)).having(
                    func.min(c.read) > ticks(since)
                )
            first = grouped.group_by(t.event_claim.c.event).subquery()
            total = connection.execute(select(func.count()).select_from(first)).scalar_one()
            e = t.event.c
            chosen = (
                select(e.id)
                .join(first, first.c.event == e.id)
                .order_by(e.origins.desc(), e.articles.desc(), first.c.first.desc(), e.uid)
                .limit(limit)
            )
            return Page(self._events(connection, connection.execute(chosen).scalars()), total)

    def carried(self, limit: int = 60) -> list[tuple[str, str, int, int]]:
        """Which outlet carries which root voice: voice, outlet, claims, articles; most claims first."""
        self._settle()
        with self._backend.reading() as connection:
            count = func.count(distinct(t.claim.c.uid))
            rows = connection.execute(
                select(t.voice.c.name, t.article.c.outlet, count, func.count(distinct(t.article.c.id)))
                .select_from(t.claim)
                .join(t.voice, t.voice.c.id == t.claim.c.voice)
                .join(t.article, t.article.c.id == t.claim.c.article)
                .where(PRESENT.claims, t.voice.c.kind != "outlet", t.article.c.outlet.is_not(None))
                .group_by(t.voice.c.name, t.article.c.outlet)
                .order_by(count.desc(), t.voice.c.name, t.article.c.outlet)
                .limit(limit)
            )
            return [(r[0], r[1], r[2], r[3]) for r in rows]

    def outlets(self, now: datetime) -> list[Outlet]:
        """The outlets, those of most articles first, and which of them have fallen silent by ``now``."""
        with self._backend.reading() as connection:
            a = t.article.c
            times: dict[str, list[int]] = defaultdict(list)
            for outlet, published in connection.execute(
                select(a.outlet, a.published)
                .where(a.outlet.is_not(None), a.published.is_not(None))
                .order_by(a.outlet, a.published)
            ):
                times[outlet].append(published)
        found = []
        for name, told in times.items():
            gaps = [b - a for a, b in pairwise(told) if b > a]
            usual = timedelta(microseconds=median(gaps)) if len(told) >= _ENOUGH and gaps else None
            last = moment(told[-1])
            silent = usual is not None and now - last > max(_SILENT * usual, timedelta(days=1))
            found.append(Outlet(name, len(told), last, usual, silent))
        return sorted(found, key=lambda o: (-o.articles, o.name))

    def edited(self, since: datetime, limit: int = 20) -> list[tuple[str, str | None, str | None]]:
        """Pages of which another state was read after ``since``: the newer article's id, headline, outlet."""
        with self._backend.reading() as connection:
            a, b = t.article, t.article.alias("earlier")
            rows = connection.execute(
                select(a.c.uid, a.c.title, a.c.outlet)
                .join(b, and_(b.c.page == a.c.page, b.c.id < a.c.id))
                .where(a.c.read > ticks(since))
                .order_by(a.c.read.desc())
                .limit(limit)
            )
            return [(r[0], r[1], r[2]) for r in rows]

    def told(self, event: Event) -> list[Told]:
        """The present claims of an event with their readings; those published first come first."""
        with self._backend.reading() as connection:
            c = t.claim.c
            rows: list[Any] = []
            for some in chunks(event.claims):
                rows += connection.execute(
                    select(c.reading, c.number, c.own, c.published, c.uid, t.article.c.story)
                    .join(t.article, t.article.c.id == c.article)
                    .where(c.uid.in_(some), PRESENT.claims)
                )
            rows.sort(key=lambda row: (row.published is None, row.published or 0, row.uid))
            readings = self._shelf.as_told(connection, rows)
            return [Told(readings[row.reading], row.number, story=row.story) for row in rows]

    def reading(self, article: str) -> Reading:
        """The present reading of a snapshot, with the claims as they were corrected.

        Raises:
            UnknownIdError: there is no such article.
        """
        with self._backend.reading() as connection:
            plain = self._shelf.article(connection, article)
            if plain is None:
                raise UnknownIdError(f"there is no article {article!r} in {self._backend.name}")
            c = t.claim.c
            rows = connection.execute(
                select(c.reading, c.number, c.own)
                .join(t.article, t.article.c.id == c.article)
                .where(t.article.c.uid == article, PRESENT.claims)
            ).all()
            told = self._shelf.as_told(connection, rows)
        return next(iter(told.values()), plain)

    def events_of(self, claims: Sequence[str]) -> dict[str, str]:
        """The present event of each claim that is in one."""
        found: dict[str, str] = {}
        with self._backend.reading() as connection:
            for some in chunks(claims):
                found.update(
                    (row[0], row[1])
                    for row in connection.execute(
                        select(t.claim.c.uid, t.event.c.uid)
                        .join(t.event_claim, t.event_claim.c.claim == t.claim.c.id)
                        .join(t.event, t.event.c.id == t.event_claim.c.event)
                        .where(t.claim.c.uid.in_(some), PRESENT.claims)
                    )
                )
        return found

    def article_facts(self, article: str) -> tuple[datetime, list[tuple[str, str | None, str | None]]] | None:
        """When a snapshot was read, and its copies elsewhere: id, outlet, headline."""
        with self._backend.reading() as connection:
            a = t.article.c
            row = connection.execute(select(a.id, a.read, a.story).where(a.uid == article)).first()
            if row is None:
                return None
            copies = connection.execute(
                select(a.uid, a.outlet, a.title)
                .where(a.story == row.story, a.id != row.id)
                .order_by(a.published, a.id)
            )
            return moment(row.read), [(c[0], c[1], c[2]) for c in copies]

    def _events(self, connection: Connection, numbers: Iterable[int]) -> list[Event]:
        """Events by their numbers, in the order of these."""
        wanted = list(numbers)
        found: dict[int, bytes] = {}
        for some in chunks(wanted):
            rows = connection.execute(select(t.event.c.id, t.event.c.body).where(t.event.c.id.in_(some)))
            found.update((row[0], row[1]) for row in rows)
        return [self._shelf.event(found[n]) for n in wanted]

    @contextmanager
    def _asked(self, query: Query) -> Iterator[tuple[Connection, Conditions, list[Event] | None]]:
        """A connection, the conditions of a query and, where it asks for another moment, the events themselves."""
        self._settle()
        with self._backend.reading() as connection:
            known = self._past.known_at(connection, query.known_at)
            conditions = Conditions(self._backend, query, known.moment)
            then = None if known.scope == PRESENT else self._past.events(connection, conditions, known.scope)
            yield connection, conditions, then


def _undated_last() -> ColumnElement[bool]:
    return t.event.c.start == t.NEVER


_ORDERS: dict[Order, Any] = {
    "newest": lambda: (_undated_last(), t.event.c.start.desc(), t.event.c.uid),
    "oldest": lambda: (t.event.c.start, t.event.c.stop, t.event.c.uid),
    "origins": lambda: (
        t.event.c.origins.desc(),
        t.event.c.articles.desc(),
        _undated_last(),
        t.event.c.start.desc(),
        t.event.c.uid,
    ),
    "disputed": lambda: (t.event.c.conflicts.desc(), t.event.c.origins.desc(), t.event.c.uid),
    "read": lambda: (t.event.c.id.desc(),),
}


def _ordered(events: Sequence[Event], order: Order) -> list[Event]:
    def begin(event: Event) -> float:
        told = event.time.earliest or event.time.latest
        return told.timestamp() if told else float("-inf")

    if order == "oldest":
        return list(events)
    if order == "origins":
        return sorted(events, key=lambda e: (-e.origins.count, -len(e.articles), -begin(e), e.id))
    if order == "disputed":
        return sorted(
            events,
            key=lambda e: (-sum(c.kind == "disagreement" for c in e.conflicts), -e.origins.count, e.id),
        )
    if order == "read":
        return sorted(events, key=lambda e: (e.first_read or "", e.id), reverse=True)
    return sorted(events, key=lambda e: (-begin(e), e.id))


def _spots_of(events: Iterable[Event]) -> list[Spot]:
    found: dict[Spot, set[str]] = defaultdict(set)
    for event in events:
        for p in event.places:
            found[Spot(p.name, p.country, p.lat, p.lon, p.radius_km, 0, "")].add(event.id)
    made = (spot._replace(events=len(ids), event=min(ids)) for spot, ids in found.items())
    return sorted(made, key=repr)


def _side(party: EventParty) -> Side:
    entity = party.entity
    return Side(entity.name, entity.id, entity.country) if entity else Side(party.text, None, None)


def _dealings_of(events: Iterable[Event]) -> list[Dealing]:
    found: Counter[tuple[Side, Side, str]] = Counter()
    for event in events:
        for actor in {_side(p) for p in event.actors}:
            for recipient in {_side(p) for p in event.recipients}:
                found[actor, recipient, event.type] += 1
    rows = [Dealing(a, r, kind, n) for (a, r, kind), n in found.items()]
    return sorted(rows, key=lambda d: (-d.events, d.actor.name, d.recipient.name, d.type))
