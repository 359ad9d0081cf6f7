"""Fits the weights by which entries of the codebook and the engine's view are joined: ``python -m training.weigh``.

Reads the training part of the annotated claims with the shipped engine and codebook and writes
`eventweights.tsv` and `statusweights.tsv` in `whence/knowledge/data`. To be run after the engine or the codebook has changed. ``--folds`` prints what
models fitted on three quarters of the texts reach on the others. Ridge logistic regressions, fitted by L-BFGS from zero:
the same input gives the same weights.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import numpy as np
import scipy.optimize
from numpy.typing import NDArray
from spacy.tokens import Doc

from tools import annotation
from training.tower import unseen
from whence.knowledge.codebook import TYPES, load_codebook
from whence.understand.learned import TELLS
from whence.understand.status import status_by_rules
from whence.understand.weigh import (
    FEATURES,
    OF_TYPE,
    STATUS_FEATURES,
    STATUSES,
    Floats,
    features_of,
    load_weights,
    status_features,
)
from whence.understand.what import clauses_of, evidence_of, find_events

Ints = NDArray[np.int64]
Read = Sequence[tuple[annotation.Json, Doc]]
"""Annotated training texts as the engine reads them."""

STRENGTH = 10.0
"""Of the ridge for types; of 3, 10 and 30 the best on texts left out."""
TRIGGER_STRENGTH = 20.0
"""Of the ridge for triggers."""
FULL = 2
"""Times that a trigger of a text annotated in full counts among the outlines' for its type; 2 and 4 are much alike, 1 is worse."""
LEAST_OF_BEST = 0.01
"""Of the best entry of a word for the type it has."""
STATUS_STRENGTH = 5.0
"""Of the ridge for statuses; 1.5 to 10 are much alike."""
STEPS = 80
"""Of L-BFGS: stopping early is a second ridge."""
FOLDS = 4
DATA = Path(str(files("whence.knowledge") / "data"))


class Rows(NamedTuple):
    """The words that may tell an event: features, type (-1: none), number of their text, and whether that is annotated in full."""

    features: Floats
    kinds: Ints
    texts: Ints
    full: NDArray[np.bool_]

    def only(self, keep: NDArray[np.bool_]) -> Rows:
        return Rows(*(column[keep] for column in self))


def last_word(doc: Doc, claim: annotation.Json) -> int:
    """The token of a trigger, of several the last."""
    low, high = claim["trigger"]
    return [t.i for t in doc if t.idx < high and t.idx + len(t) > low][-1]


def rows(read: Read) -> Rows:
    """Every word of the training texts that has an entry or that the engine names, with the type annotated for it."""
    book = load_codebook()
    features: list[Floats] = []
    kinds: list[int] = []
    texts: list[int] = []
    full: list[bool] = []
    for number, (told, doc) in enumerate(read):
        gold = {last_word(doc, c): TYPES.index(c["type"]) for c in reversed(told["claims"])}
        evidence = evidence_of(doc, book)
        engine = {e.token: e for e in doc._.triggers}
        words = sorted({*evidence, *engine})
        features.append(features_of(doc, words, evidence, engine))
        kinds += [gold.get(i, -1) for i in words]
        texts += [number] * len(words)
        full += ["outline" not in told] * len(words)
    return Rows(np.vstack(features), np.array(kinds), np.array(texts), np.array(full))


def status_rows(read: Read) -> Rows:
    """Every event found on an annotated trigger, with the status annotated for it, numbered as in `STATUSES`."""
    book = load_codebook()
    features: list[Floats] = []
    kinds: list[int] = []
    texts: list[int] = []
    full: list[bool] = []
    for number, (annotated, doc) in enumerate(read):
        gold = {last_word(doc, c): STATUSES.index(c["status"]) for c in reversed(annotated["claims"])}
        clauses = clauses_of(doc, book)
        for event in (e for e in find_events(doc, book, clauses) if e.trigger in gold):
            told = status_by_rules(doc, event, clauses)
            cue = told.cue[0] if told.cue else None
            features.append(status_features(doc, told.status, event.trigger, cue, negative=told.negative))
            kinds.append(gold[event.trigger])
            texts.append(number)
            full.append("outline" not in annotated)
    return Rows(np.array(features), np.array(kinds), np.array(texts), np.array(full))


def fit(features: Floats, classes: Ints, count: int, strength: float = STRENGTH) -> NDArray[np.float64]:
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
        slope = np.vstack([features.T @ away + strength * weights[:-1], away.sum(0)])
        missed = float((np.log(total[:, 0]) - (scores * target).sum(1)).sum())
        return missed + strength / 2 * float((weights[:-1] ** 2).sum()), slope.ravel().astype(np.float64)

    start = np.zeros((width + 1) * count)
    found = scipy.optimize.minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": STEPS})
    weights: NDArray[np.float64] = found.x.reshape(width + 1, count)
    return weights


def weights_of(told: Rows) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Of the trigger (as the difference of two classes) and of the types.

    Outlines tell more words than the texts annotated in full, whose measure is that of a reading: triggers are learned from
    the latter alone, types from both, those of the latter counted `FULL` times.
    """
    full = told.only(told.full)
    trigger = fit(full.features, (full.kinds >= 0).astype(np.int64), 2, TRIGGER_STRENGTH)
    mine = np.repeat(np.arange(len(told.kinds)), np.where(told.full, FULL, 1))
    mine = mine[told.kinds[mine] >= 0]
    kinds = fit(told.features[mine, :OF_TYPE], told.kinds[mine], len(TYPES))
    for k, name in enumerate(
        TYPES
    ):  # "best" goes with "fits", which can take its weight: it never speaks against its own type
        at = FEATURES.index(f"{name}.best")
        kinds[at, k] = max(kinds[at, k], LEAST_OF_BEST)
    return trigger[:, 1] - trigger[:, 0], kinds


def write(name: str, columns: Sequence[str], table: Iterable[tuple[str, Sequence[float]]]) -> None:
    """A line a feature, its weights in the order of the columns."""
    lines = [
        "# How much each feature speaks for each column; written by training/weigh.py, see understand/weigh.py",
        "\t".join(("feature", *columns)),
        *("\t".join((feature, *(f"{v:.3f}" for v in row))) for feature, row in table),
    ]
    (DATA / name).write_text("\n".join(lines) + "\n", encoding="utf8")


def event_table(told: Rows) -> Iterator[tuple[str, Sequence[float]]]:
    """The weights of triggers and types; features that tell no type have that of the trigger alone."""
    trigger, kinds = weights_of(told)
    for k, name in enumerate((*FEATURES, "bias")):
        yield name, (trigger[k], *(kinds[k] if k < OF_TYPE else kinds[-1] if name == "bias" else ()))


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


def validate_status(told: Rows) -> None:
    """The same for statuses, beside what the rules reach."""
    best = np.zeros_like(told.kinds)
    for fold in range(FOLDS):
        out = told.texts % FOLDS == fold
        others = told.only(~out)
        weights = fit(others.features, others.kinds, len(STATUSES), STATUS_STRENGTH)
        best[out] = (told.features[out] @ weights[:-1] + weights[-1]).argmax(1)
    ruled = told.features[:, : len(STATUSES)].argmax(1)
    for name, said in (("rules", ruled), ("weighed", best)):
        right = (said == told.kinds).mean()
        print(f"status by {name}: right {right:.3f}, macro-F1 {macro(told.kinds, said):.3f}")


def macro(gold: Ints, said: Ints) -> float:
    """The mean F1 of the classes that occur."""
    hits = [
        2 * ((gold == k) & (said == k)).sum() / ((gold == k).sum() + (said == k).sum())
        for k in np.unique(gold)
    ]
    return float(np.mean(hits))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--folds", action="store_true", help="validate on texts left out; write nothing")
    options = parser.parse_args()
    read = list(unseen())
    if options.folds:
        validate(rows(read))
        validate_status(status_rows(read))
        return
    write("eventweights.tsv", ("trigger", *TYPES), event_table(rows(read)))
    load_weights.cache_clear()
    told = status_rows(read)
    weights = fit(told.features, told.kinds, len(STATUSES), STATUS_STRENGTH)
    write("statusweights.tsv", STATUSES, zip((*STATUS_FEATURES, "bias"), weights, strict=True))


if __name__ == "__main__":
    main()
