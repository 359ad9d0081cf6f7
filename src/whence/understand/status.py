"""Did it happen: is an event told as happened, ongoing, expected, possible, requested, failed, negated, denied or cancelled?"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from spacy.tokens import Doc, Token

from whence.language.extensions import event_at
from whence.understand.weigh import status_chances, status_features

if TYPE_CHECKING:
    from collections.abc import Mapping

    from whence.reading import Status
    from whence.understand.arguments import Clauses
    from whence.understand.what import RawEvent

_CLIMB = 10  # clauses between a trigger and the outermost word that may govern it
_STATUSES = frozenset(
    [
        "happened",
        "ongoing",
        "expected",
        "possible",
        "requested",
        "failed",
        "negated",
        "denied",
        "cancelled",
        "attempted",
        "pass",
        "stop",
        "report",
        "conditional",
    ]
)

# Statuses that plain tense tells without a cue.
_UNCUED = frozenset({"happened", "ongoing"})
# Types of events that nobody attempts: "the engine failed" tells of harm that came about.
_UNTRIED = frozenset({"HARM"})
# Statuses of what became of a plan.
_RARE = frozenset({"failed", "cancelled", "denied"})
# Statuses of which the event may be that something does not happen.
_MAY_BE_NEGATIVE = frozenset({"expected", "possible", "requested"})
SURE = 0.7
"""Probability from which the weights make of a plan what became of it."""


class StatusDataError(ValueError):
    """The cue words cannot be understood; the message names the entry."""


class Verdict(NamedTuple):
    """The status of one event; ``cue`` is the half-open token span of the word that says so, if one does.

    ``negative``: what is expected, possible or requested is that it does *not* happen. ``sure``: how probable the status is,
    where that was weighed.
    """

    status: Status
    cue: tuple[int, int] | None = None
    negative: bool = False
    repeated: bool = False
    retracted: bool = False
    sure: float | None = None


class _Cue(NamedTuple):
    status: str
    via: frozenset[str]
    flags: frozenset[str]


class _Cues(NamedTuple):
    verbs: Mapping[str, tuple[_Cue, ...]]
    nouns: Mapping[str, tuple[_Cue, ...]]
    adjectives: Mapping[str, tuple[_Cue, ...]]
    modifiers: Mapping[str, tuple[_Cue, ...]]
    adverbs: Mapping[str, tuple[_Cue, ...]]
    auxiliaries: Mapping[str, tuple[_Cue, ...]]
    markers: Mapping[str, tuple[_Cue, ...]]
    repeats: frozenset[tuple[str, ...]]
    perceived: frozenset[str]
    negators: frozenset[str]
    frequency: frozenset[str]


@cache
def _cues() -> _Cues:
    table = tomllib.loads((files("whence.knowledge") / "data" / "status.toml").read_text("utf-8"))
    blocks = {
        name: _block(name, table[name])
        for name in ("verbs", "nouns", "adjectives", "modifiers", "adverbs", "auxiliaries", "markers")
    }
    return _Cues(
        **blocks,
        repeats=frozenset(tuple(r.split("_")) for r in table["repeats"].split()),
        perceived=frozenset(table["perceived"].split()),
        negators=frozenset(table["negators"].split()),
        frequency=frozenset(table["frequency"].split()),
    )


def cue_verbs() -> frozenset[str]:
    """The verbs (with their particles) that may say whether an event happened."""
    return frozenset(_cues().verbs)


@cache
def denying_verbs() -> frozenset[str]:
    """The verbs whose clause is denied by their subject."""
    return frozenset(
        verb
        for verb, cues in _cues().verbs.items()
        if any(cue.status == "denied" and "ccomp" in cue.via for cue in cues)
    )


def _block(name: str, text: str) -> dict[str, tuple[_Cue, ...]]:
    out: dict[str, list[_Cue]] = {}
    for number, line in enumerate(text.splitlines(), 1):
        words, colon, settings = line.partition(":")
        if not line.strip():
            continue
        status, *rest = settings.split() or [""]
        if not colon or status not in _STATUSES:
            raise StatusDataError(f"status.toml: {name}, line {number}: {status!r} is no status")
        via = frozenset(v for part in rest if part.startswith("via=") for v in part[4:].split(","))
        cue = _Cue(status, via, frozenset(part for part in rest if "=" not in part))
        for word in words.split(","):
            out.setdefault(word.strip(), []).append(cue)
    return {word: tuple(cues) for word, cues in out.items()}


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
        or (status == "failed" and event.type in _UNTRIED)
        # words that tell what is planned do not tell how it ended
        or (status in _RARE and ruled.status == "expected" and chances[status] < SURE)
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


def _names_nobody(word: Token) -> bool:
    """Whether a word stands for nobody or nothing: "nothing", "no one", "no villages"."""
    negators = _cues().negators - {"few"}
    return word.lower_ in negators or any(c.lower_ == "no" and c.dep_ == "det" for c in word.children)


def _learned_cue(doc: Doc, trigger: int) -> tuple[int, int] | None:
    """The words that the engine takes for the status cue of a trigger."""
    event = event_at(doc, trigger)
    found = [a for a in (event.arguments if event else ()) if a.role == "cue"]
    return max(found, key=lambda a: a.confidence).span if found else None


def status_by_rules(doc: Doc, event: RawEvent, clauses: Clauses | None = None) -> Verdict:
    """The status as cue words and grammar tell it: the innermost cue decides, outer ones may turn it (a plan cancelled)."""
    if clauses is None:
        from whence.understand.arguments import Clauses  # noqa: PLC0415 - only where the caller has none

        clauses = Clauses(doc, known_verbs=cue_verbs())
    return _Judge(clauses, event).verdict()


class _Judge:
    def __init__(self, clauses: Clauses, event: RawEvent) -> None:
        self.t = clauses
        self.event = event
        self.cues = _cues()
        self.status: str | None = None
        self.cue: tuple[int, int] | None = None
        self.negative = False
        self.repeated = False
        self.retracted = False
        self.would = False
        self.weak: tuple[str, int] | None = None
        self.tense: str | None = None
        self.path = {event.trigger}
        self.ended = False

    def verdict(self) -> Verdict:
        self._repeats(self.event.trigger)
        self._climb()
        status = self.status
        if self.would:
            status = status or "possible"
        if status is None and self.weak is not None:
            status, self.cue = self.weak[0], (self.weak[1], self.weak[1] + 1)
            if self.weak[1] == self.event.trigger:  # a purpose: "to attack"
                to = [c for c in self.t.children[self.weak[1]] if self.t.low[c] == "to"]
                self.cue = (to[0], to[0] + 1) if to else None
            if status == "happened":
                status = self._default()
        if status is None:
            status = self._default()
            if status != "expected":
                self.cue = None if not self.repeated else self.cue
        if status == "attempted":
            status = "expected" if self.tense in ("present", "future") else "failed"
        return Verdict(_known(status), self.cue, self.negative, self.repeated, self.retracted)

    # ---- climbing from the trigger to what governs it

    def _climb(self) -> None:
        t = self.t
        at = self.event.trigger
        if not self._own(at, own=True):
            return
        came_through_report = False
        for _ in range(_CLIMB):
            head, dep = t.head[at], t.full[at]
            self.path.add(at)
            if head == at:
                return
            light = self.event.light
            if light is not None and at == self.event.trigger:
                governs = self._govern(light, {"obj", "subjpass", t.case(at)}, at, came_through_report)
                # a light verb lets its own tense and modals through even where it is no cue
                if governs is None and not self._own(light):
                    return
                at = light
                continue
            if dep == "acl:relcl" or t.dep[at] in (
                "parataxis",
                "appos",
                "list",
                "discourse",
                "vocative",
                "orphan",
                "dep",
            ):
                return
            if t.dep[at] == "conj":
                if not self._conjunct(at, head):
                    return
                at = head
                continue
            relations = self._relations(at, head)
            outcome = self._govern(head, relations, at, came_through_report)
            if outcome is None:
                if t.dep[at] in ("xcomp",) or (t.dep[at] == "csubj"):
                    if not self._own(head):
                        return
                elif t.dep[at] == "advcl":
                    self._tense(head)
                    self._purpose(at, head)
                    return
                elif t.dep[at] == "acl" and t.pos[at] == "VERB":
                    if t.mark(at) == "to" or t.tag[at] == "VB":
                        self._weak("expected", at)
                    return
                elif t.dep[at] == "nsubj" and (t.pos[head] == "ADJ" or t.pos[head] == "NOUN"):
                    self._predicate(head)
                    return
                elif (
                    t.pos[head] == "NOUN"
                    and t.dep[at] in ("nmod", "compound")
                    and t.case(at) == "of"
                    and self._container(head)
                ):
                    at = head
                    continue
                else:
                    return
            elif outcome is False:
                return
            came_through_report = came_through_report or t.pos[head] == "NOUN"
            at = head

    def _relations(self, at: int, head: int) -> set[str]:
        """The names that lead from ``head`` down to ``at``: its relation, its logical relation and its preposition."""
        t = self.t
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
                out.discard("advcl") if mark not in ("of", "from", "for", "about", "against") else None
        return out

    def _govern(self, head: int, relations: set[str], at: int, reported: bool) -> bool | None:
        """Apply ``head`` as a cue. ``None``: it is none for this relation; ``False``: climb no further."""
        found = self._lookup(head, relations, reported)
        if found is None:
            return None
        status = found.status
        if status == "stop":
            return False
        if status == "report":
            if self.would and self.t.tag[head] in ("VBD", "VBN"):
                self.would = False
                self._set("expected", None)
            if self.t.dep[at] == "xcomp":
                return self._own(head)
            if self.t.is_passive(head) and self._negated(head):
                self._turn("negated", head)
            return False
        if "retracted" in found.flags:
            self.retracted = True
        if "negative" in found.flags:
            self.negative = True
        if status != "pass":
            if "weak" in found.flags:
                self._weak(status, head)
            elif status == "attempted":
                self._tense(head)
                failure = self._failure(head)
                self._turn("attempted" if failure is None else "failed", head if failure is None else failure)
            else:
                self._turn(status, head)
        elif "repeated" in found.flags and not self.event.state and self.t.dep[at] == "nmod":
            self.repeated = self.repeated or self._plural(at) or self._plural(head)
        return self._own(head, cue=status != "pass")

    def _lookup(self, head: int, relations: set[str], reported: bool) -> _Cue | None:
        t = self.t
        particle = t.particle(head)
        lemma = t.lemma[head]
        names = [f"{lemma} {particle}"] if particle else []
        names += [lemma, t.low[head]] if t.low[head] != lemma else [lemma]
        if t.pos[head] in ("NOUN", "PROPN"):
            tables: tuple[Mapping[str, tuple[_Cue, ...]], ...] = (self.cues.nouns,)
        elif t.pos[head] == "ADJ":
            tables = (self.cues.adjectives, self.cues.verbs)
        else:
            tables = (self.cues.verbs, self.cues.adjectives)
        for table in tables:
            for name in names:
                for cue in table.get(name, ()):
                    via = cue.via | {"obj"} if reported and "obj_report" in cue.via else cue.via
                    if via & relations:
                        return cue
        return None

    def _container(self, i: int) -> bool:
        return any(c.status == "pass" and "of" in c.via for c in self.cues.nouns.get(self.t.lemma[i], ()))

    def _iterates(self, i: int) -> bool:
        """Whether a noun strings events together: "a series of", "months of"."""
        return any("repeated" in c.flags for c in self.cues.nouns.get(self.t.lemma[i], ()))

    def _plural(self, i: int) -> bool:
        return self.t.tag[i] in ("NNS", "NNPS")

    def _conjunct(self, at: int, head: int) -> bool:
        """Climb from a conjunct to the first one, if it shares that one's auxiliaries or governor."""
        t = self.t
        if t.pos[at] not in ("VERB", "AUX", "ADJ"):
            return True
        for c in t.kids(head, "advmod"):
            if c < head:
                self._adverb(c, head, repeats_only=True)
        if t.tag[at] in ("VBD", "VBZ", "VBP") or t.kids(at, "aux", "nsubj"):
            return (
                t.tag[at] == t.tag[head] and not t.kids(at, "nsubj", "aux") and t.dep[head] not in ("root",)
            )
        for c in t.kids(head, "aux"):
            self._auxiliary(c, head, negated=False)
        if t.tag[at] == "VB" and self.status is None and self._negated(head):
            joint = [t.low[c] for c in t.kids(at, "cc")]
            if "or" in joint or "nor" in joint:
                self._turn("negated", head)
        return True

    # ---- what stands at a word itself

    def _own(self, i: int, *, own: bool = False, cue: bool = False) -> bool:
        """Auxiliaries, negation, adverbs, modifiers and conditions at ``i``; ``False`` if climbing ends here."""
        t = self.t
        negation = None
        noun = t.pos[i] in ("NOUN", "PROPN", "NUM", "PRON") and not t.kids(i, "cop")
        for c in t.children[i]:
            dep = t.dep[c]
            if dep == "advmod":
                if self._is_negation(c):
                    negation = c if negation is None else negation
                else:
                    self._adverb(c, i, repeats_only=cue)
            elif (
                (dep == "det" and t.low[c] in self.cues.negators and t.low[c] != "few")
                or (dep == "cc" and t.low[c] in ("neither", "nor"))
                or (dep == "nsubj" and c not in self.path and not noun and self._negative_party(c))
                or (own and not noun and c not in self.path and self._befalls_none(c))
            ):
                negation = c
            elif dep == "amod" and (own or cue):
                self._modifier(c)
            elif dep in ("case", "mark"):
                self._marker(c, i)
            elif dep == "acl" and noun and own:
                self._participle(c, i)
        if noun and own and self.status is None:
            self._in_front(i)
        auxiliary = [c for c in t.kids(i, "aux") if t.lemma[c] not in ("be", "have", "do")]
        if not noun:
            self._tense(i)
            if self._conditional(i):
                self._turn("possible", self._condition(i))
        for c in auxiliary:
            if self._auxiliary(c, i, negated=negation is not None):
                negation = None
        if negation is not None:
            self._turn("negated", negation)
        return True

    def _in_front(self, i: int) -> None:
        """Modifiers that stand before the noun although the tree hangs them elsewhere: "the *expected* summit"."""
        t = self.t
        for at in range(i - 1, max(-1, i - 4), -1):
            if t.pos[at] not in ("ADJ", "NOUN", "PROPN") and t.tag[at] not in ("VBN", "VBG"):
                return
            if t.pos[at] in ("ADJ", "VERB") and t.dep[at] not in ("root", "conj", "ccomp"):
                self._modifier(at)

    def _is_negation(self, c: int) -> bool:
        return any(q.status == "negated" for q in self.cues.adverbs.get(self.t.low[c], ())) or (
            self.t.low[c] == "longer" and c > 0 and self.t.low[c - 1] == "no"
        )

    def _befalls_none(self, c: int) -> bool:
        """Whether the object is nobody or nothing: "paid nothing", "had collided with nothing", "bombed no villages"."""
        t = self.t
        if t.low[c] == "few" or t.dep[c] not in ("obj", "obl"):
            return False
        return (t.dep[c] == "obj" or t.pos[c] == "PRON" or t.low[c] == "one") and self._negative_party(c)

    def _negative_party(self, c: int) -> bool:
        t = self.t
        if t.low[c] in self.cues.negators and t.pos[c] != "NUM":
            return True
        return any(t.low[k] == "no" for k in t.kids(c, "det")) or any(
            t.low[k] == "neither" for k in t.kids(c, "det", "cc")
        )

    def _negated(self, i: int) -> bool:
        return any(self._is_negation(c) for c in self.t.kids(i, "advmod"))

    def _adverb(self, c: int, at: int, *, repeats_only: bool = False) -> None:
        for cue in self.cues.adverbs.get(self.t.low[c], ()):
            if "repeated" in cue.flags:
                self.repeated = True
                if self.cue is None:
                    self.cue = (c, c + 1)
                return
            if repeats_only:
                return
            if "retracted" in cue.flags:
                self.retracted = True
            elif cue.status == "failed" and self.t.kids(at, "nummod"):
                return
            elif "weak" in cue.flags:
                self._weak(cue.status, c)
            else:
                self._turn(cue.status, c)

    def _modifier(self, c: int) -> None:
        t = self.t
        for cue in self.cues.modifiers.get(t.low[c], self.cues.modifiers.get(t.lemma[c], ())):
            if "repeated" in cue.flags:
                self.repeated = True
            elif "weak" in cue.flags:
                self._weak(cue.status, c)
            else:
                self._turn(cue.status, c)
            return

    def _participle(self, c: int, noun: int) -> None:
        """ "talks planned for Monday", "an attack foiled by police": a participle behind the noun it affects."""
        t = self.t
        if t.full[c] == "acl:relcl":
            if noun not in t.object(c):
                return
            found = self._lookup(c, {"obj", "subjpass"}, False)
            if found is not None and found.status in ("failed", "cancelled"):
                self._turn(found.status, c)
            return
        if t.tag[c] not in ("VBN", "VBD"):
            if t.tag[c] == "JJ":
                self._modifier(c)
            return
        found = self._lookup(c, {"obj", "subjpass"}, False)
        if found is not None and found.status not in ("pass", "stop", "report", "happened"):
            self._turn(found.status, c)

    def _marker(self, c: int, at: int) -> None:
        t = self.t
        word = "_".join([t.low[c], *(t.low[k] for k in t.kids(c, "fixed"))])
        if word == "once" or (word in ("until", "till") and t.dep[at] == "obl"):
            return
        for cue in self.cues.markers.get(word, ()):
            if word in ("whether", "if") and t.dep[at] == "ccomp":
                self._turn("possible", c)
            elif "weak" in cue.flags:
                self._weak(cue.status, c)
            elif cue.status != "pass":
                self._turn(cue.status, c)

    def _predicate(self, head: int) -> None:
        """ "an attack is imminent", "talks are unlikely": an adjective said of the event."""
        t = self.t
        if t.pos[head] != "ADJ":
            return
        cues = self.cues.modifiers.get(t.low[head]) or self.cues.adjectives.get(t.low[head], ())
        for cue in cues:
            if "negative" in cue.flags:
                self.negative = True
            if "weak" not in cue.flags and cue.status not in ("pass", "stop"):
                self._turn(cue.status, head)
                if self._negated(head):
                    self.negative = True
            return

    def _auxiliary(self, c: int, verb: int, *, negated: bool) -> bool:
        """Apply a modal; ``True`` if it took up the negation that stands with it."""
        t = self.t
        for cue in self.cues.auxiliaries.get(t.low[c], ()):
            status = cue.status
            span = self._with_negation(c, verb) if negated else (c, c + 1)
            if status == "possible" and t.lemma[verb] in self.cues.perceived and t.is_passive(verb):
                return False
            if status == "possible" and negated and t.low[c] in ("could", "can", "ca"):
                self._turn("negated", c, span)
                return True
            if status == "possible" and not negated and t.low[c] == "could" and self._perfect(verb) is None:
                self._turn("possible", c, span)
                return False
            if status == "conditional":
                if self._perfect(verb) is not None and not negated:
                    self._turn("possible", c, span)
                elif self.status is None:
                    self.would = True
                    self.cue = span
                    self.negative = negated
                return negated
            self._turn(status, c, span)
            if negated:
                self.negative = True
            return negated
        return False

    def _with_negation(self, c: int, verb: int) -> tuple[int, int]:
        for k in self.t.kids(verb, "advmod"):
            if self._is_negation(k) and abs(k - c) <= 2:
                return min(c, k), max(c, k) + 1
        return c, c + 1

    def _perfect(self, verb: int) -> int | None:
        return next((c for c in self.t.kids(verb, "aux") if self.t.lemma[c] == "have"), None)

    def _conditional(self, i: int) -> bool:
        """Whether ``i`` is the consequence of an if-clause (a past fact is none)."""
        t = self.t
        if self._condition(i) is None:
            return False
        return t.tag[i] != "VBD" and self._perfect(i) is None

    def _condition(self, i: int) -> int | None:
        t = self.t
        for c in t.kids(i, "advcl"):
            for m in t.kids(c, "mark"):
                if t.low[m] in ("if", "unless"):
                    return m
        return None

    def _failure(self, verb: int) -> int | None:
        """The verb that says an attempt failed, coordinated with it: "tried and *failed* to"."""
        t = self.t
        around = [*t.kids(verb, "conj"), *([t.head[verb]] if t.dep[verb] == "conj" else [])]
        for other in around:
            if any(q.status == "failed" for q in self.cues.verbs.get(t.lemma[other], ())):
                return other
        return None

    # ---- composing

    def _turn(self, outer: str, cue: int | None, span: tuple[int, int] | None = None) -> None:
        inner = self.status
        if outer in ("happened", "pass"):
            self.ended = self.ended or outer == "happened"
            return
        if inner is None or inner == "ongoing":
            self._set(outer, cue, span)
            return
        if outer == "negated":
            if inner in ("expected", "possible", "requested"):
                self.negative = True
                return
            if inner in ("failed", "negated"):
                self.status = None
                self.cue = None
            return
        if inner == "negated" and outer in ("expected", "possible", "requested"):
            self.negative = True
            self._set(outer, cue, span)
        elif (
            (inner == "expected" and outer in ("possible", "requested", "cancelled", "failed", "denied"))
            or (inner in ("possible", "requested") and outer in ("denied", "cancelled"))
            or (inner == "attempted" and outer in ("failed", "possible", "expected", "denied"))
        ):
            self._set(outer, cue, span)

    def _set(self, status: str, cue: int | None, span: tuple[int, int] | None = None) -> None:
        self.status = status
        if span is not None:
            self.cue = span
        elif cue is not None:
            particle = [c for c in self.t.children[cue] if self.t.full[c] == "compound:prt" and c == cue + 1]
            self.cue = (cue, cue + 1 + len(particle))

    def _weak(self, status: str, cue: int) -> None:
        if self.weak is None:
            self.weak = (status, cue)

    # ---- tense

    def _tense(self, i: int) -> None:
        """Remember the tense of the first finite predicate met on the way up."""
        t = self.t
        if self.tense is not None:
            return
        aux = t.kids(i, "aux", "cop")
        words = {t.low[c] for c in aux}
        lemmas = {t.lemma[c] for c in aux}
        if words & {"will", "'ll", "’ll", "wo", "shall"}:
            self.tense = "future"
        elif t.tag[i] == "VBG" and "be" in lemmas:
            self.tense = "progressive"
        elif "have" in lemmas or t.tag[i] == "VBD" or words & {"was", "were", "did"}:
            self.tense = "past"
        elif t.tag[i] in ("VBZ", "VBP") or words & {
            "is",
            "are",
            "am",
            "'s",
            "’s",
            "'re",
            "’re",
            "do",
            "does",
        }:
            self.tense = "present"

    def _purpose(self, at: int, head: int) -> None:
        """An adverbial clause without a cue: an infinitive tells a purpose, a participle shares the time of its main clause."""
        t = self.t
        if self.status is None and (t.mark(at) == "to" or any(t.low[c] == "to" for c in t.kids(at, "aux"))):
            self._weak("expected", at)
        elif t.tag[at] in ("VBG", "VBN", "VB"):
            for c in t.kids(head, "aux"):
                self._auxiliary(c, head, negated=False)
            if self.would:
                self.would = False
                self._weak("expected", at)

    def _default(self) -> str:
        """The status where no cue governs: by tense, by the kind of event, by the form of a headline."""
        t, i = self.t, self.event.trigger
        if t.pos[i] in ("NOUN", "PROPN"):
            if self.tense == "progressive" and (self.event.light is not None or t.dep[i] == "nsubj"):
                return "ongoing"
            if self.event.state and not self.ended and t.case(i) not in ("after", "following", "since"):
                return "ongoing"
            return "happened"
        if t.tag[i] == "VBG":
            if any(t.lemma[c] == "be" for c in t.kids(i, "aux")) or self.tense == "progressive":
                return "ongoing"
            return "happened"
        if t.tag[i] == "VB":
            infinitive = t.mark(i) == "to" or any(t.low[c] == "to" for c in t.kids(i, "aux"))
            if (
                infinitive
                and t.dep[i] in ("root", "ccomp", "acl", "parataxis", "conj")
                and not t.kids(i, "cop")
            ):
                self.cue = next(((c, c + 1) for c in t.children[i] if t.low[c] == "to"), None)
                return "expected"
            if not infinitive and t.dep[i] == "root" and not t.kids(i, "nsubj", "aux"):
                return "happened" if self.event.type in ("SUPPORT", "STATE", "CONCEDE") else "requested"
            return "happened"
        if self.event.state and t.tag[i] in ("VBZ", "VBP"):
            return "ongoing"
        return "happened"

    def _repeats(self, i: int) -> None:
        """Iterated or habitual: "every week", "three times", "again and again"."""
        t = self.t
        above = t.head[i]
        if t.dep[i] == "nmod" and not self.event.state and self._iterates(above):
            self.repeated = self._plural(i) or self._plural(above)
        spots = [i] + ([self.event.light] if self.event.light is not None else [])
        if t.head[i] != i and t.dep[i] in ("xcomp", "obj"):
            spots.append(t.head[i])
        for at in spots:
            for c in t.children[at]:
                if t.dep[c] not in ("obl", "advmod", "nmod"):
                    continue
                every = any(t.low[k] in ("every", "each") for k in t.kids(c, "det", "advmod"))
                times = t.low[c] in self.cues.frequency and bool(t.kids(c, "nummod", "amod", "det"))
                if (every and t.pos[c] == "NOUN") or times:
                    self.repeated = True
                    first = min([c, *t.children[c]])
                    self.cue = self.cue or (first, c + 1)
                for pattern in self.cues.repeats:
                    if tuple(t.low[c : c + len(pattern)]) == pattern:
                        self.repeated = True


def _known(status: str) -> Status:
    match status:
        case (
            "ongoing" | "expected" | "possible" | "requested" | "failed" | "negated" | "denied" | "cancelled"
        ):
            return status
    return "happened"
