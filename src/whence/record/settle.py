"""How does what was added become events, without looking at the whole record again?

`settle` works off what is pending, a few articles a transaction: it finds copies of new articles and links of new
claims, takes the blocks that these belong to, and replaces their events.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, delete, func, insert, or_, select, update

from whence.corroborate import Judgement
from whence.knowledge.corroboration import rules
from whence.record import tables as t
from whence.record.backend import Backend
from whence.record.blocks import Made, Shelf, Stretch, events_of, reached
from whence.record.copies import Copies
from whence.record.judgements import Judgements
from whence.record.keep import chunks
from whence.record.links import Links
from whence.record.pack import Packer, dump
from whence.record.rows import event_row

_ARTICLES = 16
"""Articles that are settled in one transaction."""
_CLAIMS = 400
"""Claims that are settled in one transaction, where articles do not decide it."""


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
        self._links = Links(backend, shelf)
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
        touched |= self._links.settle(connection, claims, decided)
        self._links.drop(connection, events)
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


def _claims_of(connection: Connection, articles: Iterable[int]) -> set[int]:
    found: set[int] = set()
    for some in chunks(sorted(articles)):
        told = and_(t.claim.c.article.in_(some), t.claim.c.gone.is_(None))
        found.update(connection.execute(select(t.claim.c.id).where(told)).scalars())
    return found
