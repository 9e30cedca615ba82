"""The product under test: commands run in this process, and one demo workspace for the tests that only read it."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from syntopic.cli.main import run
from syntopic.demo import run_demo
from syntopic.progress import Progress


@dataclass(frozen=True)
class Answer:
    """What a command printed and how it ended."""

    status: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Answer]


@pytest.fixture(scope="session")
def syntopic() -> Run:
    """Run a command: `syntopic("claims", "--json", workspace=folder)`."""

    def call(*arguments: str | Path, workspace: Path | None = None) -> Answer:
        out, err = io.StringIO(), io.StringIO()
        before = ["--workspace", str(workspace)] if workspace else []
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = run([*before, *map(str, arguments)])
        return Answer(status, out.getvalue(), err.getvalue())

    return call


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with the sample corpus taken in and both briefings written; not to be changed."""
    folder = tmp_path_factory.mktemp("demo") / "workspace"
    run_demo(folder, progress=Progress(quiet=True))
    return folder
