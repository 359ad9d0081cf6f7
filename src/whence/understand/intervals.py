"""Which stretch of the calendar is it: periods, their TIMEX3 values, and their bounds on a clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import NamedTuple
from zoneinfo import ZoneInfo

from whence.article import EASTERNMOST, WESTERNMOST

_FIRST, _LAST = 2, 9997  # years that leave room for zones and shifts


class Period(NamedTuple):
    """A calendar period: its unit and its first day (a season's is that of the northern season)."""

    unit: str
    first: date


def clamp_year(year: int) -> bool:
    """Whether ``year`` can be computed with."""
    return _FIRST <= year <= _LAST


def add_months(day: date, months: int) -> date:
    """``day`` moved by whole months, kept inside the month. Raises OverflowError outside the calendar."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if not clamp_year(year):
        raise OverflowError
    return date(year, month + 1, min(day.day, days_in_month(year, month + 1)))


def days_in_month(year: int, month: int) -> int:
    """28 to 31."""
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - timedelta(days=1)).day


def period_of(unit: str, day: date) -> Period:
    """The period of that unit which holds ``day``."""
    if unit == "week":
        return Period(unit, day - timedelta(days=day.weekday()))
    if unit == "weekend":
        return Period(unit, day - timedelta(days=day.weekday()) + timedelta(days=5))
    if unit == "month":
        return Period(unit, day.replace(day=1))
    if unit == "quarter":
        return Period(unit, date(day.year, (day.month - 1) // 3 * 3 + 1, 1))
    if unit == "half":
        return Period(unit, date(day.year, 1 if day.month < 7 else 7, 1))
    if unit == "year":
        return Period(unit, date(day.year, 1, 1))
    if unit == "decade":
        return Period(unit, date(max(day.year // 10 * 10, 1), 1, 1))
    if unit == "century":
        return Period(unit, date(max(day.year // 100 * 100, 1), 1, 1))
    if unit == "season":
        month = day.month // 3 * 3
        return Period(unit, date(day.year, month, 1) if month else date(day.year - 1, 12, 1))
    return Period("day", day)


_MONTHS = {"month": 1, "quarter": 3, "half": 6, "season": 3, "year": 12, "decade": 120, "century": 1200}


def shift(period: Period, count: int) -> Period:
    """The period ``count`` periods later. Raises OverflowError outside the calendar."""
    if period.unit in _MONTHS:
        return Period(period.unit, add_months(period.first, _MONTHS[period.unit] * count))
    days = {"day": 1, "week": 7, "weekend": 7}[period.unit] * count
    moved = period.first + timedelta(days=days)
    if not clamp_year(moved.year):
        raise OverflowError
    return Period(period.unit, moved)


def end_of(period: Period) -> date:
    """The first day after the period."""
    if period.unit == "weekend":
        return period.first + timedelta(days=2)
    return shift(period, 1).first


_SEASONS = {3: "SP", 6: "SU", 9: "FA", 12: "WI"}


def value_of(period: Period) -> str:
    """The TIMEX3 value of the period."""
    unit, day = period
    year = f"{day.year:04d}"
    if unit == "day":
        return day.isoformat()
    if unit in ("week", "weekend"):
        iso = day.isocalendar()
        return f"{iso.year:04d}-W{iso.week:02d}" + ("-WE" if unit == "weekend" else "")
    if unit == "month":
        return f"{year}-{day.month:02d}"
    if unit == "quarter":
        return f"{year}-Q{(day.month + 2) // 3}"
    if unit == "half":
        return f"{year}-H{1 if day.month < 7 else 2}"
    if unit == "season":
        return f"{year}-{_SEASONS[day.month]}"
    if unit == "decade":
        return year[:3]
    if unit == "century":
        return year[:2]
    return year


def easter(year: int) -> date:
    """Western Easter Sunday (the anonymous Gregorian computus)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (a + 11 * h) // 319
    r = (2 * e + 2 * i - k - h + m + 32) % 7
    n = (h - m + r + 90) // 25
    return date(year, n, (h - m + r + n + 19) % 32)


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    """The nth (-1: the last) Monday (1) … Sunday (7) of a month."""
    if nth < 0:
        last = date(year, month, days_in_month(year, month))
        return last - timedelta(days=(last.isoweekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.isoweekday()) % 7 + 7 * (nth - 1))


class Stretch(NamedTuple):
    """A half-open interval on some wall clock (naive datetimes)."""

    start: datetime
    end: datetime

    def part(self, begin: float, end: float) -> Stretch:
        """The part between two shares (0 to 1) of the stretch, to whole days where it is longer than ten."""
        length = self.end - self.start
        first, last = self.start + length * begin, self.start + length * end
        if length >= timedelta(days=10):
            first, last = _midnight(first), _midnight(last)
        return Stretch(first, max(last, first))


def _midnight(moment: datetime) -> datetime:
    return datetime(moment.year, moment.month, moment.day)


def stretch_of(period: Period) -> Stretch:
    """Local midnight to local midnight. Raises OverflowError outside the calendar."""
    first, last = period.first, end_of(period)
    return Stretch(datetime(first.year, first.month, first.day), datetime(last.year, last.month, last.day))


def hours_of(day: date, begin: float, end: float) -> Stretch:
    """From one hour of ``day`` to another; hours above 24 belong to the day after."""
    midnight = datetime(day.year, day.month, day.day)
    return Stretch(midnight + timedelta(hours=begin), midnight + timedelta(hours=end))


def tzinfo_of(zone: str) -> ZoneInfo | timezone | None:
    """The rules of an IANA zone or of an offset ``+HH:MM``; ``None`` for anything else."""
    if zone[:1] in ("+", "-"):
        try:
            hours, minutes = int(zone[1:3]), int(zone[4:6] or 0)
        except ValueError:
            return None
        if hours > 15 or minutes > 59:
            return None
        offset = timedelta(hours=hours, minutes=minutes)
        return timezone(-offset if zone[0] == "-" else offset)
    try:
        return ZoneInfo(zone)
    except (ValueError, OSError):  # ZoneInfoNotFoundError is a KeyError
        return None
    except KeyError:
        return None


def to_utc(stretch: Stretch, zone: str | None) -> tuple[datetime, datetime] | None:
    """The interval of instants (UTC) of a stretch on a wall clock.

    Without a zone: the union over all zones in civil use, UTC+14 to UTC-12. Of a clock time that comes twice
    when summer time ends, both readings are kept; ``None`` outside the calendar.
    """
    if not (clamp_year(stretch.start.year) and clamp_year(stretch.end.year)):
        return None
    rules = tzinfo_of(zone) if zone else None
    if rules is None:
        return (
            (stretch.start - EASTERNMOST).replace(tzinfo=UTC),
            (stretch.end - WESTERNMOST).replace(tzinfo=UTC),
        )
    start = stretch.start.replace(tzinfo=rules, fold=0).astimezone(UTC)
    end = stretch.end.replace(tzinfo=rules, fold=1).astimezone(UTC)
    return start, max(start, end)
