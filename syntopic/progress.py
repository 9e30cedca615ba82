"""Progress on standard error: a bar on a terminal, nothing but warnings elsewhere. Results go to standard output.

To show progress elsewhere, pass another object with the same methods.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as RichProgress

from syntopic.terminal import printable

_WORDS = {
    "sources": "reading the sources",
    "parse": "taking in",
    "read": "reading claims and stances",
    "compare": "comparing across the corpus",
    "embed": "building the search index",
}


class Progress:
    """Bars and warnings on standard error.

    Args:
        quiet: no bars, also on a terminal; warnings are printed all the same.
    """

    def __init__(self, *, quiet: bool = False) -> None:
        self.console = Console(stderr=True, highlight=False)
        self._quiet = quiet or not self.console.is_terminal
        self._bars: RichProgress | None = None
        self._tasks: dict[str, TaskID] = {}

    @contextmanager
    def stage(self, name: str, *, total: int | None = None) -> Iterator[None]:
        """Show a bar for a stage while its work goes on."""
        if self._quiet:
            yield
            return
        columns = (
            SpinnerColumn(),
            TextColumn("{task.description:<28}"),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[item]}", markup=False),
        )
        if self._bars is not None:  # a stage within another has a bar below it
            self._tasks[name] = self._bars.add_task(_WORDS.get(name, name), total=total, item="")
            try:
                yield
            finally:
                self._bars.remove_task(self._tasks[name])
            return
        with RichProgress(*columns, console=self.console, transient=True) as bars:
            self._bars = bars
            self._tasks[name] = bars.add_task(_WORDS.get(name, name), total=total, item="")
            try:
                yield
            finally:
                self._bars = None

    def advance(self, name: str, item: str = "") -> None:
        """One more item of a stage is done."""
        if self._bars is not None:
            self._bars.update(self._tasks[name], advance=1, item=item[:40])

    def warn(self, line: str) -> None:
        """Print one line about something that failed."""
        self.say(f"syntopic: {line}")

    def say(self, line: str) -> None:
        """Print one line; control characters of a source cannot steer the terminal."""
        if self._bars is not None:
            self._bars.console.print(printable(line), markup=False, soft_wrap=True)
        else:
            print(printable(line), file=sys.stderr)


class JsonProgress(Progress):
    """One JSON object a line on standard error for each event: a stage that begins or ends, an item, a warning."""

    def __init__(self) -> None:
        super().__init__(quiet=True)
        self._counts: dict[str, int] = {}

    @contextmanager
    def stage(self, name: str, *, total: int | None = None) -> Iterator[None]:
        """Tell that a stage begins and, with its count and seconds, that it ends."""
        self._counts[name] = 0
        began = time.monotonic()
        self._tell(event="stage_begins", stage=name, total=total)
        yield
        self._tell(event="stage_ends", stage=name, items=self._counts[name], seconds=round(time.monotonic() - began, 3))

    def advance(self, name: str, item: str = "") -> None:
        """Tell that an item is done."""
        self._counts[name] += 1
        self._tell(event="item", stage=name, item=item)

    def warn(self, line: str) -> None:
        """Tell what failed."""
        self._tell(event="warning", message=line)

    def _tell(self, **event: object) -> None:
        line = {"at": datetime.now(UTC).isoformat(), **event}
        print(json.dumps(line, ensure_ascii=False), file=sys.stderr, flush=True)
