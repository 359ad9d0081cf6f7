"""What is said of an input later takes the place of what was said of it before; judgements and the past are kept."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from tests.corroborate.build import PAKISTAN, report, spot, thing, told
from tests.record.test_judgements import TEXT, fired, story
from whence.record import Input
from whence.record.errors import AmbiguousIdError, UnknownIdError


def said(outlet=None, title=None, published=None, url=None, text=TEXT):
    """The reading of one text, of which more or less is said."""
    return report(
        outlet,
        text,
        told(
            "fired", mode="weapons", actors=(PAKISTAN,), objects=(thing("two missiles", 2, what="missile"),),
            time=("2025-11-18T04:20Z", "2025-11-18T04:35Z"), place=("from", spot("Sonmiani", 25.2, 66.7)),
        ),
        told("closed", "MEASURE"),
        published=published, title=title, url=url,
    )  # fmt: skip


def add(record, reading, content=b"row 1"):
    """Add a reading as the command line does, unless nothing is new; whether it was added."""
    if record.knows(reading.article, content):
        return False
    told_ = repr((reading.article.outlet, reading.article.title, reading.article.published)).encode()
    record.add(reading, source=Input(content + told_, content))
    return True


def names(record):
    return [(a.outlet, a.title, a.published) for a in record.articles()]


def test_an_outlet_that_is_told_later_makes_one_article_not_two(record):
    bare, full = said(), said("A", "Two missiles", "2025-11-18", "https://a.example/1")
    add(record, bare)
    assert add(record, full)
    assert names(record) == [("A", "Two missiles", "2025-11-18")]
    assert {a for e in record.events() for a in e.articles} == {full.article.id}
    assert (record.summary().articles, record.summary().claims) == (1, 2)
    assert record.articles()[0].copies == 0
    assert record.article(bare.article.id) == full, "the id shown before leads on"
    before = record.events()
    record.rebuild()
    assert record.events() == before


def test_a_headline_and_a_date_that_are_told_later_are_told_of_the_same_article(record):
    add(record, said("A"))
    assert add(record, said("A", "Missiles over Gwadar", "2025-11-18"))
    assert names(record) == [("A", "Missiles over Gwadar", "2025-11-18")]
    assert [a.title for a in record.articles("Gwadar")] == ["Missiles over Gwadar"]
    assert add(record, said("A", "Missiles over Ormara", "2025-11-18"))
    assert record.articles("Gwadar") == []
    assert len(record.articles("Ormara")) == 1
    assert add(record, said("A", "Missiles over Gwadar", "2025-11-18")), "what was said first is said again"
    assert names(record) == [("A", "Missiles over Gwadar", "2025-11-18")]
    assert len(record.claims()) == 2


def test_what_is_said_wrongly_can_be_set_right_and_back(record):
    for outlet in ("A", "B", "A"):
        assert add(record, said(outlet))
        assert names(record) == [(outlet, None, None)]
        assert {a for e in record.events() for a in e.articles} == {said(outlet).article.id}


def test_less_takes_nothing_away(record):
    add(record, said("A", "Two missiles"))
    assert not add(record, said())
    assert not add(record, said("A"))
    assert names(record) == [("A", "Two missiles", None)]


def test_another_input_adds_what_was_missing_and_changes_nothing(record):
    add(record, said("A"))
    assert add(record, said("A", "Two missiles"), b"row 2")
    assert not add(record, said("A", "Three missiles"), b"row 3")
    assert names(record) == [("A", "Two missiles", None)]


def test_what_two_inputs_gave_stays_until_both_say_otherwise(record):
    add(record, said(), b"row 1")
    record.add(said(), source=Input(b"row 2 bare", b"row 2"))
    add(record, said("A"), b"row 1")
    assert sorted(names(record), key=repr) == [("A", None, None), (None, None, None)]
    add(record, said("B"), b"row 2")
    assert sorted(names(record)) == [("A", None, None), ("B", None, None)]


def test_judgements_are_carried_over_and_hold_when_they_are_taken_back(record):
    bare, full = said(), said("A", published="2025-11-18")
    other = story("C", TEXT + " It rained.")
    record.add(other)
    add(record, bare)
    record.judge("correct", fired(bare).id, field="status", value="failed")
    hidden = record.judge("hide", bare.claims[1].id)
    parted = record.judge("independent", bare.article.id, other.article.id)
    add(record, full)
    mine = {c.claim.type: c for c in record.claims() if c.article.outlet == "A"}
    assert (mine["MOBILIZE"].claim.status, mine["MEASURE"].event) == ("failed", None)
    (event,) = record.events(type="MOBILIZE")
    assert event.origins.count == 2
    assert not any(j.orphaned for j in record.judgements())
    record.undo(parted.id)
    (event,) = record.events(type="MOBILIZE")
    assert event.origins.count == 1
    record.undo(hidden.id)
    assert all(c.event for c in record.claims())
    record.undo(record.judgements()[0].id)
    assert {c.claim.status for c in record.claims()} == {"happened"}


def test_the_past_is_as_it_was(record, clock):
    record.add(story("C", TEXT + " It rained."))
    add(record, said())
    before, then = record.events(), clock.at
    clock.at += timedelta(days=1)
    add(record, said("A", published="2025-11-18"))
    assert record.events() != before
    assert record.events(known_at=then) == before


def test_the_beginning_of_an_id_will_do_where_it_is_that_of_one(record):
    one, other = story("A"), story("B", TEXT + " It rained.")
    record.add(one)
    record.add(other)
    short = one.article.id[:16]
    assert record.article(short) == one
    assert record.edits(short) == []
    record.judge("independent", short, other.article.id[:8])
    assert record.judgements()[0].decision.articles == (one.article.id, other.article.id)
    (event,) = record.events(type="MOBILIZE")
    assert record.event(event.id[:8]) == [event]
    assert record.event(event.id[:8], known_at="2025-11-19") == [event]
    record.judge("hide", event.id[:8])
    with pytest.raises(AmbiguousIdError, match=f"claim {fired(one).id}, claim {one.claims[1].id}; give more"):
        record.judge("correct", fired(one).id[:-1], field="status", value="failed")


def test_a_beginning_that_several_ids_have_is_told_with_those(record):
    for n in range(3):
        one = story("A", TEXT + f" It rained {n}.")
        record.add(
            msgspec.structs.replace(one, article=msgspec.structs.replace(one.article, id=f"abcd{n}ef"))
        )
    with pytest.raises(
        AmbiguousIdError, match="'abcd' is how several ids begin: article abcd0ef, article abcd1ef"
    ):
        record.article("abcd")
    with pytest.raises(UnknownIdError, match="no article 'abc'"):
        record.article("abc")
