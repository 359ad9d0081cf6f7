"""What does a record know of pairs of articles that share text?"""

from __future__ import annotations

import operator
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import ColumnElement, Connection, func, or_, select

from whence.corroborate import Judgement, Likeness
from whence.corroborate.copies import Shared, order
from whence.record import tables as t
from whence.record.keep import chunks
from whence.record.pack import Packer, dump, load
from whence.record.scope import PRESENT, Scope


class Neighbourhood(NamedTuple):
    """Some articles with all that copies lead to from them, and what these share with any other."""

    articles: dict[int, str]
    """Number and id of each article."""
    likes: tuple[Likeness, ...]
    """Most alike first."""


class Kin(NamedTuple):
    """Which articles bear on each other's origins, by their ids."""

    sharing: Mapping[str, frozenset[str]]
    """With what each shares anything."""
    printing: Mapping[str, frozenset[str]]
    """With what each shares text, beyond a speaker's words."""
    copies: Mapping[str, frozenset[str]]
    """What each is a copy of, found or declared."""

    @staticmethod
    def of(likes: Iterable[Likeness], declared: Iterable[Collection[str]]) -> Kin:
        """From what is known of pairs, and groups that a person declared copies."""
        likes = tuple(likes)
        pairs = [(like.one, like.two) for like in likes if like.kind == "copy"]
        pairs += [(one, two) for group in declared for one in group for two in group if one != two]
        return Kin(
            _beside((like.one, like.two) for like in likes),
            _beside((like.one, like.two) for like in likes if like.kind != "quote"),
            _beside(pairs),
        )

    def around(self, articles: Collection[str]) -> set[str]:
        """All that decides the origins of what ``articles`` tell: as in `Pairs.around`, for some of its articles."""
        border = set(articles).union(*(self.printing.get(a, ()) for a in articles))
        inside: set[str] = set()
        while border:
            inside |= border
            border = set().union(*(self.copies.get(a, ()) for a in border)) - inside
        return inside.union(*(self.sharing.get(a, ()) for a in inside))


def _beside(pairs: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for one, two in pairs:
        found.setdefault(one, set()).add(two)
        found.setdefault(two, set()).add(one)
    return {article: frozenset(others) for article, others in found.items()}


class _Body(msgspec.Struct, frozen=True):
    reasons: tuple[str, ...]
    covered: tuple[float, float]
    passages: tuple[Shared, ...]


class Pairs:
    """What is kept of pairs of articles that share text."""

    def __init__(self, packer: Packer) -> None:
        self._packer = packer

    def row(self, like: Likeness | None) -> dict[str, Any]:
        """The columns that say what a comparison found."""
        if like is None:
            return {"kind": None, "grade": 0.0, "body": None}
        body = self._packer.pack(dump(_Body(like.reasons, like.covered, like.passages)))
        return {"kind": like.kind, "grade": like.grade, "body": body}

    def sharing(self, connection: Connection, articles: Iterable[int], scope: Scope = PRESENT) -> set[int]:
        """The articles that share text with one of ``articles``, beyond a speaker's words."""
        met = {
            number
            for row in self._rows(connection, articles)
            if row.kind != "quote"
            for number in (row.one, row.two)
        }
        return set(_uids(connection, met, scope))

    def after(self, connection: Connection, articles: Iterable[int]) -> set[int]:
        """The articles that may have taken text from one of ``articles``: they share it, and are not of an earlier day."""
        return {there for _, there in self._dated(connection, articles, operator.le)}

    def beside(self, connection: Connection, articles: Iterable[int]) -> set[int]:
        """Those of ``articles`` that share text with any article of the same day or without a day, and these."""
        return {number for pair in self._dated(connection, articles, operator.eq) for number in pair}

    def _dated(
        self,
        connection: Connection,
        articles: Iterable[int],
        how: Callable[[ColumnElement[str], ColumnElement[str]], ColumnElement[bool]],
    ) -> Iterator[tuple[int, int]]:
        """Pairs that share text beyond a speaker's words, one of ``articles`` first, by how their days lie to each other."""
        one, two = t.article.alias(), t.article.alias()
        day, other = (func.substr(a.c.published_as, 1, 10) for a in (one, two))  # "2025-03-01T10:00Z"
        undated = or_(one.c.published_as.is_(None), two.c.published_as.is_(None))
        c = t.likeness.c
        for some in chunks(sorted(articles)):
            for here, there in ((c.one, c.two), (c.two, c.one)):
                pairs = (
                    select(here, there)
                    .join(one, one.c.id == here)
                    .join(two, two.c.id == there)
                    .where(here.in_(some), c.kind.is_not(None), c.kind != "quote", two.c.gone.is_(None))
                    .where(or_(undated, how(day, other)))
                )
                yield from connection.execute(pairs).tuples()

    def around(
        self,
        connection: Connection,
        articles: Iterable[int],
        judgements: Sequence[Judgement],
        scope: Scope = PRESENT,
    ) -> Neighbourhood:
        """All articles that copies, found or declared, lead to from ``articles``, and what they share with any."""
        joined = [set(j.articles) for j in judgements if j.kind == "copy"]
        uids = _uids(connection, articles, scope)
        inside: set[int] = set()
        likes: dict[tuple[int, int], Any] = {}
        border = set(uids)
        while border:
            inside |= border
            rows = self._rows(connection, border)
            uids |= _uids(connection, {n for row in rows for n in (row.one, row.two)} - set(uids), scope)
            known = [row for row in rows if row.one in uids and row.two in uids]
            likes |= {(row.one, row.two): row for row in known}
            met = {n for row in known if row.kind == "copy" for n in (row.one, row.two)}
            here = {uids[n] for n in border}
            named = {uid for group in joined if group & here for uid in group} - here
            declared = _numbers(connection, named, scope)
            uids |= declared
            border = (met | set(declared)) - inside
        found = [self._likeness(row, uids) for row in likes.values()]
        return Neighbourhood({n: uids[n] for n in inside}, tuple(sorted(found, key=order)))

    def _rows(self, connection: Connection, articles: Iterable[int]) -> list[Any]:
        c = t.likeness.c
        found: list[Any] = []
        for some in chunks(sorted(articles)):
            ends = or_(c.one.in_(some), c.two.in_(some))
            found += connection.execute(select(t.likeness).where(ends, c.kind.is_not(None)))
        return found

    def _likeness(self, row: Any, uids: dict[int, str]) -> Likeness:
        body = load(self._packer.unpack(row.body), _Body)
        return Likeness(
            uids[row.one], uids[row.two], row.kind, row.grade, body.reasons, body.covered, body.passages
        )


def _uids(connection: Connection, articles: Iterable[int], scope: Scope) -> dict[int, str]:
    return _named(connection, t.article.c.id, sorted(articles), scope)


def _numbers(connection: Connection, uids: Iterable[str], scope: Scope) -> dict[int, str]:
    return _named(connection, t.article.c.uid, sorted(uids), scope)


def _named(connection: Connection, column: Any, wanted: Sequence[Any], scope: Scope) -> dict[int, str]:
    """Number to id of the articles that have one of these values in a column."""
    c = t.article.c
    return {
        row.id: row.uid
        for some in chunks(wanted)
        for row in connection.execute(select(c.id, c.uid).where(column.in_(some), scope.articles))
    }
