"""The commands `search` and `reindex`, and what serves a search to assistants: `mcp`."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from corpus.errors import ConfigError
from corpus.vocabulary import Label, Role
from syntopic.cli.common import HolderOption, JsonOption, MeasureOption, SourceOption, State, TargetOption, print_json
from syntopic.terminal import plural, printable

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console
    from rich.text import Text

    from syntopic.finding import Question
    from syntopic.rows import Row

_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_PROMPT = "search> "
MODES = ("hybrid", "lexical", "dense")


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("search")(search)
    app.command("reindex")(reindex)
    app.command("mcp")(mcp)


def search(
    context: typer.Context,
    query: Annotated[
        str | None, typer.Argument(metavar="QUERY", help="Words or a question; a “quoted phrase” has to stand in every hit.")
    ] = None,
    k: Annotated[int, typer.Option("-k", min=1, max=1000, metavar="N", help="How many excerpts at most.")] = 10,
    claims: Annotated[bool, typer.Option("--claims", help="Search numeric claims instead of passages.")] = False,
    stances: Annotated[bool, typer.Option("--stances", help="Search stances instead of passages.")] = False,
    mode: Annotated[
        str, typer.Option("--mode", metavar="MODE", help="By words and meaning (hybrid), words (lexical), meaning (dense).")
    ] = "hybrid",
    source: SourceOption = None,
    voice: Annotated[
        str | None, typer.Option("--voice", "--author", metavar="NAME", help="Only what this author, guest or host says.")
    ] = None,
    role: Annotated[Role | None, typer.Option("--role", help="Only this part of documents.")] = None,
    kind: Annotated[
        str | None, typer.Option("--kind", metavar="KIND", help="Only this kind of source, as `syntopic add --kind` has it.")
    ] = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="DATE", help="Only what was published since: 2026, 2026-06, 2026-06-04.")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help="Only what was published until then, that day included.")
    ] = None,
    holder: HolderOption = None,
    measure: MeasureOption = None,
    target: TargetOption = None,
    label: Annotated[Label | None, typer.Option("--label", help="Only where this side is taken on a proposition.")] = None,
    rerank: Annotated[
        bool | None,
        typer.Option("--rerank/--no-rerank", help="Read the best candidates once more, each with the query, or do not."),
    ] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Show the ranks by words and by meaning.")] = False,
    interactive: Annotated[
        bool, typer.Option("--interactive", "-i", help="Ask for one query after another; models are loaded once.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Find passages by words and by meaning.

    Neighbouring passages are shown as one excerpt, excerpts grouped by document, with the words of the query marked. When
    nothing is relevant, that is said rather than shown as bad hits.
    """
    if query is None and not interactive:
        raise ConfigError("there is no query", remedy='write what you look for, or -i: syntopic search "speed of training"')
    if claims and stances:
        raise ConfigError("--claims and --stances exclude each other", remedy="run the search twice")
    if mode not in MODES:
        raise ConfigError(f"--mode {mode!r} is not known", remedy=f"one of: {', '.join(MODES)}")
    _check_dates(since, until)
    if query is not None and not query.strip():
        raise ConfigError("the query is empty", remedy='write what you look for: syntopic search "speed of training"')
    from corpus.store import Choice
    from index.retrieval import Mode
    from syntopic.finding import Finder, Question
    from syntopic.reading import open_corpus

    if kind is not None:
        _check_kind(kind)
    choice = Choice(source, voice, role, kind, since, until, holder, measure, target, label)
    records = "claim" if claims else "stance" if stances else "passage"

    def question(text: str) -> Question:
        return Question(text, k, records, Mode(mode), choice, is_reread=rerank)

    state: State = context.obj
    workspace = state.workspace()
    store = open_corpus(workspace)
    try:
        finder = Finder(workspace, store, keeps_encoder=interactive)

        def answer(text: str) -> None:
            rows = finder.rows(question(text))
            if json:
                print_json(rows)
            else:
                _print_rows(rows, is_filtered=not choice.is_open, explain=explain)

        if query is not None:
            answer(query)
        if interactive:
            _converse(answer)
    finally:
        store.close()


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


def mcp(context: typer.Context) -> None:
    """Serve assistants over the Model Context Protocol (stdio).

    Tools: search, claims, compare, document; all read-only. Needs the extra `mcp`: pip install 'syntopic[mcp]'. An
    assistant starts it with the command `syntopic --workspace DIR mcp`.
    """
    from syntopic.mcp.server import serve
    from syntopic.reading import open_corpus

    state: State = context.obj
    workspace = state.workspace()
    store = open_corpus(workspace)
    try:
        serve(workspace, store)
    finally:
        store.close()


def _check_dates(since: str | None, until: str | None) -> None:
    for option, date in (("--since", since), ("--until", until)):
        if date is not None and not _DATE.fullmatch(date):
            raise ConfigError(f"{option} {date!r} is not a date", remedy="write 2026, 2026-06 or 2026-06-04")
    if since and until and until < since[: len(until)]:
        raise ConfigError(f"--until {until} lies before --since {since}", remedy="exchange them")


def _check_kind(kind: str) -> None:
    import ingest

    if kind not in ingest.kind_names():
        raise ConfigError(f"no kind {kind!r}", remedy=f"one of: {', '.join(ingest.kind_names())}")


def _converse(answer: Callable[[str], None]) -> None:
    """Answer line after line until the end of input; what is wrong with one query is said, and the next is asked for."""
    for line in _lines():
        if not line.strip():
            continue
        try:
            answer(line)
        except ConfigError as error:
            print(f"syntopic: {printable(str(error))}", file=sys.stderr)
        sys.stdout.flush()


def _lines() -> Iterator[str]:
    if not sys.stdin.isatty():
        yield from (line.rstrip("\n") for line in sys.stdin)
        return
    import readline  # noqa: F401  # gives `input` its history and editing

    print("one query a line; end with Ctrl-D", file=sys.stderr)
    while True:
        try:
            yield input(_PROMPT)
        except (EOFError, KeyboardInterrupt):
            print(file=sys.stderr)
            return


def _print_rows(rows: list[Row], *, is_filtered: bool, explain: bool) -> None:
    """Excerpts under the documents that hold them, documents in the order of their best excerpt; numbers give the rank."""
    from rich.console import Console
    from rich.text import Text

    if not rows:
        print("nothing relevant" + (" among what passes the filters" if is_filtered else ""))
    console = Console(highlight=False)
    grouped: dict[str, list[tuple[int, Row]]] = {}
    for rank, row in enumerate(rows, 1):
        grouped.setdefault(row["document"], []).append((rank, row))
    for document, found in grouped.items():
        first = found[0][1]
        date = f", {first['published']}" if first["published"] else ""
        console.print(Text(f"{printable(first['title'] or document)}{date}", style="bold"))
        console.print(Text(printable(document), style="dim"))
        for rank, row in found:
            _print_excerpt(console, rank, row, explain=explain)


def _print_excerpt(console: Console, rank: int, row: Row, *, explain: bool) -> None:
    from rich.padding import Padding
    from rich.text import Text

    head = f"{rank:>3}. {printable(row['voice'] or '')} ({row['role'].replace('_', ' ')})"
    if row["time_start"] is not None:
        from reports.links import clock

        head += f" at {clock(row['time_start'])}  {printable(row['link'] or '')}".rstrip()
    console.print(Text(head), soft_wrap=True)
    if "label" in row and "holder" in row:
        console.print(Text(f"     {printable(row['holder'])}: {row['label']} on {row['target']}"))
    console.print(Padding(_marked(row), (0, 0, 0, 5)))
    if explain:
        note = f"score {row['score']}, by words {row['lexical_rank'] or '–'}, by meaning {row['dense_rank'] or '–'}"
        note += f", answers {row['relevance']:.2f}" if row["relevance"] is not None else ""
        console.print(Text(f"     [{note}]", style="dim"))


def _marked(row: Row) -> Text:
    """The evidence on one line with the words of the query in bold."""
    from rich.text import Text

    words, shown, at = row["evidence"], Text(), 0
    for start, end in row["marks"]:
        _append(shown, words[at:start], "")
        _append(shown, words[start:end], "bold reverse")
        at = end
    _append(shown, words[at:], "")
    return shown


def _append(shown: Text, words: str, style: str) -> None:
    """Add words with the white space at their ends as one space each."""
    safe = printable(words)
    before = " " if words[:1].isspace() and not shown.plain.endswith(" ") and shown.plain else ""
    after = " " if safe and words[-1:].isspace() else ""
    shown.append(before + safe + after, style)
