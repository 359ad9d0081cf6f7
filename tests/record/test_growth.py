"""A record that is grown by rule for the benchmarks is as large as said, and what is added to it meets what it would have met."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from benchmarks.growth import HANGING, NUMBERED, multiply
from tests.record.factory import reading
from whence.record import tables as t
from whence.record.record import open_record

YEAR = 365 * 86_400_000_000


def sizes(record):
    with record._store.backend.reading() as connection:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (*NUMBERED, *HANGING)
            if table is not t.likeness
        }


@pytest.mark.parametrize("apart", [YEAR, -YEAR], ids=["later", "earlier"])
def test_each_copy_has_rows_of_its_own_on_other_days(url, clock, apart):
    with open_record(url, clock=clock) as record:
        for number in range(8):
            record.add(reading(number))
        record.settle()
        before, first, shown = (
            sizes(record),
            record.summary(),
            record.events(since="2025-01-01", until="2025-01-03"),
        )
        multiply(record, 2, apart=apart)
        assert sizes(record) == {name: 3 * size for name, size in before.items()}
        assert record.summary().events == 3 * first.events
        assert record.events(since="2025-01-01", until="2025-01-03") == shown
        other = "2026" if apart > 0 else "2024"
        assert len(record.events(since=f"{other}-01-01", until=f"{other}-01-03")) >= len(shown) > 0
        assert len(record.claims(text="number100")) == 1


def test_what_is_added_meets_what_was_there_before_the_copies(url, clock, new_record):
    plain = new_record()
    with open_record(url, clock=clock) as record:
        for one in (record, plain):
            for number in range(10):
                one.add(reading(number))
            one.settle()
        multiply(record, 3, apart=-YEAR)
        for one in (record, plain):
            for number in (10, 11):
                one.add(reading(number))
        there = {e.id: e.claims for e in record.events()}
        assert all(there[e.id] == e.claims for e in plain.events())
