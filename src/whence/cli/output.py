"""Where do results, complaints and progress go?"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from whence.cli.safe import safe

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

_FEW = 3
"""So many inputs are read before a progress bar would be of use."""


def results() -> Console:
    """The console for results: standard output, taken as it is, with no markup in it."""
    from rich.console import Console as Terminal  # noqa: PLC0415 - keeps --help quick

    class Results(Terminal):
        def on_broken_pipe(self) -> None:
            raise BrokenPipeError  # the command decides what that means

    return Results(file=sys.stdout, highlight=False, markup=False, emoji=False)


def write_line(data: bytes) -> None:
    """Write one line of bytes to standard output, at once."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data + b"\n")
    sys.stdout.buffer.flush()


def complain(message: str) -> None:
    """One line on standard error."""
    sys.stderr.write(f"whence: {safe(message)}\n")
    sys.stderr.flush()


def offered(names: Sequence[str]) -> str:
    """Names that may be meant, as the end of a complaint."""
    return f"; there is {', '.join(repr(name) for name in names)}" if names else ""


def complain_of_unused(codebook: tuple[Path, ...]) -> None:
    """Name the lines of the user's event dictionaries that could not be used.

    Raises:
        whence.knowledge.petrarch.DictionaryError: a dictionary cannot be used at all.
    """
    from whence.knowledge.petrarch import is_dictionary, load_dictionaries  # noqa: PLC0415 - keeps --help quick

    for line in load_dictionaries(path for path in codebook if is_dictionary(path)).unused:
        complain(f"not used: {line}")


@contextmanager
def progress(sources: list[str], console: Console, *, as_json: bool) -> Iterator[Iterable[str]]:
    """The sources, with a bar that shows how many are done where a person can see it.

    The bar goes to the terminal that shows the results, else to standard error if that is a terminal, else nowhere;
    lines of JSON on a terminal are progress enough.
    """
    here, there = console.is_terminal, sys.stderr.isatty()
    if len(sources) < _FEW or not (here or there) or (here and as_json):
        yield sources
        return
    from rich.console import Console as Terminal  # noqa: PLC0415 - keeps --help quick
    from rich.progress import Progress  # noqa: PLC0415

    seen = console if here else Terminal(stderr=True)
    # Results never pass through the bar; complaints do, where both would meet on one screen.
    with Progress(console=seen, transient=True, redirect_stdout=False, redirect_stderr=there) as bar:
        yield bar.track(sources, description="reading")
