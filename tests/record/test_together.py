"""Several people, each with a process of her own, decide about one record: nothing is overwritten unseen."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable

import pytest

from tests.record.factory import reading
from whence.record import ChangedError, QuestionError, Record, Seen, Wish
from whence.record.record import open_record


@pytest.fixture
def filled(url: str) -> str:
    with open_record(url) as record:
        for number in range(4):
            record.add(reading(number))
        record.settle()
    return url


def seen(record: Record) -> tuple[Seen, tuple[str, ...]]:
    event = max(record.events(), key=lambda e: len(e.claims))
    return Seen(event.id, event.version), event.claims


def test_what_another_decided_in_between_is_told_and_nothing_is_written_down(filled):
    with open_record(filled) as ada, open_record(filled) as rae:
        saw, claims = seen(ada)
        ada.judge("correct", claims[0], field="status", value="denied", seen=saw)
        with pytest.raises(ChangedError, match="nothing was written down"):
            rae.judge("hide", claims[1], seen=saw)
        assert [j.kind for j in rae.judgements()] == ["correct"]
        assert len(rae.judgements()) == len(ada.judgements())


def test_an_article_that_came_in_between_counts_as_a_change(url):
    with open_record(url) as ada, open_record(url) as rae:
        for number in range(3):
            ada.add(reading(number))
        ada.settle()
        saw, claims = seen(ada)
        rae.add(reading(3))  # of the same story, and not settled yet: who decides must see what it leads to
        with pytest.raises(ChangedError):
            ada.judge("hide", claims[0], seen=saw)
        ada.judge("hide", claims[0], seen=seen(ada)[0])


def test_of_several_judgements_that_belong_together_all_are_kept_or_none(filled):
    with open_record(filled) as record:
        _, claims = seen(record)
        wishes = [
            Wish("correct", (claims[0],), field="status", value="denied"),
            Wish("correct", (claims[0],), field="status", value="no status"),
        ]
        with pytest.raises(QuestionError):
            record.judge_all(wishes)
        assert record.judgements() == []
        assert len(record.judge_all([wishes[0], Wish("hide", (claims[1],))], by="ada", why="both")) == 2
        assert {j.why for j in record.judgements()} == {"both"}


def _decide(url: str, saw: Seen, claim: str, by: str, go: object, told: object) -> None:
    with open_record(url) as record:
        go.wait()
        try:
            record.judge("correct", claim, field="status", value="denied", by=by, seen=saw)
            told.put(by)
        except ChangedError:
            told.put("")


def test_of_two_processes_that_decide_at_once_about_what_both_saw_one_is_told_to_look_again(filled):
    context: Callable[..., object] = multiprocessing.get_context("spawn")
    with open_record(filled) as record:
        saw, claims = seen(record)
        go, told = context.Barrier(2), context.Queue()
        people = [
            context.Process(target=_decide, args=(filled, saw, claims[0], by, go, told))
            for by in ("ada", "rae")
        ]
        for one in people:
            one.start()
        answers = sorted(told.get(timeout=60) for _ in people)
        for one in people:
            one.join(30)
        assert answers[0] == ""
        assert [j.by for j in record.judgements()] == [answers[1]]
