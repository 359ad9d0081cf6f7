"""The language engine: text to an annotated spaCy Doc in one encoder pass."""

from __future__ import annotations

from spacy.language import Language

from whence.language.component import LanguageEngine
from whence.language.extensions import register
from whence.language.tokens import blank

__all__ = ["VERSION", "LanguageEngine", "load", "register"]

VERSION = "10"
"""Version of the shipped weights."""


def load(*, tower: bool = False) -> Language:
    """A spaCy `Language` with the engine as its only component.

    ``nlp(text)`` tokenizes; ``nlp(doc)`` takes a Doc of ready-made words as it is, and keeps its sentence starts if set.
    With ``tower`` events (``doc._.triggers``) are read over the whole text, as a `whence.Reader` does: better, and half as fast.
    """
    nlp = blank()
    nlp.add_pipe("whence_engine", config={"tower": tower})
    return nlp
