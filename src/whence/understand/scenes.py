"""Where did it happen: which of the article's places is an event's, and in what role?

Every event is offered the places of its sentence, the last ones before it and the first of the text; also phrases without a name that the engine
takes for the place of an event ("the border", "a checkpoint"). A linear model over named features
(`knowledge/data/scenes.tsv`, fitted by ``python -m training.choices``) gives each role, and having none, a probability.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple, cast

import numpy as np
from spacy.tokens import Token

from whence.knowledge.codebook import class_words
from whence.knowledge.placewords import place_words
from whence.knowledge.weights import Weights, load_weights
from whence.language.extensions import TokenSpan
from whence.reading import Place, PlaceRole
from whence.understand.surroundings import Surroundings, points

ROLES: tuple[PlaceRole, ...] = ("at", "from", "into", "to", "via", "across", "near")
NOWHERE = "no"
COLUMNS = (NOWHERE, *ROLES)
LEAST = 0.5
"""Probability from which a place is taken for an event's; of 0.35 to 0.55 the best on development texts."""
NAMELESS = 0.25
"""Probability from which the engine's phrase for a place without a name is offered."""
BEFORE = 3
"""So many places told before an event's sentence are offered to it, the nearest."""
AFTER = 2
"""So many places of the sentence after an event's are offered to it, the first."""
HEADING = 7
"""So many words more than its place has the heading of a paragraph, at most."""
_MOVING = ("vessel", "aircraft", "missile", "explosive")
"""Classes of words for ships, aircraft and what explodes."""
_CASES = ("ADP", "SCONJ", "PART")
_PHRASE = ("DET", "ADJ", "NOUN", "PROPN", "NUM", "PRON")


class Setting(NamedTuple):
    """What is known of an event before its places are: its word and kind, its parties, what grammar ties to it.

    ``ties`` maps a spot (by the first token of its phrase) to the role that its preposition gives it, ``"seat"`` where it
    only says where a party of the event has its seat. ``parties`` are the head tokens of its actors and recipients.
    """

    trigger: int
    type: str
    status: str
    parties: frozenset[int]
    ties: Mapping[int, str]
    shared: frozenset[int]


class Spot(NamedTuple):
    """A phrase for a place: its tokens, its head, and the place it names (``None``: it has no name)."""

    start: int
    end: int
    root: int
    place: int | None


class Located(NamedTuple):
    """A spot, its role for an event, and how probable that is."""

    spot: Spot
    role: PlaceRole
    sure: float


class Scenes:
    """The places of one text and what they are to its events."""

    def __init__(
        self,
        around: Surroundings,
        places: Sequence[Place],
        spots: Sequence[Spot],
        weights: Weights | None = None,
    ) -> None:
        self._around, self._places = around, places
        self._spots = _apart(around, sorted(spots))
        self._weights = weights or load_weights("scenes")
        self._words = place_words()
        self._lines = sorted(around.sentence[s.start] for s in self._spots)
        self._named = [s for s in self._spots if s.place is not None]
        self._number = {spot: k for k, spot in enumerate(self._named)}
        self._heads = {around.paragraph[s.start]: s for s in reversed(self._named) if self._is_heading(s)}
        self._sentences = [around.sentence[s.start] for s in self._named]
        self._triggers: list[int] = []
        self._tied: tuple[Sequence[Setting], Mapping[int, Sequence[Setting]]] = ((), {})

    def of(self, settings: Sequence[Setting], n: int) -> list[Located]:
        """The places of an event, in text order."""
        found: list[Located] = []
        for spot in self.offered(settings[n]):
            chances = chances_of(self._weights, tuple(self.features(settings, n, spot)))
            best = int(np.argmax(np.round(chances[1:], 9))) + 1
            if 1 - chances[0] >= LEAST:
                found.append(
                    Located(spot, cast(PlaceRole, self._weights.columns[best]), float(chances[best]))
                )
        return found

    def offered(self, setting: Setting) -> list[Spot]:
        """The spots of the event's sentence, and of those before it the nearest with a name, the first of all and the heading."""
        sentence = self._around.sentence[setting.trigger]
        here = [s for s in self._spots if self._around.sentence[s.start] == sentence]
        count = bisect_left(self._sentences, sentence)
        after = bisect_left(self._sentences, sentence + 1)
        later = [
            s for s in self._named[after : after + AFTER] if self._around.sentence[s.start] == sentence + 1
        ]
        before = [*self._named[: min(count, 1)], *self._named[max(1, count - BEFORE) : count]]
        heading = self._heads.get(self._around.paragraph[setting.trigger])
        if heading is not None and heading.start < setting.trigger and heading not in (*before, *here):
            before = sorted([*before, heading])
        return [s for s in (*before, *here, *later) if s.root not in self._around.set_aside]

    def _is_heading(self, spot: Spot) -> bool:
        """Whether a place is the heading of its paragraph: "Arka. A girl was killed …"."""
        around = self._around
        start, end = around.sentence_of(spot.start)
        first = start == 0 or around.paragraph[start - 1] != around.paragraph[start]
        return first and end - start <= spot.end - spot.start + HEADING

    def features(self, settings: Sequence[Setting], n: int, spot: Spot) -> Iterator[str]:
        """What speaks for and against a spot being the place of an event."""
        setting, around = settings[n], self._around
        trigger = setting.trigger
        where = around.where(spot.start, trigger)
        kind = "nameless" if spot.place is None else self._places[spot.place].kind
        case = self._case(spot)
        outer = self._outer_case(spot)
        form = around.form(trigger)
        chance = around.chance(trigger, (spot.start, spot.end), "place")
        yield "always"
        yield f"kind {kind}"
        yield f"type {setting.type}"
        yield f"sentence {where}"
        yield f"engine {chance}"
        yield f"engine {chance} {'named' if spot.place is not None else 'nameless'}"
        yield f"engine has a place {around.best_chance(trigger, 'place')}"
        if around.is_best(trigger, (spot.start, spot.end), "place"):
            yield "engine's first"
        yield f"form {'noun' if form == 'noun' else 'verb'}"
        tie = setting.ties.get(spot.start)
        if tie is not None:
            yield f"tie {tie}"
            yield f"tie {tie} kind {kind}"
        if spot.start in setting.shared:
            yield "shared"
        others = [s for s in self._tied_to(settings, spot.start) if s is not setting]
        if others and tie is None:
            yield f"another's {where}"
            if any(s.type == setting.type for s in others):
                yield "another's of this type"
            for event in sorted({s.type for s in others}):
                yield f"another's of {event} for {setting.type}"
        if setting.ties and tie is None:
            yield f"has another {where}"
        if any(spot.start <= p < spot.end for p in setting.parties):
            yield "a party"
        if spot.place is not None and self._places[spot.place].metonym:
            yield "stands for its state"
        for event in ("perhaps", "likely", "sure", "certain"):
            if any(around.chance(s.trigger, (spot.start, spot.end), "place") == event for s in others):
                yield f"another's by the engine {event}"
        if where == "0":
            yield from self._here(setting, spot, case)
            yield from self._beside(setting, spot, outer)
        else:
            yield f"elsewhere status {setting.status}"
            yield f"elsewhere {chance} form {form}"
            yield from self._elsewhere(setting, spot)

    def _tied_to(self, settings: Sequence[Setting], start: int) -> Sequence[Setting]:
        """The events that grammar ties a spot to, sorted out once for one list of events."""
        if self._tied[0] is not settings:
            tied: dict[int, list[Setting]] = {}
            for setting in settings:
                for spot in setting.ties:
                    tied.setdefault(spot, []).append(setting)
            self._tied = (settings, tied)
            self._triggers = sorted(s.trigger for s in settings)
        return self._tied[1].get(start, ())

    def _elsewhere(self, setting: Setting, spot: Spot) -> Iterator[str]:
        """Features of a spot with a name told in another sentence than the event."""
        around = self._around
        yield f"{self._crowd(setting)} in the sentence of the event"
        if points(around.doc[setting.trigger]):
            yield "an event pointed at"
        if around.sentence[spot.start] > around.sentence[setting.trigger]:
            yield "told after"
            return
        rank = bisect_left(self._sentences, around.sentence[setting.trigger]) - self._number[spot]
        yield f"named {rank} before" if rank <= BEFORE else "named long before"
        if not self._number[spot]:
            yield "named first"
        if around.paragraph[spot.start] != around.paragraph[setting.trigger]:
            yield "of another paragraph"
        elif self._heads.get(around.paragraph[spot.start]) == spot:
            yield "heads the paragraph"
        if not setting.ties:
            yield "no place of its own"
        if spot.place is not None:
            yield f"kind {self._places[spot.place].kind} elsewhere"

    def _here(self, setting: Setting, spot: Spot, case: str) -> Iterator[str]:
        """Features of a spot in the sentence of the event."""
        around, trigger = self._around, setting.trigger
        dep = around.doc[spot.root].dep_
        yield f"case {case}"
        yield f"case {case} type {setting.type}"
        yield f"dep {dep}"
        yield f"dep {dep} case {case}"
        yield from around.order(spot.root, trigger, self._triggers)
        for step in around.way(trigger, spot.root):
            yield step
            if step.startswith("hangs"):
                yield f"{step} case {case}"
        yield f"trigger {around.doc[trigger].lemma_} case {case}"
        if around.quote[trigger] != around.quote[spot.start]:
            yield "over a quotation mark"
        if around.doc[spot.start].is_sent_start or spot.start == 0:
            yield "opens the sentence"
        elif spot.start > 1 and around.doc[spot.start - 1].is_sent_start:
            yield "opens the sentence with its preposition"

    def _beside(self, setting: Setting, spot: Spot, outer: str) -> Iterator[str]:
        """Features of a spot in the sentence of the event by what it hangs on and what else stands there."""
        doc = self._around.doc
        yield f"outer case {outer}"
        yield f"outer case {outer} type {setting.type}"
        yield f"outer case {outer} trigger {doc[setting.trigger].lemma_}"
        yield f"{self._crowd(setting)} here"
        head = doc[spot.root].head
        if head.i != spot.root and head.pos_ in ("NOUN", "PROPN"):
            yield f"under {head.dep_} case {outer}"
            yield f"under {head.lemma_.lower()}"
        if spot.place is None:
            yield f"nameless {doc[spot.root].lemma_.lower()}"

    def _crowd(self, setting: Setting) -> str:
        """How many places the sentence of an event speaks of."""
        sentence = self._around.sentence[setting.trigger]
        low, high = bisect_left(self._lines, sentence), bisect_left(self._lines, sentence + 1)
        return f"{min(high - low, 3)} places"

    def _outer_case(self, spot: Spot) -> str:
        """The preposition of the whole phrase: "outside" of "outside the port city of Mersin", "of" only where nothing is."""
        doc, first = self._around.doc, spot.start
        floor = self._around.sentence_of(first)[0]
        words: list[str] = []
        while first > floor:
            before = doc[first - 1]
            if before.pos_ in _CASES and before.tag_ != "POS":
                words.insert(0, before.text.lower())
            elif before.pos_ not in _PHRASE or (words and words != ["of"]):
                break
            elif words == ["of"]:
                words = [f"{before.lemma_.lower()} of"] if before.lemma_.lower() in self._words.parts else []
            first -= 1
        return " ".join(words[-2:]) or "-"

    def _case(self, spot: Spot) -> str:
        """The preposition right before a spot, ``-`` if there is none."""
        doc, first = self._around.doc, spot.start
        while first > 0 and (doc[first - 1].pos_ == "DET" or doc[first - 1].is_space):
            first -= 1
        words: list[str] = []
        while first > 0 and doc[first - 1].pos_ in _CASES and doc[first - 1].tag_ != "POS":
            first -= 1
            words.insert(0, doc[first].text.lower())
        return " ".join(words[-2:]) or "-"


def _apart(around: Surroundings, spots: Sequence[Spot]) -> list[Spot]:
    """The spots without those that only say what the next one is: "the northern city" of "the northern city of Mosul"."""
    named = {s.start for s in spots if s.place is not None}
    doc = around.doc
    return [
        s
        for s in spots
        if s.place is not None
        or not (s.end + 1 < len(doc) and doc[s.end].text.lower() == "of" and named & {s.end + 1, s.end + 2})
    ]


def chances_of(weights: Weights, features: Sequence[str]) -> np.ndarray:
    """The probability of each outcome for one offer."""
    scores = weights.scores(features)
    raised = np.exp(scores - scores.max())
    out: np.ndarray = raised / raised.sum()
    return out


def nameless(around: Surroundings, taken: Callable[[int, int], bool]) -> list[Spot]:
    """The engine's phrases for places that no name stands for; of those that overlap the likeliest.

    ``taken``: whether the words from one token to another are something else already.
    """
    doc = around.doc
    told = sorted(
        (-a.confidence, a.span)
        for event in around.events.values()
        for a in event.arguments
        if a.role == "place" and a.confidence >= NAMELESS
    )
    kept: list[TokenSpan] = []
    for _, (start, end) in told:
        if not taken(start, end) and not any(a < end and start < b for a, b in kept):
            kept.append((start, end))
    roots = [(start, end, doc[start:end].root) for start, end in sorted(kept)]
    return [
        Spot(start, end, r.i, None)
        for start, end, r in roots
        if r.pos_ in ("NOUN", "PROPN", "ADV") and not _is_hit(r)
    ]


def _is_hit(noun: Token) -> bool:
    """Whether something that moves is aimed at or run into, and so no place: "fired at a supply boat", "ran into a mine"."""
    return noun.lemma_.lower() in class_words(*_MOVING) and any(
        c.dep_ == "case" and c.lower_ in ("at", "into", "against") for c in noun.lefts
    )
