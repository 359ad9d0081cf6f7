"""Builds annotated spaCy Docs from trees written down in tests or in CoNLL-U files."""

from __future__ import annotations

from spacy.tokens import Doc
from spacy.vocab import Vocab

from whence.language import extensions


def docs_from_conllu(text: str) -> list[Doc]:
    """One Doc for each ``# newdoc`` of a CoNLL-U text (or one, if it has none)."""
    documents: list[list[list[list[str]]]] = [[]]
    sentence: list[list[str]] = []
    for line in text.splitlines():
        if line.startswith("# newdoc") and (documents[-1] or sentence):
            documents.append([])
        elif not line.strip():
            if sentence:
                documents[-1].append(sentence)
                sentence = []
        elif not line.startswith("#"):
            cells = line.split("\t")
            if cells[0].isdigit():
                sentence.append(cells)
    if sentence:
        documents[-1].append(sentence)
    return [_doc(d) for d in documents if d]


def _doc(sentences: list[list[list[str]]]) -> Doc:
    extensions.register()
    rows = [(row, base) for base, sentence in _bases(sentences) for row in sentence]
    return Doc(
        Vocab(),
        words=[r[1] for r, _ in rows],
        spaces=["SpaceAfter=No" not in r[9] for r, _ in rows],
        lemmas=[r[2] for r, _ in rows],
        pos=[r[3] for r, _ in rows],
        tags=[r[4] for r, _ in rows],
        morphs=["" if r[5] == "_" else r[5] for r, _ in rows],
        heads=[base + int(r[6]) - 1 if int(r[6]) else base + int(r[0]) - 1 for r, base in rows],
        deps=[r[7] for r, _ in rows],
        sent_starts=[r[0] == "1" for r, _ in rows],
    )


def _bases(sentences: list[list[list[str]]]) -> list[tuple[int, list[list[str]]]]:
    out, base = [], 0
    for sentence in sentences:
        out.append((base, sentence))
        base += len(sentence)
    return out


def doc_from_table(table: str, ents: list[tuple[int, int, str]] | None = None) -> Doc:
    """A Doc from lines ``form lemma upos xpos head dep [nospace]``; a blank line ends a sentence; head 0 is the root.

    ``ents`` are (start token, end token, label).
    """
    sentences = []
    for block in table.strip().split("\n\n"):
        sentence = []
        for number, line in enumerate(block.strip().splitlines(), 1):
            form, lemma, upos, xpos, head, dep, *rest = line.split()
            misc = "SpaceAfter=No" if rest else "_"
            sentence.append([str(number), form, lemma, upos, xpos, "_", head, dep, "_", misc])
        sentences.append(sentence)
    doc = _doc(sentences)
    if ents:
        doc.set_ents([doc[s:e].__class__(doc, s, e, label=label) for s, e, label in ents])
    return doc
