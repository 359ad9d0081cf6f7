"""Claims are laid beside those they may be one with, and the work does not grow with the square of their number."""

from __future__ import annotations

from itertools import combinations

from tests.corroborate.build import CHILE, PERU, report, spot, thing, told
from whence.corroborate.blocking import candidates, keys
from whence.corroborate.match import linked
from whence.corroborate.told import Told


def claim(outlet: str, day: int, month: int = 5, **fields: object) -> Told:
    time = (f"2025-{month:02}-{day:02}T00:00Z", f"2025-{month:02}-{day:02}T12:00Z")
    text = f"Number {outlet}: soldiers fired at the gate in the north of the town."
    return Told(
        report(
            outlet,
            text,
            told("fired", "ASSAULT", actors=(PERU,), time=time, **fields),
            published="2025-06-01",
        ),
        0,
    )


def test_two_reports_of_one_day_share_a_key_of_that_time():
    shared = keys(claim("A", 2)) & keys(claim("B", 3))
    assert any("@" in key for key in shared)


def test_years_apart_only_the_timeless_keys_are_shared():
    shared = keys(claim("A", 2, month=1)) & keys(claim("B", 3, month=12))
    assert shared
    assert not any("@" in key for key in shared)


def test_pairs_grow_about_as_claims_do():
    def pairs(days: int) -> int:
        many = [
            claim(f"{m}-{d}-{n}", d, month=m) for m in range(1, days + 1) for d in (5, 15) for n in range(20)
        ]
        return len(candidates(list(enumerate(many))))

    assert pairs(12) < 3 * pairs(6)


def test_claims_without_anything_in_common_are_not_compared():
    other = Told(
        report(
            "C", "Rain closed a school.", told("closed", "MEASURE", actors=(CHILE,)), published="2020-01-01"
        ),
        0,
    )
    assert candidates([(0, claim("A", 2)), (1, other)]) == []


def test_a_form_filled_in_every_day_makes_no_block_of_all_days():
    days = [
        report(
            f"Wire {n}",
            f"{count} were wounded at Kherson and several houses and a school were damaged, the governor said.",
            told(
                "wounded",
                "ASSAULT",
                objects=(thing(count, None, what="people"),),
                time=(f"2025-03-{n:02}T00:00Z", f"2025-03-{n + 1:02}T00:00Z"),
                how="inherited",
                place=("at", spot("Kherson", 46.6, 32.6, country="UKR")),
            ),
            published=f"2025-03-{n:02}",
        )
        for n, count in enumerate(("Two people", "Three people", "Four people", "Nine people"), 3)
    ]
    claims = [Told(r, 0) for r in days]
    assert not any(linked(one, two) for one, two in combinations(claims, 2))
