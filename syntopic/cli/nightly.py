"""The commands of the nightly run: `refresh`, `changes`, `runs`, `schedule`."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corpus.errors import ConfigError
from syntopic.cli.common import JsonOption, LimitOption, State, print_json, print_table
from syntopic.terminal import plural, printable

if TYPE_CHECKING:
    from corpus.changes import Change
    from syntopic.refreshing import Night
    from syntopic.workspace import Workspace

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


class LogForm(StrEnum):
    """How a refresh tells what it does."""

    TEXT = "text"
    JSON = "json"


class RunsAction(StrEnum):
    """What to do with runs."""

    LIST = "list"
    SHOW = "show"
    WHY = "why"
    RETRY = "retry"


class Scheduler(StrEnum):
    """What starts the nightly run."""

    SYSTEMD = "systemd"
    CRON = "cron"
    GITHUB = "github"


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("refresh")(refresh)
    app.command("changes")(changes)
    app.command("runs")(runs)
    app.command("schedule")(schedule)


def refresh(
    context: typer.Context,
    log: Annotated[LogForm, typer.Option("--log", help="Progress as text, or one JSON object a line.")] = LogForm.TEXT,
    deliver: Annotated[bool, typer.Option("--deliver/--no-deliver", help="Write the briefing and run the hook.")] = True,
    json: JsonOption = False,
) -> None:
    """Read all sources, bring the corpus up to date, write the briefing.

    A source that does not answer is noted and the others go on. Run it again after an interruption: it goes on where it was.
    """
    from syntopic.delivery import run_hook
    from syntopic.progress import JsonProgress
    from syntopic.refreshing import refresh as read_the_night

    state: State = context.obj
    workspace = state.workspace()
    progress = JsonProgress() if log is LogForm.JSON else state.progress()
    night = read_the_night(workspace, progress=progress, delivers=deliver)
    folder = night.briefing
    if folder is not None:
        run_hook(workspace, folder)
    row: dict[str, Any] = {**_night_row(night), "briefing": str(folder) if folder else None}
    if json:
        print_json([row])
    else:
        typer.echo(_say_night(night, folder))
    if _is_bad(night, workspace):
        raise typer.Exit(1)


def _night_row(night: Night) -> dict[str, Any]:
    kinds: dict[str, int] = {}
    for change in night.changes:
        kinds[change.kind.value] = kinds.get(change.kind.value, 0) + 1
    return {
        "run": night.run,
        "sources": night.places,
        "failed_sources": [state.url for state, _ in night.failed_places],
        "quiet_sources": [state.url for state in night.quiet_places],
        "changes": kinds,
        **night.outcome.counts(),
        "seconds": night.outcome.seconds,
    }


def _say_night(night: Night, folder: Path | None) -> str:
    outcome = night.outcome
    lines = [f"{plural(night.places, 'source')} read; {plural(outcome.worked['parse'], 'document')} new or revised"]
    if not night.places:
        lines = ["no source to read: list some in the topic pack as [[source]], or take things in with syntopic add"]
    if night.failed_places:
        lines.append(f"{plural(len(night.failed_places), 'source')} did not answer")
    if outcome.did_nothing:
        lines.append("no stage did any work")
    lines.append(plural(len(night.changes), "change") if night.changes else "nothing changed")
    if folder:
        lines.append(f"briefing: {folder}")
    return "; ".join(lines[:-1]) + ("\n" if folder else "; ") + lines[-1]


def _is_bad(night: Night, workspace: Workspace) -> bool:
    settings = workspace.settings
    failures = len(night.outcome.failures) - len(night.failed_places)
    return (
        len(night.failed_places) > settings.refresh.allowed_failed_sources
        or failures > settings.run.allowed_failures
        or bool(settings.refresh.quiet_is_failure and night.quiet_places)
    )


def changes(
    context: typer.Context,
    since: Annotated[
        str | None,
        typer.Option(
            "--since", metavar="DATE|RUN", help="A date such as 2026-06-04, or the id of a run; default: the last run."
        ),
    ] = None,
    atom: Annotated[Path | None, typer.Option("--atom", metavar="PATH", help="Write them as an Atom feed instead.")] = None,
    json: JsonOption = False,
    limit: LimitOption = None,
) -> None:
    """What is new, revised, withdrawn, contested or corroborated since the last run, a date or a run.

    Also: positions that changed, forecasts whose date has passed, sources that are no longer there.
    """
    import reports
    from syntopic.reading import open_corpus

    state: State = context.obj
    workspace = state.workspace()
    store = open_corpus(workspace)
    try:
        found = reports.in_order(_changes_since(store, since))
        locations = {d.id: d.location for d in store.all(_document_type())}
    finally:
        store.close()
    found = found[:limit]
    if atom:
        title = workspace.topics()[0].title
        feed = reports.render_atom(
            found, title=f"{title}: what changed", feed_id=f"urn:syntopic:{title}", updated=_newest(found)
        )
        atom.write_bytes(feed)
        return
    if json:
        print_json(reports.change_row(change, locations=locations) for change in found)
        return
    for change in found:
        typer.echo(printable(reports.in_words(change)))
    if not found:
        typer.echo("nothing changed")


def _document_type() -> type[Any]:
    from corpus.records import Document

    return Document


def _newest(found: list[Change]) -> datetime:
    return max((change.at for change in found), default=datetime.now(UTC))


def _changes_since(store: Any, since: str | None) -> tuple[Change, ...]:
    runs = store.ledger.runs()
    if since is None:
        first = store.ledger.first_of_last_news()
        return tuple(store.changes.since(run=first["id"])) if first else ()
    if _DATE.fullmatch(since):
        try:
            day = datetime.fromisoformat(since).replace(tzinfo=UTC)
        except ValueError:
            raise ConfigError(f"--since {since!r} is no date", remedy="write it as 2026-06-04") from None
        return tuple(store.changes.since(day - timedelta(microseconds=1)))
    run = _run_called(runs, since)
    return tuple(store.changes.since(run=str(run["id"])))


def _run_called(runs: list[dict[str, Any]], name: str) -> dict[str, Any]:
    """The run whose id begins like this, with or without its prefix."""
    found = [run for run in runs if str(run["id"]).removeprefix("run-").startswith(name.removeprefix("run-"))]
    if len(found) != 1:
        what = "no run" if not found else "more than one run"
        raise ConfigError(f"{what} has an id that begins with {name!r}", remedy="see them with: syntopic runs list")
    return found[0]


def runs(
    context: typer.Context,
    action: Annotated[RunsAction, typer.Argument(metavar="[list|show|why|retry]", help="What to do.")] = RunsAction.LIST,
    which: Annotated[
        str | None, typer.Argument(metavar="[RUN|THING]", help="A run's id; for why: a path, an address or a part of one.")
    ] = None,
    json: JsonOption = False,
    limit: LimitOption = None,
) -> None:
    """The ledger: which runs there were, what each did, why something failed; take failed things in again.

    list: all runs. show: one run, the newest by default. why: every failure of a thing. retry: take in again what failed in
    a run, the newest by default, and has not been taken in since.
    """
    from syntopic.reading import open_corpus

    state: State = context.obj
    workspace = state.workspace()
    store = open_corpus(workspace)
    try:
        all_runs = store.ledger.runs()
        if action is RunsAction.LIST:
            _list_runs(all_runs[:limit], json=json)
            return
        if action is RunsAction.WHY:
            _why(store, all_runs, which, json=json)
            return
        if not all_runs:
            raise ConfigError("no run yet", remedy="begin with: syntopic refresh")
        run = _run_called(all_runs, which) if which else all_runs[0]
        failures = store.ledger.failures_of(str(run["id"]))
        nights = store.sources.nights_of(str(run["id"]))
        urls = {state.id: state.url for state in store.sources.all()}
    finally:
        store.close()
    if action is RunsAction.RETRY:
        _retry(state, workspace, [str(f["location"]) for f in failures if f["resolved"] is None])
        return
    if json:
        sources = [{"source": urls.get(n.source, n.source), "brought": n.brought, "failures": n.failures} for n in nights]
        print_json([{**run, "failures": failures, "sources": sources}])
        return
    _show_run(run, failures, [(urls.get(n.source, n.source), n.brought, n.failures, n.is_answering) for n in nights])


def _list_runs(rows: list[dict[str, Any]], *, json: bool) -> None:
    if json:
        print_json(rows)
        return
    columns = ("run", "command", "began", "took", "status", "parsed", "failures")
    print_table(
        columns,
        (
            (
                r["id"],
                r["command"],
                r["started_at"][:19],
                _took(r),
                r["status"],
                r["counts"].get("parse", ""),
                r["counts"].get("failures", ""),
            )
            for r in rows
        ),
        empty="no run yet",
    )


def _took(run: dict[str, Any]) -> str:
    if not run["finished_at"]:
        return "not ended"
    seconds = (datetime.fromisoformat(run["finished_at"]) - datetime.fromisoformat(run["started_at"])).total_seconds()
    return f"{seconds:.0f} s"


def _show_run(run: dict[str, Any], failures: list[dict[str, Any]], nights: list[tuple[str, int, int, bool]]) -> None:
    typer.echo(f"{run['id']}: {run['command']}, {run['started_at'][:19]}, {run['status']}, {_took(run)}")
    counts = run["counts"]
    if counts:
        typer.echo(", ".join(f"{name.replace('_', ' ')} {n}" for name, n in counts.items()))
    if run["seconds"]:
        typer.echo("seconds: " + ", ".join(f"{name} {spent:.1f}" for name, spent in run["seconds"].items()))
    kinds = Counter(str(failure["error"]) for failure in failures)
    if kinds:
        typer.echo("failures: " + ", ".join(f"{name} {n}" for name, n in sorted(kinds.items())))
    if nights:
        rows = ((url, brought if answers else "no answer", failed) for url, brought, failed, answers in nights)
        print_table(("source", "brought", "failures"), rows, empty="", flexible="source")
    for failure in failures:
        mended = " [taken in since]" if failure["resolved"] else ""
        typer.echo(printable(f"{failure['error']}: {failure['message']} ({failure['remedy']}){mended}"))


def _why(store: Any, all_runs: list[dict[str, Any]], thing: str | None, *, json: bool) -> None:
    if not thing:
        raise ConfigError(
            "what is to be explained?", remedy="name a path, an address or a part of one: syntopic runs why PART"
        )
    found = [
        {**failure, "at": run["started_at"]}
        for run in all_runs
        for failure in store.ledger.failures_of(str(run["id"]))
        if thing in failure["location"] or thing in failure["source"]
    ]
    if json:
        print_json(found)
        return
    for failure in found:
        mended = " [taken in since]" if failure["resolved"] else ""
        typer.echo(printable(f"{failure['at'][:19]} {failure['error']}: {failure['message']} ({failure['remedy']}){mended}"))
    if not found:
        typer.echo(f"nothing with {printable(thing)!r} in its place has failed")


def _retry(state: State, workspace: Workspace, places: list[str]) -> None:
    from syntopic import pipeline

    if not places:
        typer.echo("nothing to try again")
        return
    urls = tuple(p for p in places if p.startswith(("http://", "https://")))
    paths = tuple(Path(p) for p in places if p not in urls)
    outcome = pipeline.add(
        workspace, pipeline.Source("file", paths=paths, urls=urls), progress=state.progress(), command="retry"
    )
    typer.echo(f"tried {plural(len(places), 'thing')} again: {plural(len(outcome.failures), 'failure')}")
    if len(outcome.failures) > workspace.settings.run.allowed_failures:
        raise typer.Exit(1)


def schedule(
    context: typer.Context,
    scheduler: Annotated[Scheduler, typer.Argument(metavar="systemd|cron|github", help="What is to start the run.")],
    at: Annotated[str, typer.Option("--at", metavar="HH:MM", help="When, in local time (UTC for github).")] = "03:30",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="DIR", help="Write the files there instead of printing them.")
    ] = None,
) -> None:
    """Write what starts the refresh every night: systemd units, a crontab line or a GitHub Actions workflow.

    docs/nightly.md explains each. Nothing is installed or started by this command.
    """
    from syntopic.scheduling import schedule_files

    state: State = context.obj
    workspace = state.workspace()
    files = schedule_files(scheduler.value, workspace.root, at)
    for name, content in files.items():
        if output is None:
            typer.echo(f"# {name}\n{content}")
        else:
            output.mkdir(parents=True, exist_ok=True)
            (output / name).write_text(content, encoding="utf-8")
            typer.echo(output / name)
