"""Which pages ship with the package, so that the whole path can be tried without a network?"""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import NamedTuple


class SamplePage(NamedTuple):
    """One bundled news page: its address (of a reserved domain), its HTML and a line about it."""

    file: str
    url: str
    about: str
    html: str


def pages() -> tuple[SamplePage, ...]:
    """The bundled pages: an agency report, a copy of it, and an independent report. All are invented."""
    folder = files("whence.sample")
    listed = tomllib.loads((folder / "sample.toml").read_text("utf-8"))["page"]
    return tuple(
        SamplePage(
            file=page["file"],
            url=page["url"],
            about=page["about"],
            html=(folder / "pages" / page["file"]).read_text("utf-8"),
        )
        for page in listed
    )
