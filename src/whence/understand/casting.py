"""Who has which part in an event: which of the noun phrases of its sentence is its actor, which its recipient?

The entries of the codebook name parts by grammar ("subject", "against"), and are right nine times in ten but silent on
half of the recipients. Where an entry names nobody for a part, the event is therefore offered the noun phrases of its sentence; a linear model over named features
(`knowledge/data/parts.tsv`, fitted by ``python -m training.choices``), of which the entry's own answer is one, gives each
part, and having none, a probability.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from whence.knowledge.weights import Weights, load_weights
from whence.reading import Party
from whence.understand.arguments import Clauses
from whence.understand.scenes import chances_of
from whence.understand.surroundings import Surroundings

NONE, ACTOR, RECIPIENT = "no", "actor", "recipient"
COLUMNS = (NONE, ACTOR, RECIPIENT)
LEAST = 0.7
"""Probability from which a phrase is taken for a party that the entry is silent on.

From 0.55 on parties of development texts have F1 0.783, from 0.7 on 0.776; but wrong parties keep claims of one event apart (pairs of the
stories 0.778 and 0.798).
"""
_HEARD = 0.15
"""Probability from which the engine's phrase for a party is offered."""
_PARTIES = ("actor", "recipient", "object")
_INSIDE = frozenset({"flat", "compound", "det", "amod", "goeswith", "nummod", "appos", "nmod:desc", "fixed"})
_SLOTS = ("subj", "obj", "agent", "poss", "compound", "amod", "iobj")


class Part(NamedTuple):
    """What is known of an event before its parties are: its word and type, what its entry says, its voice.

    ``actors``, ``recipients`` and ``objects`` are head tokens; ``speaker`` is that of its root voice, if one is told.
    """

    trigger: int
    type: str
    status: str
    actors: frozenset[int]
    recipients: frozenset[int]
    objects: frozenset[int]
    light: int | None
    speaker: int | None


class Casting:
    """The noun phrases of one text and their parts in its events."""

    def __init__(
        self,
        around: Surroundings,
        clauses: Clauses,
        party: Callable[[int], tuple[Party, ...]],
        weights: Weights | None = None,
    ) -> None:
        self._around, self._clauses, self._party = around, clauses, party
        self._weights = weights
        self._sorted: tuple[Sequence[Part], Mapping[int, Sequence[Part]]] = ((), {})
        self._placed: dict[tuple[int, int | None], Mapping[int, str]] = {}
        self._nouns: dict[int, list[int]] = {}
        for token in around.doc:
            if token.pos_ in ("NOUN", "PROPN", "PRON") and not self._joined(token.i):
                self._nouns.setdefault(around.sentence[token.i], []).append(token.i)

    def _joined(self, i: int) -> bool:
        """Whether a noun belongs to a larger phrase that is offered: a name's part, or the second of a list."""
        token = self._around.doc[i]
        if token.dep_ in _INSIDE:
            return token.ent_type_ not in (
                "nationality",
                "organization",
                "place",
                "person",
            ) or token.dep_ in (
                "flat",
                "goeswith",
                "fixed",
            )
        return token.dep_ == "conj" and token.head.pos_ in ("NOUN", "PROPN", "PRON")

    def of(self, parts: Sequence[Part], n: int) -> tuple[list[int], list[int]]:
        """The heads of the actors and of the recipients of an event, in text order."""
        weights = self._weights or load_weights("parts")
        part = parts[n]
        named = {ACTOR: sorted(part.actors), RECIPIENT: sorted(part.recipients)}
        silent = [role for role, heads in named.items() if not heads]
        for head in self.offered(part) if silent else ():
            chances = chances_of(weights, tuple(self.features(parts, n, head)))
            for role in silent:
                if chances[COLUMNS.index(role)] >= LEAST and not self._ruled_out(part, head, role):
                    named[role].append(head)
        return named[ACTOR], named[RECIPIENT]

    def _ruled_out(self, part: Part, head: int, role: str) -> bool:
        """Whether the entry gives a phrase the other part."""
        return head in (part.recipients if role == ACTOR else part.actors)

    def offered(self, part: Part) -> list[int]:
        """Heads that may be parties: those of the entry, those of the engine, and all that stand for somebody."""
        named = part.actors | part.recipients
        heard = {span.root for span in self._heard(part.trigger)}
        here = (i for i in self._nouns.get(self._around.sentence[part.trigger], ()) if i != part.trigger)
        return sorted({*named, *heard, *(i for i in here if self._party(i))})

    def _heard(self, trigger: int) -> Iterator[_Heard]:
        """What the engine takes for parties and objects of an event in its sentence."""
        event = self._around.events.get(trigger)
        for argument in event.arguments if event else ():
            start, end = argument.span
            if argument.role in _PARTIES and argument.confidence >= _HEARD and start < end:
                root = self._around.doc[start:end].root.i
                if self._around.sentence[root] == self._around.sentence[trigger] and root != trigger:
                    yield _Heard(argument.role, root, argument.confidence)

    def features(self, parts: Sequence[Part], n: int, head: int) -> Iterator[str]:
        """What speaks for and against a phrase being a party of an event."""
        part, around = parts[n], self._around
        trigger = part.trigger
        token = around.doc[head]
        ruled = self._ruled(part, head)
        found = self._party(head)
        form = around.form(trigger)
        kind = "noun" if form == "noun" else "verb"
        yield "always"
        yield f"type {part.type}"
        yield f"rules {ruled}"
        yield f"rules {ruled} type {part.type}"
        yield f"rules {ruled} form {kind}"
        yield f"rules know actor {bool(part.actors)} recipient {bool(part.recipients)} this {ruled}"
        for role in _PARTIES:
            sure = self._chance(trigger, head, role)
            yield f"engine {role} {sure}"
            yield f"engine {role} {sure} rules {ruled}"
        yield f"party {_sort(found)}"
        yield f"party {_sort(found)} type {part.type}"
        yield f"word {token.pos_} {token.tag_ if token.pos_ == 'NOUN' else ''}"
        if part.speaker == head:
            yield "speaks"
        if self._around.quote[head] != self._around.quote[trigger]:
            yield "over a quotation mark"
        case = self._clauses.case(head) or "-"
        dep = token.dep_
        yield f"dep {dep} form {kind}"
        yield f"case {case}"
        yield f"case {case} type {part.type}"
        slot = self._slots(part).get(head, "-")
        yield f"slot {slot}"
        yield f"slot {slot} type {part.type}"
        yield f"slot {slot} status {part.status}"
        yield f"lemma {around.doc[trigger].lemma_.lower()} slot {slot}"
        yield f"lemma {around.doc[trigger].lemma_.lower()} case {case}"
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

    def _ruled(self, part: Part, head: int) -> str:
        """The part that the entry gives a phrase."""
        if head in part.actors:
            return ACTOR
        if head in part.recipients:
            return RECIPIENT
        return "object" if head in part.objects else NONE

    def _told_in(self, parts: Sequence[Part], sentence: int) -> Sequence[Part]:
        """The events of a sentence, sorted out once for one list of events."""
        if self._sorted[0] is not parts:
            told: dict[int, list[Part]] = {}
            for part in parts:
                told.setdefault(self._around.sentence[part.trigger], []).append(part)
            self._sorted = (parts, told)
        return self._sorted[1].get(sentence, ())

    def _slots(self, part: Part) -> Mapping[int, str]:
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

    def _chance(self, trigger: int, head: int, role: str) -> str:
        return self._around.chance(trigger, (head, head + 1), role)


class _Heard(NamedTuple):
    role: str
    root: int
    confidence: float


def _sort(found: tuple[Party, ...]) -> str:
    """A coarse kind of the first party of a phrase: its sector, or that it is known by its words alone."""
    if not found:
        return "nobody"
    return str(found[0].sector or ("listed" if found[0].entity is not None else "unlisted"))
