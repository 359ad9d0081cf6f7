"""A crowd that is counted apart from its event is another voice's claim on the words of that event."""

from __future__ import annotations

import pytest

import whence

TOLD = "Some 80,000 people marched through Santiago on Sunday, the organisers said. "


def counts(text: str, word: str) -> dict[str, float | None]:
    """The number that each root voice gives for the event told by a word."""
    found = whence.read(text, published="2024-03-14").claims
    return {
        c.chain[0].voice: t.count.best
        for c in found
        for t in c.objects
        if t.count and text[c.trigger.start : c.trigger.end] == word
    }


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Police put the crowd at 15,000.", 15_000),
        ("Police estimated the turnout at about 12,000.", 12_000),
        ("Police spoke of 9,000 demonstrators.", 9_000),
    ],
)
def test_two_sides_count_one_crowd(text, number):
    assert counts(TOLD + text, "marched") == {"organisers": 80_000, "Police": number}


def test_those_who_took_part_are_counted_for_the_gathering():
    text = "Dock workers went on strike on Thursday. Their union said that 9,000 had joined it."
    assert counts(text, "strike") == {"union": 9_000}


def test_a_number_of_people_who_marched():
    text = "Police put the number of people who marched in Lagos on Sunday at 6,000."
    assert counts(text, "marched") == {"Police": 6_000}


def test_who_counts_a_crowd_may_tell_of_the_gathering_too():
    text = (
        "Police put the number of people who marched in Lagos on Sunday at 6,000, far below what the organisers claim, "
        "and said thirty of them were arrested."
    )
    assert counts(text, "marched")["Police"] == 6_000


def test_a_crowd_without_a_gathering_is_no_claim():
    assert counts("Ships sank on Monday. Police put the crowd at 15,000.", "sank") == {}


def test_who_claims_responsibility_is_the_doer():
    reading = whence.read("The Islamic State group claimed responsibility for the blast in Kabul.")
    (blast,) = [c for c in reading.claims if c.type == "ASSAULT"]
    assert [p.text for p in blast.actors] == ["Islamic State group"]


@pytest.mark.parametrize(
    "text",
    [
        "The police estimated them at 3,000, the organisers at 15,000.",
        "The police put the crowd at 3,000 and organisers at 15,000.",
    ],
)
def test_the_second_voice_needs_no_verb(text):
    told = "About 2,000 people marched in Tbilisi on Sunday. "
    assert counts(told + text, "marched") == {"(outlet)": 2000, "police": 3000, "organisers": 15_000}
