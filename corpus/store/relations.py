"""The relations of the stored comparison, read by measure or by id: they are many, and a night looks at few of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Column, Engine

from corpus.records import Relation
from corpus.store import schema
from corpus.store.tables import read_all

_FEW = 500


class StoredRelations:
    """The relations of one store."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def of_measures(self, measures: Collection[str]) -> Sequence[Relation]:
        """Those that are kept under these measures, by measure."""
        return self._read(schema.relations.c.measure, measures)

    def with_ids(self, ids: Collection[str]) -> Mapping[str, Relation]:
        """Those of these ids that there are, by id."""
        return {r.id: r for r in self._read(schema.relations.c.id, ids)}

    def _read(self, column: Column[str], values: Collection[str]) -> list[Relation]:
        wanted, found = sorted(values), list[Relation]()
        with self.engine.connect() as connection:
            for at in range(0, len(wanted), _FEW):
                found += read_all(connection, Relation, column.in_(wanted[at : at + _FEW]))
        return found
