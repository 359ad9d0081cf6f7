"""Which stretches of an article stand in quotation marks?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from spacy.tokens import Doc

_OPEN = {"“": "”", "``": "''", "«": "»", "„": "”", "‘": "’"}
_CLOSE = {"”", "''", "»"}
_STRAIGHT = '"'
_SINGLE = {"‘": "’", "'": "'"}


class Quote(NamedTuple):
    """A quoted stretch as a half-open token span that includes its marks.

    ``closed`` is false where the paragraph ends before the closing mark; ``continues`` is the index of the
    quote of the paragraph before that this one carries on, or ``None``.
    """

    start: int
    end: int
    closed: bool
    continues: int | None


class _Words(NamedTuple):
    """The forms of a text, whether a space follows each, and which are possessive endings."""

    form: list[str]
    space: list[bool]
    possessive: list[bool]


def paragraphs(words: Sequence[str]) -> list[int]:
    """The paragraph number of each token; a token of white space with a line break ends a paragraph."""
    numbers, number = [], 0
    for word in words:
        numbers.append(number)
        if "\n" in word:
            number += 1
    return numbers


def find_quotes(doc: Doc) -> tuple[Quote, ...]:
    """The quoted stretches in text order; none lies inside another (quotes within quotes belong to the outer).

    Double marks of any style and single curly or straight marks (in texts of that habit) are read; a straight
    mark opens and closes in turn within a paragraph. An opening mark without a closing one runs to the end of
    its paragraph, and the next paragraph carries on if it opens with a mark too.
    """
    rows = doc.to_array(["ORTH", "SPACY", "TAG"]).tolist()
    text = {key: doc.vocab.strings[key] for row in rows for key in (row[0], row[2])}
    words = _Words(
        [text[r[0]] for r in rows], [bool(r[1]) for r in rows], [text[r[2]] == "POS" for r in rows]
    )
    numbers = paragraphs(words.form)
    found: list[Quote] = []
    size = len(doc)
    start = 0
    carried: int | None = None
    while start < size:
        end = start
        while end < size and numbers[end] == numbers[start]:
            end += 1
        carried = _paragraph(words, start, end, found, carried)
        start = end
    return tuple(found)


def _paragraph(words: _Words, start: int, end: int, found: list[Quote], carried: int | None) -> int | None:
    """Add the quotes of one paragraph; returns the index of the quote left open at its end, if one is."""
    while end > start and words.form[end - 1].isspace():
        end -= 1
    while start < end and words.form[start].isspace():
        start += 1
    if start == end:
        return carried
    singles = _single_habit(words, start, end)
    opened: int | None = None
    closer = ""
    first = True
    for i in range(start, end):
        text = words.form[i]
        if opened is None:
            closer = _opens(words, i, start, end, singles)
            if closer:
                opened = i
        elif text == closer or (text in _CLOSE and closer in _CLOSE):
            if closer in ("’", "'") and not _ends_single(words, i, end):
                continue
            found.append(Quote(opened, i + 1, True, carried if first and opened == start else None))
            opened, first = None, False
    if opened is not None and closer not in ("’", "'"):
        found.append(Quote(opened, end, False, carried if first and opened == start else None))
        return len(found) - 1
    return None


def _opens(words: _Words, i: int, start: int, end: int, singles: bool) -> str:
    text = words.form[i]
    if text in ("‘", "'"):
        free = i + 1 < end and not words.space[i] and (i == start or words.space[i - 1])
        return _SINGLE[text] if singles and free else ""
    if text == _STRAIGHT:
        return _STRAIGHT
    if text == "''":
        # Two straight single marks open as well as close: no space follows where they open.
        tight = i + 1 < end and not words.space[i]
        return text if tight and (i == start or words.space[i - 1] or words.form[i - 1] in ("(", "[")) else ""
    return _OPEN.get(text, "")


def _ends_single(words: _Words, i: int, end: int) -> bool:
    """Whether a single mark closes: it is no possessive and something other than a letter follows."""
    if words.possessive[i]:
        return False
    return i + 1 >= end or words.space[i] or not words.form[i + 1][:1].isalnum()


def _single_habit(words: _Words, start: int, end: int) -> bool:
    """Whether the paragraph quotes with single marks: it has some and no double ones."""
    return not any(
        (words.form[i] in _OPEN and words.form[i] != "‘") or words.form[i] == _STRAIGHT
        for i in range(start, end)
    )
