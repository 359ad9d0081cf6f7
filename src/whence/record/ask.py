"""What can be asked of a record, and which rows answer it?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import MAXYEAR, UTC, date, datetime, time, timedelta
from math import cos, radians
from typing import Any, get_args

import msgspec
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    column,
    or_,
    select,
    text,
)

from whence.corroborate import Event
from whence.corroborate.words import plain_name
from whence.knowledge.codebook import load_codebook
from whence.knowledge.corroboration import rules
from whence.knowledge.gazetteer import country_codes
from whence.reading import Status, VoiceKind
from whence.record import names
from whence.record import tables as t
from whence.record.backend import Backend, Box
from whence.record.clock import ticks
from whence.record.errors import QuestionError, UnknownIdError
from whence.record.rows import boxes
from whence.record.scope import Scope
from whence.record.syntax import And, Word, fold, parse

_ENTITY = re.compile(r"Q\d+", re.IGNORECASE)
_COUNTRY = re.compile(r"[A-Z]{3}", re.IGNORECASE)
_NUMBER = r"\s*(-?\d+(?:\.\d+)?)\s*"
_CIRCLE = re.compile(rf"{_NUMBER},{_NUMBER},{_NUMBER}km\s*", re.IGNORECASE)
_BOX = re.compile(rf"{_NUMBER},{_NUMBER},{_NUMBER},{_NUMBER}")
_QUOTED = re.compile(r'\s*"[^"]+"(?:\s+OR\s+"[^"]+")*\s*')
_MOST_ORIGINS = 1_000_000
"""No event will ever have more, and every database can hold it."""
_NEAREST_KM = 50.0
"""A place known to this is precise enough for any region that is asked for."""
_KM_PER_DEGREE = 111.2


class Query(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked for; everything that is given must hold."""

    actor: str | None = None
    """Who acts: a name (all its words), an entity id (Q423) or a state by its code or its name (PRK, Peru), for which all its
    bodies and people stand. In a meeting either side acts."""
    party: str | None = None
    """Who acts or is acted upon, told as ``actor`` is."""
    place: str | None = None
    """Where: a name (all its words), a state by its code or its name, a circle ``lat,lon,NNkm`` or a box ``south,west,north,east``; a name
    in quotation marks is meant as a whole, and several may be joined by OR."""
    type: str | None = None
    """``MOBILIZE``, or with its mode ``MOBILIZE/weapons``."""
    since: str | datetime | date | None = None
    until: str | datetime | date | None = None
    """The time told for it must touch the stretch between the two; a day is meant whole, in UTC."""
    status: tuple[str, ...] = ()
    """Any of these."""
    voice: tuple[str, ...] = ()
    """Told by a root voice of any of these kinds."""
    speaker: str | None = None
    """Told by this root voice: its whole name, or an entity id (Q423)."""
    text: str | None = None
    """A search in sentences, parties and voices: words, "phrases", AND, OR, -not, prefix*."""
    min_origins: int | None = None
    event: str | None = None
    """Of the event with this id, or that had it; the beginning will do."""
    conflicts: bool = False
    """Only what voices disagree on: a figure that one voice revised is no contradiction."""
    overdue: bool = False
    """Only what was expected by now (or the moment of ``known_at``) and of which no outcome is told."""
    known_at: str | datetime | date | None = None
    """As the record would have answered then; a day is meant to its end."""


def instant(value: str | datetime | date, *, end: bool) -> datetime:
    """The moment that ``value`` stands for: the start or the ``end`` of a day, in UTC where it has no zone.

    Where that is before the first or after the last moment that a calendar of four digits has, it is this first or last.

    Raises:
        QuestionError: the text is no ISO 8601 date or moment.
    """
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value) if len(value) == 10 else datetime.fromisoformat(value)
        except ValueError:
            raise QuestionError(
                f"{value!r} is not an ISO 8601 date or moment; write it like 2025-11-18 or 2025-11-18T14:00Z"
            ) from None
    try:
        if not isinstance(value, datetime):
            value = datetime.combine(value, time(), UTC) + timedelta(days=1 if end else 0)
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    except OverflowError:
        return (datetime.max if value.year == MAXYEAR else datetime.min).replace(tzinfo=UTC)


def _one_of(what: str, given: Sequence[str], known: Sequence[str]) -> None:
    for value in given:
        if value not in known:
            known_ones = f"give one of {', '.join(known)}" if known else "it has none"
            raise QuestionError(f"{value!r} is no {what}; {known_ones}")


def _check_type(connection: Connection, kind: str | None, mode: str | None) -> None:
    """Refuse a type or a mode that neither the codebook nor any claim of the record has: a user's own are in its claims."""
    if kind is None:
        return
    c, known = t.claim.c, load_codebook().types
    if kind not in known:
        told = set(connection.execute(select(c.type).distinct()).scalars())
        _one_of("type of event", [kind], sorted(told.union(known)))
    modes = known[kind].modes if kind in known else ()
    if mode is not None and mode not in modes:
        told = set(
            connection.execute(select(c.mode).where(c.type == kind, c.mode.is_not(None)).distinct()).scalars()
        )
        _one_of(f"mode of {kind}", [mode], sorted(told.union(modes)))


def _claims_of(connection: Connection, event: str, record: str) -> list[str]:
    """Ids of the claims by which an event is known that has, or had, this id.

    Raises:
        UnknownIdError: there is none.
    """
    uids = names.claims_of(connection, names.event(connection, event))
    if not uids:
        raise UnknownIdError(f"there is no event {event!r} in {record}")
    return uids


def _country(told: str) -> str | None:
    """The state (ISO 3166-1 alpha-3) that a code or the name of a country stands for."""
    return told.upper() if _COUNTRY.fullmatch(told) else country_codes().get(told.strip().lower())


class Conditions:
    """A query as conditions on claims, on present events, and on events computed for another moment."""

    def __init__(self, connection: Connection, backend: Backend, query: Query, now: datetime) -> None:
        """What ``query`` comes to at the moment ``now``.

        Raises:
            QuestionError: it cannot be understood, or asks for a type that there is none of.
        """
        for name in (
            "actor", "party", "place", "type", "since", "until", "speaker", "text", "known_at", "event",
        ):  # fmt: skip
            told = getattr(query, name)
            if isinstance(told, str) and not told.strip():
                raise QuestionError(f"{name} is empty; say what is asked for, or leave it out to ask for all")
        self._backend = backend
        self.query = query
        self.since = ticks(instant(query.since, end=False)) if query.since else None
        self.until = ticks(instant(query.until, end=True)) if query.until else None
        self.now = ticks(now)
        self._parts = 0
        if self.since is not None and self.until is not None and self.until < self.since:
            raise QuestionError(
                f"nothing lies between {query.since} and {query.until}; the later moment comes second"
            )
        if query.min_origins is not None and not 0 <= query.min_origins <= _MOST_ORIGINS:
            raise QuestionError(
                f"{query.min_origins} is no number of origins; give one from 0 to {_MOST_ORIGINS}"
            )
        _one_of("status", query.status, get_args(Status))
        _one_of("voice", query.voice, get_args(VoiceKind))
        kind, _, mode = (query.type or "").partition("/")
        self.type, self.mode = kind.upper() or None, mode.casefold() or None
        _check_type(connection, self.type, self.mode)
        self.event_claims = None if query.event is None else _claims_of(connection, query.event, backend.name)

    def told(self) -> list[ColumnElement[bool]]:
        """What one claim of an event must tell, a condition on `claim` for each filter."""
        q, c = self.query, t.claim.c
        found: list[ColumnElement[bool]] = []
        if q.actor:
            with_party = t.claim_party.c.party.in_(self._parties(q.actor))
            acting = select(t.claim_party.c.claim).where(with_party, t.claim_party.c.role == "actor")
            taking_part = select(t.claim_party.c.claim).where(with_party)
            found.append(
                or_(c.id.in_(acting), and_(c.id.in_(taking_part), c.type.in_(sorted(rules().symmetric))))
            )
        if q.party:
            found.append(
                c.id.in_(
                    select(t.claim_party.c.claim).where(t.claim_party.c.party.in_(self._parties(q.party)))
                )
            )
        if q.place:
            found.append(
                c.id.in_(
                    select(t.claim_place.c.claim).where(t.claim_place.c.place.in_(self._places(q.place)))
                )
            )
        return found + self._said()

    def _said(self) -> list[ColumnElement[bool]]:
        """Of `told` what is looked up by claims only, for events as well."""
        q, c = self.query, t.claim.c
        found: list[ColumnElement[bool]] = []
        if q.voice:
            found.append(c.voice.in_(select(t.voice.c.id).where(t.voice.c.kind.in_(q.voice))))
        if q.speaker:
            found.append(c.voice.in_(self._speakers(q.speaker)))
        if q.text:
            found.append(c.id.in_(self.search("claim", q.text)))
        if self.event_claims is not None:
            found.append(c.uid.in_(self.event_claims))
        return found

    def claim(self) -> list[ColumnElement[bool]]:
        """Conditions on `claim` for a query of claims."""
        q, c = self.query, t.claim.c
        found = self.told()
        if self.type:
            found.append(c.type == self.type)
        if self.mode:
            found.append(c.mode == self.mode)
        if q.status:
            found.append(c.status.in_(q.status))
        if self.since is not None:
            found.append(or_(c.latest > self.since, and_(c.latest.is_(None), c.earliest >= self.since)))
        if self.until is not None:
            found.append(or_(c.earliest < self.until, and_(c.earliest.is_(None), c.latest <= self.until)))
        return found

    def event(self) -> list[ColumnElement[bool]]:
        """Conditions on `event` for a query of present events."""
        q, e = self.query, t.event.c
        side, there = t.event_party.c, t.event_place.c
        rows: list[Select[Any]] = []
        if q.actor:
            rows.append(select(side.event).where(side.party.in_(self._parties(q.actor)), side.acts == 1))
        if q.party:
            rows.append(select(side.event).where(side.party.in_(self._parties(q.party))))
        if q.place:
            rows.append(select(there.event).where(there.place.in_(self._places(q.place))))
        member = select(t.event_claim.c.event).join(t.claim, t.claim.c.id == t.event_claim.c.claim)
        rows += [member.where(condition) for condition in self._said()]
        found: list[ColumnElement[bool]] = [e.id.in_(some) for some in rows]
        if self.type:
            found.append(e.type == self.type)
        if self.mode:
            found.append(e.mode == self.mode)
        if q.status:
            found.append(e.status.in_(q.status))
        if q.min_origins is not None:
            found.append(e.origins >= q.min_origins)
        if q.conflicts:
            found.append(e.conflicts > 0)
        if q.overdue:
            found += [e.status == "expected", e.due <= self.now]
        if self.since is not None:
            found += [e.start != t.NEVER, or_(e.stop > self.since, e.start >= self.since)]
        if self.until is not None:
            found.append(e.start < self.until)
        return found

    def holds(self, event: Event) -> bool:
        """Whether an event computed for another moment is asked for, as far as its claims do not decide it."""
        q = self.query
        early, late = event.time.earliest, event.time.latest
        known = [ticks(m) for m in (early, late) if m is not None]
        due = event.time.how in ("stated", "inherited") and late is not None and ticks(late) <= self.now
        return (
            (self.type is None or event.type == self.type)
            and (self.mode is None or event.mode == self.mode)
            and (not q.status or event.status in q.status)
            and (q.min_origins is None or event.origins.count >= q.min_origins)
            and (not q.conflicts or any(c.kind == "disagreement" for c in event.conflicts))
            and (not q.overdue or (event.status == "expected" and due))
            and (self.since is None or (bool(known) and (known[-1] > self.since or known[0] >= self.since)))
            and (self.until is None or (bool(known) and known[0] < self.until))
        )

    def seeds(self, scope: Scope) -> Select[Any]:
        """Claims of ``scope`` of which every event that is asked for has at least one."""
        q, c = self.query, t.claim.c
        found = self.told()[:1]
        if self.type:
            found.append(c.type == self.type)
        elif q.status:
            found.append(c.status.in_(q.status))
        return select(c.id).where(scope.claims, *found[:1])

    def named(self) -> list[tuple[str, str, Select[Any]]]:
        """The actor, party, place and speaker that are asked for: the filter, what it says, and the rows that bear the name."""
        q, party, place = self.query, t.party.c.id, t.place.c.id
        found: list[tuple[str, str, Select[Any]]] = []
        if q.actor:
            found.append(("actor", q.actor, select(party).where(party.in_(self._parties(q.actor)))))
        if q.party:
            found.append(("party", q.party, select(party).where(party.in_(self._parties(q.party)))))
        if q.place:
            found.append(("place", q.place, select(place).where(place.in_(self._places(q.place)))))
        if q.speaker:
            found.append(("speaker", q.speaker, self._speakers(q.speaker)))
        return found

    def search(self, index: str, question: str) -> Any:
        """The rows of an index that a search finds."""
        return self._rows(self._backend.words_match(index, parse(question)))

    def _parties(self, told: str) -> Any:
        p = t.party.c
        if _ENTITY.fullmatch(told):
            return select(p.id).where(p.entity == told.upper())
        named = self._rows(self._backend.words_match("party", _all_words(told)))
        if country := _country(told):
            return select(p.id).where(or_(p.country == country, p.id.in_(named)))
        return named

    def _speakers(self, told: str) -> Select[Any]:
        v = t.voice.c
        return select(v.id).where(or_(v.name == told, v.plain == plain_name(told), v.entity == told))

    def _places(self, told: str) -> Any:
        p = t.place.c
        if _QUOTED.fullmatch(told):
            whole = [" ".join(fold(name)) for name in re.findall('"([^"]+)"', told)]
            return select(p.id).where(p.plain.in_(whole))
        if region := _region(told):
            found, reach = region
            inside = self._rows(self._backend.boxes_meet(found))
            return select(p.id).where(p.id.in_(inside), p.radius_km <= max(reach, _NEAREST_KM))
        named = and_(*((" " + p.plain + " ").contains(f" {word} ") for word in _words(told)))
        country = _country(told)
        return select(p.id).where(or_(p.country == country, named) if country else named)

    def _rows(self, told: tuple[str, dict[str, Any]]) -> Any:
        """A part of SQL of the backend's own, its parameters renamed so that several can stand in one statement."""
        sql, values = told
        self._parts += 1
        binds: list[Any] = []
        for name, value in values.items():
            own = f"{name}_{self._parts}"
            sql = re.sub(rf":{name}\b", f":{own}", sql)
            binds.append(bindparam(own, value))
        return text(sql).bindparams(*binds).columns(column("id", BigInteger))


def _words(told: str) -> list[str]:
    words = fold(told)
    if not words:
        raise QuestionError(f"{told!r} is no name; give at least one word")
    return words


def _all_words(told: str) -> Word | And:
    words = _words(told)
    return Word(words[0]) if len(words) == 1 else And(tuple(map(Word, words)))


def _region(told: str) -> tuple[tuple[Box, ...], float] | None:
    """The boxes of a circle or a box, and how far (km) it reaches from its middle."""
    if circle := _CIRCLE.fullmatch(told):
        lat, lon, radius = map(float, circle.groups())
        _check(lat, lon, told)
        if radius <= 0:
            raise QuestionError(f"place {told!r}: a circle has a radius above 0 km")
        return boxes(lat, lon, radius), radius
    if box := _BOX.fullmatch(told):
        south, west, north, east = map(float, box.groups())
        _check(south, west, told)
        _check(north, east, told)
        if south > north:
            raise QuestionError(
                f"place {told!r}: a box is south,west,north,east; its south is above its north"
            )
        wide = (east - west) % 360.0
        reach = max(north - south, wide * cos(radians((south + north) / 2))) * _KM_PER_DEGREE / 2
        if west <= east:
            return ((south, north, west, east),), reach
        return ((south, north, west, 180.0), (south, north, -180.0, east)), reach
    return None


def _check(lat: float, lon: float, told: str) -> None:
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise QuestionError(
            f"place {told!r}: latitudes go from -90 to 90 and longitudes from -180 to 180, in that order"
        )
