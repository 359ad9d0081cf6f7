"""Who and what take part in an event: which words fill the slots that its entry names?"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from whence.knowledge.codebook import Entry, Frame
    from whence.understand.arguments import Clauses, Tokens
    from whence.understand.eventfillers import Fillers
    from whence.understand.eventlights import Lights
    from whence.understand.weigh import Match


class EventDraft(NamedTuple):
    """The entry that tells an event, and the heads of the phrases that take part in it."""

    match: Match
    actors: Tokens
    recipients: Tokens
    objects: Tokens
    light: int | None


class Roles:
    """Fills the slots of the events of one text."""

    def __init__(self, clauses: Clauses, fillers: Fillers, lights: Lights) -> None:
        self._t = clauses
        self._fillers = fillers
        self._lights = lights

    def draft(self, i: int, match: Match, light: int | None) -> EventDraft:
        """The parts of the event that ``match`` tells at ``i``; ``light`` is the verb that carries it, if one does."""
        frame = match.entry.frame
        phrase = self._phrase_tokens(i, match.entry)
        symmetric = "sym" in frame.flags
        used: set[int] = set(phrase)
        casualty = "casualty" in frame.flags
        objects = self._fill(i, frame.object, used, light, False, frame)
        objects = tuple(o for o in objects if self._t.pos[o] != "VERB")
        if "absorb" in frame.flags:
            used |= match.tested
        actors = self._actors(i, frame, used, light, symmetric)
        used.update(actors)
        recipients = self._recipients(i, frame, used, light)
        if not objects and not casualty:
            affected = self._fill(i, frame.recipient, used, light, False, frame)
            objects = tuple(
                o for o in affected if not self._fillers.is_party(o) and self._t.pos[o] in ("NOUN", "PROPN")
            )
        if casualty:
            recipients = tuple(r for r in (self._fillers.group_of(r) for r in recipients) if r is not None)
        else:
            objects = tuple(o for o in objects if o not in recipients and o not in actors)
        if light is not None:
            actors, recipients = self._from_light(i, light, frame, actors, recipients, symmetric)
        if not actors and frame.pos == "noun" and frame.actor:
            actors = tuple(a for a in self._around(i, frame) if a not in recipients)
        return EventDraft(match, actors, recipients, objects, light)

    def _phrase_tokens(self, i: int, entry: Entry) -> Tokens:
        if entry.frame.pos != "noun" or len(entry.words) == 1:
            return ()
        return tuple(range(max(0, i - entry.head), min(len(self._t.low), i + len(entry.words) - entry.head)))

    def _fill(
        self, i: int, slots: tuple[str, ...], used: set[int], light: int | None, party: bool, frame: Frame
    ) -> Tokens:
        """The first slot that is filled (by something party-like, if ``party``)."""
        for slot in slots:
            fillers = self._slot(i, slot, light, frame)
            fillers = tuple(f for f in fillers if f not in used)
            if party:
                fillers = tuple(f for f in fillers if self._fillers.is_party(f))
            if fillers:
                return fillers
        return ()

    def _slot(self, i: int, slot: str, light: int | None, frame: Frame) -> Tokens:
        t = self._t
        fillers = t.slot(i, slot)
        if slot in ("amod", "compound"):
            return tuple(
                f
                for f in fillers
                if self._fillers.is_named(f) or (slot == "compound" and self._fillers.is_doer(f))
            )
        if frame.pos == "noun":
            if not fillers and light is not None and slot not in ("poss", "of", "acl"):
                fillers = t.slot(light, slot) if slot != "by" else t.agent(light)
            if slot == "by" and not fillers:  # "an attack claimed by", "sanctions imposed by"
                for c in t.kids(i, "acl"):
                    fillers = t.agent(c) if self._lights.has_doer(c) else ()
                    if fillers:
                        break
        return fillers

    def _actors(self, i: int, frame: Frame, used: set[int], light: int | None, symmetric: bool) -> Tokens:
        if not symmetric:
            return self._fill(i, frame.actor, used, light, False, frame)
        out: list[int] = []
        for slot in frame.actor:
            for f in self._slot(i, slot, light, frame):
                if f in used or f in out:
                    continue
                if slot != "subj" and not self._fillers.is_party(f):
                    continue
                out.append(f)
        return tuple(out)

    def _recipients(self, i: int, frame: Frame, used: set[int], light: int | None) -> Tokens:
        found = self._fill(i, frame.recipient, used, light, True, frame)
        if found:
            return found
        # a thing that is affected or judged stands for the party it belongs to: "condemned the army's attack"
        for slot in frame.recipient:
            for f in self._slot(i, slot, light, frame):
                inner = self._fillers.contained(f)
                if inner is not None and self._fillers.is_party(inner) and inner not in used:
                    return (inner,)
                owner = tuple(o for o in self._t.owner(f, 8) if o not in used and self._fillers.is_party(o))
                if not owner:
                    owner = tuple(
                        c
                        for c in self._t.kids(f, "nmod")
                        if self._t.case(c) == "of" and self._fillers.is_named(c) and c not in used
                    )
                if owner:
                    return owner
        return ()

    def _from_light(
        self, i: int, light: int, frame: Frame, actors: Tokens, recipients: Tokens, symmetric: bool
    ) -> tuple[Tokens, Tokens]:
        t = self._t
        doers = tuple(s for s in t.subject(light) if s != i and self._fillers.is_party(s))
        if self._lights.has_doer(light):
            if symmetric:
                actors = (*doers, *(a for a in actors if a not in doers))
            elif not actors or (frame.pos == "noun" and set(actors) & set(recipients)):
                actors = doers
        elif not recipients:
            recipients = tuple(d for d in doers if d not in actors)
        return actors, recipients

    def _around(self, i: int, frame: Frame) -> Tokens:
        """The actor of a noun from where it stands: "were in talks", "in its war", "wants a meeting"."""
        t = self._t
        if t.case(i) == "in" and "sym" in frame.flags:
            own = t.slot(i, "subj")
            if own:
                return own
            head = t.head[i]
            if head != i and t.pos[head] == "NOUN" and t.dep[i] == "nmod" and self._fillers.is_party(head):
                return (head,)
        return ()
