"""Trains the tower that reads events over a whole text: ``python -m training.tower``.

The engine reads windows of 160 pieces with all heads at once. What a text tells of its events is read a second time: by layers
of their own over the vectors that the shipped engine gives its words (`whence.language.tower`), which see the whole text and
learn from the annotated claims alone. The engine's weights stay as they are. The tower starts as the upper half of the
engine's layers, with its heads for claims.

``--held`` leaves out all texts that are annotated in full, which are few and have the measure of a reading, a quarter of the
outlines, and those that were made last, by whose wordings the codebook has not been made either. What is fitted on what the reader makes of training texts (`training.weigh`, `training.choices`) reads these with the
tower that has not seen them. The tower that ships goes on from that one, with all texts; with ``--mean`` the mean of its weights
and of those that have shipped before ships.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from spacy.tokens import Doc
from torch import Tensor, nn

from tools import annotation
from tools.outline import WAYS
from training import restore
from training.batch import by_length
from training.claims import MODES, TYPES, Labelled, labelled, texts
from training.data import ROLES, UNKNOWN
from training.export import SHIPPED, quantize
from training.losses import cross
from training.model import Engine, Layer, Linear, LockedDropout, Nearness
from whence.language.component import LanguageEngine, text_of
from whence.language.encode import session, shipped
from whence.language.layout import Words
from whence.language.tokens import blank
from whence.language.tower import BREAKS, HEADS, Tower, blocks

HERE = Path(__file__).parent
WITHOUT = HERE / "out" / "tower" / "held"
"""The tower without the texts held out: its weights (.pt) and its graph (.onnx)."""
SHARE = 4
"""One outlined text in so many is held out."""
LATE = frozenset({"ea", "eb", "ec", "ed", "ee", "ef", "eg", "fa", "fb"})
"""Annotators all of whose outlines are."""
LABELS = {
    "claim": TYPES,
    "status": tuple(annotation.STATUSES),
    "mode": MODES,
    "way": ("none", *WAYS),
    "voiced": ("outlet", "voice"),
}
CALIBRATE = 60  # blocks
SLACK = 40  # words by which the lengths of a batch may differ more than they need to
OFTEN = 100.0  # words that a trigger's arguments are sought among, as the weight of their loss has it
Config = dict[str, Any]


@dataclass
class Block:
    """Words that are read together: the engine's vectors of them, and what is told of them."""

    shallow: np.ndarray  # float16 [words, width]
    deep: np.ndarray  # float16 [words, width]
    breaks: np.ndarray  # [words]
    tags: dict[str, np.ndarray]  # [words], UNKNOWN where nothing is told
    roles: dict[int, dict[int, set[int]]]  # trigger -> word -> its roles
    asked: dict[int, list[bool]]  # which roles of a trigger are known
    outline: bool

    def __len__(self) -> int:
        return len(self.breaks)


def held(told: dict[str, Any]) -> bool:
    """Whether an annotated training text is held out."""
    return "outline" not in told or told["annotator"] in LATE or sum(told["id"].encode()) % SHARE == 0


def unseen() -> Iterator[tuple[dict[str, Any], Doc]]:
    """The texts held out, and as the engine reads them with the tower that has not seen them."""
    nlp, network, path = blank(), shipped(), WITHOUT.with_suffix(".onnx")
    if not path.exists():
        raise SystemExit(f"{path} is missing: python -m training.tower --held makes it")
    engine = LanguageEngine(network.with_tower(Tower(session(path))))
    mine = [one for one in texts("train") if held(one)]
    docs = engine.pipe(nlp.make_doc(annotation.load(one["id"]).text) for one in mine)
    yield from zip(mine, docs, strict=True)


def read(told: Iterable[dict[str, Any]]) -> Iterator[Block]:
    """The annotated texts as the shipped engine reads them, in blocks."""
    nlp, network = blank(), shipped().with_tower(None)
    for one in told:
        own = labelled(nlp, annotation.load(one["id"]).text, one["claims"])
        text = text_of(Words.of(own.doc))
        (encoded,) = network.encode([text])
        breaks = np.array(text.breaks)
        shallow, deep = (v.astype(np.float16) for v in (encoded.shallow, encoded.meaning))
        tags = _tags(own)
        for first, _, _, end in blocks(text.breaks):
            inside = range(first, end)
            triggers = [t for t in own.roles if t in inside]
            yield Block(
                shallow[first:end],
                deep[first:end],
                breaks[first:end],
                {k: v[first:end] for k, v in tags.items()},
                {t - first: {w - first: r for w, r in own.roles[t].items() if w in inside} for t in triggers},
                {t - first: _asked(own, t) for t in triggers},
                outline="outline" in one,
            )


def _tags(own: Labelled) -> dict[str, np.ndarray]:
    way, voiced = (np.full(len(own.words), UNKNOWN) for _ in range(2))
    for trigger, told in own.ways.items():
        way[trigger] = LABELS["way"].index(told or "none")
    for trigger, spans in own.voices.items():
        voiced[trigger] = int(spans[0] is not None)
    return {
        "claim": np.array(own.claim),
        "status": np.array(own.status),
        "mode": np.array(own.mode),
        "way": way,
        "voiced": voiced,
    }


def _asked(own: Labelled, trigger: int) -> list[bool]:
    known = {"voice": (-1, -1) not in own.voices[trigger], "time": trigger in own.dated}
    return [known.get(r, True) for r in ROLES]


class Batch:
    """Padded tensors of some blocks."""

    def __init__(self, rows: list[Block]) -> None:
        count, words = len(rows), max(map(len, rows))

        def pad(values: list[np.ndarray], fill: int, dtype: Any, *more: int) -> Tensor:
            out = np.full((count, words, *more), fill, dtype=dtype)
            for row, v in zip(out, values, strict=True):
                row[: len(v)] = v
            return torch.from_numpy(out)

        width = rows[0].shallow.shape[1]
        self.shallow = pad([r.shallow for r in rows], 0, np.float32, width)
        self.deep = pad([r.deep for r in rows], 0, np.float32, width)
        self.breaks = pad([r.breaks for r in rows], 0, np.int64)
        self.tags = {k: pad([r.tags[k] for r in rows], UNKNOWN, np.int64) for k in HEADS}
        self.words = torch.arange(words)[None] < torch.tensor([len(r) for r in rows])[:, None]
        self.outline = torch.tensor([r.outline for r in rows])
        at = [(i, t) for i, r in enumerate(rows) for t in sorted(r.roles)]
        self.triggers = torch.tensor(at, dtype=torch.long).view(-1, 2)
        roles = np.zeros((len(at), words, len(ROLES)), dtype=np.float32)
        asked = np.zeros((len(at), words, len(ROLES)), dtype=np.float32)
        for k, (i, t) in enumerate(at):
            asked[k, : len(rows[i])] = rows[i].asked[t]
            for w, mine in rows[i].roles[t].items():
                roles[k, w, list(mine)] = 1
        self.roles, self.asked = torch.from_numpy(roles), torch.from_numpy(asked)


class Layers(nn.Module):
    """Layers over the words of a text, and the heads for events."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        width = config["width"]
        self.deep = Linear(width, width)
        self.breaks = nn.Embedding(BREAKS, width)
        for weight in (self.deep.weight, self.deep.bias, self.breaks.weight):
            nn.init.zeros_(weight)
        self.near = Nearness(12, far=config["far"])
        self.layers = nn.ModuleList(
            Layer(width, 12, 4 * width, config["dropout"]) for _ in range(config["layers"])
        )
        self.hide, self.drop = LockedDropout(config["dropout"]), nn.Dropout(config["head_dropout"])
        self.join = Linear(width, width)
        self.tags = Linear(width, sum(len(LABELS[k]) for k in HEADS))
        self.role_in = Linear(width, width)
        self.roles = Linear(width, 2 * len(ROLES) * config["role"])
        self.role_bias = nn.Parameter(torch.full((len(ROLES),), -3.0))
        # outlines tell more words than texts annotated in full, whose measure is that of a reading
        self.outline = Linear(width, 1)
        nn.init.zeros_(self.outline.weight)
        nn.init.zeros_(self.outline.bias)

    def forward(self, shallow: Tensor, deep: Tensor, breaks: Tensor, words: Tensor) -> tuple[Tensor, ...]:
        """shallow, deep [rows, words, width]; breaks, words (which are any) [rows, words] -> tags, roles, vectors."""
        x = self.hide(shallow + self.deep(deep) + self.breaks(breaks))
        bias = (1.0 - words[:, None, None, :].to(x.dtype)) * -1e4 + self.near(x.shape[1])
        for layer in self.layers:
            x = layer(x, bias)
        x = self.drop(self.join(x))
        return self.tags(x), self.roles(self.drop(F.gelu(self.role_in(x)))), x

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

    def scores(self, tags: Tensor) -> dict[str, Tensor]:
        """By head."""
        return dict(zip(HEADS, tags.split([len(LABELS[k]) for k in HEADS], -1), strict=True))

    role_scores = Engine.role_scores


def losses(tower: Layers, batch: Batch, config: Config) -> dict[str, Tensor]:
    """How far the tower is from what is told of a batch."""
    hide = torch.rand(batch.words.shape) < config["hidden"]
    shallow, deep = (v.masked_fill(hide[:, :, None], 0) for v in (batch.shallow, batch.deep))
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=config["bf16"]):
        tags, roles, vectors = (v.float() for v in tower(shallow, deep, batch.breaks, batch.words))
    scores = tower.scores(tags)
    more = tower.outline(vectors) * batch.outline[:, None, None]
    scores["claim"] = torch.cat([scores["claim"][..., :1] - more, scores["claim"][..., 1:]], -1)
    out = {k: cross(v, batch.tags[k]) for k, v in scores.items()}
    if len(batch.triggers):
        said = tower.role_scores(roles, *batch.triggers.T)
        missed = F.binary_cross_entropy_with_logits(said, batch.roles, reduction="none") * batch.asked
        out["roles"] = missed.sum() / (OFTEN * len(batch.triggers))
    return out


@torch.no_grad()
def quick(tower: Layers, rows: list[Block]) -> dict[str, float]:
    """On annotated texts: F1 of triggers, types and arguments by words, shares of right labels."""
    tower.eval()
    right: dict[str, list[float]] = {}
    found, gold, both = np.zeros(len(ROLES)), np.zeros(len(ROLES)), np.zeros(len(ROLES))
    sure, kinds, told = [], [], []
    for row in rows:
        b = Batch([row])
        tags, roles, _ = tower(b.shallow, b.deep, b.breaks, b.words)
        scores = tower.scores(tags)
        for k in HEADS[1:]:
            known = b.tags[k] != UNKNOWN
            right.setdefault(k, []).extend((scores[k].argmax(-1)[known] == b.tags[k][known]).float().tolist())
        chances = scores["claim"][0].softmax(-1)
        sure.append(1 - chances[:, 0])
        kinds.append(chances[:, 1:].argmax(-1) + 1)
        told.append(b.tags["claim"][0])
        if len(b.triggers):
            said = (tower.role_scores(roles, *b.triggers.T) > 0) & (b.asked > 0)
            mine = (b.roles > 0) & (b.asked > 0)
            found += said.sum((0, 1)).numpy()
            gold += mine.sum((0, 1)).numpy()
            both += (said & mine).sum((0, 1)).numpy()
    s, k, t = torch.cat(sure), torch.cat(kinds), torch.cat(told)
    tell = s > 0.4
    tower.train()
    out = {name: float(np.mean(v)) for name, v in right.items() if v}
    out |= {r: 2 * both[i] / max(found[i] + gold[i], 1) for i, r in enumerate(ROLES)}
    total = int(tell.sum()) + int((t > 0).sum())
    out["triggers"] = 2 * int((tell & (t > 0)).sum()) / total
    out["typed"] = 2 * int((tell & (t == k)).sum()) / total
    out["type"] = float((k == t)[t > 0].float().mean())
    return {name: round(v, 4) for name, v in out.items()}


def begun(config: Config) -> Layers:
    """A tower before its first step."""
    torch.manual_seed(config["seed"])
    tower = Layers(config)
    tower.start(restore.weights(SHIPPED), restore.sizes(SHIPPED))
    return tower


def train(tower: Layers, config: Config, rows: list[Block], check: list[Block]) -> Layers:
    """The tower trained on ``rows``; prints what it reaches on ``check`` after each round."""
    torch.manual_seed(config["seed"])
    torch.set_num_threads(config["threads"])
    rng = random.Random(config["seed"])
    inside = [p for k, p in tower.named_parameters() if k.split(".")[0] in ("layers", "join", "deep")]
    known = {id(p) for p in inside}
    heads = [p for p in tower.parameters() if id(p) not in known]
    optimizer = torch.optim.AdamW(
        [{"params": inside, "lr": config["layers_lr"]}, {"params": heads, "lr": config["head_lr"]}],
        betas=(0.9, 0.98),
        weight_decay=config["weight_decay"],
        fused=True,
    )
    rounds = [by_length(rows, config["words"], rng, slack=SLACK) for _ in range(config["epochs"])]
    total = sum(map(len, rounds))
    warm = config["warmup"] * total
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min((s + 1) / warm, (total - s) / (total - warm))
    )
    started = time.time()
    print(json.dumps({"texts": len(rows), "steps": total, "before": quick(tower, check)}), flush=True)
    for number, groups in enumerate(rounds, 1):
        missed = []
        for group in groups:
            parts = losses(tower, Batch(group), config)
            loss = torch.stack([config["loss"][k] * v for k, v in parts.items()]).sum()
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(tower.parameters(), config["clip"])
            optimizer.step()
            schedule.step()
            missed.append(loss.item())
        line = {"round": number, "seconds": round(time.time() - started), "loss": float(np.mean(missed))}
        print(json.dumps(line | quick(tower, check)), flush=True)
    return tower.eval()


def mean(tower: Layers, shipped: Path) -> Layers:
    """A tower with the mean of the weights of one and of a shipped one."""
    own = tower.state_dict()
    other = restore.tower(shipped)
    tower.load_state_dict({k: (v + other[k]) / 2 if k in other else v for k, v in own.items()})
    return tower


class Window(nn.Module):
    """The tower as it ships: the words of one block without padding."""

    def __init__(self, tower: Layers) -> None:
        super().__init__()
        self.tower = tower

    def forward(self, shallow: Tensor, deep: Tensor, breaks: Tensor) -> tuple[Tensor, Tensor]:
        told = self.tower(shallow[None], deep[None], breaks[None], torch.ones_like(breaks[None]))
        return told[0][0], told[1][0]


def ship(tower: Layers, rows: list[Block], path: Path) -> None:
    """Write the tower as an int8 graph that tells its labels; ``rows``: texts whose activations the rounding is fitted to."""
    feeds = [
        {"shallow": r.shallow.astype(np.float32), "deep": r.deep.astype(np.float32), "breaks": r.breaks}
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
    ships = parser.add_mutually_exclusive_group()  # the weights shipped before have seen the texts held out
    ships.add_argument("--held", action="store_true", help="leave out the texts held out")
    ships.add_argument("--mean", action="store_true", help="ship the mean with the weights shipped before")
    options = parser.parse_args()
    config = tomllib.loads(options.config.read_text())
    tower = begun(config)
    kept = WITHOUT.with_suffix(".pt")
    if options.held:
        kept.parent.mkdir(parents=True, exist_ok=True)
    elif kept.exists():
        tower.load_state_dict(torch.load(kept))
        config |= config["again"]
    else:
        raise SystemExit(
            f"{kept} is missing, which the tower goes on from: python -m training.tower --held makes it"
        )
    rows = list(read(told for told in texts("train") if not (options.held and held(told))))
    train(tower, config, rows, list(read(texts("dev"))))
    if options.held:
        torch.save(tower.state_dict(), kept)
    if options.mean:
        tower = mean(tower, SHIPPED / "tower.onnx")
    ship(tower, rows, WITHOUT.with_suffix(".onnx") if options.held else SHIPPED / "tower.onnx")


if __name__ == "__main__":
    main()
