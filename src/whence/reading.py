"""The public contract as types: what one version of the reader found in one article, to and from JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

import msgspec

from whence.article import Article, Published, Span

SCHEMA = "whence.reading/1"

NameKind = Literal["person", "organization", "place", "facility", "nationality", "weapon", "event", "other"]
TimeType = Literal["DATE", "TIME", "DURATION", "SET"]
PlaceRole = Literal["at", "from", "into", "to", "via", "across", "near"]
Status = Literal[
    "happened", "ongoing", "expected", "possible", "requested", "failed", "negated", "denied", "cancelled"
]
TimeHow = Literal["stated", "inherited", "bounded", "unresolved"]
TimeSense = Literal["within", "throughout"]
VoiceKind = Literal[
    "official",
    "state_media",
    "media",
    "anonymous_official",
    "expert",
    "witness",
    "party",
    "organization",
    "company",
    "person",
    "document",
    "imagery",
    "outlet",
    "unknown",
]
Evidence = Literal["statement", "own_reporting", "video", "photo", "document", "sensor", "unspecified"]
AttributionKind = Literal["direct", "indirect", "mixed"]


def json_line(value: msgspec.Struct) -> bytes:
    """``value`` as one line of JSON in UTF-8; text that holds what UTF-8 cannot is escaped."""
    try:
        return msgspec.json.encode(value)
    except UnicodeEncodeError:
        import json  # noqa: PLC0415 - only for text that UTF-8 cannot hold

        return json.dumps(msgspec.to_builtins(value, str_keys=True), separators=(",", ":")).encode("ascii")


class _Value(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all values of a reading: immutable, compared by content."""


class Entity(_Value, frozen=True, kw_only=True):
    """Who or what a name stands for. ``id`` is a Wikidata id (``Q423``) or ``None`` where none is known for certain.

    ``country`` is ISO 3166-1 alpha-3; ``sector`` one of the codebook's sector codes.
    """

    id: str | None = None
    name: str
    country: str | None = None
    sector: str | None = None
    reason: str | None = None


class Name(_Value, frozen=True, kw_only=True):
    """A proper name in the text; ``chain`` numbers the coreference cluster it belongs to."""

    start: int
    end: int
    text: str
    kind: NameKind
    entity: Entity | None = None
    chain: int | None = None
    confidence: float | None = None


class Time(_Value, frozen=True, kw_only=True):
    """A time expression (TIMEX3 type and value) and the half-open interval of instants it stands for, in UTC."""

    start: int
    end: int
    text: str
    type: TimeType
    value: str | None = None
    earliest: datetime | None = None
    latest: datetime | None = None
    sense: TimeSense = "within"
    zone: str | None = None
    reason: str


class OtherPlace(_Value, frozen=True, kw_only=True):
    """A candidate that lost."""

    name: str
    country: str | None = None
    lat: float
    lon: float
    score: float


class Place(_Value, frozen=True, kw_only=True):
    """A place expression as an area: centre (WGS 84 degrees) and radius, or no centre where none is known."""

    start: int
    end: int
    text: str
    name: str
    kind: str
    country: str | None = None
    lat: float | None = None
    lon: float | None = None
    radius_km: float | None = None
    geonames: int | None = None
    wikidata: str | None = None
    zone: str | None = None
    """IANA time zone of the place, where it has one."""
    metonym: bool = False
    """The name stands for those who govern or live there ("Moscow said"): nothing is said to happen there."""
    reason: str
    others: tuple[OtherPlace, ...] = ()


class Voice(_Value, frozen=True, kw_only=True):
    """A party that says something."""

    name: str
    entity: Entity | None = None
    kind: VoiceKind


class Attribution(_Value, frozen=True, kw_only=True):
    """Source, cue and content of one attribution, as spans."""

    source: Span | None
    cue: Span | None
    content: tuple[Span, ...]
    kind: AttributionKind
    voice: Voice


class Count(_Value, frozen=True, kw_only=True):
    """How many: ``best`` is the number named, ``low`` and ``high`` its bounds, ``unit`` for distances, money, shares."""

    low: float | None = None
    best: float | None = None
    high: float | None = None
    unit: str | None = None


class Party(_Value, frozen=True, kw_only=True):
    """An actor or recipient: ``spans[0]`` is the mention in the clause, ``text`` its best name in the article."""

    text: str
    spans: tuple[Span, ...]
    entity: Entity | None = None
    sector: str | None = None


class Thing(_Value, frozen=True, kw_only=True):
    """What the event is about that is no party: weapons, goods, casualties. ``what`` is its kind, singular."""

    text: str
    span: Span
    count: Count | None = None
    what: str | None = None


class ClaimTime(_Value, frozen=True, kw_only=True):
    """When the event of a claim is said to have happened: a half-open interval in UTC, and how that is known."""

    earliest: datetime | None = None
    latest: datetime | None = None
    sense: TimeSense | None = None
    how: TimeHow
    reason: str


class Said(_Value, frozen=True, kw_only=True):
    """When the root voice said it."""

    earliest: datetime | None = None
    latest: datetime | None = None
    how: TimeHow = "unresolved"


class PlaceLink(_Value, frozen=True, kw_only=True):
    """A place of the reading (by index) in its role in the claim."""

    place: int
    role: PlaceRole


class Link(_Value, frozen=True, kw_only=True):
    """One link of a chain of voices; the root first, the outlet last."""

    voice: str
    entity: Entity | None = None
    kind: VoiceKind
    span: Span | None = None
    cue: Span | None = None


class Confidence(_Value, frozen=True, kw_only=True):
    """Probability that each field is right, each between 0 and 1."""

    event: float
    actors: float
    time: float
    place: float
    status: float
    chain: float


class Codes(_Value, frozen=True, kw_only=True):
    """The event in other code systems; ``cameo`` is a CAMEO root or finer code."""

    cameo: str | None = None


class Claim(_Value, frozen=True, kw_only=True):
    """One assertion, by one chain of voices, that something happened, is happening, will or may happen, or did not."""

    id: str
    sentence: Span
    trigger: Span
    title: bool = False
    type: str
    mode: str | None = None
    codes: Codes = Codes()
    contexts: tuple[str, ...] = ()
    actors: tuple[Party, ...] = ()
    recipients: tuple[Party, ...] = ()
    objects: tuple[Thing, ...] = ()
    times: tuple[int, ...] = ()
    time: ClaimTime
    said: Said = Said()
    places: tuple[PlaceLink, ...] = ()
    status: Status
    status_cue: Span | None = None
    negative: bool = False
    repeated: bool = False
    retracted: bool = False
    chain: tuple[Link, ...]
    evidence: Evidence
    mentions: tuple[Span, ...] = ()
    """Triggers of further mentions of the same claim in the article."""
    wording: bytes | None = None
    """The trigger in its context as a direction in a space of meanings (signed bytes; base64 in JSON)."""
    confidence: Confidence


class Coding(_Value, frozen=True, kw_only=True):
    """One event between two parties in the codes of the user's own dictionaries, where such were given.

    ``claim`` is the claim with the same trigger; ``None`` where the codebook has no type for the code.
    """

    source: str
    target: str
    code: str
    sentence: Span
    trigger: Span
    source_span: Span
    target_span: Span
    claim: str | None = None


class Note(_Value, frozen=True, kw_only=True):
    """Something that stays unresolved, with the reason; ``where`` is a span of the text, if it has one."""

    where: Span | None = None
    what: str
    why: str


class ReadArticle(_Value, frozen=True, kw_only=True):
    """The article as a reading shows it."""

    id: str
    title: str | None
    text: str
    url: str | None
    outlet: str | None
    published: Published | None
    language: str | None
    author: str | None = None
    section: str | None = None

    @staticmethod
    def of(article: Article) -> ReadArticle:
        """The public view of ``article``."""
        return ReadArticle(
            id=article.id,
            title=article.title,
            text=article.text,
            url=article.url,
            outlet=article.outlet,
            published=article.published,
            language=article.language,
            author=article.author,
            section=article.section,
        )


class Reading(_Value, frozen=True, kw_only=True):
    """All that one version of the reader found in one article."""

    schema: Literal["whence.reading/1"] = "whence.reading/1"
    reader: str
    article: ReadArticle
    gist: bytes | None = None
    """What the whole text is about, as a direction in a space of stories (signed bytes; base64 in JSON)."""
    names: tuple[Name, ...] = ()
    times: tuple[Time, ...] = ()
    places: tuple[Place, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    claims: tuple[Claim, ...] = ()
    codings: tuple[Coding, ...] = ()
    """By dictionaries of the user's own; empty without them."""
    notes: tuple[Note, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The reading as plain JSON values, in the order of the contract."""
        plain: dict[str, Any] = msgspec.to_builtins(self, str_keys=True)
        return plain

    def to_json(self) -> bytes:
        """The reading as one line of UTF-8 JSON; the same reading always gives the same bytes.

        Lone surrogates, which UTF-8 cannot hold, are written as ``\\uXXXX`` escapes.
        """
        return json_line(self)

    @staticmethod
    def from_json(data: bytes | str) -> Reading:
        """Read back what `to_json` wrote.

        Raises:
            msgspec.ValidationError: the JSON is not a reading; the message names the field.
        """
        return msgspec.json.decode(data, type=Reading)


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a reading."""
    return msgspec.json.schema(Reading)
