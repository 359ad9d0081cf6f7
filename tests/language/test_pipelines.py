"""Our engine in a user's own spaCy pipeline, and a user's own pipeline in place of ours."""

from __future__ import annotations

import subprocess
import sys

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

import whence
from tests.conllu import doc_from_table
from whence.gather.plain import article_from_text
from whence.reader import Reader

TABLE = """
    Rebels rebel NOUN NNS 2 nsubj
    shelled shell VERB VBD 0 root
    Lomé Lomé PROPN NNP 2 obj
    . . PUNCT . 2 punct
"""


def test_spacy_finds_the_component_by_its_name_alone() -> None:
    code = "import spacy; n = spacy.blank('en'); n.add_pipe('whence_engine'); print([t.dep_ for t in n('Ships left.')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['nsubj', 'root', 'punct']"


def test_components_of_a_user_see_what_the_engine_wrote_and_may_add_to_it() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("whence_engine")

    @Language.component("test_ships")
    def ships(doc: Doc) -> Doc:
        found = [Span(doc, t.i, t.i + 1, label="weapon") for t in doc if t.lemma_ == "Sahyadri"]
        doc.set_ents(found, default="unmodified")
        return doc

    nlp.add_pipe("test_ships")
    doc = nlp("Officers boarded the Sahyadri on Friday.")
    assert ("Sahyadri", "weapon") in [(e.text, e.label_) for e in doc.ents]
    assert next(t for t in doc if t.text == "boarded").pos_ == "VERB"


def test_a_pipeline_of_the_user_can_stand_in_for_ours() -> None:
    told = doc_from_table(TABLE)
    table = [(t.tag_, t.pos_, t.dep_, t.head.i, t.lemma_) for t in told]

    class Table:
        """Knows one sentence by heart."""

        def __call__(self, doc: Doc) -> Doc:
            for token, (tag, pos, dep, head, lemma) in zip(doc, table, strict=False):
                token.tag_, token.pos_, token.lemma_ = tag, pos, lemma
                token.dep_, token.head = dep, doc[head]
            return doc

    Language.factory("test_table", func=lambda nlp, name: Table())
    nlp = spacy.blank("en")
    nlp.add_pipe("test_table")
    reading = Reader(nlp=nlp).read(article_from_text(told.text))
    assert [(c.type, reading.article.text[slice(*c.trigger)]) for c in reading.claims] == [
        ("ASSAULT", "shelled")
    ]
    assert whence.load().pipe_names == ["whence_engine"]
