"""Changes that were told, and the state that they led to.

Invariant: changes and the state after them are written in one transaction, so a change is told once however often a run is
killed; its id counts the changes of its kind for its subject and does not depend on the run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, delete, func, select

from corpus.changes import Change, ChangeKind, Difference, StateItem
from corpus.ids import make_id
from corpus.plain import to_plain
from corpus.store import schema
from corpus.store.tables import insert, read_all, set_key

_FEW = 500  # ids in one statement


class ToldChanges:
    """The changes of one store."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def state(self) -> dict[str, StateItem]:
        """What the last changes led to, by id; empty before the first."""
        with self.engine.connect() as connection:
            return {item.id: item for item in read_all(connection, StateItem)}

    def put(
        self, differences: Sequence[Difference], state: Mapping[str, StateItem], *, run: str, at: datetime, key: str
    ) -> tuple[Change, ...]:
        """Write changes, the state that they lead to, and the key of the comparison that it was made of."""
        written: list[Change] = []
        with self.engine.begin() as connection:
            table = schema.changes
            rows = connection.execute(
                select(table.c.kind, table.c.subject, func.count()).group_by(table.c.kind, table.c.subject)
            )
            nth = {(kind, subject): int(count) for kind, subject, count in rows}
            for d in differences:
                n = nth.get((d.kind.value, d.id), 0)
                nth[d.kind.value, d.id] = n + 1
                id_ = make_id("change", d.kind.value, d.id, n)
                written.append(Change(id_, d.kind, d.id, n, d.before, d.after, run, at))
            insert(connection, written)
            self._move(connection, state)
            set_key(connection, "tell", "", key)
        return tuple(written)

    def _move(self, connection: Any, state: Mapping[str, StateItem]) -> None:
        """Make the stored state this one, touching only what differs."""
        table = schema.known_state
        stored = {item.id: to_plain(item) for item in read_all(connection, StateItem)}
        wanted = {i: to_plain(item) for i, item in state.items()}
        stale = sorted(i for i in stored if stored[i] != wanted.get(i))
        for at in range(0, len(stale), _FEW):
            connection.execute(delete(table).where(table.c.id.in_(stale[at : at + _FEW])))
        insert(connection, [state[i] for i in sorted(wanted) if stored.get(i) != wanted[i]])

    def since(self, at: datetime | None = None, *, run: str | None = None) -> tuple[Change, ...]:
        """The changes told after a time, or by a run and those after it; all without either. In the order they were told.

        Args:
            run: the id of a run; its own changes are among the answer.
        """
        runs, table = schema.runs, schema.changes
        with self.engine.connect() as connection:
            where = []
            if run is not None:
                began = connection.scalar(select(runs.c.started_at).where(runs.c.id == run))
                later = select(runs.c.id).where(runs.c.started_at >= began)
                where.append(table.c.run.in_(later))
            if at is not None:
                where.append(table.c.at > to_plain(at))
            found = read_all(connection, Change, *where)
        return tuple(sorted(found, key=lambda c: (c.at, list(ChangeKind).index(c.kind), c.id)))
