"""An analyst keeps reports, asks what happened, and goes on another day: the engine, the record and the command line."""

from __future__ import annotations

import json
import shutil
import zipfile
from importlib.resources import files
from pathlib import Path

import pytest

import whence
from tests.cli.test_app import whence as run

PAGES = Path(str(files("whence.sample"))) / "pages"


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    found = tmp_path_factory.mktemp("reports")
    for page in sorted(PAGES.glob("*.html")):
        shutil.copy(page, found)
    (found / "empty.html").write_text("")
    with zipfile.ZipFile(found / "more.zip", "w") as archive:
        for page in sorted(PAGES.glob("*.html"))[:1]:
            archive.write(page, page.name)
    return found


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_reports_become_events_once_however_often_they_are_added(folder, tmp_path, jobs):
    record = str(tmp_path / "record.db")
    done = run("add", str(folder), "--record", record, "--jobs", jobs)
    assert done.returncode == 1
    said = done.stderr.decode()
    assert "3 added" in said
    assert "1 there already" in said, "the page in the archive is the one beside it"
    assert "empty.html" in said

    events = [json.loads(line) for line in run("events", "--record", record, "--json").stdout.splitlines()]
    (launch,) = [
        e
        for e in events
        if e["type"] == "MOBILIZE"
        and e["status"] == "happened"
        and len(e["articles"]) == 3
        and any(p["entity"] and p["entity"]["country"] == "PAK" for p in e["actors"])
    ]
    assert launch["origins"]["count"] >= 2
    assert "objects.count" in {c["field"] for c in launch["conflicts"]}

    again = run("add", str(folder), "--record", record)
    assert "0 added" in again.stderr.decode()
    assert [json.loads(x) for x in run("events", "--record", record, "--json").stdout.splitlines()] == events
    same = run("diff", "--record", record, "--all", "--sample", "1")
    assert same.returncode == 0
    assert same.stdout == b""
    assert "0 events appear, 0 vanish, 0 change" in same.stderr.decode()


def test_the_same_from_python(tmp_path):
    pages = sorted(PAGES.glob("*.html"))
    with whence.open(str(tmp_path / "record.db")) as record:
        for page in pages:
            record.add(whence.read_html(page.read_bytes()))
        launches = record.events(type="MOBILIZE/weapons", status=("happened",), min_origins=2)
        assert launches
        claim = record.claims(actor="Pakistan", limit=1)[0]
        record.judge("hide", claim.id, why="a drill")
        assert next(c for c in record.claims(actor="Pakistan") if c.id == claim.id).event is None
