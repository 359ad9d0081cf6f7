"""Where on the map do events lie: as areas near by, as counts far out, on the country where only that is known?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from math import atan, cos, degrees, exp, log, pi, radians, tan
from typing import NamedTuple

from whence.record.glance import Spot

UNIT = 10.0
"""Map units in a degree of longitude, as in ``static/world.svg`` (`tools/world_shapes.py`)."""
WIDE, HIGH = 1200.0, 640.0
"""Size of the picture."""
MOST_ZOOM = 8
_WORLD = 3600.0
_CELLS = 26
"""Cells across the picture: events within one are drawn together."""
_KM_PER_DEGREE = 111.2
_EDGE = 82.0
_CHARACTER = 7.0
"""Width of a letter of a label, in units of the picture."""
_SMALLEST = 7.0
"""The smallest circle, in units of the picture."""


class View(NamedTuple):
    """The part of the world that is shown."""

    lat: float
    lon: float
    zoom: int

    @property
    def width(self) -> float:
        """Width in map units."""
        return float(_WORLD / 2**self.zoom)

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, width and height in map units."""
        width = self.width
        height = width * HIGH / WIDE
        x, y = project(self.lat, self.lon)
        return (round(x - width / 2, 2), round(y - height / 2, 2), round(width, 2), round(height, 2))

    @property
    def scale(self) -> float:
        """Map units in a unit of the picture."""
        return self.width / WIDE

    def moved(self, right: float, down: float) -> View:
        """The view a share of its size further."""
        x, y = project(self.lat, self.lon)
        width = self.width
        lat, lon = unproject(x + right * width, y + down * width * HIGH / WIDE)
        return View(round(lat, 3), round(lon, 3), self.zoom)

    def zoomed(self, step: int) -> View:
        """The view nearer or further out."""
        return View(self.lat, self.lon, max(0, min(MOST_ZOOM, self.zoom + step)))

    def parameters(self) -> dict[str, str]:
        """The view as parameters of an address."""
        return {"at": f"{self.lat:g},{self.lon:g}", "zoom": str(self.zoom)}


class Circle(NamedTuple):
    """Events at one place, or at several that lie too near to each other to be told apart."""

    x: float
    y: float
    radius: float
    """Of the area that is told, in map units."""
    mark: float
    """Of the mark in its middle, in units of the picture."""
    events: int
    places: int
    name: str
    spot: Spot
    lat: float
    lon: float
    label: str = ""
    """The name, where there is room for it."""


class Country(NamedTuple):
    """Events of which only the country is known."""

    code: str
    name: str
    events: int
    event: str

    @property
    def shade(self) -> float:
        """How strongly it is coloured: more with more events."""
        return round(min(0.7, 0.22 + 0.09 * log(max(1, self.events))), 2)


class World(NamedTuple):
    """All that is drawn, and what is not."""

    circles: list[Circle]
    countries: list[Country]
    nowhere: int
    """Places that nothing is known of."""


def project(lat: float, lon: float) -> tuple[float, float]:
    """Mercator, in map units."""
    lat = max(-_EDGE, min(_EDGE, lat))
    return lon * UNIT, -degrees(log(tan(pi / 4 + radians(lat) / 2))) * UNIT


def unproject(x: float, y: float) -> tuple[float, float]:
    """The place at a point of the map."""
    lat = degrees(2 * atan(exp(radians(-y / UNIT))) - pi / 2)
    lon = (x / UNIT + 180) % 360 - 180
    return max(-_EDGE, min(_EDGE, lat)), lon


def view_of(at: str, zoom: str, spots: Iterable[Spot]) -> View:
    """The view that an address asks for, or else one that shows what there is."""
    try:
        lat, lon = (float(part) for part in at.split(","))
        if -90 <= lat <= 90 and -180 <= lon <= 180:
            return View(max(-_EDGE, min(_EDGE, lat)), lon, max(0, min(MOST_ZOOM, int(zoom or 2))))
    except ValueError:
        pass
    points = [project(s.lat, s.lon) for s in spots if s.lat is not None and s.lon is not None]
    if not points:
        return View(25.0, 15.0, 0)
    xs, ys = sorted(x for x, _ in points), sorted(y for _, y in points)
    width = max(xs[-1] - xs[0], (ys[-1] - ys[0]) * WIDE / HIGH) * 1.3
    zoom_to = 5
    while zoom_to > 0 and _WORLD / 2**zoom_to < width:
        zoom_to -= 1
    lat, lon = unproject((xs[0] + xs[-1]) / 2, (ys[0] + ys[-1]) / 2)
    return View(round(lat, 3), round(lon, 3), zoom_to)


def world(spots: Iterable[Spot], view: View) -> World:
    """What is drawn of ``spots`` in a view."""
    left, top, width, height = view.box
    cell = width / _CELLS
    cells: dict[tuple[int, int], list[tuple[float, float, Spot]]] = defaultdict(list)
    countries: dict[str, list[Spot]] = defaultdict(list)
    nowhere = 0
    for spot in spots:
        code = _country(spot)
        if code:
            countries[code].append(spot)
        elif spot.lat is None or spot.lon is None:
            nowhere += 1
        else:
            here, y = project(spot.lat, spot.lon)
            for x in (here, here - _WORLD, here + _WORLD):  # a view may reach over the date line
                if left - cell <= x <= left + width + cell and top - cell <= y <= top + height + cell:
                    cells[int((x - left) // cell), int((y - top) // cell)].append((x, y, spot))
    circles = [_circle(group) for _, group in sorted(cells.items())]
    circles.sort(key=lambda c: (-c.events, c.name))
    circles = _labelled(circles, view.scale)
    circles.sort(key=lambda c: -c.radius)
    return World(
        circles,
        [
            Country(code, s[0].name, sum(p.events for p in s), s[0].event)
            for code, s in sorted(countries.items())
        ],
        nowhere,
    )


def _circle(group: list[tuple[float, float, Spot]]) -> Circle:
    events = sum(s.events for _, _, s in group)
    weight = max(1, events)
    x = sum(x * s.events for x, _, s in group) / weight
    y = sum(y * s.events for _, y, s in group) / weight
    best = max((s for _, _, s in group), key=lambda s: (s.events, s.name))
    lat, lon = unproject(x, y)
    radius = 0.0
    if len({s.name for _, _, s in group}) == 1 and best.radius_km:
        radius = best.radius_km / _KM_PER_DEGREE / max(0.1, cos(radians(lat))) * UNIT
    mark = _SMALLEST + min(16.0, 3.2 * log(weight))
    return Circle(
        round(x, 2), round(y, 2), round(radius, 2), round(mark, 1), events, len({s.name for _, _, s in group}),
        best.name, best, round(lat, 3), round(lon, 3),
    )  # fmt: skip


def _labelled(circles: list[Circle], scale: float) -> list[Circle]:
    """The circles with names beside those where a name covers neither another name nor another mark."""
    taken = [(c.x / scale, c.y / scale, c.mark) for c in circles]
    boxes: list[tuple[float, float, float, float]] = []
    found = []
    for number, circle in enumerate(circles):
        x, y, mark = taken[number]
        left, right = x + mark + 3, x + mark + 8 + _CHARACTER * len(circle.name)
        free = (
            circle.places == 1
            and not any(
                left < bx + r and right > bx - r and y - 8 < by + r and y + 8 > by - r
                for n, (bx, by, r) in enumerate(taken)
                if n != number
            )
            and not any(left < r and right > b and y - 8 < d and y + 8 > u for b, r, u, d in boxes)
        )
        if free:
            boxes.append((left, right, y - 8, y + 8))
        found.append(circle._replace(label=circle.name) if free else circle)
    return found


def _country(spot: Spot) -> str | None:
    """The code of the country, where that is all that is known of the place."""
    from whence.knowledge.gazetteer import load_gazetteer  # noqa: PLC0415 - reads a file

    if spot.country is None:
        return None
    known = load_gazetteer().country(spot.country)
    if spot.lat is None or (known is not None and known.name == spot.name):
        return spot.country
    return None
