"""The extension attributes that the language engine sets on spaCy Docs."""

from __future__ import annotations

from bisect import bisect_left
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


class TokenArgument(NamedTuple):
    """A stretch of words that a trigger takes: actor, recipient, object, time, place, cue (of its status) or voice."""

    role: str
    span: TokenSpan
    confidence: float


class TokenEvent(NamedTuple):
    """A word that may trigger a claim, and what the engine takes it for; probabilities, the likeliest first.

    ``types`` and ``modes`` are those of the codebook ("none" is no mode), ``statuses`` those of a claim; they are what
    they are *if* the word is a trigger, which has the probability ``confidence``. ``arguments`` are in the order of roles
    and text. ``kind`` is the class of ECB+ (occurrence, state, reporting, perception, aspectual, causative, generic, or O).
    ``factuality`` goes from -1, certainly did not happen, to 1, certainly did (the scale of UDS-IH2, divided by 3).
    ``codes`` are PLOVER roots, learned from sentences of which only the parties were marked. ``ways`` tell how the event lies to
    the time that dates it (at, since, before, by, from, or none is told), ``voiced`` how probable it is that somebody else than
    the outlet tells it; both are empty where no tower has read the text.
    """

    token: int
    confidence: float
    types: tuple[tuple[str, float], ...]
    modes: tuple[tuple[str, float], ...]
    statuses: tuple[tuple[str, float], ...]
    arguments: tuple[TokenArgument, ...]
    kind: str
    factuality: float
    codes: tuple[tuple[str, float], ...]
    ways: tuple[tuple[str, float], ...] = ()
    voiced: float | None = None


def event_at(doc: Doc, token: int) -> TokenEvent | None:
    """What the engine takes a word for, ``None`` if it does not take it for a trigger."""
    told: tuple[TokenEvent, ...] = doc._.triggers or ()
    at = bisect_left(told, token, key=lambda e: e.token)
    return told[at] if at < len(told) and told[at].token == token else None


def register() -> None:
    """Declare the attributes on `spacy.tokens.Doc`; calling it again changes nothing.

    ``coref``: clusters of half-open token spans. ``attributions``: `TokenAttribution` tuples in text order.
    ``ent_confidence``: probabilities parallel to ``doc.ents``. ``triggers``: `TokenEvent` tuples in text order, ``None`` if
    no engine has read the text.
    ``vectors``: float32 [tokens, width] or ``None``; their mean over a stretch of text is its embedding in the space of
    all-MiniLM-L6-v2.
    """
    defaults: dict[str, object] = {
        "coref": (),
        "attributions": (),
        "ent_confidence": (),
        "triggers": None,
        "vectors": None,
    }
    for name, default in defaults.items():
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=default)
