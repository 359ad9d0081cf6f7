"""Events know between which moments they came about; there is room for where they are told to be and who acts on whom."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Connection, func, inspect, select, update
from sqlalchemy.schema import CreateColumn

from whence.record.tables import NEVER, article, claim, event, event_claim, event_dealing, event_place

revision = "0002"
down_revision = "0001"

COLUMNS = ("read_first", "read_last", "out_first", "out_last")
WIDENED = (("article_page", "article"), ("claim_voice", "claim"))
"""Indexes that have more columns now, and their tables."""
LATER = ("article_gone",)
"""Indexes on columns that a later shape adds."""


def upgrade() -> None:
    """Bring a record of the first shape to the second, whose summaries the third fills; a new one has been made with it.

    By when all had been read that an event of an older record follows from is not known: another moment is computed from
    its claims, as before, until its block is settled anew (`Record.rebuild` does it for all).
    """
    connection = op.get_bind()
    if inspect(connection).has_table(event_place.name):
        return
    for name in COLUMNS:
        told = CreateColumn(event.c[name]).compile(dialect=connection.dialect)
        connection.exec_driver_sql(f"ALTER TABLE event ADD COLUMN {told}")
    _tell_begin(connection)
    event_place.create(connection)
    event_dealing.create(connection)
    for name, table in WIDENED:
        op.drop_index(name, table)
    for index in (*article.indexes, *event.indexes, *claim.indexes):
        if index.name not in LATER:
            index.create(connection, checkfirst=True)


def _tell_begin(connection: Connection) -> None:
    """Write down when the first claim of each event was read, and published."""
    for name, column in (("read_first", claim.c.read), ("out_first", claim.c.published)):
        first = (
            select(func.min(func.coalesce(column, NEVER)))
            .join(event_claim, event_claim.c.claim == claim.c.id)
            .where(event_claim.c.event == event.c.id)
        )
        connection.execute(update(event).values({name: first.scalar_subquery()}))
