"""whence reads news reports and records who is said to have done what to whom, when, where and according to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whence.article import Article, ArticleError, Published, Span
from whence.reader import Reader, read, read_article, read_html
from whence.reading import Claim, Reading, json_schema

if TYPE_CHECKING:
    from spacy.language import Language

__all__ = [
    "Article",
    "ArticleError",
    "Claim",
    "Published",
    "Reader",
    "Reading",
    "Span",
    "json_schema",
    "load",
    "read",
    "read_article",
    "read_html",
]


def load() -> Language:
    """The language engine as a spaCy `Language`: ``nlp(text)``, or ``nlp(doc)`` over ready-made words."""
    from whence.language import load as load_engine  # noqa: PLC0415 - spaCy is heavy to import

    return load_engine()
