"""Whether two claims may be joined is told from less than how alike they are, and told alike."""

from __future__ import annotations

from itertools import combinations

import pytest

from tests.record.factory import reading
from tests.record.test_memory import shelling
from whence.corroborate import Memory
from whence.corroborate.compare import reaching, score
from whence.corroborate.told import Told
from whence.knowledge.corroboration import rules


@pytest.mark.parametrize(
    "readings",
    [
        [reading(number) for number in range(10)],
        [shelling(day, outlet) for day in range(1, 8) for outlet in ("Wire", "Courier")],
        [shelling(1), shelling(1, "Courier", status="failed"), shelling(1, "Herald", count=3)],
    ],
    ids=["stories", "a daily series", "a dispute"],
)
def test_a_score_is_given_where_it_is_enough_and_only_there(readings):
    told = [Told(r, n, story=readings[0].article.id) for r in readings for n in range(len(r.claims))]
    memory, least = Memory(), rules().limits.join
    found = [(reaching(one, two, least), score(one, two)) for one, two in combinations(told, 2)]
    assert all(enough == (known if known >= least else None) for enough, known in found)
    assert any(enough is None for enough, _ in found)
    assert any(enough is not None for enough, _ in found)
    for one, two in combinations(told, 2):
        first = memory.joining(one, two)
        assert (
            first
            == memory.joining(two, one)
            == (known if (known := memory.score(one, two)) >= least else None)
        )
