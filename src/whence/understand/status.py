"""Did it happen: is an event told as happened, ongoing, expected, possible, requested, failed, negated, denied or cancelled?

`statusabove` reads the words that govern the event, `statusbeside` those that stand with it, `statusform` its tense and
form; `statusfinding` joins what they say. The rules so read are weighed with the engine's view here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from spacy.tokens import Doc, Token

from whence.knowledge.statuswords import cue_verbs, load_status_words
from whence.language.extensions import event_at
from whence.understand.arguments import Clauses
from whence.understand.statusabove import Above
from whence.understand.statusbeside import Beside
from whence.understand.statuscues import StatusCues
from whence.understand.statusfinding import Finding
from whence.understand.statusform import infinitive_mark, status_of_form
from whence.understand.statusrepeats import note_repeats
from whence.understand.weigh import status_chances, status_features

if TYPE_CHECKING:
    from whence.reading import Status
    from whence.understand.what import RawEvent

# Statuses that plain tense tells without a cue.
_UNCUED = frozenset({"happened", "ongoing"})
# Types of events that nobody attempts: "the engine failed" tells of harm that came about.
_UNTRIED = frozenset({"HARM"})
# Statuses of what became of a plan.
_RARE = frozenset({"failed", "cancelled", "denied"})
# Statuses of which the event may be that something does not happen.
_MAY_BE_NEGATIVE = frozenset({"expected", "possible", "requested"})
SURE = 0.7
"""Probability from which the weights make of a plan, or of a fact, what became of it."""
LIKELY = 0.6
"""Probability from which the weights overrule a word that tells the status."""


class Verdict(NamedTuple):
    """The status of one event; ``cue`` is the half-open token span of the word that says so, if one does.

    ``negative``: what is expected, possible or requested is that it does *not* happen. ``sure``: how probable the status is,
    where that was weighed. ``firm``: no guess goes against it.
    """

    status: Status
    cue: tuple[int, int] | None = None
    negative: bool = False
    repeated: bool = False
    retracted: bool = False
    sure: float | None = None
    firm: bool = False


def status_of(doc: Doc, event: RawEvent, clauses: Clauses | None = None) -> Verdict:
    """The status of ``event``: what the rules say, weighed with the engine's view of the trigger in its context.

    Where the weights find another status likelier than the rules do, the cue is the one that the engine names. Pass the
    ``clauses`` of the Doc when asking for many events; they are built anew otherwise.
    """
    ruled = status_by_rules(doc, event, clauses)
    vectors = doc._.vectors if Doc.has_extension("vectors") else None
    if vectors is None:
        return ruled
    first = ruled.cue[0] if ruled.cue else None
    chances = status_chances(
        status_features(doc, ruled.status, event.trigger, first, negative=ruled.negative)
    )
    status = next(iter(chances))
    if (
        status == ruled.status
        or ruled.firm
        or (status == "failed" and event.type in _UNTRIED)
        # words that tell what is planned, or what happened, do not tell how it ended
        or (status in _RARE and ruled.status in ("expected", "happened") and chances[status] < SURE)
        # a word that says so goes before a guess
        or (ruled.cue is not None and chances[status] < LIKELY)
        # who denies it, says that he does
        or (status == "denied" and (ruled.status != "negated" or _contradicts_nobody(doc[event.trigger])))
        # what was done to nobody was not done
        or (
            status in _UNCUED
            and ruled.status == "negated"
            and first is not None
            and _names_nobody(doc[first])
        )
    ):
        return ruled._replace(sure=chances[ruled.status])
    cue = None if status in _UNCUED else _learned_cue(doc, event.trigger) or ruled.cue
    negative = ruled.negative and status in _MAY_BE_NEGATIVE
    return ruled._replace(status=status, cue=cue, negative=negative, sure=chances[status])


def _contradicts_nobody(event: Token) -> bool:
    """Whether it is only said that there is no such thing: "there is no coup", "had seen no evidence of fraud"."""
    word = event
    for above in (event, *event.ancestors):
        if any(c.dep_ == "expl" and c.lower_ == "there" for c in above.children):
            return True
        if above is not event and above.lemma_.lower() in load_status_words().traces:
            return True
        if word.dep_ not in ("nmod", "compound", "acl", "nsubj", "amod", "obj"):
            return False
        word = above
    return False


def _names_nobody(word: Token) -> bool:
    """Whether a word stands for nobody or nothing: "nothing", "no one", "no villages"."""
    negators = load_status_words().negators - {"few"}
    return word.lower_ in negators or any(c.lower_ == "no" and c.dep_ == "det" for c in word.children)


def _learned_cue(doc: Doc, trigger: int) -> tuple[int, int] | None:
    """The words that the engine takes for the status cue of a trigger."""
    event = event_at(doc, trigger)
    found = [a for a in (event.arguments if event else ()) if a.role == "cue"]
    return max(found, key=lambda a: a.confidence).span if found else None


def status_by_rules(doc: Doc, event: RawEvent, clauses: Clauses | None = None) -> Verdict:
    """The status as cue words and grammar tell it: the innermost cue decides, outer ones may turn it (a plan cancelled)."""
    t = Clauses(doc, known_verbs=cue_verbs()) if clauses is None else clauses
    cues, found = StatusCues(t), Finding(t, event)
    note_repeats(t, cues, found)
    Above(t, cues, found, Beside(t, cues, found)).climb()
    status = _settled(t, found)
    return Verdict(
        _known(status),
        found.cue,
        found.negative,
        found.repeated,
        found.retracted,
        firm=found.since or found.firm,
    )


def _settled(t: Clauses, found: Finding) -> str:
    """The status that a finding comes to, by tense and form where no cue decides; its cue is put right."""
    status = found.status
    if found.would:
        status = status or "possible"
    if status is None and found.weak is not None:
        status, word = found.weak
        found.cue = (word, word + 1)
        if word == found.event.trigger:  # a purpose: "to attack"
            found.cue = infinitive_mark(t, word)
        if status == "happened":
            status = status_of_form(t, found)
    if status is None:
        status = status_of_form(t, found)
        if status != "expected" and not found.repeated:
            found.cue = None
    if status == "expected" and found.negative and found.tense == "past" and _is_own(t, found):
        status, found.negative = "cancelled", False  # "the talks *planned* for Monday did not take place"
    if status == "attempted":
        status = "expected" if found.tense in ("present", "future") else "failed"
    return status


def _is_own(t: Clauses, found: Finding) -> bool:
    """Whether the cue is said of the event itself: "the *planned* talks", "the talks *scheduled* for Monday"."""
    return found.cue is not None and t.head[found.cue[0]] == found.event.trigger


def _known(status: str) -> Status:
    match status:
        case (
            "ongoing" | "expected" | "possible" | "requested" | "failed" | "negated" | "denied" | "cancelled"
        ):
            return status
    return "happened"
