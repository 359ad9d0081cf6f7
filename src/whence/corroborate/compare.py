"""How strongly do two claims look like one happening, field by field?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from math import asin, cos, radians, sin, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from whence.corroborate.told import Told, Who, gap, group_likeness, plain_name
from whence.knowledge.corroboration import Evidence, likeness_weights, rules
from whence.reading import Place

VETO = -100.0
"""What cannot be one happening, whatever else agrees: contradictory times, an attempt that failed and one that did not."""
UNLIKE = -6.0
"""Two claims that are not alike enough to be joined by themselves, but may meet in a group that others hold together."""
SAME = 8.0
"""One sentence, or one trigger, told twice."""

_AFFIRMED = frozenset({"happened", "ongoing"})
_AGAINST = frozenset({"negated", "denied"})
_SETTLED = frozenset({"happened", "ongoing", "failed"})
_OPEN = frozenset({"expected", "possible", "requested", "cancelled"})
_EARTH_KM = 6371.0


class Likeness(NamedTuple):
    """What speaks for (above 0) and against one happening, as log-odds by field; they add up to `total`.

    ``wording`` is fitted on ECB+ and holds all that its undated texts can tell: the words, their meaning, the types, the
    parties, the likeness of the two reports. The others are set by hand.
    """

    wording: float
    time: float = 0.0
    place: float = 0.0
    parties: float = 0.0
    things: float = 0.0
    status: float = 0.0

    @property
    def total(self) -> float:
        """The sum, or `VETO` or `UNLIKE` where one field excludes the rest."""
        if min(self) <= VETO:
            return VETO
        return min(UNLIKE, sum(self)) if min(self) <= UNLIKE else sum(self)


def score(one: Told, two: Told) -> float:
    """How strongly two claims are held to speak of one happening; `VETO` if they cannot."""
    return compare(one, two).total


def compare(one: Told, two: Told) -> Likeness:
    """The evidence for and against two claims being one happening."""
    a, b = one.claim, two.claim
    kin = related(one, two)
    if a.repeated != b.repeated or not (kin or _worded_alike(one, two)):
        return Likeness(UNLIKE)
    if one.article == two.article and a.title == b.title and a.trigger == b.trigger:
        # An allegation and its denial, or a value and its correction, on one trigger.
        return Likeness(SAME if a.type == b.type else UNLIKE)
    if _edited(one, two):
        return Likeness(SAME)
    found = Likeness(
        wording=_wording(one, two) + (0.0 if kin else _numbers().unrelated),
        time=_time(one, two),
        place=_place(one, two),
        parties=_parties(one, two),
        things=_things(one, two) + (_numbers().anew if one.anew != two.anew else 0.0),
        status=_status(one, two),
    )
    if one.wording is None or two.wording is None:
        others = found.time, found.place, found.parties, found.things
        if max(others) < _numbers().support:
            return found._replace(wording=UNLIKE)  # letters alone make no event
    return found


def _edited(one: Told, two: Told) -> bool:
    """One sentence, edited by the outlet that took the report over."""
    if one.story != two.story or one.article == two.article or one.root != two.root:
        return False
    shared = len(one.words & two.words)
    return one.claim.type == two.claim.type and shared >= _numbers().edited * len(one.words | two.words)


def _numbers() -> Evidence:
    return rules().evidence


# What is fitted


def related(one: Told, two: Told) -> bool:
    """Whether readers or papers may give the two types to one happening."""
    families = _families(one.claim.type, one.claim.mode)
    return not families.isdisjoint(_families(two.claim.type, two.claim.mode))


def _worded_alike(one: Told, two: Told) -> bool:
    """Whether the wordings are so near that two readings of one deed are likelier than two deeds."""
    return (
        one.wording is not None
        and two.wording is not None
        and float(one.wording @ two.wording) >= _numbers().overruling_wording
    )


@cache
def _families(kind: str, mode: str | None) -> frozenset[str]:
    found = {kind}
    for number, family in enumerate(rules().families):
        if f"{kind}/*" in family or (mode and f"{kind}/{mode}" in family):
            found.add(f"#{number}")
    return frozenset(found)


def families(told: Told) -> frozenset[str]:
    """Under which names the type of a claim is laid beside others."""
    return _families(told.claim.type, told.claim.mode)


def features(one: Told, two: Told) -> dict[str, float]:
    """What the fitted part of the likeness is made of; each number has its weight in ``likeness.toml``."""
    a, b = one.claim, two.claim
    actors = group_likeness(one.actors, two.actors)
    recipients = group_likeness(one.recipients, two.recipients)
    root = one.root == two.root or _same_verb(one.trigger, two.trigger)
    wording = _cosine(one.wording, two.wording, "usual same root" if root else "usual other root")
    gist = _cosine(one.gist, two.gist, "usual gist")
    return {
        "bias": 1.0,
        "same type": float(a.type == b.type),
        "same mode": float(a.type == b.type and a.mode == b.mode and a.mode is not None),
        "same root": float(root),
        "shared words": _share(one.words, two.words),
        "shared names": _share(one.scene, two.scene),
        "same article": float(one.article == two.article),
        "actors": actors or 0.0,
        "other recipients": float(recipients is not None and recipients < 0.3),
        "shared things": float(not one.thing_words.isdisjoint(two.thing_words)),
        "wording": wording,
        "wording squared": max(wording, 0.0) ** 2,
        "gist": gist,
        "wording and gist": wording * gist,
    }


def _share(one: frozenset[str], two: frozenset[str]) -> float:
    """The cosine of two sets."""
    return len(one & two) / sqrt(len(one) * len(two)) if one and two else 0.0


def _cosine(one: NDArray[np.float32] | None, two: NDArray[np.float32] | None, usual: str) -> float:
    """How alike two directions are; what is usual where an engine gave none."""
    return likeness_weights()[usual] if one is None or two is None else float(one @ two)


def _wording(one: Told, two: Told) -> float:
    weights = likeness_weights()
    return sum(weights[name] * value for name, value in features(one, two).items())


def _same_verb(one: str, two: str) -> bool:
    verbs = rules().verbs
    return one in verbs and two in verbs and verbs[one] == verbs[two]


# What is set by hand


def _time(one: Told, two: Told) -> float:
    first, second = one.interval, two.interval
    if first is None or second is None:
        return _bounds(one, two)
    numbers = _numbers()
    apart = gap(first, second)
    if apart == timedelta(0):
        widest = max(first[1] - first[0], second[1] - second[0])
        return next(weight for days, weight in numbers.overlap if widest <= timedelta(days=days))
    dated = one.published is not None and two.published is not None
    beyond = VETO if dated else numbers.gap_undated
    return next((weight for hours, weight in numbers.gap if apart <= timedelta(hours=hours)), beyond)


def dated_apart(one: Told, two: Told) -> bool:
    """Whether the times of two claims speak against one happening."""
    return _time(one, two) <= -1.0


def _bounds(one: Told, two: Told) -> float:
    """At most one claim is dated: a report that gives its event no time tells of the news rather than of history."""
    numbers = _numbers()
    (low1, high1), (low2, high2) = one.bounds, two.bounds
    day = timedelta(days=1)
    if (high1 and low2 and high1 <= low2 - day) or (high2 and low1 and high2 <= low1 - day):
        return numbers.bounded_apart
    if one.story == two.story and one.interval is two.interval:
        return 0.0
    first = one.interval[1] if one.interval else one.published
    second = two.interval[1] if two.interval else two.published
    if first is None or second is None:
        return 0.0
    between = abs(first - second)
    return next(
        (weight for days, weight in numbers.news if between <= timedelta(days=days)),
        numbers.history if one.interval or two.interval else numbers.news_far,
    )


def distance_km(one: Place, two: Place) -> float | None:
    """Great-circle distance of two centres in km; ``None`` where one has none."""
    if one.lat is None or one.lon is None or two.lat is None or two.lon is None:
        return None
    p, q = radians(one.lat), radians(two.lat)
    half = sin((q - p) / 2) ** 2 + cos(p) * cos(q) * sin(radians(two.lon - one.lon) / 2) ** 2
    return 2 * _EARTH_KM * asin(sqrt(min(1.0, half)))


def far_apart(one: Place, two: Place) -> bool:
    """Whether two areas are so far from each other that they cannot be one place told twice."""
    distance = distance_km(one, two)
    if distance is None:
        return False
    return distance > 25 + 1.5 * ((one.radius_km or 0) + (two.radius_km or 0))


def _place(one: Told, two: Told) -> float:
    numbers = _numbers()
    best: float | None = None
    for role, place in one.places:
        for other_role, other in two.places:
            if {role, other_role} in ({"from", "into"}, {"from", "to"}):
                continue
            if plain_name(place.name) == plain_name(other.name) and place.country == other.country:
                found = numbers.place_same if place.kind != "country" else numbers.place_wide
            elif (distance := distance_km(place, other)) is None:
                continue
            elif not far_apart(place, other):
                narrow = max(place.radius_km or 0, other.radius_km or 0) <= numbers.narrow_km
                found = numbers.place_near if narrow else numbers.place_wide
            elif role != other_role:
                continue
            elif distance <= numbers.far_km:
                found = numbers.place_other
            else:
                narrow = max(place.radius_km or 0, other.radius_km or 0) <= numbers.narrow_km
                found = UNLIKE if narrow else numbers.place_far
            best = found if best is None else max(best, found)
    return best or 0.0


def _parties(one: Told, two: Told) -> float:
    a, b = one.claim, two.claim
    table, numbers = rules(), rules().evidence
    if a.type in table.symmetric and b.type in table.symmetric:
        both = (*one.actors, *one.recipients), (*two.actors, *two.recipients)
        return _agreement(*both, numbers.parties_same, numbers.parties_other)
    if a.type in table.speech and b.type in table.speech:
        speakers = group_likeness(one.actors, two.actors)
        if speakers is None or speakers < 0.8:
            return UNLIKE if speakers is None else VETO
    return _agreement(one.actors, two.actors, numbers.actors_same, numbers.actors_other) + _agreement(
        one.recipients, two.recipients, numbers.recipients_same, numbers.recipients_other
    )


def _agreement(ones: Sequence[Who], twos: Sequence[Who], same: float, other: float) -> float:
    """What two groups say: two names are two, but "the crowd" and "people" may be one."""
    likeness = group_likeness(ones, twos)
    if likeness is None:
        return 0.0
    if likeness >= 0.5:
        return same * likeness
    if likeness == 0 and all(w.linked for w in (*ones, *twos)):
        return UNLIKE  # everybody is known, and known to be somebody else
    homes, others = {w.country for w in ones}, {w.country for w in twos}
    if likeness == 0 and None not in homes | others and homes.isdisjoint(others):
        return UNLIKE  # Indian warships are not Pakistan's
    named = any(w.named for w in ones) and any(w.named for w in twos)
    return other if named else _numbers().described_otherwise


def _things(one: Told, two: Told) -> float:
    """Equal counts of one thing speak for, one voice's two counts in one report against."""
    if one.thing_words.isdisjoint(two.thing_words):
        return 0.0
    a, b = one.claim, two.claim
    counts = [
        (p.count.best, q.count.best)
        for p in a.objects
        for q in b.objects
        if p.count and q.count and p.count.unit == q.count.unit and None not in (p.count.best, q.count.best)
    ]
    if not counts:
        return 0.0
    if any(p == q for p, q in counts):
        return _numbers().count_same
    same_voice = plain_name(a.chain[0].voice) == plain_name(b.chain[0].voice)
    if one.story == two.story and same_voice and not (a.retracted or b.retracted):
        return VETO  # one voice in one article that gives two numbers speaks of two happenings
    return _numbers().count_other


def _status(one: Told, two: Told) -> float:
    numbers = _numbers()
    pair = {one.claim.status, two.claim.status}
    if len(pair) == 1:
        return numbers.status_same
    if pair == {"failed", "happened"}:
        # "tried and failed" beside "succeeded" is two attempts, unless one moment is told for both
        return 0.0 if _overlap(one, two) else VETO
    if pair & _AFFIRMED and pair & _AGAINST:
        return numbers.status_denial
    if pair & _SETTLED and pair & _OPEN:
        # What was expected and what came of it: only where the times told allow it.
        if one.story == two.story:
            return 0.0 if _overlap(one, two) else numbers.status_own_outlook
        return numbers.status_outlook if pair & {"expected", "cancelled"} else numbers.status_call
    return numbers.status_other


def _overlap(one: Told, two: Told) -> bool:
    first, second = one.interval, two.interval
    return first is not None and second is not None and gap(first, second) == timedelta(0)
