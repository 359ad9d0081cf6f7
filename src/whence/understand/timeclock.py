"""What time of day is it: clock times, parts of the day, and the clocks they are told by."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from whence.understand import intervals as iv
from whence.understand.intervals import Period, Stretch
from whence.understand.timecalendar import Calendar
from whence.understand.timegrammar import Found
from whence.understand.timeparts import (
    DAY_PARTS,
    Impossible,
    Meaning,
    day_meaning,
    make_day,
    month_of,
    offset_of,
    same_day_elsewhere,
)

_CLOCKS = frozenset(("hm", "hmdot", "mil", "hour", "card"))


class Clocks(Calendar):
    """Readings of times of day."""

    def _clock(self, found: Found, parts: dict[str, Any]) -> Meaning:
        if "isotime" in parts:
            return self._isotime(parts["isotime"])
        if "dtg" in parts:
            return self._date_time_group(parts["dtg"])
        has_day = bool(DAY_PARTS & parts.keys())
        rel = parts.get("rel")
        if rel is not None and not (
            {"weekday", "holiday"} & parts.keys() or "unit" in parts or month_of(parts)
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
            night = timedelta(days=1 if "into" in parts else 0)  # "overnight into Sunday" began on Saturday
            return self._at(found, parts, day.period.first - night, day.reason, borrowed=False)
        if "nights" in parts:
            return self._night(found, parts)
        return Meaning("TIME", f"XXXX-XX-XX{self._tail(parts)}", "", pending=True, weak=True)

    @staticmethod
    def _isotime(text: str) -> Meaning:
        raw = text.replace(" ", "T").replace("Z", "+00:00")
        moment = datetime.fromisoformat(raw)
        zone = None
        if moment.tzinfo is not None:
            zone = moment.strftime("%z")
            zone = f"{zone[:3]}:{zone[3:5]}"
        naive = moment.replace(tzinfo=None)
        width = timedelta(seconds=1) if text.count(":") > 1 else timedelta(minutes=1)
        return Meaning(
            "TIME",
            text.replace(" ", "T"),
            "moment stated",
            Stretch(naive, naive + width),
            Period("day", naive.date()),
            zone=zone,
        )

    def _date_time_group(self, text: str) -> Meaning:
        """ "010400Z MAR 22": day, hour and minute on the clock of a letter, month and year (ACP 121)."""
        digits, letter = text[:6], text[6]
        month = self.words.words["MONTHABBR"][re.sub(r"[^A-Z]", "", text[7:]).lower()]
        year = int(re.findall(r"\d+", text[7:])[0])
        day = make_day(year if year > 99 else 2000 + year, month, int(digits[:2]))
        if day is None or int(digits[2:4]) > 23:
            raise Impossible(f"the calendar has no {text}")
        letters = self.settings["military_zones"]
        east, west = letters["east"].find(letter) + 1, letters["west"].find(letter) + 1
        start = iv.hours_of(day, int(digits[2:4]), 24).start + timedelta(minutes=int(digits[4:]))
        zone = f"{'-' if west else '+'}{east or west:02d}:00"
        value = start.strftime("%Y-%m-%dT%H:%M")
        width = timedelta(minutes=1)
        return Meaning(
            "TIME", value, "date-time group", Stretch(start, start + width), Period("day", day), zone=zone
        )

    def _rel_part(self, found: Found, parts: dict[str, Any], rel: dict[str, Any]) -> Meaning:
        """ "Last night", "this morning", "the previous evening", "that afternoon"."""
        part = parts.get("daypart")
        if rel["anchor"] == "now" and not self.narrative and not (rel["shift"] > 0):
            if self.now is None or self.now.precision != "day":
                why = "counted from the day of publication, which is not known"
                return Meaning(
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
                return Meaning(
                    "TIME", f"XXXX-XX-XX{self._tail(parts)}", why, failed="unresolved time", weak=True
                )
            day = near + timedelta(days=rel["shift"])
            name = {0: "the day", -1: "the day before the one", 1: "the day after the one"}[
                rel["shift"]
            ] + " spoken of"
        if part is None and self._clock_parts(parts) is None:
            return day_meaning(day, name)
        return self._at(found, parts, day, name, borrowed=False)

    def _night(self, found: Found, parts: dict[str, Any]) -> Meaning:
        if self.now is None or self.now.precision != "day":
            why = "counted from the day of publication, which is not known"
            return Meaning("TIME", "XXXX-XX-XXTNI", why, failed="unresolved time", weak=True)
        told = self._day_of_sentence(found)
        today = told or self._today()
        name = "the day spoken of" if told else f"the day of {self.now.name}"
        word = self.text[found.start : found.end].lower()
        if "overnight" in word and self._direction(found) != "future":
            today -= timedelta(days=1)
            reason = f"the night before {name}"
        else:
            reason = f"the night of {name}"
        return self._at(found, {"daypart": parts["nights"]}, today, reason, borrowed=False)

    def _clock_parts(self, parts: dict[str, Any]) -> tuple[int, int, int | None] | None:
        """Hour, minute, second on the 24-hour clock."""
        hour: int
        minute: int
        second: int | None
        if "noon" in parts:
            hour, minute = parts["noon"]
            past = parts.get("pastclock", 0)
            if past < 0:
                return (hour or 24) - 1, 60 + past, None
            return (hour or (0 if past else 24), minute + past, None)
        written = next(
            (k for k in parts if k in _CLOCKS), None
        )  # the first; a range's context may hold another
        if written is None:
            return None
        if written in ("hour", "card"):
            hour, minute, second = int(parts[written]), 0, None
            if "pastclock" in parts:
                shift = parts["pastclock"]
                hour, minute = (hour, shift) if shift > 0 else ((hour - 2) % 12 + 1, 60 + shift)
        else:
            hour, minute, second = parts[written]
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

    def _at(self, found: Found, parts: dict[str, Any], day: date, why: str, borrowed: bool) -> Meaning:
        clock = self._clock_parts(parts)
        part = parts.get("daypart") or parts.get("nights")
        zone = self._stated_zone(found, parts)
        if clock is None:
            if _CLOCKS & parts.keys():
                raise Impossible(f"no clock shows {self.text[found.start : found.end]}")
            if part is None:
                return day_meaning(day, why)
            edge = parts.get("edge")
            whole = self._part_with_edge(found, edge) if edge else None
            part = whole or part
            stretch = iv.hours_of(day, part["from"], part["to"])
            if edge and whole is None:
                stretch = stretch.part(edge["from"], edge["to"])
            value = f"{day.isoformat()}T{part['code']}"
            reason = f"{why}, {part['from']}-{part['to']} h"
            return Meaning("TIME", value, reason, stretch, Period("day", day), zone=zone, weak=borrowed)
        hour, minute, second = clock
        if "noon" in parts and hour == 24:
            first, last = self._tokens(found)
            after = self._near(found) == "after"
            ends = self.now is not None and day >= self._today() and self.tense.of(first, last) != "future"
            if after or (borrowed and ends):
                hour = 0
        stretch = iv.hours_of(day, hour, hour)
        start = stretch.start + timedelta(minutes=minute, seconds=second or 0)
        local = self._zone(found).zone
        if borrowed and zone == "+00:00" and local:
            start = same_day_elsewhere(start, zone, local, day)
        value = f"{start.date().isoformat() if hour != 24 else day.isoformat()}T{hour:02d}:{minute:02d}"
        if second is not None:
            value += f":{second:02d}"
        width = timedelta(seconds=1) if second is not None else timedelta(minutes=1)
        stretch, reason = self._widen(found, parts, Stretch(start, start + width), why)
        return Meaning("TIME", value, reason, stretch, Period("day", day), zone=zone, weak=borrowed)

    def _part_with_edge(self, found: Found, edge: dict[str, Any]) -> dict[str, Any] | None:
        """The part of day that has a width of its own when early or late: "early on Tuesday morning"."""
        named: dict[str, Any] = self.words.words["DAYPART"]
        start = {"START": "early ", "MID": "mid-", "END": "late "}[edge["mod"]]
        words = (x.low for x in self.lexemes[found.first : found.last])
        return next((named[start + w] for w in words if w in named and start + w in named), None)

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

    def _stated_zone(self, found: Found, parts: dict[str, Any]) -> str | None:
        """The clock that the expression itself names, as an IANA zone or an offset."""
        if "offset" in parts:
            return offset_of(parts["offset"])
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
