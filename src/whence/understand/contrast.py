"""What does a text name only to call it wrong: "soldiers, and *not rebels*", "in Zug instead of *Kinshasa*"?"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc

_DEGREES = frozenset(
    [
        "only",
        "just",
        "even",
        "all",
        "every",
        "everyone",
        "many",
        "much",
        "merely",
        "simply",
        "least",
        "necessarily",
    ]
)
"""Words after "not" that take nothing away: "not only in Paris"."""
_SIGNS = ("not", "rather", "instead")


def set_aside(doc: Doc) -> frozenset[int]:
    """The words of phrases behind "not" or "rather than" that another phrase stands against."""
    return frozenset(_words(doc))


def _words(doc: Doc) -> Iterator[int]:
    for token in doc:
        if token.lower_ not in _SIGNS or token.i + 1 == len(doc):
            continue
        phrase = token.head
        if phrase.pos_ not in ("NOUN", "PROPN", "PRON", "NUM", "SYM") or token.i > phrase.i:
            continue
        instead = [c for c in phrase.children if c.dep_ == "conj" and any(k.lower_ == "but" for k in c.lefts)]
        if token.lower_ == "not":
            before = doc[token.i - 1] if token.i else token
            against = bool(instead) or before.is_punct or before.pos_ == "CCONJ"
            whole = any(c.dep_ == "cop" for c in phrase.children) or doc[token.i + 1].lower_ in _DEGREES
            if whole or not against:
                continue
        elif doc[token.i + 1].lower_ not in ("than", "of"):
            continue
        kept = {t.i for c in instead for t in c.subtree}
        yield from (t.i for t in phrase.subtree if t.i not in kept)
