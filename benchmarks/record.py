"""How fast is a record, and how large? Synthetic articles by rule (`tests/record/factory.py`), no engine.

    python -m benchmarks.record 1000 10000            # in files, in a temporary folder
    python -m benchmarks.record 1000 --jobs 1 2
    python -m benchmarks.record 100000 --added 10000  # so many are added, the rest copied by rule (`benchmarks.growth`)
    python -m benchmarks.record 1000 --url postgresql://…   # an empty database

Prints one line of JSON for each size: articles added and settled per second, by one and by two processes; how long adding
one more takes; queries (milliseconds, p50 and p95 of 40 each); bytes per article; the most memory used.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from benchmarks.growth import multiply
from tests.record.factory import BEGIN, STORY_HOURS, reading, state
from whence.record import Query, Record
from whence.record.record import open_record

ROUNDS = 40
BATCH = 64


def fill(url: str, numbers: range, cpu: bool = False) -> float:
    """Add articles; the seconds (of the processor, with ``cpu``) it took, without the time for making them."""
    clock = time.process_time if cpu else time.perf_counter
    spent = 0.0
    with open_record(url) as record:
        for first in range(0, len(numbers), BATCH):
            made = [reading(n, claims=5, paragraphs=5) for n in numbers[first : first + BATCH]]
            begin = clock()
            for one in made:
                record.add(one)
            record.settle()
            spent += clock() - begin
    return spent


def timed(work: Callable[[int], object], cpu: bool) -> dict[str, float]:
    """Milliseconds of doing it, over and over with another number."""
    clock = time.process_time if cpu else time.perf_counter
    took = []
    for n in range(ROUNDS):
        begin = clock()
        work(n)
        took.append(1000 * (clock() - begin))
    took.sort()
    return {"p50": round(statistics.median(took), 1), "p95": round(took[int(0.95 * ROUNDS) - 1], 1)}


def queries(record: Record, size: int, cpu: bool) -> dict[str, dict[str, float]]:
    summary = record.summary()
    assert summary.first_read and summary.last_read
    middle = summary.first_read + (summary.last_read - summary.first_read) / 2

    def name(n: int) -> str:
        return state(7 * n).name

    def day(n: int) -> str:
        return (BEGIN + timedelta(hours=STORY_HOURS) * (n * size // 4 // ROUNDS)).date().isoformat()

    questions: dict[str, Callable[[int], object]] = {
        "first 50 events": lambda _: record.events(limit=50),
        "events of an actor": lambda n: record.events(actor=name(n), limit=50),
        "events of a day": lambda n: record.events(since=day(n), until=day(n), limit=50),
        "events within 200 km": lambda n: record.events(place=f"{3 * n - 60},{8 * n - 160},200km", limit=50),
        "disputed, 2 origins": lambda n: record.events(
            conflicts=True, min_origins=2, actor=name(n), limit=50
        ),
        "claims of a phrase": lambda n: record.claims(text=f'"{name(n)}" -fired', limit=50),
        "articles of words": lambda n: record.articles(f"harbour witness {name(n).split()[0]}", limit=50),
        "overdue": lambda _: record.events(Query(overdue=True), limit=50),
        "actor, known at half": lambda n: record.events(actor=name(n), known_at=middle, limit=50),
    }
    return {question: timed(work, cpu) for question, work in questions.items()}


def grow(url: str, times: int) -> None:
    """Make a record so many times as large by rule: what was added is the latest of it."""
    span = timedelta(hours=STORY_HOURS)
    with open_record(url) as record:
        added = record.summary().articles
        multiply(record, times - 1, apart=-(added // 4 * span // timedelta(microseconds=1)))


def measure(url: str, size: int, added: int, jobs: int, cpu: bool) -> dict[str, object]:
    begin = time.perf_counter()
    if jobs == 1:
        spent = fill(url, range(added), cpu)
    else:
        share = added // jobs
        parts = [(url, range(n * share, (n + 1) * share), False) for n in range(jobs)]
        open_record(url).close()
        with multiprocessing.get_context("spawn").Pool(jobs) as pool:
            spent = max(pool.starmap(fill, parts))
    result: dict[str, object] = {
        "articles": size,
        "added": added,
        "processes": jobs,
        "per_second": round(added / spent, 1),
        "minutes": round((time.perf_counter() - begin) / 60, 1),
    }
    if jobs > 1:
        return result
    if size > added:
        grow(url, size // added)
    with open_record(url) as record:

        def one_more(n: int) -> None:
            record.add(more[n])
            record.settle()

        more = [reading(added + n, claims=5, paragraphs=5) for n in range(ROUNDS)]
        result["one_more_ms"] = timed(one_more, cpu)
        result["queries_ms"] = queries(record, size, cpu)
        result |= record.summary().to_dict()
    path = Path(url)
    if "://" not in url:
        result["bytes_per_article"] = round(path.stat().st_size / (size + ROUNDS))
    result["most_memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", type=int, nargs="+")
    parser.add_argument("--url", help="an empty PostgreSQL database")
    parser.add_argument(
        "--added", type=int, help="how many are added one by one; a larger record is grown from them"
    )
    parser.add_argument("--jobs", type=int, nargs="+", default=[1])
    parser.add_argument(
        "--cpu", action="store_true", help="count processor time: for a machine that others use too"
    )
    options = parser.parse_args()
    for size in options.sizes:
        for jobs in options.jobs:
            with tempfile.TemporaryDirectory() as folder:
                url = options.url or str(Path(folder) / "record.db")
                added = min(size, options.added or size)
                print(json.dumps(measure(url, size, added, jobs, options.cpu), default=str), flush=True)


if __name__ == "__main__":
    main()
