"""Which words of a text are cues of status, and which stand for a negation?"""

from __future__ import annotations

from calendar import day_name, month_name
from typing import TYPE_CHECKING

from whence.knowledge.statuswords import load_status_words

if TYPE_CHECKING:
    from whence.knowledge.statuswords import Cue, Cues
    from whence.understand.arguments import Clauses
    from whence.understand.what import RawEvent

_DAYS = frozenset(map(str.lower, (*day_name, *month_name[1:]))) | {"tomorrow", "weekend", "today"}


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
        names += [f"{lemma} {t.low[c]}" for c in t.kids(head, "advmod") if c == head + 1]  # "waved away"
        names += [f"{lemma} {t.lemma[o]}" for o in t.children[head] if t.full[o] in ("obj", "obl:unmarked")]
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
                    via = cue.via
                    if reported:
                        via |= {v.removesuffix("_report") for v in via}
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

    def is_rumour(self, i: int) -> bool:
        """Whether a noun stands for what nobody in particular tells: "rumours", "speculation"."""
        t = self._t
        named = any(t.case(c) in ("by", "from") for c in t.kids(i, "nmod")) or any(
            t.full[c] == "nmod:poss" for c in t.kids(i, "nmod")
        )
        return t.lemma[i] in self.words.rumours and t.pos[i] == "NOUN" and not named

    def is_account(self, i: int) -> bool:
        """Whether a noun stands for what others tell, or show: "reports", "rumours", "evidence"."""
        words, lemma = self.words, self._t.lemma[i]
        return self._t.pos[i] == "NOUN" and (
            lemma in words.accounts or lemma in words.rumours or lemma in words.traces
        )

    def anybody(self, noun: int) -> int | None:
        """The word that makes a noun stand for whoever it may be: "*any* bank", "*anyone*"."""
        t = self._t
        if t.low[noun] in self.words.anybody:
            return noun
        return next((c for c in t.kids(noun, "det") if t.low[c] in self.words.anybody), None)

    def is_anybody(self, noun: int) -> bool:
        """Whether a clause about a noun is a condition: "will punish *any bank* that financed it", no fact of the past."""
        t = self._t
        if self.anybody(noun) is None:
            return False
        above = noun
        while t.head[above] != above and (above == noun or t.pos[above] not in ("VERB", "AUX")):
            above = t.head[above]
        return t.tag[above] == "VB" or any(t.tag[c] == "MD" for c in t.kids(above, "aux"))

    def is_stretch(self, noun: int) -> bool:
        """Whether a noun tells that an event is in its midst: "in its second month", "under way"."""
        t = self._t
        case, lemma = t.case(noun), t.lemma[noun]
        if f"{case} {lemma}" in self.words.midst:
            return not self.is_negated(noun)
        own = any(t.full[c] == "nmod:poss" for c in t.kids(noun, "nmod"))
        return own and lemma in self.words.stretches and case in ("in", "into")

    def is_moved(self, verb: int) -> bool:
        """Whether a verb names the time that something is put off to: "postponed until Friday"."""
        t = self._t
        return any(
            t.case(c) in ("to", "until", "till") and (t.lemma[c] in self.words.stretches or t.low[c] in _DAYS)
            for c in t.kids(verb, "obl")
        )

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
