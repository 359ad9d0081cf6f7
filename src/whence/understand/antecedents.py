"""Which chains of mentions does the grammar around a word not allow, and whom does it mean instead?

The engine chains words by their likeness and nearness. Here are the few cases in which a sentence tells otherwise; the
word then leaves its chain for that of whom it means.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from whence.knowledge.roles import Roles
from whence.understand.mentions import Mention, Tree, head_of

Clusters = tuple[tuple[tuple[int, int], ...], ...]

_BACK = 3
"""Sentences back in which somebody must have been told of."""
_UP = 4
_SINGLE = ("he", "she")
_MANY = ("they", "them")


class Antecedents:
    """The chains of one text. ``is_person`` tells whether the word at a token is for somebody, by name or noun."""

    def __init__(
        self,
        tree: Tree,
        roles: Roles,
        clusters: Clusters,
        mention: Mapping[int, Mention],
        is_person: Callable[[int], bool],
        is_body: Callable[[int, tuple[str, ...]], bool],
    ) -> None:
        self._tree, self._roles, self._is_person, self._is_body = tree, roles, is_person, is_body
        self._clusters, self._mention = [list(c) for c in clusters], dict(mention)
        for i in range(len(tree)):
            meant = self._meant(i)
            if meant is not None:
                self._join(i, meant)

    def settled(self) -> tuple[Clusters, dict[int, Mention]]:
        """The chains, and the widest mention headed by each token, as the grammar allows them."""
        return tuple(tuple(c) for c in self._clusters), self._mention

    def _meant(self, i: int) -> int | None:
        """The head of whom a word means that stands in a wrong chain; ``None`` where its chain may be right."""
        low = self._tree.low[i]
        if low in _SINGLE:
            return self._not_the_teller(i)
        if low in _MANY:
            return self._people(i) if low == "them" else self._tellers(i)
        if self._tree.lemma[i] in self._roles.descriptions and self._tree.dep[i] == "nsubj":
            return self._accused(i)
        return None

    def _not_the_teller(self, i: int) -> int | None:
        """In "he threatened to kill them, the brother said" he is not the brother, who is named only behind."""
        tree = self._tree
        told = tree.head[i]
        for _ in range(_UP):
            if tree.dep[told] not in ("conj", "xcomp", "advcl"):
                break
            told = tree.head[told]
        verb = tree.head[told]
        if tree.dep[told] != "ccomp" or verb < told or tree.lemma[verb] not in self._roles.saying:
            return None
        tellers = [k for k in tree.kids(verb, "nsubj") if k > i and tree.pos[k] in ("NOUN", "PROPN")]
        if len(tellers) != 1 or self._chain(tellers[0]) != self._chain(i) or self._chain(i) is None:
            return None
        teller = tellers[0]
        return next(
            (
                k
                for k in self._subjects_before(i)
                if self._chain(k) != self._chain(teller)
                and tree.lemma[k] != tree.lemma[teller]
                and not tree.plural(k)
                and self._is_person(k)
            ),
            None,
        )

    def _tellers(self, i: int) -> int | None:
        """Who say it, where "they" was chained with a body though people were the subject just before."""
        tree = self._tree
        says = tree.dep[i] == "nsubj" and tree.lemma[tree.head[i]] in self._roles.saying
        first = self._first(i)
        if not says or first is None or tree.plural(first) or not self._is_noun_for_body(first):
            return None
        for k in self._subjects_before(i):
            if tree.sentence[i] - tree.sentence[k] <= 1 and tree.dep[tree.head[k]] == "root":
                return k if tree.plural(k) and self._is_person(k) else None
        return None

    def _people(self, i: int) -> int | None:
        """Who were driven off or arrested, where "them" was chained with a thing: "burning tyres, until police dispersed them"."""
        tree = self._tree
        verb = tree.head[i]
        first = self._first(i)
        done = tree.dep[i] == "obj" and tree.lemma[verb] in self._roles.done_to_people
        if not done or first is None or self._is_person(first) or self._is_noun_for_body(first):
            return None
        return next(
            (
                k
                for k in self._subjects_before(i)
                if tree.lemma[tree.head[k]] not in self._roles.done_to_people
                and tree.plural(k)
                and self._is_person(k)
            ),
            None,
        )

    def _accused(self, i: int) -> int | None:
        """The body that was accused in the sentence before, where one of its kind answers: "the group rejected the charge"."""
        tree, roles = self._tree, self._roles
        if tree.plural(i) or tree.lemma[tree.head[i]] not in roles.answering:
            return None
        if not any(tree.low[k] == "the" for k in tree.children[i]):
            return None
        for verb in range(i - 1, -1, -1):
            if tree.sentence[i] - tree.sentence[verb] > 1:
                return None
            if tree.sentence[verb] == tree.sentence[i] or tree.lemma[verb] not in roles.accusing:
                continue
            deeds = [k for k in tree.children[verb] if k > verb and tree.dep[k] == "advcl"]
            heads = [
                *tree.kids(verb, "obj"),
                *(k for d in deeds for k in tree.kids(d, "nsubj") if verb < k < d),
            ]
            found = [k for k in heads if k > verb and self._is_body(k, roles.descriptions[tree.lemma[i]])]
            if tree.pos[verb] == "VERB" and len(found) == 1:
                return found[0]
        return None

    def _subjects_before(self, i: int) -> Iterator[int]:
        """Nouns that are subjects before a word, the nearest first."""
        tree = self._tree
        for k in range(i - 1, -1, -1):
            if tree.sentence[i] - tree.sentence[k] > _BACK:
                return
            if tree.dep[k].startswith("nsubj") and tree.pos[k] in ("NOUN", "PROPN"):
                yield k

    def _is_noun_for_body(self, k: int) -> bool:
        return self._tree.lemma[k] in self._roles.bodies

    def _chain(self, i: int) -> int | None:
        mention = self._mention.get(i)
        return mention.cluster if mention is not None else None

    def _first(self, i: int) -> int | None:
        """The head of the first mention of the chain of a word."""
        chain = self._chain(i)
        if chain is None:
            return None
        start, end = min(self._clusters[chain])
        return head_of(self._tree, start, end)

    def _join(self, i: int, meant: int) -> None:
        """Take a word out of its chain into that of whom it means."""
        old = self._mention.get(i)
        span = (old.start, old.end) if old is not None else (i, i + 1)
        if old is not None and span in self._clusters[old.cluster]:
            self._clusters[old.cluster].remove(span)
        chain = self._chain(meant)
        if chain is None:
            chain = len(self._clusters)
            start, end = self._tree.core(meant)
            self._clusters.append([(start, end)])
            self._mention[meant] = Mention(chain, start, end)
        self._clusters[chain].append(span)
        self._clusters[chain].sort()
        self._mention[i] = Mention(chain, *span)
