"""How long, how often, how far from now: durations, repeated times, distances and calendar units."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, datetime, timedelta
from typing import Any

from whence.understand import intervals as iv
from whence.understand.intervals import Period, Stretch
from whence.understand.timegrammar import Found
from whence.understand.timeparts import (
    RANK,
    SECONDS,
    Meaning,
    add_lengths,
    calendar_unit,
    day_meaning,
    has_day,
    length_value,
    month_of,
    move,
    number_text,
    open_value,
    stretch_from,
)
from whence.understand.timestory import Story

_UNDER_WAY = 31
"""Days that a stretch of the year may still have to run when a report counts what happened in it."""


def _moment_of(value: str) -> datetime:
    """The moment of a TIMEX3 clock value; 24:00 ends its day."""
    day, clock = value.split("T")
    hour, *rest = (int(p) for p in clock[:8].split(":"))
    minute, second = [*rest, 0][:2]
    return datetime.fromisoformat(day) + timedelta(hours=hour, minutes=minute, seconds=second)


class Lengths(Story):
    """Readings of expressions whose heart is a unit of time."""

    def _ref(self, _: Found, parts: dict[str, Any]) -> Meaning:
        return Meaning("DATE", parts["ref"], "a vague reference, no interval", weak=True)

    def _set(self, _: Found, parts: dict[str, Any]) -> Meaning:
        why = "a repeated time, no single interval"
        if "set" in parts:
            return Meaning("SET", parts["set"], why, weak=True)
        if "weekdays" in parts:
            return Meaning("SET", f"XXXX-WXX-{parts['weekdays']}", why, weak=True)
        if "daypartcode" in parts:
            day = f"XXXX-WXX-{parts['weekday']}" if "weekday" in parts else "XXXX-XX-XX"
            return Meaning("SET", f"{day}T{parts['daypartcode']}", why, weak=True)
        if "weekday" in parts:
            part = parts.get("daypart")
            tail = f"T{part['code']}" if part else ""
            return Meaning("SET", f"XXXX-WXX-{parts['weekday']}{tail}", why, weak=True)
        if "weekends" in parts or "weekend" in parts:
            return Meaning("SET", "XXXX-WXX-WE", why, weak=True)
        if "season" in parts:
            return Meaning("SET", f"XXXX-{parts['season']}", why, weak=True)
        if month_of(parts):
            return Meaning("SET", f"XXXX-{month_of(parts):02d}", why, weak=True)
        if "daypart" in parts:
            return Meaning("SET", f"XXXX-XX-XXT{parts['daypart']['code']}", why, weak=True)
        count = parts.get("num", 1) * (2 if parts.get("each") == 2 else 1)
        return Meaning("SET", length_value(count, parts.get("units") or parts["unit"]), why, weak=True)

    def _duration(self, found: Found, parts: dict[str, Any]) -> Meaning:
        unit = parts.get("units") or parts.get("unit") or parts.get("bare")
        if unit is None:
            return Meaning("DURATION", "P1D", "a length of time", weak=True)
        count = parts.get("num", -1 if "bare" in parts else 1)
        if "units" in parts and "num" not in parts:
            count = -1
        if "run" in parts:  # "a third straight day": three of them
            count = parts["run"]
        if "plushalf" in parts:
            count += 0.5
        value = length_value(count, unit)
        if "num2" in parts:
            value = add_lengths(value, length_value(parts["num2"], parts["unit2"]))
        if "age" in parts:
            return Meaning("DURATION", value, "an age, no interval", weak=True)
        inside = self._named_period(parts) or self._period_of(found, parts)
        spanrel = parts.get("spanrel")
        if inside is not None and spanrel is not None:
            return self._share_of(inside, value, count, unit, found)
        toward = {-1: -1, 1: 1, -2: -1, 2: 1}.get(spanrel or 0, 0)
        if "rel" in parts:
            toward = parts["rel"]["shift"]
        if toward == 0:
            toward = self._anchored(found)
        elif self.guards.owned(found):  # "the last five months of her life"
            toward = 0
        from_focus = spanrel in (-2, 2) or parts.get("rel", {}).get("anchor") == "focus" or self.narrative
        if toward == 0 or count <= 0:
            return Meaning("DURATION", value, "a length of time, not anchored in the calendar", weak=True)
        if toward > 0 and not from_focus and self._direction(found) == "past":
            # "over the next year it was used": counted in the story
            told = any(m.period is not None and not m.failed for m in self.meanings)
            from_focus, name = True, "the time spoken of"
            start = self._day_near(found, unit) if told else None
        elif from_focus:
            start, name = self._day_near(found), "the time spoken of"
        else:
            start, name = (self._today(), self.now.name) if self.now else (None, "")
        if start is None or (not from_focus and self.now is not None and self.now.precision != "day"):
            why = "a length of time; the day it is counted from is not known"
            return Meaning("DURATION", value, why, weak=True)
        stretch = stretch_from(start, count * toward, unit)
        way = "up to" if toward < 0 else "from"
        return Meaning(
            "DURATION", value, f"a length of time {way} {name}", stretch, None, "throughout", weak=True
        )

    def _anchored(self, found: Found) -> int:
        """-1 for a duration that reaches up to now ("after 18 months of war has left"), 0 for a free one."""
        before = self.lexemes[found.first - 1].low if found.first else ""
        if before not in ("after", "for", "over", "in", "during", "within") or self.narrative:
            return 0
        follow = self.lexemes[found.last].low if found.last < len(self.lexemes) else ""
        first, last = self._tokens(found)
        if before == "within":
            return 1 if self.tense.of(first, last) == "future" else 0
        if before == "in":
            return 0
        if before == "after":
            return -1 if follow == "of" else 0
        if before in ("over", "during"):
            return 0
        return -1 if self.guards.perfect(first, last) else 0

    def _named_period(self, parts: dict[str, Any]) -> Period | None:
        year = parts.get("year")
        month = month_of(parts)
        if isinstance(year, int) and year > 0 and not month:
            return Period("year", date(year, 1, 1)) if iv.clamp_year(year) else None
        if isinstance(year, int) and year > 0 and month:
            return Period("month", date(year, month, 1)) if iv.clamp_year(year) else None
        if month and parts.get("spanrel") is not None:
            chosen = self._year_for_month(month, None, None)
            return Period("month", date(chosen[0], month, 1)) if chosen else None
        return None

    def _period_of(self, found: Found, parts: dict[str, Any]) -> Period | None:
        """The year or month of publication, or one counted from it: "the first three months *of the year*", "of last year"."""
        unit = parts.get("unit") if "units" in parts else None
        if unit not in ("year", "month") or self.narrative or self.now is None or not self.now.knows(unit):
            return None
        rel = parts.get("rel", {})
        if rel.get("anchor", "now") != "now":
            return None
        here = iv.period_of(unit, move(self._today(), rel.get("shift", 0), unit))
        early = not rel and unit == "year" and self._direction(found) == "past"
        share = stretch_from(here.first, parts.get("num", 1), parts["units"])
        if early and share.start.date() <= self._today() < share.end.date() - timedelta(days=_UNDER_WAY):
            return iv.period_of(unit, move(self._today(), -1, unit))  # not over yet: last year's
        return here

    def _share_of(self, inside: Period, value: str, count: float, unit: str, found: Found) -> Meaning:
        """ "The last week of August", "the first ten months of 1915"."""
        whole = iv.stretch_of(inside)
        last = self.lexemes[found.first + 1].low in ("last", "final") or self.lexemes[found.first].low in (
            "last",
            "final",
        )
        count = max(count, 1)
        if last:
            piece = stretch_from(whole.end.date(), -count, unit)
            stretch = Stretch(max(piece.start, whole.start), whole.end)
        else:
            piece = stretch_from(whole.start.date(), count, unit)
            stretch = Stretch(whole.start, min(piece.end - timedelta(days=1), whole.end))
        return Meaning(
            "DURATION", value, "that part of the period named", stretch, inside, "throughout", weak=True
        )

    def _offset(self, found: Found, parts: dict[str, Any]) -> Meaning:
        unit: str = parts.get("units") or parts.get("unit") or parts["bare"]
        count = parts.get("num", -1)
        way = parts.get("dir") or parts["dirweak"]
        sign = way["sign"]
        now = way["anchor"] == "now"
        count += 0.5 if "plushalf" in parts else 0
        if count <= 0 and (now or "num" in parts):
            value = "PAST_REF" if sign < 0 else "FUTURE_REF"
            return Meaning("DATE", value, "a vague distance in time, no interval", weak=True)
        if count <= 0 or ("approx" in parts and not now and unit in SECONDS):
            return self._vague_distance(found, length_value(count, unit), sign * count, unit)
        if now:
            anchor, name, known = (
                (self._today(), self.now.name, self.now.knows(calendar_unit(unit)))
                if self.now
                else (None, "", False)
            )
        else:
            anchor, name = self._day_near(found, unit), "the time spoken of"
            known = anchor is not None
            if sign > 0 and unit == "day" and not self.narrative and self._tells_of_now(found):
                known = False  # "died four days later", and no day is told that it could be later than
        if anchor is None or not known:
            why = (
                f"counted from {'the day of publication' if now else 'a day in the text'}, which is not known"
            )
            return Meaning("DATE", open_value(unit), why, failed="unresolved time", weak=True)
        reason = f"{number_text(count)} {unit}{'s' if count != 1 else ''} {'before' if sign < 0 else 'after'} {name}"
        if "num2" in parts:  # "two years and three months ago": to the finer unit
            if not (count.is_integer() and parts["unit2"] not in SECONDS):
                return Meaning("DATE", open_value(unit), f"{reason}, and a little", weak=True)
            anchor, count, unit = move(anchor, sign * count, unit), parts["num2"], parts["unit2"]
            reason = f"{reason}, and {number_text(count)} {unit}"
        if "today" in parts and unit in ("year", "month", "week", "decade"):
            return day_meaning(move(anchor, sign * count, unit), f"{reason}, to the day")
        if unit in ("second", "minute", "hour"):
            clock = None if now else self._clock_near(found)
            if clock is not None and "approx" not in parts:
                return self._clock_from(*clock, sign * count, unit, reason)
            return self._hours_from(anchor, sign * count, unit, reason, now)
        if count * {"year": 1, "decade": 10, "century": 100, "millennium": 1000}.get(unit, 0) > anchor.year:
            value = f"BC{count - anchor.year:04.0f}" if unit == "year" and count < 12000 else "PAST_REF"
            return Meaning("DATE", value if sign < 0 else "FUTURE_REF", "before the common era", weak=True)
        moved = move(anchor, sign * count, unit)
        fine = calendar_unit(unit)
        if now and (unit == "decade" or (unit == "century" and count == 1)):
            fine = "year"
        if unit == "year" and sign < 0:
            fine = self._compared_unit(found, now) or fine
        if unit in ("week", "fortnight") and not now and self._day_told(found):
            fine = "day"
        if not float(count).is_integer() and fine in ("year", "decade", "century"):
            fine = {"year": "month", "decade": "year", "century": "decade"}[fine]
        if (
            not now
            and self.narrative
            and self._anchor_unit is not None
            and RANK[self._anchor_unit] > RANK[fine]
        ):
            fine = self._anchor_unit
        period = iv.period_of(fine, moved)
        return Meaning("DATE", iv.value_of(period), reason, iv.stretch_of(period), period)

    def _vague_distance(self, found: Found, value: str, count: float, unit: str) -> Meaning:
        """ "About twelve minutes later": a quarter more or less, from the clock time told right before."""
        clock = self._clock_near(found) if unit in SECONDS and abs(count) >= 1 else None
        if clock is None:
            return Meaning("DURATION", value, "a vague distance in time, no interval", weak=True)
        _, width, zone = clock
        further = timedelta(seconds=count * SECONDS[unit])
        margin = abs(further) / 4
        stretch = Stretch(width.start + further - margin, width.end + further + margin)
        reason = "a vague distance from the clock time told before, a quarter more or less"
        return Meaning("DURATION", value, reason, stretch, zone=zone, weak=True)

    def _compared_unit(self, found: Found, now: bool) -> str | None:
        """The unit of "a year earlier" beside a month or quarter it is compared with: "in August from a year earlier"."""
        index = len(self.meanings)
        sentence = bisect_right(self.sentences, found.start)
        for k in range(index - 1, max(index - 4, -1), -1):
            period = self.meanings[k].period
            if bisect_right(self.sentences, self.founds[k].start) != sentence:
                break
            if period is not None:
                wanted = ("quarter", "half") if now else ("month", "quarter", "half")
                return period.unit if period.unit in wanted else None
        return None

    def _day_told(self, found: Found) -> bool:
        """Whether weeks are counted from a day that the same or the last sentence names."""
        index = len(self.meanings)
        sentence = bisect_right(self.sentences, found.start)
        for k in range(index - 1, max(index - 3, -1), -1):
            period = self.meanings[k].period
            if sentence - bisect_right(self.sentences, self.founds[k].start) > 1:
                break
            if period is not None and not self.meanings[k].failed:
                return period.unit == "day"
        return False

    def _day(self, found: Found, parts: dict[str, Any]) -> Meaning:
        """The meaning of a calendar day; `whence.understand.timecalendar` knows how."""
        raise NotImplementedError

    def _with_day(self, index: int) -> Meaning:
        """The meaning of a clock time once its day is sought; the reader of whole texts knows how."""
        raise NotImplementedError

    def _clock_near(self, found: Found) -> tuple[datetime, Stretch, str | None] | None:
        """The clock time told right before, as it is named and as wide as it is, on its wall clock."""
        index = len(self.meanings) - (1 if self.founds[len(self.meanings) - 1] is found else 0)
        for k in range(index - 1, max(index - 4, -1), -1):
            meaning = self.meanings[k]
            if bisect_right(self.paragraphs, self.founds[k].start) != bisect_right(
                self.paragraphs, found.start
            ):
                return None
            if meaning.pending:
                meaning = self._with_day(k)
            value, stretch = meaning.value or "", meaning.stretch
            told = meaning.type == "TIME" and ":" in value and "X" not in value
            if told and stretch is not None and not meaning.failed:
                return _moment_of(value), stretch, meaning.zone
        return None

    @staticmethod
    def _clock_from(
        start: datetime, width: Stretch, zone: str | None, count: float, unit: str, reason: str
    ) -> Meaning:
        further = timedelta(seconds=count * SECONDS[unit])
        at, stretch = start + further, Stretch(width.start + further, width.end + further)
        value = at.strftime("%Y-%m-%dT%H:%M")
        return Meaning("TIME", value, reason, stretch, Period("day", at.date()), zone=zone, weak=True)

    def _hours_from(self, anchor: date, count: float, unit: str, reason: str, now: bool) -> Meaning:
        seconds = count * SECONDS[unit]
        moment = self.published.moment if self.published and now else None
        if moment is not None:
            at = moment.replace(tzinfo=None) + timedelta(seconds=seconds)
            half = timedelta(minutes=30 if unit == "hour" else 1)
            zone = self.published.zone if self.published else None
            value = at.strftime("%Y-%m-%dT%H:%M") if unit != "hour" else at.strftime("%Y-%m-%dT%H")
            return Meaning(
                "TIME", value, reason, Stretch(at - half, at + half), Period("day", at.date()), zone=zone
            )
        if abs(seconds) > 20 * 3600:
            days = round(seconds / 86400) or (1 if seconds > 0 else -1)
            day = anchor + timedelta(days=days)
            period = Period("day", day)
            return Meaning("DATE", iv.value_of(period), reason, iv.stretch_of(period), period)
        stretch = iv.stretch_of(Period("day", anchor))
        if seconds < 0:
            stretch = Stretch(stretch.start + timedelta(seconds=seconds), stretch.end)
        else:
            stretch = Stretch(stretch.start, stretch.end + timedelta(seconds=seconds))
        return Meaning(
            "TIME", f"{anchor.isoformat()}TXX", reason + ", whose hour is not told", stretch, weak=True
        )

    def _ended(self, found: Found, unit: str, edge: dict[str, Any], today: date) -> bool:
        """Whether "at the end of the year" is told as past while this year's end lies ahead: it was the last one."""
        whole = iv.stretch_of(iv.period_of(unit, today))
        ahead = whole.part(edge["from"], edge["to"]).start.date() > today
        return ahead and self.guards.at_the_end(found) and self._direction(found) == "past"

    def _period(self, found: Found, parts: dict[str, Any]) -> Meaning:
        unit = calendar_unit(parts["unit"])
        if month_of(parts) or has_day(parts):  # "the week of August 14"
            day = self._day(found, {k: v for k, v in parts.items() if k != "unit"})
            if day.period is None:
                return day
            period = iv.period_of(unit, day.period.first)
            return Meaning(
                "DATE", iv.value_of(period), f"the {unit} of the {day.reason}", iv.stretch_of(period), period
            )
        rel = parts.get("rel")
        edge = parts.get("edge") or ({"mod": "END", "from": 0.75, "to": 1.0} if "edgeend" in parts else None)
        if "dirweak" in parts or "following" in parts:
            shift, anchor = (parts["dirweak"]["sign"] if "dirweak" in parts else 1), "focus"
        elif rel is None:
            shift, anchor = 0, "focus" if self.narrative or unit == "day" else "now"
        else:
            shift, anchor = rel["shift"], rel["anchor"]
        if unit == "day" and anchor == "now" and shift != 0:
            anchor = "focus"
        told = self._direction(found) if self.narrative and self.guards.parsed else None
        if anchor == "now" and self.narrative and shift >= 0 and told not in ("future", "present"):
            anchor = "focus"
        if anchor == "now" and self.lexemes[found.first].low == "the" and shift > 0:
            anchor = "focus"
        if parts["unit"] == "fortnight":
            shift *= 2
        base, name = self._base(found, unit, anchor)
        if base is None:
            why = (
                f"counted from {name}, which is not known" if name else "what it is counted from is not known"
            )
            return Meaning("DATE", open_value(unit), why, failed="unresolved time", weak=True)
        if rel is None and edge and anchor == "now" and self._ended(found, unit, edge, base):
            shift = -1
        period = iv.shift(iv.period_of(unit, base), shift)
        word = {-1: "before", 0: "of", 1: "after"}.get(shift, f"{shift:+d} from")
        reason = f"the {unit} {word} {name}"
        stretch, reason = self._edged(iv.stretch_of(period), edge, reason, unit)
        if "sinceedge" in parts:
            stretch, reason = self._since(stretch, parts["sinceedge"]["mod"], found, reason, anchor)
        return Meaning("DATE", iv.value_of(period), reason, stretch, period)
