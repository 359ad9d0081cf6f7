"""Which state does a name stand for?"""

from __future__ import annotations

from spacy.tokens import Span

from whence.knowledge.actors import fold
from whence.reading import Entity, NameKind
from whence.understand.bodywords import clear_acronym
from whence.understand.mentions import bare
from whence.understand.nametext import NameText, iso_code


class NamedStates:
    """The states that the names of one text stand for."""

    def __init__(self, text: NameText) -> None:
        self._text = text
        self._actors, self._roles, self._day = text.actors, text.roles, text.day

    def state(self, span: Span, kind: NameKind) -> Entity | None:
        """The state of this name, or of the adjective that it is."""
        if kind not in ("place", "nationality", "organization", "facility", "other"):
            return None
        text = bare(span.text)
        own = self._actors.lookup(text, self._day)
        if own and all(a.kind != "state" for a in own) and kind != "nationality":
            return None
        code = self._actors.country(text, self._day) if clear_acronym(text) else None
        if code and self._within(span, code):
            return None
        if code and fold(text) in self._roles.cautions and kind != "nationality":
            against = self._roles.cautions[fold(text)]
            if any(word in self._text.text for word in against):
                return None
        if fold(text) in self._roles.scattered and self._is_abroad():
            return None
        how = "name"
        if code is None and kind in ("nationality", "other", "place"):
            codes, how = self._actors.adjectives(text, self._day), "adjective"
            near = [c for c in codes if c in self._text.around()] if len(codes) > 1 else []
            code = next(iter(near or codes), None)
        state = self._actors.state(code)
        if state is None or code is None:
            return None
        return Entity(
            id=state.actor.id,
            name=state.actor.name,
            country=iso_code(state.iso),
            reason=f"{how} of the state",
        )

    def _is_abroad(self) -> bool:
        """Whether the text speaks of the states where a scattered people lives without a land of its own, and not of the other."""
        home = any(word in self._text.text for word in self._roles.scattered_home)
        return not home and any(word in self._text.text for word in self._roles.scattered_abroad)

    def _within(self, span: Span, code: str) -> bool:
        """Whether the name is that of a town in the region named after it: "Peru, Indiana"."""
        after = span.end + 1
        words = self._text.words
        if after >= len(words) or words[span.end] != "," or not words[after][:1].isupper():
            return False
        region = self._text.homes.region(words[after])
        return region is not None and region != code and region in self._text.homes.all(bare(span.text))
