"""What has a person decided, to which claims does it still apply, and why not to others?"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Literal, NamedTuple

import msgspec
from sqlalchemy import Connection, insert, select

from whence.article import Span
from whence.corroborate import Judgement
from whence.corroborate.standing import voice_key
from whence.corroborate.told import plain_name
from whence.knowledge.codebook import TYPES
from whence.reading import Claim, Count, Place, Reading
from whence.record import tables as t
from whence.record.blocks import Shelf, iso
from whence.record.errors import QuestionError, UnknownIdError
from whence.record.keep import chunks
from whence.record.names import lead, leading, successors
from whence.record.pack import dump, load, plain
from whence.record.rows import Correction
from whence.record.scope import PRESENT, Scope

Kind = Literal["same", "different", "hide", "correct", "trust", "distrust", "copy", "independent", "undo"]
KINDS: tuple[Kind, ...] = (
    "same", "different", "hide", "correct", "trust", "distrust", "copy", "independent", "undo",
)  # fmt: skip


_MOST = 10**15
_FARTHEST_KM = 20_038
"""Half the way around the earth: no place is larger."""


class Anchor(msgspec.Struct, frozen=True, kw_only=True):
    """Where in the kept text a judged claim stands, so that it is found again whatever the reader's version."""

    claim: str
    article: str
    title: bool
    trigger: Span
    trigger_text: str
    sentence: Span
    sentence_hash: str
    """SHA-256 (hex, 16 digits) of the sentence's text."""
    voice: str
    """The root voice, as told."""


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """What a judgement says, beside who, when and why."""

    claims: tuple[Anchor, ...] = ()
    others: tuple[Anchor, ...] = ()
    articles: tuple[str, ...] = ()
    voice: str | None = None
    field: str | None = None
    value: Any = None


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """A judgement as the record holds it (``whence.judgement/1``)."""

    schema: Literal["whence.judgement/1"] = "whence.judgement/1"
    id: str
    kind: Kind
    by: str
    at: str
    why: str | None = None
    undoes: str | None = None
    undone: str | None = None
    """Id of the judgement that took this back."""
    decision: Decision
    orphaned: tuple[str, ...] = ()
    """Why it has no effect on some claims any more, a reason for each."""

    def to_json(self) -> bytes:
        """One line of JSON."""
        return dump(self)


def anchor(reading: Reading, claim: Claim) -> Anchor:
    """Where ``claim`` stands."""
    source = (reading.article.title or "") if claim.title else reading.article.text
    return Anchor(
        claim=claim.id,
        article=reading.article.id,
        title=claim.title,
        trigger=claim.trigger,
        trigger_text=source[claim.trigger.start : claim.trigger.end],
        sentence=claim.sentence,
        sentence_hash=sentence_hash(source[claim.sentence.start : claim.sentence.end]),
        voice=claim.chain[0].voice if claim.chain else "",
    )


def sentence_hash(sentence: str) -> str:
    """What a sentence is known by."""
    return hashlib.sha256(sentence.encode("utf-8", "surrogatepass")).hexdigest()[:16]


class _Row(NamedTuple):
    id: int
    kind: Kind
    by: str
    at: int
    why: str | None
    target: int | None
    decision: Decision


class Judgements:
    """The judgements of a record, oldest first."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._rows: list[_Row] = []

    def add(
        self,
        connection: Connection,
        kind: Kind,
        decision: Decision,
        *,
        by: str,
        at: int,
        why: str | None,
        target: int | None = None,
    ) -> int:
        """Write a judgement down; its number."""
        row = {"kind": kind, "by": by, "at": at, "why": why, "target": target, "body": dump(decision)}
        number: int = connection.execute(insert(t.judgement).returning(t.judgement.c.id), [row]).scalar_one()
        return number

    def get(self, connection: Connection, number: str) -> _Row:
        """One judgement by its id.

        Raises:
            UnknownIdError: there is none.
        """
        for row in self._all(connection):
            if str(row.id) == number:
                return row
        raise UnknownIdError(f"there is no judgement {number!r}; list the judgements to see those there are")

    def undone(self, connection: Connection, scope: Scope = PRESENT) -> dict[int, int]:
        """Number of each judgement that does not hold, and of the one that took it back."""
        taken: dict[int, int] = {}
        for row in reversed(self._made(connection, scope)):
            if row.kind == "undo" and row.target is not None and row.id not in taken:
                taken[row.target] = row.id
        return taken

    def active(self, connection: Connection, scope: Scope = PRESENT) -> list[_Row]:
        """The judgements that hold, but for undoings."""
        gone = self.undone(connection, scope)
        return [r for r in self._made(connection, scope) if r.kind != "undo" and r.id not in gone]

    def applied(self, connection: Connection, scope: Scope = PRESENT) -> list[Judgement]:
        """The judgements that hold, about the claims as they are now called; orphans are left out."""
        rows = self.active(connection, scope)
        next_ = successors(connection, scope)
        names, _ = self.resolve(
            connection, [a for r in rows for a in (*r.decision.claims, *r.decision.others)], scope
        )
        found = []
        for row in rows:
            if row.kind == "correct" or row.kind == "undo":  # noqa: PLR1714 - this tells the type
                continue
            claims = tuple(n for a in row.decision.claims if (n := names.get(a)))
            others = tuple(n for a in row.decision.others if (n := names.get(a)))
            if row.decision.others and not others:
                claims = ()
            found.append(
                Judgement(
                    id=str(row.id),
                    kind=row.kind,
                    claims=claims,
                    others=others,
                    articles=tuple(dict.fromkeys(lead(row.decision.articles, next_))),
                    voice=row.decision.voice,
                    by=row.by,
                    at=iso(row.at),
                    note=row.why,
                )
            )
        return found

    def later(self, connection: Connection, scope: Scope) -> list[tuple[Kind, Decision]]:
        """What was decided, or taken back, after the moment of ``scope``."""
        if scope.read_by is None:
            return []
        rows = {row.id: row for row in self._all(connection)}

        def about(row: _Row) -> _Row:
            return about(rows[row.target]) if row.kind == "undo" and row.target is not None else row

        late = [about(row) for row in rows.values() if row.at > scope.read_by]
        return [(row.kind, row.decision) for row in late]

    def concerned(
        self, connection: Connection, kind: Kind, decision: Decision, scope: Scope = PRESENT
    ) -> list[int]:
        """The claims that a decision is about."""
        c = t.claim.c
        if kind in ("copy", "independent"):
            uids = leading(connection, decision.articles, scope)
            articles = select(t.article.c.id).where(t.article.c.uid.in_(uids))
            about = c.article.in_(articles)
        elif kind in ("trust", "distrust"):
            key = voice_key(decision.voice or "")
            v = t.voice.c
            about = c.voice.in_(
                [
                    row.id
                    for row in connection.execute(select(v.id, v.name, v.plain, v.entity))
                    if key in (row.entity, row.plain, voice_key(row.name))
                ]
            )
        else:
            names, _ = self.resolve(connection, (*decision.claims, *decision.others), scope)
            about = c.uid.in_(list(names.values()))
        return list(connection.execute(select(c.id).where(about, scope.claims)).scalars())

    def corrections(self, connection: Connection, article: str, reading: Reading) -> dict[int, Correction]:
        """The corrections that hold for the claims of an article's present reading, by the claims' numbers."""
        next_ = successors(connection)
        rows = [
            r for r in self.active(connection)
            if r.kind == "correct" and article in lead([a.article for a in r.decision.claims], next_)
        ]  # fmt: skip
        found: dict[int, Correction] = {}
        for row in rows:
            for mark in row.decision.claims:
                number, _ = place_of(mark, reading)
                if number is None or row.decision.field is None:
                    continue
                before = found.get(number) or Correction(claim=reading.claims[number])
                found[number] = correct(before, reading, row.decision.field, row.decision.value, row.by)
        return found

    def listed(self, connection: Connection, scope: Scope = PRESENT) -> list[Judged]:
        """All judgements, with what became of them."""
        rows = self._made(connection, scope)
        gone = self.undone(connection, scope)
        marks = [a for r in rows if r.id not in gone for a in (*r.decision.claims, *r.decision.others)]
        _, orphans = self.resolve(connection, marks, scope)
        return [
            Judged(
                id=str(r.id),
                kind=r.kind,
                by=r.by,
                at=iso(r.at),
                why=r.why,
                undoes=str(r.target) if r.target is not None else None,
                undone=str(gone[r.id]) if r.id in gone else None,
                decision=r.decision,
                orphaned=()
                if r.id in gone
                else tuple(orphans[a] for a in (*r.decision.claims, *r.decision.others) if a in orphans),
            )
            for r in rows
        ]

    def resolve(
        self, connection: Connection, marks: Collection[Anchor], scope: Scope
    ) -> tuple[dict[Anchor, str], dict[Anchor, str]]:
        """What the anchored claims are called in ``scope``; and for those that are not there, why."""
        there: set[str] = set()
        for some in chunks(sorted({a.claim for a in marks})):
            there.update(
                connection.execute(
                    select(t.claim.c.uid).where(t.claim.c.uid.in_(some), scope.claims)
                ).scalars()
            )
        names = {a: a.claim for a in marks if a.claim in there}
        orphans: dict[Anchor, str] = {}
        missing = [a for a in dict.fromkeys(marks) if a not in names]
        next_ = successors(connection, scope) if missing else {}
        for article in dict.fromkeys(a.article for a in missing):
            (present,) = lead([article], next_)
            reading = self._reading(connection, present, scope)
            for mark in (a for a in missing if a.article == article):
                if reading is None:
                    orphans[mark] = f"claim {mark.claim}: its article is not there"
                    continue
                number, why = place_of(mark, reading)
                if number is None:
                    orphans[mark] = f"claim {mark.claim}: {why}"
                else:
                    names[mark] = reading.claims[number].id
        return names, orphans

    def _reading(self, connection: Connection, article: str, scope: Scope) -> Reading | None:
        number = connection.execute(
            select(t.reading.c.id)
            .join(t.article, t.article.c.id == t.reading.c.article)
            .where(t.article.c.uid == article, scope.readings, scope.articles)
        ).scalar()
        return None if number is None else self._shelf.readings(connection, [number])[number]

    def _made(self, connection: Connection, scope: Scope) -> list[_Row]:
        rows = self._all(connection)
        return rows if scope.read_by is None else [r for r in rows if r.at <= scope.read_by]

    def _all(self, connection: Connection) -> list[_Row]:
        known = self._rows[-1].id if self._rows else 0
        for row in connection.execute(
            select(t.judgement).where(t.judgement.c.id > known).order_by(t.judgement.c.id)
        ):
            decision = load(row.body, Decision)
            self._rows.append(_Row(row.id, row.kind, row.by, row.at, row.why, row.target, decision))
        return self._rows

    def forget(self) -> None:
        """Forget what is at hand: the transaction that made some of it was taken back."""
        self._rows.clear()


def place_of(mark: Anchor, reading: Reading) -> tuple[int | None, str]:
    """The number of the claim that ``mark`` stands for in another reading of its article, or why there is none.

    It is the claim on the same trigger; where several share it, that of the same root voice.
    """
    there = [
        n for n, c in enumerate(reading.claims)
        if c.title == mark.title and c.trigger == mark.trigger and c.chain
    ]  # fmt: skip
    if len(there) > 1:
        same = [n for n in there if plain_name(reading.claims[n].chain[0].voice) == plain_name(mark.voice)]
        if len(same) != 1:
            return (
                None,
                f"several claims now stand on “{mark.trigger_text}”, and none or more than one is by {mark.voice}",
            )
        there = same
    if there:
        return there[0], ""
    where = "headline" if mark.title else f"text at {mark.trigger.start}"
    return None, f"the present reading has no claim on “{mark.trigger_text}” ({where})"


def correct(before: Correction, reading: Reading, field: str, value: Any, by: str) -> Correction:
    """A claim with one field set: a path such as ``status``, ``time.earliest`` or ``objects.0.count.best``.

    Below ``places.N`` the place itself is meant, so that ``places.0.lat`` moves it; ``places.N.role`` is its role.

    Raises:
        QuestionError: there is no such field, or it cannot have this value.
    """
    path = field.split(".")
    if path[0] in ("id", "sentence", "trigger", "title", "times"):
        raise QuestionError(
            f"{path[0]!r} says where a claim stands and cannot be corrected; hide the claim instead"
        )
    claim = plain(before.claim)
    places = list(before.places)
    if path[0] == "places" and len(path) > 2 and path[2] != "role":
        link = _step(claim, path[:2], field)
        own = link["place"] - len(reading.places)
        place = plain(reading.places[link["place"]] if own < 0 else places[own])
        _set(place, path[2:], value, field)
        place["reason"] = f"corrected by {by}"
        moved = _convert(place, Place, field, value)
        if own < 0:
            link["place"] = len(reading.places) + len(places)
            places.append(moved)
        else:
            places[own] = moved
    else:
        _set(claim, path, value, field)
        if field == "type" and value != before.claim.type:
            claim["mode"] = None  # modes are those of a type
    if path[0] == "objects" and path[-2:] == ["count", "best"]:
        # A count told exactly stays exact; bounds that were told stay.
        count, old = claim["objects"][int(path[1])]["count"], before.claim.objects[int(path[1])].count
        exact = old is not None and old.low == old.best == old.high
        count |= {"low": value, "high": value} if exact else {}
    if path[0] == "time" and path[-1] != "how":
        claim["time"] |= {
            "how": "stated",
            "sense": claim["time"].get("sense") or "within",
            "reason": f"corrected by {by}",
        }
    made = _convert(claim, Claim, field, value)
    early, late = made.time.earliest, made.time.latest
    if early and late and late < early:
        raise QuestionError(
            f"{field}: the time would begin at {_shown(early)} and end before that, at {_shown(late)}; "
            "give the earlier moment first"
        )
    return Correction(claim=made, places=tuple(places))


def check(made: Correction, field: str, read: Collection[str] = ()) -> None:
    """Refuse a correction by which a place or a count would be none that there can be, or a type one that no codebook has.

    ``read`` are the types by which the article was read, a user's own among them.

    It is asked of what is to be written down only: what was written down before it was asked must not keep a record shut.

    Raises:
        QuestionError: with the value and what can be given instead.
    """
    known = {*TYPES, *read}
    if field == "type" and made.claim.type not in known:
        raise QuestionError(f"type: {made.claim.type!r} is none of {', '.join(sorted(known))}")
    for place in made.places:
        _check_place(place, field)
    if field.startswith("objects"):
        touched = field.split(".")[1:2]
        for number, thing in enumerate(made.claim.objects):
            if thing.count is not None and touched in ([], [str(number)]):
                _check_count(thing.count, field)


def _check_place(place: Place, field: str) -> None:
    for name, value, low, high in (
        ("latitude", place.lat, -90, 90),
        ("longitude", place.lon, -180, 180),
        ("radius", place.radius_km, 0, _FARTHEST_KM),
    ):
        if value is not None and not low <= value <= high:
            unit = "km" if name == "radius" else "degrees"
            raise QuestionError(
                f"{field}: {_plain(value)} is no {name}; give a number from {low} to {high} {unit}"
            )


def _check_count(count: Count, field: str) -> None:
    for value in (count.low, count.best, count.high):
        if value is None:
            continue
        if not 0 <= value <= _MOST:
            raise QuestionError(
                f"{field}: {_plain(value)} is no count; give a number from 0 to {_MOST:,} (a quadrillion)"
            )
        if count.unit is None and not float(value).is_integer():
            raise QuestionError(
                f"{field}: {_plain(value)} is no count of things or persons; give a whole number"
            )


def _plain(value: float) -> str:
    return f"{value:g}" if abs(value) >= _MOST else f"{value:.15g}"


def _shown(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def _step(value: Any, path: Sequence[str], field: str) -> Any:
    for name in path:
        try:
            value = value[int(name) if isinstance(value, list) else name]
        except (KeyError, IndexError, ValueError, TypeError):
            raise QuestionError(f"a claim has no field {field!r} (there is no {name!r} in it)") from None
    return value


def _set(value: Any, path: Sequence[str], new: Any, field: str) -> None:
    holder = _step(value, path[:-1], field)
    last = path[-1]
    if isinstance(holder, list) and last.isdigit() and int(last) == len(holder):
        holder.append(new)
        return
    _step(holder, [last], field)
    holder[int(last) if isinstance(holder, list) else last] = new


def _convert(value: Any, kind: type[Any], field: str, new: Any) -> Any:
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise QuestionError(f"{field} cannot be {new!r}: {error}") from None
