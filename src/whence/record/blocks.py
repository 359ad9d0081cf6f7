"""Which claims must be looked at together, and what events do they make?

A block is a set of claims that no link connects with any other. Blocks are found from the links, for the present or for
another state of the record (`Scope`).
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple, TypeVar

import msgspec
from sqlalchemy import Connection, select

from whence.corroborate import Block, Event, Judgement, Memory, Text, corroborate
from whence.corroborate.told import Key
from whence.reading import Reading
from whence.record import tables as t
from whence.record.clock import moment
from whence.record.keep import chunks
from whence.record.pack import Packer, load
from whence.record.pairs import Kin, Pairs
from whence.record.rows import Correction, corrected, reading_of
from whence.record.scope import PRESENT, Scope

K = TypeVar("K")
T = TypeVar("T")

_REMEMBERED = 512
"""Readings that are kept unpacked, at most."""


class Shelf:
    """Takes readings out of the record; those used last are kept at hand."""

    def __init__(self, packer: Packer) -> None:
        self.packer = packer
        self.pairs = Pairs(packer)
        """What is known of pairs of articles."""
        self.memory = Memory(_REMEMBERED)
        """What is ready for comparison of the readings that are kept unpacked."""
        self._readings: OrderedDict[int, Reading] = OrderedDict()
        self._corrected: OrderedDict[tuple[int, tuple[tuple[int, bytes], ...]], Reading] = OrderedDict()
        """By the reading and the corrections, packed."""
        self._texts: OrderedDict[int, Text] = OrderedDict()

    def readings(self, connection: Connection, numbers: Collection[int]) -> dict[int, Reading]:
        """Readings by their numbers, as they were read."""
        found = {n: self._readings[n] for n in numbers if n in self._readings}
        for some in chunks(n for n in numbers if n not in found):
            rows = connection.execute(
                select(t.reading.c.id, t.reading.c.body, t.article.c.text)
                .join(t.article, t.article.c.id == t.reading.c.article)
                .where(t.reading.c.id.in_(some))
            )
            for number, body, text in rows:
                whole = self.packer.unpack(text).decode("utf-8", "surrogatepass")
                found[number] = reading_of(self.packer.unpack(body), whole)
        for number, reading in found.items():
            _remember(self._readings, number, reading)
        return found

    def article(self, connection: Connection, name: str) -> Reading | None:
        """The present reading of a snapshot, as it was read; ``None`` where there is no such article."""
        number = connection.execute(
            select(t.reading.c.id)
            .join(t.article, t.article.c.id == t.reading.c.article)
            .where(t.article.c.uid == name, PRESENT.readings)
        ).scalar()
        return None if number is None else self.readings(connection, [number])[number]

    def texts(self, connection: Connection, numbers: Collection[int]) -> dict[int, Text]:
        """What of the articles of readings is laid beside other texts, by the numbers of the readings."""
        found = {n: self._texts[n] for n in numbers if n in self._texts}
        missing = self.readings(connection, [n for n in numbers if n not in found])
        found |= {number: Text.of(reading.article) for number, reading in missing.items()}
        for number, text in found.items():
            _remember(self._texts, number, text)
        return found

    def correction(self, own: bytes) -> Correction:
        """A correction, unpacked."""
        return load(self.packer.unpack(own), Correction)

    def event(self, body: bytes) -> Event:
        """An event, unpacked."""
        return self.part(body, Event)

    def part(self, body: bytes, kind: type[T]) -> T:
        """Of an event, unpacked, what ``kind`` has fields for."""
        return load(self.packer.unpack(body), kind)

    def as_told(self, connection: Connection, claims: Iterable[Any]) -> dict[int, Reading]:
        """The readings of claim rows (``reading``, ``number``, ``own``) with the claims' corrections in them."""
        owns: dict[int, dict[int, bytes]] = {}
        for row in claims:
            mine = owns.setdefault(row.reading, {})
            if row.own is not None:
                mine[row.number] = row.own
        plain = self.readings(connection, owns)
        return {number: self._with(number, plain[number], mine) for number, mine in owns.items()}

    def _with(self, number: int, plain: Reading, own: dict[int, bytes]) -> Reading:
        """A reading with corrections in it: the same value as the last time, so that what is known of it holds."""
        if not own:
            return plain
        key = number, tuple(sorted(own.items()))
        known = self._corrected.get(key)
        if known is None:
            known = corrected(plain, {claim: self.correction(body) for claim, body in own.items()})
        _remember(self._corrected, key, known)
        return known

    def forget(self) -> None:
        """Forget what is at hand: the transaction that made some of it was taken back."""
        self._readings.clear()
        self._corrected.clear()
        self._texts.clear()


def _remember(kept: OrderedDict[K, T], key: K, made: T) -> None:
    """Keep what was made of a reading; of what is kept that used longest ago goes when it becomes too much."""
    kept[key] = made
    kept.move_to_end(key)
    while len(kept) > _REMEMBERED:
        kept.popitem(last=False)


class Stretch(NamedTuple):
    """Between which moments an event came about: those of its first claim, and of the last that it follows from.

    That are all claims of its block, and all articles that decide its origins. Who asks for a moment after the last gets
    the event as it is, and before the first nothing of it, so that only what lies between need be computed.
    """

    read_first: int
    read_last: int
    out_first: int
    out_last: int


class Made(NamedTuple):
    """An event with the numbers of its claims."""

    event: Event
    claims: tuple[int, ...]
    stretch: Stretch


def reached(connection: Connection, seeds: Iterable[int], scope: Scope = PRESENT) -> set[int]:
    """The claims of ``scope`` among ``seeds``, and all that links lead to from them."""
    found: set[int] = set()
    for some in chunks(sorted(seeds)):
        found.update(
            connection.execute(select(t.claim.c.id).where(t.claim.c.id.in_(some), scope.claims)).scalars()
        )
    border = found
    while border:
        met: set[int] = set()
        for some in chunks(sorted(border)):
            for here, there in ((t.link.c.one, t.link.c.two), (t.link.c.two, t.link.c.one)):
                met.update(
                    connection.execute(
                        select(there).join(t.claim, t.claim.c.id == there).where(here.in_(some), scope.claims)
                    ).scalars()
                )
        border = met - found
        found |= border
    return found


def events_of(
    connection: Connection,
    claims: Collection[int],
    shelf: Shelf,
    judgements: Sequence[Judgement],
    scope: Scope = PRESENT,
) -> list[Made]:
    """The events that blocks make; ``claims`` are those of whole blocks."""
    rows = _claims(connection, claims)
    by_id = {row.id: row for row in rows}
    own = {row.article for row in rows}
    beside = shelf.pairs.sharing(connection, own, scope)
    articles, likes = shelf.pairs.around(connection, own | beside, judgements, scope)
    told = shelf.as_told(connection, rows)
    readings = {reading.article.id: reading for reading in told.values()}
    others = shelf.readings(
        connection, _in_force(connection, [a for a, uid in articles.items() if uid not in readings], scope)
    )
    readings |= {reading.article.id: reading for reading in others.values()}
    keys: dict[int, Key] = {row.id: (told[row.reading].article.id, row.number) for row in rows}
    mine = {told[row.reading].claims[row.number].id for row in rows} | set(readings)
    voices = [j for j in judgements if j.kind in ("trust", "distrust")]
    links = [(a, b) for a, b in _links(connection, claims) if a in keys and b in keys]
    block = Block(claims=frozenset(keys.values()), pairs=[(keys[a], keys[b]) for a, b in links], likes=likes)
    last = _last(connection, rows, links, Kin.of(likes, [j.articles for j in judgements if j.kind == "copy"]))
    decided = [j for j in judgements if j in voices or mine & j.named]
    numbers: dict[str, list[int]] = {}
    for row in rows:
        numbers.setdefault(told[row.reading].claims[row.number].id, []).append(row.id)
    made = []
    for event in corroborate(readings.values(), decided, block=block, memory=shelf.memory):
        members = tuple(n for uid in event.claims for n in numbers[uid])
        first = min(by_id[n].read for n in members)
        out = min(_published(by_id[n]) for n in members)
        read_last, out_last = last[members[0]]
        made.append(
            Made(
                msgspec.structs.replace(event, first_read=iso(first)),
                members,
                Stretch(first, read_last, out, out_last),
            )
        )
    return made


def _last(
    connection: Connection, rows: Sequence[Any], links: Iterable[tuple[int, int]], kin: Kin
) -> dict[int, tuple[int, int]]:
    """By when all had been read, and published, that the block of each claim follows from."""
    by_id = {row.id: row for row in rows}
    uids = _uids(connection, {row.article for row in rows})
    there = _moments(connection, set(uids.values()) | kin.sharing.keys())
    found: dict[int, tuple[int, int]] = {}
    for block in components(by_id, links):
        beside = kin.around({uids[by_id[n].article] for n in block})
        read = [by_id[n].since for n in block] + [there[a][0] for a in beside if a in there]
        out = [_published(by_id[n]) for n in block] + [there[a][1] for a in beside if a in there]
        found |= dict.fromkeys(block, (max(read), max(out)))
    return found


def components(numbers: Iterable[int], links: Iterable[tuple[int, int]]) -> list[set[int]]:
    """Numbers in groups that no link leads out of."""
    beside: dict[int, set[int]] = {n: set() for n in numbers}
    for one, two in links:
        beside[one].add(two)
        beside[two].add(one)
    found = []
    while beside:
        group: set[int] = set()
        border = {next(iter(beside))}
        while border:
            group |= border
            border = set().union(*(beside.pop(n) for n in border)) - group
        found.append(group)
    return found


def _published(row: Any) -> int:
    """When it was out; `NEVER` where that is not known."""
    return t.NEVER if row.published is None else int(row.published)


def _uids(connection: Connection, articles: Iterable[int]) -> dict[int, str]:
    c = t.article.c
    return {
        row.id: row.uid
        for some in chunks(sorted(articles))
        for row in connection.execute(select(c.id, c.uid).where(c.id.in_(some)))
    }


def _moments(connection: Connection, articles: Iterable[str]) -> dict[str, tuple[int, int]]:
    """When the present readings of articles were made, and when these were published."""
    a, r = t.article.c, t.reading.c
    return {
        row.uid: (row.read, _published(row))
        for some in chunks(sorted(articles))
        for row in connection.execute(
            select(a.uid, r.read, a.published)
            .join(t.reading, r.article == a.id)
            .where(a.uid.in_(some), PRESENT.readings)
        )
    }


def iso(value: int) -> str:
    """A moment as it is shown: ISO 8601, UTC."""
    return moment(value).isoformat().replace("+00:00", "Z")


def _claims(connection: Connection, numbers: Iterable[int]) -> list[Any]:
    c = t.claim.c
    found: list[Any] = []
    for some in chunks(sorted(numbers)):
        found += connection.execute(
            select(c.id, c.article, c.reading, c.number, c.own, c.read, c.since, c.published)
            .where(c.id.in_(some))
            .order_by(c.id)
        )
    return found


def _in_force(connection: Connection, articles: Collection[int], scope: Scope) -> list[int]:
    found: list[int] = []
    for some in chunks(sorted(articles)):
        found += connection.execute(
            select(t.reading.c.id).where(t.reading.c.article.in_(some), scope.readings)
        ).scalars()
    return found


def _links(connection: Connection, claims: Collection[int]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for some in chunks(sorted(claims)):
        found += [(row.one, row.two) for row in connection.execute(
            select(t.link.c.one, t.link.c.two).where(t.link.c.one.in_(some))
        )]  # fmt: skip
    return found
