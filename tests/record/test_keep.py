"""Readings go in whole, once, and come out as they went in."""

from __future__ import annotations

import random
from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import inspect

from tests.corroborate.build import report, told
from tests.record.factory import reading
from whence.corroborate import corroborate
from whence.record import Input, Query
from whence.record.backend import backend
from whence.record.errors import NewerRecordError, NotARecordError
from whence.record.migrations import HEAD, known
from whence.record.record import open_record


def test_a_reading_comes_out_as_it_went_in(record):
    one = reading(1)
    added = record.add(one)
    assert added.new
    assert not added.read_anew
    assert record.article(one.article.id) == one


def test_adding_twice_changes_nothing(record):
    record.add(reading(1))
    before = record.summary(), record.events()
    added = record.add(reading(1))
    assert not added.new
    assert not added.read_anew
    assert (record.summary(), record.events()) == before


def test_the_events_are_those_of_reading_all_at_once(record):
    readings = [reading(n) for n in range(16)]
    for one in readings:
        record.add(one)
    expected = corroborate(readings)
    found = [msgspec.structs.replace(e, first_read=None) for e in record.events()]
    assert found == list(expected)
    assert max(len(e.articles) for e in found) >= 3, "the stories are joined"


def test_the_order_of_arrival_does_not_matter(record, new_record):
    numbers = list(range(12))
    for n in numbers:
        record.add(reading(n))
        if n % 3 == 0:
            record.settle()
    others = new_record()
    random.Random(5).shuffle(numbers)
    for n in numbers:
        others.add(reading(n))
        others.settle()
    strip = [[msgspec.structs.replace(e, first_read=None) for e in r.events()] for r in (record, others)]
    assert strip[0] == strip[1]


def test_text_that_no_database_takes_is_kept_to_the_letter(record):
    odd = reading(2)
    text = odd.article.text + " \x00 and \ud800 and \U0001f6a2"
    odd = msgspec.structs.replace(
        odd, article=msgspec.structs.replace(odd.article, text=text, title="a\x00b\udc00")
    )
    record.add(odd)
    assert record.article(odd.article.id) == odd
    assert len(record.claims()) == len(odd.claims)


def test_a_record_is_found_again_when_it_is_opened_again(url, clock):
    with open_record(url, clock=clock) as record:
        record.add(reading(1))
        events = record.events()
    with open_record(url, clock=clock) as record:
        assert record.events() == events


def test_what_is_no_record_is_left_alone(tmp_path):
    page = tmp_path / "page.html"
    page.write_text("<html>" + "x" * 5000)
    with pytest.raises(NotARecordError, match="is no record"):
        open_record(str(page))
    assert page.read_text().startswith("<html>")
    with pytest.raises(NotARecordError, match="cannot be opened"):
        open_record(str(tmp_path / "nowhere" / "record.db"))
    with pytest.raises(NotARecordError, match="SQLite or PostgreSQL"):
        open_record("mysql://somewhere/record")


def test_what_too_many_share_proposes_nothing_in_whatever_order_they_came(new_record, monkeypatch):
    monkeypatch.setattr("whence.record.links.CROWD", 5)
    rng = random.Random(3)
    states = []
    for _ in range(3):
        record = new_record()
        numbers = list(range(16))
        rng.shuffle(numbers)
        for n in numbers:
            record.add(reading(n, claims=4))
            if rng.random() < 0.4:
                record.settle()
        states.append([msgspec.structs.replace(e, first_read=None) for e in record.events()])
    assert states[0] == states[1] == states[2]


def test_everything_that_follows_can_be_computed_anew(record):
    for n in range(8):
        record.add(reading(n))
    record.judge("hide", record.events()[0].claims[0])
    before = record.events()
    record.rebuild()
    assert record.events() == before


def test_a_record_of_a_later_version_is_not_touched(url):
    with open_record(url) as record, record._store.backend.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(NewerRecordError, match="update whence"):
        open_record(url)


def test_a_database_of_another_kind_is_not_touched(url):
    database = backend(url)
    with database.writing() as connection:
        connection.exec_driver_sql("CREATE TABLE theirs (x int)")
    database.close()
    with pytest.raises(NotARecordError, match="no record of whence"):
        open_record(url)


def test_the_newest_migration_is_the_shape_that_is_expected():
    assert known()[-1] == HEAD


def test_a_record_of_the_first_shape_is_brought_to_the_present_one(url, clock):
    added = ("read_first", "read_last", "out_first", "out_last")
    with open_record(url, clock=clock) as record:
        record.add(reading(1))
        events, then = record.events(), clock.at
        clock.at += timedelta(hours=1)
        record.add(reading(2))
        fresh, spots = record.glance.fresh(then), record.glance.spots(Query())
        dealings = record.glance.dealings(Query())
        taking_part = record.glance.count(Query(actor=events[0].actors[0].text))
        with record._store.backend.writing() as connection:
            for table in ("event_place", "event_dealing", "event_party"):
                connection.exec_driver_sql(f"DROP TABLE {table}")
            for index in ("event_read", "event_out", "event_start", "claim_gone", "article_outlet"):
                connection.exec_driver_sql(f"DROP INDEX {index}")
            for column in added:
                connection.exec_driver_sql(f"ALTER TABLE event DROP COLUMN {column}")
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    with open_record(url, clock=clock) as record:
        assert set(added) <= {c["name"] for c in inspect(record._store.backend.engine).get_columns("event")}
        assert "event_read" in {i["name"] for i in inspect(record._store.backend.engine).get_indexes("event")}
        assert record.events(known_at=then) == events
        assert record.glance.fresh(then) == fresh
        assert record.glance.spots(Query()) == spots
        assert record.glance.dealings(Query()) == dealings
        assert record.glance.count(Query(actor=events[0].actors[0].text)) == taking_part > 0
        record.rebuild()
        assert record.events(known_at=then) == events


def test_a_record_of_the_second_shape_is_brought_to_the_present_one(url, clock):
    with open_record(url, clock=clock) as record:
        record.add(reading(1))
        event = record.events()[0]
        acting, any_side = Query(actor=event.actors[0].text), Query(party=event.recipients[0].text)
        before = record.glance.count(acting), record.glance.count(any_side), record.glance.spots(Query())
        with record._store.backend.writing() as connection:
            connection.exec_driver_sql("DROP TABLE event_party")
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0002'")
    with open_record(url, clock=clock) as record:
        after = record.glance.count(acting), record.glance.count(any_side), record.glance.spots(Query())
        assert after == before
        assert min(after[:2]) > 0


def test_a_record_of_the_third_shape_is_brought_to_the_present_one(url, clock):
    with open_record(url, clock=clock) as record:
        record.add(reading(1), source=Input(b"told", b"held"))
        events = record.events()
        with record._store.backend.writing() as connection:
            for index in ("article_gone", "input_content", "input_article"):
                connection.exec_driver_sql(f"DROP INDEX {index}")
            for table, column in (("article", "gone"), ("article", "successor"), ("input", "content")):
                connection.exec_driver_sql(f"ALTER TABLE {table} DROP COLUMN {column}")
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0003'")
    with open_record(url, clock=clock) as record:
        assert record.events() == events
        assert record.has_source(b"told")
        record.add(reading(2), source=Input(b"told otherwise", b"held"))
        assert record.summary().articles == 2, "what its inputs held is not known"


def test_any_name_of_a_file_will_do(tmp_path, clock):
    path = tmp_path / "100% of what? #1 — récord.db"
    with open_record(str(path), clock=clock) as record:
        record.add(reading(1))
    assert path.is_file()
    with open_record(f"sqlite:///{tmp_path / 'plain.db'}", clock=clock) as record:
        assert record.events() == []


def test_no_record_is_made_where_one_is_only_asked(tmp_path):
    with pytest.raises(NotARecordError, match="there is no record"):
        open_record(str(tmp_path / "record.db"), create=False)
    assert not (tmp_path / "record.db").exists()


@pytest.mark.parametrize(
    "time", [("0001-01-01T00:00Z", "0001-01-02T00:00Z"), ("9999-12-30T00:00Z", "9999-12-31T23:00Z")]
)
def test_times_at_the_ends_of_reckoning_are_kept(record, time):
    record.add(report("A", "They met.", told("met", "CONSULT", time=time), published="2025-11-18"))
    (event,) = record.events(since="0001-01-01")
    assert event.time.earliest.year in (1, 9999)


def test_a_voice_is_found_with_its_accents_or_without(record, url, clock):
    voice = ("Pedro Sánchez", "official", None)
    told_so = told("bombed", "ASSAULT", actors=("rebels",), voice=voice)
    record.add(
        report("Post", "Rebels bombed a post on Friday, Pedro Sánchez said.", told_so, published="2026-03-10")
    )
    for name in ("Pedro Sánchez", "Pedro Sanchez"):
        assert len(record.claims(Query(speaker=name))) == 1
    with record._store.backend.writing() as connection:
        connection.exec_driver_sql("UPDATE voice SET plain = 'pedro sánchez' WHERE plain = 'pedro sanchez'")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0005'")
    with open_record(url, clock=clock) as older:
        assert len(older.claims(Query(speaker="pedro sanchez"))) == 1
