"""The shipped engine annotates any Doc, keeps what it is given, and says the same alone and among others."""

from __future__ import annotations

import pytest
from spacy.language import Language
from spacy.tokens import Doc

import whence

TEXT = (
    "The Ghanaian foreign minister flew to Lomé on Monday, her office said.\n\n"
    "“We will sign the fishing agreement this week,” Shirley Botchwey told reporters. She did not take questions."
)


@pytest.fixture(scope="module")
def nlp() -> Language:
    return whence.load()


def test_text_gets_tags_trees_lemmas_and_sentences(nlp: Language) -> None:
    doc = nlp(TEXT)
    assert doc.text == TEXT
    flew = next(t for t in doc if t.text == "flew")
    assert (flew.pos_, flew.tag_, flew.lemma_) == ("VERB", "VBD", "fly")
    minister = next(t for t in doc if t.text == "minister")
    assert (minister.dep_, minister.head.text) == ("nsubj", "flew")
    assert flew.morph.get("Tense") == ["Past"]
    starts = [s.text.lstrip()[:4] for s in doc.sents]
    assert starts == ["The ", "“We ", "She "]


def test_every_sentence_is_one_tree_and_its_root_points_to_itself(nlp: Language) -> None:
    for sentence in nlp(TEXT).sents:
        roots = [t for t in sentence if t.head.i == t.i]
        assert [t.dep_ for t in roots] == ["root"]
        assert all(sentence.start <= t.head.i < sentence.end for t in sentence)


def test_names_have_kinds_and_probabilities(nlp: Language) -> None:
    doc = nlp(TEXT)
    kinds = {e.text: e.label_ for e in doc.ents}
    assert kinds["Shirley Botchwey"] == "person"
    assert kinds["Lomé"] == "place"
    assert len(doc._.ent_confidence) == len(doc.ents)
    assert all(0 < c <= 1 for c in doc._.ent_confidence)


def test_attributions_join_source_cue_and_content(nlp: Language) -> None:
    doc = nlp(TEXT)
    told = [
        (doc[slice(*a.source)].text, doc[slice(*a.cue)].text, doc[slice(*a.content[0])].text)
        for a in doc._.attributions
        if a.source and a.cue
    ]
    assert any(s == "her office" and c == "said" and "flew to Lomé" in text for s, c, text in told)
    assert any(
        "Botchwey" in s and "told" in c and "sign the fishing agreement" in text for s, c, text in told
    )


def test_ready_made_words_and_sentence_starts_are_kept(nlp: Language) -> None:
    words = ["Rain", "fell", "Snow", "fell", "too"]
    doc = nlp(Doc(nlp.vocab, words=words, sent_starts=[True, False, True, False, False]))
    assert [t.text for t in doc] == words
    assert [len(s) for s in doc.sents] == [2, 3]


def test_a_text_reads_the_same_alone_and_among_others(nlp: Language) -> None:
    alone = nlp(TEXT).to_bytes(exclude=["user_data"])
    among = list(nlp.pipe(["Short.", TEXT, "Another text about something else entirely. " * 60]))
    assert among[1].to_bytes(exclude=["user_data"]) == alone


def test_long_texts_are_read_in_windows_without_losing_words(nlp: Language) -> None:
    doc = nlp(TEXT + "\n\n" + "The committee met again on Friday and agreed on nothing. " * 400)
    assert doc.has_annotation("DEP")
    assert all(t.pos_ for t in doc)
    assert sum(1 for _ in doc.sents) > 300


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", ".", "\u200f", "a" * 5000, "word " * 600, "…" * 50, "\U0001f680 liftoff"]
)
def test_odd_texts_are_read_without_complaint(nlp: Language, text: str) -> None:
    doc = nlp(text)
    assert doc.text == text
    assert all(0 <= t.head.i < len(doc) for t in doc)


def test_no_name_goes_on_in_the_next_paragraph(nlp: Language) -> None:
    doc = nlp("By Hannah Weiss\n\nNona Kipiani was arrested in Tbilisi.")
    assert [ent.text for ent in doc.ents] == ["Hannah Weiss", "Nona Kipiani", "Tbilisi"]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Toll climbs\nThe army said 41 people had died.", 2),
        (
            "The army said on Thursday that forty-one people had died in the storm that\nhit the coast on Monday, and that most of them had lived in two villages\n"
            "which nobody had warned of the water before it came in the early morning.",
            1,
        ),
    ],
    ids=["a heading", "full lines"],
)
def test_a_line_is_a_paragraph_unless_lines_are_broken_when_full(
    nlp: Language, text: str, sentences: int
) -> None:
    assert len(list(nlp(text).sents)) == sentences


def test_a_byline_is_talked_about_nowhere(nlp: Language) -> None:
    doc = nlp("By Hannah Weiss\n\nNona Kipiani leads a party. She was arrested in Tbilisi.")
    assert all((1, 3) not in cluster for cluster in doc._.coref)


def test_a_pronoun_behind_a_quotation_is_no_name(nlp: Language) -> None:
    doc = nlp("“The force could split if it is told to shoot at a crowd,” she said. “Buses ran,” he said.")
    told = {t.text: (t.pos_, t.tag_, t.lemma_, t.morph.get("Gender")) for t in doc}
    assert told["she"] == ("PRON", "PRP", "she", ["Fem"])
    assert told["he"] == ("PRON", "PRP", "he", ["Masc"])
