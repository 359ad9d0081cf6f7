"""Trust in voices orders values and origins; nothing that was told is lost by it."""

from __future__ import annotations

import msgspec

from tests.corroborate.build import PAKISTAN, report, spot, thing, told
from tests.corroborate.test_copies import FERRY as WIRED
from whence.article import Span
from whence.corroborate import Judgement, corroborate

TEXT = "Pakistan fired two missiles, the army said. Pakistan fired three missiles, the ministry said."


def reading():
    def fired(words, count, voice):
        return told(
            words,
            mode="weapons",
            actors=(PAKISTAN,),
            objects=(thing(f"{count} missiles", count, what="missile"),),
            time=("2025-11-18T04:20Z", "2025-11-18T04:35Z"),
            place=("from", spot("Sonmiani", 25.4, 66.6)),
            voice=(voice, "official", None),
        )

    return report(
        "A",
        TEXT,
        fired("fired two", 2, "the army"),
        fired("fired three", 3, "the ministry"),
        published="2025-11-18",
    )


def the(*judgements):
    (event,) = corroborate([reading()], judgements)
    return event


def judgement(kind, voice, number="1"):
    return Judgement(id=number, kind=kind, voice=voice)


def test_a_distrusted_origin_is_listed_but_not_counted():
    event = the(judgement("distrust", "Army"))
    assert event.origins.count == 1
    assert [o.trust for o in event.origins.groups if o.root == "the army"] == ["distrusted"]
    assert event.objects[0].count.best == 3
    assert event.conflicts, "what it told is still told"
    assert event.judgements == ("1",)


def test_what_a_trusted_voice_tells_goes_first():
    assert the(judgement("trust", "the army")).objects[0].count.best == 2
    assert the(judgement("trust", "the ministry")).objects[0].count.best == 3


def test_where_only_distrusted_voices_tell_it_no_origin_counts():
    event = the(judgement("distrust", "the army"), judgement("distrust", "the ministry", "2"))
    assert event.origins.count == 0
    assert event.status == "happened"


def test_the_later_judgement_of_a_voice_holds():
    assert the(judgement("distrust", "the army"), judgement("trust", "the army", "2")).origins.count == 2


def test_claims_may_be_judged_against_each_other_and_not_among_themselves():
    one = reading()
    first, second = one.claims
    apart = Judgement(id="1", kind="different", claims=(first.id,), others=(second.id,))
    assert len(corroborate([one], [apart])) == 2
    assert apart.pairs == ((first.id, second.id),)


FERRY = WIRED.removeprefix("KOMATI, Aug 14 (Reuters) - ")
PORT = "Two missiles hit the port of Odesa on Monday."
MOD = ("Russia's defence ministry", "official", None)
MAYOR = ("the mayor", "official", None)


def strike(outlet, text, *claims, published="2025-03-04"):
    return report(
        outlet,
        text,
        *(
            told(
                words,
                "ASSAULT",
                mode="aerial",
                objects=(thing("missiles", count, what="missile"),),
                time=("2025-03-03T00:00Z", "2025-03-04T00:00Z"),
                place=("at", spot("Odesa", 46.5, 30.7, country="UKR")),
                voice=voice,
            )
            for words, count, voice in claims
        ),
        published=published,
    )


def event_of(readings, *judgements):
    (event,) = corroborate(readings, judgements)
    return event


def test_what_outlets_retell_of_a_distrusted_voice_does_not_count_either():
    text = PORT + " The two missiles struck a depot, Russia's defence ministry said."
    one = strike("Courier", text, ("hit", 2, None), ("struck", 2, MOD))
    assert event_of([one]).origins.count == 1
    event = event_of([one], judgement("distrust", MOD[0]))
    assert event.origins.count == 0, "a lead without a source is no witness beside the source"
    assert [o.trust for o in event.origins.groups] == ["distrusted"]


def test_the_text_of_a_distrusted_outlet_is_its_own_wherever_it_is_printed():
    herald = report("Herald", FERRY, told("overturned", "HARM"), published="2025-08-14")
    courier = report("Courier", FERRY + " It rained.", told("overturned", "HARM"), published="2025-08-15")
    assert event_of([herald, courier]).origins.count == 1
    assert event_of([herald, courier], judgement("distrust", "Herald")).origins.count == 0
    assert event_of([herald, courier], judgement("distrust", "Courier")).origins.count == 1


def test_what_is_heard_through_a_distrusted_voice_alone_does_not_count():
    text = "Two missiles hit the port of Odesa on Monday, the mayor said."
    herald = strike("Herald", text, ("hit", 2, MAYOR))
    event = event_of([herald], judgement("distrust", "Herald"))
    assert event.origins.count == 0
    assert event.judgements == ("1",)
    courier = strike(
        "Courier", "On Monday two missiles hit Odesa's port, the mayor told us.", ("hit", 2, MAYOR)
    )
    assert event_of([herald, courier], judgement("distrust", "Herald")).origins.count == 1


def test_an_agency_is_distrusted_by_any_of_its_names():
    text = "ODESA, March 3 (AFP) - Two missiles hit the port of Odesa on Monday."
    one = strike("Courier", text, ("hit", 2, None))
    for name in ("AFP", "Agence France-Presse"):
        assert event_of([one], judgement("distrust", name)).origins.count == 0


def test_values_of_trusted_voices_come_first_in_a_conflict_and_those_of_distrusted_ones_last():
    def values(*judgements):
        (conflict,) = the(*judgements).conflicts
        return [(v.value, v.origins) for v in conflict.values]

    assert values() == [(2, 1), (3, 1)]
    assert values(judgement("trust", "the ministry")) == [(3, 1), (2, 1)]
    assert values(judgement("distrust", "the army")) == [(3, 1), (2, 0)]


def test_a_body_is_judged_with_its_spokesman():
    text = "Two missiles hit the port of Odesa on Monday, defence ministry spokesman Ivan Petrov said."
    one = strike("Courier", text, ("hit", 2, ("Ivan Petrov", "official", None)))
    spoken = msgspec.structs.replace(
        one.claims[0].chain[0], span=Span(text.index("Ivan"), text.index(" said"))
    )
    claim = msgspec.structs.replace(one.claims[0], chain=(spoken, *one.claims[0].chain[1:]))
    one = msgspec.structs.replace(one, claims=(claim,))
    event = event_of([one], judgement("distrust", "the defence ministry"))
    assert (event.origins.count, event.judgements) == (0, ("1",))
