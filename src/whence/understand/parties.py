"""Which party does this noun phrase stand for, and what kind of voice is it?"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple, cast

import msgspec
from spacy.tokens import Doc

from whence.article import Article, Span
from whence.knowledge.actors import Actor, Actors, fold
from whence.knowledge.roles import load_roles
from whence.reading import Entity, Name, Party, Place, VoiceKind
from whence.understand.mentions import NOMINAL, Tree, acronyms, bare, head_of, mentions_by_head, name_words

_RELATIVE = frozenset({"who", "whom", "which", "that", "whose"})
_PERSONAL = frozenset(
    {"he", "she", "him", "her", "his", "hers", "himself", "herself", "i", "me", "my", "myself", "you", "your"}
)
_NEUTER = frozenset({"it", "its", "itself"})
_POSSESSIVE = frozenset({"PRP$", "WP$"})
_TITLE_ARCS = frozenset({"nmod:desc", "compound", "amod", "flat", "appos"})
_VERBAL = frozenset({"VERB", "AUX", "SCONJ", "CCONJ", "ADP", "ADV", "PART", "PUNCT", "INTJ"})
_NAME_KINDS = frozenset({"person", "organization", "place", "facility", "nationality"})
_ARMED = frozenset({"MIL", "COP", "REB", "UAF", "PRM"})
_PEOPLE = frozenset({"SOC", "REL", "CVL"})
"""Sectors of an armed noun and of a modifier that only tells whose kin they are ("tribal fighters")."""
_ARTICLE = -1
_DEEP = 6
"""How far phrases within phrases, and sentences back, are followed."""


class Person(NamedTuple):
    """What the article tells of a named person by title and apposition."""

    country: str | None
    sector: str | None
    nouns: tuple[str, ...]


class Parties:
    """The parties of one text, looked up by the head token of the phrase that mentions them.

    ``context`` is the `Parties` of the article's body, for a headline: its names are the best names there too. ``places``
    of the text tell where its parties are at home.
    """

    def __init__(
        self,
        doc: Doc,
        article: Article,
        names: Sequence[Name],
        actors: Actors,
        context: Parties | None = None,
        places: Sequence[Place] = (),
    ) -> None:
        self._doc, self._names, self._actors, self._context = doc, tuple(names), actors, context
        self._roles = load_roles()
        self._day = article.published.day if article.published else None
        self._tree = Tree(doc)
        self._at: list[int] = [-1] * len(doc)
        self._bounds: list[tuple[int, int]] = []
        self._place_names()
        self._clusters: tuple[tuple[tuple[int, int], ...], ...] = tuple(doc._.coref or ())
        self._mention = mentions_by_head(doc, self._tree)
        self._memo: dict[int, tuple[Party, ...]] = {}
        self._voices: dict[int, VoiceKind] = {}
        lower = doc.text.lower()
        self._veiled = any(phrase in lower for phrase in self._roles.anonymous_phrases)
        self._one_memo: dict[int, tuple[Party, ...]] = {}
        self._busy: set[tuple[str, int]] = set()
        self._short = acronyms(self._tree.words)
        self._persons: dict[int, str] | None = None
        self._described: dict[str, Person] | None = None
        self._state_names: dict[str, str] | None = None
        self._org_names: dict[str, str] | None = None
        self._ground: dict[int, str] = {}
        self._scenes: dict[int, set[str]] = {}
        self._locate(places)

    # --- the public questions

    def party(self, token_index: int, /) -> tuple[Party, ...]:
        """The parties that the noun phrase headed by this token stands for; ``()`` if it stands for none.

        Coordinated phrases give one party each. ``spans[0]`` is the mention, ``text`` the best name in the article.
        """
        if not 0 <= token_index < len(self._tree):
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

    def _locate(self, places: Sequence[Place]) -> None:
        """Tell which country each place of the text lies in: "the mayor of Cochabamba" is Bolivian."""
        starts = self._tree.start
        for place in sorted(places, key=lambda p: p.start - p.end):  # what is nested comes last and counts
            if place.country is not None and len(place.country) == 3:
                first = bisect_left(starts, place.start)
                for i in range(first, bisect_left(starts, place.end)):
                    self._ground[i] = place.country
        mentioned = dict(self._ground)
        for n, (first, last) in enumerate(self._bounds):
            entity = self._names[n].entity
            if entity is not None and entity.country:
                mentioned.update(dict.fromkeys(range(first, last), entity.country))
        for i, country in mentioned.items():
            for scene in (self._tree.sentence[i], _ARTICLE):
                self._scenes.setdefault(scene, set()).add(country)

    def voice_kind(self, token_index: int, /) -> VoiceKind:
        """What kind of voice the phrase headed by this token is."""
        if not 0 <= token_index < len(self._tree):
            return "unknown"
        kind = self._voices.get(token_index)
        if kind is None:
            kind = self._voices[token_index] = self._voice(token_index)
        return kind

    # --- scaffolding

    def _enter(self, what: str, i: int) -> bool:
        if (what, i) in self._busy or len(self._busy) > 60:
            return False
        self._busy.add((what, i))
        return True

    def _leave(self, what: str, i: int) -> None:
        self._busy.discard((what, i))

    def _place_names(self) -> None:
        starts = {offset: i for i, offset in enumerate(self._tree.start)}
        size = len(self._tree)
        for n, name in enumerate(self._names):
            first = starts.get(name.start)
            if first is None:
                self._bounds.append((0, 0))
                continue
            last = first
            while last + 1 < size and self._tree.start[last + 1] < name.end:
                last += 1
            self._bounds.append((first, last + 1))
            for i in range(first, last + 1):
                if self._at[i] < 0:
                    self._at[i] = n

    def _name(self, i: int) -> Name | None:
        n = self._at[i]
        return self._names[n] if n >= 0 else None

    def _iso(self, code: str | None) -> str | None:
        state = self._actors.state(code)
        iso = state.iso if state else code
        return iso if iso and len(iso) == 3 and iso.isalpha() else None

    # --- parties

    def _party(self, i: int) -> tuple[Party, ...]:
        out: list[Party] = []
        seen: set[tuple[str, str | None]] = set()
        for k in self._conjuncts(i):
            for party in self._one(k):
                key = (party.text, party.entity.id if party.entity else None)
                if key not in seen:
                    seen.add(key)
                    out.append(party)
        return tuple(out)

    def _conjuncts(self, i: int) -> list[int]:
        """The coordinated heads; of modifiers the coordinated names only; of "Russia's X" the X."""
        tree = self._tree
        heads = tree.conjuncts(i)
        if len(heads) == 1:
            return heads
        if tree.dep[i] in ("amod", "compound"):
            return [k for k in heads if k == i or self._at[k] >= 0]
        out = []
        for k in heads:
            after = k + 2
            owner = k != i and after < len(tree) and tree.low[k + 1] in ("'s", "’s") and self._at[after] >= 0
            target = after if owner else k
            if target not in out:
                out.append(target)
        return out

    def _one(self, i: int) -> tuple[Party, ...]:
        known = self._one_memo.get(i)
        if known is None:
            if not self._enter("one", i):
                return ()
            known = self._resolve(i)
            self._leave("one", i)
            self._one_memo[i] = known
        return known

    def _resolve(self, i: int) -> tuple[Party, ...]:
        tree = self._tree
        name = self._name(i)
        if name is not None and name.kind in _NAME_KINDS:
            return self._named(i, name)
        if tree.pos[i] in ("PRON", "DET") and tree.tag[i] not in ("NN", "NNS", "NNP"):
            return self._pronoun(i)
        if name is not None and name.entity is not None:
            return self._named(i, name)
        if tree.pos[i] in _VERBAL and name is None:
            return ()
        return self._noun(i)

    def _span(self, i: int) -> Span:
        start, end = self._trimmed(i)
        return self._tree.span(start, end)

    def _trimmed(self, i: int) -> tuple[int, int]:
        start, end = self._tree.core(i)
        while start < i and (self._tree.tag[start] in _POSSESSIVE or self._tree.dep[start] == "det"):
            start += 1
        if start and self._tree.low[start] in ("least", "most") and self._tree.low[start - 1] == "at":
            start -= 1
        return start, end

    # --- names

    def _named(self, i: int, name: Name) -> tuple[Party, ...]:
        tree, n = self._tree, self._at[i]
        start, end = self._bounds[n]
        span = tree.span(start, end) if end > start else Span(name.start, name.end)
        if tree.low[end - 1] in ("'s", "’s", "'", "’") and end - 1 > start:
            span = tree.span(start, end - 1)
        if name.kind == "person":
            return (self._person(n, span),)
        if name.kind == "nationality":
            return self._nationality(i, name, span)
        state = self._state_of(name)
        if state is not None:
            if self._is_place(i):
                return ()
            return (self._state(state, span, "state as its government"),)
        text = bare(name.text)
        if name.entity is None or name.entity.sector is None:
            body = self._roles.seats_of_bodies.get(fold(text))
            if body is not None and not self._is_place(i):
                return tuple(
                    Party(
                        text=text,
                        spans=(span,),
                        entity=Entity(
                            id=a.id, name=a.name, sector=a.sector, reason=f"{text} as the seat of that body"
                        ),
                        sector=a.sector,
                    )
                    for a in self._actors.lookup(body, self._day, "body")[:1]
                )
            seat = self._actors.seat(text, self._day)
            if seat is not None and name.kind in ("place", "facility", "organization"):
                if self._is_place(i):
                    return ()
                return (self._state(seat, span, f"{text} as the government there"),)
        if name.kind in ("place", "facility"):
            if name.entity is None or name.entity.sector is None:
                if self._is_place(i) or tree.dep[i] in ("amod", "compound"):
                    return ()
                return (Party(text=text, spans=(span,), entity=name.entity),)
            if name.kind == "place" and self._is_place(i):
                return ()
        entity = name.entity
        best = self._org_text(n)
        if entity is None:
            country = next(iter(self._countries(i)), None) or self._country_in(best)
            sector = self._word_sector(best.lower().split())
            for k in tree.children[i]:  # "the Reykjavik-based airline X"
                if tree.dep[k] in _TITLE_ARCS and self._at[k] != n and tree.lemma[k] in self._roles.bodies:
                    sector = sector or self._sector(k)
                    country = country or next(iter(self._countries(k)), None)
            return (self._told(best, span, self._iso(country), sector, i),)
        return (Party(text=best, spans=(span,), entity=entity, sector=entity.sector),)

    def _state_of(self, name: Name) -> str | None:
        if name.entity is None or name.entity.sector is not None:
            return None
        state = self._actors.country(name.entity.name, self._day)
        ground = self._ground.get(bisect_left(self._tree.start, name.start))
        return state if ground in (None, self._iso(state)) else None  # "Peru, Indiana" is no state

    def _is_place(self, i: int) -> bool:
        """Whether the phrase stands where something is, not who acts: "in Moscow"."""
        tree = self._tree
        if any(c in self._roles.in_place for c in tree.cases(i)):
            return True
        head = tree.head[i]
        return (
            tree.dep[i] == "conj"
            and not tree.cases(i)
            and any(c in self._roles.in_place for c in tree.cases(head))
        )

    def _nationality(self, i: int, name: Name, span: Span) -> tuple[Party, ...]:
        tree = self._tree
        code = self._actors.adjective(bare(name.text), self._day)
        if code is None:
            if tree.pos[i] in ("NOUN", "PROPN") and tree.dep[i] not in ("amod", "compound"):
                key = tree.lemma[i]
                sector = self._roles.people.get(key) or self._roles.people.get(key.rstrip("s"))
                return (Party(text=name.text, spans=(span,), entity=name.entity, sector=sector),)
            return ()
        people = self._actors.citizens(name.text, self._day)
        noun = tree.dep[i] not in ("amod", "compound", "nmod:poss", "nmod:desc")
        single = noun and any(tree.low[k] in ("a", "an", "one", "another") for k in tree.children[i])
        if (
            people
            and noun
            and (tree.plural(i) or (name.text.endswith("s") and not name.text.endswith("ss")) or single)
        ):
            start, end = self._trimmed(i)
            text = tree.slice(start, end)
            entity = Entity(
                name=text, country=self._iso(people), sector="CVL", reason="citizens of the state"
            )
            return (Party(text=text, spans=(tree.span(start, end),), entity=entity, sector="CVL"),)
        return (self._state(code, span, "adjective of the state"),)

    def _state(self, code: str, span: Span, reason: str) -> Party:
        state = self._actors.states[code]
        entity = Entity(
            id=state.actor.id, name=state.actor.name, country=self._iso(code), sector="GOV", reason=reason
        )
        return Party(text=self._state_text(code), spans=(span,), entity=entity, sector="GOV")

    def _state_text(self, code: str) -> str:
        """The commonest name of the state in the article, the longest of equals; else the usual name."""
        if self._state_names is None:
            counts: dict[str, dict[str, int]] = {}
            for name in self._names:
                if (
                    name.kind in ("place", "organization")
                    and name.entity is not None
                    and name.entity.sector is None
                ):
                    found = self._actors.country(bare(name.text), self._day)
                    if found:
                        texts = counts.setdefault(found, {})
                        texts[bare(name.text)] = texts.get(bare(name.text), 0) + 1
            self._state_names = {
                c: max(texts, key=lambda t: (texts[t], len(t), t)) for c, texts in counts.items()
            }
        text = self._state_names.get(code)
        if text is None and self._context is not None:
            return self._context._state_text(code)
        return text or self._actors.states[code].actor.name

    # --- persons

    def _person(self, n: int, span: Span) -> Party:
        text = self._full_names()[n]
        name = self._names[n]
        entity = name.entity or self._entity_for(text)
        told = self._descriptions().get(fold(text))
        sector = entity.sector if entity else None
        if entity is None and told and (told.country or told.sector):
            sector = told.sector
            country, reason = self._iso(told.country), "title in the article"
            if country is None:
                country, reason = self._scene(self._bounds[n][0], sector), "the only country spoken of there"
            if country:
                entity = Entity(name=text, country=country, sector=sector, reason=reason)
        return Party(
            text=text, spans=(span,), entity=entity, sector=sector or (told.sector if told else None)
        )

    def _entity_for(self, text: str) -> Entity | None:
        """The entity of a person from another mention with the same full name."""
        for n, best in self._full_names().items():
            if best == text and self._names[n].entity is not None:
                return self._names[n].entity
        return self._context._entity_for(text) if self._context is not None else None

    def _full_names(self) -> dict[int, str]:
        """Best name in the article of each person name, by index into the names."""
        if self._persons is None:
            self._persons = self._resolve_persons()
        return self._persons

    def _resolve_persons(self) -> dict[int, str]:
        full: dict[str, str] = {}
        by_part: dict[str, list[str]] = {}
        words_of: dict[int, list[str]] = {}
        bases = [(self._context._full_names().values())] if self._context is not None else []
        for text in (t for base in bases for t in base):
            self._add_full(text.split(), full, by_part)
        for n, name in enumerate(self._names):
            if name.kind == "person":
                words_of[n] = name_words(name.text, self._actors, self._roles)
                self._add_full(words_of[n], full, by_part)
        in_chain: dict[int, str] = {}
        for n, words in words_of.items():
            chain = self._names[n].chain
            if chain is not None and len(words) > 1:
                in_chain.setdefault(chain, " ".join(words))
        out: dict[int, str] = {}
        for n, words in words_of.items():
            text = " ".join(words)
            if len(words) == 1:
                whole = by_part.get(fold(text), [])
                chain = self._names[n].chain
                if len(whole) == 1:
                    text = full[whole[0]]
                elif len(whole) > 1:
                    text = (
                        self._which(n, whole, full, in_chain.get(chain) if chain is not None else None)
                        or text
                    )
                elif chain in in_chain and self._names[n].entity is not None and chain is not None:
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
        entity = self._names[n].entity
        if entity is not None:
            for name in self._names:
                if name.entity is not None and name.entity.id == entity.id and fold(name.text) in whole:
                    return full[fold(name.text)]
        before = [
            k
            for k in whole
            if any(o.end <= self._names[n].start and fold(bare(o.text)).endswith(k) for o in self._names)
        ]
        if len(before) == 1:
            return full[before[0]]
        counts = [(sum(fold(bare(o.text)).endswith(k) for o in self._names), k) for k in whole]
        counts.sort()
        if counts[-1][0] >= 2 * max(1, counts[-2][0]):
            # The one whom the article is about.
            return full[counts[-1][1]]
        surname = fold(bare(self._names[n].text)).split()[-1:] or [""]
        last = [k for k in before if k.split()[-1] == surname[0]]
        leading = [k for k in before if k.split()[0] == surname[0]]
        if not last and len(leading) > 1:
            # Surname first ("Kim"): the holder of an office is meant, a relative would be named in full.
            held = [k for k in leading if self._holds_office(k)]
            return full[held[0]] if len(held) == 1 else None
        return None

    def _holds_office(self, text: str) -> bool:
        found = self._actors.lookup(text, self._day, "person")
        return bool(self._day and any(a.term(self._day.isoformat()) for a in found))

    def _descriptions(self) -> dict[str, Person]:
        """What titles and appositions tell of each person, by folded best name."""
        if self._described is None:
            self._described = {}
            known = self._context._descriptions() if self._context is not None else {}
            self._described.update(known)
            told: dict[str, list[tuple[str | None, str | None, list[str]]]] = {}
            for n, text in self._full_names().items():
                start, end = self._bounds[n]
                if end <= start:
                    continue
                found = self._describe(start, end)
                if found is not None:
                    told.setdefault(fold(text), []).append(found)
            for key, rows in told.items():
                country = next((c for c, _, _ in rows if c), None)
                sector = next((s for _, s, _ in rows if s), None)
                self._described[key] = Person(country, sector, tuple(w for _, _, ws in rows for w in ws))
        return self._described

    def _describe(self, start: int, end: int) -> tuple[str | None, str | None, list[str]] | None:
        tree = self._tree
        head = head_of(tree, start, end)
        nouns: list[int] = []
        for k in tree.children[head]:
            title = tree.dep[k] in _TITLE_ARCS and tree.pos[k] in ("NOUN", "PROPN") and not start <= k < end
            if title and (self._name(k) is None or tree.dep[k] == "nmod:desc"):
                if tree.dep[k] == "appos" and not self._is_role(k):
                    continue
                nouns.append(k)
        parent = tree.head[head]
        if parent != head and tree.dep[head] in ("appos", "flat", "nmod:desc") and self._is_role(parent):
            nouns.append(parent)
        if tree.dep[head] == "nsubj" and tree.pos[parent] == "NOUN" and self._is_role(parent):
            cop = [k for k in tree.children[parent] if tree.dep[k] == "cop"]
            if cop and not any(tree.low[k] in ("not", "n't", "never") for k in tree.children[parent]):
                nouns.append(parent)
        inside = [i for i in range(start, end) if tree.low[i].rstrip(".") in self._roles.titles]
        if not nouns and not inside:
            return None
        country = sector = None
        words: list[str] = []
        for k in nouns:
            words.append(tree.lemma[k])
            country = country or next(iter(self._countries(k)), None)
            sector = sector or self._sector(k)
        if country is None and nouns:
            country = next(iter(self._countries(head)), None)
        for i in inside:
            words.append(tree.low[i])
            if tree.low[i] in self._roles.members or tree.low[i] in self._roles.flexible:
                sector = sector or self._owned_sector(head, 0)
            sector = sector or self._roles.people.get(tree.low[i]) or self._roles.members.get(tree.low[i])
        if inside and country is None:
            country = next(iter(self._countries(head)), None)
        if any(w in self._roles.former for k in nouns for w in self._modifiers(k)) and sector == "GOV":
            sector = "ELI"
        return country, sector, words

    def _is_role(self, i: int) -> bool:
        roles, lemma = self._roles, self._tree.lemma[i]
        return self._tree.pos[i] in ("NOUN", "PROPN") and (
            lemma in roles.people
            or lemma in roles.members
            or lemma in roles.office_heads
            or roles.voices.get(lemma) in ("expert", "witness", "source", "official")
        )

    # --- bodies

    def _org_text(self, n: int) -> str:
        """The best name of a body: the longest of its mentions in the article, with the state it belongs to."""
        if self._org_names is None:
            best: dict[str, str] = {}
            for k, name in enumerate(self._names):
                if name.kind in ("organization", "facility", "other", "place"):
                    key = self._org_key(k)
                    text = self._org_phrase(k)
                    known = best.get(key)
                    if known is None or (len(text) > len(known) and len(text.split()) <= 9):
                        best[key] = text
            self._org_names = best
        return self._org_names.get(self._org_key(n)) or self._org_phrase(n)

    def _org_key(self, n: int) -> str:
        name = self._names[n]
        text = bare(name.text)
        if text in self._short:
            start, end = self._short[text]
            text = self._tree.slice(start, end)
            inner = self._at[end - 1]
            if inner >= 0 and inner != n:
                return self._org_key(inner)
        if name.entity is not None and (name.entity.id or name.entity.reason == "name"):
            return f"={name.entity.name}"
        return fold(text)

    def _org_phrase(self, n: int) -> str:
        """A body's name with the possessor or adjective of state right before it ("South Korea's Joint Chiefs")."""
        tree = self._tree
        start, end = self._bounds[n]
        if end <= start:
            return bare(self._names[n].text)
        i = start
        if i >= 2 and tree.low[i - 1] in ("'s", "’s", "'", "’") and self._at[i - 2] >= 0:
            owner = self._names[self._at[i - 2]]
            if owner.kind == "place" and owner.entity is not None and self._at[i - 2] != n:
                i = self._bounds[self._at[i - 2]][0]
        elif (
            i >= 1 and self._at[i - 1] >= 0 and self._names[self._at[i - 1]].kind in ("nationality", "place")
        ):
            owner = self._names[self._at[i - 1]]
            if owner.entity is not None and self._at[i - 1] != n and tree.head[i - 1] in range(start, end):
                i = self._bounds[self._at[i - 1]][0]
        return bare(tree.slice(i, end))

    # --- pronouns and groups

    def _pronoun(self, i: int) -> tuple[Party, ...]:
        tree = self._tree
        word = tree.low[i]
        if tree.tag[i] in ("WP", "WDT", "WP$", "IN") or (word in _RELATIVE and tree.tag[i] != "DT"):
            return self._antecedent(i)
        mention = self._mention.get(i)
        found = self._own_speaker(i)
        if not found and mention is not None:
            found = self._cluster_best(mention.cluster, i)
        if word in _PERSONAL:
            found = found if len(found) == 1 and self._may_be_person(found[0]) else ()
        elif word in _NEUTER and (len(found) != 1 or self._is_person(found[0])):
            found = ()
        span = tree.span(i, i + 1)
        return tuple(_at(p, span) for p in found)

    def _own_speaker(self, i: int) -> tuple[Party, ...]:
        """Who says it, where a pronoun is the subject of what is said: "the ministry said it had ..."."""
        tree = self._tree
        if tree.low[i] not in ("it", "he", "she") or not tree.dep[i].startswith("nsubj"):
            return ()
        told = tree.head[i]
        verb = tree.head[told]
        if tree.dep[told] != "ccomp" or verb > told or tree.lemma[verb] not in self._roles.saying:
            return ()
        for _ in range(3):  # "condemned the launches and said it"
            subjects = [k for k in tree.children[verb] if tree.dep[k].startswith("nsubj") and k < verb]
            if subjects or tree.dep[verb] != "conj":
                break
            verb = tree.head[verb]
        if len(subjects) != 1 or tree.plural(subjects[0]):
            return ()
        found = self.party(subjects[0])
        person = tree.low[i] != "it"
        return found if len(found) == 1 and self._is_person(found[0]) == person else ()

    def _may_be_person(self, party: Party) -> bool:
        """Whether "he" or "she" may stand for it: a named person, or a description that is no name."""
        return self._is_person(party) or not self._is_name_text(party.text)

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

    def _antecedent(self, i: int) -> tuple[Party, ...]:
        tree = self._tree
        verb = i
        for _ in range(_DEEP):
            if tree.dep[verb] == "acl:relcl" or tree.head[verb] == verb:
                break
            verb = tree.head[verb]
        if tree.dep[verb] != "acl:relcl":
            return ()
        head = tree.head[verb]
        span = tree.span(i, i + 1)
        return tuple(_at(p, span) for p in self.party(head))

    def _cluster_best(self, cluster: int, but: int) -> tuple[Party, ...]:
        """The parties of a coreference cluster: its first named mention, else its first nominal one."""
        if not 0 <= cluster < len(self._clusters) or not self._enter("cluster", cluster):
            return ()
        try:
            nominal: tuple[Party, ...] = ()
            for start, end in self._clusters[cluster]:
                if not 0 <= start < end <= len(self._tree):
                    continue
                head = head_of(self._tree, start, end)
                if head == but or self._tree.pos[head] == "PRON":
                    continue
                name = self._name(head)
                whole = any(k < end for k in self._tree.conjuncts(head)[1:])
                found = self.party(head) if whole else self._one(head)
                if name is None and not whole and end - start <= 2 * _DEEP and self._is_role(head):
                    inside = {self._at[k] for k in range(start, end) if self._at[k] >= 0}
                    people = [n for n in inside if self._names[n].kind == "person"]
                    if len(people) == 1 and not any(self._is_person(p) for p in found):
                        first = self._bounds[people[0]]
                        found = (self._person(people[0], self._tree.span(*first)),)
                if found and (name is not None or any(p.entity and p.entity.id for p in found)):
                    return found
                nominal = nominal or found
            return nominal
        finally:
            self._leave("cluster", cluster)

    def _group(self, i: int) -> tuple[Party, ...]:
        """The parties named before that "the two leaders" or "both sides" stand for; ``()`` if that is not clear."""
        tree, roles = self._tree, self._roles
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
        if lemma in ("pair", "duo") or tree.low[i] == "both":
            number = 2
            definite = definite or tree.low[i] == "both"
        if lemma in ("trio", "quartet"):
            number = 3 if lemma == "trio" else 4
        mention = self._mention.get(i)
        if mention is not None:
            found = self._cluster_best(mention.cluster, i)
            if len(found) > 1 and number in (0, len(found)):
                return found
        if not definite or not (tree.plural(i) or number):
            return ()
        if number == 0 and kind != "any":
            if self._countries(i) or self._modifiers(i):
                return ()
            number = 2
        elif number == 0:
            number = 2 if lemma in ("side",) else 0
        if number < 2 or self._countries(i):
            return ()
        return self._search(i, kind, number) or (self._search(i, "person", number) if kind == "any" else ())

    def _search(self, i: int, kind: str, number: int) -> tuple[Party, ...]:
        tree = self._tree
        found: dict[str, Party] = {}
        sentence = tree.sentence[i]
        here: list[int] = []
        for k in range(i - 1, -1, -1):
            if tree.sentence[k] != sentence:
                out = self._settle(found, here, number)
                if out is not None:
                    return out
                sentence, here = tree.sentence[k], []
                if tree.sentence[i] - sentence > _DEEP:
                    break
            if self._at[k] < 0 or (k + 1 < len(tree) and self._at[k + 1] == self._at[k] and k + 1 != i):
                continue
            head = head_of(tree, *self._bounds[self._at[k]])
            if tree.head[head] == tree.head[i] and tree.dep[head].startswith("nsubj"):
                continue  # whoever hosts the two is none of them
            for party in self._candidate(k, kind):
                if party.text not in found:
                    found[party.text] = party
                    here.append(k)
        out = self._settle(found, here, number)
        if out is None and self._context is not None and not found:
            return ()
        return out or ()

    def _candidate(self, k: int, kind: str) -> tuple[Party, ...]:
        name = self._names[self._at[k]]
        head = head_of(self._tree, *self._bounds[self._at[k]])
        if kind == "person":
            return self._one(head) if name.kind == "person" else ()
        if kind == "country" or name.kind in ("place", "nationality"):
            state = self._state_of(name) or self._actors.seat(bare(name.text), self._day)
            if state is None:
                return ()
            return (
                self._state(state, self._tree.span(*self._bounds[self._at[k]]), "state as its government"),
            )
        if (
            name.kind == "organization"
            and name.entity is not None
            and name.entity.sector in ("REB", "UAF", "IGO", "PTY", "PRM", "OPP", "BUS", "MIL", "GOV")
        ):
            return self._one(head)
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
            head = head_of(self._tree, *self._bounds[self._at[k]])
            group = self.party(head)
            if len(group) == number and any(p.text in found for p in group):
                return group
        return ()

    def _first(self, party: Party) -> int:
        """Where the article names a party first."""
        starts = [
            name.start
            for n, name in enumerate(self._names)
            if self._full_names().get(n) == party.text
            or (
                name.entity is not None and party.entity is not None and name.entity.name == party.entity.name
            )
        ]
        return min(starts, default=party.spans[0].start)

    # --- common nouns

    def _noun(self, i: int) -> tuple[Party, ...]:
        tree, roles = self._tree, self._roles
        lemma = tree.lemma[i]
        if (lemma in roles.amounts or tree.low[i] in roles.amounts) and not roles.people.get(lemma):
            inner = [k for k in tree.children[i] if tree.dep[k] == "nmod" and "of" in tree.cases(k)]
            if inner:
                return self._amount(i, inner[0])
        titled = self._titled(i)
        if titled:
            return titled
        if lemma in roles.groups or tree.low[i] in roles.groups:
            group = self._group(i)
            if group:
                span = self._full_span(i)
                return tuple(_at(p, span) for p in group)
        office = self._office(i)
        if office:
            return office
        named = self._by_chain(i)
        if named:
            return named
        if self._is_role(i) and not tree.plural(i) and not self._modifiers(i) and not self._countries(i):
            told = self._titled_person(i, lemma, self._span(i))
            if told:
                return told
        return self._composed(i)

    def _full_span(self, i: int) -> Span:
        start, end = self._tree.core(i)
        while (
            start > 0
            and self._tree.head[start - 1] == i
            and self._tree.dep[start - 1] in ("det", "det:predet")
        ):
            start -= 1
        return self._tree.span(start, end)

    def _amount(self, i: int, inner: int) -> tuple[Party, ...]:
        found = self._one(inner) if self._name(inner) is None else ()
        if not found and self._name(inner) is not None:
            found = self._one(inner)
        if not found:
            return ()
        first = found[0]
        start, end = self._trimmed(i)
        text = self._tree.slice(start, end)
        entity = first.entity
        if entity is not None and entity.id:
            entity = Entity(name=text, country=entity.country, sector=first.sector, reason="part of a group")
        return (Party(text=text, spans=(self._tree.span(start, end),), entity=entity, sector=first.sector),)

    def _titled(self, i: int) -> tuple[Party, ...]:
        """Title and name ("foreign minister X"), or a noun with a name in apposition."""
        tree = self._tree
        role = self._is_role(i) or tree.lemma[i] in self._roles.bodies
        after = self._name(i + 1) if i + 1 < len(tree) else None
        if (
            after is not None
            and after.kind == "person"
            and self._is_role(i)
            and not tree.plural(i)
            and self._at[i + 1] != self._at[i]
        ):
            return self._one(i + 1)
        for k in tree.children[i]:
            if tree.dep[k] in ("flat", "flat:name", "appos", "nmod:desc", "compound") and k > i:
                name = self._name(k)
                if name is None:
                    continue
                if name.kind == "person" and role and self._roles.bodies.get(tree.lemma[i]) is None:
                    return self._one(k) if not tree.plural(i) else self.party(k)
                if (
                    name.kind == "organization"
                    and tree.dep[k] != "compound"
                    and tree.lemma[i] in self._roles.bodies | self._roles.members
                ):
                    return self._one(k)
        head = tree.head[i]
        if tree.dep[i] == "appos" and head != i and role:
            name = self._name(head)
            if name is not None and name.kind in ("person", "organization"):
                return tuple(_at(p, self._span(i)) for p in self._one(head))
        return ()

    def _by_chain(self, i: int) -> tuple[Party, ...]:
        """A description resolved through coreference to one named party of a fitting kind."""
        mention = self._mention.get(i)
        tree = self._tree
        if mention is None or not (self._is_role(i) or tree.lemma[i] in self._roles.bodies):
            return ()
        if any(tree.low[k] in ("a", "an") for k in tree.children[i]):
            return ()
        found = self._cluster_best(mention.cluster, i)
        if not found or not any(p.entity is not None or p.text[:1].isupper() for p in found):
            return ()
        person = tree.lemma[i] not in self._roles.bodies
        if tree.plural(i) != (len(found) > 1):
            return ()
        if person and not all(self._is_person(p) for p in found):
            return ()
        if not person and self._is_person(found[0]):
            return ()
        if not any(self._is_name_text(p.text) for p in found):
            return ()
        own = {self._iso(code) for code in self._countries(i)}
        if own and not all(p.entity is not None and p.entity.country in own for p in found):
            # "Russian officials" in one chain with someone of another state: the chain is wrong.
            return ()
        span = self._span(i)
        return tuple(_at(p, span) for p in found)

    def _is_person(self, party: Party) -> bool:
        return party.text in self._full_names().values()

    def _is_name_text(self, text: str) -> bool:
        return text[:1].isupper() and text.rsplit(maxsplit=1)[-1][:1].isupper()

    # --- offices

    def _modifiers(self, i: int) -> list[str]:
        """Words before the noun that belong to it, lower case, without determiners and possessors."""
        tree = self._tree
        out = []
        for k in tree.children[i]:
            if k < i and tree.dep[k] in ("amod", "compound", "nmod:desc", "advmod", "nmod"):
                out.append(tree.low[k])
                out += [
                    tree.low[c] for c in tree.children[k] if tree.dep[c] in ("amod", "compound", "advmod")
                ]
        return out

    def _title(self, i: int) -> tuple[str, int, int] | None:
        """The longest title of the data that ends (or begins) with this token: title, first token, token after."""
        tree, roles = self._tree, self._roles
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

    def _office(self, i: int) -> tuple[Party, ...]:
        """Holders of an office at the article's date: "the North Korean leader", "the leaders of France and Italy"."""
        tree, roles = self._tree, self._roles
        title = self._title(i)
        if title is None:
            return ()
        text, start, _ = title
        before = set(self._modifiers(i)) | ({tree.low[start - 1]} if start > 0 else set())
        if before & roles.void or any(part in roles.void for w in before for part in w.split("-")):
            return ()
        if any(tree.low[k] in ("a", "an", "any", "some", "another", "no", "every") for k in tree.children[i]):
            return ()
        countries = self._countries(i)
        bodies = self._owner_bodies(i)
        plural = tree.plural(i)
        span = self._span(i)
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
            out.append(self._held(holder, span, text, i))
            if not plural:
                break
        if out or countries or bodies or plural:
            return tuple(out)
        return self._titled_person(i, text, span)

    def _holder(self, place: str, title: str) -> Actor | None:
        for office in self._roles.offices[title]:
            found = self._actors.holder(place, office, self._day)
            if found is not None:
                return found
        return None

    def _held(self, actor: Actor, span: Span, title: str, i: int) -> Party:
        assert self._day is not None
        term = actor.term(self._day.isoformat())
        country = actor.state
        sector = "IGO" if term and term.country[:1] == "@" else actor.sector
        entity = Entity(
            id=actor.id,
            name=actor.name,
            country=self._iso(country),
            sector=sector,
            reason=f"{title} on {self._day.isoformat()}",
        )
        text = self._best_name_of(actor)
        if text is None:
            start, end = self._trimmed(i)
            text = self._tree.slice(start, end)
        return Party(text=text, spans=(span,), entity=entity, sector=sector)

    def _best_name_of(self, actor: Actor) -> str | None:
        """How the article names a person it knows, or ``None`` if it never does."""
        for n, text in self._full_names().items():
            entity = self._names[n].entity
            if entity is not None and entity.name == actor.name and len(text.split()) > 1:
                return text
        for n, text in self._full_names().items():
            entity = self._names[n].entity
            if (entity is not None and entity.name == actor.name) or fold(text) == fold(actor.name):
                return text
        return self._context._best_name_of(actor) if self._context is not None else None

    def _unnamed_holder(self, place: str, words: list[str], i: int, span: Span) -> Party:
        state = self._actors.state(place)
        lead = state.adjective if state else place[1:]
        clean = [w for w in words if self._actors.adjective(w) is None]
        text = " ".join([lead, *clean, self._tree.lemma[i]])
        country = self._iso(place) if state else None
        entity = Entity(name=text, country=country, sector="GOV", reason="office and state of the phrase")
        return Party(text=text, spans=(span,), entity=entity, sector="GOV")

    def _titled_person(self, i: int, title: str, span: Span) -> tuple[Party, ...]:
        """ "The president" without a state: by coreference, else the only person of the article with that title."""
        tree = self._tree
        named = self._by_chain(i)
        if named:
            return named
        if not any(tree.low[k] == "the" for k in tree.children[i]) and tree.words[i][:1].islower():
            return ()
        word = title.rsplit(maxsplit=1)[-1]
        told = [
            (key, d)
            for key, d in self._descriptions().items()
            if word in d.nouns or title in " ".join(d.nouns)
        ]
        held = {
            text: n for n, text in self._full_names().items() if self._holds(self._names[n].entity, title)
        }
        if len(held) == 1:
            ((text, n),) = held.items()
            return (_at(self._person(n, span), span),)
        if held:
            return ()
        keys = {key for key, _ in told}
        last = None
        for n, text in self._full_names().items():
            start = self._bounds[n][0]
            near = start < i and tree.sentence[i] - tree.sentence[start] <= 2
            # Of several, the one named last before, in this sentence or the two before it.
            if fold(text) in keys and (near or len(keys) == 1):
                last = n if last is None or self._bounds[last][0] < start < i else last
        return () if last is None else (_at(self._person(last, span), span),)

    def _holds(self, entity: Entity | None, title: str) -> bool:
        if entity is None or self._day is None:
            return False
        day = self._day.isoformat()
        offices = set(self._roles.offices.get(title, ()))
        for actor in self._actors.lookup(entity.name, self._day, "person"):
            for term in actor.terms:
                state = self._actors.state(term.country)
                if term.covers(day) and (
                    term.office in offices or ("leader" in offices and state and state.leader == term.office)
                ):
                    return True
        return False

    def _owner_bodies(self, i: int) -> list[str]:
        """Bodies that own an office, as codes: "NATO chief", "head of the IAEA"."""
        tree = self._tree
        out: list[str] = []
        for k in tree.children[i]:
            if tree.dep[k] in ("compound", "nmod:poss", "nmod", "amod", "nmod:desc"):
                for inner in (
                    k,
                    *(c for c in tree.children[k] if tree.dep[c] in ("compound", "nmod", "amod")),
                ):
                    name = self._name(inner)
                    if name is not None and name.entity is not None and name.entity.sector == "IGO":
                        code = f"@{name.entity.name}"
                        if code not in out:
                            out.append(code)
        return out

    # --- composition

    def _scene(self, i: int, sector: str | None) -> str | None:
        """The country of a party that names none: the only one that its sentence, or else the article, speaks of."""
        if sector not in self._roles.local:
            return None
        for scene in (self._tree.sentence[i], _ARTICLE):
            countries = self._scenes.get(scene, set())
            if len(countries) == 1:
                return next(iter(countries))
            if countries:
                return None
        return None

    def _countries(self, i: int, depth: int = 0) -> list[str]:
        """Codes of the states that the phrase headed by ``i`` belongs to, by adjective, possessor or "of"."""
        if depth > 3:
            return []
        tree = self._tree
        left: list[str] = []
        right: dict[str, list[str]] = {"of": [], "for": [], "from": [], "in": []}
        slots = self._roles.owner_slots
        own = self._at[i]
        for k in tree.children[i]:
            dep = tree.dep[k]
            if own >= 0 and self._at[k] == own:
                continue
            if k < i and dep in (
                "amod",
                "compound",
                "nmod:poss",
                "nmod:desc",
                "nmod",
                "nmod:unmarked",
                "dep",
            ):
                for c in tree.conjuncts(k):
                    self._add_country(left, c, depth)
            elif k > i and dep in ("nmod", "obl"):
                for case in tree.cases(k):
                    slot = slots.get(case)
                    if slot:
                        for c in tree.conjuncts(k):
                            self._add_country(right[slot], c, depth)
            elif k > i and dep == "flat" and depth == 0 and self._name(k) is None:
                self._add_country(left, k, depth)
            elif k > i and dep == "acl" and tree.low[k] in self._roles.seated:
                for inner in tree.children[k]:
                    if inner > k and tree.dep[inner] in ("obl", "nmod", "obj"):
                        self._add_country(right["from"], inner, depth)
        if not left and own < 0 and i > 0:
            # The tree may hide an adjective right before the noun.
            self._add_raw(left, i - 1)
        for found in (left, right["of"], right["for"], right["from"], right["in"]):
            if found:
                return found
        return []

    def _add_raw(self, out: list[str], k: int) -> None:
        tree = self._tree
        if self._at[k] >= 0 and tree.words[k][:1].isupper() and tree.head[k] != k:
            name = self._names[self._at[k]]
            if name.kind == "nationality":
                code = self._actors.adjective(bare(name.text), self._day)
                if code and code not in out:
                    out.append(code)

    def _add_country(self, out: list[str], k: int, depth: int) -> None:
        code = self._country_at(k, depth)
        if code is not None:
            if code not in out:
                out.append(code)
            return
        tree = self._tree
        if self._name(k) is None and tree.pos[k] in NOMINAL:
            for inner in self._countries(k, depth + 1):
                if inner not in out:
                    out.append(inner)
        elif tree.low[k] in self._roles.seated and k > 1 and tree.words[k - 1] in "-–‐":
            self._add_country(out, k - 2, depth + 1)  # "a Nairobi-based group"

    def _country_at(self, k: int, depth: int) -> str | None:
        tree = self._tree
        name = self._name(k)
        if k > 1 and tree.words[k - 1] in "-–‐" and tree.low[k - 2] in ("pro", "anti", "non"):
            return None
        if name is None:
            if tree.tag[k] in _POSSESSIVE and depth < 2:
                found = self._one(k)
                return found[0].entity.country if len(found) == 1 and found[0].entity else None
            if not tree.words[k][:1].isupper():
                return None
            if k in self._ground:
                return self._ground[k]
            word = tree.words[k]
            if k > 0 and tree.low[k - 1] in (
                "north",
                "south",
                "east",
                "west",
                "sri",
                "saudi",
                "new",
                "united",
            ):
                word = f"{tree.words[k - 1]} {word}"
            if len(word) < 3 and not word.isupper():
                return None
            return self._actors.adjective(word, self._day) or self._actors.country(word, self._day)
        text = bare(name.text)
        if name.kind == "nationality":
            return self._actors.adjective(text, self._day)
        state = self._state_of(name)
        if state is not None:
            return state
        if name.entity is not None and name.entity.country:
            return name.entity.country
        if name.kind == "person":
            described = self._described or {}
            known = described.get(fold(self._full_names().get(self._at[k], "")))
            return known.country if known else None
        if name.kind == "organization":
            return self._country_in(text) or self._ground.get(k)
        if name.kind in ("place", "facility"):
            told = self._actors.seat(text, self._day) or self._actors.country(text, self._day)
            return told or self._ground.get(k)
        return None

    def _country_in(self, text: str) -> str | None:
        """The state that a word or two within a name stand for: "Clean Vote Liberia"."""
        words = text.split()
        for width in (2, 1):
            for k in range(len(words) - width + 1):
                piece = " ".join(words[k : k + width])
                if piece[:1].isupper() and len(piece) > 3:
                    code = self._actors.adjective(piece, self._day) or self._actors.country(piece, self._day)
                    if code:
                        return code
        return None

    def _word_sector(self, words: list[str]) -> str | None:
        """Sector by the words of a body's name, the last first."""
        bodies = self._roles.bodies
        order = [len(words) - 1, 0, *range(1, max(1, len(words) - 1))]
        for k in order:
            if 0 <= k < len(words):
                pair = " ".join(words[max(0, k - 1) : k + 1])
                for key in (pair, words[k], words[k].rstrip("s")):
                    sector = bodies.get(key)
                    if sector is not None and sector != "UNK":
                        return sector
        return None

    def _sector(self, i: int, depth: int = 0) -> str | None:
        """The sector of a common noun: by the noun, or by what it belongs to."""
        tree, roles = self._tree, self._roles
        lemma, low = tree.lemma[i], tree.low[i]
        before = i - 2 if i > 1 and tree.words[i - 1] in "-–‐" else i - 1
        if before >= 0 and tree.head[before] == i:
            for key in (f"{tree.low[before]} {lemma}", f"{tree.low[before]} {low}"):
                sector = roles.people.get(key) or roles.bodies.get(key)
                if sector is not None:
                    return sector
        flexible = lemma in roles.members or roles.bodies.get(lemma) == "UNK" or lemma in roles.flexible
        if not flexible:
            sector = (
                roles.people.get(lemma)
                or roles.people.get(low)
                or roles.bodies.get(lemma)
                or roles.bodies.get(low)
            )
            if sector is not None:
                return self._overridden(i, sector)
        default = roles.members.get(lemma) or roles.bodies.get(lemma) or roles.people.get(lemma)
        owned = self._owned_sector(i, depth)
        if owned is not None and not (default in _ARMED and owned in _PEOPLE):
            return owned
        if (
            default is None
            and any(lemma.endswith(s) for s in roles.person_suffixes)
            and lemma not in roles.not_persons
        ):
            default = "UNK"
        return default

    def _overridden(self, i: int, sector: str) -> str:
        """The sector of a noun whose modifier says more than the noun: "rebel general", "armed herders"."""
        roles, tree = self._roles, self._tree
        for k in reversed([k for k in tree.children[i] if k < i and tree.dep[k] in ("amod", "compound")]):
            if tree.low[k] == "armed" and sector == "CVL":
                return "UAF"
            told = (
                roles.modifiers.get(tree.low[k])
                or roles.bodies.get(tree.low[k])
                or roles.people.get(tree.lemma[k])
            )
            if told in roles.overriding.get(sector, ()):
                return told
        return sector

    def _owned_sector(self, i: int, depth: int) -> str | None:
        tree, roles = self._tree, self._roles
        if depth > 3:
            return None
        mods = [
            k
            for k in tree.children[i]
            if k < i and tree.dep[k] in ("amod", "compound", "nmod:poss", "nmod", "nmod:desc")
        ]
        if i > 0 and tree.dep[i - 1] in ("compound", "amod") and tree.head[i - 1] > i:
            mods.append(i - 1)
        extra = [c for k in mods for c in tree.children[k] if c < k and tree.dep[c] in ("amod", "compound")]
        for k in (*reversed(mods), *reversed(extra)):
            sector = self._modifier_sector(k)
            if sector is not None:
                return sector
        for k in tree.children[i]:
            if (
                k > i
                and tree.dep[k] == "nmod"
                and any(c in ("of", "for", "from", "at", "with", "in") for c in tree.cases(k))
            ):
                name = self._name(k)
                if name is not None:
                    if name.entity is not None and name.entity.sector and name.kind != "person":
                        return name.entity.sector
                    if name.kind == "organization":
                        return self._word_sector(bare(name.text).lower().split())
                    continue
                if tree.pos[k] in ("NOUN", "PROPN"):
                    sector = self._sector(k, depth + 1)
                    if (
                        sector is not None
                        and sector != "UNK"
                        and (tree.lemma[k] in roles.bodies or tree.lemma[k] in roles.people)
                    ):
                        return sector
        return None

    def _modifier_sector(self, k: int) -> str | None:
        roles, tree = self._roles, self._tree
        name = self._name(k)
        if name is not None and name.kind != "person":
            if name.entity is not None and name.entity.sector:
                return name.entity.sector
            if name.kind == "organization":
                return self._word_sector(bare(name.text).lower().split())
            return None
        low, lemma = tree.low[k], tree.lemma[k]
        owner = roles.people if tree.dep[k] == "nmod:poss" else {}  # "a sheriff's deputy"
        for key in (low, lemma):
            sector = roles.modifiers.get(key) or roles.bodies.get(key) or owner.get(key)
            if sector is not None and sector != "UNK":
                return sector
        if "-" in low:
            for part in low.split("-"):
                if part in roles.modifiers:
                    return roles.modifiers[part]
        return None

    def _composed(self, i: int) -> tuple[Party, ...]:
        tree, roles = self._tree, self._roles
        lemma = tree.lemma[i]
        start, end = self._trimmed(i)
        agent = (
            lemma in roles.people
            or lemma in roles.members
            or lemma in roles.bodies
            or tree.low[i] in roles.bodies
            or tree.low[i] in roles.people
            or (i > 0 and tree.head[i - 1] == i and self._pair_known(i))
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
        sector = self._sector(i)
        countries = self._countries(i)
        if lemma in ("country", "nation", "state") and not countries and not self._modifiers(i):
            return ()
        if any(w in roles.former for w in self._modifiers(i)) and sector == "GOV":
            sector = "ELI"
        if (len(countries) > 1 and tree.plural(i)) or (len(countries) > 1 and self._coordinated(i)):
            return tuple(self._shared(code, i, sector, span) for code in countries)
        return (self._told(text, span, self._iso(countries[0]) if countries else None, sector, i),)

    def _told(self, text: str, span: Span, country: str | None, sector: str | None, i: int) -> Party:
        """A party that no list has, of the country its words tell, else of the one spoken of."""
        reason = "words of the phrase"
        if sector == "IGO":
            country = None
        elif country is None:
            country, reason = self._scene(i, sector), "the only country spoken of there"
        entity = Entity(name=text, country=country, sector=sector, reason=reason) if country else None
        return Party(text=text, spans=(span,), entity=entity, sector=sector)

    def _pair_known(self, i: int) -> bool:
        pair = f"{self._tree.low[i - 1]} {self._tree.lemma[i]}"
        return pair in self._roles.people or pair in self._roles.bodies

    def _coordinated(self, i: int) -> bool:
        tree = self._tree
        return any(
            len(tree.conjuncts(k)) > 1
            for k in tree.children[i]
            if tree.dep[k] in ("amod", "compound", "nmod", "nmod:poss")
        )

    def _shared(self, code: str, i: int, sector: str | None, span: Span) -> Party:
        """One of several parties that share a noun: "the US and South Korean militaries"."""
        tree = self._tree
        state = self._actors.state(code)
        lead = self._state_adjective(code) if state else code
        words = [
            tree.words[k]
            for k in sorted(tree.children[i])
            if k < i and tree.dep[k] in ("amod", "compound") and self._country_at(k, 0) is None
        ]
        text = " ".join([lead, *words, tree.words[i]])
        entity = Entity(name=text, country=self._iso(code), sector=sector, reason="words of the phrase")
        return Party(text=text, spans=(span,), entity=entity, sector=sector)

    def _state_adjective(self, code: str) -> str:
        """The adjective as the article uses it ("US", "American"), else the usual one."""
        for name in self._names:
            if (
                name.kind == "nationality"
                and self._actors.adjective(bare(name.text), self._day) == code
                and (self._actors.citizens(name.text) is None or not name.text.endswith("s"))
            ):
                return bare(name.text)
        text = self._state_text(code)
        if self._actors.adjective(text, self._day) == code:
            return text
        return self._actors.states[code].adjective

    def _unlisted(self, i: int, text: str, span: Span) -> tuple[Party, ...]:
        """A capitalised head that the engine did not mark as a name: only if the data or a chain know it."""
        tree = self._tree
        if tree.pos[i] != "PROPN" and not (tree.words[i][:1].isupper() and i != 0 and tree.pos[i] == "ADJ"):
            return ()
        for candidate in (text, tree.words[i]):
            found = self._actors.lookup(candidate, self._day)
            if len(found) == 1 and found[0].kind == "state":
                if self._is_place(i):
                    return ()
                return (self._state(found[0].country or "", span, "state as its government"),)
            if len(found) == 1 and (found[0].kind != "person" or len(candidate.split()) > 1):
                actor = found[0]
                entity = Entity(
                    id=actor.id,
                    name=actor.name,
                    country=self._iso(actor.state),
                    sector=actor.sector,
                    reason="name",
                )
                return (Party(text=candidate, spans=(span,), entity=entity, sector=actor.sector),)
            if _capital(candidate):
                seat = self._actors.seat(candidate, self._day)
                if seat is not None:
                    return (
                        ()
                        if self._is_place(i)
                        else (self._state(seat, span, f"{candidate} as the government there"),)
                    )
            if _capital(candidate):
                code = self._actors.adjective(candidate, self._day)
                if code is not None:
                    return (self._state(code, span, "adjective of the state"),)
        return ()

    # --- voices

    def _voice(self, i: int, depth: int = 0) -> VoiceKind:
        tree, roles = self._tree, self._roles
        name = self._name(i)
        if depth > _DEEP:
            return "unknown"
        if tree.pos[i] == "PRON" and name is None:
            if tree.low[i] in _PERSONAL and not self.party(i):
                return "unknown"
            anchor = self._anchor(i)
            return self._voice(anchor, depth + 1) if anchor is not None else self._voice_of_party(i)
        if name is not None and name.kind in _NAME_KINDS:
            return self._voice_of_name(i, name)
        lemma = tree.lemma[i]
        for k in tree.children[i]:
            if k > i and tree.dep[k] in ("flat", "appos", "nmod:desc", "flat:name"):
                inner = self._name(k)
                if inner is not None and inner.kind in ("person", "organization"):
                    kind = self._voice_of_name(k, inner)
                    if kind not in ("person", "unknown"):
                        return kind
                    break
        spoken = roles.voices.get(lemma) or roles.voices.get(tree.low[i])
        if spoken in ("document", "imagery") and tree.pos[i] in ("NOUN", "PROPN"):
            return cast(VoiceKind, spoken)
        media = self._media(i)
        if media is not None:
            return media
        if self._anonymous(i):
            return "anonymous_official"
        if spoken == "source":
            return "anonymous_official"
        if lemma in roles.amounts:
            inner_of = [k for k in tree.children[i] if tree.dep[k] == "nmod" and "of" in tree.cases(k)]
            if inner_of:
                return self._voice(inner_of[0], depth + 1)
        found = self._one(i)
        if found and found[0].entity is not None and found[0].entity.id and spoken != "official":
            sector = found[0].sector or found[0].entity.sector
            if sector in roles.voice_of_sector:
                return cast(VoiceKind, roles.voice_of_sector[sector])
        if not found and spoken not in ("expert", "witness", "official") and not self._is_role(i):
            return "unknown"
        sector = found[0].sector if found else self._sector(i)
        if spoken == "expert":
            return "expert"
        if spoken == "witness":
            return "witness"
        if spoken == "official":
            if sector in roles.voice_of_sector:
                return cast(VoiceKind, roles.voice_of_sector[sector])
            return "official"
        return self._voice_of_noun(i, sector)

    def _voice_of_noun(self, i: int, sector: str | None) -> VoiceKind:
        tree, roles = self._tree, self._roles
        lemma = tree.lemma[i]
        person = lemma in roles.people or lemma in roles.members
        if sector in ("GOV", "MIL", "COP", "JUD", "LEG", "SPY"):
            single = not tree.plural(i) and any(
                tree.low[k] in ("a", "an", "one", "another") for k in tree.children[i]
            )
            if single and lemma in ("official", "diplomat", "aide", "adviser", "advisor", "source"):
                return "anonymous_official"
            return "official"
        if person and sector == "EDU":
            return "expert"
        if person and sector in ("CVL", "LAB", "REF", "SOC", "UNK", None, "REL", "MED", "ELI", "BUS"):
            if sector == "BUS":
                return "company"
            if lemma in ("official", "authority") and sector not in ("CVL", "UNK", None):
                return "organization"
            return "person"
        if sector in roles.voice_of_sector:
            return cast(VoiceKind, roles.voice_of_sector[sector])
        return "organization" if lemma in roles.bodies else "unknown"

    def _media(self, i: int) -> VoiceKind | None:
        """State media or media by the words of the phrase."""
        tree, roles = self._tree, self._roles
        lemma = tree.lemma[i]
        if (
            roles.bodies.get(lemma) != "JRN"
            and roles.bodies.get(tree.low[i]) != "JRN"
            and lemma not in ("agency", "service")
        ):
            return None
        words = [*self._modifiers(i), *(tree.low[k] for k in tree.children[i] if k < i)]
        if lemma in ("agency", "service") and not any(w in ("news", "media", "press") for w in words):
            return None
        stated = any(
            w
            in (
                "state",
                "state-run",
                "state-owned",
                "state-controlled",
                "official",
                "government",
                "government-run",
            )
            or w in ("run", "owned", "controlled")
            for w in words
        )
        return "state_media" if stated else "media"

    def _anonymous(self, i: int) -> bool:
        """Whether the phrase or its sentence says that the speaker does not want to be named."""
        tree, roles = self._tree, self._roles
        if any(w in roles.unnamed for w in self._modifiers(i)):
            return True
        if not self._veiled or (not self._is_role(i) and tree.lemma[i] not in roles.amounts):
            return False
        low, high = tree.reach(i)
        phrase = tree.text[tree.start[low] : tree.end(high - 1)].lower()
        at = min((phrase.find(p) for p in roles.anonymous_phrases if p in phrase), default=-1)
        if at >= 0:
            # It must speak of this noun and not of another one that stands closer.
            place = tree.start[low] + at
            return not any(self._is_role(k) for k in range(i + 1, high) if tree.start[k] < place)
        first = last = i
        while first > 0 and tree.sentence[first - 1] == tree.sentence[i] and i - first < 120:
            first -= 1
        while last + 1 < len(tree) and tree.sentence[last + 1] == tree.sentence[i] and last - i < 120:
            last += 1
        # Elsewhere in the sentence it speaks of the person mentioned right before.
        word = next(
            (
                k
                for k in range(first, last + 1)
                if tree.low[k].startswith("anonym") or tree.low[k] == "identified"
            ),
            None,
        )
        if word is None or any(
            self._at[k] >= 0 and self._names[self._at[k]].kind == "person" for k in (i, i - 1)
        ):
            return False
        before = [k for k in range(first, word) if self._is_role(k) and tree.dep[k] != "nmod:desc"]
        return bool(before) and before[-1] == i

    def _voice_of_name(self, i: int, name: Name) -> VoiceKind:
        roles = self._roles
        text = bare(name.text)
        if name.kind == "person":
            party = self._person(self._at[i], Span(name.start, name.end))
            told = self._descriptions().get(fold(party.text))
            if told is not None:
                kinds = [roles.voices.get(w) for w in told.nouns]
                if "expert" in kinds:
                    return "expert"
                if "witness" in kinds:
                    return "witness"
            sector = party.sector
            if sector in ("REL", "EDU", "LAB", "MED", "NGO", "CVL", "SOC") and told is None:
                return "person"
            if sector == "EDU":
                return "expert"
            if sector == "ELI":
                return "person"
            if sector in ("MED", "REL", "CVL", "SOC", "LAB"):
                return "organization" if told and any(w in roles.members for w in told.nouns) else "person"
            return cast(VoiceKind, roles.voice_of_sector.get(sector or "", "person"))
        found = self._actors.lookup(name.entity.name if name.entity else text, self._day, "body")
        kinds_of = {a.kind for a in found}
        if "state_media" in kinds_of:
            return "state_media"
        if "media" in kinds_of:
            return "media"
        if name.kind in ("place", "nationality"):
            return "official" if any(p.sector == "GOV" for p in self._one(i)) else "unknown"
        sector = name.entity.sector if name.entity is not None else None
        if sector is None and name.entity is not None and self._state_of(name):
            return "official"
        sector = sector or self._word_sector(self._org_text(self._at[i]).lower().split())
        if sector is None:
            return "official" if self._actors.seat(text, self._day) else "organization"
        return cast(VoiceKind, roles.voice_of_sector.get(sector, "organization"))

    def _voice_of_party(self, i: int) -> VoiceKind:
        found = self.party(i)
        if not found:
            return "unknown"
        sector = found[0].sector
        if self._is_person(found[0]) and sector in (None, "ELI", "CVL"):
            return "person"
        return cast(VoiceKind, self._roles.voice_of_sector.get(sector or "", "unknown"))

    def _anchor(self, i: int) -> int | None:
        """The nominal head that a pronoun refers back to."""
        tree = self._tree
        if tree.low[i] in _RELATIVE:
            verb = i
            for _ in range(_DEEP):
                if tree.dep[verb] == "acl:relcl" or tree.head[verb] == verb:
                    break
                verb = tree.head[verb]
            return tree.head[verb] if tree.dep[verb] == "acl:relcl" and tree.head[verb] != i else None
        mention = self._mention.get(i)
        if mention is None or mention.cluster >= len(self._clusters):
            return None
        nominal = None
        for start, end in self._clusters[mention.cluster]:
            if 0 <= start < end <= len(tree):
                head = head_of(tree, start, end)
                if tree.pos[head] != "PRON":
                    if self._name(head) is not None:
                        return head
                    nominal = nominal if nominal is not None else head
        return nominal


def _at(party: Party, span: Span) -> Party:
    """The same party mentioned at ``span``; where it was named stays as a further span."""
    rest = tuple(s for s in party.spans if s != span)[:1]
    return msgspec.structs.replace(party, spans=(span, *rest))


def _capital(text: str) -> bool:
    return text[:1].isupper() and (len(text) > 2 or text.isupper())
