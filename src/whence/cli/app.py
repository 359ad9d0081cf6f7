"""What can be typed after `whence`, and with what status does it end?"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from whence.cli.desk import register as register_desk
from whence.cli.record import register

app = typer.Typer(
    name="whence",
    help="Reads news reports: who is said to have done what to whom, when, where, and according to whom.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 - keeps --help quick

        try:
            typer.echo(f"whence {version('whence')}")
        except PackageNotFoundError:
            import whence  # noqa: PLC0415

            typer.echo(f"whence {getattr(whence, '__version__', '(not installed)')}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Options of whence itself."""


def _finish(run: Callable[[], int]) -> NoReturn:
    """End with the status of ``run``; whoever closes the pipe that it writes to has enough, and that is no error."""
    try:
        status = run()
        sys.stdout.flush()
    except BrokenPipeError:
        # Nothing may be written at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 0
    raise typer.Exit(status)


def _published(text: str | None) -> Any:
    from whence.article import Published, PublishedError  # noqa: PLC0415 - keeps --help quick

    try:
        return Published.parse(text)
    except PublishedError as error:
        raise typer.BadParameter(str(error)) from None


@app.command()
def read(
    sources: Annotated[
        list[str],
        typer.Argument(metavar="SOURCE...", help="Files (HTML or text), - for standard input, or URLs."),
    ],
    *,
    published: Annotated[
        str | None,
        typer.Option(
            metavar="WHEN",
            help="When it was published (ISO 8601), for sources that do not say it; "
            "without a zone it is local to the outlet.",
        ),
    ] = None,
    outlet: Annotated[str | None, typer.Option(metavar="NAME", help="Who published it.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON reading per line.")] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Add the reasons for times, places, parties.")
    ] = False,
    actors: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Actors of your own (CSV or YAML); they win over those that ship with whence.",
        ),
    ] = None,
    codebook: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="PATH",
            help="A type of events of your own, or more words for one (TOML), or event dictionaries in the format of "
            "PETRARCH (a folder or .txt files); may be given again.",
        ),
    ] = None,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Also fetch URLs of private and local addresses.")
    ] = False,
) -> None:
    """Read news reports and print what they claim.

    Ends with 0 if all were read, 1 if some could not be (each is named on standard error), 2 on wrong usage.
    """
    from whence.cli.read import read as run  # noqa: PLC0415 - keeps --help quick

    moment = _published(published)
    _finish(
        lambda: run(
            sources,
            published=moment,
            outlet=outlet,
            as_json=as_json,
            explain=explain,
            allow_private=allow_private,
            actors=actors,
            codebook=tuple(codebook or ()),
        )
    )


@app.command()
def demo(
    as_json: Annotated[
        bool, typer.Option("--json", help="Print readings, then events, one JSON per line.")
    ] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Add the reasons for times, places, parties.")
    ] = False,
) -> None:
    """Read three bundled (invented) reports, without a network: their claims, then the events they share."""
    from whence.cli.demo import demo as run  # noqa: PLC0415 - keeps --help quick

    _finish(lambda: run(as_json=as_json, explain=explain))


@app.command()
def schema(
    of: Annotated[
        str,
        typer.Argument(
            metavar="[KIND]",
            help="reading, event, claim, article, source, judgement or change: whose schema.",
        ),
    ] = "reading",
) -> None:
    """Print the JSON Schema of readings, of events, or of what a record answers with."""
    import json  # noqa: PLC0415 - keeps --help quick

    if of == "reading":
        from whence.reading import json_schema  # noqa: PLC0415
    elif of == "event":
        from whence.corroborate.event import json_schema  # noqa: PLC0415
    else:
        from whence.cli.ask import json_schema_of  # noqa: PLC0415

        found = json_schema_of(of)
        if found is None:
            raise typer.BadParameter(
                f"{of!r} has no schema; ask for reading, event, claim or another of --help"
            )
        typer.echo(json.dumps(found, indent=2))
        return
    typer.echo(json.dumps(json_schema(), indent=2))


register(app, _finish)
register_desk(app, _finish)


def main() -> None:
    """The console entry: runs the command line and ends the process with its status."""
    # A name or a sentence may hold what the terminal's encoding cannot show; that is no reason to stop.
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
    app()
