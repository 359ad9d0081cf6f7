"""Many events at once: the database counts what the events themselves show."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import msgspec
import pytest

from tests.record.factory import reading
from whence.article import UTC
from whence.record import Query
from whence.record.record import open_record

SINCE, UNTIL = datetime(2025, 1, 1, tzinfo=UTC), datetime(2025, 1, 11, tzinfo=UTC)


@pytest.fixture
def record(url, clock):
    with open_record(url, clock=clock) as opened:
        for number in range(24):
            opened.add(reading(number))
        yield opened


@pytest.fixture
def glance(record):
    return record.glance


def test_a_page_is_a_part_of_the_whole_in_order(glance, record):
    whole = [e.id for e in record.events()]
    assert [e.id for e in glance.page(Query(), "oldest", limit=1000).events] == whole
    assert [e.id for e in glance.page(Query(), "oldest", offset=3, limit=4).events] == whole[3:7]
    assert glance.count(Query()) == len(whole)
    counts = [e.origins.count for e in glance.page(Query(), "origins", limit=1000).events]
    assert counts == sorted(counts, reverse=True)


def test_the_bins_hold_each_event_that_begins_in_the_stretch(glance, record):
    bins = glance.bins(Query(), SINCE, UNTIL, 20)
    step = (UNTIL - SINCE) / 20
    wanted = Counter(
        ((begin - SINCE) // step, e.status)
        for e in record.events()
        if (begin := e.time.earliest or e.time.latest) is not None and SINCE <= begin < UNTIL
    )
    assert {(b.number, b.status): b.events for b in bins} == wanted
    assert len({b.number for b in bins}) > 3


def test_places_and_dealings_count_events(glance, record):
    events = record.events()
    spots = Counter(s.name for s in glance.spots(Query()))
    assert set(spots) == {p.name for e in events for p in e.places}
    dealings = glance.dealings(Query(), 10_000)
    told = Counter((d.actor.name, d.recipient.name) for d in dealings)
    assert set(told) == {
        (a.entity.name if a.entity else a.text, r.entity.name if r.entity else r.text)
        for e in events for a in e.actors for r in e.recipients
    }  # fmt: skip


def test_another_moment_is_counted_like_the_present(glance, record, clock):
    then = clock.at
    clock.at += timedelta(days=1)
    now, past = Query(), Query(known_at=then)
    assert glance.count(past) == glance.count(now)
    assert glance.bins(past, SINCE, UNTIL, 20) == glance.bins(now, SINCE, UNTIL, 20)
    assert glance.outline(past) == glance.outline(now)
    assert glance.outline(now).total == glance.count(now)
    assert glance.bulk(past) == glance.bulk(now)
    assert glance.dealings(past, 10_000) == glance.dealings(now, 10_000)
    assert {s.name for s in glance.spots(past)} == {s.name for s in glance.spots(now)}
    for order in ("newest", "oldest", "origins", "disputed"):
        assert [e.id for e in glance.page(past, order, limit=500).events] == [
            e.id for e in glance.page(now, order, limit=500).events
        ]


def test_what_is_fresh_was_told_by_no_article_before(glance, record, clock):
    glance.state()
    then = clock.at
    assert glance.fresh(then).total == 0
    record.add(reading(24))
    found = glance.fresh(then, limit=100)
    assert found.total == len(found.events) > 0
    assert all(set(e.articles) == {reading(24).article.id} for e in found.events)


def test_what_changed_was_told_before_and_is_told_by_an_article_read_since(glance, record, clock):
    glance.state()
    then = clock.at
    assert glance.changed(then).total == 0
    again = msgspec.structs.replace(
        reading(3), article=msgspec.structs.replace(reading(3).article, id="0" * 64, outlet="Another Paper")
    )
    record.add(again)
    found = glance.changed(then)
    assert found.total == len(found.events) > 0
    assert all({"0" * 64} < set(e.articles) for e in found.events)
    assert not {e.id for e in found.events} & {e.id for e in glance.fresh(then).events}


def test_what_is_ahead_is_expected_and_not_due(glance, record):
    for now in (SINCE, UNTIL):
        wanted = {
            e.id for e in record.events(status=("expected",))
            if e.time.how not in ("stated", "inherited") or e.time.latest is None or e.time.latest > now
        }  # fmt: skip
        assert {e.id for e in glance.ahead(now, limit=1000).events} == wanted
        assert glance.ahead(now, limit=0).total == len(wanted)


def test_events_that_have_a_place_are_counted_once(glance, record, clock):
    wanted = sum(any(p.lat is not None or p.country is not None for p in e.places) for e in record.events())
    assert glance.placed(Query()) == wanted > 0
    then = clock.at
    clock.at += timedelta(days=1)
    record.add(reading(31))
    assert glance.placed(Query(known_at=then)) == wanted


def test_dealings_tell_the_status_of_their_events(glance, record):
    counted = Counter(e.status for e in record.events() for _ in e.actors for _ in e.recipients)
    told = Counter()
    for dealing in glance.dealings(Query(), 10_000):
        told[dealing.status] += dealing.events
    assert set(told) == set(counted)


def test_the_state_changes_with_an_article_and_with_a_judgement(glance, record):
    states = [glance.state()]
    record.add(reading(30))
    states.append(glance.state())
    record.judge("trust", voice="anyone")
    states.append(glance.state())
    assert len(set(states)) == 3


def test_an_outlet_is_silent_when_it_stops_publishing_as_it_used_to(record, glance):
    outlets = glance.outlets(SINCE + timedelta(days=3))
    assert outlets
    assert not any(o.silent for o in outlets)
    late = glance.outlets(SINCE + timedelta(days=400))
    assert all(o.silent for o in late if o.usual is not None)


def test_an_edited_page_is_found_by_its_newer_state(record, glance, clock):
    import msgspec  # noqa: PLC0415

    from tests.corroborate.build import report, told  # noqa: PLC0415

    def state(text: str):
        made = report("Paper", text, told("fell"))
        article = msgspec.structs.replace(made.article, url="https://paper.example/1", title="It fell")
        return msgspec.structs.replace(made, article=article)

    record.add(state("It fell on Monday."))
    then = clock.at
    newer = state("It fell on Tuesday.")
    record.add(newer)
    assert glance.edited(then) == [(newer.article.id, "It fell", "Paper")]


def test_what_is_decided_later_changes_no_earlier_answer_and_what_is_decided_now_is_seen_at_once(
    glance, record, clock
):
    then = clock.at
    clock.at += timedelta(days=1)
    before = glance.page(Query(known_at=then), limit=500).events
    event = before[0]
    record.judge("hide", *event.claims)
    assert [e.id for e in glance.page(Query(known_at=then), limit=500).events] == [e.id for e in before]
    assert event.id not in [e.id for e in glance.page(Query(), limit=500).events]
    later = clock.at
    clock.at += timedelta(days=1)
    assert event.id not in [e.id for e in glance.page(Query(known_at=later), limit=500).events]
