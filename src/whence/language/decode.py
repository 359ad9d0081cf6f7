"""From scores to linguistic structure: sentences, trees, names, attributions and coreference chains."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from ufal.chu_liu_edmonds import chu_liu_edmonds

from whence.language.encode import Encoded, Floats, Inventory, Pairs
from whence.language.extensions import TokenAttribution, TokenSpan

Ints = npt.NDArray[np.int64]

LONGEST_SENTENCE = 220
"""Words; a longer stretch without a sentence start is cut at its likeliest start, so that time stays linear."""
FRAGMENT_GAP = 3
"""Words between two pieces of one content that are taken for a gap in the tagging."""
AFTER_STOP = 3.0
"""Log-odds added to a sentence start after a full stop of its own; chosen on GUM and EWT dev among 0, 2, 3, 4."""
LINK_REACH = 120
"""Words between a cue and its source or content."""
COREF_REACH = 350
"""Words between a mention and its antecedent."""


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
    for low in range(0, total, 512):  # in blocks, to bound memory
        part = slice(low, low + 512)
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


def bio_spans(tags: Ints) -> list[TokenSpan]:
    """Spans of a layer of 0 outside, 1 begin, 2 inside; an inside without a begin begins a span."""
    spans: list[TokenSpan] = []
    open_at = -1
    for i, tag in enumerate([*tags.tolist(), 0]):
        if open_at >= 0 and tag != 2:
            spans.append((open_at, i))
            open_at = -1
        if tag == 1 or (tag == 2 and open_at < 0):
            open_at = i
    return spans


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


def attributions(encoded: Encoded, inventory: Inventory) -> list[TokenAttribution]:
    """Sources, cues and contents, each content tied to its best cue and each cue to its best source.

    A cue without content is dropped; a content without a cue is kept without one.
    """
    layers = {k: encoded.tags[:, inventory.columns[k]] for k in ("source", "cue", "content", "inner")}
    spans = {k: bio_spans(v.argmax(1)) for k, v in layers.items()}
    width = encoded.links.shape[1] // 4
    cue_for, source_key, content_for, cue_key = (
        encoded.links[:, i * width : (i + 1) * width] for i in range(4)
    )
    scale = width**-0.5
    contents: dict[int, list[TokenSpan]] = {}
    loose: list[TokenSpan] = []
    for span in (*spans["content"], *spans["inner"]):
        near = [
            c
            for c, cue in enumerate(spans["cue"])
            if span[0] - LINK_REACH < cue[0] < span[1] + LINK_REACH
            and not (span[0] <= cue[0] and cue[1] <= span[1])
        ]
        scores = [float(content_for[span[0]] @ cue_key[spans["cue"][c][0]]) * scale for c in near]
        if scores and max(scores) > 0:
            contents.setdefault(near[int(np.argmax(scores))], []).append(span)
        else:
            loose.append(span)
    chances = {k: probabilities(v) for k, v in layers.items()}
    out: list[TokenAttribution] = []
    for c, cue in enumerate(spans["cue"]):
        if c not in contents:
            continue
        near_sources = [s for s in spans["source"] if abs(s[0] - cue[0]) < LINK_REACH]
        scores = [float(cue_for[cue[0]] @ source_key[s[0]]) * scale for s in near_sources]
        source = near_sources[int(np.argmax(scores))] if scores and max(scores) > 0 else None
        sure = [float(chances["cue"][i].max()) for i in range(*cue)]
        sure += [float(chances["source"][i].max()) for i in range(*(source or (0, 0)))]
        taken = [cue, *([source] if source else [])]
        out.append(TokenAttribution(source, cue, _whole(contents[c], taken), float(np.mean(sure))))
    out += [
        TokenAttribution(None, None, (s,), float(np.mean([chances["content"][i].max() for i in range(*s)])))
        for s in loose
    ]
    return sorted(out, key=lambda a: (a.cue or a.content[0])[0])


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


def coreference(
    encoded: Encoded, pairs: Pairs, forms: Sequence[str], mentions: Sequence[int], spans: Sequence[TokenSpan]
) -> list[list[TokenSpan]]:
    """Clusters of mentions by best antecedent among earlier ones.

    ``mentions`` are head words in text order, ``spans`` their extents, ``forms`` all words in lower case.
    The score of having no antecedent is 0 (Lee et al. 2017, with word-level arcs as in Dobrovolskii 2021).
    """
    width = encoded.coref.shape[1] // 2
    asks, answers = encoded.coref[:, :width], encoded.coref[:, width:]
    same_weight, distance_weight, bias = (float(v) for v in pairs.coref_more)
    index = np.asarray(mentions, dtype=np.int64)
    numbers: dict[str, int] = {}
    codes = np.asarray([numbers.setdefault(forms[m], len(numbers)) for m in mentions], dtype=np.int64)
    parent = list(range(len(mentions)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for i in range(1, len(mentions)):
        low = int(np.searchsorted(index, index[i] - COREF_REACH))
        if low == i:
            continue
        scores = answers[index[low:i]] @ asks[index[i]] * width**-0.5
        distance = np.log1p(index[i] - index[low:i])
        scores += same_weight * (codes[low:i] == codes[i]) + distance_weight * distance + bias
        best = int(scores.argmax())
        if scores[best] > 0:
            parent[root(i)] = root(low + best)
    clusters: dict[int, list[TokenSpan]] = {}
    for i in range(len(mentions)):
        clusters.setdefault(root(i), []).append(spans[i])
    return sorted(sorted(set(c)) for c in clusters.values() if len(set(c)) > 1)
