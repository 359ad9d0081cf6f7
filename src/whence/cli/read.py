"""What does `whence read` do with its sources?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from whence.cli import output

if TYPE_CHECKING:
    from pathlib import Path

    from whence.article import Published
    from whence.reader import Reader
    from whence.reading import Reading


def read(
    sources: list[str],
    *,
    published: Published | None,
    outlet: str | None,
    as_json: bool,
    explain: bool,
    allow_private: bool,
    actors: Path | None = None,
    codebook: tuple[Path, ...] = (),
) -> int:
    """Read every source and print its claims, or one line of JSON; those that fail are named on standard error.

    Returns:
        The exit status: 0 if all were read, 1 if some were not, 2 if a file of the user's own cannot be used.
    """
    from whence.cli.render import View  # noqa: PLC0415 - keeps --help quick

    reader = None
    if actors or codebook:
        from whence.reader import Reader  # noqa: PLC0415 - loads the engine

        try:
            reader = Reader.with_files(codebook, actors)
        except OSError as error:
            output.complain(f"{error.filename}: {error.strerror}")
            return 2
        except ValueError as error:  # of the files' own kinds, which name the line
            output.complain(str(error))
            return 2
        output.complain_of_unused(codebook)

    console = output.results()
    view = View(console, explain=explain)
    failed = 0
    with output.progress(sources, console, as_json=as_json) as inputs:
        for source in inputs:
            reading = _read_one(source, published, outlet, allow_private, reader)
            if reading is None:
                failed += 1
            elif as_json:
                output.write_line(reading.to_json())
            else:
                view.reading(reading)
    return 1 if failed else 0


def _read_one(
    source: str, published: Published | None, outlet: str | None, allow_private: bool, reader: Reader | None
) -> Reading | None:
    import whence  # noqa: PLC0415 - loads the engine
    from whence.article import ArticleError  # noqa: PLC0415
    from whence.gather.files import article_from_source  # noqa: PLC0415

    try:
        article = article_from_source(source, published=published, outlet=outlet, allow_private=allow_private)
        return reader.read(article) if reader else whence.read_article(article)
    except ArticleError as error:
        message = str(error)
    except OSError as error:
        message = error.strerror or str(error)
    except Exception as error:  # one bad input never stops the rest
        message = f"could not be read ({type(error).__name__}: {error})"
    output.complain(message if source in message else f"{source}: {message}")
    return None
