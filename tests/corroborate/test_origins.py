"""Of the claims of one event: who is an origin, who only carries, and what a person may overrule."""

from __future__ import annotations

from itertools import permutations

import msgspec
import pytest

from tests.corroborate.build import report, told
from tests.corroborate.test_copies import BUDGET, FERRY, WITNESSED, halves
from whence.article import Span
from whence.corroborate import Judgement, corroborate, likenesses
from whence.corroborate.copies import Kinship, compilations, copy_groups
from whence.corroborate.event import Origins
from whence.corroborate.origins import origins
from whence.corroborate.told import Told
from whence.reading import Reading

PLAIN = FERRY.removeprefix("KOMATI, Aug 14 (Reuters) - ")
POLICE = ("police", "official", None)
MINISTRY = ("the transport ministry", "official", None)


def sinking(outlet: str | None, text: str, *, trigger: str = "overturned", **more: object) -> Reading:
    """A report of the sinking, told by the outlet itself."""
    published = more.pop("published", None)
    author = more.pop("author", None)
    return report(outlet, text, told(trigger, "HARM", **more), published=published, author=author)  # type: ignore[arg-type]


def count(*readings: Reading, parted: tuple[tuple[str, ...], ...] = ()) -> Origins:
    """The origins of all claims of ``readings``, taken as one event."""
    likes = likenesses(readings)
    ids = [r.article.id for r in readings]
    claims = [Told(r, n) for r in readings for n in range(len(r.claims))]
    articles = {r.article.id: r.article for r in readings}
    kinship = Kinship(copy_groups(ids, likes, parted=parted), compilations(likes))
    return origins(claims, kinship, likes, articles, parted)


def test_copies_of_one_text_are_one_origin_named_after_who_printed_it_first():
    known = count(
        sinking("Courier", PLAIN, published="2025-08-15"), sinking("Herald", PLAIN, published="2025-08-14")
    )
    assert known.count == 1
    assert known.groups[0].root == "Herald"
    assert {"copies of one text", "the same text"} <= set(known.groups[0].reasons)


def test_a_copy_without_credit_counts_as_the_agency_that_the_other_credits():
    known = count(sinking("Courier", PLAIN), sinking("Herald", FERRY))
    assert known.count == 1
    assert known.groups[0].root == "Reuters"
    assert "a copy of it credits Reuters" in known.groups[0].reasons


def test_two_desks_that_report_themselves_are_two_origins():
    assert count(sinking("Courier", PLAIN), sinking("Herald", WITNESSED, trigger="went down")).count == 2


def test_a_lifted_passage_belongs_to_who_printed_it_first():
    passage = "\n\n".join(PLAIN.split("\n\n")[:2])
    host = sinking("Gazette", f"{BUDGET}\n\n{passage}\n\n{BUDGET.upper()}", published="2025-08-16")
    known = count(sinking("Herald", PLAIN, published="2025-08-15"), host)
    assert known.count == 1
    assert known.groups[0].root == "Herald"
    assert any(reason.startswith("a passage that Herald printed") for reason in known.groups[0].reasons)


def test_of_two_stories_put_together_each_half_belongs_to_its_own_desk():
    both = f"{halves(PLAIN)[0]}\n\n{halves(BUDGET)[0]}"
    ferry, budget = sinking("Herald", PLAIN), sinking("Courier", BUDGET, trigger="passed")
    stitched = report("Gazette", both, told("overturned", "HARM"), told("passed", "HARM"))
    known = count(ferry, budget, stitched)
    assert {group.root: len(group.articles) for group in known.groups} == {"Herald": 2, "Courier": 2}


def test_who_contributed_makes_the_report_no_ones_copy_but_less_sure():
    known = count(
        sinking("Herald", WITNESSED + "\n\nReuters contributed to this report.", trigger="went down")
    )
    assert known.groups[0].root == "Herald"
    assert known.groups[0].reasons == ("own reporting, to which Reuters contributed",)
    assert known.groups[0].grade < 0.9


LEAD = "A ferry sank on the Lusaba river on Sunday evening with many on board. "


def test_a_lead_without_a_source_adds_no_origin_to_the_source_named_beside_it():
    text = LEAD + "It capsized near the Komati landing, police said."
    reading = report("Herald", text, told("sank", "HARM"), told("capsized", "HARM", voice=POLICE))
    known = count(reading)
    assert known.count == 1
    assert known.groups[0].root == "police"
    assert "told without a source beside it" in known.groups[0].reasons


def test_an_experts_comment_adds_no_origin_to_those_who_tell_of_it_in_the_same_report():
    text = (
        LEAD
        + "It capsized near Komati, police said. Such a sinking was bound to come, said Ama Boye, an engineer."
    )
    expert = ("Ama Boye", "expert", None)
    both = (told("capsized", "HARM", voice=POLICE), told("sinking", "HARM", voice=expert))
    known = count(report("Herald", text, *both))
    assert (known.count, known.groups[0].root) == (1, "police")
    assert "an expert's comment on what is told beside it" in known.groups[0].reasons
    assert count(report("Herald", text, both[1])).count == 1, "who alone tells of it is its origin"
    plain = report("Herald", text, *both)
    shown = msgspec.structs.replace(plain.claims[1], evidence="photo")
    assert count(msgspec.structs.replace(plain, claims=(plain.claims[0], shown))).count == 2


def test_who_denies_is_no_source_of_what_the_outlet_asserts():
    text = LEAD + "No ferry capsized there, the transport ministry said."
    denied = told("capsized", "HARM", voice=MINISTRY, status="denied")
    known = count(report("Herald", text, told("sank", "HARM"), denied))
    assert known.count == 1, "a denial is another claim, of another status, and no second witness"
    assert {o.root: o.against for o in known.groups} == {"Herald": False, "the transport ministry": True}


def test_who_denied_and_then_tells_of_it_counts():
    text = "No ferry capsized, the transport ministry said at noon. It capsized at ten, the transport ministry said later."
    told_both = (
        told("capsized", "HARM", voice=MINISTRY, status="denied"),
        told("capsized at", "HARM", voice=MINISTRY),
    )
    known = count(report("Herald", text, *told_both))
    assert (known.count, known.groups[0].against) == (1, False)


def test_what_is_only_told_as_denied_stands_on_who_denies_it():
    text = "No ferry capsized there, the transport ministry said."
    known = count(report("Herald", text, told("capsized", "HARM", voice=MINISTRY, status="denied")))
    assert known.count == 1
    assert not known.groups[0].against


def test_two_sources_in_one_report_are_two_origins():
    text = "It capsized near Komati, police said. The ferry sank within minutes, the transport ministry said."
    reading = report(
        "Herald", text, told("capsized", "HARM", voice=POLICE), told("sank", "HARM", voice=MINISTRY)
    )
    assert count(reading).count == 2


def test_a_copy_that_leaves_the_source_out_adds_no_origin():
    named = report("Herald", PLAIN, told("overturned", "HARM", voice=("Ines Tavares", "official", None)))
    cut = PLAIN.replace(", Governor Ines Tavares told a news conference", "")
    known = count(named, sinking("Courier", cut))
    assert known.count == 1
    assert known.groups[0].root == "Ines Tavares"
    passage = cut.split("\n\n")[1]
    assert count(named, sinking("Gazette", f"{BUDGET}\n\n{PLAIN.split(chr(10))[0]}\n\n{passage}")).count == 1


def ids(*readings: Reading) -> tuple[str, ...]:
    return tuple(r.article.id for r in readings)


@pytest.mark.parametrize("voice", [None, ("residents", "witness", None), ("Reuters", "media", None)])
def test_a_person_may_overrule_every_fold_of_texts_and_of_unnamed_voices(voice):
    one, two = (sinking(name, PLAIN, voice=voice) for name in ("Herald", "Courier"))
    assert count(one, two).count == 1
    known = count(one, two, parted=(ids(one, two),))
    assert known.count == 2
    assert all("judged independent" in group.reasons for group in known.groups)


def test_what_is_cited_from_one_voice_stays_one_origin_in_articles_that_are_independent():
    readings = [
        report(
            name,
            text,
            told("overturned", "HARM", voice=POLICE),
            told("sank", "HARM"),
            published="2025-08-15",
        )
        for name, text in (
            ("Herald", "A ferry overturned on Sunday, the police said. It sank within a few minutes."),
            (
                "Courier",
                "On Sunday a ferry overturned on its way, said police. Our reporter saw that it sank.",
            ),
        )
    ]
    assert count(*readings).count == 1
    known = count(*readings, parted=(ids(*readings),))
    assert known.count == 1
    assert "judged independent" in known.groups[0].reasons


def test_a_third_copy_goes_with_one_of_two_that_a_person_parted():
    readings = [sinking(name, PLAIN) for name in ("Herald", "Courier", "Gazette")]
    for parted in permutations(ids(*readings), 2):
        assert count(*readings, parted=(parted,)).count == 2


def test_parting_all_counts_each():
    readings = [sinking(name, FERRY) for name in ("Herald", "Courier", "Gazette")]
    assert count(*readings, parted=(ids(*readings),)).count == 3


def test_counts_follow_a_judgement_and_its_withdrawal():
    one, two = (sinking(name, PLAIN) for name in ("Herald", "Courier"))
    judged = Judgement(id="j", kind="independent", articles=ids(one, two))
    assert [corroborate([one, two], made)[0].origins.count for made in ((), (judged,), ())] == [1, 2, 1]


def test_likenesses_known_already_give_the_same_events():
    readings = [
        sinking("Herald", PLAIN),
        sinking("Courier", FERRY),
        sinking("Gazette", WITNESSED, trigger="went down"),
    ]
    beyond = likenesses([*readings, sinking("Elsewhere", PLAIN + " More.")])
    assert corroborate(readings, likes=tuple(reversed(beyond))) == corroborate(readings)


def test_the_order_of_claims_changes_nothing():
    readings = [
        sinking("Herald", PLAIN),
        sinking("Courier", FERRY),
        sinking("Gazette", WITNESSED, trigger="went down", voice=POLICE),
    ]
    assert len({count(*order) for order in permutations(readings)}) == 1


def test_a_witness_with_a_name_is_somebody_and_residents_are_residents_of_the_town():
    named = ("Moussa Ag Attaher", "witness", None)
    texts = {
        "A": "A bomb fell on the town of Menaka on Monday, residents of Menaka told the newspaper by telephone.",
        "B": "The bomb that fell on the town on Monday came from the north, its residents said in the evening.",
        "C": "A bomb fell on the market on Monday, said Moussa Ag Attaher, who sells salt there, to the agency.",
    }
    voices = {"A": ("residents of Menaka", "witness", None), "B": ("Residents", "witness", None), "C": named}
    readings = [report(k, texts[k], told("fell", type="ASSAULT", voice=voices[k])) for k in texts]
    found = count(*readings)
    assert sorted(g.root for g in found.groups) == ["Moussa Ag Attaher", "residents of Menaka"]
    assert {g.root: "unnamed voice, counted once" in g.reasons for g in found.groups} == {
        "Moussa Ag Attaher": False,
        "residents of Menaka": True,
    }


def spoken(outlet: str, text: str, voice: str, mention: str) -> Reading:
    """A report of the sinking by a voice, whose mention in the text is pointed at."""
    reading = sinking(outlet, text, trigger="sank", voice=(voice, "official", None))
    start = text.index(mention)
    root, *others = reading.claims[0].chain
    link = msgspec.structs.replace(root, span=Span(start, start + len(mention)))
    claim = msgspec.structs.replace(reading.claims[0], chain=(link, *others))
    return msgspec.structs.replace(reading, claims=(claim,))


BODY = spoken(
    "Courier", "A ferry sank near Komati, the transport ministry said.", *["the transport ministry"] * 2
)


@pytest.mark.parametrize(
    ("text", "voice", "mention"),
    [
        ("A ferry sank at night, transport ministry spokesman Ivan Petrov said.", "Ivan Petrov", "Ivan Petrov"),
        ("A ferry sank at night, said the transport ministry's spokesman, Major Ivan Petrov.", "Ivan Petrov", "Major Ivan Petrov"),
        ("A ferry sank at night, said Ivan Petrov, a spokesman for the transport ministry in Lusaba.", "Ivan Petrov", "Ivan Petrov"),
        ("A ferry sank at night, a spokeswoman for the transport ministry, Ana Brenes, told us.", "Ana Brenes", "Ana Brenes"),
        ("A ferry sank at night, a transport ministry spokesperson said.", "transport ministry spokesperson", "transport ministry spokesperson"),
        ("A ferry sank at night, the ministry's spokesman said.", "ministry's spokesman", "ministry's spokesman"),
    ],
)  # fmt: skip
def test_a_spokesman_and_his_ministry_are_one_origin(text, voice, mention):
    known = count(BODY, spoken("Herald", text, voice, mention))
    assert known.count == 1
    assert known.groups[0].root == "the transport ministry"
    assert any("speaks for" in reason for reason in known.groups[0].reasons)


def test_several_spokesmen_of_one_ministry_are_one_origin_and_those_of_two_are_two():
    first = spoken("Herald", "A ferry sank, a spokesman for the transport ministry said.", *["spokesman for the transport ministry"] * 2)  # fmt: skip
    second = spoken(
        "Gazette", "A ferry sank, transport ministry spokeswoman Ana Brenes said.", *["Ana Brenes"] * 2
    )
    third = spoken("Post", "A ferry sank, health ministry spokesman Ivan Petrov said.", *["Ivan Petrov"] * 2)
    assert count(BODY, first, second).count == 1
    assert count(BODY, first, second, third).count == 2


def test_whose_spokesman_it_is_may_stand_at_another_mention():
    text = "A ferry sank at night, Petrov said. Ivan Petrov, spokesman for the transport ministry, called it a tragedy."
    assert count(BODY, spoken("Herald", text, "Ivan Petrov", "Petrov")).count == 1


def test_who_reports_what_a_spokesman_says_is_no_spokesman():
    text = "A ferry sank at night, said a spokesman for the transport ministry, Lena Moor wrote."
    assert count(BODY, spoken("Herald", text, "Lena Moor", "Lena Moor")).count == 2
