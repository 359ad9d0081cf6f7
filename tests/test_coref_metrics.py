"""The coreference metrics give the figures that the literature works out by hand."""

from __future__ import annotations

import pytest

pytest.importorskip("scipy", reason="a development dependency of the benchmarks")

from benchmarks.coref_metrics import METRICS, Counts, b_cubed, ceaf_e, chains, conll, muc

# Pradhan et al. 2014, figure 1.
KEY = chains(["abc", "defg"])
RESPONSE = chains(["ab", "cd", "fghi"])
# Luo 2005, figure 1: two of three chains are taken for one.
LUO = chains(["12345", "67", "89ABC"])
MERGED = chains(["12345", "6789ABC"])


def shares(counts: Counts) -> tuple[float, float]:
    return pytest.approx(counts.recall), pytest.approx(counts.precision)


def test_muc_counts_the_links_that_hold() -> None:
    # abc keeps one of two links, defg one of three; ab one of one, cd none, fghi one of three
    assert shares(muc(KEY, RESPONSE)) == (2 / 5, 2 / 5)
    assert shares(muc(LUO, MERGED)) == (1, 9 / 10)


def test_b_cubed_averages_over_mentions() -> None:
    # a b c: 2/3 2/3 1/3, d e f g: 1/4 0 2/4 2/4; a b: 1 1, c d: 1/2 1/2, f g h i: 2/4 2/4 0 0
    assert shares(b_cubed(KEY, RESPONSE)) == ((5 / 3 + 5 / 4) / 7, 4 / 8)
    assert shares(b_cubed(LUO, MERGED)) == (1, (5 + 2 * 2 / 7 + 5 * 5 / 7) / 12)


def test_ceaf_pairs_chains_one_to_one() -> None:
    # abc with ab 4/5, defg with fghi 4/8; cd is left over
    assert shares(ceaf_e(KEY, RESPONSE)) == (1.3 / 2, 1.3 / 3)
    assert shares(ceaf_e(LUO, MERGED)) == ((1 + 10 / 12) / 3, (1 + 10 / 12) / 2)


def test_the_best_pairing_is_not_the_greedy_one() -> None:
    # abcef is most like abc (6/8), which leaves abxy with efgh (0); crosswise it is efgh 4/9 and abc 4/7
    gold, found = chains(["abcef", "abxy"]), chains(["abc", "efgh"])
    greedy, crossed = 6 / 8 + 0, 4 / 7 + 4 / 9
    assert crossed > greedy
    assert ceaf_e(gold, found).gold_right == pytest.approx(crossed)


@pytest.mark.parametrize("metric", METRICS.values())
def test_the_same_chains_score_one_and_no_chains_score_nothing(metric) -> None:
    assert metric(KEY, KEY).f1 == pytest.approx(1)
    assert metric(KEY, []).f1 == metric([], KEY).f1 == metric([], []).f1 == 0


def test_the_conll_score_is_the_mean_of_three() -> None:
    scores = {name: metric(KEY, RESPONSE) for name, metric in METRICS.items()}
    assert conll(scores) == pytest.approx((0.4 + 5 / 11 + 0.52) / 3)


def test_singletons_are_no_chains_and_counts_add_up() -> None:
    assert chains(["a", "bc", "dd"]) == [frozenset("bc")]
    assert muc(KEY, RESPONSE).plus(muc(LUO, MERGED)) == Counts(11, 14, 11, 15)
