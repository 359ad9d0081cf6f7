"""Which pieces of the vocabulary is a word made of: the WordPiece scheme of uncased BERT models."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import lru_cache

UNKNOWN = "[UNK]"
LONGEST = 100
"""Characters; a longer run without punctuation is unknown as a whole, as in BERT."""
_CACHED = 100_000


class WordPieces:
    """Splits words as ``tokenizers`` does with BertNormalizer, BertPreTokenizer and WordPiece (uncased).

    That library would bring 40 MB of packages for downloading models, which whence never does.
    """

    def __init__(self, vocabulary: Mapping[str, int]) -> None:
        self._vocabulary = vocabulary
        self._unknown = vocabulary[UNKNOWN]
        self.ids = lru_cache(_CACHED)(self._ids)
        """The piece numbers of one word, without special pieces; empty for a word of nothing but control characters."""

    def _ids(self, word: str) -> tuple[int, ...]:
        out: list[int] = []
        for part in _parts(_normalized(word)):
            out.extend(self._pieces(part))
        return tuple(out)

    def _pieces(self, part: str) -> list[int]:
        if len(part) > LONGEST:
            return [self._unknown]
        out: list[int] = []
        start = 0
        while start < len(part):
            prefix = "##" if start else ""
            for end in range(len(part), start, -1):
                number = self._vocabulary.get(prefix + part[start:end])
                if number is not None:
                    out.append(number)
                    start = end
                    break
            else:
                return [self._unknown]
        return out


def _normalized(word: str) -> str:
    """Lower case without accents and control characters, ideographs set apart by spaces."""
    kept: list[str] = []
    for c in word:
        code = ord(c)
        if code in (0, 0xFFFD) or (unicodedata.category(c)[0] == "C" and c not in "\t\n\r"):
            continue
        kept.append(" " if c.isspace() else f" {c} " if _ideograph(code) else c)
    plain = unicodedata.normalize("NFD", "".join(kept))
    return "".join(c.lower() for c in plain if unicodedata.category(c) != "Mn")


def _parts(text: str) -> list[str]:
    """Runs between spaces and punctuation, and each punctuation mark by itself."""
    out: list[str] = []
    run = ""
    for c in text:
        if c.isspace() or _punctuation(c):
            if run:
                out.append(run)
            run = ""
            if not c.isspace():
                out.append(c)
        else:
            run += c
    return [*out, run] if run else out


def _punctuation(c: str) -> bool:
    code = ord(c)
    if 33 <= code <= 47 or 58 <= code <= 64 or 91 <= code <= 96 or 123 <= code <= 126:
        return True
    return unicodedata.category(c)[0] == "P"


def _ideograph(code: int) -> bool:
    return (
        0x4E00 <= code <= 0x9FFF
        or 0x3400 <= code <= 0x4DBF
        or 0x20000 <= code <= 0x2A6DF
        or 0x2A700 <= code <= 0x2B81F
        or 0x2B920 <= code <= 0x2CEAF
        or 0xF900 <= code <= 0xFAFF
        or 0x2F800 <= code <= 0x2FA1F
    )
