"""What is a word that may take part in an event: a party, a name, a kind of thing, a number of something else?"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container

    from whence.knowledge.codebook import Choice, Codebook
    from whence.understand.arguments import Clauses

_PARTY_NAMES = frozenset({"person", "organization", "place", "nationality", "facility"})
_DEEP = 4  # words of quantity within each other


class Fillers:
    """The words of one text, as the word classes of the codebook and the names in it have them."""

    def __init__(self, clauses: Clauses, codebook: Codebook) -> None:
        self._t = clauses
        self._book = codebook
        none: frozenset[str] = frozenset()
        get = codebook.classes.get
        self._quantity = get("quantity", none)
        self._period = get("period", none)
        self._parties = get("party", none)
        self._pronouns = get("pronoun", none)
        self._persons = get("person_pronoun", none)
        self._groups = get("group", none)
        self.calendar = get("calendar", none)
        """Words for days, months and other times."""

    def is_party(self, i: int) -> bool:
        """Whether a word may stand for a party: "rebels", "she", "dozens of *protesters*"."""
        t = self._t
        for _ in range(_DEEP):
            if t.entity[i] in _PARTY_NAMES:
                return True
            if t.entity[i]:
                return False
            if t.pos[i] == "PROPN":
                return t.low[i] not in self.calendar
            if t.pos[i] == "PRON":
                return t.low[i] in self._pronouns
            inner = self.contained(i)
            if inner is None:
                return t.lemma[i] in self._parties or t.pos[i] == "NUM" or t.low[i] in self._parties
            i = inner
        return False

    def is_named(self, i: int) -> bool:
        """Whether a word is in the name of a party, or capitalised like one."""
        t = self._t
        return t.entity[i] in _PARTY_NAMES or (not t.entity[i] and t.tag[i].startswith("NNP"))

    def is_doer(self, i: int) -> bool:
        """A common noun before an event noun that is its doer: "police raid", "government crackdown"."""
        return (
            self._t.pos[i] == "NOUN"
            and self._t.lemma[i] in self._parties
            and self._t.lemma[i] not in self._quantity
        )

    def is_a(self, i: int, choice: Choice) -> bool:
        """Whether a word, or what it is a number of, is among the words or of the kinds of ``choice``."""
        t = self._t
        for _ in range(_DEEP):
            if t.lemma[i] in choice.words or t.low[i] in choice.words:
                return True
            if i and f"{t.lemma[i - 1]} {t.lemma[i]}" in choice.words:
                return True
            if choice.kinds and any(self._is_kind(i, k) for k in choice.kinds):
                return True
            if any(t.full[c] == "nmod:desc" and t.lemma[c] in choice.words for c in t.children[i]):
                return True  # "summoned *Ambassador* Kyaw Htin"
            inner = self.contained(i)
            if inner is None:
                return any(
                    t.dep[c] == "compound" and t.lemma[c] in choice.words and t.entity[i] == ""
                    for c in t.children[i]
                ) and not self.is_party(i)
            i = inner
        return False

    def _is_kind(self, i: int, kind: str) -> bool:
        t = self._t
        if kind == "pronoun":
            return t.pos[i] == "PRON" and t.low[i] in self._persons
        if kind == "number":
            return t.pos[i] == "NUM"
        if kind == "copula":
            return (
                bool(t.kids(i, "cop"))
                and not t.case(i)
                and t.lemma[i] not in self._book.adjectives
                and not self._is_event(i)
            )
        if kind == "verb":
            return t.pos[i] == "VERB"
        if kind == "happening":
            return self._is_event(i)
        entity = t.entity[i]
        if t.low[i] in self.calendar:
            return False
        if kind == "name":
            return entity in _PARTY_NAMES or (not entity and t.pos[i] == "PROPN")
        if entity == kind:
            return True
        return not entity and t.pos[i] == "PROPN" and kind in ("person", "organization", "place")

    def _is_event(self, i: int) -> bool:
        return self._t.pos[i] == "NOUN" and self._t.lemma[i] in self._book.nouns

    def contained(self, i: int) -> int | None:
        """What a word of quantity or duration is of: "dozens of *rockets*", "a series of *attacks*"."""
        t = self._t
        if t.lemma[i] in self._quantity or t.lemma[i] in self._period or t.pos[i] == "NUM":
            for c in t.children[i]:
                if t.dep[c] in ("nmod", "obl") and t.case(c) == "of":
                    return c
        return None

    def innermost(self, i: int, among: Container[int]) -> int:
        """The first word ``among`` those wanted that ``i`` is or is a number of, else the last that it is a number of."""
        for _ in range(_DEEP):
            if i in among:
                return i
            inner = self.contained(i)
            if inner is None:
                return i
            i = inner
        return i

    def group_of(self, i: int) -> int | None:
        """The group that the counted belong to, if it is named: "12 *soldiers*", "dozens of *Kurds*"; not "12 people"."""
        for _ in range(_DEEP):
            if self.is_named(i) or self._t.lemma[i] in self._groups:
                return i
            for c in self._t.kids(i, "amod", "compound"):
                if self._t.entity[c] == "nationality":
                    return i
            if self._t.pos[i] == "PRON" and self._t.low[i] in self._persons:
                return i
            inner = self.contained(i)
            if inner is None:
                return None
            i = inner
        return None
