"""The events that verbs and nouns tell, and who takes part in them."""

from __future__ import annotations

import pytest
from spacy.tokens import Doc
from spacy.vocab import Vocab

from tests.conllu import doc_from_table
from tests.understand.trees import tree
from whence.knowledge.codebook import load_codebook
from whence.understand.what import RawEvent, find_events

BOOK = load_codebook()

# sentence, trigger, type, mode, actors, recipients, objects ("*" = not checked)
CASES = [
    ("Rebels attacked an army post near the river.", "attacked", "ASSAULT", None, "Rebels", "", "post"),
    ("The post was attacked by rebels.", "attacked", "ASSAULT", None, "rebels", "", "post"),
    ("The rebels who attacked the post fled.", "attacked", "ASSAULT", None, "rebels", "", "post"),
    ("The village that rebels attacked is empty.", "attacked", "ASSAULT", None, "rebels", "", "village"),
    ("Gunmen killed four soldiers.", "killed", "ASSAULT", None, "Gunmen", "soldiers", "soldiers"),
    ("Gunmen killed nine people.", "killed", "ASSAULT", None, "Gunmen", "", "people"),
    ("The army shelled and bombed the town.", "bombed", "ASSAULT", "*", "army", "*", "*"),
    ("The army shelled and bombed the town.", "shelled", "ASSAULT", "heavy-weapons", "army", "*", "*"),
    (
        "Militants kidnapped two journalists.",
        "kidnapped",
        "ASSAULT",
        "abduct",
        "Militants",
        "journalists",
        "*",
    ),
    ("The army carried out an attack on the camp.", "attack", "ASSAULT", None, "army", "", "camp"),
    (
        "The attack carried out by militants shocked the city.",
        "attack",
        "ASSAULT",
        None,
        "militants",
        "*",
        "",
    ),
    ("The city came under attack.", "attack", "ASSAULT", None, "", "city", "*"),
    ("Police raided the house.", "raided", "ASSAULT|ACCUSE|COERCE", "*", "Police", "*", "*"),
    ("Rebels threatened to attack the port.", "attack", "ASSAULT", None, "Rebels", "", "*"),
    ("Rebels threatened to attack the port.", "threatened", "THREATEN", "violence", "Rebels", "", ""),
    (
        "The navy launched two missiles into the sea.",
        "launched",
        "MOBILIZE",
        "weapons",
        "navy",
        "",
        "missiles",
    ),
    ("The country fired a volley of rockets.", "fired", "MOBILIZE", "weapons", "country", "", "volley"),
    (
        "The ministry deployed troops to the border.",
        "deployed",
        "MOBILIZE",
        "troops",
        "ministry",
        "*",
        "troops",
    ),
    ("The fleet held naval drills.", "drills", "MOBILIZE", "troops", "fleet", "", ""),
    (
        "The agency launched a weather satellite into orbit.",
        "launched",
        "LAUNCH",
        None,
        "agency",
        "",
        "satellite",
    ),
    ("The rocket lifted off on Monday.", "lifted", "LAUNCH", None, "", "", "rocket"),
    ("The two presidents met in Geneva.", "met", "CONSULT", None, "presidents", "", ""),
    (
        "The minister held talks with her counterpart.",
        "talks",
        "CONSULT",
        None,
        "minister counterpart",
        "",
        "",
    ),
    ("The king welcomed the envoy at the palace.", "welcomed", "CONSULT", "visit", "king", "envoy", ""),
    ("The envoy was welcomed by officials.", "welcomed", "CONSULT", "visit", "officials", "envoy", ""),
    ("The premier visited the pope.", "visited", "CONSULT", "visit", "premier", "pope", ""),
    ("The two leaders shook hands.", "shook", "CONSULT", None, "leaders", "", ""),
    ("The envoy arrived in the capital.", "arrived", "TRAVEL", None, "envoy", "", ""),
    (
        "The minister, accompanied by advisers, left the country.",
        "accompanied",
        "TRAVEL",
        None,
        "advisers",
        "minister",
        "",
    ),
    ("Residents fled to the south.", "fled", "TRAVEL", None, "Residents", "", "*"),
    ("The union imposed sanctions on the junta.", "sanctions", "SANCTION", None, "union", "junta", ""),
    ("The junta faces sanctions.", "sanctions", "SANCTION", None, "", "junta", ""),
    (
        "The court sentenced the minister to six years.",
        "sentenced",
        "SANCTION",
        "convict",
        "court",
        "minister",
        "*",
    ),
    ("The kingdom expelled two diplomats.", "expelled", "SANCTION", "expel", "kingdom", "diplomats", "*"),
    ("Police arrested two protesters.", "arrested", "COERCE", "arrest", "Police", "protesters", "protesters"),
    ("The government imposed a curfew.", "imposed", "COERCE", "curfew", "government", "", "*"),
    (
        "Hackers breached the network of the ministry.",
        "breached",
        "COERCE",
        "cyber",
        "Hackers",
        "*",
        "network",
    ),
    ("Officers seized 40 kilograms of cocaine.", "seized", "COERCE", "seize", "Officers", "", "kilograms"),
    ("Thousands protested against the law.", "protested", "PROTEST", "demo", "Thousands", "", "*"),
    ("Workers staged a protest outside parliament.", "protest", "PROTEST", "demo", "Workers", "*", "*"),
    ("Nurses went on strike.", "*", "PROTEST", "strike", "Nurses", "", ""),
    ("Farmers blocked the road.", "blocked", "PROTEST", "obstruct", "Farmers", "", "road"),
    ("The bishops condemned the killing.", "condemned", "ACCUSE", "disapprove", "bishops", "", "killing"),
    (
        "The ministry accused its neighbour of shelling the village.",
        "accused",
        "ACCUSE",
        "allege",
        "ministry",
        "neighbour",
        "*",
    ),
    (
        "The ministry accused its neighbour of shelling the village.",
        "shelling",
        "ASSAULT",
        "*",
        "neighbour",
        "",
        "village",
    ),
    (
        "Prosecutors charged the banker with fraud.",
        "charged",
        "ACCUSE",
        "allege",
        "Prosecutors",
        "banker",
        "fraud",
    ),
    ("Police are investigating the fire.", "investigating", "ACCUSE", "investigate", "Police", "", "fire"),
    ("The council urged the rebels to leave the city.", "urged", "REQUEST", "*", "council", "rebels", "*"),
    (
        "The union demanded the release of the journalist.",
        "demanded",
        "REQUEST",
        "yield",
        "union",
        "",
        "release",
    ),
    (
        "The union demanded the release of the journalist.",
        "release",
        "RETREAT",
        "release",
        "",
        "journalist",
        "journalist",
    ),
    ("The bank pledged a loan to the country.", "pledged", "AGREE", "*", "bank", "country", "loan"),
    ("The rebels agreed to withdraw from the town.", "agreed", "AGREE", "*", "rebels", "", "*"),
    ("The rebels agreed to withdraw from the town.", "withdraw", "RETREAT", "withdraw", "rebels", "*", "*"),
    ("Lawmakers ratified the treaty.", "ratified", "SUPPORT", None, "Lawmakers", "", "treaty"),
    ("The pope praised the doctors.", "praised", "SUPPORT", None, "pope", "doctors", "*"),
    ("Thank you for your help.", "Thank", "SUPPORT", None, "", "you", "*"),
    ("The minister apologised to the victims.", "apologised", "CONCEDE", None, "minister", "victims", ""),
    ("The army announced a ceasefire.", "announced", "CONCEDE", None, "army", "", "*"),
    ("Rebels freed three hostages.", "freed", "RETREAT", "release", "Rebels", "hostages", "hostages"),
    ("The finance minister resigned.", "resigned", "RETREAT", "resign", "minister", "", ""),
    ("The allies share intelligence.", "share", "COOPERATE", None, "allies", "", "intelligence"),
    (
        "Firefighters rescued a child from the river.",
        "rescued",
        "AID",
        None,
        "Firefighters",
        "child",
        "child",
    ),
    ("The charity delivered food to the refugees.", "delivered", "AID", None, "charity", "refugees", "food"),
    ("The company sold 40 tanks to the kingdom.", "sold", "TRANSFER", None, "company", "kingdom", "tanks"),
    ("The earthquake killed 40 people.", "killed", "HARM", None, "", "", "people"),
    ("Nine people died when the bus crashed.", "died", "HARM", None, "", "", "people"),
    ("Nine people died when the bus crashed.", "crashed", "HARM", None, "", "", "bus"),
    ("The premier rejected the proposal.", "rejected", "REJECT", "*", "premier", "*", "proposal"),
    ("The ministry denied the report.", "denied", "REJECT", None, "ministry", "", "report"),
    ("The company refused to pay.", "refused", "REJECT", "assist", "company", "", ""),
    ("Parliament passed the budget.", "passed", "MEASURE", None, "Parliament", "", "budget"),
    ("The king appointed a prime minister.", "appointed", "MEASURE", None, "king", "minister", "*"),
    (
        "The president stressed the importance of trade.",
        "stressed",
        "STATE",
        None,
        "president",
        "",
        "importance",
    ),
    ("The minister said the vote was a clear signal.", "said", "STATE", None, "minister", "", ""),
    ("The war between the two kingdoms has lasted a year.", "war", "ASSAULT", None, "kingdoms", "", ""),
    (
        "Troops backed by the kingdom advanced into the valley.",
        "backed",
        "SUPPORT",
        None,
        "kingdom",
        "Troops",
        "*",
    ),
]


def text_of(doc: Doc, tokens: tuple[int, ...]) -> str:
    return " ".join(doc[t].text for t in sorted(tokens))


@pytest.mark.parametrize(("sentence", "trigger", "type_", "mode", "actors", "recipients", "objects"), CASES)
def test_a_word_tells_an_event_with_its_parties(
    sentence: str, trigger: str, type_: str, mode: str | None, actors: str, recipients: str, objects: str
) -> None:
    doc = tree(sentence)
    found = [
        e
        for e in find_events(doc, BOOK)
        if e.type in type_.split("|") and trigger in ("*", doc[e.trigger].text)
    ]
    assert found, (
        f"no {type_} on {trigger!r}: {[(doc[e.trigger].text, e.type) for e in find_events(doc, BOOK)]}"
    )
    event = found[0]
    assert mode in ("*", event.mode)
    for told, wanted in ((event.actors, actors), (event.recipients, recipients), (event.objects, objects)):
        assert wanted == "*" or text_of(doc, told) == wanted


# sentence, word that must tell no event
SILENT = [
    ("The attack helicopter landed.", "attack"),
    ("He told the court he was at home.", "told"),
    ("The army, which is weak, has two bases.", "army"),
    ("The hotel charged guests for water.", "charged"),
    ("The train passed the station.", "passed"),
    ("The army carried out an attack on the camp.", "carried"),
    ("The minister held talks with her counterpart.", "held"),
    ("The government imposed a curfew.", "curfew"),
]


@pytest.mark.parametrize(("sentence", "word"), SILENT)
def test_a_word_that_tells_no_event_is_no_trigger(sentence: str, word: str) -> None:
    doc = tree(sentence)
    assert word in [t.text for t in doc]
    assert word not in [doc[e.trigger].text for e in find_events(doc, BOOK)]


def examples() -> list[tuple[str, str]]:
    return [(name, text) for name, kind in BOOK.types.items() for text in kind.examples]


def counter_examples() -> list[tuple[str, str]]:
    return [(name, text) for name, kind in BOOK.types.items() for text in kind.counter_examples]


@pytest.mark.parametrize(("name", "sentence"), examples())
def test_every_example_of_the_codebook_is_coded_to_its_type(name: str, sentence: str) -> None:
    assert name in {e.type for e in find_events(tree(sentence), BOOK)}


@pytest.mark.parametrize(("name", "sentence"), counter_examples())
def test_no_counter_example_of_the_codebook_is_coded_to_the_type(name: str, sentence: str) -> None:
    assert name not in {e.type for e in find_events(tree(sentence), BOOK)}


def test_words_inside_names_of_bodies_tell_no_event() -> None:
    doc = tree("The army carried out an attack on the camp.")
    at = next(t.i for t in doc if t.text == "attack")
    doc.set_ents([doc.char_span(doc[at].idx, doc[at].idx + 6, label="organization")])
    assert at not in [e.trigger for e in find_events(doc, BOOK)]


def test_an_empty_text_tells_nothing() -> None:
    assert find_events(Doc(Vocab(), words=[]), BOOK) == ()


def test_odd_trees_are_survived() -> None:
    words = ["attack"] * 40
    for heads in ([*range(1, 40), 39], [0] * 40, [0, *range(39)]):
        doc = Doc(Vocab(), words=words, pos=["VERB"] * 40, heads=list(heads), deps=["conj"] * 40)
        events = find_events(doc, BOOK)
        assert all(isinstance(e, RawEvent) and 0 <= e.trigger < 40 for e in events)


def test_the_same_text_is_always_read_alike() -> None:
    doc = tree("The ministry accused its neighbour of shelling the village.")
    assert find_events(doc, BOOK) == find_events(doc, BOOK)


def test_a_clause_as_the_subject_of_a_participle_is_survived() -> None:
    table = """
Whoever whoever PRON WP  2 nsubj
fled    flee    VERB VBD 3 csubj:pass
killed  kill    VERB VBN 0 root
.       .       PUNCT .  3 punct
"""
    (event,) = (e for e in find_events(doc_from_table(table), BOOK) if e.trigger == 2)
    assert event.type == "HARM"


def test_a_day_is_no_target() -> None:
    table = """
The      the      DET   DT  2 det
navy     navy     NOUN  NN  3 nsubj
fired    fire     VERB  VBD 0 root
missiles missile  NOUN  NNS 3 obj
into     into     ADP   IN  7 case
the      the      DET   DT  7 det
sea      sea      NOUN  NN  3 obl
on       on       ADP   IN  9 case
Tuesday  Tuesday  PROPN NNP 3 obl
"""
    (event,) = find_events(doc_from_table(table), BOOK)
    assert (event.type, event.mode) == ("MOBILIZE", "weapons")
