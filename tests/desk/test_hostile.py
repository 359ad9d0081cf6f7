"""What is sent to the desk in bad faith: it is shown as text, refused, or does no harm."""

from __future__ import annotations

import io
import re
import time
import zipfile
from datetime import timedelta
from html.parser import HTMLParser

import pytest

from tests.corroborate.build import report, told
from tests.desk.conftest import NOW, launch_id, seal_of, titled
from whence.article import UTC
from whence.desk.guard import COOKIE, MOST_BYTES
from whence.desk.house import House
from whence.record.record import open_record

SCRIPT = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
ADDRESSES = (
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "data:text/html,<script>alert(1)</script>",
    "vbscript:x", "file:///etc/passwd", "//evil.example/x", 'https://x.example/"onmouseover="alert(1)',
)  # fmt: skip


class _Reader(HTMLParser):
    """Reads a page as a browser does and notes what would run."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "script" and not (told.get("src") or "").startswith("/static/"):
            self.found.append(f"<{tag}> {attrs}")
        if tag in ("img", "iframe", "object", "embed", "base"):
            self.found.append(f"<{tag}> {attrs}")
        for name, value in attrs:
            if (
                name.startswith("on")
                or name == "style"
                or re.match(r"\s*(javascript|vbscript|data):", value or "", re.IGNORECASE)
            ):
                self.found.append(f"<{tag} {name}={value}>")


def dangers(page: str) -> list[str]:
    """What of a page would run if the policy let it."""
    reader = _Reader()
    reader.feed(page)
    return reader.found


@pytest.fixture
def hostile(tmp_path) -> str:
    """A record in which names, headlines, outlets and addresses are markup."""
    address = str(tmp_path / "hostile.db")
    with open_record(address) as record:
        for number, link in enumerate(ADDRESSES):
            text = f"{SCRIPT} army {number} attacked {SCRIPT} rebels, {SCRIPT} ministry said."
            claim = told(
                "attacked", "ASSAULT", actors=(f"{SCRIPT} army {number}",), recipients=(f"{SCRIPT} rebels",),
                voice=(f"{SCRIPT} ministry", "official", None),
            )  # fmt: skip
            reading = report(f"{SCRIPT} Post {number}", text, claim, published="2025-11-18T09:05:00Z")
            record.add(titled(reading, f"{SCRIPT} headline {number}", link))
        record.settle()
    return address


def test_markup_in_names_headlines_outlets_and_voices_is_text_in_every_view_and_picture(hostile, desk_of):
    client = desk_of(hostile)
    events = [e["id"] for e in client.get("/api/events").json()["events"]]
    articles = re.findall(r'href="/article/(\w+)"', client.get("/articles").text)
    views = ["/", "/events", "/timeline", "/map", "/sources", "/parties", "/articles", "/log", "/parties.svg"]
    for path in [*views, *(f"/event/{e}" for e in events[:3]), *(f"/article/{a}" for a in articles)]:
        page = client.get(path).text
        assert dangers(page) == [], path


def test_markup_in_the_questions_themselves_is_text(local, desk_of):
    client = desk_of(local)
    for name in ("q", "actor", "place", "party", "type", "find", "order", "at", "zoom"):
        for path in ("/events", "/map", "/timeline", "/articles"):
            page = client.get(path, params={name: SCRIPT}).text
            assert dangers(page) == [], (path, name)
    assert dangers(client.get(f"/event/{SCRIPT}").text) == []


def test_no_address_of_an_article_runs_anything(hostile, desk_of):
    client = desk_of(hostile)
    for article in re.findall(r'href="/article/(\w+)"', client.get("/articles").text):
        for link in re.findall(r'<a href="([^"]*)" rel="noopener', client.get(f"/article/{article}").text):
            assert link.startswith("https://")


def test_a_request_that_is_too_large_is_refused_before_it_is_read(local, desk_of):
    client = desk_of(local)
    answer = client.post("/add", content=b"x", headers={"content-length": str(MOST_BYTES + 1)})
    assert answer.status_code == 413
    piece = b"x" * (1 << 20)
    endless = (piece for _ in range((MOST_BYTES >> 20) + 2))
    answer = client.post(
        "/looked", content=endless, headers={"content-type": "application/x-www-form-urlencoded"}
    )
    assert answer.status_code == 413


def test_a_zip_that_unpacks_to_very_much_is_not_unpacked(local, desk_of):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        for name in ("bomb.txt", "bomb.csv", "bomb.jsonl"):
            made.writestr(name, b"0" * (60 << 20))
        made.writestr("../../escaped.txt", b"The ministers met in Lima on Monday.")
    assert len(packed.getvalue()) < MOST_BYTES
    client = desk_of(local)
    files = {"files": ("many.zip", packed.getvalue(), "application/zip")}
    done = client.post("/add", data={"_seal": seal_of(client)}, files=files)
    assert done.status_code == 303
    page = _finished(client, done.headers["location"])
    assert len(re.findall(r"is larger than 50 MB|is a line of more than 50 MB", page)) == 3


def _finished(client, path: str) -> str:
    for _ in range(600):
        page = client.get(path).text
        if "data-done" in page:
            return page
        time.sleep(0.1)
    raise AssertionError("the job does not end")


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "..\\..\\x.txt", "a\r\nSet-Cookie: x=1.txt", ".hidden", "\x00.txt", "x" * 5000],
)
def test_the_name_of_a_file_leads_nowhere(local, desk_of, name, tmp_path):
    client = desk_of(local)
    before = set(tmp_path.rglob("*"))
    files = {"files": (name, b"", "text/plain")}
    answer = client.post("/add", data={"_seal": seal_of(client)}, files=files)
    assert answer.status_code in (303, 400)
    assert (
        "set-cookie" not in {k.lower() for k in answer.headers} or "x=1" not in answer.headers["set-cookie"]
    )
    assert {p for p in set(tmp_path.rglob("*")) - before if "local.db" not in p.name} == set()


def test_what_is_downloaded_has_a_name_of_the_desks_own(local, desk_of):
    client = desk_of(local)
    evil = {"q": "x\r\nSet-Cookie: a=b", "name": 'x"; filename=evil.exe', "actor": "PRK\r\nX: y"}
    for path in (
        "/events.csv",
        "/events.json",
        "/claims.json",
        "/parties.csv",
        "/sources.csv",
        "/timeline.svg",
        "/map.svg",
        "/parties.svg",
    ):
        answer = client.get(path, params={"name": evil["name"]})
        assert re.fullmatch(
            r'attachment; filename="[a-z]+\.[a-z]+"', answer.headers["content-disposition"]
        ), path
        for name, value in evil.items():
            assert "x" not in client.get(path, params={name: value}).headers
    saved = client.post(
        "/saved", data={"_seal": seal_of(client), "name": "n", "address": "/events?q=x\r\nSet-Cookie: a=b"}
    )
    assert "\n" not in saved.headers.get("location", "")
    assert "a=b" not in str(saved.headers.get("set-cookie", ""))


def test_a_session_that_is_over_and_a_token_that_is_not_known_open_nothing(local, desk_of, tmp_path):
    house = House(tmp_path / "house.desk")
    house.set_account("ada", "admin", "a long enough password")
    old = house.log_in("ada", "a long enough password", NOW - timedelta(days=15))
    fresh = house.log_in("ada", "a long enough password", NOW)
    house.close()
    client = desk_of(local, accounts=True)
    for key, status in ((old, 303), ("guessed", 303), (fresh, 200)):
        client.cookies.clear()
        client.cookies.set(COOKIE, key)
        assert client.get("/events").status_code == status
    client.cookies.clear()
    for bearer in ("Bearer whence_guessed", "Bearer ", "Basic YTpi", "Bearer " + "x" * 10_000):
        assert client.get("/api/events", headers={"authorization": bearer}).status_code == 401
    assert NOW.tzinfo is UTC


def test_a_host_that_is_not_this_computer_is_refused_without_accounts(local, desk_of):
    client = desk_of(local)
    for host in (
        "evil.example",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "[::1].evil.example",
        "",
    ):
        assert client.get("/events", headers={"host": host}).status_code in (400, 421), host
    assert launch_id(client)
