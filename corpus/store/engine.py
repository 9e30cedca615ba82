"""Opening the store: one SQLite file in WAL mode, brought to the newest schema by Alembic.

Invariants: a database that is damaged, or was written by a newer Syntopic, is refused and left as it is. Several threads of
a run write (the fetcher keeps answers while records are written), so what writes goes through `writing`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DatabaseError, OperationalError

from corpus.errors import ConfigError

NEWEST = "0009"  # the last file under migrations/versions; a test holds the two together
_BUSY_TIMEOUT_MS = 30_000
_WRITES = "syntopic_writes"
_MAY_BE_WHOLE = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY})
_MAY_BE_WHOLE |= {sqlite3.SQLITE_IOERR}


def open_engine(path: Path) -> Engine:
    """An engine on the database at `path`, made or migrated if need be.

    Raises:
        ConfigError: the file is no database of ours, is damaged, or is newer than this program.
        OperationalError: another program locks it, or its disk is full or fails: it may be whole.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(f"sqlite:///{path}")
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    try:
        with engine.begin() as connection:
            _bring_up_to_date(connection, path)
    except (DatabaseError, OperationalError) as error:
        engine.dispose()
        if getattr(error.orig, "sqlite_errorcode", 0) & 0xFF in _MAY_BE_WHOLE:
            raise
        detail = str(error.orig) if error.orig else str(error)
        raise ConfigError(
            f"{path} is not a readable database: {detail}",
            remedy="restore it from a backup, or move it away and add the sources again",
        ) from None
    return engine


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # else Python's driver commits each CREATE by itself, and half a schema could stay
    for pragma in (f"busy_timeout={_BUSY_TIMEOUT_MS}", "journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that writes: it waits for its turn at its beginning.

    One that begins by reading and then writes would be refused at once, without waiting, where another thread wrote between.
    """
    with engine.execution_options(**{_WRITES: True}).begin() as connection:
        yield connection


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get(_WRITES) else "BEGIN")


def _version(connection: Connection) -> str | None:
    known = connection.execute(text("SELECT 1 FROM sqlite_master WHERE name='alembic_version'")).scalar()
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar() if known else None


def _bring_up_to_date(connection: Connection, path: Path) -> None:
    version = _version(connection)
    if version == NEWEST:
        return
    if version is not None and version > NEWEST:
        raise ConfigError(
            f"{path} was written by a newer Syntopic (schema {version}, this one knows {NEWEST})",
            remedy="install the newer version: pip install --upgrade syntopic",
        )
    migrate(connection)


def migrate(connection: Connection, *, to: str = "head") -> None:
    """Run the migrations up to a revision on an open connection."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, to)
