"""What do those who link the names of a text look at: its words, its day, and the states that it speaks of?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from spacy.tokens import Doc, Span

from whence.article import Article
from whence.knowledge.actors import Actors
from whence.knowledge.gazetteer import Gazetteer
from whence.knowledge.roles import load_roles
from whence.reading import Name
from whence.understand.homes import Homes
from whence.understand.mentions import acronyms, text_of

OWNING = ("'s", "’s", "'", "’")
"""What stands behind an owner."""


class NameText:
    """The words of one text, and what its names have told so far.

    ``seen`` are the states that it names, by themselves or by their people and bodies; ``named`` the names of what was
    linked; ``towns`` the texts of its places.
    """

    def __init__(
        self,
        doc: Doc,
        article: Article,
        actors: Actors,
        known: Sequence[Name],
        gazetteer: Gazetteer | None,
    ) -> None:
        self.doc, self.actors, self.known = doc, actors, known
        self.text = text_of(doc)
        self.roles = load_roles()
        self.day: date | None = article.published.day if article.published else None
        self.homes = Homes(gazetteer)
        self.words: list[str] = []
        self.starts: list[int] = []
        for token in doc:
            self.words.append(token.text)
            self.starts.append(token.idx)
        self.short = acronyms(self.words)
        self.seen: set[str] = {n.entity.country for n in known if n.entity and n.entity.country}
        self.named: set[str] = set()
        self.towns: tuple[str, ...] = ()
        self._near: frozenset[str] | None = None

    def speaks_of(self, country: str | None) -> bool:
        """Whether the article names the state, one of its people or bodies, or a town that may lie in it."""
        return country in self.seen or country in self.around()

    def around(self) -> frozenset[str]:
        """The states whose capitals are named, and those in which towns of the named names lie."""
        if self._near is None:
            seats = {self.actors.seat(town, self.day) for town in self.towns}
            named = (town for town in self.towns if self.actors.country(town, self.day) is None)
            self._near = frozenset(c for c in seats if c).union(*map(self.homes.may, named))
        return self._near

    def is_titled(self, start: int) -> bool:
        """Whether a title or a first name stands before: "Mr Amal", "Colonel Wagner"."""
        before = self.words[start - 1] if start else ""
        return before.lower().rstrip(".s") in self.roles.titles or (before[:1].isupper() and start > 1)

    def follows_name(self, span: Span) -> bool:
        """Whether a capitalised word stands before that is no title: the name is only the end of another."""
        before = self.words[span.start - 1] if span.start else ""
        return before[:1].isupper() and not self.is_titled(span.start)

    def home(self, country: str | None) -> str | None:
        """The code of a state as entities have it."""
        state = self.actors.state(country)
        return iso_code(state.iso if state else country)


def iso_code(code: str | None) -> str | None:
    """ISO 3166-1 alpha-3 of a state; lands without a code of their own have none."""
    return code if code and len(code) == 3 and code.isalpha() else None
