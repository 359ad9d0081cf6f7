"""What several reports tell in one form, or of one attack, stays several events: nights, the dead and the wounded, denials, visits."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec

from tests.corroborate.build import PAKISTAN, report, spot, thing, told
from whence.article import Span
from whence.corroborate import Event, Judgement, corroborate
from whence.corroborate.compare import score
from whence.corroborate.excludes import VETO
from whence.corroborate.told import Told
from whence.reading import Entity, Place, Reading

RUSSIA = Entity(id="Q159", name="Russia", country="RUS", sector="GOV")
AIR_FORCE = ("Ukraine's air force", "official", None)
GOVERNOR = ("the regional governor", "official", None)


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


MAYOR = ("Mayor Paola Castillo", "official", None)
POLICE = ("the national police", "official", None)
DOCTOR = ("the hospital's director", "organization", None)
MONDAY = ("2026-11-16T11:00Z", "2026-11-16T17:00Z")
TOWN = spot("Jamundi", 3.26, -76.53, 3, "COL")


def blast(
    outlet: str, text: str, dead: int, wounded: int, voice: tuple[str, str, None], words: tuple[str, str]
) -> Reading:
    """A report of the blast that counts its dead and its wounded."""
    kill, wound = (
        told(
            word,
            "ASSAULT",
            mode="explosives",
            objects=(thing(f"{number} people", number, what="people"),),
            time=MONDAY,
            place=("at", TOWN),
            voice=voice,
        )
        for word, number in zip(words, (dead, wounded), strict=True)
    )
    return report(outlet, text, kill, wound, published="2026-11-17")


BLASTS = [
    blast(
        "Andes Wire",
        "A car bomb killed 7 people and wounded 22 outside the station of Jamundi on Monday, the national police said.",
        7,
        22,
        POLICE,
        ("killed", "wounded"),
    ),
    blast(
        "Gulf Tribune",
        "On Monday 7 people were killed and 22 were injured by a bomb in Jamundi in the west of Colombia, said its mayor.",
        7,
        22,
        MAYOR,
        ("killed", "injured"),
    ),
    blast(
        "Jamundi al Dia",
        "In Jamundi 9 people were killed by the bomb of Monday and 31 were wounded, the director of the hospital said.",
        9,
        31,
        DOCTOR,
        ("killed", "wounded"),
    ),
    blast(
        "Valle Post",
        "The bomb of Jamundi has killed 9 people, and 30 were wounded when it went off on Monday, our reporter was told.",
        9,
        30,
        ("a nurse", "witness", None),
        ("killed", "wounded"),
    ),
]


def test_the_dead_and_the_wounded_of_four_reports_are_two_events_and_no_rivals():
    events = corroborate(BLASTS)
    assert by_trigger(events, BLASTS) in ({"killed": 1, "wounded": 1, "injured": 1},)
    counts = [
        {v.value for v in conflict.values}
        for e in events
        for conflict in e.conflicts
        if conflict.of == "person"
    ]
    assert sorted(map(sorted, counts)) == [[7, 9], [22, 30, 31]]
    assert not any("22" in e.label and "kill" in e.label for e in events)


def test_a_person_may_still_join_the_dead_and_the_wounded():
    judged = Judgement(id="1", kind="same", claims=tuple(c.id for c in BLASTS[0].claims))
    (event,) = (e for e in corroborate(BLASTS, [judged]) if BLASTS[0].claims[0].id in e.claims)
    assert BLASTS[0].claims[1].id in event.claims


def denial(outlet: str, text: str, actor: str) -> Reading:
    """Somebody denies what he is said to have done."""
    return report(outlet, text, told("denied", "REJECT", actors=(actor,)), published="2026-11-17")


def test_denials_of_two_who_are_known_never_meet():
    sudan = denial(
        "CPA", "The Rapid Support Forces denied that it had attacked the city.", "Rapid Support Forces"
    )
    colombia = denial(
        "El Rayo",
        "The Jaime Martinez front denied that it had attacked the city.",
        "Jaime Martinez front",
    )
    again = denial(
        "Ledger", "Rapid Support Forces denied they had attacked the city.", "Rapid Support Forces"
    )
    assert score(Told(sudan, 0), Told(colombia, 0)) == VETO
    assert score(Told(sudan, 0), Told(again, 0)) > VETO


def visit(outlet: str, text: str, place: Place, status: str, published: str) -> Reading:
    """The president goes, or does not go, to a place."""
    fields = {
        "mode": "visit",
        "actors": ("Gustavo Petro",),
        "time": ("2026-11-18T05:00Z", "2026-11-19T05:00Z"),
    }
    return report(
        outlet,
        text,
        told("visit", "CONSULT", place=("at", place), status=status, **fields),
        published=published,
    )


def test_a_visit_to_one_town_is_not_what_became_of_a_visit_to_another():
    suarez = visit(
        "Andes Wire",
        "The visit of Gustavo Petro to Suarez on Wednesday was called off because of bad weather.",
        msgspec.structs.replace(TOWN, name="Suarez", lat=None, lon=None, radius_km=None, kind="nameless"),
        "cancelled",
        "2026-11-18",
    )
    made = visit(
        "Valle Post", "Gustavo Petro was on a visit in Jamundi on Wednesday.", TOWN, "happened", "2026-11-18"
    )
    planned = visit(
        "Gulf Tribune", "Gustavo Petro is to visit Jamundi on Wednesday.", TOWN, "expected", "2026-11-16"
    )
    assert len(corroborate([suarez, made])) == 2
    assert len(corroborate([planned, made])) == 1


def test_the_dead_of_two_towns_are_two_events():
    def killed(outlet: str, place: Place) -> Reading:
        text = f"Two people were killed in {place.name} in a night of attacks, {outlet} was told by the governor."
        dead = told(
            "killed",
            "ASSAULT",
            objects=(thing("two people", 2, what="people"),),
            place=("at", place),
            time=night_of(date(2026, 10, 4)),
            voice=GOVERNOR,
        )
        return report(outlet, text, dead, published="2026-10-04")

    kherson = spot("Kherson", 46.64, 32.61, 15, "UKR")
    zaporizhzhia = spot("Zaporizhzhia", 47.85, 35.12, 15, "UKR")
    assert len(corroborate([killed("A", kherson), killed("B", zaporizhzhia)])) == 2
    assert len(corroborate([killed("A", kherson), killed("B", kherson)])) == 1


def shot_down(text: str, number: int, day: tuple[str, str], how: str, published: str) -> Reading:
    return report(
        "Coast Agency", text, told("shot", "ASSAULT", actors=("army",), objects=(thing(f"{number} drones", number, what="drone"),), time=day, how=how),
        published=published,
    )  # fmt: skip


def test_other_numbers_of_the_next_day_are_of_another_event_though_their_day_is_told_beside_them():
    first = shot_down(
        "The army said it had shot down five drones at the port.",
        5,
        ("2026-11-14T02:00Z", "2026-11-14T05:00Z"),
        "stated",
        "2026-11-14",
    )
    second = shot_down(
        "It said it had shot down three drones of four at the port.",
        3,
        ("2026-11-14T22:00Z", "2026-11-15T22:00Z"),
        "inherited",
        "2026-11-15",
    )
    assert len(corroborate([first, second])) == 2


def test_a_headline_tells_the_attack_that_its_report_tells_though_it_calls_it_another_one():
    day = ("2026-11-15T00:00Z", "2026-11-16T00:00Z")
    place = ("at", spot("Port Sudan", 19.6, 37.2))
    text = "Drones hit the airport of Port Sudan on Sunday, the army said."
    body = told(
        "hit", "ASSAULT", mode="drone", objects=(thing("airport", what="airport"),), time=day, place=place
    )
    plain = report("A", text, body, published="2026-11-15", title="Fresh hit on Port Sudan airport")
    (claim,) = plain.claims
    title = msgspec.structs.replace(claim, id="title", title=True, trigger=Span(6, 9), sentence=Span(0, 31))
    event = corroborate([msgspec.structs.replace(plain, claims=(title, claim))])
    assert len(event) == 1


def test_a_weapon_does_not_tell_who_used_it():
    day = ("2026-11-14T00:00Z", "2026-11-15T00:00Z")
    struck = report(
        "A",
        "Drones struck the depot on Saturday.",
        told("struck", "ASSAULT", actors=("Drones",), time=day),
        published="2026-11-14",
    )
    claim = Told(struck, 0)
    assert claim.actors == ()
    assert [p.text for p in claim.claim.actors] == ["Drones"]
    israeli = Entity(id=None, name="Israeli warplanes", country="ISR", sector=None)
    warplanes = report("A", "Israeli warplanes struck it.", told("struck", "ASSAULT", actors=(israeli,)))
    assert len(Told(warplanes, 0).actors) == 1
