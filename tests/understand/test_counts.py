"""Numbers in news language as counts with bounds and units."""

from __future__ import annotations

import pytest
from spacy.tokens import Doc
from spacy.vocab import Vocab

from whence.understand.counts import count_of

_NUMBERS = {
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "nine",
    "eleven",
    "twenty",
    "hundred",
    "thousand",
    "million",
    "billion",
    "dozen",
    "half",
    "several",
    "single",
    "both",
}


def phrase(text: str, head: str) -> tuple[Doc, int]:
    """A noun phrase as a Doc: numbers modify the head, "of" links "dozens of rockets", "-" and words keep their order."""
    words = text.split()
    at = words.index(head)
    above = at
    heads, deps, pos = [], [], []
    if "of" in words and words.index("of") < at:
        above = words.index("of") - 1
    for i, word in enumerate(words):
        numeral = word[0].isdigit() or word.lower() in _NUMBERS
        if i == above:
            heads.append(i)
            deps.append("root")
        elif i == at:
            heads.append(above)
            deps.append("nmod")
        elif word == "of":
            heads.append(at)
            deps.append("case")
        else:
            heads.append(at)
            deps.append("nummod" if numeral and word != "no" else "det" if word == "no" else "advmod")
        pos.append(
            "DET" if word.lower() == "no" else "NUM" if numeral else "NOUN" if i in (at, above) else "ADV"
        )
    return Doc(Vocab(), words=words, heads=heads, deps=deps, pos=pos), at


# phrase, head, low, best, high, unit
CASES = [
    ("two missiles", "missiles", 2, 2, 2, None),
    ("12 people", "people", 12, 12, 12, None),
    ("3,000 troops", "troops", 3000, 3000, 3000, None),
    ("1.2 million people", "people", 1200000, 1200000, 1200000, None),
    ("two hundred soldiers", "soldiers", 200, 200, 200, None),
    ("five thousand three hundred soldiers", "soldiers", 5300, 5300, 5300, None),
    ("twenty one soldiers", "soldiers", 21, 21, 21, None),
    ("at least 4 people", "people", 4, 4, None, None),
    ("At least four people", "people", 4, 4, None, None),
    ("no fewer than 30 people", "people", 30, 30, None, None),
    ("more than 200 people", "people", 201, 200, None, None),
    ("over 200 people", "people", 201, 200, None, None),
    ("upwards of 50 people", "people", 51, 50, None, None),
    ("about 100 people", "people", None, 100, None, None),
    ("around 100 people", "people", None, 100, None, None),
    ("some 100 people", "people", None, 100, None, None),
    ("nearly 100 people", "people", None, 100, None, None),
    ("an estimated 100 people", "people", None, 100, None, None),
    ("up to 50 people", "people", None, 50, 50, None),
    ("as many as 50 people", "people", None, 50, 50, None),
    ("fewer than 50 people", "people", None, 50, 49, None),
    ("less than 50 people", "people", None, 50, 49, None),
    ("dozens of rockets", "rockets", 24, None, None, None),
    ("hundreds of people", "people", 200, None, None, None),
    ("thousands of people", "people", 2000, None, None, None),
    ("scores of people", "people", 40, None, None, None),
    ("millions of people", "people", 2000000, None, None, None),
    ("several people", "people", 3, None, None, None),
    ("several hundred people", "people", 200, None, None, None),
    ("no deaths", "deaths", 0, 0, 0, None),
    ("a dozen rockets", "rockets", 12, 12, 12, None),
    ("two dozen rockets", "rockets", 24, 24, 24, None),
    ("half a dozen rockets", "rockets", 6, 6, 6, None),
    ("more than a dozen rockets", "rockets", 13, 12, None, None),
    ("between 3,000 and 5,000 troops", "troops", 3000, None, 5000, None),
    ("3,000 to 5,000 troops", "troops", 3000, None, 5000, None),
    ("3,000 - 5,000 troops", "troops", 3000, None, 5000, None),
    ("two or three rockets", "rockets", 2, None, 3, None),
    ("100 or more people", "people", 100, 100, None, None),
    ("a single rocket", "rocket", 1, 1, 1, None),
    ("both pilots", "pilots", 2, 2, 2, None),
    ("a pair of jets", "jets", 2, 2, 2, None),
    ("40 million euros", "euros", 40e6, 40e6, 40e6, "EUR"),
    ("more than 40 million euros", "euros", 40e6, 40e6, None, "EUR"),
    ("300 kilometres", "kilometres", 300, 300, 300, "km"),
    ("about 300 km", "km", None, 300, None, "km"),
    ("20 percent", "percent", 20, 20, 20, "percent"),
    ("40 kilograms", "kilograms", 40, 40, 40, "kg"),
]


@pytest.mark.parametrize(("text", "head", "low", "best", "high", "unit"), CASES)
def test_a_number_gives_its_bounds(
    text: str, head: str, low: float | None, best: float | None, high: float | None, unit: str | None
) -> None:
    doc, at = phrase(text, head)
    count = count_of(doc, at)
    assert count is not None
    assert (count.low, count.best, count.high, count.unit) == (low, best, high, unit)


@pytest.mark.parametrize(
    ("text", "head"), [("a missile", "missile"), ("the soldiers", "soldiers"), ("people", "people")]
)
def test_no_number_named_is_no_count(text: str, head: str) -> None:
    doc, at = phrase(text, head)
    assert count_of(doc, at) is None


def test_a_number_without_a_noun_counts() -> None:
    doc = Doc(
        Vocab(),
        words=["killing", "at", "least", "12"],
        pos=["VERB", "ADP", "ADV", "NUM"],
        heads=[0, 2, 3, 0],
        deps=["root", "case", "advmod", "obj"],
    )
    count = count_of(doc, 3)
    assert count is not None
    assert (count.low, count.best, count.high) == (12, 12, None)


def test_money_with_a_sign() -> None:
    doc = Doc(
        Vocab(),
        words=["more", "than", "$", "5", "million"],
        pos=["ADJ", "ADP", "SYM", "NUM", "NUM"],
        heads=[2, 0, 2, 2, 2],
        deps=["advmod", "fixed", "root", "nummod", "nummod"],
    )
    count = count_of(doc, 2)
    assert count is not None
    assert (count.low, count.best, count.unit) == (5e6, 5e6, "USD")


@pytest.mark.parametrize(
    ("words", "best", "unit"),
    [
        (["N60", "million"], 60e6, "NGN"),
        (["₦2.5bn"], 2.5e9, "NGN"),
        (["R45,000"], 45000, "ZAR"),
        (["Ksh3", "million"], 3e6, "KES"),
    ],
)
def test_money_with_a_sign_that_is_written_together(words: list[str], best: float, unit: str) -> None:
    last = len(words) - 1
    doc = Doc(
        Vocab(), words=words, pos=["NUM"] * len(words), heads=[last] * len(words), deps=["dep"] * len(words)
    )
    count = count_of(doc, last)
    assert count is not None
    assert (count.best, count.unit) == (best, unit)


def test_a_letter_before_digits_alone_is_no_money() -> None:
    doc = Doc(Vocab(), words=["the", "N1"], pos=["DET", "NOUN"], heads=[1, 1], deps=["det", "root"])
    assert count_of(doc, 1) is None


def test_tens_of_thousands_are_at_least_twenty_thousand() -> None:
    doc = Doc(
        Vocab(),
        words=["tens", "of", "thousands", "of", "people"],
        pos=["NOUN", "ADP", "NOUN", "ADP", "NOUN"],
        heads=[0, 2, 0, 4, 2],
        deps=["root", "case", "nmod", "case", "nmod"],
    )
    for head in (0, 2, 4):
        count = count_of(doc, head)
        assert count is not None
        assert (count.low, count.best) == (20000, None)


def test_a_part_does_not_count_the_whole() -> None:
    doc = Doc(
        Vocab(),
        words=["12", "of", "the", "hostages"],
        pos=["NUM", "ADP", "DET", "NOUN"],
        heads=[0, 3, 3, 0],
        deps=["root", "case", "det", "nmod"],
    )
    part = count_of(doc, 0)
    assert part is not None and part.best == 12
    assert count_of(doc, 3) is None


def test_a_token_outside_the_text_has_no_count() -> None:
    doc, _ = phrase("two missiles", "missiles")
    assert count_of(doc, 99) is None
