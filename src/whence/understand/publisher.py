"""Is the outlet of an article the body that speaks in it, and by what name does it go in chains?

A ministry's press service and an aid agency's website print what they say themselves: the chain of their reports is that
body alone. A newspaper, a news site or an institute that judges what others do is the outlet.
"""

from __future__ import annotations

import re

import msgspec
from spacy.tokens import Doc

from whence.article import Article
from whence.knowledge.actors import Actors, load_actors
from whence.knowledge.sayswords import SaysWords, says_words
from whence.reading import Entity, Voice, VoiceKind
from whence.understand.interviews import Interviews
from whence.understand.spokenwords import Voices

_WORD = re.compile(r"\w+")
_SIGNATURE = re.compile(r"\A[^\n]{0,80}?\(([^()\n]{2,40})\)\s*(?:—|–|--|-)\s")
_LETTERHEAD = 4
"""Lines at the head of a text among which the name of whoever publishes it may stand."""
_LONGEST = 14
"""Words of such a name."""
_OWN_WORDS = 2
"""So many "we" and "our" outside quotations make a text that of the body that publishes it."""


class Publisher(Interviews):
    """The tellings of one article and the one who publishes it."""

    def __init__(self, doc: Doc, article: Article, parties: Voices) -> None:
        if not article.outlet:
            article = msgspec.structs.replace(article, outlet=letterhead(doc, article, says_words()))
        super().__init__(doc, parties, article.outlet)
        self.article = article
        self._day = article.published.day if article.published else None
        self.actors: Actors = load_actors()
        self.outlet_kind = self._kind_of_outlet()
        self.outlet_name = article.outlet or self.words.outlet
        if self.outlet_kind == "official":
            self.outlet_name = self._body_of(self.outlet_name)
            self.bind_statements()

    def _body_of(self, name: str) -> str:
        """The body whose press service or local office an outlet is, its state by the name that states go by here.

        "Kosovo Force Press Information Centre" is the force, "World Health Organization, Yemen" the organization; what a
        ministry has behind the comma is its state and stays.
        """
        name = name.removeprefix("The ")
        for office in self.words.office:
            if name.lower().endswith(f" {office}"):
                name = name[: -len(office)].rstrip(" ,-–")
                break
        body, comma, where = name.rpartition(", ")
        if comma and (self._town(where) or (self._country(where) and self._of_many_states(body))):
            name = body
        words = name.split()
        for n in range(1, len(words)):
            state = self._country(" ".join(words[n:])) if words[n - 1].lower() in ("of", "the") else None
            if state is not None:
                kept = words[: n - 1] if words[n - 2 : n] == ["of", "the"] else words[:n]
                return " ".join([*kept, state])
        return name

    def _town(self, name: str) -> bool:
        return self.actors.seat(name, self._day) is not None

    def _country(self, name: str) -> str | None:
        """The short name of the state that this is a name of."""
        state = self.actors.state(self.actors.country(name, self._day))
        return state.actor.name if state else None

    def _of_many_states(self, name: str) -> bool:
        return any(a.kind in ("igo", "ngo") for a in self.actors.lookup(name, self._day, "body"))

    def _kind_of_outlet(self) -> VoiceKind:
        """``official`` where the outlet is an authority's own press service, else ``outlet``."""
        name = folded(self.article.outlet or "")
        if not name or self._signs(name):
            return "outlet"
        padded = f" {name} "
        if any(f" {word} " in padded for word in self.words.official):
            return "official"
        for ent in self.doc.ents:
            if folded(ent.text) == name and self.parties.voice_kind(ent.root.i) == "official":
                return "official"
        press = any(
            word in self.words.press for word in _WORD.findall((self.article.outlet or "").casefold())
        )
        own = self._speaks_for_itself() or self._says_of_itself(name)
        return "official" if own and not press else "outlet"

    def _signs(self, name: str) -> bool:
        """Whether the outlet signs the dateline as agencies do: "MEXICO CITY, June 9 (Agency) - "."""
        found = _SIGNATURE.search(self.article.text)
        signature = folded(found.group(1)) if found else ""
        return bool(signature) and (
            f"{name} ".startswith(f"{signature} ") or f"{signature} ".startswith(f"{name} ")
        )

    def _says_of_itself(self, name: str) -> bool:
        """Whether the outlet is the speaker of its own report: "Rights Monitor (RM) said today in a report", "the Mission noted".

        What a newspaper says of itself is that it reported or wrote, or what its people did.
        """
        return any(
            self._is_itself(source, name)
            for t in self.tellings
            if (source := t.mouths[0].source) is not None
            and not t.spread
            and self.lemma[t.mouths[0].cue] not in self.words.own_writing
        )

    def _is_itself(self, source: int, name: str) -> bool:
        """Whether a source is called by the outlet's name, by "the" and a noun of it, or by the name of who leads it."""
        words = name.split()
        if folded(self.doc[source].text) not in words:
            return False
        phrase = folded(self.doc[slice(*self._phrase(source))].text)
        if self.named[source]:
            person = self.doc[source].ent_type_.lower() == "person"
            return phrase.startswith(name) or (person and set(phrase.split()) <= set(words))
        return phrase == self.lower[source] and any(self.lower[k] == "the" for k in self.kids[source])

    def _speaks_for_itself(self) -> bool:
        """Whether the text says "we" and "our" outside quotations, as bodies do that publish what they did themselves.

        "Our correspondent" and "we wrote" are what a newspaper says of itself.
        """
        following = (*self.lower[1:], "", "")
        own = sum(
            self.lower[i] in self.words.self_plurals
            and self.quote_of[i] < 0
            and not {following[i], following[i + 1]} & self.words.reporters
            and self.lemma[min(i + 1, len(self.lemma) - 1)] not in self.words.own_writing
            for i in range(len(self.lower))
        )
        return own >= _OWN_WORDS

    def _is_outlet(self, name: str, entity: Entity | None, *, loosely: bool = False) -> bool:
        """Whether a voice is the article's outlet; ``loosely``: "BBC" is "BBC News".

        A body that publishes its own reports also calls itself by a part of its name ("the Ministry"), and its state
        by its own ("the Philippines demands"); a paper calls itself by the last word of its name.
        """
        outlet = folded(self.article.outlet or "")
        if not outlet:
            return False
        names = [folded(name)] + ([folded(entity.name)] if entity else [])
        if outlet in names or folded(self.outlet_name) in names:
            return True
        words = set(outlet.split())
        if loosely:
            return any(n and (set(n.split()) <= words or words <= set(n.split())) for n in names)
        if self.outlet_kind != "official":
            return names[0] == outlet.split()[-1] and name[:1].isupper()  # "The Whistle" of the Daily Whistle
        part = set(names[0].split())
        if part <= words and (part & set(self.words.official) or len(part) == 1):
            return True
        return bool(entity and entity.sector is None and entity.country and self._of_state(entity.country))

    def _of_state(self, country: str) -> bool:
        """Whether the outlet is a ministry or another body of a state, as its name tells."""
        words = (self.article.outlet or "").replace(",", " ").split()
        runs = [" ".join(words[a:b]) for a in range(len(words)) for b in range(a + 1, len(words) + 1)]
        states = (
            self.actors.state(self.actors.country(run, self._day) or self.actors.adjective(run, self._day))
            for run in runs
        )
        return any(state is not None and country in (state.code, state.iso) for state in states)

    def _is_outlets(self, voice: Voice) -> bool:
        """Whether a medium is the article's own outlet."""
        return self._is_outlet(voice.name, voice.entity, loosely=True)


def letterhead(doc: Doc, article: Article, words: SaysWords) -> str | None:
    """The authority whose name stands as a line of its own above a text without another outlet, as on its paper.

    "Ministry of Foreign Affairs of the Republic of Uzbekistan". A first line that may be the headline is none.
    """
    start = 0
    for number, line in enumerate(article.text.split("\n", _LETTERHEAD)[:_LETTERHEAD]):
        told = folded(line)
        found = any(f" {word} " in f" {told} " for word in words.official)
        if found and (number or article.title) and len(told.split()) <= _LONGEST and line[-1:].isalpha():
            span = doc.char_span(start, start + len(line), alignment_mode="contract")
            if span is not None and all(t.pos_ not in ("VERB", "AUX") for t in span) and line[:1].isupper():
                return line.strip()
        start += len(line) + 1
    return None


def folded(name: str) -> str:
    """A name without case, marks and article, to be compared."""
    kept = "".join(c if c.isalnum() or c in ".'" else " " for c in name.replace("’", "'").casefold())
    words = kept.replace(".", "").split()
    return " ".join(words[1:] if words[:1] == ["the"] and len(words) > 1 else words)
