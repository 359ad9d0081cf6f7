"""Fits a linear model of choice: of the offers for one question, which is right? (McFadden 1974)

Each offer has named features and a way; the score of an offer is the sum of the weights of its features for its way, and
the probability of an offer its share of the exponents. Several offers may be right: their probabilities add up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from whence.knowledge.weights import Weights

SEEN = 5
"""A feature that fewer offers show has no weight."""


@dataclass(frozen=True)
class Question:
    """One question: for each offer its features, its way, and whether it is right; and the document it is from."""

    document: str
    features: tuple[tuple[str, ...], ...]
    ways: tuple[str, ...]
    right: tuple[bool, ...]


def fit(questions: Sequence[Question], columns: tuple[str, ...], strength: float) -> Weights:
    """The weights that make the right offers likeliest, held back by ``strength`` times half their squares."""
    asked = [q for q in questions if any(q.right) and not all(q.right)]
    if all(_is_one_offer(q, columns) for q in asked):
        return _fit_outcomes(asked, columns, strength)
    seen = Counter(f for q in asked for offer in q.features for f in offer)
    rows = {f: i for i, f in enumerate(sorted(f for f, n in seen.items() if n >= SEEN))}
    width = len(columns)
    cells: list[int] = []
    ends = [0]
    for q in asked:
        for features, way in zip(q.features, q.ways, strict=True):
            column = columns.index(way)
            cells += [rows[f] * width + column for f in features if f in rows]
            ends.append(len(cells))
    matrix = csr_matrix((np.ones(len(cells)), cells, ends), shape=(len(ends) - 1, len(rows) * width))
    sizes = [len(q.ways) for q in asked]
    starts = np.cumsum([0, *sizes[:-1]])
    right = np.array([r for q in asked for r in q.right])
    loss = _loss(matrix, starts, np.repeat(np.arange(len(asked)), sizes), right, strength)
    found = minimize(loss, np.zeros(matrix.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 300})
    return Weights(columns, rows, found.x.reshape(len(rows), width))


def _is_one_offer(question: Question, columns: tuple[str, ...]) -> bool:
    """Whether a question asks which outcome one offer has: every way once, all of the same features."""
    return question.ways == columns and all(f is question.features[0] for f in question.features)


def _fit_outcomes(asked: Sequence[Question], columns: tuple[str, ...], strength: float) -> Weights:
    """The same weights for questions of one offer each, whose features are then kept once and not once a way."""
    width = len(columns)
    seen = Counter(f for q in asked for f in q.features[0])
    rows = {f: i for i, f in enumerate(sorted(f for f, n in seen.items() if n * width >= SEEN))}
    cells = [[rows[f] for f in q.features[0] if f in rows] for q in asked]
    ends = np.cumsum([0, *map(len, cells)])
    flat = [i for row in cells for i in row]
    matrix = csr_matrix((np.ones(len(flat)), flat, ends), shape=(len(asked), len(rows)))
    right = np.array([q.right for q in asked], dtype=float)

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        scores = matrix @ weights.reshape(-1, width)
        raised = np.exp(scores - scores.max(1, keepdims=True))
        total, good = raised.sum(1, keepdims=True), (raised * right).sum(1, keepdims=True)
        value = float(np.sum(np.log(total) - np.log(good)) + strength * weights @ weights / 2)
        slope = matrix.T @ (raised / total - raised * right / good)
        return value, slope.ravel() + strength * weights

    start = np.zeros(len(rows) * width)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 300})
    return Weights(columns, rows, found.x.reshape(len(rows), width))


def _loss(
    matrix: csr_matrix, starts: np.ndarray, group: np.ndarray, right: np.ndarray, strength: float
) -> Callable[[np.ndarray], tuple[float, np.ndarray]]:
    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        scores = matrix @ weights
        scores = scores - np.maximum.reduceat(scores, starts)[group]
        raised = np.exp(scores)
        total = np.add.reduceat(raised, starts)
        good = np.add.reduceat(raised * right, starts)
        value = float(np.sum(np.log(total) - np.log(good)) + strength * weights @ weights / 2)
        slope = matrix.T @ (raised / total[group] - raised * right / good[group]) + strength * weights
        return value, slope

    return loss


def folds(questions: Sequence[Question], count: int) -> list[list[Question]]:
    """The questions in so many parts, each document in one, in an order that its name alone decides."""
    names = sorted({q.document for q in questions})
    place = {name: i % count for i, name in enumerate(names)}
    return [[q for q in questions if place[q.document] == k] for k in range(count)]
