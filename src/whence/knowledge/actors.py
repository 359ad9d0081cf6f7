"""Who is this name, and who held this office on that day? Loads ``data/actors/*.tsv`` and a user's own rows."""

from __future__ import annotations

import gc
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from os import PathLike
from pathlib import Path
from typing import NamedTuple

from whence.knowledge.letters import without_accents
from whence.knowledge.userfile import COLUMNS, Row, user_rows

_HEADS = frozenset(
    ("president", "prime minister", "chancellor", "leader", "supreme leader", "king", "queen", "emperor")
)
_JUST = timedelta(days=7)
_SUFFIXES = frozenset(("jr", "sr", "ii", "iii", "iv"))
_MINISTERS = frozenset(
    ("foreign minister", "defence minister", "vice president", "interior minister", "finance minister")
)


class Term(NamedTuple):
    """An office held for a time: ``from_`` inclusive, ``until`` exclusive, ISO dates or empty where open."""

    office: str
    country: str
    from_: str
    until: str

    def covers(self, day: str) -> bool:
        """Whether the office was held on ``day`` (ISO date)."""
        return (not self.from_ or self.from_ <= day) and (not self.until or day < self.until)

    def has_just_ended(self, day: date) -> bool:
        """Whether it was held a few days before ``day``, and no more on it."""
        return not self.covers(day.isoformat()) and self.covers((day - _JUST).isoformat())

    def years_from(self, day: date) -> int:
        """How many years ``day`` lies before or after it; 0 within."""
        first, last = int(self.from_[:4] or 0), int(self.until[:4] or 9999)
        return max(first - day.year, day.year - last, 0)


class Actor(NamedTuple):
    """Someone or something that acts. ``country`` is ISO 3166-1 alpha-3 (or the code of a body such as ``@NATO``).

    ``kind``: state, person, or a kind of body (government, ministry, military, party, armed_group, igo, ngo,
    media, state_media, company, ...). ``from_`` and ``until`` bound its existence (ISO dates, empty where open).
    """

    id: str | None
    name: str
    country: str | None
    sector: str | None
    kind: str
    from_: str = ""
    until: str = ""
    terms: tuple[Term, ...] = ()

    @property
    def state(self) -> str | None:
        """The country as ISO 3166-1 alpha-3, if the actor belongs to one."""
        return self.country if self.country and len(self.country) == 3 and self.country.isalpha() else None

    def exists(self, day: str | None) -> bool:
        """Whether it existed on ``day``; an unknown day excludes nothing."""
        return day is None or ((not self.from_ or self.from_ <= day) and (not self.until or day < self.until))

    def term(self, day: str | None) -> Term | None:
        """The first office listed that was held on ``day``."""
        if day is None:
            return None
        return next((t for t in self.terms if t.covers(day)), None)

    def years_from(self, day: date) -> int:
        """How many years ``day`` lies away from the nearest of the offices; 0 for whoever is known without one."""
        return min((t.years_from(day) for t in self.terms), default=0)


class State(NamedTuple):
    """A country's own row: the words that stand for it."""

    code: str
    actor: Actor
    adjective: str
    leader: str
    """The office that "the leader" of this state holds."""
    iso: str = ""
    """ISO 3166-1 alpha-3 of the state itself, or of the one it lies in."""


_DASHES = str.maketrans({"-": " ", "‐": " ", "‑": " ", "–": " ", "’": "'", "‘": "'", "ʼ": "'", "`": "'"})


_accents = cache(without_accents)


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """One spelling of a name: lower case, no accents, no full stops, hyphens as blanks, no leading article."""
    key = text.lower()
    if not key.isascii():
        key = _accents(key.translate(_DASHES))
    if "-" in key:
        key = key.replace("-", " ")
    if "." in key:
        key = key.replace(". ", " ").replace(".", "")
    if key.startswith("the "):
        key = key[4:]
    if "  " in key or key[:1] == " " or key[-1:] == " ":
        key = " ".join(key.split())
    return key


class Actors:
    """All actors the reader knows, looked up by name and day. Values never change; a user's rows give a new object."""

    def __init__(self, states: Iterable[State], named: Iterable[tuple[Actor, tuple[str, ...]]]) -> None:
        self.states: dict[str, State] = {}
        self._names: dict[str, list[Actor]] = {}
        self._adjectives: dict[str, list[str]] = {}
        self._people: dict[str, list[str]] = {}
        self._seats: dict[str, list[str]] = {}
        self._homelands: dict[str, str] = {}
        self._acronyms: dict[str, str] = {}
        self._cased: set[str] = set()
        self._offices: dict[tuple[str, str], list[tuple[Term, Actor]]] = {}
        self._surnames: dict[str, list[Actor]] = {}
        self._own: frozenset[str] = frozenset()
        self._longest: dict[str, int] = {}
        for state in states:
            self.states[state.code] = state
        for actor, aliases in named:
            self._add(actor, aliases)

    def _note(self, key: str) -> None:
        first, _, rest = key.partition(" ")
        width = rest.count(" ") + 2 if rest else 1
        if width > self._longest.get(first, 0):
            self._longest[first] = width

    def longest(self, word: str) -> int:
        """The number of words of the longest known name that begins with this word; 0 if none does."""
        return self._longest.get(fold(word), 0)

    def _add(self, actor: Actor, aliases: tuple[str, ...]) -> None:
        spelt = tuple(f"United Nations{name[2:]}" for name in (actor.name, *aliases) if name[:3] == "UN ")
        for alias in (actor.name, *aliases, *spelt):
            key = fold(alias)
            self._note(key)
            found = self._names.setdefault(key, [])
            if actor not in found:
                found.append(actor)
            if len(key) <= 4 and alias.isupper():
                self._acronyms[key] = alias
            elif len(key) <= 4:
                self._cased.add(alias)
        if actor.terms and not actor.name.startswith(("Pope ", "King ", "Queen ")):
            self._surnames.setdefault(_surname(actor.name), []).append(actor)
        for term in actor.terms:
            self._offices.setdefault((term.country, term.office), []).append((term, actor))

    def lookup(self, text: str, on: date | None = None, kind: str | None = None) -> tuple[Actor, ...]:
        """All actors that bear this name and existed on that day.

        ``kind`` keeps persons (``person``), states (``state``) or bodies (``body``) only. Short acronyms
        are matched in capitals only, so that "us" and "who" are no actors. Rows of a user come alone.
        """
        key = fold(text)
        found = self._names.get(key)
        if not found:
            return ()
        acronym = self._acronyms.get(key)
        if acronym is not None and not text.isupper() and text not in self._cased:
            if len(key) <= 3 or not text[:1].isupper():
                return ()
            found = [a for a in found if a.kind == "igo"]  # "Nato" is one, "Fact" is no FACT
        day = on.isoformat() if on else None
        return tuple(
            a
            for a in found
            if (kind is None or kind == (a.kind if a.kind in ("person", "state") else "body"))
            and (not (a.from_ or a.until) or a.exists(day))
        )

    def state(self, code: str | None) -> State | None:
        """The row of a state by its code."""
        return self.states.get(code) if code else None

    def adjective(self, text: str, on: date | None = None) -> str | None:
        """The code of the state that an adjective or a noun for its citizens names ("Togolese", "Serbs")."""
        key = fold(text)
        return self._pick(self._adjectives.get(key) or self._people.get(key), on)

    def adjectives(self, text: str, on: date | None = None) -> tuple[str, ...]:
        """The codes of all states that share this adjective or noun for citizens ("Congolese"), the likeliest first."""
        key = fold(text)
        return self._alive(self._adjectives.get(key) or self._people.get(key), on)

    def is_adjective(self, text: str) -> bool:
        """Whether the word is an adjective of a state, and not only a noun for its citizens."""
        return fold(text) in self._adjectives

    def citizens(self, text: str, on: date | None = None) -> str | None:
        """The code of the state whose citizens this plural or singular noun names ("Russians", "a Dane")."""
        return self._pick(self._people.get(fold(text)), on)

    def homeland(self, text: str) -> str | None:
        """The state that a people without one lives in, or that the region of an adjective lies in ("Basque", "Balinese")."""
        return self._homelands.get(fold(text)) if text[:1].isupper() else None

    def seat(self, text: str, on: date | None = None) -> str | None:
        """The code of the state whose government this capital or palace stands for."""
        return self._pick(self._seats.get(fold(text)), on)

    def country(self, text: str, on: date | None = None) -> str | None:
        """The code of the state with this name; its acronyms in capitals only ("CAR" is one, "Car" is not)."""
        key = fold(text)
        found = self._names.get(key)
        if not found or (key in self._acronyms and not text.isupper() and text not in self._cased):
            return None
        return self._pick([a.country or "" for a in found if a.kind == "state"], on)

    def _pick(self, codes: list[str] | None, on: date | None) -> str | None:
        alive = self._alive(codes, on)
        return alive[0] if alive else None

    def _alive(self, codes: list[str] | None, on: date | None) -> tuple[str, ...]:
        if not codes:
            return ()
        day = on.isoformat() if on else None
        alive = [c for c in codes if c in self.states and self.states[c].actor.exists(day)]
        if day is None and len(alive) > 1:
            alive = [c for c in alive if not self.states[c].actor.until] or alive
        return tuple(dict.fromkeys(alive))

    def holder(self, country: str, office: str, on: date | None) -> Actor | None:
        """Who held the office in that state (or body, ``@NATO``) on that day; ``None`` unless exactly one is known.

        Where nobody held it, whoever has just left it is meant: reports still tell of the toppled or dead one.

        ``leader`` is looked up under the state's own leading office too.
        """
        if on is None:
            return None
        day = on.isoformat()
        offices = [office]
        state = self.states.get(country)
        if office == "leader" and state:
            offices.append(state.leader)
        for name in offices:
            found = {a.name: a for t, a in self._offices.get((country, name), ()) if t.covers(day)}
            if len(found) == 1:
                return next(iter(found.values()))
            if found:
                return None
            left = {a.name: a for t, a in self._offices.get((country, name), ()) if t.has_just_ended(on)}
            if len(left) == 1:
                return next(iter(left.values()))
        return None

    def officer(self, surname: str, on: date) -> Actor | None:
        """The one person of that surname who holds an office on that day, the highest if several do, or ``None``."""
        day = on.isoformat()
        held = [(a, t) for a in self._surnames.get(fold(surname), ()) if (t := a.term(day))]
        for offices in (_HEADS, _MINISTERS):
            found = [a for a, t in held if t.office in offices and t.country[:1] != "@"]
            if len(found) == 1:
                return found[0]
            if found:
                return None
        return None

    def bearers(self, surname: str) -> tuple[Actor, ...]:
        """All persons of that surname who held an office."""
        return tuple(self._surnames.get(fold(surname), ()))

    def is_distinct(self, surname: str, state: str | None) -> bool:
        """Whether of all persons that bear this surname and held an office none belongs to another state."""
        return all(a.state == state for a in self._surnames.get(fold(surname), ()))

    def with_user_rows(self, path: str | PathLike[str]) -> Actors:
        """A copy in which the rows of a CSV or YAML file win over all others that share a name with them.

        The columns are some of `whence.knowledge.userfile.COLUMNS`. An ``office`` makes the row a term of office of a person
        from ``from`` until ``until`` (exclusive).

        Raises:
            ActorRowError: the file or a row cannot be used; the message names the line.
            OSError: the file cannot be opened.
        """
        rows = [_of_user(row) for row in user_rows(Path(path))]
        copy = Actors((), ())
        copy.states = self.states
        copy._names = {k: list(v) for k, v in self._names.items()}
        copy._adjectives, copy._people, copy._acronyms = self._adjectives, self._people, dict(self._acronyms)
        copy._homelands = self._homelands
        mine: set[str] = {fold(alias) for actor, aliases in rows for alias in (actor.name, *aliases)}
        copy._seats = {k: v for k, v in self._seats.items() if k not in mine}
        copy._own = self._own | mine
        for key in mine:
            copy._names.pop(key, None)
        mine_offices = {(t.country, t.office) for actor, _ in rows for t in actor.terms}
        copy._longest = dict(self._longest)
        copy._cased = set(self._cased)
        copy._surnames = {k: list(v) for k, v in self._surnames.items()}
        copy._offices = {k: list(v) for k, v in self._offices.items()}
        for place, office in mine_offices:
            mine_terms = [t for a, _ in rows for t in a.terms if (t.country, t.office) == (place, office)]
            copy._offices[place, office] = [
                (theirs, a)
                for theirs, a in copy._offices.get((place, office), [])
                if not any(_overlap(theirs, t) for t in mine_terms)
            ]
        for actor, aliases in rows:
            copy._add(actor, aliases)
        return copy


def _surname(name: str) -> str:
    """The last word of a name, "Jr." and "III" left out."""
    words = fold(name).split(" ")
    return next((w for w in reversed(words) if w not in _SUFFIXES), words[-1])


def _overlap(a: Term, b: Term) -> bool:
    return (not a.until or not b.from_ or b.from_ < a.until) and (
        not b.until or not a.from_ or a.from_ < b.until
    )


def _of_user(row: Row) -> tuple[Actor, tuple[str, ...]]:
    """The actor of a row of a user's file, with its other names."""
    cell = {name: row.cells.get(name, "") for name in COLUMNS}
    office = cell["office"]
    return (
        Actor(
            id=cell["id"] or None,
            name=cell["name"],
            country=cell["country"] or None,
            sector=cell["sector"] or None,
            kind=cell["kind"] or ("person" if office else "body"),
            from_="" if office else cell["from"],
            until="" if office else cell["until"],
            terms=(Term(office, cell["country"], cell["from"], cell["until"]),) if office else (),
        ),
        tuple(a.strip() for a in cell["aliases"].split("|") if a.strip()),
    )


def _rows(name: str) -> Iterable[list[str]]:
    text = (files("whence.knowledge") / "data" / "actors" / name).read_text(encoding="utf-8")
    lines = [line for line in text.split("\n") if line and line[0] != "#"]
    width = lines[0].count("\t") + 1
    for line in lines[1:]:
        cells = line.split("\t")
        cells += [""] * (width - len(cells))
        yield cells


def _split(cell: str) -> tuple[str, ...]:
    return tuple(cell.split("|")) if cell else ()


@cache
def load_actors() -> Actors:
    """The actors that ship with the reader, read once."""
    collecting = gc.isenabled()
    gc.disable()  # 90,000 small objects that all stay: each collection on the way would look through them in vain
    try:
        return _shipped()
    finally:
        if collecting:
            gc.enable()


def _shipped() -> Actors:
    actors = Actors((), ())
    for code, id_, name, aliases, adjectives, people, seats, leader, from_, until, within in _rows(
        "states.tsv"
    ):
        actor = Actor(id_ or None, name, code, None, "state", from_, until)
        forms = _split(adjectives)
        actors.states[code] = State(code, actor, forms[0] if forms else name, leader, within or code)
        actors._add(actor, _split(aliases))
        for form in forms:
            actors._note(fold(form))
            actors._adjectives.setdefault(fold(form), []).append(code)
            if form[-1] in "niky" and form[-2:] not in ("sh", "ch"):
                actors._people.setdefault(fold(form), []).append(code)
                actors._people.setdefault(fold(form) + "s", []).append(code)
        for noun in _split(people):
            actors._people.setdefault(fold(noun), []).append(code)
            if noun[-1] not in "s" and not noun.endswith("men"):
                actors._people.setdefault(fold(noun) + "s", []).append(code)
        for key in (fold(form) + "s" for form in (*forms, *_split(people))):
            if key in actors._people:
                actors._note(key)
        for noun in _split(people):
            actors._note(fold(noun))
        for seat in _split(seats):
            actors._note(fold(seat))
            actors._seats.setdefault(fold(seat), []).append(code)
    for country, words in _rows("peoples.tsv"):
        actors._homelands.update((fold(word), country) for word in _split(words))
    bodies = set()
    for name, aliases, country, sector, kind, id_, from_, until in _rows("bodies.tsv"):
        bodies.add(name)
        body = Actor(id_ or None, name, country or None, sector, kind, from_, until)
        actors._add(body, _split(aliases))
    frozen = frozenset(bodies)
    for country, id_, name, aliases, held, sector in (*_rows("people.tsv"), *_rows("holders.tsv")):
        terms = tuple(_term(country, text, frozen) for text in held.split("; ")) if held else ()
        code = country if country[:1] != "@" else ""
        person = Actor(id_ or None, name, code or None, sector or "GOV", "person", terms=terms)
        actors._add(person, _split(aliases))
    return actors


def _term(country: str, text: str, bodies: frozenset[str]) -> Term:
    """``office 2000-05-07/2008-05-07``, with ``@Body`` or a state's code before the office if held elsewhere."""
    office, _, span = text.rpartition(" ")
    from_, _, until = span.partition("/")
    if office[0] == "@":
        words = office[1:].split(" ")
        cut = next(k for k in range(len(words) - 1, 0, -1) if " ".join(words[:k]) in bodies)
        country, office = "@" + " ".join(words[:cut]), " ".join(words[cut:])
    elif office[0] == "-" or office[:3].isupper():
        country, _, office = office.partition(" ")
    return Term(office, country, from_, until)
