"""How does whatever a user names (a file, standard input, an address) become an Article?"""

from __future__ import annotations

import re
import sys
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

import msgspec

from whence.article import Article, Published
from whence.gather.decode import Decoded, decode
from whence.gather.errors import (
    EmptyError,
    GatherError,
    IsDirectoryError,
    NotFoundError,
    TooLargeError,
    UnreadableError,
)
from whence.gather.textpage import article_from_text_page

MOST_BYTES = 50 * 1024 * 1024
"""Largest input that is read, in bytes (50 MB): no news page comes near it, archives do."""

_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_MARKUP = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_ELEMENTS = re.compile(
    r"</?(?:p|div|span|a|h[1-6]|article|section|meta|script|title|br|ul|li|table)\b[^<>]*>", re.IGNORECASE
)


def article_from_source(
    source: str,
    *,
    published: str | date | datetime | Published | None = None,
    outlet: str | None = None,
    url: str | None = None,
    title: str | None = None,
    allow_private: bool = False,
    stdin: BinaryIO | None = None,
) -> Article:
    """Read an article from a file, from standard input (``-``) or from an ``http(s)`` address.

    Whether it is a page or a text is told from its content, not from its name. What the caller gives (``published``,
    ``outlet``, ``url``, ``title``) goes before what the source tells.

    Args:
        source: path of a file, ``-``, or an address.
        published: publication moment: ISO 8601 text, ``date`` or ``datetime``.
        outlet: name of the outlet.
        url: where the page was found, for a saved file.
        title: the headline.
        allow_private: also fetch from addresses that are not on the public internet.
        stdin: what ``-`` stands for, if not the standard input.

    Raises:
        GatherError: one of its kinds (``errors.py``); the message names the source and says what to do.
        PublishedError: ``published`` is text that is no ISO 8601 date or date and time.
    """
    given = Published.parse(published or None)
    charset = None
    if _ADDRESS.match(source):
        from whence.gather.fetch import fetch  # noqa: PLC0415  the network stack is loaded only where it is used

        fetched = fetch(source, allow_private=allow_private, max_bytes=MOST_BYTES)
        data, url, charset = fetched.body, url or fetched.url, fetched.charset
    elif source == "-":
        data = _limited((stdin or sys.stdin.buffer).read(MOST_BYTES + 1), "standard input")
        source = "standard input"
    else:
        data = _file(source)
    return article_from_bytes(
        data, source, published=given, outlet=outlet, url=url, title=title, charset=charset
    )


def article_from_bytes(
    data: bytes,
    source: str,
    *,
    published: str | date | datetime | Published | None = None,
    outlet: str | None = None,
    url: str | None = None,
    title: str | None = None,
    charset: str | None = None,
) -> Article:
    """Make an article of a page's or a text's bytes; ``source`` is how messages name them.

    Raises:
        GatherError: one of its kinds; PublishedError as ``article_from_source`` does.
    """
    decoded = decode(_limited(data, source), source, charset)
    if not decoded.text.strip("\ufeff \t\r\n\x0b\x0c\x00\u00a0\u200b"):
        raise EmptyError(source, "is empty", "give a page or a text with a report in it")
    if is_page(decoded.text):
        from whence.gather.page import article_from_html  # noqa: PLC0415  texts need none of its parsers

        article = article_from_html(decoded.text, url, published, outlet, source=source)
        if title:
            article = msgspec.structs.replace(article, title=title)
    else:
        article = article_from_text_page(decoded.text, title, published, url, outlet)
    return _with_notes(article, decoded)


def is_page(text: str) -> bool:
    """Whether a text is HTML: it begins as a document does, or is full of its elements."""
    start = text[:20_000]
    if _MARKUP.match(start):
        return True
    if "<" not in start:
        return False
    elements = _ELEMENTS.findall(start)
    return len(elements) >= 3 and sum(map(len, elements)) > 0.02 * len(start)


def _file(source: str) -> bytes:
    path = Path(source)
    try:
        if path.is_dir():
            raise IsDirectoryError(source, "is a folder", "name the files in it")
        if path.stat().st_size > MOST_BYTES:
            raise _too_large(source)
        with path.open("rb") as file:
            return _limited(file.read(MOST_BYTES + 1), source)
    except GatherError:
        raise
    except (FileNotFoundError, NotADirectoryError):
        raise NotFoundError(source, "there is no such file", "check the path") from None
    except PermissionError:
        raise UnreadableError(source, "may not be read", "change its permissions or copy it") from None
    except (OSError, ValueError) as error:
        # names that no file system takes: null bytes, thousands of characters
        raise UnreadableError(source[:200], f"could not be read ({error})", "check the path") from None


def _too_large(source: str) -> TooLargeError:
    return TooLargeError(
        source, f"is larger than {MOST_BYTES // (1024 * 1024)} MB", "give a single report, not an archive"
    )


def _limited(data: bytes, source: str) -> bytes:
    if len(data) > MOST_BYTES:
        raise _too_large(source)
    return data


def _with_notes(article: Article, decoded: Decoded) -> Article:
    if not decoded.notes:
        return article
    return msgspec.structs.replace(article, notes=(*decoded.notes, *article.notes))
