"""Trains the language engine: ``python -m training.train`` reads WHENCE_DATA and writes ``training/out``."""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import os
import random
import time
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor

from training import data as sets
from training import events
from training.batch import MASK_PIECE, Batch, Chains, Encoded, by_document, by_length
from training.data import LAYERS, NAME_TAGS, UNKNOWN, Labels, Row
from training.model import Encoder, Engine, base_path, chain_loss, impossible
from training.re3d import re3d_rows

HERE = Path(__file__).parent
TAGGED = ["upos", "xpos", "feats", "lemma", "sentence", *LAYERS, "event"]
STATES = 5  # outside, begin, inside, end, single
LONGEST = 400  # pieces; longer rows are left out


def attribution_loss(model: Engine, tags: dict[str, Tensor], batch: Batch) -> Tensor:
    """All layers of the rows that have them, as chains of their own."""
    known = (batch.tags[LAYERS[0]] != UNKNOWN).any(1)
    if not known.any():
        return tags[LAYERS[0]].sum() * 0
    scores = torch.stack([tags[k][known] for k in LAYERS], 1)
    gold = torch.stack([batch.tags[k][known] for k in LAYERS], 1).clamp(min=0)
    rows, layers, words, states = scores.shape
    lengths = batch.words[known].sum(1)[:, None].expand(-1, layers)
    transitions = (model.transitions + impossible().to(scores.device))[None].expand(rows, -1, -1, -1)
    return chain_loss(
        scores.reshape(-1, words, states),
        gold.reshape(-1, words),
        lengths.reshape(-1),
        transitions.reshape(-1, states, states),
    )


def losses(model: Engine, batch: Batch) -> dict[str, Tensor]:
    out = model(batch.ids, batch.shapes, batch.mask, batch.first, batch.last)
    result: dict[str, Tensor] = {}
    tags = {k: v.float() for k, v in model.tag_scores(out.tags).items()}

    def cross(scores: Tensor, gold: Tensor) -> Tensor:
        if not (gold != UNKNOWN).any():
            return scores.sum() * 0
        return F.cross_entropy(scores.reshape(-1, scores.shape[-1]), gold.reshape(-1), ignore_index=UNKNOWN)

    for key in ("upos", "xpos", "feats", "lemma", "sentence", "event"):
        result[key] = cross(tags[key], batch.tags[key])
    result["attribution"] = attribution_loss(model, tags, batch)
    known = batch.allowed.sum(-1) > 0
    if known.any():
        scores = tags["names"]
        habit = batch.rows[0].row.task
        if habit in model.habits:  # a batch of names is of one set
            scores = scores + model.habits[habit](out.words).float()
        scores, allowed = scores[known], batch.allowed[known]
        result["names"] = (scores.logsumexp(-1) - (scores + (allowed - 1) * 1e4).logsumexp(-1)).mean()
    told = ~batch.factuality.isnan()
    if told.any():
        result["factuality"] = F.smooth_l1_loss(
            tags["factuality"].squeeze(-1)[told], batch.factuality[told], beta=0.2
        )
    if (batch.code != UNKNOWN).any():
        # some word of the row tells the code: its scores are summed over words (multiple-instance learning)
        silent = batch.hidden | ~batch.words
        result["code"] = cross(tags["code"].masked_fill(silent[:, :, None], -1e4).logsumexp(1), batch.code)
    # arcs only inside a sentence
    if (batch.heads != UNKNOWN).any():
        arcs = model.arc_scores(out).float()
        within = batch.sentence[:, :, None] == batch.sentence[:, None, :]
        within = F.pad(within, (1, 0), value=True)
        result["arcs"] = cross(arcs.masked_fill(~within, -1e4), batch.heads)
        where = (batch.heads != UNKNOWN).nonzero()
        roots = model.lab_root.to(out.lab_head.dtype).expand(len(batch.rows), 1, -1)
        heads = torch.cat([roots, out.lab_head], 1)
        chosen = batch.heads[where[:, 0], where[:, 1]]
        scores = model.label_scores(out.lab_dep[where[:, 0], where[:, 1]], heads[where[:, 0], chosen]).float()
        result["labels"] = cross(scores, batch.deprel[where[:, 0], where[:, 1]])
    if (batch.source != UNKNOWN).any() or (batch.cue != UNKNOWN).any():
        to_source, to_cue = (
            F.pad(s.float().masked_fill(~batch.words[:, None, :], -1e4), (1, 0))
            for s in model.link_scores(out)
        )
        result["source_link"] = cross(to_source, batch.source)
        result["content_link"] = cross(to_cue, batch.cue)
    if batch.chains:
        parts = [chains_loss(model, out.coref.float(), chains) for chains in batch.chains]
        result["coref"] = torch.stack(parts).mean()
    if batch.meaning is not None:
        result["meaning"] = (
            1 - F.cosine_similarity(out.meaning.float()[batch.taught], batch.meaning, dim=-1)
        ).mean()
    return result


def chains_loss(model: Engine, coref: Tensor, chains: Chains) -> Tensor:
    """Marginal likelihood of the right antecedents, one of which may be "none" (Lee et al. 2017)."""
    scores = model.coref_scores(coref[chains.heads[:, 0], chains.heads[:, 1]], chains.alike)
    earlier = torch.ones_like(scores, dtype=torch.bool).tril(-1)
    scores = F.pad(scores.masked_fill(~earlier, -1e4), (1, 0))
    return (scores.logsumexp(-1) - (scores + (chains.gold - 1) * 1e4).logsumexp(-1)).mean()


def teach_meaning(rows: list[Encoded], device: torch.device, bf16: bool, cache: Path) -> None:
    """Gives ``rows`` the original encoder's sentence embedding (mean of its pieces), kept in ``cache``."""
    digest = hashlib.sha256()
    for r in rows:
        digest.update(np.array(r.ids, dtype=np.int32).tobytes())
    stored = cache / f"meaning-{digest.hexdigest()[:12]}.npy"
    if not stored.exists():
        original = Encoder(6, 384)
        original.load_base(base_path())
        original.eval().to(device)
        order = sorted(rows, key=len)
        with torch.no_grad():
            for i in range(0, len(order), 32):
                part = order[i : i + 32]
                b = Batch(part, device, [])
                with torch.autocast(device.type, dtype=torch.bfloat16, enabled=bf16):
                    hidden = original(b.ids, torch.zeros_like(b.shapes), b.mask).float()
                weights = b.mask[:, :, None].float()
                mean = F.normalize((hidden * weights).sum(1) / weights.sum(1), dim=-1).cpu().numpy()
                for r, v in zip(part, mean, strict=True):
                    r.meaning = v
        np.save(stored, np.stack([r.meaning for r in rows]).astype(np.float16))
    for r, v in zip(rows, np.load(stored), strict=True):
        r.meaning = v.astype(np.float32)


@torch.no_grad()
def quick_scores(model: Engine, rows: list[Encoded], device: torch.device, bf16: bool) -> dict[str, float]:
    """Accuracies on development rows, trees by plain argmax."""
    model.eval()
    right: dict[str, int] = {}
    seen: dict[str, int] = {}

    def add(key: str, ok: Tensor) -> None:
        right[key] = right.get(key, 0) + int(ok.sum())
        seen[key] = seen.get(key, 0) + ok.numel()

    for group in by_length(rows, 4000, random.Random(0)):
        b = Batch(group, device, TAGGED)
        with torch.autocast(device.type, dtype=torch.bfloat16, enabled=bf16):
            out = model(b.ids, b.shapes, b.mask, b.first, b.last)
        out = type(out)(*(part.float() for part in out))
        tags = model.tag_scores(out.tags)
        for key in TAGGED:
            known = b.tags[key] != UNKNOWN
            if known.any():
                add(key, tags[key].argmax(-1)[known] == b.tags[key][known])
        told = ~b.factuality.isnan()
        if told.any():
            miss = (tags["factuality"].squeeze(-1)[told].float() - b.factuality[told]).abs()
            add("factuality within 0.33", miss < 1 / 3)
        if (b.code != UNKNOWN).any():
            bag = tags["code"].float().masked_fill((b.hidden | ~b.words)[:, :, None], -1e4).logsumexp(1)
            add("code", bag.argmax(-1)[b.code != UNKNOWN] == b.code[b.code != UNKNOWN])
        known = b.allowed.sum(-1) > 0
        if known.any():
            guess = tags["names"].argmax(-1)
            live = known & ((b.allowed[..., 0] == 0) | (guess > 0))
            add("names", torch.gather(b.allowed, 2, guess[..., None]).squeeze(-1)[live] > 0)
        known = b.heads != UNKNOWN
        if known.any():
            arcs = model.arc_scores(out).float()
            within = F.pad(b.sentence[:, :, None] == b.sentence[:, None, :], (1, 0), value=True)
            guess = arcs.masked_fill(~within, -1e4).argmax(-1)
            where = known.nonzero()
            roots = model.lab_root.to(out.lab_head.dtype).expand(len(group), 1, -1)
            heads = torch.cat([roots, out.lab_head], 1)
            chosen = guess[where[:, 0], where[:, 1]]
            label = model.label_scores(
                out.lab_dep[where[:, 0], where[:, 1]], heads[where[:, 0], chosen]
            ).argmax(-1)
            ok = chosen == b.heads[where[:, 0], where[:, 1]]
            add("uas", ok)
            add("las", ok & (label == b.deprel[where[:, 0], where[:, 1]]))
    model.train()
    return {k: round(right[k] / max(seen[k], 1), 4) for k in right}


def by_set(rows: list[Encoded], pieces: int, rng: random.Random) -> list[list[Encoded]]:
    """Batches of one set each, in random order."""
    tasks = sorted({r.row.task for r in rows})
    out = [b for task in tasks for b in by_length([r for r in rows if r.row.task == task], pieces, rng)]
    rng.shuffle(out)
    return out


def read_sets(data: Path, config: dict[str, Any]) -> tuple[Labels, dict[str, list[Row]], list[Row]]:
    """Label inventories, the rows to learn from by pool, and the development rows of `quick_scores`."""
    rows, seed = config["rows"], config["run"]["seed"]
    length = (rows["shortest"], rows["longest"])
    whole = (rows["document"], rows["document"])
    trees = [replace(r, document=None) for r in sets.tree_rows(data, "train", length, seed, {})]
    pools = {
        "trees": trees,
        "documents": list(sets.tree_rows(data, "train", whole, seed, {}, ("gum",))),
        "attribution": list(sets.attribution_rows(data, "train", rows["attribution"], {})),
        "names": [*sets.name_rows(data, seed, rows["gmb_share"]), *re3d_rows(data, "train")],
        "events": [
            *events.ecb_rows(data, "train"),
            *events.factuality_rows(data, "train"),
            *events.plover_rows(data, "train"),
        ],
    }
    development = [
        *(replace(r, document=None) for r in sets.tree_rows(data, "dev", length, 1, {})),
        *sets.attribution_rows(data, "dev", rows["attribution"], {}),
        *events.ecb_rows(data, "dev"),
        *events.factuality_rows(data, "dev"),
        *events.plover_rows(data, "dev"),
    ]
    return Labels.of(trees), pools, development


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, default=HERE / "config.toml")
    parser.add_argument("--out", type=Path, default=HERE / "out")
    parser.add_argument("--steps", type=int, help="another number of steps than the config says")
    parser.add_argument(
        "--start", type=Path, help="weights.pt of an earlier run to start from; heads it lacks start new"
    )
    options = parser.parse_args()
    config = tomllib.loads(options.config.read_text())
    run = config["run"]
    steps = options.steps or run["steps"]
    data = Path(os.environ.get("WHENCE_DATA", HERE.parent.parent / "shared" / "data"))
    options.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(run["threads"])
    torch.manual_seed(run["seed"])
    rng = random.Random(run["seed"])
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    tokenizer = Tokenizer.from_file(str(base_path() / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()

    labels, pools, development = read_sets(data, config)
    encoded = {k: [Encoded(r, tokenizer, labels) for r in v] for k, v in pools.items()}
    encoded = {k: [e for e in v if len(e) < LONGEST] for k, v in encoded.items()}
    every = [e for v in encoded.values() for e in v]
    teach_meaning(every[:: run["meaning_every"]], device, run["bf16"], options.out)
    held_out = [Encoded(r, tokenizer, labels) for r in development]
    sizes = {
        "upos": len(labels.upos),
        "xpos": len(labels.xpos),
        "feats": len(labels.feats),
        "lemma": len(labels.lemma),
        "sentence": 2,
        "names": len(NAME_TAGS),
        **dict.fromkeys(LAYERS, STATES),
        "event": len(events.EVENT_TAGS),
        "factuality": 1,
        "code": len(events.CODES),
        "deprel": len(labels.deprel),
    }
    inventory = {k: list(getattr(labels, k)) for k in ("upos", "xpos", "feats", "lemma", "deprel")}
    inventory |= {"names": NAME_TAGS, "event": events.EVENT_TAGS, "code": events.CODES}
    (options.out / "labels.json").write_text(
        json.dumps({"sizes": sizes, "labels": inventory}, ensure_ascii=False)
    )
    model = Engine(sizes, config["model"], tuple(config["names"]["habits"]))
    model.encoder.load_base(base_path())
    if options.start:
        model.load_state_dict(torch.load(options.start, map_location="cpu"), strict=False)
    if run["rounding"]:
        model.round()
    model.to(device)
    own = config["optimizer"]
    table = model.encoder.word.weight  # its gradient has a few thousand rows of 30,522
    dense = [(n, p) for n, p in model.named_parameters() if p is not table]
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
    optimizers: list[torch.optim.Optimizer] = [
        torch.optim.AdamW(groups, betas=(0.9, 0.98), eps=1e-6, fused=True),
        torch.optim.SparseAdam([table], lr=own["encoder_lr"], betas=(0.9, 0.98), eps=1e-6),
    ]

    def rate(step: int) -> float:
        warm = own["warmup"] * steps
        return step / warm if step < warm else max(0.0, (steps - step) / (steps - warm))

    schedules = [torch.optim.lr_scheduler.LambdaLR(o, lambda s: rate(s + 1)) for o in optimizers]
    cut = {"documents": by_document, "names": by_set}
    queues: dict[str, list[list[Encoded]]] = {k: [] for k in encoded}
    spent = dict.fromkeys(encoded, 0)
    log = (options.out / "log.jsonl").open("w")
    started, seen, sums = time.time(), 0, {}
    print({k: (len(v), sum(map(len, v))) for k, v in encoded.items()}, sizes, flush=True)
    for step in range(1, steps + 1):
        # the set that is furthest behind its share comes next
        task = min(config["mix"], key=lambda k: (spent[k] / config["mix"][k], k))
        if not queues[task]:
            queues[task] = cut.get(task, by_length)(encoded[task], run["pieces"], rng)
        group = queues[task].pop()
        batch = Batch(group, device, TAGGED)
        size = int(batch.mask.sum())
        blank = (torch.rand(batch.ids.shape, device=device) < run["mask_pieces"]) & (batch.ids > MASK_PIECE)
        batch.ids = batch.ids.masked_fill(blank, MASK_PIECE)
        spent[task] += size
        seen += size
        with torch.autocast(device.type, dtype=torch.bfloat16, enabled=run["bf16"]):
            parts = losses(model, batch)
        loss = sum((config["loss"][k] * v for k, v in parts.items()), torch.zeros((), device=device))
        if not math.isfinite(loss.item()):
            raise SystemExit(f"loss is not finite at step {step}: {parts}")
        for optimizer in optimizers:
            optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_([p for _, p in dense], own["clip"])
        for optimizer, schedule in zip(optimizers, schedules, strict=True):
            optimizer.step()
            schedule.step()
        for k, v in parts.items():
            if v.item():
                sums.setdefault(k, []).append(v.item())
        if step % 20 == 0:
            line = {"step": step, "pieces_per_s": round(seen / (time.time() - started))}
            line |= {k: round(float(np.mean(v)), 4) for k, v in sums.items()}
            print(json.dumps(line), flush=True)
            sums = {}
        if step % run["checkpoint_every"] == 0 or step == steps:
            scores = quick_scores(model, held_out, device, run["bf16"])
            print(json.dumps({"step": step, "development": scores}), flush=True)
            log.write(
                json.dumps({"step": step, "seconds": round(time.time() - started), "development": scores})
                + "\n"
            )
            log.flush()
            torch.save(model.state_dict(), options.out / "weights.pt")


if __name__ == "__main__":
    main()
