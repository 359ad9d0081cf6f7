"""How is a credit worded, which lines say nothing of the news, and which words do any two texts share?"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from whence.knowledge.corroboration import agencies


class Signed(NamedTuple):
    """A line by which an agency is known though it is not named."""

    pattern: re.Pattern[str]
    agency: str


class Copying(NamedTuple):
    """The tables of ``copies.toml``. In patterns the group ``agency`` or ``name`` is who is credited."""

    stopwords: frozenset[str]
    roles: frozenset[str]
    openings: frozenset[str]
    datelines: tuple[re.Pattern[str], ...]
    taken: tuple[re.Pattern[str], ...]
    republished: tuple[re.Pattern[str], ...]
    contributed: tuple[re.Pattern[str], ...]
    signed: tuple[Signed, ...]
    standing: tuple[re.Pattern[str], ...]


@cache
def copying() -> Copying:
    """The tables that ship with the package."""
    data = files("whence.knowledge") / "data" / "copies.toml"
    table: dict[str, Any] = tomllib.loads(data.read_text("utf-8"))
    lines = table["lines"]
    return Copying(
        stopwords=frozenset(table["stopwords"].split()),
        roles=frozenset(table["roles"].split()),
        openings=frozenset(table["openings"].split()),
        datelines=tuple(map(_pattern, table["head"]["datelines"])),
        taken=tuple(map(_pattern, lines["taken"])),
        republished=tuple(map(_pattern, lines["republished"])),
        contributed=tuple(map(_pattern, lines["contributed"])),
        signed=tuple(Signed(_pattern(row["pattern"]), row["agency"]) for row in lines["signed"]),
        standing=tuple(map(_pattern, lines["standing"])),
    )


_NAME = r"(?P<name>(?-i:(?:the |The )?[A-Z0-9][\w.’'&-]*(?: (?:of|and|for|the|[A-Z0-9&][\w.’'&-]*)){0,5}))"


def _pattern(text: str) -> re.Pattern[str]:
    """``text`` compiled; only the first {agency} or {name} in it is told."""
    text = text.replace("{name}", _NAME, 1)
    first, rest = f"(?P<agency>{agencies()})", f"(?:{agencies()})"
    if "(?P<known>" in text:
        first = rest
    return re.compile(text.replace("{agency}", first, 1).replace("{agency}", rest), re.IGNORECASE)
