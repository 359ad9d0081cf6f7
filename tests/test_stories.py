"""The stories of annotations/stories and annotations/learning are whole: every word named is there, every article has its date and outlet."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.stories import LEARNING, STORIES, Story, stories

ALL = [*stories(), *stories(LEARNING)]


@pytest.mark.parametrize(("folder", "number"), [(STORIES, 12), (LEARNING, 40)], ids=["stories", "learning"])
def test_no_story_is_lost(folder: Path, number: int):
    assert len(list(stories(folder))) == number


@pytest.mark.parametrize("story", ALL, ids=lambda s: s.name)
def test_a_story_is_told_by_four_dated_reports_or_five(story: Story):
    assert "".join(sorted(story.articles)) in ("abcd", "abcde")
    assert all(a.published and a.outlet and a.title for a in story.articles.values())


@pytest.mark.parametrize("story", ALL, ids=lambda s: s.name)
def test_no_two_events_share_a_mention_and_parts_name_their_whole(story: Story):
    told = [m for e in story.events for m in e.mentions]
    assert len(told) == len(set(told))
    names = {e.name for e in story.events}
    assert {e.within for e in story.events if e.within} <= names
