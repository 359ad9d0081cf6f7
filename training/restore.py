"""Makes a run out of the shipped weights, to start another from: ``python -m training.restore training/out/shipped``.

The linear maps come back as their int8 weights say. Heads that a new configuration adds start anew, and
`[run] frozen` keeps layers of the encoder as they are: so one head can be added without training the others again.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor

from training.export import CHOSEN, SHIPPED

HERE = Path(__file__).parent
WIDE = 32
"""Numbers in a head of attention of the shipped engine."""
STORED = ("arc_root", "lab_root", "lab_map", "role_bias")


def arrays(path: Path) -> tuple[dict[str, np.ndarray], dict[str, str]]:
    """The arrays of a shipped graph by their names, rounding undone, and the names of those of linear maps by their places.

    Linear maps lose their names where a graph is made, but not their places ("/encoder/layers.0/up").
    """
    graph = onnx.load(str(path)).graph
    stored = {i.name: numpy_helper.to_array(i) for i in graph.initializer}
    makers = {output: node for node in graph.node for output in node.output}
    maps = {n.name.removesuffix("/MatMul_quant"): n for n in graph.node if n.op_type == "MatMulInteger"}
    # by the name of a weight: what `training.smooth` divided its rows by
    even = {n.input[1]: stored[makers[n.input[0]].input[0].removesuffix("ed")] for n in maps.values()}

    def whole(name: str) -> np.ndarray:
        if not name.endswith("_quantized"):
            return stored[name]
        base = name.removesuffix("_quantized")
        shift = stored[f"{base}_zero_point"].astype(np.float32)
        rows = even[name][:, None] if name in even else np.float32(1)
        return (stored[name].astype(np.float32) - shift) * stored[f"{base}_scale"] * rows

    kept = {k: whole(k) for k in stored if not k.endswith(("_scale", "_zero_point"))}
    return kept, {place: node.input[1] for place, node in maps.items()}


def weights(folder: Path) -> dict[str, Tensor]:
    """The weights of a shipped engine under the names of `training.model.Engine`."""
    kept, maps = arrays(folder / "engine.onnx")
    out = {
        k.removeprefix("engine.").removesuffix("_quantized"): v
        for k, v in kept.items()
        if k.startswith("engine.")
    }
    out = {k.removesuffix("_Transposed"): v.T if k.endswith("_Transposed") else v for k, v in out.items()}
    for place, name in maps.items():
        if place.startswith("/encoder/"):
            out[f"{place.strip('/').replace('/', '.')}.weight"] = kept[name].T
    for key in [k for k in out if ".query." in k]:  # what `Layer.fold` took in
        out[key] = out[key] * np.float32(WIDE**0.5)
    with np.load(folder / "pairs.npz") as stored:
        out |= {k: stored[k].astype(np.float32) for k in STORED}
        steps = stored["transitions"]
        out["transitions"] = np.where(steps < -1000, 0, steps)  # the impossible ones
    return {k: torch.tensor(v, dtype=torch.float32) for k, v in out.items()}


def tower(path: Path) -> dict[str, Tensor]:
    """The weights of a shipped tower under the names of `training.tower.Layers`, but for those that only training has."""
    kept, maps = arrays(path)
    out = {k.removeprefix("tower."): v for k, v in kept.items() if k.startswith("tower.")}
    for place, name in maps.items():
        out[f"{place.removeprefix('/tower/').replace('/', '.')}.weight"] = kept[name].T
    told = {p.key: p.value for p in onnx.load(str(path)).metadata_props}
    out["role_bias"] = np.array(json.loads(told["role_bias"]))
    return {k: torch.tensor(np.array(v), dtype=torch.float32) for k, v in out.items()}


def sizes(folder: Path) -> dict[str, int]:
    """How many labels the heads of a shipped engine have, in the order of its tags."""
    told = json.loads((folder / "labels.json").read_text(encoding="utf8"))
    return {k: len(told[k]) for k in CHOSEN} | told["heads"] | {"deprel": len(told["deprel"])}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path)
    parser.add_argument("--shipped", type=Path, default=SHIPPED)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    told = json.loads((options.shipped / "labels.json").read_text(encoding="utf8"))
    labels = {k: v for k, v in told.items() if k not in ("heads", "roles")}
    found = weights(options.shipped)
    torch.save(found, options.out / "weights.pt")
    (options.out / "labels.json").write_text(json.dumps({"sizes": sizes(options.shipped), "labels": labels}))
    (options.out / "config.toml").write_text((HERE / "polish.toml").read_text())


if __name__ == "__main__":
    main()
