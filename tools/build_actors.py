"""Which heads of state and government does the World Factbook name that ``people.tsv`` does not? Writes ``holders.tsv``.

Reads the country files of the World Factbook in JSON (public domain, https://github.com/factbook/factbook.json), takes
who is head of state and of government since when, and writes those whose office has no open holder in the hand-kept list.
Prints on standard error where the two disagree, for a person to settle.

Usage: python tools/build_actors.py FACTBOOK_FOLDER
"""

from __future__ import annotations

import html
import json
import re
import sys
from datetime import datetime
from pathlib import Path

from whence.knowledge.actors import fold, load_actors

OUT = Path(__file__).parents[1] / "src/whence/knowledge/data/actors/holders.tsv"

HEADER = """# Heads of state and government in office in May 2026 who are not in people.tsv.
# Built by tools/build_actors.py from the World Factbook (public domain). The name is split from its title by rule;
# the part the Factbook prints in capitals (the surname, or the whole name where there is none) comes as it stands there.
country\tid\tname\taliases\theld\tsector
"""

TITLES = {
    "president": "president",
    "prime minister": "prime minister",
    "chancellor": "chancellor",
    "king": "king",
    "queen": "queen",
    "emperor": "emperor",
    "sultan": "sultan",
    "amir": "emir",
    "emir": "emir",
    "prince": "prince",
    "premier": "prime minister",
    "supreme leader": "supreme leader",
}
SKIPPED = {"interim", "transitional", "transition", "acting", "caretaker", "co-prince", "deputy", "the"}
RANKS = re.compile(
    r"^(?:(?:and prime minister|crown prince|of the swiss confederation|sr|gen|lt|brig|col|maj|capt|cdr|dr|sir|dame|field|marshal|ret|the|rt|hon)\.?\s+)+",
    re.I,
)


def holders(text: str) -> tuple[str, str, str] | None:
    """Office, name and ISO day since when, from "President Abc XYZ (since 1 January 2020)"."""
    text = html.unescape(re.sub(r"<[^>]+>", " ", text))
    found = re.match(r"\s*([^();]+?)\s*\((?:since )?(\d{1,2} \w+ \d{4})\)", text)
    if not found:
        return None
    words = found[1].split()
    while words and words[0].lower() in SKIPPED:
        words.pop(0)
    for width in (2, 1):
        office = TITLES.get(" ".join(words[:width]).lower())
        if office:
            name = RANKS.sub("", " ".join(words[width:])).strip()
            day, month, year = found[2].split()
            since = datetime.strptime(f"{day} {month[:3]} {year}", "%d %b %Y").date().isoformat()
            return office, name, since
    return None


def plain(name: str) -> str:
    """The name with capitals only where names have them; Roman numerals stay."""
    out = []
    for word in name.split():
        if re.fullmatch(r"[IVX]+", word) or not word.isupper() or len(word) == 1:
            out.append(word)
        else:
            out.append("-".join(part.capitalize() for part in word.split("-")))
    return " ".join(out)


def main(folder: Path) -> None:
    """Write ``holders.tsv``."""
    actors = load_actors()
    today = "2026-05-01"
    rows, seen = [], set()
    for path in sorted(folder.glob("*/*.json")):
        government = json.loads(path.read_text(encoding="utf-8")).get("Government", {})
        named = government.get("Country name", {}).get("conventional short form", {}).get("text", "")
        code = actors.country(re.sub(r"^(.*), (.*)$", r"\2 \1", named)) or actors.country(named)
        if code is None or len(code) != 3:
            continue
        branch = government.get("Executive branch", {})
        for role in ("chief of state", "head of government"):
            found = holders(branch.get(role, {}).get("text", ""))
            if found is None or (code, found[0]) in seen:
                continue
            office, name, since = found
            seen.add((code, office))
            terms = [
                (t, a) for t, a in actors._offices.get((code, office), []) if t.covers(today) and not t.until
            ]
            if terms:
                if not any(set(fold(a.name).split()) & set(fold(name).split()) for _, a in terms):
                    print(
                        f"{code} {office}: {terms[0][1].name} here, {name} since {since} there",
                        file=sys.stderr,
                    )
                continue
            # Ended terms that the Factbook still shows, names it spells in full, and kings of several realms stay out.
            mine = [a for (where, _), held in actors._offices.items() if where == code for _, a in held]
            words = set(fold(name).split())
            known = any(len(words & set(fold(a.name).split())) >= min(2, len(words)) for a in mine)
            if (
                known
                or words & {"charles", "xi", "trump", "osmani"}
                or " of " in f" {name} "
                or len(words) < 1
            ):
                continue
            rows.append(f"{code}\t\t{plain(name)}\t\t{office} {since}/")
    OUT.write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
