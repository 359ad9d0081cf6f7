"""Claims on one sentence that many print make one block where they are of one time, and none of all days; in any order."""

from __future__ import annotations

import random
from datetime import date, timedelta

import msgspec
import pytest
from sqlalchemy import func, select

from tests.corroborate.build import report, told
from whence.corroborate import corroborate
from whence.corroborate.compare import dated_apart
from whence.corroborate.told import Told
from whence.knowledge.corroboration import happening_weights
from whence.reading import Reading
from whence.record import Record
from whence.record import tables as t
from whence.record.record import open_record

CLOSING = "The attack began early in the morning, the governor said."


def closing(day: int, outlet: str = "Wire", dated: bool = True, **other: object) -> Reading:
    """A report of its own that ends in the sentence of all."""
    when = date(2025, 3, 1) + timedelta(days=day)
    fields = {"time": (f"{when}T00:00Z", f"{when + timedelta(days=1)}T00:00Z"), "how": "inherited"}
    own = random.Random(f"{outlet} {day}")
    words = " ".join(
        "".join(own.choice("bdfgklmnprst") + own.choice("aeiou") for _ in "one") for _ in range(60)
    )
    return report(
        outlet,
        f"{words}. {CLOSING}",
        told("attack", "ASSAULT", **{**(fields if dated else {}), **other}),
        published=str(when),
    )


SERIES = [
    *(closing(day, outlet) for day in (0, 1, 2, 9, 10, 40) for outlet in ("Wire", "Courier")),
    closing(5, "Herald", dated=False),
    closing(70, "Herald", dated=False),
    closing(9, "Mail", status="expected"),
]


def shown(record: Record) -> list[bytes]:
    return [msgspec.structs.replace(e, first_read=None).to_json() for e in record.events()]


def at_once(readings: list[Reading]) -> list[bytes]:
    return [e.to_json() for e in corroborate(readings)]


def links(record: Record) -> int:
    with record._store.backend.reading() as connection:
        return connection.execute(select(func.count()).select_from(t.link)).scalar_one()


@pytest.mark.parametrize("seed", range(4))
def test_in_any_order_events_are_those_of_reading_all_at_once(record, seed):
    made = random.Random(seed).sample(SERIES, len(SERIES))
    for number, one in enumerate(made):
        record.add(one)
        if number % (seed + 1) == 0:
            record.settle()
        if number == len(made) // 2:
            assert shown(record) == at_once(made[: number + 1])
    assert shown(record) == at_once(made)


def test_what_was_read_anew_connects_others_no_more(record):
    bridge = closing(5, "Herald", dated=False)
    days = [closing(0), closing(9), closing(20)]
    for one in (bridge, *days):
        record.add(one)
        record.settle()
    again = msgspec.structs.replace(closing(5, "Herald"), reader="read anew")
    assert again.article.id == bridge.article.id
    record.add(again)
    assert shown(record) == at_once([again, *days])
    more = [closing(9, "Courier"), closing(20, "Courier"), closing(30, "Mail", dated=False)]
    for one in more:
        record.add(one)
    assert shown(record) == at_once([again, *days, *more])


def test_a_daily_series_is_linked_day_by_day(record):
    for day in range(12):
        record.add(closing(3 * day))
    record.settle()
    assert links(record) == 0
    for day in range(12):
        record.add(closing(3 * day, "Courier"))
    record.settle()
    assert links(record) == 12


def test_told_intervals_that_are_days_from_each_other_need_not_be_compared():
    weights = happening_weights()["time"]
    for gap in ("gap 200", "gap more"):
        assert weights[gap] + max(0.0, weights["gap taken over"]) <= -1.0
    assert dated_apart(Told(closing(0), 0), Told(closing(4), 0))


def test_a_record_that_knows_the_first_of_a_sentence_only_is_brought_to_the_present_shape(url, clock):
    with open_record(url, clock=clock) as record:
        record.add(closing(0))
        record.settle()
        with record._store.backend.writing() as connection:
            for column in ("chain", "opens", "closes"):
                connection.exec_driver_sql(f"ALTER TABLE printed DROP COLUMN {column}")
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0004'")
    with open_record(url, clock=clock) as record:
        for day in (0, 5, 9):
            record.add(closing(day, "Courier"))
        record.settle()
        assert links(record) == 3, "all to the first, of which no more is known"
        record.rebuild()
        assert links(record) == 1
