"""Outlines: claims annotated in one line each, without what only a reckoning gives (intervals, counts, codes of states).

    python -m tools.outline compile FILE...   outlines to annotations/outlines/ID.json
    python -m tools.outline check             every file under annotations/outlines against its text

They teach triggers, types, statuses, arguments, the choice of times and places, and voices; `annotations/guidelines.md`,
section 11, describes the format. The files have the shape of `annotations/claims`, with ``"outline": true`` and nothing where
nothing was written down; a time has the words it was told by and ``way``, how the event lies to them.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from tools.annotation import (
    FOLDER,
    ROLES,
    STATUSES,
    DraftError,
    Finder,
    Json,
    Source,
    check,
    faults,
    load,
    named,
    sentences,
)

OUTLINES = FOLDER / "outlines"
WAYS = ("at", "since", "before", "by", "from")
"""At a time; between it and publication; before its start; before its end; from its start on."""
_LINE = re.compile(
    r"(?P<sentence>\d+) (?P<trigger>\S+) (?P<type>[A-Z]+)(/(?P<mode>[a-z-]+))?"
    r"( (?P<status>[a-z]+))?(?P<marks>[!*]*)$"
)
_FIELDS = "AROPTCV"


def compile_outlines(text: str) -> Iterator[Json]:
    """The annotations of a file: ``@ ID annotator`` begins each; raises `DraftError` naming every line that is wrong."""
    problems: list[str] = []
    done: list[Json] = []
    for block in re.split(r"^@ ", text, flags=re.MULTILINE)[1:]:
        head, _, body = block.partition("\n")
        try:
            name, annotator = head.split()
            done.append(_annotation(load(name), annotator, body, problems))
        except (DraftError, ValueError) as error:
            problems.append(f"{head}: {error}")
    if problems:
        raise DraftError("\n".join(problems))
    yield from done


def _annotation(source: Source, annotator: str, body: str, problems: list[str]) -> Json:
    bounds = sentences(source.text)
    claims = []
    for line in filter(None, (line.strip() for line in body.splitlines())):
        try:
            claims.append(_claim(line, source.text, bounds))
        except DraftError as error:
            problems.append(f"{source.id}: {line}\n    {error}")
    out = {
        "id": source.id,
        "sha256": hashlib.sha256(source.text.encode()).hexdigest(),
        "published": source.published,
        "outlet": source.outlet,
        "annotator": annotator,
        "outline": True,
        "claims": claims,
    }
    problems += faults(out, source.text)
    return out


def _claim(line: str, text: str, bounds: list[tuple[int, int]]) -> Json:
    head, *rest = (part.strip() for part in line.split(" | "))
    told = _LINE.match(head)
    if told is None:
        raise DraftError(f'"{head}" is not "SENTENCE TRIGGER TYPE[/mode] [status][!][*]"')
    number = int(told["sentence"])
    if number >= len(bounds):
        raise DraftError(f"the text has {len(bounds)} sentences")
    low, high = bounds[number]
    find = Finder(text, low, high, head, bounds)
    fields = dict.fromkeys(_FIELDS, "")
    for part in rest:
        letter, _, value = part.partition(" ")
        if letter not in fields or fields[letter] or not value:
            raise DraftError(f'"{part}": each of {_FIELDS} stands once, with words after it')
        fields[letter] = value
    status = told["status"] or "happened"
    if status not in STATUSES:
        raise DraftError(f"no status {status}")
    return {
        "sentence": [low, high],
        "trigger": find(told["trigger"].replace("_", " ")),
        "type": told["type"],
        "mode": told["mode"],
        "actors": [_party(m, find) for m in _several(fields["A"])],
        "recipients": [_party(m, find) for m in _several(fields["R"])],
        "objects": [{"span": find(m), "what": None, "count": None} for m in _several(fields["O"])],
        "time": _time(fields["T"], find),
        "places": [_place(p, find) for p in _several(fields["P"])],
        "status": status,
        "status_cue": find(fields["C"]) if fields["C"] else None,
        "negative": "!" in told["marks"],
        "repeated": "*" in told["marks"],
        "retracted": False,
        "chain": list(_chain(_several(fields["V"]), find)),
        "evidence": None,
    }


def _several(told: str) -> list[str]:
    return [part.strip() for part in told.split(";") if part.strip()]


def _party(mention: str, find: Finder) -> Json:
    return {"span": find(mention), "name": named(mention), "country": None, "sector": None}


def _place(told: str, find: Finder) -> Json:
    role, _, mention = told.partition(" ")
    if role not in ROLES or not mention:
        raise DraftError(f'"{told}" is not "ROLE place", with a role of {" ".join(ROLES)}')
    return {"span": find(mention), "role": role, "country": None}


def _time(told: str, find: Finder) -> Json:
    way, _, mention = told.partition(" ")
    if told and (way not in WAYS or not mention):
        raise DraftError(f'"{told}" is not "WAY expression", with a way of {" ".join(WAYS)}')
    return {
        "earliest": None,
        "latest": None,
        "sense": None,
        "how": None,
        "way": way or None,
        "spans": [find(mention)] if told else [],
    }


def _chain(told: list[str], find: Finder) -> Iterator[Json]:
    alone = bool(told) and told[-1] == "alone"
    for mention in told[:-1] if alone else told:
        nobody = mention == "-"
        yield {
            "name": "unknown" if nobody else named(mention),
            "kind": "unknown" if nobody else None,
            "span": None if nobody else find(mention),
            "cue": None,
        }
    if not alone:
        yield {"name": "(outlet)", "kind": "outlet", "span": None, "cue": None}


def path_of(outline: Json) -> Path:
    """Where an outline is kept; second readings, by annotators whose name ends in 2, lie apart."""
    folder = OUTLINES / "second" if outline["annotator"].endswith("2") else OUTLINES
    return folder / (re.sub(r"[:/]", "_", outline["id"]) + ".json")


def write(outline: Json) -> None:
    """Keep an outline: a line for its head, then one a claim."""
    head = {k: v for k, v in outline.items() if k != "claims"}
    claims = ",\n".join(json.dumps(c, ensure_ascii=False) for c in outline["claims"])
    text = json.dumps(head, ensure_ascii=False)[:-1] + f', "claims": [\n{claims}\n]}}\n'
    path_of(outline).parent.mkdir(parents=True, exist_ok=True)
    path_of(outline).write_text(text, encoding="utf8")


def main() -> int:
    """Run one command; the exit status."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("compile").add_argument("files", nargs="+", type=Path)
    commands.add_parser("check")
    options = parser.parse_args()
    if options.command == "check":
        return bool(check(sorted(OUTLINES.rglob("*.json")), "outlines"))
    try:
        outlines = [o for path in options.files for o in compile_outlines(path.read_text(encoding="utf8"))]
    except DraftError as error:
        print(error, file=sys.stderr)
        return 1
    for outline in outlines:
        write(outline)
    print(f"{len(outlines)} outlines, {sum(len(o['claims']) for o in outlines)} claims")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
