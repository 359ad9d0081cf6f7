"""Fits how sure the reader is of each field of a claim: ``python -m training.confidence [--check]``.

Reads the development texts, which nothing else is fitted on, twice: as shipped, and as where no engine has named triggers
(another pipeline reads the text). Each field is right or wrong by the measure of `benchmarks.claims`; a ridge logistic
regression a field over the features of `understand.confidence` learns how often. Writes ``confidence.tsv`` among the package's
data. ``--check`` cross-validates over documents instead, prints the reliability of each field and writes nothing. To be run
last, after `training.weigh` and `training.choices`.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize

from benchmarks import claims
from tools import annotation
from training.claims import texts
from whence.gather.plain import article_from_text
from whence.knowledge import weights as tables
from whence.knowledge.weights import Weights
from whence.language import load
from whence.understand import Knowledge, understand
from whence.understand.assemble import ask, drafts_of
from whence.understand.confidence import FIELDS, features_of

DATA = Path(tables.__file__).parent / "data"
ABOUT = "How sure the reader is of each field, as log-odds by features of the claim; see understand/confidence.py."
STRENGTH = 12.0
"""Of the ridge; of 3, 6, 12 and 25 the best on documents left out."""
SEEN = 5
"""A feature that fewer claims show has no weight."""
FOLDS = 5


class Case(NamedTuple):
    """A claim of a reading: its document, whether the engine named its trigger, its features, and which fields are right.

    A field that nothing can be said of, since no annotated claim has the trigger, is missing.
    """

    document: str
    heard: bool
    features: tuple[str, ...]
    right: dict[str, bool]


def cases() -> Iterator[Case]:
    """The claims read in the development texts."""
    knowledge, nlp = Knowledge.shipped(), load(tower=True)
    for told in texts("dev", outlines=False):
        source = annotation.load(told["id"])
        article = article_from_text(source.text, published=source.published, outlet=source.outlet)
        gold = [claims.from_annotation(c) for c in told["claims"]]
        for heard in (True, False):
            doc = nlp(article.text)
            if not heard:
                doc._.triggers = None
            found = ask(article, doc, knowledge)
            drafts = drafts_of(found)
            features = {
                found.joiner.claims([d])[0].id: tuple(features_of(d, found.joiner.form(d))) for d in drafts
            }
            reading = understand(article, doc, None, knowledge, "training").to_dict()
            read = {c["id"]: claims.from_reading(c, reading) for c in reading["claims"]}
            right = {id(f): claims.right_fields(g, f) for g, f in claims.pairs(gold, list(read.values()))}
            for key, claim in read.items():
                yield Case(told["id"], heard, features[key], right.get(id(claim), {"event": False}))


def fit(told: Sequence[Case], strength: float = STRENGTH) -> Weights:
    """The weights of all fields."""
    seen = Counter(f for case in told for f in case.features)
    rows = {f: k for k, f in enumerate(sorted(f for f, n in seen.items() if n >= SEEN))}
    table = np.zeros((len(rows), len(FIELDS)))
    for k, field in enumerate(FIELDS):
        known = [c for c in told if field in c.right]
        matrix = np.zeros((len(known), len(rows)))
        for i, case in enumerate(known):
            matrix[i, [rows[f] for f in case.features if f in rows]] = 1
        table[:, k] = _logistic(matrix, np.array([c.right[field] for c in known]), strength)
    return Weights(FIELDS, rows, table)


def _logistic(matrix: np.ndarray, right: np.ndarray, strength: float) -> np.ndarray:
    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        scores = matrix @ weights
        value = np.logaddexp(0, scores).sum() - scores[right].sum() + strength * weights @ weights / 2
        return float(value), matrix.T @ (1 / (1 + np.exp(-scores)) - right) + strength * weights

    found = minimize(loss, np.zeros(matrix.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 300})
    out: np.ndarray = found.x
    return out


def said(weights: Weights, case: Case) -> dict[str, float]:
    """How sure the weights are of each field."""
    chances = 1 / (1 + np.exp(-weights.scores(case.features)))
    return dict(zip(FIELDS, chances.tolist(), strict=True))


def check(told: Sequence[Case]) -> None:
    """Print how reliable weights fitted on the other folds are on each fold."""
    names = sorted({c.document for c in told})
    place = {name: k % FOLDS for k, name in enumerate(names)}
    for heard in (True, False):
        sure: dict[str, list[tuple[float, bool]]] = {f: [] for f in FIELDS}
        for fold in range(FOLDS):
            weights = fit([c for c in told if place[c.document] != fold])
            for case in (c for c in told if place[c.document] == fold and c.heard == heard):
                chances = said(weights, case)
                for field, right in case.right.items():
                    sure[field].append((chances[field], right))
        print("with the engine's triggers" if heard else "without them")
        claims.report_sureness(sure)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="cross-validate and write nothing")
    options = parser.parse_args()
    told = list(cases())
    if options.check:
        check(told)
    else:
        (DATA / "confidence.tsv").write_text(tables.write_weights(fit(told), ABOUT), encoding="utf8")


if __name__ == "__main__":
    main()
