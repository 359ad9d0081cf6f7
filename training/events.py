"""What the engine learns about events: which words tell of one, whether it happened, and what it was."""

from __future__ import annotations

import csv
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from pathlib import Path

from training.data import Row
from whence.language.tokens import blank

EVENT_TAGS = (
    "O",
    "occurrence",
    "state",
    "reporting",
    "perception",
    "aspectual",
    "causative",
    "generic",  # kinds of events rather than one that happened: "suspected of manslaughter"
)
CODES = (
    "AGREE",
    "CONSULT",
    "SUPPORT",
    "CONCEDE",
    "COOPERATE",
    "AID",
    "RETREAT",
    "REQUEST",
    "ACCUSE",
    "REJECT",
    "THREATEN",
    "PROTEST",
    "SANCTION",
    "MOBILIZE",
    "COERCE",
    "ASSAULT",
)
LONGEST = 120  # words in a row
DEV_TOPIC = 5  # ECB+ topics divisible by this are dev, and so is one PLV sentence in as many
FACTUALITY_SETS = ("uds_ih2", "commitmentbank", "rp")

# What stands before a trigger that something else negates; "denied" or "unknown" negate themselves and
# say nothing of their own factuality (the denial did happen).
_NEGATORS = frozenset(
    [
        "not",
        "n't",
        "n’t",
        "t",  # ECB+ cuts "don’t" into three
        "no",
        "never",
        "nor",
        "neither",
        "nobody",
        "none",
        "nothing",
        "without",
        "unable",
        "cannot",
        "refused",
        "declined",
        "yet",
    ]
)
_NEGATOR_REACH = 6
# Words a trigger may begin with that are not its head: "be reached", "did not do so".
_LIGHT = frozenset(
    [
        "be",
        "been",
        "being",
        "was",
        "is",
        "are",
        "has",
        "have",
        "had",
        "do",
        "did",
        "does",
        "not",
        "to",
        "in",
        "on",
        "a",
        "an",
        "the",
    ]
)

# PLV still has the older root YIELD, which PLOVER has since parted in two; these words tell which, as the
# codebook parts them (its annotators' prompts are too mixed to: nearly every release also "eased restrictions").
_CONCEDE = re.compile(
    r"\b(eas(e|es|ed|ing)|lift(s|ed|ing)?|grant(s|ed|ing)?|accept(s|ed|ing)?|conced\w+|revers(es|ed)|backed down"
    r"|pardon(s|ed)?|repeal(s|ed)?|revoked|reinstated|approved|permission|apologi[sz]ed|reduced)\b",
    re.IGNORECASE,
)
_RETREAT = re.compile(
    r"\b(releas(e|es|ed|ing)|fre(e|es|ed|eing)|ceasefire|cease-fire|cessation|truce|withdr[ae]w\w*|pull(s|ed|ing)? out"
    r"|return(s|ed|ing)?|resign(s|ed|ing)?|surrender(s|ed|ing)?|leaving)\b",
    re.IGNORECASE,
)
# Sanctions lifted are words, a blockade lifted is a withdrawal.
_BLOCKADE = re.compile(r"\b(blockade|siege)\b", re.IGNORECASE)
_MARK = re.compile(r"</?[st]>")
Span = tuple[int, int]


def ecb_rows(data: Path, part: str) -> Iterator[Row]:
    """
    Event triggers from ECB+: 772 news documents of 35 topics (annotation CC BY 3.0, the news text is third-party).

    Only some sentences of a document are annotated and no list of them came with the files, so that a
    sentence without an event counts as not annotated and is left out; annotated sentences that follow each
    other are joined up to ``LONGEST`` words. Words are the file's own, stripped, empty ones left out. Every
    word of a trigger gets its class. ``NEG_`` classes give the trigger's head factuality -1 where a negation
    stands shortly before it; a plain class says nothing about factuality. Dev is every topic divisible
    by five.
    """
    for path in sorted((data / "ecbplus").glob("*/*.xml"), key=lambda p: (int(p.parent.name), p.name)):
        if (int(path.parent.name) % DEV_TOPIC == 0) == (part == "dev"):
            yield from _joined(_ecb_sentences(path))


def _ecb_sentences(path: Path) -> list[tuple[int, Row]]:
    """The annotated sentences of one document, each with its number."""
    root = ET.parse(path).getroot()
    words: dict[str, str] = {}
    sentences: dict[int, list[str]] = {}
    for token in root.iter("token"):
        word = " ".join((token.text or "").split())
        if word:
            words[token.attrib["t_id"]] = word
            sentences.setdefault(int(token.attrib["sentence"]), []).append(token.attrib["t_id"])
    tags: dict[str, int] = {}
    negated: list[list[str]] = []
    for markable in root.iterfind("Markables/*"):
        kind = markable.tag.removeprefix("NEG_")
        anchors = [a.attrib["t_id"] for a in markable.iterfind("token_anchor")]
        anchors = [a for a in anchors if a in words]
        if not kind.startswith("ACTION_") or not anchors:
            continue
        for anchor in anchors:
            tags.setdefault(anchor, EVENT_TAGS.index(kind.removeprefix("ACTION_").lower()))
        if kind != markable.tag:
            negated.append(anchors)
    rows: list[tuple[int, Row]] = []
    for number, tokens in sorted(sentences.items()):
        event = [tags.get(t, 0) for t in tokens]
        if not any(event):
            continue
        row = Row([words[t] for t in tokens], "ecb", event=event)
        place = {t: i for i, t in enumerate(tokens)}
        for anchors in negated:
            if anchors[0] not in place:
                continue
            head = next((a for a in anchors if words[a].lower() not in _LIGHT), anchors[0])
            before = row.words[max(0, place[anchors[0]] - _NEGATOR_REACH) : place[anchors[0]]]
            if any(_negates(w) for w in before):
                row.factuality[place[head]] = -1.0
        rows.append((number, row))
    return rows


def _negates(word: str) -> bool:
    word = word.lower().lstrip("\"'“‘`")
    return word in _NEGATORS or word.endswith(("n't", "n’t"))


def _joined(sentences: Sequence[tuple[int, Row]]) -> Iterator[Row]:
    """Sentences whose numbers follow each other as one row, as far as the length allows."""
    out: Row | None = None
    last = -1
    for number, row in sentences:
        if out is not None and number == last + 1 and len(out.words) + len(row.words) <= LONGEST:
            assert out.event is not None and row.event is not None
            out.factuality.update({len(out.words) + i: v for i, v in row.factuality.items()})
            out.words += row.words
            out.event += row.event
        else:
            if out is not None:
                yield out
            out = row
        last = number
    if out is not None:
        yield out


def factuality_rows(data: Path, part: str, sets: tuple[str, ...] = FACTUALITY_SETS) -> Iterator[Row]:
    """
    How certain it is that what a predicate tells happened, from -1 (certainly not) to 1 (certainly).

    The sets (licences: "see sources", none stated with the files) hold tokenised text, predicates as word
    spans and a mean judgement from -3 to 3, which is divided by three; train and dev are the sets' own.

    * ``uds_ih2``: UDS-IH2, sentences of EWT with every predicate judged.
    * ``commitmentbank``: three or so sentences (BNC, WSJ, Switchboard) that end in a clause under a verb such
      as *think* and an operator such as a negation; the clause's predicate is judged.
    * ``rp``: sentences of MultiNLI with a clause under a verb, and their negated twins.

    Texts longer than ``LONGEST`` words lose their beginning, as far as no predicate stands in it. A span of
    several words in the last two sets is a clause whose head is not told, and is skipped, as is a span
    that is not the text it claims to be. MegaVeridicality is not used: its sentences are made from templates
    ("Someone alleged that a particular thing happened") and teach the template.
    """
    for name in sets:
        path = data / "factuality" / f"{name}.{part}.jsonl"
        for line in path.read_text(encoding="utf8").splitlines():
            entry = json.loads(line)
            words: list[str] = entry["text"].split(" ")
            if not all(w.strip() for w in words):
                continue
            values: dict[int, float] = {}
            for target in entry["targets"]:
                start, end = target["span1"]
                if end - start == 1 and words[start] == target["span_text"]:
                    values[start] = max(-1.0, min(1.0, target["label"] / 3))
            if not values:
                continue
            first = min(max(0, len(words) - LONGEST), *values)
            stop = max(first + LONGEST, max(values) + 1)
            yield Row(words[first:stop], name, factuality={i - first: v for i, v in values.items()})


def plover_rows(data: Path, part: str) -> Iterator[Row]:
    """
    What a marked source does to a marked target, as a PLOVER root: 1,050 news sentences of PLV (no licence stated).

    The tags of ``marked_sentence`` are taken out and the text is cut into words as the engine does; a source
    or target marked more than once keeps its first place, and one that is not marked is looked for by its
    text; where that fails the sentence is left out. PLV's YIELD becomes CONCEDE or RETREAT where the
    sentence has words of only one of the two, and is left out otherwise. One distinct sentence in five,
    by order, is dev.
    """
    nlp = blank()
    order: dict[str, int] = {}
    with (data / "events" / "PLV_train.tsv").open(encoding="utf8", newline="") as file:
        for cells in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            text, spans = _unmarked(cells["marked_sentence"])
            number = order.setdefault(text, len(order))
            if (number % DEV_TOPIC == DEV_TOPIC - 1) != (part == "dev"):
                continue
            root = _root(cells["gold_root"], text)
            tokens = [t for t in nlp(text) if not t.is_space]
            edges = [(t.idx, t.idx + len(t)) for t in tokens]
            marked = [_words_of(spans.get(k) or _found(cells[c], text), edges) for k, c in _ENDS]
            source, target = marked
            if root is None or source is None or target is None:
                continue
            yield Row([t.text for t in tokens], "plv", code=CODES.index(root), marked=(source, target))


_ENDS = (("s", "source"), ("t", "target"))


def _root(gold: str, text: str) -> str | None:
    """The root as PLOVER has it today, ``None`` for a YIELD that could be either."""
    if gold != "YIELD":
        return gold
    if _BLOCKADE.search(text):
        return "RETREAT"
    concede, retreat = bool(_CONCEDE.search(text)), bool(_RETREAT.search(text))
    if concede == retreat:
        return None
    return "CONCEDE" if concede else "RETREAT"


def _unmarked(text: str) -> tuple[str, dict[str, Span]]:
    """The text without its marks, and the first span of each of them in characters."""
    out = ""
    last = 0
    begun: dict[str, int] = {}
    spans: dict[str, Span] = {}
    for mark in _MARK.finditer(text):
        out += text[last : mark.start()]
        last = mark.end()
        letter = mark[0][-2]
        if mark[0][1] != "/":
            begun[letter] = len(out)
        elif letter in begun:
            spans.setdefault(letter, (begun[letter], len(out)))
    return out + text[last:], spans


def _found(what: str, text: str) -> Span | None:
    """Where a text stands in another, if it does exactly once."""
    what = what.strip()
    if not what or text.count(what) != 1:
        return None
    return text.index(what), text.index(what) + len(what)


def _words_of(span: Span | None, edges: list[Span]) -> Span | None:
    """The words that a span of characters touches, end excluded."""
    if span is None:
        return None
    inside = [i for i, (start, end) in enumerate(edges) if start < span[1] and end > span[0]]
    return (inside[0], inside[-1] + 1) if inside else None
