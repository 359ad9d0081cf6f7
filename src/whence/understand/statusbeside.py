"""What do the words beside a verb or noun tell of its status: auxiliaries, negations, adverbs, adjectives, conditions?"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from whence.understand.arguments import Clauses
    from whence.understand.statuscues import StatusCues
    from whence.understand.statusfinding import Finding


class Beside:
    """Adds to the finding of one event what stands at its trigger, and at the words that govern it."""

    def __init__(self, clauses: Clauses, cues: StatusCues, found: Finding) -> None:
        self._t = clauses
        self._cues = cues
        self._found = found

    def look(self, i: int, *, own: bool = False, cue: bool = False) -> None:
        """Take in the words at ``i``; ``own``: it is the trigger; ``cue``: it is a cue word itself."""
        t, cues, path = self._t, self._cues, self._found.path
        negation = None
        noun = t.pos[i] in ("NOUN", "PROPN", "NUM", "PRON") and not t.kids(i, "cop")
        for c in t.children[i]:
            dep = t.dep[c]
            if dep == "advmod":
                if cues.negates(c):
                    negation = c if negation is None else negation
                else:
                    self.adverb(c, i, repeats_only=cue)
            elif (
                (dep == "det" and t.low[c] in cues.words.negators and t.low[c] != "few")
                or (dep == "cc" and t.low[c] in ("neither", "nor"))
                or (dep == "nsubj" and c not in path and not noun and cues.is_nobody(c))
                or (own and not noun and c not in path and cues.befalls_nobody(c))
                or (dep == "obl" and cues.is_never(c))
            ):
                negation = c
            elif dep == "amod" and (own or cue):
                self._modifier(c)
            elif dep in ("case", "mark"):
                self._marker(c, i)
            elif dep == "acl" and noun and own:
                self._participle(c, i)
        if noun and own and self._found.status is None:
            self._in_front(i)
        auxiliaries = [c for c in t.kids(i, "aux") if t.lemma[c] not in ("be", "have", "do")]
        if not noun:
            self._found.note_tense(i)
            if self._is_conditional(i):
                self._found.turn("possible", self._condition(i))
        for c in auxiliaries:
            if self.auxiliary(c, i, negated=negation is not None):
                negation = None
        if negation is not None and self._is_so_since(i):
            self._found.since = True
        elif negation is not None:
            self._found.turn("negated", negation)

    # ---- verbs

    def _is_so_since(self, verb: int) -> bool:
        """Whether what was not so came about in the end: "the road was not reopened until Friday"."""
        t = self._t
        ends = [*t.kids(verb, "obl"), *t.kids(verb, "advcl")]
        told = any(t.low[k] in ("until", "till") for c in ends for k in t.kids(c, "case", "mark"))
        return told and t.tag[verb] in ("VBD", "VBN", "VB") and not self._is_perfect(verb)

    def auxiliary(self, c: int, verb: int, *, negated: bool) -> bool:
        """Apply a modal; ``True`` if it took up the negation that stands with it."""
        t, found = self._t, self._found
        for cue in self._cues.words.auxiliaries.get(t.low[c], ()):
            status = cue.status
            span = self._with_negation(c, verb) if negated else (c, c + 1)
            if status == "possible" and t.lemma[verb] in self._cues.words.perceived and t.is_passive(verb):
                return False
            if status == "possible" and negated and t.low[c] in ("could", "can", "ca"):
                found.turn("negated", c, span)
                return True
            if status == "possible" and not negated and t.low[c] == "could" and not self._is_perfect(verb):
                found.turn("negated" if self._is_forestalled(verb) else "possible", c, span)
                return False
            if status == "conditional":
                if self._is_perfect(verb) and not negated:
                    found.turn("possible", c, span)
                elif found.status is None:
                    found.would = True
                    found.cue = span
                    found.negative = negated
                return negated
            found.turn(status, c, span)
            if negated:
                found.negative = True
            return negated
        return False

    def _with_negation(self, c: int, verb: int) -> tuple[int, int]:
        for k in self._t.kids(verb, "advmod"):
            if self._cues.negates(k) and abs(k - c) <= 2:
                return min(c, k), max(c, k) + 1
        return c, c + 1

    def _is_perfect(self, verb: int) -> bool:
        return any(self._t.lemma[c] == "have" for c in self._t.kids(verb, "aux"))

    def _is_forestalled(self, verb: int) -> bool:
        """Whether something else came first: "arrested him before he could fire"."""
        t = self._t
        early = any(t.low[k] == "before" for k in t.kids(verb, "mark", "advmod"))
        return early and t.tag[t.head[verb]] in ("VBD", "VBN")

    def _is_conditional(self, i: int) -> bool:
        """Whether ``i`` is the consequence of an if-clause (a past fact is none)."""
        return self._condition(i) is not None and self._t.tag[i] != "VBD" and not self._is_perfect(i)

    def _condition(self, i: int) -> int | None:
        t = self._t
        for c in t.kids(i, "advcl"):
            for m in t.kids(c, "mark"):
                if t.low[m] in ("if", "unless"):
                    return m
        return None

    def adverb(self, c: int, at: int, *, repeats_only: bool = False) -> None:
        """Apply an adverb that stands with ``at``."""
        found = self._found
        for cue in self._cues.words.adverbs.get(self._t.low[c], ()):
            if "repeated" in cue.flags:
                found.repeated = True
                if found.cue is None:
                    found.cue = (c, c + 1)
                return
            if repeats_only:
                return
            if "retracted" in cue.flags:
                found.retracted = True
            elif cue.status == "failed" and self._t.kids(at, "nummod"):
                return
            else:
                found.hear(cue, c)

    def _marker(self, c: int, at: int) -> None:
        t = self._t
        word = "_".join([t.low[c], *(t.low[k] for k in t.kids(c, "fixed"))])
        if word == "that" and t.low[c - 1] in ("provided", "assuming"):
            word, c = t.low[c - 1], c - 1  # "provided that", whose first word the tree hangs elsewhere
        if word == "once" or (word in ("until", "till") and t.dep[at] == "obl"):
            return
        for cue in self._cues.words.markers.get(word, ()):
            if word in ("whether", "if") and t.dep[at] == "ccomp":
                self._found.turn("possible", c)
            elif "weak" in cue.flags or cue.status != "pass":
                self._found.hear(cue, c)

    # ---- nouns

    def _in_front(self, i: int) -> None:
        """Modifiers that stand before the noun although the tree hangs them elsewhere: "the *expected* summit"."""
        t = self._t
        for at in range(i - 1, max(-1, i - 4), -1):
            if t.pos[at] not in ("ADJ", "NOUN", "PROPN") and t.tag[at] not in ("VBN", "VBG"):
                return
            if t.pos[at] in ("ADJ", "VERB") and t.dep[at] not in ("root", "conj", "ccomp"):
                self._modifier(at)

    def _modifier(self, c: int) -> None:
        t, modifiers = self._t, self._cues.words.modifiers
        for cue in modifiers.get(t.low[c], modifiers.get(t.lemma[c], ()))[:1]:
            if "repeated" in cue.flags:
                self._found.repeated = True
            else:
                self._found.hear(cue, c)

    def _participle(self, c: int, noun: int) -> None:
        """ "talks planned for Monday", "an attack foiled by police": a participle behind the noun it affects."""
        t = self._t
        if t.full[c] == "acl:relcl":
            if noun not in t.object(c):
                return
            cue = self._cues.governing(c, {"obj", "subjpass"})
            if cue is not None and cue.status in ("failed", "cancelled"):
                self._found.turn(cue.status, c)
            return
        if t.tag[c] not in ("VBN", "VBD"):
            if t.tag[c] == "JJ":
                self._modifier(c)
            return
        cue = self._cues.governing(c, {"obj", "subjpass"})
        if cue is not None and cue.status not in ("pass", "stop", "report", "happened"):
            self._found.turn(cue.status, c)

    def predicate(self, head: int) -> None:
        """ "an attack is imminent", "talks are unlikely": an adjective said of the event."""
        t, words, found = self._t, self._cues.words, self._found
        if t.pos[head] != "ADJ":
            return
        for cue in (words.modifiers.get(t.low[head]) or words.adjectives.get(t.low[head], ()))[:1]:
            if "negative" in cue.flags:
                found.negative = True
            if "weak" not in cue.flags and cue.status not in ("pass", "stop"):
                found.turn(cue.status, head)
                if self._cues.is_negated(head):
                    found.negative = True
