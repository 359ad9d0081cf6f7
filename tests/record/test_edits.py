"""An edited page is a new snapshot of the same article; what was changed can be seen, and it is no new origin."""

from __future__ import annotations

import msgspec
import pytest

from tests.corroborate.build import PAKISTAN, report, told
from tests.record.test_judgements import story
from whence.record.editions import difference

TEXT = "Pakistan fired two missiles on Tuesday. Nobody was hurt. The sea was calm."
LATER = "Pakistan fired three missiles on Tuesday. The sea was calm. India protested."


def page(text, url="https://a.example/x"):
    made = report("A", text, told("fired", mode="weapons", actors=(PAKISTAN,)), published="2025-11-18")
    return msgspec.structs.replace(made, article=msgspec.structs.replace(made.article, url=url))


def test_an_edited_page_is_kept_beside_what_it_was(record):
    first, second = page(TEXT), page(LATER)
    record.add(first)
    added = record.add(second)
    assert (added.new, added.edited) == (True, first.article.id)
    ((before, after, changes),) = record.edits(second.article.id)
    assert (before, after) == (first.article.id, second.article.id)
    assert changes == [
        "- Pakistan fired two missiles on Tuesday.",
        "- Nobody was hurt.",
        "+ Pakistan fired three missiles on Tuesday.",
        "+ India protested.",
    ]
    assert record.article(first.article.id) == first
    (event,) = record.events()
    assert event.origins.count == 1
    assert "two states of one page" in event.origins.groups[0].reasons


def test_a_changed_headline_is_part_of_the_difference(record):
    def titled(reading, title):
        return msgspec.structs.replace(reading, article=msgspec.structs.replace(reading.article, title=title))

    first = titled(page(TEXT), "Missiles fired")
    record.add(first)
    record.add(titled(page(TEXT + " More follows."), "Missiles fired (corrected)"))
    ((_, _, changes),) = record.edits(first.article.id)
    assert changes == ["- Missiles fired", "+ Missiles fired (corrected)", "+ More follows."]


def test_pages_of_other_addresses_are_other_articles(record):
    record.add(page(TEXT))
    assert record.add(page(LATER, "https://a.example/y")).edited is None


def test_without_an_address_outlet_and_headline_tell_the_page(record):
    def titled(reading, title):
        return msgspec.structs.replace(reading, article=msgspec.structs.replace(reading.article, title=title))

    first = titled(story(text=TEXT + " India closed it."), "Missiles fired")
    record.add(first)
    assert (
        record.add(titled(story(text=LATER + " India closed it."), "Missiles fired")).edited
        == first.article.id
    )
    assert record.add(titled(story(text=LATER + " India closed all."), "Other news")).edited is None


@pytest.mark.parametrize(
    ("before", "after"), [("", ""), ("One. Two.", "One. Two."), ("One.\n\nTwo.", "One. Two.")]
)
def test_what_is_the_same_shows_no_difference(before, after):
    assert difference(before, after) == []
