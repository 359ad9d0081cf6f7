"""What the engine learns from the annotated claims: triggers with type, mode and status, and the words of their arguments.

Texts for training are those annotated in full and those of which there are outlines (annotations/guidelines.md, section 11).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import spacy
from spacy.tokens import Doc

from benchmarks import claims
from tools import annotation, outline
from training.data import ROLES, UNKNOWN, Row
from training.windows import windows
from whence.language.layout import Words, after_stop
from whence.language.tokens import blank

TYPES = ("O", *annotation.types())
MODES = ("none", *annotation.modes())
KEPT = frozenset("vw")
"""Annotators whose outlines are kept from the engine."""
SHARE = 4
"""One outlined text in so many is held out."""
LATE = frozenset({"ea", "eb", "ec", "ed", "ee", "ef", "eg", "fa", "fb"})
"""Annotators all of whose outlines are."""
_PARTS = {"actor": "actors", "recipient": "recipients", "object": "objects", "place": "places"}
Span = tuple[int, int]
Offsets = tuple[list[int], list[int]]
"""Where words begin, and where they end."""


def texts(part: str, *, outlines: bool = True) -> Iterator[dict[str, Any]]:
    """The annotated texts of a part; outlines are all for training."""
    for told in claims.annotations(annotation.FOLDER / "claims"):
        if claims.part_of(told["id"]) == part:
            yield told
    if outlines and part == "train":
        yield from claims.annotations(outline.OUTLINES)


def for_engine(told: dict[str, Any]) -> bool:
    """Whether the engine learns from a training text; the others show what it makes of texts that it has not seen.

    All that are annotated in full, and of the outlines those of some annotators.
    """
    return not told.get("outline") or told["annotator"] not in KEPT


def held(told: dict[str, Any]) -> bool:
    """Whether an annotated training text is held out."""
    return "outline" not in told or told["annotator"] in LATE or sum(told["id"].encode()) % SHARE == 0


def claim_rows(part: str, *, context: bool = True) -> Iterator[Row]:
    """The annotated texts of a part in the windows they are read in, or without the context of each window."""
    nlp = blank()
    for told in texts(part):
        if part == "train" and not for_engine(told):
            continue
        yield from _rows(nlp, annotation.load(told["id"]).text, told["claims"], context)


@dataclass(frozen=True)
class Labelled:
    """The words of an annotated text and what its claims say of them; numbers as in `Row`."""

    doc: Doc
    index: list[int]
    words: list[str]
    offsets: Offsets
    claim: list[int]
    status: list[int]
    mode: list[int]
    roles: dict[int, dict[int, set[int]]]
    voices: dict[int, list[Span | None]]
    """The first voice of each claim on a trigger: ``None`` is the outlet, (-1, -1) a voice without a mention."""
    ways: dict[int, str | None]
    """How an outlined event lies to the time that is told, ``None`` where none is."""
    dated: frozenset[int]
    """Triggers the words of whose time are known."""


def labelled(nlp: spacy.Language, text: str, told: Sequence[dict[str, Any]]) -> Labelled:
    """What the claims ``told`` of a text say of its words.

    A trigger of several words counts by its last. Claims on one trigger (an allegation and its denial) share their
    arguments; the first tells the status.
    """
    doc = nlp.make_doc(text)
    index = [t.i for t in doc if not t.is_space]
    words = [doc[i].text for i in index]
    offsets = [doc[i].idx for i in index], [doc[i].idx + len(doc[i]) for i in index]
    claim = [0] * len(index)
    status, mode = [UNKNOWN] * len(index), [UNKNOWN] * len(index)
    roles: dict[int, dict[int, set[int]]] = {}
    voices: dict[int, list[Span | None]] = {}
    ways: dict[int, str | None] = {}
    undated: set[int] = set()
    stated = {_interval(one): one["time"]["spans"] for one in reversed(told) if one["time"]["spans"]}
    for one in told:
        trigger = _inside(offsets, one["trigger"])[-1]
        if not claim[trigger]:
            claim[trigger] = TYPES.index(one["type"])
            status[trigger] = annotation.STATUSES.index(one["status"])
            mode[trigger] = MODES.index(one["mode"] or "none")
            if "way" in one["time"]:
                ways[trigger] = one["time"]["way"]
        dated = one["time"]["spans"]
        if one["time"]["how"] == "inherited" and not dated:
            dated = stated.get(_interval(one), [])
            if not dated:
                undated.add(trigger)
        spans = {role: [p["span"] for p in one[field]] for role, field in _PARTS.items()}
        spans |= {"time": dated, "cue": [one["status_cue"]] if one["status_cue"] else []}
        first = one["chain"][0]
        spans["voice"] = [first["span"]] if first["span"] else []
        voices.setdefault(trigger, []).append(
            first["span"] if first["span"] or first["kind"] == "outlet" else (-1, -1)
        )
        mine = roles.setdefault(trigger, {})
        for role, found in spans.items():
            for word in (w for span in found for w in _inside(offsets, span)):
                mine.setdefault(word, set()).add(ROLES.index(role))
    dated = frozenset(roles) - undated
    return Labelled(doc, index, words, offsets, claim, status, mode, roles, voices, ways, dated)


def _interval(claim: dict[str, Any]) -> tuple[str | None, str | None]:
    """When a claim happened: what another one inherits, it has from the first that states it."""
    return claim["time"]["earliest"], claim["time"]["latest"]


def _rows(nlp: spacy.Language, text: str, told: list[dict[str, Any]], context: bool) -> Iterator[Row]:
    own = labelled(nlp, text, told)
    doc, words, offsets = own.doc, own.words, own.offsets
    breaks = [any(s) for s in zip(after_stop(words), Words.of(doc).after_break(1), strict=True)]
    for inside in windows(words, breaks, context=context):
        low, end = inside.start, inside.stop
        yield Row(
            words[low:end],
            "claims",
            claim=own.claim[low:end],
            status=own.status[low:end],
            mode=own.mode[low:end],
            roles={
                t - low: {w - low: r for w, r in mine.items() if w in inside}
                for t, mine in own.roles.items()
                if t in inside
            },
            voiced=frozenset(
                t - low
                for t, spans in own.voices.items()
                if t in inside and all(s is None or set(_inside(offsets, s)) & set(inside) for s in spans)
            ),
        )


def _inside(offsets: Offsets, span: Span) -> list[int]:
    """The words that a span of characters touches."""
    starts, ends = offsets
    return list(range(bisect_right(ends, span[0]), bisect_left(starts, span[1])))
