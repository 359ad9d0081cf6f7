"""How do events lie on a time axis? Positions and labels for a plot of a given width; templates draw it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from whence.corroborate import Event
from whence.desk.words import day, headline, utc

WIDTH = 1200.0
LANE = 26.0
TOP = 34.0
MOST_LANES = 34
MOST_EVENTS = 400
"""From here on events are counted, not drawn one by one."""
BINS = 80
_CHARACTER = 6.7
_LABEL = 46
_GAP = 14.0
_THIN, _THICK = 10.0, 20.0
_OPEN = 44.0
"""Length of what fades where no end, or no beginning, is told."""
_INSET = 9.0
"""How far within its bar a mark stands: it covers the end of it."""
_STEPS = (
    (timedelta(minutes=15), "%H:%M"), (timedelta(hours=1), "%H:%M"), (timedelta(hours=3), "%H:%M"),
    (timedelta(hours=6), "%H:%M"), (timedelta(days=1), "%-d %b"), (timedelta(days=2), "%-d %b"),
    (timedelta(days=7), "%-d %b"), (timedelta(days=14), "%-d %b"),
)  # fmt: skip
_MONTHS = (1, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400)


class Window(NamedTuple):
    """The stretch of time that a plot shows."""

    since: datetime
    until: datetime

    def x(self, moment: datetime) -> float:
        """Where a moment lies, from 0 to `WIDTH` within the window."""
        share = (utc(moment) - self.since) / (self.until - self.since)
        return round(max(-40.0, min(WIDTH + 40.0, share * WIDTH)), 1)

    def moved(self, share: float) -> Window:
        """The window a part of its length later."""
        step = (self.until - self.since) * share
        return clamped(later(self.since, step), later(self.until, step))

    def scaled(self, factor: float, at: float = 0.5) -> Window:
        """The window with its length times ``factor``, what lies at the share ``at`` staying where it is."""
        length = max(timedelta(minutes=10), (self.until - self.since) * factor)
        middle = self.since + (self.until - self.since) * at
        return clamped(later(middle, -length * at), later(middle, length * (1 - at)))

    def parameters(self) -> dict[str, str]:
        """The window as filters of an address."""
        return {"since": f"{self.since:%Y-%m-%dT%H:%MZ}", "until": f"{self.until:%Y-%m-%dT%H:%MZ}"}


class Tick(NamedTuple):
    """A labelled moment of the axis."""

    x: float
    label: str
    major: bool


class Item(NamedTuple):
    """An event on the plot: a mark, or a bar from ``x`` to ``x2`` with the mark in it."""

    event: Event
    x: float
    x2: float
    y: float
    bar: bool
    open: Literal["", "early", "late"]
    """The side on which its time has no end: there the bar fades."""
    mark_x: float
    label: str
    anchor: str
    """Which side of the mark the label is on: start or end."""
    label_x: float
    thick: float
    """Height of the bar: one that has its label within is thicker."""
    disputed: bool


class Plot(NamedTuple):
    """Items in lanes."""

    items: list[Item]
    height: float
    labelled: bool


class Column(NamedTuple):
    """One stretch of a histogram: statuses from the bottom up."""

    x: float
    width: float
    parts: list[tuple[str, float, float, int]]
    """Status, top, height, count."""
    total: int
    window: Window


def fitted(extent: tuple[datetime, datetime]) -> Window:
    """A window around what is there, with some air."""
    early, late = utc(extent[0]), utc(extent[1])
    air = max((late - early) * 0.04, timedelta(hours=2))
    return clamped(later(early, -air), later(late, air))


def ticks(window: Window) -> list[Tick]:
    """Ten or so labelled moments, at round hours, days, months or years."""
    length = window.until - window.since
    for step, form in _STEPS:
        if length / step <= 12:
            return _even(window, step, form)
    for months in _MONTHS:
        if length / timedelta(days=30.4 * months) <= 12:
            return _months(window, months)
    return _months(window, _MONTHS[-1])


def plot(events: Iterable[Event], window: Window, now: datetime | None = None) -> Plot | None:
    """Events in as few lanes as their labels allow; without labels where they do not fit; ``None`` for too many.

    What is expected, and of which no end is told, reaches over ``now``: it is still ahead.
    """
    shown = [e for e in events if e.time.earliest or e.time.latest]
    for labelled in (True, False):
        lanes: list[float] = []
        items = [_item(e, window, now, lanes, labelled=labelled) for e in shown]
        if len(lanes) <= MOST_LANES:
            return Plot(items, TOP + max(4, len(lanes)) * LANE + 16, labelled)
    return None


def columns(
    bins: Iterable[tuple[int, str, int]], window: Window, number: int, height: float, order: Sequence[str]
) -> list[Column]:
    """A histogram, its highest column as high as ``height``."""
    counted: dict[int, dict[str, int]] = {}
    for at, status, count in bins:
        there = counted.setdefault(at, {})
        there[status] = there.get(status, 0) + count
    highest = max((sum(c.values()) for c in counted.values()), default=1)
    width, step = WIDTH / number, (window.until - window.since) / number
    found = []
    for at, counts in sorted(counted.items()):
        top, parts = height, []
        for status in (s for s in order if s in counts):
            size = height * counts[status] / highest
            top -= size
            parts.append((status, round(top, 1), round(max(size, 0.8), 1), counts[status]))
        found.append(
            Column(round(at * width, 1), round(width, 1), parts, sum(counts.values()),
                   Window(window.since + step * at, window.since + step * (at + 1)))
        )  # fmt: skip
    return found


def _item(event: Event, window: Window, now: datetime | None, lanes: list[float], *, labelled: bool) -> Item:
    x, x2, side = _span(event, window, now)
    bar = x2 - x >= 3 * _INSET
    mark_x = _mark_x(x, x2, side)
    label = headline(event.label)
    label = label if len(label) <= _LABEL else label[: _LABEL - 1].rstrip() + "…"
    size = len(label) * _CHARACTER if labelled else 0.0
    end = max(x2, mark_x + 6)
    # Near the right edge the label stands before the mark.
    before = labelled and max(end, 0.0) + 8 + size > WIDTH and x - 10 - size > 0
    # What fills the window has its label within.
    within = labelled and not before and end + 8 + size > WIDTH
    label_x = x - 10 if before else mark_x + 12 if within else max(end, 0.0) + 8
    left = x - 10 - size if before else min(x, mark_x) - 6
    right = (end if before else max(end, label_x + size)) + _GAP
    for lane, taken in enumerate(lanes):
        if taken <= left:
            lanes[lane] = right
            break
    else:
        lane = len(lanes)
        lanes.append(right)
    return Item(
        event, x, x2, TOP + lane * LANE + LANE / 2, bar, side, round(mark_x, 1), label if labelled else "",
        "end" if before else "start", round(label_x, 1), _THICK if bar and within else _THIN,
        any(c.kind == "disagreement" for c in event.conflicts),
    )  # fmt: skip


def _span(
    event: Event, window: Window, now: datetime | None
) -> tuple[float, float, Literal["", "early", "late"]]:
    """From where to where an event is drawn, and on which side its time is open."""
    early, late = event.time.earliest, event.time.latest
    if early is not None and late is not None:
        return window.x(early), window.x(late), ""
    if early is None:
        x = window.x(late or window.until)
        return round(x - _OPEN, 1), x, "early"
    x = window.x(early)
    reach = max(x, window.x(now)) if now is not None and event.status == "expected" else x
    return x, round(reach + _OPEN, 1), "late"


def _mark_x(x: float, x2: float, side: str) -> float:
    """Where the mark stands: within what is seen of the interval, near its beginning or the end that is told."""
    if side == "early":
        return x2 - _INSET
    if side == "late":
        return x2 - _OPEN + _INSET
    first, last = max(x, 0.0), min(x2, WIDTH)
    return first + _INSET if last - first >= 2 * _INSET else (first + last) / 2


def _even(window: Window, step: timedelta, form: str) -> list[Tick]:
    base = datetime(2001, 1, 1, tzinfo=window.since.tzinfo)  # a Monday, so that weeks begin on Mondays
    at = base + -(-(window.since - base) // step) * step
    found = []
    last = None
    while at < window.until:
        new_day = at.date() != last
        clock = step < timedelta(days=1)
        label = day(at) if (clock and new_day and at.hour == 0) or (last is None) else at.strftime(form)
        if clock and last is None:
            label = f"{at.day} {at:%b %H:%M}"
        found.append(Tick(window.x(at), label, clock and at.hour == 0 and at.minute == 0))
        last = at.date()
        at += step
    return found


def _months(window: Window, step: int) -> list[Tick]:
    found: list[Tick] = []
    month = window.since.year * 12 + window.since.month
    month = -(-month // step) * step
    while True:
        year, rest = divmod(month, 12)
        if not 1 <= year <= 9998:
            return found
        at = datetime(year, rest + 1, 1, tzinfo=window.since.tzinfo)
        if at >= window.until:
            return found
        if at >= window.since:
            label = f"{year}" if rest == 0 or step >= 12 else f"{at:%b}" if found else f"{at:%b %Y}"
            found.append(Tick(window.x(at), label, rest == 0))
        month += step


def later(moment: datetime, by: timedelta) -> datetime:
    """A moment (UTC) a while later, or earlier; the last or first that there is where that lies beyond."""
    try:
        return moment + by
    except OverflowError:
        return (datetime.max if by > timedelta(0) else datetime.min).replace(tzinfo=moment.tzinfo)


def clamped(since: datetime, until: datetime) -> Window:
    """The window between two moments, within the years that an axis can show."""
    low = datetime(1000, 1, 1, tzinfo=since.tzinfo)
    high = datetime(2999, 1, 1, tzinfo=since.tzinfo)
    since, until = max(low, min(since, high)), max(low, min(until, high))
    return Window(since, until) if since < until else Window(since, since + timedelta(hours=1))
