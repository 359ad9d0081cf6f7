"""Which two parties met, or stand against each other, in what was told so far?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from whence.reading import Party
from whence.understand.phrases import Resolver, Text

_UP = 4
"""How many verbs of a list are climbed to their subject."""


class Meeting(NamedTuple):
    """Two parties, at the word that tells of what is between them."""

    word: int
    parties: tuple[Party, Party]


class Meetings:
    """The meetings and disputes of one text that are between two parties, each named."""

    def __init__(self, text: Text, parties: Resolver) -> None:
        self._text, self._parties = text, parties
        self._all: tuple[Meeting, ...] | None = None

    def before(self, i: int) -> list[Meeting]:
        """Those told before a word, the nearest first."""
        if self._all is None:
            self._all = ()  # who asks while they are looked for is told of none
            self._all = tuple(self._found())
        return [m for m in reversed(self._all) if m.word < i]

    def hosted(self, k: int) -> bool:
        """Whether somebody else named met those whom the phrase headed by ``k`` lists: "Orlan met Voss and Tarn"."""
        verb = self._text.tree.head[k]
        met = (
            self._text.tree.dep[k].startswith("ob")
            and self._text.tree.lemma[verb] in self._text.roles.meeting
        )
        return met and any(self._named(s) for s in self._subjects(verb))

    def _found(self) -> Iterator[Meeting]:
        for i in range(len(self._text.tree)):
            found = self._between(i) or self._with(i)
            if len(found) == 2:
                yield Meeting(i, (found[0], found[1]))

    def _between(self, i: int) -> list[Party]:
        """The two of "between X and Y"."""
        tree = self._text.tree
        heads = tree.conjuncts(i) if "between" in tree.cases(i) else []
        return self._all_of(heads) if len(heads) == 2 else []

    def _with(self, i: int) -> list[Party]:
        """Who meets, and whom: by a verb, or by a noun that is the object of one ("held talks with")."""
        tree, roles = self._text.tree, self._text.roles
        if tree.lemma[i] not in roles.meeting:
            return []
        verb, others = i, [k for k in tree.children[i] if self._joins(k, tree.pos[i] == "VERB")]
        if tree.pos[i] == "NOUN":
            if tree.dep[i] != "obj":
                return []
            verb = tree.head[i]
            others += [k for k in tree.children[verb] if k > i and self._joins(k, plain=False)]
        elif tree.pos[i] != "VERB":
            return []
        # "accused the rebels of shelling": some trees make the accused only the subject of the deed
        deeds = [k for k in tree.children[i] if k > i and tree.dep[k] == "advcl"]
        others += [k for d in deeds for k in tree.children[d] if i < k < d and tree.dep[k] == "nsubj"]
        return self._all_of([*self._subjects(verb), *(c for k in others for c in tree.conjuncts(k))])

    def _joins(self, k: int, plain: bool) -> bool:
        """Whether a phrase is whom one meets: the object of the verb, or "with" and "to" somebody."""
        tree = self._text.tree
        if tree.dep[k] in ("obj", "iobj"):
            return plain
        cases = {*tree.cases(k)}
        return (
            tree.dep[k] in ("obl", "nmod") and bool(cases & self._text.roles.meeting_with) and self._named(k)
        )

    def _subjects(self, verb: int) -> list[int]:
        """Who does it; of a verb in a list that has no subject, who does the first."""
        tree = self._text.tree
        for _ in range(_UP):
            found = [k for k in tree.children[verb] if tree.dep[k] == "nsubj"]
            if found or tree.dep[verb] != "conj":
                return [c for k in found for c in tree.conjuncts(k)]
            verb = tree.head[verb]
        return []

    def _named(self, k: int) -> bool:
        """Whether a phrase names somebody, or tells by title, office or as what body who it is."""
        text = self._text
        return text.name(k) is not None or text.is_role(k) or text.tree.lemma[k] in text.roles.bodies

    def _all_of(self, heads: list[int]) -> list[Party]:
        """The parties of the phrases, each once; none where one of them is nobody known."""
        out: dict[str, Party] = {}
        for k in heads:
            found = self._parties.one(k) if self._named(k) else ()
            if len(found) != 1:
                return []
            out.setdefault(found[0].text, found[0])
        return list(out.values())
