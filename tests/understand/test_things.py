"""What events count or name."""

from __future__ import annotations

import pytest

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


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("The list of the hospital tells of seven deaths from cholera.", ("seven deaths", 7)),
        ("Police made forty arrests in the port on Monday.", ("forty arrests", 40)),
        ("The prison service put the number of dead in the riot at the penitentiary at 119.", ("119", 119)),
        ("Divers found nine more bodies, bringing the number of dead to 30.", ("30", 30)),
        ("Police put the number of people who died in the fire at 12.", ("12", 12)),
        ("The ministry estimated the number of people displaced by the flood at 40,000.", ("40,000", 40_000)),
        ("The army fired a missile at the town on Monday.", ("missile", 1)),
        ("The state sold its mine to a Swiss trader for $400 million.", ("$400 million", 400_000_000)),
    ],
    ids=["deaths", "arrests", "put at", "bringing to", "of those who", "estimated at", "one", "a price"],
)
def test_a_number_is_found_where_the_text_gives_it(text: str, counted: tuple[str, float]) -> None:
    found = {(t.text, t.count.best) for c in whence.read(text).claims for t in c.objects if t.count}
    assert counted in found


def test_a_salvo_of_rockets_is_not_one() -> None:
    found = whence.read("The army fired a salvo of rockets at the town on Monday.").claims
    assert [t.count for c in found for t in c.objects] in ([], [None])


def test_all_things_of_a_list_are_named() -> None:
    (sent,) = whence.read("Jordan sent rice and tarpaulins to Gaza on Monday.").claims
    assert {t.text for t in sent.objects} == {"rice", "tarpaulins"}


def test_a_number_of_several_is_of_what_these_are() -> None:
    text = "The army shot down five of eight drones. Rebels fired nine rockets, and soldiers destroyed two of them."
    found = {(t.text, t.what) for c in whence.read(text).claims for t in c.objects if t.count}
    assert {("five", "drone"), ("two", "rocket")} <= found
