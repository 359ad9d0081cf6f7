"""Which told values of an event cannot all be right, who told them, and since when?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from math import inf
from typing import Any

from whence.article import UTC
from whence.corroborate.event import Conflict, ConflictValue
from whence.corroborate.match import distance_km, far_apart
from whence.corroborate.told import Told, asserted, gap, group_likeness, plain_name
from whence.reading import Count, Place, Thing

_AFFIRMED = frozenset({"happened", "ongoing"})
_CONTRARY = frozenset({"negated", "denied", "failed", "cancelled"})
_ABOUT = 0.2
"""A number without bounds ("about 100") agrees with numbers within this share of it."""


def conflicts(told: Sequence[Told]) -> tuple[Conflict, ...]:
    """The contradictions among the claims of one event, field by field; values in the order they were first told."""
    told = sorted(told, key=lambda t: t.key)
    firm = asserted(told)
    found = [
        *_count_conflicts(firm),
        *_one("time", None, [(t, t.interval) for t in firm if t.interval], _time_value, _times_agree),
        *_place_conflicts(firm),
        *_one("status", None, [(t, t.claim.status) for t in told], str, _status_agree),
        *_one("actors", None, [(t, t) for t in firm if t.claim.actors], _names, _parties_agree),
    ]
    return tuple(found)


def _one(
    field: str,
    of: str | None,
    values: Sequence[tuple[Told, Any]],
    show: Callable[[Any], Any],
    agree: Callable[[Any, Any], bool],
) -> list[Conflict]:
    """The conflict of one field, if any two of its values disagree; only values in dispute are listed."""
    disputed = [
        (told, value) for told, value in values if any(not agree(value, other) for _, other in values)
    ]
    if not disputed:
        return []
    shown: dict[str, tuple[Any, list[Told]]] = {}
    for told, value in disputed:
        plain = show(value)
        shown.setdefault(repr(plain), (plain, []))[1].append(told)
    rows = []
    for plain, tellers in shown.values():
        moment, text = min((t.as_of for t in tellers if t.as_of), default=(_never(), None))
        rows.append(
            (
                moment,
                repr(plain),
                ConflictValue(value=plain, claims=tuple(sorted({t.claim.id for t in tellers})), as_of=text),
            )
        )
    rows.sort(key=lambda row: row[:2])
    return [Conflict(field=field, of=of, values=tuple(row[2] for row in rows))]


def _never() -> datetime:
    return datetime.max.replace(tzinfo=UTC)


def count_range(count: Count) -> tuple[float, float]:
    """The numbers that a count allows."""
    if count.low is None and count.high is None:
        if count.best is None:
            return -inf, inf
        # "two" names a number; a round one without bounds may be "about"
        slack = _ABOUT * abs(count.best) if count.best >= 10 else 0.0
        return count.best - slack, count.best + slack
    return (
        -inf if count.low is None else count.low,
        inf if count.high is None else count.high,
    )


def thing_kind(thing: Thing) -> str:
    """What is counted, as one word: the head of its kind ("short-range ballistic missile" gives "missile")."""
    found = plain_name(thing.what or thing.text).split()
    head = found[-1] if found else ""
    return head[:-1] if head.endswith("s") and not head.endswith("ss") and len(head) > 3 else head


def _count_conflicts(told: Sequence[Told]) -> list[Conflict]:
    kinds: dict[tuple[str, str | None], list[tuple[Told, Count]]] = defaultdict(list)
    for claim in told:
        for thing in claim.claim.objects:
            if thing.count is not None:
                kinds[thing_kind(thing), thing.count.unit].append((claim, thing.count))
    found = []
    for (kind, unit), values in sorted(kinds.items(), key=lambda item: (item[0][0], item[0][1] or "")):
        of = f"{kind} ({unit})" if unit else kind
        found += _one("objects.count", of, values, _count_value, _counts_agree)
    return found


def _count_value(count: Count) -> Any:
    if count.best is not None and count.low in (None, count.best) and count.high in (None, count.best):
        return _number(count.best)
    return {
        key: _number(value)
        for key, value in (("low", count.low), ("best", count.best), ("high", count.high))
        if value is not None
    }


def _number(value: float) -> float | int:
    return int(value) if float(value).is_integer() else value


def _counts_agree(one: Count, two: Count) -> bool:
    (low1, high1), (low2, high2) = count_range(one), count_range(two)
    return low1 <= high2 and low2 <= high1


def _time_value(interval: tuple[datetime, datetime]) -> dict[str, str]:
    return {
        "earliest": interval[0].isoformat().replace("+00:00", "Z"),
        "latest": interval[1].isoformat().replace("+00:00", "Z"),
    }


def _times_agree(one: tuple[datetime, datetime], two: tuple[datetime, datetime]) -> bool:
    return gap(one, two) == timedelta(0)


def _place_conflicts(told: Sequence[Told]) -> list[Conflict]:
    roles: dict[str, list[tuple[Told, Place]]] = defaultdict(list)
    for claim in told:
        for role, place in claim.places:
            roles[role].append((claim, place))
    found = []
    for role, values in sorted(roles.items()):
        found += _one("places", role, values, lambda place: place.name, _places_agree)
    return found


def _places_agree(one: Place, two: Place) -> bool:
    if plain_name(one.name) == plain_name(two.name):
        return True
    distance = distance_km(one, two)
    return distance is None or not far_apart(one, two)


def _status_agree(one: str, two: str) -> bool:
    return not ((one in _AFFIRMED and two in _CONTRARY) or (two in _AFFIRMED and one in _CONTRARY))


def _names(told: Told) -> list[str]:
    return sorted({p.entity.name if p.entity else p.text for p in told.claim.actors})


def _parties_agree(one: Told, two: Told) -> bool:
    likeness = group_likeness(one.actors, two.actors)
    return likeness is None or likeness > 0.2
