"""Where in an article's text is what was read? The text cut into pieces, each with the marks that cover it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Literal, NamedTuple

from whence.article import Span
from whence.reading import Reading

_FIRST = ("trigger", "time", "place", "name", "source", "cue", "part", "content", "sentence")
"""Of marks on one piece, the one whose note it leads to."""
_ALIKE = 0.4
"""Two states of a passage that share less are shown one after the other."""


class Mark(NamedTuple):
    """A stretch of text and the note that tells what it stands for."""

    layer: str
    start: int
    end: int
    note: str
    """Id of the note, which the piece links to; empty where there is none."""
    claim: int | None = None
    """Number of the claim that the mark is part of."""


class Piece(NamedTuple):
    """A stretch of text under the same marks throughout."""

    text: str
    layers: tuple[str, ...]
    note: str
    anchors: tuple[str, ...]
    """The notes whose marks begin here, so that they can lead here."""
    claims: tuple[int, ...]


def pieces(text: str, marks: Iterable[Mark]) -> list[Piece]:
    """``text`` in order, cut where a mark begins or ends."""
    size = len(text)
    kept = [m for m in marks if 0 <= m.start < m.end <= size]
    cuts = sorted({0, size, *(m.start for m in kept), *(m.end for m in kept)})
    opening: dict[int, list[Mark]] = {}
    closing: dict[int, list[Mark]] = {}
    for mark in kept:
        opening.setdefault(mark.start, []).append(mark)
        closing.setdefault(mark.end, []).append(mark)
    here: list[Mark] = []
    seen: set[str] = set()
    found = []
    for start, end in pairwise(cuts):
        for mark in closing.get(start, ()):
            here.remove(mark)
        here += opening.get(start, ())
        noted = sorted((m for m in here if m.note), key=lambda m: (_FIRST.index(m.layer), m.end - m.start))
        note = noted[0].note if noted else ""
        anchors = tuple(dict.fromkeys(m.note for m in noted if m.start == start and m.note not in seen))
        seen.update(anchors)
        found.append(
            Piece(
                text=text[start:end],
                layers=tuple(sorted({m.layer for m in here}, key=_FIRST.index)),
                note=note,
                anchors=anchors,
                claims=tuple(sorted({m.claim for m in here if m.claim is not None})),
            )
        )
    return found


class Change(NamedTuple):
    """Words that two states of a page share, or that only one of them has."""

    kind: Literal["same", "gone", "come"]
    text: str


def changes(lines: Iterable[str]) -> list[list[Change]]:
    """A difference by sentence (`whence.record.Record.edits`) by words: a passage each, whole where little is the same."""
    found: list[list[Change]] = []
    gone: list[str] = []
    come: list[str] = []

    def close() -> None:
        if gone or come:
            found.extend(_by_words(" ".join(gone).split(), " ".join(come).split()))
        gone.clear()
        come.clear()

    for line in lines:
        if line.startswith("- "):
            if come:
                close()
            gone.append(line[2:])
        else:
            come.append(line[2:])
    close()
    return found


def _by_words(old: list[str], new: list[str]) -> list[list[Change]]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < _ALIKE:
        whole = (Change("gone", " ".join(old)), Change("come", " ".join(new)))
        return [[change] for change in whole if change.text]
    passage = []
    for kind, i, j, k, m in matcher.get_opcodes():
        told = (("same", old[i:j]),) if kind == "equal" else (("gone", old[i:j]), ("come", new[k:m]))
        passage += [Change(name, " ".join(words)) for name, words in told if words]  # type: ignore[arg-type]
    return [passage]


def marks_of(reading: Reading, *, title: bool = False) -> list[Mark]:
    """The marks of what was read in the text, or in the headline."""
    found: list[Mark] = []
    for number, claim in enumerate(reading.claims):
        if claim.title != title:
            continue
        found.append(Mark("sentence", *claim.sentence, "", number))
        found += [
            Mark("trigger", *span, f"c{number}", number) for span in (claim.trigger, *claim.mentions[:20])
        ]
        parts: Sequence[Span | None] = (
            *(p.spans[0] for p in (*claim.actors, *claim.recipients) if p.spans),
            *(thing.span for thing in claim.objects),
            claim.status_cue,
            *(link.span for link in claim.chain),
        )
        found += [Mark("part", *span, "", number) for span in parts if span is not None]
        if not title:
            found += _linked(reading, number)
    if title:
        return found
    placed = {(p.start, p.end) for p in reading.places}
    found += [Mark("place", p.start, p.end, f"p{n}") for n, p in enumerate(reading.places)]
    found += [Mark("time", t.start, t.end, f"w{n}") for n, t in enumerate(reading.times)]
    found += [
        Mark("name", n.start, n.end, f"n{i}")
        for i, n in enumerate(reading.names)
        if (n.start, n.end) not in placed
    ]
    for number, told in enumerate(reading.attributions):
        note = f"v{number}"
        found += [Mark("source", *told.source, note)] if told.source else []
        found += [Mark("cue", *told.cue, note)] if told.cue else []
        found += [Mark("content", *span, "") for span in told.content]
    return found


def _linked(reading: Reading, number: int) -> list[Mark]:
    """The times and places of a claim, as parts of it."""
    claim = reading.claims[number]
    spans = [(reading.times[n].start, reading.times[n].end) for n in claim.times if n < len(reading.times)]
    spans += [
        (reading.places[link.place].start, reading.places[link.place].end)
        for link in claim.places
        if link.place < len(reading.places)
    ]
    return [Mark("part", start, end, "", number) for start, end in spans]


def around(text: str, sentence: Span, trigger: Span) -> tuple[str, str, str]:
    """A sentence cut at its trigger."""
    start = max(sentence.start, min(trigger.start, sentence.end))
    end = max(start, min(trigger.end, sentence.end))
    return text[sentence.start : start], text[start:end], text[end : sentence.end]
