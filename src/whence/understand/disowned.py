"""Which deeds does a voice deny to have had a part in: "denied *involvement* in the attack", "denied any role"?

That the deed was done stands; that he who denies it did it is a claim of its own, which he denies. Where the sentence does not
name the deed, it is what was alleged last.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import NamedTuple

from spacy.tokens import Doc, Token

from whence.knowledge.claimrules import word_sets
from whence.reading import Link, Party
from whence.understand.denials import allegation, denier, depth, is_negated
from whence.understand.drafts import Draft
from whence.understand.says import Chains
from whence.understand.status import Verdict
from whence.understand.surroundings import Surroundings


class _Words(NamedTuple):
    verbs: frozenset[str]
    parts: frozenset[str]


@cache
def _words() -> _Words:
    return word_sets(_Words, "disowning")


def with_disowned(around: Surroundings, drafts: Sequence[Draft], chains: Chains) -> list[Draft]:
    """The drafts, and for each deed that a voice denies a part in the claim that it did it, which it denies."""
    drafts = list(drafts)
    added: list[Draft] = []
    for noun in _parts(around.doc):
        cue = noun.head
        links, evidence = denier(chains, cue.i)
        doers = _doers(drafts, cue.i, links)
        if len(links) < 2 or not doers:
            continue
        verdict = Verdict("denied", (cue.i, cue.i + 1))
        below = [n for n, d in enumerate(drafts) if _is_of(around.doc[d.event.trigger], noun)]
        named = min(below, key=lambda n: (depth(around.doc[drafts[n].event.trigger]), n), default=None)
        if named is not None and (
            drafts[named].event.trigger == noun.i or drafts[named].verdict.status == "denied"
        ):
            told = drafts[named]
            drafts[named] = replace(
                told, verdict=verdict, actors=told.actors or doers, chain=links, evidence=evidence, heard=None
            )
            continue
        told_before = allegation(around, drafts, cue, links) if named is None else named
        if told_before is None:
            continue
        deed = drafts[told_before]
        added.append(
            replace(
                deed, event=deed.event._replace(trigger=noun.i, light=None), verdict=verdict, actors=doers, objects=(), chain=links,
                evidence=evidence, said=(), heard=None, mentions=(),
            )
        )  # fmt: skip
    return sorted((*drafts, *added), key=lambda d: d.event.trigger) if added else drafts


def _parts(doc: Doc) -> Iterator[Token]:
    """The nouns for a part in a deed that somebody denies, and those for a deed that he denies to have been behind."""
    words = _words()
    for noun in doc:
        behind = any(
            c.lower_ == "behind" and c.dep_ == "case" for c in noun.lefts
        )  # "denied being behind the raid"
        if noun.dep_ not in ("obj", "xcomp") or noun.head.lemma_.lower() not in words.verbs:
            continue
        if not behind and noun.lemma_.lower() not in words.parts:
            continue
        if not is_negated(noun.head):
            yield noun


def _doers(drafts: Sequence[Draft], cue: int, links: Sequence[Link]) -> tuple[Party, ...]:
    """Who denies it: the actor of the denial, else its voice."""
    denial = next((d for d in drafts if d.event.trigger == cue), None)
    if denial is not None and denial.actors:
        return denial.actors
    voice = links[0]
    return (
        (Party(text=voice.voice, spans=(voice.span,), entity=voice.entity),) if voice.span is not None else ()
    )


def _is_of(word: Token, part: Token) -> bool:
    """Whether a word is the noun for a part, or stands below it, or behind a preposition beside it."""
    beside = word.head == part.head and word.i > part.i and any(c.dep_ == "case" for c in word.lefts)
    return word == part or beside or part in word.ancestors
