"""What the engine learns from: the labelled sets as rows of words with whatever labels each set has."""

from __future__ import annotations

import csv
import io
import random
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from whence.language.lemmas import script_of
from whence.language.tokens import blank

NAME_KINDS = ("person", "organization", "place", "facility", "nationality", "weapon", "event", "other")
NAME_TAGS = ("O", *(f"{p}-{k}" for k in NAME_KINDS for p in "BI"))
LAYERS = ("source", "cue", "content", "inner")  # inner: content inside content
UNKNOWN = -100

# Words that head names of facilities and weapons where a set only says "place" or "object".
FACILITY = frozenset(
    [
        "airport",
        "airfield",
        "base",
        "hospital",
        "bridge",
        "stadium",
        "palace",
        "prison",
        "jail",
        "station",
        "cosmodrome",
        "tower",
        "dam",
        "museum",
        "hotel",
        "embassy",
        "consulate",
        "school",
        "mosque",
        "church",
        "cathedral",
        "temple",
        "port",
        "harbour",
        "harbor",
        "reactor",
        "plant",
        "mall",
        "arena",
        "spaceport",
        "camp",
        "checkpoint",
        "crossing",
        "building",
        "hall",
        "theatre",
        "theater",
        "library",
        "cemetery",
        "zoo",
        "castle",
    ]
)
WEAPON = frozenset(
    [
        "missile",
        "rocket",
        "rifle",
        "bomb",
        "tank",
        "jet",
        "fighter",
        "bomber",
        "drone",
        "gun",
        "warhead",
        "grenade",
        "torpedo",
        "howitzer",
    ]
)
# Titles stand before a person's name and are no part of it.
TITLES = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "dr",
        "prof",
        "professor",
        "president",
        "prime",
        "minister",
        "chancellor",
        "senator",
        "sen",
        "rep",
        "gov",
        "governor",
        "king",
        "queen",
        "prince",
        "princess",
        "sir",
        "lord",
        "lady",
        "pope",
        "general",
        "gen",
        "colonel",
        "col",
        "captain",
        "capt",
        "sergeant",
        "sgt",
        "lieutenant",
        "lt",
        "major",
        "maj",
        "admiral",
        "secretary",
        "ambassador",
        "chairman",
        "judge",
        "justice",
        "rev",
        "reverend",
        "sheikh",
        "ayatollah",
        "congressman",
        "mayor",
        "commander",
        "vice",
        "deputy",
        "foreign",
        "defense",
        "defence",
        "leader",
        "spokesman",
        "spokeswoman",
        "us",
        "u.s.",
        "u.n.",
        "former",
    ]
)


@dataclass
class Row:
    """Words with labels; a label list is ``None`` where the set says nothing about it."""

    words: list[str]
    task: str
    upos: list[str] | None = None
    xpos: list[str] | None = None
    feats: list[str] | None = None
    lemma: list[str] | None = None
    heads: list[int] | None = None  # index in the row, -1 for a root
    deprel: list[str] | None = None
    starts: list[bool] | None = None
    names: list[tuple[int, ...]] | None = None  # allowed tags
    layers: list[list[int]] | None = None  # four layers of 0 O, 1 B, 2 I
    source_of: dict[int, int] = field(
        default_factory=dict
    )  # first word of cue -> first word of source, -1 none
    cue_of: dict[int, int] = field(default_factory=dict)  # first word of content -> first word of cue
    antecedent: list[list[int]] | None = None  # for each word: heads of earlier mentions of its chain


@dataclass
class Sentence:
    """One tree with what GUM adds to it."""

    rows: list[list[str]]
    paragraph: bool = False


def read_conllu(path: Path) -> list[Sentence]:
    sentences: list[Sentence] = []
    rows: list[list[str]] = []
    paragraph = False
    for line in path.read_text(encoding="utf8").splitlines():
        if line.startswith("# newpar"):
            paragraph = True
        elif not line.strip():
            if rows:
                sentences.append(Sentence(rows, paragraph))
                rows, paragraph = [], False
        elif not line.startswith("#"):
            cells = line.split("\t")
            if cells[0].isdigit():
                rows.append(cells)
    if rows:
        sentences.append(Sentence(rows, paragraph))
    return sentences


def misc(cells: list[str], key: str) -> str | None:
    for part in cells[9].split("|"):
        if part.startswith(key + "="):
            return part[len(key) + 1 :]
    return None


_ENTITY = re.compile(r"\(([^()]+)\)?|([^()]+)\)")


@dataclass
class Mention:
    start: int
    end: int
    group: str
    kind: str
    identity: str | None


def mentions(sentences: list[Sentence]) -> list[Mention]:
    """Entity mentions of a document, over its words numbered from 0 (GUM and OntoGUM bracket notation)."""
    out: list[Mention] = []
    open_: dict[str, list[tuple[int, list[str]]]] = {}
    position = 0
    for sentence in sentences:
        for cells in sentence.rows:
            text = misc(cells, "Entity")
            for match in re.finditer(r"\([^()]+\)?|[^()]+\)", text or ""):
                token = match.group()
                if token.startswith("("):
                    parts = token.strip("()").split("-")
                    if token.endswith(")"):
                        out.append(_mention(position, position + 1, parts))
                    else:
                        open_.setdefault(parts[0], []).append((position, parts))
                else:
                    group = token[:-1]
                    if open_.get(group):
                        start, parts = open_[group].pop()
                        out.append(_mention(start, position + 1, parts))
            position += 1
    return out


def _mention(start: int, end: int, parts: list[str]) -> Mention:
    # GRP-etype-infstat-salience-centering-minspan-link-identity; OntoGUM has the group alone
    identity = "-".join(parts[7:]) if len(parts) > 7 else None
    return Mention(start, end, parts[0], parts[1] if len(parts) > 1 else "", identity)


def head_of(start: int, end: int, heads: list[int]) -> int:
    """The word of a span whose head lies outside of it (the last such, else the last word)."""
    outside = [i for i in range(start, end) if not start <= heads[i] < end]
    return outside[0] if outside else end - 1


def gum_names(sentences: list[Sentence]) -> list[tuple[int, ...]]:
    """Allowed name tags for each word of a GUM document, from PROPN-headed entities."""
    cells = [c for s in sentences for c in s.rows]
    heads = document_heads(sentences)
    tags: list[tuple[int, ...]] = [(0,)] * len(cells)
    taken = [False] * len(cells)
    # single names first by length: a long name may contain shorter entities, the longest name wins
    spans: list[tuple[int, int, str]] = []
    for m in mentions(sentences):
        if m.kind == "time":
            continue
        head = head_of(m.start, m.end, heads)
        form = cells[head][1]
        if cells[head][4] not in ("NNP", "NNPS"):
            if (
                cells[head][3] == "ADJ"
                and form[:1].isupper()
                and m.kind in ("place", "person", "organization", "abstract")
            ):
                spans.append((head, head + 1, "nationality"))
            continue
        start, end = head, head + 1
        if m.kind == "person":
            if cells[head][4] == "NNPS" and m.end - m.start <= 2:
                spans.append((head, head + 1, "nationality"))
                continue
            while (
                start > m.start
                and heads[start - 1] == head
                and cells[start - 1][7] in ("flat", "compound", "goeswith")
            ):
                if cells[start - 1][1].lower().strip(".") in TITLES:
                    break
                start -= 1
            while end < m.end and heads[end] == head and cells[end][7] in ("flat", "goeswith"):
                end += 1
            while start < end - 1 and cells[start][1].lower().strip(".") in TITLES:
                start += 1
        else:
            while start > m.start and cells[start - 1][4] in ("NNP", "NNPS", "HYPH"):
                start -= 1
            while end < m.end:
                if cells[end][4] in ("NNP", "NNPS", "CD", "HYPH"):
                    end += 1
                    continue
                gap = end
                while gap < m.end and cells[gap][1].lower() in ("of", "the", "and", "for", "on", "&", "'s"):
                    gap += 1
                if gap > end and gap < m.end and cells[gap][4] in ("NNP", "NNPS") and heads[gap] >= m.start:
                    end = gap + 1
                    continue
                break
        spans.append((start, end, gum_kind(m, cells[end - 1][2].lower())))
    for start, end, kind in sorted(spans, key=lambda s: (s[0] - s[1], s[0])):
        if any(taken[start:end]):
            continue
        for i in range(start, end):
            taken[i] = True
            tags[i] = (NAME_TAGS.index(("B-" if i == start else "I-") + kind),)
    for i, c in enumerate(cells):
        if not taken[i] and c[3] == "ADJ" and c[1][:1].isupper() and i and cells[i - 1][1] not in ".!?:":
            tags[i] = (0, NAME_TAGS.index("B-nationality"))
        elif not taken[i] and c[3] == "PROPN":
            # a proper noun outside every entity says nothing certain
            tags[i] = tuple(range(len(NAME_TAGS)))
    return tags


def gum_kind(mention: Mention, head: str) -> str:
    if mention.kind in ("person", "organization", "event"):
        return mention.kind
    if mention.kind == "place":
        return "facility" if head in FACILITY else "place"
    if mention.kind == "object":
        return "weapon" if head in WEAPON else "facility" if head in FACILITY else "other"
    return "other"


def document_heads(sentences: list[Sentence]) -> list[int]:
    out: list[int] = []
    for s in sentences:
        base = len(out)
        out.extend(base + int(c[6]) - 1 if int(c[6]) else -1 for c in s.rows)
    return out


def feats_of(cell: str) -> str:
    return "" if cell == "_" else cell


def tree_rows(
    data: Path,
    split: str,
    length: tuple[int, int],
    seed: int,
    pieces: dict[str, int],
    sets: tuple[str, ...] = ("ud_ewt", "gum"),
) -> Iterator[Row]:
    """Rows of whole sentences from EWT and GUM, packed to random lengths."""
    rng = random.Random(seed)
    files: list[tuple[str, Path]] = []
    if "ud_ewt" in sets:
        files += [("ewt", p) for p in sorted((data / "ud_ewt" / split).rglob("*.conllu"))]
    if "gum" in sets:
        files += [("gum", p) for p in sorted((data / "gum" / split).glob("*.conllu"))]
    for name, path in files:
        sentences = read_conllu(path)
        cells = [c for s in sentences for c in s.rows]
        heads = document_heads(sentences)
        names = gum_names(sentences) if name == "gum" else None
        chains = (
            ontogum_chains(data / "gum" / "ontogum" / split / path.name, heads) if name == "gum" else None
        )
        first = 0
        while first < len(sentences):
            target = rng.randint(*length)
            last, size = first, 0
            while last < len(sentences):
                more = sum(pieces.get(c[1]) or len(c[1]) // 4 + 1 for c in sentences[last].rows)
                if size and size + more > target:
                    break
                size += more
                last += 1
            start = sum(len(s.rows) for s in sentences[:first])
            end = start + sum(len(s.rows) for s in sentences[first:last])
            part = cells[start:end]
            row = Row(
                [c[1] for c in part],
                name,
                upos=[c[3] for c in part],
                xpos=[c[4] for c in part],
                feats=[feats_of(c[5]) for c in part],
                lemma=[script_of(c[1], c[2]) for c in part],
                heads=[h - start if h >= 0 else -1 for h in heads[start:end]],
                deprel=[c[7] for c in part],
                starts=[c[0] == "1" for c in part],
                names=names[start:end] if names else None,
            )
            if chains is not None:
                row.antecedent = [
                    [a - start for a in chains.get(i, ()) if start <= a < i] for i in range(start, end)
                ]
            yield row
            first = last


def ontogum_chains(path: Path, heads: list[int]) -> dict[int, list[int]] | None:
    """Head word of each mention -> head words of the other mentions of its chain."""
    if not path.exists():
        return None
    sentences = read_conllu(path)
    if sum(len(s.rows) for s in sentences) != len(heads):
        return None
    groups: dict[str, set[int]] = {}
    for m in mentions(sentences):
        groups.setdefault(m.group, set()).add(head_of(m.start, m.end, heads))
    return {h: sorted(members - {h}) for members in groups.values() if len(members) > 1 for h in members}


@dataclass
class Annotated:
    """One attribution of PolNeAR: character spans."""

    source: list[tuple[int, int]]
    cue: list[tuple[int, int]]
    content: list[tuple[int, int]]


_TEXT_BOUND = re.compile(r"^T(\d+)\t(\S+) ([\d; ]+)\t", re.M)
_EVENT = re.compile(r"^E\d+\t(.+)$", re.M)


def read_polnear(path: Path) -> list[Annotated]:
    """The attributions of one .ann file (brat standoff; contents may hold newlines)."""
    text = path.read_text(encoding="utf8")
    bounds: dict[str, tuple[str, list[tuple[int, int]]]] = {}
    for m in _TEXT_BOUND.finditer(text):
        spans = [(int(a), int(b)) for a, b in (part.split() for part in m.group(3).strip().split(";"))]
        bounds["T" + m.group(1)] = (m.group(2), spans)
    out = []
    for m in _EVENT.finditer(text):
        roles: dict[str, list[tuple[int, int]]] = {"Source": [], "Cue": [], "Content": []}
        for argument in m.group(1).split():
            role, _, target = argument.partition(":")
            role = role.rstrip("0123456789")
            if role in roles and target in bounds:
                roles[role].extend(bounds[target][1])
        out.append(Annotated(*(sorted(roles[r]) for r in ("Source", "Cue", "Content"))))
    return out


def polnear_documents(data: Path, split: str) -> Iterator[tuple[str, str, list[Annotated]]]:
    """Name, text and attributions of each article; the first annotator where several read it."""
    seen: set[str] = set()
    for path in sorted((data / "polnear" / split / "attributions").glob("*.ann")):
        name = path.stem.rsplit("_", 1)[0]
        if name in seen:
            continue
        text_path = data / "polnear" / split / "text" / f"{name}.txt"
        if not text_path.exists():
            continue
        seen.add(name)
        with text_path.open(encoding="utf8", newline="") as f:
            yield name, f.read(), read_polnear(path)


def merge(spans: list[tuple[int, int]], text: str) -> list[tuple[int, int]]:
    """Spans that only white space separates, joined."""
    out: list[tuple[int, int]] = []
    for start, end in spans:
        if out and not text[out[-1][1] : start].strip():
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


def attribution_rows(data: Path, split: str, longest: int, pieces: dict[str, int]) -> Iterator[Row]:
    nlp = blank()
    for _, text, annotated in polnear_documents(data, split):
        doc = nlp.make_doc(text)
        tokens = [t for t in doc if not t.is_space]
        starts = [t.idx for t in tokens]
        ends = [t.idx + len(t) for t in tokens]
        spans: list[list[tuple[int, int]]] = []
        layers = [[0] * len(tokens) for _ in LAYERS]
        links: list[tuple[list[tuple[int, int]], ...]] = []
        for a in annotated:
            parts = []
            for group in (a.source, a.cue, a.content):
                words = []
                for s, e in merge(group, text):
                    inside = [i for i in range(len(tokens)) if starts[i] < e and ends[i] > s]
                    if inside:
                        words.append((inside[0], inside[-1] + 1))
                parts.append(words)
            links.append(tuple(parts))
        spans = [[s for link in links for s in link[k]] for k in range(3)]
        for k in range(3):
            for s, e in sorted(set(spans[k]), key=lambda x: x[0] - x[1]):
                layer = layers[k]
                if any(layer[s:e]):
                    if k != 2 or any(layers[3][s:e]):
                        continue
                    layer = layers[3]
                layer[s:e] = [1] + [2] * (e - s - 1)
        source_of = {c[0]: (link[0][0][0] if link[0] else -1) for link in links for c in link[1]}
        cue_of = {c[0]: link[1][0][0] for link in links if link[1] for c in link[2]}
        breaks = [i for i in range(1, len(tokens)) if "\n" in text[ends[i - 1] : starts[i]]]
        stops = [i + 1 for i in range(len(tokens) - 1) if tokens[i].text in (".", "!", "?", "”", '"')]
        size = [pieces.get(t.text) or len(t.text) // 4 + 1 for t in tokens]
        first = 0
        while first < len(tokens):
            last, total = first, 0
            while last < len(tokens) and total + size[last] <= longest:
                total += size[last]
                last += 1
            last = max(last, first + 1)
            if last < len(tokens):
                for cuts in (breaks, stops):
                    fitting = [b for b in cuts if first < b <= last]
                    if fitting:
                        last = fitting[-1]
                        break
            yield Row(
                [t.text for t in tokens[first:last]],
                "polnear",
                layers=[clip(layer[first:last]) for layer in layers],
                source_of={
                    c - first: (s - first if first <= s < last else -1)
                    for c, s in source_of.items()
                    if first <= c < last
                },
                cue_of={
                    c - first: (s - first if first <= s < last else -1)
                    for c, s in cue_of.items()
                    if first <= c < last
                },
            )
            first = last


def clip(layer: list[int]) -> list[int]:
    return [1, *layer[1:]] if layer and layer[0] == 2 else layer


def _allowed(prefix: str, kinds: tuple[str, ...]) -> tuple[int, ...]:
    return tuple(NAME_TAGS.index(f"{prefix}-{k}") if k != "O" else 0 for k in kinds)


# What the labels of other name sets may be in ours; several kinds where the set does not decide.
KINDS: dict[str, tuple[str, ...]] = {
    "per": ("person",),
    "org": ("organization",),
    "geo": ("place", "facility"),
    "gpe": ("nationality", "place"),
    "art": ("other", "weapon", "facility"),
    "eve": ("event",),
    "nat": ("other", "event", "O"),
    "tim": ("O",),
    "PER": ("person",),
    "ORG": ("organization",),
    "LOC": ("place", "facility"),
    "MISC": ("nationality", "weapon", "event", "other"),
    "person": ("person",),
    "location": ("place", "facility"),
    "corporation": ("organization",),
    "group": ("organization", "other"),
    "product": ("weapon", "other"),
    "creative-work": ("other",),
}


def name_row(words: list[str], labels: list[str], task: str) -> Row:
    tags: list[tuple[int, ...]] = []
    previous = "O"
    for i, (word, label) in enumerate(zip(words, labels, strict=True)):
        prefix, _, kind = label.partition("-")
        if label == "O":
            tags.append((0,))
        elif kind in ("per", "PER", "person") and word.lower().strip(".") in TITLES:
            tags.append((0,))
            previous = "O"
            continue
        else:
            kinds = KINDS[kind]
            if kind in ("geo", "LOC", "location"):
                end = i
                while end + 1 < len(labels) and labels[end + 1] == f"I-{kind}":
                    end += 1
                kinds = ("facility",) if words[end].lower() in FACILITY else ("place",)
            begin = prefix == "B" or not previous.endswith(kind) or previous == "O"
            if kinds == ("O",):
                tags.append((0,))
            else:
                tags.append(_allowed("B" if begin else "I", kinds))
        previous = label
    return Row(words, task, names=tags)


def read_columns(path: Path, separator: str | None) -> Iterator[tuple[list[str], list[str]]]:
    words: list[str] = []
    labels: list[str] = []
    for line in path.read_text(encoding="utf8").splitlines():
        cells = line.split(separator)
        if len(cells) < 2:
            if words:
                yield words, labels
            words, labels = [], []
        else:
            words.append(cells[0])
            labels.append(cells[-1].strip())
    if words:
        yield words, labels


def read_gmb(path: Path) -> Iterator[tuple[list[str], list[str]]]:
    with zipfile.ZipFile(path) as z, z.open(z.namelist()[0]) as raw:
        reader = csv.reader(io.TextIOWrapper(raw, encoding="latin-1"))
        next(reader)
        words: list[str] = []
        labels: list[str] = []
        for number, word, _, tag in reader:
            if number and words:
                yield words, labels
                words, labels = [], []
            words.append(word)
            labels.append(tag)
        yield words, labels


def name_rows(data: Path, seed: int, share: float) -> list[Row]:
    """Rows of the name sets: GMB by threes (``share`` of it), WikiGold and WNUT17 whole."""
    rng = random.Random(seed)
    gmb = [
        name_row(w, t, "gmb")
        for w, t in read_gmb(data / "ner" / "gmb.csv.zip")
        if w and len(w) < 120 and all(w)
    ]
    rng.shuffle(gmb)
    rows = [join(gmb[i : i + 3]) for i in range(0, int(len(gmb) * share), 3)]
    wiki = [name_row(w, t, "wikigold") for w, t in read_columns(data / "ner" / "wikigold.conll", None)]
    rows += [join(wiki[i : i + 3]) for i in range(0, len(wiki), 3)]
    rows += [name_row(w, t, "wnut") for w, t in read_columns(data / "ner" / "wnut17.train.conll", "\t")]
    return rows


def join(rows: list[Row]) -> Row:
    """Consecutive rows of names as one; each begins a sentence."""
    out = Row([], rows[0].task, names=[])
    for r in rows:
        out.words += r.words
        assert out.names is not None and r.names is not None
        out.names += r.names
    return out


@dataclass(frozen=True)
class Labels:
    """The label inventories, in a fixed order."""

    upos: tuple[str, ...]
    xpos: tuple[str, ...]
    feats: tuple[str, ...]
    lemma: tuple[str, ...]
    deprel: tuple[str, ...]

    @staticmethod
    def of(rows: list[Row]) -> Labels:
        def ranked(key: str, least: int) -> tuple[str, ...]:
            counts = Counter(v for r in rows for v in getattr(r, key) or ())
            return tuple(v for v, n in sorted(counts.items(), key=lambda x: (-x[1], x[0])) if n >= least)

        return Labels(
            ranked("upos", 1), ranked("xpos", 1), ranked("feats", 3), ranked("lemma", 3), ranked("deprel", 1)
        )
