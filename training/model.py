"""The network: an encoder with a shape channel, word vectors from first and last piece, and one head per question."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from training.bases import Weights
from training.data import LAYERS, ROLES
from whence.language.coreference import FEATURES
from whence.language.shapes import SHAPES


def rounded(x: Tensor, scale: Tensor) -> Tensor:
    """``x`` in steps of ``scale``; its gradient is as if it were not (straight through)."""
    return x + (torch.round(x / scale) * scale - x).detach()


class Linear(nn.Linear):
    """A linear map that computes, when ``rounding``, as the exported graph will.

    That is with weights in 8 bits (a scale for each output) and inputs in 8 bits (a scale for each row of the batch).
    """

    rounding = False

    def forward(self, x: Tensor) -> Tensor:
        if not self.rounding:
            return super().forward(x)
        with torch.no_grad():
            weights = self.weight.abs().amax(1, keepdim=True).clamp(min=1e-8) / 127
            low, high = x.flatten(1).aminmax(dim=1)
            inputs = ((high.clamp(min=0) - low.clamp(max=0)).clamp(min=1e-6) / 255).view(
                -1, *[1] * (x.dim() - 1)
            )
        return F.linear(rounded(x, inputs), rounded(self.weight, weights), self.bias)


class LockedDropout(nn.Module):
    """Dropout with one mask for all pieces of a row (Gal and Ghahramani 2016): as cheap as no dropout on a CPU."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self.share = share

    def forward(self, x: Tensor) -> Tensor:
        if not self.training or not self.share:
            return x
        keep = torch.rand(x.shape[0], 1, x.shape[2], device=x.device) >= self.share
        return x * (keep.to(x.dtype) / (1 - self.share))


class Layer(nn.Module):
    """One transformer layer of BERT (post-norm)."""

    def __init__(self, width: int, heads: int, inner: int, dropout: float) -> None:
        super().__init__()
        self.heads = heads
        self.scale = (width // heads) ** -0.5
        self.query = Linear(width, width)
        self.key = Linear(width, width)
        self.value = Linear(width, width)
        self.out = Linear(width, width)
        self.norm1 = nn.LayerNorm(width, eps=1e-12)
        self.up = Linear(width, inner)
        self.down = Linear(inner, width)
        self.norm2 = nn.LayerNorm(width, eps=1e-12)
        self.drop = LockedDropout(dropout)

    def fold(self) -> None:
        """Take the scale of attention into the weights of the queries, so that a graph has nothing to multiply."""
        with torch.no_grad():
            self.query.weight *= self.scale
            self.query.bias *= self.scale
        self.scale = 1.0

    def forward(self, x: Tensor, bias: Tensor | None) -> Tensor:
        b, t, d = x.shape
        q, k, v = (
            f(x).view(b, t, self.heads, d // self.heads).transpose(1, 2)
            for f in (self.query, self.key, self.value)
        )
        # written out: on CPUs the backward pass of the fused kernel costs more than all the rest of the layer
        scores = q @ k.transpose(2, 3)
        if bias is not None:
            scores = torch.add(bias.to(q.dtype), scores, alpha=self.scale)
        elif self.scale != 1:
            scores = scores * self.scale
        attended = torch.softmax(scores, -1).to(v.dtype) @ v
        x = self.norm1(x + self.drop(self.out(attended.transpose(1, 2).reshape(b, t, d))))
        return self.norm2(x + self.drop(self.down(F.gelu(self.up(x)))))


class Nearness(nn.Module):
    """What a word's distance adds to attention, by head: the buckets of T5 (Raffel et al. 2020), as MPNet has them."""

    def __init__(self, heads: int, buckets: int = 32, far: int = 128) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(buckets, heads))
        self.far = far

    def forward(self, length: int) -> Tensor:
        """[1, heads, length, length]."""
        at = torch.arange(length, device=self.weight.device)
        away = at[:, None] - at[None]
        half = len(self.weight) // 2
        exact = half // 2
        away, later = away.abs(), (away < 0).long() * half
        coarse = torch.log(away.clamp(min=1) / exact) / math.log(self.far / exact) * (half - exact)
        bucket = torch.where(away < exact, away, (exact + coarse.long()).clamp(max=half - 1)) + later
        return self.weight[bucket].permute(2, 0, 1)[None]


class Encoder(nn.Module):
    """BERT with an embedding of the word's shape, which starts at zero; with ``near``, MPNet."""

    def __init__(
        self, layers: int, width: int, dropout: float = 0.0, *, near: bool = False, pieces: int = 30522
    ) -> None:
        super().__init__()
        self.rounding = False
        self.word = nn.Embedding(pieces, width, sparse=True)
        self.position = nn.Embedding(512, width)
        self.kind = nn.Parameter(torch.zeros(width))
        self.shape = nn.Embedding(len(SHAPES), width)
        nn.init.zeros_(self.shape.weight)
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.drop = LockedDropout(dropout)
        self.layers = nn.ModuleList(Layer(width, 12, 4 * width, dropout) for _ in range(layers))
        self.near = Nearness(12) if near else None

    def freeze(self, layers: int) -> None:
        """Keep the embeddings and the first so many layers as they are."""
        for part in (self.word, self.position, self.shape, self.norm, *self.layers[:layers]):
            part.requires_grad_(requires_grad=False)
        self.kind.requires_grad_(requires_grad=False)

    def forward(self, ids: Tensor, shapes: Tensor, mask: Tensor) -> Tensor:
        """ids, shapes, mask: int64 [rows, pieces] -> float [rows, pieces, width]."""
        return self.halves(ids, shapes, mask)[1]

    def halves(self, ids: Tensor, shapes: Tensor, mask: Tensor | None) -> tuple[Tensor, Tensor]:
        """What half of the layers make of the pieces, and all of them; no mask for rows without padding."""
        positions = torch.arange(ids.shape[1], device=ids.device)
        words = self.word(ids)
        if self.rounding:
            words = rounded(words, self.word.weight.detach().abs().max() / 127)
        x = words + self.position(positions) + self.kind + self.shape(shapes)
        x = self.drop(self.norm(x))
        bias = None if mask is None else (1.0 - mask[:, None, None, :].to(x.dtype)) * -1e4
        if self.near is not None:
            near = self.near(ids.shape[1])
            bias = near if bias is None else bias + near
        half = x
        for number, layer in enumerate(self.layers, 1):
            x = layer(x, bias)
            if number == len(self.layers) // 2:
                half = x
        return half, x

    def start(self, weights: Weights) -> None:
        """Take the weights of an original encoder (`training.bases`)."""
        weights = {("near.weight" if k == "near" else k): v for k, v in weights.items()}
        missing = self.load_state_dict(weights, strict=False)
        if set(missing.missing_keys) - {"shape.weight", "kind"} or missing.unexpected_keys:
            raise SystemExit(f"the original encoder does not fit: {missing}")


MEANING = 384
"""Width of the sentence embeddings of all-MiniLM-L6-v2."""


class Output(NamedTuple):
    """Per word: tag scores of all tag heads side by side, and the projections that pairs are scored from."""

    tags: Tensor  # [rows, words, sum of label counts]
    arc_dep: Tensor  # [rows, words, arc], already through the bilinear map
    arc_head: Tensor  # [rows, words, arc + 1]: the last column is the head's own score
    lab_dep: Tensor
    lab_head: Tensor
    links: Tensor  # [rows, words, 4 * link]: cue's and source's, content's and cue's
    roles: Tensor  # [rows, words, 2 * len(ROLES) * role]: what a trigger asks for, what its arguments answer
    coref: Tensor  # [rows, words, 2 * coref + FEATURES + 1]: asks, answers, weights of likeness, own score
    words: Tensor
    meaning: Tensor  # [rows, MEANING]


class Engine(nn.Module):
    """All heads over one encoder pass."""

    def __init__(self, sizes: dict[str, int], config: dict[str, Any], habits: Sequence[str] = ()) -> None:
        super().__init__()
        width = int(config["width"])
        arc, label, link, role, coref = (int(config[k]) for k in ("arc", "label", "link", "role", "coref"))
        self.encoder = Encoder(
            int(config["layers"]), width, config["dropout"], near=config["base"] == "mpnet"
        )
        self.join = Linear(2 * width, width)
        with torch.no_grad():
            self.join.weight.copy_(torch.cat([torch.eye(width), torch.eye(width)], 1) / 2)
            self.join.bias.zero_()
        self.drop = nn.Dropout(config["head_dropout"])
        self.order = list(sizes)
        self.sizes = sizes
        tag_sizes = [n for k, n in sizes.items() if k != "deprel"]
        self.tags = Linear(width, sum(tag_sizes))
        self.arc_dep = Linear(width, arc)
        self.arc_head = Linear(width, arc)
        self.arc_map = Linear(arc, arc)
        self.arc_bias = Linear(arc, 1)
        self.arc_root = nn.Parameter(torch.zeros(arc + 1))
        self.lab_dep = Linear(width, label)
        self.lab_head = Linear(width, label)
        self.lab_root = nn.Parameter(torch.zeros(label))
        n = sizes["deprel"]
        self.lab_map = nn.Parameter(torch.randn(label + 1, n, label + 1) * 0.02)
        self.transitions = nn.Parameter(torch.zeros(len(LAYERS), 5, 5))
        # what a set of names does its own way; the house way is the tags' own scores
        self.habits = nn.ModuleDict({k: Linear(width, sizes["names"], bias=True) for k in habits})
        for habit in self.habits.values():
            nn.init.zeros_(habit.weight)
            nn.init.zeros_(habit.bias)
        self.links = Linear(width, 4 * link)
        self.role_in = Linear(width, width)
        self.roles = Linear(width, 2 * len(ROLES) * role)
        self.role_bias = nn.Parameter(torch.full((len(ROLES),), -3.0))  # most words are no argument
        self.coref_in = Linear(width, width)
        self.coref = Linear(width, 2 * coref + FEATURES + 1)
        self.coref_width = coref
        self.meaning = Linear(width, MEANING)
        with torch.no_grad():
            nn.init.eye_(self.meaning.weight)
            self.meaning.bias.zero_()
            self.arc_map.weight.mul_(0.5)

    def forward(self, ids: Tensor, shapes: Tensor, mask: Tensor, first: Tensor, last: Tensor) -> Output:
        """first, last: int64 [rows, words], piece index of a word's first and last piece (0 pads)."""
        hidden = self.encoder(ids, shapes, mask)
        pick = lambda index: torch.gather(hidden, 1, index[:, :, None].expand(-1, -1, hidden.shape[2]))  # noqa: E731
        words = self.join(torch.cat([pick(first), pick(last)], 2))
        x = self.drop(words)
        dep = self.drop(F.gelu(self.arc_dep(x)))
        head = self.drop(F.gelu(self.arc_head(x)))
        weights = mask[:, :, None].to(hidden.dtype)
        pooled = (hidden * weights).sum(1) / weights.sum(1).clamp(min=1)
        return Output(
            self.tags(x),
            self.arc_map(dep) / dep.shape[2] ** 0.5 * 4,
            torch.cat([head, self.arc_bias(head)], 2),
            self.drop(F.gelu(self.lab_dep(x))),
            self.drop(F.gelu(self.lab_head(x))),
            self.links(x),
            self.roles(self.drop(F.gelu(self.role_in(x)))),
            self.coref(self.drop(F.gelu(self.coref_in(x)))),
            words,
            self.meaning(pooled),
        )

    def round(self) -> None:
        """From here on compute as the exported graph will."""
        for module in self.modules():
            if isinstance(module, Linear | Encoder):
                module.rounding = True

    def tag_scores(self, tags: Tensor) -> dict[str, Tensor]:
        names = [k for k in self.order if k != "deprel"]
        return dict(zip(names, tags.split([self.sizes[k] for k in names], -1), strict=True))

    def arc_scores(self, out: Output) -> Tensor:
        """[rows, words, words + 1]: column 0 is the root."""
        root = self.arc_root.to(out.arc_head.dtype).expand(out.arc_head.shape[0], 1, -1)
        heads = torch.cat([root, out.arc_head], 1)
        return out.arc_dep @ heads[:, :, :-1].transpose(1, 2) + heads[:, None, :, -1]

    def label_scores(self, dep: Tensor, head: Tensor) -> Tensor:
        """[n, label] twice -> [n, labels]."""
        one = dep.new_ones(dep.shape[0], 1)
        dep, head = torch.cat([dep, one], 1), torch.cat([head, one], 1)
        mapped = (dep @ self.lab_map.flatten(1)).view(dep.shape[0], self.lab_map.shape[1], -1)
        return (mapped @ head[:, :, None]).squeeze(2)

    def link_scores(self, out: Output) -> tuple[Tensor, Tensor]:
        """Cue -> source and content -> cue, each [rows, words, words]."""
        a, b, c, d = out.links.chunk(4, -1)
        scale = a.shape[2] ** -0.5
        return a @ b.transpose(1, 2) * scale, c @ d.transpose(1, 2) * scale

    def role_scores(self, roles: Tensor, rows: Tensor, triggers: Tensor) -> Tensor:
        """[n, words, roles]: how likely each word of its row is part of an argument of trigger n, as log-odds.

        ``roles`` is `Output.roles`; ``rows`` and ``triggers`` [n] say where the triggers are.
        """
        asks, answers = roles.unflatten(2, (2, len(ROLES), -1)).unbind(2)
        scale = asks.shape[-1] ** -0.5
        return torch.einsum("nrk,nwrk->nwr", asks[rows, triggers], answers[rows]) * scale + self.role_bias

    def coref_scores(self, words: Tensor, alike: Tensor) -> Tensor:
        """[mentions, mentions]: row asks for antecedents; the score of having none is 0.

        ``words``: the coref output of the mentions' heads; ``alike`` [mentions, mentions, FEATURES].
        """
        asks, answers, weights, own = words.split([self.coref_width, self.coref_width, FEATURES, 1], -1)
        alike = (alike * weights[:, None, :]).sum(-1)
        return asks @ answers.T * self.coref_width**-0.5 + alike + own


def chain_loss(scores: Tensor, gold: Tensor, lengths: Tensor, transitions: Tensor) -> Tensor:
    """Negative log-likelihood a word of a linear-chain CRF (Lafferty et al. 2001).

    ``scores`` [chains, words, states], ``gold`` [chains, words], ``lengths`` [chains] (at least 1),
    ``transitions`` [chains, states, states] from row to column. Impossible steps carry a large negative score.
    """
    n, total, _ = scores.shape
    alpha = scores[:, 0]
    live = torch.arange(total, device=scores.device)[None] < lengths[:, None]
    for t in range(1, total):
        step = torch.logsumexp(alpha[:, :, None] + transitions, 1) + scores[:, t]
        alpha = torch.where(live[:, t, None], step, alpha)
    emitted = (scores.gather(2, gold[:, :, None]).squeeze(2) * live).sum()
    at = torch.arange(n, device=scores.device)[:, None]
    moved = (transitions[at, gold[:, :-1], gold[:, 1:]] * live[:, 1:]).sum()
    return (alpha.logsumexp(1).sum() - emitted - moved) / lengths.sum()


def impossible() -> Tensor:
    """[5, 5]: a large negative score where O, B, I, E, S may not follow each other, else 0."""
    follows = {0: (0, 1, 4), 1: (2, 3), 2: (2, 3), 3: (0, 1, 4), 4: (0, 1, 4)}
    out = torch.full((5, 5), -1e4)
    for state, following in follows.items():
        out[state, list(following)] = 0
    return out
