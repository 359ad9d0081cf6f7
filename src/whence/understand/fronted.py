"""Whose subject is it: that of the clause told, or that of the word of saying behind it?

"Kim has stressed the role of satellites, KCNA said": parsers now and then hang both names on "said". The one before the
clause that has no subject of its own belongs to that clause. And "“Thank you for coming,” Kim was heard saying": what stands
behind the quotation mark is no subject of what stands in front of it.
"""

from __future__ import annotations

from collections.abc import Sequence

_FRONTED = ("ccomp", "parataxis")
_CLOSING = "''"


def fronted_subjects(head: Sequence[int], dep: Sequence[str], tag: Sequence[str]) -> dict[int, int]:
    """Subjects to be hung elsewhere: the token of each to the head of the clause that it belongs to."""
    subjects: dict[int, list[int]] = {}
    clauses: list[int] = []
    for i, relation in enumerate(dep):
        if relation in ("nsubj", "nsubj:pass"):
            subjects.setdefault(head[i], []).append(i)
        elif relation in _FRONTED and i < head[i]:
            clauses.append(i)
    moved: dict[int, int] = {}
    for clause in clauses:
        verb = head[clause]
        own, inner = subjects.get(verb, ()), subjects.get(clause, ())
        if len(own) > 1 and not inner and own[0] < clause < own[-1] < verb:
            moved[own[0]] = clause
        elif not own and inner and clause < inner[-1] < verb and _CLOSING in tag[clause : inner[-1]]:
            moved[inner[-1]] = verb
    return moved
