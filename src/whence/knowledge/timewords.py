"""What are time expressions made of: the words, the grammar and the clocks, read from ``data/``."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any, NamedTuple


class Clock(NamedTuple):
    """One meaning of the name of a clock: an IANA zone or an offset, and the zones it is limited to."""

    zone: str
    only_if: tuple[str, ...]


class TimeWords(NamedTuple):
    """The contents of ``time.toml``, ``timegrammar.toml`` and ``zones.tsv``."""

    words: dict[str, dict[str, Any]]
    """Class → phrase (lower case) → value."""
    settings: dict[str, Any]
    """The other tables of ``time.toml``: widths, seasons, tense, ..."""
    grammar: dict[str, Any]
    """``parts`` and ``rule`` of ``timegrammar.toml``."""
    abbreviations: dict[str, tuple[Clock, ...]]
    """Names that stand alone after a clock time ("GMT", "Eastern Time")."""
    cities: dict[str, str]
    """Names that stand before "time" ("Moscow time") → IANA zone."""


@cache
def load() -> TimeWords:
    """Read the three files (once)."""
    data = resources.files("whence.knowledge") / "data"
    table = tomllib.loads((data / "time.toml").read_text("utf-8"))
    grammar = tomllib.loads((data / "timegrammar.toml").read_text("utf-8"))
    abbreviations: dict[str, tuple[Clock, ...]] = {}
    cities: dict[str, str] = {}
    for line in (data / "zones.tsv").read_text("utf-8").splitlines():
        if line.startswith("#") or not line:
            continue
        name, zone, kind, *rest = line.split("\t")
        if kind == "city":
            cities[name] = zone
        else:
            only_if = tuple(rest[0].split(",")) if rest else ()
            abbreviations[name] = (*abbreviations.get(name, ()), Clock(zone, only_if))
    words = table.pop("words")
    return TimeWords(words, table, grammar, abbreviations, cities)
