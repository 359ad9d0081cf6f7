"""How well are events coded with a user's own dictionaries? The validation suite of PETRARCH, with the suite's own files.

Run: ``WHENCE_DATA=... python -m benchmarks.petrarch [--errors]``. Each sentence is read with the actor, agent, verb and discard
files of the suite loaded and its date given, and nothing else. A coding is right if source, target and event code agree. All
codings that the suite expects count, those of records that PETRARCH itself passes over (``sentence="false"``) included, with
its settings unknown to us: codings without a target (``require_dyad``), new actors by their words (``new_actor_length``).
"""

from __future__ import annotations

import os
import sys
import xml.etree.ElementTree as ET
from collections import Counter
from datetime import date
from pathlib import Path
from typing import NamedTuple

from whence.gather.plain import article_from_text
from whence.reader import Reader

Code = tuple[str, str, str]


class Record(NamedTuple):
    name: str
    category: str
    day: date
    text: str
    expected: frozenset[Code]


def records(root: ET.Element) -> list[Record]:
    """The sentences of the suite with the codings it expects."""
    out = []
    for sentence in root.iter("Sentence"):
        digits = sentence.attrib["date"]
        codings = frozenset(
            (c.attrib["sourcecode"], c.attrib["targetcode"], c.attrib["eventcode"])
            for c in sentence.iter("EventCoding")
            if "sourcecode" in c.attrib
        )
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
        text = " ".join((sentence.findtext("Text") or "").split())
        out.append(Record(sentence.attrib["id"], sentence.attrib["category"], day, text, codings))
    return out


def main() -> None:
    folder = Path(os.environ.get("WHENCE_DATA", "../shared/data")) / "events" / "petrarch"
    root = ET.parse(folder / "PETR.UnitTest.records.xml").getroot()
    names = [root.findtext(f"Environment/{kind}file") for kind in ("Verb", "Actor", "Agent", "Discard")]
    reader = Reader.with_files(tuple(folder / name for name in names if name))
    suite = records(root)
    articles = (article_from_text(r.text, published=r.day) for r in suite)
    right: Counter[str] = Counter()
    expected: Counter[str] = Counter()
    strays = exact = 0
    for record, reading in zip(suite, reader.read_all(articles), strict=True):
        found = {(c.source, c.target, c.code) for c in reading.codings}
        right[record.category] += len(found & record.expected)
        expected[record.category] += len(record.expected)
        strays += len(found - record.expected)
        exact += found == record.expected
        if "--errors" in sys.argv and found != record.expected:
            missed, stray = sorted(record.expected - found), sorted(found - record.expected)
            print(f"{record.name}: {record.text}\n  missed {missed}\n  stray  {stray}")
    for category, number in expected.items():
        if number:
            print(f"{category:10} {right[category]:4} of {number}")
    hits, total = right.total(), expected.total()
    print(f"codings right: {hits} of {total} ({hits / total:.3f}); strays: {strays}")
    print(f"sentences with exactly the codings expected: {exact} of {len(suite)} ({exact / len(suite):.3f})")


if __name__ == "__main__":
    main()
