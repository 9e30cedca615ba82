"""Work for the disk, in one thread beside an event loop, all that waits handed over at once.

To wake a thread costs more than to write a small page, so while the thread works whatever comes next gathers. Invariant:
calls are made in the order given, one at a time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Out = TypeVar("Out")
_Work = tuple["asyncio.Future[Any]", Callable[..., Any], tuple[Any, ...]]
_Result = tuple["asyncio.Future[Any]", Any, BaseException | None]


class Batches:
    """A thread that makes calls for coroutines of one event loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop, *, name: str) -> None:
        self._loop = loop
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._waiting: list[_Work] = []
        self._is_busy = False

    async def run(self, fn: Callable[..., Out], *arguments: Any) -> Out:
        """Call a function in the thread; returns or raises what it does."""
        future: asyncio.Future[Out] = self._loop.create_future()
        self._waiting.append((future, fn, arguments))
        if not self._is_busy:
            self._begin()
        return await future

    def close(self) -> None:
        """Let what was handed over end; before the loop is closed, and after whatever still waits was cancelled."""
        self._thread.shutdown()

    def _begin(self) -> None:
        work, self._waiting = [w for w in self._waiting if not w[0].done()], []  # done: its coroutine was cancelled
        self._is_busy = bool(work)
        if work:
            self._thread.submit(self._work, work)

    def _work(self, work: list[_Work]) -> None:
        results: list[_Result] = []
        for future, fn, arguments in work:
            try:
                results.append((future, fn(*arguments), None))
            except BaseException as error:  # raised again where the call was asked for
                results.append((future, None, error))
        self._loop.call_soon_threadsafe(self._end, results)

    def _end(self, results: list[_Result]) -> None:
        for future, value, error in results:
            if future.done():  # its coroutine was cancelled
                continue
            if error is not None:
                future.set_exception(error)
            else:
                future.set_result(value)
        self._is_busy = False
        if self._waiting:
            self._begin()
