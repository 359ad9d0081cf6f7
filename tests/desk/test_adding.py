"""Adding from the desk: what is read, what cannot be, and how far it is."""

from __future__ import annotations

import time

import pytest

from tests.desk.conftest import seal_of
from whence.desk import guard


def done(client, location: str) -> str:
    """The page of a job when it is over."""
    number = location.rpartition("/")[2]
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if client.get(f"/api/jobs/{number}").json()["done"]:
            return client.get(location).text
        time.sleep(0.05)
    raise AssertionError("the job did not end")


@pytest.fixture
def client(tmp_path, desk_of):
    return desk_of(str(tmp_path / "new.db"))


def test_a_text_is_read_and_its_reading_offered(client):
    data = {
        "_seal": seal_of(client), "text": "Police in Lima detained forty protesters on Monday, the interior ministry said.",
        "title": "Arrests in Lima", "outlet": "Lima Post", "published": "2025-03-04",
    }  # fmt: skip
    answer = client.post("/add", data=data)
    assert answer.status_code == 303
    page = done(client, answer.headers["location"])
    assert "See what was read" in page
    assert "Arrests in Lima" in client.get("/articles").text
    assert client.get("/events", params={"type": "COERCE"}).status_code == 200


def test_what_cannot_be_read_is_named_with_its_reason_and_the_rest_is_read(client):
    files = [
        ("files", ("../../etc/paper.pdf", b"%PDF-1.7 nothing to read", "application/pdf")),
        (
            "files",
            ("report.txt", b"Chile closed its border with Peru on Monday, officials said.\n", "text/plain"),
        ),
    ]
    answer = client.post("/add", data={"_seal": seal_of(client)}, files=files)
    page = done(client, answer.headers["location"])
    assert "PDF" in page
    assert "claim" in page
    assert "/etc/" not in page


def test_uploads_are_put_under_harmless_names_and_deleted_when_read(client, monkeypatch, tmp_path):
    from whence.desk import judging  # noqa: PLC0415

    folder = tmp_path / "aside"
    folder.mkdir()
    monkeypatch.setattr(judging, "put_aside", lambda: folder)
    files = [
        ("files", ("../../../evil\x00/..", b"x", "text/plain")),
        ("files", (".bashrc", b"y", "text/plain")),
    ]
    answer = client.post("/add", data={"_seal": seal_of(client)}, files=files)
    done(client, answer.headers["location"])
    assert not folder.exists()
    assert not list(tmp_path.glob("*evil*"))


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"urls": "file:///etc/passwd"},
        {"urls": "javascript:alert(1)"},
        {"text": "x", "published": "last Tuesday"},
    ],
)
def test_what_makes_no_sense_is_refused_at_once(client, told):
    assert client.post("/add", data={"_seal": seal_of(client), **told}).status_code == 400


def test_addresses_of_private_networks_are_not_fetched(client):
    answer = client.post("/add", data={"_seal": seal_of(client), "urls": "http://127.0.0.1:1/secret"})
    page = done(client, answer.headers["location"])
    assert "private" in page or "local" in page


def test_what_is_too_large_is_refused_before_it_is_read(client, monkeypatch):
    monkeypatch.setattr(guard, "MOST_BYTES", 1000)
    answer = client.post("/add", data={"_seal": "x", "text": "y" * 2000})
    assert answer.status_code == 413


def test_a_job_that_is_not_known_says_what_became_of_it(client):
    assert "forgotten" in client.get("/add/99").text
