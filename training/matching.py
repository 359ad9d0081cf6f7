"""What do wordings and texts of one happening have in common? ``python -m training.matching`` learns it from ECB+ and ships it.

Reads WHENCE_DATA; writes ``meanings.npz`` (maps from the encoder's space, see `whence.knowledge.meanings`) and
``likeness.toml`` (weights of `whence.corroborate.wording.features`) into ``src/whence/knowledge/data``. The maps are
learned on all topics but some, the weights on those, in turn; a map would seem better than it is on what it was learned
from. With ``--check``, whole topics are held out besides, and pairs are scored on them.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterable, Sequence
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc

import whence
from training.ecb import EcbDocument, ecb_documents
from whence.article import Article
from whence.corroborate.told import Told, names_of
from whence.corroborate.wording import features
from whence.gather.plain import article_from_text
from whence.knowledge import meanings
from whence.knowledge.meanings import Directions, unit
from whence.reading import Reading
from whence.understand import Knowledge, understand

Matrix = NDArray[np.float64]
DATA = Path(os.environ.get("WHENCE_DATA", Path(__file__).parents[2] / "shared" / "data"))
SHIPPED = Path(meanings.__file__).parent / "data"
PARTS = 5
WIDTH = {"wording": 64, "gist": 48}
SHRINK = {"wording": 0.2, "gist": 0.5}
"""How much of the covariance within classes is taken to be the same in all directions."""


class Row(NamedTuple):
    """A claim on an annotated mention: its chain, and the raw vectors of its trigger and its text."""

    document: EcbDocument
    reading: Reading
    claim: int
    chain: str
    wording: NDArray[np.float32]
    gist: NDArray[np.float32]


def rows(documents: Iterable[EcbDocument]) -> list[Row]:
    """All claims of ECB+ that stand on an annotated mention of an event."""
    found = []
    nlp, knowledge = whence.load(), Knowledge.shipped()
    for document in documents:
        article = article_from_text(document.text, outlet=document.name)
        if article.language in (None, "en"):
            found += _rows(document, article, nlp(article.text), knowledge)
    return found


def _rows(document: EcbDocument, article: Article, doc: Doc, knowledge: Knowledge) -> Iterable[Row]:
    vectors, doc._.vectors = doc._.vectors, None  # without the maps that are to be learned
    reading = understand(article, doc, None, knowledge, "training")
    token_at = {t.idx: t.i for t in doc}
    for number, claim in enumerate(reading.claims):
        for mention in document.mentions:
            if mention.start < claim.trigger.end and claim.trigger.start < mention.end:
                wording = vectors[token_at[claim.trigger.start]]
                yield Row(document, reading, number, mention.chain, wording, vectors.mean(axis=0))
                break


def directions_of(vectors: Matrix, classes: Sequence[str], width: int, shrink: float) -> Directions:
    """The map that makes differences within classes small, and its ``width`` directions that differ most between all."""
    vectors = unit(vectors)
    _, number = np.unique(classes, return_inverse=True)
    size = np.bincount(number)
    mean = np.zeros((len(size), vectors.shape[1]))
    np.add.at(mean, number, vectors)
    within = (vectors - (mean / size[:, None])[number])[size[number] > 1]
    spread = within.T @ within / len(within)
    spread = (1 - shrink) * spread + shrink * np.trace(spread) / len(spread) * np.eye(len(spread))
    values, axes = np.linalg.eigh(spread)
    white = axes * values**-0.5
    _, turn = np.linalg.eigh(white.T @ np.cov(vectors.T) @ white)
    turn = white @ turn[:, ::-1][:, :width]
    return Directions(vectors.mean(axis=0).astype(np.float32), (turn / np.abs(turn).max()).astype(np.float32))


def maps(told: Sequence[Row]) -> dict[str, Directions]:
    """The maps for wordings (by chains) and gists (by the two stories of each topic)."""
    documents = {r.document.name: r for r in told}.values()
    return {
        "wording": directions_of(
            np.array([r.wording for r in told], dtype=np.float64),
            [r.chain for r in told],
            WIDTH["wording"],
            SHRINK["wording"],
        ),
        "gist": directions_of(
            np.array([r.gist for r in documents], dtype=np.float64),
            [f"{r.document.topic} {r.document.part}" for r in documents],
            WIDTH["gist"],
            SHRINK["gist"],
        ),
    }


def pairs(told: Sequence[Row], by: dict[str, Directions]) -> tuple[list[str], Matrix, NDArray[np.bool_]]:
    """Names of the features, their values for each pair of claims of one topic, and whether the pair is one happening."""
    values, same, names = [], [], []
    coded = [_coded(r, by) for r in told]
    for i, j in combinations(range(len(told)), 2):
        if told[i].document.topic == told[j].document.topic:
            found = features(coded[i], coded[j])
            names = list(found)
            values.append(list(found.values()))
            same.append(told[i].chain == told[j].chain)
    return names, np.array(values), np.array(same)


def _coded(row: Row, by: dict[str, Directions]) -> Told:
    claim = msgspec.structs.replace(row.reading.claims[row.claim], wording=by["wording"].encode(row.wording))
    reading = msgspec.structs.replace(row.reading, claims=(claim,), gist=by["gist"].encode(row.gist))
    return Told(reading, 0, scene=names_of(row.reading))


def crossed(told: Sequence[Row], topics: Sequence[int]) -> tuple[list[str], Matrix, NDArray[np.bool_]]:
    """The pairs of each topic, mapped by what was learned on other topics."""
    names: list[str] = []
    values, same = [], []
    for part in range(PARTS):
        held = set(topics[part::PARTS])
        by = maps([r for r in told if r.document.topic not in held])
        names, x, y = pairs([r for r in told if r.document.topic in held], by)
        values.append(x)
        same.append(y)
    return names, np.vstack(values), np.concatenate(same)


def fit(x: Matrix, y: NDArray[np.bool_], ridge: float = 1.0, rounds: int = 30) -> NDArray[np.float64]:
    """Logistic regression by Newton's method; the first weight is the bias and is not held down."""
    weights = np.zeros(x.shape[1])
    penalty = ridge * np.eye(len(weights))
    penalty[0, 0] = 1e-6
    for _ in range(rounds):
        p = 1 / (1 + np.exp(-x @ weights))
        slope = x.T @ (p - y) + penalty @ weights
        step = np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + penalty, slope)
        weights -= step
        if np.abs(step).max() < 1e-6:
            break
    return weights


def usual(names: Sequence[str], x: Matrix) -> dict[str, float]:
    """What stands in for a likeness where an engine gives no vectors."""
    root, wording, gist = (x[:, names.index(n)] for n in ("same root", "wording", "gist"))
    return {
        "usual same root": float(wording[root == 1].mean()),
        "usual other root": float(wording[root == 0].mean()),
        "usual gist": float(gist.mean()),
    }


def check(told: Sequence[Row], topics: Sequence[int]) -> None:
    """Print the best F1 of pairs on topics that neither maps nor weights have seen."""
    scores, truth = [], []
    for part in range(PARTS):
        held = set(topics[part::PARTS])
        rest = [r for r in told if r.document.topic not in held]
        _, x, y = crossed(rest, [t for t in topics if t not in held])
        _, held_x, held_y = pairs([r for r in told if r.document.topic in held], maps(rest))
        scores.append(held_x @ fit(x, y))
        truth.append(held_y)
    score, same = np.concatenate(scores), np.concatenate(truth)

    def f1(least: float) -> float:
        right = float((same & (score >= least)).sum())
        return 2 * right / (float((score >= least).sum()) + float(same.sum()))

    best = max(np.arange(-3.0, 3.0, 0.25), key=f1)
    print(f"pairs of unseen topics: F1 {f1(float(best)):.3f} from a score of {best:.2f} on")


def ship(told: Sequence[Row], topics: Sequence[int], out: Callable[[str], Path]) -> None:
    """Write the maps of all topics and the weights."""
    names, x, y = crossed(told, topics)
    weights = dict(zip(names, fit(x, y), strict=True)) | usual(names, x)
    arrays = {
        f"{of}_{part}": getattr(by, part).astype(np.float16)
        for of, by in maps(told).items()
        for part in by._fields
    }
    np.savez_compressed(out(meanings.FILE), **arrays)  # type: ignore[arg-type]
    lines = [f'"{name}" = {value:.3f}' for name, value in weights.items()]
    out("likeness.toml").write_text(
        "# What words, meanings, types and parties of two claims say for one happening: log-odds fitted on ECB+ by\n"
        '# `python -m training.matching`. "usual": what stands in where an engine gives no vectors.\n\n[weights]\n'
        + "\n".join(lines)
        + "\n"
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="score on held-out topics as well")
    options = parser.parse_args()
    told = rows(ecb_documents(DATA))
    topics = sorted({r.document.topic for r in told})
    if options.check:
        check(told, topics)
    ship(told, topics, SHIPPED.joinpath)


if __name__ == "__main__":
    main()
