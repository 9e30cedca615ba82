"""A server of forked children (`endurance_child`) as tests use it: a command, a point, and what came of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_PROGRAM = Path(__file__).with_name("endurance_child.py")


@dataclass(frozen=True, slots=True)
class Point:
    """A place in a run: the n-th event of a stage, or the first one after the stage if it has fewer."""

    stage: str
    nth: int
    act: str = "kill"
    delay_us: int = 0

    def __str__(self) -> str:
        return f"{self.stage}:{self.nth}" + (f"+{self.delay_us}us" if self.delay_us else "")


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended: `status` is None for one that was killed; `reached` the stage in which its point was."""

    status: int | None
    out: str
    err: str
    events: dict[str, int]
    reached: str

    @property
    def row(self) -> dict[str, Any]:
        """What it printed with --json."""
        found: dict[str, Any] = json.loads(self.out)
        return found


class Forks:
    """Runs commands in children of one process that has everything loaded."""

    def __init__(self, server: subprocess.Popen[str]) -> None:
        self._server = server

    def run(
        self,
        root: Path,
        *command: str,
        at: Point | None = None,
        while_paused: Callable[[], None] | None = None,
        **plan: int,
    ) -> Ended:
        """Run a command over a workspace.

        Args:
            at: where it is killed, or its disk fills up.
            while_paused: called where an act "pause" holds the run.
        """
        sent: dict[str, Any] = {"root": str(root), "command": ["--workspace", str(root), *command], **plan}
        if at is not None:
            sent |= {"act": at.act, "stage": at.stage, "nth": at.nth, "delay_us": at.delay_us}
        self._say(sent)
        answer = self._hear()
        if "paused" in answer:
            try:
                if while_paused is not None:
                    while_paused()
            finally:
                self._say({})
            answer = self._hear()
        status, out, err = answer["ended"] or (None, "", "")
        return Ended(status, out, err, answer["events"], answer["reached"])

    def _say(self, what: dict[str, Any]) -> None:
        assert self._server.stdin is not None
        self._server.stdin.write(json.dumps(what) + "\n")
        self._server.stdin.flush()

    def _hear(self) -> dict[str, Any]:
        assert self._server.stdout is not None
        line = self._server.stdout.readline()
        assert line, "the server of children has ended"
        found: dict[str, Any] = json.loads(line)
        return found


@contextmanager
def forking() -> Iterator[Forks]:
    """A server that runs while the block does; one thread in each library, since threads do not survive a fork."""
    one = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    environment = {**os.environ, **one, "TOKENIZERS_PARALLELISM": "false"}
    program = [sys.executable, str(_PROGRAM)]
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment) as server:
        forks = Forks(server)
        forks._hear()
        try:
            yield forks
        finally:
            assert server.stdin is not None
            server.stdin.close()
            server.wait(timeout=60)
