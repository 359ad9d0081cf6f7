"""What the engine learns from the annotated claims: triggers with type, mode and status, and the words of their arguments.

Texts for training are those annotated in full and those of which there are outlines (annotations/guidelines.md, section 11).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import spacy
from spacy.tokens import Doc

from benchmarks import claims
from tools import annotation, outline
from training.data import ROLES, UNKNOWN, Row
from training.windows import windows
from whence.language.layout import after_break, after_stop
from whence.language.tokens import blank

TYPES = ("O", *annotation.types())
MODES = ("none", *annotation.modes())
KEPT = frozenset("vw")
"""Annotators whose outlines are kept from the engine."""
_PARTS = {"actor": "actors", "recipient": "recipients", "object": "objects", "place": "places"}
Span = tuple[int, int]


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


def claim_rows(part: str, *, context: bool = True) -> Iterator[Row]:
    """The annotated texts of a part in the windows they are read in, or without the context of each window.

    A trigger of several words counts by its last. Claims on one trigger (an allegation and its denial) share their
    arguments; the first tells the status.
    """
    nlp = blank()
    for told in texts(part):
        if part == "train" and not for_engine(told):
            continue
        yield from _rows(nlp, annotation.load(told["id"]).text, told["claims"], context)


def _rows(nlp: spacy.Language, text: str, told: list[dict[str, Any]], context: bool) -> Iterator[Row]:
    doc = nlp.make_doc(text)
    index = [t.i for t in doc if not t.is_space]
    words = [doc[i].text for i in index]
    claim = [0] * len(index)
    status, mode = [UNKNOWN] * len(index), [UNKNOWN] * len(index)
    roles: dict[int, dict[int, set[int]]] = {}
    voices: dict[int, list[Span | None]] = {}
    for one in told:
        trigger = _inside(doc, index, one["trigger"])[-1]
        if not claim[trigger]:
            claim[trigger] = TYPES.index(one["type"])
            status[trigger] = annotation.STATUSES.index(one["status"])
            mode[trigger] = MODES.index(one["mode"] or "none")
        spans = {role: [p["span"] for p in one[field]] for role, field in _PARTS.items()}
        spans |= {"time": one["time"]["spans"], "cue": [one["status_cue"]] if one["status_cue"] else []}
        first = one["chain"][0]
        spans["voice"] = [first["span"]] if first["span"] else []
        voices.setdefault(trigger, []).append(
            first["span"] if first["span"] or first["kind"] == "outlet" else (-1, -1)
        )
        mine = roles.setdefault(trigger, {})
        for role, found in spans.items():
            for word in (w for span in found for w in _inside(doc, index, span)):
                mine.setdefault(word, set()).add(ROLES.index(role))
    breaks = [any(s) for s in zip(after_stop(words), after_break(doc, index, 1), strict=True)]
    for inside in windows(words, breaks, context=context):
        low, end = inside.start, inside.stop
        yield Row(
            words[low:end],
            "claims",
            claim=claim[low:end],
            status=status[low:end],
            mode=mode[low:end],
            roles={
                t - low: {w - low: r for w, r in mine.items() if w in inside}
                for t, mine in roles.items()
                if t in inside
            },
            voiced=frozenset(
                t - low
                for t, spans in voices.items()
                if t in inside and all(s is None or set(_inside(doc, index, s)) & set(inside) for s in spans)
            ),
        )


def _inside(doc: Doc, index: list[int], span: Span) -> list[int]:
    """The words that a span of characters touches."""
    return [k for k, i in enumerate(index) if doc[i].idx < span[1] and doc[i].idx + len(doc[i]) > span[0]]
