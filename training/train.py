"""Trains the language engine: ``python -m training.train`` reads WHENCE_DATA and writes ``training/out``."""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import time
import tomllib
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor

from training import data as sets
from training.data import LAYERS, NAME_TAGS, UNKNOWN, Labels, Row
from training.model import Encoder, Engine, base_path
from whence.language.shapes import shape_of

HERE = Path(__file__).parent


class Encoded:
    """A row as arrays: pieces, shapes, first and last piece of each word, labels."""

    def __init__(self, row: Row, tokenizer: Tokenizer, labels: Labels, limit: int = 500) -> None:
        self.row = row
        encoding = tokenizer.encode(row.words, is_pretokenized=True)
        ids, owners = encoding.ids[:limit], encoding.word_ids[:limit]
        first = [0] * len(row.words)
        last = [0] * len(row.words)
        for position, word in enumerate(owners):
            if word is not None:
                first[word] = first[word] or position
                last[word] = position
        kinds = [shape_of(w) for w in row.words]
        self.ids = ids
        self.shapes = [0 if w is None else kinds[w] for w in owners]
        self.first, self.last = first, last
        self.tags = {}
        for key in ("upos", "xpos", "feats", "lemma"):
            values = getattr(row, key)
            known = {v: i for i, v in enumerate(getattr(labels, key))}
            self.tags[key] = [known.get(v, UNKNOWN) for v in values] if values else None
        self.tags["sentence"] = [int(s) for s in row.starts] if row.starts else None
        for k, layer in enumerate(LAYERS):
            self.tags[layer] = row.layers[k] if row.layers else None
        known = {v: i for i, v in enumerate(labels.deprel)}
        self.heads = [h + 1 for h in row.heads] if row.heads else None
        self.deprel = [known.get(v, UNKNOWN) for v in row.deprel] if row.deprel else None
        self.meaning: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.ids)


class Batch:
    """Padded tensors of some rows."""

    def __init__(self, rows: list[Encoded], device: torch.device, tags: list[str]) -> None:
        n, pieces, words = len(rows), max(map(len, rows)), max(len(r.first) for r in rows)

        def pad(values: list[list[int] | None], width: int, fill: int) -> Tensor:
            out = np.full((n, width), fill, dtype=np.int64)
            for i, v in enumerate(values):
                if v is not None:
                    out[i, : len(v)] = v
            return torch.from_numpy(out).to(device)

        self.rows = rows
        self.ids = pad([r.ids for r in rows], pieces, 0)
        self.shapes = pad([r.shapes for r in rows], pieces, 0)
        self.mask = (
            (torch.arange(pieces)[None] < torch.tensor([len(r) for r in rows])[:, None]).long().to(device)
        )
        self.first = pad([r.first for r in rows], words, 0)
        self.last = pad([r.last for r in rows], words, 0)
        self.words = (torch.arange(words)[None] < torch.tensor([len(r.first) for r in rows])[:, None]).to(
            device
        )
        self.tags = {k: pad([r.tags[k] for r in rows], words, UNKNOWN) for k in tags if k != "names"}
        self.heads = pad([r.heads for r in rows], words, UNKNOWN)
        self.deprel = pad([r.deprel for r in rows], words, UNKNOWN)
        allowed = np.zeros((n, words, len(NAME_TAGS)), dtype=np.float32)
        sentence = np.full((n, words), -1, dtype=np.int64)
        source = np.full((n, words), UNKNOWN, dtype=np.int64)
        cue = np.full((n, words), UNKNOWN, dtype=np.int64)
        chain = np.zeros((n, words, words + 1), dtype=np.float32)
        self.has_chain = np.zeros(n, dtype=bool)
        same = np.zeros((n, words, words), dtype=np.float32)
        for i, r in enumerate(rows):
            row = r.row
            if row.names:
                for w, tags_ in enumerate(row.names):
                    allowed[i, w, list(tags_)] = 1
            if row.starts:
                sentence[i, : len(row.starts)] = np.cumsum(row.starts)
            for c, s in row.source_of.items():
                source[i, c] = s + 1
            for c, s in row.cue_of.items():
                cue[i, c] = s + 1
            if row.antecedent is not None:
                self.has_chain[i] = True
                for w, before in enumerate(row.antecedent):
                    if before:
                        chain[i, w, [b + 1 for b in before]] = 1
                    else:
                        chain[i, w, 0] = 1
                forms = np.array([hash_form(w) for w in row.words])
                same[i, : len(forms), : len(forms)] = forms[:, None] == forms[None]
        to = lambda a: torch.from_numpy(a).to(device)  # noqa: E731
        self.allowed, self.sentence, self.source, self.cue = to(allowed), to(sentence), to(source), to(cue)
        self.chain, self.same = to(chain), to(same)
        taught = [i for i, r in enumerate(rows) if r.meaning is not None]
        self.taught = torch.tensor(taught, dtype=torch.long, device=device)
        self.meaning = (
            torch.from_numpy(np.stack([rows[i].meaning for i in taught])).to(device) if taught else None
        )


def hash_form(word: str) -> int:
    """A stable number for a word form without case."""
    value = 0
    for c in word.lower():
        value = (value * 1000003 + ord(c)) % (1 << 61)
    return value


def losses(model: Engine, batch: Batch) -> dict[str, Tensor]:
    out = model(batch.ids, batch.shapes, batch.mask, batch.first, batch.last)
    result: dict[str, Tensor] = {}
    tags = {k: v.float() for k, v in model.tag_scores(out.tags).items()}

    def cross(scores: Tensor, gold: Tensor) -> Tensor:
        if not (gold != UNKNOWN).any():
            return scores.sum() * 0
        return F.cross_entropy(scores.reshape(-1, scores.shape[-1]), gold.reshape(-1), ignore_index=UNKNOWN)

    for key in ("upos", "xpos", "feats", "lemma", "sentence"):
        result[key] = cross(tags[key], batch.tags[key])
    result["attribution"] = sum((cross(tags[k], batch.tags[k]) for k in LAYERS), torch.zeros(())) / len(
        LAYERS
    )
    known = batch.allowed.sum(-1) > 0
    if known.any():
        scores = tags["names"][known]
        allowed = batch.allowed[known]
        result["names"] = (scores.logsumexp(-1) - (scores + (allowed - 1) * 1e4).logsumexp(-1)).mean()
    # arcs only inside a sentence
    arcs = model.arc_scores(out).float()
    within = batch.sentence[:, :, None] == batch.sentence[:, None, :]
    within = F.pad(within, (1, 0), value=True)
    arcs = arcs.masked_fill(~within, -1e4)
    result["arcs"] = cross(arcs, batch.heads)
    where = (batch.heads != UNKNOWN).nonzero()
    if len(where):
        roots = model.lab_root.to(out.lab_head.dtype).expand(len(batch.rows), 1, -1)
        heads = torch.cat([roots, out.lab_head], 1)
        chosen = batch.heads[where[:, 0], where[:, 1]]
        scores = model.label_scores(out.lab_dep[where[:, 0], where[:, 1]], heads[where[:, 0], chosen]).float()
        result["labels"] = cross(scores, batch.deprel[where[:, 0], where[:, 1]])
    to_source, to_cue = (
        F.pad(s.float().masked_fill(~batch.words[:, None, :], -1e4), (1, 0)) for s in model.link_scores(out)
    )
    result["source_link"] = cross(to_source, batch.source)
    result["content_link"] = cross(to_cue, batch.cue)
    rows = torch.from_numpy(batch.has_chain).to(batch.ids.device)
    if rows.any():
        scores = model.coref_scores(out, batch.same).float()[rows]
        n = scores.shape[1]
        earlier = torch.ones(n, n, dtype=torch.bool, device=scores.device).tril(-1)
        scores = F.pad(scores.masked_fill(~earlier, -1e4), (1, 0))
        gold = batch.chain[rows]
        loss = scores.logsumexp(-1) - (scores + (gold - 1) * 1e4).logsumexp(-1)
        live = batch.words[rows]
        result["coref"] = loss[live].mean()
    if batch.meaning is not None:
        result["meaning"] = (
            1 - F.cosine_similarity(out.meaning.float()[batch.taught], batch.meaning, dim=-1)
        ).mean()
    return result


def batches(rows: list[Encoded], pieces: int, rng: random.Random) -> list[list[Encoded]]:
    """Rows of like length together, in random order."""
    order = sorted(rows, key=lambda r: len(r) + rng.random() * 12)
    out: list[list[Encoded]] = []
    batch: list[Encoded] = []
    for r in order:
        if batch and (len(batch) + 1) * max(len(r), len(batch[-1])) > pieces:
            out.append(batch)
            batch = []
        batch.append(r)
    if batch:
        out.append(batch)
    rng.shuffle(out)
    return out


def teach_meaning(rows: list[Encoded], device: torch.device, cache: Path) -> None:
    """Gives ``rows`` the original encoder's sentence embedding (mean of its pieces)."""
    if cache.exists():
        stored = np.load(cache)
        if len(stored) == len(rows):
            for r, v in zip(rows, stored, strict=True):
                r.meaning = v.astype(np.float32)
            return
    original = Encoder(6, 384)
    original.load_base(base_path())
    original.eval().to(device)
    order = sorted(rows, key=len)
    with torch.no_grad():
        for i in range(0, len(order), 32):
            part = order[i : i + 32]
            b = Batch(part, device, [])
            with torch.autocast(device.type, dtype=torch.bfloat16, enabled=device.type == "cuda"):
                hidden = original(b.ids, torch.zeros_like(b.shapes), b.mask).float()
            weights = b.mask[:, :, None].float()
            mean = F.normalize((hidden * weights).sum(1) / weights.sum(1), dim=-1).cpu().numpy()
            for r, v in zip(part, mean, strict=True):
                r.meaning = v
    np.save(cache, np.stack([r.meaning for r in rows]).astype(np.float16))


@torch.no_grad()
def quick_scores(model: Engine, rows: list[Encoded], device: torch.device) -> dict[str, float]:
    """Accuracies on development rows, trees by plain argmax."""
    model.eval()
    right: dict[str, int] = {}
    seen: dict[str, int] = {}

    def add(key: str, ok: Tensor) -> None:
        right[key] = right.get(key, 0) + int(ok.sum())
        seen[key] = seen.get(key, 0) + ok.numel()

    for group in batches(rows, 4000, random.Random(0)):
        b = Batch(group, device, list(group[0].tags))
        with torch.autocast(device.type, dtype=torch.bfloat16, enabled=device.type == "cuda"):
            out = model(b.ids, b.shapes, b.mask, b.first, b.last)
        tags = model.tag_scores(out.tags)
        for key in ("upos", "xpos", "feats", "lemma", "sentence", *LAYERS):
            known = b.tags[key] != UNKNOWN
            if known.any():
                add(key, tags[key].argmax(-1)[known] == b.tags[key][known])
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

    rows = config["rows"]
    length = (rows["shortest"], rows["longest"])
    trees = list(sets.tree_rows(data, "train", length, run["seed"], {}))
    labels = Labels.of(trees)
    pools = {
        "trees": trees,
        "attribution": list(sets.attribution_rows(data, "train", rows["attribution"], {})),
        "names": sets.name_rows(data, run["seed"], rows["gmb_share"]),
    }
    encoded = {k: [Encoded(r, tokenizer, labels) for r in v] for k, v in pools.items()}
    encoded = {k: [e for e in v if len(e) < 400] for k, v in encoded.items()}
    every = [e for v in encoded.values() for e in v]
    teach_meaning(every[:: run["meaning_every"]], device, options.out / "meaning.npy")
    development = [
        Encoded(r, tokenizer, labels)
        for r in [
            *sets.tree_rows(data, "dev", length, 1, {}),
            *sets.attribution_rows(data, "dev", rows["attribution"], {}),
        ]
    ]
    sizes = {
        "upos": len(labels.upos),
        "xpos": len(labels.xpos),
        "feats": len(labels.feats),
        "lemma": len(labels.lemma),
        "sentence": 2,
        "names": len(NAME_TAGS),
        **dict.fromkeys(LAYERS, 3),
        "deprel": len(labels.deprel),
    }
    inventory = {k: list(getattr(labels, k)) for k in ("upos", "xpos", "feats", "lemma", "deprel")}
    inventory["names"] = list(NAME_TAGS)
    (options.out / "labels.json").write_text(
        json.dumps({"sizes": sizes, "labels": inventory}, ensure_ascii=False)
    )
    model = Engine(sizes, config["model"])
    model.encoder.load_base(base_path())
    if options.start:
        model.load_state_dict(torch.load(options.start, map_location="cpu"), strict=False)
    model.to(device)
    plain = {p for n, p in model.named_parameters() if p.ndim < 2 or "norm" in n}
    own = config["optimizer"]
    groups = [
        {
            "params": [
                p
                for n, p in model.named_parameters()
                if n.startswith("encoder.") == inside and (p in plain) == bare
            ],
            "lr": rate,
            "weight_decay": 0.0 if bare else own["weight_decay"],
        }
        for inside, rate in ((True, own["encoder_lr"]), (False, own["head_lr"]))
        for bare in (True, False)
    ]
    optimizer = torch.optim.AdamW(groups, betas=(0.9, 0.98), eps=1e-6)

    def rate(step: int) -> float:
        warm = own["warmup"] * steps
        return step / warm if step < warm else max(0.0, (steps - step) / (steps - warm))

    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda s: rate(s + 1))
    queues: dict[str, list[list[Encoded]]] = {k: [] for k in encoded}
    spent = dict.fromkeys(encoded, 0)
    log = (options.out / "log.jsonl").open("w")
    started, seen, sums = time.time(), 0, {}
    tag_names = [k for k in sizes if k != "deprel"]
    print({k: (len(v), sum(map(len, v))) for k, v in encoded.items()}, sizes, flush=True)
    for step in range(1, steps + 1):
        # the set that is furthest behind its share comes next
        task = min(config["mix"], key=lambda k: (spent[k] / config["mix"][k], k))
        if not queues[task]:
            queues[task] = batches(encoded[task], run["pieces"], rng)
        group = queues[task].pop()
        batch = Batch(group, device, tag_names)
        size = int(batch.mask.sum())
        spent[task] += size
        seen += size
        with torch.autocast(device.type, dtype=torch.bfloat16, enabled=device.type == "cuda"):
            parts = losses(model, batch)
        loss = sum((config["loss"][k] * v for k, v in parts.items()), torch.zeros((), device=device))
        if not math.isfinite(loss.item()):
            raise SystemExit(f"loss is not finite at step {step}: {parts}")
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), own["clip"])
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
            scores = quick_scores(model, development, device)
            print(json.dumps({"step": step, "development": scores}), flush=True)
            log.write(
                json.dumps({"step": step, "seconds": round(time.time() - started), "development": scores})
                + "\n"
            )
            log.flush()
            torch.save(model.state_dict(), options.out / "weights.pt")


if __name__ == "__main__":
    main()
