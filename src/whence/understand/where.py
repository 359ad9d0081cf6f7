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
from collections.abc import Mapping, Sequence

from spacy.tokens import Doc

from whence.article import Article, Span, host_of
from whence.knowledge import timewords
from whence.knowledge.gazetteer import (
    CITY,
    COUNTRY,
    COUNTY,
    REGION,
    Area,
    Entry,
    Gazetteer,
    distance_km,
    domains,
    fold,
)
from whence.knowledge.placewords import PlaceWords, place_words, sense_weights
from whence.language.layout import datelines, place_and_colon
from whence.reading import Name, Note, OtherPlace, Place
from whence.understand.described import Descriptions, Spot
from whence.understand.mentions import TokenIndex, root_of, text_of
from whence.understand.senses import Evidence, Mention, Sense, candidates_of, resolve

_FOREIGN = 300_000
"""People of a town abroad from which on it is meant even before the name of another country ("talks in Geneva in Switzerland")."""
_NAMESAKE = 2_000
"""People of a town from which on a building may be called after it."""
_NEARBY = 80.0
"""Distance, in km, of another place named from the town that a building is called after."""
_AROUND = 15.0
"""Radius, in km, of the area in which a building stands that is called after a town."""
_SPEAKING = frozenset({"nationality", "person", "organization"})
_NEXT_WORD = re.compile(r"[ \u00a0]([A-Za-z]+)")
_WORD_BEFORE = re.compile(r"([A-Za-z]+)(?: of)?(?: the)? $")
_CONTAINS = re.compile(
    r",\s+(?:the\s+)?|\s+\(|,?\s+in\s+(?:the\s+|northern\s+|southern\s+|eastern\s+|western\s+|central\s+)?"
)
_IN = re.compile(r",?\s+in\s+(?:the\s+|northern\s+|southern\s+|eastern\s+|western\s+|central\s+)?")
_POSSESSIVE = re.compile(r"['’]s?\s+(?:(?:[a-z]+|(?:North|South|East|West|Cent)[a-z]+)\s+){0,3}")
_APPOSITIVE = re.compile(r"\s+(?:[a-z]+\s+){0,3}")


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
    mentions = [_called_after(doc, m, gazetteer, words) for m in mentions]
    senses = resolve(mentions, evidence_of(article, names, gazetteer), gazetteer, words, sense_weights())
    spots = [_spot(doc, m, s, senses, mentions, words) for m, s in zip(mentions, senses, strict=True)]
    bodies = {n.start for n in names if n.kind == "organization"}
    spots = [
        s._replace(metonym=True)
        if m.start in bodies and s.kind in words.bodies and not _located(doc, m.first, m.last, words)
        else s
        for m, s in zip(mentions, spots, strict=True)
    ]
    spots = Descriptions(doc, index, gazetteer, words, nationalities, spots).all()
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
        elif name.kind == "person" and (last - first > 1 or name.entity is not None):
            people.update(fold(name.text).split())
        elif (name.kind == "organization" and name.entity is not None and _is_land(name.text, gazetteer)) or (
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
        if text.lower() in words.parts or words.generic.issuperset(text.lower().split()):
            continue
        if last < len(doc) and doc[last].lemma_ in words.things and doc[last].is_lower:
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
            if any(doc[i].text not in ("-", "'s", "’s") for i in range(end, spans[n][0])):
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


_TOWN = 20_000
"""People of a town that a report may be from whose first word it is, before a colon."""


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
    before_colon = place_and_colon(body)
    if before_colon is not None and any(
        e.primary and e.kind == CITY and e.population >= _TOWN
        for e in gazetteer.lookup(body[slice(*before_colon)], 3)
    ):
        spans.append(before_colon)
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
            wide, narrow = candidates(other.text, other.hint), candidates(one.text, one.hint)
            if _holds(wide, narrow, gazetteer):
                mentions[i] = one._replace(container=i + 1)
            elif _IN.fullmatch(between) and _elsewhere(wide, narrow):
                mentions[i] = one._replace(container=i + 1, elsewhere=True)
        elif _POSSESSIVE.fullmatch(between):
            wide, narrow = candidates(one.text, one.hint), candidates(other.text, other.hint)
            if _holds(wide, narrow, gazetteer):
                mentions[i + 1] = other._replace(container=i)
            elif _elsewhere(wide, narrow):
                mentions[i + 1] = other._replace(container=i, elsewhere=True)
    strange = {fold(m.text): m.container for m in mentions if m.elsewhere}
    return [
        m._replace(container=strange[fold(m.text)], elsewhere=True) if fold(m.text) in strange else m
        for m in mentions
    ]


def _elsewhere(containers: Sequence[Entry], members: Sequence[Entry]) -> bool:
    """Whether the text places a town in a country where none of that name is known: "Solhan, in Burkina Faso"."""
    land = next((c.country for c in containers if c.kind == COUNTRY and c.primary), None)
    if land is None or not members:
        return False
    return all(m.kind == CITY and m.country != land and m.population < _FOREIGN for m in members)


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
    """Countries of the nationalities, persons and organisations named, each name once, and the outlet's home."""
    countries: Counter[str] = Counter()
    told: set[tuple[str, str]] = set()
    for n in names:
        country = n.entity.country if n.entity is not None and n.kind in _SPEAKING else None
        if country and (country, fold(n.text)) not in told:
            told.add((country, fold(n.text)))
            countries[country] += 2 if n.kind == "nationality" else 1
    home: set[str] = set()
    points: list[tuple[float, float]] = []
    host = host_of(article.url) or ""
    if iso3 := domains().get(host.rsplit(".", 1)[-1]):
        home.add(iso3)
    for word in re.findall(r"[A-Z][a-z]+(?: [A-Z][a-z]+)?", article.outlet or ""):
        for entry in gazetteer.lookup(word, 3):
            if entry.primary and (entry.kind != CITY or entry.population > 50_000):
                points.append((entry.lat, entry.lon))
    return Evidence(dict(countries), frozenset(home), tuple(points))


# --- from senses to spots --------------------------------------------------------------------------------------


def _called_after(doc: Doc, mention: Mention, gazetteer: Gazetteer, words: PlaceWords) -> Mention:
    """A building or body whose name no table has, by the town in its name: "Paris Regional Medical Center"."""
    first, last = mention.first, mention.last
    if last - first < 2 or mention.container is not None:
        return mention
    if candidates_of(mention.text, mention.hint, gazetteer, words):
        return mention
    inner = [(first, end) for end in range(last - 1, first, -1)]
    inner += [(k + 1, last) for k in range(first + 1, last - 1) if doc[k].lower_ in ("of", "in", "at")]
    for start, end in inner:
        text = _text(doc, start, end)
        if text[:1].isupper() and any(_settled(e) for e in gazetteer.lookup(text, 3)):
            return mention._replace(text=text, namesake=True)
    return mention


def _settled(entry: Entry) -> bool:
    """A division, or a town of some size, by its own name."""
    return entry.primary and (entry.kind in (REGION, COUNTY) or entry.population >= _NAMESAKE)


def _borne_out(sense: Sense, mention: Mention, senses: Sequence[Sense], mentions: Sequence[Mention]) -> bool:
    """Whether the article places a building near the town it is called after, or names the town itself."""
    entry = sense.entry
    if entry is None:
        return False
    for other, known in zip(mentions, senses, strict=True):
        if other.namesake or known.entry is None:
            continue
        if fold(other.text) == fold(mention.text):
            return True
        if known.entry.kind in (CITY, COUNTY) and _between(entry, known.entry) <= _NEARBY:
            return True
        if known.entry.kind == REGION and known.entry.admin == entry.admin:
            return True
    return False


def _between(one: Entry, other: Entry) -> float:
    return distance_km(one.lat, one.lon, other.lat, other.lon)


def _spot(
    doc: Doc,
    mention: Mention,
    sense: Sense,
    senses: Sequence[Sense],
    mentions: Sequence[Mention],
    words: PlaceWords,
) -> Spot:
    entry = sense.entry
    if mention.namesake:
        return _namesake(doc, mention, sense, senses, mentions)
    metonym = (entry is None or entry.kind in words.bodies) and _acts(doc, mention.first, mention.last, words)
    if entry is not None:
        area = Area(entry.lat, entry.lon, entry.radius_km)
        return Spot(
            mention.first, mention.last, entry.name, entry.kind, entry.country, area, sense.reason, entry, sense.others, metonym
        )  # fmt: skip
    if mention.container is not None:
        container = senses[mention.container].entry
        if container is not None:
            # Only a country known: no pin.
            land = container.kind == COUNTRY
            within = None if land else Area(container.lat, container.lon, container.radius_km)
            reason = f"{sense.reason}; somewhere in {container.name}"
            return Spot(mention.first, mention.last, mention.text, "site", container.country, within, reason)
    return Spot(
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


def _namesake(
    doc: Doc, mention: Mention, sense: Sense, senses: Sequence[Sense], mentions: Sequence[Mention]
) -> Spot:
    """The building at the town that it is called after, or an open place where nothing bears that out."""
    whole = _text(doc, mention.first, mention.last)
    if sense.entry is None or not _borne_out(sense, mention, senses, mentions):
        why = "no place of that name is known"
        return Spot(mention.first, mention.last, whole, "place", None, None, why)
    entry = sense.entry
    area = Area(entry.lat, entry.lon, max(entry.radius_km, _AROUND))
    reason = f"called after {entry.name}, which the article speaks of ({sense.reason})"
    return Spot(mention.first, mention.last, whole, "site", entry.country, area, reason)


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


def _place(doc: Doc, body: str, spot: Spot, gazetteer: Gazetteer) -> Place:
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
