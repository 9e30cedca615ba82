"""The run ledger: which run did what, with which counts, and what failed.

Invariants: a failure stays open until a later run takes the same thing in; then it keeps its entry, marked with that run.
Runs are in the order in which they were begun (`nth`), also where the clock went backwards between two of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, func, select, update

from corpus.errors import SyntopicError
from corpus.ids import make_id
from corpus.records import Failure
from corpus.store import schema
from corpus.store.engine import writing
from corpus.store.tables import insert, read_all


def open_failures(connection: Connection) -> tuple[Failure, ...]:
    """What could not be taken in and has not been since, one entry a location (the newest), sorted by location."""
    newest: dict[str, Failure] = {}
    runs = {row.id: row.nth for row in connection.execute(select(schema.runs.c.id, schema.runs.c.nth))}
    failures = read_all(connection, Failure, schema.failures.c.resolved.is_(None))
    for failure in sorted(failures, key=lambda f: (runs[f.run], f.id)):
        newest[failure.location] = failure
    return tuple(newest[location] for location in sorted(newest))


class Ledger:
    """Runs and failures of one store."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def begin(self, command: str, now: datetime) -> str:
        """Open a run after all others, whatever the clock says; returns its id."""
        began = now.astimezone(UTC).isoformat()
        with writing(self.engine) as connection:
            nth = int(connection.scalar(select(func.coalesce(func.max(schema.runs.c.nth), -1))) or 0) + 1
            run = make_id("run", command, began, nth)
            values = {"id": run, "command": command, "started_at": began, "status": "running", "counts": {}, "seconds": {}}
            connection.execute(schema.runs.insert().values(**values, nth=nth))
        return run

    def end(
        self, run: str, now: datetime, *, status: str, counts: Mapping[str, int], seconds: Mapping[str, float] | None = None
    ) -> None:
        """Close a run with its status ("done", "failed", "interrupted"), its counts and the seconds of its stages."""
        values = {"finished_at": now.astimezone(UTC).isoformat(), "status": status, "counts": dict(counts)}
        values["seconds"] = dict(seconds or {})
        with writing(self.engine) as connection:
            connection.execute(update(schema.runs).where(schema.runs.c.id == run).values(**values))

    def fail(self, run: str, error: SyntopicError) -> Failure:
        """Enter one item's failure."""
        name = type(error).__name__
        failure = Failure(
            id=make_id("failure", run, error.stage, error.location, name, error.message),
            run=run,
            stage=error.stage,
            source=error.source,
            location=error.location,
            error=name,
            message=error.message,
            remedy=error.remedy,
        )
        with writing(self.engine) as connection:
            known = connection.scalar(select(schema.failures.c.id).where(schema.failures.c.id == failure.id))
            if known is None:
                insert(connection, [failure])
        return failure

    def resolve(self, run: str, locations: Sequence[str], *, but_for_stage: str = "") -> None:
        """Mark the open failures of these locations as resolved by a run, but for those of one stage."""
        table = schema.failures
        with writing(self.engine) as connection:
            for at in range(0, len(locations), 500):
                here = table.c.location.in_(locations[at : at + 500]) & (table.c.stage != but_for_stage)
                connection.execute(update(table).where(here, table.c.resolved.is_(None)).values(resolved=run))

    def open_failures(self) -> tuple[Failure, ...]:
        """What could not be taken in and has not been since."""
        with self.engine.connect() as connection:
            return open_failures(connection)

    def runs(self) -> list[dict[str, object]]:
        """All runs as rows, the newest first."""
        table = schema.runs
        with self.engine.connect() as connection:
            rows = connection.execute(select(table).order_by(table.c.nth.desc())).mappings()
            return [dict(row) for row in rows]

    def failures_of(self, run: str) -> list[dict[str, object]]:
        """The failures of a run as rows, with `resolved`, the run that took the same thing in later, or None."""
        table = schema.failures
        with self.engine.connect() as connection:
            rows = connection.execute(select(table).where(table.c.run == run).order_by(table.c.id)).mappings()
            return [dict(row) for row in rows]

    def first_of_last_news(self) -> dict[str, object] | None:
        """The run that the last news begins with, as a row: the newest, or the first of those cut short right before it."""
        runs = self.runs()
        at = 0
        while at + 1 < len(runs) and runs[at + 1]["status"] != "done":
            at += 1
        return runs[at] if runs else None

    def last_run(self) -> dict[str, object] | None:
        """The newest run as a row, or None."""
        table = schema.runs
        with self.engine.connect() as connection:
            row = connection.execute(select(table).order_by(table.c.nth.desc()).limit(1)).mappings().first()
            return dict(row) if row else None
