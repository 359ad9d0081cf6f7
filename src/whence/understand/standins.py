"""Whom does a word stand for that names nobody: "we", "you", "six", "those", "them" where nothing named is meant?

What the text knows by name or description is found by `parties`. Here is what the telling around a word says (who speaks,
to whom), what it points back to without a name ("the aid convoy"), and, for words that count or point ("all three"),
the words themselves. A pronoun of which none of this is known stays nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from spacy.tokens import Doc

from whence.article import Span
from whence.knowledge.claimrules import ClaimRules
from whence.reading import Link, Party
from whence.understand.arguments import Clauses
from whence.understand.offsets import chars
from whence.understand.phrases import mentioned_at

_NOUNS = ("NOUN", "PROPN")
_BACK = 60
"""So many words back a subject is looked for that a pronoun may mean."""
_SUBJECTS = ("nsubj", "nsubj:pass")
_MODIFIERS = frozenset({"amod", "compound", "nummod", "nmod:poss", "nmod:desc", "flat", "goeswith"})


class WhoIs(Protocol):
    """What is asked about parties."""

    def party(self, token_index: int, /) -> tuple[Party, ...]:
        """The parties that the noun phrase headed by a token stands for."""
        ...


class StandIns:
    """The words of one text that stand for parties without naming them."""

    def __init__(self, doc: Doc, clauses: Clauses, parties: WhoIs, rules: ClaimRules) -> None:
        self._doc, self._clauses, self._parties, self._rules = doc, clauses, parties, rules
        self._chained: dict[int, tuple[tuple[int, int], ...]] = {}
        for cluster in doc._.coref if Doc.has_extension("coref") else ():
            for start, end in cluster:
                if end == start + 1:
                    self._chained[start] = cluster

    def of(self, head: int, chain: tuple[Link, ...]) -> tuple[Party, ...]:
        """Whom a word means of which the text knows neither name nor description."""
        token = self._doc[head]
        if self._clauses.low[head] in self._rules.first_person:
            return voiced(chain, chars(self._doc, head))
        if self._clauses.low[head] in self._rules.second_person:
            return self._addressed(head, chain)
        if token.pos_ in (*_NOUNS, "NUM") or self._clauses.low[head] in self._rules.pro_forms:
            return (self.by_words(head),)
        return self._pointed_back(head)

    def instead(self, head: int, chain: tuple[Link, ...], others: Sequence[Party]) -> tuple[Party, ...]:
        """Whom a word means, if none of ``others``: nobody does to himself what "him" or "the company" undergoes."""
        token = self._doc[head]
        found: tuple[Party, ...]
        if token.pos_ in _NOUNS:
            found = (self.by_words(head),)
        elif self._clauses.low[head] in self._rules.first_person:
            found = voiced(chain, chars(self._doc, head))
        elif self._clauses.low[head] in self._rules.second_person:
            found = self._addressed(head, chain)
        else:
            meant = next((f for f in self._subjects_before(head) if not shares(f, others)), ())
            found = tuple(mentioned_at(p, chars(self._doc, head)) for p in meant)
        return () if shares(found, others) else found

    def by_words(self, head: int) -> Party:
        """A party of whom nothing is known but the words ("the cutter", "all three")."""
        first = last = head
        for child in self._doc[head].children:
            if child.dep_ in _MODIFIERS and child.i < head:
                first = min(first, child.left_edge.i)
            elif child.dep_ in ("flat", "goeswith", "nummod"):
                last = max(last, child.i)
        while first < head and self._doc[first].pos_ in ("DET", "PUNCT", "SPACE"):
            first += 1
        span = self._doc[first : last + 1]
        return Party(text=span.text, spans=(Span(span.start_char, span.end_char),))

    def _pointed_back(self, head: int) -> tuple[Party, ...]:
        """The first noun phrase of the chain of a pronoun, by its words."""
        for start, end in self._chained.get(head, ()):
            root = self._doc[start:end].root
            if root.pos_ in _NOUNS and root.i < head:
                return (mentioned_at(self.by_words(root.i), chars(self._doc, head)),)
        return ()

    def _addressed(self, head: int, chain: tuple[Link, ...]) -> tuple[Party, ...]:
        """Whom the root voice speaks to: called by name in the sentence, or told, asked or thanked by the words of telling."""
        called = [t.i for t in self._doc[head].sent if t.dep_ == "vocative"]
        told = chain[0].cue if chain else None
        cue = self._doc.char_span(*told, alignment_mode="expand") if told is not None else None
        heads = [*called, *(i for t in cue or () for i in self._listeners(t.i))]
        for i in heads:
            found = self._parties.party(i)
            if found:
                return tuple(mentioned_at(p, chars(self._doc, head)) for p in found)
        return ()

    def _listeners(self, cue: int) -> Iterator[int]:
        for slot in ("iobj", "obj"):
            yield from self._clauses.slot(cue, slot)
        for case in self._rules.addressing:
            yield from self._clauses.oblique(cue, case)
        behind = self._doc[cue + 1] if cue + 1 < len(self._doc) else None
        if (
            behind is not None
            and behind.dep_ == "case"
            and self._clauses.low[behind.i] in self._rules.addressing
        ):
            yield behind.head.i  # "to Putin" right behind "said", wherever the tree hangs it

    def _subjects_before(self, head: int) -> Iterator[tuple[Party, ...]]:
        """The parties that are subjects before a pronoun and agree with it in number, the nearest first."""
        many = self._clauses.low[head] in self._rules.plural_pronouns
        for i in range(head - 1, max(head - _BACK, 0) - 1, -1):
            token = self._doc[i]
            if token.dep_ in _SUBJECTS and token.pos_ in _NOUNS:
                found = self._parties.party(i)
                if found and many == (token.tag_ in ("NNS", "NNPS") or len(found) > 1):
                    yield found


def voiced(chain: tuple[Link, ...], mention: Span) -> tuple[Party, ...]:
    """The root voice of a chain as a party of what it says, mentioned at ``mention``."""
    if not chain or chain[0].kind in ("outlet", "unknown"):
        return ()
    root = chain[0]
    sector = root.entity.sector if root.entity else None
    return (Party(text=root.voice, spans=(mention,), entity=root.entity, sector=sector),)


def key_of(party: Party) -> str:
    """What tells parties apart: who they are, or else what they are called."""
    if party.entity is not None and party.entity.id:
        return party.entity.id
    return party.text.casefold()


def is_among(party: Party, others: Iterable[Party]) -> bool:
    """Whether a party is one of others."""
    return any(key_of(party) == key_of(o) for o in others)


def shares(one: Iterable[Party], others: Sequence[Party]) -> bool:
    """Whether some parties and others have one in common."""
    return any(is_among(p, others) for p in one)
