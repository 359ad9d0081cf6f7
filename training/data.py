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

from training.properwords import LOOSE, MONTHS_AND_DAYS, PRESS, countries, nationalities, roles
from training.windows import sizes, windows
from whence.language.layout import Words, after_stop
from whence.language.lemmas import script_of
from whence.language.mentions import noun_phrases
from whence.language.tokens import blank

NAME_KINDS = ("person", "organization", "place", "facility", "nationality", "weapon", "event", "other")
NAME_TAGS = ("O", *(f"{p}-{k}" for k in NAME_KINDS for p in "BI"))
LAYERS = ("source", "cue", "content", "inner")  # inner: content inside content
ROLES = ("actor", "recipient", "object", "time", "place", "cue", "voice")  # what a trigger has
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
    layers: list[list[int]] | None = None  # four layers of 0 O, 1 B, 2 I, 3 E, 4 S
    source_of: dict[int, int] = field(
        default_factory=dict
    )  # first word of cue -> first word of source, -1 none
    cue_of: dict[int, int] = field(default_factory=dict)  # first word of content -> first word of cue
    chain: list[int] | None = None  # the chain whose mention a word heads, numbered in its document; -1 none
    document: str | None = None  # rows of one document are read together for its chains
    event: list[int] | None = None  # index into `training.events.EVENT_TAGS`
    factuality: dict[int, float] = field(default_factory=dict)  # -1 certainly not .. 1 certainly happened
    code: int | None = None  # index into `training.events.CODES`, of an event somewhere in the row
    marked: tuple[tuple[int, int], tuple[int, int]] | None = None  # source and target of that event
    claim: list[int] | None = None  # index into `training.claims.TYPES`
    status: list[int] | None = None  # index into `tools.annotation.STATUSES`, at triggers
    mode: list[int] | None = None  # index into `training.claims.MODES`, at triggers
    roles: dict[int, dict[int, set[int]]] | None = None  # trigger -> word -> its `ROLES`
    voiced: frozenset[int] = (
        frozenset()
    )  # triggers whose root voice is known: a mention in the row, or the outlet


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
    words = [c[1] for c in cells]
    small = {w for w in words if w.islower()}
    anything = tuple(range(len(NAME_TAGS)))
    told = mentions(sentences)
    tags: list[tuple[int, ...]] = [(0,)] * len(cells)
    taken = [False] * len(cells)
    nameless: set[int] = set()
    timed = {i for m in told if m.kind == "time" for i in range(m.start, m.end)}
    spans: list[tuple[int, int, tuple[str, ...], bool]] = []  # start, end, kinds, whether it may be no name
    found: list[tuple[int, int, Mention]] = []
    for m in told:
        head = head_of(m.start, m.end, heads)
        low = words[head].lower()
        letter = re.search(r"[^\W_]", words[head])
        named = letter is not None and (not letter.group().islower() or re.match(r"[a-z][A-Z]", words[head]))
        if m.kind == "time" or not named:
            continue
        if cells[head][4] not in ("NNP", "NNPS") and low in nationalities():
            spans.append((head, head + 1, ("nationality",), False))
        elif cells[head][4] in ("NNP", "NNPS") and not re.search(r"@\w|://|www\.", words[head]):
            people = low in nationalities() and low not in countries()
            if people and (m.kind == "person" or m.end - head == 1) and not gum_flanked(head, m, cells):
                kinds = ("nationality",) if m.kind == "person" else ("nationality", "other")
                spans.append((head, head + 1, kinds, False))
                continue
            start, end = (
                gum_person(m, head, cells, heads) if m.kind == "person" else gum_extent(m, head, cells, heads)
            )
            found.append((*gum_identity(m, head, start, end, words), m))
    surnames = {words[e - 1].lower() for s, e, m in found if m.kind == "person" and e - s > 1}
    seen: dict[str, Counter[str]] = {}
    for start, end, m in found:
        kind = gum_kind(m, cells[end - 1][2].lower())
        seen.setdefault(" ".join(words[start:end]).lower(), Counter())[kind] += 1
    for start, end, m in found:
        text = " ".join(words[start:end]).lower()
        low, alone = words[end - 1].lower(), end - start == 1
        kind = gum_kind(m, cells[end - 1][2].lower())
        if text in countries():
            spans.append((start, end, ("place",), False))
            continue
        if kind == "person":
            if alone and low not in surnames and (low in roles() or low.rstrip("s") in roles()):
                before = words[start - 1].lower().strip(".") if start > m.start else ""
                address = before in ("mr", "madam", "chief", "prime", "vice", "deputy")
                if low != "god" and (address or before not in TITLES | roles()):
                    nameless.update(
                        range(start, end)
                    )  # a title alone: "the President", not "Congresswoman Dean"
                continue
            if cells[end - 1][4] == "NNPS" and m.end - m.start <= 2 and low[:-1] not in surnames:
                spans.append((end - 1, end, ("nationality", "organization", "other"), False))
                continue
        elif re.match(r"(figure|fig|table|chapter|section|case|page|step|number|no)\.?( |$)", text):
            nameless.update(range(start, end))
            continue
        elif kind == "other" and re.search(r"\b(1[89]|20)\d\d[a-z]?$| & \w+$", text) and not m.identity:
            spans.append((start, end, (), False))  # a citation: persons or a work
            continue
        elif text == "god" and kind == "other":
            nameless.add(start)  # "Oh my God"
            continue
        elif kind == "other" and gum_torn(start, end, cells):
            spans.append((start, end, (), False))  # a piece of a longer name that GUM does not mark
            continue
        kinds = (kind,)
        usual, times = seen[text].most_common(1)[0]
        if kind == "other" and usual != kind:  # "My name is Katie": the rest of the document knows better
            kinds = (usual,) if times * 5 > sum(seen[text].values()) * 3 else (usual, kind)
        elif kind == "other" and (low in PRESS or re.search(r"[a-z][A-Z]", words[start])):
            kinds = ("other", "organization")  # newspapers, journals, sites
        elif (
            kind == "other"
            and m.kind == "abstract"
            and alone
            and not m.identity
            and not words[start].isupper()
        ):
            kinds = ("other", "person")  # a name spoken of as a word
        elif "event" in kinds and "covid" in text:
            kinds = ("other", "event")
        spans.append((start, end, kinds, alone and kind != "person" and not m.identity and low in small))
    for start, end, kinds, maybe in sorted(spans, key=lambda s: (s[0] - s[1], s[0])):
        if any(taken[start:end]):
            continue
        for i in range(start, end):
            taken[i] = True
            prefix = "B-" if i == start else "I-"
            named = tuple(NAME_TAGS.index(prefix + k) for k in kinds)
            tags[i] = (*((0,) if maybe else ()), *named) if kinds else anything
    titled = {i for s, e, m in found if m.kind == "person" for i in range(m.start, s)}
    for i, c in enumerate(cells):
        low = c[1].lower().strip(".")
        if taken[i] or i in nameless:
            continue
        if not c[1][:1].isupper():
            tags[i] = anything if c[3] == "PROPN" and not re.search(r"@\w|://|www\.", c[1]) else (0,)
            continue
        if low in nationalities() - LOOSE - countries() and c[3] in ("ADJ", "PROPN"):
            within = c[3] == "PROPN" or (
                i + 1 < len(cells) and c[0] != "1" and cells[i + 1][4] == "NNP" and not taken[i + 1]
            )
            tags[i] = anything if within else (NAME_TAGS.index("B-nationality"),)
        elif c[3] == "ADJ" and i and cells[i - 1][1] not in ".!?:" and c[0] != "1":
            tags[i] = (0, NAME_TAGS.index("B-nationality"))
        elif c[3] == "PROPN":
            # a proper noun outside every entity says nothing certain, save dates and titles
            date = i in timed and low in MONTHS_AND_DAYS
            tags[i] = (0,) if date or (i in titled and (low in TITLES or low in roles())) else anything
    return tags


def gum_person(m: Mention, head: int, cells: list[list[str]], heads: list[int]) -> tuple[int, int]:
    """A person's name around its head, without titles."""
    start, end = head, head + 1
    while (
        start > m.start
        and heads[start - 1] == head
        and cells[start - 1][7] in ("flat", "compound", "goeswith")
    ):
        if cells[start - 1][1].lower().strip(".") in TITLES:
            break
        start -= 1
    while end < m.end:
        if heads[end] == head and cells[end][7] in ("flat", "goeswith"):
            end += 1
        elif end + 1 < m.end and cells[end][4] == "HYPH" and cells[end + 1][4] == "NNP":
            end += 2
        else:
            break
    while start < end - 1 and cells[start][1].lower().strip(".") in TITLES:
        start += 1
    return start, end


def gum_extent(m: Mention, head: int, cells: list[list[str]], heads: list[int]) -> tuple[int, int]:
    """The name of anything but a person around its head."""

    def proper(i: int) -> bool:
        return cells[i][4] in ("NNP", "NNPS", "HYPH")

    def modifies(i: int) -> bool:  # "Korean Central News Agency"
        return m.kind != "place" and cells[i][4] == "JJ" and cells[i][1].lower() in nationalities()

    start, end = head, head + 1
    while start > m.start:
        before = start - 1
        if (
            proper(before)
            or modifies(before)
            or (cells[start][4] == "HYPH" and cells[before][1][:1].isupper())
        ):
            start -= 1
        elif (
            m.kind in ("organization", "abstract", "object", "event")
            and cells[before][1].lower() in ("and", "&")
            and before > m.start
            and cells[before - 1][4] in ("NNP", "NNPS")
            and m.start <= heads[before - 1] < m.end
            and cells[start][7] in ("conj", "compound")
        ):
            start -= 2
        else:
            break
    while end < m.end:
        if cells[end][4] in ("NNP", "NNPS", "CD", "HYPH"):
            end += 1
            continue
        gap = end
        while gap < m.end and cells[gap][1].lower() in ("of", "the", "and", "for", "on", "&", "'s"):
            gap += 1
        joined = gap > end and cells[end][1].lower() != "the"
        if joined and gap < m.end and cells[gap][4] in ("NNP", "NNPS") and m.start <= heads[gap] < m.end:
            end = gap + 1
            continue
        break
    while start < head and cells[start][4] == "HYPH":
        start += 1
    while end > head + 1 and cells[end - 1][4] == "HYPH":
        end -= 1
    return start, end


def gum_identity(m: Mention, head: int, start: int, end: int, words: list[str]) -> tuple[int, int]:
    """The longer of a name and the words of the mention that spell out its Wikipedia title."""
    title = re.sub(r"[\W_]+", "", re.sub(r"_\(.*", "", m.identity or "")).lower()
    for s in range(m.start, head + 1) if title else ():
        if not words[s][:1].isupper() or words[s].lower().strip(".") in TITLES | roles() | {"the"}:
            continue
        for e in range(m.end, max(head, s + end - start), -1):
            ends = bool(re.search(r"\w", words[e - 1]))
            if ends and re.sub(r"[\W_]+", "", "".join(words[s:e])).lower() == title:
                return s, e
    return start, end


def gum_flanked(head: int, m: Mention, cells: list[list[str]]) -> bool:
    """Whether a word stands beside another proper noun of its mention."""
    around = [i for i in (head - 1, head + 1) if m.start <= i < m.end]
    return any(cells[i][4] in ("NNP", "NNPS", "HYPH") for i in around)


def gum_torn(start: int, end: int, cells: list[list[str]]) -> bool:
    """Whether proper nouns of the same sentence touch a name on both sides."""
    if not start > 0 or end >= len(cells) or cells[start][0] == "1" or cells[end][0] == "1":
        return False
    return cells[start - 1][4] == "NNP" and cells[end][4] == "NNP"


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
    length: tuple[int, int] | None,
    seed: int,
    sets: tuple[str, ...] = ("ud_ewt", "gum"),
    *,
    context: bool = True,
) -> Iterator[Row]:
    """Rows of whole sentences from EWT and GUM.

    They are packed to random numbers of pieces between the two of ``length``, or cut into the windows of the reader if
    that is ``None``.
    """
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
            ontogum_chains(data / "gum" / "ontogum" / split / path.name, cells, heads)
            if name == "gum"
            else None
        )
        words, starts = [c[1] for c in cells], [c[0] == "1" for c in cells]
        parts = packed(words, starts, length, rng) if length else windows(words, starts, context=context)
        for part in parts:
            rows = [cells[i] for i in part]
            low = part.start
            row = Row(
                [c[1] for c in rows],
                name,
                upos=[c[3] for c in rows],
                xpos=[c[4] for c in rows],
                feats=[feats_of(c[5]) for c in rows],
                lemma=[script_of(c[1], c[2]) for c in rows],
                # the head of a word in a sentence longer than a window may lie outside of it
                heads=[
                    -1 if heads[i] < 0 else heads[i] - low if heads[i] in part else UNKNOWN - 1 for i in part
                ],
                deprel=[c[7] for c in rows],
                starts=[c[0] == "1" for c in rows],
                names=[names[i] for i in part] if names else None,
            )
            if chains is not None:
                row.chain = [chains.get(i, -1) for i in part]
                row.document = path.stem
            yield row


def packed(
    words: list[str], starts: list[bool], length: tuple[int, int], rng: random.Random
) -> Iterator[range]:
    """Ranges of whole sentences, each filled to a random number of pieces."""
    size = sizes(words)
    edges = [*(i for i, s in enumerate(starts) if s), len(words)]
    first = 0
    while first < len(edges) - 1:
        target = rng.randint(*length)
        last, total = first, 0
        while last < len(edges) - 1:
            more = sum(size[edges[last] : edges[last + 1]])
            if total and total + more > target:
                break
            total += more
            last += 1
        yield range(edges[first], edges[last])
        first = last


def ontogum_chains(path: Path, cells: list[list[str]], heads: list[int]) -> dict[int, int] | None:
    """Head word of each coreferent mention -> number of its chain.

    A mention is the noun phrase of its very words (`whence.language.mentions`), else the one with its head word.
    """
    if not path.exists():
        return None
    sentences = read_conllu(path)
    if sum(len(s.rows) for s in sentences) != len(heads):
        return None
    rooted = [i if h < 0 else h for i, h in enumerate(heads)]
    phrases = noun_phrases(rooted, *([c[k] for c in cells] for k in (3, 7, 1)))
    by_span = {span: head for head, span in zip(*phrases, strict=True)}
    groups: dict[str, list[Mention]] = {}
    for m in mentions(sentences):
        groups.setdefault(m.group, []).append(m)
    out: dict[int, int] = {}
    for exact in (True, False):
        for number, members in enumerate(groups.values()):
            for m in members if len(members) > 1 else ():
                head = by_span.get((m.start, m.end))
                if exact and head is not None:
                    out[head] = number
                elif not exact and head is None:
                    out.setdefault(head_of(m.start, m.end, heads), number)
    return out


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


def attribution_rows(data: Path, split: str, *, context: bool = True) -> Iterator[Row]:
    """The articles of PolNeAR in the windows of the reader, with the context before each window or without."""
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
                layer[s:e] = [1, *[2] * (e - s - 2), 3] if e - s > 1 else [4]
        source_of = {c[0]: (link[0][0][0] if link[0] else -1) for link in links for c in link[1]}
        cue_of = {c[0]: link[1][0][0] for link in links if link[1] for c in link[2]}
        told = [t.text for t in tokens]
        signs = zip(after_stop(told), Words.of(doc).after_break(1), strict=True)
        for part in windows(told, [any(s) for s in signs], context=context):
            first, last = part.start, part.stop
            yield Row(
                told[first:last],
                "polnear",
                layers=[layer[first:last] for layer in layers],
                source_of={
                    c - first: (s - first if s in part else -1) for c, s in source_of.items() if c in part
                },
                cue_of={c - first: (s - first if s in part else -1) for c, s in cue_of.items() if c in part},
            )


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
