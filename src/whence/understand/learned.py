"""What does the engine believe of the words that may tell an event, against what the codebook's entries say of them?

The entries know words and their grammar, the engine was shown annotated claims and sees the context. A word of an entry
that the engine takes for no trigger at all is left; a type that it finds unlikely gives way to the one it is sure of; and
what it is sure of without an entry is told by the usual frame of its type. A user's own entries always stand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from spacy.tokens import Doc, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from whence.knowledge.codebook import Codebook, Frame
    from whence.language.extensions import TokenEvent

VETO = 0.1
"""Probability of being a trigger below which a word of an entry is left."""
ADD = 0.5
"""Probability from which a word without an entry is told."""
UNLIKELY, SURE = 0.1, 0.6
"""A type less likely than the one gives way to one at least as likely as the other."""
ARGUMENT = 0.7
"""Probability from which a phrase is taken for a party or time of a trigger; on development claims best of 0.35 to 0.7."""
MODE = 0.5
"""Probability from which a mode is told."""


class Learned:
    """The engine's triggers of one text; without them (another pipeline read the text) it has no opinion."""

    def __init__(self, doc: Doc, book: Codebook) -> None:
        self._by_token = _triggers(doc)
        self._book, self._doc = book, doc

    def verdict(self, i: int, frame: Frame, *, tested: bool) -> Frame | None:
        """The frame that the word of an entry has after all, ``None`` if it tells no event.

        ``tested``: the entry names words that stand beside it here ("launch" with "missile"); its type is then kept.
        """
        if self._by_token is None or frame.rank:
            return frame
        event = self._by_token.get(i)
        if event is None or event.confidence < VETO:
            return None
        if tested:
            return frame
        likely = dict(event.types)
        best, chance = event.types[0]
        if best != frame.type and likely.get(frame.type, 0.0) < UNLIKELY and chance >= SURE:
            return self._frame(event, frame.pos) or frame
        return frame

    def added(self) -> Iterator[tuple[int, Frame]]:
        """Words that the engine is sure of, with the usual frame of their type."""
        for event in (self._by_token or {}).values():
            if event.confidence >= ADD:
                frame = self._frame(event, _kind(self._doc[event.token].pos_))
                if frame is not None:
                    yield event.token, frame

    def _frame(self, event: TokenEvent, pos: str) -> Frame | None:
        name = next((t for t, _ in event.types if t in self._book.types), None)
        if name is None:
            return None
        kind = self._book.types[name]
        mode, chance = event.modes[0]
        mode_told = mode if mode in kind.modes and chance >= MODE else None
        return kind.usual[pos]._replace(mode=mode_told, cameo=self._book.cameo(name, mode_told))


class Arguments:
    """What the engine takes for the parties and times of a trigger, asked where grammar finds none."""

    def __init__(self, doc: Doc) -> None:
        self._by_token = _triggers(doc) or {}
        self._doc = doc

    def phrases(self, trigger: int, role: str) -> list[Span]:
        """The phrases that likely have this role, the likeliest first."""
        event = self._by_token.get(trigger)
        told = [a for a in event.arguments if a.role == role and a.confidence >= ARGUMENT] if event else []
        return [self._doc[slice(*a.span)] for a in sorted(told, key=lambda a: -a.confidence)]

    def heads(self, trigger: int, role: str) -> list[int]:
        """Heads of those phrases."""
        return list(dict.fromkeys(phrase.root.i for phrase in self.phrases(trigger, role)))


def _triggers(doc: Doc) -> dict[int, TokenEvent] | None:
    """The engine's triggers by their tokens, ``None`` where no engine read the text."""
    told: tuple[TokenEvent, ...] | None = doc._.triggers if Doc.has_extension("triggers") else None
    return None if told is None else {e.token: e for e in told}


def _kind(pos: str) -> str:
    return {"VERB": "verb", "AUX": "verb", "ADJ": "adjective"}.get(pos, "noun")
