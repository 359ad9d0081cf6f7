"""What does a record answer with, beside events?"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

import msgspec

from whence.reading import Claim, ClaimTime, Place, Said
from whence.record.pack import dump


class _Answer(msgspec.Struct, frozen=True, kw_only=True):
    """Base of answers: immutable, compared by content."""

    def to_json(self) -> bytes:
        """One line of JSON."""
        return dump(self)

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        plain: dict[str, Any] = msgspec.to_builtins(self, str_keys=True)
        return plain


class Clocks(_Answer, frozen=True, kw_only=True):
    """The four clocks of a claim: when it happened, was said, was published, was read."""

    happened: ClaimTime
    said: Said
    published: str | None
    read: datetime


class KeptArticle(_Answer, frozen=True, kw_only=True):
    """A snapshot in the record (``whence.article/1``)."""

    schema: Literal["whence.article/1"] = "whence.article/1"
    id: str
    title: str | None
    url: str | None
    outlet: str | None
    published: str | None
    read: datetime
    reader: str
    claims: int
    copies: int
    """How many other articles of the record are the same text."""
    edits: tuple[str, ...] = ()
    """Ids of the other states of its page, oldest first."""


class ArticleName(_Answer, frozen=True, kw_only=True):
    """What an article is called."""

    id: str
    title: str | None
    url: str | None
    outlet: str | None


class KeptClaim(_Answer, frozen=True, kw_only=True):
    """A claim in the record (``whence.claim/1``): what was read, its sentence, its clocks and its event."""

    schema: Literal["whence.claim/1"] = "whence.claim/1"
    id: str
    event: str | None
    """Id of its event; none for a hidden claim."""
    article: ArticleName
    reader: str
    sentence: str
    trigger: str
    clocks: Clocks
    corrected: bool
    """Whether a person's judgement changed it."""
    trust: Literal["trusted", "distrusted"] | None = None
    """What a person judged of its root voice, or of one through which it came."""
    places: tuple[Place, ...]
    """The places of the claim, in the order of its links."""
    claim: Claim


class Source(_Answer, frozen=True, kw_only=True):
    """A root voice, or an outlet in its own voice (``whence.source/1``)."""

    schema: Literal["whence.source/1"] = "whence.source/1"
    voice: str
    kind: str
    entity: str | None
    claims: int
    articles: int
    first_read: datetime
    last_read: datetime
    trust: Literal["trusted", "distrusted"] | None = None


class Change(_Answer, frozen=True, kw_only=True):
    """What became of one event (``whence.change/1``): ``fields`` has each field's value before and after."""

    schema: Literal["whence.change/1"] = "whence.change/1"
    change: Literal["appears", "vanishes", "changes"]
    label: str
    before: str | None
    """Id of the event as it was."""
    after: str | None
    fields: dict[str, tuple[Any, Any]]


class Summary(_Answer, frozen=True, kw_only=True):
    """How much a record holds."""

    articles: int
    claims: int
    events: int
    judgements: int
    pending: int
    first_read: datetime | None
    last_read: datetime | None
