"""What every `Executor` must do. To test another one: subclass `ExecutorConformance` and give its `executor` fixture."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from processes import have_ended

from corpus.protocols import Executor
from syntopic.executors import InlineExecutor, ProcessExecutor, executor_for


def double(n: int) -> int:
    return 2 * n


def fail_at_three(n: int) -> int:
    if n == 3:
        raise ValueError("three")
    return n


class ExecutorConformance:
    """One test per sentence of the protocol."""

    @pytest.fixture
    def executor(self) -> Executor:
        raise NotImplementedError("give the implementation under test")

    def test_satisfies_the_protocol(self, executor: Executor) -> None:
        assert isinstance(executor, Executor)

    def test_results_come_in_the_order_of_the_items(self, executor: Executor) -> None:
        assert list(executor.map(double, range(50))) == [2 * n for n in range(50)]

    def test_nothing_gives_nothing(self, executor: Executor) -> None:
        assert list(executor.map(double, [])) == []

    def test_an_exception_is_raised_when_its_result_is_reached(self, executor: Executor) -> None:
        results = executor.map(fail_at_three, range(6))
        assert [next(results) for _ in range(3)] == [0, 1, 2]
        with pytest.raises(ValueError, match="three"):
            next(results)


class TestInlineExecutor(ExecutorConformance):
    @pytest.fixture
    def executor(self) -> Executor:
        return InlineExecutor()


class TestProcessExecutor(ExecutorConformance):
    @pytest.fixture
    def executor(self) -> Executor:
        return ProcessExecutor(2)


def test_one_worker_works_inline() -> None:
    assert isinstance(executor_for(1), InlineExecutor)
    assert isinstance(executor_for(3), ProcessExecutor)


_WORKERS_WAIT = """
import os, time
from syntopic.executors import ProcessExecutor

def wait(n):
    print(os.getpid(), flush=True)
    time.sleep(60)

if __name__ == "__main__":
    list(ProcessExecutor(2).map(wait, range(2)))
"""


def test_workers_end_when_the_run_that_started_them_is_killed(tmp_path: Path) -> None:
    program = tmp_path / "workers_wait.py"
    program.write_text(_WORKERS_WAIT, encoding="utf-8")
    with subprocess.Popen([sys.executable, str(program)], stdout=subprocess.PIPE, text=True, start_new_session=True) as run:
        assert run.stdout is not None
        assert run.stdout.readline()
        assert run.stdout.readline()
        run.kill()
    assert have_ended(run.pid, within_s=20)
