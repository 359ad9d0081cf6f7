"""Which actors does a user's own file (CSV or YAML) add?"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import yaml

COLUMNS = ("name", "aliases", "country", "sector", "kind", "from", "until", "id", "office")
"""Of a user's file; only ``name`` must be there. ``aliases`` are joined by ``|`` or a list in YAML, dates are ISO 8601."""
SECTORS = frozenset(
    [
        "GOV",
        "MIL",
        "COP",
        "JUD",
        "LEG",
        "SPY",
        "PTY",
        "OPP",
        "REB",
        "PRM",
        "UAF",
        "IGO",
        "NGO",
        "JRN",
        "BUS",
        "CVL",
        "EDU",
        "REL",
        "LAB",
        "MED",
        "REF",
        "CRM",
        "ELI",
        "SOC",
        "UNK",
    ]
)


class ActorRowError(ValueError):
    """A row of an actor file that cannot be used; the message names file, line and what to write instead."""


class Row(NamedTuple):
    """One row of a user's file: where it stands, and its cells by column."""

    where: str
    cells: dict[str, str]


def user_rows(path: Path) -> Iterator[Row]:
    """The checked rows of a file; YAML by its ending, else CSV with a header.

    Raises:
        ActorRowError: the file or a row of it cannot be used; the message names the line.
        OSError: the file cannot be opened.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ActorRowError(f"{path}: cannot be read as UTF-8 text ({error})") from error
    rows = _of_yaml if path.suffix.lower() in (".yaml", ".yml") else _of_csv
    for row in rows(path, text):
        _check(row)
        yield row


def _of_csv(path: Path, text: str) -> Iterator[Row]:
    reader = csv.DictReader(text.splitlines(keepends=True))
    columns = list(reader.fieldnames or [])
    _known(f"{path}, line 1", columns, "the header")
    for cells in reader:
        where = f"{path}, line {reader.line_num}"
        if None in cells:
            raise ActorRowError(f"{where}: more cells than the header has; quote names that hold commas")
        yield Row(where, {k: (v or "").strip() for k, v in cells.items()})


def _of_yaml(path: Path, text: str) -> Iterator[Row]:
    """A list of mappings; the nodes are read, for they know their lines, and all scalars are taken as text."""
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise ActorRowError(f"{path}: no YAML: {error}") from error
    if not isinstance(root, yaml.SequenceNode):
        raise ActorRowError(f"{path}, line 1: write a list of actors, each beginning with '- name: ...'")
    for node in root.value:
        where = f"{path}, line {node.start_mark.line + 1}"
        if not isinstance(node, yaml.MappingNode):
            raise ActorRowError(f"{where}: an actor has keys and values, as in 'name: Norland Army'")
        cells: dict[str, str] = {}
        for key, value in node.value:
            several = value.value if isinstance(value, yaml.SequenceNode) else [value]
            if not all(isinstance(one, yaml.ScalarNode) for one in (key, *several)):
                raise ActorRowError(
                    f"{where}: only text, and for aliases a list of texts, may stand behind a key"
                )
            empty = [one.tag.endswith(":null") for one in several]
            cells[key.value] = "|".join(
                one.value for one, none in zip(several, empty, strict=True) if not none
            ).strip()
        _known(where, list(cells), "an actor")
        yield Row(where, cells)


def _known(where: str, columns: list[str], what: str) -> None:
    if "name" not in columns or any(c not in COLUMNS for c in columns):
        raise ActorRowError(
            f"{where}: {what} must have a column 'name' and otherwise only "
            f"{', '.join(COLUMNS)}; it has {', '.join(columns) or 'nothing'}"
        )


def _check(row: Row) -> None:
    where, cells = row
    if not cells["name"]:
        raise ActorRowError(f"{where}: the name is empty")
    sector, identity = cells.get("sector", ""), cells.get("id", "")
    if sector and sector not in SECTORS:
        raise ActorRowError(f"{where}: sector {sector!r} is none of {' '.join(sorted(SECTORS))}")
    for column in ("from", "until"):
        try:
            date.fromisoformat(cells.get(column) or "2000-01-01")
        except ValueError:
            raise ActorRowError(
                f"{where}: {column} {cells[column]!r} is no ISO 8601 date; write it like 2023-09-13"
            ) from None
    if identity and not re.fullmatch(r"Q[1-9]\d*", identity):
        raise ActorRowError(f"{where}: id {identity!r} is no Wikidata id; write it like Q423, or nothing")
