"""How are moments written in a record's tables: as whole microseconds since 1970 in UTC."""

from __future__ import annotations

from datetime import datetime, timedelta

from whence.article import UTC

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)


def ticks(moment: datetime) -> int:
    """``moment`` as microseconds; one without a zone is in UTC."""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return (moment - _EPOCH) // _TICK


def maybe(moment: datetime | None) -> int | None:
    """`ticks`, or ``None`` for no moment."""
    return None if moment is None else ticks(moment)


def moment(value: int) -> datetime:
    """The moment (UTC) that ``value`` microseconds stand for."""
    return _EPOCH + value * _TICK


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)
