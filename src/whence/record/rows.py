"""What rows does a reading, or an event, become? Pure functions: nothing here knows a database."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection
from math import cos, radians
from typing import Any, NamedTuple

import msgspec

from whence.article import WESTERNMOST
from whence.corroborate import Event, signature
from whence.corroborate.blocking import keys, window
from whence.corroborate.told import Told, names_of
from whence.corroborate.words import plain_name
from whence.reading import Claim, Link, Party, Place, PlaceLink, ReadArticle, Reading
from whence.record.backend import Box
from whence.record.clock import maybe, ticks
from whence.record.pack import dump, load
from whence.record.syntax import fold
from whence.record.tables import NEVER

_KM_PER_DEGREE = 111.2
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class Correction(msgspec.Struct, frozen=True, kw_only=True):
    """A claim as a person corrected it, and places that its reading does not have.

    Indices of places from the number of the reading's own places on point into ``places``.
    """

    claim: Claim
    places: tuple[Place, ...] = ()


class ClaimRows(NamedTuple):
    """What is kept of one claim beside its reading."""

    row: dict[str, Any]
    own: bytes | None
    """JSON of the `Correction`, if there is one."""
    voice: dict[str, str]
    parties: tuple[tuple[str, dict[str, str]], ...]
    """Role and party."""
    places: tuple[tuple[str, dict[str, Any]], ...]
    """Role and place."""
    keys: frozenset[int]
    words: str


class ReadingRows(NamedTuple):
    """What is kept of one reading."""

    article: dict[str, Any]
    text: bytes
    keys: tuple[int, ...]
    words: str
    digest: bytes
    reader: str
    body: bytes
    """JSON of the reading without the article's text."""
    claims: tuple[ClaimRows, ...]


def rows_of(reading: Reading) -> ReadingRows:
    """The rows of ``reading``."""
    article = reading.article
    body = dump(_without_text(reading))
    return ReadingRows(
        article={
            "uid": article.id,
            "page": page_of(article),
            "url": column(article.url),
            "outlet": column(article.outlet),
            "title": column(article.title),
            "published_as": article.published.at if article.published else None,
            "published": _published(article),
            "story": article.id,
        },
        text=article.text.encode("utf-8", "surrogatepass"),
        keys=signature(article),
        words=words_of(article.title, article.text),
        digest=hashlib.sha256(body).digest(),
        reader=reading.reader,
        body=body,
        claims=claim_rows(reading),
    )


def words_of(title: str | None, text: str) -> str:
    """The words that an article is found by."""
    return " ".join(fold(f"{title or ''}\n{text}"))


def page_of(article: ReadArticle) -> str:
    """What the states of one page have in common: the address; without one, outlet, headline and day of publication."""
    if article.url:
        told = article.url
    elif article.outlet and article.title:
        day = article.published.at[:10] if article.published else ""
        told = f"{plain_name(article.outlet)}\x00{plain_name(article.title)}\x00{day}"
    else:
        told = article.id
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:20]


def claim_rows(
    reading: Reading, corrections: dict[int, Correction] | None = None, only: Collection[int] | None = None
) -> tuple[ClaimRows, ...]:
    """The rows of the claims of ``reading``, or of those with the numbers ``only``."""
    own = corrections or {}
    reading = corrected(reading, own)
    scene = names_of(reading)
    return tuple(
        _claim(Told(reading, number, scene=scene), number, own.get(number))
        for number in range(len(reading.claims))
        if (only is None or number in only) and reading.claims[number].chain
    )


def corrected(reading: Reading, corrections: dict[int, Correction]) -> Reading:
    """``reading`` with some of its claims, by their number, as a person corrected them."""
    if not corrections:
        return reading
    claims, places = list(reading.claims), list(reading.places)
    for number, own in corrections.items():
        shift = len(places) - len(reading.places)
        links = tuple(
            PlaceLink(place=link.place + (shift if link.place >= len(reading.places) else 0), role=link.role)
            for link in own.claim.places
        )
        places += own.places
        claims[number] = msgspec.structs.replace(own.claim, places=links)
    return msgspec.structs.replace(reading, claims=tuple(claims), places=tuple(places))


def reading_of(body: bytes, text: str) -> Reading:
    """The reading whose JSON without the text is ``body``."""
    found = load(body, Reading)
    return msgspec.structs.replace(found, article=msgspec.structs.replace(found.article, text=text))


def event_row(event: Event) -> dict[str, Any]:
    """What events are asked for, counted and ordered by."""
    early, late = maybe(event.time.earliest), maybe(event.time.latest)
    known = [m for m in (early, late) if m is not None]
    told = event.time.how in ("stated", "inherited")
    return {
        "uid": event.id,
        "type": event.type,
        "mode": event.mode,
        "status": event.status,
        "start": known[0] if known else NEVER,
        "stop": known[-1] if known else NEVER,
        "due": late if told else None,
        "origins": event.origins.count,
        "articles": len(event.articles),
        "conflicts": sum(c.kind == "disagreement" for c in event.conflicts),
    }


def storable(text: str) -> str:
    """``text`` as any database takes it in a column that is searched: NUL and lone surrogates become U+FFFD."""
    return _UNSTORABLE.sub("\ufffd", text)


def hashed(key: str) -> int:
    """A blocking key as 64 bits."""
    digest = hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)


def _published(article: ReadArticle) -> int | None:
    """By when it was out: the moment or, where only a day is told, its end; in UTC where no zone is told.

    (`Published.latest` reckons with the westernmost clock, which is right for a bound and half a day late for an answer.)
    """
    published = article.published
    if published is None:
        return None
    told = published.moment
    zoned = told is not None and told.tzinfo is not None
    return ticks(published.latest if zoned else published.latest + WESTERNMOST)


def column(text: str | None) -> str | None:
    """``text`` as a column takes it."""
    return None if text is None else storable(text)


def _without_text(reading: Reading) -> Reading:
    return msgspec.structs.replace(reading, article=msgspec.structs.replace(reading.article, text=""))


def _claim(told: Told, number: int, own: Correction | None) -> ClaimRows:
    claim = told.claim
    parties = [("actor", p) for p in claim.actors] + [("recipient", p) for p in claim.recipients]
    known = window(told)
    early, late = maybe(claim.time.earliest), maybe(claim.time.latest)
    words = [told.sentence, *(_name(p) for _, p in parties), *(link.voice for link in claim.chain)]
    return ClaimRows(
        row={
            "uid": claim.id,
            "number": number,
            "type": claim.type,
            "mode": claim.mode,
            "status": claim.status,
            "earliest": early,
            "latest": late,
            "start": next((m for m in (early, late) if m is not None), NEVER),
            "opens": maybe(known[0]) if known else None,
            "closes": maybe(known[1]) if known else None,
            "said": maybe(claim.said.latest),
            "published": _published(told.reading.article),
            "trigger_start": claim.trigger.start,
        },
        own=dump(own) if own else None,
        voice=_voice(claim.chain[0], told.reading.article.outlet),
        parties=tuple(dict.fromkeys((role, _Frozen(_party(p))) for role, p in parties)),
        places=tuple(dict.fromkeys((role, _Frozen(_place(p))) for role, p in told.places)),
        keys=frozenset(map(hashed, keys(told))),
        words=" ".join(fold(" \n ".join(words))),
    )


class _Frozen(dict[str, Any]):
    """A row that can be told from others by what it holds."""

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(tuple(self.items()))


def _voice(link: Link, outlet: str | None) -> dict[str, str]:
    name = storable((outlet or link.voice) if link.kind == "outlet" else link.voice)
    entity = (link.entity.id or "") if link.entity else ""
    plain = plain_name(link.entity.name if link.entity else name)
    return {"name": name, "plain": plain, "kind": link.kind, "entity": entity}


def _name(party: Party) -> str:
    return party.entity.name if party.entity else party.text


def _party(party: Party) -> dict[str, str]:
    entity = party.entity
    return {
        "name": storable(_name(party)),
        "entity": (entity.id or "") if entity else "",
        "country": (entity.country or "") if entity else "",
    }


def _place(place: Place) -> dict[str, Any]:
    row = {
        "name": storable(place.name),
        "plain": " ".join(fold(place.name)),
        "country": place.country,
        "geonames": place.geonames,
        "lat": place.lat,
        "lon": place.lon,
        "radius_km": place.radius_km,
    }
    digest = hashlib.blake2b(repr(tuple(row.values())).encode("utf-8", "surrogatepass"), digest_size=16)
    return {"digest": digest.digest(), **row}


def boxes(lat: float, lon: float, radius_km: float) -> tuple[Box, ...]:
    """The boxes that hold a circle: two where it spans the date line."""
    high = radius_km / _KM_PER_DEGREE
    south, north = max(-90.0, lat - high), min(90.0, lat + high)
    widest = max(abs(south), abs(north))
    wide = 180.0 if widest > 89.0 else min(180.0, high / cos(radians(widest)))
    west, east = lon - wide, lon + wide
    if wide >= 180.0:
        return ((south, north, -180.0, 180.0),)
    if west < -180.0:
        return (south, north, west + 360.0, 180.0), (south, north, -180.0, east)
    if east > 180.0:
        return (south, north, west, 180.0), (south, north, -180.0, east - 360.0)
    return ((south, north, west, east),)
