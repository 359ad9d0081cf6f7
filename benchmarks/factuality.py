"""Does the status of a claim say what people say: did it happen? ``python -m benchmarks.factuality``

UDS-IH2 (White et al. 2016; EWT sentences) and CommitmentBank (de Marneffe et al. 2019) have how far people hold marked events
to have happened, from -3 (certainly did not) to 3 (certainly did). Each text is read with nothing given; of the marked words
that trigger a claim, the status as a number is correlated with the people's (Pearson's r), and so is the engine's own
estimate, which has learned from the training part of both. The reader was made for news: mails, reviews and fiction have many
events that are no claims, so the share of marked words that are claims is told too. Read from WHENCE_DATA.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from benchmarks.claims import touching
from tools import annotation
from whence import language
from whence.gather.plain import article_from_text
from whence.reader import Reader
from whence.reading import Claim

SETS = ("uds_ih2", "commitmentbank")
VALUE = {
    "happened": 3.0,
    "ongoing": 3.0,
    "expected": 1.0,
    "possible": 0.0,
    "requested": 0.0,
    "failed": -3.0,
    "negated": -3.0,
    "denied": -3.0,
    "cancelled": -3.0,
}
"""What a status says on the scale of the sets; what is expected *not* to happen is turned round."""


class Marked(NamedTuple):
    """A word that people judged: the characters it takes, and their mean judgement."""

    span: tuple[int, int]
    people: float


def texts(name: str) -> Iterator[tuple[str, list[Marked]]]:
    """The development texts of a set, their tokens joined by blanks, with the words that were judged."""
    with (annotation.DATA / "factuality" / f"{name}.dev.jsonl").open(encoding="utf8") as lines:
        for line in lines:
            told = json.loads(line)
            starts, at = [], 0
            for word in told["text"].split(" "):
                starts.append(at)
                at += len(word) + 1
            ends = [*starts[1:], at]
            yield (
                told["text"],
                [
                    Marked((starts[low], ends[high - 1] - 1), t["label"])
                    for t in told["targets"]
                    for low, high in [t["span1"]]
                ],
            )


def value_of(claim: Claim) -> float:
    """A status as a number."""
    value = VALUE[claim.status]
    return -value if claim.negative else value


def correlation(pairs: list[tuple[float, float]]) -> float:
    """Pearson's r."""
    one, other = np.array(pairs).T
    return float(np.corrcoef(one, other)[0, 1])


def main() -> None:
    nlp = language.load()
    for name in SETS:
        told = list(texts(name))
        by_status: dict[str, list[float]] = defaultdict(list)
        claims: list[tuple[float, float]] = []
        engine: list[tuple[float, float]] = []
        docs = nlp.pipe(text for text, _ in told)
        readings = Reader().read_all(article_from_text(text) for text, _ in told)
        for (_, marks), doc, reading in zip(told, docs, readings, strict=True):
            for mark in marks:
                claim = next((c for c in reading.claims if touching(tuple(c.trigger), mark.span)), None)
                if claim is not None:
                    claims.append((value_of(claim), mark.people))
                    by_status[claim.status].append(mark.people)
                event = next(
                    (e for e in doc._.triggers if mark.span[0] <= doc[e.token].idx < mark.span[1]), None
                )
                if event is not None:
                    engine.append((event.factuality * 3, mark.people))
        count = sum(len(marks) for _, marks in told)
        print(f"{name}: {count} judged words")
        print(f"  claims on {len(claims)} of them: status and people r = {correlation(claims):.3f}")
        print(f"  the engine on {len(engine)} of them: r = {correlation(engine):.3f}")
        for status, people in sorted(by_status.items(), key=lambda s: -float(np.mean(s[1]))):
            print(f"  {status}: people {np.mean(people):+.2f} ({len(people)})")


if __name__ == "__main__":
    main()
