"""How many independent origins tell of an event, and why are some counted as one?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from whence.corroborate.copies import Likeness, credited
from whence.corroborate.event import Origin, Origins
from whence.corroborate.standing import UNJUDGED, Standing
from whence.corroborate.told import Told, plain_name
from whence.knowledge.corroboration import wire
from whence.reading import ReadArticle

_UNNAMED = frozenset({"anonymous_official", "witness", "unknown", "imagery"})
"""Kinds of voices of whom only a description is known."""
_SHARED_SENTENCE = 40
"""Characters from which on two articles do not hit on the same sentence by chance."""


class _Root(NamedTuple):
    key: str
    name: str
    kind: str
    reason: str
    grade: float


def origins(
    told: Sequence[Told],
    groups: Mapping[str, tuple[str, ...]],
    likes: Sequence[Likeness],
    articles: Mapping[str, ReadArticle],
    independent: frozenset[str] = frozenset(),
    standing: Standing = UNJUDGED,
) -> Origins:
    """The origins of the claims of one event.

    The root of a claim's chain is its origin: one ministry carried by ten agencies is one. Where the outlet itself is
    the root, the origin is the agency that it or a copy of it credits; without a credit all outlets that printed the
    same text are one origin. Unnamed voices of one description ("US officials") count as one origin, since nothing
    shows that they are several. In doubt the count is too low, never too high.

    Args:
        told: the claims of the event.
        groups: article id to the articles of its group of copies.
        likes: why articles are not independent, for the reasons.
        articles: article id to article, at least for all that ``groups`` names.
        independent: articles that a person declared to be nobody's copy.
        standing: voices that a person trusts or distrusts; what only distrusted voices tell is listed but not counted.
    """
    alias: dict[str, str] = {}

    def find(key: str) -> str:
        while key in alias:
            key = alias[key]
        return key

    def join(one: str, two: str) -> None:
        first, second = sorted((find(one), find(two)))
        if first != second:
            alias[second] = first

    roots: dict[tuple[str, int], _Root] = {}
    sentences: dict[str, str] = {}
    shared: set[str] = set()
    for claim in sorted(told, key=lambda t: t.key):
        keys, root = _root(claim, groups, articles)
        if root.kind == "outlet" and claim.article in independent:
            roots[claim.key] = root._replace(
                key=f"article:{claim.article}",
                name=_outlet(articles[claim.article]),
                reason="judged independent",
                grade=1.0,
            )
            continue
        roots[claim.key] = root
        for key in keys:
            join(root.key, key)
        if root.kind == "outlet" and len(claim.sentence_key) >= _SHARED_SENTENCE:
            # The same sentence in two articles was written once.
            first = sentences.setdefault(claim.sentence_key, root.key)
            if find(first) != find(root.key):
                shared.add(claim.sentence_key)
                join(first, root.key)
    for short, long in _short_names(sorted({(r.key, r.name) for r in roots.values() if r.kind != "outlet"})):
        join(short, long)
    grouped: dict[str, list[Told]] = defaultdict(list)
    for claim in told:
        grouped[find(roots[claim.key].key)].append(claim)
    found = []
    for claims in grouped.values():
        named = [roots[c.key] for c in claims]
        best = max(named, key=lambda r: (r.grade, len(r.name), r.name))
        carried = tuple(sorted({c.article for c in claims}))
        reasons = dict.fromkeys(sorted({r.reason for r in named}))
        for like in likes:
            if like.one in carried and like.two in carried:
                reasons.update(dict.fromkeys(like.reasons))
        if any(c.sentence_key in shared for c in claims):
            reasons["the same sentence"] = None
        found.append(
            Origin(
                root=best.name,
                kind=best.kind,
                articles=carried,
                claims=tuple(sorted({c.claim.id for c in claims})),
                reasons=tuple(reasons),
                grade=min(r.grade for r in named),
                trust=standing.origin(claims),
            )
        )
    found.sort(key=lambda origin: (-len(origin.articles), origin.root, origin.articles))
    return Origins(count=sum(o.trust != "distrusted" for o in found), groups=tuple(found))


def _root(
    told: Told, groups: Mapping[str, tuple[str, ...]], articles: Mapping[str, ReadArticle]
) -> tuple[tuple[str, ...], _Root]:
    """The root of one claim, and all keys that stand for the same origin."""
    link = told.claim.chain[0]
    if link.kind != "outlet":
        if agency := wire(link.voice):
            return (), _Root(_name_key(agency), agency, link.kind, "named as source", 1.0)
        if link.kind in _UNNAMED:
            key = f"unnamed:{plain_name(link.voice)}"
            return (), _Root(key, link.voice, link.kind, "unnamed voice, counted once", 0.5)
        keys: tuple[str, ...] = ()
        if link.kind == "official" and link.entity is not None and link.entity.sector == "MIL":
            # A general staff, its press service and the defence ministry speak for one military.
            keys = (f"military:{link.entity.country}",) if link.entity.country else ()
        if link.entity is not None and link.entity.id:
            name = link.entity.name if link.kind != "expert" else link.voice
            return keys, _Root(f"id:{link.entity.id}", name, link.kind, "named as source", 1.0)
        return keys, _Root(_name_key(link.voice), link.voice, link.kind, "named as source", 0.9)
    copies = [articles[a] for a in groups.get(told.article, (told.article,))]
    if agencies := sorted({agency for a in copies if (agency := credited(a))}):
        keys = tuple(_name_key(agency) for agency in agencies)
        own = credited(told.reading.article)
        reason = f"credits {own}" if own else f"a copy of it credits {agencies[0]}"
        if own and plain_name(own) == plain_name(told.reading.article.outlet or ""):
            reason = "own reporting"
        return keys, _Root(keys[0], own or agencies[0], "outlet", reason, 0.9)
    outlets = sorted((_outlet(a), _outlet_key(a)) for a in copies)
    keys = tuple(key for _, key in outlets)
    if len(copies) > 1:
        first = min(copies, key=lambda a: (a.published is None, a.published and a.published.latest, a.id))
        return keys, _Root(keys[0], _outlet(first), "outlet", "copies of one text", 0.9)
    if told.reading.article.outlet:
        return keys, _Root(keys[0], outlets[0][0], "outlet", "own reporting", 1.0)
    return keys, _Root(keys[0], link.voice, "outlet", "own reporting of an outlet not named", 0.7)


def _name_key(name: str) -> str:
    return f"name:{plain_name(name)}"


def _outlet(article: ReadArticle) -> str:
    return wire(article.outlet) or article.outlet or "(outlet)"


def _outlet_key(article: ReadArticle) -> str:
    return _name_key(_outlet(article)) if article.outlet else f"article:{article.id}"


def _short_names(named: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Pairs of keys of which one's name is a short form of exactly one other's ("Sato", "Kenji Sato")."""
    found = []
    for key, name in named:
        tokens = set(plain_name(name).split())
        if not tokens or not key.startswith("name:"):
            continue
        longer = [other for other, full in named if other != key and tokens < set(plain_name(full).split())]
        if len(longer) == 1 and not longer[0].startswith("unnamed:"):
            found.append((key, longer[0]))
    return found
