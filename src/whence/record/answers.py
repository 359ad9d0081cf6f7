"""What does a record answer: its events, claims, articles, parties and voices, and how much of each there is?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from heapq import merge
from itertools import islice, pairwise
from typing import Any

from sqlalchemy import Connection, distinct, func, or_, select

from whence.corroborate import Event, by_time
from whence.corroborate.standing import Standing, voice_key
from whence.corroborate.told import Told
from whence.reading import Claim, Reading
from whence.record import names
from whence.record import tables as t
from whence.record.ask import Conditions, Query
from whence.record.blocks import iso
from whence.record.clock import moment, now
from whence.record.editions import difference
from whence.record.errors import UnknownIdError
from whence.record.heard import claims_heard
from whence.record.keep import chunks
from whence.record.past import Known, numbered
from whence.record.scope import PRESENT
from whence.record.store import Store
from whence.record.values import ArticleName, Clocks, KeptArticle, KeptClaim, Source, Summary

_PAGE = 200
"""Rows that are taken from the database at a time."""


class Answers:
    """Answers questions from one record; `whence.record.Record` says what each of them means."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def each_event(self, query: Query, limit: int | None) -> Iterator[Event]:
        """The events that a query asks for, by their time, undated ones last."""
        self._store.settle()
        with self._store.backend.reading() as connection:
            known = self._store.past.known_at(connection, query.known_at)
            conditions = Conditions(connection, self._store.backend, query, known.moment)
            then = self._store.past.then(connection, conditions, known.scope)
            rows = connection.execute(
                select(t.event.c.body)
                .where(*then.kept, *conditions.event())
                .order_by(t.event.c.start, t.event.c.stop, t.event.c.uid)
                .limit(limit)
                .execution_options(yield_per=_PAGE)
            )
            kept = (self._store.shelf.event(body) for (body,) in rows)
            yield from islice(merge(kept, then.events, key=by_time), limit)

    def event(self, name: str, known_at: str | datetime | date | None) -> list[Event]:
        """The event with this id or, where it has it at another moment, those that its claims are in.

        Raises:
            UnknownIdError: no event has or had it, its claims are hidden, or nothing of it was there yet.
        """
        self._store.settle()
        with self._store.backend.reading() as connection:
            known = self._store.past.known_at(connection, known_at)
            name = names.event(connection, name)
            claims = names.claims_of(connection, name)
            if known.scope != PRESENT:
                conditions = Conditions(connection, self._store.backend, Query(), known.moment)
                found = self._store.past.event(connection, conditions, known.scope, name, claims)
            else:
                e, c = t.event.c, t.claim.c
                there = e.uid == name
                if connection.execute(select(e.id).where(there)).first() is None:
                    there = e.id.in_(
                        select(t.event_claim.c.event)
                        .join(t.claim, c.id == t.event_claim.c.claim)
                        .where(c.uid.in_(claims))
                    )
                bodies = connection.execute(select(e.body).where(there).order_by(e.id)).scalars()
                found = [self._store.shelf.event(body) for body in bodies]
            if not found:
                raise UnknownIdError(self._missing(connection, name, claims, known))
            return found

    def _missing(self, connection: Connection, name: str, claims: Sequence[str], known: Known) -> str:
        """Why no event is found under an id."""
        hiding = [
            j for j in self._store.judgements.active(connection, known.scope)
            if j.kind == "hide" and not {a.claim for a in j.decision.claims}.isdisjoint(claims)
        ]  # fmt: skip
        if hiding:
            told = ", ".join(f"{j.id} ({j.by}, {iso(j.at)}{f': {j.why}' if j.why else ''})" for j in hiding)
            return f"event {name!r} is hidden by judgement {told}; take that back to see it again"
        if known.clock is not None and claims:
            return f"event {name!r}: nothing of it was there yet; {known.clock}"
        return f"there is no event {name!r} in {self._store.backend.name}"

    def each_claim(self, query: Query, limit: int | None) -> Iterator[KeptClaim]:
        """The claims that a query asks for, by their time, undated ones last."""
        self._store.settle()
        with self._store.backend.reading() as connection:
            known = self._store.past.known_at(connection, query.known_at)
            conditions = Conditions(connection, self._store.backend, query, known.moment)
            wanted = conditions.claim()
            then = self._store.past.then(connection, conditions, known.scope)
            c = t.claim.c
            if query.min_origins is not None or query.conflicts or query.overdue:
                whole = Query(min_origins=query.min_origins, conflicts=query.conflicts, overdue=query.overdue)
                events = select(t.event.c.id).where(
                    *then.kept, *Conditions(connection, self._store.backend, whole, known.moment).event()
                )
                kept = select(t.event_claim.c.claim).where(t.event_claim.c.event.in_(events))
                made = {n for event, claims in then.members if conditions.holds(event) for n in claims}
                wanted.append(or_(c.id.in_(kept), numbered(c.id, made)))
            standing = self._store.judgements.standing(connection, known.scope)
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
                told = self._store.shelf.as_told(connection, page)
                for row in page:
                    yield _kept(told[row.reading], row, then.names.get(row.id, row.event), standing)

    def articles(
        self, text: str | None = None, *, newest: bool = False, offset: int = 0, limit: int | None = None
    ) -> list[KeptArticle]:
        """The articles that a search finds, or all; those read first come first, or those published last (``newest``)."""
        with self._store.backend.reading() as connection:
            a = t.article.c
            wanted = []
            if text is not None:
                wanted.append(
                    a.id.in_(
                        Conditions(connection, self._store.backend, Query(), now()).search("article", text)
                    )
                )
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
        """The present reading of a snapshot, with its text."""
        with self._store.backend.reading() as connection:
            return self._store.present(connection, self._store.article(connection, name))

    def edits(self, name: str) -> list[tuple[str, str, list[str]]]:
        """How a page changed: ids of each two states of it in the order they were read, and the difference by sentence,
        that of the headline first."""
        states = [self.article(uid) for uid in self._states(name)]
        return [
            (
                a.article.id,
                b.article.id,
                [
                    *difference(a.article.title or "", b.article.title or ""),
                    *difference(a.article.text, b.article.text),
                ],
            )
            for a, b in pairwise(states)
        ]

    def parties(self, text: str, limit: int | None) -> list[dict[str, Any]]:
        """Parties whose names a search finds, those of most claims first."""
        with self._store.backend.reading() as connection:
            p = t.party.c
            found = Conditions(connection, self._store.backend, Query(), now()).search("party", text)
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

    def sources(self, query: Query, limit: int | None) -> list[Source]:
        """The root voices of the claims that a query asks for, those of most claims first."""
        with self._store.backend.reading() as connection:
            known = self._store.past.known_at(connection, query.known_at)
            conditions = Conditions(connection, self._store.backend, query, known.moment)
            standing = self._store.judgements.standing(connection, known.scope)
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
        self._store.settle()
        with self._store.backend.reading() as connection:
            ends = (select(end(t.article.c.read)).scalar_subquery() for end in (func.min, func.max))
            span = connection.execute(select(*ends)).one()  # each by itself is the end of an index

            def count(table: Any, *where: Any) -> int:
                return connection.execute(select(func.count()).select_from(table).where(*where)).scalar_one()

            return Summary(
                articles=count(t.article) - count(t.article, t.article.c.gone.is_not(None)),
                # Few are not in force, and an index holds them: to count those that are would read every claim.
                claims=count(t.claim) - count(t.claim, t.claim.c.gone.is_not(None)),
                events=count(t.event),
                judgements=count(t.judgement),
                pending=count(t.pending),
                first_read=None if span[0] is None else moment(span[0]),
                last_read=None if span[1] is None else moment(span[1]),
            )

    def unknown(self, query: Query) -> list[tuple[str, str]]:
        """The names of a query that nothing in the record bears, each with its filter."""
        with self._store.backend.reading() as connection:
            named = Conditions(connection, self._store.backend, query, now()).named()
            return [
                (field, told)
                for field, told, rows in named
                if connection.execute(rows.limit(1)).first() is None
            ]

    def near(self, told: str, kind: str) -> list[str]:
        """Names of parties, places or voices that may be meant by one that is not there."""
        with self._store.backend.reading() as connection:
            return names.near(connection, told, kind)

    def heard(self, voice: str) -> bool:
        """Whether a judgement of a voice would bear upon anything in the record."""
        with self._store.backend.reading() as connection:
            return bool(claims_heard(connection, self._store.backend, self._store.shelf, voice))

    def clock_of(self, known_at: str | datetime | date | None) -> str | None:
        """By which clock a question for a moment is answered, in words; ``None`` for the present."""
        with self._store.backend.reading() as connection:
            return self._store.past.known_at(connection, known_at).clock

    def claims_of(self, event: Event, known_at: str | datetime | date | None) -> list[KeptClaim]:
        """The claims of an event, as they are or were; those published first come first."""
        with self._store.backend.reading() as connection:
            scope = self._store.past.known_at(connection, known_at).scope
            c = t.claim.c
            rows: list[Any] = []
            for some in chunks(event.claims):
                rows += connection.execute(
                    select(c.id, c.reading, c.number, c.own, c.read, c.published, c.uid, t.reading.c.reader)
                    .join(t.reading, t.reading.c.id == c.reading)
                    .where(c.uid.in_(some), scope.claims)
                )
            rows.sort(key=lambda row: (row.published is None, row.published or 0, row.uid))
            told = self._store.shelf.as_told(connection, rows)
            standing = self._store.judgements.standing(connection, scope)
            return [_kept(told[row.reading], row, event.id, standing) for row in rows]

    def _states(self, name: str) -> list[str]:
        with self._store.backend.reading() as connection:
            uid = self._store.article(connection, name)
            page = select(t.article.c.page).where(t.article.c.uid == uid)
            return list(
                connection.execute(
                    select(t.article.c.uid)
                    .where(t.article.c.page == page.scalar_subquery(), PRESENT.articles)
                    .order_by(t.article.c.read, t.article.c.id)
                ).scalars()
            )


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
                ),
                PRESENT.articles,
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


def _kept(reading: Reading, row: Any, event: str | None, standing: Standing) -> KeptClaim:
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
        trust=standing.claim(Told(reading, row.number, scene=frozenset())),
        places=tuple(reading.places[n] for n in places),
        claim=claim,
    )
