"""The commands that look after a workspace: `doctor`, `remove`, `export`, `import`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from syntopic.cli.common import JsonOption, State, print_json
from syntopic.terminal import plural, printable


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("doctor")(doctor)
    app.command("remove")(remove)
    app.command("export")(export)
    app.command("import")(import_)


def doctor(context: typer.Context, json: JsonOption = False) -> None:
    """Look for what is wrong with the workspace, and say what to do; nothing is changed.

    Database, captures, models, topics, search index, runs, clock, sources, disk. Exit status 1 where something is wrong.
    """
    from syntopic.doctor import Health, examine
    from syntopic.reading import open_corpus
    from syntopic.running import utc_now

    state: State = context.obj
    workspace = state.workspace()
    if not (workspace.data / "corpus.sqlite").exists():
        open_corpus(workspace)
    findings = examine(workspace, now=utc_now())
    if json:
        print_json(asdict(finding) for finding in findings)
    else:
        for f in findings:
            words = f"{f.words} ({f.remedy})" if f.remedy else f.words
            typer.echo(printable(f"{f.health.value:<6}{f.check:<14}{words}"))
    if any(f.health is Health.WRONG for f in findings):
        raise typer.Exit(1)


def remove(
    context: typer.Context,
    names: Annotated[list[str], typer.Argument(metavar="ID|PATH|URL ...", help="Documents, or a folder of files.")],
    is_dry: Annotated[bool, typer.Option("--dry-run", help="Only say what would be removed.")] = False,
    json: JsonOption = False,
) -> None:
    """Remove documents with their claims, vectors and captures; no refresh brings them back.

    What `syntopic changes` told about them loses their words; briefings that were written before are left to you.
    `syntopic add` of the same path or address takes one in again.
    """
    from syntopic import keeping
    from syntopic.reading import open_corpus

    state: State = context.obj
    workspace = state.workspace()
    store = open_corpus(workspace)
    try:
        documents = keeping.documents_called(store, names)
    finally:
        store.close()
    if not is_dry:
        keeping.remove(workspace, [d.id for d in documents], progress=state.progress())
    if json:
        print_json({"id": d.id, "document": d.location, "title": d.title} for d in documents)
        return
    for document in documents:
        typer.echo(printable(f"{document.title or document.id}, {document.location}"))
    typer.echo(f"{'would remove' if is_dry else 'removed'} {plural(len(documents), 'document')}")
    if not is_dry and workspace.briefings_folder.exists():
        typer.echo(f"briefings written before may still quote them: {workspace.briefings_folder}")


def export(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="FILE.tar.gz", help="The archive to write.")],
) -> None:
    """Write the whole workspace to one file: settings, topics, database, captures, briefings.

    The search index is left out: the next run makes it again. `syntopic import` makes a workspace of the file.
    """
    from syntopic.keeping import export_workspace

    state: State = context.obj
    export_workspace(state.workspace(), path)
    typer.echo(str(path))


def import_(
    context: typer.Context,
    archive: Annotated[Path, typer.Argument(metavar="FILE.tar.gz", help="What syntopic export wrote.")],
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="Where the workspace is made.")] = Path(),
) -> None:
    """Make a workspace of an exported file; an existing one is never touched."""
    from syntopic.keeping import import_workspace

    made = import_workspace(archive, folder.absolute())
    typer.echo(f"{made.root}\nNext: syntopic refresh, or syntopic add, which make the search index again")
