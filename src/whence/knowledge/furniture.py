"""What do the lines look like that stand on a news page beside the report?"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import NamedTuple


class Furniture(NamedTuple):
    """The patterns of ``furniture.toml``, compiled; each is to be matched against one whole line."""

    line: re.Pattern[str]
    agency: re.Pattern[str]
    caption: re.Pattern[str]
    end_sure: re.Pattern[str]
    end_likely: re.Pattern[str]
    regions: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]
    byline: re.Pattern[str]
    name: re.Pattern[str]
    missing: MappingProxyType[str, re.Pattern[str]]
    element_words: frozenset[str]
    byline_words: frozenset[str]
    dateline_words: frozenset[str]


def _any(patterns: list[str], flags: re.RegexFlag = re.IGNORECASE) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), flags)


@cache
def furniture() -> Furniture:
    """The patterns that ship with the package."""
    table = tomllib.loads((files("whence.knowledge") / "data" / "furniture.toml").read_text("utf-8"))
    lines = [pattern for group in table["line"].values() for pattern in group]
    name = f"(?:{table['byline']['name']})"
    byline = [
        pattern.replace("{name}", name).replace("{{", "{").replace("}}", "}")
        for pattern in table["byline"]["patterns"]
    ]
    return Furniture(
        line=_any(lines),
        agency=_any(table["credit"]["agency"]),
        caption=_any(table["credit"]["caption"]),
        end_sure=_any(table["end"]["sure"]),
        end_likely=_any(table["end"]["likely"]),
        regions=tuple((_any([region["start"]]), _any([region["end"]])) for region in table["region"]),
        byline=_any(byline, re.NOFLAG),
        name=_any([name], re.NOFLAG),
        missing=MappingProxyType({key: _any(value) for key, value in table["missing"].items()}),
        element_words=frozenset(table["elements"]["words"]),
        byline_words=frozenset(table["elements"]["byline"]),
        dateline_words=frozenset(table["elements"]["dateline"]),
    )
