"""What may a column of a table, or a line above a text, tell of an article, and by what names?"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Literal

Field = Literal["text", "html", "title", "url", "outlet", "published"]
FIELDS: dict[Field, tuple[str, ...]] = {
    "text": ("text", "body", "content", "article"),
    "html": ("html", "raw_html", "page"),
    "title": ("title", "headline"),
    "url": ("url", "link", "address"),
    "outlet": ("outlet", "source", "publisher", "site"),
    "published": ("published", "date", "published_at", "publication_date", "pubdate"),
}
"""The fields, and the names they are looked for by where none is mapped."""


class MappingError(ValueError):
    """A mapping of columns that cannot be understood, or names a column that a table has not."""


def columns(mapping: str | None) -> dict[str, str]:
    """Fields and their columns from ``text=body,title=headline``.

    Raises:
        MappingError: it is written otherwise, or names a field that there is none of.
    """
    found: dict[str, str] = {}
    for part in (mapping or "").split(","):
        if not part.strip():
            continue
        field, sign, column = (p.strip() for p in part.partition("="))
        if not sign or not column or field not in FIELDS:
            raise MappingError(
                f"{part.strip()!r}: write FIELD=COLUMN, with one of {', '.join(FIELDS)} as FIELD"
            )
        found[field] = column
    return found


def taken(row: Mapping[str, Any], mapped: Mapping[str, str]) -> dict[Field, str]:
    """The column of a row that each field is taken from; fields that it does not tell are left out."""
    found: dict[Field, str] = {}
    for field, usual in FIELDS.items():
        names = (mapped[field],) if field in mapped else usual
        column = next((name for name in names if row.get(name)), None)
        if column is not None:
            found[field] = column
    return found


class Unused:
    """Which columns of tables no article takes anything from."""

    def __init__(self, mapped: Mapping[str, str]) -> None:
        self._mapped = mapped
        self._columns: dict[str, dict[str, bool]] = {}

    def see(self, table: str, row: bytes) -> None:
        """Take note of a row (JSON) of a table."""
        told = json.loads(row)
        columns = self._columns.setdefault(table, {})
        used = set(taken(told, self._mapped).values())
        for name in told:
            columns[name] = columns.get(name, False) or name in used

    def named(self) -> Iterable[tuple[str, list[str]]]:
        """Each table that has such columns, with their names."""
        for table, columns in self._columns.items():
            if names := [name for name, used in columns.items() if not used]:
                yield table, names
