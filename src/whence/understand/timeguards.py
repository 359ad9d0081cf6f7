"""Is it a time at all: what speaks against reading a match as a time expression ("may", "second", "2000 men")."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from functools import cached_property
from typing import Any

from spacy.tokens import Doc, Token

from whence.language.layout import opens_line
from whence.understand.mentions import text_of
from whence.understand.timegrammar import Found, Lexeme
from whence.understand.timeparts import LENGTHS
from whence.understand.zones import ENTRIES

_SMALL = frozenset(("second", "minute", "hour"))
_DOTTED_STAMP = re.compile(r"^\d{1,2}\.\d\d(?=\s|:|$)", re.MULTILINE)
_NOON = 12
_CLOSERS = frozenset(".,;:!?)]\"'”’—–|")
_OPENERS = frozenset('.!?"“:•-')
_DASHES = frozenset("-–/")
_QUOTE_MARKS = frozenset(("“", "”", '"', "''", "``", "'", "‘", "’"))
_TITLE_NAMES = frozenset(("DEICTIC", "NIGHTS", "WEEKDAY", "WEEKDAYS", "SET", "HOLIDAY"))
_WEAK_NAMES = frozenset(("MONTH", "MONTHABBR", "WEEKDAY", "SEASON", "UNIT", "HOLIDAY"))

Parts = dict[str, Any]


class Guards:
    """The checks that need the words around a match, or the annotation of its own words."""

    def __init__(
        self, doc: Doc, lexemes: list[Lexeme], token_starts: list[int], settings: dict[str, Any]
    ) -> None:
        self.doc = doc
        self.text = text_of(doc)
        self.lexemes = lexemes
        self.token_starts = token_starts
        self.tagged = doc.has_annotation("TAG")
        self.parsed = self.tagged and doc.has_annotation("DEP")
        self.words: dict[str, frozenset[str]] = {n: frozenset(w) for n, w in settings["context"].items()}
        self.named = {token.i for e in doc.ents if e.label_ == "person" for token in e}
        self.auxiliaries = frozenset((*settings["tense"]["future_auxiliaries"], "to"))
        self.dayparts = frozenset(settings["daypart_names"])
        self.bodies = {token.i for e in doc.ents if e.label_ == "organization" for token in e}
        eras = settings["eras_before"]
        self.has_bc = any(x.low in eras and x.text.isupper() for x in lexemes)
        self._checks: dict[str, Callable[[Found, Parts], bool]] = {
            "date": self._date,
            "time": self._time,
            "period": self._period,
            "offset": self._offset,
            "duration": self._duration,
            "set": self._set,
            "ref": self._ref,
            "continuation": self._continuation,
        }

    # --- single words ------------------------------------------------------------------------------------------

    def reject(self, i: int, name: str) -> bool:
        """Whether the annotation speaks against lexeme ``i`` being of that class."""
        lexeme = self.lexemes[i]
        low = lexeme.low
        if name in _TITLE_NAMES and self._in_title(i):
            return True
        if name == "UNIT" and lexeme.text[0].isupper() and self._low(i - 1) in ("a", "an"):
            return True  # "a Century speedboat"
        if name in _WEAK_NAMES:
            token = self._token(i) if self.tagged or self.named else None
            if token is not None and token.i in self.named and name != "UNIT":
                return True
            if token is not None and self.tagged:
                if low in self.words["noun_months"]:
                    return not token.tag_.startswith("NN")
                if low in self.words["ordinal_units"]:
                    return not token.tag_.startswith(("NN", "CD"))
            return low in self.words["verb_months"] and not self.tagged and self._no_month(i)
        if name == "ERA":
            return not lexeme.text.isupper()
        if name == "AMPM":
            return low == "am" and not self._low(i - 1)[:1].isdigit() and not lexeme.text.isupper()
        if name == "WEEKDAYABBR":
            after = self._low(i + 1)
            return after not in (".", ",") and not after[:1].isdigit() and not self._is_month(i + 1)
        return False

    def _in_title(self, i: int) -> bool:
        """Whether a capital word is the name of a paper or broadcast: “Today”, USA Today, the Sunday Times."""
        if not self.lexemes[i].text[0].isupper():
            return False
        token = self._token(i) if self.bodies else None
        if token is not None and token.i in self.bodies:
            return True
        if self._shouts(i) and self._shouts(i - 1) and self._low(i + 1) and not self._shouts(i + 1):
            return True  # "a USA TODAY analysis"
        if not self._quote_closes(i + 1):
            return False
        named = self._names(i - 1) and (self._low(i - 2) in _QUOTE_MARKS or self._names(i - 2))
        opened = any(self._low(i - k) in _QUOTE_MARKS for k in (2, 3))
        return self._low(i - 1) in _QUOTE_MARKS or (named and opened)  # “Today”, “Fox News Sunday”

    def _shouts(self, i: int) -> bool:
        """Whether the word at ``i`` is in capitals in a text that is not."""
        return 0 <= i < len(self.lexemes) and len(self.lexemes[i].text) > 1 and self.lexemes[i].text.isupper()

    def _quote_closes(self, i: int) -> bool:
        return self._low(i) in _QUOTE_MARKS or (
            self._low(i) in (",", ".") and self._low(i + 1) in _QUOTE_MARKS
        )

    def _no_month(self, i: int) -> bool:
        """Without tags: whether "May" or "March" is rather the verb or the noun."""
        before, nearby = self._low(i - 1), self._low(i + 1)
        if before in self.words["month_leads"] or nearby[:1].isdigit() or before[:1].isdigit():
            return False
        if i and self.lexemes[i - 1].text[0].isupper() and before not in _CLOSERS:
            return True
        return nearby in self.words["not_after_month"] or (self._opens(i) and nearby.isalpha())

    # --- whole matches -----------------------------------------------------------------------------------------

    def accept(self, found: Found) -> bool:
        """Whether the match may stand."""
        return self._checks[found.kind](found, found.parts)

    def _continuation(self, found: Found, parts: Parts) -> bool:
        following = self._low(found.last)
        if "yy" in parts:
            year = parts.get("year", 0)
            larger = isinstance(year, int) and year > 99 and int(parts["yy"]) > year % 100
            return larger and following not in _DASHES
        listed = self._low(found.first - 1) == "and" and "year" not in parts
        if listed and self._low(found.first - 4) not in self.words["range_words"]:
            return following in _CLOSERS or not following
        if "ord" in parts or "year" in parts:
            return True
        if following[:1].isdigit() or following in self.words["after_day"]:
            return False
        if self._low(found.first - 1) in _DASHES and self._low(found.first - 2).isdigit():
            onward = int(self._low(found.first - 2)) < int(parts["day"])  # "the Jan. 15-20 event"
            return onward and not self._is_month(found.last)
        return not self._nounlike(found.last) and not self._is_month(found.last)

    def _date(self, found: Found, parts: Parts) -> bool:
        keys = parts.keys() - {"approx", "edge", "yearlead"}
        previous, following = self._low(found.first - 1), self._low(found.last)
        if keys == {"yearn"}:
            return self._bare_year(found, int(parts["yearn"]), led=True)
        if keys == {"year"}:
            year = parts["year"]
            if isinstance(year, str):
                return previous in self.words["before_short_year"]
            led = previous in self.words["year_leads"] or found.last - found.first > 1
            return self._bare_year(found, year, led=led)
        if keys == {"ord"}:
            return self._bare_ordinal(found, parts["ord"])
        if keys == {"season"}:
            return following not in self.words["after_season"] and self._season(found)
        if keys == {"season", "year"} and self.lexemes[found.last - 1].kind == "WORD":
            return not self._names(found.last)  # "the 2012 Summer Olympics": the year alone
        if "month" in keys and previous in self.words["no_month_behind"]:
            return not self.lexemes[found.first - 1].text[0].isupper()
        if keys == {"month"} and self.lexemes[found.last - 1].low in self.words["given_names"]:
            return not (
                previous in self.words["before_names"] and self.lexemes[found.first - 1].text[0].isupper()
            )
        if keys == {"monthabbr"}:
            return following != "-"
        if keys == {"decade"} and found.last - found.first > 1 and len(parts["decade"].strip("'’‘s")) == 2:
            return previous not in self.words["possessives"] and following != "of"
        if keys == {"decade"} and parts["decade"][0].isdigit() and len(parts["decade"].strip("'’s")) == 2:
            return False  # "in his 40s", "the low 60s"
        if "decadeword" in keys:
            return previous not in self.words["possessives"] and not self._nounlike(found.last)
        if keys == {"holiday"} and following in self.words["after_holiday"]:
            return False
        if keys == {"weekend"} and previous in self.words["idle_weekend"]:
            return False
        if keys == {"weekday"} and self._names(found.last) and self._names(found.last + 1):
            return following not in self.dayparts  # "Saturday Morning Breakfast Cereal"
        if keys == {"weekday"} and following in self.words["after_weekday"]:
            return not self.lexemes[found.last].text[0].isupper()
        if keys >= {"day", "month"} and found.last - found.first == 2:
            return following not in self.words["after_day"] or following == ":"
        if "quarter" in keys and not keys & {"year", "rel"}:
            return (
                following not in self.words["not_after_quarter"]
                and previous not in self.words["not_before_quarter"]
            )
        return True

    def _bare_year(self, found: Found, year: int, led: bool) -> bool:
        """Whether a number alone is a year."""
        following, previous = self._low(found.last), self._low(found.first - 1)
        token = self._token(found.last - 1) if self.parsed else None
        counts = (
            token is None or token.dep_ == "nummod" or not led
        )  # "In 2021 soldiers shot six" counts nobody
        if following in self.words["after_year"] and counts:
            return False
        if previous in self.words["before_year"] or year > 2100:
            return False
        heading = self._heads_line(found)
        if following == ":" and not heading:
            return False
        if following in ("-", "/") and self._low(found.last + 1).isalpha() and not led:
            return False
        if year < 1000:
            if year < 100 or not self.has_bc or previous in self.words["no_year_leads"]:
                return False
            return led and not self._nounlike(found.last)
        counted = token is not None and token.dep_ == "nummod" and token.head.i > token.i
        if token is not None and counted and token.head.tag_ == "NNS":
            return False
        plural = self._plural(found.last)
        if led:
            return not (plural and year % 100 == 0)
        if plural and (year % 100 == 0 or year < 1900):
            return False
        if year < 1700 and not heading:
            return following in _DASHES and not self._nounlike(found.last + 1)
        return year >= 1900 or heading or not self._nounlike(found.last)

    def _heads_line(self, found: Found) -> bool:
        """Whether the match opens its line and stands there alone or before a colon."""
        start, end = self.lexemes[found.first].start, self.lexemes[found.last - 1].end
        after = self.text[end : end + 1]
        alone = not after or after in "\n:"
        return alone and opens_line(self.text, start)

    def _bare_ordinal(self, found: Found, number: int) -> bool:
        """Whether "the 13th" is a day."""
        following = self._low(found.last)
        if not 1 <= number <= 31 or following in self.words["after_ordinal"]:
            return False
        if not following or following in _CLOSERS:
            return True
        return self._low(found.first - 1) in self.words["before_ordinal"] and not self._nounlike(found.last)

    def _season(self, found: Found) -> bool:
        lexeme = self.lexemes[found.last - 1]
        previous = self.lexemes[found.first - 1] if found.first else None
        following = self._low(found.last)
        if found.last - found.first > 1:
            fall_of = lexeme.low in self.words["verb_seasons"] and following == "of"
            return not (fall_of and not self._low(found.last + 1)[:1].isdigit())
        if previous is None:
            return False
        if lexeme.text.islower() and lexeme.low in self.words["plain_seasons"]:
            return True
        if lexeme.text[0].isupper():
            if previous.text[0].isupper() and previous.low not in self.words["season_name_leads"]:
                return False
            if found.last < len(self.lexemes) and self.lexemes[found.last].text[0].isupper():
                return False
        return previous.low in self.words["season_leads"]

    def _period(self, found: Found, parts: Parts) -> bool:
        unit = parts["unit"]
        first, following = self._low(found.first), self._low(found.last)
        if unit in _SMALL or unit == "millennium":
            return False
        if self._low(found.first - 1) in ('"', "“") and self.lexemes[found.last - 1].text[0].isupper():
            return False  # a title: “This Week”
        rel = parts.get("rel")
        if "running" in parts:
            return unit in self.words["running"] and self._ends_clause(found.last)
        if "dirweak" in parts or parts.get("following") == "following":
            return self._closes(found.last)
        if "edgeend" in parts:
            return True
        if unit == "day" and rel is None and parts.get("edge", {}).get("mod") == "END":
            lead = (self._low(found.first - 2), self._low(found.first - 1))
            if following == "," and (lead[1] == "at" or lead == ("at", "the")):
                return False  # "at the end of the day, it is their choice"
        if unit == "day" and self._low(found.first) == "this" and self._low(found.first - 1) == "to":
            return following == "as"  # "to this day"; but "he referred to this day as a black one"
        if "edge" in parts and rel is None:
            inside = [x.low for x in self.lexemes[found.first : found.last]]
            return "of" in inside or "the" in inside[1:]
        if "sinceedge" in parts and rel is None:
            return True
        if rel is not None and first == "the" and rel["anchor"] == "now":
            if self._low(found.first + 1) in self.words["last_words"]:
                return False  # "the last week" is a length
            if rel["shift"] == 0:
                return bool(unit != "day")
        if unit == "quarter" and following in self.words["not_after_quarter"]:
            return False
        if first in self.words["needs_the"]:
            return False
        return following != "-"

    def _offset(self, found: Found, parts: Parts) -> bool:
        if not self._counted(found, parts):
            return False
        if "dirweak" in parts:
            return self._closes(found.last)
        word = self._low(found.last - 1)
        if word == "back" and not self._closes(found.last):
            return False
        return not (word in self.words["comparisons"] and self._low(found.last) == "than")

    def _duration(self, found: Found, parts: Parts) -> bool:
        if not self._counted(found, parts):
            return False
        first, following = self._low(found.first), self._low(found.last)
        unit = parts.get("unit") or parts.get("units") or parts.get("bare")
        if first == "last" and self._is_verb(found.first):
            return False  # "it will last four days"
        if "num2" in parts and LENGTHS.index(parts["unit2"]) >= LENGTHS.index(unit):
            return False  # "40 hours a week" is no sum
        if unit == "quarter" and "spanrel" not in parts:
            return False
        if "spanrel" in parts and "num" not in parts and "unit" in parts:
            word = self._low(found.first + 1)
            inside = "month" in parts or "year" in parts
            if unit in _SMALL or word in self.words["not_lengths"]:
                return False
            if word == "last" and following == "of" and not inside:
                return False
            return inside or word not in self.words["points"]
        if "bare" in parts and "spanrel" not in parts and "approx" not in parts:
            previous = self._low(found.first - 1)
            if following == "-" or previous[:1].isdigit() or previous in self.words["not_before_bare"]:
                return False
            return self._opens(found.first) or not self.lexemes[found.first].text[0].isupper()
        if "num" not in parts and first == "all":
            return unit not in self.words["not_whole"]
        return True

    def _is_verb(self, i: int) -> bool:
        """Whether lexeme ``i`` is a verb, by its tag or by an auxiliary before it."""
        token = self._token(i) if self.tagged else None
        return self._low(i - 1) in self.auxiliaries or (token is not None and token.tag_.startswith("VB"))

    def _counted(self, found: Found, parts: Parts) -> bool:
        """Whether number and unit agree ("a years", "several day" do not)."""
        if "num" not in parts:
            return True
        words = [x.low for x in self.lexemes[found.first : found.last]]
        number = parts["num"]
        hyphen = "-" in words
        single = words[0] in ("a", "an") and number == 1
        if "units" in parts:
            return not (len(words) == 2 and number in (1, 0.5) and not words[0][:1].isdigit())
        if "unit" not in parts:
            return True
        if number == 0 or number < 0 or (single and not hyphen and self._low(found.last) == "-"):
            return False
        if single and self._low(found.first - 1) in self.words["not_before_a"]:
            return False
        if hyphen or number in (1, 0.5, 0.25, 0.75):
            if parts["unit"] != "second" or hyphen or words[0] == "one":
                return True
            return single and self._low(found.last) in _CLOSERS
        return parts["unit"] in self.words["loose_units"] and number < 1000

    def _time(self, found: Found, parts: Parts) -> bool:
        previous, following = self._low(found.first - 1), self._low(found.last)
        bare_hour = parts.keys() & {"hour", "card"}
        if "rangelead" in parts:
            return 0 <= int(parts.get("hour") or parts.get("card") or 0) <= 24
        if "pastclock" in parts and "-" in (previous, following):
            return False  # "one-quarter to one-third"
        if "zone" in parts and "hour" in parts and "ampm" not in parts:
            return self.lexemes[found.last - 1].text.isupper()
        if "ampm" in parts and bare_hour:
            if not 1 <= int(parts.get("hour") or parts.get("card") or 0) <= 24:
                return False
            if "in" in [x.low for x in self.lexemes[found.first : found.last]]:
                return previous in self.words["clock_leads"]
        if "mil" in parts and not parts.keys() & {"zone", "local", "offset"}:
            return self._low(found.first + 1) in self.words["hours_words"]
        if "hm" in parts and parts.keys() <= {"hm", "clockapprox"}:
            before = self.lexemes[found.first - 1] if found.first else None
            name = before is not None and before.kind == "WORD" and before.text[0].isupper()
            if name and not self._opens(found.first - 1):
                return False
            return (
                following not in self.words["not_after_clock"]
                and previous not in self.words["not_before_clock"]
            )
        if "hmdot" in parts and parts.keys() <= {"hmdot", "clockapprox"}:
            return self._dotted(found, parts["hmdot"])
        if "daypart" in parts or "nights" in parts:
            return self._part(found, parts) and not self._program(found)
        return True

    def _dotted(self, found: Found, clock: tuple[int, ...]) -> bool:
        """Whether a number with a point is a time: the stamp of an entry of a report that grows by the hour, or in such a one "at 22.00"."""
        if self._grows and opens_line(self.text, found.start):
            return True
        led = self._low(found.first - 1) in self.words["clock_leads"]
        follows = self._low(found.last) in _CLOSERS or found.last >= len(self.lexemes)
        late = clock[0] > _NOON and clock[1] % 30 == 0
        return led and follows and (late or self._grows)

    @cached_property
    def _grows(self) -> bool:
        """Whether the text is a report that grows by the hour, with a point in its stamps."""
        return len(_DOTTED_STAMP.findall(self.text)) >= ENTRIES

    def _part(self, found: Found, parts: Parts) -> bool:
        following = self._low(found.last)
        single = self._low(found.first) if found.last - found.first == 1 else ""
        if single in self.words["compounds"] and self._low(found.first - 1) not in self.words["part_leads"]:
            token = self._token(found.first)
            return token is not None and token.dep_ == "compound"
        if "dirweak" in parts and not parts.keys() & {"weekday", "month", "monthabbr"}:
            return self._closes(found.last)
        if parts.keys() - {"edge"} == {"daypart"} and self._low(found.first) == "the":
            return following != "of" or self._low(found.last - 1) not in self.words["loose_parts"]
        return following != "-" or found.last - found.first > 1

    def _program(self, found: Found) -> bool:
        """Whether capitals make a name of it: "Saturday Night Live", "Good Friday Night Football"."""
        spelled = self.lexemes[found.first].kind == "WORD" and found.last - found.first > 1
        return spelled and self.lexemes[found.last - 1].text[0].isupper() and self._names(found.last)

    def _names(self, i: int) -> bool:
        """Whether a word with a capital (but not all in capitals) stands there."""
        text = self.lexemes[i].text if i < len(self.lexemes) else ""
        return text.isalpha() and text[0].isupper() and text[1:].islower()

    def _set(self, found: Found, parts: Parts) -> bool:
        first = self.lexemes[found.first]
        if "set" in parts:  # "the Daily Mail" is none
            return self._opens(found.first) or not first.text[0].isupper()
        if "units" in parts and "num" not in parts:
            return False
        return parts.get("unit") != "second" or first.low == "per"

    def _ref(self, found: Found, parts: Parts) -> bool:
        low = " ".join(x.low for x in self.lexemes[found.first : found.last])
        previous, following = self._low(found.first - 1), self._low(found.last)
        token = self._token(found.last - 1)
        if low in self.words["moment_phrases"]:
            return previous in self.words["moment_leads"] and not self._nounlike(found.last)
        if low == "once":
            return self._formerly(found.last, previous)
        if low in self.words["vague_nouns"]:
            if self.tagged and token is not None:
                if low == "future":
                    return token.tag_ == "NN" and previous in self.words["future_adjectives"]
                modifier = self.parsed and token.dep_ in ("amod", "compound")
                return token.tag_ == "NN" and not modifier and following != "-"
            return low != "future" and not self._nounlike(found.last) and following != "-"
        return not (
            parts["ref"] == "PRESENT_REF" and self.tagged and token is not None and token.tag_ == "SCONJ"
        )

    def _formerly(self, following: int, previous: str) -> bool:
        """Whether "once" tells of the past ("once the world's largest"), and not how often or as soon as."""
        token = self._token(following - 1)
        if not self.parsed or token is None or self._low(following) in self.words["not_once"]:
            return False
        opened = previous in self.words["not_before_once"]
        return not opened and token.dep_ == "advmod" and token.head.i > token.i and self._past(token.head)

    @staticmethod
    def _past(head: Token) -> bool:
        """Whether the clause of ``head`` is told in the past."""
        told = [head, *(c for c in head.children if c.dep_ in ("aux", "aux:pass", "cop"))]
        return any(t.tag_ in ("VBD", "VBN") for t in told)

    def owned(self, found: Found) -> bool:
        """Whether the length is part of something else ("the last months of her life")."""
        own = self.words["possessives"]
        return self._low(found.last) == "of" and self._low(found.last + 1) in own

    def at_the_end(self, found: Found) -> bool:
        """Whether a word before the end of a period places something there, and sets no term."""
        return self._low(found.first - 1) in self.words["end_leads"]

    def present_age(self, found: Found) -> bool:
        """Whether "today" is the present age ("the size it is today", "more than ever today")."""
        if found.last - found.first > 1 or self.lexemes[found.first].low != "today":
            return False
        previous, following = self._low(found.first - 1), self._low(found.last)
        if following in self.words["age_after"]:
            return True
        if previous not in self.words["age_before"]:
            return False
        return self._closes(found.last) or (self.tagged and self._nounlike(found.last))

    def any_such_day(self, found: Found) -> bool:
        """Whether it is a day of that kind and none in particular ("on a Monday")."""
        alone = found.last - found.first == 1
        article = self._low(found.first - 1) == "a" and self._low(found.first - 2) == "on"
        return alone and article and not self._nounlike(found.last)

    # --- the words around --------------------------------------------------------------------------------------

    def in_future_phrase(self, found: Found) -> bool:
        """Whether a word in front ("until", "by", "ahead of") points ahead."""
        ahead = self._low(found.first - 2) == "ahead"
        return ahead or self._low(found.first - 1) in self.words["future_leads"]

    def perfect(self, first: int, last: int) -> bool:
        """Whether the governing verb is a present perfect ("has lived here for ten years")."""
        if not self.parsed or not 0 <= first < last <= len(self.doc):
            return False
        token = self.doc[last - 1]
        for _ in range(6):
            if token.pos_ in ("VERB", "AUX"):
                helpers = (c.text.lower() for c in token.children if c.dep_ in ("aux", "aux:pass"))
                return any(h in self.words["perfect_auxiliaries"] for h in helpers)
            if token.head.i == token.i:
                break
            token = token.head
        return False

    def _token(self, i: int) -> Token | None:
        k = bisect_right(self.token_starts, self.lexemes[i].start) - 1
        return self.doc[k] if 0 <= k < len(self.token_starts) else None

    def _low(self, i: int) -> str:
        return self.lexemes[i].low if 0 <= i < len(self.lexemes) else ""

    def _is_month(self, i: int) -> bool:
        return self._low(i)[:3] in self.words["months_short"]

    def _opens(self, i: int) -> bool:
        return i == 0 or self._low(i - 1) in _OPENERS

    def _ends_clause(self, i: int) -> bool:
        return not self._low(i) or self._low(i) in _CLOSERS

    def _closes(self, i: int) -> bool:
        """Whether nothing follows that a preposition could govern."""
        low = self._low(i)
        return not low or low in _CLOSERS or low in self.words["closing_words"]

    def _nounlike(self, i: int) -> bool:
        if i >= len(self.lexemes):
            return False
        if self.tagged:
            token = self._token(i)
            return token is not None and token.tag_.startswith(("NN", "JJ", "VBN"))
        low = self._low(i)
        return low.isalpha() and low not in self.words["function_words"]

    def _plural(self, i: int) -> bool:
        if i >= len(self.lexemes):
            return False
        if self.tagged:
            token = self._token(i)
            return token is not None and token.tag_ == "NNS"
        lexeme = self.lexemes[i]
        ends = lexeme.low.endswith("s") and not lexeme.low.endswith(("ss", "us", "is"))
        return lexeme.text.isalpha() and lexeme.text.islower() and len(lexeme.low) > 3 and ends
