"""Which clock does a span of the text run on?"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from spacy.tokens import Doc, Token

from whence.article import Article
from whence.knowledge.gazetteer import COUNTRY, REGION, Area, load_gazetteer
from whence.language.layout import datelines
from whence.reading import Name, Place
from whence.understand.mentions import TokenIndex, root_of, text_of


class ZoneGuess(NamedTuple):
    """An IANA zone (or ``None`` where none can be told), the reason, and the zones it must be one of, if that is known."""

    zone: str | None
    reason: str
    among: tuple[str, ...] = ()


class _Standing(NamedTuple):
    """A place and where it stands: its head word, the number of its sentence, the verb it hangs on."""

    word: int
    sentence: int
    verb: int
    place: Place


class Clocks:
    """The clocks of one text, by its places."""

    def __init__(
        self, places: Sequence[Place], doc: Doc, article: Article, names: Sequence[Name] = ()
    ) -> None:
        self._places, self._doc, self._article, self._names = places, doc, article, names
        self._index = TokenIndex(doc)
        self._sentences = [s.start for s in doc.sents] if places and doc.has_annotation("SENT_START") else []
        self._standing = [self._stand(place) for place in places] if len(doc) else []
        lines = datelines(text_of(doc)) if self._standing else []
        self._dateline = [t for t in self._standing if any(s <= t.place.start < e for s, e, _ in lines)]

    def zone_at(self, start: int, end: int) -> ZoneGuess:  # noqa: ARG002 - spans are what `find_times` asks for
        """The IANA zone of the place that governs the characters ``start`` to ``end``, with the reason.

        In this order: a place beside the same verb, in the sentence, in the sentence before, the dateline, the country
        that the article is about, the one country of all that are named, the clock of publication. A country of several
        zones takes the one zone of the places named in it, if they agree.
        """
        if not self._standing:
            return self._of_the_named("no place is known that the time could belong to")
        token = self._doc[self._index.at(start)]
        number, verb = self._sentence(token.i), _verb(token)
        here = [t for t in self._standing if t.sentence == number]
        levels = (
            ("beside the same verb", [t for t in here if t.verb == verb]),
            ("in the same sentence", here),
            ("in the sentence before", [t for t in self._standing if t.sentence == number - 1]),
            ("in the dateline", self._dateline),
        )
        for where, found in levels:
            near = sorted(found, key=lambda t: (t.place.metonym, abs(t.word - token.i), t.place.start))
            for t in near:
                if t.place.zone is not None:
                    return ZoneGuess(t.place.zone, f"{t.place.text!r} {where}")
            for t in near:
                guess = None if t.place.metonym else _candidate_zone(t.place, self._places)
                if guess is not None:
                    return guess
        guess = _dominant_zone(self._places)
        return self._of_the_named(guess.reason) if guess.zone is None else guess

    def _of_the_named(self, why: str) -> ZoneGuess:
        """The clock of the country that all names belong to ("the Turkish army"), else that of publication."""
        countries = {n.entity.country for n in self._names if n.entity is not None and n.entity.country}
        countries |= {p.country for p in self._places if p.country}
        country = load_gazetteer().country(next(iter(countries)) or "") if len(countries) == 1 else None
        zone = None if country is None else load_gazetteer().zone(country)
        if country is None or zone is None:
            return self._of_publication(why)
        return ZoneGuess(zone, f"{country.name} is the only country that the article names")

    def _of_publication(self, why: str) -> ZoneGuess:
        """The clock that the moment of publication is told by, where no place has one."""
        zone = self._article.published.zone if self._article.published else None
        return ZoneGuess(zone, f"{why}; the clock of publication" if zone else why)

    def _stand(self, place: Place) -> _Standing:
        head = root_of(self._doc, self._index.at(place.start), self._index.after(place.end))
        return _Standing(head.i, self._sentence(head.i), _verb(head), place)

    def _sentence(self, token: int) -> int:
        return bisect_right(self._sentences, token) - 1


def _candidate_zone(place: Place, places: Iterable[Place]) -> ZoneGuess | None:
    """The zone of a country of several zones, or of a sea, by the other places in or around it."""
    if place.country is None or "," in place.country or place.lat is None:
        return None
    inside = {p.zone for p in places if p.country == place.country and p.zone and not p.metonym}
    if len(inside) == 1:
        return ZoneGuess(inside.pop(), f"the article's places in {place.name} keep it")
    if place.lon is None or place.radius_km is None:
        return None
    zones = load_gazetteer().zones_within(Area(place.lat, place.lon, place.radius_km), place.country)
    if len(inside) > 1:
        why = f"{place.name} has several zones, and the article names places in {len(inside)} of them"
        return ZoneGuess(None, why, tuple(sorted(zones)))
    if len(zones) == 1:
        return ZoneGuess(zones[0], f"the only zone kept around {place.text!r}")
    if place.kind in (COUNTRY, REGION, "area", "region", "site"):
        return ZoneGuess(None, f"{place.name} has several zones", tuple(sorted(zones)))
    return None


def _dominant_zone(places: Sequence[Place]) -> ZoneGuess:
    countries = Counter(p.country for p in places if p.country and "," not in p.country)
    ranked = countries.most_common(2)
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return ZoneGuess(None, "no place governs it, and the article is about no one country")
    country = load_gazetteer().country(ranked[0][0] or "")
    zone = None if country is None else load_gazetteer().zone(country)
    if country is None or zone is None:
        return ZoneGuess(None, f"no place governs it, and {ranked[0][0]} has several zones")
    return ZoneGuess(zone, f"the article is mostly about {country.name}")


def _verb(token: Token) -> int:
    """The verb that a word hangs on, over others if need be, or the root."""
    for _ in range(30):
        if (
            token.pos_ in ("VERB", "AUX") and token.dep_ not in ("aux", "aux:pass", "cop")
        ) or token.head.i == token.i:
            break
        token = token.head
    return int(token.i)
