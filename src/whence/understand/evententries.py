"""Which entries of the codebook fit a word, with the words that stand beside it?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from whence.understand.weigh import Evidence, Match

if TYPE_CHECKING:
    from whence.knowledge.codebook import Choice, Codebook, Entry, Test
    from whence.understand.arguments import Clauses, Tokens
    from whence.understand.eventfillers import Fillers

# Names inside which no word is a trigger.
_CLOSED_NAMES = frozenset({"organization", "person", "place", "facility", "weapon", "nationality"})
_NOUNS = frozenset({"NOUN", "PROPN"})
# Relations in which a verb form is no predicate.
_AUXILIARY = frozenset({"aux", "aux:pass", "cop", "fixed", "flat", "case"})


class Entries:
    """The entries of the codebook for the words of one text."""

    def __init__(self, clauses: Clauses, codebook: Codebook, fillers: Fillers) -> None:
        self._t = clauses
        self._book = codebook
        self._fillers = fillers

    def evidence(self) -> dict[int, Evidence]:
        """What the entries say of each word that has any."""
        out: dict[int, Evidence] = {}
        for i, pos in enumerate(self._t.pos):
            entries = self._entries(i)
            if entries:
                fits = tuple(m for m in (self._best(i, (e,)) for e in entries) if m)
                ask = self._noun if pos in _NOUNS else self._adjective if pos == "ADJ" else self._verb
                out[i] = Evidence(entries, fits, ask(i) if fits else None)
        return out

    def _entries(self, i: int) -> tuple[Entry, ...]:
        """The entries of a word's lemma, whether they fit or not."""
        t, book = self._t, self._book
        if t.pos[i] in _NOUNS:
            plural = book.nouns.get(t.low[i], ()) if t.low[i] != t.lemma[i] else ()
            return (*book.nouns.get(t.lemma[i], ()), *plural)
        if t.pos[i] == "ADJ":
            return book.adjectives.get(t.lemma[i], ())
        if t.pos[i] not in ("VERB", "AUX") or t.full[i] in _AUXILIARY:
            return ()
        return book.verbs.get(t.lemma[i], ())

    def _verb(self, i: int) -> Match | None:
        t = self._t
        if t.entity[i] in _CLOSED_NAMES and t.pos[i] != "VERB":
            return None
        best = self._best(i, self._entries(i))
        if best is None:
            return None
        if t.dep[i] in ("amod", "compound"):  # "detained activists", not "developing countries"
            if t.tag[i] not in ("VBN", "VBD") or "casualty" not in best.entry.frame.flags:
                return None
            if not self._fillers.is_party(t.head[i]):
                return None
        return best

    def _noun(self, i: int) -> Match | None:
        t = self._t
        if t.entity[i] in _CLOSED_NAMES or t.dep[i] in ("compound", "flat", "amod", "case", "cc", "nummod"):
            return None
        if t.pos[i] == "NOUN" and t.low[i] == t.lemma[i] and self._modifies_next(i):
            return None
        if t.pos[i] == "PROPN" and t.low[i] in self._fillers.calendar:
            return None
        if t.pos[i] == "PROPN" and t.entity[i] == "" and t.tag[i] == "NNP" and self._inside_name(i):
            return None
        return self._best(i, self._entries(i))

    def _modifies_next(self, i: int) -> bool:
        """Whether a singular noun stands right before another one, whatever the tree says: "space *launch* site"."""
        t = self._t
        after = i + 1
        if after >= len(t.pos) or t.pos[after] != "NOUN" or t.low[after] in self._fillers.calendar:
            return False
        return t.head[after] != i and t.tag[after] in ("NN", "NNS") and t.dep[after] not in ("appos", "root")

    def _inside_name(self, i: int) -> bool:
        """Whether a capitalised noun is part of a longer name: "the Peace Talks Committee"."""
        t = self._t
        return any(
            t.dep[c] == "flat" or (t.dep[c] == "compound" and t.tag[c] == "NNP") for c in t.children[i]
        )

    def _adjective(self, i: int) -> Match | None:
        return None if self._t.entity[i] in _CLOSED_NAMES else self._best(i, self._entries(i))

    def _best(self, i: int, entries: tuple[Entry, ...]) -> Match | None:
        best: Match | None = None
        for entry in entries:
            if len(entry.words) > 1 and not self._phrase(i, entry):
                continue
            score = 0.75 * (len(entry.words) - 1) + 0.25 * (entry.frame.rank > 0)
            if "weak" in entry.frame.flags:
                score -= 0.75
            if best is not None and score + 2 * len(entry.frame.tests) <= best.score:
                continue
            tested: set[int] = set()
            for test in entry.frame.tests:
                gain = self._test(i, test, tested)
                if gain is None:
                    break
                score += gain
            else:
                if best is None or score > best.score:
                    best = Match(entry, score, frozenset(tested))
        return best

    def _phrase(self, i: int, entry: Entry) -> bool:
        t = self._t
        at = i
        for word in reversed(entry.words[: entry.head]):
            at -= 1
            if at >= 0 and t.low[at] == "-":
                at -= 1
            if at < 0 or word not in (t.low[at], t.lemma[at]):
                return False
        if entry.frame.pos == "verb":
            for word in entry.words[entry.head + 1 :]:
                near = any(
                    t.low[c] == word
                    and t.dep[c] in ("compound", "advmod", "xcomp", "amod", "case", "obl", "mark")
                    for c in t.children[i]
                )
                if not near and not (i + 1 < len(t.low) and t.low[i + 1] == word):
                    return False
            return True
        at = i
        for word in entry.words[entry.head + 1 :]:
            at += 1
            if at < len(t.low) and t.pos[at] == "DET":
                at += 1
            if at >= len(t.low) or word not in (t.low[at], t.lemma[at]):
                return False
        return True

    def _test(self, i: int, test: Test, tested: set[int]) -> float | None:
        """What passing a test is worth (words weigh more than mere presence), or ``None`` if it fails."""
        for choice in test.choices:
            found = self._choice(i, choice)
            if found is not None:
                if test.negated:
                    return None
                if choice.words or choice.kinds:
                    tested.update(found)
                    return 2.0 if choice.words else 1.5
                return 1.0
        return 0.5 if test.negated else None

    def _choice(self, i: int, choice: Choice) -> Tokens | None:
        for slot in choice.slots:
            fillers = self._t.slot(i, slot)
            if slot in {"compound", "amod"}:
                fillers = (*self._t.slot(i, "compound"), *self._t.slot(i, "amod"))
            if not choice.words and not choice.kinds:
                calendar = self._fillers.calendar  # not "on Tuesday"
                told = tuple(f for f in fillers if self._t.lemma[f] not in calendar)
                if told:
                    return told
                continue
            for f in fillers:
                if self._fillers.is_a(f, choice):
                    return (f,)
        return None
