"""Which lines of a page are not part of the report?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from whence.gather.dates import dates_told, is_publication_line, only_relative
from whence.knowledge.furniture import furniture

Kind = Literal["p", "head", "item", "quote", "other"]
Part = Literal["body", "furniture", "credit", "byline", "dateline"]

# No line of furniture that the patterns know is longer.
_LONGEST = 700
_BLANKS = re.compile(r"\s+")
_PIECES = re.compile(r"\s+[|•·●▪/–—]\s+|\s*[|•·●▪]\s*|\s+-\s+")
# Direction marks, zero-width characters, soft hyphens, controls and lone surrogates.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
_BY = re.compile(
    r"^(?:(?:story|text|report|words|written|reported|analysis|posted|published)\s+)?by[:\s]+", re.IGNORECASE
)
_WORDS = re.compile(r"\w+")


class Block(NamedTuple):
    """One paragraph, heading or list item of a page; ``linked`` is the share of its characters that are links."""

    text: str
    kind: Kind = "p"
    linked: float = 0.0


class Trimmed(NamedTuple):
    """What is left of a page's blocks, and what was taken out that tells something."""

    blocks: tuple[Block, ...]
    bylines: tuple[str, ...]
    datelines: tuple[str, ...]
    credits: tuple[str, ...]


def shown(line: str) -> str:
    """A line as a reader sees it: marks that cannot be seen removed, white space collapsed."""
    if not line.isascii():
        line = _INVISIBLE.sub("", line)
    return _BLANKS.sub(" ", line).strip()


def plain(line: str) -> str:
    """A line for comparison: as it is shown, with plain apostrophes and quotation marks."""
    line = shown(line)
    if not line.isascii():
        line = line.replace("’", "'").replace("‘", "'").replace("“", '"').replace("”", '"')
    return line


def key(line: str) -> str:
    """A line reduced to its words in lower case, to find the same sentence again in other typography."""
    return " ".join(_WORDS.findall(line.casefold()))


_MARKS = ("”", '"', "’", "'")


def words(line: str) -> int:
    """How many words a line has."""
    return len(_WORDS.findall(line))


def is_full(line: str) -> bool:
    """Whether a line reads like a paragraph: a dozen words or more, ended as sentences are.

    A sentence that ends in a quotation has its stop on either side of the mark; a headline that does has none.
    """
    bare = line.rstrip()
    quoted = bare.endswith(_MARKS) and bare.rstrip("".join(_MARKS)).endswith(
        (".", "!", "?", "…", ",", ")", "。")
    )
    return words(line) >= 12 and (quoted or bare.endswith((".", "!", "?", "…", ":", ")", "。")))


def part_of(line: str, country: str | None = None, *, heading: bool = False) -> Part:
    """What a single line is, judged by itself."""
    bare = plain(line)
    if not bare:
        return "furniture"
    if len(bare) > _LONGEST:
        return "body"
    known = furniture()
    if known.line.fullmatch(bare):
        return "furniture"
    if known.agency.fullmatch(bare) or (not heading and known.caption.fullmatch(bare)):
        return "credit"
    if len(bare) <= 240:
        told = dates_told(bare, country)
        if told and is_publication_line(bare, told):
            return "dateline"
        if only_relative(bare):
            return "dateline"
        if not heading and known.byline.fullmatch(bare):
            return "byline"
        pieces = [piece for piece in _PIECES.split(bare) if piece]
        if len(pieces) > 1 or told:
            return _mixed(pieces, country)
    return "body"


def _mixed(pieces: list[str], country: str | None) -> Part:
    """A line of several short parts: "By Jane Doe | Published 18 November 2025 4:40 pm | 3 min read"."""
    known = furniture()
    parts: set[Part] = set()
    for piece in pieces:
        told = dates_told(piece, country)
        if told and is_publication_line(piece, told):
            parts.add("dateline")
        elif known.byline.fullmatch(piece):
            parts.add("byline")
        elif known.line.fullmatch(piece):
            parts.add("furniture")
        elif told:
            # a byline right in front of its date or behind it: "Posted on September 13, 2023 by admin"
            rest = plain(piece[: told[0].start] + " " + piece[told[-1].end :]).strip(" ,-–—|·•")
            lead = re.sub(r"(?i)\b(?:published|posted|updated|on|at|first|last)\b[: ]*", "", rest).strip(" ,")
            if known.byline.fullmatch(lead) or re.fullmatch(r"(?i)(by|in)\s+\S+(\s\S+){0,4}", lead):
                parts.add("dateline")
            else:
                return "body"
        else:
            return "body"
    return "dateline" if "dateline" in parts else "byline" if "byline" in parts else "furniture"


def byline_name(line: str) -> str:
    """The writers' names in a byline, without "By" and without the date beside it."""
    known = furniture()
    bare = shown(line)
    pieces = [piece for piece in _PIECES.split(bare) if piece]
    named = next((piece for piece in pieces if known.byline.fullmatch(plain(piece))), bare)
    return _BY.sub("", named).strip(" ,:")


def regions(lines: Sequence[str]) -> set[int]:
    """Indexes of the lines of boxes whose beginning and end are told in words, those words included."""
    inside: set[int] = set()
    bare = [plain(line) if len(line) < 200 else "" for line in lines]
    for start, end in furniture().regions:
        for index, line in enumerate(bare):
            if index in inside or not start.fullmatch(line):
                continue
            for last in range(index + 1, min(index + 16, len(bare))):
                if end.fullmatch(bare[last]):
                    inside.update(range(index, last + 1))
                    break
    return inside


def end_of(blocks: Sequence[Block]) -> int:
    """Index of the first block that stands behind the report's end; the number of blocks if none does."""
    known = furniture()
    counts = [words(block.text) for block in blocks]
    full = [count if is_full(plain(block.text)) else 0 for block, count in zip(blocks, counts, strict=True)]
    total, total_full = sum(counts), sum(full)
    above = above_full = 0
    for index, block in enumerate(blocks):
        bare = plain(block.text)
        if above >= 25 and len(bare) < 200:
            if known.end_sure.fullmatch(bare):
                return index
            if known.end_likely.fullmatch(bare):
                below, below_full = total - above - counts[index], total_full - above_full - full[index]
                if below_full <= 0.12 * above or (below_full < 0.5 * below and below < above):
                    return index
        above += counts[index]
        above_full += full[index]
    return len(blocks)


def trim(
    blocks: Sequence[Block],
    country: str | None = None,
    repeated: Sequence[str] = (),
    standfirsts: Sequence[str] = (),
) -> Trimmed:
    """The blocks of a report without what stands beside it.

    ``repeated``: the headline in every form it is known in; a block at the top that says the same is taken out.
    ``standfirsts`` likewise, but only where they stand as a heading: many are the first paragraph itself. Repeats of a paragraph, and pull quotes that say again what a paragraph says, go as well.
    """
    known = {key(text) for text in repeated if text}
    known.discard("")
    leads = {key(text) for text in standfirsts if text} - {""}
    kept: list[Block] = []
    bylines: list[str] = []
    datelines: list[str] = []
    credits: list[str] = []
    seen: set[str] = set()
    blocks = blocks[_below_headline(blocks, known) : end_of(blocks)]
    for block in blocks:
        same = key(block.text)
        if (
            not kept
            and same
            and (same in known or _starts_alike(same, known) or (block.kind == "head" and same in leads))
        ):
            continue
        part = part_of(block.text, country, heading=block.kind == "head")
        if part == "body" and _only_link(block):
            continue
        if part == "body":
            if same in seen and len(same) > 40:
                continue
            seen.add(same)
            kept.append(block)
        elif part == "credit":
            credits.append(plain(block.text))
        elif part == "byline":
            if len(kept) <= 2:
                bylines.append(byline_name(block.text))
        elif part == "dateline":
            datelines.append(plain(block.text))
            if len(kept) <= 2 and (name := _named_beside(block.text)):
                bylines.append(name)
    while kept and (kept[-1].kind == "head" or (kept[-1].kind == "item" and kept[-1].linked > 0.25)):
        kept.pop()
    return Trimmed(tuple(_without_pull_quotes(kept)), tuple(bylines), tuple(datelines), tuple(credits))


def _named_beside(line: str) -> str | None:
    """The writer in a line of byline and date."""
    for piece in _PIECES.split(shown(line)):
        if furniture().byline.fullmatch(plain(piece)):
            return _BY.sub("", piece).strip(" ,:")
    return None


def _below_headline(blocks: Sequence[Block], known: set[str]) -> int:
    """Index of the first block below the headline, if it stands near the top with nothing but labels above it."""
    for index, block in enumerate(blocks[:8]):
        if key(block.text) in known:
            return index + 1
        if is_full(plain(block.text)) or words(block.text) > 30:
            break
    return 0


def _only_link(block: Block) -> bool:
    """Whether a block is a link to another page and no sentence of its own."""
    text = plain(block.text)
    return (
        block.linked > 0.8
        and words(text) >= 3
        and not text.endswith((".", "!", "?", '."', ",", ":", ".'", ")"))
    )


def _starts_alike(same: str, known: set[str]) -> bool:
    """Whether a block is a cut-off or suffixed form of a known headline ("Headline - The Outlet")."""
    count = same.count(" ") + 1
    for one in known:
        if count >= 4 and one.startswith(same) and len(same) > 0.6 * len(one):
            return True
        if one.count(" ") >= 3 and same.startswith(one) and len(one) > 0.75 * len(same):
            return True
    return False


def _without_pull_quotes(blocks: list[Block]) -> list[Block]:
    keys = [key(block.text) for block in blocks]
    kept = []
    for index, block in enumerate(blocks):
        if block.kind in ("quote", "head") and 5 <= keys[index].count(" ") + 1 <= 60:
            near = range(max(0, index - 6), min(len(blocks), index + 7))
            if any(
                other != index and len(keys[other]) > len(keys[index]) and keys[index] in keys[other]
                for other in near
            ):
                continue
        kept.append(block)
    return kept
