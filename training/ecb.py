"""The documents of ECB+ (Cybulska and Vossen 2014) as text, with the mentions of events and their chains across documents.

The annotation is CC BY 3.0; the news text is third-party and is read from WHENCE_DATA only.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_TIGHT_BEFORE = frozenset(".,;:!?)]}%") | {"''", "'s", "’s", "n't", "n’t", "'", "’"}
_TIGHT_AFTER = frozenset("([{$£€") | {"``", "'", "’"}
_QUOTES = {"``": '"', "''": '"'}


class EcbMention(NamedTuple):
    """Where an event is told, in characters of the text, and the chain it belongs to (one for each happening)."""

    start: int
    end: int
    chain: str


class EcbDocument(NamedTuple):
    """One document: ``part`` tells the two stories of a topic apart ("ecb", "ecbplus")."""

    topic: int
    part: str
    name: str
    text: str
    mentions: tuple[EcbMention, ...]


def ecb_documents(data: Path) -> Iterator[EcbDocument]:
    """All documents under ``data``, by topic and name."""
    paths = (data / "ecbplus").glob("*/*.xml")
    for path in sorted(paths, key=lambda p: (int(p.parent.name), p.name)):
        yield read_ecb(path)


def read_ecb(path: Path) -> EcbDocument:
    """One document: a line for each sentence, words joined as print joins them, a mention from its first to its last word."""
    root = ET.parse(path).getroot()
    text, place = _joined(root)
    chain_of = _chains(root, path.stem)
    mentions = []
    for markable in root.iterfind("Markables/*"):
        kind = markable.tag.removeprefix("NEG_")
        anchors = [place[a.attrib["t_id"]] for a in markable.iterfind("token_anchor")]
        if kind.startswith("ACTION_") and anchors:
            own = f"{path.stem}:{markable.attrib['m_id']}"
            span = min(a for a, _ in anchors), max(b for _, b in anchors)
            mentions.append(EcbMention(*span, chain_of.get(markable.attrib["m_id"], own)))
    part = "ecbplus" if path.stem.endswith("ecbplus") else "ecb"
    return EcbDocument(int(path.parent.name), part, path.stem, text, tuple(sorted(mentions)))


def _chains(root: ET.Element, document: str) -> dict[str, str]:
    """Mention to chain: chains across documents have a common note, those within one only a number."""
    found = {}
    for relation in root.iterfind("Relations/*"):
        across = relation.tag == "CROSS_DOC_COREF"
        chain = relation.attrib["note"] if across else f"{document}:r{relation.attrib['r_id']}"
        for source in relation.iterfind("source"):
            found[source.attrib["m_id"]] = chain
    return found


def _joined(root: ET.Element) -> tuple[str, dict[str, tuple[int, int]]]:
    """The text, and where each token stands in it."""
    pieces: list[str] = []
    place: dict[str, tuple[int, int]] = {}
    length, sentence, before = 0, None, ""
    for token in root.iter("token"):
        word = " ".join((token.text or "").split())
        if sentence is not None and token.attrib["sentence"] != sentence:
            gap = "\n"
        else:
            gap = "" if not pieces or word in _TIGHT_BEFORE or before in _TIGHT_AFTER else " "
        shown = _QUOTES.get(word, word)
        place[token.attrib["t_id"]] = (length + len(gap), length + len(gap) + len(shown))
        pieces += (gap, shown)
        length += len(gap) + len(shown)
        sentence, before = token.attrib["sentence"], word
    return "".join(pieces), place
