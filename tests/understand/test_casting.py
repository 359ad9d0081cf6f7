"""Who has which part: what is offered as a party of an event, and what speaks for it."""

from __future__ import annotations

import numpy as np

import whence
from tests.understand.test_says import Cast, tree
from whence.knowledge.weights import Weights
from whence.understand.arguments import Clauses
from whence.understand.casting import COLUMNS, Casting
from whence.understand.partsigns import Part
from whence.understand.surroundings import Surroundings

TEXT = (
    "Orlan/NNP/2/nsubj warned/warn/VBD/0/root Westmark/NNP/2/obj about/IN/5/case fish/NN/2/obl ././2/punct"
    "\nNorland/NNP/2/nsubj agreed/agree/VBD/0/root ././2/punct"
)
WARNED = Part(1, "THREATEN", "happened", frozenset({0}), frozenset(), frozenset(), None, None)
WEIGHTS = Weights(
    COLUMNS,
    {"rules actor": 0, "slot obj": 1, "always": 2},
    np.array([[0.0, 9.0, 0.0], [0.0, 0.0, 9.0], [4.0, 0.0, 0.0]]),
)


def casting() -> Casting:
    doc = tree(TEXT)
    return Casting(Surroundings(doc), Clauses(doc), Cast(doc, {}).party, WEIGHTS)


def test_what_stands_for_somebody_in_the_sentence_is_offered_and_nothing_else() -> None:
    assert casting().offered(WARNED) == [0, 2]


def test_a_phrase_that_the_entry_is_silent_on_may_be_the_recipient() -> None:
    assert casting().of([WARNED], 0) == ([0], [2])


def test_the_answer_of_the_entry_and_the_grammar_are_features() -> None:
    features = set(casting().features([WARNED], 0, 0))
    assert {"rules actor", "slot subj", "dep nsubj form verb"} <= features


def test_a_noun_that_a_hyphen_glues_to_its_verb_is_no_subject() -> None:
    doc = tree(
        "Orlan/NNP/4/nsubj test/NN/4/nsubj -/HYPH/2/punct fired/fire/VBD/0/root missiles/missile/NNS/4/obj ././4/punct"
        "\nNorland/NNP/2/compound air/NN/4/nsubj -/HYPH/2/punct dropped/drop/VBD/0/root aid/NN/4/obj ././4/punct"
    )
    clauses = Clauses(doc)
    assert clauses.surface_subject(3)[0] == (0,)
    assert clauses.surface_subject(9)[0] == (6,)


def cast_with(rows: dict[str, list[float]], closed: frozenset[int] = frozenset()) -> Casting:
    weights = Weights(COLUMNS, {name: k for k, name in enumerate(rows)}, np.array(list(rows.values())))
    doc = tree(TEXT)
    return Casting(Surroundings(doc), Clauses(doc), Cast(doc, {}).party, weights, closed)


def test_an_entry_that_the_model_only_doubts_stands() -> None:
    doubtful = {"rules actor": [0.5, 0.0, -9.0], "rules no": [9.0, 0.0, 0.0]}
    assert cast_with(doubtful).of([WARNED], 0) == ([0], [])


def test_an_entry_that_the_model_is_against_falls() -> None:
    against = {"rules actor": [9.0, 0.0, 0.0], "rules no": [9.0, 0.0, 0.0]}
    assert cast_with(against).of([WARNED], 0) == ([], [])


def test_a_second_party_may_join_the_one_that_the_entry_names() -> None:
    joined = {"rules actor": [0.0, 9.0, 0.0], "slot obj": [0.0, 9.0, 0.0]}
    assert cast_with(joined).of([WARNED], 0) == ([0, 2], [])


def test_words_of_a_date_are_no_party() -> None:
    assert cast_with({}, frozenset({2})).offered(WARNED) == [0]


def test_of_a_phrase_and_whom_it_belongs_to_the_likelier_is_the_party() -> None:
    doc = tree(
        "Orlan/NNP/2/nsubj met/meet/VBD/0/root envoys/envoy/NNS/2/obj of/IN/5/case Westmark/NNP/3/nmod ././2/punct"
    )
    rows = {"slot obj": [0.0, 0.0, 9.0], "case of": [0.0, 0.0, 5.0]}
    weights = Weights(COLUMNS, {name: k for k, name in enumerate(rows)}, np.array(list(rows.values())))
    who = Cast(doc, {"envoys": ("the envoys", "official")})
    casting = Casting(Surroundings(doc), Clauses(doc), who.party, weights)
    part = Part(1, "CONSULT", "happened", frozenset({0}), frozenset(), frozenset(), None, None)
    assert casting.of([part], 0) == ([0], [2])


def doers(text: str, word: str) -> list[str]:
    """Whom the claim that a word of a text tells has for actors."""
    return [
        p.text
        for c in whence.read(text).claims
        if text[c.trigger.start : c.trigger.end] == word
        for p in c.actors
    ]


def test_what_others_do_to_a_deed_does_not_make_it_theirs() -> None:
    fire = "Drones hit the depot, causing a fire that civil defence teams brought under control within three hours."
    assert doers(fire, "fire") == []
    assert doers("Villagers mourned after the attack that rebels carried out on Monday.", "attack") == [
        "rebels"
    ]


def test_who_calls_on_others_to_act_is_not_who_acts() -> None:
    assert "mission" not in doers("The mission called on all parties to spare civilians.", "spare")
