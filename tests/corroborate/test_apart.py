"""What several reports tell in one form, or of one attack, stays several events: nights, the dead and the wounded, denials, visits."""

from __future__ import annotations

from datetime import date, timedelta

from tests.corroborate.build import PAKISTAN, report, thing, told
from whence.corroborate import Event, corroborate
from whence.reading import Entity, Reading

RUSSIA = Entity(id="Q159", name="Russia", country="RUS", sector="GOV")
AIR_FORCE = ("Ukraine's air force", "official", None)
GOVERNOR = ("the regional governor", "official", None)
KYIV = ("Kyiv", 50.4, 30.5)


def night_of(day: date) -> tuple[str, str]:
    """The night that ends on a day."""
    return f"{day - timedelta(days=1)}T17:00Z", f"{day}T03:00Z"


def morning_report(outlet: str, day: date, drones: int, dead: int) -> Reading:
    """What an agency sends each morning."""
    text = (
        f"Russia launched {drones} drones at Ukraine overnight, Ukraine's air force said, adding that it had shot down most of them. "
        f"{dead} people were killed in the town, the regional governor said in a short message. A residential building was damaged."
    )
    night = night_of(day)
    return report(
        outlet,
        text,
        told(
            "launched",
            mode="weapons",
            actors=(RUSSIA,),
            objects=(thing(f"{drones} drones", drones, what="drone"),),
            time=night,
            voice=AIR_FORCE,
        ),
        told(
            "killed",
            "ASSAULT",
            objects=(thing(f"{dead} people", dead, what="people"),),
            time=night,
            how="inherited",
            voice=GOVERNOR,
        ),
        told(
            "damaged",
            "ASSAULT",
            mode="destroy",
            objects=(thing("residential building", 1, what="residential building"),),
            time=night,
            how="inherited",
        ),
        published=f"{day}T07:00Z",
    )


def by_trigger(events: tuple[Event, ...], readings: list[Reading]) -> dict[str, int]:
    """How many events there are of each trigger word."""
    words = {c.id: r.article.text[c.trigger.start : c.trigger.end] for r in readings for c in r.claims}
    found: dict[str, int] = {}
    for event in events:
        for word in {words[claim] for claim in event.claims}:
            found[word] = found.get(word, 0) + 1
    return found


def test_nights_that_follow_each_other_are_as_many_events_as_nights():
    days = [date(2026, 10, 1) + timedelta(days=n) for n in range(6)]
    readings = [
        morning_report("Dnieper Wire", day, 60 + 17 * n % 40, 2 + n % 2) for n, day in enumerate(days)
    ]
    assert by_trigger(corroborate(readings), readings) == {"launched": 6, "killed": 6, "damaged": 6}


def test_one_night_told_by_two_outlets_is_one_event():
    one = morning_report("Dnieper Wire", date(2026, 10, 1), 100, 3)
    two = morning_report("Odesa Wire", date(2026, 10, 1), 104, 3)
    assert by_trigger(corroborate([one, two]), [one, two]) == {"launched": 1, "killed": 1, "damaged": 1}


def launched(outlet: str, text: str, time: tuple[str, str], published: str = "2026-10-02") -> Reading:
    fields = {
        "mode": "weapons",
        "actors": (PAKISTAN,),
        "objects": (thing("two missiles", 2, what="missile"),),
    }
    return report(outlet, text, told("fired", **fields, time=time), published=published)


DAWN = "Pakistan fired two missiles at dawn from a range near the coast, and they fell into the sea."
MORNING = "In the morning two missiles were fired by Pakistan, which flew over the water for some minutes."


def test_dawn_and_morning_of_one_day_may_be_one_event_and_dawns_of_two_days_are_two():
    dawn = launched("A", DAWN, ("2026-10-01T01:00Z", "2026-10-01T04:00Z"))
    morning = launched("B", MORNING, ("2026-10-01T04:30Z", "2026-10-01T08:00Z"))
    next_dawn = launched("B", MORNING, ("2026-10-02T01:00Z", "2026-10-02T04:00Z"))
    assert len(corroborate([dawn, morning])) == 1
    assert len(corroborate([dawn, next_dawn])) == 2


def test_a_clock_time_of_the_next_day_is_no_part_of_this_night():
    night = launched("A", DAWN, ("2026-10-01T17:00Z", "2026-10-02T03:00Z"))
    clock = launched("B", MORNING, ("2026-10-03T01:20Z", "2026-10-03T01:21Z"), published="2026-10-04")
    assert len(corroborate([night, clock])) == 2
