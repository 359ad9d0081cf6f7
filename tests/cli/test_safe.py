"""Text of strangers cannot steer the terminal."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whence.cli.safe import safe


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a \x1b[31mred\x1b[0m word", "a ␛[31mred␛[0m word"),
        ("abc\u202edcba", "abc�dcba"),
        ("line one\nline two\r\nthree\tfour", "line one line two three four"),
        ("co\u00adoperate zero\u200bwidth", "cooperate zerowidth"),
        ("bell\x07", "bell␇"),
        ("title\x9b31m", "title�31m"),
        ("broken \ud800 half", "broken � half"),
        ("paragraph\u2029line\u2028end", "paragraph line end"),
        ("Kyïv, 平壌, القاهرة — “quoted”", "Kyïv, 平壌, القاهرة — “quoted”"),
    ],
)
def test_what_a_terminal_would_obey_becomes_visible(text, shown):
    assert safe(text) == shown


@given(st.text(st.characters()))
def test_nothing_unprintable_is_ever_left(text):
    for char in safe(text):
        assert unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
