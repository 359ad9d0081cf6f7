"""What is the best name that this article has for a state or a body?"""

from __future__ import annotations

from whence.article import Span
from whence.knowledge.actors import fold
from whence.reading import Entity, Party
from whence.understand.mentions import bare
from whence.understand.phrases import Text


class Naming:
    """The names of states and bodies as the article uses them; ``context`` are those of its body, for a headline."""

    def __init__(self, text: Text, context: Naming | None) -> None:
        self._text, self._context = text, context
        self._state_names: dict[str, str] | None = None
        self._body_names: dict[str, str] | None = None

    def state(self, code: str, span: Span, reason: str) -> Party:
        """A state as the party that its government is, under its name in the article."""
        state = self._text.actors.states[code]
        entity = Entity(
            id=state.actor.id,
            name=state.actor.name,
            country=self._text.iso(code),
            sector="GOV",
            reason=reason,
        )
        return Party(text=self.state_text(code), spans=(span,), entity=entity, sector="GOV")

    def state_text(self, code: str) -> str:
        """The commonest name of the state in the article, the longest of equals; else the usual name."""
        if self._state_names is None:
            counts: dict[str, dict[str, int]] = {}
            for name in self._text.names:
                if (
                    name.kind in ("place", "organization")
                    and name.entity is not None
                    and name.entity.sector is None
                ):
                    found = self._text.actors.country(bare(name.text), self._text.day)
                    if found:
                        texts = counts.setdefault(found, {})
                        texts[bare(name.text)] = texts.get(bare(name.text), 0) + 1
            self._state_names = {
                c: max(texts, key=lambda t: (texts[t], len(t), t)) for c, texts in counts.items()
            }
        text = self._state_names.get(code)
        if text is None and self._context is not None:
            return self._context.state_text(code)
        return text or self._text.actors.states[code].actor.name

    def body_text(self, n: int) -> str:
        """The best name of a body: the longest of its mentions in the article, with the state it belongs to."""
        if self._body_names is None:
            best: dict[str, str] = {}
            for k, name in enumerate(self._text.names):
                if name.kind in ("organization", "facility", "other", "place"):
                    key = self._body_key(k)
                    text = self._body_phrase(k)
                    known = best.get(key)
                    if known is None or (len(text) > len(known) and len(text.split()) <= 9):
                        best[key] = text
            self._body_names = best
        return self._body_names.get(self._body_key(n)) or self._body_phrase(n)

    def _body_key(self, n: int) -> str:
        name = self._text.names[n]
        text = bare(name.text)
        if text in self._text.short:
            start, end = self._text.short[text]
            text = self._text.tree.slice(start, end)
            inner = self._text.at[end - 1]
            if inner >= 0 and inner != n:
                return self._body_key(inner)
        if name.entity is not None and (name.entity.id or name.entity.reason == "name"):
            return f"={name.entity.name}"
        return fold(text)

    def _body_phrase(self, n: int) -> str:
        """A body's name with the possessor or adjective of state right before it ("South Korea's Joint Chiefs")."""
        tree = self._text.tree
        start, end = self._text.bounds[n]
        if end <= start:
            return bare(self._text.names[n].text)
        i = start
        if i >= 2 and tree.low[i - 1] in ("'s", "’s", "'", "’") and self._text.at[i - 2] >= 0:
            owner = self._text.names[self._text.at[i - 2]]
            if owner.kind == "place" and owner.entity is not None and self._text.at[i - 2] != n:
                i = self._text.bounds[self._text.at[i - 2]][0]
        elif (
            i >= 1
            and self._text.at[i - 1] >= 0
            and self._text.names[self._text.at[i - 1]].kind in ("nationality", "place")
        ):
            owner = self._text.names[self._text.at[i - 1]]
            if (
                owner.entity is not None
                and self._text.at[i - 1] != n
                and tree.head[i - 1] in range(start, end)
            ):
                i = self._text.bounds[self._text.at[i - 1]][0]
        return bare(tree.slice(i, end))

    def state_adjective(self, code: str) -> str:
        """The adjective as the article uses it ("US", "American"), else the usual one."""
        for name in self._text.names:
            if (
                name.kind == "nationality"
                and self._text.actors.adjective(bare(name.text), self._text.day) == code
                and (self._text.actors.citizens(name.text) is None or not name.text.endswith("s"))
            ):
                return bare(name.text)
        text = self.state_text(code)
        if self._text.actors.adjective(text, self._text.day) == code:
            return text
        return self._text.actors.states[code].adjective
