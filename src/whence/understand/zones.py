"""Which clock does a span of the text run on?"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from spacy.tokens import Doc, Token

from whence.article import Article
from whence.knowledge.gazetteer import CITY, COUNTRY, REGION, Area, fold, load_gazetteer
from whence.knowledge.placewords import place_words
from whence.language.layout import datelines, opens_line, place_and_colon
from whence.reading import Name, Place
from whence.understand.mentions import TokenIndex, root_of, text_of
from whence.understand.outlets import Home, home_of

_MOST = 0.75
"""Share of the places of a country that must keep one zone, where they do not all keep the same."""
_SMALL = 100_000
"""People of a town up to which it may be another one than the one meant."""
_EVERYWHERE = 20_100.0
"""Half the way round the earth, in km: a country with all that belongs to it, however far off."""
_ABOUT = frozenset({"about", "against", "on", "over", "toward", "towards", "with"})
ENTRIES = 3
"""So many entries with a stamp make a report one that grows by the hour."""
_STAMP = re.compile(r"\d{1,2}[:.]\d\d")


class ZoneGuess(NamedTuple):
    """An IANA zone (or ``None`` where none can be told), the reason, and the zones it must be one of, if that is known."""

    zone: str | None
    reason: str
    among: tuple[str, ...] = ()


class _Standing(NamedTuple):
    """A place and where it stands: its head word, the number of its sentence, the verb it hangs on.

    ``aside``: it only says what something else is, or what that is about; nothing happens there.
    """

    word: int
    sentence: int
    verb: int
    place: Place
    aside: bool


class Clocks:
    """The clocks of one text, by its places, its parties and its outlet."""

    def __init__(
        self, places: Sequence[Place], doc: Doc, article: Article, names: Sequence[Name] = ()
    ) -> None:
        self._doc, self._article, self._names, self._all = doc, article, names, places
        self._text = text_of(doc)
        self._index = TokenIndex(doc)
        self._sentences = [s.start for s in doc.sents] if places and doc.has_annotation("SENT_START") else []

    def zone_at(self, start: int, end: int) -> ZoneGuess:
        """The zone that governs the characters ``start`` to ``end``, with the reason.

        In this order: the clock of publication for the stamp of an entry ("17:55 …"); a place beside the same verb, in
        the sentence, in the sentence before, in the dateline; places there that only qualify something else ("Guinea immigrants",
        "sanctions against Iran"); the text as a whole. Places that nothing else in the text speaks for govern nothing.
        """
        zone = self._article.published.zone if self._article.published else None
        if zone and opens_entry(self._text, start, end):
            return ZoneGuess(zone, "the stamp of an entry, told by the clock of publication")
        return self._by_place(start) or self._of_the_text

    def _by_place(self, start: int) -> ZoneGuess | None:
        if not self._standing:
            return None
        token = self._doc[self._index.at(start)]
        number, verb = self._sentence(token.i), _verb(token)
        here = [t for t in self._standing if t.sentence == number]
        around = (
            ("beside the same verb", [t for t in here if t.verb == verb]),
            ("in the same sentence", here),
            ("in the sentence before", [t for t in self._standing if t.sentence == number - 1]),
        )
        levels = (
            *((where, [t for t in found if not t.aside]) for where, found in around),
            ("in the dateline", self._dateline),
            *((where, [t for t in found if t.aside]) for where, found in around),
        )
        for where, found in levels:
            near = sorted(found, key=lambda t: (t.place.metonym, abs(t.word - token.i), t.place.start))
            for t in near:
                if t.place.zone is not None:
                    return ZoneGuess(t.place.zone, f"{t.place.text!r} {where}")
            for t in near:
                guess = None if t.place.metonym else self._around(t.place)
                if guess is not None:
                    return guess
        return None

    # --- the places that count

    @cached_property
    def _places(self) -> tuple[Place, ...]:
        """The places of the text without those that may be misread names."""
        return tuple(p for p in self._all if not self._is_stray(p))

    @cached_property
    def _standing(self) -> list[_Standing]:
        return [self._stand(place) for place in self._places] if len(self._doc) else []

    @cached_property
    def _dateline(self) -> list[_Standing]:
        if not self._standing:
            return []
        lines = [(start, end) for start, end, _ in datelines(self._text)]
        before_colon = place_and_colon(self._text)
        lines += [before_colon] if before_colon else []
        return [t for t in self._standing if any(s <= t.place.start < e for s, e in lines)]

    @cached_property
    def _spoken_of(self) -> dict[str, set[str]]:
        """Country to the different names by which the text speaks of it."""
        found: dict[str, set[str]] = {}
        for place in self._all:
            if place.country and "," not in place.country:
                found.setdefault(place.country, set()).add(fold(place.text))
        for name in self._names:
            if name.entity is not None and name.entity.country:
                found.setdefault(name.entity.country, set()).add(fold(name.text))
        return found

    def _is_stray(self, place: Place) -> bool:
        """Whether a small town is all that the text has of its country, and the text is at home in another one.

        Such names are often those of ships, persons and villages that no table has: "Marau" in a report from Honiara.
        """
        if place.kind != CITY or place.country is None:
            return False
        if self._spoken_of[place.country] - {fold(place.text)}:
            return False
        if self._home is None or place.country == self._home.country:
            return False
        entries = load_gazetteer().lookup(place.name, limit=12)
        return all(e.population < _SMALL for e in entries if e.geonames == place.geonames)

    # --- the text as a whole

    @cached_property
    def _home(self) -> Home | None:
        return home_of(self._article)

    @cached_property
    def _of_the_text(self) -> ZoneGuess:
        """The clock of a time that no place beside it governs.

        In this order: the one zone of all places, the country that the text is about by its places and then by its
        parties, the outlet's home, the clock of publication. A country of several zones keeps the zone of its places, if
        they agree, or the outlet's, if it is at home there; else the clock is one of all of them.
        """
        among: ZoneGuess | None = None
        for guess in self._guesses():
            if guess.zone is not None:
                return guess
            if guess.among and among is None:
                among = guess
        return among or ZoneGuess(None, "no place, party or outlet tells it")

    def _guesses(self) -> Iterator[ZoneGuess]:
        named = {p.zone for p in self._places if p.zone and not p.metonym}
        if len(named) == 1:
            yield ZoneGuess(named.pop(), "all places of the article keep it")
        about = Counter(p.country for p in self._places if p.country and "," not in p.country)
        yield from self._by_country(about, "the article is mostly about")
        stray = {fold(p.text) for p in self._all if self._is_stray(p)}
        parties = Counter({c: len(names - stray) for c, names in self._spoken_of.items() if names - stray})
        yield from self._by_country(parties, "the article mostly names")
        home = self._home
        if home is not None:
            if home.zone:
                yield ZoneGuess(home.zone, f"the outlet is at home there ({home.words!r})")
            yield self._of_country(home.country, "the outlet is at home in")
        zone = self._article.published.zone if self._article.published else None
        if zone:
            yield ZoneGuess(zone, "the clock of publication")

    def _by_country(self, counts: Counter[str], why: str) -> Iterator[ZoneGuess]:
        """The clock of the country that counts most; of several, of the one where the outlet is at home."""
        most = max(counts.values(), default=0)
        ranked = sorted(c for c, n in counts.items() if n == most)
        if self._home is not None and self._home.country in ranked:
            ranked = [self._home.country]
        if len(ranked) == 1:
            yield self._of_country(ranked[0], why)

    def _of_country(self, code: str, why: str) -> ZoneGuess:
        country = load_gazetteer().country(code)
        if country is None:
            return ZoneGuess(None, f"{why} {code}, whose clock is not known")
        zone = load_gazetteer().zone(country)
        if zone is not None:
            return ZoneGuess(zone, f"{why} {country.name}")
        guess = self._inside(code, country.name)
        if guess is not None:
            return guess
        zones = load_gazetteer().zones_within(Area(country.lat, country.lon, _EVERYWHERE), code)
        return ZoneGuess(None, f"{why} {country.name}, which has several zones", zones)

    # --- countries of several zones

    def _inside(self, code: str, name: str) -> ZoneGuess | None:
        """The zone of the article's places in a country, or of the outlet that is at home there."""
        zones = Counter(p.zone for p in self._places if p.country == code and p.zone and not p.metonym)
        if zones:
            zone, most = min(zones.items(), key=lambda item: (-item[1], item[0]))
            if most >= _MOST * zones.total():
                return ZoneGuess(zone, f"the article's places in {name} keep it")
        home = self._home
        if home is not None and home.country == code and home.zone:
            return ZoneGuess(home.zone, f"the outlet is at home there ({home.words!r})")
        return None

    def _around(self, place: Place) -> ZoneGuess | None:
        """The zone of a country of several zones, or of a sea, by the other places in or around it."""
        if place.country is None or "," in place.country or place.lat is None:
            return None
        guess = self._inside(place.country, place.name)
        if guess is not None or place.lon is None or place.radius_km is None:
            return guess
        zones = load_gazetteer().zones_within(Area(place.lat, place.lon, place.radius_km), place.country)
        if len(zones) == 1:
            return ZoneGuess(zones[0], f"the only zone kept around {place.text!r}")
        if place.kind in (COUNTRY, REGION, "area", "region", "site"):
            return ZoneGuess(None, f"{place.name} has several zones", zones)
        return None

    # --- where a word stands

    def _stand(self, place: Place) -> _Standing:
        head = root_of(self._doc, self._index.at(place.start), self._index.after(place.end))
        aside = not place.metonym and is_aside(head)
        return _Standing(head.i, self._sentence(head.i), _verb(head), place, aside)

    def _sentence(self, token: int) -> int:
        return bisect_right(self._sentences, token) - 1


def opens_entry(text: str, start: int, end: int) -> bool:
    """Whether a bare clock time opens its paragraph, as in reports that grow by the hour."""
    return opens_line(text, start) and _STAMP.fullmatch(text, start, end) is not None


def is_aside(head: Token) -> bool:
    """Whether a place tells whose or of what kind a noun is that is no place itself, or what it is about."""
    noun, words = head.head, place_words()
    if noun.i == head.i or noun.pos_ not in ("NOUN", "PROPN") or noun.lemma_.lower() in words.nouns:
        return False
    if head.dep_ == "nmod":
        return noun.lemma_.lower() in words.given or any(
            c.dep_ == "case" and c.text.lower() in _ABOUT for c in head.children
        )
    return head.dep_ in ("nmod:poss", "compound", "amod")


def _verb(token: Token) -> int:
    """The verb that a word hangs on, over others if need be, or the root."""
    for _ in range(30):
        if (
            token.pos_ in ("VERB", "AUX") and token.dep_ not in ("aux", "aux:pass", "cop")
        ) or token.head.i == token.i:
            break
        token = token.head
    return int(token.i)
