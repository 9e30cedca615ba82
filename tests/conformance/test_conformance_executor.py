"""What every `Executor` must do. To test another one: subclass `ExecutorConformance` and give its `executor` fixture."""

from __future__ import annotations

import pytest

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
