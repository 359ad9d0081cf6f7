"""The reader: from a text, a page or an article to a reading."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import cache
from importlib.metadata import version
from itertools import islice
from typing import TYPE_CHECKING

from whence import collector
from whence.article import Article, Published
from whence.reading import Note, ReadArticle, Reading

if TYPE_CHECKING:
    from pathlib import Path

    from spacy.language import Language

    from whence.understand import Knowledge

Moment = str | date | datetime | Published | None

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_BATCH = 32


class Reader:
    """Reads articles with one language pipeline and one body of knowledge.

    ``nlp`` may be any spaCy pipeline that sets what `whence.load` sets (tags, UD v2 trees, lemmas, and names of our
    kinds); chains and attributions are used where it sets them too. The shipped engine is the default.
    """

    def __init__(self, nlp: Language | None = None, knowledge: Knowledge | None = None) -> None:
        from whence import language, understand  # noqa: PLC0415 - heavy, and not needed to show help or check input

        language.register()
        self._nlp = nlp or language.load(tower=True)
        self._knowledge = knowledge or understand.Knowledge.shipped()
        self._understand = understand.understand
        self.name = f"whence {version('whence')}, engine {language.VERSION}, codebook {self._knowledge.name}"

    @staticmethod
    def with_files(codebook: tuple[Path, ...] = (), actors: Path | None = None) -> Reader:
        """A reader whose codebook and actors are extended by a user's files.

        Codebooks are TOML files of ours, or files and folders of event dictionaries in the format of PETRARCH.
        """
        from whence import understand  # noqa: PLC0415

        return Reader(knowledge=understand.Knowledge.shipped(codebook, actors))

    def read(self, article: Article) -> Reading:
        """The reading of one article."""
        return next(self.read_all([article]))

    def read_all(self, articles: Iterable[Article]) -> Iterator[Reading]:
        """The readings of a stream of articles, in its order; batches are encoded together."""
        stream = iter(articles)
        while group := list(islice(stream, _BATCH)):
            readable = [a for a in group if a.language in (None, "en")]
            texts = [_clean(t) for a in readable for t in (a.text, a.title or "")]
            docs = self._nlp.pipe(texts)
            for article in group:
                if article.language not in (None, "en"):
                    yield self._unread(article)
                    continue
                body, title = next(docs), next(docs)
                with collector.paused():
                    reading = self._understand(article, body, title, self._knowledge, self.name)
                yield reading

    def _unread(self, article: Article) -> Reading:
        why = f"the text is in {article.language!r}; this version reads English only"
        notes = [Note(what="article", why=n) for n in article.notes]
        return Reading(
            reader=self.name,
            article=ReadArticle.of(article),
            notes=(*notes, Note(what="not read", why=why)),
        )


def _clean(text: str) -> str:
    """The text for the engine: lone surrogates, which no UTF-8 can hold, become U+FFFD; lengths stay."""
    return _LONE_SURROGATE.sub("\ufffd", text)


@cache
def shared() -> Reader:
    """The reader with everything that ships, loaded once."""
    return Reader()


def read(
    text: str,
    title: str | None = None,
    published: Moment = None,
    url: str | None = None,
    outlet: str | None = None,
    *,
    page: bool = False,
) -> Reading:
    """Read an article's body; offsets in the reading are Python string offsets into ``text``.

    With ``page=True`` the text is taken as scraped off a page: headline, publication line and page furniture are taken
    out first, and offsets point into what remains (``reading.article.text``).

    Raises:
        whence.article.ArticleError: there is nothing to read, or ``published`` is not understood.
    """
    from whence.gather.plain import article_from_text  # noqa: PLC0415
    from whence.gather.textpage import article_from_text_page  # noqa: PLC0415

    make = article_from_text_page if page else article_from_text
    return shared().read(make(text, title=title, published=published, url=url, outlet=outlet))


def read_html(
    html: str | bytes, url: str | None = None, published: Moment = None, outlet: str | None = None
) -> Reading:
    """Read a news page.

    Raises:
        whence.article.ArticleError: the page holds no article; the message says what it looks like instead.
    """
    from whence.gather.page import article_from_html  # noqa: PLC0415

    return shared().read(article_from_html(html, url=url, published=published, outlet=outlet))


def read_article(article: Article) -> Reading:
    """Read an article that is already taken from its source."""
    return shared().read(article)
