"""The language engine as a spaCy component: a Doc in, the same Doc annotated."""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice, pairwise

import numpy as np
from spacy.attrs import DEP, HEAD, LEMMA, MORPH, POS, TAG
from spacy.language import Language
from spacy.tokens import Doc, Span
from threadpoolctl import ThreadpoolController

from whence import collector
from whence.language import attributions, decode, extensions
from whence.language.closed import settled
from whence.language.coreference import Mentions, chains
from whence.language.encode import Encoded, Network, Starter, Text, shipped, shipped_with_tower
from whence.language.extensions import TokenAttribution, TokenSpan
from whence.language.layout import Words, after_stop, may_end
from whence.language.lemmas import apply_script, lemma_of
from whence.language.mentions import noun_phrases
from whence.language.paths import Paths, best_paths, best_tags

BATCH = 4
"""Texts that are encoded together; it bounds memory and changes nothing else."""
IN_RUNNING_TEXT = 1.5
"""Log-odds taken from a sentence start where no sentence can have ended: "on Wednesday morning | Lao Deputy Prime Minister"."""
AHEAD = 3
"""Batches under way: two are encoded or wait for it while the one before them is decoded."""


@dataclass(frozen=True)
class _Running:
    """Texts that are being encoded, and how to wait for the outputs of those that have words."""

    docs: list[Doc]
    texts: list[Words]
    wait: Callable[[], list[Encoded]]

    @staticmethod
    def begin(docs: list[Doc], start: Starter) -> _Running:
        texts = [words for words in map(Words.of, docs) if words.index]
        return _Running(docs, texts, start([text_of(words) for words in texts]))


def text_of(words: Words) -> Text:
    """The words as the network takes them."""
    signs = [words.starts] if words.starts is not None else _signs(words)
    paragraphs = zip(words.after_break(2), *signs, strict=True)
    return Text(words.texts, [2 if blank else int(any(begins)) for blank, *begins in paragraphs])


def _signs(words: Words) -> list[list[bool]]:
    """What tells of words, each in its way, that a sentence may begin with them."""
    return [after_stop(words.texts), words.after_break(1), words.after_dateline()]


class LanguageEngine:
    """Annotates Docs with tags, trees, lemmas, names, attributions and coreference in one encoder pass."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self._span_paths = Paths.of_spans(network.pairs.transitions)
        self._name_paths = Paths.of_tags(network.inventory.names)
        extensions.register()

    def __call__(self, doc: Doc) -> Doc:
        """Annotate ``doc`` in place and return it."""
        return next(self.pipe([doc]))

    def pipe(self, docs: Iterable[Doc], *, batch_size: int = BATCH) -> Iterator[Doc]:
        """Annotate a stream of Docs; the result for a Doc does not depend on its neighbours.

        ``batch_size``: how many Docs to take at most before the first is given back. `nlp.pipe` asks for a thousand, of which
        none would be decoded before the last is encoded: more than `BATCH` are never taken together.
        """
        stream, batch_size = iter(docs), min(batch_size, BATCH)
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
        scores = [attributions.attribution_scores(o, inventory) for o in outputs]
        for layers, words in zip(scores, running.texts, strict=True):
            layers[words.dateline, :, 1:] = -1e4  # nobody speaks there
        states = best_paths(scores, self._span_paths)
        begins = [words.line_starts() for words in running.texts]
        tagged = self._tagged(outputs, begins)
        # the products here are small: threads of their own would only take the processors from the network
        with _blas().limit(limits=1, user_api="blas"), collector.paused():
            for told in zip(running.texts, outputs, states, tagged, begins, strict=True):
                self._annotate(*told)

    def _tagged(self, outputs: Sequence[Encoded], begins: Sequence[Sequence[bool]]) -> list[decode.Ints]:
        """The best tags [words] of names of each text; no name goes on where a line begins (``begins``)."""
        column = self.network.inventory.columns["names"]
        cuts = [
            [0, *(k for k, begun in enumerate(here) if begun and k), len(o.tags)]
            for o, here in zip(outputs, begins, strict=True)
        ]
        lines = [o.tags[a:b, column] for o, at in zip(outputs, cuts, strict=True) for a, b in pairwise(at)]
        found = iter(best_tags(lines, self._name_paths))
        return [np.concatenate([next(found) for _ in pairwise(at)]) for at in cuts]

    def _annotate(
        self, words: Words, encoded: Encoded, states: decode.Ints, tags: decode.Ints, begins: list[bool]
    ) -> None:
        """Write what the network says of a text.

        ``states`` [words, layers] of attributions, ``tags`` [words] of names, ``begins``: which words begin a line.
        """
        inventory, pairs = self.network.inventory, self.network.pairs
        doc, index, texts = words.doc, words.index, words.texts
        best = dict(zip(("upos", "xpos", "feats", "lemma"), encoded.best.T.tolist(), strict=True))
        sure = settled(texts, [inventory.upos[k] for k in best["upos"]])
        for k, tagged in sure.items():
            best["upos"][k] = inventory.upos.index(tagged.upos)
            best["xpos"][k] = inventory.xpos.index(tagged.xpos)
            best["feats"][k] = inventory.feats.index(tagged.feats)
        starts = self._starts(words, encoded, begins)
        tree = decode.trees(encoded, pairs, starts, inventory.deprel.index("root"))
        upos = [inventory.upos[k] for k in best["upos"]]
        xpos = [inventory.xpos[k] for k in best["xpos"]]
        chosen = [apply_script(w, inventory.lemma[k]) for w, k in zip(texts, best["lemma"], strict=True)]
        lemmas = [lemma_of(*word) for word in zip(texts, upos, xpos, chosen, strict=True)]
        for k, tagged in sure.items():
            lemmas[k] = tagged.lemma
        self._write(words, tree, lemmas, best)
        named = decode.names(encoded.tags[:, inventory.columns["names"]], tags, inventory.names)
        named = _hyphenated(named, texts, words.spaced)
        doc.set_ents([Span(doc, index[n.start], index[n.end - 1] + 1, label=n.kind) for n in named])
        doc._.ent_confidence = tuple(n.confidence for n in named)

        def span(s: TokenSpan) -> TokenSpan:
            return index[s[0]], index[s[1] - 1] + 1

        labels, heads = [inventory.deprel[k] for k in tree.labels.tolist()], tree.heads.tolist()
        clauses = attributions.Clauses(heads, labels, words.texts, words.after_break(2))
        doc._.attributions = tuple(
            TokenAttribution(
                span(a.source) if a.source else None,
                span(a.cue) if a.cue else None,
                tuple(span(c) for c in a.content),
                a.confidence,
            )
            for a in attributions.attributions(encoded, pairs, inventory, states, clauses)
        )
        phrases = zip(*noun_phrases(heads, upos, labels, texts), strict=True)
        told = [(head, extent) for head, extent in phrases if not words.byline[head]]
        selected, extents = [head for head, _ in told], [extent for _, extent in told]
        kinds = {k: n.kind for n in named for k in range(n.start, n.end)}
        plural = {k for k, tag in enumerate(xpos) if tag == "NNS"}
        mentions = Mentions.of(texts, heads, upos, labels, selected, extents, kinds, plural)
        doc._.coref = tuple(
            tuple(span(s) for s in cluster) for cluster in chains(encoded.coref, mentions, extents)
        )
        doc._.triggers = decode.events(encoded, pairs, self.network.tower, inventory, index)
        vectors = np.zeros((len(doc), encoded.meaning.shape[1]), dtype=np.float32)
        vectors[index] = encoded.meaning
        doc._.vectors = vectors

    def _starts(self, words: Words, encoded: Encoded, begins: list[bool]) -> list[int]:
        """The words that begin a sentence: those the Doc came with, else what the network and the layout (``begins``) say."""
        if words.starts is not None:
            return [k for k, begins in enumerate(words.starts) if begins or k == 0]
        scores = encoded.tags[:, self.network.inventory.columns["sentence"]].copy()
        forced = [any(f) for f in zip(begins, words.after_dateline(), strict=True)]
        ended = [True, *may_end(words.texts)[:-1]]
        running = [not any(f) for f in zip(ended, words.after_break(1), forced, strict=True)]
        scores[running, 1] -= IN_RUNNING_TEXT
        return decode.sentence_starts(scores, forced, after_stop(words.texts))

    def _write(self, words: Words, tree: decode.Tree, lemmas: list[str], best: dict[str, list[int]]) -> None:
        inventory, doc, index = self.network.inventory, words.doc, words.index
        strings, morphology = doc.vocab.strings, doc.vocab.morphology
        columns: tuple[tuple[list[int], Sequence[int] | decode.Ints], ...] = (
            ([strings.add(t) for t in inventory.deprel], tree.labels),
            ([strings.add(t) for t in inventory.upos], best["upos"]),
            ([strings.add(t) for t in inventory.xpos], best["xpos"]),
            ([morphology.add(f) for f in inventory.feats], best["feats"]),
        )
        table = np.zeros((len(doc), 6), dtype=np.uint64)
        head = np.zeros(len(doc), dtype=np.int64)
        head[index] = np.asarray(index, dtype=np.int64)[tree.heads]
        for column, (ids, numbers) in enumerate(columns, 1):
            table[index, column] = np.asarray(ids, dtype=np.uint64)[numbers]
        table[index, 5] = [strings.add(lemma) for lemma in lemmas]
        # white space hangs on the word before it (or the first word), without a label
        space = strings.add("dep"), strings.add("SPACE"), strings.add("_SP"), morphology.add("")
        is_word = np.zeros(len(doc), dtype=bool)
        is_word[index] = True
        for i in np.flatnonzero(~is_word).tolist():
            head[i] = index[max(bisect_right(index, i) - 1, 0)]
            table[i, 1:] = (*space, strings.add(doc[i].text))
        table[:, 0] = (head - np.arange(len(doc))).view(np.uint64)
        doc.from_array([HEAD, DEP, POS, TAG, MORPH, LEMMA], table)


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


@Language.factory(
    "whence_engine",
    assigns=["token.tag", "token.pos", "token.dep", "token.lemma", "doc.ents"],
    default_config={"tower": False},
)
def make_engine(nlp: Language, name: str, *, tower: bool) -> LanguageEngine:  # noqa: ARG001 - spaCy's signature
    """The factory that spaCy calls for ``nlp.add_pipe("whence_engine")``; with ``tower`` it reads events over the whole text."""
    return LanguageEngine(shipped_with_tower() if tower else shipped())


__all__ = ["LanguageEngine", "make_engine"]
