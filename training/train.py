"""Trains one engine: ``python -m training.train`` reads WHENCE_DATA and writes ``training/out/student``.

One step of `python -m training`, with options to start from other weights or learn from another teacher.
"""

from __future__ import annotations

import argparse
import json
import random
import time
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from training import losses, scores, sets
from training.bases import weights_of
from training.batch import MASK_PIECE, Batch, Encoded, by_document, by_length
from training.data import LAYERS
from training.losses import TAGGED
from training.model import Encoder, Engine, Output

HERE = Path(__file__).parent
REPORT = 20  # steps
Config = dict[str, Any]


class Plan(Dataset[Batch]):
    """The batches of a run, in their order: which rows of which pool, made when they are asked for."""

    def __init__(self, pools: dict[str, list[Encoded]], config: Config, steps: int) -> None:
        rng = random.Random(config["run"]["seed"])
        cut = {"documents": by_document, "names": by_set, "events": by_set}
        mix = config["mix"]
        queues: dict[str, list[list[Encoded]]] = {k: [] for k in mix}
        spent = dict.fromkeys(mix, 0)
        self.groups: list[list[Encoded]] = []
        for _ in range(steps):
            task = min(mix, key=lambda k: (spent[k] / mix[k], k))  # the one furthest behind its share
            if not queues[task]:
                queues[task] = cut.get(task, by_length)(pools[task], config["run"]["pieces"], rng)
            self.groups.append(queues[task].pop())
            spent[task] += sum(map(len, self.groups[-1]))

    def __len__(self) -> int:
        return len(self.groups)

    def __getitem__(self, step: int) -> Batch:
        return Batch(self.groups[step], (*TAGGED, *LAYERS))


def by_set(rows: list[Encoded], pieces: int, rng: random.Random) -> list[list[Encoded]]:
    """Batches of one set each, in random order."""
    tasks = sorted({r.row.task for r in rows})
    out = [b for task in tasks for b in by_length([r for r in rows if r.row.task == task], pieces, rng)]
    rng.shuffle(out)
    return out


def autocast(run: Config, device: torch.device) -> torch.autocast:
    return torch.autocast(device.type, dtype=torch.bfloat16, enabled=run["bf16"])


@torch.no_grad()
def teach_meaning(rows: list[Encoded], device: torch.device, run: Config) -> None:
    """Gives ``rows`` the sentence embedding of all-MiniLM-L6-v2 (mean of its pieces)."""
    original = Encoder(6, 384)
    original.start(weights_of("minilm"))
    original.eval().to(device)
    for part in by_length(rows, 8000, random.Random(0)):
        b = Batch(part, ()).to(device)
        with autocast(run, device):
            hidden = original(b.ids, torch.zeros_like(b.shapes), b.mask).float()
        weights = b.mask[:, :, None].float()
        mean = F.normalize((hidden * weights).sum(1) / weights.sum(1), dim=-1).cpu().numpy()
        for r, v in zip(part, mean, strict=True):
            r.meaning = v


def optimizers_of(model: Engine, own: Config) -> tuple[list[torch.optim.Optimizer], list[Tensor]]:
    """Adam for all weights, by groups; and all weights but the table of word pieces, whose gradient is sparse."""
    table = model.encoder.word.weight
    dense = [(n, p) for n, p in model.named_parameters() if p is not table and p is not model.transitions]
    groups = [
        {
            "params": [
                p
                for n, p in dense
                if n.startswith("encoder.") == inside and (p.ndim < 2 or "norm" in n) == bare
            ],
            "lr": pace,
            "weight_decay": 0.0 if bare else own["weight_decay"],
        }
        for inside, pace in ((True, own["encoder_lr"]), (False, own["head_lr"]))
        for bare in (True, False)
    ]
    groups.append({"params": [model.transitions], "lr": own["chain_lr"], "weight_decay": 0.0})
    return [
        torch.optim.AdamW(groups, betas=(0.9, 0.98), eps=1e-6, fused=True),
        torch.optim.SparseAdam([table], lr=own["encoder_lr"], betas=(0.9, 0.98), eps=1e-6),
    ], [model.transitions, *(p for _, p in dense)]


def load_engine(folder: Path, device: torch.device) -> Engine:
    """A trained engine with what it was trained with: ``labels.json``, ``config.toml``, ``weights.pt``."""
    config = tomllib.loads((folder / "config.toml").read_text())
    sizes = json.loads((folder / "labels.json").read_text())["sizes"]
    engine = Engine(sizes, config["model"], tuple(config["names"]["habits"]))
    weights = torch.load(folder / "weights.pt", map_location="cpu")
    engine.load_state_dict({k: v.float() for k, v in weights.items()})
    return engine.to(device)


def batches(plan: Plan, workers: int) -> Iterator[Batch]:
    """The batches of a plan in order, made ahead by worker processes if there are any."""
    loader = DataLoader(
        plan,
        batch_size=None,
        num_workers=workers,
        prefetch_factor=8 if workers else None,
        multiprocessing_context="fork" if workers else None,
    )
    yield from loader


def train(
    config: Config,
    data: sets.Sets,
    out: Path,
    steps: int,
    *,
    teacher: Path | None = None,
    start: Path | None = None,
    workers: int = 0,
) -> None:
    """One run; writes weights, labels, configuration and log to ``out``."""
    run, own = config["run"], config["optimizer"]
    torch.manual_seed(run["seed"])
    torch.set_num_threads(run["threads"])
    torch.multiprocessing.set_sharing_strategy("file_system")
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.backends.cuda.matmul.allow_tf32 = True
    out.mkdir(parents=True, exist_ok=True)
    (out / "labels.json").write_text(
        json.dumps({"sizes": data.sizes, "labels": data.labels}, ensure_ascii=False)
    )
    pools = {k: data.pools[k] for k in config["mix"]}
    every = [e for v in pools.values() for e in v]
    for e in every:
        e.meaning = None
    if "meaning" in config["loss"]:
        teach_meaning(every[:: run["meaning_every"]], device, run)
    model = Engine(data.sizes, config["model"], tuple(config["names"]["habits"]))
    model.encoder.start(weights_of(config["model"]["base"]))
    if start:
        if json.loads((start.parent / "labels.json").read_text())["labels"] != data.labels:
            raise SystemExit(f"{start.parent}: its labels are not those of this run; train it anew")
        mine = model.state_dict()
        given_weights = torch.load(start, map_location="cpu")
        same = {k: v for k, v in given_weights.items() if k in mine and mine[k].shape == v.shape}
        print("started anew:", sorted(mine.keys() - same.keys()))
        model.load_state_dict(same, strict=False)
    model.encoder.freeze(run["frozen"])
    if run["only"]:
        for name, parameter in model.named_parameters():
            parameter.requires_grad_(requires_grad=name.split(".")[0] in run["only"])
    model.to(device)
    elder = load_engine(teacher, device).eval() if teacher else None
    optimizers, dense = optimizers_of(model, own)

    def rate(step: int) -> float:
        warm = own["warmup"] * steps
        return step / warm if step < warm else max(0.0, (steps - step) / (steps - warm))

    schedules = [torch.optim.lr_scheduler.LambdaLR(o, lambda s: rate(s + 1)) for o in optimizers]

    def forward(engine: Engine) -> Callable[[Batch], Output]:
        def run_it(b: Batch) -> Output:
            with autocast(run, device):
                return engine(b.ids, b.shapes, b.mask, b.first, b.last)

        return run_it

    log = (out / "log.jsonl").open("w")

    def note(line: dict[str, Any]) -> None:
        text = json.dumps(line)
        print(text, flush=True)
        log.write(text + "\n")
        log.flush()

    started, seen, sums = time.time(), 0, dict[str, list[Tensor]]()
    for step, given in enumerate(batches(Plan(pools, config, steps), workers), 1):
        if step == int(run["rounding_from"] * steps) + 1:
            model.round()
        batch = given.to(device)
        seen += batch.size
        parts: dict[str, Tensor] = {}
        if elder is not None:
            with torch.no_grad():
                said = forward(elder)(batch)
        hide = (torch.rand(batch.ids.shape, device=device) < run["mask_pieces"]) & (batch.ids > MASK_PIECE)
        batch.ids = batch.ids.masked_fill(hide, MASK_PIECE)
        output = forward(model)(batch)
        with autocast(run, device):
            parts |= losses.told(model, output, batch)
            loss = sum((config["loss"][k] * v for k, v in parts.items()), torch.zeros((), device=device))
            if elder is not None:
                learned = losses.taught(model, output, elder, said, batch)
                more = sum(
                    (config["loss"][k] * v for k, v in learned.items()), torch.zeros((), device=device)
                )
                loss = run["told"] * loss + run["taught"] * more
                parts |= {f"{k} of teacher": v for k, v in learned.items()}
        for optimizer in optimizers:
            optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(dense, own["clip"])
        for optimizer, schedule in zip(optimizers, schedules, strict=True):
            optimizer.step()
            schedule.step()
        for k, v in parts.items():
            sums.setdefault(k, []).append(v.detach())
        if step % REPORT == 0:
            means = {k: float(torch.stack(v).mean()) for k, v in sums.items()}
            if not all(np.isfinite(v) for v in means.values()):
                raise SystemExit(f"a loss is not finite before step {step}: {means}")
            pace = round(seen / (time.time() - started))
            note({"step": step, "pieces_per_s": pace} | {k: round(v, 4) for k, v in sorted(means.items())})
            sums = {}
        if step % run["checkpoint_every"] == 0 or step == steps:
            found = scores.quick(model, forward(model), data.development, device)
            note({"step": step, "seconds": round(time.time() - started), "development": found})
            torch.save(model.state_dict(), out / ("weights.pt" if step == steps else "checkpoint.pt"))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--config", type=Path, default=HERE / "student.toml")
    parser.add_argument("--out", type=Path, default=HERE / "out" / "student")
    parser.add_argument("--sets", type=Path, help="rows packed by training.sets; else they are read anew")
    parser.add_argument("--steps", type=int, help="another number of steps than the config says")
    parser.add_argument("--teacher", type=Path, help="folder of a trained engine to learn from")
    parser.add_argument("--start", type=Path, help="weights.pt to start from; heads it lacks start new")
    parser.add_argument("--workers", type=int, default=0, help="processes that make batches ahead")
    options = parser.parse_args()
    config = tomllib.loads(options.config.read_text())
    data = sets.load(options.sets) if options.sets else sets.read(config)
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "config.toml").write_text(options.config.read_text())
    train(
        config,
        data,
        options.out,
        options.steps or config["run"]["steps"],
        teacher=options.teacher,
        start=options.start,
        workers=options.workers,
    )


if __name__ == "__main__":
    main()
