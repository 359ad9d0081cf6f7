"""Which article, claim, event does an id stand for, the beginning of one, or one that leads on to another?"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import NamedTuple

from sqlalchemy import Connection, Select, func, select

from whence.record import tables as t
from whence.record.errors import AmbiguousIdError
from whence.record.keep import chunks
from whence.record.scope import PRESENT, Scope
from whence.record.syntax import fold

SHORTEST = 4
"""Characters of an id that may stand for it, at least."""
_NAMED = 5
"""Ids that are named where a beginning is that of several, and names that are offered for one that is not there, at most."""
_NEAR = 0.6
"""Likeness (1 for the same letters, or for all its words) from which on a name may be meant by another."""


class Named(NamedTuple):
    """What an id stands for: the kind, and the whole id."""

    kind: str
    uid: str


def article(connection: Connection, told: str) -> str | None:
    """The id of the present article that ``told`` stands for, if there is one.

    Raises:
        AmbiguousIdError: several ids begin so.
    """
    found = _named(connection, told, (("article", select(t.article.c.uid)),))
    return leading(connection, [found.uid])[found.uid] if found else None


def claim_or_event(connection: Connection, told: str) -> Named | None:
    """The present claim or event that ``told`` stands for, if there is one.

    Raises:
        AmbiguousIdError: several ids begin so.
    """
    kinds = (("claim", select(t.claim.c.uid).where(PRESENT.claims)), ("event", select(t.event.c.uid)))
    return _named(connection, told, kinds)


def event(connection: Connection, told: str) -> str:
    """The id of the event that ``told`` stands for, now or at some moment; else ``told`` itself.

    Raises:
        AmbiguousIdError: several ids begin so.
    """
    kinds = (("event", select(t.event.c.uid)), ("event", select(t.event_was.c.uid)))
    found = _named(connection, told, kinds)
    return found.uid if found else told


def claims_of(connection: Connection, event: str) -> list[str]:
    """Ids of the claims by which an event is known that has, or had, this id."""
    c = t.claim.c
    has = (
        select(c.uid)
        .join(t.event_claim, t.event_claim.c.claim == c.id)
        .join(t.event, t.event.c.id == t.event_claim.c.event)
        .where(t.event.c.uid == event)
    )
    had = select(c.uid).join(t.event_was, t.event_was.c.claim == c.id).where(t.event_was.c.uid == event)
    return sorted(connection.execute(has.union(had)).scalars())


def near(connection: Connection, told: str, kind: str) -> list[str]:
    """Names of the record that are written nearly as ``told``, or have one of its words; the nearest first.

    ``kind`` is "party", "place" or "voice".
    """
    column = {"party": t.party, "place": t.place, "voice": t.voice}[kind].c.name
    names = sorted(set(connection.execute(select(column).distinct()).scalars()))
    asked, mine = told.casefold(), set(fold(told))

    def alike(name: str) -> float:
        words = set(fold(name))
        shared = len(mine & words) / max(1, len(mine))
        letters = SequenceMatcher(None, asked, name.casefold())
        return max(shared, letters.ratio() if letters.quick_ratio() >= _NEAR else 0.0)

    found = sorted((-much, name) for name in names if (much := alike(name)) >= _NEAR)
    return [name for _, name in found[:_NAMED]]


def leading(connection: Connection, uids: Iterable[str], scope: Scope = PRESENT) -> dict[str, str]:
    """The ids of articles, each with that of the one that has taken its place (in ``scope``) if another has, else itself."""
    old, new = t.article.alias("old"), t.article.alias("new")
    gone = old.c.gone.is_not(None) if scope.read_by is None else old.c.gone <= scope.read_by
    found = {uid: uid for uid in uids}
    border = set(found)
    while border:
        met: dict[str, str] = {}
        for some in chunks(sorted(border)):
            rows = connection.execute(
                select(old.c.uid, new.c.uid)
                .join(new, new.c.id == old.c.successor)
                .where(old.c.uid.in_(some), gone)
            )
            met.update((row[0], row[1]) for row in rows)
        found = {uid: met.get(now, now) for uid, now in found.items()}
        border = set(met.values())
    return found


def _named(
    connection: Connection, told: str, kinds: Iterable[tuple[str, Select[tuple[str]]]]
) -> Named | None:
    """What one of the ``kinds`` has under this id, else the only one whose id begins so."""
    kinds = tuple(kinds)
    for kind, wanted in kinds:
        (column,) = wanted.selected_columns
        if connection.execute(wanted.where(column == told).limit(1)).first() is not None:
            return Named(kind, told)
    if len(told) < SHORTEST:
        return None
    begun: set[Named] = set()
    for kind, wanted in kinds:
        (column,) = wanted.selected_columns
        same = func.substr(column, 1, len(told)) == told
        uids = connection.execute(wanted.where(same).distinct().limit(_NAMED + 1)).scalars()
        begun.update(Named(kind, str(uid)) for uid in uids)
    if len(begun) > 1:
        shown = [f"{kind} {uid[: max(16, len(told) + 4)]}" for kind, uid in sorted(begun)]
        more = " and more" if len(shown) > _NAMED else ""
        raise AmbiguousIdError(
            f"{told!r} is how several ids begin: {', '.join(shown[:_NAMED])}{more}; give more of the one that is meant"
        )
    return begun.pop() if begun else None
