"""What do the words of a body's name tell of its country and its sector?"""

from __future__ import annotations

from datetime import date

from whence.knowledge.actors import Actors
from whence.knowledge.roles import Roles
from whence.understand.homes import Homes

_LARGE = 20_000
"""People of a place that a body may be named after with nothing else to speak for it."""
_WIDEST = 3
"""Words that the name of a state or a place within a body's name may have."""


class BodyWords:
    """Country and sector of bodies that no list has, by the words of their names: "Togolese Foreign Ministry"."""

    def __init__(self, actors: Actors, roles: Roles, day: date | None, homes: Homes) -> None:
        self._actors, self._roles, self._day, self._homes = actors, roles, day, homes

    def country(self, name: str) -> str | None:
        """The state that some words of the name stand for, else the one of the place that the body is called after."""
        words = [w.strip(".,'’") for w in name.replace("’s", "").replace("'s", "").split()]
        pieces = [
            " ".join(words[k : k + width])
            for width in range(_WIDEST, 0, -1)
            for k in range(len(words) - width + 1)
            if words[k][:1].isupper()
        ]
        for piece in pieces:
            if clear_acronym(piece):
                code = self._actors.country(piece, self._day) or self._actors.adjective(piece, self._day)
                if code is not None:
                    return code
        return next((c for p in pieces if (c := self._actors.homeland(p))), None) or self._named_after(words)

    def _named_after(self, words: list[str]) -> str | None:
        """The country of the place in a name whose other words only say what the body is: "Jadavpur University"."""
        plain = [self._is_kind(word.lower()) or word.islower() for word in words]
        own = [k for k in range(len(words)) if not plain[k]]
        if not own or len(own) > _WIDEST or own[-1] - own[0] >= len(own) or not any(plain):
            return None
        return self._homes.of(" ".join(words[own[0] : own[-1] + 1]), _LARGE, main=True)

    def _is_kind(self, word: str) -> bool:
        roles = self._roles
        known = (roles.bodies, roles.modifiers, roles.name_words)
        return any(form in words for words in known for form in (word, word.rstrip("s")))

    def sector(self, name: str) -> str | None:
        """The sector of the last word that has one, else of the first, else of those between."""
        words = name.lower().split()
        trades = {word.rstrip("'’").removesuffix("s") for word in words}
        if words and words[-1] in self._roles.associations and trades & self._roles.trades:
            return "LAB"
        for k in (len(words) - 1, 0, *range(1, max(1, len(words) - 1))):
            if not 0 <= k < len(words):
                continue
            phrases = [" ".join(words[max(0, k - back) : k + 1]) for back in (2, 1, 0)]
            for key in (*phrases, words[k].rstrip("s")):
                sector = self._roles.bodies.get(key) or self._roles.name_words.get(key)
                if sector is not None and sector != "UNK":
                    return sector
        return None


def clear_acronym(text: str) -> bool:
    """Two-letter names of states must stand in capitals ("US", not "us")."""
    letters = text.replace(".", "")
    return len(letters) > 2 or letters.isupper()
