"""Which time is the text speaking of: the moment of writing, the day last named, and the tense around."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from spacy.tokens import Doc

from whence.article import Published
from whence.knowledge import timewords
from whence.language.layout import datelines
from whence.understand import intervals as iv
from whence.understand.intervals import Period, Stretch
from whence.understand.mentions import text_of
from whence.understand.timegrammar import Found, lex
from whence.understand.timeguards import Guards
from whence.understand.timeparts import RANK, Meaning, Now, calendar_unit, make_day, month_of
from whence.understand.timetense import Direction, Tense
from whence.understand.zones import ZoneGuess

ZoneOf = Callable[[int, int], ZoneGuess]


class Story:
    """What is known of one text while its expressions are read from first to last."""

    def __init__(self, doc: Doc, published: Published | None, zone_of: ZoneOf) -> None:
        self.doc = doc
        self.text = text_of(doc)
        self.zone_of = zone_of
        self.words = timewords.load()
        self.settings = self.words.settings
        self.lexemes = lex(self.text)
        self.token_starts: list[int] = doc.to_array("IDX").tolist() if len(doc) else []
        dayparts = {"daypart_names": tuple(self.words.words["DAYPART"])}
        self.guards = Guards(doc, self.lexemes, self.token_starts, self.settings | dayparts)
        self.tense = Tense(doc, self.settings["tense"])
        self.sentences, self.paragraphs = _borders(doc, self.text)
        self.published = published
        self.now: Now | None = None
        self.narrative = False
        self.era = 1
        self.focus: Period | None = None
        self.aside: int | None = None
        self.bc: int | None = None
        self.lead: date | None = None
        self.lead_start = 0
        self._datelines = datelines(self.text)
        self.meanings: list[Meaning] = []
        self.founds: list[Found] = []
        self._anchor_unit: str | None = None
        self._zones: dict[tuple[int, int], ZoneGuess] = {}

    def _follow(self, found: Found, meaning: Meaning) -> None:
        """Keep what later expressions refer back to."""
        if meaning.period is None or meaning.weak:
            return
        if self._moves_focus(found, meaning.period):
            self.focus = meaning.period
        if meaning.period.unit == "day" and self._is_lead(found):
            day = meaning.period.first
            printed = self._is_dateline(self.lead_start) and not self._is_dateline(found.start)
            # a day that the story has been to is worth more than the one that the dateline prints
            if self.lead is None or (printed and day <= self.lead):
                self.lead, self.lead_start = day, found.start

    def _is_dateline(self, offset: int) -> bool:
        """Whether a day tells when a report was sent: "DUBAI, Dec 12 (Agency) --"."""
        return any(start <= offset < end for start, end, _ in self._datelines)

    def _moves_focus(self, found: Found, period: Period) -> bool:
        """Whether the story moves to ``period``: not for "that year" around a known month, nor for an aside."""
        focus = self.focus
        if focus is None or RANK[period.unit] <= RANK["season"]:
            self.aside = None
            return True
        if period.unit != "year":
            return focus.unit not in {"day", "month"}
        if RANK[focus.unit] < RANK["year"]:
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

    def _moment_of_writing(self) -> Now | None:
        published = self.published
        if published is not None:
            precision = published.precision if published.precision in ("month", "year") else "day"
            return Now(published.day, precision, "publication", published)
        for found in self.founds[:3]:
            if (
                found.start > self.settings["dateline"]["window"]
                or bisect_right(self.paragraphs, found.start) > 3
            ):
                break
            parts = found.parts
            year = parts.get("year")
            full = isinstance(year, int) and month_of(parts) and (parts.get("day") or parts.get("ord"))
            line = self._line(found.start)
            short = len(line) <= len(found_text := self.text[found.start : found.end]) + 12
            after = self.text[found.end : found.end + 4].strip()[:1]
            if full and (short or after in self.settings["dateline"]["dashes"]) and found_text:
                day = make_day(
                    int(year or 0), month_of(parts) or 0, int(parts.get("day") or parts.get("ord") or 0)
                )
                if day is not None:
                    return Now(day, "day", "the dateline")
        return None

    def _line(self, offset: int) -> str:
        start: int = self.text.rfind("\n", 0, offset) + 1
        end = self.text.find("\n", offset)
        return self.text[start : end if end >= 0 else len(self.text)].strip()

    def _is_narrative(self) -> bool:
        """Whether the text tells history: years long past by far outnumber words that look from today."""
        past = deictic = vague = 0
        limits = self.settings["narrative"]
        for found in self.founds:
            parts = found.parts
            year = parts.get("year")
            if parts.get("era") == -1 or (
                isinstance(year, int)
                and (self.now is None or abs(self.now.day.year - year) >= limits["distance_years"])
            ):
                past += 1
            elif (
                {"deictic", "weekday", "nights"} & parts.keys()
                or parts.get("dir", {}).get("anchor") == "now"
                or parts.get("rel", {}).get("anchor") == "now"
            ):
                deictic += 1
            elif found.kind == "ref":
                vague += 1
        return past >= int(limits["years"]) and past > int(limits["per_deictic"]) * deictic + vague

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
                day = make_day(year, month, number)
                if day is not None and day.isoweekday() == weekday:
                    return year, "the year in which the date falls on that weekday"
        way = self._direction(found) if found else "past"
        if number is None:
            this = today.year * 12 + today.month
            behind = max(y for y in years if y * 12 + month <= this)
            ahead = min(y for y in years if y * 12 + month >= this)
            if way == "future" and found and self.tense.called_off(*self._tokens(found)):
                near = min(behind, ahead, key=lambda y: abs(y * 12 + month - this))
                return near, f"month nearest to {self.now.name}"
            if way == "future":
                return ahead, f"month on or after {self.now.name}"
            far = 2 * (ahead * 12 + month - this) >= this - (behind * 12 + month)
            if way is None and found is not None and (self.guards.in_future_phrase(found) or not far):
                return ahead, f"month on or after {self.now.name}"
            if way == "present" and (ahead * 12 + month) - this <= 3:
                return ahead, f"month nearest to {self.now.name}"
            return behind, f"month on or before {self.now.name}"
        days = [d for y in years if (d := make_day(y, month, number)) is not None]
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
        if RANK[focus.unit] >= RANK["year"]:
            return year
        here = year * 12 + focus.first.month

        def cost(y: int) -> tuple[float, int]:
            delta = y * 12 + month - here
            return (delta if delta >= 0 else -delta * self.settings["narrative"]["backward"]), y

        return min((year - 1, year, year + 1), key=cost)

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

    def _day_of_sentence(self, found: Found) -> date | None:
        """The past day that the sentence has named before ``found``: "on Tuesday accused it of shelling the camp overnight"."""
        sentence = bisect_right(self.sentences, found.start)
        for other, meaning in reversed(list(zip(self.founds, self.meanings, strict=False))):
            if other is found:
                continue
            if bisect_right(self.sentences, other.start) != sentence:
                return None
            period = meaning.period
            if period is not None and period.unit == "day" and not meaning.failed:
                return period.first if self.now and period.first <= self.now.day else None
        return None

    def _day_near(self, found: Found, unit: str = "day") -> date | None:
        """A day inside the period spoken of, as exactly as ``unit`` needs; its unit is kept for the answer."""
        self._anchor_unit = None
        if unit in ("day", "second", "minute", "hour"):
            return self._near_day_only(found)
        wanted = RANK[calendar_unit(unit)]
        for k in range(len(self.meanings) - 1, max(len(self.meanings) - 12, -1), -1):
            period = self.meanings[k].period
            if period is not None and RANK[period.unit] <= wanted and not self.meanings[k].failed:
                return period.first
        if self.narrative:
            self._anchor_unit = self.focus.unit if self.focus is not None else None
            return self.focus.first if self.focus is not None else None
        return self.now.day if self.now is not None and self.now.knows(calendar_unit(unit)) else None

    def _tells_of_now(self, found: Found) -> bool:
        """Whether no day is told before that it could be counted from, so that publication stands in."""
        index = len(self.meanings)
        days = [m.period for m in self.meanings[max(index - 13, 0) : index] if m.period is not None]
        return not any(p.unit == "day" for p in days) and self._direction(found) == "past"

    def _far_from_now(self) -> bool:
        """Whether weekdays belong to the time spoken of rather than to the time of writing."""
        if self.now is None or self.now.precision != "day":
            return True
        return self.narrative and self.focus is not None and abs((self.focus.first - self.now.day).days) > 60

    def _direction(self, found: Found | None) -> Direction | None:
        if found is None:
            return None
        first, last = self._tokens(found)
        return self.tense.of(first, last)

    def _tokens(self, found: Found) -> tuple[int, int]:
        first = bisect_right(self.token_starts, found.start) - 1
        last = bisect_right(self.token_starts, found.end - 1)
        return max(first, 0), max(last, first + 1)

    def _today(self) -> date:
        assert self.now is not None
        return self.now.day

    def _has_word(self, found: Found, word: str) -> bool:
        return any(x.low == word for x in self.lexemes[found.first : found.last])

    def _zone(self, found: Found) -> ZoneGuess:
        key = (found.start, found.end)
        if key not in self._zones:
            self._zones[key] = self.zone_of(*key)
        return self._zones[key]


def _borders(doc: Doc, text: str) -> tuple[list[int], list[int]]:
    """Where sentences and paragraphs begin, as character offsets."""
    paragraphs = [0, *(m.end() for m in re.finditer(r"\n\s*", text))]
    if doc.has_annotation("SENT_START"):
        sentences = [sentence.start_char for sentence in doc.sents]
    else:
        sentences = [
            m.end() for m in re.finditer(r"(?<![.\s(][A-Za-z])[.!?][\"'”’)]*\s+(?=[\"'“‘(]?[A-Z])", text)
        ]
    return sorted({0, *sentences, *paragraphs}), paragraphs
