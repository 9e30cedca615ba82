"""`syntopic status`: what the corpus holds, and whether vectors and models fit it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from corpus.records import Claim, Document, Measure, Position, Reject, Relation, Stance, Vanished
from corpus.store import Store
from syntopic.models import Models
from syntopic.searching import index_is_current
from syntopic.workspace import Workspace


@dataclass(frozen=True, slots=True)
class StatusReport:
    """The counts of a workspace, its open failures and what fits or does not."""

    workspace: str
    topics: tuple[str, ...]
    documents: int
    vanished: int
    claims: int
    stances: int
    measures: int
    relations: int
    positions: int
    rejects: int
    last_run: str | None
    failures: tuple[str, ...]
    fitness: tuple[tuple[str, str], ...]

    def as_row(self) -> dict[str, Any]:
        """The report for `--json`."""
        return {**asdict(self), "fitness": dict(self.fitness)}


def workspace_status(workspace: Workspace) -> StatusReport:
    """Look at a workspace without changing it; models are named, not loaded, where they are the shipped ones."""
    store = workspace.open_store()
    try:
        return _report(workspace, store, Models(workspace))
    finally:
        store.close()


def _report(workspace: Workspace, store: Store, models: Models) -> StatusReport:
    last = store.ledger.last_run()
    return StatusReport(
        workspace=str(workspace.root),
        topics=tuple(t.name for t in models.topics),
        documents=store.count(Document),
        vanished=store.count(Vanished),
        claims=store.count(Claim),
        stances=store.count(Stance),
        measures=store.count(Measure),
        relations=store.count(Relation),
        positions=store.count(Position),
        rejects=store.count(Reject),
        last_run=f"{last['command']}, {last['started_at']}, {last['status']}" if last else None,
        failures=tuple(f"{f.message} ({f.remedy})" for f in store.ledger.open_failures()),
        fitness=(("reading", _reading(store, models)), ("vectors", _vectors(workspace, store, models))),
    )


def _reading(store: Store, models: Models) -> str:
    done = store.stage_keys("read")
    documents = store.all(Document)
    stale = sum(done.get(d.id) != models.read_key(d) for d in documents)
    if not documents:
        return "nothing was added yet: syntopic add PATH ..."
    if stale:
        what = f"{stale} of {len(documents)} documents were read with other models or topics"
        return f"{what}; the next syntopic add reads them again"
    return "all documents were read with these models and topics"


def _vectors(workspace: Workspace, store: Store, models: Models) -> str:
    if index_is_current(workspace, store, models.encoder_revision()):
        return f"the search index fits the corpus ({models.encoder_revision()})"
    return "the search index does not fit the corpus; the next syntopic add builds it again"
