"""The linear model of choice that times, places, chains and parties are fitted with."""

from __future__ import annotations

import random

import numpy as np
import pytest

from training import choice
from training.choice import Question

WAYS = ("at", "from", "none")


def questions(count: int = 200) -> list[Question]:
    """Offers of four features; the first tells which way is right."""
    rng = random.Random(1)
    out = []
    for k in range(count):
        numbers = [rng.randrange(9) for _ in range(4)]
        right = tuple(way == WAYS[numbers[0] % 3] for way in WAYS)
        features = (
            f"first {numbers[0]}",
            f"second {numbers[1]}",
            f"third {numbers[2]}",
            f"last {numbers[3]}",
        )
        out.append(Question(f"text {k % 7}", (features,) * 3, WAYS, right))
    return out


def likeliest(weights, question: Question) -> str:
    return WAYS[int(np.argmax(weights.scores(question.features[0])))]


def test_the_right_offer_becomes_the_likeliest():
    asked = questions()
    weights = choice.fit(asked, WAYS, 0.1)
    right = sum(q.right[WAYS.index(likeliest(weights, q))] for q in asked)
    assert right == len(asked)


def test_one_offer_asked_for_its_outcome_has_the_weights_of_as_many_offers(monkeypatch: pytest.MonkeyPatch):
    asked = questions()
    once = choice.fit(asked, WAYS, 2.0)
    monkeypatch.setattr(choice, "_is_one_offer", lambda question, columns: False)
    apart = choice.fit(asked, WAYS, 2.0)
    assert once.rows == apart.rows
    assert np.allclose(once.table, apart.table, atol=1e-6)


def test_every_document_is_in_one_fold():
    parts = choice.folds(questions(), 3)
    names = [{q.document for q in part} for part in parts]
    assert not names[0] & names[1] and not names[0] & names[2] and not names[1] & names[2]
    assert sum(map(len, parts)) == 200
