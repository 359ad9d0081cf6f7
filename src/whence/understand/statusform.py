"""What do tense and form tell of the status of an event that no cue word governs?"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from whence.understand.arguments import Clauses
    from whence.understand.statusfinding import Finding

_FUTURE = frozenset({"will", "'ll", "’ll", "wo", "shall"})
_PAST = frozenset({"was", "were", "did"})
_PRESENT = frozenset({"is", "are", "am", "'s", "’s", "'re", "’re", "do", "does"})
_WISHES = frozenset({"should", "must", "ought"})
# Types of events that a bare verb at the head of a sentence tells, where that of others asks for them.
_TOLD_BARE = frozenset({"SUPPORT", "STATE", "CONCEDE"})


def tense_of(t: Clauses, i: int) -> str | None:
    """The tense of a predicate, ``None`` where it is not finite."""
    aux = t.kids(i, "aux", "cop")
    words = {t.low[c] for c in aux}
    lemmas = {t.lemma[c] for c in aux}
    if words & _FUTURE:
        return "future"
    if t.tag[i] == "VBG" and "be" in lemmas:
        return "progressive"
    if "being" in words and any(t.low[c] != "being" for c in aux if t.lemma[c] == "be"):
        return "progressive"  # "were being driven out"
    if "have" in lemmas or t.tag[i] == "VBD" or words & _PAST:
        return "past"
    if t.tag[i] in ("VBZ", "VBP") or words & _PRESENT:
        return "present"
    return None


def states(t: Clauses, i: int) -> bool:
    """Whether a clause states a fact rather than a wish: "that he resigned", not "that he resign", "that votes be held"."""
    words = {t.low[c] for c in t.kids(i, "aux", "cop")}
    if words:
        return words != {"be"} and not words & _WISHES
    return t.tag[i] in ("VBD", "VBZ") or t.pos[i] not in ("VERB", "AUX")


def is_infinitive(t: Clauses, i: int) -> bool:
    """Whether a verb stands with "to"."""
    return t.mark(i) == "to" or any(t.low[c] == "to" for c in t.kids(i, "aux"))


def infinitive_mark(t: Clauses, i: int) -> tuple[int, int] | None:
    """The span of the "to" of a verb."""
    return next(((c, c + 1) for c in t.children[i] if t.low[c] == "to"), None)


def status_of_form(t: Clauses, found: Finding) -> str:
    """The status by tense, by the kind of event, by the form of a headline; sets the cue where that is a "to"."""
    event, i = found.event, found.event.trigger
    if t.pos[i] in ("NOUN", "PROPN"):
        if found.tense == "progressive" and (event.light is not None or t.dep[i] == "nsubj"):
            return "ongoing"
        if event.state and not found.ended and t.case(i) not in ("after", "following", "since"):
            return "ongoing"
        return "happened"
    if t.tag[i] == "VBG":
        if any(t.lemma[c] == "be" for c in t.kids(i, "aux")) or found.tense == "progressive":
            return "ongoing"
        return "happened"
    if t.tag[i] == "VB":
        infinitive = is_infinitive(t, i)
        clause = t.dep[i] in ("root", "ccomp", "acl", "parataxis", "conj")
        if infinitive and clause and not t.kids(i, "cop"):
            found.cue = infinitive_mark(t, i)
            return "expected"
        if not infinitive and t.dep[i] == "root" and not t.kids(i, "nsubj", "aux"):
            return "happened" if event.type in _TOLD_BARE else "requested"
        return "happened"
    if event.state and t.tag[i] in ("VBZ", "VBP"):
        return "ongoing"
    if t.tag[i] in ("VBN", "VBD") and tense_of(t, i) == "progressive":
        found.firm = True
        return "ongoing"
    return "happened"
