"""What does a record look like from afar: pages, counts by time and place, dealings between parties, outlets gone silent?

The database counts for the present; for another moment (``known_at``) the events are computed and counted here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from itertools import chain, pairwise
from statistics import median
from typing import Any, Literal, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, Connection, and_, case, distinct, func, or_, select

from whence.corroborate import Event
from whence.corroborate.told import Told
from whence.reading import Reading
from whence.record import tables as t
from whence.record.ask import Conditions, Query
from whence.record.backend import Backend
from whence.record.blocks import Shelf
from whence.record.clock import moment, ticks
from whence.record.errors import UnknownIdError
from whence.record.keep import chunks
from whence.record.past import Members, Past
from whence.record.rows import event_row
from whence.record.scope import PRESENT

Order = Literal["newest", "oldest", "origins", "disputed", "read"]
_ENOUGH = 4
"""Publications of an outlet from which on its usual interval is known."""
_LATE = 200
"""Publications of an outlet that tell how it publishes now: those last published, at most."""
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

    @property
    def known(self) -> bool:
        """Whether it can be shown on a map: as a place that has coordinates, or as a country."""
        return self.lat is not None or self.country is not None


class Dealing(NamedTuple):
    """How often one party is told to act on another, by type and status of event."""

    actor: Side
    recipient: Side
    type: str
    events: int
    status: str = "happened"


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
        with self._asked(query) as (connection, where, then):
            total = connection.execute(select(func.count()).select_from(t.event).where(*where)).scalar_one()
            if not then:
                # Numbers are sorted, not whole events.
                chosen = select(t.event.c.id).where(*where).order_by(*_ORDERS[order]())
                numbers = connection.execute(chosen.limit(limit).offset(offset)).scalars()
                return Page(self._events(connection, numbers), total)
            rows = connection.execute(
                select(t.event.c.id, *(t.event.c[name] for name in _Place._fields))
                .where(*where)
                .order_by(*(_read_then if order == "read" else _ORDERS[order])())
                .limit(offset + limit)
            )
            found: list[tuple[_Place, int | Event]] = [(_Place(*row[1:]), row[0]) for row in rows]
            found += [(_Place.of(event), event) for event, _ in then]
            found.sort(key=lambda pair: _SORTS[order](pair[0]))
            shown = [one for _, one in found[offset : offset + limit]]
            kept = iter(self._events(connection, [one for one in shown if isinstance(one, int)]))
            return Page([next(kept) if isinstance(one, int) else one for one in shown], total + len(then))

    def count(self, query: Query) -> int:
        """How many events are asked for."""
        return self.page(query, limit=0).total

    def outline(self, query: Query) -> Outline:
        """How many events there are, how many of them have a time, and from when to when they are."""
        with self._asked(query) as (connection, where, then):
            e = t.event.c
            dated = e.start != t.NEVER
            row = connection.execute(
                select(
                    func.count(), func.count(case((dated, 1))),
                    func.min(case((dated, e.start))), func.max(case((dated, e.stop))),
                )
                .select_from(t.event)
                .where(*where)
            ).one()  # fmt: skip
        known = [place for event, _ in then if (place := _Place.of(event)).start != t.NEVER]
        first = [m for m in (row[2], *(k.start for k in known)) if m is not None]
        last = [m for m in (row[3], *(k.stop for k in known)) if m is not None]
        extent = (moment(min(first)), moment(max(last))) if first else None
        return Outline(row[0] + len(then), row[1] + len(known), extent)

    def extent(self, query: Query) -> tuple[datetime, datetime] | None:
        """From the first to the last moment of the events that have a time."""
        return self.outline(query).extent

    def bulk(self, query: Query) -> tuple[datetime, datetime] | None:
        """From when to when all but a few events at either end begin."""
        with self._asked(query) as (connection, where, then):
            e = t.event.c
            dated = (e.start != t.NEVER, *where)
            made = [start for event, _ in then if (start := _Place.of(event).start) != t.NEVER]
            size = connection.execute(select(func.count()).select_from(t.event).where(*dated)).scalar_one()
            few = (size + len(made)) // _FEW
            if not size + len(made):
                return None
            # Of the rows as many as could be few; what was computed is put between them.
            starts = select(e.start).where(*dated).limit(few + 1)
            first = sorted([*connection.execute(starts.order_by(e.start)).scalars(), *made])[few]
            last = sorted([*connection.execute(starts.order_by(e.start.desc())).scalars(), *made])[-1 - few]
            return moment(first), moment(last)

    def bins(self, query: Query, since: datetime, until: datetime, bins: int) -> list[Bin]:
        """How many events begin in each of ``bins`` equal stretches, by status; undated ones are left out."""
        first, width = ticks(since), max(1, (ticks(until) - ticks(since)) // bins)
        with self._asked(query) as (connection, where, then):
            e = t.event.c
            # Integers divided by integers stay integers on both databases.
            number = (e.start - first).op("/", precedence=8, return_type=BigInteger())(width)
            found = Counter(
                {
                    (int(row[0]), row[1]): row[2]
                    for row in connection.execute(
                        select(number.label("bin"), e.status, func.count())
                        .where(e.start >= first, e.start < ticks(until), *where)
                        .group_by("bin", e.status)
                    )
                }
            )
        for event, _ in then:
            if first <= (start := _Place.of(event).start) < ticks(until):
                found[(start - first) // width, event.status] += 1
        return [Bin(min(n, bins - 1), status, count) for (n, status), count in sorted(found.items())]

    def spots(self, query: Query) -> list[Spot]:
        """Where the events are told to be, by any of their claims; an event counts once at each of its places."""
        with self._asked(query) as (connection, asked, then):
            p, link = t.place.c, t.event_place.c
            wanted = [link.event.in_(select(t.event.c.id).where(*asked))] if asked else []
            counted = (
                select(link.place, func.count().label("events"), func.min(link.event).label("event"))
                .where(*wanted)
                .group_by(link.place)
                .subquery()
            )
            rows = connection.execute(
                select(p.name, p.country, p.lat, p.lon, p.radius_km, counted.c.events, t.event.c.uid)
                .join(counted, counted.c.place == p.id)
                .join(t.event, t.event.c.id == counted.c.event)
                .order_by(p.name, p.id)
            )
            found = [Spot(*row) for row in rows]
            return _together(found, _spots_of(connection, then)) if then else found

    def placed(self, query: Query) -> int:
        """How many of the events are told to be somewhere: at a place that has coordinates, or in a country."""
        with self._asked(query) as (connection, asked, then):
            p, link = t.place.c, t.event_place.c
            there = or_(p.lat.is_not(None), p.country.is_not(None))
            known = select(link.event).join(t.place, p.id == link.place).where(there)
            size = connection.execute(
                select(func.count()).select_from(t.event).where(t.event.c.id.in_(known), *asked)
            ).scalar_one()
            return size + len({spot.event for spot in _spots_of(connection, then) if spot.known})

    def dealings(self, query: Query, limit: int = 200) -> list[Dealing]:
        """Who is told to act on whom, those of most events first."""
        with self._asked(query) as (connection, where, then):
            e, link = t.event.c, t.event_dealing.c
            actor, recipient = t.party.alias("actor"), t.party.alias("recipient")
            # Parties are counted by their numbers: to group by names would sort them all.
            counted = (
                select(link.actor, link.recipient, e.type, func.count().label("events"), e.status)
                .join(t.event, e.id == link.event)
                .where(*where)
                .group_by(link.actor, link.recipient, e.type, e.status)
                .subquery()
            )
            rows = connection.execute(
                select(*_named(actor), *_named(recipient), counted.c.type, counted.c.events, counted.c.status)
                .join(actor, actor.c.id == counted.c.actor)
                .join(recipient, recipient.c.id == counted.c.recipient)
                .order_by(
                    counted.c.events.desc(), actor.c.name, recipient.c.name, counted.c.type, counted.c.status
                )
                .limit(None if then else limit)
            )
            found = [Dealing(_side(row[:3]), _side(row[3:6]), row[6], row[7], row[8]) for row in rows]
            return _joined(found, _dealings_of(connection, then))[:limit] if then else found

    def fresh(self, since: datetime, *, limit: int = 50) -> Page:
        """Events that no article had told by ``since``, those read last first."""
        self._settle()
        with self._backend.reading() as connection:
            e = t.event.c
            fresh = e.read_first > ticks(since)
            order = (e.origins.desc(), e.articles.desc(), e.read_first.desc(), e.uid)
            return self._first(connection, (fresh,), order, limit)

    def changed(self, since: datetime, *, limit: int = 50) -> Page:
        """Events that were told by ``since`` and of which articles read later tell more, those read last first."""
        self._settle()
        with self._backend.reading() as connection:
            e, c, link = t.event.c, t.claim.c, t.event_claim.c
            later = (
                select(link.event)
                .join(t.claim, c.id == link.claim)
                .where(link.event == e.id, c.read > ticks(since), PRESENT.claims)
                .exists()
            )
            # Of what an event follows from its own claims are a part, and an index tells the whole.
            changed = (e.read_first <= ticks(since), e.read_last > ticks(since), later)
            return self._first(connection, changed, (e.read_last.desc(), e.uid), limit)

    def ahead(self, now: datetime, *, limit: int = 50) -> Page:
        """Events that are expected and not due by ``now``, those due first before those of which no end is told."""
        self._settle()
        with self._backend.reading() as connection:
            e = t.event.c
            ahead = (e.status == "expected", or_(e.due.is_(None), e.due > ticks(now)))
            return self._first(connection, ahead, (e.due.is_(None), e.due, e.start, e.uid), limit)

    def carried(self, limit: int = 60) -> list[tuple[str, str, int, int]]:
        """Which outlet carries which root voice: voice, outlet, claims, articles; most claims first."""
        self._settle()
        with self._backend.reading() as connection:
            c = t.claim.c
            told = (
                select(c.voice, c.article, func.count().label("claims"))
                .where(PRESENT.claims)
                .group_by(c.voice, c.article)
                .subquery()
            )
            count = func.sum(told.c.claims)
            rows = connection.execute(
                select(t.voice.c.name, t.article.c.outlet, count, func.count(distinct(told.c.article)))
                .select_from(told)
                .join(t.voice, t.voice.c.id == told.c.voice)
                .join(t.article, t.article.c.id == told.c.article)
                .where(t.voice.c.kind != "outlet", t.article.c.outlet.is_not(None))
                .group_by(t.voice.c.name, t.article.c.outlet)
                .order_by(count.desc(), t.voice.c.name, t.article.c.outlet)
                .limit(limit)
            )
            return [(r[0], r[1], int(r[2]), r[3]) for r in rows]

    def outlets(self, now: datetime) -> list[Outlet]:
        """The outlets, those of most articles first, and which of them have fallen silent by ``now``."""
        with self._backend.reading() as connection:
            a = t.article.c
            whole = connection.execute(
                select(a.outlet, func.count())
                .where(a.outlet.is_not(None), a.published.is_not(None), PRESENT.articles)
                .group_by(a.outlet)
            ).tuples()
            articles: dict[str, int] = dict(whole.all())
            found = []
            for name, number in articles.items():
                late = select(a.published).where(a.outlet == name, a.published.is_not(None), PRESENT.articles)
                told = connection.execute(late.order_by(a.published.desc()).limit(_LATE)).scalars().all()
                gaps = [b - a for b, a in pairwise(told) if b > a]
                usual = timedelta(microseconds=median(gaps)) if number >= _ENOUGH and gaps else None
                last = moment(told[0])
                silent = usual is not None and now - last > max(_SILENT * usual, timedelta(days=1))
                found.append(Outlet(name, number, last, usual, silent))
        return sorted(found, key=lambda o: (-o.articles, o.name))

    def edited(self, since: datetime, limit: int = 20) -> list[tuple[str, str | None, str | None]]:
        """Pages of which another state was read after ``since``: the newer article's id, headline, outlet."""
        with self._backend.reading() as connection:
            a, b = t.article.c, t.article.alias("state").c
            edited = (
                select(b.page, func.min(b.id).label("first"))
                .where(b.gone.is_(None))
                .group_by(b.page)
                .having(func.count() > 1)
                .subquery()
            )
            rows = connection.execute(
                select(a.uid, a.title, a.outlet)
                .join(edited, and_(edited.c.page == a.page, edited.c.first < a.id))
                .where(a.read > ticks(since), PRESENT.articles)
                .order_by(a.read.desc(), a.id.desc())
                .limit(limit)
            )
            return [(r[0], r[1], r[2]) for r in rows]

    def told(self, event: Event, known_at: str | datetime | date | None = None) -> list[Told]:
        """The claims of an event with their readings, as they are or were; those published first come first."""
        with self._backend.reading() as connection:
            scope = self._past.known_at(connection, known_at).scope
            c = t.claim.c
            rows: list[Any] = []
            for some in chunks(event.claims):
                rows += connection.execute(
                    select(c.reading, c.number, c.own, c.published, c.uid, t.article.c.story)
                    .join(t.article, t.article.c.id == c.article)
                    .where(c.uid.in_(some), scope.claims)
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
                .where(a.story == row.story, a.id != row.id, PRESENT.articles)
                .order_by(a.published, a.id)
            )
            return moment(row.read), [(c[0], c[1], c[2]) for c in copies]

    def _first(
        self,
        connection: Connection,
        where: Sequence[ColumnElement[bool]],
        order: Sequence[ColumnElement[Any]],
        limit: int,
    ) -> Page:
        """The first of the present events for which conditions hold, and how many there are."""
        total = connection.execute(select(func.count()).select_from(t.event).where(*where)).scalar_one()
        chosen = select(t.event.c.id).where(*where).order_by(*order).limit(limit)
        return Page(self._events(connection, connection.execute(chosen).scalars()), total)

    def _events(self, connection: Connection, numbers: Iterable[int]) -> list[Event]:
        """Events by their numbers, in the order of these."""
        wanted = list(numbers)
        found: dict[int, bytes] = {}
        for some in chunks(wanted):
            rows = connection.execute(select(t.event.c.id, t.event.c.body).where(t.event.c.id.in_(some)))
            found.update((row[0], row[1]) for row in rows)
        return [self._shelf.event(found[n]) for n in wanted]

    @contextmanager
    def _asked(self, query: Query) -> Iterator[tuple[Connection, list[ColumnElement[bool]], Members]]:
        """A connection, the conditions of a query on present events and, for another moment, those that are not as then."""
        self._settle()
        with self._backend.reading() as connection:
            known = self._past.known_at(connection, query.known_at)
            conditions = Conditions(connection, self._backend, query, known.moment)
            then = self._past.then(connection, conditions, known.scope)
            yield connection, [*then.kept, *conditions.event()], then.made


class _Place(NamedTuple):
    """What the place of an event among others is decided by: columns of its row."""

    start: int
    stop: int
    origins: int
    articles: int
    conflicts: int
    read_first: int
    uid: str

    @staticmethod
    def of(event: Event) -> _Place:
        row = event_row(event)
        read = ticks(datetime.fromisoformat(event.first_read)) if event.first_read else 0
        return _Place(*(row.get(name, read) for name in _Place._fields))

    @property
    def newest(self) -> int:
        """Sorts what is dated by its time backwards, and the rest behind it."""
        return t.NEVER if self.start == t.NEVER else -self.start


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


def _read_then() -> Any:
    return t.event.c.read_first.desc(), t.event.c.uid


_SORTS: dict[Order, Callable[[_Place], Any]] = {
    "newest": lambda p: (p.newest, p.uid),
    "oldest": lambda p: (p.start, p.stop, p.uid),
    "origins": lambda p: (-p.origins, -p.articles, p.newest, p.uid),
    "disputed": lambda p: (-p.conflicts, -p.origins, p.uid),
    "read": lambda p: (-p.read_first, p.uid),
}
"""As `_ORDERS`, for what was computed."""


def _spots_of(connection: Connection, made: Members) -> Iterator[Spot]:
    """Where computed events are told to be, each at each of its places."""
    p, link = t.place.c, t.claim_place.c
    of = {claim: event.id for event, claims in made for claim in claims}
    told = {
        (of[row[0]], row[1:])
        for some in chunks(sorted(of))
        for row in connection.execute(
            select(link.claim, p.name, p.country, p.lat, p.lon, p.radius_km)
            .join(t.place, p.id == link.place)
            .where(link.claim.in_(some))
        )
    }
    return (Spot(*row, 1, event) for event, row in sorted(told, key=repr))


def _together(*spots: Iterable[Spot]) -> list[Spot]:
    """Places with the events of all that are given, by their names."""
    counts: Counter[Spot] = Counter()
    shown: dict[Spot, str] = {}
    for spot in chain(*spots):
        bare = spot._replace(events=0, event="")
        counts[bare] += spot.events
        shown.setdefault(bare, spot.event)
    made = (bare._replace(events=n, event=shown[bare]) for bare, n in counts.items())
    return sorted(made, key=repr)


def _dealings_of(connection: Connection, made: Members) -> Iterator[Dealing]:
    """Who acts on whom in computed events."""
    of = {claim: event for event, claims in made for claim in claims}
    one, two = t.claim_party.alias("one"), t.claim_party.alias("two")
    actor, recipient = t.party.alias("actor"), t.party.alias("recipient")
    told = {
        (of[row[0]].id, of[row[0]].type, of[row[0]].status, _side(row[1:4]), _side(row[4:7]))
        for some in chunks(sorted(of))
        for row in connection.execute(
            select(one.c.claim, *_named(actor), *_named(recipient))
            .join(two, two.c.claim == one.c.claim)
            .join(actor, actor.c.id == one.c.party)
            .join(recipient, recipient.c.id == two.c.party)
            .where(one.c.claim.in_(some), one.c.role == "actor", two.c.role == "recipient")
        )
    }
    return (Dealing(one, two, kind, 1, status) for _, kind, status, one, two in sorted(told, key=repr))


def _joined(*dealings: Iterable[Dealing]) -> list[Dealing]:
    """Dealings with the events of all that are given, those of most first."""
    found: Counter[tuple[Side, Side, str, str]] = Counter()
    for dealing in chain(*dealings):
        found[dealing.actor, dealing.recipient, dealing.type, dealing.status] += dealing.events
    rows = [Dealing(a, r, kind, n, status) for (a, r, kind, status), n in found.items()]
    return sorted(rows, key=lambda d: (-d.events, d.actor.name, d.recipient.name, d.type, d.status))


def _named(party: Any) -> tuple[Any, ...]:
    return party.c.name, party.c.entity, party.c.country


def _side(row: Sequence[str]) -> Side:
    name, entity, country = row
    return Side(name, entity or None, country or None)
