"""Words split into pieces as uncased BERT models have learned them."""

from __future__ import annotations

from importlib.resources import files

import pytest

from whence.language.encode import CLS, SEP, UNK
from whence.language.pieces import WordPieces

VOCABULARY = {
    p: n
    for n, p in enumerate(["[UNK]", "launch", "##ed", "##s", "kim", "’", "s", "u", ".", "日", "cafe", "-"])
}


@pytest.mark.parametrize(
    ("word", "pieces"),
    [
        ("Launched", ["launch", "##ed"]),
        ("Kim’s", ["kim", "’", "s"]),
        ("U.S.", ["u", ".", "s", "."]),
        ("café", ["cafe"]),
        ("日日", ["日", "日"]),
        ("kim-launches", ["kim", "-", "[UNK]"]),
        ("x" * 200, ["[UNK]"]),
        ("\u200f", []),
    ],
)
def test_words_and_their_pieces(word: str, pieces: list[str]) -> None:
    assert list(WordPieces(VOCABULARY).ids(word)) == [VOCABULARY[p] for p in pieces]


def test_the_shipped_vocabulary_has_the_special_pieces_where_the_engine_expects_them() -> None:
    pieces = (files("whence.language") / "data" / "vocab.txt").read_text(encoding="utf8").splitlines()
    assert (pieces[CLS], pieces[SEP], pieces[UNK]) == ("[CLS]", "[SEP]", "[UNK]")
