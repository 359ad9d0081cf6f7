"""Reads the hand-made gold set of tests/gold: words, trees, names, chains and attributions of short news texts."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from spacy.tokens import Doc

from tests.conllu import docs_from_conllu

HERE = Path(__file__).parent / "gold"
Span = tuple[int, int]
"""Half-open, in words of the document."""


@dataclass(frozen=True)
class Attribution:
    source: Span | None
    cue: Span | None
    content: tuple[Span, ...]


@dataclass(frozen=True)
class GoldText:
    name: str
    texts: tuple[str, ...]
    """The sentences as they are written."""
    rows: tuple[tuple[list[str], ...], ...]
    """The ten columns of each word, by sentence."""
    doc: Doc
    """Tags, lemmas, features and trees."""
    names: frozenset[tuple[int, int, str]]
    chains: tuple[frozenset[Span], ...]
    attributions: tuple[Attribution, ...]


def gold_texts() -> list[GoldText]:
    text = (HERE / "news.conllu").read_text(encoding="utf8")
    told = json.loads((HERE / "attributions.json").read_text(encoding="utf8"))
    blocks = re.split(r"^# newdoc id = ", text, flags=re.MULTILINE)[1:]
    names = [block.split("\n", 1)[0].strip() for block in blocks]
    if sorted(names) != sorted(told):
        raise ValueError("news.conllu and attributions.json hold different documents")
    return [_read(n, b, d, told[n]) for n, b, d in zip(names, blocks, docs_from_conllu(text), strict=True)]


def _read(name: str, block: str, doc: Doc, told: list[dict[str, list[int]]]) -> GoldText:
    rows = tuple(
        tuple(line.split("\t") for line in sentence.splitlines() if line[:1].isdigit())
        for sentence in block.strip().split("\n\n")
    )
    misc = [dict(f.split("=", 1) for f in r[9].split("|") if "=" in f) for s in rows for r in s]
    return GoldText(
        name,
        tuple(re.findall(r"^# text = (.*)$", block, flags=re.MULTILINE)),
        rows,
        doc,
        frozenset(_names([m.get("Name", "O") for m in misc])),
        _chains([m.get("Coref", "") for m in misc]),
        tuple(
            Attribution(_span(a["source"]), _span(a["cue"]), tuple(map(_span, a["content"]))) for a in told
        ),
    )


def _span(pair: list[int] | None) -> Span | None:
    return (pair[0], pair[1]) if pair else None


def _names(tags: list[str]) -> list[tuple[int, int, str]]:
    out: list[tuple[int, int, str]] = []
    for i, tag in enumerate(tags):
        if tag.startswith("B-"):
            out.append((i, i + 1, tag[2:]))
        elif tag.startswith("I-"):
            if not out or out[-1][1] != i or out[-1][2] != tag[2:]:
                raise ValueError(f"word {i}: {tag} continues no name")
            out[-1] = (out[-1][0], i + 1, tag[2:])
    return out


def _chains(marks: list[str]) -> tuple[frozenset[Span], ...]:
    mentions: dict[str, set[Span]] = {}
    opened: dict[str, list[int]] = {}
    for i, mark in enumerate(marks):
        parts = re.findall(r"\(\d+\)?|\d+\)", mark)
        if "".join(parts) != mark:
            raise ValueError(f"word {i}: unreadable brackets {mark}")
        for part in parts:
            chain = part.strip("()")
            if part.startswith("("):
                opened.setdefault(chain, []).append(i)
            if part.endswith(")"):
                if not opened.get(chain):
                    raise ValueError(f"word {i}: {part} closes nothing")
                mentions.setdefault(chain, set()).add((opened[chain].pop(), i + 1))
    if left := [c for c, starts in opened.items() if starts]:
        raise ValueError(f"chains {left} have brackets that stay open")
    return tuple(frozenset(m) for m in mentions.values())
