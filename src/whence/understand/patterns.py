"""Does a pattern of a user's verb dictionary fit the words around a verb?

Patterns give words in their order; any words may stand between two of them unless an underscore joins them. What they are
compared with is the clause as the tree has it, not the line of text: before the verb its own subject and modifiers and
the verbs that govern it with theirs ("said it would …"), behind it all that depends on it, other clauses of a coordination
left out. So a pattern holds across a relative clause or an aside in between, and never across to another verb's words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from whence.knowledge.petrarch import Element, Pattern
    from whence.understand.arguments import Clauses
    from whence.understand.codedparties import CodedParties, Group

_OTHER_CLAUSES = frozenset({"conj", "parataxis"})


class Fit(NamedTuple):
    """The phrases in the slots of a pattern: source, target, and parties joined by "and" (before or behind the verb)."""

    source: Group | None = None
    target: Group | None = None
    joined: Group | None = None
    joined_behind: bool = False


class Surroundings:
    """The words that patterns of one verb are compared with."""

    def __init__(self, clauses: Clauses, verb: int, parties: CodedParties) -> None:
        self._c = clauses
        self._parties = parties
        self._groups = parties.groups()
        predicate = clauses.head[verb] if clauses.dep[verb] in ("aux", "cop") else verb
        self._before = self._words(i for i in _before(clauses, predicate) if i < verb)
        self._after = self._words(i for i in _below(clauses, predicate) if i > verb)

    def fit(self, pattern: Pattern) -> Fit | None:
        """How the pattern fits, or ``None``."""
        before = self._match(self._before, pattern.before, nearest=True, tight_end=pattern.closed)
        after = self._match(self._after, pattern.after, nearest=False) if before is not None else None
        if before is None or after is None:
            return None
        slots = {**after, **before}
        return Fit(slots.get("$"), slots.get("+"), slots.get("%"), "%" in after)

    def _words(self, tokens: Iterable[int]) -> list[int]:
        return sorted(i for i in tokens if self._c.pos[i] != "PUNCT")

    def _match(
        self, words: list[int], elements: tuple[Element, ...], *, nearest: bool, tight_end: bool = False
    ) -> dict[str, Group] | None:
        """Where the elements stand in order among the words, as near to the verb as they can."""

        def place(k: int, at: int) -> dict[str, Group] | None:
            if k == len(elements):
                return {} if not tight_end or at == len(words) else None
            element = elements[k]
            tight = element.closed and (k > 0 or not nearest)
            spots = [at] if tight else list(range(at, len(words)))
            for spot in reversed(spots) if nearest else spots:
                for end, group in self._ends(words, spot, element):
                    rest = place(k + 1, end)
                    if rest is not None:
                        return {element.slot: group, **rest} if group else rest
            return None

        return place(0, 0)

    def _ends(self, words: list[int], at: int, element: Element) -> list[tuple[int, Group | None]]:
        """Where the element, begun at a word, ends; with the phrase that fills it if it is a slot."""
        if at >= len(words):
            return []
        if element.slot == "^":
            end = self._parties.extent(words[at])
            return [] if end is None else [(self._behind(words, at, end), None)]
        if element.slot:
            group = self._groups.get(words[at])
            if group is None or (element.slot == "%" and len(group.codes) < 2):
                return []
            return [(self._behind(words, at, group.end), group)]
        ends = (self._spelled(words, at, way) for way in element.words)
        return [(end, None) for end in ends if end is not None]

    def _behind(self, words: list[int], at: int, token: int) -> int:
        return next((k for k in range(at, len(words)) if words[k] >= token), len(words))

    def _spelled(self, words: list[int], at: int, way: tuple[str, ...]) -> int | None:
        """Where words that stand side by side end; the tokenizer may have split one of them at a hyphen or apostrophe."""
        for word in way:
            text = ""
            while text != word:
                if at >= len(words) or (text and words[at] != words[at - 1] + 1):
                    return None
                text += self._c.form[words[at]].upper().replace("’", "'")
                at += 1
                if not word.startswith(text):
                    return None
        return at


def _below(clauses: Clauses, node: int) -> list[int]:
    """The tokens under one, itself and further clauses of a coordination left out."""
    out, todo = [], [c for c in clauses.children[node] if clauses.dep[c] not in _OTHER_CLAUSES]
    while todo:
        token = todo.pop()
        out.append(token)
        todo += clauses.children[token]
    return out


def _before(clauses: Clauses, verb: int) -> set[int]:
    """The tokens that a pattern may ask for before a verb: its own, and those of the clauses that govern it."""
    out = set(_below(clauses, verb))
    node = verb
    while clauses.head[node] != node:
        parent = clauses.head[node]
        if clauses.dep[node] in _OTHER_CLAUSES:
            shared = [c for c in clauses.children[parent] if clauses.dep[c] in ("nsubj", "aux", "cc")]
        else:
            out.add(parent)
            shared = [
                c for c in clauses.children[parent] if c != node and clauses.dep[c] not in _OTHER_CLAUSES
            ]
        for child in shared:
            out |= {child, *_below(clauses, child)}
        node = parent
    return out
