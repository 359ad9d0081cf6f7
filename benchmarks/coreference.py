"""How well are mentions of the same thing chained? CoNLL F1 on OntoGUM dev, by genre and over all.

    python -m benchmarks.coreference

Reads WHENCE_DATA (default: ../shared/data beside the project). Words and sentence boundaries are gold, all else is
predicted. Mentions count by exact span; chains of one mention are left out on both sides. Candidates are the noun
phrases of the predicted trees before they are chained: their recall bounds that of all else.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from spacy.tokens import Doc

import whence
from benchmarks.coref_metrics import METRICS, Chain, Counts, chains, conll
from benchmarks.language import DATA, gold_doc
from training import data as sets
from whence.language.mentions import noun_phrases

PEERS = (
    "peers, CoNLL F1 published on the test split (Zhu, Pradhan and Zeldes 2021, an earlier and smaller OntoGUM; "
    "neither trained on GUM): e2e with SpanBERT 64.6, dcoref 39.7"
)


def gold_chains(sentences: list[sets.Sentence]) -> list[Chain]:
    groups: dict[str, set[tuple[int, int]]] = {}
    for m in sets.mentions(sentences):
        groups.setdefault(m.group, set()).add((m.start, m.end))
    return chains(groups.values())


def candidates(doc: Doc) -> Chain:
    heads, upos = [t.head.i for t in doc], [t.pos_ for t in doc]
    _, spans = noun_phrases(heads, upos, [t.dep_ for t in doc], [t.text for t in doc])
    return frozenset(spans)


def span_counts(told: Chain, said: Chain) -> Counts:
    right = len(told & said)
    return Counts(right, len(told), right, len(said))


def scores(paths: Collection[Path]) -> Iterator[tuple[str, dict[str, Counts]]]:
    """Genre and counts of each document."""
    nlp = whence.load()
    documents = [sets.read_conllu(p) for p in paths]
    docs = nlp.pipe([gold_doc(nlp, s) for s in documents])
    for path, sentences, doc in zip(paths, documents, docs, strict=True):
        gold, found = gold_chains(sentences), chains(doc._.coref)
        counts = {name: metric(gold, found) for name, metric in METRICS.items()}
        told, said = frozenset().union(*gold), frozenset().union(*found)
        counts["mentions"] = span_counts(told, said)
        counts["candidates"] = span_counts(told, candidates(doc))
        yield path.stem.split("_")[1], counts


def line(name: str, counts: dict[str, Counts]) -> str:
    mentions = counts["mentions"]
    cells = "  ".join(
        f"{k} {100 * c.precision:5.1f} {100 * c.recall:5.1f} {100 * c.f1:5.1f}" for k, c in counts.items()
    )
    return f"{name:<13} CoNLL {100 * conll(counts):5.1f}  {cells}  ({mentions.gold_total:.0f} gold mentions)"


def main() -> None:
    genres: dict[str, dict[str, Counts]] = {}
    for genre, counts in scores(sorted((DATA / "gum" / "ontogum" / "dev").glob("*.conllu"))):
        for group in (genre, "all"):
            total = genres.setdefault(group, {})
            for name, c in counts.items():
                total[name] = total.get(name, Counts()).plus(c)
    print("OntoGUM dev; each metric as precision, recall, F1")
    for genre in sorted(genres, key=lambda g: (g == "all", g)):
        print(line(genre, genres[genre]))
    print(PEERS)


if __name__ == "__main__":
    main()
