"""What would be told otherwise if articles were read again: by another version of the reader, or as another record has them?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from tempfile import TemporaryFile

from sqlalchemy import Connection, func, select

from whence.article import Article
from whence.corroborate import Event, by_time
from whence.reading import Reading
from whence.record import tables as t
from whence.record.compare import Mark, changes
from whence.record.keep import chunks
from whence.record.rows import rows_of
from whence.record.scope import PRESENT
from whence.record.settle import Journal
from whence.record.store import Store
from whence.record.values import Change


class _TakenBackError(Exception):
    """Ends a transaction of which nothing is to be kept."""


def reread(
    store: Store,
    read: Callable[[Iterable[Article]], Iterator[Reading]],
    *,
    reader: str | None,
    sample: int | None,
    accept: bool,
) -> tuple[list[Change], int]:
    """What changes if articles are read again; see `whence.record.Record.reread`."""
    store.settle()
    journal = Journal()
    with TemporaryFile() as spool:
        for reading in read(_to_read(store, reader, sample)):
            line = reading.to_json()
            spool.write(b"%d\n%b\n" % (len(line), line))
        spool.seek(0)
        try:
            with store.writing() as connection:
                store.backend.alone(connection)
                store.settler.all(connection)
                store.settler.journal = journal
                while size := spool.readline():
                    rows = rows_of(Reading.from_json(spool.read(int(size))))
                    spool.readline()
                    store.keep(connection, rows)
                store.settler.all(connection)
                found = _changes(store, connection, journal)
                if not accept:
                    raise _TakenBackError
        except _TakenBackError:
            pass
        finally:
            store.settler.journal = None
    return found


def compared(before: Store, old: list[Event], after: Store, new: list[Event]) -> tuple[list[Change], int]:
    """What differs between events of one record and those of another."""
    marks: dict[str, Mark] = {}
    for store, events in ((before, old), (after, new)):
        with store.backend.reading() as connection:
            marks |= _marks(connection, events)
    return changes(old, new, marks)


def _to_read(store: Store, reader: str | None, sample: int | None) -> Iterator[Article]:
    """The articles as they were before they were read."""
    a = t.article.c
    wanted = select(a.uid).join(t.reading, t.reading.c.article == a.id).where(PRESENT.readings)
    if reader is not None:
        wanted = wanted.where(t.reading.c.reader != reader)
    with store.backend.reading() as connection:
        names = list(connection.execute(wanted.order_by(a.uid).limit(sample)).scalars())
    for name in names:
        with store.backend.reading() as connection:
            kept = store.present(connection, name).article
        yield Article(
            text=kept.text,
            title=kept.title,
            url=kept.url,
            outlet=kept.outlet,
            published=kept.published,
            language=kept.language,
            author=kept.author,
            section=kept.section,
        )


def _changes(store: Store, connection: Connection, journal: Journal) -> tuple[list[Change], int]:
    """What became of the events that went and came; and how many there are beside."""
    before, after = (
        sorted(map(store.shelf.event, some.values()), key=by_time) for some in (journal.before, journal.after)
    )
    found, stayed = changes(before, after, _marks(connection, (*before, *after)))
    total = connection.execute(select(func.count()).select_from(t.event)).scalar_one()
    return found, total - len(after) + stayed


def _marks(connection: Connection, events: Iterable[Event]) -> dict[str, Mark]:
    """The claims of events, whatever their readings."""
    marks: dict[str, Mark] = {}
    for some in chunks(sorted({claim for event in events for claim in event.claims})):
        rows = connection.execute(
            select(t.claim.c.uid, t.article.c.uid.label("article"), t.claim.c.trigger_start)
            .join(t.article, t.article.c.id == t.claim.c.article)
            .where(t.claim.c.uid.in_(some))
        )
        marks |= {row.uid: (row.article, row.trigger_start) for row in rows}
    return marks
