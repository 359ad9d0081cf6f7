"""Reads the trees that the tests of this room share: one invented sentence a line with its tree."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from spacy.tokens import Doc

from tests.conllu import doc_from_table


@cache
def _trees() -> dict[str, str]:
    lines = (Path(__file__).parent / "trees.tsv").read_text("utf-8").splitlines()
    return dict(line.split("\t") for line in lines if line and not line.startswith("#"))


def tree(sentence: str) -> Doc:
    """The Doc of one of the sentences of ``trees.tsv``: sentence, tab, then ``form lemma UPOS XPOS head dep | …``."""
    rows = _trees()[sentence].split(" | ")
    return doc_from_table("\n".join(rows))
