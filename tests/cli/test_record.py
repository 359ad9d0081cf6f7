"""The commands of a record keep their promises on usage, status and streams; readings are made without the engine."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from tests.cli.test_app import ROOT, whence
from tests.record.factory import reading
from tests.record.test_judgements import story


@pytest.fixture
def filled(tmp_path: Path) -> str:
    lines = tmp_path / "read.jsonl"
    made = [story(), story("B", story().article.text + " It rained."), *map(reading, range(4))]
    lines.write_bytes(b"\n".join(r.to_json() for r in made))
    record = str(tmp_path / "record.db")
    done = whence("add", "--record", record, str(lines))
    assert done.returncode == 0, done.stderr.decode()
    assert b"6 added" in done.stderr
    assert done.stdout == b""
    return record


def rows(done) -> list[dict]:
    assert done.returncode == 0, done.stderr.decode()
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_adding_again_changes_nothing(filled, tmp_path):
    done = whence("add", "--record", filled, str(tmp_path / "read.jsonl"))
    assert done.returncode == 0
    assert b"0 added" in done.stderr
    assert b"6 there already" in done.stderr


def test_one_bad_input_is_named_and_does_not_stop_the_rest(tmp_path):
    good, bad = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    good.write_bytes(reading(1).to_json())
    bad.write_text('{"schema": "whence.reading/1"}\n{"broken\n')
    record = str(tmp_path / "record.db")
    done = whence("add", "--record", record, str(bad), str(tmp_path / "nothere"), str(good))
    assert done.returncode == 1
    said = done.stderr.decode()
    assert "1 added" in said
    assert "3 could not be read" in said
    assert "$" not in said
    for name in ("b.jsonl:1", "b.jsonl:2", "nothere"):
        assert name in said


def test_every_question_answers_in_text_json_and_csv(filled):
    for command in ("events", "claims", "timeline", "sources", "conflicts", "expected"):
        text = whence(command, "--record", filled)
        assert text.returncode == 0, text.stderr.decode()
        found = rows(whence(command, "--record", filled, "--json"))
        table = whence(command, "--record", filled, "--csv").stdout.decode()
        assert len(list(csv.DictReader(io.StringIO(table, newline="")))) == len(found)
        assert found
        assert text.stdout


def test_filters_reach_the_record(filled):
    (event,) = rows(whence("events", "--record", filled, "--json", "--type", "MOBILIZE/weapons", "--place", "Sonmiani", "--actor", "PAK", "--since", "2025-11-18", "--until", "2025-11-18"))  # fmt: skip
    assert event["schema"] == "whence.event/1"
    assert len(event["articles"]) == 2
    told = whence("events", "--record", filled, event["id"]).stdout.decode()
    assert "Pakistan fired two missiles" in told
    assert rows(
        whence("claims", "--record", filled, "--json", "--text", '"two missiles" -crossings', "--limit", "1")
    )
    assert rows(whence("events", "--record", filled, "--json", "--min-origins", "40")) == []


def test_a_judgement_is_made_listed_and_taken_back(filled):
    (event,) = rows(
        whence("events", "--record", filled, "--json", "--type", "MOBILIZE", "--place", "Sonmiani")
    )
    (judged,) = rows(
        whence("judge", "hide", event["id"], "--record", filled, "--by", "ana", "--why", "a drill", "--json")
    )
    assert (judged["kind"], judged["by"], judged["why"]) == ("hide", "ana", "a drill")
    assert rows(whence("events", "--record", filled, "--json", "--place", "Sonmiani")) == []
    assert b"ana: hide" in whence("judge", "list", "--record", filled).stdout
    rows(whence("undo", judged["id"], "--record", filled, "--by", "ana", "--json"))
    assert rows(whence("events", "--record", filled, "--json", "--place", "Sonmiani")) == [event]
    (claim, *_) = event["claims"]
    rows(whence("judge", "correct", claim, "objects.0.count.best", "3", "--record", filled, "--json"))
    done = whence("judge", "correct", claim, "status", "perhaps", "--record", filled)
    assert done.returncode == 2
    assert b"status cannot be 'perhaps'; give one of" in done.stderr
    assert b"$" not in done.stderr


def test_a_judgement_is_shown_in_words_and_says_what_it_contradicts(filled):
    done = whence("judge", "distrust", "A", "--record", filled, "--by", "ana", "--why", "it has lied")
    assert done.returncode == 0
    assert re.fullmatch(
        r" *1 \d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)? UTC ana: distrust A \(it has lied\)\n", done.stdout.decode()
    )
    assert done.stderr == b""
    done = whence("judge", "trust", "A", "--record", filled, "--by", "ana")
    assert b"contradicts judgement 1" in done.stderr
    assert b"contradicts judgement 1" in whence("judge", "list", "--record", filled).stdout
    done = whence("undo", "2", "--record", filled, "--by", "ana")
    assert done.stdout.decode().strip().endswith("ana: undo 2")
    assert b"A (outlet): 2 claims in 1 article [distrusted]" in whence("sources", "--record", filled).stdout


def test_what_distrusted_voices_tell_is_marked(filled):
    (dispute, *_) = rows(whence("conflicts", "--record", filled, "--json"))
    whence("judge", "distrust", dispute["voices"][0], "--record", filled)
    for command in ("events", "claims", "conflicts"):
        assert b"distrusted" in whence(command, "--record", filled).stdout, command
    (dispute, *_) = rows(whence("conflicts", "--record", filled, "--json"))
    assert "distrusted" not in dispute["voices"][0]


def test_ids_as_text_shows_them_are_taken(filled):
    shown = whence("sources", "--articles", "--record", filled).stdout.decode()
    one, two, *_ = re.findall(r" · ([0-9a-f]{16})", shown)
    assert whence("sources", "--edits", one, "--record", filled).returncode == 0
    assert whence("judge", "independent", one, two, "--record", filled).returncode == 0
    done = whence("sources", "--edits", "0" * 16, "--record", filled)
    assert done.returncode == 2
    assert b"there is no article" in done.stderr


def test_a_type_is_known_by_the_codebook_or_by_the_record(tmp_path):
    one = story()
    claim = msgspec.structs.replace(one.claims[0], type="HEIST", mode="vault")
    (tmp_path / "a.jsonl").write_bytes(msgspec.structs.replace(one, claims=(claim,)).to_json())
    record = str(tmp_path / "record.db")
    whence("add", "--record", record, str(tmp_path / "a.jsonl"))
    assert len(rows(whence("events", "--record", record, "--type", "heist/vault", "--json"))) == 1
    assert rows(whence("events", "--record", record, "--type", "AID", "--json")) == []
    done = whence("events", "--record", record, "--type", "HEISTS")
    assert done.returncode == 2
    assert b"'HEISTS' is no type of event; give one of ACCUSE" in done.stderr
    assert b"HEIST, " in done.stderr
    done = whence("claims", "--record", record, "--type", "HEIST/bank")
    assert b"'bank' is no mode of HEIST; give one of vault" in done.stderr


def test_cells_that_a_spreadsheet_would_run_are_made_harmless(tmp_path):
    one = story("=cmd|' /C calc'!A0")
    lines, record = tmp_path / "a.jsonl", str(tmp_path / "record.db")
    lines.write_bytes(one.to_json())
    whence("add", "--record", record, str(lines))
    table = whence("claims", "--record", record, "--csv").stdout.decode()
    assert {row["outlet"][0] for row in csv.DictReader(io.StringIO(table, newline=""))} == {"'"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["events", "--record", "nothere.db"], "there is no record"),
        (["events", "--record", "nothere.db", "--json", "--csv"], "not both"),
        (["events", "--since", "yesterday"], "ISO 8601"),
        (["claims", "--text", '"open'], "quotation mark"),
        (["claims", "--text", ""], "text is empty"),
        (["events", "--place", " "], "place is empty"),
        (["sources", "--parties", ""], "names no word"),
        (["sources", "--edits", ""], "there is no article"),
        (["judge", "hide", "nonsense"], "no claim or event"),
        (["undo", "99"], "no judgement"),
        (["add", "x.csv", "--map", "colour=red"], "FIELD=COLUMN"),
        (["add", "x.csv", "--jobs", "0"], "jobs"),
    ],
)
def test_wrong_usage_ends_with_2(filled, arguments, message):
    more = [] if "--record" in arguments or arguments[0] == "add" else ["--record", filled]
    done = whence(*arguments, *more)
    assert done.returncode == 2
    assert message in done.stderr.decode()
    assert done.stdout == b""


def test_known_at_says_by_which_clock(filled):
    done = whence("events", "--record", filled, "--json", "--known-at", "2025-11-18")
    assert done.returncode == 0
    assert b"the record knew nothing" in done.stderr
    assert done.stdout


def test_two_records_are_compared(filled, tmp_path):
    other = str(tmp_path / "other.db")
    (tmp_path / "one.jsonl").write_bytes(story(count=5).to_json())
    whence("add", "--record", other, str(tmp_path / "one.jsonl"))
    found = rows(whence("diff", other, "--record", filled, "--json"))
    assert {c["change"] for c in found} == {"changes", "vanishes"}
    told = whence("diff", other, "--record", filled).stdout.decode()
    assert "objects: two missiles [2] → two missiles [5]" in told
    assert not re.search(r"[\[{]['\"{\[]|None|': ", told)


def test_a_table_is_completed_when_its_columns_are_told(tmp_path):
    table, record = tmp_path / "t.csv", str(tmp_path / "record.db")
    table.write_text(
        "text,kicker,paper,when,id\nPakistan fired two missiles on Tuesday.,Missiles,Coast,2025-11-18,7\n"
    )
    done = whence("add", str(table), "--record", record)
    assert done.returncode == 0
    assert f"columns of {table} not used: kicker, paper, when, id; --map" in done.stderr.decode()
    full = ("add", str(table), "--record", record, "--map", "title=kicker,outlet=paper,published=when")
    done = whence(*full)
    assert "1 added" in done.stderr.decode()
    assert "1 of them in place of what the record had" in done.stderr.decode()
    assert f"columns of {table} not used: id;" in done.stderr.decode()
    (article,) = rows(whence("sources", "--articles", "--record", record, "--json"))
    assert (article["title"], article["outlet"], article["published"]) == ("Missiles", "Coast", "2025-11-18")
    for again in (full, ("add", str(table), "--record", record)):
        assert "0 added" in whence(*again).stderr.decode()
    assert rows(whence("sources", "--articles", "--record", record, "--json")) == [article]


def test_a_column_that_is_not_there_is_said_once_before_anything_is_added(tmp_path):
    table, good = tmp_path / "t.csv", tmp_path / "a.jsonl"
    table.write_text("story,when\na,b\nc,d\n")
    good.write_bytes(reading(1).to_json())
    record = tmp_path / "record.db"
    done = whence("add", str(good), str(table), "--record", str(record), "--map", "text=body")
    assert done.returncode == 2
    assert done.stderr.decode().splitlines() == [
        f"whence: {table} has no column 'body' (for text); it has story, when"
    ]
    assert not record.exists()


def test_headers_above_a_text_are_read(tmp_path):
    (tmp_path / "a.txt").write_text(
        "Title: Missiles\nSource: Coast\nURL: https://coast.example/1\nDate: 2025-11-18\n\nPakistan fired two missiles.\n"
    )
    record = str(tmp_path / "record.db")
    assert whence("add", str(tmp_path / "a.txt"), "--record", record).returncode == 0
    (article,) = rows(whence("sources", "--articles", "--record", record, "--json"))
    assert [article[k] for k in ("title", "outlet", "url", "published")] == [
        "Missiles", "Coast", "https://coast.example/1", "2025-11-18",
    ]  # fmt: skip


def test_reading_loads_no_database():
    code = "import sys; import whence; from whence.cli.app import app; print([m for m in ('sqlalchemy', 'alembic') if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        check=True,
        env={"PYTHONPATH": str(ROOT / "src"), "PATH": "/usr/bin:/bin"},
    )
    assert done.stdout.strip() == b"[]"


def test_the_claims_of_an_event_can_be_named(filled):
    (event,) = rows(
        whence("events", "--record", filled, "--json", "--type", "MOBILIZE/weapons", "--place", "Sonmiani")
    )
    shown = whence("events", "--record", filled, event["id"]).stdout.decode()
    assert all(f"claim {claim} " in shown for claim in event["claims"])
    told = rows(whence("claims", "--record", filled, "--json", "--event", event["id"][:8]))
    assert {claim["id"] for claim in told} == set(event["claims"])
    done = whence("judge", "different", event["claims"][0], "--from", event["id"], "--record", filled)
    assert done.returncode == 0, done.stderr.decode()
    (left,) = rows(whence("claims", "--record", filled, "--json", "--event", event["id"]))
    assert left["id"] in event["claims"]


def test_nothing_found_is_said_with_the_names_that_may_be_meant(filled):
    done = whence("events", "--record", filled, "--place", "Sonmiany")
    assert (done.returncode, done.stdout) == (0, b"")
    assert b"nothing in the record fits the place 'Sonmiany'; there is 'Sonmiani'" in done.stderr
    done = whence("claims", "--record", filled, "--json", "--since", "2099-01-01")
    assert (done.returncode, done.stdout) == (0, b"")
    assert b"nothing in the record fits" in done.stderr


def test_a_judgement_of_a_voice_that_is_not_there_says_so(filled):
    done = whence("judge", "distrust", "Nobody Anywhere", "--record", filled)
    assert done.returncode == 0
    assert b"no voice of the record is called 'Nobody Anywhere'" in done.stderr
    assert b"no voice" not in whence("judge", "distrust", "A", "--record", filled).stderr
