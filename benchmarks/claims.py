"""How well claims are read, on the annotated set of the project; and how far two annotators agree on it.

    python -m benchmarks.claims [--part dev|train | --adjudicated] [--errors N]
    python -m benchmarks.claims --agreement

Claims match by their triggers. Over matched claims: parties by role (mentions overlap or names are the same), status,
chains (the same voices in the same order), times (both open at the same ends, overlapping, and within a factor of three
in length) and places (mention and role). How sure the reader says it is of each field is compared with how often that is
right (`training.confidence` learned it from the development texts). ``--adjudicated`` takes the development texts as three annotators settled them
(decision 33). Texts that are not the project's own are read from WHENCE_DATA; without it only
the project's own are scored.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tools import annotation
from whence.gather.plain import article_from_text
from whence.reader import Reader

Json = dict[str, Any]
Span = tuple[int, int]
Number = tuple[float | None, ...]
"""Low, best and high."""
DEV_SHARE = 4  # one document in so many


@dataclass(frozen=True)
class Voice:
    """A link of a chain: who, where mentioned, what kind."""

    name: str
    span: Span | None
    kind: str

    @property
    def nobody(self) -> bool:
        """Whether it is the voice of "reportedly", which nobody names."""
        return self.kind == "unknown" and self.span is None

    def same(self, other: Voice) -> bool:
        """The same voice: both the outlet, both nobody, overlapping mentions, or names that share their last word."""
        if "outlet" in (self.kind, other.kind):
            return self.kind == other.kind
        if self.nobody or other.nobody:
            return self.nobody and other.nobody
        return touching(self.span, other.span) or alike(self.name, other.name)


@dataclass(frozen=True)
class Told:
    """A claim as both the annotation and a reading tell it."""

    trigger: Span
    type: str
    parties: tuple[tuple[str, Span | None, str], ...]  # role, mention, name
    status: str
    chain: tuple[Voice, ...]
    time: tuple[str | None, str | None]
    places: tuple[tuple[Span, str], ...]
    counts: tuple[tuple[Span, Number], ...] = ()
    """What is counted, with its number; outlines have none."""
    outlined: tuple[str | None, Span | None] | None = None
    """Of an outline: how the event lies to a time, and the words that tell that time."""
    sure: Mapping[str, float] | None = None
    """Of a reading: how sure it is of each field."""


def touching(a: Span | None, b: Span | None) -> bool:
    """Whether two spans share a character."""
    return a is not None and b is not None and a[0] < b[1] and b[0] < a[1]


def alike(a: str, b: str) -> bool:
    """Whether two names are one, or end in the same word."""
    one, two = a.lower().split(), b.lower().split()
    return bool(one and two) and (one == two or one[-1] == two[-1])


def from_annotation(claim: Json) -> Told:
    return Told(
        tuple(claim["trigger"]),
        claim["type"],
        tuple((role, tuple(p["span"]), p["name"]) for role in ("actors", "recipients") for p in claim[role]),
        claim["status"],
        tuple(Voice(v["name"], tuple(v["span"]) if v["span"] else None, v["kind"]) for v in claim["chain"]),
        (claim["time"]["earliest"], claim["time"]["latest"]),
        tuple((tuple(p["span"]), p["role"]) for p in claim["places"]),
        _counts(claim),
        _outlined(claim["time"]),
    )


def _counts(claim: Json) -> tuple[tuple[Span, Number], ...]:
    """The counted objects of a claim, of an annotation or a reading."""
    return tuple(
        (tuple(o["span"]), tuple(o["count"][bound] for bound in ("low", "best", "high")))
        for o in claim["objects"]
        if o["count"] and o["span"]
    )


def _outlined(time: Json) -> tuple[str | None, Span | None] | None:
    return (time["way"], tuple(time["spans"][0]) if time["spans"] else None) if "way" in time else None


def from_reading(claim: Json, reading: Json) -> Told:
    places = reading["places"]
    time = claim["time"] or {}
    return Told(
        tuple(claim["trigger"]),
        claim["type"],
        tuple(
            (role, tuple(p["spans"][0]) if p["spans"] else None, p["text"])
            for role in ("actors", "recipients")
            for p in claim[role]
        ),
        claim["status"],
        tuple(
            Voice(v["voice"], tuple(v["span"]) if v.get("span") else None, v["kind"]) for v in claim["chain"]
        ),
        (time.get("earliest"), time.get("latest")),
        tuple(((places[p["place"]]["start"], places[p["place"]]["end"]), p["role"]) for p in claim["places"]),
        _counts(claim),
        sure=claim["confidence"],
    )


def same_chain(a: Told, b: Told) -> bool:
    return len(a.chain) == len(b.chain) and all(x.same(y) for x, y in zip(a.chain, b.chain, strict=True))


def right_parties(gold: Told, found: Told, roles: Sequence[str] = ("actors", "recipients")) -> int:
    """How many of the parties in these roles are found."""
    return sum(
        any(r == r2 and (touching(s, s2) or alike(n, n2)) for r2, s2, n2 in found.parties)
        for r, s, n in gold.parties
        if r in roles
    )


def right_places(gold: Told, found: Told) -> int:
    """How many of the places are found with their role."""
    return sum(any(touching(s, s2) and r == r2 for s2, r2 in found.places) for s, r in gold.places)


def right_counts(gold: Told, found: Told) -> int:
    """How many of the counted objects are found with their number and its bounds."""
    return sum(any(touching(s, s2) and n == n2 for s2, n2 in found.counts) for s, n in gold.counts)


def right_fields(gold: Told, found: Told) -> dict[str, bool]:
    """Whether each field that a reading says how sure it is of is right, of two claims with one trigger."""
    actors = [sum(r == "actors" for r, _, _ in t.parties) for t in (gold, found)]
    return {
        "event": gold.type == found.type,
        "actors": actors[0] == actors[1] == right_parties(gold, found, ("actors",)),
        "time": same_time(gold, found),
        "place": len(gold.places) == len(found.places) == right_places(gold, found),
        "status": gold.status == found.status,
        "chain": same_chain(gold, found),
    }


def same_time(a: Told, b: Told) -> bool:
    """Both open at the same ends; bounded intervals overlap and differ by a factor of three at most in length.

    Outlines tell no intervals: the same words, and the same way to lie to them.
    """
    if a.outlined and b.outlined:
        (way, words), (other, others) = a.outlined, b.outlined
        return way == other and (words == others or touching(words, others))
    if any((x is None) != (y is None) for x, y in zip(a.time, b.time, strict=True)):
        return False
    one, two = (tuple(datetime.fromisoformat(m) if m else None for m in t.time) for t in (a, b))
    if one[0] and one[1] and two[0] and two[1]:
        if one[0] >= two[1] or two[0] >= one[1]:
            return False
        lengths = sorted((one[1] - one[0], two[1] - two[0]))
        return lengths[1] <= 3 * lengths[0]
    # one end is open: the other may be off by a day (the end of the day of publication, or its moment)
    return all(
        x is None or y is None or abs(x - y) <= timedelta(days=1) for x, y in zip(one, two, strict=True)
    )


def pairs(gold: Sequence[Told], found: Sequence[Told]) -> Iterator[tuple[Told, Told]]:
    """Claims whose triggers overlap, one to one, those that agree most first."""
    options = sorted(
        (
            (-(g.type == f.type) - (g.status == f.status) - same_chain(g, f), i, k)
            for i, g in enumerate(gold)
            for k, f in enumerate(found)
            if touching(g.trigger, f.trigger)
        )
    )
    used: tuple[set[int], set[int]] = (set(), set())
    for _, i, k in options:
        if i not in used[0] and k not in used[1]:
            used[0].add(i)
            used[1].add(k)
            yield gold[i], found[k]


class Scores:
    """Counts over texts."""

    def __init__(self) -> None:
        self.count: Counter[str] = Counter()
        self.status: Counter[tuple[str, str]] = Counter()
        self.sure: dict[str, list[tuple[float, bool]]] = {}
        """Field to how sure the reader was of it and whether it was right."""

    def add(self, gold: Sequence[Told], found: Sequence[Told]) -> None:
        """Compare what two readers found in one text."""
        c = self.count
        c["gold"] += len(gold)
        c["found"] += len(found)
        matched = list(pairs(gold, found))
        for f in (f for f in found if not any(f is m for _, m in matched)):
            self._note_sure(f, {"event": False})
        for g, f in matched:
            self._note_sure(f, right_fields(g, f))
            c["matched"] += 1
            c["typed"] += g.type == f.type
            self.status[g.status, f.status] += 1
            c["chain"] += same_chain(g, f)
            c["time"] += same_time(g, f)
            c["gold parties"] += len(g.parties)
            c["found parties"] += len(f.parties)
            c["right parties"] += right_parties(g, f)
            c["gold places"] += len(g.places)
            c["found places"] += len(f.places)
            c["right places"] += right_places(g, f)
            c["gold counts"] += len(g.counts)
            c["found counts"] += len(f.counts)
            c["right counts"] += right_counts(g, f)
            c["all"] += (
                g.type == f.type
                and g.status == f.status
                and same_chain(g, f)
                and same_time(g, f)
                and len(g.parties) == len(f.parties) == right_parties(g, f)
            )

    def _note_sure(self, found: Told, right: Mapping[str, bool]) -> None:
        for field, is_right in right.items() if found.sure else ():
            self.sure.setdefault(field, []).append((found.sure[field], is_right))

    def figures(self) -> dict[str, float]:
        """The scores by name, each between 0 and 1."""
        c = self.count
        kinds = sorted({g for g, _ in self.status})
        matched, gold = max(c["matched"], 1), max(c["gold"], 1)
        return {
            **f1("trigger", c["matched"], c["gold"], c["found"]),
            **f1("trigger and type", c["typed"], c["gold"], c["found"]),
            **f1("actors and recipients", c["right parties"], c["gold parties"], c["found parties"]),
            **f1("places with their role", c["right places"], c["gold places"], c["found places"]),
            **f1("counted objects", c["right counts"], c["gold counts"], c["found counts"]),
            "status macro-F1": sum(map(self._status_f1, kinds)) / max(len(kinds), 1),
            "status right": sum(n for (g, f), n in self.status.items() if g == f) / matched,
            "chain right": c["chain"] / matched,
            "time right": c["time"] / matched,
            "all of type, parties, status, chain and time right": c["all"] / gold,
        }

    def _status_f1(self, kind: str) -> float:
        said = sum(n for (g, _), n in self.status.items() if g == kind)
        read = sum(n for (_, f), n in self.status.items() if f == kind)
        return 2 * self.status[kind, kind] / max(1, said + read)

    def report(self) -> None:
        """Print the scores; all but triggers and the last are of matched claims."""
        c = self.count
        print(f"{c['gold']} claims, {c['found']} found, {c['matched']} with the same trigger")
        for name, value in self.figures().items():
            print(f"{name}: {value:.3f}")


def reliability(told: Sequence[tuple[float, bool]], bins: int = 10) -> list[tuple[float, float, int]]:
    """Of answers in equal steps of how sure one is of them: mean sureness, share of right ones, count (DeGroot and Fienberg 1983)."""
    out = []
    for k in range(bins):
        inside = [(p, right) for p, right in told if min(int(p * bins), bins - 1) == k]
        if inside:
            n = len(inside)
            out.append((sum(p for p, _ in inside) / n, sum(right for _, right in inside) / n, n))
    return out


def report_sureness(sure: Mapping[str, Sequence[tuple[float, bool]]]) -> None:
    """Print a line a field: mean error of the sureness (ECE), Brier score, and the curve."""
    print("how sure, by field: error (ECE), Brier score; said -> right (answers)")
    for field, told in sure.items():
        curve = reliability(told)
        error = sum(n * abs(said - right) for said, right, n in curve) / len(told)
        brier = sum((p - right) ** 2 for p, right in told) / len(told)
        steps = "  ".join(f"{said:.2f} -> {right:.2f} ({n})" for said, right, n in curve)
        print(f"  {field}: {error:.3f}, {brier:.3f}; {steps}")


def f1(name: str, right: int, gold: int, found: int) -> dict[str, float]:
    """Precision, recall and F1."""
    precision, recall = right / max(found, 1), right / max(gold, 1)
    return {
        f"{name}, precision": precision,
        f"{name}, recall": recall,
        f"{name}, F1": 2 * precision * recall / max(precision + recall, 1e-9),
    }


def part_of(name: str) -> str:
    """Whether a document is for training or for development: by its id alone."""
    return "dev" if hashlib.sha256(name.encode()).digest()[0] % DEV_SHARE == 0 else "train"


def annotations(folder: Path) -> Iterable[Json]:
    for path in sorted(folder.glob("*.json")):
        yield json.loads(path.read_text(encoding="utf8"))


def agreement() -> None:
    """What two annotators of one text agree on: texts annotated in full, and outlines."""
    for kind in ("claims", "outlines"):
        first = {a["id"]: a for a in annotations(annotation.FOLDER / kind)}
        twice = [a for a in annotations(annotation.FOLDER / kind / "second") if a["id"] in first]
        scores = Scores()
        for second in twice:
            scores.add(*([from_annotation(c) for c in a["claims"]] for a in (first[second["id"]], second)))
        print(f"{kind}: {len(twice)} texts read by two annotators")
        scores.report()


def score(part: str, *, own: bool = False, errors: int = 0, adjudicated: bool = False) -> Scores:
    """Read the annotated texts of a part and compare; ``own``: only those of the project; ``adjudicated``: as settled by three."""
    folder = annotation.FOLDER / "claims" / ("adjudicated" if adjudicated else "")
    told = [a for a in annotations(folder) if part_of(a["id"]) == part]
    told = [a for a in told if a["id"].startswith("own-") or (annotation.DATA.exists() and not own)]
    sources = [annotation.load(a["id"]) for a in told]
    articles = [article_from_text(s.text, published=s.published, outlet=s.outlet) for s in sources]
    scores = Scores()
    for number, (a, source, reading) in enumerate(
        zip(told, sources, Reader().read_all(articles), strict=True)
    ):
        read = reading.to_dict()
        gold = [from_annotation(c) for c in a["claims"]]
        found = [from_reading(c, read) for c in read["claims"] if not c["title"]]
        scores.count["texts"] += 1
        scores.add(gold, found)
        if number < errors:
            show(source.text, gold, found)
    return scores


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--part", choices=("dev", "train"), default="dev")
    parser.add_argument(
        "--errors", type=int, default=0, help="print the missed and the stray claims of so many texts"
    )
    parser.add_argument("--agreement", action="store_true")
    parser.add_argument("--adjudicated", action="store_true", help="development texts as three settled them")
    options = parser.parse_args()
    if options.agreement:
        agreement()
        return
    scores = score(options.part, errors=options.errors, adjudicated=options.adjudicated)
    print(f"{scores.count['texts']} texts")
    scores.report()
    report_sureness(scores.sure)


def show(text: str, gold: Sequence[Told], found: Sequence[Told]) -> None:
    matched = list(pairs(gold, found))
    print("----", text[:80].replace("\n", " "))
    for g, f in matched:
        if g.type != f.type or g.status != f.status or not same_chain(g, f):
            names = [[v.name for v in t.chain] for t in (g, f)]
            print(f"  differs {text[slice(*g.trigger)]!r}: {g.type}/{f.type} {g.status}/{f.status} {names}")
    for label, claims, side in (("missed", gold, 0), ("stray", found, 1)):
        for claim in claims:
            if not any(pair[side] is claim for pair in matched):
                low, high = claim.trigger
                print(
                    f"  {label} {claim.type} …{text[max(0, low - 40) : low]}[{text[low:high]}]{text[high : high + 40]}…".replace(
                        "\n", " "
                    )
                )


if __name__ == "__main__":
    main()
