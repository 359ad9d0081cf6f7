"""What does an event count or name: which of the nouns of its sentence are its objects?

The entries of the codebook name objects by grammar, and know two in three of them; a trigger without an entry has none. Every
event is therefore offered the nouns and numbers near it in the tree; a linear model over named features (the table is
``knowledge/data/objects.tsv``, fitted by ``python -m training.choices``), of which the entry's own answer is one, gives each a
probability. An entry's answer stands unless the model is against it.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from typing import NamedTuple

from whence.knowledge.weights import Weights, load_weights
from whence.reading import Count
from whence.understand.arguments import Clauses
from whence.understand.counts import count_of
from whence.understand.partsigns import ACTOR, NONE, RECIPIENT, Part, Signs, sort_of
from whence.understand.scenes import chances_of
from whence.understand.surroundings import Surroundings

OBJECT = "object"
COLUMNS = (NONE, OBJECT)
KEPT = 0.2
"""Probability from which a phrase that the entry makes an object stays one."""
LEAST = 0.33
"""Probability from which a phrase that the entry does not make an object is one."""
MEASURED = 0.2
"""The same for a sum of money and other measures, which are named for the event's sake; outlines leave many of them out."""
_HEARD = 0.15
"""Probability from which the engine's phrase for an object is offered, wherever it stands in the sentence."""
_WORDS = ("NOUN", "PROPN", "NUM", "SYM")
_INSIDE = frozenset(
    {"flat", "compound", "det", "amod", "goeswith", "nummod", "nmod:desc", "fixed", "nmod:poss"}
)
_UP, _DOWN = 2, 3
"""How far a phrase may be from its event in the tree: steps up from the event, and down from there."""


class Cast(NamedTuple):
    """An event as the choice of its objects looks at it: the heads of those whom it has for parties come with it."""

    part: Part
    doers: Sequence[int]
    befallen: Sequence[int]

    def role(self, head: int) -> str:
        """The part that a phrase was given."""
        return ACTOR if head in self.doers else RECIPIENT if head in self.befallen else NONE


class Objects:
    """The nouns of one text as objects of its events; ``dates`` are the words of expressions of time."""

    def __init__(
        self,
        around: Surroundings,
        clauses: Clauses,
        signs: Signs,
        weights: Weights | None = None,
        dates: Container[int] = (),
    ) -> None:
        self._around, self._clauses, self._signs = around, clauses, signs
        self._weights, self._dates = weights, dates
        self._counts: dict[int, Count | None] = {}
        self._nouns: dict[int, list[int]] = {}
        for token in around.doc:
            if token.pos_ in _WORDS and token.dep_ not in _INSIDE:
                self._nouns.setdefault(around.sentence[token.i], []).append(token.i)

    def of(self, cast: Cast, triggers: Container[int]) -> list[int]:
        """The heads of the objects of an event, in text order; ``triggers`` are the words that tell events."""
        weights = self._weights or load_weights("objects")
        out = []
        for head in self.offered(cast.part):
            features = tuple(self.features(cast, head, triggers))
            least = KEPT if head in cast.part.objects else MEASURED if self._measures(head) else LEAST
            if chances_of(weights, features)[COLUMNS.index(OBJECT)] >= least:
                out.append(head)
        return out

    def _measures(self, head: int) -> bool:
        count = self._count(head)
        return count is not None and count.unit is not None

    def _count(self, head: int) -> Count | None:
        if head not in self._counts:
            self._counts[head] = count_of(self._around.doc, head)
        return self._counts[head]

    def offered(self, part: Part) -> list[int]:
        """Heads that may be objects: those of the entry, those of the engine, and what is near in the tree."""
        here = self._nouns.get(self._around.sentence[part.trigger], ())
        near = (
            i for i in here if i != part.trigger and self._around.near_in_tree(part.trigger, i, _UP, _DOWN)
        )
        found = {*part.objects, *near, *self._signs.heard(part.trigger, _HEARD)}
        return sorted(found - self._around.set_aside)

    def features(self, cast: Cast, head: int, triggers: Container[int]) -> Iterator[str]:
        """What speaks for and against a phrase being an object of an event."""
        part, around, token = cast.part, self._around, self._around.doc[head]
        trigger, type_ = part.trigger, part.type
        ruled, role = part.ruled(head), cast.role(head)
        form = around.form(trigger)
        case, dep = self._clauses.case(head) or "-", token.dep_
        slot = self._signs.slots(part).get(head, "-")
        lemma = around.doc[trigger].lemma_.lower()
        sort = sort_of(self._signs.party(head))
        yield "always"
        yield f"type {type_}"
        yield f"rules {ruled}"
        yield f"rules {ruled} type {type_}"
        yield f"rules know object {bool(part.objects)} this {ruled}"
        for name in (ACTOR, RECIPIENT, OBJECT):
            sure = around.chance(trigger, (head, head + 1), name)
            yield f"engine {name} {sure}"
            yield f"engine {name} {sure} rules {ruled}"
        if around.is_best(trigger, (head, head + 1), OBJECT):
            yield "engine object surest"
        yield f"cast {role}"
        yield f"cast {role} type {type_}"
        yield f"cast {role} slot {slot}"
        yield f"party {sort}"
        yield f"party {sort} type {type_}"
        yield f"party {sort} slot {slot}"
        yield f"word {token.pos_} {token.tag_ if token.pos_ == 'NOUN' else token.ent_type_}"
        yield f"head {token.lemma_.lower() if token.pos_ == 'NOUN' else token.pos_}"
        yield f"case {case} type {type_}"
        yield f"slot {slot}"
        yield f"slot {slot} type {type_}"
        yield f"slot {slot} form {form}"
        yield f"dep {dep} form {form}"
        yield f"lemma {lemma} slot {slot}"
        yield f"lemma {lemma} case {case}"
        yield from self._number(head, type_, slot, case)
        if head in self._dates:
            yield "in a date"
            yield f"in a date type {type_}"
        if head in triggers:
            yield "tells an event"
            yield f"tells an event slot {slot} type {type_}"
        if token.head.i not in (head, trigger):
            yield f"{dep.split(':')[0]} of {part.ruled(token.head.i)} {cast.role(token.head.i)} case {case}"
        yield from around.order(head, trigger, ())
        for step in around.way(trigger, head):
            yield f"{step} form {form}"

    def _number(self, head: int, type_: str, slot: str, case: str) -> Iterator[str]:
        count = self._count(head)
        if count is not None:
            kind = count.unit or "bare"
            yield f"counted {kind} type {type_}"
            yield f"counted {kind} slot {slot}"
            yield f"counted {kind} case {case}"


def chosen(objects: Objects, casts: Sequence[Cast]) -> list[list[int]]:
    """The heads of the objects of each event of a text."""
    triggers = frozenset(cast.part.trigger for cast in casts)
    return [objects.of(cast, triggers) for cast in casts]
