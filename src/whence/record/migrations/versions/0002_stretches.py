"""Events know between which moments they came about; claims that were retired are found by when."""

from __future__ import annotations

from alembic import op
from sqlalchemy import func, inspect, select, update
from sqlalchemy.schema import CreateColumn

from whence.record.tables import NEVER, claim, event, event_claim

revision = "0002"
down_revision = "0001"

COLUMNS = ("read_first", "read_last", "out_first", "out_last")


def upgrade() -> None:
    """Add what a record of the first shape lacks; a new one has been made with it.

    By when all had been read that an event of an older record follows from is not known: another moment is computed from
    its claims, as before, until its block is settled anew (`Record.rebuild` does it for all).
    """
    connection = op.get_bind()
    there = {column["name"] for column in inspect(connection).get_columns("event")}
    for name in COLUMNS:
        if name not in there:
            told = CreateColumn(event.c[name]).compile(dialect=connection.dialect)
            connection.exec_driver_sql(f"ALTER TABLE event ADD COLUMN {told}")
    for name, column in (("read_first", claim.c.read), ("out_first", claim.c.published)):
        first = (
            select(func.min(func.coalesce(column, NEVER)))
            .join(event_claim, event_claim.c.claim == claim.c.id)
            .where(event_claim.c.event == event.c.id)
        )
        connection.execute(update(event).values({name: first.scalar_subquery()}))
    for index in (*event.indexes, *claim.indexes):
        index.create(connection, checkfirst=True)
