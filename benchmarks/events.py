"""How well events are typed on other people's data: who did what to whom in the sentences of PLV.

    python -m benchmarks.events [--errors N]

PLV marks a source and a target in each of 1,050 news sentences and tells what the one does to the other as a PLOVER
root. Each sentence is read with nothing given; the claim whose actors and recipients best overlap the marked pair is
compared. CONCEDE and RETREAT count as YIELD, an expected cooperative act as AGREE, as PLV has them; no claim, or one of a
type of our own, is wrong. Nothing that the reader decides by is fitted on PLV, but the encoder has seen four fifths of it
in training (`training/events.py`), so the last fifth is also scored alone. Read from WHENCE_DATA.
"""

from __future__ import annotations

import argparse
import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from benchmarks.claims import touching
from tools import annotation
from whence.gather.plain import article_from_text
from whence.reader import Reader

Json = dict[str, Any]
Span = tuple[int, int]
HELD = 5
"""One sentence in so many is kept from training."""
YIELD = frozenset({"CONCEDE", "RETREAT"})
COOPERATIVE = YIELD | {"CONSULT", "SUPPORT", "COOPERATE", "AID"}
"""The verbal and material cooperation of PLOVER: what is yet to come of it is an agreement."""
_MARK = re.compile(r"</?[st]>")


@dataclass(frozen=True)
class Sentence:
    """A sentence of PLV: its text, where source and target stand, and the root."""

    text: str
    source: Span
    target: Span
    root: str
    held: bool


def sentences() -> Iterator[Sentence]:
    """Those whose marks are whole; one distinct sentence in five, by order, is kept from training."""
    order: dict[str, int] = {}
    with (annotation.DATA / "events" / "PLV_train.tsv").open(encoding="utf8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            text, at = "", {}
            for piece in re.split(r"(</?[st]>)", row["marked_sentence"]):
                if _MARK.fullmatch(piece):
                    at[piece] = len(text)
                else:
                    text += piece
            number = order.setdefault(text, len(order))
            if {"<s>", "</s>", "<t>", "</t>"} <= set(at):
                spans = (at["<s>"], at["</s>"]), (at["<t>"], at["</t>"])
                yield Sentence(text, *spans, row["gold_root"], number % HELD == HELD - 1)


def root_of(claim: Json) -> str:
    """The type of a claim as PLV would have it."""
    kind: str = claim["type"]
    if kind in COOPERATIVE and claim["status"] == "expected":
        return "AGREE"
    return "YIELD" if kind in YIELD else kind


def closest(sentence: Sentence, claims: list[Json]) -> Json | None:
    """The claim whose parties best overlap the pair: each in its role counts two, in the other's role one."""

    def overlap(claim: Json) -> int:
        found = {
            role: [tuple(p["spans"][0]) for p in claim[role] if p["spans"]]
            for role in ("actors", "recipients")
        }
        return sum(
            2 * any(touching(s, own) for s in found[role]) or any(touching(s, own) for s in found[other])
            for role, other, own in (
                ("actors", "recipients", sentence.source),
                ("recipients", "actors", sentence.target),
            )
        )

    return max(claims, key=overlap, default=None)


def macro(pairs: list[tuple[str, str]]) -> float:
    """The mean F1 of the roots that occur."""
    right = Counter(g for g, f in pairs if g == f)
    told, found = Counter(g for g, _ in pairs), Counter(f for _, f in pairs)
    return sum(2 * right[k] / (told[k] + found[k]) for k in told) / len(told)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--errors", type=int, default=0, help="print so many sentences that are typed wrongly"
    )
    options = parser.parse_args()
    told = list(sentences())
    pairs: list[tuple[str, str]] = []
    for sentence, reading in zip(
        told, Reader().read_all(article_from_text(s.text) for s in told), strict=True
    ):
        claim = closest(sentence, reading.to_dict()["claims"])
        pairs.append((sentence.root, root_of(claim) if claim else "none"))
        if pairs[-1][0] != pairs[-1][1] and options.errors > 0:
            options.errors -= 1
            print(*pairs[-1], sentence.text, sep="  ")
    for name, some in (
        ("all", pairs),
        ("kept from training", [p for p, s in zip(pairs, told, strict=True) if s.held]),
    ):
        right = sum(g == f for g, f in some) / len(some)
        print(f"{name}: {len(some)} sentences, macro-F1 {macro(some):.3f}, right {right:.3f}")
    print("no claim:", sum(f == "none" for _, f in pairs))


if __name__ == "__main__":
    main()
