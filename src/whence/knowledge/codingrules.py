"""Which words does coding with a user's dictionaries go by, beside the dictionaries themselves?"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import NamedTuple


class CodingRules(NamedTuple):
    """Prepositions: ``whose_role`` somebody has ("soldiers from Norland"), ``whose`` something is ("people of Norland")."""

    whose_role: frozenset[str]
    whose: frozenset[str]


@cache
def coding_rules() -> CodingRules:
    """The rules that ship, read once."""
    table = tomllib.loads((files("whence.knowledge") / "data" / "codings.toml").read_text("utf-8"))
    return CodingRules(frozenset(table["whose_role"].split()), frozenset(table["whose"].split()))
