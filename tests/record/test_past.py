"""Another moment: what did not change since is taken as it is, and that gives the same as computing it all."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from tests.record.factory import reading
from whence.record import Query
from whence.record import tables as t
from whence.record.blocks import Stretch, components
from whence.record.record import open_record

ORDERS = ("newest", "oldest", "origins", "disputed", "read")


def shown(record, **asked):
    """What every question about a moment answers."""
    query, glance = Query(**asked), record.glance
    page = [glance.page(query, order, limit=500) for order in ORDERS]
    events = record.events(query)
    window = (
        min(e.time.earliest for e in events if e.time.earliest),
        max(e.time.latest for e in events if e.time.latest),
    )
    return {
        "events": events,
        "few": record.events(query, limit=3),
        "claims": record.claims(query),
        "contested": record.claims(Query(**asked, min_origins=2)),
        "orders": [[e.id for e in some.events] for some in page],
        "second pages": [glance.page(query, order, offset=4, limit=4) for order in ORDERS],
        "outline": glance.outline(query),
        "bulk": glance.bulk(query),
        "bins": glance.bins(query, *window, 12),
        "places": Counter({s[:5]: s.events for s in glance.spots(query)}),
        "dealings": glance.dealings(query, 10_000),
    }  # fmt: skip


def forget(record):
    """Let nothing be known of when events came about."""
    with record._store.backend.writing() as connection:
        column = t.event.c
        connection.execute(
            update(t.event).values(
                {column[n]: 0 if n.endswith("first") else t.NEVER for n in Stretch._fields}
            )
        )
    record._store.past._memory.clear()


def kept(record, column, moment):
    """How many events were at a moment as they are."""
    with record._store.backend.reading() as connection:
        return connection.execute(
            select(func.count()).select_from(t.event).where(column <= moment)
        ).scalar_one()


@pytest.fixture
def record(url, clock):
    with open_record(url, clock=clock) as opened:
        yield opened


def test_each_moment_shows_what_was_shown_then(record, clock):
    snapshots = []
    judged = None
    for number in range(14):
        record.add(reading(number, claims=4, paragraphs=2))
        clock.at += timedelta(hours=1)
        if number == 5:
            record.judge("hide", record.events()[0].claims[0])
        if number == 7:
            judged = record.judge("distrust", voice=record.sources()[0].voice)
        if number == 9:
            record.judge("correct", record.events()[3].claims[0], field="status", value="denied")
        if number == 11:
            record.undo(judged.id)
        if number == 12:
            articles = record.articles(limit=2)
            record.judge("independent", *(a.id for a in articles))
        if number == 13:
            record.judge("same", *(e.claims[0] for e in record.events()[:2]))
        snapshots.append((clock.at, record.events()))
        clock.at += timedelta(hours=1)
    for moment, events in snapshots:
        assert record.events(known_at=moment) == events


@pytest.mark.parametrize(
    "asked", [{}, {"type": "COERCE"}, {"status": ("happened",)}, {"place": "0,0,9000km"}]
)
def test_what_is_taken_as_it_is_equals_what_is_computed(record, clock, asked):
    for number in range(16):
        record.add(reading(number, claims=4, paragraphs=2))
        clock.at += timedelta(hours=1)
    record.judge("hide", record.events()[2].claims[0])
    read, published = clock.at - timedelta(hours=6), "2025-01-01T23:00Z"
    quick = [shown(record, known_at=moment, **asked) for moment in (read, published)]
    forget(record)
    for moment, found in zip((read, published), quick, strict=True):
        for question, answer in shown(record, known_at=moment, **asked).items():
            assert found[question] == answer, question


def test_only_what_changed_since_is_computed(record, clock):
    for number in range(12):
        record.add(reading(number, claims=4, paragraphs=2))
        clock.at += timedelta(hours=1)
    record.settle()
    then = int((clock.at - timedelta(hours=6)).timestamp() * 1_000_000)
    read, published = kept(record, t.event.c.read_last, then), kept(record, t.event.c.out_last, t.NEVER - 1)
    assert 0 < read < len(record.events())
    assert published == len(record.events()), "all articles tell when they were published"
    computed = record._store.past
    record.events(known_at=clock.at - timedelta(hours=6))
    (found,) = computed._memory.values()
    assert len(found.members) < read


def test_an_event_that_stays_as_it_is_knows_when_its_block_grew(record, clock):
    for number in range(3):
        record.add(reading(number, claims=4, paragraphs=2))
    events = record.events()
    clock.at += timedelta(hours=1)
    then = clock.at
    record.add(
        reading(3, claims=4, paragraphs=2)
    )  # of the same story: a block grows, some of its events stay
    record.settle()
    record.rebuild()
    with record._store.backend.reading() as connection:
        rebuilt = connection.execute(select(t.event.c.uid, t.event.c.read_last)).all()
    assert record.events(known_at=then) == events
    assert {uid for uid, last in rebuilt if last > then.timestamp() * 1_000_000}


def test_numbers_in_groups_that_no_link_leads_out_of():
    assert sorted(map(sorted, components([1, 2, 3, 4, 5], [(1, 3), (3, 5)]))) == [[1, 3, 5], [2], [4]]
    assert components([], []) == []
