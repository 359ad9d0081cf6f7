"""Which pairs of claims are worth comparing, so that the work grows about as the number of claims does?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from whence.corroborate.deeds import families
from whence.corroborate.told import Told, gap
from whence.corroborate.words import plain_name, words

CROWD = 60
"""A key shared by more claims than this tells nothing apart and proposes no pairs; narrower keys do."""
_BANDS, _BITS = 3, 5
"""Texts on one story mostly lie on the same side in all the directions of one band: a mark for what shares no name."""
_DAYS = 31
"""Claims are told apart by spans of so many days, and each is in the span before its own too."""
_LONG = timedelta(days=120)
"""A claim about a longer time is laid beside others without regard to time only."""
LATEST = timedelta(days=15)
"""Claims told of times further apart than this are not compared: days differ by one or two, and undated news grows old."""
_AHEAD = frozenset({"expected", "possible", "requested", "cancelled"})
_TOLD_LATE = timedelta(days=45)
"""How long after an event reports that give it no time still speak of it."""


def candidates(told: Sequence[tuple[int, Told]]) -> list[tuple[int, int]]:
    """Pairs (of the numbers given) that share a key and may speak of one time."""
    holders: dict[str, list[int]] = defaultdict(list)
    for number, claim in told:
        for key in sorted(keys(claim)):
            holders[key].append(number)
    pairs: set[tuple[int, int]] = set()
    for members in holders.values():
        if len(members) <= CROWD:
            pairs.update((i, j) for n, i in enumerate(members) for j in members[n + 1 :])
    stories = {number: claim.story for number, claim in told}
    windows = {number: window(claim) for number, claim in told}
    return sorted((i, j) for i, j in pairs if stories[i] == stories[j] or may_meet(windows[i], windows[j]))


def keys(told: Told) -> set[str]:
    """What a claim is filed under: its root, and root and type with each of its marks; at all times, and in its months.

    Two claims of one happening share a deed and a mark (a party, a place, a thing, a name, what the text is about); where
    reports that are about one matter tell a deed in two words, these share a class. While a
    record is small the timeless keys find what the others miss; when it has grown they are crowded and fall away, and those
    within a month go on telling apart.
    """
    deeds = [f"root:{told.root}", *(f"type:{family}" for family in families(told))]
    marks = set(_marks(told))
    pairs = [deeds[0], *(f"{deed}&{mark}" for deed in deeds for mark in marks)]
    pairs += [f"deed:{deed}&{band}" for deed in told.deeds for band in _bands(told)]
    if told.carries:  # "opened an inquiry" beside "the inquiry"
        carried = [f"root:{word}" for word in told.thing_words]
        pairs += [*carried, *(f"{root}&{mark}" for root in carried for mark in marks)]
    return {*pairs, *(f"{pair}@{span}" for span in _spans(told) for pair in pairs)}


def _marks(told: Told) -> Iterator[str]:
    for word in told.thing_words:
        yield f"thing:{word}"
    for word in told.scene.intersection(words(told.sentence)):
        yield f"name:{word}"
    for party in (*told.actors, *told.recipients):
        yield from (f"name:{word}" for word in party.tokens)
        if party.country:
            yield f"country:{party.country}"
    yield from _bands(told)
    for _, place in told.places:
        yield f"place:{plain_name(place.name)}"


def _bands(told: Told) -> Iterator[str]:
    """What the text is about, as the sides of its gist in a few directions each."""
    if told.gist is None:
        return
    for band in range(_BANDS):
        bits = told.gist[band * _BITS : (band + 1) * _BITS] > 0
        yield f"gist{band}:{''.join('1' if bit else '0' for bit in bits)}"


def _spans(told: Told) -> Iterator[int]:
    """The spans of time that the event may lie in, by number; none if that is not known or too long."""
    early, late = _around(told)
    if early is None or late is None or late - early > _LONG:
        return
    first, last = early.toordinal() // _DAYS, late.toordinal() // _DAYS
    yield from range(first - 1, last + 1)


def window(told: Told) -> tuple[datetime, datetime] | None:
    """The stretch that the event of a claim may lie in, half-open; ``None`` if what is known makes none.

    The days of a report without a date may be of any year.
    """
    if told.published is None:
        return None
    early, late = _around(told)
    return None if early is None or late is None or early > late else (early, late)


def may_meet(one: tuple[datetime, datetime] | None, two: tuple[datetime, datetime] | None) -> bool:
    """Whether the times of two claims leave it open that they speak of one happening; those of copies always may."""
    return one is None or two is None or gap(one, two) <= LATEST


def _around(told: Told) -> tuple[datetime | None, datetime | None]:
    if told.interval is not None:
        return told.interval
    early, late = told.bounds
    if told.published is not None and 1 < told.published.year < 9999:  # days can be added and taken away
        early = early or told.published - _TOLD_LATE
        late = late or (told.published + _TOLD_LATE if told.claim.status in _AHEAD else told.published)
    return early, late
