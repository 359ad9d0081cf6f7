"""How well the shipped engine reads: tags and trees, names and attribution on development sets.

    python -m benchmarks.language

Reads WHENCE_DATA (default: ../shared/data beside the project). Trees are scored over gold words and gold sentences,
attribution over our own words with exact spans, names exactly by span and kind (PER, ORG, LOC).
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import spacy
from spacy.tokens import Doc

import whence
from training import data as sets

DATA = Path(os.environ.get("WHENCE_DATA", Path(__file__).parents[2] / "shared" / "data"))
# Published or recomputed figures of others on the test splits: UPOS, XPOS, LAS where known.
PEERS = "peers on the test splits, LAS: UDPipe 2 91.0 (EWT) 91.8 (GUM); spaCy transformer 89.4"
COARSE = {"person": "PER", "organization": "ORG", "place": "LOC", "facility": "LOC"}


def gold_doc(nlp: spacy.Language, sentences: list[sets.Sentence]) -> Doc:
    rows = [c for s in sentences for c in s.rows]
    return Doc(
        nlp.vocab,
        words=[c[1] for c in rows],
        spaces=["SpaceAfter=No" not in c[9] for c in rows],
        sent_starts=[c[0] == "1" for c in rows],
    )


def trees(nlp: spacy.Language, name: str, paths: Iterable[Path]) -> None:
    documents = [sets.read_conllu(p) for p in sorted(paths)]
    count: Counter[str] = Counter()
    for sentences, doc in zip(documents, nlp.pipe([gold_doc(nlp, s) for s in documents]), strict=True):
        base = 0
        for sentence in sentences:
            for k, cells in enumerate(sentence.rows):
                token = doc[base + k]
                head = base + int(cells[6]) - 1 if cells[6] != "0" else base + k
                count["words"] += 1
                count["upos"] += token.pos_ == cells[3]
                count["xpos"] += token.tag_ == cells[4]
                count["lemma"] += token.lemma_ == cells[2]
                count["feats"] += str(token.morph) == sets.feats_of(cells[5])
                if token.head.i == head:
                    count["uas"] += 1
                    count["las"] += token.dep_.split(":")[0] == cells[7].split(":")[0]
                    count["las, subtypes"] += token.dep_ == cells[7]
            base += len(sentence.rows)
    words = count.pop("words")
    print(
        f"{name:<18}", "  ".join(f"{k} {100 * v / words:.2f}" for k, v in count.items()), f" ({words} words)"
    )


def score(name: str, gold: set[object], found: set[object]) -> None:
    right = len(gold & found)
    precision, recall = right / max(len(found), 1), right / max(len(gold), 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    print(f"{name:<34} P {100 * precision:.1f}  R {100 * recall:.1f}  F1 {100 * f1:.1f}  ({len(gold)} gold)")


def names(nlp: spacy.Language) -> None:
    gold: set[object] = set()
    found: set[object] = set()
    for path in sorted((DATA / "gum" / "dev").glob("*.conllu")):
        sentences = sets.read_conllu(path)
        tags = [sets.NAME_TAGS[t[0]] if len(t) == 1 else "O" for t in sets.gum_names(sentences)]
        start = 0
        for i, tag in enumerate([*tags, "O"]):
            if i and tags[i - 1] != "O" and not tag.startswith("I-"):
                kind = COARSE.get(tags[start][2:])
                if kind:
                    gold.add((path.stem, start, i, kind))
            if tag.startswith("B-"):
                start = i
        doc = nlp(gold_doc(nlp, sentences))
        found |= {(path.stem, e.start, e.end, COARSE[e.label_]) for e in doc.ents if e.label_ in COARSE}
    score("names, GUM dev (PER ORG LOC)", gold, found)


def attribution(nlp: spacy.Language) -> None:
    gold: dict[str, set[object]] = {k: set() for k in ("source", "cue", "content")}
    found: dict[str, set[object]] = {k: set() for k in gold}
    documents = list(sets.polnear_documents(DATA, "dev"))
    for (name, text, annotated), doc in zip(documents, nlp.pipe(t for _, t, _ in documents), strict=True):
        words = [t for t in doc if not t.is_space]

        def snapped(start: int, end: int, words: list[spacy.tokens.Token] = words) -> tuple[int, int] | None:
            inside = [t for t in words if t.idx < end and t.idx + len(t) > start]
            return (inside[0].idx, inside[-1].idx + len(inside[-1])) if inside else None

        for a in annotated:
            for role, told in gold.items():
                for s, e in sets.merge(getattr(a, role), text):
                    told.add((name, snapped(s, e)))
        for b in doc._.attributions:
            for role, spans in (("source", [b.source]), ("cue", [b.cue]), ("content", b.content)):
                for span in spans:
                    if span is not None:
                        part = doc[span[0] : span[1]]
                        found[role].add((name, snapped(part.start_char, part.end_char)))
    for role, told in gold.items():
        score(f"attribution, PolNeAR dev, {role}", told, found[role])


def main() -> None:
    nlp = whence.load()
    trees(nlp, "EWT dev", (DATA / "ud_ewt" / "dev").rglob("*.conllu"))
    trees(nlp, "GUM dev", (DATA / "gum" / "dev").glob("*.conllu"))
    print(PEERS)
    names(nlp)
    attribution(nlp)


if __name__ == "__main__":
    main()
