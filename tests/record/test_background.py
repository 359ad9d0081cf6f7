"""Reports that share a paragraph of background take nothing from later ones: only what can change is put together anew."""

from __future__ import annotations

import random

import msgspec
import pytest

from tests.corroborate.build import report, told
from whence.corroborate import corroborate, likenesses
from whence.reading import Reading
from whence.record import Record
from whence.record.copies import Copies

BACKGROUND = (
    "The region has come under fire nearly every day since the front moved closer to the river last autumn. More than forty "
    "thousand residents have left their homes, while schools and hospitals were moved into basements. Power is cut for hours "
    "at a time because substations were hit again and again during the winter campaign that followed the failed crossing."
)
PARTS = BACKGROUND.split(". ")


def own_words(seed: object, count: int) -> str:
    own = random.Random(str(seed))
    return " ".join(
        "".join(own.choice("bdfgklmnprst") + own.choice("aeiou") for _ in "one") for _ in range(count)
    )


def daily(
    day: int, outlet: str, background: str = BACKGROUND, *, dated: bool = True, more: str = ""
) -> Reading:
    """A report of its own, above a paragraph that others print."""
    text = f"{own_words((day, outlet), 50)}.\n\n{more}{background}"
    return report(
        outlet,
        text,
        told("fire", "ASSAULT"),
        *([told("left", "MOVE")] if "left" in background else []),
        *([told("cut", "HARM")] if "cut" in background else []),
        published=f"2025-03-{day:02}" if dated else None,
    )


ALONE = f"{own_words('alone', 40)}. "
READINGS = [
    *(daily(day, outlet) for day in (3, 4, 4, 9) for outlet in ("Wire", "Courier")),
    daily(4, "Herald"),
    daily(4, "Mail", more=ALONE),
    daily(4, "Star", PARTS[0] + ". " + PARTS[1], more=ALONE),
    daily(5, "Echo", dated=False),
    daily(30, "Bugle"),
]


def shown(record: Record) -> list[bytes]:
    return [msgspec.structs.replace(e, first_read=None).to_json() for e in record.events()]


def at_once(readings: list[Reading]) -> list[bytes]:
    return [e.to_json() for e in corroborate(readings)]


@pytest.mark.parametrize("seed", range(6))
def test_in_any_order_events_are_those_of_reading_all_at_once(record, seed):
    made = random.Random(seed).sample(READINGS, len(READINGS))
    for number, one in enumerate(made, 1):
        record.add(one)
        if number % (1 + seed % 3) == 0:
            assert shown(record) == at_once(made[:number])
    assert shown(record) == at_once(made)


def test_what_is_shared_is_no_copy_so_that_these_tests_test_something():
    assert {"part"} <= {like.kind for like in likenesses(READINGS)}
    roots = [o.reasons for e in corroborate(READINGS) for o in e.origins.groups]
    assert any("a passage that" in reason for reasons in roots for reason in reasons)


def test_a_later_report_changes_nothing_of_earlier_ones(record, monkeypatch):
    changed: list[set[int]] = []
    settle = Copies.settle

    def noting(*given: object) -> tuple[set[int], set[int]]:
        found = settle(*given)
        changed.append(found[0])
        return found

    monkeypatch.setattr(Copies, "settle", noting)
    for day in (3, 5, 7, 9):
        record.add(daily(day, "Wire"))
        record.settle()
    record.add(daily(1, "Courier"))
    record.settle()
    assert changed == [{1}, {2}, {3}, {4}, {1, 2, 3, 4, 5}]
