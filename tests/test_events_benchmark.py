"""How the benchmark of event types takes the claims of a sentence."""

from __future__ import annotations

from benchmarks.events import Sentence, closest, macro, root_of

SENTENCE = Sentence("Ghana thanked Togo and warned Mali.", (0, 5), (30, 34), "THREATEN", held=False)


def claim(kind: str, status: str, actor: tuple[int, int], recipient: tuple[int, int]) -> dict[str, object]:
    return {
        "type": kind,
        "status": status,
        "actors": [{"spans": [actor]}],
        "recipients": [{"spans": [recipient]}],
    }


def test_the_claim_with_the_marked_parties_is_compared() -> None:
    thanked = claim("SUPPORT", "happened", (0, 5), (14, 18))
    warned = claim("THREATEN", "happened", (0, 5), (30, 34))
    assert closest(SENTENCE, [thanked, warned]) is warned
    assert closest(SENTENCE, []) is None


def test_cooperation_to_come_is_an_agreement_and_concessions_are_yielding() -> None:
    ends = (0, 5), (30, 34)
    assert root_of(claim("AID", "expected", *ends)) == "AGREE"
    assert root_of(claim("RETREAT", "expected", *ends)) == "AGREE"
    assert root_of(claim("RETREAT", "happened", *ends)) == "YIELD"
    assert root_of(claim("ASSAULT", "expected", *ends)) == "ASSAULT"


def test_roots_weigh_alike_whatever_their_number() -> None:
    assert macro([("AID", "AID"), ("AID", "AID"), ("ACCUSE", "none")]) == 0.5
