"""Which state of a record is looked at?"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, false, or_, true

from whence.record import tables as t


class Scope(NamedTuple):
    """Which articles, claims and judgements are looked at."""

    read_by: int | None = None
    """Only what was read, and judged, by this moment."""
    published_by: int | None = None
    """Only what was published by this moment, as it is read and judged today."""

    @property
    def claims(self) -> ColumnElement[bool]:
        """Claims that were in force."""
        c = t.claim.c
        if self.read_by is not None:
            return and_(c.since <= self.read_by, or_(c.gone.is_(None), c.gone > self.read_by))
        if self.published_by is not None:
            return and_(c.gone.is_(None), c.published <= self.published_by)
        return c.gone.is_(None)

    @property
    def articles(self) -> ColumnElement[bool]:
        """Articles that were there."""
        c = t.article.c
        if self.read_by is not None:
            return and_(c.read <= self.read_by, or_(c.gone.is_(None), c.gone > self.read_by))
        if self.published_by is not None:
            return and_(c.gone.is_(None), c.published <= self.published_by)
        return c.gone.is_(None)

    @property
    def readings(self) -> ColumnElement[bool]:
        """Readings that were in force."""
        c = t.reading.c
        if self.read_by is not None:
            return and_(c.read <= self.read_by, or_(c.gone.is_(None), c.gone > self.read_by))
        return c.gone.is_(None)

    @property
    def whole(self) -> ColumnElement[bool]:
        """Present events that were the same then: all that they follow from was there."""
        e = t.event.c
        if self.read_by is not None:
            return e.read_last <= self.read_by
        return true() if self.published_by is None else e.out_last <= self.published_by

    @property
    def begun(self) -> ColumnElement[bool]:
        """Present events of which something was there, and something came later."""
        e = t.event.c
        if self.read_by is not None:
            return and_(e.read_first <= self.read_by, e.read_last > self.read_by)
        if self.published_by is not None:
            return and_(e.out_first <= self.published_by, e.out_last > self.published_by)
        return false()


PRESENT = Scope()
