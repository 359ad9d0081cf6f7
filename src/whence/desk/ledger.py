"""What does each voice say of an event, field by field? An event and its claims, ready to be shown."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import msgspec

from whence.corroborate import Event
from whence.corroborate.event import Conflict, Origin
from whence.desk import words
from whence.record import KeptClaim


class Testimony(NamedTuple):
    """One claim as evidence: who says it, through whom, in which sentence."""

    number: int
    claim: KeptClaim
    voices: list[str]
    before: str
    trigger: str
    after: str

    @property
    def voice(self) -> str:
        """The root voice."""
        return self.voices[0]

    @property
    def anchor(self) -> str:
        """Where the page shows it."""
        return f"c-{self.claim.id}"


class Fix(NamedTuple):
    """A place where a person may set a value right: the claim, the field, and the value as JSON."""

    claim: str
    number: int
    field: str
    value: str


class Value(NamedTuple):
    """One value of a field, and who tells it."""

    text: str
    detail: str
    told_by: list[Testimony]
    fixes: list[Fix]


class Field(NamedTuple):
    """A field of an event with all values that are told of it."""

    name: str
    label: str
    editor: str
    """How its values are edited: status, time, count, text, place; empty where they are not."""
    values: list[Value]


class Side(NamedTuple):
    """One side of a conflict."""

    value: str
    as_of: str
    origins: int | None
    """How many independent origins stand by it, if that is known."""
    told_by: list[Testimony]


class Dispute(NamedTuple):
    """Values that cannot all be right."""

    field: str
    revised: bool
    """Whether each voice took back what it had told before, so that no two disagree now."""
    sides: list[Side]


class Root(NamedTuple):
    """One origin with those who carry it."""

    origin: Origin
    carriers: list[tuple[str, str | None, int]]
    """Article, its outlet, how many claims it carries."""
    told_by: list[Testimony]


def testimonies(claims: Iterable[KeptClaim]) -> list[Testimony]:
    """Claims, numbered in the order given."""
    found = []
    for number, kept in enumerate(claims, 1):
        claim, sentence = kept.claim, kept.sentence
        start = max(0, claim.trigger.start - claim.sentence.start)
        end = start + len(kept.trigger)
        found.append(
            Testimony(
                number,
                kept,
                words.chain(claim.chain, kept.article.outlet),
                sentence[:start],
                sentence[start:end],
                sentence[end:],
            )
        )
    return found


def fields(told: Sequence[Testimony]) -> list[Field]:
    """Every field that some claim tells, each with its values and who tells them."""
    made: dict[str, tuple[str, str, dict[str, Value]]] = {}

    def note(
        name: str, label: str, editor: str, text: str, by: Testimony, path: str, value: Any, detail: str = ""
    ) -> None:
        _, _, values = made.setdefault(name, (label, editor, {}))
        there = values.setdefault(text, Value(text, detail, [], []))
        if by not in there.told_by:
            there.told_by.append(by)
            if path:
                plain = json.dumps(msgspec.to_builtins(value), ensure_ascii=False)
                there.fixes.append(Fix(by.claim.id, by.number, path, plain))

    for by in told:
        claim = by.claim.claim
        status = words.plain(claim.status) + (" (negative)" if claim.negative else "")
        note("status", "Status", "status", status, by, "status", claim.status)
        if claim.time.earliest or claim.time.latest:
            told_time = {"earliest": claim.time.earliest, "latest": claim.time.latest}
            note("time", "When", "time", words.when(claim.time), by, "time", told_time, claim.time.reason)
        for n, party in enumerate(claim.actors):
            name = party.entity.name if party.entity else party.text
            note("actors", "Who", "text", name, by, f"actors.{n}", party.text, words.entity(party.entity))
        for n, party in enumerate(claim.recipients):
            name = party.entity.name if party.entity else party.text
            note(
                "recipients",
                "To whom",
                "text",
                name,
                by,
                f"recipients.{n}",
                party.text,
                words.entity(party.entity),
            )
        for n, thing in enumerate(claim.objects):
            what = thing.what or thing.text
            note(
                "objects",
                "What",
                "text",
                thing.text,
                by,
                f"objects.{n}.text",
                thing.text,
                what if what != thing.text else "",
            )
            if thing.count is not None:
                best = thing.count.best if thing.count.best is not None else thing.count.low
                note(
                    f"count {what}",
                    f"How many: {what}",
                    "count",
                    words.count(thing.count),
                    by,
                    f"objects.{n}.count.best",
                    best,
                )
        for n, (link, place) in enumerate(zip(claim.places, by.claim.places, strict=False)):
            spot = {"name": place.name, "lat": place.lat, "lon": place.lon, "radius_km": place.radius_km}
            note(
                f"place {link.role}",
                f"Where ({link.role})",
                "place",
                words.place(place),
                by,
                f"places.{n}",
                spot,
                place.reason,
            )
        note("evidence", "On what evidence", "", words.plain(claim.evidence), by, "", None)
    order = {
        "status": 0,
        "time": 1,
        "actors": 2,
        "recipients": 3,
        "objects": 4,
        "count": 5,
        "place": 6,
        "evidence": 7,
    }
    found = [
        Field(
            name, label, editor, sorted(values.values(), key=lambda v: (-len(v.told_by), v.told_by[0].number))
        )
        for name, (label, editor, values) in made.items()
    ]
    return sorted(found, key=lambda f: (order[f.name.split(" ")[0]], f.label))


_CONFLICT = {
    "objects.count": "How many",
    "time": "When",
    "places": "Where",
    "status": "Status",
    "actors": "Who",
}


def disputes(event: Event, told: Sequence[Testimony]) -> list[Dispute]:
    """The conflicts of an event with who stands on which side."""
    return [
        Dispute(_disputed(conflict), conflict.kind == "revision", _sides(conflict, told))
        for conflict in event.conflicts
    ]


def _disputed(conflict: Conflict) -> str:
    return _CONFLICT.get(conflict.field, conflict.field) + (f": {conflict.of}" if conflict.of else "")


def _sides(conflict: Conflict, told: Sequence[Testimony]) -> list[Side]:
    return [
        Side(
            words.value(conflict.field, value.value),
            words.stamp(value.as_of),
            value.origins,
            [t for t in told if t.claim.id in value.claims],
        )
        for value in conflict.values
    ]


def roots(event: Event, told: Sequence[Testimony]) -> list[Root]:
    """The origins of an event, each with the outlets that carry it."""
    found = []
    for origin in event.origins.groups:
        mine = [t for t in told if t.claim.id in origin.claims]
        carriers = [
            (article, next((t.claim.article.outlet for t in mine if t.claim.article.id == article), None),
             sum(t.claim.article.id == article for t in mine))
            for article in origin.articles
        ]  # fmt: skip
        found.append(Root(origin, carriers, mine))
    return found
