"""What a record remembers between one settling and the next changes no answer."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest

from tests.corroborate.build import report, spot, thing, told
from tests.record.factory import reading
from whence.corroborate import Memory, corroborate
from whence.corroborate.compare import score
from whence.corroborate.told import Told
from whence.reading import Reading
from whence.record import Record
from whence.record.record import open_record

KHERSON, SUMY = spot("Kherson", 46.6, 32.6, country="UKR"), spot("Sumy", 50.9, 34.8, country="UKR")


def shelling(day: int, outlet: str = "Wire", count: int = 2, **other: object) -> Reading:
    """One of a daily series of reports that are worded alike."""
    place = (KHERSON, SUMY)[day % 2]
    fields = {
        "recipients": (f"{count} people",),
        "objects": (thing(f"{count} people", count, what="people"),),
        "time": (f"2025-03-{day:02}T00:00Z", f"2025-03-{day + 1:02}T00:00Z"),
        "how": ("stated", "inherited")[day % 3 == 0],
        "place": ("at", place),
    } | other
    return report(
        outlet,
        f"Shelling at {place.name} wounded {count} people and damaged several houses, the governor told {outlet}.",
        told("wounded", "ASSAULT", **fields),
        told("damaged", "ASSAULT", objects=(thing("several houses", None, what="house"),)),
        published=f"2025-03-{day:02}",
    )


def anew(record: Record) -> list[bytes]:
    """The events as somebody computes them who remembers nothing."""
    with open_record(record.name) as other:
        other.rebuild()
        return [e.to_json() for e in other.events()]


def shown(record: Record) -> list[bytes]:
    return [e.to_json() for e in record.events()]


@pytest.fixture
def kept(tmp_path) -> Iterator[Record]:
    with open_record(str(tmp_path / "record.db")) as record:
        yield record


def test_a_series_settled_day_by_day_is_that_of_reading_all_at_once(kept):
    made = [shelling(day, outlet) for day in range(1, 9) for outlet in ("Wire", "Courier")]
    for one in made:
        kept.add(one)
        kept.settle()
    at_once = {(e.id, e.origins.count, e.conflicts) for e in corroborate(made)}
    assert {(e.id, e.origins.count, e.conflicts) for e in kept.events()} == at_once
    assert shown(kept) == anew(kept)


def test_what_was_judged_or_read_again_is_compared_again(kept):
    series = [shelling(day, outlet) for day in range(1, 5) for outlet in ("Wire", "Courier")]
    for one in series:
        kept.add(one)
    kept.settle()
    before = shown(kept)

    first, second = series[0].claims[0].id, series[1].claims[0].id
    corrected = kept.judge("correct", first, field="status", value="failed")
    assert shown(kept) == anew(kept) != before
    kept.undo(corrected.id)
    assert shown(kept) == anew(kept)
    kept.judge("different", first, second)
    kept.judge("copy", series[0].article.id, series[5].article.id)
    assert shown(kept) == anew(kept)

    again = shelling(1, count=2, time=("2025-02-20T00:00Z", "2025-02-21T00:00Z"), how="stated")
    assert again.article.id == series[0].article.id
    was = shown(kept)
    kept.add(msgspec.structs.replace(again, reader="read anew"))
    assert shown(kept) == anew(kept) != was


def test_what_another_process_adds_is_seen(kept):
    with open_record(kept.name) as other:
        for day in range(1, 7):
            kept.add(shelling(day))
            other.add(shelling(day, "Courier", count=3))
            (kept, other)[day % 2].settle()
        other.add(msgspec.structs.replace(shelling(2, status="failed"), reader="read anew"))
        other.settle()
        kept.add(shelling(2, "Herald"))
        assert shown(kept) == shown(other) == anew(kept)


@pytest.mark.parametrize(("readings", "pairs"), [(1, 1), (3, 5), (512, 1 << 14)])
def test_how_much_is_remembered_changes_nothing(readings, pairs):
    made = [*map(reading, range(8)), *(shelling(day) for day in range(1, 5))]
    memory = Memory(readings, pairs)
    for some in (made[:4], made, made[2:], [*made, shelling(3, "Courier")]):
        assert corroborate(some, memory=memory) == corroborate(some)


def test_a_reading_is_known_by_what_it_is_and_not_by_its_article():
    memory = Memory()
    other = shelling(1, "Courier")
    plain, changed = shelling(1), shelling(1, status="failed")
    assert plain.article == changed.article
    found = [
        memory.score(memory.told(r, 0, r.article.id), memory.told(other, 0, other.article.id))
        for r in (plain, changed, plain)
    ]
    assert found == [score(Told(r, 0), Told(other, 0)) for r in (plain, changed, plain)]
    assert found[0] != found[1]
    alone = memory.told(plain, 0, plain.article.id)
    assert memory.told(plain, 0, plain.article.id) is alone
    assert memory.told(plain, 0, "another group").story == "another group"
