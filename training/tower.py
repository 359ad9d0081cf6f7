"""Trains the tower that reads events over a whole text: ``python -m training.tower``.

The engine reads windows of 160 pieces with all heads at once. What a text tells of its events is read a second time: by layers
of their own over the vectors that the shipped engine gives its words (`whence.language.tower`), which see the whole text and
learn from the annotated claims, and from what a larger model that has learned from these says of news without labels
(`training.tutor`). The engine's weights stay as they are. The tower starts as the upper half of the engine's layers, with its
heads for claims.

``--held`` leaves out all texts that are annotated in full, which are few and have the measure of a reading, a quarter of the
outlines, and those that were made last, by whose wordings the codebook has not been made either. What is fitted on what the reader makes of training texts (`training.weigh`, `training.choices`) reads these with the
tower that has not seen them.
"""

from __future__ import annotations

import argparse
import json
import pickle
import tempfile
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from spacy.tokens import Doc
from torch import Tensor, nn

from tools import annotation
from training import restore, tutor
from training.answers import Answers, Batch, Config, Said, learn, padded, within
from training.claims import held, texts
from training.data import ROLES
from training.export import SHIPPED, quantize
from training.model import Layer, Linear, LockedDropout, Nearness
from training.wholetexts import LABELS, Told, annotated
from whence.language.component import LanguageEngine
from whence.language.encode import Network, session, shipped
from whence.language.tokens import blank
from whence.language.tower import BREAKS, HEADS, Tower, blocks

HERE = Path(__file__).parent
WITHOUT = HERE / "out" / "tower" / "held"
"""The tower without the texts held out: its graph (.onnx)."""
CALIBRATE = 60  # blocks
AHEAD = 16  # texts that the engine is given at once


@dataclass(frozen=True)
class Block:
    """Words that are read together, with the engine's vectors of them."""

    told: Told
    shallow: np.ndarray  # float16 [words, width]
    deep: np.ndarray  # float16 [words, width]
    said: Said | None = None

    def __len__(self) -> int:
        return len(self.told)


def unseen() -> Iterator[tuple[dict[str, Any], Doc]]:
    """The texts held out, and as the engine reads them with the tower that has not seen them."""
    nlp, network, path = blank(), shipped(), WITHOUT.with_suffix(".onnx")
    if not path.exists():
        raise SystemExit(f"{path} is missing: python -m training.tower --held makes it")
    engine = LanguageEngine(network.with_tower(Tower(session(path))))
    mine = [one for one in texts("train") if held(one)]
    docs = engine.pipe(nlp.make_doc(annotation.load(one["id"]).text) for one in mine)
    yield from zip(mine, docs, strict=True)


def read(network: Network, told: Iterable[tuple[Told, Said | None]]) -> Iterator[Block]:
    """Texts as the engine reads them, in blocks; what a tutor speaks of is one block."""
    rows = list(told)
    for first in range(0, len(rows), AHEAD):
        some = rows[first : first + AHEAD]
        for (one, said), encoded in zip(some, network.encode([t.text for t, _ in some]), strict=True):
            shallow, deep = (v.astype(np.float16) for v in (encoded.shallow, encoded.meaning))
            for low, _, _, high in blocks(one.breaks):
                yield Block(one.part(low, high), shallow[low:high], deep[low:high], said)


def batch(rows: Sequence[Block]) -> Batch:
    """Blocks as the tower takes them."""
    words = max(map(len, rows))
    shallow, deep = padded([r.shallow for r in rows], words, 0), padded([r.deep for r in rows], words, 0)
    breaks = padded([np.array(r.told.breaks) for r in rows], words, 0)
    return Batch(rows, (shallow, deep, breaks, within([len(r) for r in rows])))


class Layers(Answers):
    """Layers over the words of a text, and the heads for events."""

    def __init__(self, config: Config) -> None:
        width = config["width"]
        super().__init__(width, config)
        self.hidden = config["hidden"]
        self.deep = Linear(width, width)
        self.breaks = nn.Embedding(BREAKS, width)
        for weight in (self.deep.weight, self.deep.bias, self.breaks.weight):
            nn.init.zeros_(weight)
        self.near = Nearness(12, far=config["far"])
        self.layers = nn.ModuleList(
            Layer(width, 12, 4 * width, config["dropout"]) for _ in range(config["layers"])
        )
        self.hide = LockedDropout(config["dropout"])
        self.join = Linear(width, width)

    def forward(self, shallow: Tensor, deep: Tensor, breaks: Tensor, words: Tensor) -> tuple[Tensor, ...]:
        """shallow, deep [rows, words, width]; breaks, words (which are any) [rows, words] -> tags, roles, vectors."""
        if self.training:
            seen = torch.rand(words.shape, device=words.device)[:, :, None] >= self.hidden
            shallow, deep = shallow * seen, deep * seen
        x = self.hide(shallow + self.deep(deep) + self.breaks(breaks))
        bias = (1.0 - words[:, None, None, :].to(x.dtype)) * -1e4 + self.near(x.shape[1])
        for layer in self.layers:
            x = layer(x, bias)
        return self.answers(self.join(x))

    def start(self, engine: dict[str, Tensor], heads: dict[str, int]) -> None:
        """Begin as the upper layers of a shipped engine, with its heads for claims; ``heads``: how many labels its heads have."""
        last = 1 + max(int(k.split(".")[2]) for k in engine if k.startswith("encoder.layers."))
        first = last - len(self.layers)
        mine = {}
        for key, value in engine.items():
            if key.startswith("encoder.layers.") and (n := int(key.split(".")[2])) >= first:
                mine[".".join(["layers", str(n - first), *key.split(".")[3:]])] = value
            elif key.split(".")[0] in ("role_in", "roles", "role_bias"):
                mine[key] = value
        one, other = engine["join.weight"].chunk(2, 1)
        mine |= {"join.weight": one + other, "join.bias": engine["join.bias"]}
        missing = self.load_state_dict(mine, strict=False)
        if missing.unexpected_keys:
            raise SystemExit(f"the engine does not fit the tower: {missing.unexpected_keys}")
        at, to = 0, 0
        spans = {}
        for name, size in heads.items():
            spans[name] = slice(at, at + size)
            at += size
        with torch.no_grad():
            for name in HEADS:
                size = len(LABELS[name])
                if name in spans:
                    self.tags.weight[to : to + size] = engine["tags.weight"][spans[name]]
                    self.tags.bias[to : to + size] = engine["tags.bias"][spans[name]]
                to += size


def begun(config: Config, *, again: bool = False) -> Layers:
    """A tower before its first step: as the engine's upper layers, or ``again`` as the one that ships."""
    torch.manual_seed(config["seed"])
    tower = Layers(config)
    tower.start(restore.weights(SHIPPED), restore.sizes(SHIPPED))
    if again:
        tower.load_state_dict(restore.tower(SHIPPED / "tower.onnx"), strict=False)
    return tower


class Window(nn.Module):
    """The tower as it ships: the words of one block without padding."""

    def __init__(self, tower: Layers) -> None:
        super().__init__()
        self.tower = tower

    def forward(self, shallow: Tensor, deep: Tensor, breaks: Tensor) -> tuple[Tensor, Tensor]:
        told = self.tower(shallow[None], deep[None], breaks[None], torch.ones_like(breaks[None]))
        return told[0][0], told[1][0]


def ship(tower: Layers, rows: Sequence[Block], path: Path) -> None:
    """Write the tower as an int8 graph that tells its labels; ``rows``: texts whose activations the rounding is fitted to."""
    tower = tower.cpu().eval()
    feeds = [
        {
            "shallow": r.shallow.astype(np.float32),
            "deep": r.deep.astype(np.float32),
            "breaks": np.array(r.told.breaks, dtype=np.int64),
        }
        for r in rows[:CALIBRATE]
    ]
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        torch.onnx.export(
            Window(tower).eval(),
            tuple(torch.from_numpy(v) for v in feeds[0].values()),
            str(plain),
            input_names=list(feeds[0]),
            output_names=["tags", "roles"],
            dynamic_axes={name: {0: "words"} for name in feeds[0]},
            opset_version=17,
            dynamo=False,
        )
        quantize(plain, path, feeds)
    model = onnx.load(str(path))
    bias = [round(v, 6) for v in tower.role_bias.tolist()]
    told = {"labels": LABELS, "roles": ROLES, "role_bias": bias}
    onnx.helper.set_model_props(model, {k: json.dumps(v) for k, v in told.items()})
    onnx.save(model, str(path))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--config", type=Path, default=HERE / "tower.toml")
    begin = parser.add_mutually_exclusive_group()  # the tower that ships has seen the texts held out
    begin.add_argument("--held", action="store_true", help="leave out the texts held out")
    begin.add_argument("--again", action="store_true", help="go on from the tower that ships")
    parser.add_argument("--workers", type=int, default=0, help="processes that make batches ahead")
    options = parser.parse_args()
    config = tomllib.loads(options.config.read_text())
    spoken = tutor.said(held=options.held)
    if not spoken.exists():
        raise SystemExit(f"{spoken} is missing: python -m training.tutor makes it, with --held or without")
    network = shipped().with_tower(None)
    mine = annotated(one for one in texts("train") if not (options.held and held(one)))
    rows = list(read(network, ((one, None) for one in mine)))
    check = list(read(network, ((one, None) for one in annotated(texts("dev")))))
    with spoken.open("rb") as file:
        more = list(read(network, pickle.load(file)))
    tower = begun(config, again=options.again).to("cuda" if torch.cuda.is_available() else "cpu")
    learn(tower, config, batch, rows, check, more=more, workers=options.workers)
    WITHOUT.parent.mkdir(parents=True, exist_ok=True)
    ship(tower, rows, WITHOUT.with_suffix(".onnx") if options.held else SHIPPED / "tower.onnx")


if __name__ == "__main__":
    main()
