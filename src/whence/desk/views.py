"""The pages that are read: now, events, one event, an article, timeline, map, sources, parties."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

import msgspec
from fastapi import APIRouter, Request, Response

from whence.corroborate import Event
from whence.corroborate.why import bonds
from whence.desk import ledger, network, timeline, words, worldmap
from whence.desk.app import Desk
from whence.desk.asked import STATUSES, Filters, parameters
from whence.desk.decided import decided
from whence.desk.guard import needs
from whence.desk.marks import changes, marks_of, pieces
from whence.record import Query, QuestionError, Record
from whence.record.ask import instant
from whence.record.glance import Glance, Order, Outline, Side

PER_PAGE = 50
ARTICLES_PER_PAGE = 100
_ORDERS: dict[Order, str] = {
    "newest": "latest first", "oldest": "earliest first", "origins": "most origins first",
    "disputed": "most disputed first", "read": "last changed first",
}  # fmt: skip
_WEEK = timedelta(days=7)
_COLUMNS = 32
"""Events that the matrix of sources shows."""
_ROWS = 40
_TOP = 20
"""Events that the timeline lists where it has too many to draw."""
_FAR = 4
"""The timeline begins with nearly all events where all would take so many times as long."""


class Cell(NamedTuple):
    """What one voice says of one event."""

    status: str
    disputed: bool
    first: bool


def routes(desk: Desk) -> APIRouter:
    """The pages that change nothing."""
    router = APIRouter(dependencies=[needs("reader")], include_in_schema=False)

    def question(request: Request) -> Filters:
        return Filters.of(request.query_params.multi_items())

    @router.get("/")
    def now(request: Request) -> Response:
        looked = desk.house.last_look(request.state.person.name)
        with desk.pool.record() as record:
            told = desk.pool.remembered(record.glance, ("now", looked), lambda: _now(desk, record, looked))
        return desk.page(request, "now.html", title="Now", looked=looked, usual=_usual, **told)

    @router.get("/events")
    def events(request: Request, order: str = "", page: int = 1) -> Response:
        filters = question(request)
        chosen: Order = order if order in _ORDERS else "newest"
        first = max(0, min(page, 10_000) - 1) * PER_PAGE
        with desk.pool.record() as record:
            query = filters.query()
            found = record.glance.page(query, chosen, offset=first, limit=PER_PAGE)
            return desk.page(
                request, "events.html", title="Events", filters=filters, found=found, order=chosen, orders=_ORDERS,
                first=first, number=first // PER_PAGE + 1, pages=-(-found.total // PER_PAGE),
                clock=record.clock_of(query.known_at), empty_reason=_empty(record, found.total, filters),
            )  # fmt: skip

    @router.get("/event/{name}")
    def event(request: Request, name: str, done: str = "") -> Response:
        filters = Filters(known_at=question(request).known_at)
        with desk.pool.record() as record:
            known_at = filters.query().known_at
            found = record.event(name, known_at=known_at)
            clock = record.clock_of(known_at)
            if len(found) > 1:
                title = "This event was several then" if clock else "This event became several"
                return desk.page(
                    request, "became.html", title=title, found=found, clock=clock, filters=filters
                )
            if clock:
                told = event_then(record, found[0], filters) | {"clock": clock, "may_judge": False}
                return desk.page(request, "event.html", **told)
            return desk.page(request, "event.html", **event_page(record, found[0], done))

    @router.get("/article/{name}")
    def article(request: Request, name: str) -> Response:
        with desk.pool.record() as record:
            return desk.page(request, "reader.html", **_reader(record, name))

    @router.get("/articles")
    def articles(request: Request, find: str = "", page: int = 1) -> Response:
        first = max(0, min(page, 10_000) - 1) * ARTICLES_PER_PAGE
        with desk.pool.record() as record:
            found = record.articles(
                find.strip() or None, newest=True, offset=first, limit=ARTICLES_PER_PAGE + 1
            )
        return desk.page(
            request, "articles.html", title="Articles", found=found[:ARTICLES_PER_PAGE], find=find,
            number=first // ARTICLES_PER_PAGE + 1, more=len(found) > ARTICLES_PER_PAGE, parameters=parameters, filters=Filters(),
        )  # fmt: skip

    @router.get("/timeline")
    def axis(request: Request) -> Response:
        filters = question(request)
        with desk.pool.record() as record:
            told = _timeline(desk, record, filters)
            return desk.page(
                request, "timeline.html", title="Timeline", filters=filters, clock=record.clock_of(filters.query().known_at),
                empty_reason=_empty(record, told["total"], filters), **told,
            )  # fmt: skip

    @router.get("/map")
    def world(request: Request, at: str = "", zoom: str = "") -> Response:
        filters = question(request)
        with desk.pool.record() as record:
            told = _world(desk, record, filters, at, zoom)
            whole = msgspec.structs.replace(filters.query(), since=None, until=None)
            return desk.page(
                request, "map.html", title="Map", filters=filters, brush=_brush(desk, record.glance, whole, filters),
                clock=record.clock_of(filters.query().known_at), empty_reason=_empty(record, told["places"], filters), **told,
            )  # fmt: skip

    @router.get("/sources")
    def sources(request: Request) -> Response:
        filters = question(request)
        with desk.pool.record() as record:
            query = filters.query()
            glance = record.glance
            told = desk.pool.remembered(
                glance, ("sources", repr(query)), lambda: _sources(desk, record, query, whole=not filters)
            )
            return desk.page(
                request, "sources.html", title="Sources", filters=filters, clock=record.clock_of(query.known_at),
                empty_reason=_empty(record, len(told["found"]), filters), usual=_usual, **told,
            )  # fmt: skip

    @router.get("/parties")
    def parties(request: Request) -> Response:
        filters = question(request)
        with desk.pool.record() as record:
            told = _parties(desk, record, filters)
            whole = msgspec.structs.replace(filters.query(), since=None, until=None)
            return desk.page(
                request, "parties.html", title="Parties", filters=filters, brush=_brush(desk, record.glance, whole, filters),
                clock=record.clock_of(filters.query().known_at), empty_reason=_empty(record, len(told["rows"]), filters), **told,
            )  # fmt: skip

    @router.get("/{what}.svg")
    def picture(
        request: Request, what: Literal["timeline", "map", "parties"], at: str = "", zoom: str = ""
    ) -> Response:
        filters = question(request)
        with desk.pool.record() as record:
            if what == "timeline":
                told = _timeline(desk, record, filters)
            elif what == "map":
                told = _world(desk, record, filters, at, zoom)
            else:
                told = _parties(desk, record, filters)
        if told.get("window", True) is None:
            raise QuestionError("there is nothing to draw: no event has a time")
        return desk.picture(request, what, filters=filters, **told)

    return router


def event_page(record: Record, event: Event, done: str = "") -> dict[str, Any]:
    """What the page of an event shows."""
    shown = _event(record, event, Filters(), done)
    return shown | {"clock": None, "alike": _alike(record.glance, event)}


def event_then(record: Record, event: Event, filters: Filters) -> dict[str, Any]:
    """What the page of an event shows of another moment, and which event its claims are in now."""
    there = Counter(record.glance.events_of(event.claims).values())
    present = there.most_common(1)[0][0] if there else event.id
    return _event(record, event, filters) | {"alike": [], "present": present}


def _event(record: Record, event: Event, filters: Filters, done: str = "") -> dict[str, Any]:
    glance, known_at = record.glance, filters.query().known_at
    told = ledger.testimonies(record.claims_of(event, known_at=known_at))
    judged = decided(record.judgements(known_at=known_at))
    return {
        "title": event.label,
        "event": event,
        "told": told,
        "by_claim": {t.claim.id: t for t in told},
        "fields": ledger.fields(told),
        "disputes": ledger.disputes(event, told),
        "roots": ledger.roots(event, told),
        "bonds": bonds(glance.told(event, known_at)) if len(told) > 1 else [],
        "judged_here": [d for d in judged if done in d.ids or d.concerns(event)],
        "just": next((d for d in judged if done in d.ids), None),
        "version": event.version,
        "filters": filters,
    }


def _alike(glance: Glance, event: Event) -> list[Event]:
    """Other events of about the same time and type: what this one may be the same as."""
    early, late = event.time.earliest or event.time.latest, event.time.latest or event.time.earliest
    if early is None or late is None:
        query = Query(type=event.type)
    else:
        days = timedelta(days=2)
        query = Query(type=event.type, since=words.utc(early) - days, until=words.utc(late) + days)
    names = {p.text for p in event.actors}
    found = [e for e in glance.page(query, "origins", limit=40).events if e.id != event.id]
    found.sort(key=lambda e: -len(names & {p.text for p in e.actors}))
    return found[:8]


def _reader(record: Record, name: str) -> dict[str, Any]:
    glance = record.glance
    reading = glance.reading(name)
    facts = glance.article_facts(name)
    events = glance.events_of([c.id for c in reading.claims])
    title = reading.article.title or ""
    edits = [(before, after, changes(lines)) for before, after, lines in record.edits(name)]
    # In the order of the text, the headline first.
    order = sorted(
        range(len(reading.claims)),
        key=lambda n: (not reading.claims[n].title, reading.claims[n].trigger.start, n),
    )
    return {
        "title": title or "Article",
        "reading": reading,
        "article": reading.article,
        "headline": pieces(title, marks_of(reading, title=True)),
        "body": pieces(reading.article.text, marks_of(reading)),
        "events": events,
        "order": order,
        "read": facts[0] if facts else None,
        "copies": facts[1] if facts else [],
        "changes": edits,
        "filters": Filters(),
    }


def _window(desk: Desk, glance: Glance, query: Query, filters: Filters) -> timeline.Window | None:
    """The stretch that is asked for; else that of all events, or of nearly all where a few lie far off."""

    whole = msgspec.structs.replace(query, since=None, until=None)

    def find() -> timeline.Window | None:
        extent = _outline(desk, glance, whole).extent
        bulk = glance.bulk(whole) if extent is not None else None
        if extent is None or bulk is None:
            return None
        far = extent[1] - extent[0] > _FAR * max(bulk[1] - bulk[0], timedelta(days=1))
        return timeline.fitted(bulk if far else extent)

    fitted = desk.pool.remembered(glance, ("window", repr(whole)), find)
    if fitted is None:
        return None
    since = instant(filters.since, end=False) if filters.since else fitted.since
    until = instant(filters.until, end=True) if filters.until else fitted.until
    if since >= until and filters.since and filters.until:
        raise QuestionError(
            f"nothing lies between {filters.since} and {filters.until}; the later moment comes second"
        )
    if since >= until:
        since, until = (
            (since, timeline.later(since, timedelta(days=1)))
            if filters.since
            else (timeline.later(until, -timedelta(days=1)), until)
        )
    return timeline.clamped(since, until)


def _now(desk: Desk, record: Record, looked: datetime | None) -> dict[str, Any]:
    moment = desk.now()
    glance = record.glance
    summary = record.summary()
    since = looked or (summary.last_read or moment) - _WEEK
    disputed = glance.page(Query(conflicts=True), "read", limit=8)
    outlets = glance.outlets(moment)
    return {
        "summary": summary,
        "since": since,
        "overdue": glance.page(Query(overdue=True), "newest", limit=12),
        "ahead": glance.ahead(moment, limit=12),
        "fresh": glance.fresh(since, limit=14),
        "changed": glance.changed(since, limit=8),
        "disputed": disputed,
        "told": {e.id: ledger.disputes(e, ledger.testimonies(record.claims_of(e))) for e in disputed.events},
        "outlets": outlets,
        "silent": [o for o in outlets if o.silent],
        "edited": glance.edited(since),
    }  # fmt: skip


def _sources(desk: Desk, record: Record, query: Query, *, whole: bool) -> dict[str, Any]:
    glance = record.glance
    top = glance.page(query, "origins", limit=_COLUMNS).events
    matrix, firsts = _matrix(record, top, query.known_at)
    top = [e for e in top if any(e.id in cells for _, _, cells in matrix)]
    return {
        "found": record.sources(query, limit=80),
        "top": top,
        "matrix": matrix,
        "firsts": firsts,
        "given": {cell.status for _, _, cells in matrix for cell in cells.values()},
        "carried": glance.carried() if whole else [],
        "outlets": glance.outlets(desk.now()),
    }


def _timeline(desk: Desk, record: Record, filters: Filters) -> dict[str, Any]:
    query = filters.query()
    glance = record.glance
    window = _window(desk, glance, query, filters)
    total, dated, _ = _outline(desk, glance, query)
    # What lies outside, and what "all" leads to, is told of all times, not of the stretch that is shown.
    whole = _outline(desk, glance, msgspec.structs.replace(query, since=None, until=None))
    told: dict[str, Any] = {
        "plot": None,
        "columns": [],
        "window": window,
        "drawn": set(),
        "top": [],
        "ticks": [],
        "outside": 0,
        "extent": whole.extent,
        "shown": 0,
        "dated": whole.dated,
    }
    if window is not None:
        told |= _axis(desk, glance, query, window, desk.now())
        told["outside"] = whole.dated - told["shown"]
    return told | {"total": total, "undated": total - dated, "width": timeline.WIDTH}


def _world(desk: Desk, record: Record, filters: Filters, at: str, zoom: str) -> dict[str, Any]:
    query = filters.query()
    glance = record.glance
    spots = desk.pool.remembered(glance, ("spots", repr(query)), lambda: glance.spots(query))
    view = worldmap.view_of(at, zoom, spots)
    total = _outline(desk, glance, query).total
    return {
        "view": view,
        "world": worldmap.world(spots, view),
        "size": worldmap,
        "ruler": worldmap.ruler(view),
        "near": worldmap.near(view) if at else None,
        "places": len(spots),
        "mapped": len({spot.name for spot in spots if spot.known}),
        "placed": desk.pool.remembered(glance, ("placed", repr(query)), lambda: glance.placed(query)),
        "total": total,
    }


def _parties(desk: Desk, record: Record, filters: Filters) -> dict[str, Any]:
    query = filters.query()
    glance = record.glance
    dealings = desk.pool.remembered(glance, ("dealings", repr(query)), lambda: glance.dealings(query, 600))
    rows = network.pairs(dealings)
    nodes, edges = network.network(rows)
    return {
        "rows": rows[:150],
        "nodes": nodes,
        "edges": edges,
        "drawn": {e.status for e in edges},
        "size": network,
        "asks": _asks,
    }


def _outline(desk: Desk, glance: Glance, query: Query) -> Outline:
    return desk.pool.remembered(glance, ("outline", repr(query)), lambda: glance.outline(query))


def _axis(desk: Desk, glance: Glance, query: Query, window: timeline.Window, now: datetime) -> dict[str, Any]:
    shown = msgspec.structs.replace(
        query, since=query.since or window.since, until=query.until or window.until
    )
    size = _outline(desk, glance, shown).total
    plot = None
    if size <= timeline.MOST_EVENTS:
        plot = timeline.plot(glance.page(shown, "oldest", limit=timeline.MOST_EVENTS).events, window, now)
    columns = []
    if plot is None:
        bins = desk.pool.remembered(
            glance,
            ("bins", repr(query), window),
            lambda: glance.bins(query, window.since, window.until, timeline.BINS),
        )
        columns = timeline.columns(bins, window, timeline.BINS, 300, STATUSES)
    drawn = {i.event.status for i in plot.items} if plot else {s for c in columns for s, *_ in c.parts}
    told = [] if plot else desk.pool.remembered(
        glance, ("told", repr(shown)), lambda: glance.page(shown, "origins", limit=_TOP).events
    )  # fmt: skip
    return {
        "plot": plot,
        "columns": columns,
        "ticks": timeline.ticks(window),
        "shown": size,
        "drawn": drawn,
        "top": told,
    }


def _brush(desk: Desk, glance: Glance, query: Query, filters: Filters) -> dict[str, Any] | None:
    window = _window(desk, glance, query, Filters())
    if window is None:
        return None
    bins = desk.pool.remembered(
        glance, ("brush", repr(query)), lambda: glance.bins(query, window.since, window.until, 60)
    )
    return {
        "window": window,
        "columns": timeline.columns(bins, window, 60, 46, STATUSES),
        "ticks": timeline.ticks(window),
        "chosen": _chosen(window, filters),
    }


def _chosen(window: timeline.Window, filters: Filters) -> tuple[float, float] | None:
    """From where to where on the brush the stretch lies that is asked for."""
    if not (filters.since or filters.until):
        return None
    x = max(0.0, window.x(instant(filters.since, end=False))) if filters.since else 0.0
    x2 = min(timeline.WIDTH, window.x(instant(filters.until, end=True))) if filters.until else timeline.WIDTH
    return x, max(x2 - x, 2.0)


def _matrix(
    record: Record, events: list[Event], known_at: Any
) -> tuple[list[tuple[str, str, dict[str, Cell]]], dict[str, int]]:
    """Voices and what each says of which event; and how often each was the first to tell."""
    rows: dict[str, tuple[str, dict[str, Cell]]] = {}
    firsts: dict[str, int] = {}
    for event in events:
        told = {c.id: c for c in record.claims_of(event, known_at=known_at)}
        disputed = {
            claim
            for conflict in event.conflicts
            if conflict.kind == "disagreement"
            for v in conflict.values
            for claim in v.claims
        }
        begun = {
            origin.root: min(
                (told[c].clocks.published or "~" for c in origin.claims if c in told), default="~"
            )
            for origin in event.origins.groups
        }
        first = min(begun.values(), default="~")
        for origin in event.origins.groups:
            statuses = [told[c].claim.status for c in origin.claims if c in told]
            leads = len(begun) > 1 and begun[origin.root] == first != "~"
            if leads:
                firsts[origin.root] = firsts.get(origin.root, 0) + 1
            _, cells = rows.setdefault(origin.root, (origin.kind, {}))
            cells[event.id] = Cell(
                min(statuses, key=STATUSES.index, default=event.status),
                bool(disputed.intersection(origin.claims)),
                leads,
            )
    ordered = sorted(rows.items(), key=lambda item: (-len(item[1][1]), item[0]))
    return [(name, kind, cells) for name, (kind, cells) in ordered[:_ROWS]], firsts


def _usual(gap: timedelta) -> str:
    hours = gap / timedelta(hours=1)
    return (
        f"every {words.many(round(hours), 'hour')}"
        if hours < 48
        else f"every {words.many(round(hours / 24), 'day')}"
    )


def _asks(side: Side) -> str:
    """The filter that finds a party."""
    return side.entity or side.name


def _empty(record: Record, found: int, filters: Filters) -> str:
    """Why a view is empty: the record is, or nothing fits, or a name is not known; empty where something is shown."""
    if found:
        return ""
    if not record.summary().articles:
        return "no articles"
    unknown = record.unknown(filters.query())
    return (
        " ".join(f"Nothing in the record fits the {name} “{told}”." for name, told in unknown)
        or "nothing fits"
    )
