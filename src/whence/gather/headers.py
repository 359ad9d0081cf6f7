"""What do the lines above a text tell of it, where they are written as ``Title: …``, ``Source: …``, ``URL: …``, ``Date: …``?"""

from __future__ import annotations

import re
from typing import NamedTuple

from whence.article import Published, PublishedError
from whence.gather.dates import dates_told
from whence.gather.fields import FIELDS, Field

_HEADER = re.compile(
    r"[ \t]*(?P<name>[A-Za-z]+(?:[ _-][A-Za-z]+)?)[ \t]*:[ \t]*(?P<told>[^\s][^\r\n]*?)[ \t]*(?:\r\n|[\r\n])"
)
_BETWEEN = re.compile(r"[ -]")
_FEWEST = 2
"""Fields that lines must tell to be taken for headers: one alone may be the first line of a report ("Update: …")."""
_FIELD_OF = {
    name: field for field, names in FIELDS.items() if field not in ("text", "html") for name in names
}


class Headers(NamedTuple):
    """What the lines tell, and where the text below them begins."""

    told: dict[Field, str]
    end: int


def headers_of(text: str) -> Headers | None:
    """The headers above a text; ``None`` where it begins otherwise, or nothing stands below them.

    Two of them must have names that columns of tables have too (`FIELDS`), in any case. Others ("Section: World") belong
    to them if their name has no more than two words; what they tell is left aside. The first other line ends them.
    """
    told: dict[Field, str] = {}
    end = len(text) - len(text.lstrip("\ufeff \t\r\n"))
    while header := _HEADER.match(text, end):
        end = header.end()
        field = _FIELD_OF.get(_BETWEEN.sub("_", header["name"].casefold()))
        if field is not None:
            told.setdefault(field, header["told"])
    body = text[end:].lstrip("\r\n")
    if len(told) < _FEWEST or not body.strip():
        return None
    return Headers(told, len(text) - len(body))


def published_of(told: str, country: str | None = None) -> Published | None:
    """The moment that a header tells: ISO 8601, or a date as pages write it; ``None`` where it is neither."""
    evidence = f'header line "{told}"'
    try:
        return Published.parse(told, evidence)
    except PublishedError:
        dates = (date.moment for date in dates_told(told, country, evidence))
        return next((moment for moment in dates if moment.at), None)
