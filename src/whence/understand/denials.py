"""What is denied as a whole: "the ministry denied it", "the army called the reports false", "the story is a lie"?

Such words name no event, but what they point back to does: the allegation told last. It gets a second claim on its own
words, by the voice that denies it (an allegation and its denial are two claims with two chains, even on one trigger).
So does what is denied together with him who told it: "dismissed a claim by the opposition that soldiers shot a man".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import NamedTuple

from spacy.tokens import Doc, Token

from whence.knowledge.claimrules import word_sets
from whence.knowledge.statuswords import load_status_words
from whence.reading import Evidence, Link
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
    insults: frozenset[str]
    accusers: frozenset[str]
    papers: frozenset[str]
    sayings: frozenset[str]


@cache
def _words() -> _Words:
    return word_sets(_Words, "denial")


def with_denials(around: Surroundings, drafts: Sequence[Draft], chains: Chains) -> list[Draft]:
    """The drafts, and after each allegation that a voice denies as a whole its denial."""
    drafts = list(drafts)
    denied: dict[int, list[Draft]] = {}
    for account in _told_accounts(around.doc):
        _part(account, drafts, denied, chains)
    for cue in _cues(around.doc):
        links, evidence = denier(chains, cue.i)
        if len(links) < 2:
            continue
        for n, draft in enumerate(drafts):
            if _spells_out(around, draft, cue.i, links):
                drafts[n] = replace(draft, verdict=draft.verdict._replace(status="denied"))
        told = allegation(around, drafts, cue, links)
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
        if is_negated(token):
            continue
        objects = [c for c in token.children if c.dep_ == "obj"]
        if _verb(token) in words.verbs and any(_account(o) for o in objects):
            yield token
        elif lemma in words.calling and any(_account(o) for o in objects):
            called = (c for c in token.rights if c.dep_ in ("xcomp", "obl", "obj", "advcl"))
            if any(_verdict(c) and not _insults(c, objects) for c in called):
                yield token
        elif _verdict(token) and _is_said_of_account(token):
            yield token


def denier(chains: Chains, cue: int) -> tuple[tuple[Link, ...], Evidence]:
    """The chain of who denies something by a word: of who speaks by it, else of its subject."""
    links, evidence = chains.chain_of_speech(cue)
    return (links, evidence) if len(links) > 1 else chains.chain_of_subject(cue)


def is_negated(word: Token) -> bool:
    """Whether a word has a "not"."""
    return any(c.dep_ == "neg" or c.lower_ in ("not", "n't", "never") for c in word.children)


def _verb(word: Token) -> str:
    """The lemma of a verb, with its particle: "brush aside", "wave away"."""
    lemma: str = word.lemma_.lower()
    for c in word.rights:
        phrase = f"{lemma} {c.lower_}"
        if c.dep_ == "compound:prt" or (c.dep_ == "advmod" and phrase in _words().verbs):
            return phrase
    return lemma


class _ToldAccount(NamedTuple):
    """An account that is denied and says itself what it is: the word that denies it, its own, who tells it, what it says."""

    cue: Token
    noun: Token
    source: Token | None
    content: Token


def _told_accounts(doc: Doc) -> Iterator[_ToldAccount]:
    """The accounts that are denied where they are told: "dismissed a claim by the opposition *that soldiers shot* a man"."""
    accounts = _words().accounts | load_status_words().rumours
    for noun in doc:
        if noun.lemma_.lower() not in accounts or noun.pos_ != "NOUN":
            continue
        content = next((c for c in noun.rights if c.dep_ in ("acl", "acl:relcl") and _says_that(c)), None)
        cue = _governor(noun)
        if content is None or is_negated(cue):
            continue
        denied = noun.i > cue.i and _is_denied_object(noun)
        if denied or (noun.dep_.split(":")[0] == "nsubj" and _verdict(cue)):
            yield _ToldAccount(cue, noun, _source(noun, content), content)


def _governor(noun: Token) -> Token:
    """The verb over a noun; what the noun is called may stand between: "rejected *as baseless* the claim that"."""
    above = noun.head
    called = _verdict(above) and any(c.lower_ == "as" and c.i < above.i for c in above.children)
    return above.head if noun.dep_ == "obj" and called else above


def _is_denied_object(noun: Token) -> bool:
    """Whether the verb over a noun denies it: "dismissed claims", "poured cold water on reports"."""
    verb, verbs = _governor(noun), _words().verbs
    if noun.dep_ == "obj" or (noun.dep_ == "obl" and not _cases(noun)) or _is_weighed(noun):
        return _verb(verb) in verbs or _is_called(verb)
    objects = (c for c in verb.rights if c.dep_ == "obj" and c.i < noun.i)
    return _cases(noun) == ["on"] and any(
        f"{verb.lemma_.lower()} {o.lemma_.lower()}" in verbs for o in objects
    )


def _is_weighed(noun: Token) -> bool:
    """Whether what a noun is called stands between the verb and it: "dismissed *as untrue* a claim"."""
    between = noun.doc[noun.head.i + 1 : noun.i]
    return noun.dep_ == "obl" and _cases(noun) == ["as"] and any(_verdict(t) for t in between)


def _is_called(verb: Token) -> bool:
    """Whether a verb says that something is untrue: "called … a lie"."""
    return verb.lemma_.lower() in _words().calling and any(
        _verdict(c) for c in verb.rights if c.dep_ in ("xcomp", "obl", "obj", "advcl")
    )


def _says_that(clause: Token) -> bool:
    return any(c.lower_ == "that" and c.dep_ == "mark" for c in clause.lefts)


def _cases(word: Token) -> list[str]:
    return [c.lower_ for c in word.lefts if c.dep_ == "case"]


def _source(noun: Token, content: Token) -> Token | None:
    """Who tells an account: "a claim *by the opposition*", "a report *in a daily*", "*the opposition's* claim", "*media* reports"."""
    for c in noun.children:
        printed = c.lemma_.lower() in _words().papers and _cases(c) == ["in"]
        behind = c.dep_ == "nmod" and (printed or any(case in _words().accusers for case in _cases(c)))
        if behind or (c.dep_ == "nmod:poss" and c.pos_ != "PRON") or (c.dep_ == "compound" and c.i < noun.i):
            return c
    between = (c for c in noun.head.rights if c.dep_ == "obl" and noun.i < c.i < content.i)
    return next((c for c in between if any(case in _words().accusers for case in _cases(c))), None)


def _part(account: _ToldAccount, drafts: list[Draft], denied: dict[int, list[Draft]], chains: Chains) -> None:
    """Part what an account says into what its teller tells and what is denied, each with its chain.

    An account that nobody tells is only denied.
    """
    cue = account.cue.i
    links, evidence = denier(chains, cue)
    heads = {account.content.i, *(c.i for c in account.content.children if c.dep_ == "conj")}
    told: tuple[Link, ...] = ()
    if account.source is not None:
        told, _ = chains.chain_of_speaker(account.source.i, account.noun.i)
        span = told[0].span
        start = account.source.idx
        if span is None or not span.start <= start < span.end:
            told = ()
    if told and links[0].span == told[0].span:
        links = links[1:]  # who denies it, is not told: "we reject the claim by Baku that ..."
    elif not told and len(links) < 2:
        return
    events = {d.event.trigger for d in drafts}
    for n, draft in enumerate(drafts):
        event = draft.event
        borne = account.content.i not in events and account.content.doc[event.trigger].head.i in heads
        if event.trigger not in heads and event.light not in heads and not borne:
            continue
        rumour = not told and account.noun.lemma_.lower() in load_status_words().rumours
        verdict = draft.verdict._replace(
            status="negated" if rumour else "denied", cue=(cue, cue + 1), negative=False
        )
        denial = replace(draft, verdict=verdict, chain=links, evidence=evidence, heard=None)
        if not told:
            drafts[n] = denial
            continue
        drafts[n] = replace(
            draft,
            verdict=_undenied(draft.verdict, account),
            chain=(told[0], *(links[1:] or links)),
            evidence="statement",
            heard=None,
        )
        denied.setdefault(n, []).append(replace(denial, said=(), mentions=()))


def _is_said_of_account(predicate: Token) -> bool:
    """Whether a predicate is said of an account: "the report *is* a lie"."""
    subjects = [c for c in predicate.children if c.dep_.split(":")[0] == "nsubj"]
    said = any(c.dep_ == "cop" for c in predicate.children) and any(_account(s) for s in subjects)
    return said and not _insults(predicate, subjects)


def _insults(verdict: Token, of: Sequence[Token]) -> bool:
    """Whether a verdict may be on a deed and not on an account of it: "called it a provocation"."""
    words = _words()
    return verdict.lemma_.lower() in words.insults and any(o.lower_ in words.pronouns for o in of)


def _account(token: Token) -> bool:
    """Whether a word stands for what others have told, and does not say itself what that is."""
    words = _words()
    if token.lower_ in words.pronouns:
        return token.pos_ in ("PRON", "DET")
    known = token.lemma_.lower() in words.accounts and token.ent_type_ == ""
    return known and not any(c.dep_.split(":")[0] in ("acl", "nmod", "nummod") for c in token.rights)


def _verdict(token: Token) -> bool:
    return token.lemma_.lower() in _words().verdicts or token.lower_ in _words().verdicts


def _undenied(verdict: Verdict, account: _ToldAccount) -> Verdict:
    """The status that he who tells an account gives to what it says: what the words of the account itself tell."""
    if verdict.status == "ongoing" or (
        verdict.cue is not None and verdict.cue[0] > account.noun.i and verdict.cue[0] != account.cue.i
    ):
        return verdict
    return Verdict("happened", repeated=verdict.repeated)


def allegation(
    around: Surroundings, drafts: Sequence[Draft], word: Token, links: Sequence[Link]
) -> int | None:
    """The number of the claim that a denial points back to: in the nearest sentence that has one, what its tree tells first.

    What a voice has told goes before what the outlet tells itself; nobody denies what he said, or what was only a word. Of what
    stands on both sides of a "but" the latter is the news: "had tracked it but it broke up, an account that Iran denied".
    """
    cue = word.i
    turn = _turn(word)
    told: dict[int, list[int]] = {}
    for n, draft in enumerate(drafts):
        back = around.sentence[cue] - around.sentence[draft.event.trigger]
        apart = turn is not None and draft.event.trigger < turn.left_edge.i
        if draft.event.trigger < cue and back <= _BACK and not apart and _is_told(draft, links):
            told.setdefault(back, []).append(n)
    if not told or (turn is not None and 0 not in told):
        return None
    nearest = told[min(told)]
    voiced = [n for n in nearest if len(drafts[n].chain) > 1]
    best = min(voiced or nearest, key=lambda n: (depth(around.doc[drafts[n].event.trigger]), n))
    if not _is_fact(drafts[best]):
        return None  # "said that it might withdraw. The Kremlin disputes that."
    return best


def _turn(word: Token) -> Token | None:
    """The clause behind a "but" whose account a word denies: "had tracked it but it *broke* up, an account that Iran denied"."""
    if word.dep_ != "acl:relcl":
        return None
    return next(
        (a for a in word.ancestors if any(c.dep_ == "cc" and c.lower_ == "but" for c in a.lefts)), None
    )


def _is_told(draft: Draft, links: Sequence[Link]) -> bool:
    """Whether a claim is what another voice than the denying one tells, or what the outlet tells as a fact."""
    if draft.event.type in _words().sayings or (draft.chain and draft.chain[0].voice == links[0].voice):
        return False
    return len(draft.chain) > 1 or _is_fact(draft)


def _is_fact(draft: Draft) -> bool:
    return draft.verdict.status in ("happened", "ongoing")


def _spells_out(around: Surroundings, draft: Draft, cue: int, links: Sequence[Link]) -> bool:
    """Whether a claim says what a denial means: "denied it: its men *did not fire*"."""
    behind = draft.event.trigger > cue and around.sentence[cue] == around.sentence[draft.event.trigger]
    same = bool(draft.chain) and draft.chain[0].voice == links[0].voice
    return behind and same and draft.verdict.status == "negated"


def depth(token: Token) -> int:
    """How many words stand above a word in its tree."""
    return sum(1 for _ in token.ancestors)
