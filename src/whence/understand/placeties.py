"""Which phrases may say where an event was, and to which events does grammar tie them in which role?"""

from __future__ import annotations

from collections.abc import Sequence

from whence.knowledge.claimrules import ClaimRules
from whence.reading import Place, Time
from whence.understand.attach import Anchor, Clause, opener
from whence.understand.offsets import lies_in, root, tokens
from whence.understand.scenes import Spot, nameless
from whence.understand.surroundings import Surroundings
from whence.understand.what import RawEvent

SHARES_PLACE = frozenset({"acl", "advcl", "conj", "xcomp"})
"""Relations through which a clause shares the place of the clause above it."""
_SEAT = "seat"
# Relations in which a place stands in its clause without a preposition.
_BARE_PLACES = frozenset(
    {"obj", "nsubj:pass", "obl", "obl:unmarked", "compound", "nmod:unmarked", "appos", "flat"}
)


class PlaceTies:
    """The phrases of one text that may say where something was, as grammar ties them to its events.

    ``datelines`` are the stretches of the text whose places are the reporter's.
    """

    def __init__(
        self,
        around: Surroundings,
        places: Sequence[Place],
        times: Sequence[Time],
        datelines: Sequence[tuple[int, int]],
        rules: ClaimRules,
    ) -> None:
        self._doc = around.doc
        self._around, self._places, self._times = around, places, times
        self._datelines, self._rules = datelines, rules

    def spots(self) -> list[Spot]:
        """The phrases that may say where an event was: the outermost named places, and some without a name."""
        out: list[Spot] = []
        outer = -1
        for k, place in enumerate(self._places):
            head = root(self._doc, place.start, place.end)
            if place.end > outer and not lies_in(place.start, self._datelines) and head is not None:
                span = tokens(self._doc, place.start, place.end)
                out.append(Spot(span.start, span.stop, head.i, k))
            outer = max(outer, place.end)
        spans = [(p.start, p.end) for p in self._places] + [(t.start, t.end) for t in self._times]
        taken = {i for span in spans for i in tokens(self._doc, *span)}
        return out + nameless(self._around, lambda a, b: not taken.isdisjoint(range(a, b)))

    def of(self, clause: Clause, events: Sequence[RawEvent]) -> dict[int, dict[int, str]]:
        """The places of some events, which ``clause`` carries: event to first tokens of places, and their roles."""
        where: dict[int, dict[int, str]] = {}
        spots = self.spots()
        for spot in spots:
            anchor = clause.anchor(spot.root)
            role = self._role(spot, anchor, events)
            for n in anchor.events if role else ():
                where.setdefault(n, {})[spot.start] = role or ""
        for n, e in enumerate(events):
            word = opener(self._doc[e.trigger], self._rules.where_words)
            if word is None or where.get(n):
                continue
            first = self._around.sentence_of(word)[0]
            before = [s for s in spots if first <= s.start and s.end <= word and s.place is not None]
            if before:
                outermost = max(before, key=lambda s: (s.end, -s.start))
                where.setdefault(n, {})[outermost.start] = "at"
        return where

    def case(self, spot: Spot) -> str:
        """The preposition of a place phrase: the one written right before it, else the UD case of its head."""
        first = spot.start
        while first > 0 and (self._doc[first - 1].pos_ == "DET" or self._doc[first - 1].is_space):
            first -= 1
        words: list[str] = []
        while first > 0 and self._doc[first - 1].tag_ in ("IN", "TO", "RP"):
            first -= 1
            words.insert(0, self._doc[first].lower_)
        if words:
            return " ".join(words)
        head = self._doc[spot.root]
        return " ".join(c.lower_ for c in head.children if c.dep_ == "case" and c.i < head.i)

    def _role(self, spot: Spot, anchor: Anchor, events: Sequence[RawEvent]) -> str | None:
        """The role that grammar gives a place in the clause it belongs to, "seat" where it is a party's."""
        if not anchor.events:
            return None
        head = self._doc[spot.root]
        if anchor.through_subject and head.dep_ != "nsubj:pass":
            return _SEAT
        case = self.case(spot)
        if case:
            return self._rules.place_role.get(case) or self._rules.place_role.get(case.rpartition(" ")[2])
        if head.dep_ == "nmod:poss" or head.dep_.startswith("amod"):
            return _SEAT
        if head.dep_ in _BARE_PLACES:
            actors = {i for n in anchor.events for i in events[n].actors}
            return _SEAT if head.i in actors else "at"
        return None
