"""From scores to structure: sentences, spans, names and trees."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whence.language import decode
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
    scores[0, 0, decode.BEGIN] = scores[5, 0, decode.END] = 3
    scores[1:5, 0, decode.INSIDE] = 1
    scores[3, 0, [decode.OUTSIDE, decode.INSIDE]] = [1, 0]  # a doubt in the middle
    (path,) = decode.best_paths([scores], legal())
    assert decode.spans_of(path[:, 0]) == [(0, 6)]
    scores[2, 0, decode.END] = scores[4, 0, decode.BEGIN] = 3
    (path,) = decode.best_paths([scores], legal())
    assert decode.spans_of(path[:, 0]) == [(0, 3), (4, 6)]


def test_no_text_begins_or_ends_inside_a_span() -> None:
    scores = np.zeros((3, 1, 5), dtype=np.float32)
    scores[:, 0, decode.INSIDE] = 5
    (path,) = decode.best_paths([scores], legal())
    assert decode.spans_of(path[:, 0]) == [(0, 3)]


@given(st.lists(st.integers(0, 9), min_size=1, max_size=5), st.integers(0, 10_000))
def test_paths_of_a_text_do_not_depend_on_the_texts_beside_it(lengths: list[int], seed: int) -> None:
    random = np.random.default_rng(seed)
    texts = [random.normal(size=(n, 2, 5)).astype(np.float32) for n in lengths]
    transitions = np.concatenate([legal(), legal()])
    together = decode.best_paths(texts, transitions)
    alone = [decode.best_paths([t], transitions)[0] for t in texts]
    assert all((a == b).all() for a, b in zip(together, alone, strict=True))
    for path in together:
        for layer in path.T:
            assert all(a < b for a, b in decode.spans_of(layer))


def test_a_span_that_is_pointed_at_grows_to_its_likeliest_end() -> None:
    layer = np.zeros((5, 5), dtype=np.float32)
    layer[1, decode.BEGIN], layer[2, decode.INSIDE], layer[3, decode.END] = 1, 1, 1
    assert decode._grown(layer, legal()[0], 1) == (1, 4)
    layer[1, decode.SINGLE] = 9
    assert decode._grown(layer, legal()[0], 1) == (1, 2)
    assert decode._grown(layer, legal()[0], 4) == (4, 5)


def test_a_name_never_begins_inside() -> None:
    tags = ("O", "B-person", "I-person", "B-place", "I-place")
    scores = np.full((3, 5), -5, dtype=np.float32)
    scores[0, 3], scores[1, 2], scores[1, 4], scores[2, 0] = 3, 2, 1.5, 3
    found = decode.names(scores, tags)
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


def clauses(told: list[tuple[int, str]], words: str = "") -> decode.Clauses:
    """Of words given as their heads and relations, and as they are written."""
    return decode.Clauses([h for h, _ in told], [label for _, label in told], words.split())


def test_a_cue_governs_the_clause_it_takes_and_else_its_object() -> None:
    # She said on Monday that rain fell
    said = [(1, "nsubj"), (1, "root"), (3, "case"), (1, "obl"), (6, "mark"), (6, "nsubj"), (1, "ccomp")]
    assert clauses(said).governed((1, 2)) == (4, 7)
    # They urged the council to act
    urged = [(1, "nsubj"), (1, "root"), (3, "det"), (1, "obj"), (5, "mark"), (1, "xcomp")]
    assert clauses(urged).governed((1, 2)) == (2, 6)
    # He spoke about rain , today: the preposition is of the cue
    spoke = [(1, "nsubj"), (1, "root"), (3, "case"), (1, "obl"), (1, "punct"), (1, "advmod")]
    assert clauses(spoke).governed((1, 3)) == (3, 4)
    assert clauses(spoke).governed((1, 2)) is None


def test_a_content_ends_before_what_is_coordinated_with_its_cue() -> None:
    # She said it rained and left
    tree = clauses([(1, "nsubj"), (1, "root"), (3, "nsubj"), (1, "ccomp"), (5, "cc"), (1, "conj")])
    assert tree.before_conjunct((1, 2), (2, 6)) == (2, 4)
    assert tree.before_conjunct((1, 2), (2, 4)) == (2, 4)
    # Rain fell and she said it: what stands before a cue is left as it is
    assert clauses([(1, "nsubj"), (1, "root"), (4, "cc"), (4, "nsubj"), (1, "conj")]).before_conjunct(
        (4, 5), (0, 2)
    ) == (0, 2)


def test_a_content_ends_before_the_comma_that_parts_it_from_its_cue() -> None:
    # Rain fell , she said
    fell = [(1, "nsubj"), (4, "ccomp"), (1, "punct"), (4, "nsubj"), (4, "root")]
    found = clauses(fell, "Rain fell , she said")
    assert found.before_comma((0, 3)) == (0, 2)
    assert found.before_comma((0, 2)) == (0, 2)


def test_a_cue_ends_before_the_occasion_of_what_is_said() -> None:
    # She wrote in a statement
    wrote = clauses([(1, "nsubj"), (1, "root"), (4, "case"), (4, "det"), (1, "obl")])
    assert wrote.verb_group((1, 5)) == (1, 2)
    assert wrote.verb_group((1, 2)) == (1, 2)
    # He spoke about rain: the preposition is of the cue, what it governs is not in it
    spoke = clauses([(1, "nsubj"), (1, "root"), (3, "case"), (1, "obl")])
    assert spoke.verb_group((1, 3)) == (1, 3)


def test_only_a_quotation_runs_on_into_the_next_paragraph() -> None:
    # He plans to go . / She left
    words = "He plans to go . She left"
    told = [(1, "nsubj"), (1, "root"), (3, "mark"), (1, "xcomp"), (1, "punct"), (6, "nsubj"), (6, "root")]
    heads, labels = [h for h, _ in told], [label for _, label in told]
    begins = [i in (0, 5) for i in range(7)]
    assert decode.Clauses(heads, labels, words.split(), begins).within_paragraph((2, 7)) == (2, 5)
    quoted = words.replace("to go", "“ go")
    assert decode.Clauses(heads, labels, quoted.split(), begins).within_paragraph((2, 7)) == (2, 7)


def test_a_content_inside_a_quotation_is_the_quotation_unless_its_speaker_is_inside() -> None:
    # " I won . I know , " she said
    words = ['"', "I", "won", ".", "I", "know", ",", '"', "she", "said"]
    found = decode.Clauses([9] * 10, ["dep"] * 10, words)
    assert found.whole_quotation((4, 6), [(8, 9), (9, 10)]) == (0, 8)
    assert found.whole_quotation((5, 6), [(4, 5)]) == (5, 6)
    assert found.whole_quotation((8, 9), []) == (8, 9)


def test_links_lose_by_distance_and_by_a_paragraph_between() -> None:
    tree = decode.Clauses([0] * 6, ["dep"] * 6, ["w"] * 6, [i == 4 for i in range(6)])
    near, far, apart = tree.away((1, 2), 2, 5)
    assert near == 0
    assert far == pytest.approx(decode.LINK_FAR * np.log(2))
    assert apart == pytest.approx(decode.LINK_FAR * np.log(3) + decode.LINK_APART)
