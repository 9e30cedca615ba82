"""The command `add`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from syntopic.cli.common import JsonOption, State, print_json
from syntopic.terminal import plural

if TYPE_CHECKING:
    from syntopic.running import Outcome


_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command("add")(add)


def add(
    context: typer.Context,
    things: Annotated[list[str], typer.Argument(metavar="PATH|URL ...", help="Files, folders or addresses.")],
    kind: Annotated[
        str | None, typer.Option("--kind", help="Take all of them as this kind instead of recognising it from the content.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Take in files, folders or pages now; compare anew.

    What was taken in before and has not changed is skipped. A file that cannot be read gets one line with the remedy; the
    others go on, and the exit status is 1.
    """
    import ingest
    from corpus.errors import ConfigError
    from syntopic import pipeline

    state: State = context.obj
    if kind is not None and kind not in ingest.kind_names():
        raise ConfigError(f"no kind {kind!r}", remedy=f"one of: {', '.join(ingest.kind_names())}")
    workspace = state.workspace()
    urls = tuple(t for t in things if _ADDRESS.match(t))  # one of another scheme is refused as an address, not as a path
    paths = tuple(Path(t) for t in things if t not in urls)
    source = pipeline.Source("file", paths=paths, urls=urls, kind=kind)
    outcome = pipeline.add(workspace, source, progress=state.progress())
    if json:
        print_json([outcome.counts()])
    else:
        typer.echo(_say(outcome))
    if len(outcome.failures) > workspace.settings.run.allowed_failures:
        raise typer.Exit(1)


def _say(outcome: Outcome) -> str:
    failed = f", {plural(len(outcome.failures), 'failure')}" if outcome.failures else ""
    if outcome.failures and len(outcome.failures) == outcome.seen:
        return f"nothing was taken in{failed}"
    if outcome.did_nothing:
        unchanged = plural(outcome.done_before["parse"], "source")
        return f"nothing to do: {unchanged} unchanged, no stage did any work{failed}"
    parts = [
        f"taken in {outcome.worked['parse']} (unchanged {outcome.done_before['parse']})",
        f"read {outcome.worked['read']} (unchanged {outcome.done_before['read']})",
        "compared" if outcome.worked["compare"] else "comparison unchanged",
    ]
    rejects = f", {plural(outcome.rejects, 'record')} turned away by the verbatim gate" if outcome.rejects else ""
    return "; ".join(parts) + rejects + failed
