"""How does text that was scraped off a page become an Article?

Such a text holds the headline (often twice), the publication line, the byline, furniture and a comment form around
the body. What is taken out is taken out line by line; the lines of the body keep every character and the blank lines
between them. A text without any of this comes back as it was.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import NamedTuple

from whence.article import Article, Published
from whence.gather.dates import country_of, dates_told, only_relative
from whence.gather.headers import headers_of, published_of
from whence.gather.tongue import language_of
from whence.gather.trim import (
    Block,
    Part,
    byline_name,
    end_of,
    is_full,
    key,
    part_of,
    plain,
    regions,
    shown,
    words,
)
from whence.knowledge.furniture import furniture

_LINE = re.compile(r"\r\n|[\n\r\u2028\u2029]")
# Headline, section, byline, date, sharing bar and picture line: nothing longer stands above a body.
_HEADER = 40
_LONGEST_TITLE = 35
_SENTENCE_END = (".", "!", ";", ":", ",")
_CAPITALS_DATELINE = re.compile(r"[A-Z][A-Z .'’/-]{2,40}(?:,|\s*\(|\s+[—–-]{1,2}\s)")
# "OSLO, Oct 17, 2023 (Agency) - ", "Port Sudan, 15 November 2026 - " and "(Geneva, 3 May 2024) – " before the first words of the body.
_OPENING = re.compile(
    r"\s*(?:\([^)\n]{4,60}\)|\[[^\]\n]{4,60}\]|(?=[^a-z]{3})[A-Z][^\n—–]{2,60}?"
    r"|[A-Z][\w.'’-]*(?:[ /][A-Z][\w.'’-]*){0,3},(?: [A-Z][\w.'’ -]{1,30},)? (?:\d{1,2} [A-Z][a-z]+\.?|[A-Z][a-z]+\.? \d{1,2}),? \d{4})"
    r"(?:\s*\([^)\n]{2,40}\))?\s*(?:—|–|--|\s-\s)"
)


class _Line(NamedTuple):
    text: str
    start: int
    end: int
    part: Part


def article_from_text_page(
    text: str,
    title: str | None = None,
    published: str | date | datetime | Published | None = None,
    url: str | None = None,
    outlet: str | None = None,
) -> Article:
    """Take headers, headline, publication line, byline and furniture out of a text scraped off a page.

    What the caller gives goes before what headers (``Title: …``, see `whence.gather.headers`) tell, and that before what
    the other lines tell. A first line that is an ordinary sentence is no headline, and a text of clean paragraphs stays
    as it is.

    Raises:
        PublishedError: ``published`` is text that is no ISO 8601 date or date and time.
    """
    given = Published.parse(published or None)
    notes: list[str] = []
    if headers := headers_of(text):
        text, told = text[headers.end :], headers.told
        title, url, outlet = title or told.get("title"), url or told.get("url"), outlet or told.get("outlet")
        if given is None and (dated := told.get("published")):
            given = published_of(dated, country_of(url, None))
            if given is None:
                notes.append(f'"{dated}", the date above the text, is no date that is understood')
    country = country_of(url, None)
    lines = _lines(text, country)
    top = _top(lines)
    found_title, title_lines = _title(lines, top, title)
    evident = any(line.part != "body" for line in lines[:top]) or len(title_lines) > 1 or title is not None
    body_start = _body_start(lines, top, title_lines, evident)
    if given is None:
        given, more = _publication(lines, body_start, country)
        notes += more
    author = _author(lines, body_start, title_lines)
    body = lines[body_start:]
    body = body[: end_of([Block(line.text) for line in body])]
    repeats = {key(title or found_title or "")} - {""}
    kept = [line for line in body if line.part == "body" and key(line.text) not in repeats]
    if not kept:
        # nothing reads like a report: better all of it than nothing
        kept = [line for line in lines if line.part == "body"] or lines
    return Article(
        text=_joined(text, lines, kept),
        title=title or found_title,
        url=url or None,
        outlet=outlet or None,
        published=given,
        language=language_of("\n".join(line.text for line in kept)),
        author=author,
        notes=tuple(dict.fromkeys(notes)),
    )


def _lines(text: str, country: str | None) -> list[_Line]:
    found: list[_Line] = []
    start = 0
    for end, after in [*((m.start(), m.end()) for m in _LINE.finditer(text)), (len(text), len(text))]:
        line = text[start:end]
        if line.strip():
            found.append(_Line(line, start, end, part_of(line, country)))
        start = after
    boxed = regions([line.text for line in found])
    return [line._replace(part="furniture") if index in boxed else line for index, line in enumerate(found)]


def _top(lines: list[_Line]) -> int:
    """How many lines stand above the first paragraph of the body.

    A standfirst may read like a paragraph: where headline, standfirst and then a byline or a publication line stand,
    the body begins below that line.
    """
    top = _first_paragraph(lines, 0)
    if any(line.part == "body" and _like_headline(line.text) for line in lines[:top]):
        for index in range(min(top + 6, len(lines)) - 1, top, -1):
            above = [line for line in lines[top:index] if line.part == "body"]
            if (
                lines[index].part in ("byline", "dateline")
                and sum(is_full(plain(line.text)) for line in above) <= 1
            ):
                return _first_paragraph(lines, index + 1)
    return top


def _first_paragraph(lines: list[_Line], start: int) -> int:
    for index, line in enumerate(lines[start : start + _HEADER], start):
        bare = plain(line.text)
        if line.part == "body" and (
            words(bare) > _LONGEST_TITLE
            or (is_full(bare) and (index == 0 or words(bare) >= 12))
            or _CAPITALS_DATELINE.match(bare)
        ):
            return index
    return min(len(lines), start + _HEADER)


def _like_headline(line: str) -> bool:
    bare = plain(line)
    return (
        3 <= words(bare) <= _LONGEST_TITLE
        and len(bare) <= 250
        and not bare.endswith(_SENTENCE_END)
        and not re.match(r"[-*•–—\"“(\[]\s", bare)
        and not re.match(r"[a-z]", bare)
    )


def _title(lines: list[_Line], top: int, given: str | None) -> tuple[str | None, set[int]]:
    """The headline that the text tells, and the lines at the top that hold it."""
    head = lines[: top + 1]
    if given:
        same = key(given)
        return given, {index for index, line in enumerate(head) if _same_title(key(line.text), same)}
    by_key: dict[str, list[int]] = {}
    for index, line in enumerate(head):
        if line.part == "body" and words(line.text) >= 2:
            by_key.setdefault(key(line.text), []).append(index)
    for same, indexes in by_key.items():
        if len(indexes) > 1 and same and len(plain(lines[indexes[0]].text)) <= 300:
            return shown(lines[indexes[0]].text), set(indexes)
    if top >= len(lines):
        return None, set()
    marks = [index for index, line in enumerate(lines[:top]) if line.part in ("byline", "dateline")]
    candidates = [
        index for index, line in enumerate(lines[:top]) if line.part == "body" and _like_headline(line.text)
    ]
    if not candidates:
        return None, set()
    if marks:
        above = [index for index in candidates if index < marks[0]]
        # the headline stands first; a standfirst between it and the byline is longer
        chosen = above[0] if above else candidates[0]
        if above and words(lines[chosen].text) < 5:
            chosen = max(above, key=lambda index: (words(lines[index].text) >= 5, -index))
    elif candidates[0] == next(
        (i for i, line in enumerate(lines) if line.part == "body" and words(line.text) > 2), -1
    ):
        chosen = candidates[0]
    else:
        return None, set()
    same = key(lines[chosen].text)
    # "Headline - The Outlet", as the browser's title bar has it
    again = {index for index in candidates if _same_title(key(lines[index].text), same)}
    return shown(lines[chosen].text), {chosen} | again


def _same_title(one: str, other: str) -> bool:
    if not one or not other:
        return False
    short, long = sorted((one, other), key=len)
    return one == other or (long.startswith(short) and short.count(" ") >= 3 and len(short) > 0.7 * len(long))


def _body_start(lines: list[_Line], top: int, title_lines: set[int], evident: bool) -> int:
    """Index of the first line of the body."""
    start = max(title_lines) + 1 if title_lines else 0
    if evident and top < len(lines):
        marks = [index for index, line in enumerate(lines[:top]) if line.part != "body"]
        start = max([start, *(mark + 1 for mark in marks)])
        if any(line.part in ("byline", "dateline") for line in lines[:top]):
            # labels, places and captions between byline and body: no sentences
            while start < top and not plain(lines[start].text).endswith((".", "!", "?", '"', ":")):
                start += 1
    return min(start, max(len(lines) - 1, 0))


def _author(lines: list[_Line], body_start: int, title_lines: set[int]) -> str | None:
    """The writer: the byline above the body, or a bare name beside the publication line."""
    head = lines[: body_start + 1]
    for line in head:
        if line.part == "byline":
            return byline_name(line.text)
    for index, line in enumerate(head[:body_start]):
        if line.part != "dateline":
            continue
        if (name := byline_name(line.text)) != shown(line.text):
            return name
        for beside in (index - 1, index + 1):
            if 0 <= beside < body_start and beside not in title_lines and lines[beside].part == "body":
                bare = plain(lines[beside].text)
                if 2 <= words(bare) <= 6 and furniture().name.fullmatch(bare):
                    return shown(lines[beside].text)
    return None


def _publication(
    lines: list[_Line], body_start: int, country: str | None
) -> tuple[Published | None, list[str]]:
    """The publication moment among the lines above the body, or else right below it."""
    notes: list[str] = []
    bare: Published | None = None
    changed: Published | None = None
    tail = [line for line in lines[-12:] if line.start > (lines[body_start].start if lines else 0)]
    for line in [*lines[: body_start + 1], *(line for line in tail if line.part == "dateline")]:
        if line.part not in ("dateline", "byline"):
            continue
        bare_line = plain(line.text)
        for told in dates_told(bare_line, country, f'page text "{bare_line.strip(" •·|-–—")[:120]}"'):
            if told.note:
                notes.append(f"publication: {told.note}")
            if not told.moment.at:
                continue
            if told.role == "published":
                return told.moment, notes
            if (
                told.role == "bare"
                and bare is None
                and line.start <= (lines[body_start].start if lines else 0)
            ):
                bare = told.moment
            elif told.role == "modified":
                changed = changed or told.moment
        if only_relative(bare_line):
            notes.append(f'"{bare_line}" tells the publication by a clock that is not known')
    if bare is None and lines and (opening := _OPENING.match(lines[body_start].text)):
        told_there = dates_told(opening.group(), country, f'dateline "{opening.group().strip(" -–—")}"')
        bare = next((told.moment for told in told_there if told.moment.at), None)
        notes += [f"publication: {told.note}" for told in told_there if told.note]
    if bare is None and changed is not None:
        notes.append(f"publication unknown; the text tells only a last change, {changed.evidence}")
    return bare, notes


def _joined(text: str, lines: list[_Line], kept: list[_Line]) -> str:
    """The kept lines with what stands between them where nothing was taken out."""
    if len(kept) == len(lines):
        return text
    parts: list[str] = []
    numbers = {line.start: number for number, line in enumerate(lines)}
    for previous, line in zip([None, *kept], kept, strict=False):
        if previous is not None:
            if numbers[line.start] == numbers[previous.start] + 1:
                parts.append(text[previous.end : line.start])
            else:
                between = text[previous.end : line.start]
                parts.append("\n\n" if "\n\n" in between.replace(" ", "").replace("\r\n", "\n") else "\n")
        parts.append(line.text if previous is not None else line.text.lstrip())
    return "".join(parts).rstrip()
