"""What all tests share: the evaluation data where it is at hand, commands run in this process, one demo workspace."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from endurance_forks import Forks

SHARED_VARIABLE = "SYNTOPIC_SHARED"

settings.register_profile("default", max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("default")


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """The folder of seeds, gold and benchmarks, named by an environment variable; without it the test is skipped."""
    given = os.environ.get(SHARED_VARIABLE)
    if not given:
        pytest.skip(f"{SHARED_VARIABLE} is not set: it names the folder of the evaluation data")
    folder = Path(given)
    if not folder.is_dir():
        pytest.skip(f"{SHARED_VARIABLE}={given} is not a folder")
    return folder


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

    from syntopic.cli.main import run

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
    from syntopic.demo import run_demo
    from syntopic.progress import Progress

    folder = tmp_path_factory.mktemp("demo") / "workspace"
    run_demo(folder, progress=Progress(quiet=True))
    return folder


@pytest.fixture(scope="session")
def forks() -> Iterator[Forks]:
    """A server of forked children with everything loaded, for the long campaigns."""
    from endurance_forks import forking

    with forking() as server:
        yield server


@pytest.fixture(scope="session")
def is_long() -> bool:
    """Whether the longer form was asked for: SYNTOPIC_ENDURANCE=long make endurance."""
    return os.environ.get("SYNTOPIC_ENDURANCE", "") == "long"


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Path]:
    """A folder that is emptied afterwards: campaigns make many workspaces."""
    yield tmp_path
    shutil.rmtree(tmp_path, ignore_errors=True)
