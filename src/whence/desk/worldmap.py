"""Where on the map do events lie: as areas near by, as counts far out, on the country where only that is known?"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from math import atan, cos, degrees, exp, log, log10, pi, radians, tan
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
_LARGE, _ENLARGED, _SMALL_WIDE = 15.0, 1.75, HIGH * 4 / 5
"""On a small screen, as in ``static/desk.css``: marks, how much larger names are, and what is seen of the width."""
_TOWNS_FROM = 4
"""From this zoom on towns are named: what is seen may have no shore and no border in it."""
_MOST_TOWNS = 40
_LONGEST_RULER = 180.0

Box = tuple[float, float, float, float]


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
    names: tuple[str, ...] = ()
    """All places that it stands for."""
    label: str = ""
    """The name, where there is room for it."""
    small: bool = False
    """Whether there is room for it on a small screen, where names are larger and the sides are cut off."""


class Town(NamedTuple):
    """A town to find one's way by."""

    name: str
    x: float
    y: float
    small: bool


class Country(NamedTuple):
    """Events of which only the country is known."""

    code: str
    name: str
    events: int
    event: str
    places: tuple[tuple[str, int], ...]
    """What is told: the country, or places in it of which nothing nearer is known; each with its events."""

    @property
    def names(self) -> tuple[str, ...]:
        """All that is told of it."""
        return tuple(name for name, _ in self.places)

    @property
    def shade(self) -> float:
        """How strongly it is coloured: more with more events."""
        return round(min(0.7, 0.22 + 0.09 * log(max(1, self.events))), 2)


class World(NamedTuple):
    """All that is drawn, and what is not."""

    circles: list[Circle]
    countries: list[Country]
    unplaced: tuple[tuple[str, int], ...]
    """Places of which neither coordinates nor a country are known, with their events."""
    towns: tuple[Town, ...] = ()

    @property
    def nowhere(self) -> int:
        """How many places nothing is known of."""
        return len(self.unplaced)


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
    unplaced: list[Spot] = []
    for spot in spots:
        code = _country(spot)
        if code:
            countries[code].append(spot)
        elif spot.lat is None or spot.lon is None:
            unplaced.append(spot)
        else:
            here, y = project(spot.lat, spot.lon)
            for x in (here, here - _WORLD, here + _WORLD):  # a view may reach over the date line
                if left - cell <= x <= left + width + cell and top - cell <= y <= top + height + cell:
                    cells[int((x - left) // cell), int((y - top) // cell)].append((x, y, spot))
    circles = [_circle(group) for _, group in sorted(cells.items())]
    circles.sort(key=lambda c: (-c.events, c.name))
    circles, taken = _labelled(circles, view)
    circles.sort(key=lambda c: -c.radius)
    return World(
        circles,
        [
            Country(code, _named(code) or s[0].name, sum(p.events for p in s), s[0].event, _counted(s))
            for code, s in sorted(countries.items())
        ],
        _counted(unplaced),
        tuple(_towns(view, taken)) if view.zoom >= _TOWNS_FROM else (),
    )


def ruler(view: View) -> tuple[int, float]:
    """A round number of kilometres, and its length in the middle of the picture in units of it."""
    km = view.scale / UNIT * _KM_PER_DEGREE * cos(radians(view.lat))
    most = _LONGEST_RULER * km
    power = 10 ** int(log10(most)) if most >= 1 else 1
    length = next((n * power for n in (5, 2, 1) if n * power <= most), 1)
    return length, round(length / km, 1)


def near(view: View) -> str | None:
    """The country that the middle of the view is in, or nearest to."""
    from whence.knowledge.gazetteer import load_gazetteer  # noqa: PLC0415 - reads a file

    code = load_gazetteer().nearest_country(view.lat, view.lon)
    return _named(code) if code else None


def _counted(spots: Iterable[Spot]) -> tuple[tuple[str, int], ...]:
    """Names with their events, those of most first."""
    counts: Counter[str] = Counter()
    for spot in spots:
        counts[spot.name] += spot.events
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


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
    names = tuple(sorted({s.name for _, _, s in group}))
    return Circle(
        round(x, 2), round(y, 2), round(radius, 2), round(mark, 1), events, len(names),
        best.name, best, round(lat, 3), round(lon, 3), names,
    )  # fmt: skip


def _labelled(circles: list[Circle], view: View) -> tuple[list[Circle], list[Box]]:
    """The circles with names beside those where a name covers neither another name nor another mark, and what is taken."""
    left, top, _, _ = view.box
    at = [((c.x - left) / view.scale, (c.y - top) / view.scale) for c in circles]
    marks = [(x - c.mark, x + c.mark, y - c.mark, y + c.mark) for c, (x, y) in zip(circles, at, strict=True)]
    large = [(x - _LARGE, x + _LARGE, y - _LARGE, y + _LARGE) for x, y in at]
    names: list[Box] = []
    large_names: list[Box] = []
    found = []
    for number, (circle, (x, y)) in enumerate(zip(circles, at, strict=True)):
        here = _beside(x, y, circle.mark, len(circle.name), 1)
        there = _beside(x, y, _LARGE, len(circle.name), _ENLARGED)
        others = [box for n, box in enumerate(marks) if n != number]
        free = circle.places == 1 and here[1] <= WIDE and not any(_meet(here, box) for box in others + names)
        others = [box for n, box in enumerate(large) if n != number]
        small = free and _seen(there) and not any(_meet(there, box) for box in others + large_names)
        names += [here] if free else []
        large_names += [there] if small else []
        found.append(circle._replace(label=circle.name, small=small) if free else circle)
    return found, [*large, *names, *large_names]


def _towns(view: View, taken: list[Box]) -> Iterator[Town]:
    """The largest towns in view, as far as their names cover nothing."""
    from whence.knowledge.gazetteer import load_gazetteer  # noqa: PLC0415 - reads a file

    left, top, width, height = view.box
    (north, west), (south, east) = unproject(left, top), unproject(left + width, top + height)
    boxes = list(taken)
    for town in load_gazetteer().largest(south, west, north, east, _MOST_TOWNS):
        x, y = project(town.lat, town.lon)
        x += _WORLD * round((left + width / 2 - x) / _WORLD)
        # Larger than it is drawn, so that it has room on a small screen too.
        box = _beside((x - left) / view.scale, (y - top) / view.scale, 4, len(town.name), _ENLARGED)
        if box[1] <= WIDE and not any(_meet(box, other) for other in boxes):
            boxes.append(box)
            yield Town(town.name, round(x, 2), round(y, 2), _seen(box))


def _beside(x: float, y: float, mark: float, letters: int, times: float) -> Box:
    """Where the name beside a mark is: left, right, top, bottom in units of the picture."""
    return x + mark + 3, x + mark + 8 + _CHARACTER * times * letters, y - 8 * times, y + 8 * times


def _meet(one: Box, two: Box) -> bool:
    return one[0] < two[1] and one[1] > two[0] and one[2] < two[3] and one[3] > two[2]


def _seen(box: Box) -> bool:
    """Whether it is in the part of the picture that a small screen shows."""
    return box[0] >= (WIDE - _SMALL_WIDE) / 2 and box[1] <= (WIDE + _SMALL_WIDE) / 2


def _named(code: str) -> str | None:
    from whence.knowledge.gazetteer import load_gazetteer  # noqa: PLC0415 - reads a file

    known = load_gazetteer().country(code)
    return known.name if known is not None else None


def _country(spot: Spot) -> str | None:
    """The code of the country, where that is all that is known of the place."""
    if spot.country is None:
        return None
    return spot.country if spot.lat is None or _named(spot.country) == spot.name else None
