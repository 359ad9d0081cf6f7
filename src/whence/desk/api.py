"""What can a program ask of the desk, and how does what is seen leave it? JSON, CSV, SVG."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any, Literal

import msgspec
from fastapi import APIRouter, HTTPException, Request, Response
from starlette.responses import JSONResponse, StreamingResponse

from whence.corroborate import Event
from whence.desk import words
from whence.desk.app import Desk
from whence.desk.asked import Filters
from whence.desk.guard import check_seal, needs
from whence.record import ChangedError, KeptClaim, Query, QuestionError, Seen
from whence.record.glance import Order, Spot
from whence.record.judgements import Kind

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
EVENT_COLUMNS = (
    "id", "type", "mode", "status", "label", "earliest", "latest", "time_how", "actors", "recipients", "objects",
    "places", "lat", "lon", "radius_km", "origins", "articles", "claims", "conflicts", "voice", "outlet", "url", "sentence",
)  # fmt: skip

SOURCE_COLUMNS = ("voice", "kind", "entity", "trust", "claims", "articles", "first_read", "last_read")
PARTY_COLUMNS = ("actor", "actor_id", "recipient", "recipient_id", "type", "events", "status")


class Decided(msgspec.Struct, kw_only=True):
    """A judgement as a program sends it: the arguments of `whence.record.Record.judge`."""

    kind: Kind
    names: list[str] = []
    others: list[str] = []
    voice: str | None = None
    field: str | None = None
    value: Any = None
    why: str | None = None
    event: str | None = None
    version: str | None = None
    """The version of the event that the program saw; refused if it is another by now."""


def routes(desk: Desk) -> APIRouter:
    """Addresses that answer with data."""
    router = APIRouter(dependencies=[needs("reader")])

    def question(request: Request) -> Filters:
        return Filters.of(request.query_params.multi_items())

    @router.get("/events.csv")
    def events_csv(request: Request) -> Response:
        """The events that the filters ask for, a row each, with a sentence that shows it."""
        return _download("events.csv", "text/csv; charset=utf-8", _csv(desk, question(request).query()))

    @router.get("/events.json")
    def events_json(request: Request) -> Response:
        """The events that the filters ask for, one JSON value a line (``whence.event/1``)."""
        return _download("events.jsonl", "application/x-ndjson", _lines(desk, question(request).query()))

    @router.get("/claims.json")
    def claims_json(request: Request) -> Response:
        """The claims that the filters ask for, one JSON value a line (``whence.claim/1``)."""
        query = question(request).query()

        def rows() -> Iterator[bytes]:
            with desk.pool.record() as record:
                for claim in record.each_claim(query):
                    yield claim.to_json() + b"\n"

        return _download("claims.jsonl", "application/x-ndjson", rows())

    @router.get("/{what}.csv")
    def table(request: Request, what: Literal["parties", "sources", "places"]) -> Response:
        """Who acts on whom, the root voices, or the places, as a table."""
        columns, rows = _rows_of(desk, what, question(request).query())
        return _download(f"{what}.csv", "text/csv; charset=utf-8", _table(columns, rows))

    @router.get("/{what}.json")
    def lines(request: Request, what: Literal["parties", "sources", "places"]) -> Response:
        """Who acts on whom, the root voices, or the places, one JSON value a line."""
        columns, rows = _rows_of(desk, what, question(request).query())
        told = (msgspec.json.encode({c: row.get(c) for c in columns}) + b"\n" for row in rows)
        return _download(f"{what}.jsonl", "application/x-ndjson", told)

    @router.get("/api/events")
    def events(request: Request, order: Order = "newest", offset: int = 0, limit: int = 50) -> Response:
        """A page of events and how many there are."""
        with desk.pool.record() as record:
            found = record.glance.page(
                question(request).query(), order, offset=max(0, offset), limit=max(0, min(limit, 500))
            )
        return JSONResponse({"total": found.total, "events": [e.to_dict() for e in found.events]})

    @router.get("/api/event/{name}")
    def event(name: str, known_at: str | None = None) -> Response:
        """One event, its version and its claims with their sentences; as they were known at a moment if one is given."""
        with desk.pool.record() as record:
            found = record.event(name, known_at=known_at)[0]
            claims = [c.to_dict() for c in record.claims_of(found, known_at=known_at)]
        return JSONResponse({"event": found.to_dict(), "version": found.version, "claims": claims})

    @router.get("/api/event/{name}/version")
    def version(name: str) -> Response:
        """Whether an event is still what a page shows."""
        with desk.pool.record() as record:
            found = record.event(name)
        return JSONResponse({"event": found[0].id, "version": found[0].version})

    @router.get("/api/article/{name}")
    def article(name: str) -> Response:
        """The reading of an article (``whence.reading/1``)."""
        with desk.pool.record() as record:
            return Response(record.glance.reading(name).to_json(), media_type="application/json")

    @router.get("/api/jobs/{number}")
    def job(number: int) -> Response:
        """How far something is that is being added."""
        found = desk.adding.job(number)
        if found is None:
            raise HTTPException(404, "there is no such job")
        return JSONResponse(
            {"done": found.done, "share": found.share, "lines": len(found.lines), "error": found.error}
        )

    @router.get("/api/judgements")
    def judgements() -> Response:
        """All judgements, oldest first (``whence.judgement/1``)."""
        with desk.pool.record() as record:
            return Response(msgspec.json.encode(record.judgements()), media_type="application/json")

    @router.post("/api/judgements", dependencies=[needs("analyst")])
    async def judge(request: Request) -> Response:
        """Write a judgement down. With a session's cookie the header ``x-seal`` must bring the page's token."""
        check_seal(request, desk.house, request.headers.get("x-seal", ""))
        try:
            told = msgspec.json.decode(await request.body(), type=Decided)
        except msgspec.DecodeError as error:
            raise HTTPException(422, str(error)) from None
        return await _in_thread(lambda: _decide(desk, told, request.state.person.name))

    return router


def _rows_of(
    desk: Desk, what: Literal["parties", "sources", "places"], query: Query
) -> tuple[tuple[str, ...], list[dict[str, Any]]]:
    """The columns and rows of a table that is taken along."""
    with desk.pool.record() as record:
        if what == "sources":
            return SOURCE_COLUMNS, [s.to_dict() for s in record.sources(query)]
        if what == "places":
            return Spot._fields[:-1], [s._asdict() for s in record.glance.spots(query)]
        found = record.glance.dealings(query, 100_000)
    return PARTY_COLUMNS, [
        {"actor": d.actor.name, "actor_id": d.actor.entity, "recipient": d.recipient.name,
         "recipient_id": d.recipient.entity, "type": d.type, "events": d.events, "status": d.status}
        for d in found
    ]  # fmt: skip


async def _in_thread(work: Any) -> Response:
    from starlette.concurrency import run_in_threadpool  # noqa: PLC0415

    done: Response = await run_in_threadpool(work)
    return done


def _decide(desk: Desk, told: Decided, by: str) -> Response:
    seen = Seen(told.event, told.version) if told.event and told.version else None
    with desk.pool.record() as record:
        try:
            if told.kind == "undo":
                if len(told.names) != 1:
                    raise QuestionError("undo takes one judgement back: give its id alone in names")
                made = record.undo(told.names[0], by=by, why=told.why, seen=seen)
            else:
                made = record.judge(
                    told.kind, *told.names, others=told.others, voice=told.voice, field=told.field, value=told.value,
                    by=by, why=told.why, seen=seen,
                )  # fmt: skip
        except ChangedError as error:
            there = [{"event": e.to_dict(), "version": e.version} for e in record.event(told.event or "")]
            return JSONResponse({"error": str(error), "events": there, **(there[0] if there else {})}, 409)
    return Response(made.to_json(), 201, media_type="application/json")


def _csv(desk: Desk, query: Query) -> Iterator[bytes]:
    with desk.pool.record() as record:
        yield from _table(
            EVENT_COLUMNS,
            (_row(e, record.claims_of(e, known_at=query.known_at)) for e in record.each_event(query)),
        )


def _lines(desk: Desk, query: Query) -> Iterator[bytes]:
    with desk.pool.record() as record:
        for event in record.each_event(query):
            yield event.to_json() + b"\n"


def _row(event: Event, claims: list[KeptClaim]) -> dict[str, Any]:
    spot = next((p for p in event.places if p.lat is not None), None)
    first = claims[0] if claims else None
    return {
        "id": event.id,
        "type": event.type,
        "mode": event.mode,
        "status": event.status,
        "label": event.label,
        "earliest": event.time.earliest and event.time.earliest.isoformat(),
        "latest": event.time.latest and event.time.latest.isoformat(),
        "time_how": event.time.how,
        "actors": "; ".join(p.text for p in event.actors),
        "recipients": "; ".join(p.text for p in event.recipients),
        "objects": "; ".join(o.text for o in event.objects),
        "places": "; ".join(f"{p.role} {p.name}" for p in event.places),
        "lat": spot and spot.lat,
        "lon": spot and spot.lon,
        "radius_km": spot and spot.radius_km,
        "origins": event.origins.count,
        "articles": len(event.articles),
        "claims": len(event.claims),
        "conflicts": "; ".join(c.field for c in event.conflicts),
        "voice": first and words.chain(first.claim.chain, first.article.outlet)[0],
        "outlet": first and first.article.outlet,
        "url": first and first.article.url,
        "sentence": first and first.sentence,
    }


def _table(columns: Iterable[str], rows: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    names, there = list(columns), iter(rows)
    first = list(islice(there, 1))  # a question that cannot be answered fails before anything is sent
    yield ("\N{ZERO WIDTH NO-BREAK SPACE}" + _line(names)).encode()
    for row in chain(first, there):
        yield _line([_cell(row.get(n)) for n in names]).encode("utf-8", "replace")


def _line(cells: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()


def _cell(value: Any) -> str:
    """A value for a spreadsheet: text that one would take for a formula begins with an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    told = str(value)
    return f"'{told}" if isinstance(value, str) and told.startswith(_FORMULA) else told


def _download(name: str, kind: str, body: Iterable[bytes]) -> Response:
    """A file to take along. It is begun before it is promised: what is wrong with the question is still an error then."""
    there = iter(body)
    first = list(islice(there, 1))
    return StreamingResponse(
        chain(first, there),
        media_type=kind,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
