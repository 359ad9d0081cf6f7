"""What differs between SQLite and PostgreSQL: connecting, locking, full text, boxes, and how their errors read."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, Table, create_engine, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from whence.record.errors import BusyError, FullError, NotARecordError, RecordError
from whence.record.syntax import And, Node, Not, Or, Phrase, Word

WAIT_SECONDS = 60
"""How long a writer waits for another before it gives up."""
INDEXES = ("article", "claim", "party")
"""What can be searched for by its words."""

Box = tuple[float, float, float, float]
"""South, north, west, east in degrees."""


class Backend(ABC):
    """One database that a record is kept in."""

    def __init__(self, engine: Engine, name: str) -> None:
        self.engine = engine
        self.name = name
        """How messages name the record."""

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state of the record throughout."""
        with self._explained(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction: all of it is kept, or nothing."""
        with self._explained(), self.engine.connect() as connection:
            connection.info["writes"] = True
            try:
                with connection.begin():
                    yield connection
            finally:
                connection.info.pop("writes", None)

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise self.explain(error) from error

    def exists(self) -> bool:
        """Whether there is anything at the address yet; to look does not make it."""
        return True

    @abstractmethod
    def explain(self, error: DBAPIError) -> RecordError:
        """The database's complaint as an error that tells what to do."""

    @abstractmethod
    def alone(self, connection: Connection) -> None:
        """Keep others from settling or migrating until the transaction ends."""

    @abstractmethod
    def insert_new(self, connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert those rows that are not there yet."""

    @abstractmethod
    def create_indexes(self, connection: Connection) -> None:
        """Make what plain tables cannot do: full-text indexes and boxes."""

    @abstractmethod
    def index_words(self, connection: Connection, index: str, rows: Iterable[tuple[int, str]]) -> None:
        """Let the rows be found by these words (see `whence.record.syntax.fold`)."""

    @abstractmethod
    def unindex_words(self, connection: Connection, index: str, rows: Iterable[tuple[int, str]]) -> None:
        """Let the rows be found no more by these words, which are all that they were found by."""

    @abstractmethod
    def words_match(self, index: str, node: Node) -> tuple[str, dict[str, Any]]:
        """SQL that selects the row numbers of ``index`` that ``node`` finds, and its parameters."""

    @abstractmethod
    def index_boxes(self, connection: Connection, rows: Iterable[tuple[int, Box]]) -> None:
        """Let places be found by their boxes; one that spans the date line has two."""

    @abstractmethod
    def boxes_meet(self, boxes: Sequence[Box]) -> tuple[str, dict[str, Any]]:
        """SQL that selects the numbers of places whose box meets one of ``boxes``, and its parameters."""


def backend(url: str) -> Backend:
    """The database at ``url``: a path of a file, or an address that begins with sqlite:// or postgresql://.

    Raises:
        NotARecordError: the address is of neither kind.
    """
    if "://" not in url:
        return Sqlite(Path(url))
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise NotARecordError(f"{url}: is no address of a record; give a file, or postgresql://…") from None
    kind = parsed.get_backend_name()
    if kind == "sqlite":
        if not parsed.database or parsed.database == ":memory:":
            raise NotARecordError(f"{url}: a record is kept in a file; name one")
        return Sqlite(Path(parsed.database))
    if kind in ("postgresql", "postgres"):
        return Postgres(url)
    raise NotARecordError(f"{url}: records are kept in SQLite or PostgreSQL; give a file, or postgresql://…")


class Sqlite(Backend):
    """One file, nothing to start."""

    def __init__(self, path: Path) -> None:
        engine = create_engine(
            URL.create("sqlite", database=str(path)), connect_args={"timeout": WAIT_SECONDS}
        )

        @event.listens_for(engine, "connect")
        def connected(connection: Any, _: Any) -> None:
            connection.isolation_level = None  # transactions are begun below, not by the driver
            for pragma in (
                "journal_mode=WAL",
                "synchronous=NORMAL",
                "foreign_keys=ON",
                f"busy_timeout={WAIT_SECONDS * 1000}",
                "cache_size=-32768",
                "temp_store=MEMORY",
            ):
                connection.execute(f"PRAGMA {pragma}")

        @event.listens_for(engine, "begin")
        def begun(connection: Connection) -> None:
            # A transaction that will write takes the lock at once: to ask for it later may fail half-way.
            connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.info.get("writes") else "BEGIN")

        super().__init__(engine, str(path))
        self._path = path

    def exists(self) -> bool:  # noqa: D102
        return self._path.is_file()

    def explain(self, error: DBAPIError) -> RecordError:  # noqa: D102
        said = str(error.orig)
        if "full" in said:
            return FullError(
                f"{self.name}: there is no room left to write; what was kept before is intact. "
                "Free some space and run it again: it goes on where it stopped"
            )
        if "locked" in said or "busy" in said:
            return BusyError(
                f"{self.name}: another process has been writing to it for {WAIT_SECONDS} s; try again later"
            )
        if "not a database" in said or "malformed" in said:
            return NotARecordError(f"{self.name}: is no record ({said}); name another file")
        if "unable to open" in said:
            return NotARecordError(
                f"{self.name}: cannot be opened or made; check that its folder is there and may be written"
            )
        if "readonly" in said:
            return NotARecordError(f"{self.name}: may not be written; change its permissions")
        return RecordError(f"{self.name}: {said}")

    def alone(self, connection: Connection) -> None:
        """Nothing to do: whoever writes is alone."""

    def insert_new(  # noqa: D102
        self, connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]
    ) -> None:
        if rows:
            connection.execute(sqlite.insert(table).on_conflict_do_nothing(), rows)

    def create_indexes(self, connection: Connection) -> None:  # noqa: D102
        for index in INDEXES:
            # Words come folded and separated by blanks; the text itself is in its table already.
            connection.exec_driver_sql(
                f"CREATE VIRTUAL TABLE {index}_words USING fts5(words, content='', tokenize=\"unicode61 remove_diacritics 0\")"
            )
        connection.exec_driver_sql(
            "CREATE VIRTUAL TABLE place_box USING rtree(id, south, north, west, east, +place)"
        )

    def index_words(self, connection: Connection, index: str, rows: Iterable[tuple[int, str]]) -> None:  # noqa: D102
        if found := list(rows):
            connection.exec_driver_sql(f"INSERT INTO {index}_words (rowid, words) VALUES (?, ?)", found)

    def unindex_words(self, connection: Connection, index: str, rows: Iterable[tuple[int, str]]) -> None:  # noqa: D102
        if found := list(rows):
            connection.exec_driver_sql(
                f"INSERT INTO {index}_words ({index}_words, rowid, words) VALUES ('delete', ?, ?)", found
            )

    def words_match(self, index: str, node: Node) -> tuple[str, dict[str, Any]]:  # noqa: D102
        return f"SELECT rowid FROM {index}_words WHERE {index}_words MATCH :words", {"words": _fts(node)}

    def index_boxes(self, connection: Connection, rows: Iterable[tuple[int, Box]]) -> None:  # noqa: D102
        if found := [(*box, place) for place, box in rows]:
            connection.exec_driver_sql(
                "INSERT INTO place_box (south, north, west, east, place) VALUES (?, ?, ?, ?, ?)", found
            )

    def boxes_meet(self, boxes: Sequence[Box]) -> tuple[str, dict[str, Any]]:  # noqa: D102
        return _boxes_meet(boxes)


class Postgres(Backend):
    """A server, for a team."""

    _LOCK = 0x77_68_65_6E_63_65  # "whence"

    def __init__(self, url: str) -> None:
        address = make_url(url).set(drivername="postgresql+psycopg")
        try:
            engine = create_engine(address, pool_pre_ping=True)
        except (ImportError, NoSuchModuleError):
            raise NotARecordError(
                "records in PostgreSQL need psycopg, which is not installed: pip install 'whence[postgres]'"
            ) from None
        super().__init__(engine, address.render_as_string(hide_password=True).replace("+psycopg", ""))

        @event.listens_for(engine, "begin")
        def begun(connection: Connection) -> None:
            if not connection.info.get("writes"):
                connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")

    def explain(self, error: DBAPIError) -> RecordError:  # noqa: D102
        said = str(error.orig).strip().split("\n")[0]
        state = getattr(error.orig, "sqlstate", None) or ""
        if state in ("53100", "53200"):
            return FullError(
                f"{self.name}: there is no room left to write ({said}); what was kept before is intact"
            )
        if state in ("55P03", "40P01", "57014"):
            return BusyError(f"{self.name}: others are writing to it ({said}); try again")
        if not state or state.startswith(("08", "28", "3D")):
            return NotARecordError(
                f"{self.name}: cannot be reached ({said}); check the address and that the server runs"
            )
        return RecordError(f"{self.name}: {said}")

    def alone(self, connection: Connection) -> None:  # noqa: D102
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": self._LOCK})

    def insert_new(  # noqa: D102
        self, connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]
    ) -> None:
        if rows:
            connection.execute(postgresql.insert(table).on_conflict_do_nothing(), rows)

    def create_indexes(self, connection: Connection) -> None:  # noqa: D102
        for index in INDEXES:
            connection.exec_driver_sql(
                f"CREATE TABLE {index}_words (id bigint PRIMARY KEY, words tsvector NOT NULL)"
            )
            connection.exec_driver_sql(f"CREATE INDEX {index}_words_gin ON {index}_words USING gin (words)")
        connection.exec_driver_sql(
            "CREATE TABLE place_box (id bigserial PRIMARY KEY, south float8 NOT NULL, north float8 NOT NULL, "
            "west float8 NOT NULL, east float8 NOT NULL, place bigint NOT NULL)"
        )
        connection.exec_driver_sql("CREATE INDEX place_box_all ON place_box (south, north, west, east)")

    def index_words(self, connection: Connection, index: str, rows: Iterable[tuple[int, str]]) -> None:  # noqa: D102
        # A tsvector holds a megabyte; what stands beyond the first half is found by its claims only.
        if found := [{"id": number, "words": words[:500_000]} for number, words in rows]:
            connection.execute(
                text(
                    f"INSERT INTO {index}_words VALUES (:id, to_tsvector('simple', :words)) ON CONFLICT DO NOTHING"
                ),
                found,
            )

    def unindex_words(self, connection: Connection, index: str, rows: Iterable[tuple[int, str]]) -> None:  # noqa: D102
        if found := [{"id": number} for number, _ in rows]:
            connection.execute(text(f"DELETE FROM {index}_words WHERE id = :id"), found)

    def words_match(self, index: str, node: Node) -> tuple[str, dict[str, Any]]:  # noqa: D102
        return (
            f"SELECT id FROM {index}_words WHERE words @@ to_tsquery('simple', :words)",
            {"words": _tsquery(node)},
        )

    def index_boxes(self, connection: Connection, rows: Iterable[tuple[int, Box]]) -> None:  # noqa: D102
        found = [
            {"south": s, "north": n, "west": w, "east": e, "place": place} for place, (s, n, w, e) in rows
        ]
        if found:
            connection.execute(
                text(
                    "INSERT INTO place_box (south, north, west, east, place) "
                    "VALUES (:south, :north, :west, :east, :place)"
                ),
                found,
            )

    def boxes_meet(self, boxes: Sequence[Box]) -> tuple[str, dict[str, Any]]:  # noqa: D102
        return _boxes_meet(boxes)


def _boxes_meet(boxes: Sequence[Box]) -> tuple[str, dict[str, Any]]:
    parts: list[str] = []
    values: dict[str, float] = {}
    for n, (south, north, west, east) in enumerate(boxes):
        parts.append(f"(south <= :n{n} AND north >= :s{n} AND west <= :e{n} AND east >= :w{n})")
        values |= {f"s{n}": south, f"n{n}": north, f"w{n}": west, f"e{n}": east}
    return f"SELECT place FROM place_box WHERE {' OR '.join(parts)}", values


def _fts(node: Node) -> str:
    """A query of SQLite's FTS5."""
    match node:
        case Word(word, prefix):
            return f'"{word}"{" *" if prefix else ""}'
        case Phrase(words):
            return f'"{" ".join(words)}"'
        case Or(parts):
            return f"({' OR '.join(map(_fts, parts))})"
        case And(parts):
            wanted = [p for p in parts if not isinstance(p, Not)]
            barred = [p.part for p in parts if isinstance(p, Not)]
            found = " AND ".join(map(_fts, wanted))
            return f"({' NOT '.join([f'({found})', *map(_fts, barred)])})"
        case Not():
            raise AssertionError("what is left out stands beside what is sought")


def _tsquery(node: Node) -> str:
    """A query of PostgreSQL's text search; words are letters and digits only."""
    match node:
        case Word(word, prefix):
            return f"'{word}'{':*' if prefix else ''}"
        case Phrase(words):
            return f"({' <-> '.join(repr(w) for w in words)})"
        case Or(parts):
            return f"({' | '.join(map(_tsquery, parts))})"
        case And(parts):
            return f"({' & '.join(map(_tsquery, parts))})"
        case Not(part):
            return f"!{_tsquery(part)}"
