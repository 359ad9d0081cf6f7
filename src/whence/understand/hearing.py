"""Which of the tellings around an event is it told by, or is it the outlet's own account?

The rules of `whence.understand.reach` climb to a telling or to none. Around an event there are others: one that grammar
cuts off (a relative clause, "hours after ..."), one in the sentence before, one that only the engine saw, and the deed of
a party that wants, asks for or rules out the event ("called a strike"). A linear model of choice over named features
(`knowledge/data/tellings.tsv`, fitted by ``python -m training.choices``) gives each of them a probability.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from spacy.tokens import Doc

from whence.article import Article
from whence.knowledge.weights import Weights
from whence.language.extensions import TokenEvent, TokenSpan
from whence.understand.publisher import Publisher
from whence.understand.spokenwords import CLIMB, SUBJECTS, Voices
from whence.understand.surroundings import form_of, step
from whence.understand.tellings import Telling

WAYS = ("outlet", "own", "above", "around", "quote", "hearsay", "deed", "beside", "engine")
"""How a telling lies to an event: none does; it is the event itself; over it; a parenthesis in its clause; direct speech;
"reportedly"; a deed that governs it; in a sentence near it; only the engine sees it."""
_DEEDS = 3
"""So many verbs above an event may be deeds that it is the content of."""
_BEFORE = 2
"""So many sentences before that of an event may hold the words of its voice."""
_GAPS = (3, 8, 15, 30)
_CLAUSES = frozenset(
    {"ccomp", "xcomp", "advcl", "acl", "acl:relcl", "parataxis", "csubj", "advcl:relcl", "root"}
)


class Told(NamedTuple):
    """What is known of an event before its chain is: its word, type and status, and the words that tell its status."""

    trigger: int
    type: str = ""
    status: str = ""
    cue: TokenSpan | None = None


class Offer(NamedTuple):
    """A telling that an event may be told by; without one the event is the outlet's, or the engine's (``way``)."""

    way: str
    telling: Telling | None
    features: tuple[str, ...]


class Hearing(Publisher):
    """The tellings of one article and what is offered to each event."""

    def __init__(self, doc: Doc, article: Article, parties: Voices) -> None:
        super().__init__(doc, article, parties)
        told: Sequence[TokenEvent] | None = doc._.triggers if Doc.has_extension("triggers") else None
        self.weighs = told is not None
        """Whether there is an engine's view to weigh; without it the rules decide alone."""
        self._events: Mapping[int, TokenEvent] = {e.token: e for e in told or ()}
        self._learned = tuple(doc._.attributions or ()) if Doc.has_extension("attributions") else ()
        self._last: list[list[int]] = [[] for _ in self.starts]
        for n, telling in enumerate(self.tellings):
            source = telling.mouths[0].source
            if source is not None and not telling.local and self.quote_of[telling.cue] < 0:
                self._last[self.sentence[telling.cue]].append(n)

    def offers(self, event: Told, spare: TokenSpan | None) -> list[Offer]:
        """What an event is offered, the outlet's own account first.

        ``spare`` are the words of the source of the attribution that only the engine sees over it.
        """
        ruled = self._innermost(event.trigger, [])
        seen: dict[int, str] = {}
        own = self.by_cue.get(event.trigger)
        if own is not None:
            seen[own] = "own"
        self._climbed(event.trigger, seen)
        if ruled is not None:
            quote = self.quote_of[event.trigger]
            spoken = quote >= 0 and self.spoken[quote] == ruled
            seen.setdefault(ruled, "quote" if spoken else "above")
        self._beside(event.trigger, seen)
        plain = ruled is None and spare is None
        found = [Offer("outlet", None, tuple(self._of_outlet(event, plain=plain)))]
        for n, way in seen.items():
            telling = self.tellings[n]
            found.append(Offer(way, telling, tuple(self._features(event, telling, ruled=n == ruled))))
        for telling in self._deeds(event.trigger):
            found.append(Offer("deed", telling, tuple(self._features(event, telling, ruled=False))))
        if spare is not None and ruled is None:
            found.append(Offer("engine", None, tuple(self._of_engine(event, spare))))
        return found

    def _climbed(self, token: int, seen: dict[int, str]) -> None:
        """The tellings anchored at the words above a token, whatever lies between."""
        node = token
        for _ in range(CLIMB):
            for n in self.anchored.get(node, ()):
                telling = self.tellings[n]
                within = not telling.spans or any(a <= token < b for a, b in telling.spans)
                if within and telling.cue != token:
                    seen.setdefault(
                        n, "hearsay" if telling.local else "around" if telling.around else "above"
                    )
            if self.head[node] == node:
                break
            node = self.head[node]
        quote = self.quote_of[token]
        speaker = self.spoken[quote] if quote >= 0 else None
        if speaker is not None:
            seen.setdefault(speaker, "quote")

    def _beside(self, token: int, seen: dict[int, str]) -> None:
        """The last telling outside quotations in each sentence before, and those of the own one."""
        number = self.sentence[token]
        for n in self._last[number]:
            seen.setdefault(n, "beside")
        for k in range(number - 1, max(-1, number - 1 - _BEFORE), -1):
            if self._last[k]:
                seen.setdefault(self._last[k][-1], "beside")
                break

    def _deeds(self, token: int) -> Iterator[Telling]:
        """What parties do above an event by words that are none of saying: "the union called a strike"."""
        node, count = token, 0
        for _ in range(CLIMB):
            head = self.head[node]
            if head == node or count == _DEEDS:
                return
            if (
                self.pos[head] in ("VERB", "AUX")
                and head not in self.by_cue
                and self.dep[node] not in SUBJECTS
            ):
                subject = self._agent(head) if self._passive(head) else self._subject(head)
                if subject is not None and subject != token and self._voiced(subject):
                    mouths, evidence = self._origin(subject, head)
                    yield Telling(mouths, head, (node,), False, node, evidence)
                    count += 1
            node = head

    # ---- features

    def _of_outlet(self, event: Told, *, plain: bool) -> Iterator[str]:
        """Features of an event being the outlet's own account."""
        yield "always"
        yield from self._of_event(event)
        if plain:
            yield "rules"
        yield f"engine hears {self._best(event.trigger)}"
        yield f"voiced {self._is_voiced(event.trigger)}"
        yield f"engine covers {self._covered(event.trigger)}"

    def _of_engine(self, event: Told, source: TokenSpan) -> Iterator[str]:
        """Features of the attribution that only the engine sees."""
        yield "always"
        yield "rules"
        yield from self._of_event(event)
        yield f"engine {self._chance(event.trigger, source)}"

    def _of_event(self, event: Told) -> Iterator[str]:
        yield f"type {event.type}"
        yield f"status {event.status}"
        yield f"form {form_of(self.doc[event.trigger])}"
        yield f"quoted {self.quote_of[event.trigger] >= 0}"

    def _features(self, event: Told, telling: Telling, *, ruled: bool) -> Iterator[str]:
        """What speaks for and against a telling being the one that an event is told by."""
        trigger, cue = event.trigger, telling.cue
        source = telling.mouths[0].source
        yield "always"
        if ruled:
            yield "rules"
        yield from self._of_event(event)
        yield f"cue {self.lemma[cue]}"
        yield f"cue {self.lemma[cue]} status {event.status}"
        yield f"{'noun' if self.pos[cue] == 'NOUN' else 'other'} cue"
        yield f"evidence {telling.evidence}"
        yield f"kind {self._kind(telling.mouths[0])}"
        if source is None:
            yield "nobody"
        elif self.pos[source] == "PRON":
            yield "pronoun"
        yield f"engine {self._chance(trigger, self._phrase(source) if source is not None else None)}"
        yield f"engine over {self._over_by_engine(trigger, telling)}"
        yield f"voiced {self._is_voiced(trigger)}"
        if event.cue is not None and event.cue[0] <= cue < event.cue[1]:
            yield "tells the status"
            yield f"tells the status {event.status}"
        away = self.sentence[trigger] - self.sentence[cue]
        yield f"sentence {max(-3, min(away, 3))}"
        if self.paragraph[trigger] != self.paragraph[cue]:
            yield "another paragraph"
        side = "after" if trigger > cue else "before"
        gap = next((str(g) for g in _GAPS if abs(trigger - cue) <= g), "far")
        yield f"{side} {gap}"
        quote = self.quote_of[trigger]
        yield f"quotes {'same' if quote == self.quote_of[cue] else 'in' if quote >= 0 else 'out'}"
        if quote >= 0 and self.spoken[quote] is not None:
            yield f"speaks it {self.tellings[self.spoken[quote] or 0].cue == cue}"
        yield from self._path(trigger, telling)

    def _path(self, trigger: int, telling: Telling) -> Iterator[str]:
        """The way up from an event to what a telling tells: what it crosses, and what it hangs by."""
        node, steps, clauses = trigger, 0, 0
        goal = {telling.cue, *telling.anchors}
        crossed: list[str] = []
        while node not in goal and self.head[node] != node and steps < CLIMB:
            dep = self.dep[node]
            if dep in _CLAUSES:
                clauses += 1
            joints = [
                self.lower[k] for k in self.kids[node] if self.dep[k] in ("mark", "case", "cc") and k < node
            ]
            place = "after" if self.left[node] > telling.cue else "before"
            crossed.append(f"{dep}")
            if dep in ("advcl", "obl", "acl:relcl", "acl", "appos", "conj", "parataxis"):
                yield f"crosses {dep} {place}"
                if self._comma_before(node):
                    yield f"crosses {dep} {place} comma"
                for joint in joints[:2]:
                    yield f"crosses {joint} {place}"
            if dep == "acl:relcl" and any(self.tag[k] == "MD" for k in self.kids[node]):
                yield "crosses a modal"
            node, steps = self.head[node], steps + 1
        if node not in goal:
            yield "no way"
            return
        yield f"steps {min(steps, 5)}"
        yield f"clauses {min(clauses, 3)}"
        if crossed:
            yield f"first {crossed[0]}"
            yield f"last {crossed[-1]}"
            yield f"last {crossed[-1]} cue {self.lemma[telling.cue]}"
        else:
            yield f"head {self.dep[trigger]}"

    # ---- what the engine thinks

    def _chance(self, trigger: int, phrase: TokenSpan | None) -> str:
        """How sure the engine is that a phrase is the voice of an event, in steps."""
        event = self._events.get(trigger)
        if phrase is None or event is None:
            return "unknown"
        told = [
            a.confidence
            for a in event.arguments
            if a.role == "voice" and a.span[0] < phrase[1] and phrase[0] < a.span[1]
        ]
        return step(max(told, default=0.0))

    def _best(self, trigger: int) -> str:
        """How sure the engine is that an event has any voice."""
        event = self._events.get(trigger)
        if event is None:
            return "unknown"
        return step(max((a.confidence for a in event.arguments if a.role == "voice"), default=0.0))

    def _is_voiced(self, trigger: int) -> str:
        """How sure the tower is that somebody else than the outlet tells an event."""
        event = self._events.get(trigger)
        if event is None or event.voiced is None:
            return "unknown"
        return str(round(event.voiced * 5) / 5)

    def _covered(self, trigger: int) -> str:
        """How sure the engine is of an attribution whose content holds an event."""
        told = [a.confidence for a in self._learned if any(s <= trigger < e for s, e in a.content)]
        return step(max(told, default=0.0))

    def _over_by_engine(self, trigger: int, telling: Telling) -> str:
        """How sure the engine is of an attribution with this cue or source whose content holds an event."""
        source = telling.mouths[0].source
        told = [
            a.confidence
            for a in self._learned
            if any(s <= trigger < e for s, e in a.content)
            and (
                (a.cue is not None and a.cue[0] <= telling.cue < a.cue[1])
                or (a.source is not None and source is not None and a.source[0] <= source < a.source[1])
            )
        ]
        return step(max(told, default=0.0))


def likeliest(weights: Weights, offers: Sequence[Offer]) -> tuple[int, float]:
    """The number of the offer that the weights prefer, and how probable it is."""
    scores = np.array([weights.scores(o.features)[weights.column(o.way)] for o in offers])
    raised = np.exp(scores - scores.max())
    chances = raised / raised.sum()
    best = int(np.argmax(np.round(chances, 9)))
    return best, float(chances[best])
