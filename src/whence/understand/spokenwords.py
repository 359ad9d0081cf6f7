"""What are the words of a text: its tree (UD v2) as lists, its quotes and paragraphs, and the phrases they make?"""

from __future__ import annotations

from typing import Protocol

from spacy.tokens import Doc

from whence.article import Span
from whence.knowledge.sayswords import SaysWords, says_words
from whence.language.extensions import TokenSpan
from whence.reading import Entity, Party, VoiceKind
from whence.understand.quotes import find_quotes, paragraphs

# Steps that a climb up a tree or along a chain may take: far above any real sentence, and what keeps odd ones linear.
CLIMB = 120
SUBJECTS = ("nsubj", "nsubj:pass", "csubj", "nsubj:outer", "csubj:pass")
# Dependents that stand before a noun and belong to its name.
_BEFORE = frozenset(
    ("det", "amod", "compound", "nmod:poss", "nummod", "flat", "det:predet", "nmod", "nmod:unmarked")
)
# Marks that set a phrase off.
BREAKS = frozenset({",", "”", '"', "''", "--", "–", "—", "-", "("})


class Voices(Protocol):
    """What this file asks about the party that a noun phrase, given by its head token, stands for."""

    def party(self, token_index: int, /) -> tuple[Party, ...]:
        """The parties meant, pronouns and titles resolved; empty if none is known."""

    def entity(self, token_index: int, /) -> Entity | None:
        """The entity meant, if it is one and known."""

    def voice_kind(self, token_index: int, /) -> VoiceKind:
        """What kind of voice speaks."""


class Words:
    """The words of one text as lists: a spaCy Token for each look would cost ten times as much."""

    def __init__(self, doc: Doc, parties: Voices) -> None:
        self.doc = doc
        self.parties = parties
        self.words: SaysWords = says_words()
        # One array and a table of strings: a spaCy Token for each look would cost ten times as much.
        rows = doc.to_array(["ORTH", "LEMMA", "POS", "TAG", "DEP", "HEAD", "SENT_START", "ENT_TYPE"]).tolist()
        text: dict[int, str] = {key: doc.vocab.strings[key] for row in rows for key in (*row[:5], row[7])}
        size = len(rows)
        words = [text[row[0]] for row in rows]
        self.lower: list[str] = [word.lower() for word in words]
        self.lemma: list[str] = [(text[row[1]] or words[i]).lower() for i, row in enumerate(rows)]
        self.pos: list[str] = ["SPACE" if words[i].isspace() else text[row[2]] for i, row in enumerate(rows)]
        self.tag: list[str] = [text[row[3]] for row in rows]
        for i, tag in enumerate(self.tag):
            if tag.startswith("VB") and self.lemma[i] not in self.words.verbs:
                self.lemma[i] = _base(self.lower[i], self.words.verbs) or self.lemma[i]
        self.dep: list[str] = ["root" if text[row[4]] == "ROOT" else text[row[4]] for row in rows]
        self.named: list[bool] = [bool(row[7]) for row in rows]
        self.head: list[int] = [i + _signed(row[5]) for i, row in enumerate(rows)]
        self.kids: list[list[int]] = [[] for _ in range(size)]
        for i, h in enumerate(self.head):
            if h != i:
                self.kids[h].append(i)
        self.left, self.right = _edges(self.head)
        self.sentence: list[int] = []
        for i, row in enumerate(rows):
            last = self.sentence[-1] if self.sentence else 0
            self.sentence.append(last + 1 if row[6] == 1 and i else last)
        self.starts = [0] * (self.sentence[-1] + 1 if self.sentence else 0)
        for i in range(len(doc) - 1, -1, -1):
            self.starts[self.sentence[i]] = i
        self.paragraph = paragraphs(words)
        self.blocks = _blocks(words, self.paragraph)
        self.quotes = find_quotes(doc)
        self.quote_of = [-1] * len(doc)
        for n, quote in enumerate(self.quotes):
            for i in range(quote.start, quote.end):
                self.quote_of[i] = n

    def _stops(self, i: int) -> bool:
        """Whether a token ends a sentence by its look."""
        return self.lower[i] in (".", "?", "!") or self.pos[i] == "SPACE"

    def _top(self, i: int) -> int:
        """The root of a token's sentence."""
        for _ in range(CLIMB):
            if self.head[i] == i:
                break
            i = self.head[i]
        return i

    def _run(self, start: int, step: int) -> int:
        """The first index at or beyond ``start`` that is in no noun phrase."""
        i, seen = start, 0
        while 0 <= i < len(self.pos) and seen < 14 and self.sentence[i] == self.sentence[start]:
            linked = self.lower[i] in self.words.linking or self.tag[i] == "POS"
            if not (linked or self._nominal(i)) or self.tag[i] in ("WP", "WDT", "WP$"):
                break
            i, seen = i + step, seen + 1
        return i

    def _run_head(self, low: int, end: int) -> int | None:
        """The head noun of the words of one noun phrase: the last noun before a preposition."""
        found = None
        for i in range(low, min(end, low + 20)):
            if self.pos[i] == "ADP":
                break
            if self.pos[i] in ("NOUN", "PROPN", "PRON"):
                found = i
        return found

    def _nominal(self, i: int) -> bool:
        return self.pos[i] in ("NOUN", "PROPN", "PRON", "NUM", "ADJ", "DET", "SYM", "X")

    def _has_turn(self, i: int) -> bool:
        return any(self.dep[k] == "cc" and self.lemma[k] in self.words.turning for k in self.kids[i])

    def _plain(self, i: int) -> bool:
        return not any(self.dep[k] in SUBJECTS for k in self.kids[i])

    def _comma_before(self, top: int) -> bool:
        before = self.left[top]
        if self.lower[before] in BREAKS:
            return True
        before -= 1
        while before >= 0 and self.pos[before] == "SPACE":
            before -= 1
        return before >= 0 and self.lower[before] in BREAKS

    def _negated(self, i: int) -> bool:
        return any(self.dep[k] == "advmod" and self.lemma[k] in self.words.negations for k in self.kids[i])

    def _passive(self, i: int) -> bool:
        if any(self.dep[k] in ("nsubj:pass", "aux:pass", "csubj:pass", "obl:agent") for k in self.kids[i]):
            return True
        return (
            self.tag[i] == "VBN"
            and self.dep[i] in ("acl", "advcl")
            and not any(self.dep[k] == "aux" or self.dep[k] in SUBJECTS for k in self.kids[i])
        )

    def _to(self, k: int) -> bool:
        return any(self.dep[m] == "mark" and self.lower[m] == "to" for m in self.kids[k])

    def _verbal(self, k: int) -> bool:
        return self.pos[k] in ("VERB", "AUX")

    def _case(self, k: int) -> set[str]:
        return {self.lower[m] for m in self.kids[k] if self.dep[m] in ("case", "mark")}

    def _ends_phrase(self, i: int) -> bool:
        after = self.right[i] + 1
        return (
            after >= len(self.lower)
            or self.pos[after] in ("PUNCT", "SPACE")
            or self.sentence[after] != self.sentence[i]
        )

    def _head_of(self, span: TokenSpan) -> int:
        """The token of a span whose head lies outside it."""
        for i in range(*span):
            outside = self.head[i] == i or not span[0] <= self.head[i] < span[1]
            if outside and self.pos[i] not in ("PUNCT", "SPACE"):
                return i
        return span[0]

    def _phrase(self, i: int) -> TokenSpan:
        """A noun phrase by its head, without relative clauses, parentheses of saying and trailing punctuation."""
        start, end = i, i + 1
        for k in self.kids[i]:
            if k < i and self.dep[k] in _BEFORE:
                start = min(start, self.left[k])
            if k > i and self.dep[k] not in (
                "acl:relcl",
                "acl",
                "parataxis",
                "punct",
                "advcl",
                "ccomp",
                "cc",
                "conj",
                "case",
            ):
                end = max(end, self.right[k] + 1)
            elif k > i and self.dep[k] in ("conj", "case"):
                end = max(end, (self.right[k] if self.right[k] - k < 30 else k) + 1)
        while start < i and self.pos[start] in ("PUNCT", "SPACE", "ADP", "SCONJ", "CCONJ"):
            start += 1
        while end > i + 1 and (
            self.lower[end - 1] in (",", ";", ":", "--", "–", "—") or self.pos[end - 1] == "SPACE"
        ):
            end -= 1
        return (min(start, i), end)

    def _chars(self, span: TokenSpan | None) -> Span | None:
        if span is None or not 0 <= span[0] < span[1] <= len(self.doc):
            return None
        last = self.doc[span[1] - 1]
        return Span(self.doc[span[0]].idx, last.idx + len(last.text))


def _blocks(words: list[str], paragraph: list[int]) -> list[TokenSpan]:
    """The tokens of each paragraph without the white space around them."""
    found: list[TokenSpan] = []
    start = 0
    for i in range(1, len(words) + 1):
        if i == len(words) or paragraph[i] != paragraph[start]:
            low, high = start, i
            while low < high and words[low].isspace():
                low += 1
            while high > low and words[high - 1].isspace():
                high -= 1
            found.append((low, high))
            start = i
    return found


def _signed(value: int) -> int:
    """A head's distance as spaCy's unsigned array holds it."""
    return value - (1 << 64) if value >= 1 << 63 else value


def _edges(head: list[int]) -> tuple[list[int], list[int]]:
    """The first and last token of each token's subtree, in linear time."""
    size = len(head)
    left, right = list(range(size)), list(range(size))
    waiting = [0] * size
    for i, h in enumerate(head):
        if h != i:
            waiting[h] += 1
    ready = [i for i in range(size) if not waiting[i]]
    while ready:
        i = ready.pop()
        h = head[i]
        if h == i:
            continue
        left[h], right[h] = min(left[h], left[i]), max(right[h], right[i])
        waiting[h] -= 1
        if not waiting[h]:
            ready.append(h)
    return left, right


def _base(form: str, verbs: frozenset[str]) -> str | None:
    """The regular verb of a list that an inflected form may belong to: a guard against a wrong lemma."""
    if form in verbs:
        return form
    for ending, puts in (
        ("ied", ("y",)),
        ("ies", ("y",)),
        ("ing", ("", "e")),
        ("ed", ("", "e")),
        ("s", ("",)),
        ("es", ("",)),
    ):
        if form.endswith(ending):
            stem = form[: -len(ending)]
            for put in puts:
                if stem + put in verbs:
                    return stem + put
            if len(stem) > 3 and stem[-1] == stem[-2] and stem[:-1] in verbs:
                return stem[:-1]
    return None
