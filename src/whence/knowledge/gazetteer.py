"""Which places bear a name: the offline gazetteer, opened from one file and read lazily."""

from __future__ import annotations

import json
import math
import mmap
import re
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from whence.knowledge.letters import without_accents

MAGIC = b"WHENCEGZ"
DATA = Path(__file__).parent / "data"
PATH = DATA / "gazetteer.bin"
WRITTEN = ("seas.tsv", "sites.tsv", "regions.tsv")
"""Tables of places written by hand; they are read beside the built file."""

CITY, COUNTRY, REGION, COUNTY = "city", "country", "region", "county"
KINDS = (CITY, COUNTRY, REGION, COUNTY)
"""Kinds in the built file, by code: populated place, state, first-order and second-order division."""

EARTH_KM = 6371.0
_PUNCTUATION = str.maketrans(
    dict.fromkeys('-–—/_,()"“”', " ") | dict.fromkeys(".`´ʼʻʿʾ‘", "") | {"&": " and ", "’": "'"}
)
_LETTERS = str.maketrans(
    {
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ı": "i",
        "ħ": "h",
        "ə": "e",
    }
)
_POSSESSIVE = re.compile(r"'s?(?=\s|$)")
_SHORT = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort"}


class GazetteerError(ValueError):
    """The gazetteer file is missing or is not one that this version reads."""


class Entry(NamedTuple):
    """One place: WGS 84 degrees, radius in km, ``country`` ISO 3166-1 alpha-3, ``admin`` as GeoNames writes it (``US.TX``).

    ``number`` identifies the entry within the gazetteer; ``primary`` says whether it was found by its main name.
    """

    number: int
    name: str
    kind: str
    country: str | None
    admin: str | None
    lat: float
    lon: float
    radius_km: float
    population: int
    geonames: int | None
    primary: bool = True


class Area(NamedTuple):
    """A centre (degrees) and a radius (km)."""

    lat: float
    lon: float
    radius_km: float


@cache
def _plain(text: str) -> str:
    return without_accents(text.casefold()).translate(_LETTERS)


def fold(name: str) -> str:
    """The name as keys write it: no case, marks, stops, hyphens, possessive endings or leading article."""
    text = name.translate(_PUNCTUATION)
    text = text.casefold() if text.isascii() else _plain(text)
    text = _POSSESSIVE.sub("", text).replace("'", "")
    words = [_SHORT.get(w, w) for w in text.split()]
    if len(words) > 1 and words[0] == "the":
        del words[0]
    return " ".join(words)


def key(folded: str) -> int:
    """The 64-bit key of a folded name."""
    return int.from_bytes(blake2b(folded.encode("utf-8", "replace"), digest_size=8).digest(), "little")


def distance_km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Great-circle distance in km between two points in degrees."""
    a, b = math.radians(lat), math.radians(other_lat)
    h = (
        math.sin((b - a) / 2) ** 2
        + math.cos(a) * math.cos(b) * math.sin(math.radians(other_lon - lon) / 2) ** 2
    )
    return 2 * EARTH_KM * math.asin(math.sqrt(min(1.0, h)))


def displaced(lat: float, lon: float, km: float, bearing: float) -> tuple[float, float]:
    """The point ``km`` away in the direction ``bearing`` (degrees clockwise from north)."""
    a, d, t = math.radians(lat), km / EARTH_KM, math.radians(bearing)
    b = math.asin(max(-1.0, min(1.0, math.sin(a) * math.cos(d) + math.cos(a) * math.sin(d) * math.cos(t))))
    turn = math.atan2(math.sin(t) * math.sin(d) * math.cos(a), math.cos(d) - math.sin(a) * math.sin(b))
    return round(math.degrees(b), 4), round((lon + math.degrees(turn) + 540) % 360 - 180, 4)


def rows(path: Path) -> Iterator[list[str]]:
    """The cells of a table's lines; lines that begin with ``#`` are comments."""
    with path.open(encoding="utf-8") as table:
        for line in table:
            if line.strip() and not line.startswith("#"):
                yield line.rstrip("\n").split("\t")


@cache
def place_ids() -> dict[int, str]:
    """Wikidata ids of well-known cities by their GeoNames number."""
    return {int(number): wikidata for number, _, wikidata in rows(DATA / "placeids.tsv")}


class Gazetteer:
    """Places by name. Look-ups read a memory-mapped file; nothing is loaded before it is asked for.

    Data: GeoNames (CC BY 4.0) for cities and divisions; tables written by hand for the rest.

    Raises:
        GazetteerError: the file is missing or of another version.
    """

    def __init__(self, path: Path = PATH) -> None:
        try:
            with path.open("rb") as file:
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:
            raise GazetteerError(
                f"no gazetteer at {path}: build it with tools/build_gazetteer.py ({error})"
            ) from None
        if self._map[:8] != MAGIC:
            raise GazetteerError(f"{path} is not a gazetteer of this version; build it anew")
        size = int.from_bytes(self._map[8:16], "little")
        meta: dict[str, Any] = json.loads(self._map[16 : 16 + size])
        base = (16 + size + 7) // 8 * 8
        self._arrays: dict[str, np.ndarray[Any, np.dtype[Any]]] = {
            name: np.frombuffer(self._map, dtype=dtype, count=count, offset=base + offset)
            for name, (dtype, offset, count) in meta["sections"].items()
        }
        self._countries: list[list[str]] = meta["countries"]  # [iso3, iso2], 0 is none
        self._admins: list[str] = meta["admins"]
        self._zones: list[str] = meta["zones"]
        self.source: str = meta["source"]
        arrays = self._arrays
        self._keys, self._starts, self._postings = arrays["keys"], arrays["starts"], arrays["postings"]
        self._name_starts, self._names = arrays["name_starts"], arrays["names"]

    def __len__(self) -> int:
        return len(self._arrays["geonames"])

    def lookup(self, name: str, limit: int = 60) -> tuple[Entry, ...]:
        """The places that bear ``name`` (in any case, with or without marks): hand-written ones first,
        then by main name before other names and by population; ``limit`` entries of the built file at most."""
        folded = fold(name)
        if not folded:
            return ()
        return (*self._written.get(folded, ()), *self._built(folded, limit))

    def _built(self, folded: str, limit: int) -> Iterator[Entry]:
        wanted = np.uint64(key(folded))
        at = int(np.searchsorted(self._keys, wanted))
        if at == len(self._keys) or self._keys[at] != wanted:
            return
        start, end = self._starts[at : at + 2].tolist()
        for posting in self._postings[start : min(end, start + limit)].tolist():
            yield self.entry(posting >> 1, primary=not posting & 1)

    def entry(self, number: int, primary: bool = True) -> Entry:
        """The entry of the built file at ``number``, or the hand-written one (negative numbers)."""
        if number < 0:
            return self._written_list[-number - 1]
        arrays = self._arrays
        start, end = self._name_starts[number : number + 2].tolist()
        admin = int(arrays["admin"][number])
        return Entry(
            number,
            self._names[start:end].tobytes().decode("utf-8"),
            KINDS[arrays["kind"][number]],
            self._countries[arrays["country"][number]][0] or None,
            self._admins[admin] or None,
            int(arrays["lat"][number]) / 1e5,
            int(arrays["lon"][number]) / 1e5,
            int(arrays["radius"][number]) / 10,
            int(arrays["population"][number]),
            int(arrays["geonames"][number]) or None,
            primary,
        )

    def country(self, iso3: str) -> Entry | None:
        """The country with that ISO 3166-1 alpha-3 code."""
        number = self._country_numbers.get(iso3)
        return None if number is None else self.entry(number)

    def region(self, admin: str) -> Entry | None:
        """The first-order division with that GeoNames code (``US.TX``)."""
        number = self._region_numbers.get(admin)
        return None if number is None else self.entry(number)

    def zone(self, place: Entry) -> str | None:
        """The IANA zone that the whole place keeps; ``None`` where it has several or lies at sea."""
        if place.number >= 0:
            return self._zones[self._arrays["zone"][place.number]] or None
        if place.country is None or "," in place.country:
            return None
        area = Area(place.lat, place.lon, place.radius_km)
        zones = self.zones_within(area, place.country)
        return zones[0] if len(zones) == 1 else None

    def zones_within(self, area: Area, country: str | None = None) -> tuple[str, ...]:
        """The zones kept by the towns of an area (those of the nearest town if there is none inside), sorted.

        Zones that have kept the same clock in recent years count once. Where a country keeps one zone as a
        whole, that is the answer.
        """
        if country is not None:
            whole = self._country_numbers.get(country)
            if whole is not None and (zone := self._zones[self._arrays["zone"][whole]]):
                return (zone,)
        members = self._towns(country)
        if not len(members):
            return ()
        away = self._distances(members, area.lat, area.lon)
        inside = members[away <= max(area.radius_km, 10.0)]
        if not len(inside):
            inside = members[[int(np.argmin(away))]]
        found = sorted({self._zones[z] for z in np.unique(self._arrays["zone"][inside]).tolist()} - {""})
        alike: dict[str, str] = {}
        for zone in found:
            alike.setdefault(self._clock_of.get(zone, zone), zone)
        return tuple(alike.values())

    def part(self, whole: Entry, bearing: float | None) -> Area | None:
        """The part of a country or region that lies in the direction ``bearing`` (``None``: the middle),
        as the area of the towns in the outer third on that side; ``None`` where no towns are known."""
        members = self._members(whole)
        if len(members) < 5:
            return None
        lat = self._arrays["lat"][members] / 1e5
        lon = self._arrays["lon"][members] / 1e5
        middle_lat, middle_lon = (lat.min() + lat.max()) / 2, (lon.min() + lon.max()) / 2
        y = lat - middle_lat
        x = (lon - middle_lon) * math.cos(math.radians(float(middle_lat)))
        if bearing is None:
            chosen = np.hypot(x, y) <= np.quantile(np.hypot(x, y), 0.33)
        else:
            angle = math.radians(bearing)
            along = x * math.sin(angle) + y * math.cos(angle)
            low, high = float(np.quantile(along, 0.01)), float(np.quantile(along, 0.99))
            chosen = along >= high - (high - low) / 3
        if not chosen.any():
            return None
        centre_lat, centre_lon = float(lat[chosen].mean()), float(lon[chosen].mean())
        away = self._distances(members[chosen], centre_lat, centre_lon)
        return Area(round(centre_lat, 3), round(centre_lon, 3), round(float(np.quantile(away, 0.95)), 1))

    def edge(self, whole: Entry, bearing: float) -> tuple[float, float]:
        """The outermost towns' position of a place in a direction: where its coast or border on that side lies."""
        members = self._members(whole)
        if len(members) < 5:
            return displaced(whole.lat, whole.lon, whole.radius_km, bearing)
        lat = self._arrays["lat"][members] / 1e5
        lon = self._arrays["lon"][members] / 1e5
        angle = math.radians(bearing)
        along = (lon - whole.lon) * math.cos(math.radians(whole.lat)) * math.sin(angle) + (
            lat - whole.lat
        ) * math.cos(angle)
        outer = along >= np.quantile(along, 0.97)
        return float(np.median(lat[outer])), float(np.median(lon[outer]))

    def border(self, one: str, other: str) -> Area | None:
        """The area of the towns of country ``one`` that lie nearest to ``other`` (both ISO alpha-3);
        ``None`` where they are no neighbours by land."""
        if other not in _neighbours().get(one, ()):
            return None
        ours, theirs = self._towns(one), self._towns(other)
        if not len(ours) or not len(theirs):
            return None
        step = max(1, len(theirs) // 400)
        their_lat = self._arrays["lat"][theirs[::step]] / 1e5
        their_lon = self._arrays["lon"][theirs[::step]] / 1e5
        ours = ours[:: max(1, len(ours) // 800)]
        our_lat = self._arrays["lat"][ours] / 1e5
        our_lon = self._arrays["lon"][ours] / 1e5
        scale = np.cos(np.radians(our_lat))[:, None]
        gaps = np.hypot(
            our_lat[:, None] - their_lat[None, :], (our_lon[:, None] - their_lon[None, :]) * scale
        ).min(axis=1)
        near = gaps <= max(float(np.quantile(gaps, 0.05)), float(gaps.min()) + 0.2)
        centre_lat, centre_lon = float(our_lat[near].mean()), float(our_lon[near].mean())
        away = self._distances(ours[near], centre_lat, centre_lon)
        return Area(round(centre_lat, 3), round(centre_lon, 3), round(max(15.0, float(away.max())), 1))

    def nearest_country(self, lat: float, lon: float) -> str | None:
        """The country of the nearest town."""
        towns = self._towns(None)
        band = towns[np.abs(self._arrays["lat"][towns] / 1e5 - lat) < 5]
        towns = band if len(band) else towns
        at = int(towns[int(np.argmin(self._distances(towns, lat, lon)))])
        return self._countries[self._arrays["country"][at]][0] or None

    def largest(self, south: float, west: float, north: float, east: float, most: int) -> tuple[Entry, ...]:
        """The towns of most inhabitants in a box, which may reach over the date line; ``most`` of them at most."""
        towns = self._towns(None)
        lat, lon = self._arrays["lat"][towns] / 1e5, self._arrays["lon"][towns] / 1e5
        within = towns[(lat >= south) & (lat <= north) & ((lon - west) % 360 <= (east - west) % 360)]
        order = np.argsort(-self._arrays["population"][within].astype(np.int64), kind="stable")
        return tuple(self.entry(number) for number in within[order[:most]].tolist())

    def inside(self, place: Entry, container: Entry) -> bool:
        """Whether ``place`` lies in ``container``: by its codes where both have them, by distance otherwise."""
        if place.number == container.number:
            return False
        if container.kind == COUNTRY and container.country:
            return place.kind != COUNTRY and container.country in (place.country or "").split(",")
        if container.kind == REGION and container.number >= 0 and place.number >= 0:
            return place.kind in (CITY, COUNTY) and place.admin == container.admin
        if place.radius_km > container.radius_km:
            return False
        away = distance_km(place.lat, place.lon, container.lat, container.lon)
        return away <= container.radius_km * 1.1 + 5

    def written(self) -> tuple[Entry, ...]:
        """All hand-written places."""
        return self._written_list

    def _members(self, whole: Entry) -> np.ndarray[Any, np.dtype[Any]]:
        if whole.number >= 0 and whole.kind == COUNTRY:
            return self._towns(whole.country)
        arrays = self._arrays
        if whole.number >= 0 and whole.kind == REGION:
            members = self._towns(whole.country)
            same: np.ndarray[Any, np.dtype[Any]] = members[
                arrays["admin"][members] == arrays["admin"][whole.number]
            ]
            return same
        members = self._towns(whole.country if whole.country and "," not in whole.country else None)
        within: np.ndarray[Any, np.dtype[Any]] = members[
            self._distances(members, whole.lat, whole.lon) <= whole.radius_km
        ]
        return within

    def _distances(
        self, members: np.ndarray[Any, np.dtype[Any]], lat: float, lon: float
    ) -> np.ndarray[Any, np.dtype[Any]]:
        lats = np.radians(self._arrays["lat"][members] / 1e5)
        lons = np.radians(self._arrays["lon"][members] / 1e5)
        a, b = math.radians(lat), math.radians(lon)
        h = np.sin((lats - a) / 2) ** 2 + np.cos(lats) * math.cos(a) * np.sin((lons - b) / 2) ** 2
        away: np.ndarray[Any, np.dtype[Any]] = 2 * EARTH_KM * np.arcsin(np.sqrt(np.minimum(h, 1.0)))
        return away

    def _towns(self, iso3: str | None) -> np.ndarray[Any, np.dtype[Any]]:
        towns, starts = self._by_country
        if iso3 is None:
            return towns
        code = self._country_codes.get(iso3)
        return towns[:0] if code is None else towns[starts[code] : starts[code + 1]]

    @cached_property
    def _by_country(self) -> tuple[np.ndarray[Any, np.dtype[Any]], list[int]]:
        """The numbers of all towns, sorted by country, and where each country's begin."""
        towns = np.nonzero(self._arrays["kind"] == KINDS.index(CITY))[0]
        countries = self._arrays["country"][towns]
        order = np.argsort(countries, kind="stable")
        starts = np.searchsorted(countries[order], np.arange(len(self._countries) + 1)).tolist()
        return towns[order].astype(np.int32), starts

    @cached_property
    def _country_codes(self) -> dict[str, int]:
        return {iso3: code for code, (iso3, _) in enumerate(self._countries) if iso3}

    @cached_property
    def _country_numbers(self) -> dict[str, int]:
        numbers = np.nonzero(self._arrays["kind"] == KINDS.index(COUNTRY))[0].tolist()
        return {self._countries[self._arrays["country"][n]][0]: n for n in numbers}

    @cached_property
    def _region_numbers(self) -> dict[str, int]:
        numbers = np.nonzero(self._arrays["kind"] == KINDS.index(REGION))[0].tolist()
        return {self._admins[self._arrays["admin"][n]]: n for n in numbers}

    @cached_property
    def _clock_of(self) -> dict[str, str]:
        from datetime import datetime  # noqa: PLC0415 - only where several zones meet
        from zoneinfo import ZoneInfo  # noqa: PLC0415

        clocks = {}
        for zone in self._zones:
            if zone:
                moments = [datetime(2025, month, 15, 12, tzinfo=ZoneInfo(zone)) for month in (1, 4, 7, 10)]
                clocks[zone] = " ".join(str(m.utcoffset()) for m in moments)
        return clocks

    @cached_property
    def _written_list(self) -> tuple[Entry, ...]:
        return tuple(entry for entry, _ in self._tables)

    @cached_property
    def _written(self) -> dict[str, tuple[Entry, ...]]:
        found: dict[str, list[Entry]] = {}
        for entry, others in self._tables:
            found.setdefault(fold(entry.name), []).append(entry)
            for other in others:
                known = found.setdefault(fold(other), [])
                if all(e.number != entry.number for e in known):
                    known.append(entry._replace(primary=False))
        return {name: tuple(entries) for name, entries in found.items()}

    @cached_property
    def _tables(self) -> tuple[tuple[Entry, tuple[str, ...]], ...]:
        return tuple(_read_tables(DATA / name for name in WRITTEN))


@cache
def _neighbours() -> dict[str, frozenset[str]]:
    return {row[0]: frozenset(row[7].split(",")) for row in rows(DATA / "countries.tsv") if len(row) > 7}


@cache
def capitals() -> dict[str, str]:
    """The capital's name by country (ISO alpha-3); countries whose capital is contested have none."""
    return {row[0]: row[6] for row in rows(DATA / "countries.tsv") if len(row) > 6 and row[6]}


@cache
def domains() -> dict[str, str]:
    """The country (ISO alpha-3) by its top-level domain: "ke", and "uk" beside "gb"."""
    return {**{row[1].lower(): row[0] for row in rows(DATA / "countries.tsv")}, "uk": "GBR"}


@cache
def country_codes() -> dict[str, str]:
    """The country (ISO alpha-3) by each of its names, lower case; a name of two ("congo") stands for none."""
    found: dict[str, set[str]] = {}
    for row in rows(DATA / "countries.tsv"):
        for name in (row[2], *(row[5].split(";") if len(row) > 5 else ())):
            if name.strip():
                found.setdefault(name.strip().lower(), set()).add(row[0])
    return {name: min(codes) for name, codes in found.items() if len(codes) == 1}


def _read_tables(paths: Iterable[Path]) -> Iterator[tuple[Entry, tuple[str, ...]]]:
    number = 0
    for path in paths:
        for name, kind, country, lat, lon, radius, *others in rows(path):
            number -= 1
            aliases = tuple(a for a in others[0].split(";") if a) if others else ()
            yield (
                Entry(
                    number,
                    name,
                    kind,
                    country or None,
                    None,
                    float(lat),
                    float(lon),
                    float(radius),
                    0,
                    None,
                ),
                aliases,
            )


@cache
def load_gazetteer() -> Gazetteer:
    """The gazetteer that ships with the reader, opened once."""
    return Gazetteer()
