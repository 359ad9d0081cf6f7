"""What makes mentions alike, and how they join into chains."""

from __future__ import annotations

import numpy as np

from tests.conllu import doc_from_table
from whence.language import coreference
from whence.language.coreference import FEATURES, Mentions, chains
from whence.language.mentions import noun_phrases


def mentions_of(
    table: str, named: tuple[int, ...] = (), kind: str = "person"
) -> tuple[Mentions, list[tuple[int, int]]]:
    doc = doc_from_table(table)
    heads, upos, deprel = [t.head.i for t in doc], [t.pos_ for t in doc], [t.dep_ for t in doc]
    words = [t.text for t in doc]
    chosen, spans = noun_phrases(heads, upos, deprel, words)
    kinds = dict.fromkeys(named, kind)
    return Mentions.of(words, heads, upos, deprel, chosen, spans, kinds), spans


def joined(mentions: Mentions, spans: list[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """The chains where all mentions would be one if they could."""
    scores = np.zeros((int(mentions.positions.max()) + 1, 2 * 4 + FEATURES + 1), dtype=np.float32)
    return chains(scores, mentions, spans)


TABLE = """
    Ana Ana PROPN NNP 3 nsubj
    Sousa Sousa PROPN NNP 1 flat
    met meet VERB VBD 0 root
    the the DET DT 5 det
    mayor mayor NOUN NN 3 obj
    before before SCONJ IN 8 mark
    Sousa Sousa PROPN NNP 8 nsubj
    left leave VERB VBD 3 advcl
    the the DET DT 10 det
    mayor mayor NOUN NN 8 obj
"""


def test_a_surname_shares_a_word_with_the_full_name_but_not_its_head() -> None:
    mentions, spans = mentions_of(TABLE)
    assert spans == [(0, 2), (3, 5), (6, 7), (8, 10)]
    same_head, shared, same_keys, same_words, *_ = np.moveaxis(mentions.alike(), -1, 0)
    assert (same_head[0, 2], shared[0, 2], same_keys[0, 2]) == (0, 1, 0)
    assert (same_head[1, 3], shared[1, 3], same_words[1, 3]) == (1, 1, 1)
    assert not shared[0, 1]


def test_a_mention_inside_another_is_known() -> None:
    mentions, spans = mentions_of(
        """
        the the DET DT 2 det
        mayor mayor NOUN NN 0 root
        of of ADP IN 4 case
        Lomé Lomé PROPN NNP 2 nmod
        """
    )
    assert spans == [(0, 4), (3, 4)]
    within, apart, _ = np.moveaxis(mentions.alike(), -1, 0)[-3:]
    assert (within[0, 1], within[1, 0]) == (1, 1)
    assert apart[0, 1] == np.log(2, dtype=np.float32) / 4


def test_a_mention_joins_its_best_antecedent_or_none() -> None:
    mentions, spans = mentions_of(TABLE)
    scores = np.zeros((10, 2 * 4 + FEATURES + 1), dtype=np.float32)
    scores[:, 8 + 1] = 2  # a shared key word speaks for it
    scores[:, -1] = -1
    assert chains(scores, mentions, spans) == [[(0, 2), (6, 7)], [(3, 5), (8, 10)]]
    scores[:, -1] = -3
    assert chains(scores, mentions, spans) == []


def test_a_name_is_found_again_beyond_the_reach_of_the_network() -> None:
    total = coreference.REACH + 50
    heads = [0, total - 1]
    upos = ["PROPN"] * total
    words = ["Lomé", *["x"] * (total - 2), "Lomé"]
    spans = [(0, 1), (total - 1, total)]
    mentions = Mentions.of(words, list(range(total)), upos, ["root"] * total, heads, spans)
    scores = np.zeros((total, 2 * 4 + FEATURES + 1), dtype=np.float32)
    assert chains(scores, mentions, spans) == [spans]


def test_who_tells_is_nobody_named_in_what_is_told() -> None:
    mentions, spans = mentions_of(
        """
        The the DET DT 2 det
        minister minister NOUN NN 3 nsubj
        said say VERB VBD 0 root
        that that SCONJ IN 6 mark
        Dean Dean PROPN NNP 6 nsubj
        left leave VERB VBD 3 ccomp
        """
    )
    assert joined(mentions, spans) == []


def test_he_may_be_himself_in_what_he_tells_but_not_beside_his_own_verb() -> None:
    mentions, spans = mentions_of(
        """
        He he PRON PRP 2 nsubj
        said say VERB VBD 0 root
        he he PRON PRP 4 nsubj
        hurt hurt VERB VBD 2 ccomp
        him he PRON PRP 4 obj
        and and CCONJ CC 7 cc
        hurt hurt VERB VBD 4 conj
        himself himself PRON PRP 7 obj
        """
    )
    # "him" is whoever said it, or else the one who hurt him would be both
    assert joined(mentions, spans) == [[(0, 1), (2, 3), (7, 8)]]


def test_persons_whose_names_share_no_word_are_two() -> None:
    table = """
        Ana Ana PROPN NNP 3 nsubj
        Sousa Sousa PROPN NNP 1 flat
        left leave VERB VBD 0 root
        Dean Dean PROPN NNP 5 nsubj
        stayed stay VERB VBD 3 conj
    """
    assert joined(*mentions_of(table)) == [[(0, 2), (3, 4)]]
    assert joined(*mentions_of(table, named=(0, 1, 3))) == []


MAKERS = """
    The the DET DT 3 det
    engine engine NOUN NN 3 compound
    maker maker NOUN NN 4 nsubj
    sued sue VERB VBD 0 root
    the the DET DT 7 det
    aircraft aircraft NOUN NN 7 compound
    maker maker NOUN NN 8 nsubj
    lost lose VERB VBD 4 conj
"""


def test_makers_of_other_things_are_two() -> None:
    assert joined(*mentions_of(MAKERS)) == []
    assert joined(*mentions_of(MAKERS.replace("aircraft aircraft", "engine engine"))) == [[(0, 3), (4, 7)]]


def test_a_number_is_no_company() -> None:
    rows = "Acme Acme PROPN NNP 2 nsubj\nsaid say VERB VBD 0 root\nsix six NUM CD 4 nsubj\nleft leave VERB VBD 2 conj"
    assert joined(*mentions_of(rows)) == [[(0, 1), (2, 3)]]
    mentions, spans = mentions_of(rows, kind="organization", named=(0,))
    assert joined(mentions, spans) == []


def test_whoever_is_owned_is_not_the_owner() -> None:
    mentions, spans = mentions_of(
        """
        Kim Kim PROPN NNP 2 nsubj
        fell fall VERB VBD 0 root
        His his PRON PRP$ 4 nmod:poss
        successor successor NOUN NN 5 nsubj
        left leave VERB VBD 2 parataxis
        """
    )
    one, two = (k for k, s in enumerate(spans) if s in ((2, 3), (2, 4)))
    assert two in mentions.apart[one]
