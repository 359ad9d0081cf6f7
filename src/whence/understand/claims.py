"""Who is said to have done what to whom, when and where, and did it happen: the answers joined into claims."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import msgspec
from spacy.tokens import Doc, Token

from whence.article import Article, Span
from whence.knowledge.claimrules import ClaimRules, load_claim_rules
from whence.knowledge.weights import Weights
from whence.language.layout import datelines
from whence.reading import (
    Claim,
    ClaimTime,
    Codes,
    Evidence,
    Link,
    Party,
    Place,
    PlaceLink,
    PlaceRole,
    Said,
    Thing,
    Time,
)
from whence.understand.arguments import Clauses
from whence.understand.attach import Anchor, Clause
from whence.understand.casting import Casting
from whence.understand.confidence import confidence_of
from whence.understand.counts import count_of
from whence.understand.gaps import Dated, gaps
from whence.understand.gaps import settled as time_over
from whence.understand.hearing import Told
from whence.understand.moments import Deed, Moments, first_instant
from whence.understand.partsigns import Part
from whence.understand.says import Chains
from whence.understand.scenes import Scenes, Setting, Spot, nameless
from whence.understand.standins import StandIns, WhoIs, is_among, key_of, voiced
from whence.understand.status import Verdict, status_of
from whence.understand.surroundings import Surroundings
from whence.understand.what import RawEvent
from whence.understand.wording import wording_of

# Relations through which a clause shares the time of the clause above it.
_SHARES_TIME = frozenset({"acl", "acl:relcl", "advcl", "advcl:relcl", "xcomp", "conj", "ccomp", "parataxis"})
# Relations through which it shares its place.
_SHARES_PLACE = frozenset({"acl", "advcl", "conj", "xcomp"})
_SEAT = "seat"
# Relations in which a place stands in its clause without a preposition.
_BARE_PLACES = frozenset(
    {"obj", "nsubj:pass", "obl", "obl:unmarked", "compound", "nmod:unmarked", "appos", "flat"}
)
_LEFT_OF_NOUN = frozenset(
    {"det", "amod", "compound", "nummod", "nmod:poss", "nmod:desc", "advmod", "flat", "goeswith"}
)
_RIGHT_OF_NOUN = frozenset({"flat", "goeswith"})


@dataclass(frozen=True)
class Draft:
    """A claim in the making: the event and what belongs to it."""

    event: RawEvent
    verdict: Verdict
    chain: tuple[Link, ...]
    evidence: Evidence
    actors: tuple[Party, ...]
    recipients: tuple[Party, ...]
    objects: tuple[Thing, ...]
    times: tuple[int, ...] = ()
    places: tuple[PlaceLink, ...] = ()
    said: tuple[int, ...] = ()
    time: ClaimTime | None = None
    sure: float = 0.0
    """How probable the time is."""
    located: float = 0.0
    """How probable the least probable of its places is."""
    mentions: tuple[int, ...] = ()
    heard: float | None = None
    """How probable its chain is, if that was weighed."""


def told_of(event: RawEvent, verdict: Verdict) -> Told:
    """An event as the choice of its chain looks at it."""
    return Told(event.trigger, event.type, verdict.status, verdict.cue)


class Joiner:
    """Joins what the other questions found in one text (a body or a headline) into claims."""

    def __init__(
        self,
        doc: Doc,
        article: Article,
        parties: WhoIs,
        chains: Chains,
        times: Sequence[Time],
        places: Sequence[Place],
        clauses: Clauses,
    ) -> None:
        self._doc, self._article, self._parties, self.chains = doc, article, parties, chains
        self._weighs = Doc.has_extension("triggers") and doc._.triggers is not None
        self._times, self._places = times, places
        self.places = tuple(places)
        self._clauses = clauses
        self._rules: ClaimRules = load_claim_rules()
        self._cues = frozenset(i for a in chains.attributions if a.cue for i in self._tokens(a.cue))
        self._around = Surroundings(doc)
        self._stand_ins = StandIns(doc, clauses, parties, self._rules)
        self._clause = Clause(doc, {})
        self._datelines = [(start, end) for start, end, _ in datelines(doc.text)]
        self._usable = [k for k, t in enumerate(times) if self._may_date(t)]

    @property
    def doc(self) -> Doc:
        """The text."""
        return self._doc

    # --- from events to drafts

    def drafts(self, events: Sequence[RawEvent]) -> list[Draft]:
        """A draft for each event, with its places and the times of its clause."""
        return self._locate(self.untimed(events))

    def untimed(self, events: Sequence[RawEvent]) -> list[Draft]:
        """A draft for each event, its times as grammar ties them to it, its places not chosen yet."""
        carriers: dict[int, int] = {}
        for n, e in enumerate(events):
            carriers[e.trigger] = n
            if e.light is not None:
                carriers.setdefault(e.light, n)
        clause = self._clause = Clause(self._doc, carriers)
        times, tellings = self._attach_times(clause, events)
        verdicts = [status_of(self._doc, e, self._clauses) for e in events]
        heard = [self.chains.chain_of_event(told_of(e, v)) for e, v in zip(events, verdicts, strict=True)]
        parts = self.parts(events, verdicts, [chain for chain, _, _ in heard])
        casting = self.casting()
        out: list[Draft] = []
        for n, (e, verdict, (chain, evidence, chance)) in enumerate(
            zip(events, verdicts, heard, strict=True)
        ):
            heads: tuple[Sequence[int], Sequence[int]] = (
                casting.of(parts, n) if self._weighs and not e.by_user else self._by_entry(e)
            )
            actors = self._party_list(heads[0], chain) or self._speaker(e, chain) or self._claimant(e, chain)
            recipients = self._party_list(heads[1], chain, actors)
            objects = tuple(t for t in (self.thing(h) for h in e.objects) if t)
            objects += self._counted(e, objects, *heads)
            out.append(
                Draft(
                    e,
                    verdict,
                    chain,
                    evidence,
                    actors,
                    recipients,
                    objects,
                    tuple(times.get(n, ())),
                    (),
                    self._said_at(chain, tellings),
                    heard=chance,
                )
            )
        return out

    def _by_entry(self, e: RawEvent) -> tuple[Sequence[int], Sequence[int]]:
        """The heads of the parties as the entry of the codebook has them."""
        return e.actors, e.recipients

    def parts(
        self, events: Sequence[RawEvent], verdicts: Sequence[Verdict], chains: Sequence[tuple[Link, ...]]
    ) -> list[Part]:
        """The events as what the choice of their parties looks at."""
        return [
            Part(
                e.trigger,
                e.type,
                verdict.status,
                frozenset(e.actors),
                frozenset(e.recipients),
                frozenset(e.objects),
                e.light,
                self._speaks(chain),
                e.symmetric,
            )
            for e, verdict, chain in zip(events, verdicts, chains, strict=True)
        ]

    def _speaks(self, chain: tuple[Link, ...]) -> int | None:
        """The head token of the root voice, if the text mentions it."""
        root = self._root(*chain[0].span) if chain and chain[0].span is not None else None
        return None if root is None else root.i

    def casting(self, weights: Weights | None = None) -> Casting:
        """The choice of parties; ``weights`` other than the shipped ones are for training."""
        dates = frozenset(i for t in self._times for i in self._tokens(Span(t.start, t.end)))
        return Casting(self._around, self._clauses, self._parties.party, weights, dates)

    def _tokens(self, span: Span) -> range:
        found = self._doc.char_span(span.start, span.end, alignment_mode="expand")
        return range(found.start, found.end) if found is not None else range(0)

    def _root(self, start: int, end: int) -> Token | None:
        found = self._doc.char_span(start, end, alignment_mode="expand")
        return found.root if found is not None and len(found) else None

    def _may_date(self, expression: Time) -> bool:
        """Whether an expression can date an event: no habit, no bare length, no part of a dateline."""
        bare = expression.type == "DURATION" and expression.earliest is None
        return expression.type != "SET" and not bare and not self._in_dateline(expression.start)

    def _attach_times(
        self, clause: Clause, events: Sequence[RawEvent]
    ) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
        """Event -> its times, and cue of a telling -> the times of the telling."""
        when: dict[int, list[int]] = {}
        tellings: dict[int, list[int]] = {}
        by_head: dict[int, list[int]] = {}
        for k in self._usable:
            expression = self._times[k]
            root = self._root(expression.start, expression.end)
            if root is None:
                continue
            by_head.setdefault(root.head.i, []).append(k)
            if self._since_then(root):
                continue
            anchor = clause.anchor(root.i)
            if anchor.clause in self._cues and not any(
                events[n].trigger == anchor.clause for n in anchor.events
            ):
                tellings.setdefault(anchor.clause, []).append(k)
                continue
            for n in anchor.events:
                when.setdefault(n, []).append(k)
        for n, e in enumerate(events):
            if n not in when:
                when.setdefault(n, []).extend(self._before_when(e.trigger))
                for token in clause.antecedent_phrase(e.trigger):
                    when.setdefault(n, []).extend(by_head.get(token, ()))
                when.setdefault(n, []).extend(self._before_where(e.trigger))
                if not when.get(n):
                    when.pop(n, None)
        return when, tellings

    def _said_at(self, chain: tuple[Link, ...], tellings: Mapping[int, Sequence[int]]) -> tuple[int, ...]:
        """The times of the telling of an event by its root voice."""
        cues = (i for link in chain[:1] if link.cue for i in self._tokens(link.cue))
        return tuple(tellings.get(next(cues, -1), ()))

    def settings(self, drafts: Sequence[Draft]) -> list[Setting]:
        """The drafts as what the choice of their places looks at."""
        ties = self._tied_places([d.event for d in drafts])
        out: list[Setting] = []
        for n, draft in enumerate(drafts):
            e = draft.event
            found = self._clause.governor(e.trigger)
            shared = ties.get(found[0], {}) if found and found[2] in _SHARES_PLACE and n not in ties else {}
            out.append(
                Setting(
                    e.trigger,
                    e.type,
                    draft.verdict.status,
                    frozenset((*e.actors, *e.recipients)),
                    ties.get(n, {}),
                    frozenset(spot for spot, role in shared.items() if role in ("at", "near")),
                )
            )
        return out

    def spots(self) -> list[Spot]:
        """The phrases that may say where an event was: the outermost named places, and some without a name."""
        out: list[Spot] = []
        outer = -1
        for k, place in enumerate(self._places):
            root = self._root(place.start, place.end)
            if place.end > outer and not self._in_dateline(place.start) and root is not None:
                span = self._tokens(Span(place.start, place.end))
                out.append(Spot(span.start, span.stop, root.i, k))
            outer = max(outer, place.end)
        spans = [Span(p.start, p.end) for p in self._places] + [Span(t.start, t.end) for t in self._times]
        taken = {i for span in spans for i in self._tokens(span)}
        return out + nameless(self._around, lambda a, b: not taken.isdisjoint(range(a, b)))

    def _locate(self, drafts: Sequence[Draft]) -> list[Draft]:
        """Gives every draft its places; those without a name are added to the places of the text."""
        settings = self.settings(drafts)
        scenes = self.scenes()
        added: dict[Spot, int] = {}
        out: list[Draft] = []
        for n, draft in enumerate(drafts):
            found = scenes.of(settings, n)
            links: list[PlaceLink] = []
            for spot, role, _ in found:
                k = spot.place if spot.place is not None else added.get(spot)
                if k is None:
                    k = added[spot] = len(self.places)
                    self.places += (self._without_name(spot, draft),)
                links.append(PlaceLink(place=k, role=self._reached(spot, draft, role)))
            sure = min((x.sure for x in found), default=0.0)
            out.append(replace(draft, places=tuple(links), located=round(sure, 3)))
        return out

    def _reached(self, spot: Spot, draft: Draft, role: PlaceRole) -> PlaceRole:
        """The role of a place; one that somebody has arrived *in* is where the arrival was, no goal of a way."""
        arrives = self._doc[draft.event.trigger].lemma_.lower() in self._rules.arriving
        return "at" if arrives and role == "to" and self._case(spot) in self._rules.arrived_at else role

    def _without_name(self, spot: Spot, draft: Draft) -> Place:
        words = self._doc[spot.start : spot.end]
        event = self._doc[draft.event.trigger].text
        return Place(
            start=words.start_char,
            end=words.end_char,
            text=words.text,
            name=words.text,
            kind="nameless",
            reason=f"where {event!r} is told to be; it has no name, so it stays without coordinates",
        )

    def _tied_places(self, events: Sequence[RawEvent]) -> dict[int, dict[int, str]]:
        """Event to the places that grammar ties to it, by their first tokens, and their roles."""
        where: dict[int, dict[int, str]] = {}
        spots = self.spots()
        for spot in spots:
            anchor = self._clause.anchor(spot.root)
            role = self._role(spot, anchor, events)
            for n in anchor.events if role else ():
                where.setdefault(n, {})[spot.start] = role or ""
        for n, e in enumerate(events):
            word = self._where_word(e.trigger)
            if word is None or where.get(n):
                continue
            first = self._around.sentence_of(word)[0]
            before = [s for s in spots if first <= s.start and s.end <= word and s.place is not None]
            if before:
                outermost = max(before, key=lambda s: (s.end, -s.start))
                where.setdefault(n, {})[outermost.start] = "at"
        return where

    def _where_word(self, trigger: int) -> int | None:
        """The "where" that opens the clause of a trigger."""
        return next((t.i for t in self._doc[trigger].lefts if t.lower_ in self._rules.where_words), None)

    def _since_then(self, root: Token) -> bool:
        """Whether a time only says how rare an event is: "the worst fighting since August 2019" is not of 2019."""
        rare = [root.head, *(c for c in root.head.children if c.dep_ in ("amod", "nsubj"))]
        return any(c.lower_ in self._rules.since_words for c in root.lefts if c.dep_ == "case") and any(
            t.tag_ in ("JJS", "RBS") or t.lemma_.lower() in self._rules.rare_words for t in rare
        )

    def _before_when(self, trigger: int) -> list[int]:
        """The time that a clause with "when" describes: "since August 2019, when fourteen people were killed in a battle"."""
        at, sentence = self._doc[trigger], self._doc[trigger].sent
        while at.head != at and at not in sentence.root.children:
            if any(t.lower_ in self._rules.when_words for t in at.lefts):
                break
            at = at.head
        word = next((t.i for t in at.lefts if t.lower_ in self._rules.when_words), None)
        if word is None or word <= sentence.start:
            return []
        end = self._doc[word - 1].idx if self._doc[word - 1].is_punct else self._doc[word].idx
        return [k for k in self._usable if 0 <= end - self._times[k].end <= 1]

    def _before_where(self, trigger: int) -> list[int]:
        """Times between the phrase that a "where" clause describes and its "where" ("at Khasan on Tuesday, where ...")."""
        word = self._where_word(trigger)
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

    def _case(self, spot: Spot) -> str:
        """The preposition of a place phrase: the one written right before it, else the UD case of its head."""
        first = spot.start
        while first > 0 and (self._doc[first - 1].pos_ == "DET" or self._doc[first - 1].is_space):
            first -= 1
        words: list[str] = []
        while first > 0 and self._doc[first - 1].tag_ in ("IN", "TO", "RP"):
            first -= 1
            words.insert(0, self._doc[first].lower_)
        if words:
            return " ".join(words)
        root = self._doc[spot.root]
        return " ".join(c.lower_ for c in root.children if c.dep_ == "case" and c.i < root.i)

    def _role(self, spot: Spot, anchor: Anchor, events: Sequence[RawEvent]) -> str | None:
        """The role that grammar gives a place in the clause it belongs to, "seat" where it is a party's."""
        if not anchor.events:
            return None
        root = self._doc[spot.root]
        if anchor.through_subject and root.dep_ != "nsubj:pass":
            return _SEAT
        case = self._case(spot)
        if case:
            return self._rules.place_role.get(case) or self._rules.place_role.get(case.rpartition(" ")[2])
        if root.dep_ == "nmod:poss" or root.dep_.startswith("amod"):
            return _SEAT
        if root.dep_ in _BARE_PLACES:
            actors = {i for n in anchor.events for i in events[n].actors}
            return _SEAT if root.i in actors else "at"
        return None

    def _in_dateline(self, offset: int) -> bool:
        return any(start <= offset < end for start, end in self._datelines)

    def _party_list(
        self, heads: Iterable[int], chain: tuple[Link, ...], but: Sequence[Party] = ()
    ) -> tuple[Party, ...]:
        """The parties of noun phrases, none of them one of ``but``."""
        out: list[Party] = []
        for head in heads:
            found = self._parties.party(head) or self._stood_for(head, chain)
            if self._weighs and found and all(is_among(p, but) for p in found):
                found = self._stand_ins.instead(head, chain, but)
            for party in found:
                if not is_among(party, (*out, *but)):
                    out.append(party)
        return tuple(out)

    def _stood_for(self, head: int, chain: tuple[Link, ...]) -> tuple[Party, ...]:
        """The parties of a word that names none; those of texts that another pipeline has read are the voices alone."""
        speaks = self._doc[head].lower_ in self._rules.first_person
        return self._stand_ins.of(head, chain) if self._weighs or speaks else ()

    def parties_at(self, head: int) -> tuple[Party, ...]:
        """The parties of a phrase that was chosen for one, whoever tells of it."""
        return self._parties.party(head) or self._stand_ins.of(head, ())

    def _speaker(self, event: RawEvent, chain: tuple[Link, ...]) -> tuple[Party, ...]:
        """The voice as actor of what is done by saying it without a subject ("Thank you for coming")."""
        token = self._doc[event.trigger]
        if token.lemma_.lower() not in self._rules.performative or token.tag_ not in (
            "VB",
            "VBP",
            "NNS",
            "UH",
        ):
            return ()
        if any(c.dep_.startswith(("nsubj", "aux", "mark")) for c in token.children):
            return ()
        return voiced(chain, self.chars(event.trigger))

    def _claimant(self, event: RawEvent, chain: tuple[Link, ...]) -> tuple[Party, ...]:
        """Who says that an attack was his own: "claimed responsibility for the blast"."""
        token, rules = self._doc[event.trigger], self._rules
        above = token.head
        verb = above.head if above.lemma_.lower() in rules.responsibility_nouns else above
        claims = verb.lemma_.lower() in rules.responsibility_verbs and any(
            c.dep_ == "obj" and c.lemma_.lower() in rules.responsibility_nouns for c in verb.rights
        )
        if not claims or not any(c.lower_ == "for" for c in token.lefts):
            return ()
        return self._party_list([c.i for c in verb.lefts if c.dep_ == "nsubj"], chain)

    def _counted(
        self, e: RawEvent, objects: Sequence[Thing], doers: Sequence[int], befallen: Sequence[int]
    ) -> tuple[Thing, ...]:
        """The parties of an event that are counted, as its objects: "six workers" who were hurt."""
        if any(thing.count for thing in objects):
            return ()
        heads = [*doers] if e.type in self._rules.counted_actors else []
        heads += [*befallen] if e.type in self._rules.counted_recipients else []
        heads += [t.i for head in heads for t in self._doc[head].conjuncts]
        heads += self._toll(self._doc[e.trigger]) if e.type in self._rules.counted_recipients else []
        things = (self.thing(head) for head in heads if count_of(self._doc, head))
        held = {thing.span for thing in objects}
        return tuple(thing for thing in things if thing and thing.span not in held)

    def _toll(self, trigger: Token) -> list[int]:
        """Numbers that a verb gives to a noun for the dead or hurt: "the toll rose to nine", "put the number of dead at 119"."""
        rules = self._rules
        noun = trigger.head if trigger.head.lemma_.lower() in rules.toll_nouns else trigger
        verb = noun.head
        if noun.pos_ not in ("NOUN", "ADJ") or verb.lemma_.lower() not in rules.toll_verbs:
            return []
        return [
            child.i
            for child in verb.rights
            if child != noun
            and (
                child.dep_ == "obj"
                or any(c.lower_ in rules.toll_cases for c in child.lefts if c.dep_ == "case")
            )
        ]

    def thing(self, head: int) -> Thing | None:
        """What the noun phrase headed by a token counts or names."""
        token = self._doc[head]
        if token.pos_ == "PRON" and not count_of(self._doc, head):
            return None
        first, last = head, head
        for child in sorted(token.lefts, key=lambda t: -t.i):
            if child.dep_.split(":")[0] not in {d.split(":")[0] for d in _LEFT_OF_NOUN}:
                continue
            first = min(first, child.left_edge.i)
        for child in token.rights:
            if child.dep_ in _RIGHT_OF_NOUN:
                last = max(last, child.right_edge.i)
        while first < head and (
            self._doc[first].pos_ in ("DET", "PUNCT", "SPACE") and self._doc[first].lower_ != "no"
        ):
            first += 1
        kind = [
            t.lower_
            for t in token.lefts
            if t.dep_ in ("amod", "compound") and t.pos_ in ("ADJ", "NOUN", "VERB", "PROPN")
        ]
        span = self._doc[first : last + 1]
        return Thing(
            text=span.text,
            span=Span(span.start_char, span.end_char),
            count=count_of(self._doc, head),
            what=" ".join([*kind, token.lemma_.lower()]) if token.pos_ in ("NOUN", "PROPN") else None,
        )

    # --- times that are shared, inherited or bounded

    def _shared_times(self, drafts: Sequence[Draft]) -> dict[int, tuple[int, ...]]:
        """Clauses without a time of their own may share that of the clause that governs them: event to times."""
        out: dict[int, tuple[int, ...]] = {}
        for _ in range(2):
            for n, draft in enumerate(drafts):
                if draft.times:
                    continue
                found = self._clause.governor(draft.event.trigger)
                if found is None:
                    continue
                above, child, dep = found
                times = drafts[above].times or out.get(above, ())
                if dep in _SHARES_TIME and times and not self._another_moment(child):
                    out[n] = times
        return out

    def _another_moment(self, token: int) -> bool:
        for child in self._doc[token].children:
            if child.dep_ in ("mark", "case", "advmod") and child.lower_ in self._rules.other_moment:
                return True
            if child.dep_ == "aux" and child.lemma_ == "have":
                return True
        return False

    def settle(self, drafts: Sequence[Draft]) -> list[Draft]:
        """Gives every draft its time: told in its sentence, told elsewhere, bounded, or unresolved."""
        deeds = self.deeds(drafts)
        moments = self.moments()
        out: list[Draft] = []
        for n, draft in enumerate(drafts):
            time, told, chance = moments.settle(deeds, n)
            out.append(replace(draft, time=time, times=told, sure=round(chance, 3)))
        return self._apart(drafts, out)

    def _apart(self, drafts: Sequence[Draft], settled: list[Draft]) -> list[Draft]:
        """Gives events whose distance to another is told the time that follows from it."""
        events = [Dated(d.event.trigger, d.times) for d in drafts]
        for gap in gaps(self._doc, self._times, events, self._clause, self._rules):
            known, length = settled[gap.known], self._times[gap.time]
            time = time_over(gap, self._news(known), length, self._doc[known.event.trigger].text)
            if time is not None:
                settled[gap.told] = replace(settled[gap.told], time=time, times=(gap.time,), sure=known.sure)
        return settled

    def moments(self, weights: Weights | None = None) -> Moments:
        """The choice of times; ``weights`` other than the shipped ones are for training."""
        return Moments(self._around, self._article.published, self._times, self._usable, weights)

    def scenes(self, weights: Weights | None = None) -> Scenes:
        """The choice of places."""
        return Scenes(self._around, self._places, self.spots(), weights)

    def deeds(self, drafts: Sequence[Draft]) -> list[Deed]:
        """The drafts as what the choice of their times looks at."""
        shared = self._shared_times(drafts)
        return [self._deed(drafts, n, shared.get(n, ())) for n in range(len(drafts))]

    def _deed(self, drafts: Sequence[Draft], n: int, shared: Iterable[int]) -> Deed:
        draft = drafts[n]
        ties: dict[int, set[str]] = {}
        told_by = (
            ("own", draft.times),
            ("shared", shared),
            ("said", draft.said),
            ("when", self._before_when(draft.event.trigger)),
        )
        for kind, times in told_by:
            for k in times:
                ties.setdefault(k, set()).add(kind)
        for m, other in enumerate(drafts):
            if m == n or other.event.type != draft.event.type:
                continue
            kind = "twin" if _twins(self._doc, draft, other) else "type"
            for k in other.times:
                ties.setdefault(k, set()).add(kind)
        return Deed(
            trigger=draft.event.trigger,
            type=draft.event.type,
            status=draft.verdict.status,
            negative=draft.verdict.negative,
            repeated=draft.verdict.repeated,
            voiced=len(draft.chain) > 1,
            ties={k: frozenset(kinds) for k, kinds in ties.items()},
            parties=frozenset(key_of(p) for p in (*draft.actors, *draft.recipients)),
        )

    def _news(self, draft: Draft) -> ClaimTime:
        """The time of an event for those told by their distance to it: the news of the first paragraph is fresh."""
        time, published = draft.time, self._article.published
        assert time is not None
        past = time.how == "bounded" and time.earliest is None and draft.verdict.status == "happened"
        if not past or published is None or self._around.paragraph[draft.event.trigger]:
            return time
        fresh = first_instant(published) - timedelta(days=1)
        return msgspec.structs.replace(time, earliest=fresh, reason=f"the news of the day; {time.reason}")

    # --- repeated mentions

    def fold(self, drafts: Sequence[Draft]) -> list[Draft]:
        """A later mention that adds no field becomes a span of the first telling."""
        out: list[Draft] = []
        for draft in drafts:
            for n, earlier in enumerate(out):
                if _adds_nothing(self._doc, draft, earlier):
                    out[n] = replace(earlier, mentions=(*earlier.mentions, draft.event.trigger))
                    break
            else:
                out.append(draft)
        return out

    # --- claims

    def claims(
        self, drafts: Sequence[Draft], place_index: Mapping[int, int] | None = None, *, title: bool = False
    ) -> tuple[Claim, ...]:
        """The drafts as claims. For a headline, ``place_index`` maps its places to those of the body."""
        found = [self._claim(d, place_index, title=title) for d in drafts]
        seen: dict[str, int] = {}
        out: list[Claim] = []
        for claim in found:
            if claim.id not in seen:
                seen[claim.id] = 1
                out.append(claim)
        return tuple(out)

    def _claim(self, draft: Draft, place_index: Mapping[int, int] | None, *, title: bool) -> Claim:
        assert draft.time is not None, "times are settled before claims are made"
        e, v = draft.event, draft.verdict
        trigger = self.chars(e.trigger)
        sentence = self._sentence(e.trigger)
        links = draft.places
        if place_index is not None:
            links = tuple(
                PlaceLink(place=place_index[p.place], role=p.role) for p in links if p.place in place_index
            )
        root = draft.chain[0].voice if draft.chain else ""
        key = "\x00".join(
            (self._article.id, "title" if title else "text", *map(str, (*sentence, *trigger)), e.type, root)
        )
        return Claim(
            id=hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:20],
            sentence=sentence,
            trigger=trigger,
            title=title,
            type=e.type,
            mode=e.mode,
            codes=Codes(cameo=e.cameo),
            actors=draft.actors,
            recipients=draft.recipients,
            objects=draft.objects,
            times=() if title else draft.times,
            time=draft.time,
            said=self._said(draft),
            places=links,
            status=v.status,
            status_cue=self.between(*v.cue) if v.cue else None,
            negative=v.negative,
            repeated=v.repeated,
            retracted=v.retracted,
            chain=draft.chain,
            evidence=draft.evidence,
            mentions=tuple(self.chars(i) for i in draft.mentions),
            wording=wording_of(self._doc, e.trigger),
            confidence=confidence_of(draft, self.form(draft)),
        )

    def form(self, draft: Draft) -> str:
        """The grammatical form of the trigger of a draft."""
        return self._around.form(draft.event.trigger)

    def _said(self, draft: Draft) -> Said:
        known = [self._times[k] for k in draft.said if self._times[k].earliest]
        if known:
            told = min(known, key=_width)
            return Said(earliest=told.earliest, latest=told.latest, how="stated")
        if self._article.published is not None:
            return Said(latest=self._article.published.latest, how="bounded")
        return Said()

    def chars(self, token: int) -> Span:
        """The characters of a token."""
        t = self._doc[token]
        return Span(t.idx, t.idx + len(t))

    def between(self, start: int, end: int) -> Span:
        """The characters of some tokens."""
        span = self._doc[start:end]
        return Span(span.start_char, span.end_char)

    def _sentence(self, token: int) -> Span:
        """The sentence without the white space around it and without a dateline at its head."""
        start, end = self.between(*self._around.sentence_of(token))
        text = self._doc.text
        for low, high in self._datelines:
            if low <= start < high <= self._doc[token].idx:
                start = high
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        return Span(start, end)


def _width(expression: Time) -> timedelta:
    if expression.earliest is None or expression.latest is None:
        return timedelta.max
    return expression.latest - expression.earliest


def _share(one: Sequence[Party], other: Sequence[Party]) -> bool:
    return any(is_among(p, other) for p in one)


def _twins(doc: Doc, one: Draft, other: Draft) -> bool:
    """Whether two drafts tell of the same event: type, actors that agree, no counts or statuses against it."""
    if (one.event.type, one.verdict.status) != (
        other.event.type,
        other.verdict.status,
    ) or other.verdict.repeated:
        return False
    if one.event.mode != other.event.mode or one.event.type == "STATE":
        return False  # what is said twice is two sayings
    if not _share(one.actors, other.actors) and not _share(one.recipients, other.recipients):
        return False
    same_word = doc[one.event.trigger].lemma_ == doc[other.event.trigger].lemma_
    counts = [{t.count.best for t in d.objects if t.count} for d in (one, other)]
    if all(counts) and not counts[0] & counts[1]:
        return False
    return same_word or (
        bool(one.actors) and {key_of(p) for p in one.actors} == {key_of(p) for p in other.actors}
    )


def _adds_nothing(doc: Doc, draft: Draft, earlier: Draft) -> bool:
    """Whether a later mention repeats an earlier claim without a new voice, party, object, time or place."""
    if (draft.event.type, draft.event.mode, draft.verdict.status) != (
        earlier.event.type,
        earlier.event.mode,
        earlier.verdict.status,
    ):
        return False
    if [link.voice for link in draft.chain] != [link.voice for link in earlier.chain]:
        return False
    if doc[draft.event.trigger].lemma_ != doc[earlier.event.trigger].lemma_:
        return False
    if not (draft.actors or draft.recipients) or not _share(
        (*draft.actors, *draft.recipients), (*earlier.actors, *earlier.recipients)
    ):
        return False
    if not all(is_among(p, earlier.actors) for p in draft.actors) or not all(
        is_among(p, earlier.recipients) for p in draft.recipients
    ):
        return False
    told = {t.text.casefold() for t in earlier.objects}
    return (
        not set(draft.times) - set(earlier.times)
        and not draft.places
        and all(t.text.casefold() in told for t in draft.objects)
    )
