"""What a run does: sources to records to comparison, stage by stage, each skipped where its key says it was done.

Invariants: a document's record and the key of the stage that made it are written in one transaction, so a run can be killed
anywhere and run again; nothing of a source that fails replaces what an earlier run made of it; the number of workers
changes no byte. Two passes: by document (`parse`, `read`), then across the corpus (`embed`, `compare`).
To add a stage: its key and its work here, its count in `running.Outcome`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC
from enum import StrEnum
from pathlib import Path

import ingest
from corpus.changes import Change
from corpus.corrections import FILE_NAME as CORRECTIONS_FILE
from corpus.corrections import Corrections, load_corrections
from corpus.errors import SyntopicError
from corpus.findings import Forecast
from corpus.ids import document_id, make_id, stable_hash
from corpus.records import Absence, Capture, Claim, Document, Measure, Relation, Segment
from corpus.store import Store
from extract.support import why_unsupported
from ingest import Fetched, FileItem
from syntopic import stages
from syntopic.executors import executor_for
from syntopic.fetching import fetch_addresses, open_fetcher
from syntopic.models import Models
from syntopic.progress import Progress
from syntopic.running import FETCH, Clock, Outcome, Run, open_run, utc_now, waited_for
from syntopic.stages import Parsed, ReadTask
from syntopic.versions import code_version
from syntopic.workspace import Workspace

Incoming = Generator[tuple[Fetched, str | None], None, None]  # what was fetched, with the format to read it as


class Fate(StrEnum):
    """What became of a capture: `UNWANTED` is one of a document that a person removed."""

    TAKEN = "taken"
    UNCHANGED = "unchanged"
    UNWANTED = "unwanted"
    FAILED = "failed"

    @property
    def is_held(self) -> bool:
        """Whether it needs not be offered again."""
        return self is not Fate.FAILED


@dataclass(frozen=True, slots=True)
class Source:
    """Things to take in, by the name of their kind of source.

    `native_id` gives the name that the source has for a file; None means its absolute path.
    """

    name: str
    paths: tuple[Path, ...] = ()
    urls: tuple[str, ...] = ()
    kind: str | None = None
    native_id: Callable[[FileItem], str] | None = None


def add(
    workspace: Workspace,
    source: Source,
    *,
    progress: Progress,
    clock: Clock = utc_now,
    command: str = "add",
) -> Outcome:
    """Take things in and bring the whole corpus up to date.

    Raises:
        WorkspaceHeld: another run holds the workspace.
        ConfigError: settings, topics or models are wrong.
    """
    with open_run(workspace, command, progress=progress, clock=clock) as run:
        marked = {v.document for v in run.store.offers.vanished()}
        take_in(run, _fetch(run, source), wants_removed=True, settled=lambda c, fate: found_again(run, marked, c, fate))
        bring_up_to_date(run, Models(workspace))
        return run.outcome


def reparse(workspace: Workspace, *, progress: Progress, clock: Clock = utc_now) -> Outcome:
    """Parse every stored capture again with the parsers of this version, without the network; compare anew.

    What was parsed by the same code is skipped; what a newer parser refuses keeps what the older one made of it.

    Raises:
        WorkspaceHeld: another run holds the workspace.
    """
    with open_run(workspace, "sources reparse", progress=progress, clock=clock) as run:
        take_in(run, _restored(run))
        bring_up_to_date(run, Models(workspace))
        return run.outcome


def _restored(run: Run) -> Incoming:
    captures = {c.id: c for c in run.store.all(Capture)}
    for document in run.store.all(Document):
        run.outcome.seen += 1
        try:
            fetched = ingest.restore(captures[document.capture], run.store.blobs)
        except SyntopicError as error:
            run.fail(type(error)(f"{document.location}: {error.message}", remedy=error.remedy, location=document.location))
            continue
        yield fetched, ingest.format_of(document, fetched)


def bring_up_to_date(run: Run, models: Models) -> tuple[Change, ...]:
    """Read what was parsed, compare, tell what changed, and build the search index; what is done already is left alone."""
    _read_all(run, models)
    _compare(run, models)
    changes = tell_changes(run)
    _embed(run, models)
    return changes


def take_in(
    run: Run,
    items: Incoming,
    *,
    wants_removed: bool = False,
    settled: Callable[[Capture, Fate], None] = lambda _capture, _fate: None,
) -> None:
    """Parse what was fetched, each with the format to read it as; what has not changed since it was parsed is skipped.

    Args:
        wants_removed: whether a document that a person removed is taken in again, or left out.
        settled: told, in this thread, what became of each capture.
    """
    store, outcome, progress = run.store, run.outcome, run.progress
    keys, removed = store.stage_keys("parse"), store.removal.unwanted()
    unchanged: list[str] = []

    def stale() -> Iterator[tuple[Fetched, str | None]]:
        for fetched, kind in items:
            subject = document_id(fetched.capture.source, fetched.capture.native_id)
            if subject in removed:
                if not wants_removed:
                    settled(fetched.capture, Fate.UNWANTED)
                    continue
                store.removal.want_again([subject])
            if keys.get(subject) == stages.parse_key(fetched.capture, kind):
                outcome.done_before["parse"] += 1
                unchanged.append(fetched.capture.location)
                settled(fetched.capture, Fate.UNCHANGED)
                continue
            waiting.append(fetched.capture)
            yield fetched, kind

    waiting: deque[Capture] = deque()
    taken: list[str] = []
    waited = outcome.seconds.get(FETCH, 0.0)
    with run.stage("parse"), closing(items):  # an error here ends the threads that fetch, too
        for result in executor_for(run.workspace.settings.run.workers).map(stages.parse, stale()):
            capture = waiting.popleft()
            if isinstance(result, SyntopicError):
                run.fail(result)
                settled(capture, Fate.FAILED)
                continue
            _put_parsed(store, result, outcome)
            if result.shortfall is None:
                taken.append(capture.location)
            else:  # taken in, but not the whole of it: said, and part of the coverage
                store.ledger.fail(run.id, result.shortfall)
                progress.warn(str(result.shortfall))
            progress.advance("parse", result.document.title or capture.location)
            settled(capture, Fate.TAKEN)
    outcome.seconds["parse"] = round(outcome.seconds["parse"] - (outcome.seconds.get(FETCH, 0.0) - waited), 3)
    store.ledger.resolve(run.id, taken)
    store.ledger.resolve(run.id, unchanged, but_for_stage=ingest.COVERAGE)


def found_again(run: Run, marked: Collection[str], capture: Capture, fate: Fate, *, is_offered: bool = True) -> None:
    """Take the mark away from a document that is where it was; one that is no longer listed keeps it until it is offered."""
    document = document_id(capture.source, capture.native_id)
    if document in marked and fate in (Fate.TAKEN, Fate.UNCHANGED):
        run.store.offers.unmark([document], why=tuple(Absence) if is_offered else (Absence.GONE,))


def _put_parsed(store: Store, parsed: Parsed, outcome: Outcome) -> None:
    fetched = parsed.fetched
    store.blobs.put(fetched.data)
    for _name, data in fetched.companions:
        store.blobs.put(data)
    rejects = store.put_parsed(fetched.capture, parsed.document, parsed.segments, parsed.passages, key=parsed.key)
    outcome.rejects += len(rejects)
    outcome.worked["parse"] += 1


def _fetch(run: Run, source: Source) -> Incoming:
    """What is to be taken in with the format to read it as; what cannot be had goes to the ledger."""
    max_bytes = run.workspace.settings.ingest.max_file_mib * 2**20
    for item in ingest.discover_files(source.paths):
        run.outcome.seen += 1
        try:
            if isinstance(item, SyntopicError):
                raise item
            yield _read_file(item, source, max_bytes, run.clock), source.kind
        except SyntopicError as error:
            run.fail(error)
    if not source.urls:
        return
    with open_fetcher(run.workspace, run.store, clock=run.clock) as fetcher:
        for got in waited_for(run, fetch_addresses(source.urls, fetcher)):
            run.outcome.seen += 1
            if isinstance(got, SyntopicError):
                run.fail(got)
            else:
                fetched, kind = got
                yield fetched, source.kind or kind


def _read_file(item: FileItem, source: Source, max_bytes: int, clock: Clock) -> Fetched:
    native_id = source.native_id(item) if source.native_id else None
    return ingest.read_file(item, fetched_at=clock(), source=source.name, native_id=native_id, max_bytes=max_bytes)


def _read_all(run: Run, models: Models) -> None:
    store, outcome, progress = run.store, run.outcome, run.progress
    documents = store.all(Document)
    done = store.stage_keys("read")
    stale = [d for d in documents if done.get(d.id) != models.read_key(d)]
    outcome.done_before["read"] = len(documents) - len(stale)
    if not stale:
        return
    tasks = (ReadTask(d, store.all(Segment, document=d.id), models.reader_settings()) for d in stale)
    with run.stage("read", total=len(stale)):
        executor = executor_for(run.workspace.settings.run.workers)
        for document, result in zip(stale, executor.map(stages.read, tasks), strict=True):
            if isinstance(result, SyntopicError):
                run.fail(result)
                continue
            claims, stances, summary = result
            rejects = store.put_read(document, claims, stances, summary, key=models.read_key(document))
            outcome.rejects += len(rejects)
            outcome.worked["read"] += 1
            unsupported = why_unsupported(document)
            if unsupported is not None:
                progress.warn(unsupported)
            progress.advance("read", document.title or document.location)


def _compare(run: Run, models: Models) -> None:
    store = run.store
    inputs = sorted(store.stage_keys("parse").items()), sorted(store.stage_keys("read").items())
    corrections = load_corrections(run.workspace.root)
    basis = stable_hash("compare", code_version("compare"), models.encoder_revision(), corrections.revision)
    key = stable_hash(basis, *inputs)
    if store.stage_keys("compare").get("") == key:
        run.outcome.done_before["compare"] = 1
        return
    with run.stage("compare"):
        import index

        snapshot = store.compared()
        encoder = models.encoder(store)
        states, compared = {"": basis, **document_states(store)}, store.stage_keys("compared")
        made_by = stable_hash("memory", code_version("compare"), encoder.revision)
        memory = index.Memory.open(run.workspace.comparison_file, made_by, states)
        overlap = index.ShingleOverlap(memory.shingles)
        renewed = index.renew_comparison(
            snapshot,
            encoder,
            previous=snapshot.comparison,
            relations=store.relations,
            overlap=overlap,
            corrections=corrections,
            changed=changed_documents(compared, states) if memory.is_of(compared) else None,
            memory=memory,
        )
        texts = encoder.asked | memory.texts()
        comparison, stored = renewed.comparison, snapshot.comparison
        if renewed.gone is None:
            stored = replace(stored, relations=store.all(Relation))
        store.put_comparison(comparison, key=key, documents=states, texts=texts, stored=stored, gone=renewed.gone)
        memory.shingles = overlap.shingles
        memory.save(run.workspace.comparison_file)
        _tell_unmatched(corrections, snapshot.claims, (*snapshot.comparison.measures, *comparison.measures), run.progress)
        run.outcome.worked["compare"] = 1


def document_states(store: Store) -> dict[str, str]:
    """What each document was parsed and read as, by document."""
    parsed, read = store.stage_keys("parse"), store.stage_keys("read")
    return {d: stable_hash(key, read.get(d)) for d, key in parsed.items()}


def changed_documents(before: Mapping[str, str], now: Mapping[str, str]) -> frozenset[str] | None:
    """The documents that came, changed or went since they were compared; None where that was done on another basis."""
    if before.get("") != now[""]:
        return None
    return frozenset(d for d in {*before, *now} if before.get(d) != now.get(d))


def _tell_unmatched(
    corrections: Corrections, claims: Iterable[Claim], measures: Iterable[Measure], progress: Progress
) -> None:
    """Say which ids of the corrections name nothing; they are kept, since what they name may come back."""
    if not corrections:
        return
    known = {c.id for c in claims}
    known |= {make_id("measure", c) for c in known} | {m.id for m in measures}
    for missing in sorted(corrections.named - known):
        progress.warn(f"{CORRECTIONS_FILE} names {missing}, which is not in the corpus: that entry has no effect now")


def tell_changes(run: Run) -> tuple[Change, ...]:
    """Write what is different since a run last told it; nothing where comparison, marks and due forecasts are those told."""
    import index

    store, today = run.store, run.clock().astimezone(UTC).date()
    due = [f.id for f in store.all(Forecast) if index.is_due(f, today)]
    absent = [(v.document, v.why) for v in store.offers.vanished()]
    key = stable_hash("tell", store.stage_keys("compare").get("", ""), sorted(due), absent)
    if store.stage_keys("tell").get("") == key:
        return ()
    with run.timed("tell"):
        after = index.state_of(store.outline(), today=today)
        before = store.changes.state()
        found = index.differences(before, after)
        return store.changes.put(found, after, before=before, run=run.id, at=run.clock(), key=key)


def _embed(run: Run, models: Models) -> None:
    from syntopic.searching import build_index, damaged_kinds, index_is_current

    damaged = damaged_kinds(run.workspace)
    for kind in damaged:
        run.progress.warn(f"the search index of {kind}s is damaged: it is made again")
    if not damaged and index_is_current(run.workspace, run.store, models.encoder_revision()) and models.has_query_encoder():
        run.outcome.done_before["embed"] = 1
        return
    with run.stage("embed"):
        build_index(run.workspace, run.store, models.encoder(run.store), also=damaged)
        if not models.has_query_encoder():
            models.export_query_encoder()
        run.outcome.worked["embed"] = 1
