"""Which event does an expression of time or place belong to?"""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import NamedTuple

from spacy.tokens import Doc, Token

from whence.understand.what import RawEvent

_STEPS = 40
"""Longest way up a tree that is followed; no English sentence that parses needs more."""
_SUBJECT = frozenset({"nsubj", "nsubj:outer", "csubj"})


class Anchor(NamedTuple):
    """Where the way up from an expression ends.

    ``events``: indices of the events it belongs to. ``clause``: the word it ends at. ``through_subject``: whether the
    way leads through the subject of a clause ("the ministry in Seoul said"), which makes a place the seat of a party.
    """

    events: tuple[int, ...]
    clause: int
    through_subject: bool


class Clause:
    """The tree of one Doc with the words that carry some events, which are known by their places in the list of them."""

    def __init__(self, doc: Doc, events: Sequence[RawEvent] = ()) -> None:
        self.events = tuple(events)
        self._head = [t.head.i for t in doc]
        self._dep = [t.dep_ for t in doc]
        self._pos = [t.pos_ for t in doc]
        self._carriers = carriers_of(events)
        self._by_clause: dict[int, list[int]] = {}
        for token, event in self._carriers.items():
            self._by_clause.setdefault(self._clause(token), []).append(event)

    def _clause(self, token: int) -> int:
        """The verb (or root) whose clause the token stands in; a verb stands in its own."""
        at = token
        for _ in range(_STEPS):
            if self._head[at] == at or self._pos[at] in ("VERB", "AUX"):
                return at
            at = self._head[at]
        return at

    def anchor(self, token: int) -> Anchor:
        """The events that an expression headed by ``token`` belongs to.

        The first carrier of an event on the way up takes it. Failing that, the first verb does, and with it the events
        that its nouns tell ("talks took place on Monday").
        """
        at, through_subject = token, False
        for _ in range(_STEPS):
            if at in self._carriers:
                return Anchor((self._carriers[at],), at, through_subject)
            if self._pos[at] in ("VERB", "AUX") or self._head[at] == at:
                return Anchor(tuple(sorted(set(self._by_clause.get(at, ())))), at, through_subject)
            through_subject = through_subject or self._dep[at] in _SUBJECT
            at = self._head[at]
        return Anchor((), at, through_subject)

    def governor(self, token: int) -> tuple[int, int, str] | None:
        """The next event above ``token``: its index, the child of it on the way, and that child's relation."""
        at = token
        for _ in range(_STEPS):
            above = self._head[at]
            if above == at:
                return None
            if above in self._carriers and self._carriers[above] != self._carriers.get(token):
                return self._carriers[above], at, self._dep[at]
            at = above
        return None

    def antecedent_phrase(self, token: int) -> Sequence[int]:
        """For a relative clause: its antecedent and the nouns that govern it, up to the next verb; else nothing."""
        if self._dep[token] != "acl:relcl":
            return ()
        out, at = [], self._head[token]
        for _ in range(_STEPS):
            if self._pos[at] in ("VERB", "AUX"):
                break
            out.append(at)
            if self._head[at] == at:
                break
            at = self._head[at]
        return out


def carriers_of(events: Sequence[RawEvent]) -> dict[int, int]:
    """The words that carry events, triggers and light verbs, and the indices of these; where several share a word, the first."""
    carriers: dict[int, int] = {}
    for n, event in enumerate(events):
        carriers.setdefault(event.trigger, n)
    for n, event in enumerate(events):
        if event.light is not None:
            carriers.setdefault(event.light, n)
    return carriers


def opener(verb: Token, words: Container[str]) -> int | None:
    """The one of some words ("where", "when") that opens the clause of a verb: it hangs on it from the left."""
    return next((t.i for t in verb.lefts if t.lower_ in words), None)
