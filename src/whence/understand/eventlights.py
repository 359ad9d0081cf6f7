"""Which verbs only carry an event that a noun tells: "*carried out* an attack", "*came* under attack"?"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from whence.knowledge.codebook import Codebook
    from whence.understand.arguments import Clauses, Tokens
    from whence.understand.eventfillers import Fillers
    from whence.understand.weigh import Match


class Lights:
    """The light verbs of one text."""

    def __init__(self, clauses: Clauses, codebook: Codebook, fillers: Fillers) -> None:
        self._t = clauses
        self._fillers = fillers
        none: frozenset[str] = frozenset()
        get = codebook.classes.get
        self._actor = get("light_actor", none)
        self._recipient = get("light_recipient", none)
        self._soft = get("light_soft", none)

    def has_doer(self, v: int) -> bool:
        """Whether the subject of a light verb does what its noun tells: "made a threat", not "received a threat"."""
        word = self._word(v)
        return word in self._actor or word in self._soft

    def carrying(self, nouns: dict[int, Match], verbs: dict[int, Match]) -> dict[int, int]:
        """Event noun -> the verb that only carries it; such verbs lose their own reading."""
        t = self._t
        lights: dict[int, int] = {}
        for v, pos in enumerate(t.pos):
            if pos != "VERB":
                continue
            word = self._word(v)
            if any(t.case(c) == "under" and t.lemma[c] == "control" for c in t.kids(v, "obl")):
                continue  # "brought the fire under control": not theirs
            soft = word in self._soft and v not in verbs
            if not soft and word not in self._actor and word not in self._recipient:
                continue
            for o in (*t.object(v), *self._carried(v)):
                noun = self._fillers.innermost(o, nouns)
                if noun not in nouns:
                    continue
                own = verbs.get(v)
                if own is not None and (o in own.tested or noun in own.tested or own.score >= 3.5):
                    continue
                lights.setdefault(noun, v)
                for c in t.kids(noun, "conj"):
                    if c in nouns:
                        lights.setdefault(c, v)
                verbs.pop(v, None)
        return lights

    def _carried(self, v: int) -> Tokens:
        """Event nouns behind a preposition of the light verb: "came under attack", "gearing up for the summit"."""
        t = self._t
        return tuple(
            c for c in t.kids(v, "obl") if t.case(c) in ("under", "in", "for", "on", "into", "to", "with")
        )

    def _word(self, v: int) -> str:
        word = self._t.phrasal(v)
        if word in self._actor or word in self._recipient or word in self._soft:
            return word
        return self._t.lemma[v]
