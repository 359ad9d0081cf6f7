"""What is a record made of, and how is it written to: wholly or not at all, and worked into events?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Connection, delete, distinct, func, select, update

from whence.article import Article
from whence.reading import ReadArticle, Reading
from whence.record import names
from whence.record import tables as t
from whence.record.backend import Backend
from whence.record.blocks import Shelf
from whence.record.clock import ticks
from whence.record.errors import UnknownIdError
from whence.record.judgements import Judgements
from whence.record.keep import Added, Input, Keeper
from whence.record.pack import Packer
from whence.record.past import Past
from whence.record.rows import ReadingRows, claim_rows
from whence.record.scope import PRESENT
from whence.record.settle import EVENT_TABLES, Settler


class Store:
    """The parts of one record. They remember what is in the database; where a transaction fails, all of them forget it."""

    def __init__(self, database: Backend, clock: Callable[[], datetime]) -> None:
        with database.reading() as connection:
            dictionary = connection.execute(
                select(t.setting.c.value).where(t.setting.c.name == "dictionary")
            ).scalar_one()
        packer = Packer(dictionary)
        self.backend = database
        self.shelf = Shelf(packer)
        self.judgements = Judgements(database, self.shelf)
        self.past = Past(self.shelf, self.judgements, clock)
        self.settler = Settler(database, packer, self.shelf, self.judgements)
        self._keeper = Keeper(database, packer)
        self._clock = clock

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that writes."""
        try:
            with self.backend.writing() as connection:
                yield connection
        except BaseException:
            for memory in (self._keeper, self.shelf, self.judgements):
                memory.forget()
            raise

    def tick(self) -> int:
        """The present moment, as rows have it."""
        return ticks(self._clock())

    def keep(self, connection: Connection, rows: ReadingRows, source: Input | None = None) -> Added:
        """Keep one reading; the corrections that hold for its article are carried over to it.

        What ``source`` gave before, when something else was said of it, gives place.
        """
        at = self.tick()
        withdrawn: dict[int, str] = {}
        if source is not None and (withdrawn := self._keeper.given(connection, source, rows.article["uid"])):
            self.settler.all(connection)
            self._keeper.withdraw(connection, withdrawn, at)
        added = self._keeper.keep(connection, rows, at, self.settler.all)
        if source is not None:
            self._keeper.note(connection, source, self.number_of(connection, added.article), withdrawn)
        if added.read_anew or withdrawn:
            self.recorrect(connection, added.article)
        return added._replace(replaced=min(withdrawn.values(), default=None))

    def knows(self, connection: Connection, article: Article | ReadArticle, content: bytes | None) -> bool:
        """Whether all that is told of an article is there; see `whence.record.Record.knows`."""
        return self._keeper.knows(connection, article, content)

    def settle(self, progress: Callable[[int], None] | None = None) -> None:
        """Work what was added into events; ``progress`` is told how many articles are left."""
        while self.pending():
            with self.writing() as connection:
                self.backend.alone(connection)
                self.settler.step(connection)
            if progress is not None:
                progress(self.pending())

    def pending(self) -> int:
        """How many articles, or else claims, are not yet worked into events."""
        with self.backend.reading() as connection:
            return (
                connection.execute(
                    select(func.count(distinct(t.pending.c.row))).where(t.pending.c.task == "article")
                ).scalar_one()
                or connection.execute(select(func.count()).select_from(t.pending)).scalar_one()
            )

    def rebuild(self) -> None:
        """Compute everything that follows from readings and judgements anew."""
        with self.writing() as connection:
            self.backend.alone(connection)
            for table in (t.likeness, t.link, t.printed, *EVENT_TABLES, t.event):
                connection.execute(delete(table))
            connection.execute(update(t.article).values(story=t.article.c.uid, floor=None, last=None))
            for task, wanted in (
                ("article", select(t.article.c.id).where(PRESENT.articles)),
                ("claim", select(t.claim.c.id)),
            ):
                rows = [{"task": task, "row": n} for n in connection.execute(wanted).scalars()]
                self.backend.insert_new(connection, t.pending, rows)
        self.settle()

    def number_of(self, connection: Connection, name: str) -> int:
        """The number of the article that a whole id stands for.

        Raises:
            UnknownIdError: there is no such article.
        """
        number: int | None = connection.execute(
            select(t.article.c.id).where(t.article.c.uid == name, PRESENT.articles)
        ).scalar()
        if number is None:
            raise self._unknown(name)
        return number

    def article(self, connection: Connection, name: str) -> str:
        """The whole id of the present article that an id, or the beginning of one, stands for.

        Raises:
            UnknownIdError: there is no such article.
            AmbiguousIdError: several ids begin so.
        """
        uid = names.article(connection, name)
        if uid is None:
            raise self._unknown(name)
        return uid

    def present(self, connection: Connection, article: str) -> Reading:
        """The present reading of an article.

        Raises:
            UnknownIdError: there is no such article.
        """
        found = self.shelf.article(connection, article)
        if found is None:
            raise self._unknown(article)
        return found

    def _unknown(self, article: str) -> UnknownIdError:
        return UnknownIdError(f"there is no article {article!r} in {self.backend.name}")

    def recorrect(self, connection: Connection, article: str) -> None:
        """Bring the claims of an article's present reading in line with the corrections that hold."""
        number = self.number_of(connection, article)
        reading = self.present(connection, article)
        wanted = self.judgements.corrections(connection, article, reading)
        c = t.claim.c
        rows = connection.execute(
            select(c.reading, c.number, c.own, c.read).where(c.article == number, PRESENT.claims)
        ).all()
        changed = {
            row.number
            for row in rows
            if (None if row.own is None else self.shelf.correction(row.own)) != wanted.get(row.number)
        }
        if not changed:
            return
        at = self.tick()
        self._keeper.retire(connection, number, at, changed)
        fresh = claim_rows(reading, {n: own for n, own in wanted.items() if n in changed}, changed)
        self._keeper.claims(connection, number, rows[0].reading, fresh, rows[0].read, at)
