"""Whom does a noun phrase stand for that no list knows: country and sector by the words that it is made of."""

from __future__ import annotations

from whence.article import Span
from whence.reading import Entity, Party
from whence.understand.belonging import Belonging
from whence.understand.naming import Naming
from whence.understand.phrases import Resolver, Text


class Compositions:
    """The parties of one text that are told by the words of their phrases: "a Kenyan officer", "US and French troops"."""

    def __init__(self, text: Text, naming: Naming, belonging: Belonging, parties: Resolver) -> None:
        self._text, self._naming, self._belonging, self._parties = text, naming, belonging, parties

    def party(self, i: int) -> tuple[Party, ...]:
        """The parties of a phrase that no list, chain or office tells; ``()`` if its words stand for nobody."""
        tree, roles = self._text.tree, self._text.roles
        lemma = tree.lemma[i]
        start, end = self._text.trimmed(i)
        agent = (
            lemma in roles.people
            or lemma in roles.members
            or lemma in roles.bodies
            or tree.low[i] in roles.bodies
            or tree.low[i] in roles.people
            or self._belonging.set_phrase(i) is not None
            or roles.voices.get(lemma) in ("expert", "witness", "source", "official")
            or (
                tree.pos[i] == "NOUN"
                and lemma not in roles.not_persons
                and any(lemma.endswith(s) for s in roles.person_suffixes)
            )
            or (
                tree.pos[i] == "NOUN"
                and lemma not in roles.not_persons
                and lemma.endswith(("er", "or", "ian"))
                and len(lemma) > 5
                and (tree.plural(i) or any(tree.low[k] in ("a", "an") for k in tree.children[i]))
            )
        )
        text = tree.slice(start, end)
        span = tree.span(start, end)
        if not agent:
            return self._unlisted(i, text, span)
        sides = self._sides(i)
        if sides:
            return sides
        sector = self._belonging.sector(i)
        countries = self._belonging.countries(i)
        if lemma in ("country", "nation", "state") and not countries and not self._text.modifiers(i):
            return ()
        if any(w in roles.former for w in self._text.modifiers(i)) and sector == "GOV":
            sector = "ELI"
        if (len(countries) > 1 and tree.plural(i)) or (len(countries) > 1 and self._coordinated(i)):
            return tuple(self._shared(code, i, sector, span) for code in countries)
        return (self.told(text, span, self._text.iso(countries[0]) if countries else None, sector, i),)

    def told(self, text: str, span: Span, country: str | None, sector: str | None, i: int) -> Party:
        """A party that no list has, of the country its words tell, else of the one spoken of."""
        reason = "words of the phrase"
        if sector == "IGO" or (country is None and self._belonging.is_international(i)):
            country = None
        elif country is None:
            country, reason = self._belonging.scene(i, sector), "the only country spoken of there"
        entity = Entity(name=text, country=country, sector=sector, reason=reason) if country else None
        return Party(text=text, spans=(span,), entity=entity, sector=sector)

    def _coordinated(self, i: int) -> bool:
        tree = self._text.tree
        return any(
            len(tree.conjuncts(k)) > 1
            for k in tree.children[i]
            if tree.dep[k] in ("amod", "compound", "nmod", "nmod:poss")
        )

    def _sides(self, i: int) -> tuple[Party, ...]:
        """The parties of several bodies that share a noun: "government and MILF negotiators"."""
        tree = self._text.tree
        before = [k for k in tree.children[i] if k < i and tree.dep[k] == "compound"]
        linked = any(tree.dep[k] == "cc" for k in range(min(before, default=i), i))
        bodies = {c for k in before for c in tree.conjuncts(k) if c < i and self._is_body(c)}
        if not tree.plural(i) or not linked or len(bodies) < 2:
            return ()
        owners = [(k, self._parties.one(k)) for k in sorted(bodies)]
        return tuple(self._side(i, k, found[0] if found else None) for k, found in owners)

    def _is_body(self, i: int) -> bool:
        name = self._text.name(i)
        if name is not None:
            return name.kind in ("organization", "person") and self._text.state_of(name) is None
        return self._text.tree.lemma[i] in self._text.roles.bodies

    def _side(self, i: int, owner: int, body: Party | None) -> Party:
        tree = self._text.tree
        whose = tree.words[owner]
        if owner > 1 and tree.words[owner - 1] in "-–‐":  # "pro-Assad forces" are not his
            whose, body = tree.slice(owner - 2, owner + 1), None
        text = f"{whose} {tree.words[i]}"
        country = body.entity.country if body is not None and body.entity is not None else None
        sector = body.sector if body is not None else self._text.roles.bodies.get(tree.lemma[owner])
        entity = Entity(name=text, country=country, sector=sector, reason="words of the phrase")
        return Party(text=text, spans=(self._text.full_span(i),), entity=entity, sector=sector)

    def _shared(self, code: str, i: int, sector: str | None, span: Span) -> Party:
        """One of several parties that share a noun: "the US and South Korean militaries"."""
        tree = self._text.tree
        state = self._text.actors.state(code)
        lead = self._naming.state_adjective(code) if state else code
        words = [
            tree.words[k]
            for k in sorted(tree.children[i])
            if k < i and tree.dep[k] in ("amod", "compound") and self._belonging.country_at(k, 0) is None
        ]
        text = " ".join([lead, *words, tree.words[i]])
        entity = Entity(name=text, country=self._text.iso(code), sector=sector, reason="words of the phrase")
        return Party(text=text, spans=(span,), entity=entity, sector=sector)

    def _unlisted(self, i: int, text: str, span: Span) -> tuple[Party, ...]:
        """A capitalised head that the engine did not mark as a name: only if the data or a chain know it."""
        tree = self._text.tree
        proper = tree.pos[i] == "PROPN" or (i != 0 and tree.pos[i] == "ADJ")
        if not (proper and tree.words[i][:1].isupper()) or self._text.is_thing(i):
            return ()
        for candidate in (text, tree.words[i]):
            found = self._text.actors.lookup(candidate, self._text.day)
            if len(found) == 1 and found[0].kind == "state":
                if self._text.is_place(i):
                    return ()
                return (self._naming.state(found[0].country or "", span, "state as its government"),)
            if len(found) == 1 and (found[0].kind != "person" or len(candidate.split()) > 1):
                actor = found[0]
                entity = Entity(
                    id=actor.id,
                    name=actor.name,
                    country=self._text.iso(actor.state),
                    sector=actor.sector,
                    reason="name",
                )
                return (Party(text=candidate, spans=(span,), entity=entity, sector=actor.sector),)
            if _capital(candidate):
                seat = self._text.actors.seat(candidate, self._text.day)
                if seat is not None:
                    return (
                        ()
                        if self._text.is_place(i)
                        else (self._naming.state(seat, span, f"{candidate} as the government there"),)
                    )
            if _capital(candidate):
                code = self._text.actors.adjective(candidate, self._text.day)
                if code is not None:
                    return (self._naming.state(code, span, "adjective of the state"),)
        return ()


def _capital(text: str) -> bool:
    return text[:1].isupper() and (len(text) > 2 or text.isupper())
