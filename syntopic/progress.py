"""Progress on standard error: a bar on a terminal, nothing but warnings elsewhere. Results go to standard output.

To show progress elsewhere, pass another object with the same methods.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as RichProgress

from syntopic.terminal import printable

_WORDS = {
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
