"""A process that dies, a disk that is full, and another process that writes cost at most the article in hand."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.record.factory import reading
from whence.record import FullError, Query
from whence.record import tables as t
from whence.record.record import open_record

ROOT = Path(__file__).parents[2]
KILLS = 200
ADDER = """
import sys
from tests.record.factory import reading
from whence.record.record import open_record
with open_record(sys.argv[1]) as record:
    print("ready", flush=True)
    for line in sys.stdin:
        first, last = map(int, line.split())
        for n in range(first, last):
            added = record.add(reading(n, claims=3, paragraphs=1))
            print(added.article, flush=True)
            if n % 4 == 3:
                record.settle()
        record.settle()
        print("done", flush=True)
"""


def adder(url: str) -> subprocess.Popen[str]:
    """A process that adds the readings of the numbers it is told, and says which are kept."""
    process = subprocess.Popen(
        [sys.executable, "-c", ADDER, url],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
        env={"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "PATH": "/usr/bin:/bin", "HOME": "/nonexistent"},
    )  # fmt: skip
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    return process


def whole(url: str) -> set[str]:
    """The ids of the articles in a record, after it was checked that none is there in part."""
    with open_record(url) as record, record._store.backend.reading() as connection:

        def count(table, *where):
            return connection.execute(select(func.count()).select_from(table).where(*where)).scalar_one()

        articles = set(connection.execute(select(t.article.c.uid)).scalars())
        assert count(t.reading) == len(articles)
        assert count(t.claim) == 3 * len(articles)
        assert (
            count(
                t.event_claim.outerjoin(t.event, t.event.c.id == t.event_claim.c.event),
                t.event.c.id.is_(None),
            )
            == 0
        )
        if record._store.backend.engine.dialect.name == "sqlite":
            for index, total in (("article", len(articles)), ("claim", 3 * len(articles))):
                rows = connection.exec_driver_sql(f"SELECT count(*) FROM {index}_words_docsize").scalar_one()
                assert rows == total
    return articles


def in_a_fork(url: str, first: int, articles: int, delay: float) -> list[str]:
    """Add readings in a fork that is killed ``delay`` seconds after so many; the articles it said were kept."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:  # pragma: no cover - it is killed
        os.close(read)
        try:
            with open_record(url) as record:
                for n in range(first, first + 50):
                    os.write(write, (record.add(reading(n, claims=3, paragraphs=1)).article + "\n").encode())
                    if n % 4 == 3:
                        record.settle()
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read) as said:
        kept = [said.readline() for _ in range(articles)]
        time.sleep(delay)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return [line.strip() for line in (*kept, *said) if line.endswith("\n")]


@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9")
def test_killed_at_any_moment_it_loses_at_most_the_article_in_hand(tmp_path):
    url = str(tmp_path / "record.db")
    open_record(url).close()
    rng = random.Random(9)
    kept: set[str] = set()
    for turn in range(KILLS):
        kept.update(in_a_fork(url, 4 * turn, rng.randrange(3), rng.uniform(0.0, 0.06)))
        if turn % 20 == 19:
            assert kept <= whole(url)
    assert len(kept) > KILLS // 2
    with open_record(url) as record:
        told = {a for e in record.events() for a in e.articles}
        assert told == whole(url)
        before = [(e.id, e.claims) for e in record.events()]
        record.rebuild()
        assert [(e.id, e.claims) for e in record.events()] == before


def test_two_processes_add_at_once(url):
    open_record(url).close()
    both = [adder(url), adder(url)]
    try:
        for process, (first, last) in zip(both, ((0, 14), (8, 22)), strict=True):
            assert process.stdin
            process.stdin.write(f"{first} {last}\n")
            process.stdin.flush()
        for process in both:
            assert process.stdout
            while (line := process.stdout.readline()) != "done\n":
                assert line
    finally:
        for process in both:
            process.kill()
            process.communicate()
    assert whole(url) == {reading(n, claims=3, paragraphs=1).article.id for n in range(22)}
    with open_record(url) as record:
        found = [(e.id, e.claims) for e in record.events()]
        record.rebuild()
        assert [(e.id, e.claims) for e in record.events()] == found


def test_a_full_disk_is_said_and_the_record_is_as_it_was(tmp_path):
    url = str(tmp_path / "record.db")
    with open_record(url) as record:
        record.add(reading(0))
        before = record.events()
        with record._store.backend.engine.connect() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 1}")
            connection.rollback()
        with pytest.raises(FullError, match="no room left"):
            for n in range(1, 40):
                record.add(reading(n))
        assert len(record.articles()) < 40
    with open_record(url) as record:
        kept = [reading(n).article.id for n in range(40) if record.knows(reading(n).article)]
        assert {a.id for a in record.articles()} == set(kept)
        assert {c for e in before for c in e.claims} <= {c for e in record.events() for c in e.claims}
        assert record.add(reading(39)).new, "it goes on when there is room again"


def test_what_is_asked_while_two_processes_add_is_of_one_state(url):
    open_record(url).close()
    both = [adder(url), adder(url)]
    seen: set[str] = set()
    try:
        with open_record(url) as record:
            for process, (first, last) in zip(both, ((0, 8), (4, 12)), strict=True):
                assert process.stdin
                process.stdin.write(f"{first} {last}\n")
                process.stdin.flush()
            for process in both:
                assert process.stdout
                while process.stdout.readline() != "done\n":
                    page = record.glance.page(Query(), "read", limit=1000)
                    assert page.total == len({e.id for e in page.events})
                    for spot in record.glance.spots(Query()):
                        assert record.event(spot.event)
                    articles = {a for e in page.events for a in e.articles}
                    assert seen <= articles, "what was there stays there"
                    seen = articles
    finally:
        for process in both:
            process.kill()
            process.communicate()
    with open_record(url) as record:
        places, dealings = record.glance.spots(Query()), record.glance.dealings(Query())
        record.rebuild()
        assert [s[:6] for s in record.glance.spots(Query())] == [s[:6] for s in places]
        assert record.glance.dealings(Query()) == dealings
