"""Shared text and common credits show which reports are not independent."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.corroborate.build import report
from whence.article import Span
from whence.corroborate import copies
from whence.corroborate.copies import (
    Likeness,
    Shared,
    Text,
    candidate_pairs,
    copy_groups,
    likeness,
    likenesses,
    paragraphs,
    signature,
)
from whence.corroborate.prints import AGREEING, MOST
from whence.knowledge.corroboration import rules, wire

STORY = (
    "Dock workers in the port of Arica walked out on Thursday after talks on night shifts broke down. "
    "About four hundred of them marched to the town hall, where the mayor met two of their speakers. "
    "The port's operator said that eleven ships were waiting outside the harbour and that it had lost two days. "
    "The union wants a second rest hour and higher pay for work on Sundays."
)
SHORT = STORY[: STORY.index("The union")]
OTHER = (
    "A strike of four hundred port workers in Arica went into its second day, with ships queueing off the coast. "
    "Speakers for the strikers were received by the mayor; the operator put the delay at two days. "
    "Truckers from Bolivia waited at the gates and said that fruit was spoiling in the heat of the afternoon."
)


def test_the_same_text_is_a_copy_and_says_so():
    (like,) = likenesses([report("A", STORY), report("B", STORY)])
    assert like.copy
    assert like.grade == 1
    assert like.reasons[0] == "the same text"


def test_a_shortened_text_is_still_a_copy():
    (like,) = likenesses([report("A", STORY), report("B", SHORT)])
    assert like.copy
    assert "shared text" in like.reasons[0]


def test_a_lightly_edited_text_is_a_copy_with_its_share():
    edited = STORY.replace("About four hundred", "Some 400").replace("and that it had lost two days", "")
    (like,) = likenesses([report("A", STORY), report("B", edited)])
    assert like.copy
    assert 0.5 < like.grade < 1


def test_two_reports_of_one_happening_in_their_own_words_are_no_copies():
    assert likenesses([report("A", STORY), report("B", OTHER)]) == ()


def test_a_common_credit_is_added_to_the_reasons():
    one = report("A", "ARICA (AFP) — " + STORY)
    two = report("B", "ARICA, Chile, May 2 (Agence France-Presse) - " + STORY)
    (like,) = likenesses([one, two])
    assert "both credit Agence France-Presse" in like.reasons


def test_texts_too_short_to_compare_are_not_compared():
    assert likenesses(
        [report("A", "Ships wait off Arica today."), report("B", "Ships wait off Arica today!!")]
    )[0].copy
    assert (
        likenesses(
            [report("A", "Ships wait off Arica today."), report("B", "Ships wait off Arica today, again.")]
        )
        == ()
    )


def test_copies_of_copies_are_one_group_unless_a_person_parts_them():
    readings = [report(name, text) for name, text in (("A", STORY), ("B", SHORT), ("C", OTHER))]
    likes = likenesses(readings)
    groups = copy_groups((r.article.id for r in readings), likes)
    a, b, c = (r.article.id for r in readings)
    assert groups[a] == groups[b] == tuple(sorted((a, b)))
    assert groups[c] == (c,)
    parted = copy_groups((r.article.id for r in readings), likes, parted=[(a, b)])
    assert parted[a] == (a,)
    joined = copy_groups((r.article.id for r in readings), likes, joined=[(a, c)])
    assert joined[c] == tuple(sorted((a, b, c)))


def test_datelines_take_no_part_in_the_comparison():
    one, two = (
        report("A", head + STORY).article for head in ("LIMA (Reuters) - ", "ARICA, Chile, May 2 (AFP) — ")
    )
    assert signature(one) == signature(two)


FERRY = """KOMATI, Aug 14 (Reuters) - At least nine people were killed and more than 30 injured when a ferry capsized on the Lusaba river in heavy rain on Sunday evening, the regional governor said.

The vessel, which was licensed to carry 60 passengers, had about 110 people on board as well as motorcycles and sacks of maize when it overturned some 200 metres from the Komati landing, Governor Ines Tavares told a news conference.

"We have recovered nine bodies and the search continues. The captain is in custody, and he will have to explain to the families of this district why he left the landing in such weather with twice the people his papers allow," Tavares said.

Divers from the navy joined fishermen in the search on Monday. A Red Cross official said that 14 people were still missing, most of them market traders returning from the weekly fair in Dondo.

The ferry's owner, Lusaba Transport, did not respond to requests for comment.

It was the third such accident on the river in two years. In March last year 21 people drowned when a pirogue sank near Mwanga."""
REWORDED = """Ferry disaster on Lusaba leaves nine dead

Nine people at least have died and over 30 were hurt after a ferry overturned in driving rain on the Lusaba river on Sunday evening, according to the governor of the region.

Licensed for 60 passengers, the vessel was carrying about 110 people together with motorcycles and sacks of maize when it went over roughly 200 metres from the landing at Komati, Governor Ines Tavares told reporters.

The captain had been taken into custody, she said.

Navy divers joined fishermen searching on Monday. Fourteen people, most of them traders on their way back from the weekly market in Dondo, are still missing, a Red Cross official said.

The accident was the third of its kind on the river in two years; 21 people drowned in March last year when a pirogue sank near Mwanga."""
WITNESSED = """A crowded ferry went down on the Lusaba on Sunday night, and families were still waiting on the bank this morning for news of fourteen relatives.

"They let everyone on, with the motorbikes and the maize," said Joana Mbeki, 34, who swam ashore with her daughter.

Provincial governor Ines Tavares put the death toll at nine. "We have recovered nine bodies and the search continues. The captain is in custody, and he will have to explain to the families of this district why he left the landing in such weather with twice the people his papers allow," she said in Komati.

The harbour master's list shows 110 names, nearly twice what the boat was licensed for. Lusaba Transport could not be reached.

Residents have asked for a bridge since a pirogue sank near Mwanga last year."""
BUDGET = """Parliament in Sarn passed a budget on Friday that raises the tax on diesel by a fifth and pays for four hundred new teachers in the northern districts, after a debate that went on until three in the morning.

The finance minister, Oren Valk, had threatened to resign if the tax was struck out. Two members of his own party voted against him, and the vote was carried by the Farmers' Union, which had been promised a rebate for tractors.

Hauliers blocked the ring road for an hour before dawn. Their chairman said that fuel made up a third of the cost of each trip and that small firms would not live to see the spring.

The central bank left its rate where it was, but warned that the deficit would pass four per cent by the summer."""


def text(body, outlet="Daily"):
    return Text.of(report(outlet, body).article)


def halves(body):
    rows = body.split("\n\n")
    return "\n\n".join(rows[: len(rows) // 2]), "\n\n".join(rows[len(rows) // 2 :])


def test_a_reworded_text_is_found_and_said_to_be_reworded():
    (like,) = likenesses([report("Reuters", FERRY), report("Courier", REWORDED)])
    assert like.copy
    assert like.grade < 0.8
    assert "reworded sentence by sentence" in like.reasons[0]


def test_an_account_of_a_desk_of_its_own_is_no_copy_though_it_quotes_the_same_words():
    like = likeness(text(FERRY), text(WITNESSED))
    assert like is not None
    assert like.kind == "quote"
    assert like.reasons == ("the same words quoted",)
    assert likeness(text(REWORDED), text(WITNESSED)) is None


@pytest.mark.parametrize(
    "edit",
    [
        lambda rows: rows[:2],
        lambda rows: ["Nine dead as ferry sinks", *rows],
        lambda rows: rows[::-1],
        lambda rows: [" ".join(rows)],
        lambda rows: [rows[0], rows[3], rows[5]],
        lambda rows: [
            *rows[:4],
            "Our reporter saw eleven coffins at the hospital in Komati this morning.",
            *rows[4:],
        ],
        lambda rows: [
            r.replace('"', "”").replace("about 110 people", "some 110").replace("said", "says") for r in rows
        ],
    ],
    ids=["cut", "another head", "moved", "merged", "dropped", "added", "another style"],
)
def test_an_edited_text_is_a_copy(edit):
    (like,) = likenesses(
        [report("Reuters", FERRY), report("Courier", "\n\n".join(edit(FERRY.split("\n\n"))))]
    )
    assert like.copy


def test_a_form_filled_in_again_weeks_later_is_no_copy_of_the_report():
    """Bulletins of one desk are alike but for place and number."""
    again = FERRY.replace("Komati", "Dondo").replace("nine", "six").replace("30", "12")
    dated = [
        report("Reuters", body, published=day) for body, day in ((FERRY, "2025-08-14"), (again, "2025-11-02"))
    ]
    (like,) = likenesses(dated)
    assert like.kind == "part"
    (like,) = likenesses([dated[0], report("Courier", again, published="2025-08-16")])
    assert like.copy
    (like,) = likenesses([dated[0], report("Courier", FERRY, published="2025-11-02")])
    assert like.copy, "the same text stays the same text"


def test_a_passage_in_a_longer_report_is_a_part():
    first, _ = halves(FERRY)
    host = "\n\n".join(
        [BUDGET, first.split("\n\n")[1], first.split("\n\n")[0], BUDGET.upper().replace("A", "B")]
    )
    like = likeness(text("\n\n".join([*FERRY.split("\n\n")[:2], WITNESSED, REWORDED[-300:]])), text(host))
    assert like is not None
    assert like.kind == "part"
    assert like.grade < 0.5


def test_two_stories_put_together_do_not_make_one_of_the_two():
    ferry, budget = report("A", FERRY), report("B", BUDGET)
    both = report("C", halves(FERRY)[0] + "\n\n" + halves(BUDGET)[0])
    readings = [ferry, budget, both]
    likes = likenesses(readings)
    a, b, c = (r.article.id for r in readings)
    assert {frozenset((like.one, like.two)) for like in likes} == {frozenset((a, c)), frozenset((b, c))}
    groups = copy_groups((a, b, c), likes)
    assert groups[a] != groups[b]


def test_copies_of_copies_join_though_the_first_and_the_last_share_little():
    rows = FERRY.split("\n\n")
    bodies = ["\n\n".join(rows[:4]), "\n\n".join(rows[1:]), "\n\n".join(rows[3:])]
    readings = [report(name, body) for name, body in zip("ABC", bodies, strict=True)]
    groups = copy_groups((r.article.id for r in readings), likenesses(readings))
    assert len(set(groups.values())) == 1


def test_what_a_person_parts_stays_apart_even_through_a_third_copy():
    readings = [report(name, FERRY) for name in "ABC"]
    a, b, c = (r.article.id for r in readings)
    groups = copy_groups((a, b, c), likenesses(readings), parted=[(a, b)])
    assert groups[a] != groups[b]
    assert groups[c] in (groups[a], groups[b])


def test_paragraphs_that_stand_elsewhere_are_told_from_the_outlets_own():
    own = "Our reporter counted eleven coffins at the hospital in Komati, where relatives had slept on the floor."
    rows = FERRY.split("\n\n")
    wire, courier = report("Reuters", FERRY), report("Courier", "\n\n".join([*rows[:4], own]))
    found = paragraphs(courier.article, likenesses([wire, courier]))
    assert [row.own for row in found] == [False, False, False, False, True]
    assert found[0].articles == (wire.article.id,)
    assert found[4].articles == ()
    assert all(row.own for row in paragraphs(courier.article, ()))


def test_passages_point_into_both_texts():
    wire, courier = (
        report("Reuters", FERRY),
        report("Courier", "Ferry sinks.\n\n" + FERRY.split("\n\n", 1)[1]),
    )
    (like,) = likenesses([wire, courier])
    for reading in (wire, courier):
        (stretch,) = like.stretches(reading.article.id)
        assert reading.article.text[stretch.start : stretch.end].startswith("vessel, which was licensed")
    assert like.other(like.one) == like.two


def test_a_standing_line_joins_no_two_columns():
    line = "\n\nIda Maro is a columnist for the Harbour Gazette and the author of three books on rivers, tides and trade."
    assert likeness(text(WITNESSED + line), text(BUDGET + line)) is None


def test_keys_are_plain_numbers_and_the_same_each_time():
    signed = signature(report("A", FERRY).article)
    assert signed == signature(report("B", FERRY).article)
    assert all(isinstance(key, int) and 0 <= key < 2**31 for key in signed)
    assert list(signed) == sorted(set(signed))


def test_candidates_are_those_with_keys_in_common():
    signed = {
        name: signature(report(name, body).article)
        for name, body in (("f", FERRY), ("r", REWORDED), ("b", BUDGET))
    }
    assert list(candidate_pairs(signed)) == [("f", "r")]
    assert len(set(signed["f"]) & set(signed["r"])) >= AGREEING
    assert list(candidate_pairs({})) == []


def test_a_text_without_words_is_like_nothing_but_itself():
    assert likeness(text("1"), text("…")) is None
    like = likeness(text("…", "A"), text("—", "B"))
    assert like is not None
    assert like.copy


PARTS = [
    FERRY,
    REWORDED,
    WITNESSED,
    BUDGET,
    halves(FERRY)[0],
    halves(BUDGET)[1],
    halves(FERRY)[1] + "\n\n" + BUDGET,
]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from(PARTS), min_size=2, max_size=5, unique=True), st.randoms(use_true_random=False)
)
def test_order_changes_neither_likenesses_nor_groups(bodies, random):
    readings = [report(f"Outlet {n}", body) for n, body in enumerate(bodies)]
    shuffled = random.sample(readings, len(readings))
    ids = [r.article.id for r in readings]
    likes = likenesses(readings)
    assert likes == likenesses(shuffled)
    assert copy_groups(ids, likes) == copy_groups(reversed(ids), likes)


@pytest.mark.parametrize(("one", "two"), list(permutations((FERRY, REWORDED, WITNESSED, BUDGET), 2)))
def test_a_pair_is_judged_by_its_two_texts_alone(one, two):
    first, second = text(one), text(two)
    told = likeness(first, second)
    assert told == likeness(second, first)
    readings = [report("Daily", body) for body in (FERRY, REWORDED, WITNESSED, BUDGET)]
    within: list[Likeness] = [
        like for like in likenesses(readings) if {like.one, like.two} == {first.article, second.article}
    ]
    if told is not None and told.kind != "quote":
        assert within == [told]


def test_agencies_have_one_name_each():
    assert wire("the  Associated Press.") == wire("AP") == "Associated Press"
    assert wire("Somebody") is None
    assert wire(None) is None


def test_the_rules_that_ship_are_whole():
    table = rules()
    assert "HARM" in table.labels
    assert all(table.wording)
    assert all(len(family) > 1 for family in table.families)
    assert table.verbs["fired"].third == "fires"


def test_of_very_many_candidates_those_with_most_in_common_are_compared():
    line = list(range(AGREEING))
    signed = {f"{n:04}": [*line, 1000 + n] for n in range(MOST + 50)} | {
        "9998": [7, 8, 9],
        "9999": [*line, 7, 8, 9],
    }
    compared = [one for one, two in candidate_pairs(signed) if two == "9999"]
    assert len(compared) == MOST
    assert "9998" in compared


def test_among_many_alike_texts_hardly_any_passages_are_laid_side_by_side(monkeypatch):
    laid = []
    common = copies._common
    monkeypatch.setattr(copies, "_common", lambda one, two: laid.append(1) or common(one, two))
    names = [f"a{n:02}" for n in range(40)]
    pairs = [(a, b) for n, a in enumerate(names) for m, b in enumerate(names) if n < m and (n + m) % 7]
    likes = [
        Likeness(
            one, two, "copy", 0.7, ("alike",), covered=(0.7, 0.7),
            passages=(Shared(Span(n % 90, 700 + n % 90), Span(n % 50, 700 + n % 50)),),
        )
        for n, (one, two) in enumerate(pairs)
    ]  # fmt: skip
    groups = copy_groups(names, likes)
    assert set(groups.values()) == {tuple(names)}
    assert not laid, "parts of seven hundred characters of a text of eight hundred have some in common"


def test_parts_that_overlap_a_little_are_laid_side_by_side():
    def like(one, two, span):
        return Likeness(one, two, "copy", 0.5, ("alike",), covered=(0.5, 0.5), passages=(Shared(span, span),))

    apart = [like("a", "m", Span(0, 500)), like("b", "m", Span(450, 950))]
    assert copy_groups("abm", apart) == {"a": ("a",), "b": ("b",), "m": ("m",)}
    near = [like("a", "m", Span(0, 500)), like("b", "m", Span(300, 800))]
    assert set(copy_groups("abm", near).values()) == {("a", "b", "m")}
