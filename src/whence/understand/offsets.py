"""Which characters are some tokens, and which tokens are some characters?"""

from __future__ import annotations

from collections.abc import Iterable

from spacy.tokens import Doc, Token

from whence.article import Span


def chars(doc: Doc, token: int) -> Span:
    """The characters of a token."""
    t = doc[token]
    return Span(t.idx, t.idx + len(t))


def between(doc: Doc, start: int, end: int) -> Span:
    """The characters of the tokens from ``start`` up to ``end`` (exclusive)."""
    span = doc[start:end]
    return Span(span.start_char, span.end_char)


def tokens(doc: Doc, start: int, end: int) -> range:
    """The tokens that some characters touch."""
    found = doc.char_span(start, end, alignment_mode="expand")
    return range(found.start, found.end) if found is not None else range(0)


def root(doc: Doc, start: int, end: int) -> Token | None:
    """The head of the tokens that some characters touch."""
    found = doc.char_span(start, end, alignment_mode="expand")
    return found.root if found is not None and len(found) else None


def lies_in(offset: int, stretches: Iterable[tuple[int, int]]) -> bool:
    """Whether a character lies in one of some stretches of the text."""
    return any(start <= offset < end for start, end in stretches)
