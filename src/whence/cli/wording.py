"""In what words are moments, intervals, counts and told values shown to people?

Moments are in UTC wherever their zone is known, to the minute.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from whence.article import UTC
from whence.reading import ClaimTime, Count

_MOMENT = re.compile(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)")


def number(count: float, noun: str) -> str:
    """So many of something: "1 claim", "2 claims"."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def moment(told: datetime | str) -> str:
    """A moment, or one as it was told: a day stays a day, and a clock whose zone is not known is said to be such."""
    if isinstance(told, str):
        if len(told) <= len("2025-11-18"):
            return told
        told = datetime.fromisoformat(told)
        if told.tzinfo is None:
            return f"{_stamp(told)} (zone unknown)"
    return f"{_stamp(_utc(told))} UTC"


def in_words(text: str) -> str:
    """A sentence with the moments in it as they are shown elsewhere."""
    return _MOMENT.sub(lambda found: moment(found[0]), text)


def interval(time: ClaimTime) -> str:
    """An interval in UTC, as short as it can be without saying less."""
    early, late = time.earliest and _utc(time.earliest), time.latest and _utc(time.latest)
    if early is None and late is None:
        return "time unknown"
    if early is None:
        assert late is not None
        return f"before {_stamp(late)} UTC"
    if late is None:
        return f"from {_stamp(early)} UTC on"
    if late - early <= timedelta(minutes=1):
        shown = f"{_stamp(early)} UTC"
    elif early.date() == late.date():
        shown = f"{_stamp(early)} – {late:%H:%M} UTC"
    else:
        shown = f"{_stamp(early)} – {_stamp(late)} UTC"
    return f"throughout {shown}" if time.sense == "throughout" else shown


def count(told: Count) -> str:
    """A count with its bounds and its unit."""
    unit = f" {told.unit}" if told.unit else ""
    low, best, high = (None if n is None else _plain(n) for n in (told.low, told.best, told.high))
    if best is not None and low in (None, best) and high in (None, best):
        return best + unit
    if low is not None and high is not None:
        return f"{low}–{high}{unit}"
    if low is not None:
        return f"at least {low}{unit}"
    if high is not None:
        return f"at most {high}{unit}"
    return f"unknown{unit}"


def value(told: Any) -> str:
    """A value of a field as JSON has it: a text, a number, a count, an interval, or several of them."""
    match told:
        case None:
            return "not told"
        case bool():
            return "yes" if told else "no"
        case int() | float():
            return _plain(told)
        case {"text": text, "count": None}:
            return value(text)
        case {"text": text, "count": counted}:
            return f"{text} [{value(counted)}]"
        case {"earliest": early, "latest": late}:
            ends = (None if m is None else datetime.fromisoformat(m) for m in (early, late))
            return interval(ClaimTime(earliest=next(ends), latest=next(ends), how="stated", reason=""))
        case {"low": _} | {"best": _} | {"high": _}:
            known = ("low", "best", "high", "unit")
            return count(Count(**{k: v for k, v in told.items() if k in known}))
        case dict():
            return "; ".join(f"{name} {value(one)}" for name, one in told.items() if one is not None)
        case list() | tuple():
            return ", ".join(map(value, told)) or "none"
    return str(told)


def listed(names: Sequence[str], most: int = 3) -> str:
    """The first of some names, and how many more there are."""
    more = len(names) - most
    return ", ".join(names) if more <= 0 else f"{', '.join(names[:most])} and {more} more"


def _plain(number: float) -> str:
    return f"{number:.15g}"


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _stamp(moment: datetime) -> str:
    shape = "%H:%M:%S" if moment.second else "%H:%M"
    return f"{moment.date().isoformat()} {moment.strftime(shape)}"
