"""What events count or name."""

from __future__ import annotations

import whence


def test_a_day_is_no_thing() -> None:
    text = "Police detained two men in a dawn raid on Wednesday."
    found = whence.read(text, published="2023-03-30").claims
    assert any(c.objects for c in found)
    assert "Wednesday" not in {t.text for c in found for t in c.objects}


def test_what_is_counted_is_a_thing() -> None:
    (killed,) = (c for c in whence.read("A bomb killed six soldiers.").claims if c.type == "ASSAULT")
    assert [(t.text, t.count.best) for t in killed.objects if t.count] == [("six soldiers", 6)]


def test_a_number_inside_a_word_is_no_part_of_the_count() -> None:
    found = whence.read("Norland Air bought 500 four-seat jets from the company.").claims
    assert {t.count.best for c in found for t in c.objects if t.count} == {500}


def test_a_year_counts_no_elections() -> None:
    found = whence.read("The 2014 election was won by Ali Bongo.").claims
    assert [t.count for c in found for t in c.objects] == [None]


def test_a_sum_is_named_with_its_number() -> None:
    found = whence.read("MedTrans paid the minister $2.1 million in bribes, prosecutors said.").claims
    assert {(t.text, t.count.best, t.count.unit) for c in found for t in c.objects if t.count} == {
        ("$2.1 million", 2_100_000, "USD")
    }


def test_the_over_of_hand_over_bounds_no_number() -> None:
    found = whence.read("Rebels handed over 14 prisoners.").claims
    assert [(t.count.low, t.count.best) for c in found for t in c.objects if t.count] == [(14, 14)]
