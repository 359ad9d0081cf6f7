"""The stories of annotations/stories: what four reports each of twelve happenings say, and what must become of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from whence.article import Article
from whence.gather.plain import article_from_text

ANNOTATIONS = Path(__file__).parent.parent / "annotations"
STORIES = ANNOTATIONS / "stories"
LEARNING = ANNOTATIONS / "learning"
"""Stories that weights may be fitted on; those of `STORIES` are for scoring."""


class Mention(NamedTuple):
    """A place where an event is told: an article, the headline or the body, and the words any of which may trigger it."""

    article: str
    title: bool
    spans: tuple[tuple[int, int], ...]


class Expected(NamedTuple):
    """One event as a reader of all four reports would record it; ``None`` where the story does not say."""

    name: str
    mentions: tuple[Mention, ...]
    origins: int | None
    conflicts: tuple[tuple[str, tuple[object, ...]], ...] | None
    status: frozenset[str] | None
    history: tuple[frozenset[str], ...] | None
    within: str | None
    """The event of which this is a part (an attack's dead): whether the two are one is left open."""

    def part_of(self, other: Expected) -> bool:
        """Whether one of the two is part of the other."""
        return self.within == other.name or other.within == self.name


class Story(NamedTuple):
    """Four articles by their letters, the events they tell of, and pairs of mentions that are never one event."""

    name: str
    articles: dict[str, Article]
    events: tuple[Expected, ...]
    apart: tuple[tuple[Mention, Mention], ...]


def stories(folder: Path = STORIES) -> Iterator[Story]:
    """All stories under ``folder``, by name."""
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            yield read_story(path)


def read_story(path: Path) -> Story:
    """One story.

    Raises:
        ValueError: an expectation names a word that its article does not have.
    """
    articles = {file.stem: _article(file.read_text("utf-8")) for file in sorted(path.glob("*.txt"))}
    told = json.loads((path / "expected.json").read_text("utf-8"))

    def mention(letter: str, words: str) -> Mention:
        return _mention(articles[letter], words)

    events = []
    for event in told["events"]:
        claims = [mention(letter, words) for letter, found in event["claims"].items() for words in found]
        conflicts, history = event.get("conflicts"), event.get("history")
        events.append(
            Expected(
                name=event["name"],
                mentions=tuple(claims),
                origins=event["origins"]["count"] if "origins" in event else None,
                conflicts=None
                if conflicts is None
                else tuple((c["field"], tuple(c["values"])) for c in conflicts),
                status=frozenset(event["status"].split("|")) if "status" in event else None,
                history=None if history is None else tuple(frozenset(h.split("|")) for h in history),
                within=event.get("within"),
            )
        )
    apart = [tuple(mention(*side.split(":", 1)) for side in pair) for pair in told["apart"]]
    return Story(path.name, articles, tuple(events), tuple((one, two) for one, two in apart))


def _article(text: str) -> Article:
    """A text under its "key: value" lines, as in annotations/texts."""
    head, _, body = text.partition("\n\n")
    told = dict(line.split(": ", 1) for line in head.splitlines())
    return article_from_text(
        body.strip(), title=told["title"], published=told["published"], outlet=told["outlet"]
    )


def _mention(article: Article, words: str) -> Mention:
    """ "word#2" is the second such word of the body, "title:word" one of the headline, "one|other" either of two."""
    title = words.startswith("title:")
    text = (article.title or "") if title else article.text
    spans = []
    for choice in words.removeprefix("title:").split("|"):
        word, _, number = choice.partition("#")
        found = [m.span() for m in re.finditer(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text)]
        if len(found) < int(number or 1):
            raise ValueError(f"{article.outlet}: no {choice!r}")
        spans.append(found[int(number or 1) - 1])
    return Mention(article.id, title, tuple(spans))
