"""From scores to linguistic structure: sentences, trees, names, attributions and coreference chains."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from ufal.chu_liu_edmonds import chu_liu_edmonds

from whence.language.encode import Encoded, Floats, Inventory, Pairs
from whence.language.extensions import TokenArgument, TokenAttribution, TokenEvent, TokenSpan
from whence.language.tower import Tower

Ints = npt.NDArray[np.int64]

LONGEST_SENTENCE = 220
"""Words; a longer stretch without a sentence start is cut at its likeliest start, so that time stays linear."""
FRAGMENT_GAP = 3
"""Words between two pieces of one content that are taken for a gap in the tagging."""
AFTER_STOP = 3.0
"""Log-odds added to a sentence start after a full stop of its own; chosen on GUM and EWT dev among 0, 2, 3, 4."""
LABEL_BLOCK = 64
"""Words whose labels are scored together: what lies between the two products then stays in the processor's cache."""
GROWN = 16
"""Words of a span that is found by being pointed at."""
LINK_REACH = 120
"""Words between a cue and its source or content."""
LINK_FAR = 0.5
"""Taken from the score of a link for each e-fold of the words between; this, `LINK_APART` and `LINK_LEAST` were chosen on PolNeAR."""
LINK_APART = 5.0
"""Taken from the score of a link to a word of another paragraph."""
LINK_LEAST = -2.0
"""Score that a link must have."""
SURE = (1.86, 0.23)
"""Slope and intercept from the log-odds of the words of an attribution to those of its being right, fitted on PolNeAR dev."""


class Tree(NamedTuple):
    """Heads (index in the text; a root is its own head) and indices of labels."""

    heads: Ints
    labels: Ints


def probabilities(scores: Floats) -> Floats:
    """Softmax over the last axis."""
    shifted: Floats = np.exp(scores - scores.max(-1, keepdims=True))
    shares: Floats = shifted / shifted.sum(-1, keepdims=True)
    return shares


def sentence_starts(scores: Floats, forced: Sequence[bool], stopped: Sequence[bool]) -> list[int]:
    """First words of sentences. ``scores`` [words, 2]; ``forced`` marks words that must begin one.

    ``stopped`` marks words after a full stop that stands by itself: they begin a sentence unless the scores are firmly
    against it.
    """
    if not len(scores):
        return []
    chance = scores[:, 1] - scores[:, 0] + AFTER_STOP * np.asarray(stopped, dtype=np.float32)
    starts = [0, *(int(i) for i in np.flatnonzero((chance > 0) | np.asarray(forced, dtype=bool)) if i)]
    out: list[int] = []
    for start, end in zip(starts, [*starts[1:], len(scores)], strict=True):
        out.append(start)
        while end - out[-1] > LONGEST_SENTENCE:
            low = out[-1] + LONGEST_SENTENCE // 2
            out.append(low + int(chance[low : low + LONGEST_SENTENCE // 2].argmax()))
    return out


def trees(encoded: Encoded, pairs: Pairs, starts: Sequence[int], root_label: int) -> Tree:
    """The best well-formed tree with one root over each sentence (Chu-Liu-Edmonds where the argmax is none)."""
    total = len(encoded.arc_dep)
    heads = np.arange(total, dtype=np.int64)
    for start, end in zip(starts, [*starts[1:], total], strict=True):
        head_side = np.concatenate([pairs.arc_root[None], encoded.arc_head[start:end]])
        scores = encoded.arc_dep[start:end] @ head_side[:, :-1].T + head_side[:, -1]
        n = end - start
        scores[np.arange(n), np.arange(n) + 1] = -np.inf
        best = scores.argmax(1)
        if not _is_tree(best):
            best = _spanning_tree(scores)
        found = start + best - 1
        heads[start:end] = np.where(best == 0, np.arange(start, end), found)
    is_root = heads == np.arange(total)
    head_side = np.where(is_root[:, None], pairs.lab_root[None], encoded.lab_head[heads])
    one = np.ones((total, 1), dtype=np.float32)
    dep_side = np.concatenate([encoded.lab_dep, one], 1)
    head_side = np.concatenate([head_side, one], 1)
    width, count, _ = pairs.lab_map.shape
    flat = pairs.lab_map.reshape(width, -1)
    labels = np.empty(total, dtype=np.int64)
    for low in range(0, total, LABEL_BLOCK):
        part = slice(low, low + LABEL_BLOCK)
        mapped = (dep_side[part] @ flat).reshape(-1, count, width)
        scores = (mapped @ head_side[part][:, :, None])[:, :, 0]
        scores[~is_root[part], root_label] = -np.inf
        labels[part] = scores.argmax(1)
    labels[is_root] = root_label
    return Tree(heads, labels)


def _is_tree(heads: Ints) -> bool:
    """Whether heads (0 is the root, words count from 1) form one tree with one root."""
    if (heads == 0).sum() != 1:
        return False
    state = [0] * (len(heads) + 1)  # 0 unseen, 1 reaches the root
    state[0] = 1
    for word in range(1, len(heads) + 1):
        path, at = [], word
        while not state[at]:
            state[at] = 2
            path.append(at)
            at = int(heads[at - 1])
        if state[at] == 2:
            return False
        for seen in path:
            state[seen] = 1
    return True


def _spanning_tree(scores: Floats) -> Ints:
    """Heads of the maximum spanning tree with a single root; ``scores`` [words, words + 1]."""
    n = len(scores)
    finite = scores[np.isfinite(scores)]
    matrix = np.full((n + 1, n + 1), np.nan)
    matrix[1:] = np.where(np.isfinite(scores), scores, np.nan)
    # every tree has at least one arc from the root; a toll on such arcs makes one the best number
    matrix[1:, 0] -= float(finite.max() - finite.min()) * n + 1.0
    found, _ = chu_liu_edmonds(matrix)
    return np.asarray(found[1:], dtype=np.int64)


OUTSIDE, BEGIN, INSIDE, END, SINGLE = range(5)
"""States of a layer of spans; which may follow which is part of the weights (`Pairs.transitions`)."""


def best_paths(scores: Sequence[Floats], transitions: Floats) -> list[Ints]:
    """The best sequences of states (Viterbi), of several texts at once.

    ``scores`` [words, layers, states] of each text, ``transitions`` [layers, states, states] from row to column;
    result [words, layers] for each. A text neither begins inside a span nor ends in one.
    """
    order = sorted(range(len(scores)), key=lambda i: -len(scores[i]))
    lengths = [len(scores[i]) for i in order]
    if not lengths or not lengths[0]:
        return [np.empty((0, len(transitions)), dtype=np.int64) for _ in scores]
    layers, states = transitions.shape[:2]
    table = np.zeros((lengths[0], len(order), layers, states), dtype=np.float32)
    for k, i in enumerate(order):
        table[: lengths[k], k] = scores[i]
    table[0, :, :, [INSIDE, END]] = -1e4
    for k, n in enumerate(lengths):
        if n:
            table[n - 1, k, :, [BEGIN, INSIDE]] -= 1e4
    back = np.zeros(table.shape, dtype=np.int8)
    live = [sum(n > t for n in lengths) for t in range(lengths[0])]
    total = table[0]
    for t in range(1, lengths[0]):
        step = total[: live[t], :, :, None] + transitions
        back[t, : live[t]] = step.argmax(2)
        total[: live[t]] = step.max(2) + table[t, : live[t]]
    paths = np.zeros(table.shape[:3], dtype=np.int64)
    at = total.argmax(-1)
    for t in range(lengths[0] - 1, -1, -1):
        paths[t] = at
        some = slice(0, live[t])
        if t:
            at[some] = np.take_along_axis(back[t, some], at[some, :, None], -1)[..., 0]
    out: list[Ints] = [np.empty((0, layers), dtype=np.int64)] * len(scores)
    for k, i in enumerate(order):
        out[i] = paths[: lengths[k], k]
    return out


def spans_of(states: Ints) -> list[TokenSpan]:
    """Spans of one layer; ``states`` [words] as `best_paths` gives them."""
    starts = np.flatnonzero((states == BEGIN) | (states == SINGLE))
    ends = np.flatnonzero((states == END) | (states == SINGLE))
    return [(int(a), int(b) + 1) for a, b in zip(starts, ends, strict=True)]


class FoundName(NamedTuple):
    """A name: token span, kind, probability."""

    start: int
    end: int
    kind: str
    confidence: float


def names(scores: Floats, tags: Sequence[str]) -> list[FoundName]:
    """Names from BIO scores: the best path that never goes from O or another kind into an I- tag."""
    if not len(scores):
        return []
    legal = np.zeros((len(tags), len(tags)), dtype=np.float32)
    for j, tag in enumerate(tags):
        if tag.startswith("I-"):
            legal[[i for i, t in enumerate(tags) if t == "O" or t[2:] != tag[2:]], j] = -1e4
    chances = probabilities(scores)
    guess = scores.argmax(1)
    broken = np.flatnonzero(legal[guess[:-1], guess[1:]] < 0)
    if len(broken) or legal[0, guess[0]] < 0:
        guess = _best_path(scores, legal)
    out: list[FoundName] = []
    start = -1
    for i, label in enumerate([*(tags[g] for g in guess), "O"]):
        if start >= 0 and not label.startswith("I-"):
            kind = tags[guess[start]][2:]
            sure = float(np.mean([chances[k, guess[k]] for k in range(start, i)]))
            out.append(FoundName(start, i, kind, sure))
            start = -1
        if label.startswith("B-"):
            start = i
    return out


def _best_path(scores: Floats, legal: Floats) -> Ints:
    """Viterbi over additive scores; the first tag must be one that may follow O."""
    n, k = scores.shape
    back = np.empty((n, k), dtype=np.int64)
    total = scores[0] + legal[0]
    for i in range(1, n):
        step = total[:, None] + legal
        back[i] = step.argmax(0)
        total = step[back[i], np.arange(k)] + scores[i]
    path = np.empty(n, dtype=np.int64)
    path[-1] = total.argmax()
    for i in range(n - 1, 0, -1):
        path[i - 1] = back[i, path[i]]
    return path


_OPENING, _CLOSING, _STRAIGHT = (
    frozenset({"“", "``", "„", "«"}),
    frozenset({"”", "»"}),
    frozenset({'"', "''"}),
)
_QUOTES = _OPENING | _STRAIGHT | {"‘", "'"}
_GOVERNED = ("ccomp", "obj", "xcomp", "obl", "acl", "nmod")
"""UD relations of what a cue tells, the likeliest first."""


class Clauses:
    """What the tree tells about cues: the clause one governs, and where what is coordinated with it begins."""

    def __init__(
        self,
        heads: Sequence[int],
        labels: Sequence[str],
        words: Sequence[str],
        paragraphs: Sequence[bool] = (),
    ) -> None:
        """``paragraphs``: which words begin one."""
        self._heads, self._labels, self._words = heads, labels, words
        self._paragraphs = [i for i, begins in enumerate(paragraphs) if begins]
        self._paragraph = np.cumsum(paragraphs) if len(paragraphs) else np.zeros(len(heads), dtype=np.int64)
        self._quoted = _quotations(words, set(self._paragraphs))
        self._children: list[list[int]] = [[] for _ in heads]
        for word, head in enumerate(heads):
            if head != word:
                self._children[head].append(word)

    def governed(self, cue: TokenSpan) -> TokenSpan | None:
        """The clause or object that a cue takes, if the tree has one: what it would tell had no content been found."""
        head = self._head(cue)
        found: dict[str, int] = {}
        for child in self._children[head]:
            label = self._labels[child]
            if cue[0] <= child < cue[1] or label not in _GOVERNED:
                continue
            if label == "obl" and not any(cue[0] <= c < cue[1] for c in self._children[child]):
                continue  # "talked about it", where "about" is of the cue, but not "said on Monday"
            found.setdefault(label, child)
        if not found:
            return None
        best = min(found, key=_GOVERNED.index)
        low, high = self._extent(found[best])
        if best == "obj" and "xcomp" in found:  # "urged the council to act"
            high = max(high, self._extent(found["xcomp"])[1])
        if low < cue[1] and high > cue[0]:
            low, high = (cue[1], high) if found[best] >= cue[1] else (low, cue[0])
        return (low, high) if low < high else None

    def verb_group(self, cue: TokenSpan) -> TokenSpan:
        """A cue without the occasion behind its verb ("wrote" of "wrote in a statement"), which PolNeAR has in it as often as not."""
        head, end = self._head(cue), cue[1]
        for child in reversed(self._children[head]):
            low, high = self._extent(child)
            if self._labels[child] == "obl" and head < low and child < end <= high:
                end = low
        return cue[0], end

    def before_comma(self, content: TokenSpan) -> TokenSpan:
        """A content without the comma that parts it from its cue: of 22,000 contents of PolNeAR train 119 end in one."""
        start, end = content
        return (start, end - 1) if end - start > 1 and self._words[end - 1] == "," else content

    def within_paragraph(self, content: TokenSpan) -> TokenSpan:
        """A content without what stands in the next paragraph, which only a quotation runs on into."""
        start, end = content
        if self._words[start] in _QUOTES:
            return content
        return start, next((i for i in self._paragraphs if start < i < end), end)

    def whole_quotation(self, content: TokenSpan, outside: Iterable[TokenSpan]) -> TokenSpan:
        """The quotation that a content is part of, if who says it by which words stand outside of it."""
        start, end = content
        around = self._quoted.get(start)
        if around is None or around != self._quoted.get(end - 1):
            return content
        return content if any(around[0] <= low < around[1] for low, _ in outside) else around

    def before_conjunct(self, cue: TokenSpan, content: TokenSpan) -> TokenSpan:
        """The part of a content that stands before a verb coordinated with the cue ("said …, and left")."""
        if content[0] < cue[1]:
            return content
        ends = [
            self._extent(c)[0]
            for c in self._children[self._head(cue)]
            if self._labels[c] == "conj" and content[0] < c < content[1]
        ]
        ends = [e for e in ends if content[0] < e]
        return (content[0], min(ends)) if ends else content

    def away(self, span: TokenSpan, low: int, high: int) -> Floats:
        """What the words from ``low`` up to ``high`` lose as links of a span by lying far from it or in another paragraph."""
        start, last = span[0], span[1] - 1
        words = np.arange(low, high)
        between = np.maximum(np.maximum(start - 1 - words, words - last - 1), 0)
        where = self._paragraph[low:high]
        apart = (where < self._paragraph[start]) | (where > self._paragraph[last])
        out: Floats = (LINK_FAR * np.log1p(between) + LINK_APART * apart).astype(np.float32)
        return out

    def _head(self, span: TokenSpan) -> int:
        """The first word of a span whose head lies outside of it."""
        outside = (i for i in range(*span) if self._heads[i] == i or not span[0] <= self._heads[i] < span[1])
        return next(outside, span[0])

    def _extent(self, word: int) -> TokenSpan:
        low = high = word
        todo = [word]
        while todo:
            at = todo.pop()
            low, high = min(low, at), max(high, at)
            todo += self._children[at]
        return low, high + 1


def _quotations(words: Sequence[str], paragraphs: Container[int]) -> dict[int, TokenSpan]:
    """Each word between quotation marks to the words that they enclose, marks included; none runs over a paragraph's end."""
    out: dict[int, TokenSpan] = {}
    opened: int | None = None
    for i, word in enumerate(words):
        if i in paragraphs:
            opened = None
        if word in _OPENING or (word in _STRAIGHT and opened is None):
            opened = i
        elif opened is not None and (word in _CLOSING or word in _STRAIGHT):
            out.update(dict.fromkeys(range(opened, i + 1), (opened, i + 1)))
            opened = None
    return out


ATTRIBUTION_LAYERS = ("source", "cue", "content", "inner")
"""Layers of spans: who says, by what words, what; and contents inside other contents."""


def attribution_scores(encoded: Encoded, inventory: Inventory) -> Floats:
    """[words, layers, states] of the attribution layers."""
    return np.stack([encoded.tags[:, inventory.columns[k]] for k in ATTRIBUTION_LAYERS], 1)


def attributions(
    encoded: Encoded, pairs: Pairs, inventory: Inventory, states: Ints, clauses: Clauses
) -> list[TokenAttribution]:
    """Sources, cues and contents: each content points at the first word of its cue, each cue at that of its source.

    ``states`` [words, layers] as `best_paths` gives them. A word that is pointed at begins a span even where the layer of
    its own did not find one. A cue that no content points at has the clause it governs; a content without a cue is kept
    without one, a cue without content is dropped. A content ends before what is coordinated with its cue.
    """
    spans = {k: spans_of(states[:, i]) for i, k in enumerate(ATTRIBUTION_LAYERS)}
    layers = {k: encoded.tags[:, inventory.columns[k]] for k in ATTRIBUTION_LAYERS}
    width = encoded.links.shape[1] // 4
    cue_for, source_key, content_for, cue_key = (
        encoded.links[:, i * width : (i + 1) * width] for i in range(4)
    )

    def pointed(
        asks: Floats, keys: Floats, span: TokenSpan, found: dict[int, TokenSpan], role: str
    ) -> TokenSpan | None:
        low = max(0, span[0] - LINK_REACH)
        scores = keys[low : span[1] + LINK_REACH] @ asks[span[0]] * width**-0.5
        scores -= clauses.away(span, low, low + len(scores))
        inside = slice(span[0] - low, span[1] - low)
        scores[inside] = -np.inf
        best = low + int(scores.argmax())
        if scores[best - low] <= LINK_LEAST:
            return None
        if best not in found:
            transitions = pairs.transitions[ATTRIBUTION_LAYERS.index(role)]
            found[best] = _grown(layers[role], transitions, best)
            if found[best][0] < span[0] < found[best][1]:
                found[best] = (best, span[0])
        return found[best]

    cues = {i: span for span in spans["cue"] for i in range(*span)}
    sources = {i: span for span in spans["source"] for i in range(*span)}
    contents: dict[TokenSpan, list[TokenSpan]] = {}
    loose: list[TokenSpan] = []
    for span in (*spans["content"], *spans["inner"]):
        cue = pointed(content_for, cue_key, span, cues, "cue")
        if cue is None:
            loose.append(span)
        else:
            contents.setdefault(cue, []).append(span)
    for cue in spans["cue"]:
        if cue not in contents and (clause := clauses.governed(cue)):
            contents[cue] = [clause]
    chances = {k: probabilities(v) for k, v in layers.items()}
    out: list[TokenAttribution] = []
    for cue, found in sorted(contents.items()):
        parts = [
            clauses.before_comma(clauses.before_conjunct(cue, clauses.within_paragraph(span)))
            for span in found
        ]
        source = pointed(cue_for, source_key, cue, sources, "source")
        taken = [cue, *([source] if source else [])]
        parts = [clauses.whole_quotation(span, taken) for span in parts]
        sure = [float(chances["cue"][i].max()) for i in range(*cue)]
        sure += [float(chances["source"][i].max()) for i in range(*(source or (0, 0)))]
        out.append(TokenAttribution(source, clauses.verb_group(cue), _whole(parts, taken), _sure(sure)))
    out += [
        TokenAttribution(None, None, (s,), _sure([chances["content"][i].max() for i in range(*s)]))
        for s in map(clauses.before_comma, loose)
    ]
    return sorted(out, key=lambda a: (a.cue or a.content[0])[0])


def _sure(words: Sequence[float]) -> float:
    """How probable an attribution is, by how sure the tags of its words are."""
    mean = float(np.clip(np.mean(words), 1e-6, 1 - 1e-6))
    return float(1 / (1 + np.exp(-(SURE[0] * np.log(mean / (1 - mean)) + SURE[1]))))


def _grown(layer: Floats, transitions: Floats, start: int) -> TokenSpan:
    """The likeliest span that begins at a word; ``layer`` [words, states], ``transitions`` [states, states]."""
    part = layer[start : start + GROWN] - layer[start : start + GROWN, :1]
    step = transitions - transitions[OUTSIDE, OUTSIDE]
    inner = np.concatenate([[0.0], np.cumsum(part[1:, INSIDE] + step[INSIDE, INSIDE])])
    longer = part[0, BEGIN] + inner[:-1] + part[1:, END] + step[INSIDE, END]
    return (start, start + 1 + int(np.argmax([part[0, SINGLE], *longer])))


def _whole(fragments: list[TokenSpan], taken: list[TokenSpan]) -> tuple[TokenSpan, ...]:
    """Contents of one cue, those joined that at most `FRAGMENT_GAP` words keep apart, none of them cue or source."""
    out: list[TokenSpan] = []
    for span in sorted(fragments):
        if (
            out
            and span[0] - out[-1][1] <= FRAGMENT_GAP
            and not any(out[-1][1] <= t[0] < span[0] for t in taken)
        ):
            out[-1] = (out[-1][0], max(span[1], out[-1][1]))
        else:
            out.append(span)
    return tuple(out)


EVENT_CHANCE = 0.05
"""Probability below which a word is not told as a trigger, or a label of it not told at all."""
ROLE_CHANCE = 0.3
"""Probability above which a word is told as part of an argument; F1 on the development texts is best there."""
SHARE = 0.75
"""Of the tower in what it and the engine both answer; on the development texts 0.7 to 0.9 are alike, 0.5 is worse."""
ROLE_REACH = 120
"""Words between a trigger and its arguments."""
_TOGETHER = 32
"""Triggers whose arguments are scored together; it bounds memory and changes nothing else."""


def events(
    encoded: Encoded, pairs: Pairs, tower: Tower | None, inventory: Inventory, index: Sequence[int]
) -> tuple[TokenEvent, ...]:
    """Words that may trigger claims; ``index`` gives the token of each word.

    If there is a tower, what it sees in the whole text counts `SHARE`, what the engine sees in its windows the rest.
    """
    claim = _mean(encoded, tower, inventory, "claim")
    sure = 1 - np.exp(claim[:, 0])
    triggers = np.flatnonzero(sure > EVENT_CHANCE)
    told = {k: _mean(encoded, tower, inventory, k)[triggers] for k in ("status", "mode")}
    told["claim"] = claim[triggers, 1:]
    told |= {k: encoded.tags[triggers, inventory.columns[k]] for k in ("event", "code")}
    chances = {k: probabilities(v) for k, v in told.items()}
    factuality = np.clip(encoded.tags[triggers, inventory.columns["factuality"].start], -1, 1)
    ways: list[tuple[tuple[str, float], ...]] = [()] * len(triggers)
    voiced: list[float | None] = [None] * len(triggers)
    if tower is not None:
        seen = encoded.events[triggers]
        ways = _ranked(probabilities(seen[:, tower.columns["way"]]), tower.labels["way"])
        voiced = probabilities(seen[:, tower.columns["voiced"]])[:, 1].tolist()
    return tuple(
        TokenEvent(index[i], *parts)
        for i, *parts in zip(
            triggers.tolist(),
            sure[triggers].tolist(),
            _ranked(chances["claim"], inventory.claim[1:]),
            _ranked(chances["mode"], inventory.mode),
            _ranked(chances["status"], inventory.status),
            arguments(encoded, pairs, tower, inventory, index, triggers),
            [inventory.event[k] for k in told["event"].argmax(1).tolist()],
            factuality.tolist(),
            _ranked(chances["code"], inventory.code),
            ways,
            voiced,
            strict=True,
        )
    )


def _ranked(chances: Floats, names: Sequence[str]) -> list[tuple[tuple[str, float], ...]]:
    """For each row the names that are likely enough to be told, the likeliest first."""
    rows, columns = np.nonzero(chances > EVENT_CHANCE)
    told = chances[rows, columns]
    order = np.lexsort((columns, -told, rows))
    out: list[list[tuple[str, float]]] = [[] for _ in chances]
    for row, column, chance in zip(*(x[order].tolist() for x in (rows, columns, told)), strict=True):
        out[row].append((names[column], chance))
    return [tuple(row) for row in out]


def _mean(encoded: Encoded, tower: Tower | None, inventory: Inventory, head: str) -> Floats:
    """Log-probabilities [words, labels] of a head that engine and tower both have: the weighted geometric mean of theirs."""
    own = _logs(encoded.tags[:, inventory.columns[head]])
    if tower is None:
        return own
    other = _logs(encoded.events[:, tower.columns[head]])
    return _logs(own * np.float32(1 - SHARE) + other * np.float32(SHARE))


def _logs(scores: Floats) -> Floats:
    """Logarithms of the softmax over the last axis."""
    shifted = scores - scores.max(-1, keepdims=True)
    out: Floats = shifted - np.log(np.exp(shifted).sum(-1, keepdims=True))
    return out


def arguments(
    encoded: Encoded,
    pairs: Pairs,
    tower: Tower | None,
    inventory: Inventory,
    index: Sequence[int],
    triggers: Ints,
) -> list[tuple[TokenArgument, ...]]:
    """For each trigger the stretches of words around it that are likely its parties, objects, times, places, cue and voice.

    Their log-odds are the weighted mean of engine's and tower's.
    """
    total = len(encoded.roles)
    views = [(encoded.roles, pairs.role_bias, 1.0)]
    if tower is not None:
        views = [(encoded.roles, pairs.role_bias, 1 - SHARE), (encoded.arguments, tower.role_bias, SHARE)]
    parts = []
    for projected, _, share in views:
        part = projected.reshape(total, 2, len(inventory.roles), -1)
        parts.append(part * np.float32((share * part.shape[-1] ** -0.5) ** 0.5))
    # [2, roles, words, width]: what a trigger asks for, what its arguments answer
    sides = np.concatenate(parts, -1).transpose(1, 2, 0, 3)
    bias = sum(np.float32(share) * own for _, own, share in views)
    out: list[list[TokenArgument]] = [[] for _ in triggers]
    for start in range(0, len(triggers), _TOGETHER):
        block = triggers[start : start + _TOGETHER]
        low, high = max(0, int(block[0]) - ROLE_REACH), min(total, int(block[-1]) + ROLE_REACH)
        scores = sides[0][:, block] @ sides[1][:, low:high].transpose(0, 2, 1)
        scores += np.asarray(bias)[:, None, None]
        away = np.arange(low, high)[None] - block[:, None]
        chances = 1 / (1 + np.exp(-np.clip(scores.transpose(1, 0, 2), -30, 30)))
        chances[np.broadcast_to(((away < -ROLE_REACH) | (away >= ROLE_REACH))[:, None], chances.shape)] = 0
        likely = np.pad(chances > ROLE_CHANCE, ((0, 0), (0, 0), (1, 1)))
        which, roles, begins = np.nonzero(likely[:, :, 1:-1] & ~likely[:, :, :-2])
        ends = np.nonzero(likely[:, :, 1:-1] & ~likely[:, :, 2:])[2] + 1
        sums = np.pad(chances.cumsum(-1, dtype=np.float64), ((0, 0), (0, 0), (1, 0)))
        means = (sums[which, roles, ends] - sums[which, roles, begins]) / (ends - begins)
        for k, role, begin, end, mean in zip(
            *(x.tolist() for x in (which, roles, begins, ends, means)), strict=True
        ):
            span = index[low + begin], index[low + end - 1] + 1
            out[start + k].append(TokenArgument(inventory.roles[role], span, mean))
    return [tuple(found) for found in out]
