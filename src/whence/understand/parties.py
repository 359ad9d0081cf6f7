"""Which party does this noun phrase stand for?"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from spacy.tokens import Doc

from whence.article import Article, Span
from whence.knowledge.actors import Actors, fold
from whence.knowledge.gazetteer import Gazetteer
from whence.reading import Entity, Name, Party, Place, VoiceKind
from whence.understand.belonging import Belonging
from whence.understand.compositions import Compositions
from whence.understand.descriptions import Descriptions
from whence.understand.groups import Groups
from whence.understand.mentions import Mention, bare, head_of
from whence.understand.naming import Naming
from whence.understand.offices import Offices
from whence.understand.persons import Persons
from whence.understand.phrases import DEEP, NAME_KINDS, TITLE_ARCS, Text, mentioned_at
from whence.understand.pronouns import Pronouns, is_name_text
from whence.understand.voices import Voices

_INSIDE = frozenset({"compound", "amod", "nmod", "nmod:poss", "flat"})
_ITSELF = frozenset({"itself", "themselves", "himself", "herself"})
_VERBAL = frozenset({"VERB", "AUX", "SCONJ", "CCONJ", "ADP", "ADV", "PART", "PUNCT", "INTJ"})


class Parties:
    """The parties of one text, looked up by the head token of the phrase that mentions them.

    ``context`` is the `Parties` of the article's body, for a headline: its names are the best names there too. ``places``
    of the text tell where its parties are at home; the ``gazetteer`` tells it of bodies that are called after a place.
    """

    def __init__(
        self,
        doc: Doc,
        article: Article,
        names: Sequence[Name],
        actors: Actors,
        context: Parties | None = None,
        places: Sequence[Place] = (),
        gazetteer: Gazetteer | None = None,
    ) -> None:
        self._text = text = Text(doc, article, names, actors, places, gazetteer)
        self._naming: Naming = Naming(text, context._naming if context is not None else None)
        self._belonging = Belonging(text, self)
        self._persons: Persons = Persons(
            text, self._belonging, context._persons if context is not None else None
        )
        self._groups = Groups(text, self._naming, self._belonging, self._persons, self)
        self._offices = Offices(text, self._belonging, self._persons, self)
        self._descriptions = Descriptions(text, self)
        self._compositions = Compositions(text, self._naming, self._belonging, self)
        self._pronouns = Pronouns(text, self._groups, self._persons, self)
        self._voices = Voices(text, self._naming, self._belonging, self._persons, self)
        self._memo: dict[int, tuple[Party, ...]] = {}
        self._one_memo: dict[int, tuple[Party, ...]] = {}
        self._busy: set[tuple[str, int]] = set()

    def party(self, token_index: int, /) -> tuple[Party, ...]:
        """The parties that the noun phrase headed by this token stands for; ``()`` if it stands for none.

        Coordinated phrases give one party each. ``spans[0]`` is the mention, ``text`` the best name in the article.
        """
        if not 0 <= token_index < len(self._text.tree):
            return ()
        known = self._memo.get(token_index)
        if known is None:
            if not self._enter("party", token_index):
                return ()
            known = self._party(token_index)
            self._leave("party", token_index)
            self._memo[token_index] = known
        return known

    def entity(self, token_index: int, /) -> Entity | None:
        """The entity that the phrase stands for, if it is one and known."""
        found = self.party(token_index)
        return found[0].entity if len(found) == 1 else None

    def voice_kind(self, token_index: int, /) -> VoiceKind:
        """What kind of voice the phrase headed by this token is."""
        return self._voices.kind(token_index)

    def _enter(self, what: str, i: int) -> bool:
        if (what, i) in self._busy or len(self._busy) > 60:
            return False
        self._busy.add((what, i))
        return True

    def _leave(self, what: str, i: int) -> None:
        self._busy.discard((what, i))

    def _party(self, i: int) -> tuple[Party, ...]:
        out: list[Party] = []
        seen: set[tuple[str, str | None]] = set()
        for k in self._conjuncts(i):
            for party in self.one(k):
                entity = party.entity
                key = (party.text, (entity.id or entity.name) if entity is not None else None)
                if key not in seen:
                    seen.add(key)
                    out.append(party)
        return tuple(out)

    def _conjuncts(self, i: int) -> list[int]:
        """The coordinated heads; of modifiers the coordinated names only; of "Russia's X" the X."""
        tree = self._text.tree
        heads = tree.conjuncts(i)
        if len(heads) == 1 and self._text.at[i] >= 0:
            # "the Kingdom of Arabia and the Emirates", of which some trees hang the second inside the first
            inside = range(*self._text.bounds[self._text.at[i]])
            heads += [c for k in inside if k > i for c in tree.conjuncts(k)[1:] if c >= inside.stop]
        if len(heads) == 1:
            return heads
        if tree.dep[i] in ("amod", "compound"):
            return [k for k in heads if k == i or self._text.at[k] >= 0]
        out = []
        for k in heads:
            after = k + 2
            owner = (
                k != i and after < len(tree) and tree.low[k + 1] in ("'s", "’s") and self._text.at[after] >= 0
            )
            target = after if owner else k
            if target not in out:
                out.append(target)
        return out

    def home_of(self, i: int) -> str | None:
        """The country of the person named at this token, as far as the text has told it."""
        return self._persons.home_of(i)

    def one(self, i: int) -> tuple[Party, ...]:
        """The parties of a phrase alone, without those coordinated with it."""
        known = self._one_memo.get(i)
        if known is None:
            if not self._enter("one", i):
                return ()
            known = self._resolve(i)
            self._leave("one", i)
            self._one_memo[i] = known
        return known

    def _resolve(self, i: int) -> tuple[Party, ...]:
        tree = self._text.tree
        name = self._text.name(i)
        if name is not None and name.kind == "person" and name.entity is None and self._is_title(i, name):
            return self._noun(i)
        bearer = self._bearer(i)
        if bearer is not None:
            return self.one(bearer)
        if name is not None and name.kind in NAME_KINDS:
            return self._named(i, name)
        if tree.pos[i] in ("PRON", "DET") and tree.tag[i] not in ("NN", "NNS", "NNP"):
            whole = self._whole(i) if tree.tag[i] == "DT" else None
            return self.one(whole) if whole is not None else self._pronouns.of(i)
        if name is not None and name.entity is not None:
            return self._named(i, name)
        if tree.pos[i] in _VERBAL and name is None:
            return ()
        if tree.low[i] in ("former", "latter") and any(tree.low[k] == "the" for k in tree.children[i]):
            return self._pronouns.of_two(i)
        return self._called(i) or self._noun(i)

    def _called(self, i: int) -> tuple[Party, ...]:
        """Those whom a noun introduces by their name: "a group calling itself *Red Line*", "a gang known as *Los Lobos*"."""
        tree = self._text.tree
        for k in tree.children[i]:
            if k < i or tree.dep[k] not in ("acl", "acl:relcl"):
                continue
            itself = any(tree.low[c] in _ITSELF for c in tree.children[k])
            by_name = tree.lemma[k] == "call" and (itself or tree.low[k] == "called")
            if not (by_name or tree.low[k] in ("named", "dubbed", "known")):
                continue
            names = (c for c in tree.children[k] if c > k and tree.dep[c] in ("obj", "xcomp", "obl"))
            name = next((c for c in names if self._text.name(c) is not None), None)
            found = self._noun(i)
            if name is None or len(found) != 1 or (tree.low[k] == "known" and "as" not in tree.cases(name)):
                return ()
            text = bare(self._text.names[self._text.at[name]].text)
            known = self._text.names[self._text.at[name]].entity or found[0].entity
            entity = known and msgspec.structs.replace(
                known, name=text if known is found[0].entity else known.name
            )
            return (msgspec.structs.replace(found[0], text=text, entity=entity),)
        return ()

    def _is_title(self, i: int, name: Name) -> bool:
        """Whether what was taken for a person's name is a title alone: "the Pope"."""
        tree = self._text.tree
        definite = any(tree.low[k] == "the" for k in tree.children[i])
        return definite and bare(name.text).lower() in self._text.roles.offices

    def _bearer(self, i: int) -> int | None:
        """Who bears the title that a body's name begins, where the tree takes that name for all: "House Speaker Jane Poe"."""
        tree = self._text.tree
        if tree.pos[i] != "PROPN" or tree.dep[i] in _INSIDE or i + 2 >= len(tree):
            return None
        bearer = self._text.name(i + 2)
        titled = self._text.is_role(i + 1) and tree.tag[i + 1] in ("NN", "NNP")
        alone = self._text.name(i + 1) is None and self._text.name(i) is not bearer
        return i + 2 if titled and alone and bearer is not None and bearer.kind == "person" else None

    def _named(self, i: int, name: Name) -> tuple[Party, ...]:
        tree, n = self._text.tree, self._text.at[i]
        start, end = self._text.bounds[n]
        span = tree.span(start, end) if end > start else Span(name.start, name.end)
        if tree.low[end - 1] in ("'s", "’s", "'", "’") and end - 1 > start:
            span = tree.span(start, end - 1)
        if name.kind == "person":
            return (self._persons.person(n, span),)
        if name.kind == "nationality":
            return self._nationality(i, name, span)
        state = self._text.state_of(name)
        if state is not None:
            if self._text.is_place(i) and not self._text.is_target(i):
                return ()
            return (self._naming.state(state, span, "state as its government"),)
        text = bare(name.text)
        if name.entity is None or name.entity.sector is None:
            body = self._text.roles.seats_of_bodies.get(fold(text))
            if body is not None and not self._text.is_place(i):
                return tuple(
                    Party(
                        text=text,
                        spans=(span,),
                        entity=Entity(
                            id=a.id, name=a.name, sector=a.sector, reason=f"{text} as the seat of that body"
                        ),
                        sector=a.sector,
                    )
                    for a in self._text.actors.lookup(body, self._text.day, "body")[:1]
                )
            seat = self._text.seat_of(name)
            if seat is not None and name.kind in ("place", "facility", "organization"):
                if self._text.is_place(i) or self._belongs_to_thing(i, name):
                    return ()
                return (self._naming.state(seat, span, f"{text} as the government there"),)
        if name.kind in ("place", "facility"):
            if name.entity is None or name.entity.sector is None:
                if self._text.is_place(i) or tree.dep[i] in ("amod", "compound"):
                    return ()
                if name.entity is None and self._text.body_words.sector(text) is not None:
                    return (self._unlisted_body(i, text, span),)
                return (Party(text=text, spans=(span,), entity=name.entity),)
            if name.kind == "place" and self._text.is_place(i):
                return ()
        entity = name.entity
        best = self._naming.body_text(n)
        if entity is None:
            return (self._unlisted_body(i, best, span),)
        return (Party(text=best, spans=(span,), entity=entity, sector=entity.sector),)

    def _belongs_to_thing(self, i: int, name: Name) -> bool:
        """Whether a capital stands before a noun for no one who acts: "the Berlin song"."""
        tree = self._text.tree
        head = tree.head[i]
        return (
            name.kind == "place"
            and tree.dep[i] in ("compound", "amod")
            and not (self._text.is_role(head) or tree.lemma[head] in self._text.roles.nouns)
        )

    def _unlisted_body(self, i: int, name: str, span: Span) -> Party:
        """A body of which nothing is known but its name and what the text calls it: "the Reykjavik-based airline X"."""
        tree, n, bodies = self._text.tree, self._text.at[i], self._text.roles.bodies
        nouns = [k for k in tree.children[i] if tree.dep[k] in TITLE_ARCS and self._text.at[k] != n]
        if tree.dep[i] in ("appos", "flat", "flat:name", "nmod:desc"):
            nouns.append(tree.head[i])
        country, sector = next(iter(self._belonging.countries(i)), None), None
        for k in nouns:
            if tree.lemma[k] in bodies and self._text.name(k) is None:
                told = self._belonging.sector(k)
                sector = sector or (told if told != "UNK" else None)
                country = country or next(iter(self._belonging.countries(k)), None)
        country = country or self._text.body_words.country(name)
        sector = sector or self._text.body_words.sector(name)
        return self._compositions.told(name, span, self._text.iso(country), sector, i)

    def _nationality(self, i: int, name: Name, span: Span) -> tuple[Party, ...]:
        tree = self._text.tree
        code = self._text.adjective_of(name)
        if code is None:
            if tree.pos[i] in ("NOUN", "PROPN") and tree.dep[i] not in ("amod", "compound"):
                key = tree.lemma[i]
                sector = self._text.roles.people.get(key) or self._text.roles.people.get(key.rstrip("s"))
                return (Party(text=name.text, spans=(span,), entity=name.entity, sector=sector),)
            return ()
        people = code if self._text.actors.citizens(name.text, self._text.day) else None
        noun = tree.dep[i] not in ("amod", "compound", "nmod:poss", "nmod:desc")
        single = noun and any(tree.low[k] in ("a", "an", "one", "another") for k in tree.children[i])
        if (
            people
            and noun
            and (tree.plural(i) or (name.text.endswith("s") and not name.text.endswith("ss")) or single)
        ):
            start, end = self._text.trimmed(i)
            text = tree.slice(start, end)
            entity = Entity(
                name=text, country=self._text.iso(people), sector="CVL", reason="citizens of the state"
            )
            return (Party(text=text, spans=(tree.span(start, end),), entity=entity, sector="CVL"),)
        return (self._naming.state(code, span, "adjective of the state"),)

    def chained(self, cluster: int, but: int) -> tuple[Party, ...]:
        """The parties of a coreference cluster: its first named mention, else its first nominal one."""
        if not 0 <= cluster < len(self._text.clusters) or not self._enter("cluster", cluster):
            return ()
        try:
            nominal: tuple[Party, ...] = ()
            for start, end in self._text.clusters[cluster]:
                if not 0 <= start < end <= len(self._text.tree):
                    continue
                head = head_of(self._text.tree, start, end)
                if head == but or self._text.tree.pos[head] == "PRON":
                    continue
                name = self._text.name(head)
                whole = any(k < end for k in self._text.tree.conjuncts(head)[1:])
                found = self.party(head) if whole else self.one(head)
                if name is None and not whole and end - start <= 2 * DEEP and self._text.is_role(head):
                    inside = {
                        self._text.at[k]
                        for k in range(start, end)
                        if self._text.at[k] >= 0 and not self._owns(k, head)
                    }
                    people = [n for n in inside if self._text.names[n].kind == "person"]
                    if len(people) == 1 and not any(self._persons.is_person(p) for p in found):
                        first = self._text.bounds[people[0]]
                        found = (self._persons.person(people[0], self._text.tree.span(*first)),)
                if found and (name is not None or any(p.entity and p.entity.id for p in found)):
                    return found
                nominal = nominal or found
            return nominal
        finally:
            self._leave("cluster", cluster)

    def _noun(self, i: int) -> tuple[Party, ...]:
        tree, roles = self._text.tree, self._text.roles
        lemma = tree.lemma[i]
        some = lemma in roles.amounts or tree.low[i] in roles.amounts or tree.pos[i] == "NUM"
        whole = self._whole(i) if some and not roles.people.get(lemma) else None
        if whole is not None:
            return self._amount(i, whole)
        titled = self._titled(i)
        if titled:
            return titled
        if lemma in roles.groups or tree.low[i] in roles.groups:
            group = self._groups.group(i)
            if group:
                span = self._text.full_span(i)
                return tuple(mentioned_at(p, span) for p in group)
        heads = self._groups.heads_of(i)
        if heads:
            return heads
        office = self._offices.office(i)
        if office:
            return office
        named = self.described(i)
        if named:
            return named
        body = self._descriptions.body(i)
        if body:
            return body
        if (
            self._text.is_role(i)
            and not tree.plural(i)
            and not self._text.modifiers(i)
            and not self._belonging.countries(i)
        ):
            told = self._offices.titled_person(i, lemma, self._text.span(i))
            if told:
                return told
        return self._compositions.party(i)

    def _whole(self, i: int) -> int | None:
        """What a part is told to be of: "any of its *officers*", "97 of the 200 *deputies*"."""
        tree = self._text.tree
        return next((k for k in tree.children[i] if tree.dep[k] == "nmod" and "of" in tree.cases(k)), None)

    def _amount(self, i: int, inner: int) -> tuple[Party, ...]:
        found = self.one(inner) if self._text.name(inner) is None else ()
        if not found and self._text.name(inner) is not None:
            found = self.one(inner)
        if not found:
            return ()
        first = found[0]
        start, end = self._text.trimmed(i)
        text = self._text.tree.slice(start, end)
        entity = first.entity
        if entity is not None and entity.id:
            entity = Entity(name=text, country=entity.country, sector=first.sector, reason="part of a group")
        return (
            Party(text=text, spans=(self._text.tree.span(start, end),), entity=entity, sector=first.sector),
        )

    def _titled(self, i: int) -> tuple[Party, ...]:
        """Title and name ("foreign minister X"), or a noun with a name in apposition."""
        tree = self._text.tree
        role = self._text.is_role(i) or tree.lemma[i] in self._text.roles.bodies
        after = self._text.name(i + 1) if i + 1 < len(tree) else None
        if (
            after is not None
            and after.kind == "person"
            and self._text.is_role(i)
            and not tree.plural(i)
            and self._text.at[i + 1] != self._text.at[i]
        ):
            return self.one(i + 1)
        for k in tree.children[i]:
            if tree.dep[k] in ("flat", "flat:name", "appos", "nmod:desc", "compound") and k > i:
                name = self._text.name(k)
                if name is None or any(i < c < k for c in tree.conjuncts(i)):
                    continue  # "the army and the Rapid Support Forces (RSF)"
                if name.kind == "person" and role and self._text.roles.bodies.get(tree.lemma[i]) is None:
                    return self.one(k) if not tree.plural(i) else self.party(k)
                if (
                    name.kind == "organization"
                    and tree.dep[k] != "compound"
                    and tree.lemma[i] in self._text.roles.bodies | self._text.roles.members
                ):
                    return self.one(k)
        head = tree.head[i]
        if tree.dep[i] == "appos" and head != i and role:
            name = self._text.name(head)
            if name is not None and name.kind in ("person", "organization"):
                return tuple(mentioned_at(p, self._text.span(i)) for p in self.one(head))
        return ()

    def _owns(self, word: int, head: int) -> bool:
        """Whether a word of a phrase belongs to the owner of what its head names: "Maduro" of "Maduro's lawyer"."""
        tree = self._text.tree
        while word != head and tree.head[word] != word:
            if tree.dep[word] == "nmod:poss":
                return True
            word = tree.head[word]
        return False

    def _is_new(self, i: int, mention: Mention) -> bool:
        """Whether a plural is told of for the first time: it begins its chain, and nothing points back."""
        tree = self._text.tree
        first = min(self._text.clusters[mention.cluster], default=(mention.start, mention.end))
        points = any(tree.dep[k] in ("det", "nmod:poss", "nummod") for k in tree.children[i] if k < i)
        return not points and first[0] >= mention.start

    def _is_owned(self, i: int) -> bool:
        """Whether people are somebody's, and so not those who are named beside him: "*his* men used no live rounds"."""
        return any(self._text.tree.tag[k] == "PRP$" for k in self._text.tree.children[i])

    def described(self, i: int) -> tuple[Party, ...]:
        """A description resolved through coreference to one named party of a fitting kind."""
        mention = self._text.mention.get(i)
        tree = self._text.tree
        if mention is None or not (self._text.is_role(i) or tree.lemma[i] in self._text.roles.bodies):
            return ()
        if any(tree.low[k] in ("a", "an") for k in tree.children[i]):
            return ()
        if tree.plural(i) and (self._is_new(i, mention) or self._is_owned(i)):
            return ()
        found = self.chained(mention.cluster, i)
        if not found or not any(p.entity is not None or p.text[:1].isupper() for p in found):
            return ()
        person = tree.lemma[i] not in self._text.roles.bodies
        if tree.plural(i) != (len(found) > 1):
            return ()
        if person and not all(self._persons.is_person(p) for p in found):
            return ()
        if not person and self._persons.is_person(found[0]):
            return ()
        if not any(is_name_text(p.text) for p in found):
            return ()
        own = {self._text.iso(code) for code in self._belonging.countries(i)}
        if own and not all(p.entity is not None and p.entity.country in own for p in found):
            # "Russian officials" in one chain with someone of another state: the chain is wrong.
            return ()
        if tree.lemma[i] in self._text.roles.exclusive:
            sectors = (self._text.roles.bodies.get(tree.lemma[i]), "GOV", None)
            if not all(p.sector in sectors for p in found):
                return ()  # "the army" in one chain with the rebels
        span = self._text.span(i)
        return tuple(mentioned_at(p, span) for p in found)
