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
    CSV = "csv"
    PARQUET = "parquet"
    CLAIMREVIEW = "claimreview"
    BIBTEX = "bibtex"
    CSL = "csl"


class ForWhom(StrEnum):
    """How much of it."""

    SHORT = "short"
    FULL = "full"


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
        typer.Option(
            "--output",
            "-o",
            metavar="PATH",
            help='Default: briefing.FORMAT here; "-" is standard output; for csv and parquet, a folder.',
        ),
    ] = None,
    topic: Annotated[str | None, typer.Option("--topic", help="Which topic of the workspace; default: the first.")] = None,
    measure: Annotated[
        str | None,
        typer.Option("--measure", metavar="ID|WORDS", help="Only this measure, by its id or words of its label."),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            "--since", metavar="DATE", help="Tell what changed since this day, as 2026-06-04; default: in the last run."
        ),
    ] = None,
    audience: Annotated[
        ForWhom, typer.Option("--audience", help="short: what matters most, on a few pages; full: everything.")
    ] = ForWhom.FULL,
    lead: Annotated[
        bool | None,
        typer.Option(
            "--lead/--no-lead", help="Whether the language model of the settings writes a lead; default: if there is one."
        ),
    ] = None,
    templates: Annotated[
        Path | None,
        typer.Option("--templates", metavar="DIR", help="Your own templates; default: briefing.templates of the settings."),
    ] = None,
) -> None:
    """Write the briefing: a document to read, or its tables for programs.

    What changed, what the sources say, where they agree, where they part and why, each line linked to the sentence it rests
    on. html, pdf, md: the briefing. json: the briefing and every record. csv, parquet: one file a table. claimreview: the
    claims in schema.org's vocabulary. bibtex, csl: the sources.
    """
    from corpus.errors import ConfigError
    from reports import Audience
    from syntopic.briefings import FOLDERS, FORMS, Wanted, render, write_briefing

    state: State = context.obj
    form = _form(format, output)
    wanted = Wanted(
        topic=topic,
        measure=measure,
        since=since,
        audience=Audience(audience.value),
        templates=templates,
        with_lead=lead,
    )
    workspace = state.workspace()
    if str(output) == "-":
        if form in FOLDERS:
            raise ConfigError(f"{form} is a folder of tables", remedy="name the folder with -o")
        typer.get_binary_stream("stdout").write(render(workspace, form, wanted))
        return
    target = output or Path(f"briefing-{form}" if form in FOLDERS else f"briefing{FORMS[form]}")
    write_briefing(workspace, target, form, wanted)
    typer.echo(str(target))


def _form(asked: Format | None, output: Path | None) -> str:
    """The form asked for, or the one that a file's name says."""
    from corpus.errors import ConfigError
    from syntopic.briefings import FOLDERS, FORMS

    name = output.name.lower() if output and str(output) != "-" else ""
    by_name = next((f for f, end in sorted(FORMS.items(), key=lambda i: -len(i[1])) if end and name.endswith(end)), None)
    by_name = "html" if name.endswith(".htm") else by_name
    suffix = output.suffix if output and name else ""
    if asked is None:
        if not name:
            return "md" if str(output) == "-" else "html"
        if by_name is None:
            folder = next((f for f in sorted(FOLDERS) if suffix == f".{f}"), None)
            if folder:
                raise ConfigError(
                    f"{output} is not the name of a folder, and {folder} is one file for each table",
                    remedy=f"write --format {folder} -o {output.with_suffix('') if output else 'FOLDER'}",
                )
            raise ConfigError(
                f"no form of briefing ends in {suffix.removeprefix('.')!r}",
                remedy=f"name one with --format {'|'.join(f.value for f in Format)}",
            )
        return by_name
    is_other = by_name is not None and by_name != asked.value
    is_unknown = by_name is None and bool(suffix) and asked.value not in FOLDERS
    if output and name and (is_other or is_unknown):
        better = output.with_suffix(FORMS[asked.value])
        raise ConfigError(f"{output} is not the name of a {asked.value} file", remedy=f"name it {better}")
    return asked.value
