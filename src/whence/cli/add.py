"""What does `whence add` do with its sources?"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from whence.cli import output

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor
    from pathlib import Path

    from whence.article import Article
    from whence.gather.fields import Unused
    from whence.gather.many import Found, Given, Item
    from whence.reader import Reader
    from whence.record import Input, Record

BATCH = 16
"""Articles that are read together by one process."""
SETTLE = 64
"""Articles after which what was added is worked into events, so that the end is no long wait."""
_MOST_NAMED = 20
"""Columns of one table that are named, at most."""


class Read(NamedTuple):
    """What became of one input: a reading as JSON, or why there is none."""

    name: str
    source: Input | None
    reading: bytes | None
    why: str | None


class Setup(NamedTuple):
    """What a process that reads must know."""

    record: str
    given: Given
    codebook: tuple[Path, ...]
    actors: Path | None
    jobs: int

    def reader(self) -> Reader:
        """The reader, with the user's own files if there are some."""
        from whence.reader import Reader, shared  # noqa: PLC0415 - loads the engine

        return Reader.with_files(self.codebook, self.actors) if self.codebook or self.actors else shared()


class Tally:
    """What was done, and what was not."""

    def __init__(self, columns: Unused) -> None:
        self.added = self.known = self.edited = self.replaced = self.passed_over = 0
        self.failed: list[tuple[str, str]] = []
        self.columns = columns

    def done(self) -> int:
        """How many inputs have been dealt with."""
        return self.added + self.known + len(self.failed)

    def report(self, record: str) -> None:
        """Tell it on standard error; each input that failed has been named where it failed."""
        parts = [f"{self.added} added to {record}"]
        if self.edited:
            parts.append(f"{self.edited} of them edited pages")
        if self.replaced:
            parts.append(f"{self.replaced} of them in place of what the record had of the same article")
        if self.known:
            parts.append(f"{self.known} there already")
        if self.passed_over:
            parts.append(f"{self.passed_over} files of other kinds passed over")
        if self.failed:
            parts.append(f"{len(self.failed)} could not be read:")
        output.complain(", ".join(parts))
        for name, why in self.failed:
            output.complain(f"  {name}: {why}")
        for table, names in self.columns.named():
            told = ", ".join(names[:_MOST_NAMED])
            more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
            output.complain(f"columns of {table} not used: {told}{more}; --map FIELD=COLUMN uses them")


def add(sources: list[str], setup: Setup) -> int:
    """Read every source that is not kept yet and keep what was read.

    Returns:
        The exit status: 0 if all is in the record, 1 if some inputs could not be read.

    Raises:
        whence.gather.fields.MappingError: a table has not the columns that are mapped.
    """
    from whence.gather.fields import Unused  # noqa: PLC0415 - keeps --help quick
    from whence.gather.many import articles_in, check_columns, how_many  # noqa: PLC0415
    from whence.record import open as open_record  # noqa: PLC0415

    if setup.jobs > 1 and (setup.codebook or setup.actors):
        from whence.understand import Knowledge  # noqa: PLC0415

        Knowledge.shipped(setup.codebook, setup.actors)  # what is wrong with them is said here, and once
    output.complain_of_unused(setup.codebook)
    if setup.given.columns:
        check_columns(sources, setup.given.columns)
    tally = Tally(Unused(setup.given.columns))
    total = how_many(sources) if sys.stderr.isatty() else None
    with open_record(setup.record) as opened, _bar(tally, total) as shown:

        def wanted() -> Iterator[Item]:
            for found in articles_in(sources):
                if item := _sort(found, opened, setup.given, tally):
                    yield item
                shown()

        read = _in_processes if setup.jobs > 1 else _here
        waiting = 0
        try:
            for result in read(wanted(), opened, setup):
                waiting += _keep(result, opened, tally)
                if waiting >= SETTLE:
                    opened.settle()
                    waiting = 0
                shown()
            opened.settle()
        except KeyboardInterrupt:
            tally.report(opened.name)
            output.complain("interrupted; the same command goes on where it stopped")
            return 130
    tally.report(opened.name)
    return 1 if tally.failed else 0


def _sort(found: Found, record: Record, given: Given, tally: Tally) -> Item | None:
    """The input, if it must be read; else it is counted."""
    from whence.gather.many import Failed, PassedOver  # noqa: PLC0415

    if isinstance(found, Failed):
        tally.failed.append(found)
        return None
    if isinstance(found, PassedOver):
        tally.passed_over += 1
        return None
    if found.table:
        tally.columns.see(found.table, found.data)
    if (digest := found.digest(given)) is not None and record.has_source(digest):
        tally.known += 1
        return None
    return found


def _keep(result: Read, record: Record, tally: Tally) -> int:
    """Keep what one input gave; 1 if there is something new to settle."""
    from whence.reading import Reading  # noqa: PLC0415

    if result.reading is None:
        if result.why is None:
            tally.known += 1
        else:
            tally.failed.append((result.name, result.why))
        return 0
    try:
        added = record.add(Reading.from_json(result.reading), source=result.source)
    except ValueError as error:
        # What is wrong is told with its place in the line: "… - at `$.claims[0].status`".
        why = str(error).replace("`$.", "`").replace("`", "").replace(" - at ", " at ")
        tally.failed.append((result.name, f"is no reading as `whence read --json` prints it ({why})"))
        return 0
    if not (added.new or added.read_anew or added.replaced):
        tally.known += 1
        return 0
    tally.added += 1
    tally.edited += added.edited is not None
    tally.replaced += added.read_anew or added.replaced is not None
    return 1


def _here(items: Iterator[Item], record: Record, setup: Setup) -> Iterator[Read]:
    from itertools import islice  # noqa: PLC0415

    reader: Reader | None = None
    while batch := list(islice(items, BATCH)):
        if reader is None and any(item.kind != "reading" for item in batch):
            reader = setup.reader()
        yield from read_batch(batch, setup.given, reader, record.knows)


def _in_processes(items: Iterator[Item], _record: Record, setup: Setup) -> Iterator[Read]:
    """Batches are read by ``jobs`` processes; what a process dies of is tried again alone, then reported."""
    from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait  # noqa: PLC0415
    from concurrent.futures.process import BrokenProcessPool  # noqa: PLC0415
    from itertools import islice  # noqa: PLC0415
    from multiprocessing import get_context  # noqa: PLC0415

    def pool(size: int) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(size, get_context("spawn"), initializer=_begin, initargs=(setup,))

    jobs = setup.jobs
    workers = pool(jobs)
    running: dict[Future[list[Read]], list[Item]] = {}
    try:
        while True:
            while len(running) < 2 * jobs and (batch := list(islice(items, BATCH))):
                running[workers.submit(_work, batch)] = batch
            if not running:
                return
            ready, _ = wait(running, return_when=FIRST_COMPLETED)
            broken: list[Item] = []
            for future in ready:
                batch = running.pop(future)
                try:
                    yield from future.result()
                except BrokenProcessPool:
                    broken += batch
            if broken:
                broken += [item for batch in running.values() for item in batch]
                running.clear()
                workers.shutdown(cancel_futures=True)
                for item in broken:
                    yield _alone(item, pool)
                workers = pool(jobs)
    finally:
        workers.shutdown(wait=False, cancel_futures=True)


def _alone(item: Item, pool: Callable[[int], ProcessPoolExecutor]) -> Read:
    """Read one input in a process of its own."""
    from concurrent.futures.process import BrokenProcessPool  # noqa: PLC0415

    with pool(1) as worker:
        try:
            return worker.submit(_work, [item]).result()[0]
        except BrokenProcessPool:
            return Read(item.name, None, None, "ended the process that read it (out of memory?)")


class _Worker(NamedTuple):
    reader: Reader
    given: Given
    record: Record


_worker: list[_Worker] = []
"""What a process of the pool works with: set once, when it begins."""


def _begin(setup: Setup) -> None:
    from whence.record import open as open_record  # noqa: PLC0415

    if hasattr(os, "sched_setaffinity"):
        # Each process gets its share of the processors: the engine runs as many threads as it may use.
        usable = sorted(os.sched_getaffinity(0))
        share = max(1, len(usable) // setup.jobs)
        first = os.getpid() * share % len(usable)
        os.sched_setaffinity(0, (usable + usable)[first : first + share])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who interrupts means the process that keeps
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    _worker[:] = [_Worker(setup.reader(), setup.given, open_record(setup.record))]


def _leave_with_parent() -> None:
    """End when the process that began this one is gone, even if it was killed: it would wait for work for ever."""
    from multiprocessing import parent_process  # noqa: PLC0415

    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _work(batch: list[Item]) -> list[Read]:
    worker = _worker[0]
    return list(read_batch(batch, worker.given, worker.reader, worker.record.knows))


def read_batch(
    batch: list[Item],
    given: Given,
    reader: Reader | None,
    knows: Callable[[Article, bytes | None], bool],
) -> Iterator[Read]:
    """Read some inputs together; one that cannot be read does not stop the others."""
    from whence.article import ArticleError  # noqa: PLC0415
    from whence.gather.many import article_of  # noqa: PLC0415

    articles: list[tuple[Item, Article]] = []
    for item in batch:
        source = _source(item, given)
        if item.kind == "reading":
            yield Read(item.name, source, item.data, None)
            continue
        try:
            article = article_of(item, given)
        except ArticleError as error:
            message = str(error)
            yield Read(item.name, source, None, message.removeprefix(f"{item.name}: "))
            continue
        except OSError as error:
            yield Read(item.name, source, None, error.strerror or str(error))
            continue
        except Exception as error:  # one bad input never stops the rest
            yield Read(item.name, source, None, f"could not be read ({type(error).__name__}: {error})")
            continue
        if knows(article, item.content):
            yield Read(item.name, source, None, None)
        else:
            articles.append((item, article))
    if reader is None or not articles:
        return
    try:
        readings = list(reader.read_all(article for _, article in articles))
    except Exception:
        for item, article in articles:
            yield _one(item, article, given, reader)
        return
    for (item, _), reading in zip(articles, readings, strict=True):
        yield Read(item.name, _source(item, given), reading.to_json(), None)


def _source(item: Item, given: Given) -> Input | None:
    from whence.record import Input  # noqa: PLC0415 - keeps --help quick

    digest, content = item.digest(given), item.content
    return Input(digest, content) if digest is not None and content is not None else None


def _one(item: Item, article: Article, given: Given, reader: Reader) -> Read:
    try:
        return Read(item.name, _source(item, given), reader.read(article).to_json(), None)
    except Exception as error:  # one bad input never stops the rest
        return Read(item.name, None, None, f"could not be read ({type(error).__name__}: {error})")


@contextmanager
def _bar(tally: Tally, total: int | None) -> Iterator[Callable[[], None]]:
    """A bar with rate and time left on a terminal, nothing elsewhere; call what is given after each input."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console  # noqa: PLC0415 - keeps --help quick
    from rich.progress import (  # noqa: PLC0415
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    rate = TextColumn("{task.fields[rate]}")
    columns = (TextColumn("adding"), BarColumn(), MofNCompleteColumn(), rate, TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("adding", total=total, rate="")

        def shown() -> None:
            speed = bar.tasks[0].speed
            bar.update(task, completed=tally.done(), rate=f"{speed:.1f} articles/s" if speed else "")

        yield shown
