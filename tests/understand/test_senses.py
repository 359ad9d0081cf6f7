"""Which of the places that bear a name is meant, by the names beside it."""

from __future__ import annotations

import pytest

from whence.knowledge.gazetteer import load_gazetteer
from whence.knowledge.placewords import place_words
from whence.understand.senses import FEATURES, Evidence, Scene, candidates_of, group
from whence.understand.where import mentions_of_spans


def scene_of(text: str, *names: str) -> Scene:
    """The names of a text, in its order, as the choice of their senses looks at them."""
    gazetteer, words = load_gazetteer(), place_words()
    spans = [(text.index(n), text.index(n) + len(n)) for n in names]
    mentions = mentions_of_spans(text, spans, gazetteer, words)
    return Scene(group(mentions, gazetteer, words), Evidence({}, frozenset(), ()), gazetteer)


def company_of(scene: Scene, number: int, admin: str, feature: str = "company") -> float:
    """How many of the other names a candidate has near it."""
    candidates = scene.names[number].candidates
    row = int(scene.starts[number]) + next(i for i, c in enumerate(candidates) if c.admin == admin)
    return float(scene.fixed[row, FEATURES.index(feature)])


def test_small_towns_near_each_other_bear_each_other_out() -> None:
    scene = scene_of(
        "Deputies from Paris, Bonham and Mount Pleasant searched the lake.",
        "Paris",
        "Bonham",
        "Mount Pleasant",
    )
    assert company_of(scene, 0, "US.TX") == 1
    assert company_of(scene, 0, "FR.11") == 0
    assert company_of(scene, 2, "US.TX", "region_company") == 1


def test_a_place_alone_has_no_company() -> None:
    scene = scene_of("Deputies from Paris searched the lake.", "Paris")
    assert company_of(scene, 0, "US.TX") == 0


@pytest.mark.parametrize("name", ["SARS", "MERS"])
def test_an_acronym_is_no_town_that_is_called_alike(name: str) -> None:
    assert candidates_of(name, None, load_gazetteer(), place_words()) == ()


@pytest.mark.parametrize("name", ["KIEV", "LAGOS"])
def test_a_great_town_may_stand_in_capitals(name: str) -> None:
    assert candidates_of(name, None, load_gazetteer(), place_words())


def test_a_town_does_not_take_the_short_name_of_an_ocean() -> None:
    found = candidates_of("Atlantic", None, load_gazetteer(), place_words())
    assert [e.kind for e in found] == ["ocean"]
