"""The gold set is well formed, and the shipped engine reads it no worse than it did."""

from __future__ import annotations

from itertools import pairwise

import pytest
from spacy.tokens import Doc

import whence
from tests.goldset import GoldText, gold_texts

# What the shipped weights must reach on tests/gold; a lower figure is an argued change.
FLOORS = {
    "UPOS": 0.99,
    "XPOS": 0.985,
    "LAS": 0.945,
    "names": 0.94,
    "source": 0.79,
    "cue": 0.93,
    "content": 0.93,
    "coreference": 0.69,
}
KINDS = {"person", "organization", "place", "facility", "nationality", "weapon", "event", "other"}
GOLD = gold_texts()
each_text = pytest.mark.parametrize("gold", GOLD, ids=lambda g: g.name)


@each_text
def test_every_sentence_is_one_tree(gold: GoldText) -> None:
    for rows in gold.rows:
        heads = [int(r[6]) for r in rows]
        assert [int(r[0]) for r in rows] == list(range(1, len(rows) + 1))
        assert heads.count(0) == 1
        assert [r[7] for r in rows if r[6] == "0"] == ["root"]
        for start in range(1, len(rows) + 1):
            path, at = set(), start
            while at:
                assert at not in path and at <= len(rows), rows[start - 1]
                path.add(at)
                at = heads[at - 1]


@each_text
def test_words_and_spaces_make_up_the_sentences(gold: GoldText) -> None:
    assert tuple(s.text.strip() for s in gold.doc.sents) == gold.texts


@each_text
def test_names_and_mentions_stay_within_a_sentence(gold: GoldText) -> None:
    sentences = [(s.start, s.end) for s in gold.doc.sents]
    spans = [n[:2] for n in gold.names] + [m for chain in gold.chains for m in chain]
    for a in gold.attributions:
        spans += [s for s in (a.source, a.cue, *a.content) if s]
    for start, end in spans:
        assert start < end
        assert any(first <= start and end <= last for first, last in sentences)


@each_text
def test_names_are_of_known_kinds_and_chains_have_two_mentions(gold: GoldText) -> None:
    assert {kind for _, _, kind in gold.names} <= KINDS
    assert all(len(chain) > 1 for chain in gold.chains)
    mentions = [m for chain in gold.chains for m in chain]
    assert len(mentions) == len(set(mentions))


@each_text
def test_every_attribution_has_a_content_beside_its_source_and_cue(gold: GoldText) -> None:
    assert gold.attributions
    for a in gold.attributions:
        spans = sorted(s for s in (a.source, a.cue, *a.content) if s)
        assert a.content
        assert all(before[1] <= after[0] for before, after in pairwise(spans))


@pytest.fixture(scope="module")
def read() -> list[Doc]:
    """The gold words and sentences, annotated by the engine."""
    nlp = whence.load()
    bare = [
        Doc(
            nlp.vocab,
            words=[t.text for t in g.doc],
            spaces=[bool(t.whitespace_) for t in g.doc],
            sent_starts=[bool(t.is_sent_start) for t in g.doc],
        )
        for g in GOLD
    ]
    return list(nlp.pipe(bare))


def assert_reaches(name: str, score: float) -> None:
    print(f"{name} {score:.4f}")
    assert score >= FLOORS[name], f"{name}: {score:.4f} is below its floor of {FLOORS[name]}"


def f1(gold: set[object], found: set[object]) -> float:
    return 2 * len(gold & found) / max(len(gold) + len(found), 1)


@pytest.mark.parametrize("name", ["UPOS", "XPOS", "LAS"])
def test_tags_and_trees(name: str, read: list[Doc]) -> None:
    pairs = [(t, u) for g, doc in zip(GOLD, read, strict=True) for t, u in zip(g.doc, doc, strict=True)]
    right = {
        "UPOS": [t.pos_ == u.pos_ for t, u in pairs],
        "XPOS": [t.tag_ == u.tag_ for t, u in pairs],
        "LAS": [
            t.head.i == u.head.i and t.dep_.split(":")[0].lower() == u.dep_.split(":")[0].lower()
            for t, u in pairs
        ],
    }[name]
    assert_reaches(name, sum(right) / len(right))


def test_names(read: list[Doc]) -> None:
    gold = {(g.name, *n) for g in GOLD for n in g.names}
    found = {(g.name, e.start, e.end, e.label_) for g, doc in zip(GOLD, read, strict=True) for e in doc.ents}
    assert_reaches("names", f1(gold, found))


@pytest.mark.parametrize("role", ["source", "cue", "content"])
def test_attributions(role: str, read: list[Doc]) -> None:
    def spans(name: str, attributions: object) -> set[object]:
        parts = [getattr(a, role) for a in attributions]
        listed = [s for p in parts for s in p] if role == "content" else parts
        return {(name, *s) for s in listed if s}

    gold: set[object] = set()
    found: set[object] = set()
    for g, doc in zip(GOLD, read, strict=True):
        gold |= spans(g.name, g.attributions)
        found |= spans(g.name, doc._.attributions)
    assert_reaches(role, f1(gold, found))


def test_coreference(read: list[Doc]) -> None:
    pytest.importorskip("scipy", reason="a development dependency of the benchmarks")
    from benchmarks.coref_metrics import METRICS, Counts, chains, conll  # noqa: PLC0415 - needs scipy

    totals = {name: Counts() for name in METRICS}
    for g, doc in zip(GOLD, read, strict=True):
        gold, found = chains(g.chains), chains(doc._.coref)
        for name, metric in METRICS.items():
            totals[name] = totals[name].plus(metric(gold, found))
    assert_reaches("coreference", conll(totals))
