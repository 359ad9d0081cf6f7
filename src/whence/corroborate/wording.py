"""What do the words of two claims tell: their meanings, the deeds, the likeness of the two reports?"""

from __future__ import annotations

from functools import cache
from math import sqrt
from operator import mul
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from whence.corroborate.deeds import one_root
from whence.corroborate.pair import Pair
from whence.corroborate.told import Told
from whence.knowledge.corroboration import likeness_weights, rules


class Features(NamedTuple):
    """What the fitted part of the likeness is made of; each number has its weight in ``likeness.toml``."""

    bias: float
    same_type: float
    same_mode: float
    same_root: float
    shared_words: float
    shared_names: float
    same_article: float
    actors: float
    other_recipients: float
    shared_things: float
    wording: float
    wording_squared: float
    gist: float
    wording_and_gist: float


class Wording(NamedTuple):
    """The kinds of evidence in the words, and how much of each; each has its weight in ``happenings.toml``."""

    bias: float
    words: float
    """What is fitted on the words alone (`Features`), as log-odds."""
    wording: float
    gist: float
    report_undated: float
    shared_names: float
    no_shared_name: float
    names_in_both_sentences: float
    same_article: float
    same_type: float
    unrelated_types: float
    word_and_deed: float
    one_deed: float
    other_deed: float
    told_as_known: float
    both_lead: float
    same_number: float


FEATURES = tuple(name.replace("_", " ") for name in Features._fields)
WORDING = tuple(name.replace("_", " ") for name in Wording._fields)
"""Names of the numbers as the files of weights have them."""


def features(one: Told, two: Told) -> dict[str, float]:
    """What the fitted part of the likeness is made of, by the names of its weights."""
    return dict(zip(FEATURES, _features(Pair(one, two)), strict=True))


def wording(pair: Pair) -> Wording:
    """What the words of two claims tell."""
    one, two = pair.one, pair.two
    told = _features(pair)
    speech = rules().speech
    return Wording(
        bias=1.0,
        words=sum(map(mul, _weights(), told)),
        wording=told.wording,
        gist=told.gist,
        report_undated=float(not pair.dated and not pair.letters),
        shared_names=told.shared_names,
        no_shared_name=float(bool(one.scene and two.scene) and not told.shared_names),
        names_in_both_sentences=_share(one.named, two.named),
        same_article=told.same_article,
        same_type=told.same_type,
        unrelated_types=float(not pair.related),
        word_and_deed=float((one.claim.type in speech) != (two.claim.type in speech)),
        one_deed=float(pair.deed),
        other_deed=float(not pair.deed and bool(one.deeds and two.deeds)),
        told_as_known=float(one.definite) + float(two.definite),
        both_lead=float(one.leads and two.leads and one.article != two.article),
        same_number=float(not one.numbers.isdisjoint(two.numbers)),
    )


def _features(pair: Pair) -> Features:
    one, two = pair.one, pair.two
    a, b = one.claim, two.claim
    root = one_root(one, two)
    meaning = _cosine(one.wording, two.wording, "usual same root" if root else "usual other root")
    gist = _cosine(one.gist, two.gist, "usual gist")
    same = a.type == b.type
    both = sqrt(len(one.words) * len(two.words))
    return Features(
        bias=1.0,
        same_type=float(same),
        same_mode=float(same and a.mode == b.mode and a.mode is not None),
        same_root=float(root),
        shared_words=pair.shared / both if both else 0.0,
        shared_names=_share(one.scene, two.scene),
        same_article=float(one.article == two.article),
        actors=pair.actors or 0.0,
        other_recipients=float(pair.recipients is not None and pair.recipients < 0.3),
        shared_things=float(pair.shares_things),
        wording=meaning,
        wording_squared=max(meaning, 0.0) ** 2,
        gist=gist,
        wording_and_gist=meaning * gist,
    )


@cache
def _weights() -> tuple[float, ...]:
    """The weights of `Features`, in their order."""
    weights = likeness_weights()
    return tuple(weights[name] for name in FEATURES)


def _share(one: frozenset[str], two: frozenset[str]) -> float:
    """The cosine of two sets."""
    return len(one & two) / sqrt(len(one) * len(two)) if one and two else 0.0


def _cosine(one: NDArray[np.float32] | None, two: NDArray[np.float32] | None, usual: str) -> float:
    """How alike two directions are; what is usual where an engine gave none."""
    return likeness_weights()[usual] if one is None or two is None else float(one @ two)
