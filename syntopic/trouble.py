"""What the machine may do to any command: a full disk, a damaged or locked database. Each is one line with a remedy.

Invariant: what is not known here is a bug and propagates. Nothing is repaired or overwritten.
"""

from __future__ import annotations

import errno
import sqlite3

from corpus.errors import ConfigError, SyntopicError

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_DISK = {errno.EFBIG: "it may not grow any further", errno.EROFS: "the disk is read-only", errno.EIO: "the disk fails"}


def trouble_of(error: Exception) -> SyntopicError | None:
    """The expected error behind an exception of the system or the database, or None where it is a bug."""
    if isinstance(error, OSError) and error.errno in _FULL:
        return _full(f": {error.filename}" if error.filename else "")
    if isinstance(error, OSError) and error.errno in _DISK:
        return ConfigError(
            f"{error.filename or 'a file of the workspace'} cannot be written: {_DISK[error.errno]}",
            remedy="make room or see to the disk, then run the same command again: what was finished is kept",
        )
    orig = getattr(error, "orig", None) or error  # SQLAlchemy wraps what SQLite raises, but for the first statements
    if not isinstance(orig, sqlite3.Error):
        return None
    detail = str(orig)
    if "disk is full" in detail:
        return _full("")
    if "locked" in detail:
        return ConfigError(
            "the database is locked by another program", remedy="wait until it is done, or end it, then run this again"
        )
    if "disk I/O error" in detail:
        return ConfigError(
            "the database cannot be read or written: the disk fails, or gives it no more room",
            remedy="make room or see to the disk, then run the same command again: what was finished is kept",
        )
    if "malformed" in detail or "not a database" in detail:
        return ConfigError(
            f"the database is damaged: {detail}",
            remedy="it is left as it is: restore it from a backup (syntopic import), or see what is wrong: syntopic doctor",
        )
    if "readonly" in detail:
        return ConfigError("the database cannot be written", remedy="check the permissions of the data folder")
    return None


def _full(where: str) -> SyntopicError:
    return ConfigError(
        f"the disk is full{where}", remedy="make room, then run the same command again: what was finished is kept"
    )
