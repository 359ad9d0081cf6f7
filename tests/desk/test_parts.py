"""The parts of the desk that are plain functions: filters, words, marks, timeline, map, network."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.corroborate.build import INDIA, PAKISTAN, report, told
from tests.desk.conftest import readings
from whence.article import UTC
from whence.corroborate import corroborate
from whence.corroborate.compare import Likeness
from whence.corroborate.told import Told
from whence.corroborate.why import bonds
from whence.desk import network, timeline, words, worldmap
from whence.desk.app import safe_link
from whence.desk.asked import STATUSES, Filters
from whence.desk.marks import Mark, marks_of, pieces
from whence.reading import ClaimTime, Count
from whence.record.glance import Dealing, Side, Spot


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_filters_come_back_from_their_address():
    from urllib.parse import parse_qsl, urlsplit  # noqa: PLC0415

    filters = Filters(q='"two missiles" & more', actor="PRK", status=("happened", "denied"), conflicts=True)
    address = filters.address("/events", page=2)
    assert Filters.of(parse_qsl(urlsplit(address).query)) == filters
    assert "page=2" in address


def test_a_status_that_there_is_none_of_is_passed_over():
    assert Filters.of([("status", "exploded"), ("voice", "nobody"), ("nonsense", "1")]) == Filters()


def test_each_chip_takes_its_own_filter_away():
    chips = Filters(actor="PRK", status=("happened", "denied")).chips()
    assert [c.text for c in chips] == ["actor: PRK", "happened", "denied"]
    assert chips[1].without == "actor=PRK&status=denied"


@pytest.mark.parametrize(
    ("early", "late", "shown"),
    [
        ("2025-11-18T04:20", "2025-11-18T04:35", "18 Nov 2025, 04:20–04:35 UTC"),
        ("2025-11-18T04:20", "2025-11-18T04:21", "18 Nov 2025, 04:20 UTC"),
        ("2025-11-18T00:00", "2025-11-19T00:00", "18 Nov 2025"),
        ("2025-11-18T00:00", "2025-11-21T00:00", "18–20 Nov 2025"),
        ("2025-11-28T00:00", "2025-12-03T00:00", "28 Nov – 2 Dec 2025"),
        ("2025-11-17T19:00", "2025-11-18T19:00", "17 Nov 2025, 19:00 – 18 Nov, 19:00 UTC"),
    ],
)
def test_an_interval_is_told_as_it_is_meant(early, late, shown):
    assert words.between(at(early), at(late)) == shown


def test_a_bound_alone_is_told_as_a_bound_and_nothing_as_nothing():
    assert words.when(ClaimTime(latest=at("2025-11-18"), how="bounded", reason="x")) == "before 18 Nov 2025"
    assert (
        words.when(ClaimTime(earliest=at("2025-11-18T09:05"), how="bounded", reason="x"))
        == "after 18 Nov 2025, 09:05 UTC"
    )
    assert words.when(ClaimTime(how="unresolved", reason="x")) == "time not told"


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (Count(low=2, best=2, high=2), "2"),
        (Count(low=4, best=4), "at least 4"),
        (Count(best=100), "about 100"),
        (Count(low=24), "24 or more"),
        (Count(low=10, best=12, high=15, unit="km"), "10–15 km"),
    ],
)
def test_a_count_is_told_with_its_bounds(count, shown):
    assert words.count(count) == shown


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "", None, " JavaScript:x"]
)
def test_an_address_that_is_none_of_the_web_is_no_link(url):
    assert safe_link(url) == ""


MARKS = st.lists(
    st.tuples(
        st.sampled_from(["trigger", "name", "time", "content"]), st.integers(-2, 40), st.integers(-2, 40)
    ),
    max_size=12,
)


@given(text=st.text(max_size=40), drawn=MARKS)
def test_pieces_make_up_the_text_whatever_the_marks(text, drawn):
    marks = [Mark(layer, a, b, f"n{i}") for i, (layer, a, b) in enumerate(drawn)]
    found = pieces(text, marks)
    assert "".join(p.text for p in found) == text
    kept = {m.note for m in marks if 0 <= m.start < m.end <= len(text)}
    assert {a for p in found for a in p.anchors} == kept


def test_overlapping_marks_are_all_on_the_piece_that_they_share():
    found = pieces("two missiles fell", [Mark("name", 0, 12, "a"), Mark("time", 4, 17, "b")])
    assert [(p.text, p.layers) for p in found] == [
        ("two ", ("name",)), ("missiles", ("time", "name")), (" fell", ("time",)),
    ]  # fmt: skip


def test_each_claim_of_the_text_has_its_trigger_marked():
    reading = readings()[2]
    found = pieces(reading.article.text, marks_of(reading))
    assert [p.text for p in found if "trigger" in p.layers] == ["launched", "meet", "warned"]


def test_what_holds_claims_together_is_told():
    some = readings()
    told_ = [Told(r, 0, story=some[0].article.id if n < 2 else None) for n, r in enumerate(some)]
    first, second = bonds(told_)
    assert first.decisive == "the same sentence"
    assert second.joined
    assert {s.what for s in second.signs if s.score > 0} >= {"parties", "time", "place"}


def test_a_group_that_a_later_claim_holds_together_is_shown_by_the_pairs_that_hold_it(monkeypatch):
    """The first two claims are joined by the third alone: it is what must be seen beside each of them."""
    likeness = {("a", "b"): 1.0, ("a", "c"): 5.0, ("b", "c"): 4.0}

    def compared(one: Told, two: Told) -> Likeness:
        return Likeness(likeness[tuple(sorted(names[t.claim.id] for t in (one, two)))])

    monkeypatch.setattr("whence.corroborate.why.compare", compared)
    monkeypatch.setattr("whence.corroborate.why.holds", lambda likeness: likeness > 3)
    monkeypatch.setattr("whence.corroborate.why.printed", lambda _: None)
    told_ = [Told(r, 0) for r in readings()]
    names = {t.claim.id: name for t, name in zip(told_, "abc", strict=True)}
    found = bonds(told_)
    assert [(names[b.one], names[b.two]) for b in found] == [("a", "c"), ("c", "b")]
    assert all(b.joined for b in found)


WINDOW = timeline.Window(at("2025-11-01"), at("2025-12-01"))


@pytest.mark.parametrize("days", [0.02, 0.5, 3, 20, 90, 400, 4000, 200000])
def test_an_axis_has_some_marks_at_every_scale_and_never_too_many(days):
    window = timeline.Window(at("2025-03-07T03:00"), at("2025-03-07T03:00") + timedelta(days=days))
    found = timeline.ticks(window)
    assert 1 <= len(found) <= 14
    assert [t.x for t in found] == sorted(t.x for t in found)


def event_at(early: str, late: str, n: int = 0):
    one = told("fired", actors=(PAKISTAN,), recipients=(INDIA,), time=(early, late))
    return corroborate([report(f"Paper {n}", "Pakistan fired.", one, published="2025-11-30")])[0]


def test_an_interval_is_drawn_as_an_interval_and_a_moment_as_a_mark():
    plot = timeline.plot(
        [
            event_at("2025-11-05T00:00Z", "2025-11-15T00:00Z"),
            event_at("2025-11-20T10:00Z", "2025-11-20T10:01Z", 1),
        ],
        WINDOW,
    )
    assert plot is not None
    long, short = plot.items
    assert long.bar
    assert long.x == pytest.approx(160)
    assert long.x2 == pytest.approx(560)
    assert not short.bar


def test_labels_never_cover_each_other():
    events = [event_at(f"2025-11-{d:02}T00:00Z", f"2025-11-{d:02}T01:00Z", d) for d in range(1, 25)]
    plot = timeline.plot(events, WINDOW)
    assert plot is not None
    assert plot.labelled
    lanes: dict[float, list[tuple[float, float]]] = {}
    for item in plot.items:
        size = 6.7 * len(item.label)
        box = (
            (item.label_x, item.label_x + size)
            if item.anchor == "start"
            else (item.label_x - size, item.label_x)
        )
        assert all(box[1] <= a or box[0] >= b for a, b in lanes.get(item.y, ()))
        lanes.setdefault(item.y, []).append(box)


def test_what_is_too_much_to_draw_is_counted():
    columns = timeline.columns(
        [(0, "happened", 3), (0, "denied", 1), (5, "happened", 2)], WINDOW, 10, 100, STATUSES
    )
    assert [c.total for c in columns] == [4, 2]
    assert columns[0].parts[0] == ("happened", 25.0, 75.0, 3)
    assert columns[1].window.since == at("2025-11-16")


def test_a_window_is_moved_and_scaled_around_a_point():
    assert WINDOW.moved(0.5).since == at("2025-11-16")
    near = WINDOW.scaled(0.5, at=0.0)
    assert near == timeline.Window(at("2025-11-01"), at("2025-11-16"))


SONMIANI = Spot("Sonmiani", "PAK", 25.4, 66.6, 10.0, 2, "a")


def test_places_far_out_are_one_and_near_by_are_two():
    near = Spot("Ormara", "PAK", 25.2, 64.6, 10.0, 1, "b")
    out = worldmap.world([SONMIANI, near], worldmap.View(20, 60, 0))
    assert [(c.events, c.places) for c in out.circles] == [(3, 2)]
    close = worldmap.world([SONMIANI, near], worldmap.View(25, 65, 6))
    assert sorted(c.events for c in close.circles) == [1, 2]


def test_nothing_is_pinned_where_only_the_country_is_known():
    spots = [Spot("Oman", "OMN", 21.0, 57.0, 600.0, 2, "a"), Spot("somewhere", "OMN", None, None, None, 1, "b"), Spot("?", None, None, None, None, 1, "c")]  # fmt: skip
    drawn = worldmap.world(spots, worldmap.View(20, 60, 2))
    assert drawn.circles == []
    assert [(c.code, c.events) for c in drawn.countries] == [("OMN", 3)]
    assert drawn.nowhere == 1


def test_an_area_is_drawn_with_its_radius():
    circle = worldmap.world([Spot("a bay", None, 0.0, 0.0, 111.2, 1, "a")], worldmap.View(0, 0, 5)).circles[0]
    assert circle.radius == pytest.approx(worldmap.UNIT)


def test_a_view_over_the_date_line_shows_both_sides():
    spots = [Spot("Suva", "FJI", -18.0, 178.4, 5.0, 1, "a"), Spot("Apia", "WSM", -13.8, -171.8, 5.0, 1, "b")]
    assert len(worldmap.world(spots, worldmap.View(-15, 179, 4)).circles) == 2


@given(lat=st.floats(-80, 80), lon=st.floats(-179, 179))
def test_a_point_of_the_map_is_the_place_that_was_put_there(lat, lon):
    back = worldmap.unproject(*worldmap.project(lat, lon))
    assert back == pytest.approx((lat, lon), abs=1e-6)


@pytest.mark.parametrize("at_", ["", "x", "1", "200,0", "nan,nan", "inf,0"])
def test_an_address_with_no_place_on_earth_shows_what_there_is(at_):
    view = worldmap.view_of(at_, "3", [SONMIANI])
    assert view.lat == pytest.approx(25.4, abs=0.1)


def test_there_and_back_are_two_arrows():
    one, two = Side("India", "Q668", "IND"), Side("Pakistan", "Q843", "PAK")
    rows = network.pairs(
        [Dealing(one, two, "ACCUSE", 3), Dealing(two, one, "REJECT", 1), Dealing(one, two, "THREATEN", 1)]
    )
    assert [(r.actor.name, r.events, r.types) for r in rows] == [
        ("India", 4, [("ACCUSE", 3), ("THREATEN", 1)]), ("Pakistan", 1, [("REJECT", 1)]),
    ]  # fmt: skip
    nodes, edges = network.network(rows)
    assert len(nodes) == 2
    assert len({e.path for e in edges}) == 2


@pytest.mark.parametrize(
    ("early", "late", "told"),
    [
        ("2019-12-31T10:00+00:00", "2021-01-01T12:00+00:00", "2020"),  # a year by any clock
        ("2025-03-01T05:00+00:00", "2025-04-01T04:00+00:00", "Mar 2025"),  # clocks went forward
        ("2025-03-01T10:00+00:00", "2025-04-01T10:00+00:00", "Mar 2025"),
        ("2025-03-03T09:20+00:00", "2025-03-09T17:45+00:00", "3 Mar 2025 – 9 Mar 2025"),
        ("2019-12-31T15:00+00:00", "2021-12-31T15:00+00:00", "2020–2021"),
        ("2025-10-31T18:30+00:00", "2025-11-30T18:30+00:00", "Nov 2025"),
        ("2025-11-09T15:00+00:00", "2025-11-16T15:00+00:00", "10–16 Nov 2025"),
        ("2025-11-17T19:00+00:00", "2025-11-18T19:00+00:00", "17 Nov 2025, 19:00 – 18 Nov, 19:00 UTC"),
    ],
)
def test_days_by_another_clock_are_told_as_days(early, late, told):
    assert words.between(datetime.fromisoformat(early), datetime.fromisoformat(late)) == told
