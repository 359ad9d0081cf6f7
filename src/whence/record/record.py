"""What can be done with a record?"""

from __future__ import annotations

import getpass
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from heapq import merge
from itertools import islice, pairwise
from tempfile import TemporaryFile
from types import TracebackType
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, distinct, func, or_, select, update

from whence.article import Article
from whence.corroborate import Event, by_time
from whence.corroborate.standing import Standing, voice_key
from whence.reading import Claim, Reading
from whence.record import tables as t
from whence.record.ask import Conditions, Query
from whence.record.backend import Backend, backend
from whence.record.blocks import Shelf
from whence.record.clock import moment, now, ticks
from whence.record.compare import Mark, changes
from whence.record.editions import difference
from whence.record.errors import ChangedError, QuestionError, UnknownIdError
from whence.record.glance import Glance
from whence.record.judgements import Anchor, Decision, Judged, Judgements, Kind, anchor, correct, place_of
from whence.record.keep import Added, Keeper, chunks
from whence.record.migrations import migrate
from whence.record.pack import Packer
from whence.record.past import Past, numbered
from whence.record.rows import Correction, ReadingRows, claim_rows, rows_of
from whence.record.scope import PRESENT
from whence.record.settle import EVENT_TABLES, Journal, Settler
from whence.record.values import ArticleName, Change, Clocks, KeptArticle, KeptClaim, Source, Summary

_PAGE = 200
"""Rows that are taken from the database at a time."""


class _TakenBackError(Exception):
    """Ends a transaction of which nothing is to be kept."""


class Seen(NamedTuple):
    """An event as it was seen by one who decides about it."""

    event: str
    version: str
    """`whence.corroborate.Event.version`."""


class Wish(NamedTuple):
    """A judgement that is to be written down; see `Record.judge`."""

    kind: Kind
    names: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    voice: str | None = None
    field: str | None = None
    value: Any = None


class Record:
    """Articles, their readings, a person's judgements, and the events that follow from them.

    Made by `whence.record.open`. Every call is a transaction of its own.
    """

    def __init__(self, database: Backend, clock: Callable[[], datetime] = now) -> None:
        self._backend = database
        self._clock = clock
        with database.reading() as connection:
            dictionary = connection.execute(
                select(t.setting.c.value).where(t.setting.c.name == "dictionary")
            ).scalar_one()
        packer = Packer(dictionary)
        self._packer = packer
        self._shelf = Shelf(packer)
        self._keeper = Keeper(database, packer)
        self._judgements = Judgements(self._shelf)
        self._settler = Settler(database, packer, self._shelf, self._judgements)
        self._past = Past(self._shelf, self._judgements, clock)
        self.glance = Glance(database, self._shelf, self._past, self.settle)
        """Questions about many events at once."""

    @property
    def name(self) -> str:
        """The record's file or address, without a password."""
        return self._backend.name

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
        self._backend.close()

    # --- adding -------------------------------------------------------------------------------------------------

    def add(self, reading: Reading, *, source: bytes | None = None) -> Added:
        """Keep a reading; adding it again changes nothing.

        Its claims become events before the next question is answered, or when `settle` is called.

        Args:
            reading: what was found in an article.
            source: digest of the input that the article was taken from, so that `has_source` knows it.
        """
        return self.add_rows(rows_of(reading), source=source)

    def add_rows(self, rows: ReadingRows, *, source: bytes | None = None) -> Added:
        """Keep a reading whose rows (`whence.record.rows.rows_of`) were made elsewhere."""
        with self._writing() as connection:
            added = self._keeper.keep(connection, rows, self._tick(), self._settler.all)
            if added.read_anew:
                self._recorrect(connection, added.article)
            if source is not None:
                number = self._article(connection, added.article)
                self._backend.insert_new(connection, t.input_, [{"digest": source, "article": number}])
            return added

    def has_source(self, digest: bytes) -> bool:
        """Whether an input with this digest gave an article of the record."""
        with self._backend.reading() as connection:
            return (
                connection.execute(select(t.input_.c.article).where(t.input_.c.digest == digest)).first()
                is not None
            )

    def has_article(self, article: str) -> bool:
        """Whether the snapshot is in the record."""
        with self._backend.reading() as connection:
            return (
                connection.execute(select(t.article.c.id).where(t.article.c.uid == article)).first()
                is not None
            )

    def settle(self, progress: Callable[[int], None] | None = None) -> None:
        """Work what was added into events; ``progress`` is told how many articles are left."""
        while self._pending():
            with self._writing() as connection:
                self._backend.alone(connection)
                self._settler.step(connection)
            if progress is not None:
                progress(self._pending())

    def rebuild(self) -> None:
        """Compute everything that follows from readings and judgements anew."""
        with self._writing() as connection:
            self._backend.alone(connection)
            for table in (t.likeness, t.link, t.printed, *EVENT_TABLES, t.event):
                connection.execute(delete(table))
            connection.execute(update(t.article).values(story=t.article.c.uid, floor=None, last=None))
            for task, table in (("article", t.article), ("claim", t.claim)):
                rows = [{"task": task, "row": n} for n in connection.execute(select(table.c.id)).scalars()]
                self._backend.insert_new(connection, t.pending, rows)
        self.settle()

    # --- asking -------------------------------------------------------------------------------------------------

    def events(self, query: Query | None = None, *, limit: int | None = None, **filters: Any) -> list[Event]:
        """The events that a query, or filters named as its fields are, ask for; by their time, undated ones last.

        Raises:
            QuestionError: the question cannot be understood.
        """
        return list(self.each_event(query or Query(**filters), limit=limit))

    def each_event(self, query: Query, *, limit: int | None = None) -> Iterator[Event]:
        """As `events`, one by one."""
        self.settle()
        with self._backend.reading() as connection:
            known = self._past.known_at(connection, query.known_at)
            conditions = Conditions(self._backend, query, known.moment)
            then = self._past.then(connection, conditions, known.scope)
            rows = connection.execute(
                select(t.event.c.body)
                .where(*then.kept, *conditions.event())
                .order_by(t.event.c.start, t.event.c.stop, t.event.c.uid)
                .limit(limit)
                .execution_options(yield_per=_PAGE)
            )
            kept = (self._shelf.event(body) for (body,) in rows)
            yield from islice(merge(kept, then.events, key=by_time), limit)

    def event(self, name: str) -> list[Event]:
        """The event with this id or, where it had it once, those that its claims are in now.

        Raises:
            UnknownIdError: no event has or had it.
        """
        self.settle()
        with self._backend.reading() as connection:
            body = connection.execute(select(t.event.c.body).where(t.event.c.uid == name)).scalar()
            if body is None:
                body = connection.execute(
                    select(t.event.c.body)
                    .join(t.event_claim, t.event_claim.c.event == t.event.c.id)
                    .join(t.event_was, t.event_was.c.claim == t.event_claim.c.claim)
                    .where(t.event_was.c.uid == name)
                ).scalar()
            if body is None:
                raise UnknownIdError(f"there is no event {name!r} in {self.name}")
            return [self._shelf.event(body)]

    def claims(
        self, query: Query | None = None, *, limit: int | None = None, **filters: Any
    ) -> list[KeptClaim]:
        """The claims that a query, or filters named as its fields are, ask for; by their time, undated ones last."""
        return list(self.each_claim(query or Query(**filters), limit=limit))

    def each_claim(self, query: Query, *, limit: int | None = None) -> Iterator[KeptClaim]:
        """As `claims`, one by one."""
        self.settle()
        with self._backend.reading() as connection:
            known = self._past.known_at(connection, query.known_at)
            conditions = Conditions(self._backend, query, known.moment)
            wanted = conditions.claim()
            then = self._past.then(connection, conditions, known.scope)
            c = t.claim.c
            if query.min_origins is not None or query.conflicts or query.overdue:
                whole = Query(min_origins=query.min_origins, conflicts=query.conflicts, overdue=query.overdue)
                events = select(t.event.c.id).where(
                    *then.kept, *Conditions(self._backend, whole, known.moment).event()
                )
                kept = select(t.event_claim.c.claim).where(t.event_claim.c.event.in_(events))
                made = {n for event, claims in then.members if conditions.holds(event) for n in claims}
                wanted.append(or_(c.id.in_(kept), numbered(c.id, made)))
            rows = connection.execute(
                select(
                    c.id, c.reading, c.number, c.own, c.read, t.reading.c.reader, t.event.c.uid.label("event")
                )
                .join(t.reading, t.reading.c.id == c.reading)
                .outerjoin(t.event_claim, t.event_claim.c.claim == c.id)
                .outerjoin(t.event, t.event.c.id == t.event_claim.c.event)
                .where(known.scope.claims, *wanted)
                .order_by(c.start, c.uid, c.id)
                .limit(limit)
                .execution_options(yield_per=_PAGE)
            )
            for page in rows.partitions():
                told = self._shelf.as_told(connection, page)
                for row in page:
                    yield _kept(told[row.reading], row, then.names.get(row.id, row.event))

    def articles(
        self, text: str | None = None, *, newest: bool = False, offset: int = 0, limit: int | None = None
    ) -> list[KeptArticle]:
        """The articles that a search finds, or all; those read first come first, or those published last (``newest``)."""
        with self._backend.reading() as connection:
            a = t.article.c
            wanted = []
            if text is not None:
                wanted.append(a.id.in_(Conditions(self._backend, Query(), now()).search("article", text)))
            rows = connection.execute(
                select(
                    a.id,
                    a.uid,
                    a.title,
                    a.url,
                    a.outlet,
                    a.published_as,
                    a.read,
                    a.page,
                    a.story,
                    t.reading.c.reader,
                )
                .join(t.reading, t.reading.c.article == a.id)
                .where(PRESENT.readings, *wanted)
                .order_by(*((a.published.desc().nulls_last(), a.uid) if newest else (a.read, a.uid)))
                .limit(limit)
                .offset(offset or None)
            ).all()
            return _kept_articles(connection, rows)

    def article(self, name: str) -> Reading:
        """The present reading of a snapshot, with its text.

        Raises:
            UnknownIdError: there is no such article.
        """
        with self._backend.reading() as connection:
            found = self._shelf.article(connection, name)
        if found is None:
            raise UnknownIdError(f"there is no article {name!r} in {self.name}")
        return found

    def edits(self, name: str) -> list[tuple[str, str, list[str]]]:
        """How a page changed: ids of each two states of it in the order they were read, and the difference by sentence."""
        states = [self.article(uid) for uid in self._states(name)]
        return [
            (a.article.id, b.article.id, difference(a.article.text, b.article.text))
            for a, b in pairwise(states)
        ]

    def parties(self, text: str, *, limit: int | None = None) -> list[dict[str, Any]]:
        """Parties whose names a search finds, those of most claims first."""
        with self._backend.reading() as connection:
            p = t.party.c
            found = Conditions(self._backend, Query(), now()).search("party", text)
            count = func.count(distinct(t.claim_party.c.claim))
            rows = connection.execute(
                select(p.name, p.entity, p.country, count.label("claims"))
                .join(t.claim_party, t.claim_party.c.party == p.id)
                .join(t.claim, t.claim.c.id == t.claim_party.c.claim)
                .where(p.id.in_(found), PRESENT.claims)
                .group_by(p.id, p.name, p.entity, p.country)
                .order_by(count.desc(), p.name, p.entity, p.country)
                .limit(limit)
            )
            return [
                {"name": r.name, "entity": r.entity or None, "country": r.country or None, "claims": r.claims}
                for r in rows
            ]

    def sources(
        self, query: Query | None = None, *, limit: int | None = None, **filters: Any
    ) -> list[Source]:
        """The root voices of the claims that a query asks for, those of most claims first."""
        query = query or Query(**filters)
        with self._backend.reading() as connection:
            known = self._past.known_at(connection, query.known_at)
            conditions = Conditions(self._backend, query, known.moment)
            standing = Standing.of(self._judgements.applied(connection, known.scope))
            v, c = t.voice.c, t.claim.c
            # Voices are counted by their numbers first: to group by names would sort all claims.
            counted = (
                select(
                    c.voice, func.count().label("claims"), func.count(distinct(c.article)).label("articles"),
                    func.min(c.read).label("first"), func.max(c.read).label("last"),
                )
                .where(known.scope.claims, *conditions.claim())
                .group_by(c.voice)
                .subquery()
            )  # fmt: skip
            rows = connection.execute(
                select(v.name, v.plain, v.kind, v.entity, counted.c.claims, counted.c.articles, counted.c.first, counted.c.last)
                .join(counted, counted.c.voice == v.id)
                .order_by(counted.c.claims.desc(), v.name, v.kind, v.entity)
                .limit(limit)
            )  # fmt: skip
            return [
                Source(
                    voice=r.name,
                    kind=r.kind,
                    entity=r.entity or None,
                    claims=r.claims,
                    articles=r.articles,
                    first_read=moment(r.first),
                    last_read=moment(r.last),
                    trust=standing.voice((r.entity, r.plain, voice_key(r.name))),
                )
                for r in rows
            ]

    def summary(self) -> Summary:
        """How much the record holds."""
        self.settle()
        with self._backend.reading() as connection:
            ends = (select(end(t.article.c.read)).scalar_subquery() for end in (func.min, func.max))
            span = connection.execute(select(*ends)).one()  # each by itself is the end of an index

            def count(table: Any, *where: Any) -> int:
                return connection.execute(select(func.count()).select_from(table).where(*where)).scalar_one()

            return Summary(
                articles=count(t.article),
                # Few are not in force, and an index holds them: to count those that are would read every claim.
                claims=count(t.claim) - count(t.claim, t.claim.c.gone.is_not(None)),
                events=count(t.event),
                judgements=count(t.judgement),
                pending=count(t.pending),
                first_read=None if span[0] is None else moment(span[0]),
                last_read=None if span[1] is None else moment(span[1]),
            )

    def clock_of(self, known_at: str | datetime | date | None) -> str | None:
        """By which clock a question for a moment is answered, in words; ``None`` for the present."""
        with self._backend.reading() as connection:
            return self._past.known_at(connection, known_at).clock

    def claims_of(self, event: Event) -> list[KeptClaim]:
        """The claims of an event, as they are now; those published first come first."""
        with self._backend.reading() as connection:
            c = t.claim.c
            rows: list[Any] = []
            for some in chunks(event.claims):
                rows += connection.execute(
                    select(c.id, c.reading, c.number, c.own, c.read, c.published, c.uid, t.reading.c.reader)
                    .join(t.reading, t.reading.c.id == c.reading)
                    .where(c.uid.in_(some), PRESENT.claims)
                )
            rows.sort(key=lambda row: (row.published is None, row.published or 0, row.uid))
            told = self._shelf.as_told(connection, rows)
            return [_kept(told[row.reading], row, event.id) for row in rows]

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
        by = by or _user()
        with self._deciding(seen) as connection:
            numbers = []
            for wish in wishes:
                decision = self._decision(connection, wish, by)
                numbers.append(
                    self._judgements.add(connection, wish.kind, decision, by=by, at=self._tick(), why=why)
                )
                self._reconsider(connection, wish.kind, decision)
        return [self._judged(number) for number in numbers]

    def undo(
        self, name: str, *, by: str | None = None, why: str | None = None, seen: Seen | None = None
    ) -> Judged:
        """Take a judgement (or an undoing) back; both stay written down. ``seen`` is as for `judge`."""
        with self._deciding(seen) as connection:
            row = self._judgements.get(connection, name)
            taken = self._judgements.undone(connection)
            if row.id in taken:
                raise QuestionError(
                    f"judgement {name} has been taken back already, by judgement {taken[row.id]}"
                )
            number = self._judgements.add(
                connection, "undo", Decision(), by=by or _user(), at=self._tick(), why=why, target=row.id
            )
            while row.kind == "undo" and row.target is not None:
                row = self._judgements.get(connection, str(row.target))
            self._reconsider(connection, row.kind, row.decision)
        return self._judged(number)

    @contextmanager
    def _deciding(self, seen: Seen | None) -> Iterator[Connection]:
        """A transaction in which nobody else decides, once the event that was ``seen`` is found to be as it was."""
        self.settle()
        with self._writing() as connection:
            self._backend.alone(connection)
            if seen is not None:
                # What another process added or decided since is worked in first: it may change the event.
                self._settler.all(connection)
                body = connection.execute(select(t.event.c.body).where(t.event.c.uid == seen.event)).scalar()
                if body is None or self._shelf.event(body).version != seen.version:
                    raise ChangedError(
                        f"event {seen.event} was changed after it was seen; nothing was written down"
                    )
            yield connection

    def judgements(self) -> list[Judged]:
        """All judgements, oldest first, with what became of them: taken back, or orphaned and why."""
        with self._backend.reading() as connection:
            return self._judgements.listed(connection)

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
        self.settle()
        journal = Journal()
        with TemporaryFile() as spool:
            for reading in read(self._to_read(reader, sample)):
                line = reading.to_json()
                spool.write(b"%d\n%b\n" % (len(line), line))
            spool.seek(0)
            try:
                with self._writing() as connection:
                    self._backend.alone(connection)
                    self._settler.all(connection)
                    self._settler.journal = journal
                    while size := spool.readline():
                        rows = rows_of(Reading.from_json(spool.read(int(size))))
                        spool.readline()
                        added = self._keeper.keep(connection, rows, self._tick(), self._settler.all)
                        if added.read_anew:
                            self._recorrect(connection, added.article)
                    self._settler.all(connection)
                    found = self._changes(connection, journal)
                    if not accept:
                        raise _TakenBackError
            except _TakenBackError:
                pass
            finally:
                self._settler.journal = None
        return found

    def _to_read(self, reader: str | None, sample: int | None) -> Iterator[Article]:
        a = t.article.c
        wanted = select(a.uid).join(t.reading, t.reading.c.article == a.id).where(PRESENT.readings)
        if reader is not None:
            wanted = wanted.where(t.reading.c.reader != reader)
        with self._backend.reading() as connection:
            names = list(connection.execute(wanted.order_by(a.uid).limit(sample)).scalars())
        for name in names:
            kept = self.article(name).article
            yield Article(
                text=kept.text,
                title=kept.title,
                url=kept.url,
                outlet=kept.outlet,
                published=kept.published,
                language=kept.language,
                author=kept.author,
                section=kept.section,
            )

    def _changes(self, connection: Connection, journal: Journal) -> tuple[list[Change], int]:
        before, after = (
            sorted(map(self._shelf.event, some.values()), key=by_time)
            for some in (journal.before, journal.after)
        )
        found, stayed = changes(before, after, self._marks(connection, (*before, *after)))
        total = connection.execute(select(func.count()).select_from(t.event)).scalar_one()
        return found, total - len(after) + stayed

    def _marks(self, connection: Connection, events: Iterable[Event]) -> dict[str, Mark]:
        marks: dict[str, Mark] = {}
        for some in chunks(sorted({claim for event in events for claim in event.claims})):
            rows = connection.execute(
                select(t.claim.c.uid, t.article.c.uid.label("article"), t.claim.c.trigger_start)
                .join(t.article, t.article.c.id == t.claim.c.article)
                .where(t.claim.c.uid.in_(some))
            )
            marks |= {row.uid: (row.article, row.trigger_start) for row in rows}
        return marks

    def compared(self, other: Record) -> tuple[list[Change], int]:
        """What differs between the events of this record and those of another, as if this came before it."""
        before, after = self.events(), other.events()
        marks: dict[str, Mark] = {}
        for record, events in ((self, before), (other, after)):
            with record._backend.reading() as connection:
                marks |= record._marks(connection, events)
        return changes(before, after, marks)

    # --- inside -------------------------------------------------------------------------------------------------

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        try:
            with self._backend.writing() as connection:
                yield connection
        except BaseException:
            for memory in (self._keeper, self._shelf, self._judgements, self._settler):
                memory.forget()
            raise

    def _tick(self) -> int:
        return ticks(self._clock())

    def _pending(self) -> int:
        with self._backend.reading() as connection:
            return (
                connection.execute(
                    select(func.count(distinct(t.pending.c.row))).where(t.pending.c.task == "article")
                ).scalar_one()
                or connection.execute(select(func.count()).select_from(t.pending)).scalar_one()
            )

    def _article(self, connection: Connection, name: str) -> int:
        number: int | None = connection.execute(
            select(t.article.c.id).where(t.article.c.uid == name)
        ).scalar()
        if number is None:
            raise UnknownIdError(f"there is no article {name!r} in {self.name}")
        return number

    def _states(self, name: str) -> list[str]:
        with self._backend.reading() as connection:
            page = select(t.article.c.page).where(t.article.c.id == self._article(connection, name))
            return list(
                connection.execute(
                    select(t.article.c.uid)
                    .where(t.article.c.page == page.scalar_subquery())
                    .order_by(t.article.c.read, t.article.c.id)
                ).scalars()
            )

    def _decision(self, connection: Connection, wish: Wish, by: str) -> Decision:
        kind, names, field = wish.kind, wish.names, wish.field
        if kind in ("trust", "distrust"):
            if not wish.voice or names or wish.others:
                raise QuestionError(f"{kind} is about one voice: give its name or entity id")
            return Decision(voice=wish.voice)
        if kind in ("copy", "independent"):
            if len(set(names)) < 2:
                raise QuestionError(f"{kind} is about two articles or more")
            for name in names:
                self._article(connection, name)
            return Decision(articles=tuple(dict.fromkeys(names)))
        if kind == "undo":
            raise QuestionError("to take a judgement back, call undo with its id")
        claims = self._anchors(connection, names)
        if kind == "correct":
            if len(claims) != 1 or not field:
                raise QuestionError("correct is about one claim: give its id, the field and the right value")
            decision = Decision(claims=claims, field=field, value=wish.value)
            self._check_correction(connection, decision, by)
            return decision
        beside = self._anchors(connection, wish.others)
        if not claims or (kind in ("same", "different") and len({a.claim for a in (*claims, *beside)}) < 2):
            raise QuestionError(f"{kind} is about {'one claim' if kind == 'hide' else 'two claims'} or more")
        if both := {a.claim for a in claims} & {a.claim for a in beside}:
            raise QuestionError(f"claim {min(both)} stands on both sides")
        return Decision(claims=claims, others=beside)

    def _anchors(self, connection: Connection, names: Iterable[str]) -> tuple[Anchor, ...]:
        found: dict[str, Anchor] = {}
        c = t.claim.c
        for name in names:
            rows = (
                connection.execute(select(c.reading, c.number).where(c.uid == name, PRESENT.claims)).all()
                or connection.execute(
                    select(c.reading, c.number)
                    .join(t.event_claim, t.event_claim.c.claim == c.id)
                    .join(t.event, t.event.c.id == t.event_claim.c.event)
                    .where(t.event.c.uid == name)
                    .order_by(c.id)
                ).all()
            )
            if not rows:
                raise UnknownIdError(f"there is no claim or event {name!r} in {self.name}")
            for row in rows:
                reading = self._shelf.readings(connection, [row.reading])[row.reading]
                mark = anchor(reading, reading.claims[row.number])
                found.setdefault(mark.claim, mark)
        return tuple(found.values())

    def _check_correction(self, connection: Connection, decision: Decision, by: str) -> None:
        (mark,) = decision.claims
        reading = self._present(connection, mark.article)
        number, _ = place_of(mark, reading)
        before = self._judgements.corrections(connection, mark.article, reading)
        assert number is not None, "the claim was found in this reading"
        now_told = before.get(number) or Correction(claim=reading.claims[number])
        correct(now_told, reading, decision.field or "", decision.value, by)

    def _present(self, connection: Connection, article: str) -> Reading:
        number = connection.execute(
            select(t.reading.c.id)
            .join(t.article, t.article.c.id == t.reading.c.article)
            .where(t.article.c.uid == article, PRESENT.readings)
        ).scalar_one()
        return self._shelf.readings(connection, [number])[number]

    def _reconsider(self, connection: Connection, kind: Kind, decision: Decision) -> None:
        """Have everything settled anew that a judgement, or its end, may change."""
        if kind == "correct":
            for mark in decision.claims:
                self._recorrect(connection, mark.article)
            return
        if kind in ("copy", "independent"):
            articles = select(t.article.c.id).where(t.article.c.uid.in_(decision.articles))
            self._pend(connection, "article", connection.execute(articles).scalars())
        task = "claim" if kind in ("copy", "independent", "same") else "event"
        self._pend(connection, task, self._judgements.concerned(connection, kind, decision))

    def _pend(self, connection: Connection, task: str, rows: Iterable[int]) -> None:
        self._backend.insert_new(connection, t.pending, [{"task": task, "row": n} for n in rows])

    def _recorrect(self, connection: Connection, article: str) -> None:
        """Bring the claims of an article's present reading in line with the corrections that hold."""
        number = self._article(connection, article)
        reading = self._present(connection, article)
        wanted = self._judgements.corrections(connection, article, reading)
        c = t.claim.c
        rows = connection.execute(
            select(c.reading, c.number, c.own, c.read).where(c.article == number, PRESENT.claims)
        ).all()
        changed = {
            row.number
            for row in rows
            if (None if row.own is None else self._shelf.correction(row.own)) != wanted.get(row.number)
        }
        if not changed:
            return
        at = self._tick()
        self._keeper.retire(connection, number, at, changed)
        fresh = claim_rows(reading, {n: own for n, own in wanted.items() if n in changed}, changed)
        self._keeper.claims(connection, number, rows[0].reading, fresh, rows[0].read, at)

    def _judged(self, number: int) -> Judged:
        return next(j for j in self.judgements() if j.id == str(number))


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "unknown"


def _kept_articles(connection: Connection, rows: Sequence[Any]) -> list[KeptArticle]:
    claims: dict[int, int] = {}
    copies: Counter[str] = Counter()
    states: dict[str, list[str]] = {}
    for some in chunks(rows):
        claims |= {
            row.article: row.claims
            for row in connection.execute(
                select(t.claim.c.article, func.count().label("claims"))
                .where(t.claim.c.article.in_([row.id for row in some]), PRESENT.claims)
                .group_by(t.claim.c.article)
            )
        }
        for row in connection.execute(
            select(t.article.c.uid, t.article.c.story, t.article.c.page)
            .where(
                or_(
                    t.article.c.story.in_([row.story for row in some]),
                    t.article.c.page.in_([row.page for row in some]),
                )
            )
            .order_by(t.article.c.read, t.article.c.id)
        ):
            known = states.setdefault(row.page, [])
            if row.uid not in known:
                known.append(row.uid)
                copies[row.story] += 1
    return [
        KeptArticle(
            id=row.uid,
            title=row.title,
            url=row.url,
            outlet=row.outlet,
            published=row.published_as,
            read=moment(row.read),
            reader=row.reader,
            claims=claims.get(row.id, 0),
            copies=copies[row.story] - 1,
            edits=tuple(uid for uid in states[row.page] if uid != row.uid),
        )
        for row in rows
    ]


def _kept(reading: Reading, row: Any, event: str | None) -> KeptClaim:
    article = reading.article
    claim: Claim = reading.claims[row.number]
    source = (article.title or "") if claim.title else article.text
    places = [link.place for link in claim.places if 0 <= link.place < len(reading.places)]
    return KeptClaim(
        id=claim.id,
        event=event,
        article=ArticleName(id=article.id, title=article.title, url=article.url, outlet=article.outlet),
        reader=row.reader,
        sentence=source[claim.sentence.start : claim.sentence.end],
        trigger=source[claim.trigger.start : claim.trigger.end],
        clocks=Clocks(
            happened=claim.time,
            said=claim.said,
            published=article.published.at if article.published else None,
            read=moment(row.read),
        ),
        corrected=row.own is not None,
        places=tuple(reading.places[n] for n in places),
        claim=claim,
    )


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
