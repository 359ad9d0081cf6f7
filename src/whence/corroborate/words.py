"""Which words does a text have, as texts are compared: case folded, without endings, without what carries no content?"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from whence.knowledge.corroboration import rules
from whence.knowledge.letters import without_accents

_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’]s?\b")


def words(text: str) -> list[str]:
    """The words of ``text``, case folded, in order; accents stay."""
    return [w.replace("’", "'") for w in _WORD.findall(unicodedata.normalize("NFKC", text).casefold())]


def stem(word: str) -> str:
    """A crude stem: enough to bring "launches", "launched" and "launching" together."""
    for ending in ("'s", "ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word[:-1] if word.endswith("e") and len(word) > 4 else word


def content_words(text: str) -> frozenset[str]:
    """Stems of the words that carry content."""
    return contents(words(text))


def contents(found: list[str]) -> frozenset[str]:
    """Stems of those of some words that carry content."""
    stop = rules().stopwords
    return frozenset(stem(w) for w in found if w not in stop and len(w) > 1)


@lru_cache(maxsize=1 << 16)
def plain_name(text: str) -> str:
    """A name without article, possessive, case, accents and punctuation: what two outlets' spellings have in common."""
    found = words(without_accents(_POSSESSIVE.sub("", text)))
    while found and found[0] in ("the", "a", "an"):
        found = found[1:]
    return " ".join(found)
