"""Whether an event is told as happened, ongoing, expected, possible, requested, failed, negated, denied or cancelled."""

from __future__ import annotations

import numpy as np
import pytest

import whence
from tests.understand.trees import tree
from whence.knowledge.codebook import load_codebook
from whence.language import extensions
from whence.language.extensions import TokenArgument, TokenEvent
from whence.understand import weigh
from whence.understand.status import Verdict, status_of
from whence.understand.weigh import STATUS_FEATURES, STATUSES, WIDTH, load_status_weights
from whence.understand.what import clauses_of, find_events

BOOK = load_codebook()

# sentence, trigger, status, cue ("" = none, "*" = not checked)
CASES = [
    ("Rebels attacked the town.", "attacked", "happened", ""),
    ("Rebels have attacked the town.", "attacked", "happened", ""),
    ("Rebels attack town.", "attack", "happened", ""),
    ("The town was attacked.", "attacked", "happened", ""),
    ("Rebels are attacking the town.", "attacking", "ongoing", "*"),
    ("Rebels were attacking the town.", "attacking", "ongoing", "*"),
    ("The war continues.", "war", "ongoing", "*"),
    ("The war ended.", "war", "happened", "*"),
    ("The country is under sanctions.", "sanctions", "ongoing", "*"),
    ("Rebels will attack the town.", "attack", "expected", "will"),
    ("Rebels will not attack the town.", "attack", "expected", "will not"),
    ("Rebels are going to attack the town.", "attack", "expected", "*"),
    ("Rebels plan to attack the town.", "attack", "expected", "plan"),
    ("Rebels are expected to attack the town.", "attack", "expected", "expected"),
    ("Rebels are set to attack the town.", "attack", "expected", "set"),
    ("Rebels are likely to attack the town.", "attack", "expected", "likely"),
    ("Rebels are unlikely to attack the town.", "attack", "expected", "unlikely"),
    ("Rebels threatened to attack the town.", "attack", "expected", "threatened"),
    ("Rebels vowed to attack the town.", "attack", "expected", "vowed"),
    ("The rebels agreed to withdraw.", "withdraw", "expected", "agreed"),
    ("The rebels agreed to withdraw.", "agreed", "happened", ""),
    ("They met ahead of expected talks.", "talks", "expected", "expected"),
    ("They prepared for the planned summit.", "summit", "expected", "planned"),
    ("The president is preparing for the summit.", "summit", "expected", "preparing"),
    ("President to visit island.", "visit", "expected", "to"),
    ("Talks are scheduled for Monday.", "Talks", "expected", "scheduled"),
    ("The talks planned for Monday matter.", "talks", "expected", "planned"),
    ("Officials said rebels would attack.", "attack", "expected", "*"),
    ("Two were held, he added, and more arrests would follow.", "arrests", "expected", "would"),
    ("Rebels, he said, would go on attacking the town.", "attacking", "expected", "*"),
    ("Rebels could attack the town.", "attack", "possible", "could"),
    ("Rebels may attack the town.", "attack", "possible", "may"),
    ("Rebels may not attack the town.", "attack", "possible", "may not"),
    ("If rebels attack, the army will retaliate.", "attack", "possible", "If"),
    ("If rebels attack, the army will retaliate.", "retaliate", "possible", "*"),
    ("Fears of an attack grew.", "attack", "possible", "Fears"),
    ("Residents fear an attack.", "attack", "possible", "fear"),
    ("The deal could lead to a withdrawal.", "withdrawal", "possible", "could"),
    ("The general is considering an attack.", "attack", "possible", "considering"),
    ("A possible attack worries residents.", "attack", "possible", "possible"),
    ("The council urged the army to withdraw.", "withdraw", "requested", "urged"),
    ("The council called for talks.", "talks", "requested", "called"),
    ("The council called on the army to withdraw.", "withdraw", "requested", "called"),
    ("The union demanded the release of the journalist.", "release", "requested", "demanded"),
    ("The general ordered an attack.", "attack", "requested", "ordered"),
    ("The army must withdraw.", "withdraw", "requested", "must"),
    ("Free the hostages!", "Free", "requested", "*"),
    ("Calls for a ceasefire grew.", "ceasefire", "requested", "Calls"),
    ("Rebels failed to capture the town.", "capture", "failed", "failed"),
    ("Rebels tried and failed to capture the town.", "capture", "failed", "failed"),
    ("Rebels tried to capture the town.", "capture", "failed", "tried"),
    ("Police foiled an attack.", "attack", "failed", "foiled"),
    ("The ceasefire collapsed on Monday.", "ceasefire", "failed", "collapsed"),
    ("Talks between the two kingdoms broke down.", "Talks", "failed", "*"),
    ("A failed attack angered residents.", "attack", "failed", "failed"),
    ("Guards prevented an attack.", "attack", "failed", "prevented"),
    ("Rebels were unable to capture the town.", "capture", "failed", "unable"),
    ("Rebels did not attack the town.", "attack", "negated", "not"),
    ("Rebels never attacked the town.", "attacked", "negated", "never"),
    ("No one attacked the town.", "attacked", "negated", "*"),
    ("Rebels could not attack the town.", "attack", "negated", "could not"),
    ("Police held the rebels before they could attack the town.", "attack", "negated", "could"),
    ("There was no attack.", "attack", "negated", "no"),
    ("There is no evidence of an attack.", "attack", "negated", "no"),
    ("The army refused to withdraw.", "withdraw", "negated", "refused"),
    ("The talks ended without an agreement between the two kingdoms.", "agreement", "negated", "without"),
    ("The army denied attacking the town.", "attacking", "denied", "denied"),
    ("The army denied that it attacked the town.", "attacked", "denied", "denied"),
    ("The army denied the attack.", "attack", "denied", "denied"),
    ("The president cancelled the visit.", "visit", "cancelled", "cancelled"),
    ("The summit was called off.", "summit", "cancelled", "called off"),
    ("The ministry accused rebels of attacking the town.", "attacking", "happened", ""),
    ("The bishops condemned the attack.", "attack", "happened", ""),
    ("The army does not plan to attack the town.", "attack", "expected", "plan"),
    ("The army began to withdraw.", "withdraw", "happened", "*"),
    ("Rebels managed to capture the town.", "capture", "happened", "*"),
    ("Officials will hold talks.", "talks", "expected", "will"),
    ("Officials did not hold talks.", "talks", "negated", "not"),
]


def verdict(sentence: str, trigger: str) -> tuple[Verdict, str]:
    doc = tree(sentence)
    clauses = clauses_of(doc, BOOK)
    event = next((e for e in find_events(doc, BOOK) if doc[e.trigger].text == trigger), None)
    assert event is not None, [doc[e.trigger].text for e in find_events(doc, BOOK)]
    found = status_of(doc, event, clauses)
    return found, doc[found.cue[0] : found.cue[1]].text if found.cue else ""


@pytest.mark.parametrize(("sentence", "trigger", "status", "cue"), CASES)
def test_the_status_follows_the_words_that_govern_the_event(
    sentence: str, trigger: str, status: str, cue: str
) -> None:
    found, word = verdict(sentence, trigger)
    assert found.status == status
    assert cue in ("*", word)


@pytest.mark.parametrize(
    ("sentence", "trigger", "negative"),
    [
        ("Rebels will not attack the town.", "attack", True),
        ("Rebels will attack the town.", "attack", False),
        ("Rebels may not attack the town.", "attack", True),
        ("Rebels are unlikely to attack the town.", "attack", True),
        ("The army does not plan to attack the town.", "attack", True),
        ("Rebels did not attack the town.", "attack", False),
    ],
)
def test_what_is_expected_not_to_happen_is_negative(sentence: str, trigger: str, negative: bool) -> None:
    assert verdict(sentence, trigger)[0].negative is negative


@pytest.mark.parametrize(
    ("sentence", "trigger", "repeated"),
    [
        ("Rebels repeatedly attacked the town.", "attacked", True),
        ("Rebels attacked the town every week.", "attacked", True),
        ("Rebels attacked the town three times.", "attacked", True),
        ("Rebels have repeatedly tried and failed to capture the town.", "capture", True),
        ("Rebels carried out a series of attacks.", "attacks", True),
        ("Rebels attacked the town.", "attacked", False),
    ],
)
def test_iterated_events_are_repeated(sentence: str, trigger: str, repeated: bool) -> None:
    assert verdict(sentence, trigger)[0].repeated is repeated


def test_repetition_leaves_the_status_alone() -> None:
    assert verdict("Rebels repeatedly attacked the town.", "attacked")[0].status == "happened"
    assert (
        verdict("Rebels have repeatedly tried and failed to capture the town.", "capture")[0].status
        == "failed"
    )


def test_the_trees_need_not_be_built_before() -> None:
    doc = tree("Rebels will attack the town.")
    event = find_events(doc, BOOK)[0]
    assert status_of(doc, event).status == "expected"


def weighed(
    monkeypatch: pytest.MonkeyPatch,
    sentence: str,
    trigger: str,
    likeliest: str,
    *triggers: TokenEvent,
    weight: float = 1,
) -> Verdict:
    """The verdict on a trigger where the weights find one status likeliest whatever the rules say."""
    extensions.register()
    doc = tree(sentence)
    (event,) = (e for e in find_events(doc, BOOK) if doc[e.trigger].text == trigger)
    weights = np.zeros((len(STATUS_FEATURES) + 1, len(STATUSES)), dtype=np.float32)
    weights[-1, [s == likeliest for s in STATUSES]] = weight
    monkeypatch.setattr(weigh, "load_status_weights", lambda: weights)
    doc._.vectors = np.zeros((len(doc), WIDTH), dtype=np.float32)
    doc._.triggers = triggers
    return status_of(doc, event)


def test_a_likelier_status_takes_the_cue_that_the_engine_names(monkeypatch: pytest.MonkeyPatch) -> None:
    cue = TokenArgument("cue", (0, 1), 0.8)
    seen = TokenEvent(1, 0.9, (), (), (), (cue,), "occurrence", 0.0, ())
    told = weighed(monkeypatch, "Rebels attacked the town.", "attacked", "possible", seen)
    assert (told.status, told.cue) == ("possible", (0, 1))


def test_a_fact_has_no_cue_where_the_weights_overrule_the_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    told = weighed(monkeypatch, "Rebels will not attack the town.", "attack", "happened", weight=9)
    assert told == Verdict("happened", sure=told.sure)


def test_a_weak_guess_leaves_the_word_that_tells_the_status(monkeypatch: pytest.MonkeyPatch) -> None:
    told = weighed(monkeypatch, "Rebels will not attack the town.", "attack", "happened")
    assert told == Verdict("expected", (1, 3), negative=True, sure=told.sure)


@pytest.mark.parametrize(
    ("text", "word", "status"),
    [
        ("The government denied there had been an attempted coup.", "coup", "denied"),
        ("There was no attempted coup in Bamako, the minister said.", "coup", "negated"),
        ("Police said an attempted robbery had taken place.", "robbery", "failed"),
        ("The road was not reopened until Friday.", "reopened", "happened"),
        ("Troops will not withdraw until the deal is signed.", "withdraw", "expected"),
        ("At no time did our troops fire on or ram the boat, the navy said.", "ram", "negated"),
        ("The aide insisted that the firm does not export arms to Chad.", "export", "negated"),
        ("The aide insisted that rebels had captured the town.", "captured", "happened"),
        ("The aide insisted that rebels withdraw from the town.", "withdraw", "requested"),
        ("The aide insisted on a withdrawal from the town.", "withdrawal", "requested"),
        ("The prisoners were being tortured.", "tortured", "ongoing"),
        ("After being bombed, the road was closed.", "bombed", "happened"),
        ("The general said fighting in the north had entered its third week.", "fighting", "ongoing"),
        ("The fighting was in its second month.", "fighting", "ongoing"),
        ("Police will arrest anyone who attacked the embassy.", "attacked", "possible"),
        ("Police seized any goods that the traders had smuggled.", "smuggled", "happened"),
        ("The aid will be paid provided that the troops withdraw.", "withdraw", "possible"),
        ("The prisoner escaped and attacked a guard.", "attacked", "happened"),
        ("Neighbours said the man escaped being shot.", "shot", "negated"),
        ("The senator opposed the sale of tanks to Chad.", "sale", "possible"),
        ("The mayor rejected calls for a ceasefire.", "ceasefire", "requested"),
        ("The council called on the parties concerned to withdraw from the town.", "withdraw", "requested"),
        ("“There is no coup,” the general said.", "coup", "negated"),
    ],
)
def test_what_is_denied_or_comes_late_in_a_whole_reading(text: str, word: str, status: str) -> None:
    found = [
        c.status
        for c in whence.read(text, published="2026-01-30").claims
        if text[c.trigger.start : c.trigger.end] == word
    ]
    assert found == [status]


def test_days_of_talks_are_one_meeting_and_days_of_attacks_are_several() -> None:
    text = "They held two days of talks in Miami. Troops fired after two days of attacks on the town."
    found = {text[c.trigger.start : c.trigger.end]: c.repeated for c in whence.read(text).claims}
    assert (found["talks"], found["attacks"]) == (False, True)


def test_the_rules_stand_where_the_weights_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    told = weighed(monkeypatch, "Rebels will not attack the town.", "attack", "expected")
    assert told == Verdict("expected", (1, 3), negative=True, sure=told.sure)
    assert told.sure == pytest.approx(np.e / (np.e + len(STATUSES) - 1))


@pytest.mark.parametrize(("weight", "status"), [(1, "expected"), (9, "cancelled")])
def test_a_plan_is_called_off_only_where_the_weights_are_sure(
    monkeypatch: pytest.MonkeyPatch, weight: float, status: str
) -> None:
    told = weighed(monkeypatch, "Rebels plan to attack the town.", "attack", "cancelled", weight=weight)
    assert told.status == status


def test_the_shipped_weights_mostly_follow_the_rules() -> None:
    shipped = load_status_weights()
    assert shipped.shape == (len(STATUS_FEATURES) + 1, len(STATUSES))
    own = [shipped[STATUS_FEATURES.index(f"rules.{s}"), k] for k, s in enumerate(STATUSES)]
    assert min(own) > 0  # a status that the rules tell is likelier for it


def test_what_is_not_said_is_not_denied() -> None:
    told = {c.status for c in whence.read("The newspaper has not said who provided the tape.").claims}
    assert "denied" not in told


def test_what_nobody_denies_is_not_denied() -> None:
    (killed,) = (
        c
        for c in whence.read("The army never denied that its soldiers killed the men.").claims
        if c.type == "ASSAULT"
    )
    assert killed.status == "happened"


@pytest.mark.parametrize(
    "text",
    [
        "The talks planned for Monday never took place, officials said.",
        "The talks scheduled for Monday did not take place, officials said.",
    ],
)
def test_what_was_planned_and_did_not_take_place_is_called_off(text):
    (talks,) = (c for c in whence.read(text).claims if c.type == "CONSULT")
    assert talks.status == "cancelled"
