"""How likely does a word tell an event, of which type, and did it happen: rules and the engine's view, weighed.

Linear models whose weights `training.weigh` fits on the annotated claims and ships as `eventweights.tsv` and
`statusweights.tsv`, a line for each feature. Of the trigger and the type: what the entries of the word's lemma say (for each type: one fits, one fits
with the words it names beside it, only weak ones fit, none fits, the best one is of it) and what the engine takes it for
(fitted with towers that have not seen the text, decision 25), and for the trigger also the vector that the encoder gives the word in its context,
its tag, its relation and the engine's own probability. Of the status: what the rules of `status` say, what the
tower says, and the vectors of the trigger and of the cue they found.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray

from whence.knowledge.codebook import TYPES, Entry
from whence.language.decode import EVENT_CHANCE
from whence.language.extensions import event_at
from whence.reading import Status

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from spacy.tokens import Doc

    from whence.language.extensions import TokenEvent

Floats = NDArray[np.float32]

WIDTH = 384
"""Of the vectors of the engine."""
LENGTH = 6.0
"""To which a vector is scaled, so that one strength of regularisation suits it and the features that are 0 or 1."""
LEAST = 0.02
"""Probability of a word that the engine does not name as a trigger at all."""
_SAYS = ("fits", "tested", "weak", "none", "best", "best_tested", "score")
_TAGS = ("VBD", "VBN", "VBG", "VB", "VBZ", "VBP", "NNS")
_POS = ("VERB", "NOUN", "PROPN", "ADJ", "AUX")
_DEPS = (
    "root obj nsubj obl nmod compound amod advcl xcomp ccomp conj acl appos parataxis".split()  # noqa: SIM905
)
FEATURES = (
    *(f"{t}.{says}" for t in TYPES for says in _SAYS),
    "no_best",
    "no_entry",
    *(f"engine.{t}" for t in TYPES),
    *(f"vector.{k}" for k in range(WIDTH)),
    *(f"pos.{p}" for p in _POS),
    *(f"dep.{d}" for d in _DEPS),
    *(f"tag.{t}" for t in _TAGS),
    "engine",
)
OF_TYPE = 2 + len(TYPES) * (len(_SAYS) + 1)
"""So many features, the first ones, tell the type; all of them tell a trigger."""
STATUSES: tuple[Status, ...] = get_args(Status)
STATUS_FEATURES = (
    *(f"rules.{s}" for s in STATUSES),
    *(f"cued.{s}" for s in STATUSES),
    "negative",
    *(f"engine.{s}" for s in STATUSES),
    *(f"vector.{k}" for k in range(WIDTH)),
    *(f"cue.{k}" for k in range(WIDTH)),
)
_STATUS_AT: dict[str, int] = {name: k for k, name in enumerate(STATUSES)}
CUE_LENGTH = 3.0
"""To which the vector of a cue is scaled: it says less than that of the trigger."""
_AT = {name: k for k, name in enumerate(FEATURES)}


class Match(NamedTuple):
    """An entry that fits a word, and how well."""

    entry: Entry
    score: float
    tested: frozenset[int]
    """Tokens that passed a test with words: "fire" in "opened fire"."""
    chances: tuple[float, float] | None = None
    """How probable it is that the word tells an event, and that it is of this type; ``None`` where that was not weighed."""


class Evidence(NamedTuple):
    """What the entries of a word's lemma say of it."""

    entries: tuple[Entry, ...] = ()
    fits: tuple[Match, ...] = ()
    best: Match | None = None


class Weights(NamedTuple):
    """The shipped weights: ``trigger`` [features + 1], ``type`` [type features + 1, types]; the last row is the bias."""

    trigger: Floats
    type: Floats

    def chances(self, features: Floats) -> tuple[Floats, Floats]:
        """For each word the probability that it tells an event, and those of the types if it does."""
        trigger = features @ self.trigger[:-1] + self.trigger[-1]
        scores = features[:, :OF_TYPE] @ self.type[:-1] + self.type[-1]
        power = np.exp(scores - scores.max(1, keepdims=True))
        chance: Floats = (1 / (1 + np.exp(-trigger))).astype(np.float32)
        return chance, (power / power.sum(1, keepdims=True)).astype(np.float32)


@cache
def load_weights() -> Weights:
    """The shipped weights of triggers and types."""
    rows = _rows("eventweights.tsv", ("trigger", *TYPES), FEATURES)
    trigger = np.array([float(row[0]) for row in rows], dtype=np.float32)
    kinds = np.array([[float(v) for v in row[1:]] for row in rows if len(row) > 1], dtype=np.float32)
    return Weights(trigger, kinds)


@cache
def load_status_weights() -> Floats:
    """The shipped weights of statuses [features + 1, statuses]; the last row is the bias."""
    return np.array(_rows("statusweights.tsv", STATUSES, STATUS_FEATURES), dtype=np.float32)


def _rows(name: str, columns: Sequence[str], features: Sequence[str]) -> list[list[str]]:
    """The values of a table of weights, in the order of the features, the bias last."""
    _, head, *lines = (files("whence.knowledge") / "data" / name).read_text("utf-8").splitlines()
    rows = {feature: values.split("\t") for feature, _, values in (line.partition("\t") for line in lines)}
    if head.split("\t") != ["feature", *columns] or set(rows) != {*features, "bias"}:
        raise ValueError(f"{name} does not fit the features; python -m training.weigh writes it anew")
    return [rows[feature] for feature in (*features, "bias")]


def status_features(doc: Doc, status: Status, trigger: int, cue: int | None, *, negative: bool) -> Floats:
    """The features of one event's status as rules have it, with the tokens of its trigger and cue."""
    vectors = doc._.vectors
    out = np.zeros(len(STATUS_FEATURES), dtype=np.float32)
    out[STATUSES.index(status)] = 1
    out[len(STATUSES) + STATUSES.index(status)] = cue is not None
    out[2 * len(STATUSES)] = negative
    told = event_at(doc, trigger)
    for name, chance in told.statuses if told else ():
        out[2 * len(STATUSES) + 1 + _STATUS_AT[name]] = _firm(chance)
    out[-2 * WIDTH : -WIDTH] = _scaled(vectors[trigger], LENGTH)
    if cue is not None:
        out[-WIDTH:] = _scaled(vectors[cue], CUE_LENGTH)
    return out


def status_chances(features: Floats) -> dict[Status, float]:
    """The statuses with their probabilities, the likeliest first."""
    weights = load_status_weights()
    scores = features @ weights[:-1] + weights[-1]
    power = np.exp(scores - scores.max())
    shares = (power / power.sum()).tolist()
    return {STATUSES[k]: shares[k] for k in np.argsort(-scores, kind="stable")}


def _scaled(vectors: Floats, length: float) -> Floats:
    """Vectors of one length; a vector of zeros stays."""
    told = np.asarray(vectors, dtype=np.float32)
    own = np.linalg.norm(told, axis=-1, keepdims=True)
    return (length * told / np.where(own > 0, own, 1)).astype(np.float32)


def _firm(chance: float) -> float:
    """How far a probability lies above the least that the engine tells, in its logarithm."""
    return float(np.log(chance / EVENT_CHANCE))


def features_of(
    doc: Doc, words: Sequence[int], evidence: Mapping[int, Evidence], engine: Mapping[int, TokenEvent]
) -> Floats:
    """One row of features a word; ``engine`` are the engine's triggers by token."""
    out = np.zeros((len(words), len(FEATURES)), dtype=np.float32)
    if not words:
        return out
    first = _AT["vector.0"]
    out[:, first : first + WIDTH] = _scaled(doc._.vectors[list(words)], LENGTH)
    for row, i in zip(out, words, strict=True):
        _tell(row, evidence.get(i, Evidence()))
        token = doc[i]
        for name in (f"pos.{token.pos_}", f"dep.{token.dep_.split(':')[0]}", f"tag.{token.tag_}"):
            if name in _AT:
                row[_AT[name]] = 1
        event = engine.get(i)
        for name, firm in event.types if event else ():
            row[_AT[f"engine.{name}"]] = _firm(firm)
        chance = max(event.confidence if event else 0.0, LEAST)
        row[_AT["engine"]] = 0.5 * np.log(chance / (1.0001 - chance))
    return out


def _tell(row: Floats, told: Evidence) -> None:
    """Write what the entries say into a row of features."""
    for entry in told.entries:
        if (name := f"{entry.frame.type}.none") in _AT:
            row[_AT[name]] = 1
    for match in told.fits:
        at = _AT.get(f"{match.entry.frame.type}.fits")
        if at is None:  # a type of the user's own
            continue
        first = row[at] == 0
        row[at] = 1
        row[at + 1] = max(row[at + 1], bool(match.tested))
        weak = "weak" in match.entry.frame.flags
        row[at + 2] = weak if first else min(row[at + 2], weak)
        row[at + 3] = 0
        row[at + 6] = max(row[at + 6], match.score / 3)
    row[_AT["no_entry"]] = not told.entries
    row[_AT["no_best"]] = told.best is None
    if told.best is not None and (at := _AT.get(f"{told.best.entry.frame.type}.best")) is not None:
        row[at] = 1
        row[at + 1] = bool(told.best.tested)
