"""Trains a tutor for the tower and lets it speak of news without labels: ``python -m training.tutor``.

MPNet-base, five times the size of the engine with its tower, learns from the annotated claims what the tower is to learn, and
says of the news of every set what it finds there. The tower learns from both (Hinton et al. 2015). A GPU takes minutes; on two
CPU cores a round of the tutor takes an hour.
"""

from __future__ import annotations

import argparse
import pickle
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from training.answers import Answers, Batch, Config, Said, learn, padded, within
from training.bases import Weights, weights_of
from training.batch import MASK_PIECE
from training.claims import held, texts
from training.model import Encoder, Linear
from training.wholetexts import Told, annotated, pieces_of, untold
from whence.language.encode import CLS, SEP
from whence.language.shapes import shape_of
from whence.language.tower import HEADS

HERE = Path(__file__).parent
OUT = HERE / "out" / "tutor"
LIKELY = 0.2  # probability from which a tutor's word is a trigger whose arguments the tower learns
TOGETHER = 16  # parts of news that a tutor reads at once


@dataclass(frozen=True)
class Part:
    """A part of a text in word pieces, as a tutor takes it."""

    told: Told
    ids: np.ndarray  # [pieces]
    shapes: np.ndarray  # [pieces]
    first: np.ndarray  # [words]: the first piece of each
    last: np.ndarray
    said: Said | None = None

    @staticmethod
    def of(told: Told) -> Part:
        split = [pieces_of(w) for w in told.words]
        ends = np.cumsum([len(p) for p in split])
        kinds = [k for w, p in zip(told.words, split, strict=True) for k in [shape_of(w)] * len(p)]
        return Part(
            told,
            np.array([CLS, *(i for p in split for i in p), SEP]),
            np.array([0, *kinds, 0]),
            np.array([1, *(1 + ends[:-1])]),
            ends,
        )

    def __len__(self) -> int:
        return len(self.told)


def batch(rows: Sequence[Part]) -> Batch:
    """Parts as a tutor takes them."""
    pieces, words = max(len(r.ids) for r in rows), max(map(len, rows))
    ids, shapes = padded([r.ids for r in rows], pieces, 0), padded([r.shapes for r in rows], pieces, 0)
    mask = within([len(r.ids) for r in rows]).long()
    first, last = padded([r.first for r in rows], words, 0), padded([r.last for r in rows], words, 0)
    return Batch(rows, (ids, shapes, mask, first, last))


class Tutor(Answers):
    """MPNet-base with the heads of the tower."""

    def __init__(self, config: Config) -> None:
        width = config["width"]
        super().__init__(width, config)
        self.hidden = config["hidden"]
        self.encoder = Encoder(config["layers"], width, config["dropout"], near=True)
        self.join = Linear(2 * width, width)
        with torch.no_grad():
            self.join.weight.copy_(torch.cat([torch.eye(width), torch.eye(width)], 1) / 2)
            self.join.bias.zero_()

    def start(self, weights: Weights) -> None:
        """Take the weights of an original encoder (`training.bases`), whose table of word pieces stays as it is."""
        self.encoder.start(weights)
        self.encoder.word.requires_grad_(requires_grad=False)

    def forward(
        self, ids: Tensor, shapes: Tensor, mask: Tensor, first: Tensor, last: Tensor
    ) -> tuple[Tensor, ...]:
        """ids, shapes, mask [rows, pieces]; first, last [rows, words] -> tags, roles, vectors of words."""
        if self.training:
            hide = (torch.rand(ids.shape, device=ids.device) < self.hidden) & (ids > MASK_PIECE)
            ids = ids.masked_fill(hide, MASK_PIECE)
        x = self.encoder(ids, shapes, mask)
        ends = [torch.gather(x, 1, at[:, :, None].expand(-1, -1, x.shape[2])) for at in (first, last)]
        return self.answers(self.join(torch.cat(ends, 2)))


@torch.no_grad()
def speak(tutor: Tutor, told: Iterable[Told], config: Config) -> Iterator[tuple[Told, Said]]:
    """What a tutor says of texts."""
    tutor.eval()
    device = next(tutor.parameters()).device
    rows = [Part.of(one) for one in told]
    order = sorted(range(len(rows)), key=lambda i: len(rows[i].ids))
    found: dict[int, Said] = {}
    for start in range(0, len(order), TOGETHER):
        some = order[start : start + TOGETHER]
        b = batch([rows[i] for i in some]).to(device)
        with torch.autocast(device.type, dtype=torch.bfloat16, enabled=config["bf16"]):
            tags, roles, _ = (v.float() for v in tutor(*b.inputs))
        scores = tutor.scores(tags)
        triggers = (((1 - scores["claim"].softmax(-1)[..., 0]) > LIKELY) & b.words).nonzero()
        chances = tutor.role_scores(roles, *triggers.T).sigmoid().half().cpu().numpy()
        owners, at = triggers.cpu().numpy().T
        stored = {k: v.half().cpu().numpy() for k, v in scores.items()}
        for k, i in enumerate(some):
            words = len(rows[i])
            mine = owners == k
            found[i] = Said(
                {head: stored[head][k, :words].copy() for head in HEADS}, at[mine], chances[mine, :words]
            )
    yield from ((row.told, found[i]) for i, row in enumerate(rows))


def taught(config: Config, told: Iterable[Told], check: Iterable[Told], workers: int) -> Tutor:
    """A tutor that has learned from ``told``."""
    torch.manual_seed(config["seed"])
    tutor = Tutor(config)
    tutor.start(weights_of("mpnet"))
    tutor.to("cuda" if torch.cuda.is_available() else "cpu")
    rows, dev = ([Part.of(p) for one in some for p in one.parts()] for some in (told, check))
    learn(tutor, config, batch, rows, dev, workers=workers)
    return tutor


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--config", type=Path, default=HERE / "tutor.toml")
    parser.add_argument("--held", action="store_true", help="leave out the texts held out")
    parser.add_argument("--workers", type=int, default=0, help="processes that make batches ahead")
    options = parser.parse_args()
    config = tomllib.loads(options.config.read_text())
    mine = annotated(one for one in texts("train") if not (options.held and held(one)))
    tutor = taught(config, mine, annotated(texts("dev")), options.workers)
    OUT.mkdir(parents=True, exist_ok=True)
    with said(held=options.held).open("wb") as file:
        pickle.dump(list(speak(tutor, untold(), config)), file)


def said(*, held: bool) -> Path:
    """Where it is kept what a tutor has said of the news: one that has seen all texts, or all but those held out."""
    return OUT / ("held.pkl" if held else "all.pkl")


if __name__ == "__main__":
    main()
