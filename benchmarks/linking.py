"""How right and how far are names linked to Wikidata: MSNBC and KORE50.

    python -m benchmarks.linking [--errors]

Reads WHENCE_DATA (default: ../shared/data beside the project). A name that the reader links counts where it is a labelled
mention (the same characters by at least half: "U.S." in "U.S. Navy" is another); it is right if the ids are the same. Recall is over all labelled mentions, and over those whose entity
the tables of the reader hold: what is not in them is left without an id, on purpose. The news of MSNBC is of the first
days of 2007; the sentences of KORE50 have no date.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from typing import NamedTuple

import whence
from benchmarks.language import DATA
from whence.knowledge.actors import load_actors
from whence.reading import Reading

SETS = {"MSNBC": ("msnbc-updated", "2007-01-02"), "KORE50": ("kore50", None)}
PEER = "peer on News-Fair v2: ReFinED 64.3 of all mentions, 77.2 of named ones (F1)"


class Label(NamedTuple):
    """A labelled mention: characters, Wikidata id, and the name of the entity."""

    start: int
    end: int
    id: str
    name: str


def same(one: Label | Link, other: Label | Link) -> bool:
    """Whether two mentions share at least half of the characters that they cover together."""
    shared = min(one.end, other.end) - max(one.start, other.start)
    return 2 * shared >= max(one.end, other.end) - min(one.start, other.start)


class Link(NamedTuple):
    """A link told by the reader."""

    start: int
    end: int
    id: str
    reason: str


def texts(name: str) -> Iterator[tuple[str, list[Label]]]:
    path = DATA / "linking" / f"{name}.benchmark.jsonl"
    for line in path.read_text(encoding="utf8").splitlines():
        row = json.loads(line)
        yield row["text"], [Label(*x["span"], x["entity_id"], x["name"]) for x in row["labels"]]


def links(reading: Reading) -> list[Link]:
    """Names with an id, and places with one that no such name covers."""
    out = [
        Link(n.start, n.end, n.entity.id, n.entity.reason or "")
        for n in reading.names
        if n.entity and n.entity.id
    ]
    for p in reading.places:
        if p.wikidata and not any(o.start < p.end and p.start < o.end for o in out):
            out.append(Link(p.start, p.end, p.wikidata, p.reason or ""))
    return out


def measure(label: str, name: str, published: str | None, *, verbose: bool) -> None:
    known = load_actors()
    said = right = labelled = held = found = 0
    for text, labels in texts(name):
        told = links(whence.read(text, published=published))
        labelled += len(labels)
        tabled = {x.id for x in labels if any(a.id == x.id for a in known.lookup(x.name))}
        held += sum(x.id in tabled for x in labels)
        for link in told:
            over = [x for x in labels if same(x, link)]
            if not over:
                continue
            said += 1
            hit = any(x.id == link.id for x in over)
            right += hit
            if verbose and not hit:
                print("wrong", label, text[link.start : link.end], link.id, link.reason, [x.id for x in over])
        for x in labels:
            hit = any(o.id == x.id and same(o, x) for o in told)
            found += hit
            if verbose and not hit and x.id in tabled:
                print("missed", label, repr(text[max(0, x.start - 30) : x.end + 20]), x.id)
    print(
        f"{label:<8} linked {said}, right {right / max(said, 1):.3f};"
        f" of {labelled} labelled {found / labelled:.3f}, of {held} that are known {found / max(held, 1):.3f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--errors", action="store_true", help="name each link that is wrong or missing")
    options = parser.parse_args()
    for label, (name, published) in SETS.items():
        measure(label, name, published, verbose=options.errors)
    print(PEER)


if __name__ == "__main__":
    main()
