"""Which claims speak of the same happening?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from heapq import heapify, heappop, heappush
from itertools import product

from whence.corroborate.blocking import candidates
from whence.corroborate.compare import SAME, dated_apart, reaching
from whence.corroborate.excludes import UNLIKE, VETO
from whence.corroborate.judgement import Judgement
from whence.corroborate.memory import Memory
from whence.corroborate.told import Key, Told
from whence.knowledge.corroboration import outcomes, rules

_SHORT = 30
"""A sentence of fewer characters may be written twice by chance."""


def match(
    told: Sequence[Told],
    judgements: Sequence[Judgement] = (),
    pairs: Iterable[tuple[Key, Key]] | None = None,
    memory: Memory | None = None,
) -> tuple[tuple[Told, ...], ...]:
    """Group claims into happenings: every claim is in one group.

    Pairs are scored by `whence.corroborate.compare.score`; the two groups whose pairs are most alike on average are joined first, until none reaches
    ``join``; two groups of which any two members exclude each other (`VETO`) never are, so that a chain of likenesses
    never joins what is contradictory. The result does not depend on the order of ``told``, nor, unless claims say the very
    same, on ids. A person's ``same`` and ``different`` come before any score.

    ``pairs`` are the claims, by their keys, that are worth comparing, where that is known already
    (`whence.corroborate.blocking.candidates`). ``memory`` is what is known of pairs that were scored before.
    """
    known = memory or Memory()
    told = sorted(told, key=_precedence)
    together, apart = _decided(told, judgements)
    groups = _printed_alike(told, together, apart)
    exclude = {frozenset((i, j)) for i, others in apart.items() for j in others}

    @cache
    def alike(i: int, j: int) -> float:
        return VETO if frozenset((i, j)) in exclude else known.score(told[i], told[j])

    def joining(i: int, j: int) -> float | None:
        return None if frozenset((i, j)) in exclude else known.joining(told[i], told[j])

    # A sentence that many print is represented by the claim of the earliest report. Another copy, however it is read, does
    # not change what that is compared with.
    heads = {members[0]: members for members in groups}
    met = candidates(list(enumerate(told))) if pairs is None else _placed(told, pairs)
    edges = [(i, j) for i, j in met if i in heads and j in heads]
    linkage = _Linkage({h: _content(told[h]) for h in heads}, alike)
    bonds = {(i, j): likeness for i, j in edges if (likeness := joining(i, j)) is not None}
    result = [
        tuple(sorted((told[i] for head in cluster for i in heads[head]), key=lambda t: t.key))
        for happening in linkage.clusters(bonds, rules().limits.join)
        for cluster in _by_outcome(happening, told)
    ]
    return tuple(sorted(result, key=lambda group: group[0].key))


def _by_outcome(heads: Sequence[int], told: Sequence[Told]) -> list[list[int]]:
    """The dead and the wounded of one attack are two events, of which the attack itself goes with the dead.

    They are told apart only when all that tells of the attack has met: they are told in one breath, and each helps to find it.
    Whom others tried to kill is wounded.
    """
    dead, wounded = outcomes()

    def tells(outcome: int) -> list[int]:
        return [h for h in heads if told[h].outcomes == {outcome} and told[h].claim.status != "failed"]

    if not tells(dead) or not (hurt := tells(wounded)):
        return [list(heads)]
    return [[h for h in heads if h not in hurt], hurt]


def _precedence(told: Told) -> tuple[bool, int, float, bytes, Key]:
    """Sorts the earliest published first, those of one moment by what they say; ids decide among claims that say the same."""
    published = told.reading.article.published
    if published is None:
        return True, 0, 0.0, told.content, told.key
    return False, published.day.toordinal(), published.latest.timestamp(), told.content, told.key


def linked(one: Told, two: Told) -> bool:
    """Whether two claims may be joined by themselves; those that no chain of such pairs connects never meet."""
    return reaching(one, two, rules().limits.join) is not None


def holds(likeness: float) -> bool:
    """Whether a pair that is so like each other (`score`) may be joined by itself."""
    return likeness >= rules().limits.join


def printed(told: Told) -> str | None:
    """What makes a claim the same as another's wherever its sentence is printed; ``None`` for short sentences."""
    if len(told.sentence_key) < _SHORT:
        return None
    claim = told.claim
    return f"{claim.type}|{claim.trigger.start - claim.sentence.start}|{told.sentence_key}"


def _placed(told: Sequence[Told], pairs: Iterable[tuple[Key, Key]]) -> list[tuple[int, int]]:
    place = {t.key: i for i, t in enumerate(told)}
    return sorted(
        {
            (min(i, j), max(i, j))
            for a, b in pairs
            if (i := place.get(a)) is not None and (j := place.get(b)) is not None
        }
    )


class _Linkage:
    """Groups by average linkage over the pairs that were found worth comparing."""

    def __init__(self, content: dict[int, tuple[str, int]], alike: Callable[[int, int], float]) -> None:
        self._content = content
        self._alike = alike
        self._members = {one: [one] for one in content}
        self._near: dict[int, dict[int, tuple[float, float]]] = {one: {} for one in content}
        """For each group those it may be joined with, and the sum and the least of the scores of their pairs."""

    def clusters(self, bonds: Mapping[tuple[int, int], float], least: float) -> list[list[int]]:
        """The groups that remain when no two are alike by ``least`` on average; ``bonds`` are the pairs that are."""
        for (i, j), likeness in bonds.items():
            self._near[i][j] = self._near[j][i] = (_clip(likeness), likeness)
        heap = [self._entry(i, j) for i, near in self._near.items() for j in near if i < j]
        heapify(heap)
        while heap:
            entry = heappop(heap)
            i, j = entry[-2:]
            if j not in self._near.get(i, {}) or entry != self._entry(i, j) or -entry[0] < least:
                continue
            for other in self._join(i, j):
                heappush(heap, self._entry(*sorted((i, other))))
        return list(self._members.values())

    def _entry(self, i: int, j: int) -> tuple[float, tuple[str, int], tuple[str, int], int, int]:
        """The best first; equals by what they say, so that neither ids nor the order of arrival decide among them."""
        total, _ = self._near[i][j]
        mean = total / (len(self._members[i]) * len(self._members[j]))
        return (-mean, self._content[i], self._content[j], i, j)

    def _join(self, i: int, j: int) -> list[int]:
        """Make ``j`` part of ``i``; the groups that ``i`` may now be joined with."""
        near = (self._near[i].keys() | self._near[j].keys()) - {i, j}
        sides = {other: (self._between(i, other), self._between(j, other)) for other in near}
        for other in near:
            self._near[other].pop(i, None)
            self._near[other].pop(j, None)
        self._near[i] = {}
        del self._near[j]
        self._members[i] += self._members.pop(j)
        for other, (one, two) in sorted(sides.items()):
            worst = min(one[1], two[1])
            if worst > VETO:
                self._near[i][other] = self._near[other][i] = (one[0] + two[0], worst)
        return sorted(self._near[i])

    def _between(self, i: int, j: int) -> tuple[float, float]:
        if j in self._near[i]:
            return self._near[i][j]
        scores = [self._alike(min(a, b), max(a, b)) for a in self._members[i] for b in self._members[j]]
        return sum(map(_clip, scores)), min(scores)


def _clip(likeness: float) -> float:
    """One pair must not outweigh all others of two groups."""
    return max(UNLIKE, min(SAME, likeness))


def _printed_alike(
    told: Sequence[Told], together: Sequence[tuple[int, int]], apart: dict[int, set[int]]
) -> list[list[int]]:
    """Copies of one sentence are one witness: they are joined first and take part as one. So is what a person joined."""
    leader = list(range(len(told)))

    def find(i: int) -> int:
        while leader[i] != i:
            i = leader[i]
        return i

    def join(i: int, j: int) -> None:
        first, second = sorted((find(i), find(j)))
        leader[second] = first

    for i, j in together:
        join(i, j)
    prints: dict[str, list[int]] = defaultdict(list)
    for i, claim in enumerate(told):
        key = printed(claim)
        if key is None or i in apart:
            continue
        for first in prints[key]:
            if told[first].article != claim.article and not dated_apart(told[first], claim):
                join(first, i)
                break
        else:  # the first of its words, or of its words and its day
            prints[key].append(i)
    groups: dict[int, list[int]] = defaultdict(list)
    for i in range(len(told)):
        groups[find(i)].append(i)
    return list(groups.values())


def _content(told: Told) -> tuple[str, int]:
    return told.sentence_key, told.claim.trigger.start - told.claim.sentence.start


def _decided(
    told: Sequence[Told], judgements: Sequence[Judgement]
) -> tuple[list[tuple[int, int]], dict[int, set[int]]]:
    where: dict[str, list[int]] = defaultdict(list)
    for i, claim in enumerate(told):
        where[claim.claim.id].append(i)
    verdict: dict[frozenset[int], str] = {}
    for judgement in judgements:
        if judgement.kind not in ("same", "different"):
            continue
        for one, two in judgement.pairs:
            for i, j in product(where.get(one, ()), where.get(two, ())):
                if i != j:
                    verdict[frozenset((i, j))] = judgement.kind
    together: list[tuple[int, int]] = []
    apart: dict[int, set[int]] = defaultdict(set)
    for pair, kind in verdict.items():
        i, j = sorted(pair)
        if kind == "same":
            together.append((i, j))
        else:
            apart[i].add(j)
            apart[j].add(i)
    return sorted(together), dict(apart)
