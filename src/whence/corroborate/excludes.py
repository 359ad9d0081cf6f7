"""What excludes that two claims tell of one happening, whatever else agrees?"""

from __future__ import annotations

from collections.abc import Iterator

from whence.corroborate.pair import AGAINST, Pair
from whence.corroborate.parties import SAME_PARTY, known_others
from whence.corroborate.told import Told
from whence.corroborate.words import plain_name

VETO = -100.0
"""What cannot be one happening, whatever else agrees: contradictory times, an attempt that failed and one that did not."""
UNLIKE = -6.0
"""Two claims that are not alike enough to be joined by themselves, but may meet in a group that others hold together."""
_ANOTHER_DAY = frozenset({"another day", "gap 200", "gap more"})
_VISITS = frozenset({("CONSULT", "visit"), ("TRAVEL", None)})
"""What is known by where it leads: a visit to another town is another visit, while talks may be moved."""
_SEVERAL = 2
"""From so many on a count is none of one person."""


def excluded(pair: Pair) -> Iterator[tuple[str, float]]:
    """The fields that exclude one happening, each with `VETO` or `UNLIKE`."""
    if (pair.settled and pair.far_towns) or _elsewhere(pair):  # plans move
        yield "place", UNLIKE
    if pair.days_apart or _filled_in_anew(pair):
        yield "time", VETO
    elif _another_day(pair) or pair.hours_apart:
        yield "time", UNLIKE
    if _one_voice_two_counts(pair):
        yield "things", VETO
    elif pair.anew:
        yield "things", UNLIKE  # "another rocket" is not the rocket told before
    if {pair.one.claim.status, pair.two.claim.status} == {"failed", "happened"} and not pair.meets:
        # "tried and failed" beside "succeeded" is two attempts, unless one moment is told for both
        yield "status", VETO
    speakers = _speakers(pair)
    if speakers is not None:
        yield "parties", speakers
    elif (
        _others(pair)
        or _one_beside_many(pair, pair.one, pair.two)
        or _one_beside_many(pair, pair.two, pair.one)
    ):
        yield "parties", UNLIKE


def _another_day(pair: Pair) -> bool:
    """Whether both tell of what came about, in their own words on days, or in nights, that follow each other.

    An outlet that tells of another night each day tells all that the night brought of that night. Where numbers differ too, the day
    may be that of another sentence, unless they are those of the dead, who grow more.
    """
    if not (pair.a_day_on and pair.told_back):
        return False
    counted = pair.counts == "other count" and not (pair.one.outcomes or pair.two.outcomes)
    return (pair.settled and (pair.stated or counted)) or (pair.by_parts and pair.one_outlet)


def _elsewhere(pair: Pair) -> bool:
    """Whether both name where, other places, of what its place makes one happening: of the dead of a town, of a visit."""
    if pair.told_back:
        return bool(pair.one.outcomes and pair.two.outcomes and pair.other_towns)
    if not pair.elsewhere:
        return False
    visits = all((t.claim.type, t.claim.mode) in _VISITS for t in (pair.one, pair.two))
    return visits or pair.one.article == pair.two.article


def _filled_in_anew(pair: Pair) -> bool:
    """Whether reports of other days tell it in one form: "two people were wounded and several houses damaged", day after day.

    Whoever retells a report changes its words or keeps its day.
    """
    one, two = pair.one, pair.two
    if one.root != two.root or not pair.edited:
        return False
    if one.story == two.story:
        return pair.refilled
    return pair.settled and ((pair.a_day_on and pair.by_parts) or not _ANOTHER_DAY.isdisjoint(pair.times))


def _speakers(pair: Pair) -> float | None:
    """What is said by others is another's word; a denial need not name whom it contradicts."""
    if pair.sided or not pair.speech:
        return None
    one, two = pair.one, pair.two
    if pair.actors is None:
        return None if {one.claim.status, two.claim.status} & AGAINST else UNLIKE
    known = all(any(w.known for w in actors) for actors in (one.actors, two.actors))
    return VETO if pair.actors < SAME_PARTY and known else None


def _others(pair: Pair) -> bool:
    """Whether those who did it, or those it befell, are known and known to be others."""
    one, two = pair.one, pair.two
    if pair.sided:
        return known_others(pair.sides, one.parties, two.parties)
    return known_others(pair.actors, one.actors, two.actors) or known_others(
        pair.recipients, one.recipients, two.recipients
    )


def _one_beside_many(pair: Pair, one: Told, two: Told) -> bool:
    """Whether one report tells of a person by name and of several whom it does not name: "Bell was held", "five officers were"."""
    if one.story != two.story or not one.alone or pair.recipients != 0:
        return False
    counts = [t.count for t in two.claim.objects if t.count and t.count.unit is None]
    return any((c.low or c.best or 0) >= _SEVERAL for c in counts) and not any(
        w.linked for w in two.recipients
    )


def _one_voice_two_counts(pair: Pair) -> bool:
    """One voice in one article that gives two numbers of a thing speaks of two happenings."""
    a, b = pair.one.claim, pair.two.claim
    if pair.one.story != pair.two.story or a.retracted or b.retracted or pair.counts != "other count":
        return False
    return plain_name(a.chain[0].voice) == plain_name(b.chain[0].voice)
