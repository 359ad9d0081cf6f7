"""Turns trained weights into what ships: an int8 ONNX graph for one window of text, and the small matrices for pairs."""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.onnx_model import ONNXModel
from onnxruntime.quantization.shape_inference import quant_pre_process
from torch import Tensor, nn

from training.bases import minilm_path
from training.data import ROLES
from training.model import Engine, impossible
from training.smooth import Feed, smooth
from training.train import load_engine
from training.windows import word_pieces
from whence.language.encode import Text, windows
from whence.language.layout import after_stop
from whence.language.tokens import blank

HERE = Path(__file__).parent
TEXTS = HERE.parent / "annotations" / "texts"
CALIBRATE = 60  # texts whose activations the rounding is fitted to
SHIPPED = HERE.parent / "src" / "whence" / "language" / "data"


class Window(nn.Module):
    """One window: ids, shapes [1, pieces]; first, last [words] -> per-word outputs, without padding."""

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self.engine = engine
        for layer in engine.encoder.layers:
            layer.fold()

    def forward(self, ids: Tensor, shapes: Tensor, first: Tensor, last: Tensor) -> tuple[Tensor, ...]:
        e = self.engine
        half, x = (h[0] for h in e.encoder.halves(ids, shapes, None))
        words = e.join(torch.cat([x[first], x[last]], 1))
        scores = e.tag_scores(e.tags(words))
        gelu = nn.functional.gelu
        dep, head = gelu(e.arc_dep(words)), gelu(e.arc_head(words))
        return (
            torch.stack([scores[k].argmax(-1) for k in CHOSEN], 1),
            torch.cat([v for k, v in scores.items() if k not in CHOSEN], 1),
            e.arc_map(dep) / dep.shape[1] ** 0.5 * 4,
            torch.cat([head, e.arc_bias(head)], 1),
            gelu(e.lab_dep(words)),
            gelu(e.lab_head(words)),
            e.links(words),
            e.roles(gelu(e.role_in(words))),
            e.coref(gelu(e.coref_in(words))),
            e.meaning((x[first] + x[last]) / 2),
            (half[first] + half[last]) / 2,
        )


CHOSEN = ("upos", "xpos", "feats", "lemma")  # of these only the best label leaves the graph
BIG = (
    "engine.encoder.word.weight",
)  # the table that is worth rounding; those of positions and shapes lose more
NAMES = (
    "best",
    "tags",
    "arc_dep",
    "arc_head",
    "lab_dep",
    "lab_head",
    "links",
    "roles",
    "coref",
    "meaning",
    "shallow",
)


def ship(run: Path, out: Path, *, rounded: bool = True) -> None:
    """Write what the package needs of the engine trained in ``run``, its linear maps in int8 if ``rounded``."""
    out.mkdir(parents=True, exist_ok=True)
    stored = json.loads((run / "labels.json").read_text())
    model = load_engine(run, torch.device("cpu")).eval()
    example = (
        torch.randint(5, 2000, (1, 12)),
        torch.ones(1, 12, dtype=torch.long),
        torch.arange(1, 9),
        torch.arange(1, 9),
    )
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        torch.onnx.export(
            Window(model).eval(),
            example,
            str(plain),
            input_names=["ids", "shapes", "first", "last"],
            output_names=list(NAMES),
            dynamic_axes={
                "ids": {1: "pieces"},
                "shapes": {1: "pieces"},
                "first": {0: "words"},
                "last": {0: "words"},
            },
            opset_version=17,
            dynamo=False,
        )
        if rounded:
            quantize(plain, out / "engine.onnx", _feeds())
        else:
            onnx.save(onnx.load(str(plain)), str(out / "engine.onnx"))
    onnx.save(probe(), str(out / "probe.onnx"))
    np.savez_compressed(
        out / "pairs.npz",
        arc_root=model.arc_root.detach().numpy().astype(np.float32),
        lab_root=model.lab_root.detach().numpy().astype(np.float32),
        lab_map=model.lab_map.detach().numpy().astype(np.float16),
        role_bias=model.role_bias.detach().numpy().astype(np.float32),
        transitions=(model.transitions + impossible()).detach().numpy().astype(np.float32),
    )
    sizes = {k: n for k, n in stored["sizes"].items() if k not in (*CHOSEN, "deprel")}
    inventory = {"heads": sizes, **stored["labels"], "roles": ROLES}
    (out / "labels.json").write_text(
        json.dumps(inventory, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf8"
    )
    (out / "vocab.txt").write_bytes((minilm_path() / "vocab.txt").read_bytes())
    print({p.name: p.stat().st_size for p in sorted(out.iterdir())})


def quantize(plain: Path, out: Path, feeds: Sequence[Feed]) -> None:
    """Write the graph ``plain`` with its linear maps in int8, evened out before (`training.smooth`)."""
    with tempfile.TemporaryDirectory() as folder:
        ready = Path(folder) / "ready.onnx"
        quant_pre_process(str(plain), str(ready), skip_symbolic_shape=True)
        maps = ONNXModel(onnx.load(str(ready)))
        maps.replace_gemm_with_matmul()
        onnx.save(smooth(maps.model, feeds), str(ready))
        small = [n.name for n in maps.model.graph.node if n.op_type == "Gather" and n.input[0] not in BIG]
        quantize_dynamic(
            str(ready),
            str(out),
            weight_type=QuantType.QInt8,
            per_channel=True,
            nodes_to_exclude=small,
            extra_options={"MatMulConstBOnly": True},
        )


def probe() -> onnx.ModelProto:
    """A product of bytes whose sums overflow 16 bits: ``y`` [4, 16] is 64 x 255 x 127 for an ``x`` of 255 where the processor adds exactly."""
    low, deep, wide = 4, 64, 16
    nodes = [
        helper.make_node("ConstantOfShape", ["shape"], ["w"], value=numpy_helper.from_array(np.int8([127]))),
        helper.make_node("MatMulInteger", ["x", "w"], ["y"]),
    ]
    shape = numpy_helper.from_array(np.int64([deep, wide]), "shape")
    taken = helper.make_tensor_value_info("x", onnx.TensorProto.UINT8, [low, deep])
    given = helper.make_tensor_value_info("y", onnx.TensorProto.INT32, [low, wide])
    graph = helper.make_graph(nodes, "probe", [taken], [given], [shape])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def _feeds() -> list[Feed]:
    """Windows of the texts of our own, as the graph takes them."""
    out = []
    for path in sorted(TEXTS.glob("*.txt"))[:CALIBRATE]:
        words = [t.text for t in blank()(path.read_text("utf8").partition("\n\n")[2]) if not t.is_space]
        for w in windows(word_pieces(), Text(words, after_stop(words))):
            out.append({"ids": w.ids[None], "shapes": w.shapes[None], "first": w.first, "last": w.last})
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, default=HERE / "out" / "polish")
    parser.add_argument("--out", type=Path, default=SHIPPED)
    parser.add_argument("--float", action="store_true", help="keep fp32, to measure what int8 costs")
    options = parser.parse_args()
    ship(options.run, options.out, rounded=not options.float)


if __name__ == "__main__":
    main()
