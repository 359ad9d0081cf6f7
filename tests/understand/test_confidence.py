"""How sure the reader is of each field."""

from __future__ import annotations

import numpy as np

from whence.knowledge.weights import Weights, load_weights
from whence.reader import read
from whence.reading import ClaimTime
from whence.understand.confidence import FIELDS, confidence_of, features_of
from whence.understand.drafts import Draft
from whence.understand.status import Verdict
from whence.understand.what import RawEvent


def draft(chances: tuple[float, float] | None = (0.9, 0.6), **fields) -> Draft:
    event = RawEvent(3, "MOBILIZE", None, None, "f", (), (), (), None, (), False, False, chances=chances)
    given = {
        "verdict": Verdict("happened", sure=0.97),
        "time": ClaimTime(how="stated", reason="told"),
        "sure": 0.55,
        "heard": 0.8,
    } | fields
    return Draft(event, chain=(), evidence="own_reporting", actors=(), recipients=(), objects=(), **given)


def test_a_probability_is_told_by_the_steps_it_has_reached():
    told = set(features_of(draft(), "VBD"))
    assert {"trigger from 0.9", "typed from 0.6", "status from 0.95", "time stated from 0.5"} <= told
    assert not {"trigger from 0.95", "typed from 0.7", "time stated from 0.6"} & told


def test_what_was_not_weighed_is_told_to_be_so():
    told = set(features_of(draft(None, heard=None), "VBD"))
    assert {"trigger not weighed", "typed not weighed", "chain not weighed"} <= told


def test_the_log_odds_of_the_features_add_up_to_a_probability():
    weights = Weights(
        FIELDS, {"always": 0, "type MOBILIZE": 1}, np.array([[1.0] * 6, [0, -1.0, 0, 0, 0, 2.0]])
    )
    said = confidence_of(draft(), "VBD", weights)
    assert (said.event, said.actors, said.chain) == (0.731, 0.5, 0.953)


def test_the_shipped_weights_are_surer_where_the_deciding_parts_are():
    assert set(load_weights("confidence").columns) == set(FIELDS)
    sure, unsure = (confidence_of(draft((p, p), sure=p, heard=p), "VBD") for p in (0.99, 0.3))
    assert sure.event > unsure.event
    assert sure.time > unsure.time
    assert sure.chain > unsure.chain


def test_every_claim_says_how_sure_each_field_is():
    reading = read(
        "The army fired two rockets at the port on Monday, the ministry said.", published="2024-05-08"
    )
    assert reading.claims
    for claim in reading.claims:
        assert all(0 < getattr(claim.confidence, field) < 1 for field in FIELDS)
