"""Which events does a text tell by a user's own dictionaries?"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.understand.trees import tree
from whence.article import Article, Published
from whence.knowledge.codebook import load_codebook
from whence.knowledge.petrarch import Dictionaries, load_dictionaries
from whence.reader import Reader
from whence.understand import Knowledge
from whence.understand.coded import Coded, code_text
from whence.understand.what import clauses_of, find_events

FILES = {
    "actors": "NORLAND [NOR]\nSUDLAND [SUD]\nWESTRIA [WES]\nOSTLAND [OST]\nKARL_HOLT [HLT]\n",
    "agents": "POLICE {} [~COP]\nSTUDENT [~EDU]\nSOLDIER [~MIL]\nAMBASSADOR [~GOV]\nMEDIA {} [~MED]\n"
    "GOVERNMENT [~GOV]\nPRESIDENT [~GOV]\n",
    "discards": "BASEBALL\n",
    "verbs": "&KINDS\n+ECONOMIC\n+FULL ECONOMIC\n"
    "--- ARREST [173] ---\nARREST\n"
    "--- ATTACK [190] ---\nATTACK\n- WILL NOT * [057]\n"
    "--- WELCOME [050] ---\nWELCOME\nPRAISE [051]\n"
    "--- POSTPONE [---] ---\nPOSTPONE {POSTPONED}\n- % HAVE * [1246]\n"
    "--- VISIT [042:043] ---\nVISIT\n"
    "--- RECEIVE [---] ---\nRECEIVE\n- + * MONEY FROM $ [071]\n"
    "--- EXCLUDE [901] ---\nEXCLUDE\n+CORDON_OFF {+CORDONED_OFF}\n"
    "--- CUT [160] ---\nCUT\n- * DIPLOMATIC_TIES [161]\n- * &KINDS TIES WITH [162]\n",
}


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Dictionaries:
    folder = tmp_path_factory.mktemp("dictionaries")
    for kind, text in FILES.items():
        (folder / f"My.{kind}.txt").write_text(text, encoding="utf-8")
    return load_dictionaries([folder])


def coded(sentence: str, known: Dictionaries, published: str | None = "2014-03-02") -> Coded:
    doc = tree(sentence)
    return code_text(doc, clauses_of(doc, load_codebook()), known, Published.parse(published))


def codes(sentence: str, known: Dictionaries) -> set[tuple[str, str, str]]:
    return {(raw.source, raw.code, raw.target) for raw in coded(sentence, known).raw}


@pytest.mark.parametrize(
    ("case", "sentence", "expected"),
    [
        (
            "an agent before",
            "Norland police arrested Sudland students on Monday.",
            {("NORCOP", "173", "SUDEDU")},
        ),
        (
            "an agent with a from-phrase",
            "Soldiers from Norland attacked Sudland.",
            {("NORMIL", "190", "SUD")},
        ),
        ("a passive", "Sudland was attacked by Norland.", {("NOR", "190", "SUD")}),
        ("a passive without an agent", "Sudland was attacked.", set()),
        (
            "a target deep in the object",
            "Norland welcomed a resumption of ties with Sudland.",
            {("NOR", "050", "SUD")},
        ),
        (
            "one agent of several actors",
            "The ambassadors of Norland, Westria and Ostland attacked Sudland.",
            {("NORGOV", "190", "SUD"), ("WESGOV", "190", "SUD"), ("OSTGOV", "190", "SUD")},
        ),
        (
            "several agents of one actor",
            "Norland media and government praised Sudland.",
            {("NORMED", "051", "SUD"), ("NORGOV", "051", "SUD")},
        ),
        (
            "several actors",
            "Norland, Westria and Ostland praised Sudland.",
            {("NOR", "051", "SUD"), ("WES", "051", "SUD"), ("OST", "051", "SUD")},
        ),
        ("a pronoun for who says it", "Norland said it would attack Sudland.", {("NOR", "190", "SUD")}),
        ("a subject without a code", "Norland said that crowds attacked Sudland.", set()),
        ("a pattern before the verb", "Norland will not attack Sudland.", {("NOR", "057", "SUD")}),
        (
            "another event in a time clause",
            "Norland praised Sudland after crowds attacked Westria.",
            {("NOR", "051", "SUD")},
        ),
        (
            "parties joined by and",
            "Norland and Sudland have postponed their meeting.",
            {("NOR", "1246", "SUD"), ("SUD", "1246", "NOR")},
        ),
        (
            "a title, and the event seen from its target",
            "Norland president Karl Holt visited Sudland.",
            {("NORGOV", "042", "SUD"), ("SUD", "043", "NORGOV")},
        ),
        ("source and target of a pattern", "Norland received money from Sudland.", {("SUD", "071", "NOR")}),
        ("a verb of two words", "Norland has cordoned off Sudland.", {("NOR", "901", "SUD")}),
        ("a discard", "Norland praised the baseball team of Sudland.", set()),
        ("whose people", "The people of Norland praised Sudland.", {("NOR", "051", "SUD")}),
        ("words side by side", "Norland cut diplomatic ties with Sudland.", {("NOR", "161", "SUD")}),
        (
            "the longest pattern, with a set of synonyms",
            "Norland cut full economic and diplomatic ties with Sudland.",
            {("NOR", "162", "SUD")},
        ),
        (
            "coordinated verbs",
            "Norland praised Westria and attacked Sudland.",
            {("NOR", "051", "WES"), ("NOR", "190", "SUD")},
        ),
    ],
)
def test_who_did_what_to_whom(
    case: str, sentence: str, expected: set[tuple[str, str, str]], known: Dictionaries
) -> None:
    assert codes(sentence, known) == expected, case


def test_dated_codes_go_by_the_day_of_publication(tmp_path: Path) -> None:
    (tmp_path / "My.actors.txt").write_text("NORLAND [NOR]\n\t[NORREB 20100101-20101231]\nSUDLAND [SUD]\n")
    (tmp_path / "My.verbs.txt").write_text("--- ATTACK [190] ---\nATTACK\n")
    known = load_dictionaries([tmp_path])
    sentence = "Sudland was attacked by Norland."
    found = [coded(sentence, known, day).raw[0].source for day in ("2010-06-01", "2011-06-01", None)]
    assert found == ["NORREB", "NOR", "NOR"]
    assert [n.what for n in coded(sentence, known, None).notes] == ["dated codes not used"]


def test_a_discard_is_told(known: Dictionaries) -> None:
    (note,) = coded("Norland praised the baseball team of Sudland.", known).notes
    assert (note.what, note.where) == ("sentence not coded", (20, 28))


def test_a_word_that_only_the_dictionary_knows_becomes_an_event_of_its_codes_type(
    known: Dictionaries,
) -> None:
    book = load_codebook()
    sentence = "Norland cut diplomatic ties with Sudland."
    found = coded(sentence, known)
    (event,) = found.added_to((), book)
    assert (event.type, event.cameo, event.actors, event.recipients) == ("SANCTION", "161", (0,), (5,))
    events = find_events(tree(sentence), book)
    assert len([e for e in found.added_to(events, book) if e.trigger == event.trigger]) == 1


def test_a_code_without_a_type_stays_a_coding_alone_with_a_note(known: Dictionaries) -> None:
    sentence = "Norland has cordoned off Sudland."
    found = coded(sentence, known)
    assert found.added_to((), load_codebook()) == ()
    codings = found.codings(tree(sentence), (), ())
    assert [(c.code, c.claim) for c in codings] == [("901", None)]
    assert [n.why for n in found.alone(codings)] == ["no type of the codebook has the code 901"]


def test_a_coding_on_the_light_verb_of_an_event_is_of_its_claim(tmp_path: Path) -> None:
    (tmp_path / "My.actors.txt").write_text("NORLAND [NOR]\nSUDLAND [SUD]\n", encoding="utf-8")
    (tmp_path / "My.verbs.txt").write_text("--- LAUNCH [195] ---\nLAUNCH\n", encoding="utf-8")
    reader = Reader(knowledge=Knowledge.shipped((tmp_path,)))
    text = "Norland launched an attack on Sudland on Monday."
    reading = reader.read(Article(text=text, published=Published.parse("2024-05-08")))
    (claim,), (coding,) = reading.claims, reading.codings
    assert text[slice(*claim.trigger)] == "attack"
    assert (claim.codes.cameo, coding.claim) == ("195", claim.id)
    assert not any(note.what == "coding without a claim" for note in reading.notes)
