"""Which telling an event is told by: what is offered, whose subject it is, and which sayings are news themselves."""

from __future__ import annotations

from spacy.tokens import Doc

from tests.understand.test_says import ACCORDING_AFTER, Cast, tree
from whence.article import Article
from whence.understand.arguments import Clauses
from whence.understand.hearing import Told
from whence.understand.mending import fronted_subjects, mend
from whence.understand.says import Chains


def chains_of(doc: Doc) -> Chains:
    return Chains(doc, Article(text=doc.text), Cast(doc, {}))


def index(doc: Doc, word: str) -> int:
    return next(t.i for t in doc if t.text == word)


def ways(doc: Doc, word: str, kind: str = "ASSAULT", status: str = "happened") -> dict[str, list[str]]:
    """What an event is offered: way to the voices of the chain it would have."""
    offers = chains_of(doc).offers(Told(index(doc, word), kind, status))
    return {offer.way: [link.voice for link in chain] for offer, chain in offers}


STRIKE = (
    "Orlan/NNP/3/nsubj has/AUX/3/aux called/call/VBN/0/root a/DT/5/det strike/NN/3/obj ././3/punct"
    "\nThe/DT/2/det ministry/NN/3/nsubj said/say/VBD/0/root troops/troop/NNS/5/nsubj crossed/cross/VBD/3/ccomp ././3/punct"
    "\nThey/PRP/2/nsubj burned/burn/VBD/0/root boats/boat/NNS/2/obj ././2/punct"
)


def test_the_outlet_is_always_offered_and_so_is_the_party_whose_deed_governs_the_event() -> None:
    found = ways(tree(STRIKE), "strike", "PROTEST", "expected")
    assert found["outlet"] == ["(outlet)"]
    assert found["deed"] == ["Orlan", "(outlet)"]


def test_the_voice_of_the_sentence_before_is_offered() -> None:
    assert ways(tree(STRIKE), "burned")["beside"] == ["the ministry", "(outlet)"]


def test_a_telling_over_the_event_is_offered_and_its_rule_is_a_feature() -> None:
    doc = tree(STRIKE)
    assert ways(doc, "crossed")["above"] == ["the ministry", "(outlet)"]
    offers = chains_of(doc).offers(Told(index(doc, "crossed"), "ASSAULT", "happened"))
    ruled = [offer.way for offer, _ in offers if "rules" in offer.features]
    assert ruled == ["above"]


def test_a_text_that_no_engine_has_read_is_left_to_the_rules() -> None:
    doc = tree(ACCORDING_AFTER)
    chains = chains_of(doc)
    at = index(doc, "crossed")
    assert chains.chain_of_event(Told(at, "ASSAULT", "happened")) == (*chains.chain(at), None)


FRONTED = (
    "Voss/NNP/6/nsubj has/AUX/3/aux stressed/stress/VBN/6/ccomp risks/risk/NNS/3/obj Vestnik/NNP/6/nsubj said/say/VBD/0/root"
    " ././6/punct"
)


def moved(doc: Doc) -> dict[int, int]:
    return fronted_subjects([t.head.i for t in doc], [t.dep_ for t in doc], [t.tag_ for t in doc])


def test_the_subject_before_a_fronted_clause_belongs_to_that_clause() -> None:
    doc = tree(FRONTED)
    assert moved(doc) == {0: 2}
    mend(doc)
    assert Clauses(doc).subject(2) == (0,)
    links, _ = chains_of(doc).chain_of_speech(2)
    assert [link.voice for link in links] == ["Mira Voss", "Vestnik", "(outlet)"]


def test_a_verb_with_one_subject_keeps_it() -> None:
    doc = tree(FRONTED.replace("Vestnik/NNP/6/nsubj", "now/RB/6/advmod"))
    assert moved(doc) == {}


QUOTED = (
    "\"/``/2/punct Wait/wait/VB/7/parataxis \"/''/2/punct Voss/NNP/2/nsubj could/MD/7/aux be/AUX/7/aux:pass heard/hear/VBN/0/root"
    " saying/say/VBG/7/advcl ././7/punct"
)


def test_what_stands_behind_the_quotation_mark_is_no_subject_of_what_is_quoted() -> None:
    doc = tree(QUOTED)
    assert moved(doc) == {3: 6}
    mend(doc)
    assert Clauses(doc).subject(7) == (3,)
    assert moved(tree(QUOTED.replace("''", ","))) == {}


JUDGED = (
    "Orlan/NNP/2/nsubj said/say/VBD/0/root the/DT/4/det trip/NN/9/nsubj was/AUX/9/cop a/DT/9/det “/``/9/punct clear/JJ/9/amod"
    " sign/NN/2/ccomp ”/''/9/punct ././2/punct"
)


def test_a_judgement_partly_in_the_voices_own_words_is_news() -> None:
    doc = tree(JUDGED)
    (saying,) = chains_of(doc).judgements()
    assert (doc[saying.cue].text, [doc[i].text for i in saying.speakers]) == ("said", ["Orlan"])


def test_a_judgement_that_is_not_quoted_is_none() -> None:
    plain = JUDGED.replace(" “/``/9/punct", " quite/RB/9/advmod").replace(" ”/''/9/punct", " ,/,/9/punct")
    assert chains_of(tree(plain)).judgements() == []


RESUMED = (
    "Voss/NNP/2/nsubj visited/visit/VBD/0/root Kano/NNP/2/obj ,/,/2/punct days/day/NNS/8/obl after/IN/8/mark bombs/bomb/NNS/8/nsubj"
    " killed/kill/VBD/2/advcl six/CD/8/obj ,/,/12/punct and/CC/12/cc promised/promise/VBD/8/conj help/NN/12/obj ././2/punct"
)


def test_what_goes_on_behind_a_clause_between_commas_goes_on_what_stood_before_it() -> None:
    doc = tree(RESUMED)
    mend(doc)
    assert Clauses(doc).subject(11) == (0,)


def test_what_goes_on_in_a_clause_without_a_comma_stays_there() -> None:
    doc = tree(RESUMED.replace(",/,/12/punct", "there/RB/8/advmod"))
    mend(doc)
    assert Clauses(doc).subject(11) == (6,)
