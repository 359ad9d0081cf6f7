"""Forms of English words are known back and forth."""

from __future__ import annotations

import pytest

from whence.knowledge.inflection import is_plural, participle, third_person, verb_of

KNOWN = {"fall", "break", "announce", "talk", "fire", "launch", "deny"}


@pytest.mark.parametrize(
    ("form", "verb"),
    [
        ("fell", "fall"), ("broke", "break"), ("announced", "announce"), ("talks", "talk"), ("launches", "launch"),
        ("denying", "deny"), ("test-fired", "test-fire"), ("stonewalled", "stonewall"), ("reforested", "reforest"),
        ("ratified", "ratify"), ("liquidated", "liquidate"), ("explosion", None), ("struck", "strike"),
    ],
)  # fmt: skip
def test_a_form_is_led_back_to_the_verb_that_it_may_be(form, verb):
    assert verb_of(form, KNOWN) == verb


def test_a_word_that_is_certainly_a_verb_is_its_own_base():
    assert verb_of("reforest", KNOWN, certain=True) == "reforest"


@pytest.mark.parametrize(
    ("verb", "third", "past"),
    [
        ("launch", "launches", "launched"), ("strike", "strikes", "struck"), ("deny", "denies", "denied"),
        ("stop", "stops", "stopped"), ("put", "puts", "put"), ("admit", "admits", "admitted"), ("visit", "visits", "visited"),
        ("seize", "seizes", "seized"), ("destroy", "destroys", "destroyed"), ("veto", "vetoes", "vetoed"),
    ],
)  # fmt: skip
def test_a_verb_is_inflected(verb, third, past):
    assert (third_person(verb), participle(verb)) == (third, past)


@pytest.mark.parametrize(
    "phrase",
    [
        "two airlines",
        "Indian warships",
        "members of the council",
        "police",
        "11,491 Syrian refugees",
        "Americans",
        "peacekeepers",
        "Gunmen",
    ],
)
def test_a_phrase_that_names_several_is_plural(phrase):
    assert is_plural(phrase)


@pytest.mark.parametrize(
    "phrase",
    [
        "the United Nations",
        "Cheryl Mills",
        "a crisis",
        "the president of two companies",
        "Hamas",
        "",
        "the bus",
        "Yemen",
    ],
)
def test_a_phrase_that_names_one_is_not(phrase):
    assert not is_plural(phrase)
