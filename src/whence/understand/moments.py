"""When did it happen: which of the article's times is an event's own, or what bound is known at all?

Every event is offered the times of its surroundings, each read in several ways (at that time, since then, before it, from
then on), and what publication and tense alone bound. A linear model over named features of event, time and the way between
them (`knowledge/data/moments.tsv`, fitted by ``python -m training.choices``) gives each offer a probability; offers of one
and the same interval share theirs. The likeliest is taken, and the reason names it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from datetime import time as midnight
from typing import NamedTuple

import numpy as np

from whence.article import EASTERNMOST, Published
from whence.knowledge import timewords
from whence.knowledge.weights import Weights, load_weights
from whence.reading import ClaimTime, Status, Time
from whence.understand.intervals import tzinfo_of
from whence.understand.mentions import text_of
from whence.understand.surroundings import Surroundings, joined_by, step
from whence.understand.zones import ENTRIES, opens_entry

NEAREST = 9
"""So many times around an event are offered to it, and those that a tie of grammar or sense leads to."""
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
# The upper ends of sizes that a feature tells apart.
_WIDTHS = (
    ("hour", _HOUR),
    ("part", timedelta(hours=15)),
    ("day", timedelta(hours=51)),
    ("week", timedelta(days=9)),
    ("month", timedelta(days=33)),
    ("year", timedelta(days=368)),
)
_AGES = (
    ("same day", _DAY),
    ("two days", 2 * _DAY),
    ("week", 8 * _DAY),
    ("month", 35 * _DAY),
    ("year", 370 * _DAY),
)
WAYS = ("at", "scene", "since", "before", "by", "from")
"""How an event may lie to a time: at it (told in its sentence, or elsewhere), between it and publication, before its
start, before its end (what lies ahead, from publication on), after its start."""
BOUNDS = ("past", "future", "today")
NONE = "none"
# Readings that place an event beside a time rather than at it are told from this probability on; else the next best is.
_ENDING = re.compile(r"(?:the |this |its |next )*(?:end|close) of\b", re.IGNORECASE)
"""Before "the end of the month" is before the month is over, not before its last days."""
_BESIDE = frozenset({"since", "before", "by", "from"})
LEAST = 0.25
# What has happened or been tried does not lie after publication, whatever the features say.
_BEHIND = frozenset({"happened", "failed", "denied"})
# What is told so has not ended when it is told.
_AHEAD = frozenset({"ongoing", "expected", "possible", "requested"})
_WILL = ("will", "shall")
_WHEN = "when"
_TO = frozenset(timewords.load().words["TO"])
_CASES = ("ADP", "SCONJ")
_FRESH = frozenset({"perfect", "VBZ", "VBP", "VBG present", "VBN present"})
"""Forms by which an entry tells what has just happened or is going on."""
COLUMNS = (*WAYS, *BOUNDS, NONE)


class Deed(NamedTuple):
    """What is known of an event before its time is: its word, its verdict, and the times that something ties to it.

    ``ties`` maps a time (by its number) to the kinds of tie: "own" by grammar, "shared" with the clause above, "said" of
    the telling of it, "twin" of the same event told elsewhere, "type" of another event of its type. Nothing else is offered
    to an event with a tie "when": of a clause that describes the time ("since August 2019, when").
    """

    trigger: int
    type: str
    status: Status
    negative: bool
    repeated: bool
    voiced: bool
    ties: Mapping[int, frozenset[str]]
    parties: frozenset[str] = frozenset()
    befallen: frozenset[str] = frozenset()
    """Those of its parties that it befalls."""


class Offer(NamedTuple):
    """One interval that an event may have: by which time (``None``: by publication alone), read in which way."""

    way: str
    time: int | None
    earliest: datetime | None
    latest: datetime | None
    features: tuple[str, ...]


class Moments:
    """The times of one text and what they are to its events."""

    def __init__(
        self,
        around: Surroundings,
        published: Published | None,
        times: Sequence[Time],
        usable: Sequence[int],
        weights: Weights | None = None,
    ) -> None:
        """``usable``: the times that may be an event's (no datelines, no habits)."""
        doc = self._doc = around.doc
        self._published, self._times = published, times
        self._weights = weights or load_weights("moments")
        self._around = around
        self._triggers: list[int] = []
        self._owned: tuple[Sequence[Deed], Mapping[int, list[int]]] = ((), {})
        self._known: dict[int, _Known] = {}
        for k in usable:
            found = doc.char_span(times[k].start, times[k].end, alignment_mode="expand")
            if found is not None and len(found) and (times[k].earliest or times[k].latest):
                self._known[k] = self._know(times[k], found.start, found.end, found.root.i)
        entries = [k for k, known in self._known.items() if known.entry]
        self._entries = entries if len(entries) >= ENTRIES else []
        self._ranged = frozenset(k for k in self._known if self._is_end(k, k + 1) or self._is_end(k - 1, k))

    def _is_end(self, k: int, m: int) -> bool:
        """Whether two times are the ends of one range: "from 8 p.m. on Monday until 5 a.m. on Tuesday"."""
        if k not in self._known or m not in self._known:
            return False
        one, other = self._times[k], self._times[m]
        between = self._doc[self._known[k].end : self._known[m].start].text.strip().lower()
        return (one.earliest, one.latest) == (other.earliest, other.latest) and between in _TO

    # --- offers

    def offers(self, deeds: Sequence[Deed], n: int) -> list[Offer]:
        """All that the time of an event may be."""
        deed = deeds[n]
        about = tuple(self._about(deed))
        behind = self._is_behind(deed)
        out = [o for o in self._bounds(deed, about) if o.way != "future" or not behind]
        near = self._near(deed)
        wide = self._wide([k for k in near if "own" in deed.ties.get(k, ())])
        entry = self._entry_of(deed.trigger)
        for k in near:
            apart = entry is not None and k not in deed.ties and self._entry_of(self._known[k].start) != entry
            if k not in wide and not apart:  # one entry does not date what another tells
                out += self._readings(k, deed, behind, (*about, *self._between(deeds, n, k)))
        told = [o for o in out if o.way == "at" and o.time is not None and _WHEN in deed.ties.get(o.time, ())]
        return told or out

    def _bounds(self, deed: Deed, about: tuple[str, ...]) -> Iterator[Offer]:
        published = self._published
        if published is None:
            yield Offer(NONE, None, None, None, about)
            return
        entry = self._entry_of(deed.trigger)
        if entry is not None:
            yield from self._bounds_of(entry, deed, about)
            return
        yield Offer("past", None, None, published.latest, about)
        yield Offer("future", None, first_instant(published), None, about)
        yield Offer("today", None, _day_of(published), published.latest, about)

    def _entry_of(self, trigger: int) -> Time | None:
        """The stamp of the entry that an event is told in, in a report that grows by the hour."""
        before = bisect_right(self._entries, trigger, key=lambda k: self._known[k].start)
        stamp = self._times[self._entries[before - 1]] if before else None
        return stamp if stamp is not None and stamp.earliest and stamp.latest else None

    def _told_at(self, deed: Deed) -> datetime | None:
        """The latest moment at which an event can be told: that of its entry, or of publication."""
        entry = self._entry_of(deed.trigger)
        if entry is not None:
            return entry.latest
        return self._published.latest if self._published else None

    def _bounds_of(self, stamp: Time, deed: Deed, about: tuple[str, ...]) -> Iterator[Offer]:
        """The bounds that its stamp sets to what an entry tells; what it tells as fresh is of its day."""
        assert stamp.earliest is not None and stamp.latest is not None
        zone = tzinfo_of(stamp.zone or "") or UTC
        day = stamp.earliest.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
        if self._around.form(deed.trigger) not in _FRESH:
            yield Offer("past", None, None, stamp.latest, about)
        yield Offer("future", None, stamp.earliest, None, about)
        yield Offer("today", None, day.astimezone(UTC), stamp.latest, about)

    def _wide(self, own: Sequence[int]) -> set[int]:
        """Of the times tied to one word those that hold another: "at 5:40 a.m. on 9 March" is no whole day."""
        spans = {k: (self._times[k].earliest, self._times[k].latest) for k in own}
        return {
            k
            for k, (early, late) in spans.items()
            for other, (first, last) in spans.items()
            if k != other and early and late and first and last
            if early <= first and last <= late and last - first < late - early
        }

    def _is_behind(self, deed: Deed) -> bool:
        """Whether an event lies before publication: it has happened, or it is asked whether it "may have"."""
        if deed.status in _BEHIND:
            return True
        token = self._doc[deed.trigger]
        if self._around.form(deed.trigger) in ("perfect", "pluperfect"):
            return not any(c.lemma_ in _WILL for c in token.children if c.tag_ == "MD")
        return deed.status == "possible" and token.tag_ == "VBD" and token.dep_ in ("ccomp", "csubj")

    def _readings(self, k: int, deed: Deed, behind: bool, features: tuple[str, ...]) -> Iterator[Offer]:
        known = self._known[k]
        early, late = self._times[k].earliest, self._times[k].latest
        told = self._told_at(deed)
        if told and early and early > told and behind:
            return
        if known.entry and self._entry_of(deed.trigger) is not None:
            return  # it bounds what is told (`_bounds_of`)
        here = known.sentence == self._around.sentence[deed.trigger]
        if not (known.entry and behind):  # the stamp of an entry says when it was written
            yield Offer("at" if here else "scene", k, early, late, features)
        if k in self._ranged and "own" in deed.ties.get(k, ()):
            return  # both its ends are told
        over = behind and "said" in deed.ties.get(k, ()) and "own" not in deed.ties[k]  # when it is told
        if early and late and told and early < told and not over:
            yield Offer("since", k, early, told, features)
        if early and late:
            until = late if _ENDING.match(self._times[k].text) else early
            yield Offer("before", k, self._since(deed, behind, until), until, features)
            yield Offer("by", k, self._since(deed, behind, late), late, features)
        if early and late and not over:
            yield Offer("from", k, early, None, features)

    def _since(self, deed: Deed, behind: bool, end: datetime) -> datetime | None:
        """From when on what ends before a moment may happen: what lies ahead, from publication on."""
        if self._published is None or behind or deed.status not in _AHEAD or end <= self._published.latest:
            return None
        return first_instant(self._published)

    def _near(self, deed: Deed) -> list[int]:
        """The times to offer: those tied to the event and the nearest in the text, in text order."""
        first = self._known[min(self._known)].start if self._known else 0
        ranked = sorted(
            self._known,
            key=lambda k: (k not in deed.ties, abs(self._known[k].start - deed.trigger), k),
        )
        lead = [k for k in self._known if self._known[k].start == first]
        return sorted({*ranked[:NEAREST], *lead})

    # --- features

    def _about(self, deed: Deed) -> Iterator[str]:
        """Features of the event alone."""
        token = self._doc[deed.trigger]
        yield "always"
        yield f"status {deed.status}"
        yield f"type {deed.type}"
        form = self._around.form(deed.trigger)
        yield f"form {form}"
        yield f"status {deed.status} form {form}"
        yield f"clause {token.dep_}"
        for word in joined_by(token):
            yield f"joined by {word}"
        if deed.negative:
            yield "negative"
        if deed.repeated:
            yield "repeated"
        yield "voiced" if deed.voiced else "outlet's"
        yield "quoted" if self._around.quote[deed.trigger] >= 0 else "unquoted"
        if self._around.sentence[deed.trigger] == 0:
            yield "in lead"
        elif self._around.paragraph[deed.trigger] == 0:
            yield "in first paragraph"
        event = self._around.events.get(deed.trigger)
        if event is not None and event.statuses:
            yield f"engine {event.statuses[0][0]}"
            yield f"engine kind {event.kind}"
            if event.ways:
                way, sure = event.ways[0]
                yield f"engine lies {way}"
                yield f"engine lies {way} {step(sure)}"
        yield f"engine has a time {self._around.best_chance(deed.trigger, 'time')}"
        here = sum(self._known[k].sentence == self._around.sentence[deed.trigger] for k in self._known)
        yield f"times in sentence {min(here, 3)}"
        kinds = {tie for ties in deed.ties.values() for tie in ties}
        for kind in ("own", "shared", "said", "twin"):
            if kind in kinds:
                yield f"has {kind}"
        if not kinds:
            yield "has no tie"
        earlier = any(self._known[k].start < deed.trigger for k in self._known)
        yield "times before" if earlier else "no times before"
        yield "published at a moment" if self._published and self._published.moment else "published on a day"

    def _between(self, deeds: Sequence[Deed], n: int, k: int) -> Iterator[str]:
        """Features of a time for an event."""
        deed, known = deeds[n], self._known[k]
        yield from known.features
        ties = deed.ties.get(k, frozenset())
        sentence = self._around.sentence[deed.trigger]
        away = known.sentence - sentence
        where = self._around.where(known.start, deed.trigger)
        yield f"sentence {where}"
        gap = self._around.paragraph[known.start] - self._around.paragraph[deed.trigger]
        yield f"paragraph {0 if not gap else 'before' if gap < 0 else 'after'}"
        for tie in sorted(ties):
            yield f"tie {tie}"
            yield f"tie {tie} {where}"
            yield f"tie {tie} type {deed.type}"
        chance = self._around.chance(deed.trigger, (known.start, known.end), "time")
        yield f"engine {chance}"
        event = self._around.events.get(deed.trigger)
        if chance != "no" and event is not None and event.ways:
            yield f"engine {chance} lies {event.ways[0][0]}"
        if self._around.is_best(deed.trigger, (known.start, known.end), "time"):
            yield "engine's first"
            yield f"engine's first {where}"
        yield from self._owners(deeds, n, k, where)
        yield from self._order(deed, known)
        if self._around.quote[deed.trigger] != self._around.quote[known.start]:
            yield "over a quotation mark"
            yield f"over a quotation mark {where}"
        elif self._around.quote[deed.trigger] >= 0:
            yield "in the same quotation"
        yield f"age {known.age} status {deed.status}"
        yield f"age {known.age} form {self._around.form(deed.trigger)}"
        if away != 0:
            yield f"aside in {known.aside}"
            yield f"aside in {known.aside} age {known.age}"
            yield f"aside in {known.aside} {where}"
        if away == 0:
            yield f"engine {chance} here"
            yield f"case {known.case} here"
            yield f"case {known.case} here status {deed.status}"
            yield f"case {known.case} here age {known.age}"
            yield from self._around.way(deed.trigger, known.root)

    def _owners_of(self, deeds: Sequence[Deed]) -> Mapping[int, list[int]]:
        """Time to the events that grammar ties it to, worked out once for one list of events."""
        if self._owned[0] is not deeds:
            owned: dict[int, list[int]] = {}
            for m, deed in enumerate(deeds):
                for k, ties in deed.ties.items():
                    if "own" in ties:
                        owned.setdefault(k, []).append(m)
            self._owned = (deeds, owned)
            self._triggers = sorted(deed.trigger for deed in deeds)
        return self._owned[1]

    def _owners(self, deeds: Sequence[Deed], n: int, k: int, where: str) -> Iterator[str]:
        """Features of the other events that a time belongs to."""
        deed = deeds[n]
        owners = [m for m in self._owners_of(deeds).get(k, ()) if m != n]
        if not owners:
            yield "nobody's"
            return
        tense = self._around.tense(deed.trigger, deed.status)
        beside = any(
            self._around.sentence[deeds[m].trigger] == self._around.sentence[deed.trigger] for m in owners
        )
        yield f"another's {'here' if beside else where}"
        yield f"another's {'here' if beside else where} {tense}"
        if any(deeds[m].status == deed.status for m in owners):
            yield "another's of this status"
        if any(self._around.tense(deeds[m].trigger, deeds[m].status) == tense for m in owners):
            yield f"another's of this tense {tense}"
        if any(deeds[m].parties & deed.parties for m in owners):
            yield "another's of these parties"
            yield f"another's of these parties {where}"
        befallen = [deeds[m].befallen for m in owners]
        if deed.befallen and all(befallen) and not any(deed.befallen & b for b in befallen):
            yield "another's that befell others"
            yield f"another's that befell others {where}"
        if any(self._doc[deeds[m].trigger].lemma_ == self._doc[deed.trigger].lemma_ for m in owners):
            yield "another's of this word"
        if n - 1 in owners:
            yield "the event's before"
            yield f"the event's before {where} {tense}"
        if n + 1 in owners:
            yield "the event's after"
            yield f"the event's after {where}"
        near = max(self._around.likeness(deed.trigger, deeds[m].trigger) for m in owners)
        yield f"another's alike {near}"

    def _order(self, deed: Deed, known: _Known) -> Iterator[str]:
        """Features of the order of the words."""
        sentence = self._around.sentence[deed.trigger]
        before = known.start < deed.trigger
        starts = [k.start for k in self._known.values()]
        if known.sentence == sentence:
            yield from self._around.order(known.start, deed.trigger, self._triggers)
            same = [k for k in self._known.values() if k.sentence == sentence]
            if len(same) == 1:
                yield "only time of the sentence"
            elif min(same, key=lambda k: abs(k.start - deed.trigger)).start == known.start:
                yield "nearest time of the sentence"
            if before and known.opens:
                yield "opens the sentence"
            return
        if before and known.start == max((s for s in starts if s < deed.trigger), default=-1):
            yield "last time before"
            away = min(sentence - known.sentence, 4)
            tense = self._around.tense(deed.trigger, deed.status)
            yield f"last time before by {away} sentences"
            yield f"last time before by {away} sentences {tense}"
            yield f"last time before {known.width} {tense}"
            together = self._around.paragraph[known.start] == self._around.paragraph[deed.trigger]
            yield f"last time before {'in' if together else 'outside'} the paragraph {tense}"
            if together and known.stamp:
                yield f"stamp {tense}"
        if known.start == min(starts):
            yield "first time of the text"

    def _know(self, time: Time, start: int, end: int, root: int) -> _Known:
        early, late = time.earliest, time.latest
        width = "open"
        if early and late:
            width = next((name for name, most in _WIDTHS if late - early <= most), "long")
        age = self._age(early or late, late or early)
        case = self._case(start)
        first = start == 0 or self._doc[start].is_sent_start
        first = first or bool(start > 1 and self._doc[start - 1].is_sent_start and case != "-")
        features = (f"time {time.type}", f"wide {width}", f"age {age}", f"case {case}")
        stamp = start == 0 or self._around.paragraph[start - 1] != self._around.paragraph[start]
        entry = opens_entry(text_of(self._doc), time.start, time.end)
        sentence = self._around.sentence[start]
        aside = self._around.aside(root)
        return _Known(
            start, end, root, sentence, age, width, case, bool(first), stamp, entry, aside, features
        )

    def _case(self, start: int) -> str:
        """The preposition before a time ("as of", "up to"), ``-`` if there is none."""
        words: list[str] = []
        for token in reversed(self._doc[max(start - 2, 0) : start]):
            if token.pos_ not in _CASES:
                break
            words.insert(0, token.text.lower())
        return " ".join(words) or "-"

    def _age(self, early: datetime | None, late: datetime | None) -> str:
        """Where a time lies from the publication."""
        if self._published is None or early is None or late is None:
            return "unknown"
        first, last = first_instant(self._published), self._published.latest
        if early >= last:
            return "future"
        if late >= first:
            return "around"
        return next((name for name, most in _AGES if first - late <= most), "old")

    # --- the answer

    def settle(self, deeds: Sequence[Deed], n: int) -> tuple[ClaimTime, tuple[int, ...], float]:
        """The time of an event, the times of its sentence that tell it, and how probable that is."""
        offers = self.offers(deeds, n)
        chances = [float(c) for c in chances_of(self._weights, offers)]
        shares: dict[tuple[datetime | None, datetime | None], float] = {}
        for offer, chance in zip(offers, chances, strict=True):
            shares[offer[2:4]] = shares.get(offer[2:4], 0.0) + chance
        order = sorted(
            range(len(offers)), key=lambda i: (-round(shares[offers[i][2:4]], 9), -round(chances[i], 9), i)
        )
        offer = next(o for o in (offers[i] for i in order) if o.way not in _BESIDE or shares[o[2:4]] >= LEAST)
        told = (offer.time,) if offer.way == "at" and offer.time is not None else ()
        return self._moment(deeds[n], offer), told, shares[offer[2:4]]

    def _moment(self, deed: Deed, offer: Offer) -> ClaimTime:
        if offer.time is None:
            return self._bounded(deed, offer)
        time = self._times[offer.time]
        place = f"{time.text!r} (character {time.start})"
        entry = self._entry_of(deed.trigger)
        told = "publication" if entry is None else f"its entry ({entry.text})"
        reason = {
            "at": f"{time.text!r}: {time.reason}",
            "scene": f"told elsewhere, at {place}: {time.reason}",
            "since": f"between {place} and {told}: {time.reason}",
            "before": f"before {place}: {time.reason}",
            "by": f"not after {place}: {time.reason}",
            "from": f"not before {place}: {time.reason}",
        }[offer.way]
        lasting = deed.status == "ongoing" or (offer.way == "at" and time.type == "DURATION")
        return ClaimTime(
            earliest=offer.earliest,
            latest=offer.latest,
            sense="throughout" if lasting else time.sense if offer.way in ("at", "scene") else "within",
            how="stated" if offer.way == "at" else "inherited" if offer.way == "scene" else "bounded",
            reason=reason,
        )

    def _bounded(self, deed: Deed, offer: Offer) -> ClaimTime:
        if self._published is None:
            return ClaimTime(how="unresolved", reason="no time is told and the publication date is not known")
        side = {"past": "before", "future": "after", "today": "on the day of"}[offer.way]
        entry = self._entry_of(deed.trigger)
        bound = f"publication ({self._published.at})" if entry is None else f"its entry ({entry.text})"
        return ClaimTime(
            earliest=offer.earliest,
            latest=offer.latest,
            sense="throughout" if deed.status == "ongoing" else "within",
            how="bounded",
            reason=f"told as {deed.status}, {side} {bound}",
        )


class _Known(NamedTuple):
    """A time as tokens, with what it is by itself."""

    start: int
    end: int
    root: int
    sentence: int
    age: str
    width: str
    case: str
    opens: bool
    stamp: bool
    entry: bool
    aside: str
    features: tuple[str, ...]


def chances_of(weights: Weights, offers: Sequence[Offer]) -> np.ndarray:
    """The probability of each offer."""
    column = {name: i for i, name in enumerate(weights.columns)}
    told: list[float] = []
    seen: tuple[str, ...] | None = None
    for offer in offers:
        if offer.features is not seen:  # the readings of one time share their features
            seen, row = offer.features, weights.scores(offer.features)
        told.append(float(row[column[offer.way]]))
    scores = np.array(told)
    raised = np.exp(scores - scores.max())
    out: np.ndarray = raised / raised.sum()
    return out


def first_instant(published: Published) -> datetime:
    """The earliest instant at which the article can have been published."""
    moment = published.moment
    if moment is None:
        moment = datetime.combine(published.day, midnight())
    if moment.tzinfo is None:
        return (moment - EASTERNMOST).replace(tzinfo=UTC)
    return moment.astimezone(UTC)


def _day_of(published: Published) -> datetime:
    """Where the day of publication begins."""
    moment = published.moment
    if moment is None or moment.tzinfo is None:
        start = datetime.combine(published.day, midnight())
        return (start - EASTERNMOST).replace(tzinfo=UTC)
    return moment.replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)
