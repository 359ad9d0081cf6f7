"""How the parts of a claim are joined, as data: roles by preposition, clauses of another moment."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple, TypeVar, cast

from whence.reading import PlaceRole

_Words = TypeVar("_Words", bound=tuple[frozenset[str], ...])


class ClaimRules(NamedTuple):
    """``place_role`` by preposition; words that lead to another moment; types of events whose parties are counted."""

    place_role: dict[str, PlaceRole]
    arriving: frozenset[str]
    arrived_at: frozenset[str]
    other_moment: frozenset[str]
    first_person: frozenset[str]
    speaking_alone: frozenset[str]
    second_person: frozenset[str]
    addressing: frozenset[str]
    pro_forms: frozenset[str]
    plural_pronouns: frozenset[str]
    performative: frozenset[str]
    where_words: frozenset[str]
    when_words: frozenset[str]
    since_words: frozenset[str]
    rare_words: frozenset[str]
    counted_actors: frozenset[str]
    counted_recipients: frozenset[str]
    gatherings: frozenset[str]
    toll_nouns: frozenset[str]
    toll_verbs: frozenset[str]
    toll_cases: frozenset[str]
    gap_after: frozenset[str]
    gap_before: frozenset[str]
    gap_many: frozenset[str]
    responsibility_nouns: frozenset[str]
    responsibility_verbs: frozenset[str]


@cache
def _tables() -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads(
        (files("whence.knowledge") / "data" / "claims.toml").read_text(encoding="utf8")
    )
    return found


def word_sets(kind: type[_Words], table: str) -> _Words:
    """A table of nothing but lists of words, as a named tuple of sets whose fields are its keys."""
    lists = _tables()[table]
    return kind(*(frozenset(lists[name]) for name in kind._fields))  # type: ignore[attr-defined]


@cache
def load_claim_rules() -> ClaimRules:
    """The shipped rules."""
    raw = _tables()
    roles: dict[str, PlaceRole] = {}
    for role, words in raw["place_roles"].items():
        for word in words:
            roles.setdefault(word, cast(PlaceRole, role))
    return ClaimRules(
        roles,
        frozenset(raw["arriving"]["verbs"]),
        frozenset(raw["arriving"]["prepositions"]),
        frozenset(raw["other_moment"]["words"]),
        frozenset(raw["voice"]["first_person"]),
        frozenset(raw["voice"]["speaking_alone"]),
        frozenset(raw["voice"]["second_person"]),
        frozenset(raw["voice"]["addressing"]),
        frozenset(raw["stand_ins"]["pro_forms"]),
        frozenset(raw["stand_ins"]["plural"]),
        frozenset(raw["voice"]["performative"]),
        frozenset(raw["voice"]["where_words"]),
        frozenset(raw["moment"]["when_words"]),
        frozenset(raw["moment"]["since_words"]),
        frozenset(raw["moment"]["rare_words"]),
        frozenset(raw["counted"]["actors"]),
        frozenset(raw["counted"]["recipients"]),
        frozenset(raw["counted"]["gatherings"]),
        frozenset(raw["toll"]["nouns"]),
        frozenset(raw["toll"]["verbs"]),
        frozenset(raw["toll"]["cases"]),
        frozenset(raw["gaps"]["after"]),
        frozenset(raw["gaps"]["before"]),
        frozenset(raw["gaps"]["many"]),
        frozenset(raw["responsibility"]["nouns"]),
        frozenset(raw["responsibility"]["verbs"]),
    )
