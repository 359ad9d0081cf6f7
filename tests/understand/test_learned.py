"""What the engine believes of triggers, against what the codebook's entries say."""

from __future__ import annotations

import pytest
from spacy.tokens import Doc

from tests.conllu import doc_from_table
from whence.knowledge.codebook import load_codebook
from whence.language import extensions
from whence.language.extensions import TokenEvent
from whence.understand.what import RawEvent, find_events

BOOK = load_codebook()
TABLE = """
    Ana Ana PROPN NNP 2 nsubj
    met meet VERB VBD 0 root
    the the DET DT 4 det
    envoy envoy NOUN NN 2 obj
    and and CCONJ CC 6 cc
    flimmered flimmer VERB VBD 2 conj
    him he PRON PRP 6 obj
"""


def told(token: int, confidence: float, *types: tuple[str, float], mode: str = "none") -> TokenEvent:
    return TokenEvent(
        token, confidence, types, ((mode, 0.9),), (("happened", 1.0),), (), "occurrence", 1.0, ()
    )


def read(*events: TokenEvent, table: str = TABLE) -> list[RawEvent]:
    extensions.register()
    doc: Doc = doc_from_table(table)
    doc._.triggers = events
    return list(find_events(doc, BOOK))


MET = told(1, 0.9, ("CONSULT", 0.9))


def test_a_text_that_no_engine_has_read_is_read_by_the_entries_alone() -> None:
    extensions.register()
    assert [e.type for e in find_events(doc_from_table(TABLE), BOOK)] == ["CONSULT"]


def test_a_word_of_an_entry_that_the_engine_takes_for_no_trigger_is_left() -> None:
    assert [e.trigger for e in read(MET)] == [1]
    assert read() == []
    assert read(told(1, 0.06, ("CONSULT", 1.0))) == []


def test_a_word_without_an_entry_is_told_by_the_usual_frame_of_its_type() -> None:
    _, added = read(MET, told(5, 0.8, ("COERCE", 0.7), ("ASSAULT", 0.3), mode="arrest"))
    assert (added.trigger, added.type, added.mode, added.cameo) == (5, "COERCE", "arrest", "173")
    assert (added.actors, added.recipients) == ((0,), (6,))
    assert len(read(MET, told(5, 0.4, ("COERCE", 1.0)))) == 1


def test_a_mode_of_another_type_is_not_told() -> None:
    _, added = read(MET, told(5, 0.8, ("AID", 1.0), mode="arrest"))
    assert (added.type, added.mode) == ("AID", None)


@pytest.mark.parametrize(
    ("consult", "best", "expected"), [(0.05, 0.9, "REJECT"), (0.05, 0.5, "CONSULT"), (0.3, 0.7, "CONSULT")]
)
def test_an_unlikely_type_gives_way_to_a_sure_one_only(consult: float, best: float, expected: str) -> None:
    testified = """
        Ana Ana PROPN NNP 2 nsubj
        testified testify VERB VBD 0 root
    """
    (event,) = read(told(1, 0.9, ("REJECT", best), ("CONSULT", consult)), table=testified)
    assert event.type == expected


def test_the_type_of_an_entry_stands_where_it_knows_the_words_beside_it() -> None:
    (event,) = read(told(1, 0.9, ("REJECT", 0.95), ("CONSULT", 0.05)))
    assert event.type == "CONSULT"  # "met the envoy"
