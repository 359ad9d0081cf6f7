"""What do the words that govern an event tell of its status: "*failed* to attack", "*plans* for talks were *dropped*"?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from whence.understand.statusform import is_infinitive, states
from whence.understand.statusrepeats import is_plural

if TYPE_CHECKING:
    from whence.understand.arguments import Clauses
    from whence.understand.statusbeside import Beside
    from whence.understand.statuscues import StatusCues
    from whence.understand.statusfinding import Finding

_CLIMB = 10  # clauses between a trigger and the outermost word that may govern it
# Relations that lead to nothing that governs.
_APART = frozenset({"parataxis", "appos", "list", "discourse", "vocative", "orphan", "dep"})


class Above:
    """Climbs from the trigger of one event to the words that govern it, and adds what they say to its finding."""

    def __init__(self, clauses: Clauses, cues: StatusCues, found: Finding, beside: Beside) -> None:
        self._t = clauses
        self._cues = cues
        self._found = found
        self._beside = beside

    def climb(self) -> None:
        """Take in the trigger and what governs it, from the inside out."""
        t, event = self._t, self._found.event
        at = event.trigger
        self._beside.look(at, own=True)
        came_through_report = False
        for _ in range(_CLIMB):
            head = self._above(at)
            self._found.path.add(at)
            if head == at:
                return
            if event.light is not None and at == event.trigger and self._is_borne(event.light):
                relations = {"obj", "subjpass", t.case(at)}
                # a light verb lets its own tense and modals through even where it is no cue
                if self._govern(event.light, relations, at, came_through_report) is None:
                    self._beside.look(event.light)
                at = event.light
                continue
            if (t.full[at] == "acl:relcl" and t.mark(at) != "that") or t.dep[at] in _APART:
                if t.full[at] == "acl:relcl" and self._cues.is_anybody(head):
                    self._found.turn("possible", self._cues.anybody(head))
                    self._found.firm = True
                return
            if t.dep[at] == "conj":
                if not self._conjunct(at, head):
                    self._inserted_report(at)
                    return
                at = head
                continue
            goes_on = self._govern(head, self._relations(at, head), at, came_through_report)
            if goes_on is None and self._is_contained(at, head):
                at = head
                continue
            if not (self._ungoverned(at, head) if goes_on is None else goes_on):
                return
            came_through_report = self._cues.is_account(head)
            at = head

    def _is_borne(self, light: int) -> bool:
        """Whether the light verb of the event is over it, with no other verb between them: "held talks", but not "fled and had talks"."""
        t, at = self._t, self._found.event.trigger
        if t.head[light] == at:
            return False
        above = t.head[at]
        return above == light or t.pos[above] not in ("VERB", "AUX") or t.dep[above] != "conj"

    def _above(self, at: int) -> int:
        """The word over a word; an infinitive behind "the parties concerned" belongs to the verb that asks them."""
        t = self._t
        head = t.head[at]
        noun = t.head[head]
        behind = t.dep[at] == "xcomp" and t.dep[head] == "amod" and noun < head and t.tag[at] == "VB"
        if behind and t.dep[noun] in ("obj", "iobj", "obl"):
            asked = self._cues.governing(t.head[noun], {"xcomp"})
            return t.head[noun] if asked is not None else head
        return head

    def _relations(self, at: int, head: int) -> set[str]:
        """The names that lead from ``head`` down to ``at``: its relation, its logical relation and its preposition."""
        t = self._t
        out = {t.dep[at]}
        if t.full[at] == "nsubj:pass" or (t.dep[at] == "nsubj" and t.is_passive(head)):
            out |= {"subjpass", "obj"}
            out.discard("nsubj")
        elif t.dep[at] == "nsubj":
            out.add("subj")
        if t.full[at] == "nmod:poss":
            out.add("poss")
        case = t.case(at)
        if case:
            out |= {case, case.split("_")[0]}
        if t.dep[at] in ("advcl", "acl"):
            mark = t.mark(at)
            if mark and mark not in ("to", "that"):
                out.add(mark)
                if mark not in ("of", "from", "for", "about", "against"):
                    out.discard("advcl")
        return out

    def _govern(self, head: int, relations: set[str], at: int, reported: bool) -> bool | None:
        """Apply ``head`` as a cue. ``None``: it is none for this relation; ``False``: climb no further."""
        t, found = self._t, self._found
        cue = self._cues.governing(head, relations, reported=reported)
        if cue is None:
            return None
        status = cue.status
        if status == "stop":
            return False
        if status == "report":
            return self._report(head, at)
        if status == "denied" and self._cues.is_negated(head):
            return True  # "does not deny holding him"
        if "wanting" in cue.flags and t.dep[at] == "ccomp" and states(t, at):
            return self._report(head, at)  # "insisted that no law had been broken"
        if status == "denied" and self._cues.is_rumour(at):
            found.contradict(head)
            return True
        if "next" in cue.flags and min(at, *t.children[at]) != head + 1:
            return None
        if status == "negated" and found.status == "requested" and t.pos[at] == "NOUN":
            return True  # a rejected call for talks still calls for them
        moved = "moved" in cue.flags and self._cues.is_moved(head)  # "put off to next week"
        if "firm" in cue.flags or moved or (status == "denied" and reported):
            found.firm = True
        if "retracted" in cue.flags:
            found.retracted = True
        if "negative" in cue.flags:
            found.negative = True
        if status == "attempted" and "weak" not in cue.flags:
            found.note_tense(head)
            failure = self._cues.failure(head)
            found.turn("attempted" if failure is None else "failed", head if failure is None else failure)
        elif status != "pass":
            found.hear(cue, head)
        elif (
            "repeated" in cue.flags
            and self._cues.iterates(head, found.event)
            and not found.event.state
            and t.dep[at] == "nmod"
        ):
            found.repeated = found.repeated or is_plural(t, at) or is_plural(t, head)
        self._beside.look(head, cue=status != "pass")
        return True

    def _report(self, head: int, at: int) -> bool:
        """Apply a verb that reports; whether the climb goes on above it."""
        t, found = self._t, self._found
        if found.would and t.tag[head] in ("VBD", "VBN"):
            found.would = False
            found.firm = found.cue is None or not self._is_supposed(found.cue[0])
            found.settle("expected", None)
        if t.dep[at] == "xcomp":
            self._beside.look(head)
            return True
        if t.is_passive(head) and self._cues.is_negated(head):
            found.turn("negated", head)
        return False

    def _is_supposed(self, modal: int) -> bool:
        """Whether "would" has a subject that is only thought of: "said such a strike would kill hundreds"."""
        t = self._t
        subjects = t.kids(t.head[modal], "nsubj", "csubj")
        return not subjects or any(
            t.low[c] in self._cues.words.supposing for s in subjects for c in (s, *t.children[s])
        )

    def _inserted_report(self, at: int) -> None:
        """What "would" be is expected where the clause it is joined to is somebody's: "X was held, he said, and more would follow"."""
        t = self._t
        while t.dep[at] == "conj":
            at = t.head[at]
        cue = self._cues.governing(t.head[at], {t.dep[at]}) if self._found.would else None
        if cue is not None and cue.status == "report":
            self._report(t.head[at], at)

    def _is_contained(self, at: int, head: int) -> bool:
        """Whether ``head`` is a noun that only holds the event: "the start of talks"."""
        t = self._t
        of = t.dep[at] in ("nmod", "compound") and t.case(at) == "of"
        return of and t.pos[head] == "NOUN" and self._cues.contains(head)

    def _ungoverned(self, at: int, head: int) -> bool:
        """Take in a word above that is no cue; whether the climb goes on."""
        t, dep = self._t, self._t.dep[at]
        if dep in ("xcomp", "csubj"):
            self._beside.look(head)
            return True
        if dep == "advcl":
            self._found.note_tense(head)
            self._purpose(at, head)
        elif dep == "acl" and t.pos[at] == "VERB":
            if t.mark(at) == "to" or t.tag[at] == "VB":
                self._found.suggest("expected", at)
        elif dep == "nsubj":
            self._beside.predicate(head)
            if t.pos[head] == "NOUN" and self._cues.is_stretch(head):
                self._found.suggest("ongoing", head)  # "the war is in its second year"
                self._found.firm = True
            return bool(t.kids(head, "expl"))  # "denied that there had been a coup"
        return False

    def _purpose(self, at: int, head: int) -> None:
        """An adverbial clause without a cue: an infinitive tells a purpose, a participle shares the time of its main clause."""
        t, found = self._t, self._found
        if found.status is None and is_infinitive(t, at):
            found.suggest("expected", at)
        elif t.tag[at] in ("VBG", "VBN", "VB"):
            for c in t.kids(head, "aux"):
                self._beside.auxiliary(c, head, negated=False)
            if found.would:
                found.would = False
                found.suggest("expected", at)

    def _conjunct(self, at: int, head: int) -> bool:
        """Climb from a conjunct to the first one, if it shares that one's auxiliaries or governor."""
        t = self._t
        if t.pos[at] not in ("VERB", "AUX", "ADJ"):
            return True
        for c in t.kids(head, "advmod"):
            if c < head:
                self._beside.adverb(c, head, repeats_only=True)
        if t.tag[at] in ("VBD", "VBZ", "VBP") or t.kids(at, "aux", "nsubj"):
            alike = t.tag[at] == t.tag[head] and not t.kids(at, "nsubj", "aux")
            return alike and t.dep[head] != "root"
        for c in t.kids(head, "aux"):
            self._beside.auxiliary(c, head, negated=False)
        if t.tag[at] == "VB" and self._found.status is None and self._cues.is_negated(head):
            joint = [t.low[c] for c in t.kids(at, "cc")]
            if "or" in joint or "nor" in joint:
                self._found.turn("negated", head)
        return True
