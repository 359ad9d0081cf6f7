"""Which claims, from any number of readings, speak of one event, on how many origins does it stand, and what is disputed?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from whence.corroborate.assemble import assemble
from whence.corroborate.copies import Likeness, copy_groups, likenesses, order
from whence.corroborate.event import Event
from whence.corroborate.judgement import Judgement
from whence.corroborate.match import match
from whence.corroborate.standing import Standing
from whence.corroborate.told import Key, Told, names_of
from whence.reading import Reading

__all__ = ["Block", "Event", "Judgement", "Likeness", "by_time", "corroborate", "likenesses"]


class Block(NamedTuple):
    """A part of many readings that no likeness connects with the rest, and what is known of it.

    The readings given with it, one an article, are those that tell its claims, and all those of their groups of copies.
    """

    claims: Collection[Key]
    """The claims to look at; others of the same readings belong to other blocks."""
    pairs: Collection[tuple[Key, Key]]
    """The pairs of them that are worth comparing (see `whence.corroborate.match.keys`)."""
    likes: Collection[Likeness]
    """Which of the articles depend on each other."""


def corroborate(
    readings: Iterable[Reading], judgements: Iterable[Judgement] = (), block: Block | None = None
) -> tuple[Event, ...]:
    """The events that ``readings`` tell of, each with its origins and its contradictions.

    A pure function: the same readings and judgements give the same events in the same order, whatever the order of
    the readings. A reading of one article counts once; of two readings of one snapshot the one whose JSON sorts last
    is taken. Events come by their time, those without a time last.

    Args:
        readings: what was found in each article.
        judgements: a person's decisions, oldest first; they come before what is computed.
        block: the part of a larger whole to look at, where it is already known what is worth comparing.
    """
    if block is None:
        ordered = _one_each(readings)
        likes: Sequence[Likeness] = likenesses(ordered)
    else:
        ordered = sorted(readings, key=lambda r: r.article.id)
        likes = sorted(block.likes, key=order)
    decided = tuple(judgements)
    hidden = {claim for j in decided if j.kind == "hide" for claim in j.claims}
    groups = copy_groups(
        (r.article.id for r in ordered),
        likes,
        joined=[j.articles for j in decided if j.kind == "copy"],
        parted=[j.articles for j in decided if j.kind == "independent"],
    )
    articles = {r.article.id: r.article for r in ordered}
    scenes = {r.article.id: names_of(r) for r in ordered}
    told = [
        Told(reading, index, story=groups[reading.article.id][0], scene=scenes[reading.article.id])
        for reading in ordered
        for index, claim in enumerate(reading.claims)
        if claim.id not in hidden and claim.chain
        if block is None or (reading.article.id, index) in block.claims
    ]
    independent = frozenset(a for j in decided if j.kind == "independent" for a in j.articles)
    alike: dict[str, list[Likeness]] = {}
    for like in likes:
        alike.setdefault(like.one, []).append(like)
    standing = Standing.of(decided)
    events = []
    for group in match(told, decided, block.pairs if block else None):
        mine_alike = [like for a in sorted({t.article for t in group}) for like in alike.get(a, ())]
        mine = {t.claim.id for t in group} | {t.article for t in group}
        applied = [j.id for j in decided if mine & j.named or standing.concerns(j, group)]
        events.append(
            assemble(
                group,
                groups,
                mine_alike,
                articles,
                judgements=applied,
                independent=independent,
                standing=standing,
            )
        )
    return tuple(sorted(events, key=by_time))


def _one_each(readings: Iterable[Reading]) -> list[Reading]:
    chosen: dict[str, Reading] = {}
    for reading in sorted(readings, key=lambda r: (r.article.id, r.to_json())):
        chosen[reading.article.id] = reading
    return list(chosen.values())


def by_time(event: Event) -> tuple[bool, float, float, str]:
    """Sorts events by their time; those without one come last."""
    early, late = event.time.earliest, event.time.latest
    stamps = [m.timestamp() for m in (early, late) if m is not None]
    return (not stamps, *((stamps[0], stamps[-1]) if stamps else (0.0, 0.0)), event.id)
