"""The language engine as a spaCy component: a Doc in, the same Doc annotated."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice

import numpy as np
from spacy.attrs import DEP, HEAD, LEMMA, MORPH, POS, TAG
from spacy.language import Language
from spacy.tokens import Doc, Span
from threadpoolctl import ThreadpoolController

from whence.language import decode, extensions
from whence.language.coreference import Mentions, chains
from whence.language.encode import Encoded, Network, Starter, Text, shipped
from whence.language.extensions import TokenAttribution, TokenSpan
from whence.language.layout import after_break, after_stop, in_dateline
from whence.language.lemmas import apply_script, lemma_of
from whence.language.mentions import noun_phrases

BATCH = 16
"""Texts that are encoded together; it bounds memory and changes nothing else."""
AHEAD = 2
"""Batches under way: one is encoded while the one before it is decoded."""


@dataclass(frozen=True)
class _Running:
    """Texts that are being encoded: their Docs, the tokens that are words, and how to wait for the outputs."""

    docs: list[Doc]
    index: list[list[int]]
    wait: Callable[[], list[Encoded]]

    def read(self) -> list[tuple[Doc, list[int]]]:
        """The Docs that have words."""
        return [(doc, index) for doc, index in zip(self.docs, self.index, strict=True) if index]

    @staticmethod
    def begin(docs: list[Doc], start: Starter) -> _Running:
        index = [[i for i, t in enumerate(doc) if not t.is_space] for doc in docs]
        texts = [_text(doc, words) for doc, words in zip(docs, index, strict=True) if words]
        return _Running(docs, index, start(texts))


def _text(doc: Doc, index: list[int]) -> Text:
    words = [doc[i].text for i in index]
    if doc.has_annotation("SENT_START"):
        return Text(words, [bool(doc[i].is_sent_start) for i in index])
    signs = zip(after_stop(words), after_break(doc, index, 1), _after(in_dateline(doc, index)), strict=True)
    return Text(words, [any(s) for s in signs])


def _after(inside: list[bool]) -> list[bool]:
    return [before and not now for before, now in zip([False, *inside], inside, strict=False)]


class LanguageEngine:
    """Annotates Docs with tags, trees, lemmas, names, attributions and coreference in one encoder pass."""

    def __init__(self, network: Network) -> None:
        self.network = network
        extensions.register()

    def __call__(self, doc: Doc) -> Doc:
        """Annotate ``doc`` in place and return it."""
        return next(self.pipe([doc]))

    def pipe(self, docs: Iterable[Doc], *, batch_size: int = BATCH) -> Iterator[Doc]:
        """Annotate a stream of Docs; the result for a Doc does not depend on its neighbours."""
        stream = iter(docs)
        with self.network.background() as start:
            ahead: deque[_Running] = deque()
            while True:
                while len(ahead) < AHEAD and (group := list(islice(stream, batch_size))):
                    ahead.append(_Running.begin(group, start))
                if not ahead:
                    return
                running = ahead.popleft()
                self._finish(running)
                yield from running.docs

    def _finish(self, running: _Running) -> None:
        inventory = self.network.inventory
        outputs = running.wait()
        scores = [decode.attribution_scores(o, inventory) for o in outputs]
        for told, (doc, index) in zip(scores, running.read(), strict=True):
            told[in_dateline(doc, index), :, 1:] = -1e4  # nobody speaks there
        states = decode.best_paths(scores, self.network.pairs.transitions)
        # the products here are small: threads of their own would only take the processors from the network
        with _blas().limit(limits=1, user_api="blas"):
            for (doc, index), encoded, path in zip(running.read(), outputs, states, strict=True):
                self._annotate(doc, index, encoded, path)

    def _annotate(self, doc: Doc, index: list[int], encoded: Encoded, states: decode.Ints) -> None:
        inventory, pairs = self.network.inventory, self.network.pairs
        words = [doc[i].text for i in index]
        best = dict(zip(("upos", "xpos", "feats", "lemma"), encoded.best.T, strict=True))
        if doc.has_annotation("SENT_START"):
            starts = [k for k, i in enumerate(index) if doc[i].is_sent_start or k == 0]
        else:
            scores = encoded.tags[:, inventory.columns["sentence"]]
            forced = zip(after_break(doc, index, 2), _after(in_dateline(doc, index)), strict=True)
            starts = decode.sentence_starts(scores, [any(f) for f in forced], after_stop(words))
        root_label = inventory.deprel.index("root")
        tree = decode.trees(encoded, pairs, starts, root_label)
        upos = [inventory.upos[k] for k in best["upos"]]
        xpos = [inventory.xpos[k] for k in best["xpos"].tolist()]
        chosen = [
            apply_script(w, inventory.lemma[k]) for w, k in zip(words, best["lemma"].tolist(), strict=True)
        ]
        lemmas = [lemma_of(*word) for word in zip(words, upos, xpos, chosen, strict=True)]
        self._write(doc, index, tree, lemmas, best)
        self._entities(doc, index, encoded)
        to_doc = np.asarray([*index, len(doc)], dtype=np.int64)

        def span(s: TokenSpan) -> TokenSpan:
            return int(to_doc[s[0]]), int(to_doc[s[1] - 1]) + 1

        labels, heads = [inventory.deprel[k] for k in tree.labels], tree.heads.tolist()
        clauses = decode.Clauses(heads, labels)
        doc._.attributions = tuple(
            TokenAttribution(
                span(a.source) if a.source else None,
                span(a.cue) if a.cue else None,
                tuple(span(c) for c in a.content),
                a.confidence,
            )
            for a in decode.attributions(encoded, pairs, inventory, states, clauses)
        )
        selected, extents = noun_phrases(heads, upos, labels, words)
        place = {i: k for k, i in enumerate(index)}
        kinds = {place[t.i]: ent.label_ for ent in doc.ents for t in ent if t.i in place}
        plural = {k for k, tag in enumerate(xpos) if tag == "NNS"}
        mentions = Mentions.of(words, heads, upos, labels, selected, extents, kinds, plural)
        doc._.coref = tuple(
            tuple(span(s) for s in cluster) for cluster in chains(encoded.coref, mentions, extents)
        )
        doc._.triggers = decode.events(encoded, pairs, inventory, index)
        vectors = np.zeros((len(doc), encoded.meaning.shape[1]), dtype=np.float32)
        vectors[index] = encoded.meaning
        doc._.vectors = vectors

    def _write(
        self,
        doc: Doc,
        index: list[int],
        tree: decode.Tree,
        lemmas: list[str],
        best: dict[str, decode.Ints],
    ) -> None:
        inventory = self.network.inventory
        strings, morphology = doc.vocab.strings, doc.vocab.morphology
        table = np.zeros((len(doc), 6), dtype=np.uint64)
        # white space hangs on the word before it (or the first word), without a label
        owner, before = np.zeros(len(doc), dtype=np.int64), index[0]
        is_word = np.zeros(len(doc), dtype=bool)
        is_word[index] = True
        for i in range(len(doc)):
            before = i if is_word[i] else before
            owner[i] = before
        head = np.where(is_word, 0, owner)
        head[index] = np.asarray(index, dtype=np.int64)[tree.heads]
        relative = (head - np.arange(len(doc))).astype(np.int64)
        table[:, 0] = relative.view(np.uint64)
        space = strings.add("dep"), strings.add("SPACE"), strings.add("_SP"), morphology.add("")
        for i in np.flatnonzero(~is_word).tolist():
            table[i, 1:] = (*space, strings.add(doc[i].text))
        tags = [strings.add(t) for t in inventory.xpos]
        poses = [strings.add(t) for t in inventory.upos]
        deps = [strings.add(t) for t in inventory.deprel]
        morphs = [morphology.add(f) for f in inventory.feats]
        for k, i in enumerate(index):
            table[i, 1:] = (
                deps[tree.labels[k]],
                poses[best["upos"][k]],
                tags[best["xpos"][k]],
                morphs[best["feats"][k]],
                strings.add(lemmas[k]),
            )
        doc.from_array([HEAD, DEP, POS, TAG, MORPH, LEMMA], table)

    def _entities(self, doc: Doc, index: list[int], encoded: Encoded) -> None:
        inventory = self.network.inventory
        found = decode.names(encoded.tags[:, inventory.columns["names"]], inventory.names)
        found = _hyphenated(found, [doc[i].text for i in index], [bool(doc[i].whitespace_) for i in index])
        spans = [Span(doc, index[n.start], index[n.end - 1] + 1, label=n.kind) for n in found]
        doc.set_ents(spans)
        doc._.ent_confidence = tuple(n.confidence for n in found)


@cache
def _blas() -> ThreadpoolController:
    return ThreadpoolController()


def _hyphenated(
    found: list[decode.FoundName], words: list[str], spaced: list[bool]
) -> list[decode.FoundName]:
    """Names that only a hyphen without spaces keeps apart are one ("Leif-Eric Easley")."""
    out: list[decode.FoundName] = []
    for name in found:
        last = out[-1] if out else None
        joined = last and name.start == last.end + 1 and words[last.end] in ("-", "‑")
        if last and joined and last.kind == name.kind and not spaced[last.end - 1] and not spaced[last.end]:
            out[-1] = decode.FoundName(last.start, name.end, name.kind, min(last.confidence, name.confidence))
            continue
        out.append(name)
    return out


@Language.factory("whence_engine", assigns=["token.tag", "token.pos", "token.dep", "token.lemma", "doc.ents"])
def make_engine(nlp: Language, name: str) -> LanguageEngine:  # noqa: ARG001 - spaCy's signature
    """The factory that spaCy calls for ``nlp.add_pipe("whence_engine")``."""
    return LanguageEngine(shipped())


__all__ = ["LanguageEngine", "make_engine"]
