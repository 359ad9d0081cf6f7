"""Words of closed classes whose tag their form alone settles, whatever the network takes them for.

After a closing quotation mark it reads one "he" or "she" in ten as a name, since names mostly stand there ("…," Kim said).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Tagged(NamedTuple):
    """What a word is: its universal part of speech, its tag, its features and its lemma."""

    upos: str
    xpos: str
    feats: str
    lemma: str


def _pronoun(features: str, lemma: str) -> Tagged:
    return Tagged("PRON", "PRP", f"{features}|PronType=Prs", lemma)


# Personal pronouns that are nothing else: no "her", "it" or "I" ("her report", "a hit-it song", "Elizabeth I").
_SETTLED = {
    "he": _pronoun("Case=Nom|Gender=Masc|Number=Sing|Person=3", "he"),
    "him": _pronoun("Case=Acc|Gender=Masc|Number=Sing|Person=3", "he"),
    "she": _pronoun("Case=Nom|Gender=Fem|Number=Sing|Person=3", "she"),
    "they": _pronoun("Case=Nom|Number=Plur|Person=3", "they"),
    "them": _pronoun("Case=Acc|Number=Plur|Person=3", "they"),
    "we": _pronoun("Case=Nom|Number=Plur|Person=1", "we"),
    "us": _pronoun("Case=Acc|Number=Plur|Person=1", "we"),
}


def settled(forms: Sequence[str], upos: Sequence[str]) -> dict[int, Tagged]:
    """The words of another class than their form allows, by their places, with what they are instead."""
    return {k: _SETTLED[form] for k, form in enumerate(forms) if form in _SETTLED and upos[k] != "PRON"}
