"""When is it: every time expression of a text, its TIMEX3 value and the interval of instants it stands for."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from spacy.tokens import Doc

from whence.article import Article, Span
from whence.language.layout import opens_line
from whence.reading import Note, Time, TimeSense
from whence.understand import intervals as iv
from whence.understand.intervals import Stretch
from whence.understand.timeclock import Clocks
from whence.understand.timegloss import glossed, is_gloss
from whence.understand.timegrammar import Found, Text, clock_of, scan
from whence.understand.timeparts import DAY_PARTS, Impossible, Meaning, month_of, settles_day
from whence.understand.timestory import ZoneOf

_NEAR_CLOCK = 2
"""Sentences back to which a part of the day tells whether an hour is before or after noon."""


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


class _Reader(Clocks):
    """The passes over one text."""

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
        self.meanings = glossed(self.text, self.founds, self.meanings, lambda found: self._zone(found).zone)
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

    def _first_reading(self, found: Found) -> Meaning:
        try:
            return self._readings()[found.kind](found, found.parts)
        except Impossible as error:
            return Meaning("DATE", None, str(error), failed="impossible time")
        except (OverflowError, ValueError):
            return Meaning(
                "DATE", None, "outside the calendar that can be computed with", failed="unresolved time"
            )

    def _readings(self) -> dict[str, Callable[[Found, dict[str, Any]], Meaning]]:
        """The reading rule of each kind of match of the grammar."""
        return {
            "date": self._date,
            "time": self._clock,
            "period": self._period,
            "offset": self._offset,
            "duration": self._duration,
            "set": self._set,
            "ref": self._ref,
        }

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
                if not DAY_PARTS & first.keys():
                    first.update({n: v for n, v in second.items() if n in DAY_PARTS})
            elif a.kind == b.kind == "date" and "year" in second and "year" not in first and month_of(first):
                later = (month_of(first) or 0) > (month_of(second) or 12)
                first["year"] = second["year"]
                if later and isinstance(second["year"], int):
                    first["year"] = second["year"] - 1
            out[k] = a._replace(parts=first)
        return out

    def _with_day(self, index: int) -> Meaning:
        """A clock time without a day: the day of its sentence, its paragraph, the lead, or publication."""
        found = self.founds[index]
        try:
            day, why = self._day_for_clock(index)
            if day is None:
                value = f"XXXX-XX-XX{self._tail(found.parts)}"
                return Meaning(
                    "TIME", value, "a time of day, and the day is not known", failed="unresolved time"
                )
            parts = found.parts | ({"ampm": 12} if self._is_late(index, day) else {})
            return self._at(found, parts, day, why, borrowed=True)
        except Impossible as error:
            return Meaning("TIME", None, str(error), failed="impossible time")
        except (OverflowError, ValueError):
            return Meaning(
                "TIME", None, "outside the calendar that can be computed with", failed="unresolved time"
            )

    def _is_late(self, index: int, day: date) -> bool:
        """Whether an hour of twelve is one after noon by the part of the day told before it: "on Monday night … at ten"."""
        found = self.founds[index]
        clock = self._clock_parts(found.parts)
        told = {"ampm", "daypart", "noon"} & found.parts.keys() or self.text[found.start] == "0"
        if told or clock is None or not 0 < clock[0] < 12:
            return False
        at = iv.hours_of(day, clock[0], clock[0]).start + timedelta(minutes=clock[1])
        sentence = bisect_right(self.sentences, found.start)
        for k in range(index - 1, max(index - 12, -1), -1):
            meaning = self.meanings[k]
            if sentence - bisect_right(self.sentences, self.founds[k].start) > _NEAR_CLOCK:
                return False
            if meaning.type == "TIME" and meaning.stretch and meaning.period and meaning.period.first == day:
                part = meaning.stretch
                wide = part.end - part.start >= timedelta(hours=2)
                late = part.start <= at + timedelta(hours=12) < part.end + timedelta(hours=2)
                return wide and late and not part.start <= at < part.end
        return False

    def _day_for_clock(self, index: int) -> tuple[date | None, str]:
        found = self.founds[index]
        sentence = bisect_right(self.sentences, found.start)
        paragraph = bisect_right(self.paragraphs, found.start)
        best: tuple[int, date, int] | None = None
        for k in self._around(index):
            other, meaning = self.founds[k], self.meanings[k]
            if bisect_right(self.sentences, other.start) != sentence or not settles_day(meaning):
                continue
            if k > index and "rel" in other.parts and {"unit", "daypart"} & other.parts.keys():
                continue  # "at 10 p.m. …, and the next morning"
            if self._is_gloss(k):
                continue  # "6:20 a.m. (2120 GMT on Wednesday)"
            assert meaning.period is not None
            distance = abs(other.start - found.start) + (0 if other.start < found.start else 30)
            if best is None or distance < best[0]:
                best = (distance, meaning.period.first, k)
        if best is not None:
            if self._past_midnight(best[2], index):
                return best[1] + timedelta(days=1), "on the night after the time its sentence names"
            return best[1], "on the day its sentence names"
        for k in range(index - 1, max(index - 12, -1), -1):
            other, meaning = self.founds[k], self.meanings[k]
            same = bisect_right(self.paragraphs, other.start) == paragraph
            close = sentence - bisect_right(self.sentences, other.start) <= (2 if not self.narrative else 99)
            if not close or not (same or self.narrative):
                break
            if settles_day(meaning) and not self._is_gloss(k) and not self._contradicted(found, meaning):
                assert meaning.period is not None
                if "ampm" in found.parts and self._past_midnight(k, index):
                    return meaning.period.first + timedelta(
                        days=1
                    ), "on the night after the time its paragraph names"
                return meaning.period.first, "on the day its paragraph names"
        stamp = opens_line(self.text, found.start)
        if self.lead is not None and not self.narrative and found.start > self.lead_start and not stamp:
            return self.lead, "on the day the lead names"
        if self.now is not None and self.now.precision == "day" and not self.narrative:
            return self._today(), f"on the day of {self.now.name}"
        return None, ""

    def _is_gloss(self, k: int) -> bool:
        return k > 0 and is_gloss(self.text, self.founds[k - 1], self.founds[k], self.meanings[k])

    def _contradicted(self, found: Found, day: Meaning) -> bool:
        """Whether a clock time told as past stands behind a day that lies ahead, or one that lies ahead behind a past day.

        "Will visit on Thursday. At noon they were …"; "called the march last Friday. They will vote at 17.00".
        """
        assert day.period is not None
        if self.now is None or self.now.precision != "day" or self.narrative:
            return False
        today, way = self._today(), self._direction(found)
        return way == "past" if day.period.first > today else way == "future" and day.period.first < today

    def _past_midnight(self, earlier: int, index: int) -> bool:
        """Whether a clock of the small hours is told after an afternoon or evening: "on Tuesday evening …, and at 4 a.m."."""
        other, found = self.founds[earlier], self.founds[index]
        clock, meaning = self._clock_parts(found.parts), self.meanings[earlier]
        if clock is None or meaning.type != "TIME" or meaning.stretch is None or earlier > index:
            return False
        limits = self.settings["small_hours"]
        late = meaning.stretch.start.hour >= limits["behind"] and clock[0] < limits["until"]
        between = {x.low for x in self.lexemes[other.last : found.first]}
        return late and not between.intersection(limits["unless"])

    def _around(self, index: int) -> range:
        return range(max(0, index - 8), min(len(self.meanings), index + 9))

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
            if a.value.endswith("T24:00") and b.value[:10] == a.value[:10]:
                a = _begun(a)  # "between midnight and 4 a.m. on Monday": Monday begins with it
            assert a.stretch is not None and a.value is not None
            clocks = "T" in a.value and ":" in a.value and ":" in b.value
            start = a.stretch.start
            if self.founds[k].parts.get("weekday") not in (None, self.founds[k + 1].parts.get("weekday")):
                b = self._not_before(start, self.founds[k + 1], b)
            assert b.stretch is not None and b.value is not None
            end = b.stretch.start if clocks else b.stretch.end
            if clocks and end <= start and end + timedelta(days=1) > start:
                end += timedelta(days=1)  # past midnight
                b = replace(b, value=f"{end.date().isoformat()}{b.value[10:]}")
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

    @staticmethod
    def _not_before(start: datetime, found: Found, end: Meaning) -> Meaning:
        """The second end of a range, on the weekday that follows the first end ("from Monday until Tuesday")."""
        assert end.stretch is not None and end.value is not None
        if end.stretch.start >= start or "weekday" not in found.parts or month_of(found.parts):
            return end
        week = timedelta(weeks=1)
        day = date.fromisoformat(end.value[:10]) + week
        if end.stretch.start + week < start:
            return end
        return replace(
            end,
            value=f"{day.isoformat()}{end.value[10:]}",
            stretch=Stretch(end.stretch.start + week, end.stretch.end + week),
            period=end.period and end.period._replace(first=day),
        )

    def _finish(self, found: Found, meaning: Meaning) -> Time:
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
        among = [i for i in (iv.to_utc(meaning.stretch, z) for z in guess.among) if i] if zone is None else []
        if among:
            interval = min(i[0] for i in among), max(i[1] for i in among)
            reason = f"{meaning.reason}; one of {len(among)} clocks ({guess.reason})"
        elif zone is None or iv.tzinfo_of(zone) is None:
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


def _begun(midnight: Meaning) -> Meaning:
    """The midnight with which its day begins, of the one with which it ends."""
    assert midnight.stretch is not None and midnight.value is not None
    day = timedelta(days=1)
    return replace(
        midnight,
        value=f"{midnight.value[:10]}T00:00",
        stretch=Stretch(midnight.stretch.start - day, midnight.stretch.end - day),
    )
