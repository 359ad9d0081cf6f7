"""How does a person's decision come into force: checked, written down, and what it may change settled anew?"""

from __future__ import annotations

import getpass
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from whence.record import tables as t
from whence.record.errors import ChangedError, QuestionError, UnknownIdError
from whence.record.judgements import Anchor, Decision, Judged, Kind, anchor, check, correct, place_of
from whence.record.names import claim_or_event, leading
from whence.record.rows import Correction
from whence.record.scope import PRESENT
from whence.record.store import Store


class Seen(NamedTuple):
    """An event as it was seen by one who decides about it."""

    event: str
    version: str
    """`whence.corroborate.Event.version`."""


class Wish(NamedTuple):
    """A judgement that is to be written down; see `whence.record.Record.judge`."""

    kind: Kind
    names: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    voice: str | None = None
    field: str | None = None
    value: Any = None


class Decider:
    """Writes judgements down in one record, and takes them back."""

    def __init__(self, store: Store) -> None:
        self._store = store

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
            at = self._store.tick()  # one moment for all: by it they are known to be one decision
            numbers = []
            for wish in wishes:
                decision = self._decision(connection, wish, by)
                numbers.append(
                    self._store.judgements.add(connection, wish.kind, decision, by=by, at=at, why=why)
                )
                self._reconsider(connection, wish.kind, decision)
        return self._judged(numbers)

    def drafts(self, wishes: Sequence[Wish], *, by: str, why: str | None = None) -> list[Judged]:
        """Judgements as they would be written down; nothing is, so that they have no id and no moment yet."""
        with self._store.backend.reading() as connection:
            return [
                Judged(id="", kind=w.kind, by=by, at="", why=why, decision=self._decision(connection, w, by))
                for w in wishes
            ]

    def undo_all(
        self,
        names: Sequence[str],
        *,
        by: str | None = None,
        why: str | None = None,
        seen: Seen | None = None,
    ) -> list[Judged]:
        """Take several judgements (or undoings) back, or none of them; all stay written down."""
        by = by or _user()
        with self._deciding(seen) as connection:
            at = self._store.tick()
            numbers = [self._undo(connection, name, by, at, why) for name in names]
        return self._judged(numbers)

    def _undo(self, connection: Connection, name: str, by: str, at: int, why: str | None) -> int:
        row = self._store.judgements.get(connection, name)
        taken = self._store.judgements.undone(connection)
        if row.id in taken:
            raise QuestionError(f"judgement {name} has been taken back already, by judgement {taken[row.id]}")
        number = self._store.judgements.add(
            connection, "undo", Decision(), by=by, at=at, why=why, target=row.id
        )
        while row.kind == "undo" and row.target is not None:
            row = self._store.judgements.get(connection, str(row.target))
        self._reconsider(connection, row.kind, row.decision)
        return number

    @contextmanager
    def _deciding(self, seen: Seen | None) -> Iterator[Connection]:
        """A transaction in which nobody else decides, once the event that was ``seen`` is found to be as it was."""
        self._store.settle()
        with self._store.writing() as connection:
            self._store.backend.alone(connection)
            if seen is not None:
                # What another process added or decided since is worked in first: it may change the event.
                self._store.settler.all(connection)
                body = connection.execute(select(t.event.c.body).where(t.event.c.uid == seen.event)).scalar()
                if body is None or self._store.shelf.event(body).version != seen.version:
                    raise ChangedError(
                        f"event {seen.event} was changed after it was seen; nothing was written down"
                    )
            yield connection

    def _decision(self, connection: Connection, wish: Wish, by: str) -> Decision:
        kind, names, field = wish.kind, wish.names, wish.field
        if kind in ("trust", "distrust"):
            if not wish.voice or names or wish.others:
                raise QuestionError(f"{kind} is about one voice: give its name or entity id")
            return Decision(voice=wish.voice)
        if kind in ("copy", "independent"):
            articles = tuple(dict.fromkeys(self._store.article(connection, name) for name in names))
            if len(articles) < 2:
                raise QuestionError(f"{kind} is about two articles or more")
            return Decision(articles=articles)
        if kind == "undo":
            raise QuestionError("to take a judgement back, call undo with its id")
        claims = self._anchors(connection, names)
        if kind == "correct":
            if len(claims) != 1 or not field:
                raise QuestionError("correct is about one claim: give its id, the field and the right value")
            decision = Decision(claims=claims, field=field, value=wish.value)
            self._check_correction(connection, decision, by)
            return decision
        beside = self._beside(connection, kind, claims, wish.others)
        if not claims or (kind in ("same", "different") and len({a.claim for a in (*claims, *beside)}) < 2):
            raise QuestionError(f"{kind} is about {'one claim' if kind == 'hide' else 'two claims'} or more")
        if both := {a.claim for a in claims} & {a.claim for a in beside}:
            raise QuestionError(f"claim {min(both)} stands on both sides")
        return Decision(claims=claims, others=beside)

    def _beside(
        self, connection: Connection, kind: Kind, claims: Sequence[Anchor], names: Iterable[str]
    ) -> tuple[Anchor, ...]:
        """The claims on the other side of a judgement.

        Claims are different from the rest of their own event: it stands for those of its claims that are not meant.
        """
        found: dict[str, Anchor] = {}
        meant = {a.claim for a in claims}
        for name in names:
            there = self._anchors(connection, [name])
            whole = (known := claim_or_event(connection, name)) is not None and known.kind == "event"
            rest = [a for a in there if not (whole and kind == "different" and a.claim in meant)]
            if there and not rest:
                raise QuestionError(
                    f"event {name} has no other claims than those that are to be different from it"
                )
            found.update((a.claim, a) for a in rest)
        return tuple(found.values())

    def _anchors(self, connection: Connection, names: Iterable[str]) -> tuple[Anchor, ...]:
        found: dict[str, Anchor] = {}
        c = t.claim.c
        for name in names:
            known = claim_or_event(connection, name)
            if known is None:
                raise UnknownIdError(f"there is no claim or event {name!r} in {self._store.backend.name}")
            wanted = select(c.reading, c.number)
            if known.kind == "claim":
                wanted = wanted.where(c.uid == known.uid, PRESENT.claims)
            else:
                wanted = (
                    wanted.join(t.event_claim, t.event_claim.c.claim == c.id)
                    .join(t.event, t.event.c.id == t.event_claim.c.event)
                    .where(t.event.c.uid == known.uid)
                    .order_by(c.id)
                )
            for row in connection.execute(wanted).all():
                reading = self._store.shelf.readings(connection, [row.reading])[row.reading]
                mark = anchor(reading, reading.claims[row.number])
                found.setdefault(mark.claim, mark)
        return tuple(found.values())

    def _check_correction(self, connection: Connection, decision: Decision, by: str) -> None:
        (mark,) = decision.claims
        reading = self._store.present(connection, mark.article)
        number, _ = place_of(mark, reading)
        before = self._store.judgements.corrections(connection, mark.article, reading)
        assert number is not None, "the claim was found in this reading"
        now_told = before.get(number) or Correction(claim=reading.claims[number])
        field = decision.field or ""
        check(correct(now_told, reading, field, decision.value, by), field, {c.type for c in reading.claims})

    def _reconsider(self, connection: Connection, kind: Kind, decision: Decision) -> None:
        """Have everything settled anew that a judgement, or its end, may change."""
        if kind == "correct":
            for article in set(leading(connection, [mark.article for mark in decision.claims]).values()):
                self._store.recorrect(connection, article)
            return
        if kind in ("copy", "independent"):
            uids = leading(connection, decision.articles).values()
            articles = select(t.article.c.id).where(t.article.c.uid.in_(uids), PRESENT.articles)
            self._pend(connection, "article", connection.execute(articles).scalars())
        task = "claim" if kind in ("copy", "independent", "same") else "event"
        self._pend(connection, task, self._store.judgements.concerned(connection, kind, decision))

    def _pend(self, connection: Connection, task: str, rows: Iterable[int]) -> None:
        self._store.backend.insert_new(connection, t.pending, [{"task": task, "row": n} for n in rows])

    def _judged(self, numbers: Sequence[int]) -> list[Judged]:
        """Judgements with what became of them."""
        with self._store.backend.reading() as connection:
            listed = {j.id: j for j in self._store.judgements.listed(connection)}
        return [listed[str(number)] for number in numbers]


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "unknown"
