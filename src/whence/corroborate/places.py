"""How far from each other are two places, and may they be one?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import asin, cos, radians, sin, sqrt
from typing import NamedTuple

from whence.corroborate.words import plain_name
from whence.knowledge.corroboration import rules
from whence.reading import Place

_EARTH_KM = 6371.0
_TWO_ENDS = frozenset({("from", "into"), ("into", "from"), ("from", "to"), ("to", "from")})
"""Roles of places that are not laid beside each other: a way has two ends."""
_THERE = frozenset({"at", "to", "into"})
"""Roles of the places where something was, or whither it led."""


class Area(NamedTuple):
    """A place as it is compared: by its name and state, or by its centre."""

    name: str
    country: str | None
    whole: bool
    """Whether it is a whole country."""
    called: bool
    """Whether it has a name, as "Suarez" has, and not "the town"."""
    radius: float
    latitude: float | None
    """Radians."""
    cosine: float
    """Of the latitude."""
    longitude: float | None
    """Degrees."""

    @staticmethod
    def of(place: Place) -> Area:
        """``place`` as it is compared."""
        latitude = None if place.lat is None else radians(place.lat)
        return Area(
            plain_name(place.name),
            place.country,
            place.kind == "country",
            any(word[:1].isupper() for word in place.name.split()),
            place.radius_km or 0,
            latitude,
            0.0 if latitude is None else cos(latitude),
            place.lon,
        )


def distance_km(one: Place, two: Place) -> float | None:
    """Great-circle distance of two centres in km; ``None`` where one has none."""
    return _distance(Area.of(one), Area.of(two))


def far_apart(one: Place, two: Place) -> bool:
    """Whether two areas are so far from each other that they cannot be one place told twice."""
    first, second = Area.of(one), Area.of(two)
    distance = _distance(first, second)
    return distance is not None and _far(first, second, distance)


def _distance(one: Area, two: Area) -> float | None:
    p, q = one.latitude, two.latitude
    if p is None or one.longitude is None or q is None or two.longitude is None:
        return None
    half = (
        sin((q - p) / 2) ** 2 + one.cosine * two.cosine * sin(radians(two.longitude - one.longitude) / 2) ** 2
    )
    return 2 * _EARTH_KM * asin(sqrt(min(1.0, half)))


def _far(one: Area, two: Area, distance: float) -> bool:
    return distance > 25 + 1.5 * (one.radius + two.radius)


def elsewhere(ones: Sequence[tuple[str, Area]], twos: Sequence[tuple[str, Area]]) -> bool:
    """Whether each of two claims names a narrow place where it was, and each of the one's is another than each of the other's."""
    if not all(any(role in _THERE for role, _ in areas) for areas in (ones, twos)):
        return False
    return all(_others(p, q) for _, p in ones for _, q in twos)


def _others(one: Area, two: Area) -> bool:
    """Whether two places bear two names; where only one is on the map, the names alone tell."""
    if not (one.called and two.called) or not set(one.name.split()).isdisjoint(two.name.split()):
        return False
    if one.whole or two.whole or max(one.radius, two.radius) > rules().limits.narrow_km:
        return False
    distance = _distance(one, two)
    return distance is None or distance > one.radius + two.radius


def beside(ones: Sequence[tuple[str, Area]], twos: Sequence[tuple[str, Area]]) -> Iterator[tuple[bool, str]]:
    """Of each two places, with their roles, that can be laid beside each other whether both are narrow, and what they say."""
    limits = rules().limits
    for role, place in ones:
        for other_role, other in twos:
            if (role, other_role) in _TWO_ENDS:
                continue
            narrow = max(place.radius, other.radius) <= limits.narrow_km
            if place.name == other.name and place.country == other.country:
                yield narrow, "wide" if place.whole else "same"
            elif (distance := _distance(place, other)) is None:
                continue
            elif not _far(place, other, distance):
                yield narrow, "near" if narrow else "wide"
            elif role == other_role:
                yield narrow, "other" if distance <= limits.far_km else "far"
