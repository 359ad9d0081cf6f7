"""How strongly do two claims look like one happening, field by field?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import cache
from math import asin, cos, radians, sin, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from whence.corroborate.told import Told, Who, gap, group_likeness, meet, plain_name, stem, words
from whence.knowledge.corroboration import Limits, happening_weights, likeness_weights, rules
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
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")

Kinds = dict[str, float]
"""Kinds of evidence that a pair of claims shows in one field, and how much of each; most are there (1) or not."""


class Likeness(NamedTuple):
    """What speaks for (above 0) and against one happening, as log-odds by field; they add up to `total`.

    ``wording`` holds what the words tell: their meaning, the deeds, the likeness of the two reports.
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
    settled = decided(one, two)
    if settled is not None:
        return Likeness(settled)
    corrected = one.corrects(two) or two.corrects(one)
    weights = happening_weights()
    found = Likeness(
        **{
            field: sum(weights[field][kind] * much for kind, much in kinds.items())
            for field, kinds in evidence(one, two).items()
        }
    )
    if _letters(one, two):
        others = found.time, found.place, found.parties, found.things
        if max(others) < _limits().support:
            found = found._replace(wording=UNLIKE)  # letters alone make no event
    if corrected:  # who says "not on Monday" speaks of what others date to Monday
        agreed = {field: max(getattr(found, field), 0.0) for field in ("time", "place", "parties")}
        return found._replace(wording=found.wording + _limits().corrected, **agreed)
    return found._replace(**_excluded(one, two))


def decided(one: Told, two: Told) -> float | None:
    """What goes before all evidence, if anything does."""
    a, b = one.claim, two.claim
    deed = not _letters(one, two) and one_deed(one, two)
    if a.repeated != b.repeated or not (related(one, two) or deed or _worded_alike(one, two)):
        return UNLIKE
    if one.article == two.article and a.title == b.title and a.trigger == b.trigger:
        # An allegation and its denial, or a value and its correction, on one trigger.
        return SAME if a.type == b.type else UNLIKE
    return SAME if edited(one, two) else None


def _letters(one: Told, two: Told) -> bool:
    """Whether an engine gave no meanings, so that only letters can be compared."""
    return one.wording is None or two.wording is None


def edited(one: Told, two: Told) -> bool:
    """One sentence, edited by the outlet that took the report over; of another day and another place it is a form filled in anew."""
    if one.story != two.story or one.article == two.article or one.root != two.root:
        return False
    if _days_apart(one, two) or _far_towns(one, two):
        return False
    shared = len(one.words & two.words)
    return one.claim.type == two.claim.type and shared >= _limits().edited * len(one.words | two.words)


def _limits() -> Limits:
    return rules().limits


def evidence(one: Told, two: Told) -> dict[str, Kinds]:
    """All that two claims show, by field; each kind has its weight in ``happenings.toml``."""
    return {
        "wording": _wording(one, two),
        "time": dict.fromkeys(_time(one, two), 1.0),
        "place": dict.fromkeys(_place(one, two), 1.0),
        "parties": dict.fromkeys(_parties(one, two), 1.0),
        "things": dict.fromkeys(_things(one, two), 1.0),
        "status": dict.fromkeys(_status(one, two), 1.0),
    }


# What excludes one happening


def _excluded(one: Told, two: Told) -> dict[str, float]:
    """The fields that exclude one happening, whatever else agrees."""
    found = {}
    if _days_apart(one, two) or _filled_in_anew(one, two):
        found["time"] = VETO
    elif _another_day(one, two) or _hours_apart(one, two):
        found["time"] = UNLIKE
    if _settled(one, two) and _far_towns(one, two):
        found["place"] = UNLIKE  # plans move
    if _one_voice_two_counts(one, two):
        found["things"] = VETO
    elif one.anew != two.anew:
        found["things"] = UNLIKE  # "another rocket" is not the rocket told before
    if {one.claim.status, two.claim.status} == {"failed", "happened"} and not _overlap(one, two):
        found["status"] = (
            VETO  # "tried and failed" beside "succeeded" is two attempts, unless one moment is told for both
        )
    speakers = _speakers(one, two)
    if speakers is not None or _others(one, two) or _one_beside_many(one, two) or _one_beside_many(two, one):
        found["parties"] = UNLIKE if speakers is None else speakers
    return found


def _days_apart(one: Told, two: Told) -> bool:
    """Whether reports with a date tell of times in their own words that are days apart.

    A plan may be put off, and a time that was taken over from another sentence may be that sentence's only.
    """
    first, second = one.interval, two.interval
    if first is None or second is None or one.published is None or two.published is None:
        return False
    return (
        _told_times(one, two)
        and _settled(one, two)
        and gap(first, second) > timedelta(hours=_limits().gap_hours[2])
    )


def _another_day(one: Told, two: Told) -> bool:
    """Whether both tell of what came about, in their own words on days that follow each other."""
    return _settled(one, two) and "another day" in _time(one, two) and _told_times(one, two)


def _hours_apart(one: Told, two: Told) -> bool:
    """Whether others did it, or it befell others, at hours that do not meet: rockets before dawn, and the army's fire at drones by night.

    Reports that contradict each other on the hour agree on who took part.
    """
    first, second = one.interval, two.interval
    if first is None or second is None or one.published is None or two.published is None:
        return False
    if {one.claim.status, two.claim.status} & _OPEN or max(i[1] - i[0] for i in (first, second)) >= _DAY:
        return False
    alike = (group_likeness(one.actors, two.actors), group_likeness(one.recipients, two.recipients))
    known = [likeness for likeness in alike if likeness is not None]
    others = bool(known) and max(known) < _NEAR_PARTY
    return others and gap(first, second) > timedelta(hours=_limits().gap_hours[0])


def _filled_in_anew(one: Told, two: Told) -> bool:
    """Whether reports of other days tell it in one form: "two people were wounded and several houses damaged", day after day.

    Whoever retells a report changes its words or keeps its day.
    """
    if one.story == two.story or not _settled(one, two) or one.root != two.root:
        return False
    shared = len(one.words & two.words)
    if shared < _limits().edited * len(one.words | two.words):
        return False
    return not {"another day", "gap 200", "gap more"}.isdisjoint(_time(one, two))


def _told_times(one: Told, two: Told) -> bool:
    return one.claim.time.how == two.claim.time.how == "stated"


def _settled(one: Told, two: Told) -> bool:
    return one.claim.status in _SETTLED and two.claim.status in _SETTLED


def dated_apart(one: Told, two: Told) -> bool:
    """Whether the times of two claims speak against one happening."""
    weights = happening_weights()["time"]
    return _days_apart(one, two) or sum(weights[kind] for kind in _time(one, two)) <= -1.0


def _speakers(one: Told, two: Told) -> float | None:
    """What is said by others is another's word; a denial need not name whom it contradicts."""
    a, b = one.claim, two.claim
    if _sided(one, two) or not {a.type, b.type} <= rules().speech:
        return None
    likeness = group_likeness(one.actors, two.actors)
    if likeness is None:
        return None if {a.status, b.status} & _AGAINST else UNLIKE
    known = all(any(w.named or w.country for w in actors) for actors in (one.actors, two.actors))
    return VETO if likeness < _SAME_PARTY and known else None


def _others(one: Told, two: Told) -> bool:
    """Whether those who did it, or those it befell, are known and known to be others."""
    if _sided(one, two):
        groups = [((*one.actors, *one.recipients), (*two.actors, *two.recipients))]
    else:
        groups = [(one.actors, two.actors), (one.recipients, two.recipients)]
    return any(_known_others(ones, twos) for ones, twos in groups)


def _one_beside_many(one: Told, two: Told) -> bool:
    """Whether one report tells of a person by name and of several whom it does not name: "Bell was held", "five officers were"."""
    if one.story != two.story or not one.alone or group_likeness(one.recipients, two.recipients) != 0:
        return False
    counts = [t.count for t in two.claim.objects if t.count and t.count.unit is None]
    return any((c.low or c.best or 0) >= _SEVERAL for c in counts) and not any(
        w.linked for w in two.recipients
    )


def _sided(one: Told, two: Told) -> bool:
    """Whether actors and recipients are two sides of one thing: of a meeting, or of a treaty that both sign."""
    return {one.claim.type, two.claim.type} <= rules().symmetric or (one.joint and two.joint)


def _known_others(ones: Sequence[Who], twos: Sequence[Who]) -> bool:
    if group_likeness(ones, twos) != 0:
        return False
    if all(w.linked for w in (*ones, *twos)):
        return True
    if not all(w.named for w in (*ones, *twos)):
        return False
    return _of_other_states(ones, twos)


def _of_other_states(ones: Sequence[Who], twos: Sequence[Who]) -> bool:
    """Indian warships are not Pakistan's."""
    homes, others = {w.country for w in ones}, {w.country for w in twos}
    return None not in homes | others and homes.isdisjoint(others)


def _one_voice_two_counts(one: Told, two: Told) -> bool:
    """One voice in one article that gives two numbers of a thing speaks of two happenings."""
    a, b = one.claim, two.claim
    if one.story != two.story or a.retracted or b.retracted or not _counts(one, two):
        return False
    return plain_name(a.chain[0].voice) == plain_name(b.chain[0].voice) and "same count" not in _things(
        one, two
    )


# What the words tell


def related(one: Told, two: Told) -> bool:
    """Whether readers or papers may give the two types to one happening."""
    families = _families(one.claim.type, one.claim.mode)
    return not families.isdisjoint(_families(two.claim.type, two.claim.mode))


def _worded_alike(one: Told, two: Told) -> bool:
    """Whether the wordings are so near that two readings of one deed are likelier than two deeds."""
    return (
        one.wording is not None
        and two.wording is not None
        and float(one.wording @ two.wording) >= _limits().overruling_wording
    )


def one_deed(one: Told, two: Told) -> bool:
    """Whether the triggers are forms of one word, or words for one deed, or one carries the word that is the other."""
    return (
        one.root == two.root
        or not one.deeds.isdisjoint(two.deeds)
        or _same_verb(one.trigger, two.trigger)
        or _carries(one, two)
        or _carries(two, one)
    )


def _carries(one: Told, two: Told) -> bool:
    """Whether one is told by a verb that only carries the noun by which the other is told: "opened" an "inquiry"."""
    return one.carries and two.root in one.thing_words


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


def _wording(one: Told, two: Told) -> Kinds:
    weights = likeness_weights()
    told = features(one, two)
    named = [t.scene.intersection(words(t.sentence)) for t in (one, two)]
    numbers = [frozenset(_NUMBER.findall(t.sentence)) for t in (one, two)]
    kind = (one.claim.type in rules().speech) + (two.claim.type in rules().speech)
    deed = one_deed(one, two)
    undated = one.published is None or two.published is None
    found = {
        "bias": 1.0,
        "words": sum(weights[name] * value for name, value in told.items()),
        "wording": told["wording"],
        "gist": told["gist"],
        "report undated": float(undated and not _letters(one, two)),
        "shared names": told["shared names"],
        "no shared name": float(bool(one.scene and two.scene) and not told["shared names"]),
        "names in both sentences": _share(*named),
        "same article": told["same article"],
        "same type": told["same type"],
        "unrelated types": float(not related(one, two)),
        "word and deed": float(kind == 1),
        "one deed": float(deed),
        "other deed": float(not deed and bool(one.deeds and two.deeds)),
        "told as known": float(one.definite) + float(two.definite),
        "both lead": float(one.leads and two.leads and one.article != two.article),
        "same number": float(not numbers[0].isdisjoint(numbers[1])),
    }
    return {kind: much for kind, much in found.items() if much}


def _same_verb(one: str, two: str) -> bool:
    verbs = rules().verbs
    return one in verbs and two in verbs and verbs[one] == verbs[two]


# What the fields tell


def _time(one: Told, two: Told) -> Iterator[str]:
    first, second = one.interval, two.interval
    if first is None or second is None:
        yield from _bounds(one, two)
        return
    limits = _limits()
    apart = gap(first, second)
    taken = one.claim.time.how != "stated" or two.claim.time.how != "stated"
    widest = max(first[1] - first[0], second[1] - second[0])
    if meet(first, second):
        yield _step("overlap", widest / timedelta(days=1), limits.overlap_days)
        if taken:
            yield "overlap taken over"
        return
    dated = one.published is not None and two.published is not None
    if dated and apart <= timedelta(hours=limits.gap_hours[2]) and widest >= _DAY:
        yield "another day"
        return
    yield _step("gap", apart / timedelta(hours=1), limits.gap_hours) if dated else "gap undated"
    if taken:
        yield "gap taken over"
    if (one.claim.status in _OPEN) != (two.claim.status in _OPEN):
        yield "gap to an outlook"


_DAY = timedelta(hours=20)
"""What is told by the day rather than by the hour."""


def _step(name: str, value: float, steps: Sequence[float]) -> str:
    """The first step that holds the value: "gap 14"; "gap more" beyond the last."""
    return next((f"{name} {step:g}" for step in steps if value <= step), f"{name} more")


def _bounds(one: Told, two: Told) -> Iterator[str]:
    """At most one claim is dated: a report that gives its event no time tells of the news rather than of history."""
    (low1, high1), (low2, high2) = one.bounds, two.bounds
    day = timedelta(days=1)
    if (high1 and low2 and high1 <= low2 - day) or (high2 and low1 and high2 <= low1 - day):
        yield "bounds apart"
        return
    if one.story == two.story and one.interval is two.interval:
        return
    first = one.interval[1] if one.interval else one.published
    second = two.interval[1] if two.interval else two.published
    if first is None or second is None:
        return
    between = _step("news", abs(first - second) / day, _limits().news_days)
    yield "history" if between == "news more" and (one.interval or two.interval) else between


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


_PLACES = ("other", "wide", "near", "same")
"""What two places say, the best pair of them last."""


def _place(one: Told, two: Told) -> Iterator[str]:
    found = {kind for _, kind in _place_pairs(one, two)}
    yield from [kind for kind in _PLACES if kind in found][-1:] or [
        kind for kind in ("far",) if kind in found
    ]


def _far_towns(one: Told, two: Told) -> bool:
    """Whether all places are so far from each other, and one is so exact, that they are two."""
    pairs = list(_place_pairs(one, two))
    return bool(pairs) and all(kind == "far" and narrow for narrow, kind in pairs)


def _place_pairs(one: Told, two: Told) -> Iterator[tuple[bool, str]]:
    """Of each two places that can be laid beside each other whether both are narrow, and what they say."""
    limits = _limits()
    for role, place in one.places:
        for other_role, other in two.places:
            if {role, other_role} in ({"from", "into"}, {"from", "to"}):
                continue
            narrow = max(place.radius_km or 0, other.radius_km or 0) <= limits.narrow_km
            if plain_name(place.name) == plain_name(other.name) and place.country == other.country:
                yield narrow, "same" if place.kind != "country" else "wide"
            elif (distance := distance_km(place, other)) is None:
                continue
            elif not far_apart(place, other):
                yield narrow, "near" if narrow else "wide"
            elif role == other_role:
                yield narrow, "other" if distance <= limits.far_km else "far"


def _parties(one: Told, two: Told) -> Iterator[str]:
    if _sided(one, two):
        both = (*one.actors, *one.recipients), (*two.actors, *two.recipients)
        yield from _agreement("sides", *both)
    else:
        yield from _agreement("actors", one.actors, two.actors)
        yield from _agreement("recipients", one.recipients, two.recipients)
        if {one.claim.type, two.claim.type} <= rules().speech and _other_speaker(one, two):
            yield "a speaker described otherwise"
    yield from _words_for("agents", one.agent_words, two.agent_words)
    yield from _words_for("patients", one.patient_words, two.patient_words)


def _words_for(name: str, ones: frozenset[str], twos: frozenset[str]) -> Iterator[str]:
    """What the words for two groups say; "people" may be anyone, so they are no others."""
    if ones & twos:
        yield f"same words for {name}"
    elif ones and twos and ones.isdisjoint(_anyone()) and twos.isdisjoint(_anyone()):
        yield f"other words for {name}"


@cache
def _anyone() -> frozenset[str]:
    return frozenset(map(stem, rules().persons))


def _other_speaker(one: Told, two: Told) -> bool:
    likeness = group_likeness(one.actors, two.actors)
    return likeness is not None and likeness < _SAME_PARTY


def _agreement(name: str, ones: Sequence[Who], twos: Sequence[Who]) -> Iterator[str]:
    """What two groups say: two names are two, but "the crowd" and "people" may be one."""
    likeness = group_likeness(ones, twos)
    if likeness is None:
        return
    if likeness >= _SAME_PARTY:
        yield f"{name} same"
    elif likeness >= _NEAR_PARTY:
        yield f"{name} near"
    elif _of_other_states(ones, twos) or (any(w.named for w in ones) and any(w.named for w in twos)):
        yield f"{name} other"
    else:
        yield f"{name} described otherwise"


_SEVERAL = 2
"""From so many on a count is none of one person."""
_SAME_PARTY = 0.8
_NEAR_PARTY = 0.5
"""Likenesses (`party_likeness`): a name or its short form; a state and its body."""


def _counts(one: Told, two: Told) -> list[tuple[float, float]]:
    """Numbers of one kind of thing."""
    if one.thing_words.isdisjoint(two.thing_words):
        return []
    return [
        (p.count.best, q.count.best)
        for p in one.claim.objects
        for q in two.claim.objects
        if p.count and q.count and p.count.unit == q.count.unit
        if p.count.best is not None and q.count.best is not None
    ]


def _things(one: Told, two: Told) -> Iterator[str]:
    if counts := _counts(one, two):
        yield "same count" if any(p == q for p, q in counts) else "other count"
    if one.anew != two.anew:
        yield "anew"


def _status(one: Told, two: Told) -> Iterator[str]:
    if one.claim.repeated != two.claim.repeated:
        yield "repeated"
    pair = {one.claim.status, two.claim.status}
    if len(pair) == 1:
        yield "same"
    elif pair & _AFFIRMED and pair & _AGAINST:
        yield "denial"
    elif not (pair & _SETTLED and pair & _OPEN):
        yield "other"
    elif one.story == two.story:
        # What was expected and what came of it: only where the times told allow it.
        yield "own outlook come about" if _overlap(one, two) else "own outlook"
    else:
        yield "outlook" if pair & {"expected", "cancelled"} else "call"


def _overlap(one: Told, two: Told) -> bool:
    first, second = one.interval, two.interval
    return first is not None and second is not None and meet(first, second)
