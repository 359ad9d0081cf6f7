"""How much does each field of two claims say for one happening? ``python -m training.happenings`` learns it and ships it.

Writes ``happenings.toml`` (weights of `whence.corroborate.compare.evidence`) into ``src/whence/knowledge/data``. ECB+, from
which the weights of words are learned (`training.matching`), has hardly a date or a place; so these are fitted on the
stories of annotations/learning. They are few, so each weight starts from what common sense says (`PRIOR`) and moves only
as far as the stories push it. With ``--check``, each story is scored by weights fitted on the others.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.events_across import claims_on
from benchmarks.stories import LEARNING, Story, stories
from whence.corroborate.blocking import candidates
from whence.corroborate.compare import Kinds, decided, edited, evidence
from whence.corroborate.copies import copy_groups, likenesses
from whence.corroborate.match import printed
from whence.corroborate.told import Told, names_of
from whence.knowledge import meanings
from whence.reader import Reader
from whence.reading import Reading

Matrix = NDArray[np.float64]
SHIPPED = Path(meanings.__file__).parent / "data" / "happenings.toml"
STIFFNESS = 10.0
"""How hard a weight is held to its prior: so many pairs of even odds must push it."""
PRIOR: dict[str, Kinds] = {
    "wording": {
        "bias": 0.0,
        "words": 1.0,  # what ECB+ says of the words
        "wording": 0.0,
        "gist": 0.0,
        "report undated": -1.95,  # best for ECB+, whose reports have no dates; the stories have
        "shared names": 0.0,
        "no shared name": -2.5,
        "names in both sentences": 0.0,
        "same article": 0.0,
        "same type": 0.0,
        "unrelated types": -1.0,
        "word and deed": -1.0,
        "one deed": 1.0,
        "other deed": -1.0,
        "told as known": 0.3,
        "both lead": 0.5,
        "same number": 0.5,
    },
    "time": {
        "overlap 2": 2.0,
        "overlap 8": 1.5,
        "overlap 45": 0.8,
        "overlap more": 0.0,
        "overlap taken over": -0.5,
        "another day": -3.0,
        "gap 3": 0.8,
        "gap 14": 0.0,
        "gap 36": -2.0,
        "gap 200": -4.0,
        "gap more": -6.0,
        "gap undated": -1.0,
        "gap taken over": 0.5,
        "gap to an outlook": 1.0,
        "news 3": 0.8,
        "news 21": 0.3,
        "news 60": 0.0,
        "news more": -0.7,
        "history": -2.0,  # what a report leaves undated is the news
        "bounds apart": -3.0,
    },
    "place": {"same": 1.5, "near": 1.2, "wide": 0.3, "other": -1.0, "far": -2.5},
    "parties": {
        "actors same": 1.0,
        "actors near": 0.5,
        "actors other": -1.5,
        "actors described otherwise": -0.3,
        "recipients same": 0.8,
        "recipients near": 0.4,
        "recipients other": -1.5,
        "recipients described otherwise": -0.3,
        "sides same": 1.5,
        "sides near": 0.8,
        "sides other": -2.0,
        "sides described otherwise": -0.3,
        "a speaker described otherwise": -1.5,
        "same words for agents": 0.3,
        "other words for agents": -0.3,
        "same words for patients": 0.3,
        "other words for patients": -0.5,
    },
    "things": {"same count": 0.8, "other count": -0.4, "anew": -4.0},
    "status": {
        "same": 0.3,
        "denial": 0.5,  # who denies speaks of what another has told
        "outlook": 0.0,
        "call": -1.0,
        "own outlook": -2.0,
        "own outlook come about": 0.0,
        "other": -0.3,
        "repeated": -2.0,
    },
}


class Pair(NamedTuple):
    """Two claims on words that a story says tell of one happening or of two."""

    story: str
    evidence: dict[str, Kinds]
    same: bool


def pairs(told: Sequence[Story]) -> Iterator[Pair]:
    """All pairs within a story, and those of two stories that the record would compare.

    Left out is what needs no evidence: one sentence printed twice, or edited.
    """
    reader = Reader()
    readings = {r.article.id: r for r in reader.read_all(a for s in told for a in s.articles.values())}
    groups = copy_groups(readings, likenesses(list(readings.values())))
    everywhere: list[Told] = []
    home: list[int] = []
    for number, story in enumerate(told):
        events = _told_on(story, readings, groups)
        for (one, first), (two, second) in combinations(events, 2):
            same = not first.isdisjoint(second)
            part = any(story.events[i].part_of(story.events[j]) for i in first for j in second)
            if (part and not same) or _plain(one, two):
                continue
            yield Pair(story.name, evidence(one, two), same)
        everywhere += [one for one, _ in events]
        home += [number] * len(events)
    for i, j in candidates(list(enumerate(everywhere))):
        if home[i] != home[j] and decided(everywhere[i], everywhere[j]) is None:
            yield Pair(told[home[i]].name, evidence(everywhere[i], everywhere[j]), same=False)


def _told_on(
    story: Story, readings: dict[str, Reading], groups: dict[str, tuple[str, ...]]
) -> list[tuple[Told, set[int]]]:
    """The claims on words that the story names, each with the numbers of its events."""
    found: dict[tuple[str, int], tuple[Told, set[int]]] = {}
    for number, event in enumerate(story.events):
        for mention in event.mentions:
            reading = readings[mention.article]
            for index in claims_on(reading, mention):
                told = Told(reading, index, groups[mention.article][0], names_of(reading))
                found.setdefault(told.key, (told, set()))[1].add(number)
    return [found[key] for key in sorted(found)]


def _plain(one: Told, two: Told) -> bool:
    """Whether two claims are one, or two, without any weighing."""
    on_one_word = one.article == two.article and one.claim.trigger == two.claim.trigger
    return on_one_word or edited(one, two) or (printed(one) is not None and printed(one) == printed(two))


NAMES = [(field, kind) for field, kinds in PRIOR.items() for kind in kinds]


def fit(rows: Sequence[Pair], rounds: int = 100) -> Matrix:
    """Logistic regression by Newton's method, drawn towards the prior."""
    x, y = _matrix(rows), np.array([r.same for r in rows], dtype=np.float64)
    prior = np.array([PRIOR[field][kind] for field, kind in NAMES])
    penalty = STIFFNESS * np.eye(len(prior))
    penalty[0, 0] = 1e-3
    weights = prior.copy()
    for _ in range(rounds):
        p = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
        slope = x.T @ (p - y) + penalty @ (weights - prior)
        step = np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + penalty, slope)
        weights -= step / max(
            1.0, float(np.abs(step).max())
        )  # a long step overshoots where few pairs show a kind
        if np.abs(step).max() < 1e-6:
            break
    return weights


def _matrix(rows: Sequence[Pair]) -> Matrix:
    return np.array([[r.evidence.get(field, {}).get(kind, 0.0) for field, kind in NAMES] for r in rows])


def check(rows: Sequence[Pair]) -> None:
    """Print the best F1 of pairs of stories that the weights have not seen."""
    scores, truth = [], []
    for story in sorted({r.story for r in rows}):
        held = [r for r in rows if r.story == story]
        scores.append(_matrix(held) @ fit([r for r in rows if r.story != story]))
        truth.append(np.array([r.same for r in held]))
    score, same = np.concatenate(scores), np.concatenate(truth)

    def f1(least: float) -> float:
        right = float((same & (score >= least)).sum())
        return 2 * right / (float((score >= least).sum()) + float(same.sum()))

    best = max(np.arange(-3.0, 3.0, 0.25), key=f1)
    print(f"pairs of unseen stories: F1 {f1(float(best)):.3f} from a score of {best:.2f} on")


def ship(rows: Sequence[Pair], path: Path) -> None:
    """Write the weights."""
    weights = dict(zip(NAMES, fit(rows), strict=True))
    text = (
        "# What each kind of evidence in the fields of two claims says for one happening: log-odds fitted on the stories of\n"
        "# annotations/learning by `python -m training.happenings`, from priors that stand there.\n"
    )
    for field, kinds in PRIOR.items():
        text += f"\n[{field}]\n" + "".join(f'"{kind}" = {weights[field, kind]:.2f}\n' for kind in kinds)
    path.write_text(text)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="score on held-out stories as well")
    options = parser.parse_args()
    rows = list(pairs(list(stories(LEARNING))))
    if options.check:
        check(rows)
    ship(rows, SHIPPED)


if __name__ == "__main__":
    main()
