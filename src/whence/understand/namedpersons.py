"""Which person does a name stand for, and what was that person on the day?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spacy.tokens import Span

from whence.knowledge.actors import Actor, fold
from whence.reading import Entity, NameKind
from whence.understand.mentions import name_words
from whence.understand.nametext import NameText

# How long before the first and after the last office a full name is still taken for the person, in years.
_BEFORE, _AFTER = 15, 25
_TITLE = 3
"""Words of a title before a name, at most."""
_APPOSITION = 6
"""Words of an apposition behind a name, with the comma after it, at most: ", the country's defence minister,"."""
_LATELY = 4
"""Years before and after an office for which its holder is meant by a surname that the data lists."""
_DISTINCT = 6
"""Letters from which on such a surname is taken for its bearer where the article never speaks of the state."""
_RARE = 7
"""Letters from which on a surname that only holders of office of one state bear is taken for one of them anywhere."""

_LEADING = frozenset({"the", "a", "an", "'s", "’s"})
"""What may stand before the title in an apposition, beside names: ", the country's", ", Colombia's"."""

FullNames = dict[str, list[str]]
"""Each word that begins or ends a full name of the article, folded, to the full names (folded, distinct)."""


def full_names(text: NameText, spans: Iterable[tuple[Span, NameKind]]) -> FullNames:
    """The full names of the persons among ``spans``, and among the names known from elsewhere in the article."""
    out: FullNames = {}
    texts = [s.text for s, kind in spans if kind == "person"]
    texts += [n.text for n in text.known if n.kind == "person"]
    for name in texts:
        words = name_words(name, text.actors, text.roles)
        if len(words) < 2:
            continue
        whole = fold(" ".join(words))
        parts = whole.split()  # none, where a parse makes a person of two hyphens
        for part in {*parts[:1], *parts[-1:]}:
            names = out.setdefault(part, [])
            if whole not in names:
                names.append(whole)
    return out


class NamedPersons:
    """The persons that the names of one text stand for; ``full`` are the full names in it."""

    def __init__(self, text: NameText, full: FullNames) -> None:
        self._text = text
        self._actors, self._roles, self._day = text.actors, text.roles, text.day
        self._full = full

    def person(self, span: Span) -> Entity | None:
        """The person of this name, where that is beyond doubt."""
        words = name_words(span.text, self._actors, self._roles)
        if self._is_humble(span):
            return None
        text = " ".join(words)
        found = self._known_person(text)
        if found is None and len(words) > 2 and words[0].lower() not in self._roles.kept_titles:
            middle = [w for w in words[1:-1] if len(w.rstrip(".")) > 1]
            found = self._known_person(
                " ".join([words[0], *middle, words[-1]]) if len(middle) < len(words) - 2 else ""
            )
        if len(words) == 1:
            longer = self._full.get(fold(text), [])
            if longer:
                distinct = {a.name: a for a in (self._known_person(name) for name in longer) if a}
                found = next(iter(distinct.values())) if len(longer) == len(distinct) == 1 else None
                if found is None and len(longer) > 1:
                    return None
            elif found is None or not (self._in_office(found) or self._is_mononym(found, text)):
                found = self._by_surname(span, text) or self._out_of_office(found, span, text)
        if found is None or self._bears_other_office(span, found):
            return None
        return self._entity_of(found, "full name" if len(words) > 1 else "surname")

    def _bears_other_office(self, span: Span, actor: Actor) -> bool:
        """Whether a title before the name is no office of the person known by it, in a text that has nothing to do with his state."""
        if self._text.speaks_of(actor.state):
            return False
        offices = next(
            (
                frozenset(found)
                for title in self._titles(span)
                if (found := self._roles.offices.get(title, ()))
            ),
            None,
        )
        return offices is not None and not any(
            t.office in offices or "leader" in offices for t in actor.terms
        )

    def _titles(self, span: Span) -> Iterator[str]:
        """What may be the title of the person named: words before the name, or of an apposition beside it, the longest first."""
        words = self._text.words
        start = span.start - (span.start > 0 and words[span.start - 1] == ",")  # "the defence minister, X,"
        before = words[max(0, start - _TITLE) : start]
        yield from (" ".join(before[n:]).lower() for n in range(len(before)))
        if words[span.end : span.end + 1] == [","]:
            behind = words[span.end + 1 : span.end + 1 + _APPOSITION]
            behind = behind[: behind.index(",")] if "," in behind else []
            for n in range(len(behind)):
                yield " ".join(behind[n:]).lower()
                if not (behind[n][:1].isupper() or behind[n] in _LEADING):
                    return

    def _known_person(self, text: str) -> Actor | None:
        if not text:
            return None
        found = self._actors.lookup(text, self._day, "person")
        if len(found) > 1:
            found = tuple(a for a in found if self._in_office(a))
        if len(found) != 1:
            return None
        actor = found[0]
        if self._day and actor.terms:
            first = min((t.from_[:4] for t in actor.terms if t.from_), default="")
            last = max((t.until[:4] or "9999" for t in actor.terms), default="9999")
            year = self._day.year
            if (first and year < int(first) - _BEFORE) or year > int(last) + _AFTER:
                return None
        return actor

    def _by_surname(self, span: Span, text: str) -> Actor | None:
        """Who bears this surname and holds an office on the day, where the article never gives the full name."""
        if self._day is None or self._text.follows_name(span):
            return None
        found = self._actors.officer(text, self._day)
        if found is None or self._text.speaks_of(found.state):
            return found
        if fold(text) in self._roles.common_surnames:
            return None
        famous = found.state in self._roles.famous_states
        rare = len(text) >= _RARE and self._actors.is_distinct(text, found.state)
        return found if famous or rare else None

    def _out_of_office(self, known: Actor | None, span: Span, text: str) -> Actor | None:
        """The person that the data calls by this surname alone, who holds no office on the day, but soon will or lately did."""
        if known is None or self._day is None or fold(text) in self._roles.common_surnames:
            return None
        if self._text.follows_name(span):
            return None
        away = {a.name: a.years_from(self._day) for a in (known, *self._actors.bearers(text))}
        near = away.pop(known.name) <= min((_LATELY, *(years - 1 for years in away.values())))
        spoken = self._text.speaks_of(known.state) or len(text) >= _DISTINCT
        return known if near and spoken else None

    def _is_humble(self, span: Span) -> bool:
        """Whether a title tells that it is nobody of note who bears the name: "Detective Sergeant Colin Powell"."""
        before = self._text.words[span.start - 1] if span.start else ""
        return any(
            w.lower().rstrip(".") in self._roles.humble_titles for w in (before, *span.text.split()[:-1])
        )

    @staticmethod
    def _is_mononym(actor: Actor, text: str) -> bool:
        """Whether the word is no surname but what the world calls the person by: "Saddam"."""
        return fold(text) != fold(actor.name).rsplit(" ", 1)[-1]

    def _in_office(self, actor: Actor) -> bool:
        if self._day is None:
            return True
        return actor.term(self._day.isoformat()) is not None

    def _entity_of(self, actor: Actor, how: str) -> Entity:
        sector, country = actor.sector, actor.state
        if actor.kind == "person":
            sector, country, how = self._standing(actor, how)
        home = self._text.home(country)
        return Entity(id=actor.id, name=actor.name, country=home, sector=sector, reason=how)

    def _standing(self, actor: Actor, how: str) -> tuple[str | None, str | None, str]:
        """Sector and country of a person on the day: in office, before it, or after it (ELI)."""
        if self._day is None or not actor.terms:
            return actor.sector, actor.state, how
        day = self._day.isoformat()
        term = actor.term(day)
        if term is not None:
            country = term.country if term.country[:1] != "@" else actor.state
            return self._roles.sector_in_office(actor, term), country, f"{how}; {term.office} on {day}"
        if all(t.until and t.until <= day for t in actor.terms):
            sector = "ELI" if actor.sector in ("GOV", "IGO") else actor.sector
            return sector, actor.state, f"{how}; former {actor.terms[-1].office}"
        return (None if actor.sector == "GOV" else actor.sector), actor.state, how
