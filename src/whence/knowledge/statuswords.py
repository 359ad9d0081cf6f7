"""Which words tell whether an event happened: the cue words of status, loaded from ``data/status.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

_STATUSES = frozenset(
    [
        "happened",
        "ongoing",
        "expected",
        "possible",
        "requested",
        "failed",
        "negated",
        "denied",
        "cancelled",
        "attempted",
        "pass",
        "stop",
        "report",
        "conditional",
    ]
)


class StatusDataError(ValueError):
    """The cue words cannot be understood; the message names the entry."""


class Cue(NamedTuple):
    """What a word says of the event that it governs by one of the relations ``via``; the data file explains the flags."""

    status: str
    via: frozenset[str]
    flags: frozenset[str]


Cues = Mapping[str, tuple[Cue, ...]]


class StatusWords(NamedTuple):
    """Cues by word, a table for each kind of word, and lists of words. The data file explains each."""

    verbs: Cues
    nouns: Cues
    adjectives: Cues
    modifiers: Cues
    adverbs: Cues
    auxiliaries: Cues
    markers: Cues
    repeats: frozenset[tuple[str, ...]]
    perceived: frozenset[str]
    negators: frozenset[str]
    supposing: frozenset[str]
    frequency: frozenset[str]
    never: frozenset[str]
    rumours: frozenset[str]
    accounts: frozenset[str]
    traces: frozenset[str]
    anybody: frozenset[str]
    stretches: frozenset[str]
    midst: frozenset[str]


@cache
def load_status_words() -> StatusWords:
    """The shipped words."""
    table = tomllib.loads((files("whence.knowledge") / "data" / "status.toml").read_text("utf-8"))
    blocks = {
        name: _block(name, table[name])
        for name in ("verbs", "nouns", "adjectives", "modifiers", "adverbs", "auxiliaries", "markers")
    }
    return StatusWords(
        **blocks,
        repeats=frozenset(tuple(r.split("_")) for r in table["repeats"].split()),
        perceived=frozenset(table["perceived"].split()),
        negators=frozenset(table["negators"].split()),
        supposing=frozenset(table["supposing"].split()),
        frequency=frozenset(table["frequency"].split()),
        never=frozenset(table["never"].split()),
        rumours=frozenset(table["rumours"].split()),
        accounts=frozenset(table["accounts"].split()),
        traces=frozenset(table["traces"].split()),
        anybody=frozenset(table["anybody"].split()),
        stretches=frozenset(table["stretches"].split()),
        midst=frozenset(table["midst"]),
    )


def cue_verbs() -> frozenset[str]:
    """The verbs (with their particles) that may say whether an event happened."""
    return frozenset(load_status_words().verbs)


@cache
def denying_verbs() -> frozenset[str]:
    """The verbs whose clause is denied by their subject."""
    return frozenset(
        verb
        for verb, cues in load_status_words().verbs.items()
        if any(cue.status == "denied" and "ccomp" in cue.via for cue in cues)
    )


@cache
def cancelling_verbs() -> frozenset[str]:
    """The verbs (with their particles) that call off their object, or move it to another time."""
    return frozenset(
        verb
        for verb, cues in load_status_words().verbs.items()
        if any(
            (cue.status == "cancelled" and "deed" not in cue.flags) or "moved" in cue.flags for cue in cues
        )
    )


@cache
def collapsing_verbs() -> frozenset[str]:
    """The verbs (with their particles) whose subject comes to nothing: "the talks *broke down*"."""
    return frozenset(
        verb
        for verb, cues in load_status_words().verbs.items()
        if any(cue.status == "failed" and cue.via == {"subj"} for cue in cues)
    )


def _block(name: str, text: str) -> dict[str, tuple[Cue, ...]]:
    out: dict[str, list[Cue]] = {}
    for number, line in enumerate(text.splitlines(), 1):
        words, colon, settings = line.partition(":")
        if not line.strip():
            continue
        status, *rest = settings.split() or [""]
        if not colon or status not in _STATUSES:
            raise StatusDataError(f"status.toml: {name}, line {number}: {status!r} is no status")
        via = frozenset(v for part in rest if part.startswith("via=") for v in part[4:].split(","))
        cue = Cue(status, via, frozenset(part for part in rest if "=" not in part))
        for word in words.split(","):
            out.setdefault(word.strip(), []).append(cue)
    return {word: tuple(cues) for word, cues in out.items()}
