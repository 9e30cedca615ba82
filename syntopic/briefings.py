"""Writing briefings: the corpus of a workspace, or a part of it, seen by `reports`, in one of its forms.

Invariant: a file or folder is written aside and swapped in, so a reader never opens half of it. To add a form: `FORMS`, and
its renderer in `reports`.
"""

from __future__ import annotations

import difflib
import os
import re
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import reports
from corpus.errors import ConfigError
from corpus.records import Snapshot
from corpus.store import Store
from corpus.topic import TopicPack
from syntopic.leads import add_lead
from syntopic.reading import load_corpus
from syntopic.running import utc_now
from syntopic.trouble import trouble_of
from syntopic.workspace import Workspace

FORMS: Mapping[str, str] = {
    "html": ".html",
    "pdf": ".pdf",
    "md": ".md",
    "json": ".json",
    "claimreview": ".jsonld",
    "bibtex": ".bib",
    "csl": ".csl.json",
    "csv": "",
    "parquet": "",
}
"""The forms of a briefing and how their files end; "csv" and "parquet" are folders of one file a table."""
FOLDERS = frozenset({"csv", "parquet"})
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a briefing is to be about and for whom.

    `since` is an ISO date from which changes are told, or None for those of the last run; `measure` is an id or words of a
    label; `with_lead` asks the language model of the settings for a lead: None where there is one.
    """

    topic: str | None = None
    measure: str | None = None
    since: str | None = None
    audience: reports.Audience = reports.Audience.FULL
    templates: Path | None = None
    with_lead: bool | None = None


FULL = Wanted()


def render(workspace: Workspace, form: str, wanted: Wanted = FULL, *, clock: Callable[[], datetime] = utc_now) -> bytes:
    """The briefing in one of `FORMS` that is a file.

    Raises:
        ConfigError: the workspace holds nothing yet, or has no such topic or measure, or a template has an error.
    """
    looks = reports.Looks(wanted.templates or workspace.templates)
    view = _view(workspace, wanted, clock)
    match form:
        case "html":
            return reports.render_html(view, looks).encode()
        case "pdf":
            return reports.render_pdf(view, looks)
        case "md":
            return reports.render_markdown(view, looks).encode()
        case "json":
            return reports.render_json(view).encode()
        case "claimreview":
            return reports.render_claim_review(view).encode()
        case "bibtex":
            return reports.bibtex(view.tables.sources).encode()
        case _:
            return reports.csl_json(view.tables.sources).encode()


def render_tables(
    workspace: Workspace, form: str, wanted: Wanted = FULL, *, clock: Callable[[], datetime] = utc_now
) -> dict[str, bytes]:
    """The tables of the briefing as "csv" or "parquet", by file name.

    Raises:
        ConfigError: as `render` does.
    """
    tables = _view(workspace, replace(wanted, with_lead=False), clock).tables
    return reports.csv_files(tables) if form == "csv" else reports.parquet_files(tables)


def _view(workspace: Workspace, wanted: Wanted, clock: Callable[[], datetime]) -> reports.BriefingView:
    topic = _topic(workspace, wanted.topic)
    snapshot = load_corpus(workspace).snapshot
    title = None
    if wanted.measure is not None:
        snapshot, title = _narrowed(snapshot, wanted.measure)
    view = reports.build_view(
        snapshot,
        topic=topic,
        generated=clock(),
        title=f"{topic.title}: {title}" if title else None,
        changes=_changes(workspace, wanted.since),
        audience=wanted.audience,
        is_narrowed=wanted.measure is not None,
    )
    has_model = bool(workspace.settings.llm.endpoint)
    if wanted.with_lead and not has_model:
        raise ConfigError("no language model is set that could write a lead", remedy="set llm.endpoint; docs/settings.md")
    return add_lead(workspace, view) if has_model and wanted.with_lead is not False else view


def _topic(workspace: Workspace, name: str | None) -> TopicPack:
    packs = workspace.topics()
    if name is None:
        return packs[0]
    for pack in packs:
        if pack.name == name:
            return pack
    raise ConfigError(f"this workspace has no topic {name!r}", remedy=f"one of: {', '.join(p.name for p in packs)}")


def _narrowed(snapshot: Snapshot, asked: str) -> tuple[Snapshot, str]:
    """The part of a corpus that is about the measures meant, and what to call it."""
    found = reports.find_measures(snapshot, asked)
    if not found:
        labels = [m.label for m in snapshot.comparison.measures]
        near = difflib.get_close_matches(asked, labels, n=1, cutoff=0.4)
        remedy = f"did you mean {near[0]!r}? " if near else ""
        raise ConfigError(f"no measure is meant by {asked!r}", remedy=f"{remedy}`syntopic measures` lists them all")
    title = found[0].label if len(found) == 1 else asked
    return reports.only_measures(snapshot, {m.id for m in found}), title


def _changes(workspace: Workspace, since: str | None) -> reports.Changes | None:
    """The changes told since a date, or by the last run and those before it that were cut short; None before the first."""
    day = None if since is None else _day(since)
    store: Store = workspace.open_store()
    try:
        if "" not in store.stage_keys("tell"):
            return None
        if since is not None and day is not None:
            told = store.changes.since(day - timedelta(microseconds=1))
            return reports.Changes(since=reports.date_words(since), items=told)
        first = store.ledger.first_of_last_news()
        if first is None:
            return None
        began = datetime.fromisoformat(str(first["started_at"]))
        words = f"{reports.date_words(began.date().isoformat())}, {began:%H:%M} UTC"
        return reports.Changes(since=words, items=store.changes.since(run=str(first["id"])))
    finally:
        store.close()


def _day(text: str) -> datetime:
    """The beginning of a day, month or year."""
    try:
        if not _DATE.fullmatch(text):
            raise ValueError
        return datetime.fromisoformat(f"{text}-01-01"[: max(10, len(text))] if len(text) < 10 else text).replace(tzinfo=UTC)
    except ValueError:
        raise ConfigError(f"--since {text!r} is no date", remedy="write it as 2026-06-04, 2026-06 or 2026") from None


def write_briefing(
    workspace: Workspace,
    path: Path,
    form: str,
    wanted: Wanted = FULL,
    *,
    clock: Callable[[], datetime] = utc_now,
) -> None:
    """Write a briefing to a file, or its tables into a folder.

    Raises:
        ConfigError: as `render` does, or the place cannot be written.
        OSError: its disk is full or fails.
    """
    if form in FOLDERS:
        files = {path / n: data for n, data in render_tables(workspace, form, wanted, clock=clock).items()}
    else:
        files = {path: render(workspace, form, wanted, clock=clock)}
    try:
        for place, content in files.items():
            place.parent.mkdir(parents=True, exist_ok=True)
            _write_file(place, content)
    except OSError as error:
        if trouble_of(error) is not None:  # the disk, wherever the briefing is to lie
            raise
        raise ConfigError(f"cannot write {path}: {error.strerror}", remedy="name another place with -o") from None


def _write_file(path: Path, content: bytes) -> None:
    if path.is_dir():
        raise IsADirectoryError(0, "it is a folder")
    handle, aside = tempfile.mkstemp(dir=path.parent, prefix=".briefing-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(aside, 0o644)
        os.replace(aside, path)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise
