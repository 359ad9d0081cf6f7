"""How many took part, where that is told apart from the event: "police put the crowd at 15,000", "9,000 joined, it said"?

Crowds are what two sides count differently most often. Such a sentence names no event of its own; its number belongs to
the gathering told last, as another voice's claim on that gathering's own words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import NamedTuple

from spacy.tokens import Doc, Token

from whence.knowledge.claimrules import word_sets
from whence.reading import Evidence, Link, Thing
from whence.understand.counts import count_of
from whence.understand.drafts import Draft
from whence.understand.says import Chains
from whence.understand.surroundings import Surroundings

_BACK = 3
"""So many sentences before its count a gathering may stand."""


class _Words(NamedTuple):
    types: frozenset[str]
    putting: frozenset[str]
    crowds: frozenset[str]
    speaking: frozenset[str]
    people: frozenset[str]
    joining: frozenset[str]


@cache
def _words() -> _Words:
    return word_sets(_Words, "turnout")


class _Count(NamedTuple):
    """The head of a number of people, and the verb by which a voice tells it.

    ``own``: the people do the verb themselves. ``speaker``: who tells it, where the verb is left out.
    """

    number: int
    verb: int
    own: bool = False
    speaker: int | None = None


def with_turnouts(
    around: Surroundings, drafts: Sequence[Draft], chains: Chains, thing: Callable[[int], Thing | None]
) -> list[Draft]:
    """The drafts, and after each gathering the claims of those who count it elsewhere; ``thing`` makes things of words."""
    told = {t.span for d in drafts for t in d.objects}
    own: dict[int, Draft] = {}
    added: dict[int, list[Draft]] = {}
    for count in _counts(around.doc):
        counted = thing(count.number)
        gathering = _gathering(drafts, count.verb, around)
        if gathering is None or counted is None or counted.count is None or counted.span in told:
            continue
        links, evidence = _chain(count, chains)
        draft = own.get(gathering, drafts[gathering])
        if links[0] == draft.chain[0]:  # who counts the crowd is who tells of the gathering
            own[gathering] = replace(draft, objects=(*draft.objects, counted))
            continue
        spans = {t.span for t in draft.objects if t.count}
        added.setdefault(gathering, []).append(
            replace(
                draft,
                chain=links,
                evidence=evidence,
                actors=tuple(p for p in draft.actors if spans.isdisjoint(p.spans)),
                objects=(counted,),
                said=(),
                heard=None,
                mentions=(),
            )
        )
    return [d for n, draft in enumerate(drafts) for d in (own.get(n, draft), *added.get(n, ()))]


def _chain(count: _Count, chains: Chains) -> tuple[tuple[Link, ...], Evidence]:
    if count.own:
        return chains.chain(count.verb)
    if count.speaker is not None:
        return chains.chain_of_speaker(count.speaker, count.verb)
    return chains.chain_of_subject(count.verb)


def _counts(doc: Doc) -> Iterator[_Count]:
    words = _words()
    for token in doc:
        lemma = token.lemma_.lower()
        if token.pos_ != "VERB":
            continue
        if lemma in words.putting and any(_crowd(c) for c in token.children if c.dep_ == "obj"):
            yield from _told(token, _put_at(token), "at")
        elif lemma in words.speaking:
            yield from _told(token, [c for c in _behind(token, "of") if _people(c)], "of")
        elif _joins(token):
            subjects = [c for c in token.children if c.dep_ == "nsubj" and count_of(doc, c.i) and _people(c)]
            yield from (_Count(c.i, token.i, own=True) for c in subjects)


def _put_at(verb: Token) -> list[Token]:
    """The number at which something is put, wherever the tree hangs it: "the number who marched on Sunday at 6,000"."""
    return [
        t
        for t in verb.subtree
        if t.i > verb.i
        and t.pos_ == "NUM"
        and any(k.lower_ == "at" and k.dep_ == "case" for k in t.children)
        and count_of(t.doc, t.i)
    ][:1]


def _told(verb: Token, found: Sequence[Token], preposition: str) -> Iterator[_Count]:
    """Counts of a verb, and those of others behind the first without it: "the police put it at 3,000, organisers at 15,000"."""
    yield from (_Count(c.i, verb.i) for c in found)
    if not found:
        return
    for token in verb.doc[found[0].i + 1 : verb.sent.end]:
        case = next((c for c in token.lefts if c.lower_ == preposition and c.dep_ == "case"), None)
        if (
            token.pos_ == "NUM"
            and case is not None
            and case.i - 1 > found[0].i
            and count_of(verb.doc, token.i)
        ):
            speaker = verb.doc[case.i - 1]
            if speaker.pos_ in ("NOUN", "PROPN"):
                yield _Count(token.i, verb.i, speaker=speaker.i)


def _behind(verb: Token, preposition: str) -> list[Token]:
    """What stands behind a preposition of the verb and is counted."""
    return [
        c
        for c in verb.rights
        if c.dep_.startswith(("obl", "nmod"))
        and any(k.lower_ == preposition and k.dep_ == "case" for k in c.children)
        and count_of(c.doc, c.i)
    ]


def _crowd(token: Token) -> bool:
    """Whether a word is a crowd ("the turnout"), a number of people ("the number of people who marched") or stands for people."""
    words = _words()
    lemma = token.lemma_.lower()
    return (
        lemma in words.crowds
        or token.lower_ == "them"
        or any(_people(c) for c in token.rights if c.dep_ == "nmod" and lemma == "number")
    )


def _people(token: Token) -> bool:
    return token.pos_ == "NUM" or token.lemma_.lower() in _words().people


def _joins(verb: Token) -> bool:
    """Whether a verb tells that somebody takes part: "joined it", "took part"."""
    lemma = verb.lemma_.lower()
    after = {c.lower_ for c in verb.rights if c.dep_ in ("obj", "compound:prt", "advmod")}
    return lemma in _words().joining or any(f"{lemma} {word}" in _words().joining for word in after)


def _gathering(drafts: Sequence[Draft], verb: int, around: Surroundings) -> int | None:
    """The number of the gathering that a count is of: in its own sentence, else in the nearest before that has one."""
    found: list[tuple[int, int]] = []
    for n, draft in enumerate(drafts):
        back = around.sentence[verb] - around.sentence[draft.event.trigger]
        settled = draft.verdict.status in ("happened", "ongoing") and not draft.verdict.repeated
        if 0 <= back <= _BACK and settled and draft.event.type in _words().types:
            found.append((back, n))
    return min(found)[1] if found else None
