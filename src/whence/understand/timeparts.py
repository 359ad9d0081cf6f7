"""What does one expression stand for: the value that every reading rule returns, and small calendar arithmetic."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from whence.article import Published
from whence.reading import TimeSense, TimeType
from whence.understand import intervals as iv
from whence.understand.intervals import Period, Stretch

DAY_PARTS = frozenset(
    (
        "day",
        "ord",
        "ordword",
        "weekday",
        "deictic",
        "holiday",
        "isodate",
        "slashdate",
        "isotime",
        "unit",
        "month",
        "monthabbr",
    )
)
RANK = {
    "day": 0,
    "week": 1,
    "weekend": 1,
    "month": 2,
    "season": 3,
    "quarter": 3,
    "half": 3,
    "year": 4,
    "decade": 5,
    "century": 6,
}
LETTER = {
    "day": "D",
    "week": "W",
    "month": "M",
    "year": "Y",
    "decade": "DE",
    "century": "CE",
    "quarter": "Q",
}
LENGTHS = (
    "second",
    "minute",
    "hour",
    "day",
    "week",
    "fortnight",
    "month",
    "quarter",
    "year",
    "decade",
    "century",
    "millennium",
)
"""Units of time, the shortest first."""
SECONDS = {"second": 1, "minute": 60, "hour": 3600}
OPEN = {
    "day": "XXXX-XX-XX",
    "week": "XXXX-WXX",
    "weekend": "XXXX-WXX-WE",
    "month": "XXXX-XX",
    "quarter": "XXXX-QX",
}


@dataclass(frozen=True)
class Now:
    """The moment of writing, as exactly as it is told, and what it is called in reasons."""

    day: date
    precision: str  # day, month or year
    name: str
    published: Published | None = None

    def on(self, zone: str | None) -> date:
        """The calendar day of writing on the clock of ``zone``."""
        moment = self.published.moment if self.published else None
        rules = iv.tzinfo_of(zone) if zone else None
        if moment is None or moment.tzinfo is None or rules is None:
            return self.day
        try:
            return moment.astimezone(rules).date()
        except OverflowError:
            return self.day

    def knows(self, unit: str) -> bool:
        """Whether a count of such units can start from here."""
        if self.precision == "day":
            return True
        if self.precision == "month":
            return unit in ("month", "quarter", "half", "year", "decade", "century", "season")
        return unit in ("year", "decade", "century")


@dataclass(frozen=True)
class Meaning:
    """What an expression was resolved to, on a wall clock."""

    type: TimeType
    value: str | None
    reason: str
    stretch: Stretch | None = None
    period: Period | None = None  # the calendar period, for what refers back to it
    sense: TimeSense = "within"
    zone: str | None = None  # only if the expression states its clock
    pending: bool = False  # a clock time or part of the day that still wants its day
    failed: str | None = None  # what to note: "unresolved time", "impossible time"
    weak: bool = False  # says nothing about the time of the narrative
    ranged: bool = False


class Impossible(Exception):
    """The calendar has no such day."""


def month_of(parts: dict[str, Any]) -> int | None:
    """The month among the parts of a match, 1 to 12."""
    month = parts.get("month") or parts.get("monthabbr")
    return month if isinstance(month, int) else None


def has_day(parts: dict[str, Any]) -> bool:
    """Whether the parts name a day of a month."""
    return bool(parts.keys() & {"day", "ord", "ordword", "isodate", "slashdate"})


def period_unit(parts: dict[str, Any]) -> tuple[str, int | str]:
    """The kind of part of a year that is named (season, quarter, half) and its number."""
    if "season" in parts:
        return "season", 0
    number = parts.get("ord") or parts.get("ordword") or 0
    quarter = parts.get("quarter")
    if quarter is not None:
        if quarter == "quarter":
            return "quarter", number
        return "quarter", int(re.sub(r"\D", "", quarter))
    if "half" in parts:
        return "half", number
    return "", 0


def calendar_unit(unit: str) -> str:
    """The calendar unit that a unit of time is placed by: hours belong to days, fortnights to weeks."""
    return {
        "fortnight": "week",
        "millennium": "century",
        "second": "day",
        "minute": "day",
        "hour": "day",
    }.get(unit, unit)


def open_value(unit: str) -> str:
    """The TIMEX3 value of such a unit at an unknown place."""
    return OPEN.get(unit, "XXXX-XX-XX" if unit in ("hour", "minute", "second") else "XXXX")


def number_text(count: float) -> str:
    """A number as TIMEX3 writes it."""
    return f"{count:g}" if count < 1e6 else str(int(count))


def length_value(count: float, unit: str) -> str:
    """The TIMEX3 value of ``count`` units; a count below zero is not told (X)."""
    finer = {"hour": ("minute", 60), "year": ("month", 12), "decade": ("year", 10)}.get(unit)
    if finer and 0 < count < 1:  # half an hour is PT30M
        return length_value(round(count * finer[1], 6), finer[0])
    amount = "X" if count < 0 else number_text(count)
    if unit in ("second", "minute", "hour"):
        return f"PT{amount}{unit[0].upper()}"
    if unit == "fortnight":
        return f"P{amount if count < 0 else number_text(count * 2)}W"
    if unit == "millennium":
        return f"P{amount if count < 0 else number_text(count * 10)}CE"
    return f"P{amount}{LETTER[unit]}"


def add_lengths(first: str, second: str) -> str:
    """ "Two hours and 30 minutes" as one value."""
    if "T" in first and "T" in second:
        return first + second[2:]
    return first + second[1:]


def make_day(year: int, month: int, number: int) -> date | None:
    """The day, or ``None`` where the calendar has none."""
    if not iv.clamp_year(year) or not 1 <= month <= 12 or not 1 <= number <= iv.days_in_month(year, month):
        return None
    return date(year, month, number)


def day_meaning(day: date, reason: str) -> Meaning:
    """A calendar day as a meaning."""
    period = Period("day", day)
    return Meaning("DATE", iv.value_of(period), reason, iv.stretch_of(period), period)


def settles_day(meaning: Meaning) -> bool:
    """Whether a time of day near it can take its day from it."""
    return (
        meaning.period is not None
        and meaning.period.unit == "day"
        and not meaning.pending
        and not meaning.failed
        and not meaning.weak
    )


def holiday_day(rule: dict[str, Any], year: int) -> date:
    """The day of a holiday rule in a year."""
    if "days" in rule:
        day = next((d for d in rule["days"] if d.startswith(f"{year:04d}-")), None)
        if day is None:
            raise Impossible(f"the day of that feast in {year} is not known here")
        return date.fromisoformat(day)
    if "easter" in rule:
        return iv.easter(year) + timedelta(days=rule["easter"])
    if "nth" in rule:
        day = iv.nth_weekday(year, rule["month"], rule["weekday"], rule["nth"])
        return day + timedelta(days=rule.get("plus", 0))
    return date(year, rule["month"], rule["day"])


def move(day: date, count: float, unit: str) -> date:
    """``day`` moved by ``count`` units. Raises OverflowError outside the calendar."""
    if abs(count) > 1e5:
        raise OverflowError
    if unit in ("day", "week", "fortnight"):
        moved = day + timedelta(days=round(count * {"day": 1, "week": 7, "fortnight": 14}[unit]))
        if not iv.clamp_year(moved.year):
            raise OverflowError
        return moved
    months = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200, "millennium": 12000}[unit]
    return iv.add_months(day, round(count * months))


def stretch_from(day: date, count: float, unit: str) -> Stretch:
    """``count`` units from the end (negative: up to the end) of ``day``'s calendar day."""
    here = datetime(day.year, day.month, day.day)
    if unit in ("second", "minute", "hour"):
        if abs(count) > 1e6:
            raise OverflowError
        span = timedelta(seconds=count * SECONDS[unit])
        return (
            Stretch(here + span, here + timedelta(days=1))
            if count < 0
            else Stretch(here, here + timedelta(days=1) + span)
        )
    other = move(day, count, unit)
    there = datetime(other.year, other.month, other.day)
    return Stretch(there, here + timedelta(days=1)) if count < 0 else Stretch(here, there + timedelta(days=1))


def offset_of(text: str) -> str:
    """``GMT+3`` or ``UTC +05:30`` as ``+03:00`` or ``+05:30``."""
    sign = "-" if re.search(r"[−-]", text) else "+"
    digits = re.sub(r"\D", "", text)
    if len(digits) <= 2:
        digits = digits.zfill(2) + "00"
    digits = digits.zfill(4)
    return f"{sign}{digits[:2]}:{digits[2:]}"


def same_day_elsewhere(start: datetime, zone: str, local: str, day: date) -> datetime:
    """The clock time ``zone`` shows on the local ``day``: "0230 GMT" of a Wednesday in Seoul."""
    there, here = iv.tzinfo_of(zone), iv.tzinfo_of(local)
    if there is None or here is None:
        return start
    for shift in (0, -1, 1):
        moment = start + timedelta(days=shift)
        if moment.replace(tzinfo=there).astimezone(here).date() == day:
            return moment
    return start
