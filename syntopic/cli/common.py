"""What the commands share: the workspace asked for, printing rows, and text made safe for a terminal."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from syntopic.progress import Progress
    from syntopic.workspace import Workspace

from syntopic.terminal import printable

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON lines with the field names of the records.")]
SourceOption = Annotated[
    str | None, typer.Option("--source", metavar="TEXT", help="Only documents whose path, address or title holds this.")
]
HolderOption = Annotated[
    str | None, typer.Option("--holder", metavar="NAME", help="Only what this holder says or is credited with.")
]
MeasureOption = Annotated[
    str | None, typer.Option("--measure", metavar="ID|TEXT", help="Only this measure: id, or words of its label.")
]
TargetOption = Annotated[str | None, typer.Option("--target", metavar="KEY", help="Only this proposition.")]
LimitOption = Annotated[int | None, typer.Option("--limit", "-n", min=1, help="At most this many rows.")]


@dataclass(frozen=True, slots=True)
class State:
    """The options before the command."""

    workspace_path: Path | None
    quiet: bool

    def workspace(self) -> Workspace:
        """The workspace asked for, or the one found."""
        from syntopic.workspace import find_workspace

        return find_workspace(self.workspace_path)

    def progress(self) -> Progress:
        """Progress on standard error, unless asked to be quiet."""
        from syntopic.progress import Progress

        return Progress(quiet=self.quiet)


def print_json(rows: Iterable[dict[str, Any]]) -> None:
    """One JSON object a line on standard output."""
    for row in rows:
        sys.stdout.write(json.dumps(row, ensure_ascii=False, allow_nan=False) + "\n")


def print_table(
    columns: Sequence[str], rows: Iterable[Sequence[object]], *, empty: str, flexible: str | None = None
) -> None:
    """A table on standard output, or the line `empty` when there is no row.

    Args:
        flexible: the column that takes the width that is left.
    """
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in columns:
        table.add_column(name, ratio=1 if name == flexible else None, overflow="fold")
    n = 0
    for row in rows:
        table.add_row(*(Text("" if cell is None else printable(str(cell))) for cell in row))
        n += 1
    if n:
        Console(highlight=False).print(table)
    else:
        print(empty)
