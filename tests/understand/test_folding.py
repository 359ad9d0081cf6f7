"""A noun that only points back to what was told is a mention of it, and no claim."""

from __future__ import annotations

import whence

TOLD = "Gunmen attacked a bus near Kano on Monday and killed nine people. "


def mentions(text: str) -> dict[str, list[str]]:
    """The words of the claims of a text, with those that mention them again."""
    found = whence.read(text, published="2024-03-14").claims
    return {text[slice(*c.trigger)]: [text[slice(*m)] for m in c.mentions] for c in found}


def test_the_attack_is_the_one_told() -> None:
    found = mentions(TOLD + "The attack began at noon, police said.")
    assert found["attacked"] == ["attack"]
    assert "attack" not in found


def test_an_attack_that_is_said_to_be_another_is_not_the_one_told() -> None:
    found = mentions(TOLD + "The attack on a train a week before had failed.")
    assert found["attacked"] == []


def test_a_noun_that_means_nearly_the_same_points_back() -> None:
    found = mentions(
        "Tovan bought the Sarin mine from the state on Monday. Nobody had been told of the sale."
    )
    assert found["bought"] == ["sale"]
