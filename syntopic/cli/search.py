"""The command `search`."""

from __future__ import annotations

import re
from typing import Annotated

import typer

from corpus.errors import ConfigError
from syntopic.cli.common import JsonOption, SourceOption, State, print_json
from syntopic.rows import Row
from syntopic.terminal import plural, printable

_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command("search")(search)
    app.command("reindex")(reindex)


def search(
    context: typer.Context,
    query: Annotated[str, typer.Argument(metavar="QUERY", help="Words, a question, or a “quoted phrase”.")],
    k: Annotated[int, typer.Option("-k", min=1, max=1000, metavar="N", help="How many.")] = 10,
    claims: Annotated[bool, typer.Option("--claims", help="Search numeric claims instead of passages.")] = False,
    stances: Annotated[bool, typer.Option("--stances", help="Search stances instead of passages.")] = False,
    source: SourceOption = None,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="DATE", help="Only documents published since then: 2026, 2026-06, 2026-06-04."),
    ] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Show the ranks by words and by meaning.")] = False,
    json: JsonOption = False,
) -> None:
    """Find passages by words and by meaning.

    When nothing is relevant, that is said rather than shown as bad hits.
    """
    if claims and stances:
        raise ConfigError("--claims and --stances exclude each other", remedy="run the search twice")
    if since is not None and not _DATE.fullmatch(since):
        raise ConfigError(f"--since {since!r} is not a date", remedy="write 2026, 2026-06 or 2026-06-04")
    if not query.strip():
        raise ConfigError("the query is empty", remedy='write what you look for: syntopic search "speed of training"')
    from syntopic.models import Models
    from syntopic.reading import open_corpus
    from syntopic.searching import Filters, search_rows

    state: State = context.obj
    workspace = state.workspace()
    kind = "claim" if claims else "stance" if stances else "passage"
    store = open_corpus(workspace)
    try:
        encoder = Models(workspace).query_encoder(store)
        rows = search_rows(workspace, store, query, k=k, kind=kind, filters=Filters(source, since), encoder=encoder)
    finally:
        store.close()
    if json:
        print_json(rows)
        return
    if not rows:
        print("nothing relevant")
    for rank, row in enumerate(rows, 1):
        _print_hit(rank, row, explain=explain)


def reindex(context: typer.Context) -> None:
    """Build the search index anew from what the store holds.

    For an index that is damaged, or that was made with another encoder than the settings name.
    """
    from syntopic.reading import open_corpus
    from syntopic.searching import rebuild_index

    state: State = context.obj
    workspace = state.workspace()
    open_corpus(workspace).close()
    with state.progress().stage("embed"):
        counts = rebuild_index(workspace)
    print("indexed " + ", ".join(plural(n, kind) for kind, n in counts.items()))


def _print_hit(rank: int, row: Row, *, explain: bool) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False)
    at = f" at {int(row['time_start']) // 60}:{int(row['time_start']) % 60:02d}" if row["time_start"] is not None else ""
    head = f"{rank:>2}. {printable(row['title'] or row['document'])}, {printable(row['voice'] or '')}{at} ({row['role']})"
    console.print(Text(head, style="bold"))
    if "label" in row and "holder" in row:
        console.print(Text(f"    {printable(row['holder'])}: {row['label']} on {row['target']}"))
    console.print(Text(f"    {printable(row['evidence'])}"))
    note = printable(row["document"])
    if explain:
        note += f"  [score {row['score']}, by words {row['lexical_rank'] or '–'}, by meaning {row['dense_rank'] or '–'}]"
    console.print(Text(f"    {note}", style="dim"))
