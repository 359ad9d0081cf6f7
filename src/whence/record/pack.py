"""How is JSON kept small: deflated, with a dictionary of what all rows have in common.

The dictionary is kept in the record itself, so that a later version may use a better one and still read this.
"""

from __future__ import annotations

import json
import zlib
from functools import cache
from typing import Any, TypeVar

import msgspec

from whence.article import Published, Span
from whence.corroborate.event import Event, EventParty, EventPlace, EventThing, Origin, Origins, StatusAt
from whence.reading import (
    Claim,
    ClaimTime,
    Confidence,
    Count,
    Entity,
    Link,
    Name,
    Party,
    Place,
    PlaceLink,
    ReadArticle,
    Reading,
    Said,
    Thing,
    Time,
    json_line,
)

T = TypeVar("T")


def dump(value: msgspec.Struct) -> bytes:
    """``value`` as JSON; text that UTF-8 cannot hold is escaped."""
    return json_line(value)


def plain(value: msgspec.Struct) -> Any:
    """``value`` as what JSON is made of: dicts, lists, text, numbers."""
    return json.loads(dump(value))


def load(data: bytes, kind: type[T]) -> T:
    """What `dump` was given."""
    try:
        return msgspec.json.decode(data, type=kind)
    except msgspec.DecodeError:
        return msgspec.convert(json.loads(data), kind)


class Packer:
    """Packs and unpacks bytes with one dictionary."""

    def __init__(self, dictionary: bytes) -> None:
        self.dictionary = dictionary

    def pack(self, data: bytes) -> bytes:
        """``data`` made small."""
        squeeze = zlib.compressobj(6, zlib.DEFLATED, -15, 9, zlib.Z_DEFAULT_STRATEGY, self.dictionary)
        return squeeze.compress(data) + squeeze.flush()

    def unpack(self, data: bytes) -> bytes:
        """What `pack` was given."""
        return zlib.decompressobj(-15, self.dictionary).decompress(data)


@cache
def usual() -> bytes:
    """The dictionary for new records: a reading and an event whose fields all have a value, as JSON."""
    span = Span(0, 100)
    entity = Entity(id="Q1", name="United States", country="USA", sector="GOV", reason="name")
    when = ClaimTime(how="stated", sense="within", reason="weekday on or before publication")
    place = Place(
        start=0, end=10, text="the", name="the", kind="city", country="USA", lat=0.1, lon=0.1, radius_km=10.0,
        geonames=1, wikidata="Q1", zone="Europe/Moscow", reason="the only place of that name",
    )  # fmt: skip
    claim = Claim(
        id="0", sentence=span, trigger=span, type="CONSULT", mode="meet",
        actors=(Party(text="President", spans=(span,), entity=entity, sector="GOV"),),
        recipients=(Party(text="government", spans=(span,), sector="MIL"),),
        objects=(Thing(text="people", span=span, count=Count(low=1.0, best=1.0, high=1.0), what="person"),),
        times=(0,), time=when, said=Said(how="unresolved"), places=(PlaceLink(place=0, role="at"),),
        status="happened", status_cue=span,
        chain=(Link(voice="spokesman", entity=entity, kind="official", span=span, cue=span),
               Link(voice="(outlet)", kind="outlet")),
        evidence="own_reporting",
        confidence=Confidence(event=0.9, actors=0.9, time=0.9, place=0.9, status=0.9, chain=0.9),
    )  # fmt: skip
    reading = Reading(
        reader="whence", article=ReadArticle(
            id="0", title="", text="", url="https://www", outlet="", language="en",
            published=Published(at="2025-01-01", precision="day"),
        ),
        names=(Name(start=0, end=10, text="", kind="organization", entity=entity, chain=1, confidence=0.9),
               Name(start=0, end=10, text="", kind="person")),
        times=(Time(start=0, end=10, text="Tuesday", type="DATE", value="2025-01-01", zone="UTC",
                    reason="weekday on or before publication"),),
        places=(place,), claims=(claim, claim),
    )  # fmt: skip
    event = Event(
        id="0", type="ASSAULT", label="", status="happened",
        history=(StatusAt(at="2025-01-01", status="happened", claims=("0",)),), time=when,
        places=(EventPlace(role="at", name="", kind="country", country="USA", lat=0.1, lon=0.1, radius_km=10.0,
                           claims=("0",)),),
        actors=(EventParty(text="President", entity=entity, sector="GOV", claims=("0",)),),
        objects=(EventThing(text="", what="", count=Count(best=1.0), claims=("0",)),),
        claims=("0",), articles=("0",),
        origins=Origins(count=1, groups=(
            Origin(root="", kind="outlet", articles=("0",), claims=("0",), reasons=("own reporting",), grade=1.0),
            Origin(root="", kind="official", articles=("0",), claims=("0",), reasons=("named as source",), grade=0.9),
        )),
    )  # fmt: skip
    return msgspec.json.encode(reading) + msgspec.json.encode(event)
