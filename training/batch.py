"""Rows as tensors: word pieces, labels, and what pairs of words are to each other."""

from __future__ import annotations

import random
from collections.abc import Sequence, Sized
from copy import copy
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from training.data import LAYERS, NAME_TAGS, ROLES, UNKNOWN, Labels, Row
from whence.language.coreference import Mentions
from whence.language.mentions import noun_phrases
from whence.language.shapes import shape_of

MASK_PIECE = 103
T = TypeVar("T", bound=Sized)


class Encoded:
    """A row as arrays: pieces, shapes, first and last piece of each word, labels."""

    def __init__(self, row: Row, tokenizer: Tokenizer, labels: Labels, limit: int = 500) -> None:
        self.row = row
        encoding = tokenizer.encode(row.words, is_pretokenized=True)
        ids, owners = encoding.ids[:limit], encoding.word_ids[:limit]
        first = [0] * len(row.words)
        last = [0] * len(row.words)
        for position, word in enumerate(owners):
            if word is not None:
                first[word] = first[word] or position
                last[word] = position
        kinds = [shape_of(w) for w in row.words]
        self.ids = ids
        self.shapes = [0 if w is None else kinds[w] for w in owners]
        self.first, self.last = first, last
        self.tags = {}
        for key in ("upos", "xpos", "feats", "lemma"):
            values = getattr(row, key)
            known = {v: i for i, v in enumerate(getattr(labels, key))}
            self.tags[key] = [known.get(v, UNKNOWN) for v in values] if values else None
        self.tags["sentence"] = [int(s) for s in row.starts] if row.starts else None
        for key in ("event", "claim", "status", "mode"):
            self.tags[key] = getattr(row, key)
        for k, layer in enumerate(LAYERS):
            self.tags[layer] = row.layers[k] if row.layers else None
        known = {v: i for i, v in enumerate(labels.deprel)}
        self.heads = [h + 1 for h in row.heads] if row.heads else None
        self.deprel = [known.get(v, UNKNOWN) for v in row.deprel] if row.deprel else None
        self.meaning: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.ids)


class Batch:
    """Padded tensors of some rows, made on the CPU; `to` moves them."""

    def __init__(self, rows: list[Encoded], tags: Sequence[str]) -> None:
        n, pieces, words = len(rows), max(map(len, rows)), max(len(r.first) for r in rows)

        def pad(values: list[list[int] | None], width: int, fill: int) -> Tensor:
            out = np.full((n, width), fill, dtype=np.int64)
            for i, v in enumerate(values):
                if v is not None:
                    out[i, : len(v)] = v
            return torch.from_numpy(out)

        self.task = rows[0].row.task  # of names and events, of which a batch is of one set
        self.size = sum(map(len, rows))
        self.ids = pad([r.ids for r in rows], pieces, 0)
        self.shapes = pad([r.shapes for r in rows], pieces, 0)
        self.mask = (torch.arange(pieces)[None] < torch.tensor([len(r) for r in rows])[:, None]).long()
        self.first = pad([r.first for r in rows], words, 0)
        self.last = pad([r.last for r in rows], words, 0)
        self.lengths = torch.tensor([len(r.first) for r in rows])
        self.words = torch.arange(words)[None] < self.lengths[:, None]
        self.tags = {k: pad([r.tags[k] for r in rows], words, UNKNOWN) for k in tags}
        self.known = {k for k in tags if any(r.tags[k] for r in rows)}
        self.layered = torch.tensor([bool(r.tags[LAYERS[0]]) for r in rows])
        heads = pad([r.heads for r in rows], words, UNKNOWN)
        deprel = pad([r.deprel for r in rows], words, UNKNOWN)
        self.arcs = (heads != UNKNOWN).nonzero()  # [arcs, 2]: row and word
        self.heads, self.deprel = heads[*self.arcs.T], deprel[*self.arcs.T]
        sentence = np.full((n, words), -1, dtype=np.int64)
        source = np.full((n, words), UNKNOWN, dtype=np.int64)
        cue = np.full((n, words), UNKNOWN, dtype=np.int64)
        factuality = np.full((n, words), np.nan, dtype=np.float32)
        hidden = np.zeros((n, words), dtype=bool)  # source and target cannot tell a row's code
        for i, r in enumerate(rows):
            row = r.row
            if row.starts:
                sentence[i, : len(row.starts)] = np.cumsum(row.starts)
            for c, s in row.source_of.items():
                source[i, c] = s + 1
            for c, s in row.cue_of.items():
                cue[i, c] = s + 1
            for w, value in row.factuality.items():
                factuality[i, w] = value
            for span in row.marked or ():
                hidden[i, slice(*span)] = True
        self.sentence = torch.from_numpy(sentence)
        self.linked = any(r.row.source_of or r.row.cue_of for r in rows)
        self.source, self.cue = torch.from_numpy(source), torch.from_numpy(cue)
        self.rated = torch.from_numpy(~np.isnan(factuality)).nonzero()
        self.factuality = torch.from_numpy(factuality)[*self.rated.T]
        self.hidden = torch.from_numpy(hidden)
        self.code = torch.tensor([UNKNOWN if r.row.code is None else r.row.code for r in rows])
        self.coded = any(r.row.code is not None for r in rows)
        self.named, self.allowed = self._names(rows)
        self.triggers, self.roles, self.asked = self._arguments(rows, words)
        self.chains = [c for c in self._chains(rows) if len(c.heads) > 1]
        taught = [i for i, r in enumerate(rows) if r.meaning is not None]
        self.taught = torch.tensor(taught, dtype=torch.long)
        self.meaning = torch.from_numpy(np.stack([rows[i].meaning for i in taught])) if taught else None

    def to(self, device: torch.device) -> Batch:
        """The same with its tensors on a device."""
        out = copy(self)
        for key, value in vars(self).items():
            if isinstance(value, Tensor):
                setattr(out, key, value.to(device, non_blocking=True))
        out.tags = {k: v.to(device, non_blocking=True) for k, v in self.tags.items()}
        out.chains = [
            Chains(*(t.to(device, non_blocking=True) for t in vars(c).values())) for c in self.chains
        ]
        return out

    @staticmethod
    def _names(rows: list[Encoded]) -> tuple[Tensor, Tensor]:
        """[n, 2]: row and word of words with known names, and [n, tags]: which tags each may have."""
        at = [(i, w) for i, r in enumerate(rows) for w in range(len(r.row.names or ()))]
        allowed = np.zeros((len(at), len(NAME_TAGS)), dtype=np.float32)
        for k, (i, w) in enumerate(at):
            allowed[k, list(rows[i].row.names[w])] = 1  # type: ignore[index]
        return torch.tensor(at, dtype=torch.long).view(-1, 2), torch.from_numpy(allowed)

    @staticmethod
    def _arguments(rows: list[Encoded], words: int) -> tuple[Tensor, Tensor, Tensor]:
        """Triggers [n, 2], their arguments [n, words, roles], and which of these are known."""
        at = [(i, t) for i, r in enumerate(rows) for t in sorted(r.row.roles or ())]
        roles = np.zeros((len(at), words, len(ROLES)), dtype=np.float32)
        asked = np.zeros((len(at), words, len(ROLES)), dtype=bool)
        for k, (i, t) in enumerate(at):
            row = rows[i].row
            asked[k, : len(row.words)] = [r != "voice" or t in row.voiced for r in ROLES]
            for w, mine in row.roles[t].items():  # type: ignore[index]
                roles[k, w, list(mine)] = 1
        return (
            torch.tensor(at, dtype=torch.long).view(-1, 2),
            torch.from_numpy(roles),
            torch.from_numpy(asked),
        )

    @staticmethod
    def _chains(rows: list[Encoded]) -> list[Chains]:
        """The mentions of each run of rows of one document."""
        out: list[Chains] = []
        at = 0
        while at < len(rows):
            end = at + 1
            document = rows[at].row.document
            while document and end < len(rows) and rows[end].row.document == document:
                end += 1
            if document:
                out.append(Chains.of(rows[at:end], at))
            at = end
        return out


@dataclass(frozen=True)
class Chains:
    """Mentions of one document: where their heads are, how alike they are, and which are of one chain."""

    heads: Tensor  # int64 [mentions, 2]: row and word
    alike: Tensor  # [mentions, mentions, FEATURES]
    gold: Tensor  # [mentions, mentions + 1]: column 0 is "no antecedent", then the right antecedents

    @staticmethod
    def of(rows: list[Encoded], base: int) -> Chains:
        words: list[str] = []
        parents: list[int] = []
        upos: list[str] = []
        deprel: list[str] = []
        chain: list[int] = []
        place: list[tuple[int, int]] = []
        for k, encoded in enumerate(rows):
            row = encoded.row
            assert row.upos and row.deprel and row.heads and row.chain
            parents += [len(words) + (i if h < 0 else h) for i, h in enumerate(row.heads)]
            place += [(base + k, i) for i in range(len(row.words))]
            words, upos, deprel = words + row.words, upos + row.upos, deprel + row.deprel
            chain += row.chain
        chosen, spans = noun_phrases(parents, upos, deprel, words)
        mentions = Mentions.of(words, parents, upos, deprel, chosen, spans)
        ids = np.array(chain, dtype=np.int64)[mentions.positions]
        same = ((ids[:, None] == ids[None]) & (ids >= 0)[:, None]).astype(np.float32)
        same = np.tril(same, -1)
        none = (same.sum(1, keepdims=True) == 0).astype(np.float32)
        return Chains(
            torch.tensor([place[i] for i in chosen], dtype=torch.long).view(-1, 2),
            torch.from_numpy(mentions.alike()),
            torch.from_numpy(np.concatenate([none, same], 1)),
        )


def by_length(rows: list[T], size: int, rng: random.Random, *, slack: float = 12) -> list[list[T]]:
    """Rows of like length together, in random order, at most ``size`` a batch; lengths up to ``slack`` apart may change places."""
    order = sorted(rows, key=lambda r: len(r) + rng.random() * slack)
    out: list[list[T]] = []
    batch: list[T] = []
    for r in order:
        if batch and (len(batch) + 1) * max(len(r), len(batch[-1])) > size:
            out.append(batch)
            batch = []
        batch.append(r)
    if batch:
        out.append(batch)
    rng.shuffle(out)
    return out


def by_document(rows: list[Encoded], pieces: int, rng: random.Random) -> list[list[Encoded]]:
    """All rows of some documents together, in random order; a document is never split."""
    documents: dict[str | None, list[Encoded]] = {}
    for r in rows:
        documents.setdefault(r.row.document, []).append(r)
    order = sorted(documents, key=str)
    rng.shuffle(order)
    out: list[list[Encoded]] = []
    size = 0
    for name in order:
        more = sum(map(len, documents[name]))
        if not out or size + more > pieces:
            out.append([])
            size = 0
        out[-1] += documents[name]
        size += more
    return out
