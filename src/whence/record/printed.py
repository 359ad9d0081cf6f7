"""Which claims of a record stand on one sentence that several articles print, and are told of about one time?

Copies of a sentence are one witness, unless they are dated apart (`whence.corroborate.match`): "The attack began at dawn, he
said", day after day, is a form filled in anew. So a claim is linked with the others on its sentence that are not dated apart
from it, with one of each chain of such links, and a series makes no block of all its days.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, delete, func, or_, select, true, update

from whence.corroborate.compare import dated_apart
from whence.corroborate.match import printed
from whence.corroborate.pair import SETTLED
from whence.corroborate.told import Told
from whence.knowledge.corroboration import rules
from whence.record import tables as t
from whence.record.backend import Backend
from whence.record.clock import ticks
from whence.record.keep import chunks
from whence.record.rows import hashed

_ROUND = 50
"""Claims of one chain that are looked at together, where the first is dated apart."""


class _Row(NamedTuple):
    """A claim on a sentence, as it is kept."""

    key: int
    claim: int
    opens: int | None
    closes: int | None

    @staticmethod
    def of(number: int, told: Told) -> _Row | None:
        """The row of a claim; ``None`` where its sentence is too short."""
        words = printed(told)
        if words is None:
            return None
        known = told.interval if told.claim.status in SETTLED and told.published else None
        opens, closes = map(ticks, known) if known else (None, None)
        return _Row(hashed(words), number, opens, closes)


class _Group(NamedTuple):
    """Claims on one sentence that are of one chain and one time: the first of them, and how many they are."""

    key: int
    chain: int | None
    opens: int | None
    closes: int | None
    claim: int
    many: int

    def far(self, row: _Row) -> bool:
        """Whether a claim is dated apart from all of them for certain: told intervals far from each other always are."""
        if row.opens is None or row.closes is None or self.opens is None or self.closes is None:
            return False
        return max(self.opens - row.closes, row.opens - self.closes) > _far()


class Prints:
    """Keeps the claims on each sentence up to date with what is added."""

    def __init__(
        self, backend: Backend, told: Callable[[Connection, Collection[int]], dict[int, Told]]
    ) -> None:
        self._backend = backend
        self._told = told
        """Gives claims in force as they are compared."""

    def settle(self, connection: Connection, told: Mapping[int, Told]) -> list[tuple[int, int]]:
        """Keep claims on sentences; the pairs that are to be linked."""
        rows = [row for n, claim in sorted(told.items()) if (row := _Row.of(n, claim))]
        new = [{**row._asdict(), "chain": row.claim} for row in rows]
        self._backend.insert_new(connection, t.printed, new)
        groups = _groups(connection, rows)
        rows = [row for row in rows if sum(group.many for group in groups[row.key]) > 1]
        chains = _chains(connection, rows)
        beside = {g.claim for row in rows for g in groups[row.key] if not g.far(row)}
        theirs = self._told(connection, beside - told.keys()) | dict(told)
        pairs = []
        for row in rows:
            met = {chains[row.claim]}
            for group in groups[row.key]:
                if group.chain in met or group.far(row):
                    continue
                other = self._met(connection, told[row.claim], group, theirs)
                if other is not None:
                    pairs.append((row.claim, other))
                    met.add(group.chain)
            if len(met) > 1:
                label = _merge(connection, row.key, met)
                groups[row.key] = [g._replace(chain=label) if g.chain in met else g for g in groups[row.key]]
                chains |= {r.claim: label for r in rows if r.key == row.key and chains[r.claim] in met}
        return pairs

    def drop(self, connection: Connection, number: int, told: Told) -> None:
        """Forget a claim that is no longer in force, and that others were connected through it."""
        row = _Row.of(number, told)
        if row is None:
            return
        c = t.printed.c
        connection.execute(delete(t.printed).where(c.key == row.key, c.claim == number))
        connection.execute(
            update(t.printed).where(c.key == row.key, c.chain.is_not(None)).values(chain=c.claim)
        )

    def _met(
        self, connection: Connection, told: Told, group: _Group, theirs: Mapping[int, Told]
    ) -> int | None:
        """The first claim of a group that is not dated apart from another."""
        if group.chain is None or _of_one_time(told, theirs.get(group.claim)):
            return group.claim
        c = t.printed.c
        rest = (
            select(c.claim)
            .where(
                c.key == group.key,
                c.chain == group.chain,
                c.opens.is_not_distinct_from(group.opens),
                c.closes.is_not_distinct_from(group.closes),
                c.claim > group.claim,
            )
            .order_by(c.claim)
        )
        for some in chunks(connection.execute(rest).scalars() if group.many > 1 else (), _ROUND):
            others = self._told(connection, some)
            for number in some:
                if _of_one_time(told, others.get(number)):
                    return int(number)
        return None


def _of_one_time(one: Told, two: Told | None) -> bool:
    return two is not None and not dated_apart(one, two)


def _far() -> int:
    """Ticks between told intervals from which on claims on one sentence are dated apart, whatever else is told."""
    return timedelta(hours=rules().limits.gap_hours[2]) // timedelta(microseconds=1)


def _groups(connection: Connection, rows: Sequence[_Row]) -> dict[int, list[_Group]]:
    """All that is kept of the sentences of some claims, but for what is dated apart from each of the claims."""
    c = t.printed.c
    near: ColumnElement[bool] = true()
    dated = [(row.opens, row.closes) for row in rows if row.opens is not None and row.closes is not None]
    if rows and len(dated) == len(rows):
        first, last = min(opens for opens, _ in dated), max(closes for _, closes in dated)
        near = or_(c.opens.is_(None), and_(c.opens <= last + _far(), c.closes >= first - _far()))
    found: dict[int, list[_Group]] = defaultdict(list)
    for some in chunks(sorted({row.key for row in rows})):
        told = (
            select(c.key, c.chain, c.opens, c.closes, func.min(c.claim), func.count())
            .where(c.key.in_(some), near)
            .group_by(c.key, c.chain, c.opens, c.closes)
        )
        for group in sorted(map(_Group._make, connection.execute(told)), key=lambda group: group.claim):
            found[group.key].append(group)
    return found


def _chains(connection: Connection, rows: Iterable[_Row]) -> dict[int, int | None]:
    """The chain that each of some claims is in."""
    c = t.printed.c
    mine = {row.claim: row.key for row in rows}
    found: dict[int, int | None] = {}
    for some in chunks(sorted(mine)):
        keys = sorted({mine[n] for n in some})
        told = select(c.claim, c.chain).where(c.key.in_(keys), c.claim.in_(some))
        found |= dict(connection.execute(told).tuples().all())
    return found


def _merge(connection: Connection, key: int, chains: Collection[int | None]) -> int | None:
    """Make one chain of several; its name."""
    known = [chain for chain in chains if chain is not None]
    label = min(known) if len(known) == len(chains) else None
    c = t.printed.c
    connection.execute(update(t.printed).where(c.key == key, c.chain.in_(known)).values(chain=label))
    return label
