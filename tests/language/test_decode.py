"""From scores to structure: sentences, spans, names and trees."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whence.language import decode
from whence.language import paths as ways
from whence.language.lemmas import apply_script, script_of
from whence.language.shapes import SHAPES, shape_of


@pytest.mark.parametrize(
    ("form", "lemma"),
    [
        ("said", "say"),
        ("Talks", "talk"),
        ("was", "be"),
        ("Kyiv", "Kyiv"),
        ("cities", "city"),
        ("NATO", "NATO"),
        ("n't", "not"),
    ],
)
def test_an_edit_script_makes_the_lemma_of_the_form(form: str, lemma: str) -> None:
    assert apply_script(form, script_of(form, lemma)) == lemma


def test_a_script_that_does_not_fit_leaves_the_form() -> None:
    assert apply_script("ab", "4+y") == "ab"


@pytest.mark.parametrize(
    ("word", "shape"),
    [
        ("the", "lower"),
        ("Kim", "title"),
        ("UN", "upper"),
        ("A", "single_capital"),
        ("iPhone", "mixed"),
        ("2023", "digits"),
        ("F-16", "with_digits"),
        ("—", "other"),
    ],
)
def test_shapes(word: str, shape: str) -> None:
    assert SHAPES[shape_of(word)] == shape


def test_sentences_start_where_scored_or_forced_and_are_never_endless() -> None:
    scores = np.zeros((1000, 2), dtype=np.float32)
    scores[:, 0] = 1
    scores[5] = [0, 2]
    forced = [i == 9 for i in range(1000)]
    starts = decode.sentence_starts(scores, forced, [False] * 1000)
    assert starts[:3] == [0, 5, 9]
    assert max(b - a for a, b in zip(starts, [*starts[1:], 1000], strict=True)) <= decode.LONGEST_SENTENCE


def legal() -> decode.Floats:
    """[1, 5, 5]: O, B, I, E and S may follow each other as spans demand, at no cost."""
    out = np.full((5, 5), -1e4, dtype=np.float32)
    for state, following in {0: (0, 1, 4), 1: (2, 3), 2: (2, 3), 3: (0, 1, 4), 4: (0, 1, 4)}.items():
        out[state, list(following)] = 0
    return out[None]


def test_a_hole_in_a_span_must_be_sure_of_both_its_ends() -> None:
    scores = np.zeros((6, 1, 5), dtype=np.float32)
    scores[0, 0, ways.BEGIN] = scores[5, 0, ways.END] = 3
    scores[1:5, 0, ways.INSIDE] = 1
    scores[3, 0, [ways.OUTSIDE, ways.INSIDE]] = [1, 0]  # a doubt in the middle
    (path,) = ways.best_paths([scores], ways.Paths.of_spans(legal()))
    assert ways.spans_of(path[:, 0]) == [(0, 6)]
    scores[2, 0, ways.END] = scores[4, 0, ways.BEGIN] = 3
    (path,) = ways.best_paths([scores], ways.Paths.of_spans(legal()))
    assert ways.spans_of(path[:, 0]) == [(0, 3), (4, 6)]


def test_no_text_begins_or_ends_inside_a_span() -> None:
    scores = np.zeros((3, 1, 5), dtype=np.float32)
    scores[:, 0, ways.INSIDE] = 5
    (path,) = ways.best_paths([scores], ways.Paths.of_spans(legal()))
    assert ways.spans_of(path[:, 0]) == [(0, 3)]


@given(st.lists(st.integers(0, 9), min_size=1, max_size=5), st.integers(0, 10_000))
def test_paths_of_a_text_do_not_depend_on_the_texts_beside_it(lengths: list[int], seed: int) -> None:
    random = np.random.default_rng(seed)
    texts = [random.normal(size=(n, 2, 5)).astype(np.float32) for n in lengths]
    transitions = np.concatenate([legal(), legal()])
    paths = ways.Paths.of_spans(transitions)
    together = ways.best_paths(texts, paths)
    alone = [ways.best_paths([t], paths)[0] for t in texts]
    assert all((a == b).all() for a, b in zip(together, alone, strict=True))
    for path in together:
        for layer in path.T:
            assert all(a < b for a, b in ways.spans_of(layer))


def test_a_name_never_begins_inside() -> None:
    tags = ("O", "B-person", "I-person", "B-place", "I-place")
    scores = np.full((3, 5), -5, dtype=np.float32)
    scores[0, 3], scores[1, 2], scores[1, 4], scores[2, 0] = 3, 2, 1.5, 3
    (path,) = ways.best_paths([scores[:, None]], ways.Paths.of_tags(tags))
    found = decode.names(scores, path[:, 0], tags)
    assert [(n.start, n.end, n.kind) for n in found] == [(0, 2, "place")]


@given(st.integers(1, 12), st.integers(0, 10_000))
def test_trees_are_well_formed_whatever_the_scores(words: int, seed: int) -> None:
    scores = np.random.default_rng(seed).normal(size=(words, words + 1)).astype(np.float32)
    scores[np.arange(words), np.arange(words) + 1] = -np.inf
    heads = decode._spanning_tree(scores)
    assert decode._is_tree(heads)


def test_a_cycle_is_no_tree() -> None:
    assert not decode._is_tree(np.array([2, 1, 0]))
    assert not decode._is_tree(np.array([0, 0]))
    assert decode._is_tree(np.array([0, 1, 2]))
