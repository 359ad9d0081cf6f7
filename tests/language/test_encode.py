"""Windows: how long texts are cut so that sentences are read whole."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from whence.language import encode


def test_a_window_ends_before_a_sentence_and_the_next_sees_the_one_before() -> None:
    sizes = [30] * 10
    breaks = [i % 2 == 0 for i in range(10)]
    assert list(encode.window_bounds(sizes, breaks)) == [(0, 0, 4), (4, 4, 8), (8, 8, 10)]
    sizes = [10] * 30
    breaks = [i % 3 == 0 for i in range(30)]
    assert list(encode.window_bounds(sizes, breaks)) == [(0, 0, 15), (12, 15, 27), (24, 27, 30)]


@given(
    st.lists(st.tuples(st.integers(1, encode.WINDOW // 4), st.booleans()), min_size=1, max_size=300),
)
def test_every_word_is_kept_once_and_no_window_is_too_long(words: list[tuple[int, bool]]) -> None:
    sizes, breaks = [w[0] for w in words], [w[1] for w in words]
    kept = []
    for context, start, end in encode.window_bounds(sizes, breaks):
        assert context <= start < end
        assert sum(sizes[context:end]) <= encode.WINDOW
        kept += range(start, end)
    assert kept == list(range(len(sizes)))
