"""How is a reading put into a record, wholly or not at all?"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, and_, delete, insert, or_, select, tuple_, update

from whence.article import Article
from whence.reading import ReadArticle
from whence.record import tables as t
from whence.record.backend import Backend
from whence.record.pack import Packer
from whence.record.rows import ClaimRows, ReadingRows, boxes, column, reading_of, words_of
from whence.record.scope import PRESENT
from whence.record.syntax import fold

CHUNK = 500
"""Values in one list of a statement, at most."""
REMEMBERED = 200_000
"""Numbers of parties, places and voices that are remembered, at most."""


class Input(NamedTuple):
    """What an article was taken from."""

    digest: bytes
    """Of the input and of what the user said of it (mapped columns, outlet, publication)."""
    content: bytes
    """Of the input alone: what is said of it later takes the place of what was said before."""


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
    replaced: str | None = None
    """Id of the article that it took the place of: what the same input gave when less was said of it."""


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
        a, r = t.article.c, t.reading.c
        known = connection.execute(select(a.id, a.gone, a.title, a.published_as).where(a.uid == uid)).first()
        if known is None:
            number, edited = self._article(connection, rows, at)
            self._reading(connection, number, rows, at)
            return Added(uid, new=True, read_anew=False, edited=edited)
        there = and_(r.article == known.id, r.digest == rows.digest)
        if connection.execute(select(r.id).where(there)).first() is not None:
            told = (rows.article["title"], rows.article["published_as"])
            if known.gone is None and told == (known.title, known.published_as):
                return Added(uid, new=False, read_anew=False, edited=None)
            # What was said of it first is said again: it comes back as a reading of its own.
            rows = rows._replace(digest=hashlib.sha256(b"%b %d" % (rows.digest, at)).digest())
        settle(connection)
        self._tell(connection, known.id, rows)
        self._retire_reading(connection, known.id, at)
        if known.gone is not None:
            self._return(connection, known.id, rows)
        self._reading(connection, known.id, rows, at)
        return Added(uid, new=False, read_anew=True, edited=None)

    def knows(self, connection: Connection, article: Article | ReadArticle, content: bytes | None) -> bool:
        """Whether all that is told of an article is there: of the snapshot, or by the article that its input gave.

        What another input told of the snapshot is not told otherwise, but a headline or a date that was missing is added.
        """
        c, given = t.article.c, t.input_.c
        facts = select(c.title, c.url, c.outlet, c.published_as)
        row = None
        if content is not None:
            by_input = c.id.in_(select(given.article).where(given.content == content))
            row = connection.execute(facts.where(by_input, PRESENT.articles)).first()
        same = row is not None
        if row is None:
            row = connection.execute(facts.where(c.uid == article.id, PRESENT.articles)).first()
        if row is None:
            return False
        before = (row.title, row.url, row.outlet, row.published_as)
        now = (
            column(article.title),
            column(article.url),
            column(article.outlet),
            article.published and article.published.at,
        )
        if any(one is not None and two is None for one, two in zip(before, now, strict=True)):
            return True  # less is told of it
        if same:
            return before == now
        return all(one is not None or two is None for one, two in zip(before, now, strict=True))

    def given(self, connection: Connection, source: Input, uid: str) -> dict[int, str]:
        """The articles, number and id, that an input gave when something else was said of it, and no other input gave.

        ``uid`` is what it gives now.
        """
        c, a = t.input_.c, t.article.c
        mine = select(c.article).where(c.content == source.content)
        others = select(c.article).where(
            c.article == a.id, or_(c.content.is_(None), c.content != source.content)
        )
        wanted = select(a.id, a.uid).where(a.id.in_(mine), ~others.exists(), a.uid != uid, PRESENT.articles)
        return {row.id: row.uid for row in connection.execute(wanted)}

    def withdraw(self, connection: Connection, numbers: Collection[int], at: int) -> None:
        """Take articles out of the record as it is from now on; those that share text with them are grouped anew."""
        for number in numbers:
            self._retire_reading(connection, number, at)
            connection.execute(delete(t.article_key).where(t.article_key.c.article == number))
        a, pair = t.article.c, t.likeness.c
        connection.execute(update(t.article).where(a.id.in_(numbers)).values(gone=at))
        for here, there in ((pair.one, pair.two), (pair.two, pair.one)):
            shared = select(there).where(here.in_(numbers), pair.kind.is_not(None))
            beside = connection.execute(select(a.id).where(a.id.in_(shared), PRESENT.articles)).scalars()
            rows = [{"task": "article", "row": n} for n in sorted(beside)]
            self._backend.insert_new(connection, t.pending, rows)

    def note(self, connection: Connection, source: Input, number: int, withdrawn: Collection[int]) -> None:
        """Write down which article an input gives, and that it takes the place of those that were withdrawn."""
        given = t.input_.c
        connection.execute(
            delete(t.input_).where(given.content == source.content, given.digest != source.digest)
        )
        row = {"digest": source.digest, "content": source.content, "article": number}
        self._backend.insert_new(connection, t.input_, [row])
        gone = t.article.c.id.in_(withdrawn)
        connection.execute(update(t.article).where(gone).values(successor=number))

    def _tell(self, connection: Connection, number: int, rows: ReadingRows) -> None:
        """Write down what is now told of an article that is there."""
        a = t.article.c
        names = ("title", "published", "published_as", "page")
        kept = connection.execute(select(*(a[name] for name in names)).where(a.id == number)).one()
        told = {name: rows.article[name] for name in names}
        if told == kept._asdict():
            return
        connection.execute(update(t.article).where(a.id == number).values(told))
        if told["title"] != kept.title:
            body, text = connection.execute(
                select(t.reading.c.body, a.text)
                .join(t.article, a.id == t.reading.c.article)
                .where(a.id == number)
                .order_by(t.reading.c.id.desc())
                .limit(1)
            ).one()
            whole = self._packer.unpack(text).decode("utf-8", "surrogatepass")
            old = reading_of(self._packer.unpack(body), whole).article
            self._backend.unindex_words(connection, "article", [(number, words_of(old.title, old.text))])
            self._backend.index_words(connection, "article", [(number, rows.words)])

    def _return(self, connection: Connection, number: int, rows: ReadingRows) -> None:
        """Bring an article back that another had taken the place of."""
        connection.execute(
            update(t.article).where(t.article.c.id == number).values(gone=None, successor=None)
        )
        _insert(connection, t.article_key, [{"key": k, "article": number} for k in rows.keys])
        _insert(connection, t.pending, [{"task": "article", "row": number}])

    def _retire_reading(self, connection: Connection, article: int, at: int) -> None:
        """End the present reading of an article, and its claims."""
        self.retire(connection, article, at)
        connection.execute(
            update(t.reading)
            .where(t.reading.c.article == article, t.reading.c.gone.is_(None))
            .values(gone=at)
        )

    def _article(self, connection: Connection, rows: ReadingRows, at: int) -> tuple[int, str | None]:
        before = connection.execute(
            select(t.article.c.uid)
            .where(t.article.c.page == rows.article["page"], PRESENT.articles)
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
