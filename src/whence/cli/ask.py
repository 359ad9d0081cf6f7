"""How does `whence` answer what is asked of a record: as text, as JSON, as CSV?"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice
from typing import TYPE_CHECKING, Any, Literal

from whence.cli import output, wording
from whence.cli.safe import safe

if TYPE_CHECKING:
    from whence.cli.render import View
    from whence.corroborate import Event
    from whence.record import KeptClaim, Query, Record

Shape = Literal["text", "json", "csv"]
FIRST = 50
"""Rows that are shown on a terminal or as text where no limit is given."""

_EVENT_COLUMNS = (
    "id", "type", "mode", "status", "label", "earliest", "latest", "time_how", "actors", "recipients", "objects",
    "places", "country", "lat", "lon", "radius_km", "origins", "articles", "claims", "conflicts",
    "first_said", "first_published", "first_read", "outlet", "url", "sentence",
)  # fmt: skip
_CLAIM_COLUMNS = (
    "id", "event", "type", "mode", "status", "negative", "repeated", "retracted", "corrected", "earliest", "latest",
    "time_how", "said_earliest", "said_latest", "published", "read", "actors", "recipients", "objects", "places",
    "country", "lat", "lon", "radius_km", "voice", "voice_kind", "chain", "evidence", "outlet", "title", "url",
    "article", "reader", "sentence",
)  # fmt: skip


def events(record: Record, query: Query, shape: Shape, limit: int | None, names: Sequence[str] = ()) -> int:
    """Print events: those with the ids ``names``, or those that are asked for."""
    if names:
        found: Iterable[Event] = [event for name in names for event in record.event(name)]
    else:
        found = _told(record, query, record.each_event(query, limit=_most(shape, limit)), shape, limit)
    if shape == "json":
        _write(event.to_json() for event in found)
    elif shape == "csv":
        _table(_EVENT_COLUMNS, (_event_row(e, record.claims_of(e)) for e in found))
    else:
        view = _view()
        for event in found:
            claims = record.claims_of(event)
            tellers = {c.id: _judged_teller(c) for c in claims}
            view.event(event, tellers, {c.article.id: _outlet(c) for c in claims})
            view.note("id", event.id)
            for claim in claims if names else claims[:1]:
                view.note("text", f"{_outlet(claim)}: {claim.sentence}")
                if names:
                    view.note("", f"claim {claim.id} · {_judged_teller(claim)}, {claim.claim.status}")
            view.gap()
    return 0


def claims(record: Record, query: Query, shape: Shape, limit: int | None) -> int:
    """Print claims."""
    found = _told(record, query, record.each_claim(query, limit=_most(shape, limit)), shape, limit)
    if shape == "json":
        _write(claim.to_json() for claim in found)
    elif shape == "csv":
        _table(_CLAIM_COLUMNS, map(_claim_row, found))
    else:
        view = _view()
        for claim in found:
            view.kept(claim)
    return 0


def timeline(record: Record, query: Query, shape: Shape, limit: int | None) -> int:
    """Print events in the order they happened, a line each, under their days."""
    if shape != "text":
        return events(record, query, shape, limit)
    from whence.cli.render import origins_of  # noqa: PLC0415 - keeps --help quick

    view = _view()
    found = _told(record, query, record.each_event(query, limit=_most(shape, limit)), shape, limit)
    for day, some in groupby(found, key=_day):
        view.head(day)
        for event in some:
            view.line(event, f"{origins_of(event)} · {event.id}")
    return 0


def conflicts(record: Record, query: Query, shape: Shape, limit: int | None) -> int:
    """Print what is disputed, a row for each told value."""
    found = _told(record, query, record.each_event(query, limit=_most(shape, limit)), shape, limit)
    if shape == "text":
        return _disputed(record, found)
    rows = (
        {
            "event": event.id,
            "label": event.label,
            "field": conflict.field,
            "of": conflict.of,
            "value": value.value,
            "as_of": value.as_of,
            "voices": list(dict.fromkeys(_teller(c) for c in told if c.id in value.claims)),
            "origins": value.origins,
            "claims": list(value.claims),
            "sentence": next((c.sentence for c in told if c.id in value.claims), None),
        }
        for event in found
        for told in [record.claims_of(event)]
        for conflict in event.disputes
        for value in conflict.values
    )
    if shape == "json":
        _write(_json(row) for row in rows)
    else:
        columns = (
            "event",
            "label",
            "field",
            "of",
            "value",
            "as_of",
            "voices",
            "origins",
            "claims",
            "sentence",
        )
        _table(columns, ({**row, "value": _plain(row["value"])} for row in rows))
    return 0


def expected(record: Record, query: Query, shape: Shape, limit: int | None) -> int:
    """Print what is expected, what is due first at the top; JSON rows say whether it is overdue."""
    import msgspec  # noqa: PLC0415

    late = {e.id for e in record.each_event(msgspec.structs.replace(query, overdue=True))}
    found = _told(record, query, record.each_event(query, limit=_most(shape, limit)), shape, limit)
    if shape == "json":
        _write(_json({**event.to_dict(), "overdue": event.id in late}) for event in found)
    elif shape == "csv":
        rows = ({**_event_row(e, record.claims_of(e)), "overdue": e.id in late} for e in found)
        _table((*_EVENT_COLUMNS, "overdue"), rows)
    else:
        view = _view()
        for event in found:
            view.line(event, f"{'OVERDUE · ' if event.id in late else ''}{event.id}")
    return 0


def sources(record: Record, query: Query, shape: Shape, limit: int | None) -> int:
    """Print the root voices of claims, those of most claims first."""
    found = record.sources(query, limit=_most(shape, limit))
    if not found:
        _complain_of_nothing(record, query)
    columns = ("voice", "kind", "entity", "trust", "claims", "articles", "first_read", "last_read")
    _rows(found, columns, shape, limit, lambda s: (
        f"{'outlet not named' if s.voice == '(outlet)' else s.voice} ({s.kind.replace('_', ' ')}): {wording.number(s.claims, 'claim')} in {wording.number(s.articles, 'article')}"
        + (f" [{s.trust}]" if s.trust else "")
    ))  # fmt: skip
    return 0


def articles(record: Record, text: str | None, shape: Shape, limit: int | None) -> int:
    """Print articles, in the order they were read."""
    found = record.articles(text, limit=_most(shape, limit))
    if not found:
        output.complain(_NOTHING)
    columns = ("id", "published", "outlet", "title", "url", "read", "reader", "claims", "copies", "edits")
    _rows(found, columns, shape, limit, lambda a: (
        f"{wording.moment(a.published) if a.published else 'undated':<20} {a.outlet or 'outlet unknown'}: {a.title or a.url or '(no headline)'}"
        f" · {wording.number(a.claims, 'claim')} · {a.id[:16]}"
        + (f" · {wording.number(a.copies, 'copy').replace('copys', 'copies')}" if a.copies else "")
        + (f" · {wording.number(len(a.edits), 'other state')}" if a.edits else "")
    ))  # fmt: skip
    return 0


def edits(record: Record, article: str, shape: Shape) -> int:
    """Print how a page changed from one state to the next."""
    for before, after, changes in record.edits(article):
        if shape == "json":
            _write([_json({"before": before, "after": after, "changes": changes})])
            continue
        sys.stdout.write(f"{before[:16]} → {after[:16]}\n")
        for change in changes or ["(the text is the same)"]:
            sys.stdout.write(f"{safe(change)}\n")
    return 0


def parties(record: Record, text: str, shape: Shape, limit: int | None) -> int:
    """Print parties that a search finds."""
    found = record.parties(text, limit=_most(shape, limit))
    if not found:
        output.complain(_NOTHING + output.offered(record.near(text, "party")))
    if shape == "json":
        _write(map(_json, found))
    elif shape == "csv":
        _table(("name", "entity", "country", "claims"), found)
    else:
        for row in _first(found, shape, limit):
            known = ", ".join(k for k in (row["country"], row["entity"]) if k)
            sys.stdout.write(
                f"{wording.number(row['claims'], 'claim'):>12}  {safe(row['name'])}{f' ({known})' if known else ''}\n"
            )
    return 0


def json_schema_of(kind: str) -> dict[str, Any] | None:
    """The JSON Schema of what a record answers with; ``None`` for a kind that there is none of."""
    import msgspec  # noqa: PLC0415

    from whence.record import KeptArticle, KeptClaim, Source  # noqa: PLC0415
    from whence.record.judgements import Judged  # noqa: PLC0415
    from whence.record.values import Change  # noqa: PLC0415

    kinds = {
        "claim": KeptClaim,
        "article": KeptArticle,
        "source": Source,
        "judgement": Judged,
        "change": Change,
    }
    return msgspec.json.schema(kinds[kind]) if kind in kinds else None


def _disputed(record: Record, found: Iterable[Event]) -> int:
    view = _view()
    for event in found:
        told = record.claims_of(event)
        view.disputes(event, {c.id: _judged_teller(c) for c in told})
        view.note("id", event.id)
        view.gap()
    return 0


def _most(shape: Shape, limit: int | None) -> int | None:
    """How many rows are taken: one more than is shown, to know that there are more."""
    return limit if limit is not None or shape != "text" else FIRST + 1


def _first(found: Iterable[Any], shape: Shape, limit: int | None) -> Iterator[Any]:
    """The rows that are shown; that there are more is said on standard error."""
    rows = iter(found)
    if limit is not None or shape != "text":
        yield from rows
        return
    yield from islice(rows, FIRST)
    if next(rows, None) is not None:
        output.complain(f"only the first {FIRST} are shown; --limit N shows more, --json and --csv all")


_NOTHING = "nothing in the record fits"
_NAMES: dict[str, Literal["party", "place", "voice"]] = {
    "actor": "party", "party": "party", "place": "place", "speaker": "voice",
}  # fmt: skip


def _told(
    record: Record, query: Query, found: Iterable[Any], shape: Shape, limit: int | None
) -> Iterator[Any]:
    """The rows that are shown; that there are more, or none, is said on standard error."""
    empty = True
    for row in _first(found, shape, limit):
        empty = False
        yield row
    if empty:
        _complain_of_nothing(record, query)


def _complain_of_nothing(record: Record, query: Query) -> None:
    """Say that nothing was found and, of names that nothing bears, which may be meant."""
    unknown = record.unknown(query)
    for field, told in unknown:
        output.complain(f"{_NOTHING} the {field} {told!r}{output.offered(record.near(told, _NAMES[field]))}")
    if not unknown:
        output.complain(_NOTHING)


def _view() -> View:
    from whence.cli.render import View  # noqa: PLC0415 - keeps --help quick

    return View(output.results())


def _write(lines: Iterable[bytes]) -> None:
    for line in lines:
        output.write_line(line)


def _json(row: dict[str, Any]) -> bytes:
    import json  # noqa: PLC0415

    import msgspec  # noqa: PLC0415

    plain = msgspec.to_builtins(row, str_keys=True)
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")


def _rows(found: Sequence[Any], columns: Sequence[str], shape: Shape, limit: int | None, line: Any) -> None:
    if shape == "json":
        _write(row.to_json() for row in found)
    elif shape == "csv":
        _table(columns, ({c: _plain(getattr(row, c)) for c in columns} for row in found))
    else:
        for row in _first(found, shape, limit):
            sys.stdout.write(f"{safe(line(row))}\n")


def _table(columns: Sequence[str], rows: Iterable[dict[str, Any]]) -> None:
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(newline="")
    writer = csv.DictWriter(sys.stdout, columns, lineterminator="\r\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _cell(value) for name, value in row.items()})


def _cell(value: Any) -> Any:
    """A cell; text that a spreadsheet would run as a formula gets an apostrophe in front."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        value = "; ".join(map(str, value))
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{value}"
    return value


def _plain(value: Any) -> Any:
    import msgspec  # noqa: PLC0415

    plain = msgspec.to_builtins(value, str_keys=True)
    if isinstance(plain, dict):
        return "; ".join(f"{k} {v}" for k, v in plain.items() if v is not None)
    return list(plain) if isinstance(plain, tuple) else plain


def _event_row(event: Event, told: Sequence[KeptClaim]) -> dict[str, Any]:
    first = told[0] if told else None
    place = event.places[0] if event.places else None
    return {
        "id": event.id,
        "type": event.type,
        "mode": event.mode,
        "status": event.status,
        "label": event.label,
        "earliest": _moment(event.time.earliest),
        "latest": _moment(event.time.latest),
        "time_how": event.time.how,
        "actors": [p.text for p in event.actors],
        "recipients": [p.text for p in event.recipients],
        "objects": [t.text for t in event.objects],
        "places": [f"{p.role} {p.name}" for p in event.places],
        **_where(place),
        "origins": event.origins.count,
        "articles": len(event.articles),
        "claims": list(event.claims),
        "conflicts": [c.field for c in event.conflicts],
        "first_said": _moment(event.first_said),
        "first_published": event.first_published,
        "first_read": event.first_read,
        "outlet": _outlet(first) if first else None,
        "url": first.article.url if first else None,
        "sentence": first.sentence if first else None,
    }


def _claim_row(kept: KeptClaim) -> dict[str, Any]:
    claim = kept.claim
    return {
        "id": kept.id,
        "event": kept.event,
        "type": claim.type,
        "mode": claim.mode,
        "status": claim.status,
        "negative": claim.negative,
        "repeated": claim.repeated,
        "retracted": claim.retracted,
        "corrected": kept.corrected,
        "earliest": _moment(claim.time.earliest),
        "latest": _moment(claim.time.latest),
        "time_how": claim.time.how,
        "said_earliest": _moment(claim.said.earliest),
        "said_latest": _moment(claim.said.latest),
        "published": kept.clocks.published,
        "read": _moment(kept.clocks.read),
        "actors": [p.text for p in claim.actors],
        "recipients": [p.text for p in claim.recipients],
        "objects": [t.text for t in claim.objects],
        "places": [f"{link.role} {p.name}" for link, p in zip(claim.places, kept.places, strict=False)],
        **_where(kept.places[0] if kept.places else None),
        "voice": _teller(kept),
        "voice_kind": claim.chain[0].kind,
        "chain": [_outlet(kept) if link.kind == "outlet" else link.voice for link in claim.chain],
        "evidence": claim.evidence,
        "outlet": kept.article.outlet,
        "title": kept.article.title,
        "url": kept.article.url,
        "article": kept.article.id,
        "reader": kept.reader,
        "sentence": kept.sentence,
    }


def _where(place: Any) -> dict[str, Any]:
    names = ("country", "lat", "lon", "radius_km")
    return {name: getattr(place, name) if place is not None else None for name in names}


def _moment(value: Any) -> str | None:
    return None if value is None else value.isoformat().replace("+00:00", "Z")


def _outlet(kept: KeptClaim) -> str:
    from whence.article import host_of  # noqa: PLC0415 - keeps --help quick

    return kept.article.outlet or host_of(kept.article.url) or kept.article.id[:8]


def _teller(kept: KeptClaim) -> str:
    root = kept.claim.chain[0]
    return _outlet(kept) if root.kind == "outlet" else root.voice


def _judged_teller(kept: KeptClaim) -> str:
    """Who tells a claim, with what a person judged of that voice."""
    from whence.cli.render import judged  # noqa: PLC0415 - keeps --help quick

    return judged(_teller(kept), kept.trust)


def _day(event: Event) -> str:
    known = event.time.earliest or event.time.latest
    return known.date().isoformat() if known else "time unknown"
