"""Which events does a text tell by a user's own dictionaries: whose code, whose code, and the event's?

Dictionaries in the format of PETRARCH say which words tell which event; who did it to whom is read off the tree, with
passives, control, relative clauses and pronouns undone as for claims. The source is the logical subject. The target is
the first phrase with a code behind the verb and under it, in the order of the text: often deep in what the verb is about
("welcomed a resumption of ties with …"). Time clauses and the other clauses of a coordination tell other events and are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from whence.knowledge.inflection import base_form
from whence.knowledge.petrarch import plain_name
from whence.understand.codedparties import CodedParties, Group
from whence.understand.patterns import Fit, Surroundings

if TYPE_CHECKING:
    from datetime import date

    from spacy.tokens import Doc, Span

    from whence.knowledge.petrarch import Dictionaries, Outcome, VerbEntry
    from whence.understand.arguments import Clauses

_OTHER_CLAUSES = frozenset({"conj", "parataxis", "cc", "punct", "discourse", "vocative"})


class RawCoding(NamedTuple):
    """One event between two parties with their codes; ``trigger`` is the token of its verb."""

    trigger: int
    code: str
    source: str
    target: str
    source_group: Group
    target_group: Group


class Discard(NamedTuple):
    """Words because of which a sentence, or the ``whole`` text, is not coded."""

    start: int
    end: int
    whole: bool


def find_discards(doc: Doc, dictionaries: Dictionaries) -> tuple[Discard, ...]:
    """The words in a text that the dictionaries say not to code, those of one sentence and those of a whole story."""
    known = dictionaries.story_discards | dictionaries.sentence_discards
    longest = max(map(len, known), default=0)
    out = []
    for sent in doc.sents if known else ():
        for i in range(sent.start, sent.end):
            for j in range(i + 1, sent.end + 1):
                name = plain_name(doc[i:j].text)
                if name in known:
                    out.append(Discard(i, j, name in dictionaries.story_discards))
                if len(name) > longest:
                    break
    return tuple(out)


def find_codings(
    doc: Doc, clauses: Clauses, dictionaries: Dictionaries, day: date | None, discards: Sequence[Discard]
) -> tuple[RawCoding, ...]:
    """The events of a text by the dictionaries, in text order; ``day`` is that of the codes, the day of publication.

    What stands beside ``discards`` is not coded.
    """
    if any(d.whole for d in discards):
        return ()
    coder = _Coder(doc, clauses, dictionaries, day)
    out: list[RawCoding] = []
    for sent in doc.sents:
        if any(sent.start <= d.start < sent.end for d in discards):
            continue
        told: set[tuple[str, str, str]] = set()
        for coding in coder.sentence(sent):
            key = (coding.source, coding.target, coding.code)
            if key not in told:
                told.add(key)
                out.append(coding)
    return tuple(out)


class _Coder:
    def __init__(self, doc: Doc, clauses: Clauses, dictionaries: Dictionaries, day: date | None) -> None:
        self._doc = doc
        self._c = clauses
        self._known = dictionaries
        self._parties = CodedParties(doc, clauses, dictionaries, day)

    def sentence(self, sent: Span) -> Iterator[RawCoding]:
        """The codings of one sentence, by the order of their verbs."""
        for verb in range(sent.start, sent.end):
            entries = self._entries(verb)
            if entries:
                yield from self._codings(self._predicate(verb), *self._told(verb, entries))

    def _predicate(self, verb: int) -> int:
        return self._c.head[verb] if self._c.dep[verb] in ("aux", "cop") else verb

    def _entries(self, verb: int) -> tuple[VerbEntry, ...]:
        """The entries of a verb that fit; an auxiliary tells an event only where its main verb has no entry."""
        if self._c.pos[verb] not in ("VERB", "AUX") or self._c.dep[verb] in ("amod", "compound", "case"):
            return ()
        main = self._predicate(verb)
        if main != verb and self._entries(main):
            return ()
        form = self._c.form[verb].upper()
        entries = self._known.verbs.get(form, ())
        if not entries:
            base = base_form(form.lower(), self._known.open_verbs)
            entries = self._known.verbs[base.upper()] if base else ()
        return tuple(e for e in entries if self._spelled(verb, e))

    def _spelled(self, verb: int, entry: VerbEntry) -> bool:
        """Whether the entry's other words stand around the verb; a particle may stand behind the object."""
        first, last = verb - len(entry.before), verb + 1 + len(entry.after)
        upper = [w.upper() for w in self._c.form[max(first, 0) : last]]
        if upper == [*entry.before, self._c.form[verb].upper(), *entry.after]:
            return True
        return not entry.before and entry.after == (self._c.particle(verb).upper(),)

    def _told(self, verb: int, entries: tuple[VerbEntry, ...]) -> tuple[Outcome | None, Fit]:
        """The event that a verb tells: by the first pattern that fits, else as its entries say without one."""
        around = Surroundings(self._c, verb, self._parties)
        for entry in entries:
            for pattern in entry.sense.patterns:
                fit = around.fit(pattern)
                if fit:
                    return pattern.outcome, fit
        return next((e.sense.outcome for e in entries if e.sense.outcome), None), Fit()

    def _codings(self, verb: int, outcome: Outcome | None, fit: Fit) -> Iterator[RawCoding]:
        if outcome is None:
            return
        if fit.joined and not fit.joined_behind:
            source: Group | None = fit.joined
            target: Group | None = fit.joined
        else:
            source = fit.source or self._source(verb, fit.target) or fit.joined
            target = fit.target or fit.joined or (self._target(verb, source) if source else None)
        if source is None or target is None:
            return
        for one in source.codes:
            for other in target.codes:
                if one != other:
                    yield RawCoding(verb, outcome.code, one, other, source, target)
                    if outcome.mirror:
                        yield RawCoding(verb, outcome.mirror, other, one, target, source)

    def _source(self, verb: int, target: Group | None) -> Group | None:
        """The logical subject's codes. If that is a pronoun nobody resolved, or the target, those of who says or wants it."""
        tokens, passive = self._subject(verb)
        own = self._first_of(tokens)
        is_target = own is not None and target is not None and own.head == target.head
        if own is not None and not is_target:
            return own
        above = self._c.head[verb]
        reported = self._c.dep[verb] in ("ccomp", "xcomp", "advcl") and above != verb and not passive
        if reported and (is_target or all(self._c.pos[t] == "PRON" for t in tokens)):
            return self._first_of(self._subject(above)[0])
        return None

    def _subject(self, verb: int) -> tuple[tuple[int, ...], bool]:
        """The heads of the logical subject, and whether the verb is passive."""
        tokens, passive = self._c.surface_subject(verb)
        return (self._c.agent(verb) if passive else self._titled(verb, tokens)), passive

    def _first_of(self, tokens: tuple[int, ...]) -> Group | None:
        return next((g for t in tokens if (g := self._parties.within(t))), None)

    def _titled(self, verb: int, tokens: tuple[int, ...]) -> tuple[int, ...]:
        """The subject; of two that stand side by side the first too, which is the title or the owner of the second."""
        subjects = [c for c in self._c.children[verb] if self._c.dep[c] == "nsubj" and c < verb]
        if len(subjects) == 2 and subjects[0] + 1 == subjects[1]:
            return tuple(subjects)
        return tokens

    def _target(self, verb: int, source: Group) -> Group | None:
        """The first phrase that has a code which the source has not."""
        for group in self._candidates(verb):
            itself = group.named[0] < source.named[1] and source.named[0] < group.named[1]
            if not itself and any(code not in source.codes for code in group.codes):
                return group
        return None

    def _candidates(self, verb: int) -> Iterator[Group]:
        subject, passive = self._c.surface_subject(verb)
        tokens = subject if passive else tuple(o for o in self._c.object(verb) if o < verb)
        for token in tokens:
            if found := self._parties.within(token):
                yield found
        for child in self._c.children[verb]:
            if child > verb and self._c.dep[child] not in _OTHER_CLAUSES and not self._tells_when(child):
                yield from self._inside(child)

    def _inside(self, node: int) -> Iterator[Group]:
        """The phrases with codes in and under a token, in the order of the text."""
        group = self._parties.group(node)
        if group:
            yield group
        for child in self._c.children[node]:
            if group and group.start <= child < group.end:
                continue
            if self._c.dep[child] not in ("punct", "parataxis") and not self._tells_when(child):
                yield from self._inside(child)

    def _tells_when(self, node: int) -> bool:
        """Whether a clause is a finite one of time, reason or condition, or a relative clause: another event."""
        full = self._c.full[node]
        if full == "acl:relcl":
            return True
        return full.startswith("advcl") and bool(self._c.kids(node, "nsubj"))
