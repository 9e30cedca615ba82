"""What killed runs leave half written goes when the next run begins; nothing else does."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from index.vector_files import POINTER
from syntopic.leftovers import clear_leftovers
from syntopic.workspace import init_workspace


def ended_process() -> int:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    return process.pid


def write(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x", encoding="utf-8")
    return path


def test_what_a_killed_run_wrote_aside_goes_when_the_next_one_begins(tmp_path: Path) -> None:
    workspace = init_workspace(tmp_path / "w", topic="rsi")
    data, rest = workspace.data, "0" * 62
    kept = [
        write(data / "blobs" / "ab" / rest),
        write(data / "blobs" / "ab" / f".{rest}.{os.getpid()}.7"),
        write(data / "index" / "claim" / "generation-2" / "ids.npy"),
        write(data / "index" / "query-encoder" / "manifest.json"),
        write(data / "briefings" / "2026-06-04" / "briefing.md"),
    ]
    (data / "index" / "claim" / POINTER).write_text("generation-2\n", encoding="utf-8")
    gone = [
        write(data / "blobs" / "ab" / f".{rest}.{ended_process()}.7"),
        write(data / "index" / "claim" / "generation-1" / "ids.npy"),
        write(data / "index" / "claim" / ".building-x" / "ids.npy"),
        write(data / "index" / ".exporting-x" / "model.onnx"),
        write(data / "briefings" / "2026-06-04" / ".briefing-x"),
    ]
    with workspace.hold("refresh", datetime.now(UTC)):
        assert [p for p in kept if not p.exists()] == []
        assert [p for p in gone if p.exists()] == []
    assert clear_leftovers(data) == 0
