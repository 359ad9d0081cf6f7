"""Which voices does a person trust or distrust, and what follows for the claims of an event?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Literal

from whence.corroborate.judgement import Judgement
from whence.corroborate.told import Told, plain_name

Trust = Literal["trusted", "distrusted"]


class Standing:
    """Trust in voices, by plain name or entity id.

    A distrusted voice is still heard, but is no origin that counts and decides no value; where values differ, that of
    a trusted voice goes first.
    """

    def __init__(self, trusts: Mapping[str, Trust] | None = None) -> None:
        self._trusts = dict(trusts or {})

    @staticmethod
    def of(judgements: Iterable[Judgement]) -> Standing:
        """What the judgements say, the later one where two speak of one voice."""
        trusts: dict[str, Trust] = {}
        for judgement in judgements:
            if judgement.kind in ("trust", "distrust") and judgement.voice:
                trusts[voice_key(judgement.voice)] = "trusted" if judgement.kind == "trust" else "distrusted"
        return Standing(trusts)

    def voice(self, keys: Iterable[str]) -> Trust | None:
        """How a voice stands that goes by these names."""
        return next((self._trusts[k] for k in keys if k in self._trusts), None)

    def root(self, told: Told) -> Trust | None:
        """How the root voice of a claim stands."""
        return self.voice(root_keys(told))

    def origin(self, claims: Collection[Told]) -> Trust | None:
        """How an origin stands: distrusted if all its claims come from distrusted voices, trusted if one is trusted."""
        found = {self.root(t) for t in claims}
        if found == {"distrusted"}:
            return "distrusted"
        return "trusted" if "trusted" in found else None

    def concerns(self, judgement: Judgement, claims: Collection[Told]) -> bool:
        """Whether ``judgement`` is about a voice of these claims."""
        if judgement.kind not in ("trust", "distrust") or not judgement.voice:
            return False
        key = voice_key(judgement.voice)
        return any(key in root_keys(t) for t in claims)


UNJUDGED = Standing()
"""Nobody is trusted or distrusted."""


def voice_key(voice: str) -> str:
    """A voice as judgements name it: an entity id as it is, a name without case and article."""
    return voice if voice[:1] == "Q" and voice[1:].isdigit() else plain_name(voice)


def root_keys(told: Told) -> tuple[str, ...]:
    """The names that the root voice of a claim goes by; the outlet's for what it tells by itself."""
    link = told.claim.chain[0]
    name = (told.reading.article.outlet or link.voice) if link.kind == "outlet" else link.voice
    found = [plain_name(name)]
    if link.entity is not None:
        found += [plain_name(link.entity.name), *([link.entity.id] if link.entity.id else [])]
    return tuple(found)
