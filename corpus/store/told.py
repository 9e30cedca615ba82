"""Changes that were told, and the state that they led to.

Invariant: changes and the state after them are written in one transaction, so a change is told once however often a run is
killed; its id counts the changes of its kind for its subject and does not depend on the run. Of a removed document no word
stays: what was told about it is kept without words, names and addresses.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, select, update

from corpus.changes import Change, ChangeKind, Difference, StateItem
from corpus.ids import make_id
from corpus.plain import to_plain
from corpus.store import schema
from corpus.store.engine import writing
from corpus.store.tables import insert, read_all, set_key

_FEW = 500  # ids in one statement
_WORDLESS = frozenset({"id", "document", "documents", "measure", "revision", "verdict", "independent_origins", "claims"})
_WORDLESS |= {"topic", "target", "by_iso", "is_due", "vanished"}  # what a told value keeps of a removed document


class ToldChanges:
    """The changes of one store."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def state(self) -> dict[str, StateItem]:
        """What the last changes led to, by id; empty before the first."""
        with self.engine.connect() as connection:
            return {item.id: item for item in read_all(connection, StateItem)}

    def put(
        self,
        differences: Sequence[Difference],
        state: Mapping[str, StateItem],
        *,
        before: Mapping[str, StateItem],
        run: str,
        at: datetime,
        key: str,
    ) -> tuple[Change, ...]:
        """Write changes, the state they lead to from the stored one, and the key of the comparison it was made of."""
        written: list[Change] = []
        with writing(self.engine) as connection:
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
            self._move(connection, before, state)
            set_key(connection, "tell", "", key)
        return tuple(written)

    def _move(self, connection: Connection, before: Mapping[str, StateItem], state: Mapping[str, StateItem]) -> None:
        """Make the stored state another one, touching only what differs."""
        table = schema.known_state
        stale = sorted(i for i in before if before[i] != state.get(i))
        for at in range(0, len(stale), _FEW):
            connection.execute(delete(table).where(table.c.id.in_(stale[at : at + _FEW])))
        insert(connection, [state[i] for i in sorted(state) if before.get(i) != state[i]])

    def since(self, at: datetime | None = None, *, run: str | None = None) -> tuple[Change, ...]:
        """The changes told after a time, or by a run and those after it; all without either. In the order they were told.

        Args:
            run: the id of a run; its own changes are among the answer.
        """
        runs, table = schema.runs, schema.changes
        with self.engine.connect() as connection:
            where = []
            if run is not None:
                nth = connection.scalar(select(runs.c.nth).where(runs.c.id == run))
                later = select(runs.c.id).where(runs.c.nth >= nth)
                where.append(table.c.run.in_(later))
            if at is not None:
                where.append(table.c.at > to_plain(at))
            found = read_all(connection, Change, *where)
        return tuple(sorted(found, key=lambda c: (c.at, list(ChangeKind).index(c.kind), c.id)))


def forget_words(connection: Connection, documents: Collection[str]) -> None:
    """Take words, names and addresses of documents out of what was told, and out of the state that it led to."""
    gone = frozenset(documents)
    changes, state = schema.changes, schema.known_state
    for row in connection.execute(select(changes.c.id, changes.c.subject, changes.c.before, changes.c.after)):
        if row.subject in gone or _is_about(row.before, gone) or _is_about(row.after, gone):
            bare = {"before": _without_words(row.before), "after": _without_words(row.after)}
            connection.execute(update(changes).where(changes.c.id == row.id).values(**bare))
    for item in connection.execute(select(state)):
        if item.id in gone or _is_about(item.told, gone):
            connection.execute(update(state).where(state.c.id == item.id).values(told=_without_words(item.told)))


def _is_about(told: Mapping[str, Any], documents: Collection[str]) -> bool:
    return told.get("document") in documents or any(d in documents for d in told.get("documents", ()))


def _without_words(told: Mapping[str, Any]) -> dict[str, Any]:
    """The values that are no words: the label of a position is a side taken, that of a measure is made of words."""
    is_position = "target" in told
    return {name: value for name, value in told.items() if name in _WORDLESS or (name == "label" and is_position)}
