"""Parties, counts and labels are compared and worded as a careful reader would."""

from __future__ import annotations

import pytest

from tests.corroborate.build import CHILE, INDIA, MILITARY, PAKISTAN, party, report, spot, thing, told
from whence.corroborate import corroborate
from whence.corroborate.compare import UNLIKE, VETO, compare, evidence, score
from whence.corroborate.conflicts import count_range, thing_kind
from whence.corroborate.deeds import one_deed
from whence.corroborate.parties import party_likeness, who
from whence.corroborate.places import distance_km, far_apart
from whence.corroborate.told import Told
from whence.corroborate.words import plain_name
from whence.knowledge.corroboration import rules
from whence.reading import Count, Entity

SATO = Entity(id=None, name="Kenji Sato", country="JPN", sector="GOV")


@pytest.mark.parametrize(
    ("one", "two", "likeness"),
    [
        (PAKISTAN, PAKISTAN, 1.0),
        (PAKISTAN, MILITARY, 0.6),
        (PAKISTAN, INDIA, 0.0),
        ("the army's chief", "The army’s chief", 1.0),
        ("Sato", SATO, 0.8),
        ("rebels", "farmers", 0.0),
    ],
)
def test_parties_are_alike_by_identity_state_or_short_name(one, two, likeness):
    assert party_likeness(who(party(one)), who(party(two))) == likeness
    assert party_likeness(who(party(two)), who(party(one))) == likeness


def test_names_are_compared_without_article_possessive_and_case():
    assert plain_name("The Ministry’s Spokesman") == plain_name("ministry spokesman")


@pytest.mark.parametrize(
    ("count", "inside", "outside"),
    [
        (Count(best=2, low=2, high=2), 2, 3),
        (Count(low=4), 400, 3),
        (Count(best=100), 110, 130),
        (Count(high=0), 0, 1),
    ],
)
def test_a_count_allows_what_it_says(count, inside, outside):
    low, high = count_range(count)
    assert low <= inside <= high
    assert not low <= outside <= high


@pytest.mark.parametrize(
    ("text", "what", "kind"),
    [
        ("two missiles", "short-range ballistic missile", "missile"),
        ("the wounded", None, "wounded"),
        ("three buses", "bus", "bus"),
        ("", None, ""),
    ],
)
def test_things_are_counted_by_their_head_noun(text, what, kind):
    assert thing_kind(thing(text, what=what)) == kind


def test_areas_are_far_apart_only_beyond_their_radii():
    town, sea = spot("Town", 25.0, 66.0, 10), spot("Sea", 23.0, 64.0, 400)
    assert distance_km(town, spot("Same", 25.0, 66.0)) == 0
    assert not far_apart(town, sea)
    assert far_apart(town, spot("City", 29.0, 66.0, 10))
    assert distance_km(spot("A", 0, 0), spot("B", 0, 90)) == pytest.approx(10007.5, abs=1)


def pair(first: dict[str, object], second: dict[str, object]) -> float:
    one = report("A", "Soldiers fired at the gate in the north of the town.", first, published="2025-05-02")
    two = report("B", "Near the old market guns were fired by someone.", second, published="2025-05-02")
    return score(Told(one, 0), Told(two, 0))


def test_words_alone_make_no_event():
    assert pair(told("fired", "ASSAULT"), told("fired", "ASSAULT")) < rules().limits.join


def test_a_failed_attempt_and_a_success_at_no_common_time_are_two():
    assert pair(told("fired", actors=(CHILE,)), told("fired", actors=(CHILE,), status="failed")) <= VETO


def test_what_is_done_again_and_again_is_not_what_was_done_once():
    assert pair(told("fired", actors=(CHILE,)), told("fired", actors=(CHILE,), repeated=True)) <= UNLIKE


def test_another_shot_is_not_the_shot_told_before():
    text = "Soldiers fired at the gate. Later they fired another rocket at the wall."
    one = report("A", text, told("fired", "ASSAULT", objects=(thing("a rocket", 1, what="rocket"),)))
    two = report("B", text, told("fired", "ASSAULT", objects=(thing("another rocket", 1, what="rocket"),)))
    assert Told(two, 0).anew
    assert not Told(one, 0).anew
    assert score(Told(one, 0), Told(two, 0)) < rules().limits.join


def test_a_march_against_a_new_law_is_no_further_march():
    text = "Farmers marched to the palace against a new law."
    one = report("A", text, told("marched", "PROTEST", objects=(thing("a new law", what="new law"),)))
    assert not Told(one, 0).anew


def test_a_verb_that_only_carries_a_deed_and_its_noun_tell_one_deed():
    first = report("A", "An inquiry began on Monday.", told("inquiry", "ACCUSE"))
    text = "Judges opened an inquiry on Monday."
    second = report("B", text, told("opened", "ACCUSE", objects=(thing("an inquiry", what="inquiry"),)))
    assert one_deed(Told(first, 0), Told(second, 0))


def test_people_may_be_anyone():
    one, two = ((thing(f"nine {noun}", 9, what=noun),) for noun in ("people", "soldiers"))
    pair_of = (
        Told(report(o, "Nine died.", told("died", "HARM", objects=t)), 0) for o, t in (("A", one), ("B", two))
    )
    assert "other words for patients" not in evidence(*pair_of)["parties"]


DAWN, NIGHT = (("2025-05-01T01:00Z", "2025-05-01T04:00Z"), ("2025-05-01T15:00Z", "2025-05-01T21:00Z"))
MORNING = ("2025-05-01T05:00Z", "2025-05-01T07:00Z")


@pytest.mark.parametrize(
    ("gunner", "hours", "apart"),
    [("the army", NIGHT, True), ("Northern Front", NIGHT, False), ("the army", MORNING, False)],
    ids=["others by night", "the same by night", "others at about that hour"],
)
def test_what_others_did_at_another_hour_is_another_thing(
    gunner: str, hours: tuple[str, str], apart: bool
) -> None:
    front = told("fired", "ASSAULT", actors=("Northern Front",), time=DAWN, status="denied")
    other = told("fired", "ASSAULT", actors=(gunner,), time=hours)
    one = report("A", "It denied that it had fired at the city.", front, published="2025-05-02")
    two = report("B", "Residents heard that guns were fired.", other, published="2025-05-02")
    assert (compare(Told(one, 0), Told(two, 0)).time == UNLIKE) == apart


def test_what_a_report_leaves_undated_is_the_news_and_not_history():
    then = ("2019-08-01T00:00Z", "2019-09-01T00:00Z")
    lately = ("2025-05-01T00:00Z", "2025-05-02T00:00Z")
    undated = told("fired", actors=(CHILE,))
    old = pair(told("fired", actors=(CHILE,), time=then), undated)
    assert old < pair(told("fired", actors=(CHILE,), time=lately), undated)


def test_days_of_reports_without_a_date_may_be_of_any_year():
    may, june = (("2025-05-01T00:00Z", "2025-05-02T00:00Z"), ("2025-06-01T00:00Z", "2025-06-02T00:00Z"))
    first, second = (told("fired", actors=(CHILE,), time=time) for time in (may, june))
    assert pair(first, second) <= VETO
    one = report("A", "Soldiers fired at the gate in the north.", first)
    two = report("B", "Near the old market guns were fired.", second)
    assert score(Told(one, 0), Told(two, 0)) > VETO


def test_each_field_says_what_it_speaks_for():
    day = ("2025-05-01T00:00Z", "2025-05-02T00:00Z")
    one = report("A", "Soldiers fired at the gate.", told("fired", actors=(CHILE,), time=day))
    two = report("B", "Near the market guns were fired.", told("fired", actors=(INDIA,), time=day))
    found = compare(Told(one, 0), Told(two, 0))
    assert found.time > 0
    assert found.parties < 0
    assert found.total <= UNLIKE


def test_unrelated_types_are_never_one():
    assert pair(told("fired", "ASSAULT", actors=(CHILE,)), told("fired", "AID", actors=(CHILE,))) <= UNLIKE


@pytest.mark.parametrize(
    ("claim", "label"),
    [
        (
            told("fired", mode="weapons", actors=(PAKISTAN,), objects=(thing("two missiles", 2),)),
            "Pakistan fires two missiles",
        ),
        (
            told("fired", "CONSULT", actors=(PAKISTAN, INDIA), status="expected"),
            "Pakistan and India are expected to fire",
        ),
        (told("talks", "CONSULT", actors=(PAKISTAN,), recipients=(INDIA,)), "Pakistan and India meet"),
        (told("talks", "HARM", objects=(thing("six people", 6),)), "six people are harmed"),
        (
            told("talks", "SANCTION", actors=(CHILE,), recipients=(INDIA,), status="possible"),
            "Chile may impose sanctions on India",
        ),
    ],
)
def test_labels_are_made_from_the_fields(claim, label):
    reading = report("A", "Shots were fired before talks began.", claim)
    assert corroborate([reading])[0].label == label


@pytest.mark.parametrize(
    ("text", "claim", "label"),
    [
        (
            "A boat capsized off Arica.",
            told("capsized", "HARM", objects=(thing("a boat", 1),)),
            "a boat capsizes",
        ),
        (
            "The strike killed fourteen people.",
            told("killed", "HARM", objects=(thing("fourteen people", 14),)),
            "fourteen people are killed",
        ),
        (
            "A missile broke apart seconds after lift-off.",
            told("broke", "MOBILIZE", mode="weapons", objects=(thing("a missile", 1),), status="failed"),
            "a missile breaks apart",
        ),
        ("Rain fell on the valley for days.", told("fell", "HARM"), "“Rain fell on the valley”"),
        (
            "Chile’s fleet put two radar stations on alert.",
            told("put", "MOBILIZE", actors=(CHILE,), objects=(thing("two radar stations", 2),)),
            "Chile puts two radar stations on alert",
        ),
        (
            "The bishops called for a moratorium on executions.",
            told("moratorium", "MEASURE", status="requested"),
            "call for moratorium on executions",
        ),
        (
            "The envoys warned of violence against monks.",
            told("violence", "ASSAULT"),
            "violence against monks",
        ),
        (
            "Chile repealed the law.",
            told("repealed", "MEASURE", actors=(CHILE,), objects=(thing("law"),), status="denied"),
            "Chile is said to have repealed law, which is denied",
        ),
        (
            "Two airlines suspended flights.",
            told("suspended", "MEASURE", actors=("two airlines",), objects=(thing("flights"),)),
            "two airlines suspend flights",
        ),
        (
            "The town will not vote again.",
            told("vote", "SUPPORT", actors=("the town",), status="expected", negative=True),
            "the town is expected not to vote again",
        ),
        (
            "Prosecutors opened an inquiry.",
            told("opened", "MEASURE", actors=("Prosecutors",), objects=(thing("inquiry"),)),
            "Prosecutors open inquiry",
        ),
        (
            "Schools were closed.",
            told("closed", "MEASURE", objects=(thing("Schools"),)),
            "Schools are closed",
        ),
        (
            "Rebels raided a village in Mekelle.",
            told(
                "raided",
                "ASSAULT",
                actors=("Rebels",),
                recipients=("village in Mekelle",),
                objects=(thing("village"),),
            ),
            "Rebels raid village in Mekelle",
        ),
        (
            "The drones struck before noon.",
            told("struck", "ASSAULT", actors=("drones",), objects=(thing("drones"),)),
            "drones strike",
        ),
        (
            "Soldiers have sealed off the road.",
            told("sealed", "COERCE", actors=("Soldiers",), objects=(thing("road"),)),
            "Soldiers seal off road",
        ),
    ],
)
def test_labels_say_who_does_what_to_whom_in_plain_words(text, claim, label):
    assert corroborate([report("A", text, claim)])[0].label == label


def test_its_radars_lead_no_label_that_names_whose_they_are():
    readings = [
        report(
            "A",
            "Pakistan launched a missile.",
            told("launched", mode="weapons", actors=("Pakistan", "its radars")),
        ),
    ]
    (event,) = corroborate(readings)
    assert event.label.startswith("Pakistan launch")


def test_a_label_has_an_end():
    text = f"Chile approved {'a very long and winding ' * 12}plan."
    claim = told("approved", "MEASURE", actors=(CHILE,), objects=(thing("a very long and winding " * 12),))
    label = corroborate([report("A", text, claim)])[0].label
    assert len(label) <= 121
    assert label.endswith("…")


def told_of(text: str) -> Told:
    """The claim on the word in brackets."""
    word = text[text.index("[") + 1 : text.index("]")]
    return Told(report("A", text.replace("[", "").replace("]", ""), told(word)), 0)


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ("Workers [walked] out of the plant on Monday.", "The [walkout] began on Monday.", True),
        ("Ten people [lost] their lives.", "Ten people [died].", True),
        ("The crew [set] a police post on fire.", "The post was [torched].", True),
        ("Shots [rang] out in Malabo.", "The [gunfire] began on Monday.", True),
        ("The editor [rang] on Monday.", "The [gunfire] began on Monday.", False),
        ("The editor [rang]. Talks went out.", "The [gunfire] began on Monday.", False),
    ],
)
def test_a_verb_and_its_words_tell_one_deed(one, two, same):
    first, second = (told_of(text) for text in (one, two))
    assert (not first.deeds.isdisjoint(second.deeds)) is same


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("General Bell", True),
        ("a court in Zambia", False),
        ("gunmen in northern Yemen", False),
        ("rebels", False),
        ("in Kampala", True),
    ],
)
def test_a_phrase_is_a_name_by_its_head(text, named):
    assert who(party(text)).named is named
