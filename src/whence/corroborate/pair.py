"""What is there to know of two claims laid beside each other?

What takes some work is worked out once, when it is first asked for; what belongs to one claim is on `Told`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from whence.corroborate.deeds import one_deed, related
from whence.corroborate.parties import NEAR_PARTY, group_likeness
from whence.corroborate.places import beside, elsewhere
from whence.corroborate.told import Told, gap, meet
from whence.knowledge.corroboration import Limits, rules

AGAINST = frozenset({"negated", "denied"})
SETTLED = frozenset({"happened", "ongoing", "failed"})
OPEN = frozenset({"expected", "possible", "requested", "cancelled"})
_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)
_BY_DAY = timedelta(hours=20)
"""What is told by the day rather than by the hour."""
_PART_OF_DAY = timedelta(hours=2)
"""What is shorter is told by the clock."""
_A_DAY_ON = timedelta(hours=18)
"""From here on the middles of two parts of days are of two days: of this night and the last, not of one night and its dawn."""


T = TypeVar("T")


class _once(Generic[T]):
    """A property that is worked out once. Pairs stay in one thread: the lock of `functools.cached_property` takes longer than most facts."""

    def __init__(self, work: Callable[[Any], T]) -> None:
        self._work, self._name, self.__doc__ = work, work.__name__, work.__doc__

    def __get__(self, pair: Any, owner: type) -> T:
        found = self._work(pair)
        pair.__dict__[self._name] = found
        return found


class Pair:
    """Two claims and the facts about both."""

    def __init__(self, one: Told, two: Told) -> None:
        self.one, self.two = one, two

    # --- words ----------------------------------------------------------------------------------------------------

    @property
    def letters(self) -> bool:
        """Whether an engine gave no meanings, so that only letters can be compared."""
        return self.one.wording is None or self.two.wording is None

    @_once
    def deed(self) -> bool:
        """Whether the two are told as one deed (`one_deed`)."""
        return one_deed(self.one, self.two)

    @_once
    def related(self) -> bool:
        """Whether the two types may be given to one happening (`related`)."""
        return related(self.one, self.two)

    @_once
    def shared(self) -> int:
        """Content words in both sentences."""
        return len(self.one.words & self.two.words)

    @_once
    def edited(self) -> bool:
        """Whether the one's sentence is the other's with a few words changed."""
        return self.shared >= _limits().edited * (len(self.one.words) + len(self.two.words) - self.shared)

    # --- status and parties ---------------------------------------------------------------------------------------

    @property
    def settled(self) -> bool:
        """Whether both tell of what came about, or was tried."""
        return self.one.claim.status in SETTLED and self.two.claim.status in SETTLED

    @property
    def told_back(self) -> bool:
        """Whether both look back: to what came about, was tried, or did not come about."""
        back = SETTLED | AGAINST
        return self.one.claim.status in back and self.two.claim.status in back

    @_once
    def sided(self) -> bool:
        """Whether actors and recipients are two sides of one thing: of a meeting, or of a treaty that both sign."""
        one, two = self.one, self.two
        return {one.claim.type, two.claim.type} <= rules().symmetric or (one.joint and two.joint)

    @property
    def speech(self) -> bool:
        """Whether both are told as words rather than deeds."""
        return {self.one.claim.type, self.two.claim.type} <= rules().speech

    @_once
    def actors(self) -> float | None:
        """How alike those who did it are; ``None`` where one names nobody."""
        return group_likeness(self.one.actors, self.two.actors)

    @_once
    def recipients(self) -> float | None:
        """How alike those it befell are; ``None`` where one names nobody."""
        return group_likeness(self.one.recipients, self.two.recipients)

    @_once
    def sides(self) -> float | None:
        """How alike all who take part are; ``None`` where one names nobody."""
        return group_likeness(self.one.parties, self.two.parties)

    # --- things ---------------------------------------------------------------------------------------------------

    @_once
    def shares_things(self) -> bool:
        """Whether a word for the objects is in both."""
        return not self.one.thing_words.isdisjoint(self.two.thing_words)

    @_once
    def counts(self) -> str | None:
        """What numbers of one kind of thing say; ``None`` where there are none."""
        if not self.shares_things:
            return None
        pairs = [
            (p.count.best, q.count.best)
            for p in self.one.claim.objects
            for q in self.two.claim.objects
            if p.count and q.count and p.count.unit == q.count.unit
            if p.count.best is not None and q.count.best is not None
        ]
        if not pairs:
            return None
        return "same count" if any(p == q for p, q in pairs) else "other count"

    @property
    def anew(self) -> bool:
        """Whether one is told as another than one told before, and the other is not.

        A headline's "fresh attack" is another than the last one, not than the attack that its report goes on to tell.
        """
        one, two = self.one, self.two
        return one.anew != two.anew and not (
            one.article == two.article and one.claim.title != two.claim.title
        )

    # --- places ---------------------------------------------------------------------------------------------------

    @_once
    def places(self) -> tuple[tuple[bool, str], ...]:
        """What each two places say, and whether both are narrow (`beside`)."""
        return tuple(beside(self.one.areas, self.two.areas))

    @_once
    def far_towns(self) -> bool:
        """Whether all places are so far from each other, and one is so exact, that they are two."""
        return bool(self.places) and all(kind == "far" and narrow for narrow, kind in self.places)

    @_once
    def other_towns(self) -> bool:
        """Whether both tell of narrow places, and each is too far from the other's to be taken for it."""
        return bool(self.places) and all(kind in ("other", "far") and narrow for narrow, kind in self.places)

    @_once
    def elsewhere(self) -> bool:
        """Whether both name the places where it was, and name others."""
        return elsewhere(self.one.areas, self.two.areas)

    # --- times ----------------------------------------------------------------------------------------------------

    @_once
    def apart(self) -> timedelta | None:
        """The time between the told intervals; ``None`` where one has none."""
        first, second = self.one.interval, self.two.interval
        return None if first is None or second is None else gap(first, second)

    @_once
    def meets(self) -> bool:
        """Whether the told intervals have a moment in common."""
        first, second = self.one.interval, self.two.interval
        return first is not None and second is not None and meet(first, second)

    @property
    def dated(self) -> bool:
        """Whether both reports have a date."""
        return self.one.published is not None and self.two.published is not None

    @property
    def stated(self) -> bool:
        """Whether both tell their time in their own words."""
        return self.one.claim.time.how == self.two.claim.time.how == "stated"

    @_once
    def days_apart(self) -> bool:
        """Whether reports with a date tell of times in their own words that are days apart.

        A plan may be put off, and a time that was taken over from another sentence may be that sentence's only.
        """
        return (
            self.apart is not None
            and self.stated
            and self.settled
            and self.dated
            and self.apart > timedelta(hours=_limits().gap_hours[2])
        )

    @_once
    def hours_apart(self) -> bool:
        """Whether others did it, or it befell others, at hours that do not meet: rockets before dawn, and the army's fire at drones by night.

        Reports that contradict each other on the hour agree on who took part.
        """
        if self.apart is None or not self.dated or self.apart <= timedelta(hours=_limits().gap_hours[0]):
            return False
        if self.one.claim.status in OPEN or self.two.claim.status in OPEN or self.widest >= _BY_DAY:
            return False
        known = [likeness for likeness in (self.actors, self.recipients) if likeness is not None]
        return bool(known) and max(known) < NEAR_PARTY

    @_once
    def a_day_on(self) -> bool:
        """Whether the two are told of parts of days, or of days, that do not meet and lie a day or more apart.

        "Overnight" on Thursday and on Friday; contradictory hours of one night are nearer to each other, and by the clock "around
        eleven" may be either.
        """
        first, second = self.one.interval, self.two.interval
        if first is None or second is None or self.meets or not self.dated:
            return False
        if not _PART_OF_DAY <= self.widest < _BY_DAY:
            return self.widest >= _BY_DAY
        return abs((first[0] - second[0]) + (first[1] - second[1])) / 2 >= _A_DAY_ON

    @property
    def by_parts(self) -> bool:
        """Whether both are told of parts of days, be it in the words of another sentence of their report: of its night, not only its day."""
        told = (self.one.interval, self.two.interval)
        return all(i is not None and _PART_OF_DAY <= i[1] - i[0] < _BY_DAY for i in told)

    @property
    def one_outlet(self) -> bool:
        """Whether one outlet printed both."""
        return self.one.outlet is not None and self.one.outlet == self.two.outlet

    @_once
    def refilled(self) -> bool:
        """Whether one form was filled in anew: an outlet's sentence of another day, or a copy of it with other numbers.

        A copy that is printed a day later tells of the same night, whatever its "overnight" comes to.
        """
        one, two = self.one, self.two
        if one.story != two.story or not (self.told_back and self.edited and self.dated):
            return False
        other_numbers = one.numbers != two.numbers
        if self.apart is not None:
            return self.a_day_on and (self.one_outlet or (other_numbers and self.by_parts))
        assert one.published is not None
        assert two.published is not None
        return self.one_outlet and other_numbers and abs(one.published - two.published) >= _A_DAY_ON

    @_once
    def widest(self) -> timedelta:
        """The length of the longer of the told intervals; nothing where neither has one."""
        told = (self.one.interval, self.two.interval)
        return max((i[1] - i[0] for i in told if i is not None), default=timedelta(0))

    @_once
    def times(self) -> tuple[str, ...]:
        """What the times of the two say."""
        return tuple(_bounds(self.one, self.two) if self.apart is None else self._intervals(self.apart))

    def _intervals(self, apart: timedelta) -> Iterator[str]:
        limits, one, two = _limits(), self.one.claim, self.two.claim
        taken = one.time.how != "stated" or two.time.how != "stated"
        if self.meets:
            yield _step("overlap", self.widest / _DAY, limits.overlap_days)
            if taken:
                yield "overlap taken over"
            return
        if self.dated and apart <= timedelta(hours=limits.gap_hours[2]) and self.widest >= _BY_DAY:
            yield "another day"
            return
        yield _step("gap", apart / _HOUR, limits.gap_hours) if self.dated else "gap undated"
        if taken:
            yield "gap taken over"
        if (one.status in OPEN) != (two.status in OPEN):
            yield "gap to an outlook"


def _bounds(one: Told, two: Told) -> Iterator[str]:
    """At most one claim is dated: a report that gives its event no time tells of the news rather than of history."""
    (low1, high1), (low2, high2) = _bounds_of(one), _bounds_of(two)
    if (high1 and low2 and high1 <= low2 - _DAY) or (high2 and low1 and high2 <= low1 - _DAY):
        yield "bounds apart"
        return
    if one.story == two.story and one.interval is two.interval:
        return
    first = one.interval[1] if one.interval else one.published
    second = two.interval[1] if two.interval else two.published
    if first is None or second is None:
        return
    between = _step("news", abs(first - second) / _DAY, _limits().news_days)
    yield "history" if between == "news more" and (one.interval or two.interval) else between


def _bounds_of(told: Told) -> tuple[datetime | None, datetime | None]:
    """Whatever bounds a claim has; a report that looks back was printed after what it tells of."""
    low, high = told.bounds
    return low, high or (told.published if told.claim.status in SETTLED | AGAINST else None)


def _step(name: str, value: float, steps: Sequence[float]) -> str:
    """The first step that holds the value: "gap 14"; "gap more" beyond the last."""
    return next((f"{name} {step:g}" for step in steps if value <= step), f"{name} more")


def _limits() -> Limits:
    return rules().limits
