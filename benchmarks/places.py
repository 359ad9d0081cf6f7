"""How well are places found and resolved: LGL and GeoWebNews, with given names and end to end.

    WHENCE_DATA=../shared/data python benchmarks/places.py [--fit] [--full]

Resolution alone is measured with the corpora's own names; ``--full`` runs the whole reader. A name counts as right
within 161 km (100 miles) of its coordinates; names that stay open or are missed count as wrong, and the share right
of those found is printed beside it. AUC is the area under the curve of log errors, 0 best (Jurgens et al. 2015).
``--fit`` fits the weights of the evidence on both corpora and prints five-fold cross-validated figures first.
"""

from __future__ import annotations

import argparse
import math
import os
import re
import statistics
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from whence.article import Article
from whence.knowledge.gazetteer import distance_km, load_gazetteer
from whence.knowledge.placewords import place_words, sense_weights
from whence.understand import senses, where

DATA = Path(os.environ.get("WHENCE_DATA", "../shared/data")) / "geo"
SHARE = {"LGL": 0.4, "GWN": 1.0}  # LGL is American local news: twice the names, half the variety
FAR = 20039.0  # km: half the Earth's circumference, the error of a name that stays open


class Gold(NamedTuple):
    start: int
    end: int
    text: str
    lat: float
    lon: float
    kind: str = ""


class Text(NamedTuple):
    corpus: str
    text: str
    outlet: str | None
    gold: tuple[Gold, ...]


def lgl() -> Iterator[Text]:
    for a in ET.parse(DATA / "lgl.xml").getroot().iter("article"):
        gold = []
        for t in a.iter("toponym"):
            tag = t.find("gaztag")
            if tag is None:
                continue
            gold.append(
                Gold(
                    int(_t(t, "start")),
                    int(_t(t, "end")),
                    _t(t, "phrase"),
                    float(_t(tag, "lat")),
                    float(_t(tag, "lon")),
                )
            )
        yield Text("LGL", a.findtext("text") or "", a.findtext("domain"), tuple(gold))


def gwn() -> Iterator[Text]:
    for a in ET.parse(DATA / "GWN.xml").getroot().iter("article"):
        gold = []
        link = a.findtext("link") or ""
        site = re.sub(r"^https?://(www\.)?([^/]+).*", r"\2", link)
        for t in a.iter("toponym"):
            if (
                t.findtext("latitude")
                and t.findtext("geonamesID")
                and t.findtext("modifierType") != "Adjective"
            ):
                gold.append(
                    Gold(
                        int(_t(t, "start")),
                        int(_t(t, "end")),
                        _t(t, "extractedName"),
                        float(_t(t, "latitude")),
                        float(_t(t, "longitude")),
                        _t(t, "type"),
                    )
                )
        yield Text("GWN", a.findtext("text") or "", site or None, tuple(gold))


def _t(node: ET.Element, name: str) -> str:
    return node.findtext(name) or ""


def scene_of(text: Text) -> tuple[list[senses.Mention], senses.Evidence]:
    """The corpus's own names as mentions, as the reader would prepare them."""
    gold = sorted(text.gold)
    mentions = where.mentions_of_spans(
        text.text, [(t.start, t.end) for t in gold], load_gazetteer(), place_words()
    )
    article = Article(
        text=text.text, outlet=text.outlet, url=f"http://{text.outlet}/" if text.outlet else None
    )
    return mentions, where.evidence_of(article, (), load_gazetteer())


def report(label: str, errors: Sequence[float | None]) -> None:
    found = [e for e in errors if e is not None]
    filled = [FAR if e is None else e for e in errors]
    auc = statistics.fmean(math.log(max(e, 0) + 1) / math.log(FAR + 1) for e in filled) if filled else 0
    right = sum(e <= 161 for e in found)
    print(
        f"{label:22} names {len(errors):5}  Acc@161 {right / max(1, len(errors)):.3f}  "
        f"of found {right / max(1, len(found)):.3f}  found {len(found) / max(1, len(errors)):.3f}  "
        f"median km {statistics.median(filled) if filled else 0:.1f}  AUC {auc:.3f}"
    )


def resolution(
    texts: Sequence[Text], weights: dict[str, float], verbose: bool = False
) -> dict[str, list[float | None]]:
    errors: dict[str, list[float | None]] = {}
    for text in texts:
        mentions, evidence = scene_of(text)
        resolved = senses.resolve(mentions, evidence, load_gazetteer(), place_words(), weights)
        for gold, sense in zip(sorted(text.gold), resolved, strict=True):
            error = (
                None
                if sense.entry is None
                else distance_km(gold.lat, gold.lon, sense.entry.lat, sense.entry.lon)
            )
            errors.setdefault(text.corpus, []).append(error)
            if verbose and (error is None or error > 161):
                got = sense.entry and (
                    sense.entry.name,
                    sense.entry.kind,
                    sense.entry.country,
                    sense.entry.admin,
                )
                print(
                    text.corpus,
                    text.outlet,
                    repr(gold.text),
                    (gold.lat, gold.lon),
                    got,
                    round(error or -1),
                    sense.reason,
                )
    return errors


def fit(texts: Sequence[Text], rounds: int = 3) -> dict[str, float]:
    """Weights by conditional maximum likelihood with a small ridge: the right candidate is the one nearest the gold."""
    vector = np.array([sense_weights().get(f, 0.0) for f in senses.FEATURES])
    start = vector
    scenes = []
    for text in texts:
        mentions, evidence = scene_of(text)
        names = senses.group(mentions, load_gazetteer(), place_words())
        scene = senses.Scene(names, evidence, load_gazetteer())
        gold = sorted(text.gold)
        targets = []
        for n in names:
            point = gold[n.mentions[0]]
            away = [distance_km(point.lat, point.lon, c.lat, c.lon) for c in n.candidates]
            right = np.array(away) <= 161
            targets.append((right, len(n.mentions)))
        scenes.append((scene, targets, text.corpus))
    for _ in range(rounds):
        rows: list[tuple[np.ndarray[Any, Any], np.ndarray[Any, Any], float]] = []
        for scene, targets, corpus in scenes:
            belief = None
            for _ in range(3):
                features = scene.features(belief)
                belief = scene.belief(features, vector)
            for i, (hit, count) in enumerate(targets):
                s, e = int(scene.starts[i]), int(scene.starts[i + 1])
                if hit.any() and not hit.all():
                    rows.append((features[s:e], hit, math.sqrt(count) * SHARE[corpus]))
        vector = _climb(rows, start)
    return {f: round(float(w), 3) for f, w in zip(senses.FEATURES, vector, strict=True)}


def _climb(rows: Sequence[tuple[Any, Any, float]], vector: Any, steps: int = 150, ridge: float = 3.0) -> Any:
    groups = np.concatenate([np.full(len(x), i) for i, (x, _, _) in enumerate(rows)])
    x = np.concatenate([x for x, _, _ in rows])
    right = np.concatenate([r for _, r, _ in rows]).astype(float)
    weight = np.array([w for _, _, w in rows])[groups]
    prior = vector
    first, second = np.zeros_like(vector), np.zeros_like(vector)
    for step in range(1, steps + 1):
        power = np.exp(np.clip(x @ vector, -60, 60))
        all_of = np.bincount(groups, power)[groups]
        good = np.bincount(groups, power * right)[groups]
        slope = x.T @ (weight * (power * right / good - power / all_of)) - ridge * (vector - prior)
        first = 0.9 * first + 0.1 * slope
        second = 0.99 * second + 0.01 * slope**2
        vector = vector + 0.1 * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-9)
    return vector


def full(texts: Sequence[Text], verbose: bool = False) -> None:
    """Detection and resolution by the whole reader."""
    import whence  # noqa: PLC0415

    for corpus in ("LGL", "GWN"):
        errors: list[float | None] = []
        hits = said = wanted = 0
        for text in texts:
            if text.corpus != corpus:
                continue
            reading = whence.read(text.text, outlet=text.outlet)
            places = [p for p in reading.places if p.lat is not None]
            said += len(places)
            wanted += len(text.gold)
            used = set()
            for g in text.gold:
                over = [p for p in places if p.start < g.end and g.start < p.end]
                over.sort(key=lambda p: abs(p.start - g.start) + abs(p.end - g.end))
                hits += bool(over) and over[0].start not in used
                used |= {p.start for p in over[:1]}
                if verbose and not over:
                    print(
                        "missed",
                        corpus,
                        repr(g.text),
                        g.kind,
                        repr(text.text[max(0, g.start - 30) : g.end + 20]),
                    )
                errors.append(
                    distance_km(g.lat, g.lon, over[0].lat or 0.0, over[0].lon or 0.0) if over else None
                )
            if verbose:
                for p in places:
                    if not any(p.start < g.end and g.start < p.end for g in text.gold):
                        print("extra", corpus, repr(p.text), p.kind, p.reason)
        precision, recall = hits / max(1, said), hits / max(1, wanted)
        print(
            f"{corpus} detection (overlap) P {precision:.3f} R {recall:.3f} F1 {2 * precision * recall / max(1e-9, precision + recall):.3f}"
        )
        report(f"{corpus} whole reader", errors)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--limit", type=int, default=0, help="read only so many articles of each corpus")
    options = parser.parse_args()
    first, second = list(lgl()), list(gwn())
    if options.limit:
        first, second = first[: options.limit], second[: options.limit]
    texts = first + second
    if options.full:
        full(texts, options.errors)
        return
    if options.fit:
        crossed: dict[str, list[float | None]] = {}
        for fold in range(5):
            weights = fit([t for i, t in enumerate(texts) if i % 5 != fold])
            for corpus, errors in resolution(
                [t for i, t in enumerate(texts) if i % 5 == fold], weights
            ).items():
                crossed.setdefault(corpus, []).extend(errors)
        for corpus, errors in crossed.items():
            report(f"{corpus} cross-validated", errors)
        for name, weight in fit(texts).items():
            print(f"{name} = {weight}")
        return
    for corpus, errors in resolution(texts, sense_weights(), options.errors).items():
        report(f"{corpus} names given", errors)


if __name__ == "__main__":
    main()
