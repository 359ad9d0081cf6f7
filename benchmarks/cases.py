"""How well are times, identities, unlisted parties and places resolved, on the hand-made cases of tests/gold?

    python -m benchmarks.cases [--errors N]

Times count if the expression is found (with its very words: extent), and besides with its value, and with its interval
(a fuzzy edge may differ: half of the two intervals must be common). A mention counts if the expected parties are found for it, by Wikidata
id where the case has one, else by country and sector; where none is expected, if none with an id is. An unlisted party
counts with its country and with its sector. A place counts if one of its country is pinned within the kilometres that the
case allows; where none is expected, if none is pinned, or one as the body that governs it.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import whence
from whence.gather.plain import article_from_text
from whence.knowledge.gazetteer import distance_km
from whence.reader import Reader
from whence.reading import Entity, Party
from whence.understand.assemble import Knowledge, ask

Json = dict[str, Any]
GOLD = Path(__file__).parent.parent / "tests" / "gold"


def cases(name: str) -> list[Json]:
    with (GOLD / f"{name}.jsonl").open(encoding="utf8") as lines:
        return [json.loads(line) for line in lines]


def readings(told: list[Json]) -> Iterator[tuple[Json, Json]]:
    articles = [article_from_text(c["text"], published=c["published"], outlet=c.get("outlet")) for c in told]
    for case, reading in zip(told, Reader().read_all(articles), strict=True):
        yield case, reading.to_dict()


def interval(one: Json) -> tuple[datetime, datetime] | None:
    ends = [datetime.fromisoformat(one[k]) if one.get(k) else None for k in ("earliest", "latest")]
    return (ends[0], ends[1]) if ends[0] and ends[1] else None


def agree(gold: Json, found: Json) -> bool:
    """Whether two times have the same interval, or nearly the same if the edges are fuzzy."""
    mine = interval(found)
    for told in (gold, *([gold["alt"]] if gold.get("alt") else [])):
        theirs = interval(told)
        if mine == theirs:
            return mine is not None or (gold["earliest"], gold["latest"]) == (
                found["earliest"],
                found["latest"],
            )
        if gold.get("fuzzy") and mine and theirs:
            common = min(mine[1], theirs[1]) - max(mine[0], theirs[0])
            either = max(mine[1], theirs[1]) - min(mine[0], theirs[0])
            if common * 2 >= either:
                return True
    return False


def told(reading: Json, gold: Json, start: int) -> Json | None:
    """What the reading has for an expression that begins at ``start``.

    The time of its very words, else the widest that overlaps them; for a range ("from March to June"), which is two
    expressions in TIMEX3, its ends joined. What is impossible ("February 30") is told by a note.
    """
    end = start + len(gold["text"])
    within = [t for t in reading["times"] if t["start"] < end and t["end"] > start]
    if gold["value"] is None and any(
        n.get("where") and start <= n["where"][0] < end for n in reading["notes"]
    ):
        return {"value": None, "earliest": None, "latest": None, "reason": "noted"}
    if not within:
        return None
    if "/" in (gold["value"] or "") and len(within) > 1:
        first, last = within[0], within[-1]
        return last | {"value": f"{first['value']}/{last['value']}", "earliest": first["earliest"]}
    return max(within, key=lambda t: (t["text"] == gold["text"], t["end"] - t["start"], -t["start"]))


def times(errors: int = 0, kind: str = "times") -> Counter[str]:
    """Scores the cases of one kind, prints the shares, and returns the counts they are of."""
    count = Counter[str]()
    for case, reading in readings(cases(kind)):
        place = 0
        for gold in case["times"]:
            place = case["text"].index(gold["text"], place)
            one = told(reading, gold, place)
            value = one is not None and one["value"] == gold["value"]
            placed = one is not None and agree(gold, one)
            exact = one is not None and one.get("text", gold["text"]) == gold["text"]
            count.update(
                all=1,
                found=one is not None,
                extent=exact,
                value=value,
                interval=placed,
                both=value and placed,
            )
            if not (value and placed) and errors > 0:
                errors -= 1
                said = one and [one[k] for k in ("value", "earliest", "latest", "reason")]
                wanted = [gold[k] for k in ("value", "earliest", "latest")]
                print(f"  {case['id']} {gold['text']!r} ({case['why']}): {wanted}, read {said}")
    show(kind, count)
    return count


def clocks(errors: int = 0) -> Counter[str]:
    """Scores the times of the cases whose point is the clock that they are told by."""
    return times(errors, "clocks")


def asked(told: list[Json]) -> Iterator[tuple[Json, list[Entity | Party]]]:
    """Each case with what its mention stands for: by a name that it is or is part of, else by its head."""
    articles = [article_from_text(c["text"], published=c["published"]) for c in told]
    knowledge = Knowledge.shipped()
    for case, article, doc in zip(told, articles, whence.load().pipe(a.text for a in articles), strict=True):
        answers = ask(article, doc, knowledge)
        start = case["text"].index(case["mention"])
        end = start + len(case["mention"])
        mention = doc.char_span(start, end, alignment_mode="expand")
        found: list[Entity | Party] = list(answers.parties.party(mention.root.i))
        if not found:
            within = [n for n in answers.names if n.start < end and n.end > start]
            found = [n.entity for n in within if n.entity is not None]
        yield case, found


def entity_of(one: Entity | Party) -> Json:
    """Id, name, country and sector of what was found, ``None`` where it is not known."""
    entity = one.entity if isinstance(one, Party) else one
    fields = {k: getattr(entity, k, None) for k in ("id", "name", "country", "sector")}
    return fields | ({"sector": one.sector or fields["sector"]} if isinstance(one, Party) else {})


def matches(expected: Json, entity: Json) -> bool:
    also = expected.get("also", {})
    if expected["id"] and entity.get("id"):
        return entity["id"] in (expected["id"], *also.get("id", ()))
    return all(entity.get(k) in (expected[k], *also.get(k, ())) for k in ("country", "sector"))


def identities(errors: int = 0) -> Counter[str]:
    """Scores the cases of one kind, prints the shares, and returns the counts they are of."""
    count = Counter[str]()
    for case, answer in asked(cases("identities")):
        found = [entity_of(one) for one in answer]
        right = all(any(matches(e, f) for f in found) for e in case["expect"])
        right = right and (bool(case["expect"]) or not any(f.get("id") for f in found))
        count.update({"all": 1, "right": right, f"{case['kind']} all": 1, f"{case['kind']} right": right})
        if not right and errors > 0:
            errors -= 1
            print(f"  {case['id']} {case['mention']!r}: {case['expect']}, read {found}")
    show("identities", count)
    return count


def composed(errors: int = 0) -> Counter[str]:
    """Scores the cases of one kind, prints the shares, and returns the counts they are of."""
    count = Counter[str]()
    for case, answer in asked(cases("composed")):
        found = [entity_of(one) for one in answer]
        sectors = (case["sector"], *case.get("also", {}).get("sector", ()))
        country = any(f["country"] == case["country"] for f in found)
        sector = any(f["sector"] in sectors for f in found)
        count.update(all=1, found=bool(found), country=country, sector=sector, both=country and sector)
        if not (country and sector) and errors > 0:
            errors -= 1
            said = [(f["country"], f["sector"]) for f in found]
            print(f"  {case['id']} {case['mention']!r}: {case['country']} {case['sector']}, read {said}")
    show("unlisted parties", count)
    return count


def is_there(case: Json, place: Json) -> bool:
    """Whether a place of a reading is the one that a case expects."""
    if case["country"] not in (None, place["country"]):
        return False
    if case.get("country_only"):
        return True
    if place["lat"] is None:
        return False
    return distance_km(place["lat"], place["lon"], case["lat"], case["lon"]) <= case["km"]


def places(errors: int = 0) -> Counter[str]:
    """Scores the cases of one kind, prints the shares, and returns the counts they are of."""
    count = Counter[str]()
    for case, reading in readings(cases("places")):
        start = case["text"].index(case["mention"])
        end = start + len(case["mention"])
        over = [p for p in reading["places"] if p["start"] < end and p["end"] > start]
        if case.get("none"):
            right = all(p["lat"] is None or p["metonym"] for p in over)
        else:
            right = any(is_there(case, p) for p in over)
        kind = "none" if case.get("none") else "pinned"
        count.update({"all": 1, "right": right, f"{kind} all": 1, f"{kind} right": right})
        if not right and errors > 0:
            errors -= 1
            said = [(p["text"], p["kind"], p["country"], p["lat"], p["lon"], p["reason"]) for p in over]
            print(f"  {case['id']} {case['mention']!r} ({case['why']}): {case['country']}, read {said}")
    show("places", count)
    return count


def show(name: str, count: Counter[str]) -> None:
    """Print the shares of what was counted; "X right" is of "X all", all else of "all"."""

    def whole(key: str) -> int:
        return count[f"{key.removesuffix(' right')} all"] if key.endswith(" right") else count["all"]

    shares = [f"{k} {v / whole(k):.3f}" for k, v in count.items() if not k.endswith("all")]
    print(f"{name} ({count['all']}): " + ", ".join(shares))


KINDS = {"times": times, "clocks": clocks, "identities": identities, "composed": composed, "places": places}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--errors", type=int, default=0, help="print so many errors of each kind")
    parser.add_argument("--only", choices=sorted(KINDS), help="one kind of cases")
    options = parser.parse_args()
    for name, score in KINDS.items():
        if options.only in (None, name):
            score(options.errors)


if __name__ == "__main__":
    main()
