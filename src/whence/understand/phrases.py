"""What stands at this token: which name, in which phrase, in which country?"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Protocol

import msgspec
from spacy.tokens import Doc

from whence.article import Article, Span
from whence.knowledge.actors import Actors, fold
from whence.knowledge.gazetteer import Gazetteer
from whence.knowledge.inflection import base_form
from whence.knowledge.roles import load_roles
from whence.reading import Name, Party, Place
from whence.understand.antecedents import Antecedents
from whence.understand.bodywords import BodyWords
from whence.understand.homes import Homes
from whence.understand.mentions import Tree, acronyms, bare, mentions_by_head

ARTICLE = -1
"""The scene that is the whole article; the others are its sentences."""
DEEP = 6
"""How far phrases within phrases, and sentences back, are followed."""
RELATIVE = frozenset({"who", "whom", "which", "that", "whose"})
PERSONAL = frozenset(
    {"he", "she", "him", "her", "his", "hers", "himself", "herself", "i", "me", "my", "myself", "you", "your"}
)
POSSESSIVE = frozenset({"PRP$", "WP$"})
TITLE_ARCS = frozenset({"nmod:desc", "compound", "amod", "flat", "appos"})
NAME_KINDS = frozenset({"person", "organization", "place", "facility", "nationality"})


class Text:
    """The words of one text with its tree, names and chains, and the country that each place in it lies in."""

    def __init__(
        self,
        doc: Doc,
        article: Article,
        names: Sequence[Name],
        actors: Actors,
        places: Sequence[Place],
        gazetteer: Gazetteer | None,
    ) -> None:
        self.names, self.actors, self.roles = tuple(names), actors, load_roles()
        self.day = article.published.day if article.published else None
        self.homes = Homes(gazetteer)
        self.body_words = BodyWords(actors, self.roles, self.day, self.homes)
        self.tree = Tree(doc)
        self._settle_nouns()
        self.at: list[int] = [-1] * len(doc)
        self.bounds: list[tuple[int, int]] = []
        self._settle_names()
        chains: tuple[tuple[tuple[int, int], ...], ...] = tuple(doc._.coref or ())
        self.clusters, self.mention = Antecedents(
            self.tree, self.roles, chains, mentions_by_head(doc, self.tree), self._is_somebody, self._is_of
        ).settled()
        self.short = acronyms(self.tree.words)
        self.ground: dict[int, str] = {}
        self.scenes: dict[int, set[str]] = {}
        self._locate(places)

    def _is_somebody(self, i: int) -> bool:
        """Whether a word is the name of a person, or a noun for one."""
        name = self.name(i)
        return name.kind == "person" if name is not None else self.is_role(i)

    def _is_of(self, i: int, sectors: tuple[str, ...]) -> bool:
        """Whether a word is the name of a body of one of these sectors, or of one of which nothing is known."""
        name = self.name(i)
        if name is None or name.kind != "organization":
            return False
        known = name.entity.sector if name.entity is not None else self.body_words.sector(name.text)
        return known in (None, *sectors)

    def _locate(self, places: Sequence[Place]) -> None:
        """Tell which country each place of the text lies in: "the mayor of Cochabamba" is Bolivian."""
        starts = self.tree.start
        for place in sorted(places, key=lambda p: p.start - p.end):  # what is nested comes last and counts
            country = place.country or self.homes.of(place.name or place.text)
            if country is not None and len(country) == 3:
                first = bisect_left(starts, place.start)
                for i in range(first, bisect_left(starts, place.end)):
                    self.ground[i] = country
        mentioned = dict(self.ground)
        for n, (first, last) in enumerate(self.bounds):
            entity = self.names[n].entity
            if entity is not None and entity.country:
                mentioned.update(dict.fromkeys(range(first, last), entity.country))
        for i, country in mentioned.items():
            if self.tree.lemma[self.tree.head[i]] in self.roles.abroad:
                continue  # who receives "the Chinese ambassador" is not Chinese
            for scene in (self.tree.sentence[i], ARTICLE):
                self.scenes.setdefault(scene, set()).add(country)

    def _settle_nouns(self) -> None:
        """Give plurals the lemma under which the data has the noun, where the engine's is none ("Midwives")."""
        tree, nouns = self.tree, self.roles.nouns
        for i, tag in enumerate(tree.tag):
            opens = (
                tag == "NNP"
                and tree.low[i].endswith("s")
                and (i == 0 or tree.sentence[i - 1] < tree.sentence[i])
            )
            if (opens or tag in ("NNS", "NNPS")) and tree.lemma[i] not in nouns:
                tree.lemma[i] = base_form(tree.low[i], nouns) or tree.lemma[i]

    def _settle_names(self) -> None:
        starts = {offset: i for i, offset in enumerate(self.tree.start)}
        size = len(self.tree)
        for n, name in enumerate(self.names):
            first = starts.get(name.start)
            if first is None:
                self.bounds.append((0, 0))
                continue
            last = first
            while last + 1 < size and self.tree.start[last + 1] < name.end:
                last += 1
            self.bounds.append((first, last + 1))
            for i in range(first, last + 1):
                if self.at[i] < 0:
                    self.at[i] = n

    def name(self, i: int) -> Name | None:
        """The name that this token is part of."""
        n = self.at[i]
        return self.names[n] if n >= 0 else None

    def iso(self, code: str | None) -> str | None:
        """ISO 3166-1 alpha-3 of a state by its code in the data; lands without a code of their own have none."""
        state = self.actors.state(code)
        iso = state.iso if state else code
        return iso if iso and len(iso) == 3 and iso.isalpha() else None

    def span(self, i: int) -> Span:
        """The characters of the noun phrase headed by this token."""
        start, end = self.trimmed(i)
        return self.tree.span(start, end)

    def trimmed(self, i: int) -> tuple[int, int]:
        """The tokens of the noun phrase headed by this one, without articles and possessive pronouns."""
        start, end = self.tree.core(i)
        while start < i and (self.tree.tag[start] in POSSESSIVE or self.tree.dep[start] == "det"):
            start += 1
        if start and self.tree.low[start] in ("least", "most") and self.tree.low[start - 1] == "at":
            start -= 1
        return start, end

    def state_of(self, name: Name) -> str | None:
        """The code of the state that this name is, if it is one's and no place elsewhere bears it."""
        if name.entity is None or name.entity.sector is not None:
            return None
        state = self.actors.country(name.entity.name, self.day)
        ground = self.ground.get(bisect_left(self.tree.start, name.start))
        return state if ground in (None, self.iso(state)) else None  # "Peru, Indiana" is no state

    def seat_of(self, name: Name) -> str | None:
        """The code of the state whose government a capital stands for; none if a town elsewhere bears the name."""
        seat = self.actors.seat(bare(name.text), self.day)
        ground = self.ground.get(bisect_left(self.tree.start, name.start))
        return seat if ground in (None, self.iso(seat)) else None

    def is_thing(self, i: int) -> bool:
        """Whether the word is part of a set phrase for a thing: "Lima beans"."""
        low = self.tree.low
        pairs = (low[i - 1 : i + 1] if i else [], low[i : i + 2])
        return any(" ".join(pair) in self.roles.things for pair in pairs)

    def adjective_of(self, name: Name) -> str | None:
        """The code of the state that a nationality names; of several that share it, the one it is linked to."""
        codes = self.actors.adjectives(bare(name.text), self.day)
        if name.entity is None and fold(bare(name.text)) in self.roles.scattered:
            return None
        linked = name.entity.country if name.entity is not None else None
        return next((c for c in codes if linked and self.iso(c) == linked), codes[0] if codes else None)

    def is_place(self, i: int) -> bool:
        """Whether the phrase stands where something is, not who acts: "in Moscow"."""
        tree = self.tree
        if any(c in self.roles.in_place for c in tree.cases(i)):
            return True
        head = tree.head[i]
        return (
            tree.dep[i] == "conj"
            and not tree.cases(i)
            and any(c in self.roles.in_place for c in tree.cases(head))
        )

    def is_target(self, i: int) -> bool:
        """Whether a preposition of place before a state tells whom a deed is done to: "war on Ukraine"."""
        cases = self.tree.cases(i)
        return bool(cases) and all(c in self.roles.at_states for c in cases)

    def is_role(self, i: int) -> bool:
        """Whether this token is a noun for what a person is or does."""
        roles, lemma = self.roles, self.tree.lemma[i]
        return self.tree.pos[i] in ("NOUN", "PROPN") and (
            lemma in roles.people
            or lemma in roles.members
            or lemma in roles.office_heads
            or roles.voices.get(lemma) in ("expert", "witness", "source", "official")
        )

    def full_span(self, i: int) -> Span:
        """The characters of the noun phrase with its determiners."""
        start, end = self.tree.core(i)
        while (
            start > 0 and self.tree.head[start - 1] == i and self.tree.dep[start - 1] in ("det", "det:predet")
        ):
            start -= 1
        return self.tree.span(start, end)

    def modifiers(self, i: int) -> list[str]:
        """Words before the noun that belong to it, lower case, without determiners and possessors."""
        tree = self.tree
        out = []
        for k in tree.children[i]:
            if k < i and tree.dep[k] in ("amod", "compound", "nmod:desc", "advmod", "nmod"):
                out.append(tree.low[k])
                out += [
                    tree.low[c] for c in tree.children[k] if tree.dep[c] in ("amod", "compound", "advmod")
                ]
        return out


def mentioned_at(party: Party, span: Span) -> Party:
    """The same party mentioned at ``span``; where it was named stays as a further span."""
    rest = tuple(s for s in party.spans if s != span)[:1]
    return msgspec.structs.replace(party, spans=(span, *rest))


class Resolver(Protocol):
    """What the single questions about parties ask of the whole: the parties of phrases, by their head token."""

    def party(self, token_index: int, /) -> tuple[Party, ...]:
        """The parties of a phrase, those coordinated with it included."""
        ...

    def one(self, i: int) -> tuple[Party, ...]:
        """The parties of a phrase alone."""
        ...

    def chained(self, cluster: int, but: int) -> tuple[Party, ...]:
        """The parties of a coreference cluster: its first named mention, else its first nominal one."""
        ...

    def described(self, i: int) -> tuple[Party, ...]:
        """A description resolved through coreference to one named party of a fitting kind."""
        ...

    def home_of(self, i: int) -> str | None:
        """The country of the person named at this token, as far as the text has told it."""
        ...
