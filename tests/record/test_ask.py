"""Questions are answered by who, where, when, what, and in what words; now, and as the record once knew it."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from tests.corroborate.build import CHILE, INDIA, PAKISTAN, PERU, report, spot, thing, told
from whence.record.errors import QuestionError
from whence.record.rows import boxes

DOCK = "Chile closed the port of Arica on Thursday after a strike. Peru's minister welcomed the closure."
LAUNCH = "Pakistan fired two missiles from Sonmiani on Tuesday, a witness said."
TALKS = "Pakistan is to meet India in Muscat on Saturday, officials said."


@pytest.fixture
def asked(record):
    record.add(
        report(
            "Coast",
            DOCK,
            told(
                "closed", "MEASURE", actors=(CHILE,), time=("2025-11-20T03:00Z", "2025-11-21T03:00Z"),
                place=("at", spot("Arica", -18.5, -70.3, 15, "CHL")),
            ),
            told("welcomed", "SUPPORT", actors=(PERU,), recipients=(CHILE,)),
            published="2025-11-20",
        )
    )  # fmt: skip
    record.add(
        report(
            "Wire",
            LAUNCH,
            told(
                "fired", mode="weapons", actors=(PAKISTAN,), objects=(thing("two missiles", 2, what="missile"),),
                time=("2025-11-18T04:20Z", "2025-11-18T04:35Z"), place=("from", spot("Sonmiani", 25.2, 66.7, 30)),
                voice=("a witness", "witness", None),
            ),
            published="2025-11-18",
        )
    )  # fmt: skip
    record.add(
        report(
            "Wire",
            TALKS,
            told(
                "meet", "CONSULT", mode="meet", actors=(PAKISTAN,), recipients=(INDIA,), status="expected",
                time=("2025-11-21T20:00Z", "2025-11-22T20:00Z"), place=("at", spot("Muscat", 23.6, 58.5, 10, "OMN")),
                voice=("officials", "official", None),
            ),
            published="2025-11-19",
        )
    )  # fmt: skip
    return record


@pytest.mark.parametrize(
    ("filters", "types"),
    [
        ({}, ["MOBILIZE", "MEASURE", "CONSULT", "SUPPORT"]),
        ({"actor": "pakistan"}, ["MOBILIZE", "CONSULT"]),
        ({"actor": "Q843"}, ["MOBILIZE", "CONSULT"]),
        ({"actor": "PAK"}, ["MOBILIZE", "CONSULT"]),
        ({"actor": "Chile"}, ["MEASURE"]),
        ({"party": "Chile"}, ["MEASURE", "SUPPORT"]),
        ({"actor": "India"}, ["CONSULT"]),
        ({"actor": "Bolivia"}, []),
        ({"place": "arica"}, ["MEASURE"]),
        ({"place": "CHL"}, ["MEASURE"]),
        ({"place": "25,67,60km"}, ["MOBILIZE"]),
        ({"place": "-20,-75,-10,-60"}, ["MEASURE"]),
        ({"place": "0,170,10,-170"}, []),
        ({"type": "mobilize"}, ["MOBILIZE"]),
        ({"type": "MOBILIZE/weapons"}, ["MOBILIZE"]),
        ({"type": "MOBILIZE/troops"}, []),
        ({"since": "2025-11-20"}, ["MEASURE", "CONSULT"]),
        ({"until": "2025-11-18"}, ["MOBILIZE"]),
        ({"since": "2025-11-18T04:35Z", "until": "2025-11-20"}, ["MEASURE"]),
        ({"status": ("expected", "denied")}, ["CONSULT"]),
        ({"voice": ("witness", "official")}, ["MOBILIZE", "CONSULT"]),
        ({"speaker": "a witness"}, ["MOBILIZE"]),
        ({"speaker": "Witness"}, ["MOBILIZE"]),
        ({"speaker": "officials", "voice": ("official",)}, ["CONSULT"]),
        ({"speaker": "official"}, []),
        ({"place": '"Muscat"'}, ["CONSULT"]),
        ({"place": '"sonmiani" OR "Muscat"'}, ["MOBILIZE", "CONSULT"]),
        ({"place": '"Musc"'}, []),
        ({"min_origins": 1, "actor": "Pakistan", "status": ("happened",)}, ["MOBILIZE"]),
        ({"min_origins": 2}, []),
        ({"conflicts": True}, []),
        ({"overdue": True}, ["CONSULT"]),
        ({"text": "missiles"}, ["MOBILIZE"]),
        ({"text": '"two missiles" OR strike'}, ["MOBILIZE", "MEASURE"]),
        ({"text": '"missiles two"'}, []),
        ({"text": "Pakistan -missiles"}, ["CONSULT"]),
        ({"text": "pakistan NOT (meet OR talk)"}, ["MOBILIZE"]),
        ({"text": "miss*"}, ["MOBILIZE"]),
    ],
)
def test_events_and_claims_are_found_by(asked, filters, types):
    assert [e.type for e in asked.events(**filters)] == types
    assert [c.claim.type for c in asked.claims(**filters)] == types


def test_the_order_and_the_ids_stay(asked):
    assert asked.events() == asked.events()
    assert [e.id for e in asked.events(limit=2)] == [e.id for e in asked.events()][:2]
    for event in asked.events():
        assert asked.event(event.id) == [event]
        assert [c.id for c in asked.claims_of(event)] == list(event.claims)


def test_an_event_is_found_by_the_id_it_once_had(asked):
    (before,) = asked.events(type="MOBILIZE")
    asked.add(
        report(
            "Daily",
            LAUNCH + " So it was.",
            told("fired", mode="weapons", actors=(PAKISTAN,)),
            published="2025-11-18",
        )
    )
    (after,) = asked.events(type="MOBILIZE")
    assert before.id != after.id
    assert asked.event(before.id) == [after]


def test_articles_and_parties_are_searched(asked):
    assert [a.outlet for a in asked.articles("strike AND minister")] == ["Coast"]
    assert [a.outlet for a in asked.articles("pakistan")] == ["Wire", "Wire"]
    assert [p["name"] for p in asked.parties("ind* OR chile")] == ["Chile", "India"]
    assert len(asked.articles()) == 3


def test_sources_are_the_roots_of_claims(asked):
    assert [(s.voice, s.kind, s.claims) for s in asked.sources()] == [
        ("Coast", "outlet", 2),
        ("a witness", "witness", 1),
        ("officials", "official", 1),
    ]


def test_every_claim_has_four_clocks_and_its_sentence(asked):
    (kept,) = asked.claims(actor="Pakistan", status=("happened",))
    assert kept.clocks.happened.earliest.isoformat() == "2025-11-18T04:20:00+00:00"
    assert kept.clocks.said.how == "unresolved"
    assert kept.clocks.published == "2025-11-18"
    assert kept.clocks.read.isoformat().startswith("2026-01-01T00:00:")
    assert (kept.sentence, kept.trigger) == (LAUNCH, "fired")


@pytest.mark.parametrize(
    "filters",
    [
        {"since": "last week"}, {"since": "2025-11-20", "until": "2025-11-18"}, {"place": "95,10,5km"},
        {"place": "10,0,-10,5"}, {"text": '"open'}, {"text": "-only"}, {"text": "a OR"}, {"text": "(a"}, {"text": "a)"},
        {"actor": "?!"}, {"known_at": "then"}, {"status": ("happend",)}, {"voice": ("witnes",)},
    ],
)  # fmt: skip
def test_questions_that_make_no_sense_are_refused(asked, filters):
    with pytest.raises(QuestionError):
        asked.events(**filters)


# --- known at ---------------------------------------------------------------------------------------------------


def test_the_record_answers_as_it_would_have_then(record, clock):
    record.add(
        report("Wire", LAUNCH, told("fired", mode="weapons", actors=(PAKISTAN,)), published="2025-11-18")
    )
    first, claims = record.events(), record.claims()
    then = clock()
    again = report(
        "Daily",
        LAUNCH + " It rained.",
        told("fired", mode="weapons", actors=(PAKISTAN,)),
        published="2025-11-18",
    )
    record.add(again)
    assert len(record.events()[0].articles) == 2
    assert record.events(known_at=then) == first
    assert record.claims(known_at=then) == claims
    assert record.events(known_at=clock.at + timedelta(days=400)) == record.events()


def test_judgements_made_later_were_not_known(record, clock):
    one = report("Wire", LAUNCH, told("fired", mode="weapons", actors=(PAKISTAN,)), published="2025-11-18")
    record.add(one)
    before, first = record.events(), clock()
    record.judge("correct", one.claims[0].id, field="status", value="failed")
    corrected, second = record.events(), clock()
    judged = record.judge("hide", one.claims[0].id)
    third = clock()
    record.undo(judged.id)
    assert record.events(known_at=first) == before
    assert record.events(known_at=first, status=("happened",)) == before
    assert record.events(known_at=second) == corrected
    assert record.events(known_at=third) == []
    assert record.events() == corrected


def test_the_reading_then_in_force_answers(record, clock):
    one = report("Wire", LAUNCH, told("fired", mode="weapons", actors=(PAKISTAN,)), published="2025-11-18")
    record.add(one)
    then = clock()
    later = msgspec.structs.replace(one.claims[0], id="later", type="ASSAULT")
    record.add(msgspec.structs.replace(one, reader="2", claims=(later,)))
    assert [e.type for e in record.events(known_at=then)] == ["MOBILIZE"]
    assert [e.type for e in record.events()] == ["ASSAULT"]


def test_before_the_record_began_the_clock_of_publication_answers(asked):
    assert [e.type for e in asked.events(known_at="2025-11-18")] == ["MOBILIZE"]
    assert [e.type for e in asked.events(known_at="2025-11-19T23:00Z", actor="Pakistan")] == ["MOBILIZE"]
    assert "the record knew nothing" in asked.clock_of("2025-11-18")
    assert asked.clock_of(None) is None


def test_what_was_overdue_depends_on_the_moment(asked):
    assert asked.events(overdue=True, known_at="2025-11-21") == []
    assert len(asked.events(overdue=True, known_at="2025-11-24")) == 1


@pytest.mark.parametrize(
    ("circle", "count"),
    [((10, 20, 50), 1), ((10, 179.9, 50), 2), ((10, -179.9, 50), 2), ((89.9, 0, 50), 1), ((0, 0, 0), 1)],
)
def test_boxes_hold_their_circle(circle, count):
    found = boxes(*circle)
    assert len(found) == count
    assert all(s <= n and w <= e for s, n, w, e in found)
    assert any(s <= circle[0] <= n and w <= circle[1] <= e for s, n, w, e in found)


def test_a_state_is_found_by_its_name_as_by_its_code(asked):
    for filter_ in ("actor", "party", "place"):
        by_code = {e.id for e in asked.events(**{filter_: "PAK"})}
        assert by_code == {e.id for e in asked.events(**{filter_: "Pakistan"})}
    assert {e.id for e in asked.events(actor="Pakistan")}
