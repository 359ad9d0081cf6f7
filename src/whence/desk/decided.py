"""Which judgements did one click write down? They are shown, and taken back, as one decision."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import Any, NamedTuple

from whence.corroborate import Event
from whence.record.judgements import Anchor, Judged


class Decided(NamedTuple):
    """Judgements that one person wrote down at one moment, for one reason; all are in force, or none is."""

    judgements: tuple[Judged, ...]

    @property
    def first(self) -> Judged:
        """The judgement that the others go with: who, when, why and what kind is the same for all."""
        return self.judgements[0]

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all."""
        return tuple(j.id for j in self.judgements)

    @property
    def name(self) -> str:
        """The ids in short: ``4``, or ``4–7``."""
        return _span(self.ids)

    @property
    def undone(self) -> str:
        """Which judgements took these back; empty where they hold."""
        return _span([j.undone for j in self.judgements if j.undone])

    @property
    def undoes(self) -> str:
        """Which judgements these take back; empty where they are no undoing."""
        return _span([j.undoes for j in self.judgements if j.undoes])

    @property
    def values(self) -> list[tuple[str, Any]]:
        """The fields that are set right, each with its value once."""
        found: list[tuple[str, Any]] = []
        for decision in (j.decision for j in self.judgements):
            if decision.field and (decision.field, decision.value) not in found:
                found.append((decision.field, decision.value))
        return found

    @property
    def claims(self) -> list[Anchor]:
        """The claims that are judged, each once."""
        return list(dict.fromkeys(a for j in self.judgements for a in j.decision.claims))

    @property
    def others(self) -> list[Anchor]:
        """The claims that these are the same as, or different from."""
        return list(dict.fromkeys(a for j in self.judgements for a in j.decision.others))

    def concerns(self, event: Event) -> bool:
        """Whether it is about an event as it is: in force there, or about claims of it."""
        named = {a.claim for a in (*self.claims, *self.others)}
        return not named.isdisjoint(event.claims) or not {*self.ids}.isdisjoint(event.judgements)

    @property
    def orphaned(self) -> list[str]:
        """Why there is no effect on some claims, each reason once."""
        return list(dict.fromkeys(why for j in self.judgements for why in j.orphaned))


def decided(judgements: Iterable[Judged]) -> list[Decided]:
    """Judgements, oldest first, as decisions."""
    found: dict[Hashable, list[Judged]] = {}
    for j in judgements:
        found.setdefault((j.kind, j.by, j.at, j.why, j.undone is None), []).append(j)
    return [Decided(tuple(some)) for some in found.values()]


def decision_of(judgements: Iterable[Judged], name: str) -> Decided | None:
    """The decision that a judgement belongs to."""
    return next((d for d in decided(judgements) if name in d.ids), None)


def _span(ids: Sequence[str]) -> str:
    if len(ids) > 1 and int(ids[-1]) - int(ids[0]) == len(ids) - 1:
        return f"{ids[0]}–{ids[-1]}"
    return ", ".join(ids)
