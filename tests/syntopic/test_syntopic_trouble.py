"""What the machine does to a command is said in one line with a remedy; a bug stays a bug."""

from __future__ import annotations

import errno
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from corpus.store import Store
from syntopic.trouble import trouble_of


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/there/file"), "the disk is full: /there/file"),
        (OSError(errno.EDQUOT, os.strerror(errno.EDQUOT)), "the disk is full"),
        (OSError(errno.EFBIG, os.strerror(errno.EFBIG)), "a file of the workspace cannot be written: it may not grow"),
        (
            OSError(errno.EROFS, os.strerror(errno.EROFS), "/there/file"),
            "/there/file cannot be written: the disk is read-only",
        ),
        (sqlite3.OperationalError("disk I/O error"), "gives it no more room"),
        (OperationalError("INSERT", {}, sqlite3.OperationalError("database or disk is full")), "the disk is full"),
        (OperationalError("INSERT", {}, sqlite3.OperationalError("database is locked")), "locked by another program"),
        (OperationalError("SELECT", {}, sqlite3.DatabaseError("database disk image is malformed")), "is damaged"),
    ],
)
def test_a_disk_or_database_that_fails_is_one_line_with_a_remedy(error: Exception, words: str) -> None:
    known = trouble_of(error)
    assert known is not None
    assert words in str(known)
    assert known.remedy
    assert "\n" not in str(known)


def test_other_errors_are_bugs() -> None:
    assert trouble_of(OSError(errno.EBADF, "bad")) is None
    assert trouble_of(OperationalError("SELECT", {}, sqlite3.OperationalError("no such table: x"))) is None
    assert trouble_of(KeyError("x")) is None
    assert trouble_of(ValueError("a bug")) is None


def test_a_database_that_another_program_locks_is_not_called_damaged(  # type: ignore[no-untyped-def]
    syntopic, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert syntopic("init", str(tmp_path / "w")).status == 0
    Store(tmp_path / "w" / "data").close()
    monkeypatch.setattr("corpus.store.engine._BUSY_TIMEOUT_MS", 20)
    with closing(sqlite3.connect(tmp_path / "w" / "data" / "corpus.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        ended = syntopic("refresh", workspace=tmp_path / "w")
        other.execute("ROLLBACK")
    assert ended.status == 2
    assert ended.err.count("\n") == 1
    assert "locked by another program" in ended.err
