"""What speaks for and against a phrase having a part in an event: the features that the choice of parties weighs.

Grammar, what the entry of the codebook says, what the engine thinks, the kind of the party, and the company that the
phrase keeps: the phrase around it, the verb above the event, the other events of its sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from whence.reading import Party
from whence.understand.arguments import Clauses
from whence.understand.surroundings import Surroundings

NONE, ACTOR, RECIPIENT = "no", "actor", "recipient"
ROLES = ("actor", "recipient", "object")
"""What the engine may take a phrase for."""
_SLOTS = ("subj", "obj", "agent", "poss", "compound", "amod", "iobj")
_GOVERNOR_SLOTS = ("subj", "obj", "iobj", "agent")
_UP = 4
"""How far above an event its governing verb is looked for, and above a phrase the noun that it belongs to."""
_NOUNS = ("NOUN", "PROPN", "PRON")


class Part(NamedTuple):
    """What is known of an event before its parties are: its word and type, what its entry says, its voice.

    ``actors``, ``recipients`` and ``objects`` are head tokens; ``speaker`` is that of its root voice, if one is told;
    ``symmetric`` is an event that all its parties do alike ("met").
    """

    trigger: int
    type: str
    status: str
    actors: frozenset[int]
    recipients: frozenset[int]
    objects: frozenset[int]
    light: int | None
    speaker: int | None
    symmetric: bool = False

    def ruled(self, head: int) -> str:
        """The part that the entry gives a phrase."""
        if head in self.actors:
            return ACTOR
        if head in self.recipients:
            return RECIPIENT
        return "object" if head in self.objects else NONE


class Signs:
    """The features of the phrases of one text as parties of its events."""

    def __init__(
        self, around: Surroundings, clauses: Clauses, party: Callable[[int], tuple[Party, ...]]
    ) -> None:
        self._around, self._clauses, self.party = around, clauses, party
        self._sorted: tuple[Sequence[Part], Mapping[int, Sequence[Part]]] = ((), {})
        self._placed: dict[tuple[int, int | None], Mapping[int, str]] = {}
        self._governed: dict[int, tuple[str, str, Mapping[int, str]] | None] = {}

    def of(self, parts: Sequence[Part], n: int, head: int) -> Iterator[str]:
        """Features of a phrase of the event's own sentence."""
        part, around = parts[n], self._around
        trigger = part.trigger
        token = around.doc[head]
        ruled = part.ruled(head)
        sort = sort_of(self.party(head))
        form = around.form(trigger)
        kind = "noun" if form == "noun" else "verb"
        yield "always"
        yield f"type {part.type}"
        yield f"rules {ruled}"
        yield f"rules {ruled} type {part.type}"
        yield f"rules {ruled} form {kind}"
        yield f"rules know actor {bool(part.actors)} recipient {bool(part.recipients)} this {ruled}"
        yield from self._heard(trigger, head, ruled)
        yield f"party {sort}"
        yield f"party {sort} type {part.type}"
        yield f"party {sort} rules {ruled}"
        yield f"word {token.pos_} {token.tag_ if token.pos_ == 'NOUN' else ''}"
        yield f"head {token.lemma_.lower() if token.pos_ == 'NOUN' else token.ent_type_ or self._clauses.low[head]}"
        if part.speaker == head:
            yield "speaks"
        if around.quote[head] != around.quote[trigger]:
            yield "over a quotation mark"
        case, dep = self._clauses.case(head) or "-", token.dep_
        slot, lemma = self.slots(part).get(head, "-"), around.doc[trigger].lemma_.lower()
        yield f"dep {dep} form {kind}"
        yield f"case {case}"
        yield f"case {case} type {part.type}"
        yield f"slot {slot}"
        yield f"slot {slot} type {part.type}"
        yield f"slot {slot} status {part.status}"
        yield f"slot {slot} form {form}"
        yield f"slot {slot} party {sort}"
        yield f"lemma {lemma} slot {slot}"
        yield f"lemma {lemma} case {case}"
        yield f"lemma {lemma} rules {ruled}"
        yield f"rules {ruled} slot {slot}"
        if part.symmetric:
            yield f"symmetric slot {slot} case {case}"
        yield from self._company(part, head, case)
        here = self._told_in(parts, around.sentence[trigger])
        yield from around.order(head, trigger, sorted(p.trigger for p in here))
        for step in around.way(trigger, head):
            yield f"{step} form {kind}"
            if step.startswith("hangs"):
                yield f"{step} case {case} type {part.type}"
        others = [p for p in here if p is not part]
        if any(head in p.actors for p in others):
            yield "another's actor"
        if any(head in p.recipients for p in others):
            yield "another's recipient"

    def _heard(self, trigger: int, head: int, ruled: str) -> Iterator[str]:
        """How sure the engine is of each part, and whether the phrase is the one that it is surest of."""
        for role in ROLES:
            sure = self._around.chance(trigger, (head, head + 1), role)
            yield f"engine {role} {sure}"
            yield f"engine {role} {sure} rules {ruled}"
        event = self._around.events.get(trigger)
        best: dict[str, float] = {}
        for argument in event.arguments if event else ():
            best[argument.role] = max(best.get(argument.role, 0.0), argument.confidence)
        for argument in event.arguments if event else ():
            if argument.role in ROLES and argument.span[0] <= head < argument.span[1]:
                root = self._around.doc[argument.span[0] : argument.span[1]].root.i
                place = "head" if root == head else "inside"
                yield f"engine {argument.role} {place} {int(10 * argument.confidence)}"
                if argument.confidence == best[argument.role]:
                    yield f"engine {argument.role} {place} surest"

    def heard(self, trigger: int, least: float) -> Iterator[int]:
        """Heads of what the engine takes for parties and objects of an event in its sentence, with that probability."""
        event, sentence = self._around.events.get(trigger), self._around.sentence
        for argument in event.arguments if event else ():
            start, end = argument.span
            if argument.role in ROLES and argument.confidence >= least and start < end:
                root = self._around.doc[start:end].root.i
                if sentence[root] == sentence[trigger] and root != trigger:
                    yield root

    def _company(self, part: Part, head: int, case: str) -> Iterator[str]:
        """The noun that a phrase belongs to, and its place beside the verb above the event."""
        doc, at = self._around.doc, self._around.doc[head]
        for _ in range(_UP):
            if at.head == at or at.head.pos_ not in _NOUNS or at.head.i == part.trigger:
                break
            yield f"under {part.ruled(at.head.i)} as {at.dep_} case {case}"
            at = at.head
        governor = self._governor(part.trigger if part.light is None else part.light)
        if governor is not None:
            dep, lemma, slots = governor
            slot = slots.get(head, "-")
            yield f"governor {dep} slot {slot}"
            if slot != "-":
                yield f"governor {dep} {lemma} slot {slot}"
                yield f"governor {dep} slot {slot} rules {part.ruled(head)} form {doc[part.trigger].pos_}"

    def _governor(self, word: int) -> tuple[str, str, Mapping[int, str]] | None:
        """The verb above a word: how what is below hangs on it, its lemma, and where it puts phrases."""
        if word not in self._governed:
            self._governed[word] = self._governor_of(word)
        return self._governed[word]

    def _governor_of(self, word: int) -> tuple[str, str, Mapping[int, str]] | None:
        at = self._around.doc[word]
        for _ in range(_UP):
            if at.head == at:
                return None
            if at.head.pos_ == "VERB":
                verb = at.head.i
                slots: dict[int, str] = {}
                for name in _GOVERNOR_SLOTS:
                    for head in self._clauses.slot(verb, name):
                        slots.setdefault(head, name)
                for c in self._clauses.kids(verb, "obl"):
                    slots.setdefault(c, self._clauses.case(c))
                return at.dep_, at.head.lemma_.lower(), slots
            at = at.head
        return None

    def _told_in(self, parts: Sequence[Part], sentence: int) -> Sequence[Part]:
        """The events of a sentence, sorted out once for one list of events."""
        if self._sorted[0] is not parts:
            told: dict[int, list[Part]] = {}
            for part in parts:
                told.setdefault(self._around.sentence[part.trigger], []).append(part)
            self._sorted = (parts, told)
        return self._sorted[1].get(sentence, ())

    def slots(self, part: Part) -> Mapping[int, str]:
        """Where grammar puts phrases, seen from an event: its logical subject, object and so on."""
        found = self._placed.get((part.trigger, part.light))
        if found is None:
            found = self._placed[part.trigger, part.light] = self._slots_of(part)
        return found

    def _slots_of(self, part: Part) -> Mapping[int, str]:
        out: dict[int, str] = {}
        for at, mark in ((part.trigger, ""), *(((part.light, "light "),) if part.light is not None else ())):
            for name in _SLOTS:
                for head in self._clauses.slot(at, name):
                    out.setdefault(head, f"{mark}{name}")
        for head in self._clauses.owner(part.trigger) if not out else ():
            out.setdefault(head, "owner")
        return out


def sort_of(found: tuple[Party, ...]) -> str:
    """A coarse kind of the first party of a phrase: its sector, or that it is known by its words alone."""
    if not found:
        return "nobody"
    return str(found[0].sector or ("listed" if found[0].entity is not None else "unlisted"))
