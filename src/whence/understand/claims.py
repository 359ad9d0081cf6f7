"""Who is said to have done what to whom, when and where, and did it happen: the answers joined into claims."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import msgspec
from spacy.tokens import Doc

from whence.article import Article
from whence.knowledge.claimrules import load_claim_rules
from whence.knowledge.weights import Weights
from whence.language.layout import datelines, heads_day
from whence.reading import Claim, ClaimTime, Link, Party, Place, PlaceLink, PlaceRole, Time
from whence.understand.arguments import Clauses
from whence.understand.attach import Clause
from whence.understand.casting import Casting
from whence.understand.drafts import Draft, told_of
from whence.understand.folding import folded, pointed_back, twins
from whence.understand.gaps import Dated, gaps
from whence.understand.gaps import settled as time_over
from whence.understand.mentions import text_of
from whence.understand.moments import Deed, Moments, first_instant
from whence.understand.objects import Cast, Objects, chosen
from whence.understand.offsets import root, tokens
from whence.understand.partsigns import Part
from whence.understand.placeties import SHARES_PLACE, PlaceTies
from whence.understand.says import Chains
from whence.understand.scenes import Scenes, Setting, Spot
from whence.understand.standins import StandIns, WhoIs, is_among, key_of
from whence.understand.status import Verdict, status_of
from whence.understand.surroundings import AHEAD, Surroundings
from whence.understand.things import Things
from whence.understand.timeties import TimeTies
from whence.understand.what import RawEvent
from whence.understand.whom import Whom
from whence.understand.writing import Writer


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
        self.doc = doc
        """The text."""
        self.chains = chains
        self.places = tuple(places)
        """The places of the text; those without a name, which events have, come last."""
        self._article, self._parties, self._clauses = article, parties, clauses
        self._times, self._places = times, places
        self._weighs = Doc.has_extension("triggers") and doc._.triggers is not None
        self._rules = rules = load_claim_rules()
        self.around = around = Surroundings(doc)
        """What stands around the words of the text."""
        self._last_clause = Clause(doc)
        heads = [(start, end) for start, end, _ in datelines(text_of(doc))]
        printed = [(start, end) for start, end in heads if not heads_day(text_of(doc), start)]
        cues = frozenset(i for a in chains.attributions if a.cue for i in tokens(doc, *a.cue))
        self._time_ties = TimeTies(around, times, cues, printed, rules)
        self._place_ties = PlaceTies(around, places, times, heads, rules)
        self._dates = frozenset(i for t in times for i in tokens(doc, t.start, t.end))
        self.things = Things(doc, rules, self._dates)
        self._casting = self.casting()
        self.whom = Whom(around, parties, StandIns(doc, clauses, parties, rules), rules, weighs=self._weighs)
        self._writer = Writer(around, article, times, heads)

    # --- from events to drafts

    def drafts(self, events: Sequence[RawEvent]) -> list[Draft]:
        """A draft for each event, with its places and the times of its clause."""
        return self._locate(self.untimed(events))

    def untimed(self, events: Sequence[RawEvent]) -> list[Draft]:
        """A draft for each event, its times as grammar ties them to it, its places not chosen yet."""
        tied = self._time_ties.of(self._clause(events), events)
        verdicts = [status_of(self.doc, e, self._clauses) for e in events]
        heard = [self.chains.chain_of_event(told_of(e, v)) for e, v in zip(events, verdicts, strict=True)]
        parts = self.parts(events, verdicts, [chain for chain, _, _ in heard])
        casts = self.casts(events, parts)
        told = chosen(self.objects(), casts) if self._weighs else [()] * len(events)
        out: list[Draft] = []
        for n, (event, verdict, (chain, evidence, chance)) in enumerate(
            zip(events, verdicts, heard, strict=True)
        ):
            _, doers, befallen = casts[n]
            actors, recipients = self.whom.of(event, chain, doers, befallen)
            objects = told[n] if self._is_weighed(event) else event.objects
            out.append(
                Draft(
                    event,
                    verdict,
                    chain,
                    evidence,
                    actors,
                    recipients,
                    self.things.of(event, objects, doers, befallen),
                    times=tuple(tied.events.get(n, ())),
                    said=self._said_at(chain, tied.tellings),
                    heard=chance,
                )
            )
        return [replace(d, actors=self._doers(n, casts[n].doers, out)) for n, d in enumerate(out)]

    def _doers(self, n: int, heads: Sequence[int], drafts: Sequence[Draft]) -> tuple[Party, ...]:
        """The actors of an event, where one is a deed the doers of that deed: "the *raid* by rebels killed six"."""
        told = {d.event.trigger: d for k, d in enumerate(drafts) if k != n}
        deeds = [h for h in heads if h in told and self.doc[h].pos_ == "NOUN"]
        actors = drafts[n].actors
        if not deeds:
            return actors
        others = tuple(p for p in actors if p.entity is not None or not self._is_headed(p, deeds))
        if others or len(others) == len(actors):
            return others
        befallen = drafts[n].recipients
        return tuple(p for h in deeds for p in told[h].actors if not is_among(p, befallen))

    def _is_headed(self, party: Party, heads: Container[int]) -> bool:
        """Whether one of some words heads the phrase that a party is mentioned by."""
        found = root(self.doc, *party.spans[0]) if party.spans else None
        return found is not None and found.i in heads

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

    def _is_weighed(self, event: RawEvent) -> bool:
        """Whether the choices give an event its parts; those of a user's own entry stand as they are."""
        return self._weighs and not event.by_user

    def casts(self, events: Sequence[RawEvent], parts: Sequence[Part]) -> list[Cast]:
        """The events with the heads of those whom they have for parties, as what the choice of their objects looks at."""
        casting = self._casting
        return [
            Cast(
                parts[n],
                *(casting.of(parts, n) if self._is_weighed(e) else (e.actors, e.recipients)),
            )
            for n, e in enumerate(events)
        ]

    def _speaks(self, chain: tuple[Link, ...]) -> int | None:
        """The head token of the root voice, if the text mentions it."""
        head = root(self.doc, *chain[0].span) if chain and chain[0].span is not None else None
        return None if head is None else head.i

    def casting(self, weights: Weights | None = None) -> Casting:
        """The choice of parties; ``weights`` other than the shipped ones are for training."""
        return Casting(self.around, self._clauses, self._parties.party, weights, self._dates)

    def objects(self, weights: Weights | None = None) -> Objects:
        """The choice of objects; ``weights`` other than the shipped ones are for training."""
        return Objects(self.around, self._clauses, self._casting.signs, weights, self._dates)

    def _said_at(self, chain: tuple[Link, ...], tellings: Mapping[int, Sequence[int]]) -> tuple[int, ...]:
        """The times of the telling of an event, by its root voice or those that pass it on."""
        cues = {next(iter(tokens(self.doc, *link.cue)), -1) for link in chain if link.cue}
        return tuple(k for cue in sorted(cues) for k in tellings.get(cue, ()))

    def _clause(self, events: Sequence[RawEvent]) -> Clause:
        """The tree with these events in it, made once for one list of them: what is added later shifts the numbers."""
        if self._last_clause.events != tuple(events):
            self._last_clause = Clause(self.doc, events)
        return self._last_clause

    # --- places

    def settings(self, drafts: Sequence[Draft]) -> list[Setting]:
        """The drafts as what the choice of their places looks at."""
        events = [d.event for d in drafts]
        clause = self._clause(events)
        ties = self._place_ties.of(clause, events)
        out: list[Setting] = []
        for n, draft in enumerate(drafts):
            e = draft.event
            found = clause.governor(e.trigger)
            shared = ties.get(found[0], {}) if found and found[2] in SHARES_PLACE and n not in ties else {}
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

    def scenes(self, weights: Weights | None = None) -> Scenes:
        """The choice of places; ``weights`` other than the shipped ones are for training."""
        return Scenes(self.around, self._places, self._place_ties.spots(), weights)

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
        arrives = self.doc[draft.event.trigger].lemma_.lower() in self._rules.arriving
        return (
            "at"
            if arrives and role == "to" and self._place_ties.case(spot) in self._rules.arrived_at
            else role
        )

    def _without_name(self, spot: Spot, draft: Draft) -> Place:
        words = self.doc[spot.start : spot.end]
        event = self.doc[draft.event.trigger].text
        return Place(
            start=words.start_char,
            end=words.end_char,
            text=words.text,
            name=words.text,
            kind="nameless",
            reason=f"where {event!r} is told to be; it has no name, so it stays without coordinates",
        )

    # --- times

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
        on_word: dict[int, list[int]] = {}
        for n, draft in enumerate(drafts):
            on_word.setdefault(draft.event.trigger, []).append(n)
        dated = [Dated(d.event.trigger, d.times) for d in drafts]
        clause = self._clause([d.event for d in drafts])
        for gap in gaps(self.doc, self._times, dated, clause, self._rules):
            known, length = settled[gap.known], self._times[gap.time]
            time = time_over(gap, self._news(known), length, self.doc[known.event.trigger].text)
            for n in on_word[drafts[gap.told].event.trigger] if time is not None else ():
                settled[n] = replace(settled[n], time=time, times=(gap.time,), sure=known.sure)
        return settled

    def _news(self, draft: Draft) -> ClaimTime:
        """The time of an event for those told by their distance to it.

        What lies ahead is told by the day it is announced: "said on Tuesday it would sell, a day after". The news of the
        first paragraph is fresh.
        """
        time, published = draft.time, self._article.published
        assert time is not None
        if draft.verdict.status in AHEAD and draft.said:
            told = self._times[draft.said[0]]
            return ClaimTime(
                earliest=told.earliest,
                latest=told.latest,
                how="stated",
                reason=f"{told.text!r}: {told.reason}",
            )
        past = time.how == "bounded" and time.earliest is None and draft.verdict.status == "happened"
        if not past or published is None or self.around.paragraph[draft.event.trigger]:
            return time
        fresh = first_instant(published) - timedelta(days=1)
        return msgspec.structs.replace(time, earliest=fresh, reason=f"the news of the day; {time.reason}")

    def moments(self, weights: Weights | None = None) -> Moments:
        """The choice of times; ``weights`` other than the shipped ones are for training."""
        set_aside = self.around.set_aside
        usable = [
            k
            for k in self._time_ties.usable
            if set_aside.isdisjoint(tokens(self.doc, self._times[k].start, self._times[k].end))
        ]
        return Moments(self.around, self._article.published, self._times, usable, weights)

    def deeds(self, drafts: Sequence[Draft]) -> list[Deed]:
        """The drafts as what the choice of their times looks at."""
        shared = self._time_ties.shared(self._clause([d.event for d in drafts]), drafts)
        alike: dict[str, list[int]] = {}
        for n, draft in enumerate(drafts):
            alike.setdefault(draft.event.type, []).append(n)
        return [
            self._deed(drafts, n, shared.get(n, ()), alike[draft.event.type])
            for n, draft in enumerate(drafts)
        ]

    def _deed(self, drafts: Sequence[Draft], n: int, shared: Iterable[int], alike: Iterable[int]) -> Deed:
        """One draft; ``shared`` are times that it may share, ``alike`` the drafts of its type."""
        draft = drafts[n]
        ties: dict[int, set[str]] = {}
        told_by = (
            ("own", draft.times),
            ("shared", shared),
            ("said", draft.said),
            ("when", self._time_ties.before_when(draft.event.trigger)),
        )
        for kind, times in told_by:
            for k in times:
                ties.setdefault(k, set()).add(kind)
        for m in alike:
            other = drafts[m]
            if m == n or not other.times:
                continue
            kind = "twin" if twins(self.doc, draft, other) else "type"
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
            befallen=frozenset(map(key_of, draft.recipients)),
        )

    # --- claims

    def fold(self, drafts: Sequence[Draft]) -> list[Draft]:
        """A later mention that adds no field becomes a span of the first telling."""
        return pointed_back(self.around, folded(self.doc, drafts))

    def claims(
        self, drafts: Sequence[Draft], place_index: Mapping[int, int] | None = None, *, title: bool = False
    ) -> tuple[Claim, ...]:
        """The drafts as claims. For a headline, ``place_index`` maps its places to those of the body."""
        return self._writer.claims(drafts, place_index, title=title)

    def form(self, draft: Draft) -> str:
        """The grammatical form of the trigger of a draft."""
        return self.around.form(draft.event.trigger)
