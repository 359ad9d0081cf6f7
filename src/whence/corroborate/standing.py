"""Which voices does a person trust or distrust, and what follows for the claims of an event?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from whence.corroborate.judgement import Judgement
from whence.corroborate.told import Told
from whence.corroborate.words import plain_name
from whence.knowledge.corroboration import wire
from whence.reading import Link

Trust = Literal["trusted", "distrusted"]


class Heard(NamedTuple):
    """From whom a claim comes and through whom it was heard, under all their names (`link_names`)."""

    source: frozenset[str]
    """The root voice; where an outlet tells it by itself, whoever wrote the text that it stands in."""
    carriers: frozenset[str]
    """Who handed it on: the other voices of its chain, its outlet, and whoever wrote the text that it stands in."""
    desk: bool
    """Whether an outlet tells it by itself."""


class Standing:
    """Trust in voices, by plain name or entity id.

    A distrusted voice is still heard, but what comes from it, or through it alone, is no origin that counts and decides no
    value; where values differ, that of a trusted voice goes first. Trust is in what a voice tells, not in what it hands on.
    """

    def __init__(self, judgements: Iterable[Judgement] = ()) -> None:
        self._judgements = [j for j in judgements if j.kind in ("trust", "distrust") and j.voice]
        self._trusts: Mapping[str, Trust] = {
            voice_key(j.voice or ""): "trusted" if j.kind == "trust" else "distrusted"
            for j in self._judgements
        }

    def __bool__(self) -> bool:
        return bool(self._trusts)

    def voice(self, names: Iterable[str]) -> Trust | None:
        """How a voice stands that goes by these names."""
        found = {self._trusts[name] for name in names if name in self._trusts}
        return "trusted" if "trusted" in found else next(iter(found), None)

    def claim(self, told: Told) -> Trust | None:
        """How a claim stands by the voices of its chain, its outlet among them."""
        root, *others = chain_names(told)
        if any(self.voice(names) == "distrusted" for names in (root, *others)):
            return "distrusted"
        return self.voice(root)

    def origin(self, heard: Sequence[Heard]) -> Trust | None:
        """How an origin stands of which these are the claims.

        The names of its sources are names of one voice. What outlets tell by themselves beside a source retells it.
        """
        sources = [h for h in heard if not h.desk]
        one = frozenset[str]().union(*(h.source for h in sources))
        found = {self._heard(one or h.source, h.carriers) for h in sources or heard}
        if found == {"distrusted"}:
            return "distrusted"
        return "trusted" if "trusted" in found else None

    def _heard(self, source: Collection[str], carriers: Collection[str]) -> Trust | None:
        through = {self._trusts.get(name) for name in carriers}
        return "distrusted" if "distrusted" in through else self.voice(source)

    def about(self, heard: Iterable[Heard]) -> list[str]:
        """The ids of the judgements that are about a voice of these claims."""
        names = frozenset[str]().union(*(h.source | h.carriers for h in heard))
        return [j.id for j in self._judgements if voice_key(j.voice or "") in names]


UNJUDGED = Standing()
"""Nobody is trusted or distrusted."""


def voice_key(voice: str) -> str:
    """A voice as judgements name it: an entity id as it is, a name without case and article, an agency by its full name."""
    return voice if voice[:1] == "Q" and voice[1:].isdigit() else plain_name(wire(voice) or voice)


def chain_names(told: Told) -> list[frozenset[str]]:
    """The names of each voice of a claim's chain, the root first; the outlet is the last, even where the chain leaves it out."""
    outlet = told.reading.article.outlet
    found = [link_names(link, outlet) for link in told.claim.chain]
    return [*found, frozenset({voice_key(outlet)})] if outlet else found


def link_names(link: Link, outlet: str | None) -> frozenset[str]:
    """The names that a voice goes by; the outlet's for what it tells by itself."""
    found = {voice_key((outlet or link.voice) if link.kind == "outlet" else link.voice)}
    if link.entity is not None:
        found |= {voice_key(link.entity.name), *([link.entity.id] if link.entity.id else [])}
    return frozenset(found)
