"""How is a new or an older record brought to the present shape?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from whence.record.errors import NewerRecordError, NotARecordError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from whence.record.backend import Backend

HEAD = "0006"
"""The shape that this version works with: the newest file in ``versions``."""


def migrate(backend: Backend, *, create: bool = True) -> None:
    """Bring the record to the present shape; nothing is done where it has it already.

    Raises:
        NewerRecordError: a later version of whence wrote it.
        NotARecordError: the database holds something else, or nothing and none shall be made.
    """
    missing = NotARecordError(f"{backend.name}: there is no record; `whence add` makes one")
    if not create and not backend.exists():
        raise missing
    with backend.reading() as connection:
        if _revision(connection) == HEAD:
            return
    with backend.writing() as connection:
        backend.alone(connection)  # another process may be at it
        found = _revision(connection)
        if found == HEAD:
            return
        if found is None and not create:
            raise missing
        if found is None and inspect(connection).get_table_names():
            raise NotARecordError(
                f"{backend.name}: is a database, but no record of whence; name another place"
            )
        if found is not None and found not in known():
            raise NewerRecordError(
                f"{backend.name}: was written by a later version of whence (shape {found}); update whence to use it"
            )
        _run(backend, connection)


def known() -> list[str]:
    """The shapes there have been, oldest first."""
    return sorted(path.name[:4] for path in (Path(__file__).parent / "versions").glob("[0-9]*.py"))


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def _run(backend: Backend, connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415 - needed once in the life of most records
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    config.attributes["backend"] = backend
    command.upgrade(config, "head")
