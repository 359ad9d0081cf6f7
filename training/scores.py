"""Quick accuracies on development rows while a run goes on, trees by plain argmax; the benchmarks tell the rest."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable

import torch
from torch import Tensor

from training.batch import Batch, Encoded, by_length
from training.data import LAYERS
from training.losses import FAR, TAGGED, arc_labels, bag, within_sentences
from training.model import Engine, Output

Forward = Callable[[Batch], Output]


@torch.no_grad()
def quick(model: Engine, forward: Forward, rows: list[Encoded], device: torch.device) -> dict[str, float]:
    """Shares of right answers by head; F1 of triggers and of the words of their arguments."""
    model.eval()
    right, seen = Counter[str](), Counter[str]()
    found, told, both = Counter[str](), Counter[str](), Counter[str]()

    def add(key: str, ok: Tensor) -> None:
        right[key] += int(ok.sum())
        seen[key] += ok.numel()

    def compare(key: str, said: Tensor, gold: Tensor) -> None:
        found[key] += int(said.sum())
        told[key] += int(gold.sum())
        both[key] += int((said & gold).sum())

    tasks = sorted({r.row.task for r in rows})
    groups = [
        g for t in tasks for g in by_length([r for r in rows if r.row.task == t], 6000, random.Random(0))
    ]
    for group in groups:
        b = Batch(group, (*TAGGED, *LAYERS)).to(device)
        out = forward(b)
        out = Output(*(part.float() for part in out))
        tags = model.tag_scores(out.tags)
        for key in b.known - {"claim"}:
            known = b.tags[key] >= 0
            live = known & (b.tags[key] > 0) if key in LAYERS else known
            add(key, tags[key].argmax(-1)[live] == b.tags[key][live])
        if "claim" in b.known:
            guess, gold = tags["claim"].argmax(-1), b.tags["claim"]
            compare("triggers", (guess > 0) & b.words, gold > 0)
            add("claim", guess[gold > 0] == gold[gold > 0])
            said = model.role_scores(out.roles, *b.triggers.T) > 0
            compare("roles", said & b.asked, (b.roles > 0) & b.asked)
        if len(b.rated):
            miss = (tags["factuality"].squeeze(-1)[*b.rated.T] - b.factuality).abs()
            add("factuality within 0.33", miss < 1 / 3)
        if b.coded:
            add("code", bag(tags["code"], b).argmax(-1) == b.code)
        if len(b.named):
            guess = tags["names"].argmax(-1)[*b.named.T]
            live = (b.allowed[:, 0] == 0) | (guess > 0)
            add("names", b.allowed.gather(1, guess[:, None]).squeeze(1)[live] > 0)
        if len(b.arcs):
            rows_, words = b.arcs.T
            arcs = model.arc_scores(out).masked_fill(~within_sentences(b.sentence), FAR)
            guess = arcs.argmax(-1)[rows_, words]
            label = arc_labels(model, out, b.arcs, guess).argmax(-1)
            ok = guess == b.heads
            add("uas", ok)
            add("las", ok & (label == b.deprel))
            add(f"las {b.task}", ok & (label == b.deprel))
    model.train()
    shares = {k: right[k] / max(seen[k], 1) for k in right}
    shares |= {f"{k} F1": 2 * both[k] / max(found[k] + told[k], 1) for k in found}
    return {k: round(v, 4) for k, v in sorted(shares.items())}
