"""Draws the desk's world map: country shapes of Natural Earth (public domain), from the npm package `world-atlas` (ISC).

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python tools/world_shapes.py package/countries-50m.json

Writes `src/whence/desk/static/world.svg`: a symbol for each country, named by its ISO 3166-1 alpha-3 code, in Mercator
units of a tenth of a degree (x to the east, y to the south), which is how `whence.desk.worldmap` projects places.
"""

from __future__ import annotations

import json
import sys
from itertools import pairwise
from math import log, pi, radians, tan
from pathlib import Path
from typing import Any

from whence.knowledge.gazetteer import DATA, rows

OUT = Path(__file__).parents[1] / "src/whence/desk/static/world.svg"
UNIT = 10
WORLD = 360 * UNIT
"""Steps in a degree."""
NORTH, SOUTH = 84.0, -80.0
SHORT = {
    "Bosnia and Herz.": "BIH", "Central African Rep.": "CAF", "Congo": "COG", "Czechia": "CZE", "Côte d'Ivoire": "CIV",
    "Dem. Rep. Congo": "COD", "Dominican Rep.": "DOM", "Eq. Guinea": "GNQ", "Macedonia": "MKD", "Palestine": "PSE",
    "S. Sudan": "SSD", "Solomon Is.": "SLB", "United States of America": "USA", "W. Sahara": "ESH", "eSwatini": "SWZ",
    "Kosovo": "XKX", "Somaliland": "SOM", "N. Cyprus": "CYP", "Timor-Leste": "TLS", "Cabo Verde": "CPV",
    "São Tomé and Principe": "STP", "Fr. Polynesia": "PYF", "New Caledonia": "NCL", "Myanmar": "MMR", "Laos": "LAO",
    "Falkland Is.": "FLK", "Marshall Is.": "MHL", "Cook Is.": "COK", "Faeroe Is.": "FRO", "Greenland": "GRL",
    "Vatican": "VAT", "Antigua and Barb.": "ATG", "St. Kitts and Nevis": "KNA", "St. Vin. and Gren.": "VCT",
}  # fmt: skip
"""Names that Natural Earth writes shorter, or otherwise, than the gazetteer."""


def codes() -> dict[str, str]:
    """ISO alpha-3 codes by every name of the country."""
    found = dict(SHORT)
    for code, _, name, _, _, others, *_ in rows(DATA / "countries.tsv"):
        for told in (name, *others.split(";")):
            found.setdefault(told.strip(), code)
    return found


def point(lon: float, lat: float) -> tuple[int, int]:
    """A place in units of the map."""
    lat = max(SOUTH, min(NORTH, lat))
    return round(lon * UNIT), round(-log(tan(pi / 4 + radians(lat) / 2)) * 180 / pi * UNIT)


def arcs(topology: dict[str, Any]) -> list[list[tuple[int, int]]]:
    """Every arc, projected; points that fall together are one."""
    (kx, ky), (x0, y0) = topology["transform"]["scale"], topology["transform"]["translate"]
    found = []
    for arc in topology["arcs"]:
        x = y = 0
        points: list[tuple[int, int]] = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            here = point(x * kx + x0, y * ky + y0)
            if not points or points[-1] != here:
                points.append(here)
        found.append(points)
    return found


def path(rings: list[list[int]], lines: list[list[tuple[int, int]]]) -> str:
    """Rings of arcs as SVG path data with relative steps; rings that shrank to less than a triangle are left out."""
    parts = []
    for ring in rings:
        points: list[tuple[int, int]] = []
        for number in ring:
            line = lines[number] if number >= 0 else lines[~number][::-1]
            points += line[1:] if points and points[-1] == line[0] else line
        if len(set(points)) < 3:
            continue
        points = unwrapped(points)
        parts.append(drawn(points))
        # What reaches over the edge of the map is drawn at the other edge as well.
        for shift, over in (
            (-WORLD, max(x for x, _ in points) > WORLD // 2),
            (WORLD, min(x for x, _ in points) < -WORLD // 2),
        ):
            if over:
                parts.append(drawn([(x + shift, y) for x, y in points]))
    return "".join(parts)


def unwrapped(points: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """A ring without jumps from one edge of the map to the other: it goes on beyond the edge."""
    found = [points[0]]
    shift = 0
    for (before, _), (x, y) in pairwise(points):
        if abs(x - before) > WORLD // 2:
            shift += -WORLD if x > before else WORLD
        found.append((x + shift, y))
    return found


def drawn(points: list[tuple[int, int]]) -> str:
    """A ring as path data."""
    steps = " ".join(f"{bx - ax} {by - ay}" for (ax, ay), (bx, by) in pairwise(points))
    return f"M{points[0][0]} {points[0][1]}l{steps}z".replace(" -", "-")


def main() -> None:
    """Write the map."""
    topology = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    lines, named = arcs(topology), codes()
    shapes: dict[str, str] = {}
    nameless = []
    for shape in topology["objects"]["countries"]["geometries"]:
        name = shape["properties"]["name"]
        if name == "Antarctica":
            continue
        polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        drawn = path([ring for polygon in polygons for ring in polygon], lines)
        code = named.get(name)
        if code is None:
            nameless.append(name)
            code = f"X-{len(nameless)}"
        shapes[code] = shapes.get(code, "") + drawn
    body = "\n".join(f'<path id="{code}" d="{d}"/>' for code, d in sorted(shapes.items()) if d)
    OUT.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-1800-1700 3600 3100">\n'
        "<!-- Natural Earth (public domain), by way of world-atlas 2.0.2; written by tools/world_shapes.py -->\n"
        f'<g id="land">\n{body}\n</g>\n</svg>\n',
        "utf-8",
    )
    print(
        f"{OUT}: {len(shapes)} countries, {OUT.stat().st_size} bytes; without a code: {', '.join(nameless)}"
    )


if __name__ == "__main__":
    main()
