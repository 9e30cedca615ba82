"""The nightly run: every place from its cursor, then the whole corpus, then what changed.

Invariants: a place's cursor is written only after all that it covers is stored, so a run that is killed anywhere offers the
rest again; a place that fails keeps its cursor and never stops the night; what is unchanged is not worked on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from corpus.changes import Change
from corpus.errors import SyntopicError
from corpus.records import SourceNight, SourceState
from ingest import Fetched
from ingest.fetching.fetcher import Fetcher
from ingest.sources import Discovery, Item, Place, advance, discover, fetch_all
from syntopic import delivery
from syntopic.fetching import open_fetcher
from syntopic.models import Models
from syntopic.pipeline import Clock, Outcome, Run, bring_up_to_date, open_run, take_in, utc_now
from syntopic.places import places_to_read
from syntopic.progress import Progress
from syntopic.workspace import Workspace

MAX_ROUNDS = 50  # discoveries of one place in one night; the next night goes on from there
BUSY_NIGHTS, BUSY_SHARE = 5, 0.8  # a place is usually busy that brought something on this share of at least so many nights


@dataclass(slots=True)
class Night:
    """What a refresh did."""

    run: str
    outcome: Outcome
    places: int = 0
    failed_places: list[tuple[SourceState, SyntopicError]] = field(default_factory=list)
    quiet_places: list[SourceState] = field(default_factory=list)
    changes: tuple[Change, ...] = ()
    briefing: Path | None = None


def refresh(
    workspace: Workspace,
    *,
    progress: Progress,
    clock: Clock = utc_now,
    fetcher: Fetcher | None = None,
    delivers: bool = False,
) -> Night:
    """Read every place of the workspace and bring the corpus up to date.

    Args:
        fetcher: asked instead of one made from the settings.
        delivers: whether the briefing is written too; the run has ended only then, so the next one tells what a run that
            was cut short before it had to say.
    Raises:
        WorkspaceHeld: another run holds the workspace.
        ConfigError: settings, topics or models are wrong.
    """
    with open_run(workspace, "refresh", progress=progress, clock=clock) as run:
        night = Night(run.id, run.outcome)
        if fetcher is not None:
            _read_places(run, night, fetcher)
        else:
            with open_fetcher(workspace, run.store, clock=clock) as own:
                _read_places(run, night, own)
        night.changes = bring_up_to_date(run, Models(workspace))
        if delivers:
            night.briefing = delivery.deliver(workspace, now=clock())
        return night


def _read_places(run: Run, night: Night, fetcher: Fetcher) -> None:
    states = places_to_read(run.workspace, run.store)
    night.places = len(states)
    with run.progress.stage("sources", total=len(states)):
        for state in states:
            before = run.outcome.worked["parse"]
            failed = len(run.outcome.failures)
            error = _read_place(run, state, fetcher)
            brought = run.outcome.worked["parse"] - before
            is_quiet = error is None and brought == 0 and _is_usually_busy(run.store.sources.nights(state.id))
            if error is not None:
                night.failed_places.append((state, error))
            if is_quiet:
                night.quiet_places.append(state)
                run.progress.warn(f"{state.url}: brought nothing, though it usually does (see whether it moved or changed)")
            run.store.sources.put_night(
                SourceNight(
                    source=state.id,
                    run=run.id,
                    brought=brought,
                    failures=len(run.outcome.failures) - failed,
                    is_answering=error is None,
                )
            )
            run.progress.advance("sources", state.url)


def _read_place(run: Run, state: SourceState, fetcher: Fetcher) -> SyntopicError | None:
    """Read one place from its cursor; returns why it could not be read, or None."""
    place = Place(state.kind, state.url)
    for _ in range(MAX_ROUNDS):
        try:
            found = discover(place, state.cursor, fetcher)
        except SyntopicError as error:
            run.fail(error)
            run.store.sources.failed(state, run.clock(), error=error.message, remedy=error.remedy)
            return error
        refused: dict[str, SyntopicError] = {}
        held = take_in(run, _fetched(run, found, fetcher, refused))
        cursor = advance(found, set(held), refused)
        state = run.store.sources.succeeded(state, run.clock(), cursor=cursor, items=len(held))
        if not found.has_more:
            break
    return None


def _fetched(
    run: Run, found: Discovery, fetcher: Fetcher, refused: dict[str, SyntopicError]
) -> Iterator[tuple[Fetched, str | None]]:
    """What a discovery found, as it comes; what cannot be had is entered and noted in `refused`."""
    got: Fetched | SyntopicError
    item: Item
    for item, got in fetch_all(found.items, fetcher):
        run.outcome.seen += 1
        if isinstance(got, SyntopicError):
            refused[item.native_id] = got
            run.fail(got)
        else:
            yield got, item.parse_as


def _is_usually_busy(nights: tuple[SourceNight, ...]) -> bool:
    answered = [night for night in nights if night.is_answering]
    return len(answered) >= BUSY_NIGHTS and sum(n.brought > 0 for n in answered) >= BUSY_SHARE * len(answered)
