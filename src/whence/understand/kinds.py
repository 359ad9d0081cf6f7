"""What kind of thing bears this name, where the words beside it tell other than the engine?

A town that it took for a person or a body ("Danbury police", "bombed Gori"), a person or a team that it took for a place
("Jordan scored 22 points", "London wrote the novel"), and a ship or a house called after a town ("The Sheffield").
"""

from __future__ import annotations

from datetime import date

from spacy.tokens import Doc, Span

from whence.knowledge.actors import Actors, fold
from whence.knowledge.gazetteer import CITY, COUNTY
from whence.knowledge.roles import Roles
from whence.reading import NameKind
from whence.understand.homes import Homes
from whence.understand.mentions import bare

_BEHIND = 5_000
"""People of a town that a name is taken for by the preposition before it."""
_BEFORE = 1_000
"""The same by the noun behind it: "Winona police"."""
_BODY = 15_000
"""The same where the engine took it for a body."""
_TAKEN = 20_000
"""The same by the verb that it is the object of: "bombed Gori"."""
_BEFORE_NOUN = frozenset({"compound", "amod", "nmod", "nmod:desc", "nmod:unmarked", "nmod:poss", "flat"})


_TOWNS = frozenset({CITY, COUNTY})
_HIM = frozenset({"he", "him", "his", "himself", "she", "herself"})


class Kinds:
    """What in a text speaks for another kind of name than the engine told."""

    def __init__(self, doc: Doc, actors: Actors, homes: Homes, roles: Roles, day: date | None) -> None:
        self._doc, self._actors, self._homes, self._roles, self._day = doc, actors, homes, roles, day
        self._words = [token.text.lower() for token in doc]
        self._chains = {span: chain for chain in reversed(doc._.coref or ()) for span in chain}
        people = [ent for ent in doc.ents if ent.label_.lower() == "person"]
        self._people = {word for ent in people if len(ent) > 1 for word in fold(ent.text).split()}
        self._stands = {
            fold(bare(ent.text))
            for ent in doc.ents
            if ent.label_.lower() == "place" and ent.start and self._words[ent.start - 1] in roles.in_place
        }

    def no_place(self, ent: Span) -> NameKind | None:
        """The kind of a person, a team or a thing that bears the name of a place; ``None`` where nothing tells of one."""
        if len(ent) > 1:
            return None
        if self._is_officer(ent):
            return "person"
        root = ent.root
        if root.dep_ == "nsubj":
            objects = self._roles.deeds.get(root.head.lemma_)
            kind = next(
                (objects[c.lemma_] for c in root.head.children if objects and c.lemma_ in objects), None
            )
            if kind is not None:
                return "person" if kind == "person" else "organization"
        if root.dep_ in ("nsubj", "obj", "nmod:poss") and self._is_him(ent):
            return "person"
        named = [c for c in root.children if c.dep_ not in ("punct", "case", "cc", "conj", "appos")]
        if root.dep_ in ("nsubj", "nsubj:pass", "obj") and [c.text.lower() for c in named] == ["the"]:
            return "other" if {CITY} <= self._homes.kinds(ent.text) <= _TOWNS else None
        return None

    def _is_officer(self, ent: Span) -> bool:
        """Whether somebody in office bears the name, and no place does as it stands: "Duterte", "Hague" without "The"."""
        if self._day is None or self._actors.officer(ent.text, self._day) is None:
            return False
        return not self._homes.kinds(ent.text) and not (ent.start and self._words[ent.start - 1] == "the")

    def _is_him(self, ent: Span) -> bool:
        """Whether all other mentions of what bears the name are this name, or "he" and "she"."""
        chain = self._chains.get((ent.start, ent.end), ())
        others = {self._doc[start:end].text.lower() for start, end in chain} - {ent.text.lower()}
        return bool(others & _HIM) and others <= _HIM | {"her"}

    def is_town(self, ent: Span, kind: NameKind) -> bool:
        """Whether the name is that of a town, by the words beside it or by another mention of it."""
        text = bare(ent.text)
        if not text.strip() or self._actors.lookup(ent.text, self._day):
            return False  # a name of brackets and blanks names nothing
        if text.lower() in self._roles.people or text.lower() in self._roles.modifiers:
            return False  # "a Roma association"
        if self._is_behind(ent) and self._homes.of(text, _BEHIND) is not None:
            return True
        if text.rsplit(maxsplit=1)[-1].lower() in self._roles.divisions and self._homes.bears(text, 0):
            return True
        if kind == "other" or self._is_person(text, ent):
            return False
        if kind == "organization":
            return (self._is_before(ent) or self._is_taken(ent)) and self._homes.bears(text, _BODY)
        one = ent.start > 0 and self._words[ent.start - 1] in (
            "a",
            "an",
        )  # "an Idomeni volunteer", however small it is
        if (self._is_before(ent) or self._owns(ent)) and self._homes.bears(text, 0 if one else _BEFORE):
            return True
        if self._is_taken(ent) and self._homes.bears(text, _TAKEN):
            return True
        return fold(text) in self._stands and self._homes.bears(text, 0)

    def _is_person(self, text: str, ent: Span) -> bool:
        """Whether somebody of that name is in the text, or in office on its day."""
        if len(ent) > 1:
            return self._titled(ent)
        known = fold(text) in self._people or self._titled(ent)
        return known or (self._day is not None and self._actors.officer(text, self._day) is not None)

    def _titled(self, ent: Span) -> bool:
        before = self._words[ent.start - 1].rstrip(".") if ent.start else ""
        return before in self._roles.titles

    def _is_behind(self, ent: Span) -> bool:
        """Behind a preposition that only towns follow: "in Goroka", "the mayor of Kiryat Shmona"."""
        i = ent.start
        before = self._words[i - 1] if i else ""
        if before == "of":
            return i > 1 and self._doc[i - 2].lemma_.lower() in self._roles.of_towns
        return before in self._roles.town_prepositions

    def _is_before(self, ent: Span) -> bool:
        """Before a noun for who lives or works there: "a Ghouta paramedic", "Danbury police", "the Rock Hill-based firm"."""
        words, end = self._words, ent.end
        if words[end : end + 1] and words[end] in "-–‐":
            return words[end + 1 : end + 2] == ["based"]
        head = ent.root.head
        if not end <= head.i <= end + 2 or ent.root.dep_ not in _BEFORE_NOUN:
            return False
        if any(word in ("'s", "’s", "'", "’", ",") for word in words[end : head.i]):
            return False
        if words[end].rstrip(".") in self._roles.town_titles:
            return True
        lemma = head.lemma_.lower()
        if not head.text.islower() or lemma in self._roles.of_persons:
            return False
        return lemma in self._roles.nouns

    def _owns(self, ent: Span) -> bool:
        """Before what only a town has: "Kharkiv's polytechnic"."""
        after = ent.end if self._words[ent.end - 1] not in ("'s", "’s") else ent.end - 1
        if self._words[after : after + 1] not in (["'s"], ["’s"]):
            return False
        head = ent.root.head
        return after < head.i <= after + 3 and head.lemma_.lower() in self._roles.town_owned

    def _is_taken(self, ent: Span) -> bool:
        """The object of a verb for what is done to towns: "bombed Gori", "recaptured Goma"."""
        return ent.root.dep_ in ("obj", "nsubj:pass") and ent.root.head.lemma_ in self._roles.taken
