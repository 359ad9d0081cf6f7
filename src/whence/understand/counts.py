"""How many: the number of a noun phrase with its bounds and unit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from whence.knowledge.countwords import CountWords, count_words
from whence.reading import Count

if TYPE_CHECKING:
    from spacy.tokens import Doc

_YEAR = re.compile(r"(?:19|20)\d\d")
_DIGITS = re.compile(r"^(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?([a-z]{1,2})?\+?$", re.IGNORECASE)
_INDIAN = re.compile(r"^\d{1,2}(?:,\d{2})+,\d{3}$")
_SPAN = re.compile(r"^(\d[\d,]*)[-–—](\d[\d,]*)$")
_SIGNED = re.compile(r"^(\D{1,4}?)(\d[\d.,]*)([a-z]{0,2}\+?)$", re.IGNORECASE)
_LONGEST = 4  # words of the longest phrase before or behind a number


def count_of(doc: Doc, head: int) -> Count | None:
    """The count of the noun phrase headed by token ``head``, or ``None`` where no number is named.

    ``best`` is the number named, ``low`` and ``high`` its bounds (inclusive): "at least 4" has low 4, "more than 200" low 201,
    "about 100" no bounds, "dozens" low 24 and no best, "no" 0 throughout. Distances, money and shares have a ``unit``
    (ISO 4217 code, SI symbol or "percent"). "a" and "an" alone name no number.
    """
    words = count_words()
    if not 0 <= head < len(doc):
        return None
    start = _number_at(doc, head, words)
    if start is None:
        return None
    unit = _unit(doc, head, start, words)
    if doc[start].text.lower() in ("no", "zero") or (doc[start].text.lower() == "none"):
        return Count(low=0.0, best=0.0, high=0.0, unit=unit)
    value, first, last, vague = _value(doc, start, words)
    if value is None:
        return None
    if vague:
        return Count(low=value, best=None, high=None, unit=unit)
    other = _range(doc, first, last, words)
    if other is not None:
        low, high = sorted((value, other))
        if low < high and high >= 1000 and low < 1000 and _scaled(doc, last, words):
            low *= _scaled(doc, last, words)
        return Count(low=low, best=None, high=high, unit=unit)
    kind = _before(doc, first, words) or _after(doc, last, words)
    step = 1 if unit is None and float(value).is_integer() else 0
    match kind:
        case "low":
            return Count(low=value, best=value, unit=unit)
        case "above":
            return Count(low=value + step, best=value, unit=unit)
        case "high":
            return Count(best=value, high=value, unit=unit)
        case "below":
            return Count(best=value, high=value - step, unit=unit)
        case "about":
            return Count(best=value, unit=unit)
    return Count(low=value, best=value, high=value, unit=unit)


def _number_at(doc: Doc, head: int, words: CountWords) -> int | None:
    """The token that the number of ``head`` starts at (or lies in)."""
    token = doc[head]
    found: list[int] = [
        c.i
        for c in token.children
        if (
            c.dep_.split(":")[0] == "nummod"
            or c.dep_ in ("det", "det:predet")
            or c.dep_ in {"amod", "compound"}
        )
        and _numeric(doc, c.i, words)
        and (c.dep_ != "compound" or c.i > 0)
        and not (token.tag_ == "NN" and _YEAR.fullmatch(c.text))  # "the 2014 election"
    ]
    if found:
        return found[0]
    if _numeric(doc, head, words):
        return head
    above = token.head
    if (
        above.i < head
        and token.dep_.startswith("nmod")
        and any(c.text.lower() == "of" for c in token.children)
    ):
        # "dozens of rockets", "a pair of jets", "hundreds of thousands of people"
        if (
            above.text.lower() in words.vague
            or above.text.lower() in words.sets
            or above.text.lower() in words.multipliers
        ):
            return int(above.i)
        if above.pos_ == "NUM" and _numeric(doc, above.i, words):
            return None  # "12 of the hostages" does not count the hostages
    return None


def _sign(doc: Doc, i: int, words: CountWords) -> str:
    """The sign of money that is written before the digits of a token, "" if none is.

    One of letters alone needs an amount behind it: "N60 million" is money, "N60" is a road.
    """
    match = _SIGNED.match(doc[i].text)
    if match is None or match[1].lower() not in words.signs:
        return ""
    behind = doc[i + 1].text.lower() if i + 1 < len(doc) else ""
    amount = "," in match[2] or match[3].lower() in words.multipliers or behind in words.multipliers
    return match[1] if amount or not match[1].isalpha() else ""


def _low(doc: Doc, i: int, words: CountWords) -> str:
    """A token in small letters, without a sign of money."""
    text: str = doc[i].text
    return text[len(_sign(doc, i, words)) :].lower()


def _numeric(doc: Doc, i: int, words: CountWords) -> bool:
    low = _low(doc, i, words)
    if low in ("no", "none"):
        following = doc[i + 1].text.lower() if i + 1 < len(doc) else ""
        if following in ("more", "fewer", "less", "longer"):
            return False
        return doc[i].pos_ in ("DET", "PRON", "NOUN", "INTJ", "ADV")
    if low in words.numerals or low in words.vague or low in words.multipliers:
        return low not in ("k", "m", "mn", "bn", "tn") or doc[i].pos_ == "NUM"
    if low in words.sets:
        return True
    return bool(_DIGITS.match(low) or _SPAN.match(low) or _INDIAN.match(low))


def _plain(text: str, words: CountWords) -> float | None:
    low = text.lower()
    if low in words.numerals:
        return float(words.numerals[low])
    if _INDIAN.match(low):
        return float(low.replace(",", ""))
    match = _DIGITS.match(low)
    if match:
        suffix = match[3]
        if suffix and suffix not in words.multipliers:
            return None
        return float(match[1].replace(",", "") + (match[2] or "")) * (
            words.multipliers[suffix] if suffix else 1
        )
    return None


def _part(doc: Doc, i: int, words: CountWords) -> bool:
    """Whether a token is part of a number; "four" of "500 four-seat jets" is part of a word."""
    low = _low(doc, i, words)
    glued = doc[i + 2].text.lower() if i + 2 < len(doc) and doc[i + 1].text in ("-", "–", "‐") else None
    if glued is not None and not _numeral(glued, words):
        return False
    return _numeral(low, words)


def _numeral(low: str, words: CountWords) -> bool:
    return low in words.multipliers or _plain(low, words) is not None


def _value(doc: Doc, start: int, words: CountWords) -> tuple[float | None, int, int, bool]:
    """Value, first and last token of the number around ``start``, and whether it is only a lower bound."""
    first = last = start
    low = _low(doc, start, words)
    if low in words.vague:
        value = words.vague[low]
        at = start
        while (
            at + 2 < len(doc) and doc[at + 1].text.lower() == "of" and doc[at + 2].text.lower() in words.vague
        ):
            value = (value / 2) * words.vague[
                doc[at + 2].text.lower()
            ]  # "tens of thousands": 10 times "thousands"
            at += 2
        before = doc[start - 1].text.lower() if start else ""
        if at == start and before == "of" and start >= 2 and doc[start - 2].text.lower() in words.vague:
            value = (words.vague[doc[start - 2].text.lower()] / 2) * value
        if low == "several" and start + 1 < len(doc) and doc[start + 1].text.lower() in words.multipliers:
            value = words.multipliers[doc[start + 1].text.lower()] * 2
        return float(value), start, at, True
    if low in words.multipliers and start and doc[start - 1].text.lower() == "several":
        return float(words.multipliers[low] * 2), start - 1, start, True
    if low in words.multipliers and start and doc[start - 1].text.lower() == "few":
        return float(words.multipliers[low] * 2), start - 1, start, True
    while first and (_part(doc, first - 1, words) or _joins(doc, first - 1, words)):
        first -= 1
    while last + 1 < len(doc) and (_part(doc, last + 1, words) or _joins(doc, last + 1, words)):
        last += 1
    total = group = 0.0
    seen = False
    for i in range(first, last + 1):
        text = _low(doc, i, words)
        if text in words.multipliers and _plain(text, words) is None:
            factor = words.multipliers[text]
            group = (group if seen and group else 1.0) * factor
            if factor >= 1000:
                total, group = total + group, 0.0
            seen = True
        else:
            plain = _plain(text, words)
            if plain is None:
                continue
            group += plain
            seen = True
    if seen:
        value = total + group
        if low == "dozen" or (first == last and low in words.multipliers):
            half = first >= 2 and doc[first - 2].text.lower() == "half"
            value = value / 2 if half else value
            first -= 2 if half else (1 if first and doc[first - 1].text.lower() in ("a", "an") else 0)
        return value, first, last, False
    if low in words.sets:
        back = 1 if first and doc[first - 1].text.lower() == "a" else 0
        return float(words.sets[low]), first - back, last, False
    span = _SPAN.match(low)
    if span:
        return float(span[1].replace(",", "")), first, last, False
    return None, first, last, False


def _joins(doc: Doc, i: int, words: CountWords) -> bool:
    """Whether token ``i`` joins parts of one number: "twenty-one", "two hundred and five"."""
    if not 0 < i < len(doc) - 1:
        return False
    left, right = doc[i - 1].text.lower(), doc[i + 1].text.lower()
    if doc[i].text == "-":
        return left in words.numerals and words.numerals[left] >= 20 and 0 < words.numerals.get(right, 0) < 10
    return doc[i].text.lower() == "and" and left in ("hundred", "thousand") and right in words.numerals


def _range(doc: Doc, first: int, last: int, words: CountWords) -> float | None:
    """The other end of a range: "between 3 and 5", "3 to 5", "3-5", "two or three"."""
    span = _SPAN.match(doc[first].text)
    if span:
        return float(span[2].replace(",", ""))
    if (
        last + 2 < len(doc)
        and doc[last + 1].text.lower() in ("and", "to", "or", "-", "–", "—")
        and _part(doc, last + 2, words)
    ):
        joint = doc[last + 1].text.lower()
        if joint != "and" or (first and doc[first - 1].text.lower() == "between"):
            return _value(doc, last + 2, words)[0]
    if (
        first >= 2
        and not doc[first].is_sent_start  # "Aden, 15 November 2026 - Seven people"
        and doc[first - 1].text.lower() in ("and", "to", "or", "-", "–", "—")
        and _part(doc, first - 2, words)
    ):
        joint = doc[first - 1].text.lower()
        other, start, _, _ = _value(doc, first - 2, words)
        if joint != "and" or (start and doc[start - 1].text.lower() == "between"):
            return other
    return None


def _scaled(doc: Doc, last: int, words: CountWords) -> float:
    """The factor that the later end of a range lends to the earlier one: "3 to 5 million"."""
    for i in (last, last + 1, last + 2, last + 3):
        if i < len(doc) and doc[i].text.lower() in words.multipliers:
            return float(words.multipliers[doc[i].text.lower()])
    return 0.0


def _before(doc: Doc, first: int, words: CountWords) -> str | None:
    end = first
    while end and doc[end - 1].text.lower() in words.signs:  # "more than $ 5 million"
        end -= 1
    if end and doc[end - 1].text.lower() in ("a", "an", "the"):
        found = _phrase_before(doc, end - 1, words)
        if found:
            return found
    return _phrase_before(doc, end, words)


def _phrase_before(doc: Doc, end: int, words: CountWords) -> str | None:
    if end and doc[end - 1].dep_ == "compound:prt":
        return None  # "handed over 14 men"
    for length in range(_LONGEST, 0, -1):
        if end - length >= 0:
            found = words.before.get(" ".join(t.text.lower() for t in doc[end - length : end]))
            if found:
                return found
    return None


def _after(doc: Doc, last: int, words: CountWords) -> str | None:
    if doc[last].text.endswith("+"):
        return "low"
    for begin in (last + 1, last + 2):  # "100 or more people", "100 people or more"
        for length in (2, 1):
            if begin + length <= len(doc):
                found = words.after.get(" ".join(t.text.lower() for t in doc[begin : begin + length]))
                if found:
                    return found
    return None


def _unit(doc: Doc, head: int, start: int, words: CountWords) -> str | None:
    first = start
    while first and _part(doc, first - 1, words):
        first -= 1
    if sign := _sign(doc, first, words):
        return words.signs[sign.lower()]
    for i in (head, start, doc[start].head.i):
        low = doc[i].text.lower()
        for word in (low, doc[i].lemma_.lower(), low.removesuffix("s")):
            if word in words.units:
                return words.units[word]
    return words.signs.get(doc[first - 1].text.lower()) if first else None
