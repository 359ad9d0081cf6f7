"""Who "the two sides" are: those who met or stand against each other in what was told before."""

from __future__ import annotations

import pytest

import whence
from whence.reading import Claim

MEETING = "Egypt's foreign minister, Tarek Shoukry, met Ethiopia's water minister, Habtamu Itefa, in Nairobi on Monday. "
VISIT = "Petr Novak, President of Estonia, visited Berlin on Monday. "


def claims(text: str, trigger: str) -> list[Claim]:
    reading = whence.read(text, published="2024-11-20")
    found = [c for c in reading.claims if text[c.trigger[0] : c.trigger[1]] == trigger]
    assert found, [text[c.trigger[0] : c.trigger[1]] for c in reading.claims]
    return found


def actors(text: str, trigger: str) -> list[str]:
    return [p.text for p in claims(text, trigger)[0].actors]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (MEETING + "Kenya welcomed the meeting. Both sides condemned the coup.", ["Egypt", "Ethiopia"]),
        (
            "The government accused the Rapid Support Forces of shelling a camp. Egypt offered to mediate. "
            "The two sides condemned the coup.",
            ["government", "Rapid Support Forces"],
        ),
        # whoever is named behind is none of them
        (
            MEETING
            + "Both sides condemned the coup. They bought drones. In May, both sides and Sudan's army held a drill.",
            ["Egypt", "Ethiopia"],
        ),
        # where a state named last is one of two between whom talks were told, the other is meant, whoever else was named
        (
            "Talks between India and Pakistan began in Geneva on Monday. Drones were built in Iran. India bought drones. "
            "Both countries condemned the coup.",
            ["India", "Pakistan"],
        ),
        # two states named with no meeting, as before
        (
            "Peru and Chile signed a treaty. Brazil welcomed it. The two countries condemned the coup.",
            ["Peru", "Chile"],
        ),
    ],
)
def test_the_two_are_those_who_met(text: str, expected: list[str]) -> None:
    assert actors(text, "condemned") == expected


def test_of_three_who_met_the_two_are_those_named_together() -> None:
    text = "Macron and Scholz met Orban in Budapest. The two leaders condemned the coup."
    assert actors(text, "condemned") == ["Macron", "Scholz"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (VISIT + "The Estonian president thanked Germany.", ["Petr Novak"]),
        (VISIT + "The Estonian leader thanked Germany.", ["Petr Novak"]),
        (VISIT + "The Estonian foreign minister thanked Germany.", ["Estonian foreign minister"]),
        (VISIT + "The Latvian president thanked Germany.", ["Latvian president"]),
        (
            "Former Estonian President Petr Novak visited Berlin. The Estonian president thanked Germany.",
            ["Estonian president"],
        ),
        (
            "Anna Tamm, president of the Estonian Chamber of Commerce, visited Berlin. "
            "The Estonian president thanked Germany.",
            ["Estonian president"],
        ),
        (
            "Estonian Prime Minister Mira Kask and Estonian Foreign Minister Juhan Tamm arrived in Oslo. "
            "The Estonian prime minister thanked Norway.",
            ["Mira Kask"],
        ),
    ],
)
def test_an_office_of_a_state_is_who_was_named_with_it(text: str, expected: list[str]) -> None:
    assert actors(text, "thanked") == expected


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("The foreign ministers of Pakistan and India", ["Ishaq Dar", "Subrahmanyam Jaishankar"]),
        ("The French and German defence ministers", ["Sébastien Lecornu", "Boris Pistorius"]),
        ("The leaders of Armenia and Azerbaijan", ["Nikol Pashinyan", "Ilham Aliyev"]),
    ],
)
def test_one_phrase_for_the_holders_of_an_office_in_two_states_gives_both(
    who: str, expected: list[str]
) -> None:
    (claim,) = whence.read(f"{who} met on Saturday.", published="2024-03-14").claims
    assert [p.entity and p.entity.name for p in claim.actors] == expected
    assert len({p.text for p in claim.actors}) == len(expected)
