"""Which clock does a span of the text run on: the answer as a value."""

from __future__ import annotations

from typing import NamedTuple


class ZoneGuess(NamedTuple):
    """An IANA zone (or ``None`` where none can be told), the reason, and the zones it must be one of, if that is known."""

    zone: str | None
    reason: str
    among: tuple[str, ...] = ()
