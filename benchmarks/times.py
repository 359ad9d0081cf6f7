"""How well are time expressions found and valued: WikiWars (train) and the dates of GUM (train and dev).

Run: ``WHENCE_DATA=... python benchmarks/times.py [wikiwars|gum|all] [-v]``. WikiWars is read with its TIMEX3 spans and
values; GUM with the spans and normalised dates of its TEI markup. Reported as in TempEval-3 (UzZaman et al. 2013):
spans strict and by overlap, and value F1 = overlap F1 times the share of matched spans whose value agrees.
"""

from __future__ import annotations

import os
import re
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import spacy

from whence.article import Article, Published
from whence.reading import Time
from whence.understand.when import find_times
from whence.understand.zones import ZoneGuess

sys.path.insert(0, str(Path(__file__).parent.parent))
from tests.conllu import docs_from_conllu

DATA = Path(os.environ.get("WHENCE_DATA", Path(__file__).parent.parent.parent / "shared" / "data"))


class Gold(NamedTuple):
    start: int
    end: int
    value: str


class Score:
    def __init__(self) -> None:
        self.gold = self.found = self.strict = self.overlap = self.value = 0

    def add(self, gold: list[Gold], found: list[Gold], text: str, show: bool) -> None:
        self.gold += len(gold)
        self.found += len(found)
        used: set[int] = set()
        matched: set[int] = set()
        for g in gold:
            hits = [k for k, f in enumerate(found) if f.start < g.end and g.start < f.end and k not in used]
            if not hits:
                if show:
                    print(
                        f"  MISS  {text[g.start : g.end]!r} = {g.value}   … {text[max(0, g.start - 40) : g.end + 30]!r}"
                    )
                continue
            k = max(hits, key=lambda h: (min(found[h].end, g.end) - max(found[h].start, g.start), -h))
            used.add(k)
            matched.add(k)
            self.overlap += 1
            f = found[k]
            self.strict += (f.start, f.end) == (g.start, g.end)
            if f.value == g.value:
                self.value += 1
            elif show:
                print(
                    f"  VALUE {text[g.start : g.end]!r} = {g.value}, got {f.value} on {text[f.start : f.end]!r}   … {text[max(0, g.start - 60) : g.end + 30]!r}"
                )
        if show:
            for k, f in enumerate(found):
                if k not in matched:
                    print(
                        f"  EXTRA {text[f.start : f.end]!r} = {f.value}   … {text[max(0, f.start - 40) : f.end + 30]!r}"
                    )

    def lines(self) -> str:
        def f1(hit: int) -> float:
            return 2 * hit / max(self.gold + self.found, 1)

        return (
            f"gold {self.gold}  found {self.found}  strict F1 {f1(self.strict):.3f}  overlap F1 {f1(self.overlap):.3f} "
            f"(P {self.overlap / max(self.found, 1):.3f} R {self.overlap / max(self.gold, 1):.3f})  "
            f"value F1 {f1(self.value):.3f}  value accuracy {self.value / max(self.overlap, 1):.3f}"
        )


def nowhere(_start: int, _end: int) -> ZoneGuess:
    return ZoneGuess(None, "not asked for")


def wikiwars() -> Iterator[tuple[str, str, str, list[Gold]]]:
    """Name, text, creation day and gold expressions of each history."""
    for path in sorted((DATA / "wikiwars" / "train").glob("*.tml")):
        root = ET.parse(path).getroot()
        body = root.find("TEXT")
        assert body is not None
        text, gold = body.text or "", []
        for timex in body:
            inner = "".join(timex.itertext())
            gold.append(Gold(len(text), len(text) + len(inner), timex.get("value", "")))
            text += inner + (timex.tail or "")
        dct = root.find("DCT/TIMEX3")
        assert dct is not None
        yield path.stem, text, dct.get("value", ""), gold


def bench_wikiwars(show: bool) -> None:
    score = Score()
    nlp = _language()
    for name, text, day, gold in wikiwars():
        if show:
            print(name)
        article = Article(text=text, published=Published.parse(day))
        times, _ = find_times(nlp(text), article, nowhere)
        score.add(
            gold,
            [Gold(t.start, t.end, _wars(t.value, t.type, "per" in t.text.lower())) for t in times],
            text,
            show,
        )
    print("WikiWars train       ", score.lines())


def _wars(value: str | None, kind: str, per: bool) -> str:
    """Our value in the habits of WikiWars: "null" for none, TIMEX2 patterns for repeated times."""
    if value is None:
        return "null"
    if kind == "SET" and not per:
        return {"P1D": "XXXX-XX-XX", "P1W": "XXXX-WXX", "P1Y": "XXXX", "P1M": "XXXX-XX"}.get(value, value)
    return value


def _language() -> spacy.Language:
    if os.environ.get("WHENCE_ENGINE"):
        import whence  # noqa: PLC0415 - only with the engine

        return whence.load()
    return spacy.blank("en")


_DATES = re.compile(r"<(/?)(date|time)([^>]*)>")


def bench_gum(show: bool) -> None:
    groups = {"news": Score(), "interview": Score(), "others": Score()}
    for name in sorted((DATA / "gum").glob("*/GUM_*.conllu")):
        genre = name.stem.split("_")[1]
        source = name.read_text("utf-8")
        created = re.search(r"# meta::dateCreated = (\S+)", source)
        doc = docs_from_conllu(source)[0]
        gold = _gum_gold(source, doc)
        day = created.group(1) if created else ""
        published = Published.parse(day) if re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", day) else None
        times, _ = find_times(doc, Article(text=doc.text, published=published), nowhere)
        found = [Gold(t.start, t.end, t.value or "") for t in times]
        relevant = [f for f, t in zip(found, times, strict=True) if _comparable(t)]
        show_this = show and genre in ("news", "interview")
        if show_this:
            print(name.stem, day)
        judged = [Gold(f.start, f.end, _agree(f, gold)) for f in relevant]
        groups.get(genre, groups["others"]).add(
            [Gold(g.start, g.end, g.value) for g in gold], judged, doc.text, show_this
        )
    for genre, score in groups.items():
        print(f"GUM {genre:17s}", score.lines())


def _comparable(time: Time) -> bool:
    """GUM marks what can be placed in the calendar: no bare lengths, no repeated times, no "now" or "recently"."""
    if time.type in ("DATE", "TIME"):
        return not (time.value or "").endswith("_REF") or time.text.endswith("ago")
    placed = time.earliest is not None or "X" in (time.value or "")
    return time.type == "DURATION" and placed and bool(re.search(r"\b(past|last|next)\b", time.text))


def _gum_gold(source: str, doc: spacy.tokens.Doc) -> list[Gold]:
    out: list[Gold] = []
    opened: tuple[int, str] | None = None
    index = 0
    for line in source.splitlines():
        cells = line.split("\t")
        if len(cells) != 10 or not cells[0].isdigit():
            continue
        markup = next(
            (m[4:] for m in re.split(r"\|(?=[A-Z][A-Za-z]*=)", cells[9]) if m.startswith("XML=")), ""
        )
        for closing, _, attributes in _DATES.findall(markup):
            if not closing:
                opened = (index, _normal(attributes))
            elif opened is not None:
                token, value = doc[index], opened[1]
                out.append(Gold(doc[opened[0]].idx, token.idx + len(token), value))
                opened = None
        index += 1
    return out


def _normal(attributes: str) -> str:
    """GUM's attributes as a TIMEX3-like value; two ends are kept as ``from/to``."""
    found = dict(re.findall(r'(\w+):::"([^"]*)"', attributes))
    if "when" in found:
        return found["when"].removesuffix(":00") if "T" in found["when"] else found["when"]
    return f"{found.get('from', found.get('notBefore', ''))}/{found.get('to', found.get('notAfter', ''))}"


def _agree(found: Gold, gold: list[Gold]) -> str:
    """The gold value where ours says the same in TIMEX3's way (weeks, seasons, decades for their ends)."""
    best = None
    for g in gold:
        if g.start < found.end and found.start < g.end:
            size = min(found.end, g.end) - max(found.start, g.start)
            if best is None or size > best[0]:
                best = (size, g)
    if best is None:
        return found.value
    want, have = best[1].value, found.value
    if want == have or want == "-" + have:
        return want
    if re.fullmatch(r"--\d\d(-\d\d/--\d\d-\d\d)?", want) and have[5:7] == want[2:4]:
        return want
    if re.fullmatch(r"\d{4}", have) and want == have + "-12-31":  # "the end of the year": the year, mod END
        return want
    if re.fullmatch(r"\d\d:\d\d:\d\d", want) and have.endswith(
        ("T" + want[:5], "T24:00" if want[:2] == "00" else "T" + want[:5])
    ):
        return want
    if "T" in have and have[:10] == want:
        return want
    if "/" in want:
        first, last = want.split("/")
        if not first and (have == "PAST_REF" or re.fullmatch(r"PX\w+", have)):
            return want
        length = re.fullmatch(r"P(\d+)([YD])", have)
        if length and first and last:
            ends = [date.fromisoformat((x + "-01-01")[:10]) for x in (first, last)]
            days = int(length[1]) * (365.25 if length[2] == "Y" else 1)
            if abs((ends[1] - ends[0]).days - days) <= (366 if length[2] == "Y" else 2):
                return want
        week = re.fullmatch(r"(\d{4})-W(\d\d)(-WE)?", have)
        if week:
            monday = date.fromisocalendar(int(week[1]), int(week[2]), 1)
            near = [(monday + timedelta(days=k)).isoformat() for k in range(-1, 7)]
            if first in near:
                return want
        if re.fullmatch(r"\d{3}", have) and first.startswith(have):
            return want
        if re.fullmatch(r"\d{2}", have) and first.startswith(have):
            return want
        season = {"SU": "06", "WI": "12", "SP": "03", "FA": "09"}.get(have[-2:])
        if season and f"-{season}" in first:
            return want
        if have and first.lstrip("-")[:5].rstrip("-") in have:
            return want
    return have


if __name__ == "__main__":
    which = next((a for a in sys.argv[1:] if not a.startswith("-")), "all")
    verbose = "-v" in sys.argv
    if which in ("all", "wikiwars"):
        bench_wikiwars(verbose)
    if which in ("all", "gum"):
        bench_gum(verbose)
