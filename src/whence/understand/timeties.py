"""Which expressions of time does grammar tie to which event, or to the telling of it?"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from spacy.tokens import Token

from whence.knowledge.claimrules import ClaimRules
from whence.reading import Time
from whence.understand.attach import Clause, opener
from whence.understand.drafts import Draft
from whence.understand.offsets import lies_in, root
from whence.understand.surroundings import Surroundings
from whence.understand.what import RawEvent

# Relations through which a clause shares the time of the clause above it.
_SHARES_TIME = frozenset({"acl", "acl:relcl", "advcl", "advcl:relcl", "xcomp", "conj", "ccomp", "parataxis"})


class Tied(NamedTuple):
    """The times (by their numbers) of events, by the events' numbers, and of tellings, by the tellings' cues."""

    events: dict[int, list[int]]
    tellings: dict[int, list[int]]


class TimeTies:
    """The expressions of time of one text, as grammar ties them to its events.

    ``cues`` are the words of telling; ``datelines`` are the stretches of the text whose times date the article alone.
    """

    def __init__(
        self,
        around: Surroundings,
        times: Sequence[Time],
        cues: Collection[int],
        datelines: Sequence[tuple[int, int]],
        rules: ClaimRules,
    ) -> None:
        self._doc = around.doc
        self._around, self._times, self._cues, self._rules = around, times, cues, rules
        self.usable = [k for k, t in enumerate(times) if _may_date(t) and not lies_in(t.start, datelines)]
        """The times that can date an event: no habit, no bare length, no part of a dateline."""

    def of(self, clause: Clause, events: Sequence[RawEvent]) -> Tied:
        """The times of some events, which ``clause`` carries."""
        tied = Tied({}, {})
        by_head: dict[int, list[int]] = {}
        for k in self.usable:
            word = root(self._doc, self._times[k].start, self._times[k].end)
            if word is None:
                continue
            by_head.setdefault(word.head.i, []).append(k)
            if self._since_then(word):
                continue
            cue = self._cue_before(word)
            if cue is not None:
                tied.tellings.setdefault(cue, []).append(k)
                continue
            anchor = clause.anchor(word.i)
            if anchor.clause in self._cues and not any(
                events[n].trigger == anchor.clause for n in anchor.events
            ):
                tied.tellings.setdefault(anchor.clause, []).append(k)
                continue
            for n in anchor.events:
                tied.events.setdefault(n, []).append(k)
        for n, event in enumerate(events):
            if n not in tied.events:
                found = self.before_when(event.trigger)
                for token in clause.antecedent_phrase(event.trigger):
                    found += by_head.get(token, ())
                found += self._before_where(event.trigger)
                if found:
                    tied.events[n] = found
        return tied

    def shared(self, clause: Clause, drafts: Sequence[Draft]) -> dict[int, tuple[int, ...]]:
        """Clauses without a time of their own may share that of the clause that governs them: event to times."""
        out: dict[int, tuple[int, ...]] = {}
        for _ in range(2):
            for n, draft in enumerate(drafts):
                found = None if draft.times else clause.governor(draft.event.trigger)
                if found is None:
                    continue
                above, child, dep = found
                times = drafts[above].times or out.get(above, ())
                if dep in _SHARES_TIME and times and not self._another_moment(child):
                    out[n] = times
        return out

    def before_when(self, trigger: int) -> list[int]:
        """The time that a clause with "when" describes: "since August 2019, when fourteen people were killed in a battle"."""
        at, sentence = self._doc[trigger], self._doc[trigger].sent
        while at.head != at and at not in sentence.root.children:
            if opener(at, self._rules.when_words) is not None:
                break
            at = at.head
        word = opener(at, self._rules.when_words)
        if word is None or word <= sentence.start:
            return []
        end = self._doc[word - 1].idx if self._doc[word - 1].is_punct else self._doc[word].idx
        return [k for k in self.usable if 0 <= end - self._times[k].end <= 1]

    def _before_where(self, trigger: int) -> list[int]:
        """Times between the phrase that a "where" clause describes and its "where" ("at Khasan on Tuesday, where ...")."""
        word = opener(self._doc[trigger], self._rules.where_words)
        if word is None:
            return []
        start = word
        while start > self._around.sentence_of(word)[0] and self._doc[start - 1].pos_ not in ("VERB", "AUX"):
            start -= 1
        low, high = self._doc[start].idx, self._doc[word].idx
        return [
            k
            for k, t in enumerate(self._times)
            if low <= t.start and t.end <= high and t.earliest and t.type in ("DATE", "TIME")
        ]

    def _cue_before(self, word: Token) -> int | None:
        """The word of telling right before a time that the tree hangs on what is told: "has stressed it, KCNA said in April"."""
        first = min((c.i for c in word.lefts if c.dep_ == "case"), default=word.i)
        before = first - 1
        while before > 0 and self._doc[before].is_space:
            before -= 1
        return before if before in self._cues and word.head.i < before else None

    def _since_then(self, word: Token) -> bool:
        """Whether a time only says how rare an event is: "the worst fighting since August 2019" is not of 2019."""
        rare = [word.head, *(c for c in word.head.children if c.dep_ in ("amod", "nsubj"))]
        return any(c.lower_ in self._rules.since_words for c in word.lefts if c.dep_ == "case") and any(
            t.tag_ in ("JJS", "RBS") or t.lemma_.lower() in self._rules.rare_words for t in rare
        )

    def _another_moment(self, token: int) -> bool:
        for child in self._doc[token].children:
            if child.dep_ in ("mark", "case", "advmod") and child.lower_ in self._rules.other_moment:
                return True
            if child.dep_ == "aux" and child.lemma_ == "have":
                return True
        return False


def _may_date(expression: Time) -> bool:
    """Whether an expression can date an event: it is no habit and no bare length."""
    bare = expression.type == "DURATION" and expression.earliest is None
    return expression.type != "SET" and not bare
