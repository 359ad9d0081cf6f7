"""Do two claims tell one deed: by a form of one word, by words for one deed, or by types that a reader may give to one?"""

from __future__ import annotations

from functools import cache

from whence.corroborate.told import Told
from whence.knowledge.corroboration import rules


def related(one: Told, two: Told) -> bool:
    """Whether readers or papers may give the two types to one happening."""
    return not families(one).isdisjoint(families(two))


def families(told: Told) -> frozenset[str]:
    """Under which names the type of a claim is laid beside others."""
    return _families(told.claim.type, told.claim.mode)


@cache
def _families(kind: str, mode: str | None) -> frozenset[str]:
    found = {kind}
    for number, family in enumerate(rules().families):
        if f"{kind}/*" in family or (mode and f"{kind}/{mode}" in family):
            found.add(f"#{number}")
    return frozenset(found)


def one_deed(one: Told, two: Told) -> bool:
    """Whether the triggers are forms of one word, or words for one deed, or one carries the word that is the other."""
    return (
        one_root(one, two) or not one.deeds.isdisjoint(two.deeds) or _carries(one, two) or _carries(two, one)
    )


def one_root(one: Told, two: Told) -> bool:
    """Whether the triggers are forms of one word."""
    return one.root == two.root or (one.verb is not None and one.verb == two.verb)


def _carries(one: Told, two: Told) -> bool:
    """Whether one is told by a verb that only carries the noun by which the other is told: "opened" an "inquiry"."""
    return one.carries and two.root in one.thing_words


def worded_alike(one: Told, two: Told) -> bool:
    """Whether the wordings are so near that two readings of one deed are likelier than two deeds."""
    return (
        one.wording is not None
        and two.wording is not None
        and float(one.wording @ two.wording) >= rules().limits.overruling_wording
    )
