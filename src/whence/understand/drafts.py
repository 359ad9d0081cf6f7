"""What is known of a claim in the making: the event, and what has been found to belong to it so far?"""

from __future__ import annotations

from dataclasses import dataclass

from whence.reading import ClaimTime, Evidence, Link, Party, PlaceLink, Thing
from whence.understand.hearing import Told
from whence.understand.status import Verdict
from whence.understand.what import RawEvent


@dataclass(frozen=True)
class Draft:
    """A claim in the making: the event and what belongs to it."""

    event: RawEvent
    verdict: Verdict
    chain: tuple[Link, ...]
    evidence: Evidence
    actors: tuple[Party, ...]
    recipients: tuple[Party, ...]
    objects: tuple[Thing, ...]
    times: tuple[int, ...] = ()
    places: tuple[PlaceLink, ...] = ()
    said: tuple[int, ...] = ()
    time: ClaimTime | None = None
    sure: float = 0.0
    """How probable the time is."""
    located: float = 0.0
    """How probable the least probable of its places is."""
    mentions: tuple[int, ...] = ()
    heard: float | None = None
    """How probable its chain is, if that was weighed."""


def told_of(event: RawEvent, verdict: Verdict) -> Told:
    """An event as the choice of its chain looks at it."""
    return Told(event.trigger, event.type, verdict.status, verdict.cue)
