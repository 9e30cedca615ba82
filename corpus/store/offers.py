"""What each place offered, and which documents are no longer where they were.

Invariants: a document that vanished keeps its records; the mark goes when the document is found again, and with the document
when a person removes it. Neither table is part of what a document was made of, so a mark makes no stage work.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import Column, Connection, Engine, delete, select

from corpus.plain import to_plain
from corpus.records import Absence, Offer, Vanished
from corpus.store import schema
from corpus.store.engine import writing
from corpus.store.tables import insert, read_all

_FEW = 500


class Offers:
    """The offers and the marks of one store."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def put(self, offers: Sequence[Offer]) -> None:
        """Keep offers in place of earlier ones of the same document by the same source."""
        if offers:
            with writing(self.engine) as connection:
                rows = [to_plain(o) for o in offers]
                connection.execute(schema.offers.insert().prefix_with("OR REPLACE"), rows)

    def of(self, source: str) -> tuple[Offer, ...]:
        """What a source offered and a run took in, by document."""
        with self.engine.connect() as connection:
            return read_all(connection, Offer, schema.offers.c.source == source)

    def longest_unasked(self, source: str, limit: int) -> tuple[Offer, ...]:
        """The offers of a source that were not asked for the longest."""
        table = schema.offers
        with self.engine.connect() as connection:
            statement = select(table.c.document).where(table.c.source == source).order_by(table.c.asked_at, table.c.document)
            ids = list(connection.scalars(statement.limit(limit)))
            found = {o.document: o for o in read_all(connection, Offer, table.c.source == source, table.c.document.in_(ids))}
            return tuple(found[i] for i in ids)

    def vanished(self) -> tuple[Vanished, ...]:
        """The documents that are no longer where they were, by id."""
        with self.engine.connect() as connection:
            return read_all(connection, Vanished)

    def mark(self, marks: Iterable[Vanished]) -> list[str]:
        """Mark documents of the store; a mark that is there already stays as it is. Returns the ids newly marked."""
        table, wanted = schema.vanished, {m.document: m for m in marks}
        with writing(self.engine) as connection:
            known = _among(connection, schema.documents.c.id, wanted)
            new = sorted(known - _among(connection, table.c.document, wanted))
            insert(connection, [wanted[i] for i in new])
        return new

    def unmark(self, documents: Collection[str], *, why: Collection[Absence] = tuple(Absence)) -> None:
        """Take marks of these kinds away."""
        table, wanted = schema.vanished, sorted(set(documents))
        with writing(self.engine) as connection:
            for at in range(0, len(wanted), _FEW):
                these = table.c.document.in_(wanted[at : at + _FEW]) & table.c.why.in_([w.value for w in why])
                connection.execute(delete(table).where(these))


def _among(connection: Connection, column: Column[str], ids: Iterable[str]) -> set[str]:
    """Which of these ids a column holds."""
    wanted, found = sorted(set(ids)), set[str]()
    for at in range(0, len(wanted), _FEW):
        found.update(connection.scalars(select(column).where(column.in_(wanted[at : at + _FEW]))))
    return found
