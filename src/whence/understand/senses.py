"""Which of the places that bear a name is meant: one sense for each name of an article, by all the evidence in it.

The candidates of a name are weighed by a log-linear model: what kind of place each is, how many people live there,
whether the text names what contains it, which countries and regions the article speaks of, how near it lies to the
article's other places, where the outlet is at home. Two rounds: the second weighs each name with the first round's
senses of all the others (Leidner, *Toponym Resolution in Text*, 2007: one referent per discourse, spatial minimality).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from whence.knowledge.gazetteer import (
    CITY,
    COUNTRY,
    COUNTY,
    EARTH_KM,
    REGION,
    Entry,
    Gazetteer,
    capitals,
    fold,
)
from whence.knowledge.placewords import PlaceWords

Array = np.ndarray[Any, np.dtype[np.float64]]

FEATURES = (
    "primary",  # found by its main name
    "people",  # log10 of the population / 7, of populated places
    "foremost",  # the most populous of the populated places with that name
    "capital",  # the capital of its country
    "country",
    "region",
    "region_people",
    "county",
    "written",  # from the tables written by hand
    "contained",  # the text places it in a container that holds this candidate ("Paris, Texas")
    "adjective",  # a nationality beside the name fits ("the Syrian city of Aleppo")
    "named_country",  # share of the article's country evidence that speaks for its country
    "named_region",  # how probable it is that another name of the article means its first-order division
    "holds_named",  # how probable it is that another name of the article means a town in this division
    "overshadowed",  # a country, a division or a great expanse bears the same name
    "same_country",  # share of the other names' senses, and of the nationalities and bodies named, that are of its country
    "same_region",  # share of the other names' senses that lie in its first-order division
    "near",  # nearness to the nearest other place (1 beside it, 0.37 at 100 km)
    "close_by",  # mean nearness to the other places
    "company",  # share of the other names that some place near it bears, whichever of theirs is meant
    "region_company",  # share of the other names that some place of its first-order division bears
    "rival",  # known here by another name, while a town bears the name as its own
    "kind_fits",  # the feature word beside it fits its kind
    "kind_clashes",
    "outlet_country",
    "outlet_near",
)
REFUSE_BELOW = 0.2  # a town less probable than this stays unresolved
NAMED = 0.2
"""Share of the countries named from which an article speaks of a capital's country."""
STRANGE = 0.02
"""What no more than this speaks for is likely by its size alone."""
LIKELY = 0.1
"""Probability from which another candidate may take its place."""
SMALL = 100_000  # people; a lesser town known by another name only needs some evidence
GREAT = 150_000  # people; a greater town is not overshadowed by a division of its name
SEAT = 200_000  # people; a lesser town does not take the name of a capital
VAST = 500  # km; of the name of an expanse of this radius a town is hardly ever meant ("the Middle East")
ACRONYM = 5  # letters; of so few capitals a lesser town is hardly ever meant ("SARS", "MERS")
WELL_KNOWN = 200_000  # people; a greater town may stand in capitals in a dateline ("KIEV", "LAGOS")
MOST = 40  # candidates of one name
COMPANY = 80  # km; so near lie the places that a local report names
SPOKEN = 0.5  # how much the country of a body or person counts beside that of a place; a nationality counts twice that


class Mention(NamedTuple):
    """A place name in the text: character and token span, and what stands beside it."""

    start: int
    end: int
    first: int
    last: int
    """Token span, half-open."""
    text: str
    hint: str | None = None
    """Kind told by a feature word beside the name ("province")."""
    container: int | None = None
    """Index of the mention that names what contains it."""
    adjectives: tuple[str, ...] = ()
    """Countries (ISO alpha-3) of nationalities beside it."""
    elsewhere: bool = False
    """Whether the text places it where no place of that name is known, so that those known elsewhere are not meant."""
    namesake: bool = False
    """Whether the text is only the part of the name after which the whole is called ("Paris" of "Paris Regional Medical Center")."""


class Evidence(NamedTuple):
    """What else the article says about where it plays."""

    countries: Mapping[str, float]
    """Weight of mentions by country (ISO alpha-3) of nationalities, persons and organisations."""
    outlet_countries: frozenset[str]
    outlet_points: tuple[tuple[float, float], ...]


class Sense(NamedTuple):
    """The place meant (``None``: open), its probability, the reason, and the candidates that lost."""

    entry: Entry | None
    probability: float
    reason: str
    others: tuple[tuple[Entry, float], ...]


class Name(NamedTuple):
    """All mentions of one name that share a sense, with its candidates."""

    text: str
    mentions: tuple[int, ...]
    candidates: tuple[Entry, ...]
    hint: str | None
    containers: tuple[int, ...]
    """Indices of the names that contain it."""
    adjectives: frozenset[str]


def candidates_of(text: str, hint: str | None, gazetteer: Gazetteer, words: PlaceWords) -> tuple[Entry, ...]:
    """The places that may bear the name as it stands in the text, with or without its feature word."""
    found = _acceptable(text, gazetteer.lookup(text, MOST))
    tokens = text.split()
    if len(tokens) > 1:
        head, tail = tokens[0].lower(), tokens[-1].lower()
        stripped = ""
        if tail in words.kinds and words.kinds[tail] in (REGION, COUNTY, CITY):
            stripped = " ".join(tokens[:-1])
        elif head in words.kinds and words.kinds[head] in (REGION, COUNTY, CITY):
            stripped = " ".join(t for t in tokens[1:] if t.lower() != "of")
        if stripped and not any(e.primary for e in found):
            known = {e.number for e in found}
            found += tuple(
                e for e in _acceptable(stripped, gazetteer.lookup(stripped, MOST)) if e.number not in known
            )
    elif hint in (REGION, COUNTY) and not any(e.kind in (REGION, COUNTY) for e in found):
        known = {e.number for e in found}
        for word in sorted(words.divisions):
            found += tuple(e for e in gazetteer.lookup(f"{text} {word}", 5) if e.number not in known)
            known |= {e.number for e in found}
    if not found:
        found = tuple(
            dict.fromkeys(
                e
                for word in sorted(words.divisions)
                for form in (f"{text} {word}", f"{word} of {text}")
                for e in gazetteer.lookup(form, 5)
                if e.kind in (REGION, COUNTY)
            )
        )
    seats = [e.population for e in found if e.primary and capitals().get(e.country or "") == e.name]
    if seats:  # a town that is also called what a capital is called is not meant: Islamabad, once the name of Anantnag
        found = tuple(e for e in found if e.primary or e.kind != CITY or e.population >= SEAT)
    # hamlets by the name of a country or a continent are not what news is about
    if any(e.kind == COUNTRY or (e.number < 0 and e.radius_km >= VAST) for e in found):
        found = tuple(e for e in found if e.kind != CITY or (e.primary and e.population > 20_000))
    return found[:MOST]


def _acceptable(text: str, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    letters = "".join(c for c in text if c.isalpha())
    if len(letters) > 3:
        if len(letters) <= ACRONYM and letters.isupper():
            return tuple(e for e in entries if e.kind != CITY or e.population >= WELL_KNOWN)
        return entries
    if letters.isupper() or "." in text:
        wide = tuple(e for e in entries if e.kind != CITY)
        return wide or entries
    return tuple(e for e in entries if e.primary and len(e.name) == len(text) and e.name[-1:].islower())


def hint_of(text: str, words: PlaceWords) -> str | None:
    """The kind that a feature word within the name tells ("Lake Chad", "Kursk Oblast")."""
    tokens = text.lower().split()
    if len(tokens) < 2:
        return None
    return words.kinds.get(tokens[-1]) or words.kinds.get(tokens[0])


def group(mentions: Sequence[Mention], gazetteer: Gazetteer, words: PlaceWords) -> tuple[Name, ...]:
    """Mentions of one name share a sense, unless the text places them in different containers."""
    placed: dict[str, set[str]] = {}
    for m in mentions:
        if m.container is not None:
            placed.setdefault(fold(m.text), set()).add(fold(mentions[m.container].text))
    groups: dict[tuple[str, str], list[int]] = {}
    for i, m in enumerate(mentions):
        folded = fold(m.text)
        apart = placed.get(folded, set())
        where = fold(mentions[m.container].text) if m.container is not None and len(apart) > 1 else ""
        groups.setdefault((folded, where), []).append(i)
    number = {i: n for n, indices in enumerate(groups.values()) for i in indices}
    names = []
    for indices in groups.values():
        hints = [h for h in (mentions[i].hint or hint_of(mentions[i].text, words) for i in indices) if h]
        hint = hints[0] if hints else None
        inside = {number[c] for c in (mentions[i].container for i in indices) if c is not None}
        names.append(
            Name(
                mentions[indices[0]].text,
                tuple(indices),
                ()
                if mentions[indices[0]].elsewhere
                else candidates_of(mentions[indices[0]].text, hint, gazetteer, words),
                hint,
                tuple(sorted(inside)),
                frozenset(a for i in indices for a in mentions[i].adjectives),
            )
        )
    return tuple(names)


class Scene:
    """The names of one article with their candidates as arrays; weighs the evidence for each candidate."""

    def __init__(self, names: Sequence[Name], evidence: Evidence, gazetteer: Gazetteer) -> None:
        self.names = names
        flat = [c for n in names for c in n.candidates]
        self.starts = np.cumsum([0] + [len(n.candidates) for n in names])
        self.lat = np.radians(np.array([c.lat for c in flat], dtype=np.float64))
        self.lon = np.radians(np.array([c.lon for c in flat], dtype=np.float64))
        codes: dict[str, int] = {}
        self.country = np.array(
            [codes.setdefault(c.country or f"#{c.number}", len(codes)) for c in flat], dtype=np.int64
        )
        admins: dict[str, int] = {}
        self.admin = np.array(
            [admins.setdefault(c.admin or f"#{c.number}", len(admins)) for c in flat], dtype=np.int64
        )
        self.codes, self.admins = codes, admins
        self.fixed = np.zeros((len(flat), len(FEATURES)))
        self.is_region = np.array([c.kind == REGION for c in flat], dtype=bool)
        spoken = {k: w * SPOKEN for k, w in evidence.countries.items()}
        self.spoken = np.array([sum(spoken.get(x, 0.0) for x in (c.country or "").split(",")) for c in flat])
        self.all_spoken = sum(spoken.values())
        self._fix(evidence, gazetteer)
        self._keep_company()

    def _fix(self, evidence: Evidence, gazetteer: Gazetteer) -> None:
        named: dict[str, float] = dict(evidence.countries)
        for n in self.names:
            countries = {c.country for c in n.candidates if c.kind == COUNTRY and c.country}
            for iso3 in countries:
                named[iso3] = named.get(iso3, 0.0) + len(n.mentions) / len(countries)
        total = sum(named.values())
        at = {name: i for i, name in enumerate(FEATURES)}
        fixed, row = self.fixed, 0
        for number, n in enumerate(self.names):
            most = max((c.population for c in n.candidates if c.kind == CITY), default=0)
            borne = any(c.primary and c.kind == CITY for c in n.candidates)
            containers = [c for i in n.containers if i != number for c in self.names[i].candidates]
            for c in n.candidates:
                f = fixed[row]
                f[at["primary"]] = c.primary
                f[at["rival"]] = borne and not c.primary and c.kind == CITY
                if c.kind == CITY:
                    f[at["people"]] = math.log10(c.population + 1) / 7
                    f[at["foremost"]] = c.population == most and c.primary
                    f[at["capital"]] = (
                        capitals().get(c.country or "") in (c.name, n.text) and c.population == most
                    )
                elif c.kind == REGION:
                    f[at["region"]] = 1
                    f[at["region_people"]] = math.log10(c.population + 1) / 7
                elif c.kind in (COUNTRY, COUNTY):
                    f[at[c.kind]] = 1
                else:
                    f[at["written"]] = 1
                f[at["contained"]] = any(gazetteer.inside(c, other) for other in containers[:MOST])
                lands = (c.country or "").split(",")
                f[at["adjective"]] = any(a in lands for a in n.adjectives)
                own = len(n.mentions) if c.kind == COUNTRY else 0
                if total > own:
                    f[at["named_country"]] = (sum(named.get(x, 0.0) for x in lands) - own) / (total - own)
                f[at["overshadowed"]] = c.kind != COUNTRY and any(_overshadows(o, c) for o in n.candidates)
                if n.hint is not None:
                    fits = c.kind == n.hint or (n.hint == REGION and c.kind == COUNTY)
                    f[at["kind_fits"]] = fits
                    f[at["kind_clashes"]] = not fits
                f[at["outlet_country"]] = any(x in evidence.outlet_countries for x in lands)
                if evidence.outlet_points and c.kind != COUNTRY:
                    away = min(
                        _km(self.lat[row], self.lon[row], math.radians(y), math.radians(x))
                        for y, x in evidence.outlet_points
                    )
                    f[at["outlet_near"]] = math.exp(-away / 150)
                row += 1

    def _keep_company(self) -> None:
        """Counts, for each candidate, the other names of which some candidate lies near it or in its division.

        Unlike the features of a round it asks nobody which sense is meant, so the small towns of a local report bear
        each other out even where each has a greater namesake (spatial minimality, Leidner 2007).
        """
        filled = [n for n in range(len(self.names)) if self.starts[n + 1] > self.starts[n]]
        if len(filled) < 2:
            return
        starts = self.starts[filled]
        owner = np.repeat(np.arange(len(filled)), np.diff(np.append(starts, len(self.lat))))
        points = np.stack(
            (np.cos(self.lat) * np.cos(self.lon), np.cos(self.lat) * np.sin(self.lon), np.sin(self.lat))
        )
        pinned = self.fixed[:, FEATURES.index("country")] == 0
        near = (points.T @ points > math.cos(COMPANY / EARTH_KM)) & pinned & pinned[:, None]
        alike = (self.admin[:, None] == self.admin[None, :]) & pinned
        for name, pairs in (("company", near), ("region_company", alike)):
            met = np.logical_or.reduceat(pairs, starts, axis=1)
            met[np.arange(len(owner)), owner] = False
            self.fixed[:, FEATURES.index(name)] = met.sum(axis=1) / (len(filled) - 1)

    def features(self, belief: Array | None) -> Array:
        """One row of features a candidate, given the probabilities of all candidates (``None``: not yet known)."""
        out = self.fixed.copy()
        at = {name: i for i, name in enumerate(FEATURES)}
        if self.all_spoken:
            out[:, at["same_country"]] = self.spoken / self.all_spoken
        if belief is None or len(self.names) < 2:
            return out
        best = [
            int(s + np.argmax(belief[s:e])) if e > s else -1
            for s, e in zip(self.starts[:-1].tolist(), self.starts[1:].tolist(), strict=True)
        ]
        owners = [n for n, b in enumerate(best) if b >= 0]
        if len(owners) < 2:
            return out
        tops = np.array([best[n] for n in owners])
        sure = belief[tops]
        whole_country = np.array(
            [self.names[n].candidates[best[n] - int(self.starts[n])].kind == COUNTRY for n in owners]
        )
        h = (
            np.sin((self.lat[:, None] - self.lat[tops][None, :]) / 2) ** 2
            + np.cos(self.lat)[:, None] * np.cos(self.lat[tops])[None, :]
            * np.sin((self.lon[:, None] - self.lon[tops][None, :]) / 2) ** 2
        )  # fmt: skip
        nearness = (
            np.exp(-2 * EARTH_KM * np.arcsin(np.sqrt(np.minimum(h, 1))) / 100)
            * (sure * ~whole_country)[None, :]
        )
        same_country = (self.country[:, None] == self.country[tops][None, :]) * sure[None, :]
        same_region = (self.admin[:, None] == self.admin[tops][None, :]) * sure[None, :]
        for position, n in enumerate(owners):
            rows = slice(int(self.starts[n]), int(self.starts[n + 1]))
            for matrix in (nearness, same_country, same_region):
                matrix[rows, position] = 0.0
        regions = np.nonzero(self.is_region)[0]
        if len(regions):
            owner = np.searchsorted(self.starts, regions, side="right") - 1
            named = (self.admin[:, None] == self.admin[regions][None, :]) * belief[regions][None, :]
            mine = np.searchsorted(self.starts, np.arange(len(self.admin)), side="right") - 1
            named[mine[:, None] == owner[None, :]] = 0.0
            out[:, at["named_region"]] = named.max(axis=1) * ~self.is_region
            held = (self.admin[regions][:, None] == self.admin[tops][None, :]) * (
                sure * ~self.is_region[tops]
            )[None, :]
            for position, n in enumerate(owners):
                held[owner == n, position] = 0.0
            out[regions, at["holds_named"]] = held.max(axis=1)
        others = len(owners) - 1
        out[:, at["near"]] = nearness.max(axis=1)
        out[:, at["close_by"]] = nearness.sum(axis=1) / others
        out[:, at["same_country"]] = (same_country.sum(axis=1) + self.spoken) / (others + self.all_spoken)
        out[:, at["same_region"]] = same_region.sum(axis=1) / others
        return out

    def belief(self, features: Array, weights: Array) -> Array:
        """Probabilities of all candidates; those of one name add up to one."""
        scores = features @ weights
        out = np.zeros(len(scores))
        for s, e in zip(self.starts[:-1].tolist(), self.starts[1:].tolist(), strict=True):
            if e > s:
                power = np.exp(scores[s:e] - scores[s:e].max())
                out[s:e] = power / power.sum()
        return out


def _overshadows(great: Entry, small: Entry) -> bool:
    if not great.primary or great.number == small.number:
        return False
    if great.kind == REGION:
        return small.kind in (CITY, COUNTY) and great.admin != small.admin and small.population < GREAT
    return great.kind == COUNTRY or (great.number < 0 <= small.number and great.radius_km >= 100)


def _km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    h = (
        math.sin((other_lat - lat) / 2) ** 2
        + math.cos(lat) * math.cos(other_lat) * math.sin((other_lon - lon) / 2) ** 2
    )
    return 2 * EARTH_KM * math.asin(math.sqrt(min(1.0, h)))


def resolve(
    mentions: Sequence[Mention],
    evidence: Evidence,
    gazetteer: Gazetteer,
    words: PlaceWords,
    weights: Mapping[str, float],
) -> tuple[Sense, ...]:
    """The sense of each mention, in the order given."""
    names = group(mentions, gazetteer, words)
    scene = Scene(names, evidence, gazetteer)
    vector = np.array([weights.get(name, 0.0) for name in FEATURES])
    belief: Array | None = None
    features = scene.features(None)
    for _ in range(3):
        features = scene.features(belief)
        belief = scene.belief(features, vector)
    senses: list[Sense | None] = [None] * len(mentions)
    for number, name in enumerate(names):
        rows = slice(int(scene.starts[number]), int(scene.starts[number + 1]))
        sense = _decide(
            name, mentions[name.mentions[0]], features[rows], np.zeros(0) if belief is None else belief[rows]
        )
        for i in name.mentions:
            senses[i] = sense
    return tuple(s for s in senses if s is not None)


def _decide(name: Name, mention: Mention, features: Array, belief: Array) -> Sense:
    if not name.candidates:
        return Sense(None, 0.0, "no place of that name is known", ())
    ranked = np.argsort(-belief, kind="stable").tolist()
    best = _spoken_of(name, features, belief, ranked[0])
    if best != ranked[0]:  # what is said for the likeliest is said for it
        belief = belief.copy()
        belief[best], belief[ranked[0]] = belief[best] + belief[ranked[0]], 0.0
        ranked = [best, *(i for i in ranked if i != best)]
    entry = name.candidates[best]
    others = tuple((name.candidates[i], round(float(belief[i]), 3)) for i in ranked[1:4])
    told = {f: float(features[best][i]) for i, f in enumerate(FEATURES)}
    why = _reasons(told, len(name.candidates), mention)
    probability = float(belief[best])
    supported = (
        told["contained"]
        or told["adjective"]
        or told["near"] > 0.2
        or told["same_region"]
        or told["named_region"] > 0.5
    )
    if entry.kind == CITY and not supported:
        if probability < REFUSE_BELOW:
            return Sense(
                None,
                probability,
                f"open among {len(name.candidates)} places of that name",
                ((entry, round(probability, 3)), *others[:2]),
            )
        native = told["named_country"] > 0 or told["same_country"] > 0 or told["outlet_country"] > 0
        if not entry.primary and entry.population < SMALL and not native:
            return Sense(
                None,
                probability,
                "known only as another name of a small town far from the story",
                ((entry, round(probability, 3)), *others[:2]),
            )
    return Sense(entry, probability, why, others)


def _spoken_of(name: Name, features: Array, belief: Array, best: int) -> int:
    """The candidate of a country that the article speaks of, where that of the likeliest is another.

    A capital is meant where its country is named as much as the other's, and where nothing speaks for the likeliest but its size,
    whatever lies near the article's other places or in their country.
    """
    at = {feature: i for i, feature in enumerate(FEATURES)}
    told = features[best]
    if told[at["contained"]] or told[at["adjective"]] or told[at["kind_fits"]]:
        return best
    spoken = features[:, at["named_country"]]
    capital = np.nonzero(
        (features[:, at["capital"]] > 0) & (spoken >= max(NAMED, told[at["named_country"]]))
    )[0]
    if len(capital):
        return int(capital[0])
    drawn = (
        sum(
            told[at[f]]
            for f in ("named_country", "same_country", "outlet_country", "named_region", "company")
        )
        + told[at["near"]]
    )
    if drawn > STRANGE:
        return best
    near = (features[:, at["near"]] > 0.2) | (features[:, at["same_country"]] > 0.2)
    fitting = [
        i
        for i in np.nonzero((spoken > 0) & near & (belief >= LIKELY))[0].tolist()
        if name.candidates[i].primary
    ]
    return max(fitting, key=lambda i: float(belief[i]), default=best)


def _reasons(told: Mapping[str, float], count: int, mention: Mention) -> str:
    reasons = []
    if count == 1:
        reasons.append("the only place of that name known")
    if told["contained"]:
        reasons.append("the text names what contains it")
    if told["adjective"]:
        reasons.append("the nationality beside it fits")
    if told["kind_fits"]:
        reasons.append(f"it is a {mention.hint}" if mention.hint else "its kind is named")
    if told["named_region"] > 0.5:
        reasons.append("its region is named in the article")
    if told["named_country"] >= 0.2:
        reasons.append("the article speaks of its country")
    if told["near"] > 0.2:
        reasons.append("near other places of the article")
    elif told["same_country"] >= 0.3:
        reasons.append("other places of the article lie in its country")
    if told["outlet_country"] and count > 1:
        reasons.append("the outlet is at home there")
    if count > 1 and (told["foremost"] or not reasons):
        reasons.append(
            "the best known of that name" if not told["foremost"] else "the most populous of that name"
        )
    return "; ".join(reasons)
