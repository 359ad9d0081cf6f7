"""How is a reading put into a record, wholly or not at all?"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, and_, insert, select, tuple_, update

from whence.record import tables as t
from whence.record.backend import Backend
from whence.record.pack import Packer
from whence.record.rows import ClaimRows, ReadingRows, boxes
from whence.record.syntax import fold

CHUNK = 500
"""Values in one list of a statement, at most."""
REMEMBERED = 200_000
"""Numbers of parties, places and voices that are remembered, at most."""


class Added(NamedTuple):
    """What adding one reading did."""

    article: str
    """Id of the article."""
    new: bool
    """Whether the snapshot was not there before."""
    read_anew: bool
    """Whether a reading of it by another version took the place of an earlier one."""
    edited: str | None
    """Id of the state of the same page that was kept before it, for a new snapshot of a known page."""


class Keeper:
    """Writes rows; numbers of parties, places and voices are remembered between articles."""

    def __init__(self, backend: Backend, packer: Packer) -> None:
        self._backend = backend
        self._packer = packer
        self._numbers: dict[Hashable, int] = {}

    def keep(
        self, connection: Connection, rows: ReadingRows, at: int, settle: Callable[[Connection], None]
    ) -> Added:
        """Keep one reading at the moment ``at``; what is there already is left as it is.

        ``settle`` is called before an earlier reading is retired, so that what it was linked to then stays known.
        """
        uid = rows.article["uid"]
        known = connection.execute(select(t.article.c.id).where(t.article.c.uid == uid)).scalar()
        if known is None:
            number, edited = self._article(connection, rows, at)
            self._reading(connection, number, rows, at)
            return Added(uid, new=True, read_anew=False, edited=edited)
        same = and_(t.reading.c.article == known, t.reading.c.digest == rows.digest)
        if connection.execute(select(t.reading.c.id).where(same)).first() is not None:
            return Added(uid, new=False, read_anew=False, edited=None)
        settle(connection)
        self.retire(connection, known, at)
        connection.execute(
            update(t.reading).where(t.reading.c.article == known, t.reading.c.gone.is_(None)).values(gone=at)
        )
        self._reading(connection, known, rows, at)
        return Added(uid, new=False, read_anew=True, edited=None)

    def _article(self, connection: Connection, rows: ReadingRows, at: int) -> tuple[int, str | None]:
        before = connection.execute(
            select(t.article.c.uid)
            .where(t.article.c.page == rows.article["page"])
            .order_by(t.article.c.read.desc(), t.article.c.id.desc())
            .limit(1)
        ).scalar()
        row = {**rows.article, "text": self._packer.pack(rows.text), "read": at}
        number = connection.execute(insert(t.article).returning(t.article.c.id), [row]).scalar_one()
        self._backend.index_words(connection, "article", [(number, rows.words)])
        _insert(connection, t.article_key, [{"key": k, "article": number} for k in rows.keys])
        _insert(connection, t.pending, [{"task": "article", "row": number}])
        return number, before

    def _reading(self, connection: Connection, article: int, rows: ReadingRows, at: int) -> None:
        row = {
            "article": article,
            "digest": rows.digest,
            "reader": rows.reader,
            "read": at,
            "body": self._packer.pack(rows.body),
        }
        number = connection.execute(insert(t.reading).returning(t.reading.c.id), [row]).scalar_one()
        self.claims(connection, article, number, rows.claims, at, at)

    def claims(
        self,
        connection: Connection,
        article: int,
        reading: int,
        rows: Sequence[ClaimRows],
        read: int,
        since: int,
    ) -> None:
        """Keep claims of a reading that was made at ``read``, to be held from ``since`` on."""
        if not rows:
            return
        voices = self._known(connection, t.voice, ("name", "kind", "entity"), [c.voice for c in rows])
        parties = self._known(
            connection, t.party, ("name", "entity", "country"), [p for c in rows for _, p in c.parties],
            then=self._index_parties,
        )  # fmt: skip
        places = self._known(
            connection, t.place, ("digest",), [p for c in rows for _, p in c.places], then=self._index_places
        )
        common = {"article": article, "reading": reading, "read": read, "since": since}
        made = connection.execute(
            insert(t.claim).returning(t.claim.c.id, sort_by_parameter_order=True),
            [
                {**common, **c.row, "own": self._packer.pack(c.own) if c.own else None, "voice": voice}
                for c, voice in zip(rows, voices, strict=True)
            ],
        ).scalars()
        numbers = list(made)
        party, place = iter(parties), iter(places)
        _insert(
            connection, t.claim_party,
            [{"claim": n, "role": role, "party": next(party)} for n, c in zip(numbers, rows, strict=True) for role, _ in c.parties],
        )  # fmt: skip
        _insert(
            connection, t.claim_place,
            [{"claim": n, "role": role, "place": next(place)} for n, c in zip(numbers, rows, strict=True) for role, _ in c.places],
        )  # fmt: skip
        self._backend.index_words(
            connection, "claim", [(n, c.words) for n, c in zip(numbers, rows, strict=True)]
        )
        crowded = _crowded(connection, {k for c in rows for k in c.keys})
        _insert(
            connection, t.claim_key,
            sorted(
                ({"key": k, "claim": n} for n, c in zip(numbers, rows, strict=True) for k in c.keys - crowded),
                key=lambda row: (row["key"], row["claim"]),
            ),
        )  # fmt: skip
        _insert(connection, t.pending, [{"task": "claim", "row": n} for n in numbers])

    def retire(
        self, connection: Connection, article: int, at: int, numbers: Iterable[int] | None = None
    ) -> None:
        """End the present claims of an article, or those with these numbers: others take their place."""
        mine = and_(t.claim.c.article == article, t.claim.c.gone.is_(None))
        if numbers is not None:
            mine = and_(mine, t.claim.c.number.in_(list(numbers)))
        old = list(connection.execute(select(t.claim.c.id).where(mine)).scalars())
        connection.execute(update(t.claim).where(t.claim.c.id.in_(old)).values(gone=at))
        self._backend.insert_new(connection, t.pending, [{"task": "event", "row": n} for n in old])

    def _known(
        self,
        connection: Connection,
        table: Table,
        key: tuple[str, ...],
        rows: Sequence[Mapping[str, Any]],
        then: Callable[[Connection, list[tuple[int, Mapping[str, Any]]]], None] | None = None,
    ) -> list[int]:
        """The numbers of ``rows``, which are inserted where they are new; ``then`` is told of those."""
        ids = [(table.name, *(row[k] for k in key)) for row in rows]
        missing = {i: row for i, row in zip(ids, rows, strict=True) if i not in self._numbers}
        if missing:
            columns = [table.c[k] for k in key]
            wanted = [i[1:] for i in missing]

            def look() -> dict[Hashable, int]:
                found = connection.execute(
                    select(table.c.id, *columns).where(
                        tuple_(*columns).in_(wanted)
                        if len(columns) > 1
                        else columns[0].in_([w[0] for w in wanted])
                    )
                )
                return {(table.name, *row[1:]): row[0] for row in found}

            there = look()
            new = {i: row for i, row in missing.items() if i not in there}
            if new:
                # In one order, so that two processes never wait for each other.
                self._backend.insert_new(connection, table, [dict(new[i]) for i in sorted(new, key=repr)])
                there = look()
                if then is not None:
                    then(connection, [(there[i], row) for i, row in new.items()])
            if len(self._numbers) > REMEMBERED:
                self._numbers = {i: n for i in ids if (n := self._numbers.get(i)) is not None}
            self._numbers.update(there)
        return [self._numbers[i] for i in ids]

    def forget(self) -> None:
        """Forget remembered numbers: the transaction that made some of them was taken back."""
        self._numbers.clear()

    def _index_parties(self, connection: Connection, new: list[tuple[int, Mapping[str, Any]]]) -> None:
        self._backend.index_words(connection, "party", [(n, " ".join(fold(row["name"]))) for n, row in new])

    def _index_places(self, connection: Connection, new: list[tuple[int, Mapping[str, Any]]]) -> None:
        self._backend.index_boxes(
            connection,
            [
                (n, box)
                for n, row in new
                if row["lat"] is not None and row["lon"] is not None
                for box in boxes(row["lat"], row["lon"], row["radius_km"] or 0.0)
            ],
        )


def chunks(values: Iterable[Any], size: int = CHUNK) -> Iterable[list[Any]]:
    """``values`` in lists that fit a statement."""
    found = list(values)
    return (found[i : i + size] for i in range(0, len(found), size))


def _crowded(connection: Connection, keys: Iterable[int]) -> set[int]:
    found: set[int] = set()
    for some in chunks(sorted(keys)):
        found.update(connection.execute(select(t.crowd.c.key).where(t.crowd.c.key.in_(some))).scalars())
    return found


def _insert(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table), rows)
