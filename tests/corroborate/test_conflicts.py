"""Contradictions are told apart from revisions, rounding, inclusion and counts of other things."""

from __future__ import annotations

import msgspec
import pytest

from tests.corroborate.build import ARMY, CHILE, DELHI, PERU, moment, report, spot, thing, told
from tests.corroborate.test_origins import count
from whence.article import Span
from whence.corroborate import Event, Judgement, corroborate
from whence.corroborate.conflicts import conflicts
from whence.corroborate.expectations import expectation
from whence.corroborate.told import Told
from whence.reading import Entity, PlaceLink, Reading


def party_of(text: str, sector: str) -> Entity:
    """Somebody without a name, of a sector."""
    return Entity(id=None, name=text, country=None, sector=sector)


DAY = ("2025-05-02T00:00Z", "2025-05-03T00:00Z")
FIRST = "The ferry sank near the port on Friday with the people of three villages on board, it was said."
SECOND = (
    "When the boat went down off the harbour, a ferry that sank on Friday, nobody was near enough to help."
)


def sinking(
    outlet: str, text: str, *things: object, published: str = "2025-05-03", **more: object
) -> Reading:
    fields = {"type": "HARM", "time": DAY, "objects": things, "actors": (CHILE,)} | more
    return report(outlet, text, told("sank", **fields), published=published)


def only(*readings: Reading) -> Event:
    events = corroborate(readings)
    assert len(events) == 1, [e.label for e in events]
    return events[0]


def people(number: float, low: float | None = None, noun: str = "people") -> object:
    return thing(f"{number} {noun}", number, low=low, what=noun)


def test_two_voices_with_two_counts_disagree():
    event = only(sinking("A", FIRST, people(14), voice=ARMY), sinking("B", SECOND, people(23), voice=DELHI))
    (conflict,) = event.conflicts
    assert (conflict.field, conflict.kind) == ("objects.count", "disagreement")
    assert [v.voices for v in conflict.values] == [("Pakistan's military",), ("India's defence ministry",)]
    assert not any(v.revised for v in conflict.values)


def test_a_voice_that_corrects_itself_revises():
    event = only(
        sinking("A", FIRST, people(14), voice=ARMY),
        sinking("B", SECOND, people(23), voice=ARMY, published="2025-05-05"),
    )
    (conflict,) = event.conflicts
    assert conflict.kind == "revision"
    assert [(v.value, v.revised) for v in conflict.values] == [(14, True), (23, False)]


def test_a_revision_that_another_voice_still_contradicts_is_a_disagreement():
    event = only(
        sinking("A", FIRST, people(14), voice=ARMY),
        sinking("B", SECOND, people(23), voice=ARMY, published="2025-05-05"),
        sinking("C", FIRST + " ", people(9), voice=DELHI, published="2025-05-06"),
    )
    (conflict,) = event.conflicts
    assert conflict.kind == "disagreement"
    assert [v.revised for v in conflict.values] == [True, False, False]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (people(10, low=10), people(12)),
        (people(300_000), people(312_000)),
        (people(14), thing("three soldiers", 3, what="soldier")),
    ],
    ids=["inclusion", "rounding", "a part of the whole"],
)
def test_counts_that_allow_each_other_are_no_contradiction(one, two):
    event = only(sinking("A", FIRST, one, voice=ARMY), sinking("B", SECOND, two, voice=DELHI))
    assert event.conflicts == ()


def test_bodies_and_people_are_counted_as_one_thing():
    event = only(
        sinking("A", FIRST, people(14), voice=ARMY),
        sinking("B", SECOND, people(23, noun="bodies"), voice=DELHI),
    )
    assert [c.of for c in event.conflicts] == ["person"]


def test_a_number_alone_is_of_what_the_others_count():
    event = only(
        sinking("A", FIRST, people(6, noun="workers"), voice=ARMY),
        sinking("B", SECOND, thing("nine", 9), voice=DELHI),
    )
    assert [[v.value for v in c.values] for c in event.conflicts] == [[6, 9]]


def test_those_of_whom_a_place_consists_are_people_as_such():
    event = only(
        sinking("A", FIRST, people(48, noun="prisoners"), voice=ARMY),
        sinking("B", SECOND, people(80), voice=DELHI),
    )
    assert [[v.value for v in c.values] for c in event.conflicts] == [[48, 80]]


def test_those_who_are_counted_beside_others_are_a_part():
    event = only(
        sinking("A", FIRST, people(2, noun="villagers"), people(3, noun="soldiers"), voice=ARMY),
        sinking("B", SECOND, people(5), voice=DELHI),
    )
    assert event.conflicts == ()


@pytest.mark.parametrize(("how", "fields"), [("stated", ["time"]), ("inherited", [])])
def test_a_time_taken_over_from_another_sentence_disputes_nothing(how, fields):
    one = sinking("A", FIRST, time=("2025-05-02T06:00Z", "2025-05-02T07:00Z"))
    two = sinking("B", SECOND, time=("2025-05-02T18:00Z", "2025-05-02T19:00Z"), how=how)
    assert [c.field for c in conflicts([Told(one, 0), Told(two, 0)], count(one, two))] == fields


def test_a_town_and_a_jail_far_from_it_told_by_one_claim_do_not_contradict():
    claim = told("sank", "HARM", time=DAY, actors=(CHILE,))
    reading = report("A", FIRST, claim, published="2025-05-03")
    places = (spot("Cuenca", -2.9, -79.0), spot("Turi", -1.0, -78.0))
    links = tuple(PlaceLink(place=n, role="at") for n in range(2))
    both = msgspec.structs.replace(
        reading,
        places=places,
        claims=tuple(msgspec.structs.replace(c, places=links) for c in reading.claims),
    )
    assert only(both).conflicts == ()


def test_a_name_does_not_contradict_a_description():
    event = only(
        sinking("A", FIRST, actors=("a driver",), recipients=(CHILE,)),
        sinking("B", SECOND, actors=("Issa Garba",), recipients=(CHILE,)),
    )
    assert event.conflicts == ()


NOON = ("2025-11-22T00:00Z", "2025-11-23T00:00Z")
PLAN = "The ministers of Peru and Chile are to meet in Lima on Saturday, officials said."
NEWS = "The ministers of Peru and Chile did meet, or were to meet, in Lima on Saturday as had been agreed."


def meeting(outlet: str, text: str, status: str, published: str, **more: object) -> Reading:
    return report(
        outlet,
        text,
        told("meet", "CONSULT", actors=(PERU, CHILE), time=NOON, status=status, **more),
        published=published,
    )


@pytest.mark.parametrize(
    ("before", "after", "outcome"),
    [
        ("expected", "happened", "confirmed"),
        ("expected", "failed", "failed"),
        ("expected", "cancelled", "cancelled"),
        ("requested", "happened", "done"),
        ("expected", "negated", "denied"),
    ],
)
def test_what_was_told_ahead_has_an_outcome(before, after, outcome):
    event = only(
        meeting("A", PLAN, before, "2025-11-18"), meeting("B", NEWS, after, "2025-11-24", voice=DELHI)
    )
    found = expectation(event)
    assert found is not None
    assert found.outcome == outcome


def test_a_plan_is_open_until_its_time_is_over_and_then_overdue():
    event = only(meeting("A", PLAN, "expected", "2025-11-18"))
    for now, outcome in (
        (None, "open"),
        (moment("2025-11-22T12:00Z"), "open"),
        (moment("2025-11-23T00:00Z"), "overdue"),
    ):
        found = expectation(event, now)
        assert found is not None
        assert found.outcome == outcome


def test_a_demand_that_will_not_be_met_is_refused():
    event = only(
        meeting("A", PLAN, "requested", "2025-11-18"),
        meeting("B", NEWS, "expected", "2025-11-19", voice=DELHI, negative=True),
    )
    found = expectation(event)
    assert found is not None
    assert found.outcome == "refused"


def test_what_only_a_distrusted_voice_tells_brings_nothing_about():
    told_both = (
        meeting("A", PLAN, "expected", "2025-11-18"),
        meeting("B", NEWS, "happened", "2025-11-24", voice=DELHI),
    )
    (event,) = corroborate(told_both, [Judgement(id="1", kind="distrust", voice=DELHI[0])])
    found = expectation(event)
    assert found is not None
    assert (event.status, found.outcome) == ("expected", "open")


def test_of_outlooks_of_one_day_that_of_most_origins_is_the_status():
    event = only(
        meeting("A", PLAN, "expected", "2025-11-18"),
        meeting("B", NEWS, "expected", "2025-11-18", voice=DELHI),
        meeting(
            "C",
            "The ministers could still meet in Lima on that Saturday.",
            "possible",
            "2025-11-18",
            voice=ARMY,
        ),
    )
    assert event.status == "expected"


def test_what_was_never_told_ahead_is_no_expectation():
    assert expectation(only(meeting("A", PLAN, "happened", "2025-11-24"))) is None


def test_a_count_that_a_report_calls_wrong_is_in_dispute_whatever_was_counted():
    text = (
        "Three employees were seized in the city on Friday, and not two, the governor's office said later on."
    )
    first = (
        "Officers seized two reporters in the city on Friday, the editor of their newspaper told the agency."
    )
    fields = {"type": "COERCE", "time": DAY}
    event = only(
        report("A", first, told("seized", objects=(people(2, noun="reporter"),), voice=ARMY, **fields)),
        report("B", text, told("seized", objects=(people(3, noun="employee"),), voice=DELHI, **fields)),
    )
    (conflict,) = event.conflicts
    assert [v.value for v in conflict.values] == [2, 3]


def test_a_place_that_a_report_calls_wrong_is_in_dispute():
    text = "The contract was signed in Lima, and not in Santiago, a day before the company told of it, it was said."
    first = (
        "The contract for the mine was signed in Santiago, the company's head told the agency in a statement."
    )
    fields = {"type": "AGREE", "time": DAY}
    lima, santiago = spot("Lima", -12.05, -77.04, 20), spot("Santiago", -33.45, -70.66, 20)
    event = only(
        report("A", first, told("signed", place=("at", santiago), voice=ARMY, **fields)),
        report("B", text, told("signed", place=("at", lima), voice=DELHI, **fields)),
    )
    assert [c.field for c in event.conflicts] == ["places"]
    events = corroborate(
        [
            report("A", first, told("signed", place=("at", santiago), voice=ARMY, **fields)),
            report(
                "B", text.replace(", and not in Santiago,", ""), told("signed", place=("at", lima), **fields)
            ),
        ]
    )
    assert len(events) == 2


@pytest.mark.parametrize(
    ("one", "two", "disputed"),
    [
        (("Islamic State",), ("Hayat Tahrir al-Sham",), True),
        ((party_of("rebels", "REB"),), (party_of("government soldiers", "MIL"),), True),
        (("a driver",), ("Garba",), False),
        ((party_of("army", "MIL"),), (party_of("government forces", "MIL"),), False),
    ],
    ids=["two names", "rebels and an army", "a description and a name", "two words for an army"],
)
def test_two_doers_are_in_dispute_where_they_cannot_be_one(one, two, disputed):
    told_by = ((one, ARMY, FIRST), (two, DELHI, SECOND))
    event = only(*(sinking(voice[0], text, actors=who, voice=voice) for who, voice, text in told_by))
    assert [c.field for c in event.conflicts] == (["actors"] if disputed else [])


def blast(outlet: str, text: str, actor: str, voice: str | None = None, **more: object) -> Reading:
    who = Entity(id=None, name=actor, country=None, sector="UAF")
    fields = {
        "type": "ASSAULT",
        "time": DAY,
        "actors": (who,),
        "place": ("at", spot("Kano", 12.0, 8.5)),
    } | more
    return report(
        outlet,
        text,
        told("bombed", voice=(voice, "party", None) if voice else None, **fields),
        published="2025-05-03",
    )


def test_each_account_of_who_did_it_tells_how_many_origins_stand_by_it():
    event = only(
        blast("A", "Boko Haram bombed the market in Kano on Friday, it said in a statement.", "Boko Haram", "Boko Haram"),
        blast("B", "Islamic State bombed the market in Kano on Friday, it said.", "Islamic State", "Islamic State"),
        blast("C", "Islamic State bombed the market in Kano on Friday, the police said.", "Islamic State", "police"),
    )  # fmt: skip
    (conflict,) = [c for c in event.conflicts if c.field == "actors"]
    assert {v.value[0]: v.origins for v in conflict.values} == {"Boko Haram": 1, "Islamic State": 2}


def test_a_denial_stands_against_and_is_no_origin_of_the_event():
    event = only(
        blast("A", "Boko Haram bombed the market in Kano on Friday, the police said.", "Boko Haram", "police"),
        blast("B", "Boko Haram never bombed the market in Kano on Friday, it said.", "Boko Haram", "Boko Haram", status="denied"),
    )  # fmt: skip
    assert event.origins.count == 1
    assert [o.root for o in event.origins.groups if o.against] == ["Boko Haram"]
    (conflict,) = [c for c in event.conflicts if c.field == "status"]
    assert {v.value: v.origins for v in conflict.values} == {"happened": 1, "denied": 1}


def test_nobody_stands_by_a_value_that_its_only_voice_took_back():
    event = only(
        sinking("A", FIRST, thing("14 people", 14, what="person"), voice=ARMY, said="2025-05-02T06:00Z"),
        sinking("B", SECOND, thing("11 people", 11, what="person"), voice=ARMY, said="2025-05-02T12:00Z"),
    )
    (conflict,) = event.conflicts
    assert conflict.kind == "revision"
    assert [(v.value, v.origins) for v in conflict.values] == [(14, 0), (11, 1)]


@pytest.mark.parametrize(("published", "disputed"), [("2025-05-01", False), ("2025-05-03", True)])
def test_what_came_about_after_somebody_told_that_it_had_not_is_no_dispute(published, disputed):
    text = "No ferry has sunk near the port with the people of three villages on board, the owner told the paper."
    none = report("B", text, told("sunk", "HARM", actors=(CHILE,), status="negated"), published=published)
    told_both = [Told(sinking("A", FIRST), 0), Told(none, 0)]
    found = conflicts(told_both, count(sinking("A", FIRST), none))
    assert [c.field for c in found] == (["status"] if disputed else [])


def test_a_part_is_no_rival_of_its_whole():
    text = (
        "The army said it had shot down five of eight drones launched by the rebels on Friday, before dawn."
    )
    five = thing("five", 5, what="drone")
    eight = thing("eight drones", 8, what="drone")
    five, eight = (
        msgspec.structs.replace(t, span=Span(at := text.index(t.text), at + len(t.text)))
        for t in (five, eight)
    )
    launched = report("A", text, told("launched", objects=(five, eight), time=DAY), published="2025-05-03")
    again = report(
        "B",
        "Eight drones were launched by rebels on Friday, as the general staff told us on the phone.",
        told("launched", objects=(thing("Eight drones", 8, what="drone"),), time=DAY, voice=ARMY),
        published="2025-05-03",
    )
    assert conflicts([Told(launched, 0), Told(again, 0)], count(launched, again)) == ()


def test_what_is_among_the_dead_is_not_counted_by_their_number():
    text = "The ferry sank near the port on Friday with seven people, including three officers, as was said."
    event = only(
        sinking("A", text, people(7), thing("three officers", 3, what="officer"), voice=ARMY),
        sinking("B", SECOND, thing("six", 6), voice=DELHI),
    )
    (conflict,) = event.conflicts
    assert (conflict.of, sorted(v.value for v in conflict.values)) == ("person", [6, 7])


def test_a_bare_number_is_of_people_where_people_are_counted():
    event = only(
        sinking("A", FIRST, people(7), thing("ferry", 1, what="ferry"), voice=ARMY),
        sinking("B", SECOND, thing("nine", 9), voice=DELHI),
    )
    (conflict,) = event.conflicts
    assert (conflict.of, sorted(v.value for v in conflict.values)) == ("person", [7, 9])


def test_some_of_the_dead_are_not_all_of_them():
    some = "Two of the dead of the ferry that sank near the port on Friday were children, a doctor told us."
    two = thing("Two", 2)
    two = msgspec.structs.replace(two, span=Span(0, 3))
    first = sinking("A", FIRST, people(7), voice=ARMY)
    second = report(
        "B", some, told("dead", "HARM", objects=(two,), time=DAY, voice=DELHI), published="2025-05-03"
    )
    assert conflicts([Told(first, 0), Told(second, 0)], count(first, second)) == ()


def test_those_who_name_one_side_in_other_words_stand_together():
    def vessel(text: str, country: str) -> Entity:
        return Entity(id=None, name=text, country=country, sector=None)

    told_by = {
        "A": vessel("Chinese coast guard vessel", "CHN"),
        "B": vessel("Chinese ship", "CHN"),
        "C": vessel("Philippine ship", "PHL"),
    }
    event = only(
        *(
            sinking(
                outlet, FIRST, actors=(who,), voice=(outlet, "official", None), published=f"2025-05-0{day}"
            )
            for day, (outlet, who) in enumerate(told_by.items(), 3)
        )
    )
    (conflict,) = event.conflicts
    assert [(v.value, v.voices) for v in conflict.values] == [
        (["Chinese coast guard vessel"], ("A", "B")),
        (["Philippine ship"], ("C",)),
    ]
