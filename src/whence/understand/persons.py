"""Who are the persons of this article, and what do their titles tell of them?"""

from __future__ import annotations

from typing import NamedTuple

from whence.article import Span
from whence.knowledge.actors import Actor, fold
from whence.reading import Entity, Party
from whence.understand.belonging import Belonging
from whence.understand.mentions import bare, head_of, name_words
from whence.understand.phrases import TITLE_ARCS, Text


class Person(NamedTuple):
    """What the article tells of a named person by title and apposition."""

    country: str | None
    sector: str | None
    nouns: tuple[str, ...]
    titles: tuple[str, ...] = ()
    """The same nouns with the words right before them that belong to them: "prime minister"."""


class Persons:
    """The persons named in a text; ``context`` are those of the article's body, for a headline."""

    def __init__(self, text: Text, belonging: Belonging, context: Persons | None) -> None:
        self._text, self._belonging, self._context = text, belonging, context
        self._persons: dict[int, str] | None = None
        self._described: dict[str, Person] | None = None

    def home_of(self, i: int) -> str | None:
        """The country of the person named at this token, if titles and appositions have been read and tell it."""
        described = self._described or {}
        known = described.get(fold(self.full_names().get(self._text.at[i], "")))
        return known.country if known else None

    def person(self, n: int, span: Span) -> Party:
        """The person of the name with this number, mentioned at ``span``."""
        text = self.full_names()[n]
        name = self._text.names[n]
        entity = name.entity or self._entity_for(text)
        told = self.descriptions().get(fold(text))
        sector = entity.sector if entity else None
        if entity is None and told and (told.country or told.sector):
            sector = told.sector
            country, reason = self._text.iso(told.country), "title in the article"
            if country is None:
                country, reason = (
                    self._belonging.scene(self._text.bounds[n][0], sector),
                    "the only country spoken of there",
                )
            if country:
                entity = Entity(name=text, country=country, sector=sector, reason=reason)
        return Party(
            text=text, spans=(span,), entity=entity, sector=sector or (told.sector if told else None)
        )

    def _entity_for(self, text: str) -> Entity | None:
        """The entity of a person from another mention with the same full name."""
        for n, best in self.full_names().items():
            if best == text and self._text.names[n].entity is not None:
                return self._text.names[n].entity
        return self._context._entity_for(text) if self._context is not None else None

    def full_names(self) -> dict[int, str]:
        """Best name in the article of each person name, by index into the names."""
        if self._persons is None:
            self._persons = self._resolve()
        return self._persons

    def _resolve(self) -> dict[int, str]:
        full: dict[str, str] = {}
        by_part: dict[str, list[str]] = {}
        words_of: dict[int, list[str]] = {}
        bases = [(self._context.full_names().values())] if self._context is not None else []
        for text in (t for base in bases for t in base):
            self._add_full(text.split(), full, by_part)
        for n, name in enumerate(self._text.names):
            if name.kind == "person":
                words_of[n] = name_words(name.text, self._text.actors, self._text.roles)
                self._add_full(words_of[n], full, by_part)
        in_chain: dict[int, str] = {}
        for n, words in words_of.items():
            chain = self._text.names[n].chain
            if chain is not None and len(words) > 1:
                in_chain.setdefault(chain, " ".join(words))
        out: dict[int, str] = {}
        for n, words in words_of.items():
            text = " ".join(words)
            if len(words) == 1:
                whole = by_part.get(fold(text), [])
                chain = self._text.names[n].chain
                if len(whole) == 1:
                    text = full[whole[0]]
                elif len(whole) > 1:
                    text = (
                        self._which(n, whole, full, in_chain.get(chain) if chain is not None else None)
                        or text
                    )
                elif chain in in_chain and self._text.names[n].entity is not None and chain is not None:
                    text = in_chain[chain]
            else:
                text = full.get(fold(text), text)
            out[n] = text
        return out

    @staticmethod
    def _add_full(words: list[str], full: dict[str, str], by_part: dict[str, list[str]]) -> None:
        if len(words) < 2:
            return
        whole = fold(" ".join(words))
        full.setdefault(whole, " ".join(words))
        parts = whole.split()
        for part in {*parts[:1], *parts[-1:]}:
            names = by_part.setdefault(part, [])
            if whole not in names:
                # "Joe Biden" and "Joe R. Biden" are one name; the first spelling stays.
                if any(n.split()[0] == parts[0] and n.split()[-1] == parts[-1] for n in names):
                    continue
                names.append(whole)

    def _which(self, n: int, whole: list[str], full: dict[str, str], chained: str | None) -> str | None:
        """Which of several full names a surname stands for: by coreference, by entity, else none."""
        if chained is not None and fold(chained) in whole:
            return full[fold(chained)]
        entity = self._text.names[n].entity
        if entity is not None:
            for name in self._text.names:
                if name.entity is not None and name.entity.id == entity.id and fold(name.text) in whole:
                    return full[fold(name.text)]
        before = [
            k
            for k in whole
            if any(
                o.end <= self._text.names[n].start and fold(bare(o.text)).endswith(k)
                for o in self._text.names
            )
        ]
        if len(before) == 1:
            return full[before[0]]
        counts = [(sum(fold(bare(o.text)).endswith(k) for o in self._text.names), k) for k in whole]
        counts.sort()
        if counts[-1][0] >= 2 * max(1, counts[-2][0]):
            # The one whom the article is about.
            return full[counts[-1][1]]
        surname = fold(bare(self._text.names[n].text)).split()[-1:] or [""]
        last = [k for k in before if k.split()[-1] == surname[0]]
        leading = [k for k in before if k.split()[0] == surname[0]]
        if not last and len(leading) > 1:
            # Surname first ("Kim"): the holder of an office is meant, a relative would be named in full.
            held = [k for k in leading if self._holds_office(k)]
            return full[held[0]] if len(held) == 1 else None
        return None

    def _holds_office(self, text: str) -> bool:
        found = self._text.actors.lookup(text, self._text.day, "person")
        return bool(self._text.day and any(a.term(self._text.day.isoformat()) for a in found))

    def descriptions(self) -> dict[str, Person]:
        """What titles and appositions tell of each person, by folded best name."""
        if self._described is None:
            self._described = {}
            known = self._context.descriptions() if self._context is not None else {}
            self._described.update(known)
            told: dict[str, list[tuple[str | None, str | None, list[str], list[str]]]] = {}
            for n, text in self.full_names().items():
                start, end = self._text.bounds[n]
                if end <= start:
                    continue
                found = self._describe(start, end)
                if found is not None:
                    told.setdefault(fold(text), []).append(found)
            for key, rows in told.items():
                country = next((c for c, _, _, _ in rows if c), None)
                sector = next((s for _, s, _, _ in rows if s), None)
                words = tuple(w for _, _, ws, _ in rows for w in ws)
                titles = tuple(t for _, _, _, ts in rows for t in ts)
                self._described[key] = Person(country, sector, words, titles)
        return self._described

    def _describe(self, start: int, end: int) -> tuple[str | None, str | None, list[str], list[str]] | None:
        tree = self._text.tree
        head = head_of(tree, start, end)
        nouns: list[int] = []
        for k in tree.children[head]:
            title = tree.dep[k] in TITLE_ARCS and tree.pos[k] in ("NOUN", "PROPN") and not start <= k < end
            if title and (self._text.name(k) is None or tree.dep[k] == "nmod:desc"):
                if tree.dep[k] == "appos" and not self._text.is_role(k):
                    continue
                nouns.append(k)
        parent = tree.head[head]
        if parent != head and tree.dep[head] in ("appos", "flat", "nmod:desc") and self._text.is_role(parent):
            nouns.append(parent)
        if tree.dep[head] == "nsubj" and tree.pos[parent] == "NOUN" and self._text.is_role(parent):
            cop = [k for k in tree.children[parent] if tree.dep[k] == "cop"]
            if cop and not any(tree.low[k] in ("not", "n't", "never") for k in tree.children[parent]):
                nouns.append(parent)
        inside = [i for i in range(start, end) if tree.low[i].rstrip(".") in self._text.roles.titles]
        if not nouns and not inside:
            return None
        country = sector = None
        words: list[str] = []
        for k in nouns:
            words.append(tree.lemma[k])
            country = country or next(iter(self._belonging.countries(k)), None)
            sector = sector or self._titled_sector(k, head)
        if country is None and nouns:
            country = next(iter(self._belonging.countries(head)), None)
        for i in inside:
            words.append(tree.low[i])
            if tree.low[i] in self._text.roles.members or tree.low[i] in self._text.roles.flexible:
                sector = sector or self._belonging.owned_sector(head, 0)
            sector = (
                sector
                or self._text.roles.people.get(tree.low[i])
                or self._text.roles.members.get(tree.low[i])
            )
        if inside and country is None:
            country = next(iter(self._belonging.countries(head)), None)
        if (
            any(w in self._text.roles.former for k in nouns for w in self._text.modifiers(k))
            and sector == "GOV"
        ):
            sector = "ELI"
        titles = [self._title(k) for n in nouns for k in tree.conjuncts(n) if self._text.is_role(k)]
        titles += [t for t in (self._title(i) for i in inside) if t]
        return country, sector, words, titles

    def _title(self, k: int) -> str:
        """A title with the words right before it that belong to it, empty where they leave it void or it is one of a body."""
        tree = self._text.tree
        first = k
        while first > 0 and tree.head[first - 1] in (k, tree.head[k]) and tree.dep[first - 1] in TITLE_ARCS:
            first -= 1
        words = [*tree.low[first:k], tree.lemma[k]]
        of_body = any(self._is_body(o) for o in tree.children[k] if o > k and "of" in tree.cases(o))
        return "" if of_body or self._text.roles.void.intersection(words) else " ".join(words)

    def _is_body(self, k: int) -> bool:
        """Whether a noun is for a body that is no state and no government: "president of the chamber of commerce"."""
        name = self._text.name(k)
        if name is not None:
            return name.kind == "organization" and self._text.state_of(name) is None
        return self._text.roles.bodies.get(self._text.tree.lemma[k], "GOV") != "GOV"

    def _titled_sector(self, k: int, head: int) -> str | None:
        """The sector that a title tells, alone ("Father X") or with what its bearer is of ("Inspector X of the police")."""
        tree, roles = self._text.tree, self._text.roles
        if k < head and tree.words[k][:1].isupper() and tree.low[k].rstrip(".") in roles.title_sectors:
            return roles.title_sectors[tree.low[k].rstrip(".")]
        sector = self._belonging.sector(k)
        if sector is None or self._belonging.is_flexible(k):
            return self._belonging.owned_sector(head, 0) or sector
        return sector

    def is_person(self, party: Party) -> bool:
        """Whether the party is one of the persons named in the text."""
        return party.text in self.full_names().values()

    def best_name_of(self, actor: Actor) -> str | None:
        """How the article names a person it knows, or ``None`` if it never does."""
        for n, text in self.full_names().items():
            entity = self._text.names[n].entity
            if entity is not None and entity.name == actor.name and len(text.split()) > 1:
                return text
        for n, text in self.full_names().items():
            entity = self._text.names[n].entity
            if (entity is not None and entity.name == actor.name) or fold(text) == fold(actor.name):
                return text
        return self._context.best_name_of(actor) if self._context is not None else None
