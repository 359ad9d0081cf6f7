"""What do the places, parties, things and statuses of two claims tell, in kinds of evidence?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from whence.corroborate.pair import AGAINST, OPEN, SETTLED, Pair
from whence.corroborate.parties import NEAR_PARTY, SAME_PARTY, Who, of_other_states
from whence.corroborate.words import stem
from whence.knowledge.corroboration import rules

_AFFIRMED = frozenset({"happened", "ongoing"})
_PLACES = ("same", "near", "wide", "other", "far")
"""What two places say, the best pair of them first."""


def place(pair: Pair) -> Iterator[str]:
    """What the places say: the best pair of them."""
    found = {kind for _, kind in pair.places}
    yield from [kind for kind in _PLACES if kind in found][:1]


def parties(pair: Pair) -> Iterator[str]:
    """What those who take part say, and the words for them."""
    one, two = pair.one, pair.two
    if pair.sided:
        yield from _agreement("sides", pair.sides, one.parties, two.parties)
    else:
        yield from _agreement("actors", pair.actors, one.actors, two.actors)
        yield from _agreement("recipients", pair.recipients, one.recipients, two.recipients)
        if pair.speech and pair.actors is not None and pair.actors < SAME_PARTY:
            yield "a speaker described otherwise"
    yield from _words_for("agents", one.agent_words, two.agent_words)
    yield from _words_for("patients", one.patient_words, two.patient_words)


def _agreement(name: str, likeness: float | None, ones: Sequence[Who], twos: Sequence[Who]) -> Iterator[str]:
    """What two groups say: two names are two, but "the crowd" and "people" may be one."""
    if likeness is None:
        return
    if likeness >= SAME_PARTY:
        yield f"{name} same"
    elif likeness >= NEAR_PARTY:
        yield f"{name} near"
    elif of_other_states(ones, twos) or (any(w.named for w in ones) and any(w.named for w in twos)):
        yield f"{name} other"
    else:
        yield f"{name} described otherwise"


def _words_for(name: str, ones: frozenset[str], twos: frozenset[str]) -> Iterator[str]:
    """What the words for two groups say; "people" may be anyone, so they are no others."""
    if not ones.isdisjoint(twos):
        yield f"same words for {name}"
    elif ones and twos and ones.isdisjoint(_anyone()) and twos.isdisjoint(_anyone()):
        yield f"other words for {name}"


@cache
def _anyone() -> frozenset[str]:
    return frozenset(map(stem, rules().persons))


def things(pair: Pair) -> Iterator[str]:
    """What numbers of things say, and whether one is told as another than one before."""
    if pair.counts:
        yield pair.counts
    if pair.anew:
        yield "anew"


def status(pair: Pair) -> Iterator[str]:
    """What the statuses say: a denial speaks of what was asserted, an outlook of what may come of it."""
    one, two = pair.one, pair.two
    if one.claim.repeated != two.claim.repeated:
        yield "repeated"
    both = {one.claim.status, two.claim.status}
    if len(both) == 1:
        yield "same"
    elif both & _AFFIRMED and both & AGAINST:
        yield "denial"
    elif not (both & SETTLED and both & OPEN):
        yield "other"
    elif one.story == two.story:
        # What was expected and what came of it: only where the times told allow it.
        yield "own outlook come about" if pair.meets else "own outlook"
    else:
        yield "outlook" if both & {"expected", "cancelled"} else "call"
