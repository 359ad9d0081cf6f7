"""What has a person decided, to which claims does it still apply, and why not to others?"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Hashable, Mapping, Sequence
from datetime import datetime
from itertools import combinations, product
from typing import Any, Literal, NamedTuple

import msgspec
import msgspec.inspect
from sqlalchemy import Connection, insert, select

from whence.article import Span
from whence.corroborate import Judgement
from whence.corroborate.standing import Standing, voice_key
from whence.corroborate.words import plain_name
from whence.knowledge.codebook import TYPES
from whence.reading import Claim, Count, Place, Reading
from whence.record import tables as t
from whence.record.ask import instant
from whence.record.backend import Backend
from whence.record.blocks import Shelf, iso
from whence.record.errors import QuestionError, UnknownIdError
from whence.record.heard import claims_heard
from whence.record.keep import chunks
from whence.record.names import leading
from whence.record.pack import dump, load, plain
from whence.record.rows import Correction
from whence.record.scope import PRESENT, Scope

Kind = Literal["same", "different", "hide", "correct", "trust", "distrust", "copy", "independent", "undo"]
KINDS: tuple[Kind, ...] = (
    "same", "different", "hide", "correct", "trust", "distrust", "copy", "independent", "undo",
)  # fmt: skip


_OPPOSITE: dict[Kind, Kind] = {
    "same": "different", "different": "same", "trust": "distrust", "distrust": "trust", "copy": "independent",
    "independent": "copy",
}  # fmt: skip
_MOST = 10**15
_FARTHEST_KM = 20_038
"""Half the way around the earth: no place is larger."""


_IN_WORDS: dict[type[msgspec.inspect.Type], str] = {
    msgspec.inspect.StrType: "text",
    msgspec.inspect.BoolType: "true or false",
    msgspec.inspect.IntType: "a whole number",
    msgspec.inspect.FloatType: "a number",
    msgspec.inspect.DateTimeType: "a moment in ISO 8601 like 2025-11-18T14:00:00Z",
}


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
    contradicts: tuple[str, ...] = ()
    """Ids of earlier judgements that hold and say the opposite of some of the same claims or articles, or of the voice."""

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

    def __init__(self, backend: Backend, shelf: Shelf) -> None:
        self._backend = backend
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
        now = leading(connection, [a for r in rows for a in r.decision.articles], scope)
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
                    articles=tuple(dict.fromkeys(now[a] for a in row.decision.articles)),
                    voice=row.decision.voice,
                    by=row.by,
                    at=iso(row.at),
                    note=row.why,
                )
            )
        return found

    def standing(self, connection: Connection, scope: Scope) -> Standing:
        """Which voices are trusted or distrusted."""
        return Standing(
            Judgement(id=str(row.id), kind=row.kind, voice=row.decision.voice)
            for row in self.active(connection, scope)
            if row.kind in ("trust", "distrust")
        )

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
            uids = leading(connection, decision.articles, scope).values()
            articles = select(t.article.c.id).where(t.article.c.uid.in_(uids))
            about = c.article.in_(articles)
        elif kind in ("trust", "distrust"):
            return sorted(claims_heard(connection, self._backend, self._shelf, decision.voice or "", scope))
        else:
            names, _ = self.resolve(connection, (*decision.claims, *decision.others), scope)
            about = c.uid.in_(list(names.values()))
        return list(connection.execute(select(c.id).where(about, scope.claims)).scalars())

    def corrections(self, connection: Connection, article: str, reading: Reading) -> dict[int, Correction]:
        """The corrections that hold for the claims of an article's present reading, by the claims' numbers."""
        rows = [r for r in self.active(connection) if r.kind == "correct"]
        now = leading(connection, [a.article for r in rows for a in r.decision.claims])
        found: dict[int, Correction] = {}
        for row in rows:
            for mark in (a for a in row.decision.claims if now[a.article] == article):
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
        names, orphans = self.resolve(connection, marks, scope)
        now = leading(connection, [a for r in rows for a in r.decision.articles], scope)
        about = {r.id: _about(r.decision, names, now) for r in rows if r.id not in gone}
        against = _contradicted([r for r in rows if r.id in about], about)
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
                contradicts=tuple(str(o.id) for o in against.get(r.id, ())),
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
        for article, now in leading(connection, [a.article for a in missing], scope).items():
            reading = self._reading(connection, now, scope)
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


def _contradicted(rows: Sequence[_Row], about: Mapping[int, Collection[Hashable]]) -> dict[int, list[_Row]]:
    """By the number of a judgement, the earlier ones that say the opposite of something that it says.

    ``about`` is what each judgement speaks of, by its number.
    """
    said: dict[tuple[Kind, Hashable], list[_Row]] = {}
    found: dict[int, list[_Row]] = {}
    for row in rows:
        opposite = _OPPOSITE.get(row.kind)
        if opposite is None:
            continue
        others = {o.id: o for what in about[row.id] for o in said.get((opposite, what), ())}
        found[row.id] = [others[number] for number in sorted(others)]
        for what in about[row.id]:
            said.setdefault((row.kind, what), []).append(row)
    return found


def _about(
    decision: Decision, names: Mapping[Anchor, str], articles: Mapping[str, str]
) -> Collection[Hashable]:
    """What a decision speaks of: a voice, or each pair of claims or articles, by what these are called now."""
    if decision.voice is not None:
        return {voice_key(decision.voice)}
    claims, others = ([n for a in some if (n := names.get(a))] for some in (decision.claims, decision.others))
    alike = claims if decision.claims else [articles[a] for a in decision.articles]
    pairs = product(claims, others) if decision.others else combinations(alike, 2)
    return {frozenset(pair) for pair in pairs}


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
    value = _momentous(path, value)
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
        moved = _convert(place, Place, path[2:], field, value)
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
    made = _convert(claim, Claim, path, field, value)
    early, late = made.time.earliest, made.time.latest
    if early and late and late < early:
        raise QuestionError(
            f"{field}: the time would begin at {_shown(early)} and end before that, at {_shown(late)}; "
            "give the earlier moment first"
        )
    return Correction(claim=made, places=tuple(places))


def _momentous(path: Sequence[str], value: Any) -> Any:
    """A moment as `whence events --since` takes it, too: a day, from its start or to its end, and UTC where no zone is told."""
    if (
        path[0] not in ("time", "said")
        or path[-1] not in ("earliest", "latest")
        or not isinstance(value, str)
    ):
        return value
    try:
        return _shown(instant(value, end=path[-1] == "latest"))
    except QuestionError:
        return value


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


def _convert(value: Any, kind: type[Any], path: Sequence[str], field: str, new: Any) -> Any:
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError:
        shown = repr(new) if isinstance(new, str) else msgspec.json.encode(new).decode()
        raise QuestionError(f"{field} cannot be {shown}; give {_expected(kind, path)}") from None


def _expected(kind: type[Any], path: Sequence[str]) -> str:
    """What the field at ``path`` takes, in words."""
    told, null = _without_null(msgspec.inspect.type_info(kind))
    for name in path:
        if isinstance(told, msgspec.inspect.StructType):
            inner = next(f.type for f in told.fields if f.encode_name == name)
        elif isinstance(told, msgspec.inspect.TupleType):
            inner = told.item_types[int(name)]
        elif isinstance(told, msgspec.inspect.VarTupleType):
            inner = told.item_type
        else:
            break
        told, null = _without_null(inner)
    if isinstance(told, msgspec.inspect.LiteralType):
        what = f"one of {', '.join(map(str, told.values))}"
    else:
        what = _IN_WORDS.get(type(told), "JSON of the shape that `whence claims --json` shows for it")
    return f"{what}, or null" if null else what


def _without_null(told: msgspec.inspect.Type) -> tuple[msgspec.inspect.Type, bool]:
    """What a type is beside ``null``, and whether it may be that."""
    if not isinstance(told, msgspec.inspect.UnionType):
        return told, False
    rest = [t for t in told.types if not isinstance(t, msgspec.inspect.NoneType)]
    return rest[0] if len(rest) == 1 else told, told.includes_none
