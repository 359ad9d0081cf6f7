"""Who is said to say what: spans that are pointed at, and what the tree and the layout make of contents."""

from __future__ import annotations

import numpy as np
import pytest

from tests.language.test_decode import legal
from whence.language import attributions
from whence.language import paths as ways


def test_a_span_that_is_pointed_at_grows_to_its_likeliest_end() -> None:
    layer = np.zeros((5, 5), dtype=np.float32)
    layer[1, ways.BEGIN], layer[2, ways.INSIDE], layer[3, ways.END] = 1, 1, 1
    assert attributions._grown(layer, legal()[0], 1) == (1, 4)
    layer[1, ways.SINGLE] = 9
    assert attributions._grown(layer, legal()[0], 1) == (1, 2)
    assert attributions._grown(layer, legal()[0], 4) == (4, 5)


def clauses(told: list[tuple[int, str]], words: str = "") -> attributions.Clauses:
    """Of words given as their heads and relations, and as they are written."""
    return attributions.Clauses([h for h, _ in told], [label for _, label in told], words.split())


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
    assert attributions.Clauses(heads, labels, words.split(), begins).within_paragraph((2, 7)) == (2, 5)
    quoted = words.replace("to go", "“ go")
    assert attributions.Clauses(heads, labels, quoted.split(), begins).within_paragraph((2, 7)) == (2, 7)


def test_a_content_inside_a_quotation_is_the_quotation_unless_its_speaker_is_inside() -> None:
    # " I won . I know , " she said
    words = ['"', "I", "won", ".", "I", "know", ",", '"', "she", "said"]
    found = attributions.Clauses([9] * 10, ["dep"] * 10, words)
    assert found.whole_quotation((4, 6), [(8, 9), (9, 10)]) == (0, 8)
    assert found.whole_quotation((5, 6), [(4, 5)]) == (5, 6)
    assert found.whole_quotation((8, 9), []) == (8, 9)


def test_links_lose_by_distance_and_by_a_paragraph_between() -> None:
    tree = attributions.Clauses([0] * 6, ["dep"] * 6, ["w"] * 6, [i == 4 for i in range(6)])
    before, own, near, far, apart = tree.away((1, 2), 0, 5)
    assert before == own == near == 0
    assert far == pytest.approx(attributions.LINK_FAR * np.log(2))
    assert apart == pytest.approx(attributions.LINK_FAR * np.log(3) + attributions.LINK_APART)
