"""Judgements at the desk: they hold at once, can be undone, and never overwrite each other unseen."""

from __future__ import annotations

import re

import pytest
from starlette.routing import Route

from tests.desk.conftest import launch_id, seal_of
from whence.desk.guard import COOKIE
from whence.record.record import open_record


def form(client, event: str, **told: object) -> dict[str, object]:
    page = client.get(f"/event/{event}").text
    version = page.split('data-version="')[1].split('"')[0]
    return {"_seal": seal_of(client), "version": version, **told}


def facts(client, event: str) -> dict:
    return client.get(f"/api/event/{event}").json()


def correct_count(client, event: str, value: str, **more: object):
    page = client.get(f"/event/{event}").text
    fixes = re.findall(r'name="fix" value="([^"]+\|objects\.0\.count\.best)"', page)
    three = [
        f
        for f in fixes
        if "3" in client.get(f"/api/event/{event}").text and f.split("|")[0] in disputed(client, event, 3)
    ]
    data = form(client, event, act="correct", editor="count", fix=three, value=value, why="a slip", **more)
    return client.post(f"/event/{event}/judge", data=data)


def disputed(client, event: str, value: int) -> list[str]:
    conflicts = facts(client, event)["event"]["conflicts"]
    return [c for x in conflicts for v in x["values"] if v["value"] == value for c in v["claims"]]


def test_a_corrected_value_is_shown_at_once_and_its_undoing_too(filled, desk_of):
    client = desk_of(filled)
    event = launch_id(client)
    assert facts(client, event)["event"]["conflicts"]
    done = correct_count(client, event, "2")
    assert done.status_code == 303
    page = client.get(done.headers["location"]).text
    assert "is written down" in page
    assert "corrected here" in page
    assert not facts(client, event)["event"]["conflicts"]
    undone = client.post("/judgement/1/undo", data={"_seal": seal_of(client), "back": f"/event/{event}"})
    assert undone.headers["location"].startswith(f"/event/{event}")
    assert facts(client, event)["event"]["conflicts"]
    log = client.get("/log").text
    assert "a slip" in log
    assert "taken back by 2" in log


def test_a_count_that_is_no_number_is_refused_and_nothing_is_written_down(local, desk_of):
    client = desk_of(local)
    answer = correct_count(client, launch_id(client), "many")
    assert answer.status_code == 400
    assert "is no number" in answer.text
    assert client.get("/api/judgements").json() == []


@pytest.mark.parametrize(
    ("told", "message"),
    [
        ({"editor": "count", "field": "objects.0.count.best", "value": "−5"}, "-5 is no count"),
        ({"editor": "count", "field": "objects.0.count.best", "value": "1e26"}, "1e+26 is no count"),
        ({"editor": "place", "field": "places.0", "value": "Ormara", "lat": "999", "lon": "64"}, "999 is no latitude"),
        ({"editor": "place", "field": "places.0", "value": "Ormara", "lat": "25", "lon": "64", "radius_km": "-5"}, "-5 is no radius"),
        ({"editor": "time", "field": "time", "earliest": "2025-11-18T05:00Z", "latest": "2025-11-18T04:00Z"}, "give the earlier moment first"),
    ],
)  # fmt: skip
def test_a_value_that_there_cannot_be_is_named_and_nothing_is_written_down(local, desk_of, told, message):
    client = desk_of(local)
    event = launch_id(client)
    claim = facts(client, event)["claims"][0]["id"]
    data = form(client, event, act="correct", fix=[f"{claim}|{told.pop('field')}"], **told)
    answer = client.post(f"/event/{event}/judge", data=data)
    assert answer.status_code == 400
    assert message in answer.text
    assert client.get("/api/judgements").json() == []


@pytest.mark.parametrize("names", [[], ["1", "2"]])
def test_a_program_takes_back_one_judgement_at_a_time(local, desk_of, names):
    client = desk_of(local)
    told = {"kind": "undo", "names": names}
    answer = client.post("/api/judgements", json=told, headers={"x-seal": seal_of(client)})
    assert answer.status_code == 400
    assert "give its id alone" in answer.text


def test_time_and_place_are_set_right_as_wholes(local, desk_of):
    client = desk_of(local)
    event = launch_id(client)
    claim = facts(client, event)["claims"][0]["id"]
    data = form(
        client, event, act="correct", editor="time", fix=[f"{claim}|time"], earliest="2025-11-18T03:00Z",
        latest="2025-11-18T03:10Z", sense="throughout",
    )  # fmt: skip
    assert client.post(f"/event/{event}/judge", data=data).status_code == 303
    event = launch_id(client)
    data = form(
        client, event, act="correct", editor="place", fix=[f"{claim}|places.0"], value="Ormara", lat="25.2", lon="64.6", radius_km="5"
    )  # fmt: skip
    assert client.post(f"/event/{event}/judge", data=data).status_code == 303
    told = next(c for c in facts(client, launch_id(client))["claims"] if c["id"] == claim)
    assert told["clocks"]["happened"]["earliest"] == "2025-11-18T03:00:00Z"
    assert told["clocks"]["happened"]["sense"] == "throughout"
    assert told["places"][0]["name"] == "Ormara"
    assert told["places"][0]["lat"] == 25.2


def test_a_change_by_another_is_told_before_anything_is_written_down(filled, desk_of):
    client = desk_of(filled)
    event = launch_id(client)
    mine = form(client, event, act="hide", claim=[facts(client, event)["claims"][0]["id"]])
    assert correct_count(client, event, "2").status_code == 303
    answer = client.post(f"/event/{event}/judge", data=mine)
    assert answer.status_code == 409
    assert "changed meanwhile" in answer.text
    assert "a slip" in answer.text
    assert len(client.get("/api/judgements").json()) == 1
    # What was meant can still be written down, knowing of the other.
    again = dict(
        re.findall(r'name="(\w+)" value="([^"]*)"', answer.text[answer.text.index("Write mine") - 900 :])
    )
    assert client.post(f"/event/{event}/judge", data=again).status_code == 303
    assert len(client.get("/api/judgements").json()) == 2


def test_claims_are_parted_joined_and_hidden(local, desk_of):
    client = desk_of(local)
    event = launch_id(client)
    three = disputed(client, event, 3)
    assert (
        client.post(
            f"/event/{event}/judge", data=form(client, event, act="different", claim=three)
        ).status_code
        == 303
    )
    parted = client.get("/api/events", params={"type": "MOBILIZE"}).json()["events"]
    assert len(parted) == 2
    data = form(client, parted[0]["id"], act="same", other_id=f"http://127.0.0.1/event/{parted[1]['id']}")
    assert client.post(f"/event/{parted[0]['id']}/judge", data=data).status_code == 303
    event = launch_id(client)
    assert (
        client.post(f"/event/{event}/judge", data=form(client, event, act="hide", claim=three)).status_code
        == 303
    )
    assert len(facts(client, launch_id(client))["claims"]) == 2


def test_to_part_all_claims_is_refused(local, desk_of):
    client = desk_of(local)
    event = launch_id(client)
    everything = [c["id"] for c in facts(client, event)["claims"]]
    answer = client.post(f"/event/{event}/judge", data=form(client, event, act="different", claim=everything))
    assert answer.status_code == 400
    assert "not all" in answer.text


def test_a_distrusted_voice_no_longer_counts(local, desk_of):
    client = desk_of(local)
    event = launch_id(client)
    data = form(client, event, act="distrust", voice="India's defence ministry")
    assert client.post(f"/event/{event}/judge", data=data).status_code == 303
    assert facts(client, launch_id(client))["event"]["origins"]["count"] == 1


def posts(client) -> list[str]:
    def walk(routes):
        for route in routes:
            if isinstance(route, Route) and "POST" in (route.methods or ()):
                yield re.sub(r"\{(\w+)\}", "1", route.path)
            for inner in ("routes", "original_router"):
                found = getattr(route, inner, None)
                if found is not None:
                    yield from walk(getattr(found, "routes", found))

    return sorted(set(walk(client.app.routes)))


def test_nothing_that_changes_something_is_done_without_the_seal_of_a_form(local, desk_of):
    client = desk_of(local)
    paths = posts(client)
    assert len(paths) >= 10
    for path in paths:
        assert client.post(path, data={"_seal": "guessed"}).status_code == 403, path
        assert client.post(path, data={}).status_code == 403, path


def test_a_seal_holds_for_its_own_browser_only_and_not_for_another_site(local, desk_of):
    client = desk_of(local)
    seal = seal_of(client)
    elsewhere = {"origin": "https://evil.example"}
    assert client.post("/looked", data={"_seal": seal}, headers=elsewhere).status_code == 403
    client.cookies.clear()
    client.cookies.set(COOKIE, "another")
    assert client.post("/looked", data={"_seal": seal}).status_code == 403


def test_a_saved_view_is_offered_and_can_be_forgotten(local, desk_of):
    client = desk_of(local)
    data = {"_seal": seal_of(client), "name": "the launch", "address": "/events?type=MOBILIZE"}
    assert client.post("/saved", data=data).headers["location"] == "/events?type=MOBILIZE"
    assert "the launch" in client.get("/events").text
    number = re.search(r"/saved/(\d+)/forget", client.get("/events").text)
    client.post(f"/saved/{number[1]}/forget", data={"_seal": seal_of(client)})
    assert "the launch" not in client.get("/events").text


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_only_views_of_this_desk_are_saved(local, desk_of, address):
    client = desk_of(local)
    answer = client.post("/saved", data={"_seal": seal_of(client), "name": "x", "address": address})
    assert answer.status_code == 400


def fix_status(client, event: str, value: str) -> str:
    """Set the status right for all claims at once, as the page's own form does; where it leads."""
    claims = [f"{c['id']}|status" for c in facts(client, event)["claims"]]
    data = form(client, event, act="correct", editor="status", fix=claims, value=value, why="all of them")
    return client.post(f"/event/{event}/judge", data=data).headers["location"]


def test_what_one_click_wrote_down_is_one_line_and_one_undo(filled, desk_of):
    client = desk_of(filled)
    event = launch_id(client)
    page = client.get(fix_status(client, event, "denied")).text
    assert "Judgement 1–3 is written down" in page
    assert page.count('action="/judgement/1/undo"') == 2  # in the notice, and in the event's own log
    assert facts(client, event)["event"]["status"] == "denied"
    assert client.get("/log").text.count(">Undo<") == 1
    back = {"_seal": seal_of(client), "back": f"/event/{event}"}
    undone = client.post("/judgement/1/undo", data=back)
    assert "Judgement 4–6 is written down" in client.get(undone.headers["location"]).text
    assert facts(client, event)["event"]["status"] == "happened"
    assert not any(c["corrected"] for c in facts(client, event)["claims"])
    assert "taken back by 4–6" in client.get("/log").text
    # The undoing is one decision too.
    client.post("/judgement/5/undo", data=back)
    assert facts(client, event)["event"]["status"] == "denied"


def test_of_what_was_decided_at_once_the_rest_is_undone_where_some_is_undone_already(local, desk_of):
    client = desk_of(local)
    event = launch_id(client)
    fix_status(client, event, "denied")
    with open_record(local) as record:
        record.undo("2")
    assert client.post("/judgement/1/undo", data={"_seal": seal_of(client)}).status_code == 303
    assert not any(c["corrected"] for c in facts(client, event)["claims"])


def test_the_undo_of_same_leads_back_to_the_event_that_it_was_said_of(local, desk_of):
    client = desk_of(local)
    ids = [e["id"] for e in client.get("/api/events").json()["events"]]
    for one in ids:
        for two in (i for i in ids if i != one):
            said = client.post(f"/event/{one}/judge", data=form(client, one, act="same", other=two))
            joined, number = re.fullmatch(r"/event/(\w+)\?done=(\d+)", said.headers["location"]).groups()
            back = {"_seal": seal_of(client), "back": f"/event/{joined}"}
            undone = client.post(f"/judgement/{number}/undo", data=back)
            assert undone.headers["location"].startswith(f"/event/{one}?")


def test_who_comes_second_sees_what_is_taken_back_and_what_is_still_to_be_written(local, desk_of):
    client = desk_of(local)
    event = launch_id(client)
    claim = facts(client, event)["claims"][0]["id"]
    mine = form(client, event, act="hide", claim=[claim], why="a rehearsal")
    fix_status(client, event, "denied")
    client.post("/judgement/1/undo", data={"_seal": seal_of(client)})
    correct_count(client, event, "2")
    answer = client.post(f"/event/{event}/judge", data=mine)
    assert answer.status_code == 409
    told, wanted = answer.text.split("What you wanted to write down")
    assert '<li class="undone">' in told
    assert "taken back by 4–6" in told
    assert re.search(r"hide</span>\s*<q>launched</q> by (<bdi>)?military", wanted)
    assert "a rehearsal" in wanted
