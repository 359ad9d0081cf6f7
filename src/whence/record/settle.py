"""How does what was added become events, without looking at the whole record again?

`settle` works off what is pending, a few articles a transaction: it finds copies of new articles and links of new
claims, takes the blocks that these belong to, and replaces their events.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, delete, func, insert, or_, select, true, update

from whence.corroborate import Judgement
from whence.corroborate.blocking import CROWD, LATEST, keys, window
from whence.corroborate.match import printed
from whence.corroborate.told import Told, names_of
from whence.knowledge.corroboration import rules
from whence.record import tables as t
from whence.record.backend import Backend
from whence.record.blocks import Made, Shelf, Stretch, events_of, reached
from whence.record.clock import ticks
from whence.record.copies import Copies
from whence.record.judgements import Judgements
from whence.record.keep import chunks
from whence.record.pack import Packer, dump
from whence.record.rows import event_row, hashed
from whence.record.scope import PRESENT

_ARTICLES = 16
"""Articles that are settled in one transaction."""
_CLAIMS = 400
"""Claims that are settled in one transaction, where articles do not decide it."""
_LATEST = LATEST // timedelta(microseconds=1)
_FIXED = 1 << 20
"""Keys of a link that holds whatever becomes of keys: the same sentence, or a person's word."""


class Journal:
    """The events that went and came while something was settled, packed."""

    def __init__(self) -> None:
        self.before: dict[str, bytes] = {}
        self.after: dict[str, bytes] = {}

    def goes(self, uid: str, body: bytes) -> None:
        """An event went; one that came since was never there before."""
        if self.after.pop(uid, None) is None:
            self.before.setdefault(uid, body)

    def comes(self, uid: str, body: bytes) -> None:
        """An event came."""
        self.after[uid] = body


class Settler:
    """Works off what is pending in one record."""

    def __init__(self, backend: Backend, packer: Packer, shelf: Shelf, judgements: Judgements) -> None:
        self._backend = backend
        self._packer = packer
        self._shelf = shelf
        self._judgements = judgements
        self._groups = Copies(shelf)
        self.journal: Journal | None = None
        """Where events that go and come are written down, if somebody wants to know."""

    def step(self, connection: Connection) -> bool:
        """Settle some of what is pending; whether there was anything.

        The caller has the record to itself (`Backend.alone`).
        """
        articles = _pending(connection, "article", _ARTICLES)
        decided = self._judgements.applied(connection)
        touched = self._copies(connection, articles, decided) if articles else set()
        claims = _pending_of(connection, articles) if articles else _pending(connection, "claim", _CLAIMS)
        events = _pending(connection, "event", _CLAIMS)
        if not (articles or claims or events):
            return False
        touched |= set(claims) | set(events)
        touched |= self._link(connection, claims, decided)
        self._drop_keys(connection, events)
        self._renew(connection, touched, decided)
        for task, rows in (("article", articles), ("claim", claims), ("event", events)):
            for some in chunks(rows):
                connection.execute(
                    delete(t.pending).where(t.pending.c.task == task, t.pending.c.row.in_(some))
                )
        return True

    def all(self, connection: Connection) -> None:
        """Settle all that is pending, in the transaction of the caller."""
        self._backend.alone(connection)
        while self.step(connection):
            pass

    # --- copies ---------------------------------------------------------------------------------------------------

    def _copies(
        self, connection: Connection, articles: Sequence[int], decided: Sequence[Judgement]
    ) -> set[int]:
        """Find what the articles are copies of; the claims whose events that changes."""
        fresh = _pending(connection, "article")
        changed, moved = self._groups.settle(connection, articles, fresh, decided)
        regrouped = [{"task": "claim", "row": n} for n in sorted(_claims_of(connection, moved))]
        self._backend.insert_new(connection, t.pending, regrouped)
        return _claims_of(connection, changed)

    # --- links ----------------------------------------------------------------------------------------------------

    def _link(
        self, connection: Connection, claims: Collection[int], decided: Sequence[Judgement]
    ) -> set[int]:
        """Link claims with those that may tell of the same happening; the claims that lost a link."""
        told = self._told(connection, claims)
        stale: set[int] = set()
        by_article: dict[str, list[int]] = defaultdict(list)
        for number, claim in told.items():
            by_article[claim.article].append(number)
        for numbers in by_article.values():
            stale |= self._link_some(connection, {n: told[n] for n in numbers})
        self._link_printed(connection, told)
        self._link_judged(connection, told, decided)
        return stale

    def _link_some(self, connection: Connection, told: dict[int, Told]) -> set[int]:
        own = {n: frozenset(map(hashed, keys(claim))) for n, claim in told.items()}
        wanted = {k for some in own.values() for k in some}
        crowded, new = self._crowded(connection, wanted)
        stale = self._unlink(connection, new)
        self._crowd(connection, new)
        near = {n: self._near(connection, claim, own[n] - crowded) for n, claim in told.items()}
        pairs = {
            (min(n, m), max(n, m)): shared for n, some in near.items() for m, shared in some.items() if m != n
        }
        theirs = self._told(connection, {m for pair in pairs for m in pair} - set(told)) | told
        rows = [
            {"one": one, "two": two, "support": shared}
            for (one, two), shared in sorted(pairs.items())
            if self._shelf.memory.joining(theirs[one], theirs[two]) is not None
        ]
        self._backend.insert_new(connection, t.link, rows)
        return stale

    def _near(self, connection: Connection, told: Told, own: Collection[int]) -> dict[int, int]:
        """Claims that share keys with one and may speak of the same time (`may_meet`), and how many keys each shares."""
        shared: Counter[int] = Counter()
        known = window(told)
        when: ColumnElement[bool] = true()
        if known is not None:
            opens, closes = ticks(known[0]) - _LATEST, ticks(known[1]) + _LATEST
            c = t.claim.c
            when = or_(
                c.opens.is_(None), and_(c.opens <= closes, c.closes >= opens), t.article.c.story == told.story
            )
        for some in chunks(sorted(own)):
            holders = (
                select(t.claim_key.c.claim, func.count().label("shared"))
                .where(t.claim_key.c.key.in_(some))
                .group_by(t.claim_key.c.claim)
                .subquery()
            )
            rows = connection.execute(
                select(holders.c.claim, holders.c.shared)
                .join(t.claim, t.claim.c.id == holders.c.claim)
                .join(t.article, t.article.c.id == t.claim.c.article)
                .where(t.claim.c.gone.is_(None), when)
            )
            for row in rows:
                shared[row.claim] += row.shared
        return shared

    def _link_printed(self, connection: Connection, told: dict[int, Told]) -> None:
        """Link claims on one sentence that several articles print."""
        prints = {n: hashed(key) for n, claim in told.items() if (key := printed(claim))}
        self._backend.insert_new(
            connection, t.printed, [{"key": k, "claim": n} for n, k in sorted(prints.items())]
        )
        first: dict[int, int] = {}
        for some in chunks(sorted(set(prints.values()))):
            rows = connection.execute(
                select(t.printed.c.key, t.printed.c.claim, t.claim.c.gone)
                .join(t.claim, t.claim.c.id == t.printed.c.claim)
                .where(t.printed.c.key.in_(some))
            ).all()
            first |= {row.key: row.claim for row in rows if row.gone is None}
            for row in rows:
                if row.gone is not None:  # the first has been retired: another takes its place
                    first[row.key] = min(n for n, k in prints.items() if k == row.key)
                    connection.execute(
                        update(t.printed).where(t.printed.c.key == row.key).values(claim=first[row.key])
                    )
        self._fix(connection, [(n, first[k]) for n, k in prints.items()])

    def _link_judged(
        self, connection: Connection, told: dict[int, Told], decided: Sequence[Judgement]
    ) -> None:
        """Link claims that a person called the same."""
        names = {claim.claim.id: n for n, claim in told.items()}
        pairs = {p for j in decided if j.kind == "same" for p in j.pairs if p[0] in names or p[1] in names}
        if not pairs:
            return
        far = {u for pair in pairs for u in pair} - set(names)
        for some in chunks(sorted(far)):
            names |= {
                row.uid: row.id
                for row in connection.execute(
                    select(t.claim.c.uid, t.claim.c.id).where(t.claim.c.uid.in_(some), PRESENT.claims)
                )
            }
        self._fix(connection, [(names[a], names[b]) for a, b in pairs if a in names and b in names])

    def _fix(self, connection: Connection, pairs: Iterable[tuple[int, int]]) -> None:
        for one, two in sorted({(min(p), max(p)) for p in pairs if p[0] != p[1]}):
            self._backend.insert_new(connection, t.link, [{"one": one, "two": two, "support": 0}])
            connection.execute(
                update(t.link)
                .where(t.link.c.one == one, t.link.c.two == two, t.link.c.support < _FIXED)
                .values(support=t.link.c.support + _FIXED)
            )

    def _told(self, connection: Connection, claims: Collection[int]) -> dict[int, Told]:
        """Claims in force as they are compared."""
        c = t.claim.c
        rows: list[Any] = []
        for some in chunks(sorted(claims)):
            rows += connection.execute(
                select(c.id, c.reading, c.number, c.own, t.article.c.story)
                .join(t.article, t.article.c.id == c.article)
                .where(c.id.in_(some), PRESENT.claims)
            )
        readings = self._shelf.as_told(connection, rows)
        told = self._shelf.memory.told
        return {row.id: told(readings[row.reading], row.number, row.story) for row in rows}

    # --- keys that too many share ---------------------------------------------------------------------------------

    def _crowded(self, connection: Connection, wanted: Collection[int]) -> tuple[set[int], set[int]]:
        """Those keys that propose nothing, and of them those that only now have too many holders."""
        known = _known_crowd(connection, wanted)
        new: set[int] = set()
        for some in chunks(sorted(set(wanted) - known)):
            new.update(
                connection.execute(
                    select(t.claim_key.c.key)
                    .where(t.claim_key.c.key.in_(some))
                    .group_by(t.claim_key.c.key)
                    .having(func.count(t.claim_key.c.claim) > CROWD)
                ).scalars()
            )
        return known | new, new

    def _unlink(self, connection: Connection, crowded: Iterable[int]) -> set[int]:
        """Take back what keys proposed before they became crowded; the claims that lost a link."""
        stale: set[int] = set()
        for key in sorted(crowded):
            members = select(t.claim_key.c.claim).where(t.claim_key.c.key == key)
            between = and_(t.link.c.one.in_(members), t.link.c.two.in_(members))
            connection.execute(update(t.link).where(between).values(support=t.link.c.support - 1))
            bare = and_(between, t.link.c.support <= 0)
            rows = connection.execute(select(t.link.c.one, t.link.c.two).where(bare)).all()
            if rows:
                connection.execute(delete(t.link).where(bare))
            stale.update(n for row in rows for n in (row.one, row.two))
        return stale

    def _crowd(self, connection: Connection, crowded: Iterable[int]) -> None:
        """Write down that keys are crowded; who holds them need not be known any more."""
        self._backend.insert_new(connection, t.crowd, [{"key": k} for k in sorted(crowded)])
        for some in chunks(sorted(crowded)):
            connection.execute(delete(t.claim_key).where(t.claim_key.c.key.in_(some)))

    def _drop_keys(self, connection: Connection, claims: Collection[int]) -> None:
        """Claims that are no longer in force propose nothing."""
        c = t.claim.c
        rows: list[Any] = []
        for some in chunks(sorted(claims)):
            rows += connection.execute(
                select(c.id, c.reading, c.number, c.own).where(c.id.in_(some), c.gone.is_not(None))
            )
        readings = self._shelf.as_told(connection, rows)
        scenes = {number: names_of(reading) for number, reading in readings.items()}
        for row in rows:
            told = Told(readings[row.reading], row.number, scene=scenes[row.reading])
            own = map(hashed, keys(told))
            for some in chunks(sorted(own)):
                connection.execute(
                    delete(t.claim_key).where(t.claim_key.c.key.in_(some), t.claim_key.c.claim == row.id)
                )

    # --- events ---------------------------------------------------------------------------------------------------

    def _renew(self, connection: Connection, touched: set[int], decided: Sequence[Judgement]) -> None:
        """Replace the events of the blocks that claims belong, or did belong, to."""
        old: dict[int, str] = {}
        claims: set[int] = set()
        border = set(touched)
        while border:
            claims |= reached(connection, border)
            found: dict[int, str] = {}
            for some in chunks(sorted(border | claims)):
                found.update(
                    (row.id, row.uid)
                    for row in connection.execute(
                        select(t.event.c.id, t.event.c.uid)
                        .join(t.event_claim, t.event_claim.c.event == t.event.c.id)
                        .where(t.event_claim.c.claim.in_(some))
                    )
                )
            members: set[int] = set()
            for some in chunks(sorted(set(found) - set(old))):
                members.update(
                    connection.execute(
                        select(t.event_claim.c.claim).where(t.event_claim.c.event.in_(some))
                    ).scalars()
                )
            old |= found
            touched |= members
            border = members - claims - border
        made = {m.event.id: m for m in events_of(connection, claims, self._shelf, decided)}
        kept = self._unchanged(connection, old, made)
        placed = {claim for m in made.values() for claim in m.claims}
        for some in chunks(sorted(set(old) - kept)):
            gone = [n for n in some if old[n] not in made]
            # An id that was shown leads on to a claim that is still in an event, if any is.
            rows = sorted(
                connection.execute(select(t.event_claim).where(t.event_claim.c.event.in_(gone))),
                key=lambda row: (row.claim not in placed, row.claim),
            )
            leads: dict[str, int] = {}
            for row in rows:
                leads.setdefault(old[row.event], row.claim)
            was = [{"uid": uid, "claim": claim} for uid, claim in leads.items()]
            connection.execute(delete(t.event_was).where(t.event_was.c.uid.in_(leads)))
            if self.journal is not None:
                for row in connection.execute(
                    select(t.event.c.uid, t.event.c.body).where(t.event.c.id.in_(some))
                ):
                    self.journal.goes(row.uid, row.body)
            for table in EVENT_TABLES:
                connection.execute(delete(table).where(table.c.event.in_(some)))
            connection.execute(delete(t.event).where(t.event.c.id.in_(some)))
            self._backend.insert_new(connection, t.event_was, was)
        there = {old[n] for n in kept}
        new = [m for uid, m in made.items() if uid not in there]
        if not new:
            return
        if self.journal is not None:
            for event, *_ in new:
                self.journal.comes(event.id, self._packer.pack(dump(event)))
        inserted = connection.execute(
            insert(t.event).returning(t.event.c.id, sort_by_parameter_order=True),
            [self._row(m) for m in new],
        )
        numbers = list(inserted.scalars())
        connection.execute(
            insert(t.event_claim),
            [{"event": n, "claim": c} for n, m in zip(numbers, new, strict=True) for c in m.claims],
        )

        for some in chunks(numbers):
            summarize(connection, t.event_claim.c.event.in_(some))

    def _unchanged(self, connection: Connection, old: dict[int, str], made: dict[str, Made]) -> set[int]:
        """The old events that are among those made, to the letter and of the same claims; their stretches are set right."""
        same: set[int] = set()
        e = t.event.c
        for some in chunks(n for n, uid in old.items() if uid in made):
            members: dict[int, set[int]] = defaultdict(set)
            for row in connection.execute(select(t.event_claim).where(t.event_claim.c.event.in_(some))):
                members[row.event].add(row.claim)
            for row in connection.execute(
                select(e.id, e.body, *(e[name] for name in Stretch._fields)).where(e.id.in_(some))
            ).all():
                event, claims, stretch = made[old[row.id]]
                if members[row.id] == set(claims) and self._packer.unpack(row.body) == dump(event):
                    same.add(row.id)
                    if tuple(row[2:]) != stretch:
                        connection.execute(update(t.event).where(e.id == row.id).values(**stretch._asdict()))
        return same

    def _row(self, made: Made) -> dict[str, Any]:
        body = self._packer.pack(dump(made.event))
        return {**event_row(made.event), **made.stretch._asdict(), "body": body}


SUMMARIES = (t.event_place, t.event_party, t.event_dealing)
"""What `summarize` fills."""
EVENT_TABLES = (t.event_claim, *SUMMARIES)
"""What hangs on the rows of events."""


def summarize(connection: Connection, of: ColumnElement[bool]) -> None:
    """Write down where some events are told to be, who takes part and who acts on whom, so that all can be counted at once."""
    link, place, one = t.event_claim.c, t.claim_place.c, t.claim_party.c
    two = t.claim_party.alias("two").c
    places = (
        select(place.place, link.event).join(t.claim_place, place.claim == link.claim).where(of).distinct()
    )
    acts = or_(one.role == "actor", t.claim.c.type.in_(sorted(rules().symmetric)))
    parties = (
        select(one.party, link.event, func.max(case((acts, 1), else_=0)))
        .join_from(t.event_claim, t.claim_party, one.claim == link.claim)
        .join(t.claim, t.claim.c.id == link.claim)
        .where(of)
        .group_by(one.party, link.event)
    )
    dealings = (
        select(one.party, two.party, link.event)
        .join_from(t.event_claim, t.claim_party, and_(one.claim == link.claim, one.role == "actor"))
        .join(two.claim.table, and_(two.claim == link.claim, two.role == "recipient"))
        .where(of)
        .distinct()
    )
    for table, rows in zip(SUMMARIES, (places, parties, dealings), strict=True):
        connection.execute(insert(table).from_select([c.name for c in table.c], rows))


def _pending(connection: Connection, task: str, most: int | None = None) -> list[int]:
    found = select(t.pending.c.row).where(t.pending.c.task == task).order_by(t.pending.c.row).limit(most)
    return list(connection.execute(found).scalars())


def _pending_of(connection: Connection, articles: Sequence[int]) -> list[int]:
    return list(
        connection.execute(
            select(t.pending.c.row)
            .join(t.claim, t.claim.c.id == t.pending.c.row)
            .where(t.pending.c.task == "claim", t.claim.c.article.in_(articles))
            .order_by(t.pending.c.row)
        ).scalars()
    )


def _known_crowd(connection: Connection, keys: Iterable[int]) -> set[int]:
    found: set[int] = set()
    for some in chunks(sorted(keys)):
        found.update(connection.execute(select(t.crowd.c.key).where(t.crowd.c.key.in_(some))).scalars())
    return found


def _claims_of(connection: Connection, articles: Iterable[int]) -> set[int]:
    found: set[int] = set()
    for some in chunks(sorted(articles)):
        told = and_(t.claim.c.article.in_(some), t.claim.c.gone.is_(None))
        found.update(connection.execute(select(t.claim.c.id).where(told)).scalars())
    return found
