"""Which body named before does "the group" or "the regional bloc" stand for?"""

from __future__ import annotations

from whence.reading import Name, Party
from whence.understand.mentions import head_of
from whence.understand.phrases import Resolver, Text, mentioned_at

_NEAR = 2
"""Sentences back in which the body must have been named."""


class Descriptions:
    """Definite nouns for bodies that mean the only body of their kind spoken of just before."""

    def __init__(self, text: Text, parties: Resolver) -> None:
        self._text, self._parties = text, parties

    def body(self, i: int) -> tuple[Party, ...]:
        """The body that the noun stands for; ``()`` unless exactly one of its kind was named, and no other that might be."""
        tree, roles = self._text.tree, self._text.roles
        sectors = roles.descriptions.get(tree.lemma[i])
        if sectors is None or tree.plural(i) or not self._is_definite(i):
            return ()
        for word in self._text.modifiers(i):
            if word not in roles.plain_modifiers and roles.modifiers.get(word) not in sectors:
                return ()
        found: dict[str, int] = {}
        for n, name in enumerate(self._text.names):
            first, last = self._text.bounds[n]
            near = last <= i and tree.sentence[i] - tree.sentence[first] <= _NEAR
            if near and name.kind == "organization" and self._may_be(name, sectors):
                found[name.entity.name if name.entity is not None else name.text] = n
        if len(found) != 1:
            return ()
        (n,) = found.values()
        if self._text.names[n].entity is None:
            return ()
        head = head_of(tree, *self._text.bounds[n])
        return tuple(mentioned_at(p, self._text.span(i)) for p in self._parties.one(head))

    def _is_definite(self, i: int) -> bool:
        """Whether the phrase is "the …" or "this …", with nothing behind the noun that tells which."""
        tree = self._text.tree
        kids = tree.children[i]
        definite = any(k < i and tree.low[k] in ("the", "this") for k in kids)
        return definite and not any(
            tree.dep[k].split(":")[0] in ("nmod", "acl", "appos", "flat") for k in kids
        )

    def _may_be(self, name: Name, sectors: tuple[str, ...]) -> bool:
        """Whether a name may be of a body of these sectors; of bodies that nothing is known of any may be."""
        if name.entity is not None:
            return name.entity.sector in sectors
        return self._text.body_words.sector(name.text) in (None, *sectors)
