"""What does an event count or name: the dead, the missiles, the money?"""

from __future__ import annotations

from collections.abc import Container, Sequence

from spacy.tokens import Doc, Token

from whence.article import Span
from whence.knowledge.claimrules import ClaimRules
from whence.reading import Count, Thing
from whence.understand.counts import count_of
from whence.understand.what import RawEvent

_LEFT_OF_NOUN = frozenset({"det", "amod", "compound", "nummod", "nmod", "advmod", "flat", "goeswith"})
_RIGHT_OF_NOUN = frozenset({"flat", "goeswith"})


class Things:
    """The counted and named things of one text; ``closed`` are words that are none, those of expressions of time."""

    def __init__(self, doc: Doc, rules: ClaimRules, closed: Container[int] = ()) -> None:
        self._doc, self._rules, self._closed = doc, rules, closed

    def of(
        self, event: RawEvent, heads: Sequence[int], doers: Sequence[int], befallen: Sequence[int]
    ) -> tuple[Thing, ...]:
        """The objects of an event: the phrases with these heads, its own noun that counts what it tells, and where nothing is
        counted its parties that are.

        ``doers`` and ``befallen`` are the heads of its actors and recipients.
        """
        objects = tuple(t for t in map(self.thing, heads) if t)
        if own := self._told_in_numbers(event, {thing.span for thing in objects}):
            objects = (own, *objects)
        return (*objects, *self._counted(event, objects, doers, befallen))

    def _told_in_numbers(self, event: RawEvent, held: Container[Span]) -> Thing | None:
        """What a noun tells that counts it: "seven deaths", "forty arrests"."""
        noun = self._doc[event.trigger]
        if noun.pos_ != "NOUN" or event.trigger in self._closed:
            return None
        count = count_of(self._doc, noun.i)
        thing = self.thing(noun.i) if count and count.best != 0 else None
        return thing if thing and thing.span not in held else None

    def thing(self, head: int) -> Thing | None:
        """What the noun phrase headed by a token counts or names."""
        token = self._doc[head]
        if token.pos_ == "PRON" and not count_of(self._doc, head):
            return None
        first, last = head, head
        for child in sorted(token.lefts, key=lambda t: -t.i):
            if child.dep_.split(":")[0] not in _LEFT_OF_NOUN:
                continue
            first = min(first, child.left_edge.i)
        for child in token.rights:
            if child.dep_ in _RIGHT_OF_NOUN or (token.pos_ == "SYM" and child.dep_ == "nummod"):  # "$ 5"
                last = max(last, child.right_edge.i)
        while first < head and (
            self._doc[first].pos_ in ("DET", "PUNCT", "SPACE") and self._doc[first].lower_ != "no"
        ):
            first += 1
        span = self._doc[first : last + 1]
        noun = self._of_which(token) if token.pos_ == "NUM" else token
        return Thing(
            text=span.text,
            span=Span(span.start_char, span.end_char),
            count=count_of(self._doc, head) or self._one(token),
            what=_kind(noun) if noun is not None and noun.pos_ in ("NOUN", "PROPN") else None,
        )

    def _of_which(self, number: Token) -> Token | None:
        """The noun for what a number is of: "five of eight drones", "86 of them"."""
        whole = next(
            (
                c
                for c in number.rights
                if c.dep_.startswith("nmod") and any(k.lower_ == "of" for k in c.lefts)
            ),
            None,
        )
        if whole is None or whole.pos_ != "PRON":
            return whole
        for chain in self._doc._.coref or ():
            if (whole.i, whole.i + 1) in chain:
                heads = (self._doc[start:end].root for start, end in chain)
                return next((head for head in heads if head.pos_ == "NOUN"), None)
        return None

    def _one(self, noun: Token) -> Count | None:
        """One, where a noun in the singular has an indefinite article: "a missile", but not "a salvo of missiles"."""
        single = noun.tag_ == "NN" and any(c.lower_ in ("a", "an") and c.dep_ == "det" for c in noun.lefts)
        several = noun.lemma_.lower() in self._rules.gatherings and any(c.dep_ == "nmod" for c in noun.rights)
        return Count(low=1.0, best=1.0, high=1.0) if single and not several else None

    def _counted(
        self, event: RawEvent, objects: Sequence[Thing], doers: Sequence[int], befallen: Sequence[int]
    ) -> tuple[Thing, ...]:
        """The parties of an event that are counted, as its objects: "six workers" who were hurt."""
        if any(thing.count for thing in objects):
            return ()
        heads = [*doers] if event.type in self._rules.counted_actors else []
        heads += [*befallen] if event.type in self._rules.counted_recipients else []
        heads += [t.i for head in heads for t in self._doc[head].conjuncts]
        heads += self._toll(self._doc[event.trigger]) if event.type in self._rules.counted_recipients else []
        things = (self.thing(head) for head in heads if count_of(self._doc, head))
        held = {thing.span for thing in objects}
        return tuple(thing for thing in things if thing and thing.span not in held)

    def _tolled(self, trigger: Token) -> Token:
        """The noun that is given a number: "number" of "the number of people who died", or else the trigger itself."""
        nouns = [trigger.head]
        if trigger.dep_.startswith("acl") and trigger.head.dep_ == "nmod":
            nouns.append(trigger.head.head)
        return next((noun for noun in nouns if noun.lemma_.lower() in self._rules.toll_nouns), trigger)

    def _toll(self, trigger: Token) -> list[int]:
        """Numbers that a verb gives to a noun for the dead or hurt: "the toll rose to nine", "put the number of dead at 119"."""
        rules = self._rules
        noun = self._tolled(trigger)
        verb = noun.head
        if noun.pos_ not in ("NOUN", "ADJ") or verb.lemma_.lower() not in rules.toll_verbs:
            return []
        return [
            token.i
            for token in verb.subtree
            if token.i > max(noun.i, verb.i)
            and (token.pos_ in ("NUM", "SYM") or token.head == verb)
            and (
                (token.dep_ == "obj" and token.head == verb and token != noun)
                or any(c.lower_ in rules.toll_cases for c in token.lefts if c.dep_ == "case")
            )
        ]


def _kind(noun: Token) -> str:
    """A noun with the words before it that tell its kind, as the things of an event are called: "ballistic missile"."""
    before = (
        t.lower_
        for t in noun.lefts
        if t.dep_ in ("amod", "compound") and t.pos_ in ("ADJ", "NOUN", "VERB", "PROPN")
    )
    return " ".join([*before, noun.lemma_.lower()])
