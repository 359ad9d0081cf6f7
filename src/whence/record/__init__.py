"""Keeping readings, judging them and asking what they tell: `open` a record."""

from __future__ import annotations

from whence.record.ask import Query
from whence.record.deciding import Seen, Wish
from whence.record.errors import (
    BusyError,
    ChangedError,
    FullError,
    NewerRecordError,
    NotARecordError,
    QuestionError,
    RecordError,
    UnknownIdError,
)
from whence.record.keep import Added
from whence.record.record import Record
from whence.record.record import open_record as open
from whence.record.values import KeptArticle, KeptClaim, Source

__all__ = [
    "Added",
    "BusyError",
    "ChangedError",
    "FullError",
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
