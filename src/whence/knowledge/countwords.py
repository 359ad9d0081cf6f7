"""Which words tell a number, and which stand around one?"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class CountWords(NamedTuple):
    """The tables of ``counts.toml``."""

    numerals: Mapping[str, float]
    multipliers: Mapping[str, float]
    sets: Mapping[str, float]
    """Nouns that count exactly: "pair"."""
    vague: Mapping[str, float]
    """Words that give a lower bound only: "dozens"."""
    before: Mapping[str, str]
    """Phrase before a number to the bound that it makes of it: low, above, high, below or about."""
    after: Mapping[str, str]
    units: Mapping[str, str]
    """Noun to its unit."""
    signs: Mapping[str, str]
    """Sign before a number to its currency."""


@cache
def count_words() -> CountWords:
    """The words that ship with the package."""
    table = tomllib.loads((files("whence.knowledge") / "data" / "counts.toml").read_text("utf-8"))
    return CountWords(
        table["numerals"],
        table["multipliers"],
        table["sets"],
        table["vague"],
        {phrase: kind for kind, phrases in table["before"].items() for phrase in phrases},
        {phrase: kind for kind, phrases in table["after"].items() for phrase in phrases},
        table["units"],
        table["signs"],
    )
