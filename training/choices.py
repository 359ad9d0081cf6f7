"""Fits which time, places and chain of its article an event has: ``python -m training.choices [--only moments|scenes|tellings|parts|objects]``.

Reads the training part of the annotated claims (texts of others through WHENCE_DATA), lets the shipped engine read them,
and writes ``moments.tsv``, ``scenes.tsv``, ``tellings.tsv``, ``parts.tsv`` and ``objects.tsv`` among the package's data. An offer is right if the annotated
claim on the same trigger has that interval or that chain (by the measure of `benchmarks.claims`) or that place in that
role. Texts annotated in full count more than outlines, whose voices are told less carefully (`FULL`). ``--check`` cross-validates over documents instead and writes nothing. Takes some minutes on two cores.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from spacy.tokens import Doc

from benchmarks import claims
from benchmarks.claims import Told
from tools import annotation
from training.choice import Question, fit, folds
from training.claims import texts
from training.tower import unseen
from whence.article import Article
from whence.gather.plain import article_from_text
from whence.knowledge import weights as tables
from whence.knowledge.weights import Weights
from whence.reading import Link, Time
from whence.understand import Knowledge, casting, hearing, moments, objects, scenes
from whence.understand.assemble import Answers, ask
from whence.understand.claims import Joiner
from whence.understand.drafts import Draft, told_of
from whence.understand.offsets import between, chars, root

DATA = Path(tables.__file__).parent / "data"
STRENGTH = {"moments": 8.0, "scenes": 8.0, "tellings": 4.0, "parts": 4.0, "objects": 4.0}
FULL = {"moments": 4, "scenes": 4, "tellings": 8, "parts": 1, "objects": 2}
"""Times that a question of a text annotated in full counts among those of the outlines."""
COLUMNS = {
    "moments": moments.COLUMNS,
    "scenes": scenes.COLUMNS,
    "tellings": hearing.WAYS,
    "parts": casting.COLUMNS,
    "objects": objects.COLUMNS,
}
FOLDS = 5
ABOUT = {
    "moments": "Which interval an event has, by features of event and time; see understand/moments.py.",
    "scenes": "Whether a place is an event's and in which role, by features of both; see understand/scenes.py.",
    "tellings": "Which telling an event is told by, by features of both; see understand/hearing.py.",
    "parts": "Whether a phrase is an event's actor or recipient, by features of both; see understand/casting.py.",
    "objects": "Whether a phrase is an event's object, by features of both; see understand/objects.py.",
}


def untrained(columns: tuple[str, ...]) -> Weights:
    """Weights that prefer nothing."""
    return Weights(columns, {}, np.zeros((0, len(columns))))


class Matched(NamedTuple):
    """An annotated claim and the draft on its trigger: the annotation, both as told, and the number of the draft."""

    claim: claims.Json
    gold: Told
    found: Told
    number: int


def matched(joiner: Joiner, drafts: Sequence[Draft], told: list[claims.Json]) -> Iterator[Matched]:
    """The annotated claims that have a draft."""
    found = [_as_told(joiner, d) for d in drafts]
    number = {id(f): n for n, f in enumerate(found)}
    gold = [claims.from_annotation(c) for c in told]
    claim = {id(g): c for g, c in zip(gold, told, strict=True)}
    for g, f in claims.pairs(gold, found):
        yield Matched(claim[id(g)], g, f, number[id(f)])


def _as_told(joiner: Joiner, draft: Draft) -> Told:
    """A draft by what does not hang on the weights to be fitted."""
    trigger = chars(joiner.doc, draft.event.trigger)
    status = draft.verdict.status
    return Told(tuple(trigger), draft.event.type, (), status, (), (None, None), ())


def _voices(chain: Sequence[Link]) -> tuple[claims.Voice, ...]:
    return tuple(claims.Voice(v.voice, tuple(v.span) if v.span else None, v.kind) for v in chain)


def when(name: str, found: Answers, drafts: Sequence[Draft], told: list[claims.Json]) -> Iterator[Question]:
    """For each annotated event: which of the intervals offered is its own?"""
    joiner = found.joiner
    deeds = joiner.deeds(drafts)
    offering = joiner.moments(untrained(moments.COLUMNS))
    for m in matched(joiner, drafts, told):
        offers = offering.offers(deeds, m.number)
        right = tuple(_is_right(found.times, m, o) for o in offers)
        yield Question(name, tuple(o.features for o in offers), tuple(o.way for o in offers), right)


def _is_right(times: Sequence[Time], m: Matched, offer: moments.Offer) -> bool:
    """Whether an offer is the annotated interval, or in an outline that expression read that way."""
    if "way" not in m.claim["time"]:
        return claims.same_time(m.gold, replace(m.found, time=(_iso(offer.earliest), _iso(offer.latest))))
    spans, way = m.claim["time"]["spans"], m.claim["time"]["way"]
    if not spans:
        return offer.way == _BOUND.get(m.gold.status)
    if offer.time is None:
        return False
    time = times[offer.time]
    ways = ("at", "scene") if way == "at" else (way,)
    return offer.way in ways and any(claims.touching((time.start, time.end), tuple(s)) for s in spans)


# What bounds an event whose time an outline does not tell.
_BOUND = {
    "happened": "past",
    "failed": "past",
    "expected": "future",
    "possible": "future",
    "requested": "future",
}


def _iso(moment: object) -> str | None:
    return None if moment is None else str(moment)


def where(name: str, found: Answers, drafts: Sequence[Draft], told: list[claims.Json]) -> Iterator[Question]:
    """For each annotated event and each place offered: which role has it, if any?"""
    joiner = found.joiner
    settings = joiner.settings(drafts)
    offering = joiner.scenes(untrained(scenes.COLUMNS))
    for m in matched(joiner, drafts, told):
        for spot in offering.offered(settings[m.number]):
            span = between(joiner.doc, spot.start, spot.end)
            roles = {role for place, role in m.gold.places if claims.touching(place, tuple(span))} or {
                scenes.NOWHERE
            }
            features = tuple(offering.features(settings, m.number, spot))
            ways = scenes.COLUMNS
            yield Question(name, (features,) * len(ways), ways, tuple(way in roles for way in ways))


def whose(name: str, found: Answers, drafts: Sequence[Draft], told: list[claims.Json]) -> Iterator[Question]:
    """For each annotated event: which of the tellings around it gives its chain?"""
    for m in matched(found.joiner, drafts, told):
        draft = drafts[m.number]
        offers = found.joiner.chains.offers(told_of(draft.event, draft.verdict))
        right = tuple(
            claims.same_chain(m.gold, replace(m.found, chain=_voices(chain))) for _, chain in offers
        )
        yield Question(name, tuple(o.features for o, _ in offers), tuple(o.way for o, _ in offers), right)


def who(name: str, found: Answers, drafts: Sequence[Draft], told: list[claims.Json]) -> Iterator[Question]:
    """For each annotated event and each phrase offered: which part has it, if any?"""
    joiner = found.joiner
    parts = joiner.parts([d.event for d in drafts], [d.verdict for d in drafts], [d.chain for d in drafts])
    offering = joiner.casting(untrained(casting.COLUMNS))
    for m in matched(joiner, drafts, told):
        here = {h: _meant(m.gold, joiner, h) for h in offering.offered(parts[m.number])}
        for head, meant in here.items():
            if not meant and any(_named(joiner, head, words) for _, _, words in m.gold.parties):
                continue  # another mention of an annotated party: neither right nor wrong
            outer = {k for up in _above(joiner, head) for k in here.get(up, ())}
            roles = {m.gold.parties[k][0].removesuffix("s") for k in meant - outer}
            yield _asked(name, tuple(offering.features(parts, m.number, head)), roles)


def what(name: str, found: Answers, drafts: Sequence[Draft], told: list[claims.Json]) -> Iterator[Question]:
    """For each annotated event and each phrase offered: is it an object? Of an annotated phrase its head is."""
    joiner = found.joiner
    events = [d.event for d in drafts]
    casts = joiner.casts(events, joiner.parts(events, [d.verdict for d in drafts], [d.chain for d in drafts]))
    triggers = frozenset(e.trigger for e in events)
    offering = joiner.objects(untrained(objects.COLUMNS))
    for m in matched(joiner, drafts, told):
        cast = casts[m.number]
        heads = {root(joiner.doc, *o["span"]) for o in m.claim["objects"] if o["span"]}
        right = {head.i for head in heads if head is not None}
        for head in offering.offered(cast.part):
            features = tuple(offering.features(cast, head, triggers))
            roles = {objects.OBJECT} if head in right else set()
            yield _asked(name, features, roles, objects.COLUMNS)


def _asked(
    name: str, features: tuple[str, ...], roles: set[str], ways: tuple[str, ...] = casting.COLUMNS
) -> Question:
    """Which part has a phrase? None, where no role is right."""
    right = roles or {casting.NONE}
    return Question(name, (features,) * len(ways), ways, tuple(way in right for way in ways))


def _meant(gold: Told, joiner: Joiner, head: int) -> set[int]:
    """The annotated parties, by number, whose mentions a phrase touches, whoever it is taken to stand for."""
    spans = [tuple(chars(joiner.doc, head)), *(tuple(p.spans[0]) for p in joiner.whom.at(head))]
    return {
        k for k, (_, span, _) in enumerate(gold.parties) if any(claims.touching(span, own) for own in spans)
    }


def _named(joiner: Joiner, head: int, name: str) -> bool:
    return any(claims.alike(name, p.text) for p in joiner.whom.at(head))


def _above(joiner: Joiner, head: int) -> Iterator[int]:
    """The heads of the phrases around a phrase, from the inside."""
    token = joiner.doc[head]
    while token.head != token and token.head.pos_ in ("NOUN", "PROPN", "PRON"):
        token = token.head
        yield token.i


ASKED = {"moments": when, "scenes": where, "tellings": whose, "parts": who, "objects": what}


def questions(which: Sequence[str], read: Iterable[tuple[annotation.Json, Doc]]) -> dict[str, list[Question]]:
    """The questions of the training documents, as the engine reads them."""
    knowledge = Knowledge.shipped()
    out: dict[str, list[Question]] = {name: [] for name in which}
    for told, doc in read:
        source = annotation.load(told["id"])
        article: Article = article_from_text(source.text, published=source.published, outlet=source.outlet)
        found = ask(article, doc, knowledge)
        drafts = found.joiner.untimed(found.events)
        for name in (n for n in which if n != "moments" or article.published):
            out[name] += ASKED[name](told["id"], found, drafts, told["claims"])
    return out


@cache
def _in_full() -> frozenset[str]:
    """The ids of the training texts that are annotated in full."""
    return frozenset(told["id"] for told in texts("train", outlines=False))


def counted(name: str, asked: Sequence[Question]) -> list[Question]:
    """Each question as often as it counts."""
    return [q for q in asked for _ in range(FULL[name] if q.document in _in_full() else 1)]


def likeliest(weights: Weights, question: Question) -> int:
    """The number of the offer that the weights prefer."""
    scores = [
        weights.scores(f)[weights.column(w)] for f, w in zip(question.features, question.ways, strict=True)
    ]
    return int(np.argmax(scores))


def check(name: str, asked: list[Question]) -> None:
    """Print how often the likeliest offer is right on documents that were held out."""
    right = count = 0
    parts = folds(asked, FOLDS)
    for k, held in enumerate(parts):
        rest = [q for m, part in enumerate(parts) if m != k for q in part]
        weights = fit(counted(name, rest), COLUMNS[name], STRENGTH[name])
        mine = counted(name, held)
        right += sum(q.right[likeliest(weights, q)] for q in mine)
        count += len(mine)
    print(f"{name}: {count} questions, right on held-out documents {right / count:.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", choices=tuple(ASKED), help="fit this one (default: all)")
    parser.add_argument("--check", action="store_true", help="cross-validate and write nothing")
    options = parser.parse_args()
    for name, asked in questions([options.only] if options.only else list(ASKED), unseen()).items():
        if options.check:
            check(name, asked)
        else:
            found = fit(counted(name, asked), COLUMNS[name], STRENGTH[name])
            text = tables.write_weights(found, ABOUT[name])
            (DATA / f"{name}.tsv").write_text(text, encoding="utf8")


if __name__ == "__main__":
    main()
