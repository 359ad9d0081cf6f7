"""What re3d says about names: reports on Syria and Iraq whose marked entities are trimmed to the proper names in them."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from training.data import FACILITY, NAME_TAGS, TITLES, Row
from training.properwords import LOOSE, MONTHS_AND_DAYS, countries, nationalities, roles
from whence.language.tokens import blank

_EVENTS = frozenset(["Summit", "War", "Conference", "Games", "Exercise", "Spring"])
LONGEST = 120  # pieces a window, guessed from the letters
SURE = 0.5  # re3d keeps its annotators' entities (confidence about 1) beside rejected guesses (about 0)
ANYTHING = tuple(range(len(NAME_TAGS)))
NOTHING = (0,)
_PARTICLES = frozenset(
    [
        "al",
        "el",
        "ar",
        "as",
        "ash",
        "an",
        "at",
        "ad",
        "az",
        "ul",
        "bin",
        "ibn",
        "abu",
        "de",
        "von",
        "van",
        "der",
        "la",
        "'",
    ]
)
_DASHES = frozenset(["-", "–", "‑", "‐"])
_WITHIN = {
    "Person": _PARTICLES | _DASHES,
    "Location": _DASHES | {"of", "the", "al", "ar", "as", "ash", "at", "ad", "az", "el", "&"},
    "Organisation": _DASHES
    | _PARTICLES
    | {"of", "the", "for", "and", "&", "to", "in", "on", "against", "'s", "’s"},
}
_BEFORE = frozenset(
    [
        "the",
        "a",
        "an",
        "this",
        "that",
        "these",
        "those",
        "his",
        "her",
        "its",
        "their",
        "our",
        "my",
        "your",
        "all",
        "some",
        "other",
        "many",
        "both",
        "any",
        "each",
        "no",
        "several",
        "of",
        "for",
        "and",
        "in",
        "to",
        "on",
        "&",
        "-",
        "–",
        "from",
        "with",
        "by",
        "at",
    ]
)
_PLACE_NOUNS = FACILITY | frozenset(
    [
        "city",
        "town",
        "village",
        "province",
        "district",
        "governorate",
        "region",
        "area",
        "neighborhood",
        "neighbourhood",
        "suburb",
        "border",
        "river",
        "valley",
        "desert",
        "coast",
        "island",
        "sea",
        "mountain",
        "mountains",
        "countryside",
        "highway",
        "road",
        "street",
        "camp",
        "plain",
        "gulf",
    ]
)


@dataclass
class Report:
    """One document of re3d: its words and what is said of them."""

    text: str
    words: list[str]
    begins: list[int]
    ends: list[int]
    sure: list[tuple[int, int, str]] = field(default_factory=list)
    hints: list[tuple[int, int, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Span:
    """A stretch of words and the name kinds that it may be; none: it is no name or the set does not say."""

    start: int
    end: int
    kinds: tuple[str, ...]
    maybe_none: bool = False


def _lines(path: Path) -> Iterator[dict[str, object]]:
    for line in path.read_text(encoding="utf8").splitlines():
        if line.strip():
            yield json.loads(line)


def reports(data: Path) -> list[Report]:
    """All documents, in the order of their source and id."""
    nlp = blank()
    out: list[Report] = []
    for folder in sorted(p for p in (data / "re3d").iterdir() if (p / "documents.json").exists()):
        told: dict[str, list[dict[str, object]]] = defaultdict(list)
        for entity in _lines(folder / "entities.json"):
            told[str(entity["documentId"])].append(entity)
        for document in sorted(_lines(folder / "documents.json"), key=lambda d: str(d["_id"])):
            text = str(document["text"])
            tokens = [t for t in nlp.make_doc(text) if not t.is_space]
            report = Report(
                text, [t.text for t in tokens], [t.idx for t in tokens], [t.idx + len(t) for t in tokens]
            )
            for e in told[str(document["_id"])]:
                begin, end = int(str(e["begin"])), int(str(e["end"]))
                inside = [i for i, t in enumerate(tokens) if t.idx < end and t.idx + len(t) > begin]
                if inside:
                    sure = float(str(e["confidence"])) >= SURE
                    (report.sure if sure else report.hints).append(
                        (inside[0], inside[-1] + 1, str(e["type"]))
                    )
            out.append(report)
    return out


def capital(word: str) -> bool:
    match = re.search(r"[^\W\d_]", word)
    return bool(match and match.group().isupper()) or bool(re.match(r"(al|el|ar|as|ash|at|ad)[-‑]\w", word))


def plain(word: str) -> str:
    return word.lower().strip(".")


def is_role(word: str) -> bool:
    return plain(word) in roles() or plain(word) in TITLES or word == "."


class Trimmer:
    """Turns marked entities into names; knows all reports, for words that are also written small and names seen alone."""

    def __init__(self, documents: list[Report]) -> None:
        self.small = {w for d in documents for w in d.words if w.islower()}
        seen: dict[str, Counter[str]] = defaultdict(Counter)
        for d in documents:
            for first, end, kind in d.sure:
                start = first
                while start < end - 1 and d.words[start].lower() == "the":
                    start += 1
                if all(capital(w) for w in d.words[start:end]) and not (
                    end - start == 1 and d.words[start].lower() in self.small
                ):
                    seen[" ".join(d.words[start:end]).lower()][kind] += 1
        self.seen = {k: c.most_common(1)[0][0] for k, c in seen.items()}

    def opens(self, d: Report, i: int) -> bool:
        """Whether a word begins a sentence, a line or a quotation."""
        return (
            i == 0
            or d.words[i - 1] in {".", "!", "?", "“", '"', "‘", ":", '""', '"""'}
            or "\n" in d.text[d.ends[i - 1] : d.begins[i]]
        )

    def proper(self, d: Report, i: int) -> bool:
        word = d.words[i]
        if not capital(word) or word.lower() in {"the", "i"}:
            return False
        follows = i + 1 < len(d.words) and capital(d.words[i + 1])
        return not (self.opens(d, i) and word.lower() in self.small and not follows)

    def runs(self, d: Report, start: int, end: int, kind: str) -> list[tuple[int, int]]:
        """Stretches of capitalised words with the small words that such names hold."""
        joins = _WITHIN.get(kind, _DASHES)
        ended = {e for s, e, k in d.sure + d.hints if k != "Quantity"}
        begun = {s for s, e, k in d.sure + d.hints if k != "Quantity"}
        out: list[tuple[int, int]] = []
        i = start
        while i < end:
            particle = d.words[i] in _PARTICLES and i + 2 < end and d.words[i + 1] in _DASHES
            if not self.proper(d, i) and not particle:
                i += 1
                continue
            last = i
            if particle:
                last = i + 2
            while last + 1 < end:
                if capital(d.words[last + 1]) or re.fullmatch(r"\d+(st|nd|rd|th)?", d.words[last + 1]):
                    pair = f"{d.words[last]} {d.words[last + 1]}".lower()
                    if "\n" in d.text[d.ends[last] : d.begins[last + 1]] and pair not in countries():
                        break
                    last += 1
                    continue
                gap = last + 1
                while gap < end and d.words[gap].lower() in joins:
                    gap += 1
                if gap == last + 1 or gap >= end or not capital(d.words[gap]) or gap - last > 4:
                    break
                first = d.words[last + 1].lower()
                if first == "and" and (last + 1 in ended and gap in begun):
                    break
                if first == "in" and any(a <= i < b == last + 1 for a, b, _ in d.sure):
                    break  # "the Brandbergen Mosque in Stockholm"
                if first in {"'s", "’s"} and kind != "Organisation":
                    break
                last = gap
            out.append((i, last + 1))
            i = last + 1
        # a number before the run belongs to it ("407th Air Expeditionary Group")
        return [
            (s - 1 if s > start and re.fullmatch(r"\d+(st|nd|rd|th)", d.words[s - 1]) else s, e)
            for s, e in out
        ]

    def named(self, d: Report, start: int, end: int) -> tuple[str, ...] | None:
        """What a stretch of words is by itself, whatever entity holds it."""
        text = " ".join(d.words[start:end]).lower()
        if text in countries():
            return ("place",)
        if end - start == 1 and text in nationalities() and text not in LOOSE:
            return ("nationality",)
        kind = self.seen.get(text)
        if kind == "Location":
            return ("facility",) if plain(d.words[end - 1]) in FACILITY else ("place",)
        return {
            "Organisation": ("organization",),
            "Person": ("person",),
            "Nationality": ("nationality",),
        }.get(kind or "")

    def names(self, d: Report, start: int, end: int, kind: str) -> Iterator[Span]:
        """The proper names of one marked entity."""
        runs = self.runs(d, start, end, kind)
        if kind == "Person":
            yield from self.person(d, start, end, runs)
            return
        for first, last in runs:
            s, e = first, last
            while s < e and d.words[s].lower() in _BEFORE:
                s += 1
            if s >= e or (e - s == 1 and len(d.words[s]) == 1):
                continue
            if d.words[e - 1] in {"'s", "’s"}:
                e -= 1
            peoples = [w.lower() in nationalities() - LOOSE - countries() for w in d.words[s:e]]
            if e - s > 1 and all(peoples):  # "Sunni Arab"
                yield from (Span(i, i + 1, ("nationality",)) for i in range(s, e))
                continue
            alone = self.named(d, s, e)
            small_after = e < end and d.words[e] not in {"'s", "’s", ",", "(", ")"}
            if kind == "Location":
                if alone:
                    yield Span(s, e, alone)
                elif d.words[e - 1].lower() in self.small and e - s == 1:
                    yield Span(s, e, ("place", "facility"), True)
                elif small_after and d.words[e].lower() not in _PLACE_NOUNS:
                    yield Span(s, e, ())
                else:
                    yield Span(s, e, ("facility",) if plain(d.words[e - 1]) in FACILITY else ("place",))
            elif kind == "Organisation":
                if alone and (e - s == 1 or not small_after):
                    yield Span(s, e, alone)
                elif e - s == 1 and d.words[s].lower() in self.small:
                    yield Span(s, e, ("organization",), True)
                elif small_after:
                    nation = e - s == 1 and d.words[s].lower() in nationalities()
                    yield Span(s, e, ("nationality",) if nation else ())
                elif all(is_role(w) for w in d.words[s:e]):
                    yield Span(s, e, ("organization",), True)
                elif d.words[s] in {"Government", "Governments", "Parliament"} and e - s > 1:
                    yield Span(s, e, ())  # a body of that name, or a common noun and a place
                elif d.words[e - 1] in _EVENTS or d.words[s] == "Operation":
                    yield Span(s, e, ("event", "other", "organization"))
                else:
                    yield Span(s, e, ("organization",))
            elif kind == "Nationality":
                yield Span(s, e, alone if alone == ("place",) else ("nationality",))
            elif kind in {"Weapon", "MilitaryPlatform", "Vehicle"}:
                if alone:
                    yield Span(s, e, alone)
                elif small_after or d.words[s].isupper():
                    yield Span(s, e, ())
                else:
                    yield Span(s, e, ("weapon", "other"))
            elif kind != "Temporal":
                yield Span(s, e, ())

    def person(self, d: Report, start: int, end: int, runs: list[tuple[int, int]]) -> Iterator[Span]:
        tail = end - 1 if end - start > 1 and d.words[end - 1] in {"'s", "’s"} else end
        for s, e in runs:
            inside = [(a, b) for a, b, k in d.sure + d.hints if k == "Person" and s <= a and b <= e]
            core = s
            for i in range(s, e):
                if is_role(d.words[i]) or (i == core and d.words[i].lower() in nationalities()):
                    core = i + 1
            bodies = [
                b for a, b, k in d.sure + d.hints if k in ("Organisation", "Location") and core == a and b < e
            ]
            texts = [
                (core, b)
                for b in range(core + 1, e)
                if self.named(d, core, b) in (("organization",), ("place",))
            ]
            if bodies and texts:
                core = max(b for _, b in texts)
            while core < e and d.words[core].lower() in _BEFORE | {".", ","}:
                core += 1
            if core >= e:
                continue
            alone = self.named(d, core, e)
            if alone and alone != ("person",):
                yield Span(core, e, alone)
            elif e == tail and e - core <= 4 + sum(w in _DASHES | _PARTICLES for w in d.words[core:e]) * 2:
                yield Span(core, e, ("person",))
            elif inside and any((core, b) in inside for b in range(core + 1, e + 1)):
                best = max(
                    b for b in range(core + 1, e + 1) if (core, b) in inside and not capital_article(d, b)
                )
                yield Span(core, best, ("person",))
            else:
                yield Span(core, e, ())

    def tags(self, d: Report) -> list[tuple[int, ...]]:
        """Allowed name tags for each word of a report."""
        out: list[tuple[int, ...] | None] = [None] * len(d.words)
        covered = [False] * len(d.words)
        spans: list[Span] = []
        whole: dict[tuple[int, int], set[str]] = defaultdict(set)
        for start, end, kind in d.sure:
            whole[start, end].add(kind)
        for (start, end), kinds in whole.items():
            for i in range(start, end):
                covered[i] = True
            for kind in sorted(kinds):
                for span in self.names(d, start, end, kind):
                    if len(kinds) > 1 and len(span.kinds) == 1 and not self.named(d, span.start, span.end):
                        spans.append(Span(span.start, span.end, ()))
                    else:
                        spans.append(span)
        # the longest name wins; a doubtful one gives way to a certain one of its length
        order = sorted(
            set(spans), key=lambda s: (not s.kinds, s.start - s.end, s.start, s.maybe_none, s.kinds)
        )
        for span in order:
            taken = out[span.start : span.end]
            if any(t is not None for t in taken):
                continue
            for i in range(span.start, span.end):
                prefix = "B-" if i == span.start else "I-"
                out[i] = (
                    (
                        *(NOTHING if span.maybe_none else ()),
                        *(NAME_TAGS.index(prefix + k) for k in span.kinds),
                    )
                    if span.kinds
                    else ANYTHING
                )
        return [t if t is not None else self.bare(d, i, covered[i]) for i, t in enumerate(out)]

    def bare(self, d: Report, i: int, covered: bool) -> tuple[int, ...]:
        """Tags of a word outside every name."""
        word = d.words[i]
        if not self.proper(d, i) or plain(word) in MONTHS_AND_DAYS:
            return NOTHING
        if word.lower() in countries():
            return (NAME_TAGS.index("B-place"),)
        if word.lower() in nationalities() and word.lower() not in LOOSE:
            return (NAME_TAGS.index("B-nationality"),)
        if covered and is_role(word):
            return NOTHING
        if self.opens(d, i) and word.lower() in self.small:
            return NOTHING
        return ANYTHING


def capital_article(d: Report, end: int) -> bool:
    """Whether a stretch ends in "A" or "The", the first word of the next line."""
    return d.words[end - 1] in {"A", "The"}


def windows(d: Report, longest: int, tags: list[tuple[int, ...]]) -> Iterator[tuple[int, int]]:
    """Stretches of about ``longest`` pieces that end where a paragraph or a sentence ends."""
    size = [len(w) // 4 + 1 for w in d.words]
    stops = [
        i
        for i in range(1, len(d.words))
        if "\n" in d.text[d.ends[i - 1] : d.begins[i]]
        or (d.words[i - 1] in {".", "!", "?"} and (i < 2 or len(d.words[i - 2]) > 3) and capital(d.words[i]))
    ]
    first = 0
    while first < len(d.words):
        last, total = first, 0
        while last < len(d.words) and total + size[last] <= longest:
            total += size[last]
            last += 1
        last = max(last, first + 1)
        if last < len(d.words):
            outside = [i for i in range(first + 1, last + 1) if not NAME_TAGS[tags[i][0]].startswith("I-")]
            last = max((s for s in stops if first < s <= last), default=max(outside, default=last))
        yield first, last
        first = last


def re3d_rows(data: Path, part: str) -> list[Row]:
    """Rows of names; every third report is for "dev", the others for "train"."""
    documents = reports(data)
    trimmer = Trimmer(documents)
    rows: list[Row] = []
    for number, d in enumerate(documents):
        if (number % 3 == 2) != (part == "dev"):
            continue
        tags = trimmer.tags(d)
        rows += [Row(d.words[a:b], "re3d", names=tags[a:b]) for a, b in windows(d, LONGEST, tags)]
    return rows


def re3d_gold(rows: list[Row]) -> tuple[set[tuple[int, int, int, str]], set[tuple[int, int]]]:
    """Certain names as (row, start, end, PER ORG or LOC), and the (row, word) pairs where re3d does not decide.

    A found name that touches an undecided word counts neither for nor against a reader.
    """
    coarse = {"person": "PER", "organization": "ORG", "place": "LOC", "facility": "LOC"}
    gold: set[tuple[int, int, int, str]] = set()
    open_: set[tuple[int, int]] = set()
    for r, row in enumerate(rows):
        kinds = [{coarse.get(NAME_TAGS[t][2:], "") for t in tags} for tags in row.names or ()]
        begins = [{NAME_TAGS[t][:1] for t in tags} for tags in row.names or ()]
        open_ |= {(r, i) for i, k in enumerate(kinds) if len(k) > 1}
        i = 0
        while i < len(kinds):
            if len(kinds[i]) == 1 and begins[i] == {"B"}:
                end = i + 1
                while end < len(kinds) and begins[end] == {"I"}:
                    end += 1
                kind = next(iter(kinds[i]))
                if kind:
                    gold.add((r, i, end, kind))
                i = end
            else:
                i += 1
    return gold, open_
