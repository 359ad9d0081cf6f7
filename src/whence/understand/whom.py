"""Which parties are an event's actors and recipients, once the phrases for them are chosen?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from whence.knowledge.claimrules import ClaimRules
from whence.reading import Link, Party
from whence.understand.offsets import chars, tokens
from whence.understand.standins import StandIns, WhoIs, is_among, voiced
from whence.understand.surroundings import Surroundings
from whence.understand.what import RawEvent


class Sides(NamedTuple):
    """Who does something, and to whom."""

    actors: tuple[Party, ...]
    recipients: tuple[Party, ...]


class Whom:
    """The parties of the events of one text. ``weighs``: whether phrases are chosen for them by weights."""

    def __init__(
        self, around: Surroundings, parties: WhoIs, stand_ins: StandIns, rules: ClaimRules, *, weighs: bool
    ) -> None:
        self._around, self._doc = around, around.doc
        self._parties, self._stand_ins, self._rules = parties, stand_ins, rules
        self._weighs = weighs

    def of(
        self, event: RawEvent, chain: tuple[Link, ...], doers: Sequence[int], befallen: Sequence[int]
    ) -> Sides:
        """The parties of an event, by the heads of its phrases and the voices that tell it."""
        actors = self._named(doers, chain) or self._speaker(event, chain) or self._claimant(event, chain)
        return Sides(actors, self._named(befallen, chain, actors))

    def at(self, head: int) -> tuple[Party, ...]:
        """The parties of a phrase that was chosen for one, whoever tells of it."""
        return self._parties.party(head) or self._stand_ins.of(head, ())

    def _named(
        self, heads: Iterable[int], chain: tuple[Link, ...], but: Sequence[Party] = ()
    ) -> tuple[Party, ...]:
        """The parties of noun phrases, none of them one of ``but``."""
        out: list[Party] = []
        for head in heads:
            if but and self._is_reflexive(head):
                continue  # "shot himself": whom it befell is who did it
            found = self._itself(head, chain) or self._parties.party(head) or self._stood_for(head, chain)
            if self._weighs and found and all(is_among(p, but) for p in found):
                found = self._stand_ins.instead(head, chain, but)
            for party in found:
                if not is_among(party, (*out, *but)) and not self._is_set_aside(party):
                    out.append(party)
        return tuple(out)

    def _is_set_aside(self, party: Party) -> bool:
        """Whether a party of a list is one that did not: "soldiers, and *not rebels*, shot them"."""
        aside = self._around.set_aside
        return bool(aside and party.spans) and not aside.isdisjoint(tokens(self._doc, *party.spans[0]))

    def _is_reflexive(self, head: int) -> bool:
        word: str = self._doc[head].lower_
        return self._doc[head].pos_ == "PRON" and word.endswith(("self", "selves"))

    def _itself(self, head: int, chain: tuple[Link, ...]) -> tuple[Party, ...]:
        """Who says the quotation in which "I" or "me" stands, whatever chain of mentions the word was put into."""
        quote = self._around.quote[head]
        if not self._weighs or quote < 0 or self._doc[head].text.lower() not in self._rules.speaking_alone:
            return ()
        for n, link in enumerate(chain):
            cue = tokens(self._doc, *link.cue) if link.cue else ()
            if cue and self._around.quote[cue[0]] != quote:
                return voiced(chain[n:], chars(self._doc, head))
        return ()

    def _stood_for(self, head: int, chain: tuple[Link, ...]) -> tuple[Party, ...]:
        """The parties of a word that names none; those of texts that another pipeline has read are the voices alone."""
        speaks = self._doc[head].lower_ in self._rules.first_person
        return self._stand_ins.of(head, chain) if self._weighs or speaks else ()

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
        if any(c.dep_.startswith(("nsubj", "aux", "mark")) for c in token.lefts):
            return ()
        return voiced(chain, chars(self._doc, event.trigger))

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
        return self._named([c.i for c in verb.lefts if c.dep_ == "nsubj"], chain)
