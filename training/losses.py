"""How far the engine is from what its rows tell, and from what a teacher says of them."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from training.batch import Batch, Chains
from training.data import LAYERS, UNKNOWN
from training.model import Engine, Output, chain_loss, impossible

OF_WORDS = ("upos", "xpos", "feats", "lemma", "sentence", "event", "claim")
OF_TRIGGERS = ("status", "mode")
TAGGED = (*OF_WORDS, *OF_TRIGGERS)
"""Heads that label each word by itself; the last two only where it is a trigger."""
CERTAIN = 0.5
"""Probability from which a teacher's trigger is one whose arguments the student learns."""
FAR = -1e4

Losses = dict[str, Tensor]


def told(model: Engine, out: Output, batch: Batch) -> Losses:
    """Against the labels of the rows; only the losses they have labels for."""
    result: Losses = {}
    tags = {k: v.float() for k, v in model.tag_scores(out.tags).items()}
    for key in batch.known.intersection(TAGGED):
        result[key] = cross(tags[key], batch.tags[key])
    if LAYERS[0] in batch.known:
        result["attribution"] = _layers(model, tags, batch)
    if len(batch.named):
        scores = tags["names"]
        if batch.task in model.habits:
            scores = scores + model.habits[batch.task](out.words).float()
        scores = scores[*batch.named.T]
        result["names"] = (scores.logsumexp(-1) - (scores + (batch.allowed - 1) * -FAR).logsumexp(-1)).mean()
    if len(batch.rated):
        said = tags["factuality"].squeeze(-1)[*batch.rated.T]
        result["factuality"] = F.smooth_l1_loss(said, batch.factuality, beta=0.2)
    if batch.coded:
        result["code"] = cross(bag(tags["code"], batch), batch.code)
    if len(batch.arcs):
        rows, words = batch.arcs.T
        arcs = model.arc_scores(out).float().masked_fill(~within_sentences(batch.sentence), FAR)
        result["arcs"] = F.cross_entropy(arcs[rows, words], batch.heads)
        result["labels"] = F.cross_entropy(arc_labels(model, out, batch.arcs, batch.heads), batch.deprel)
    if batch.linked:
        source, cue = _links(model, out, batch)
        result["source_link"], result["content_link"] = cross(source, batch.source), cross(cue, batch.cue)
    if len(batch.triggers):
        scores = model.role_scores(out.roles.float(), *batch.triggers.T)
        missed = F.binary_cross_entropy_with_logits(scores, batch.roles, reduction="none")
        result["roles"] = (missed * batch.asked).sum() / batch.asked[..., 0].sum()
    if batch.chains:
        parts = [_chains(model, out.coref.float(), c) for c in batch.chains]
        result["coref"] = torch.stack(parts).mean()
    if batch.meaning is not None:
        alike = F.cosine_similarity(out.meaning.float()[batch.taught], batch.meaning, dim=-1)
        result["meaning"] = (1 - alike).mean()
    return result


def taught(model: Engine, out: Output, teacher: Engine, said: Output, batch: Batch) -> Losses:
    """Against a teacher's probabilities (Hinton et al. 2015), for every head and row.

    What depends on another answer (the label of an arc, the status of a trigger) is learned where the teacher is sure of
    that answer. Chains are learned where the row's document has them.
    """
    mine = {k: v.float() for k, v in model.tag_scores(out.tags).items()}
    theirs = {k: v.float() for k, v in teacher.tag_scores(said.tags).items()}
    everywhere = batch.words.float()
    trigger = (1 - theirs["claim"].softmax(-1)[..., 0]) * everywhere
    happening = (1 - theirs["event"].softmax(-1)[..., 0]) * everywhere
    result = {k: apart(mine[k], theirs[k], everywhere) for k in (*OF_WORDS, "names")}
    result["attribution"] = torch.stack([apart(mine[k], theirs[k], everywhere) for k in LAYERS]).mean()
    for key in OF_TRIGGERS:
        result[key] = apart(mine[key], theirs[key], trigger)
    miss = F.smooth_l1_loss(mine["factuality"], theirs["factuality"], beta=0.2, reduction="none").squeeze(-1)
    result["factuality"] = (miss * happening).sum() / happening.sum().clamp(min=1)
    starts = theirs["sentence"].argmax(-1) if not len(batch.arcs) else None
    within = within_sentences(batch.sentence if starts is None else starts.cumsum(1)) & F.pad(
        batch.words[:, None, :], (1, 0), value=True
    )
    theirs_arcs = teacher.arc_scores(said).float().masked_fill(~within, FAR)
    result["arcs"] = apart(model.arc_scores(out).float().masked_fill(~within, FAR), theirs_arcs, everywhere)
    at, heads = (
        (batch.arcs, batch.heads)
        if starts is None
        else (batch.words.nonzero(), theirs_arcs.argmax(-1)[batch.words])
    )
    weights = torch.ones(len(at), device=at.device)
    result["labels"] = apart(arc_labels(model, out, at, heads), arc_labels(teacher, said, at, heads), weights)
    cue, content = (theirs[k].softmax(-1)[..., [1, 4]].sum(-1) * everywhere for k in LAYERS[1:3])
    for key, own, other, weight in zip(
        ("source_link", "content_link"),
        _links(model, out, batch),
        _links(teacher, said, batch),
        (cue, content),
        strict=True,
    ):
        result[key] = apart(own, other, weight)
    triggers = (trigger > CERTAIN).nonzero()
    if len(triggers):
        goal = teacher.role_scores(said.roles.float(), *triggers.T).sigmoid()
        missed = F.binary_cross_entropy_with_logits(
            model.role_scores(out.roles.float(), *triggers.T), goal, reduction="none"
        )
        least = -(torch.xlogy(goal, goal) + torch.xlogy(1 - goal, 1 - goal))
        where = everywhere[triggers[:, 0]]
        result["roles"] = ((missed - least).sum(-1) * where).sum() / where.sum()
    if batch.chains:
        parts = []
        for c in batch.chains:
            goal, own = (_antecedents(m, o.coref.float(), c) for m, o in ((teacher, said), (model, out)))
            parts.append(apart(own, goal, torch.ones(len(own), device=own.device)))
        result["coref"] = torch.stack(parts).mean()
    return result


def cross(scores: Tensor, gold: Tensor) -> Tensor:
    """Mean cross-entropy of the known labels, 0 if there are none."""
    flat = gold.reshape(-1)
    total = F.cross_entropy(scores.reshape(-1, scores.shape[-1]), flat, ignore_index=UNKNOWN, reduction="sum")
    return total / (flat != UNKNOWN).sum().clamp(min=1)


def apart(scores: Tensor, goal: Tensor, weights: Tensor) -> Tensor:
    """Mean divergence (Kullback and Leibler) of the goal's distribution from that of the scores."""
    goal = goal.log_softmax(-1)
    each = (goal.exp() * (goal - scores.log_softmax(-1))).sum(-1)
    return (each * weights).sum() / weights.sum().clamp(min=1)


def bag(scores: Tensor, batch: Batch) -> Tensor:
    """[rows, codes]: some word of a row tells its code, so scores are summed over words (multiple-instance learning)."""
    return scores.masked_fill((batch.hidden | ~batch.words)[:, :, None], FAR).logsumexp(1)


def _layers(model: Engine, tags: dict[str, Tensor], batch: Batch) -> Tensor:
    """All layers of the rows that have them, as chains of their own."""
    rows = batch.layered
    scores = torch.stack([tags[k][rows] for k in LAYERS], 1)
    gold = torch.stack([batch.tags[k][rows] for k in LAYERS], 1).clamp(min=0)
    count, layers, words, states = scores.shape
    transitions = (model.transitions + impossible().to(scores.device))[None].expand(count, -1, -1, -1)
    return chain_loss(
        scores.reshape(-1, words, states),
        gold.reshape(-1, words),
        batch.lengths[rows][:, None].expand(-1, layers).reshape(-1),
        transitions.reshape(-1, states, states),
    )


def within_sentences(sentence: Tensor) -> Tensor:
    """[rows, words, words + 1]: arcs go from words of one sentence to each other and to the root (column 0)."""
    return F.pad(sentence[:, :, None] == sentence[:, None, :], (1, 0), value=True)


def arc_labels(model: Engine, out: Output, at: Tensor, heads: Tensor) -> Tensor:
    """[arcs, labels] of the arcs from ``heads`` (0 is the root) to the words ``at``."""
    roots = model.lab_root.to(out.lab_head.dtype).expand(len(out.lab_head), 1, -1)
    sides = torch.cat([roots, out.lab_head], 1)
    return model.label_scores(out.lab_dep[*at.T], sides[at[:, 0], heads]).float()


def _links(model: Engine, out: Output, batch: Batch) -> tuple[Tensor, Tensor]:
    """Cue -> source and content -> cue, [rows, words, words + 1]; column 0 is none."""
    hide = ~batch.words[:, None, :]
    source, cue = (F.pad(s.float().masked_fill(hide, FAR), (1, 0)) for s in model.link_scores(out))
    return source, cue


def _antecedents(model: Engine, coref: Tensor, chains: Chains) -> Tensor:
    """[mentions, mentions + 1]: column 0 is having none."""
    scores = model.coref_scores(coref[*chains.heads.T], chains.alike)
    earlier = torch.ones_like(scores, dtype=torch.bool).tril(-1)
    return F.pad(scores.masked_fill(~earlier, FAR), (1, 0))


def _chains(model: Engine, coref: Tensor, chains: Chains) -> Tensor:
    """Marginal likelihood of the right antecedents, one of which may be none (Lee et al. 2017)."""
    scores = _antecedents(model, coref, chains)
    return (scores.logsumexp(-1) - (scores + (chains.gold - 1) * -FAR).logsumexp(-1)).mean()
