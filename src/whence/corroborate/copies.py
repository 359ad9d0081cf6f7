"""Which articles were not written independently of each other, and how is that known?

The same functions serve a handful of readings and a record of a hundred thousand. Of each article `signature` gives a few
dozen integers, made once, that sit in a table beside its id; articles that have `AGREEING` of them in common are
`candidates`, and of each pair of candidates `likeness` tells from the two texts alone whether, how far and why they are
one. What is decided about a pair depends on nothing but the pair, so neither the order in which articles arrive nor what
else the record holds changes it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from whence.article import Span
from whence.corroborate.credits import Credit, credits
from whence.corroborate.passages import RETOLD, passages, retold
from whence.corroborate.prints import AGREEING, MOST, Print, keys, print_of
from whence.corroborate.words import plain_name
from whence.reading import ReadArticle, Reading

COPY = 0.5
"""From this share of the shorter text on that passages in common cover, the two are one text."""
VERBATIM = 0.3
"""Share of the shorter text that must be word for word in the other, if they are to be one text by their passages."""
PART = 0.25
"""From this share on, one has taken passages from the other or both from a third; not yet a copy."""
ENOUGH = 16
"""Content words, about 27 words of text, that two texts must share at least; in texts of fewer only sameness counts."""
LONG_PART = 60
"""Content words, about a hundred words of text, from which on passages in common are told of however long the texts."""
LAPSE = 14
"""Days after which no desk carries a report: what shares its text by then has it as background, or as a form to fill in."""
NO_SHARE = 20
"""Words outside quotation marks from which on a text has enough of its own for a share of them to mean something."""
RETELLING = 0.75
"""Share of the shorter text from which on its sentences, told again in other words, make it a copy."""
ENCLOSED = 0.8
"""Share of a text from which on it is another's whole, not one of several that were put together."""
APART = 0.2
"""Share of the lesser of two stretches up to which they count as different stretches."""

Kind = Literal["copy", "part", "quote"]


class Shared(NamedTuple):
    """A passage that two articles have in common: where it stands in the text of each."""

    one: Span
    two: Span


class Likeness(NamedTuple):
    """Two articles (by id, the lesser first) that are not independent: how, how far from 0 to 1, and why.

    ``copy``: one text, though perhaps shortened, edited or with paragraphs added. ``part``: passages of the one stand in
    the other. ``quote``: both print the same words of a speaker or a release; each may still be a desk's own report.
    """

    one: str
    two: str
    kind: Kind
    grade: float
    """Share of the shorter text that is in the other; of its unquoted words, where it has enough of them."""
    reasons: tuple[str, ...]
    covered: tuple[float, float] = (1.0, 1.0)
    """Share of each text that is in the other."""
    passages: tuple[Shared, ...] = ()

    @property
    def copy(self) -> bool:
        """Whether the two count as one text."""
        return self.kind == "copy"

    def stretches(self, article: str) -> tuple[Span, ...]:
        """Where the passages in common stand in the text of ``article``, one of the two."""
        return tuple(shared.one if article == self.one else shared.two for shared in self.passages)

    def other(self, article: str) -> str:
        """The id of the one that ``article`` is not."""
        return self.two if article == self.one else self.one


class Text(NamedTuple):
    """An article as it is compared."""

    article: str
    outlet: str
    credits: tuple[Credit, ...]
    print: Print
    day: int | None = None
    """The day of publication, as a number."""

    @staticmethod
    def of(article: ReadArticle) -> Text:
        """What of ``article`` is compared."""
        day = article.published.day.toordinal() if article.published else None
        return Text(article.id, plain_name(article.outlet or ""), credits(article), print_of(article), day)


def signature(article: ReadArticle) -> tuple[int, ...]:
    """The keys of an article, each from 0 to 2³¹-1, ascending, to be kept with the number `prints.SCHEME`.

    In a table (key, article) with an index on both columns the candidates of an article are ``select article from keys
    where key in (…) group by article having count(*) >= AGREEING order by count(*) desc, article limit MOST``.
    """
    return keys(print_of(article))


def candidate_pairs(signatures: Mapping[str, Sequence[int]]) -> Iterator[tuple[str, str]]:
    """All pairs of articles that are worth comparing, the lesser id first: each with at most `MOST` that precede it.

    What a table of keys is to a record, for signatures that are all in memory.
    """
    names = sorted(signatures)
    sizes = [len(signatures[name]) for name in names]
    owners = np.repeat(np.arange(len(names)), sizes)
    held = np.fromiter((key for name in names for key in signatures[name]), np.int64, sum(sizes))
    order = np.argsort(held, kind="stable")
    held, owners = held[order], owners[order]
    before: dict[int, list[NDArray[np.int64]]] = defaultdict(list)
    for group in np.split(owners, np.flatnonzero(np.diff(held)) + 1):
        for place in range(1, len(group)):
            before[int(group[place])].append(group[:place])
    for second in sorted(before):
        firsts, counts = np.unique(np.concatenate(before.pop(second)), return_counts=True)
        best = np.lexsort((firsts, -counts))[:MOST]
        for first in sorted(firsts[best[counts[best] >= AGREEING]].tolist()):
            yield names[first], names[second]


def likeness(one: Text, two: Text) -> Likeness | None:
    """Whether two articles share text, how, how far and why; ``None`` if they share no more than any two reports.

    Quoted words are the speaker's: two desks that report one speech share them without sharing a line. So the share is
    taken of the words outside quotation marks, unless there are hardly any. Two states of one page are one text, however
    much of it was edited.
    """
    if two.article < one.article:
        one, two = two, one
    found = _shared(one, two)
    if one.print.page and one.print.page == two.print.page:
        reasons = ("two states of one page", *_credit_reasons(one, two))
        return Likeness(
            one.article, two.article, "copy", 1.0, reasons, passages=found.passages if found else ()
        )
    return found


def _shared(one: Text, two: Text) -> Likeness | None:
    """The likeness of two texts, wherever they stand; ``one`` has the lesser id."""
    if one.print.whole == two.print.whole:
        ends = Span(0, one.print.length), Span(0, two.print.length)
        reasons = ("the same text", *_credit_reasons(one, two))
        return Likeness(one.article, two.article, "copy", 1.0, reasons, passages=(Shared(*ends),))
    if min(len(one.print.words), len(two.print.words)) < ENOUGH:
        return None
    found = passages(one.print, two.print)
    first = _Cover.of(one.print, [p.one for p in found], [(r.one, r.length) for p in found for r in p.runs])
    second = _Cover.of(two.print, [p.two for p in found], [(r.two, r.length) for p in found for r in p.runs])
    share, equal = max((first.share, first.equal), (second.share, second.equal))
    desk, words = min(first.desk, second.desk), min(first.words, second.words)
    late = one.day is not None and two.day is not None and abs(one.day - two.day) > LAPSE
    kind: Kind
    if share >= COPY and equal >= VERBATIM and desk >= ENOUGH:
        kind = "part" if late else "copy"
    elif not late and (like := _reworded(one, two)):
        return like
    elif (share >= PART and desk >= ENOUGH) or desk >= LONG_PART:
        kind = "part"
    elif max(first.all, second.all) >= PART or words >= LONG_PART:
        kind = "quote"
    else:
        return None
    return Likeness(
        one.article,
        two.article,
        kind,
        round(equal, 2),
        (_SHARED[kind].format(share=equal), *_credit_reasons(one, two)),
        covered=(round(first.all, 2), round(second.all, 2)),
        passages=tuple(Shared(_span(one.print, p.one), _span(two.print, p.two)) for p in found),
    )


def _reworded(one: Text, two: Text) -> Likeness | None:
    """The likeness of two texts of which the shorter tells the other's sentences again, one by one, in other words."""
    swapped = len(two.print.words) < len(one.print.words)
    shorter, longer = (two.print, one.print) if swapped else (one.print, two.print)
    if len(np.intersect1d(shorter.words, longer.words)) < RETOLD * RETELLING * len(np.unique(shorter.words)):
        return None
    found = retold(shorter, longer)
    inside = _Cover.of(shorter, [p.one for p in found], ())
    if inside.share < RETELLING or inside.desk < LONG_PART:
        return None
    other = _Cover.of(longer, [p.two for p in found], ())
    equal = sum(p.equal * (p.one[1] - p.one[0]) for p in found) / len(shorter.words)
    spans = [(_span(shorter, p.one), _span(longer, p.two)) for p in found]
    covered = (round(inside.all, 2), round(other.all, 2))
    return Likeness(
        one.article,
        two.article,
        "copy",
        round(equal, 2),
        (f"{inside.share:.2f} of it reworded sentence by sentence", *_credit_reasons(one, two)),
        covered=covered[::-1] if swapped else covered,
        passages=tuple(Shared(*(span[::-1] if swapped else span)) for span in spans),
    )


_SHARED: Mapping[Kind, str] = {
    "copy": "{share:.2f} shared text",
    "part": "{share:.2f} shared text in passages",
    "quote": "the same words quoted",
}


def likenesses(readings: Sequence[Reading]) -> tuple[Likeness, ...]:
    """All pairs of articles that share text or are states of one page, most alike first.

    A common credit is given as a further reason but joins no articles by itself: agencies write many reports.
    """
    texts = {reading.article.id: Text.of(reading.article) for reading in readings}
    pairs = candidate_pairs({article: keys(text.print) for article, text in texts.items()})
    found = [like for one, two in pairs if (like := likeness(texts[one], texts[two]))]
    return tuple(sorted(found, key=order))


def order(like: Likeness) -> tuple[float, str, str]:
    """Sorts likenesses: the most alike first."""
    return -like.grade, like.one, like.two


class _Cover(NamedTuple):
    """How much of a text is in passages: content words, the desk's own among them, and which share of all they are.

    ``share`` and ``equal`` are of the desk's words, those not quoted; of all words where hardly any is not quoted.
    """

    words: int
    desk: int
    all: float
    share: float
    equal: float

    @staticmethod
    def of(text: Print, stretches: Iterable[tuple[int, int]], runs: Iterable[tuple[int, int]]) -> _Cover:
        size = len(text.words)
        inside, equal = np.zeros(size, np.bool_), np.zeros(size, np.bool_)
        for start, end in stretches:
            inside[start:end] = True
        for start, length in runs:
            equal[start : start + length] = True
        unquoted = ~text.quoted
        if int(unquoted.sum()) < NO_SHARE:
            unquoted[:] = True
        words, desk, whole = int(inside.sum()), int((inside & unquoted).sum()), int(unquoted.sum())
        return _Cover(
            words, desk, words / size, min(words / size, desk / whole), int((equal & unquoted).sum()) / whole
        )


def _span(text: Print, stretch: tuple[int, int]) -> Span:
    return Span(int(text.starts[stretch[0]]), int(text.ends[stretch[1] - 1]))


def _credit_reasons(one: Text, two: Text) -> tuple[str, ...]:
    reasons: dict[str, None] = {}
    theirs = {plain_name(credit.agency) for credit in two.credits}
    for credit in one.credits:
        if plain_name(credit.agency) in theirs:
            reasons[f"both credit {credit.agency}"] = None
    for crediting, credited in ((one, two), (two, one)):
        for credit in crediting.credits:
            if credited.outlet and plain_name(credit.agency) == credited.outlet != crediting.outlet:
                reasons[f"one credits {credit.agency}, which is the other"] = None
    return tuple(reasons)


class Paragraph(NamedTuple):
    """A paragraph of an article: where it stands, which share of it stands elsewhere, and in which articles."""

    span: Span
    shared: float
    articles: tuple[str, ...]

    @property
    def own(self) -> bool:
        """Whether most of it stands in no other article."""
        return self.shared < COPY


_PARAGRAPH = re.compile(r"[^\n]*\S[^\n]*")


def paragraphs(article: ReadArticle, likes: Iterable[Likeness]) -> tuple[Paragraph, ...]:
    """Which paragraphs of an article stand in others and which are its own."""
    mine = [
        (like.other(article.id), stretch)
        for like in likes
        if like.kind != "quote" and article.id in (like.one, like.two)
        for stretch in like.stretches(article.id)
    ]
    rows = []
    for match in _PARAGRAPH.finditer(article.text):
        span = Span(*match.span())
        touching = [(other, cut) for other, s in mine if (cut := _overlap(span, s))]
        by_other: dict[str, list[Span]] = defaultdict(list)
        for other, cut in touching:
            by_other[other].append(cut)
        length = span.end - span.start
        shared = _length(cut for _, cut in touching) / length
        others = sorted(other for other, cuts in by_other.items() if _length(cuts) >= COPY * length)
        rows.append(Paragraph(span, round(min(1.0, shared), 2), tuple(others)))
    return tuple(rows)


def overlaps(span: Span, stretches: Iterable[Span]) -> bool:
    """Whether at least half of ``span`` lies in ``stretches``."""
    cuts = [cut for stretch in stretches if (cut := _overlap(span, stretch))]
    return 2 * _length(cuts) >= span.end - span.start > 0


def _overlap(one: Span, two: Span) -> Span | None:
    start, end = max(one.start, two.start), min(one.end, two.end)
    return Span(start, end) if start < end else None


def _length(spans: Iterable[Span]) -> int:
    """Characters in ``spans``, those in several once."""
    total, reached = 0, 0
    for start, end in sorted(spans):
        total += max(0, end - max(start, reached))
        reached = max(reached, end)
    return total


def copy_groups(
    articles: Iterable[str],
    likes: Sequence[Likeness],
    joined: Sequence[Sequence[str]] = (),
    parted: Sequence[Sequence[str]] = (),
) -> dict[str, tuple[str, ...]]:
    """Article id to the ids of the group of copies it belongs to (itself alone, if to none).

    Copies of copies are one group, but not through a text put together from several: what two stories share with it are
    different stretches of it, and they stay two.

    Args:
        articles: the ids of all articles.
        likes: what is known of pairs of them, most alike first.
        joined: groups of articles that a person declared copies.
        parted: groups of articles that a person declared independent; this holds against everything else.
    """
    leader = {article: article for article in articles}
    members = {article: {article} for article in leader}
    barred: dict[str, set[str]] = defaultdict(set)
    for group in parted:
        for article in group:
            barred[article] |= set(group) - {article}

    def join(one: str, two: str) -> None:
        first, second = sorted((leader[one], leader[two]))
        if first == second or any(not members[second].isdisjoint(barred[a]) for a in members[first]):
            return
        members[first] |= members[second]
        for article in members.pop(second):
            leader[article] = first

    for declared in joined:
        for one, two in pairwise(sorted(set(declared) & leader.keys())):
            join(one, two)
    for like in _linking(likes):
        join(like.one, like.two)
    grouped = {first: tuple(sorted(group)) for first, group in members.items()}
    return {article: grouped[leader[article]] for article in sorted(leader)}


class Kinship(NamedTuple):
    """How articles hang together: the group of copies of each (`copy_groups`), and those put together from several."""

    groups: Mapping[str, tuple[str, ...]]
    compiled: frozenset[str] = frozenset()


def compilations(likes: Iterable[Likeness]) -> frozenset[str]:
    """Articles put together from several: what they share with two texts, which share nothing, is not the same part."""
    kin = _Kin(likes)
    return frozenset(
        article
        for article, mine in kin.likes.items()
        if any(not _enclosed(article, like) and kin.apart(article, like) for like in mine.values())
    )


def _linking(likes: Sequence[Likeness]) -> Iterator[Likeness]:
    """The copies that make groups: all but those of one story with a text put together from it and others."""
    kin = _Kin(likes)
    for like in likes:
        ends = (like.one, like.two)
        if like.copy and not any(not _enclosed(a, like) and kin.apart(a, like) for a in ends):
            yield like


def _enclosed(article: str, like: Likeness) -> bool:
    """Whether nearly all of ``article`` is in the other text."""
    return like.covered[article == like.two] >= ENCLOSED


class _Part(NamedTuple):
    """What an article shares with another: a part of its text, and the other as a bit."""

    bit: int
    stretches: tuple[Span, ...]
    length: int


class _Kin:
    """Of each article the texts that it shares anything with.

    Sets of articles are numbers with a bit for each: among hundreds of texts that are all alike every pair of them is asked
    about, and hardly any has a stranger.
    """

    def __init__(self, likes: Iterable[Likeness]) -> None:
        self.likes: dict[str, dict[str, Likeness]] = defaultdict(dict)
        for like in likes:
            self.likes[like.one][like.two] = like
            self.likes[like.two][like.one] = like
        self._bits = {article: 1 << number for number, article in enumerate(self.likes)}
        self._near = {
            article: sum(self._bits[other] for other in mine) for article, mine in self.likes.items()
        }
        self._parts: dict[str, list[_Part]] = {}
        self._elsewhere: dict[tuple[str, tuple[Span, ...]], int] = {}

    def apart(self, article: str, like: Likeness) -> bool:
        """Whether ``article`` shares another part of itself with a text that shares nothing with the other of ``like``."""
        other = like.other(article)
        strangers = self._near[article] & ~self._near[other] & ~self._bits[other]
        return bool(strangers) and bool(strangers & self._sharing_elsewhere(article, like.stretches(article)))

    def _sharing_elsewhere(self, article: str, mine: tuple[Span, ...]) -> int:
        """The texts that share another part of ``article`` than ``mine``."""
        key = article, mine
        if key not in self._elsewhere:
            parts = self._parts_of(article)
            length = _length(mine)
            ends = [*mine, *(span for part in parts for span in part.stretches)]
            extent = max((s.end for s in ends), default=0) - min((s.start for s in ends), default=0)
            found = 0
            for part in parts:
                most = APART * min(length, part.length)
                # What is longer together than the text must overlap: most need not be laid side by side.
                if length + part.length - extent <= most and _common(mine, part.stretches) <= most:
                    found |= part.bit
            self._elsewhere[key] = found
        return self._elsewhere[key]

    def _parts_of(self, article: str) -> list[_Part]:
        """What ``article`` shares with others, beyond a speaker's words."""
        if article not in self._parts:
            told = [
                (self._bits[other], like.stretches(article))
                for other, like in self.likes[article].items()
                if like.kind != "quote"
            ]
            self._parts[article] = [_Part(bit, some, _length(some)) for bit, some in told if some]
        return self._parts[article]


def _common(one: Iterable[Span], two: Sequence[Span]) -> int:
    """Characters in both."""
    return _length(cut for a in one for b in two if (cut := _overlap(a, b)))
