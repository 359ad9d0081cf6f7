"""Who holds this office on the day of the article?"""

from __future__ import annotations

from datetime import date

from whence.article import Span
from whence.knowledge.actors import Actor, fold
from whence.reading import Entity, Party
from whence.understand.belonging import Belonging
from whence.understand.persons import Persons
from whence.understand.phrases import Resolver, Text, mentioned_at


class Offices:
    """Titles that stand for their holders: "the North Korean leader", "the NATO chief", "the president"."""

    def __init__(self, text: Text, belonging: Belonging, persons: Persons, parties: Resolver) -> None:
        self._text, self._belonging, self._persons, self._parties = text, belonging, persons, parties

    def _title(self, i: int) -> tuple[str, int, int] | None:
        """The longest title of the data that ends (or begins) with this token: title, first token, token after."""
        tree, roles = self._text.tree, self._text.roles
        if tree.lemma[i] not in roles.office_heads and tree.low[i] not in roles.office_heads:
            return None
        offices = roles.offices
        own = tree.lemma[i] if tree.plural(i) else tree.low[i]
        best: tuple[str, int, int] | None = None
        after = [tree.low[k] for k in range(i + 1, min(i + 4, len(tree)))]
        for width in (3, 2, 1):
            if len(after) >= width:
                text = " ".join([own, *after[:width]])
                if text in offices:
                    return text, i, i + 1 + width
        for back in (3, 2, 1, 0):
            start = i - back
            if start < 0:
                continue
            text = " ".join([*tree.low[start:i], own])
            squeezed = text.replace(" - ", "-")
            if text in offices or squeezed in offices:
                best = (text if text in offices else squeezed, start, i + 1)
                break
        return best

    def office(self, i: int) -> tuple[Party, ...]:
        """Holders of an office at the article's date: "the North Korean leader", "the leaders of France and Italy"."""
        tree, roles = self._text.tree, self._text.roles
        if tree.lemma[i] in roles.counterparts:
            return self._counterpart(i)
        title = self._title(i)
        if title is None:
            return ()
        text, start, _ = title
        before = set(self._text.modifiers(i)) | ({tree.low[start - 1]} if start > 0 else set())
        if before & roles.void or any(part in roles.void for w in before for part in w.split("-")):
            return ()
        if any(tree.low[k] in ("a", "an", "any", "some", "another", "no", "every") for k in tree.children[i]):
            return ()
        if any(k > i and self._is_of_another_body(k) for k in tree.children[i]):
            return ()
        countries = self._belonging.countries(i)
        bodies = self._owner_bodies(i)
        plural = tree.plural(i)
        span = self._text.span(i)
        if not countries and text in roles.only_one_state:
            countries = [roles.only_one_state[text]]
        if plural and len(countries) < 2:
            return ()
        if not plural and len(countries) > 1:
            countries = countries[:1]
        out: list[Party] = []
        for place in [*bodies, *countries]:
            if place[:1] != "@" and text in roles.states_never:
                continue
            holder = self._holder(place, text)
            if holder is None:
                if plural:
                    out.append(self._unnamed_holder(place, tree.low[start:i], i, span))
                continue
            one = self._of_state(place, tree.low[start:i], i) if plural else None
            out.append(self._held(holder, span, text, i, one))
            if not plural:
                break
        if countries and not bodies and not plural and not (out and self._persons.is_person(out[0])):
            # Whom the text itself gives the office comes before whom the data does.
            return self._told(i, text, countries[0], span) or tuple(out)
        if out or countries or bodies or plural:
            return tuple(out)
        return self.titled_person(i, text, span)

    def _told(self, i: int, title: str, country: str, span: Span) -> tuple[Party, ...]:
        """The only person named before whom the text gives this office in this state: "X, President of Laos … The Lao leader"."""
        persons = self._persons
        near: dict[str, int] = {}
        for n, name in persons.full_names().items():
            told = persons.descriptions().get(fold(name))
            here = self._text.bounds[n][1] <= i
            if (
                here
                and told is not None
                and told.country == country
                and told.sector in ("GOV", None)
                and self._gives(told.titles, title, country)
            ):
                near[name] = n
        if len(near) != 1:
            return ()
        (n,) = near.values()
        return (mentioned_at(persons.person(n, span), span),)

    def _gives(self, titles: tuple[str, ...], title: str, country: str) -> bool:
        """Whether one of the titles of a person is a word for this office of the state."""
        offices = self._text.roles.offices
        asked = set(offices[title])
        state = self._text.actors.state(country)
        leading = (
            {state.leader, *offices["head of state"]} if state is not None and "leader" in asked else set()
        )
        for told in titles:
            words = told.split()
            longest = next((t for k in range(len(words)) if (t := " ".join(words[k:])) in offices), None)
            if longest is not None and {*offices[longest]} & (asked | leading):
                return True
        return False

    def _is_of_another_body(self, k: int) -> bool:
        """Whether the title is one of a body that has no name, and of no state: "the leader of the opposition"."""
        tree = self._text.tree
        known = self._text.roles.bodies.get(tree.lemma[k], "GOV")
        return (
            tree.dep[k] == "nmod" and "of" in tree.cases(k) and self._text.name(k) is None and known != "GOV"
        )

    def _counterpart(self, i: int) -> tuple[Party, ...]:
        """Who holds in a state the office that another holds in his own: "Biden and his Russian counterpart"."""
        tree, day = self._text.tree, self._text.day
        owner = next((k for k in tree.children[i] if k < i and tree.dep[k] == "nmod:poss"), None)
        if owner is None or day is None:
            return ()
        known = [p.entity for p in self._parties.one(owner) if p.entity is not None]
        states = [c for c in self._belonging.countries(i) if known and self._text.iso(c) != known[0].country]
        if len(known) != 1 or not states or (len(states) > 1) != tree.plural(i):
            return ()
        office = self._office_of(known[0], day)
        span = self._text.span(i)
        out = []
        for state in states:
            holder = self._text.actors.holder(state, office, day) if office else None
            if holder is not None and office is not None:
                out.append(self._held(holder, span, office, i))
            elif tree.plural(i):
                out.append(self._unnamed_holder(state, [], i, span))
        return tuple(out)

    def _office_of(self, person: Entity, day: date) -> str | None:
        """The office of state that somebody holds on that day, ``leader`` for the one that counts as such there."""
        for actor in self._text.actors.lookup(person.name, day, "person"):
            term = actor.term(day.isoformat())
            own = self._text.actors.state(term.country) if term else None
            if term is not None and own is not None:
                return "leader" if term.office == own.leader else term.office
        return None

    def _holder(self, place: str, title: str) -> Actor | None:
        for office in self._text.roles.offices[title]:
            found = self._text.actors.holder(place, office, self._text.day)
            if found is not None:
                return found
        return None

    def _held(self, actor: Actor, span: Span, title: str, i: int, described: str | None = None) -> Party:
        """The holder of an office; ``described`` is what he is called where the text does not name him."""
        assert self._text.day is not None
        term = actor.term(self._text.day.isoformat())
        country = actor.state
        sector = self._text.roles.sector_in_office(actor, term) if term is not None else actor.sector
        entity = Entity(
            id=actor.id,
            name=actor.name,
            country=self._text.iso(country),
            sector=sector,
            reason=f"{title} on {self._text.day.isoformat()}",
        )
        text = self._persons.best_name_of(actor) or described
        if text is None:
            start, end = self._text.trimmed(i)
            text = self._text.tree.slice(start, end)
        return Party(text=text, spans=(span,), entity=entity, sector=sector)

    def _unnamed_holder(self, place: str, words: list[str], i: int, span: Span) -> Party:
        text = self._of_state(place, words, i)
        country = self._text.iso(place) if self._text.actors.state(place) else None
        entity = Entity(name=text, country=country, sector="GOV", reason="office and state of the phrase")
        return Party(text=text, spans=(span,), entity=entity, sector="GOV")

    def _of_state(self, place: str, words: list[str], i: int) -> str:
        """One of several by office and state: "Peruvian foreign minister" of "the foreign ministers of France and Peru"."""
        state = self._text.actors.state(place)
        lead = state.adjective if state else place[1:]
        clean = [w for w in words if self._text.actors.adjective(w) is None]
        return " ".join([lead, *clean, self._text.tree.lemma[i]])

    def titled_person(self, i: int, title: str, span: Span) -> tuple[Party, ...]:
        """ "The president" without a state: by coreference, else the only person of the article with that title."""
        tree = self._text.tree
        named = self._parties.described(i)
        if named:
            return named
        if not any(tree.low[k] == "the" for k in tree.children[i]) and tree.words[i][:1].islower():
            return ()
        word = title.rsplit(maxsplit=1)[-1]
        told = [
            (key, d)
            for key, d in self._persons.descriptions().items()
            if word in d.nouns or title in " ".join(d.nouns)
        ]
        held = {
            text: n
            for n, text in self._persons.full_names().items()
            if self._holds(self._text.names[n].entity, title)
        }
        if len(held) == 1:
            ((text, n),) = held.items()
            return (mentioned_at(self._persons.person(n, span), span),)
        if held:
            return ()
        keys = {key for key, _ in told}
        last = None
        for n, text in self._persons.full_names().items():
            start = self._text.bounds[n][0]
            near = start < i and tree.sentence[i] - tree.sentence[start] <= 2
            # Of several, the one named last before, in this sentence or the two before it.
            if fold(text) in keys and (near or len(keys) == 1):
                last = n if last is None or self._text.bounds[last][0] < start < i else last
        return () if last is None else (mentioned_at(self._persons.person(last, span), span),)

    def _holds(self, entity: Entity | None, title: str) -> bool:
        if entity is None or self._text.day is None:
            return False
        day = self._text.day.isoformat()
        offices = set(self._text.roles.offices.get(title, ()))
        for actor in self._text.actors.lookup(entity.name, self._text.day, "person"):
            for term in actor.terms:
                state = self._text.actors.state(term.country)
                if title in self._text.roles.states_never and term.country[:1] != "@":
                    continue  # a president is not "the police chief"
                if term.covers(day) and (
                    term.office in offices or ("leader" in offices and state and state.leader == term.office)
                ):
                    return True
        return False

    def _owner_bodies(self, i: int) -> list[str]:
        """Bodies that own an office, as codes: "NATO chief", "head of the IAEA"."""
        tree = self._text.tree
        out: list[str] = []
        for k in tree.children[i]:
            if tree.dep[k] in ("compound", "nmod:poss", "nmod", "amod", "nmod:desc"):
                for inner in (
                    k,
                    *(c for c in tree.children[k] if tree.dep[c] in ("compound", "nmod", "amod")),
                ):
                    name = self._text.name(inner)
                    if name is not None and name.entity is not None and name.entity.sector == "IGO":
                        code = f"@{name.entity.name}"
                        if code not in out:
                            out.append(code)
        return out
