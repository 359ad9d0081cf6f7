"""Which words build place expressions, and how much each kind of evidence weighs: the tables, read once."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import NamedTuple

from whence.knowledge.gazetteer import DATA


class PlaceWords(NamedTuple):
    """The tables of ``placewords.toml``."""

    kinds: dict[str, str]
    """Feature word ("river") to kind."""
    divisions: frozenset[str]
    nouns: dict[str, tuple[str, float]]
    """Head noun of a description to its kind and radius in km."""
    sites: dict[str, str]
    """Words of a description that has no name ("launch site", "airbase") to the kind of named site they may mean."""
    parts: dict[str, float | None]
    """Part word ("northern") to bearing in degrees; ``None`` is the middle."""
    intensifiers: frozenset[str]
    offshore: frozenset[str]
    locative: frozenset[str]
    units: dict[str, float]
    """Unit of length to km."""
    acting_verbs: frozenset[str]
    acting_objects: frozenset[str]
    acting_nouns: frozenset[str]
    according: frozenset[str]
    owned: frozenset[str]
    """Nouns that belong to a town: "residents of", "the council of"."""
    things: frozenset[str]
    """Nouns for things that are called after a town and lie nowhere."""
    generic: frozenset[str]
    """Words of which alone no name of a town is made."""
    given: frozenset[str]
    """Nouns for what a state gives to those who may be anywhere: "the flag of"."""
    bodies: frozenset[str]
    """Kinds of places whose name can stand for a body."""


@cache
def place_words() -> PlaceWords:
    """The words, from ``data/placewords.toml``."""
    table = tomllib.loads((DATA / "placewords.toml").read_text(encoding="utf-8"))
    roles, acting = table["roles"], table["acting"]
    return PlaceWords(
        kinds={word: kind for kind, words in table["kinds"].items() for word in words},
        divisions=frozenset(table["words"]["division"]),
        nouns={noun: (kind, float(km)) for noun, (kind, km) in table["nouns"].items()},
        sites={wording: kind for kind, wordings in table["sites"].items() for wording in wordings},
        parts={word: None if bearing < 0 else float(bearing) for word, bearing in table["parts"].items()},
        intensifiers=frozenset(roles["intensifier"]),
        offshore=frozenset(roles["offshore"]),
        locative=frozenset(roles["locative"]),
        units={unit: float(km) for unit, km in table["units"].items()},
        acting_verbs=frozenset(acting["verbs"]),
        acting_objects=frozenset(acting["objects"]),
        acting_nouns=frozenset(acting["nouns"]),
        according=frozenset(acting["according"]),
        owned=frozenset(table["words"]["owned"]),
        things=frozenset(table["words"]["things"]),
        generic=frozenset(table["words"]["generic"]),
        given=frozenset(table["words"]["given"]),
        bodies=frozenset(acting["bodies"]),
    )


@cache
def sense_weights() -> dict[str, float]:
    """Weights of the evidence for one sense of a place name, from ``data/placesense.toml``."""
    return {
        name: float(weight)
        for name, weight in tomllib.loads((DATA / "placesense.toml").read_text(encoding="utf-8"))[
            "weights"
        ].items()
    }
