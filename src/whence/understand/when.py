"""When is it: every time expression of a text, its TIMEX3 value and the interval of instants it stands for."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from spacy.tokens import Doc

from whence.article import Article, Published, Span
from whence.knowledge import timewords
from whence.reading import Note, Time, TimeSense, TimeType
from whence.understand import intervals as iv
from whence.understand.intervals import Period, Stretch
from whence.understand.timegrammar import Found, Text, clock_of, lex, scan
from whence.understand.timeguards import Guards
from whence.understand.timetense import Direction, Tense
from whence.understand.zones import ZoneGuess

ZoneOf = Callable[[int, int], ZoneGuess]


def find_times(doc: Doc, article: Article, zone_of: ZoneOf) -> tuple[tuple[Time, ...], tuple[Note, ...]]:
    """All time expressions of ``doc.text`` in text order, and notes on what could not be resolved.

    Types and values follow TIMEX3 (TimeML 1.2.1). ``earliest``/``latest`` are half-open and in UTC; both are
    ``None`` where the calendar place is unknown. The two ends of a range ("between 11:43 and 11:53") are two
    expressions which both carry the interval from the first to the second.

    Args:
        doc: tokens of the text; tags, trees and entities are used where they are set.
        article: gives the moment of publication; without it nothing is resolved that counts from it.
        zone_of: the clock of a character span of ``doc.text``.
    """
    return _Reader(doc, article.published, zone_of).read()


@dataclass(frozen=True)
class _Now:
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
class _Meaning:
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


class _Impossible(Exception):
    """The calendar has no such day."""


class _Reader:
    def __init__(self, doc: Doc, published: Published | None, zone_of: ZoneOf) -> None:
        self.doc = doc
        self.text = doc.text
        self.zone_of = zone_of
        self.words = timewords.load()
        self.settings = self.words.settings
        self.lexemes = lex(self.text)
        self.token_starts = [token.idx for token in doc]
        self.guards = Guards(doc, self.lexemes, self.token_starts, self.settings)
        self.tense = Tense(doc, self.settings["tense"])
        self.sentences, self.paragraphs = _borders(doc, self.text)
        self.published = published
        self.now: _Now | None = None
        self.narrative = False
        self.era = 1
        self.focus: Period | None = None
        self.aside: int | None = None
        self.bc: int | None = None
        self.lead: date | None = None
        self.meanings: list[_Meaning] = []
        self.founds: list[Found] = []
        self._anchor_unit: str | None = None
        self._zones: dict[tuple[int, int], ZoneGuess] = {}
        self._kinds: dict[str, Callable[[Found, dict[str, Any]], _Meaning]] = {
            "date": self._date,
            "time": self._clock,
            "period": self._period,
            "offset": self._offset,
            "duration": self._duration,
            "set": self._set,
            "ref": self._ref,
        }

    # --- the passes --------------------------------------------------------------------------------------------

    def read(self) -> tuple[tuple[Time, ...], tuple[Note, ...]]:
        text = Text(self.text, self.lexemes, self.guards.reject)
        self.founds = self._complete(scan(text, self.guards.accept))
        self.now = self._moment_of_writing()
        self.narrative = self._is_narrative()
        notes = self._impossible_clocks()
        for found in self.founds:
            self.meanings.append(self._first_reading(found))
            self._follow(found, self.meanings[-1])
        for index, meaning in enumerate(self.meanings):
            if meaning.pending:
                self.meanings[index] = self._with_day(index)
        self._ranges()
        times: list[Time] = []
        for found, meaning in zip(self.founds, self.meanings, strict=True):
            if meaning.failed == "impossible time":
                notes.append(
                    Note(where=Span(found.start, found.end), what=meaning.failed, why=meaning.reason)
                )
                continue
            times.append(self._finish(found, meaning))
            if meaning.failed:
                notes.append(
                    Note(where=Span(found.start, found.end), what=meaning.failed, why=meaning.reason)
                )
        notes.sort(key=lambda n: n.where or Span(0, 0))
        return tuple(times), tuple(notes)

    def _first_reading(self, found: Found) -> _Meaning:
        try:
            return self._kinds[found.kind](found, found.parts)
        except _Impossible as error:
            return _Meaning("DATE", None, str(error), failed="impossible time")
        except (OverflowError, ValueError):
            return _Meaning(
                "DATE", None, "outside the calendar that can be computed with", failed="unresolved time"
            )

    def _follow(self, found: Found, meaning: _Meaning) -> None:
        """Keep what later expressions refer back to."""
        if meaning.period is None or meaning.weak:
            return
        if self._moves_focus(found, meaning.period):
            self.focus = meaning.period
        if self.lead is None and meaning.period.unit == "day" and self._is_lead(found):
            self.lead = meaning.period.first

    def _moves_focus(self, found: Found, period: Period) -> bool:
        """Whether the story moves to ``period``: not for "that year" around a known month, nor for an aside."""
        focus = self.focus
        if focus is None or _RANK[period.unit] <= _RANK["season"]:
            self.aside = None
            return True
        if period.unit != "year":
            return focus.unit != "day" and focus.unit != "month"
        if _RANK[focus.unit] < _RANK["year"]:
            if "rel" in found.parts and focus.first.year == period.first.year:
                return False
            limit = self.settings["narrative"]["aside_years"]
            heading = len(self._line(found.start)) <= found.end - found.start + 1
            if abs(focus.first.year - period.first.year) > limit and not heading:
                near = self.aside is not None and abs(self.aside - period.first.year) <= limit
                self.aside = period.first.year
                return near
        self.aside = None
        return True

    def _is_lead(self, found: Found) -> bool:
        paragraph = bisect_right(self.paragraphs, found.start)
        sentence = bisect_right(self.sentences, found.start)
        if self.now is not None and self.now.precision == "day" and paragraph + sentence > 6:
            return False
        return sentence <= 3

    def _impossible_clocks(self) -> list[Note]:
        out = []
        for lexeme in self.lexemes:
            if (
                lexeme.kind == "HM"
                and not lexeme.glued
                and len(lexeme.text) == 5
                and clock_of(lexeme.text) is None
            ):
                why = f"no clock shows {lexeme.text}"
                out.append(Note(where=Span(lexeme.start, lexeme.end), what="impossible time", why=why))
        return out

    def _complete(self, founds: list[Found]) -> list[Found]:
        """Give the first end of a range what only the second tells ("from 3 to 5 p.m. Friday")."""
        out = list(founds)
        for k in range(len(out) - 2, -1, -1):
            a, b = out[k], out[k + 1]
            if not self._joined(a, b):
                continue
            first, second = dict(a.parts), b.parts
            if a.kind == b.kind == "time":
                if (
                    "ampm" in second
                    and "ampm" not in first
                    and {"hm", "hour", "card", "hmdot"} & first.keys()
                ):
                    first["ampm"] = second["ampm"]
                    start, end = self._clock_parts(first), self._clock_parts(second)
                    if start and end and start[:2] > end[:2] and first["ampm"] == 12:
                        first["ampm"] = 0
                for name in ("local", "zone", "offset"):
                    if name in second and not {"local", "zone", "offset"} & first.keys():
                        first[name] = second[name]
                if not _DAY_PARTS & first.keys():
                    first.update({n: v for n, v in second.items() if n in _DAY_PARTS})
            elif a.kind == b.kind == "date" and "year" in second and "year" not in first and _month(first):
                later = (_month(first) or 0) > (_month(second) or 12)
                first["year"] = second["year"]
                if later and isinstance(second["year"], int):
                    first["year"] = second["year"] - 1
            out[k] = a._replace(parts=first)
        return out

    def _joined(self, a: Found, b: Found) -> bool:
        """Whether two expressions are the ends of one range."""
        gap = self.text[a.end : b.start]
        if len(gap) > 12 or "\n" in gap:
            return False
        link = gap.strip().lower()
        if link in ("-", "–", "—"):
            return True
        links = self.words.words["TO"]
        if link not in links:
            return False
        before = self.lexemes[a.first - 1].low if a.first else ""
        return before == "between" or (link != "and" and (before == "from" or link in ("to", "through")))

    def _moment_of_writing(self) -> _Now | None:
        published = self.published
        if published is not None:
            precision = published.precision if published.precision in ("month", "year") else "day"
            return _Now(published.day, precision, "publication", published)
        for found in self.founds[:3]:
            if (
                found.start > self.settings["dateline"]["window"]
                or bisect_right(self.paragraphs, found.start) > 3
            ):
                break
            parts = found.parts
            year = parts.get("year")
            full = isinstance(year, int) and _month(parts) and (parts.get("day") or parts.get("ord"))
            line = self._line(found.start)
            short = len(line) <= len(found_text := self.text[found.start : found.end]) + 12
            after = self.text[found.end : found.end + 4].strip()[:1]
            if full and (short or after in self.settings["dateline"]["dashes"]) and found_text:
                day = _make_day(year, _month(parts) or 0, int(parts.get("day") or parts.get("ord") or 0))
                if day is not None:
                    return _Now(day, "day", "the dateline")
        return None

    def _line(self, offset: int) -> str:
        start = self.text.rfind("\n", 0, offset) + 1
        end = self.text.find("\n", offset)
        return self.text[start : end if end >= 0 else len(self.text)].strip()

    def _is_narrative(self) -> bool:
        """Whether the text tells history: years long past by far outnumber words that look from today."""
        past = deictic = 0
        for found in self.founds:
            parts = found.parts
            year = parts.get("year")
            if parts.get("era") == -1 or (
                isinstance(year, int)
                and (
                    self.now is None
                    or abs(self.now.day.year - year) >= self.settings["narrative"]["distance_years"]
                )
            ):
                past += 1
            elif {"deictic", "weekday", "nights"} & parts.keys() or parts.get("dir", {}).get(
                "anchor"
            ) == "now" or parts.get("rel", {}).get("anchor") == "now":
                deictic += 1
        return past >= 4 and past > 2 * deictic

    # --- kinds of expressions ----------------------------------------------------------------------------------

    def _ref(self, found: Found, parts: dict[str, Any]) -> _Meaning:
        value: str = parts["ref"]
        if value == "PRESENT_REF" and self.now is not None and self.now.precision == "day":
            stretch = iv.stretch_of(Period("day", self.now.day))
            return _Meaning("DATE", value, f"the day of {self.now.name}", stretch, weak=True)
        return _Meaning("DATE", value, "a vague reference, no interval", weak=True)

    def _set(self, found: Found, parts: dict[str, Any]) -> _Meaning:
        why = "a repeated time, no single interval"
        if "set" in parts:
            return _Meaning("SET", parts["set"], why, weak=True)
        if "weekdays" in parts:
            return _Meaning("SET", f"XXXX-WXX-{parts['weekdays']}", why, weak=True)
        if "weekday" in parts:
            part = parts.get("daypart")
            tail = f"T{part['code']}" if part else ""
            return _Meaning("SET", f"XXXX-WXX-{parts['weekday']}{tail}", why, weak=True)
        if "weekends" in parts or "weekend" in parts:
            return _Meaning("SET", "XXXX-WXX-WE", why, weak=True)
        if "season" in parts:
            return _Meaning("SET", f"XXXX-{parts['season']}", why, weak=True)
        if _month(parts):
            return _Meaning("SET", f"XXXX-{_month(parts):02d}", why, weak=True)
        if "daypart" in parts:
            return _Meaning("SET", f"XXXX-XX-XXT{parts['daypart']['code']}", why, weak=True)
        count = parts.get("num", 1) * (2 if parts.get("each") == 2 else 1)
        return _Meaning("SET", _length(count, parts.get("units") or parts["unit"]), why, weak=True)

    def _duration(self, found: Found, parts: dict[str, Any]) -> _Meaning:
        unit = parts.get("units") or parts.get("unit") or parts.get("bare")
        if unit is None:
            return _Meaning("DURATION", "P1D", "a length of time", weak=True)
        count = parts.get("num", -1 if "bare" in parts else 1)
        if "units" in parts and "num" not in parts:
            count = -1
        if "plushalf" in parts:
            count += 0.5
        value = _length(count, unit)
        if "num2" in parts:
            value = _add_lengths(value, _length(parts["num2"], parts["unit2"]))
        if "age" in parts:
            return _Meaning("DURATION", value, "an age, no interval", weak=True)
        inside = self._named_period(parts)
        spanrel = parts.get("spanrel")
        if inside is not None and spanrel is not None:
            return self._share_of(inside, parts, value, count, unit, found)
        toward = {-1: -1, 1: 1, -2: -1, 2: 1}.get(spanrel or 0, 0)
        if "rel" in parts:
            toward = parts["rel"]["shift"]
        if toward == 0:
            toward = self._anchored(found)
        from_focus = spanrel in (-2, 2) or parts.get("rel", {}).get("anchor") == "focus" or self.narrative
        if toward == 0 or count <= 0:
            return _Meaning("DURATION", value, "a length of time, not anchored in the calendar", weak=True)
        if from_focus:
            start = self._day_near(found)
            name = "the time spoken of"
        else:
            start, name = (self._today(), self.now.name) if self.now else (None, "")
        if start is None or (not from_focus and self.now is not None and self.now.precision != "day"):
            why = "a length of time; the day it is counted from is not known"
            return _Meaning("DURATION", value, why, weak=True)
        stretch = _stretch_from(start, count * toward, unit)
        way = "up to" if toward < 0 else "from"
        return _Meaning(
            "DURATION", value, f"a length of time {way} {name}", stretch, None, "throughout", weak=True
        )

    def _anchored(self, found: Found) -> int:
        """-1 for a duration that reaches up to now ("after 18 months of war has left"), 0 for a free one."""
        before = self.lexemes[found.first - 1].low if found.first else ""
        if before not in ("after", "for", "over", "in", "during", "within") or self.narrative:
            return 0
        follow = self.lexemes[found.last].low if found.last < len(self.lexemes) else ""
        first, last = self._tokens(found)
        if before == "within" or before == "in":
            return 0
        if before == "after":
            return -1 if follow == "of" else 0
        if before in ("over", "during"):
            return 0
        return -1 if self.guards.perfect(first, last) else 0

    def _named_period(self, parts: dict[str, Any]) -> Period | None:
        year = parts.get("year")
        month = _month(parts)
        if isinstance(year, int) and year > 0 and not month:
            return Period("year", date(year, 1, 1)) if iv.clamp_year(year) else None
        if isinstance(year, int) and year > 0 and month:
            return Period("month", date(year, month, 1)) if iv.clamp_year(year) else None
        if month and parts.get("spanrel") is not None:
            chosen = self._year_for_month(month, None, None)
            return Period("month", date(chosen[0], month, 1)) if chosen else None
        return None

    def _share_of(
        self, inside: Period, parts: dict[str, Any], value: str, count: float, unit: str, found: Found
    ) -> _Meaning:
        """ "The last week of August", "the first ten months of 1915"."""
        whole = iv.stretch_of(inside)
        last = self.lexemes[found.first + 1].low in ("last", "final") or self.lexemes[found.first].low in (
            "last",
            "final",
        )
        count = max(count, 1)
        if last:
            piece = _stretch_from(whole.end.date(), -count, unit)
            stretch = Stretch(max(piece.start, whole.start), whole.end)
        else:
            piece = _stretch_from(whole.start.date(), count, unit)
            stretch = Stretch(whole.start, min(piece.end, whole.end))
        return _Meaning(
            "DURATION", value, "that part of the period named", stretch, inside, "throughout", weak=True
        )

    def _offset(self, found: Found, parts: dict[str, Any]) -> _Meaning:
        unit: str = parts.get("units") or parts.get("unit") or parts["bare"]
        count = parts.get("num", -1)
        way = parts.get("dir") or parts["dirweak"]
        sign = way["sign"]
        now = way["anchor"] == "now"
        if count <= 0:
            value = "PAST_REF" if sign < 0 else "FUTURE_REF"
            return _Meaning("DATE", value, "a vague distance in time, no interval", weak=True)
        if now:
            anchor, name, known = (
                (self._today(), self.now.name, self.now.knows(_calendar(unit)))
                if self.now
                else (None, "", False)
            )
        else:
            anchor, name = self._day_near(found, unit), "the time spoken of"
            known = anchor is not None
        if anchor is None or not known:
            why = (
                f"counted from {'the day of publication' if now else 'a day in the text'}, which is not known"
            )
            return _Meaning("DATE", _open_value(unit), why, failed="unresolved time", weak=True)
        reason = (
            f"{_number(count)} {unit}{'s' if count != 1 else ''} {'before' if sign < 0 else 'after'} {name}"
        )
        if unit in ("second", "minute", "hour"):
            return self._hours_from(anchor, sign * count, unit, reason, now)
        moved = _move(anchor, sign * count, unit)
        fine = _calendar(unit)
        if not float(count).is_integer() and fine in ("year", "decade", "century"):
            fine = {"year": "month", "decade": "year", "century": "decade"}[fine]
        if (
            not now
            and self.narrative
            and self._anchor_unit is not None
            and _RANK[self._anchor_unit] > _RANK[fine]
        ):
            fine = self._anchor_unit
        period = iv.period_of(fine, moved)
        return _Meaning("DATE", iv.value_of(period), reason, iv.stretch_of(period), period)

    def _hours_from(self, anchor: date, count: float, unit: str, reason: str, now: bool) -> _Meaning:
        seconds = count * {"second": 1, "minute": 60, "hour": 3600}[unit]
        moment = self.published.moment if self.published and now else None
        if moment is not None:
            at = moment.replace(tzinfo=None) + timedelta(seconds=seconds)
            half = timedelta(minutes=30 if unit == "hour" else 1)
            zone = self.published.zone if self.published else None
            value = at.strftime("%Y-%m-%dT%H:%M") if unit != "hour" else at.strftime("%Y-%m-%dT%H")
            return _Meaning(
                "TIME", value, reason, Stretch(at - half, at + half), Period("day", at.date()), zone=zone
            )
        if abs(seconds) > 20 * 3600:
            days = round(seconds / 86400) or (1 if seconds > 0 else -1)
            day = anchor + timedelta(days=days)
            period = Period("day", day)
            return _Meaning("DATE", iv.value_of(period), reason, iv.stretch_of(period), period)
        stretch = iv.stretch_of(Period("day", anchor))
        if seconds < 0:
            stretch = Stretch(stretch.start + timedelta(seconds=seconds), stretch.end)
        else:
            stretch = Stretch(stretch.start, stretch.end + timedelta(seconds=seconds))
        return _Meaning(
            "TIME", f"{anchor.isoformat()}TXX", reason + ", whose hour is not told", stretch, weak=True
        )

    def _period(self, found: Found, parts: dict[str, Any]) -> _Meaning:
        unit = _calendar(parts["unit"])
        rel = parts.get("rel")
        edge = parts.get("edge") or ({"mod": "END", "from": 0.75, "to": 1.0} if "edgeend" in parts else None)
        if "dirweak" in parts or "following" in parts:
            shift, anchor = (parts["dirweak"]["sign"] if "dirweak" in parts else 1), "focus"
        elif rel is None:
            shift, anchor = 0, "focus" if self.narrative else "now"
        else:
            shift, anchor = rel["shift"], rel["anchor"]
        if unit == "day" and anchor == "now" and shift != 0:
            anchor = "focus"
        if anchor == "now" and self.narrative and shift >= 0:
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
            return _Meaning("DATE", _open_value(unit), why, failed="unresolved time", weak=True)
        period = iv.shift(iv.period_of(unit, base), shift)
        word = {-1: "before", 0: "of", 1: "after"}.get(shift, f"{shift:+d} from")
        reason = f"the {unit} {word} {name}"
        stretch, reason = self._edged(iv.stretch_of(period), edge, reason, unit)
        if "sinceedge" in parts:
            stretch, reason = self._since(stretch, parts["sinceedge"]["mod"], found, reason, anchor)
        return _Meaning("DATE", iv.value_of(period), reason, stretch, period)

    def _base(self, found: Found, unit: str, anchor: str) -> tuple[date | None, str]:
        if anchor == "now":
            if self.now is None:
                return None, "the day of publication"
            return (self._today() if self.now.knows(unit) else None), self.now.name
        near = self._day_near(found, unit)
        return near, "the day spoken of" if unit == "day" else "the time spoken of"

    def _edged(
        self, stretch: Stretch, edge: dict[str, Any] | None, reason: str, unit: str
    ) -> tuple[Stretch, str]:
        if not edge:
            return stretch, reason
        if unit == "day":
            first, last = self.settings["day_edges"][edge["mod"]]
            hours = iv.hours_of(stretch.start.date(), first, last)
            return hours, f"{reason}, {first}-{last} h of it"
        return stretch.part(
            edge["from"], edge["to"]
        ), f"{reason}, the part from {edge['from']:.0%} to {edge['to']:.0%}"

    def _since(
        self, stretch: Stretch, mod: str, found: Found, reason: str, anchor: str
    ) -> tuple[Stretch, str]:
        """ "Earlier this month": up to the day it is told from; "later that year": from there on."""
        if anchor == "now":
            day = self._today() if self.now and self.now.precision == "day" else None
        else:
            near = self._near_day_only(found)
            day = near if near and stretch.start.date() <= near < stretch.end.date() else None
        if day is None:
            return stretch, reason
        moment = datetime(day.year, day.month, day.day)
        if mod == "BEFORE":
            return Stretch(
                stretch.start, min(max(moment + timedelta(days=1), stretch.start), stretch.end)
            ), f"{reason}, before the day it is told from"
        return Stretch(
            max(min(moment, stretch.end), stretch.start), stretch.end
        ), f"{reason}, after the day it is told from"

    # --- calendar dates ----------------------------------------------------------------------------------------

    def _date(self, found: Found, parts: dict[str, Any]) -> _Meaning:
        edge = parts.get("edge")
        counted = parts.keys() & {"quarter", "half", "century"}
        if _DAY_PARTS & parts.keys() and not counted and not (_month(parts) and not _has_day(parts)):
            meaning = self._day(found, parts)
            if meaning.stretch is not None and edge and meaning.period is not None:
                stretch, reason = self._edged(meaning.stretch, edge, meaning.reason, "day")
                return replace(meaning, stretch=stretch, reason=reason)
            if meaning.stretch is not None and "sinceedge" in parts:
                return replace(meaning, reason=meaning.reason)
            return meaning
        year, era = self._year(parts)
        unit, code = _period_unit(parts)
        if "decade" in parts or "decadeword" in parts:
            return self._decade(parts, era, edge)
        if "century" in parts:
            return self._century(parts, era, edge)
        self.bc = year if era < 0 else None if year is not None else self.bc
        if (
            year is None
            and self.bc is not None
            and (unit == "season" or (_month(parts) and not _has_day(parts)))
        ):
            year, era = self.bc, -1
        if era < 0 and year is not None:
            tail = (
                f"-{_month(parts):02d}"
                if _month(parts)
                else f"-{parts['season']}"
                if "season" in parts
                else ""
            )
            return _Meaning(
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
        month = _month(parts)
        if month:
            return self._in_month(found, parts, month, year, edge)
        if "ord" in parts and year is None:
            return self._day_of_month(found, int(parts["ord"]))
        if year is None or not iv.clamp_year(year):
            raise _Impossible(f"no such year: {self.text[found.start : found.end]}")
        period = Period("year", date(year, 1, 1))
        stretch, reason = self._edged(iv.stretch_of(period), edge, "year stated", "year")
        if "sinceedge" in parts:
            stretch, reason = self._since(stretch, parts["sinceedge"]["mod"], found, reason, "focus")
        return _Meaning("DATE", iv.value_of(period), reason, stretch, period)

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

    def _day(self, found: Found, parts: dict[str, Any]) -> _Meaning:
        """Expressions of one calendar day."""
        zone = self._zone(found).zone
        if "isodate" in parts or "slashdate" in parts or "isotime" in parts:
            return self._numeric(parts)
        if "holiday" in parts:
            return self._holiday(found, parts)
        month = _month(parts)
        number = parts.get("day") or parts.get("ord") or parts.get("ordword")
        if month and number:
            return self._month_day(found, parts, month, int(number))
        if "deictic" in parts:
            return self._deictic(parts["deictic"])
        if "weekday" in parts and "ord" in parts:
            return self._day_of_month(found, int(parts["ord"]))
        if "weekday" in parts:
            return self._weekday(found, parts, zone)
        if "num" in parts:
            return self._offset(found, {**parts, "units": "day"})
        if parts.get("unit") == "day" or "unit" in parts:
            return self._period(found, {**parts, "unit": "day", "edge": None})
        raise _Impossible("no such day")

    def _numeric(self, parts: dict[str, Any]) -> _Meaning:
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
                return self._two_ways(text, year, first, second)
        made = _make_day(year, month, day)
        if made is None:
            raise _Impossible(f"the calendar has no {text}")
        return _of_day(made, reason)

    @staticmethod
    def _two_ways(text: str, year: int, first: int, second: int) -> _Meaning:
        """ "03/04/2023": April or March; month first is the value, the interval holds both."""
        us, eu = _make_day(year, first, second), _make_day(year, second, first)
        if us is None or eu is None:
            raise _Impossible(f"the calendar has no {text}")
        low, high = min(us, eu), max(us, eu)
        stretch = Stretch(iv.stretch_of(Period("day", low)).start, iv.stretch_of(Period("day", high)).end)
        reason = "day and month in unknown order: month first in the value, both readings in the interval"
        return _Meaning("DATE", us.isoformat(), reason, stretch, Period("day", us))

    def _holiday(self, found: Found, parts: dict[str, Any]) -> _Meaning:
        rule: dict[str, Any] = parts["holiday"]
        name = self.text[found.start : found.end]
        year = parts.get("year")
        if "year" in rule:
            year = rule["year"]
        if not isinstance(year, int):
            year = None
        if year is None:
            base, _ = self._base(found, "day", "focus" if self.narrative else "now")
            if base is None:
                month = f"{rule['month']:02d}-{rule['day']:02d}" if "day" in rule else "XX-XX"
                return _Meaning(
                    "DATE",
                    f"XXXX-{month}",
                    "no year stated and no publication date",
                    failed="unresolved time",
                    weak=True,
                )
            days = [_holiday_day(rule, base.year + k) for k in (-1, 0, 1)]
            shift = parts["rel"]["shift"] if "rel" in parts else 0
            day = self._choose(days, base, self._direction(found), shift)
            reason = f"the {name} that the tense and {self.now.name if self.now else 'the text'} point to"
        else:
            if not iv.clamp_year(year):
                raise _Impossible(f"no such year: {name}")
            day = _holiday_day(rule, year)
            reason = "holiday of the year stated" if "year" in parts else "named day"
        return _of_day(day, reason)

    @staticmethod
    def _choose(days: list[date], base: date, way: Direction | None, shift: int) -> date:
        if shift < 0 or (way == "past" and shift == 0):
            return max((d for d in days if d <= base), default=days[0])
        if shift > 0 or way == "future":
            return min((d for d in days if d >= base), default=days[-1])
        return min(days, key=lambda d: (abs((d - base).days), d))

    def _month_day(self, found: Found, parts: dict[str, Any], month: int, number: int) -> _Meaning:
        year, era = self._year(parts)
        rel = parts.get("rel")
        name = self.text[found.start : found.end]
        if not 1 <= number <= 31 or number > iv.days_in_month(2000, month):
            raise _Impossible(f"the calendar has no {name}")
        if year is not None:
            if era < 0:
                return _Meaning("DATE", f"BC{year:04d}-{month:02d}-{number:02d}", "before the common era")
            day = _make_day(year, month, number)
            if day is None:
                raise _Impossible(f"the calendar has no {name}")
            return _of_day(day, "date stated")
        if rel is not None and "unit" not in parts and "weekday" not in parts:
            base, why = self._base(found, "year", rel["anchor"])
            if base is not None:
                day = _make_day(base.year + rel["shift"], month, number)
                if day is not None:
                    return _of_day(day, f"in the year {why} points to")
        chosen = self._year_for_month(month, number, found, parts.get("weekday") or parts.get("weekdayabbr"))
        if chosen is None:
            why = "no year stated and no publication date"
            return _Meaning(
                "DATE", f"XXXX-{month:02d}-{number:02d}", why, failed="unresolved time", weak=True
            )
        day = _make_day(chosen[0], month, number)
        if day is None:
            raise _Impossible(f"the calendar has no {name} in {chosen[0]}")
        return _of_day(day, chosen[1])

    def _year_for_month(
        self, month: int, number: int | None, found: Found | None, weekday: int | None = None
    ) -> tuple[int, str] | None:
        """The year that a month (and day) without one belongs to, and why."""
        if (self.narrative or self.now is None) and self.focus is not None:
            return self._year_by_focus(month), "year of the time spoken of"
        if self.now is None or self.now.precision == "year":
            return (self.now.day.year, "year of publication") if self.now else None
        today = self._today()
        years = (today.year - 1, today.year, today.year + 1)
        if weekday and number:
            for year in (today.year, *years):
                day = _make_day(year, month, number)
                if day is not None and day.isoweekday() == weekday:
                    return year, "the year in which the date falls on that weekday"
        way = self._direction(found) if found else "past"
        if number is None:
            this = today.year * 12 + today.month
            behind = max(y for y in years if y * 12 + month <= this)
            ahead = min(y for y in years if y * 12 + month >= this)
            if way == "future":
                return ahead, f"month on or after {self.now.name}"
            far = 2 * (ahead * 12 + month - this) >= this - (behind * 12 + month)
            if way is None and found is not None and (self.guards.in_future_phrase(found) or not far):
                return ahead, f"month on or after {self.now.name}"
            if way == "present" and (ahead * 12 + month) - this <= 3:
                return ahead, f"month nearest to {self.now.name}"
            return behind, f"month on or before {self.now.name}"
        days = [d for y in years if (d := _make_day(y, month, number)) is not None]
        if not days:
            return None
        behind_day = max((d for d in days if d <= today + timedelta(days=1)), default=days[0])
        ahead_day = min((d for d in days if d >= today - timedelta(days=1)), default=days[-1])
        if way == "past" and not ((today - behind_day).days > 300 and (ahead_day - today).days < 45):
            return behind_day.year, f"date on or before {self.now.name}"
        if way == "future" and not ((ahead_day - today).days > 300 and (today - behind_day).days < 45):
            return ahead_day.year, f"date on or after {self.now.name}"
        day = min(days, key=lambda d: (abs((d - today).days), d))
        return day.year, f"date nearest to {self.now.name}"

    def _year_by_focus(self, month: int) -> int:
        assert self.focus is not None
        focus = self.focus
        year = focus.first.year
        if _RANK[focus.unit] >= _RANK["year"]:
            return year
        here = year * 12 + focus.first.month

        def cost(y: int) -> tuple[float, int]:
            delta = y * 12 + month - here
            return (delta if delta >= 0 else -delta * self.settings["narrative"]["backward"]), y

        return min((year - 1, year, year + 1), key=cost)

    def _in_month(
        self, found: Found, parts: dict[str, Any], month: int, year: int | None, edge: dict[str, Any] | None
    ) -> _Meaning:
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
                return _Meaning("DATE", f"XXXX-{month:02d}", why, failed="unresolved time", weak=True)
            year, reason = chosen
        if not iv.clamp_year(year):
            raise _Impossible(f"no such year: {self.text[found.start : found.end]}")
        period = Period("month", date(year, month, 1))
        stretch, reason = self._edged(iv.stretch_of(period), edge, reason, "month")
        if "sinceedge" in parts:
            stretch, reason = self._since(
                stretch, parts["sinceedge"]["mod"], found, reason, "now" if rel else "focus"
            )
        return _Meaning("DATE", iv.value_of(period), reason, stretch, period)

    @staticmethod
    def _related_month(base: date, month: int, rel: dict[str, Any]) -> int:
        if rel["shift"] < 0:
            return base.year if month < base.month else base.year - 1
        if rel["shift"] > 0:
            return base.year if month > base.month else base.year + 1
        return base.year

    def _day_of_month(self, found: Found, number: int) -> _Meaning:
        """ "The 13th": of the month spoken of."""
        base = self._day_near(found, "month")
        if base is None:
            why = "a day of a month that is not known"
            return _Meaning("DATE", f"XXXX-XX-{number:02d}", why, failed="unresolved time", weak=True)
        day = _make_day(base.year, base.month, number)
        if day is None:
            raise _Impossible(f"that month has no {number}th")
        return _of_day(day, "day of the month spoken of")

    def _deictic(self, days: int) -> _Meaning:
        if self.now is None or self.now.precision != "day":
            why = "counted from the day of publication, which is not known"
            return _Meaning("DATE", "XXXX-XX-XX", why, failed="unresolved time", weak=True)
        name = {0: "the day of", -1: "the day before", 1: "the day after"}.get(days, f"{days:+d} days from")
        return _of_day(self.now.day + timedelta(days=days), f"{name} {self.now.name}")

    def _weekday(self, found: Found, parts: dict[str, Any], zone: str | None) -> _Meaning:
        weekday: int = parts["weekday"]
        rel = parts.get("rel")
        if self._far_from_now() and self.focus is not None and self.focus.unit in ("day", "week"):
            base = self.focus.first
            ahead = (weekday - base.isoweekday()) % 7
            if rel and rel["shift"] < 0:
                day = base - timedelta(days=((base.isoweekday() - weekday - 1) % 7) + 1)
            else:
                day = base + timedelta(days=ahead)
            return _of_day(day, "weekday on or after the day spoken of")
        if self.now is None or self.now.precision != "day":
            why = "a weekday, and the day of publication is not known"
            return _Meaning("DATE", f"XXXX-WXX-{weekday}", why, failed="unresolved time", weak=True)
        today = self.now.on(zone)
        shift = rel["shift"] if rel else -1 if "last" in parts else 1 if "next" in parts else None
        if self._has_word(found, "week") and rel:
            monday = today - timedelta(days=today.weekday()) + timedelta(weeks=rel["shift"])
            return _of_day(monday + timedelta(days=weekday - 1), "weekday of the week pointed to")
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
                return _of_day(day, "weekday counted from the day spoken of")
            shift = rel["shift"]
        back = (today.isoweekday() - weekday) % 7
        if shift == -1:
            return _of_day(today - timedelta(days=back or 7), f"the last such weekday before {name}")
        if shift == 1 and rel and self.lexemes[found.first].low == "next":
            monday = today - timedelta(days=today.weekday()) + timedelta(weeks=1)
            return _of_day(monday + timedelta(days=weekday - 1), f"weekday of the week after {name}")
        if shift == 1:
            return _of_day(today + timedelta(days=(7 - back) % 7 or 7), f"the next such weekday after {name}")
        way = self._direction(found)
        if way == "future" or (shift == 0 and way != "past"):
            return _of_day(
                today + timedelta(days=(7 - back) % 7), f"weekday on or after {name}, by the tense"
            )
        return _of_day(today - timedelta(days=back), f"weekday on or before {name}")

    def _far_from_now(self) -> bool:
        """Whether weekdays belong to the time spoken of rather than to the time of writing."""
        if self.now is None or self.now.precision != "day":
            return True
        return self.narrative and self.focus is not None and abs((self.focus.first - self.now.day).days) > 60

    def _season(
        self, found: Found, parts: dict[str, Any], year: int | None, edge: dict[str, Any] | None
    ) -> _Meaning:
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
                return _Meaning("DATE", f"XXXX-{code}", why, failed="unresolved time", weak=True)
            first = (month + 5) % 12 + 1 if south else month
            if self._has_word(found, "year") and rel:
                year = base.year + rel["shift"]
            else:
                year = self._season_year(found, base, first, rel, anchor)
            reason = f"season counted from {name}"
        if not iv.clamp_year(year):
            raise _Impossible("no such year")
        first = (month + 5) % 12 + 1 if south else month
        begin = date(year, first, 1)
        period = Period("season", begin)
        end = iv.add_months(begin, 3)
        stretch = Stretch(datetime(year, first, 1), datetime(end.year, end.month, 1))
        if first == 12 and "year" in parts:
            stretch = Stretch(datetime(year - 1, 12, 1), datetime(year + 1, 3, 1))
            reason += ", the winter before it or the one that begins in it"
        stretch, reason = self._edged(stretch, edge, reason, "season")
        if south:
            reason += ", southern"
        return _Meaning("DATE", f"{year:04d}-{code}", reason, stretch, period)

    def _season_year(
        self, found: Found, base: date, first: int, rel: dict[str, Any] | None, anchor: str
    ) -> int:
        if anchor == "focus" and self.narrative:
            if self.focus is not None and _RANK[self.focus.unit] >= _RANK["year"]:
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
        if way == "future" and not running:
            return min(s for s in [*starts, date(base.year + 2, first, 1)] if s > base).year
        return current.year

    def _quarter(
        self,
        found: Found,
        parts: dict[str, Any],
        year: int | None,
        unit: str,
        number: int,
        edge: dict[str, Any] | None,
    ) -> _Meaning:
        count = 4 if unit == "quarter" else 2
        if number == -1:
            number = count
        if not 1 <= number <= count:
            raise _Impossible(f"a year has no {unit} {number}")
        months = 12 // count
        reason = f"{unit} stated"
        if year is None:
            rel = parts.get("rel")
            base, name = self._base(found, "year", "focus" if self.narrative else "now")
            if base is None:
                return _Meaning(
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
            raise _Impossible("no such year")
        period = Period(unit, date(year, (number - 1) * months + 1, 1))
        stretch, reason = self._edged(iv.stretch_of(period), edge, reason, unit)
        return _Meaning("DATE", iv.value_of(period), reason, stretch, period)

    def _weekend(self, found: Found, parts: dict[str, Any], edge: dict[str, Any] | None) -> _Meaning:
        rel = parts.get("rel")
        month = _month(parts)
        if month and _has_day(parts):
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
            return _Meaning("DATE", "XXXX-WXX-WE", why, failed="unresolved time", weak=True)
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
        return _Meaning("DATE", iv.value_of(period), reason, stretch, period)

    def _decade(self, parts: dict[str, Any], era: int, edge: dict[str, Any] | None) -> _Meaning:
        if "decadeword" in parts:
            start, reason = parts["decadeword"] * 10, "decade of the twentieth century"
        else:
            digits = re.sub(r"\D", "", parts["decade"])
            start = int(digits)
            reason = "decade stated"
            if len(digits) == 2:
                start += 1900 if start >= 30 else 2000
                reason = "decade, read as of this or the last century"
        if "era" in parts and era < 0:
            return _Meaning("DATE", f"BC{start // 10:03d}", "a decade before the common era")
        period = Period("decade", date(start, 1, 1))
        stretch, reason = self._edged(iv.stretch_of(period), edge, reason, "decade")
        return _Meaning("DATE", iv.value_of(period), reason, stretch, period)

    def _century(self, parts: dict[str, Any], era: int, edge: dict[str, Any] | None) -> _Meaning:
        number = int(parts.get("ord") or parts["ordword"])
        if number == -1 or not 1 <= number <= 90:
            raise _Impossible("no such century")
        if "era" in parts and era < 0:
            return _Meaning("DATE", f"BC{number - 1:02d}", "a century before the common era")
        if number == 1:
            return _Meaning("DATE", "00", "the first century of the common era")
        period = Period("century", date((number - 1) * 100, 1, 1))
        stretch, reason = self._edged(iv.stretch_of(period), edge, "century stated", "century")
        return _Meaning("DATE", iv.value_of(period), reason, stretch, period)

    # --- clock times and parts of the day ----------------------------------------------------------------------

    def _clock(self, found: Found, parts: dict[str, Any]) -> _Meaning:
        if "isotime" in parts:
            return self._isotime(parts["isotime"])
        has_day = bool(_DAY_PARTS & parts.keys())
        rel = parts.get("rel")
        if rel is not None and not (
            {"weekday", "holiday"} & parts.keys() or "unit" in parts or _month(parts)
        ):
            return self._rel_part(found, parts, rel)
        if "dirweak" in parts and "unit" not in parts:
            rel = {"shift": parts["dirweak"]["sign"], "anchor": "focus"}
            return self._rel_part(found, parts, rel)
        if "following" in parts and "unit" not in parts:
            return self._rel_part(found, parts, {"shift": 1, "anchor": "focus"})
        if has_day:
            day = self._day(found, {k: v for k, v in parts.items() if k not in ("hour", "card", "edge")})
            if day.period is None or day.stretch is None or day.failed:
                tail = self._tail(parts)
                return replace(day, type="TIME", value=f"{day.value or 'XXXX-XX-XX'}{tail}", stretch=None)
            return self._at(found, parts, day.period.first, day.reason, borrowed=False)
        if "nights" in parts:
            return self._night(found, parts)
        return _Meaning("TIME", f"XXXX-XX-XX{self._tail(parts)}", "", pending=True, weak=True)

    @staticmethod
    def _isotime(text: str) -> _Meaning:
        raw = text.replace(" ", "T").replace("Z", "+00:00")
        moment = datetime.fromisoformat(raw)
        zone = None
        if moment.tzinfo is not None:
            zone = moment.strftime("%z")
            zone = f"{zone[:3]}:{zone[3:5]}"
        naive = moment.replace(tzinfo=None)
        width = timedelta(seconds=1) if text.count(":") > 1 else timedelta(minutes=1)
        return _Meaning(
            "TIME",
            text.replace(" ", "T"),
            "moment stated",
            Stretch(naive, naive + width),
            Period("day", naive.date()),
            zone=zone,
        )

    def _rel_part(self, found: Found, parts: dict[str, Any], rel: dict[str, Any]) -> _Meaning:
        """ "Last night", "this morning", "the previous evening", "that afternoon"."""
        part = parts.get("daypart")
        if rel["anchor"] == "now" and not self.narrative and not (rel["shift"] > 0):
            if self.now is None or self.now.precision != "day":
                why = "counted from the day of publication, which is not known"
                return _Meaning(
                    "TIME", f"XXXX-XX-XX{self._tail(parts)}", why, failed="unresolved time", weak=True
                )
            day = self._today() + timedelta(days=rel["shift"])
            name = (
                {0: "the day of", -1: "the day before", 1: "the day after"}[rel["shift"]]
                + " "
                + self.now.name
            )
        else:
            near = self._near_day_only(found)
            if near is None:
                why = "counted from a day in the text, which is not known"
                return _Meaning(
                    "TIME", f"XXXX-XX-XX{self._tail(parts)}", why, failed="unresolved time", weak=True
                )
            day = near + timedelta(days=rel["shift"])
            name = {0: "the day", -1: "the day before the one", 1: "the day after the one"}[
                rel["shift"]
            ] + " spoken of"
        if part is None and self._clock_parts(parts) is None:
            return _of_day(day, name)
        return self._at(found, parts, day, name, borrowed=False)

    def _night(self, found: Found, parts: dict[str, Any]) -> _Meaning:
        if self.now is None or self.now.precision != "day":
            why = "counted from the day of publication, which is not known"
            return _Meaning("TIME", "XXXX-XX-XXTNI", why, failed="unresolved time", weak=True)
        today = self._today()
        word = self.text[found.start : found.end].lower()
        if "overnight" in word and self._direction(found) != "future":
            today -= timedelta(days=1)
            reason = f"the night before the day of {self.now.name}"
        else:
            reason = f"the night of the day of {self.now.name}"
        return self._at(found, {"daypart": parts["nights"]}, today, reason, borrowed=False)

    def _clock_parts(self, parts: dict[str, Any]) -> tuple[int, int, int | None] | None:
        """Hour, minute, second on the 24-hour clock."""
        hour: int
        minute: int
        second: int | None
        if "noon" in parts:
            hour, minute = parts["noon"]
            return (hour, minute, None) if hour else (24, 0, None)
        raw = parts.get("hm") or parts.get("hmdot") or parts.get("mil")
        if raw:
            hour, minute, second = raw
        elif "hour" in parts:
            hour, minute, second = int(parts["hour"]), 0, None
        elif "card" in parts:
            hour, minute, second = int(parts["card"]), 0, None
        else:
            return None
        ampm = parts.get("ampm")
        part = parts.get("daypart")
        if ampm is None and part is not None and hour <= 12:
            ampm = 12 if part["from"] >= 11 and not (part["code"] == "NI" and hour < 6) else 0
        if ampm is not None:
            if hour > 12:
                return (hour, minute, second) if hour < 24 and ampm == 12 else None
            hour = hour % 12 + ampm
        return (hour, minute, second) if hour <= 24 else None

    def _tail(self, parts: dict[str, Any]) -> str:
        clock = self._clock_parts(parts)
        if clock is not None:
            hour, minute, second = clock
            return f"T{hour:02d}:{minute:02d}" + (f":{second:02d}" if second is not None else "")
        part = parts.get("daypart") or parts.get("nights")
        return f"T{part['code']}" if part else ""

    def _at(self, found: Found, parts: dict[str, Any], day: date, why: str, borrowed: bool) -> _Meaning:
        clock = self._clock_parts(parts)
        part = parts.get("daypart") or parts.get("nights")
        zone = self._stated_zone(found, parts)
        if clock is None:
            if {"hm", "hmdot", "mil", "hour", "card"} & parts.keys():
                raise _Impossible(f"no clock shows {self.text[found.start : found.end]}")
            if part is None:
                return _of_day(day, why)
            stretch = iv.hours_of(day, part["from"], part["to"])
            edge = parts.get("edge")
            if edge:
                stretch = stretch.part(edge["from"], edge["to"])
            value = f"{day.isoformat()}T{part['code']}"
            reason = f"{why}, {part['from']}-{part['to']} h"
            return _Meaning("TIME", value, reason, stretch, Period("day", day), zone=zone, weak=borrowed)
        hour, minute, second = clock
        if "noon" in parts and hour == 24:
            first, last = self._tokens(found)
            after = self._near(found) == "after"
            ends = (
                self.now is not None and day >= self._today() and self.tense.of(first, last) != "future"
            )
            if after or (borrowed and ends):
                hour = 0
        stretch = iv.hours_of(day, hour, hour)
        start = stretch.start + timedelta(minutes=minute, seconds=second or 0)
        local = self._zone(found).zone
        if borrowed and zone and local:
            start = _same_day_elsewhere(start, zone, local, day)
        value = f"{start.date().isoformat() if hour != 24 else day.isoformat()}T{hour:02d}:{minute:02d}"
        if second is not None:
            value += f":{second:02d}"
        width = timedelta(seconds=1) if second is not None else timedelta(minutes=1)
        stretch, reason = self._widen(found, parts, Stretch(start, start + width), why)
        return _Meaning("TIME", value, reason, stretch, Period("day", day), zone=zone, weak=borrowed)

    def _widen(self, found: Found, parts: dict[str, Any], stretch: Stretch, why: str) -> tuple[Stretch, str]:
        widths = self.settings["widths"]
        near = self._near(found)
        if near:
            margin = timedelta(minutes=widths["shortly"])
            if near == "before":
                return Stretch(
                    stretch.start - margin, stretch.start
                ), f"{why}, the {widths['shortly']} minutes before"
            return Stretch(
                stretch.start, stretch.start + margin
            ), f"{why}, the {widths['shortly']} minutes after"
        if "clockapprox" in parts:
            margin = timedelta(minutes=widths["about_clock"])
            return Stretch(
                stretch.start - margin, stretch.end + margin
            ), f"{why}, give or take {widths['about_clock']} minutes"
        return stretch, why

    def _near(self, found: Found) -> str | None:
        before = " ".join(x.low for x in self.lexemes[max(0, found.first - 2) : found.first])
        for side in ("before", "after"):
            if before in self.settings["near"][side]:
                return side
        return None

    def _with_day(self, index: int) -> _Meaning:
        """A clock time without a day: the day of its sentence, its paragraph, the lead, or publication."""
        found = self.founds[index]
        try:
            day, why = self._day_for_clock(index)
            if day is None:
                value = f"XXXX-XX-XX{self._tail(found.parts)}"
                return _Meaning(
                    "TIME", value, "a time of day, and the day is not known", failed="unresolved time"
                )
            return self._at(found, found.parts, day, why, borrowed=True)
        except _Impossible as error:
            return _Meaning("TIME", None, str(error), failed="impossible time")
        except (OverflowError, ValueError):
            return _Meaning(
                "TIME", None, "outside the calendar that can be computed with", failed="unresolved time"
            )

    def _day_for_clock(self, index: int) -> tuple[date | None, str]:
        found = self.founds[index]
        sentence = bisect_right(self.sentences, found.start)
        paragraph = bisect_right(self.paragraphs, found.start)
        best: tuple[int, date] | None = None
        for k in self._around(index):
            other, meaning = self.founds[k], self.meanings[k]
            if bisect_right(self.sentences, other.start) != sentence or not _settles_day(meaning):
                continue
            assert meaning.period is not None
            distance = abs(other.start - found.start) + (0 if other.start < found.start else 30)
            if best is None or distance < best[0]:
                best = (distance, meaning.period.first)
        if best is not None:
            return best[1], "on the day its sentence names"
        for k in range(index - 1, max(index - 12, -1), -1):
            other, meaning = self.founds[k], self.meanings[k]
            same = bisect_right(self.paragraphs, other.start) == paragraph
            close = sentence - bisect_right(self.sentences, other.start) <= (2 if not self.narrative else 99)
            if not close or not (same or self.narrative):
                break
            if _settles_day(meaning):
                assert meaning.period is not None
                return meaning.period.first, "on the day its paragraph names"
        if self.lead is not None and not self.narrative:
            return self.lead, "on the day the lead names"
        if self.now is not None and self.now.precision == "day" and not self.narrative:
            return self._today(), f"on the day of {self.now.name}"
        return None, ""

    def _around(self, index: int) -> range:
        return range(max(0, index - 8), min(len(self.meanings), index + 9))

    # --- reference points --------------------------------------------------------------------------------------

    def _today(self) -> date:
        assert self.now is not None
        return self.now.day

    def _near_day_only(self, found: Found) -> date | None:
        """The day that the text speaks of just before ``found``; else the lead's, else that of publication."""
        index = len(self.meanings)
        if index and self.founds[index - 1] is found:
            index -= 1
        paragraph = bisect_right(self.paragraphs, found.start)
        sentence = bisect_right(self.sentences, found.start)
        for k in range(index - 1, max(index - 13, -1), -1):
            other, meaning = self.founds[k], self.meanings[k]
            if not self.narrative and self.now is not None:
                far = sentence - bisect_right(self.sentences, other.start) > 4
                if far or paragraph - bisect_right(self.paragraphs, other.start) > 1:
                    break
            if meaning.period is not None and meaning.period.unit == "day" and not meaning.failed:
                return meaning.period.first
        if self.lead is not None and not self.narrative:
            return self.lead
        if self.now is not None and self.now.precision == "day" and not self.narrative:
            return self.now.day
        return None

    def _day_near(self, found: Found, unit: str = "day") -> date | None:
        """A day inside the period spoken of, as exactly as ``unit`` needs; its unit is kept for the answer."""
        self._anchor_unit = None
        if unit in ("day", "second", "minute", "hour"):
            return self._near_day_only(found)
        wanted = _RANK[_calendar(unit)]
        for k in range(len(self.meanings) - 1, max(len(self.meanings) - 12, -1), -1):
            period = self.meanings[k].period
            if period is not None and _RANK[period.unit] <= wanted and not self.meanings[k].failed:
                return period.first
        if self.narrative:
            self._anchor_unit = self.focus.unit if self.focus is not None else None
            return self.focus.first if self.focus is not None else None
        return self.now.day if self.now is not None and self.now.knows(_calendar(unit)) else None

    def _direction(self, found: Found | None) -> Direction | None:
        if found is None:
            return None
        first, last = self._tokens(found)
        return self.tense.of(first, last)

    def _tokens(self, found: Found) -> tuple[int, int]:
        first = bisect_right(self.token_starts, found.start) - 1
        last = bisect_right(self.token_starts, found.end - 1)
        return max(first, 0), max(last, first + 1)

    def _has_word(self, found: Found, word: str) -> bool:
        return any(x.low == word for x in self.lexemes[found.first : found.last])

    # --- clocks and results ------------------------------------------------------------------------------------

    def _zone(self, found: Found) -> ZoneGuess:
        key = (found.start, found.end)
        if key not in self._zones:
            self._zones[key] = self.zone_of(*key)
        return self._zones[key]

    def _stated_zone(self, found: Found, parts: dict[str, Any]) -> str | None:
        """The clock that the expression itself names, as an IANA zone or an offset."""
        if "offset" in parts:
            return _offset_of(parts["offset"])
        name = parts.get("zone")
        if name is None:
            return None
        if "/" in name:
            return str(name)
        clocks = self.words.abbreviations.get(name, ())
        local = self._zone(found).zone
        for clock in clocks:
            if clock.only_if and local in clock.only_if:
                return clock.zone
        return next((c.zone for c in clocks if not c.only_if), None)

    def _ranges(self) -> None:
        """Both ends of a range carry the interval from the first to the second."""
        for k in range(len(self.founds) - 1):
            a, b = self.meanings[k], self.meanings[k + 1]
            if a.ranged or a.stretch is None or b.stretch is None or a.type not in ("DATE", "TIME"):
                continue
            if b.type not in ("DATE", "TIME") or not self._joined(self.founds[k], self.founds[k + 1]):
                continue
            if (
                a.zone != b.zone
                or a.value is None
                or b.value is None
                or a.value.endswith("_REF")
                or b.value.endswith("_REF")
            ):
                continue
            clocks = "T" in a.value and ":" in a.value and ":" in b.value
            start = a.stretch.start
            end = b.stretch.start if clocks else b.stretch.end
            if clocks and end <= start and end + timedelta(days=1) > start:
                end += timedelta(days=1)  # past midnight
            if end <= start:
                continue
            before = self.lexemes[self.founds[k].first - 1].low if self.founds[k].first else ""
            sense: TimeSense = "within" if before == "between" or clocks else "throughout"
            whole = Stretch(start, end)
            self.meanings[k] = replace(
                a,
                stretch=whole,
                sense=sense,
                ranged=True,
                reason=f"{a.reason}; range from here to the next expression",
            )
            self.meanings[k + 1] = replace(
                b,
                stretch=whole,
                sense=sense,
                ranged=True,
                reason=f"{b.reason}; range from the expression before to here",
            )

    def _finish(self, found: Found, meaning: _Meaning) -> Time:
        text = self.text[found.start : found.end]
        if meaning.stretch is None:
            return Time(
                start=found.start,
                end=found.end,
                text=text,
                type=meaning.type,
                value=meaning.value,
                reason=meaning.reason,
            )
        guess = self._zone(found)
        zone, why = (meaning.zone, "stated") if meaning.zone else (guess.zone, guess.reason)
        interval = iv.to_utc(meaning.stretch, zone)
        if zone is None or iv.tzinfo_of(zone) is None:
            zone = None
            reason = f"{meaning.reason}; clock unknown, all zones from UTC+14 to UTC-12 ({why})"
        else:
            reason = f"{meaning.reason}; clock of {zone} ({why})"
        return Time(
            start=found.start,
            end=found.end,
            text=text,
            type=meaning.type,
            value=meaning.value,
            earliest=interval[0] if interval else None,
            latest=interval[1] if interval else None,
            sense=meaning.sense,
            zone=zone,
            reason=reason,
        )


# --- small helpers ---------------------------------------------------------------------------------------------

_DAY_PARTS = frozenset(
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
_RANK = {
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
_LETTER = {
    "day": "D",
    "week": "W",
    "month": "M",
    "year": "Y",
    "decade": "DE",
    "century": "CE",
    "quarter": "Q",
}
_OPEN = {
    "day": "XXXX-XX-XX",
    "week": "XXXX-WXX",
    "weekend": "XXXX-WXX-WE",
    "month": "XXXX-XX",
    "quarter": "XXXX-QX",
}


def _month(parts: dict[str, Any]) -> int | None:
    month = parts.get("month") or parts.get("monthabbr")
    return month if isinstance(month, int) else None


def _has_day(parts: dict[str, Any]) -> bool:
    return bool(parts.keys() & {"day", "ord", "ordword", "isodate", "slashdate"})


def _period_unit(parts: dict[str, Any]) -> tuple[str, int | str]:
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


def _calendar(unit: str) -> str:
    return {
        "fortnight": "week",
        "millennium": "century",
        "second": "day",
        "minute": "day",
        "hour": "day",
    }.get(unit, unit)


def _open_value(unit: str) -> str:
    return _OPEN.get(unit, "XXXX-XX-XX" if unit in ("hour", "minute", "second") else "XXXX")


def _number(count: float) -> str:
    return f"{count:g}" if count < 1e6 else str(int(count))


def _length(count: float, unit: str) -> str:
    amount = "X" if count < 0 else _number(count)
    if unit in ("second", "minute", "hour"):
        return f"PT{amount}{unit[0].upper()}"
    if unit == "fortnight":
        return f"P{amount if count < 0 else _number(count * 2)}W"
    if unit == "millennium":
        return f"P{amount if count < 0 else _number(count * 10)}CE"
    return f"P{amount}{_LETTER[unit]}"


def _add_lengths(first: str, second: str) -> str:
    if "T" in first and "T" in second:
        return first + second[2:]
    return first + second[1:]


def _make_day(year: int, month: int, number: int) -> date | None:
    if not iv.clamp_year(year) or not 1 <= month <= 12 or not 1 <= number <= iv.days_in_month(year, month):
        return None
    return date(year, month, number)


def _of_day(day: date, reason: str) -> _Meaning:
    period = Period("day", day)
    return _Meaning("DATE", iv.value_of(period), reason, iv.stretch_of(period), period)


def _settles_day(meaning: _Meaning) -> bool:
    return (
        meaning.period is not None
        and meaning.period.unit == "day"
        and not meaning.pending
        and not meaning.failed
        and not meaning.weak
    )


def _holiday_day(rule: dict[str, Any], year: int) -> date:
    if "easter" in rule:
        return iv.easter(year) + timedelta(days=rule["easter"])
    if "nth" in rule:
        return iv.nth_weekday(year, rule["month"], rule["weekday"], rule["nth"])
    return date(year, rule["month"], rule["day"])


def _move(day: date, count: float, unit: str) -> date:
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


def _stretch_from(day: date, count: float, unit: str) -> Stretch:
    """``count`` units from the end (negative: up to the end) of ``day``'s calendar day."""
    here = datetime(day.year, day.month, day.day)
    if unit in ("second", "minute", "hour"):
        if abs(count) > 1e6:
            raise OverflowError
        span = timedelta(seconds=count * {"second": 1, "minute": 60, "hour": 3600}[unit])
        return (
            Stretch(here + span, here + timedelta(days=1))
            if count < 0
            else Stretch(here, here + timedelta(days=1) + span)
        )
    other = _move(day, count, unit)
    there = datetime(other.year, other.month, other.day)
    return Stretch(there, here + timedelta(days=1)) if count < 0 else Stretch(here, there + timedelta(days=1))


def _offset_of(text: str) -> str:
    """``GMT+3`` or ``UTC +05:30`` as ``+03:00`` or ``+05:30``."""
    sign = "-" if re.search(r"[−-]", text) else "+"
    digits = re.sub(r"\D", "", text)
    if len(digits) <= 2:
        digits = digits.zfill(2) + "00"
    digits = digits.zfill(4)
    return f"{sign}{digits[:2]}:{digits[2:]}"


def _same_day_elsewhere(start: datetime, zone: str, local: str, day: date) -> datetime:
    """The clock time ``zone`` shows on the local ``day``: "0230 GMT" of a Wednesday in Seoul."""
    there, here = iv.tzinfo_of(zone), iv.tzinfo_of(local)
    if there is None or here is None:
        return start
    for shift in (0, -1, 1):
        moment = start + timedelta(days=shift)
        if moment.replace(tzinfo=there).astimezone(here).date() == day:
            return moment
    return start


def _borders(doc: Doc, text: str) -> tuple[list[int], list[int]]:
    """Where sentences and paragraphs begin, as character offsets."""
    paragraphs = [0, *(m.end() for m in re.finditer(r"\s*\n\s*", text))]
    if doc.has_annotation("SENT_START"):
        sentences = [token.idx for token in doc if token.is_sent_start]
    else:
        sentences = [m.end() for m in re.finditer(r"[.!?][\"'”’)]*\s+(?=[\"'“‘(]?[A-Z])", text)]
    return sorted({0, *sentences, *paragraphs}), paragraphs
