"""Which words does the parser hang where they cannot belong?

"Kim has stressed the role of satellites, KCNA said": parsers now and then hang both names on "said". The one before the
clause that has no subject of its own belongs to that clause. And "“Thank you for coming,” Kim was heard saying": what stands
behind the quotation mark is no subject of what stands in front of it.

"He came to the town, two days after a bomb killed six there, and promised help": behind a clause between commas goes on what
went on before it.
"""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Doc

_FRONTED = ("ccomp", "parataxis")
_CLOSING = "''"
_FINITE = ("VBD", "VBZ", "VBP")


def mend(doc: Doc) -> None:
    """Hang the words of ``doc`` that the parser hung where they cannot belong on those that they belong to."""
    if not doc.has_annotation("DEP"):
        return
    head, dep, tag = [t.head.i for t in doc], [t.dep_ for t in doc], [t.tag_ for t in doc]
    moved = {**fronted_subjects(head, dep, tag), **resumed_clauses(head, dep, tag)}
    for word, above in moved.items():
        doc[word].head = doc[above]


def resumed_clauses(head: Sequence[int], dep: Sequence[str], tag: Sequence[str]) -> dict[int, int]:
    """Verbs behind a clause between commas that were joined to it: each to the verb before the clause.

    Both are in one tense, and the verb has no subject of its own.
    """
    joined = [i for i, relation in enumerate(dep) if relation == "conj" and tag[i] in _FINITE]
    if not joined:
        return {}
    kids: dict[int, list[int]] = {}
    for i, above in enumerate(head):
        kids.setdefault(above, []).append(i)
    moved: dict[int, int] = {}
    for verb in joined:
        below = kids.get(verb, ())
        linked = next((k for k in below if dep[k] == "cc" and k < verb), 0)
        if not linked or tag[linked - 1] != "," or any(dep[k].startswith("nsubj") for k in below):
            continue
        clause = head[verb]
        while dep[clause] == "conj":
            clause = head[clause]
        if not dep[clause].startswith(("acl", "advcl")):
            continue
        opens = min(k for k in range(min(clause, head[clause]), clause + 1) if _is_below(k, clause, head))
        above = head[clause]
        while head[above] != above and tag[above] not in _FINITE:
            above = head[above]
        apart = opens and "," in (tag[opens], tag[opens - 1])
        if apart and tag[above] == tag[verb] and above < opens:
            moved[verb] = above
    return moved


def _is_below(word: int, above: int, head: Sequence[int]) -> bool:
    while word != above and head[word] != word:
        word = head[word]
    return word == above


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
