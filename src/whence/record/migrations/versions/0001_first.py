"""The first shape of a record."""

from __future__ import annotations

from alembic import context, op

from whence.record.pack import usual
from whence.record.tables import metadata, setting

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make all tables and indexes; the dictionary that rows are packed with goes in too."""
    connection = op.get_bind()
    metadata.create_all(connection)
    context.config.attributes["backend"].create_indexes(connection)
    connection.execute(setting.insert(), [{"name": "dictionary", "value": usual()}])
