"""Grows a record by rule: the database copies what was added, as often as it takes for the record to be large.

Each copy speaks of other days, has ids, places and keys of its own and is found by the words of what it was copied from. So an
added article meets as many others as if each had been added by itself, in tables and indexes of the full size, at a hundredth
of the time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    LargeBinary,
    Table,
    Text,
    and_,
    bindparam,
    case,
    cast,
    func,
    insert,
    literal,
    select,
    update,
)

from whence.record import tables as t
from whence.record.keep import chunks
from whence.record.record import Record
from whence.record.rows import boxes, claim_rows, words_of
from whence.record.settle import EVENT_TABLES

NUMBERED = (t.article, t.reading, t.place, t.claim, t.event)
HANGING = (
    *EVENT_TABLES, t.claim_party, t.claim_place, t.link, t.likeness, t.article_key, t.claim_key, t.printed,
)  # fmt: skip
HAPPENED = frozenset(
    {
        "start",
        "stop",
        "earliest",
        "latest",
        "opens",
        "closes",
        "due",
        "said",
        "published",
        "out_first",
        "out_last",
    }
)
READ = frozenset({"read", "since", "gone", "read_first", "read_last"})
"""Columns with moments: of what is told, and of when it was read."""
NAMES = frozenset({"uid", "page", "story", "last"})
EAST = 0.25
"""Degrees from the places of one copy to those of the next."""
_STEP = 0x5BD1E995
"""From the keys of one copy to those of the next."""


class _Original(NamedTuple):
    """What is copied, and how far copies are from each other."""

    highest: dict[str, int]
    """The last number in each table."""
    words: dict[str, list[tuple[int, str]]]
    """By what articles and claims are found, with their numbers."""
    bodies: Sequence[tuple[int, str, bytes]]
    """Number, article and content of each reading: the article that it names is the copy's own."""
    centres: Sequence[Any]
    apart: int
    """Microseconds between the days of one copy and of the next."""
    read: int
    """Microseconds between when one was read and the next."""
    maps: int


def multiply(record: Record, copies: int, *, apart: int, maps: int = 0) -> None:
    """Copy articles, claims and events ``copies`` times, with all that hangs on them.

    A copy is also found by a word that one in a thousand has ("number512").

    Args:
        record: the record; everything in it is settled.
        copies: how often.
        apart: microseconds from one copy to the next; below 0, what is copied remains the latest.
        maps: copies after which places come again; 0 for places of its own for each.
    """
    original = _original(record, apart, maps)
    for copy in range(1, copies + 1):
        _copy(record, original, copy)
    backend = record._store.backend
    if backend.engine.dialect.name == "postgresql":  # which numbers rows on from where it left off
        with backend.writing() as connection:
            for table in NUMBERED:
                row = func.pg_get_serial_sequence(table.name, "id")
                connection.execute(select(func.setval(row, select(func.max(table.c.id)).scalar_subquery())))


def _original(record: Record, apart: int, maps: int) -> _Original:
    p, a, r = t.place.c, t.article.c, t.reading.c
    packer = record._store.shelf.packer
    with record._store.backend.reading() as connection:
        low, high = connection.execute(select(func.min(a.read), func.max(a.read))).one()
        return _Original(
            {
                table.name: connection.execute(select(func.max(table.c.id))).scalar() or 0
                for table in NUMBERED
            },
            _words(record, connection),
            [
                (number, uid, packer.unpack(body))
                for number, uid, body in connection.execute(
                    select(r.id, a.uid, r.body).join(t.article, a.id == r.article)
                ).tuples()
            ],
            connection.execute(select(p.id, p.lat, p.lon, p.radius_km).where(p.lat.is_not(None))).all(),
            apart,
            (high - low + 1) * (1 if apart > 0 else -1),
            maps,
        )


def _copy(record: Record, original: _Original, copy: int) -> None:
    """Make one copy."""
    backend, packer, highest = record._store.backend, record._store.shelf.packer, original.highest
    fresh = not original.maps or copy < original.maps
    with backend.writing() as connection:
        for table in (*NUMBERED, *HANGING):
            if table is t.place and not fresh:
                continue
            told = [_moved(column, copy, original) for column in table.c]
            rows = select(*told).where(_column(table) <= highest[_table(_column(table))])
            if table is t.likeness:
                rows = rows.where(t.likeness.c.kind.is_not(None))
            connection.execute(insert(table).from_select([c.name for c in table.c], rows))
        connection.execute(
            update(t.reading).where(t.reading.c.id == bindparam("number")).values(body=bindparam("content")),
            [
                {
                    "number": number + copy * highest["reading"],
                    "content": packer.pack(body.replace(uid.encode(), f"{uid}-{copy}".encode())),
                }
                for number, uid, body in original.bodies
            ],
        )
        for index, found in original.words.items():
            moved = [(n + copy * highest[index], text) for n, text in found]
            backend.index_words(connection, index, [(n, f"{text} number{n % 977}") for n, text in moved])
        if fresh:
            east = EAST * copy % 360
            rows_of_boxes = [
                (number + copy * highest["place"], box)
                for number, lat, lon, radius in original.centres
                for box in boxes(lat, lon + east - (360 if lon + east > 180 else 0), radius or 0)
            ]
            backend.index_boxes(connection, rows_of_boxes)


def _words(record: Record, connection: Connection) -> dict[str, list[tuple[int, str]]]:
    """By what words articles and claims are found, with their numbers."""
    c = t.claim.c
    claims = {
        (row.reading, row.number): row.id
        for row in connection.execute(select(c.id, c.reading, c.number).where(c.gone.is_(None)))
    }
    articles = connection.execute(
        select(t.reading.c.id, t.reading.c.article).where(t.reading.c.gone.is_(None))
    ).all()
    found: dict[str, list[tuple[int, str]]] = {"article": [], "claim": []}
    for some in chunks(articles):
        readings = record._store.shelf.readings(connection, [number for number, _ in some])
        for number, article in some:
            reading = readings[number]
            found["article"].append((article, words_of(reading.article.title, reading.article.text)))
            found["claim"] += [(claims[number, row.row["number"]], row.words) for row in claim_rows(reading)]
    return found


def _column(table: Table) -> Column[Any]:
    """The column by which the rows of a table that were there before the first copy are told from copies."""
    columns = {_table(column): column for column in reversed(list(table.c))}
    return next(
        columns[name] for name in ("event", "claim", "reading", "article", "place") if name in columns
    )


def _table(column: Column[Any]) -> str:
    """The table whose numbers a column holds; "" if none's."""
    if column.name == "id":
        return column.table.name
    if column.name in ("chain", "successor"):
        return "claim" if column.name == "chain" else "article"
    return next((key.column.table.name for key in column.foreign_keys), "")


def _moved(column: Column[Any], copy: int, original: _Original) -> ColumnElement[Any]:
    """A column as it is in a copy: with numbers, names and keys of its own, on other days, and somewhere else."""
    table, highest = _table(column), original.highest
    moved: ColumnElement[Any] = column
    if table in highest:
        times = copy % original.maps if table == "place" and original.maps else copy
        moved = column + times * highest[table]
    elif column.name in NAMES:
        moved = column + f"-{copy}"
    elif column.name == "key":
        step = literal(copy * _STEP, BigInteger)
        narrow = column.table is t.article_key
        # those of 64 bits are halved, so that none grows too large
        moved = (column + step) % (1 << 31) if narrow else column // 2 + step
    elif column.name == "lon":
        east = EAST * copy % 360
        moved = column + case((column > 180 - east, east - 360), else_=east)
    elif column.name == "digest" and column.table is t.place:
        moved = cast(cast(t.place.c.id + copy * highest["place"], Text), LargeBinary)
    elif column.name in HAPPENED | READ:
        by = copy * (original.apart if column.name in HAPPENED else original.read)
        moved = case((and_(column > 0, column < t.NEVER), column + literal(by, BigInteger)), else_=column)
    return moved.label(column.name)
