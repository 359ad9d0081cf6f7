"""What is the noun phrase around this token? Trees as plain lists, for the questions about who."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import lru_cache
from typing import NamedTuple

from spacy.attrs import IDX
from spacy.tokens import Doc, Token

from whence.article import Span
from whence.knowledge.actors import Actors
from whence.knowledge.roles import Roles, load_roles

NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "ADJ", "DET", "X", "SYM"})
_LEFT_KEPT = frozenset(
    {
        "amod",
        "compound",
        "nmod:poss",
        "nummod",
        "nmod:desc",
        "nmod",
        "case",
        "flat",
        "det:poss",
        "goeswith",
        "advmod",
    }
)
_RIGHT_KEPT = frozenset(
    {"nmod", "flat", "flat:name", "compound", "goeswith", "nmod:desc", "fixed", "case", "nummod"}
)
_KEPT_CASES = frozenset({"of", "for", "from", "in", "at", "on", "to", "'s", "’s", "'", "’", "within"})
_LONGEST = 8
"""Words that a modifier may have; longer ones are taken for parse errors."""
_DETERMINERS = frozenset({"det", "det:predet", "predet"})


@lru_cache(maxsize=2)
def text_of(doc: Doc) -> str:
    """``doc.text``, put together once: spaCy makes a token object for each word whenever it is asked."""
    return str(doc.text)


class TokenIndex:
    """Tokens of a Doc by character offset."""

    def __init__(self, doc: Doc) -> None:
        self._starts: list[int] = doc.to_array(IDX).tolist()

    def at(self, offset: int) -> int:
        """The token that holds the character, or the last one before it."""
        return max(0, bisect_right(self._starts, offset) - 1)

    def after(self, end: int) -> int:
        """The token after the one that holds the character before ``end``."""
        return bisect_left(self._starts, end)


def root_of(doc: Doc, first: int, last: int) -> Token:
    """The token from ``first`` up to ``last`` that the others hang on: the first whose own head lies outside."""
    for i in range(first, min(last, len(doc))):
        head = doc[i].head.i
        if not first <= head < last or head == i:
            return doc[i]
    return doc[first]


class Tree:
    """The words and arcs of a Doc as lists indexed by token."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.text = text_of(doc)
        self.words: list[str] = []
        self.low: list[str] = []
        self.lemma: list[str] = []
        self.pos: list[str] = []
        self.tag: list[str] = []
        self.dep: list[str] = []
        self.head: list[int] = []
        self.start: list[int] = []
        self.children: list[list[int]] = [[] for _ in range(len(doc))]
        self.sentence: list[int] = []
        number = -1
        for token in doc:
            word = token.text
            self.words.append(word)
            self.low.append(word.lower())
            self.lemma.append((token.lemma_ or word).lower())
            self.pos.append(token.pos_)
            self.tag.append(token.tag_)
            self.dep.append(token.dep_)
            head = token.head.i
            self.head.append(head)
            self.start.append(token.idx)
            if head != token.i:
                self.children[head].append(token.i)
            if token.is_sent_start or number < 0:
                number += 1
            self.sentence.append(number)

    def __len__(self) -> int:
        return len(self.words)

    def end(self, i: int) -> int:
        """Character offset after token ``i``."""
        return self.start[i] + len(self.words[i])

    def span(self, start: int, end: int) -> Span:
        """Character span of the tokens from ``start`` up to ``end`` (exclusive)."""
        return Span(self.start[start], self.end(end - 1))

    def slice(self, start: int, end: int) -> str:
        """The text of the tokens from ``start`` up to ``end`` (exclusive), blanks folded."""
        return " ".join(self.text[self.start[start] : self.end(end - 1)].split())

    def reach(self, i: int) -> tuple[int, int]:
        """Leftmost token of the subtree of ``i`` and the token after its rightmost; bounded against bad trees."""
        low = high = i
        todo = [i]
        steps = 0
        while todo and steps < 400:
            steps += 1
            k = todo.pop()
            low, high = min(low, k), max(high, k)
            todo.extend(self.children[k])
        return low, high + 1

    def kids(self, i: int, *deps: str) -> list[int]:
        """Children of ``i`` by exact relation or by the part before the colon."""
        return [k for k in self.children[i] if self.dep[k] in deps or self.dep[k].split(":")[0] in deps]

    def cases(self, i: int) -> list[str]:
        """The prepositions and case marks of ``i``, lower case."""
        return [self.low[k] for k in self.children[i] if self.dep[k] == "case"]

    def plural(self, i: int) -> bool:
        """Whether the noun is plural by tag."""
        return self.tag[i] in ("NNS", "NNPS")

    def conjuncts(self, i: int) -> list[int]:
        """``i`` and the nominal conjuncts below it, in text order."""
        out, todo = [i], [i]
        while todo and len(out) < 40:
            for k in self.children[todo.pop()]:
                if self.dep[k] == "conj" and self.pos[k] in NOMINAL and k not in out:
                    out.append(k)
                    todo.append(k)
        return sorted(out)

    def core(self, i: int) -> tuple[int, int]:
        """Token span of the noun phrase headed by ``i`` without leading determiner, clauses, appositions, conjuncts."""
        start = i
        kids = self.children[i]
        for k in sorted((k for k in kids if k < i), reverse=True):
            dep = self.dep[k]
            if dep in _DETERMINERS and self.dep[k] != "det:poss":
                if self.low[k] in (
                    "a",
                    "an",
                    "the",
                    "this",
                    "that",
                    "these",
                    "those",
                    "both",
                    "some",
                    "any",
                    "its",
                ):
                    continue
                break
            if dep in ("cc", "punct") or (dep == "case" and self.low[k] not in ("'s", "’s")):
                if dep == "punct" and self.words[k] in "-–‐\"“”'‘’":
                    continue
                break
            if dep not in _LEFT_KEPT or (dep == "advmod" and k != start - 1):
                break
            low, high = self.reach(k)
            if (
                high > start
                or k - low > _LONGEST
                or self.sentence[low] != self.sentence[i]
                or any(self.pos[x] in ("VERB", "AUX") or self.words[x] in ".;:" for x in range(low, k))
            ):
                low, high = k, k + 1
            while low < k and self.dep[low] in ("det", "case", "punct", "cc") and self.head[low] in (k, i):
                low += 1
            if dep == "nmod" and self.low[k] in ("yesterday", "today", "tomorrow"):
                break
            start = low
        while start > 0 and self.dep[start - 1] in ("compound", "amod") and self.head[start - 1] > i + 1:
            # A modifier right before the noun whose arc passes over it belongs to it all the same.
            start -= 1
        end = i + 1
        for k in kids:
            if k < end:
                continue
            dep = self.dep[k]
            if dep == "punct" and self.words[k] in "-–‐" and k == end:
                end = k + 1
                continue
            if dep not in _RIGHT_KEPT:
                break
            if dep == "case" and self.low[k] in ("'s", "’s", "'", "’"):
                break
            low, high = self._right(k)
            if dep == "nmod" and not any(c in _KEPT_CASES for c in self.cases(k)):
                break
            if dep == "nmod" and self.pos[k] == "NUM" and "at" in self.cases(k):
                break  # "the police put it at 3,000, organisers at 15,000"
            if low > end or high - i > 2 * _LONGEST or self.sentence[high - 1] != self.sentence[i]:
                break
            end = high
        while end - 1 > i and self.dep[end - 1] in ("case", "cc", "punct", "mark", "det"):
            end -= 1
        while start < i and (
            self.dep[start] in ("det", "punct", "cc", "case") or self.low[start] in ("the", "a", "an")
        ):
            start += 1
        return start, max(end, i + 1)

    def _right(self, k: int) -> tuple[int, int]:
        """The tokens of a dependent on the right: its preposition, its own core and the core's article."""
        low = k
        for c in self.children[k]:
            if c < k and self.dep[c] in (
                "case",
                "det",
                "nmod:poss",
                "amod",
                "compound",
                "nummod",
                "nmod:desc",
                "punct",
            ):
                low = min(low, self.reach(c)[0])
        high = k + 1
        for c in self.children[k]:
            if c >= high and self.dep[c] in (
                "flat",
                "compound",
                "nmod",
                "flat:name",
                "conj",
                "nmod:desc",
                "nummod",
            ):
                start, end = self.reach(c)
                if self.dep[c] == "nmod" and not any(x in ("of", "for", "in", "from") for x in self.cases(c)):
                    break
                if end - start > 6 or start > high:
                    break
                if any(
                    self.dep[x] in ("acl", "acl:relcl", "appos", "advcl")
                    for x in range(start, min(end, len(self.dep)))
                ):
                    break
                high = end
            elif c >= high and self.dep[c] not in ("case",):
                break
        return low, high


class Mention(NamedTuple):
    """One mention of a coreference cluster."""

    cluster: int
    start: int
    end: int


def mentions_by_head(doc: Doc, tree: Tree) -> dict[int, Mention]:
    """The widest mention headed by each token, over all clusters of ``doc._.coref``; odd spans are left out."""
    out: dict[int, Mention] = {}
    size = len(tree)
    for number, cluster in enumerate(doc._.coref or ()):
        for start, end in cluster:
            if not 0 <= start < end <= size:
                continue
            head = head_of(tree, start, end)
            known = out.get(head)
            if known is None or end - start < known.end - known.start:
                out[head] = Mention(number, start, end)
    return out


def head_of(tree: Tree, start: int, end: int) -> int:
    """The token of a span that hangs on something outside it (the first such, or the first token)."""
    for i in range(start, end):
        head = tree.head[i]
        if (head == i or not start <= head < end) and tree.dep[i] not in ("punct", "case", "det", "cc"):
            return i
    return start


_SMALL = frozenset({"of", "the", "and", "for", "in", "on", "to", "de", "la", "du", "&"})


def acronyms(words: list[str]) -> dict[str, tuple[int, int]]:
    """Acronyms that the text defines in brackets or by "known as", each with the token span of what it stands for.

    "Joint Chiefs of Staff (JCS)" and "…, also known as JCS" define ``JCS``; its letters must be the initials of the words before it, in order.
    """
    out: dict[str, tuple[int, int]] = {}
    for i in range(1, len(words) - 2):
        if words[i] != "(" or words[i + 2] != ")":
            continue
        short = words[i + 1].replace(".", "")
        if not (2 <= len(short) <= 8 and sum(c.isupper() for c in short) >= 2 and short.isalpha()):
            continue
        letters = [c for c in short.lower() if c.isalpha()]
        start = _initials(words, i, letters)
        if start is not None:
            out.setdefault(words[i + 1], (start, i))
    for i in range(3, len(words)):
        if words[i].isupper() and words[i - 1] == "as" and words[i - 2] == "known":
            end = i - 3 if words[i - 3] in ("also", "better") else i - 2
            end -= words[end - 1] == ","
            start = _initials(words, end, list(words[i].lower()))
            if start is not None:
                out.setdefault(words[i], (start, end))
    return out


def _initials(words: list[str], end: int, letters: list[str]) -> int | None:
    """Where the words begin whose initials spell the letters; small words and hyphens may be skipped."""
    k, j, skipped = len(letters) - 1, end - 1, 0
    start = None
    while j >= 0 and k >= 0 and end - j <= len(letters) * 2 + 2:
        word = words[j].lower()
        if word[:1] == letters[k]:
            start = j
            k -= 1
        elif word not in _SMALL and word not in ("-", "'s", "’s"):
            skipped += 1
            if skipped > 1:
                return None
        j -= 1
    return start if k < 0 and start is not None and words[start][:1].isupper() else None


def bare(text: str) -> str:
    """A name without leading article and possessive ending, blanks folded."""
    text = whole = " ".join(text.split())
    for ending in ("'s", "’s"):
        text = text.removesuffix(ending).rstrip()
    if text[:4].lower() == "the ":
        text = text[4:]
    text = text.strip(',;:!?"“”()[]')
    if text.endswith(".") and len(text) > 4 and text[-4:-1].islower():
        text = text[:-1]
    return text or whole


def name_words(text: str, actors: Actors, roles: Roles | None = None) -> list[str]:
    """The words of a person's name without titles and nationality before it ("Russian President Vladimir Putin")."""
    roles = roles or load_roles()
    words = text.replace(",", " ").strip(" -–—•*\"“”'‘").split()
    if not words:
        return text.split() or [text]
    if words and words[-1] in ("'s", "’s", "'", "’"):
        words.pop()
    if words and words[-1][-2:] in ("'s", "’s"):
        words[-1] = words[-1][:-2]
    cut = False
    while len(words) > 1:
        first = words[0].lower().rstrip(".")
        if first in roles.kept_titles and len(words) <= 3:
            break
        if first in roles.titles or first == "the" or (cut and first in ("of", "for") and len(words) > 2):
            words, cut = words[1:], True
        elif len(words) > 2 and actors.adjective(" ".join(words[:2])):
            words = words[2:]
        elif actors.adjective(words[0]) and words[0][:1].isupper():
            words = words[1:]
        else:
            break
    return words
