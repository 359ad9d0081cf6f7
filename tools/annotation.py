"""Annotated claims: show a text by sentences, compile a draft with quotes into standoff JSON, check and compare them.

    python -m tools.annotation show ID            the text, its sentences numbered
    python -m tools.annotation compile DRAFT...   drafts (quotes, local times) to annotations/claims/ID.json
    python -m tools.annotation check              every file under annotations/claims, second and adjudicated readings too, against its text

Ids: ``own-001`` (annotations/texts), ``re3d:SOURCE/ID``, ``polnear:NAME``, ``gum:NAME`` and ``gmb:NUMBER`` (under WHENCE_DATA). Of long
texts only the first paragraphs are annotated. The draft format is described in annotations/guidelines.md, section 10.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import sys
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import spacy

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "annotations"
DATA = Path(os.environ.get("WHENCE_DATA", ROOT.parent / "shared" / "data"))
ENOUGH = 230  # words of a long text that are annotated, to the end of their paragraph
STATUSES = "happened ongoing expected possible requested failed negated denied cancelled".split()  # noqa: SIM905
ROLES = "at from into to via across near".split()  # noqa: SIM905
VOICES = (  # noqa: SIM905
    "official state_media media anonymous_official expert witness party organization company person document imagery"
    " outlet unknown"
).split()
EVIDENCE = "statement own_reporting video photo document sensor unspecified".split()  # noqa: SIM905
HOWS = ("stated", "inherited", "bounded", "unresolved")
Json = dict[str, Any]


class DraftError(ValueError):
    """What is wrong in a draft or an annotation, and where."""


@dataclass(frozen=True)
class Source:
    """One text: its words, and what its header tells."""

    id: str
    text: str
    published: str | None
    outlet: str | None
    title: str | None


def load(name: str) -> Source:
    """The text of an id, cut after the paragraph in which `ENOUGH` words are reached."""
    kind, _, rest = name.partition(":")
    if kind == "re3d":
        source = _re3d(name, *rest.split("/"))
    elif kind == "polnear":
        source = _polnear(name, rest)
    elif kind == "gum":
        source = _gum(name, rest)
    elif kind == "gmb":
        return Source(name, _gmb(int(rest)), None, None, None)
    else:
        head, _, body = (FOLDER / "texts" / f"{name}.txt").read_text(encoding="utf8").partition("\n\n")
        fields = dict(line.split(": ", 1) for line in head.splitlines())
        return Source(name, body, fields.get("published"), fields.get("outlet"), fields.get("title"))
    count = 0
    for match in re.finditer(r"[^\n]+\n*", source.text):
        count += len(match.group().split())
        if count >= ENOUGH:
            text = source.text[: match.end()].rstrip()
            return Source(name, text, source.published, source.outlet, source.title)
    return Source(name, source.text.rstrip(), source.published, source.outlet, source.title)


def _re3d(name: str, folder: str, number: str) -> Source:
    with (DATA / "re3d" / folder / "documents.json").open(encoding="utf8") as lines:
        for line in lines:
            document = json.loads(line)
            if document["_id"] == number:
                when = document.get("documentDate") or document.get("sourceDate")
                return Source(name, document["text"], when, document["sourceName"], document.get("title"))
    raise DraftError(f"{name}: no such document in re3d")


def _polnear(name: str, stem: str) -> Source:
    for split in ("train", "dev"):
        path = DATA / "polnear" / split / "text" / f"{stem}.txt"
        if path.exists():
            outlet, day = stem.split("_")[:2]
            return Source(name, path.read_text(encoding="utf8"), day, outlet, None)
    raise DraftError(f"{name}: no such article in PolNeAR")


def _gum(name: str, stem: str) -> Source:
    for split in ("train", "dev"):
        path = DATA / "gum" / split / f"{stem}.conllu"
        if path.exists():
            meta, parts = {}, []
            for line in path.read_text(encoding="utf8").splitlines():
                key, _, value = line.removeprefix("# ").partition(" = ")
                if line.startswith("# text = "):
                    parts.append(value)
                elif line.startswith("# newpar"):
                    parts.append("\n\n")
                elif line.startswith("# meta::"):
                    meta[key.removeprefix("meta::")] = value
            text = re.sub(r" ?\n\n ?", "\n\n", " ".join(parts)).strip()
            return Source(name, text, meta.get("dateCreated"), meta.get("sourceURL"), meta.get("title"))
    raise DraftError(f"{name}: no such document in GUM")


GMB_SENTENCES = 12
_GLUED = re.compile(r" (?=[.,;:!?%)\]]|n't\b|'s\b|'(?:re|ve|ll|d|m)\b|'(?= |$))|(?<=[(\[$]) ")


@cache
def _gmb_sentences() -> list[str]:
    from training.data import read_gmb  # noqa: PLC0415 - what trains needs torch, what reads annotations does not

    return [_GLUED.sub("", " ".join(words)) for words, _ in read_gmb(DATA / "ner" / "gmb.csv.zip")]


def _gmb(first: int) -> str:
    """A dozen sentences of GMB (news in a row, of one report or of two) from a number on, a paragraph each."""
    return "\n\n".join(_gmb_sentences()[first : first + GMB_SENTENCES])


@cache
def _splitter() -> spacy.language.Language:
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer", config={"punct_chars": [".", "!", "?", "…"]})
    return nlp


def sentences(text: str) -> list[tuple[int, int]]:
    """Character spans of sentences: lines, parted by full stops that end a sentence by spaCy's rules."""
    out = []
    for line in re.finditer(r"[^\n]+", text):
        for part in _splitter()(line.group()).sents:
            if part.text.strip():
                start = line.start() + part.start_char
                out.append((start, start + len(part.text.rstrip())))
    return out


def show(name: str) -> None:
    """Print a text by numbered sentences, with its header."""
    source = load(name)
    print(f"{source.id} | published {source.published} | outlet {source.outlet} | title {source.title}")
    for number, (start, end) in enumerate(sentences(source.text)):
        print(f"[{number}] {source.text[start:end]}")


@dataclass
class Finder:
    """Finds quotes of a claim: in its sentence, else nearest before it, else after."""

    text: str
    low: int
    high: int
    where: str
    lines: Sequence[tuple[int, int]] = ()

    def __call__(self, quote: str) -> list[int]:
        """Offsets of ``quote``; "word#2" is its second occurrence in the sentence, "word@3" the one in sentence 3."""
        elsewhere = re.fullmatch(r"(.+)@(\d+)", quote)
        if elsewhere and int(elsewhere[2]) < len(self.lines):
            there = Finder(self.text, *self.lines[int(elsewhere[2])], self.where)
            start, end = there(elsewhere[1])
            if not there.low <= start < there.high:
                raise DraftError(f'{self.where}: sentence {elsewhere[2]} has no "{elsewhere[1]}"')
            return [start, end]
        counted = re.fullmatch(r"(.+)#(\d+)", quote)
        quote, nth = (counted[1], counted[2]) if counted else (quote, "")
        found = [m.start() for m in re.finditer(re.escape(quote), self.text)]
        words = [i for i in found if self._whole(i, len(quote))]
        found = words or found
        inside = [i for i in found if self.low <= i and i + len(quote) <= self.high]
        if nth:
            if len(inside) < int(nth):
                raise DraftError(f'{self.where}: "{quote}" does not stand {nth} times in the sentence')
            start = inside[int(nth) - 1]
        elif inside:
            start = inside[0]
        elif found:
            before = [i for i in found if i < self.low]
            start = before[-1] if before else found[0]
        else:
            raise DraftError(f'{self.where}: the text has no "{quote}"')
        return [start, start + len(quote)]

    def _whole(self, start: int, length: int) -> bool:
        before = self.text[start - 1 : start]
        after = self.text[start + length : start + length + 1]
        return not (before.isalnum() and self.text[start].isalnum()) and not (
            after.isalnum() and self.text[start + length - 1].isalnum()
        )


def named(quote: str) -> str:
    """The words of a quote, without the mark of which of several is meant."""
    return re.sub(r"(#|@)\d+$", "", quote)


_SHAPES = (
    (re.compile(r"\d{4}$"), "%Y"),
    (re.compile(r"\d{4}-\d\d$"), "%Y-%m"),
    (re.compile(r"\d{4}-\d\d-\d\d$"), "%Y-%m-%d"),
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d$"), "%Y-%m-%dT%H"),
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d$"), "%Y-%m-%dT%H:%M"),
)


def moments(told: str, zone: str) -> tuple[datetime, datetime]:
    """First and last (exclusive) instant of "2023", "2023-09", "2023-09-13", "…T11", "…T11:43", in ``zone``."""
    for shape, form in _SHAPES:
        if shape.match(told):
            start = datetime.strptime(told, form)
            if form == "%Y":
                end = start.replace(year=start.year + 1)
            elif form == "%Y-%m":
                end = (start + timedelta(days=32)).replace(day=1)
            else:
                step = {"%Y-%m-%d": {"days": 1}, "%Y-%m-%dT%H": {"hours": 1}}.get(form, {"minutes": 1})
                end = start + timedelta(**step)
            place = ZoneInfo(zone)
            return (
                start.replace(tzinfo=place).astimezone(UTC),
                end.replace(tzinfo=place).astimezone(UTC),
            )
    raise DraftError(
        f'"{told}" is no date of the forms 2023, 2023-09, 2023-09-13, 2023-09-13T11, 2023-09-13T11:43'
    )


def _iso(moment: datetime | None) -> str | None:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


def _time(draft: Json, find: Finder) -> Json:
    """ "d": a moment, "a/b" from the start of a to the end of b, "/b" before b's start, "a/" from a's start."""
    told, zone = draft.get("d", ""), draft.get("z", "UTC")
    low: datetime | None = None
    high: datetime | None = None
    if "/" in told:
        first, last = told.split("/")
        low = moments(first, zone)[0] if first else None
        if last:
            high = moments(last, zone)[1 if first else 0]
    elif told:
        low, high = moments(told, zone)
    if low and high and low >= high:
        raise DraftError(f"{find.where}: the time ends before it begins")
    how = draft.get("how", "stated" if draft.get("m") else "unresolved")
    spans = [find(q) for q in draft.get("m", [])]
    if how == "stated" and not spans:
        raise DraftError(f'{find.where}: a stated time needs its words in "m"')
    return {
        "earliest": _iso(low),
        "latest": _iso(high),
        "sense": draft.get("sense", "within"),
        "how": how,
        "spans": spans,
    }


def _party(draft: Json | str, find: Finder) -> Json:
    draft = {"m": draft} if isinstance(draft, str) else draft
    return {
        "span": find(draft["m"]),
        "name": draft.get("name", named(draft["m"])),
        "country": draft.get("c"),
        "sector": draft.get("k"),
    }


def _object(draft: Json | str, find: Finder) -> Json:
    draft = {"m": draft} if isinstance(draft, str) else draft
    count = None
    if "n" in draft:
        low, best, high = draft["n"] if isinstance(draft["n"], list) else [draft["n"]] * 3
        count = {"low": low, "best": best, "high": high, "unit": draft.get("unit")}
    return {"span": find(draft["m"]), "what": draft.get("what"), "count": count}


def _voice(draft: Json | str, find: Finder) -> Json:
    if draft == "outlet":
        return {"name": "(outlet)", "kind": "outlet", "span": None, "cue": None}
    assert isinstance(draft, dict)
    mention = draft.get("m")
    return {
        "name": draft.get("name") or named(mention or "unknown"),
        "kind": draft["kind"],
        "span": find(mention) if mention else None,
        "cue": find(draft["cue"]) if draft.get("cue") else None,
    }


def compile_draft(draft: Json) -> Json:
    """Standoff JSON of a draft; raises `DraftError` naming the claim that is wrong."""
    source = load(draft["id"])
    bounds = sentences(source.text)
    claims = []
    for number, told in enumerate(draft["claims"]):
        where = f"{draft['id']} claim {number} ({told.get('t')!r})"
        unknown = set(told) - {
            *("s", "t", "type", "mode", "actors", "recipients", "objects", "time", "places", "status", "cue"),
            *("negative", "repeated", "retracted", "chain", "evidence"),
        }
        if unknown:
            raise DraftError(f"{where}: unknown fields {sorted(unknown)}")
        lines = told["s"] if isinstance(told["s"], list) else [told["s"]]
        if max(lines) >= len(bounds):
            raise DraftError(f"{where}: the text has {len(bounds)} sentences")
        low, high = bounds[lines[0]][0], bounds[lines[-1]][1]
        find = Finder(source.text, low, high, where, bounds)
        chain = [_voice(v, find) for v in told.get("chain", ["outlet"])]
        claims.append(
            {
                "sentence": [low, high],
                "trigger": find(told["t"]),
                "type": told["type"],
                "mode": told.get("mode"),
                "actors": [_party(p, find) for p in told.get("actors", [])],
                "recipients": [_party(p, find) for p in told.get("recipients", [])],
                "objects": [_object(o, find) for o in told.get("objects", [])],
                "time": _time(told.get("time", {}), find),
                "places": [
                    {"span": find(p["m"]), "role": p["role"], "country": p.get("c")}
                    for p in told.get("places", [])
                ],
                "status": told["status"],
                "status_cue": find(told["cue"]) if told.get("cue") else None,
                "negative": bool(told.get("negative")),
                "repeated": bool(told.get("repeated")),
                "retracted": bool(told.get("retracted")),
                "chain": chain,
                "evidence": told.get("evidence") or ("own_reporting" if len(chain) == 1 else "statement"),
            }
        )
    out = {
        "id": draft["id"],
        "sha256": hashlib.sha256(source.text.encode()).hexdigest(),
        "published": source.published,
        "outlet": source.outlet,
        "annotator": draft["annotator"],
        "claims": claims,
    }
    problems = list(faults(out, source.text))
    if problems:
        raise DraftError("\n".join(problems))
    return out


@cache
def _modes() -> dict[str, frozenset[str]]:
    """Modes by event type, from the codebook's own files."""
    out = {}
    for path in sorted((ROOT / "src" / "whence" / "knowledge" / "codebook").glob("*.toml")):
        data = tomllib.loads(path.read_text(encoding="utf8"))
        if "type" in data:
            out[data["type"]] = frozenset(data.get("modes", ()))
    return out


def types() -> list[str]:
    """The event types of the codebook, in alphabetical order."""
    return sorted(_modes())


def modes() -> list[str]:
    """The modes of all types, in alphabetical order."""
    return sorted(frozenset().union(*_modes().values()))


def faults(annotation: Json, text: str) -> Iterator[str]:
    """What is wrong with an annotation: spans, codes, intervals."""
    name = annotation["id"]
    if hashlib.sha256(text.encode()).hexdigest() != annotation["sha256"]:
        yield f"{name}: the text is not the one that was annotated"
    outline = annotation.get("outline", False)
    seen = set()
    for number, claim in enumerate(annotation["claims"]):
        where = f"{name} claim {number} ({text[slice(*claim['trigger'])]!r})"
        low, high = claim["sentence"]
        if not (low <= claim["trigger"][0] < claim["trigger"][1] <= high):
            yield f"{where}: the trigger is outside its sentence"
        if claim["type"] not in _modes():
            yield f"{where}: no type {claim['type']}"
        elif claim["mode"] is not None and claim["mode"] not in _modes()[claim["type"]]:
            yield f"{where}: {claim['type']} has no mode {claim['mode']}"
        for field, allowed in (("status", STATUSES), ("evidence", EVIDENCE)):
            if claim[field] not in allowed and not (outline and claim[field] is None):
                yield f"{where}: no {field} {claim[field]}"
        for voice in claim["chain"]:
            if voice["kind"] not in VOICES and not (outline and voice["kind"] is None):
                yield f"{where}: no kind of voice {voice['kind']}"
        for place in claim["places"]:
            if place["role"] not in ROLES:
                yield f"{where}: no role {place['role']}"
        for party in (*claim["actors"], *claim["recipients"], *claim["places"]):
            if party["country"] and not re.fullmatch(r"[A-Z]{3}", party["country"]):
                yield f"{where}: {party['country']} is no ISO 3166-1 alpha-3 code"
        for thing in claim["objects"]:
            count = thing["count"] or {}
            known = [count[k] for k in ("low", "best", "high") if count.get(k) is not None]
            if known != sorted(known):
                yield f"{where}: the counts {known} do not rise"
        if not outline:
            yield from _time_faults(where, claim["time"])
        key = (*claim["trigger"], claim["type"], tuple(v["name"] for v in claim["chain"]), claim["status"])
        if key in seen:
            yield f"{where}: told twice"
        seen.add(key)


def _time_faults(where: str, time: Json) -> Iterator[str]:
    if time["how"] not in HOWS or time["sense"] not in ("within", "throughout"):
        yield f"{where}: no time that is {time['how']}, {time['sense']}"
    if time["how"] in ("stated", "inherited") and not (time["earliest"] or time["latest"]):
        yield f"{where}: a time {time['how']} needs an interval"


def check(files: Sequence[Path], what: str) -> int:
    """Report every fault of every annotation whose text is at hand; the number of faults. ``what`` they are is printed."""
    total = 0
    for path in files:
        annotation = json.loads(path.read_text(encoding="utf8"))
        for fault in faults(annotation, load(annotation["id"]).text):
            total += 1
            print(fault, file=sys.stderr)
    print(f"{len(files)} {what}, {total} faults")
    return total


def path_of(annotation: Json) -> Path:
    """Where an annotation is kept; second readings carry their annotator."""
    stem = re.sub(r"[:/]", "_", annotation["id"])
    second = FOLDER / "claims" / "second"
    return (second if annotation["annotator"].endswith("2") else FOLDER / "claims") / f"{stem}.json"


def main() -> int:
    """Run one command; the exit status."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("show").add_argument("id")
    commands.add_parser("compile").add_argument("draft", nargs="+", type=Path)
    commands.add_parser("check")
    options = parser.parse_args()
    if options.command == "show":
        show(options.id)
        return 0
    if options.command == "check":
        kinds = {"annotations": "", "second readings": "second", "adjudicated": "adjudicated"}
        return bool(
            sum(check(sorted((FOLDER / "claims" / f).glob("*.json")), what) for what, f in kinds.items())
        )
    failed = 0
    for path in options.draft:
        try:
            annotation = compile_draft(json.loads(path.read_text(encoding="utf8")))
        except (DraftError, KeyError, TypeError, AssertionError, json.JSONDecodeError) as error:
            print(f"{path}: {type(error).__name__} {error}", file=sys.stderr)
            failed += 1
            continue
        target = path_of(annotation)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(json.dumps(annotation, ensure_ascii=False, indent=1) + "\n", encoding="utf8")
        print(f"{target.name}: {len(annotation['claims'])} claims")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
