"""How fast does the desk answer, and how much memory does it take?

    python -m benchmarks.desk 100000          # in a temporary folder; some minutes to make the record

Makes a record of so many events: a thousand synthetic articles (`tests/record/factory.py`) are added as usual, then the
rows of their claims and events are copied, each copy a fortnight later than the one before. Then the desk is started as a
process of its own and each view asked for with filters that differ from time to time. Prints one line of JSON: milliseconds
to the first byte (p50, p95), of the first time and of later ones, and the most memory of the server.
"""

from __future__ import annotations

import argparse
import json
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import func, insert, select

from tests.record.factory import reading, state
from whence.record import tables as t
from whence.record.record import Record, open_record

ARTICLES = 1000
APART = 14 * 86_400_000_000
ROUNDS = 24
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
}


def multiply(record: Record, wanted: int) -> int:
    """Copy claims and events, with what hangs on them, until there are ``wanted`` events; how many there are."""
    with record._backend.writing() as connection:
        have = connection.execute(select(func.count()).select_from(t.event)).scalar_one()
        highest = {
            table: connection.execute(select(func.max(table.c.id))).scalar_one()
            for table in (t.claim, t.event)
        }
        rows = {
            table: [dict(r._mapping) for r in connection.execute(select(table))]
            for table in (t.claim, t.event, t.event_claim, t.claim_party, t.claim_place)
        }
        words = [(r["id"], f"copy {r['type']} number{r['id'] % 977}") for r in rows[t.claim]]
        for copy in range(1, -(-wanted // have)):
            shift = {table: copy * highest[table] for table in highest}
            later = copy * APART

            def moved(
                table: Any, row: dict[str, Any], shift: Any = shift, later: int = later, copy: int = copy
            ) -> dict[str, Any]:
                made = dict(row)
                if "id" in made:
                    made |= {"id": row["id"] + shift[table], "uid": f"{row['uid']}-{copy}"}
                    for name in ("start", "stop", "earliest", "latest", "opens", "closes", "due"):
                        if made.get(name) is not None and made[name] < t.NEVER:
                            made[name] += later
                else:
                    made["claim"] += shift[t.claim]
                    if "event" in made:
                        made["event"] += shift[t.event]
                return made

            for table, found in rows.items():
                connection.execute(insert(table), [moved(table, row) for row in found])
            record._backend.index_words(
                connection, "claim", ((n + shift[t.claim], told) for n, told in words)
            )
        return int(connection.execute(select(func.count()).select_from(t.event)).scalar_one())


def memory_of(process: int) -> float:
    """The most memory of a process, in MB."""
    status = Path(f"/proc/{process}/status").read_text("utf-8")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def measure(address: str, names: dict[str, list[str]]) -> dict[str, dict[str, float]]:
    """Milliseconds to the first byte of each view."""
    found = {}
    with httpx.Client(base_url=address, timeout=120) as client:
        for view, path in VIEWS.items():
            took = []
            for n in range(ROUNDS):
                asked = path.format(
                    n=n, order=("newest", "origins", "disputed")[n % 3], word=f"number{n}", actor=state(n % 8).name,
                    event=names["events"][n % len(names["events"])], article=names["articles"][n % len(names["articles"])],
                    month=f"{n % 12 + 1:02}", zoom=n % 5,
                )  # fmt: skip
                begin = time.perf_counter()
                with client.stream("GET", asked) as answer:
                    body = answer.iter_raw()
                    next(body)
                    took.append(1000 * (time.perf_counter() - begin))
                    assert answer.status_code == 200, asked
                    for _ in body:
                        pass
            first, *later = took
            later.sort()
            found[view] = {
                "first": round(first), "p50": round(statistics.median(later)), "p95": round(later[int(0.95 * len(later))]),
            }  # fmt: skip
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("events", type=int, nargs="?", default=100_000)
    wanted = parser.parse_args().events
    with tempfile.TemporaryDirectory(prefix="whence-desk-") as folder:
        path = str(Path(folder) / "record.db")
        with open_record(path) as record:
            for n in range(ARTICLES):
                record.add(reading(n, claims=3, paragraphs=3))
                if n % 64 == 0:
                    record.settle()
            record.settle()
            names = {
                "events": [e.id for e in record.events(limit=60)],
                "articles": [a.id for a in record.articles(limit=60)],
            }
            size = multiply(record, wanted)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = [sys.executable, "-c", "from whence.cli.app import main; main()", "desk", "--record", path, "--port", str(port), "--no-browser"]  # fmt: skip
        server = subprocess.Popen(command)
        try:
            address = f"http://127.0.0.1:{port}"
            for _ in range(300):
                try:
                    httpx.get(f"{address}/static/icon.svg")
                    break
                except httpx.TransportError:
                    time.sleep(0.1)
            views = measure(address, names)
            print(json.dumps({"events": size, "memory_mb": round(memory_of(server.pid)), "ms": views}))
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
