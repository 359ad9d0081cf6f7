"""Every view shows what is in the record, on every database, and nothing in an article steers the browser."""

from __future__ import annotations

import json
import re

import pytest

from tests.corroborate.build import report, spot, thing, told
from tests.desk.conftest import HOSTILE, launch_id
from whence.desk import views
from whence.record.record import open_record

VIEWS = ["/", "/events", "/timeline", "/map", "/sources", "/parties", "/articles", "/log", "/add"]


def articles(client) -> list[str]:
    return re.findall(r'href="/article/(\w+)"', client.get("/articles").text)


def test_every_view_is_shown(filled, desk_of):
    client = desk_of(filled)
    for path in VIEWS:
        assert client.get(path).status_code == 200, path
    page = client.get("/events").text
    assert "3 events" in page
    assert "2 origins" in page


@pytest.mark.parametrize("path", VIEWS)
def test_an_empty_record_says_what_to_do_next(tmp_path, desk_of, path):
    client = desk_of(str(tmp_path / "empty.db"))
    page = client.get(path)
    assert page.status_code == 200
    if path not in ("/log", "/articles", "/add"):
        assert "Read the sample" in page.text
    assert 'href="/add"' in page.text or path == "/add"


def test_the_event_shows_each_voice_with_its_sentence_the_dispute_and_the_origins(filled, desk_of):
    client = desk_of(filled)
    page = client.get(f"/event/{launch_id(client)}").text
    assert "How many: missile" in page
    for voice in ("India&#39;s defence ministry", "military"):
        assert voice in page
    assert "ballistic missiles from Sonmiani early on Tuesday" in page
    assert "Why these claims are one event" in page
    assert "named as source" in page
    assert page.count('class="testimony"') == 3


def test_what_a_person_wrote_is_text_and_no_markup(filled, desk_of):
    client = desk_of(filled)
    for article in articles(client):
        page = client.get(f"/article/{article}").text
        assert "<script>alert" not in page
        assert "onerror=alert(1)>" not in page
    for path in VIEWS:
        assert HOSTILE not in client.get(path).text
    assert "&lt;script&gt;" in client.get("/articles").text


def test_only_addresses_of_the_web_become_links(filled, desk_of):
    client = desk_of(filled)
    pages = [client.get(f"/article/{a}").text for a in articles(client)]
    assert not any('href="javascript:' in page for page in pages)
    assert any('href="https://meridian.example/launch"' in page for page in pages)


def test_no_page_has_script_or_style_in_it_and_every_answer_forbids_them(local, desk_of):
    client = desk_of(local)
    for path in [*VIEWS, f"/event/{launch_id(client)}", f"/article/{articles(client)[0]}", "/nowhere"]:
        answer = client.get(path)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert not re.search(
            r"<script(?! src=\"/static/)|<style|<[a-z][^>]*\s(?:style|on\w+)=", answer.text
        ), path


def test_every_asset_is_served_by_the_desk(local, desk_of):
    client = desk_of(local)
    for path in [*VIEWS, f"/event/{launch_id(client)}"]:
        for asset in re.findall(r'(?:src|<link[^>]*href|<use href)="([^"#]+)', client.get(path).text):
            assert asset.startswith("/static/"), asset
            assert client.get(asset).status_code == 200


def test_the_marks_of_the_reader_lead_to_notes_and_back(filled, desk_of):
    client = desk_of(filled)
    for article in articles(client):
        page = client.get(f"/article/{article}").text
        ids = set(re.findall(r'id="([^"]+)"', page))
        for target in re.findall(r'href="#([^"]+)"', page):
            assert target in ids, target
        assert re.search(r'href="/event/\w+#c-', page)


def test_the_address_of_a_filtered_view_shows_the_same_view(filled, desk_of):
    client = desk_of(filled)
    page = client.get("/events?actor=IND&status=expected").text
    assert "1 event<" in page
    assert 'value="IND"' in page
    assert re.search(r'name="status" value="expected" checked', page)
    assert "/timeline?actor=IND&amp;status=expected" in page


def test_a_question_that_cannot_be_understood_is_told_in_words(filled, desk_of):
    client = desk_of(filled)
    answer = client.get("/events", params={"q": '"never closed'})
    assert answer.status_code == 400
    assert "quotation mark is not closed" in answer.text
    assert client.get("/events", params={"since": "last Tuesday"}).status_code == 400
    assert client.get("/timeline", params={"since": "2026-01-01", "until": "2025-01-01"}).status_code == 400


def test_known_at_is_answered_and_the_clock_is_named(filled, desk_of):
    client = desk_of(filled)
    for path in ("/events", "/timeline", "/map", "/parties", "/sources"):
        page = client.get(path, params={"known_at": "2025-11-18T12:00Z"}).text
        assert "what had been published by then is shown" in page, path
    assert "1 event<" in client.get("/events", params={"known_at": "2025-11-18T12:00Z"}).text


def test_now_shows_what_is_overdue_disputed_and_new(filled, desk_of):
    page = desk_of(filled).get("/").text
    overdue = page[page.index("Overdue") : page.index("Ahead")]
    assert "India is expected to meet" in overdue
    assert "How many: missile" in page
    assert "New this week" in page


def test_what_was_seen_is_no_longer_new(local, desk_of):
    from tests.desk.conftest import seal_of  # noqa: PLC0415

    client = desk_of(local)
    assert client.post("/looked", data={"_seal": seal_of(client)}).status_code == 303
    assert "Nothing has come in since" in client.get("/").text


def test_the_timeline_draws_events_and_the_map_their_areas(filled, desk_of):
    client = desk_of(filled)
    plot = client.get("/timeline").text
    assert plot.count('class="item') == 2
    assert "1 event without a time" in plot
    world = client.get("/map").text
    assert "Sonmiani" in world
    assert "Only the country is known for some" in world
    assert "world.svg#OMN" in world


def test_pictures_and_tables_can_be_taken_along(filled, desk_of):
    client = desk_of(filled)
    for path in ("/timeline.svg", "/map.svg", "/parties.svg"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert answer.text.startswith("<svg")
        assert "/static/" not in answer.text
        assert "attachment" in answer.headers["content-disposition"]
    table = client.get("/events.csv").text
    assert table.count("\r\n") == 4
    assert "ballistic missiles from Sonmiani" in table
    assert len(client.get("/events.json").text.splitlines()) == 3
    assert len(client.get("/claims.json").text.splitlines()) == 5
    assert "India,Q668,Pakistan,Q843,THREATEN,1" in client.get("/parties.csv").text
    assert "military" in client.get("/sources.csv").text
    assert "Sonmiani,PAK,25.4,66.6" in client.get("/places.csv").text
    for path, name in (
        ("/parties.json", "recipient"),
        ("/sources.json", "voice"),
        ("/places.json", "radius_km"),
    ):
        assert all(name in json.loads(line) for line in client.get(path).text.splitlines()), path


def test_a_cell_never_becomes_a_formula():
    from whence.desk.api import _cell  # noqa: PLC0415

    assert _cell('=HYPERLINK("x")').startswith("'=")
    assert _cell(-3.5) == "-3.5"
    assert _cell("plain") == "plain"


def test_an_event_that_is_now_part_of_another_is_found_under_its_old_id(local, desk_of):
    client = desk_of(local)
    with open_record(local) as record:
        ids = [e.id for e in record.events()]
        record.judge("same", *ids[:2])
    assert all(client.get(f"/event/{name}").status_code == 200 for name in ids)


def test_a_page_of_an_unknown_event_says_so(local, desk_of):
    answer = desk_of(local).get("/event/nothing")
    assert answer.status_code == 404
    assert "there is no event" in answer.text


def test_a_figure_that_one_voice_revised_is_told_as_revised_and_is_no_dispute(tmp_path, desk_of):
    voice = ("the hospital", "organization", None)
    place = ("at", spot("Quetta", 30.2, 67.0))

    def toll(outlet: str, count: int, published: str):
        return report(
            outlet, f"The blast at the market in Quetta killed {count} people on Tuesday, the hospital said.",
            told("killed", "HARM", objects=(thing(f"{count} people", count, what="person"),), voice=voice, place=place,
                 time=("2025-11-17T19:00:00Z", "2025-11-18T19:00:00Z")),
            published=published,
        )  # fmt: skip

    address = str(tmp_path / "toll.db")
    with open_record(address) as record:
        record.add(toll("Meridian Wire", 14, "2025-11-18T08:00:00Z"))
        record.add(toll("Coast Courier", 16, "2025-11-18T15:00:00Z"))
        (event,) = record.events()
        assert [c.kind for c in event.conflicts] == ["revision"]
        assert record.events(conflicts=True) == []
    client = desk_of(address)
    page = client.get(f"/event/{event.id}").text
    assert "Revised by those who told it" in page
    assert "In dispute" not in page
    assert "1 dispute" not in client.get("/events").text


def test_articles_are_listed_from_the_latest_on_page_by_page(local, desk_of, monkeypatch):
    monkeypatch.setattr(views, "ARTICLES_PER_PAGE", 2)
    client = desk_of(local)
    first, second = client.get("/articles").text, client.get("/articles?page=2").text
    assert "earlier articles" in first
    assert first.index("Deccan Observer") < first.index("Coast Courier")
    assert "Meridian Wire" not in first
    assert "Meridian Wire" in second
    assert "later articles" in second
    assert "earlier articles" not in second


@pytest.mark.parametrize("path", ["/events", "/timeline", "/map", "/sources", "/timeline.svg", "/map.svg"])
def test_every_link_of_a_view_of_another_moment_leads_to_the_event_as_it_was_then(filled, desk_of, path):
    client = desk_of(filled)
    then = {"known_at": "2025-11-18T12:00Z", "actor": "PAK"}
    links = set(re.findall(r"/event/\w+[^\"#]*", client.get(path, params=then).text))
    assert links
    for link in links:
        assert link.endswith("?known_at=2025-11-18T12%3A00Z")
        page = client.get(link)
        assert page.status_code == 200
        assert "This is the event as it was then" in page.text
        assert page.text.count('class="testimony"') == 2  # the third was published later
        assert "/judge" not in page.text


def test_the_event_of_another_moment_leads_back_to_the_present(filled, desk_of):
    client = desk_of(filled)
    then = {"known_at": "2025-11-18T12:00Z"}
    (old,) = client.get("/api/events", params=then).json()["events"]
    now = launch_id(client)
    assert old["id"] != now
    page = client.get(f"/event/{old['id']}", params=then).text
    assert f'<a href="/event/{now}">See it as it is now</a>' in page
    assert client.get(f"/event/{now}", params=then).text.split("<article")[1] == page.split("<article")[1]
    told = client.get(f"/api/event/{now}", params=then).json()
    assert told["event"] == old
    assert len(told["claims"]) == 2


def test_an_event_that_was_not_there_yet_says_so(filled, desk_of):
    client = desk_of(filled)
    (meeting,) = client.get("/api/events", params={"status": "expected"}).json()["events"]
    answer = client.get(f"/event/{meeting['id']}", params={"known_at": "2025-11-18T12:00Z"})
    assert answer.status_code == 404
    assert "nothing of it was there yet" in answer.text


def test_an_event_that_was_several_then_shows_them(filled, desk_of):
    client = desk_of(filled)
    with open_record(filled) as record:
        ids = [e.id for e in record.events(type="CONSULT") + record.events(type="THREATEN")]
        then = record.judge("same", *ids).at
        (joined,) = record.events(type="CONSULT")
    page = client.get(f"/event/{joined.id}", params={"known_at": "2026-01-01T06:00Z"}).text
    assert "This event was several then" in page
    for name in ids:
        assert f"/event/{name}?known_at=2026-01-01T06%3A00Z" in page
    assert then > "2026-01-01T06:00Z"


def test_a_hidden_event_says_so_at_its_address(local, desk_of):
    client = desk_of(local)
    with open_record(local) as record:
        (event,) = record.events(type="CONSULT")
        record.judge("hide", *event.claims, by="ana")
    answer = client.get(f"/event/{event.id}")
    assert answer.status_code == 404
    assert "is hidden by judgement 1 (ana" in answer.text


FILTERED = ["/events", "/timeline", "/map", "/sources", "/parties", "/timeline.svg", "/map.svg", "/parties.svg",
            "/api/events", "/events.csv", "/events.json", "/claims.json", "/sources.csv", "/places.json"]  # fmt: skip


@pytest.mark.parametrize(
    "asked",
    [
        {"since": "0001-01-01"},
        {"since": "0001-01-01T00:00+05:00", "until": "9999-12-31"},
        {"until": "9999-12-31"},
        {"known_at": "9999-12-31"},
        {"since": "1000-01-01", "until": "2999-01-01"},
    ],
)
def test_the_first_and_the_last_day_of_the_calendar_can_be_asked_for(local, desk_of, asked):
    client = desk_of(local)
    for path in FILTERED:
        assert client.get(path, params=asked).status_code == 200, path


@pytest.mark.parametrize(
    "asked", [{"known_at": "0001-01-01"}, {"since": "9999-12-31"}, {"until": "0001-01-01"}]
)
def test_where_nothing_can_be_nothing_is_found(local, desk_of, asked):
    client = desk_of(local)
    for path in FILTERED:
        assert client.get(path, params=asked).status_code in (200, 400), path
    assert "Nothing fits these filters" in client.get("/events", params=asked).text


def test_the_timeline_can_be_moved_and_scaled_without_end(local, desk_of):
    client = desk_of(local)
    for word in ("further", "earlier", "later"):
        path = "/timeline?since=1900-01-01"
        for _ in range(12):
            page = client.get(path)
            assert page.status_code == 200
            found = re.search(rf'href="([^"]+)" data-key="[^"]+">[^<]*{word}', page.text)
            if found is None:  # nothing is so far off that could be moved to
                break
            path = found[1].replace("&amp;", "&")


@pytest.mark.parametrize("told", ["abc", "-3", "999999999999999999999", "2.5"])
def test_a_number_of_origins_that_is_none_is_named(filled, desk_of, told):
    client = desk_of(filled)
    for path in ("/events", "/timeline", "/api/events", "/events.csv"):
        answer = client.get(path, params={"min_origins": told})
        assert answer.status_code == 400, path
        assert told in answer.text


@pytest.mark.parametrize("path", [p for p in FILTERED if p.endswith((".csv", ".json"))])
def test_an_export_of_a_question_that_cannot_be_understood_is_refused(local, desk_of, path):
    client = desk_of(local)
    for asked in ({"since": "foo"}, {"q": '"never closed'}, {"known_at": "soon"}):
        answer = client.get(path, params=asked)
        assert answer.status_code == 400
        assert next(iter(asked.values())).strip('"') in answer.text or "quotation mark" in answer.text


def test_codes_of_states_and_entities_are_found_in_small_letters_too(filled, desk_of):
    client = desk_of(filled)
    for code in ("pak", "q843"):
        found = client.get("/api/events", params={"actor": code}).json()
        assert found == client.get("/api/events", params={"actor": code.upper()}).json()
        assert found["total"] == 1
    assert client.get("/api/events", params={"place": "omn"}).json()["total"] == 1


def test_a_circle_without_a_radius_is_refused(local, desk_of):
    answer = desk_of(local).get("/events", params={"place": "39.2,125.7,-5km"})
    assert answer.status_code == 400
    assert "a circle has a radius above 0 km" in answer.text


def test_a_page_behind_the_last_says_so_and_leads_back(local, desk_of):
    client = desk_of(local)
    events = client.get("/events?page=99&actor=IND").text
    assert "There is no page 99" in events
    assert "2 events are on 1 page" in events
    assert "/events?actor=IND&amp;order=newest&amp;page=1" in events
    articles_ = client.get("/articles?page=99").text
    assert "There is no page 99" in articles_
    assert "There are no articles yet" not in articles_


def test_a_name_that_nothing_in_the_record_bears_is_told(filled, desk_of):
    client = desk_of(filled)
    page = client.get("/events", params={"place": "zzz", "actor": "IND"}).text
    assert "Nothing in the record fits the place “zzz”." in page
    assert "fits the actor" not in page
    assert "Nothing in the record fits" not in client.get("/events?actor=IND&type=ASSAULT").text
