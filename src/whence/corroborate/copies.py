"""Which articles were not written independently of each other, and how is that known?"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from whence.corroborate.told import plain_name, words
from whence.knowledge.corroboration import wire
from whence.reading import ReadArticle, Reading

SHINGLE = 5
"""Words in a row that count as one piece of shared text."""
COPY = 0.5
"""From this share of the shorter text on, the two are one text.

Among the 924 articles of PolNeAR eight pairs share 0.51 or more, two share 0.26, and none lies between.
"""
QUOTED = 0.25
"""From this share on, one has taken passages from the other or both from a third; not yet a copy."""
SHORTEST = 20
"""Texts of fewer shingles say too little to be compared."""
COMMONEST = 200
"""A shingle found in more articles than this is a phrase of the trade and joins none of them."""

_DATELINE = re.compile(
    # a place in capitals, perhaps a state and a date, the agency in brackets, a dash
    r"^[^\W\d_a-z]{2}[^\n—–]{0,78}?\(([^()\n]{2,60})\)\s*(?:[—–]|-{1,2})\s",
    re.MULTILINE,
)
_HEAD = 1500
"""Characters in which a dateline is sought: a headline and a summary may stand before it."""
_BYLINE = re.compile(r"^\s*(?:by|from|source:?)\s+(.{2,80}?)\s*$", re.IGNORECASE)
_CREDIT = re.compile(
    r"(?:\(|^|\n)[ \t]*(?:(?i:reporting by|source:|copyright|©)[ \t]*)?([A-Z][\w .\-]{1,40}?)[ \t]*(?:\)|\n|$)"
)


class Likeness(NamedTuple):
    """Two articles (by id, the lesser first) that are not independent: ``grade`` 0 to 1, and why."""

    one: str
    two: str
    grade: float
    reasons: tuple[str, ...]

    @property
    def copy(self) -> bool:
        """Whether the two count as one text."""
        return self.grade >= COPY


def credited(article: ReadArticle) -> str | None:
    """The agency an article says it was taken from, by dateline, byline or closing line; ``None`` if by none.

    A dateline names any agency, known or not; a byline or a closing line must name a known one.
    """
    found = _DATELINE.search(article.text, 0, _HEAD)
    if found:
        return wire(found[1]) or found[1].strip()
    for text in (article.author, article.outlet):
        if text:
            by = _BYLINE.match(text)
            for part in re.split(r"[,;/|]|\band\b|\bwith\b", by[1] if by else text):
                if name := wire(part):
                    return name
    for match in _CREDIT.finditer(article.text[-160:]):
        if name := wire(match[1]):
            return name
    return None


def shingles(text: str) -> frozenset[str]:
    """All runs of `SHINGLE` words in ``text``, without a dateline."""
    found = words(_DATELINE.sub("", text, count=1))
    return frozenset(" ".join(found[i : i + SHINGLE]) for i in range(len(found) - SHINGLE + 1))


def likenesses(readings: Sequence[Reading]) -> tuple[Likeness, ...]:
    """All pairs of articles that share text or credit one agency, most alike first.

    Shared text is the share of the shorter article's `SHINGLE`-word runs that the other has too, so a shortened
    copy is still a copy. A common credit alone is a reason but proves no copy: agencies write many reports.
    """
    pieces = {r.article.id: shingles(r.article.text) for r in readings}
    holders: dict[str, list[str]] = defaultdict(list)
    for article in sorted(pieces):
        for piece in pieces[article]:
            holders[piece].append(article)
    shared: dict[tuple[str, str], int] = defaultdict(int)
    for articles in holders.values():
        if 1 < len(articles) <= COMMONEST:
            for i, one in enumerate(articles):
                for two in articles[i + 1 :]:
                    shared[one, two] += 1
    credits = {r.article.id: credited(r.article) for r in readings}
    outlets = {r.article.id: plain_name(r.article.outlet or "") for r in readings}
    found: list[Likeness] = []
    for (one, two), count in shared.items():
        shorter = min(len(pieces[one]), len(pieces[two]))
        same = pieces[one] == pieces[two]
        if shorter < SHORTEST and not same:
            continue
        share = count / shorter
        if share < QUOTED:
            continue
        reasons = ["the same text" if same else f"{share:.2f} shared text"]
        if why := _common_credit(credits, outlets, one, two):
            reasons.append(why)
        found.append(Likeness(one, two, round(share, 2), tuple(reasons)))
    found.sort(key=lambda like: (-like.grade, like.one, like.two))
    return tuple(found)


def _common_credit(credits: dict[str, str | None], outlets: dict[str, str], one: str, two: str) -> str | None:
    first, second = credits[one], credits[two]
    if first and second and plain_name(first) == plain_name(second):
        return f"both credit {first}"
    for credit, outlet in ((first, outlets[two]), (second, outlets[one])):
        if credit and outlet and plain_name(credit) == outlet:
            return f"one credits {credit}, which is the other"
    return None


def copy_groups(
    readings: Sequence[Reading],
    likes: Sequence[Likeness],
    joined: Sequence[Sequence[str]] = (),
    parted: Sequence[Sequence[str]] = (),
) -> dict[str, tuple[str, ...]]:
    """Article id to the ids of the group of copies it belongs to (itself alone, if to none).

    ``joined`` and ``parted`` are groups of articles that a person declared copies or independent.
    """
    leader = {r.article.id: r.article.id for r in readings}
    barred = {frozenset((a, b)) for group in parted for a in group for b in group if a != b}

    def find(article: str) -> str:
        while leader[article] != article:
            article = leader[article]
        return article

    def members(root: str) -> list[str]:
        return [a for a in leader if find(a) == root]

    pairs = [p for group in joined for p in pairwise(sorted(a for a in group if a in leader))]
    pairs += [(like.one, like.two) for like in likes if like.copy]
    for one, two in pairs:
        first, second = sorted((find(one), find(two)))
        if first == second:
            continue
        if barred and any(frozenset((a, b)) in barred for a in members(first) for b in members(second)):
            continue
        leader[second] = first
    groups: dict[str, list[str]] = defaultdict(list)
    for article in sorted(leader):
        groups[find(article)].append(article)
    return {article: tuple(group) for group in groups.values() for article in group}
