"""Which words tell an event, and of which type, as entries and the engine's view are weighed together."""

from __future__ import annotations

import numpy as np
import pytest
from spacy.tokens import Doc

import whence
from tests.conllu import doc_from_table
from whence.knowledge.codebook import TYPES, load_codebook
from whence.language import extensions
from whence.language.extensions import TokenEvent
from whence.understand import learned
from whence.understand.weigh import FEATURES, OF_TYPE, WIDTH, Evidence, Weights, features_of, load_weights
from whence.understand.what import RawEvent, evidence_of, find_events

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
        token,
        confidence,
        types,
        modes=((mode, 0.9),),
        statuses=(("happened", 1.0),),
        arguments=(),
        kind="occurrence",
        factuality=1.0,
        codes=(),
    )


def weights(trigger: dict[str, float], kinds: dict[tuple[str, str], float]) -> Weights:
    """Weights that are 0 but for the given ones; those of types by (feature, type)."""
    out = Weights(
        np.zeros(len(FEATURES) + 1, dtype=np.float32), np.zeros((OF_TYPE + 1, len(TYPES)), dtype=np.float32)
    )
    for name, value in trigger.items():
        out.trigger[FEATURES.index(name) if name != "bias" else -1] = value
    for (name, kind), value in kinds.items():
        out.type[FEATURES.index(name), TYPES.index(kind)] = value
    return out


TRUSTING = weights({"engine": 2.0}, {(f"{t}.best", t): 3.0 for t in TYPES})
"""The engine tells the trigger, the best entry its type."""


@pytest.fixture(autouse=True)
def _weighed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learned, "load_weights", lambda: TRUSTING)


def read(*events: TokenEvent, table: str = TABLE) -> list[RawEvent]:
    """Events of a text with the engine's triggers."""
    extensions.register()
    doc: Doc = doc_from_table(table)
    doc._.triggers = events
    doc._.vectors = np.zeros((len(doc), WIDTH), dtype=np.float32)
    return list(find_events(doc, BOOK))


MET = told(1, 0.9, ("CONSULT", 0.9))
TESTIFIED = """
    Ana Ana PROPN NNP 2 nsubj
    testified testify VERB VBD 0 root
"""


def test_a_text_that_no_engine_has_read_is_read_by_the_entries_alone() -> None:
    extensions.register()
    assert [e.type for e in find_events(doc_from_table(TABLE), BOOK)] == ["CONSULT"]


def test_a_word_of_an_entry_that_is_unlikely_to_tell_an_event_is_left() -> None:
    assert [e.trigger for e in read(MET)] == [1]
    assert read() == []
    assert read(told(1, 0.06, ("CONSULT", 1.0))) == []


def test_a_word_without_an_entry_is_told_by_the_usual_frame_of_its_type(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    arrests = weights({"engine": 2.0}, {("engine.COERCE", "COERCE"): 1.0, ("CONSULT.best", "CONSULT"): 1.0})
    monkeypatch.setattr(learned, "load_weights", lambda: arrests)
    _, added = read(MET, told(5, 0.8, ("COERCE", 1.0), mode="arrest"))
    assert (added.trigger, added.type, added.mode, added.cameo) == (5, "COERCE", "arrest", "173")
    assert (added.actors, added.recipients) == ((0,), (6,))
    assert len(read(MET, told(5, 0.3, ("COERCE", 1.0)))) == 1


def test_a_mode_of_another_type_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    aids = weights({"engine": 2.0}, {("engine.AID", "AID"): 1.0})
    monkeypatch.setattr(learned, "load_weights", lambda: aids)
    _, added = read(MET, told(5, 0.8, ("AID", 1.0), mode="arrest"))
    assert (added.type, added.mode) == ("AID", None)


@pytest.mark.parametrize(("weight", "expected"), [(1.0, "REJECT"), (0.1, "ACCUSE")])
def test_the_engine_may_outweigh_an_entry(
    monkeypatch: pytest.MonkeyPatch, weight: float, expected: str
) -> None:
    entry = {("ACCUSE.none", "ACCUSE"): 2.0, ("engine.REJECT", "REJECT"): weight}
    monkeypatch.setattr(learned, "load_weights", lambda: weights({"engine": 2.0}, entry))
    (event,) = read(told(1, 0.9, ("REJECT", 1.0)), table=TESTIFIED)
    assert event.type == expected


def test_the_type_of_an_entry_stands_where_it_knows_the_words_beside_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    engine = {("engine.REJECT", "REJECT"): 1.0, ("CONSULT.best", "CONSULT"): 2.5}
    monkeypatch.setattr(learned, "load_weights", lambda: weights({"engine": 2.0}, engine))
    (event,) = read(told(1, 0.9, ("REJECT", 0.95)))
    assert event.type == "CONSULT"  # "met the envoy"


def test_the_shipped_weights_fit_the_features() -> None:
    shipped = load_weights()
    assert shipped.trigger.shape == (len(FEATURES) + 1,)
    assert shipped.type.shape == (OF_TYPE + 1, len(TYPES))
    tells = [shipped.type[FEATURES.index(f"{t}.best"), k] for k, t in enumerate(TYPES)]
    assert min(tells) > 0  # an entry speaks for its own type


def test_evidence_is_told_type_by_type() -> None:
    extensions.register()
    doc = doc_from_table(TABLE)
    doc._.vectors = np.zeros((len(doc), WIDTH), dtype=np.float32)
    evidence = evidence_of(doc, BOOK)
    met, flimmered = features_of(doc, [1, 5], evidence, {1: told(1, 0.9, ("CONSULT", 0.8))})
    assert met[FEATURES.index("CONSULT.best")] == met[FEATURES.index("CONSULT.fits")] == 1
    assert met[FEATURES.index("CONSULT.none")] == met[FEATURES.index("no_entry")] == 0
    assert flimmered[FEATURES.index("no_entry")] == flimmered[FEATURES.index("no_best")] == 1
    assert evidence.get(5, Evidence()) == Evidence()
    assert met[FEATURES.index("engine")] > flimmered[FEATURES.index("engine")]
    assert met[FEATURES.index("engine.CONSULT")] > flimmered[FEATURES.index("engine.CONSULT")] == 0


def claimed(text: str) -> list[tuple[str, str, str]]:
    """The words that tell claims, with their types and statuses."""
    return [(text[c.trigger.start : c.trigger.end], c.type, c.status) for c in whence.read(text).claims]


def test_what_is_called_off_had_been_planned() -> None:
    text = "Brazil had hoped to host the ministers in Manaus; the meeting was scrapped on Sunday after Guyana pulled out."
    assert ("meeting", "CONSULT", "cancelled") in claimed(text)


def test_words_that_mean_nothing_else_are_always_claimed() -> None:
    text = (
        "Life was hit by a 12-hour bandh called by the Sramik Mancha, and police resorted to a lathi-charge."
    )
    assert {("bandh", "PROTEST"), ("charge", "ASSAULT")} <= {(w, t) for w, t, _ in claimed(text)}


def test_a_protest_that_is_lodged_is_no_march() -> None:
    assert {t for _, t, _ in claimed("Tokyo had lodged a protest through its embassy in Beijing.")} == {
        "ACCUSE"
    }


def test_what_will_be_made_known_is_told_though_nobody_is_named() -> None:
    assert ("announced", "STATE", "expected") in claimed(
        "He said that a final result would be announced on Friday."
    )


def test_an_operation_under_way_goes_on() -> None:
    assert ("operation", "AID", "ongoing") in claimed("A rescue operation was under way with two ships.")


def test_a_day_of_talks_that_ends_breaks_nothing_off() -> None:
    assert {
        t
        for _, t, _ in claimed("Israel and Hamas ended a fourth day of indirect talks in Doha on Wednesday.")
    } == {"CONSULT"}


def test_boats_that_are_handed_over_are_aid() -> None:
    assert ("handed", "AID", "happened") in claimed("Japan handed over two patrol boats to Fiji on Monday.")


@pytest.mark.parametrize(
    ("text", "word", "status"),
    [
        ("Talks with Niger have been put off to next week, a diplomat said.", "Talks", "expected"),
        ("The trial was adjourned until Monday.", "trial", "expected"),
        ("Talks with Niger have been called off, a diplomat said.", "Talks", "cancelled"),
    ],
)
def test_what_is_moved_to_another_day_is_still_expected(text: str, word: str, status: str) -> None:
    assert (word, status) in {(w, s) for w, _, s in claimed(text)}
