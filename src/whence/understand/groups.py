"""Which parties do "the two leaders" or "both sides" stand for?"""

from __future__ import annotations

from whence.article import Span
from whence.reading import Entity, Party
from whence.understand.belonging import Belonging
from whence.understand.meetings import Meetings
from whence.understand.mentions import Mention, head_of
from whence.understand.naming import Naming
from whence.understand.persons import Persons
from whence.understand.phrases import DEEP, Resolver, Text

_TWO = frozenset({"both", "neither"})
_PERSONS_BACK = 4
"""Sentences before "the two" in which two persons may be coordinated; nearer names that are not may be anybody's."""


class Groups:
    """Nouns that stand for several parties named before."""

    def __init__(
        self, text: Text, naming: Naming, belonging: Belonging, persons: Persons, parties: Resolver
    ) -> None:
        self._text, self._naming, self._belonging = text, naming, belonging
        self._persons, self._parties = persons, parties
        self._meetings = Meetings(text, parties)

    @staticmethod
    def _is_state_party(party: Party) -> bool:
        return (
            party.entity is not None
            and party.sector == "GOV"
            and bool(party.entity.reason)
            and (
                "state" in (party.entity.reason or "").split(" ")[:1]
                or "as the government" in (party.entity.reason or "")
            )
        )

    def group(self, i: int) -> tuple[Party, ...]:
        """The parties named before that "the two leaders" or "both sides" stand for; ``()`` if that is not clear."""
        tree, roles = self._text.tree, self._text.roles
        lemma = tree.lemma[i]
        kind = roles.groups.get(lemma) or roles.groups.get(tree.low[i])
        if kind is None:
            return ()
        number, definite = roles.numbers.get(tree.low[i], 0), False
        for k in tree.children[i]:
            if k < i:
                low = tree.low[k]
                number = number or roles.numbers.get(low, 0)
                definite = definite or low in roles.determiners or tree.tag[k] == "PRP$"
            if tree.dep[k] in ("nmod", "acl", "nmod:poss") and tree.tag[k] != "PRP$" and k > i:
                return ()
        if lemma in ("pair", "duo") or tree.low[i] in _TWO:
            number = 2
            definite = definite or tree.low[i] in _TWO
        if lemma in ("trio", "quartet"):
            number = 3 if lemma == "trio" else 4
        mention = self._text.mention.get(i)
        if mention is not None and not self._opens(mention):
            found = self._parties.chained(mention.cluster, i)
            if len(found) > 1 and number in (0, len(found)):
                return found
        if not definite or not (tree.plural(i) or number):
            return ()
        if number == 0 and kind != "any":
            if self._belonging.countries(i) or self._text.modifiers(i):
                return ()
            number = 2
        elif number == 0:
            number = 2 if lemma in ("side",) else 0
        if number < 2 or self._belonging.countries(i):
            return ()
        other = "person" if kind == "any" else "country" if lemma in roles.leaders else kind
        found = self._of(i, kind, number)
        if found or other == kind:
            return found
        found = self._of(i, other, number) if other == "country" else self._search(i, other, number)
        if lemma in roles.sides and any(p.sector not in (None, *roles.trade_sectors) for p in found):
            return ()  # who speaks or rules for a side is not one
        return found

    def _opens(self, mention: Mention) -> bool:
        """Whether a mention is the first of its chain, and none of the others is a name: those behind it may mean others."""
        cluster = self._text.clusters[mention.cluster] if mention.cluster < len(self._text.clusters) else ()
        heads = (head_of(self._text.tree, start, end) for start, end in cluster if start < end)
        return not any(
            start < mention.start or self._text.name(head) is not None
            for (start, _), head in zip(cluster, heads, strict=False)
        )

    def _of(self, i: int, kind: str, number: int) -> tuple[Party, ...]:
        """Of those named before: who stand in one phrase, else the two who met, else as many as were named last."""
        return self._joined(i, kind, number) or self._met(i, kind, number) or self._search(i, kind, number)

    def _met(self, i: int, kind: str, number: int, only: Party | None = None) -> tuple[Party, ...]:
        """The two parties of the meeting or dispute told last, as members of that kind; ``only`` where it is one of them."""
        tree = self._text.tree
        for meeting in self._meetings.before(i) if number == 2 else ():
            far = tree.sentence[i] - tree.sentence[meeting.word] > DEEP
            if far and only is None:
                break
            homes = {p.entity.country if p.entity is not None else None for p in meeting.parties}
            if kind == "any" and len(homes) == 1:  # a government and its rebels
                found = [p for p in meeting.parties if self._fits(p, kind)]
            else:
                found = [p for party in meeting.parties for p in self._as(party, kind)]
            told = len(found) == 2 and found[0].text != found[1].text
            if told and (only is None or any(p.text == only.text for p in found)):
                return tuple(found)
        return ()

    def _as(self, party: Party, kind: str) -> tuple[Party, ...]:
        """A party as a member of a kind: a person, the state that somebody stands for, or of a side, either or a body."""
        if kind == "person":
            return (party,) if self._fits(party, kind) else ()
        entity = party.entity
        if (
            entity is not None
            and entity.country in self._text.actors.states
            and party.sector in ("GOV", None)
        ):
            return (self._naming.state(entity.country, party.spans[0], "state as its government"),)
        return (party,) if kind == "any" and self._fits(party, kind) else ()

    def heads_of(self, i: int) -> tuple[Party, ...]:
        """Who heads each of several parties named before: "the heads of the two companies", but not "engineers of both countries"."""
        tree, roles = self._text.tree, self._text.roles
        if tree.lemma[i] not in roles.office_heads | roles.leaders:
            return ()
        inner = [k for k in tree.children[i] if tree.dep[k] == "nmod" and "of" in tree.cases(k)]
        if len(inner) != 1 or not tree.plural(i) or not self._text.is_role(i):
            return ()
        span = self._text.full_span(i)
        sector = self._belonging.sector(i)
        return tuple(self._head_of(tree.lemma[i], party, sector, span) for party in self.group(inner[0]))

    @staticmethod
    def _head_of(what: str, party: Party, sector: str | None, span: Span) -> Party:
        text, country = f"{what} of {party.text}", party.entity.country if party.entity else None
        sector = party.sector or sector
        entity = Entity(name=text, country=country, sector=sector, reason="whom the phrase belongs to")
        return Party(text=text, spans=(span,), entity=entity, sector=sector)

    def _joined(self, i: int, kind: str, number: int) -> tuple[Party, ...]:
        """Parties coordinated in one phrase of the sentences before, as many as asked: "X and the Y rebels … Both sides".

        "Neither" and "both" alone are also those of the clause before. Beyond the sentence before only persons are, who
        may be coordinated anywhere: "the flats of Berfin Aksoy and Cemil Tunç".
        """
        tree = self._text.tree
        alone = tree.pos[i] in ("DET", "PRON")
        k = i - 1
        persons = kind in ("any", "person")
        while k >= 0 and tree.sentence[k] >= tree.sentence[i] - (_PERSONS_BACK if persons else 1):
            earlier = tree.sentence[k] < tree.sentence[i] or (alone and tree.head[k] != tree.head[i])
            if earlier and tree.dep[k] != "conj":
                heads = tree.conjuncts(k)
                before = tree.sentence[k] < tree.sentence[i] - 1
                if self._meetings.hosted(k):
                    pass  # "Orlan met Voss and Tarn": Orlan is one of them
                elif len(heads) == number and (persons or tree.dep[k].startswith(("nsubj", "obj"))):
                    found = self._parties.party(k)
                    if len(found) == number and all(
                        self._fits(p, "person" if before else kind) for p in found
                    ):
                        return found
            k -= 1
        return ()

    def _fits(self, party: Party, kind: str) -> bool:
        if kind == "person":
            known = party.entity is not None and self._text.actors.lookup(party.entity.name, kind="person")
            return self._persons.is_person(party) or bool(known)
        if kind == "country":
            return self._is_state_party(party)
        return party.entity is not None and not self._persons.is_person(party)

    def _search(self, i: int, kind: str, number: int) -> tuple[Party, ...]:
        tree = self._text.tree
        found: dict[str, Party] = {}
        sentence = tree.sentence[i]
        here: list[int] = []
        other: Party | None = None
        for k in range(i - 1, -1, -1):
            if tree.sentence[k] != sentence:
                out = self._settle(found, here, number)
                if out is not None:
                    return out or self._coordinated(here, kind, number)
                if found and other is None and kind != "person":
                    (other, *more) = found.values()
                    known = self._met(i, kind, number, other) if not more else ()
                    if known:
                        return known
                sentence, here = tree.sentence[k], []
                if tree.sentence[i] - sentence > DEEP:
                    break
            if self._text.at[k] < 0 or (
                k + 1 < len(tree) and self._text.at[k + 1] == self._text.at[k] and k + 1 != i
            ):
                continue
            head = head_of(tree, *self._text.bounds[self._text.at[k]])
            if tree.head[head] == tree.head[i] and tree.dep[head].startswith("nsubj"):
                continue  # whoever hosts the two is none of them
            if self._tells_of(head, i):
                continue
            for party in self._candidate(k, kind):
                if party.text not in found:
                    found[party.text] = party
                    here.append(k)
            if tree.lemma[i] in self._text.roles.sides:
                found = self._sides(found)
        out = self._settle(found, here, number)
        return out or self._coordinated(here, kind, number)

    def _tells_of(self, head: int, i: int) -> bool:
        """Whether a name is of whoever tells what both sides did, and is none of them: "a *Brazilian* official said both sides"."""
        tree = self._text.tree
        while tree.dep[head] in ("amod", "compound", "nmod:poss", "nmod:desc"):
            head = tree.head[head]
        told = tree.head[i]
        return tree.dep[head] == "nsubj" and tree.dep[told] == "ccomp" and tree.head[told] == tree.head[head]

    def _coordinated(self, here: list[int], kind: str, number: int) -> tuple[Party, ...]:
        """The states of persons coordinated in one phrase, where countries are asked for: "Japarov and Rahmon"."""
        for k in sorted(here) if kind == "country" else ():
            head = head_of(self._text.tree, *self._text.bounds[self._text.at[k]])
            found = [p for party in self._parties.party(head) for p in self._as(party, kind)]
            if len({p.text for p in found}) == number == len(found):
                return tuple(found)
        return ()

    def _sides(self, found: dict[str, Party]) -> dict[str, Party]:
        """Of parties named before those that can be sides: a union and a company, but not an army and a messenger service."""
        roles = self._text.roles
        able = {k: p for k, p in found.items() if p.sector is None or p.sector in roles.side_sectors}
        if any(p.sector not in (*roles.trade_sectors, "GOV", None) for p in able.values()):
            able = {k: p for k, p in able.items() if p.sector not in roles.trade_sectors}
        return able

    def _candidate(self, k: int, kind: str) -> tuple[Party, ...]:
        name = self._text.names[self._text.at[k]]
        head = head_of(self._text.tree, *self._text.bounds[self._text.at[k]])
        if kind == "person":
            return self._parties.one(head) if name.kind == "person" else ()
        owned = self._text.tree.head[head]
        if kind == "any" and self._text.tree.dep[head] == "nmod:poss":
            found = (
                self._parties.one(owned) if self._text.tree.lemma[owned] in self._text.roles.bodies else ()
            )
            if found and found[0].entity is not None:
                return found  # "Sudan's army" is the side, and not Sudan
        if kind == "country" or name.kind in ("place", "nationality"):
            there = self._text.is_place(head)
            if kind == "any" and there:
                return ()  # where something is done is none of both sides
            state = self._text.state_of(name)
            if state is None and not there:
                state = self._text.seat_of(name)
            if state is None and name.entity is not None and name.entity.sector == "GOV":
                state = name.entity.country if name.entity.country in self._text.actors.states else None
            if state is None:
                return ()
            return (
                self._naming.state(
                    state,
                    self._text.tree.span(*self._text.bounds[self._text.at[k]]),
                    "state as its government",
                ),
            )
        if (
            name.kind == "organization"
            and name.entity is not None
            and name.entity.sector in ("REB", "UAF", "IGO", "PTY", "PRM", "OPP", "BUS", "MIL", "GOV")
        ):
            return self._parties.one(head)
        return ()

    def _settle(self, found: dict[str, Party], here: list[int], number: int) -> tuple[Party, ...] | None:
        """Exactly as many as asked: these. More: those coordinated in one phrase, else none. Fewer: look further."""
        if len(found) < number:
            return None
        parties = sorted(found.values(), key=self._first)
        if len(found) == number:
            return tuple(parties)
        officials = [p for p in parties if p.entity is not None and p.entity.sector == "GOV" and p.entity.id]
        if len(officials) == number and not any(self._is_state_party(p) for p in officials):
            return tuple(officials)
        for k in sorted(here):
            head = head_of(self._text.tree, *self._text.bounds[self._text.at[k]])
            group = self._parties.party(head)
            if len(group) == number and any(p.text in found for p in group):
                return group
        return ()

    def _first(self, party: Party) -> int:
        """Where the article names a party first."""
        starts = [
            name.start
            for n, name in enumerate(self._text.names)
            if self._persons.full_names().get(n) == party.text
            or (
                name.entity is not None and party.entity is not None and name.entity.name == party.entity.name
            )
        ]
        return min(starts, default=party.spans[0].start)
