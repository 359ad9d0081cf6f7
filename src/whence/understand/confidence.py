"""How sure is the reader of each field of a claim?

What decides a field gives its answer a probability, but one that is fitted on texts it has seen. Here that number and a few
circumstances of the answer become one that holds on texts nobody has seen: a logistic model a field over named features
(`knowledge/data/confidence.tsv`), fitted on the development texts by ``python -m training.confidence``. The probability of the
event is that of a claim with this trigger and type; those of the other fields hold if there is such a claim.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from whence.knowledge.weights import Weights, load_weights
from whence.reading import Confidence
from whence.understand.drafts import Draft

FIELDS = ("event", "actors", "time", "place", "status", "chain")
_STEPS = (0.2, 0.35, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98)
"""A probability is told by the steps it has reached, so that its weights may rise unevenly."""
_MOST = 3
"""So many parties, places or voices are counted; more are as many."""


def confidence_of(draft: Draft, form: str, weights: Weights | None = None) -> Confidence:
    """The probability of each field of a draft whose trigger has that grammatical form (`Surroundings.form`)."""
    weights = weights or load_weights("confidence")
    scores = weights.scores(features_of(draft, form))
    chances = 1 / (1 + np.exp(-scores))
    return Confidence(**{f: round(float(chances[weights.column(f)]), 3) for f in FIELDS})


def features_of(draft: Draft, form: str) -> Iterator[str]:
    """What is known of a draft that may tell how right it is."""
    event, verdict = draft.event, draft.verdict
    yield "always"
    yield f"type {event.type}"
    yield f"form {form}"
    yield from _reached("trigger", event.chances and event.chances[0])
    yield from _reached("typed", event.chances and event.chances[1])
    yield f"status {verdict.status}"
    yield "cued" if verdict.cue else "not cued"
    yield from _reached("status", verdict.sure)
    yield from _parties(draft)
    if draft.time is not None:
        yield f"time {draft.time.how}"
        yield from _reached(f"time {draft.time.how}", draft.sure)
    yield f"places {min(len(draft.places), _MOST)}"
    if draft.places:
        yield from _reached("place", draft.located)
    yield f"voices {min(len(draft.chain), _MOST)}"
    yield from _reached("chain", draft.heard)


def _reached(what: str, chance: float | None) -> Iterator[str]:
    if chance is None:
        yield f"{what} not weighed"
        return
    for step in _STEPS:
        if chance >= step:
            yield f"{what} from {step}"


def _parties(draft: Draft) -> Iterator[str]:
    for role, parties, named in (
        ("actors", draft.actors, draft.event.actors),
        ("recipients", draft.recipients, draft.event.recipients),
    ):
        yield f"{role} {min(len(parties), _MOST)}"
        yield f"{role} by {'entry' if named else 'choice'}"
        if parties:
            yield f"{role} {'known' if all(p.entity for p in parties) else 'unknown'}"
