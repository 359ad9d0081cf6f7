"""How fast does the desk answer, how soon can a page be used, and how much memory does it take?

    python -m benchmarks.desk 100000                                    # in a temporary folder; some minutes to make the record
    python -m benchmarks.desk 100000 --record postgresql://…/empty      # made there, if nothing is in it yet

Makes a record of so many events: a hundred synthetic articles (`tests/record/factory.py`) are added as usual, then they, their
claims and their events are copied (`benchmarks.growth`), each copy a day later than the one before. Then the desk is started as a
process of its own and each view asked for with filters that differ from time to time. Prints one line of JSON:

* ``first_byte``: milliseconds to the first byte of the first time, and of later ones (p50, p95);
* ``interactive``: milliseconds in Chromium, where it is installed, until a page is painted, its scripts have run and it
  answers to a click (p50, p95);
* ``computed``: milliseconds of a processor's time that the server took for a page (p50, p95), with those of PostgreSQL where
  its server runs here: what the first byte would take if nothing else ran;
* ``memory_mb``: the most memory of the server.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from benchmarks.growth import multiply
from tests.record.factory import reading, state
from whence.record.record import open_record

ARTICLES = 96
APART = 86_400_000_000
MAPS = 40
"""Copies after which places come again."""
ROUNDS = 24
ROUNDS_IN_BROWSER = 12
ROUNDS_KNOWN_AT = 12
VIEWS = {
    "now": "/",
    "events": "/events?order={order}&page={n}",
    "search": "/events?q={word}",
    "actor": "/events?actor={actor}",
    "event": "/event/{event}",
    "reader": "/article/{article}",
    "timeline": "/timeline",
    "timeline, filtered": "/timeline?actor={actor}",
    "timeline, near": "/timeline?since=2025-{month}-01&until=2025-{month}-20",
    "map": "/map?zoom={zoom}&at=20,{n}",
    "map, filtered": "/map?actor={actor}",
    "sources": "/sources",
    "parties": "/parties",
    "parties, filtered": "/parties?actor={actor}",
    "articles": "/articles?find={word}",
    "add": "/add",
    "judgements": "/log",
}
KNOWN_AT = {
    "known-at, events": "/events?known_at=2025-{month}-15",
    "known-at, timeline": "/timeline?known_at=2025-{month}-15",
    "known-at, map": "/map?known_at=2025-{month}-15",
    "known-at, events, filtered": "/events?known_at=2025-{month}-15&actor={actor}",
    "known-at, timeline, filtered": "/timeline?known_at=2025-{month}-15&actor={actor}",
    "known-at, map, filtered": "/map?known_at=2025-{month}-15&actor={actor}",
}
"""Another moment: what came about across it is computed, the rest is looked up."""
READY = """() => new Promise((done) => requestAnimationFrame(() => setTimeout(() => {
  const paint = performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0;
  const navigation = performance.getEntriesByType("navigation")[0];
  done(Math.max(paint, navigation.domContentLoadedEventEnd, performance.now()));
})))"""
"""Resolves when what was loaded is drawn and the page's one thread is idle: then a click is answered."""


def fill(url: str, wanted: int) -> tuple[dict[str, list[str]], int]:
    """Make the record, if there is none; names of events and articles to ask for, and how many events there are."""
    with open_record(url) as record:
        size = record.summary().events
        if size < wanted:
            for n in range(ARTICLES):
                record.add(reading(n, claims=3, paragraphs=3))
                if n % 64 == 0:
                    record.settle()
            record.settle()
            have = record.summary().events
            multiply(record, -(-wanted // have) - 1, apart=APART, maps=MAPS)
            size = record.summary().events
            if "://" in url:  # what PostgreSQL does by itself within minutes
                with record._store.backend.engine.connect() as connection:
                    connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql(
                        "VACUUM ANALYZE"
                    )
        names = {
            "events": [e.id for e in record.events(limit=60)],
            "articles": [a.id for a in record.articles(limit=60)],
        }
    return names, size


def memory_of(process: int) -> float:
    """The most memory of a process, in MB."""
    status = Path(f"/proc/{process}/status").read_text("utf-8")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def worked(process: int) -> float:
    """Milliseconds of a processor's time that a process has taken, with the PostgreSQL servers of this computer."""
    found = [Path(f"/proc/{process}")]
    for other in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (other / "comm").read_text("utf-8").startswith("postgres"):
                found.append(other)
    total = 0
    for one in found:
        for task in one.glob("task/*/schedstat"):
            with contextlib.suppress(OSError):
                total += int(task.read_text("utf-8").split()[0])
    return total / 1_000_000


def asked(path: str, n: int, names: dict[str, list[str]]) -> str:
    """The address of a view the ``n``-th time that it is asked for."""
    return path.format(
        n=n, order=("newest", "origins", "disputed")[n % 3], word=f"number{n}", actor=state(n % 8).name,
        event=names["events"][n % len(names["events"])], article=names["articles"][n % len(names["articles"])],
        month=f"{n % 12 + 1:02}", zoom=n % 5,
    )  # fmt: skip


def spread(took: Sequence[float]) -> dict[str, float]:
    """The first of some durations, and the middle and the slow ones of the rest."""
    first, *later = took
    later.sort()
    return {
        "first": round(first),
        "p50": round(statistics.median(later)),
        "p95": round(later[int(0.95 * len(later))]),
    }


def first_bytes(
    address: str, process: int, views: dict[str, str], names: dict[str, list[str]], rounds: int
) -> tuple[dict[str, dict[str, float]], dict[str, dict[str, float]]]:
    """Milliseconds to the first byte of each view, and those that the server computed."""
    found, computed = {}, {}
    with httpx.Client(base_url=address, timeout=600) as client:
        for view, path in views.items():
            took, work = [], []
            for n in range(rounds):
                before, begin = worked(process), time.perf_counter()
                with client.stream("GET", asked(path, n, names)) as answer:
                    body = answer.iter_raw()
                    next(body)
                    took.append(1000 * (time.perf_counter() - begin))
                    assert answer.status_code == 200, asked(path, n, names)
                    for _ in body:
                        pass
                work.append(worked(process) - before)
            found[view], computed[view] = spread(took), spread(work)
    return found, computed


def interactive(address: str, names: dict[str, list[str]]) -> dict[str, dict[str, float]]:
    """Milliseconds until a page can be used, in Chromium; nothing where there is none."""
    chromium = shutil.which("chromium")
    if chromium is None:
        return {}
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - needed for this only

    found = {}
    with sync_playwright() as steered:
        browser = steered.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
        for view, path in VIEWS.items():
            took = []
            for n in range(ROUNDS_IN_BROWSER):
                page.goto(address + asked(path, n, names), wait_until="domcontentloaded")
                took.append(float(page.evaluate(READY)))
            found[view] = spread(took)
        browser.close()
    return found


@contextmanager
def started(record: str, house: Path) -> Iterator[tuple[str, int]]:
    """A desk as a process of its own: its address and the number of the process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable, "-c", "from whence.cli.app import main; main()", "desk", "--record", record, "--port", str(port),
        "--house", str(house), "--no-browser",
    ]  # fmt: skip
    server = subprocess.Popen(command)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            try:
                httpx.get(f"{address}/static/icon.svg")
                break
            except httpx.TransportError:
                time.sleep(0.05)
        yield address, server.pid
    finally:
        server.terminate()
        server.wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("events", type=int, nargs="?", default=100_000)
    parser.add_argument("--record", help="where the record is, or is to be made; else in a temporary folder")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="whence-desk-") as folder:
        record = chosen.record or str(Path(folder) / "record.db")
        names, size = fill(record, chosen.events)
        begin = time.perf_counter()
        with started(record, Path(folder) / "house.desk") as (address, process):
            told: dict[str, Any] = {"events": size, "start_ms": round(1000 * (time.perf_counter() - begin))}
            told["first_byte"], told["computed"] = first_bytes(address, process, VIEWS, names, ROUNDS)
            told["interactive"] = interactive(address, names)
            past, computed = first_bytes(address, process, KNOWN_AT, names, ROUNDS_KNOWN_AT)
            told["first_byte"] |= past
            told["computed"] |= computed
            print(json.dumps(told | {"memory_mb": round(memory_of(process))}))


if __name__ == "__main__":
    main()
