"""What do the cues of status that are found for one event, the innermost first, add up to?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from whence.understand.statusform import tense_of

if TYPE_CHECKING:
    from whence.knowledge.statuswords import Cue
    from whence.understand.arguments import Clauses
    from whence.understand.what import RawEvent


class Finding:
    """The status of one event in the making; ``cue`` is the token span of the word that says so.

    ``would``: a conditional that may turn out a past future. ``weak``: the first status that yields to any other, with its
    word. ``tense`` of the first finite predicate. ``path``: the words from the trigger up that have been passed.
    ``ended``: a word says that the event is over. ``since``: a negation says when it came about ("not until"). ``firm``: the
    words leave no room for a guess.
    """

    def __init__(self, clauses: Clauses, event: RawEvent) -> None:
        self._t = clauses
        self.event = event
        self.status: str | None = None
        self.cue: tuple[int, int] | None = None
        self.negative = False
        self.repeated = False
        self.retracted = False
        self.would = False
        self.weak: tuple[str, int] | None = None
        self.tense: str | None = None
        self.path = {event.trigger}
        self.ended = False
        self.since = False
        self.firm = False

    def hear(self, cue: Cue, at: int) -> None:
        """Take in the status of a cue word."""
        if "weak" in cue.flags:
            self.suggest(cue.status, at)
        else:
            self.turn(cue.status, at)

    def suggest(self, status: str, cue: int) -> None:
        """Note a status that yields to any other."""
        if self.weak is None:
            self.weak = (status, cue)

    def turn(self, outer: str, cue: int | None, span: tuple[int, int] | None = None) -> None:
        """Join a status with what was found further in: a plan *cancelled*, an attempt *denied*, a threat *not* made."""
        inner = self.status
        if outer in ("happened", "pass"):
            self.ended = self.ended or outer == "happened"
            return
        if inner is None or inner == "ongoing":
            self.settle(outer, cue, span)
            return
        if inner == "failed" and outer in ("negated", "denied") and self._attempted():
            self.settle(outer, cue, span)  # there was no attempted coup: nobody tried
            return
        if outer == "negated":
            if inner in ("expected", "possible", "requested"):
                self.negative = True
                return
            if inner in ("failed", "negated"):
                self.status = None
                self.cue = None
            return
        if inner in ("negated", "cancelled") and outer in ("expected", "possible", "requested"):
            self.negative = True
            self.settle(outer, cue, span)
        elif (
            (inner == "expected" and outer in ("possible", "requested", "cancelled", "failed", "denied"))
            or (inner in ("possible", "requested") and outer in ("denied", "cancelled"))
            or (inner == "attempted" and outer in ("failed", "possible", "expected", "denied"))
        ):
            self.settle(outer, cue, span)

    def contradict(self, cue: int) -> None:
        """Join with a word that says of a rumour that it is not so."""
        if self.status in (None, "ongoing", "possible"):
            self.settle("negated", cue)
            self.firm = True

    def _attempted(self) -> bool:
        """Whether an adjective of the event says that it failed, not a verb that governs it."""
        return self.cue is not None and self._t.dep[self.cue[0]] == "amod"

    def settle(self, status: str, cue: int | None, span: tuple[int, int] | None = None) -> None:
        """Set the status, and its cue to ``span`` or else to the word with its particle."""
        self.status = status
        if span is not None:
            self.cue = span
        elif cue is not None:
            t = self._t
            particle = [c for c in t.children[cue] if t.full[c] == "compound:prt" and c == cue + 1]
            self.cue = (cue, cue + 1 + len(particle))

    def note_tense(self, i: int) -> None:
        """Remember the tense of the first finite predicate met on the way up."""
        if self.tense is None:
            self.tense = tense_of(self._t, i)
