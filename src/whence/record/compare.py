"""What changed between two states of a record's events, field by field?"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from whence.corroborate import Event
from whence.record.pack import plain
from whence.record.values import Change

Mark = tuple[str, int]
"""A claim whatever its reading: the article's id and where the trigger begins."""


def changes(
    before: Iterable[Event], after: Iterable[Event], marks: Mapping[str, Mark]
) -> tuple[list[Change], int]:
    """The events that appear, vanish or change, in the order of time; and how many stayed as they were.

    An event is the same as that of the other state with which it shares most claims, by ``marks`` (claim id to mark).
    """
    old, new = list(before), list(after)
    pairs = _paired(old, new, marks)
    found = []
    stayed = 0
    for event in old:
        other = pairs.get(event.id)
        if other is None:
            found.append(Change(change="vanishes", label=event.label, before=event.id, after=None, fields={}))
            continue
        one, two = _fields(event), _fields(other)
        fields = {name: (one[name], two[name]) for name in one if one[name] != two[name]}
        if fields:
            found.append(
                Change(change="changes", label=other.label, before=event.id, after=other.id, fields=fields)
            )
        else:
            stayed += 1
    matched = {event.id for event in pairs.values()}
    found += [
        Change(change="appears", label=event.label, before=None, after=event.id, fields={})
        for event in new
        if event.id not in matched
    ]
    return found, stayed


def _paired(old: list[Event], new: list[Event], marks: Mapping[str, Mark]) -> dict[str, Event]:
    """Ids of old events and the new ones that they have become: those that share most claims first."""
    holders: dict[Mark, list[int]] = defaultdict(list)
    for n, event in enumerate(new):
        for claim in event.claims:
            if claim in marks:
                holders[marks[claim]].append(n)
    shared: Counter[tuple[int, int]] = Counter()
    for n, event in enumerate(old):
        for claim in event.claims:
            for m in holders.get(marks[claim], ()) if claim in marks else ():
                shared[n, m] += 1
    ordered = sorted(shared.items(), key=lambda s: (-s[1], old[s[0][0]].id, new[s[0][1]].id))
    taken: set[int] = set()
    found: dict[str, Event] = {}
    for (n, m), _ in ordered:
        if old[n].id not in found and m not in taken:
            found[old[n].id] = new[m]
            taken.add(m)
    return found


def _fields(event: Event) -> dict[str, Any]:
    told = plain(event)
    return {
        "type": f"{event.type}/{event.mode}" if event.mode else event.type,
        "status": event.status,
        "time": [told["time"]["earliest"], told["time"]["latest"], told["time"]["how"]],
        "places": sorted(f"{p.role} {p.name}" for p in event.places),
        "actors": sorted(p.text for p in event.actors),
        "recipients": sorted(p.text for p in event.recipients),
        "objects": sorted(([t["text"], t["count"]] for t in told["objects"]), key=repr),
        "origins": event.origins.count,
        "articles": list(event.articles),
        "conflicts": [[c["field"], c["of"], [v["value"] for v in c["values"]]] for c in told["conflicts"]],
    }
