"""The windows that a text is read in, as the shipped reader cuts them, so that what is learned is what is read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from training.bases import minilm_path
from whence.language.encode import window_bounds
from whence.language.pieces import WordPieces


@cache
def word_pieces() -> WordPieces:
    """The pieces of the student's vocabulary."""
    vocabulary = (minilm_path() / "vocab.txt").read_text(encoding="utf8").splitlines()
    return WordPieces({piece: number for number, piece in enumerate(vocabulary)})


def sizes(words: Sequence[str]) -> list[int]:
    """Word pieces of each word."""
    return [max(1, len(word_pieces().ids(w))) for w in words]


def windows(words: Sequence[str], breaks: Sequence[bool], *, context: bool = True) -> Iterator[range]:
    """Ranges of words, each with the context before it or without; ``breaks``: before which words it may be cut."""
    for before, start, end in window_bounds(sizes(words), breaks):
        yield range(before if context else start, end)
