"""Keeping readings, judging them and asking what they tell: `open` a record."""

from __future__ import annotations

from whence.record.ask import Query
from whence.record.deciding import Seen, Wish
from whence.record.errors import (
    AmbiguousIdError,
    BusyError,
    ChangedError,
    FullError,
    NewerRecordError,
    NotARecordError,
    QuestionError,
    RecordError,
    UnknownIdError,
)
from whence.record.keep import Added, Input
from whence.record.record import Record
from whence.record.record import open_record as open
from whence.record.values import KeptArticle, KeptClaim, Source

__all__ = [
    "Added",
    "AmbiguousIdError",
    "BusyError",
    "ChangedError",
    "FullError",
    "Input",
    "KeptArticle",
    "KeptClaim",
    "NewerRecordError",
    "NotARecordError",
    "Query",
    "QuestionError",
    "Record",
    "RecordError",
    "Seen",
    "Source",
    "UnknownIdError",
    "Wish",
    "open",
]
