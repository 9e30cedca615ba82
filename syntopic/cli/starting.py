"""Commands to begin with: `demo`, `init`, `status`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from syntopic.cli.common import JsonOption, State, print_json
from syntopic.terminal import plural, printable


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("demo")(demo)
    app.command("init")(init)
    app.command("status")(status)


def demo(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="Where the demo workspace is made.")] = Path(
        "syntopic-demo"
    ),
) -> None:
    """Run the whole job on the bundled sample corpus.

    Makes a workspace in DIR, takes the samples in, and writes briefing.html and briefing.pdf there.
    """
    from syntopic.demo import run_demo

    state: State = context.obj
    made = run_demo(folder, progress=state.progress())
    for path in made:
        typer.echo(str(path))


def init(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="The folder; made if it is not there.")] = Path(),
    topic: Annotated[
        str, typer.Option("--topic", metavar="FILE|NAME", help="A bundled topic pack, or a TOML file that is copied in.")
    ] = "rsi",
) -> None:
    """Make a new workspace: a folder with syntopic.toml.

    A topic pack is one TOML file: name, title, and one [[proposition]] table for each statement that people take sides on
    (key and text; optionally negation, and a few statements `for` and `against` in plain words, which serve as prototypes).
    """
    from syntopic.workspace import init_workspace

    workspace = init_workspace(folder, topic=topic)
    typer.echo(f"{workspace.root / 'syntopic.toml'}")
    typer.echo("Next: syntopic add PATH ..., then syntopic brief", err=True)


def status(context: typer.Context, json: JsonOption = False) -> None:
    """Say what the corpus holds, and whether models fit it."""
    from syntopic.status import workspace_status

    state: State = context.obj
    report = workspace_status(state.workspace())
    if json:
        print_json([report.as_row()])
        return
    typer.echo(f"workspace   {report.workspace}")
    typer.echo(f"topics      {', '.join(report.topics)}")
    held = (
        plural(report.documents, "document"),
        plural(report.claims, "claim"),
        plural(report.stances, "stance"),
        plural(report.measures, "measure"),
        plural(report.relations, "relation"),
        plural(report.positions, "position"),
    )
    typer.echo(f"holds       {', '.join(held)}")
    if report.vanished:
        typer.echo(f"vanished    {plural(report.vanished, 'document')}, kept though no longer where they were")
    typer.echo(f"turned away {plural(report.rejects, 'record')} that failed the verbatim gate")
    typer.echo(f"last run    {report.last_run or 'none yet'}")
    for line in report.failures:
        typer.echo(f"failed      {printable(line)}")
    for name, verdict in report.fitness:
        typer.echo(f"{name:<11} {verdict}")
