"""How do articles come in from the desk: one after the other, beside the work of those who look?"""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path, PurePath
from queue import Queue
from typing import TYPE_CHECKING, NamedTuple

from whence.article import UTC, Article, ArticleError, Published
from whence.record.record import open_record

if TYPE_CHECKING:
    from whence.gather.errors import GatherError

MOST_JOBS = 200
"""Jobs that are remembered, at most; what is done is forgotten first."""


class Line(NamedTuple):
    """What became of one input."""

    name: str
    article: str | None
    """Id of the article that is now in the record."""
    note: str


class Aside:
    """Uploaded files, put into a folder under harmless names until they are read."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="whence-desk-"))
        self._names: dict[str, str] = {}

    def put(self, told: str, content: bytes) -> str:
        """Keep a file that its owner calls ``told``; its path."""
        own = PurePath(told).name
        harmless = "".join(c for c in own if c.isalnum() or c in " ._-")[-80:].lstrip(".")
        place = (
            self.folder
            / f"{len(self._names):03}"
            / (harmless or f"file{''.join(PurePath(told).suffixes[-2:])}")
        )
        place.parent.mkdir()
        place.write_bytes(content)
        self._names[str(place)] = own
        return str(place)

    def called(self, told: str) -> str:
        """What is told of these files, with the names that their owner knows."""
        for path, own in self._names.items():
            told = told.replace(path, own)
        return told

    def drop(self) -> None:
        """Delete them."""
        shutil.rmtree(self.folder, ignore_errors=True)


class Job:
    """Something to be added, and how far it is."""

    def __init__(self, number: int, by: str, what: str, work: Callable[[Job], None]) -> None:
        self.number = number
        self.by = by
        self.what = what
        self.begun = datetime.now(UTC)
        self.lines: list[Line] = []
        self.total: int | None = None
        self.done = False
        self.error: str | None = None
        self.work = work

    @property
    def share(self) -> float | None:
        """How much is done, from 0 to 1."""
        if self.done:
            return 1.0
        return min(1.0, len(self.lines) / self.total) if self.total else None


class Adding:
    """A line of jobs and the one thread that does them."""

    def __init__(self, url: str, allow_private: bool = False) -> None:
        self._url = url
        self._allow_private = allow_private
        self._jobs: dict[int, Job] = {}
        self._waiting: Queue[Job | None] = Queue()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def jobs(self) -> list[Job]:
        """The jobs, the newest first."""
        with self._lock:
            return sorted(self._jobs.values(), key=lambda j: -j.number)

    def job(self, number: int) -> Job | None:
        """One job."""
        return self._jobs.get(number)

    def sample(self, by: str) -> Job:
        """Add the bundled reports."""

        def work(job: Job) -> None:
            from whence.gather.page import article_from_html  # noqa: PLC0415 - its parsers load slowly
            from whence.sample import pages  # noqa: PLC0415

            listed = pages()
            job.total = len(listed)
            for page in listed:
                self._keep(job, page.about, partial(article_from_html, page.html, page.url))

        return self._start(by, "the sample reports", work)

    def text(
        self, by: str, text: str, title: str | None, outlet: str | None, published: Published | None
    ) -> Job:
        """Add a text that was typed or pasted."""

        def work(job: Job) -> None:
            from whence.gather.plain import article_from_text  # noqa: PLC0415

            job.total = 1
            self._keep(
                job, title or "the text", lambda: article_from_text(text, title, published, None, outlet)
            )

        return self._start(by, title or f"{text[:60]}…", work)

    def sources(
        self,
        by: str,
        sources: list[str],
        outlet: str | None,
        published: Published | None,
        aside: Aside | None = None,
    ) -> Job:
        """Add addresses, or files that were put ``aside`` (they are deleted when all are read)."""

        def work(job: Job) -> None:
            from whence.gather.many import (  # noqa: PLC0415
                Failed,
                Given,
                PassedOver,
                article_of,
                articles_in,
                how_many,
            )

            called = aside.called if aside else str
            given = Given(published, outlet, {}, self._allow_private)
            try:
                job.total = how_many(sources)
                for found in articles_in(sources):
                    name = called(found.name)
                    if isinstance(found, Failed):
                        job.lines.append(Line(name, None, called(found.why)))
                    elif isinstance(found, PassedOver):
                        job.lines.append(Line(name, None, "of a kind that is not read; passed over"))
                    elif found.kind == "reading":
                        job.lines.append(
                            Line(name, None, "is a reading that was made before; only reports are read here")
                        )
                    else:
                        self._keep(job, name, partial(article_of, found, given), called)
            finally:
                if aside is not None:
                    aside.drop()

        what = ", ".join(aside.called(s) if aside else s for s in sources[:3])
        what += " …" if len(sources) > 3 else ""
        return self._start(by, what, work)

    def close(self) -> None:
        """Do no more."""
        if self._thread is not None:
            self._waiting.put(None)
            self._thread.join(timeout=5)

    def _start(self, by: str, what: str, work: Callable[[Job], None]) -> Job:
        with self._lock:
            job = Job(max(self._jobs, default=0) + 1, by, what, work)
            self._jobs[job.number] = job
            for old in sorted(n for n, j in self._jobs.items() if j.done)[
                : max(0, len(self._jobs) - MOST_JOBS)
            ]:
                del self._jobs[old]
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="adding", daemon=True)
                self._thread.start()
        self._waiting.put(job)
        return job

    def _run(self) -> None:
        while (job := self._waiting.get()) is not None:
            try:
                job.work(job)
                with open_record(self._url) as record:
                    record.settle()
            except Exception as error:  # one bad job never stops the rest
                job.error = str(error) or type(error).__name__
            job.done = True

    def _keep(
        self, job: Job, name: str, article: Callable[[], Article], called: Callable[[str], str] = str
    ) -> None:
        from whence.gather.errors import GatherError  # noqa: PLC0415
        from whence.reader import shared  # noqa: PLC0415 - loads the engine

        try:
            made = article()
            with open_record(self._url) as record:
                if record.knows(made):
                    job.lines.append(Line(name, made.id, "was there already"))
                    return
                reading = shared().read(made)
                record.add(reading)
            told = len(reading.claims)
            job.lines.append(Line(name, made.id, f"{told} claim{'' if told == 1 else 's'}"))
        except GatherError as error:
            job.lines.append(Line(name, None, called(f"{error.why}; {_advice(error)}")))
        except ArticleError as error:
            job.lines.append(Line(name, None, called(str(error)).removeprefix(f"{name}: ")))
        except OSError as error:
            job.lines.append(Line(name, None, error.strerror or called(str(error))))
        except Exception as error:  # one bad input never stops the rest
            job.lines.append(Line(name, None, called(f"could not be read ({type(error).__name__}: {error})")))


def _advice(error: GatherError) -> str:
    """What one can do about it at the desk."""
    from whence.gather.errors import NoTextColumnError, PrivateAddressError  # noqa: PLC0415

    if isinstance(error, NoTextColumnError):
        return "call the column that holds it “text”"
    if isinstance(error, PrivateAddressError):
        return "this desk fetches none of those (one that is started with --allow-private does)"
    return error.todo
