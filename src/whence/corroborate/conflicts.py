"""Which told values of an event cannot all be right, who told them, and since when?"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import combinations
from math import inf
from typing import Any, NamedTuple

from whence.article import UTC
from whence.corroborate.deeds import one_deed
from whence.corroborate.event import Conflict, ConflictValue, Origin, Origins
from whence.corroborate.parties import group_likeness
from whence.corroborate.places import distance_km, far_apart
from whence.corroborate.told import Told, asserted, gap, last_words, meet
from whence.corroborate.words import plain_name
from whence.knowledge.corroboration import rules
from whence.reading import Count, Place, Thing

_AFFIRMED = frozenset({"happened", "ongoing"})
_CONTRARY = frozenset({"negated", "denied", "failed", "cancelled"})
_ABOUT = 0.2
"""A number without bounds ("about 100") agrees with numbers within this share of it."""
_ROUND = 100
"""From here on a number that ends in two zeros or more may be rounded."""
_CLOCK = timedelta(minutes=5)
"""Clock times that differ by less are one time, rounded."""
_HOURS = timedelta(hours=20)
"""What is shorter is told by the clock, not by the day."""
_ALIKE = 0.4
"""Wordings from this cosine on tell one deed ("were killed", "died"), whatever the words."""


def conflicts(told: Sequence[Told], known: Origins) -> tuple[Conflict, ...]:
    """The contradictions among the claims of one event, field by field, with how many of its origins stand by each value.

    Values come in the order they were first told, but those of trusted voices first, and those of distrusted ones last.
    """
    told = sorted(told, key=lambda t: t.key)
    firm = asserted(told)
    backing = _Backing(known)
    found = [
        *_count_conflicts(firm, backing),
        *_one("time", None, [(t, t.interval) for t in firm if _dated(t)], _time_value, _times_agree, backing),
        *_place_conflicts(firm, backing),
        *_one("status", None, [(t, t) for t in told], _status_of, _status_agree, backing),
        *_one(
            "actors",
            None,
            [(t, t) for t in firm if t.claim.actors],
            _names,
            _parties_agree,
            backing,
            camps=True,
        ),
    ]
    return tuple(found)


class _Backing:
    """Which origins stand behind some claims."""

    def __init__(self, known: Origins) -> None:
        self._origins = {claim: origin for origin in known.groups for claim in origin.claims}

    def behind(self, told: Sequence[Told]) -> list[Origin]:
        """The origins of some claims that nobody distrusts."""
        found = {id(o): o for t in told if (o := self._origins[t.claim.id]).trust != "distrusted"}
        return list(found.values())


_Agree = Callable[[Any, Any], bool]
_Values = Sequence[tuple[Told, Any]]


def _camps(disputed: _Values, show: Callable[[Any], Any], agree: _Agree) -> list[Any]:
    """Each value as it is shown: all that contradict the same others as the first of them ("a Chinese ship", "a coast guard vessel")."""
    against = [
        frozenset(n for n, (_, other) in enumerate(disputed) if not agree(value, other))
        for _, value in disputed
    ]
    first: dict[frozenset[int], Any] = {}
    for n in sorted(range(len(disputed)), key=lambda n: (_known_since(disputed[n][0]), disputed[n][0].key)):
        first.setdefault(against[n], show(disputed[n][1]))
    return [first[camp] for camp in against]


def _known_since(told: Told) -> datetime:
    return told.as_of[0] if told.as_of else _never()


def _one(
    field: str,
    of: str | None,
    values: _Values,
    show: Callable[[Any], Any],
    agree: _Agree,
    backing: _Backing,
    camps: bool = False,
) -> list[Conflict]:
    """The conflict of one field, if any two of its values disagree; only values in dispute are listed."""
    disputed = [
        (told, value) for told, value in values if any(not agree(value, other) for _, other in values)
    ]
    if not disputed:
        return []
    last = {t.key for t in last_words([told for told, _ in disputed])}
    standing = [value for told, value in disputed if told.key in last]
    plains = _camps(disputed, show, agree) if camps else [show(value) for _, value in disputed]
    shown: dict[str, tuple[Any, list[Told]]] = {}
    for (told, _), plain in zip(disputed, plains, strict=True):
        shown.setdefault(repr(plain), (plain, []))[1].append(told)
    rows = []
    for plain, tellers in shown.values():
        moment, text = min((t.as_of for t in tellers if t.as_of), default=(_never(), None))
        unmoved = [t for t in tellers if t.key in last]
        behind = backing.behind(unmoved)
        value = ConflictValue(
            value=plain,
            claims=tuple(sorted({t.claim.id for t in tellers})),
            as_of=text,
            voices=tuple(sorted({t.claim.chain[0].voice for t in tellers})),
            revised=not unmoved,
            origins=len(behind),
        )
        trusted = any(origin.trust == "trusted" for origin in behind)
        rows.append((not trusted, bool(unmoved) and not behind, moment, repr(plain), value))
    rows.sort(key=lambda row: row[:-1])
    disagree = any(not agree(one, two) for one, two in combinations(standing, 2))
    return [
        Conflict(
            field=field,
            of=of,
            kind="disagreement" if disagree else "revision",
            values=tuple(row[-1] for row in rows),
        )
    ]


def _never() -> datetime:
    return datetime.max.replace(tzinfo=UTC)


def count_range(count: Count) -> tuple[float, float]:
    """The numbers that a count allows: its bounds; where it names a number, also those that are rounded to it."""
    if count.low is None and count.high is None:
        if count.best is None:
            return -inf, inf
        # "two" names a number; a round one without bounds may be "about"
        slack = _ABOUT * abs(count.best) if count.best >= 10 else 0.0
        return count.best - slack, count.best + slack
    slack = _rounding(count.best) if count.low == count.best == count.high and count.best is not None else 0.0
    return (
        -inf if count.low is None else count.low - slack,
        inf if count.high is None else count.high + slack,
    )


def _rounding(number: float) -> float:
    """How far a number may be from what it was rounded from: half of the last place that is no zero (300,000: 50,000)."""
    if number < _ROUND or not float(number).is_integer():
        return 0.0
    digits = str(int(number))
    zeros = len(digits) - len(digits.rstrip("0"))
    return 10**zeros / 2 - 0.5 if zeros >= 2 else 0.0


def thing_kind(thing: Thing) -> str:
    """What is counted, as one word: the head of its kind ("short-range ballistic missile" gives "missile")."""
    found = plain_name(thing.what or thing.text).split()
    head = found[-1] if found else ""
    return head[:-1] if head.endswith("s") and not head.endswith("ss") and len(head) > 3 else head


class _Counted(NamedTuple):
    told: Told
    number: Count


def _count_conflicts(told: Sequence[Told], backing: _Backing) -> list[Conflict]:
    kinds: dict[tuple[str, str | None], list[tuple[Told, _Counted]]] = defaultdict(list)
    bare: list[tuple[Told, _Counted]] = []
    wholes: set[str] = set()
    for claim in told:
        counted = _counted_things(claim)
        for thing in counted:
            assert thing.count is not None
            row = claim, _Counted(claim, thing.count)
            unit = thing.count.unit
            if thing.what is None and unit is None:
                bare.append(row)
            else:
                kind = "" if unit else _counted_as(thing, counted)
                kinds[kind, unit].append(row)
                if not _among_others(thing, counted):
                    wholes.add(kind)
    if bare and not any(unit is None and kind in wholes for kind, unit in kinds):
        kinds.setdefault(("person", None), [])
        wholes.add("person")
    for (kind, unit), values in kinds.items():
        # "nine were injured": of people, or else of whatever the others count, but not of those told to be among these
        whole = kind == "person" if "person" in wholes else kind in wholes
        values.extend(bare if unit is None and whole else ())
    rows = [row for values in kinds.values() for row in values if row[0].set_aside]
    for (_, unit), values in kinds.items():
        values.extend(_correcting(rows, values, unit))
    found = []
    for (kind, unit), values in sorted(kinds.items(), key=lambda item: (item[0][0], item[0][1] or "")):
        found += _one(
            "objects.count", unit or kind, values, lambda v: _count_value(v.number), _counts_agree, backing
        )
    return found


def _counted_things(told: Told) -> list[Thing]:
    """The things that a claim counts; of a part and its whole ("five of eight drones") the one that its words tell of."""
    counted = [thing for thing in told.claim.objects if thing.count is not None]
    dropped = [
        whole if told.claim.trigger.start < part.span.start else part
        for part in counted
        for whole in counted
        if _OF.fullmatch(told.source[part.span.end : max(part.span.end, whole.span.start)])
    ]
    start = told.claim.trigger.start  # "two of the dead were children": the dead are more
    return [
        t
        for t in counted
        if t not in dropped and not _OF.fullmatch(told.source[t.span.end : max(t.span.end, start)])
    ]


_OF = re.compile(r"\s+(?:out )?of(?: the| those| its| their| all)?\s+")
"""What stands between a part and its whole."""


def _among_others(thing: Thing, beside: Sequence[Thing]) -> bool:
    """Whether a thing is told as part of a number of people: "seven people, including three police officers"."""
    assert thing.count is not None
    return thing_kind(thing) not in rules().persons and any(
        thing_kind(other) in rules().persons
        and other.count is not None
        and (other.count.best or 0) > (thing.count.best or 0)
        for other in beside
    )


def _correcting(
    rows: Sequence[tuple[Told, _Counted]], values: Sequence[tuple[Told, _Counted]], unit: str | None
) -> list[tuple[Told, _Counted]]:
    """The counts that come with a correction of one of ``values``, whatever they count: "three staff were held, and not two"."""
    return [
        row
        for row in rows
        if row not in values
        and row[1].number.unit == unit
        and any(_corrects(row[1], other) for _, other in values)
    ]


def _corrects(one: _Counted, two: _Counted) -> bool:
    return one.told is not two.told and two.number.best in one.told.set_aside - {one.number.best}


def _counted_as(thing: Thing, beside: Sequence[Thing]) -> str:
    """Under which name a count is laid beside others: persons as such are one kind of thing.

    So are those of whom a place or a crowd consists ("villagers", "prisoners"), unless the claim counts others beside them
    ("two villagers and a soldier"): then they are a part of the whole.
    """
    kind, known = thing_kind(thing), rules()
    alone = all(other is thing or (other.count is not None and other.count.unit) for other in beside)
    return "person" if kind in known.persons or (alone and kind in known.populations) else kind


def _count_value(count: Count) -> Any:
    if count.best is not None and count.low in (None, count.best) and count.high in (None, count.best):
        return _number(count.best)
    return {
        key: _number(value)
        for key, value in (("low", count.low), ("best", count.best), ("high", count.high))
        if value is not None
    }


def _number(value: float) -> float | int:
    return int(value) if float(value).is_integer() else value


def _counts_agree(one: _Counted, two: _Counted) -> bool:
    """Whether both counts may be right: of different deeds ("killed", "wounded"), or of numbers that allow each other."""
    if _corrects(one, two) or _corrects(two, one):
        return False
    (low1, high1), (low2, high2) = count_range(one.number), count_range(two.number)
    return (low1 <= high2 and low2 <= high1) or not _one_deed(one.told, two.told)


def _one_deed(one: Told, two: Told) -> bool:
    if one_deed(one, two):
        return True
    if one.wording is None or two.wording is None:
        return one.claim.type == two.claim.type
    return float(one.wording @ two.wording) >= _ALIKE and not (one.deeds and two.deeds)


def _time_value(interval: tuple[datetime, datetime]) -> dict[str, str]:
    return {
        "earliest": interval[0].isoformat().replace("+00:00", "Z"),
        "latest": interval[1].isoformat().replace("+00:00", "Z"),
    }


def _dated(told: Told) -> bool:
    """Whether a claim gives its time in its own words: one that a reader took over from another sentence disputes nothing."""
    return told.interval is not None and told.claim.time.how == "stated"


def _times_agree(one: tuple[datetime, datetime], two: tuple[datetime, datetime]) -> bool:
    """Whether both may be right: "Thursday" and "Friday" touch at midnight, but are two days."""
    return meet(one, two) or (gap(one, two) < _CLOCK and max(one[1] - one[0], two[1] - two[0]) < _HOURS)


class _Placed(NamedTuple):
    told: Told
    role: str
    place: Place


def _place_conflicts(told: Sequence[Told], backing: _Backing) -> list[Conflict]:
    roles: dict[str, list[tuple[Told, _Placed]]] = defaultdict(list)
    for claim in told:
        for told_role, place in claim.places:
            role = _role(told_role)
            roles[role].append((claim, _Placed(claim, role, place)))
    found = []
    for role, values in sorted(roles.items()):
        found += _one("places", role, values, lambda placed: placed.place.name, _places_agree, backing)
    return found


def _places_agree(one: _Placed, two: _Placed) -> bool:
    """Whether both may be right: no claim contradicts itself, and two that share a place may each tell of another part."""
    if one.told is two.told:
        return True
    return any(
        _same_area(p, q)
        for first, p in one.told.places
        for second, q in two.told.places
        if _role(first) == _role(second) == one.role
    )


def _role(role: str) -> str:
    """The role under which places are laid beside each other: "off Khasab" and "at Larak" both tell where it was."""
    return "at" if role == "near" else role


def _same_area(one: Place, two: Place) -> bool:
    if plain_name(one.name) == plain_name(two.name):
        return True
    distance = distance_km(one, two)
    return distance is None or not far_apart(one, two)


def _status_of(told: Told) -> str:
    return told.claim.status


def _status_agree(one: Told, two: Told) -> bool:
    """Whether both may be right: what had not come about when one spoke may have by the time that another tells of."""
    first, second = one.claim.status, two.claim.status
    if first in _AFFIRMED and second in _CONTRARY:
        return _not_yet(two, one)
    return second not in _AFFIRMED or first not in _CONTRARY or _not_yet(one, two)


def _not_yet(told: Told, later: Told) -> bool:
    """Whether a claim without a time of its own only says that something had not come about before ``later`` has it."""
    out, moment = told.published, later.interval
    if told.claim.status != "negated" or out is None or moment is None:
        return False
    if told.claim.time.how == "stated" or later.claim.time.how != "stated":
        return False
    return out <= moment[0] + (moment[1] - moment[0]) / 2


def _names(told: Told) -> list[str]:
    return sorted({p.entity.name if p.entity else p.text for p in told.claim.actors})


_FORCES = ({"GOV", "MIL", "COP", "SPY"}, {"REB", "UAF", "PRM", "CRM"})
"""Sectors of those who act for a state, and of those who fight without one."""
_SAME_PARTY = 0.5
"""Likeness from which two may be one: a name and its short form, a state and its body; one country alone makes no party."""


def _parties_agree(one: Told, two: Told) -> bool:
    """Whether both may name the doer: "a driver" and "Garba" may be one, two names, two states or an army and rebels are two."""
    if one.article == two.article and one.claim.chain[0].voice == two.claim.chain[0].voice:
        return True
    named, other = ([w for w in t.actors if w.named] for t in (one, two))
    likeness = group_likeness(named, other)
    if likeness is not None:
        return likeness >= _SAME_PARTY
    states, others = ({w.country for w in t.actors} for t in (one, two))
    if None not in states | others and states.isdisjoint(others):
        return False
    sides = [
        {n for p in t.claim.actors for n, force in enumerate(_FORCES) if p.sector in force}
        for t in (one, two)
    ]
    return not all(len(side) == 1 for side in sides) or sides[0] == sides[1]
