"""A text given as an article's body stays exactly as given."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import whence
from whence.article import PublishedError
from whence.gather.plain import article_from_text
from whence.gather.tongue import language_of


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


@pytest.mark.parametrize(
    "text",
    [
        "In July China handed over a palace in Port Vila. Rebels handed over 14 men. Japan handed over two boats.",
        "Soldiers fled over the border in Mali as rebels shot on villages.",
        "Two men die in Rome.",
    ],
)
def test_words_that_english_shares_with_others_make_no_other_language(text: str) -> None:
    assert language_of(text) in ("en", None)
    assert whence.read(text).article.language in ("en", None)


def test_a_sentence_of_another_language_is_known_by_its_own_words() -> None:
    told = "De politie heeft in Amsterdam twee mannen aangehouden die worden verdacht van een aanslag op een woning."
    assert language_of(told) == "nl"
