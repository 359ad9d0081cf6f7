"""What another version of the reader would change is shown before anything is accepted."""

from __future__ import annotations

import msgspec

from tests.corroborate.build import PAKISTAN, report, told
from tests.record.test_judgements import fired, story


def later(articles):
    """A reader that takes launches for attacks, misses closures and finds rain."""
    for article in articles:
        one = story(outlet=article.outlet, text=article.text)
        claim = msgspec.structs.replace(fired(one), id="later-0", type="ASSAULT", mode=None)
        claims = [claim]
        if "It rained" in article.text:
            rain = report(article.outlet, article.text, told("rained", "HARM"), published="2025-11-18")
            claims.append(msgspec.structs.replace(rain.claims[0], id="later-1"))
        yield msgspec.structs.replace(one, reader="later", claims=tuple(claims))


def test_appearing_vanishing_and_changing_events_are_listed_and_nothing_is_kept(record):
    record.add(story(text=story().article.text + " It rained."))
    record.add(report("B", "Pakistan paid.", told("paid", "AID", actors=(PAKISTAN,)), published="2025-11-18"))
    before = record.events(), record.summary()
    found, stayed = record.reread(
        lambda articles: later(a for a in articles if a.outlet == "A"), reader="later"
    )
    assert [(c.change, c.label.split()[0]) for c in found] == [
        ("changes", "Pakistan"),
        ("vanishes", "India"),
        ("appears", "“It"),
    ]
    assert found[0].fields["type"] == ("MOBILIZE/weapons", "ASSAULT")
    assert set(found[0].fields) == {"type"}
    assert stayed == 1
    assert (record.events(), record.summary()) == before


def test_accepted_readings_are_in_force(record):
    one = story()
    record.add(one)
    record.judge("hide", one.claims[1].id)
    record.reread(later, reader="later", accept=True)
    (event,) = record.events()
    assert event.type == "ASSAULT"
    assert record.judgements()[0].orphaned, "its claim is not read any more"
    assert record.reread(later, reader="later") == ([], 1), "all were read by this version"


def test_a_sample_reads_so_many(record):
    for outlet in "ABC":
        record.add(story(outlet, text=f"{story().article.text} So wrote {outlet}."))
    seen = []
    record.reread(lambda articles: later(a for a in articles if seen.append(a) is None), sample=2)
    assert len(seen) == 2


def test_two_records_are_compared(record, new_record):
    other = new_record()
    record.add(story())
    other.add(story(count=3))
    found, stayed = record.compared(other)
    assert [(c.change, list(c.fields)) for c in found] == [("changes", ["objects"])]
    assert stayed == 1
