"""`syntopic demo`: the whole job on the bundled sample corpus, in a workspace that can be played with afterwards."""

from __future__ import annotations

from pathlib import Path

from corpus.errors import ConfigError
from corpus.samples import sample_files
from ingest import FileItem
from syntopic import pipeline
from syntopic.briefings import write_briefing
from syntopic.progress import Progress
from syntopic.settings import FILE_NAME
from syntopic.terminal import plural
from syntopic.workspace import Workspace, find_workspace, init_workspace

SOURCES = "sources"


def run_demo(folder: Path, *, progress: Progress) -> list[Path]:
    """Make (or reuse) a workspace in `folder`, take the samples in, write briefing.html and briefing.pdf.

    Returns:
        The absolute paths of the two briefings.
    Raises:
        ConfigError: the folder holds something else.
    """
    workspace = _workspace(folder)
    sources = workspace.root / SOURCES
    copy_samples(sources)
    outcome = pipeline.add(workspace, sample_source(sources), progress=progress, command="demo")
    made = [workspace.root / "briefing.html", workspace.root / "briefing.pdf"]
    for path in made:
        write_briefing(workspace, path, path.suffix.removeprefix("."))
    if outcome.did_nothing:
        progress.say(f"{plural(outcome.seen, 'source')} unchanged, no stage did any work")
    return made


def _workspace(folder: Path) -> Workspace:
    if (folder / FILE_NAME).exists():
        return find_workspace(folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ConfigError(f"{folder} is not empty and no workspace", remedy="name another folder: syntopic demo DIR")
    return init_workspace(folder, topic="rsi")


def copy_samples(folder: Path) -> None:
    """Lay the bundled sample documents into a folder; files that are there already and equal are left alone."""
    folder.mkdir(parents=True, exist_ok=True)
    for sample in sample_files():
        target = folder / sample.name
        data = sample.read_bytes()
        if not target.is_file() or target.read_bytes() != data:
            target.write_bytes(data)


def sample_source(folder: Path) -> pipeline.Source:
    """The samples as a source of their own kind: their names, not their place on this machine, make their ids."""

    def name(item: FileItem) -> str:
        return item.path.name

    return pipeline.Source("sample", paths=(folder,), native_id=name)
