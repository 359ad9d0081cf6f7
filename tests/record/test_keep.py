"""Readings go in whole, once, and come out as they went in."""

from __future__ import annotations

import random

import msgspec
import pytest

from tests.record.factory import reading
from whence.corroborate import corroborate
from whence.record.errors import NotARecordError
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
    readings = [reading(n) for n in range(24)]
    for one in readings:
        record.add(one)
    expected = corroborate(readings)
    found = [msgspec.structs.replace(e, first_read=None) for e in record.events()]
    assert found == list(expected)
    assert max(len(e.articles) for e in found) >= 3, "the stories are joined"


def test_the_order_of_arrival_does_not_matter(record, new_record):
    numbers = list(range(20))
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
