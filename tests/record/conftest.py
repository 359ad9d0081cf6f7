"""One test, every backend: a record in a file, and one in a PostgreSQL cluster of the tests' own."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from whence.article import UTC
from whence.record import Record
from whence.record.record import open_record


class Clock:
    """A clock that only moves when it is told to."""

    def __init__(self) -> None:
        self.at = datetime(2026, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


def _programs() -> Path | None:
    """Where Debian, or the path, has PostgreSQL's programs, version 15 or later."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[4]))
    if found and int(found[-1].parts[4]) >= 15:
        return found[-1].parent
    there = shutil.which("initdb")
    return Path(there).resolve().parent if there else None


@pytest.fixture(scope="session")
def cluster() -> Iterator[str]:
    """The address of a private cluster on a free port of this computer; it ends with the tests."""
    programs = _programs()
    if programs is None:
        why = "PostgreSQL 15 or later is not installed (Debian: apt-get install postgresql)"
        if os.environ.get("WHENCE_POSTGRES") == "required":
            pytest.fail(why)
        pytest.skip(why)
    folder = Path(tempfile.mkdtemp(prefix="whence-postgres-"))
    become: dict[str, object] = {}
    if os.getuid() == 0:  # the server refuses to run as root
        try:
            user = pwd.getpwnam("postgres")
        except KeyError:
            user = pwd.getpwnam("nobody")
        os.chown(folder, user.pw_uid, user.pw_gid)
        become = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}

    def run(program: str, *arguments: str) -> None:
        subprocess.run(
            [programs / program, *arguments],
            check=True,
            capture_output=True,
            cwd=folder,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": str(folder)},
            **become,
        )

    data = str(folder / "data")
    try:
        run(
            "initdb",
            "-D",
            data,
            "-U",
            "whence",
            "--auth=trust",
            "--encoding=UTF8",
            "--no-sync",
            "--locale=C.UTF-8",
        )
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
        run("pg_ctl", "-D", data, "-w", "-l", str(folder / "log"), "-o", options, "start")
        try:
            yield f"postgresql://whence@127.0.0.1:{port}/postgres"
        finally:
            run("pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a record that is not there yet."""
    if request.param == "sqlite":
        return str(tmp_path / "record.db")
    import psycopg  # noqa: PLC0415 - only there where the cluster is

    address = request.getfixturevalue("cluster")
    name = f"record_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return address.removesuffix("/postgres") + f"/{name}"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def new_record(clock: Clock, tmp_path: Path) -> Iterator[Callable[[], Record]]:
    """Makes further records, in files."""
    made: list[Record] = []

    def make() -> Record:
        made.append(open_record(str(tmp_path / f"more-{len(made)}.db"), clock=clock))
        return made[-1]

    yield make
    for record in made:
        record.close()


@pytest.fixture
def record(url: str, clock: Clock) -> Iterator[Record]:
    with open_record(url, clock=clock) as opened:
        yield opened
