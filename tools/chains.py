"""Annotated chains: check that the marked texts are the texts, and read their mentions.

    python -m tools.chains [FILE...]        every file under annotations/chains if none is named

The marks and what they mean are told in annotations/chains.md.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from tools.annotation import FOLDER, load

_MARK = re.compile(r"⟦(\d+)\||⟧")


class Marked(NamedTuple):
    """A mention: characters of the text, and the number of its chain."""

    start: int
    end: int
    chain: int


class MarkError(ValueError):
    """What is wrong with the marks of a text."""


def unmarked(text: str) -> tuple[str, list[Marked]]:
    """The text without its marks, and the mentions in the order in which they begin, the longer first.

    Raises:
        MarkError: if a mark is not closed or closes nothing.
    """
    plain, mentions, open_marks, last = "", [], [], 0
    for mark in _MARK.finditer(text):
        plain += text[last : mark.start()]
        last = mark.end()
        if mark.group(1):
            open_marks.append((len(plain), int(mark.group(1))))
        elif open_marks:
            start, chain = open_marks.pop()
            mentions.append(Marked(start, len(plain), chain))
        else:
            raise MarkError(f"a mark closes nothing after {plain[-30:]!r}")
    if open_marks:
        raise MarkError(f"a mark stays open before {plain[open_marks[-1][0] :][:30]!r}")
    return plain + text[last:], sorted(mentions, key=lambda m: (m.start, -m.end))


def check(path: Path) -> str | None:
    """What is wrong with one file, if anything is."""
    try:
        plain, mentions = unmarked(path.read_text(encoding="utf8"))
    except MarkError as error:
        return str(error)
    text = load(path.stem).text
    if plain.rstrip("\n") != text.rstrip("\n"):
        at = next(
            (i for i, (a, b) in enumerate(zip(plain, text, strict=False)) if a != b),
            min(len(plain), len(text)),
        )
        return f"differs from the text at character {at}: {plain[at : at + 30]!r}, not {text[at : at + 30]!r}"
    for m in mentions:
        inside = plain[m.start : m.end]
        if not inside or inside != inside.strip():
            return f"a mention is empty or has white space at its edge: {inside!r}"
    counts = Counter(m.chain for m in mentions)
    alone = sorted(chain for chain, count in counts.items() if count == 1)
    if alone:
        return f"chains of one mention: {alone}"
    doubled = [span for span, count in Counter((m.start, m.end) for m in mentions).items() if count > 1]
    return f"marked twice: {[plain[a:b] for a, b in doubled]}" if doubled else None


def main() -> int:
    """Check the files named on the command line, or all."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="*", type=Path)
    options = parser.parse_args()
    paths = options.files or sorted((FOLDER / "chains").glob("*.txt"))
    wrong = {path: why for path in paths if (why := check(path))}
    for path, why in wrong.items():
        print(f"{path}: {why}", file=sys.stderr)
    print(f"{len(paths) - len(wrong)} of {len(paths)} texts are marked well")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
