"""Where is read, and what was answered last: the states of sources and the answers that make requests conditional.

Invariants: a source's cursor is written only together with what happened to the items it covers; an answer is kept only
once its bytes are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, delete, func, select

from corpus.ids import make_id
from corpus.plain import from_plain, to_plain
from corpus.records import SourceNight, SourceState, StoredAnswer
from corpus.store import schema
from corpus.store.engine import writing
from corpus.store.tables import insert, read_all


def source_id(kind: str, url: str) -> str:
    """The id of a source: it survives every change of its state."""
    return make_id("src", kind, url)


def new_source(kind: str, url: str, *, why: str, origin: str) -> SourceState:
    """The state of a source that was never read."""
    return SourceState(
        id=source_id(kind, url),
        kind=kind,
        url=url,
        why=why,
        origin=origin,
        enabled=True,
        removed=False,
        cursor={},
        verified_at=None,
        attempted_at=None,
        succeeded_at=None,
        items=0,
        failures_in_row=0,
        error="",
        remedy="",
    )


class SourceStates:
    """The states of the sources of one store."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def all(self) -> tuple[SourceState, ...]:
        """Every source that has a state, removed ones included, sorted by id."""
        with self.engine.connect() as connection:
            return read_all(connection, SourceState)

    def get(self, source: str) -> SourceState | None:
        """The state of the source with this id."""
        with self.engine.connect() as connection:
            found = read_all(connection, SourceState, schema.sources.c.id == source)
            return found[0] if found else None

    def put(self, state: SourceState) -> None:
        """Write a state in place of the last one."""
        with writing(self.engine) as connection:
            connection.execute(delete(schema.sources).where(schema.sources.c.id == state.id))
            insert(connection, [state])

    def forget(self, source: str) -> None:
        """Remove a state altogether."""
        with writing(self.engine) as connection:
            connection.execute(delete(schema.sources).where(schema.sources.c.id == source))

    def succeeded(self, state: SourceState, now: datetime, *, cursor: dict[str, Any], items: int) -> SourceState:
        """Enter a success: `items` were taken in, and `cursor` covers them. Returns the new state."""
        done = replace(
            state,
            cursor=cursor,
            verified_at=state.verified_at or now,
            attempted_at=now,
            succeeded_at=now,
            items=state.items + items,
            failures_in_row=0,
            error="",
            remedy="",
        )
        self.put(done)
        return done

    def failed(self, state: SourceState, now: datetime, *, error: str, remedy: str) -> SourceState:
        """Enter a failed attempt; the cursor stays where it was. Returns the new state."""
        done = replace(state, attempted_at=now, failures_in_row=state.failures_in_row + 1, error=error, remedy=remedy)
        self.put(done)
        return done

    def nights(self, source: str) -> tuple[SourceNight, ...]:
        """What earlier runs brought from a source, in no order that means anything."""
        with self.engine.connect() as connection:
            return read_all(connection, SourceNight, schema.source_nights.c.source == source)

    def nights_of(self, run: str) -> tuple[SourceNight, ...]:
        """What a run brought from each source."""
        with self.engine.connect() as connection:
            return read_all(connection, SourceNight, schema.source_nights.c.run == run)

    def put_night(self, night: SourceNight) -> None:
        """Enter what a run brought from a source."""
        with writing(self.engine) as connection:
            insert(connection, [night])


class Answers:
    """The last whole answer to each request of one store."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def get(self, key: str) -> StoredAnswer | None:
        """The last answer to the request with this key."""
        with self.engine.connect() as connection:
            row = connection.execute(select(schema.answers).where(schema.answers.c.key == key)).mappings().first()
            return from_plain(StoredAnswer, dict(row)) if row else None

    def put(self, answers: Sequence[StoredAnswer]) -> None:
        """Keep answers in place of earlier ones to the same requests."""
        if answers:
            with writing(self.engine) as connection:
                rows = [to_plain(a) for a in answers]
                connection.execute(schema.answers.insert().prefix_with("OR REPLACE"), rows)

    def count(self) -> int:
        """How many requests have an answer."""
        with self.engine.connect() as connection:
            return int(connection.scalar(select(func.count()).select_from(schema.answers)) or 0)

    def keys(self) -> set[str]:
        """The keys of all answers."""
        with self.engine.connect() as connection:
            return set(connection.scalars(select(schema.answers.c.key)))
