"""What happened: which words of the text tell an event, of which type, and who and what take part in it?

`evententries` finds the entries of the codebook that fit a word, `learned` decides which words tell an event, `eventroles`
who takes part; what the events of a text tell of each other, and which of them stand, is settled here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from whence.knowledge.statuswords import cancelling_verbs, collapsing_verbs, cue_verbs, denying_verbs
from whence.understand.arguments import Clauses, Tokens
from whence.understand.evententries import Entries
from whence.understand.eventfillers import Fillers
from whence.understand.eventlights import Lights
from whence.understand.eventroles import EventDraft, Roles
from whence.understand.learned import Learned

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from spacy.tokens import Doc

    from whence.knowledge.codebook import Codebook, Frame
    from whence.understand.weigh import Evidence, Match


class RawEvent(NamedTuple):
    """An event as the codebook reads it off one trigger; all numbers are token indices of the Doc.

    ``actors``, ``recipients`` and ``objects`` are heads of noun phrases, pronouns not yet resolved and coordination not yet
    split. ``light`` is the verb that carries a noun ("carried out an attack"). ``content_heads`` are the heads of what a
    speech act says. ``chances``: how probable it is that the word tells an event, and that it is of the type, where that
    was weighed.
    """

    trigger: int
    type: str
    mode: str | None
    cameo: str | None
    frame: str
    actors: Tokens
    recipients: Tokens
    objects: Tokens
    light: int | None
    content_heads: Tokens
    symmetric: bool
    state: bool
    by_user: bool = False
    """Whether an entry of the user's own tells it, whose parts are not weighed."""
    chances: tuple[float, float] | None = None


def find_events(doc: Doc, codebook: Codebook, clauses: Clauses | None = None) -> tuple[RawEvent, ...]:
    """The events that verbs, nouns and adjectives of ``doc`` tell, in text order, at most one for each trigger.

    Roles follow UD trees: passives, relative clauses, control, participles and coordination are undone. Time is linear in the
    length of the Doc (given the parser's usual shallow trees). Pass the ``clauses`` of the Doc where they are already built.
    """
    return _Reader(clauses or clauses_of(doc, codebook), codebook).events()


def evidence_of(doc: Doc, codebook: Codebook) -> dict[int, Evidence]:
    """What the entries of the codebook say of each word of ``doc`` that has any."""
    clauses = clauses_of(doc, codebook)
    return Entries(clauses, codebook, Fillers(clauses, codebook)).evidence()


def clauses_of(doc: Doc, codebook: Codebook) -> Clauses:
    """The trees of ``doc`` with the control verbs of ``codebook``; `find_events` and the status of events share it."""
    classes = codebook.classes
    return Clauses(
        doc,
        classes.get("subject_control", frozenset()),
        classes.get("oblique_control", frozenset()),
        known_verbs=_known_verbs(codebook),
        known_nouns=codebook.nouns,
    )


def _known_verbs(codebook: Codebook) -> Container[str]:
    light = (
        codebook.classes.get(name, frozenset()) for name in ("light_actor", "light_recipient", "light_exist")
    )
    return frozenset(codebook.verbs).union(*light, cue_verbs())


class _Reader:
    def __init__(self, clauses: Clauses, codebook: Codebook) -> None:
        self._t = clauses
        self._book = codebook
        self._plea = codebook.classes.get("plea", frozenset())
        self._learned = Learned(clauses.doc, codebook)
        self._fillers = Fillers(clauses, codebook)
        self._entries = Entries(clauses, codebook, self._fillers)
        self._lights = Lights(clauses, codebook, self._fillers)
        self._roles = Roles(clauses, self._fillers, self._lights)

    def events(self) -> tuple[RawEvent, ...]:
        t = self._t
        evidence = self._entries.evidence()
        told = self._learned.decide(evidence, self._denied(), self._called_off())
        nouns = {i: m for i, m in told.items() if m.entry.frame.pos == "noun"}
        verbs = {i: m for i, m in told.items() if i not in nouns}
        self._absorb(evidence, nouns, verbs)
        for i in [v for v in verbs if t.pos[v] == "ADJ" and t.head[v] in verbs and t.head[v] != v]:
            if t.dep[i] in ("xcomp", "advcl", "ccomp"):  # "shot dead", "left homeless" are told by the verb
                del verbs[i]
        lights = self._lights.carrying(nouns, verbs)
        for _verb, match in verbs.items():
            if "absorb" in match.entry.frame.flags:
                for token in match.tested:
                    nouns.pop(self._fillers.innermost(token, nouns), None)
        drafts = {i: self._roles.draft(i, m, None) for i, m in verbs.items()}
        for i, m in nouns.items():
            drafts[i] = self._roles.draft(i, m, lights.get(i))
        self._share_content(drafts)
        self._blame(drafts)
        return tuple(self._event(i, d) for i, d in sorted(drafts.items()) if self._stands(i, d, drafts))

    def _absorb(
        self, evidence: Mapping[int, Evidence], nouns: dict[int, Match], verbs: Container[int]
    ) -> None:
        """Let a noun tell what the entry of the verb that takes it in says: "lodged a *protest*" is no march."""
        for v, known in evidence.items():
            best = known.best
            if v in verbs or best is None or not best.tested or "absorb" not in best.entry.frame.flags:
                continue
            kind = best.entry.frame
            for noun in {self._fillers.innermost(token, nouns) for token in best.tested} & nouns.keys():
                entry = nouns[noun].entry
                if entry.frame.type != kind.type:
                    slots = (*kind.recipient, *entry.frame.recipient)
                    frame = entry.frame._replace(
                        type=kind.type, mode=kind.mode, cameo=kind.cameo, recipient=slots
                    )
                    nouns[noun] = nouns[noun]._replace(entry=entry._replace(frame=frame))

    def _denied(self) -> frozenset[int]:
        """The verbs that head what somebody denies: "denied having *paid* a fine", "denied that the engine *failed*"."""
        t = self._t
        clauses = ("ccomp", "xcomp", "advcl")
        return frozenset(
            i for i, dep in enumerate(t.dep) if dep in clauses and t.lemma[t.head[i]] in denying_verbs()
        )

    def _called_off(self) -> frozenset[int]:
        """The nouns for what somebody calls off or what collapses: "the *meeting* was scrapped", "the *truce* broke down"."""
        t = self._t
        ends = {"obj": cancelling_verbs(), "nsubj:pass": cancelling_verbs(), "nsubj": collapsing_verbs()}
        return frozenset(
            i
            for i, full in enumerate(t.full)
            if full in ends and t.pos[i] == "NOUN" and t.phrasal(t.head[i]) in ends[full]
        )

    def _share_content(self, drafts: dict[int, EventDraft]) -> None:
        """Who promises or threatens an attack would make it; who is blamed for one made it."""
        for i, d in list(drafts.items()):
            frame = d.match.entry.frame
            if "speech" not in frame.flags:
                continue
            doers = d.actors if frame.type in ("AGREE", "THREATEN") else d.recipients
            if frame.type not in ("AGREE", "THREATEN", "REQUEST") and frame.mode != "allege":
                continue
            for content in self._content(i, frame):
                inner = drafts.get(content)
                if inner is None or inner.actors or inner.match.entry.frame.pos != "noun" or not doers:
                    continue
                if not inner.match.entry.frame.actor:
                    continue
                if frame.mode == "allege":  # "blamed the attack on the army": it is no attack on the army
                    others = tuple(r for r in inner.recipients if r not in doers)
                    drafts[content] = inner._replace(actors=doers, recipients=others)
                else:
                    kept = tuple(a for a in doers if a not in inner.recipients)
                    drafts[content] = inner._replace(actors=kept)

    def _blame(self, drafts: dict[int, EventDraft]) -> None:
        """Casualties with no attacker of their own go by the deed told beside them.

        Those of an attack are no accident ("12 were killed when a bomber attacked"), and those of an accident no attack
        ("three were hurt when their car plunged into a ditch").
        """
        t = self._t
        for i, d in list(drafts.items()):
            frame = d.match.entry.frame
            if frame.type not in ("HARM", "ASSAULT") or "casualty" not in frame.flags or d.actors:
                continue
            beside = [*t.kids(i, "advcl", "obl")]
            if frame.type == "HARM":
                beside += t.kids(i, "conj")
                beside += [t.head[i]] if t.dep[i] in ("advcl", "conj") else []
            blamed = [drafts[b].match.entry.frame for b in beside if b in drafts]
            kinds = {f.type for f in blamed if "casualty" not in f.flags} & {"HARM", "ASSAULT"}
            kind = "ASSAULT" if "ASSAULT" in kinds else "HARM"
            if kinds and kind != frame.type:
                code = self._book.cameo(kind) if kind in self._book.types else None
                entry = d.match.entry
                told = entry._replace(frame=frame._replace(type=kind, mode=None, cameo=code))
                drafts[i] = d._replace(match=d.match._replace(entry=told))

    def _content(self, i: int, frame: Frame) -> Tokens:
        """The heads of what a speech act says: its clauses, and the events among its objects."""
        t = self._t
        out = [c for c in t.children[i] if t.dep[c] in ("ccomp", "xcomp", "csubj")]
        out += [
            c
            for c in t.children[i]
            if t.dep[c] == "advcl" and t.mark(c) in ("of", "for", "from", "to", "with")
        ]
        if frame.pos == "noun":
            out += [c for c in t.kids(i, "acl") if t.full[c] != "acl:relcl"]
        slots = {*frame.object, "of", "for", "with", "obj"}
        for slot in sorted(slots):
            for f in t.slot(i, slot):
                if t.pos[f] in ("NOUN", "VERB") and f not in out:
                    out.append(f)
                    inner = self._fillers.contained(f)
                    if inner is not None:
                        out.append(inner)
        for c in tuple(out):
            out += [k for k in t.kids(c, "conj") if k not in out]
        return tuple(sorted(set(out)))

    # ---- which stand

    def _stands(self, i: int, draft: EventDraft, drafts: dict[int, EventDraft]) -> bool:
        flags = draft.match.entry.frame.flags
        if self._pleaded(i):
            return False
        if "claim" in flags and not any(self._speaks(a) for a in draft.actors) and not self._awaited(i):
            return False
        if "weak" not in flags or self._learned.weighs:
            return True
        if draft.match.entry.frame.pos == "noun":
            if not draft.actors and not draft.recipients and not draft.objects:
                return False
            return not self._governed(i, drafts)
        if "speech" in flags:
            content = self._content(i, draft.match.entry.frame)
            return not any(c in drafts for c in content)
        return bool(draft.actors)

    def _awaited(self, i: int) -> bool:
        """Whether it is told of what will be made known: "a result *would be announced*"."""
        t = self._t
        ahead = any(t.low[c] in ("will", "would", "'ll", "’ll") for c in t.kids(i, "aux"))
        return ahead and any(t.full[c] == "nsubj:pass" and t.pos[c] == "NOUN" for c in t.children[i])

    def _pleaded(self, i: int) -> bool:
        """Whether a word is the charge of "denied the charge"."""
        t = self._t
        return t.lemma[i] in self._plea and t.dep[i] == "obj" and t.lemma[t.head[i]] in denying_verbs()

    def _speaks(self, i: int) -> bool:
        return self._fillers.is_party(i) and self._t.low[i] not in ("it", "that", "which", "you")

    def _governed(self, i: int, drafts: dict[int, EventDraft]) -> bool:
        """Whether a noun is the object of another event's verb, which then tells the event."""
        t = self._t
        head = t.head[i]
        if t.dep[i] == "nmod" and self._fillers.contained(head) == i:
            i, head = head, t.head[head]
        return t.dep[i] in ("obj", "obl", "nsubj") and head in drafts and head != i

    def _event(self, i: int, d: EventDraft) -> RawEvent:
        frame = d.match.entry.frame
        content = self._content(i, frame) if "speech" in frame.flags else ()
        return RawEvent(
            trigger=i,
            type=frame.type,
            mode=frame.mode,
            cameo=frame.cameo,
            frame=frame.id,
            actors=d.actors,
            recipients=d.recipients,
            objects=d.objects,
            light=d.light,
            content_heads=content,
            symmetric="sym" in frame.flags,
            state="state" in frame.flags,
            by_user=frame.rank > 0,
            chances=d.match.chances,
        )
