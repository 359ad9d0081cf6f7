"""What happened: which words of the text tell an event, of which type, and who and what take part in it?"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from whence.knowledge.statuswords import cue_verbs, denying_verbs
from whence.understand.arguments import Clauses, Tokens
from whence.understand.learned import Learned
from whence.understand.weigh import Evidence, Match

if TYPE_CHECKING:
    from collections.abc import Container

    from spacy.tokens import Doc

    from whence.knowledge.codebook import Choice, Codebook, Entry, Frame, Test

# Names inside which no word is a trigger.
_CLOSED_NAMES = frozenset({"organization", "person", "place", "facility", "weapon", "nationality"})
_PARTY_NAMES = frozenset({"person", "organization", "place", "nationality", "facility"})
_NOUNS = frozenset({"NOUN", "PROPN"})
# Relations in which a verb form is no predicate.
_AUXILIARY = frozenset({"aux", "aux:pass", "cop", "fixed", "flat", "case"})
_CONTAINERS_DEEP = 4


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


class _Draft(NamedTuple):
    match: Match
    actors: Tokens
    recipients: Tokens
    objects: Tokens
    light: int | None


def find_events(doc: Doc, codebook: Codebook, clauses: Clauses | None = None) -> tuple[RawEvent, ...]:
    """The events that verbs, nouns and adjectives of ``doc`` tell, in text order, at most one for each trigger.

    Roles follow UD trees: passives, relative clauses, control, participles and coordination are undone. Time is linear in the
    length of the Doc (given the parser's usual shallow trees). Pass the ``clauses`` of the Doc where they are already built.
    """
    return _Reader(clauses or clauses_of(doc, codebook), codebook).events()


def evidence_of(doc: Doc, codebook: Codebook) -> dict[int, Evidence]:
    """What the entries of the codebook say of each word of ``doc`` that has any."""
    return _Reader(clauses_of(doc, codebook), codebook).evidence()


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
        self.t = clauses
        self.book = codebook
        none: frozenset[str] = frozenset()
        get = codebook.classes.get
        self.learned = Learned(clauses.doc, codebook)
        self.weighed = self.learned.weighs
        """Whether weights have decided already that the words of weak entries tell an event."""
        self.quantity = get("quantity", none)
        self.period = get("period", none)
        self.party_words = get("party", none)
        self.pronouns = get("pronoun", none)
        self.person_pronouns = get("person_pronoun", none)
        self.group = get("group", none)
        self.plea = get("plea", none)
        self.calendar = get("calendar", none)
        self.light_actor = get("light_actor", none)
        self.light_recipient = get("light_recipient", none)
        self.light_soft = get("light_soft", none)

    # ---- reading

    def events(self) -> tuple[RawEvent, ...]:
        t = self.t
        told = self.learned.decide(self.evidence(), self._denied())
        nouns = {i: m for i, m in told.items() if m.entry.frame.pos == "noun"}
        verbs = {i: m for i, m in told.items() if i not in nouns}
        for i in [v for v in verbs if t.pos[v] == "ADJ" and t.head[v] in verbs and t.head[v] != v]:
            if t.dep[i] in ("xcomp", "advcl", "ccomp"):  # "shot dead", "left homeless" are told by the verb
                del verbs[i]
        lights = self._lights(nouns, verbs)
        for _verb, match in verbs.items():
            if "absorb" in match.entry.frame.flags:
                for token in match.tested:
                    nouns.pop(self._content_of(token, nouns), None)
        drafts = {i: self._draft(i, m, None) for i, m in verbs.items()}
        for i, m in nouns.items():
            drafts[i] = self._draft(i, m, lights.get(i))
        self._share_content(drafts)
        self._blame_attacks(drafts)
        return tuple(self._event(i, d) for i, d in sorted(drafts.items()) if self._stands(i, d, drafts))

    def _denied(self) -> frozenset[int]:
        """The verbs that head what somebody denies: "denied having *paid* a fine", "denied that the engine *failed*"."""
        t = self.t
        clauses = ("ccomp", "xcomp", "advcl")
        return frozenset(
            i for i, dep in enumerate(t.dep) if dep in clauses and t.lemma[t.head[i]] in denying_verbs()
        )

    def evidence(self) -> dict[int, Evidence]:
        """What the entries say of each word that has any."""
        out: dict[int, Evidence] = {}
        for i, pos in enumerate(self.t.pos):
            entries = self._entries(i)
            if entries:
                fits = tuple(m for m in (self._best(i, (e,)) for e in entries) if m)
                ask = self._noun if pos in _NOUNS else self._adjective if pos == "ADJ" else self._verb
                out[i] = Evidence(entries, fits, ask(i) if fits else None)
        return out

    def _entries(self, i: int) -> tuple[Entry, ...]:
        """The entries of a word's lemma, whether they fit or not."""
        t, book = self.t, self.book
        if t.pos[i] in _NOUNS:
            plural = book.nouns.get(t.low[i], ()) if t.low[i] != t.lemma[i] else ()
            return (*book.nouns.get(t.lemma[i], ()), *plural)
        if t.pos[i] == "ADJ":
            return book.adjectives.get(t.lemma[i], ())
        if t.pos[i] not in ("VERB", "AUX") or t.full[i] in _AUXILIARY:
            return ()
        return book.verbs.get(t.lemma[i], ())

    # ---- which entry

    def _verb(self, i: int) -> Match | None:
        t = self.t
        if t.entity[i] in _CLOSED_NAMES and t.pos[i] != "VERB":
            return None
        best = self._best(i, self._entries(i))
        if best is None:
            return None
        if t.dep[i] in ("amod", "compound"):  # "detained activists", not "developing countries"
            if t.tag[i] not in ("VBN", "VBD") or "casualty" not in best.entry.frame.flags:
                return None
            if not self._party_like(t.head[i]):
                return None
        return best

    def _noun(self, i: int) -> Match | None:
        t = self.t
        if t.entity[i] in _CLOSED_NAMES or t.dep[i] in ("compound", "flat", "amod", "case", "cc", "nummod"):
            return None
        if t.pos[i] == "NOUN" and t.low[i] == t.lemma[i] and self._modifies_next(i):
            return None
        if t.pos[i] == "PROPN" and t.low[i] in self.calendar:
            return None
        if t.pos[i] == "PROPN" and t.entity[i] == "" and t.tag[i] == "NNP" and self._inside_name(i):
            return None
        return self._best(i, self._entries(i))

    def _modifies_next(self, i: int) -> bool:
        """Whether a singular noun stands right before another one, whatever the tree says: "space *launch* site"."""
        t = self.t
        after = i + 1
        if after >= len(t.pos) or t.pos[after] != "NOUN" or t.low[after] in self.calendar:
            return False
        return t.head[after] != i and t.tag[after] in ("NN", "NNS") and t.dep[after] not in ("appos", "root")

    def _inside_name(self, i: int) -> bool:
        """Whether a capitalised noun is part of a longer name: "the Peace Talks Committee"."""
        t = self.t
        return any(
            t.dep[c] == "flat" or (t.dep[c] == "compound" and t.tag[c] == "NNP") for c in t.children[i]
        )

    def _adjective(self, i: int) -> Match | None:
        return None if self.t.entity[i] in _CLOSED_NAMES else self._best(i, self._entries(i))

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
        t = self.t
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
            fillers = self.t.slot(i, slot)
            if slot in {"compound", "amod"}:
                fillers = (*self.t.slot(i, "compound"), *self.t.slot(i, "amod"))
            if not choice.words and not choice.kinds:
                told = tuple(f for f in fillers if self.t.lemma[f] not in self.calendar)  # not "on Tuesday"
                if told:
                    return told
                continue
            for f in fillers:
                if self._is_a(f, choice):
                    return (f,)
        return None

    def _is_a(self, i: int, choice: Choice) -> bool:
        t = self.t
        for _ in range(_CONTAINERS_DEEP):
            if t.lemma[i] in choice.words or t.low[i] in choice.words:
                return True
            if i and f"{t.lemma[i - 1]} {t.lemma[i]}" in choice.words:
                return True
            if choice.kinds and any(self._kind(i, k) for k in choice.kinds):
                return True
            inner = self._contained(i)
            if inner is None:
                return any(
                    t.dep[c] == "compound" and t.lemma[c] in choice.words and t.entity[i] == ""
                    for c in t.children[i]
                ) and not self._party_like(i)
            i = inner
        return False

    def _kind(self, i: int, kind: str) -> bool:
        t = self.t
        if kind == "pronoun":
            return t.pos[i] == "PRON" and t.low[i] in self.person_pronouns
        if kind == "number":
            return t.pos[i] == "NUM"
        if kind == "copula":
            return (
                bool(t.kids(i, "cop"))
                and not t.case(i)
                and t.lemma[i] not in self.book.adjectives
                and not self._is_event(i)
            )
        if kind == "verb":
            return t.pos[i] == "VERB"
        if kind == "happening":
            return self._is_event(i)
        entity = t.entity[i]
        if t.low[i] in self.calendar:
            return False
        if kind == "name":
            return entity in _PARTY_NAMES or (not entity and t.pos[i] == "PROPN")
        if entity == kind:
            return True
        return not entity and t.pos[i] == "PROPN" and kind in ("person", "organization", "place")

    def _is_event(self, i: int) -> bool:
        return self.t.pos[i] == "NOUN" and self.t.lemma[i] in self.book.nouns

    def _contained(self, i: int) -> int | None:
        """What a word of quantity or duration is of: "dozens of *rockets*", "a series of *attacks*"."""
        t = self.t
        if t.lemma[i] in self.quantity or t.lemma[i] in self.period or t.pos[i] == "NUM":
            for c in t.children[i]:
                if t.dep[c] in ("nmod", "obl") and t.case(c) == "of":
                    return c
        return None

    def _content_of(self, i: int, nouns: dict[int, Match]) -> int:
        for _ in range(_CONTAINERS_DEEP):
            if i in nouns:
                return i
            inner = self._contained(i)
            if inner is None:
                return i
            i = inner
        return i

    # ---- light verbs

    def _lights(self, nouns: dict[int, Match], verbs: dict[int, Match]) -> dict[int, int]:
        """Event noun -> the verb that only carries it; such verbs lose their own reading."""
        t = self.t
        lights: dict[int, int] = {}
        for v, pos in enumerate(t.pos):
            if pos != "VERB":
                continue
            word = self._verb_word(v)
            soft = word in self.light_soft and v not in verbs
            if not soft and word not in self.light_actor and word not in self.light_recipient:
                continue
            for o in (*t.object(v), *self._carried(v)):
                noun = self._content_of(o, nouns)
                if noun not in nouns:
                    continue
                own = verbs.get(v)
                if own is not None and (o in own.tested or noun in own.tested or own.score >= 3.5):
                    continue
                lights.setdefault(noun, v)
                for c in t.kids(noun, "conj"):
                    if c in nouns:
                        lights.setdefault(c, v)
                verbs.pop(v, None)
        return lights

    def _carried(self, v: int) -> Tokens:
        """Event nouns behind a preposition of the light verb: "came under attack", "gearing up for the summit"."""
        t = self.t
        return tuple(
            c for c in t.kids(v, "obl") if t.case(c) in ("under", "in", "for", "on", "into", "to", "with")
        )

    def _verb_word(self, v: int) -> str:
        particle = self.t.particle(v)
        word = f"{self.t.lemma[v]} {particle}" if particle else self.t.lemma[v]
        if word in self.light_actor or word in self.light_recipient or word in self.light_soft:
            return word
        return self.t.lemma[v]

    # ---- roles

    def _draft(self, i: int, match: Match, light: int | None) -> _Draft:
        frame = match.entry.frame
        phrase = self._phrase_tokens(i, match.entry)
        symmetric = "sym" in frame.flags
        used: set[int] = set(phrase)
        casualty = "casualty" in frame.flags
        objects = self._fill(i, frame.object, used, light, False, frame)
        objects = tuple(o for o in objects if self.t.pos[o] != "VERB")
        if "absorb" in frame.flags:
            used |= match.tested
        actors = self._actors(i, frame, used, light, symmetric)
        used.update(actors)
        recipients = self._recipients(i, frame, used, light)
        if not objects and not casualty:
            affected = self._fill(i, frame.recipient, used, light, False, frame)
            objects = tuple(
                o for o in affected if not self._party_like(o) and self.t.pos[o] in ("NOUN", "PROPN")
            )
        if casualty:
            recipients = tuple(r for r in (self._group_of(r) for r in recipients) if r is not None)
        else:
            objects = tuple(o for o in objects if o not in recipients and o not in actors)
        if light is not None:
            actors, recipients = self._from_light(i, light, frame, actors, recipients, symmetric)
        if not actors and frame.pos == "noun" and frame.actor:
            actors = tuple(a for a in self._around(i, frame) if a not in recipients)
        return _Draft(match, actors, recipients, objects, light)

    def _phrase_tokens(self, i: int, entry: Entry) -> Tokens:
        if entry.frame.pos != "noun" or len(entry.words) == 1:
            return ()
        return tuple(range(max(0, i - entry.head), min(len(self.t.low), i + len(entry.words) - entry.head)))

    def _fill(
        self, i: int, slots: tuple[str, ...], used: set[int], light: int | None, party: bool, frame: Frame
    ) -> Tokens:
        """The first slot that is filled (by something party-like, if ``party``)."""
        for slot in slots:
            fillers = self._slot(i, slot, light, frame)
            fillers = tuple(f for f in fillers if f not in used)
            if party:
                fillers = tuple(f for f in fillers if self._party_like(f))
            if fillers:
                return fillers
        return ()

    def _slot(self, i: int, slot: str, light: int | None, frame: Frame) -> Tokens:
        t = self.t
        fillers = t.slot(i, slot)
        if slot in ("amod", "compound"):
            return tuple(f for f in fillers if self._named(f) or (slot == "compound" and self._bears(f)))
        if frame.pos == "noun":
            if not fillers and light is not None and slot not in ("poss", "of", "acl"):
                fillers = t.slot(light, slot) if slot != "by" else t.agent(light)
            if slot == "by" and not fillers:  # "an attack claimed by", "sanctions imposed by"
                for c in t.kids(i, "acl"):
                    word = self._verb_word(c)
                    fillers = t.agent(c) if word in self.light_actor or word in self.light_soft else ()
                    if fillers:
                        break
        return fillers

    def _named(self, i: int) -> bool:
        t = self.t
        return t.entity[i] in _PARTY_NAMES or (not t.entity[i] and t.tag[i].startswith("NNP"))

    def _bears(self, i: int) -> bool:
        """A common noun before an event noun that is its doer: "police raid", "government crackdown"."""
        return (
            self.t.pos[i] == "NOUN"
            and self.t.lemma[i] in self.party_words
            and self.t.lemma[i] not in self.quantity
        )

    def _actors(self, i: int, frame: Frame, used: set[int], light: int | None, symmetric: bool) -> Tokens:
        if not symmetric:
            return self._fill(i, frame.actor, used, light, False, frame)
        out: list[int] = []
        for slot in frame.actor:
            for f in self._slot(i, slot, light, frame):
                if f in used or f in out:
                    continue
                if slot != "subj" and not self._party_like(f):
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
                inner = self._contained(f)
                if inner is not None and self._party_like(inner) and inner not in used:
                    return (inner,)
                owner = tuple(o for o in self.t.owner(f, 8) if o not in used and self._party_like(o))
                if not owner:
                    owner = tuple(
                        c
                        for c in self.t.kids(f, "nmod")
                        if self.t.case(c) == "of" and self._named(c) and c not in used
                    )
                if owner:
                    return owner
        return ()

    def _group_of(self, i: int) -> int | None:
        """The group that the counted belong to, if it is named: "12 *soldiers*", "dozens of *Kurds*"; not "12 people"."""
        for _ in range(_CONTAINERS_DEEP):
            if self._named(i) or self.t.lemma[i] in self.group:
                return i
            for c in self.t.kids(i, "amod", "compound"):
                if self.t.entity[c] == "nationality":
                    return i
            if self.t.pos[i] == "PRON" and self.t.low[i] in self.person_pronouns:
                return i
            inner = self._contained(i)
            if inner is None:
                return None
            i = inner
        return None

    def _from_light(
        self, i: int, light: int, frame: Frame, actors: Tokens, recipients: Tokens, symmetric: bool
    ) -> tuple[Tokens, Tokens]:
        t = self.t
        doers = tuple(s for s in t.subject(light) if s != i and self._party_like(s))
        word = self._verb_word(light)
        if word in self.light_actor or word in self.light_soft:
            if symmetric:
                actors = (*doers, *(a for a in actors if a not in doers))
            elif not actors or (frame.pos == "noun" and set(actors) & set(recipients)):
                actors = doers
        elif not recipients:
            recipients = tuple(d for d in doers if d not in actors)
        return actors, recipients

    def _around(self, i: int, frame: Frame) -> Tokens:
        """The actor of a noun from where it stands: "were in talks", "in its war", "wants a meeting"."""
        t = self.t
        if t.case(i) == "in" and "sym" in frame.flags:
            own = t.slot(i, "subj")
            if own:
                return own
            head = t.head[i]
            if head != i and t.pos[head] == "NOUN" and t.dep[i] == "nmod" and self._party_like(head):
                return (head,)
        return ()

    def _share_content(self, drafts: dict[int, _Draft]) -> None:
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
                kept = tuple(a for a in doers if a not in inner.recipients)
                drafts[content] = inner._replace(actors=kept)

    def _blame_attacks(self, drafts: dict[int, _Draft]) -> None:
        """Casualties of an attack told beside them are no accident: "12 were killed when a bomber attacked"."""
        t = self.t
        for i, d in list(drafts.items()):
            frame = d.match.entry.frame
            if frame.type != "HARM" or "casualty" not in frame.flags or d.actors:
                continue
            beside = [
                *t.kids(i, "advcl", "obl", "conj"),
                *((t.head[i],) if t.dep[i] in ("advcl", "conj") else ()),
            ]
            blamed = [drafts[b].match.entry.frame for b in beside if b in drafts]
            if any(f.type == "ASSAULT" and "casualty" not in f.flags for f in blamed):
                code = self.book.cameo("ASSAULT") if "ASSAULT" in self.book.types else None
                entry = d.match.entry
                assault = entry._replace(frame=frame._replace(type="ASSAULT", mode=None, cameo=code))
                drafts[i] = d._replace(match=d.match._replace(entry=assault))

    def _content(self, i: int, frame: Frame) -> Tokens:
        """The heads of what a speech act says: its clauses, and the events among its objects."""
        t = self.t
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
                    inner = self._contained(f)
                    if inner is not None:
                        out.append(inner)
        for c in tuple(out):
            out += [k for k in t.kids(c, "conj") if k not in out]
        return tuple(sorted(set(out)))

    # ---- which stand

    def _party_like(self, i: int) -> bool:
        t = self.t
        for _ in range(_CONTAINERS_DEEP):
            if t.entity[i] in _PARTY_NAMES:
                return True
            if t.entity[i]:
                return False
            if t.pos[i] == "PROPN":
                return t.low[i] not in self.calendar
            if t.pos[i] == "PRON":
                return t.low[i] in self.pronouns
            inner = self._contained(i)
            if inner is None:
                return t.lemma[i] in self.party_words or t.pos[i] == "NUM" or t.low[i] in self.party_words
            i = inner
        return False

    def _pleaded(self, i: int) -> bool:
        """Whether a word is the charge of "denied the charge"."""
        t = self.t
        return t.lemma[i] in self.plea and t.dep[i] == "obj" and t.lemma[t.head[i]] in denying_verbs()

    def _stands(self, i: int, draft: _Draft, drafts: dict[int, _Draft]) -> bool:
        flags = draft.match.entry.frame.flags
        if self._pleaded(i):
            return False
        if "claim" in flags and not any(self._speaks(a) for a in draft.actors):
            return False
        if "weak" not in flags or self.weighed:
            return True
        if draft.match.entry.frame.pos == "noun":
            if not draft.actors and not draft.recipients and not draft.objects:
                return False
            return not self._governed(i, drafts)
        if "speech" in flags:
            content = self._content(i, draft.match.entry.frame)
            return not any(c in drafts for c in content)
        return bool(draft.actors)

    def _speaks(self, i: int) -> bool:
        return self._party_like(i) and self.t.low[i] not in ("it", "that", "which", "you")

    def _governed(self, i: int, drafts: dict[int, _Draft]) -> bool:
        """Whether a noun is the object of another event's verb, which then tells the event."""
        t = self.t
        head = t.head[i]
        if t.dep[i] == "nmod" and self._contained(head) == i:
            i, head = head, t.head[head]
        return t.dep[i] in ("obj", "obl", "nsubj") and head in drafts and head != i

    def _event(self, i: int, d: _Draft) -> RawEvent:
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
