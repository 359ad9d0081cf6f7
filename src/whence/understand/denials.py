"""What is denied as a whole: "the ministry denied it", "the army called the reports false", "the story is a lie"?

Such words name no event, but what they point back to does: the allegation told last. It gets a second claim on its own
words, by the voice that denies it (an allegation and its denial are two claims with two chains, even on one trigger).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import NamedTuple

from spacy.tokens import Doc, Token

from whence.knowledge.claimrules import word_sets
from whence.reading import Link
from whence.understand.drafts import Draft
from whence.understand.says import Chains
from whence.understand.status import Verdict
from whence.understand.surroundings import Surroundings

_BACK = 2
"""So many sentences before its denial an allegation may stand."""


class _Words(NamedTuple):
    verbs: frozenset[str]
    calling: frozenset[str]
    accounts: frozenset[str]
    pronouns: frozenset[str]
    verdicts: frozenset[str]
    sayings: frozenset[str]


@cache
def _words() -> _Words:
    return word_sets(_Words, "denial")


def with_denials(around: Surroundings, drafts: Sequence[Draft], chains: Chains) -> list[Draft]:
    """The drafts, and after each allegation that a voice denies as a whole its denial."""
    drafts = list(drafts)
    denied: dict[int, list[Draft]] = {}
    for cue in _cues(around.doc):
        links, evidence = chains.chain_of_speech(cue.i)
        if len(links) < 2:
            links, evidence = chains.chain_of_subject(cue.i)
        if len(links) < 2:
            continue
        for n, draft in enumerate(drafts):
            if _spells_out(around, draft, cue.i, links):
                drafts[n] = replace(draft, verdict=draft.verdict._replace(status="denied"))
        told = _allegation(around, drafts, cue.i, links)
        if told is None:
            continue
        verdict = Verdict("denied", (cue.i, cue.i + 1))
        draft = replace(
            drafts[told], verdict=verdict, chain=links, evidence=evidence, said=(), heard=None, mentions=()
        )
        denied.setdefault(told, []).append(draft)
    return [d for n, draft in enumerate(drafts) for d in (draft, *denied.get(n, ()))]


def _cues(doc: Doc) -> Iterator[Token]:
    """The words that deny an account as a whole: the verb of denial, or what the account is called."""
    words = _words()
    for token in doc:
        lemma = token.lemma_.lower()
        if any(c.dep_ == "neg" or c.lower_ in ("not", "n't", "never") for c in token.children):
            continue
        objects = [c for c in token.children if c.dep_ == "obj"]
        if lemma in words.verbs and any(_account(o) for o in objects):
            yield token
        elif lemma in words.calling and any(_account(o) for o in objects):
            if any(_verdict(c) for c in token.rights if c.dep_ in ("xcomp", "obl", "obj", "advcl")):
                yield token
        elif _verdict(token) and _is_said_of_account(token):
            yield token


def _is_said_of_account(predicate: Token) -> bool:
    """Whether a predicate is said of an account: "the report *is* a lie"."""
    subjects = [c for c in predicate.children if c.dep_.split(":")[0] == "nsubj"]
    return any(c.dep_ == "cop" for c in predicate.children) and any(_account(s) for s in subjects)


def _account(token: Token) -> bool:
    """Whether a word stands for what others have told, and does not say itself what that is."""
    words = _words()
    if token.lower_ in words.pronouns:
        return token.pos_ in ("PRON", "DET")
    known = token.lemma_.lower() in words.accounts and token.ent_type_ == ""
    return known and not any(c.dep_.split(":")[0] in ("acl", "nmod", "nummod") for c in token.rights)


def _verdict(token: Token) -> bool:
    return token.lemma_.lower() in _words().verdicts or token.lower_ in _words().verdicts


def _allegation(around: Surroundings, drafts: Sequence[Draft], cue: int, links: Sequence[Link]) -> int | None:
    """The number of the claim that a denial points back to: in the nearest sentence that has one, what its tree tells first.

    What a voice has told goes before what the outlet tells itself; nobody denies what he said, or what was only a word.
    """
    open_: dict[int, list[int]] = {}
    for n, draft in enumerate(drafts):
        back = around.sentence[cue] - around.sentence[draft.event.trigger]
        if draft.event.trigger < cue and back <= _BACK and _deniable(draft, links):
            open_.setdefault(back, []).append(n)
    if not open_:
        return None
    nearest = open_[min(open_)]
    voiced = [n for n in nearest if len(drafts[n].chain) > 1]
    return min(voiced or nearest, key=lambda n: (_depth(around.doc[drafts[n].event.trigger]), n))


def _deniable(draft: Draft, links: Sequence[Link]) -> bool:
    told = draft.verdict.status in ("happened", "ongoing") and draft.event.type not in _words().sayings
    return told and (not draft.chain or draft.chain[0].voice != links[0].voice)


def _spells_out(around: Surroundings, draft: Draft, cue: int, links: Sequence[Link]) -> bool:
    """Whether a claim says what a denial means: "denied it: its men *did not fire*"."""
    behind = draft.event.trigger > cue and around.sentence[cue] == around.sentence[draft.event.trigger]
    same = bool(draft.chain) and draft.chain[0].voice == links[0].voice
    return behind and same and draft.verdict.status == "negated"


def _depth(token: Token) -> int:
    return sum(1 for _ in token.ancestors)
