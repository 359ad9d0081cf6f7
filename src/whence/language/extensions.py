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


class TokenEvent(NamedTuple):
    """A word that tells an event: its kind, and what the engine takes it for.

    ``kind``: occurrence, state, reporting, perception, aspectual, causative or generic (the classes of ECB+).
    ``factuality``: from -1, certainly did not happen, to 1, certainly did (the scale of UDS-IH2, divided by 3).
    ``codes``: a probability for each PLOVER root, most likely first, those above 0.05.
    """

    token: int
    kind: str
    confidence: float
    factuality: float
    codes: tuple[tuple[str, float], ...]


def register() -> None:
    """Declare the attributes on `spacy.tokens.Doc`; calling it again changes nothing.

    ``coref``: clusters of half-open token spans. ``attributions``: `TokenAttribution` tuples in text order.
    ``ent_confidence``: probabilities parallel to ``doc.ents``. ``triggers``: `TokenEvent` tuples in text order.
    ``vectors``: float32 [tokens, width] or ``None``; their mean over a stretch of text is its embedding in the space of
    all-MiniLM-L6-v2.
    """
    defaults: dict[str, object] = {
        "coref": (),
        "attributions": (),
        "ent_confidence": (),
        "triggers": (),
        "vectors": None,
    }
    for name, default in defaults.items():
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=default)
