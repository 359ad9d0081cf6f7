"""Which claims, from any number of readings, speak of one event, on how many origins does it stand, and what is disputed?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Sequence

from whence.corroborate.assemble import assemble
from whence.corroborate.copies import Likeness, Text, copy_groups, likeness, likenesses, signature
from whence.corroborate.event import Event
from whence.corroborate.judgement import Judgement
from whence.corroborate.match import match
from whence.corroborate.told import Told, names_of
from whence.reading import Reading

__all__ = ["Event", "Judgement", "Likeness", "Text", "corroborate", "likeness", "likenesses", "signature"]


def corroborate(
    readings: Iterable[Reading],
    judgements: Iterable[Judgement] = (),
    likes: Sequence[Likeness] | None = None,
) -> tuple[Event, ...]:
    """The events that ``readings`` tell of, each with its origins and its contradictions.

    A pure function: the same readings and judgements give the same events in the same order, whatever the order of
    the readings. A reading of one article counts once; of two readings of one snapshot the one whose JSON sorts last
    is taken. Events come by their time, those without a time last.

    Args:
        readings: what was found in each article.
        judgements: a person's decisions, oldest first; they come before what is computed.
        likes: what `likenesses` would find among the readings, where it is known already.
    """
    chosen: dict[str, Reading] = {}
    for reading in sorted(readings, key=lambda r: (r.article.id, r.to_json())):
        chosen[reading.article.id] = reading
    ordered = list(chosen.values())
    decided = tuple(judgements)
    hidden = {claim for j in decided if j.kind == "hide" for claim in j.claims}
    known = likenesses(ordered) if likes is None else _between(likes, chosen)
    parted = [j.articles for j in decided if j.kind == "independent"]
    groups = copy_groups(
        chosen,
        known,
        joined=[j.articles for j in decided if j.kind == "copy"],
        parted=parted,
    )
    articles = {r.article.id: r.article for r in ordered}
    scenes = {r.article.id: names_of(r) for r in ordered}
    told = [
        Told(reading, index, story=groups[reading.article.id][0], scene=scenes[reading.article.id])
        for reading in ordered
        for index, claim in enumerate(reading.claims)
        if claim.id not in hidden and claim.chain
    ]
    alike: dict[str, list[Likeness]] = defaultdict(list)
    for like in known:
        alike[like.one].append(like)
        alike[like.two].append(like)
    events = []
    for group in match(told, decided):
        mine_alike = dict.fromkeys(like for a in sorted({t.article for t in group}) for like in alike[a])
        mine = {t.claim.id for t in group} | {t.article for t in group}
        applied = [j.id for j in decided if mine & (set(j.claims) | set(j.articles))]
        events.append(assemble(group, groups, tuple(mine_alike), articles, judgements=applied, parted=parted))
    return tuple(sorted(events, key=_by_time))


def _between(likes: Iterable[Likeness], articles: Container[str]) -> tuple[Likeness, ...]:
    """Of what is known of pairs the part that speaks of ``articles`` alone, most alike first."""
    kept = [like for like in likes if like.one in articles and like.two in articles]
    return tuple(sorted(kept, key=lambda like: (-like.grade, like.one, like.two)))


def _by_time(event: Event) -> tuple[bool, float, float, str]:
    early, late = event.time.earliest, event.time.latest
    stamps = [m.timestamp() for m in (early, late) if m is not None]
    return (not stamps, *((stamps[0], stamps[-1]) if stamps else (0.0, 0.0)), event.id)
