"""What can a person decide about claims and articles that the reader must then respect?"""

from __future__ import annotations

from typing import Literal

import msgspec

JudgementKind = Literal["same", "different", "hide", "copy", "independent"]


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """A person's recorded decision.

    ``same`` and ``different`` speak of two or more claims (one event, or not), ``hide`` of claims to leave out,
    ``copy`` and ``independent`` of two or more articles (one origin, or each its own). Where two judgements
    contradict each other the later one in the sequence holds.
    """

    id: str
    kind: JudgementKind
    claims: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    by: str | None = None
    at: str | None = None
    note: str | None = None
