"""Which codes of a user's dictionaries does a noun phrase have?

A phrase takes the code of the first actor in it; roles in it (agents) are added: "Norland's border police" is Norland's
code with that of police. A role without an actor looks for one in a phrase that says whose it is ("soldiers from
Norland"), else it stands alone ("---COP"). Coordinated actors and roles share what stands once for all: "the ambassadors
of A, B and C", "Danish media and government".
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from whence.knowledge.codingrules import coding_rules
from whence.knowledge.petrarch import plain_name

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from whence.knowledge.petrarch import Agent, Dictionaries
    from whence.understand.arguments import Clauses

NOBODY = "---"
"""Stands for the actor of a role that no actor is named for."""

_NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "ADJ", "NUM", "DET", "X"})
# What belongs to a phrase itself, rather than to a phrase or clause that modifies it.
_CORE = frozenset({"amod", "compound", "flat", "nummod", "det", "advmod", "fixed", "goeswith", "dep"})
_CORE_SUBTYPES = frozenset({"nmod:poss", "nmod:desc"})
_INNER = _CORE | {"nmod"}
_JOINING = frozenset({"conj", "cc", "punct"})


class Mention(NamedTuple):
    """A name of the dictionaries in the text: an actor with its codes at the time, or a role."""

    start: int
    end: int
    codes: tuple[str, ...]
    agent: Agent | None


class Group(NamedTuple):
    """A phrase with its codes, coordination included; ``start`` and ``end`` are tokens.

    ``named`` is the phrase that names it: another one if this is a pronoun.
    """

    head: int
    start: int
    end: int
    codes: tuple[str, ...]
    named: tuple[int, int]


class _Part(NamedTuple):
    """One conjunct: its actors' codes, its roles, and what it shares with conjuncts that have no actor of their own."""

    actors: tuple[str, ...]
    agents: tuple[Agent, ...]
    known: bool
    determined: bool
    shared_agents: tuple[Agent, ...]
    lends: bool
    start: int
    end: int


class CodedParties:
    """The codes of the phrases of one text."""

    def __init__(self, doc: Doc, clauses: Clauses, dictionaries: Dictionaries, day: date | None) -> None:
        self._doc = doc
        self._c = clauses
        self._known = dictionaries
        self._day = day
        self._at: dict[int, Mention] = {}
        for mention in self._mentions():
            for i in range(mention.start, mention.end):
                self._at[i] = mention
        self._groups: dict[int, Group | None] = {}
        self._outermost: dict[int, Group] | None = None
        self._earlier = {
            end - 1: [s for s in cluster if s[0] < start] for cluster in doc._.coref for start, end in cluster
        }

    def group(self, head: int) -> Group | None:
        """The phrase headed by a token with its codes, or ``None`` if it has none."""
        if head not in self._groups:
            self._groups[head] = None  # a tree has no cycles, but chains of mentions may
            self._groups[head] = self._pronoun(head) if self._c.pos[head] == "PRON" else self._group(head)
        return self._groups[head]

    def groups(self) -> dict[int, Group]:
        """All phrases that are in no other one, by their first token."""
        if self._outermost is not None:
            return self._outermost
        found: dict[int, Group] = {}
        upto = 0
        heads = [i for i in range(len(self._doc)) if self._is_top(i)]
        for group in sorted((g for i in heads if (g := self.group(i))), key=lambda g: (g.start, -g.end)):
            if group.start >= upto:
                found[group.start] = group
                upto = group.end
        self._outermost = found
        return found

    def within(self, head: int) -> Group | None:
        """The codes of a phrase, or if it has none those of the first phrase that says more of it ("ties between A and B")."""
        own = self.group(head)
        if own:
            return own
        for child in self._c.children[head]:
            if self._c.full[child] in ("nmod", "appos", "conj") or self._c.full[child].startswith("nmod:"):
                found = self.within(child)
                if found:
                    return found
        return None

    def extent(self, token: int) -> int | None:
        """Where the noun phrase around a token ends, whether it has codes or not; ``None`` outside of one."""
        node = token
        while not self._is_top(node):
            if self._c.head[node] == node or self._c.dep[node] not in _INNER:
                return None
            node = self._c.head[node]
        group = self.group(node)
        return group.end if group and group.start <= token < group.end else self._core(node)[-1] + 1

    def _is_top(self, i: int) -> bool:
        if self._c.full[i] in _CORE_SUBTYPES or self._c.dep[i] in _CORE:
            return False
        return self._c.pos[i] in _NOMINAL

    def _mentions(self) -> Iterator[Mention]:
        longest = self._known.longest
        sentence_end = {t.i: sent.end for sent in self._doc.sents for t in sent}
        i = 0
        while i < len(self._doc):
            last = i
            while last < sentence_end[i] and self._doc[last].idx - self._doc[i].idx <= longest:
                last += 1
            mention = next((m for j in range(last, i, -1) if (m := self._mention(i, j))), None)
            if mention:
                yield mention
            i = mention.end if mention else i + 1

    def _mention(self, start: int, end: int) -> Mention | None:
        name = plain_name(self._doc[start:end].text)
        if name in self._known.actors:
            return Mention(start, end, self._codes(name), None)
        agent = self._known.agents.get(name)
        return Mention(start, end, (), agent) if agent else None

    def _codes(self, name: str) -> tuple[str, ...]:
        """The codes of an actor on the day of the text; without a day only those that hold for all times."""
        for row in self._known.actors[name]:
            if not row.dated or (self._day is not None and row.holds(self._day)):
                return row.codes
        return ()

    def _core(self, head: int) -> list[int]:
        """The words of a phrase without what follows it: determiners, adjectives, possessors, parts of names."""
        out, todo = [head], [(head, False)]
        while todo:
            node, inside = todo.pop()
            for child in self._c.children[node]:
                dep, full = self._c.dep[child], self._c.full[child]
                if dep in _CORE or full in _CORE_SUBTYPES or (inside and dep in _JOINING):
                    out.append(child)
                    todo.append((child, True))
        return sorted(out)

    def _part(self, head: int) -> _Part:
        core = self._core(head)
        mentions = sorted({self._at[i] for i in core if i in self._at})
        agents = tuple(m.agent for m in mentions if m.agent)
        named = [m for m in mentions if not m.agent]
        start = min([core[0], *(m.start for m in mentions)])
        end = max([head + 1, *(m.end for m in mentions if m.start <= head or m.start in core)])
        actors = self._coordinated(named)
        lends = bool(actors) and not named[0].start <= head < named[0].end
        taken = {i for m in mentions for i in range(m.start, m.end)}
        if not named:
            actors, end = self._owner(head, taken, end, role=bool(agents))
            lends = bool(actors and agents)
        shared = tuple(m.agent for m in mentions if m.agent and m.end <= head)
        determined = any(
            self._c.dep[c] == "det" or self._c.full[c] == "nmod:poss" for c in self._c.children[head]
        )
        return _Part(actors, agents, bool(named), determined, shared, lends, start, end)

    def _coordinated(self, named: list[Mention]) -> tuple[str, ...]:
        """The codes of the first actor, and of those that "and" joins to it ("Danish and French troops")."""
        if not named:
            return ()
        first = named[0]
        joined = [m for m in named[1:] if any(self._joins(i, first) for i in range(m.start, m.end))]
        return tuple(dict.fromkeys(code for m in (first, *joined) for code in m.codes))

    def _joins(self, token: int, first: Mention) -> bool:
        return self._c.dep[token] == "conj" and first.start <= self._c.head[token] < first.end

    def _owner(self, head: int, taken: set[int], end: int, *, role: bool) -> tuple[tuple[str, ...], int]:
        """Whose it is, by a phrase behind it or for a role a pronoun before it, and where the phrase then ends."""
        for child in self._c.children[head]:
            if role and self._c.full[child] == "nmod:poss" and self._c.pos[child] == "PRON":
                found = self.group(child)
                if found:
                    return found.codes, end
        rules = coding_rules()
        cases = rules.whose_role if role else rules.whose
        for child in self._c.children[head]:
            behind = child > head and child not in taken and self._c.dep[child] == "nmod"
            found = self.group(child) if behind and self._c.case(child) in cases else None
            if found and not found.codes[0].startswith(NOBODY):
                return found.codes, max(end, found.end)
        return (), end

    def _group(self, head: int) -> Group | None:
        if self._c.pos[head] not in _NOMINAL and head not in self._at:
            return None
        parts = [self._part(h) for h in self._conjuncts(head)]
        lender = next((p for p in parts if p.lends), None)
        codes: dict[str, None] = {}
        for part in parts:
            codes.update(dict.fromkeys(_coded(part, lender if lender is not part else None)))
        if not codes:
            return None
        coded = [p for p in parts if p.actors or p.agents]
        start, end = parts[0].start, max(p.end for p in coded)
        return Group(head, start, end, tuple(codes), (start, end))

    def _conjuncts(self, head: int) -> list[int]:
        """The heads of what is coordinated; in "A, the B, C and D" a parser may take the B for another name of A."""
        found = [c for c in self._c.children[head] if self._c.dep[c] == "conj" and c > head]
        listed = [c for c in self._c.children[head] if self._c.dep[c] == "appos" and found and c < found[0]]
        return sorted([head, *listed, *found])

    def _pronoun(self, head: int) -> Group | None:
        """The codes of what a pronoun stands for: of the nearest earlier mention that has some."""
        for start, end in sorted(self._earlier.get(head, ()), reverse=True):
            span = self._doc[start:end]
            found = self.group(span.root.i) if span.root.i != head else None
            if found:
                return Group(head, head, head + 1, found.codes, found.named)
        return None


def _coded(part: _Part, lender: _Part | None) -> tuple[str, ...]:
    """The codes of one conjunct; one that has only a role takes the actor that another one lends."""
    actors, agents = part.actors, part.agents
    if part.known and not actors:
        return ()  # named, and the dictionaries say: not to be coded
    if not actors and agents and lender is not None and (not part.determined or lender.start > part.start):
        actors = lender.actors
        if lender.start < part.start:
            agents = (*lender.shared_agents, *agents)
    if not actors and not agents:
        return ()
    return tuple(_with_agents(actor, agents) for actor in actors or (NOBODY,))


def _with_agents(code: str, agents: tuple[Agent, ...]) -> str:
    """The code of an actor with those of its roles, none of them twice."""
    for agent in agents:
        if not _has(code, agent.code):
            code = agent.code + code if agent.before else code + agent.code
    return code


def _has(code: str, part: str) -> bool:
    """Whether a code, which is made of three letters each, has the part in it."""
    return any(code[i : i + len(part)] == part for i in range(0, len(code), 3))
