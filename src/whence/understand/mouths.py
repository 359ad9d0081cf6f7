"""Whose mouth is it: the party, paper or picture behind a word of saying, and those who passed it on?"""

from __future__ import annotations

from typing import NamedTuple

from whence.reading import Evidence, VoiceKind
from whence.understand.spokenwords import SUBJECTS, Words

MEDIA = ("media", "state_media")
# Kinds of voice that are people.
PERSONS = ("person", "expert", "official", "anonymous_official", "witness", "unknown")
# Kinds that make no document or picture and give none out.
_NOT_AUTHORS: frozenset[VoiceKind] = frozenset(("unknown", "document", "imagery", "outlet"))
_POINTED_BACK = 5
"""Sentences before one that points back to a statement in which that was told."""
_BESIDE = 3
"""Within so many words two subjects of one verb are one phrase that the tree has cut."""


class Mouth(NamedTuple):
    """One voice of a telling: the head token of its phrase (``None``: nobody named) and the cue's head token."""

    source: int | None
    cue: int
    outlet: bool = False
    kind: VoiceKind | None = None


class Mouths(Words):
    """The words of one text and who speaks by them."""

    def _voiced(self, i: int) -> bool:
        """Whether a noun phrase is known to be able to speak: a party, a kind of voice, or a thing that tells."""
        return self._thing(i) or self.parties.voice_kind(i) != "unknown" or bool(self.parties.party(i))

    def _thing(self, i: int | None) -> bool:
        """Whether a source is a document, a picture or an instrument."""
        if i is None:
            return False
        return self._evidence(i) is not None or self.parties.voice_kind(i) in ("imagery", "document")

    def _kind(self, mouth: Mouth) -> VoiceKind:
        if mouth.kind is not None:
            return mouth.kind
        return "unknown" if mouth.source is None else self.parties.voice_kind(mouth.source)

    def _speakers(
        self, i: int, passive: bool, anchors: tuple[int, ...]
    ) -> tuple[tuple[Mouth, ...], Evidence]:
        """The mouths of the verb ``i``, root first, and the evidence."""
        words, lemma = self.words, self.lemma[i]
        lent = self._lent(i)
        if lent is not None:
            return lent
        if lemma in words.quote and not passive:
            # "The agency quoted the minister: ..." with its content directly below.
            persons = [k for k in self.kids[i] if self.dep[k] == "obj" and k not in anchors]
            if persons:
                mouths, evidence = self._origin(persons[0], i)
                return (*mouths, *self._own_or(self._subject(i), i)), evidence
        if passive:
            agent = self._agent(i)
            clausal = any(self.dep[a] in ("ccomp", "csubj", "csubj:pass", "parataxis") for a in anchors)
            if agent is None:
                if self.dep[i] in ("acl", "advcl") and not clausal:
                    return (), "unspecified"
                if lemma in words.passive or (clausal and lemma in words.clause):
                    return (Mouth(None, i),), "unspecified"
                return (), "unspecified"
            speaker = agent
        else:
            subject = self._subject(i)
            if subject is None:
                return (), "unspecified"
            speaker = subject
        mouths, evidence = self._origin(speaker, i)
        roots, cited = self._cited(i, passive)
        relays = self._relays(i, speaker)
        if roots or (cited != "unspecified" and evidence == "statement"):
            evidence = cited
        return (*roots, *mouths, *relays), evidence

    def _own_or(self, source: int | None, cue: int) -> tuple[Mouth, ...]:
        return () if source is None else self._origin(source, cue)[0]

    def _lent(self, i: int) -> tuple[tuple[Mouth, ...], Evidence] | None:
        """ "X was quoted by Y as saying", "Y quoted X as saying", "X could be heard saying"."""
        head = self.head[i]
        if head == i or self.dep[i] not in ("advcl", "xcomp", "ccomp", "acl", "obl", "dep"):
            return None
        lemma = self.lemma[head]
        marked = any(self.lower[k] == "as" for k in self.kids[i] if self.dep[k] in ("mark", "case", "advmod"))
        if lemma in self.words.quote and marked:
            if self._passive(head):
                subject, relay = self._subject(head), self._agent(head)
            else:
                below = [k for k in self.kids[head] if self.dep[k] == "obj"]
                subject, relay = (below[0] if below else None), self._subject(head)
            if subject is None:
                return None
            mouths, evidence = self._origin(subject, i)
            return (*mouths, *self._own_or(relay, head)), evidence
        if lemma in self.words.heard and self.tag[i] in ("VBG", "VB", "VBP", ""):
            own = [k for k in self.kids[i] if self.dep[k] in SUBJECTS]
            if own:
                return None
            if self._passive(head):
                subject = self._subject(head)
            else:
                below = [k for k in self.kids[head] if self.dep[k] == "obj"]
                subject = below[0] if below else None
            if subject is not None:
                return self._origin(subject, i)
        return None

    def _agent(self, i: int) -> int | None:
        for k in self.kids[i]:
            if self.dep[k] == "obl:agent" or (self.dep[k] in ("obl", "nmod") and "by" in self._case(k)):
                return k
        return None

    def _subject(self, i: int) -> int | None:
        """The head of the phrase that does the verb ``i``: its own subject, or the one it shares or modifies."""
        for _ in range(12):
            # What stands in direct speech that the verb is not part of does not do the verb.
            near = [k for k in self.kids[i] if self.quote_of[k] in (-1, self.quote_of[i])]
            own = [k for k in near if self.dep[k] in ("nsubj", "nsubj:pass")]
            own = own or [k for k in near if self.dep[k] == "nsubj:outer"]
            if len(own) > 1 and own[-1] - own[0] <= _BESIDE:
                own = own[
                    -1:
                ]  # "Norland's Voss said", "said Brig. Gen. Voss": an owner or a title taken for the speaker
            if own:
                return self._antecedent(own[0], i)
            head, dep = self.head[i], self.dep[i]
            if head == i:
                return None
            if dep == "xcomp":
                below = [k for k in self.kids[head] if self.dep[k] in ("obj", "iobj")]
                if below:
                    return below[0]
            elif dep in ("acl", "acl:relcl"):
                # "a chance to show": the noun does not do it.
                return None if self._to(i) else self._shared_on(head, i) or head
            elif dep not in ("conj", "advcl", "parataxis", "ccomp", "dep", "aux") or (
                dep == "ccomp" and any(self.dep[k] in SUBJECTS for k in self.kids[i])
            ):
                return None
            i = head
        return None

    def _shared_on(self, medium: int, verb: int) -> int | None:
        """The picture, where what it shows was hung on where it was shared: "videos shared on the network purported to show"."""
        shared = self.head[medium]
        finite = self.tag[verb] in ("VBD", "VBZ", "VBP") and self.dep[medium] == "obl"
        if (
            not finite
            or self.tag[shared] != "VBN"
            or any(self.tag[k] in ("WDT", "WP") for k in self.kids[verb])
        ):
            return None
        own = [k for k in self.kids[shared] if self.dep[k] in SUBJECTS] or [self.head[shared]]
        return own[0] if self._evidence(own[0]) in ("video", "photo") else None

    def _antecedent(self, subject: int, verb: int) -> int | None:
        """What a relative pronoun stands for; any other subject is itself."""
        if self.tag[subject] not in ("WP", "WDT") and self.lower[subject] not in ("who", "which"):
            return subject
        before = self._before(subject)
        for _ in range(6):
            if self.dep[verb] == "acl:relcl":
                head = self.head[verb]
                # "an order from the airline, which agreed": who can speak is meant, wherever the clause was hung
                inside = before is not None and not self._voiced(head) and self._voiced(before)
                return before if inside else head
            if self.dep[verb] not in ("conj", "xcomp", "ccomp", "aux") or self.head[verb] == verb:
                break
            verb = self.head[verb]
        if before is not None:
            return before  # a relative clause that the parser hung elsewhere
        return subject if self.dep[verb] == "root" else None

    def _before(self, pronoun: int) -> int | None:
        """The head of what stands right before a relative pronoun."""
        for before in range(pronoun - 1, max(self.starts[self.sentence[pronoun]], pronoun - 4) - 1, -1):
            if self.pos[before] in ("NOUN", "PROPN", "PRON"):
                head = self.head[before]
                joined = self.dep[before] in ("flat", "compound") and abs(head - before) < 6
                return head if joined else before
        return None

    def _evidence(self, i: int) -> Evidence | None:
        """What kind of evidence a source noun is made of; ``None`` where it is no thing."""
        lemma = self.lemma[i]
        kind = self.words.evidence.get(lemma)
        beside = {self.lemma[k] for k in self.kids[i] if self.dep[k] in ("compound", "amod", "nmod")}
        if lemma in self.words.data_words and (
            beside & self.words.measured or any(self.words.evidence.get(b) == "sensor" for b in beside)
        ):
            return "sensor"
        if lemma in self.words.persons_too and self.tag[i] == "NNS" and not beside & self.words.measured:
            return None  # "election monitors" are people
        if self.pos[i] not in ("NOUN", "PROPN", "X") or (self.pos[i] == "PROPN" and self.named[i]):
            return None
        return kind

    def _origin(self, source: int, cue: int) -> tuple[tuple[Mouth, ...], Evidence]:
        """The voices behind a source phrase, root first, with the evidence: a picture or paper speaks for its maker."""
        words = self.words
        if self._is_self(source):
            return (Mouth(source, cue, outlet=True),), "own_reporting"
        if self.lemma[source] in words.reporters and not self.named[source]:
            employer = self._employer(source)
            sensed = self.lemma[cue] in words.sense
            if employer is not None and (sensed or self.parties.voice_kind(source) in (*MEDIA, "unknown")):
                return (Mouth(employer, cue),), "own_reporting"
            if sensed:
                return (Mouth(source, cue, outlet=True),), "own_reporting"
        evidence = self._evidence(source)
        if evidence is None:
            return (Mouth(source, cue),), "statement"
        author, carriers = self._makers(source)
        if author is None and (issuer := self._issuer(source)) is not None:
            author = (issuer, cue)
        kind = words.evidence_voice.get(evidence)
        mouths: list[Mouth] = []
        if author is not None:
            mouths.append(Mouth(author[0], author[1] if author[1] != source else cue))
        else:
            mouths.append(Mouth(source, cue, kind=kind))
        for carrier, verb in carriers:
            if not self._own_eyes(carrier):
                mouths.append(Mouth(carrier, verb))
        return tuple(mouths), evidence

    def _is_self(self, i: int) -> bool:
        """ "this newspaper", "us": the outlet itself."""
        if self.lower[i] in self.words.self_pronouns:
            return self.quote_of[i] < 0
        if self.lemma[i] not in self.words.self_words:
            return False
        return any(
            self.lower[k] in self.words.self_determiners
            for k in self.kids[i]
            if self.dep[k] in ("det", "nmod:poss")
        )

    def _own_eyes(self, i: int) -> bool:
        return self._is_self(i) or (self.lemma[i] in self.words.reporters and self._employer(i) is None)

    def _employer(self, i: int) -> int | None:
        """The medium that a reporter works for: "a Reuters correspondent", "correspondents of the agency"."""
        for k in self.kids[i]:
            if (
                self.dep[k] in ("compound", "nmod:poss", "nmod", "appos")
                and self.parties.voice_kind(k) in MEDIA
            ):
                return k
        return None

    def _makers(self, source: int) -> tuple[tuple[int, int] | None, list[tuple[int, int]]]:
        """Who made a thing and who passed it on, each as (head token, cue token)."""
        words = self.words
        author: tuple[int, int] | None = None
        issued: list[tuple[int, int]] = []
        carriers: list[tuple[int, int]] = []
        for k in self.kids[source]:
            dep = self.dep[k]
            if dep in ("acl", "acl:relcl"):
                agent = self._agent(k)
                if agent is None:
                    continue
                if self.lemma[k] in words.issue:
                    (carriers if self.lemma[k] in words.carry else issued).append((agent, k))
                elif self.lemma[k] in words.carry or self.lemma[k] in words.view:
                    carriers.append((agent, k))
            elif dep in ("nmod", "obl", "obl:agent"):
                case = self._case(k)
                if "by" in case or ("from" in case and self.parties.voice_kind(k) not in _NOT_AUTHORS):
                    author = author or (k, source)
            elif dep == "nmod:poss" or (dep == "compound" and self.parties.voice_kind(k) not in _NOT_AUTHORS):
                author = author or (k, source)
        for maker in issued:
            if author is None:
                author = maker
            else:
                carriers.append(maker)
        if author is None:
            # What nobody else made is the word of the one who put it out: "photos aired by state television".
            for n, (_, verb) in enumerate(carriers):
                if self.lemma[verb] in words.issue or (
                    self.lemma[verb] in words.carry and self._evidence(source) in ("video", "photo")
                ):
                    author = carriers.pop(n)
                    break
        return author, carriers

    def _issuer(self, source: int) -> int | None:
        """Who made what "the statement" points back to: who "said in a statement", or issued one, shortly before."""
        if not any(
            self.lower[k] in ("the", "that", "this") for k in self.kids[source] if self.dep[k] == "det"
        ):
            return None
        first = self.starts[max(0, self.sentence[source] - _POINTED_BACK)]
        for k in range(source - 1, first - 1, -1):
            if self.lemma[k] != self.lemma[source] or self.pos[k] != "NOUN":
                continue
            author, _ = self._makers(k)
            if author is not None:
                return author[0]
            verb = self.head[k]
            gives = self.lemma[verb] in self.words.hold or self.lemma[verb] in self.words.issue
            if (self.dep[k] == "obl" and "in" in self._case(k)) or (self.dep[k] == "obj" and gives):
                subject = None if self._passive(verb) else self._subject(verb)
                if subject is not None and self.parties.voice_kind(subject) not in _NOT_AUTHORS:
                    return subject
        return None

    def _cited(self, i: int, passive: bool) -> tuple[tuple[Mouth, ...], Evidence]:
        """The voice behind the voice ("said, citing officials"), or the evidence that is cited."""
        around = list(self.kids[i])
        subject = self._agent(i) if passive else next((k for k in around if self.dep[k] in SUBJECTS), None)
        if subject is not None:
            around += self.kids[subject]
        return self._cited_by(around)

    def _cited_by(self, around: list[int]) -> tuple[tuple[Mouth, ...], Evidence]:
        for k in around:
            if self.lemma[k] not in self.words.citing or self.dep[k] not in (
                "advcl",
                "acl",
                "xcomp",
                "conj",
                "dep",
            ):
                continue
            if self.tag[k] not in ("VBG", ""):
                continue
            below = [m for m in self.kids[k] if self.dep[m] in ("obj", "dobj")]
            if below and self._voiced(below[0]):
                mouths, evidence = self._origin(below[0], k)
                if len(mouths) == 1 and mouths[0].source == below[0] and mouths[0].kind is not None:
                    # A thing without a maker is what the speaker leans on.
                    return (), evidence
                return mouths, evidence
        return (), "unspecified"

    def _relays(self, i: int, subject: int | None) -> tuple[Mouth, ...]:
        """Those whose ear or air the words came through: "told Reuters", "in an interview with the radio".

        What says so hangs from the verb or, set off by commas, from its subject ("the minister, speaking on Army Radio,").
        """
        found: list[Mouth] = []
        for k in self.kids[i]:
            found += self._relay(k, i)
        for k in self.kids[subject] if subject is not None else ():
            if k > (subject or 0):
                found += self._relay(k, i)
        return tuple(dict.fromkeys(found))[:2]

    def _relay(self, k: int, i: int) -> list[Mouth]:
        """The relays that one phrase beside the verb of saying ``i`` names."""
        words, dep, case = self.words, self.dep[k], self._case(k)
        if dep in ("obj", "iobj") or (dep == "obl" and case & {"to"}):
            return self._medium(k, i)
        if dep in ("obl", "nmod"):
            if self.lemma[k] in words.interview:
                return [
                    mouth
                    for m in self.kids[k]
                    if self.dep[m] in ("nmod", "compound", "nmod:poss", "obl")
                    and (self.dep[m] != "nmod" or self._case(m) & words.interview_prepositions)
                    for mouth in self._medium(m, i)
                ] or self._carriers(k)
            if self._evidence(k) is not None:
                return self._carriers(k)
            return self._medium(k, i) if dep == "obl" and case & words.air_prepositions else []
        if dep in ("advcl", "acl") and self.tag[k] == "VBG" and self.lemma[k] in words.tell:
            return [
                mouth
                for m in self.kids[k]
                if self.dep[m] == "obl" and self._case(m) & ({"to", "with"} | words.air_prepositions)
                for mouth in self._medium(m, i)
            ]
        if dep in ("acl", "advcl") and self.tag[k] == "VBN" and self.lemma[k] in words.quote:
            agent = self._agent(k)
            return [] if agent is None else self._medium(agent, k)
        return []

    def _carriers(self, k: int) -> list[Mouth]:
        """The media that passed on what a voice speaks in: "in a message broadcast by state television"."""
        author, carriers = self._makers(k)
        issued = [author] if author and self.dep[author[1]] == "acl" else []
        return [
            Mouth(carrier, verb)
            for carrier, verb in issued + carriers
            if not self._own_eyes(carrier) and self.parties.voice_kind(carrier) in MEDIA
        ]

    def _medium(self, k: int, cue: int) -> list[Mouth]:
        if self._is_self(k):
            return []
        if self.lemma[k] in self.words.reporters and not self.named[k]:
            employer = self._employer(k)
            return [] if employer is None else [Mouth(employer, cue)]
        return [Mouth(k, cue)] if self.parties.voice_kind(k) in MEDIA else []

    def _holder(self, i: int) -> int | None:
        """Whose word it is where the noun is the object of giving it: "the army issued a warning that"."""
        head = self.head[i]
        if self.dep[i] in ("obj", "obl") and self.lemma[head] in self.words.hold and not self._passive(head):
            return self._subject(head)
        return None
