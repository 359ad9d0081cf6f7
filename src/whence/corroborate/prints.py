"""What of an article's text is compared with other texts, and under which keys are texts that share some of it found?"""

from __future__ import annotations

import hashlib
import re
import unicodedata
import zlib
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from whence.corroborate.credits import set_aside
from whence.corroborate.words import stem
from whence.knowledge.copying import copying
from whence.reading import ReadArticle

SCHEME = 1
"""Number of the way in which keys are made. Keys of two schemes must not be compared: stored ones are made anew."""
GRAM = 3
"""Content words in a row that are one piece of text: about six words of running text."""
WINDOW = 10
"""Of so many pieces in a row the one with the least hash becomes a key, so that any text shared over
``WINDOW + GRAM - 1`` content words, about 22 words, is found under at least one key."""
BANDS, ROWS = 20, 4
"""Two texts with half of their vocabulary in common agree in one band in sixteen, those with a tenth in none."""
AGREEING = 2
"""Keys in common from which on two articles are worth comparing: one may be a turn of the trade."""
MOST = 200
"""An article is compared with so many at most, those with most keys in common: an outlet may print the same lines under
every report, and a copy has more than these in common with what it was copied from."""

_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_QUOTED = re.compile(r"“[^”\n]*(?:”|\n|$)|\"[^\"\n]*(?:\"|\n|$)|«[^»\n]*(?:»|\n|$)")
_STOP = re.compile(r"\n|[.!?;:…]['\"”’)]*\s")
_SHORT_SENTENCE = 5
_NOTHING = 0
_KEY = np.uint64(0x7FFFFFFF)
_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
_STEP = np.uint64(0x9E3779B97F4A7C15)


class Print(NamedTuple):
    """One article as it is compared: the hashes of its content words in order, and where they stand in the text.

    What says nothing of who wrote the text is left out: a dateline, credit lines, an author's standing lines.
    """

    article: str
    words: NDArray[np.uint64]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    quoted: NDArray[np.bool_]
    """Whether a word stands between quotation marks: such words are the speaker's, not the desk's."""
    sentences: tuple[tuple[int, int], ...]
    """Where sentences begin and end, as indices of content words; one of a few words goes with the one before it."""
    whole: int
    """A hash of all words: equal where two texts are the same but for case, signs and what is left out."""
    length: int
    """Characters of the text."""
    page: int = _NOTHING
    """A hash of its address; states of one page are snapshots of one article, whatever was edited."""

    @property
    def grams(self) -> NDArray[np.uint64]:
        """A hash of each `GRAM` content words in a row."""
        count = max(0, len(self.words) - GRAM + 1)
        found = np.zeros(count, np.uint64)
        for place in range(GRAM):
            found = _mixed(found + self.words[place : place + count])
        return found


def print_of(article: ReadArticle) -> Print:
    """What of ``article`` is compared."""
    text = article.text
    aside = set_aside(text)
    words: list[int] = []
    starts: list[int] = []
    ends: list[int] = []
    every: list[str] = []
    nth = 0
    for found in _WORD.finditer(text):
        start, end = found.span()
        while nth < len(aside) and aside[nth][1] <= start:
            nth += 1
        if nth < len(aside) and aside[nth][0] <= start:
            continue
        plain = _plain(found[0])
        every.append(plain)
        if (word := _hash(plain)) != _NOTHING:
            words.append(word)
            starts.append(start)
            ends.append(end)
    places = np.array(starts, np.int64)
    quoted = np.zeros(len(places), np.bool_)
    for quote in _QUOTED.finditer(text):
        quoted[np.searchsorted(places, quote.start()) : np.searchsorted(places, quote.end())] = True
    return Print(
        article.id,
        np.array(words, np.uint64),
        places,
        np.array(ends, np.int64),
        quoted,
        _sentences(text, starts, ends),
        _digest(" ".join(every)),
        len(text),
        _digest(article.url) if article.url else _NOTHING,
    )


def _sentences(text: str, starts: list[int], ends: list[int]) -> tuple[tuple[int, int], ...]:
    begins = [0]
    for word in range(1, len(starts)):
        if word - begins[-1] >= _SHORT_SENTENCE and _STOP.search(text, ends[word - 1], starts[word]):
            begins.append(word)
    return tuple(pairwise([*begins, len(starts)])) if starts else ()


def keys(of: Print) -> tuple[int, ...]:
    """The keys under which texts that share some of this one are found, each from 0 to 2³¹-1, ascending.

    Some are of stretches: the least hash of a window that slides over the text, as in the winnowing of Schleimer,
    Wilkerson and Aiken (2003). They find a paragraph lifted into a long report and the halves of two stories put
    together. Others are of the whole: MinHash (Broder 1997) of its vocabulary, in bands. They find a text of which hardly
    a sentence was left as it was.
    """
    hashes = of.grams
    if len(hashes) > WINDOW:
        hashes = np.lib.stride_tricks.sliding_window_view(hashes, WINDOW).min(axis=1)
    return tuple(int(key) for key in np.unique(np.concatenate((hashes, _bands(of))) & _KEY))


def _bands(of: Print) -> NDArray[np.uint64]:
    """A key for each band of the MinHash of all words, two of the text as it is, however short, and two of its address."""
    whole = _mixed(np.array([n for h in (of.whole, of.page) if h for n in (h, h ^ 1)], np.uint64))
    if not len(of.words):
        return whole
    draws = _mixed(np.arange(BANDS * ROWS, dtype=np.uint64))[:, None]
    least = _mixed(np.unique(of.words)[None, :] ^ draws).min(axis=1).reshape(BANDS, ROWS)
    bands = np.arange(BANDS, dtype=np.uint64)
    for row in range(ROWS):
        bands = _mixed(bands + least[:, row])
    return np.concatenate((bands, whole))


def _digest(text: str) -> int:
    found = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(found, "little") or 1


@lru_cache(maxsize=1 << 16)
def _plain(word: str) -> str:
    return unicodedata.normalize("NFKC", word).casefold().replace("’", "'")


@lru_cache(maxsize=1 << 16)
def _hash(plain: str) -> int:
    """A hash of the stem of a content word; `_NOTHING` for a word without content."""
    if plain in copying().stopwords or (len(plain) == 1 and not plain.isdigit()):
        return _NOTHING
    return zlib.crc32(stem(plain).encode("utf-8", "surrogatepass")) or 1


def _mixed(hashes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """SplitMix64 (Steele, Lea and Flood 2014): every bit of the input moves every bit of the output."""
    mixed = hashes + _STEP
    mixed = (mixed ^ (mixed >> np.uint64(30))) * _MIX[0]
    mixed = (mixed ^ (mixed >> np.uint64(27))) * _MIX[1]
    return mixed ^ (mixed >> np.uint64(31))
