"""Which claims, from any number of readings, speak of one event, on how many origins does it stand, and what is disputed?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Sequence
from typing import NamedTuple

from whence.corroborate.assemble import assemble
from whence.corroborate.copies import (
    Kinship,
    Likeness,
    Text,
    compilations,
    copy_groups,
    likeness,
    likenesses,
    order,
    signature,
)
from whence.corroborate.event import Event
from whence.corroborate.judgement import Judgement
from whence.corroborate.match import match
from whence.corroborate.memory import Memory
from whence.corroborate.standing import Standing
from whence.corroborate.told import Key
from whence.reading import Reading

__all__ = [
    "Block",
    "Event",
    "Judgement",
    "Likeness",
    "Memory",
    "Text",
    "by_time",
    "corroborate",
    "likeness",
    "likenesses",
    "signature",
]


class Block(NamedTuple):
    """A part of many readings that no likeness of claims connects with the rest, and what is known of it.

    The readings given with it, one an article, are those that tell its claims, those that share text with these, and all
    that are in one group of copies with one of them.
    """

    claims: Collection[Key]
    """The claims to look at; others of the same readings belong to other blocks."""
    pairs: Collection[tuple[Key, Key]]
    """The pairs of them that are worth comparing (see `whence.corroborate.blocking.candidates`)."""
    likes: Collection[Likeness]
    """All that is known of what the articles share, with articles outside of the block too."""


def corroborate(
    readings: Iterable[Reading],
    judgements: Iterable[Judgement] = (),
    likes: Sequence[Likeness] | None = None,
    block: Block | None = None,
    memory: Memory | None = None,
) -> tuple[Event, ...]:
    """The events that ``readings`` tell of, each with its origins and its contradictions.

    A pure function: the same readings and judgements give the same events in the same order, whatever the order of
    the readings. A reading of one article counts once; of two readings of one snapshot the one whose JSON sorts last
    is taken. Events come by their time, those without a time last.

    Args:
        readings: what was found in each article.
        judgements: a person's decisions, oldest first; they come before what is computed.
        likes: what `likenesses` would find among the readings, where it is known already.
        block: the part of a larger whole to look at, where it is already known what is worth comparing.
        memory: what is remembered of readings that were put together before; it changes no result.
    """
    memory = memory or Memory()
    ordered = _one_each(readings) if block is None else sorted(readings, key=lambda r: r.article.id)
    known: Sequence[Likeness]
    if block is not None:
        known = sorted(block.likes, key=order)
    elif likes is not None:
        known = _between(likes, {r.article.id for r in ordered})
    else:
        known = likenesses(ordered)
    decided = tuple(judgements)
    hidden = {claim for j in decided if j.kind == "hide" for claim in j.claims}
    parted = [j.articles for j in decided if j.kind == "independent"]
    groups = copy_groups(
        (r.article.id for r in ordered),
        known,
        joined=[j.articles for j in decided if j.kind == "copy"],
        parted=parted,
    )
    kinship = Kinship(groups, compilations(known))
    articles = {r.article.id: r.article for r in ordered}
    told = [
        memory.told(reading, index, groups[reading.article.id][0])
        for reading in ordered
        for index, claim in enumerate(reading.claims)
        if claim.id not in hidden and claim.chain
        if block is None or (reading.article.id, index) in block.claims
    ]
    alike: dict[str, list[Likeness]] = defaultdict(list)
    for like in known:
        alike[like.one].append(like)
        alike[like.two].append(like)
    standing = Standing(decided)
    events = []
    for group in match(told, decided, block.pairs if block else None, memory):
        mine_alike = dict.fromkeys(like for a in sorted({t.article for t in group}) for like in alike[a])
        mine = {t.claim.id for t in group} | {t.article for t in group}
        applied = [j.id for j in decided if mine & j.named]
        events.append(
            assemble(
                group,
                kinship,
                tuple(mine_alike),
                articles,
                judgements=applied,
                parted=parted,
                standing=standing,
            )
        )
    return tuple(sorted(events, key=by_time))


def _one_each(readings: Iterable[Reading]) -> list[Reading]:
    chosen: dict[str, Reading] = {}
    for reading in sorted(readings, key=lambda r: (r.article.id, r.to_json())):
        chosen[reading.article.id] = reading
    return list(chosen.values())


def _between(likes: Iterable[Likeness], articles: Container[str]) -> list[Likeness]:
    """Of what is known of pairs the part that speaks of ``articles`` alone, most alike first."""
    return sorted((like for like in likes if like.one in articles and like.two in articles), key=order)


def by_time(event: Event) -> tuple[bool, float, float, str]:
    """Sorts events by their time; those without one come last."""
    early, late = event.time.earliest, event.time.latest
    stamps = [m.timestamp() for m in (early, late) if m is not None]
    return (not stamps, *((stamps[0], stamps[-1]) if stamps else (0.0, 0.0)), event.id)
