"""How well the shipped engine reads: tags and trees, sentences, names and attribution on development sets.

    python -m benchmarks.language

Reads WHENCE_DATA (default: ../shared/data beside the project). Tags and trees are scored over gold words and gold
sentences, sentence starts over gold words, names exactly by span and kind (PER, ORG, LOC) over gold words, attribution
over our own words: tokens, exact spans, and linked (cues overlap, sources and contents have an IoU of 0.5 or more).
`benchmarks.coreference` scores chains, `benchmarks.speed` speed.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import spacy
from spacy.tokens import Doc

import whence
from training import data as sets
from training.re3d import re3d_gold, re3d_rows

DATA = Path(os.environ.get("WHENCE_DATA", Path(__file__).parents[2] / "shared" / "data"))
# Figures of others, on the test splits (which differ from the development sets that are scored here).
PEERS = {
    "trees": "peers on the test splits, LAS: UDPipe 2 91.0 (EWT), 91.8 (GUM); a spaCy transformer pipeline 89.4",
    "names": "peer on UNER EWT test: XLM-R large 86.0",
    "attribution": "none published on PolNeAR dev; Citron on PARC3, exact: source 82.0, cue 82.3, content 59.3",
}
COARSE = {"person": "PER", "organization": "ORG", "place": "LOC", "facility": "LOC"}
WNUT = {"person": "PER", "corporation": "ORG", "group": "ORG", "location": "LOC"}
Span = tuple[int, int]


def gold_doc(nlp: spacy.Language, sentences: list[sets.Sentence], *, starts: bool = True) -> Doc:
    """The words of a document, with its sentence starts or without."""
    rows = [c for s in sentences for c in s.rows]
    return Doc(
        nlp.vocab,
        words=[c[1] for c in rows],
        spaces=["SpaceAfter=No" not in c[9] for c in rows],
        sent_starts=[c[0] == "1" for c in rows] if starts else None,
    )


def trees(nlp: spacy.Language, name: str, paths: Iterable[Path]) -> None:
    documents = [sets.read_conllu(p) for p in sorted(paths)]
    count: Counter[str] = Counter()
    gold_starts: set[object] = set()
    found_starts: set[object] = set()
    for number, (sentences, doc, free) in enumerate(
        zip(
            documents,
            nlp.pipe([gold_doc(nlp, s) for s in documents]),
            nlp.pipe([gold_doc(nlp, s, starts=False) for s in documents]),
            strict=True,
        )
    ):
        base = 0
        for sentence in sentences:
            gold_starts.add((number, base))
            for k, cells in enumerate(sentence.rows):
                token = doc[base + k]
                head = base + int(cells[6]) - 1 if cells[6] != "0" else base + k
                count["words"] += 1
                count["UPOS"] += token.pos_ == cells[3]
                count["XPOS"] += token.tag_ == cells[4]
                count["lemma"] += token.lemma_ == cells[2]
                count["feats"] += str(token.morph) == sets.feats_of(cells[5])
                if token.head.i == head:
                    count["UAS"] += 1
                    count["LAS"] += token.dep_.split(":")[0] == cells[7].split(":")[0]
                    count["LAS with subtypes"] += token.dep_ == cells[7]
            base += len(sentence.rows)
        found_starts |= {(number, s.start) for s in free.sents}
    words = count.pop("words")
    print(
        f"{name:<18}", "  ".join(f"{k} {100 * v / words:.2f}" for k, v in count.items()), f" ({words} words)"
    )
    score(f"sentence starts, {name}", gold_starts, found_starts)


def score(name: str, gold: set[object], found: set[object]) -> float:
    """Print precision, recall and F1; the F1."""
    right = len(gold & found)
    precision, recall = right / max(len(found), 1), right / max(len(gold), 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    print(f"{name:<44} P {100 * precision:.1f}  R {100 * recall:.1f}  F1 {100 * f1:.1f}  ({len(gold)} gold)")
    return f1


class NameSet(NamedTuple):
    """Words of texts with their PER, ORG and LOC names, and words about which the set says nothing certain."""

    label: str
    docs: list[Doc]
    gold: set[object]
    open: set[tuple[int, int]]


def gum_names(nlp: spacy.Language) -> NameSet:
    docs, gold, undecided = [], set[object](), set[tuple[int, int]]()
    for number, path in enumerate(sorted((DATA / "gum" / "dev").glob("*.conllu"))):
        sentences = sets.read_conllu(path)
        allowed = sets.gum_names(sentences)
        undecided |= {(number, i) for i, tags in enumerate(allowed) if len(tags) > 1}
        tags = [sets.NAME_TAGS[t[0]] if len(t) == 1 else "O" for t in allowed]
        gold |= {(number, a, b, COARSE[k]) for a, b, k in tagged(tags) if k in COARSE}
        docs.append(gold_doc(nlp, sentences))
    return NameSet("GUM dev", docs, gold, undecided)


def re3d_names(nlp: spacy.Language) -> NameSet:
    rows = re3d_rows(DATA, "dev")
    gold, undecided = re3d_gold(rows)
    return NameSet("re3d dev", [Doc(nlp.vocab, words=r.words) for r in rows], set(gold), set(undecided))


def wnut_names(nlp: spacy.Language) -> NameSet:
    docs, gold = [], set[object]()
    path = DATA / "ner" / "wnut17.dev.conll"
    for number, (words, labels) in enumerate(sets.read_columns(path, "\t")):
        docs.append(Doc(nlp.vocab, words=words))
        gold |= {(number, a, b, WNUT[k]) for a, b, k in tagged(labels) if k in WNUT}
    return NameSet("WNUT17 dev", docs, gold, set())


def tagged(tags: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Spans and kinds of BIO tags."""
    start = -1
    for i, tag in enumerate([*tags, "O"]):
        if start >= 0 and not tag.startswith("I-"):
            yield start, i, tags[start][2:]
            start = -1
        if tag.startswith("B-"):
            start = i


def names(nlp: spacy.Language) -> None:
    every_gold: set[object] = set()
    every_found: set[object] = set()
    sure: list[tuple[float, bool]] = []
    for part in (gum_names(nlp), re3d_names(nlp), wnut_names(nlp)):
        found: set[object] = set()
        for number, doc in enumerate(nlp.pipe(part.docs)):
            for e, confidence in zip(doc.ents, doc._.ent_confidence, strict=True):
                if e.label_ in COARSE and not any((number, i) in part.open for i in range(e.start, e.end)):
                    name = (number, e.start, e.end, COARSE[e.label_])
                    found.add(name)
                    if part.label != "WNUT17 dev":
                        sure.append((confidence, name in part.gold))
        score(f"names, {part.label}", part.gold, found)
        if part.label != "WNUT17 dev":
            every_gold |= {(part.label, x) for x in part.gold}
            every_found |= {(part.label, x) for x in found}
    score("names, GUM dev + re3d dev", every_gold, every_found)
    reliability("names", sure)


def reliability(name: str, told: list[tuple[float, bool]]) -> None:
    """Print how often confidences are right, by tenths, and the expected calibration error."""
    table = np.array(told, dtype=np.float64)
    error, cells = 0.0, []
    for low in np.arange(0, 1, 0.1):
        inside = table[(table[:, 0] > low) & (table[:, 0] <= low + 0.1)]
        if len(inside):
            error += abs(inside[:, 0].mean() - inside[:, 1].mean()) * len(inside) / len(table)
            cells.append(f"{inside[:, 0].mean():.2f}:{inside[:, 1].mean():.2f} ({len(inside)})")
    print(f"calibration of {name}: error {error:.3f}; told:right (count)", " ".join(cells))


class Told(NamedTuple):
    """One attribution as sets of token numbers."""

    source: frozenset[int]
    cue: frozenset[int]
    content: frozenset[int]

    def agrees(self, other: Told) -> bool:
        """Whether cues overlap, and sources and contents are the same by at least half (IoU)."""
        return (
            bool(self.cue & other.cue)
            and overlap(self.source, other.source) >= 0.5
            and overlap(self.content, other.content) >= 0.5
        )


def overlap(a: frozenset[int], b: frozenset[int]) -> float:
    """Intersection over union; two empty sets are the same."""
    return len(a & b) / len(a | b) if a or b else 1.0


def attribution(nlp: spacy.Language) -> None:
    roles = ("source", "cue", "content")
    gold: dict[str, set[object]] = {k: set() for k in roles}
    found: dict[str, set[object]] = {k: set() for k in roles}
    gold_tokens: dict[str, set[object]] = {k: set() for k in roles}
    found_tokens: dict[str, set[object]] = {k: set() for k in roles}
    linked_gold, linked_found, right_gold, right_found = 0, 0, 0, 0
    sure: list[tuple[float, bool]] = []
    documents = list(sets.polnear_documents(DATA, "dev"))
    for (name, text, annotated), doc in zip(documents, nlp.pipe(t for _, t, _ in documents), strict=True):
        words = [t for t in doc if not t.is_space]
        number = {t.i: k for k, t in enumerate(words)}

        def tokens(start: int, end: int, words: list[spacy.tokens.Token] = words) -> Span | None:
            inside = [k for k, t in enumerate(words) if t.idx < end and t.idx + len(t) > start]
            return (inside[0], inside[-1] + 1) if inside else None

        told: list[Told] = []
        for a in annotated:
            parts = []
            for role in roles:
                spans = [s for s in (tokens(*x) for x in sets.merge(getattr(a, role), text)) if s]
                gold[role] |= {(name, s) for s in spans}
                parts.append(frozenset(i for s in spans for i in range(*s)))
                gold_tokens[role] |= {(name, i) for i in parts[-1]}
            told.append(Told(*parts))
        told = [t for t in told if t.cue and t.content]
        mine: list[Told] = []
        for b in doc._.attributions:
            parts = []
            for role, token_spans in (("source", [b.source]), ("cue", [b.cue]), ("content", b.content)):
                spans = [(number[s[0]], number[s[1] - 1] + 1) for s in token_spans if s]
                found[role] |= {(name, s) for s in spans}
                parts.append(frozenset(i for s in spans for i in range(*s)))
                found_tokens[role] |= {(name, i) for i in parts[-1]}
            mine.append(Told(*parts))
            if b.cue:
                sure.append((b.confidence, any(mine[-1].agrees(t) for t in told)))
        mine = [t for t in mine if t.cue]
        linked_gold, linked_found = linked_gold + len(told), linked_found + len(mine)
        right_gold += sum(any(t.agrees(m) for m in mine) for t in told)
        right_found += sum(any(t.agrees(m) for t in told) for m in mine)
    for role in roles:
        score(f"attribution, PolNeAR dev, {role}, tokens", gold_tokens[role], found_tokens[role])
        score(f"attribution, PolNeAR dev, {role}, exact", gold[role], found[role])
    precision, recall = right_found / max(linked_found, 1), right_gold / max(linked_gold, 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    print(
        f"{'attribution, PolNeAR dev, linked':<44} P {100 * precision:.1f}  R {100 * recall:.1f}  F1 {100 * f1:.1f}"
        f"  ({linked_gold} gold)"
    )
    reliability("attributions", sure)


def main() -> None:
    nlp = whence.load()
    trees(nlp, "EWT dev", (DATA / "ud_ewt" / "dev").rglob("*.conllu"))
    trees(nlp, "GUM dev", (DATA / "gum" / "dev").glob("*.conllu"))
    print(PEERS["trees"])
    names(nlp)
    print(PEERS["names"])
    attribution(nlp)
    print(PEERS["attribution"])


if __name__ == "__main__":
    main()
