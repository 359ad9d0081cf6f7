"""Whose words are paragraphs without quotation marks: interviews, transcripts, relays beside the speaker."""

from __future__ import annotations

import pytest

import whence
from tests.understand.test_says import OUT, chain_of, tree, voices_of, with_breaks

PLAIN_INTERVIEW = """
Voss/NNP/2/nsubj runs/run/VBZ/0/root a/DT/4/det clinic/NN/2/obj ././2/punct ¶/SP/2/dep
What/WP/2/obj happened/happen/VBD/0/root ?/./2/punct ¶/SP/2/dep
I/PRP/2/nsubj saw/see/VBD/0/root it/PRP/2/obj ././2/punct
Troops/troop/NNS/2/nsubj crossed/cross/VBD/0/root ././2/punct ¶/SP/2/dep
And/CC/2/cc then/RB/0/root ?/./2/punct ¶/SP/2/dep
They/PRP/2/nsubj burned/burn/VBD/0/root my/PRP$/4/nmod:poss boats/boat/NNS/2/obj ././2/punct
I/PRP/2/nsubj left/leave/VBD/0/root ././2/punct
"""


def test_answers_without_quotation_marks_are_the_guests() -> None:
    doc = with_breaks(PLAIN_INTERVIEW)
    doc.ents = [doc.char_span(0, 4, label="PERSON")]
    for word in ("crossed", "burned"):
        assert voices_of(doc, word) == [("Mira Voss", "person"), (OUT, "outlet")]
    assert voices_of(doc, "runs") == [(OUT, "outlet")]
    assert voices_of(doc, "happened") == [(OUT, "outlet")]


def test_paragraphs_between_questions_that_say_no_i_are_the_writers() -> None:
    doc = with_breaks(PLAIN_INTERVIEW.replace("I/PRP", "He/PRP").replace("my/PRP$", "his/PRP$"))
    doc.ents = [doc.char_span(0, 4, label="PERSON")]
    assert voices_of(doc, "crossed") == [(OUT, "outlet")]


def test_whose_name_is_kept_back_is_he() -> None:
    doc = with_breaks(PLAIN_INTERVIEW.replace("Voss/NNP", "He/PRP"))
    assert voices_of(doc, "crossed") == [("He", "unknown"), (OUT, "outlet")]
    assert voices_of(doc, "happened") == [(OUT, "outlet")]


LETTERED = """
Voss/NNP/2/nsubj runs/run/VBZ/0/root a/DT/4/det clinic/NN/2/obj ././2/punct ¶/SP/2/dep
{asks}/NN/4/dep :/:/4/punct What/WP/4/obj happened/happen/VBD/0/root ?/./4/punct ¶/SP/4/dep
A/DT/4/dep :/:/4/punct Troops/troop/NNS/4/nsubj crossed/cross/VBD/0/root ././4/punct ¶/SP/4/dep
{asks}/NN/3/dep :/:/3/punct Then/RB/0/root ?/./3/punct ¶/SP/3/dep
A/DT/4/dep :/:/4/punct They/PRP/4/nsubj burned/burn/VBD/0/root boats/boat/NNS/4/obj ././4/punct
"""


@pytest.mark.parametrize("asks", ["Q", "Vestnik"])
def test_what_stands_behind_an_a_is_the_guests_and_the_outlet_asks(asks: str) -> None:
    doc = with_breaks(LETTERED.format(asks=asks))
    doc.ents = [doc.char_span(0, 4, label="PERSON")]
    for word in ("crossed", "burned"):
        assert voices_of(doc, word, "Vestnik") == [("Mira Voss", "person"), ("Vestnik", "outlet")]
    assert voices_of(doc, "happened", "Vestnik") == [("Vestnik", "outlet")]


TRANSCRIPT = """
ANCHOR/NN/3/dep :/:/3/punct Hello/UH/0/root ././3/punct ¶/SP/3/dep
{tag}/NNP/4/nsubj :/:/4/punct Troops/troop/NNS/4/nsubj crossed/cross/VBD/0/root ././4/punct ¶/SP/4/dep
ANCHOR/NN/3/dep :/:/3/punct Thanks/UH/0/root ././3/punct
"""


@pytest.mark.parametrize(
    ("tag", "chain"),
    [("FINCH", [(OUT, "outlet")]), ("Lind", [("Ada Lind", "expert"), (OUT, "outlet")])],
)
def test_on_air_reporters_are_the_outlets_and_guests_are_themselves(
    tag: str, chain: list[tuple[str, str]]
) -> None:
    assert voices_of(with_breaks(TRANSCRIPT.format(tag=tag)), "crossed") == chain


DATELINE = """
NORLAND/NNP/4/nsubj :/:/4/punct Troops/troop/NNS/4/nsubj crossed/cross/VBD/0/root ././4/punct
They/PRP/2/nsubj left/leave/VBD/0/root ././2/punct
"""


def test_a_place_before_a_colon_that_opens_a_paragraph_is_a_dateline() -> None:
    doc = tree(DATELINE)
    doc.ents = [doc.char_span(0, 7, label="place")]
    assert voices_of(doc, "crossed") == [(OUT, "outlet")]


ON_AIR = (
    "Orlan/NNP/7/nsubj ,/,/3/punct speaking/speak/VBG/{hangs} on/IN/5/case radio/NN/3/obl ,/,/3/punct says/say/VBZ/0/root"
    " troops/troop/NNS/9/nsubj crossed/cross/VBD/7/ccomp ././7/punct"
)
QUOTED_BY = (
    "Orlan/NNP/6/nsubj ,/,/3/punct quoted/quote/VBN/1/acl by/IN/5/case Vestnik/NNP/3/obl:agent says/say/VBZ/0/root"
    " troops/troop/NNS/8/nsubj crossed/cross/VBD/6/ccomp ././6/punct"
)


@pytest.mark.parametrize(
    ("text", "relay"),
    [
        (ON_AIR.format(hangs="1/acl"), "state radio"),
        (ON_AIR.format(hangs="7/advcl"), "state radio"),
        (QUOTED_BY, "Vestnik"),
    ],
)
def test_who_passed_it_on_may_stand_beside_the_speaker(text: str, relay: str) -> None:
    assert chain_of(text, "crossed")[0] == ["Orlan", relay, OUT]


def test_a_byline_is_no_guest_and_you_are_who_is_asked() -> None:
    text = (
        "Interview by Hannah Weiss\n\nNona Kipiani has led the Freedom Square party since 2021. She spoke to the Alster Zeitung.\n\n"
        "Q: Prime Minister Irakli Kobakhidze has accused you of plotting a coup. Is it true?\n\n"
        "A: Police arrested two of my colleagues in January.\n\n"
        "Q: Would you run again?\n\nA: They raided my home twice.\n"
    )
    found = {
        text[c.trigger.start : c.trigger.end]: c
        for c in whence.read(text, published="2026-03-08", outlet="Alster Zeitung").claims
    }
    assert [p.text for p in found["accused"].recipients] == ["Nona Kipiani"]
    assert [link.voice for link in found["arrested"].chain] == ["Nona Kipiani", "Alster Zeitung"]
