"""Which two clock times tell one moment: "at 6:20 a.m. (2120 GMT on Wednesday)"?

The gloss tells the offset of the local clock; a day in it is that of Greenwich, not of the place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from whence.understand import intervals as iv
from whence.understand.intervals import Stretch
from whence.understand.timegrammar import Found
from whence.understand.timeparts import Meaning, has_day

_OPENING = re.compile(r"\s*[(\[]\s*")
_DAY = 24 * 60
_EASTERNMOST = 14 * 60
"""Minutes that the clock farthest ahead of Greenwich is ahead."""
_QUARTER = 15
"""Offsets are whole quarters of an hour."""


def is_gloss(text: str, local: Found, gloss: Found, meaning: Meaning) -> bool:
    """Whether an expression with a clock of its own, in brackets right behind another, tells the same moment."""
    return bool(_OPENING.fullmatch(text[local.end : gloss.start])) and meaning.zone is not None


def glossed(
    text: str, founds: Sequence[Found], meanings: Sequence[Meaning], clock_of: Callable[[Found], str | None]
) -> list[Meaning]:
    """The meanings with each glossed clock time and its gloss at one moment.

    ``clock_of`` names the clock that an expression is thought to be told by; the gloss tells better.
    """
    out = list(meanings)
    for k, (found, gloss) in enumerate(pairwise(founds)):
        local, other = out[k], out[k + 1]
        if not is_gloss(text, found, gloss, other) or local.zone is not None:
            continue
        here, there = _minute(local), _minute(other)
        if here is None or there is None or other.stretch is None:
            continue
        utc = iv.to_utc(Stretch(there, there), other.zone)
        if utc is None:
            continue
        ahead = round((here - utc[0].replace(tzinfo=None)).total_seconds() / 60) % _DAY
        ahead -= _DAY if ahead > _EASTERNMOST else 0
        if ahead % _QUARTER:
            continue
        offset = timedelta(minutes=ahead)
        if has_day(gloss.parts) or "weekday" in gloss.parts:
            local = _moved(local, utc[0].replace(tzinfo=None) + offset - here)
        else:
            out[k + 1] = _moved(other, here - offset - utc[0].replace(tzinfo=None))
        zone = iv.tzinfo_of(clock_of(found) or "")
        if zone is None or zone.utcoffset(here) != offset:
            sign, minutes = ("-" if ahead < 0 else "+"), abs(ahead)
            local = replace(local, zone=f"{sign}{minutes // 60:02d}:{minutes % 60:02d}")
        out[k] = replace(local, reason=f"{local.reason}, by the clock told beside it")
    return out


def _minute(meaning: Meaning) -> datetime | None:
    """The moment that a clock time names, on its own clock."""
    if (
        meaning.stretch is None
        or meaning.value is None
        or not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d.*", meaning.value)
    ):
        return None
    return datetime.fromisoformat(meaning.value[:16])


def _moved(meaning: Meaning, by: timedelta) -> Meaning:
    """The same clock time some days earlier or later."""
    days = timedelta(days=round(by / timedelta(days=1)))
    moment = _minute(meaning)
    if not days or moment is None or meaning.stretch is None or meaning.value is None:
        return meaning
    return replace(
        meaning,
        value=f"{(moment + days).date().isoformat()}{meaning.value[10:]}",
        stretch=Stretch(meaning.stretch.start + days, meaning.stretch.end + days),
        period=meaning.period and meaning.period._replace(first=meaning.period.first + days),
    )
