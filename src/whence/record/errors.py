"""What can go wrong with a record, and what can be done about it?"""

from __future__ import annotations


class RecordError(Exception):
    """Base of all errors of a record; the message names it and says what to do."""


class NotARecordError(RecordError):
    """There is something else at the place, or it cannot be opened."""


class NewerRecordError(RecordError):
    """The record was written by a later version of whence."""


class FullError(RecordError):
    """There is no room to write; the record is as it was."""


class BusyError(RecordError):
    """Another process held the record for too long."""


class ChangedError(RecordError):
    """Somebody else changed an event after it was seen; nothing was written down."""


class QuestionError(RecordError, ValueError):
    """A question or a judgement that cannot be understood."""


class UnknownIdError(QuestionError):
    """No claim, event, article or judgement of the record has this id."""


class AmbiguousIdError(QuestionError):
    """Several ids of the record begin so."""
