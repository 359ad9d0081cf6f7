"""A noun that only points back to what was told is a mention of it, and no claim."""

from __future__ import annotations

import numpy as np
import pytest

from tests.conllu import doc_from_table
from whence.language import extensions
from whence.language.extensions import TokenEvent
from whence.understand.drafts import Draft
from whence.understand.folding import pointed_back
from whence.understand.status import Verdict
from whence.understand.surroundings import Surroundings
from whence.understand.what import RawEvent

TABLE = """
    Gunmen gunman NOUN NNS 2 nsubj
    attacked attack VERB VBD 0 root
    a a DET DT 4 det
    bus bus NOUN NN 2 obj
    . . PUNCT . 2 punct

    The the DET DT 2 det
    {noun} NOUN NN {head}
    {more}
    began begin VERB VBD 0 root
"""
ATTACKED, NOUN = 1, 6


def mentions(
    noun: str, more: str = "yesterday yesterday ADV RB 4 advmod", chance: float = 0.2, near: float = 0.0
) -> tuple[int, ...]:
    """The mentions of the attack, where a noun behind it is heard to tell an event of its type by chance.

    ``near`` is how alike the engine's vectors of the two words are.
    """
    extensions.register()
    doc = doc_from_table(TABLE.format(noun=noun, head="4 nsubj", more=more))
    vectors = np.eye(len(doc), dtype=np.float32)
    vectors[NOUN] = near * vectors[ATTACKED] + np.sqrt(1 - near**2) * vectors[NOUN]
    doc._.vectors = vectors
    heard = {"modes": (("none", 1.0),), "statuses": (("happened", 1.0),), "arguments": (), "kind": "O"}
    doc._.triggers = tuple(
        TokenEvent(token, sure, (("ASSAULT", 0.9),), factuality=1.0, codes=(), **heard)
        for token, sure in ((ATTACKED, 0.9), (NOUN, chance))
    )
    event = RawEvent(ATTACKED, "ASSAULT", None, None, "f", (), (), (), None, (), False, False)
    told = Draft(event, Verdict("happened"), (), "own_reporting", (), (), ())
    (draft,) = pointed_back(Surroundings(doc), [told])
    return draft.mentions


def test_the_attack_is_the_one_told() -> None:
    assert mentions("attack attack") == (NOUN,)


def test_a_noun_that_is_heard_to_tell_nothing_points_to_nothing() -> None:
    assert mentions("attack attack", chance=0.01) == ()


def test_a_noun_that_says_which_one_it_means_points_to_nothing() -> None:
    assert mentions("attack attack", more="last last ADJ JJ 2 amod") == ()


@pytest.mark.parametrize(("near", "found"), [(0.7, (NOUN,)), (0.3, ())])
def test_another_word_points_back_if_it_means_nearly_the_same(near: float, found: tuple[int, ...]) -> None:
    assert mentions("blast blast", near=near) == found
