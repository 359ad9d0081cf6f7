"""The bundled sample goes through the whole path, and what it shows is right."""

from __future__ import annotations

import json
from datetime import datetime

import pytest

from tests.cli.test_app import whence


@pytest.fixture(scope="module")
def lines():
    done = whence("demo", "--json")
    assert done.returncode == 0, done.stderr.decode()
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def readings(lines):
    return [line for line in lines if line["schema"] == "whence.reading/1"]


@pytest.fixture(scope="module")
def events(lines):
    return [line for line in lines if line["schema"] == "whence.event/1"]


def the_launch(events):
    """The event of all three reports that Pakistan launched missiles; that they fell into the sea is another."""
    found = [
        e
        for e in events
        if e["type"] == "MOBILIZE"
        and e["status"] == "happened"
        and len(e["articles"]) == 3
        and any(p["entity"] and p["entity"]["country"] == "PAK" for p in e["actors"])
    ]
    assert len(found) == 1, [(e["label"], len(e["articles"])) for e in events]
    return found[0]


def test_each_page_is_dated_by_what_it_says_itself(readings):
    dates = [r["article"]["published"]["at"][:10] for r in readings]
    assert dates == ["2025-11-18"] * 3


def test_each_page_names_its_outlet(readings):
    assert [r["article"]["outlet"] for r in readings] == [
        "Meridian Wire",
        "The Coast Courier",
        "Deccan Observer",
    ]


def test_the_launch_has_its_time_in_utc(readings):
    launches = [
        c
        for c in readings[0]["claims"]
        if c["type"] == "MOBILIZE"
        and c["time"]["how"] == "stated"
        and c["status"] == "happened"
        and not c["title"]
    ]
    told = {(c["time"]["earliest"], c["time"]["latest"]) for c in launches}
    assert ("2025-11-18T04:20:00Z", "2025-11-18T04:35:00Z") in told


def test_the_three_reports_of_the_launch_are_one_event_in_which_two_counts_stand(events):
    launch = the_launch(events)
    assert launch["origins"]["count"] == 2
    counts = [c for c in launch["conflicts"] if c["field"] == "objects.count"]
    assert counts
    assert {2, 3} <= {v["value"] for c in counts for v in c["values"]}


def test_the_copy_adds_no_origin(readings, events):
    wire, courier, _ = (r["article"]["id"] for r in readings)
    for group in the_launch(events)["origins"]["groups"]:
        assert courier not in group["articles"] or wire in group["articles"]


def test_the_failed_attempt_in_march_is_not_the_launch_in_november(readings, events):
    failed = {c["id"] for r in readings for c in r["claims"] if c["status"] == "failed"}
    assert failed
    assert not failed & set(the_launch(events)["claims"])


def test_the_meeting_in_muscat_is_still_to_come(events):
    expected = [
        e for e in events if e["type"] == "CONSULT" and e["status"] == "expected" and len(e["articles"]) > 1
    ]
    assert any(p["name"] == "Muscat" for e in expected for p in e["places"])


def test_nothing_is_said_to_have_happened_after_it_was_published(readings):
    for reading in readings:
        for claim in reading["claims"]:
            earliest = claim["time"]["earliest"]
            if claim["status"] == "happened" and claim["time"]["how"] == "stated" and earliest:
                assert datetime.fromisoformat(earliest) < datetime.fromisoformat("2025-11-19T00:00:00+00:00")


def test_the_demo_prints_claims_and_events_for_people():
    done = whence("demo", COLUMNS="80")
    assert done.returncode == 0, done.stderr.decode()
    text = done.stdout.decode()
    assert "report 1: a report of a news agency" in text
    assert "origins" in text
    assert "disputed" in text
    assert max(map(len, text.splitlines())) <= 80
