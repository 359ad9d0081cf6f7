"""An event's id leads to it at every moment, and where it leads nowhere, it is said why."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.record.factory import reading
from tests.record.test_judgements import fired, story
from whence.record.errors import UnknownIdError


def grown(record, clock):
    """An event of one article, a moment, and the same event when another article tells of it too."""
    record.add(story("A"))
    (before,) = record.events(type="MOBILIZE")
    then = clock.at
    clock.at += timedelta(days=1)
    record.add(story("B", "It rained. " + story().article.text))
    (after,) = record.events(type="MOBILIZE")
    assert before.id != after.id
    return before, then, after


def test_an_event_is_found_as_it_was_by_the_id_it_has_now_and_by_that_of_then(record, clock):
    before, then, after = grown(record, clock)
    assert record.event(after.id) == record.event(before.id) == [after]
    assert record.event(after.id, known_at=then) == record.event(before.id, known_at=then) == [before]
    assert [c.id for c in record.claims_of(before, known_at=then)] == list(before.claims)


def test_each_event_of_another_moment_is_found_by_its_id_even_where_it_never_was_the_present(record, clock):
    for number in range(12):
        record.add(reading(number, claims=4, paragraphs=2))
        clock.at += timedelta(hours=1)
    read, published = clock.at - timedelta(hours=6), "2025-01-01T23:00Z"
    for moment in (read, published):
        events = record.events(known_at=moment)
        assert events
        for event in events:
            assert record.event(event.id, known_at=moment) == [event]
            told = {c.id for c in record.claims_of(event, known_at=moment)}
            assert told == set(event.claims)


def test_claims_are_shown_as_they_were_before_they_were_corrected(record, clock):
    before, then, _ = grown(record, clock)
    record.judge("correct", fired(story("A")).id, field="objects.0.count.best", value=9)
    (claim,) = record.claims_of(before, known_at=then)
    assert (claim.claim.objects[0].count.best, claim.corrected) == (2, False)
    assert record.judgements(known_at=then) == []


def test_an_old_id_leads_on_after_its_claim_was_corrected(record, clock):
    before, _, after = grown(record, clock)
    record.judge("correct", fired(story("A")).id, field="status", value="denied")
    (found,) = record.event(before.id)
    assert found.claims == after.claims


def test_of_an_event_of_which_nothing_was_there_yet_this_is_said(record, clock):
    record.add(story("A"))
    then = clock.at
    clock.at += timedelta(days=1)
    record.add(reading(1))
    late = next(e for e in record.events() if e not in record.events(known_at=then))
    with pytest.raises(UnknownIdError, match="nothing of it was there yet; as the record knew it on"):
        record.event(late.id, known_at=then)


def test_a_hidden_event_says_which_judgement_hides_it(record):
    record.add(story("A"))
    (event,) = record.events(type="MOBILIZE")
    judged = record.judge("hide", *event.claims, by="ana", why="a rehearsal")
    with pytest.raises(
        UnknownIdError, match=rf"hidden by judgement {judged.id} \(ana, .*: a rehearsal\); take that back"
    ):
        record.event(event.id)
    record.undo(judged.id)
    assert record.event(event.id)


def test_the_id_of_an_event_leads_on_where_only_some_of_its_claims_are_hidden(record, clock):
    _, _, after = grown(record, clock)
    for claim in after.claims:
        judged = record.judge("hide", claim)
        (found,) = record.event(after.id)
        assert set(found.claims) == set(after.claims) - {claim}
        record.undo(judged.id)
