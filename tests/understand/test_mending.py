"""Words that the parser hung where they cannot belong."""

from __future__ import annotations

import pytest

from whence.understand.mending import doubled_words, fronted_subjects, paired_participles

Rows = list[tuple[int, str, str]]
"""Head, relation and tag of each word."""


def columns(rows: Rows) -> tuple[list[int], list[str], list[str]]:
    heads, relations, tags = zip(*rows, strict=True)
    return list(heads), list(relations), list(tags)


def test_a_telling_put_into_a_clause_leaves_it_its_subject() -> None:
    # Ankara , he insisted , had sent none
    rows = [(3, "nsubj", "NNP"), (3, "punct", ","), (3, "nsubj", "PRP"), (3, "root", "VBD")]
    rows += [(3, "punct", ","), (6, "aux", "VBD"), (3, "ccomp", "VBN"), (6, "obj", "NN")]
    assert fronted_subjects(*columns(rows)) == {0: 6}


def test_one_participle_is_joined_to_the_other() -> None:
    # demanding that they publish it and threatening to sue
    rows = [(0, "root", "VBG"), (3, "mark", "IN"), (3, "nsubj", "PRP"), (0, "ccomp", "VB"), (3, "obj", "PRP")]
    rows += [(6, "cc", "CC"), (3, "conj", "VBG"), (8, "mark", "TO"), (6, "xcomp", "VB")]
    assert paired_participles(*columns(rows)) == {6: 0}


def test_a_participle_with_an_auxiliary_stays() -> None:
    # warning that they left and are threatening
    rows = [(0, "root", "VBG"), (3, "mark", "IN"), (3, "nsubj", "PRP"), (0, "ccomp", "VBD")]
    rows += [(6, "cc", "CC"), (6, "aux", "VBP"), (3, "conj", "VBG")]
    assert paired_participles(*columns(rows)) == {}


@pytest.mark.parametrize(
    ("first", "second", "moved"),
    [
        ("NNP", "NNP", {1: (0, "flat")}),  # Donald Trump
        ("NN", "NNP", {0: (1, "nmod:desc")}),  # spokesman Kung
        ("NN", "NN", {0: (1, "compound")}),  # exit poll
        ("DT", "NN", {0: (1, "det")}),  # the president
        ("CD", "NNS", {0: (1, "nummod")}),  # three ships
        ("PRP", "NN", {}),
        ("WDT", "NNS", {}),
    ],
)
def test_no_verb_has_two_subjects_side_by_side(
    first: str, second: str, moved: dict[int, tuple[int, str]]
) -> None:
    rows = [(2, "nsubj", first), (2, "nsubj", second), (2, "root", "VBD")]
    assert doubled_words(*columns(rows)) == moved
