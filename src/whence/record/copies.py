"""Which articles of a record share text, and in what groups of copies?

Of each article the keys are kept (`whence.corroborate.signature`), and of each pair that is worth comparing what
`whence.corroborate.likeness` says. A pair is worth it by the rule of `whence.corroborate.copies.candidate_pairs`: an
article is compared with those `MOST` of lesser id that have most keys in common with it. Kept up to date row by row, that
gives the same pairs in whatever order articles come.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, and_, delete, func, insert, select, update

from whence.corroborate import Judgement, Text, likeness
from whence.corroborate.copies import copy_groups
from whence.corroborate.prints import AGREEING, MOST, keys
from whence.record import tables as t
from whence.record.blocks import Shelf
from whence.record.keep import chunks
from whence.record.scope import PRESENT


class Copies:
    """Keeps what is known of copies up to date with what is added."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._pairs = shelf.pairs

    def settle(
        self,
        connection: Connection,
        articles: Collection[int],
        fresh: Collection[int],
        judgements: Sequence[Judgement],
    ) -> tuple[set[int], set[int]]:
        """Find what articles share with others, and group copies anew.

        Gives the articles of which the origins may be others now, and those that met or left copies that are not
        ``fresh``, nor are themselves.

        What an article shares with one of a later day changes nothing of where it was taken from, unless their groups of
        copies change; it may however show the article to be put together from several, which decides among texts of one
        day (`whence.corroborate.origins`).
        """
        met: set[int] = set()
        parted: set[int] = set()
        for number in sorted(articles):
            came, went = self._compare(connection, number)
            met |= came
            parted |= went
        own = {*articles, *parted}
        regrouped, moved = self._regroup(connection, own | met, frozenset(fresh), judgements)
        own |= regrouped
        changed = own | self._pairs.sharing(connection, parted)
        changed |= self._pairs.after(connection, own) | self._pairs.beside(connection, met - own)
        return changed, moved

    def _compare(self, connection: Connection, number: int) -> tuple[set[int], set[int]]:
        """Compare one article with all that it is worth comparing with; the ends of pairs that came, and that went."""
        mine = self._texts(connection, [number])[number]
        others = self._candidates(connection, number, mine)
        before = sorted((-o.shared, o.uid, o.id) for o in others.values() if o.uid < mine.article)[:MOST]
        after = [
            o
            for o in others.values()
            if o.uid > mine.article and (o.floor is None or (-o.shared, mine.article) < (-o.floor, o.last))
        ]
        first = [n for _, _, n in before]
        known = self._known(connection, number)
        parted = self._drop(connection, number, known[1] - set(first))
        met: set[int] = set()
        wanted = [n for n in first if n not in known[1]] + [o.id for o in after if o.id not in known[0]]
        rows = []
        for other, theirs in self._texts(connection, wanted).items():
            like = likeness(mine, theirs)
            one, two = (number, other) if mine.article < theirs.article else (other, number)
            rows.append({"one": one, "two": two, "shared": others[other].shared, **self._pairs.row(like)})
            if like is not None:
                met |= {one, two}
        if rows:
            connection.execute(insert(t.likeness), sorted(rows, key=lambda row: (row["one"], row["two"])))
        for two in self._full(connection, {row["two"] for row in rows}):
            parted |= self._limit(connection, two)
        return met, parted

    def _candidates(self, connection: Connection, number: int, mine: Text) -> dict[int, Any]:
        """The articles with enough keys in common, each with the last of those that it is compared with, if full."""
        shared: Counter[int] = Counter()
        for some in chunks(keys(mine.print)):
            rows = connection.execute(
                select(t.article_key.c.article, func.count())
                .where(t.article_key.c.key.in_(some), t.article_key.c.article != number)
                .group_by(t.article_key.c.article)
            )
            shared.update(dict(rows.tuples().all()))
        found = {}
        for some in chunks(sorted(n for n, count in shared.items() if count >= AGREEING)):
            c = t.article.c
            for row in connection.execute(select(c.id, c.uid, c.floor, c.last).where(c.id.in_(some))):
                found[row.id] = _Candidate(row.id, row.uid, shared[row.id], row.floor, row.last)
        return found

    def _known(self, connection: Connection, number: int) -> tuple[set[int], set[int]]:
        """What an article has been compared with: those of greater id, and those of lesser id."""
        c = t.likeness.c

        def there(other: ColumnElement[int]) -> Select[Any]:
            return select(other).join(t.article, t.article.c.id == other).where(PRESENT.articles)

        return (
            set(connection.execute(there(c.two).where(c.one == number)).scalars()),
            set(connection.execute(there(c.one).where(c.two == number)).scalars()),
        )

    def _full(self, connection: Connection, articles: Iterable[int]) -> list[int]:
        """Those articles that are compared with `MOST` of lesser id, or more."""
        two = t.likeness.c.two
        found: list[int] = []
        for some in chunks(sorted(articles)):
            counted = select(two).where(two.in_(some)).group_by(two).having(func.count() >= MOST)
            found += connection.execute(counted.order_by(two)).scalars()
        return found

    def _limit(self, connection: Connection, two: int) -> set[int]:
        """Let a full article be compared with no more than `MOST` of lesser id; the ends of pairs that went."""
        c = t.likeness.c
        rows = connection.execute(
            select(c.one, c.shared, t.article.c.uid)
            .join(t.article, t.article.c.id == c.one)
            .where(c.two == two)
        ).all()
        rows = sorted(rows, key=lambda row: (-row.shared, row.uid))
        last = rows[MOST - 1]
        connection.execute(
            update(t.article).where(t.article.c.id == two).values(floor=last.shared, last=last.uid)
        )
        return self._drop(connection, two, {row.one for row in rows[MOST:]})

    def _drop(self, connection: Connection, two: int, ones: Iterable[int]) -> set[int]:
        """Forget pairs that others took the place of; the ends of those that shared text."""
        changed: set[int] = set()
        c = t.likeness.c
        for some in chunks(sorted(ones)):
            gone = and_(c.two == two, c.one.in_(some))
            told = connection.execute(select(c.one).where(gone, c.kind.is_not(None))).scalars().all()
            changed |= {two, *told} if told else set()
            connection.execute(delete(t.likeness).where(gone))
        return changed

    def _texts(self, connection: Connection, articles: Collection[int]) -> dict[int, Text]:
        found: dict[int, Text] = {}
        for some in chunks(sorted(articles)):
            rows = connection.execute(
                select(t.reading.c.id, t.reading.c.article).where(
                    t.reading.c.article.in_(some), PRESENT.readings
                )
            ).all()
            texts = self._shelf.texts(connection, [row.id for row in rows])
            found |= {row.article: texts[row.id] for row in rows}
        return found

    def _regroup(
        self,
        connection: Connection,
        articles: Collection[int],
        fresh: frozenset[int],
        judgements: Sequence[Judgement],
    ) -> tuple[set[int], set[int]]:
        """Group copies anew around some articles; those with other copies than before, and those that moved (see `settle`)."""
        uids, likes = self._pairs.around(connection, articles, judgements)
        groups = copy_groups(
            uids.values(),
            likes,
            joined=[j.articles for j in judgements if j.kind == "copy"],
            parted=[j.articles for j in judgements if j.kind == "independent"],
        )
        c = t.article.c
        rows = [
            row
            for some in chunks(sorted(uids))
            for row in connection.execute(select(c.id, c.uid, c.story).where(c.id.in_(some)))
        ]
        for row in rows:
            if (story := groups[row.uid][0]) != row.story:
                connection.execute(update(t.article).where(c.id == row.id).values(story=story))
        old, new = (
            _partition((r.id, r.story) for r in rows),
            _partition((r.id, groups[r.uid][0]) for r in rows),
        )
        moved = {n for n in uids if n not in fresh and old[n] - fresh != new[n] - fresh}
        return {n for n in uids if old[n] != new[n]}, moved


class _Candidate(NamedTuple):
    id: int
    uid: str
    shared: int
    floor: int | None
    last: str | None


def _partition(rows: Iterable[tuple[int, str]]) -> dict[int, frozenset[int]]:
    groups: dict[str, set[int]] = defaultdict(set)
    for number, story in rows:
        groups[story].add(number)
    return {n: frozenset(group) for group in groups.values() for n in group}
