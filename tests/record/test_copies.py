"""What is kept of copies: the same pairs, groups and origins as from all readings at once, in any order of arrival."""

from __future__ import annotations

import random

import msgspec
import pytest

from tests.corroborate.build import report, told
from tests.corroborate.test_copies import BUDGET, FERRY, REWORDED, WITNESSED, halves
from whence.corroborate import copies as copying
from whence.corroborate import corroborate, likenesses
from whence.record import copies as kept

PLAIN = FERRY.removeprefix("KOMATI, Aug 14 (Reuters) - ")
LINES = "\n\n" + BUDGET.split("\n\n")[-1]


def sinking(outlet, text, day=14, trigger="overturned", url=None):
    made = report(outlet, text, told(trigger, "HARM"), published=f"2025-08-{day}")
    return msgspec.structs.replace(made, article=msgspec.structs.replace(made.article, url=url))


READINGS = [
    sinking("Reuters", FERRY, trigger="capsized"),
    sinking("Herald", PLAIN, 15),
    sinking("Courier", REWORDED, 15, "went over"),
    sinking("Bugle", WITNESSED, 15, "went down"),
    sinking("Gazette", f"{halves(PLAIN)[0]}\n\n{halves(BUDGET)[0]}", 16),
    sinking("Echo", BUDGET, 14, "passed"),
    sinking("Mail", BUDGET + "\n\n" + halves(WITNESSED)[0], 17, "went down"),
    sinking("Star", PLAIN + LINES, 15),
    sinking("Star", "The ferry overturned, the mayor said." + LINES, 16, url="https://star.example/ferry"),
    sinking("Star", "A ferry overturned. Boats searched." + LINES, 17, url="https://star.example/ferry"),
]


def told_of(record, **question):
    return [msgspec.structs.replace(e, first_read=None) for e in record.events(**question)]


@pytest.mark.parametrize("most", [2, 200])
def test_in_any_order_copies_are_those_of_reading_all_at_once(record, new_record, monkeypatch, most):
    for module in (copying, kept):
        monkeypatch.setattr(module, "MOST", most)
    expected = list(corroborate(READINGS))
    records = [record, *(new_record() for _ in range(4))]
    for seed, one in enumerate(records):
        for reading in random.Random(seed).sample(READINGS, len(READINGS)):
            one.add(reading)
            if seed % 2 == 0:
                one.settle()
        assert told_of(one) == expected
        one.rebuild()
        assert told_of(one) == expected


def test_fewer_pairs_are_compared_where_many_share_text(monkeypatch):
    whole = likenesses(READINGS)
    monkeypatch.setattr(copying, "MOST", 2)
    assert set(likenesses(READINGS)) < set(whole), "so that the test above tests something"


def test_what_was_known_earlier_has_the_copies_of_then(record):
    for reading in READINGS:
        record.add(reading)
    for day in (15, 16, 17):
        then = [r for r in READINGS if int(r.article.published.at[-2:]) < day]
        assert told_of(record, known_at=f"2025-08-{day}T00:00:00Z") == list(corroborate(then))


def test_a_person_parts_and_joins_copies_and_takes_it_back(record):
    for reading in READINGS:
        record.add(reading)
    before = told_of(record)
    first, second = READINGS[0].article.id, READINGS[1].article.id
    number = record.judge("independent", first, second).id
    assert told_of(record) != before
    record.undo(number)
    assert told_of(record) == before
