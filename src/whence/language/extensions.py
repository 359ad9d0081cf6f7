"""The extension attributes that the language engine sets on spaCy Docs."""

from __future__ import annotations

from typing import NamedTuple

from spacy.tokens import Doc

TokenSpan = tuple[int, int]
"""Half-open token span."""


class TokenAttribution(NamedTuple):
    """One attribution as token spans: who says (source), by what words (cue), what (content)."""

    source: TokenSpan | None
    cue: TokenSpan | None
    content: tuple[TokenSpan, ...]
    confidence: float


def register() -> None:
    """Declare the attributes on `spacy.tokens.Doc`; calling it again changes nothing.

    ``coref``: clusters of half-open token spans. ``attributions``: `TokenAttribution` tuples in text order.
    ``ent_confidence``: probabilities parallel to ``doc.ents``. ``vectors``: float32 [tokens, width] or ``None``.
    """
    for name, default in (("coref", ()), ("attributions", ()), ("ent_confidence", ()), ("vectors", None)):
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=default)
