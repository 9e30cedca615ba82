"""`syntopic doctor`: what is wrong with a workspace, and what to do about it.

Invariant: it looks and changes nothing; a check that finds something says its remedy, and one that cannot be made keeps no
other from being made. To check more: a function here and its place in `CHECKS`.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from corpus.errors import SyntopicError
from corpus.records import Capture
from corpus.store import Store
from syntopic.models import Models
from syntopic.places import places_to_read
from syntopic.running import clock_fault
from syntopic.searching import damaged_kinds, index_is_current
from syntopic.workspace import Workspace

LOW_DISK_BYTES = 1 << 30
MANY_FAILURES = 3  # nights in a row on which a source did not answer


class Health(StrEnum):
    """How a check came out: `NOTE` is nothing that a run cannot mend."""

    FINE = "fine"
    NOTE = "note"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found: `remedy` is empty where all is well."""

    check: str
    health: Health
    words: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class _Patient:
    workspace: Workspace
    store: Store
    models: Models
    now: datetime


def examine(workspace: Workspace, *, now: datetime) -> list[Finding]:
    """All checks of a workspace; where the database cannot be opened, that alone."""
    try:
        store = workspace.open_store()
    except SyntopicError as error:
        return [Finding("database", Health.WRONG, error.message, error.remedy)]
    try:
        patient = _Patient(workspace, store, Models(workspace), now)
        findings: list[Finding] = []
        for name, check in CHECKS.items():
            try:
                findings += check(patient)
            except SyntopicError as error:
                if all(f.words != error.message for f in findings):  # two checks may stumble over one thing
                    findings.append(Finding(name, Health.WRONG, error.message, error.remedy))
        return findings
    finally:
        store.close()


def _database(patient: _Patient) -> Iterator[Finding]:
    faults = patient.store.faults()
    if faults:
        remedy = "restore it from a backup: syntopic import; it is left as it is"
        yield Finding("database", Health.WRONG, f"damaged: {faults[0]}", remedy)
    else:
        yield Finding("database", Health.FINE, "whole")


def _captures(patient: _Patient) -> Iterator[Finding]:
    captures = patient.store.all(Capture)
    bad: list[tuple[str, SyntopicError]] = []
    for capture in captures:
        try:
            patient.store.blobs.get(capture.blob)
        except SyntopicError as error:
            bad.append((capture.location, error))
    for location, fault in bad[:5]:
        yield Finding("captures", Health.WRONG, f"{location}: {fault.message}", fault.remedy)
    if len(bad) > 5:
        yield Finding(
            "captures", Health.WRONG, f"{len(bad) - 5} more are gone or damaged", "restore data/blobs from a backup"
        )
    if not bad:
        yield Finding("captures", Health.FINE, f"{len(captures)}, each byte as it was fetched")


def _index(patient: _Patient) -> Iterator[Finding]:
    again = "syntopic reindex, or the next refresh makes it again"
    damaged = damaged_kinds(patient.workspace)
    if damaged:
        yield Finding("search index", Health.NOTE, f"damaged: that of {', '.join(f'{k}s' for k in damaged)}", again)
    elif index_is_current(patient.workspace, patient.store, patient.models.encoder_revision()):
        yield Finding("search index", Health.FINE, "fits the corpus")
    else:
        yield Finding("search index", Health.NOTE, "does not fit the corpus", again)


def _models(patient: _Patient) -> Iterator[Finding]:
    english = patient.workspace.settings.extract.english
    yield Finding("models", Health.FINE, f"{patient.models.encoder_revision()}; {english} for English")


def _topics(patient: _Patient) -> Iterator[Finding]:
    yield Finding("topics", Health.FINE, ", ".join(t.name for t in patient.models.topics))


def _runs(patient: _Patient) -> Iterator[Finding]:
    last = patient.store.ledger.last_run()
    if last is None:
        yield Finding("runs", Health.NOTE, "none yet", "begin with: syntopic refresh, or syntopic add PATH ...")
        return
    holder = patient.workspace.holder()
    if holder is not None:
        yield Finding("runs", Health.NOTE, f"one is under way{holder}", "wait until it has ended")
    elif last["finished_at"] is None:
        yield Finding("runs", Health.NOTE, f"the last one, {last['id']}, was cut short", "run syntopic refresh: it goes on")
    else:
        yield Finding("runs", Health.FINE, f"the last one, {last['command']}, ended {str(last['finished_at'])[:16]}")
    fault = clock_fault(patient.store, patient.now)
    if fault:
        yield Finding("clock", Health.WRONG, fault, "set it right: dates told meanwhile may be wrong")


def _sources(patient: _Patient) -> Iterator[Finding]:
    states = places_to_read(patient.workspace, patient.store)
    failing = [s for s in states if s.failures_in_row >= MANY_FAILURES]
    for state in failing:
        words = f"{state.url} has not answered {state.failures_in_row} times in a row: {state.error}"
        yield Finding("sources", Health.WRONG, words, state.remedy or "syntopic sources --check")
    if not failing:
        yield Finding("sources", Health.FINE, f"{len(states)} to read")


def _disk(patient: _Patient) -> Iterator[Finding]:
    free = shutil.disk_usage(patient.workspace.data).free
    gib = f"{free / (1 << 30):.1f} GiB free"
    if free < LOW_DISK_BYTES:
        yield Finding("disk", Health.WRONG, gib, "make room: a run writes the search index beside the old one")
    else:
        yield Finding("disk", Health.FINE, gib)


CHECKS: Mapping[str, Callable[[_Patient], Iterator[Finding]]] = {
    "database": _database,
    "captures": _captures,
    "models": _models,
    "topics": _topics,
    "search index": _index,
    "runs": _runs,
    "sources": _sources,
    "disk": _disk,
}
