"""Of a sentence that many print, all claims are known, and which of them are of about one time."""

from __future__ import annotations

from alembic import op
from sqlalchemy import inspect, select

from whence.record.tables import printed

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Bring a record of the fourth shape to the fifth; a new one has been made with it.

    Of each sentence older records know the first claim, to which all others are linked, whatever their times. What is added
    is linked to it too, until the record is built anew (`Record.rebuild`).
    """
    connection = op.get_bind()
    if "chain" in {c["name"] for c in inspect(connection).get_columns(printed.name)}:
        return
    rows = connection.execute(select(printed.c.key, printed.c.claim)).all()
    printed.drop(connection)
    printed.create(connection)
    if rows:
        connection.execute(printed.insert(), [row._asdict() for row in rows])
