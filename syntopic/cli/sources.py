"""The command `sources`."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from syntopic.cli.common import JsonOption, State, print_json, print_table
from syntopic.terminal import plural, printable

if TYPE_CHECKING:
    from corpus.records import SourceState
    from corpus.store import Store
    from syntopic.workspace import Workspace


class Action(StrEnum):
    """What to do with sources."""

    LIST = "list"
    ADD = "add"
    DISABLE = "disable"
    ENABLE = "enable"
    REMOVE = "remove"
    KINDS = "kinds"
    EXPORT = "export"
    REPARSE = "reparse"


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command("sources")(sources)


def sources(
    context: typer.Context,
    action: Annotated[
        str,
        typer.Argument(
            metavar="ACTION",
            help="list, add, disable, enable, remove, kinds, export, reparse; or a source, to list or check.",
        ),
    ] = Action.LIST,
    things: Annotated[
        list[str] | None,
        typer.Argument(metavar="URL|ID", help="The sources that the action is about; all, to list or check."),
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Ask each source now whether it answers; no cursor moves.")] = False,
    kind: Annotated[
        str | None, typer.Option("--kind", help="With add: the kind of source, instead of telling it from the address.")
    ] = None,
    why: Annotated[str, typer.Option("--why", metavar="TEXT", help="With add: what the source adds to the others.")] = "",
    everything: Annotated[bool, typer.Option("--all", help="List removed sources too.")] = False,
    json: JsonOption = False,
) -> None:
    """List, add, disable, enable, remove and check the places that are read night after night.

    Sources come from the workspace's topic packs and from `sources add`. Each is unverified until it was seen to answer.
    `sources kinds` names the kinds; `sources export FILE.warc.gz` writes every capture as WARC;
    `sources reparse` parses all captures again with the parsers of this version, without the network.
    """
    state: State = context.obj
    action, given = _meant(action, things or [])
    if action is Action.KINDS:
        _print_kinds(json=json)
        return
    workspace = state.workspace()
    if action is Action.EXPORT:
        _export(workspace, given, json=json)
    elif action is Action.REPARSE:
        _reparse(workspace, state, json=json)
    elif action is Action.LIST or check:
        if not _list(workspace, given, is_check=check, everything=everything, json=json):
            raise typer.Exit(1)
    else:
        _change(workspace, action, given, kind=kind, why=why, json=json)


def _meant(action: str, things: list[str]) -> tuple[Action, list[str]]:
    """What was asked for: an address or id in the place of an action means to list it."""
    from corpus.errors import ConfigError

    if action in set(Action):
        return Action(action), things
    if any(sign in action for sign in "./:-"):
        return Action.LIST, [action, *things]
    raise ConfigError(
        f"sources has no action {action!r}", remedy=f"one of: {', '.join(Action)}; to ask whether sources answer: --check"
    )


def _list(workspace: Workspace, given: list[str], *, is_check: bool, everything: bool, json: bool) -> bool:
    """Print the sources; returns whether all of those that were asked answered."""
    from syntopic.places import known_places
    from syntopic.sourcing import find_source

    store = workspace.open_store()
    try:
        chosen = [find_source(workspace, store, g) for g in given] or [
            s for s in known_places(workspace, store) if everything or not s.removed
        ]
        all_answer = True
        if is_check:
            chosen, all_answer = _check(workspace, store, [s for s in chosen if (s.enabled and not s.removed) or given])
    finally:
        store.close()
    if json:
        print_json(_row(s) for s in chosen)
    else:
        _print(chosen)
    return all_answer


def _check(workspace: Workspace, store: Store, chosen: list[SourceState]) -> tuple[list[SourceState], bool]:
    from corpus.errors import SyntopicError
    from syntopic.running import utc_now
    from syntopic.sourcing import check_sources

    done: dict[str, SourceState] = {}
    failed = 0
    with workspace.hold("sources --check", utc_now()):
        for state, found in check_sources(workspace, store, chosen, clock=utc_now):
            done[state.id] = state
            if isinstance(found, SyntopicError):
                failed += 1
                print(f"syntopic: {printable(str(found))}", file=sys.stderr)
            else:
                print(f"{printable(state.url)}: answers, {plural(found, 'item')} to take in", file=sys.stderr)
    return [done[s.id] for s in chosen], not failed


def _change(workspace: Workspace, action: Action, given: list[str], *, kind: str | None, why: str, json: bool) -> None:
    from corpus.errors import ConfigError
    from syntopic.running import utc_now
    from syntopic.sourcing import add_source, enable_source, find_source, remove_source

    if not given:
        raise ConfigError(f"sources {action} needs an address", remedy=f"syntopic sources {action} https://example.org/feed")
    store = workspace.open_store()
    try:
        with workspace.hold(f"sources {action}", utc_now()):
            changed: list[SourceState] = []
            for thing in given:
                if action is Action.ADD:
                    changed.append(add_source(workspace, store, thing, kind=kind, why=why))
                    continue
                state = find_source(workspace, store, thing)
                if action is Action.REMOVE:
                    remove_source(store, state)
                else:
                    state = enable_source(store, state, is_enabled=action is Action.ENABLE)
                changed.append(state)
    finally:
        store.close()
    if json:
        print_json(_row(s) for s in changed)
        return
    word = {Action.ADD: "added", Action.REMOVE: "removed", Action.DISABLE: "disabled", Action.ENABLE: "enabled"}[action]
    for s in changed:
        typer.echo(f"{word} {printable(s.url)} ({s.kind})")


def _reparse(workspace: Workspace, state: State, *, json: bool) -> None:
    from syntopic.pipeline import reparse

    outcome = reparse(workspace, progress=state.progress())
    if json:
        print_json([outcome.counts()])
    else:
        typer.echo(f"parsed again {outcome.worked['parse']} (unchanged {outcome.done_before['parse']})")
    if outcome.failures:
        raise typer.Exit(1)


def _export(workspace: Workspace, given: list[str], *, json: bool) -> None:
    from corpus.errors import ConfigError
    from ingest.fetching.warc import export_warc

    if len(given) != 1:
        raise ConfigError("sources export needs the name of one file", remedy="syntopic sources export captures.warc.gz")
    store = workspace.open_store()
    try:
        written, missing = export_warc(store, Path(given[0]))
    finally:
        store.close()
    if json:
        print_json([{"path": given[0], "records": written, "missing": len(missing)}])
    else:
        typer.echo(f"{given[0]}: {plural(written, 'capture')}")
    for line in missing:
        print(f"syntopic: {printable(line)}", file=sys.stderr)
    if missing:
        raise typer.Exit(1)


def _row(state: SourceState) -> dict[str, Any]:
    from corpus.plain import to_plain
    from syntopic.sourcing import condition_of

    return {"state": condition_of(state), **to_plain(state)}


def _print(states: list[SourceState]) -> None:
    """Two lines a source: its state and address; why it is read, or what is wrong with it."""
    from syntopic.sourcing import condition_of

    if not states:
        print("no sources: add one with syntopic sources add URL")
        return
    print(f"{'state':<11} {'kind':<10} {'items':>6}  {'last success':<16}  {'failures in a row':<17}  source")
    for s in states:
        last = f"{s.succeeded_at:%Y-%m-%d %H:%M}" if s.succeeded_at else "never"
        print(f"{condition_of(s):<11} {s.kind:<10} {s.items:>6}  {last:<16}  {s.failures_in_row:<17}  {printable(s.url)}")
        about = f"{s.error} ({s.remedy})" if s.error else s.why
        if about:
            print(f"{'':<11} {printable(about)}")


def _print_kinds(*, json: bool) -> None:
    from ingest.sources import source_kinds

    rows = [(k.name, k.title, k.example) for k in source_kinds()]
    if json:
        print_json({"kind": name, "title": title, "example": example} for name, title, example in rows)
    else:
        print_table(("kind", "what", "for example"), rows, empty="no kinds", flexible="what")
