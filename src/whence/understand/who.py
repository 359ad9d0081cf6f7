"""Who is named in this article?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import cast, get_args

import msgspec
from spacy.tokens import Doc, Span

from whence.article import Article
from whence.knowledge.actors import Actor, Actors, fold
from whence.knowledge.gazetteer import Gazetteer
from whence.knowledge.inflection import base_form
from whence.knowledge.roles import load_roles
from whence.reading import Entity, Name, NameKind
from whence.understand.bodywords import BodyWords, clear_acronym
from whence.understand.homes import Homes
from whence.understand.kinds import Kinds
from whence.understand.mentions import acronyms, bare, name_words, text_of
from whence.understand.parties import Parties

__all__ = ["Parties", "find_names"]

_KINDS = frozenset(get_args(NameKind))

# How long before the first and after the last office a full name is still taken for the person, in years.
_BEFORE, _AFTER = 15, 25
_LATELY = 4
"""Years before and after an office for which its holder is meant by a surname that the data lists."""
_DISTINCT = 6
"""Letters from which on such a surname is taken for its bearer where the article never speaks of the state."""
_AGENCY = 3
"""Letters up to which the acronym of an agency may be another's: "SUNA" is one, "ANA" are many."""
_RARE = 7
"""Letters from which on a surname that only holders of office of one state bear is taken for one of them anywhere."""


def find_names(
    doc: Doc,
    article: Article,
    actors: Actors,
    known: Sequence[Name] = (),
    gazetteer: Gazetteer | None = None,
) -> tuple[Name, ...]:
    """The names of ``doc.ents`` in text order, linked to what the reader knows where that is beyond doubt.

    A name is linked by its whole text or an alias, its kind and the day of publication; a surname through the full
    name elsewhere in the article; an acronym through its definition in brackets. Names with several candidates stay
    unlinked. ``known`` are names of the same article found elsewhere (those of the body, for a headline); the
    ``gazetteer`` tells in which countries the places lie that the article names.
    """
    return _Linker(doc, article, actors, known, gazetteer).names()


class _Linker:
    def __init__(
        self,
        doc: Doc,
        article: Article,
        actors: Actors,
        known: Sequence[Name],
        gazetteer: Gazetteer | None,
    ) -> None:
        self.doc, self.actors, self.known = doc, actors, known
        self.text = text_of(doc)
        self.roles = load_roles()
        self.day: date | None = article.published.day if article.published else None
        self.homes = Homes(gazetteer)
        self.body_words = BodyWords(actors, self.roles, self.day, self.homes)
        self.words: list[str] = []
        self.starts: list[int] = []
        for token in doc:
            self.words.append(token.text)
            self.starts.append(token.idx)
        self.short = acronyms(self.words)
        self.chains = self._chains()
        self.seen: set[str] = {n.entity.country for n in known if n.entity and n.entity.country}
        self.named: set[str] = set()
        self.towns: tuple[str, ...] = ()
        self.settled: set[int] = set()
        """Tokens of names that the words beside them tell to be no places."""
        self._near: frozenset[str] | None = None

    def _speaks_of(self, country: str | None) -> bool:
        """Whether the article names the state, one of its people or bodies, or a town that may lie in it."""
        return country in self.seen or country in self._around()

    def _around(self) -> frozenset[str]:
        """The states whose capitals are named, and those in which towns of the named names lie."""
        if self._near is None:
            seats = {self.actors.seat(town, self.day) for town in self.towns}
            named = (town for town in self.towns if self.actors.country(town, self.day) is None)
            self._near = frozenset(c for c in seats if c).union(*map(self.homes.may, named))
        return self._near

    def _chains(self) -> dict[int, tuple[int, int]]:
        """Head token of each coreference mention to (length of the mention, cluster); the shortest mention wins."""
        out: dict[int, tuple[int, int]] = {}
        size = len(self.doc)
        for number, cluster in enumerate(self.doc._.coref or ()):
            for start, end in cluster:
                if 0 <= start < end <= size:
                    head = self.doc[start:end].root.i
                    if head not in out or out[head][0] > end - start:
                        out[head] = (end - start, number)
        return out

    def names(self) -> tuple[Name, ...]:
        spans = self._spans()
        self.towns = tuple(bare(s.text) for s, kind in spans if kind == "place")
        confidence = self.doc._.ent_confidence or ()
        told = len(confidence) == len(self.doc.ents)
        certain = (
            {(e.start, e.end): c for e, c in zip(self.doc.ents, confidence, strict=False)} if told else {}
        )
        # Countries first: they decide between bodies that share a name.
        linked: list[Entity | None] = [self._country(s, kind) for s, kind in spans]
        self.seen |= {e.country for e in linked if e and e.country}
        full = self._full_names(spans)
        for n, (span, kind) in enumerate(spans):
            if linked[n] is None and kind == "person":
                linked[n] = self._person(span, full)
        self.seen |= {e.country for e in linked if e and e.country}
        for _ in range(2):  # what the first time finds tells of which states the article speaks
            for n, (span, kind) in enumerate(spans):
                if linked[n] is None and not (kind == "person" and fold(bare(span.text)) in full):
                    linked[n] = self._body(span, kind)
            self.named = {e.name for e in linked if e}
            self.seen |= {e.country for e in linked if e and e.country}
        for n, (span, kind) in enumerate(spans):
            if (
                linked[n] is None and kind == "person"
            ):  # surnames, where only a body told of which state it speaks
                linked[n] = self._person(span, full)
        by_chain: dict[int, Entity] = {}
        chain_of: list[int | None] = []
        for span, _ in spans:
            chain = self.chains.get(span.root.i)
            chain_of.append(chain[1] if chain else None)
        self._spread(spans, linked, chain_of, by_chain)
        out = []
        for n, (span, kind) in enumerate(spans):
            score = certain.get((span.start, span.end))
            out.append(
                Name(
                    start=span.start_char,
                    end=span.end_char,
                    text=span.text,
                    kind=kind,
                    entity=linked[n],
                    chain=chain_of[n],
                    confidence=round(float(score), 4) if score is not None else None,
                )
            )
        return tuple(out)

    def _spans(self) -> list[tuple[Span, NameKind]]:
        """The entities, with known names put right, and the acronyms and known names that the engine passed over."""
        doc = self.doc
        kinds = Kinds(doc, self.actors, self.homes, self.roles, self.day)
        out: list[tuple[int, int, NameKind]] = []
        owner: dict[int, int] = {}
        gone: set[int] = set()
        settled = self.settled
        for n, ent in enumerate(doc.ents):
            label = ent.label_.lower()
            kind = cast(NameKind, label if label in _KINDS else "other")
            if (
                kind in ("place", "other", "organization")
                and ent.end - ent.start <= 2
                and self._is_adjective(ent)
            ):
                kind = "nationality"
            other = kinds.no_place(ent) if kind in ("place", "person", "organization") else None
            if other is not None:
                kind = other
                settled.update(range(ent.start, ent.end))
            elif kind in ("person", "organization", "other") and kinds.is_town(ent, kind):
                kind = "place"
            if kind == "person" and self._is_body_name(ent):
                kind = "organization"
            out.append((ent.start, ent.end, kind))
            common = ent.text.islower() and kind in ("person", "organization", "place", "nationality")
            if common or self._is_plural_noun(ent, kind):
                # No proper name: "state media", "the north", and "Dockers" at the head of a sentence.
                gone.add(n)
                continue
            owner.update(dict.fromkeys(range(ent.start, ent.end), n))
        for start, end, known in self._known_spans():
            over = {owner[i] for i in range(start, end) if i in owner}
            if settled.intersection(range(start, end)) or any(
                out[n][0] < start or out[n][1] > end for n in over
            ):
                continue
            alone = over and known == "organization" and end - start == 1 and not doc[start].text.isupper()
            if alone and any(out[n][2] != "person" or self._titled(start) for n in over):
                continue
            if len(over) == 1:
                n = min(over)
                if out[n][:2] == (start, end) and (known is None or out[n][2] == known):
                    continue
                kind = known or out[n][2]
            elif known is None:
                continue
            else:
                kind = known
            gone |= over
            owner.update(dict.fromkeys(range(start, end), len(out)))
            out.append((start, end, kind))
        if self.short:
            for i, word in enumerate(self.words):
                if word in self.short and i not in owner:
                    out.append((i, i + 1, "organization"))
        kept = sorted(span for n, span in enumerate(out) if n not in gone and not self._is_thing(*span[:2]))
        return self._persons_by_surname([(doc[s:e], kind) for s, e, kind in kept], owner)

    def _is_plural_noun(self, ent: Span, kind: NameKind) -> bool:
        """Whether the capital of what was taken for a name is only that of its sentence: "Dockers in Sfax"."""
        low = ent.text.lower()
        if kind not in ("person", "organization") or len(ent) > 1 or not ent[0].is_sent_start:
            return False
        noun = low.endswith("s") and base_form(low, self.roles.nouns)
        return bool(noun) and not self.actors.lookup(ent.text, self.day)

    def _is_body_name(self, ent: Span) -> bool:
        """Whether a name that was taken for a person's begins with what a body is: "Partido Renovador Insular"."""
        sector = self.roles.name_words.get(self.words[ent.start].lower())
        return ent.end - ent.start > 1 and sector not in (None, "JRN", "BUS")

    def _is_thing(self, start: int, end: int) -> bool:
        """Whether the name is part of a set phrase for a thing: "French fries"."""
        return any(
            self.doc[start:last].text.lower() in self.roles.things
            for last in (end, end + 1)
            if last <= len(self.doc)
        )

    def _titled(self, start: int) -> bool:
        """Whether a title or a first name stands before: "Mr Amal", "Colonel Wagner"."""
        before = self.words[start - 1] if start else ""
        return before.lower().rstrip(".s") in self.roles.titles or (before[:1].isupper() and start > 1)

    def _known_spans(self) -> list[tuple[int, int, NameKind | None]]:
        """Longest runs of words that are a name of the data, with its kind; ``None`` where the engine decides."""
        actors, words, starts = self.actors, self.words, self.starts
        out: list[tuple[int, int, NameKind | None]] = []
        i = 0
        while i < len(words):
            particle = words[i] in self.roles.name_particles and words[i + 1 : i + 2] == ["-"]
            if not words[i][:1].isupper() and not particle:
                i += 1
                continue
            width = actors.longest(words[i])
            taken = 0
            # A hyphen is a token of its own: "Kim Jong-un" has four.
            for size in range(min(width * 2, len(words) - i), 0, -1) if width else ():
                last = i + size - 1
                if size > 1 and not words[last][:1].isalnum():
                    continue
                kind = self._kind_of(self.text[starts[i] : starts[last] + len(words[last])], size)
                if kind is not None:
                    out.append((i, i + size, kind))
                    taken = size
                    break
            i += taken or 1
        return out

    def _kind_of(self, text: str, size: int) -> NameKind | None:
        """The kind of a known name; single words only where they are states, adjectives or acronyms."""
        found = self.actors.lookup(text, self.day)
        kinds = {a.kind for a in found}
        if kinds == {"state"} and clear_acronym(text):
            return "place"
        if kinds == {"person"} and size > 1 and " " in text:
            return "person"
        if found and not kinds & {"state", "person"}:
            if size > 1 or (text.isupper() and (len(text) > 2 or kinds == {"igo"})):
                return "organization"
            if len(found) == 1 and len(text) > 3 and fold(text) not in self.roles.ordinary:
                return "organization"
        if not found and text[:1].isupper() and clear_acronym(text) and self.actors.adjective(text, self.day):
            # "Finn" and "Pole" alone are first names and things as well.
            return "nationality" if len(text) > 5 or self.actors.is_adjective(text) else None
        if not found and len(text) > 3 and self.actors.seat(text, self.day):
            return "place"
        return None

    def _persons_by_surname(
        self, spans: list[tuple[Span, NameKind]], taken: dict[int, int]
    ) -> list[tuple[Span, NameKind]]:
        """Surnames of persons named in full: those marked as something else, and those not marked at all."""
        full = self._full_names(spans)
        out: list[tuple[Span, NameKind]] = []
        for span, told in spans:
            kind = told
            if kind in ("place", "organization", "other") and span.end - span.start == 1:
                text = bare(span.text)
                others = [a for a in self.actors.lookup(text, self.day) if a.kind != "company"]
                if fold(text) in full and not text.isupper() and not others and not self.actors.seat(text):
                    kind = "person"  # "Ford" in an article on Gerald Ford is no carmaker
            out.append((span, kind))
        for i, word in enumerate(self.words) if full else ():
            if not word[:1].isupper() or i in taken or len(word) < 3 or word.isupper():
                continue
            names = full.get(fold(word))
            if not names or self.actors.country(word) or self.actors.seat(word):
                continue
            before = self.words[i - 1].lower() if i else ""
            after = self.words[i + 1] if i + 1 < len(self.words) else ""
            if (
                before in self.roles.in_place
                or before in ("last", "of", "since", "until", "by")
                or after[:1].isdigit()
            ):
                # "in May", "by March 3": a month or a place before it is a person.
                continue
            token = self.doc[i]
            last = any(name.split()[-1] == fold(word) for name in names)
            if (last or not token.is_sent_start) and token.pos_ in ("PROPN", "PRON", "NOUN", "X"):
                out.append((self.doc[i : i + 1], "person"))
        out.sort(key=lambda pair: pair[0].start)
        return out

    def _is_adjective(self, ent: Span) -> bool:
        return self.actors.country(ent.text, self.day) is None and (
            self.actors.adjective(ent.text, self.day) is not None
        )

    # --- countries

    def _country(self, span: Span, kind: NameKind) -> Entity | None:
        if kind not in ("place", "nationality", "organization", "facility", "other"):
            return None
        if span.start in self.settled:
            return None
        text = bare(span.text)
        own = self.actors.lookup(text, self.day)
        if own and all(a.kind != "state" for a in own) and kind != "nationality":
            return None
        code = self.actors.country(text, self.day) if clear_acronym(text) else None
        if code and self._within(span, code):
            return None
        if code and fold(text) in self.roles.cautions and kind != "nationality":
            against = self.roles.cautions[fold(text)]
            if any(word in self.text for word in against):
                return None
        if fold(text) in self.roles.scattered and self._is_abroad():
            return None
        how = "name"
        if code is None and kind in ("nationality", "other", "place"):
            codes, how = self.actors.adjectives(text, self.day), "adjective"
            near = [c for c in codes if c in self._around()] if len(codes) > 1 else []
            code = next(iter(near or codes), None)
        state = self.actors.state(code)
        if state is None or code is None:
            return None
        return Entity(
            id=state.actor.id,
            name=state.actor.name,
            country=_iso(state.iso),
            reason=f"{how} of the state",
        )

    def _is_abroad(self) -> bool:
        """Whether the text speaks of the states where a scattered people lives without a land of its own, and not of the other."""
        home = any(word in self.text for word in self.roles.scattered_home)
        return not home and any(word in self.text for word in self.roles.scattered_abroad)

    def _within(self, span: Span, code: str) -> bool:
        """Whether the name is that of a town in the region named after it: "Peru, Indiana"."""
        after = span.end + 1
        if after >= len(self.words) or self.words[span.end] != "," or not self.words[after][:1].isupper():
            return False
        region = self.homes.region(self.words[after])
        return region is not None and region != code and region in self.homes.all(bare(span.text))

    # --- persons

    def _full_names(self, spans: list[tuple[Span, NameKind]]) -> dict[str, list[str]]:
        """Each word that begins or ends a full name of the article, folded, to the full names (folded, distinct)."""
        out: dict[str, list[str]] = {}
        texts = [s.text for s, kind in spans if kind == "person"]
        texts += [n.text for n in self.known if n.kind == "person"]
        for text in texts:
            words = name_words(text, self.actors, self.roles)
            if len(words) < 2:
                continue
            whole = fold(" ".join(words))
            parts = whole.split()  # none, where a parse makes a person of two hyphens
            for part in {*parts[:1], *parts[-1:]}:
                names = out.setdefault(part, [])
                if whole not in names:
                    names.append(whole)
        return out

    def _person(self, span: Span, full: dict[str, list[str]]) -> Entity | None:
        words = name_words(span.text, self.actors, self.roles)
        if self._is_humble(span):
            return None
        text = " ".join(words)
        found = self._known_person(text)
        if found is None and len(words) > 2 and words[0].lower() not in self.roles.kept_titles:
            middle = [w for w in words[1:-1] if len(w.rstrip(".")) > 1]
            found = self._known_person(
                " ".join([words[0], *middle, words[-1]]) if len(middle) < len(words) - 2 else ""
            )
        if len(words) == 1:
            longer = full.get(fold(text), [])
            if longer:
                distinct = {a.name: a for a in (self._known_person(name) for name in longer) if a}
                found = next(iter(distinct.values())) if len(longer) == len(distinct) == 1 else None
                if found is None and len(longer) > 1:
                    return None
            elif found is None or not (self._in_office(found) or self._is_mononym(found, text)):
                found = self._by_surname(span, text) or self._out_of_office(found, span, text)
        if found is None:
            return None
        return self._entity_of(found, "full name" if len(words) > 1 else "surname")

    def _known_person(self, text: str) -> Actor | None:
        if not text:
            return None
        found = self.actors.lookup(text, self.day, "person")
        if len(found) > 1:
            found = tuple(a for a in found if self._in_office(a))
        if len(found) != 1:
            return None
        actor = found[0]
        if self.day and actor.terms:
            first = min((t.from_[:4] for t in actor.terms if t.from_), default="")
            last = max((t.until[:4] or "9999" for t in actor.terms), default="9999")
            year = self.day.year
            if (first and year < int(first) - _BEFORE) or year > int(last) + _AFTER:
                return None
        return actor

    def _by_surname(self, span: Span, text: str) -> Actor | None:
        """Who bears this surname and holds an office on the day, where the article never gives the full name."""
        if self.day is None or (
            span.start and self.words[span.start - 1][:1].isupper() and not self._titled(span.start)
        ):
            return None
        found = self.actors.officer(text, self.day)
        if found is None or self._speaks_of(found.state):
            return found
        if fold(text) in self.roles.common_surnames:
            return None
        famous = found.state in self.roles.famous_states
        rare = len(text) >= _RARE and self.actors.is_distinct(text, found.state)
        return found if famous or rare else None

    def _out_of_office(self, known: Actor | None, span: Span, text: str) -> Actor | None:
        """The person that the data calls by this surname alone, who holds no office on the day, but soon will or lately did."""
        if known is None or self.day is None or fold(text) in self.roles.common_surnames:
            return None
        if span.start and self.words[span.start - 1][:1].isupper() and not self._titled(span.start):
            return None
        away = {a.name: a.years_from(self.day) for a in (known, *self.actors.bearers(text))}
        near = away.pop(known.name) <= min((_LATELY, *(years - 1 for years in away.values())))
        spoken = self._speaks_of(known.state) or len(text) >= _DISTINCT
        return known if near and spoken else None

    def _is_humble(self, span: Span) -> bool:
        """Whether a title tells that it is nobody of note who bears the name: "Detective Sergeant Colin Powell"."""
        before = self.words[span.start - 1] if span.start else ""
        return any(
            w.lower().rstrip(".") in self.roles.humble_titles for w in (before, *span.text.split()[:-1])
        )

    @staticmethod
    def _is_mononym(actor: Actor, text: str) -> bool:
        """Whether the word is no surname but what the world calls the person by: "Saddam"."""
        return fold(text) != fold(actor.name).rsplit(" ", 1)[-1]

    def _in_office(self, actor: Actor) -> bool:
        if self.day is None:
            return True
        return actor.term(self.day.isoformat()) is not None

    def _entity_of(self, actor: Actor, how: str) -> Entity:
        sector, country = actor.sector, actor.state
        if actor.kind == "person":
            sector, country, how = self._standing(actor, how)
        return Entity(id=actor.id, name=actor.name, country=self._home(country), sector=sector, reason=how)

    def _home(self, country: str | None) -> str | None:
        state = self.actors.state(country)
        return _iso(state.iso if state else country)

    def _standing(self, actor: Actor, how: str) -> tuple[str | None, str | None, str]:
        """Sector and country of a person on the day: in office, before it, or after it (ELI)."""
        if self.day is None or not actor.terms:
            return actor.sector, actor.state, how
        day = self.day.isoformat()
        term = actor.term(day)
        if term is not None:
            country = term.country if term.country[:1] != "@" else actor.state
            return self.roles.sector_in_office(actor, term), country, f"{how}; {term.office} on {day}"
        if all(t.until and t.until <= day for t in actor.terms):
            sector = "ELI" if actor.sector in ("GOV", "IGO") else actor.sector
            return sector, actor.state, f"{how}; former {actor.terms[-1].office}"
        return (None if actor.sector == "GOV" else actor.sector), actor.state, how

    # --- bodies

    def _body(self, span: Span, kind: NameKind) -> Entity | None:
        text = bare(span.text)
        owner = self._owner(span)
        if text in self.short:
            start, end = self.short[text]
            whole = self.doc[start:end]
            text, span = bare(whole.text), whole
            owner = self._owner(whole)
        if kind in ("weapon", "event", "nationality") or self._is_longer(span) or self._is_thing_short(span):
            return None
        found = self.actors.lookup(text, self.day, "body") or self._past(text)
        if owner:
            state = self.actors.state(owner)
            assert state is not None
            joined = self.actors.lookup(
                f"{state.actor.name}'s {text}", self.day, "body"
            ) or self.actors.lookup(f"{state.adjective} {text}", self.day, "body")
            found = joined or tuple(a for a in found if a.country in (owner, None))
        if len(found) > 1:
            found = self._meant(text, found)
        if len(found) == 1 and not owner and found[0].country and fold(text) in self.roles.generic:
            found = found if self._speaks_of(found[0].country) else ()
        if len(found) == 1 and self._too_short(text, found[0]):
            found = ()
        if len(found) == 1:
            return self._entity_of(found[0], "name")
        if kind in ("place", "person"):
            return None
        return self._composed(text, owner) if kind == "organization" else None

    def _past(self, text: str) -> tuple[Actor, ...]:
        """Bodies of that name that are no more on the day, but whose states are."""
        day = self.day.isoformat() if self.day else ""
        ended = [a for a in self.actors.lookup(text, None, "body") if a.until and a.until <= day]
        states = {a.country: self.actors.state(a.country) for a in ended}
        return tuple(a for a in ended if (state := states[a.country]) is None or state.actor.exists(day))

    def _meant(self, text: str, found: tuple[Actor, ...]) -> tuple[Actor, ...]:
        """Of several bodies of a name the one named in full, or of a state that the article speaks of, or the famous one."""
        for near in (
            [a for a in found if a.name in self.named],
            [a for a in found if a.country in self.seen],
            [a for a in found if a.country in self._around()],
        ):
            if near:
                return tuple(near) if len(near) == 1 else ()
        key = fold(text)
        famous = key in self.roles.known_acronyms or key in self.roles.ordinary - self.roles.generic
        return found[:1] if famous else ()

    def _too_short(self, text: str, body: Actor) -> bool:
        """Whether a few capitals are too little for a body of a state that the article never speaks of."""
        letters = text.replace(".", "")
        lone = letters.isupper() and len(letters) <= 5 and text not in self.short
        if not lone or body.id is not None or fold(text) in self.roles.known_acronyms:
            return False
        if body.sector == "JRN" and len(letters) > _AGENCY:
            return False
        return bool(body.country) and not self._speaks_of(body.country)

    def _is_longer(self, span: Span) -> bool:
        """Whether the name is only the end of a longer one: "People's Harmony Party"."""
        i, words = span.start, self.words
        if i < 2 or words[i - 1] not in ("'s", "’s", "'", "’") or not words[i - 2][:1].isupper():
            return False
        low = words[i - 2].lower()
        return low in self.roles.people or low.removesuffix("s") in self.roles.people

    def _is_thing_short(self, span: Span) -> bool:
        """Whether capitals stand for a thing, and not for the body: "an ETA of 14:20", "PLA, a plastic"."""
        if not span.text.isupper() or span.end - span.start > 1:
            return False
        token = span[0]
        article = span.start > 0 and self.words[span.start - 1].lower() in ("a", "an")
        if article and token.dep_ not in ("compound", "amod", "nmod:poss", "nmod"):
            return True
        told = [c for c in token.children if c.dep_ == "appos" and c.pos_ == "NOUN" and c.i > token.i]
        return any(c.lemma_ not in self.roles.nouns and c.text.islower() for c in told)

    def _owner(self, span: Span) -> str | None:
        """The state right before a name: "Russia's Defense Ministry", "the Togolese Red Cross"."""
        i, words = span.start, self.words
        if i >= 2 and words[i - 1] in ("'s", "’s", "'", "’"):
            for width in (3, 2, 1):
                if i - 1 - width >= 0 and words[i - 1 - width][:1].isupper():
                    code = self.actors.country(" ".join(words[i - 1 - width : i - 1]), self.day)
                    if code:
                        return code
            return None
        for width in (2, 1):
            if i - width >= 0 and words[i - width][:1].isupper():
                code = self.actors.adjective(" ".join(words[i - width : i]), self.day)
                if code:
                    return code
        return None

    def _composed(self, text: str, owner: str | None) -> Entity | None:
        """A body that is in no list, told by the words of its name: "Togolese Foreign Ministry"."""
        sector = self.body_words.sector(text)
        country = (owner or self.body_words.country(text)) if sector is not None else None
        if country is None:
            return None
        return Entity(id=None, name=text, country=_iso(country), sector=sector, reason="words of the name")

    def _spread(
        self,
        spans: list[tuple[Span, NameKind]],
        linked: list[Entity | None],
        chains: list[int | None],
        by_chain: dict[int, Entity],
    ) -> None:
        """Hand a full name's entity to shorter names in the same coreference chain that are part of it."""
        texts: dict[int, set[str]] = {}
        for (span, _), entity, chain in zip(spans, linked, chains, strict=True):
            if entity and entity.id and chain is not None:
                by_chain.setdefault(chain, entity)
                texts.setdefault(chain, set()).update(fold(bare(span.text)).split())
        for n, ((span, kind), entity, chain) in enumerate(zip(spans, linked, chains, strict=True)):
            if entity is None and chain in by_chain and kind in ("person", "organization"):
                assert chain is not None
                words = set(fold(" ".join(name_words(span.text, self.actors, self.roles))).split())
                if words and words <= texts[chain]:
                    linked[n] = msgspec.structs.replace(by_chain[chain], reason="same chain as the full name")


def _iso(code: str | None) -> str | None:
    """ISO 3166-1 alpha-3 of a state; lands without a code of their own have none."""
    return code if code and len(code) == 3 and code.isalpha() else None
