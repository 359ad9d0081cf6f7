"""Adding from the desk: what is read, what cannot be, and how far it is."""

from __future__ import annotations

import tempfile
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
    folder = tmp_path / "aside"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "mkdtemp", lambda **_: str(folder))
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


def test_the_refusal_of_what_is_too_large_is_a_page_with_a_way_back(client, monkeypatch):
    monkeypatch.setattr(guard, "MOST_BYTES", 1000)
    page = client.post("/add", data={"_seal": "x", "text": "y" * 2000})
    assert "Give it in parts" in page.text
    assert 'href="/static/desk.css"' in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    told = client.post("/api/judgements", content=b"{" * 2000)
    assert told.status_code == 413
    assert "Give it in parts" in told.json()["error"]


def test_files_are_called_as_their_owner_calls_them(client):
    rows = b'{"text": "Chile closed its border with Peru on Monday, officials said."}\n{"title": "no text"}\nno JSON\n'
    files = [
        ("files", ("reports #1 (of May).jsonl", rows, "application/x-ndjson")),
        ("files", ("empty.txt", b"", "text/plain")),
        ("files", ("broken.zip", b"PK no archive", "application/zip")),
    ]
    answer = client.post("/add", data={"_seal": seal_of(client)}, files=files)
    page = done(client, answer.headers["location"])
    for line in (1, 2, 3):
        assert f">reports #1 (of May).jsonl:{line}<" in page
    assert ">empty.txt<" in page
    assert "whence-desk-" not in page
    assert "000/" not in page
    assert "call the column that holds it “text”" in page
    assert "--map" not in page


def test_what_is_wrong_with_the_date_is_found_before_files_are_put_aside(client, monkeypatch):
    monkeypatch.setattr(tempfile, "mkdtemp", lambda **_: pytest.fail("a folder was made"))
    files = [("files", ("report.txt", b"Chile closed its border on Monday.", "text/plain"))]
    told = {"_seal": seal_of(client), "published": "last Tuesday"}
    answer = client.post("/add", data=told, files=files)
    assert answer.status_code == 400
    assert "last Tuesday" in answer.text


def test_a_text_that_is_longer_than_any_report_is_refused_in_words(client, monkeypatch):
    from whence.desk import judging  # noqa: PLC0415
    from whence.gather import many  # noqa: PLC0415

    for module in (judging, many):
        monkeypatch.setattr(module, "LONGEST", 100)
    text = "Chile closed its border with Peru on Monday, officials said. " * 2
    pasted = client.post("/add", data={"_seal": seal_of(client), "text": text})
    assert pasted.status_code == 400
    assert "Give reports of 100 at most" in pasted.text
    files = [("files", ("long.txt", text.encode(), "text/plain"))]
    answer = client.post("/add", data={"_seal": seal_of(client)}, files=files)
    assert "characters; give reports of 100 at most" in done(client, answer.headers["location"])


def test_the_advice_at_the_desk_is_for_the_desk(client):
    told = {"_seal": seal_of(client), "urls": "http://127.0.0.1:1/secret"}
    page = done(client, client.post("/add", data=told).headers["location"])
    assert "this desk fetches none of those" in page
    unknown = client.post("/judgement/99/undo", data={"_seal": seal_of(client)})
    assert unknown.status_code == 404
    assert "whence judge" not in unknown.text
