"""How well and how fast is a report taken out of a page, beside trafilatura alone?

The measure is that of the article-extraction benchmark of Scrapinghub (now Zyte): body and prediction are cut into
words, the words into overlapping runs of four; per page true positives, false positives and misses are counted over
these runs as multisets; precision and recall are averaged over the pages, F1 is taken of the averages. Pages without
a prediction count for recall only.

Run ``python benchmarks/extraction.py``; data under ``WHENCE_DATA`` (default ``../shared/data``).
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, TypeVar

import htmldate
import trafilatura

from whence.article import Article, ArticleError
from whence.gather.page import article_from_html

ROOT = Path(__file__).resolve().parent.parent
FLOOR = 0.958
_WORDS = re.compile(r"\w+")
T = TypeVar("T")


class Page(NamedTuple):
    url: str
    html: str
    body: str


class Score(NamedTuple):
    precision: float
    recall: float
    f1: float


def pages(folder: Path) -> list[Page]:
    truth = json.loads((folder / "ground-truth.json").read_text("utf-8"))
    return [
        Page(
            one["url"],
            gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes()).decode("utf-8"),
            one["articleBody"],
        )
        for name, one in truth.items()
    ]


def shingles(text: str, length: int = 4) -> Counter[tuple[str, ...]]:
    words = _WORDS.findall(text)
    if not words:
        return Counter()
    return Counter(tuple(words[i : i + length]) for i in range(max(1, len(words) - length + 1)))


def score(truths: list[str], predictions: list[str]) -> Score:
    precisions, recalls = [], []
    for truth, prediction in zip(truths, predictions, strict=True):
        wanted, found = shingles(truth), shingles(prediction)
        hit = (wanted & found).total()
        if found:
            precisions.append(hit / found.total())
        if wanted:
            recalls.append(hit / wanted.total())
    precision, recall = statistics.mean(precisions), statistics.mean(recalls)
    return Score(precision, recall, 2 * precision * recall / (precision + recall))


def ours(page: Page) -> Article | None:
    try:
        return article_from_html(page.html, url=page.url)
    except ArticleError:
        return None


def alone(page: Page) -> str:
    return trafilatura.extract(page.html, include_comments=False) or ""


def timed(call: Callable[[Page], T], over: list[Page]) -> tuple[list[T], float]:
    call(over[0])
    start = time.perf_counter()
    results = [call(page) for page in over]
    return results, len(over) / (time.perf_counter() - start)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--data", type=Path, default=Path(os.environ.get("WHENCE_DATA", ROOT.parent / "shared" / "data"))
    )
    folder = parser.parse_args().data / "extraction"
    if not folder.is_dir():
        print(f"no pages at {folder}; set WHENCE_DATA", file=sys.stderr)
        return 2
    corpus = pages(folder)
    truths = [page.body for page in corpus]
    theirs, their_speed = timed(alone, corpus)
    articles, our_speed = timed(ours, corpus)
    peer = score(truths, theirs)
    mine = score(truths, [article.text if article else "" for article in articles])
    print(f"{len(corpus)} pages, 4-word shingles   precision  recall  F1      pages/s")
    print(
        f"trafilatura {trafilatura.__version__:10}              {peer.precision:.4f}     {peer.recall:.4f}  {peer.f1:.4f}  {their_speed:.1f}"
    )
    print(
        f"whence                              {mine.precision:.4f}     {mine.recall:.4f}  {mine.f1:.4f}  {our_speed:.1f}"
    )
    found = [article.published for article in articles if article and article.published]
    days = [
        htmldate.find_date(page.html, original_date=True, url=page.url, max_date="2199-12-31")
        for page in corpus
    ]
    timed_ones = [one for one in found if one.precision in ("hour", "minute", "second")]
    same = sum(
        bool(article and article.published and article.published.at[:10] == day)
        for article, day in zip(articles, days, strict=True)
    )
    print(
        f"publication found on {len(found)} pages (htmldate {sum(day is not None for day in days)}), with a clock time on "
        f"{len(timed_ones)}, with its zone on {sum(one.zone is not None for one in timed_ones)}; same day as htmldate on {same}"
    )
    return 0 if mine.f1 >= FLOOR and mine.f1 >= peer.f1 else 1


if __name__ == "__main__":
    sys.exit(main())
