"""whence reads news reports and records who is said to have done what to whom, when, where and according to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from whence.article import Article, ArticleError, Published, Span
from whence.reader import Reader, read, read_article, read_html
from whence.reading import Claim, Reading, json_schema

if TYPE_CHECKING:
    from spacy.language import Language

    from whence.record import Record

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
    "open",
    "read",
    "read_article",
    "read_html",
]


def load() -> Language:
    """The language engine as a spaCy `Language`: ``nlp(text)``, or ``nlp(doc)`` over ready-made words."""
    from whence.language import load as load_engine  # noqa: PLC0415 - spaCy is heavy to import

    return load_engine()


def open(url: str) -> Record:
    """A record: a file (made if it is not there) or a ``postgresql://`` address.

    ``with whence.open("record.db") as record: record.add(whence.read(text))``

    Raises:
        whence.record.RecordError: it cannot be opened; the message says what to do.
    """
    from whence.record import open as open_record  # noqa: PLC0415 - not needed to read

    return open_record(url)
