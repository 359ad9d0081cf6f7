"""What does a word of saying tell: the clauses below it, beside it, or left over by the tree?"""

from __future__ import annotations

from functools import cached_property

from whence.language.extensions import TokenSpan
from whence.understand.contrast import set_aside
from whence.understand.mouths import Mouths
from whence.understand.spokenwords import BREAKS, CLIMB, SUBJECTS

# Places inside a clause to which a phrase that speaks of the whole clause may be attached by mistake.
_WITHIN = frozenset(("obj", "obl", "nmod", "appos", "conj", "amod", "xcomp", "advcl", "obl:agent")) | {
    "nmod:poss",
    "obl:unmarked",
    "nmod:unmarked",
}


class Contents(Mouths):
    """The words of one text and what each word of saying tells."""

    @cached_property
    def set_aside(self) -> frozenset[int]:
        """The words that the text calls wrong."""
        return set_aside(self.doc)

    def _says(self, i: int) -> bool:
        return self.lemma[i] in self.words.clause and any(self.dep[k] in SUBJECTS for k in self.kids[i])

    def _trailing(self, anchor: int, top: int) -> int:
        """The clause that a trailing phrase tells: the whole coordination, and the clause rather than a noun in it."""
        if top < anchor:
            return anchor
        for _ in range(CLIMB):
            head, dep = self.head[anchor], self.dep[anchor]
            # A comma sets the phrase off, so it speaks of the clause, not of the last noun before it.
            loose = self._comma_before(top) and dep in _WITHIN
            joined = dep == "conj" and not self._has_turn(anchor)
            # "A said X, B reported": B speaks of A's saying, wherever the parser hangs it.
            over = dep == "ccomp" and head < anchor and self._comma_before(top) and self._says(head)
            if head == anchor or not (joined or over or (loose and self._plain(anchor))):
                break
            if (
                self.quote_of[anchor] >= 0
                and self.quote_of[anchor] == self.quote_of[top] != self.quote_of[head]
            ):
                break
            anchor = head
        return anchor

    def _contents(self, i: int, passive: bool) -> tuple[int, ...]:
        """Heads of what the verb ``i`` tells, among its dependents."""
        lemma, words = self.lemma[i], self.words
        clauses: list[int] = []
        others: list[int] = []
        prepositions = words.prepositions.get(lemma, frozenset())
        clausal = (
            lemma in words.clause or lemma in words.mental or lemma in words.show or lemma in words.sense
        )
        for k in self.kids[i]:
            dep = self.dep[k]
            quoted = self.quote_of[k] >= 0 and self.quote_of[k] != self.quote_of[i]
            if dep in ("ccomp", "csubj:pass") or (dep == "csubj" and passive):
                if clausal or quoted or lemma in words.infinitive or lemma in words.quote:
                    clauses.append(k)
            elif dep == "xcomp":
                if (
                    quoted
                    or (lemma in words.infinitive and (self._to(k) or self.tag[k] == "VB"))
                    or (
                        (lemma in words.sense or lemma in words.show or (passive and lemma in words.passive))
                        and self._verbal(k)
                    )
                ):
                    clauses.append(k)
                elif self._case(k) & prepositions:
                    others.append(k)
            elif dep == "parataxis":
                if not self._bare_telling(k) and (quoted or (k > i and self._colon_between(i, k))):
                    clauses.append(k)
            elif dep in ("obj", "obl", "advcl", "nmod", "acl", "obl:unmarked"):
                if (
                    (dep == "obj" and lemma in words.rebut and self.lemma[k] in words.speech_nouns)
                    or (quoted and dep == "obj" and self.quotes[self.quote_of[k]].start <= self.left[k])
                    or (
                        dep == "obj"
                        and lemma in words.object
                        and self.pos[k] == "NOUN"
                        and not (passive or self._is_judged(i))
                    )
                ):
                    others.append(k)
                elif (
                    dep == "advcl"
                    and lemma in words.infinitive
                    and self._to(k)
                    and lemma in words.prepositions
                ):
                    clauses.append(k)
                elif dep != "obj" and self._case(k) & prepositions:
                    others.append(k)
        if passive and lemma in words.object and lemma in words.passive:
            others.extend(
                k for k in self.kids[i] if self.dep[k] == "nsubj:pass" and not clauses and not others
            )
        if lemma in words.gauge and not passive:
            others.extend(k for k in self.kids[i] if self.dep[k] == "obj" and self._gauged(i, k))
        if (lemma in words.sense or lemma in words.show) and not clauses and not passive:
            others.extend(k for k in self.kids[i] if self.dep[k] == "obj" and k not in others)
        return tuple(clauses + [k for k in others if k not in clauses])

    def _is_judged(self, i: int) -> bool:
        """Whether a verb says of its object what it is, not that it is: "declared the strike illegal"."""
        return any(self.dep[k] == "xcomp" and self.pos[k] in ("ADJ", "NOUN") for k in self.kids[i])

    def _gauged(self, i: int, k: int) -> bool:
        """Whether an object has its number from the verb: "put the dead at 11", "counted eight bodies"."""
        if any(self.dep[m] == "nummod" for m in self.kids[k]):
            return True
        return any("at" in self._case(m) and self._number(m) for m in self.kids[i])

    def _number(self, k: int) -> bool:
        return self.pos[k] == "NUM" or any(self.dep[m] == "nummod" for m in self.kids[k])

    def _colon_between(self, i: int, k: int) -> bool:
        start = self.left[k]
        return any(
            self.lower[m] in (":", "“", '"', "``")
            for m in range(max(i + 1, start - 2), min(start + 1, k + 1))
        )

    def _bare_telling(self, k: int) -> bool:
        """Whether a clause is a parenthesis like "state media reported": a verb of saying without its content."""
        if self.lemma[k] not in self.words.clause and self.lemma[k] not in self.words.mental:
            return False
        if any(self.dep[m] in ("ccomp", "xcomp", "parataxis", "obj") and m != k for m in self.kids[k]):
            return bool(self._told(k)) and not any(self.dep[m] == "ccomp" for m in self.kids[k])
        return True

    def _told(self, k: int) -> list[int]:
        """The one told: "told Reuters"."""
        if self.lemma[k] not in self.words.tell:
            return []
        return [
            m
            for m in self.kids[k]
            if self.dep[m] in ("obj", "iobj") and self.pos[m] in ("NOUN", "PROPN", "PRON")
        ]

    def _parenthetical(self, i: int) -> int | None:
        """The clause that a verb of saying without a content of its own comments on, or ``None``."""
        head, dep = self.head[i], self.dep[i]
        if head == i:
            return self._cut_off(i)
        marks = {self.lower[k] for k in self.kids[i] if self.dep[k] in ("mark", "advmod", "case")}
        if self._of_set_aside(i):
            return None
        if dep in ("advcl", "acl", "parataxis", "dep", "discourse") and marks & self.words.as_words:
            if self.lemma[head] in self.words.quote or any(self.dep[k] == "obj" for k in self.kids[i]):
                return None
            return self._trailing(head, i)
        subject = any(self.dep[k] in SUBJECTS for k in self.kids[i])
        says = self.lemma[i] in self.words.clause or self.lemma[i] in self.words.mental
        if not says and not (self.lemma[i] in self.words.show and dep == "parataxis"):
            return None
        if dep in ("parataxis", "discourse") and subject:
            if any(self.dep[k] == "obj" for k in self.kids[i]) and not self._told(i):
                return None
            return self._trailing(head, i)
        if (
            not subject
            or marks
            or dep not in ("conj", "advcl", "dep", "appos", "acl", "acl:relcl", "ccomp", "nmod", "obl")
        ):
            return None
        if any(self.dep[k] in ("cc", "obj") for k in self.kids[i]) and not self._told(i):
            return None
        if any(self.tag[k] in ("WP", "WDT", "WP$", "WRB") for k in self.kids[i]):
            return None
        if head < self.left[i] and self._comma_before(i) and self._ends_phrase(i):
            return self._trailing(head, i)
        return None

    def _of_set_aside(self, i: int) -> bool:
        """Whether a clause comments only on what stands right before it and is called wrong: "not at Larak, as Tehran claims"."""
        if not any(self.lower[k] in self.words.as_words for k in self.kids[i]):
            return False
        before = self.left[i] - 1
        if before > 0 and self.lower[before] == ",":
            before -= 1
        return before in self.set_aside

    def _leftover(self, i: int) -> tuple[tuple[int, ...], bool]:
        """What a verb that cannot do without a content tells where the tree names none: the nearest clause to it."""
        subjects = [k for k in self.kids[i] if self.dep[k] in SUBJECTS]
        if not subjects or any(self.dep[k] == "obj" for k in self.kids[i]):
            return (), False
        below = [
            k
            for k in self.kids[i]
            if k not in subjects
            and (self._verbal(k) or any(self.dep[m] in (*SUBJECTS, "cop") for m in self.kids[k]))
            and self.dep[k]
            in ("parataxis", "advcl", "dep", "conj", "acl", "appos", "xcomp", "discourse", "obl")
            and not any(
                self.dep[m] in ("cc", "mark") and self.lower[m] not in self.words.that for m in self.kids[k]
            )
            and not self._bare_telling(k)
        ]
        if below:
            return (min(below, key=lambda k: abs(k - i)),), False
        after = i + 1
        while after < len(self.head) and self.pos[after] == "SPACE" and "\n" not in self.lower[after]:
            after += 1
        if after < len(self.head) and self.sentence[after] != self.sentence[i] and self.pos[after] != "SPACE":
            # "The ministry says" split off from what it says.
            top = self._top(after)
            return ((top,), False) if top > i else ((), False)
        head = self.head[i]
        loose = self.dep[i] in ("parataxis", "dep", "discourse", "appos", "conj", "acl", "ccomp", "advcl")
        marked = any(self.dep[k] in ("cc", "mark") for k in self.kids[i])
        if head != i and loose and not marked and self._comma_before(i):
            return (self._trailing(head, i),), True
        return (), False

    def _cut_off(self, i: int) -> int | None:
        """The clause before a "..., she said" that was split off as a sentence of its own: it ends in a comma."""
        before = self.starts[self.sentence[i]] - 1
        while before >= 0 and self.pos[before] == "SPACE":
            before -= 1
        if before < 0 or self.lemma[i] not in self.words.clause or i - before > 20:
            return None
        if self.lower[before] != "," and not (self.lower[before - 1] == "," and self.lower[before] in BREAKS):
            return None
        for _ in range(CLIMB):
            if self.head[before] == before:
                return before
            before = self.head[before]
        return None

    def _rest(self, hole: TokenSpan) -> tuple[TokenSpan, ...]:
        """The sentence around some tokens, as its marks bound it; only the quote before them if they follow one."""
        low, high = hole
        first = low
        while first > 0 and low - first < 200 and not self._stops(first - 1):
            first -= 1
        last = high
        while last < len(self.lower) and last - high < 200 and not self._stops(last):
            last += 1
        quote = self.quote_of[low - 1] if low else -1
        if quote < 0 and low > 1:
            quote = self.quote_of[low - 2]
        if quote >= 0 and self.quotes[quote].start <= first:
            return ((first, low),)
        return tuple((a, b) for a, b in ((first, low), (high, last)) if a < b)
