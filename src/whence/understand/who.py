"""Who is named in this article?

`namespans` finds the names, `namedstates`, `namedpersons` and `namedbodies` what they stand for; the order in which they
are asked is settled here, as what is linked first decides between candidates for the rest.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from spacy.tokens import Doc, Span

from whence.article import Article
from whence.knowledge.actors import Actors, fold
from whence.knowledge.gazetteer import Gazetteer
from whence.reading import Entity, Name, NameKind
from whence.understand.mentions import bare, name_words
from whence.understand.namedbodies import NamedBodies
from whence.understand.namedpersons import NamedPersons, full_names
from whence.understand.namedstates import NamedStates
from whence.understand.namespans import NameSpans
from whence.understand.nametext import NameText


def find_names(
    doc: Doc,
    article: Article,
    actors: Actors,
    known: Sequence[Name] = (),
    gazetteer: Gazetteer | None = None,
) -> tuple[Name, ...]:
    """The names of ``doc.ents`` in text order, linked to what the reader knows where that is beyond doubt.

    A name is linked by its whole text or an alias, its kind and the day of publication; a surname through the full
    name elsewhere in the article; an acronym through its definition in brackets. Names with several candidates stay
    unlinked. ``known`` are names of the same article found elsewhere (those of the body, for a headline); the
    ``gazetteer`` tells in which countries the places lie that the article names.
    """
    return _Linker(NameText(doc, article, actors, known, gazetteer)).names()


class _Linker:
    def __init__(self, text: NameText) -> None:
        self._text = text

    def names(self) -> tuple[Name, ...]:
        found = NameSpans(self._text)
        spans = found.all()
        self._text.towns = tuple(bare(s.text) for s, kind in spans if kind == "place")
        linked = self._linked(spans, found.settled)
        chains = self._chains()
        chain_of = [chains[s.root.i][1] if s.root.i in chains else None for s, _ in spans]
        self._spread(spans, linked, chain_of)
        certain = self._certain()
        out = []
        for n, (span, kind) in enumerate(spans):
            score = certain.get((span.start, span.end))
            out.append(
                Name(
                    start=span.start_char,
                    end=span.end_char,
                    text=span.text,
                    kind=kind,
                    entity=linked[n],
                    chain=chain_of[n],
                    confidence=round(float(score), 4) if score is not None else None,
                )
            )
        return tuple(out)

    def _linked(self, spans: list[tuple[Span, NameKind]], settled: set[int]) -> list[Entity | None]:
        """What each name stands for, where that is beyond doubt; none of those ``settled`` is a state."""
        states = NamedStates(self._text)
        # Countries first: they decide between bodies that share a name.
        linked = [None if s.start in settled else states.state(s, kind) for s, kind in spans]
        self._see(linked)
        full = full_names(self._text, spans)
        persons, bodies = NamedPersons(self._text, full), NamedBodies(self._text)
        self._link_persons(spans, linked, persons)
        self._see(linked)
        for _ in range(2):  # what the first time finds tells of which states the article speaks
            for n, (span, kind) in enumerate(spans):
                if linked[n] is None and not (kind == "person" and fold(bare(span.text)) in full):
                    linked[n] = bodies.body(span, kind)
            self._text.named = {e.name for e in linked if e}
            self._see(linked)
        # surnames, where only a body told of which state it speaks
        self._link_persons(spans, linked, persons)
        return linked

    def _see(self, linked: list[Entity | None]) -> None:
        """Add the states of what is linked to those that the article speaks of."""
        self._text.seen |= {e.country for e in linked if e and e.country}

    @staticmethod
    def _link_persons(
        spans: list[tuple[Span, NameKind]], linked: list[Entity | None], persons: NamedPersons
    ) -> None:
        for n, (span, kind) in enumerate(spans):
            if linked[n] is None and kind == "person":
                linked[n] = persons.person(span)

    def _certain(self) -> dict[tuple[int, int], float]:
        """How probable the engine's entities are, by their tokens; empty where it does not tell."""
        doc = self._text.doc
        confidence = doc._.ent_confidence or ()
        if len(confidence) != len(doc.ents):
            return {}
        return {(e.start, e.end): c for e, c in zip(doc.ents, confidence, strict=True)}

    def _chains(self) -> dict[int, tuple[int, int]]:
        """Head token of each coreference mention to (length of the mention, cluster); the shortest mention wins."""
        out: dict[int, tuple[int, int]] = {}
        size = len(self._text.doc)
        for number, cluster in enumerate(self._text.doc._.coref or ()):
            for start, end in cluster:
                if 0 <= start < end <= size:
                    head = self._text.doc[start:end].root.i
                    if head not in out or out[head][0] > end - start:
                        out[head] = (end - start, number)
        return out

    def _spread(
        self, spans: list[tuple[Span, NameKind]], linked: list[Entity | None], chains: list[int | None]
    ) -> None:
        """Hand a full name's entity to shorter names in the same coreference chain that are part of it."""
        by_chain: dict[int, Entity] = {}
        texts: dict[int, set[str]] = {}
        for (span, _), entity, chain in zip(spans, linked, chains, strict=True):
            if entity and entity.id and chain is not None:
                by_chain.setdefault(chain, entity)
                texts.setdefault(chain, set()).update(fold(bare(span.text)).split())
        for n, ((span, kind), entity, chain) in enumerate(zip(spans, linked, chains, strict=True)):
            if entity is None and chain in by_chain and kind in ("person", "organization"):
                assert chain is not None
                words = name_words(span.text, self._text.actors, self._text.roles)
                parts = set(fold(" ".join(words)).split())
                if parts and parts <= texts[chain]:
                    linked[n] = msgspec.structs.replace(by_chain[chain], reason="same chain as the full name")
