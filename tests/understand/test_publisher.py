"""Whose paper is it: bodies that publish what they say themselves, and the names they go by."""

from __future__ import annotations

import pytest

import whence
from tests.understand.test_says import PLAIN, tree, voices_of


@pytest.mark.parametrize(
    ("outlet", "name"),
    [
        ("Ministry of Fisheries of the Kyrgyz Republic", "Ministry of Fisheries of Kyrgyzstan"),
        ("World Health Organization, Yemen", "World Health Organization"),
        ("United Nations Relief Office, Islamabad", "United Nations Relief Office"),
        ("Ministry of Health, Suriname", "Ministry of Health, Suriname"),
        ("Harbour Force Press Information Centre", "Harbour Force"),
    ],
)
def test_a_body_goes_by_its_own_name_and_its_state_by_the_one_of_the_lists(outlet: str, name: str) -> None:
    assert voices_of(tree(PLAIN), "crossed", outlet) == [(name, "official")]


NEWSPAPERS_MAN = (
    "Vestnik/NNP/4/nmod:poss 's/POS/1/case Mira/NNP/4/compound Lind/NNP/5/nsubj denied/deny/VBD/0/root"
    " troops/troop/NNS/7/nsubj crossed/cross/VBD/5/ccomp ././5/punct"
)


def test_what_a_papers_own_man_says_makes_no_body_of_the_paper() -> None:
    doc = tree(NEWSPAPERS_MAN)
    doc.ents = [doc.char_span(0, 7, label="ORG"), doc.char_span(11, 20, label="PERSON")]
    assert voices_of(doc, "crossed", "Vestnik")[-1] == ("Vestnik", "outlet")


THE_BODY = (
    "The/DT/2/det ministry/NN/3/nsubj said/say/VBD/0/root troops/troop/NNS/5/nsubj crossed/cross/VBD/3/ccomp"
    " ././3/punct"
)


def test_a_part_of_its_name_is_the_body_itself() -> None:
    body = "Ministry of Fisheries of Norland"
    assert voices_of(tree(THE_BODY), "crossed", body) == [(body, "official")]
    assert voices_of(tree(THE_BODY), "crossed", "Vestnik") == [
        ("the ministry", "official"),
        ("Vestnik", "outlet"),
    ]


THE_PANEL = THE_BODY.replace("ministry", "panel")


def test_what_calls_itself_by_a_noun_of_its_name_publishes_its_own_report() -> None:
    body = "Harbour Panel for Fair Sport, Nyon"
    assert voices_of(tree(THE_PANEL), "crossed", body) == [(body, "official")]
    assert voices_of(tree(THE_PANEL), "crossed", "Harbour Panel Gazette")[-1][1] == "outlet"
    assert voices_of(tree(THE_PANEL), "crossed", "Harbour Relief")[-1][1] == "outlet"


THE_PAPER = THE_BODY.replace("ministry/NN", "Vestnik/NNP")


def test_a_paper_calls_itself_by_the_last_word_of_its_name() -> None:
    doc = tree(THE_PAPER)
    doc.ents = [doc.char_span(4, 11, label="organization")]
    assert voices_of(doc, "crossed", "Daily Vestnik") == [("Daily Vestnik", "outlet")]
    assert voices_of(doc, "crossed", "Daily Mirror")[0][0] == "Vestnik"


WE_JUDGE = """
We/PRP/2/nsubj rate/rate/VBP/0/root our/PRP$/4/nmod:poss risks/risk/NNS/2/obj ././2/punct
Troops/troop/NNS/2/nsubj crossed/cross/VBD/0/root ././2/punct
"""


def test_an_institute_that_judges_what_others_do_is_the_outlet() -> None:
    assert voices_of(tree(WE_JUDGE), "crossed", "Harbour Security Institute")[-1][1] == "outlet"
    assert voices_of(tree(WE_JUDGE), "crossed", "Harbour Relief Network")[-1][1] == "official"


LETTER = """Ministry of Foreign Affairs of the Republic of Uzbekistan

Tashkent, 21 August 2023

The Presidents of Kazakhstan and Tajikistan met in Samarkand on 18 August. The delegations signed a treaty.
"""


def test_the_name_above_a_communique_is_whose_it_is() -> None:
    told = whence.read(LETTER, title="Communique on the Samarkand meeting").claims
    body = "Ministry of Foreign Affairs of the Republic of Uzbekistan"
    assert told and all([(v.voice, v.kind) for v in c.chain] == [(body, "official")] for c in told)
    other = whence.read(LETTER, title="Communique on the Samarkand meeting", outlet="Vestnik").claims
    assert {c.chain[-1].voice for c in other} == {"Vestnik"}
    headline = whence.read("Ministry denies attack\n\nRebels attacked the town on Monday.").claims
    assert headline and all(c.chain[-1].kind == "outlet" for c in headline)
