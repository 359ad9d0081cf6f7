"""Claims of several reports become events: what joins, what stays apart, what is counted, what is disputed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.corroborate.build import (
    ARMY,
    CHILE,
    DELHI,
    INDIA,
    PAKISTAN,
    PERU,
    report,
    spot,
    thing,
    told,
)
from whence.article import Published
from whence.corroborate import Judgement, corroborate
from whence.corroborate.event import Event
from whence.corroborate.told import Told
from whence.reading import Reading

RANGE = spot("Sonmiani", 25.2, 66.7)
LAUNCH = (
    "Pakistan fired two ballistic missiles from a range on its coast on Tuesday morning, the military said. "
    "The missiles flew for eleven minutes before they fell into the sea far from any ship, it added in a statement. "
    "The two governments plan to talk in Muscat on Saturday about the border and about trade."
)


def launch(outlet: str | None, text: str = LAUNCH, count: int = 2, **other: object) -> Reading:
    fields = {
        "mode": "weapons",
        "actors": (PAKISTAN,),
        "objects": (thing("two ballistic missiles", count, what="ballistic missile"),),
        "time": ("2025-11-18T04:20Z", "2025-11-18T04:35Z"),
        "place": ("from", RANGE),
        "voice": ARMY,
    } | other
    return report(outlet, text, told("fired", **fields), published="2025-11-18")


def only(*readings: Reading, judgements: tuple[Judgement, ...] = ()) -> Event:
    events = corroborate(readings, judgements)
    assert len(events) == 1, [e.label for e in events]
    return events[0]


OTHER_TEXT = (
    "Three ballistic missiles were fired by Pakistan into the Arabian Sea, India's defence ministry said on Tuesday "
    "evening. Its radars had followed them from the coast near Karachi until they disappeared, a spokesman told "
    "reporters in New Delhi. Airlines were asked to keep away from the area for some hours."
)


def rival(**other: object) -> Reading:
    fields = {
        "count": 3,
        "objects": (thing("three ballistic missiles", 3, what="ballistic missile"),),
        "time": ("2025-11-18T05:05Z", "2025-11-18T05:06Z"),
        "voice": DELHI,
    } | other
    return launch("Deccan Observer", OTHER_TEXT, **fields)


def test_one_report_gives_one_event_with_its_fields():
    event = only(launch("Meridian"))
    assert event.label == "Pakistan fires two ballistic missiles"
    assert (event.type, event.mode, event.status) == ("MOBILIZE", "weapons", "happened")
    assert event.origins.count == 1
    assert event.origins.groups[0].root == "Pakistan Armed Forces"
    assert event.first_published == "2025-11-18"
    assert [p.role for p in event.places] == ["from"]
    assert event.conflicts == ()


def test_a_ministry_carried_by_ten_outlets_is_one_origin():
    readings = [launch(f"Daily {n}") for n in range(10)]
    event = only(*readings)
    assert len(event.articles) == 10
    assert event.origins.count == 1
    assert "the same text" in event.origins.groups[0].reasons


def test_a_report_that_differs_in_count_and_time_is_a_second_origin_and_both_values_stay():
    event = only(launch("Meridian"), rival())
    assert event.origins.count == 2
    conflicts = {c.field: c for c in event.conflicts}
    assert [v.value for v in conflicts["objects.count"].values] in ([2, 3], [3, 2])
    assert conflicts["objects.count"].of == "missile"
    assert len(conflicts["time"].values) == 2
    assert event.time.earliest is not None
    told_times = {v.value["earliest"] for v in conflicts["time"].values}
    assert event.time.earliest.isoformat().replace("+00:00", "Z") in told_times


def test_at_least_four_does_not_contradict_five():
    one = launch("A", objects=(thing("at least four missiles", 4, low=4, what="missile"),))
    two = launch("B", OTHER_TEXT, objects=(thing("five missiles", 5, what="missile"),), voice=DELHI)
    assert [c.field for c in only(one, two).conflicts] == []


def test_launches_of_two_days_are_two_events():
    later = launch("Meridian", OTHER_TEXT, time=("2025-11-20T04:20Z", "2025-11-20T04:35Z"))
    assert len(corroborate([launch("Meridian"), later])) == 2


def test_what_is_told_of_thursday_and_of_friday_is_two_events():
    days = [("2025-11-13T00:00Z", "2025-11-14T00:00Z"), ("2025-11-14T00:00Z", "2025-11-15T00:00Z")]
    assert len(corroborate([launch("A", time=days[0]), launch("B", OTHER_TEXT, time=days[1])])) == 2


def test_two_words_for_one_deed_are_known_and_two_outcomes_are_told_apart():
    def deeds(word: str) -> frozenset[int]:
        return Told(report("A", f"They {word} them.", told(word, "ASSAULT")), 0).deeds

    assert deeds("abducted") & deeds("kidnapped")
    assert deeds("capsized") & deeds("sank")
    assert not deeds("killed") & deeds("wounded")


def test_launches_of_two_states_are_two_events():
    assert len(corroborate([launch("Meridian"), rival(actors=(INDIA,))])) == 2


def test_launches_from_far_places_are_two_events():
    far = rival(place=("from", spot("Somewhere", 35.0, 72.0)))
    assert len(corroborate([launch("Meridian"), far])) == 2


def test_contradictory_times_are_not_chained_through_a_vague_report():
    early = launch("A", time=("2025-11-10T04:00Z", "2025-11-10T05:00Z"))
    late = launch("B", OTHER_TEXT, time=("2025-11-18T04:00Z", "2025-11-18T05:00Z"))
    vague = launch(
        "C",
        "Some missiles were fired by Pakistan this month, it was said at the meeting.",
        time=None,
        objects=(),
    )
    groups = corroborate([early, late, vague])
    for event in groups:
        assert not {early.claims[0].id, late.claims[0].id} <= set(event.claims)


def test_what_one_voice_counts_twice_in_one_article_is_two_happenings():
    text = "Pakistan fired two missiles in the morning. Later it launched three more missiles from the same place."
    reading = report(
        "A",
        text,
        told(
            "fired", mode="weapons", actors=(PAKISTAN,), objects=(thing("two missiles", 2, what="missile"),)
        ),
        told(
            "launched",
            mode="weapons",
            actors=(PAKISTAN,),
            objects=(thing("three more missiles", 3, what="missile"),),
        ),
    )
    assert len(corroborate([reading])) == 2


def test_an_allegation_and_its_denial_on_one_trigger_are_one_event_in_dispute():
    text = "Kabul denied a report that its troops crossed the border on Monday."
    reading = report(
        "A",
        text,
        told("crossed", mode="troops", actors=("Afghan troops",), voice=("a report", "document", None)),
        told(
            "crossed",
            mode="troops",
            actors=("Afghan troops",),
            status="denied",
            voice=("Kabul", "official", None),
        ),
    )
    event = only(reading)
    assert event.origins.count == 1, "who denies is no second origin of what is told"
    assert {o.root: o.against for o in event.origins.groups} == {"Kabul": True, "a report": False}
    assert [c.field for c in event.conflicts] == ["status"]
    assert event.status == "happened"


def test_an_expected_meeting_and_the_meeting_are_one_event_with_a_history():
    day = ("2025-11-22T00:00Z", "2025-11-23T00:00Z")
    before = report(
        "A",
        "The ministers of Peru and Chile are to meet in Lima on Saturday, officials said.",
        told("meet", "CONSULT", actors=(PERU, CHILE), time=day, status="expected"),
        published="2025-11-18",
    )
    after = report(
        "B",
        "The ministers of Peru and Chile met in Lima on Saturday for three hours.",
        told("met", "CONSULT", actors=(CHILE, PERU), time=day),
        published="2025-11-23",
    )
    event = only(after, before)
    assert [(h.at, h.status) for h in event.history] == [
        ("2025-11-18", "expected"),
        ("2025-11-23", "happened"),
    ]
    assert event.status == "happened"
    assert event.conflicts == ()
    assert event.label == "Chile and Peru meet"
    assert event.first_published == "2025-11-18"


def test_demands_of_two_states_are_never_one_event():
    one = report("A", "Peru urged Bolivia to open the road.", told("urged", "REQUEST", actors=(PERU,)))
    two = report("B", "Chile urged Bolivia to open the road.", told("urged", "REQUEST", actors=(CHILE,)))
    assert len(corroborate([one, two])) == 2


def test_a_copy_that_credits_the_agency_counts_as_the_agency():
    own = launch("Meridian", voice=None)
    copy = launch("Coast Courier", "KARACHI (Meridian) — " + LAUNCH, voice=None)
    event = only(own, copy)
    assert event.origins.count == 1
    assert event.origins.groups[0].root == "Meridian"
    assert any("shared text" in r or "same text" in r for r in event.origins.groups[0].reasons)


def test_two_outlets_that_credit_one_agency_are_one_origin_even_with_different_words():
    one = launch("Morning Post", "KARACHI (AFP) — " + LAUNCH, voice=None)
    two = launch("Evening Post", "ISLAMABAD, Nov 18 (Agence France-Presse) - " + OTHER_TEXT, voice=None)
    event = only(one, two)
    assert event.origins.count == 1
    assert event.origins.groups[0].root == "Agence France-Presse"


def test_own_reporting_of_two_outlets_is_two_origins():
    assert only(launch("A", voice=None), launch("B", OTHER_TEXT, voice=None)).origins.count == 2


def test_unnamed_officials_are_counted_once_and_graded_down():
    voice = ("US officials", "anonymous_official", None)
    event = only(launch("A", voice=voice), launch("B", OTHER_TEXT, voice=voice))
    assert event.origins.count == 1
    assert event.origins.groups[0].grade == 0.5


def test_a_person_can_overrule_what_counts_as_a_copy():
    one, two = launch("A", voice=None), launch("B", voice=None)
    assert only(one, two).origins.count == 1
    ids = (one.article.id, two.article.id)
    event = only(one, two, judgements=(Judgement(id="j1", kind="independent", articles=ids),))
    assert event.origins.count == 2
    assert event.judgements == ("j1",)
    three = launch("C", OTHER_TEXT, voice=None)
    assert only(one, three).origins.count == 2
    joined = Judgement(id="j2", kind="copy", articles=(one.article.id, three.article.id))
    assert only(one, three, judgements=(joined,)).origins.count == 1


def test_a_person_can_part_and_join_claims():
    one, two = launch("A"), rival()
    ids = (one.claims[0].id, two.claims[0].id)
    assert len(corroborate([one, two], [Judgement(id="j", kind="different", claims=ids)])) == 2
    strange = launch("B", OTHER_TEXT, time=("2025-12-24T04:20Z", "2025-12-24T04:35Z"))
    ids = (one.claims[0].id, strange.claims[0].id)
    assert len(corroborate([one, strange])) == 2
    assert len(corroborate([one, strange], [Judgement(id="j", kind="same", claims=ids)])) == 1


def test_a_hidden_claim_is_left_out():
    reading = launch("A")
    assert corroborate([reading], [Judgement(id="j", kind="hide", claims=(reading.claims[0].id,))]) == ()


def test_reading_an_article_twice_changes_nothing():
    assert corroborate([launch("A"), launch("A")]) == corroborate([launch("A")])


def test_no_readings_give_no_events():
    assert corroborate([]) == ()
    assert corroborate([report("A", "Nothing of note.")]) == ()


def test_the_order_of_readings_changes_nothing():
    readings = [launch("A"), launch("B"), rival(), launch("C", OTHER_TEXT, voice=None)]
    results = {b"".join(e.to_json() for e in corroborate(order)) for order in permutations(readings)}
    assert len(results) == 1


def test_an_event_survives_json():
    event = only(launch("A"), rival())
    assert msgspec.json.decode(event.to_json(), type=Event) == event
    assert event.to_dict()["schema"] == "whence.event/1"


ACTORS = st.sampled_from([PAKISTAN, INDIA, PERU])
TEXTS = st.sampled_from(
    [
        LAUNCH,
        OTHER_TEXT,
        "A column of tanks was fired upon near the river, and both armies blamed each other for it that night.",
        "Two rockets were fired from the hills above the port, residents said, and the harbour closed at noon.",
    ]
)
IDS = st.sampled_from(["0" * 64, "c0ffee" * 10 + "abcd", "f" * 64])
VOICES = st.sampled_from([None, ARMY, DELHI, ("residents", "witness", None), ("Reuters", "media", None)])


@st.composite
def readings(draw: st.DrawFn) -> list[Reading]:
    made = []
    for n in range(draw(st.integers(1, 4))):
        day = draw(st.integers(17, 19))
        timed = draw(st.booleans())
        made.append(
            report(
                f"Outlet {n}",
                draw(TEXTS),
                told(
                    "fired",
                    draw(st.sampled_from(["MOBILIZE", "ASSAULT", "LAUNCH"])),
                    actors=(draw(ACTORS),),
                    objects=(thing("missiles", draw(st.integers(1, 4)), what="missile"),),
                    time=(f"2025-11-{day}T04:00Z", f"2025-11-{day}T06:00Z") if timed else None,
                    status=draw(st.sampled_from(["happened", "expected", "denied", "failed"])),
                    voice=draw(VOICES),
                ),
                published=f"2025-11-{draw(st.integers(17, 21))}",
            )
        )
    return made


@settings(max_examples=60, deadline=None)
@given(readings(), st.randoms(use_true_random=False))
def test_shuffled_readings_give_the_same_bytes(made, random):
    shuffled = list(made)
    random.shuffle(shuffled)
    assert [e.to_json() for e in corroborate(made)] == [e.to_json() for e in corroborate(shuffled)]


def under(article: str, reading: Reading) -> Reading:
    """The same reading of an article with another id."""
    claims = [msgspec.structs.replace(c, id=f"{article[:8]}-{n}") for n, c in enumerate(reading.claims)]
    named = msgspec.structs.replace(reading.article, id=article)
    return msgspec.structs.replace(reading, article=named, claims=tuple(claims))


@pytest.mark.parametrize("of_copy", ["0" * 64, "f" * 64])
@pytest.mark.parametrize("ids", permutations("123"))
def test_a_copy_read_otherwise_changes_nothing_for_a_third_report_whatever_its_id(ids, of_copy):
    first, copy, other = launch("A"), launch("B", actors=(INDIA,)), rival(actors=(INDIA,))
    made = [under(i * 64, r) for i, r in zip(ids, (first, copy, other), strict=True)]
    before = {frozenset(e.claims) for e in corroborate(made)}
    again = under(of_copy, copy)
    after = {frozenset(e.claims) - {again.claims[0].id} for e in corroborate([*made, again])}
    assert before == after


def test_a_sentence_that_many_print_says_what_its_first_report_says():
    first = launch("A", actors=(PERU,))
    published = Published.parse("2025-11-17")
    first = msgspec.structs.replace(
        first, article=msgspec.structs.replace(first.article, published=published)
    )
    copies = [launch(f"Copyist {n}", actors=(INDIA,)) for n in range(3)]
    other = rival(actors=(PERU,))
    assert other.claims[0].id in only(first, *copies, other).claims
    assert len(corroborate([first, *copies, rival(actors=(INDIA,))])) == 2


@settings(max_examples=60, deadline=None)
@given(readings(), st.permutations("0123"))
def test_ids_decide_nothing(made, ids):
    def outcome(order: Sequence[str]) -> set[tuple[frozenset[int], int]]:
        names = [under(order[n] * 64, r) for n, r in enumerate(made)]
        place = {c.id: n for n, r in enumerate(names) for c in r.claims}
        return {(frozenset(place[c] for c in e.claims), e.origins.count) for e in corroborate(names)}

    assert outcome(ids) == outcome("0123")


@settings(max_examples=60, deadline=None)
@given(readings(), st.data())
def test_a_copy_never_raises_the_number_of_origins(made, data):
    original = data.draw(st.sampled_from(made))
    copied = msgspec.structs.replace(
        original,
        article=msgspec.structs.replace(original.article, id=data.draw(IDS), outlet="Copyist"),
        claims=tuple(
            msgspec.structs.replace(
                c,
                id=f"copy-{n}",
                chain=tuple(
                    msgspec.structs.replace(link, voice="Copyist") if link.kind == "outlet" else link
                    for link in c.chain
                ),
            )
            for n, c in enumerate(original.claims)
        ),
    )
    before = {claim: e.origins.count for e in corroborate(made) for claim in e.claims}
    for event in corroborate([*made, copied]):
        olds = [before[c] for c in event.claims if c in before]
        assert olds, "a copy made an event of its own"
        assert event.origins.count <= max(olds)


@pytest.mark.parametrize(
    "kind",
    ["happened", "expected", "possible", "requested", "failed", "negated", "denied", "cancelled", "ongoing"],
)
def test_every_status_has_a_label(kind):
    assert "Pakistan" in only(launch("A", status=kind)).label


def test_the_counted_dead_are_named_once_in_a_label():
    text = "Gunmen killed twelve villagers in the north of the state on Monday."
    dead = {
        "actors": ("Gunmen",),
        "recipients": ("twelve villagers",),
        "objects": (thing("twelve villagers", 12),),
    }
    event = only(report("A", text, told("killed", "ASSAULT", **dead)))
    assert event.label == "Gunmen kill twelve villagers"
