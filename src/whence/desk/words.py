"""How are moments, kinds, counts and values written for a reader? Plain text; templates escape it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from datetime import time as clock
from typing import Any

from whence.article import UTC
from whence.corroborate.event import EventPlace
from whence.reading import ClaimTime, Count, Entity, Link, Place

_DAY = timedelta(days=1)
_FEATURE = "country"
_FIRST_CLOCK, _LAST_CLOCK = clock(10), clock(12)
"""When a day begins and ends in UTC where it may be that of any clock, from UTC+14 to UTC-12."""
_MOMENT = re.compile(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)")
_POSITION = re.compile(r" \(character \d+\)")
_BY_CALLER = "given by the caller"
_FIELDS = {
    "status": "status", "time": "when", "actors": "who", "recipients": "to whom", "objects.text": "what",
    "objects.best": "how many", "objects.low": "how many at least", "objects.high": "how many at most",
    "objects.unit": "unit", "places.name": "place", "places.lat": "latitude", "places.lon": "longitude",
    "places.radius_km": "radius in km", "places.country": "country", "places": "where", "objects": "what",
}  # fmt: skip
_POP, _POP_ISOLATE = "\u202c", "\u2069"
_CLOSES = dict.fromkeys("\u202a\u202b\u202d\u202e", _POP) | dict.fromkeys("\u2066\u2067\u2068", _POP_ISOLATE)
"""What turns the direction of writing, and what ends that."""
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_ZONES = (0, 15, 30, 45)
"""Minutes past the hour at which days begin somewhere."""


def utc(moment: datetime) -> datetime:
    """``moment`` in UTC."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def day(moment: datetime) -> str:
    """A day: 13 Sep 2023."""
    return f"{moment.day} {moment:%b %Y}"


def stamp(moment: datetime | str | None) -> str:
    """A moment to the minute in UTC, or a text as it was told."""
    if moment is None:
        return "not known"
    if isinstance(moment, str):
        try:
            if len(moment) <= 10:
                return day(datetime.fromisoformat(moment)) if len(moment) == 10 else moment
            told = datetime.fromisoformat(moment)
        except ValueError:
            return moment
        if told.tzinfo is None:
            return f"{day(told)}, {told:%H:%M}"
        moment = told
    there = utc(moment)
    return f"{day(there)}, {there:%H:%M} UTC"


def when(time: ClaimTime) -> str:
    """An interval in words; a bound alone is told as a bound."""
    early, late = (None if m is None else utc(m) for m in (time.earliest, time.latest))
    if early is None and late is None:
        return "time not told"
    if early is None:
        return f"before {_edge(late)}" if late else ""
    if late is None:
        return f"after {_edge(early)}"
    return ("some time in " if time.how == "bounded" else "") + between(early, late)


def between(early: datetime, late: datetime) -> str:
    """A half-open interval in words: whole days as days, moments to the minute."""
    early, late = utc(early), utc(late)
    if late - early <= timedelta(minutes=1):
        return stamp(early)
    early, late = _days(early, late)
    if early.time() == late.time() == datetime.min.time():
        last = late - _DAY
        if (early.day, early.month) == (1, 1) and (last.day, last.month) == (31, 12):
            return f"{early.year}" if early.year == last.year else f"{early.year}–{last.year}"
        if early.day == late.day == 1 and (early.year, early.month) == (last.year, last.month):
            return f"{early:%b %Y}"
        if last <= early:
            return day(early)
        if (early.year, early.month) == (last.year, last.month):
            return f"{early.day}–{day(last)}"
        first = f"{early.day} {early:%b}" if early.year == last.year else day(early)
        return f"{first} – {day(last)}"
    if early.date() == late.date():
        return f"{day(early)}, {early:%H:%M}–{late:%H:%M} UTC"
    if late - early <= _DAY:
        return f"{day(early)}, {early:%H:%M} – {late.day} {late:%b}, {late:%H:%M} UTC"
    return f"{day(early)} – {day(late)}"


def _days(early: datetime, late: datetime) -> tuple[datetime, datetime]:
    """A stretch of days by some clock, or by any, as the days themselves; another stretch as it is."""
    if late - early < 3 * _DAY:
        return early, late
    if (early.time(), late.time()) == (_FIRST_CLOCK, _LAST_CLOCK):
        return early + timedelta(hours=14), late - timedelta(hours=12)
    summer = timedelta(hours=1)
    if (late - early + summer) % _DAY > 2 * summer or early.minute not in _ZONES or late.minute not in _ZONES:
        return early, late
    midnight = {"hour": 0, "minute": 0, "second": 0, "microsecond": 0}
    half = _DAY / 2
    return (early + half).replace(**midnight), (late + half).replace(**midnight)  # type: ignore[arg-type]


def _edge(moment: datetime) -> str:
    if moment.time() == datetime.min.time():
        return day(moment)
    return stamp(moment)


def ago(moment: datetime, now: datetime) -> str:
    """How long ago, roughly."""
    passed = utc(now) - utc(moment)
    if passed < timedelta(0):
        return "ahead"
    for size, unit in ((timedelta(days=365), "year"), (timedelta(days=30), "month"), (_DAY, "day"), (timedelta(hours=1), "hour")):  # fmt: skip
        if passed >= size:
            return f"{many(int(passed / size), unit)} ago"
    return (
        f"{many(int(passed / timedelta(minutes=1)), 'minute')} ago"
        if passed >= timedelta(minutes=1)
        else "just now"
    )


def many(number: int, noun: str, plural: str | None = None) -> str:
    """A number with its noun."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def headline(label: str) -> str:
    """A label as it stands alone: with a capital."""
    return label[:1].upper() + label[1:]


def kind(type_: str, mode: str | None) -> str:
    """A type and its mode: Mobilize · weapons."""
    return type_.replace("_", " ").capitalize() + (f" · {mode.replace('-', ' ')}" if mode else "")


def plain(name: str) -> str:
    """A name of the contract as words."""
    return name.replace("_", " ")


def statuses(counts: Iterable[tuple[str, int]]) -> str:
    """How many of which status: happened 3, denied 1; the status alone where all are the same."""
    told = list(counts)
    return plain(told[0][0]) if len(told) == 1 else ", ".join(f"{plain(name)} {n}" for name, n in told)


def number(value: float | None) -> str:
    """A number without a needless decimal point."""
    if value is None:
        return "?"
    return f"{int(value):,}" if float(value).is_integer() else f"{value:,}"


def count(told: Count | None) -> str:
    """How many."""
    if told is None:
        return ""
    unit = f" {told.unit}" if told.unit else ""
    low, best, high = told.low, told.best, told.high
    if low is not None and high is not None and low != high:
        return f"{number(low)}–{number(high)}{unit}"
    if best is not None and high is None and low == best:
        return f"at least {number(best)}{unit}"
    if best is not None and low is None and high == best:
        return f"at most {number(best)}{unit}"
    if best is not None:
        return f"{number(best)}{unit}" if low == best else f"about {number(best)}{unit}"
    if low is not None:
        return f"{number(low)} or more{unit}"
    return f"up to {number(high)}{unit}" if high is not None else ""


def place(told: Place | EventPlace) -> str:
    """A place with its country and its size."""
    parts = [told.name]
    if told.country and told.kind != _FEATURE:
        parts.append(told.country)
    if told.radius_km and told.kind != _FEATURE:
        parts.append(f"±{number(round(told.radius_km))} km")
    return ", ".join(parts)


def entity(told: Entity | None) -> str:
    """What identifies an entity, for those who look closely."""
    if told is None:
        return ""
    return " · ".join(p for p in (told.country, told.sector, told.id) if p)


def chain(links: tuple[Link, ...], outlet: str | None) -> list[str]:
    """The voices of a chain, the root first, the outlet last by its name."""
    names = [(outlet or "outlet not named") if k.kind == "outlet" else k.voice for k in links]
    return [n for i, n in enumerate(names) if i == 0 or n != names[i - 1]]


def closed(text: str) -> str:
    """``text`` with whatever it opened to turn the direction of writing closed, so that nothing after it is turned."""
    if _TURNS.search(text) is None:
        return text
    opened: list[str] = []
    for mark in _TURNS.findall(text):
        if mark in _CLOSES:
            opened.append(_CLOSES[mark])
        elif mark in opened and (mark == _POP_ISOLATE or opened[-1] == mark):
            del opened[len(opened) - 1 - opened[::-1].index(mark) :]
    return text + "".join(reversed(opened))


def reason(told: str) -> str:
    """Why something was read so, for a reader: moments as elsewhere, and nothing that only a program counts."""
    return _MOMENT.sub(lambda m: stamp(m[0]), _POSITION.sub("", told))


def evidence(told: str) -> str:
    """What the time of publication was taken from."""
    return "told when it was added" if told == _BY_CALLER else told


def field(path: str) -> str:
    """The field of a claim that a judgement sets right, in words: ``objects.0.count.best`` is how many."""
    name, *rest = path.split(".")
    last = rest[-1] if rest else ""
    return _FIELDS.get(f"{name}.{last}") or _FIELDS.get(name) or plain(path)


def voice(name: str) -> str:
    """The name of a root voice; an outlet that names nobody, and is not named itself, is called so."""
    return "outlet not named" if name == "(outlet)" else name


def value(field: str, told: Any) -> str:
    """A told value of a field, as conflicts list them."""
    if isinstance(told, dict) and ("earliest" in told or "latest" in told):
        early, late = told.get("earliest"), told.get("latest")
        if early and late:
            return between(datetime.fromisoformat(early), datetime.fromisoformat(late))
        return stamp(early or late)
    if isinstance(told, dict):
        return (
            count(Count(**{k: v for k, v in told.items() if k in ("low", "best", "high", "unit")}))
            or "not told"
        )
    if isinstance(told, (list, tuple)):
        return ", ".join(value(field, v) for v in told)
    if isinstance(told, (int, float)) and not isinstance(told, bool):
        return number(told)
    return plain(str(told)) if field == "status" else str(told)
