"""Which words tell an event, as entries of the codebook and the engine together have it.

The entries know words and their grammar, the engine was shown annotated claims and sees the context; `weigh` joins what
they say. A word that both think little of is left; the likeliest type wins, unless an entry names words that stand beside
it ("launch" with "missile"). Roles, modes and codes are those of the entry of that type, or else of the usual frame of the type.
A user's own entries always stand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from spacy.tokens import Doc

from whence.knowledge.codebook import TYPES, Entry
from whence.understand.weigh import Evidence, Match, features_of, load_weights

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from whence.knowledge.codebook import Codebook, Frame
    from whence.language.extensions import TokenEvent
    from whence.understand.weigh import Floats

TELLS = 0.45
"""Probability of telling an event from which a word is told; on held-out training texts 0.4 to 0.5 are alike for triggers with their type."""
TESTED = 0.36
"""The same for a word of which an entry names words that stand beside it ("shake" with "hands"); 0.3 and 0.36 are alike, 0.2 tells too much."""
DENIED = 0.04
"""The same for a word that heads what somebody denies."""
CALLED_OFF = 0.1
"""The same for a noun of the codebook for what somebody calls off, or for what collapses."""
UNLIKELY = 0.2
"""A type that an entry tells with the words beside it gives way only if it is less likely than this."""
MODE = 0.5
"""Probability from which a mode is told."""
_CASUALTY, _SUBJECT = "casualty", "subj"
_VIOLENT = frozenset({"ASSAULT", "HARM"})
"""Types that share their victims: the same words tell the one where an attacker is known and the other where none is."""


class Learned:
    """The engine's triggers of one text; without them (another pipeline read the text) the entries stand alone."""

    def __init__(self, doc: Doc, book: Codebook) -> None:
        self._by_token = _triggers(doc)
        self._book, self._doc = book, doc
        self._types = [(k, name) for k, name in enumerate(TYPES) if name in book.types]

    @property
    def weighs(self) -> bool:
        """Whether there is an engine's view to weigh."""
        return self._by_token is not None and self._doc._.vectors is not None and bool(self._types)

    def decide(
        self, evidence: Mapping[int, Evidence], denied: Container[int] = (), called_off: Container[int] = ()
    ) -> dict[int, Match]:
        """The words that tell an event, each with the entry that tells it.

        Of words that head what somebody denies (``denied``) less is asked: nobody denies what has not been alleged. So for nouns of
        the codebook for what is ``called_off`` or collapses, which must have been planned or under way.
        """
        own = {i: e.best for i, e in evidence.items() if e.best is not None}
        if self._by_token is None or not self.weighs:
            return own
        out = {
            i: best for i, best in own.items() if best.entry.frame.rank or "sure" in best.entry.frame.flags
        }
        words = sorted({*evidence, *self._by_token} - set(out))
        tells, kinds = load_weights().chances(features_of(self._doc, words, evidence, self._by_token))
        for i, chance, row in zip(words, tells.tolist(), kinds, strict=True):
            told = evidence.get(i, Evidence())
            tested = told.best is not None and told.best.tested
            least = DENIED if i in denied else TESTED if tested else TELLS
            if i in called_off and told.best is not None:
                least = CALLED_OFF
            if chance >= least:
                match = self._match(i, told, row)
                typed = next(
                    (float(row[k]) for k, name in self._types if name == match.entry.frame.type), 0.0
                )
                out[i] = match._replace(chances=(chance, typed))
        return out

    def _match(self, i: int, told: Evidence, kinds: Floats) -> Match:
        chance = {name: float(kinds[k]) for k, name in self._types}
        best = told.best
        if best is not None and best.tested and chance.get(best.entry.frame.type, 1.0) >= UNLIKELY:
            return best
        name = max(chance, key=lambda t: chance[t])
        fits = [m for m in (best, *told.fits) if m is not None and m.entry.frame.type == name]
        if fits:
            return max(fits, key=lambda m: m.score)
        frame = _befallen(self._frame(i, name), told)
        return Match(Entry((self._doc[i].lemma_,), 0, frame), 1.0, frozenset())

    def _frame(self, i: int, name: str) -> Frame:
        """The usual frame of a type, with the engine's mode where it is sure of one of that type."""
        kind, event = self._book.types[name], (self._by_token or {}).get(i)
        mode, chance = event.modes[0] if event else ("none", 0.0)
        mode_told = mode if mode in kind.modes and chance >= MODE else None
        frame = kind.usual[_kind(self._doc[i].pos_)]
        return frame._replace(mode=mode_told, cameo=self._book.cameo(name, mode_told))


def _befallen(frame: Frame, told: Evidence) -> Frame:
    """``frame`` with the victims where the word's own entries have them: who dies is no doer, whatever killed him."""
    own = next(
        (m.entry.frame for m in (told.best, *told.fits) if m and _CASUALTY in m.entry.frame.flags), None
    )
    if own is None or frame.type not in _VIOLENT:
        return frame
    return frame._replace(
        actor=() if _SUBJECT in own.object else frame.actor,
        recipient=own.recipient,
        object=own.object,
        flags=frame.flags | {_CASUALTY},
    )


def _triggers(doc: Doc) -> dict[int, TokenEvent] | None:
    """The engine's triggers by their tokens, ``None`` where no engine read the text."""
    told: tuple[TokenEvent, ...] | None = doc._.triggers if Doc.has_extension("triggers") else None
    return None if told is None else {e.token: e for e in told}


def _kind(pos: str) -> str:
    return {"VERB": "verb", "AUX": "verb", "ADJ": "adjective"}.get(pos, "noun")
