"""Places that a text describes by other places: "the waters off the east coast of …", "30 km north of …", "the X area"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from spacy.attrs import LOWER
from spacy.tokens import Doc

from whence.knowledge.gazetteer import (
    CITY,
    COUNTRY,
    COUNTY,
    REGION,
    Area,
    Entry,
    Gazetteer,
    capitals,
    displaced,
    distance_km,
)
from whence.knowledge.placewords import PlaceWords
from whence.understand.mentions import TokenIndex

_OFFSHORE_KM, _OFFSHORE_RADIUS = 80.0, 150.0
_NEIGHBOURHOOD_KM = 20.0
_SOMEWHERE = "somewhere"


class Spot(NamedTuple):
    """A place expression under construction: token span and area."""

    first: int
    last: int
    name: str
    kind: str
    country: str | None
    area: Area | None
    reason: str
    entry: Entry | None = None
    others: tuple[tuple[Entry, float], ...] = ()
    metonym: bool = False


class Descriptions:
    """Places described by other places."""

    def __init__(
        self,
        doc: Doc,
        index: TokenIndex,
        gazetteer: Gazetteer,
        words: PlaceWords,
        nationalities: Mapping[int, tuple[int, str]],
        spots: Sequence[Spot],
    ) -> None:
        self.doc, self.gazetteer, self.words = doc, gazetteer, words
        self.low = [doc.vocab.strings[form] for form in doc.to_array(LOWER).tolist()]
        self.spots = [s for s in spots if s.first < s.last]
        self.nations: dict[int, tuple[int, str]] = {}
        """Token after a nationality to its first token and country."""
        for start, (end, country) in nationalities.items():
            self.nations[index.after(end)] = (index.at(start), country)

    def all(self) -> list[Spot]:
        """The places given, each as it is described, and those that are told by them alone."""
        self._each(self._part)
        self._each(self._coast)
        self._each(self._relative)
        self._each(self._followed_by_noun)
        self.spots += self._borders()
        self.spots += self._of_nations()
        self._each(self._site)
        self.spots = [self._bridged(spot) for spot in self.spots]
        return self.spots

    def _each(self, rule: Callable[[Spot], tuple[Spot, bool] | None]) -> None:
        """Apply a rule to every spot: the new one replaces it, or stands beside it."""
        out: list[Spot] = []
        for spot in self.spots:
            made = (
                None
                if spot.area is None or (spot.metonym and rule not in (self._part, self._coast))
                else rule(spot)
            )
            if made is None:
                out.append(spot)
            else:
                out.append(made[0])
                if made[1]:
                    out.append(spot)
        self.spots = out

    def _text(self, first: int, last: int) -> str:
        return str(self.doc[first:last].text)

    def _word(self, i: int) -> str:
        return self.low[i] if 0 <= i < len(self.low) else ""

    def _part_before(self, end: int) -> tuple[int, float | None, bool]:
        """A part word that ends before token ``end``: its first token, bearing, and whether there is one."""
        if (
            self._word(end - 2) == "-"
            and (joined := f"{self._word(end - 3)}-{self._word(end - 1)}") in self.words.parts
        ):
            start, bearing = end - 3, self.words.parts[joined]
        elif self._word(end - 1) in self.words.parts:
            start, bearing = end - 1, self.words.parts[self._word(end - 1)]
        else:
            return end, None, False
        if self._word(start - 1) in self.words.intensifiers:
            start -= 1
        return start, bearing, True

    def _article(self, first: int) -> int:
        return first - 1 if self._word(first - 1) in ("the", "a", "an") else first

    def _of(self, first: int) -> int:
        """The token of the preposition before a place, past its article; -1 where there is none."""
        at = self._article(first) - 1
        return at if at >= 0 and self.doc[at].pos_ in ("ADP", "SCONJ") else -1

    def _new(
        self,
        spot: Spot,
        first: int,
        last: int,
        kind: str,
        area: Area | None,
        reason: str,
        country: str | None = None,
    ) -> Spot:
        text = self._text(first, last)
        name = (
            text[4:]
            if text.lower().startswith("the ")
            else text[2:]
            if text.lower().startswith("a ")
            else text
        )
        return Spot(first, last, name, kind, country or spot.country, area, reason)

    def _area_of_part(self, spot: Spot, bearing: float | None) -> Area | None:
        if spot.area is None:
            return None
        if spot.entry is not None and (spot.kind in (COUNTRY, REGION) or spot.area.radius_km >= 30):
            part = self.gazetteer.part(spot.entry, bearing)
            if part is not None:
                return part
        if bearing is None:
            return Area(spot.area.lat, spot.area.lon, spot.area.radius_km / 2)
        lat, lon = displaced(spot.area.lat, spot.area.lon, spot.area.radius_km / 2, bearing)
        return Area(lat, lon, max(1.0, spot.area.radius_km * 0.6))

    def _part(self, spot: Spot) -> tuple[Spot, bool] | None:
        """Rules "northern X", "X's far east", "the north of X"."""
        start, bearing, there = self._part_before(spot.first)
        if there and self._word(spot.last) not in ("coast", "coastline", "shore"):
            area = self._area_of_part(spot, bearing)
            return self._new(spot, start, spot.last, "area", area, f"part of {spot.name}"), False
        if self._word(spot.last) in ("'s", "’s", "'", "’"):
            at = spot.last + 1
            end = at + 1 if self._word(at) in self.words.intensifiers else at
            if self._word(end + 1) == "-" and f"{self._word(end)}-{self._word(end + 2)}" in self.words.parts:
                end += 2
            end += 1
            start, bearing, there = self._part_before(end)
            if there and start >= at:
                following = self.doc[end] if end < len(self.doc) else None
                if following is None or following.pos_ not in ("NOUN", "ADJ") or following.text[:1].isupper():
                    return self._known_or_part(spot, spot.first, end, bearing), True
                if self.words.nouns.get(following.lemma_.lower(), ("", 0))[0] == "area":
                    return self._known_or_part(spot, spot.first, end + 1, bearing), True
        of = self._of(spot.first)
        if of > 0 and self.low[of] == "of":
            end = (
                of - 1
                if self.doc[of - 1].lemma_.lower()
                in ("part", "half", "area", "reach", "edge", "side", "region")
                else of
            )
            start, bearing, there = self._part_before(end)
            if there and (end < of or self._word(start - 1) == "the"):
                return self._known_or_part(spot, self._article(start), spot.last, bearing), True
        return None

    def _known_or_part(self, spot: Spot, first: int, last: int, bearing: float | None) -> Spot:
        for entry in self.gazetteer.lookup(self._text(first, last), 1):
            if entry.number < 0 and (spot.country is None or spot.country in (entry.country or spot.country)):
                return Spot(
                    first,
                    last,
                    entry.name,
                    entry.kind,
                    entry.country,
                    _area(entry),
                    f"known as {entry.name}",
                    entry,
                )
        return self._new(spot, first, last, "area", self._area_of_part(spot, bearing), f"part of {spot.name}")

    def _coast(self, spot: Spot) -> tuple[Spot, bool] | None:
        """Rules "(waters) off the east coast of X", "X's coast", "the X coast", "off X"."""
        first, last, bearing = spot.first, spot.last, None
        coast = False
        of = self._of(spot.first)
        if of > 0 and self.low[of] == "of" and self._kind(of - 1) == "coast":
            coast, first = True, of - 1
        else:
            at = spot.last + 1 if self._word(spot.last) in ("'s", "’s", "'", "’") else spot.last
            for end in (at, at + 1, at + 3):
                if self._kind(end) == "coast" and (end == at or self._part_before(end)[2]):
                    coast, last = True, end + 1
                    bearing = self._part_before(end)[1]
                    break
        if coast and first < spot.first:
            first, bearing, _ = self._part_before(first)
        if coast:
            start, before, there = self._part_before(first) if first == spot.first else (first, None, False)
            if there:
                first, bearing = start, before
            first = self._article(first)
        off = self._article(first) - 1
        if self._word(off) in self.words.offshore and self.doc[off].pos_ in ("ADP", "ADV"):
            first = off
            while first > 0 and (self._kind(first - 1) == "sea area" or self._word(first - 1) == "just"):
                first -= 1
            first = self._article(first)
            return self._new(
                spot, first, last, "sea area", self._at_sea(spot, bearing), f"at sea off {spot.name}"
            ), True
        if not coast or spot.area is None:
            return None
        if bearing is None or spot.entry is None:
            area = spot.area
        else:
            lat, lon = self.gazetteer.edge(spot.entry, bearing)
            area = Area(round(lat, 3), round(lon, 3), max(30.0, spot.area.radius_km / 2))
        return self._new(spot, first, last, "coast", area, f"coast of {spot.name}"), True

    def _at_sea(self, spot: Spot, bearing: float | None) -> Area | None:
        if spot.area is None:
            return None
        if bearing is None or spot.entry is None:
            return Area(spot.area.lat, spot.area.lon, round(spot.area.radius_km + 100, 1))
        lat, lon = self.gazetteer.edge(spot.entry, bearing)
        lat, lon = displaced(lat, lon, _OFFSHORE_KM, bearing)
        return Area(round(lat, 3), round(lon, 3), max(_OFFSHORE_RADIUS, round(spot.area.radius_km / 2, 1)))

    def _kind(self, i: int) -> str:
        if not 0 <= i < len(self.doc):
            return ""
        token = self.doc[i]
        noun = self.words.nouns.get(self.low[i]) or self.words.nouns.get(token.lemma_.lower())
        return noun[0] if noun and token.text[:1].islower() else ""

    def _relative(self, spot: Spot) -> tuple[Spot, bool] | None:
        """Rules "30 km (19 miles) north of X", "north of X", "30 km from X"."""
        of = self._of(spot.first)
        if of < 1 or spot.area is None or self.low[of] not in ("of", "from"):
            return None
        start, bearing, there = self._part_before(of)
        if self.low[of] == "of" and (not there or bearing is None):
            return None
        first, km = self._distance_before(start)
        if km is None:
            if self.low[of] == "from" or self._word(start - 1) == "the":
                return None
            lat, lon = displaced(spot.area.lat, spot.area.lon, spot.area.radius_km + 15, bearing or 0.0)
            area = Area(lat, lon, round(spot.area.radius_km + 30, 1))
            return self._new(
                spot, start, spot.last, "area", area, f"{self.low[start]} of {spot.name}, no distance told"
            ), True
        if bearing is None or not there:
            area = Area(spot.area.lat, spot.area.lon, round(km + spot.area.radius_km, 1))
            return self._new(
                spot, first, spot.last, "area", area, f"{km:g} km from {spot.name}, no direction told"
            ), True
        lat, lon = displaced(spot.area.lat, spot.area.lon, km, bearing)
        area = Area(lat, lon, round(max(5.0, km * 0.25), 1))
        return self._new(
            spot, first, spot.last, "area", area, f"{km:g} km {self.low[of - 1]} of {spot.name}"
        ), True

    def _distance_before(self, end: int) -> tuple[int, float | None]:
        """A distance in the tokens before ``end`` (its first token, km), past a bracketed repetition of it."""
        at = end - 1
        if self._word(at) in ("to", "the"):
            at -= 2 if self._word(at) == "the" and self._word(at - 1) == "to" else 1
        if self._word(at) == ")":
            while at > max(0, end - 10) and self._word(at) != "(":
                at -= 1
            at -= 1
        unit = self.words.units.get(self._word(at))
        if unit is None or at < 1:
            return end, None
        if (compound := f"{self._word(at - 1)} {self._word(at)}") in self.words.units:
            unit = self.words.units[compound]
            at -= 1
        if self._word(at - 1) == "-":
            at -= 1
        try:
            number = float(self.low[at - 1].replace(",", ""))
        except ValueError:
            return end, None
        return (at - 1, number * unit) if 0 < number * unit < 5000 else (end, None)

    def _followed_by_noun(self, spot: Spot) -> tuple[Spot, bool] | None:
        """Rule "the X area": the noun widens the place or names one of its kind."""
        last = spot.last
        while last < min(len(self.doc), spot.last + 3) and not self._kind(last):
            if self.doc[last].pos_ not in ("NOUN", "ADJ", "PROPN") or self.doc[last].dep_ not in (
                "compound",
                "amod",
            ):
                return None
            last += 1
        kind = self._kind(last)
        if (
            not kind
            or kind in ("coast", "border", "sea area", "airspace")
            or spot.area is None
            or spot.entry is None
        ):
            return None
        if last + 1 < len(self.doc) and self.doc[last].dep_ == "compound":
            return None  # "the Kharkiv region governor"
        radius = self.words.nouns.get(
            self.low[last], self.words.nouns.get(self.doc[last].lemma_.lower(), ("", 0.0))
        )[1]
        for entry in self.gazetteer.lookup(self._text(spot.first, last + 1), 3):
            if entry.primary and entry.number != spot.entry.number and entry.kind not in (CITY, COUNTY):
                return Spot(
                    spot.first,
                    last + 1,
                    entry.name,
                    entry.kind,
                    entry.country,
                    _area(entry),
                    "known by that name",
                    entry,
                ), False
        if spot.kind == COUNTRY or (last > spot.last and kind in ("area", "region")):
            return None
        first = self._article(spot.first)
        area = Area(spot.area.lat, spot.area.lon, max(spot.area.radius_km, radius))
        same = kind in ("area", "region", "town", "city", "village", "district", "county", "islands")
        made = self._new(
            spot,
            first,
            last + 1,
            spot.kind if same else kind,
            area,
            spot.reason if same else f"at {spot.name}",
        )
        return made._replace(
            name=spot.name if same else made.name, entry=spot.entry if same else None, others=spot.others
        ), False

    def _site(self, spot: Spot) -> tuple[Spot, bool] | None:
        """Rule "a launch site in X": somewhere within the container."""
        preposition = self._of(spot.first)
        if any(s.first == spot.first and s.last > spot.last for s in self.spots):
            return None
        if (
            preposition < 1
            or spot.area is None
            or self.low[preposition] not in ("in", "near", "at", "on", "outside", "inside", "around")
        ):
            return None
        noun = preposition - 1
        kind = self._kind(noun)
        if (
            not kind
            or self.doc[noun].pos_ not in ("NOUN", "PROPN")
            or kind in ("sea area", "coast", "border")
        ):
            return None
        first = noun
        while (
            first > 0
            and noun - first < 6
            and self.doc[first - 1].pos_ in ("ADJ", "NOUN", "NUM")
            and not self.doc[first].is_sent_start
        ):
            first -= 1
        first = self._article(first)
        if any(s.first < noun + 1 and first < s.last for s in self.spots if s is not spot):
            return None
        radius = max(spot.area.radius_km, self.words.nouns.get(self.doc[noun].lemma_.lower(), ("", 5.0))[1])
        if self.low[preposition] in ("near", "outside", "around"):
            radius += _NEIGHBOURHOOD_KM
        area = Area(spot.area.lat, spot.area.lon, round(radius, 1))
        return self._new(
            spot, first, spot.last, kind, area, f"{_SOMEWHERE} {self.low[preposition]} {spot.name}"
        ), True

    def _bridged(self, spot: Spot) -> Spot:
        """Rule "a launch site in X" where the article names one launch site in X elsewhere: it is meant."""
        if spot.entry is not None or spot.area is None or not spot.reason.startswith(_SOMEWHERE):
            return spot
        told = self.low[spot.first : spot.last]
        wordings = {*told, *(f"{one} {two}" for one, two in pairwise(told))}
        kinds = {self.words.sites[w] for w in wordings if w in self.words.sites}
        named = {
            s.entry.number: s
            for s in self.spots
            if s.entry is not None
            and not s.metonym
            and s.entry.kind in kinds
            and (spot.country is None or s.country == spot.country)
            and distance_km(s.entry.lat, s.entry.lon, spot.area.lat, spot.area.lon) <= spot.area.radius_km
        }
        if len(named) != 1:
            return spot
        (one,) = named.values()
        return spot._replace(
            name=one.name,
            area=one.area,
            entry=one.entry,
            reason=f"{spot.reason}; the only {one.kind} that the article names there",
        )

    def _borders(self) -> list[Spot]:
        by_last = {s.last: s for s in self.spots}
        by_first = {s.first: s for s in self.spots}
        named = Counter(c for _, c in self.nations.values())
        named.update(s.country for s in self.spots if s.country)
        made = []
        for i in range(len(self.doc)):
            if self._kind(i) != "border" or self.doc[i].pos_ != "NOUN" or self.doc[i].dep_ == "compound":
                continue
            countries: list[str] = []
            first, last = i, i + 1
            at = i
            while True:
                if at in self.nations:
                    at, country = self.nations[at]
                    countries.append(country)
                elif at in by_last and by_last[at].country:
                    countries.append(by_last[at].country or "")
                    at = by_last[at].first
                elif self._word(at - 1) in ("-", "–", "'s", "’s", "and") or self._part_before(at)[2]:
                    at -= 1
                    if at <= max(0, i - 9):
                        break
                    continue
                else:
                    break
                first = at
            if self._word(i + 1) in ("with", "between", "of"):
                at = i + 2
                for _ in range(6):
                    if at in by_first and by_first[at].country:
                        countries.append(by_first[at].country or "")
                        at = last = by_first[at].last
                    elif self._word(at) in ("the", "and"):
                        at += 1
                    else:
                        break
            countries = [c for c in dict.fromkeys(countries) if "," not in c]
            if not countries:
                continue
            made.append(self._border(self._article(first), last, countries, named))
        return made

    def _border(self, first: int, last: int, countries: list[str], named: Counter[str]) -> Spot:
        text = self._text(first, last)
        name = text[4:] if text.lower().startswith("the ") else text
        others = countries[1:2] or [c for c, _ in named.most_common(12) if c != countries[0]]
        for other in others:
            one, two = self.gazetteer.border(countries[0], other), self.gazetteer.border(other, countries[0])
            if one is not None and two is not None:
                area = Area(
                    round((one.lat + two.lat) / 2, 3),
                    round((one.lon + two.lon) / 2, 3),
                    max(one.radius_km, two.radius_km),
                )
                return Spot(
                    first,
                    last,
                    name,
                    "border",
                    f"{countries[0]},{other}",
                    area,
                    f"border of {countries[0]} and {other}",
                )
        return Spot(
            first, last, name, "border", countries[0], None, f"which border of {countries[0]} is not told"
        )

    def _of_nations(self) -> list[Spot]:
        """Rule "Polish airspace", "Ukrainian territory", "the Syrian capital", "the Yemeni coast"."""
        made = []
        starts = {s.first for s in self.spots}
        for end, (nation, country) in sorted(self.nations.items()):
            at = end
            bearing: float | None = None
            while self._word(at) in self.words.parts or self._word(at) in (
                "-",
                "occupied",
                "sovereign",
                "territorial",
            ):
                bearing = self.words.parts.get(self._word(at), bearing)
                at += 1
            if at >= len(self.doc) or not self._kind(at):
                continue
            entry = self.gazetteer.country(country)
            word = self.doc[at].lemma_.lower()
            first = self._article(nation)
            if entry is None or at + 1 in starts or self.doc[at].dep_ == "compound":
                continue
            base = Spot(first, at + 1, entry.name, COUNTRY, country, _area(entry), "", entry)
            kind = self._kind(at)
            if word == "capital":
                capital = _capital(country, self.gazetteer)
                if capital is not None and self._word(at + 1) != "of":
                    made.append(
                        Spot(
                            first,
                            at + 1,
                            capital.name,
                            CITY,
                            country,
                            _area(capital),
                            f"the capital of {entry.name}",
                            capital,
                        )
                    )
            elif kind == "coast":
                off = self._word(first - 1) in self.words.offshore
                area = self._at_sea(base, bearing) if off else _area(entry)
                made.append(
                    self._new(
                        base,
                        first - off,
                        at + 1,
                        "sea area" if off else "coast",
                        area,
                        f"{'at sea off' if off else 'coast of'} {entry.name}",
                    )
                )
            elif kind == "sea area":
                made.append(
                    self._new(base, first, at + 1, kind, self._at_sea(base, None), f"waters of {entry.name}")
                )
            elif kind == "airspace" or word in ("territory", "soil"):
                area = self._area_of_part(base, bearing) if bearing is not None else _area(entry)
                made.append(self._new(base, first, at + 1, kind, area, f"{word} of {entry.name}"))
        return made


def _capital(country: str, gazetteer: Gazetteer) -> Entry | None:
    for entry in gazetteer.lookup(capitals().get(country, ""), 20):
        if entry.country == country and entry.kind == CITY:
            return entry
    return None


def _area(entry: Entry) -> Area:
    return Area(entry.lat, entry.lon, entry.radius_km)
