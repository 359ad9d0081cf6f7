"""Who is said to say what: sources, cues and contents out of tags, links and trees."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Container, Iterable, Sequence

import numpy as np

from whence.language.decode import Ints, probabilities
from whence.language.encode import Encoded, Floats, Inventory, Pairs
from whence.language.extensions import TokenAttribution, TokenSpan
from whence.language.paths import BEGIN, END, INSIDE, OUTSIDE, SINGLE, spans_of

FRAGMENT_GAP = 3
"""Words between two pieces of one content that are taken for a gap in the tagging."""
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
_LOST = (LINK_FAR * np.log1p(np.arange(2 * LINK_REACH))).astype(np.float32)
"""What a link loses by the words between."""
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
        return start, min(self._next_paragraph(start, end), end)

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
        """What the words from ``low`` up to ``high`` lose as links of a span by lying far from it or in another paragraph.

        The span lies among these words, no farther than `LINK_REACH` from their ends.
        """
        start, end = span
        out: Floats = np.zeros(high - low, dtype=np.float32)
        out[: start - low] = _LOST[: start - low][::-1]
        out[end - low :] = _LOST[: max(high - end, 0)]
        at = bisect_right(self._paragraphs, start)
        first = self._paragraphs[at - 1] if at else 0
        after = self._next_paragraph(end - 1, high)
        out[: max(first - low, 0)] += LINK_APART
        out[max(after - low, 0) :] += LINK_APART
        return out

    def _next_paragraph(self, word: int, last: int) -> int:
        """Where the first paragraph after a word begins, ``last`` if none does."""
        at = bisect_right(self._paragraphs, word)
        return self._paragraphs[at] if at < len(self._paragraphs) else last

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
