"""Outlines: what a line of one says, and what is said of a line that is wrong."""

from __future__ import annotations

import pytest

from tools.annotation import DraftError, load
from tools.outline import compile_outlines

TEXT = load("own-001").text


def claim(line: str) -> dict[str, object]:
    (outline,) = compile_outlines(f"@ own-001 x\n{line}\n")
    (found,) = outline["claims"]
    return found


def words(span: list[int]) -> str:
    return TEXT[slice(*span)]


def test_a_line_says_trigger_type_status_parties_places_time_and_voices():
    found = claim(
        "2 landing ASSAULT/heavy-weapons | O eleven mortar rounds | P near the camp; at Goma"
        " | T at between two and three this afternoon | V Our correspondent in Goma"
    )
    assert words(found["trigger"]) == "landing"
    assert (found["type"], found["mode"], found["status"]) == ("ASSAULT", "heavy-weapons", "happened")
    assert [(p["role"], words(p["span"])) for p in found["places"]] == [("near", "the camp"), ("at", "Goma")]
    assert (found["time"]["way"], words(found["time"]["spans"][0])) == (
        "at",
        "between two and three this afternoon",
    )
    assert [v["kind"] for v in found["chain"]] == [None, "outlet"]


def test_marks_of_a_head_say_negative_and_repeated():
    found = claim("4 set TRAVEL expected!* | A Rwandan | V a government spokesman; alone")
    assert found["negative"]
    assert found["repeated"]
    assert [v["name"] for v in found["chain"]] == ["a government spokesman"]


def test_a_word_may_be_pointed_to_in_another_sentence():
    assert words(claim("6 crossed TRAVEL | A staff@5 | T at Friday@1")["time"]["spans"][0]) == "Friday"
    with pytest.raises(DraftError, match='sentence 0 has no "staff"'):
        claim("6 crossed TRAVEL | A staff@0")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("6 crossed", "is not"),
        ("99 crossed TRAVEL", "sentences"),
        ("6 crossed TRAVEL done", "no status done"),
        ("6 crossed TRAVEL | P over Gisenyi", "with a role"),
        ("6 crossed TRAVEL | T noon", "with a way"),
        ("6 crossed TRAVEL | X Gisenyi", "stands once"),
        ("6 swam TRAVEL", "has no"),
        ("6 crossed SWIM", "no type SWIM"),
    ],
)
def test_a_wrong_line_is_named_with_what_is_wrong(line, why):
    with pytest.raises(DraftError, match=why):
        claim(line)
