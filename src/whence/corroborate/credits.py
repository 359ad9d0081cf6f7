"""Whom does an article say its text was taken from, in a dateline, a byline or a closing line?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from whence.article import Span
from whence.knowledge.copying import copying
from whence.knowledge.corroboration import wire
from whence.reading import ReadArticle

Manner = Literal["dateline", "byline", "credit line", "contribution"]

_LETTERS = 3
"""Letters of a word that an abbreviation takes, at most."""
_HEAD = 1500
"""Characters in which a dateline is sought: a headline and a summary may stand before it."""
_FIRST = 4
"""Lines at the head of an article that may be a byline or a credit."""
_LAST = 6
"""Lines at the foot of an article that may be a credit."""
_LONGEST = 320
"""Characters of a line up to which it may be a credit; longer ones are paragraphs."""
_PARTS = re.compile(r"\s*[,;/|&]\s*|\s+(?:and|with)\s+", re.IGNORECASE)
_SHELL = " \t\r*_~·•.()[]{}—–-"
_LINE = re.compile(r"[^\n]+")
_ENDING = re.compile(r"\(([^()\n]{2,40})\)\W*$")


class Credit(NamedTuple):
    """Who is credited, how, and in which words."""

    agency: str
    manner: Manner
    words: str

    @property
    def whole(self) -> bool:
        """Whether the text is the agency's; a contribution is a part of unknown size."""
        return self.manner != "contribution"


@lru_cache(maxsize=512)
def credits(article: ReadArticle) -> tuple[Credit, ...]:
    """All credits of an article in the order in which they prove most: dateline, byline, lines at head and foot.

    A dateline in capitals names any agency, known or not, and a note of first publication any outlet; all else must
    name an agency that is known.
    """
    found = [*_dateline(article.text, article.outlet), *_byline(article), *_lines(article.text)]
    found.sort(key=lambda credit: not credit.whole)
    first: dict[str, Credit] = {}
    for credit in found:
        first.setdefault(credit.agency, credit)
    return tuple(first.values())


def credited(article: ReadArticle) -> str | None:
    """The agency an article says its text was taken from; ``None`` if by none or only in part."""
    return next((credit.agency for credit in credits(article) if credit.whole), None)


def set_aside(text: str) -> tuple[Span, ...]:
    """What in a text is no news: a dateline, credit lines, standing lines of an author or outlet; in order."""
    found = [Span(*match.span()) for match in _opening(text)][:1]
    for line in _edges(text):
        if _credit_in(line[0]) or any(p.fullmatch(line[0].strip(_SHELL)) for p in copying().standing):
            found.append(Span(*line.span()))
    return tuple(sorted(found))


def _opening(text: str) -> Iterator[re.Match[str]]:
    for pattern in copying().datelines:
        for line in _LINE.finditer(text, 0, _HEAD):
            if match := pattern.match(text, *line.span()):
                yield match


def _dateline(text: str, outlet: str | None) -> Iterator[Credit]:
    for match in _opening(text):
        told = next(name for name in (match.groupdict().get("any"), match.groupdict().get("known")) if name)
        if outlet and abbreviates(told.strip(), outlet):
            yield Credit(outlet, "dateline", match[0].strip())
            return
        for part in re.split(r"\s*[/,]\s*", told):
            if agency := wire(part):
                yield Credit(agency, "dateline", match[0].strip())
                break
        else:
            yield Credit(told.strip(), "dateline", match[0].strip())
        return


def abbreviates(short: str, name: str) -> bool:
    """Whether capitals are those of a name, or begin its words: "AA" of "Agencia Atlántica", "SUNA" of "Sudan News Agency"."""
    words = [word.upper() for word in name.split() if word[0].isupper()]
    return len(short) > 1 and short.isupper() and len(words) > 1 and _spells(short, words)


def _spells(short: str, words: Sequence[str]) -> bool:
    if not words:
        return not short
    return any(
        short.startswith(words[0][:n]) and _spells(short[n:], words[1:])
        for n in range(1, min(_LETTERS, len(words[0])) + 1)
    )


def _byline(article: ReadArticle) -> Iterator[Credit]:
    for told in (article.author, article.outlet):
        if not told:
            continue
        if credit := _credit_in(told):
            yield credit if credit.manner == "contribution" else credit._replace(manner="byline")
        for agency in _named_in(told):
            yield Credit(agency, "byline", told.strip())
    for line in list(_LINE.finditer(article.text, 0, _HEAD))[:_FIRST]:
        if re.match(r"\s*by\s", line[0], re.IGNORECASE) and len(line[0]) < 100:
            for agency in _named_in(line[0]):
                yield Credit(agency, "byline", line[0].strip())


def _named_in(byline: str) -> Iterator[str]:
    """The agencies that a byline names: alone, beside persons, or after a person's name ("ANA RUIZ Associated Press")."""
    table = copying()
    for part in _PARTS.split(byline.strip()):
        words = part.strip(_SHELL).split()
        while words and words[0].casefold().strip(":") in table.openings:
            words = words[1:]
        while words and words[-1].casefold() in table.roles and not wire(" ".join(words)):
            words = words[:-1]
        # the agency's name is the last words of the part, or its first with roles after it
        for start in range(len(words)):
            name = " ".join(words[start:])
            if agency := wire(name):
                if start == 0 or len(name) > 4 or name.isupper():
                    yield agency
                break


def _lines(text: str) -> Iterator[Credit]:
    for line in _edges(text):
        if credit := _credit_in(line[0]):
            yield credit
    # an agency in brackets ends the last sentence
    foot = _ENDING.search(text[-200:].rstrip())
    if foot and (agency := wire(foot[1])):
        yield Credit(agency, "credit line", foot[0].strip())


def _edges(text: str) -> list[re.Match[str]]:
    lines = [line for line in _LINE.finditer(text) if line[0].strip()]
    edge = lines if len(lines) <= _FIRST + _LAST else lines[:_FIRST] + lines[-_LAST:]
    return [line for line in edge if len(line[0]) <= _LONGEST]


@lru_cache(maxsize=4096)
def _credit_in(line: str) -> Credit | None:
    """The credit that a whole line is."""
    told = line.strip(_SHELL)
    table = copying()
    for manner, patterns in (
        ("credit line", (*table.taken, *table.republished)),
        ("contribution", table.contributed),
    ):
        for pattern in patterns:
            if match := pattern.fullmatch(told):
                name = next(name for name in match.groupdict().values() if name)
                return Credit(wire(name) or name.strip(" .,"), manner, told)  # type: ignore[arg-type]
    for row in table.signed:
        if row.pattern.fullmatch(told):
            return Credit(row.agency, "credit line", told)
    return None
