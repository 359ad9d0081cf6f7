"""Whom pronouns and descriptions mean whose chain the grammar around them does not allow."""

from __future__ import annotations

import pytest

from tests.understand.test_meetings import actors, claims

ACCUSED = (
    "The International Committee of the Red Cross confirmed the handover. "
    "The foreign ministry accused the Rapid Support Forces of shelling a camp. "
)
RING = "The gang's leader rang the head teacher, Ladi Bawa, on Monday and demanded money, according to her brother. "


def voices(text: str, trigger: str) -> list[str]:
    return [link.voice for link in claims(text, trigger)[0].chain if link.kind != "outlet"]


@pytest.mark.parametrize(
    ("text", "trigger", "expected"),
    [
        (ACCUSED + "The group rejected the charge.", "rejected", ["Rapid Support Forces"]),
        (RING + "He threatened to kill the captives, the brother said.", "threatened", ["gang's leader"]),
        # he who is named before may speak of himself
        (RING + "The brother said he fled to Abuja.", "fled", ["brother"]),
    ],
)
def test_who_does_it(text: str, trigger: str, expected: list[str]) -> None:
    assert actors(text, trigger) == expected


@pytest.mark.parametrize(
    ("text", "trigger", "expected"),
    [
        (
            "Angry mothers barricaded the highway, burning tyres, until policemen dispersed them with tear gas.",
            "dispersed",
            ["Angry mothers"],
        ),
        ("Soldiers fired rockets. The army destroyed them.", "destroyed", ["rockets"]),
    ],
)
def test_people_are_dispersed_and_things_destroyed(text: str, trigger: str, expected: list[str]) -> None:
    assert [p.text for p in claims(text, trigger)[0].recipients] == expected


def test_people_who_spoke_before_are_they_and_no_body() -> None:
    text = (
        "The government denied it. Two serving officers contradicted the spokesman. "
        "The equipment, they said, was moved to a base at Comayagua."
    )
    assert voices(text, "moved") == ["Two serving officers"]
