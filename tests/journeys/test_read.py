"""Someone reads reports at the command line, with the real engine."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys

import pytest

from tests.cli.test_app import ROOT, whence
from whence.reading import Reading
from whence.sample import pages

REPORT = """Floods close two bridges in northern Peru

Published March 3, 2025

Peru's army closed two bridges over the Piura river on Monday after heavy rain, the defence ministry said.

President's office officials were expected to visit the city of Piura on Wednesday. "We have sent forty trucks," \
a ministry spokesman told reporters in Lima.

Leave a Reply

Your email address will not be published.
"""


@pytest.fixture
def page(tmp_path):
    path = tmp_path / "wire.html"
    path.write_text(pages()[0].html, encoding="utf-8")
    return str(path)


@pytest.fixture
def scraped(tmp_path):
    path = tmp_path / "floods.txt"
    path.write_text(REPORT, encoding="utf-8")
    return str(path)


def test_a_page_becomes_claims_on_the_screen(page):
    done = whence("read", page)
    assert done.returncode == 0, done.stderr.decode()
    text = done.stdout.decode()
    assert "Pakistan fires two missiles into Arabian Sea days before talks with India" in text
    assert "MOBILIZE weapons" in text
    assert "Meridian Wire" in text
    assert "\x1b" not in text
    assert done.stderr == b""


def test_json_is_one_valid_reading_a_line_and_the_same_bytes_each_time(page, scraped):
    first, second = whence("read", "--json", page, scraped), whence("read", "--json", page, scraped)
    assert first.returncode == 0, first.stderr.decode()
    assert first.stdout == second.stdout
    lines = first.stdout.splitlines()
    assert len(lines) == 2
    for line in lines:
        assert Reading.from_json(line).to_json() == line
        assert json.loads(line)["schema"] == "whence.reading/1"


def test_every_span_of_a_reading_lies_in_its_text(page):
    reading = Reading.from_json(whence("read", "--json", page).stdout)
    assert reading.claims
    for claim in reading.claims:
        text = reading.article.title if claim.title else reading.article.text
        start, end = claim.sentence
        assert 0 <= start <= claim.trigger.start < claim.trigger.end <= end <= len(text)
        assert claim.chain


def test_furniture_of_a_page_is_never_read(page, scraped):
    for line in whence("read", "--json", page, scraped).stdout.splitlines():
        text = json.loads(line)["article"]["text"]
        for furniture in (
            "partners store",
            "Sign up",
            "All rights reserved",
            "Leave a Reply",
            "email address",
        ):
            assert furniture not in text


def test_text_from_a_pipe_is_read_and_its_date_found():
    done = whence("read", "-", "--json", "--outlet", "The River Post", stdin=REPORT.encode())
    assert done.returncode == 0, done.stderr.decode()
    article = json.loads(done.stdout)["article"]
    assert article["outlet"] == "The River Post"
    assert article["published"]["at"] == "2025-03-03"
    assert article["title"] == "Floods close two bridges in northern Peru"


def test_an_input_that_cannot_be_read_is_named_and_the_rest_is_done(page, tmp_path):
    empty = tmp_path / "empty.html"
    empty.write_bytes(b"")
    done = whence("read", "--json", "missing.html", str(empty), page)
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 1
    complaints = done.stderr.decode().splitlines()
    assert len(complaints) == 2
    assert "missing.html" in complaints[0]
    assert "empty.html" in complaints[1]


def test_a_given_date_is_used(scraped):
    done = whence("read", "--json", "--published", "2025-03-04T08:00-05:00", scraped)
    assert json.loads(done.stdout)["article"]["published"]["at"].startswith("2025-03-04T08:00")


def test_a_reader_that_stops_listening_is_no_error(page):
    code = "from whence.cli.app import main; main()"
    process = subprocess.Popen(
        [sys.executable, "-c", code, "read", *([page] * 4)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    complaints = process.stderr.read()
    assert process.wait() == 0
    assert complaints == b""


def test_many_inputs_show_progress_to_a_person_and_only_results_in_the_pipe(page):
    master, slave = pty.openpty()
    code = "from whence.cli.app import main; main()"
    process = subprocess.Popen(
        [sys.executable, "-c", code, "read", "--json", *([page] * 4), "missing.html"],
        stdout=subprocess.PIPE,
        stderr=slave,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "TERM": "xterm"},
    )
    os.close(slave)
    assert process.stdout is not None
    results = process.stdout.read().splitlines()
    assert process.wait() == 1
    seen = b""
    while True:
        try:
            part = os.read(master, 4096)
        except OSError:
            break
        if not part:
            break
        seen += part
    os.close(master)
    assert b"reading" in seen
    assert b"missing.html" in seen
    assert len(results) == 4
    assert len(set(results)) == 1
