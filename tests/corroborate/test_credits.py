"""Whom a text was taken from is read where desks write it: dateline, byline, lines at head and foot."""

from __future__ import annotations

import pytest

from tests.corroborate.build import report, told
from tests.corroborate.test_origins import count
from whence.corroborate.credits import abbreviates, credited, credits, set_aside


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


BODY = (
    "The port closed on Monday after a crane fell across the rails.\n\n"
    "Nobody was hurt, the harbour master said, but no ship would be unloaded before Thursday.\n\n"
    "Truckers waited at both gates through the night and were told nothing.\n\n"
    "The crane had been due for inspection in the spring."
)


@pytest.mark.parametrize(
    ("foot", "agency"),
    [
        ("© 2024 AFP", "Agence France-Presse"),
        ("Copyright 2024 The Associated Press. All rights reserved.", "Associated Press"),
        ("— Reuters", "Reuters"),
        ("AFP/Reuters", "Agence France-Presse"),
        ("Via Kyodo News", "Kyodo News"),
        (
            "Associated Press writers Ana Ruiz in Lima and Tom Hale in Arica contributed to this report.",
            "Associated Press",
        ),
        ("(Reporting by Ana Ruiz; Editing by Tom Hale)", "Reuters"),
        ("This story was originally published by the Coast Courier.", "the Coast Courier"),
        ("The harbour was built by AP Moller.", None),
    ],
)
def test_a_closing_line_names_whose_text_it_is(foot, agency):
    assert credited(report("Daily", f"{BODY}\n\n{foot}").article) == agency


@pytest.mark.parametrize(
    ("foot", "agency"),
    [
        ("Reuters contributed to this report.", "Reuters"),
        ("The Associated Press and Daily reporter Tom Hale contributed to this story.", "Associated Press"),
        ("With additional reporting by AFP", "Agence France-Presse"),
        ("(With inputs from PTI)", "Press Trust of India"),
    ],
)
def test_who_contributed_gave_a_part_and_not_the_text(foot, agency):
    article = report("Daily", f"{BODY}\n\n{foot}").article
    assert credited(article) is None
    assert [(c.agency, c.whole) for c in credits(article)] == [(agency, False)]


@pytest.mark.parametrize(
    ("author", "agency"),
    [
        ("By Staff with AFP", "Agence France-Presse"),
        ("By ANA RUIZ Associated Press", "Associated Press"),
        ("ANA RUIZ, AP Sports Writer", "Associated Press"),
        ("Reuters Staff", "Reuters"),
        ("By THE ASSOCIATED PRESS", "Associated Press"),
        ("Ani Lorak", None),
        ("Tass Okello", None),
        ("Daily staff", None),
    ],
)
def test_bylines_name_agencies_beside_persons_and_roles(author, agency):
    assert credited(report("Daily", BODY, author=author).article) == agency


@pytest.mark.parametrize(
    "head",
    [
        "Lima (AFP) – ",
        "LIMA, Peru (AFP/Reuters) — ",
        "Lima, Peru | AFP | Monday ",
    ],
)
def test_a_known_agency_needs_no_capitals_before_it(head):
    assert credited(report("Daily", head + BODY).article) == "Agence France-Presse"


def test_a_byline_in_the_text_counts_as_one():
    assert credited(report("Daily", "Port closes\nBy Ana Ruiz, Reuters\n" + BODY).article) == "Reuters"


def test_an_agency_quoted_in_the_text_is_not_credited():
    text = BODY + "\n\nThe operator told Reuters that it would pay for the repair, and AFP that it would not."
    assert credits(report("Daily", text).article) == ()


def test_standing_lines_and_credits_are_set_aside():
    feet = [
        "Ana Ruiz is a columnist for the Daily.",
        "Follow her on Twitter: @anaruiz",
        "All rights reserved. This material may not be published or rewritten.",
    ]
    text = "LIMA (Reuters) - " + BODY + "\n\n" + "\n".join(feet)
    kept = [text[span.start : span.end] for span in set_aside(text)]
    assert kept == ["LIMA (Reuters) - ", *feet]


def test_an_outlets_own_capitals_are_no_agency_of_that_name():
    text = "MAR DEL PLATA, Argentina (AA) – The coast guard captured a boat on Monday."
    assert credited(report("Agencia Atlántica", text).article) == "Agencia Atlántica"
    assert credited(report("Daily", text).article) == "Anadolu Agency"


@pytest.mark.parametrize(
    ("short", "name", "is_short"),
    [
        ("AA", "Agencia Atlántica", True),
        ("SUNA", "Sudan News Agency", True),
        ("KCNA", "Korean Central News Agency", True),
        ("SNA", "Sudan Tribune", False),
        ("SUNA", "Sudan Tribune", False),
        ("S", "Sudan", False),
    ],
)
def test_capitals_stand_for_a_name_whose_words_they_begin(short, name, is_short):
    assert abbreviates(short, name) is is_short


def test_an_outlet_that_credits_itself_by_its_capitals_reports_itself():
    text = "PORT SUDAN, May 3 (SUNA) - The port closed on Monday."
    known = count(report("Sudan News Agency", text, told("closed", "MEASURE")))
    assert [(o.root, o.reasons[0]) for o in known.groups] == [("Sudan News Agency", "own reporting")]
