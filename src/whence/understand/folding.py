"""Which tellings are of one event, and which of them adds nothing to an earlier one?

A noun that only points back ("the attack began at two") tells no claim of its own; it is a mention of the one it points to.
"""

from __future__ import annotations

from collections.abc import Container, Hashable, Iterable, Sequence
from dataclasses import replace

from spacy.tokens import Doc, Token

from whence.reading import Party
from whence.understand.drafts import Draft
from whence.understand.standins import is_among, key_of, shares
from whence.understand.surroundings import Surroundings, points

HEARD = 0.05
"""Probability of telling an event from which a noun may point back to one."""
KIND = 0.2
"""Probability of a type from which it may be that of what is pointed back to."""
LIKE = 0.6
"""Likeness in the engine's space from which another word than the noun's own is pointed back to; of twenty nouns with 0.5 five were wrong."""
FAR = 4
"""Sentences that such another word may be away."""
_SAYS_WHICH = frozenset({"nmod", "acl", "amod", "compound", "nummod"})
_STEM = 4
"""Letters that a noun and the word that it is made of begin with alike ("detention", "vote")."""


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


def pointed_back(around: Surroundings, drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts, each with the nouns that point back to it and tell nothing of their own."""
    told = {i for d in drafts for i in (d.event.trigger, d.event.light, *d.mentions)}
    more: dict[int, list[int]] = {}
    for token, event in around.events.items():
        if token not in told and event.confidence >= HEARD and _points(around.doc[token]):
            kinds = {kind for kind, chance in event.types if chance >= KIND}
            back = _pointed_at(around, drafts, token, kinds)
            if back is not None:
                more.setdefault(back, []).append(token)
    return [replace(d, mentions=(*d.mentions, *more.get(n, ()))) for n, d in enumerate(drafts)]


def _points(noun: Token) -> bool:
    """Whether a noun says by "the" or "that" alone which of its kind is meant."""
    if noun.pos_ != "NOUN" or any(c.dep_.split(":")[0] in _SAYS_WHICH for c in noun.children):
        return False
    return points(noun)


def _pointed_at(
    around: Surroundings, drafts: Sequence[Draft], noun: int, kinds: Container[str]
) -> int | None:
    """The number of the draft told last before a noun whose word it is made of, or else one that means nearly the same."""
    before = [n for n, d in enumerate(drafts) if d.event.trigger < noun and d.event.type in kinds]
    stem = around.doc[noun].lemma_.lower()[:_STEM]
    for n in reversed(before):
        if around.doc[drafts[n].event.trigger].lemma_.lower()[:_STEM] == stem:
            return n
    for n in reversed(before):
        trigger = drafts[n].event.trigger
        if around.sentence[noun] - around.sentence[trigger] <= FAR and around.near(noun, trigger) >= LIKE:
            return n
    return None


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
