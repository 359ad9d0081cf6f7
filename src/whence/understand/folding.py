"""Which tellings are of one event, and which of them adds nothing to an earlier one?"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace

from spacy.tokens import Doc

from whence.reading import Party
from whence.understand.drafts import Draft
from whence.understand.standins import is_among, key_of, shares


def folded(doc: Doc, drafts: Iterable[Draft]) -> list[Draft]:
    """The drafts, but a later mention that adds no field becomes a span of the first telling."""
    out: list[Draft] = []
    alike: dict[Hashable, list[int]] = {}
    for draft in drafts:
        earlier = alike.setdefault(_telling(doc, draft), [])
        first = next((n for n in earlier if _adds_nothing(draft, out[n])), None)
        if first is None:
            earlier.append(len(out))
            out.append(draft)
        else:
            out[first] = replace(out[first], mentions=(*out[first].mentions, draft.event.trigger))
    return out


def twins(doc: Doc, one: Draft, other: Draft) -> bool:
    """Whether two drafts tell of the same event: type, actors that agree, no counts or statuses against it."""
    if (one.event.type, one.verdict.status) != (
        other.event.type,
        other.verdict.status,
    ) or other.verdict.repeated:
        return False
    if one.event.mode != other.event.mode or one.event.type == "STATE":
        return False  # what is said twice is two sayings
    if not shares(one.actors, other.actors) and not shares(one.recipients, other.recipients):
        return False
    same_word = doc[one.event.trigger].lemma_ == doc[other.event.trigger].lemma_
    counts = [{t.count.best for t in d.objects if t.count} for d in (one, other)]
    if all(counts) and not counts[0] & counts[1]:
        return False
    return same_word or (bool(one.actors) and _keys(one.actors) == _keys(other.actors))


def _telling(doc: Doc, draft: Draft) -> Hashable:
    """What two mentions must have in common: event, status, voices and word."""
    voices = tuple(link.voice for link in draft.chain)
    return (
        draft.event.type,
        draft.event.mode,
        draft.verdict.status,
        voices,
        doc[draft.event.trigger].lemma_,
    )


def _adds_nothing(draft: Draft, earlier: Draft) -> bool:
    """Whether a later mention repeats a claim told by the same voices without a new party, object, time or place."""
    if not shares((*draft.actors, *draft.recipients), (*earlier.actors, *earlier.recipients)):
        return False
    if not _all_among(draft.actors, earlier.actors) or not _all_among(draft.recipients, earlier.recipients):
        return False
    told = {t.text.casefold() for t in earlier.objects}
    return (
        not set(draft.times) - set(earlier.times)
        and not draft.places
        and all(t.text.casefold() in told for t in draft.objects)
    )


def _all_among(parties: Iterable[Party], others: Sequence[Party]) -> bool:
    return all(is_among(p, others) for p in parties)


def _keys(parties: Iterable[Party]) -> set[str]:
    return {key_of(p) for p in parties}
