"""Fits the weights by which entries of the codebook and the engine's view are joined: ``python -m training.weigh``.

Reads the training part of the annotated claims with the shipped engine and codebook and writes
`whence/knowledge/data/eventweights.tsv`. To be run after the engine or the codebook has changed. ``--folds`` prints what
models fitted on three quarters of the texts reach on the others. Ridge logistic regressions, fitted by L-BFGS from zero:
the same input gives the same weights.
"""

from __future__ import annotations

import argparse
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import numpy as np
import scipy.optimize
from numpy.typing import NDArray

from benchmarks import claims
from tools import annotation
from whence import language
from whence.knowledge.codebook import TYPES, load_codebook
from whence.understand.learned import TELLS
from whence.understand.weigh import FEATURES, OF_TYPE, Floats, features_of
from whence.understand.what import evidence_of

Ints = NDArray[np.int64]

STRENGTH = 10.0
"""Of the ridge; of 3, 10 and 30 the best on texts left out."""
STEPS = 80
"""Of L-BFGS: stopping early is a second ridge."""
FOLDS = 4
OUT = Path(str(files("whence.knowledge") / "data" / "eventweights.tsv"))


class Rows(NamedTuple):
    """The words that may tell an event: features, type (-1: none), number of their text."""

    features: Floats
    kinds: Ints
    texts: Ints

    def only(self, keep: NDArray[np.bool_]) -> Rows:
        return Rows(self.features[keep], self.kinds[keep], self.texts[keep])


def rows() -> Rows:
    """Every word of the training texts that has an entry or that the engine names, with the type annotated for it."""
    told = [a for a in claims.annotations(annotation.FOLDER / "claims") if claims.part_of(a["id"]) == "train"]
    book = load_codebook()
    features: list[Floats] = []
    kinds: list[int] = []
    texts: list[int] = []
    docs = language.load().pipe(annotation.load(a["id"]).text for a in told)
    for number, (a, doc) in enumerate(zip(told, docs, strict=True)):
        gold: dict[int, int] = {}
        for claim in a["claims"]:
            low, high = claim["trigger"]
            last = [t.i for t in doc if t.idx < high and t.idx + len(t) > low][-1]
            gold.setdefault(last, TYPES.index(claim["type"]))
        evidence = evidence_of(doc, book)
        engine = {e.token: e.confidence for e in doc._.triggers}
        words = sorted({*evidence, *engine})
        features.append(features_of(doc, words, evidence, engine))
        kinds += [gold.get(i, -1) for i in words]
        texts += [number] * len(words)
    return Rows(np.vstack(features), np.array(kinds), np.array(texts))


def fit(features: Floats, classes: Ints, count: int) -> NDArray[np.float64]:
    """Weights [features + 1, classes] of a multinomial logistic regression; the last row is the bias."""
    n, width = features.shape
    target = np.zeros((n, count), dtype=np.float32)
    target[np.arange(n), classes] = 1

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights = flat.reshape(width + 1, count).astype(np.float32)
        scores = features @ weights[:-1] + weights[-1]
        scores -= scores.max(1, keepdims=True)
        power = np.exp(scores)
        total = power.sum(1, keepdims=True)
        away = power / total - target
        slope = np.vstack([features.T @ away + STRENGTH * weights[:-1], away.sum(0)])
        missed = float((np.log(total[:, 0]) - (scores * target).sum(1)).sum())
        return missed + STRENGTH / 2 * float((weights[:-1] ** 2).sum()), slope.ravel().astype(np.float64)

    start = np.zeros((width + 1) * count)
    found = scipy.optimize.minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": STEPS})
    weights: NDArray[np.float64] = found.x.reshape(width + 1, count)
    return weights


def weights_of(told: Rows) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Of the trigger (as the difference of two classes) and of the types."""
    trigger = fit(told.features, (told.kinds >= 0).astype(np.int64), 2)
    mine = told.kinds >= 0
    return trigger[:, 1] - trigger[:, 0], fit(told.features[mine, :OF_TYPE], told.kinds[mine], len(TYPES))


def write(trigger: NDArray[np.float64], kinds: NDArray[np.float64], path: Path) -> None:
    """A line a feature; features that tell no type have the weight of the trigger alone."""
    lines = [
        "# How much each feature speaks for an event and for each type; written by training/weigh.py, see understand/weigh.py",
        "\t".join(("feature", "trigger", *TYPES)),
    ]
    for k, name in enumerate((*FEATURES, "bias")):
        row = kinds[k] if k < OF_TYPE else kinds[-1] if name == "bias" else []
        lines.append("\t".join((name, *(f"{v:.3f}" for v in (trigger[k], *row)))))
    path.write_text("\n".join(lines) + "\n", encoding="utf8")


def validate(told: Rows) -> None:
    """What weights fitted on the other folds reach on each fold."""
    right = typed = triggers = found = both = 0
    for fold in range(FOLDS):
        out = told.texts % FOLDS == fold
        trigger, kinds = weights_of(told.only(~out))
        held = told.only(out)
        tells = held.features @ trigger[:-1] + trigger[-1] >= np.log(TELLS / (1 - TELLS))
        best = (held.features[:, :OF_TYPE] @ kinds[:-1] + kinds[-1]).argmax(1)
        mine = held.kinds >= 0
        triggers, found = triggers + int(mine.sum()), found + int(tells.sum())
        both += int((mine & tells).sum())
        right += int((best == held.kinds)[mine].sum())
        typed += int((best == held.kinds)[mine & tells].sum())
    print(f"triggers F1 {2 * both / (triggers + found):.3f}, with type {2 * typed / (triggers + found):.3f}")
    print(f"type of a trigger right {right / triggers:.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--folds", action="store_true", help="validate on texts left out; write nothing")
    options = parser.parse_args()
    told = rows()
    if options.folds:
        validate(told)
    else:
        write(*weights_of(told), OUT)


if __name__ == "__main__":
    main()
