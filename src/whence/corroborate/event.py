"""What is an event: the claims, from any number of articles, that speak of the same happening?"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any, Literal

import msgspec

from whence.reading import ClaimTime, Count, Entity, PlaceRole, Status, json_line

SCHEMA = "whence.event/1"


class _Value(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all values of an event: immutable, compared by content."""


class StatusAt(_Value, frozen=True, kw_only=True):
    """A status as of a moment (ISO 8601, as it was told), and the claims that give it. ``None``: the moment is unknown.

    ``negative``: what is expected, possible or requested is that it does not happen ("will not resign").
    """

    at: str | None
    status: Status
    claims: tuple[str, ...]
    negative: bool = False


class EventPlace(_Value, frozen=True, kw_only=True):
    """A place of the event in its role; ``claims`` are those that name it."""

    role: PlaceRole
    name: str
    kind: str
    country: str | None = None
    lat: float | None = None
    lon: float | None = None
    radius_km: float | None = None
    geonames: int | None = None
    wikidata: str | None = None
    claims: tuple[str, ...]


class EventParty(_Value, frozen=True, kw_only=True):
    """An actor or recipient of the event; ``claims`` are those that name it."""

    text: str
    entity: Entity | None = None
    sector: str | None = None
    claims: tuple[str, ...]


class EventThing(_Value, frozen=True, kw_only=True):
    """What the event is about, with a count as one origin told it; other counts are under ``conflicts``."""

    text: str
    what: str | None = None
    count: Count | None = None
    claims: tuple[str, ...]


class Origin(_Value, frozen=True, kw_only=True):
    """One origin: the root voice, the articles that carry it, the claims, and why they are counted as one.

    ``grade`` (0 to 1) is how sure it is that what is grouped here has one origin.
    """

    root: str
    kind: str
    articles: tuple[str, ...]
    claims: tuple[str, ...]
    reasons: tuple[str, ...]
    grade: float
    trust: Literal["trusted", "distrusted"] | None = None
    """A person's judgement of the voice, or of whoever alone carries it; a distrusted origin is not counted."""
    against: bool = False
    """Whether it only denies what others tell: it is heard, but the event does not stand on it, so it is not counted."""

    @property
    def counts(self) -> bool:
        """Whether the event stands on it."""
        return self.trust != "distrusted" and not self.against


class Origins(_Value, frozen=True, kw_only=True):
    """How many independent origins tell of the event, and which.

    ``count`` are those that the event stands on, whatever they dispute about it: how many stand by each account of who did
    it, or of how many it befell, is told by the values under ``conflicts``.
    """

    count: int
    groups: tuple[Origin, ...]


class ConflictValue(_Value, frozen=True, kw_only=True):
    """One told value, the claims that tell it, and since when (ISO 8601) it has been told.

    ``voices`` are the roots of its claims; it is ``revised`` if each of them has told another value later. ``origins`` is how many
    independent origins stand by it now: those that are distrusted, or have told another value since, are not counted. It is
    ``None`` in an event that an earlier version put together.
    """

    value: Any
    claims: tuple[str, ...]
    as_of: str | None
    voices: tuple[str, ...] = ()
    revised: bool = False
    origins: int | None = None


class Conflict(_Value, frozen=True, kw_only=True):
    """Values of one field that cannot all be right, those of trusted voices first and those of distrusted ones last.

    ``of`` names the object or the role where a field has several.

    A ``revision`` is settled: what remains when each voice's last word is taken agrees. Otherwise voices disagree.
    """

    field: str
    of: str | None = None
    kind: Literal["disagreement", "revision"] = "disagreement"
    values: tuple[ConflictValue, ...]


class Event(_Value, frozen=True, kw_only=True):
    """The claims that speak of one happening, and what follows from them. Nothing in it is averaged."""

    schema: Literal["whence.event/1"] = "whence.event/1"
    id: str
    type: str
    mode: str | None = None
    label: str
    status: Status
    history: tuple[StatusAt, ...]
    time: ClaimTime
    places: tuple[EventPlace, ...] = ()
    actors: tuple[EventParty, ...] = ()
    recipients: tuple[EventParty, ...] = ()
    objects: tuple[EventThing, ...] = ()
    claims: tuple[str, ...]
    articles: tuple[str, ...]
    first_said: datetime | None = None
    """The moment by which a root voice is first known to have told it."""
    first_published: str | None = None
    first_read: str | None = None
    origins: Origins
    conflicts: tuple[Conflict, ...] = ()
    judgements: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The event as plain JSON values."""
        plain: dict[str, Any] = msgspec.to_builtins(self, str_keys=True)
        return plain

    def to_json(self) -> bytes:
        """The event as one line of UTF-8 JSON; the same event always gives the same bytes."""
        return json_line(self)

    @property
    def disputes(self) -> tuple[Conflict, ...]:
        """Of the conflicts those that voices disagree on; the others one voice settled by what it told later."""
        return tuple(c for c in self.conflicts if c.kind == "disagreement")

    @property
    def version(self) -> str:
        """Changes whenever anything about the event does: what one who decides about it says to have seen."""
        return hashlib.sha256(self.to_json()).hexdigest()[:16]


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of an event."""
    return msgspec.json.schema(Event)
