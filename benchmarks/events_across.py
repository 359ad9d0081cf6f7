"""Are the claims of many reports put together as they should be?

    python -m benchmarks.events_across [--learning] [--errors]
    python -m benchmarks.events_across --ecb

On the stories of annotations/stories, all of them in one record: pairs of mentions that are one event (a mention that
was not read is in no event), the counts of origins, the contradictions, what became of the event, and the pairs that must
stay apart. With ``--ecb``, on topics 1 to 35 of ECB+ (WHENCE_DATA; its documents have no dates and are given none), each
topic a record of its own: chains of the claims found whose triggers are annotated, beside the baseline that joins
whatever has the same lemma as its trigger.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import combinations

from benchmarks.coref_metrics import METRICS, Chain, Counts, conll
from benchmarks.language import DATA
from benchmarks.stories import LEARNING, STORIES, Expected, Mention, Story, stories
from training.ecb import EcbDocument, ecb_documents
from whence.corroborate import Event, corroborate
from whence.gather.plain import article_from_text
from whence.reader import Reader
from whence.reading import Claim, Reading

Events = dict[str, Event]
"""Claim id to its event."""


def events_of(readings: Iterable[Reading]) -> Events:
    return {claim: event for event in corroborate(readings) for claim in event.claims}


# The stories


def claims_on(reading: Reading, mention: Mention) -> list[int]:
    """The numbers of the claims that the reader sees in a mention."""
    return [
        number
        for number, claim in enumerate(reading.claims)
        if claim.chain and claim.title == mention.title and any(_triggers(claim, s) for s in mention.spans)
    ]


def found_in(reading: Reading, mention: Mention, events: Events) -> dict[str, Event]:
    """The events, by their ids, that the reader sees in a mention."""
    told = (reading.claims[number].id for number in claims_on(reading, mention))
    return {events[claim].id: events[claim] for claim in told}


def _triggers(claim: Claim, span: tuple[int, int]) -> bool:
    return any(t.start < span[1] and span[0] < t.end for t in (claim.trigger, *claim.mentions))


class StoryScore:
    """What is counted over stories; `lines` are the errors in words."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.lines: list[str] = []

    def share(self, part: str, whole: str) -> float:
        return self.counts[part] / self.counts[whole] if self.counts[whole] else 1.0

    def pairs(self, kind: str) -> tuple[float, float, float]:
        """Precision, recall and F1 of pairs of one kind ("pairs", "read pairs")."""
        precision = self.share(f"{kind} right", f"{kind} joined")
        recall = self.share(f"{kind} right", f"{kind} expected")
        return precision, recall, 2 * precision * recall / (precision + recall or 1.0)

    def add(self, story: Story, readings: dict[str, Reading], events: Events) -> None:
        """Count one story."""
        told = [(e, m) for e in story.events for m in e.mentions]
        found = {m: found_in(readings[m.article], m, events) for _, m in told}
        self.counts.update({"mentions": len(told), "mentions read": sum(bool(found[m]) for _, m in told)})
        for (one, first), (two, second) in combinations(told, 2):
            if one.part_of(two):
                continue
            joined = bool(found[first].keys() & found[second].keys())
            read = bool(found[first] and found[second])
            for kind in ("pairs", "read pairs") if read else ("pairs",):
                self.counts[f"{kind} expected"] += one is two
                self.counts[f"{kind} joined"] += joined
                self.counts[f"{kind} right"] += joined and one is two
            if joined != (one is two):
                fault = "joined" if joined else "not joined" if read else "not read"
                self._line(story, f"{fault}: {self._quote(story, first)} | {self._quote(story, second)}")
        for first, second in story.apart:
            one, two = (found_in(readings[m.article], m, events) for m in (first, second))
            wrong = bool(one.keys() & two.keys())
            self.counts.update({"apart": 1, "apart joined": wrong})
            if wrong:
                pair = f"{self._quote(story, first)} | {self._quote(story, second)}"
                self._line(story, f"MUST NOT BE JOINED: {pair}")
        for expected in story.events:
            self._event(story, expected, [e for m in expected.mentions for e in found[m].values()])

    def _event(self, story: Story, expected: Expected, found: Sequence[Event]) -> None:
        if not found:
            self._line(story, f"not read: {expected.name}")
        times = Counter(e.id for e in found)
        event = max(found, key=lambda e: (times[e.id], e.id)) if found else None
        if expected.origins is not None:
            right = event is not None and event.origins.count == expected.origins
            self.counts.update({"origins": 1, "origins right": right, "origins read": event is not None})
            if not right and event is not None:
                roots = [g.root for g in event.origins.groups]
                self._line(story, f"origins of {expected.name}: {expected.origins}, found {roots}")
        for field, values in expected.conflicts or ():
            right = event is not None and _disputed(event, field, values)
            self.counts.update({"conflicts": 1, "conflicts right": right})
            if not right:
                self._line(story, f"conflict of {expected.name}: {field} {values} not found")
        if event is None:
            return
        if expected.conflicts == () and event.conflicts:
            self.counts["conflicts not expected"] += 1
            shown = [(c.field, [v.value for v in c.values]) for c in event.conflicts]
            self._line(story, f"conflict of {expected.name} not expected: {shown}")
        if expected.status is None:
            return
        steps = [h.status for h in event.history]
        right = event.status in expected.status and (
            expected.history is None or all(any(s in step for s in steps) for step in expected.history)
        )
        self.counts.update({"life-cycles": 1, "life-cycles right": right})
        if not right:
            self._line(story, f"life-cycle of {expected.name}: {event.status} after {steps}")

    def _line(self, story: Story, text: str) -> None:
        self.lines.append(f"{story.name}: {text}")

    @staticmethod
    def _quote(story: Story, mention: Mention) -> str:
        letter, article = next((k, a) for k, a in story.articles.items() if a.id == mention.article)
        text = (article.title or "") if mention.title else article.text
        start, end = mention.spans[0]
        before = text[max(0, start - 20) : start].replace("\n", " ")
        return f"{letter} …{before}[{text[start:end]}]"


def _disputed(event: Event, field: str, values: Sequence[object]) -> bool:
    """Whether one contradiction of the field has all the values ("a|b" is either)."""
    return any(
        conflict.field == field
        and all(any(_shows(v.value, want) for v in conflict.values) for want in values)
        for conflict in event.conflicts
    )


def _shows(value: object, want: object) -> bool:
    if isinstance(value, dict):
        return want in value.values()
    return str(value) in str(want).split("|")


def score_stories(told: Sequence[Story], readings: dict[str, Reading]) -> StoryScore:
    """All stories as one record; ``readings`` by the id of the article."""
    score = StoryScore()
    events = events_of(readings.values())
    for story in told:
        score.add(story, readings, events)
    home = {a.id: s.name for s in told for a in s.articles.values()}
    strays = {e.id for e in events.values() if len({home[a] for a in e.articles}) > 1}
    score.counts["events across stories"] = len(strays)
    return score


def show_stories(score: StoryScore) -> None:
    count = score.counts
    print(f"mentions read {count['mentions read']} of {count['mentions']}")
    for kind, name in (("pairs", "pairs"), ("read pairs", "pairs of what was read")):
        print("{}: precision {:.3f}, recall {:.3f}, F1 {:.3f}".format(name, *score.pairs(kind)))
    for name in ("origins", "conflicts", "life-cycles"):
        print(f"{name}: {count[f'{name} right']} of {count[name]} right")
    print(f"events with a conflict not expected: {count['conflicts not expected']}")
    print(f"wrong merges of those listed: {count['apart joined']} of {count['apart']}")
    print(f"events across stories: {count['events across stories']}")


# ECB+


class EcbScore:
    """Counts over topics for one way of grouping."""

    def __init__(self) -> None:
        self.metrics = {name: Counts() for name in METRICS}
        self.pairs = Counts()

    def add(self, gold: dict[Hashable, str], groups: dict[Hashable, str]) -> None:
        """Count one topic: the chain and the group of each claim."""
        true, found = _chains(gold), _chains(groups)
        for name, metric in METRICS.items():
            self.metrics[name] = self.metrics[name].plus(metric(true, found))
        same = {p for chain in true for p in combinations(sorted(chain, key=str), 2)}
        joined = {p for chain in found for p in combinations(sorted(chain, key=str), 2)}
        right = float(len(same & joined))
        self.pairs = self.pairs.plus(Counts(right, len(same), right, len(joined)))

    def show(self, name: str) -> None:
        parts = [f"{metric} {counts.f1:.3f}" for metric, counts in self.metrics.items()]
        pairs = f"pairs P {self.pairs.precision:.3f} R {self.pairs.recall:.3f} F1 {self.pairs.f1:.3f}"
        print(f"{name:12} CoNLL {conll(self.metrics):.3f} ({', '.join(parts)}), {pairs}")


def _chains(label: dict[Hashable, str]) -> list[Chain]:
    groups: dict[str, set[Hashable]] = defaultdict(set)
    for mention, group in label.items():
        groups[group].add(mention)
    return [frozenset(group) for group in groups.values()]


def aligned(document: EcbDocument, reading: Reading) -> dict[str, str]:
    """Claim id to gold chain, for claims of the body on an annotated mention; of several claims of one, the first."""
    found: dict[str, str] = {}
    taken = set()
    for claim in reading.claims:
        for mention in document.mentions:
            on = mention.start < claim.trigger.end and claim.trigger.start < mention.end
            if on and not claim.title and mention not in taken:
                taken.add(mention)
                found[claim.id] = mention.chain
                break
    return found


def score_ecb(
    read: Sequence[tuple[EcbDocument, Reading]], lemma: Callable[[Reading, Claim], str]
) -> tuple[EcbScore, EcbScore]:
    """The scores of our events and of the baseline."""
    ours, baseline = EcbScore(), EcbScore()
    topics: dict[int, list[tuple[EcbDocument, Reading]]] = defaultdict(list)
    for document, reading in read:
        topics[document.topic].append((document, reading))
    for rows in topics.values():
        gold: dict[Hashable, str] = {}
        lemmas: dict[Hashable, str] = {}
        for document, reading in rows:
            chain_of = aligned(document, reading)
            gold |= chain_of
            lemmas |= {c.id: lemma(reading, c) for c in reading.claims if c.id in chain_of}
        events = events_of(reading for _, reading in rows)
        ours.add(gold, {claim: events[str(claim)].id for claim in gold})
        baseline.add(gold, lemmas)
    return ours, baseline


def trigger_lemma() -> Callable[[Reading, Claim], str]:
    """The lemma of the last word of a claim's trigger, as the engine tells it."""
    import whence  # noqa: PLC0415

    nlp = whence.load()
    docs: dict[str, dict[int, str]] = {}

    def lemma(reading: Reading, claim: Claim) -> str:
        article = reading.article
        if article.id not in docs:
            docs[article.id] = {t.idx + len(t): t.lemma_.lower() for t in nlp(article.text)}
        return docs[article.id].get(claim.trigger.end, article.text[claim.trigger.start : claim.trigger.end])

    return lemma


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--ecb", action="store_true", help="score on ECB+")
    parser.add_argument(
        "--learning", action="store_true", help="score on the stories of annotations/learning"
    )
    parser.add_argument("--errors", action="store_true", help="print what is wrong in the stories")
    options = parser.parse_args()
    reader = Reader()
    if options.ecb:
        documents = list(ecb_documents(DATA))
        articles = [article_from_text(d.text, outlet=d.name) for d in documents]
        read = list(zip(documents, reader.read_all(articles), strict=True))
        for score, name in zip(score_ecb(read, trigger_lemma()), ("whence", "same lemma"), strict=True):
            score.show(name)
        return
    told = list(stories(LEARNING if options.learning else STORIES))
    readings = {r.article.id: r for r in reader.read_all(a for s in told for a in s.articles.values())}
    score = score_stories(told, readings)
    show_stories(score)
    if options.errors:
        print("\n".join(score.lines))


if __name__ == "__main__":
    main()
