"""What does `whence diff` show?"""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from whence.cli import output, wording
from whence.cli.render import disputed
from whence.cli.safe import safe

if TYPE_CHECKING:
    from pathlib import Path

    from whence.record import Record
    from whence.record.values import Change

_SIGNS = {"appears": "+", "vanishes": "-", "changes": "~"}


class Again(NamedTuple):
    """How a record is read again."""

    sample: int | None
    all: bool
    accept: bool
    codebook: tuple[Path, ...]
    actors: Path | None


def reread(record: Record, again: Again, *, as_json: bool) -> int:
    """Read again and print what would change, or with ``accept`` what has changed.

    Returns:
        The exit status, 0.
    """
    from whence.reader import Reader, shared  # noqa: PLC0415 - loads the engine

    own = again.codebook or again.actors
    reader = Reader.with_files(again.codebook, again.actors) if own else shared()
    found, stayed = record.reread(
        reader.read_all,
        reader=None if again.all or again.actors else reader.name,
        sample=again.sample,
        accept=again.accept,
    )
    _show(found, as_json=as_json)
    kept = (
        "the new readings are kept" if again.accept else "nothing was kept; --accept keeps the new readings"
    )
    output.complain(f"{_totals(found, stayed)}; {kept}")
    return 0


def compared(record: Record, other: Record, *, as_json: bool) -> int:
    """Print what differs between two records.

    Returns:
        The exit status, 0.
    """
    found, stayed = record.compared(other)
    _show(found, as_json=as_json)
    output.complain(_totals(found, stayed))
    return 0


def _show(found: list[Change], *, as_json: bool) -> None:
    for change in found:
        if as_json:
            output.write_line(change.to_json())
            continue
        sys.stdout.write(f"{_SIGNS[change.change]} {safe(change.label)}  {change.after or change.before}\n")
        for field, (before, after) in change.fields.items():
            sys.stdout.write(f"    {field}: {safe(_told(field, before))} → {safe(_told(field, after))}\n")


def _told(field: str, value: Any) -> str:
    """A field of an event as changes have it, in words."""
    match field, value:
        case "time", (early, late, how):
            return f"{wording.value({'earliest': early, 'latest': late})} ({how})"
        case "objects", list(things):
            return wording.value([{"text": text, "count": count} for text, count in things])
        case "articles", list(ids):
            return wording.listed([uid[:16] for uid in ids])
        case "conflicts", list(conflicts):
            told = [
                f"{disputed(of_field, of)}: {' / '.join(map(wording.value, values))}"
                for of_field, of, values in conflicts
            ]
            return "; ".join(told) or "none"
    return wording.value(value)


def _totals(found: list[Change], stayed: int) -> str:
    number = Counter(change.change for change in found)
    return f"{number['appears']} events appear, {number['vanishes']} vanish, {number['changes']} change, {stayed} stay"
