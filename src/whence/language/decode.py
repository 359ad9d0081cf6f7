"""From scores to linguistic structure: sentences, trees, names, paths of tags and events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from ufal.chu_liu_edmonds import chu_liu_edmonds

from whence.language.encode import Encoded, Floats, Inventory, Pairs
from whence.language.extensions import TokenArgument, TokenEvent
from whence.language.tower import Tower

Ints = npt.NDArray[np.int64]

LONGEST_SENTENCE = 220
"""Words; a longer stretch without a sentence start is cut at its likeliest start, so that time stays linear."""
AFTER_STOP = 3.0
"""Log-odds added to a sentence start after a full stop of its own; chosen on GUM and EWT dev among 0, 2, 3, 4."""
LABEL_BLOCK = 64
"""Heads of which the labels of what hangs on them are scored together: what lies between the two products then stays in the processor's cache."""


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
    return Tree(heads, _labels(encoded, pairs, heads, root_label))


def _labels(encoded: Encoded, pairs: Pairs, heads: Ints, root_label: int) -> Ints:
    """The best relation of each word to its head; roots, their own heads, have ``root_label``.

    What the map makes of a head serves all that hang on it: half of the words are the head of none.
    """
    labels = np.full(len(heads), root_label, dtype=np.int64)
    hanging = np.flatnonzero(heads != np.arange(len(heads)))
    used, which = np.unique(heads[hanging], return_inverse=True)
    by_head = np.argsort(which, kind="stable")
    hanging, which = hanging[by_head], which[by_head]
    width, count, _ = pairs.lab_map.shape
    for low in range(0, len(used), LABEL_BLOCK):
        some = slice(*np.searchsorted(which, [low, low + LABEL_BLOCK]))
        mapped = (_with_one(encoded.lab_head[used[low : low + LABEL_BLOCK]]) @ pairs.by_head).reshape(
            -1, count, width
        )
        dep_side = _with_one(encoded.lab_dep[hanging[some]])
        scores = (mapped[which[some] - low] @ dep_side[:, :, None])[:, :, 0]
        scores[:, root_label] = -np.inf
        labels[hanging[some]] = scores.argmax(1)
    return labels


def _with_one(rows: Floats) -> Floats:
    """Rows with a one at their ends, which a bias is multiplied with."""
    return np.concatenate([rows, np.ones((len(rows), 1), dtype=np.float32)], 1)


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


class FoundName(NamedTuple):
    """A name: token span, kind, probability."""

    start: int
    end: int
    kind: str
    confidence: float


def names(scores: Floats, path: Ints, tags: Sequence[str]) -> list[FoundName]:
    """Names from BIO scores [words, tags] and the best path [words] through them."""
    if not len(scores):
        return []
    chances = probabilities(scores)
    guess = path.tolist()
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
    bias = np.asarray(sum(np.float32(share) * own for _, own, share in views))
    least = np.float32(np.log(ROLE_CHANCE / (1 - ROLE_CHANCE))) - bias[:, None]
    out: list[list[TokenArgument]] = [[] for _ in triggers]
    for start in range(0, len(triggers), _TOGETHER):
        block = triggers[start : start + _TOGETHER]
        low, high = max(0, int(block[0]) - ROLE_REACH), min(total, int(block[-1]) + ROLE_REACH)
        scores = (sides[0][:, block] @ sides[1][:, low:high].transpose(0, 2, 1)).transpose(1, 0, 2)
        away = np.arange(low, high)[None] - block[:, None]
        near = (away >= -ROLE_REACH) & (away < ROLE_REACH)
        likely = np.flatnonzero((scores > least) & near[:, None])
        if not len(likely):
            continue
        rows, at = np.divmod(likely, high - low)
        which, roles = np.divmod(rows, len(inventory.roles))
        chances = 1 / (1 + np.exp(-(scores[which, roles, at] + bias[roles])))
        first = np.flatnonzero((np.diff(likely, prepend=-2) > 1) | (at == 0))
        counts = np.diff(first, append=len(likely))
        means = np.add.reduceat(chances, first, dtype=np.float64) / counts
        begins = at[first] + low
        for k, role, begin, end, mean in zip(
            *(x.tolist() for x in (which[first], roles[first], begins, begins + counts, means)), strict=True
        ):
            span = index[begin], index[end - 1] + 1
            out[start + k].append(TokenArgument(inventory.roles[role], span, mean))
    return [tuple(found) for found in out]
