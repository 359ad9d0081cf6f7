"""Which claims may come from a voice, or through it: as the root or a link of a chain, as an outlet, as whose text it is?

Rather too many than too few: what a person's trust in the voice changes of their events is computed anew.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

import msgspec
from sqlalchemy import BigInteger, ColumnElement, Connection, column, select, text

from whence.corroborate.standing import voice_key
from whence.corroborate.words import plain_name
from whence.knowledge.corroboration import wire
from whence.record import tables as t
from whence.record.backend import Backend
from whence.record.blocks import Shelf
from whence.record.keep import chunks
from whence.record.scope import PRESENT, Scope
from whence.record.syntax import Phrase, fold


class _Root(msgspec.Struct, frozen=True):
    root: str


class _Origins(msgspec.Struct, frozen=True):
    groups: tuple[_Root, ...]


class _Stood(msgspec.Struct, frozen=True):
    """Of an event no more than what it stands on."""

    origins: _Origins


def claims_heard(
    connection: Connection, backend: Backend, shelf: Shelf, voice: str, scope: Scope = PRESENT
) -> set[int]:
    """The claims of ``scope`` that a judgement of ``voice`` may bear upon."""
    key, c, v = voice_key(voice), t.claim.c, t.voice.c
    voices = connection.execute(select(v.id, v.name, v.plain, v.entity, v.kind)).all()
    bearers = [row for row in voices if key in (row.entity, row.plain, voice_key(row.name))]
    names = {plain_name(voice), *(row.name for row in bearers), *(row.plain for row in bearers)}
    found = _claims(connection, c.voice, (row.id for row in bearers), scope)
    found |= _claims(connection, c.id, _naming(connection, backend, "claim", names), scope)
    told = {row.id for row in voices if row.kind == "outlet"}
    described = _naming(connection, backend, "article", names)  # "Bell, the ministry's spokesman"
    found |= _claims(connection, c.article, described, scope, beside=told)
    a = t.article.c
    outlets = [
        row.outlet
        for row in connection.execute(select(a.outlet).distinct().where(a.outlet.is_not(None)))
        if key == voice_key(row.outlet)
    ]
    own = set(connection.execute(select(a.id).where(a.outlet.in_(outlets))).scalars())
    found |= _claims(connection, c.article, own | shelf.pairs.sharing(connection, own, scope), scope)
    if wire(voice):
        found |= _claims(connection, c.id, _credited(connection, shelf, key), scope)
    return found


def _naming(connection: Connection, backend: Backend, index: str, names: Iterable[str]) -> set[int]:
    found: set[int] = set()
    for phrase in sorted({tuple(fold(name)) for name in names} - {()}):
        sql, values = backend.words_match(index, Phrase(phrase))
        rows = text(sql).bindparams(**values).columns(column("id", BigInteger))
        found.update(connection.execute(rows).scalars())
    return found


def _credited(connection: Connection, shelf: Shelf, key: str) -> set[int]:
    """The claims of events that stand on an agency, under whatever spelling texts credit it."""
    e, link = t.event.c, t.event_claim.c
    events = [
        row.id
        for row in connection.execute(select(e.id, e.body))
        if any(voice_key(o.root) == key for o in shelf.part(row.body, _Stood).origins.groups)
    ]
    found: set[int] = set()
    for some in chunks(events):
        found.update(connection.execute(select(link.claim).where(link.event.in_(some))).scalars())
    return found


def _claims(
    connection: Connection,
    which: ColumnElement[int],
    numbers: Iterable[int],
    scope: Scope,
    beside: Collection[int] = (),
) -> set[int]:
    """The claims that have one of these numbers in a column, but for those of the voices ``beside``."""
    c = t.claim.c
    found: set[int] = set()
    for some in chunks(sorted(numbers)):
        rows = connection.execute(select(c.id, c.voice).where(which.in_(some), scope.claims))
        found.update(row.id for row in rows if row.voice not in beside)
    return found
