"""How does a text that is already an article's body become an Article?"""

from __future__ import annotations

from datetime import date, datetime

from whence.article import Article, Published
from whence.gather.tongue import language_of


def article_from_text(
    text: str,
    title: str | None = None,
    published: str | date | datetime | Published | None = None,
    url: str | None = None,
    outlet: str | None = None,
) -> Article:
    """The text exactly as given, character for character, with what the caller knows about it.

    Raises:
        PublishedError: ``published`` is text that is no ISO 8601 date or date and time.
    """
    return Article(
        text=text,
        title=title or None,
        url=url or None,
        outlet=outlet or None,
        published=Published.parse(published or None),
        language=language_of(text),
    )
