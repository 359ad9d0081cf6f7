"""How do the words of a phrase lie to the word that tells an event: order, distance, tree, and what the engine thinks?

What the choices of times (`moments`) and places (`scenes`) have in common, as named features.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

import numpy as np
from spacy.tokens import Doc, Token

from whence.language.extensions import TokenEvent, TokenSpan
from whence.reading import Status
from whence.understand.contrast import set_aside
from whence.understand.quotes import find_quotes, paragraphs

_STEPS = 40
# The upper ends of sizes that a feature tells apart.
_GAPS = (1, 3, 6, 12, 20)
_LIKE = (0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2)
_CHANCES = ((0.9, "certain"), (0.7, "sure"), (0.5, "likely"), (0.3, "perhaps"))
AHEAD = frozenset({"expected", "possible", "requested"})
"""Statuses of what lies ahead, or may."""
_POINTING = frozenset({"the", "this", "that", "these", "those"})
_STORY = ("VBD", "VBN", "VBN past")
# Clauses that describe, beside those that a noun has.
_ASIDE = frozenset({"advcl", "advcl:relcl", "parataxis", "appos"})


class Surroundings:
    """The words of one text as the choices look at them."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.sentence: list[int] = []
        for token in doc:
            last = self.sentence[-1] if self.sentence else 0
            self.sentence.append(last + 1 if token.is_sent_start and token.i else last)
        self.paragraph = paragraphs([t.text for t in doc])
        self.quote = [-1] * len(doc)
        for number, quote in enumerate(find_quotes(doc)):
            for i in range(quote.start, quote.end):
                self.quote[i] = number
        self.set_aside = set_aside(doc)
        """The words of phrases that are named only to be called wrong: "in Zug, and *not in Kinshasa*"."""
        told = doc._.triggers if Doc.has_extension("triggers") else None
        self.events: dict[int, TokenEvent] = {e.token: e for e in told or ()}
        self._vectors = _unit(doc._.vectors) if Doc.has_extension("vectors") else None
        self._forms: dict[int, str] = {}
        self._ups: dict[int, dict[int, int]] = {}

    def sentence_of(self, word: int) -> TokenSpan:
        """The tokens of the sentence of a word; spaCy's own way to it looks through the whole text each time."""
        number = self.sentence[word]
        return bisect_left(self.sentence, number), bisect_right(self.sentence, number)

    def form(self, trigger: int) -> str:
        """The form of a trigger (see `form_of`)."""
        found = self._forms.get(trigger)
        if found is None:
            found = self._forms[trigger] = form_of(self.doc[trigger])
        return found

    def aside(self, word: int) -> str:
        """The relation of the outermost clause a word stands in that only describes something, "no" where there is none.

        "1990" in "France, which left in 1990, condemned it" is no time of the story that goes on behind it.
        """
        found = "no"
        token = self.doc[word]
        while token.head != token:
            kind = token.dep_
            if kind.startswith("acl") or kind in _ASIDE:
                found = kind
            token = token.head
        return found

    def tense(self, trigger: int, status: Status) -> str:
        """A coarse tense: what a report tells step by step, what it looks back on, what stands, what lies ahead."""
        if status in AHEAD:
            return "ahead"
        form = self.form(trigger)
        if form in ("perfect", "pluperfect", "noun"):
            return form
        return "story" if form in _STORY else "present"

    def where(self, word: int, trigger: int) -> str:
        """In which sentence a word stands, seen from an event."""
        away = self.sentence[word] - self.sentence[trigger]
        return str(away) if abs(away) <= 2 else "before" if away < 0 else "after"

    def chance(self, trigger: int, span: TokenSpan, role: str) -> str:
        """How sure the engine is that some words have a role for a trigger, in steps."""
        return step(max(self._told(trigger, role, span), default=0.0))

    def best_chance(self, trigger: int, role: str) -> str:
        """How sure the engine is that any words have a role for a trigger, in steps."""
        return step(max(self._told(trigger, role), default=0.0))

    def is_best(self, trigger: int, span: TokenSpan, role: str) -> bool:
        """Whether no words have a role for a trigger more surely than these, to the engine."""
        mine = self._told(trigger, role, span)
        return bool(mine) and max(mine) >= max(self._told(trigger, role))

    def _told(self, trigger: int, role: str, span: TokenSpan | None = None) -> list[float]:
        """Probabilities of the words, or those that touch a span, that may have a role for a trigger."""
        event = self.events.get(trigger)
        return [
            a.confidence
            for a in (event.arguments if event else ())
            if a.role == role and (span is None or (a.span[0] < span[1] and span[0] < a.span[1]))
        ]

    def likeness(self, one: int, other: int) -> str:
        """How alike two words are in the engine's space, in steps."""
        if self._vectors is None:
            return "unknown"
        near = self.near(one, other)
        return next((str(step) for step in _LIKE if near >= step), "no")

    def near(self, one: int, other: int) -> float:
        """How alike two words are in the engine's space: the cosine of their vectors, 0 where there are none."""
        return float(self._vectors[one] @ self._vectors[other]) if self._vectors is not None else 0.0

    def order(self, word: int, trigger: int, events: Sequence[int]) -> Iterator[str]:
        """Features of a word of the sentence of an event by its side, its distance and the events between (tokens in order)."""
        low, high = sorted((word, trigger))
        side = "before" if word < trigger else "after"
        gap = next((str(size) for size in _GAPS if high - low <= size), "far")
        yield f"{side} by {gap}"
        between = max(bisect_left(events, high) - bisect_right(events, low), 0)
        yield f"{side} with {min(between, 3)} events between"

    def way(self, trigger: int, root: int) -> Iterator[str]:
        """Features of the way through the tree from an event to the head of a phrase of its sentence."""
        ups, steps, at = self._up(trigger), 0, self.doc[root]
        while at.i not in ups:
            if at.head.i == at.i or steps == _STEPS:
                return
            at, steps = at.head, steps + 1
        up = ups[at.i]
        yield f"way {min(up, 3)} up {min(steps, 4)} down"
        yield f"way starts {self.doc[trigger].dep_ if up else 'here'}"
        if steps == 1 and not up:
            yield f"hangs as {self.doc[root].dep_}"

    def near_in_tree(self, trigger: int, word: int, up: int, down: int) -> bool:
        """Whether a word hangs at most ``down`` steps below a word at most ``up`` steps above an event."""
        ups, at = self._up(trigger), self.doc[word]
        for _ in range(down + 1):
            if at.i in ups:
                return ups[at.i] <= up
            if at.head.i == at.i:
                return False
            at = at.head
        return False

    def _up(self, word: int) -> dict[int, int]:
        """The tokens above a token with their distances."""
        found = self._ups.get(word)
        if found is None:
            found, token = {}, self.doc[word]
            for steps in range(_STEPS):
                found[token.i] = steps
                if token.head.i == token.i:
                    break
                token = token.head
            self._ups[word] = found
        return found


def step(chance: float) -> str:
    """A probability in steps that features tell apart."""
    return next((name for least, name in _CHANCES if chance >= least), "no")


def form_of(token: Token) -> str:
    """The form of a trigger: its tag with the auxiliaries that change its tense."""
    if token.pos_ not in ("VERB", "AUX"):
        return "noun"
    helpers: dict[str, str] = {
        c.lemma_: c.tag_ for c in token.children if c.dep_ in ("aux", "aux:pass") and c.i < token.i
    }
    if "have" in helpers:
        return "pluperfect" if helpers["have"] == "VBD" else "perfect"
    modal = next((c.lemma_ for c in token.children if c.tag_ == "MD"), None)
    if modal:
        return f"modal {modal}"
    if "to" in helpers or any(c.text.lower() == "to" and c.dep_ == "mark" for c in token.children):
        return "infinitive"
    if "be" in helpers:
        return f"{token.tag_} {'past' if helpers['be'] == 'VBD' else 'present'}"
    return str(token.tag_)


def points(noun: Token) -> bool:
    """Whether "the" or "that" stands before a noun."""
    return any(c.text.lower() in _POINTING for c in noun.lefts)


def joined_by(token: Token) -> Iterator[str]:
    """The words that join the clause of a token to the one above ("after", "if")."""
    for child in token.children:
        if child.dep_ in ("mark", "case") and child.i < token.i and child.text.lower() != "to":
            yield child.text.lower()


def _unit(vectors: np.ndarray | None) -> np.ndarray | None:
    """Vectors of length one."""
    if vectors is None or not len(vectors):
        return None
    out: np.ndarray = vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9)
    return out
