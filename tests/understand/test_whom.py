"""Whom the phrases chosen for the parties of an event stand for."""

from __future__ import annotations

from spacy.tokens import Doc

import whence
from tests.understand.test_says import Cast, tree
from tests.understand.test_standins import index_of, voice
from whence.knowledge.claimrules import load_claim_rules
from whence.understand.arguments import Clauses
from whence.understand.standins import StandIns
from whence.understand.surroundings import Surroundings
from whence.understand.what import RawEvent
from whence.understand.whom import Whom

RULES = load_claim_rules()
SAID = "“/``/3/punct I/PRP/3/nsubj left/leave/VBD/6/ccomp ,/,/3/punct ”/''/3/punct said/say/VBD/0/root Voss/NNP/6/nsubj ././6/punct"


def doers(doc: Doc) -> list[str]:
    who = Cast(doc, {"I": ("Orlan", "official")})  # a chain of mentions that is wrong
    whom = Whom(Surroundings(doc), who, StandIns(doc, Clauses(doc), who, RULES), RULES, weighs=True)
    left, speaker = index_of(doc, "left"), index_of(doc, "I")
    event = RawEvent(left, "TRAVEL", None, None, "f", (speaker,), (), (), None, (), False, False)
    return [p.text for p in whom.of(event, voice(doc, "Mira Voss", "said"), [speaker], []).actors]


def test_i_is_who_says_the_quotation() -> None:
    assert doers(tree(SAID)) == ["Mira Voss"]


def test_i_outside_a_quotation_is_whom_the_text_means_by_it() -> None:
    assert doers(tree(SAID.replace("“", "-").replace("”", "-"))) == ["Orlan"]


def sides_of(text: str, word: str) -> tuple[list[str], list[str]]:
    """Actors and recipients of the claim that a word of a text tells."""
    (claim,) = (c for c in whence.read(text).claims if text[c.trigger.start : c.trigger.end] == word)
    return [p.text for p in claim.actors], [p.text for p in claim.recipients]


def test_himself_is_nobody_else() -> None:
    assert sides_of("The French minister spoke. The rebel shot himself.", "shot") == (["rebel"], [])


def test_on_whom_an_attack_is_blamed_made_it() -> None:
    text = "The RSF has blamed the attack on the Sudanese army."
    assert sides_of(text, "attack") == (["Sudanese army"], [])


def test_the_company_is_no_body_of_states() -> None:
    text = "The European Commission fined Parex on Monday. The company said it would challenge the decision."
    assert sides_of(text, "challenge")[0] == ["Parex"]


def test_the_two_are_those_named_together() -> None:
    text = (
        "Officers came to the flats of Berfin Aksoy and Cemil Tunç. The editor, Rojda Kılıç, called for calm. "
        "The two were arrested on Friday."
    )
    assert sides_of(text, "arrested")[1] == ["Berfin Aksoy", "Cemil Tunç"]


def test_who_adds_that_it_did_speaks_of_itself() -> None:
    fired = "Russia launched 90 drones on Sunday, Ukraine's air force said, adding that it had shot down 70."
    assert sides_of(fired, "shot")[0] == ["Ukraine's air force"]
    either = (
        "The ministry said Iran had fired missiles at Israel, adding that it had moved troops to the border."
    )
    assert sides_of(either, "moved")[0] != ["ministry"]


def test_he_is_no_ship() -> None:
    text = (
        "China said the crew were at fault. Foreign ministry spokesman Guo Lianhai told a regular briefing the trawler had been "
        'fishing illegally and capsized after "a dangerous turn". He denied that water cannon had been used.'
    )
    assert sides_of(text, "denied")[0] == ["Guo Lianhai"]


def test_the_former_and_the_latter_are_those_told_together() -> None:
    text = "Rebels seized Braima Sanca and two bodyguards on Sunday. The latter were freed. The former was killed."
    assert sides_of(text, "freed")[1] == ["two bodyguards"]
    assert sides_of(text, "killed")[1] == ["Braima Sanca"]


def test_a_group_is_called_as_it_calls_itself() -> None:
    text = "Hackers calling themselves the Cyber Partisans attacked the railway. A gang known as Los Lobos killed two men."
    assert sides_of(text, "attacked")[0] == ["Cyber Partisans"]
    assert sides_of(text, "killed")[0] == ["Los Lobos"]


def test_who_made_a_raid_did_what_the_raid_did() -> None:
    assert sides_of("The raid by rebels on Monday killed six people.", "killed")[0] == ["rebels"]
    assert sides_of("A drone strike killed two farmers.", "killed")[0] == []
    assert sides_of("An Israeli drone strike killed two farmers.", "killed")[0] == ["Israel"]


def test_a_part_of_some_people_is_named_with_them() -> None:
    told = whence.read(
        "Eleven of the 14 suspects fled to Kenya. Police denied that any of its officers had fired on villagers."
    )
    by_word = {told.article.text[slice(*c.trigger)]: c for c in told.claims}
    assert [p.text for p in by_word["fled"].actors] == ["Eleven of the 14 suspects"]
    assert [p.text for p in by_word["fired"].actors] == ["officers"]


def test_who_calls_something_illegal_does_not_tell_of_it() -> None:
    told = whence.read("The court declared the strike by nurses illegal.").claims
    strike = next(c for c in told if c.type == "PROTEST")
    assert [v.kind for v in strike.chain] == ["outlet"]


def test_what_is_suspended_is_no_cancelled_event() -> None:
    told = whence.read("France suspended arms sales to Israel on Monday.", published="2024-03-14").claims
    assert [(c.type, c.status, [p.text for p in c.actors]) for c in told] == [
        ("SANCTION", "happened", ["France"])
    ]
    trips = whence.read("The drivers' union has suspended all trips between Niamey and Gao.").claims
    assert not any(c.type == "TRAVEL" and c.status == "happened" for c in trips)


def test_a_title_before_a_name_tells_who_is_dealt_with() -> None:
    told = whence.read("The minister summoned Ambassador Kyaw Htin at noon.").claims
    assert [(c.type, [p.text for p in c.recipients]) for c in told] == [("ACCUSE", ["Kyaw Htin"])]


def test_somebodys_men_are_not_the_ones_named_beside_him() -> None:
    text = "Police chief Elmer Huamán was sacked in Jaén. The ministry insists that his men attacked no villagers."
    told = {c.type: c for c in whence.read(text).claims}
    assert [p.text for p in told["ASSAULT"].actors] == ["men"]


def test_people_of_several_states_are_not_taken_apart_like_their_leaders() -> None:
    text = "Montenegro and Albania reopened the road. The minister thanked army engineers of both countries."
    told = next(c for c in whence.read(text).claims if c.type == "SUPPORT")
    assert [p.text for p in told.recipients] == ["army engineers of both countries"]
