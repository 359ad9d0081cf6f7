"""What the layout of a text tells before it is read: where lines break, sentences stop, and datelines stand."""

from __future__ import annotations

import re

from spacy.tokens import Doc

_STOPS = frozenset({".", "!", "?", "…"})
_CLOSING = frozenset({"”", "’", '"', "'", ")", "]", "''"})
# "KYIV, Ukraine (Agency) — " at the start of a line; the first group is the place (and a day).
_DATELINE = re.compile(
    r"(?:^|\n)[ \t]*(?=[^a-z]{3})([A-Z][^\n—–]{2,60}?)(?:\s*\([^)\n]{2,40}\))?\s*(?:—|–|--|\s-\s)"
)


def after_stop(words: list[str]) -> list[bool]:
    """Which words follow a full stop, question or exclamation mark of its own (closing quotes and brackets aside)."""
    out, stopped = [], False
    for word in words:
        closing = word in _CLOSING
        out.append(stopped and not closing and not word[:1].islower())
        stopped = word in _STOPS or (stopped and closing)
    return out


def after_break(doc: Doc, index: list[int], lines: int) -> list[bool]:
    """Which words (tokens ``index``) follow so many line breaks; two make a blank line."""
    out, last = [], -1
    for i in index:
        gap = doc[last + 1 : i].text if i > last + 1 else ""
        out.append(gap.count("\n") >= lines)
        last = i
    return out


def datelines(text: str) -> list[tuple[int, int, int]]:
    """Datelines as character offsets: where the place begins, where it ends, where the dash after it ends."""
    return [(m.start(1), m.end(1), m.end()) for m in _DATELINE.finditer(text) if m.group(1)[:3].isupper()]


def in_dateline(doc: Doc, index: list[int]) -> list[bool]:
    """Which words (tokens ``index``) belong to a dateline, its agency and its dash included."""
    out = [False] * len(index)
    for start, _, end in datelines(doc.text):
        for k, i in enumerate(index):
            if start <= doc[i].idx < end:
                out[k] = True
    return out
