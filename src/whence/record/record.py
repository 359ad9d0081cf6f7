"""What can be done with a record?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from types import TracebackType
from typing import Any, Literal

from sqlalchemy import select

from whence.article import Article
from whence.corroborate import Event
from whence.reading import ReadArticle, Reading
from whence.record import tables as t
from whence.record.answers import Answers
from whence.record.ask import Query
from whence.record.backend import Backend, backend
from whence.record.clock import now
from whence.record.deciding import Decider, Seen, Wish
from whence.record.glance import Glance
from whence.record.judgements import Judged, Kind
from whence.record.keep import Added, Input
from whence.record.migrations import migrate
from whence.record.rereading import compared, reread
from whence.record.rows import ReadingRows, rows_of
from whence.record.store import Store
from whence.record.values import Change, KeptArticle, KeptClaim, Source, Summary


class Record:
    """Articles, their readings, a person's judgements, and the events that follow from them.

    Made by `whence.record.open`. Every call is a transaction of its own.
    """

    def __init__(self, database: Backend, clock: Callable[[], datetime] = now) -> None:
        self._store = store = Store(database, clock)
        self._answers = Answers(store)
        self._decider = Decider(store)
        self.glance = Glance(database, store.shelf, store.past, store.settle)
        """Questions about many events at once."""

    @property
    def name(self) -> str:
        """The record's file or address, without a password."""
        return self._store.backend.name

    def __enter__(self) -> Record:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self._store.backend.close()

    # --- adding -------------------------------------------------------------------------------------------------

    def add(self, reading: Reading, *, source: Input | None = None) -> Added:
        """Keep a reading; adding it again changes nothing.

        Its claims become events before the next question is answered, or when `settle` is called.

        Args:
            reading: what was found in an article.
            source: the input that the article was taken from, so that `has_source` knows it. What it gave before, when
                something else was said of it, is replaced; judgements are carried over.
        """
        return self.add_rows(rows_of(reading), source=source)

    def add_rows(self, rows: ReadingRows, *, source: Input | None = None) -> Added:
        """Keep a reading whose rows (`whence.record.rows.rows_of`) were made elsewhere."""
        with self._store.writing() as connection:
            return self._store.keep(connection, rows, source)

    def has_source(self, digest: bytes) -> bool:
        """Whether an input with this digest gave an article of the record."""
        with self._store.backend.reading() as connection:
            return (
                connection.execute(select(t.input_.c.article).where(t.input_.c.digest == digest)).first()
                is not None
            )

    def knows(self, article: Article | ReadArticle, content: bytes | None = None) -> bool:
        """Whether the record has an article and all that is told of it, so that it need not be read.

        Args:
            article: the article.
            content: digest of the input that it was taken from: what is told of it then goes before what the same input
                told earlier, unless it is less. What another input told of the same snapshot stays; a headline or a date
                that it lacks is not known.
        """
        with self._store.backend.reading() as connection:
            return self._store.knows(connection, article, content)

    def settle(self, progress: Callable[[int], None] | None = None) -> None:
        """Work what was added into events; ``progress`` is told how many articles are left."""
        self._store.settle(progress)

    def rebuild(self) -> None:
        """Compute everything that follows from readings and judgements anew."""
        self._store.rebuild()

    # --- asking -------------------------------------------------------------------------------------------------

    def events(self, query: Query | None = None, *, limit: int | None = None, **filters: Any) -> list[Event]:
        """The events that a query, or filters named as its fields are, ask for; by their time, undated ones last.

        Raises:
            QuestionError: the question cannot be understood.
        """
        return list(self.each_event(query or Query(**filters), limit=limit))

    def each_event(self, query: Query, *, limit: int | None = None) -> Iterator[Event]:
        """As `events`, one by one."""
        return self._answers.each_event(query, limit)

    def event(self, name: str, *, known_at: str | datetime | date | None = None) -> list[Event]:
        """The event with this id or, where it has it at another moment, those that its claims are in.

        Args:
            name: the id.
            known_at: as the record would have answered then; the present if not given.

        Raises:
            UnknownIdError: no event has or had it, its claims are hidden, or nothing of it was there yet.
        """
        return self._answers.event(name, known_at)

    def claims(
        self, query: Query | None = None, *, limit: int | None = None, **filters: Any
    ) -> list[KeptClaim]:
        """The claims that a query, or filters named as its fields are, ask for; by their time, undated ones last."""
        return list(self.each_claim(query or Query(**filters), limit=limit))

    def each_claim(self, query: Query, *, limit: int | None = None) -> Iterator[KeptClaim]:
        """As `claims`, one by one."""
        return self._answers.each_claim(query, limit)

    def articles(
        self, text: str | None = None, *, newest: bool = False, offset: int = 0, limit: int | None = None
    ) -> list[KeptArticle]:
        """The articles that a search finds, or all; those read first come first, or those published last (``newest``)."""
        return self._answers.articles(text, newest=newest, offset=offset, limit=limit)

    def article(self, name: str) -> Reading:
        """The present reading of a snapshot, with its text.

        Raises:
            UnknownIdError: there is no such article.
        """
        return self._answers.article(name)

    def edits(self, name: str) -> list[tuple[str, str, list[str]]]:
        """How a page changed: ids of each two states of it in the order they were read, and the difference by sentence."""
        return self._answers.edits(name)

    def parties(self, text: str, *, limit: int | None = None) -> list[dict[str, Any]]:
        """Parties whose names a search finds, those of most claims first."""
        return self._answers.parties(text, limit)

    def sources(
        self, query: Query | None = None, *, limit: int | None = None, **filters: Any
    ) -> list[Source]:
        """The root voices of the claims that a query asks for, those of most claims first."""
        return self._answers.sources(query or Query(**filters), limit)

    def summary(self) -> Summary:
        """How much the record holds."""
        return self._answers.summary()

    def unknown(self, query: Query) -> list[tuple[str, str]]:
        """The names of a query (actor, party, place, speaker) that nothing in the record bears, each with its filter."""
        return self._answers.unknown(query)

    def near(self, told: str, kind: Literal["party", "place", "voice"]) -> list[str]:
        """Names in the record that may be meant by one that nothing in it bears, the nearest first."""
        return self._answers.near(told, kind)

    def heard(self, voice: str) -> bool:
        """Whether anything in the record was told by a voice, through it, or in its words."""
        return self._answers.heard(voice)

    def clock_of(self, known_at: str | datetime | date | None) -> str | None:
        """By which clock a question for a moment is answered, in words; ``None`` for the present."""
        return self._answers.clock_of(known_at)

    def claims_of(self, event: Event, *, known_at: str | datetime | date | None = None) -> list[KeptClaim]:
        """The claims of an event, as they are or (``known_at``) were; those published first come first."""
        return self._answers.claims_of(event, known_at)

    # --- judging ------------------------------------------------------------------------------------------------

    def judge(
        self,
        kind: Kind,
        *names: str,
        others: Sequence[str] = (),
        voice: str | None = None,
        field: str | None = None,
        value: Any = None,
        by: str | None = None,
        why: str | None = None,
        seen: Seen | None = None,
    ) -> Judged:
        """Write a person's judgement down; it holds from now on, and after every re-reading.

        Args:
            kind: ``same``, ``different``, ``hide`` and ``correct`` are about claims, ``copy`` and ``independent`` about
                articles, ``trust`` and ``distrust`` about a voice.
            names: ids of claims or articles; the id of an event stands for its claims.
            others: claims that those of ``names`` are the same as or different from, rather than from each other.
            voice: name or entity id of the voice.
            field: the field to correct, such as ``status``, ``time.earliest`` or ``objects.0.count.best``.
            value: its right value, as in JSON.
            by: who judges; the user of this computer if not given.
            why: the reason.
            seen: the event as it was seen: if it is another by now, nothing is written down.

        Raises:
            QuestionError: the judgement makes no sense.
            UnknownIdError: an id is not in the record.
            ChangedError: the event is not as it was seen.
        """
        wish = Wish(kind, names, tuple(others), voice, field, value)
        return self.judge_all([wish], by=by, why=why, seen=seen)[0]

    def judge_all(
        self,
        wishes: Sequence[Wish],
        *,
        by: str | None = None,
        why: str | None = None,
        seen: Seen | None = None,
    ) -> list[Judged]:
        """Write several judgements down, or none of them; see `judge`."""
        return self._decider.judge_all(wishes, by=by, why=why, seen=seen)

    def drafts(self, wishes: Sequence[Wish], *, by: str, why: str | None = None) -> list[Judged]:
        """Judgements as `judge_all` would write them down; nothing is."""
        return self._decider.drafts(wishes, by=by, why=why)

    def undo(
        self, name: str, *, by: str | None = None, why: str | None = None, seen: Seen | None = None
    ) -> Judged:
        """Take a judgement (or an undoing) back; both stay written down. ``seen`` is as for `judge`."""
        return self.undo_all([name], by=by, why=why, seen=seen)[0]

    def undo_all(
        self,
        names: Sequence[str],
        *,
        by: str | None = None,
        why: str | None = None,
        seen: Seen | None = None,
    ) -> list[Judged]:
        """Take several judgements back, or none of them; see `undo`."""
        return self._decider.undo_all(names, by=by, why=why, seen=seen)

    def judgements(self, *, known_at: str | datetime | date | None = None) -> list[Judged]:
        """All judgements, oldest first, with what became of them (by ``known_at``): taken back, or orphaned and why."""
        with self._store.backend.reading() as connection:
            scope = self._store.past.known_at(connection, known_at).scope
            return self._store.judgements.listed(connection, scope)

    # --- reading again ------------------------------------------------------------------------------------------

    def reread(
        self,
        read: Callable[[Iterable[Article]], Iterator[Reading]],
        *,
        reader: str | None = None,
        sample: int | None = None,
        accept: bool = False,
    ) -> tuple[list[Change], int]:
        """What would change if articles were read again: events that appear, vanish or change, and how many stay.

        Nothing is kept unless it is accepted: all is done in one transaction that is then taken back. (With many
        articles others may have to wait for it.)

        Args:
            read: reads articles, in their order (`whence.Reader.read_all`).
            reader: name of that reader: articles that it has read already are passed over.
            sample: read so many articles only, chosen by their ids.
            accept: keep the new readings; the old ones are kept too, but no longer in force.
        """
        return reread(self._store, read, reader=reader, sample=sample, accept=accept)

    def compared(self, other: Record) -> tuple[list[Change], int]:
        """What differs between the events of this record and those of another, as if this came before it."""
        return compared(self._store, self.events(), other._store, other.events())


def open_record(url: str, *, create: bool = True, clock: Callable[[], datetime] = now) -> Record:
    """The record at ``url``, brought to the present shape if an earlier version wrote it.

    Args:
        url: a file, or an address that begins with ``postgresql://``.
        create: make the record if it is not there.
        clock: tells the present moment.

    Raises:
        whence.record.errors.RecordError: one of its kinds; the message says what to do.
    """
    database = backend(url)
    try:
        migrate(database, create=create)
        return Record(database, clock)
    except BaseException:
        database.close()
        raise
