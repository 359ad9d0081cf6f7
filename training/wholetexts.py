"""Whole texts as words: the annotated ones with what is told of their events, and news of which nothing is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from spacy.tokens import Doc

from tools import annotation
from tools.outline import WAYS
from training import news
from training.claims import MODES, TYPES, Labelled, labelled
from training.data import ROLES, UNKNOWN
from training.windows import word_pieces
from whence.language.component import text_of
from whence.language.encode import UNK, Text
from whence.language.layout import Words
from whence.language.tokens import blank

LABELS = {
    "claim": TYPES,
    "status": tuple(annotation.STATUSES),
    "mode": MODES,
    "way": ("none", *WAYS),
    "voiced": ("outlet", "voice"),
}
"""What is asked of each word: whether it triggers a claim and of what type, then, of triggers alone, the rest."""
PIECES = 480
"""Word pieces, at most, of a part of a text that a tutor reads at once."""
WORDS = 400
"""Words, at most, of such a part."""
ONE = 40
"""Word pieces, at most, that a word counts for."""
SHORTEST = 12
"""Words; of news, what is shorter is left out."""


@dataclass(frozen=True)
class Told:
    """Words of a text that are read together, and what is told of their events."""

    words: Sequence[str]
    breaks: Sequence[int]  # what stands before each word, as `whence.language.encode.Text` has it
    tags: dict[str, np.ndarray]  # by head of `LABELS`: [words], UNKNOWN where nothing is told
    roles: dict[int, dict[int, set[int]]]  # trigger -> word -> its roles
    asked: dict[int, list[bool]]  # which roles of a trigger are known
    outline: bool

    def __len__(self) -> int:
        return len(self.words)

    @property
    def text(self) -> Text:
        """The words as the engine takes them."""
        return Text(self.words, self.breaks)

    def part(self, low: int, high: int) -> Told:
        """Some of the words, and what is told of them."""
        inside = range(low, high)
        return Told(
            self.words[low:high],
            self.breaks[low:high],
            {k: v[low:high] for k, v in self.tags.items()},
            {
                t - low: {w - low: r for w, r in told.items() if w in inside}
                for t, told in self.roles.items()
                if t in inside
            },
            {t - low: known for t, known in self.asked.items() if t in inside},
            self.outline,
        )

    def parts(self) -> Iterator[Told]:
        """The text in parts of at most `PIECES` and `WORDS`, which end at a break where there is one."""
        sizes = [len(pieces_of(w)) for w in self.words]
        low = 0
        while low < len(sizes):
            total, high, cut = 0, low, 0
            while high < len(sizes) and high - low < WORDS and total + sizes[high] <= PIECES:
                total += sizes[high]
                high += 1
                if high == len(sizes) or self.breaks[high]:
                    cut = high
            high = cut or high
            yield self.part(low, high)
            low = high


def pieces_of(word: str) -> Sequence[int]:
    """The word pieces of a word, at least one and at most `ONE`."""
    return word_pieces().ids(word)[:ONE] or (UNK,)


def annotated(texts: Iterable[dict[str, Any]]) -> Iterator[Told]:
    """Annotated texts, whole."""
    nlp = blank()
    for told in texts:
        own = labelled(nlp, annotation.load(told["id"]).text, told["claims"])
        text = text_of(Words.of(own.doc))
        asked = {t: _asked(own, t) for t in own.roles}
        yield Told(text.words, text.breaks, _tags(own), own.roles, asked, outline="outline" in told)


def _tags(own: Labelled) -> dict[str, np.ndarray]:
    way, voiced = (np.full(len(own.words), UNKNOWN) for _ in range(2))
    for trigger, told in own.ways.items():
        way[trigger] = LABELS["way"].index(told or "none")
    for trigger, spans in own.voices.items():
        voiced[trigger] = int(spans[0] is not None)
    return {
        "claim": np.array(own.claim),
        "status": np.array(own.status),
        "mode": np.array(own.mode),
        "way": way,
        "voiced": voiced,
    }


def _asked(own: Labelled, trigger: int) -> list[bool]:
    known = {"voice": (-1, -1) not in own.voices[trigger], "time": trigger in own.dated}
    return [known.get(r, True) for r in ROLES]


def untold() -> Iterator[Told]:
    """News of the sets under WHENCE_DATA (`training.news`) in parts, of which nothing is told."""
    nlp = blank()
    docs = (nlp.make_doc(text) for text in news.texts(annotation.DATA))
    listed = (Doc(nlp.vocab, words=words) for words in news.word_lists(annotation.DATA))
    for doc in (d for some in (docs, listed) for d in some):
        text = text_of(Words.of(doc))
        nothing = {head: np.full(len(text.words), UNKNOWN) for head in LABELS}
        whole = Told(text.words, text.breaks, nothing, {}, {}, outline=False)
        yield from (part for part in whole.parts() if len(part) >= SHORTEST)
