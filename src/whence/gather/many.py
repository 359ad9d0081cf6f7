"""What articles are in whatever a user names: files, folders, archives, tables of articles, addresses?

Inputs are opened one after the other and never all at once, and each article's input has a digest, so that one that is
kept already is passed over without being read again.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import tarfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any, Literal, NamedTuple

from whence.article import Article, ArticleError, Published
from whence.gather.errors import (
    GatherError,
    NoTextColumnError,
    NotFoundError,
    TooLargeError,
    UnreadableError,
)
from whence.gather.fields import MappingError, taken
from whence.gather.files import MOST_BYTES, article_from_bytes, article_from_source

PAGES = frozenset({".html", ".htm", ".xhtml", ".txt", ".text", ".md", ""})
"""Endings of files that a folder or an archive is searched for; a file that is named is read whatever its name."""
LINES = frozenset({".jsonl", ".ndjson"})
COLUMNS = frozenset({".csv", ".tsv"})
ZIP = frozenset({".zip"})
TAR = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")
STDIN = "-"
LONGEST = 1_000_000
"""Characters of an article, at most: what is longer is no report, and the engine reads no more at once."""

_ADDRESS = re.compile(r"https?://", re.IGNORECASE)


class Given(NamedTuple):
    """What the user says of all articles; it goes before what they say of themselves."""

    published: Published | None = None
    outlet: str | None = None
    columns: Mapping[str, str] = {}
    allow_private: bool = False


class Item(NamedTuple):
    """One input that should give an article, ready to be sent to another process."""

    name: str
    """How messages call it."""
    kind: Literal["bytes", "row", "reading", "address"]
    data: bytes
    """A file's content, a row as JSON, a reading as JSON, or nothing for an address."""
    table: str = ""
    """How messages call the table that a row stands in."""

    @property
    def content(self) -> bytes | None:
        """Digest of what it holds, whatever is said of it; ``None`` for an address, whose content may be another every day."""
        if self.kind == "address":
            return None
        return hashlib.blake2b(self.kind.encode() + b"\x00" + self.data, digest_size=20).digest()

    def digest(self, given: Given) -> bytes | None:
        """What it is known by, with what the user says of it; ``None`` for an address."""
        if self.kind == "address":
            return None
        told = f"{self.kind}\x00{given.published and given.published.at}\x00{given.outlet}\x00{sorted(given.columns.items())}\x00"
        return hashlib.blake2b(told.encode("utf-8", "surrogatepass") + self.data, digest_size=20).digest()


class Failed(NamedTuple):
    """An input that gives no article, and why."""

    name: str
    why: str


class PassedOver(NamedTuple):
    """A file of a folder or an archive that is of another kind."""

    name: str


Found = Item | Failed | PassedOver


def articles_in(sources: Iterable[str]) -> Iterator[Found]:
    """The inputs in ``sources``, in their order; folders and archives by name."""
    for source in sources:
        try:
            yield from _source(source)
        except (OSError, ArticleError, zipfile.BadZipFile, tarfile.TarError, EOFError) as error:
            yield Failed(source, _reason(error))


def check_columns(sources: Iterable[str], mapped: Mapping[str, str]) -> None:
    """See that every table in ``sources`` has the columns that are mapped; what is no table is not opened.

    Raises:
        MappingError: one has not, or there is no table.
    """
    tables: dict[str, dict[str, None]] = {}
    for source in sources:
        try:
            for found in _tables(source):
                if isinstance(found, Item) and found.kind == "row":
                    tables.setdefault(found.table, {}).update(dict.fromkeys(json.loads(found.data)))
        except (OSError, ArticleError, zipfile.BadZipFile, tarfile.TarError, EOFError):
            continue  # is told when it is added
    if not tables:
        raise MappingError("--map is about the columns of tables, and none of the sources is a table")
    for table, names in tables.items():
        if absent := [f"{column!r} (for {field})" for field, column in mapped.items() if column not in names]:
            raise MappingError(f"{table} has no column {' nor '.join(absent)}; it has {', '.join(names)}")


def how_many(sources: Iterable[str]) -> int | None:
    """How many inputs there are, to show how far one is; ``None`` where only reading them would tell."""
    total = 0
    for source in sources:
        if _ADDRESS.match(source):
            total += 1
            continue
        if source == STDIN:
            return None
        if not source.strip():
            continue
        path = Path(source)
        files = [path] if path.is_file() else [p for p in path.rglob("*") if p.is_file()]
        for file in files:
            ending = file.suffix.casefold()
            if file.name.casefold().endswith(TAR):
                return None
            if ending in LINES | COLUMNS:
                total += _lines_in(file) - (ending in COLUMNS)
            elif ending in ZIP and zipfile.is_zipfile(file):
                with zipfile.ZipFile(file) as archive:
                    total += len(archive.infolist())
            else:
                total += 1
    return total


def _lines_in(file: Path) -> int:
    with file.open("rb") as lines:
        return sum(1 for line in lines if line.strip())


def article_of(item: Item, given: Given) -> Article:
    """The article that an input gives.

    Raises:
        ArticleError: it gives none; the message says why.
    """
    made = _article_of(item, given)
    if len(made.text) > LONGEST:
        raise TooLargeError(
            item.name, f"has {len(made.text):,} characters", f"give reports of {LONGEST:,} at most"
        )
    return made


def _article_of(item: Item, given: Given) -> Article:
    if item.kind == "address":
        return article_from_source(
            item.name, published=given.published, outlet=given.outlet, allow_private=given.allow_private
        )
    if item.kind == "row":
        return _article_of_row(item, given)
    return article_from_bytes(item.data, item.name, published=given.published, outlet=given.outlet)


def _source(source: str) -> Iterator[Found]:
    if _ADDRESS.match(source):
        yield Item(source, "address", b"")
        return
    if source == STDIN:
        import sys  # noqa: PLC0415

        yield Item("standard input", "bytes", sys.stdin.buffer.read(MOST_BYTES + 1))
        return
    if not source.strip():  # an empty path is the folder one is in
        raise NotFoundError(source, "an empty name is no file", "name a file or a folder; . is this one")
    path = Path(source)
    if path.is_dir():
        for file in _below(path):
            if not (_is_read(file.name) or _is_archive(file.name)):
                yield PassedOver(str(file))
                continue
            try:
                yield from _file(file)
            except (OSError, ArticleError, zipfile.BadZipFile, tarfile.TarError, EOFError) as error:
                yield Failed(str(file), _reason(error))
    elif not path.exists():
        raise NotFoundError(source, "there is no such file", "check the path")
    else:
        yield from _file(path)


def _tables(source: str) -> Iterator[Found]:
    """The rows of the tables among the files of a source."""
    if _ADDRESS.match(source) or source == STDIN or not source.strip():
        return
    path = Path(source)
    for file in _below(path) if path.is_dir() else [path]:
        if _is_table(file.name) or _is_archive(file.name):
            yield from _file(file, _is_table)


def _below(folder: Path) -> Iterator[Path]:
    """The files of a folder and of those in it, by name; what begins with a dot is hidden."""
    for file in sorted(p for p in folder.rglob("*") if p.is_file()):
        if not any(part.startswith(".") for part in file.relative_to(folder).parts):
            yield file


def _is_table(name: str) -> bool:
    return Path(name).suffix.casefold() in LINES | COLUMNS


def _is_archive(name: str) -> bool:
    return Path(name).suffix.casefold() in ZIP or name.casefold().endswith(TAR)


def _is_read(name: str) -> bool:
    return _is_table(name) or Path(name).suffix.casefold() in PAGES


def _file(path: Path, wanted: Callable[[str], bool] = _is_read) -> Iterator[Found]:
    """What a file holds; of an archive only the members whose names are ``wanted``."""
    ending = path.suffix.casefold()
    if ending in LINES:
        with path.open("rb") as lines:
            yield from _lines(lines, str(path))
    elif ending in COLUMNS:
        with path.open("rb") as table:
            yield from _rows(table, str(path), tab=ending == ".tsv")
    elif ending in ZIP:
        yield from _zip(path, wanted)
    elif path.name.casefold().endswith(TAR):
        yield from _tar(path, wanted)
    else:
        if path.stat().st_size > MOST_BYTES:
            raise TooLargeError(str(path), f"is larger than {MOST_BYTES >> 20} MB", "give a single report")
        yield Item(str(path), "bytes", path.read_bytes())


def _lines(lines: IO[bytes], name: str) -> Iterator[Found]:
    for number, line in enumerate(iter(lambda: lines.readline(MOST_BYTES + 1), b""), 1):
        where = f"{name}:{number}"
        if len(line) > MOST_BYTES:
            yield Failed(where, f"is a line of more than {MOST_BYTES >> 20} MB; what follows it is not read")
            return
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            yield Failed(where, f"is no JSON ({error})")
            continue
        if not isinstance(row, dict):
            yield Failed(where, "is no JSON object; a line must be one article with its fields")
        elif str(row.get("schema", "")).startswith("whence.reading/"):
            yield Item(where, "reading", line.strip())
        else:
            yield Item(where, "row", line.strip(), name)


def _rows(table: Any, name: str, *, tab: bool) -> Iterator[Found]:
    csv.field_size_limit(MOST_BYTES)
    text: io.TextIOWrapper[Any] = io.TextIOWrapper(table, encoding="utf-8-sig", errors="strict", newline="")
    try:
        start = text.read(64 * 1024)
        text.seek(0)
        if tab:
            reader = csv.DictReader(text, delimiter="\t")
        else:
            head = start.partition("\n")[0]
            reader = csv.DictReader(text, delimiter=max(",;\t|", key=head.count))
        for row in reader:
            where = f"{name}:{reader.line_num}"
            if None in row or None in row.values():
                yield Failed(where, "has another number of columns than the first line")
                continue
            yield Item(
                where, "row", json.dumps(row, ensure_ascii=False).encode("utf-8", "surrogatepass"), name
            )
    except UnicodeDecodeError:
        raise UnreadableError(name, "is no UTF-8", "save the table in UTF-8") from None
    except csv.Error as error:
        raise UnreadableError(name, f"is no table ({error})", "check its quotation marks") from None


def _zip(path: Path, wanted: Callable[[str], bool]) -> Iterator[Found]:
    with zipfile.ZipFile(path) as archive:
        for member in sorted(archive.infolist(), key=lambda m: m.filename):
            name = f"{path}/{member.filename}"
            if member.is_dir():
                continue
            if not wanted(name):
                yield PassedOver(name)
                continue
            if member.flag_bits & 1:
                yield Failed(name, "is encrypted; unpack it first")
                continue
            try:
                with archive.open(member) as file:
                    yield from _member(file, name, member.file_size)
            except (OSError, ArticleError, zipfile.BadZipFile, NotImplementedError, EOFError) as error:
                yield Failed(name, _reason(error))


def _tar(path: Path, wanted: Callable[[str], bool]) -> Iterator[Found]:
    with tarfile.open(path, "r:*") as archive:
        for member in archive:
            if not member.isfile():
                continue
            name = f"{path}/{member.name}"
            if not wanted(name):
                yield PassedOver(name)
            elif (file := archive.extractfile(member)) is not None:
                yield from _member(file, name, member.size)


def _member(file: Any, name: str, size: int) -> Iterator[Found]:
    ending = Path(name).suffix.casefold()
    if ending in LINES:
        yield from _lines(file, name)
    elif ending in COLUMNS:
        # What an archive says of a size may be a lie: only so much is unpacked.
        table = file.read(MOST_BYTES + 1) if size <= MOST_BYTES else None
        if table is None or len(table) > MOST_BYTES:
            raise TooLargeError(name, f"is larger than {MOST_BYTES >> 20} MB", "unpack the archive first")
        yield from _rows(io.BytesIO(table), name, tab=ending == ".tsv")
    elif size > MOST_BYTES:
        raise TooLargeError(name, f"is larger than {MOST_BYTES >> 20} MB", "give single reports")
    else:
        yield Item(name, "bytes", file.read(MOST_BYTES + 1))


def _article_of_row(item: Item, given: Given) -> Article:
    row = json.loads(item.data)
    told = {field: str(row[column]) for field, column in taken(row, given.columns).items()}
    published = given.published or told.get("published")
    outlet = given.outlet or told.get("outlet")
    if "html" in told:
        from whence.gather.page import article_from_html  # noqa: PLC0415  texts need none of its parsers

        return article_from_html(told["html"], told.get("url"), published, outlet, source=item.name)
    text = told.get("text", "")
    if not text.strip():
        raise NoTextColumnError(item.name, "has no text", "name the column that holds it: --map text=COLUMN")
    from whence.gather.plain import article_from_text  # noqa: PLC0415

    return article_from_text(text, told.get("title"), published, told.get("url"), outlet)


def _reason(error: BaseException) -> str:
    if isinstance(error, GatherError):
        return f"{error.why}; {error.todo}"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error) or type(error).__name__
