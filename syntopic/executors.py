"""Ways to map the first pass over documents on one machine.

Both pass `tests/conformance/`; results come in the order of the items, so the number of workers changes no byte. A worker
ends with the process that started it, also where that was killed.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context, parent_process
from typing import TypeVar

from corpus.protocols import Executor

In = TypeVar("In")
Out = TypeVar("Out")


class InlineExecutor:
    """Does the work where it stands, one item after another."""

    def map(self, fn: Callable[[In], Out], items: Iterable[In]) -> Iterator[Out]:
        """Apply `fn` to each item as its result is asked for."""
        return map(fn, items)


class ProcessExecutor:
    """Spreads the work over processes; keeps at most four items a worker in flight, so memory stays bounded.

    Args:
        workers: how many processes, at least 1.
    """

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def map(self, fn: Callable[[In], Out], items: Iterable[In]) -> Iterator[Out]:
        """Apply `fn`, which must be picklable, to each item; results in the order of the items."""
        with ProcessPoolExecutor(self.workers, mp_context=get_context("spawn"), initializer=_end_with_parent) as pool:
            queue = iter(items)
            waiting: list[Future[Out]] = [pool.submit(fn, item) for item in islice(queue, 4 * self.workers)]
            try:
                while waiting:
                    result = waiting.pop(0).result()
                    waiting.extend(pool.submit(fn, item) for item in islice(queue, 1))
                    yield result
            finally:
                for future in waiting:
                    future.cancel()


def _end_with_parent() -> None:
    """End this worker when the process that started it is gone: nothing else tells a worker that waits for work."""
    threading.Thread(target=_await_parent, name="parent", daemon=True).start()


def _await_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def executor_for(workers: int) -> Executor:
    """The executor for a number of workers."""
    return InlineExecutor() if workers == 1 else ProcessExecutor(workers)
