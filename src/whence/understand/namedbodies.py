"""Which body does a name stand for: a ministry, a party, a company, an alliance?"""

from __future__ import annotations

from spacy.tokens import Span

from whence.knowledge.actors import Actor, fold
from whence.reading import Entity, NameKind
from whence.understand.bodywords import BodyWords
from whence.understand.mentions import bare
from whence.understand.nametext import OWNING, NameText, iso_code

_AGENCY = 3
"""Letters up to which the acronym of an agency may be another's: "SUNA" is one, "ANA" are many."""


class NamedBodies:
    """The bodies that the names of one text stand for."""

    def __init__(self, text: NameText) -> None:
        self._text = text
        self._actors, self._roles, self._day = text.actors, text.roles, text.day
        self._body_words = BodyWords(text.actors, text.roles, text.day, text.homes)

    def body(self, span: Span, kind: NameKind) -> Entity | None:
        """The body of this name, where that is beyond doubt; one in no list by the words of the name."""
        text = bare(span.text)
        owner = self._owner(span)
        if text in self._text.short:
            start, end = self._text.short[text]
            whole = self._text.doc[start:end]
            text, span = bare(whole.text), whole
            owner = self._owner(whole)
        if kind in ("weapon", "event", "nationality") or self._is_longer(span) or self._is_thing_short(span):
            return None
        found = self._actors.lookup(text, self._day, "body") or self._past(text)
        if owner:
            state = self._actors.state(owner)
            assert state is not None
            joined = self._actors.lookup(
                f"{state.actor.name}'s {text}", self._day, "body"
            ) or self._actors.lookup(f"{state.adjective} {text}", self._day, "body")
            found = joined or tuple(a for a in found if a.country in (owner, None))
        if len(found) > 1:
            found = self._meant(text, found)
        if len(found) == 1 and not owner and found[0].country and fold(text) in self._roles.generic:
            found = found if self._text.speaks_of(found[0].country) else ()
        if len(found) == 1 and self._too_short(text, found[0]):
            found = ()
        if len(found) == 1:
            body = found[0]
            home = self._text.home(body.state)
            return Entity(id=body.id, name=body.name, country=home, sector=body.sector, reason="name")
        if kind in ("place", "person"):
            return None
        return self._composed(text, owner) if kind == "organization" else None

    def _past(self, text: str) -> tuple[Actor, ...]:
        """Bodies of that name that are no more on the day, but whose states are."""
        day = self._day.isoformat() if self._day else ""
        ended = [a for a in self._actors.lookup(text, None, "body") if a.until and a.until <= day]
        states = {a.country: self._actors.state(a.country) for a in ended}
        return tuple(a for a in ended if (state := states[a.country]) is None or state.actor.exists(day))

    def _meant(self, text: str, found: tuple[Actor, ...]) -> tuple[Actor, ...]:
        """Of several bodies of a name the one named in full, or of a state that the article speaks of, or the famous one."""
        for near in (
            [a for a in found if a.name in self._text.named],
            [a for a in found if a.country in self._text.seen],
            [a for a in found if a.country in self._text.around()],
        ):
            if near:
                return tuple(near) if len(near) == 1 else ()
        key = fold(text)
        famous = key in self._roles.known_acronyms or key in self._roles.ordinary - self._roles.generic
        return found[:1] if famous else ()

    def _too_short(self, text: str, body: Actor) -> bool:
        """Whether a few capitals are too little for a body of a state that the article never speaks of."""
        letters = text.replace(".", "")
        lone = letters.isupper() and len(letters) <= 5 and text not in self._text.short
        if not lone or body.id is not None or fold(text) in self._roles.known_acronyms:
            return False
        if body.sector == "JRN" and len(letters) > _AGENCY:
            return False
        return bool(body.country) and not self._text.speaks_of(body.country)

    def _is_longer(self, span: Span) -> bool:
        """Whether the name is only the end of a longer one: "People's Harmony Party"."""
        i, words = span.start, self._text.words
        if i < 2 or words[i - 1] not in OWNING or not words[i - 2][:1].isupper():
            return False
        low = words[i - 2].lower()
        return low in self._roles.people or low.removesuffix("s") in self._roles.people

    def _is_thing_short(self, span: Span) -> bool:
        """Whether capitals stand for a thing, and not for the body: "an ETA of 14:20", "PLA, a plastic"."""
        if not span.text.isupper() or span.end - span.start > 1:
            return False
        token = span[0]
        article = span.start > 0 and self._text.words[span.start - 1].lower() in ("a", "an")
        if article and token.dep_ not in ("compound", "amod", "nmod:poss", "nmod"):
            return True
        told = [c for c in token.children if c.dep_ == "appos" and c.pos_ == "NOUN" and c.i > token.i]
        return any(c.lemma_ not in self._roles.nouns and c.text.islower() for c in told)

    def _owner(self, span: Span) -> str | None:
        """The state right before a name: "Russia's Defense Ministry", "the Togolese Red Cross"."""
        i, words = span.start, self._text.words
        if i >= 2 and words[i - 1] in OWNING:
            for width in (3, 2, 1):
                if i - 1 - width >= 0 and words[i - 1 - width][:1].isupper():
                    code = self._actors.country(" ".join(words[i - 1 - width : i - 1]), self._day)
                    if code:
                        return code
            return None
        for width in (2, 1):
            if i - width >= 0 and words[i - width][:1].isupper():
                code = self._actors.adjective(" ".join(words[i - width : i]), self._day)
                if code:
                    return code
        return None

    def _composed(self, text: str, owner: str | None) -> Entity | None:
        """A body that is in no list, told by the words of its name: "Togolese Foreign Ministry"."""
        sector = self._body_words.sector(text)
        country = (owner or self._body_words.country(text)) if sector is not None else None
        if country is None:
            return None
        return Entity(
            id=None, name=text, country=iso_code(country), sector=sector, reason="words of the name"
        )
