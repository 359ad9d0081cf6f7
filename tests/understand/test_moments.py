"""Which of an article's times an event gets, and what is said where none is its own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import whence
from tests.conllu import doc_from_table
from whence.article import Published
from whence.knowledge.weights import parse_weights
from whence.reading import Status, Time
from whence.understand.moments import COLUMNS, Deed, Moments
from whence.understand.surroundings import Surroundings

TABLE = """
    Rebels rebel NOUN NNS 2 nsubj
    shelled shell VERB VBD 0 root
    Bol Bol PROPN NNP 2 obj
    on on ADP IN 5 case
    Monday Monday PROPN NNP 2 obl
    and and CCONJ CC 7 cc
    fled flee VERB VBD 2 conj
"""
PUBLISHED = Published.parse("2024-03-06")
MONDAY = datetime(2024, 3, 4, tzinfo=UTC)


def weights(**rows: dict[str, float]):
    """Weights of a few features for a few ways; all else counts nothing."""
    lines = ["\t".join(("feature", *COLUMNS))]
    for feature, cells in rows.items():
        lines.append("\t".join((feature.replace("_", " "), *(str(cells.get(c, "")) for c in COLUMNS))))
    return parse_weights("\n".join(lines))


def settle(
    n: int,
    told,
    published=PUBLISHED,
    statuses: tuple[Status, Status] = ("happened", "happened"),
    day: datetime = MONDAY,
    tie: str = "own",
):
    doc = doc_from_table(TABLE)
    word = doc[4]
    time = Time(
        start=word.idx,
        end=word.idx + len(word),
        text=word.text,
        type="DATE",
        earliest=day,
        latest=day + timedelta(days=1),
        reason="weekday on or before publication",
    )
    moments = Moments(Surroundings(doc), published, [time], [0], told)
    ties = ({0: frozenset({tie})}, {})
    deeds = [
        Deed(trigger, "ASSAULT", status, False, False, False, tie)
        for trigger, status, tie in zip((1, 6), statuses, ties, strict=True)
    ]
    return moments.settle(deeds, n)


OWN = {"tie_own": {"at": 4.0}, "always": {"past": 2.0, "future": 5.0}}


def test_the_time_of_its_own_clause_is_stated_and_the_reason_names_it() -> None:
    moment, told, sure = settle(0, weights(tie_own={"at": 4.0}))
    assert (moment.how, moment.earliest, told) == ("stated", MONDAY, (0,))
    assert moment.reason == "'Monday': weekday on or before publication"
    assert 0.5 < sure < 1


def test_an_event_whose_time_is_unlikely_its_own_is_bounded_by_publication() -> None:
    moment, told, _ = settle(1, weights(**OWN))
    assert (moment.how, moment.earliest, told) == ("bounded", None, ())
    assert moment.latest == datetime(2024, 3, 7, 12, tzinfo=UTC)
    assert moment.reason == "told as happened, before publication (2024-03-06)"


def test_what_has_happened_is_never_after_publication() -> None:
    assert settle(1, weights(**OWN))[0].latest is not None
    ahead = settle(1, weights(**OWN), statuses=("happened", "expected"))[0]
    assert (ahead.earliest is not None, ahead.latest) == (True, None)


def test_an_unlikely_reading_beside_a_time_gives_way_to_the_next_best() -> None:
    slightly = weights(nobody_s={"by": 0.1}, always={"by": 0.1})
    assert settle(1, slightly)[0].reason.startswith("told as happened")
    surely = weights(always={"since": 5.0})
    moment = settle(1, surely)[0]
    assert (moment.how, moment.earliest) == ("bounded", MONDAY)
    assert "between 'Monday' (character" in moment.reason


def test_what_has_happened_does_not_lie_behind_the_time_that_it_is_told_at() -> None:
    likely = weights(always={"since": 5.0, "from": 5.0, "by": 1.0})
    moment, _, _ = settle(0, likely, tie="said")
    assert (moment.earliest, moment.latest) == (None, MONDAY + timedelta(days=1))
    moment, _, _ = settle(0, likely, statuses=("expected", "happened"), tie="said")
    assert moment.earliest == MONDAY


def test_without_a_date_of_publication_nothing_is_bounded() -> None:
    moment, _, _ = settle(1, weights(always={"none": 3.0}), published=None)
    assert (moment.how, moment.earliest, moment.latest) == ("unresolved", None, None)
    assert "publication date is not known" in moment.reason


def test_what_is_due_by_a_day_ahead_lies_between_publication_and_its_end() -> None:
    by = weights(always={"by": 5.0})
    moment = settle(1, by, statuses=("happened", "expected"), day=MONDAY + timedelta(days=7))[0]
    assert moment.earliest == datetime(
        2024, 3, 5, 10, tzinfo=UTC
    )  # where the day of publication begins first
    assert moment.latest == MONDAY + timedelta(days=8)
    assert settle(1, by)[0].earliest is None  # what has happened by a day may have happened long before it


def test_what_has_happened_is_not_at_a_time_after_publication() -> None:
    at = weights(always={"at": 5.0})
    assert settle(0, at)[0].earliest == MONDAY
    late = settle(0, at, day=MONDAY + timedelta(days=7))[0]
    assert (late.how, late.earliest) == ("bounded", None)
    ahead = settle(0, at, statuses=("expected", "happened"), day=MONDAY + timedelta(days=7))[0]
    assert ahead.how == "stated"


def bound(rows: str, trigger: int, status: Status) -> set[str]:
    """The sides of publication that an event without a time is offered."""
    moments = Moments(Surroundings(doc_from_table(rows)), PUBLISHED, [], [], weights())
    offers = moments.offers([Deed(trigger, "ASSAULT", status, False, False, False, {})], 0)
    return {o.way for o in offers}


def test_what_may_have_happened_lies_behind() -> None:
    rows = (
        "Rebels rebel NOUN NNS 4 nsubj\nmay may AUX MD 4 aux\nhave have AUX VB 4 aux\nshelled shell VERB VBN 0 root\n"
        "Bol Bol PROPN NNP 4 obj"
    )
    assert "future" not in bound(rows, 3, "possible")
    assert "future" in bound(rows.replace("may may", "will will"), 3, "expected")


def test_what_it_is_asked_whether_somebody_did_lies_behind() -> None:
    rows = (
        "Ask ask VERB VB 0 root\nwhether whether SCONJ IN 4 mark\nrebels rebel NOUN NNS 4 nsubj\n"
        "shelled shell VERB VBD 1 ccomp\nBol Bol PROPN NNP 4 obj"
    )
    assert "future" not in bound(rows, 3, "possible")
    assert "future" in bound(rows.replace("1 ccomp", "1 advcl"), 3, "possible")


def test_of_times_told_together_the_narrowest_is_the_events() -> None:
    text = "Rebels attacked the base at 5:40 a.m. (0340 GMT) on 9 March."
    (claim,) = whence.read(text, published="2026-03-10").claims
    assert claim.time.earliest == datetime(2026, 3, 9, 3, 40, tzinfo=UTC)


def test_a_range_is_between_both_its_ends() -> None:
    text = "ADEN — The governor imposed a curfew from 8 p.m. on Monday until 5 a.m. on Tuesday."
    (claim,) = whence.read(text, published="2024-03-14").claims
    assert claim.time.earliest == datetime(2024, 3, 11, 17, tzinfo=UTC)
    assert claim.time.latest == datetime(2024, 3, 12, 2, tzinfo=UTC)


def test_the_stamp_of_an_entry_is_no_time_of_what_it_tells() -> None:
    text = "14:50 Rescuers pulled a girl from the rubble in Adana.\n\n15:20 The army sent 200 soldiers to the town.\n"
    found = whence.read(text, published="2026-03-10T18:00+03:00").claims
    assert found
    assert all(c.time.earliest is None for c in found if c.status == "happened")


def test_before_the_end_of_a_month_is_before_it_is_over() -> None:
    (claim,) = whence.read(
        "The Security Council is expected to vote before the end of the month.", published="2026-01-15"
    ).claims
    assert claim.time.latest is not None
    assert claim.time.latest.isoformat().startswith("2026-02-01")


BLOG = """21.10
Police have cleared the parliament in Maseru. A curfew will begin at 22.00.

18.40
Botswana has condemned the violence. Its envoy will visit Maseru on Friday.

16.18
Several hundred demonstrators have stormed the parliament in Maseru.

9.05
Soldiers shot a man on Monday."""


def test_an_entry_dates_what_it_tells_and_no_other() -> None:
    told = whence.read(BLOG, published="2023-05-11")
    when = {
        BLOG[slice(*c.trigger)]: (str(c.time.earliest)[:16], str(c.time.latest)[:16])
        for c in told.claims
        if c.time
    }
    assert when["stormed"] == ("2023-05-10 22:00", "2023-05-11 14:19")
    assert when["condemned"] == ("2023-05-10 22:00", "2023-05-11 16:41")
    assert when["curfew"][0] == "2023-05-11 20:00"
