"""Removing documents, and moving a workspace: what `syntopic remove`, `export` and `import` do.

Invariant: an archive holds the database as of one moment and every byte that it refers to; an import makes a workspace
where none was, or nothing.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from corpus.errors import BadInput, ConfigError
from corpus.records import Document
from corpus.store import Store
from syntopic.models import Models
from syntopic.pipeline import bring_up_to_date
from syntopic.progress import Progress
from syntopic.running import Clock, open_run, utc_now
from syntopic.settings import FILE_NAME
from syntopic.workspace import Workspace

_DERIVED = frozenset({"index", "lock", "lock.json"})  # made again by the next run
_DATABASE = "corpus.sqlite"


def documents_called(store: Store, names: Sequence[str]) -> list[Document]:
    """The documents with these ids, paths or addresses; a folder names all files that were taken in from below it.

    Raises:
        ConfigError: nothing is held under one of the names.
    """
    documents = store.all(Document)
    found: dict[str, Document] = {}
    for name in names:
        path = str(Path(name).absolute())
        these = [
            d
            for d in documents
            if name in (d.id, d.location, d.url) or d.location == path or d.location.startswith(path.rstrip("/") + "/")
        ]
        if not these:
            raise ConfigError(f"nothing is held under {name!r}", remedy="see what is: syntopic search, or syntopic status")
        found |= {d.id: d for d in these}
    return list(found.values())


def remove(workspace: Workspace, names: Sequence[str], *, progress: Progress, clock: Clock = utc_now) -> list[Document]:
    """Remove documents for good, with claims, vectors, captures and what was told of their words; compare the rest anew.

    Returns:
        What was removed.
    """
    with open_run(workspace, "remove", progress=progress, clock=clock) as run:
        documents = documents_called(run.store, names)
        run.store.removal.remove((d.id for d in documents), clock())
        bring_up_to_date(run, Models(workspace))
        run.store.removal.wipe()
        return documents


def export_workspace(workspace: Workspace, path: Path, *, clock: Clock = utc_now) -> None:
    """Write settings, topics, database, captures and briefings to a .tar.gz, while nothing else writes.

    Raises:
        ConfigError: nothing was added yet, or the file cannot be written.
    """
    if not (workspace.data / _DATABASE).exists():
        raise ConfigError(f"nothing was added to {workspace.root} yet", remedy="begin with: syntopic add PATH ...")
    path.parent.mkdir(parents=True, exist_ok=True)
    with workspace.hold("export", clock()), tempfile.TemporaryDirectory(dir=path.parent) as aside:
        copy = Path(aside) / _DATABASE
        _copy_database(workspace.data / _DATABASE, copy)
        archive = Path(aside) / "export"
        try:
            with tarfile.open(archive, "w:gz") as tar:
                for file in sorted(workspace.root.iterdir()):
                    if file.is_file() and file.suffix in {".toml"}:
                        tar.add(file, arcname=file.name)
                tar.add(copy, arcname=f"data/{_DATABASE}")
                for file in sorted(workspace.data.iterdir()):
                    if file.name not in _DERIVED and not file.name.startswith(_DATABASE):
                        tar.add(file, arcname=f"data/{file.name}")
            os.replace(archive, path)
        except OSError as error:
            raise ConfigError(f"cannot write {path}: {error.strerror}", remedy="name another place") from None


def import_workspace(archive: Path, folder: Path) -> Workspace:
    """Make a workspace of what `export_workspace` wrote.

    Raises:
        ConfigError: there is a workspace already.
        BadInput: the file is no such archive, or is damaged.
    """
    if (folder / FILE_NAME).exists():
        raise ConfigError(f"{folder} is a workspace already", remedy="choose another folder")
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".import-"))
    try:
        try:
            with tarfile.open(archive, "r:*") as tar:
                tar.extractall(aside, filter="data")
        except (tarfile.TarError, EOFError, OSError) as error:
            why = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise BadInput(
                f"{archive} is no archive of a workspace: {why}", remedy="make one with: syntopic export"
            ) from None
        if not (aside / FILE_NAME).is_file() or not (aside / "data" / _DATABASE).is_file():
            raise BadInput(f"{archive} holds no workspace", remedy="make one with: syntopic export")
        _point_data_here(aside / FILE_NAME)
        folder.mkdir(parents=True, exist_ok=True)
        for item in sorted(aside.iterdir()):
            os.replace(item, folder / item.name)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    from syntopic.workspace import find_workspace

    workspace = find_workspace(folder)
    workspace.open_store().close()
    return workspace


def _point_data_here(settings: Path) -> None:
    """The archive holds the data beside the settings, wherever they lay before."""
    from syntopic.settings import load_settings

    root = load_settings(settings).corpus.root
    if root != "data":
        text = settings.read_text(encoding="utf-8")
        lines = [
            f'root = "data"  # was {root}' if line.split("=")[0].strip() == "root" else line for line in text.splitlines()
        ]
        settings.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _copy_database(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as here, closing(sqlite3.connect(target)) as there:
        here.backup(there)
