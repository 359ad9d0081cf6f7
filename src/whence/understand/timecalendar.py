"""Which day, month, season or year is it: expressions that name a place in the calendar."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from whence.understand import intervals as iv
from whence.understand.intervals import Period, Stretch
from whence.understand.timegrammar import Found
from whence.understand.timelength import Lengths
from whence.understand.timeparts import (
    DAY_PARTS,
    RANK,
    Impossible,
    Meaning,
    day_meaning,
    has_day,
    holiday_day,
    make_day,
    month_of,
    period_unit,
)
from whence.understand.timetense import Direction

_LATELY = 2
"""Days: a weekday that lies so far back is still that of what was planned or called off: on a Saturday "Friday's talks" were
yesterday's, on a Tuesday they are those to come."""


class Calendar(Lengths):
    """Readings of dates in every written form."""

    def _date(self, found: Found, parts: dict[str, Any]) -> Meaning:
        edge = parts.get("edge")
        counted = parts.keys() & {"quarter", "half", "century"}
        if DAY_PARTS & parts.keys() and not counted and not (month_of(parts) and not has_day(parts)):
            meaning = self._day(found, parts)
            if meaning.stretch is not None and edge and meaning.period is not None:
                stretch, reason = self._edged(meaning.stretch, edge, meaning.reason, "day")
                return replace(meaning, stretch=stretch, reason=reason)
            if meaning.stretch is not None and "sinceedge" in parts:
                return replace(meaning, reason=meaning.reason)
            return meaning
        year, era = self._year(parts)
        unit, code = period_unit(parts)
        if "decade" in parts or "decadeword" in parts:
            return self._decade(parts, era, edge)
        if "century" in parts:
            return self._century(parts, era, edge)
        self.bc = year if era < 0 else None if year is not None else self.bc
        if (
            year is None
            and self.bc is not None
            and (unit == "season" or (month_of(parts) and not has_day(parts)))
        ):
            year, era = self.bc, -1
        if era < 0 and year is not None:
            tail = (
                f"-{month_of(parts):02d}"
                if month_of(parts)
                else f"-{parts['season']}"
                if "season" in parts
                else ""
            )
            return Meaning(
                "DATE",
                f"BC{year:04d}{tail}",
                "a year before the common era, outside the calendar computed with",
            )
        if unit == "season":
            return self._season(found, parts, year, edge)
        if unit in ("quarter", "half"):
            return self._quarter(found, parts, year, unit, int(code), edge)
        if "weekend" in parts:
            return self._weekend(found, parts, edge)
        month = month_of(parts)
        if month:
            return self._in_month(found, parts, month, year, edge)
        if year is None or not iv.clamp_year(year):
            raise Impossible(f"no such year: {self.text[found.start : found.end]}")
        period = Period("year", date(year, 1, 1))
        stretch, reason = self._edged(iv.stretch_of(period), edge, "year stated", "year")
        if "sinceedge" in parts:
            stretch, reason = self._since(stretch, parts["sinceedge"]["mod"], found, reason, "focus")
        return Meaning("DATE", iv.value_of(period), reason, stretch, period)

    def _year(self, parts: dict[str, Any]) -> tuple[int | None, int]:
        """The year stated (without sign) and the era, -1 for BC; two digits are read by the text's own century."""
        era = parts.get("era", parts.get("erabefore", 0))
        year = parts.get("year", parts.get("yearn"))
        if "yy" in parts and isinstance(year, int):
            return year // 100 * 100 + int(parts["yy"]), era or 1
        if isinstance(year, str):
            base = (
                self.focus.first.year
                if self.focus and self.narrative
                else (self.now.day.year if self.now else 0)
            )
            short = int(year)
            if not base:
                return None, 1
            candidate = base // 100 * 100 + short
            limit = base + (30 if not self.narrative else 50)
            return candidate - 100 if candidate > limit else candidate, 1
        if year is None:
            return None, era or 1
        if era:
            self.era = era
        elif "yearn" in parts and year < 1000 and self.guards.has_bc:
            era = -1
        return int(year), era or 1

    def _day(self, found: Found, parts: dict[str, Any]) -> Meaning:
        """Expressions of one calendar day."""
        zone = self._zone(found).zone
        if "isodate" in parts or "slashdate" in parts or "isotime" in parts:
            return self._numeric(parts, zone)
        if "holiday" in parts:
            return self._holiday(found, parts)
        month = month_of(parts)
        number = parts.get("day") or parts.get("ord") or parts.get("ordword")
        if month and number:
            return self._month_day(found, parts, month, int(number))
        if "deictic" in parts:
            if parts["deictic"] == 0 and self.guards.present_age(found):
                return Meaning("DATE", "PRESENT_REF", "the present age, no interval", weak=True)
            return self._deictic(parts["deictic"], zone)
        if "ord" in parts:
            return self._day_of_month(found, int(parts["ord"]), parts.get("rel"))
        if "weekday" in parts:
            if self.guards.any_such_day(found):
                return Meaning("DATE", f"XXXX-WXX-{parts['weekday']}", "a day of that kind", weak=True)
            day = self._weekday(found, parts, zone)
            if "weekfrom" in parts and day.period is not None:  # "a week ago Sunday", "Saturday week"
                moved = day.period.first + timedelta(weeks=parts["weekfrom"])
                return day_meaning(moved, f"{day.reason}, {abs(parts['weekfrom'])} week further")
            return day
        if "num" in parts:
            return self._offset(found, {**parts, "units": "day"})
        if parts.get("unit") == "day" or "unit" in parts:
            return self._period(found, {**parts, "unit": "day", "edge": None})
        raise Impossible("no such day")

    def _numeric(self, parts: dict[str, Any], zone: str | None) -> Meaning:
        text: str = parts.get("isodate") or parts.get("slashdate") or parts["isotime"][:10]
        pieces = [int(p) for p in re.split(r"[-/.]", text)]
        if len(str(pieces[0])) == 4 or "isodate" in parts or "isotime" in parts:
            year, month, day = pieces
            reason = "date stated"
        else:
            first, second, year = pieces
            if year < 100:
                year += 2000 if year < 70 else 1900
            if "." in text or first > 12:
                day, month, reason = first, second, "date stated, day first"
            elif second > 12:
                day, month, reason = second, first, "date stated, month first"
            elif first == second:
                day, month, reason = first, second, "date stated"
            else:
                return self._two_ways(text, year, first, second, zone)
        made = make_day(year, month, day)
        if made is None:
            raise Impossible(f"the calendar has no {text}")
        return day_meaning(made, reason)

    def _two_ways(self, text: str, year: int, first: int, second: int, zone: str | None) -> Meaning:
        """ "03/04/2023": March or April, by the habit of the place; where none is known, no value and both days."""
        us, eu = make_day(year, first, second), make_day(year, second, first)
        if us is None or eu is None:
            raise Impossible(f"the calendar has no {text}")
        habits = self.settings["numeric_dates"]
        if zone and zone.startswith(tuple(habits["month_first"])):
            return day_meaning(us, f"month first, as where {zone} is the clock")
        if zone and not zone.startswith(tuple(habits["either"])):
            return day_meaning(eu, f"day first, as where {zone} is the clock")
        low, high = min(us, eu), max(us, eu)
        stretch = Stretch(iv.stretch_of(Period("day", low)).start, iv.stretch_of(Period("day", high)).end)
        reason = f"day and month in unknown order: {low.isoformat()} or {high.isoformat()}"
        return Meaning("DATE", None, reason, stretch, failed="unresolved time", weak=True)

    def _holiday(self, found: Found, parts: dict[str, Any]) -> Meaning:
        rule = self._holiday_of_place(found, parts["holiday"])
        name = self.text[found.start : found.end]
        if rule is None:
            why = f"which day {name} is depends on the country, and it is not known here"
            return Meaning("DATE", "XXXX-XX-XX", why, failed="unresolved time", weak=True)
        year = parts.get("year")
        if "year" in rule:
            year = rule["year"]
        if not isinstance(year, int):
            year = None
        if year is None:
            base, _ = self._base(found, "day", "focus" if self.narrative else "now")
            if base is None:
                month = f"{rule['month']:02d}-{rule['day']:02d}" if "day" in rule else "XX-XX"
                return Meaning(
                    "DATE",
                    f"XXXX-{month}",
                    "no year stated and no publication date",
                    failed="unresolved time",
                    weak=True,
                )
            days = [holiday_day(rule, base.year + k) for k in (-1, 0, 1)]
            shift = parts["rel"]["shift"] if "rel" in parts else 0
            day = self._choose(days, base, self._direction(found), shift)
            reason = f"the {name} that the tense and {self.now.name if self.now else 'the text'} point to"
        else:
            if not iv.clamp_year(year):
                raise Impossible(f"no such year: {name}")
            day = holiday_day(rule, year)
            reason = "holiday of the year stated" if "year" in parts else "named day"
            if "year" in rule:  # "since 9/11" speaks of an age, and does not move the story there
                return replace(day_meaning(day, reason), zone=rule.get("zone"), weak=True)
        return day_meaning(day, reason)

    def _holiday_of_place(self, found: Found, rule: dict[str, Any]) -> dict[str, Any] | None:
        """The rule that holds where the text plays: countries keep their independence days on other dates."""
        zone = self._zone(found).zone
        other: dict[str, Any] | None = next(
            (o for o in rule.get("elsewhere", ()) if zone in o["zones"]), None
        )
        if other is not None:
            return other
        kept = rule.get("only") or (rule.get("home") if zone else None)
        return rule if kept is None or (zone or "").startswith(tuple(kept)) else None

    @staticmethod
    def _choose(days: list[date], base: date, way: Direction | None, shift: int) -> date:
        if shift < 0 or (way == "past" and shift == 0):
            return max((d for d in days if d <= base), default=days[0])
        if shift > 0 or way == "future":
            return min((d for d in days if d >= base), default=days[-1])
        return min(days, key=lambda d: (abs((d - base).days), d))

    def _month_day(self, found: Found, parts: dict[str, Any], month: int, number: int) -> Meaning:
        year, era = self._year(parts)
        rel = parts.get("rel")
        name = self.text[found.start : found.end]
        if not 1 <= number <= 31 or number > iv.days_in_month(2000, month):
            raise Impossible(f"the calendar has no {name}")
        if year is not None:
            if era < 0:
                return Meaning("DATE", f"BC{year:04d}-{month:02d}-{number:02d}", "before the common era")
            day = make_day(year, month, number)
            if day is None:
                raise Impossible(f"the calendar has no {name}")
            return day_meaning(day, "date stated")
        if rel is not None and "unit" not in parts and "weekday" not in parts:
            base, why = self._base(found, "year", rel["anchor"])
            if base is not None:
                day = make_day(base.year + rel["shift"], month, number)
                if day is not None:
                    return day_meaning(day, f"in the year {why} points to")
        chosen = self._year_for_month(month, number, found, parts.get("weekday") or parts.get("weekdayabbr"))
        if chosen is None:
            why = "no year stated and no publication date"
            return Meaning("DATE", f"XXXX-{month:02d}-{number:02d}", why, failed="unresolved time", weak=True)
        day = make_day(chosen[0], month, number)
        if day is None:
            raise Impossible(f"the calendar has no {name} in {chosen[0]}")
        return day_meaning(day, chosen[1])

    def _in_month(
        self, found: Found, parts: dict[str, Any], month: int, year: int | None, edge: dict[str, Any] | None
    ) -> Meaning:
        reason = "month stated"
        rel = parts.get("rel")
        if year is None and rel is not None:
            wants_year = "unit" in parts or self._has_word(found, "year")
            base, _ = self._base(found, "month", rel["anchor"] if not self.narrative else "focus")
            if base is not None:
                if wants_year:
                    year = base.year + rel["shift"]
                    reason = "month of the year pointed to"
                else:
                    year = self._related_month(base, month, rel)
                    reason = "month counted from " + (
                        self.now.name if self.now and rel["anchor"] == "now" else "the time spoken of"
                    )
        if year is None:
            chosen = self._year_for_month(month, None, found)
            if chosen is None:
                why = "no year stated and no publication date"
                return Meaning("DATE", f"XXXX-{month:02d}", why, failed="unresolved time", weak=True)
            year, reason = chosen
        if not iv.clamp_year(year):
            raise Impossible(f"no such year: {self.text[found.start : found.end]}")
        period = Period("month", date(year, month, 1))
        stretch, reason = self._edged(iv.stretch_of(period), edge, reason, "month")
        if "sinceedge" in parts:
            stretch, reason = self._since(
                stretch, parts["sinceedge"]["mod"], found, reason, "now" if rel else "focus"
            )
        return Meaning("DATE", iv.value_of(period), reason, stretch, period)

    @staticmethod
    def _related_month(base: date, month: int, rel: dict[str, Any]) -> int:
        if rel["shift"] < 0:
            return base.year if month < base.month else base.year - 1
        if rel["shift"] > 0:
            return base.year if month > base.month else base.year + 1
        return base.year

    def _day_of_month(self, found: Found, number: int, rel: dict[str, Any] | None = None) -> Meaning:
        """ "The 13th": of the month spoken of; "the 13th of next month": of the month that is counted to."""
        if rel is not None:
            base, why = self._base(found, "month", rel["anchor"])
            if base is None:
                return Meaning("DATE", f"XXXX-XX-{number:02d}", why, failed="unresolved time", weak=True)
            month = iv.add_months(base.replace(day=1), rel["shift"])
            told = make_day(month.year, month.month, number)
            if told is None:
                raise Impossible(f"that month has no {number}th")
            return day_meaning(told, f"day of the month counted from {why}")
        base = self._day_near(found, "month")
        if base is None:
            why = "a day of a month that is not known"
            return Meaning("DATE", f"XXXX-XX-{number:02d}", why, failed="unresolved time", weak=True)
        day = make_day(base.year, base.month, number)
        if day is None:
            raise Impossible(f"that month has no {number}th")
        if not self.narrative and self.now is not None and base == self.now.day:
            way = self._direction(found)
            if way == "past" and day > base:
                month = iv.add_months(base.replace(day=1), -1)
                day = make_day(month.year, month.month, number) or day
            elif way == "future" and day < base:
                month = iv.add_months(base.replace(day=1), 1)
                day = make_day(month.year, month.month, number) or day
        return day_meaning(day, "day of the month spoken of")

    def _deictic(self, days: int, zone: str | None) -> Meaning:
        if self.now is None or self.now.precision != "day":
            why = "counted from the day of publication, which is not known"
            return Meaning("DATE", "XXXX-XX-XX", why, failed="unresolved time", weak=True)
        name = {0: "the day of", -1: "the day before", 1: "the day after"}.get(days, f"{days:+d} days from")
        return day_meaning(self.now.on(zone) + timedelta(days=days), f"{name} {self.now.name}")

    def _is_preposition(self, found: Found) -> bool:
        """Whether "following" is "after": "following Monday's debate" (and not "the following Monday")."""
        return self._is_owner(found) and self.lexemes[found.first].low == "following"

    def _is_owner(self, found: Found) -> bool:
        """Whether something is said to be the day's: "Monday's debate"."""
        return found.last < len(self.lexemes) and self.lexemes[found.last].low == "'s"

    def _weekday(self, found: Found, parts: dict[str, Any], zone: str | None) -> Meaning:
        weekday: int = parts["weekday"]
        rel = None if self._is_preposition(found) else parts.get("rel")
        if self._far_from_now() and self.focus is not None and self.focus.unit in ("day", "week"):
            base = self.focus.first
            ahead = (weekday - base.isoweekday()) % 7
            if rel and rel["shift"] < 0:
                day = base - timedelta(days=((base.isoweekday() - weekday - 1) % 7) + 1)
            else:
                day = base + timedelta(days=ahead)
            return day_meaning(day, "weekday on or after the day spoken of")
        if self.now is None or self.now.precision != "day":
            why = "a weekday, and the day of publication is not known"
            return Meaning("DATE", f"XXXX-WXX-{weekday}", why, failed="unresolved time", weak=True)
        today = self.now.on(zone)
        shift = rel["shift"] if rel else -1 if "last" in parts else 1 if "next" in parts else None
        if self._has_word(found, "week") and rel:
            monday = today - timedelta(days=today.weekday()) + timedelta(weeks=rel["shift"])
            return day_meaning(monday + timedelta(days=weekday - 1), "weekday of the week pointed to")
        name = self.now.name
        if rel and rel["anchor"] == "focus":
            near = self._near_day_only(found)
            if near is not None:
                if rel["shift"] < 0:
                    day = near - timedelta(days=(near.isoweekday() - weekday - 1) % 7 + 1)
                elif rel["shift"] > 0:
                    day = near + timedelta(days=(weekday - near.isoweekday() - 1) % 7 + 1)
                else:
                    day = near + timedelta(days=(weekday - near.isoweekday() + 3) % 7 - 3)
                return day_meaning(day, "weekday counted from the day spoken of")
            shift = rel["shift"]
        back = (today.isoweekday() - weekday) % 7
        if shift == -1:
            return day_meaning(today - timedelta(days=back or 7), f"the last such weekday before {name}")
        if shift == 1 and rel and self.lexemes[found.first].low == "next":
            monday = today - timedelta(days=today.weekday()) + timedelta(weeks=1)
            return day_meaning(monday + timedelta(days=weekday - 1), f"weekday of the week after {name}")
        if shift == 1:
            return day_meaning(
                today + timedelta(days=(7 - back) % 7 or 7), f"the next such weekday after {name}"
            )
        way = self._direction(found)
        called_for = found.first and self.lexemes[found.first - 1].low == "for"
        if called_for and shift is None and not self._is_owner(found):
            way = "future"  # "called a march for Friday"
        ahead = way is None and self.tense.stated(*self._tokens(found))  # "the vote is on Friday"
        tokens = self._tokens(found)
        if self.tense.planned_then(*tokens):
            way, ahead = "past", back > _LATELY
        elif back > _LATELY and self.tense.called_off(*tokens):
            ahead = True
        if way == "future" or ahead or (shift == 0 and way != "past"):
            return day_meaning(
                today + timedelta(days=(7 - back) % 7), f"weekday on or after {name}, by the tense"
            )
        return day_meaning(today - timedelta(days=back), f"weekday on or before {name}")

    def _season(
        self, found: Found, parts: dict[str, Any], year: int | None, edge: dict[str, Any] | None
    ) -> Meaning:
        code: str = parts["season"]
        month, _ = self.settings["seasons"][code]
        zone = self._zone(found).zone or ""
        south = any(zone.startswith(p) for p in self.settings["seasons"]["southern"])
        rel = parts.get("rel")
        reason = "season stated"
        if year is None:
            anchor = (
                "focus" if self.narrative or self.now is None or (rel and rel["anchor"] == "focus") else "now"
            )
            base, name = self._base(found, "season", anchor)
            if base is None:
                why = "no year stated and no publication date"
                return Meaning("DATE", f"XXXX-{code}", why, failed="unresolved time", weak=True)
            first = (month + 5) % 12 + 1 if south else month
            if self._has_word(found, "year") and rel:
                year = base.year + rel["shift"]
            else:
                year = self._season_year(found, base, first, rel, anchor)
            reason = f"season counted from {name}"
        if not iv.clamp_year(year):
            raise Impossible("no such year")
        first = (month + 5) % 12 + 1 if south else month
        begin = date(year, first, 1)
        period = Period("season", begin)
        end = iv.add_months(begin, 3)
        stretch = Stretch(datetime(year, first, 1), datetime(end.year, end.month, 1))
        if first == 12 and "yearend" in parts:
            reason += ", the one that begins in the first year"
        elif first == 12 and "year" in parts:
            stretch = Stretch(datetime(year - 1, 12, 1), datetime(year + 1, 3, 1))
            reason += ", the winter before it or the one that begins in it"
        stretch, reason = self._edged(stretch, edge, reason, "season")
        if south:
            reason += ", southern"
        return Meaning("DATE", f"{year:04d}-{code}", reason, stretch, period)

    def _season_year(
        self, found: Found, base: date, first: int, rel: dict[str, Any] | None, anchor: str
    ) -> int:
        if anchor == "focus" and self.narrative:
            if self.focus is not None and RANK[self.focus.unit] >= RANK["year"]:
                return base.year
            here = base.year * 12 + base.month

            def cost(y: int) -> tuple[float, int]:
                delta = y * 12 + first + 1 - here
                return (delta + 1 if delta >= -1 else -delta * 1.6), y

            return min((base.year - 1, base.year, base.year + 1), key=cost)
        starts = [date(base.year + k, first, 1) for k in (-1, 0, 1)]
        current = max(s for s in starts if s <= base)
        running = base < iv.add_months(current, 3)
        shift = rel["shift"] if rel else None
        if shift == -1:
            done = [s for s in starts if iv.add_months(s, 3) <= base]
            return max(done).year if done else current.year - 1
        if shift == 1:
            return min(s for s in [*starts, date(base.year + 2, first, 1)] if s > base).year
        if shift == 0:
            if running:
                return current.year
            return base.year
        way = self._direction(found)
        ahead = min(s for s in [*starts, date(base.year + 2, first, 1)] if s > base)
        near = way is None and 2 * (ahead - base) < base - iv.add_months(current, 3)
        return ahead.year if not running and (way == "future" or near) else current.year

    def _quarter(
        self,
        found: Found,
        parts: dict[str, Any],
        year: int | None,
        unit: str,
        number: int,
        edge: dict[str, Any] | None,
    ) -> Meaning:
        count = 4 if unit == "quarter" else 2
        if number == -1 and year is None and not parts.get("rel") and self._has_word(found, "last"):
            base, name = self._base(found, unit, "focus" if self.narrative else "now")
            if base is not None:
                before = iv.shift(iv.period_of(unit, base), -1)
                return Meaning(
                    "DATE", iv.value_of(before), f"the {unit} before {name}", iv.stretch_of(before), before
                )
        if number == -1:
            number = count
        if not 1 <= number <= count:
            raise Impossible(f"a year has no {unit} {number}")
        months = 12 // count
        reason = f"{unit} stated"
        if year is None:
            rel = parts.get("rel")
            base, name = self._base(found, "year", "focus" if self.narrative else "now")
            if base is None:
                return Meaning(
                    "DATE",
                    f"XXXX-{'Q' if count == 4 else 'H'}{number}",
                    "no year stated and no publication date",
                    failed="unresolved time",
                    weak=True,
                )
            year = base.year + (rel["shift"] if rel else 0)
            if rel is None and not self.narrative:
                behind = date(year, (number - 1) * months + 1, 1) <= base
                if not behind and self._direction(found) != "future":
                    year -= 1
            reason = f"{unit} counted from {name}"
        if not iv.clamp_year(year):
            raise Impossible("no such year")
        period = Period(unit, date(year, (number - 1) * months + 1, 1))
        stretch, reason = self._edged(iv.stretch_of(period), edge, reason, unit)
        return Meaning("DATE", iv.value_of(period), reason, stretch, period)

    def _weekend(self, found: Found, parts: dict[str, Any], edge: dict[str, Any] | None) -> Meaning:
        rel = parts.get("rel")
        month = month_of(parts)
        if month and has_day(parts):
            of = self._month_day(
                found,
                {k: v for k, v in parts.items() if k != "weekend"},
                month,
                int(parts.get("day") or parts.get("ord") or 1),
            )
            if of.period is None:
                return of
            base: date | None = of.period.first
            name = "the date stated"
        else:
            base, name = self._base(found, "week", rel["anchor"] if rel else "now")
        if base is None:
            why = "counted from the day of publication, which is not known"
            return Meaning("DATE", "XXXX-WXX-WE", why, failed="unresolved time", weak=True)
        period = iv.period_of("weekend", base)
        way = self._direction(found)
        before = base < period.first
        if rel is None and month is None:
            if before and way != "future":
                period = iv.shift(period, -1)
        elif rel is not None and rel["shift"] < 0:
            period = iv.shift(period, -1)
        elif rel is not None and rel["shift"] > 0 and not before:
            period = iv.shift(period, 1)
        elif rel is not None and rel["shift"] == 0 and before and way == "past":
            period = iv.shift(period, -1)
        stretch, reason = self._edged(iv.stretch_of(period), edge, f"weekend counted from {name}", "week")
        return Meaning("DATE", iv.value_of(period), reason, stretch, period)

    def _decade(self, parts: dict[str, Any], era: int, edge: dict[str, Any] | None) -> Meaning:
        if "decadeword" in parts:
            start, reason = parts["decadeword"] * 10, "decade of the twentieth century"
        else:
            digits = re.sub(r"\D", "", parts["decade"])
            start = int(digits)
            reason = "decade stated"
            if len(digits) == 2:
                start += 1900 if start >= 30 else 2000
                reason = "decade, read as of this or the last century"
        if start % 100 == 0 and start != 2000 and "era" not in parts:
            return self._hundred_years(start, edge)
        if "era" in parts and era < 0:
            return Meaning("DATE", f"BC{start // 10:03d}", "a decade before the common era")
        period = Period("decade", date(start, 1, 1))
        stretch, reason = self._edged(iv.stretch_of(period), edge, reason, "decade")
        return Meaning("DATE", iv.value_of(period), reason, stretch, period)

    def _hundred_years(self, start: int, edge: dict[str, Any] | None) -> Meaning:
        """ "The 1800s": the century, but "the 2000s" is a decade."""
        period = Period("century", date(start, 1, 1))
        stretch, reason = self._edged(iv.stretch_of(period), edge, "century stated by its years", "century")
        return Meaning("DATE", iv.value_of(period), reason, stretch, period)

    def _century(self, parts: dict[str, Any], era: int, edge: dict[str, Any] | None) -> Meaning:
        number = int(parts.get("ord") or parts["ordword"])
        if number == -1 or not 1 <= number <= 90:
            raise Impossible("no such century")
        if "era" in parts and era < 0:
            return Meaning("DATE", f"BC{number - 1:02d}", "a century before the common era")
        if number == 1:
            return Meaning("DATE", "00", "the first century of the common era")
        period = Period("century", date((number - 1) * 100, 1, 1))
        stretch, reason = self._edged(iv.stretch_of(period), edge, "century stated", "century")
        return Meaning("DATE", iv.value_of(period), reason, stretch, period)
