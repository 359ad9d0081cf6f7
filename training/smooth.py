"""Moves what is hard to round from the activations of a graph into its weights, before both become int8.

A few channels of a layer's input reach far beyond the rest; one scale for all of them leaves the rest few steps. Each
channel is divided by a factor and its row of the weights multiplied by it, which leaves the product as it is
(SmoothQuant, Xiao et al. 2023). Their migration strength of one half is worse here than none; 0.7 to 0.8 are best.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import onnx
import onnxruntime as ort
from onnx import helper, numpy_helper

STRENGTH = 0.75
Feed = dict[str, np.ndarray]


def smooth(model: onnx.ModelProto, feeds: Sequence[Feed]) -> onnx.ModelProto:
    """The same function as ``model``, its linear maps easier to round; ``feeds`` are inputs as it will meet."""
    graph = model.graph
    stored = {w.name: w for w in graph.initializer}
    weights = {name: numpy_helper.to_array(w) for name, w in stored.items()}
    maps: dict[str, list[onnx.NodeProto]] = {}
    for node in graph.node:
        if node.op_type == "MatMul" and node.input[1] in weights and weights[node.input[1]].ndim == 2:
            maps.setdefault(node.input[0], []).append(node)
    reach = _reach(model, feeds, list(maps))
    for name, nodes in maps.items():
        rows = np.max([np.abs(weights[n.input[1]]).max(1) for n in nodes], 0)
        factor = np.maximum(reach[name], 1e-5) ** STRENGTH / np.maximum(rows, 1e-5) ** (1 - STRENGTH)
        factor = (factor / np.exp(np.log(factor).mean())).astype(np.float32)
        graph.initializer.append(numpy_helper.from_array(1 / factor, f"{name}/even"))
        even = helper.make_node("Mul", [name, f"{name}/even"], [f"{name}/evened"])
        graph.node.insert(list(graph.node).index(nodes[0]), even)
        for node in nodes:
            node.input[0] = f"{name}/evened"
            scaled = numpy_helper.from_array(weights[node.input[1]] * factor[:, None], node.input[1])
            stored[node.input[1]].CopyFrom(scaled)
    onnx.checker.check_model(model)
    return model


def _reach(model: onnx.ModelProto, feeds: Sequence[Feed], names: list[str]) -> dict[str, np.ndarray]:
    """The largest size of each channel [width] of the tensors of these names."""
    watched = onnx.ModelProto()
    watched.CopyFrom(model)
    watched.graph.output.extend(helper.make_empty_tensor_value_info(name) for name in names)
    session = ort.InferenceSession(watched.SerializeToString(), providers=["CPUExecutionProvider"])
    reach: dict[str, np.ndarray] = {}
    for feed in feeds:
        for name, found in zip(names, session.run(names, feed), strict=True):
            size = np.abs(found).reshape(-1, found.shape[-1]).max(0)
            reach[name] = np.maximum(reach.get(name, size), size)
    return reach
