"""The immutable snapshot of a published text that every span points into."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, time, timedelta
from typing import Literal, NamedTuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import msgspec

UTC = ZoneInfo("UTC")

# The widest offsets in civil use: UTC+14 (Kiritimati) and UTC-12 (Baker Island).
EASTERNMOST = timedelta(hours=14)
WESTERNMOST = timedelta(hours=-12)


class Span(NamedTuple):
    """Start (inclusive) and end (exclusive) as Python string offsets into a text."""

    start: int
    end: int


class ArticleError(ValueError):
    """An input that no article can be made of; the message names the input and says what to do."""


class PublishedError(ArticleError):
    """A publication moment that cannot be understood."""


Precision = Literal["second", "minute", "hour", "day", "month", "year"]


class Published(msgspec.Struct, frozen=True, kw_only=True):
    """When the article was published, with the precision it was told in and the evidence for it.

    ``at`` is ISO 8601: a date, or a local date and time with the offset where it is known (Z for UTC).
    ``zone`` is an IANA name or an offset such as ``+09:00``; ``None`` where it is not known.
    ``evidence`` (``from`` in JSON) names what it was read from.
    """

    at: str
    precision: Precision
    zone: str | None = None
    evidence: str = msgspec.field(name="from", default="given by the caller")

    @property
    def day(self) -> date:
        """The calendar day, on the clock that the moment was told in."""
        return date.fromisoformat(self.at[:10])

    @property
    def moment(self) -> datetime | None:
        """The moment itself if it was told to the hour or better; aware if its zone is known."""
        if self.precision in ("day", "month", "year"):
            return None
        told = datetime.fromisoformat(self.at)
        if told.tzinfo is None and self.zone and "/" in self.zone:
            told = told.replace(tzinfo=ZoneInfo(self.zone))
        return told

    @property
    def latest(self) -> datetime:
        """The latest instant (UTC) at which the article can have been published."""
        told = self.moment
        if told is None:
            day = self.day
            if self.precision == "month":
                day = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
            elif self.precision == "year":
                day = date(day.year + 1, 1, 1)
            else:
                day += timedelta(days=1)
            told = datetime.combine(day, time())
        if told.tzinfo is None:
            return (told - WESTERNMOST).replace(tzinfo=UTC)
        return told.astimezone(UTC)

    @staticmethod
    def parse(
        value: str | date | datetime | Published | None, evidence: str = "given by the caller"
    ) -> Published | None:
        """Read ISO 8601 text, a ``date`` or a ``datetime``; ``None`` stays ``None``.

        Raises:
            PublishedError: the text is no ISO 8601 date or date and time.
        """
        if value is None or isinstance(value, Published):
            return value
        if isinstance(value, str):
            value = _parse_iso(value.strip())
            if isinstance(value, Published):
                return msgspec.structs.replace(value, evidence=evidence)
        if isinstance(value, datetime):
            zone = None
            if value.tzinfo is not None:
                zone = getattr(value.tzinfo, "key", None) or value.strftime("%z")
                if zone and zone[0] in "+-" and ":" not in zone:
                    zone = f"{zone[:3]}:{zone[3:5]}"
            precision: Precision = "second" if value.second else "minute"
            return Published(at=iso(value), precision=precision, zone=zone, evidence=evidence)
        return Published(at=value.isoformat(), precision="day", evidence=evidence)


def _parse_iso(text: str) -> date | datetime | Published:
    try:
        if len(text) == 4 and text.isdigit():
            return Published(at=f"{text}-01-01", precision="year")
        if len(text) == 7 and text[4] == "-":
            date.fromisoformat(f"{text}-01")
            return Published(at=f"{text}-01", precision="month")
        if len(text) == 10:
            return date.fromisoformat(text)
        return datetime.fromisoformat(text)
    except ValueError:
        raise PublishedError(
            f"publication moment {text!r} is not an ISO 8601 date or date and time; "
            "write it like 2023-09-13, 2023-09-13T11:43 or 2023-09-13T11:43+09:00"
        ) from None


class Article(msgspec.Struct, frozen=True, kw_only=True):
    """One snapshot of a published text.

    ``text`` is the body, exactly as given or as taken from the page; offsets are Python string offsets.
    """

    text: str
    title: str | None = None
    url: str | None = None
    outlet: str | None = None
    published: Published | None = None
    language: str | None = None
    author: str | None = None
    section: str | None = None
    notes: tuple[str, ...] = ()
    """What could not be settled while the article was taken from its source, each with its reason."""

    @property
    def id(self) -> str:
        """SHA-256 (hex) of outlet, address and text: the same snapshot always has the same id."""
        parts = (self.outlet or "", self.url or "", self.text)
        return hashlib.sha256("\x00".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def iso(moment: datetime) -> str:
    """A moment to the second in ISO 8601; UTC is written Z."""
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


def host_of(url: str | None) -> str | None:
    """The host of an address in lower case; ``None`` where it has none or is no valid address."""
    try:
        return urlsplit(url or "").hostname or None
    except ValueError:
        return None
