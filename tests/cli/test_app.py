"""The command line keeps its promises on usage, status and streams."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

ROOT = Path(__file__).parents[2]


def whence(*arguments: str, stdin: bytes = b"", **env: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command line as a process of its own, as a user does."""
    return subprocess.run(
        [sys.executable, "-c", "from whence.cli.app import main; main()", *arguments],
        input=stdin,
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), **env},
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ["read"],
        ["nonsense"],
        ["read", "page.html", "--published", "last Tuesday"],
        ["demo", "--nonsense"],
        ["schema", "nonsense"],
    ],
)
def test_wrong_usage_ends_with_2_and_prints_no_result(arguments):
    done = whence(*arguments)
    assert done.returncode == 2
    assert done.stdout == b""
    assert b"Error" in done.stderr


def test_help_names_the_commands_there_are():
    done = whence("--help")
    assert done.returncode == 0
    for command in (b"read", b"add", b"events", b"judge", b"undo", b"diff", b"demo", b"schema", b"desk"):
        assert command in done.stdout
    for absent in (b"watch", b"export"):
        assert absent not in done.stdout


def test_help_loads_no_engine():
    code = "import sys; from whence.cli.app import app; print([m for m in ('spacy', 'numpy', 'onnxruntime') if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )
    assert done.stdout.strip() == b"[]"


def test_version_is_one_line():
    done = whence("--version")
    assert done.returncode == 0
    assert done.stdout.startswith(b"whence ")
    assert done.stdout.count(b"\n") == 1


@pytest.mark.parametrize("of", ["reading", "event", "claim", "article", "source", "judgement", "change"])
def test_schemas_are_valid_json_schema(of):
    done = whence("schema", of)
    assert done.returncode == 0
    jsonschema.Draft202012Validator.check_schema(json.loads(done.stdout))


def test_actors_of_ones_own_are_read_with(tmp_path):
    (tmp_path / "mine.csv").write_text("name,aliases,country,sector\nNorland Army,Norlanders,NOR,MIL\n")
    (tmp_path / "report.txt").write_text("The Norlanders shelled the port of Bergen on Monday.\n")
    report, mine = str(tmp_path / "report.txt"), str(tmp_path / "mine.csv")
    done = whence("read", report, "--published", "2023-09-13", "--json", "--actors", mine)
    assert done.returncode == 0
    actor = json.loads(done.stdout)["claims"][0]["actors"][0]
    assert (actor["entity"]["name"], actor["entity"]["country"]) == ("Norland Army", "NOR")


@pytest.mark.parametrize(
    ("option", "text", "message"),
    [
        ("--actors", "name,sector\nA,XYZ\n", b"line 2"),
        ("--codebook", "type = 3\n", b"mine"),
        ("--actors", None, b"No such file"),
        ("--codebook", None, b"No such file"),
    ],
)
def test_a_file_of_ones_own_that_cannot_be_used_ends_with_2(tmp_path, option, text, message):
    mine = tmp_path / "mine"
    if text is not None:
        mine.write_text(text)
    (tmp_path / "report.txt").write_text("Troops shelled the port.\n")
    done = whence("read", str(tmp_path / "report.txt"), option, str(mine))
    assert done.returncode == 2
    assert done.stdout == b""
    assert message in done.stderr
    assert str(mine).encode() in done.stderr


def test_event_dictionaries_of_ones_own_give_codings_and_their_claims_the_code(tmp_path):
    folder = tmp_path / "dictionaries"
    folder.mkdir()
    (folder / "My.actors.txt").write_text("NORLAND [NOR]\nSUDLAND [SUD]\n")
    (folder / "My.agents.txt").write_text("TROOPS {} [~MIL]\n")
    (folder / "My.verbs.txt").write_text("--- SHELL [194] ---\nSHELL\n- * &WHAT [1]\n")
    report = tmp_path / "report.txt"
    report.write_text("Norland troops shelled Sudland on Tuesday.\n")
    done = whence("read", "--json", str(report), "--codebook", str(folder), "--published", "2014-03-05")
    assert done.returncode == 0
    assert b"not used: " in done.stderr
    assert b"line 3: '* &WHAT' names a set &WHAT, which no file has" in done.stderr
    reading = json.loads(done.stdout)
    (coding,) = reading["codings"]
    assert (coding["source"], coding["code"], coding["target"]) == ("NORMIL", "194", "SUD")
    (claim,) = (c for c in reading["claims"] if c["id"] == coding["claim"])
    assert (claim["codes"]["cameo"], claim["status"]) == ("194", "happened")


def test_a_wrong_line_of_a_dictionary_ends_with_2(tmp_path):
    (tmp_path / "My.agents.txt").write_text("TROOPS [MIL]\n")
    (tmp_path / "report.txt").write_text("Troops shelled the port.\n")
    done = whence("read", str(tmp_path / "report.txt"), "--codebook", str(tmp_path / "My.agents.txt"))
    assert done.returncode == 2
    assert b"My.agents.txt, line 1: 'MIL' must be a code with ~" in done.stderr


def test_the_package_runs_as_a_module():
    done = subprocess.run(
        [sys.executable, "-m", "whence", "--version"], capture_output=True, check=True, text=True
    )
    assert done.stdout.strip().endswith(whence("--version").stdout.decode().strip().rsplit(maxsplit=1)[-1])
