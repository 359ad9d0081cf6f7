"""Whom words stand for that name nobody: speakers, listeners, what points back, what only counts."""

from __future__ import annotations

from spacy.tokens import Doc

import whence
from tests.understand.test_says import Cast, tree
from whence.article import Span
from whence.knowledge.claimrules import load_claim_rules
from whence.reading import Link, Party
from whence.understand.arguments import Clauses
from whence.understand.standins import StandIns

THANKED = (
    "``/``/2/punct Thank/thank/VB/8/ccomp you/PRP/2/obj for/IN/5/case coming/NN/2/obl ''/''/2/punct "
    "Orlan/NNP/8/nsubj told/tell/VBD/0/root Voss/NNP/8/obj ././8/punct"
)
SHELLED = (
    "Norland/NNP/2/nsubj fired/fire/VBD/0/root ././2/punct"
    "\nrebels/rebel/NNS/2/nsubj shelled/shell/VBD/0/root them/PRP/2/obj ././2/punct"
)


def stand_ins(doc: Doc) -> StandIns:
    return StandIns(doc, Clauses(doc), Cast(doc, {}), load_claim_rules())


def index_of(doc: Doc, word: str) -> int:
    return next(t.i for t in doc if t.text == word)


def voice(doc: Doc, name: str, cue: str) -> tuple[Link, ...]:
    said = doc[index_of(doc, cue)]
    return (Link(voice=name, kind="official", cue=Span(said.idx, said.idx + len(said))),)


def named(parties: tuple[Party, ...]) -> list[str]:
    return [p.text for p in parties]


def test_you_is_whom_the_voice_tells() -> None:
    doc = tree(THANKED)
    assert named(stand_ins(doc).of(index_of(doc, "you"), voice(doc, "Orlan", "told"))) == ["Mira Voss"]


def test_you_is_whom_the_voice_says_it_to() -> None:
    doc = tree(
        "You/PRP/2/nsubj won/win/VBD/5/ccomp ,/,/5/punct Orlan/NNP/5/nsubj said/say/VBD/0/root to/IN/7/case Voss/NNP/5/obl "
        "././5/punct"
    )
    assert named(stand_ins(doc).of(index_of(doc, "You"), voice(doc, "Orlan", "said"))) == ["Mira Voss"]


def test_you_is_whom_it_was_said_to_wherever_the_tree_hangs_him() -> None:
    doc = tree(
        "You/PRP/2/nsubj won/win/VBD/5/ccomp ,/,/5/punct Orlan/NNP/5/nsubj said/say/VBD/0/root to/IN/7/case Voss/NNP/2/obl "
        "././5/punct"
    )
    assert named(stand_ins(doc).of(index_of(doc, "You"), voice(doc, "Orlan", "said"))) == ["Mira Voss"]


def test_you_is_never_who_thanks_you() -> None:
    doc = tree(THANKED)
    thanks = named(stand_ins(doc).instead(index_of(doc, "you"), voice(doc, "Orlan", "told"), ()))
    assert thanks == ["Mira Voss"]


def test_you_is_who_is_called_by_name() -> None:
    doc = tree(
        "We/PRP/2/nsubj thank/thank/VBP/0/root you/PRP/2/obj ,/,/5/punct Voss/NNP/2/vocative ././2/punct"
    )
    assert named(stand_ins(doc).of(index_of(doc, "you"), ())) == ["Mira Voss"]


def test_you_without_a_listener_is_nobody() -> None:
    doc = tree(THANKED)
    assert stand_ins(doc).of(index_of(doc, "you"), ()) == ()


def test_we_is_the_voice() -> None:
    doc = tree(
        "We/PRP/2/nsubj won/win/VBD/5/ccomp ,/,/5/punct Orlan/NNP/5/nsubj said/say/VBD/0/root ././5/punct"
    )
    assert named(stand_ins(doc).of(index_of(doc, "We"), voice(doc, "Orlan", "said"))) == ["Orlan"]


def test_a_number_is_a_party_by_its_words() -> None:
    doc = tree("Police/NNS/2/nsubj freed/free/VBD/0/root six/CD/2/obj ././2/punct")
    assert named(stand_ins(doc).of(index_of(doc, "six"), ())) == ["six"]


def test_a_pronoun_that_points_to_a_phrase_without_a_name_is_that_phrase() -> None:
    doc = tree(
        "A/DT/3/det aid/NN/3/compound convoy/NN/4/nsubj left/leave/VBD/0/root ././4/punct"
        "\ntroops/NNS/2/nsubj stopped/stop/VBD/0/root it/PRP/2/obj ././2/punct"
    )
    doc._.coref = (((0, 3), (7, 8)),)
    (found,) = stand_ins(doc).of(7, ())
    assert found.text == "aid convoy"
    assert found.spans[0] == Span(doc[7].idx, doc[7].idx + 2)


def test_a_pronoun_that_points_to_nothing_is_nobody() -> None:
    doc = tree(SHELLED)
    assert stand_ins(doc).of(index_of(doc, "them"), ()) == ()


def test_nobody_does_to_himself_what_them_undergoes() -> None:
    doc = tree(
        "guards/NNS/2/nsubj came/come/VBD/0/root ././2/punct"
        "\nrebels/NNS/2/nsubj shelled/shell/VBD/0/root them/PRP/2/obj ././2/punct"
    )
    parties = Cast(doc, {"guards": ("guards", "unknown")})
    stands = StandIns(doc, Clauses(doc), parties, load_claim_rules())
    rebels = parties.party(3)
    assert named(stands.instead(5, (), rebels)) == ["guards"]


def test_a_phrase_taken_for_the_doer_himself_is_given_by_its_words() -> None:
    doc = tree("Orlan/NNP/2/nsubj accused/accuse/VBD/0/root the/DT/4/det company/NN/2/obj ././2/punct")
    orlan = (Party(text="Orlan", spans=()),)
    assert named(stand_ins(doc).instead(index_of(doc, "company"), (), orlan)) == ["company"]


def test_who_speaks_or_rules_for_a_side_is_none() -> None:
    text = (
        "The state governor, Osman Taha, blamed the Rapid Support Forces. A spokesman for the paramilitary group, "
        "Salah Idris, denied it. Talks between the two sides will begin in Cairo on Thursday."
    )
    (talks,) = (c for c in whence.read(text, published="2026-11-09").claims if c.type == "CONSULT")
    assert not {"Osman Taha", "Salah Idris"} & {p.text for p in talks.actors}
