"""Which articles were not written independently of each other, and how is that known?"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from hashlib import blake2b
from itertools import combinations, pairwise
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
"""A shingle found in more articles than this is a phrase of the trade and proposes no pairs."""
SAMPLE = 4
"""One shingle in so many, chosen by its hash, proposes pairs: of 14 shared ones (a quarter of a text of 60 words) all are
missed once in fifty times, of 27 once in two thousand."""

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


class Printed:
    """One article with what is needed to compare it with others."""

    def __init__(self, article: ReadArticle) -> None:
        self.article = article
        self.id = article.id

    @cached_property
    def pieces(self) -> frozenset[str]:
        """Its `shingles`."""
        return shingles(self.article.text)

    @cached_property
    def credit(self) -> str | None:
        """The agency it was taken from."""
        return credited(self.article)

    @cached_property
    def outlet(self) -> str:
        """Its outlet's plain name."""
        return plain_name(self.article.outlet or "")

    @cached_property
    def keys(self) -> frozenset[int]:
        """What another article must share one of to be compared with it: 64-bit hashes of pieces, and of its address."""
        found = {h for piece in self.pieces if (h := _hash(piece)) % SAMPLE == 0}
        if 0 < len(self.pieces) < SHORTEST:
            found.add(_hash(f"text:{' '.join(sorted(self.pieces))}"))
        if self.article.url:
            found.add(_hash(f"page:{self.article.url}"))
        return frozenset(found)


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), signed=True)


def likeness(one: Printed, two: Printed) -> Likeness | None:
    """How two articles depend on each other; ``None`` if nothing shows that they do.

    Shared text is the share of the shorter article's `SHINGLE`-word runs that the other has too, so a shortened
    copy is still a copy. A common credit alone is a reason but proves no copy: agencies write many reports.
    """
    if two.id < one.id:
        one, two = two, one
    same = bool(one.pieces) and one.pieces == two.pieces
    shorter = min(len(one.pieces), len(two.pieces))
    share = 1.0 if same else 0.0
    if shorter >= SHORTEST:
        share = len(one.pieces & two.pieces) / shorter
    if _page(one, two):
        share, reasons = 1.0, ["two states of one page"]
    elif share < QUOTED:
        return None
    else:
        reasons = ["the same text" if same else f"{share:.2f} shared text"]
    if why := _common_credit(one, two):
        reasons.append(why)
    return Likeness(one.id, two.id, round(share, 2), tuple(reasons))


def _page(one: Printed, two: Printed) -> bool:
    return bool(one.article.url) and one.article.url == two.article.url


def enough(shared: int, one: int, two: int) -> bool:
    """Whether two articles with ``one`` and ``two`` keys share enough of them to be worth comparing.

    That is a quarter of what is to be expected of two that share `QUOTED` of the shorter text.
    """
    return shared > 0 and shared >= QUOTED * min(one, two) / 4


def likenesses(readings: Iterable[Reading]) -> tuple[Likeness, ...]:
    """All pairs of articles that share text or are states of one page, most alike first."""
    printed = {r.article.id: Printed(r.article) for r in readings}
    holders: dict[int, list[str]] = defaultdict(list)
    for article in sorted(printed):
        for key in printed[article].keys:
            holders[key].append(article)
    shared = Counter(p for ids in holders.values() if len(ids) <= COMMONEST for p in combinations(ids, 2))
    found = []
    for (one, two), count in shared.items():
        a, b = printed[one], printed[two]
        if enough(count, len(a.keys), len(b.keys)) or _page(a, b):
            found += [like] if (like := likeness(a, b)) else []
    return tuple(sorted(found, key=order))


def order(like: Likeness) -> tuple[float, str, str]:
    """Sorts likenesses: the most alike first."""
    return -like.grade, like.one, like.two


def _common_credit(one: Printed, two: Printed) -> str | None:
    if one.credit and two.credit and plain_name(one.credit) == plain_name(two.credit):
        return f"both credit {one.credit}"
    for credit, outlet in ((one.credit, two.outlet), (two.credit, one.outlet)):
        if credit and outlet and plain_name(credit) == outlet:
            return f"one credits {credit}, which is the other"
    return None


def copy_groups(
    articles: Iterable[str],
    likes: Sequence[Likeness],
    joined: Sequence[Sequence[str]] = (),
    parted: Sequence[Sequence[str]] = (),
) -> dict[str, tuple[str, ...]]:
    """Article id to the ids of the group of copies it belongs to (itself alone, if to none).

    ``likes`` are in their `order`; those with articles not among ``articles`` are passed over.
    ``joined`` and ``parted`` are groups of articles that a person declared copies or independent.
    """
    leader = {article: article for article in articles}
    barred = {frozenset((a, b)) for group in parted for a in group for b in group if a != b}

    def find(article: str) -> str:
        while leader[article] != article:
            article = leader[article]
        return article

    def members(root: str) -> list[str]:
        return [a for a in leader if find(a) == root]

    pairs = [p for group in joined for p in pairwise(sorted(a for a in group if a in leader))]
    pairs += [
        (like.one, like.two) for like in likes if like.copy and like.one in leader and like.two in leader
    ]
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
