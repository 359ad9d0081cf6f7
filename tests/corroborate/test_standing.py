"""Trust in voices orders values and origins; nothing that was told is lost by it."""

from __future__ import annotations

from tests.corroborate.build import PAKISTAN, report, thing, told
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
