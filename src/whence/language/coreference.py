"""What makes two mentions alike, and how mentions join into chains."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from whence.knowledge.roles import load_roles
from whence.language.extensions import TokenSpan

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

FEATURES = 7
"""Same head, a shared key word, the same key words, the same wording, one inside the other, log distances: `Mentions.parts`."""
REACH = 700
"""Words between a mention and its antecedent; names of the very same key words have no such limit."""
ANTECEDENT = 1.0
"""Added to the score of having an antecedent, which training rates too low for CoNLL F1; chosen on OntoGUM dev."""
_BLOCK = 128
"""Mentions that are scored together; it bounds memory and changes nothing else."""
_KEY = frozenset({"flat", "compound", "goeswith"})
_HE, _SHE, _IT, _MANY = 1, 2, 4, 8
_ANY = _HE | _SHE | _IT | _MANY
_PRONOUNS = {
    "he": _HE,
    "him": _HE,
    "his": _HE,
    "himself": _HE,
    "she": _SHE,
    "her": _SHE,
    "hers": _SHE,
    "herself": _SHE,
}
_PRONOUNS |= {"it": _IT, "its": _IT, "itself": _IT}
_KINDS = {
    "person": _HE | _SHE,
    "organization": _IT,
    "place": _IT,
    "facility": _IT,
    "weapon": _IT,
    "event": _IT,
}
_ONE = frozenset({"one", "1"})
_WITH_NOUN = frozenset({"nmod", "nmod:poss"})
_SELF = ("self", "selves")
_BESIDE_SUBJECTS = frozenset({"obj", "iobj", "obl"})
_CLIMB = 30
"""So many words up a tree."""
_DETERMINERS = frozenset({"the", "a", "an", "this", "that", "these", "those"})


@dataclass(frozen=True)
class Mentions:
    """Mentions of one text, in the order of their heads.

    ``positions`` of the heads and ``spans`` [mentions, 2], in words. ``head``, ``key`` and ``wording`` number the forms of the heads, the sets of
    key words and the wordings: two mentions with one number have the same. ``shared`` [mentions, words] tells which key
    words a mention has, ``named`` which mentions are proper names, ``may_be`` the bits of the pronouns that can stand for them,
    ``apart`` the numbers of mentions that one cannot be, by the grammar of its sentence (`_bound`), ``persons`` the key words of
    names of persons, ``sorts`` the common nouns that say what a mention is, with the nouns before each ("aircraft *maker*").
    """

    positions: Ints
    spans: Ints
    head: Ints
    key: Ints
    wording: Ints
    shared: Floats
    named: npt.NDArray[np.bool_]
    may_be: Ints
    apart: tuple[frozenset[int], ...]
    persons: tuple[frozenset[str], ...]
    sorts: tuple[Mapping[str, frozenset[str]], ...]

    @staticmethod
    def of(
        words: Sequence[str],
        heads: Sequence[int],
        upos: Sequence[str],
        deprel: Sequence[str],
        chosen: Sequence[int],
        spans: Sequence[TokenSpan],
        kinds: Mapping[int, str] = MappingProxyType({}),
        plural: Container[int] = (),
    ) -> Mentions:
        """Of noun phrases as `whence.language.mentions.noun_phrases` finds them (``chosen`` heads and ``spans``).

        ``heads``: index in the text; a root has itself or a negative number. ``deprel``: UD relations. ``kinds`` of names by
        the words in them, and the words that are plurals of common nouns, tell which pronouns a mention may not have.
        """
        forms = [w.lower() for w in words]
        beside: dict[int, list[str]] = {}
        for i, (parent, label) in enumerate(zip(heads, deprel, strict=True)):
            if parent >= 0 and label.split(":")[0] in _KEY:
                beside.setdefault(parent, []).append(forms[i])
        kept = [frozenset([forms[i], *beside.get(i, ())]) for i in chosen]
        return Mentions(
            np.asarray(chosen, dtype=np.int64),
            np.asarray(spans, dtype=np.int64).reshape(-1, 2),
            _numbered([forms[i] for i in chosen]),
            _numbered(kept),
            _numbered([_wording(forms, span) for span in spans]),
            _incidence(kept),
            np.asarray([upos[i] == "PROPN" for i in chosen], dtype=np.bool_),
            np.asarray(
                [
                    _may_be(
                        forms[i], kinds.get(i), i in plural or (upos[i] == "NUM" and forms[i] not in _ONE)
                    )
                    for i in chosen
                ],
                dtype=np.int64,
            ),
            _bound(forms, heads, upos, deprel, chosen),
            tuple(
                words if upos[i] == "PROPN" and kinds.get(i) == "person" else frozenset()
                for i, words in zip(chosen, kept, strict=True)
            ),
            _sorts(forms, heads, upos, deprel, chosen),
        )

    def parts(self, rows: slice, columns: slice) -> Iterator[npt.NDArray[Any]]:
        """What pairs of mentions have in common, feature by feature: [rows, columns] of truth values or numbers."""
        yield self.head[rows, None] == self.head[None, columns]
        yield self.shared[rows] @ self.shared[columns].T > 0
        yield self.key[rows, None] == self.key[None, columns]
        yield self.wording[rows, None] == self.wording[None, columns]
        (low, high), (begin, end) = self.spans[rows].T[:, :, None], self.spans[columns].T[:, None]
        yield ((low <= begin) & (end <= high)) | ((begin <= low) & (high <= end))
        between = np.arange(len(self.positions))
        yield np.log1p(np.abs(between[rows, None] - between[None, columns])).astype(np.float32) / 4
        distance = np.abs(self.positions[rows, None] - self.positions[None, columns]).astype(np.float32)
        yield np.log1p(distance) / 4

    def alike(self) -> Floats:
        """[mentions, mentions, `FEATURES`]: all pairs and all `parts`."""
        whole = slice(0, len(self.positions))
        return np.stack([p.astype(np.float32) for p in self.parts(whole, whole)], -1)


def _may_be(form: str, kind: str | None, plural: bool) -> int:
    if form in _PRONOUNS:
        return _PRONOUNS[form]
    if plural:
        return _MANY
    return _KINDS[kind] if kind in _KINDS else _IT | _MANY if form in load_roles().bodies else _ANY


def _bound(
    forms: Sequence[str],
    heads: Sequence[int],
    upos: Sequence[str],
    deprel: Sequence[str],
    chosen: Sequence[int],
) -> tuple[frozenset[int], ...]:
    """For each mention those that it cannot be (binding, Chomsky 1981): the subject of its own verb, unless it is a reflexive,
    the noun that it stands with as its owner or part ("*his* successor", "the head of *the firm*"), and, unless it is a
    pronoun, the subject of a verb that its clause completes ("*she* said that *Ms. Diaz* had left").
    """
    number = {word: k for k, word in enumerate(chosen)}
    subject = {
        heads[i]: i for i, label in enumerate(deprel) if label.split(":")[0] == "nsubj" and heads[i] >= 0
    }
    out: list[set[int]] = [set() for _ in chosen]
    for k, word in enumerate(chosen):
        found = set()
        if deprel[word].split(":")[0] in _BESIDE_SUBJECTS and not forms[word].endswith(_SELF):
            found.add(subject.get(heads[word]))
        if deprel[word] in _WITH_NOUN:
            found.add(heads[word])
        if upos[word] != "PRON":
            at = word
            for _ in range(_CLIMB):
                above = heads[at]
                if above < 0 or above == at:
                    break
                if deprel[at] == "ccomp":
                    found.add(subject.get(above))
                at = above
        for other in {number[s] for s in found if s is not None and s in number} - {k}:
            out[k].add(other)
            out[other].add(k)
    return tuple(map(frozenset, out))


def _sorts(
    forms: Sequence[str],
    heads: Sequence[int],
    upos: Sequence[str],
    deprel: Sequence[str],
    chosen: Sequence[int],
) -> tuple[Mapping[str, frozenset[str]], ...]:
    """For each mention the common nouns that say what it is: its head, and those put before or beside a name."""
    before: dict[int, set[str]] = {}
    beside: dict[int, list[int]] = {}
    for i, (parent, label) in enumerate(zip(heads, deprel, strict=True)):
        if parent >= 0 and label == "compound" and upos[i] == "NOUN":
            before.setdefault(parent, set()).add(forms[i])
        elif parent >= 0 and label in ("nmod:desc", "appos") and upos[i] == "NOUN":
            beside.setdefault(parent, []).append(i)
    return tuple(
        {forms[k]: frozenset(before[k]) for k in (i, *beside.get(i, ())) if upos[k] == "NOUN" and k in before}
        for i in chosen
    )


def _incidence(keys: Sequence[frozenset[str]]) -> Floats:
    """[mentions, words]: which key words a mention has, of those that several mentions have."""
    counts = Counter(word for key in keys for word in key)
    numbers = {word: i for i, word in enumerate(w for w, n in counts.items() if n > 1)}
    table = np.zeros((len(keys), len(numbers)), dtype=np.float32)
    for i, key in enumerate(keys):
        table[i, [numbers[w] for w in key if w in numbers]] = 1
    return table


def _wording(forms: Sequence[str], span: TokenSpan) -> str:
    """A mention's words without an article or demonstrative before them."""
    words = forms[span[0] : span[1]]
    return " ".join(words[1:] if len(words) > 1 and words[0] in _DETERMINERS else words)


def _numbered(values: Sequence[object]) -> Ints:
    numbers: dict[object, int] = {}
    return np.asarray([numbers.setdefault(v, len(numbers)) for v in values], dtype=np.int64)


def chains(scores: Floats, mentions: Mentions, spans: Sequence[TokenSpan]) -> list[list[TokenSpan]]:
    """Clusters of mentions, each joined to its best antecedent; having none scores 0 (Lee et al. 2017).

    ``scores`` [words, 2 c + `FEATURES` + 1] are what the network says of each word: what it asks for, what it answers,
    how much each feature counts, and how likely it has an antecedent at all (arcs between words as in Dobrovolskii 2021).
    """
    total = len(mentions.positions)
    width = (scores.shape[1] - FEATURES - 1) // 2
    picked = scores[mentions.positions]
    asks, answers = picked[:, :width] * np.float32(width**-0.5), picked[:, width : 2 * width]
    weights, own = picked[:, 2 * width : -1], picked[:, -1:] + np.float32(ANTECEDENT)
    parent = list(range(total))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    may_be = mentions.may_be.tolist()
    members = [{i} for i in range(total)]
    persons, apart, sorts = list(mentions.persons), list(mentions.apart), list(mentions.sorts)

    def clash(one: int, other: int) -> bool:
        """Whether two chains, by their roots, cannot be one: "she" is no "he", also where a third mention is between them."""
        if not may_be[one] & may_be[other] or apart[one] & members[other]:
            return True
        if persons[one] and persons[other] and not persons[one] & persons[other]:
            return True
        mine, theirs = sorts[one], sorts[other]
        return any(not mine[noun] & theirs[noun] for noun in mine.keys() & theirs.keys())

    last: dict[int, int] = {}  # the last name of each set of key words
    for start in range(0, total, _BLOCK):
        end = min(start + _BLOCK, total)
        low = int(np.searchsorted(mentions.positions, mentions.positions[start] - REACH))
        rows, columns = slice(start, end), slice(low, end)
        block = asks[rows] @ answers[columns].T + own[rows]
        for feature, part in enumerate(mentions.parts(rows, columns)):
            block += part * weights[rows, feature, None]
        block[np.arange(low, end)[None] >= np.arange(start, end)[:, None]] = -np.inf
        block[mentions.positions[rows, None] - mentions.positions[None, columns] > REACH] = -np.inf
        for i in range(start, end):
            row = block[i - start]
            found = int(row.argmax())
            while row[found] > 0 and clash(root(i), root(low + found)):
                row[found] = -np.inf
                found = int(row.argmax())
            before = last.get(int(mentions.key[i])) if mentions.named[i] else None
            if row[found] > 0:
                one, other = root(i), root(low + found)
                may_be[other] &= may_be[one]
                parent[one] = other
                members[other] |= members[one]
                apart[other] |= apart[one]
                persons[other] |= persons[one]
                sorts[other] = {**sorts[one], **sorts[other]}
            elif before is not None and mentions.positions[i] - mentions.positions[before] > REACH:
                parent[root(i)] = root(before)
            if mentions.named[i]:
                last[int(mentions.key[i])] = i
    clusters: dict[int, list[TokenSpan]] = {}
    for i in range(total):
        clusters.setdefault(root(i), []).append(spans[i])
    return sorted(sorted(set(c)) for c in clusters.values() if len(set(c)) > 1)
