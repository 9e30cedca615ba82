"""A run under way, whatever it does: it holds the workspace, has its entry in the ledger, and counts work and seconds.

Invariant: how a run ended is entered in the ledger whatever happens. What runs do is in `pipeline` and `refreshing`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar

from corpus.errors import SyntopicError
from corpus.records import Failure
from corpus.store import Store
from syntopic import stages
from syntopic.progress import Progress
from syntopic.workspace import Workspace

Clock = Callable[[], datetime]
In = TypeVar("In")
FETCH = "fetch"  # among the seconds of a run: waiting for what other machines send


def utc_now() -> datetime:
    """The time now; tests hand in another clock."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Outcome:
    """What a run did: per stage, how many items it worked on, how many it found done already, and the seconds it took."""

    seen: int = 0
    worked: dict[str, int] = field(default_factory=lambda: dict.fromkeys(stages.NAMES, 0))
    done_before: dict[str, int] = field(default_factory=lambda: dict.fromkeys(stages.NAMES, 0))
    rejects: int = 0
    failures: list[Failure] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def did_nothing(self) -> bool:
        """Whether every stage found its work done already."""
        return not any(self.worked.values())

    def counts(self) -> dict[str, int]:
        """The counts for the ledger."""
        return {
            "seen": self.seen,
            **self.worked,
            **{f"{stage}_done_before": n for stage, n in self.done_before.items()},
            "rejects": self.rejects,
            "failures": len(self.failures),
        }


@dataclass(frozen=True, slots=True)
class Run:
    """A run under way: where it works, its entry in the ledger, and whom it tells."""

    workspace: Workspace
    store: Store
    id: str
    outcome: Outcome
    progress: Progress
    clock: Clock

    @contextmanager
    def stage(self, name: str, *, total: int | None = None) -> Iterator[None]:
        """Show a stage while its work goes on, and count its seconds."""
        with self.progress.stage(name, total=total), self.timed(name):
            yield

    @contextmanager
    def timed(self, name: str) -> Iterator[None]:
        """Count the seconds of something towards a stage."""
        began = time.monotonic()
        try:
            yield
        finally:
            spent = self.outcome.seconds.get(name, 0.0) + time.monotonic() - began
            self.outcome.seconds[name] = round(spent, 3)

    def fail(self, error: SyntopicError) -> None:
        """Enter one item's failure, and go on."""
        self.outcome.failures.append(self.store.ledger.fail(self.id, error))
        self.progress.warn(str(error))


@contextmanager
def open_run(workspace: Workspace, command: str, *, progress: Progress, clock: Clock) -> Iterator[Run]:
    """Hold the workspace and keep the ledger while a run works; how it ended is entered whatever happens.

    Raises:
        WorkspaceHeld: another run holds the workspace.
    """
    with workspace.hold(command, clock()):
        store = workspace.open_store()
        fault = clock_fault(store, clock())
        if fault:
            progress.warn(f"{fault} (set it right: dates told meanwhile may be wrong; runs stay in their order)")
        run = Run(workspace, store, store.ledger.begin(command, clock()), Outcome(), progress, clock)
        status = "failed"
        try:
            yield run
            status = "done"
        except KeyboardInterrupt:
            status = "interrupted"
            raise
        finally:
            store.ledger.end(run.id, clock(), status=status, counts=run.outcome.counts(), seconds=run.outcome.seconds)
            store.close()


def clock_fault(store: Store, now: datetime) -> str | None:
    """What is wrong with the clock, in words, where it stands before the last run."""
    last = store.ledger.last_run()
    latest = datetime.fromisoformat(str(last["finished_at"] or last["started_at"])) if last else now
    if now >= latest:
        return None
    return f"the clock stands at {now:%Y-%m-%d %H:%M} UTC, before the last run of {latest:%Y-%m-%d %H:%M} UTC"


def waited_for(run: Run, items: Generator[In, None, None]) -> Iterator[In]:
    """The items as they come, the time until each counted as waiting for other machines."""
    with closing(items):
        while True:
            with run.timed(FETCH):
                item = next(items, None)
            if item is None:
                return
            yield item
