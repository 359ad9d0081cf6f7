"""Which claims of a record may tell of one happening?

Of each claim the keys are kept (`whence.corroborate.blocking.keys`), and of each pair that shares one, may speak of one time
and is alike enough a link. Kept up to date row by row, that gives the same links in whatever order claims come.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import timedelta
from itertools import chain
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, select, update

from whence.corroborate import Judgement
from whence.corroborate.blocking import CROWD, LATEST, keys, window
from whence.corroborate.told import Told, names_of
from whence.record import tables as t
from whence.record.backend import Backend
from whence.record.blocks import Shelf
from whence.record.clock import ticks
from whence.record.keep import chunks
from whence.record.printed import Prints
from whence.record.rows import hashed
from whence.record.scope import PRESENT

_LATEST = LATEST // timedelta(microseconds=1)
_FIXED = 1 << 20
"""Keys of a link that holds whatever becomes of keys: the same sentence, or a person's word."""


class Links:
    """Keeps links up to date with what is added."""

    def __init__(self, backend: Backend, shelf: Shelf) -> None:
        self._backend = backend
        self._shelf = shelf
        self._prints = Prints(backend, self._told)

    def settle(
        self, connection: Connection, claims: Collection[int], decided: Sequence[Judgement]
    ) -> set[int]:
        """Link claims with those that may tell of the same happening; the claims that lost a link."""
        told = self._told(connection, claims)
        stale: set[int] = set()
        by_article: dict[str, list[int]] = defaultdict(list)
        for number, claim in told.items():
            by_article[claim.article].append(number)
        for numbers in by_article.values():
            stale |= self._link(connection, {n: told[n] for n in numbers})
        self._fix(connection, self._prints.settle(connection, told))
        self._link_judged(connection, told, decided)
        return stale

    def drop(self, connection: Connection, claims: Collection[int]) -> None:
        """Let claims that are no longer in force propose nothing."""
        c = t.claim.c
        rows: list[Any] = []
        for some in chunks(sorted(claims)):
            rows += connection.execute(
                select(c.id, c.reading, c.number, c.own).where(c.id.in_(some), c.gone.is_not(None))
            )
        readings = self._shelf.as_told(connection, rows)
        scenes = {number: names_of(reading) for number, reading in readings.items()}
        for row in rows:
            told = Told(readings[row.reading], row.number, scene=scenes[row.reading])
            own = map(hashed, keys(told))
            for some in chunks(sorted(own)):
                connection.execute(
                    delete(t.claim_key).where(t.claim_key.c.key.in_(some), t.claim_key.c.claim == row.id)
                )
            self._prints.drop(connection, row.id, told)

    def _link(self, connection: Connection, told: dict[int, Told]) -> set[int]:
        """Link the claims of an article; the claims that lost a link."""
        own = {n: frozenset(map(hashed, keys(claim))) for n, claim in told.items()}
        wanted = {k for some in own.values() for k in some}
        holders = _holders(connection, wanted - _known_crowd(connection, wanted))
        crowded = {k for k, some in holders.items() if len(some) > CROWD}
        stale = self._unlink(connection, crowded)
        self._crowd(connection, crowded)
        held = {n: [holders[k] for k in some if k in holders and k not in crowded] for n, some in own.items()}
        pairs = _near(connection, told, held)
        theirs = self._told(connection, {m for pair in pairs for m in pair} - set(told)) | told
        rows = [
            {"one": one, "two": two, "support": shared}
            for (one, two), shared in sorted(pairs.items())
            if self._shelf.memory.joining(theirs[one], theirs[two]) is not None
        ]
        self._backend.insert_new(connection, t.link, rows)
        return stale

    def _link_judged(
        self, connection: Connection, told: dict[int, Told], decided: Sequence[Judgement]
    ) -> None:
        """Link claims that a person called the same."""
        names = {claim.claim.id: n for n, claim in told.items()}
        pairs = {p for j in decided if j.kind == "same" for p in j.pairs if p[0] in names or p[1] in names}
        if not pairs:
            return
        far = {u for pair in pairs for u in pair} - set(names)
        for some in chunks(sorted(far)):
            names |= {
                row.uid: row.id
                for row in connection.execute(
                    select(t.claim.c.uid, t.claim.c.id).where(t.claim.c.uid.in_(some), PRESENT.claims)
                )
            }
        self._fix(connection, [(names[a], names[b]) for a, b in pairs if a in names and b in names])

    def _fix(self, connection: Connection, pairs: Iterable[tuple[int, int]]) -> None:
        link = t.link.c
        rows = [
            {"one": one, "two": two, "support": 0}
            for one, two in sorted({(min(p), max(p)) for p in pairs if p[0] != p[1]})
        ]
        if not rows:
            return
        self._backend.insert_new(connection, t.link, rows)
        connection.execute(
            update(t.link)
            .where(link.one == bindparam("first"), link.two == bindparam("second"), link.support < _FIXED)
            .values(support=link.support + _FIXED),
            [{"first": row["one"], "second": row["two"]} for row in rows],
        )

    def _told(self, connection: Connection, claims: Collection[int]) -> dict[int, Told]:
        """Claims in force as they are compared."""
        c = t.claim.c
        rows: list[Any] = []
        for some in chunks(sorted(claims)):
            rows += connection.execute(
                select(c.id, c.reading, c.number, c.own, t.article.c.story)
                .join(t.article, t.article.c.id == c.article)
                .where(c.id.in_(some), PRESENT.claims)
            )
        readings = self._shelf.as_told(connection, rows)
        told = self._shelf.memory.told
        return {row.id: told(readings[row.reading], row.number, row.story) for row in rows}

    def _unlink(self, connection: Connection, crowded: Iterable[int]) -> set[int]:
        """Take back what keys proposed before they became crowded; the claims that lost a link."""
        stale: set[int] = set()
        for key in sorted(crowded):
            members = select(t.claim_key.c.claim).where(t.claim_key.c.key == key)
            between = and_(t.link.c.one.in_(members), t.link.c.two.in_(members))
            connection.execute(update(t.link).where(between).values(support=t.link.c.support - 1))
            bare = and_(between, t.link.c.support <= 0)
            rows = connection.execute(select(t.link.c.one, t.link.c.two).where(bare)).all()
            if rows:
                connection.execute(delete(t.link).where(bare))
            stale.update(n for row in rows for n in (row.one, row.two))
        return stale

    def _crowd(self, connection: Connection, crowded: Iterable[int]) -> None:
        """Write down that keys are crowded; who holds them need not be known any more."""
        self._backend.insert_new(connection, t.crowd, [{"key": k} for k in sorted(crowded)])
        for some in chunks(sorted(crowded)):
            connection.execute(delete(t.claim_key).where(t.claim_key.c.key.in_(some)))


def _holders(connection: Connection, wanted: Collection[int]) -> dict[int, list[int]]:
    """The claims that hold each key."""
    c = t.claim_key.c
    found: dict[int, list[int]] = defaultdict(list)
    for some in chunks(sorted(wanted)):
        for key, claim in connection.execute(select(c.key, c.claim).where(c.key.in_(some))).all():
            found[key].append(claim)
    return found


def _near(
    connection: Connection, told: Mapping[int, Told], held: Mapping[int, Sequence[Sequence[int]]]
) -> dict[tuple[int, int], int]:
    """Pairs of claims that share keys and may speak of the same time (`may_meet`), and how many keys each shares.

    ``held``: for each of the claims those that hold its keys, key by key.
    """
    there = _times(connection, {n for some in held.values() for n in chain.from_iterable(some)})
    found: dict[tuple[int, int], int] = {}
    for number, claim in told.items():
        known = window(claim)
        early, late = (ticks(known[0]) - _LATEST, ticks(known[1]) + _LATEST) if known else (0, 0)
        for other, shared in Counter(chain.from_iterable(held[number])).items():
            if other == number or other not in there:
                continue
            opens, closes, story = there[other]
            if (
                known is None
                or opens is None
                or closes is None
                or (opens <= late and closes >= early)
                or story == claim.story
            ):
                found[min(number, other), max(number, other)] = shared
    return found


def _times(connection: Connection, claims: Iterable[int]) -> dict[int, tuple[int | None, int | None, str]]:
    """Of those claims that are in force what they may speak of (`window`), and their group of copies."""
    c = t.claim.c
    found: dict[int, tuple[int | None, int | None, str]] = {}
    for some in chunks(sorted(claims)):
        rows = connection.execute(
            select(c.id, c.opens, c.closes, t.article.c.story)
            .join(t.article, t.article.c.id == c.article)
            .where(c.id.in_(some), c.gone.is_(None))
        )
        found |= {number: (opens, closes, story) for number, opens, closes, story in rows.all()}
    return found


def _known_crowd(connection: Connection, keys: Iterable[int]) -> set[int]:
    """Those keys that propose nothing."""
    found: set[int] = set()
    for some in chunks(sorted(keys)):
        found.update(connection.execute(select(t.crowd.c.key).where(t.crowd.c.key.in_(some))).scalars().all())
    return found
