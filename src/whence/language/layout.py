"""What the layout of a text tells before it is read: where lines break, sentences stop, and datelines stand."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import islice

from spacy.attrs import IDX, IS_SPACE, ORTH, SENT_START, SPACY
from spacy.tokens import Doc

_FULL = (60, 90)
_STOPS = frozenset({".", "!", "?", "…"})
_CLOSING = frozenset({"”", "’", '"', "'", ")", "]", "''"})
_ENDS = frozenset({*_STOPS, *_CLOSING, "“", "‘", "`", ":", ";", "-", "—", "–"})
# "KYIV, Ukraine (Agency) — " at the start of a line; the first group is the place (and a day). The dash stands in that line: in
# the next one it opens an entry of a list.
_DATELINE = re.compile(
    r"(?:^|\n)[ \t]*(?=[^a-z]{3})([A-Z][^\n—–]{2,60}?)(?:[^\S\n]*\([^)\n]{2,40}\))?[^\S\n]*(?:—|–|--|\s-\s)"
)
# "Port Sudan, 15 November 2026 — ", "Pyongyang, September 13 (Agency) — ", "(Geneva, 3 May 2024) — ": capitals are not needed
# where a day stands beside the place.
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
_DATED_DATELINE = re.compile(
    r"(?:^|\n)[ \t]*[(\[]?([A-Z][\w.'’-]*(?:[ /][A-Z][\w.'’-]*){0,3}(?:, [A-Z][\w.'’ -]{1,30})?"
    rf", (?:\d{{1,2}} {_MONTH}|{_MONTH} \d{{1,2}})(?:,? \d{{4}})?)[)\]]?(?:[^\S\n]*\([^)\n]{{2,40}}\))?[^\S\n]*(?:—|–|--|\s-\s)"
)
_WEEKDAY = re.compile(r"(?:mon|tues|wednes|thurs|fri|satur|sun)day\b", re.IGNORECASE)
# "Honiara: The United States flew": whether it is a place is for others to say.
_PLACE_AND_COLON = re.compile(r"(?:^|\n)[ \t]*([A-Z][\w.'’-]*(?:[ -][A-Z][\w.'’-]*){0,3}): +(?=[\"“‘A-Z])")
_OPENING = 3
"""Lines of a text, its headline among them, of which one may begin with a place and a colon."""
# "By Mira Voss", "Interview by Mira Voss" as a line of its own.
_BYLINE = re.compile(r"(?:^|\n)[ \t]*((?:[A-Z][a-z]+ by|By|by) [A-Z][^\n.!?]{2,60})(?=\n|$)")


def after_stop(words: list[str]) -> list[bool]:
    """Which words follow a full stop, question or exclamation mark of its own (closing quotes and brackets aside)."""
    out, stopped = [], False
    for word in words:
        closing = word in _CLOSING
        out.append(stopped and not closing and not word[:1].islower())
        stopped = word in _STOPS or (stopped and closing)
    return out


def may_end(words: list[str]) -> list[bool]:
    """After which words a sentence may end in running text: one that ends in a stop, a colon, a dash or a quotation mark."""
    return [word[-1] in _ENDS for word in words]


def datelines(text: str) -> list[tuple[int, int, int]]:
    """Datelines as character offsets: where the place begins, where it ends, where the dash after it ends."""
    found = [m for m in _DATELINE.finditer(text) if m.group(1)[:3].isupper()]
    taken = {m.start() for m in found}
    found += [m for m in _DATED_DATELINE.finditer(text) if m.start() not in taken]
    return sorted((m.start(1), m.end(1), m.end()) for m in found)


def opens_line(text: str, start: int) -> bool:
    """Whether a line begins at a character."""
    return start == 0 or text[start - 1] == "\n"


def heads_day(text: str, start: int) -> bool:
    """Whether what looks like a dateline is the head of a day in a chronology ("MONDAY, Sept. 9 -"), which names no place."""
    return _WEEKDAY.match(text, start) is not None


def place_and_colon(text: str) -> tuple[int, int] | None:
    """What stands before a colon where the first lines of a text begin so, as many papers print the place of a report."""
    lines = [m.end() for m in islice(re.finditer(r"[^\n]+", text), _OPENING)]
    found = _PLACE_AND_COLON.search(text, 0, lines[-1]) if lines else None
    return found.span(1) if found else None


@dataclass(frozen=True)
class Words:
    """The words of a Doc, its white-space tokens left out, with what its layout says of them; lists are parallel.

    ``index`` are their tokens; ``spaced`` tells which have a space after them, ``dateline`` which belong to a dateline, its
    agency and its dash included, ``byline`` which belong to the line of who wrote it, ``breaks`` how many line breaks stand
    before each, and ``starts`` which begin a sentence, if the Doc came with sentences. ``whole`` is the text.
    """

    doc: Doc
    whole: str
    texts: list[str]
    index: list[int]
    spaced: list[bool]
    dateline: list[bool]
    byline: list[bool]
    breaks: list[int]
    starts: list[bool] | None

    @staticmethod
    def of(doc: Doc) -> Words:
        """Read them off ``doc`` in one go: making a spaCy token for each word costs more than all the rest."""
        forms, spaces, blank, begins, offsets = doc.to_array(
            [ORTH, SPACY, IS_SPACE, SENT_START, IDX]
        ).T.tolist()
        texts = [doc.vocab.strings[f] for f in forms]
        whole = "".join(text + " " * space for text, space in zip(texts, spaces, strict=True))
        inside = _inside(offsets, [(start, end) for start, _, end in datelines(whole)])
        signed = _inside(offsets, [m.span(1) for m in _BYLINE.finditer(whole)])
        index, breaks, seen = [], [], 0
        for i, is_space in enumerate(blank):
            if is_space:
                seen += texts[i].count("\n")
                continue
            index.append(i)
            breaks.append(seen)
            seen = 0
        starts = [begins[i] == 1 for i in index] if doc.has_annotation("SENT_START") else None
        return Words(
            doc,
            whole,
            [texts[i] for i in index],
            index,
            [spaces[i] == 1 for i in index],
            [inside[i] for i in index],
            [signed[i] for i in index],
            breaks,
            starts,
        )

    def after_dateline(self) -> list[bool]:
        """Which words come right after a dateline."""
        return [
            before and not now for before, now in zip([False, *self.dateline], self.dateline, strict=False)
        ]

    def after_break(self, lines: int) -> list[bool]:
        """Which words follow so many line breaks."""
        return [seen >= lines for seen in self.breaks]

    def line_starts(self) -> list[bool]:
        """Which words begin a paragraph, a heading or an entry.

        Where most lines are as long as lines that are broken when they are full, a single break is none of these.
        """
        lines = [line for line in self.whole.split("\n") if line.strip()]
        wrapped = 2 * sum(_FULL[0] <= len(line) <= _FULL[1] for line in lines) > len(lines)
        return self.after_break(2 if wrapped else 1)


def _inside(offsets: list[int], spans: list[tuple[int, int]]) -> list[bool]:
    """Which tokens, by the offsets where they begin, lie within spans of characters."""
    found = [False] * len(offsets)
    for start, end in spans:
        low, high = bisect_left(offsets, start), bisect_left(offsets, end)
        found[low:high] = [True] * (high - low)
    return found
