"""Voices are found by their names without accents: Sánchez is Sanchez elsewhere."""

from __future__ import annotations

from alembic import op
from sqlalchemy import select, update

from whence.corroborate.words import plain_name
from whence.record.tables import voice

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Bring a record of the fifth shape to the sixth.

    Which claims are compared is found anew only when the record is built anew (`Record.rebuild`): till then two that agree in
    nothing but a name with accents in the one and without in the other may not meet.
    """
    connection = op.get_bind()
    for row in connection.execute(select(voice.c.id, voice.c.plain)).all():
        if (plain := plain_name(row.plain)) != row.plain:
            connection.execute(update(voice).where(voice.c.id == row.id).values(plain=plain))
