"""Where: which places a text names or describes, as areas.

Names come from the recogniser, from capitalised names that it passed over but the gazetteer knows, and from phrases
that describe a place by another one ("waters off the east coast of …", "30 km north of …"). Which of the places that
bear a name is meant is settled in `whence.understand.senses`.
"""

from __future__ import annotations

import calendar
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import NamedTuple
from urllib.parse import urlsplit

from spacy.attrs import LOWER
from spacy.tokens import Doc

from whence.article import Article, Span
from whence.knowledge import timewords
from whence.knowledge.gazetteer import (
    CITY,
    COUNTRY,
    COUNTY,
    DATA,
    REGION,
    Area,
    Entry,
    Gazetteer,
    capitals,
    displaced,
    distance_km,
    fold,
    rows,
)
from whence.knowledge.placewords import PlaceWords, place_words, sense_weights
from whence.language.layout import datelines
from whence.reading import Name, Note, OtherPlace, Place
from whence.understand.mentions import TokenIndex, root_of, text_of
from whence.understand.senses import Evidence, Mention, Sense, candidates_of, resolve

_NEXT_WORD = re.compile(r"[ \u00a0]([A-Za-z]+)")
_WORD_BEFORE = re.compile(r"([A-Za-z]+)(?: of)?(?: the)? $")
_CONTAINS = re.compile(
    r",\s+(?:the\s+)?|\s+\(|,?\s+in\s+(?:the\s+|northern\s+|southern\s+|eastern\s+|western\s+|central\s+)?"
)
_POSSESSIVE = re.compile(r"['’]s?\s+(?:[a-z]+\s+){0,3}")
_APPOSITIVE = re.compile(r"\s+(?:[a-z]+\s+){0,3}")
_OFFSHORE_KM, _OFFSHORE_RADIUS = 80.0, 150.0
_NEIGHBOURHOOD_KM = 20.0


class _Spot(NamedTuple):
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


# --- names -----------------------------------------------------------------------------------------------------


def find_places(
    doc: Doc,
    article: Article,
    names: Sequence[Name],
    gazetteer: Gazetteer,
) -> tuple[tuple[Place, ...], tuple[Note, ...]]:
    """The places of ``doc`` in text order (longer first where they start together), and notes on what stays open.

    Nested places are all listed: "a site in Russia's far east" is a site and holds "Russia's far east". A name that
    stands for those who govern there is listed with ``metonym`` set. Names of persons, organisations and weapons give
    no place. What cannot be resolved has no centre, and a note says why.
    """
    words = place_words()
    index = TokenIndex(doc)
    body = text_of(doc)
    spans = _place_spans(doc, index, names, gazetteer, words)
    nationalities = _nationalities(names)
    mentions = [
        m._replace(first=index.at(m.start), last=index.after(m.end))
        for m in mentions_of_spans(body, spans, gazetteer, words, nationalities)
    ]
    senses = resolve(mentions, evidence_of(article, names, gazetteer), gazetteer, words, sense_weights())
    spots = [_spot(doc, m, s, senses, words) for m, s in zip(mentions, senses, strict=True)]
    bodies = {n.start for n in names if n.kind == "organization"}
    spots = [
        s._replace(metonym=True)
        if m.start in bodies and s.kind in words.bodies and not _located(doc, m.first, m.last, words)
        else s
        for m, s in zip(mentions, spots, strict=True)
    ]
    spots = _Descriptions(doc, index, gazetteer, words, nationalities, spots).all()
    places = [_place(doc, body, spot, gazetteer) for spot in spots]
    places.sort(key=lambda p: (p.start, -p.end))
    notes = tuple(
        Note(where=Span(p.start, p.end), what="unresolved place", why=p.reason)
        for p in places
        if p.lat is None
    )
    return tuple(places), notes


def _place_spans(
    doc: Doc, index: TokenIndex, names: Sequence[Name], gazetteer: Gazetteer, words: PlaceWords
) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    taken = bytearray(len(doc))
    located: list[tuple[int, int]] = []
    body = text_of(doc)
    people: set[str] = set()
    for name in names:
        first, last = index.at(name.start), index.after(name.end)
        for i in range(first, last):
            taken[i] = 1
        if name.kind in ("place", "facility"):
            located.append((first, last))
        elif name.kind == "person":
            people.update(fold(name.text).split())
        elif (name.kind == "organization" and _is_land(name.text, gazetteer)) or (
            name.entity is None
            and last - first <= 2
            and _stands_there(doc, first, name.text, gazetteer, words)
        ):
            located.append((first, last))
    for first, last in _joined(doc, located, gazetteer):
        for i in range(first, last):
            taken[i] = 1
        trimmed = _trimmed(doc, first, last, gazetteer, words)
        if trimmed is None:
            continue
        text = body[trimmed[0] : trimmed[1]]
        if text.lower() in words.parts:
            continue
        if fold(text) in people and not any(_great(e) for e in gazetteer.lookup(text, 3)):
            continue
        spans.append(trimmed)
    spans += _missed(doc, taken, people, gazetteer, words)
    spans += _datelines(doc, gazetteer)
    spans += _sites(doc, gazetteer, words)
    apart: list[tuple[int, int]] = []
    months = timewords.load().words["MONTHABBR"]
    for span in sorted(set(spans), key=lambda s: (s[0], -s[1])):
        if body[slice(*span)].rstrip(".").lower() in months:
            continue
        if not apart or span[0] >= apart[-1][1]:
            apart.append(span)
    return apart


def _stands_there(doc: Doc, first: int, text: str, gazetteer: Gazetteer, words: PlaceWords) -> bool:
    """Whether a name that the engine took for a person or body is a town: "in Gonaïves", "the council of Bouaké"."""
    before = doc[first - 1].lower_ if first else ""
    owner = doc[first - 2].lemma_.lower() if first > 1 else ""
    if before != "in" and not (
        before in ("of", "from", "near", "outside") and (before != "of" or owner in words.owned)
    ):
        return False
    return any(e.population >= 20_000 for e in gazetteer.lookup(text, 3) if e.kind == "city")


def _sites(doc: Doc, gazetteer: Gazetteer, words: PlaceWords) -> list[tuple[int, int]]:
    """Capitalised names of two words and more that the hand-written tables know, whatever the recogniser took them for."""
    spans = []
    i = 0
    while i < len(doc):
        j = i
        while j < len(doc) and doc[j].pos_ in ("PROPN", "ADJ", "NOUN") and doc[j].text[:1].isupper():
            j += 1
        if j - i > 1 and any(
            e.number < 0 and e.kind not in words.bodies for e in gazetteer.lookup(_text(doc, i, j), 3)
        ):
            spans.append((int(doc[i].idx), _end(doc, j)))
        i = j + 1
    return spans


def _is_land(text: str, gazetteer: Gazetteer) -> bool:
    """Whether a name taken for an organisation is that of a country or a union of countries."""
    return any(e.kind in (COUNTRY, "supranational") for e in gazetteer.lookup(text, 3))


def _joined(doc: Doc, spans: Sequence[tuple[int, int]], gazetteer: Gazetteer) -> list[tuple[int, int]]:
    """Spans of place names, widened over a neighbouring capital word where only the whole is a known great place."""
    whole: list[tuple[int, int]] = []
    k = 0
    while k < len(spans):
        first, last = spans[k]
        end, taken = last, k
        for n in range(k + 1, min(k + 4, len(spans))):
            if any(doc[i].text != "-" for i in range(end, spans[n][0])):
                break
            end = spans[n][1]
            if gazetteer.lookup(_text(doc, first, end), 1):
                last, taken = end, n
        whole.append((first, last))
        k = taken + 1
    out: list[tuple[int, int]] = []
    for first, last in whole:
        if first > 0 and doc[first - 1].text[:1].isupper() and _grown(doc, first - 1, last, gazetteer):
            first -= 1  # noqa: PLW2901 - the span grows
        elif last < len(doc) and doc[last].text[:1].isupper() and _grown(doc, first, last + 1, gazetteer):
            last += 1  # noqa: PLW2901
        if out and first < out[-1][1]:
            out[-1] = (min(first, out[-1][0]), max(last, out[-1][1]))
        else:
            out.append((first, last))
    return out


def _grown(doc: Doc, first: int, last: int, gazetteer: Gazetteer) -> bool:
    text = _text(doc, first, last)
    return "\n" not in text and any(_great(e) and e.primary for e in gazetteer.lookup(text, 2))


def _great(entry: Entry) -> bool:
    """A country, a division, a great city or a place of the hand-written tables."""
    return entry.number < 0 or entry.kind in (COUNTRY, REGION) or entry.population > 500_000


def _trimmed(
    doc: Doc, first: int, last: int, gazetteer: Gazetteer, words: PlaceWords
) -> tuple[int, int] | None:
    """The span of the bare name: no article, no part word or noun that the gazetteer does not know with it."""
    while first < last and (doc[first].lower_ == "the" or not _has_letter(doc[first].text)):
        first += 1
    while last > first and (not _has_letter(doc[last - 1].text) or doc[last - 1].lower_ in ("'s", "’s")):
        last -= 1
    if first >= last:
        return None
    if last - first > 1 and not gazetteer.lookup(_text(doc, first, last), 1):
        start = first
        while start < last - 1 and (doc[start].lower_ in words.parts or doc[start].text == "-"):
            start += 1
        end = last
        while end > start + 1 and doc[end - 1].is_lower and doc[end - 1].lemma_.lower() in words.nouns:
            end -= 1
        if (start, end) != (first, last) and gazetteer.lookup(_text(doc, start, end), 1):
            first, last = start, end
    return doc[first].idx, _end(doc, last)


def _missed(
    doc: Doc, taken: bytearray, people: set[str], gazetteer: Gazetteer, words: PlaceWords
) -> list[tuple[int, int]]:
    """Capitalised names that the recogniser passed over, where a preposition or a great place makes them sure."""
    dates = {*calendar.month_name, *calendar.day_name}
    spans = []
    i = 0
    while i < len(doc):
        if taken[i] or doc[i].pos_ != "PROPN" or not doc[i].text[:1].isupper():
            i += 1
            continue
        j = i
        while (
            j < len(doc) and not taken[j] and doc[j].pos_ == "PROPN" and (j == i or not doc[j].is_sent_start)
        ):
            j += 1
        before = i - 1
        while before >= 0 and doc[before].lower_ in ("the", *words.parts):
            before -= 1
        locative = before >= 0 and (
            (doc[before].pos_ == "ADP" and doc[before].lower_ in words.locative)
            or doc[before].lower_ in ("'s", "’s")
        )  # fmt: skip
        locative = locative or (j < len(doc) and words.kinds.get(doc[j].text) in (REGION, COUNTY))
        touching = (i > 0 and taken[i - 1]) or (j < len(doc) and taken[j])
        if not touching or locative:
            found = gazetteer.lookup(_text(doc, i, j), 3)
            great = any(e.kind == COUNTRY or e.number < 0 for e in found) and (j - i > 1 or len(doc[i]) > 4)
            settled = any(e.primary and (e.kind != CITY or e.population >= 5000) for e in found)
            surname = people.intersection(fold(_text(doc, i, j)).split())
            if (
                (great or (locative and settled))
                and not surname
                and not dates.intersection(t.text for t in doc[i:j])
            ):
                spans.append((doc[i].idx, _end(doc, j)))
        i = j
    return spans


def _datelines(doc: Doc, gazetteer: Gazetteer) -> list[tuple[int, int]]:
    spans = []
    body = text_of(doc)
    for start, end, _ in datelines(body):
        for part in re.finditer(r"[^,/]+", body[start:end]):
            text = part.group().strip()
            at = start + part.start() + part.group().find(text)
            if text and any(e.primary for e in gazetteer.lookup(text, 3)):
                spans.append((at, at + len(text)))
    return spans


def mentions_of_spans(
    text: str,
    spans: Sequence[tuple[int, int]],
    gazetteer: Gazetteer,
    words: PlaceWords,
    nationalities: Mapping[int, tuple[int, str]] | None = None,
) -> list[Mention]:
    """Mentions for the character spans of place names, with what stands beside each in the text.

    ``nationalities`` maps the start of a nationality to its end and country. Token spans are left at zero.
    """
    known: dict[tuple[str, str | None], tuple[Entry, ...]] = {}

    def candidates(name: str, hint: str | None) -> tuple[Entry, ...]:
        if (name, hint) not in known:
            known[name, hint] = candidates_of(name, hint, gazetteer, words)
        return known[name, hint]

    ends = sorted((end, start, country) for start, (end, country) in (nationalities or {}).items())
    mentions = []
    for start, end in spans:
        name = text[start:end]
        hint = _hint(text, start, end, words)
        beside = []
        for nation_end, _, country in ends[
            bisect_left(ends, (start - 40, 0, "")) : bisect_left(ends, (start, 0, ""))
        ]:
            if _APPOSITIVE.fullmatch(text[nation_end:start]):
                beside.append(country)
        mentions.append(Mention(start, end, 0, 0, name, hint, None, tuple(beside)))
    for i in range(len(mentions) - 1):
        one, other = mentions[i], mentions[i + 1]
        between = text[one.end : other.start]
        if len(between) > 40:
            continue
        if _CONTAINS.fullmatch(between):
            if _holds(candidates(other.text, other.hint), candidates(one.text, one.hint), gazetteer):
                mentions[i] = one._replace(container=i + 1)
        elif _POSSESSIVE.fullmatch(between) and _holds(
            candidates(one.text, one.hint), candidates(other.text, other.hint), gazetteer
        ):
            mentions[i + 1] = other._replace(container=i)
    return mentions


def _hint(text: str, start: int, end: int, words: PlaceWords) -> str | None:
    after = _NEXT_WORD.match(text, end)
    if after and (kind := words.kinds.get(after.group(1).lower())) in (REGION, COUNTY):
        return kind
    before = _WORD_BEFORE.search(text, max(0, start - 30), start)
    if before and before.group(1).islower():
        return words.kinds.get(before.group(1))
    return None


def _holds(containers: Sequence[Entry], members: Sequence[Entry], gazetteer: Gazetteer) -> bool:
    if any(m.kind == COUNTRY for m in members):
        return False
    wide = [c for c in containers if c.kind in (COUNTRY, REGION, COUNTY) and c.primary]
    if any(m.kind == REGION and m.primary for m in members):  # a list of regions is likelier than a hamlet
        members = [m for m in members if m.kind != CITY or m.population > 50_000]
    return any(gazetteer.inside(m, c) for c in wide for m in members)


def _nationalities(names: Sequence[Name]) -> dict[int, tuple[int, str]]:
    return {
        n.start: (n.end, n.entity.country)
        for n in names
        if n.kind == "nationality" and n.entity is not None and n.entity.country
    }


def evidence_of(article: Article, names: Sequence[Name], gazetteer: Gazetteer) -> Evidence:
    """Countries of the nationalities, persons and organisations named, and the outlet's home."""
    countries: Counter[str] = Counter()
    for n in names:
        if n.entity is not None and n.entity.country:
            countries[n.entity.country] += 2 if n.kind == "nationality" else 1
    home: set[str] = set()
    points: list[tuple[float, float]] = []
    host = urlsplit(article.url or "").hostname or ""
    domain = host.rsplit(".", 1)[-1]
    if len(domain) == 2 and (iso3 := _iso3_of().get(domain.upper())):
        home.add(iso3)
    for word in re.findall(r"[A-Z][a-z]+(?: [A-Z][a-z]+)?", article.outlet or ""):
        for entry in gazetteer.lookup(word, 3):
            if entry.primary and (entry.kind != CITY or entry.population > 50_000):
                points.append((entry.lat, entry.lon))
    return Evidence(dict(countries), frozenset(home), tuple(points))


@cache
def _iso3_of() -> dict[str, str]:
    return {**{row[1]: row[0] for row in rows(DATA / "countries.tsv")}, "UK": "GBR"}


# --- from senses to spots --------------------------------------------------------------------------------------


def _spot(
    doc: Doc,
    mention: Mention,
    sense: Sense,
    senses: Sequence[Sense],
    words: PlaceWords,
) -> _Spot:
    entry = sense.entry
    metonym = (entry is None or entry.kind in words.bodies) and _acts(doc, mention.first, mention.last, words)
    if entry is not None:
        area = Area(entry.lat, entry.lon, entry.radius_km)
        return _Spot(
            mention.first, mention.last, entry.name, entry.kind, entry.country, area, sense.reason, entry, sense.others, metonym
        )  # fmt: skip
    if mention.container is not None:
        container = senses[mention.container].entry
        if container is not None:
            area = Area(container.lat, container.lon, container.radius_km)
            reason = f"{sense.reason}; somewhere in {container.name}"
            return _Spot(mention.first, mention.last, mention.text, "site", container.country, area, reason)
    return _Spot(
        mention.first,
        mention.last,
        mention.text,
        "place",
        None,
        None,
        sense.reason,
        None,
        sense.others,
        metonym,
    )


def _acts(doc: Doc, first: int, last: int, words: PlaceWords) -> bool:
    """Whether the name stands for a body: it speaks or decides, is addressed, or owns a government."""
    head = root_of(doc, first, last)
    for _ in range(4):
        if head.dep_ != "conj" or head.head.i == head.i:
            break
        head = head.head
    cases = {c.lower_ for c in head.children if c.dep_ == "case"}
    if cases & words.according or "by" in cases:
        return "by" not in cases or head.head.lemma_.lower() in words.acting_verbs
    if cases - {"'s", "’s", "'", "’"}:
        return False
    governor, dep = head.head, head.dep_
    verb = governor.lemma_.lower()
    if dep in ("nsubj", "obl:agent") and governor.pos_ in ("VERB", "AUX"):
        return verb in words.acting_verbs
    if dep in ("nsubj:pass", "obj", "iobj"):
        return verb in words.acting_objects
    if dep in ("nmod:poss", "compound"):
        return verb in words.acting_nouns or any(
            c.dep_ in ("compound", "amod") and c.lemma_.lower() == "foreign" for c in governor.children
        )
    return False


def _located(doc: Doc, first: int, last: int, words: PlaceWords) -> bool:
    """Whether a preposition of place stands before the name."""
    head = root_of(doc, first, last)
    return any(c.dep_ == "case" and c.lower_ in words.locative for c in head.children)


# --- descriptions ----------------------------------------------------------------------------------------------


class _Descriptions:
    """Places described by other places."""

    def __init__(
        self,
        doc: Doc,
        index: TokenIndex,
        gazetteer: Gazetteer,
        words: PlaceWords,
        nationalities: Mapping[int, tuple[int, str]],
        spots: Sequence[_Spot],
    ) -> None:
        self.doc, self.gazetteer, self.words = doc, gazetteer, words
        self.low = [doc.vocab.strings[form] for form in doc.to_array(LOWER).tolist()]
        self.spots = [s for s in spots if s.first < s.last]
        self.nations: dict[int, tuple[int, str]] = {}
        """Token after a nationality to its first token and country."""
        for start, (end, country) in nationalities.items():
            self.nations[index.after(end)] = (index.at(start), country)

    def all(self) -> list[_Spot]:
        self._each(self._part)
        self._each(self._coast)
        self._each(self._relative)
        self._each(self._followed_by_noun)
        self.spots += self._borders()
        self.spots += self._of_nations()
        self._each(self._site)
        return self.spots

    def _each(self, rule: Callable[[_Spot], tuple[_Spot, bool] | None]) -> None:
        """Apply a rule to every spot: the new one replaces it, or stands beside it."""
        out: list[_Spot] = []
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
        spot: _Spot,
        first: int,
        last: int,
        kind: str,
        area: Area | None,
        reason: str,
        country: str | None = None,
    ) -> _Spot:
        text = _text(self.doc, first, last)
        name = (
            text[4:]
            if text.lower().startswith("the ")
            else text[2:]
            if text.lower().startswith("a ")
            else text
        )
        return _Spot(first, last, name, kind, country or spot.country, area, reason)

    def _area_of_part(self, spot: _Spot, bearing: float | None) -> Area | None:
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

    def _part(self, spot: _Spot) -> tuple[_Spot, bool] | None:
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

    def _known_or_part(self, spot: _Spot, first: int, last: int, bearing: float | None) -> _Spot:
        for entry in self.gazetteer.lookup(_text(self.doc, first, last), 1):
            if entry.number < 0 and (spot.country is None or spot.country in (entry.country or spot.country)):
                return _Spot(
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

    def _coast(self, spot: _Spot) -> tuple[_Spot, bool] | None:
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

    def _at_sea(self, spot: _Spot, bearing: float | None) -> Area | None:
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

    def _relative(self, spot: _Spot) -> tuple[_Spot, bool] | None:
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

    def _followed_by_noun(self, spot: _Spot) -> tuple[_Spot, bool] | None:
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
        for entry in self.gazetteer.lookup(_text(self.doc, spot.first, last + 1), 3):
            if entry.primary and entry.number != spot.entry.number and entry.kind not in (CITY, COUNTY):
                return _Spot(
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

    def _site(self, spot: _Spot) -> tuple[_Spot, bool] | None:
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
            spot, first, spot.last, kind, area, f"somewhere {self.low[preposition]} {spot.name}"
        ), True

    def _borders(self) -> list[_Spot]:
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

    def _border(self, first: int, last: int, countries: list[str], named: Counter[str]) -> _Spot:
        text = _text(self.doc, first, last)
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
                return _Spot(
                    first,
                    last,
                    name,
                    "border",
                    f"{countries[0]},{other}",
                    area,
                    f"border of {countries[0]} and {other}",
                )
        return _Spot(
            first, last, name, "border", countries[0], None, f"which border of {countries[0]} is not told"
        )

    def _of_nations(self) -> list[_Spot]:
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
            base = _Spot(first, at + 1, entry.name, COUNTRY, country, _area(entry), "", entry)
            kind = self._kind(at)
            if word == "capital":
                capital = _capital(country, self.gazetteer)
                if capital is not None and self._word(at + 1) != "of":
                    made.append(
                        _Spot(
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


def _place(doc: Doc, body: str, spot: _Spot, gazetteer: Gazetteer) -> Place:
    start, end = doc[spot.first].idx, _end(doc, spot.last)
    others = tuple(
        OtherPlace(name=e.name, country=e.country, lat=round(e.lat, 5), lon=round(e.lon, 5), score=score)
        for e, score in spot.others
    )
    zone = None
    if spot.entry is not None:
        zone = gazetteer.zone(spot.entry)
    elif spot.area is not None and spot.country and "," not in spot.country and spot.kind != "sea area":
        zones = gazetteer.zones_within(spot.area, spot.country)
        zone = zones[0] if len(zones) == 1 else None
    return Place(
        start=start,
        end=end,
        text=body[start:end],
        name=spot.name,
        kind=spot.kind,
        country=spot.country,
        lat=None if spot.area is None else round(spot.area.lat, 5),
        lon=None if spot.area is None else round(spot.area.lon, 5),
        radius_km=None if spot.area is None else round(spot.area.radius_km, 1),
        geonames=None if spot.entry is None else spot.entry.geonames,
        zone=zone,
        metonym=spot.metonym,
        reason=spot.reason,
        others=others,
    )


def _text(doc: Doc, first: int, last: int) -> str:
    return str(doc[first:last].text)


def _end(doc: Doc, last: int) -> int:
    return int(doc[last - 1].idx) + len(doc[last - 1])


def _has_letter(text: str) -> bool:
    return any(c.isalpha() for c in text)


def distance_between(one: Place, other: Place) -> float | None:
    """Kilometres between the centres of two places; ``None`` where one has none."""
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return None
    return distance_km(one.lat, one.lon, other.lat, other.lon)


__all__ = ["distance_between", "evidence_of", "find_places", "mentions_of_spans"]
