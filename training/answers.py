"""What is asked of the words of whole texts, and how it is learned: by the tower (`training.tower`) and by its tutor (`training.tutor`)."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.utils.data import Dataset

from training.batch import by_length
from training.data import ROLES, UNKNOWN
from training.losses import apart, cross
from training.model import Engine, Linear
from training.train import batches
from training.wholetexts import LABELS, Told
from whence.language.tower import HEADS

SLACK = 40  # words by which the lengths of a batch may differ more than they need to
OFTEN = 100.0  # words that a trigger's arguments are sought among, as the weight of their loss has it
SURE = 0.4  # probability from which a word counts as a trigger when it is scored
Config = dict[str, Any]


@dataclass(frozen=True)
class Said:
    """What a tutor says of the words of a text."""

    tags: dict[str, np.ndarray]  # by head: log-odds, float16 [words, labels]
    triggers: np.ndarray  # words that are likely to be one
    roles: np.ndarray  # probabilities of their arguments, float16 [triggers, words, roles]


class Row(Protocol):
    """Words that are read together, as a model takes them."""

    @property
    def told(self) -> Told: ...

    @property
    def said(self) -> Said | None: ...

    def __len__(self) -> int: ...


class Batch:
    """Padded tensors of some rows, all of which are told or all of which a tutor has spoken of.

    ``inputs`` are what the model takes; made on the CPU, `to` moves them.
    """

    def __init__(self, rows: Sequence[Row], inputs: tuple[Tensor, ...]) -> None:
        self.inputs = inputs
        told, said = [r.told for r in rows], [r.said for r in rows if r.said is not None]
        self.words = within([len(t) for t in told])
        words = self.words.shape[1]
        self.outline = torch.tensor([t.outline for t in told])
        self.tags = {k: padded([t.tags[k] for t in told], words, UNKNOWN) for k in HEADS}
        self.goals = {k: padded([s.tags[k] for s in said], words, 0) for k in HEADS} if said else {}
        if said:
            self._spoken(said, words)
        else:
            self._annotated(told, words)

    def _spoken(self, said: Sequence[Said], words: int) -> None:
        at = [(i, t) for i, s in enumerate(said) for t in s.triggers]
        self.triggers = torch.tensor(at, dtype=torch.long).view(-1, 2)
        roles = [torch.from_numpy(s.roles.astype(np.float32)) for s in said]
        self.roles = torch.cat([F.pad(r, (0, 0, 0, words - r.shape[1])) for r in roles])
        self.asked = self.words[self.triggers[:, 0]][:, :, None].float().expand_as(self.roles)

    def _annotated(self, told: Sequence[Told], words: int) -> None:
        at = [(i, t) for i, one in enumerate(told) for t in sorted(one.roles)]
        self.triggers = torch.tensor(at, dtype=torch.long).view(-1, 2)
        roles = np.zeros((len(at), words, len(ROLES)), dtype=np.float32)
        asked = np.zeros((len(at), words, len(ROLES)), dtype=np.float32)
        for k, (i, t) in enumerate(at):
            asked[k, : len(told[i])] = told[i].asked[t]
            for w, mine in told[i].roles[t].items():
                roles[k, w, list(mine)] = 1
        self.roles, self.asked = torch.from_numpy(roles), torch.from_numpy(asked)

    def to(self, device: torch.device) -> Batch:
        """The same with its tensors on a device."""
        out = copy(self)
        for key, value in vars(self).items():
            if isinstance(value, Tensor):
                setattr(out, key, value.to(device, non_blocking=True))
        for key in ("tags", "goals"):
            setattr(out, key, {k: v.to(device, non_blocking=True) for k, v in getattr(self, key).items()})
        out.inputs = tuple(v.to(device, non_blocking=True) for v in self.inputs)
        return out


def padded(values: Sequence[np.ndarray], words: int, fill: int) -> Tensor:
    """[rows, words, ...]: arrays of [own words, ...] under each other; whole numbers as int64, others as float32."""
    kind = np.int64 if np.issubdtype(values[0].dtype, np.integer) else np.float32
    out = np.full((len(values), words, *values[0].shape[1:]), fill, dtype=kind)
    for row, value in zip(out, values, strict=True):
        row[: len(value)] = value
    return torch.from_numpy(out)


def within(lengths: Sequence[int]) -> Tensor:
    """[rows, longest]: which places of rows of these lengths are no padding."""
    return torch.arange(max(lengths))[None] < torch.tensor(lengths)[:, None]


class Answers(nn.Module):
    """The heads for events over vectors of words."""

    def __init__(self, width: int, config: Config) -> None:
        super().__init__()
        self.drop = nn.Dropout(config["head_dropout"])
        self.tags = Linear(width, sum(len(LABELS[k]) for k in HEADS))
        self.role_in = Linear(width, width)
        self.roles = Linear(width, 2 * len(ROLES) * config["role"])
        self.role_bias = nn.Parameter(torch.full((len(ROLES),), -3.0))
        # outlines tell more words than texts annotated in full, whose measure is that of a reading
        self.outline = Linear(width, 1)
        nn.init.zeros_(self.outline.weight)
        nn.init.zeros_(self.outline.bias)

    def answers(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Vectors [rows, words, width] -> tags, roles, and the vectors as the heads see them."""
        x = self.drop(x)
        return self.tags(x), self.roles(self.drop(F.gelu(self.role_in(x)))), x

    def scores(self, tags: Tensor) -> dict[str, Tensor]:
        """By head."""
        return dict(zip(HEADS, tags.split([len(LABELS[k]) for k in HEADS], -1), strict=True))

    role_scores = Engine.role_scores


def losses(model: Answers, batch: Batch, config: Config) -> dict[str, Tensor]:
    """How far a model is from what is told of a batch, or from what a tutor says of it (Hinton et al. 2015)."""
    with torch.autocast(batch.words.device.type, dtype=torch.bfloat16, enabled=config["bf16"]):
        tags, roles, vectors = (v.float() for v in model(*batch.inputs))
    scores = model.scores(tags)
    if batch.goals:
        everywhere = batch.words.float()
        trigger = (1 - batch.goals["claim"].softmax(-1)[..., 0]) * everywhere
        out = {
            k: apart(v, batch.goals[k], everywhere if k == "claim" else trigger) for k, v in scores.items()
        }
    else:
        more = model.outline(vectors) * batch.outline[:, None, None]
        scores["claim"] = torch.cat([scores["claim"][..., :1] - more, scores["claim"][..., 1:]], -1)
        out = {k: cross(v, batch.tags[k]) for k, v in scores.items()}
    if len(batch.triggers):
        found = model.role_scores(roles, *batch.triggers.T)
        missed = F.binary_cross_entropy_with_logits(found, batch.roles, reduction="none") * batch.asked
        out["roles"] = missed.sum() / (OFTEN * len(batch.triggers))
    return out


Make = Callable[[Sequence[Any]], Batch]
"""Makes a batch of rows for a model."""


class Plan(Dataset[Batch]):
    """The batches of a run in their order: in each round all rows that are told, and a share of those a tutor speaks of."""

    def __init__(self, rows: Sequence[Row], more: Sequence[Row], make: Make, config: Config) -> None:
        rng = random.Random(config["seed"])
        self.make = make
        self.groups: list[list[Row]] = []
        self.ends: list[int] = []
        waiting: list[Row] = []
        for _ in range(config["epochs"]):
            if more and len(waiting) < len(more) * config["news"]:
                waiting += rng.sample(list(more), len(more))
            count = int(len(more) * config["news"])
            mine, waiting = waiting[:count], waiting[count:]
            now = [
                group
                for some in (list(rows), mine)
                for group in by_length(some, config["words"], rng, slack=SLACK)
            ]
            rng.shuffle(now)
            self.groups += now
            self.ends.append(len(self.groups))

    def __len__(self) -> int:
        return len(self.groups)

    def __getitem__(self, step: int) -> Batch:
        return self.make(self.groups[step])


def learn(
    model: Answers,
    config: Config,
    make: Make,
    rows: Sequence[Row],
    check: Sequence[Row],
    *,
    more: Sequence[Row] = (),
    workers: int = 0,
) -> None:
    """Train a model on ``rows``, and on ``more`` of which a tutor has spoken; prints what it reaches on ``check``."""
    torch.manual_seed(config["seed"])
    torch.set_num_threads(config["threads"])
    torch.multiprocessing.set_sharing_strategy("file_system")
    device = next(model.parameters()).device
    optimizer = torch.optim.AdamW(
        [
            {"params": [p for p in inner if p.requires_grad], "lr": config[pace]}
            for pace, inner in (("layers_lr", inside(model)), ("head_lr", outside(model)))
        ],
        betas=(0.9, 0.98),
        weight_decay=config["weight_decay"],
        fused=True,
    )
    plan = Plan(rows, more, make, config)
    total, warm = len(plan), config["warmup"] * len(plan)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min((s + 1) / warm, (total - s) / (total - warm))
    )
    started = time.time()
    before = quick(model, make, check)
    print(json.dumps({"rows": len(rows), "more": len(more), "steps": total, "before": before}), flush=True)
    missed: list[Tensor] = []
    for step, given in enumerate(batches(plan, workers), 1):
        parts = losses(model, given.to(device), config)
        loss = torch.stack([config["loss"][k] * v for k, v in parts.items()]).sum()
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), config["clip"])
        optimizer.step()
        schedule.step()
        missed.append(loss.detach())
        if step in plan.ends:
            mean = float(torch.stack(missed).mean())
            if not np.isfinite(mean):
                raise SystemExit(f"the loss is not finite before step {step}")
            line = {"round": plan.ends.index(step) + 1, "seconds": round(time.time() - started), "loss": mean}
            print(json.dumps(line | quick(model, make, check)), flush=True)
            missed = []
    model.eval()


INSIDE = ("encoder", "layers", "join", "deep")
"""Parts of a model that learn at the rate of its layers."""


def inside(model: nn.Module) -> Iterator[nn.Parameter]:
    return (p for k, p in model.named_parameters() if k.split(".")[0] in INSIDE)


def outside(model: nn.Module) -> Iterator[nn.Parameter]:
    return (p for k, p in model.named_parameters() if k.split(".")[0] not in INSIDE)


@torch.no_grad()
def quick(model: Answers, make: Make, rows: Sequence[Row]) -> dict[str, float]:
    """On annotated texts: F1 of triggers, types and arguments by words, shares of right labels."""
    model.eval()
    device = next(model.parameters()).device
    right: dict[str, list[float]] = {}
    found, gold, both = np.zeros(len(ROLES)), np.zeros(len(ROLES)), np.zeros(len(ROLES))
    sure, kinds, told = [], [], []
    for row in rows:
        b = make([row]).to(device)
        tags, roles, _ = model(*b.inputs)
        scores = model.scores(tags)
        for k in HEADS[1:]:
            known = b.tags[k] != UNKNOWN
            right.setdefault(k, []).extend((scores[k].argmax(-1)[known] == b.tags[k][known]).float().tolist())
        chances = scores["claim"][0].softmax(-1)
        sure.append(1 - chances[:, 0])
        kinds.append(chances[:, 1:].argmax(-1) + 1)
        told.append(b.tags["claim"][0])
        if len(b.triggers):
            said = (model.role_scores(roles, *b.triggers.T) > 0) & (b.asked > 0)
            mine = (b.roles > 0) & (b.asked > 0)
            found += said.sum((0, 1)).cpu().numpy()
            gold += mine.sum((0, 1)).cpu().numpy()
            both += (said & mine).sum((0, 1)).cpu().numpy()
    model.train()
    s, k, t = torch.cat(sure), torch.cat(kinds), torch.cat(told)
    tell = s > SURE
    out = {name: float(np.mean(v)) for name, v in right.items() if v}
    out |= {r: 2 * both[i] / max(found[i] + gold[i], 1) for i, r in enumerate(ROLES)}
    total = int(tell.sum()) + int((t > 0).sum())
    out["triggers"] = 2 * int((tell & (t > 0)).sum()) / total
    out["typed"] = 2 * int((tell & (t == k)).sum()) / total
    out["type"] = float((k == t)[t > 0].float().mean())
    return {name: round(v, 4) for name, v in out.items()}
