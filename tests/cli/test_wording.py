"""Moments, counts and values are told in the same words everywhere, and never as a program writes them."""

from __future__ import annotations

import pytest

from whence.cli import wording
from whence.cli.diff import _told


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("2025-11", "2025-11"),
        ("2025-11-18", "2025-11-18"),
        ("2025-11-18T16:40:00", "2025-11-18 16:40 (zone unknown)"),
        ("2025-11-18T16:40:00Z", "2025-11-18 16:40 UTC"),
        ("2025-11-18T16:40:09+05:00", "2025-11-18 11:40:09 UTC"),
    ],
)
def test_moments_are_in_utc_where_their_zone_is_known(told, shown):
    assert wording.moment(told) == shown


def test_moments_in_a_sentence_are_shown_as_elsewhere():
    assert wording.in_words("as it was on 2025-11-18T00:00:00+01:00: little") == (
        "as it was on 2025-11-17 23:00 UTC: little"
    )


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        (None, "not told"),
        (True, "yes"),
        (1_200_000.0, "1200000"),
        ([], "none"),
        (["at Muscat", "from Sonmiani"], "at Muscat, from Sonmiani"),
        ({"low": 2, "best": 2, "high": 2, "unit": None}, "2"),
        ({"low": 4, "best": None, "high": None, "unit": "km"}, "at least 4 km"),
        ({"text": "missiles", "count": {"low": 24, "best": None, "high": None}}, "missiles [at least 24]"),
        ({"earliest": "2025-11-18T04:20:00Z", "latest": None}, "from 2025-11-18 04:20 UTC on"),
        ({"name": "Muscat", "country": None, "radius_km": 10.0}, "name Muscat; radius_km 10"),
    ],
)
def test_values_are_told_in_words(told, shown):
    assert wording.value(told) == shown


@pytest.mark.parametrize(
    ("field", "told", "shown"),
    [
        ("time", [None, None, "unresolved"], "time unknown (unresolved)"),
        (
            "time",
            ["2025-11-18T04:20:00Z", "2025-11-18T04:35:00Z", "stated"],
            "2025-11-18 04:20 – 04:35 UTC (stated)",
        ),
        (
            "objects",
            [["missiles", None], ["men", {"low": 3, "best": 3, "high": 3, "unit": None}]],
            "missiles, men [3]",
        ),
        ("articles", ["a" * 64, "b" * 64], f"{'a' * 16}, {'b' * 16}"),
        ("articles", ["a", "b", "c", "d"], "a, b, c and 1 more"),
        ("conflicts", [], "none"),
        (
            "conflicts",
            [["objects.count", "missile", [{"best": 2}, {"best": 3}]]],
            "objects.count of missile: 2 / 3",
        ),
        ("actors", ["Chile", "Peru"], "Chile, Peru"),
        ("origins", 2, "2"),
    ],
)
def test_what_changed_in_an_event_is_told_in_words(field, told, shown):
    assert _told(field, told) == shown
