"""What the pages show is told as it is: open times, expectations, changes, counts of the map, statuses of dealings, pictures."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from xml.etree import ElementTree

import msgspec
import pytest

from tests.corroborate.build import INDIA, PAKISTAN, report, spot, told
from tests.desk.conftest import HOSTILE, NOW, launch_id, readings, seal_of, titled
from whence.article import UTC
from whence.desk import network, timeline, words, worldmap
from whence.desk.marks import changes
from whence.reading import Place, Reading
from whence.record import Query
from whence.record.glance import Dealing, Side
from whence.record.record import open_record


def with_time(reading: Reading, early: datetime | None, late: datetime | None) -> Reading:
    """``reading`` with the time of its first claim open at one end."""
    claim = reading.claims[0]
    time = msgspec.structs.replace(claim.time, earliest=early, latest=late, how="stated", reason="told")
    first = msgspec.structs.replace(claim, time=time)
    return msgspec.structs.replace(reading, claims=(first, *reading.claims[1:]))


def desk_with(tmp_path, desk_of, *kept: Reading):
    address = str(tmp_path / "some.db")
    with open_record(address) as record:
        for reading in kept:
            record.add(reading)
        record.settle()
    return desk_of(address)


# --- the timeline -----------------------------------------------------------------------------------------------


def link(page: str, word: str) -> str:
    return re.search(rf'href="([^"]+)"[^>]*>[^<]*{word}', page)[1].replace("&amp;", "&")


def test_all_leads_to_all_times_from_a_narrow_stretch_too(local, desk_of):
    client = desk_of(local)
    page = client.get("/timeline?since=2025-11-18&until=2025-11-19").text
    assert "1 outside" in page
    assert client.get(link(page, "all<")).text.count('class="item') == 2


def test_an_empty_stretch_has_its_ways_out(local, desk_of):
    client = desk_of(local)
    page = client.get("/timeline?since=2025-12-10&until=2026-01-05").text
    assert "Nothing of this lies in this stretch of time" in page
    for word in ("earlier", "later", "further", "closer"):
        assert client.get(link(page, word)).status_code == 200
    assert client.get(link(page, "all<")).text.count('class="item') == 2


WINDOW = timeline.Window(datetime(2025, 11, 1, tzinfo=UTC), datetime(2025, 12, 1, tzinfo=UTC))
NOON = datetime(2025, 11, 10, 12, tzinfo=UTC)


def drawn(
    early: datetime | None, late: datetime | None, status: str = "happened", now: datetime | None = None
):
    from whence.corroborate import corroborate  # noqa: PLC0415

    made = report(
        "Paper", "Pakistan fired.", told("fired", actors=(PAKISTAN,), status=status), published="2025-11-09"
    )
    (event,) = corroborate([with_time(made, early, late)])
    plot = timeline.plot([event], WINDOW, now)
    assert plot is not None
    return plot.items[0]


def test_a_time_that_is_open_at_one_end_is_a_bar_that_fades_there():
    after, before = drawn(NOON, None), drawn(None, NOON)
    at = WINDOW.x(NOON)
    assert (after.open, after.bar, after.x) == ("late", True, at)
    assert (before.open, before.bar, before.x2) == ("early", True, at)
    assert drawn(NOON, NOON + timedelta(days=9)).open == ""


def test_what_is_expected_without_an_end_is_ahead_of_now():
    now = NOON + timedelta(days=5)
    item = drawn(NOON, None, "expected", now)
    assert item.x == WINDOW.x(NOON)
    assert WINDOW.x(now) < item.mark_x < item.x2
    assert drawn(NOON, None, "happened", now).mark_x < WINDOW.x(now)


@pytest.mark.parametrize("days", [0, 0.5, 1, 3, 20])
def test_the_mark_stands_within_the_interval(days):
    item = drawn(NOON, NOON + timedelta(days=days))
    assert item.x <= item.mark_x <= item.x2
    assert drawn(WINDOW.since - timedelta(days=3), WINDOW.since + timedelta(days=2)).mark_x > 0


def test_the_legend_names_open_times(local, desk_of):
    page = desk_of(local).get("/timeline").text
    assert "no end told" in page
    assert "no beginning told" in page


# --- now --------------------------------------------------------------------------------------------------------


def test_what_is_expected_without_an_end_is_told_as_ahead(tmp_path, desk_of):
    made = report("Wire", "Pakistan will meet India.", told("meet", "CONSULT", actors=(PAKISTAN,), recipients=(INDIA,), status="expected"), published="2025-11-20")  # fmt: skip
    kept = with_time(made, datetime(2025, 11, 22, tzinfo=UTC), None)
    page = desk_with(tmp_path, desk_of, kept).get("/").text
    ahead = page[page.index("<h2>Ahead") : page.index("<h2>In dispute")]
    assert "Pakistan and India are expected to meet" in ahead
    assert "after 22 Nov 2025" in ahead


def test_what_was_told_before_and_changed_since_is_told_apart_from_what_is_new(local, desk_of, clock):
    client = desk_of(local)
    client.post("/looked", data={"_seal": seal_of(client)})
    clock.at = NOW + timedelta(days=1)
    again = msgspec.structs.replace(
        readings()[0],
        article=msgspec.structs.replace(readings()[0].article, outlet="Third Paper", id="f" * 64),
    )
    with open_record(local, clock=clock) as record:
        record.add(again)
        record.add(
            report(
                "Wire",
                "India thanked Oman.",
                told("thanked", "PRAISE", actors=(INDIA,)),
                published="2026-01-11",
            )
        )
    page = client.get("/").text
    new = page[page.index("<h2>New since") : page.index("<h2>Told before")]
    changed = page[page.index("<h2>Told before") : page.index("<h2>Overdue")]
    assert "launch" in changed
    assert "launch" not in new
    assert "India" in new


# --- the map ----------------------------------------------------------------------------------------------------


def placed(name: str, country: str | None, lat: float | None = None, lon: float | None = None) -> Place:
    return Place(start=0, end=1, text=name, name=name, kind="country", country=country, lat=lat, lon=lon, radius_km=600, reason="told")  # fmt: skip


@pytest.fixture
def mapped(tmp_path, desk_of):
    """A desk of four events: in Oman, in the Gulf of Oman, somewhere in Sudan, and at a coast that nobody knows."""
    at = [
        ("met", placed("Oman", "OMN", 21.0, 57.0)), ("warned", spot("Gulf of Oman", 25.0, 58.0, 200, "OMN")),
        ("fired", placed("Port Sudan", "SDN")), ("thanked", placed("its coast", None)), ("praised", None),
    ]  # fmt: skip
    kept = [
        report(f"Paper {n}", f"India {verb} somebody.", told(verb, kind, actors=(INDIA,), place=place and ("at", place)), published="2025-11-18")
        for n, ((verb, place), kind) in enumerate(zip(at, ("CONSULT", "THREATEN", "ASSAULT", "SUPPORT", "AID"), strict=True))
    ]  # fmt: skip
    return desk_with(tmp_path, desk_of, *kept)


def test_the_map_counts_the_events_that_have_a_place_and_names_those_that_it_cannot_place(mapped):
    page = mapped.get("/map").text
    assert "<strong>5 events</strong>, 3 of them at 3 places" in page
    missing = page[page.index("Not to be found on the map") :]
    assert "<bdi>its coast</bdi> 1" in missing


def test_a_country_leads_to_the_events_of_which_only_it_is_known(mapped):
    page = mapped.get("/map").text
    told_ = page[page.index("Only the country is known") : page.index("Not to be found")]
    assert "<bdi>Port Sudan</bdi> 1</a> in Sudan" in told_
    address = re.search(r'href="([^"]+)"><bdi>Oman</bdi> 1', told_)[1].replace("&amp;", "&")
    events = mapped.get(address).text
    assert "1 event<" in events
    assert "Gulf of Oman" not in events.split('class="events')[1]


def test_the_brush_marks_the_stretch_that_is_shown(local, desk_of):
    client = desk_of(local)
    assert 'class="selection"' not in client.get("/map").text
    assert 'class="selection"' in client.get("/map?since=2025-11-18&until=2025-11-19").text


def test_the_map_has_a_scale_and_near_by_the_names_of_towns(local, desk_of):
    client = desk_of(local)
    near = client.get("/map?at=24.9,67.1&zoom=7").text
    assert "Karachi" in near
    assert "20 km" in near
    assert "in Pakistan or nearest to it" in near
    assert "Karachi" not in client.get("/map?at=24.9,67.1&zoom=1").text


# --- parties, sources, articles ---------------------------------------------------------------------------------


def test_a_denied_deed_is_drawn_and_told_as_denied(tmp_path, desk_of):
    kept = [
        report("Wire", "India shelled Pakistan.", told("shelled", "ASSAULT", actors=(INDIA,), recipients=(PAKISTAN,), status="denied"), published="2025-11-20"),
        report("Post", "Pakistan helped India.", told("helped", "AID", actors=(PAKISTAN,), recipients=(INDIA,)), published="2025-11-21"),
    ]  # fmt: skip
    client = desk_with(tmp_path, desk_of, *kept)
    page = client.get("/parties").text
    assert 'class="edge s-denied" aria-label="India on Pakistan: 1 event, denied"' in page
    assert "Assault · denied" in page
    assert "Aid</td>" in page
    assert "ASSAULT,1,denied" in client.get("/parties.csv").text


def test_a_voice_leads_to_the_events_that_it_tells(filled, desk_of):
    client = desk_of(filled)
    page = client.get("/sources").text
    address = re.search(r'href="([^"]+)">military<', page)[1].replace("&amp;", "&")
    assert address == "/events?speaker=military"
    assert "told by: military" in client.get(address).text
    assert "1 event<" in client.get(address).text
    assert [e["id"] for e in client.get(f"/api{address}").json()["events"]] == [launch_id(client)]


def test_numbers_of_outlets_and_dates_are_columns_apart(local, desk_of):
    page = desk_of(local).get("/sources").text
    assert re.search(r'<td class="num">1</td><td><span class="when">18 Nov 2025', page)


def test_the_difference_of_two_states_shows_the_headline_and_the_words_that_changed(tmp_path, desk_of):
    def state(number: int, title: str) -> Reading:
        made = report("Wire", f"India launched {number} rockets from an island on Monday.", told("launched", actors=(INDIA,)), published="2025-11-18")  # fmt: skip
        return titled(made, title, "https://wire.example/rockets")

    client = desk_with(
        tmp_path, desk_of, state(2, "Rockets launched"), state(3, "Rockets launched (corrected)")
    )
    article = re.search(r'href="(/article/\w+)"', client.get("/articles").text)[1]
    page = client.get(article).text
    changes = re.sub(r'<span class="sr">[^<]*</span>', "", page[page.index("How this page was changed") :])
    assert "<ins>(corrected)</ins>" in changes
    assert "India launched <del>2</del> <ins>3</ins> rockets from an island on Monday." in changes


def test_what_a_headline_opens_to_turn_the_direction_is_closed_where_it_ends(tmp_path, desk_of):
    title = "Ends \N{RIGHT-TO-LEFT OVERRIDE}turned"
    made = titled(report("Wire", "India launched a rocket.", told("launched", actors=(INDIA,)), published="2025-11-18"), title)  # fmt: skip
    client = desk_with(tmp_path, desk_of, made)
    for path in ("/articles", re.search(r'href="(/article/\w+)"', client.get("/articles").text)[1]):
        page = client.get(path).text
        assert page.count("\N{RIGHT-TO-LEFT OVERRIDE}") == page.count("\N{POP DIRECTIONAL FORMATTING}") > 0


def test_reasons_are_told_for_readers(local, desk_of):
    client = desk_of(local)
    for article in re.findall(r'href="(/article/\w+)"', client.get("/articles").text):
        page = client.get(article).text
        assert "given by the caller" not in page
        assert "told when it was added" in page
    then = client.get("/events?known_at=2025-11-18T12:00Z").text
    assert re.search(r"it was begun on 1 Jan 2026|it was begun on \d+ \w+ \d{4}, \d\d:\d\d UTC", then)


# --- pictures ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("what", "meaning"), [("timeline", "no end told"), ("map", "only the country is known"), ("parties", "happened")])  # fmt: skip
def test_a_picture_says_what_it_shows_under_which_filters_and_when_it_was_drawn(
    local, desk_of, what, meaning
):
    picture = desk_of(local).get(f"/{what}.svg?known_at=2026-01-01&actor=IND").text
    root = ElementTree.fromstring(picture)
    texts = ["".join(t.itertext()) for t in root.iter("{http://www.w3.org/2000/svg}text")]
    assert texts[0] == what.capitalize()
    assert "actor: IND" in texts[1]
    assert "known on: 2026-01-01" in texts[1]
    assert "drawn 10 Jan 2026, 00:00 UTC" in texts[1]
    assert any(meaning in t for t in texts)


def test_a_picture_is_well_formed_whatever_a_name_holds(tmp_path, desk_of):
    made = report("Wire", "India\0 launched a rocket.", told("launched", actors=("India\0",), time=("2025-11-18T04:20Z", "2025-11-18T04:35Z")), published="2025-11-18")  # fmt: skip
    client = desk_with(tmp_path, desk_of, titled(made, HOSTILE))
    ElementTree.fromstring(client.get("/timeline.svg").text)


# --- small things -----------------------------------------------------------------------------------------------


def test_a_forgotten_view_leaves_one_where_one_was(local, desk_of):
    client = desk_of(local)
    data = {"_seal": seal_of(client), "name": "mine", "address": "/sources?type=MOBILIZE"}
    client.post("/saved", data=data)
    page = client.get("/sources?type=MOBILIZE").text
    number, address = re.search(r'/saved/(\d+)/forget.*?name="address" value="([^"]+)"', page).groups()
    answer = client.post(f"/saved/{number}/forget", data={"_seal": seal_of(client), "address": address})
    assert answer.headers["location"] == "/sources?type=MOBILIZE"
    elsewhere = {"_seal": seal_of(client), "address": "//evil.example"}
    assert client.post(f"/saved/{number}/forget", data=elsewhere).headers["location"] == "/events"


def test_the_log_names_fields_in_words_and_an_undoing_is_not_undone(local, desk_of):
    client = desk_of(local)
    with open_record(local) as record:
        claim = record.events(type="MOBILIZE")[0].claims[0]
        made = record.judge("correct", claim, field="objects.0.count.best", value=7)
        record.undo(made.id)
        record.judge("correct", claim, field="objects.0.count.best", value=8)
    page = client.get("/log").text
    assert "objects.0" not in page
    assert re.search(r"how many to <q>8</q>,\s+in\s+<q>launched</q>", page)
    assert page.count(">Undo<") == 1


def test_open_expectations_are_found_beside_dated_ones(filled):
    with open_record(filled) as record:
        ahead = record.glance.ahead(datetime(2025, 11, 20, tzinfo=UTC))
        assert [e.type for e in ahead.events] == ["CONSULT"]
        assert record.glance.ahead(NOW).total == 0
        assert record.glance.placed(Query()) == 2


# --- plain functions --------------------------------------------------------------------------------------------

OPENED = {
    "a\u202eb": "\u202c",
    "a\u202eb\u202c": "",
    "\u2067x\u202ey\u2069": "",
    "\u2068\u202ex": "\u202c\u2069",
    "plain": "",
}


@pytest.mark.parametrize(("text", "added"), OPENED.items())
def test_what_turns_the_direction_is_closed_once(text, added):
    assert words.closed(text) == text + added


@pytest.mark.parametrize(
    ("path", "told"),
    [("objects.0.count.best", "how many"), ("time", "when"), ("places.1.lat", "latitude"), ("places.0", "where"), ("actors.2", "who"), ("status", "status")],
)  # fmt: skip
def test_a_field_is_named_in_words(path, told):
    assert words.field(path) == told


def test_a_reason_holds_no_positions_and_moments_as_elsewhere():
    told_ = "weekday at 'Thursday' (character 93), published 2026-11-21T08:00:00+00:00"
    assert words.reason(told_) == "weekday at 'Thursday', published 21 Nov 2026, 08:00 UTC"


def test_nobody_stands_in_the_network_without_an_arrow():
    one = [Dealing(Side(f"A{n}", None, None), Side("hub", None, None), "AID", 2) for n in range(12)]
    more = [Dealing(Side(f"B{n}", None, None), Side(f"C{n}", None, None), "AID", 3) for n in range(8)]
    nodes, edges = network.network(network.pairs(one + more))
    assert 2 < len(nodes) <= network.MOST
    assert {n.side for n in nodes} == {s for e in edges for s in (e.actor, e.recipient)}


@pytest.mark.parametrize("zoom", range(worldmap.MOST_ZOOM + 1))
def test_the_ruler_is_round_and_fits(zoom):
    km, length = worldmap.ruler(worldmap.View(25.0, 67.0, zoom))
    assert str(km).rstrip("0") in ("1", "2", "5")
    assert 50 < length <= 180


def test_words_that_changed_are_told_from_those_that_did_not():
    (passage,) = changes(["- Two men died on Monday.", "+ Three men died on Monday."])
    assert [(c.kind, c.text) for c in passage] == [
        ("gone", "Two"),
        ("come", "Three"),
        ("same", "men died on Monday."),
    ]
    assert [
        [c.kind for c in p] for p in changes(["- Nothing of it is left.", "+ Entirely other words here."])
    ] == [["gone"], ["come"]]
    assert [[c.kind for c in p] for p in changes(["- A.", "- B c.", "+ D."])][-1] == ["come"]
