"""An article may take the place of another that the same input gave, when more is told of it."""

from __future__ import annotations

from alembic import op
from sqlalchemy import inspect
from sqlalchemy.schema import CreateColumn

from whence.record.tables import article, input_

revision = "0004"
down_revision = "0003"

ADDED = (article.c.gone, article.c.successor, input_.c.content)


def upgrade() -> None:
    """Bring a record of the third shape to the fourth; a new one has been made with it.

    What inputs of older records hold beside what was said of them is not known: their articles stay beside new ones.
    """
    connection = op.get_bind()
    for column in ADDED:
        if column.name not in {c["name"] for c in inspect(connection).get_columns(column.table.name)}:
            told = CreateColumn(column).compile(dialect=connection.dialect)
            connection.exec_driver_sql(f"ALTER TABLE {column.table.name} ADD COLUMN {told}")
    for index in (*article.indexes, *input_.indexes):
        index.create(connection, checkfirst=True)
