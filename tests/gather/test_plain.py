"""A text given as an article's body stays exactly as given."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whence.article import PublishedError
from whence.gather.plain import article_from_text


@given(st.text(alphabet=st.characters()))
def test_every_character_stays(text: str) -> None:
    assert article_from_text(text).text == text


def test_lone_surrogates_stay_and_have_an_id() -> None:
    article = article_from_text("before \ud800 after")
    assert article.text == "before \ud800 after"
    assert len(article.id) == 64


def test_what_is_known_is_kept() -> None:
    article = article_from_text("Text.", "Title", "2023-09-13T11:43+09:00", "https://a.example/", "Wire")
    assert (article.title, article.url, article.outlet) == ("Title", "https://a.example/", "Wire")
    assert article.published is not None and article.published.zone == "+09:00"


def test_a_date_that_cannot_be_read_is_an_error() -> None:
    with pytest.raises(PublishedError, match="ISO 8601"):
        article_from_text("Text.", published="last Tuesday")
