"""Events know who takes part in them, all that is summed up of them is written down, and an index counts for other moments too."""

from __future__ import annotations

from alembic import op
from sqlalchemy import delete, inspect, true

from whence.record.settle import SUMMARIES, summarize
from whence.record.tables import event, event_party

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Bring a record of the second shape to the third; a new one has been made with it."""
    connection = op.get_bind()
    if inspect(connection).has_table(event_party.name):
        return
    event_party.create(connection)
    for table in SUMMARIES:
        connection.execute(delete(table))
    summarize(connection, true())
    op.drop_index("event_start", "event")
    for index in event.indexes:
        index.create(connection, checkfirst=True)
