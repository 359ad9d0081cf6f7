"""News text without labels, for the student to learn from its teacher: every set's words, no dev topic or article."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from pathlib import Path

from training.data import Row, polnear_documents, read_gmb
from training.events import DEV_TOPIC
from training.re3d import reports
from training.windows import sizes
from whence.language.layout import after_stop
from whence.language.tokens import blank

_TAGS = re.compile(r"<[^>]+>")


def news_rows(data: Path, longest: int) -> list[Row]:
    """Rows of at most ``longest`` pieces, cut before sentences where that can be seen."""
    nlp = blank()
    out: list[Row] = []
    for text in texts(data):
        for paragraph in re.split(r"\n\s*\n", text):
            out += _cut([t.text for t in nlp.make_doc(paragraph) if not t.is_space], longest)
    for words in word_lists(data):
        out += _cut(words, longest)
    return [r for r in out if len(r.words) >= 5]


def texts(data: Path) -> Iterator[str]:
    """PolNeAR (train), LGL, GeoWebNews and WikiWars (train): whole texts."""
    for _, text, _ in polnear_documents(data, "train"):
        yield text
    for name in ("lgl", "GWN"):
        for article in ET.parse(data / "geo" / f"{name}.xml").getroot().iter("article"):
            yield article.findtext("text") or ""
    for path in sorted((data / "wikiwars" / "train").glob("*.tml")):
        yield _TAGS.sub("", path.read_text(encoding="utf8"))


def word_lists(data: Path) -> Iterator[list[str]]:
    """re3d, ECB+ (no dev topics) and GMB (by sixes): texts in words."""
    for report in reports(data):
        yield report.words
    for path in sorted((data / "ecbplus").glob("*/*.xml"), key=lambda p: (int(p.parent.name), p.name)):
        if int(path.parent.name) % DEV_TOPIC:
            found = (" ".join((t.text or "").split()) for t in ET.parse(path).getroot().iter("token"))
            yield [w for w in found if w]
    several: list[str] = []
    for number, (words, _) in enumerate(read_gmb(data / "ner" / "gmb.csv.zip"), 1):
        several += [w for w in words if w]
        if number % 6 == 0:
            yield several
            several = []


def _cut(words: Sequence[str], longest: int) -> Iterator[Row]:
    breaks, size_of = after_stop(list(words)), sizes(words)
    start = 0
    while start < len(words):
        size, end, cut = 0, start, 0
        while end < len(words) and size <= longest:
            size += size_of[end]
            end += 1
            if end < len(words) and breaks[end]:
                cut = end
        end = end if end == len(words) or not cut else cut
        yield Row(list(words[start:end]), "news")
        start = end
