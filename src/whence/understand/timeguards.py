"""Is it a time at all: what speaks against reading a match as a time expression ("may", "second", "2000 men")."""

from __future__ import annotations

from bisect import bisect_right
from typing import Any

from spacy.tokens import Doc, Token

from whence.understand.timegrammar import Found, Lexeme

_SMALL = ("second", "minute", "hour")
_CLOSERS = frozenset(".,;:!?)]\"'”’—–|")


class Guards:
    """The checks that need the words around a match, or the annotation of its own words."""

    def __init__(
        self, doc: Doc, lexemes: list[Lexeme], token_starts: list[int], settings: dict[str, Any]
    ) -> None:
        self.doc = doc
        self.lexemes = lexemes
        self.token_starts = token_starts
        self.tagged = doc.has_annotation("TAG")
        self.parsed = self.tagged and doc.has_annotation("DEP")
        self.words = {name: frozenset(words) for name, words in settings["reject"].items()}
        self.leads = frozenset(settings["month_leads"]["words"])
        self.names = {e.start: e for e in doc.ents if e.label_ in ("person",)}
        self.named = {t.i for e in self.names.values() for t in e}
        self.has_bc = any(
            x.low in ("bc", "b.c.", "bce", "b.c.e.", "b.c") and x.text.isupper() for x in lexemes
        )

    # --- single words ------------------------------------------------------------------------------------------

    def reject(self, i: int, name: str) -> bool:
        """Whether the annotation speaks against lexeme ``i`` being of that class."""
        lexeme = self.lexemes[i]
        low = lexeme.low
        if name in ("MONTH", "MONTHABBR", "WEEKDAY", "SEASON", "UNIT", "HOLIDAY"):
            token = self._token(i)
            if token is not None and token.i in self.named and name != "UNIT":
                return True
            if token is not None and self.tagged:
                if low in ("may", "march", "mar", "spring", "fall"):
                    return not token.tag_.startswith("NN")
                if low in ("second", "minute"):
                    return token.tag_ in ("JJ", "RB", "LS") or token.tag_.startswith("VB")
            elif low in ("may", "march"):
                return self._no_month(i)
            return False
        if name == "ERA":
            return not lexeme.text.isupper()
        if name == "AMPM" and low == "am" and not self._low(i - 1)[:1].isdigit():
            return not self.lexemes[i].text.isupper()
        return (
            name in ("WEEKDAYABBR",)
            and self._low(i + 1) not in (".", ",")
            and not self._low(i + 1)[:1].isdigit()
            and self._low(i + 1)[:3] not in _MONTHS
        )

    def _no_month(self, i: int) -> bool:
        """Without tags: whether "May" or "March" is rather the verb or the noun."""
        before, nearby = self._low(i - 1), self._low(i + 1)
        if before in self.leads or nearby[:1].isdigit() or before[:1].isdigit() or self._kind(i - 1) == "ORD":
            return False
        if i and self.lexemes[i - 1].text[0].isupper() and before not in _CLOSERS:
            return True
        return (
            nearby in self.words["weak_followers"]
            or nearby in ("to", "on", "of", "for")
            or (self._opens(i)
            and nearby.isalpha())
        )

    # --- whole matches -----------------------------------------------------------------------------------------

    def accept(self, found: Found) -> bool:
        """Whether the match may stand."""
        check = getattr(self, f"_{found.kind}", None)
        return check is None or bool(check(found, found.parts))

    def _continuation(self, found: Found, parts: dict[str, Any]) -> bool:
        following = self._low(found.last)
        if "yy" in parts:
            year = parts.get("year", 0)
            return (
                isinstance(year, int)
                and year > 99
                and int(parts["yy"]) > year % 100
                and following not in ("-", "/")
            )
        if (
            self._low(found.first - 1) == "and"
            and self._low(found.first - 4) not in ("between", "from")
            and "year" not in parts
        ):
            return following in _CLOSERS or following == ""
        if "ord" in parts or "year" in parts:
            return True
        return (
            not following[:1].isdigit()
            and following not in ("%", ":", "percent")
            and not self._nounlike(found.last)
            and self._lexical(found.last) not in ("month",)
        )

    def _date(self, found: Found, parts: dict[str, Any]) -> bool:
        keys = parts.keys() - {"approx", "edge", "yearlead"}
        following = self._low(found.last)
        if "zone" in keys:
            return True
        if keys == {"yearn"} or keys == {"yearn", "yearlead"}:
            return self._bare_year(found, int(parts["yearn"]), led=True)
        if keys == {"year"}:
            year = parts["year"]
            if isinstance(year, str):
                return self._low(found.first - 1) in (
                    "in",
                    "of",
                    "since",
                    "by",
                    "and",
                    "class",
                    "summer",
                    "until",
                    "from",
                    "to",
                    "late",
                    "early",
                )
            return self._bare_year(
                found,
                year,
                led=bool(self._lexical(found.first - 1) == "lead" or found.last - found.first > 1),
            )
        if keys == {"ord"}:
            number = parts["ord"]
            if not 1 <= number <= 31 or following in self.words["after_ordinal"] or following == "-":
                return False
            if following == "" or following in _CLOSERS:
                return True
            return self._low(found.first - 1) in ("on", "by", "of", "until", "since") and not self._nounlike(
                found.last
            )
        if keys == {"season"}:
            return self._season(found)
        if keys == {"month"} and self.lexemes[found.last - 1].low in (
            "may",
            "march",
            "august",
            "june",
            "april",
        ):
            previous = self.lexemes[found.first - 1] if found.first else None
            person = (
                previous is not None
                and previous.text[0].isupper()
                and previous.low in ("ms", "mrs", "mr", "minister", "theresa", "president")
            )
            return not person
        if keys == {"monthabbr"} and following == "-":
            return False
        if keys <= {"decade"} and parts["decade"][0] in "'’‘" and found.last - found.first == 1:
            return True
        if keys <= {"decade"} and len(parts["decade"].strip("'’‘s")) == 2:
            return (
                self._low(found.first) in ("the", "late", "early", "mid")
                and self._low(found.first - 1) != "his"
                and following not in ("of",)
            )
        if "decadeword" in keys:
            return self._low(found.first - 1) not in (
                "his",
                "her",
                "their",
                "my",
                "your",
            ) and not self._nounlike(found.last)
        if "century" in keys:
            return True
        if "holiday" in keys:
            return True
        if (
            keys <= {"weekday", "the"}
            and self._low(found.last) in ("times", "post", "telegraph", "mail", "herald")
            and self.lexemes[found.last].text[0].isupper()
        ):
            return False
        if (
            "day" in keys
            and "month" in keys
            and found.last - found.first == 2
            and self._low(found.last) in ("%", "percent")
        ):
            return False
        if "sinceedge" in keys and keys == {"sinceedge", "month"}:
            return True
        if "quarter" in keys and "year" not in keys and "rel" not in keys:
            return following not in ("of", "final", "finals", "horse", "back") and self._low(
                found.first - 1
            ) not in ("one", "three", "a")
        if "half" in keys and "year" not in keys and "rel" not in keys:
            return True
        return True

    def _bare_year(self, found: Found, year: int, led: bool) -> bool:
        following, previous = self._low(found.last), self._low(found.first - 1)
        if following in self.words["after_year"] or previous in self.words["before_year"]:
            return False
        heading = self._heads_line(found)
        if following == ":" and not heading:
            return False
        if following in ("-", "/") and self._low(found.last + 1).isalpha() and led is False:
            return False
        if year < 1000:
            if year < 100 or not self.has_bc:
                return False
            return led and previous not in ("(", "and") and not self._nounlike(found.last)
        if previous in ("no", "nos") or previous[:1] in "$€£¥#":
            return False
        token = self._token(found.last - 1)
        if (
            self.parsed
            and token is not None
            and token.dep_ == "nummod"
            and token.head.i > token.i
            and token.head.tag_ == "NNS"
        ):
            return False
        if year >= 2101:
            return False
        if led:
            return not (self._plural(found.last) and year % 100 == 0)
        if self._plural(found.last) and (year % 100 == 0 or year < 1900):
            return False
        if year < 1700 and not heading:
            return self._low(found.last) in ("-", "–") and not self._nounlike(found.last + 1)
        if year < 1900:
            return heading or not self._nounlike(found.last)
        return True

    def _heads_line(self, found: Found) -> bool:
        start = self.lexemes[found.first].start
        end = self.lexemes[found.last - 1].end
        text = self.doc.text
        alone = not text[end : end + 1].strip() or text[end] == ":"
        return alone and (start == 0 or text[start - 1] == "\n")

    def _season(self, found: Found) -> bool:
        lexeme = self.lexemes[found.last - 1]
        previous = self.lexemes[found.first - 1] if found.first else None
        following = self._low(found.last)
        if found.last - found.first > 1:
            return not (
                self._low(found.first) == "the"
                and lexeme.low in ("fall", "spring")
                and following == "of"
                and not self._low(found.last + 1)[:1].isdigit()
            )
        if previous is None:
            return False
        if lexeme.text.islower() and lexeme.low in ("summer", "winter", "autumn"):
            return True
        if (
            lexeme.text[0].isupper()
            and previous.text[0].isupper()
            and previous.low not in ("in", "by", "this", "last")
        ):
            return False
        if (
            lexeme.text[0].isupper() and self.lexemes[found.last].text[0].isupper()
            if found.last < len(self.lexemes)
            else False
        ):
            return False
        if previous.low in (
            "in",
            "by",
            "during",
            "since",
            "until",
            "of",
            "for",
            "through",
            "this",
            "each",
            "next",
        ):
            return True
        return (
            self.tagged and lexeme.low not in ("fall", "spring") and previous.low in ("and", "or", "to", "a")
        )

    def _period(self, found: Found, parts: dict[str, Any]) -> bool:
        unit = parts["unit"]
        first = self._low(found.first)
        following = self._low(found.last)
        if unit in _SMALL or unit == "millennium":
            return False
        if self._low(found.first - 1) in ('"', "“") and self.lexemes[found.last - 1].text[0].isupper():
            return False  # a title: “This Week”
        rel = parts.get("rel")
        if "dirweak" in parts or parts.get("following") == "following":
            return self._closes(found.last)
        if "edgeend" in parts:
            return True
        if "edge" in parts and rel is None:
            middle = [x.low for x in self.lexemes[found.first : found.last]]
            return "of" in middle or "the" in middle[1:]
        if "sinceedge" in parts and rel is None:
            return True
        if rel is not None and first == "the" and rel["anchor"] == "now":
            word = self._low(found.first + 1)
            if word in ("last", "past"):
                return False
            if word == "this" or word == "current":
                return unit != "day"
        if unit == "quarter" and following in ("of", "final", "finals"):
            return False
        if (
            rel is not None
            and rel["shift"] == 0
            and first in ("this", "that", "same")
            and unit == "decade"
            and False
        ):
            return False
        if first in (
            "past",
            "coming",
            "prior",
            "previous",
            "following",
            "preceding",
            "subsequent",
            "same",
            "upcoming",
        ):
            return False
        if first == "current" and rel is not None:
            return False
        return following != "-" or self._low(found.last + 1) in ("end", "")

    def _offset(self, found: Found, parts: dict[str, Any]) -> bool:
        if not self._counted(found, parts):
            return False
        if "dirweak" in parts:
            return self._closes(found.last)
        word = self._low(found.last - 1)
        if word == "back" and not self._closes(found.last):
            return False
        if word in ("earlier", "later", "previously"):
            return self._low(found.last) != "than"
        return True

    def _duration(self, found: Found, parts: dict[str, Any]) -> bool:
        if not self._counted(found, parts):
            return False
        first, following = self._low(found.first), self._low(found.last)
        unit = parts.get("unit") or parts.get("units") or parts.get("bare")
        if unit == "quarter" and parts.get("spanrel") is None:
            return False
        if unit in _SMALL and "unit" in parts and "spanrel" in parts and "num" not in parts:
            return False
        if "spanrel" in parts and "num" not in parts and "unit" in parts:
            low = self._low(found.first + 1)
            if low in ("first", "final", "subsequent", "ensuing", "recent"):
                return False
            if low == "last" and following == "of" and "month" not in parts and "year" not in parts:
                return False
            return (
                low not in ("previous", "preceding", "following", "next", "coming")
                or "year" in parts
                or "month" in parts
            )
        if "bare" in parts and "spanrel" not in parts and "approx" not in parts:
            if following in ("-",) or (
                self.lexemes[found.first].text[0].isupper()
                and self._low(found.first - 1) not in ("", ".", '"', "“")
            ):
                return False
            previous = self._low(found.first - 1)
            return not previous[:1].isdigit() and previous not in (
                "the",
                "business",
                "early",
                "older",
                "opening",
                "office",
                "working",
                "glory",
                "'s",
                "these",
                "those",
                "his",
                "her",
                "their",
                "its",
                "my",
                "our",
                "your",
                "school",
                "golden",
                "final",
                "no",
                "what",
            )
        if found.last - found.first == 2 and first in ("a", "an") and unit == "second":
            return following in _CLOSERS
        if "num" not in parts and found.last - found.first >= 2 and first == "all":
            return unit not in ("second", "minute", "hour", "century", "quarter", "decade")
        return True

    def _counted(self, found: Found, parts: dict[str, Any]) -> bool:
        """Whether number and unit agree ("a years", "several day" do not)."""
        if "num" not in parts:
            return True
        words = [x.low for x in self.lexemes[found.first : found.last]]
        number = parts["num"]
        hyphen = "-" in words
        if "units" in parts:
            if words[0] in ("a", "an", "another", "half") and number in (1, 0.5) and len(words) == 2:
                return False
            return True
        if "unit" not in parts:
            return True
        if number < 0:
            return False
        if words[0] in ("a", "an") and not hyphen and number == 1:
            if self._low(found.last) == "-":
                return False
            token = self._token(found.first)
            if self._low(found.first - 1) in ("such", "quite", "what", "many"):
                return False
            if parts["unit"] == "day" and self.tagged and token is not None and self._rate(found):
                return True
        if hyphen or number in (1, 0.5, 0.25, 0.75):
            return not (parts["unit"] == "second" and not hyphen and words[0] != "one")
        return (
            parts["unit"] in ("year", "month", "week", "day", "hour", "minute")
            and number < 1000
            and (self.tagged or self._low(found.last) not in ("-",))
        )

    def _rate(self, found: Found) -> bool:
        return self._low(found.first - 1)[:1].isdigit()

    def _time(self, found: Found, parts: dict[str, Any]) -> bool:
        previous, following = self._low(found.first - 1), self._low(found.last)
        if "zone" in parts and {"hour"} & parts.keys() and "ampm" not in parts:
            return 0 < parts["hour"] <= 24 and self.lexemes[found.last - 1].text.isupper()
        if "ampm" in parts and {"hour", "card"} & parts.keys():
            number = parts.get("hour", parts.get("card"))
            if not 1 <= number <= 24:
                return False
            if self._low(found.last - 1) in ("morning", "afternoon", "evening", "night") and "in" in [
                x.low for x in self.lexemes[found.first : found.last]
            ]:
                return previous in (
                    "at",
                    "by",
                    "until",
                    "around",
                    "about",
                    "before",
                    "after",
                    "since",
                    "from",
                )
        if "rangelead" in parts:
            number = parts.get("hour", parts.get("card", 0))
            return 0 <= number <= 24
        if "mil" in parts and not parts.keys() & {"zone", "local", "offset"}:
            return self.lexemes[found.first].text[0] in "012" and self._low(found.first + 1) in (
                "hours",
                "hrs",
                "h",
            )
        if "hm" in parts and not parts.keys() & {
            "ampm",
            "zone",
            "local",
            "daypart",
            "weekday",
            "deictic",
            "month",
        }:
            before = self.lexemes[found.first - 1] if found.first else None
            if (
                before is not None
                and before.kind == "WORD"
                and before.text[0].isupper()
                and not self._opens(found.first - 1)
            ):
                return False
            return following not in (":", "/", "%") and previous not in (
                "ratio",
                "psalm",
                "genesis",
                "john",
                "matthew",
                "luke",
                "verse",
            )
        if "daypart" in parts or "nights" in parts:
            return self._part(found, parts)
        return True

    def _part(self, found: Found, parts: dict[str, Any]) -> bool:
        following = self._low(found.last)
        if "dirweak" in parts and not parts.keys() & {"weekday", "month", "monthabbr"}:
            return self._closes(found.last)
        if parts.keys() - {"the", "edge"} == {"daypart"}:
            word = self._low(found.last - 1)
            if self._low(found.first) == "the" and word in ("night", "evening", "day"):
                return following != "of"
        return following != "-" or found.last - found.first > 1

    def _set(self, found: Found, parts: dict[str, Any]) -> bool:
        first = self.lexemes[found.first]
        if "set" in parts:
            return not (first.text[0].isupper() and not self._opens(found.first))
        if first.low in ("each", "every") and "units" in parts and "num" not in parts:
            return False
        if first.low == "per" and "units" in parts:
            return False
        if first.low == "each" and parts.get("unit") == "quarter":
            return True
        return parts.get("unit") not in ("second",) or first.low == "per"

    def _ref(self, found: Found, parts: dict[str, Any]) -> bool:
        low = " ".join(x.low for x in self.lexemes[found.first : found.last])
        previous, following = self._low(found.first - 1), self._low(found.last)
        if low in ("the moment", "this moment"):
            return previous in ("at", "for") and not self._nounlike(found.last)
        token = self._token(found.last - 1)
        if low in ("the past", "the present", "the future", "future"):
            if self.tagged and token is not None:
                if low == "future":
                    return token.tag_ == "NN" and previous in ("near", "foreseeable", "immediate", "distant")
                return (
                    token.tag_ == "NN"
                    and (not self.parsed or token.dep_ not in ("amod", "compound"))
                    and following != "-"
                )
            return low != "future" and (
                following in _CLOSERS
                or following in ("", "and", "of", "is", "was", "will", "has", "for", "in")
            )
        if low == "now" and self.tagged and token is not None:
            return token.tag_ in ("RB", "NN", "JJ", "UH", "IN")
        return True

    # --- the words around --------------------------------------------------------------------------------------

    def in_future_phrase(self, found: Found) -> bool:
        """Whether a word in front ("until", "by", "ahead of") points ahead."""
        return self._low(found.first - 1) in ("until", "till", "by") or self._low(found.first - 2) == "ahead"

    def perfect(self, first: int, last: int) -> bool:
        """Whether the governing verb is a present perfect ("has lived here for ten years")."""
        if not self.parsed or not 0 <= first < last <= len(self.doc):
            return False
        token = self.doc[last - 1]
        for _ in range(6):
            if token.pos_ in ("VERB", "AUX"):
                return any(
                    c.dep_ in ("aux", "aux:pass") and c.text.lower() in ("has", "have", "'ve", "’ve")
                    for c in token.children
                )
            if token.head.i == token.i:
                break
            token = token.head
        return False

    def _token(self, i: int) -> Token | None:
        k = bisect_right(self.token_starts, self.lexemes[i].start) - 1
        return self.doc[k] if 0 <= k < len(self.doc) else None

    def _low(self, i: int) -> str:
        return self.lexemes[i].low if 0 <= i < len(self.lexemes) else ""

    def _kind(self, i: int) -> str:
        return self.lexemes[i].kind if 0 <= i < len(self.lexemes) else ""

    def _lexical(self, i: int) -> str:
        low = self._low(i)
        return "lead" if low in _LEADS else "month" if low[:3] in _MONTHS and low[:1].isalpha() else ""

    def _opens(self, i: int) -> bool:
        return i == 0 or self._low(i - 1) in (".", "!", "?", '"', "“", ":", "•", "-")

    def _closes(self, i: int) -> bool:
        """Whether nothing follows that a preposition could govern."""
        low = self._low(i)
        return (
            low == ""
            or low in _CLOSERS
            or low
            in (
                "and",
                "but",
                "or",
                "in",
                "at",
                "when",
                "while",
                "to",
                "from",
                "on",
                "by",
                "with",
                "had",
                "was",
                "were",
                "as",
                "that",
            )
        )

    def _nounlike(self, i: int) -> bool:
        token = self._token(i) if i < len(self.lexemes) else None
        if token is None:
            return False
        if self.tagged:
            return token.tag_.startswith(("NN", "JJ", "VBN"))
        low = self._low(i)
        return low.isalpha() and low not in _FUNCTION

    def _plural(self, i: int) -> bool:
        token = self._token(i) if i < len(self.lexemes) else None
        if token is None:
            return False
        if self.tagged:
            return token.tag_ == "NNS"
        low = self._low(i)
        return (
            low.isalpha()
            and len(low) > 3
            and low.endswith("s")
            and not low.endswith(("ss", "us", "is"))
            and token.text.islower()
        )


_MONTHS = frozenset(("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"))
_LEADS = frozenset(
    (
        "in",
        "since",
        "of",
        "from",
        "until",
        "till",
        "during",
        "between",
        "by",
        "before",
        "after",
        "and",
        "to",
        "through",
        "year",
        "around",
        "circa",
        "-",
        "–",
    )
)
_FUNCTION = frozenset(
    (
        "the",
        "a",
        "an",
        "of",
        "in",
        "on",
        "at",
        "by",
        "to",
        "for",
        "from",
        "with",
        "and",
        "or",
        "but",
        "as",
        "that",
        "which",
        "who",
        "when",
        "while",
        "is",
        "was",
        "were",
        "are",
        "had",
        "has",
        "have",
        "he",
        "she",
        "it",
        "they",
        "we",
        "after",
        "before",
        "until",
    )
)
