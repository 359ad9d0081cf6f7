"""Who has which part in an event: which of the noun phrases of its sentence is its actor, which its recipient?

The entries of the codebook name parts by grammar ("subject", "against"), and are right nine times in ten but silent on
half of the recipients. Every event is therefore offered the noun phrases of its sentence; a linear model over named
features (`partsigns`; the table is `knowledge/data/parts.tsv`, fitted by ``python -m training.choices``), of which the
entry's own answer is one, gives each part, and having none, a probability. An entry's answer stands unless the model is
against it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from functools import cache

from whence.knowledge.codebook import class_words
from whence.knowledge.weights import Weights, load_weights
from whence.reading import Party
from whence.understand.arguments import Clauses
from whence.understand.partsigns import ACTOR, NONE, RECIPIENT, Part, Signs
from whence.understand.scenes import chances_of
from whence.understand.surroundings import Surroundings

COLUMNS = (NONE, ACTOR, RECIPIENT)
KEPT = 0.15
"""Probability from which a phrase keeps the part that the entry gives it.

On development texts 0.15 and 0.3 are as good; on plain reports, whose grammar the entries read well, 0.3 drops right answers.
"""
LEAST = 0.5
"""Probability from which a phrase takes a part that the entry does not give it."""
_HEARD = 0.15
"""Probability from which the engine's phrase for a party is offered."""
_INSIDE = frozenset({"flat", "compound", "det", "amod", "goeswith", "nummod", "appos", "nmod:desc", "fixed"})
_UP = 3
"""How many phrases around one are looked at."""
_NAMES = ("nationality", "organization", "place", "person")
_RELATIVE = ("WDT", "WP", "WP$")


@cache
def _light_verbs() -> frozenset[str]:
    """Verbs whose subject does what their object tells: "the raid that they staged"."""
    return frozenset(word.split("_")[0] for word in class_words("light_actor"))


class Casting:
    """The noun phrases of one text and their parts in its events.

    ``party`` tells who a phrase stands for; ``closed`` are words that are no party whatever they stand for, those of
    expressions of time.
    """

    def __init__(
        self,
        around: Surroundings,
        clauses: Clauses,
        party: Callable[[int], tuple[Party, ...]],
        weights: Weights | None = None,
        closed: Set[int] = frozenset(),
    ) -> None:
        self._around, self._clauses, self._party = around, clauses, party
        self._closed = closed
        self._weights = weights
        self.signs = Signs(around, clauses, party)
        """What speaks for and against phrases of the text."""
        self._nouns: dict[int, list[int]] = {}
        for token in around.doc:
            phrase = token.pos_ in ("NOUN", "PROPN", "PRON") or token.lower_ in ("former", "latter")
            if phrase and not self._joined(token.i):
                self._nouns.setdefault(around.sentence[token.i], []).append(token.i)

    def _joined(self, i: int) -> bool:
        """Whether a noun belongs to a larger phrase that is offered: a name's part, or the second of a list."""
        token = self._around.doc[i]
        if token.dep_ in _INSIDE:
            return token.ent_type_ not in _NAMES or token.dep_ in ("flat", "goeswith", "fixed")
        return token.dep_ == "conj" and token.head.pos_ in ("NOUN", "PROPN", "PRON")

    def of(self, parts: Sequence[Part], n: int) -> tuple[list[int], list[int]]:
        """The heads of the actors and of the recipients of an event, in text order."""
        part = parts[n]
        cast: dict[str, dict[int, float]] = {ACTOR: {}, RECIPIENT: {}}
        for head in self.offered(part):
            chances = self._chances(self.features(parts, n, head))
            if self._does_another(part, head):
                chances[ACTOR] = 0.0
            role = self._role(chances, part.ruled(head))
            if role is not None:
                cast[role][head] = chances[role]
        return self._whole(cast[ACTOR]), self._whole(cast[RECIPIENT])

    def _does_another(self, part: Part, head: int) -> bool:
        """Whether grammar gives a phrase another deed than that of the event.

        "A fire that *teams* put out" is not their fire; who is called on to leave leaves, and not *who* calls.
        """
        subject, trigger = self._around.doc[head], self._around.doc[part.trigger]
        verb = subject.head
        if part.ruled(head) == ACTOR or part.light == verb.i or subject.dep_ not in ("nsubj", "nsubj:outer"):
            return False
        if verb.dep_ == "acl:relcl" and verb.head == trigger and subject.tag_ not in _RELATIVE:
            return verb.lemma_.lower() not in _light_verbs()
        if trigger.dep_.startswith("xcomp") and trigger.head == verb:
            doers, _ = self._clauses.surface_subject(part.trigger)
            return bool(doers) and head not in doers
        return False

    @staticmethod
    def _role(chances: Mapping[str, float], ruled: str) -> str | None:
        """The likeliest part of a phrase that is likely enough, given the part that the entry gives it."""
        likely = [r for r in (ACTOR, RECIPIENT) if chances[r] >= (KEPT if r == ruled else LEAST)]
        return max(likely, key=chances.__getitem__, default=None)

    def _whole(self, heads: Mapping[int, float]) -> list[int]:
        """Of a phrase and whom it belongs to, both chosen for one part, the likelier: "the *wife* of a *pastor*"."""
        out = set(heads)
        for head in heads:
            for owner in self._owners(head):
                if owner in heads:
                    out.discard(min(head, owner, key=heads.__getitem__))
        return sorted(out)

    def _owners(self, i: int) -> Iterator[int]:
        """The nouns that a phrase hangs on as their owner or by a preposition."""
        token = self._around.doc[i]
        for _ in range(_UP):
            if token.dep_.split(":")[0] != "nmod" or token.dep_ in _INSIDE:
                return
            token = token.head
            yield token.i

    def _chances(self, features: Iterator[str]) -> dict[str, float]:
        weights = self._weights or load_weights("parts")
        return dict(zip(COLUMNS, chances_of(weights, tuple(features)).tolist(), strict=True))

    def features(self, parts: Sequence[Part], n: int, head: int) -> Iterator[str]:
        """What speaks for and against a phrase of its sentence being a party of an event."""
        return self.signs.of(parts, n, head)

    def offered(self, part: Part) -> list[int]:
        """Heads that may be parties: those of the entry, those of the engine, and all that stand for somebody."""
        named = part.actors | part.recipients
        here = (i for i in self._nouns.get(self._around.sentence[part.trigger], ()) if i != part.trigger)
        found = {*named, *self.signs.heard(part.trigger, _HEARD), *(i for i in here if self._party(i))}
        return sorted(found - self._around.set_aside - self._closed)
