"""What is denied as a whole, or in a clause of its own, is a claim of the voice that denies it."""

from __future__ import annotations

import pytest

import whence
from whence.reading import Claim

TOLD = "Rebels captured the town of Bunia on Saturday, residents said. "


def claims(text: str) -> list[tuple[str, str, str]]:
    """The words, statuses and root voices of the claims of a text."""
    found = whence.read(text, published="2024-03-14").claims
    return [(_word(text, c), c.status, c.chain[0].voice) for c in found]


def _word(text: str, claim: Claim) -> str:
    return text[claim.trigger.start : claim.trigger.end]


@pytest.mark.parametrize(
    ("denial", "voice"),
    [
        ("The army denied it.", "army"),
        ("The army dismissed the claim as propaganda.", "army"),
        ("The army's spokesman, Colonel Abel Nhantumbo, called the reports false.", "Abel Nhantumbo"),
        ('"The report is a lie," the governor said.', "governor"),
    ],
    ids=["by a pronoun", "an account", "what it is called", "what it is said to be"],
)
def test_an_allegation_and_its_denial_are_two_claims_on_one_word(denial, voice):
    found = claims(TOLD + denial)
    assert ("captured", "happened", "residents") in found
    assert ("captured", "denied", voice) in found


@pytest.mark.parametrize(
    "text",
    [
        TOLD + "The army did not deny it.",
        "The court charged him with murder on Monday. He denied the charge.",
        TOLD + "Police denied entry to an envoy.",
        "The army said on Monday that it had bombed the camp. The army denied it.",
    ],
    ids=["not denied", "a charge", "something else", "one's own words"],
)
def test_what_is_no_denial_of_an_account_denies_nothing(text):
    assert "denied" not in {status for _, status, _ in claims(text)}


def test_he_who_denies_an_accusation_denies_what_he_is_accused_of():
    found = claims("Armenia accused Azerbaijan of shelling the village. Azerbaijan's army denied it.")
    assert ("shelling", "denied", "Azerbaijan's army") in found


def test_what_somebody_denies_having_done_is_a_claim():
    assert ("paid", "denied", "company") in claims("The company denied having paid a fine.")


@pytest.mark.parametrize("text", ["The army bombed no villages.", "The army bombed no one on Monday."])
def test_what_was_done_to_nobody_was_not_done(text):
    assert [status for word, status, _ in claims(text) if word == "bombed"] == ["negated"]


def test_harm_is_never_an_attempt_that_failed():
    assert ("failed", "happened", "report") in claims("A report finds that the engine failed on Monday.")


@pytest.mark.parametrize(
    "text",
    [
        TOLD + 'The army denied it: its soldiers "did not fire a single shot".',
        TOLD + "The army denied it, saying its soldiers did not fire.",
    ],
    ids=["behind a colon", "in a clause"],
)
def test_what_a_denial_says_is_denied(text):
    assert ("fire", "denied", "army") in claims(text)


def test_what_did_not_happen_is_not_denied_where_nobody_is_contradicted():
    assert ("fire", "negated", "army") in claims("The army said its soldiers did not fire.")


@pytest.mark.parametrize(
    ("text", "word", "teller", "denier"),
    [
        ("The army dismissed a claim by the union that soldiers shot a miner.", "shot", "union", "army"),
        ("The army denied the union's claim that soldiers shot a miner.", "shot", "union", "army"),
        ("An aide denied a report by a Chadian daily that rebels had left.", "left", "Chadian daily", "aide"),
        (
            "The mayor rejected as untrue a claim by the radio that rebels burned a bus.",
            "burned",
            "radio",
            "mayor",
        ),
        ("The union's claim that police shot a miner is a lie, the mayor said.", "shot", "union", "mayor"),
        (
            "The mayor poured scorn on a claim by the union that police shot a miner.",
            "shot",
            "union",
            "mayor",
        ),
    ],
)
def test_what_is_denied_with_him_who_told_it_is_told_by_him_and_denied(text, word, teller, denier):
    told = {(status, voice) for trigger, status, voice in claims(text) if trigger == word}
    assert told == {("happened", teller), ("denied", denier)}


@pytest.mark.parametrize(
    "text",
    [
        "The army dismissed rumours that rebels had captured the town.",
        "The army brushed aside rumours that rebels had captured the town.",
        "Rumours that rebels had captured the town are false, the army said.",
    ],
)
def test_who_contradicts_a_rumour_denies_nobody(text):
    assert ("captured", "negated", "army") in claims(text)


def test_what_is_reported_by_nobody_has_one_claim():
    told = [
        c
        for c in claims("The army waved away reports that rebels had captured the town.")
        if c[0] == "captured"
    ]
    assert told == [("captured", "denied", "army")]


def test_a_deed_that_is_called_names_is_not_denied():
    found = claims("Iran fired a missile on Monday. The minister called it a provocation.")
    assert "denied" not in {status for _, status, _ in found}


def test_what_is_disputed_is_what_was_told_and_not_what_the_outlet_adds():
    found = claims(
        "According to a diplomat briefed on the discussions, Moscow would never withdraw its troops. The Kremlin disputes that."
    )
    assert "denied" not in {status for _, status, _ in found}


def test_of_what_stands_on_both_sides_of_a_but_the_latter_is_denied():
    found = claims(
        "The navy said it had tracked the rocket but that it exploded, an account that Iran dismissed."
    )
    assert ("exploded", "denied", "Iran") in found
    assert ("tracked", "denied", "Iran") not in found


def test_he_whose_claim_is_rejected_does_not_reject_it():
    told = claims("We reject the claim by Baku that Armenian troops shelled the village.")
    assert ("shelled", "denied", "Azerbaijan") not in told


def test_what_was_said_not_to_be_is_told_so_by_him_who_said_it():
    told = claims("The army denied a claim by the union that soldiers had not released the miners.")
    assert ("released", "negated", "union") in told
    assert ("released", "denied", "army") in told


def test_who_denies_a_part_in_a_deed_denies_having_done_it() -> None:
    text = "A blast killed six people on Monday. The rebels denied any involvement in the attack."
    assert ("involvement", "denied", "rebels") in claims(text)
    assert ("involvement", ["rebels"]) in [(w, a) for w, a in doers(text) if a]
    alleged = "Ukraine accused Russia of poisoning the candidate on Monday. Moscow denied any role."
    assert ("role", "denied", "Russia") in claims(alleged)
    raid = "Saudi Arabia denied being behind the raid."
    assert ("raid", ["Saudi Arabia"]) in doers(raid)


def test_who_does_not_deny_a_part_denies_nothing() -> None:
    text = "A blast killed six people on Monday. The rebels did not deny any involvement in the attack."
    assert not [c for c in claims(text) if c[1] == "denied"]


def test_an_account_that_a_paper_prints_is_told_by_it_and_denied() -> None:
    text = "Lin Yue brushed aside a report in the Seoul Daily newspaper that Chinese firms had supplied turbines."
    assert {c[1] for c in claims(text) if c[0] == "supplied"} == {"happened", "denied"}


def test_what_an_account_is_called_may_stand_before_it() -> None:
    text = "Orlov rejected as baseless the allegations that Russia had delivered missiles to Iran."
    assert ("delivered", "denied", "Orlov") in claims(text)


def doers(text: str) -> list[tuple[str, list[str]]]:
    return [
        (text[c.trigger.start : c.trigger.end], [p.text for p in c.actors]) for c in whence.read(text).claims
    ]
