"""Trains the engine and ships it: ``python -m training`` reads WHENCE_DATA, writes ``training/out`` and the package's data.

The teacher (`teacher.toml`); the student that learns from it and from the sets (`student.toml`); a run in the windows of
the reader (`polish.toml`), whose weights are averaged with the student's; chains and arguments on top of that, all
else frozen (`chains.toml`); two runs that are mostly annotated claims and outlines (`claims.toml`, `outlines.toml`), each
averaged with the weights before it; the export; a second head for chains from texts of our own (`antecedents`). A step whose weights
are there is not repeated. On two CPU cores the teacher takes
days: without a GPU, leave it out. A new engine needs a new tower after it: ``python -m training.tutor`` and ``python -m
training.tower``, both with ``--held`` first, for the tower that has not seen the texts that the rest is fitted on, then without, for the
tower that ships. The rest is `python -m training.weigh` and `python -m training.choices`, which weigh it with the codebook and choose
times, places, voices and parties, then `python -m training.confidence`.
"""

from __future__ import annotations

import argparse
import tomllib
from pathlib import Path

import torch

from training import antecedents, export, sets
from training.train import train

HERE = Path(__file__).parent
CLAIMS_SHARE, OUTLINES_SHARE = 0.5, 0.4
"""Of the runs of claims in the weights that ship: attributions and chains are a little better before them, claims after them."""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--without-teacher", action="store_true", help="learn from the sets alone")
    parser.add_argument("--workers", type=int, default=0, help="processes that make batches ahead")
    options = parser.parse_args()
    out = HERE / "out"
    teacher = None if options.without_teacher else out / "teacher"
    if teacher:
        _run("teacher", options.workers)
    _run("student", options.workers, teacher=teacher)
    _run("polish", options.workers, start=out / "student" / "weights.pt")
    mean = out / "mean"
    average(out / "student", out / "polish", mean)
    _run("chains", options.workers, start=mean / "weights.pt")
    _run("claims", options.workers, start=out / "chains" / "weights.pt")
    average(out / "chains", out / "claims", out / "claimed", share=CLAIMS_SHARE)
    _run("outlines", options.workers, start=out / "claimed" / "weights.pt")
    average(out / "claimed", out / "outlines", out / "shipped", share=OUTLINES_SHARE)
    export.ship(out / "shipped", export.SHIPPED)
    antecedents.extend()


def _run(name: str, workers: int, *, teacher: Path | None = None, start: Path | None = None) -> None:
    out = HERE / "out" / name
    if (out / "weights.pt").exists():
        return
    text = (HERE / f"{name}.toml").read_text()
    config = tomllib.loads(text)
    out.mkdir(parents=True, exist_ok=True)
    (out / "config.toml").write_text(text)
    steps = config["run"]["steps"]
    train(config, sets.read(config), out, steps, teacher=teacher, start=start, workers=workers)


def average(one: Path, other: Path, out: Path, *, share: float = 0.5) -> None:
    """Write the mean of the weights of two runs, the second of which started from the first and has ``share`` (Wortsman et al. 2022)."""
    first, second = (torch.load(run / "weights.pt", map_location="cpu") for run in (one, other))
    out.mkdir(parents=True, exist_ok=True)
    torch.save({k: (1 - share) * first[k] + share * v for k, v in second.items()}, out / "weights.pt")
    for name in ("labels.json", "config.toml"):
        (out / name).write_text((other / name).read_text())


if __name__ == "__main__":
    main()
