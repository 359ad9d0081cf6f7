"""How do pages and bylines tell when an article was published?"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import NamedTuple


class Clock(NamedTuple):
    """One reading of a zone abbreviation: IANA zone, offset (``""`` if it changes) and who uses it so."""

    zone: str
    offset: str
    countries: frozenset[str]
    usual: bool


class Publication(NamedTuple):
    """The tables of ``published.toml``."""

    meta: tuple[str, ...]
    meta_weak: tuple[str, ...]
    modified: frozenset[str]
    types: frozenset[str]
    url: tuple[re.Pattern[str], ...]
    published: str
    changed: str
    other: str
    relative: str
    months: MappingProxyType[str, int]
    zones: MappingProxyType[str, tuple[Clock, ...]]
    clocks: MappingProxyType[str, str]
    beside: frozenset[str]
    month_first: frozenset[str]
    domains: MappingProxyType[str, str]


@cache
def publication() -> Publication:
    """The tables that ship with the package."""
    table = tomllib.loads((files("whence.knowledge") / "data" / "published.toml").read_text("utf-8"))
    return Publication(
        meta=tuple(table["meta"]),
        meta_weak=tuple(table["meta_weak"]),
        modified=frozenset(table["modified"]),
        types=frozenset(table["types"]),
        url=tuple(re.compile(pattern, re.IGNORECASE) for pattern in table["url"]),
        published=table["cue"]["published"],
        changed=table["cue"]["modified"],
        other=table["cue"]["other"],
        relative=table["cue"]["relative"],
        months=MappingProxyType(table["months"]),
        zones=MappingProxyType(
            {
                abbreviation: tuple(
                    Clock(zone, offset, frozenset(used.replace("*", " ").split()), "*" in used)
                    for zone, offset, used in readings
                )
                for abbreviation, readings in table["zones"].items()
            }
        ),
        clocks=MappingProxyType(table["clocks"]),
        beside=frozenset(table["beside"]["words"].split()),
        month_first=frozenset(table["order"]["month_first"].split()),
        domains=MappingProxyType(table["domains"]),
    )
