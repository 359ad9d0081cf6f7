"""Are two parties, or two groups of them, one: by identity, by name, or as a state and its body?"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from whence.corroborate.words import plain_name
from whence.knowledge.codebook import class_words
from whence.knowledge.corroboration import rules
from whence.knowledge.inflection import base_form
from whence.reading import Party

SAME_PARTY = 0.8
NEAR_PARTY = 0.5
"""Likenesses (`party_likeness`): a name or its short form; a state and its body."""
_STATE_SECTORS = frozenset({"GOV", "MIL", "SPY", "COP", "LEG"})


class Who(NamedTuple):
    """A party as it is compared: what identifies it, its state, whether it may stand for that state, its name's words."""

    keys: frozenset[str]
    country: str | None
    state: bool
    tokens: frozenset[str]
    linked: bool
    named: bool
    """By a name, not only by what it is ("a driver")."""
    known: bool
    """By a name, or by what it is with a name in it: "the Jaime Martinez front"."""


def who(party: Party) -> Who:
    """``party`` as it is compared."""
    entity = party.entity
    name = plain_name(entity.name if entity else party.text)
    linked, sector = bool(entity and entity.id), party.sector or (entity.sector if entity else None)
    keys = {f"name:{name}"} if name else set()
    if entity is not None and entity.id:
        keys.add(f"id:{entity.id}")
    return Who(
        keys=frozenset(keys),
        country=entity.country if entity else None,
        state=sector in _STATE_SECTORS or (sector is None and not linked),
        tokens=frozenset(name.split()),
        linked=linked,
        named=linked or is_name(party.text),
        known=linked or bool(entity and entity.country) or holds_name(party.text),
    )


def is_name(text: str) -> bool:
    """Whether a phrase ends in a name before its first preposition: "General Bell", but not "a court in Zambia"."""
    last = _head(text)[-1:]
    return any(part[:1].isupper() for word in last for part in word.split("-"))  # "Hayat Tahrir al-Sham"


def holds_name(text: str) -> bool:
    """Whether a phrase is a name, or has one behind its first word and before its first preposition: "the Jaime Martinez front"."""
    return is_name(text) or any(word[:1].isupper() for word in _head(text)[1:])


def is_means(party: Party) -> bool:
    """Whether a party is a weapon of which the text does not tell whose it is: "drones", "a car bomb"."""
    alone = len(party.text.split()) == 1  # a capital is that of its sentence
    if party.entity is not None or (holds_name(party.text) and not alone):
        return False
    last = _head(party.text.casefold())[-1:]
    return any(word in _means() or base_form(word, _means()) is not None for word in last)


@cache
def _means() -> frozenset[str]:
    return frozenset(w for w in class_words("missile", "weapon", "explosive", "aircraft") if w.isalpha())


def _head(text: str) -> list[str]:
    """The words before the first preposition of a phrase."""
    found = text.split()
    end = next((n for n, word in enumerate(found) if n and word in rules().wording.prepositions), len(found))
    return found[:end]


def party_likeness(one: Who, two: Who) -> float:
    """From 0 (others) to 1 (the same): 0.6 where a state stands for its body, 0.8 for a short form of a name."""
    if not one.keys.isdisjoint(two.keys):
        return 1.0
    if one.country and one.country == two.country:
        return 0.6 if one.state and two.state else 0.3
    if one.linked and two.linked:
        return 0.0
    short, long = (one, two) if len(one.tokens) <= len(two.tokens) else (two, one)
    return 0.8 if short.tokens and short.tokens <= long.tokens else 0.0


def group_likeness(ones: Sequence[Who], twos: Sequence[Who]) -> float | None:
    """How alike two groups of parties are: the mean over the smaller group of its members' best matches.

    ``None`` if either group is empty.
    """
    if not ones or not twos:
        return None
    if len(twos) < len(ones):
        ones, twos = twos, ones
    return sum(max(party_likeness(p, q) for q in twos) for p in ones) / len(ones)


def of_other_states(ones: Sequence[Who], twos: Sequence[Who]) -> bool:
    """Indian warships are not Pakistan's."""
    homes, others = {w.country for w in ones}, {w.country for w in twos}
    return None not in homes | others and homes.isdisjoint(others)


def known_others(likeness: float | None, ones: Sequence[Who], twos: Sequence[Who]) -> bool:
    """Whether two groups, so like each other, are known and known to be others."""
    if likeness != 0:
        return False
    if all(w.linked for w in (*ones, *twos)):
        return True
    if not all(w.named for w in (*ones, *twos)):
        return False
    return of_other_states(ones, twos)
