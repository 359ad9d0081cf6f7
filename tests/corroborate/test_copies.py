"""Shared text and common credits show which reports are not independent."""

from __future__ import annotations

import pytest

from tests.corroborate.build import report
from whence.corroborate.copies import copy_groups, credited, likenesses, shingles
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
    ids = a, b, c = [r.article.id for r in readings]
    groups = copy_groups(ids, likes)
    assert groups[a] == groups[b] == tuple(sorted((a, b)))
    assert groups[c] == (c,)
    parted = copy_groups(ids, likes, parted=[(a, b)])
    assert parted[a] == (a,)
    joined = copy_groups(ids, likes, joined=[(a, c)])
    assert joined[c] == tuple(sorted((a, b, c)))


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("LIMA (Reuters) - The port closed.", "Reuters"),
        ("LIMA, March 3 (AP) — The port closed.", "Associated Press"),
        ("LIMA (Andean Wire) – The port closed.", "Andean Wire"),
        ("The port (Callao) closed. It was — again — late.", None),
        (
            "Port closed\n\nA summary of it.\n\nCALLAO, Peru, May 3 (UPI) — The port closed.",
            "United Press International",
        ),
        ("The port closed.", None),
        ("The port closed.\n\n(Reuters)", "Reuters"),
        ("The port closed.\n\nSource: Xinhua", "Xinhua"),
    ],
)
def test_the_agency_is_read_from_dateline_or_closing_line(text, agency):
    assert credited(report("Daily", text).article) == agency


@pytest.mark.parametrize(
    ("author", "agency"),
    [("By AFP", "Agence France-Presse"), ("Ana Ruiz and Reuters", "Reuters"), ("Ana Ruiz", None), ("", None)],
)
def test_the_agency_is_read_from_the_byline(author, agency):
    assert credited(report("Daily", "The port closed.", author=author).article) == agency


def test_datelines_take_no_part_in_the_comparison():
    assert shingles("LIMA (Reuters) - " + STORY) == shingles("ARICA, Chile, May 2 (AFP) — " + STORY)


def test_agencies_have_one_name_each():
    assert wire("the  Associated Press.") == wire("AP") == "Associated Press"
    assert wire("Somebody") is None
    assert wire(None) is None


def test_the_rules_that_ship_are_whole():
    table = rules()
    assert "*" in table.labels
    assert all(len(family) > 1 for family in table.families)
    assert table.verbs["fired"].third == "fires"
