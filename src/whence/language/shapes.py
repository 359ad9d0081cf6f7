"""What an uncased vocabulary does not see of a word: its shape, as a small integer."""

from __future__ import annotations

from functools import lru_cache

SHAPES = ("pad", "lower", "title", "upper", "single_capital", "mixed", "digits", "with_digits", "other")


@lru_cache(maxsize=1 << 16)
def shape_of(word: str) -> int:
    """The index into `SHAPES` of the shape of ``word``."""
    if word.isdigit():
        return 6
    if any(c.isdigit() for c in word):
        return 7
    if not any(c.isalpha() for c in word):
        return 8
    if word.islower():
        return 1
    if word.isupper():
        return 4 if len(word) == 1 else 3
    if word[0].isupper() and word[1:].islower():
        return 2
    return 5
