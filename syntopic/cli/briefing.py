"""The command `brief`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from syntopic.cli.common import State


class Format(StrEnum):
    """Forms of a briefing."""

    HTML = "html"
    PDF = "pdf"
    MARKDOWN = "md"
    JSON = "json"


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command("brief")(brief)


def brief(
    context: typer.Context,
    format: Annotated[
        Format | None, typer.Option("--format", "-f", help="Default: by the name given with -o, else html.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="PATH", help='Default: briefing.FORMAT here; "-" is standard output.'),
    ] = None,
    topic: Annotated[str | None, typer.Option("--topic", help="Which topic of the workspace; default: the first.")] = None,
) -> None:
    """Write the briefing as HTML, PDF, Markdown or JSON.

    What the sources say, where they agree, where they part and why, each line linked to the sentence it rests on.
    """
    from corpus.errors import ConfigError
    from syntopic.briefings import render, write_briefing

    state: State = context.obj
    if format is None:
        suffix = output.suffix.removeprefix(".").lower() if output else "html"
        known = {"html": Format.HTML, "htm": Format.HTML, "pdf": Format.PDF, "md": Format.MARKDOWN, "json": Format.JSON}
        if str(output) == "-":
            suffix = "md"
        if suffix not in known:
            raise ConfigError(f"no form of briefing ends in {suffix!r}", remedy="name one with --format html|pdf|md|json")
        format = known[suffix]
    elif output and output.suffix and output.suffix.removeprefix(".").lower() not in {format.value, "htm"}:
        better = output.with_suffix(f".{format.value}")
        raise ConfigError(f"{output} is not the name of a {format.value} file", remedy=f"name it {better}")
    workspace = state.workspace()
    if str(output) == "-":
        typer.get_binary_stream("stdout").write(render(workspace, format.value, topic=topic))
        return
    target = output or Path(f"briefing.{format.value}")
    write_briefing(workspace, target, format.value, topic=topic)
    typer.echo(str(target))
