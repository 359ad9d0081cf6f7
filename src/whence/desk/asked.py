"""What does the address of a view ask for? The filters that all views share, to and from an address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import msgspec

from whence.record import Query, QuestionError

STATUSES = (
    "happened", "ongoing", "expected", "possible", "requested", "failed", "negated", "denied", "cancelled",
)  # fmt: skip
VOICES = (
    "official", "state_media", "media", "anonymous_official", "expert", "witness", "party", "organization", "company",
    "person", "document", "imagery", "outlet", "unknown",
)  # fmt: skip
_WORDS = {
    "q": "search", "actor": "actor", "party": "party", "place": "place", "type": "type", "since": "from",
    "until": "to", "known_at": "known on", "min_origins": "origins", "speaker": "told by",
}  # fmt: skip
_LONGEST = 1000


class Chip(msgspec.Struct, frozen=True):
    """One filter in words, and the address parameters without it."""

    text: str
    without: str


class Filters(msgspec.Struct, frozen=True, kw_only=True):
    """The filters of a view. Each is empty where nothing is asked."""

    q: str = ""
    actor: str = ""
    party: str = ""
    place: str = ""
    type: str = ""
    since: str = ""
    until: str = ""
    known_at: str = ""
    min_origins: str = ""
    speaker: str = ""
    status: tuple[str, ...] = ()
    voice: tuple[str, ...] = ()
    conflicts: bool = False
    overdue: bool = False

    @staticmethod
    def of(items: Iterable[tuple[str, str]]) -> Filters:
        """The filters among the parameters of an address; what is none of them is passed over."""
        found: dict[str, Any] = {}
        many: dict[str, list[str]] = {"status": [], "voice": []}
        for name, told in items:
            value = told.strip()[:_LONGEST]
            if not value:
                continue
            if name in many:
                known = STATUSES if name == "status" else VOICES
                if value in known and value not in many[name]:
                    many[name].append(value)
            elif name in ("conflicts", "overdue"):
                found[name] = value not in ("0", "no")
            elif name in _WORDS:
                found[name] = value
        return Filters(**found, status=tuple(many["status"]), voice=tuple(many["voice"]))

    def query(self) -> Query:
        """What is asked of the record."""
        return Query(
            text=self.q or None,
            actor=self.actor or None,
            party=self.party or None,
            place=self.place or None,
            type=self.type or None,
            since=self.since or None,
            until=self.until or None,
            known_at=self.known_at or None,
            status=self.status,
            voice=self.voice,
            speaker=self.speaker or None,
            min_origins=_whole(self.min_origins) if self.min_origins else None,
            conflicts=self.conflicts,
            overdue=self.overdue,
        )

    def parameters(self) -> list[tuple[str, str]]:
        """The filters as parameters of an address, in a fixed order: equal filters have one address."""
        found: list[tuple[str, str]] = []
        for name in self.__struct_fields__:
            value = getattr(self, name)
            if isinstance(value, tuple):
                found += [(name, v) for v in value]
            elif value:
                found.append((name, "1" if value is True else value))
        return found

    def address(self, path: str, /, **more: Any) -> str:
        """The address of a view under these filters; ``more`` adds parameters, or replaces filters."""
        replaced = {n: v for n, v in more.items() if n in self.__struct_fields__}
        base = msgspec.structs.replace(self, **replaced) if replaced else self
        rest = [
            (n, str(v)) for n, v in more.items() if n not in self.__struct_fields__ and v not in (None, "")
        ]
        asked = urlencode([*base.parameters(), *rest])
        return f"{path}?{asked}" if asked else path

    def event(self, name: str) -> str:
        """The address of an event, at the moment that is asked for."""
        return Filters(known_at=self.known_at).address(f"/event/{name}")

    def chips(self) -> list[Chip]:
        """Each filter in words, with the address that leaves it out."""
        pairs = self.parameters()
        return [
            Chip(_chip(name, value), urlencode([*pairs[:n], *pairs[n + 1 :]]))
            for n, (name, value) in enumerate(pairs)
        ]

    def __bool__(self) -> bool:
        return bool(self.parameters())


def parameters(items: Mapping[str, Any] | Sequence[tuple[str, Any]]) -> str:
    """The part of an address after the question mark."""
    return urlencode([(n, v) for n, v in (items.items() if isinstance(items, Mapping) else items) if v])


def exactly(*names: str) -> str:
    """The filter that finds places of these names, and of no longer ones; as many as an address takes."""
    told = ""
    for name in names:
        more = (" OR " if told else "") + '"' + name.replace('"', " ").strip()[: _LONGEST // 4] + '"'
        if len(told) + len(more) <= _LONGEST:
            told += more
    return told


def _whole(told: str) -> int:
    try:
        return int(told)
    except ValueError:
        raise QuestionError(f"origins: {told!r} is no whole number; give one such as 2") from None


def _chip(name: str, value: str) -> str:
    if name == "conflicts":
        return "in dispute"
    if name == "overdue":
        return "overdue"
    if name == "min_origins":
        return f"{value}+ origins"
    if name == "status":
        return value
    if name == "voice":
        return f"voice: {value.replace('_', ' ')}"
    return f"{_WORDS[name]}: {value}"
