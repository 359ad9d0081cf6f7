"""Which clock does a span of the text run on: the answer as a value."""

from __future__ import annotations

from typing import NamedTuple


class ZoneGuess(NamedTuple):
    """An IANA zone (or ``None`` where none can be told) and the reason."""

    zone: str | None
    reason: str
