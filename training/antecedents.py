"""Teaches the shipped engine's chains from more texts, all else as it is: ``python -m training.antecedents [--check]``.

Reads OntoGUM train (WHENCE_DATA) and the chains of the project's own texts (annotations/chains) with the shipped
network, learns one more head for chains from its word vectors, and joins the two into one (`SHARE`). The encoder knows the
texts of OntoGUM by heart, so that the head it was trained with trusts it too much; the new one sees texts the encoder never
saw, and a part of its inputs is dropped. Every fourth text of our own is left out, and ``--check`` prints the CoNLL F1 on
those and on OntoGUM dev without writing anything. Seeded; some minutes on two cores. Run again, it joins another head.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import onnx
import onnxruntime as ort
import torch
from onnx import numpy_helper
from spacy.tokens import Doc
from torch import Tensor, nn
from torch.nn import functional

import whence
from benchmarks.coref_metrics import METRICS, Chain, Counts, chains, conll
from benchmarks.coreference import gold_chains
from benchmarks.language import DATA, gold_doc
from tools.annotation import FOLDER
from tools.chains import unmarked
from training import data as sets
from training.export import SHIPPED
from training.windows import word_pieces
from whence.language import coreference
from whence.language.coreference import FEATURES, Mentions
from whence.language.encode import Text, windows
from whence.language.layout import Words, after_stop
from whence.language.mentions import noun_phrases

HIDDEN, WIDTH, DROPPED = 256, 96, 0.3
STEPS, RATE, DECAY = 12, 1e-3, 0.05  # rounds over the texts
OWN = 1  # times that a text of our own is read in a round
SHARE = 0.6  # of the new head in the joint score
LEFT_OUT = 4  # one of so many of our own texts is for checking
GRAPH = SHIPPED / "engine.onnx"


@dataclass(frozen=True)
class Scene:
    """A text: its mentions as they are read, the network's vectors of their heads, and the chains as annotated."""

    mentions: Mentions
    spans: list[tuple[int, int]]
    vectors: np.ndarray
    said: np.ndarray  # what the network's head says of every word
    gold: list[Chain]


class Vectors:
    """The word vectors of the shipped network, and what its head for chains makes of them."""

    def __init__(self, graph: onnx.ModelProto) -> None:
        makers = {output: node for node in graph.graph.node for output in node.output}
        rounded = makers[_named(graph, "/coref_in/Gemm_MatMul_quant").input[0]]
        self.input = makers[rounded.input[0]].input[0]
        shown = onnx.ModelProto()
        shown.CopyFrom(graph)
        shown.graph.output.append(onnx.helper.make_empty_tensor_value_info(self.input))
        self._session = ort.InferenceSession(shown.SerializeToString(), providers=["CPUExecutionProvider"])

    def of(self, words: Sequence[str], breaks: Sequence[bool]) -> tuple[np.ndarray, np.ndarray]:
        parts = []
        for w in windows(word_pieces(), Text(words, breaks)):
            feed = {"ids": w.ids[None], "shapes": w.shapes[None], "first": w.first, "last": w.last}
            parts.append(self._session.run([self.input, "coref"], feed))
        return tuple(np.concatenate(part) for part in zip(*parts, strict=True))  # type: ignore[return-value]


def _named(graph: onnx.ModelProto, name: str) -> onnx.NodeProto:
    return next(n for n in graph.graph.node if n.name == name)


def scene(doc: Doc, vectors: Vectors, gold: list[Chain], breaks: Sequence[bool] | None = None) -> Scene:
    """A text that the pipeline has read; ``breaks``: before which words it may be cut, those of the layout if not given."""
    words = Words.of(doc)
    place = {i: k for k, i in enumerate(words.index)}
    tokens = [doc[i] for i in words.index]
    heads = [place[t.head.i] for t in tokens]
    upos, labels = [t.pos_ for t in tokens], [t.dep_ for t in tokens]
    chosen, spans = noun_phrases(heads, upos, labels, words.texts)
    kinds = {place[t.i]: e.label_ for e in doc.ents for t in e if t.i in place}
    plural = {k for k, t in enumerate(tokens) if t.tag_ == "NNS"}
    mentions = Mentions.of(words.texts, heads, upos, labels, chosen, spans, kinds, plural)
    if breaks is None:
        signs = zip(after_stop(words.texts), words.after_break(1), words.after_dateline(), strict=True)
        breaks = [any(s) for s in signs]
    found, said = vectors.of(words.texts, breaks)
    return Scene(mentions, list(spans), found[mentions.positions], said, gold)


def ontogum(split: str, nlp: whence.Language, vectors: Vectors) -> Iterator[Scene]:
    for path in sorted((DATA / "gum" / "ontogum" / split).glob("*.conllu")):
        sentences = sets.read_conllu(path)
        starts = [c[0] == "1" for s in sentences for c in s.rows]
        yield scene(nlp(gold_doc(nlp, sentences)), vectors, gold_chains(sentences), starts)


def own(nlp: whence.Language, vectors: Vectors) -> Iterator[Scene]:
    for path in sorted((FOLDER / "chains").glob("*.txt")):
        text, marks = unmarked(path.read_text(encoding="utf8"))
        doc = nlp(text.rstrip("\n"))
        place = {i: k for k, i in enumerate(Words.of(doc).index)}
        groups: dict[int, set[tuple[int, int]]] = {}
        for mark in marks:
            span = doc.char_span(mark.start, mark.end, alignment_mode="expand")
            inside = [place[t.i] for t in span if t.i in place]
            groups.setdefault(mark.chain, set()).add((inside[0], inside[-1] + 1))
        yield scene(doc, vectors, chains(groups.values()))


class Head(nn.Module):
    """Asks, answers, weights of likeness and own score of mentions, as `training.model.Engine` has them."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.drop, self.drop_hidden = nn.Dropout(DROPPED), nn.Dropout(DROPPED)
        self.hidden = nn.Linear(width, HIDDEN)
        self.out = nn.Linear(HIDDEN, 2 * WIDTH + FEATURES + 1)

    def forward(self, vectors: Tensor, alike: Tensor) -> Tensor:
        """[mentions, mentions]: how likely the column is the antecedent of the row; having none scores 0."""
        hidden = self.drop_hidden(functional.gelu(self.hidden(self.drop(vectors))))
        asks, answers, weights, alone = self.out(hidden).split([WIDTH, WIDTH, FEATURES, 1], -1)
        return asks @ answers.T * WIDTH**-0.5 + (alike * weights[:, None]).sum(-1) + alone


def _goal(s: Scene) -> tuple[Tensor, ...]:
    """Vectors, likenesses, which pairs may be, and which are of one chain."""
    positions, may_be = s.mentions.positions, s.mentions.may_be
    able = np.tril(np.ones((len(positions), len(positions)), dtype=bool), -1)
    able &= positions[:, None] - positions[None] <= coreference.REACH
    able &= (may_be[:, None] & may_be[None]) > 0
    chain = {span: k for k, group in enumerate(s.gold) for span in group}
    of = np.array([chain.get(span, -1) for span in s.spans], dtype=np.int64)
    right = able & (of[:, None] == of[None]) & (of[:, None] >= 0)
    return tuple(map(torch.from_numpy, (s.vectors, s.mentions.alike(), able, right)))


def learn(scenes: Iterable[Scene]) -> Head:
    """A head that gives the annotated antecedents of a mention, or none, the most likelihood."""
    torch.manual_seed(20261127)
    goals = [_goal(s) for s in scenes if len(s.spans)]
    head = Head(goals[0][0].shape[1])
    optimizer = torch.optim.AdamW(head.parameters(), RATE, weight_decay=DECAY)
    order = np.random.default_rng(20261127)
    for step in range(STEPS):
        for group in optimizer.param_groups:
            group["lr"] = RATE * min(1, (step + 1) / 2) * (1 - step / STEPS)
        for k in order.permutation(len(goals)):
            vectors, alike, able, right = goals[k]
            scores = head(vectors, alike).masked_fill(~able, -1e4)
            scores = torch.cat([torch.zeros(len(scores), 1), scores], 1)
            wanted = torch.cat([~right.any(1, keepdim=True), right], 1)
            loss = scores.logsumexp(1) - scores.masked_fill(~wanted, -1e4).logsumexp(1)
            optimizer.zero_grad()
            loss.mean().backward()
            nn.utils.clip_grad_norm_(head.parameters(), 1.0)
            optimizer.step()
    return head.eval()


def graft(graph: onnx.ModelProto, head: Head, scenes: Sequence[Scene]) -> onnx.ModelProto:
    """``graph`` with ``head`` beside its own head for chains, as one head that says the weighed sum of the two."""
    joined = onnx.ModelProto()
    joined.CopyFrom(graph)
    graph = joined
    stored = {i.name: i for i in graph.graph.initializer}
    even_in = numpy_helper.to_array(stored[_named_even(graph, "/coref_in/Gemm_MatMul_quant")])
    even_out_name = _named_even(graph, "/coref/Gemm_MatMul_quant")
    even_out = numpy_helper.to_array(stored[even_out_name])
    into, bias_in = _whole(stored, "coref_in", even_in)
    out, bias_out = _whole(stored, "coref", even_out)
    width = (out.shape[1] - FEATURES - 1) // 2
    joint = width + WIDTH
    new_in, new_out = head.hidden.weight.detach().numpy().T, head.out.weight.detach().numpy().T
    first = np.full(out.shape[1], 1 - SHARE, dtype=np.float32)
    # a product of asks and answers is divided by the root of the width
    first[:width] *= (joint / width) ** 0.5
    first[width : 2 * width] = 1
    second = np.full(new_out.shape[1], SHARE, dtype=np.float32)
    second[:WIDTH] *= (joint / WIDTH) ** 0.5
    second[WIDTH : 2 * WIDTH] = 1
    rows = np.zeros((out.shape[0] + HIDDEN, 2 * joint + FEATURES + 1), dtype=np.float32)
    old_columns = np.r_[0:width, joint : joint + width, 2 * joint : 2 * joint + FEATURES + 1]
    new_columns = np.r_[width:joint, joint + width : 2 * joint, 2 * joint : 2 * joint + FEATURES + 1]
    rows[: out.shape[0], old_columns] = out * first
    rows[out.shape[0] :, new_columns] = new_out * second
    bias = np.zeros(rows.shape[1], dtype=np.float32)
    bias[old_columns] += bias_out * first
    bias[new_columns] += head.out.bias.detach().numpy() * second
    hidden = functional.gelu(head.hidden(torch.from_numpy(np.concatenate([s.vectors for s in scenes]))))
    reach = hidden.abs().amax(0).detach().numpy().clip(1e-5)
    # the channels that come in reach as far, after evening, as those that are there
    even = np.concatenate([even_out, np.median(1 / even_out) ** -1 / reach * np.median(reach)]).astype(
        np.float32
    )
    _put(stored, "coref_in", np.concatenate([into, new_in], 1), even_in)
    stored["engine.coref_in.bias"].CopyFrom(
        numpy_helper.from_array(
            np.concatenate([bias_in, head.hidden.bias.detach().numpy()]), "engine.coref_in.bias"
        )
    )
    _put(stored, "coref", rows, even)
    stored["engine.coref.bias"].CopyFrom(numpy_helper.from_array(bias, "engine.coref.bias"))
    stored[even_out_name].CopyFrom(numpy_helper.from_array(even, even_out_name))
    for output in graph.graph.output:
        if output.name == "coref":
            output.type.tensor_type.shape.dim[1].dim_value = rows.shape[1]
    del graph.graph.value_info[:]
    onnx.checker.check_model(graph)
    return graph


def _named_even(graph: onnx.ModelProto, name: str) -> str:
    """The array that a map's input is multiplied by before it is rounded (`training.smooth`)."""
    makers = {output: node for node in graph.graph.node for output in node.output}
    return makers[makers[_named(graph, name).input[0]].input[0]].input[1]


def _whole(stored: dict[str, onnx.TensorProto], name: str, even: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The weights [in, out] of a map and its bias, rounding and evening undone."""
    base = f"engine.{name}.weight_Transposed"
    rounded, scale = (numpy_helper.to_array(stored[f"{base}_{k}"]) for k in ("quantized", "scale"))
    return rounded.astype(np.float32) * scale * even[:, None], numpy_helper.to_array(
        stored[f"engine.{name}.bias"]
    )


def _put(stored: dict[str, onnx.TensorProto], name: str, weights: np.ndarray, even: np.ndarray) -> None:
    """Store the weights of a map in 8 bits, a scale for each output."""
    evened = weights / even[:, None]
    scale = (np.abs(evened).max(0).clip(1e-12) / 127).astype(np.float32)
    base = f"engine.{name}.weight_Transposed"
    arrays = {
        "quantized": np.round(evened / scale).clip(-127, 127).astype(np.int8),
        "scale": scale,
        "zero_point": np.zeros(len(scale), dtype=np.int8),
    }
    for part, array in arrays.items():
        stored[f"{base}_{part}"].CopyFrom(numpy_helper.from_array(array, f"{base}_{part}"))


def conll_f1(scenes: Sequence[Scene]) -> float:
    """CoNLL F1 of the chains that the network's head gives."""
    total: dict[str, Counts] = {}
    for s in scenes:
        found = chains(coreference.chains(s.said, s.mentions, s.spans))
        for name, metric in METRICS.items():
            total[name] = total.get(name, Counts()).plus(metric(s.gold, found))
    return conll(total)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="print what it reaches and write nothing")
    options = parser.parse_args()
    extend(check=options.check)


def extend(*, check: bool = False) -> None:
    """Join a second head for chains with the shipped one, or with ``check`` only print what that reaches."""
    torch.set_num_threads(1)  # the same sums, and so the same weights, on every machine of a kind
    nlp, graph = whence.load(), onnx.load(str(GRAPH))
    before = Vectors(graph)
    mine = list(own(nlp, before))
    kept = [s for k, s in enumerate(mine) if k % LEFT_OUT]
    head = learn([*ontogum("train", nlp, before), *kept * OWN])
    joined = graft(graph, head, kept)
    if not check:
        onnx.save(joined, str(GRAPH))
        return
    after = Vectors(joined)
    print(
        f"own texts left out: {conll_f1(mine[::LEFT_OUT]):.4f}, joined {conll_f1(list(own(nlp, after))[::LEFT_OUT]):.4f}"
    )
    told = [conll_f1(list(ontogum("dev", nlp, v))) for v in (before, after)]
    print(f"OntoGUM dev: {told[0]:.4f}, joined {told[1]:.4f}")


if __name__ == "__main__":
    main()
