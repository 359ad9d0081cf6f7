"""Which words of a text are cues of status, and which stand for a negation?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from whence.knowledge.statuswords import load_status_words

if TYPE_CHECKING:
    from whence.knowledge.statuswords import Cue, Cues
    from whence.understand.arguments import Clauses
    from whence.understand.what import RawEvent


class StatusCues:
    """The words of status in the trees of one text. Token arguments are indices into the Doc."""

    def __init__(self, clauses: Clauses) -> None:
        self._t = clauses
        self.words = load_status_words()

    # ---- cues

    def governing(self, head: int, relations: set[str], *, reported: bool = False) -> Cue | None:
        """What ``head`` says of a word that one of ``relations`` leads down to; ``reported``: through a noun that tells of it."""
        t = self._t
        particle = t.particle(head)
        lemma = t.lemma[head]
        names = [f"{lemma} {particle}"] if particle else []
        names += [lemma, t.low[head]] if t.low[head] != lemma else [lemma]
        words = self.words
        tables: tuple[Cues, ...]
        if t.pos[head] in ("NOUN", "PROPN"):
            tables = (words.nouns,)
        elif t.pos[head] == "ADJ":
            tables = (words.adjectives, words.verbs)
        else:
            tables = (words.verbs, words.adjectives)
        for table in tables:
            for name in names:
                for cue in table.get(name, ()):
                    via = cue.via | {"obj"} if reported and "obj_report" in cue.via else cue.via
                    if via & relations:
                        return cue
        return None

    def contains(self, i: int) -> bool:
        """Whether a noun only holds what it is of: "the start of"."""
        return any(c.status == "pass" and "of" in c.via for c in self.words.nouns.get(self._t.lemma[i], ()))

    def iterates(self, i: int, event: RawEvent) -> bool:
        """Whether a noun strings events together: "a series of", "months of"; "two days of talks" are one meeting."""
        flags = {flag for c in self.words.nouns.get(self._t.lemma[i], ()) for flag in c.flags}
        return "repeated" in flags and not ("lasting" in flags and event.type == "CONSULT")

    def failure(self, verb: int) -> int | None:
        """The verb that says an attempt failed, coordinated with it: "tried and *failed* to"."""
        t = self._t
        around = [*t.kids(verb, "conj"), *([t.head[verb]] if t.dep[verb] == "conj" else [])]
        for other in around:
            if any(q.status == "failed" for q in self.words.verbs.get(t.lemma[other], ())):
                return other
        return None

    # ---- negations

    def negates(self, i: int) -> bool:
        """Whether a word is a negation: "not", "never", "no longer"."""
        t = self._t
        return any(q.status == "negated" for q in self.words.adverbs.get(t.low[i], ())) or (
            t.low[i] == "longer" and i > 0 and t.low[i - 1] == "no"
        )

    def is_never(self, i: int) -> bool:
        """Whether a phrase says that something is not so at all: "at no time", "under no circumstances"."""
        t = self._t
        return t.low[i] in self.words.never and any(t.low[k] == "no" for k in t.kids(i, "det"))

    def is_negated(self, i: int) -> bool:
        """Whether a negation stands with a word."""
        t = self._t
        return any(self.negates(c) for c in t.kids(i, "advmod")) or any(
            self.is_never(c) for c in t.kids(i, "obl")
        )

    def is_nobody(self, i: int) -> bool:
        """Whether a word stands for nobody or nothing: "nothing", "few", "no villages", "neither side"."""
        t = self._t
        if t.low[i] in self.words.negators and t.pos[i] != "NUM":
            return True
        return any(t.low[k] == "no" for k in t.kids(i, "det")) or any(
            t.low[k] == "neither" for k in t.kids(i, "det", "cc")
        )

    def befalls_nobody(self, i: int) -> bool:
        """Whether the object is nobody or nothing: "paid nothing", "had collided with nothing", "bombed no villages"."""
        t = self._t
        if t.low[i] == "few" or t.dep[i] not in ("obj", "obl"):
            return False
        return (t.dep[i] == "obj" or t.pos[i] == "PRON" or t.low[i] == "one") and self.is_nobody(i)
