"""A person's judgements hold, can be taken back, survive re-reading, and are never moved to another claim."""

from __future__ import annotations

import msgspec
import pytest

from tests.corroborate.build import INDIA, PAKISTAN, report, spot, thing, told
from tests.record.factory import reading
from whence.article import Span
from whence.reading import Link
from whence.record.errors import QuestionError, UnknownIdError
from whence.record.record import open_record

TEXT = "Pakistan fired two missiles from Sonmiani on Tuesday. India closed three crossings the same evening."


def story(outlet="A", text=TEXT, count=2):
    return report(
        outlet,
        text,
        told(
            "fired", mode="weapons", actors=(PAKISTAN,), objects=(thing("two missiles", count, what="missile"),),
            time=("2025-11-18T04:20Z", "2025-11-18T04:35Z"), place=("from", spot("Sonmiani", 25.2, 66.7)),
        ),
        told("closed", "MEASURE", actors=(INDIA,), time=("2025-11-18T14:00Z", "2025-11-18T19:00Z")),
        published="2025-11-18",
    )  # fmt: skip


def the(record, **filters):
    (event,) = record.events(**filters)
    return event


def fired(reading):
    return next(c for c in reading.claims if c.type == "MOBILIZE")


def test_a_hidden_claim_tells_nothing_until_it_is_shown_again(record):
    one = story()
    record.add(one)
    judged = record.judge("hide", fired(one).id, by="ana", why="a rehearsal")
    assert [e.type for e in record.events()] == ["MEASURE"]
    hidden = next(c for c in record.claims() if c.id == fired(one).id)
    assert hidden.event is None
    record.undo(judged.id, by="ana", why="no rehearsal")
    assert {e.type for e in record.events()} == {"MEASURE", "MOBILIZE"}
    first, second = record.judgements()
    assert (first.kind, first.by, first.why, first.undone) == ("hide", "ana", "a rehearsal", second.id)
    assert (second.kind, second.undoes, second.why) == ("undo", first.id, "no rehearsal")


def test_taking_back_what_took_back_brings_the_judgement_back(record):
    one = story()
    record.add(one)
    judged = record.judge("hide", fired(one).id)
    undone = record.undo(judged.id)
    record.undo(undone.id)
    assert [e.type for e in record.events()] == ["MEASURE"]
    with pytest.raises(QuestionError, match="taken back already"):
        record.undo(undone.id)


def test_two_claims_can_be_made_one_event_and_one_event_two(record):
    one = story()
    other = report("B", "A rocket left the coast.", told("left", "LAUNCH"), published="2025-11-20")
    record.add(one)
    record.add(other)
    judged = record.judge("same", fired(one).id, other.claims[0].id)
    assert {fired(one).id, other.claims[0].id} == set(the(record, type="MOBILIZE").claims)
    assert the(record, type="MOBILIZE").judgements == (judged.id,)
    record.undo(judged.id)
    assert len(record.events()) == 3

    copy = story("C", TEXT + " It rained.")
    record.add(copy)
    assert len(the(record, type="MOBILIZE").articles) == 2
    record.judge("different", fired(one).id, fired(copy).id)
    assert len(record.events(type="MOBILIZE")) == 2


def test_events_can_be_named_in_place_of_their_claims(record):
    one, other = (
        story(),
        report("B", "A rocket left the coast.", told("left", "LAUNCH"), published="2025-11-20"),
    )
    record.add(one)
    record.add(other)
    record.judge("same", *(e.id for e in record.events() if e.type in ("MOBILIZE", "LAUNCH")))
    assert len(the(record, actor="Q843").articles) == 2


def test_a_value_is_corrected_and_what_follows_from_it(record):
    one = story()
    record.add(one)
    claim = fired(one).id
    record.judge("correct", claim, field="objects.0.count.best", value=3, by="ana")
    record.judge("correct", claim, field="time.earliest", value="2025-11-18T03:00:00Z", by="ana")
    record.judge("correct", claim, field="places.0.lat", value=26.5, by="ana")
    record.judge("correct", claim, field="status", value="failed", by="ana")
    event = the(record, type="MOBILIZE")
    assert event.objects[0].count.best == 3
    assert event.time.earliest.hour == 3
    assert event.time.reason == "corrected by ana"
    assert event.places[0].lat == 26.5
    assert event.status == "failed"
    assert record.events(status=("failed",)) == [event]
    assert record.events(place="26.5,66.7,20km") == [event]
    kept = next(c for c in record.claims() if c.id == claim)
    assert kept.corrected
    assert fired(record.article(one.article.id)).status == "happened", "the reading itself stays as it was"
    record.undo(record.judgements()[-1].id)
    assert the(record, type="MOBILIZE").status == "happened"
    assert the(record, type="MOBILIZE").objects[0].count.best == 3


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("status", "perhaps", "status cannot be 'perhaps'; give one of cancelled, denied, .*, requested$"),
        ("status", True, "status cannot be true; give one of cancelled"),
        ("places.0.lat", "north", "places.0.lat cannot be 'north'; give a number, or null$"),
        (
            "objects",
            [1],
            r"objects cannot be \[1\]; give JSON of the shape that `whence claims --json` shows",
        ),
        ("colour", "red", "no field 'colour'"),
        ("objects.7.text", "x", "no '7' in it"),
        ("trigger", [0, 1], "hide the claim instead"),
        ("type", "FOO", "'FOO' is none of ACCUSE"),
        (
            "time.earliest",
            "yesterday",
            "time.earliest cannot be 'yesterday'; give a moment in ISO 8601 like 2025-",
        ),
        (
            "time.latest",
            "2025-11-17T00:00:00Z",
            "begin at 2025-11-18T04:20:00Z and end before that, at 2025-11-17",
        ),
        ("objects.0.count.best", -5, "count.best: -5 is no count; give a number from 0"),
        (
            "objects.0.count.best",
            3.5,
            "count.best: 3.5 is no count of things or persons; give a whole number",
        ),
        ("objects.0.count.best", 1e26, r"count.best: 1e\+26 is no count"),
        ("places.0.lat", 999, "places.0.lat: 999 is no latitude; give a number from -90 to 90"),
        ("places.0.lon", -180.5, "places.0.lon: -180.5 is no longitude"),
        ("places.0.radius_km", -5, "places.0.radius_km: -5 is no radius; give a number from 0 to 20038 km"),
    ],
)
def test_a_correction_that_makes_no_sense_is_refused(record, field, value, message):
    one = story()
    record.add(one)
    with pytest.raises(QuestionError, match=message):
        record.judge("correct", fired(one).id, field=field, value=value)
    assert record.judgements() == []


def test_a_time_without_a_sense_is_within_and_another_type_has_no_mode(record):
    one = story()
    record.add(one)
    claim = fired(one).id
    record.judge("correct", claim, field="time", value={"earliest": "2025-11-18T00:00:00Z"})
    record.judge("correct", claim, field="type", value="TRAVEL")
    (event,) = (e for e in record.events() if claim in e.claims)
    assert (event.type, event.mode, event.time.sense) == ("TRAVEL", None, "within")


def test_judgements_name_what_is_there(record):
    one = story()
    record.add(one)
    with pytest.raises(UnknownIdError, match="no claim or event 'nonsense'"):
        record.judge("hide", "nonsense")
    with pytest.raises(UnknownIdError, match="no judgement '7'"):
        record.undo("7")
    with pytest.raises(QuestionError, match="two claims or more"):
        record.judge("same", fired(one).id)
    with pytest.raises(QuestionError, match="about one voice"):
        record.judge("distrust", fired(one).id)


def test_a_distrusted_voice_is_heard_but_does_not_count(record):
    text = "Pakistan fired two missiles, the army said. Pakistan fired three missiles, the ministry said."
    site = ("from", spot("Sonmiani", 25.4, 66.6))
    one = report(
        "A", text,
        told("fired two", mode="weapons", actors=(PAKISTAN,), objects=(thing("two missiles", 2, what="missile"),),
             time=("2025-11-18T04:20Z", "2025-11-18T04:35Z"), place=site, voice=("the army", "official", None)),
        told("fired three", mode="weapons", actors=(PAKISTAN,), objects=(thing("three missiles", 3, what="missile"),),
             time=("2025-11-18T04:20Z", "2025-11-18T04:35Z"), place=site, voice=("the ministry", "official", None)),
        published="2025-11-18",
    )  # fmt: skip
    record.add(one)
    assert the(record).origins.count == 2
    record.judge("distrust", voice="The Army", why="it has lied")
    event = the(record)
    assert event.origins.count == 1
    assert {o.trust for o in event.origins.groups} == {"distrusted", None}
    assert event.objects[0].count.best == 3
    assert {s.voice: s.trust for s in record.sources()} == {"the army": "distrusted", "the ministry": None}
    record.undo(record.judgements()[0].id)
    record.judge("trust", voice="the army")
    assert the(record).origins.count == 2
    assert the(record).objects[0].count.best == 2


def test_a_claim_says_what_was_judged_of_its_voice(record):
    one = story()
    record.add(one)
    assert {c.trust for c in record.claims()} == {None}
    record.judge("distrust", voice="A")
    assert {c.trust for c in record.claims()} == {"distrusted"}
    assert {c.trust for c in record.claims_of(the(record, type="MOBILIZE"))} == {"distrusted"}
    record.undo(record.judgements()[0].id)
    assert {c.trust for c in record.claims()} == {None}


def test_what_contradicts_an_earlier_judgement_says_which(record):
    one, two = story("A"), story("B", TEXT + " It rained.")
    record.add(one)
    record.add(two)
    pair = fired(one).id, fired(two).id
    assert record.judge("same", *pair, by="ana").contradicts == ()
    assert record.judge("distrust", voice="The Army").contradicts == ()
    assert record.judge("hide", pair[0]).contradicts == ()
    assert record.judge("different", *pair, by="ben").contradicts == ("1",)
    assert record.judge("trust", voice="the army").contradicts == ("2",)
    assert record.judge("different", pair[0], one.claims[1].id).contradicts == ()
    articles = one.article.id, two.article.id
    parted = record.judge("independent", *articles)
    assert record.judge("copy", *articles).contradicts
    record.undo(parted.id)
    assert [bool(j.contradicts) for j in record.judgements()] == [
        False, False, False, True, True, False, False, False, False,
    ]  # fmt: skip


def test_copies_can_be_parted_and_joined(record):
    one, copy = story("A"), story("B", TEXT + " It rained.")
    record.add(one)
    record.add(copy)
    assert the(record, type="MOBILIZE").origins.count == 1
    judged = record.judge("independent", one.article.id, copy.article.id)
    assert the(record, type="MOBILIZE").origins.count == 2
    record.undo(judged.id)
    assert the(record, type="MOBILIZE").origins.count == 1
    other = story("C", "Two missiles were fired by Pakistan. India has closed crossings.")
    record.add(other)
    assert the(record, type="MOBILIZE").origins.count == 2
    record.judge("copy", one.article.id, other.article.id)
    assert the(record, type="MOBILIZE").origins.count == 1


def reread(one, **changes):
    """The same article, read by a later version that changes its first claim."""
    claim = msgspec.structs.replace(fired(one), **{"id": "later-0", **changes})
    return msgspec.structs.replace(one, reader="by hand 2", claims=(claim, *one.claims[1:]))


def test_judgements_hold_after_re_reading(record):
    one = story()
    record.add(one)
    record.judge("correct", fired(one).id, field="status", value="failed")
    hide = record.judge("hide", one.claims[1].id)
    later = reread(one, type="ASSAULT")
    assert record.add(later).read_anew
    (event,) = record.events()
    assert (event.type, event.status, event.claims) == ("ASSAULT", "failed", ("later-0",))
    record.undo(hide.id)
    assert len(record.events()) == 2
    assert not any(j.orphaned for j in record.judgements())


def test_a_judgement_whose_claim_is_gone_is_an_orphan_and_has_no_effect(record):
    one = story()
    record.add(one)
    record.judge("hide", fired(one).id)
    start, end = fired(one).trigger
    record.add(reread(one, trigger=Span(start - 9, start - 1), mentions=(Span(start, end),)))
    assert {e.type for e in record.events()} == {"MEASURE", "MOBILIZE"}
    (judged,) = record.judgements()
    assert "the present reading has no claim on “fired”" in judged.orphaned[0]
    record.add(reread(one, confidence=one.claims[1].confidence, negative=True))
    assert [e.type for e in record.events()] == ["MEASURE"], "the claim is back, and the judgement with it"
    assert record.judgements()[0].orphaned == ()


def test_of_several_claims_on_one_trigger_that_of_the_same_voice_is_meant(record):
    one = story()
    denial = msgspec.structs.replace(
        fired(one),
        id="denial",
        status="denied",
        chain=(msgspec.structs.replace(one.claims[0].chain[0], voice="Delhi", kind="official"),),
    )
    one = msgspec.structs.replace(one, claims=(*one.claims, denial))
    record.add(one)
    record.judge("hide", "denial")
    later = msgspec.structs.replace(
        one,
        reader="by hand 2",
        claims=tuple(msgspec.structs.replace(c, id=f"later-{n}") for n, c in enumerate(one.claims)),
    )
    record.add(later)
    assert [c.id for c in record.claims() if c.event is None] == ["later-2"]


def test_a_judgement_by_one_process_is_seen_by_another(url, clock):
    with open_record(url, clock=clock) as one, open_record(url, clock=clock) as two:
        one.add(reading(0))
        events = two.events()
        one.judge("hide", events[0].claims[0])
        assert events[0] not in two.events()


def port(outlet, text, *claims, published="2025-03-04"):
    """A report of missiles that hit a port, told by each voice given with its words."""
    fields = {
        "mode": "aerial",
        "time": ("2025-03-03T00:00Z", "2025-03-04T00:00Z"),
        "place": ("at", spot("Odesa", 46.5, 30.7, country="UKR")),
    }
    made = (told(words, "ASSAULT", voice=voice, **fields) for words, voice in claims)
    return report(outlet, text, *made, published=published)


def relayed(reading, voice):
    """The reading, its claim handed on by one more voice."""
    (claim,) = reading.claims
    root, *others = claim.chain
    chain = (root, Link(voice=voice, kind="state_media", span=Span(0, 1)), *others)
    return msgspec.structs.replace(reading, claims=(msgspec.structs.replace(claim, chain=chain),))


MOD = ("the defence ministry", "official", None)
WIRED = "ODESA, March 3 (AFP) - Missiles hit the port of Odesa on Monday."


@pytest.mark.parametrize(
    ("voice", "reading"),
    [
        ("the defence ministry", port("Courier", "Missiles hit Odesa's port. They struck at noon, the defence ministry said.", ("hit", None), ("struck", MOD))),
        ("Courier", port("Courier", "Missiles hit Odesa's port, the defence ministry said.", ("hit", MOD))),
        ("Agence France-Presse", port("Courier", WIRED, ("hit", None))),
        ("AFP", port("Courier", WIRED, ("hit", None))),
        ("TASS", relayed(port("Courier", "Missiles hit Odesa's port, TASS reported, citing the ministry.", ("hit", MOD)), "TASS")),
        ("the defence ministry", port("Courier", "Missiles hit Odesa's port, Petrov said. Ivan Petrov, a defence ministry spokesman, had no more to say.", ("hit", ("Ivan Petrov", "official", None)))),
    ],
    ids=["beside a source", "an outlet", "an agency", "an agency by its short name", "a relay", "a spokesman's body"],
)  # fmt: skip
def test_what_comes_through_a_distrusted_voice_alone_does_not_count(record, voice, reading):
    record.add(reading)
    assert the(record).origins.count == 1
    judged = record.judge("distrust", voice=voice)
    assert the(record).origins.count == 0
    assert the(record).judgements == (judged.id,)
    record.undo(judged.id)
    assert the(record).origins.count == 1


def test_a_claim_is_different_from_the_others_of_its_own_event(record):
    texts = [TEXT, TEXT + " It rained.", TEXT + " Nobody was hurt."]
    for outlet, text in zip("ABC", texts, strict=True):
        record.add(story(outlet, text))
    event = the(record, type="MOBILIZE")
    assert len(event.claims) == 3
    one = event.claims[0]
    judged = record.judge("different", one, others=[event.id])
    assert {a.claim for a in judged.decision.others} == set(event.claims) - {one}
    parts = {frozenset(e.claims) for e in record.events(type="MOBILIZE")}
    assert parts == {frozenset({one}), frozenset(event.claims) - {one}}
    with pytest.raises(QuestionError, match="no other claims"):
        record.judge("different", one, others=[next(e.id for e in record.events() if e.claims == (one,))])
    with pytest.raises(QuestionError, match="both sides"):
        record.judge("different", one, others=[one, event.claims[1]])


@pytest.mark.parametrize(
    ("field", "value", "moment"),
    [
        ("time.earliest", "2025-11-17", "2025-11-17T00:00:00+00:00"),
        ("time.earliest", "2025-11-18T04:00Z", "2025-11-18T04:00:00+00:00"),
        ("time.earliest", "2025-11-18T05:00+01:00", "2025-11-18T04:00:00+00:00"),
        ("time.latest", "2025-11-18", "2025-11-19T00:00:00+00:00"),
    ],
)
def test_moments_are_corrected_as_they_are_asked_for(record, field, value, moment):
    one = story()
    record.add(one)
    record.judge("correct", fired(one).id, field=field, value=value)
    (kept,) = (c for c in record.claims() if c.id == fired(one).id)
    assert getattr(kept.claim.time, field.partition(".")[2]).isoformat() == moment


def test_a_voice_is_known_to_be_heard_or_not_and_names_near_it_are_offered(record):
    record.add(
        report(
            "Meridian", TEXT, told("fired", voice=("Ines Tavares", "official", None)), published="2025-11-18"
        )
    )
    assert record.heard("Ines Tavares")
    assert record.heard("Meridian")
    assert not record.heard("Ines Tavarez")
    assert record.near("Ines Tavarez", "voice") == ["Ines Tavares"]
    assert record.near("Tavares", "voice") == ["Ines Tavares"]
    assert record.near("Nobody at All", "voice") == []
