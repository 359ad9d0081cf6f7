"""How far does a telling reach: which tellings lie over a word, and where does the writer speak again?"""

from __future__ import annotations

from collections.abc import Iterator

from whence.understand.spokenwords import CLIMB
from whence.understand.tellings import Telling, Tellings

_CLAUSES = ("ccomp", "xcomp", "advcl", "acl", "acl:relcl", "parataxis", "conj", "csubj", "advcl:relcl")


class Reach(Tellings):
    """The tellings of one text, climbed to from below."""

    def _climb(self, token: int) -> Iterator[int]:
        """The tellings (by number) over a token, innermost first, as the tree shows them."""
        quote = self.quote_of[token]
        node, branch, crossed, limit = token, -1, False, len(self.head)
        for _ in range(CLIMB):
            for n in self._order(node):
                telling = self.tellings[n]
                if telling.spans:
                    if telling.cue < limit and any(a <= token < b for a, b in telling.spans):
                        yield n
                    continue
                if telling.cue in (token, node) or branch == telling.top or telling.cue >= limit:
                    continue
                if telling.around and (
                    telling.top == node
                    or (self.quote_of[telling.cue] >= 0 and self.quote_of[telling.cue] != quote)
                ):
                    continue
                if telling.local and crossed:
                    continue
                if telling.around and not telling.local and not self._reaches(telling, n, token, branch):
                    continue
                yield n
            head = self.head[node]
            if head == node:
                return
            quoted = quote >= 0 and self.quote_of[head] == quote
            if not quoted and self._writers(node):
                return
            if not quoted and self._scene(node):
                limit = min(limit, self.left[node])
            crossed = crossed or self.dep[node] in _CLAUSES
            branch, node = node, head

    def _order(self, node: int) -> list[int]:
        """The tellings anchored at a node: unnamed hearsay first, then by position."""
        found = self.anchored.get(node, [])
        if len(found) < 2:
            return found
        return sorted(
            found,
            key=lambda n: (not self.tellings[n].local, not self.tellings[n].around, self.tellings[n].cue),
        )

    def _reaches(self, telling: Telling, n: int, token: int, branch: int) -> bool:
        """Whether "X, she said, Y" reaches a token: each parenthesis up to the next, the first also what stands before.

        Two parentheses in a row ("..., she said, according to the radio") both reach what is before them.
        """
        anchor = telling.anchors[0]
        if (
            branch >= 0
            and self.dep[branch] == "conj"
            and telling.cue < self.left[branch]
            and self._has_turn(branch)
        ):
            return False
        others = [
            m
            for m in self.anchored.get(anchor, ())
            if m != n and self.tellings[m].around and not self.tellings[m].local
        ]
        for m in others[:6]:
            other = self.tellings[m]
            first, second = sorted((telling, other), key=lambda t: t.cue)
            adjacent = self.left[second.top] - self.right[first.top] <= 2
            if adjacent or first.cue < anchor:
                continue
            if token <= self.right[first.top] if telling is second else token > self.right[first.top]:
                return False
        return True

    def _writers(self, node: int) -> bool:
        """Whether a clause or phrase is the writer's aside: "Assad, who came to power in 2000, said ...".

        A relative clause is the writer's, unless it speaks of what may come ("talks that could lead to a sale"), and so
        is an apposition of a party set off by a comma.
        """
        dep, head = self.dep[node], self.head[node]
        if head > node:
            return False
        if dep == "acl:relcl":
            return not any(self.tag[k] == "MD" for k in self.kids[node])
        return dep == "appos" and self._comma_before(node) and (self.pos[head] == "PROPN" or self.named[head])

    def _scene(self, node: int) -> bool:
        """Whether a phrase opens its clause as the writer's scene: "As the leaders were gearing up, ..."."""
        head = self.head[node]
        if self.dep[node] not in ("advcl", "obl") or node > head:
            return False
        first = self.left[node]
        if self.lower[first] not in self.words.background:
            return False
        if first > self.left[head] + 1:
            return False
        after = self.right[node] + 1
        return after < len(self.lower) and (self.lower[after] == "," or self.lower[after - 1] == ",")
