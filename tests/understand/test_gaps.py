"""Events that a text puts so far apart."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

import whence
from whence.reading import ClaimTime, Time
from whence.understand.gaps import Gap, length_of, settled

DAY = timedelta(days=1)


def when(text: str) -> dict[str, tuple[str, str | None, str | None]]:
    """Trigger to how its time is known, and the days it begins and ends on."""
    reading = whence.read(text, published="2024-05-08T12:00+02:00")
    days = lambda m: None if m is None else str(m)[:10]  # noqa: E731
    return {
        text[slice(*c.trigger)]: (c.time.how, days(c.time.earliest), days(c.time.latest))
        for c in reading.claims
    }


def test_a_clause_behind_so_many_days_does_not_share_the_time_above_it():
    told = when("The captain was released in Malta on Monday, nine days after police boarded his vessel.")
    assert told["released"] == ("stated", "2024-05-05", "2024-05-06")
    assert told["boarded"] == ("stated", "2024-04-26", "2024-04-27")


def test_a_noun_can_stand_behind_the_length():
    told = when("He was arrested in Malta on Friday, two days after the robbery.")
    assert told["robbery"] == ("stated", "2024-04-30", "2024-05-01")


def test_before_looks_ahead():
    told = when("The army shelled the town in Malta on Tuesday, two days before rebels seized it.")
    assert told["seized"] == ("stated", "2024-05-08", "2024-05-09")


def test_the_later_event_follows_from_an_earlier_one_that_is_dated():
    told = when("Troops left Malta two days after rebels attacked the port on Thursday.")
    assert told["attacked"] == ("stated", "2024-05-01", "2024-05-02")
    assert told["left"] == ("stated", "2024-05-03", "2024-05-04")


def test_hours_after_something_known_by_its_day_is_that_day():
    told = when("A truce collapsed in Malta on Tuesday, just hours after generals signed it.")
    assert told["signed"] == ("stated", "2024-05-06", "2024-05-07")


def test_the_news_of_the_first_paragraph_is_of_the_day():
    told = when("The army has detained the minister, one day after it seized power.")
    assert told["detained"] == ("bounded", None, "2024-05-08")
    assert told["seized"] == ("stated", "2024-05-06", "2024-05-07")


def test_further_down_only_a_bound_follows_from_a_bound():
    text = "The town is quiet.\n\nThe army had detained the minister one day after it seized power."
    assert when(text)["seized"] == ("bounded", None, "2024-05-07")


@pytest.mark.parametrize(
    ("value", "length"),
    [
        ("P2D", (2 * DAY, 2 * DAY, DAY)),
        ("PT48H", (2 * DAY, 2 * DAY, timedelta(hours=1))),
        ("PTXH", (timedelta(0), timedelta(hours=10), timedelta(hours=1))),
        ("PXW", (timedelta(weeks=2), timedelta(weeks=10), timedelta(weeks=1))),
        ("P1Y6M", None),
        ("P65000000Y", None),
        ("P1DE", None),
        ("PT3M", (timedelta(minutes=3), timedelta(minutes=3), timedelta(minutes=1))),
        ("PXX", None),
    ],
)
def test_a_length_has_a_least_a_most_and_a_unit(value: str, length):
    assert length_of(value) == length


def test_a_moment_told_by_days_is_a_day_wide():
    noon = datetime(2024, 5, 6, 12, tzinfo=UTC)
    known = ClaimTime(earliest=noon, latest=noon + timedelta(minutes=1), how="stated", reason="'12:00'")
    length = Time(start=0, end=8, text="two days", type="DURATION", value="P2D", reason="")
    told = settled(Gap(0, 1, 1, 0, 2 * DAY, 2 * DAY, DAY), known, length, "arrived")
    assert told is not None
    assert told.latest - told.earliest == DAY
    assert told.earliest < noon - 2 * DAY < told.latest
    assert told.reason == "'two days' before 'arrived'; '12:00'"


def test_a_denial_before_the_length_leads_to_no_other_event():
    told = when(
        "The union said police had arrested five students in Malta. The ministry denied it. "
        "The captain was released in Malta on Monday, nine days after police boarded his vessel."
    )
    assert told["boarded"] == ("stated", "2024-04-26", "2024-04-27")


def test_an_allegation_and_its_denial_have_the_time_that_follows():
    text = (
        "Police arrested the captain on Monday, the union said, nine days after troops attacked his ship. "
        "The ministry denied it."
    )
    reading = whence.read(text, published="2024-05-08T12:00+02:00")
    told = [c.time for c in reading.claims if text[slice(*c.trigger)] == "attacked"]
    assert len(set(told)) == 1


@pytest.mark.parametrize(
    "length",
    ["65 million years", "3,000 years", "thousands of years", "billions of years", "decades", "a century"],
)
def test_a_length_too_great_or_too_vague_tells_the_order_alone(length: str):
    told = when(f"The temple in Malta was looted on Monday, {length} after the city was destroyed.")
    assert told["looted"] == ("stated", "2024-05-05", "2024-05-06")
    assert told["destroyed"] == ("bounded", None, "2024-05-06")


def test_what_is_announced_a_day_after_follows_from_the_day_it_is_announced():
    told = when(
        "The company said on Tuesday it would sell the port in Malta, a day after rebels attacked it."
    )
    assert told["attacked"] == ("stated", "2024-05-05", "2024-05-06")
    assert told["sell"][1:] == ("2024-05-08", None)


def test_what_came_about_is_counted_from_what_did_and_not_from_a_plan() -> None:
    text = "Armenia and Azerbaijan on Friday signed an accord to pull guns back from the border, three days after a fight killed five people."
    (killed,) = (
        c
        for c in whence.read(text, published="2024-06-29").claims
        if text[c.trigger.start : c.trigger.end] == "killed"
    )
    assert killed.time.earliest is not None
    assert killed.time.earliest.isoformat().startswith("2024-06-24T20")


def test_a_length_told_first_is_counted_from_the_clause_behind_it():
    told = when("Eleven days after farmers seized the dam in Malta, police attacked them on Monday.")
    assert told["attacked"] == ("stated", "2024-05-05", "2024-05-06")
    assert told["seized"] == ("stated", "2024-04-24", "2024-04-25")


def test_what_is_joined_to_the_event_behind_a_length_lies_there_too():
    told = when(
        "Malta expelled the attaché on Monday, a day after shells killed three villagers and hundreds fled."
    )
    assert told["killed"] == told["fled"] == ("stated", "2024-05-04", "2024-05-05")
